"""The history shows who changed what, narrows by words, person and subject, and stays quick however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import entities
from app import model as m
from app.document import Document
from app.session import new_session
from tests.sessions import StepClock
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages.history import HistoryPage


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "s.foreshock"
    return new_session(path, title="BIA 2026", organisation="Quellmark", who="Ann", clock=StepClock())


@pytest.fixture
def payroll(document: Document) -> bytes:
    key = entities.add(document, m.Service, name="Payroll", rto="24h")
    entities.set_field(document, m.Service, key, "rto", "8h")
    return key


@pytest.fixture
def shown(document: Document, payroll: bytes, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, HistoryPage]]:
    with window_on(document, tmp_path, "history") as (window, page):
        assert isinstance(page, HistoryPage)
        yield window, page


def labels(page: HistoryPage) -> list[str]:
    return [entry.change_set.label for entry in page.table.model.view]


def texts(page: HistoryPage) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in page.detail.findChildren(QLabel) if label.isVisibleTo(page.detail)]


def test_the_newest_change_stands_first_and_its_fields_at_the_side(shown: tuple[MainWindow, HistoryPage]) -> None:
    _, page = shown
    assert labels(page) == ["Change RTO of Payroll", "Add service Payroll", "Begin the session"]
    page.table.select_key(page.table.model.view[0].number)
    told = texts(page)
    assert [told[told.index("RTO") + 1], told[told.index("RTO") + 2]] == ["24 h", "→ 8 h"]


def test_words_narrow_it(shown: tuple[MainWindow, HistoryPage], qtbot: QtBot) -> None:
    _, page = shown
    qtbot.keyClicks(page.text, "add pay")
    assert labels(page) == ["Add service Payroll"]


def test_a_subject_can_be_followed(shown: tuple[MainWindow, HistoryPage], payroll: bytes) -> None:
    _, page = shown
    page.select(payroll)
    assert labels(page) == ["Change RTO of Payroll", "Add service Payroll"]
    assert page.subject.text() == "SVC-001 Payroll"


def test_a_person_can_be_followed(shown: tuple[MainWindow, HistoryPage], document: Document, payroll: bytes) -> None:
    _, page = shown
    document.who = "Bo"
    entities.set_field(document, m.Service, payroll, "rpo", "1h")
    page.people.show_entry("Bo", "")
    page.people.settled.emit()
    assert labels(page) == ["Change RPO of Payroll"]


def test_an_undo_joins_the_list_while_it_is_shown(shown: tuple[MainWindow, HistoryPage]) -> None:
    window, page = shown
    window.undo()
    assert len(labels(page)) == 4
    assert page.table.model.data(page.table.model.index(0, 1)) == "Change RTO of Payroll (undone)"


def test_older_changes_are_loaded_on_request(document: Document, payroll: bytes, tmp_path: Path, qtbot: QtBot) -> None:
    for number in range(150):
        entities.set_field(document, m.Service, payroll, "mbco_text", f"Half {number}")
    with window_on(document, tmp_path, "history") as (_, page):
        assert isinstance(page, HistoryPage)
        assert len(labels(page)) == 100
        qtbot.mouseClick(page.more, Qt.MouseButton.LeftButton)
        assert len(labels(page)) == document.version
        assert not page.more.isVisible()


def test_user_text_is_text(shown: tuple[MainWindow, HistoryPage], document: Document, payroll: bytes) -> None:
    _, page = shown
    entities.set_field(document, m.Service, payroll, "mbco_text", "<b>half</b>")
    page.table.select_key(page.table.model.view[0].number)
    assert "<b>half</b>" in texts(page)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.detail.findChildren(QLabel))
