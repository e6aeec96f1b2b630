"""Approving the BIA of a service: what holds it up, the signature with all that was signed, and how far a BIA is.

Serves the interview mode and the page of a service. What blocks is what ``app.checks`` says (B01, B03, B04, B07).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import checks, entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.interviews.content import content_of
from app.interviews.grid import begin, grid, service_row
from app.interviews.script import Said, answer_all
from app.interviews.sheet import Sheet, keep_sheet
from app.model.bia import TARGET
from app.services import latest_approvals

#: The question that asks for the signature.
APPROVAL = 35

_BLOCKED = N_("The BIA of {service} cannot be approved yet. {reasons}")
_LEFT = N_("{person} has left; choose somebody who can answer for {service}.")
_NO_SHEET = N_("Attach the signed sheet, or choose another manner of approval.")


@dataclass(frozen=True, slots=True)
class Approved:
    """The newest signature under a BIA. ``changed`` names the targets that differ from what was signed.

    ``manner`` is a key of ``MANNER`` (empty in older files), ``sheet`` the key of the attached sheet.
    """

    version: int
    by: str
    at: datetime
    changed: tuple[str, ...]
    manner: str = ""
    remark: str = ""
    sheet: bytes | None = None


@dataclass(frozen=True, slots=True)
class BiaState:
    """How far the BIA of a service is. ``state`` is a key of ``BIA_STATE``; ``blockers`` are sentences.

    ``answered`` of ``questions`` questions of the whole guide are dealt with.
    """

    state: str
    answered: int
    questions: int
    blanks: int
    blockers: tuple[str, ...]
    approved: Approved | None


def blockers(document: Document, service: bytes) -> tuple[str, ...]:
    """Return what keeps the BIA of a service from being approved, as sentences; what is waived does not count."""
    service_row(document, service)
    return tuple(finding.message for finding in checks.blocking_bia(document, service))


def approve_bia(
    document: Document,
    service: bytes,
    person: bytes,
    *,
    manner: str = "room",
    sheet: Sheet | None = None,
    remark: str | None = None,
) -> bytes:
    """Record that ``person`` approves the BIA of a service as it stands, and return the key of the signature.

    ``manner`` is a key of ``MANNER``; ``sheet`` (title, media type, content) is what was signed. The whole analysis is
    kept as it was signed. Raises ``UserError`` with all reasons if a rule blocks it, if the person has left, or if a
    signed sheet is missing or cannot be kept.
    """
    row, signer = service_row(document, service), document.get(m.Person, person)
    _refuse_signer(row, signer)
    reasons = blockers(document, service)
    if reasons:
        raise UserError(_BLOCKED, service=row.name, reasons=" ".join(reasons))
    said = {"manner": entities.field_of(m.BiaApproval, "manner").check(manner)}
    said["remark"] = entities.field_of(m.BiaApproval, "remark").check(remark)
    if manner == "sheet" and sheet is None:
        raise UserError(_NO_SHEET)
    with document.edit(translate(N_("Approve the BIA of {service}"), service=row.name), speaker=person) as session:
        begin(document, session, service).state = "approved"
        answer_all(document, service, {APPROVAL: Said({})}, speaker=person)
        said["sheet_id"] = keep_sheet(document, session, service, sheet) if sheet is not None else None
        return _sign(document, session, row, signer, said)


def _refuse_signer(row: Any, signer: Any | None) -> None:
    if signer is None or signer.status == "left":
        name = signer.name if signer is not None else translate(N_("This person"))
        raise UserError(_LEFT, person=name, service=row.name)


def _sign(document: Document, session: Session, row: Any, signer: Any, said: dict[str, Any]) -> bytes:
    before = latest_approvals(document).get(row.id)
    content = json.dumps(content_of(document, row.id), ensure_ascii=False, separators=(",", ":"))
    signature = m.BiaApproval(
        id=m.new_key(),
        service_id=row.id,
        version=before.version + 1 if before else 1,
        approved_by_id=signer.id,
        approved_by=signer.name,
        approved_at=document.now(),
        change_set=document.version,
        content=content,
        **{name: getattr(row, name) for name in TARGET},
        **said,
    )
    session.add(signature)
    session.flush()
    key: bytes = signature.id
    return key


def approvals(document: Document, service: bytes) -> list[Any]:
    """Return all signatures under the BIA of a service (rows of ``BiaApproval``), the first one first."""
    table = m.BiaApproval
    return document.all(table, table.service_id == service, order_by=(table.version, table.approved_at))


def bia_state(document: Document, service: bytes) -> BiaState:
    """Return how far the BIA of a service is, what blocks its approval, and whether it changed since the last one."""
    from app import packs

    row, stored = service_row(document, service), document.get(m.Bia, service)
    found = grid(document, service)
    signature = latest_approvals(document).get(service)
    return BiaState(
        state=stored.state if stored is not None else "not started",
        answered=_answered(document, service),
        questions=len(packs.interview_guide().questions),
        blanks=found.cells - found.scored,
        blockers=blockers(document, service),
        approved=_approved(row, signature) if signature is not None else None,
    )


def _answered(document: Document, service: bytes) -> int:
    table = m.Answer.__table__
    return int(document.scalar(select(func.count()).select_from(table).where(table.c.service_id == service)))


def _approved(row: Any, signature: Any) -> Approved:
    changed = tuple(name for name in TARGET if getattr(signature, name) != getattr(row, name))
    return Approved(
        signature.version, signature.approved_by, signature.approved_at, changed,
        signature.manner or "", signature.remark or "", signature.sheet_id,
    )  # fmt: skip
