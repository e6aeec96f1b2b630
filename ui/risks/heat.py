"""The heat map of the register with the list beside it: before controls, today, after treatment, and the movement."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.charts import HeatMapView, RiskMark
from app.i18n import N_, plural, translate
from app.register import RegisteredRisk, Score
from app.risk import Standing
from ui import theme
from ui.console import Console
from ui.icons import paint_icon
from ui.risks.lines import RiskLines, StageHeads
from ui.risks.message import message
from ui.risks.reading import Reading, band_key
from ui.theme import Size, Space, px
from ui.widgets.buttons import button, link
from ui.widgets.cards import scrolling
from ui.widgets.charts import HeatMap
from ui.widgets.header import ToolBar
from ui.widgets.labels import heading, hint, text_width
from ui.widgets.layouts import box, column, ground, row, rule
from ui.widgets.segmented import SegmentedControl
from ui.widgets.twin import Twinned

Cell = tuple[int, int]
STAGES = (
    ("before", N_("Before controls")),
    ("today", N_("Today")),
    ("after", N_("After treatment")),
    ("movement", N_("Movement")),
)
#: From here on cells count risks instead of naming them.
MANY = 60
#: Up to here arrows show the whole way from before controls.
FEW = 3
#: Width of the list, and in narrow windows; cells of the map at their largest and smallest.
LIST, LIST_NARROW, NARROW = 416, 380, 1300
LARGEST, SMALLEST = (124.0, 108.0), (108.0, 86.0)
_LEGEND = 24


def score_of(risk: RegisteredRisk, stage: str) -> Score:
    """Return a risk's score at a stage; the movement shows where it stands today."""
    return {"before": risk.inherent, "after": risk.target}.get(stage, risk.current)


def cell_of(risk: RegisteredRisk, stage: str) -> Cell | None:
    """Return the cell of a risk at a stage, ``None`` if it is not scored."""
    return _cell(score_of(risk, stage))


def _cell(score: Score) -> Cell | None:
    return None if score.likelihood is None or score.impact is None else (score.likelihood, score.impact)


