"""The geometry of charts, computed once in virtual units, painted by the windows and by the documents alike.

A chart is a ``Drawing``: shapes in the order of painting, with colours named by role (see ``drawing``). ``heat_map``,
``impact_curve``, ``step_bars`` and ``dependency_map`` take plain dataclasses and know neither Qt nor PDF.
"""

from app.charts.dependency_map import MapEdge, MapNode, MapView, dependency_map, layered_layout
from app.charts.drawing import Box, Dot, Drawing, Hit, Line, Rect, Shape, Words, approximate_width
from app.charts.heat_map import HeatMapView, RiskMark, heat_map
from app.charts.impact_curve import CurveLine, CurveView, impact_curve
from app.charts.loss_curve import LossView, loss_chart, loss_twin
from app.charts.step_bars import StepBar, StepsView, step_bars
from app.charts.twins import Twin, curve_twin, heat_map_twin, map_twin, steps_twin

__all__ = [
    "Box", "CurveLine", "CurveView", "Dot", "Drawing", "HeatMapView", "Hit", "Line", "LossView", "MapEdge",
    "MapNode", "MapView", "Rect", "RiskMark", "Shape", "StepBar", "StepsView", "Twin", "Words", "approximate_width",
    "curve_twin", "dependency_map", "heat_map", "heat_map_twin", "impact_curve", "layered_layout", "loss_chart",
    "loss_twin", "map_twin", "step_bars", "steps_twin",
]  # fmt: skip
