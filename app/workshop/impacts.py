"""The impact of a risk from the BIA: read off the grids of its services at its threat's typical outage, with a reason.

Serves the workshop, where the room votes on the impact only if it is contested. What was taken over is kept with its
reason; if the grid says something else later, that is told and not changed by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import model as m
from app.bia import GridRow
from app.durations import format_duration
from app.i18n import N_, UserError, plural, translate
from app.risk import SuggestedImpact, suggest_impact
from app.scales import Scales, Threat, keyed, read_scales

if TYPE_CHECKING:
    from app.document import Document

#: Risks of these states are not scored any more.
SETTLED = ("closed", "parked")


class Grids:
    """The impact grids of all services, read once."""

    def __init__(self, document: Document, scales: Scales) -> None:
        self.scales = scales
        levels: dict[bytes, dict[tuple[bytes, bytes], int]] = {}
        for row in document.rows(select(m.ImpactScore.__table__)):
            levels.setdefault(row.service_id, {})[row.category_id, row.horizon_id] = row.level
        self._rows = {service: self._grid(found) for service, found in levels.items()}

    def _grid(self, levels: Mapping[tuple[bytes, bytes], int]) -> list[GridRow]:
        categories: tuple[Any, ...] = self.scales.categories
        horizons: tuple[Any, ...] = self.scales.horizons
        return [
            GridRow(one.code, one.name, one.threshold, tuple(levels.get((one.key, at.key)) for at in horizons))
            for one in categories
        ]

    def read(self, service: bytes, outage: int | None) -> SuggestedImpact | None:
        """Return what the grid of one service says of an outage (minutes); ``None`` if nothing is scored."""
        rows = self._rows.get(service)
        if rows is None or outage is None or not self.scales.horizons:
            return None
        return suggest_impact(rows, self.scales.horizons, outage)

    def highest(self, services: Iterable[bytes], outage: int | None) -> SuggestedImpact | None:
        """Return the highest level over several services (``domain.md`` §3)."""
        found = [one for service in services if (one := self.read(service, outage)) is not None]
        return max(found, key=lambda one: one.level, default=None)

    def leading(self, services: Sequence[bytes], outage: int | None) -> bytes | None:
        """Return the service whose grid gives the highest level, the first one of several."""
        wanted = self.highest(services, outage)
        return next((one for one in services if wanted is not None and self.read(one, outage) == wanted), None)

    def category(self, code: str) -> str:
        """Return the name of a category of harm."""
        return next((one.name for one in self.scales.categories if one.code == code), code)

    def reason(self, impact: SuggestedImpact | None, threat: Threat | None, service: str) -> str:
        """Return where an impact was read off, as it is kept with the risk."""
        return impact_words(impact, threat, service, self.category(impact.category) if impact else "")


def impact_words(impact: SuggestedImpact | None, threat: Threat | None, service: str, category: str = "") -> str:
    """Return the reason of a suggested impact in one sentence; empty without one."""
    if impact is None or threat is None or threat.outage is None:
        return ""
    return translate(
        N_("BIA of {service}: {category} reaches {level} after {horizon}; {threat} typically lasts {outage}."),
        service=service, category=category or impact.category, level=impact.level,
        horizon=format_duration(impact.horizon), threat=threat.name, outage=format_duration(threat.outage),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drift:
    """A risk whose impact came from the BIA, and the grid has changed since: the level then and now (1–5)."""

    risk: bytes
    then: int
    now: int
    reason: str

    @property
    def words(self) -> str:
        """The sentence that tells it."""
        return translate(N_("The grid says {now} now; {then} was taken from it."), now=self.now, then=self.then)


@dataclass(frozen=True, slots=True)
class ReadOff:
    """What the BIA says about the impact of one risk."""

    impact: SuggestedImpact
    reason: str


def readings(document: Document, rows: Iterable[Any]) -> dict[bytes, ReadOff]:
    """Return what the BIA says of each risk of ``rows`` (rows of ``Risk``) for which it says something."""
    scales = read_scales(document)
    grids, threats = Grids(document, scales), keyed(scales.threats)
    links = m.RiskService.__table__
    served: dict[bytes, list[bytes]] = {}
    for row in document.rows(select(links.c.risk_id, links.c.service_id).order_by(links.c.position)):
        served.setdefault(row.risk_id, []).append(row.service_id)
    names = {row.id: row.name for row in document.rows(select(m.Service.__table__.c.id, m.Service.__table__.c.name))}
    found: dict[bytes, ReadOff] = {}
    for row in rows:
        threat, services = threats.get(row.threat_id), served.get(row.id, [])
        impact = grids.highest(services, threat.outage) if threat is not None else None
        lead = grids.leading(services, threat.outage) if threat is not None and impact is not None else None
        if impact is not None and lead is not None:
            found[row.id] = ReadOff(impact, grids.reason(impact, threat, names[lead]))
    return found


def _open_risks(document: Document) -> list[Any]:
    table = m.Risk.__table__
    shown = table.c.hidden.is_not(True)
    return document.rows(select(table).where(table.c.status.not_in(SETTLED), shown))


def without_impact(document: Document) -> int:
    """Return how many risks of the room could take their impact from the BIA."""
    rows = [row for row in _open_risks(document) if row.current_impact is None and not row.contested]
    return len(readings(document, rows))


def take_impacts(document: Document, chosen: Iterable[bytes] | None = None) -> int:
    """Take the impact from the BIA, as one edit, for risks that have none, or for ``chosen`` ones whatever is there.

    Contested ones are left to the vote. Returns how many were set. Raises ``UserError`` if the BIA says nothing.
    """
    rows = _open_risks(document)
    if chosen is None:
        rows = [row for row in rows if row.current_impact is None and not row.contested]
    else:
        wanted = set(chosen)
        rows = [row for row in rows if row.id in wanted]
    found = readings(document, rows)
    if not found:
        raise UserError(
            N_("The BIA says nothing here: a risk needs a threat with a typical outage, and a service with scores.")
        )
    label = plural(N_("Take {n} impact from the BIA"), N_("Take {n} impacts from the BIA"), len(found))
    with document.edit(label) as session:
        for key, read in found.items():
            risk = session.get(m.Risk, key)
            if risk is not None:
                risk.current_impact, risk.impact_reason = read.impact.level, read.reason
    return len(found)


def drifts(document: Document) -> dict[bytes, Drift]:
    """Return the open risks whose impact came from the BIA while the grid says another level now."""
    rows = [row for row in _open_risks(document) if row.impact_reason and row.current_impact and not row.contested]
    read = readings(document, rows)
    return {
        row.id: Drift(row.id, row.current_impact, read[row.id].impact.level, read[row.id].reason)
        for row in rows
        if row.id in read and read[row.id].impact.level != row.current_impact
    }
