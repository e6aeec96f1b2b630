"""The risks of the session: the register with the detail of each, and the heat map with its movement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app import risks, session
from app.heat import Cell
from app.i18n import N_, UserError, translate
from ui.console import Console, Page
from ui.risks import views
from ui.risks.columns import GROUPS, SCORED, SPARE, register_columns
from ui.risks.detail import RiskDetail
from ui.risks.heat import HeatMapPanel
from ui.risks.loss import LossPanel
from ui.risks.reading import Reading
from ui.risks.view_menu import ViewButton, ask_name
from ui.subjects.catalogue import RISKS
from ui.subjects.panel import SubjectPanel
from ui.widgets.buttons import button, icon_button
from ui.widgets.cards import Way
from ui.widgets.layouts import column
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from app.checks import Finding

VIEWS = (("register", N_("Register")), ("map", N_("Heat map")), ("loss", N_("Loss")))


class RisksPage(Page):
    """Register and heat map of the same risks, one of them shown; their losses once a risk has three points."""

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
        self._switches: list[SegmentedControl] = []
        self.panel = RegisterPanel(console, self.reading, self._switch("register"))
        self.map = HeatMapPanel(console, self.reading, self._switch("map"))
        self.map.register_wanted.connect(self._show_in_register)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self.map)
        self.loss = LossPanel(console, self.reading, self._switch("loss"))
        self.loss.risk_wanted.connect(lambda key: self._show_in_register("today", None, key))
        self._stack.addWidget(self.loss)
        self.setLayout(column(self._stack, gap=0))

    def _switch(self, own: str) -> SegmentedControl:
        switch = SegmentedControl([(key, translate(words)) for key, words in VIEWS], translate(N_("View")), own)

        def chosen(key: str) -> None:
            switch.set_current(own)
            self.show_view(key)

        switch.chosen.connect(chosen)
        self._switches.append(switch)
        return switch

    def view(self) -> str:
        """Return which is shown: ``register``, ``map`` or ``loss``."""
        shown = self._stack.currentWidget()
        return "map" if shown is self.map else "loss" if shown is self.loss else "register"

    def show_view(self, key: str) -> None:
        """Show the register, the heat map, or the losses."""
        self._stack.setCurrentWidget({"map": self.map, "loss": self.loss}.get(key, self.panel))
        self.refresh()
        {"map": self.map.map, "loss": self.loss.curve}.get(key, self.panel.table).setFocus()

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
        if self.view() == "register":
            self.panel.refresh()
        else:
            self.reading.read()
            (self.map if self.view() == "map" else self.loss).refresh()
        quantified = any(risk.losses for risk in self.reading.register.counted)
        for switch in self._switches:
            switch.set_shown("loss", quantified or self.view() == "loss")

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
        return {"view": self.view(), "stage": self.map.stage(), "register": self.panel.place()}

    def restore(self, place: dict[str, Any]) -> None:
        """Show what was left."""
        self.map.show_stage(str(place.get("stage", "")))
        self.panel.restore(place.get("register") or {})
        self._stack.setCurrentWidget({"map": self.map, "loss": self.loss}.get(str(place.get("view")), self.panel))


class RegisterPanel(SubjectPanel):
    """The register. A new line becomes a risk raised today; a view shows some of the risks in columns of its own."""

    def __init__(self, console: Console, reading: Reading, switch: QWidget) -> None:
        detail = RiskDetail(console, reading)
        super().__init__(
            console, RISKS, columns=register_columns(console, reading), read=reading.rows, detail=detail, switch=switch,
            groups=GROUPS, commit=self._write, spare=SPARE,
            extra=(*_take_back(console), _to_workshop(console, "list-checks")),
            ways=(_suggested(console),),
        )  # fmt: skip
        self._view = views.ALL
        self._plain: dict[str, Any] | None = None  #: how the table stood before a view was chosen
        self.own_views: list[views.OwnView] = []
        self.view_button = ViewButton(
            self.choose_view, self.choose_own_view, self._keep_view, self.forget_view, lambda: self.own_views
        )
        self.tools.add(self.view_button, side="right")
        self.table.everything_wanted.connect(lambda: self.choose_view(""))

    def _write(self, key: bytes, name: str, entered: Any) -> None:
        detail = self.detail
        if not self.console.writable:
            raise UserError(N_("This window is read-only; nothing can be changed here."))
        assert isinstance(detail, RiskDetail)  # noqa: S101 - it was made here
        detail.commit(key, name, entered)

    def make(self, values: dict[str, Any]) -> bytes:
        """Add a risk known by its event."""
        return risks.add_risk(self.document, **values)

    # --- views ---

    def choose_view(self, key: str) -> None:
        """Show one of our views; all risks come back in the columns that they had before."""
        view = views.BY_KEY.get(key, views.ALL)
        self._leave_plain()
        if view is views.ALL and self._plain is not None:
            self._arrange(self._plain)
            self._plain = None
        elif view.columns:
            columns = [name for name in view.columns if self._knows(name)]
            self._arrange({"columns": columns, "sort": [list(pair) for pair in view.sort]})
        self._show_view(view, view.key, translate(view.words))

    def choose_own_view(self, name: str) -> None:
        """Show an own view."""
        found = next((one for one in self.own_views if one.name == name), None)
        if found is None:
            return
        self._leave_plain()
        self._arrange(dict(found.table))
        self._show_view(views.BY_KEY[found.base], "own:" + found.name, found.name)

    def _leave_plain(self) -> None:
        if not self.view_button.shown and self._plain is None:
            self._plain = self.table.arrangement()

    def _arrange(self, kept: dict[str, Any]) -> None:
        """Arrange the table anew: what is not told is as at the beginning."""
        self.table.clear_filters()
        self.table.group_by(None)
        self.table.reset_columns()
        if not kept.get("filters") and self.table.view.header.filter_shown:
            self.table.show_filters(False)
        self.table.arrange(kept)
        self.list_tools.word()

    def _show_view(self, view: views.View, key: str, words: str) -> None:
        self._view = view
        self.view_button.show_name(key, words)
        self.table.model.set_finder(views.finder(view, self.document.today))
        model = self.table.model
        if model.place_of(self.table.current_key()) < 0:
            first = next((key for at in range(model.rowCount()) if (key := model.key_at(at)) is not None), None)
            if first is not None:
                self.table.select_key(first)

    def _knows(self, name: str) -> bool:
        return any(column.name == name for column in self.table.model.columns)

    def _keep_view(self) -> None:
        own = self.view_button.shown.removeprefix("own:") if self.view_button.shown.startswith("own:") else ""
        if name := ask_name(self.window(), own):
            self.keep_view(name)

    def keep_view(self, name: str) -> None:
        """Keep how the register is shown now under a name."""
        arranged = self.table.arrangement()
        arranged["columns"] = arranged["columns"] or self.table.shown_columns()
        self.own_views = views.with_view(self.own_views, views.OwnView(name, self._view.key, arranged))
        self._leave_plain()
        self.view_button.show_name("own:" + name, name)
        self.console.say(translate(N_("The view “{name}” is kept."), name=name))

    def forget_view(self, name: str) -> None:
        """Forget an own view; the risks stay."""
        self.own_views = [one for one in self.own_views if one.name != name]
        self.choose_view("")
        self.console.say(translate(N_("The view “{name}” is forgotten."), name=name))

    def place(self) -> dict[str, Any]:
        """Return how the table stands, which view is shown, and the own ones."""
        shown = {"shown": self.view_button.shown, "views": [one.as_place() for one in self.own_views]}
        return super().place() | shown | {"plain": self._plain}

    def restore(self, place: dict[str, Any]) -> None:
        """Show the view that was left, with what was changed in it."""
        super().restore(place)
        self.own_views = views.kept(place.get("views"))
        plain = place.get("plain")
        self._plain = plain if isinstance(plain, dict) else None
        shown = str(place.get("shown") or "")
        own = next((one for one in self.own_views if "own:" + one.name == shown), None)
        if own is not None:
            self._show_view(views.BY_KEY[own.base], shown, own.name)
        elif shown in views.BY_KEY:
            self._show_view(views.BY_KEY[shown], shown, views.words_of(shown))

    @property
    def above(self) -> bool:
        """Whether only what is above appetite today is shown."""
        return self.view_button.shown == "above"

    def set_above(self, on: bool) -> None:
        """Show only what is above appetite today, or everything."""
        if on or self.view_button.shown:
            self.choose_view("above" if on else "")

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
        if self.view_button.shown and self.table.model.place_of(key) < 0:
            self.choose_view("")
        super().select(key)

    def _fill_down(self, name: str, source: bytes, targets: Sequence[bytes]) -> None:
        if self.table.model.column(name).may_edit(None):
            super()._fill_down(name, source, targets)


def _take_back(console: Console) -> tuple[QWidget, ...]:
    """Return a button that takes a register back that others worked in; none where nothing may be changed."""
    if not console.writable:
        return ()
    words = translate(N_("Take back a risk register"))
    return (icon_button("file-check-corner", words, lambda: console.ask("take_register"), variant="default"),)


def _to_workshop(console: Console, icon: str, words: str = N_("Workshop")) -> QWidget:
    """Return a button that leads to the list for the room, with what is suggested for it."""
    tip = translate(N_("Prepare a risk workshop: suggestions, order, wording"))
    return button(translate(words), lambda: console.go("workshop"), icon=icon, tip=tip)


def _suggested(console: Console) -> Way:
    note = translate(N_("From threats and what your services stand on."))
    return Way(translate(N_("Take suggestions")), _to_workshop(console, "lightbulb", N_("Show suggestions")), note)
