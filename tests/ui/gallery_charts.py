"""Pictures of the grid and the charts for the gallery."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.charts import CurveLine, CurveView, HeatMapView, MapEdge, MapNode, MapView, RiskMark, StepBar, StepsView
from ui.dependencies.canvas import DependencyMap
from ui.widgets.charts import HeatMap, ImpactCurve, StepBars
from ui.widgets.impact_grid import GridRow, GridView, ImpactGrid, with_carry
from ui.widgets.labels import heading
from ui.widgets.layouts import box, column, row

HORIZONS = [
    ("h1", "1 h"),
    ("h4", "4 h"),
    ("h8", "8 h"),
    ("d1", "24 h"),
    ("d3", "3 d"),
    ("w1", "1 w"),
    ("w2", "2 w"),
    ("m1", "1 m"),
]
MINUTES = [60, 240, 480, 1440, 4320, 10080, 20160, 43200]
LEVELS = {
    "Financial": ([1, 1, 1, 2, 2, 3, 3, 4], "1 m"),
    "Customer": ([1, 1, 1, 1, 2, 2, 3, 3], "never"),
    "Regulatory, legal": ([1, 1, 2, 4, 4, 4, 5, 5], "24 h"),
    "Reputation": ([1, 1, 1, 2, 3, 4, 4, 5], "1 w"),
    "Safety": ([1] * 8, "never"),
    "Operational": ([1, 1, 2, 2, 3, 3, 4, 4], "2 w"),
    "Staff": ([1, 1, 2, 3, 4, None, None, None], "3 d"),
}
NAMES = {1: "Negligible", 2: "Minor", 3: "Moderate", 4: "Major", 5: "Severe"}


def grid_view() -> GridView:
    rows = [
        GridRow(name, name, 3 if name == "Safety" else 4, with_carry(levels), word)
        for name, (levels, word) in LEVELS.items()
    ]
    return GridView(HORIZONS, rows, NAMES, marked="d1")


def grid() -> QWidget:
    made = ImpactGrid(grid_view())
    made.setMinimumWidth(804)
    made.set_cursor("Staff", "d3")
    made.hasFocus = lambda: True  # type: ignore[method-assign]
    curve = ImpactCurve()
    lines = [CurveLine(name, levels, leading=name.startswith("Reg")) for name, (levels, _) in LEVELS.items()]
    horizons = [(minutes, label) for minutes, (_, label) in zip(MINUTES, HORIZONS, strict=True)]
    curve.show_view(CurveView(horizons, lines, 4, (1440, "MTPD 24 h"), (480, "RTO 8 h")))
    other = ImpactCurve()
    other.show_view(CurveView(horizons, lines, 4, (1440, "MTPD 24 h"), (1080, "RTO 18 h")))
    return box(
        column(
            made,
            heading("Payroll becomes intolerable between 8 h and 24 h"),
            row(curve, other, None, gap=24),
            margins=(24, 24, 24, 24),
        )
    )


BANDS = {
    5: "low moderate high extreme extreme",
    4: "low moderate high high extreme",
    3: "low low moderate high extreme",
    2: "low low moderate high high",
    1: "low low low moderate high",
}


def bands() -> dict[tuple[int, int], tuple[str, str]]:
    return {
        (likelihood, impact): (key, key.capitalize())
        for likelihood, keys in BANDS.items()
        for impact, key in enumerate(keys.split(), start=1)
    }


MARKS = [
    RiskMark(1, "R-001", (4, 5), (5, 5), (1, 4)),
    RiskMark(2, "R-002", (2, 3)),
    RiskMark(3, "R-003", (3, 5)),
    RiskMark(4, "R-004", (3, 3)),
    RiskMark(6, "R-006", (3, 3)),
    RiskMark(7, "R-007", (3, 4), (4, 4), (2, 3)),
    RiskMark(8, "R-008", (4, 4), None, (3, 2)),
    RiskMark(9, "R-009", (4, 2)),
    RiskMark(11, "R-011", (2, 5), (3, 5), (2, 3)),
    RiskMark(12, "R-012", (1, 4)),
    *(RiskMark(20 + at, f"R-02{at}", (2, 2)) for at in range(6)),
]


def heat_view(show: str = "movement") -> HeatMapView:
    cells = bands()
    likelihood = {
        5: ("Frequent", "≥ 1 per y"),
        4: ("Likely", "1 in 1–3 y"),
        3: ("Possible", "1 in 3–10 y"),
        2: ("Unlikely", "1 in 10–30 y"),
        1: ("Rare", "< 1 in 30 y"),
    }
    above = frozenset(cell for cell, (key, _) in cells.items() if key in ("high", "extreme"))
    impact = {level: (name, "") for level, name in NAMES.items()}
    axis = "Impact: highest category at the threat’s typical outage"
    return HeatMapView(cells, above, likelihood, impact, MARKS, show, 7, axis=axis)


def heat() -> QWidget:
    made, counts = HeatMap(), HeatMap()
    made.show_view(heat_view())
    counts.show_view(heat_view("counts"))
    counts.set_zoom(0.5)
    return box(row(made, column(counts, None), margins=(24, 24, 24, 24)), "surface")


STEPS = [
    ("Detect and decide", 0, 30, True), ("Call team, open bridge", 30, 45, True),
    ("Freeze writes at North", 45, 50, True),
    ("Promote standby databases", 50, 75, True), ("Switch DNS to South", 50, 65, False),
    ("Re-point payment gateway", 75, 95, True), ("Start app cluster South", 75, 90, False),
    ("Verify orders and totals", 95, 110, True), ("Open to customers at 70 %", 110, 120, True),
]  # fmt: skip


def steps() -> QWidget:
    bars = [
        StepBar(at, f"{at} {name}", start, end, critical) for at, (name, start, end, critical) in enumerate(STEPS, 1)
    ]
    good, late = StepBars(), StepBars()
    good.setMinimumWidth(660)
    good.show_view(StepsView(bars, 120, 240, chosen=6))
    late.show_view(StepsView(bars, 120, 90))
    return box(column(good, late, margins=(24, 24, 24, 24)), "surface")


def map_view() -> MapView:
    nodes = [
        MapNode("order", "Order platform", "stops, T1", "layers", "stops"),
        MapNode("warehouse", "Warehouse mgmt", "stops, T1", "layers", "stops"),
        MapNode("erp", "ERP", "stops, T2", "layers", "stops"),
        MapNode("pos", "Store point of sale", "T1", "layers"),
        MapNode("payroll", "Payroll", "T2", "layers"),
        MapNode("treasury", "Treasury payments", "T2", "layers"),
        MapNode("app", "App cluster", "needs 2 of 3", "boxes"),
        MapNode("odb", "Order database", "stops", "database", "stops"),
        MapNode("edb", "ERP database", "stops", "database", "stops"),
        MapNode("store", "Store servers", "needs 1 of 2", "server"),
        MapNode("halden", "Halden Payroll Cloud", "", "handshake"),
        MapNode("orrin", "Orrin Payments", "", "handshake"),
        MapNode("hosts", "Virtual hosts", "needs 3 of 4", "server"),
        MapNode("storage", "Storage", "stops, needs 1 of 2", "hard-drive", "stops"),
        MapNode("wan", "WAN", "", "network"),
        MapNode("identity", "Identity", "T0", "key"),
        MapNode("bank", "Bank link", "", "landmark"),
        MapNode("north", "Data hall North", "", "building-2"),
        MapNode("switch", "Switch pair SW-A", "switched off", "network", "cut", "SPOF"),
        MapNode("lindqvist", "J. Lindqvist", "no deputy", "user", tag="SPOF"),
    ]
    pairs = "order-app app-hosts hosts-north "
    pairs += "order-odb! odb-storage! warehouse-odb! erp-edb! edb-storage! storage-switch! "
    pairs += "storage-lindqvist pos-store store-wan~ wan-north "
    pairs += "payroll-halden payroll-identity treasury-orrin treasury-bank order-orrin~ erp-identity~"
    edges = []
    for pair in pairs.split():
        source, target = pair.rstrip("!~").split("-")
        edges.append(MapEdge(source, target, pair.endswith("~"), pair.endswith("!")))
    return MapView(nodes, edges, ["Services", "Components, suppliers", "Infrastructure", "Sites, people, network"])


def dependencies() -> QWidget:
    made = DependencyMap()
    made.show_view(map_view())
    return box(row(made, margins=(12, 12, 12, 12)))
