"""Before the reveal nothing that can be seen, read out or looked up depends on what anybody voted.

The same round is held twice with other votes, keystroke by keystroke. At every stage all widgets of the window, what
the room sees, the labels of undo and history, what a screen reader is told and every pixel must be the same.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, QBuffer, QIODevice, QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import meetings, polls
from app.document import Document
from tests.ui.scoring_desk import Clock, Table, at_table, key_of, prepare
from ui.run import steps
from ui.scoring import board
from ui.scoring.laptop import PassedLaptop

#: Votes that share no level at any seat; the last two rounds differ in who abstains, too.
ONE, OTHER = "123451234", "5a5113451"
#: After which ballots everything is looked at: a look at all widgets takes its time.
LOOKED = (0, 1, 5, 8)
_TEXTS = ("text", "title", "placeholderText", "currentText", "displayText", "value")


@dataclass
class Seen:
    """What could be noticed at every stage: words, and the picture of the window."""

    stages: list[str] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def look(self, stage: str, table: Table, *windows: QWidget) -> None:
        """Remember everything that can be noticed now."""
        QApplication.processEvents()
        QTest.qWait(80)  # what is on the stage follows the session a moment later
        found: list[str] = list(self.told)
        for window in (table.window, *windows):
            for part in (window, *window.findChildren(QWidget)):
                found += words_of(part)
            self.pictures.append(picture(window))
        stage_ = table.window.console.stage
        found += [repr(one) for one in (stage_.preview, stage_.live, stage_.seen, stage_.next_seen)]
        found += [str(table.document.undo_label), str(table.document.redo_label)]
        found += [one.label for one in table.document.history(limit=30)]
        self.stages.append(stage)
        self.words.append(tuple(found))


def words_of(part: QWidget) -> list[str]:
    """Return every text of a widget: what it shows, its name, its tips, and the cells of lists and tables."""
    found = [part.accessibleName(), part.accessibleDescription(), part.toolTip(), part.statusTip(), part.whatsThis(),
             part.windowTitle(), part.objectName()]  # fmt: skip
    found += [str(part.property(name)) for name in _TEXTS]
    own = (bytes(one.data()).decode() for one in part.dynamicPropertyNames())
    found += [f"{name}={part.property(name)}" for name in own if not name.startswith("_")]  # those are Qt's
    told = QAccessible.queryAccessibleInterface(part)
    if told is not None and told.isValid():
        kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
        found += [str(told.text(kind)) for kind in kinds]
    if isinstance(part, QAbstractItemView) and part.model() is not None:
        model, roles = part.model(), (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        root = QModelIndex()
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(root)
        places = product(range(model.rowCount(root)), range(columns))
        cells = [model.index(row, column) for row, column in places]
        found += [str(cell.data(role)) for cell in cells for role in roles]
    return [f"{type(part).__name__}: {text}" for text in found]


def picture(window: QWidget) -> bytes:
    """Return the pixels of a window."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "BMP")
    return bytes(buffer.data().data())


