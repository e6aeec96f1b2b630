"""Tests keep their original day and the targets of their day; what failed wants a retest; what was said stays said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app import entities, programme
from app import model as m
from app.document import Document
from app.i18n import UserError

DAY = date(2026, 10, 1)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, 15, hour, minute, tzinfo=UTC)


@pytest.fixture
def failover(session: Document, service: bytes) -> bytes:
    entities.set_fields(session, m.Service, service, {"rto": "4h", "rpo": "15m"})
    return programme.plan_exercise(session, "Database failover", "failover", [service], DAY)


def row(document: Document, key: bytes) -> m.Exercise:
    return programme.exercise(document, key)  # type: ignore[no-any-return]


def test_simulated_events_and_tests_count_in_their_own_references(session: Document, service: bytes) -> None:
    kinds = ("tabletop", "failover", "call-tree", "simulation")
    keys = [programme.plan_exercise(session, kind, kind, [service], DAY) for kind in kinds]
    refs = {one.id: one.ref for one in session.all(m.Entity)}
    assert [refs[key] for key in keys] == ["EX-01", "TST-01", "TST-02", "EX-02"]


def test_a_moved_test_keeps_its_original_day(session: Document, failover: bytes) -> None:
    programme.move_exercise(session, failover, DAY + timedelta(days=10))
    programme.move_exercise(session, failover, DAY + timedelta(days=20))
    moved = row(session, failover)
    assert (moved.original_on, moved.planned_on, moved.times_moved) == (DAY, DAY + timedelta(days=20), 2)


def test_targets_are_frozen_on_the_day(session: Document, failover: bytes, service: bytes) -> None:
    programme.record_result(session, failover, service, rta="3h", rpa="20m")
    entities.set_fields(session, m.Service, service, {"rto": "1h"})
    programme.complete_exercise(session, failover)
    (result,) = programme.results(session, failover)
    assert (result.target_rto, result.target_rpo) == (240, 15)
    assert (programme.rto_achieved(result), programme.rpo_achieved(result)) == (True, False)
    assert programme.passed(result) is False


def test_a_test_without_a_result_was_not_measured(session: Document, failover: bytes, service: bytes) -> None:
    programme.complete_exercise(session, failover)
    (result,) = programme.results(session, failover)
    assert (result.outcome, programme.passed(result), row(session, failover).retest_due_on) == (
        "not measured",
        None,
        None,
    )


@pytest.mark.parametrize(("rto", "days"), [("4h", 30), ("8h", 60), ("2d", 90), ("2w", 90)])
def test_a_missed_target_asks_for_a_retest_by_tier(session: Document, service: bytes, rto: str, days: int) -> None:
    entities.set_fields(session, m.Service, service, {"rto": rto})
    test = programme.plan_exercise(session, "Failover", "failover", [service], DAY)
    programme.record_result(session, test, service, rta="30d")
    programme.complete_exercise(session, test, DAY)
    assert row(session, test).retest_due_on == DAY + timedelta(days=days)


def test_an_aborted_test_failed(session: Document, failover: bytes, service: bytes) -> None:
    programme.record_result(session, failover, service, outcome="aborted")
    programme.complete_exercise(session, failover, DAY)
    assert row(session, failover).retest_due_on == DAY + timedelta(days=30)


@pytest.mark.parametrize(("critical", "rating", "again"), [(True, "M", True), (True, "S", False), (False, "U", False)])
def test_a_poor_rating_of_a_critical_objective_asks_for_a_retest(
    session: Document, failover: bytes, critical: bool, rating: str, again: bool
) -> None:
    objective = programme.add_objective(session, failover, "Isolate fast", critical=critical)
    programme.complete_exercise(session, failover, DAY)
    programme.rate_objective(session, objective, rating, "seen")
    assert (row(session, failover).retest_due_on is not None) is again


def test_what_is_over_stays_over(session: Document, failover: bytes) -> None:
    programme.cancel_exercise(session, failover, "No window")
    for verb in (programme.complete_exercise, programme.cancel_exercise):
        with pytest.raises(UserError, match="TST-01 Database failover is cancelled"):
            verb(session, failover)


def test_a_service_that_is_not_covered_has_no_result(session: Document, failover: bytes) -> None:
    other = entities.add(session, m.Service, name="Payroll")
    with pytest.raises(UserError, match="does not cover SVC-002 Payroll"):
        programme.record_result(session, failover, other, rta="1h")


def test_a_scenario_brings_objectives_and_injects(session: Document, service: bytes) -> None:
    key = programme.from_scenario(session, "A1", services=[service], on=DAY)
    planned = row(session, key)
    assert (planned.title, planned.public_title) == ("Quiet Sunday", "Continuity exercise")
    assert (planned.scenario_start, planned.scenario_end) == ("Sun 06:10", "Tue 12:30")
    injects = programme.injects(session, key)
    assert [one.minute for one in injects] == [15, 23, 31, 40, 52, 70, 78, 88]
    assert injects[0].branch == "No isolation in 5 min: Backup catalogue starts encrypting"
    assert [one.critical for one in programme.objectives(session, key)] == [True, True, True, False]
    with pytest.raises(UserError, match="no scenario B7"):
        programme.scenario("B7")


def test_the_clock_leaves_pauses_out(session: Document, failover: bytes) -> None:
    for event, hour, minute in (("start", 9, 0), ("pause", 10, 5), ("resume", 10, 11), ("end", 11, 0)):
        programme.clock(session, failover, event, at=at(hour, minute))
    assert programme.elapsed(session, failover, at(10, 8)) == timedelta(minutes=65)
    assert programme.elapsed(session, failover, at(12)) == timedelta(minutes=114)
    ended = row(session, failover)
    assert (ended.state, ended.completed_on, ended.ended_at) == ("completed", date(2026, 9, 15), at(11))


def test_the_clock_cannot_be_paused_before_the_start(session: Document, failover: bytes) -> None:
    with pytest.raises(UserError, match="cannot be paused now; it is planned"):
        programme.clock(session, failover, "pause")


def test_a_released_inject_is_in_the_log_and_undo_does_not_take_that_back(session: Document, service: bytes) -> None:
    key = programme.from_scenario(session, "A3", services=[service], on=DAY)
    programme.clock(session, key, "start")
    inject = programme.injects(session, key)[0]
    programme.release(session, inject.id, at=at(9, 15))
    with pytest.raises(UserError, match="already released"):
        programme.release(session, inject.id)
    session.undo()
    (line,) = session.all(m.ExerciseLog)
    assert (line.kind, line.text, line.at, line.scenario_time) == ("inject", "Spinning wheel", at(9, 15), "Thu 08:05")


def test_an_inject_that_nobody_planned_comes_after_the_others(session: Document, service: bytes) -> None:
    key = programme.from_scenario(session, "A3", services=[service], on=DAY)
    programme.clock(session, key, "start", at=at(9))
    programme.ad_hoc(session, key, "Insulin?", at=at(10, 30), target_role="Order lead")
    last = programme.injects(session, key)[-1]
    assert (last.number, last.type, last.state, last.minute) == (9, "ad hoc", "released", 90)


def test_an_action_is_closed_once_with_its_evidence(session: Document, person: bytes) -> None:
    risk = entities.add(session, m.Risk, event="Flood")
    action = programme.add_action(session, "Move the node", origin=risk, owner=person, due=DAY)
    programme.close_action(session, action, evidence="change calendar", verified_by=person)
    closed = session.get(m.Action, action)
    assert closed is not None
    assert (closed.state, closed.closed_on, closed.evidence) == ("closed", date(2026, 9, 15), "change calendar")
    with pytest.raises(UserError, match="closed already"):
        programme.close_action(session, action)


def test_a_review_keeps_the_gaps_it_found(session: Document) -> None:
    incident = programme.record_incident(session, "Carrier cut", lasted="5h", ref="INC-007")
    programme.review_incident(session, incident, ["No hunt list"])
    assert [gap.text for gap in session.all(m.IncidentGap)] == ["No hunt list"]
    later = programme.record_incident(session, "Portal slow", severity="minor")
    assert entities.describe(session, later) == "INC-008 Portal slow"


def test_a_change_names_what_it_touched(session: Document) -> None:
    nodes = [entities.add(session, m.Component, name=name) for name in ("A", "B")]
    change = programme.record_change(session, "Upgrade", [*nodes, nodes[0]], on=DAY)
    assert {one.node_id for one in session.all(m.ChangedNode, m.ChangedNode.change_id == change)} == set(nodes)


def test_a_waiver_ends_in_the_future(session: Document, service: bytes, person: bytes) -> None:
    with pytest.raises(UserError, match="a day in the future"):
        programme.grant_waiver(session, "D03", service, reason="r", person=person, until=date(2026, 9, 15))
    waiver = programme.grant_waiver(session, "D03", service, reason="Paper holds", person=person, until=DAY)
    granted = session.get(m.Waiver, waiver)
    assert granted is not None
    assert (granted.granted_on, granted.expires_on) == (date(2026, 9, 15), DAY)
    programme.withdraw_waiver(session, waiver)
    assert session.get(m.Waiver, waiver) is None
