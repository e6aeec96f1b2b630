"""The charts of the windows: heat map, impact curve, step bars and dependency map, each from one plain view."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea

from app.charts import (
    CurveView,
    HeatMapView,
    MapView,
    StepsView,
    curve_twin,
    dependency_map,
    heat_map,
    heat_map_twin,
    impact_curve,
    map_twin,
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


class DependencyMap(ChartView):
    """The map; put it into ``scroller()``. Plus and minus zoom, as does Ctrl with the wheel."""

    def __init__(self) -> None:
        super().__init__(translate(N_("Dependency map")))

    def show_view(self, view: MapView) -> None:
        """Show a map."""
        self.show_drawing(dependency_map(view, measure), map_twin(view))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("+", "-"):
            self.set_zoom(self.zoom * (1.25 if event.text() == "+" else 0.8))
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * (1.1 if event.angleDelta().y() > 0 else 1 / 1.1))
            event.accept()
            return
        event.ignore()

    def scroller(self) -> QScrollArea:
        """Return a scroll area around the map that follows the keyboard cursor."""
        area = QScrollArea()
        area.setProperty("bare", True)
        area.setWidget(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cursor_moved.connect(lambda _key: self._follow(area))
        return area

    def _follow(self, area: QScrollArea) -> None:
        hit = self.drawing.hit_of(self.cursor_key())
        if hit is not None:
            x, y = (round(value * self.scale()) for value in hit.rect.centre)
            area.ensureVisible(x, y, theme.px(theme.Size.rail) // 2, theme.px(theme.Size.header))
