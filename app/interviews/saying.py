"""What is on record for each question of the interview, in the words in which people would say it.

Serves the interview mode ("still true?") and everything that shows an answer in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from app import listings, network
from app import model as m
from app.dates import format_date
from app.document import Document
from app.durations import format_duration
from app.fields import Kind, fields_of
from app.i18n import N_, translate
from app.interviews.grid import Grid, grid, service_row
from app.interviews.script import LISTS
from app.interviews.targets import peaks
from app.packs import Question
from app.scales import Scales
from app.services import latest_approvals

_BETWEEN = " · "
#: The questions about the dependency graph: what it needs, what has no substitute, suppliers, who needs it.
NEEDS, SINGLE, SUPPLIERS, DEPENDANTS = 25, 26, 27, 28


class Record:
    """All that is on record about one service; each table is read when a question first asks for it."""

    def __init__(self, document: Document, service: bytes, scales: Scales | None = None) -> None:
        self._document, self.service, self._scales = document, service, scales
        self.row = service_row(document, service)
        self._lists: dict[str, list[Any]] = {}

    @cached_property
    def bia(self) -> Any | None:
        """The single answers, ``None`` before the interview."""
        return self._document.get(m.Bia, self.service)

    @cached_property
    def grid(self) -> Grid:
        """The impact grid."""
        return grid(self._document, self.service, scales=self._scales)

    @cached_property
    def peaks(self) -> list[Any]:
        """The peaks, the shortest tolerance first."""
        return peaks(self._document, self.service)

    @cached_property
    def signature(self) -> Any | None:
        """The newest approval."""
        return latest_approvals(self._document).get(self.service)

    @cached_property
    def people(self) -> Mapping[bytes, str]:
        """The names of people."""
        return listings.names(self._document, "person")

    @cached_property
    def edges(self) -> tuple[list[Any], list[Any]]:
        """The edges to what the service needs, and from what needs it."""
        table = m.Dependency.__table__
        both = self._document.rows(
            select(table).where((table.c.source_id == self.service) | (table.c.target_id == self.service))
        )
        return (
            [one for one in both if one.source_id == self.service],
            [one for one in both if one.source_id != self.service],
        )

    @cached_property
    def nodes(self) -> Mapping[bytes, network.NodeRow]:
        """What stands at the other end of the edges."""
        ends = [one.target_id for one in self.edges[0]] + [one.source_id for one in self.edges[1]]
        return network.nodes(self._document, ends)

    @cached_property
    def quantities(self) -> Mapping[bytes, list[str]]:
        """How much of each resource is needed after which time, in words."""
        table, horizon = m.ResourceQuantity.__table__, m.Horizon.__table__
        query = select(table.c.resource_id, table.c.quantity, horizon.c.label).join(
            horizon, horizon.c.id == table.c.horizon_id
        )
        keys = [row.id for row in self.rows("resource")]
        found: dict[bytes, list[str]] = {}
        for row in self._document.rows(query.where(table.c.resource_id.in_(keys)).order_by(horizon.c.minutes)):
            words = translate(N_("{n} after {after}"), n=row.quantity, after=row.label)
            found.setdefault(row.resource_id, []).append(words)
        return found

    @cached_property
    def single_points(self) -> list[str]:
        """The names of components and people that alone stop the service."""
        found = {one.node for one in network.spofs(self._document, [self.service])}
        return sorted(node.name for node in network.nodes(self._document, found).values())

    def rows(self, table: str) -> list[Any]:
        """The rows of a list that a question fills."""
        if table not in self._lists:
            model = LISTS[table]
            self._lists[table] = self._document.all(model, model.service_id == self.service)
        return self._lists[table]

    def said(self, question: Question) -> str:
        """Return the answer to a question as it is on record, an empty text if nothing is."""
        own = _TOLD.get(question.number)
        return own(self) if own is not None else self._told(question)

    def _told(self, question: Question) -> str:
        parts = []
        for one in question.fields:
            table, _, column = one.name.partition(".")
            if table in LISTS:
                parts.append(self._listed(table))
            elif column:
                parts.append(self._single(table, column, alone=len(question.fields) == 1))
        return _BETWEEN.join(dict.fromkeys(part for part in parts if part))

    def _single(self, table: str, column: str, *, alone: bool) -> str:
        model, row = (m.Service, self.row) if table == "service" else (m.Bia, self.bia)
        value = getattr(row, column, None)
        spec = fields_of(model)[column]
        if value is None or (spec.kind is Kind.YES_NO and not value and not alone):
            return ""
        words = self.people.get(value, "") if spec.kind is Kind.REFERENCE else spec.format(value)
        if spec.kind is Kind.YES_NO and not alone:
            return translate(spec.label)
        plain = alone or spec.kind in (Kind.NOTE, Kind.TEXT)
        return words if plain else translate(N_("{field} {value}"), field=translate(spec.label), value=words)

    def _listed(self, table: str) -> str:
        rows, spoken = self.rows(table), _LINES[table]
        return _BETWEEN.join(spoken(self, row) for row in rows)


def _with(name: str, *after: str) -> str:
    """Return a name with what belongs to it after commas."""
    return ", ".join(part for part in (name, *after) if part)


#: How one row of a list is told.
_LINES: Mapping[str, Callable[[Record, Any], str]] = MappingProxyType(
    {
        "peak": lambda _, row: _with(row.name, row.recurrence or "", format_duration(row.mtpd)),
        "obligation": lambda _, row: _with(row.name, format_duration(row.within)),
        "vital_record": lambda _, row: _with(row.name, row.copy_at or ""),
        "resource": lambda _, row: row.what,
        "key_role": lambda record, row: _with(
            row.role, record.people.get(row.person_id, ""), record.people.get(row.cover_id, "")
        ),
        "past_outage": lambda _, row: _with(
            format_date(row.occurred_on) if row.occurred_on else "", format_duration(row.lasted), row.harm or ""
        ),
    }
)


def _owners(record: Record) -> str:
    names = (record.people.get(key, "") for key in (record.row.owner_id, record.row.deputy_id))
    return _with(*names)


def _peaks(record: Record) -> str:
    return _BETWEEN.join(_with(row.name, row.recurrence or "") for row in record.peaks)


def _peak_limits(record: Record) -> str:
    known = [row for row in record.peaks if row.mtpd is not None]
    return _BETWEEN.join(f"{row.name}: {format_duration(row.mtpd)}" for row in known)


def _grid(record: Record) -> str:
    found = record.grid
    if not found.scored:
        return ""
    return translate(N_("{n} of {cells} cells scored"), n=found.scored, cells=found.cells)


def _cost(record: Record) -> str:
    """Return the likely cost of an hour and of a day with their ranges."""
    parts = []
    for words, prefix in ((N_("an hour {amounts}"), "loss"), (N_("a day {amounts}"), "loss_day")):
        spec = fields_of(m.Bia)[f"{prefix}_likely"]
        amounts = [getattr(record.bia, f"{prefix}_{name}", None) for name in ("low", "likely", "high")]
        if any(amount is not None for amount in amounts):
            told = " / ".join(spec.format(amount) or "–" for amount in amounts)
            parts.append(translate(words, amounts=told))
    return _BETWEEN.join(parts)


def _needs(record: Record) -> str:
    return _BETWEEN.join(_edge(record, one, one.target_id) for one in record.edges[0])


def _edge(record: Record, edge: Any, end: bytes) -> str:
    node = record.nodes.get(end)
    name = node.name if node is not None else ""
    return name if edge.hard else translate(N_("{name} (soft)"), name=name)


def _dependants(record: Record) -> str:
    return _BETWEEN.join(_edge(record, one, one.source_id) for one in record.edges[1])


def _suppliers(record: Record) -> str:
    found = [record.nodes[one.target_id] for one in record.edges[0] if one.target_id in record.nodes]
    return _BETWEEN.join(_with(node.name, format_duration(node.rto)) for node in found if node.kind == "supplier")


def _single_points(record: Record) -> str:
    return _BETWEEN.join(record.single_points)


def _people(record: Record) -> str:
    return _resources(record, people=True)


def _things(record: Record) -> str:
    return _resources(record, people=False)


def _resources(record: Record, *, people: bool) -> str:
    rows = [row for row in record.rows("resource") if (row.kind == "people") == people]
    return _BETWEEN.join(_with(row.what, *record.quantities.get(row.id, ())) for row in rows)


def _approval(record: Record) -> str:
    row = record.signature
    if row is None:
        return ""
    day = format_date(row.approved_at.astimezone().date())
    return translate(N_("{who} on {day}, version {n}"), who=row.approved_by, day=day, n=row.version)


#: Questions whose answer is told in a way of its own.
_TOLD: Mapping[int, Callable[[Record], str]] = MappingProxyType(
    {
        2: _owners, 5: _peaks, 6: _peak_limits, 7: _grid, 8: _cost, NEEDS: _needs, SINGLE: _single_points,
        SUPPLIERS: _suppliers, DEPENDANTS: _dependants, 29: _people, 30: _things, 35: _approval,
    }
)  # fmt: skip
