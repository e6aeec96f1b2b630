"""Compares one cell of a register that came back: as exported, here now, in the file; equal, changed, or in conflict.

Serves the comparison of risks and of actions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import model as m
from app.i18n import N_, UserError, translate
from app.register.lines import RegisteredRisk, RiskAction
from app.register.reading import register
from app.register.returning.fields import (
    Returning,
    digest,
)
from app.register.returning.lines import Line
from app.register.returning.past import Ours, Past
from app.register.returning.values import CellValues, NewPerson, ReadCell

if TYPE_CHECKING:
    from app.document import Document
    from app.register.lines import Register
    from app.register.returning.returned import Cell, Returned, ReturnedRow

_CLEARED = N_("The cell was emptied in the file. Accept it to empty the field here.")
_BOTH = N_("It was changed here, too, after the export. Choose which of the two holds.")


class CellComparer:
    """Compares single cells of a workbook that came back with the session."""

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


def under(field: Returning, shown: Returning) -> Returning:
    """Return a field of an action under the name and header that it has in the register."""
    return replace(field, name=shown.name, header=shown.header)


def also(line: Line, sentence: str) -> Line:
    return replace(line, remark=" ".join(part for part in (line.remark, sentence) if part))


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _own_texts(document: Document) -> dict[tuple[bytes, str], str]:
    table = m.OwnColumn.__table__
    rows = document.rows(select(table.c.subject_id, table.c.name, table.c.text))
    return {(row.subject_id, row.name): row.text for row in rows}
