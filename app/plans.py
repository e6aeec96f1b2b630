"""Plans: how long the steps take, when the decision must fall at the latest, and whether to invoke.

The arithmetic knows no session: steps are plain values, times are minutes from the loss of service.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.i18n import N_, UserError


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of a plan: its number, minutes (``None`` if not estimated), the steps before it, and its service."""

    number: int
    minutes: int | None
    after: tuple[int, ...] = ()
    service: Hashable = None


@dataclass(frozen=True, slots=True)
class TimedStep:
    """A step with its earliest start and finish, and whether it lies on the longest path of its plan."""

    number: int
    start: int
    finish: int
    critical: bool


@dataclass(frozen=True, slots=True)
class Path:
    """The longest way through the steps. ``finish`` includes the allowance, ``run`` is the work alone.

    ``steps`` are in the order in which they follow one another. ``unknown`` are steps without an estimate, counted
    as 0: as long as there are any, the path may be longer.
    """

    finish: int
    run: int
    steps: tuple[int, ...]
    unknown: tuple[int, ...]


class Advice(StrEnum):
    """What the invocation test says (``domain.md`` §5)."""

    INVOKE = "invoke"
    WAIT = "wait"
    LEAD_DECIDES = "lead decides"


#: How an advice is told.
ADVICE = {
    Advice.INVOKE: N_("Invoke"),
    Advice.WAIT: N_("Safe to wait"),
    Advice.LEAD_DECIDES: N_("The lead decides"),
}


class Ground(StrEnum):
    """Why the invocation test says what it says."""

    TRIGGER = "trigger"
    DANGER = "danger"
    FIX_TOO_LATE = "fix too late"
    NO_TIME_LEFT = "no time left"
    FIX_LEAVES_ROOM = "fix leaves room"
    BETWEEN = "between"


#: How a ground is told.
GROUNDS = {
    Ground.TRIGGER: N_("A trigger of the plan is met."),
    Ground.DANGER: N_("People or the law are in danger."),
    Ground.FIX_TOO_LATE: N_("The repair would end after the RTO."),
    Ground.NO_TIME_LEFT: N_("There is no firm repair time, and the latest decision time has come."),
    Ground.FIX_LEAVES_ROOM: N_("Even if the repair fails, there is time to recover within the RTO."),
    Ground.BETWEEN: N_("The repair may just be in time, but if it fails the RTO is missed."),
}


@dataclass(frozen=True, slots=True)
class Invocation:
    """An advice with its grounds. ``latest_decision`` is in minutes after the loss, ``left`` in minutes from now."""

    advice: Advice
    grounds: tuple[Ground, ...]
    latest_decision: int
    left: int


def ordered(steps: Sequence[PlanStep]) -> list[PlanStep]:
    """Return the steps so that each stands after those it waits for, otherwise by number.

    Raises ``UserError`` if steps wait for each other, or for a step that the plan does not have.
    """
    known = {step.number: step for step in steps}
    for step in steps:
        missing = [number for number in step.after if number not in known]
        if missing:
            raise UserError(
                N_("Step {step} waits for step {missing}, which this plan does not have. Choose another one."),
                step=step.number, missing=missing[0],
            )  # fmt: skip
    done: dict[int, PlanStep] = {}
    waiting = sorted(known)
    while waiting:
        free = [number for number in waiting if all(before in done for before in known[number].after)]
        if not free:
            raise UserError(
                N_("Steps {steps} wait for each other. Let one of them start earlier."),
                steps=", ".join(str(number) for number in _circle(known, waiting)),
            )
        done.update((number, known[number]) for number in free)
        waiting = [number for number in waiting if number not in done]
    return list(done.values())


def _circle(known: dict[int, PlanStep], waiting: Sequence[int]) -> list[int]:
    """Return the numbers of one circle among steps of which each waits for another of them."""
    path = [waiting[0]]
    while True:
        following = next(number for number in known[path[-1]].after if number in waiting)
        if following in path:
            return sorted(path[path.index(following) :])
        path.append(following)


def timetable(steps: Sequence[PlanStep], allowance: int = 0) -> tuple[TimedStep, ...]:
    """Return each step with its earliest start and finish; steps that wait for nothing start after ``allowance``.

    ``allowance`` is the plan's time to detect and decide. Raises ``UserError`` as ``ordered`` does.
    """
    times = _times(steps, allowance)
    critical = set(_longest(steps, times, [step.number for step in steps]))
    return tuple(TimedStep(number, start, finish, number in critical) for number, (start, finish) in times.items())


