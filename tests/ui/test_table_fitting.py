"""How tables fit their windows: what gives way, what stays in sight, and what a cell that is too narrow still tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from test_table import Register, Service, columns, register  # noqa: F401 - a fixture
from windows import OneApplication

from app.dates import format_instant
from app.fields import Field, Kind
from app.sample import build_sample
from ui.main_window import MainWindow
from ui.tables import delegate
from ui.tables.columns import Column
from ui.tables.fitting import Need, head_width, left_out, widths
from ui.tables.table import Table
from ui.theme import Size, px
from ui.widgets import inputs
from ui.widgets.inputs import TextField

WIDE = [
    Column("ref", Field(Kind.TEXT, "Ref"), value=lambda row: f"SVC-{row.id:03}"),
    Column("name", Field(Kind.TEXT, "Service"), width=200, stretch=True),
    Column("note", Field(Kind.TEXT, "Note"), value=lambda row: "something to remember"),
    Column("state", Field(Kind.CHOICE, "State", choices={"open": "open"})),
    Column("rto", Field(Kind.DURATION, "Recovery time")),
]


def fitted(qtbot: Any, width: int, spare: tuple[str, ...] = ()) -> Table:
    table = Table(WIDE, "Services", spare=spare)
    qtbot.addWidget(table)
    table.set_rows([Service(at, f"Service {at}", 60 * at + 60) for at in range(4)])
    table.resize(width, 300)
    table.show()
    qtbot.waitExposed(table)
    return table


# --- the arithmetic ---


def test_the_first_spare_column_gives_way_first_and_no_more_than_must() -> None:
    needs = {0: Need(80, 100, 100, stretch=True), 1: Need(60, 60, 60), 2: Need(60, 60, 60)}
    assert left_out(needs, (2, 1), 220) == set()
    assert left_out(needs, (2, 1), 219) == {2}
    assert left_out(needs, (2, 1), 120) == {2, 1}


def test_names_grow_first_and_what_is_left_fills_the_table_to_the_pixel() -> None:
    needs = {0: Need(80, 100, 200, stretch=True), 1: Need(60, 90, 300)}
    assert widths(needs, 140) == {0: 80, 1: 60}
    assert widths(needs, 139) == {0: 100, 1: 90}  # it scrolls anyway
    assert widths(needs, 250) == {0: 160, 1: 90}
    assert widths(needs, 260)[0] == 170
    for room in (700, 1531, 3001):
        assert sum(widths(needs, room).values()) == room


# --- columns that give way ---


def test_a_narrow_table_leaves_spare_columns_out_and_a_wide_one_shows_them_again(qtbot: Any) -> None:
    table = fitted(qtbot, 900, ("note", "state"))
    assert table.shown_columns() == ["ref", "name", "note", "state", "rto"]
    table.resize(480, 300)
    assert table.shown_columns() == ["ref", "name", "state", "rto"]
    assert table.view.horizontalScrollBar().maximum() == 0
    assert "note" in table.column_order()
    table.resize(900, 300)
    assert "note" in table.shown_columns()


def test_a_column_that_a_person_ticks_stays_in_a_narrow_table_and_is_remembered(qtbot: Any) -> None:
    table = fitted(qtbot, 420, ("note",))
    assert "note" not in table.shown_columns()
    chooser = table.column_chooser()
    qtbot.addWidget(chooser)
    chooser.list.setCurrentRow(table.column_order().index("note"))
    QTest.keyClick(chooser.list, Qt.Key.Key_Space)
    assert "note" in table.shown_columns()
    other = fitted(qtbot, 420, ("note",))
    other.arrange(table.arrangement())
    assert "note" in other.shown_columns()
    chooser.close()


def test_what_nobody_arranged_is_not_remembered(qtbot: Any) -> None:
    kept = fitted(qtbot, 420, ("note",)).arrangement()
    other = fitted(qtbot, 900, ("note",))
    other.arrange(kept)
    assert "note" in other.shown_columns()


def test_a_column_that_was_dragged_keeps_its_width(qtbot: Any) -> None:
    table = fitted(qtbot, 900)
    header, at = table.view.header, table.model.position("note")
    edge = QPoint(header.sectionViewportPosition(at) + header.sectionSize(at) - 1, 10)
    before = header.sectionSize(at)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(header.viewport(), edge + QPoint(40, 0))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(40, 0))
    after = header.sectionSize(at)
    assert after > before + 30
    table.resize(1000, 300)
    assert header.sectionSize(at) == after
    assert table.arrangement()["widths"] == {"note": after}


def test_rows_are_low_in_low_windows_only(qtbot: Any) -> None:
    table = fitted(qtbot, 900)
    assert table.view.rowHeight(0) == px(Size.row_dense)
    table.resize(900, 820)
    assert table.view.rowHeight(0) == px(Size.row)


# --- columns that stay ---


@pytest.fixture
def scrolled(qtbot: Any) -> Iterator[Table]:
    """A table of two long columns, scrolled sideways to its end."""
    table = fitted(qtbot, 480)
    for name in ("note", "rto"):
        table.view.header.resizeSection(table.model.position(name), 260)
    QApplication.processEvents()  # the bar learns its range a moment later
    bar = table.view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 200
    yield table
    table.view.hide_bubble()


def test_reference_and_name_stay_while_the_table_is_scrolled(scrolled: Table) -> None:
    view, header = scrolled.view, scrolled.view.header
    index = scrolled.model.index(1, scrolled.model.position("ref"))
    assert view.visualRect(index).left() == 0
    assert view.indexAt(view.visualRect(index).center()) == index
    name = scrolled.model.index(1, scrolled.model.position("name"))
    assert view.visualRect(name).left() == header.sectionSize(0)
    inner = view.visualRect(name).adjusted(0, 0, -2, 0)  # without the line at the edge of what stays
    picture = view.viewport().grab(inner).toImage()
    view.horizontalScrollBar().setValue(0)
    assert picture == view.viewport().grab(inner).toImage()
    assert picture != view.viewport().grab(inner.translated(0, inner.height())).toImage()


def test_a_click_on_a_name_that_stays_chooses_its_row_and_typing_edits_it(qtbot: Any, scrolled: Table) -> None:
    written: list[tuple[Any, str, Any]] = []
    scrolled.model.commit = lambda *entry: written.append(entry)
    view, before = scrolled.view, scrolled.view.horizontalScrollBar().value()
    cell = view.visualRect(scrolled.model.index(2, scrolled.model.position("name")))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    assert scrolled.current_key() == 2
    assert view.horizontalScrollBar().value() == before
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor = next(one for one in view.viewport().findChildren(QLineEdit) if one.isVisible())
    assert abs(editor.x() - cell.x()) <= 2
    QTest.keyClicks(editor, "Payroll")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert written == [(2, "name", "Payroll")]


def test_the_keyboard_brings_a_cell_out_from_below_what_stays(scrolled: Table) -> None:
    scrolled.select_key(1, "rto")
    scrolled.view.setFocus()
    QTest.keyClick(scrolled.view, Qt.Key.Key_Left)
    QTest.keyClick(scrolled.view, Qt.Key.Key_Left)
    name = scrolled.model.columns[scrolled.view.currentIndex().column()].name
    assert name == "note"
    assert scrolled.view.visualRect(scrolled.view.currentIndex()).left() >= scrolled.view.header.staying.width()


def test_a_head_that_stays_orders_and_its_filter_stands_below_it(scrolled: Table) -> None:
    header = scrolled.view.header
    spot = QPoint(header.sectionSize(0) + 20, 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert scrolled.model.sorted_by == ("name", False)
    scrolled.show_filters(True)
    field = header.filter_field("name")
    assert field is not None
    assert field.x() == header.sectionSize(0) + 4


def test_the_filter_that_gets_the_keyboard_scrolls_into_sight(qtbot: Any, scrolled: Table) -> None:
    header = scrolled.view.header
    scrolled.show_filters(True)
    field = header.filter_field("note")
    assert field is not None
    scrolled.activateWindow()
    field.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(field.hasFocus)
    assert field.x() >= header.staying.width()


# --- what a narrow cell or field still tells ---


class Told:
    """Stands for Qt's tooltip: what was told last, which the real one forgets only some time later."""

    text = ""

    @classmethod
    def showText(cls, _at: QPoint, text: str, _widget: Any) -> None:  # noqa: N802 - Qt's own name
        cls.text = text


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (delegate, inputs):
        monkeypatch.setattr(module, "QToolTip", Told)


