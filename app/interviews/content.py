"""The whole analysis of one service as plain values, as it is signed and as two states of it are compared.

Serves the approval of a BIA and everything that tells what changed. Values are stored as they are (minutes, cents,
levels, ISO days); people, categories and things by the names under which people know them, rows with their keys in
hexadecimal so that a renamed one is still the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from app import listings, network
from app import model as m
from app.document import Document
from app.fields import Kind, fields_of
from app.interviews.grid import grid, service_row
from app.interviews.script import LISTS, answers
from app.interviews.targets import decisions
from app.model.bia import TARGET
from app.scales import read_scales
from app.services import tier

#: The version of this layout; a reader takes what it knows.
FORMAT = 1

#: Columns that say how far an interview is, not what was found.
_STATES = frozenset({"id", "state", "opened_at", "script"})
#: Columns of a service that belong to its analysis, beside the targets.
SERVICE_COLUMNS = (
    "name", "department_id", "owner_id", "deputy_id", "mtpd", "rto", "wrt", "rpo", "mbco_pct", "mbco_text", "mbco_max",
    "tier_assigned", "tier_reason", "status", "holds_data",
)  # fmt: skip
#: Under which name the rows of a list stand.
LIST_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "peak": "peaks", "obligation": "obligations", "vital_record": "records", "resource": "resources",
        "key_role": "key_roles", "past_outage": "outages",
    }
)  # fmt: skip


def bia_columns() -> tuple[str, ...]:
    """Return the single answers that belong to an analysis."""
    return tuple(name for name in fields_of(m.Bia) if name not in _STATES)


def content_of(document: Document, service: bytes) -> dict[str, Any]:
    """Return the analysis of a service as it stands, ready for JSON."""
    row = service_row(document, service)
    names = _Names(document)
    stored = document.get(m.Bia, service)
    known = tier(read_scales(document), row)
    found: dict[str, Any] = {
        "format": FORMAT,
        "ref": _ref(document, service),
        "tier": known.number if known is not None else None,
        "service": {name: names.plain(m.Service, name, getattr(row, name)) for name in SERVICE_COLUMNS},
        "bia": {name: names.plain(m.Bia, name, getattr(stored, name)) for name in bia_columns() if stored is not None},
        "targets": _targets(document, service, row, names),
        "grid": _grid(document, service),
        "needs": _edges(document, service, up=False),
        "needed_by": _edges(document, service, up=True),
        "answers": _said(document, service, names),
    }
    for table, name in LIST_NAMES.items():
        found[name] = _rows(document, service, table, names)
    _add_quantities(document, found["resources"])
    return found


def _ref(document: Document, key: bytes) -> str:
    entity = document.get(m.Entity, key)
    return (entity.ref or "") if entity is not None else ""


class _Names:
    """Turns stored values into plain ones; names of what is pointed at are read once per kind."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, Mapping[bytes, str]] = {}

    def plain(self, model: Any, column: str, value: Any) -> Any:
        spec = fields_of(model)[column]
        if spec.kind is Kind.REFERENCE:
            return self.of(spec.to, value)
        if isinstance(value, datetime):
            return value.isoformat()
        return value.isoformat() if isinstance(value, date) else value

    def of(self, kind: str, key: bytes | None) -> str | None:
        if key is None:
            return None
        if kind not in self._known:
            self._known[kind] = listings.names(self._document, kind)
        return self._known[kind].get(key)


def _targets(document: Document, service: bytes, row: Any, names: _Names) -> dict[str, Any]:
    """Return each target with its value and, where it was decided, why."""
    known = decisions(document, service)
    found: dict[str, Any] = {}
    for target in TARGET:
        found[target] = {"value": getattr(row, target)}
        one = known.get(target)
        if one is not None:
            found[target] |= {
                "proposed": one.proposed,
                "driver": names.of("impact_category", one.driver_id),
                "reason": one.reason,
                "by": names.of("person", one.decided_by_id),
                "at": one.decided_at.isoformat() if one.decided_at else None,
                "relaxed": bool(one.relaxed),
            }
    return found


def _grid(document: Document, service: bytes) -> dict[str, Any]:
    found = grid(document, service)
    lines = [
        {
            "code": line.code,
            "name": line.name,
            "threshold": line.threshold,
            "levels": list(line.levels),
            "notes": [cell.note if cell else "" for cell in line.cells],
            "falls": [bool(cell and cell.fall_confirmed) for cell in line.cells],
        }
        for line in found.lines
    ]
    return {"horizons": [{"minutes": one.minutes, "label": one.label} for one in found.horizons], "lines": lines}


def _rows(document: Document, service: bytes, table: str, names: _Names) -> list[dict[str, Any]]:
    """Return the rows of a list, each with the columns that say something."""
    model = LISTS[table]
    columns = [name for name in fields_of(model) if name not in ("id", "service_id", "position")]
    rows = document.all(model, model.service_id == service, order_by=model.id)
    return [
        {"key": row.id.hex()} | {name: names.plain(model, name, getattr(row, name)) for name in columns} for row in rows
    ]


def _add_quantities(document: Document, resources: list[dict[str, Any]]) -> None:
    """Write beside each resource how much of it is needed after which time."""
    table, horizon = m.ResourceQuantity.__table__, m.Horizon.__table__
    keys = [bytes.fromhex(one["key"]) for one in resources]
    query = select(table.c.resource_id, table.c.quantity, horizon.c.label).join(
        horizon, horizon.c.id == table.c.horizon_id
    )
    rows = document.rows(query.where(table.c.resource_id.in_(keys)).order_by(horizon.c.minutes)) if keys else []
    for one in resources:
        own = [row for row in rows if row.resource_id.hex() == one["key"]]
        one["quantities"] = {row.label: row.quantity for row in own}


def _edges(document: Document, service: bytes, *, up: bool) -> list[dict[str, Any]]:
    """Return what the service needs, or what needs it (``up``), by reference and name."""
    table = m.Dependency.__table__
    own, other = (table.c.target_id, "source_id") if up else (table.c.source_id, "target_id")
    rows = document.rows(select(table).where(own == service))
    nodes = network.nodes(document, [getattr(row, other) for row in rows])
    groups = {row.id: row for row in document.all(m.DependencyGroup)} if any(row.group_id for row in rows) else {}
    found = []
    for row in rows:
        node, group = nodes.get(getattr(row, other)), groups.get(row.group_id)
        if node is not None:
            known = {"key": row.id.hex(), "ref": node.ref, "name": node.name, "kind": node.kind, "hard": row.hard}
            alternatives = {"group": group.label or "", "needed": group.needed} if group is not None else {}
            found.append(known | alternatives)
    return sorted(found, key=lambda one: (one["ref"], one["name"]))


def _said(document: Document, service: bytes, names: _Names) -> dict[str, Any]:
    """Return per question what was noted as said, by whom and when."""
    return {
        str(number): {
            "state": row.state,
            "text": row.text,
            "by": names.of("person", row.speaker_id),
            "at": row.at.isoformat(),
        }
        for number, row in answers(document, service).items()
    }
