"""Before the reveal nobody can tell one vote from another, by text, tooltip, name, Undo, history or pixel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.batch_desk import ENTER, Workshop, readable, workshop

#: The preview of the room follows the session after this time, in milliseconds.
FOLLOWED = 120
#: Two rooms that vote as differently as they can.
ONE, OTHER = ("11111", "12345", "0----"), ("55555", "54321", "42-0-")


def seen(folder: Path, sheets: tuple[str, ...], *, manner: str, reveal: bool = False) -> list[tuple[list[str], QImage]]:
    """Type sheets and return what can be read and seen after each step."""
    found = []

    def look(made: Workshop) -> None:
        QTest.qWait(FOLLOWED)
        found.append((readable(made), made.window.grab().toImage()))

    with workshop(folder) as made:
        made.window.go("batch")
        made.page.set_up.manner.set_current(manner)
        made.press(ENTER)
        for sheet in sheets:
            if not made.page.silent.typing:
                made.press(ENTER)
            made.type(sheet[:3])
            look(made)
            made.type(sheet[3:])
            made.press(ENTER)
            look(made)
        made.press(Qt.Key.Key_Escape)
        made.window.go("batch", made.seat(1))  # once more, as if it had been mistyped
        look(made)
        made.type(sheets[0])
        look(made)
        for place in ("overview", "risks", "meeting", "history", "batch"):
            made.window.go(place)
            look(made)
        if reveal:
            made.press(Qt.Key.Key_Escape)
            made.press(Qt.Key.Key_R)
            look(made)
    return found


@pytest.mark.parametrize("manner", ["paper", "laptop"])
def test_two_rooms_that_vote_differently_look_and_read_the_same_until_the_reveal(
    qtbot: QtBot, tmp_path: Path, manner: str
) -> None:
    first, second = (seen(tmp_path / name, sheets, manner=manner) for name, sheets in (("one", ONE), ("two", OTHER)))
    for (texts, picture), (others, image) in zip(first, second, strict=True):
        assert texts == others
        assert picture == image


def test_after_the_reveal_they_differ(qtbot: QtBot, tmp_path: Path) -> None:
    """What the test above compares does show votes once they may be seen."""
    first = seen(tmp_path / "one", ONE, manner="paper", reveal=True)[-1]
    second = seen(tmp_path / "two", OTHER, manner="paper", reveal=True)[-1]
    assert first[0] != second[0]
    assert first[1] != second[1]