def tip_at(widget: Any, spot: QPoint) -> str:
    Told.text = ""
    QApplication.sendEvent(widget, QHelpEvent(QHelpEvent.Type.ToolTip, spot, widget.mapToGlobal(spot)))
    return Told.text


def test_a_cell_that_is_cut_off_tells_all_of_it(qtbot: Any) -> None:
    table = Table(columns(), "Services")
    qtbot.addWidget(table)
    long = "A service whose name is far longer than any column of this table can ever be made"
    table.set_rows([Service(1, long), Service(2, "ERP")])
    table.resize(420, 200)
    table.show()
    qtbot.waitExposed(table)
    name = table.model.position("name")
    assert tip_at(table.view.viewport(), table.view.visualRect(table.model.index(0, name)).center()) == long
    assert tip_at(table.view.viewport(), table.view.visualRect(table.model.index(1, name)).center()) == ""


def test_a_field_that_is_too_narrow_ends_with_an_ellipsis_until_one_types(qtbot: Any) -> None:
    field = TextField("Owner")
    qtbot.addWidget(field)
    field.resize(120, 32)
    field.setText("Adaeze Nwokolo-Byrne of the department")
    field.show()
    qtbot.waitExposed(field)
    assert tip_at(field, QPoint(20, 10)) == field.text()
    shown = field.grab().toImage()
    field.setText("Adaeze Nwokolo-Byrne who works elsewhere")
    assert field.grab().toImage() == shown  # both say “Adaeze Nwo…”, and no half letter differs
    field.setText("Adaeze")
    assert tip_at(field, QPoint(20, 10)) == ""


