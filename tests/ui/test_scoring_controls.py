"""The round can be reached and heard at every step: names, sizes, Tab, the table of the votes, covers, the laptop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import model as m
from tests.ui.scoring_desk import Clock, Table, at_table, prepare
from tests.ui.test_accessibility import nameless, too_small
from ui.scoring.laptop import PassedLaptop
from ui.theme import px


@pytest.fixture
def table(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> Iterator[Table]:
    clock = Clock()
    with at_table(qtbot, prepare(sample_file, tmp_path / "round.foreshock", clock), tmp_path, clock) as made:
        yield made


def heard(table: Table) -> list[str]:
    QApplication.processEvents()
    return [*nameless(table.window), *too_small(table.window)]


def test_every_control_has_a_name_and_can_be_hit_at_every_step(table: Table) -> None:
    assert heard(table) == []
    table.vote("111155555")
    assert heard(table) == []
    table.press("5")
    assert heard(table) == []
    table.press("Esc", "X")
    assert heard(table) == []
    table.press("Esc", "R")
    assert heard(table) == []
    table.vote("333333333")
    assert heard(table) == []


def test_the_votes_can_be_read_as_a_table(table: Table) -> None:
    table.vote("111155555")
    table.press("T")
    twin = table.page.revealed.dots.table.twin
    assert table.page.revealed.dots.as_table()
    assert twin.rows[0][:2] == ("1 Rare", "4")
    assert twin.rows[0][2] == "Less than once in 30 years"
    assert "median 5" in twin.summary
    assert not any("Seat" in cell for row in twin.rows for cell in row)
    table.press("T")
    assert not table.page.revealed.dots.as_table()


def test_the_step_is_told_to_a_screen_reader(table: Table) -> None:
    assert table.page.middle.steps.accessibleName() == "Step 1 of 5: Silent"
    table.vote("111155555")
    assert table.page.middle.steps.accessibleName() == "Step 3 of 5: Extremes speak"


def test_a_seat_is_told_with_whether_it_has_voted_and_nothing_else(table: Table) -> None:
    board = table.page.silent.board
    table.type("5")
    assert board.words_of(board.places[0]).endswith(": has voted")
    assert board.words_of(board.places[1]).endswith(": has not voted yet")


def test_everything_of_a_round_fits_into_the_smallest_window(table: Table) -> None:
    table.window.resize(px(1280), px(720))
    table.type("11115555")
    table.type("5")
    QApplication.processEvents()
    for step in ("silent", "revealed"):
        pane = table.page.middle
        bottom = pane.rect().bottom()
        shown = table.page.silent.reveal if step == "silent" else table.page.revealed.agree
        assert shown.isVisible()
        assert shown.mapTo(pane, shown.rect().bottomLeft()).y() <= bottom
        assert pane.minimumSizeHint().height() <= pane.height()
        table.press("Space")
    assert table.page.revealed.strip.height() > px(150)


def test_passing_the_laptop_shows_one_card_per_seat_and_marks_where_ballots_came_from(table: Table) -> None:
    table.type("3")
    table.press("L")
    card = table.page._card
    assert isinstance(card, PassedLaptop)
    assert card.hand.text().startswith("Give it to seat 2")
    assert (nameless(card), too_small(card)) == ([], [])
    QTest.keyClick(card, Qt.Key.Key_4)  # between two cards a digit votes for nobody
    assert table.voted == [1]
    QTest.keyClick(card, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert (nameless(card), too_small(card)) == ([], [])
    QTest.keyClick(card, Qt.Key.Key_4)
    assert (table.voted, card.stack.currentWidget()) == ([1, 2], card.between)
    assert card.hand.text().startswith("Hand it on to seat 3")
    QTest.keyClick(card, Qt.Key.Key_Backspace)
    assert (table.voted, card.place.number) == ([1], 2)  # type: ignore[union-attr]
    QTest.keyClick(card, Qt.Key.Key_A)
    QTest.keyClick(card, Qt.Key.Key_Return)
    QTest.keyClick(card, Qt.Key.Key_N)
    assert card.hand.text().startswith("Give it to seat 4")
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert (table.voted, table.page._card) == ([1, 2], None)
    assert table.page.silent.board.current.number == 3  # type: ignore[union-attr]
    sources = [row.source for row in table.document.all(m.Ballot) if row.round_id == table.poll.rounds[0].key]
    assert sorted(sources) == ["console", "laptop"]
