"""Parts of a plan that follow from elsewhere in the session: services and targets, order, dependencies, tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QWidget

from app import entities, tabular
from app import model as m
from app.charts.dependency_map import MapEdge, MapNode, MapView
from app.dates import format_date
from app.durations import format_duration
from app.fields import Kind, fields_of
from app.i18n import N_, plural, translate
from app.model.exercise import EXERCISE_TYPE, OUTCOME
from app.planning import Contact, PlanContent
from ui.dependencies.canvas import DependencyMap
from ui.help.why import ask_why
from ui.plans.blocks import Derived, Lines, line_column, told
from ui.plans.desk import Desk
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import column, row
from ui.widgets.twin import Twinned

ICONS = {"service": "layers", "component": "server", "supplier": "truck", "person": "user"}
_KINDS = {"service": N_("service"), "component": N_("component"), "supplier": N_("supplier"), "person": N_("person")}


class PlannedServices(QWidget):
    """Part 2: which services the plan recovers, and the targets that their BIA gives them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        columns = [
            line_column(desk.console, m.PlanService, "service_id", 220, stretch=True),
            line_column(desk.console, m.PlanService, "allowance", 130),
        ]
        self.lines = Lines(
            desk, m.PlanService, N_("Services of this plan"), columns, make=self._make, new_words=N_("Type a service…")
        )
        self.targets = Derived(
            desk, N_("Targets"), N_("From the BIA of each service; change them there."), _target_columns(),
            lambda content: content.services, N_("Add a service above."),
        )  # fmt: skip
        self.setLayout(column(self.lines, self.targets, gap=Space.l))

    def _make(self, plan: bytes, name: str) -> object:
        service = tabular.parsed(self._desk.document, fields_of(m.PlanService)["service_id"], name)
        place = len(self._desk.content.services) if self._desk.content is not None else 0
        return entities.add(self._desk.document, m.PlanService, None, plan_id=plan, service_id=service, position=place)

    def show_plan(self) -> None:
        """Show the services of the open plan."""
        self.lines.show_plan()
        self.targets.show_plan()

    def leave(self) -> None:
        """Nothing waits here."""


def _target_columns() -> list[Any]:
    duration = Kind.DURATION
    return [
        told("name", N_("Service"), 120, stretch=True, bold=True),
        told("tier", N_("Tier"), 52, chip=lambda one: None if one.tier is None else chips.tier(one.tier)),
        told("mtpd", N_("MTPD"), 64, kind=duration),
        told("rto", N_("RTO"), 60, kind=duration),
        told("rpo", N_("RPO"), 60, kind=duration),
        told("mbco_pct", N_("MBCO"), 64, kind=Kind.PERCENT),
        told("strategy", N_("Strategy"), 110, tone="text2"),
    ]


@dataclass(frozen=True, slots=True)
class _Reach:
    """A person as the plan needs them: what they are in it and how they are reached."""

    key: tuple[str, str, bytes]
    role: str
    person: Contact | None
    stands_in: bool = False

    @property
    def name(self) -> str:
        if self.person is None:
            return translate(N_("nobody yet"))
        return self.person.name if self.person.active else translate(N_("{name} (left)"), name=self.person.name)

    @property
    def phones(self) -> str:
        return ", ".join(self.person.numbers()) if self.person is not None else ""

    @property
    def verified(self) -> Any:
        return self.person.verified_on if self.person is not None else None


def _reach_columns() -> list[Any]:
    return [
        told("role", N_("As"), 120, stretch=True),
        told("name", N_("Who"), 124, tone=lambda one: "text" if one.person and one.person.active else "err"),
        told("phones", N_("Telephone"), 176, tone="text2"),
        told("verified", N_("Confirmed"), 104, kind=Kind.DATE),
    ]


def _invokers(content: PlanContent) -> Iterable[_Reach]:
    for at, person in enumerate(content.invokers):
        role = translate(N_("decides")) if not at else translate(N_("stands in"))
        yield _Reach((role, str(at), person.key), role, person)


