"""Several lists on one page, of which one is shown at a time; each is built when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import translate
from app.model import Entity
from ui.console import Console
from ui.subjects.catalogue import Subject
from ui.subjects.panel import SubjectPanel
from ui.widgets.layouts import column
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from app.checks import Finding

Build = Callable[[QWidget], SubjectPanel]


class TabbedSubjects(QObject):
    """The lists of one page by key. ``builders`` replace the plain panel of a subject; they get the switch to show."""

    def __init__(
        self,
        console: Console,
        subjects: Sequence[tuple[str, str, Subject]],
        name: str,
        builders: Mapping[str, Build] | None = None,
    ) -> None:
        super().__init__(console)
        self.console, self.subjects, self.name = console, list(subjects), name
        self._builders = builders or {}
        self._panels: dict[str, SubjectPanel] = {}
        self._kept: dict[str, Any] = {}
        self._findings: Sequence[Finding] = ()
        self.stack = QStackedWidget()

    def fill(self, page: QWidget) -> None:
        """Put the lists into a page."""
        page.setLayout(column(self.stack, gap=0))
        self.show(self.subjects[0][0])

    def current(self) -> str:
        """Return the key of the list that is shown."""
        return next(key for key, panel in self._panels.items() if panel is self.stack.currentWidget())

    def panel(self, key: str) -> SubjectPanel:
        """Return a list by its key, building it if it was never shown."""
        if key not in self._panels:
            switch = SegmentedControl([(k, translate(words)) for k, words, _ in self.subjects], self.name, key)
            switch.chosen.connect(self._chosen)
            build = self._builders.get(key)
            self._panels[key] = build(switch) if build is not None else self._plain(key, switch)
            self._panels[key].setProperty("switch", switch)
            self.stack.addWidget(self._panels[key])
            self._panels[key].restore(self._kept.get(key, {}))
            self._panels[key].show_findings(self._findings)
        return self._panels[key]

    def _plain(self, key: str, switch: QWidget) -> SubjectPanel:
        subject = next(subject for k, _, subject in self.subjects if k == key)
        return SubjectPanel(self.console, subject, switch=switch)

    def _chosen(self, key: str) -> None:
        shown = self.current()
        old: SegmentedControl = self._panels[shown].property("switch")
        old.set_current(shown)
        self.show(key)
        new: SegmentedControl = self._panels[key].property("switch")
        new.setFocus()

    def show(self, key: str) -> None:
        """Show a list."""
        panel = self.panel(key)
        self.stack.setCurrentWidget(panel)
        panel.refresh()
        self.console.retitled.emit()

    def refresh(self) -> None:
        """Read the shown list again; the others are read when they are shown."""
        self.panel(self.current()).refresh()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Take the newest findings of the checks, for every list."""
        self._findings = findings
        for panel in self._panels.values():
            panel.show_findings(findings)

    def words(self) -> str:
        """Return the count of the shown list, such as ``18 people``."""
        panel = self.panel(self.current())
        total = len(panel.table.model.rows)
        return f"{total} {translate(panel.subject.one if total == 1 else panel.subject.many)}" if total else ""

    def select(self, key: bytes) -> None:
        """Show the list that holds a row, and the row."""
        entity = self.console.document.get(Entity, key)
        for name, _, subject in self.subjects:
            if entity is not None and getattr(subject.model, "ENTITY", "") == entity.kind:
                self.show(name)
                self.panel(name).select(key)

    def on_screen(self) -> bytes | None:
        """Return the key of the chosen row if it is something that can be pointed at."""
        panel = self.panel(self.current())
        return panel.table.current_key() if getattr(panel.subject.model, "ENTITY", "") else None

    def place(self) -> dict[str, Any]:
        """Return what to remember of each list."""
        return {"shown": self.current()} | {key: panel.place() for key, panel in self._panels.items()}

    def restore(self, place: dict[str, Any]) -> None:
        """Take back what was remembered."""
        self._kept = place
        for key, panel in self._panels.items():
            panel.restore(place.get(key, {}))
        if place.get("shown") in [key for key, _, _ in self.subjects]:
            self.show(place["shown"])
