"""Charts can be read, clicked and walked through with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import gallery_charts as samples
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.charts import CurveLine, CurveView, Line, StepBar, StepsView, Twin
from ui import theme
from ui.dependencies.canvas import DependencyMap
from ui.risks.votes import VoteBars
from ui.widgets.chart import ChartView, measure
from ui.widgets.charts import HeatMap, ImpactCurve, StepBars
from ui.widgets.impact_grid import GridRow, GridView, ImpactGrid, with_carry
from ui.widgets.twin import Twinned


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
    assert chart.accessibleName() == "Impact over time: Intolerable after 1 h"
    assert chart.accessibleDescription().startswith("Intolerable from level 4. Decided by Staff.")
    chart.set_cursor_key(1)
    assert chart.accessibleDescription() == "4 h: Staff 4, Money 2"


def test_widths_can_be_guessed_without_a_screen() -> None:
    from app.charts import approximate_width

    for text in ("Promote standby databases", "Halden Payroll Cloud", "Payroll", "R-007", "needs 2 of 3"):
        assert abs(approximate_width(text, 12) / measure(text, 12, False) - 1) < 0.12, text


# --- the same as a table -----------------------------------------------------------------------------------


def curve_view() -> CurveView:
    lines = [CurveLine("Staff", [1, 4], leading=True), CurveLine("Money", [None, 2])]
    return CurveView([(60, "1 h"), (240, "4 h")], lines, 4, (240, "MTPD 4 h"), (60, "RTO 1 h"), "Intolerable after 1 h")


def steps_view() -> StepsView:
    bars = [StepBar("a", "1 Detect", 0, 30, critical=True), StepBar("b", "2 Call", 30, 75)]
    return StepsView(bars, 75, 120, title="The path takes 1 h 15")


def grid_view() -> GridView:
    staff = GridRow("staff", "Staff", 4, with_carry([2, None, 4]), "1 d")
    money = GridRow("money", "Money", 3, with_carry([None, 1, None]), "never")
    horizons = (("h1", "1 h"), ("h4", "4 h"), ("d1", "1 d"))
    return GridView(horizons, (staff, money), {1: "Negligible", 2: "Minor", 4: "Major"})


def charts() -> dict[str, QWidget]:
    heat_map, cells, curve, steps = HeatMap(), HeatMap(), ImpactCurve(), StepBars()
    heat_map.show_view(samples.heat_view("movement"))
    cells.show_view(samples.heat_view("refs"))
    curve.show_view(curve_view())
    steps.show_view(steps_view())
    network = DependencyMap()
    network.show_view(samples.map_view())
    return {
        "movement": heat_map, "heat map": cells, "curve": curve, "steps": steps, "map": network,
        "grid": ImpactGrid(grid_view()), "votes": VoteBars([0, 1, 6, 2, 0], ["Rare"] * 5, "Likelihood"),
    }  # fmt: skip


def twin_of(name: str) -> Twin:
    return charts()[name].twin  # type: ignore[attr-defined,no-any-return]


def test_the_table_of_the_movement_names_every_scored_risk_with_its_three_places() -> None:
    twin = twin_of("movement")
    marks = [mark for mark in samples.MARKS if mark.current is not None]
    assert [row[0] for row in twin.rows] == [mark.ref for mark in marks]
    moved = next(row for row in twin.rows if row[0] == "R-007")
    assert moved == ("R-007", "4 × 4 High", "3 × 4 High", "2 × 3 Moderate", "above")
    assert next(row for row in twin.rows if row[0] == "R-008")[1] == "not set"
    assert {twin.key_at(at, 0) for at in range(len(twin.rows))} == {mark.key for mark in marks}


def test_the_table_of_the_heat_map_holds_every_cell_and_every_risk_that_the_drawing_counts(qtbot) -> None:
    view = samples.heat_view("refs")
    twin = twin_of("heat map")
    assert [row[0].split()[0] for row in twin.rows] == ["5", "4", "3", "2", "1"]
    for at, row in enumerate(twin.rows):
        for column, words in enumerate(row[1:], start=1):
            cell = twin.key_at(at, column)
            inside = [mark.ref for mark in view.marks if mark.current == cell]
            assert words.startswith(view.bands[cell][1])  # type: ignore[index]
            assert [ref for ref in (mark.ref for mark in view.marks) if ref in words] == inside
            assert ("above appetite" in words) is (cell in view.above)
    assert all(hit.key in {key for keys in twin.keys for key in keys} for hit in heat(qtbot).drawing.hits[:25])


def test_the_table_of_a_curve_holds_every_level_and_what_the_marks_say() -> None:
    twin = twin_of("curve")
    assert twin.heads == ("Category", "1 h", "4 h")
    assert twin.rows == (("Staff", "1", "4"), ("Money", "not asked yet", "2"))
    assert "MTPD 4 h" in twin.summary
    assert "RTO 1 h" in twin.summary


def summary_of(view: StepsView) -> str:
    chart = StepBars()
    chart.show_view(view)
    return chart.twin.summary


def test_the_table_of_steps_tells_when_each_runs_and_what_is_left() -> None:
    twin = twin_of("steps")
    assert twin.rows == (
        ("1 Detect", "0 h", "30 min", "30 min", "critical"),
        ("2 Call", "30 min", "45 min", "1 h 15", "has slack"),
    )
    assert twin.summary == "Ready after 1 h 15. RTO 2 h. 45 min to spare."
    assert "30 min late." in summary_of(replace(steps_view(), rto=45))


def test_the_table_of_a_map_holds_every_node_and_every_edge_once() -> None:
    view, twin = samples.map_view(), twin_of("map")
    names = {node.key: node.label for node in view.nodes}
    assert sorted(row[0] for row in twin.rows) == sorted(names.values())
    told = [(row[0], one, soft) for row in twin.rows for soft, cell in ((False, row[3]), (True, row[4]))
            for one in cell.split(", ") if one]  # fmt: skip
    assert sorted(told) == sorted((names[e.source], names[e.target], e.soft) for e in view.edges)
    lines = [shape for shape in charts()["map"].drawing.shapes if isinstance(shape, Line)]  # type: ignore[attr-defined]
    assert len(lines) == len(told)


def test_the_table_of_the_grid_tells_scored_carried_and_unknown_cells() -> None:
    twin = twin_of("grid")
    assert twin.heads == ("Category", "From level", "1 h", "4 h", "1 d", "Intolerable")
    assert twin.rows[0] == ("Staff", "4", "2 Minor", "2 Minor, carried, not accepted yet", "4 Major", "1 d")
    assert twin.rows[1][2] == "not asked yet"


def test_the_table_of_votes_counts_each_level() -> None:
    assert [row[1] for row in twin_of("votes").rows] == ["0", "1", "6", "2", "0"]


@pytest.fixture(params=["movement", "heat map", "curve", "steps", "map", "grid", "votes"])
def twinned(request: pytest.FixtureRequest, qtbot) -> Iterator[Twinned]:
    window = QWidget()
    made = Twinned(charts()[request.param])
    layout = QVBoxLayout(window)
    layout.addWidget(made)
    layout.addWidget(made.button)
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    made.chart.setFocus(Qt.FocusReason.TabFocusReason)
    yield made
    window.close()


def test_t_changes_between_chart_and_table_and_the_keyboard_goes_along(twinned: Twinned) -> None:
    QTest.keyClick(twinned.chart, Qt.Key.Key_T)
    assert twinned.as_table()
    assert twinned.table.hasFocus()
    assert not twinned.chart.isVisible()
    QTest.keyClick(twinned.table, Qt.Key.Key_T)
    assert not twinned.as_table()
    assert twinned.chart.hasFocus()
    QTest.keyClick(twinned.button, Qt.Key.Key_Space)
    assert twinned.table.isVisible()
    assert twinned.button.text() == "As chart"


def test_the_table_has_a_name_is_read_cell_by_cell_and_copies_for_excel(twinned: Twinned) -> None:
    twinned.show_table(True)
    twin = twinned.table.twin
    told = QAccessible.queryAccessibleInterface(twinned.table)
    assert told.role() == QAccessible.Role.Table
    assert told.text(QAccessible.Text.Name).strip()
    twinned.table.setCurrentIndex(twinned.table.model().index(0, 0))
    QTest.keyClick(twinned.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == list(twin.heads)
    assert [line.split("\t") for line in lines[1:]] == [list(row) for row in twin.rows]
    index = twinned.table.model().index(0, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == f"{twin.heads[1]}: {twin.rows[0][1]}"


def test_the_cursor_goes_along_and_enter_chooses_what_the_chart_would(qtbot) -> None:
    made = Twinned(heat(qtbot))
    qtbot.addWidget(made)
    chart = made.chart
    assert isinstance(chart, HeatMap)
    chart.set_cursor_key((3, 3))
    made.show_table(True)
    assert made.table.key_here() == (3, 3)
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.keyClick(made.table, Qt.Key.Key_Return)
    assert chosen.args == [(3, 3)]
    QTest.keyClick(made.table, Qt.Key.Key_Right)
    made.show_table(False)
    assert chart.cursor_key() == (3, 4)


def test_a_screen_reader_hears_of_a_chart_its_message_and_the_cell(qtbot) -> None:
    chart = ImpactCurve()
    chart.show_view(curve_view())
    shown(qtbot, chart)
    told = QAccessible.queryAccessibleInterface(chart)
    assert told.role() == QAccessible.Role.Chart
    assert told.text(QAccessible.Text.Name) == "Impact over time: Intolerable after 1 h"
    assert "MTPD 4 h" in told.text(QAccessible.Text.Description)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert told.text(QAccessible.Text.Description) == "1 h: Staff 1"
    assert QApplication.focusWidget() is chart or not chart.isActiveWindow()
