"""The sample's risk register: two workshops with their votes, dissent, acceptances, and the actions that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app import entities, meetings, polls, programme, risks
from app import model as m
from app.document import Document
from app.sample.stage import Stage, cents, read

FIRST, SECOND = -140, -58

#: Who sat where in both workshops.
SEATS = ("P-01", "P-03", "P-05", "P-07", "P-10", "P-11", "P-13", "P-14", "P-18")


def schedule(stage: Stage) -> None:
    """Schedule both workshops, the acceptances after them, and the actions."""
    register = read("risks")
    for day in (FIRST, SECOND):
        stage.at(day, "09:00", "P-02", _open, day)
        stage.at(day, "12:40", "P-02", _close, day)
    for number, one in enumerate(register["risks"]):
        _schedule_risk(stage, one, f"{9 + (number + 2) // 6:02d}:{(number + 2) % 6}0", register["dissent"])
    for action in read("actions")["actions"]:
        stage.at(action["day"], "15:00", "P-02", _action, action)
        if "closed" in action:
            stage.at(action["closed"], "16:00", action["owner"], _done, action)


def _schedule_risk(stage: Stage, one: Mapping[str, Any], at: str, dissent: Mapping[str, Any]) -> None:
    day, again = one.get("day", FIRST), "earlier" in one
    stage.at(day, at, "P-02", _raise, one)
    stage.at(SECOND if again else day, at, "P-02", _vote, one, SECOND if again else day, dissent)
    if "accept" in one:
        accept = one["accept"]
        stage.at(accept["day"], "13:30", accept["by"], _accept, one, accept)


def _open(stage: Stage, day: int) -> None:
    title = "Risk workshop" if day == FIRST else "Risk workshop, mid-year"
    seats = [stage.key(person) for person in SEATS]
    place = "Brenholt, room 2"
    stage.keys[f"workshop {day}"] = meetings.open_meeting(
        stage.document, title, "risk workshop", seats=seats, place=place
    )


def _close(stage: Stage, day: int) -> None:
    meeting = stage.key(f"workshop {day}")
    with stage.document.edit("Close the workshop"):
        said = "Ask the insurer whether the forklift chargers count as an aggravation."
        meetings.enter(stage.document, "parking lot", said, meeting=meeting, speaker=stage.key("P-13"))
        if day == FIRST:
            decided = "Levels above appetite get an action with an owner and a day, or an acceptance, within a week."
            meetings.enter(stage.document, "decision", decided, meeting=meeting, speaker=stage.key("P-01"))
        meetings.end_meeting(stage.document, meeting)


def _raise(stage: Stage, one: Mapping[str, Any]) -> None:
    """Add a risk with its levels before controls and after treatment, as prepared for the workshop."""
    low, likely, high = one.get("loss", (None, None, None))
    inherent, target, earlier = one["inherent"], one["target"], one.get("earlier", (None, None))
    scales = {row.code: row.id for row in stage.document.all(m.ImpactCategory)}
    stage.keys[one["id"]] = risks.add_risk(
        stage.document,
        one["event"],
        [stage.key(one["service"])],
        threat=one["threat"],
        nodes=[stage.key(node) for node in one.get("nodes", ())],
        cause=one["cause"],
        consequence=one["consequence"],
        category_id=scales[one["category"]],
        owner_id=stage.key(one["owner"]),
        controls=one["controls"],
        control_rating=one["rating"],
        confidence=one["confidence"],
        inherent_likelihood=inherent[0],
        inherent_impact=inherent[1],
        current_likelihood=earlier[0],
        current_impact=earlier[1],
        target_likelihood=target[0],
        target_impact=target[1],
        treatment=None if one["treatment"] == "accept" else one["treatment"],
        rate=one.get("rate"),
        loss_min=cents(low),
        loss_likely=cents(likely),
        loss_max=cents(high),
    )


def _vote(stage: Stage, one: Mapping[str, Any], day: int, dissent: Mapping[str, Any]) -> None:
    """Score likelihood and impact of a risk in the room, with a second round where the first was divided."""
    document, risk = stage.document, stage.key(one["id"])
    meeting = stage.key(f"workshop {day}")
    seats = [row.id for row in meetings.seats(document, meeting)]
    with document.edit(f"Score {one['id']} {one['event'][:40]}"):
        for dimension, level in zip(("likelihood", "impact"), one["current"], strict=True):
            poll = polls.open_poll(document, risk, dimension, meeting=meeting)
            if f"first_{dimension}" in one:
                _round(document, poll, seats, one[f"first_{dimension}"])
                polls.open_round(document, poll)
            _round(document, poll, seats, one[f"votes_{dimension}"])
            if (dissent["risk"], dissent["dimension"]) == (one["id"], dimension):
                _dissent(stage, poll, dissent)
            polls.agree(document, poll, level, person=stage.key("P-01"))
        risks.review_risk(document, risk)
        entities.set_field(document, m.Risk, risk, "status", "in hand" if one["treatment"] != "accept" else "open")


def _round(document: Document, poll: bytes, seats: Sequence[bytes], counts: Sequence[int]) -> None:
    levels = [level for level, votes in enumerate(counts, 1) for _ in range(votes)]
    polls.cast_all(document, poll, list(zip(seats, levels, strict=True)))
    polls.reveal(document, poll)


def _dissent(stage: Stage, poll: bytes, one: Mapping[str, Any]) -> None:
    polls.dissent(
        stage.document,
        poll,
        role=one["role"],
        reason=one["reason"],
        level=one["level"],
        changes_outcome=one["changes_outcome"],
        decided_by=stage.key(one["decided_by"]),
        review_on=stage.day(one["review"]),
        confirmed=True,
    )


def _accept(stage: Stage, one: Mapping[str, Any], accept: Mapping[str, Any]) -> None:
    until = stage.day(accept["until"])
    risks.accept_risk(stage.document, stage.key(one["id"]), stage.key(accept["by"]), until, accept["reason"])


# --- actions ---


def _action(stage: Stage, one: Mapping[str, Any]) -> None:
    """Add an action; one from an exercise names the objective it follows from."""
    exercise, _, number = one["origin"].partition(" O")
    origin = stage.key(exercise)
    found = {row.number: row.id for row in programme.objectives(stage.document, origin)} if number else {}
    stage.keys[one["id"]] = programme.add_action(
        stage.document,
        one["title"],
        origin=origin,
        owner=stage.key(one["owner"]),
        due=stage.day(one["due"]),
        objective_id=found[int(number)] if number else None,
        finding=one["finding"],
        cause=one.get("cause"),
        element=one["element"],
        priority=one["priority"],
    )
    if origin and exercise.startswith("R-"):
        entities.set_field(stage.document, m.Risk, origin, "target_on", stage.day(one["due"]))


def _done(stage: Stage, one: Mapping[str, Any]) -> None:
    programme.close_action(
        stage.document, stage.key(one["id"]), evidence=one["evidence"], verified_by=stage.key("P-02")
    )
