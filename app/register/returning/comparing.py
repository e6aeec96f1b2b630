"""What a register that came back would change: as exported, in the file, and in the session now, field by field.

Serves the dialog and the command line. Nothing is written here, and nothing is left out silently: what cannot be taken
is a line that says why. What both sides changed is a conflict; what both sides changed alike is no line at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import model as m
from app.dates import format_instant
from app.i18n import N_, UserError, plural, translate
from app.register.lines import RegisteredRisk, RiskAction
from app.register.reading import register
from app.register.returning import scales as scales_back
from app.register.returning.fields import (
    ACTION_FIELDS,
    OWN,
    RISK_FIELDS,
    Returning,
    action_text,
    digest,
    written,
)
from app.register.returning.past import Ours, Past
from app.register.returning.values import CellValues, NewPerson, ReadCell

if TYPE_CHECKING:
    from app.document import Document
    from app.register.lines import Register
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
_NO_ACTION = N_("The action was deleted here after the export; write it anew on the sheet Actions to have it again.")
_ACTION_CLEARED = N_("The name of an action must not be empty; close or drop it on the sheet Actions instead.")
_ALIKE = N_("It reads like {ref} “{event}”; merge them by hand, or accept it as a risk of its own.")
_NO_EVENT = N_("The row names no risk; nothing can be made of it. Write the event into the column {column}.")
_NO_RISK = N_("The column {column} names no risk of this session, so the action has no place. Write its ID.")
_VOTED = N_("The room scored it in silence, median {median}; the file departs from that.")
_OPEN_ACTIONS = (
    N_("One action of it is still open; close or drop it, too."),
    N_("{n} actions of it are still open; close or drop them, too."),
)
_TOO_LONG = N_("An acceptance lasts twelve months at most; {day} is too far.")
_ELSEWHERE = N_("The sheet Register says “{text}” for it.")
_KEEP = N_("A column that somebody added: {cells}. Accept it to keep it; the next export has it again.")
_CELLS = (N_("{n} cell"), N_("{n} cells"))
_NEW_ACTION = N_("New action")
#: How alike two sentences are at least that may mean the same risk, of 100.
_LIKE = 88


@dataclass(frozen=True, slots=True)
class Line:
    """One difference. ``exported``, ``ours`` (here now) and ``theirs`` (in the file) are as people read them.

    ``change`` is ``changed``, ``conflict`` (both sides changed it), ``cleared``, ``new`` or ``refused``; a refused one
    cannot be taken. ``doubtful`` ones are not accepted together with all others. ``who`` and ``when`` tell the last
    change here, of a conflict. ``place`` is where it stands in the file.
    """

    id: str
    group: str
    field: str
    label: str
    exported: str
    ours: str
    theirs: str
    change: str
    remark: str = ""
    doubtful: bool = False
    who: str = ""
    when: datetime | None = None
    place: str = ""
    table: str = ""
    key: bytes = b""
    value: Any = None

    @property
    def takeable(self) -> bool:
        """Whether it can be taken over at all."""
        return self.change != "refused"

    @property
    def proposed(self) -> bool:
        """Whether “accept all” takes it: what is clear, and was changed in the file only."""
        return self.takeable and not self.doubtful and self.change in ("changed", "new")


@dataclass(frozen=True, slots=True)
class Group:
    """The lines about one thing. ``kind`` is ``risk``, ``new``, ``action``, ``new action``, ``columns`` or ``scales``.

    ``remark`` tells what is odd about the row as a whole. ``needs`` is the line without which a new one cannot stand.
    """

    id: str
    kind: str
    ref: str
    title: str
    lines: tuple[Line, ...]
    remark: str = ""
    key: bytes = b""
    needs: str = ""


@dataclass(frozen=True)
class Comparison:
    """What a register that came back would change in the session of ``version``; ``same`` were changed alike here."""

    returned: Returned
    groups: tuple[Group, ...]
    notes: tuple[str, ...]
    same: int
    behind: int
    version: int
    preview: scales_back.Preview | None = None

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines."""
        return tuple(line for group in self.groups for line in group.lines)

    @cached_property
    def by_id(self) -> Mapping[str, Line]:
        """The lines by their ids."""
        return {line.id: line for line in self.lines}

    @property
    def nothing_new(self) -> bool:
        """Whether the file holds nothing that could be taken over."""
        return not any(line.takeable for line in self.lines)

    @property
    def conflicts(self) -> tuple[Line, ...]:
        """The lines that both sides changed."""
        return tuple(line for line in self.lines if line.change == "conflict")

    @property
    def proposed(self) -> frozenset[str]:
        """The ids of the lines that “accept all” takes."""
        return frozenset(line.id for line in self.lines if line.proposed)


