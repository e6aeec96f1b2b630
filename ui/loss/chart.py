"""The chart of what waiting for a service costs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from app.charts import LossView, loss_chart, loss_twin
from app.i18n import N_, translate
from ui import theme
from ui.widgets.chart import ChartView, measure

#: A chart that takes the width it gets is drawn between these, in logical units.
NARROWEST, WIDEST = 240.0, 720.0


class LossChart(ChartView):
    """Cumulative cost over time with its span; the keyboard walks over its points, T shows it as a table.

    ``stretch`` draws it as wide as its place. It amounts to money: put it into a ``ui.room.covers.Cover``, or use
    ``LossPanel``, which does.
    """

    def __init__(self, *, stretch: bool = False) -> None:
        super().__init__(translate(N_("Cost of waiting")))
        self._view, self._stretch = LossView((), ""), stretch
        if stretch:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_view(self, view: LossView) -> None:
        """Show a curve, in its own size or in the width of the place."""
        self._view = replace(view, width=self._room()) if self._stretch else view
        self.show_drawing(loss_chart(self._view, measure), loss_twin(self._view))

    def _room(self) -> float:
        return max(NARROWEST, min(WIDEST, self.width() / theme.theme().scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._stretch and self._view.points and self._room() != self._view.width:
            self.show_view(self._view)
