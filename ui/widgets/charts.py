"""The charts of the windows: heat map, impact curve and step bars, each from one plain view."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent

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
    """``chosen`` carries a cell ``(likelihood, impact)`` or a risk's key; a click on a cell filters the register."""

    def __init__(self) -> None:
        super().__init__(translate(N_("Heat map")))

    def show_view(self, view: HeatMapView) -> None:
        """Show a heat map."""
        self.show_drawing(heat_map(view, measure), heat_map_twin(view))


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
