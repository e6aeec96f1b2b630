"""What a register that came back would change: as exported, in the file, and in the session now, field by field.

Serves the dialog and the command line. Nothing is written here, and nothing is left out silently: what cannot be taken
is a line that says why. What both sides changed is a conflict; what both sides changed alike is no line at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from app import model as m
from app.dates import format_instant
from app.i18n import N_, UserError, plural, translate
from app.register.lines import RegisteredRisk
from app.register.returning import scales as scales_back
from app.register.returning.actions import ActionComparer
from app.register.returning.cells import also, folded, under
from app.register.returning.fields import (
    ACTION_FIELDS,
    OWN,
    RISK_FIELDS,
    Returning,
    action_text,
    digest,
    written,
)
from app.register.returning.lines import Comparison, Group, Line
from app.register.returning.values import ReadCell

if TYPE_CHECKING:
    from app.document import Document
    from app.register.returning.returned import Cell, Returned, ReturnedRow

_OTHER_SESSION = N_("The file belongs to another session; each of its rows is offered as new here.")
_BEHIND = (
    N_("It was exported on {day}; one change was made here since. What both sides changed is marked."),
    N_("It was exported on {day}; {n} changes were made here since. What both sides changed is marked."),
)
_GONE = N_("{ref} was deleted here after the export; its row is offered as new.")
_HIDDEN = N_("{ref} is not shown in this room; nothing was read from its row.")
_CLEARED = N_("The cell was emptied in the file. Accept it to empty the field here.")
_BOTH = N_("It was changed here, too, after the export. Choose which of the two holds.")
_ALIKE = N_("It reads like {ref} “{event}”; merge them by hand, or accept it as a risk of its own.")
_NO_EVENT = N_("The row names no risk; nothing can be made of it. Write the event into the column {column}.")
_VOTED = N_("The room scored it in silence, median {median}; the file departs from that.")
_OPEN_ACTIONS = (
    N_("One action of it is still open; close or drop it, too."),
    N_("{n} actions of it are still open; close or drop them, too."),
)
_TOO_LONG = N_("An acceptance lasts twelve months at most; {day} is too far.")
_KEEP = N_("A column that somebody added: {cells}. Accept it to keep it; the next export has it again.")
_CELLS = (N_("{n} cell"), N_("{n} cells"))
#: How alike two sentences are at least that may mean the same risk, of 100.
_LIKE = 88
#: So many new rows are compared with every risk for likeness.
_MOST_LOOKED = 200


def compare(document: Document, returned: Returned) -> Comparison:
    """Return what a register would change. May be called on a snapshot in another thread."""
    return _Comparer(document, returned).comparison()


class _Comparer(ActionComparer):
    _looked = 0

    def comparison(self) -> Comparison:
        """Return it all: risks as the file has them, new ones, actions, columns, scales."""
        groups = list(self._risks())
        groups = [*groups, *self._actions()]
        groups = [*self._with_actions(groups), *self._columns()]
        preview = None
        if self.ours:
            found, preview = scales_back.compared(self.document, self.register, self.returned, self.notes)
            groups += [_scale_group(found)] if found else []
        else:
            self.notes.insert(0, translate(_OTHER_SESSION))
        behind = self.past.behind if self.ours else 0
        if behind and any(group.lines for group in groups):
            self.notes.insert(0, plural(*_BEHIND, behind, day=_day_of(self.told.as_of)))
        shown = tuple(group for group in groups if group.lines)
        return Comparison(
            self.returned, shown, tuple(dict.fromkeys(self.notes)), self.same, behind, self.document.version, preview
        )

    # --- risks ---

    def _risks(self) -> Iterator[Group]:
        for row in self.returned.risks:
            risk = self.risks.get(bytes.fromhex(row.key)) if row.key and self.ours else None
            if risk is not None:
                yield self._risk(row, risk)
            elif row.key and self.ours and self._is_hidden(bytes.fromhex(row.key)):
                self.notes.append(translate(_HIDDEN, ref=row.ref))
            elif row.key and self.ours:
                gone = replace(row, why=translate(_GONE, ref=row.ref))
                if self._touched_itself(row) and (group := self._new_risk(gone)) is not None:
                    yield group
            elif (group := self._new_risk(row)) is not None:
                yield group

    def _is_hidden(self, key: bytes) -> bool:
        return self.document.get(m.Risk, key) is not None

    def _touched_itself(self, row: ReturnedRow) -> bool:
        return any(not name.startswith(OWN) for name in row.cells)

    def _risk(self, row: ReturnedRow, risk: RegisteredRisk) -> Group:
        lines = []
        for name, cell in row.cells.items():
            if name.startswith(OWN):
                found = self._own_line(row, risk, name, cell)
            elif RISK_FIELDS[name].table == "action":
                found = self._next_action_line(row, risk, RISK_FIELDS[name], cell)
            else:
                now = written(RISK_FIELDS[name].value(risk, self.language))
                about = ("risk", risk.key, risk.key)
                found = self._line(row, RISK_FIELDS[name], cell, now, f"{risk.ref}.{name}", risk.ref, about)
                found = self._with_circumstances(found, risk, name) if found is not None else None
            if found is not None:
                lines.append(found)
        order = {name: place for place, name in enumerate(self.told.fields)}
        lines.sort(key=lambda line: order.get(line.field, len(order)))
        return Group(risk.ref, "risk", risk.ref, risk.event, tuple(lines), key=risk.key)

    def _with_circumstances(self, line: Line, risk: RegisteredRisk, name: str) -> Line:
        """Add what a person should know before a level, an acceptance or an end is taken over."""
        if not line.takeable:
            return line
        tally = {"current_likelihood": risk.votes_likelihood, "current_impact": risk.votes_impact}.get(name)
        if tally is not None and tally.n and tally.median is not None:
            return also(line, translate(_VOTED, median=f"{tally.median:g}"))
        if name == "status" and line.value == "closed":
            count = sum(action.is_open for action in risk.actions)
            return also(line, plural(*_OPEN_ACTIONS, count)) if count else line
        if name == "accepted_until" and isinstance(line.value, date) and line.value > _latest(self.register.today):
            return replace(line, change="refused", remark=translate(_TOO_LONG, day=line.theirs))
        return line

    # --- rows that are new ---

    def _new_risk(self, row: ReturnedRow) -> Group | None:
        id_ = f"row {row.line}"
        title = row.cells["event"].text if "event" in row.cells else ""
        lines = [line for name, cell in row.cells.items() if (line := self._new_line(row, id_, name, cell)) is not None]
        if not lines:
            return None
        order = {name: place for place, name in enumerate(self.told.fields)}
        lines.sort(key=lambda line: order.get(line.field, len(order)))
        needs = f"{id_}.event"
        if not any(line.id == needs and line.takeable for line in lines):
            header = self.told.fields.get("event", "")
            refused = translate(_NO_EVENT, column=header)
            lines = [replace(line, change="refused", remark=line.remark or refused) for line in lines]
            return Group(id_, "new", row.ref, title, tuple(lines), row.why or refused, needs=needs)
        twin = self._twin(title)
        if twin is not None and self._is_there(row, twin):
            self.same += len(lines)
            return None
        remark = row.why
        if twin is not None:
            alike = translate(_ALIKE, ref=twin.ref, event=twin.event[:80])
            remark = " ".join(part for part in (remark, alike) if part)
        doubtful = bool(remark)
        lines = [replace(line, doubtful=line.doubtful or doubtful) for line in lines]
        return Group(id_, "new", row.ref, title, tuple(lines), remark, needs=needs)

    def _new_line(self, row: ReturnedRow, id_: str, name: str, cell: Cell) -> Line | None:
        if name.startswith(OWN):
            return self._new_own_line(row, id_, name, cell)
        field = RISK_FIELDS[name]
        if field.table == "action":
            field = under(ACTION_FIELDS[name.removeprefix("action.")], field)
        if not cell.text and not cell.formula and not cell.error:
            return None
        table = "action" if name.startswith("action.") else "risk"
        found = self._line(replace(row, digests={}), field, cell, "", f"{id_}.{name}", id_, (table, b"", b""))
        return None if found is None else replace(found, change="new" if found.takeable else "refused")

    def _new_own_line(self, row: ReturnedRow, id_: str, name: str, cell: Cell) -> Line | None:
        if name not in self.told.fields or not cell.text:
            return None  # taken with its column as a whole
        label = name.removeprefix(OWN)
        return Line(f"{id_}.{name}", id_, name, label, "", "", cell.text, "new", table="own", value=cell.text)

    @cached_property
    def _events(self) -> dict[bytes, str]:
        return {risk.key: folded(risk.event) for risk in self.register.risks}

    @cached_property
    def _by_event(self) -> dict[str, RegisteredRisk]:
        return {folded(risk.event): risk for risk in reversed(self.register.risks)}

    def _twin(self, event: str) -> RegisteredRisk | None:
        """Return a risk that says the same, or nearly so; in a long list of new rows only one that says the same."""
        wanted = folded(event)
        found = self._by_event.get(wanted)
        if found is not None or not wanted or self._looked > _MOST_LOOKED:
            return found
        from rapidfuzz import fuzz, process

        self._looked += 1
        alike = process.extractOne(wanted, self._events, scorer=fuzz.token_sort_ratio, score_cutoff=_LIKE)
        return self.risks[alike[2]] if alike else None

    def _is_there(self, row: ReturnedRow, risk: RegisteredRisk) -> bool:
        """Whether a risk says all that a new row says, as after the row was taken over once."""
        for name, cell in row.cells.items():
            if name.startswith(OWN):
                if self.own.get((risk.key, name.removeprefix(OWN)), "") != cell.text:
                    return False
                continue
            field = RISK_FIELDS[name]
            try:
                read = self.values.read(field, cell.text, formula=cell.formula, error=cell.error)
            except UserError:
                continue
            if not self._says(risk, field, read):
                return False
        return True

    def _says(self, risk: RegisteredRisk, field: Returning, read: ReadCell) -> bool:
        if field.table == "risk":
            return self._equal(field, read, written(field.value(risk, self.language)))
        own = ACTION_FIELDS[field.name.removeprefix("action.")]
        return any(self._equal(own, read, action_text(own, risk, one, self.language)) for one in risk.actions)

    # --- columns that somebody added ---

    def _own_line(self, row: ReturnedRow, risk: RegisteredRisk, name: str, cell: Cell) -> Line | None:
        """Return the difference of a cell in a column that was added earlier; a new column is taken as a whole."""
        if name not in self.told.fields:
            return None
        label = name.removeprefix(OWN)
        now = self.own.get((risk.key, label), "")
        if cell.text == now:
            return None
        place = translate(N_("row {n}, {column}"), n=row.line, column=label)
        changed_here = digest(now) != row.digests.get(name, "")
        change = "conflict" if changed_here else "changed" if cell.text else "cleared"
        remark = translate(_BOTH) if changed_here else "" if cell.text else translate(_CLEARED)
        return Line(f"{risk.ref}.{name}", risk.ref, name, label, "" if changed_here else now, now, cell.text, change,
                    remark, doubtful=not cell.text, place=place, table="own", key=risk.key,
                    value=cell.text)  # fmt: skip

    def _columns(self) -> Iterator[Group]:
        lines = [line for name in self.returned.own if (line := self._column(name)) is not None]
        if lines:
            yield Group("columns", "columns", "", translate(N_("Columns that somebody added")), tuple(lines))

    def _column(self, name: str) -> Line | None:
        if OWN + name in self.told.fields:
            return None
        cells: dict[bytes | str, str] = {}
        for row in self.returned.risks:
            cell = row.cells.get(OWN + name)
            risk = self.risks.get(bytes.fromhex(row.key)) if row.key and self.ours else None
            about: bytes | str = risk.key if risk is not None else f"row {row.line}"
            if cell is not None and cell.text and self.own.get((risk.key if risk else b"", name)) != cell.text:
                cells[about] = cell.text
        if risk_twin_cells(cells, self) == 0:
            return None
        told = plural(*_CELLS, len(cells))
        examples = ", ".join(dict.fromkeys(text[:30] for text in list(cells.values())[:3]))
        return Line(f"columns.{name}", "columns", OWN + name, name, "", "", examples, "new",
                    translate(_KEEP, cells=told), table="own", value=cells)  # fmt: skip


def risk_twin_cells(cells: Mapping[bytes | str, str], comparer: _Comparer) -> int:
    """Return how many cells of a new column the session does not have yet; rows already taken over count as had."""
    rows = {f"row {row.line}": row for row in comparer.returned.risks}
    missing = 0
    for about in cells:
        row = rows.get(about) if isinstance(about, str) else None
        twin = comparer._twin(row.cells["event"].text) if row is not None and "event" in row.cells else None
        missing += not (twin is not None and row is not None and comparer._is_there(row, twin))
    return missing


def _scale_group(lines: Sequence[scales_back.ScaleLine]) -> Group:
    made = tuple(
        Line(f"scales.{one.id}", "scales", one.id, one.label, one.exported, one.ours, one.theirs, one.change,
             one.remark, doubtful=True, who=one.who, when=one.when, place=one.place, table="scales", value=one.value)
        for one in lines
    )  # fmt: skip
    return Group("scales", "scales", "", translate(N_("Scales and matrix")), made)


def _day_of(as_of: str) -> str:
    try:
        return format_instant(datetime.fromisoformat(as_of))
    except ValueError:
        return as_of[:10]


def _latest(today: date) -> date:
    from app.dates import add_months
    from app.risk import ACCEPTANCE_MONTHS

    return add_months(today, ACCEPTANCE_MONTHS)
