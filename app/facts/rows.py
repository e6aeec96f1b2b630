"""The rows of a session as rules and metrics see them: only the columns that one of them reads.

Each class is named after what it holds; its fields are named after the columns (``key`` is the row's key), and every
field except the key has a default, so that a test writes down just what its sentence is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from app import model as m

#: In place of a key that a test does not care about.
NONE = b""


class Entity(NamedTuple):
    """The reference of something that can be pointed at."""

    key: bytes
    kind: str = ""
    ref: str | None = None


class SessionInfo(NamedTuple):
    """Who is responsible for the programme."""

    key: bytes
    facilitator_id: bytes | None = None


class Person(NamedTuple):
    """Somebody who owns, decides or is called."""

    key: bytes
    name: str = ""
    status: str = "active"
    left_on: date | None = None
    verified_on: date | None = None


class Service(NamedTuple):
    """A service with its targets in minutes."""

    key: bytes
    name: str = ""
    owner_id: bytes | None = None
    mtpd: int | None = None
    rto: int | None = None
    wrt: int | None = None
    rpo: int | None = None
    mbco_pct: int | None = None
    mbco_text: str | None = None
    tier_assigned: int | None = None
    status: str = "in use"
    retired_on: date | None = None
    holds_data: bool = True


class Bia(NamedTuple):
    """How far the interview of a service is, and its workaround; its key is the service's."""

    key: bytes
    state: str = "open"
    opened_at: datetime | None = None
    wa_text: str | None = None
    wa_start: int | None = None
    wa_max: int | None = None


class Peak(NamedTuple):
    """A time of less tolerance."""

    key: bytes
    service_id: bytes = NONE
    name: str = ""
    recurrence: str | None = None
    mtpd: int | None = None


class ImpactScore(NamedTuple):
    """One cell of an impact grid."""

    service_id: bytes
    category_id: bytes = NONE
    horizon_id: bytes = NONE
    level: int = 1


class BiaApproval(NamedTuple):
    """A signature under a BIA."""

    key: bytes
    service_id: bytes = NONE
    approved_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)


class Component(NamedTuple):
    """A configuration item with its backups."""

    key: bytes
    name: str = ""
    owner_id: bytes | None = None
    status: str = "in use"
    retired_on: date | None = None
    backup_interval: int | None = None
    backup_run: int | None = None
    backup_copy_lag: int | None = None
    offline_copy: bool | None = None
    restore_tested_on: date | None = None
    source_system: str | None = None
    imported_on: date | None = None
    last_seen_on: date | None = None


class Supplier(NamedTuple):
    """An outside party with its promise and its proof."""

    key: bytes
    name: str = ""
    contract_rto: int | None = None
    evidence_on: date | None = None
    joint_test_on: date | None = None
    alternative_id: bytes | None = None
    exit_plan: bool | None = None


class DependencyGroup(NamedTuple):
    """Alternatives of which some must be up."""

    key: bytes
    needed: int = 1


class Dependency(NamedTuple):
    """One edge of the dependency graph."""

    source_id: bytes
    target_id: bytes = NONE
    hard: bool = True
    group_id: bytes | None = None


class Risk(NamedTuple):
    """A risk with its levels, its treatment and its acceptance."""

    key: bytes
    event: str = ""
    status: str = "open"
    inherent_likelihood: int | None = None
    inherent_impact: int | None = None
    current_likelihood: int | None = None
    current_impact: int | None = None
    target_likelihood: int | None = None
    target_impact: int | None = None
    treatment: str | None = None
    accepted_by_id: bytes | None = None
    accepted_until: date | None = None
    category_id: bytes | None = None
    hidden: bool | None = None


class RiskService(NamedTuple):
    """That a risk threatens a service."""

    risk_id: bytes
    service_id: bytes = NONE


class RiskNode(NamedTuple):
    """That a risk names a component or supplier."""

    risk_id: bytes
    node_id: bytes = NONE


class Strategy(NamedTuple):
    """A recovery strategy; durations in minutes, money in cents."""

    key: bytes
    service_id: bytes = NONE
    name: str = ""
    type: str | None = None
    state: str = "chosen"
    rtc: int | None = None
    detect: int | None = None
    decide: int | None = None
    mobilise: int | None = None
    restore: int | None = None
    verify: int | None = None
    rpo: int | None = None
    capacity_pct: int | None = None
    annual_cost: int | None = None
    avoided_loss: int | None = None
    mandate: str | None = None


class StrategyNode(NamedTuple):
    """What the standby of a strategy stands on."""

    strategy_id: bytes
    node_id: bytes = NONE


class Plan(NamedTuple):
    """A plan with those of its parts that are text."""

    key: bytes
    title: str = ""
    version: str = "0.1"
    state: str = "draft"
    owner_id: bytes | None = None
    purpose: str | None = None
    scope: str | None = None
    deactivation: str | None = None
    recovery_order: str | None = None
    workaround: str | None = None
    incident_process: str | None = None
    return_to_normal: str | None = None
    offline_places: str | None = None
    allowance: int | None = None
    approved_by_id: bytes | None = None
    approved_on: date | None = None
    reviewed_on: date | None = None
    next_review_on: date | None = None
    offline_version: str | None = None
    offline_on: date | None = None


class PlanReview(NamedTuple):
    """That somebody read a plan."""

    plan_id: bytes
    reviewed_on: date = date.min


class PlanService(NamedTuple):
    """A service that a plan recovers, with its own detect-and-decide time."""

    plan_id: bytes
    service_id: bytes = NONE
    allowance: int | None = None


class PlanTrigger(NamedTuple):
    """A condition that allows the plan to be started."""

    plan_id: bytes


