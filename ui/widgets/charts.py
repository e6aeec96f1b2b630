"""The charts of the windows: heat map, impact curve and step bars, each from one plain view."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent

from app.charts import (
    CurveView,
    HeatMapView,
    StepsView,
    curve_twin,
    heat_map,
    heat_map_twin,
    impact_curve,
    step_bars,
    steps_twin,
)
from app.charts.impact_curve import HEIGHT, LEAST_HEIGHT, LEAST_WIDTH, WIDTH
from app.i18n import N_, translate
from ui import theme
from ui.widgets.chart import ChartView, measure

#: Step bars do not get narrower than this, in units.
_NARROWEST = 420


class HeatMap(ChartView):
    """``chosen`` carries a cell ``(likelihood, impact)`` or a risk's key; a click on a cell filters the register.

    Arrows go from cell to cell. Enter on the cell that is chosen already fires ``entered``, Escape ``left``.
    """

    entered = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(translate(N_("Heat map")))
        self.view: HeatMapView | None = None

    def show_view(self, view: HeatMapView) -> None:
        """Show a heat map."""
        self.view = view
        self.show_drawing(heat_map(view, measure), heat_map_twin(view))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self.view.chosen if self.view is not None else None
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape and chosen is not None:
            self.left.emit()
        elif enter and chosen is not None and chosen == self.cursor_key():
            self.entered.emit(chosen)
        else:
            super().keyPressEvent(event)

    def _walk(self, dx: int, dy: int) -> None:
        here = self.drawing.hit_of(self.cursor_key()) if self.cursor_key() is not None else None
        if self.view is None or here is None:
            super()._walk(dx, dy)
            return
        x, y = here.rect.centre
        cell = next(one for one in self.view.cells if self.view.rect(one).holds(x, y))
        beside = (cell[0] - dy, cell[1] + dx)
        self.set_cursor_key(beside if beside in self.view.bands else cell)


class ImpactCurve(ChartView):
    """The curve beside the derivation, as large as there is room; ``chosen`` carries the place of a horizon."""

    def __init__(self) -> None:
        super().__init__(translate(N_("Impact over time")))
        self._view: CurveView | None = None
        policy = self.sizePolicy().Policy.Expanding
        self.setSizePolicy(policy, policy)

    def show_view(self, view: CurveView) -> None:
        """Show a curve; its size is taken from the widget once that was laid out."""
        self._view = view
        self._lay_out()

    def _lay_out(self) -> None:
        if self._view is None:
            return
        view, scale = self._view, theme.theme().scale * self.zoom
        if self.testAttribute(Qt.WidgetAttribute.WA_WState_Created) or self.isVisible():
            width, height = self.width() / scale, self.height() / scale
            view = replace(view, width=max(LEAST_WIDTH, width), height=max(LEAST_HEIGHT, height))
        self.show_drawing(impact_curve(view), curve_twin(view))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:
        view = self._view
        width, height = (view.width, view.height) if view is not None else (WIDTH, HEIGHT)
        return QSize(theme.px(round(width)), theme.px(round(height)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(round(LEAST_WIDTH)), theme.px(round(LEAST_HEIGHT)))


class StepBars(ChartView):
    """The bars of a plan's steps, as wide as there is room; ``chosen`` carries a step's key."""

    def __init__(self) -> None:
        super().__init__(translate(N_("Recovery steps over time")))
        self._view: StepsView | None = None
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        self.setSizePolicy(policy)

    def show_view(self, view: StepsView) -> None:
        """Show steps; the width of the view is taken from the widget."""
        self._view = view
        self._lay_out()

    def _lay_out(self) -> None:
        if self._view is not None:
            width = max(float(_NARROWEST), self.width() / theme.theme().scale)
            self.show_drawing(step_bars(replace(self._view, width=width), measure), steps_twin(self._view))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(_NARROWEST), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
