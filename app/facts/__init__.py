"""One reading of the session that all rules and all metrics share, with the few readings on which they agree.

Tables are read when they are first asked for and only once, in few columns and without the ORM, so that a rule about
one table costs one query. What is derived (tiers, critical services, the dependency graph) is derived once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from app import packs
from app.bia import tier_of
from app.dates import add_months
from app.facts.graph import Graph
from app.facts.rows import (
    MODELS,
    Bia,
    BiaApproval,
    Component,
    Exercise,
    ExerciseService,
    Person,
    Plan,
    PlanReview,
    PlanService,
    Service,
    Strategy,
    Supplier,
    columns_of,
)
from app.scales import Scales, read_scales

if TYPE_CHECKING:
    from app.document import Document

__all__ = ["Facts"]

R = TypeVar("R")

Source = Callable[[type[Any]], Sequence[Any]]


class Facts:
    """What a session says on one day. Made by ``read`` from a document or by ``of`` from rows at hand."""

    def __init__(self, today: date, source: Source, scales: Callable[[], Scales]) -> None:
        self._today = today
        self._source = source
        self._read_scales = scales
        self._rows: dict[type[Any], Sequence[Any]] = {}
        self._keyed: dict[type[Any], dict[bytes, Any]] = {}
        self._grouped: dict[tuple[type[Any], str], dict[Any, list[Any]]] = {}
        #: Services whose stages count as begun whatever the session says: those whose approval is being asked.
        self.asked: frozenset[bytes] = frozenset()

    @classmethod
    def read(cls, document: Document) -> Facts:
        """Return the facts of a document as of its own day."""

        def source(kind: type[Any]) -> Sequence[Any]:
            return [kind._make(row) for row in document.rows(select(*columns_of(kind)))]

        return cls(document.today(), source, lambda: read_scales(document))

    @classmethod
    def of(cls, today: date, rows: Iterable[Any], scales: Scales) -> Facts:
        """Return the facts that ``rows`` of ``app.facts.rows`` make up."""
        sorted_rows: dict[type[Any], list[Any]] = defaultdict(list)
        for row in rows:
            sorted_rows[type(row)].append(row)
        return cls(today, lambda kind: sorted_rows[kind], lambda: scales)

    # --- rows ---

    def rows(self, kind: type[R]) -> Sequence[R]:
        """Return all rows of a kind."""
        if kind not in self._rows:
            if kind not in MODELS:
                raise KeyError(kind)
            self._rows[kind] = self._source(kind)
        return self._rows[kind]

    def keyed(self, kind: type[R]) -> Mapping[bytes, R]:
        """Return all rows of a kind by their keys."""
        if kind not in self._keyed:
            self._keyed[kind] = {row.key: row for row in self.rows(kind)}  # type: ignore[attr-defined]
        return self._keyed[kind]

    def by(self, kind: type[R], column: str) -> Mapping[Any, list[R]]:
        """Return the rows of a kind by the value of a column; what is not there gives an empty list."""
        if (kind, column) not in self._grouped:
            grouped: dict[Any, list[R]] = defaultdict(list)
            for row in self.rows(kind):
                grouped[getattr(row, column)].append(row)
            self._grouped[kind, column] = grouped
        return self._grouped[kind, column]

    @cached_property
    def scales(self) -> Scales:
        """The session's own scales."""
        return self._read_scales()

    # --- days ---

    @property
    def today(self) -> date:
        """The day on which the session is looked at."""
        return self._today

    def months_ago(self, months: int) -> date:
        """Return the day that many calendar months before today."""
        return add_months(self.today, -months)

    def fresh(self, day: date | None, months: int = 12) -> bool:
        """Return whether a day is known and lies within the last calendar months, both ends included."""
        return day is not None and day >= self.months_ago(months)

    def days_since(self, day: date) -> int:
        """Return how many days ago a day was."""
        return (self.today - day).days

    # --- services ---

    @cached_property
    def services(self) -> Mapping[bytes, Service]:
        """The services that are not retired."""
        return {row.key: row for row in self.rows(Service) if row.status != "retired"}

    @cached_property
    def tiers(self) -> Mapping[bytes, packs.Tier]:
        """The tiers (``domain.md`` §2) of the services that have one."""
        found = ((key, self._tier(service)) for key, service in self.services.items())
        return {key: tier for key, tier in found if tier is not None}

    def _tier(self, service: Service) -> packs.Tier | None:
        return tier_of(service.rto, service.mtpd, self.scales.tiers, assigned=service.tier_assigned)

    @cached_property
    def critical(self) -> Mapping[bytes, Service]:
        """The critical services, those of Tier 0–2 unless the session's scale says otherwise."""
        return {key: self.services[key] for key, tier in self.tiers.items() if tier.critical}

    def interviewed(self, service: bytes) -> bool:
        """Return whether the interview of a service has begun: before that, what is missing is progress."""
        if service in self.asked:
            return True
        bia = self.keyed(Bia).get(service)
        return (bia is not None and bia.state != "not started") or bool(self.approvals[service])

    @cached_property
    def approvals(self) -> Mapping[bytes, list[BiaApproval]]:
        """The signatures under the BIA of each service."""
        return self.by(BiaApproval, "service_id")

    def last_approval(self, service: bytes) -> date | None:
        """Return the day the BIA of a service was last approved, ``None`` if never."""
        return max((row.approved_at.date() for row in self.approvals[service]), default=None)

    # --- what services stand on ---

    @cached_property
    def graph(self) -> Graph:
        """The dependency graph of what is in use."""
        return Graph(self)

    def name(self, key: bytes) -> str:
        """Return the name of a node of the dependency graph: service, component, supplier or person."""
        for kind in (Service, Component, Supplier, Person):
            row = self.keyed(kind).get(key)
            if row is not None:
                return str(getattr(row, "name", ""))
        return ""

    def person(self, key: bytes | None) -> str:
        """Return the name of a person, or an empty text."""
        row = self.keyed(Person).get(key) if key else None
        return row.name if row else ""

    # --- strategies, plans, exercises ---

    def chosen(self, service: bytes) -> list[Strategy]:
        """Return the strategies that were chosen for a service."""
        return [row for row in self.by(Strategy, "service_id")[service] if row.state == "chosen"]

    def recovering(self, service: bytes) -> list[Strategy]:
        """Return the chosen strategies of a service that bring it back; a workaround only bridges."""
        return [row for row in self.chosen(service) if row.type not in self.bridging]

    @cached_property
    def bridging(self) -> frozenset[str]:
        """The codes of the types of strategy that only bridge an outage."""
        return frozenset(one.code for one in packs.strategy_types() if one.bridges_only)

    @cached_property
    def plans(self) -> Mapping[bytes, Plan]:
        """The plans that are not retired."""
        return {row.key: row for row in self.rows(Plan) if row.state != "retired"}

    @cached_property
    def plans_in_force(self) -> Mapping[bytes, Plan]:
        """The approved plans."""
        return {key: plan for key, plan in self.plans.items() if plan.state == "approved"}

    def in_force_for(self, service: bytes) -> list[Plan]:
        """Return the approved plans that recover a service."""
        listed = (row.plan_id for row in self.by(PlanService, "service_id")[service])
        return [self.plans_in_force[key] for key in listed if key in self.plans_in_force]

    def plan_services(self, plan: bytes) -> list[Service]:
        """Return the services in use that a plan recovers."""
        listed = (row.service_id for row in self.by(PlanService, "plan_id")[plan])
        return [self.services[key] for key in listed if key in self.services]

    def reviews(self, plan: Plan) -> list[date]:
        """Return the days on which a plan was reviewed, as far as they are known."""
        logged = [row.reviewed_on for row in self.by(PlanReview, "plan_id")[plan.key]]
        return sorted({*logged, *([plan.reviewed_on] if plan.reviewed_on else [])})

    def last_review(self, plan: Plan) -> date | None:
        """Return the day a plan was last reviewed, ``None`` if never."""
        return max(self.reviews(plan), default=None)

    def exercises_of(self, service: bytes) -> list[Exercise]:
        """Return all exercises and tests that cover a service, whatever their state."""
        exercises = self.keyed(Exercise)
        listed = (row.exercise_id for row in self.by(ExerciseService, "service_id")[service])
        return [exercises[key] for key in listed if key in exercises]

    def completed_of(self, service: bytes) -> list[tuple[date, Exercise]]:
        """Return the completed exercises and tests of a service with their days, oldest first."""
        done = [(row.completed_on, row) for row in self.exercises_of(service) if row.state == "completed"]
        return sorted(((day, row) for day, row in done if day is not None), key=lambda one: (one[0], one[1].key))
