"""The five figures of the programme (``domain.md`` §8): coverage, tests done, currency, recovery times, incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.checks.plans import changes_after_review, empty_parts
from app.facts import Facts
from app.facts.rows import Exercise, ExerciseService, Incident, IncidentGap, Plan, ServiceResult
from app.i18n import N_
from app.metrics.figure import Figure, Scope
from app.model.exercise import TECHNICAL

_TIERS_UNKNOWN = N_("No service has a recovery time yet, so its tier is unknown.")
_NONE_CRITICAL = N_("No service is critical.")


def lists(**keys: tuple[bytes, ...]) -> Mapping[str, tuple[bytes, ...]]:
    """Return keys by name, unchangeable."""
    return MappingProxyType(keys)


def plan_coverage(facts: Facts, scope: Scope) -> Figure:
    """Critical services with an approved plan without empty blocking parts and at least one completed test."""
    critical = sorted(facts.critical)
    ready = {key: not any(part.blocking for part in empty_parts(facts, p)) for key, p in facts.plans_in_force.items()}
    documented = [key for key in critical if any(ready[plan.key] for plan in facts.in_force_for(key))]
    tested = [key for key in documented if facts.completed_of(key)]
    lately = [key for key in tested if any(facts.fresh(day) for day, _ in facts.completed_of(key))]
    nothing = _NONE_CRITICAL if facts.tiers else _TIERS_UNKNOWN
    only = [key for key in documented if key not in tested]
    return scope.share(
        "plan-coverage",
        N_("Plan coverage"),
        tested,
        critical,
        nothing,
        lists=lists(missing=tuple(key for key in critical if key not in tested)),
        companions=(
            scope.share("documented-only", N_("Documented only"), only, critical, nothing),
            scope.share("tested-lately", N_("Tested within 12 months"), lately, critical, nothing),
        ),
    )


def test_completion(facts: Facts, scope: Scope) -> Figure:
    """Tests whose original date lies in the window and that are done, by all tests with such a date."""
    planned = [row for row in facts.rows(Exercise) if _in(scope, row.original_on) and not _moot(facts, row)]
    done = [row for row in planned if _done(row)]
    late = [row for row in done if row.completed_on and row.original_on and row.completed_on > row.original_on]
    unplanned = [row for row in facts.rows(Exercise) if row.original_on is None and _done(row)]
    punctual = [row.key for row in done if row not in late]
    keys = [row.key for row in planned]
    nothing = N_("No test was planned in the last 12 months.")
    return scope.share(
        "test-completion",
        N_("Test completion"),
        (row.key for row in done),
        keys,
        nothing,
        window=scope.window,
        lists=lists(
            late=tuple(row.key for row in late),
            missing=tuple(row.key for row in planned if row not in done),
            unplanned=tuple(row.key for row in unplanned if _in(scope, row.completed_on)),
        ),
        companions=(
            scope.share("on-time", N_("Done by the original date"), punctual, keys, nothing, window=scope.window),
        ),
    )


def _in(scope: Scope, day: date | None) -> bool:
    return day is not None and scope.window[0] <= day <= scope.window[1]


def _done(exercise: Exercise) -> bool:
    return exercise.state == "completed" and exercise.completed_on is not None


def _moot(facts: Facts, exercise: Exercise) -> bool:
    """Return whether an exercise was cancelled because all its services are retired."""
    services = [row.service_id for row in facts.by(ExerciseService, "exercise_id")[exercise.key]]
    return exercise.state == "cancelled" and bool(services) and not any(key in facts.services for key in services)


def plan_currency(facts: Facts, scope: Scope) -> Figure:
    """Approved plans reviewed, or approved anew after a review, within 12 months; never reviewed is not current."""
    plans = list(facts.plans_in_force.values())
    current = [plan for plan in plans if _current(facts, plan)]
    effective = [plan.key for plan in current if not changes_after_review(facts, plan)]
    keys, nothing = [plan.key for plan in plans], N_("No plan is approved.")
    window = scope.window
    return scope.share(
        "plan-currency",
        N_("Plan currency"),
        (plan.key for plan in current),
        keys,
        nothing,
        window=window,
        companions=(
            scope.share("effective-currency", N_("Effective currency"), effective, keys, nothing, window=window),
        ),
    )


def _current(facts: Facts, plan: Plan) -> bool:
    reviewed = facts.last_review(plan)
    return reviewed is not None and (facts.fresh(reviewed) or facts.fresh(plan.approved_on))


def technical_results(facts: Facts, scope: Scope) -> list[tuple[Exercise, ServiceResult]]:
    """Return the results of the technical tests in the window, one per test and service, oldest first.

    A service that was covered but of which nothing is recorded counts as not measured.
    """
    found: list[tuple[Exercise, ServiceResult]] = []
    for exercise in facts.rows(Exercise):
        if exercise.type not in TECHNICAL or not _done(exercise) or not _in(scope, exercise.completed_on):
            continue
        results = {row.service_id: row for row in facts.by(ServiceResult, "exercise_id")[exercise.key]}
        covered = [row.service_id for row in facts.by(ExerciseService, "exercise_id")[exercise.key]]
        services = dict.fromkeys([*covered, *results])
        found.extend((exercise, results.get(key) or _unrecorded(facts, exercise, key)) for key in services)
    return sorted(found, key=lambda one: (one[0].completed_on or scope.on, one[0].key, one[1].service_id))


def _unrecorded(facts: Facts, exercise: Exercise, service: bytes) -> ServiceResult:
    row = facts.services.get(service)
    return ServiceResult(exercise.key, service, "not measured", row.rto if row else None, row.rpo if row else None)


def achieved(result: ServiceResult, *, data: bool = False) -> bool | None:
    """Return whether the RTO (or with ``data`` the RPO) of the day was kept; ``None`` if there is none or no figure."""
    target, actual = (result.target_rpo, result.rpa) if data else (result.target_rto, result.rta)
    if target is None:
        return None
    if result.outcome == "aborted":
        return False
    return None if actual is None or result.outcome != "measured" else actual <= target


def rto_achievement(facts: Facts, scope: Scope) -> Figure:
    """Results of technical tests that kept the RTO of the day, by those that have an RTO and were measured."""
    results = technical_results(facts, scope)
    judged = [row.service_id for _, row in results if achieved(row) is not None]
    kept = [row.service_id for _, row in results if achieved(row)]
    unmeasured = [row.service_id for _, row in results if row.target_rto is not None and achieved(row) is None]
    data = [row.service_id for _, row in results if achieved(row, data=True) is not None]
    data_kept = [row.service_id for _, row in results if achieved(row, data=True)]
    latest = {row.service_id: achieved(row) for _, row in results if achieved(row) is not None}
    last_kept = [key for key, passed in latest.items() if passed]
    nothing, window = N_("No technical test was measured in the last 12 months."), scope.window
    return scope.share(
        "rto-achievement",
        N_("RTO achievement"),
        kept,
        judged,
        nothing,
        window=window,
        lists=lists(
            unmeasured=tuple(unmeasured), missed=tuple(row.service_id for _, row in results if achieved(row) is False)
        ),
        companions=(
            scope.share("rpo-achievement", N_("RPO achievement"), data_kept, data, nothing, window=window),
            scope.share("latest-results", N_("Latest result of each service"), last_kept, list(latest), nothing,
                        window=window),
        ),
    )  # fmt: skip


def incident_findings(facts: Facts, scope: Scope) -> Figure:
    """Reviewed major incidents whose review found a continuity gap, by all reviewed ones."""
    incidents = [row for row in facts.rows(Incident) if row.severity == "major" and _in(scope, row.occurred_on)]
    reviewed = [row.key for row in incidents if row.reviewed_on is not None]
    gaps = facts.by(IncidentGap, "incident_id")
    nothing = (
        N_("The reviews of the major incidents are missing.")
        if incidents
        else N_("There was no major incident in the last 12 months.")
    )
    with_gap = (key for key in reviewed if gaps[key])
    figure = scope.share("incident-findings", N_("Incidents that found a gap"), with_gap, reviewed, nothing)
    unreviewed = tuple(row.key for row in incidents if row.reviewed_on is None)
    all_of_them = tuple(row.key for row in incidents)
    return replace(figure, window=scope.window, lists=lists(incidents=all_of_them, unreviewed=unreviewed))


HEADLINE = (plan_coverage, test_completion, plan_currency, rto_achievement, incident_findings)
