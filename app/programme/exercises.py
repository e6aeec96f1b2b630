"""The programme of exercises and tests: planning, moving, results against frozen targets, ratings and retests.

Serves the calendar, the page of an exercise, metrics and checks (``domain.md`` §6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.model import new_key
from app.model.exercise import TECHNICAL
from app.scales import read_scales
from app.services import tier

#: Simulated events count as exercises (EX); what is checked, called or measured counts as a test (TST).
SIMULATED = frozenset({"tabletop", "simulation", "full-scale"})

#: Days until a retest is due, by the tier of the service (``domain.md`` §6); later tiers take the last.
RETEST_DAYS: Mapping[int, int] = MappingProxyType({0: 30, 1: 30, 2: 60})
RETEST_DAYS_LATER = 90

#: Ratings of a critical objective that ask for a retest.
POOR = frozenset({"M", "U"})

_GONE = N_("This exercise no longer exists; somebody deleted it.")
_OVER = N_("{exercise} is {state}; plan a new one instead.")
_NOT_COVERED = N_("{exercise} does not cover {service}; add the service to it first.")


def plan_exercise(
    document: Document,
    title: str,
    type: str,  # noqa: A002 - the word of the field
    services: Iterable[bytes],
    on: date | None,
    *,
    ref: str | None = None,
    **values: Any,
) -> bytes:
    """Plan an exercise or test for a day and return its key. The day stays on record as its original date.

    ``values`` are further fields, such as ``lead_id`` or ``retest_of_id``. Raises ``UserError`` naming a field.
    """
    prefix = "EX" if type in SIMULATED else "TST"
    days = {"original_on": on, "planned_on": on}
    with document.edit(translate(N_("Plan {title}"), title=title[:60])) as session:
        planned = entities.create(session, m.Exercise, ref=ref, prefix=prefix, title=title, type=type, **days, **values)
        for service in dict.fromkeys(services):
            entities.create(session, m.ExerciseService, exercise_id=planned.id, service_id=service)
        return planned.id


def exercise(document: Document, key: bytes) -> Any:
    """Return the row of an exercise; raises ``UserError`` if it is gone."""
    row = document.get(m.Exercise, key)
    if row is None:
        raise UserError(_GONE)
    return row


def covered(document: Document, key: bytes) -> list[bytes]:
    """Return the keys of the services that an exercise covers."""
    table = m.ExerciseService.__table__
    return [row.service_id for row in document.rows(select(table).where(table.c.exercise_id == key))]


def move_exercise(document: Document, key: bytes, to: date) -> None:
    """Move an exercise to another day. The original date is kept, and how often it was moved.

    Raises ``UserError`` if it is completed or cancelled.
    """
    row = _still_open(document, key)
    values = {"planned_on": to, "times_moved": row.times_moved + 1, "original_on": row.original_on or row.planned_on}
    label = translate(N_("Move {exercise}"), exercise=entities.describe(document, key)[:80])
    entities.set_fields(document, m.Exercise, key, values, label)


def cancel_exercise(document: Document, key: bytes, reason: str | None = None) -> None:
    """Cancel an exercise; it stays in the programme. Raises ``UserError`` if it is over."""
    row = _still_open(document, key)
    label = translate(N_("Cancel {exercise}"), exercise=entities.describe(document, key)[:80])
    entities.set_fields(document, m.Exercise, key, {"state": "cancelled", "summary": reason or row.summary}, label)


def complete_exercise(
    document: Document, key: bytes, on: date | None = None, *, summary: str | None = None, verdict: str | None = None
) -> None:
    """Record that an exercise took place (today unless told otherwise), with its result in words.

    Services without a result get one: “not measured” in a technical test, “discussed” otherwise. Targets are frozen as
    they stand, and the day of a retest follows from the results. Raises ``UserError`` if it is over.
    """
    row = _still_open(document, key)
    day = on or document.today()
    values = {"state": "completed", "completed_on": day, "summary": summary or row.summary}
    label = translate(N_("Complete {exercise}"), exercise=entities.describe(document, key)[:80])
    with document.edit(label) as session:
        entities.set_fields(document, m.Exercise, key, {**values, "verdict": verdict or row.verdict})
        outcome = "not measured" if row.type in TECHNICAL else "discussed"
        for service in covered(document, key):
            _frozen_result(document, session, key, service, outcome)
        session.flush()
        _set_retest(document, key)


def _still_open(document: Document, key: bytes) -> Any:
    row = exercise(document, key)
    if row.state in ("completed", "cancelled"):
        state = entities.field_of(m.Exercise, "state").format(row.state)
        raise UserError(_OVER, exercise=entities.describe(document, key), state=state)
    return row


# --- results ---


def record_result(
    document: Document,
    key: bytes,
    service: bytes,
    *,
    outcome: str = "measured",
    rta: int | str | None = None,
    rpa: int | str | None = None,
    **values: Any,
) -> bytes:
    """Record what an exercise measured for a service; RTA and RPA in minutes or as text. Returns the result's key.

    The targets are frozen as they stand when the first result is written. ``values`` are further fields, such as
    ``lost_at``. Raises ``UserError`` if the exercise does not cover the service.
    """
    if service not in covered(document, key):
        raise UserError(
            _NOT_COVERED, exercise=entities.describe(document, key), service=entities.describe(document, service)
        )
    label = translate(N_("Result of {exercise}"), exercise=entities.describe(document, key)[:80])
    with document.edit(label) as session:
        result = _frozen_result(document, session, key, service, outcome)
        found = {"outcome": outcome, "rta": rta, "rpa": rpa, **values}
        entities.set_fields(document, m.ServiceResult, result, found)
        _set_retest(document, key)
    return result


def _frozen_result(document: Document, session: Session, key: bytes, service: bytes, outcome: str) -> bytes:
    """Return the key of the result of a service; a new one takes the targets as they stand."""
    known = session.query(m.ServiceResult).filter_by(exercise_id=key, service_id=service).one_or_none()
    if known is not None:
        return known.id
    targets = document.get(m.Service, service)
    frozen = {"target_rto": targets.rto, "target_rpo": targets.rpo} if targets is not None else {}
    values = {"id": new_key(), "exercise_id": key, "service_id": service, "outcome": outcome, **frozen}
    return entities.create(session, m.ServiceResult, **values).id


def results(document: Document, key: bytes) -> list[Any]:
    """Return the results of an exercise (rows of ``ServiceResult``)."""
    table = m.ServiceResult.__table__
    return document.rows(select(table).where(table.c.exercise_id == key).order_by(table.c.id))


def rto_achieved(result: Any) -> bool | None:
    """Return whether a result kept its RTO; ``None`` if nothing was measured or there was no RTO. Aborted is no."""
    return _kept(result, result.rta, result.target_rto)


def rpo_achieved(result: Any) -> bool | None:
    """Return whether a result kept its RPO; ``None`` if nothing was measured or there was no RPO. Aborted is no."""
    return _kept(result, result.rpa, result.target_rpo)


def _kept(result: Any, actual: int | None, target: int | None) -> bool | None:
    if result.outcome == "aborted":
        return False
    return None if actual is None or target is None else actual <= target


def passed(result: Any) -> bool | None:
    """Return whether a result passed: both targets kept as far as they were measured (``domain.md`` §6)."""
    kept = [one for one in (rto_achieved(result), rpo_achieved(result)) if one is not None]
    return all(kept) if kept else None


# --- objectives and reports ---


def add_objective(document: Document, key: bytes, text: str, *, critical: bool = False) -> bytes:
    """Add an objective to an exercise with the next number, and return its key."""
    number = len(objectives(document, key)) + 1
    label = translate(N_("Add an objective to {exercise}"), exercise=entities.describe(document, key)[:80])
    values = {"exercise_id": key, "number": number, "text": text, "critical": critical}
    return entities.add(document, m.Objective, label, **values)


def objectives(document: Document, key: bytes) -> list[Any]:
    """Return the objectives of an exercise (rows of ``Objective``) by number."""
    table = m.Objective.__table__
    return document.rows(select(table).where(table.c.exercise_id == key).order_by(table.c.number))


def rate_objective(document: Document, objective: bytes, rating: str, reason: str | None = None) -> None:
    """Rate an objective P, S, M, U or N/A; a poor rating of a critical one asks for a retest (``domain.md`` §6)."""
    row = document.get(m.Objective, objective)
    if row is None:
        raise UserError(N_("This objective no longer exists; somebody deleted it."))
    label = translate(N_("Rate objective {n} of {exercise}"), n=row.number, exercise=_ref(document, row.exercise_id))
    with document.edit(label):
        entities.set_fields(document, m.Objective, objective, {"rating": rating, "rating_reason": reason})
        _set_retest(document, row.exercise_id)


def set_report(document: Document, key: bytes, state: str, on: date | None = None) -> None:
    """Record the state of the after-action report: ``none``, ``draft`` or ``approved``, as of a day."""
    label = translate(N_("Report of {exercise}"), exercise=_ref(document, key))
    entities.set_fields(document, m.Exercise, key, {"report": state, "report_on": on or document.today()}, label)


def _ref(document: Document, key: bytes) -> str:
    return entities.describe(document, key)[:80]


# --- retests ---


def retest_due(document: Document, key: bytes) -> date | None:
    """Return the day by which an exercise must be repeated, ``None`` if it need not be (``domain.md`` §6).

    Not passed, or M or U on a critical objective: within 30 days for Tier 0–1, 60 for Tier 2, 90 for others.
    """
    row = exercise(document, key)
    if row.completed_on is None:
        return None
    failed = {result.service_id for result in results(document, key) if passed(result) is False}
    if any(one.critical and one.rating in POOR for one in objectives(document, key)):
        failed.update(covered(document, key))
    days = _retest_days(document, failed)
    return None if days is None else row.completed_on + timedelta(days=days)


def _retest_days(document: Document, services: Iterable[bytes]) -> int | None:
    scales = read_scales(document)
    found = []
    for service in services:
        row = document.get(m.Service, service)
        known = tier(scales, row) if row is not None else None
        found.append(RETEST_DAYS.get(known.number, RETEST_DAYS_LATER) if known else RETEST_DAYS_LATER)
    return min(found, default=None)


def _set_retest(document: Document, key: bytes) -> None:
    entities.set_field(document, m.Exercise, key, "retest_due_on", retest_due(document, key))
