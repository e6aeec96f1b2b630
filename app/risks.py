"""The verbs of risks that need more than one field: adding, naming services, accepting, reviewing, closing.

Serves the register, risk workshops and imports. Each verb is one edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select

from app import entities
from app import model as m
from app.bia import GridRow
from app.dates import add_months, format_date
from app.i18n import N_, UserError, plural, translate
from app.risk import ACCEPTANCE_MONTHS, SuggestedImpact, suggest_impact
from app.scales import Scales, read_scales

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.document import Document

#: How long after a review the next one is due, in months.
REVIEW_MONTHS = 12


def in_sight() -> ColumnElement[bool]:
    """Return the condition on ``risk`` for everything that is seen: not marked "Not in this room"."""
    return m.Risk.__table__.c.hidden.is_not(True)


def hidden_keys(document: Document) -> frozenset[bytes]:
    """Return the keys of the risks that are not in this room; they are in no list, map, search or document."""
    table = m.Risk.__table__
    return frozenset(row.id for row in document.rows(select(table.c.id).where(table.c.hidden.is_(True))))


def add_risk(
    document: Document,
    event: str,
    services: Iterable[bytes] = (),
    *,
    threat: bytes | str | None = None,
    nodes: Iterable[bytes] = (),
    **values: Any,
) -> bytes:
    """Add a risk to ``services`` (keys, the first stands in the register) and return its key.

    ``threat`` is a key or a code of the session's list; ``values`` are further fields of the risk. Raises ``UserError``
    naming the field, or for an unknown threat.
    """
    if isinstance(threat, str):
        threat = read_scales(document).threat(threat).key
    values.setdefault("raised_on", document.today())
    with document.edit(translate(N_("Add risk {event}"), event=event[:60])) as session:
        risk = entities.create(session, m.Risk, event=event, threat_id=threat, **values)
        _link_services(session, risk.id, services)
        _link_nodes(session, risk.id, nodes)
        return risk.id


def set_services(document: Document, risk: bytes, services: Iterable[bytes]) -> bool:
    """Make ``services`` (keys in order) those that the risk threatens; returns whether anything changed."""
    table = m.RiskService.__table__
    query = select(table.c.service_id).where(table.c.risk_id == risk).order_by(table.c.position)
    chosen = list(dict.fromkeys(services))
    if [row.service_id for row in document.rows(query)] == chosen:
        return False
    with document.edit(_label(document, N_("Change services of {risk}"), risk)) as session:
        _unlink(session, m.RiskService, risk)
        _link_services(session, risk, chosen)
    return True


def set_nodes(document: Document, risk: bytes, nodes: Iterable[bytes]) -> bool:
    """Make ``nodes`` (keys of components, suppliers) what the risk is about; returns whether anything changed."""
    table = m.RiskNode.__table__
    chosen = list(dict.fromkeys(nodes))
    present = {row.node_id for row in document.rows(select(table.c.node_id).where(table.c.risk_id == risk))}
    if present == set(chosen):
        return False
    with document.edit(_label(document, N_("Change components and suppliers of {risk}"), risk)) as session:
        _unlink(session, m.RiskNode, risk)
        _link_nodes(session, risk, chosen)
    return True


def _link_services(session: Session, risk: bytes, services: Iterable[bytes]) -> None:
    for position, service in enumerate(dict.fromkeys(services)):
        session.add(m.RiskService(risk_id=risk, service_id=service, position=position))
    session.flush()


def _link_nodes(session: Session, risk: bytes, nodes: Iterable[bytes]) -> None:
    session.add_all(m.RiskNode(risk_id=risk, node_id=node) for node in dict.fromkeys(nodes))
    session.flush()


def _unlink(session: Session, model: Any, risk: bytes) -> None:
    for row in session.query(model).filter_by(risk_id=risk):
        session.delete(row)
    session.flush()


def accept_risk(
    document: Document, risk: bytes, person: bytes | None, until: date | None, reason: str | None = None
) -> None:
    """Record that ``person`` accepts the risk until a day, at most twelve months ahead (``domain.md`` §3).

    Raises ``UserError`` without a person, or if the day is missing, past or too far.
    """
    today = document.today()
    latest = add_months(today, ACCEPTANCE_MONTHS)
    if person is None:
        raise UserError(N_("An acceptance needs the person who accepts; choose one."))
    if until is None or until <= today:
        raise UserError(N_("An acceptance needs a day in the future on which it ends; enter one."))
    if until > latest:
        raise UserError(
            N_("An acceptance lasts twelve months at most; choose a day up to {latest}."), latest=format_date(latest)
        )
    accepted = {"accepted_by_id": person, "accepted_on": today, "accepted_until": until, "acceptance_reason": reason}
    label = _label(document, N_("Accept {risk}"), risk)
    entities.set_fields(document, m.Risk, risk, {"treatment": "accept", **accepted}, label)


def withdraw_acceptance(document: Document, risk: bytes) -> None:
    """Take back the acceptance of a risk; the treatment is then open again."""
    empty = dict.fromkeys(("treatment", "accepted_by_id", "accepted_on", "accepted_until", "acceptance_reason"))
    entities.set_fields(document, m.Risk, risk, empty, _label(document, N_("Withdraw the acceptance of {risk}"), risk))


def review_risk(document: Document, risk: bytes, next_on: date | None = None) -> None:
    """Record that the risk was reviewed today; the next review is due on ``next_on``, or in twelve months."""
    today = document.today()
    values = {"reviewed_on": today, "next_review_on": next_on or add_months(today, REVIEW_MONTHS)}
    entities.set_fields(document, m.Risk, risk, values, _label(document, N_("Review {risk}"), risk))


def close_risk(document: Document, risk: bytes) -> None:
    """Close a risk as of today. Raises ``UserError`` as long as actions of it are open."""
    table = m.Action.__table__
    query = select(func.count()).where(table.c.origin_id == risk, table.c.state.in_(("open", "in hand")))
    if count := document.scalar(query):
        actions = plural("{n} open action", "{n} open actions", count)
        raise UserError(
            N_("{risk} still has {actions}; close or drop them first."),
            risk=entities.describe(document, risk), actions=actions,
        )  # fmt: skip
    values = {"status": "closed", "reviewed_on": document.today()}
    entities.set_fields(document, m.Risk, risk, values, _label(document, N_("Close {risk}"), risk))


def _label(document: Document, msgid: str, risk: bytes) -> str:
    return translate(msgid, risk=entities.describe(document, risk)[:80])


def suggested_impact(document: Document, risk: bytes) -> SuggestedImpact | None:
    """Return the impact that the grids of the risk's services suggest for its threat's typical outage.

    The highest over all its services (``domain.md`` §3); ``None`` without a threat, services or scores.
    """
    row = document.get(m.Risk, risk)
    scales = read_scales(document)
    outage = next((one.outage for one in scales.threats if row is not None and one.key == row.threat_id), None)
    if outage is None or not scales.horizons:
        return None
    found = [suggest_impact(grid, scales.horizons, outage) for grid in _grids(document, scales, risk)]
    return max((one for one in found if one is not None), key=lambda one: one.level, default=None)


def _grids(document: Document, scales: Scales, risk: bytes) -> Sequence[list[GridRow]]:
    scores, links = m.ImpactScore.__table__, m.RiskService.__table__
    query = select(scores).join(links, links.c.service_id == scores.c.service_id).where(links.c.risk_id == risk)
    found: dict[bytes, dict[tuple[bytes, bytes], int]] = {}
    for row in document.rows(query):
        found.setdefault(row.service_id, {})[row.category_id, row.horizon_id] = row.level
    return [_grid(scales, levels) for levels in found.values()]


def _grid(scales: Scales, levels: dict[tuple[bytes, bytes], int]) -> list[GridRow]:
    categories: tuple[Any, ...] = scales.categories
    horizons: tuple[Any, ...] = scales.horizons
    return [
        GridRow(one.code, one.name, one.threshold, tuple(levels.get((one.key, at.key)) for at in horizons))
        for one in categories
    ]
