"""Compares the actions of a register that came back: the next one on the sheet Register, and the sheet Actions.

Serves the comparison as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app import model as m
from app.i18n import N_, translate
from app.register.lines import RegisteredRisk
from app.register.returning.cells import CellComparer, also, folded, under
from app.register.returning.fields import (
    ACTION_FIELDS,
    Returning,
    action_text,
)
from app.register.returning.lines import Group, Line

if TYPE_CHECKING:
    from app.register.returning.returned import Cell, ReturnedRow

_GONE = N_("{ref} was deleted here after the export; its row is offered as new.")
_HIDDEN = N_("{ref} is not shown in this room; nothing was read from its row.")
_NO_ACTION = N_("The action was deleted here after the export; write it anew on the sheet Actions to have it again.")
_ACTION_CLEARED = N_("The name of an action must not be empty; close or drop it on the sheet Actions instead.")
_NO_EVENT = N_("The row names no risk; nothing can be made of it. Write the event into the column {column}.")
_NO_RISK = N_("The column {column} names no risk of this session, so the action has no place. Write its ID.")
_ELSEWHERE = N_("The sheet Register says “{text}” for it.")


class ActionComparer(CellComparer):
    """Compares what both sheets say of actions; what they say alike is told once."""

    def _next_action_line(self, row: ReturnedRow, risk: RegisteredRisk, field: Returning, cell: Cell) -> Line | None:
        """Return the difference of a field of the action that the register showed as the next one."""
        column = field.name.removeprefix("action.")
        own = ACTION_FIELDS[column]
        id_, at = f"{risk.ref}.{field.name}", under(own, field)
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
        known = next((one for one in risk.actions if title and folded(one.title) == folded(title)), None)
        if known is not None:
            own = ACTION_FIELDS[found.field.removeprefix("action.")]
            if self._shown(own, action_text(own, risk, known, self.language)) == found.theirs:
                self.same += 1
                return None
            return replace(found, table="action", key=known.key, change="changed", ours=self._shown(
                own, action_text(own, risk, known, self.language)), doubtful=True)  # fmt: skip
        return replace(found, change="new" if found.takeable else "refused")

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
        return bool(title) and any(folded(one.title) == folded(title) for one in risk.actions)

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
                    line = replace(also(line, translate(_ELSEWHERE, text=other.theirs[:60])), doubtful=True)
                lines.append(line)
            yield replace(group, lines=tuple(lines))
