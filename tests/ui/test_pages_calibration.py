"""The calibration page lays departments side by side; every dot, bar, cell and line of it opens into its services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import entities, interviews, meetings
from app import model as m
from app.document import Document
from app.sample import build_sample
from app.session import new_session
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages import calibration as page_module
from ui.pages.calibration import CalibrationPage
from ui.room.covers import Cover
from ui.widgets.buttons import Button


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("calibration") / "sample.foreshock"
    build_sample(path).close()
    return path


@pytest.fixture
def window(file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    with Document.open(file) as original:
        original.save_copy(tmp_path / "copy.foreshock")
    with window_on(Document.open(tmp_path / "copy.foreshock", who="Ann"), tmp_path, "calibration") as (window, _):
        yield window


@pytest.fixture
def page(window: MainWindow) -> CalibrationPage:
    found = window._pages["calibration"]
    assert isinstance(found, CalibrationPage)
    return found


def key_of(page: CalibrationPage, ref: str) -> bytes:
    found: bytes = next(row.id for row in page.document.all(m.Entity) if row.ref == ref)
    return found


def listed(page: CalibrationPage) -> list[str]:
    return [entry.name for entry in page.worklist.table.model.rows]


def went(window: MainWindow) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    window.console.place_wanted.connect(lambda place, key: found.append((place, key)))
    return found


def test_each_chart_carries_its_message(page: CalibrationPage) -> None:
    assert [card.message.text() for card in page.cards] == [
        "38 % of 13 rated in Tiers 0 and 1, more than the usual 10 to 30 %",
        "Half of 13 services must work again within 8 h; in IT operations within 1 h, in Procurement within 2 d",
        "After 24 h, 8 of 14 scored services are intolerable, most often for Customer",
    ]
    assert all(card.chart.twin.rows and card.chart.drawing.hits for card in page.cards)


def test_what_stands_out_comes_first_and_is_told_whole_below(page: CalibrationPage) -> None:
    assert listed(page)[:2] == ["Identity and sign-on", "E-mail and collaboration"]
    assert "none of the 7 services that need it is intolerable before 8 h" in page.worklist.words.text()


def test_enter_opens_the_service_of_a_line(window: MainWindow, page: CalibrationPage) -> None:
    where = went(window)
    page.worklist.select(key_of(page, "SVC-013"))
    QTest.keyClick(page.worklist.table.view, Qt.Key.Key_Return)
    assert where == [("services", key_of(page, "SVC-013"))]


def test_a_dot_opens_its_service(window: MainWindow, page: CalibrationPage) -> None:
    where = went(window)
    chart = page.times.chart
    chart.setFocus()
    chart.set_cursor_key(key_of(page, "SVC-008"))
    assert "Payroll: RTO 24 h" in chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert where == [("services", key_of(page, "SVC-008"))]


def test_a_click_on_a_dot_does_what_enter_does(window: MainWindow, page: CalibrationPage) -> None:
    where = went(window)
    chart = page.times.chart
    hit = chart.drawing.hit_of(key_of(page, "SVC-008"))
    assert hit is not None
    x, y = (round(at * chart.scale()) for at in hit.rect.centre)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.rect().topLeft() + type(chart.pos())(x, y))
    assert where == [("services", key_of(page, "SVC-008"))]


def test_the_switch_compares_mtpd_instead_and_the_page_remembers_it(page: CalibrationPage) -> None:
    page.times.show_target("mtpd")
    assert page.times.message.text().startswith("Half of 13 services become intolerable within 24 h")
    kept = page.place()
    page.times.show_target("rto")
    page.restore(kept)
    assert page.times.target() == "mtpd"


def test_four_hours_are_compared_on_request(page: CalibrationPage) -> None:
    switch = page.impact.switch
    assert switch is not None
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Left)
    assert page.impact.message.text().startswith("After 4 h, 3 of 14 scored services")


def test_a_cell_lists_the_services_behind_it_until_everything_is_wanted_again(page: CalibrationPage) -> None:
    told = page.told
    assert told is not None
    spread = told.spreads[1]
    quality = next(key for key, name in spread.departments if name == "Quality")
    regulatory = next(key for key, name, _ in spread.categories if name.startswith("Regulatory"))
    page.impact.chart.chosen.emit((quality, regulatory))
    assert listed(page) == ["Batch release and recall", "Cold-chain monitoring"] or listed(page) == [
        "Cold-chain monitoring", "Batch release and recall"
    ]  # fmt: skip
    assert page.worklist.words.text().startswith("Quality. Level 4.")
    assert page.worklist.table.view.hasFocus()
    page.worklist.back.click()
    assert listed(page)[0] == "Identity and sign-on"


def test_a_bar_lists_the_top_tiers_of_its_department(page: CalibrationPage) -> None:
    page.shares.chart.set_cursor_key("all")
    QTest.keyClick(page.shares.chart, Qt.Key.Key_Return)
    assert len(listed(page)) == 5
    assert "Order intake" in listed(page)


def test_many_at_one_time_are_listed(page: CalibrationPage) -> None:
    assert page.told is not None
    strip = next(one for one in page.told.distributions["rto"].strips if one.department == "Finance")
    page.times.chart.chosen.emit(("many", strip.key, 8 * 60))
    assert listed(page) == ["Finance and stock ledger (ERP)"]


def test_every_chart_shows_as_a_table_and_its_rows_lead_on(window: MainWindow, page: CalibrationPage) -> None:
    where = went(window)
    for card in page.cards:
        card.chart.setFocus()
        QTest.keyClick(card.chart, Qt.Key.Key_T)
        assert card.twinned.as_table()
    table = page.times.twinned.table
    table.go_to(key_of(page, "SVC-008"))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert where == [("services", key_of(page, "SVC-008"))]


def test_an_edit_is_seen_at_once(page: CalibrationPage) -> None:
    interviews.set_target(page.document, key_of(page, "SVC-008"), "rto", "4h")
    QApplication.processEvents()
    assert page.shares.message.text().startswith("46 % of 13 rated")
    assert ("Payroll", "RTO 4 h instead of 24 h, without a reason.") in [
        (entry.name, entry.words) for entry in page.worklist.table.model.rows
    ]


def test_the_charts_are_as_wide_as_the_window_lets_them(window: MainWindow, page: CalibrationPage) -> None:
    narrow = page.times.chart.drawing.width
    window.resize(1440, 900)
    QApplication.processEvents()
    assert page.times.chart.drawing.width > narrow
    assert page.times.chart.drawing.width == pytest.approx(page.times.chart.width(), abs=1)


def test_the_page_is_covered_while_the_room_may_see_it(window: MainWindow, page: CalibrationPage) -> None:
    meetings.open_meeting(window.document, "BIA", "interview", seats=["Chair"])
    QApplication.processEvents()
    assert not page.isVisible()
    cover = window.stack.currentWidget()
    assert isinstance(cover, Cover)
    words = [label.text() for label in cover.panel.findChildren(QLabel)]
    assert "Targets and impact of all departments" in words
    assert not any("Tiers" in text for text in words)


def test_the_palette_leads_here(window: MainWindow) -> None:
    entry = next(entry for entry in window.offers.entries() if entry.text == "Calibration")
    window.go("overview")
    entry.run()
    assert window._pages["calibration"].isVisible()


def test_an_empty_session_is_told_what_comes_here_and_how_to_begin(tmp_path: Path, qtbot: QtBot) -> None:
    document = new_session(tmp_path / "s.foreshock", title="Programme", organisation="Quellmark", who="Ann")
    with window_on(document, tmp_path, "calibration") as (window, page):
        assert isinstance(page, CalibrationPage)
        assert "Nothing to compare yet" in [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
        where = went(window)
        page.take_focus()
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Space)
        assert where == [("services", None)]


def test_one_service_is_enough_to_begin(tmp_path: Path, qtbot: QtBot) -> None:
    document = new_session(tmp_path / "s.foreshock", title="Programme", organisation="Quellmark", who="Ann")
    entities.add(document, m.Service, name="Payroll", rto="4h")
    with window_on(document, tmp_path, "calibration") as (_, page):
        assert isinstance(page, CalibrationPage)
        assert page.shares.message.text() == "100 % of 1 rated in Tiers 0 and 1; too few to compare"
        assert not page.impact.isVisible()


def test_a_large_session_is_read_beside_the_window(
    file: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "LARGE", 1)
    with Document.open(file) as original:
        original.save_copy(tmp_path / "copy.foreshock")
    with window_on(Document.open(tmp_path / "copy.foreshock", who="Ann"), tmp_path) as (window, _):
        window.go("calibration")
        page = window._pages["calibration"]
        assert isinstance(page, CalibrationPage)
        assert page.told is None
        qtbot.waitUntil(lambda: page.told is not None, timeout=10_000)
        assert listed(page)[0] == "Identity and sign-on"
        entities.set_field(window.document, m.Service, key_of(page, "SVC-011"), "name", "Mail")
        qtbot.waitUntil(lambda: "Mail" in listed(page), timeout=10_000)
        QThreadPool.globalInstance().waitForDone(10_000)


def test_the_toolbar_of_the_services_leads_here_also_when_it_shows_only_icons(window: MainWindow) -> None:
    window.go("services")
    QApplication.processEvents()
    found = [made for made in window._pages["services"].findChildren(Button) if made.accessibleName() == "Calibration"]
    (shown,) = [made for made in found if made.isVisible()]
    assert shown.text() == ""
    assert shown.width() >= shown.sizeHint().width()
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton)
    assert window._pages["calibration"].isVisible()