class Legend(QWidget):
    """What the marks of the map mean."""

    def __init__(self) -> None:
        super().__init__()
        self._moving = self._controls = True
        self.setFixedHeight(px(_LEGEND))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_moving(self, moving: bool, controls: bool) -> None:
        """Explain the marks of the movement, with or without what stood before controls, or only the appetite."""
        self._moving, self._controls = moving, controls
        self.setAccessibleName(" · ".join(words for words, shown in self._told() if shown))
        self.update()

    def _told(self) -> tuple[tuple[str, bool], ...]:
        return (
            (translate(N_("Square: before controls")), self._moving and self._controls),
            (translate(N_("Pill: the risk today")), True),
            (translate(N_("Arrow and ring: after treatment, with a number if several go together")), self._moving),
            (translate(N_("Line: appetite")), True),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, middle = QPainter(self), self.height() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.colour(theme.tokens().text)
        at = 0.0
        if self._moving and self._controls:
            at = self._box(painter, at, middle, ink, px(2))
            at = self._words(painter, at, middle, translate(N_("before controls")))
        at = self._pill(painter, at, middle, ink)
        at = self._words(painter, at, middle, translate(N_("today")) if self._moving else translate(N_("risk")))
        if self._moving:
            painter.setPen(QPen(ink, 1.75))
            painter.drawLine(int(at), int(middle), int(at + px(Space.xxl)), int(middle))
            paint_icon(painter, "chevron-right", at + px(Space.l), middle, theme.tokens().text, Size.icon_small)
            at = self._box(painter, at + px(Space.xxl + Space.s), middle, ink, px(Space.m))
            at = self._words(painter, at, middle, translate(N_("after treatment")))
        painter.setPen(QPen(ink, 3))
        painter.drawLine(int(at), int(middle), int(at + px(Space.xxl)), int(middle))
        self._words(painter, at + px(Space.xxl + Space.s), middle, translate(N_("appetite")))
        painter.end()

    def _box(self, painter: QPainter, at: float, middle: float, ink: object, radius: int) -> float:
        side = px(Space.m)
        painter.setPen(QPen(ink, 1.75))  # type: ignore[call-overload]
        painter.setBrush(theme.colour(theme.tokens().surface))
        painter.drawRoundedRect(QRectF(at + 1, middle - side / 2, side, side), radius, radius)
        return at + side + px(Space.s)

    def _pill(self, painter: QPainter, at: float, middle: float, ink: object) -> float:
        painter.setPen(QPen(ink, 1))  # type: ignore[call-overload]
        painter.setBrush(theme.colour(theme.tokens().surface))
        rect = QRectF(at + 1, middle - px(Size.chip) / 2, px(Size.chip * 2.5), px(Size.chip))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(theme.font("label"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "R-000")
        return at + rect.width() + px(Space.s)

    def _words(self, painter: QPainter, at: float, middle: float, words: str) -> float:
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.colour(theme.tokens().text2))
        width = text_width(words, "hint")
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(QRectF(at, middle - px(Space.s), width + 2, px(Space.l)), flags, words)
        return at + width + px(Space.xl)


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
        self.stages = SegmentedControl([(k, translate(w)) for k, w in STAGES], translate(N_("Stage")), "movement")
        self.lines = RiskLines(reading)
        self.list_title, self.list_note = heading("", elide=True), hint("", tone="text2")
        self.show_all = link(translate(N_("Show all above appetite")), self.clear)
        self.in_register = button(translate(N_("Show in register")), self._open_register, icon="list")
        self.arrows = button(translate(N_("Arrows")), self._redraw, icon="route", variant="quiet")
        self.arrows.setToolTip(translate(N_("Show how all risks of the list move; a chosen risk always shows its way")))
        self.arrows.setCheckable(True)
        self.arrows.setChecked(True)
        self.twinned = Twinned(self.map)
        self.tools = ToolBar()
        self.tools.add(switch, self.stages, self.arrows)
        self.tools.add(self.twinned.button, self.in_register, side="right")
        self.setLayout(column(self.tools, self._both(), gap=0))
        self.stages.chosen.connect(lambda _key: self._restage())
        self.map.chosen.connect(self._choose)
        self.twinned.switched.connect(lambda table: self.legend.setVisible(not table))
        self.lines.chosen.connect(self._choose_risk)
        self.lines.opened.connect(lambda key: self.register_wanted.emit(self.stage(), None, key))

    def _both(self) -> QWidget:
        self._drawn = column(self.title, self.legend, 4, self.twinned, gap=4)
        left = box(self._drawn)
        left.setMinimumWidth(1)
        head = column(self.list_title, row(self.list_note, None, self.show_all), gap=0, margins=(16, 12, 16, 4))
        side = column(head, StageHeads(), rule(), scrolling(self.lines, "canvas"), gap=0)
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
        if stage in dict(STAGES):
            self.stages.set_current(stage)

    def refresh(self) -> None:
        """Show the register as it was read last."""
        register, stage = self._reading.register, self.stage()
        if self._reading.risk(self.risk) is None:
            self.risk = None
        self.title.setText(message(register, stage))
        self.legend.set_moving(stage == "movement", self._whole_way() and bool(self._moving()))
        self.arrows.setVisible(stage == "movement")
        self.arrows.set_variant("active" if self.arrows.isChecked() else "quiet")
        if register.scales.bands:
            self.map.show_view(self._view())
        self._show_list()

    def _view(self) -> HeatMapView:
        scales, stage = self._reading.scales, self.stage()
        cells = [(likelihood, impact) for likelihood in range(1, 6) for impact in range(1, 6)]
        bands = {cell: scales.matrix.band(*cell) for cell in cells}
        marks = [self._mark(risk) for risk in self._reading.register.counted]
        scored = [mark for mark in marks if mark.current is not None]
        show = "movement" if stage == "movement" else "counts" if len(scored) > MANY else "refs"
        return HeatMapView(
            bands={cell: (band_key(scales, band.rank), band.name) for cell, band in bands.items()},
            above=frozenset(cell for cell, band in bands.items() if not band.within_appetite),
            likelihood={level: (name, note) for level, name, note in self._reading.likelihoods()},
            impact={level: (scales.word(level), "") for level in range(1, 6)},
            marks=marks,
            show=show,
            chosen=self.risk if self.risk is not None else self.cell,
            title=self.title.text(),
            axis=translate(N_("Impact: highest category at the threat's typical outage")),
            cell=self._cell_size,
            moving=self._moving(),
            controls=self._whole_way(),
        )

    def _whole_way(self) -> bool:
        """Whether arrows also come from before controls: for few risks, since many would hide each other."""
        return len(self._moving()) <= FEW

    def _moving(self) -> Set[Hashable]:
        """Return whose arrows are drawn: the chosen risk's, or if they are wanted those of the whole list."""
        if self.risk is not None:
            return {self.risk}
        return {risk.key for risk in self.listed()} if self.arrows.isChecked() else set()

    def _mark(self, risk: RegisteredRisk) -> RiskMark:
        if self.stage() != "movement":
            return RiskMark(risk.key, risk.ref, cell_of(risk, self.stage()), name=risk.event)
        places = (_cell(risk.current), _cell(risk.inherent), _cell(risk.target))
        return RiskMark(risk.key, risk.ref, *places, name=risk.event)

    def listed(self) -> Sequence[RegisteredRisk]:
        """Return the risks of the list: those of the chosen cell, or all above appetite at this stage."""
        stage = self.stage()
        risks = self._reading.register.counted
        if self.cell is not None:
            return [risk for risk in risks if cell_of(risk, stage) == self.cell]
        return [risk for risk in risks if (band := score_of(risk, stage).band) and not band.within_appetite]

    def _show_list(self) -> None:
        register, stage, listed = self._reading.register, self.stage(), self.listed()
        if self.cell is None:
            scored = sum(score_of(risk, stage).band is not None for risk in register.counted)
            title = translate(N_("Above appetite"))
            missing = len(register.counted) - scored
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

    def _note(self, listed: Sequence[RegisteredRisk]) -> str:
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

    def _restage(self) -> None:
        self.cell = None
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
            self.cell = cell_of(risk, self.stage())
        self.refresh()

    def clear(self) -> None:
        """Show everything above appetite again."""
        self.cell = self.risk = None
        self.refresh()

    def _open_register(self) -> None:
        self.register_wanted.emit(self.stage(), self.cell, self.risk)

    # --- room ----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < px(NARROW)
        self._side.setFixedWidth(px(LIST_NARROW if narrow else LIST))
        side = px(Space.l if narrow else Space.xxl)
        self._drawn.setContentsMargins(side, px(Space.m), px(Space.s), px(Space.xs))
        self._fit(event.size())

    def _fit(self, size: QSize) -> None:
        """Choose the size of cells so that the whole map is seen; its texts keep their size."""
        from app.charts.heat_map import FOOT, GUTTER

        scale = theme.theme().scale
        wide = size.width() / scale - self._side.width() / scale - 25
        high = size.height() / scale - Size.toolbar - _LEGEND - 48
        room = ((wide - GUTTER) / 5, (high - FOOT) / 5)
        fitted = tuple(
            float(int(max(low, min(most, wanted)))) for low, most, wanted in zip(SMALLEST, LARGEST, room, strict=True)
        )
        if fitted != self._cell_size:
            self._cell_size = (fitted[0], fitted[1])
            if self.isVisible():
                self.refresh()
