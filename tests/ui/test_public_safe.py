"""While the room may see the window, what is not for everybody is covered until it is opened on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import meetings
from app.document import Document
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.room.covers import Cover


@pytest.fixture
def window(sample: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    with window_on(sample, tmp_path) as (window, _):
        qtbot.waitUntil(lambda: window.watch.findings is not None, timeout=10_000)
        yield window


def meet(window: MainWindow) -> None:
    meetings.open_meeting(window.document, "Risk workshop", "risk workshop", seats=["Chair"])
    QApplication.processEvents()


def seen(window: MainWindow) -> str:
    """Every text of the window that can be seen, also in tables and lists."""
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    return "\n".join(texts)


@pytest.mark.parametrize("place", ["findings", "history", "exercises"])
def test_a_private_page_is_covered_in_a_meeting_and_opened_on_purpose(window: MainWindow, place: str) -> None:
    window.go(place)
    page = window._pages[place]
    assert page.isVisible()
    meet(window)
    assert not page.isVisible()
    cover = window.stack.currentWidget()
    assert isinstance(cover, Cover)
    QTest.mouseClick(cover.button, Qt.MouseButton.LeftButton)
    assert page.isVisible()
    cover.close_again()
    assert not page.isVisible()


def test_the_overview_shows_no_findings_to_the_room(window: MainWindow) -> None:
    window.go("overview")
    window._pages["overview"].refresh()
    QApplication.processEvents()
    assert "Order intake must be back in" in seen(window)
    assert "Vendor Silence" in seen(window)
    meet(window)
    assert "Order intake must be back in" not in seen(window)
    assert "Vendor Silence" not in seen(window)


def test_the_palette_names_no_scenario_to_the_room(window: MainWindow) -> None:
    def names() -> set[str]:
        return {entry.text for entry in window.offers.entries()}

    assert "Vendor Silence" in names()
    meet(window)
    assert "Vendor Silence" not in names()
    assert "Payroll" in names()
    window.console.privacy.show_anyway()
    assert "Vendor Silence" in names()


def test_what_is_covered_is_not_filed_to(window: MainWindow) -> None:
    window.go("exercises")
    assert window._on_screen() is not None
    meet(window)
    assert window._on_screen() is None


def test_votes_are_covered_in_the_detail_of_a_risk(window: MainWindow) -> None:
    window.go("risks")
    covers = [cover for cover in window._pages["risks"].findChildren(Cover) if not cover.covered]
    assert covers
    meet(window)
    assert all(cover.covered for cover in covers)
