"""Plans and strategies: lists of both, and the builder that a plan opens in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import model as m
from app.i18n import N_, plural, translate
from ui.console import Console, Page
from ui.plans.builder import PlanBuilder
from ui.plans.listing import PlansPanel, StrategiesPanel, in_force
from ui.subjects.catalogue import PLANS, STRATEGIES
from ui.subjects.panel import SubjectPanel
from ui.subjects.tabbed import TabbedSubjects
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from app.checks import Finding


class PlansPage(Page):
    """A switch between plans and strategies; Enter on a plan opens the builder in the same place."""

    TABLES = frozenset(
        {
            "plan", "plan_service", "plan_trigger", "plan_invoker", "plan_first_hour", "plan_do_not", "plan_role",
            "plan_step", "plan_step_order", "plan_step_citation", "plan_resource", "plan_escalation", "plan_message",
            "plan_notice", "plan_data_check", "plan_approval", "plan_review", "plan_distribution", "strategy",
            "strategy_node", "entity", "service", "bia", "person", "site", "component", "supplier", "dependency",
            "dependency_group", "exercise", "exercise_service", "service_result", "action", "tier",
        }
    )  # fmt: skip

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.lists = TabbedSubjects(
            console,
            (("plans", N_("Plans"), PLANS), ("strategies", N_("Strategies"), STRATEGIES)),
            translate(N_("Plans or strategies")),
            {"plans": self._plans, "strategies": lambda switch: StrategiesPanel(console, switch)},
        )
        self.builder = PlanBuilder(console)
        self._stack, both = QStackedWidget(), QWidget()
        self.lists.fill(both)
        for side in (both, self.builder):
            self._stack.addWidget(side)
        self.setLayout(column(self._stack, gap=0))
        self.builder.left.connect(self.close_plan)

    def _plans(self, switch: QWidget) -> SubjectPanel:
        panel = PlansPanel(self.console, switch)
        panel.opened.connect(self._open_and_focus)
        return panel

    # --- the builder ---

    def builder_open(self) -> bool:
        """Whether a plan is open."""
        return self._stack.currentIndex() == 1

    def open_plan(self, key: bytes, part: str = "") -> None:
        """Show a plan in the builder; the list if it is gone."""
        self._stack.setCurrentIndex(1 if self.builder.open(key, part) else 0)

    def _open_and_focus(self, key: bytes) -> None:
        self.open_plan(key)
        self.builder.parts.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_plan(self) -> None:
        """Go back to the list, with the plan chosen there."""
        key = self.builder.desk.key
        self._stack.setCurrentIndex(0)
        self.lists.refresh()
        if key is not None and self.lists.current() == "plans":
            self.lists.select(key)
            self.lists.panel("plans").table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_strategies(self) -> None:
        """Show the list of strategies."""
        self._stack.setCurrentIndex(0)
        self.lists.show("strategies")

    # --- what a page does ---

    def refresh(self) -> None:
        """Read what is shown: the open plan, or the list."""
        if self.builder_open() and not self.builder.refresh():
            self._stack.setCurrentIndex(0)
        if not self.builder_open():
            self.lists.refresh()

    def subtitle(self) -> str:
        """Return how many plans there are and how many are in force, or how many strategies."""
        if self.lists.current() != "plans" and not self.builder_open():
            return self.lists.words()
        rows = self.lists.panel("plans").table.model.rows
        words = plural(
            N_("{n} plan, {done} in force"), N_("{n} plans, {done} in force"), len(rows), done=in_force(rows)
        )
        return words if rows else ""

    def select(self, key: bytes) -> None:
        """Open a plan, a step in its plan, or show a strategy in its list."""
        entity = self.document.get(m.Entity, key)
        kind = entity.kind if entity is not None else ""
        if kind == "plan":
            self.open_plan(key)
        elif kind == "plan_step" and (step := self.document.get(m.PlanStep, key)) is not None:
            self.open_plan(step.plan_id, "steps")
            self.builder.select_step(key)
        elif kind == "strategy":
            self._stack.setCurrentIndex(0)
            self.lists.select(key)

    def on_screen(self) -> bytes | None:
        """Return the open plan, or what is chosen in the list."""
        return self.builder.desk.key if self.builder_open() else self.lists.on_screen()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Take the newest findings of the checks."""
        self.lists.show_findings(findings)
        self.builder.show_findings(findings)

    def place(self) -> dict[str, Any]:
        """Return how the lists were arranged, and which plan was open at which part."""
        key = self.builder.desk.key if self.builder_open() else None
        opened = {"key": key.hex(), "part": self.builder.parts.view.current()} if key is not None else {}
        return {"lists": self.lists.place(), "open": opened}

    def restore(self, place: dict[str, Any]) -> None:
        """Show what was left."""
        self.lists.restore(place.get("lists") or {})
        opened = place.get("open") or {}
        if opened.get("key"):
            self.open_plan(bytes.fromhex(opened["key"]), opened.get("part", ""))
