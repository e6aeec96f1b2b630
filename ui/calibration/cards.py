"""The cards that compare departments: a message, a chart with its table, and how to read it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal

from app.calibration import COMPARED, RULE, Calibration, distribution_view, share_view, spread_view
from app.charts import dot_strips, impact_spread, share_bars
from app.durations import format_duration
from app.i18n import N_, translate
from ui.theme import Space
from ui.widgets.cards import Card
from ui.widgets.labels import hint, label
from ui.widgets.layouts import row
from ui.widgets.segmented import SegmentedControl
from ui.widgets.stretched import StretchedChart
from ui.widgets.twin import Twinned


class ChartCard(Card):
    """A chart under its message; ``chosen`` carries the key of what was clicked."""

    chosen = Signal(object)

    def __init__(self, chart: StretchedChart, how_to_read: str, switch: SegmentedControl | None = None) -> None:
        super().__init__()
        self.message, self.chart, self.switch = label("", "heading", wrap=True), chart, switch
        self.twinned = Twinned(chart)
        head = row(self.message, gap=Space.s)
        head.setStretch(0, 1)
        for part in (switch, self.twinned.button):
            if part is not None:
                head.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addWidget(self.twinned)
        self.body.addWidget(hint(how_to_read, wrap=True))
        self.setAccessibleName(chart.kind)
        chart.chosen.connect(self.chosen)
        if switch is not None:
            switch.chosen.connect(lambda _key: self.show_chart())
        self._told: Calibration | None = None

    def tell(self, told: Calibration) -> None:
        """Show another comparison."""
        self._told = told
        self.show_chart()

    def show_chart(self) -> None:
        """Show what the switch stands on."""
        if self._told is None:
            return
        view = self.view_of(self._told)
        self.setVisible(view is not None)
        if view is not None:
            self.message.setText(view.title)
            self.chart.show_view(view)

    def view_of(self, told: Calibration) -> Any:
        """Return the view to draw, ``None`` if there is none; for subclasses."""
        raise NotImplementedError


class TimesCard(ChartCard):
    """RTO or MTPD per department, a dot per service."""

    def __init__(self) -> None:
        read = translate(N_("A dot is a service, a hollow one stands out; the line is the median of the department."))
        words = f"{read} {translate(RULE)}"
        choices = [("rto", translate(N_("RTO"))), ("mtpd", translate(N_("MTPD")))]
        switch = SegmentedControl(choices, translate(N_("Time")), "rto", small=True)
        super().__init__(StretchedChart(translate(N_("Times per department")), dot_strips), words, switch)

    def target(self) -> str:
        """Return which target is shown: ``rto`` or ``mtpd``."""
        return (self.switch.current() if self.switch is not None else "") or "rto"

    def show_target(self, target: str) -> None:
        """Show ``rto`` or ``mtpd``."""
        if self.switch is not None and target in ("rto", "mtpd"):
            self.switch.set_current(target)
            self.show_chart()

    def view_of(self, told: Calibration) -> Any:
        found = told.distributions[self.target()]
        other = any(one.strips for one in told.distributions.values())
        return distribution_view(found) if other else None


class SharesCard(ChartCard):
    """The share of the top tiers, all departments first."""

    def __init__(self) -> None:
        words = N_("The green zone is usual. Outlined: fewer than three rated services, too few to judge.")
        super().__init__(StretchedChart(translate(N_("Share of the top tiers")), share_bars), translate(words))

    def view_of(self, told: Calibration) -> Any:
        return share_view(told) if told.overall.share.rated else None


class ImpactCard(ChartCard):
    """Median impact per department and kind of harm, after 4 h or 24 h."""

    def __init__(self) -> None:
        words = N_("Median level of the scored services, with the highest behind it. Thick bar: half are intolerable.")
        choices = [(str(at), format_duration(minutes)) for at, minutes in enumerate(COMPARED)]
        switch = SegmentedControl(choices, translate(N_("After")), choices[-1][0], small=True)
        chart = StretchedChart(translate(N_("Impact per department")), impact_spread)
        super().__init__(chart, translate(words), switch)

    def tell(self, told: Calibration) -> None:
        """Show another comparison, with the horizons of the session in the switch."""
        for at, spread in enumerate(told.spreads):
            if self.switch is not None:
                self.switch.set_text(str(at), spread.label)
        if self.switch is not None:
            self.switch.setVisible(len(told.spreads) > 1)
        super().tell(told)

    def spread_at(self) -> int:
        """Return which of the horizons is shown."""
        at = int(self.switch.current() or 0) if self.switch is not None else 0
        return at if self._told is None else max(0, min(at, len(self._told.spreads) - 1))

    def show_spread(self, at: int) -> None:
        """Show one of the horizons."""
        if self.switch is not None and at in range(len(COMPARED)):
            self.switch.set_current(str(at))
            self.show_chart()

    def view_of(self, told: Calibration) -> Any:
        if not any(spread.cells for spread in told.spreads):
            return None
        return spread_view(told.spreads[self.spread_at()], told.rows)
