"""The sample's two tabletops: the morning of EX-01 as it ran, and EX-02, which is ready to be held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import entities, meetings, programme
from app import model as m
from app.sample.stage import Stage, minutes, read


def schedule(stage: Stage) -> None:
    """Schedule the planning, the run and the report of EX-01, and the preparation of EX-02."""
    run = read("quiet-sunday")
    day, lead = run["on"], run["lead"]
    stage.at(run["planned"], "10:00", lead, _plan, run)
    stage.at(day, "08:50", lead, _seat, run)
    for event in run["clock"]:
        stage.at(day, event["at"], lead, _clock, run, event)
    for one in run["released"]:
        stage.at(day, one["at"], lead, _release, run, one)
        stage.at(day, one["seen"], run["evaluator"], _seen, run, one)
    for line in run["log"]:
        stage.at(day, line["at"], run["evaluator"], _log, run, line)
    stage.at(day, run["ad_hoc"]["at"], lead, _ad_hoc, run)
    stage.at(day, run["left"]["at"], lead, _leave, run)
    stage.at(day, "10:48", lead, _hot_wash, run)
    stage.at(day, "11:15", run["evaluator"], _rate, run)
    _schedule_report(stage, run)
    _schedule_next(stage, run["next"])


def _schedule_report(stage: Stage, run: Mapping[str, Any]) -> None:
    report = run["report"]
    stage.at(report["draft"], "15:30", run["lead"], _write, run)
    stage.at(report["approved"], "10:10", report["by"], _set_report, "approved")


def _schedule_next(stage: Stage, following: Mapping[str, Any]) -> None:
    stage.at(following["planned"], "14:00", following["lead"], _plan, following)
    stage.at(following["ready"], "14:00", following["lead"], _prepare, following)


def _plan(stage: Stage, one: Mapping[str, Any]) -> None:
    stage.keys[one["id"]] = programme.from_scenario(
        stage.document,
        one["scenario"],
        services=[stage.key(service) for service in one["services"]],
        on=stage.day(one["on"]),
        public_title=one["public_title"],
        ref=one["id"],
        lead_id=stage.key(one["lead"]),
        evaluator_id=stage.key(one["evaluator"]),
    )


def _prepare(stage: Stage, one: Mapping[str, Any]) -> None:
    """Fill in what the scenario leaves open, and call the exercise ready."""
    key = stage.key(one["id"])
    with stage.document.edit("Resolve the placeholders of EX-02"):
        for inject in programme.injects(stage.document, key):
            entities.set_fields(stage.document, m.Inject, inject.id, one["injects"][str(inject.number)])
        entities.set_field(stage.document, m.Exercise, key, "state", "ready")


# --- the morning ---


def _seat(stage: Stage, run: Mapping[str, Any]) -> None:
    document, key = stage.document, stage.key(run["id"])
    with document.edit("Open the exercise"):
        starts_at = stage.moment(run["on"], "09:00")
        seats = [stage.key(person) for person in run["seats"]]
        meeting = meetings.open_meeting(
            document, run["public_title"], "exercise", seats=seats, place=run["place"], starts_at=starts_at
        )
        entities.set_fields(document, m.Exercise, key, {"meeting_id": meeting, "state": "ready"})
    stage.keys["exercise meeting"] = meeting


def _clock(stage: Stage, run: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    at = stage.moment(run["on"], event["at"])
    key = stage.key(run["id"])
    with stage.document.edit(f"Exercise clock: {event['event']}"):
        programme.clock(stage.document, key, event["event"], at=at, scenario_time=event.get("scenario"))
        if event["event"] == "end":
            meetings.end_meeting(stage.document, stage.key("exercise meeting"), at)


def _release(stage: Stage, run: Mapping[str, Any], one: Mapping[str, Any]) -> None:
    inject = _inject(stage, run, one["inject"])
    programme.release(stage.document, inject, at=stage.moment(run["on"], one["at"]))


def _seen(stage: Stage, run: Mapping[str, Any], one: Mapping[str, Any]) -> None:
    values = {"action_seen_at": stage.moment(run["on"], one["seen"]), "note": one.get("note")}
    label = f"Action on inject {one['inject']} seen"
    entities.set_fields(stage.document, m.Inject, _inject(stage, run, one["inject"]), values, label)


def _inject(stage: Stage, run: Mapping[str, Any], number: int) -> bytes:
    found = programme.injects(stage.document, stage.key(run["id"]))
    key: bytes = next(row.id for row in found if row.number == number)
    return key


def _objective(stage: Stage, run: Mapping[str, Any], number: int | None) -> bytes | None:
    found = {row.number: row.id for row in programme.objectives(stage.document, stage.key(run["id"]))}
    return found[number] if number else None


def _log(stage: Stage, run: Mapping[str, Any], line: Mapping[str, Any]) -> None:
    programme.log(
        stage.document,
        stage.key(run["id"]),
        line["kind"],
        line["text"],
        at=stage.moment(run["on"], line["at"]),
        person=stage.optional(line.get("by")),
        objective=_objective(stage, run, line.get("objective")),
        rating=line.get("rating"),
        role=line.get("role"),
        scenario_time=line.get("scenario"),
        latest_decision=line.get("latest"),
    )


def _ad_hoc(stage: Stage, run: Mapping[str, Any]) -> None:
    values = {name: value for name, value in run["ad_hoc"].items() if name not in ("at", "title")}
    at = stage.moment(run["on"], run["ad_hoc"]["at"])
    programme.ad_hoc(stage.document, stage.key(run["id"]), run["ad_hoc"]["title"], at=at, **values)


def _leave(stage: Stage, run: Mapping[str, Any]) -> None:
    seats = meetings.seats(stage.document, stage.key("exercise meeting"))
    seat = next(row.id for row in seats if row.person_id == stage.key(run["left"]["person"]))
    meetings.leave(stage.document, seat, stage.moment(run["on"], run["left"]["at"]))


def _hot_wash(stage: Stage, run: Mapping[str, Any]) -> None:
    """Write down what the room said at the end: claimed times, hot wash, feedback without names."""
    document, key = stage.document, stage.key(run["id"])
    with document.edit("Hot wash of EX-01") as session:
        for phase, text in run["claimed"].items():
            programme.claim(document, key, phase, minutes(text) or 0, service=stage.key("SVC-007"))
        for line in run["hot_wash"]:
            programme.hot_wash(document, key, line["heading"], line["text"])
        for asked in run["feedback"]:
            for score in asked["scores"]:
                entities.create(session, m.Feedback, exercise_id=key, question=asked["question"], score=score)


def _rate(stage: Stage, run: Mapping[str, Any]) -> None:
    with stage.document.edit("Rate the objectives of EX-01"):
        for one in run["ratings"]:
            objective = _objective(stage, run, one["objective"])
            if objective is not None:
                programme.rate_objective(stage.document, objective, one["rating"], one["reason"])


def _write(stage: Stage, run: Mapping[str, Any]) -> None:
    key = stage.key(run["id"])
    with stage.document.edit("Draft the report of EX-01"):
        values = {"summary": run["summary"], "verdict": run["verdict"]}
        entities.set_fields(stage.document, m.Exercise, key, values)
        _set_report(stage, "draft")


def _set_report(stage: Stage, state: str) -> None:
    programme.set_report(stage.document, stage.key("EX-01"), state)