def invoker_contacts(desk: Desk) -> Derived:
    """Return how those who may invoke are reached."""
    origin = N_("From the page Organisation; two numbers each, confirmed every six months.")
    return Derived(desk, N_("How they are reached"), origin, _reach_columns(), _invokers, N_("Nobody may invoke yet."))


def _role_holders(content: PlanContent) -> Iterable[_Reach]:
    for role in content.roles:
        for words, person in (
            (role.name, role.primary),
            (translate(N_("{role}, backup"), role=role.name), role.backup),
        ):
            yield _Reach((words, "", role.key), words, person, person is role.backup)


def role_contacts(desk: Desk) -> Derived:
    """Return how the holders of roles are reached."""
    origin = N_("From the page Organisation; two numbers each, confirmed every six months.")
    return Derived(desk, N_("Call list"), origin, _reach_columns(), _role_holders, N_("Add a role above."))


@dataclass(frozen=True, slots=True)
class _Stage:
    key: bytes
    place: int
    name: str
    kind: str
    ready_at: int | None
    waits_for: str


def _stages(content: PlanContent) -> Iterable[_Stage]:
    for place, stage in enumerate(content.foundation.order, 1):
        node = stage.node
        kind = translate(_KINDS.get(node.kind, node.kind))
        yield _Stage(
            node.key, place, f"{node.ref} {node.name}".strip(), kind, stage.ready_at, ", ".join(stage.waits_for)
        )


def recovery_order(desk: Desk) -> Derived:
    """Return part 7 as the dependencies give it."""
    columns = [
        told("place", N_("No"), 46, kind=Kind.INTEGER),
        told("name", N_("What"), 170, stretch=True),
        told("kind", N_("Kind"), 88, tone="text2"),
        told("ready_at", N_("Back after"), 88, kind=Kind.DURATION),
        told("waits_for", N_("Waits for"), 136, tone="text2"),
    ]
    origin = N_("What others stand on comes first; from the dependencies of the services, their RTO and contracts.")
    nothing = N_("The services of this plan have no dependencies recorded.")
    made = Derived(desk, N_("Order that follows from the dependencies"), origin, columns, _stages, nothing)
    made.table.help.ask = lambda node, _name: ask_why(desk.console, desk.key, "ready_at", node=node)
    return made


