"""The chart of what waiting for a service costs."""

from __future__ import annotations

from app.charts import LossView, loss_chart
from app.i18n import N_, translate
from ui.widgets.chart import ChartView, measure
from ui.widgets.stretched import StretchedChart

#: The curve does not get wider than this, in logical units.
WIDEST = 720.0


class LossChart(ChartView):
    """Cumulative cost over time with its span, in its own size; arrows walk over its points, T shows it as a table.

    It amounts to money: put it into a ``ui.room.covers.Cover``, or use ``LossPanel``, which does.
    """

    def __init__(self) -> None:
        super().__init__(translate(N_("Cost of waiting")))

    def show_view(self, view: LossView) -> None:
        """Show a curve."""
        self.show_drawing(loss_chart(view, measure), view.twin)


def stretched_loss_chart() -> StretchedChart:
    """Return the same chart, drawn as wide as its place."""
    return StretchedChart(translate(N_("Cost of waiting")), loss_chart, widest=WIDEST)
