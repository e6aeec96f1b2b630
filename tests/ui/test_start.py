"""The first screen by keyboard: the ways to begin, recent sessions, missing ones, the person's name, a dropped list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.session import new_session
from tests.ui.starting import starting
from ui.application import Application
from ui.main_window import MainWindow
from ui.start.recent import when
from ui.start_window import StartWindow


@pytest.fixture
def application(qapp: QApplication, tmp_path: Path) -> Iterator[Application]:
    with starting(qapp, tmp_path) as made:
        yield made


@pytest.fixture
def files(application: Application, tmp_path: Path) -> list[Path]:
    """Three sessions that were open before, the newest first; the second is missing."""
    paths = [tmp_path / f"{name}.foreshock" for name in ("Newest", "Gone", "Oldest")]
    for path in reversed(paths):
        new_session(path, title=path.stem, organisation="Quellmark").close()
        application.settings.remember_file(path, path.stem, 14)
    paths[1].rename(tmp_path / "Found again.foreshock")
    return paths


def shown(application: Application, qtbot: QtBot) -> StartWindow:
    application.show_start()
    window = application.windows[-1]
    assert isinstance(window, StartWindow)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def focus() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def opened(application: Application) -> list[str]:
    return [window.document.path.stem for window in application.windows if isinstance(window, MainWindow)]


def test_without_recent_sessions_enter_opens_the_sample(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(application, "open_sample", lambda: asked.append("sample"))
    shown(application, qtbot)
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    qtbot.keyClick(focus(), "1")
    assert asked == ["sample", "sample"]


def test_three_asks_for_a_file_and_opens_it(
    application: Application, files: list[Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (str(files[2]), ""))
    window = shown(application, qtbot)
    qtbot.keyClick(focus(), "3")
    assert opened(application) == ["Oldest"]
    assert window not in application.windows, "the first screen goes when a session is there"


def test_arrows_and_enter_open_a_recent_session(application: Application, files: list[Path], qtbot: QtBot) -> None:
    window = shown(application, qtbot)
    assert focus() is window.recent.rows[0]
    qtbot.keyClick(focus(), Qt.Key.Key_Down)
    qtbot.keyClick(focus(), Qt.Key.Key_Down)
    assert focus() is window.recent.rows[2]
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened(application) == ["Oldest"])


def test_a_missing_session_says_so_and_is_located(
    application: Application, files: list[Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = tmp_path / "Found again.foreshock"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (str(found), ""))
    window = shown(application, qtbot)
    row = window.recent.rows[1]
    assert "not found" in row.accessibleName()
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert opened(application) == ["Found again"]
    assert str(files[1]) not in [file.path for file in application.settings.recent()]


def test_del_takes_a_session_off_the_list_and_leaves_its_file(
    application: Application, files: list[Path], qtbot: QtBot
) -> None:
    window = shown(application, qtbot)
    qtbot.keyClick(focus(), Qt.Key.Key_Delete)
    assert [row.file.title for row in window.recent.rows] == ["Gone", "Oldest"]
    assert focus() is window.recent.rows[0]
    assert files[0].exists()


def test_the_name_is_asked_without_standing_in_the_way(application: Application, qtbot: QtBot) -> None:
    window = shown(application, qtbot)
    assert focus() is not window.name.field
    window.name.field.setFocus()
    qtbot.keyClicks(window.name.field, "Ann 2 Berg")  # a digit is a digit while typing
    assert window.stack.currentWidget() is window.page
    qtbot.keyClick(window.name.field, Qt.Key.Key_Return)
    assert application.settings.who == "Ann 2 Berg"
    assert focus() is window.name.change
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert window.name.field.hasFocus()


def test_everything_on_the_page_is_reached_by_tab(application: Application, files: list[Path], qtbot: QtBot) -> None:
    window = shown(application, qtbot)
    seen = []
    for _ in range(20):
        qtbot.keyClick(focus(), Qt.Key.Key_Tab)
        seen.append(focus())
    for wanted in [*(way.act for way in window.ways), *window.recent.rows, window.name.field]:
        assert wanted in seen
        assert wanted.accessibleName()


def test_a_dropped_spreadsheet_begins_a_session_with_its_services(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    table = tmp_path / "services.csv"
    table.write_text("Service\nPayroll\n", encoding="utf-8")
    window = shown(application, qtbot)
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(table))])
    copy, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(9, 9), copy, dragged, button, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, dragged, button, none))
    qtbot.waitUntil(lambda: window.sheet is not None)
    assert window.sheet is not None
    assert window.sheet.problem.itemAt(0).widget().accessibleName() == (
        "services.csv will be imported in the third step."
    )


def test_times_are_told_as_people_say_them() -> None:
    assert when("2025-10-12T09:30:00+00:00") == "12 Oct 2025"
