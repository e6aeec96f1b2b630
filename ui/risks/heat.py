"""The heat map of the register with the list beside it: inherent, current, target, and the movement between them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Set

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app import heat
from app.charts.heat_map import FOOT, GUTTER
from app.heat import MANY, STAGES, TITLES, Cell
from app.i18n import N_, plural, translate
from app.register import RegisteredRisk
from app.risk import Standing
from ui import theme
from ui.console import Console
from ui.risks.heat_legend import HIGH as LEGEND
from ui.risks.heat_legend import Legend
from ui.risks.lines import RiskLines, StageHeads
from ui.risks.reading import Reading
from ui.room.senders import show_button, show_heat
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, button, link
from ui.widgets.cards import scrolling
from ui.widgets.charts import HeatMap
from ui.widgets.header import ToolBar
from ui.widgets.labels import heading, hint
from ui.widgets.layouts import box, column, ground, row, rule
from ui.widgets.segmented import SegmentedControl
from ui.widgets.twin import Twinned

#: Up to here arrows show the whole way from before controls.
FEW = 5
#: Width of the list, and in narrow windows; cells of the map at their largest and smallest, were there five.
LIST, LIST_NARROW, NARROW = 416, 380, 1300
LARGEST, SMALLEST = (124.0, 108.0), (108.0, 86.0)
_ARROWS = N_("Show how all risks of the list move; a chosen risk always shows its way")
_RANGES = N_("Show from the lowest to the highest vote for every risk; a chosen risk always shows it")
_NOTE = 20  #: height of a line of notes below the map


class HeatMapPanel(QWidget):
    """Map and list. ``register_wanted(stage, cell or None, risk's key or None)`` asks for the register."""

    register_wanted = Signal(str, object, object)

    def __init__(self, console: Console, reading: Reading, switch: QWidget) -> None:
        super().__init__()
        self.console, self._reading = console, reading
        self.cell: Cell | None = None
        self.risk: bytes | None = None
        self._cell_size = LARGEST
        self.map, self.legend = HeatMap(), Legend()
        self.title = heading("", elide=True)
        self.stages = SegmentedControl(
            [(k, translate(TITLES[k][0])) for k in STAGES], translate(N_("Stage")), STAGES[-1]
        )
        for key in STAGES:
            self.stages.set_tip(key, translate(TITLES[key][1]))
        self.lines = RiskLines(reading)
        self.list_title, self.list_note = heading("", elide=True), hint("", tone="text2")
        self.show_all = link(translate(N_("All above appetite")), self.clear, role="hint")
        self.in_register = button(
            translate(N_("Show in register")), self._open_register, icon="list", variant="quiet", size="small"
        )
        self.arrows = _toggle(N_("Arrows"), "route", _ARROWS, self._redraw, on=True)
        self.ranges = _toggle(N_("Votes"), "users", _RANGES, self._redraw, on=False)
        self.note, self.votes = hint("", wrap=True), hint("", wrap=True, tone="text2")
        self.twinned = Twinned(self.map)
        self.to_room = show_button(self._show_in_room)
        self.tools = ToolBar()
        self.tools.add(switch, self.stages)
        self.tools.add(self.twinned.button, self.to_room, side="right")
        self.setLayout(column(self.tools, self._both(), gap=0))
        self._connect()

    def _connect(self) -> None:
        self.stages.chosen.connect(lambda _key: self.clear())
        self.map.chosen.connect(self._choose)
        self.map.entered.connect(lambda _key: self._open_register())
        self.map.left.connect(self.clear)
        self.twinned.switched.connect(lambda table: self.legend.setVisible(not table))
        self.map.shown.connect(lambda: QTimer.singleShot(0, self, self._take_height))
        self.lines.chosen.connect(self._choose_risk)
        self.lines.opened.connect(lambda key: self.register_wanted.emit(self.stage(), None, key))

    def _both(self) -> QWidget:
        above = row(self.legend, None, self.ranges, self.arrows, gap=Space.xs)
        above.setStretch(0, 1000)  # the table has no legend; the switches stay where they are
        above.setStretch(1, 1)
        self._drawn = column(self.title, above, self.twinned, self.note, None, gap=Space.xs)
        left = box(self._drawn)
        left.setMinimumWidth(1)
        below = row(self.list_note, self.show_all, None, self.in_register, gap=Space.m)
        head = column(self.list_title, below, gap=0, margins=(16, 12, 16, 4))
        self._told = box(column(self.votes, gap=0, margins=(16, 8, 16, 8)))
        side = column(head, StageHeads(), rule(), self._told, scrolling(self.lines, "canvas"), gap=0)
        self._side = ground(box(side), "canvas")
        across = row(gap=0)
        across.addWidget(left, 1)
        across.addWidget(rule(upright=True))
        across.addWidget(self._side)
        return ground(box(across), "surface")

    # --- what is shown -------------------------------------------------------------------------------------

    def stage(self) -> str:
        """Return which stage is shown."""
        return self.stages.current() or "movement"

    def show_stage(self, stage: str) -> None:
        """Show a stage, as it was left."""
        if stage in STAGES:
            self.stages.set_current(stage)

    def refresh(self) -> None:
        """Show the register as it was read last."""
        register = self._reading.register
        self.stages.set_shown("before", register.inherent_scored)
        if self.stage() not in heat.stages_of(register):
            self.stages.set_current("movement")
        stage = self.stage()
        if self._reading.risk(self.risk) is None:
            self.risk = None
        self._fit(self.size())
        self.title.setText(heat.message(register, stage))
        for toggle in (self.arrows, self.ranges):
            toggle.set_variant("active" if toggle.isChecked() else "quiet")
        self.arrows.setVisible(stage == "movement")
        self.ranges.setVisible(any(heat.votes_of(risk) for risk in register.counted) and not self._many())
        if register.scales.bands:
            self._show_map(stage)
        self._show_notes(stage)
        self._show_list()

    def _show_map(self, stage: str) -> None:
        moving, haloed = self._moving(), self._haloed()
        view = heat.heat_view(
            self._reading.register, stage, chosen=self.risk if self.risk is not None else self.cell, moving=moving,
            haloed=haloed, title=self.title.text(), cell=self._cell_size, controls=len(moving) <= FEW,
        )  # fmt: skip
        squares = view.controls and any(mark.inherent for mark in view.marks if mark.key in moving)
        self.legend.explain(named=not view.counting, moving=view.arrows, controls=squares, votes=bool(haloed))
        self.map.show_view(view)

    def _many(self) -> bool:
        register = self._reading.register
        return len(register.counted) - heat.unscored(register, self.stage()) > MANY

    def _moving(self) -> Set[Hashable]:
        """Return whose arrows are drawn: the chosen risk's, or if they are wanted those of the whole list."""
        if self.risk is not None:
            return {self.risk}
        return heat.largest_moves(self._reading.register, self.listed()) if self.arrows.isChecked() else frozenset()

    def _haloed(self) -> Set[Hashable]:
        """Return whose range of votes is drawn: the chosen risk's, or if they are wanted those of all."""
        if self.risk is not None:
            risk = self._reading.risk(self.risk)
            return {self.risk} if risk is not None and heat.votes_of(risk) else frozenset()
        if not self.ranges.isChecked() or self._many():
            return frozenset()
        return {risk.key for risk in self._reading.register.counted if heat.votes_of(risk)}

    def listed(self) -> list[RegisteredRisk]:
        """Return the risks of the list: those of the chosen cell, or all above appetite at this stage."""
        return heat.listed(self._reading.register, self.stage(), self.cell)

    def _show_notes(self, stage: str) -> None:
        note = heat.appetite_note(self._reading.register, stage)
        if stage == "movement" and self._many() and self.risk is None and self.arrows.isChecked():
            most = translate(N_("Arrows show the most common steps of the list; choose a cell to see its own."))
            note = f"{note} {most}".strip()
        self.note.setText(note)
        self.note.setVisible(bool(note))
        risk = self._reading.risk(self.risk)
        votes = heat.votes_words(risk) if risk is not None else ""
        self.votes.setText(votes)
        self._told.setVisible(bool(votes))

    def _show_list(self) -> None:
        register, stage, listed = self._reading.register, self.stage(), self.listed()
        if self.cell is None:
            missing = heat.unscored(register, stage)
            scored = len(register.counted) - missing
            title = translate(N_("Above appetite"))
            parts = [translate(N_("{n} of {of} risks"), n=len(listed), of=scored)] if scored else []
            words = ", ".join([*parts, *([translate(N_("{n} not scored"), n=missing)] if missing else [])])
        else:
            title, words = self._cell_words(self.cell), plural(N_("{n} risk"), N_("{n} risks"), len(listed))
        self.list_title.setText(title)
        self.list_note.setText(words)
        self.show_all.setVisible(self.cell is not None)
        self.in_register.setEnabled(bool(register.risks))
        self.lines.show_risks(listed, self._note(listed))
        self.lines.mark(self.risk)

    def _cell_words(self, cell: Cell) -> str:
        scales = self._reading.scales
        likelihood = next((name for level, name, _ in self._reading.likelihoods() if level == cell[0]), "")
        return f"{cell[0]} {likelihood} × {cell[1]} {scales.word(cell[1])} · {scales.matrix.band(*cell).name}"

    def _note(self, listed: list[RegisteredRisk]) -> str:
        if not self._reading.register.risks:
            return translate(N_("No risks yet; add the first one in the register."))
        if not listed:
            return translate(N_("No risk stands here."))
        bare = next((risk for risk in listed if risk.standing is Standing.EXPOSED and risk.current.band), None)
        if bare is None or bare.current.band is None:
            return ""
        words = translate(N_("{ref} has no action."), ref=bare.ref)
        return f"{words} {bare.current.word}: {bare.current.band.response}" if bare.current.band.response else words

    # --- what a person does --------------------------------------------------------------------------------

    def _redraw(self) -> None:
        self.risk = None
        self.refresh()

    def _choose(self, key: Hashable) -> None:
        if isinstance(key, bytes):
            self._choose_risk(key)
            return
        self.cell = key if key != self.cell and isinstance(key, tuple) else None
        self.risk = None
        self.refresh()

    def _choose_risk(self, key: bytes) -> None:
        self.risk = key
        risk = self._reading.risk(key)
        if risk is not None and key not in {one.key for one in self.listed()}:
            self.cell = heat.cell_of(risk, self.stage())
        self.refresh()
        self.lines.bring_into_sight(key)

    def clear(self) -> None:
        """Show everything above appetite again."""
        self.cell = self.risk = None
        self.refresh()

    def _open_register(self) -> None:
        self.register_wanted.emit(self.stage(), self.cell, self.risk)

    def _show_in_room(self) -> None:
        show_heat(self.console, self.stage())

    # --- room ----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < px(NARROW)
        self._side.setFixedWidth(px(LIST_NARROW if narrow else LIST))
        side = px(Space.l if narrow else Space.xxl)
        self._drawn.setContentsMargins(side, px(Space.m), px(Space.s), px(Space.xs))
        before = self._cell_size
        self._fit(event.size())
        if self._cell_size != before and self.isVisible():
            self.refresh()

    def _fit(self, size: QSize) -> None:
        """Choose the size of cells so that the whole map is seen; its texts keep their size."""
        matrix, scale = self._reading.scales.matrix, theme.theme().scale
        columns, rows = matrix.impacts or 5, matrix.likelihoods or 5
        wide = size.width() / scale - self._side.width() / scale - 25
        high = size.height() / scale - Size.toolbar - LEGEND - 52
        room = ((wide - GUTTER) / columns, (high - FOOT - _NOTE) / rows)
        most = (LARGEST[0] * min(1.4, 5 / columns), LARGEST[1] * min(1.2, 5 / rows))
        wide, high = (
            float(int(max(low, min(top, wanted)))) for low, top, wanted in zip(SMALLEST, most, room, strict=True)
        )
        self._cell_size = (wide, high)

    def _take_height(self) -> None:
        """Lay the map out again: Qt forgets a height that becomes another while the page takes its size."""
        if self.map.isVisible() and self.map.size() != self.map.sizeHint():
            self._drawn.invalidate()
            self._drawn.activate()


def _toggle(words: str, icon: str, tip: str, changed: Callable[[], object], *, on: bool) -> Button:
    made = button(translate(words), changed, icon=icon, variant="quiet", size="small")
    made.setToolTip(translate(tip))
    made.setCheckable(True)
    made.setChecked(on)
    return made
