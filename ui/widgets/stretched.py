"""A chart that is drawn anew in the width of its place, instead of scaled: its words keep their size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from app.charts import Drawing
from ui import theme
from ui.widgets.chart import ChartView, measure

#: Charts are drawn between these widths, in logical units.
NARROWEST, WIDEST = 240.0, 1200.0


class StretchedChart(ChartView):
    """Shows views that have a ``width`` and a ``twin``, drawn by ``draw(view, measure)``."""

    def __init__(self, name: str, draw: Callable[[Any, Any], Drawing], *, widest: float = WIDEST) -> None:
        super().__init__(name)
        self._draw, self._widest = draw, widest
        self.view: Any = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_view(self, view: Any) -> None:
        """Show a view in the width that there is."""
        self.view = replace(view, width=self._room())
        self.show_drawing(self._draw(self.view, measure), self.view.twin)

    def _room(self) -> float:
        return max(NARROWEST, min(self._widest, self.width() / theme.theme().scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.view is not None and self._room() != self.view.width:
            self.show_view(self.view)
