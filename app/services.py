"""Services as the lists show them: who answers for each, its targets, the tier that follows, and how far its BIA is.

Serves the service list, the Overview, documents, and everything that asks whether a service is critical.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app import bia
from app import model as m
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, translate
from app.model.bia import TARGET
from app.packs import Tier
from app.scales import Scales, read_scales

_ASSIGNED = N_("Assigned: others stand on it.")
_ASSIGNED_BECAUSE = N_("Assigned: {reason}")
_FOLLOWS = N_("RTO {rto} is within {limit}.")
_FOLLOWS_LAST = N_("RTO {rto} is longer than every other tier allows.")
_BEYOND = N_("Its loss never becomes intolerable.")
_UNKNOWN = N_("No RTO yet.")


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service with everything a list shows. Targets are minutes (``mbco_pct`` per cent), ``None`` is not asked.

    ``tier`` is ``None`` while it is not known; ``tier_reason`` is a sentence. ``critical`` says that the tier is one of
    those the scales call critical. ``scored`` of ``cells`` cells of the impact grid are filled.
    """

    key: bytes
    ref: str
    name: str
    department: str
    department_id: bytes | None
    owner: str
    owner_id: bytes | None
    deputy: str
    deputy_id: bytes | None
    mtpd: int | None
    rto: int | None
    wrt: int | None
    rpo: int | None
    mbco_pct: int | None
    mbco_text: str
    holds_data: bool
    status: str
    tier: int | None
    tier_name: str
    tier_reason: str
    stricter_rpo: bool
    critical: bool
    bia_state: str
    approved_by: str
    approved_on: date | None
    scored: int
    cells: int
    changed: tuple[str, ...] = ()  #: targets that differ from what was approved, by the names of their fields


@dataclass(frozen=True, slots=True)
class TierShare:
    """How many of the rated services stand in the top tiers (0 and 1), and how many are critical."""

    top: int
    critical: int
    rated: int

    @property
    def percent(self) -> int | None:
        """The share of the top tiers in per cent, rounded down; ``None`` if nothing is rated yet."""
        return self.top * 100 // self.rated if self.rated else None


def services(document: Document, *, retired: bool = True) -> list[ServiceRow]:
    """Return all services by reference; ``retired=False`` leaves out retired ones."""
    found = _rows(document)
    return found if retired else [row for row in found if row.status != "retired"]


def service(document: Document, key: bytes) -> ServiceRow | None:
    """Return one service, or ``None`` if there is none of that key."""
    return next(iter(_rows(document, m.Service.__table__.c.id == key)), None)


def critical_keys(document: Document) -> set[bytes]:
    """Return the keys of the critical services in use (by the tiers of the session's scales)."""
    return {row.key for row in services(document, retired=False) if row.critical}


def tier(scales: Scales, row: Any) -> Tier | None:
    """Return the tier of a service row (``domain.md`` §2); ``None`` while it is not known."""
    return bia.tier_of(row.rto, row.mtpd, scales.tiers, assigned=row.tier_assigned)


def tier_share(rows: Iterable[ServiceRow]) -> TierShare:
    """Return how many of ``rows`` are rated, in the top tiers, and critical; retired services do not count."""
    rated = [row for row in rows if row.tier is not None and row.status != "retired"]
    top = sum(row.tier in (0, 1) for row in rated)
    return TierShare(top, sum(row.critical for row in rated), len(rated))


def _rows(document: Document, *where: Any) -> list[ServiceRow]:
    table, entity = m.Service.__table__, m.Entity.__table__
    query = select(table, entity.c.ref).join(entity, entity.c.id == table.c.id).where(*where).order_by(entity.c.ref)
    scales = read_scales(document)
    lookups = _Lookups(document, scales)
    return [_service_row(row, scales, lookups) for row in document.rows(query)]


class _Lookups:
    """Names, approvals, states and counts of scored cells, each read once for all services."""

    def __init__(self, document: Document, scales: Scales) -> None:
        self.people = _names(document, m.Person)
        self.departments = _names(document, m.Department)
        self.states: dict[bytes, str] = {row.id: row.state for row in document.all(m.Bia)}
        self.approvals = latest_approvals(document)
        self.scored = _scored(document)
        self.cells = len(scales.categories) * len(scales.horizons)


def _names(document: Document, model: Any) -> Mapping[bytes, str]:
    table = model.__table__
    return {row.id: row.name for row in document.rows(select(table.c.id, table.c.name))}


def latest_approvals(document: Document) -> dict[bytes, Any]:
    """Return the newest row of ``BiaApproval`` per service key, without the long ``content`` that was signed."""
    table = m.BiaApproval.__table__
    columns = [column for column in table.c if column.name != "content"]
    rows = document.rows(select(*columns).order_by(table.c.version, table.c.approved_at))
    return {row.service_id: row for row in rows}


def _scored(document: Document) -> Mapping[bytes, int]:
    service_id = m.ImpactScore.__table__.c.service_id
    query = select(service_id, func.count().label("cells")).group_by(service_id)
    return {row.service_id: row.cells for row in document.rows(query)}


def _service_row(row: Any, scales: Scales, lookups: _Lookups) -> ServiceRow:
    known = tier(scales, row)
    approval = lookups.approvals.get(row.id)
    return ServiceRow(
        key=row.id,
        ref=row.ref or "",
        name=row.name,
        department=lookups.departments.get(row.department_id, ""),
        department_id=row.department_id,
        owner=lookups.people.get(row.owner_id, ""),
        owner_id=row.owner_id,
        deputy=lookups.people.get(row.deputy_id, ""),
        deputy_id=row.deputy_id,
        mtpd=row.mtpd,
        rto=row.rto,
        wrt=row.wrt,
        rpo=row.rpo,
        mbco_pct=row.mbco_pct,
        mbco_text=row.mbco_text or "",
        holds_data=row.holds_data,
        status=row.status,
        tier=known.number if known else None,
        tier_name=translate(known.name) if known else "",
        tier_reason=tier_reason(row, known),
        stricter_rpo=bia.stricter_rpo(known, row.rpo, scales.tiers),
        critical=bool(known and known.critical) and row.status != "retired",
        bia_state=lookups.states.get(row.id, "not started"),
        approved_by=approval.approved_by if approval else "",
        approved_on=_day(approval.approved_at) if approval else None,
        scored=lookups.scored.get(row.id, 0),
        cells=lookups.cells,
        changed=tuple(name for name in TARGET if approval and getattr(approval, name) != getattr(row, name)),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone().date()


def tier_reason(row: Any, known: Tier | None) -> str:
    """Return the sentence that says why a service stands in its tier."""
    if known is None:
        return translate(_UNKNOWN)
    if row.tier_assigned is not None:
        return translate(_ASSIGNED_BECAUSE, reason=row.tier_reason) if row.tier_reason else translate(_ASSIGNED)
    if row.rto is None:
        return translate(_BEYOND)
    rto = format_duration(row.rto)
    if known.rto_max is None:
        return translate(_FOLLOWS_LAST, rto=rto)
    return translate(_FOLLOWS, rto=rto, limit=format_duration(known.rto_max))