def _times(steps: Sequence[PlanStep], allowance: int) -> dict[int, tuple[int, int]]:
    times: dict[int, tuple[int, int]] = {}
    for step in ordered(steps):
        start = max((times[number][1] for number in step.after), default=allowance)
        times[step.number] = (start, start + (step.minutes or 0))
    return times


def _longest(steps: Iterable[PlanStep], times: dict[int, tuple[int, int]], last_of: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers of the steps that lead to the latest finish among ``last_of``, first step first."""
    if not last_of:
        return ()
    after = {step.number: step.after for step in steps}
    path = [max(last_of, key=lambda number: (times[number][1], -number))]
    while after[path[-1]]:
        path.append(max(after[path[-1]], key=lambda number: (times[number][1], -number)))
    return tuple(reversed(path))


def longest_path(steps: Sequence[PlanStep], allowance: int = 0, *, service: Hashable = None) -> Path | None:
    """Return the longest path of a plan, or the one to the last step of ``service`` (rule P07, ``domain.md`` §7).

    ``None`` if there is no such step. Raises ``UserError`` as ``ordered`` does.
    """
    times = _times(steps, allowance)
    last_of = [step.number for step in steps if service is None or step.service == service]
    path = _longest(steps, times, last_of)
    if not path:
        return None
    finish = times[path[-1]][1]
    return Path(finish, finish - allowance, path, _unknown(steps, last_of))


def _unknown(steps: Sequence[PlanStep], last_of: Iterable[int]) -> tuple[int, ...]:
    """Return the steps without an estimate that ``last_of`` wait for, these included."""
    known = {step.number: step for step in steps}
    reached, waiting = set(last_of), list(last_of)
    while waiting:
        fresh = [number for number in known[waiting.pop()].after if number not in reached]
        reached.update(fresh)
        waiting.extend(fresh)
    return tuple(sorted(number for number in reached if known[number].minutes is None))


def latest_decision(rto: int, run: int) -> int:
    """Return the minutes after the loss at which the decision must have fallen: RTO − run. Below 0 it is too late."""
    return rto - run


def latest_decision_at(lost_at: datetime, rto: int, run: int) -> datetime:
    """Return the same as a moment, for a loss at ``lost_at``."""
    return lost_at + timedelta(minutes=latest_decision(rto, run))


def decide(
    *,
    elapsed: int,
    rto: int,
    run: int,
    fix: int | None = None,
    trigger_met: bool = False,
    danger: bool = False,
) -> Invocation:
    """Return whether to invoke, ``elapsed`` minutes after the loss (``domain.md`` §5, invocation decision).

    ``run`` is what recovery takes once decided (mobilise, restore, verify), ``fix`` the firm remaining time of the
    repair or ``None`` if there is none.
    """
    latest = latest_decision(rto, run)
    grounds = _grounds_to_invoke(elapsed, rto, latest, fix, trigger_met=trigger_met, danger=danger)
    if grounds:
        advice = Advice.INVOKE
    elif fix is not None and elapsed + fix + run <= rto:
        advice, grounds = Advice.WAIT, (Ground.FIX_LEAVES_ROOM,)
    else:
        advice, grounds = Advice.LEAD_DECIDES, (Ground.BETWEEN,)
    return Invocation(advice, grounds, latest, latest - elapsed)


def _grounds_to_invoke(
    elapsed: int, rto: int, latest: int, fix: int | None, *, trigger_met: bool, danger: bool
) -> tuple[Ground, ...]:
    checks = (
        (Ground.TRIGGER, trigger_met),
        (Ground.DANGER, danger),
        (Ground.FIX_TOO_LATE, fix is not None and elapsed + fix > rto),
        (Ground.NO_TIME_LEFT, fix is None and elapsed >= latest),
    )
    return tuple(ground for ground, holds in checks if holds)


def rto_used(elapsed: int, rto: int) -> int:
    """Return how many per cent of the RTO have passed, rounded down: the marks for going up a level are 25, 50, 75."""
    return elapsed * 100 // rto if rto > 0 else 100
