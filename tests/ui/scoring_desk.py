"""A window at a scoring round of nine seats on the sample session, with a clock that stands still."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import meetings, polls, session
from app import model as m
from app.document import Document
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages.scoring import ScoringPage

START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
SEATS = 9


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Table:
    """The window with its round, and what is in the session."""

    window: MainWindow
    page: ScoringPage
    document: Document
    clock: Clock

    @property
    def poll(self) -> polls.PollRow:
        return polls.poll(self.document, self.page.round.key)

    @property
    def voted(self) -> list[int]:
        return [one.number for one in self.page.round.seats if one.voted]

    @property
    def agreed(self) -> list[tuple[str, int]]:
        """What was agreed on at this meeting, by reference."""
        refs = {row.id: row.ref for row in self.document.all(m.Entity)}
        held = [one for one in polls.polls(self.document) if one.meeting == self.window.console.meeting.key]
        return [(refs[one.subject] or "", one.agreement.level) for one in held if one.agreement is not None]

    def key(self, ref: str) -> bytes:
        return key_of(self.document, ref)

    def press(self, *keys: str) -> None:
        """Press keys on whatever has the keyboard."""
        for one in keys:
            combination = QKeySequence(one)[0]
            target = QApplication.focusWidget() or self.window
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type characters one after the other, each on what has the keyboard then."""
        for one in text:
            QTest.keyClick(QApplication.focusWidget() or self.window, one)
        QApplication.processEvents()

    def vote(self, digits: str, *, reveal: bool = True) -> None:
        """Type the votes of a round in the order of the seats."""
        self.type(digits)
        if reveal:
            self.press("Space")


def key_of(document: Document, ref: str) -> bytes:
    found: bytes = next(row.id for row in document.all(m.Entity, m.Entity.ref == ref))
    return found


def prepare(sample_file: Path, path: Path, clock: Clock, *, seats: int = SEATS) -> Path:
    """Copy the sample and let a workshop run in it that asks for the likelihood of today only."""
    with contextlib.closing(Document.open(shutil.copy(sample_file, path), clock=clock, who="Tomasz Orlewin")) as held:
        session.change_info(held, inherent_scored=False)
        people = [row.id for row in held.all(m.Person, m.Person.status == "active")][:seats]
        if seats:
            meetings.open_meeting(held, "Risk workshop", "risk workshop", seats=people)
    return path


@contextlib.contextmanager
def at_table(
    qtbot: QtBot, path: Path, folder: Path, clock: Clock, ref: str = "R-007", *, read_only: bool = False,
    private: bool = True,
) -> Iterator[Table]:  # fmt: skip
    """Open a window at the round about a risk; ``private`` lets it show what the room must not see."""
    document = Document.open(path, clock=clock, who="Tomasz Orlewin", read_only=read_only)
    with window_on(document, folder, "scoring") as (window, _page):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        if private:
            window.console.privacy.show_anyway()
        window.go("scoring", key_of(document, ref) if ref else None)
        page = window._pages["scoring"]
        assert isinstance(page, ScoringPage)
        QApplication.processEvents()
        yield Table(window, page, document, clock)
