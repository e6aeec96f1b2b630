"""The risks of the session: the register with the detail of each, and the heat map with its movement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app import risks, session
from app.i18n import N_, UserError, translate
from ui.console import Console, Page
from ui.risks.columns import GROUPS, SCORED, SPARE, register_columns
from ui.risks.detail import RiskDetail
from ui.risks.heat import Cell, HeatMapPanel
from ui.risks.reading import Reading
from ui.subjects.catalogue import RISKS
from ui.subjects.panel import SubjectPanel
from ui.widgets.buttons import button
from ui.widgets.cards import Way
from ui.widgets.layouts import column
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from app.checks import Finding

VIEWS = (("register", N_("Register")), ("map", N_("Heat map")))


class RisksPage(Page):
    """Register and heat map of the same risks, one of them shown."""

    TABLES = frozenset(
        {
            "risk", "risk_service", "risk_node", "action", "poll", "poll_round", "ballot", "agreement", "dissent",
            "entity", "service", "component", "supplier", "person", "threat", "impact_score", "impact_category",
            "impact_anchor", "impact_level", "likelihood_level", "band", "matrix_cell", "horizon", "tier", "plan",
            "plan_service", "session_info",
        }
    )  # fmt: skip

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.reading = Reading(console.document)
        self.panel = RegisterPanel(console, self.reading, self._switch("register"))
        self.map = HeatMapPanel(console, self.reading, self._switch("map"))
        self.map.register_wanted.connect(self._show_in_register)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self.map)
        self.setLayout(column(self._stack, gap=0))

    def _switch(self, own: str) -> SegmentedControl:
        switch = SegmentedControl([(key, translate(words)) for key, words in VIEWS], translate(N_("View")), own)

        def chosen(key: str) -> None:
            switch.set_current(own)
            self.show_view(key)

        switch.chosen.connect(chosen)
        return switch

    def view(self) -> str:
        """Return which of the two is shown: ``register`` or ``map``."""
        return "map" if self._stack.currentWidget() is self.map else "register"

    def show_view(self, key: str) -> None:
        """Show the register or the heat map."""
        self._stack.setCurrentWidget(self.map if key == "map" else self.panel)
        self.refresh()
        (self.map.map if key == "map" else self.panel.table).setFocus()

    def _show_in_register(self, stage: str, cell: Cell | None, risk: bytes | None) -> None:
        self.show_view("register")
        if cell is not None:
            self.panel.filter_cell(stage, cell)
        elif risk is None:
            self.panel.set_above(True)
        if risk is not None:
            self.panel.select(risk)

    def refresh(self) -> None:
        """Read the register and show it."""
        if self.view() == "map":
            self.reading.read()
            self.map.refresh()
        else:
            self.panel.refresh()

    def subtitle(self) -> str:
        """Return how many are assessed."""
        progress = session.progress(self.document).get("risks")
        return progress.text if progress is not None else ""

    def select(self, key: bytes) -> None:
        """Show a risk in the register."""
        self._stack.setCurrentWidget(self.panel)
        self.panel.refresh()
        self.panel.select(key)

    def on_screen(self) -> bytes | None:
        """Return the chosen risk."""
        key: bytes | None = self.panel.table.current_key()
        return key

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Hand the newest findings to the register."""
        self.panel.show_findings(findings)

    def place(self) -> dict[str, Any]:
        """Return which view was shown and how it was arranged."""
        return {"view": self.view(), "stage": self.map.stage(), "above": self.panel.above,
                "register": self.panel.place()}  # fmt: skip

    def restore(self, place: dict[str, Any]) -> None:
        """Show what was left."""
        self.map.show_stage(str(place.get("stage", "")))
        self.panel.set_above(bool(place.get("above")))
        self.panel.restore(place.get("register") or {})
        if place.get("view") == "map":
            self._stack.setCurrentWidget(self.map)


class RegisterPanel(SubjectPanel):
    """The register. A new line becomes a risk raised today; “Above appetite” leaves out all others."""

    def __init__(self, console: Console, reading: Reading, switch: QWidget) -> None:
        detail = RiskDetail(console, reading)
        super().__init__(
            console, RISKS, columns=register_columns(console, reading), read=reading.rows, detail=detail, switch=switch,
            groups=GROUPS, commit=self._write, spare=SPARE, extra=(_to_workshop(console, "list-checks"),),
            ways=(_suggested(console),),
        )  # fmt: skip
        self.above = False
        words = translate(N_("Above appetite"))
        self.above_button = button(words, lambda: self.set_above(not self.above), icon="shield-alert", variant="quiet")
        self.tools.add(self.above_button, side="right")

    def _write(self, key: bytes, name: str, entered: Any) -> None:
        detail = self.detail
        if not self.console.writable:
            raise UserError(N_("This window is read-only; nothing can be changed here."))
        assert isinstance(detail, RiskDetail)  # noqa: S101 - it was made here
        detail.commit(key, name, entered)

    def make(self, values: dict[str, Any]) -> bytes:
        """Add a risk known by its event."""
        return risks.add_risk(self.document, **values)

    def set_above(self, on: bool) -> None:
        """Show only what is above appetite today, or everything."""
        self.above = on
        self.above_button.set_variant("active" if on else "quiet")
        self.table.model.set_finder(_is_above if on else None)

    def filter_cell(self, stage: str, cell: Cell) -> None:
        """Show only the risks of a cell of the heat map, with the filter in sight."""
        self.set_above(False)
        names = SCORED.get(stage, SCORED["today"])
        shown = self.table.shown_columns()
        if missing := [name for name in names if name not in shown]:
            self.table.show_columns([*shown, *missing])
        if not self.table.view.header.filter_shown:
            self.toggle_filter()
        self.table.clear_filters()
        for name, level in zip(names, cell, strict=True):
            self.table.set_filter(name, f"={level}")

    def select(self, key: bytes) -> None:
        """Bring a risk into view, lifting what hides it."""
        if self.above and self.table.model.place_of(key) < 0:
            self.set_above(False)
        super().select(key)

    def _fill_down(self, name: str, source: bytes, targets: Sequence[bytes]) -> None:
        if self.table.model.column(name).may_edit(None):
            super()._fill_down(name, source, targets)


def _to_workshop(console: Console, icon: str, words: str = N_("Workshop")) -> QWidget:
    """Return a button that leads to the list for the room, with what is suggested for it."""
    tip = translate(N_("Prepare a risk workshop: suggestions, order, wording"))
    return button(translate(words), lambda: console.go("workshop"), icon=icon, tip=tip)


def _suggested(console: Console) -> Way:
    note = translate(N_("From threats and what your services stand on."))
    return Way(translate(N_("Take suggestions")), _to_workshop(console, "lightbulb", N_("Show suggestions")), note)


def _is_above(risk: Any) -> bool:
    return risk.within_appetite is False
