"""Rules about exercises and tests: untested services, missing retests, talk without failover, dates, and reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.checks.reads import EXERCISES, PLAN_SERVICES, RESULTS, SERVICE_NAME, TIER
from app.checks.rule import TODAY, Hit, Phrase, Severity, ago, counted, hit, phrase, rule, table
from app.dates import format_date
from app.durations import format_duration
from app.facts import Facts
from app.facts.rows import Exercise, ExerciseService, Objective, Service, ServiceResult
from app.i18n import N_
from app.model.exercise import EXERCISE_TYPE, TECHNICAL

#: Days until a retest is due, by tier (``domain.md`` §6); other tiers have the last figure.
RETEST_WITHIN = {0: 30, 1: 30, 2: 60}
RETEST_OTHERWISE = 90
#: Types that simulate an event and need a report; technical tests have results instead.
SIMULATED = frozenset({"tabletop", "simulation"})
#: How long a report may take, in days.
REPORT_WITHIN = timedelta(days=14)

#: Types in the order of how much they demand.
_TOUGHNESS = {kind: place for place, kind in enumerate(EXERCISE_TYPE)}

_NEVER_TESTED = N_("{service} was never tested.")


@rule(
    "X01",
    Severity.ERROR,
    N_("Critical service untested for a year"),
    N_("{service} is untested since {day}."),
    reads=TIER | SERVICE_NAME | EXERCISES | PLAN_SERVICES | table("plan", "approved_on") | {TODAY},
)
def untested(facts: Facts) -> Iterator[Hit]:
    for service in facts.critical.values():
        done = facts.completed_of(service.key)
        if any(facts.fresh(day) for day, _ in done) or not _test_due(facts, service.key):
            continue
        if done:
            yield hit(service.key, service=service.name, day=format_date(done[-1][0]))
        else:
            yield hit(service.key, service=service.name).saying(_NEVER_TESTED)


def _test_due(facts: Facts, service: bytes) -> bool:
    """Return whether testing has begun: a test was planned, or a plan has been in force for a year."""
    if facts.by(ExerciseService, "service_id")[service]:
        return True
    approved = (plan.approved_on for plan in facts.in_force_for(service))
    return any(day is not None and not facts.fresh(day) for day in approved)


# --- failures and retests ---


@dataclass(frozen=True, slots=True)
class Failure:
    """A result that was not passed: of a service, or of the whole exercise if ``service`` is ``None``."""

    exercise: Exercise
    day: date
    service: Service | None
    what: Phrase


def missed(result: ServiceResult) -> str:
    """Return in which way a result was not passed: ``aborted``, ``rto``, ``rpo``, or empty if it was or is unknown."""
    if result.outcome == "aborted":
        return "aborted"
    if result.outcome != "measured":
        return ""
    if result.rta is not None and result.target_rto is not None and result.rta > result.target_rto:
        return "rto"
    if result.rpa is not None and result.target_rpo is not None and result.rpa > result.target_rpo:
        return "rpo"
    return ""


def failures(facts: Facts) -> Iterator[Failure]:
    """Yield what was not passed and not yet tested again, oldest first within an exercise.

    Failed are technical results that missed a target of the day or were aborted, and exercises with a critical
    objective rated M or U (``domain.md`` §6). A completed test of the same or a tougher type replaces the result,
    whether it was passed or not: then it counts itself.
    """
    for exercise in facts.rows(Exercise):
        if exercise.state != "completed" or exercise.completed_on is None:
            continue
        for result in facts.by(ServiceResult, "exercise_id")[exercise.key]:
            service = facts.services.get(result.service_id)
            if service and exercise.type in TECHNICAL and missed(result) and not _superseded(facts, exercise, service):
                since = ago(facts.days_since(exercise.completed_on))
                yield Failure(exercise, exercise.completed_on, service, _missed(result, service, since))
        if _objective_missed(facts, exercise) and not _superseded(facts, exercise, None):
            since = ago(facts.days_since(exercise.completed_on))
            what = phrase(N_("{exercise} missed a critical objective {ago}"), exercise=exercise.title, ago=since)
            yield Failure(exercise, exercise.completed_on, None, what)


def _missed(result: ServiceResult, service: Service, since: Phrase) -> Phrase:
    how = missed(result)
    if how == "aborted":
        return phrase(N_("The test of {service} was aborted {ago}"), service=service.name, ago=since)
    actual, target = (result.rta, result.target_rto) if how == "rto" else (result.rpa, result.target_rpo)
    text = (
        N_("{service} missed its RTO {ago} ({actual} of {target})")
        if how == "rto"
        else N_("{service} missed its RPO {ago} ({actual} of {target})")
    )
    times = {"actual": format_duration(actual), "target": format_duration(target)}
    return phrase(text, service=service.name, ago=since, **times)


def _objective_missed(facts: Facts, exercise: Exercise) -> bool:
    objectives = facts.by(Objective, "exercise_id")[exercise.key]
    return any(objective.critical and objective.rating in ("M", "U") for objective in objectives)


def _covered(facts: Facts, exercise: Exercise, service: Service | None) -> list[bytes]:
    if service is not None:
        return [service.key]
    rows = facts.by(ExerciseService, "exercise_id")[exercise.key]
    return [row.service_id for row in rows if row.service_id in facts.services]


def _retests(facts: Facts, failed: Exercise, service: Service | None) -> Iterator[Exercise]:
    """Yield the other exercises of the same or a tougher type that cover all that failed."""
    services = _covered(facts, failed, service)
    common = set.intersection(*({e.key for e in facts.exercises_of(key)} for key in services)) if services else set()
    for key in common - {failed.key}:
        other = facts.keyed(Exercise)[key]
        if _TOUGHNESS[other.type] >= _TOUGHNESS[failed.type]:
            yield other


def _superseded(facts: Facts, failed: Exercise, service: Service | None) -> bool:
    return any(
        other.state == "completed"
        and other.completed_on is not None
        and failed.completed_on is not None
        and (other.completed_on, other.key) > (failed.completed_on, failed.key)
        and _measured(facts, other, service)
        for other in _retests(facts, failed, service)
    )


def _measured(facts: Facts, exercise: Exercise, service: Service | None) -> bool:
    """Return whether a completed test says anything about a service: one that was not measured does not."""
    if service is None or exercise.type not in TECHNICAL:
        return True
    results = facts.by(ServiceResult, "exercise_id")[exercise.key]
    return any(row.service_id == service.key and row.outcome in ("measured", "aborted") for row in results)


def retest_due(facts: Facts, failure: Failure) -> date:
    """Return the day on which a retest is due: as set, or within 30, 60 or 90 days by the strictest tier."""
    if failure.exercise.retest_due_on is not None:
        return failure.exercise.retest_due_on
    services = _covered(facts, failure.exercise, failure.service)
    tiers = [facts.tiers[key].number for key in services if key in facts.tiers]
    days = RETEST_WITHIN.get(min(tiers, default=9), RETEST_OTHERWISE)
    return failure.day + timedelta(days=days)


_DUE_SINCE = N_("{what}; a retest was due {ago}.")
_DUE_IN = N_("{what}; a retest is due in {days} and none is planned.")


@rule(
    "X02",
    Severity.ERROR,
    N_("Retest missing"),
    _DUE_SINCE,
    reads=TIER | SERVICE_NAME | EXERCISES | RESULTS | {TODAY} | table("objective", "exercise_id", "critical", "rating")
    | table("exercise", "title", "type", "retest_due_on", "planned_on", "original_on"),
)  # fmt: skip
def retest_missing(facts: Facts) -> Iterator[Hit]:
    for failure in failures(facts):
        due = retest_due(facts, failure)
        node = failure.service.key if failure.service else None
        if due < facts.today:
            yield hit(failure.exercise.key, node, what=failure.what, ago=ago(facts.days_since(due)))
        elif not any(_is_planned(other) for other in _retests(facts, failure.exercise, failure.service)):
            days = counted(N_("{n} day"), N_("{n} days"), (due - facts.today).days)
            yield hit(failure.exercise.key, node, what=failure.what, days=days).saying(_DUE_IN)


def _is_planned(exercise: Exercise) -> bool:
    return (
        exercise.state not in ("completed", "cancelled") and (exercise.planned_on or exercise.original_on) is not None
    )


# --- coverage, dates, reports ---


@rule(
    "X03",
    Severity.WARNING,
    N_("Top-tier service that never failed over"),
    N_("{service} was only talked through; it never failed over or was restored in a test."),
    reads=TIER | SERVICE_NAME | EXERCISES | table("exercise", "type"),
)
def never_failed_over(facts: Facts) -> Iterator[Hit]:
    for key, tier in facts.tiers.items():
        done = facts.completed_of(key) if tier.number <= 1 else []
        if done and not any(exercise.type in TECHNICAL for _, exercise in done):
            yield hit(key, service=facts.services[key].name)


@rule(
    "X04",
    Severity.WARNING,
    N_("Exercise overdue"),
    N_("{exercise} was due on {day} and is not done."),
    reads=table("exercise", "title", "state", "planned_on", "original_on") | {TODAY},
)
def exercise_overdue(facts: Facts) -> Iterator[Hit]:
    for exercise in facts.rows(Exercise):
        day = exercise.planned_on or exercise.original_on
        if exercise.state in ("planned", "ready") and day is not None and day < facts.today:
            yield hit(exercise.key, exercise=exercise.title, day=format_date(day))


@rule(
    "X05",
    Severity.WARNING,
    N_("Exercise without a report"),
    N_("Write up {exercise}: it was done {ago}."),
    reads=table("exercise", "title", "type", "state", "completed_on", "report") | {TODAY},
)
def report_missing(facts: Facts) -> Iterator[Hit]:
    for exercise in facts.rows(Exercise):
        day = exercise.completed_on
        if exercise.type not in SIMULATED or exercise.state != "completed" or day is None or exercise.report != "none":
            continue
        if facts.today - day > REPORT_WITHIN:
            yield hit(exercise.key, exercise=exercise.title, ago=ago(facts.days_since(day)))


RULES = (untested, retest_missing, never_failed_over, exercise_overdue, report_missing)
