"""Running an exercise: from a scenario to injects, the two clocks, the log, and what the room claims and concludes.

Serves the run mode and the after-action report. The log and the clock are logged: corrected by a new entry, never
undone. Before the start the exercise is only planned; nothing here needs a window.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import entities, packs
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.model.exercise import CLOCK_EVENT
from app.programme.exercises import complete_exercise, exercise, plan_exercise

#: What each event of the clock makes of the exercise's state, and in which states it can come.
_STATES = {
    "start": ("running", ("planned", "ready")),
    "pause": ("paused", ("running",)),
    "resume": ("running", ("paused",)),
    "jump": ("running", ("running", "paused")),
    "end": ("completed", ("running", "paused")),
}

_NO_SCENARIO = N_("There is no scenario {code}; choose one from the list.")
_WRONG_STATE = N_("The clock of {exercise} cannot be {event} now; it is {state}.")
_NO_INJECT = N_("This inject no longer exists; somebody deleted it.")
_RELEASED = N_("Inject {n} was already released.")


def scenario(code: str) -> packs.Scenario:
    """Return a scenario of the packs by its code (``A1``) or id. Raises ``UserError`` if there is none."""
    found = next((one for one in packs.scenarios() if code in (one.code, one.id)), None)
    if found is None:
        raise UserError(_NO_SCENARIO, code=code)
    return found


def from_scenario(
    document: Document,
    scenario_code: str,
    *,
    services: Iterable[bytes],
    on: date | None,
    title: str | None = None,
    public_title: str | None = None,
    **values: Any,
) -> bytes:
    """Plan a tabletop from a scenario with its objectives and injects, and return its key.

    Players see ``public_title`` only. ``values`` are further fields of the exercise, such as ``lead_id``.
    """
    chosen = scenario(scenario_code)
    name = title or translate(chosen.title)
    with document.edit(translate(N_("Plan {title}"), title=name)) as session:
        known = {
            "public_title": public_title or translate(N_("Continuity exercise")),
            "scenario": chosen.code,
            "scenario_start": chosen.injects[0].clock,
            "scenario_end": chosen.injects[-1].clock,
        }
        key = plan_exercise(document, name, "tabletop", services, on, **known, **values)
        _take_injects(session, key, chosen)
    return key


def _take_injects(session: Session, key: bytes, chosen: packs.Scenario) -> None:
    aims: dict[str, bytes] = {}
    for number, aim in enumerate(chosen.objectives, 1):
        values: dict[str, Any] = {"number": number, "text": translate(aim.text), "critical": aim.critical}
        aims[aim.code] = entities.create(session, m.Objective, exercise_id=key, **values).id
    for inject in chosen.injects:
        objective = aims.get(inject.objectives[0]) if inject.objectives else None
        entities.create(session, m.Inject, exercise_id=key, objective_id=objective, **_inject_values(inject))


def _inject_values(inject: packs.Inject) -> dict[str, Any]:
    branch = inject.branch
    return {
        "number": inject.number,
        "minute": inject.minute,
        "scenario_time": inject.clock,
        "type": inject.type,
        "title": translate(inject.title),
        "narrative": translate(inject.narrative),
        "sender": translate(inject.sender),
        "target_role": ", ".join(map(translate, inject.roles)),
        "channel": translate(inject.channel),
        "expected": "\n".join(map(translate, inject.expected)) or None,
        "questions": "\n".join(map(translate, inject.questions)) or None,
        "branch": f"{translate(branch.unless)}: {translate(branch.then)}" if branch else None,
    }


def injects(document: Document, key: bytes) -> list[Any]:
    """Return the injects of an exercise (rows of ``Inject``) by number."""
    table = m.Inject.__table__
    return document.rows(select(table).where(table.c.exercise_id == key).order_by(table.c.number))


# --- the clocks ---


def clock(
    document: Document, key: bytes, event: str, *, at: datetime | None = None, scenario_time: str | None = None
) -> None:
    """Record that the exercise clock was started, paused, resumed, set (``jump``) or ended, now unless told otherwise.

    Raises ``UserError`` where that makes no sense, such as a pause before the start.
    """
    row, moment = exercise(document, key), at or document.now()
    state, allowed = _STATES[event]
    if row.state not in allowed:
        shown = entities.field_of(m.Exercise, "state").format(row.state)
        raise UserError(_WRONG_STATE, exercise=_ref(document, key), event=translate(CLOCK_EVENT[event]), state=shown)
    stamp = {"start": {"started_at": moment}, "end": {"ended_at": moment}}.get(event, {})
    label = translate(N_("{exercise}: {event}"), exercise=_ref(document, key), event=translate(CLOCK_EVENT[event]))
    with document.edit(label) as session:
        entities.set_fields(document, m.Exercise, key, stamp if event == "end" else {"state": state, **stamp})
        if event == "end":
            complete_exercise(document, key, moment.astimezone().date())
        entities.create(session, m.ClockEvent, exercise_id=key, at=moment, kind=event, scenario_time=scenario_time)


def elapsed(document: Document, key: bytes, at: datetime | None = None) -> timedelta:
    """Return for how long the exercise clock has run at a moment (now unless told otherwise), pauses left out."""
    table = m.ClockEvent.__table__
    rows = document.rows(select(table).where(table.c.exercise_id == key).order_by(table.c.at, table.c.id))
    moment = at or document.now()
    run, since = timedelta(0), None
    for row in rows:
        if row.at > moment:
            break
        if row.kind in ("start", "resume"):
            since = row.at if since is None else since
        elif row.kind in ("pause", "end") and since is not None:
            run, since = run + (row.at - since), None
    return run if since is None else run + (moment - since)


# --- the log ---


def log(
    document: Document,
    key: bytes,
    kind: str,
    text: str,
    *,
    at: datetime | None = None,
    person: bytes | None = None,
    objective: bytes | None = None,
    **values: Any,
) -> bytes:
    """Put a decision, observation, strength or note into the log of an exercise; returns the key of the line.

    ``at`` is when it happened, which may lie before now; when it was entered is kept too. ``values`` are further
    fields, such as ``rating``, ``role`` or ``latest_decision``.
    """
    said: dict[str, Any] = {
        "at": at or document.now(),
        "entered_at": document.now(),
        "person_id": person,
        "objective_id": objective,
    }
    label = translate(N_("Log of {exercise}"), exercise=_ref(document, key))
    with document.edit(label, speaker=person) as session:
        return entities.create(session, m.ExerciseLog, exercise_id=key, kind=kind, text=text, **said, **values).id


def release(document: Document, inject: bytes, *, at: datetime | None = None) -> None:
    """Release an inject, now unless told otherwise; the log says so. Raises ``UserError`` if it was released before."""
    row = _inject(document, inject)
    if row.state == "released":
        raise UserError(_RELEASED, n=row.number)
    moment = at or document.now()
    label = translate(N_("Release inject {n}: {title}"), n=row.number, title=row.title)
    with document.edit(label):
        entities.set_fields(document, m.Inject, inject, {"state": "released", "released_at": moment})
        log(
            document, row.exercise_id, "inject", row.title, at=moment, inject_id=inject, scenario_time=row.scenario_time
        )


def set_inject_state(document: Document, inject: bytes, state: str) -> None:
    """Hold, skip or plan an inject again."""
    row = _inject(document, inject)
    label = translate(N_("Inject {n}: {state}"), n=row.number, state=entities.field_of(m.Inject, "state").format(state))
    entities.set_fields(document, m.Inject, inject, {"state": state}, label)


def ad_hoc(document: Document, key: bytes, title: str, *, at: datetime | None = None, **values: Any) -> bytes:
    """Add an inject that nobody planned and release it at once; returns its key. ``values`` are further fields."""
    table = m.Inject.__table__
    last = document.scalar(select(func.max(table.c.number)).where(table.c.exercise_id == key)) or 0
    moment = at or document.now()
    minute = int(elapsed(document, key, moment).total_seconds() // 60)
    made: dict[str, Any] = {"number": last + 1, "type": "ad hoc", "minute": minute, "title": title}
    with document.edit(translate(N_("Ad hoc inject {title}"), title=title[:60])) as session:
        inject = entities.create(session, m.Inject, exercise_id=key, **made, **values).id
        release(document, inject, at=moment)
    return inject


def _inject(document: Document, inject: bytes) -> Any:
    row = document.get(m.Inject, inject)
    if row is None:
        raise UserError(_NO_INJECT)
    return row


# --- what the room says ---


def claim(document: Document, key: bytes, phase: str, minutes: int | str, *, service: bytes | None = None) -> bytes:
    """Record the minutes that the room claims for a phase: an estimate, never a measurement."""
    label = translate(N_("Claimed time in {exercise}"), exercise=_ref(document, key))
    values = {"exercise_id": key, "service_id": service, "phase": phase, "minutes": minutes}
    return entities.add(document, m.ClaimedTime, label, **values)


def hot_wash(document: Document, key: bytes, heading: str, text: str) -> bytes:
    """Add a line to the hot wash under ``keep``, ``fix`` or ``test``; returns its key."""
    table = m.HotWash.__table__
    lines = document.scalar(select(func.count()).select_from(table).where(table.c.exercise_id == key))
    label = translate(N_("Hot wash of {exercise}"), exercise=_ref(document, key))
    values = {"exercise_id": key, "heading": heading, "text": text, "position": lines}
    return entities.add(document, m.HotWash, label, **values)


def _ref(document: Document, key: bytes) -> str:
    return entities.describe(document, key)[:80]
