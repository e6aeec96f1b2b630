"""Recovery targets of a service: setting them with proposal, reason and name on record, and approving the BIA.

Serves the interview mode and the page of a service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import bia, entities
from app import model as m
from app.document import Document
from app.durations import BEYOND, format_duration
from app.i18n import N_, UserError, translate
from app.interviews.grid import PROPOSED, begin, driver_key, grid, proposals, proposed, service_row
from app.model.bia import TARGET
from app.scales import Scales, read_scales
from app.services import latest_approvals, tier

_B01 = N_("{service} may recover after harm is intolerable: RTO {rto}, MTPD {mtpd}.")
_B03 = N_("{wrt} of catch-up pushes {service} past its MTPD of {mtpd}.")
_B04 = N_("{service} lacks {fields}.")
_B07 = N_("In {peak} {mtpd} is the limit; the RTO is {rto}.")
_BLOCKED = N_("The BIA of {service} cannot be approved yet. {reasons}")
_LEFT = N_("{person} has left; choose somebody who can answer for {service}.")

#: The targets without which a critical service is not described (rule B04).
NEEDED = ("mtpd", "rto", "rpo", "mbco_pct")


@dataclass(frozen=True, slots=True)
class Approved:
    """The newest signature under a BIA, with the targets as they stood."""

    version: int
    by: str
    at: datetime
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BiaState:
    """How far the BIA of a service is. ``state`` is a key of ``BIA_STATE``; ``blockers`` are sentences.

    ``approved.changed`` names the targets that differ from what was signed.
    """

    state: str
    answered: int
    questions: int
    blanks: int
    blockers: tuple[str, ...]
    approved: Approved | None


def set_target(
    document: Document,
    service: bytes,
    target: str,
    value: int | str | None,
    reason: str | None = None,
    person: bytes | None = None,
    *,
    scales: Scales | None = None,
) -> None:
    """Set ``mtpd``, ``rto``, ``wrt``, ``rpo`` (minutes or text) or ``mbco_pct`` of a service.

    Proposal, driving category, reason and person stay on record in ``TargetDecision``. Raises ``UserError`` naming the
    target if the value does not fit it.
    """
    row = service_row(document, service)
    spec = entities.field_of(m.Service, target)
    chosen = spec.parse(value) if isinstance(value, str) else spec.check(value)
    scales = scales or read_scales(document)
    label = translate(N_("Change {field} of {name}"), field=translate(TARGET[target]), name=row.name)
    with document.edit(label, speaker=person) as session:
        begin(document, session, service)
        known = session.get(m.Service, service)
        setattr(known, target, chosen)
        decision = _decision(session, service, target)
        decision.reason, decision.decided_by_id, decision.decided_at = reason, person, document.now()
        if target in PROPOSED:
            proposal = proposals(document, service, scales=scales)
            decision.proposed = proposed(proposal, target)
            decision.driver_id = driver_key(scales, proposal)


def take_proposal(document: Document, service: bytes, target: str, person: bytes | None = None) -> int | None:
    """Set ``mtpd`` or ``rto`` to what the grid proposes and return it. Raises ``UserError`` if nothing is proposed."""
    value = proposed(proposals(document, service), target)
    if value is None:
        raise UserError(
            N_("The grid proposes no {target} yet; score more of it or enter the value."),
            target=translate(TARGET[target]),
        )
    set_target(document, service, target, value, person=person)
    return value


def _decision(session: Session, service: bytes, target: str) -> m.TargetDecision:
    keys = {"service_id": service, "target": target}
    found = session.query(m.TargetDecision).filter_by(**keys).one_or_none()
    if found is None:
        found = m.TargetDecision(id=m.new_key(), **keys)
        session.add(found)
    return found


def decisions(document: Document, service: bytes) -> dict[str, Any]:
    """Return the recorded decision per target (rows of ``TargetDecision``)."""
    table = m.TargetDecision.__table__
    return {row.target: row for row in document.rows(select(table).where(table.c.service_id == service))}


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


# --- approval ---


def blockers(document: Document, service: bytes, *, scales: Scales | None = None) -> tuple[str, ...]:
    """Return what keeps the BIA of a service from being approved (rules B01, B03, B04, B07), as sentences."""
    row = service_row(document, service)
    known = tier(scales or read_scales(document), row)
    found = _against_the_mtpd(row)
    missing = [translate(TARGET[name]) for name in NEEDED if getattr(row, name) is None]
    if missing and (known is None or known.critical):
        found.append(translate(_B04, service=row.name, fields=", ".join(missing)))
    return tuple(found + _against_peaks(document, row))


def _against_the_mtpd(row: Any) -> list[str]:
    if row.rto is None or row.mtpd is None or row.mtpd >= BEYOND:
        return []
    shown = {
        "service": row.name,
        "rto": format_duration(row.rto),
        "mtpd": format_duration(row.mtpd),
        "wrt": format_duration(row.wrt),
    }
    if row.rto > row.mtpd:
        return [translate(_B01, **shown)]
    return [translate(_B03, **shown)] if row.rto + (row.wrt or 0) > row.mtpd else []


def _against_peaks(document: Document, row: Any) -> list[str]:
    if row.rto is None:
        return []
    return [
        translate(_B07, peak=peak.name, mtpd=format_duration(peak.mtpd), rto=format_duration(row.rto))
        for peak in peaks(document, row.id)
        if peak.mtpd is not None and peak.mtpd < row.rto
    ]


def approve_bia(document: Document, service: bytes, person: bytes) -> bytes:
    """Record that ``person`` approves the BIA of a service as it stands, and return the key of the signature.

    Raises ``UserError`` with all reasons if a rule blocks it (B01, B03, B04, B07), or if the person has left.
    """
    row = service_row(document, service)
    signer = document.get(m.Person, person)
    if signer is None or signer.status == "left":
        name = signer.name if signer is not None else translate(N_("This person"))
        raise UserError(_LEFT, person=name, service=row.name)
    reasons = blockers(document, service)
    if reasons:
        raise UserError(_BLOCKED, service=row.name, reasons=" ".join(reasons))
    before = latest_approvals(document).get(service)
    with document.edit(translate(N_("Approve the BIA of {service}"), service=row.name), speaker=person) as session:
        begin(document, session, service).state = "approved"
        signature = m.BiaApproval(
            id=m.new_key(),
            service_id=service,
            version=before.version + 1 if before else 1,
            approved_by_id=person,
            approved_by=signer.name,
            approved_at=document.now(),
            change_set=document.version,
            **{name: getattr(row, name) for name in TARGET},
        )
        session.add(signature)
    key: bytes = signature.id
    return key


def bia_state(document: Document, service: bytes) -> BiaState:
    """Return how far the BIA of a service is, what blocks its approval, and whether it changed since the last one."""
    from app import packs

    scales = read_scales(document)
    row = service_row(document, service)
    stored = document.get(m.Bia, service)
    found = grid(document, service, scales=scales)
    signature = latest_approvals(document).get(service)
    return BiaState(
        state=stored.state if stored is not None else "not started",
        answered=_answered(document, service),
        questions=len(packs.interview_guide().questions),
        blanks=found.cells - found.scored,
        blockers=blockers(document, service, scales=scales),
        approved=_approved(row, signature) if signature is not None else None,
    )


def _answered(document: Document, service: bytes) -> int:
    table = m.Answer.__table__
    return int(document.scalar(select(func.count()).select_from(table).where(table.c.service_id == service)))


def _approved(row: Any, signature: Any) -> Approved:
    changed = tuple(name for name in TARGET if getattr(signature, name) != getattr(row, name))
    return Approved(signature.version, signature.approved_by, signature.approved_at, changed)
