"""Exercises and tests: the programme, what each covers, its injects, what it measured, and its log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from app import entities, packs, programme, tabular
from app import model as m
from app.fields import fields_of
from app.i18n import N_, translate
from ui.console import Console, Page
from ui.subjects.catalogue import EXERCISES
from ui.subjects.children import ChildTab, ChildTable
from ui.subjects.detail import DetailPanel
from ui.subjects.panel import SubjectPanel
from ui.widgets.buttons import Button, button
from ui.widgets.layouts import column


class ExercisesPage(Page):
    """One list of exercises and tests."""

    PRIVATE = N_("Scenarios, injects and notes of the exercise lead")
    TABLES = frozenset(
        {
            "exercise", "exercise_service", "service_result", "objective", "inject", "exercise_log", "hot_wash",
            "entity", "service", "person",
        }
    )  # fmt: skip

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        detail = DetailPanel(console, EXERCISES, self._tabs())
        self.scenario_button = button(translate(N_("From a scenario")), icon="clipboard-list")
        self.scenario_button.clicked.connect(lambda _on=False: self._scenarios(self.scenario_button))
        extra = (self.scenario_button,) if console.writable else ()
        self.panel = SubjectPanel(console, EXERCISES, detail=detail, groups=("type", "state", "lead_id"), extra=extra)
        self.setLayout(column(self.panel, gap=0))

    def _tabs(self) -> Sequence[tuple[str, str, ChildTab]]:
        child = self._child
        return (
            (
                "scope",
                N_("Covers"),
                ChildTab(
                    child(
                        m.ExerciseService,
                        N_("Services"),
                        ("service_id",),
                        make=self._cover,
                        words=N_("Type a service…"),
                    ),
                    child(
                        m.Objective, N_("Objectives"), ("number", "text", "critical", "rating"), make=self._objective
                    ),
                ),
            ),
            (
                "injects",
                N_("Injects"),
                ChildTab(
                    child(m.Inject, N_("Injects"), ("number", "minute", "title", "state"), make=self._inject, shown=14)
                ),
            ),
            (
                "results",
                N_("Results"),
                ChildTab(
                    child(
                        m.ServiceResult,
                        N_("Measured"),
                        ("service_id", "outcome", "target_rto", "rta", "rpa"),
                        add=False,
                    ),
                    child(m.HotWash, N_("Hot wash"), ("heading", "text"), make=self._hot_wash),
                ),
            ),
            ("log", N_("Log"), ChildTab(child(m.ExerciseLog, N_("Log"), ("at", "kind", "text"), add=False, shown=20))),
        )

    def _child(
        self,
        model: Any,
        title: str,
        names: Sequence[str],
        *,
        make: Callable[[bytes, str], object] | None = None,
        add: bool = True,
        shown: int = 8,
        words: str = N_("Type to add…"),
    ) -> ChildTable:
        return ChildTable(
            self.console, model, "exercise_id", title, names, make=make, can_add=add, shown=shown, new_words=words
        )

    def _cover(self, key: bytes, name: str) -> object:
        found = tabular.parsed(self.document, fields_of(m.ExerciseService)["service_id"], name)
        return entities.add(self.document, m.ExerciseService, None, exercise_id=key, service_id=found)

    def _objective(self, key: bytes, text: str) -> object:
        return programme.add_objective(self.document, key, text)

    def _inject(self, key: bytes, title: str) -> object:
        numbers = [row.number for row in self.document.all(m.Inject, m.Inject.exercise_id == key)]
        return entities.add(
            self.document, m.Inject, None, exercise_id=key, number=max(numbers, default=0) + 1, title=title
        )

    def _hot_wash(self, key: bytes, text: str) -> object:
        return entities.add(self.document, m.HotWash, None, exercise_id=key, heading="fix", text=text)

    def _scenarios(self, below: Button) -> None:
        menu = QMenu(self)
        for scenario in packs.library(packs.user_folder()).scenarios():
            action = menu.addAction(scenario.title.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, code=scenario.code: self._from_scenario(code))
        menu.exec(below.mapToGlobal(QPoint(0, below.height())))

    def _from_scenario(self, code: str) -> None:
        key = self.console.attempt(lambda: programme.from_scenario(self.document, code, services=(), on=None))
        if key is not None:
            self.panel.select(key)
            self.console.say(translate(N_("Exercise added with its injects.")), undoable=True)

    def refresh(self) -> None:
        """Read the programme."""
        self.panel.refresh()

    def subtitle(self) -> str:
        """Return how many there are."""
        total = len(self.panel.table.model.rows)
        return f"{total} {translate(EXERCISES.many)}" if total else ""

    def select(self, key: bytes) -> None:
        """Show an exercise."""
        self.panel.select(key)

    def on_screen(self) -> bytes | None:
        """Return the chosen exercise."""
        key: bytes | None = self.panel.table.current_key()
        return key

    def place(self) -> dict[str, Any]:
        """Return how the list was arranged."""
        return self.panel.place()

    def restore(self, place: dict[str, Any]) -> None:
        """Arrange the list as it was left."""
        self.panel.restore(place)