class Ground(QWidget):
    """Part 10: what the services stand on, drawn, with the single points of failure named."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.message, self.map = heading("", elide=True), DependencyMap()
        self.names = paragraph("")
        origin = hint(
            translate(N_("From the dependencies of the services; change them on the page Services.")), wrap=True
        )
        scroller = self.map.scroller()
        scroller.setFixedHeight(px(Size.detail_small))
        self.drawn = Twinned(self.map, scroller)
        head = row(self.message, self.drawn.button)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.names, origin, self.drawn, gap=6))

    def show_plan(self) -> None:
        """Draw what the plan stands on."""
        content = self._desk.content
        if content is None:
            return
        single = content.foundation.single_points
        words = plural(N_("{n} single point of failure"), N_("{n} single points of failure"), len(single))
        self.message.setText(words if single else translate(N_("No single point of failure is known")))
        self.names.setText("\n".join(_cut(node) for node in single[:8]))
        self.names.setVisible(bool(single))
        self.map.show_view(replace(map_of(content), title=self.message.text()))
        self.drawn.setVisible(bool(content.foundation.edges))
        self.drawn.button.setVisible(bool(content.foundation.edges))

    def leave(self) -> None:
        """Nothing is typed here."""


def _cut(node: Any) -> str:
    name = f"{node.ref} {node.name}".strip()
    return translate(N_("{node} alone stops {services}."), node=name, services=", ".join(node.cuts))


def map_of(content: PlanContent) -> MapView:
    """Return the map of what the plan stands on."""
    single = {node.key for node in content.foundation.single_points}
    nodes = []
    for node in content.foundation.nodes:
        note = translate(_KINDS.get(node.kind, node.kind))
        if node.back_in is not None:
            note = translate(N_("{kind}, back in {time}"), kind=note, time=format_duration(node.back_in))
        nodes.append(MapNode(node.key, node.name, note, ICONS.get(node.kind, ""), "",
                             translate(N_("SPOF")) if node.key in single else ""))  # fmt: skip
    edges = [MapEdge(edge.source, edge.target, not edge.hard) for edge in content.foundation.edges]
    return MapView(nodes, edges)


def suppliers(desk: Desk) -> Derived:
    """Return the suppliers below the services with their contacts."""
    columns = [
        told("name", N_("Supplier"), 110, stretch=True),
        told("provides", N_("Provides"), 110, tone="text2"),
        told("contract_rto", N_("Contract RTO"), 104, kind=Kind.DURATION),
        told("contact", N_("Contact"), 130, tone="text2"),
        told("contract_number", N_("Contract"), 84, tone="text2"),
    ]
    origin = N_("From the page Organisation.")
    return Derived(desk, N_("Suppliers"), origin, columns, lambda content: content.suppliers,
                   N_("No supplier is recorded under these services."))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Bridge:
    key: bytes
    service: str
    text: str
    start: int | None
    pct: int | None
    holds: int | None
    tried: str


def _bridges(content: PlanContent) -> Iterable[_Bridge]:
    for one in content.services:
        if (found := one.workaround) is not None:
            never = translate(N_("never")) if found.never_tried else ""
            tried = format_date(found.tried_on) if found.tried_on else never
            yield _Bridge(one.key, one.name, found.text, found.start, found.pct, found.holds, tried)


def workarounds(desk: Desk) -> Derived:
    """Return the workarounds that the BIA records."""
    columns = [
        told("service", N_("Service"), 110),
        told("text", N_("Workaround"), 130, stretch=True, tone="text2"),
        told("start", N_("Starts in"), 76, kind=Kind.DURATION),
        told("pct", N_("Carries"), 68, kind=Kind.PERCENT),
        told("holds", N_("Holds"), 64, kind=Kind.DURATION),
        told("tried", N_("Tried"), 84, tone="text2"),
    ]
    origin = N_("From the BIA of each service; printed where the text above is empty.")
    return Derived(desk, N_("Workarounds of the services"), origin, columns, _bridges,
                   N_("No service of this plan has a workaround recorded."))  # fmt: skip


def trials(desk: Desk) -> Derived:
    """Return part 20: exercises and tests of the plan's services."""
    columns = [
        told("title", N_("Exercise or test"), 120, stretch=True),
        told("type", N_("Type"), 96, text=lambda one: translate(EXERCISE_TYPE.get(one.type, one.type)), tone="text2"),
        told("service", N_("Service"), 92, tone="text2"),
        told("day", N_("On"), 100, value=lambda one: one.done_on or one.planned_on, kind=Kind.DATE),
        told("outcome", N_("Outcome"), 132, chip=_outcome),
    ]
    origin = N_("From the page Exercises: whatever covers a service of this plan, the latest first.")
    return Derived(desk, N_("Exercises and tests"), origin, columns, lambda content: content.trials,
                   N_("Nothing has been tried or planned for the services of this plan."), key="")  # fmt: skip


def _outcome(trial: Any) -> chips.Chip:
    if trial.done_on is None:
        return chips.status("due", translate(N_("planned")))
    if trial.passed is None:
        word = translate(OUTCOME.get(trial.outcome, trial.outcome)) if trial.outcome else translate(N_("done"))
        return chips.status("none", word)
    times = translate(N_("{taken} of {target}"), taken=format_duration(trial.rta), target=format_duration(trial.target))
    return chips.status("ok" if trial.passed else "err", times if trial.rta is not None else translate(N_("failed")))


def open_actions(desk: Desk) -> Derived:
    """Return the open actions that concern the plan."""
    columns = [
        told("ref", N_("Ref"), 84, tone="text3"),
        told("title", N_("Action"), 160, stretch=True),
        told("owner", N_("Owner"), 130, tone="text2"),
        told("due_on", N_("Due"), 104, kind=Kind.DATE, tone=lambda one: "err" if one.late else "text2"),
    ]
    origin = N_("From the page Actions: what comes from this plan, its services, their risks and exercises.")
    return Derived(
        desk, N_("Open actions"), origin, columns, attrgetter("actions"), N_("No action is open."), key="ref"
    )
