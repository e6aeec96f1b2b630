"""Signing a plan, reviewing it, and handing out its copies."""

from __future__ import annotations

from datetime import date
from typing import Any

from app import entities
from app import model as m
from app.dates import add_months
from app.document import Document
from app.i18n import N_, UserError, plural, translate
from app.planning.content import PlanContent
from app.planning.parts import Blocker, blocking
from app.planning.reading import read_plan

#: Months from an approval or a review to the next review, and to the end of printed copies.
REVIEW_MONTHS, COPY_MONTHS = 12, 6

_BLOCKED_ONE = N_("{plan} cannot be approved: {first}")
_BLOCKED_MANY = N_("{plan} cannot be approved: {first} (and {n} more)")
_ALREADY = N_("{plan} {version} is already approved; change it first, then approve the new version.")


def next_version(version: str) -> str:
    """Return the version that an approval gives: 0.4 becomes 1.0, 1.3 becomes 2.0; what is no number gets 1.0."""
    whole = version.partition(".")[0].strip()
    return f"{int(whole) + 1}.0" if whole.isdecimal() and len(whole) < 6 else "1.0"


def draft_version(version: str) -> str:
    """Return the version of the draft that follows an approved one: 1.0 becomes 1.1."""
    whole, _, part = version.partition(".")
    return f"{whole}.{int(part) + 1}" if part.isdecimal() and len(part) < 6 else f"{version}.1"


def blockers(document: Document, plan: PlanContent) -> tuple[Blocker, ...]:
    """Return what keeps ``plan`` from being approved, in part order; a rule that is waived for it blocks nothing."""
    found = blocking(plan)
    if not found or not document.all(m.Waiver, m.Waiver.subject_id == plan.key):
        return found
    from app import checks  # they read plans through this package

    findings = [one for one in checks.check(document) if one.subject == plan.key]
    live = {one.rule for one in findings if not one.waived}
    waived = {one.rule for one in findings if one.waived} - live
    return tuple(one for one in found if one.rule not in waived)


def approve_plan(document: Document, plan: bytes, person: bytes, note: str = "", *, version: str | None = None) -> str:
    """Sign the plan in the name of ``person`` as the next whole version, and return that version.

    The signature is logged: a later undo cannot unsign it. ``version`` overrides the number. Raises ``UserError`` with
    the first reason if something blocks the approval.
    """
    content = read_plan(document, plan)
    reasons = blockers(document, content)
    if reasons:
        first, more = reasons[0].text, len(reasons) - 1
        if more:
            raise UserError(_BLOCKED_MANY, plan=content.title, first=first, n=more)
        raise UserError(_BLOCKED_ONE, plan=content.title, first=first)
    if content.approved and version is None:
        raise UserError(_ALREADY, plan=content.title, version=content.version)
    signed = version or next_version(content.version)
    signer = document.get(m.Person, person)
    if signer is None:
        raise UserError(N_("Choose the person who approves the plan."))
    with document.edit(translate(N_("Approve {plan} {version}"), plan=content.title, version=signed)) as session:
        session.add(
            m.PlanApproval(
                plan_id=plan, version=signed, approved_by_id=person, approved_by=signer.name,
                approved_at=document.now(), change_set=document.version, note=note or None,
            )
        )  # fmt: skip
        today = document.today()
        row = session.get_one(m.Plan, plan)
        row.version, row.state = signed, "approved"
        row.approved_by_id, row.approved_on, row.reviewed_on = person, today, today
        row.next_review_on = add_months(today, REVIEW_MONTHS)
        row.expires_on = add_months(today, COPY_MONTHS)
    return signed


def reopen_plan(document: Document, plan: bytes) -> str:
    """Make an approved plan a draft of its next version, and return that version; a draft stays as it is."""
    row = _plan(document, plan)
    if row.state == "draft":
        return str(row.version)
    version = draft_version(row.version)
    with document.edit(translate(N_("Draft {plan} {version}"), plan=row.title, version=version)) as session:
        stored = session.get_one(m.Plan, plan)
        stored.state, stored.version = "draft", version
    return version


def retire_plan(document: Document, plan: bytes) -> None:
    """Take a plan out of force for good."""
    row = _plan(document, plan)
    with document.edit(translate(N_("Retire {plan}"), plan=row.title)) as session:
        session.get_one(m.Plan, plan).state = "retired"


def review_plan(document: Document, plan: bytes, person: bytes | None, result: str = "") -> None:
    """Log that ``person`` read the plan today, with what they found; the next review is a year later."""
    row = _plan(document, plan)
    today = document.today()
    with document.edit(translate(N_("Review {plan}"), plan=row.title)) as session:
        session.add(m.PlanReview(plan_id=plan, reviewed_on=today, reviewer_id=person, result=result or None))
        stored = session.get_one(m.Plan, plan)
        stored.reviewed_on, stored.next_review_on = today, add_months(today, REVIEW_MONTHS)


def hand_out(
    document: Document, plan: bytes, recipients: list[str], form: str = "paper", on: date | None = None
) -> None:
    """Log that copies of the plan's version were handed out."""
    row = _plan(document, plan)
    label = plural(N_("Hand out {n} copy"), N_("Hand out {n} copies"), len(recipients))
    with document.edit(label) as session:
        for recipient in recipients:
            entities.create(
                session, m.Distribution, plan_id=plan, recipient=recipient, form=form, version=row.version,
                handed_on=on or document.today(),
            )  # fmt: skip


def note_offline_copy(document: Document, plan: bytes) -> None:
    """Record that a copy that needs no network was made of the plan's version today."""
    row = _plan(document, plan)
    with document.edit(translate(N_("Offline copy of {plan}"), plan=row.title)) as session:
        stored = session.get_one(m.Plan, plan)
        stored.offline_version, stored.offline_on = row.version, document.today()


def _plan(document: Document, key: bytes) -> Any:
    row = document.get(m.Plan, key)
    if row is None:
        raise UserError(N_("This plan no longer exists; somebody deleted it."))
    return row
