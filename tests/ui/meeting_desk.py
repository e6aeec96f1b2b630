"""A window on a small session for the tests of meetings: two people, a service, and a clock that stands still."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import entities, meetings
from app import model as m
from app.document import Document
from app.session import new_session
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.meetings.current import CurrentMeeting
from ui.pages.meeting import MeetingPage

START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
ENTER = Qt.Key.Key_Return


class Standing:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, minutes: float) -> None:
        """Let time pass."""
        self.moment += timedelta(minutes=minutes)


@dataclass
class Desk:
    """The window, its session and what is in it."""

    window: MainWindow
    document: Document
    clock: Standing
    adaeze: bytes
    dafydd: bytes
    payroll: bytes

    @property
    def current(self) -> CurrentMeeting:
        """The meeting as the window knows it."""
        return self.window.console.meeting

    @property
    def page(self) -> MeetingPage:
        """The page of the meeting, in front."""
        self.window.go("meeting")
        page = self.window.stack.currentWidget()
        assert isinstance(page, MeetingPage)
        return page

    def meet(self, *agenda: tuple[str, int | None]) -> bytes:
        """Start a meeting with two people and a role."""
        seats = (self.adaeze, self.dafydd, "Fire brigade")
        return meetings.open_meeting(self.document, "Risk workshop", "risk workshop", seats=seats, agenda=agenda)

    def said(self) -> list[tuple[str, str | None]]:
        """Return kind and words of everything in the log."""
        return [(entry.kind, entry.text) for entry in meetings.entries(self.document)]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as made:
        yield made


@contextlib.contextmanager
def opened(qtbot: QtBot, folder: Path, *, people: bool = True) -> Iterator[Desk]:
    """Open a window on a new session."""
    clock = Standing()
    who = "Tomasz Orlewin"
    document = new_session(folder / "desk.foreshock", title="Programme", organisation="Quellmark", clock=clock, who=who)
    keys = [b"", b""]
    if people:
        mails = ("adaeze@quellmark.example", "dafydd@quellmark.example")
        names = ("Adaeze Nwokolo-Byrne", "Dafydd Prysor")
        keys = [
            entities.add(document, m.Person, None, name=name, email=mail)
            for name, mail in zip(names, mails, strict=True)
        ]
    payroll = entities.add(document, m.Service, None, name="Payroll", note="Pay day is the 25th.")
    with window_on(document, folder, "services") as (window, _page):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        yield Desk(window, document, clock, keys[0], keys[1], payroll)


def press(keys: str, widget: QWidget | None = None) -> None:
    """Press keys such as ``Alt+D`` on whatever has the focus."""
    combination = QKeySequence(keys)[0]
    target = widget or QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None
    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
    QApplication.processEvents()


def type_in(text: str) -> None:
    """Type into whatever has the focus."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def in_front(dialog: QWidget) -> None:
    """Show a dialog and give it the keyboard."""
    dialog.show()
    dialog.activateWindow()
    for _ in range(100):
        QTest.qWait(10)
        if dialog.isActiveWindow():
            return
    raise AssertionError("the dialog did not get the keyboard")


def with_dialog(open_it: Callable[[], object], act: Callable[[QWidget], object]) -> None:
    """Open a dialog that waits for an answer, and let ``act(dialog)`` give it."""
    failures: list[BaseException] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        try:
            assert dialog is not None
            in_front(dialog)
            act(dialog)
        except BaseException as failure:  # kept for the test itself
            failures.append(failure)
        finally:
            if dialog is not None and dialog.isVisible():
                dialog.close()

    QTimer.singleShot(50, answer)
    open_it()
    if failures:
        raise failures[0]
