"""Charts can be read, clicked and walked through with the keyboard."""

from __future__ import annotations

import gallery_charts as samples
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.charts import CurveLine, CurveView, StepBar, StepsView
from ui import theme
from ui.widgets.chart import ChartView, measure
from ui.widgets.charts import DependencyMap, HeatMap, ImpactCurve, StepBars


def shown(qtbot, chart: ChartView) -> ChartView:
    qtbot.addWidget(chart)
    chart.resize(chart.sizeHint())
    chart.show()
    chart.setFocus()
    return chart


def heat(qtbot) -> HeatMap:
    chart = HeatMap()
    chart.show_view(samples.heat_view("refs"))
    shown(qtbot, chart)
    return chart


def test_a_click_on_a_cell_names_likelihood_and_impact(qtbot) -> None:
    chart = heat(qtbot)
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(124 + 4 * 124 + 10, 100))
    assert chosen.args == [(5, 5)]


def test_a_click_on_a_pill_names_the_risk(qtbot) -> None:
    chart = heat(qtbot)
    hit = chart.drawing.hit_of(9)
    assert hit is not None
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(*(round(at) for at in hit.rect.centre)))
    assert chosen.args == [9]


def test_arrows_walk_over_the_heat_map_and_enter_chooses(qtbot) -> None:
    chart = heat(qtbot)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.cursor_key() == (5, 1)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.cursor_key() == (5, 2)
    assert chart.accessibleDescription() == "5 × 2 Moderate: 0 risks"
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert chosen.args == [(5, 2)]


def test_cells_wear_the_colour_of_their_band_in_both_schemes(qtbot) -> None:
    chart = heat(qtbot)
    for scheme in ("light", "dark"):
        theme.theme().choose(scheme)
        colour = chart.grab().toImage().pixelColor(124 + 4 * 124 + 60, 90)
        assert colour == QColor(theme.tokens().band("extreme").fill)


def test_the_map_keeps_its_cursor_when_it_is_drawn_again(qtbot) -> None:
    chart = DependencyMap()
    chart.show_view(samples.map_view())
    shown(qtbot, chart)
    chart.set_cursor_key("erp")
    chart.show_view(samples.map_view())
    assert chart.cursor_key() == "erp"
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.cursor_key() == "edb"
    QTest.keyClicks(chart, "+")
    assert chart.zoom == 1.25


def test_step_bars_take_the_width_they_get(qtbot) -> None:
    chart = StepBars()
    chart.show_view(StepsView([StepBar("a", "1 Detect", 0, 30, True)], 30, 60))
    shown(qtbot, chart)
    chart.resize(900, 100)
    assert chart.drawing.width == 900


def test_the_curve_tells_the_levels_of_a_horizon(qtbot) -> None:
    chart = ImpactCurve()
    lines = [CurveLine("Staff", [1, 4], leading=True), CurveLine("Money", [None, 2])]
    chart.show_view(CurveView([(60, "1 h"), (240, "4 h")], lines, title="Intolerable after 1 h"))
    shown(qtbot, chart)
    assert chart.accessibleDescription() == "Intolerable after 1 h"
    chart.set_cursor_key(1)
    assert chart.accessibleDescription() == "4 h: Staff 4, Money 2"


def test_widths_can_be_guessed_without_a_screen() -> None:
    from app.charts import approximate_width

    for text in ("Promote standby databases", "Halden Payroll Cloud", "Payroll", "R-007", "needs 2 of 3"):
        assert abs(approximate_width(text, 12) / measure(text, 12, False) - 1) < 0.12, text
