"""The sample's programme: tests, incidents, changes, the waiver, and what left the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import programme
from app.exports import note_export
from app.sample.stage import Stage, minutes, read


def schedule(stage: Stage) -> None:
    """Schedule the year's tests and what happened between them."""
    known = read("programme")
    stage.at(-260, "10:00", "P-02", _plan_year, known["tests"])
    for test in known["tests"]:
        _schedule_test(stage, test)
    for one in known["incidents"]:
        stage.at(one["day"], "16:40", "P-06", _incident, one)
        if "reviewed" in one:
            stage.at(one["reviewed"], "14:30", "P-06", _review, one)
    for one in known["changes"]:
        stage.at(one["day"], "18:10", "P-04", _change, one)
    problem, waiver = known["problem"], known["waiver"]
    stage.at(problem["day"], "09:30", "P-06", _problem, problem)
    stage.at(waiver["day"], "13:40", waiver["by"], _waive, waiver)
    for one in known["exports"]:
        stage.at(one["day"], "16:20", "P-02", _export, one)


def _schedule_test(stage: Stage, test: Mapping[str, Any]) -> None:
    for day, to in test.get("moves", ()):
        stage.at(day, "12:10", test["lead"], _move, test, to)
    if "done" in test:
        stage.at(test["done"], "17:40", test["lead"], _complete, test)
        stage.at(test["done"] + 9, "11:20", test["evaluator"], _report, test)


def _plan_year(stage: Stage, tests: list[Mapping[str, Any]]) -> None:
    with stage.document.edit("Plan the tests of the year"):
        for test in tests:
            stage.keys[test["id"]] = programme.plan_exercise(
                stage.document,
                test["title"],
                test["type"],
                [stage.key(service) for service in test["services"]],
                stage.day(test["on"]),
                ref=test["id"],
                lead_id=stage.key(test["lead"]),
                evaluator_id=stage.key(test["evaluator"]),
            )


def _move(stage: Stage, test: Mapping[str, Any], to: int) -> None:
    programme.move_exercise(stage.document, stage.key(test["id"]), stage.day(to))


def _complete(stage: Stage, test: Mapping[str, Any]) -> None:
    """Complete a test with what was measured."""
    key = stage.key(test["id"])
    with stage.document.edit(f"Complete {test['id']} {test['title']}"):
        for result in test.get("results", ()):
            programme.record_result(
                stage.document,
                key,
                stage.key(result["service"]),
                rta=minutes(result["rta"]),
                rpa=minutes(result.get("rpa")),
                note=result.get("note"),
                lost_at=stage.moment(test["done"], result["from"]),
                **_times(stage, test["done"], result["at"]),
            )
        programme.complete_exercise(stage.document, key, summary=test["summary"])


def _times(stage: Stage, day: int, at: Mapping[str, str]) -> dict[str, Any]:
    return {f"{name}_at": stage.moment(day, time) for name, time in at.items()}


def _report(stage: Stage, test: Mapping[str, Any]) -> None:
    programme.set_report(stage.document, stage.key(test["id"]), "approved")


def _incident(stage: Stage, one: Mapping[str, Any]) -> None:
    stage.keys[one["id"]] = programme.record_incident(
        stage.document,
        one["title"],
        severity=one["severity"],
        ref=one["id"],
        lasted=minutes(one["lasted"]),
        note=one.get("note"),
        plan_id=stage.optional(one.get("plan")),
        plan_version=one.get("plan_version"),
        invoked_after=minutes(one.get("invoked_after")),
    )


def _review(stage: Stage, one: Mapping[str, Any]) -> None:
    programme.review_incident(stage.document, stage.key(one["id"]), one.get("gaps", ()))


def _change(stage: Stage, one: Mapping[str, Any]) -> None:
    nodes = [stage.key(node) for node in one["nodes"]]
    stage.keys[one["id"]] = programme.record_change(stage.document, one["title"], nodes, ref=one["id"])


def _problem(stage: Stage, one: Mapping[str, Any]) -> None:
    programme.open_problem(stage.document, one["title"], node=stage.key(one["node"]), incidents=one["incidents"])


def _waive(stage: Stage, one: Mapping[str, Any]) -> None:
    programme.grant_waiver(
        stage.document,
        one["rule"],
        stage.key(one["subject"]),
        node=stage.key(one["node"]),
        reason=one["reason"],
        person=stage.key(one["by"]),
        until=stage.day(one["until"]),
        risk=stage.key(one["risk"]),
    )


def _export(stage: Stage, one: Mapping[str, Any]) -> None:
    name = one["file"].replace(".xlsx", f" - {stage.day(one['day']).isoformat()}.xlsx")
    note_export(stage.document, one["kind"], name, title="Risk register", recipient=one["to"])
