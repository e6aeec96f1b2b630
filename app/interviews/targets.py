"""Recovery targets of a service: set with proposal, reason and name on record, also where a workaround relaxes one.

Serves the interview mode and the page of a service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import bia, entities, listings
from app import model as m
from app.document import Document
from app.durations import BEYOND, format_duration
from app.i18n import N_, UserError, translate
from app.interviews.grid import PROPOSED, begin, driver_key, proposals, proposed, service_row
from app.model.bia import TARGET
from app.scales import Scales, read_scales

#: The target that an approved workaround may relax.
RELAXABLE = "rto"

_NOT_RELAXABLE = N_("Only the RTO can be relaxed by a workaround; enter {target} as it is needed.")
_NO_REASON = N_("Write down why the workaround of {service} may relax its RTO; without a reason it cannot be relaxed.")
_NO_PERSON = N_("Name who approves that the workaround of {service} relaxes its RTO.")
_NO_LIMIT = N_("Record first how long the workaround of {service} holds (question 23); then its RTO can be relaxed.")
_NO_ROOM = N_(
    "The workaround of {service} holds for {holds} and catch-up takes {wrt}, which leaves nothing to relax the RTO by."
)
_PAST_LIMIT = N_(
    "The workaround of {service} holds for {holds} and catch-up takes {wrt}: its RTO can be relaxed to {limit} at most."
)
_NO_PROPOSAL = N_("The grid proposes no {target} yet; score more of it or enter the value.")


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target as it stands: its value beside the proposal, and who decided it when and why.

    ``words`` and ``proposed_words`` are the values as people read them, ``name`` the target's. ``overridden`` says that
    the value differs from what the grid proposed when it was set, ``stale`` that the grid proposes something else by
    now. ``why`` is the reason in words, "no reason given" for an override without one, empty where none is expected.
    """

    target: str
    name: str
    value: int | None
    words: str
    proposed: int | None
    proposed_words: str
    driver: str
    overridden: bool
    stale: bool
    relaxed: bool
    reason: str
    why: str
    person: bytes | None
    by: str
    at: datetime | None


# --- setting ---


def set_target(
    document: Document,
    service: bytes,
    target: str,
    value: int | str | None,
    reason: str | None = None,
    person: bytes | None = None,
    *,
    relaxed: bool = False,
    scales: Scales | None = None,
) -> None:
    """Set ``mtpd``, ``rto``, ``wrt``, ``rpo`` (minutes or text) or ``mbco_pct`` of a service.

    Proposal, driving category, reason and person stay on record in ``TargetDecision``; the person is whoever the
    document counts as speaking unless given. ``relaxed`` says that the workaround lets the RTO lie past the proposal:
    that takes a reason and a person, and never goes past what the workaround holds less the catch-up work
    (``domain.md`` §2). Raises ``UserError`` naming the target if the value does not fit it, or what is missing.
    """
    row, person = service_row(document, service), person or document.speaker
    spec = entities.field_of(m.Service, target)
    chosen = spec.parse(value) if isinstance(value, str) else spec.check(value)
    if relaxed:
        _refuse_relaxing(document, row, target, chosen, reason, person)
    label = translate(N_("Change {field} of {name}"), field=translate(TARGET[target]), name=row.name)
    with document.edit(label, speaker=person) as session:
        begin(document, session, service)
        setattr(session.get(m.Service, service), target, chosen)
        decision = _decision(session, service, target)
        decision.reason, decision.decided_by_id, decision.decided_at = reason, person, document.now()
        _note_proposal(document, decision, scales or read_scales(document))
        past = decision.proposed is None or (chosen is not None and chosen > decision.proposed)
        decision.relaxed = True if relaxed and past else None


def _note_proposal(document: Document, decision: m.TargetDecision, scales: Scales) -> None:
    """Note beside a decision what the grid proposes now, and what drives it."""
    if decision.target in PROPOSED:
        proposal = proposals(document, decision.service_id, scales=scales)
        decision.proposed = proposed(proposal, decision.target)
        decision.driver_id = driver_key(scales, proposal)


def _refuse_relaxing(
    document: Document, row: Any, target: str, chosen: int | None, reason: str | None, person: bytes | None
) -> None:
    """Refuse to relax a target without reason, person and a workaround that carries so long."""
    if target != RELAXABLE:
        raise UserError(_NOT_RELAXABLE, target=translate(TARGET[target]))
    if not (reason or "").strip():
        raise UserError(_NO_REASON, service=row.name)
    if person is None:
        raise UserError(_NO_PERSON, service=row.name)
    holds = _holds(document, row.id)
    if holds is None:
        raise UserError(_NO_LIMIT, service=row.name)
    told = {"service": row.name, "holds": format_duration(holds), "wrt": format_duration(row.wrt or 0)}
    limit = bia.relaxed_rto_limit(holds, row.wrt)
    if limit is None:
        raise UserError(_NO_ROOM, **told)
    if chosen is not None and chosen > limit:
        raise UserError(_PAST_LIMIT, limit=format_duration(limit), **told)


