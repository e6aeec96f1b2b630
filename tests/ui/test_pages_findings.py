"""Findings stand by urgency, can be narrowed, lead to where they are mended, and can be waived and spoken for again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import entities
from app import model as m
from app.dates import add_months, format_date
from app.document import Document
from app.session import new_session
from tests.ui.windows import CHECKED, window_on
from ui.dialogs.waive import WaiveDialog
from ui.main_window import MainWindow
from ui.pages.findings import FindingsPage
from ui.tables.model import Group


@pytest.fixture
def document(tmp_path: Path) -> Document:
    made = new_session(tmp_path / "s.foreshock", title="BIA 2026", organisation="Quellmark", who="Ann")
    entities.add(made, m.Person, name="Mira Okafor")
    entities.add(made, m.Service, name="Payroll", rto="8h", mtpd="4h")
    entities.add(made, m.Service, name="Orders", rto="4h", mtpd="4h")
    return made


@pytest.fixture
def shown(document: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, FindingsPage]]:
    with window_on(document, tmp_path, "findings") as (window, page):
        assert isinstance(page, FindingsPage)
        yield window, page


def rules_shown(page: FindingsPage) -> list[str]:
    return [one.rule for one in page.table.model.view if not isinstance(one, Group)]


def groups_shown(page: FindingsPage) -> list[str]:
    return [one.name for one in page.table.model.view if isinstance(one, Group)]


def test_what_must_be_fixed_comes_before_what_should(shown: tuple[MainWindow, FindingsPage]) -> None:
    _, page = shown
    assert groups_shown(page)[:2] == ["Must fix", "Should fix"]
    assert rules_shown(page)[0] == "B01"


def test_words_and_urgency_narrow_the_list(shown: tuple[MainWindow, FindingsPage], qtbot: QtBot) -> None:
    _, page = shown
    qtbot.keyClicks(page.text, "orders margin")
    assert rules_shown(page) == ["B02"]
    page.text.clear()
    page.text.edited.emit()
    page.groups.setFocus()
    page.groups.set_current("E")
    page.groups.chosen.emit("E")
    assert groups_shown(page) == ["Must fix"]


def test_enter_goes_to_what_the_finding_is_about(shown: tuple[MainWindow, FindingsPage], qtbot: QtBot) -> None:
    window, page = shown
    heard: list[tuple[str, object]] = []
    window.console.place_wanted.disconnect()
    window.console.place_wanted.connect(lambda place, key: heard.append((place, key)))
    finding = window.watch.findings[0]
    page.select(finding.subject)
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert heard == [("services", finding.subject)]


def test_the_detail_tells_what_it_holds_up(shown: tuple[MainWindow, FindingsPage]) -> None:
    window, page = shown
    page.select(window.watch.findings[0].subject)
    texts = [label.text() for label in page.detail.findChildren(QLabel)]
    assert "BIA approval" in texts
    assert any("harm is intolerable" in text for text in texts)


def filled(window: MainWindow, days: int = 30) -> WaiveDialog:
    dialog = WaiveDialog(window, window.console, window.watch.findings[0])
    dialog.fields["reason"].setText("The owner decides next month.")
    dialog.fields["person_id"].setText("Mira Okafor")
    dialog.fields["expires_on"].setText(format_date(window.document.today() + timedelta(days=days)))
    return dialog


def test_a_waiver_silences_a_finding_and_undo_lets_it_speak(
    shown: tuple[MainWindow, FindingsPage], qtbot: QtBot
) -> None:
    window, page = shown
    dialog = filled(window)
    qtbot.mouseClick(dialog.buttons["waive"], Qt.MouseButton.LeftButton)
    assert dialog.granted
    qtbot.wait(CHECKED)
    assert groups_shown(page)[-1] == "Waived"
    window.undo()
    qtbot.wait(CHECKED)
    assert "Waived" not in groups_shown(page)


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("reason", "", "Reason must not be empty."),
        ("person_id", "", "Name the person who accepts this finding."),
        ("expires_on", "", "A waiver lasts twelve months at most; choose an earlier day."),
        ("person_id", "Nobody", "“Nobody” is not in the list. Choose a name from it or create it there."),
    ],
)
def test_a_waiver_without_its_terms_is_not_granted(
    shown: tuple[MainWindow, FindingsPage], qtbot: QtBot, field: str, text: str, told: str
) -> None:
    window, _ = shown
    dialog = filled(window)
    dialog.fields[field].setText(text)
    dialog.finish("waive")
    assert not dialog.granted
    assert dialog.problem.text() == told


def test_a_waiver_lasts_twelve_months_at_most(shown: tuple[MainWindow, FindingsPage]) -> None:
    window, _ = shown
    dialog = filled(window)
    dialog.fields["expires_on"].setText(format_date(add_months(window.document.today(), 12) + timedelta(days=1)))
    dialog.finish("waive")
    assert not dialog.granted
    assert "twelve months" in dialog.problem.text()


def test_nothing_found_is_said_in_words(tmp_path: Path, qtbot: QtBot) -> None:
    empty = new_session(tmp_path / "empty.foreshock", title="BIA", organisation="Quellmark", who="Ann")
    entities.set_field(empty, m.SessionInfo, empty.all(m.SessionInfo)[0].id, "facilitator_id",
                       entities.add(empty, m.Person, name="Mira Okafor"))  # fmt: skip
    with window_on(empty, tmp_path, "findings") as (window, page):
        assert not window.watch.findings
        assert page.subtitle() == "nothing to mend"


def test_a_read_only_window_cannot_waive(document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    path = document.path
    document.close()
    with window_on(Document.open(path, read_only=True), tmp_path, "findings") as (window, page):
        assert isinstance(page, FindingsPage)
        page.select(window.watch.findings[0].subject)
        waive = next(one for one in page.detail.findChildren(QPushButton) if one.text() == "Waive…")
        assert not waive.isEnabled()