def compare(document: Document, returned: Returned) -> Comparison:
    """Return what a register would change. May be called on a snapshot in another thread."""
    return _Comparer(document, returned).comparison()


class _Comparer:
    def __init__(self, document: Document, returned: Returned) -> None:
        self.document, self.returned, self.told = document, returned, returned.told
        self.ours = returned.told.document == document.document_id.hex()
        self.register: Register = register(document)
        self.values = CellValues(document, self.register.scales)
        self.language = returned.told.language or None
        self.risks = {risk.key: risk for risk in self.register.risks}
        self.by_ref = {risk.ref: risk for risk in self.register.risks}
        self.actions: dict[bytes, tuple[RegisteredRisk, RiskAction]] = {
            action.key: (risk, action) for risk in self.register.risks for action in risk.actions
        }
        self.past = Past(document, returned.told.change_set if self.ours else document.version)
        self.own = _own_texts(document) if returned.own else {}
        self.notes: list[str] = list(returned.notes)
        self.same = 0
        #: What the sheet Register says of a field of an action, by action and column.
        self.of_actions: dict[tuple[bytes, str], Line] = {}

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

    def _line(
        self,
        row: ReturnedRow,
        field: Returning,
        cell: Cell,
        now: str,
        id_: str,
        group: str,
        about: tuple[str, bytes, bytes],
    ) -> Line | None:
        """Return the difference of a cell, ``None`` if the session says the same; ``about`` is table, row and risk."""
        table, key, _ = about
        exported_digest = row.digests.get(field.name, "")
        unchanged_here = digest(now) == exported_digest
        place = translate(N_("row {n}, {column}"), n=row.line, column=cell.column)
        shown_now = self._shown(field, now)
        bare = Line(id_, group, field.name, field.label, "", shown_now, cell.text, "refused", place=place, table=table,
                    key=key)  # fmt: skip
        try:
            read = self.values.read(field, cell.text, formula=cell.formula, error=cell.error)
        except UserError as error:
            theirs = cell.text or ("#" if cell.error else "")
            return replace(bare, exported=shown_now if unchanged_here else "", theirs=theirs, remark=str(error))
        if self._equal(field, read, now):
            self.same += not unchanged_here
            return None
        line = replace(bare, theirs=read.shown, value=read.value, remark=read.remark, doubtful=read.doubtful)
        if unchanged_here:
            if cell.text or cell.formula:
                return replace(line, exported=shown_now, change="changed")
            return replace(line, exported=shown_now, change="cleared", remark=translate(_CLEARED), doubtful=True)
        return self._conflict(line, field, table, key)

    def _conflict(self, line: Line, field: Returning, table: str, key: bytes) -> Line:
        found: Ours | None = self.past.of(table, key, field)
        exported = ""
        if found is not None and found.known:
            exported = self.values.shown(field, found.before)
        remark = " ".join(part for part in (translate(_BOTH), line.remark) if part)
        who = (found.who or translate(N_("somebody"))) if found is not None else ""
        when = found.when if found is not None else None
        return replace(line, exported=exported, change="conflict", remark=remark, who=who, when=when)

    def _shown(self, field: Returning, now: str) -> str:
        """Return the session's value of a cell as people read it."""
        if not now:
            return ""
        try:
            return self.values.read(field, now).shown
        except UserError:
            return now

    def _equal(self, field: Returning, read: ReadCell, now: str) -> bool:
        if isinstance(read.value, NewPerson):
            return False
        try:
            ours = self.values.read(field, now) if now else None
        except UserError:
            return False
        if ours is None:
            return read.value in (None, ())
        return bool(read.value == ours.value)

    def _with_circumstances(self, line: Line, risk: RegisteredRisk, name: str) -> Line:
        """Add what a person should know before a level, an acceptance or an end is taken over."""
        if not line.takeable:
            return line
        tally = {"current_likelihood": risk.votes_likelihood, "current_impact": risk.votes_impact}.get(name)
        if tally is not None and tally.n and tally.median is not None:
            return _told(line, translate(_VOTED, median=f"{tally.median:g}"))
        if name == "status" and line.value == "closed":
            count = sum(action.is_open for action in risk.actions)
            return _told(line, plural(*_OPEN_ACTIONS, count)) if count else line
        if name == "accepted_until" and isinstance(line.value, date) and line.value > _latest(self.register.today):
            return replace(line, change="refused", remark=translate(_TOO_LONG, day=line.theirs))
        return line

    def _next_action_line(self, row: ReturnedRow, risk: RegisteredRisk, field: Returning, cell: Cell) -> Line | None:
        """Return the difference of a field of the action that the register showed as the next one."""
        column = field.name.removeprefix("action.")
        own = ACTION_FIELDS[column]
        id_, at = f"{risk.ref}.{field.name}", replace_label(own, field)
        if not row.action:
            about = ("action", b"", risk.key)
            found = self._line(row, at, cell, "", id_, risk.ref, about)
            return self._for_new_action(row, risk, found)
        key = bytes.fromhex(row.action)
        if key not in self.actions:
            place = translate(N_("row {n}, {column}"), n=row.line, column=cell.column)
            return Line(id_, risk.ref, field.name, field.label, "", "", cell.text, "refused",
                        translate(_NO_ACTION), place=place)  # fmt: skip
        owner, action = self.actions[key]
        now = action_text(own, owner, action, self.language)
        row = replace(row, digests={field.name: row.digests.get(field.name, "")})
        found = self._line(row, at, cell, now, id_, risk.ref, ("action", key, risk.key))
        if found is None:
            return None
        if column == "title" and not cell.text:
            found = replace(found, remark=translate(_ACTION_CLEARED))
        self.of_actions[key, column] = found
        return found

    def _for_new_action(self, row: ReturnedRow, risk: RegisteredRisk, found: Line | None) -> Line | None:
        """Leave out what an action that was taken over before already says."""
        if found is None:
            return None
        title = row.cells["action.title"].text if "action.title" in row.cells else ""
        known = next((one for one in risk.actions if title and _folded(one.title) == _folded(title)), None)
        if known is not None:
            own = ACTION_FIELDS[found.field.removeprefix("action.")]
            if self._shown(own, action_text(own, risk, known, self.language)) == found.theirs:
                self.same += 1
                return None
            return replace(found, table="action", key=known.key, change="changed", ours=self._shown(
                own, action_text(own, risk, known, self.language)), doubtful=True)  # fmt: skip
        return replace(found, change="new" if found.takeable else "refused")

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
            field = replace_label(ACTION_FIELDS[name.removeprefix("action.")], field)
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

    def _twin(self, event: str) -> RegisteredRisk | None:
        """Return a risk that says the same or nearly so."""
        wanted = _folded(event)
        if not wanted:
            return None
        for risk in self.register.risks:
            if _folded(risk.event) == wanted:
                return risk
        from rapidfuzz import fuzz, process

        events = {risk.key: _folded(risk.event) for risk in self.register.risks}
        found = process.extractOne(wanted, events, scorer=fuzz.token_sort_ratio, score_cutoff=_LIKE)
        return self.risks[found[2]] if found else None

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

    # --- actions ---

    def _actions(self) -> Iterator[Group]:
        for row in self.returned.actions:
            key = bytes.fromhex(row.key) if row.key else b""
            if key and self.ours and key in self.actions:
                yield self._action(row, key)
            elif key and self.ours and self.document.get(m.Action, key) is not None:
                self.notes.append(translate(_HIDDEN, ref=row.ref))
            else:
                gone = translate(_GONE, ref=row.ref) if key and self.ours else ""
                group = self._new_action(replace(row, why=row.why or gone))
                if group is not None:
                    yield group

    def _action(self, row: ReturnedRow, key: bytes) -> Group:
        risk, action = self.actions[key]
        lines = []
        for name, cell in row.cells.items():
            now = action_text(ACTION_FIELDS[name], risk, action, self.language)
            about = ("action", key, risk.key)
            found = self._line(row, ACTION_FIELDS[name], cell, now, f"{action.ref}.{name}", action.ref, about)
            if found is not None:
                lines.append(found)
        return Group(action.ref, "action", action.ref, action.title, tuple(lines), key=key)

    def _new_action(self, row: ReturnedRow) -> Group | None:
        id_ = f"actions row {row.line}"
        cells = {name: cell for name, cell in row.cells.items() if cell.text or cell.formula or cell.error}
        if not any(name != "for" for name in cells):
            return None
        risk = self.by_ref.get(cells["for"].text.upper()) if "for" in cells else None
        title = cells["title"].text if "title" in cells else ""
        if risk is not None and self._has_action(risk, title):
            self.same += len(cells)
            return None
        lines = []
        for name, cell in cells.items():
            if name == "for" and risk is not None:
                continue
            where = ("action", b"", risk.key if risk else b"")
            found = self._line(replace(row, digests={}), ACTION_FIELDS[name], cell, "", f"{id_}.{name}", id_, where)
            if found is not None:
                lines.append(replace(found, change="new" if found.takeable else "refused", doubtful=bool(row.why)))
        needs = f"{id_}.title"
        if risk is None or not any(line.id == needs and line.takeable for line in lines):
            header = self.told.action_fields.get("for" if risk is None else "title", "")
            said = translate(_NO_RISK if risk is None else _NO_EVENT, column=header)
            lines = [replace(line, change="refused", remark=line.remark or said) for line in lines]
        about = risk.ref if risk is not None else ""
        return Group(id_, "new action", about, title, tuple(lines), row.why, risk.key if risk else b"", needs)

    def _has_action(self, risk: RegisteredRisk, title: str) -> bool:
        return bool(title) and any(_folded(one.title) == _folded(title) for one in risk.actions)

    def _with_actions(self, groups: Sequence[Group]) -> Iterator[Group]:
        """Join what both sheets say of an action: alike it is told once, unlike the line says so."""
        twice: dict[str, str] = {}
        for group in groups:
            if group.kind != "action":
                continue
            for line in group.lines:
                other = self.of_actions.get((line.key, line.field))
                if other is not None:
                    twice[other.id] = line.id
        said = {line.id: line for line in self.of_actions.values()}
        by_id = {own: other for other, own in twice.items()}
        for group in groups:
            lines = []
            for line in group.lines:
                if line.id in twice:
                    continue
                other = said.get(by_id.get(line.id, ""))
                if other is not None and other.theirs != line.theirs:
                    line = replace(_told(line, translate(_ELSEWHERE, text=other.theirs[:60])), doubtful=True)
                lines.append(line)
            yield replace(group, lines=tuple(lines))

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


