"""Turns a calibration into the views that the charts draw, for the screen and for paper alike."""

from __future__ import annotations

from collections.abc import Mapping

from app.calibration.parts import TOP_BAND, Calibration, Cell, Distribution, Spread
from app.charts import DotStrip, DotStripsView, ShareBar, SharesView, SpreadCell, SpreadView, StripDot
from app.i18n import N_, plural, translate
from app.services import ServiceRow

#: How many services a cell of the impact names before it only counts.
_NAMED = 6


def distribution_view(found: Distribution) -> DotStripsView:
    """Return what ``app.charts.dot_strips`` draws: keys of dots are those of services."""
    strips = tuple(
        DotStrip(
            strip.key,
            strip.department,
            tuple(
                StripDot(one.service, f"{one.ref} {one.name}".strip(), one.minutes, one.outlier) for one in strip.spots
            ),
            strip.median,
            strip.unasked,
        )
        for strip in found.strips
    )
    axis = translate(N_("RTO")) if found.target == "rto" else translate(N_("MTPD"))
    return DotStripsView(strips, axis, title=found.title)


def share_view(found: Calibration) -> SharesView:
    """Return what ``app.charts.share_bars`` draws: all departments first; keys are those of departments."""
    bars = tuple(
        ShareBar(one.key if at else "all", one.department, one.share.top, one.share.rated, one.verdict, strong=not at)
        for at, one in enumerate((found.overall, *found.shares))
    )
    return SharesView(bars, TOP_BAND, title=found.share_title)


def spread_view(spread: Spread, rows: Mapping[bytes, ServiceRow]) -> SpreadView:
    """Return what ``app.charts.impact_spread`` draws; keys of cells are (department, category)."""
    cells = {key: SpreadCell(cell.median, cell.low, cell.high, _told(cell, rows)) for key, cell in spread.cells.items()}
    return SpreadView(spread.departments, spread.categories, cells, title=spread.title, after=spread.label)


def _told(cell: Cell, rows: Mapping[bytes, ServiceRow]) -> str:
    """Return the services of a cell with their levels, the highest first."""
    named = [f"{rows[key].name} {level}" for key, level in cell.levels[:_NAMED]]
    more = len(cell.levels) - len(named)
    return ", ".join([*named, *([plural(N_("{n} more"), N_("{n} more"), more)] if more else [])])
