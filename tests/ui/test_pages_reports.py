"""Reports shows a card per document, when it was written last, how far it is behind, and the log of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import entities, exports
from app import model as m
from app.document import Document
from app.session import new_session
from exporters.registry import EXPORTERS
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages.reports import PURPOSES, ReportsPage


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return new_session(tmp_path / "s.foreshock", title="BIA 2026", organisation="Quellmark", who="Ann")


@pytest.fixture
def shown(document: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, ReportsPage]]:
    with window_on(document, tmp_path, "reports") as (window, page):
        assert isinstance(page, ReportsPage)
        yield window, page


def test_every_document_says_what_it_is_for() -> None:
    assert set(EXPORTERS) <= set(PURPOSES)


def test_a_card_opens_the_export_of_its_document(shown: tuple[MainWindow, ReportsPage], qtbot: QtBot) -> None:
    window, page = shown
    heard: list[tuple[str, object]] = []
    window.console.dialog_wanted.disconnect()
    window.console.dialog_wanted.connect(lambda name, argument: heard.append((name, argument)))
    card = page.cards["risk-register"]
    assert card.last.text() == "Not written yet"
    card.write.setFocus()
    qtbot.keyClick(card.write, Qt.Key.Key_Space)
    assert heard == [("export", ("risk-register", ""))]


def test_a_written_document_tells_how_far_it_is_behind(
    shown: tuple[MainWindow, ReportsPage], document: Document
) -> None:
    _, page = shown
    exports.note_export(document, "risk-register", "Risk register.xlsx")
    card = page.cards["risk-register"]
    assert "Ann" in card.last.text()
    assert card.state.text() == "as it stands now"
    entities.add(document, m.Service, name="Payroll")
    entities.add(document, m.Service, name="Orders")
    assert [exports.changes_since(document, row) for row in exports.past_exports(document)] == [2]
    exports.note_export(document, "plan", "Plan.pdf")
    assert [exports.changes_since(document, row) for row in exports.past_exports(document)] == [0, 2]


def test_the_log_lists_what_left_newest_first(shown: tuple[MainWindow, ReportsPage], document: Document) -> None:
    _, page = shown
    assert not page.table.isVisible()
    exports.note_export(document, "risk-register", "One.xlsx")
    exports.note_export(document, "risk-register", "Two.xlsx")
    assert page.table.isVisible()
    assert [row.file_name for row in page.table.model.view] == ["Two.xlsx", "One.xlsx"]
    assert page.subtitle() == "2 written"
