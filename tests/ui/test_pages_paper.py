"""Paper is typed in line by line with Enter, told where it changes something, and taken over as one step of Undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import model as m
from app.document import Document
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages.paper import PaperPage


@pytest.fixture
def opened(sample: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, PaperPage]]:
    with window_on(sample, tmp_path, "paper") as (window, page):
        assert isinstance(page, PaperPage)
        yield window, page


def key_of(document: Document, ref: str) -> bytes:
    return next(row.id for row in document.all(m.Entity) if row.ref == ref)


def service(window: MainWindow) -> object:
    return window.document.get(m.Service, key_of(window.document, "SVC-008"))


def open_sheet(page: PaperPage, code: str) -> None:
    page.code.setFocus()
    QTest.keyClicks(page.code, code)
    QTest.keyClick(page.code, Qt.Key.Key_Return)


def type_into(page: PaperPage, column: str, text: str) -> None:
    line = next(one for one in page.lines if getattr(one.blank.aim, "column", "") == column)
    line.field.setFocus()
    QTest.keyClicks(line.field, text)


def test_enter_leads_from_line_to_line(opened: tuple[MainWindow, PaperPage]) -> None:
    window, page = opened
    open_sheet(page, "SVC-008")
    assert page.sheet is not None
    assert page.sheet.code == "SVC-008"
    for place in range(len(page.lines) - 1):
        assert window.focusWidget() is page.lines[place].field
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert window.focusWidget() is page.lines[-1].field


def test_what_was_typed_is_taken_over_and_undone_at_once(opened: tuple[MainWindow, PaperPage]) -> None:
    window, page = opened
    page.select(key_of(window.document, "SVC-008"))
    type_into(page, "rto", "8h")
    type_into(page, "mbco_pct", "60")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    row = service(window)
    assert (row.rto, row.mbco_pct) == (480, 60)  # type: ignore[attr-defined]
    assert page.sheet is None
    window.undo()
    row = service(window)
    assert (row.rto, row.mbco_pct) == (1440, 95)  # type: ignore[attr-defined]


def test_a_line_says_what_it_takes_the_place_of(opened: tuple[MainWindow, PaperPage]) -> None:
    window, page = opened
    page.select(key_of(window.document, "SVC-008"))
    type_into(page, "rto", "8h")
    line = next(one for one in page.lines if getattr(one.blank.aim, "column", "") == "rto")
    assert line.said.text() == "8 h takes the place of 24 h"


def test_a_line_that_cannot_be_read_holds_everything_back(opened: tuple[MainWindow, PaperPage]) -> None:
    window, page = opened
    page.select(key_of(window.document, "SVC-008"))
    type_into(page, "mbco_pct", "60")
    type_into(page, "rto", "soon")
    assert not page.take_button.isEnabled()
    assert "1 line" in page.take_button.reason_label().text()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert service(window).mbco_pct == 95  # type: ignore[attr-defined]


def test_a_row_of_the_grid_is_typed_as_digits(opened: tuple[MainWindow, PaperPage]) -> None:
    window, page = opened
    page.select(key_of(window.document, "SVC-014"))
    line = next(one for one in page.lines if one.blank.label == "Customer")
    line.field.setFocus()
    QTest.keyClicks(line.field, "11223344")
    assert line.said.text().startswith("1 1 2 2 3 3 4 4")
    page.take()
    scores = window.document.all(m.ImpactScore, m.ImpactScore.service_id == key_of(window.document, "SVC-014"))
    assert 4 in {row.level for row in scores}


def test_the_log_goes_on_over_several_lines(opened: tuple[MainWindow, PaperPage]) -> None:
    window, page = opened
    page.select(key_of(window.document, "MTG-001"))
    field = page.lines[0].field
    field.setFocus()
    QTest.keyClicks(field, "14:05 d Buy a second switch")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "p Who calls the bank?")
    page.take()
    texts = {row.text for row in window.document.all(m.MeetingEntry)}
    assert {"Buy a second switch", "Who calls the bank?"} <= texts
