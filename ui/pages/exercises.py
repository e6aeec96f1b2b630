"""Exercises and tests: the programme, what each covers, its injects, what it measured, and its log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from app import entities, packs, programme, tabular
from app import model as m
from app.dates import format_instant
from app.fields import fields_of
from app.i18n import N_, translate
from ui.console import Console, Page
from ui.subjects.catalogue import EXERCISES
from ui.subjects.children import ChildTab, ChildTable
from ui.subjects.detail import DetailPanel
from ui.subjects.panel import SubjectPanel
from ui.widgets.buttons import Button, button
from ui.widgets.cards import Way
from ui.widgets.chips import Chip
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from app.checks import Finding

#: The icon of each kind of line in the log.
_KINDS = {
    "inject": "megaphone", "decision": "gavel", "observation": "eye", "strength": "star", "clock": "clock",
    "note": "sticky-note",
}  # fmt: skip


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
        self.panel = SubjectPanel(
            console, EXERCISES, detail=detail, groups=("type", "state", "lead_id"), extra=extra, ways=self._ways()
        )
        self.setLayout(column(self.panel, gap=0))

    def _ways(self) -> tuple[Way, ...]:
        if not self.console.writable:
            return ()
        choose = button(translate(N_("Choose a scenario…")), icon="clipboard-list")
        choose.clicked.connect(lambda _on=False: self._scenarios(choose))
        note = translate(N_("A tabletop with its objectives and injects, ready to be changed."))
        return (Way(translate(N_("Begin with a scenario")), choose, note),)

    def _tabs(self) -> Sequence[tuple[str, str, ChildTab]]:
        return (
            ("scope", N_("Covers"), ChildTab(*self._scope())),
            ("injects", N_("Injects"), ChildTab(self._injects())),
            ("results", N_("Results"), ChildTab(*self._results())),
            ("log", N_("Log"), ChildTab(self._log())),
        )

    def _scope(self) -> tuple[ChildTable, ChildTable]:
        words = N_("Type a service…")
        name = {"service_id": {"stretch": True}}
        services = self._child(
            m.ExerciseService, N_("Services"), ("service_id",), make=self._cover, new_words=words, looks=name
        )
        names = ("number", "text", "critical", "rating")
        looks: dict[str, dict[str, Any]] = {
            "rating": {"text": lambda line: line.value("rating") or "", "tip": _rating_words},
            "text": {"stretch": True, "width": 200},
        }
        aims = self._child(
            m.Objective, N_("Objectives"), names, make=self._objective, looks=looks, spare=("number", "critical")
        )
        return services, aims

    def _injects(self) -> ChildTable:
        looks = {"minute": {"title": N_("Min")}}
        names = ("number", "minute", "title", "state")
        return self._child(
            m.Inject, N_("Injects"), names, make=self._inject, shown=14, looks=looks, spare=("number", "state")
        )

    def _results(self) -> tuple[ChildTable, ChildTable]:
        looks: dict[str, dict[str, Any]] = {
            "service_id": {"stretch": True, "width": 104},
            "target_rto": {"title": N_("RTO")},
            "rta": {"tone": _rta_tone},
        }
        names = ("service_id", "target_rto", "rta", "rpa", "outcome")
        measured = self._child(
            m.ServiceResult, N_("Measured"), names, can_add=False, looks=looks, spare=("rpa", "outcome")
        )
        wash = self._child(m.HotWash, N_("Hot wash"), ("heading", "text"), make=self._hot_wash)
        return measured, wash

    def _log(self) -> ChildTable:
        looks: dict[str, dict[str, Any]] = {
            "at": {
                "text": lambda line: f"{line.value('at').astimezone():%H:%M}",
                "tip": lambda line: format_instant(line.value("at")),
                "sort": lambda line: line.value("at"),
                "width": 52,
            },
            "kind": {"icon": "tag", "width": 32, "text": _kind_words, "chip": _kind_chip},
            "text": {"stretch": True, "tip": lambda line: line.value("text")},
        }
        return self._child(
            m.ExerciseLog, N_("Log"), ("at", "kind", "text"), can_add=False, can_delete=False, shown=20, looks=looks
        )

    def _child(self, model: Any, title: str, names: Sequence[str], **options: Any) -> ChildTable:
        return ChildTable(self.console, model, "exercise_id", title, names, **options)

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

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Hand the newest findings to the list."""
        self.panel.show_findings(findings)

    def place(self) -> dict[str, Any]:
        """Return how the list was arranged."""
        return self.panel.place()

    def restore(self, place: dict[str, Any]) -> None:
        """Arrange the list as it was left."""
        self.panel.restore(place)


def _kind_words(line: Any) -> str:
    return fields_of(m.ExerciseLog)["kind"].format(line.value("kind"))


def _kind_chip(line: Any) -> Chip:
    """Return the kind of a line of the log as its icon, which tells its word when one points at it."""
    return Chip("", icon=_KINDS.get(line.value("kind"), "tag"), icon_ink="text2", tip=_kind_words(line))


def _rating_words(line: Any) -> str:
    """Return what the letter of a rating means."""
    return fields_of(m.Objective)["rating"].format(line.value("rating")) if line.value("rating") else ""


def _rta_tone(line: Any) -> str:
    """Return red where the recovery took longer than the target of the day."""
    target, actual = line.value("target_rto"), line.value("rta")
    return "err" if target is not None and actual is not None and actual > target else "text"