class PlanInvoker(NamedTuple):
    """Somebody who may invoke the plan."""

    plan_id: bytes
    person_id: bytes = NONE


class PlanRole(NamedTuple):
    """A role with its primary and backup."""

    key: bytes
    plan_id: bytes = NONE
    name: str = ""
    primary_id: bytes | None = None
    backup_id: bytes | None = None
    position: int = 0


class PlanStep(NamedTuple):
    """A recovery step and its planned minutes."""

    key: bytes
    plan_id: bytes = NONE
    number: int = 1
    service_id: bytes | None = None
    minutes: int | None = None


class StepOrder(NamedTuple):
    """That a step begins after another."""

    step_id: bytes
    after_id: bytes = NONE


class StepCitation(NamedTuple):
    """Something that a step uses."""

    step_id: bytes
    node_id: bytes = NONE


class PlanResource(NamedTuple):
    """Something that a plan needs."""

    plan_id: bytes
    node_id: bytes | None = None


class Escalation(NamedTuple):
    """A level of the escalation path with its people."""

    plan_id: bytes
    role: str = ""
    primary_id: bytes | None = None
    backup_id: bytes | None = None


class Notice(NamedTuple):
    """A prepared message of a plan."""

    plan_id: bytes
    audience: str = "internal"


class DataCheck(NamedTuple):
    """A check of the data before the service is handed back."""

    plan_id: bytes


class Exercise(NamedTuple):
    """An exercise or a test with its dates."""

    key: bytes
    title: str = ""
    type: str = "tabletop"
    state: str = "planned"
    original_on: date | None = None
    planned_on: date | None = None
    completed_on: date | None = None
    retest_due_on: date | None = None
    report: str = "none"


class ExerciseService(NamedTuple):
    """That an exercise covers a service."""

    exercise_id: bytes
    service_id: bytes = NONE


class ServiceResult(NamedTuple):
    """What was measured for a service against the targets of the day, in minutes."""

    exercise_id: bytes
    service_id: bytes = NONE
    outcome: str = "measured"
    target_rto: int | None = None
    target_rpo: int | None = None
    rta: int | None = None
    rpa: int | None = None


class Objective(NamedTuple):
    """An objective of an exercise and how it went."""

    exercise_id: bytes
    critical: bool = False
    rating: str | None = None


class Action(NamedTuple):
    """A corrective action."""

    key: bytes
    title: str = ""
    origin_id: bytes | None = None
    owner_id: bytes | None = None
    start_on: date | None = None
    due_on: date | None = None
    state: str = "open"
    closed_on: date | None = None


class Incident(NamedTuple):
    """Something that happened."""

    key: bytes
    title: str = ""
    severity: str = "major"
    occurred_on: date | None = None
    reviewed_on: date | None = None


class IncidentGap(NamedTuple):
    """A continuity gap that a review found."""

    incident_id: bytes


class ChangeRecord(NamedTuple):
    """A change to what services stand on."""

    key: bytes
    title: str = ""
    changed_on: date | None = None


class ChangedNode(NamedTuple):
    """What a change touched."""

    change_id: bytes
    node_id: bytes = NONE


class Poll(NamedTuple):
    """A question that the room scored."""

    key: bytes
    subject_id: bytes = NONE
    dimension: str = "likelihood"
    state: str = "agreed"


class Agreement(NamedTuple):
    """What was agreed after a poll."""

    poll_id: bytes
    consensus: bool = True


class Dissent(NamedTuple):
    """A view that differed."""

    poll_id: bytes


class Waiver(NamedTuple):
    """A finding that somebody accepts for a while."""

    key: bytes
    rule: str = ""
    subject_id: bytes = NONE
    node_id: bytes | None = None
    person_id: bytes | None = None
    expires_on: date = date.max


#: Which mapped class each kind of row is read from.
MODELS: Mapping[type[Any], Any] = MappingProxyType(
    {
        Entity: m.Entity, SessionInfo: m.SessionInfo, Person: m.Person, Service: m.Service, Bia: m.Bia, Peak: m.Peak,
        ImpactScore: m.ImpactScore, BiaApproval: m.BiaApproval, Component: m.Component, Supplier: m.Supplier,
        DependencyGroup: m.DependencyGroup, Dependency: m.Dependency, Risk: m.Risk, RiskService: m.RiskService,
        RiskNode: m.RiskNode, Strategy: m.Strategy, StrategyNode: m.StrategyNode, Plan: m.Plan,
        PlanReview: m.PlanReview, PlanService: m.PlanService, PlanTrigger: m.Trigger, PlanInvoker: m.Invoker,
        PlanRole: m.PlanRole, PlanStep: m.PlanStep, StepOrder: m.StepOrder, StepCitation: m.StepCitation,
        PlanResource: m.PlanResource, Escalation: m.Escalation, Notice: m.Notice, DataCheck: m.DataCheck,
        Exercise: m.Exercise, ExerciseService: m.ExerciseService, ServiceResult: m.ServiceResult,
        Objective: m.Objective, Action: m.Action, Incident: m.Incident, IncidentGap: m.IncidentGap,
        ChangeRecord: m.Change, ChangedNode: m.ChangedNode, Poll: m.Poll, Agreement: m.Agreement,
        Dissent: m.Dissent, Waiver: m.Waiver,
    }
)  # fmt: skip


def table_of(kind: type[Any]) -> str:
    """Return the name of the table that rows of ``kind`` come from."""
    return str(MODELS[kind].__tablename__)


def columns_of(kind: type[Any]) -> tuple[Any, ...]:
    """Return the columns that rows of ``kind`` hold, in the order of its fields."""
    table = MODELS[kind].__table__
    return tuple(table.c["id" if name == "key" else name] for name in kind._fields)
