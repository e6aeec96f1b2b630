"""Rules about plans: in force, complete, in time, and current."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app import packs
from app.checks.reads import IN_USE, PLAN_SERVICES, PLANS, SERVICE_NAME, TIER
from app.checks.rule import (
    TODAY,
    Blocks,
    Hit,
    Phrase,
    Severity,
    ago,
    hit,
    listed,
    phrase,
    rule,
    table,
)
from app.durations import format_duration
from app.facts import Facts
from app.facts.rows import (
    Bia,
    ChangedNode,
    ChangeRecord,
    DataCheck,
    Dependency,
    Escalation,
    Exercise,
    ExerciseService,
    Notice,
    Plan,
    PlanInvoker,
    PlanResource,
    PlanRole,
    PlanService,
    PlanStep,
    PlanTrigger,
    StepCitation,
    StepOrder,
)
from app.i18n import N_
from app.planning.parts import Part, completeness
from app.planning.paths import Paths, step_paths
from app.plans import PlanStep as TimedStep


@rule(
    "P01",
    Severity.ERROR,
    N_("Critical service without a plan in force"),
    N_("No plan is in force for {service}."),
    reads=TIER | SERVICE_NAME | PLAN_SERVICES,
)
def no_plan_in_force(facts: Facts) -> Iterator[Hit]:
    listed_in = facts.by(PlanService, "service_id")
    for service in facts.critical.values():
        if listed_in[service.key] and not facts.in_force_for(service.key):
            yield hit(service.key, service=service.name)


# --- the parts ---


@dataclass(frozen=True, slots=True)
class _Recovered:
    workaround: bool


@dataclass(frozen=True, slots=True)
class _Foundation:
    edges: bool


class _Outline:
    """As much of a plan as decides which of its parts are empty, under the names of ``PlanContent``."""

    def __init__(self, facts: Facts, plan: Plan) -> None:
        keys = [service.key for service in facts.plan_services(plan.key)]
        bias = facts.keyed(Bia)
        self.purpose, self.scope, self.deactivation = plan.purpose, plan.scope, plan.deactivation
        self.order_note, self.workaround = plan.recovery_order, plan.workaround
        self.incident_process, self.return_to_normal = plan.incident_process, plan.return_to_normal
        self.offline_places, self.offline_on = plan.offline_places, plan.offline_on
        self.version, self.approved, self.approved_on = plan.version, plan.state == "approved", plan.approved_on
        self.services = [_Recovered(key in bias and _has_workaround(bias[key])) for key in keys]
        self.triggers = facts.by(PlanTrigger, "plan_id")[plan.key]
        self.invokers = facts.by(PlanInvoker, "plan_id")[plan.key]
        self.roles = facts.by(PlanRole, "plan_id")[plan.key]
        self.steps = facts.by(PlanStep, "plan_id")[plan.key]
        self.resources = facts.by(PlanResource, "plan_id")[plan.key]
        self.notices = facts.by(Notice, "plan_id")[plan.key]
        self.escalation = facts.by(Escalation, "plan_id")[plan.key]
        self.data_checks = facts.by(DataCheck, "plan_id")[plan.key]
        self.foundation = _Foundation(any(facts.by(Dependency, "source_id")[key] for key in keys))
        self.suppliers = ()
        covering = (row.exercise_id for key in keys for row in facts.by(ExerciseService, "service_id")[key])
        self.trials = [key for key in covering if facts.keyed(Exercise)[key].state != "cancelled"]


def _has_workaround(bia: Bia) -> bool:
    return bool(bia.wa_text or bia.wa_start or bia.wa_max)


_ONE_PART = N_("{plan} lacks a part without which it cannot be approved: {parts}.")


@rule(
    "P02",
    Severity.ERROR,
    N_("Plan with empty parts"),
    N_("{plan} lacks parts without which it cannot be approved: {parts}."),
    blocks=Blocks.PLAN,
    reads=PLAN_SERVICES | table("bia", "wa_text", "wa_start", "wa_max") | table("dependency", "source_id")
    | table("plan", "purpose", "scope", "deactivation", "recovery_order", "workaround", "incident_process",
            "return_to_normal", "offline_places", "offline_on", "version", "approved_on")
    | table("plan_trigger", "plan_id") | table("plan_invoker", "plan_id") | table("plan_role", "plan_id")
    | table("plan_step", "plan_id") | table("plan_resource", "plan_id") | table("plan_notice", "plan_id", "audience")
    | table("plan_escalation", "plan_id") | table("plan_data_check", "plan_id")
    | table("exercise", "state") | table("exercise_service", "exercise_id", "service_id"),
)  # fmt: skip
def parts_empty(facts: Facts) -> Iterator[Hit]:
    for plan in facts.plans.values():
        parts = empty_parts(facts, plan)
        blocking = [_part(part) for part in parts if part.blocking]
        others = [_part(part) for part in parts if not part.blocking]
        if blocking:
            text = "" if len(blocking) > 1 else _ONE_PART
            yield hit(plan.key, plan=plan.title, parts=listed(blocking)).saying(text)
        if others:
            told = hit(plan.key, plan=plan.title, parts=listed(others))
            yield told.saying(_OTHER_PARTS).weighing(Severity.WARNING)


def empty_parts(facts: Facts, plan: Plan) -> tuple[Part, ...]:
    """Return the parts of a plan that are empty, in order (``domain.md`` §5)."""
    outline: Any = _Outline(facts, plan)
    return completeness(outline).missing


_OTHER_PARTS = N_("{plan} lacks {parts}.")


def _part(part: Part) -> Phrase:
    title = next(one.title for one in packs.plan_parts() if one.number == part.number)
    return phrase(N_("{number} {title}"), number=part.number, title=phrase(title))


# --- the clock ---

_IN_CIRCLE = N_("In {plan} steps {steps} wait for each other, so that nobody knows when they end.")


@rule(
    "P07",
    Severity.ERROR,
    N_("Steps take longer than the RTO"),
    N_("The steps of {plan} bring {service} back after {needed}; its RTO is {rto}."),
    blocks=Blocks.PLAN,
    reads=PLANS | SERVICE_NAME | table("service", "status", "rto") | table("plan", "allowance")
    | table("plan_service", "plan_id", "service_id", "allowance")
    | table("plan_step", "plan_id", "number", "service_id", "minutes")
    | table("plan_step_order", "step_id", "after_id"),
)  # fmt: skip
def steps_too_slow(facts: Facts) -> Iterator[Hit]:
    for plan in facts.plans.values():
        paths = _paths(facts, plan.key)
        if paths.circular:
            steps = listed([str(number) for number in paths.circular])
            yield hit(plan.key, plan=plan.title, steps=steps).saying(_IN_CIRCLE)
        for row in facts.by(PlanService, "plan_id")[plan.key]:
            service, longest = facts.services.get(row.service_id), paths.longest.get(row.service_id)
            if service is None or service.rto is None or longest is None:
                continue
            allowance = plan.allowance if row.allowance is None else row.allowance
            needed = longest + (allowance or 0)
            if needed > service.rto:
                times = {"needed": format_duration(needed), "rto": format_duration(service.rto)}
                yield hit(plan.key, service.key, plan=plan.title, service=service.name, **times)


def _paths(facts: Facts, plan: bytes) -> Paths:
    steps = facts.by(PlanStep, "plan_id")[plan]
    numbers = {step.key: step.number for step in steps}
    before = facts.by(StepOrder, "step_id")
    return step_paths(
        [
            TimedStep(
                step.number,
                step.minutes,
                tuple(numbers[row.after_id] for row in before[step.key] if row.after_id in numbers),
                step.service_id,
            )
            for step in sorted(steps, key=lambda step: step.number)
        ]
    )


# --- plans in force ---

_REVIEW = table("plan", "reviewed_on") | table("plan_review", "plan_id", "reviewed_on")
_NEVER_REVIEWED = N_("{plan} was never reviewed since it came into force.")


@rule(
    "P08",
    Severity.WARNING,
    N_("Plan overdue for review"),
    N_("{plan} was last reviewed {ago}; it is due every 12 months."),
    reads=PLANS | _REVIEW | {TODAY},
)
def review_overdue(facts: Facts) -> Iterator[Hit]:
    for plan in facts.plans_in_force.values():
        last = facts.last_review(plan)
        if last is None:
            yield hit(plan.key, plan=plan.title).saying(_NEVER_REVIEWED)
        elif not facts.fresh(last):
            yield hit(plan.key, plan=plan.title, ago=ago(facts.days_since(last)))


def changes_after_review(facts: Facts, plan: Plan) -> list[ChangeRecord]:
    """Return the changes to what a plan stands on that came after its last review, oldest first."""
    last = facts.last_review(plan)
    return [row for row in _changes(facts, plan) if row.changed_on and (last is None or row.changed_on > last)]


def changes_before_review(facts: Facts, plan: Plan) -> list[int]:
    """Return for each change to what a plan stands on the days until the next review, if there was one."""
    reviews = facts.reviews(plan)
    found = []
    for change in _changes(facts, plan):
        after = [day for day in reviews if change.changed_on and day >= change.changed_on]
        if after and change.changed_on:
            found.append((min(after) - change.changed_on).days)
    return found


def _changes(facts: Facts, plan: Plan) -> list[ChangeRecord]:
    """Return the dated changes to what a plan stands on, oldest first.

    A plan stands on its services, on what is below them without going through other services, and on what its steps
    and resources name.
    """
    linked, touched = _linked(facts, plan.key), facts.by(ChangedNode, "change_id")
    dated = [row for row in facts.rows(ChangeRecord) if row.changed_on is not None]
    found = [change for change in dated if any(row.node_id in linked for row in touched[change.key])]
    return sorted(found, key=lambda change: (change.changed_on or facts.today, change.key))


def _linked(facts: Facts, plan: bytes) -> set[bytes]:
    services = [service.key for service in facts.plan_services(plan)]
    steps = (step.key for step in facts.by(PlanStep, "plan_id")[plan])
    cited = (row.node_id for step in steps for row in facts.by(StepCitation, "step_id")[step])
    named = (row.node_id for row in facts.by(PlanResource, "plan_id")[plan] if row.node_id is not None)
    below = (node for service in services for node in facts.graph.nodes_below(service))
    return {*services, *cited, *named, *below}


#: Behind what a plan stands on.
LINKED = (
    PLAN_SERVICES
    | table("plan_step", "plan_id")
    | table("plan_step_citation", "step_id", "node_id")
    | table("plan_resource", "plan_id", "node_id")
    | table("dependency", "source_id", "target_id")
    | table("component", "status")
    | table("person", "status")
    | table("supplier", "id")
    | IN_USE
)


@rule(
    "P09",
    Severity.WARNING,
    N_("Change after the last review"),
    N_("“{change}” came {ago}, after the last review of {plan}."),
    reads=LINKED | _REVIEW | table("change_record", "title", "changed_on")
    | table("changed_node", "change_id", "node_id") | {TODAY},
)  # fmt: skip
def changed_since_review(facts: Facts) -> Iterator[Hit]:
    for plan in facts.plans_in_force.values():
        if facts.last_review(plan) is None:
            continue  # never reviewed at all is P08
        for change in changes_after_review(facts, plan):
            since = ago(facts.days_since(change.changed_on or facts.today))
            yield hit(plan.key, change.key, change=change.title, ago=since, plan=plan.title)


_NO_COPY = N_("There is no off-network copy of {plan}.")


@rule(
    "P10",
    Severity.WARNING,
    N_("Off-network copy outdated"),
    N_("The off-network copy of {plan} is outdated: it is version {copy}, in force is {version}."),
    reads=PLANS | table("plan", "version", "offline_version"),
)
def copy_outdated(facts: Facts) -> Iterator[Hit]:
    for plan in facts.plans_in_force.values():
        if plan.offline_version is None:
            yield hit(plan.key, plan=plan.title).saying(_NO_COPY)
        elif plan.offline_version != plan.version:
            yield hit(plan.key, plan=plan.title, copy=plan.offline_version, version=plan.version)


RULES = (no_plan_in_force, parts_empty, steps_too_slow, review_overdue, changed_since_review, copy_outdated)