def replace_label(field: Returning, shown: Returning) -> Returning:
    """Return a field of an action under the name and header that it has in the register."""
    return replace(field, name=shown.name, header=shown.header)


def _scale_group(lines: Sequence[scales_back.ScaleLine]) -> Group:
    made = tuple(
        Line(f"scales.{one.id}", "scales", one.id, one.label, one.exported, one.ours, one.theirs, one.change,
             one.remark, doubtful=True, who=one.who, when=one.when, place=one.place, table="scales", value=one.value)
        for one in lines
    )  # fmt: skip
    return Group("scales", "scales", "", translate(N_("Scales and matrix")), made)


def _told(line: Line, sentence: str) -> Line:
    return replace(line, remark=" ".join(part for part in (line.remark, sentence) if part))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _latest(today: date) -> date:
    from app.dates import add_months
    from app.risk import ACCEPTANCE_MONTHS

    return add_months(today, ACCEPTANCE_MONTHS)


def _day_of(as_of: str) -> str:
    try:
        return format_instant(datetime.fromisoformat(as_of))
    except ValueError:
        return as_of[:10]


def _own_texts(document: Document) -> dict[tuple[bytes, str], str]:
    table = m.OwnColumn.__table__
    rows = document.rows(select(table.c.subject_id, table.c.name, table.c.text))
    return {(row.subject_id, row.name): row.text for row in rows}
