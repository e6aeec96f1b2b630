"""The list of differences of a register that came back: one row a field, under a head for each risk."""

from __future__ import annotations

from app.fields import Field, Kind
from app.i18n import N_, plural, translate
from ui.register_return.decisions import Row
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.widgets import chips
from ui.widgets.chips import Chip

_TEXT = Field(Kind.TEXT, "", editable=False)
#: What a line is, by its change.
CHANGES = {
    "changed": ("due", N_("changed")),
    "conflict": ("warn", N_("conflict")),
    "cleared": ("none", N_("emptied")),
    "new": ("ok", N_("new")),
    "refused": ("err", N_("not taken")),
}
#: What a person should look at before accepting it.
ODD = ("warn", N_("look"))
#: What was decided.
DECISIONS = {True: ("ok", N_("accept")), False: ("none", N_("reject"))}
OURS_THEIRS = {True: ("ok", N_("the file's")), False: ("ok", N_("ours"))}
KINDS = {
    "new": N_("New risk, row {row}"),
    "new action": N_("New action for {ref}"),
    "action": N_("Action {ref}"),
}


def make_list() -> Table:
    """Return the table of the differences."""
    columns = [
        Column("field", _TEXT, 150, value=lambda row: row.line.label, title=N_("Field"), editable=False, bold=True),
        Column("ours", _TEXT, 150, value=lambda row: _one_line(row.line.ours), title=N_("Here now"), editable=False,
               tone="text3", stretch=True, stays=False),
        Column("theirs", _TEXT, 150, value=lambda row: _one_line(row.line.theirs), title=N_("In the file"),
               editable=False, stretch=True, stays=False),
        Column("change", _TEXT, 104, chip=_change, title=N_("What"), editable=False),
        Column("decision", _TEXT, 104, chip=decision, title=N_("Decision"), editable=False),
        Column("about", _TEXT, value=lambda row: head_of(row), title=N_("About"), editable=False, shown=False,
               sort=lambda row: row.place),
    ]  # fmt: skip
    table = Table(columns, translate(N_("Differences")), key=lambda row: row.key, read_only=True, dense=True)
    table.group_by("about", head_of)
    return table


def head_of(row: Row) -> str:
    """Return the head under which a line stands."""
    group = row.group
    kind = KINDS.get(group.kind)
    if group.kind == "risk":
        return f"{group.ref}  {group.title}"
    if kind is None:
        return group.title
    told = translate(kind, ref=group.ref, row=group.id.rpartition(" ")[2])
    return f"{told}  {group.title}".strip()


def _one_line(text: str) -> str:
    return " ".join(text.split()) or "–"


def _change(row: Row) -> Chip:
    odd = row.line.doubtful and row.line.change in ("changed", "new")
    kind, word = ODD if odd else CHANGES[row.line.change]
    return chips.status(kind, translate(word))


def decision(row: Row) -> Chip | None:
    """Return what was decided about a line, as a chip."""
    if row.accepted is None:
        return None
    kind, word = (OURS_THEIRS if row.line.change == "conflict" else DECISIONS)[row.accepted]
    return chips.status(kind, translate(word))


def told(count: int, conflicts: int) -> str:
    """Return how many differences and conflicts there are."""
    parts = [plural(N_("{n} difference"), N_("{n} differences"), count)]
    if conflicts:
        parts.append(plural(N_("{n} conflict"), N_("{n} conflicts"), conflicts))
    return ", ".join(parts)
