"""How long the steps of a plan take, and when the decision must fall: the sample's plans and the subject's examples."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import plans
from app.i18n import UserError
from app.plans import Advice, Ground, PlanStep, decide, longest_path, timetable


def steps(*lines: str) -> list[PlanStep]:
    """``number after service minutes``; a dash waits for nothing, commas part several."""
    read = []
    for line in lines:
        number, after, service, minutes = line.split()
        waits = () if after == "-" else tuple(int(part) for part in after.split(","))
        read.append(PlanStep(int(number), None if minutes == "?" else int(minutes), waits, service))
    return read


PLN_001 = steps(
    "1 - SVC-005 15", "2 1 SVC-005 15", "3 - SVC-003 30", "4 - SVC-004 90", "5 4 SVC-004 60",
    "6 - SVC-003 90", "7 3,6 SVC-003 60", "8 4 SVC-010 120", "9 - SVC-006 30", "10 5 SVC-009 45",
)  # fmt: skip
PLN_002 = steps(
    "1 - SVC-002 10", "2 1 SVC-002 10", "3 2 SVC-001 15", "4 3 SVC-007 45", "5 2 SVC-007 90", "6 4,5 SVC-007 180",
    "7 6 SVC-007 60",
)  # fmt: skip
PLN_003 = steps("1 - SVC-008 30", "2 1 SVC-008 60", "3 1 SVC-008 240", "4 2,3 SVC-008 60")


@pytest.mark.parametrize(
    ("plan", "service", "allowance", "run", "rto", "path"),
    [
        (PLN_001, "SVC-005", 10, 30, 60, (1, 2)),
        (PLN_001, "SVC-003", 30, 150, 240, (6, 7)),
        (PLN_001, "SVC-004", 30, 150, 240, (4, 5)),
        (PLN_001, "SVC-010", 30, 210, 480, (4, 8)),
        (PLN_001, "SVC-006", 30, 30, 480, (9,)),
        (PLN_001, "SVC-009", 30, 195, 1440, (4, 5, 10)),
        (PLN_002, "SVC-002", 10, 20, 30, (1, 2)),
        (PLN_002, "SVC-001", 10, 35, 60, (1, 2, 3)),
        (PLN_002, "SVC-007", 30, 350, 480, (1, 2, 5, 6, 7)),
        (PLN_003, "SVC-008", 240, 330, 1440, (1, 3, 4)),
    ],
)
def test_every_plan_of_the_sample_keeps_its_services_rto(
    plan: list[PlanStep], service: str, allowance: int, run: int, rto: int, path: tuple[int, ...]
) -> None:
    found = longest_path(plan, allowance, service=service)
    assert found is not None
    assert (found.run, found.finish, found.steps, found.unknown) == (run, run + allowance, path, ())
    assert found.finish <= rto


def test_the_exercise_of_the_sample_had_until_twenty_past_eight() -> None:
    lost = datetime(2026, 8, 16, 6, 10, tzinfo=UTC)
    path = longest_path(PLN_002, service="SVC-007")
    assert path is not None
    assert plans.latest_decision_at(lost, 8 * 60, path.run) == datetime(2026, 8, 16, 8, 20, tzinfo=UTC)


def test_the_warm_room_had_until_eighteen_past_four() -> None:
    lost = datetime(2026, 9, 15, 13, 48, tzinfo=UTC)
    assert plans.latest_decision_at(lost, 4 * 60, 90) == datetime(2026, 9, 15, 16, 18, tzinfo=UTC)


def test_steps_that_wait_for_nothing_start_side_by_side_after_the_allowance() -> None:
    times = {step.number: (step.start, step.finish, step.critical) for step in timetable(PLN_001, 30)}
    assert times[1] == (30, 45, False)
    assert times[7] == (120, 180, False)
    assert times[8] == (120, 240, True)
    assert [number for number, (_, _, critical) in times.items() if critical] == [4, 8]


def test_a_step_without_minutes_counts_as_none_and_is_named() -> None:
    found = longest_path(steps("1 - a ?", "2 1 a 10", "3 - b ?"), service="a")
    assert found is not None
    assert (found.finish, found.unknown) == (10, (1,))


def test_no_steps_make_no_path() -> None:
    assert longest_path([]) is None
    assert longest_path(PLN_001, service="SVC-099") is None
    assert timetable([]) == ()


def test_steps_that_wait_for_each_other_are_refused_by_number() -> None:
    with pytest.raises(UserError, match="Steps 2, 3 wait for each other"):
        timetable(steps("1 - a 1", "2 3 a 1", "3 2 a 1", "4 3 a 1"))
    with pytest.raises(UserError, match="Steps 1 wait"):
        timetable(steps("1 1 a 1"))
    with pytest.raises(UserError, match="Step 1 waits for step 9"):
        timetable(steps("1 9 a 1"))


@pytest.mark.parametrize(
    ("elapsed", "fix", "advice", "ground"),
    [
        (22, None, Advice.LEAD_DECIDES, Ground.BETWEEN),
        (149, None, Advice.LEAD_DECIDES, Ground.BETWEEN),
        (150, None, Advice.INVOKE, Ground.NO_TIME_LEFT),
        (22, 240, Advice.INVOKE, Ground.FIX_TOO_LATE),
        (22, 218, Advice.LEAD_DECIDES, Ground.BETWEEN),
        (22, 129, Advice.LEAD_DECIDES, Ground.BETWEEN),
        (22, 128, Advice.WAIT, Ground.FIX_LEAVES_ROOM),
        (200, 30, Advice.LEAD_DECIDES, Ground.BETWEEN),
    ],
)
def test_whether_to_invoke_with_an_rto_of_four_hours_and_ninety_minutes_to_run(
    elapsed: int, fix: int | None, advice: Advice, ground: Ground
) -> None:
    made = decide(elapsed=elapsed, rto=240, run=90, fix=fix)
    assert (made.advice, made.grounds) == (advice, (ground,))
    assert (made.latest_decision, made.left) == (150, 150 - elapsed)


def test_a_trigger_or_danger_invokes_whatever_the_repair_promises() -> None:
    made = decide(elapsed=1, rto=240, run=90, fix=1, trigger_met=True, danger=True)
    assert made.advice is Advice.INVOKE
    assert made.grounds == (Ground.TRIGGER, Ground.DANGER)
    assert set(plans.GROUNDS) == set(Ground)
    assert set(plans.ADVICE) == set(Advice)


def test_how_much_of_the_rto_is_used() -> None:
    assert plans.rto_used(59, 240) == 24
    assert plans.rto_used(60, 240) == 25
    assert plans.rto_used(1, 0) == 100


networks = st.lists(st.tuples(st.integers(0, 300), st.sets(st.integers(0, 11))), min_size=1, max_size=12).map(
    lambda drawn: [
        PlanStep(n, minutes, tuple(sorted(before + 1 for before in waits if before + 1 < n)))
        for n, (minutes, waits) in enumerate(drawn, 1)
    ]
)


@given(networks, st.integers(0, 100))
def test_the_longest_path_is_the_longest_of_all_paths(network: list[PlanStep], allowance: int) -> None:
    known = {step.number: step for step in network}

    def longest(number: int) -> int:
        return (known[number].minutes or 0) + max((longest(before) for before in known[number].after), default=0)

    found = longest_path(network, allowance)
    assert found is not None
    assert found.run == max(longest(number) for number in known) == sum(known[n].minutes or 0 for n in found.steps)
    for before, after in zip(found.steps, found.steps[1:], strict=False):
        assert before in known[after].after


@given(
    st.integers(0, 500),
    st.integers(1, 500),
    st.integers(0, 500),
    st.one_of(st.none(), st.integers(0, 500)),
    st.integers(0, 50),
)
def test_time_passing_never_makes_waiting_safer(elapsed: int, rto: int, run: int, fix: int | None, more: int) -> None:
    order = [Advice.WAIT, Advice.LEAD_DECIDES, Advice.INVOKE]
    now = decide(elapsed=elapsed, rto=rto, run=run, fix=fix)
    later = decide(elapsed=elapsed + more, rto=rto, run=run, fix=fix)
    assert order.index(later.advice) >= order.index(now.advice)
