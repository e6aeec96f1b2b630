"""Empty lists offer a way to begin, a file that is being read says so, and a doubtful paste tells each thing once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from windows import window_on

from app import entities, imports, tabular
from app import model as m
from app.document import Document
from app.session import new_session
from ui.dialogs.import_rows import ImportDialog
from ui.main_window import MainWindow
from ui.subjects.pasting import PasteDialog
from ui.theme import DARK, high_contrast
from ui.widgets.buttons import Button


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with new_session(tmp_path / "s.foreshock", title="Programme", organisation="Quellmark", who="Tomasz") as made:
        yield made


@pytest.fixture
def window(document: Document, tmp_path: Path) -> Iterator[MainWindow]:
    with window_on(document, tmp_path, "actions") as (made, _):
        yield made


def pressable(widget: Any, words: str) -> Button:
    return next(one for one in widget.findChildren(Button) if one.text() == words and one.isVisible())


def test_the_empty_list_of_waivers_leads_to_the_findings(window: MainWindow) -> None:
    page: Any = window.current_page()
    page.lists.show("waivers")
    QApplication.processEvents()
    way = pressable(page, "Open the findings")
    way.setFocus()
    QTest.keyClick(way, Qt.Key.Key_Space)
    assert window.current_place().key == "findings"


def test_the_empty_list_of_exercises_offers_a_scenario(window: MainWindow) -> None:
    window.go("exercises")
    QApplication.processEvents()
    assert pressable(window.current_page(), "Choose a scenario…").isEnabled()


def test_without_findings_the_page_has_no_detail_beside_it(window: MainWindow) -> None:
    window.go("findings")
    page: Any = window.current_page()
    page.show_findings([])
    assert page.detail.isHidden()


class Slow:
    """A file that takes its time."""

    def __init__(self, *_: object) -> None:
        self.cancelled = False

    def poll(self) -> None:
        return None

    def cancel(self) -> None:
        self.cancelled = True


def test_a_file_that_is_being_read_says_so_and_can_be_left(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(imports, "Reading", Slow)
    dialog = ImportDialog(window, tmp_path / "servers.csv", None)
    dialog.show()
    words = [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]
    assert "Reading servers.csv" in words
    assert [one.text() for one in dialog.findChildren(Button) if one.isVisible()] == ["Cancel"]
    line, first = dialog._busy._line, dialog._busy._line.accessibleName()
    qtbot.waitUntil(lambda: line.accessibleName() != first)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.answer == "cancel"
    assert dialog._reading is not None
    assert dialog._reading.cancelled  # type: ignore[attr-defined]
    dialog.deleteLater()


def test_a_doubtful_paste_tells_what_is_wrong_once(window: MainWindow, document: Document) -> None:
    entities.add(document, m.Service, None, name="Payroll")
    rows = [["Parcel labels", "soon"], ["Payroll", "later"]]
    paste = tabular.read_paste(document, m.Service, rows, ["name", "rto"])
    dialog = PasteDialog(window, m.Service, paste)
    dialog.show()
    cells = dialog.complaints.model
    shown = [cells.index(at, place).data() for at in range(2) for place in range(3)]
    assert shown == ["1", "RTO", "soon", "2", "RTO", "later"]
    dialog.complaints.select_key(1)
    sentence = paste.problems[1].sentence
    told = [one.text() for one in dialog.findChildren(QLabel) if one.isVisible() and one.text() == sentence]
    assert len(told) == 1
    dialog.finish("cancel")
    dialog.deleteLater()


def test_what_is_chosen_can_be_seen_in_high_contrast() -> None:
    system, role = QPalette(), QPalette.ColorRole
    colours = {role.Window: "#000000", role.WindowText: "#FFFFFF", role.Base: "#000000", role.Highlight: "#1AEBFF",
               role.HighlightedText: "#000000", role.Link: "#FFFF00"}  # fmt: skip
    for part, value in colours.items():
        system.setColor(part, QColor(value))
    tokens = high_contrast(DARK, system)
    assert tokens.tint != tokens.surface
    assert tokens.tint2 != tokens.canvas
    assert tokens.sunken != tokens.surface
