"""What was changed here since a register was exported: who changed a field last, when, and what stood there before.

Serves the comparison of what came back. Read from the history, once, and only when something was changed on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import model as m
from app.register.returning.fields import Returning

if TYPE_CHECKING:
    from app.document import Document

_TABLES = frozenset({"risk", "action", "risk_service", "risk_node"})
_LINKS = {"services": ("risk_service", "service_id"), "nodes": ("risk_node", "node_id")}


@dataclass(frozen=True, slots=True)
class Ours:
    """The last change of a field here, and what stood there at the export (``known`` tells whether that is known)."""

    who: str
    when: datetime
    before: Any
    known: bool = True


class Past:
    """The history of the register since the state of ``change_set``."""

    def __init__(self, document: Document, change_set: int) -> None:
        self._document, self._change_set = document, change_set

    @cached_property
    def _sets(self) -> list[Any]:
        """The change sets since then that touched the register, the oldest first."""
        found = self._document.history(limit=None, since=self._change_set)
        return [one for one in reversed(found) if one.tables & _TABLES]

    @property
    def behind(self) -> int:
        """How many times the register was changed here since the export."""
        return len(self._sets) if self._document.version > self._change_set else 0

    @cached_property
    def _people(self) -> dict[bytes, str]:
        table = m.Person.__table__
        return {row.id: row.name for row in self._document.rows(select(table.c.id, table.c.name))}

    @cached_property
    def _fields(self) -> dict[tuple[str, bytes, str], Ours]:
        found: dict[tuple[str, bytes, str], Ours] = {}
        for one in self._sets:
            for change in one.changes:
                if change.table in ("risk", "action") and change.op == "update":
                    for column, (before, _) in change.values.items():
                        place = (change.table, change.row, column)
                        first = found.get(place)
                        kept = first.before if first is not None else before
                        found[place] = Ours(self._who(one), one.at, kept)
        return found

    def _who(self, change_set: Any) -> str:
        return str(self._people.get(change_set.speaker) or change_set.who)

    def of(self, table: str, key: bytes, field: Returning) -> Ours | None:
        """Return the last change of a field of a row, ``None`` if the history does not know of one."""
        if field.many:
            return self._links(key, *_LINKS[field.name])
        return self._fields.get((table, key, field.column))

    def _links(self, risk: bytes, table: str, column: str) -> Ours | None:
        """Return the last change of what a risk is linked to; what it was linked to before is worked out backwards."""
        model: Any = m.RiskService if table == "risk_service" else m.RiskNode
        rows = self._document.all(model, model.risk_id == risk)
        before = {row.id: getattr(row, column) for row in rows}
        last: Any = None
        for one in reversed(self._sets):
            for change in reversed(one.changes):
                if change.table != table:
                    continue
                if change.op == "insert" and change.values["risk_id"][1] == risk:
                    before.pop(change.row, None)
                elif change.op == "delete" and change.values["risk_id"][0] == risk:
                    before[change.row] = change.values[column][0]
                else:
                    continue
                last = last or one
        return Ours(self._who(last), last.at, tuple(dict.fromkeys(before.values()))) if last is not None else None