@pytest.fixture(scope="module")
def begun(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session in which the round about one risk is open, so that both runs have the same keys."""
    clock = Clock()
    path = prepare(sample_file, tmp_path_factory.mktemp("leaks") / "begun.foreshock", clock)
    with contextlib.closing(Document.open(path, clock=clock, who="Tomasz Orlewin")) as document:
        running = meetings.running(document)
        assert running is not None
        polls.open_poll(document, key_of(document, "R-007"), "likelihood", meeting=running.id)
    return path


@contextlib.contextmanager
def run(
    qtbot: QtBot, begun: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *, private: bool
) -> Iterator[tuple[Table, Seen]]:
    seen, clock = Seen(), Clock()
    folder.mkdir()
    path = Path(shutil.copy(begun, folder / "begun.foreshock"))
    for module in (board, steps):
        monkeypatch.setattr(module, "announce", lambda _widget, words: seen.told.append(words))
    with at_table(qtbot, path, folder, clock, private=private) as table:
        table.window.console.said.connect(lambda words, _undo: seen.told.append(words))
        table.window.console.refused.connect(seen.told.append)
        table.window.console.stage.set_on(True)
        table.press("F8")
        yield table, seen


Act = Callable[[Table, Seen, str], None]


def held_twice(
    qtbot: QtBot, begun: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, act: Act, *, private: bool = True
) -> tuple[Seen, Seen]:
    """Hold a round twice and return what could be noticed of each."""
    found: list[Seen] = []
    for name, votes in (("one", ONE), ("other", OTHER)):
        with run(qtbot, begun, folder / name, monkeypatch, private=private) as (table, seen):
            act(table, seen, votes)
        found.append(seen)
    return found[0], found[1]


def nothing_differs(one: Seen, other: Seen) -> None:
    assert one.stages == other.stages
    assert len(one.stages) > 3
    for stage, first, second in zip(one.stages, one.words, other.words, strict=True):
        assert sorted(set(first) ^ set(second)) == [], stage
        assert first == second, stage
    differing = [at for at, pair in enumerate(zip(one.pictures, other.pictures, strict=True)) if pair[0] != pair[1]]
    assert differing == []


def silently(table: Table, seen: Seen, votes: str) -> None:
    """Type the votes with a look after each, enter one anew, take one back, warn, and let all have voted."""
    seen.look("begun", table)
    for at, one in enumerate(votes[:7]):
        table.type(one)
        if at in LOOKED:
            seen.look(f"seat {at + 1} has voted", table)
    table.press("Space")
    seen.look("warned of who is missing", table)
    table.press("Home", "Right")
    seen.look("a seat is chosen again", table)
    table.type(votes[0])
    seen.look("it was entered anew", table)
    table.press("Backspace")
    seen.look("a ballot was taken back", table)
    table.type(votes[1])
    table.type(votes[7:])
    seen.look("all have voted", table)
    table.press("W", "F8")
    seen.look("sent again", table)


@pytest.mark.parametrize("private", [True, False], ids=["private parts shown", "public-safe"])
def test_a_silent_round_tells_nothing(
    qtbot: QtBot, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    nothing_differs(*held_twice(qtbot, begun, tmp_path, monkeypatch, silently, private=private))


def in_the_second_round(table: Table, seen: Seen, votes: str) -> None:
    table.vote("111133555")
    table.press("F8", "R")
    seen.look("second round", table)
    for at, one in enumerate(votes):
        table.type(one)
        if at in LOOKED:
            seen.look(f"seat {at + 1} has voted", table)


def test_a_second_silent_round_tells_nothing(
    qtbot: QtBot, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_differs(*held_twice(qtbot, begun, tmp_path, monkeypatch, in_the_second_round))


def passing_the_laptop(table: Table, seen: Seen, votes: str) -> None:
    table.press("L")
    card = table.page._card
    assert isinstance(card, PassedLaptop)
    card.resize(1280, 720)
    for at, one in enumerate(votes):
        QTest.keyClick(card, Qt.Key.Key_Return)
        if at in LOOKED:
            seen.look(f"card of seat {at + 1}", table, card)
        QTest.keyClick(card, one)
        if at in LOOKED:
            seen.look(f"after seat {at + 1}", table, card)
    QTest.keyClick(card, Qt.Key.Key_Escape)
    seen.look("given back", table)


def test_passing_the_laptop_tells_nothing(
    qtbot: QtBot, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_differs(*held_twice(qtbot, begun, tmp_path, monkeypatch, passing_the_laptop))


def by_mouse(table: Table, seen: Seen, votes: str) -> None:
    buttons = table.page.silent.levels.buttons
    for at, one in enumerate(votes.replace("a", "1")):
        buttons[int(one)].click()
        if at in LOOKED:
            seen.look("clicked", table)


def test_a_click_on_a_level_leaves_no_trace(
    qtbot: QtBot, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_differs(*held_twice(qtbot, begun, tmp_path, monkeypatch, by_mouse))


def revealed(table: Table, seen: Seen, votes: str) -> None:
    table.vote(votes)
    seen.look("revealed", table)


def test_the_same_look_finds_what_was_voted_once_it_is_revealed(
    qtbot: QtBot, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = held_twice(qtbot, begun, tmp_path, monkeypatch, revealed)
    assert one.words != other.words
    assert one.pictures != other.pictures


def dots_with_seats(table: Table) -> set[str]:
    marked = table.page.revealed.strip.votes.marked or {}
    return {number for numbers in marked.values() for number in numbers}


def test_after_the_reveal_no_seat_stands_at_a_dot_while_the_room_may_see_the_window(
    qtbot: QtBot, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run(qtbot, begun, tmp_path / "covered", monkeypatch, private=False) as (table, _seen):
        table.vote("111155555")
        assert (dots_with_seats(table), table.page.side.cover.covered) == (set(), True)
        table.window.console.privacy.show_anyway()
        assert (dots_with_seats(table), table.page.side.cover.covered) == (set("123456789"), False)
        table.window.console.privacy.hide_again()
        assert dots_with_seats(table) == set()
