"""A session that is closed and opened again is where it was left: page, view, selection, columns, order, scroll."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import entities
from app import model as m
from app.session import new_session
from tests.ui.starting import starting
from ui.application import Application
from ui.main_window import MainWindow

Open = Callable[[], MainWindow]


@pytest.fixture
def reopened(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Closes the window of a session with eighty services, if it is open, and opens it."""
    path = tmp_path / "left.foreshock"
    with new_session(path, title="Left", organisation="Quellmark", who="Ann") as document:
        for number in range(80):
            entities.add(document, m.Service, name=f"Service {number:02d}", rto="4h" if number % 2 else "8h")
        entities.add(document, m.Risk, event="Fire")
    with starting(qapp, tmp_path) as application:
        yield lambda: _reopened(application, path, qtbot)


def _reopened(application: Application, path: Path, qtbot: QtBot) -> MainWindow:
    for window in list(application.windows):
        window.close()
    assert application.open(path)
    window = application.windows[0]
    assert isinstance(window, MainWindow)
    window.resize(1280, 720)
    qtbot.waitExposed(window)
    qtbot.wait(50)
    return window


def services(window: MainWindow) -> Any:
    window.go("services")
    return window.stack.currentWidget()


def test_the_list_is_as_it_was_arranged_and_scrolled(reopened: Open, qtbot: QtBot) -> None:
    window = reopened()
    panel = services(window).lists.panel("services")
    panel.table.sort_by("name", descending=True)
    panel.table.show_columns(["ref", "name", "rto"])
    key = next(row.key for row in panel.table.model.rows if row.name == "Service 40")
    panel.table.select_key(key)
    bar = panel.table.view.verticalScrollBar()
    bar.setValue(bar.value() + 5)
    left, order = bar.value(), panel.table.arrangement()["sort"]
    assert left > 0
    assert order
    again = reopened()
    assert again.current_place().key == "services"
    panel = services(again).lists.panel("services")
    assert panel.table.shown_columns() == ["ref", "name", "rto"]
    assert panel.table.arrangement()["sort"] == order
    assert panel.table.current_key() == key
    assert panel.detail.key == key
    qtbot.waitUntil(lambda: panel.table.view.verticalScrollBar().value() == left)


@pytest.mark.parametrize("view", ["impact", "map"])
def test_the_view_of_a_service_is_open_again(reopened: Open, view: str) -> None:
    window = reopened()
    page = services(window)
    key = page.lists.panel("services").table.model.rows[5].key
    window.console.go("services", key)
    window.console.ask(view, key)
    again = reopened()
    page = again.stack.currentWidget()
    shown = getattr(page, view)
    assert shown.isVisible()
    assert shown.key == key


def test_a_view_of_a_service_that_is_gone_gives_way_to_the_list(reopened: Open) -> None:
    window = reopened()
    key = services(window).lists.panel("services").table.model.rows[5].key
    window.console.ask("impact", key)
    place = window._pages["services"].place()
    entities.delete(window.document, key)
    window._pages["services"].restore(place)
    again = reopened()
    page: Any = again.stack.currentWidget()
    assert not page.impact.isVisible()
    assert page.lists.panel("services").table.isVisible()


def test_pages_that_were_not_opened_this_time_stay_as_left(reopened: Open) -> None:
    window = reopened()
    window.go("risks")
    window._pages["risks"].show_view("map")  # type: ignore[attr-defined]
    window.go("overview")
    assert reopened().current_place().key == "overview"
    again = reopened()
    again.go("risks")
    assert again._pages["risks"].view() == "map"  # type: ignore[attr-defined]