def _holds(document: Document, service: bytes) -> int | None:
    stored = document.get(m.Bia, service)
    return stored.wa_max if stored is not None else None


def relaxed_limit(document: Document, service: bytes) -> int | None:
    """Return the RTO in minutes to which the workaround may relax at most (``wa_max − wrt``); ``None`` if it cannot."""
    return bia.relaxed_rto_limit(_holds(document, service), service_row(document, service).wrt)


def take_proposal(document: Document, service: bytes, target: str, person: bytes | None = None) -> int | None:
    """Set ``mtpd`` or ``rto`` to what the grid proposes and return it. Raises ``UserError`` if nothing is proposed."""
    value = proposed(proposals(document, service), target)
    if value is None:
        raise UserError(_NO_PROPOSAL, target=translate(TARGET[target]))
    set_target(document, service, target, value, person=person)
    return value


def _decision(session: Session, service: bytes, target: str) -> m.TargetDecision:
    keys = {"service_id": service, "target": target}
    found = session.query(m.TargetDecision).filter_by(**keys).one_or_none()
    if found is None:
        found = m.TargetDecision(id=m.new_key(), **keys)
        session.add(found)
    return found


# --- reading ---


def decisions(document: Document, service: bytes) -> dict[str, Any]:
    """Return the recorded decision per target (rows of ``TargetDecision``)."""
    table = m.TargetDecision.__table__
    return {row.target: row for row in document.rows(select(table).where(table.c.service_id == service))}


def unexplained(decision: Any | None, value: int | None) -> bool:
    """Return whether a value differs from what was proposed when it was set, and nobody said why."""
    if decision is None or value is None or decision.target not in PROPOSED:
        return False
    return decision.proposed is not None and decision.proposed != value and not decision.reason


def target_lines(document: Document, service: bytes, *, scales: Scales | None = None) -> dict[str, TargetLine]:
    """Return all targets of a service as they stand, by their names in ``TARGET``."""
    row, known = service_row(document, service), decisions(document, service)
    proposal = proposals(document, service, scales=scales)
    people = listings.names(document, "person")
    drivers = {one.id: one.name for one in document.all(m.ImpactCategory)}
    return {
        target: _target_line(
            target, getattr(row, target), known.get(target), proposed(proposal, target), people, drivers
        )
        for target in TARGET
    }


def _target_line(
    target: str, value: int | None, decision: Any | None, now: int | None, people: Any, drivers: Any
) -> TargetLine:
    spec = entities.field_of(m.Service, target)
    then = decision.proposed if decision is not None else None
    shown = then if then is not None else now
    reason = (decision.reason or "") if decision is not None else ""
    silent = unexplained(decision, value)
    return TargetLine(
        target=target,
        name=translate(TARGET[target]),
        value=value,
        words=spec.format(value),
        proposed=shown,
        proposed_words=spec.format(shown),
        driver=drivers.get(decision.driver_id, "") if decision is not None else "",
        overridden=then is not None and value is not None and then != value,
        stale=then is not None and now is not None and then != now,
        relaxed=bool(decision.relaxed) if decision is not None else False,
        reason=reason,
        why=translate(N_("no reason given")) if silent else reason,
        person=decision.decided_by_id if decision is not None else None,
        by=people.get(decision.decided_by_id, "") if decision is not None else "",
        at=decision.decided_at if decision is not None else None,
    )


# --- peaks ---


def peaks(document: Document, service: bytes) -> list[Any]:
    """Return the peaks of a service, the one with the shortest MTPD first."""
    table = m.Peak.__table__
    rows = document.rows(select(table).where(table.c.service_id == service))
    return sorted(rows, key=lambda row: (BEYOND if row.mtpd is None else row.mtpd, row.name))


def add_peak(document: Document, service: bytes, name: str, mtpd: int | str | None = None, **values: Any) -> bytes:
    """Record a time at which the service may be missed for less long; returns its key."""
    title = service_row(document, service).name
    label = translate(N_("Add peak {name} to {service}"), name=name, service=title)
    return entities.add(document, m.Peak, label, service_id=service, name=name, mtpd=mtpd, **values)


def effective_mtpd(document: Document, service: bytes) -> int | None:
    """Return the smallest MTPD of a service over its base and its peaks, in minutes."""
    row = service_row(document, service)
    return bia.effective_mtpd(row.mtpd, (peak.mtpd for peak in peaks(document, service)))