def test_markup_in_a_tooltip_stays_text(qtbot: Any) -> None:
    field = TextField("Name")
    qtbot.addWidget(field)
    field.resize(60, 32)
    field.setText("<b>Payroll of the whole company</b>")
    field.show()
    assert "&lt;b&gt;" in tip_at(field, QPoint(20, 10))


def test_filters_over_figures_say_what_may_be_typed(register: Register) -> None:  # noqa: F811 - the fixture
    register.table.show_filters(True)
    field = register.view.header.filter_field("rto")
    assert field is not None
    assert field.placeholderText() == "<4h"
    QTest.keyClicks(field, field.placeholderText())
    assert register.texts("name") == ["Payroll", "ERP", "Order platform"]


# --- the lists of a real session ---


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[MainWindow]:
    folder: Path = tmp_path_factory.mktemp("sample")
    document = build_sample(folder / "sample.foreshock", date(2026, 9, 15))
    made = MainWindow(document, OneApplication(folder))  # type: ignore[arg-type]
    made.resize(1280, 720)
    made.show()
    made.watch.look()
    yield made
    made.close()
    qapp.processEvents()


LISTS = [
    ("services", "services"), ("services", "components"), ("services", "dependencies"), ("organisation", "people"),
    ("organisation", "departments"), ("organisation", "sites"), ("organisation", "suppliers"), ("actions", "actions"),
    ("actions", "incidents"), ("actions", "changes"), ("actions", "problems"), ("actions", "waivers"),
    ("plans", "plans"), ("plans", "strategies"), ("risks", ""), ("exercises", ""),
]  # fmt: skip


def table_of(window: MainWindow, place: str, key: str) -> Table:
    window.go(place)
    page: Any = window._pages[place]
    if key:
        page.lists.show(key)
    QApplication.processEvents()
    table: Table = page.lists.panel(key).table if key else page.panel.table
    return table


@pytest.mark.parametrize(("place", "key"), LISTS)
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)], ids=["small", "large"])
def test_every_list_fits_beside_its_detail_with_whole_heads_and_whole_figures(
    window: MainWindow, place: str, key: str, size: tuple[int, int]
) -> None:
    window.resize(*size)
    table = table_of(window, place, key)
    header = table.view.header
    assert table.view.horizontalScrollBar().maximum() == 0
    for name in table.shown_columns():
        at = table.model.position(name)
        spec = table.model.columns[at]
        assert header.sectionSize(at) >= head_width(spec, first=0, ordered=False), name
        for row in range(table.model.rowCount()):
            if spec.figures:
                assert table.view._cells.cut_off(table.model.index(row, at)) == ""


def child(window: MainWindow, tab: str, at: int = 0) -> Table:
    page: Any = window._pages["exercises"]
    page.panel.detail.open_tab(tab)
    QApplication.processEvents()
    made: Table = page.panel.detail.tab(tab)._tables[at].table
    return made


def test_the_tables_of_an_exercise_fit_into_the_narrow_detail(window: MainWindow) -> None:
    window.resize(1280, 720)
    table_of(window, "exercises", "")
    window._pages["exercises"].panel.table.select_key(window._pages["exercises"].panel.table.model.rows[0].key)  # type: ignore[attr-defined]
    for tab, at in (("scope", 0), ("scope", 1), ("injects", 0), ("results", 0), ("results", 1), ("log", 0)):
        table = child(window, tab, at)
        assert table.view.horizontalScrollBar().maximum() == 0, (tab, at)
    assert child(window, "results").shown_columns()[:3] == ["service_id", "target_rto", "rta"]


def test_the_log_shows_times_with_the_day_in_the_tooltip(window: MainWindow) -> None:
    window.resize(1280, 720)
    table_of(window, "exercises", "")
    window._pages["exercises"].panel.table.select_key(window._pages["exercises"].panel.table.model.rows[0].key)  # type: ignore[attr-defined]
    table = child(window, "log")
    line = table.model.rows[0]
    index = table.model.index(0, table.model.position("at"))
    assert index.data() == f"{line.value('at').astimezone():%H:%M}"
    assert tip_at(table.view.viewport(), table.view.visualRect(index).center()) == format_instant(line.value("at"))
    kind = table.model.index(0, table.model.position("kind"))
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("At: ")
    assert kind.data(Qt.ItemDataRole.AccessibleTextRole) == "Kind: inject"
