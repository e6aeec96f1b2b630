"""What follows from findings, exercises and real life: actions, incidents, reviews, changes, problems, waivers.

Serves the pages Actions and Exercises, the findings, and the metrics (``domain.md`` §6–8).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate

_WAIVER_PAST = N_("A waiver needs a day in the future on which it ends; enter one.")
_CLOSED = N_("{action} is closed already.")


def add_action(
    document: Document,
    title: str,
    *,
    origin: bytes | None = None,
    owner: bytes | None = None,
    due: date | str | None = None,
    **values: Any,
) -> bytes:
    """Add an action that follows from ``origin`` (a risk, an exercise, a plan …) and return its key.

    ``values`` are further fields. Raises ``UserError`` naming one.
    """
    values.setdefault("start_on", document.today())
    label = translate(N_("Add action {title}"), title=title[:60])
    return entities.add(document, m.Action, label, title=title, origin_id=origin, owner_id=owner, due_on=due, **values)


def close_action(
    document: Document,
    action: bytes,
    *,
    evidence: str | None = None,
    verified_by: bytes | None = None,
    on: date | None = None,
) -> None:
    """Close an action with its evidence, today unless told otherwise. Raises ``UserError`` if it is closed already."""
    row = document.get(m.Action, action)
    if row is None or row.state == "closed":
        raise UserError(_CLOSED, action=entities.describe(document, action))
    values = {
        "state": "closed",
        "closed_on": on or document.today(),
        "evidence": evidence or row.evidence,
        "verified_by_id": verified_by or row.verified_by_id,
    }
    label = translate(N_("Close {action}"), action=entities.describe(document, action)[:80])
    entities.set_fields(document, m.Action, action, values, label)


def record_incident(
    document: Document, title: str, *, severity: str = "major", on: date | None = None, ref: str | None = None,
    **values: Any,
) -> bytes:  # fmt: skip
    """Record something that happened (today unless told otherwise) and return its key."""
    label = translate(N_("Record incident {title}"), title=title[:60])
    known = {"title": title, "severity": severity, "occurred_on": on or document.today(), **values}
    with document.edit(label) as session:
        return entities.create(session, m.Incident, ref=ref, **known).id


def review_incident(
    document: Document, incident: bytes, gaps: Iterable[str] = (), *, on: date | None = None, **values: Any
) -> None:
    """Record the review of an incident (today unless told otherwise) with the continuity gaps that it found."""
    label = translate(N_("Review {incident}"), incident=entities.describe(document, incident)[:80])
    with document.edit(label) as session:
        entities.set_fields(document, m.Incident, incident, {"reviewed_on": on or document.today(), **values})
        for text in gaps:
            entities.create(session, m.IncidentGap, incident_id=incident, text=text)


def record_change(
    document: Document,
    title: str,
    nodes: Iterable[bytes],
    *,
    on: date | None = None,
    ref: str | None = None,
    **values: Any,
) -> bytes:
    """Record a change (today unless told otherwise) to components, suppliers or services, and return its key."""
    label = translate(N_("Record change {title}"), title=title[:60])
    known = {"title": title, "changed_on": on or document.today(), **values}
    with document.edit(label) as session:
        made = entities.create(session, m.Change, ref=ref, **known)
        for node in dict.fromkeys(nodes):
            entities.create(session, m.ChangedNode, change_id=made.id, node_id=node)
        return made.id


def open_problem(document: Document, title: str, *, node: bytes | None = None, incidents: int | None = None) -> bytes:
    """Record a known cause of incidents that waits for a permanent fix; returns its key."""
    label = translate(N_("Record problem {title}"), title=title[:60])
    return entities.add(document, m.Problem, label, title=title, node_id=node, incidents=incidents)


def grant_waiver(
    document: Document,
    rule: str,
    subject: bytes,
    *,
    reason: str,
    person: bytes,
    until: date,
    node: bytes | None = None,
    risk: bytes | None = None,
) -> bytes:
    """Record that ``person`` accepts a finding of ``rule`` about ``subject`` (and ``node``) until a day.

    Returns the key of the waiver. Raises ``UserError`` if the day is not ahead, or naming what is missing.
    """
    today = document.today()
    if until <= today:
        raise UserError(_WAIVER_PAST)
    label = translate(N_("Waive {rule} for {subject}"), rule=rule, subject=entities.describe(document, subject)[:80])
    values: dict[str, Any] = {
        "rule": rule,
        "subject_id": subject,
        "node_id": node,
        "reason": reason,
        "person_id": person,
    }
    with document.edit(label, speaker=person) as session:
        dates: dict[str, Any] = {"granted_on": today, "expires_on": until}
        return entities.create(session, m.Waiver, risk_id=risk, **values, **dates).id


def withdraw_waiver(document: Document, waiver: bytes) -> None:
    """Take back a waiver; the finding speaks again."""
    entities.delete(document, waiver)
