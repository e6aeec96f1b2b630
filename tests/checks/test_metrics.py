"""The figures of the programme on minimal sessions: what counts, what does not, and when there is nothing to say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rule_cases import COMPLETE, done, exercise, pay, plan, result
from small_sessions import TODAY, ago, at, critical, facts

from app.facts.rows import (
    Action,
    Agreement,
    BiaApproval,
    ChangedNode,
    ChangeRecord,
    Component,
    Dependency,
    Exercise,
    Incident,
    IncidentGap,
    Notice,
    Person,
    PlanReview,
    PlanRole,
    Poll,
    Risk,
    Service,
    ServiceResult,
    Supplier,
)
from app.metrics import Figure, metrics_of


def figure(id: str, *rows: Any) -> Figure:  # noqa: A002 - as the figures call it
    return metrics_of(facts(*rows)).figure(id)


def shown(id: str, *rows: Any) -> str:  # noqa: A002
    one = figure(id, *rows)
    return f"{one.text} ({one.fraction})" if one.fraction else one.text


def reason(id: str, *rows: Any) -> str:  # noqa: A002
    one = figure(id, *rows)
    assert one.text == "n/a"
    assert one.value is None
    return one.reason


def without_talk(rows: list[Any]) -> list[Any]:
    return [row for row in rows if not isinstance(row, Exercise)]


def test_a_share_is_rounded_down() -> None:
    many = [critical(f"S{n}") for n in range(200)]
    overdue = [Action(b"action %d" % n, due_on=ago(1)) for n in range(199)]
    assert shown("actions-overdue", *many, *overdue, Action(b"action last")) == "99 % (199 of 200)"


class TestPlanCoverage:
    def test_an_approved_complete_and_tested_plan_covers(self) -> None:
        assert shown("plan-coverage", *COMPLETE) == "100 % (1 of 1)"

    def test_a_plan_with_an_empty_blocking_part_does_not(self) -> None:
        rows = [row for row in COMPLETE if not isinstance(row, Notice)]
        assert shown("plan-coverage", *rows) == "0 % (0 of 1)"

    def test_a_plan_without_a_test_is_documented_only(self) -> None:
        planned = exercise("Talk", planned_on=TODAY)
        rows = [row for row in without_talk(COMPLETE) if type(row).__name__ != "ExerciseService"]
        assert shown("plan-coverage", *rows, *planned) == "0 % (0 of 1)"
        assert shown("documented-only", *rows, *planned) == "100 % (1 of 1)"

    def test_an_old_test_still_counts_but_not_as_lately(self) -> None:
        rows = [row for row in without_talk(COMPLETE) if type(row).__name__ != "ExerciseService"]
        assert shown("plan-coverage", *rows, *done("Talk", "tabletop", 500)) == "100 % (1 of 1)"
        assert shown("tested-lately", *rows, *done("Talk", "tabletop", 500)) == "0 % (0 of 1)"

    def test_a_draft_never_counts(self) -> None:
        rows = [row._replace(state="draft") if row.key == plan.key else row for row in COMPLETE if hasattr(row, "key")]
        others = [row for row in COMPLETE if not hasattr(row, "key")]
        assert shown("plan-coverage", *rows, *others) == "0 % (0 of 1)"

    def test_without_tiers_there_is_no_figure(self) -> None:
        assert reason("plan-coverage", Service(b"service a", "A")) == (
            "No service has a recovery time yet, so its tier is unknown."
        )
        assert reason("plan-coverage", critical(rto=20 * 1440)) == "No service is critical."


class TestTestCompletion:
    def test_a_late_completion_counts_and_is_listed(self) -> None:
        late = exercise("Late", state="completed", original_on=ago(90), completed_on=ago(60))
        one = figure("test-completion", pay, *late)
        assert (one.fraction, one.lists["late"]) == ("1 of 1", (b"exercise late",))

    def test_the_original_date_counts_not_the_moved_one(self) -> None:
        moved = exercise("Moved", original_on=ago(35), planned_on=TODAY + timedelta(9))
        assert shown("test-completion", pay, *moved) == "0 % (0 of 1)"

    def test_the_window_is_twelve_calendar_months_with_both_ends(self) -> None:
        first = done("First", "tabletop", 365)
        before = done("Before", "tabletop", 366)
        today = exercise("Today", original_on=TODAY)
        one = figure("test-completion", pay, *first, *before, *today)
        assert one.fraction == "1 of 2"
        assert one.window == (ago(365), TODAY)

    def test_unplanned_tests_are_listed_apart(self) -> None:
        sudden = exercise("Sudden", state="completed", completed_on=ago(3))
        one = figure("test-completion", pay, *sudden)
        assert (one.text, one.lists["unplanned"]) == ("n/a", (b"exercise sudden",))
        assert one.reason == "No test was planned in the last 12 months."

    def test_cancelled_ones_stay_unless_the_service_is_retired(self) -> None:
        cancelled = exercise("Off", state="cancelled", original_on=ago(9))
        assert shown("test-completion", pay, *cancelled) == "0 % (0 of 1)"
        assert shown("test-completion", pay._replace(status="retired"), *cancelled) == "n/a (0 of 0)"


class TestPlanCurrency:
    def test_a_plan_never_reviewed_is_not_current(self) -> None:
        assert shown("plan-currency", plan._replace(reviewed_on=None)) == "0 % (0 of 1)"

    def test_an_approval_after_the_review_updates_it(self) -> None:
        assert shown("plan-currency", plan._replace(reviewed_on=ago(400))) == "100 % (1 of 1)"
        assert shown("plan-currency", plan._replace(reviewed_on=ago(400), approved_on=ago(400))) == "0 % (0 of 1)"

    def test_a_later_change_makes_it_ineffective(self) -> None:
        switch = Component(b"component switch", "Switch")
        rows = [
            plan, pay, *(row for row in COMPLETE if type(row).__name__ == "PlanService"), switch,
            Dependency(pay.key, switch.key), ChangeRecord(b"change a", "New", ago(5)),
            ChangedNode(b"change a", switch.key),
        ]  # fmt: skip
        assert shown("plan-currency", *rows) == "100 % (1 of 1)"
        assert shown("effective-currency", *rows) == "0 % (0 of 1)"
        assert shown("change-to-review", *rows, PlanReview(plan.key, ago(2))) == "3 d"

    def test_without_approved_plans_there_is_no_figure(self) -> None:
        assert reason("plan-currency", plan._replace(state="draft")) == "No plan is approved."


class TestRtoAchievement:
    def test_five_services_in_one_test_are_five_results(self) -> None:
        services = [critical(f"S{n}") for n in range(5)]
        rows = [*services, *done("Failover", "failover", 9, *services)]
        rows += [result("Failover", one, rta=60 * (n + 1)) for n, one in enumerate(services)]
        assert shown("rto-achievement", *rows) == "80 % (4 of 5)"
        assert shown("time-used", *rows) == "75 %"

    def test_an_aborted_test_did_not_achieve_it(self) -> None:
        assert (
            shown("rto-achievement", pay, *done("F", "failover", 9), result("F", outcome="aborted")) == "0 % (0 of 1)"
        )

    def test_what_was_not_measured_is_listed_apart(self) -> None:
        one = figure("rto-achievement", pay, *done("F", "failover", 9), result("F", outcome="not measured"))
        assert (one.text, one.lists["unmeasured"]) == ("n/a", (pay.key,))

    def test_a_covered_service_without_any_result_was_not_measured(self) -> None:
        assert figure("rto-achievement", pay, *done("F", "failover", 9)).lists["unmeasured"] == (pay.key,)

    def test_a_retest_adds_and_never_replaces(self) -> None:
        rows = [pay, *done("F", "failover", 90), result("F", rta=300), *done("G", "failover", 9), result("G", rta=200)]
        assert shown("rto-achievement", *rows) == "50 % (1 of 2)"
        assert shown("latest-results", *rows) == "100 % (1 of 1)"

    def test_the_target_of_the_day_counts(self) -> None:
        rows = [
            critical(rto=60),
            *done("F", "failover", 9),
            ServiceResult(b"exercise f", pay.key, "measured", 240, rta=200),
        ]
        assert shown("rto-achievement", *rows) == "100 % (1 of 1)"

    def test_a_tabletop_measures_nothing(self) -> None:
        rows = [pay, *done("Talk", "tabletop", 9), result("Talk", rta=60)]
        assert reason("rto-achievement", *rows) == "No technical test was measured in the last 12 months."


class TestIncidents:
    def test_a_gap_of_two_reviewed_of_three(self) -> None:
        days = {b"incident a": ago(9), b"incident b": ago(8)}
        rows = [Incident(key, "I", occurred_on=ago(90), reviewed_on=day) for key, day in days.items()]
        rows += [
            Incident(b"incident c", "I", occurred_on=ago(5)),
            Incident(b"incident d", "I", "minor", ago(5), ago(1)),
        ]
        one = figure("incident-findings", *rows, IncidentGap(b"incident a"), IncidentGap(b"incident a"))
        assert (one.text, one.fraction, len(one.lists["incidents"])) == ("50 %", "1 of 2", 3)

    def test_missing_reviews_are_never_good_news(self) -> None:
        assert reason("incident-findings", Incident(b"incident a", "I", occurred_on=ago(5))) == (
            "The reviews of the major incidents are missing."
        )
        assert reason("incident-findings") == "There was no major incident in the last 12 months."


class TestLeading:
    def test_an_empty_session_has_no_shares_and_no_findings(self) -> None:
        figures = metrics_of(facts())
        for one in (*figures.headline, *figures.leading):
            assert one.text in ("n/a", "0")
            assert bool(one.reason) == (one.text == "n/a")

    def test_days_to_close(self) -> None:
        closed = [
            Action(b"action %d" % n, state="closed", start_on=ago(50), closed_on=ago(50 - n)) for n in (10, 20, 40)
        ]
        assert shown("days-to-close", *closed) == "20 d"

    def test_contacts_are_those_whom_plans_call_and_who_are_here(self) -> None:
        people = [Person(b"person %d" % n, "P", verified_on=ago(n)) for n in (10, 300)]
        left = Person(b"person left", "L", "left")
        role = PlanRole(b"role", plan.key, "Lead", people[0].key, people[1].key)
        second = PlanRole(b"role 2", plan.key, "Lead", left.key)
        assert shown("contacts-verified", plan, *people, left, role, second) == "50 % (1 of 2)"

    def test_age_of_the_bias(self) -> None:
        other = critical("Other")
        rows = [pay, other, BiaApproval(b"a", pay.key, at(10)), BiaApproval(b"b", other.key, at(90))]
        assert shown("bia-age", *rows) == "10 d"

    def test_supplier_evidence_looks_at_suppliers_that_are_relied_on(self) -> None:
        suppliers = [Supplier(b"supplier %d" % n, "S", evidence_on=ago(n)) for n in (10, 500)]
        edges = [Dependency(pay.key, one.key, hard=False) for one in suppliers]
        rows = [pay, BiaApproval(b"a", pay.key, at(10)), *suppliers, *edges, Supplier(b"supplier idle", "Idle")]
        assert shown("supplier-evidence", *rows) == "50 % (1 of 2)"

    def test_risks_by_band(self) -> None:
        risks = [Risk(b"risk %d" % n, "R", current_likelihood=n, current_impact=5) for n in (1, 3, 4)]
        rows = [*risks, Risk(b"risk new", "R"), Risk(b"risk closed", "R", "closed", 5, 5, 5, 5)]
        assert shown("risks-above-appetite", *rows) == "100 % (3 of 3)"
        assert (shown("band-extreme", *rows), shown("band-high", *rows)) == ("2", "1")

    def test_consensus_rate_leaves_out_what_was_dropped(self) -> None:
        polls = [Poll(b"poll %d" % n, state=state) for n, state in enumerate(("agreed", "recorded", "dropped"))]
        agreed = [Agreement(one.key, consensus) for one, consensus in zip(polls, (True, False, False), strict=True)]
        assert shown("consensus-rate", *polls, *agreed) == "50 % (1 of 2)"

    def test_top_tiers_and_critical_services(self) -> None:
        rows = [pay, critical("Slow", rto=1440), critical("Late", rto=9000), Service(b"service new", "New")]
        assert (shown("top-tiers", *rows), shown("critical", *rows)) == ("33 % (1 of 3)", "2")
        assert shown("top-tier-tested", *rows, *done("F", "failover", 9)) == "100 % (1 of 1)"

    def test_single_points_that_nobody_accepted(self) -> None:
        switch = Component(b"component switch", "Switch")
        rows = [pay, switch, Dependency(pay.key, switch.key)]
        assert (shown("untreated-points", *rows), shown("open-errors", *rows)) == ("1", "1")

    def test_retests_that_are_open(self) -> None:
        rows = [pay, *done("F", "failover", 9), result("F", rta=300), *exercise("G", "failover", planned_on=TODAY)]
        assert shown("retest-backlog", *rows) == "1"
