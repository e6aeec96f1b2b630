"""What the session is called and how it counts: its description and its own copy of the scales, part by part."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.console import Console, Page
from ui.scales.horizons import HorizonsPart, ThreatsPart
from ui.scales.impact import ImpactPart
from ui.scales.likelihood import LikelihoodPart
from ui.scales.matrix import MatrixPart
from ui.scales.part import Part
from ui.scales.session import SessionPart
from ui.widgets.header import ToolBar
from ui.widgets.layouts import column

PARTS = (
    ("session", N_("Session"), SessionPart), ("impact", N_("Impact"), ImpactPart),
    ("likelihood", N_("Likelihood"), LikelihoodPart), ("matrix", N_("Matrix and bands"), MatrixPart),
    ("horizons", N_("Horizons and tiers"), HorizonsPart), ("threats", N_("Threats"), ThreatsPart),
)  # fmt: skip


class SettingsPage(Page):
    """Tabs over the session's description, impact, likelihood, matrix, horizons, tiers and threats."""

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(console, parent)
        self.tabs = QTabBar()
        self.tabs.setFont(theme.font("body"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(translate(N_("Parts of the settings")))
        self.stack = QStackedWidget()
        self.parts: dict[str, Part] = {}
        for key, title, make in PARTS:
            self.parts[key] = make(console)
            self.stack.addWidget(self.parts[key])
            self.tabs.addTab(translate(title))
        self.tabs.currentChanged.connect(self._choose)
        bar = ToolBar()
        bar.add(self.tabs)
        self.setLayout(column(bar, self.stack, gap=0))

    def _choose(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.refresh()

    def show_part(self, key: str) -> None:
        """Show one part."""
        self.tabs.setCurrentIndex(list(self.parts).index(key))

    def refresh(self) -> None:
        """Read the part that is shown again."""
        shown = self.stack.currentWidget()
        if isinstance(shown, Part):
            shown.refresh()

    def place(self) -> dict[str, Any]:
        """Return which part is shown."""
        return {"part": list(self.parts)[self.tabs.currentIndex()]}

    def restore(self, place: dict[str, Any]) -> None:
        """Show the part that was shown before."""
        if place.get("part") in self.parts:
            self.show_part(place["part"])
