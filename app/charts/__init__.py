"""The geometry of charts, computed once in virtual units, painted by the windows and by the documents alike.

A chart is a ``Drawing``: shapes in the order of painting, with colours named by role (see ``drawing``). ``heat_map``,
``impact_curve``, ``step_bars``, ``dependency_map``, ``loss_chart``, ``dot_strips``, ``share_bars``,
``impact_spread``, ``exceedance`` and ``loss_shares`` take plain dataclasses and know neither Qt nor PDF.
"""

from app.charts.dependency_map import (
    MapEdge,
    MapLayout,
    MapNode,
    MapView,
    dependency_map,
    map_layout,
    places_of,
)
from app.charts.distribution import DotStrip, DotStripsView, StripDot, dot_strips, strips_twin
from app.charts.drawing import Box, Dot, Drawing, Hit, Line, Rect, Shape, Words, approximate_width
from app.charts.exceedance import ExceedanceView, LossMark, exceedance, exceedance_twin
from app.charts.heat_map import HeatMapView, RiskMark, VoteRange, heat_map
from app.charts.impact_curve import CurveLine, CurveView, impact_curve
from app.charts.impact_spread import SpreadCell, SpreadView, impact_spread, spread_twin
from app.charts.layers import layered_layout
from app.charts.loss_curve import LossView, loss_chart, loss_twin
from app.charts.loss_shares import LossShare, LossSharesView, loss_shares, loss_shares_twin
from app.charts.shares import ShareBar, SharesView, share_bars, shares_twin
from app.charts.step_bars import StepBar, StepsView, step_bars
from app.charts.twins import Twin, curve_twin, heat_map_twin, map_twin, steps_twin

__all__ = [
    "Box",
    "CurveLine",
    "CurveView",
    "Dot",
    "DotStrip",
    "DotStripsView",
    "Drawing",
    "ExceedanceView",
    "HeatMapView",
    "Hit",
    "Line",
    "LossMark",
    "LossShare",
    "LossSharesView",
    "LossView",
    "MapEdge",
    "MapLayout",
    "MapNode",
    "MapView",
    "Rect",
    "RiskMark",
    "Shape",
    "ShareBar",
    "SharesView",
    "SpreadCell",
    "SpreadView",
    "StepBar",
    "StepsView",
    "StripDot",
    "Twin",
    "VoteRange",
    "Words",
    "approximate_width",
    "curve_twin",
    "dependency_map",
    "dot_strips",
    "exceedance",
    "exceedance_twin",
    "heat_map",
    "heat_map_twin",
    "impact_curve",
    "impact_spread",
    "layered_layout",
    "loss_chart",
    "loss_shares",
    "loss_shares_twin",
    "loss_twin",
    "map_layout",
    "map_twin",
    "places_of",
    "share_bars",
    "shares_twin",
    "spread_twin",
    "step_bars",
    "steps_twin",
    "strips_twin",
]  # fmt: skip
