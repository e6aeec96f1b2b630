"""The header gives way in order, and nothing in it ever lies over something else."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import entities, meetings
from app import model as m
from app.document import Document
from app.session import new_session
from tests.ui.windows import window_on
from ui.help.why import WhyCard
from ui.shell.front import Front
from ui.shell.progress import ProgressWhy


@pytest.fixture
def session(tmp_path: Path) -> Document:
    made = new_session(tmp_path / "a.foreshock", title="Programme", organisation="Quellmark", who="Ann")
    entities.add(made, m.Service, name="A service whose name is long enough to fill any button that shows it whole")
    return made


def parts(front: Front) -> list[QWidget]:
    shown = [front.title, front.note, front.undo_buttons, front._search, *front._clocks, front.findings]
    return [one for one in shown if one.isVisible()]


@pytest.mark.parametrize("width", [960, 1100, 1280, 1440, 1920, 2600])
@pytest.mark.parametrize("meeting", [False, True])
def test_nothing_overlaps_at_any_width(
    session: Document, tmp_path: Path, qtbot: QtBot, width: int, meeting: bool
) -> None:
    if meeting:
        meetings.open_meeting(session, "Risk workshop about everything there is", seats=["Chair"])
    with window_on(session, tmp_path / "settings", "services") as (window, _):
        window.resize(width, 900)
        for _ in range(4):
            QApplication.processEvents()
        front = window.header
        ends = [(one.mapTo(front, one.rect().topLeft()).x(), one.width()) for one in parts(front)]
        for (left, wide), (following, _) in pairwise(ends):
            assert left + wide <= following + 1
        assert ends[-1][0] + ends[-1][1] <= front.width()
        for one in parts(front):
            if one is not front.undo_buttons:
                assert one.width() >= one.minimumSizeHint().width()
        undo = front.undo_buttons._undo
        assert undo.width() >= undo.sizeHint().width(), "the name of the edit is cut without an ellipsis"


def test_the_title_is_whole_and_the_name_of_the_edit_gives_way_first(
    session: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    with window_on(session, tmp_path / "settings", "services") as (window, _):
        window.resize(2600, 900)
        QApplication.processEvents()
        wide = window.header.undo_buttons.width()
        window.resize(1120, 720)
        QApplication.processEvents()
        assert window.header.undo_buttons.width() < wide
        assert window.header._search.text()
        assert window.header.title.width() >= window.header.title.sizeHint().width()


def test_progress_says_where_it_comes_from_in_the_header_and_at_the_rail(sample: Document, tmp_path: Path) -> None:
    with window_on(sample, tmp_path, "services") as (window, _):
        why = window.findChild(ProgressWhy)
        assert why is not None
        assert why.isVisible()
        why.click()
        card = why.findChild(WhyCard)
        assert card is not None
        assert any("13 of 14" in step for step in card.why.steps)
        card.close()
        rail = window.rail.list
        rail.setFocus()
        QTest.keyClick(rail, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
        told = rail.viewport().findChild(WhyCard)
        assert told is not None
        assert told.why == card.why
        told.close()
        window.go("findings")
        assert not why.isVisible()
