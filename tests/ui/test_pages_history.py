"""The history shows who changed what, narrows by words, person and subject, and stays quick however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import checkpoints, entities
from app import model as m
from app.document import Document
from app.session import new_session
from tests.sessions import StepClock
from tests.ui.windows import window_on
from ui.history import detail
from ui.main_window import MainWindow
from ui.pages.history import HistoryPage
from ui.widgets.buttons import Button


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
    return [entry.label for entry in page.table.model.view]


def texts(page: HistoryPage) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in page.detail.findChildren(QLabel) if label.isVisibleTo(page.detail)]


def test_the_newest_change_stands_first_and_its_fields_at_the_side(shown: tuple[MainWindow, HistoryPage]) -> None:
    _, page = shown
    assert labels(page) == ["Change RTO of Payroll", "Add service Payroll", "Begin the session"]
    page.table.select_key(page.table.model.view[0].number)
    told = texts(page)
    assert [told[told.index("RTO") + 1], told[told.index("RTO") + 2]] == ["24 h", "→ 8 h"]
    assert "Service SVC-001 Payroll" in told


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
    told = [page.table.model.data(page.table.model.index(0, column)) for column in (1, 2)]
    assert told == ["Change RTO of Payroll", "undone"]


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
    assert "→ <b>half</b>" in texts(page)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.detail.findChildren(QLabel))


def rto(document: Document, key: bytes) -> int:
    return document.get(m.Service, key).rto  # type: ignore[union-attr,no-any-return]


def press(page: HistoryPage, words: str, qtbot: QtBot) -> None:
    """Press the button of the page (not of the table) that says or is called this."""
    QApplication.processEvents()
    found = [
        one for one in page.findChildren(Button) if one.isVisible() and words in (one.text(), one.accessibleName())
    ]
    assert len(found) == 1, [one.text() for one in page.findChildren(Button) if one.isVisible()]
    found[0].setFocus()
    qtbot.keyClick(found[0], Qt.Key.Key_Space)
    QApplication.processEvents()


def choose(page: HistoryPage, label: str) -> None:
    page.table.select_key(next(entry.number for entry in page.table.model.view if entry.label == label))
    QApplication.processEvents()


def test_a_kind_of_thing_and_a_period_narrow_it(shown: tuple[MainWindow, HistoryPage], document: Document) -> None:
    _, page = shown
    entities.add(document, m.Risk, event="Flood")
    page.kinds.show_entry("risks", "")
    page.kinds.settled.emit()
    assert labels(page) == ["Add risk Flood"]
    page.period.show_entry("year", "")
    page.period.settled.emit()
    assert labels(page) == ["Add risk Flood"]
    page.kinds.show_entry("plans", "")
    page.kinds.settled.emit()
    assert labels(page) == []


def test_from_an_empty_list_everything_is_one_press_away(shown: tuple[MainWindow, HistoryPage], qtbot: QtBot) -> None:
    _, page = shown
    qtbot.keyClicks(page.text, "zzz")
    press(page, "Show everything", qtbot)
    assert len(labels(page)) == 3
    assert page.text.text() == ""


def test_a_field_is_set_back_from_the_side(
    shown: tuple[MainWindow, HistoryPage], document: Document, payroll: bytes, qtbot: QtBot
) -> None:
    window, page = shown
    choose(page, "Change RTO of Payroll")
    press(page, "Set RTO back to 24 h", qtbot)
    assert rto(document, payroll) == 1440
    assert labels(page)[0] == "Restore RTO of SVC-001 Payroll"
    window.undo()
    assert rto(document, payroll) == 480


def test_a_change_without_conflicts_is_taken_back_at_once(
    shown: tuple[MainWindow, HistoryPage], document: Document, payroll: bytes, qtbot: QtBot
) -> None:
    _, page = shown
    entities.set_field(document, m.Service, payroll, "rpo", "1h")
    choose(page, "Change RTO of Payroll")
    press(page, "Take back this change…", qtbot)
    assert rto(document, payroll) == 1440
    assert page.detail.question is None


def test_what_came_between_is_listed_before_anything_is_done(
    shown: tuple[MainWindow, HistoryPage], document: Document, payroll: bytes, qtbot: QtBot
) -> None:
    _, page = shown
    entities.set_field(document, m.Service, payroll, "mtpd", "2d")
    with document.edit("Two at once", coalesce=""):
        entities.set_fields(document, m.Service, payroll, {"rto": "4h", "mtpd": "1d"})
    entities.set_field(document, m.Service, payroll, "rto", "2h")
    choose(page, "Two at once")
    version = document.version
    press(page, "Take back this change…", qtbot)
    assert document.version == version
    assert "1 thing came between" in texts(page)
    assert any(text.startswith("RTO of SVC-001 Payroll is now 2 h, not 4 h (Ann, ") for text in texts(page))
    press(page, "Leave it", qtbot)
    assert page.detail.question is None
    press(page, "Take back this change…", qtbot)
    press(page, "Take back the rest", qtbot)
    row = document.get(m.Service, payroll)
    assert (row.rto, row.mtpd) == (120, 2 * 1440)  # type: ignore[union-attr]
    assert "This was left as it is" in texts(page)


def test_all_of_it_is_taken_back_when_a_person_says_so(
    shown: tuple[MainWindow, HistoryPage], document: Document, payroll: bytes, qtbot: QtBot
) -> None:
    _, page = shown
    with document.edit("Set again", coalesce=""):
        entities.set_field(document, m.Service, payroll, "rto", "2h")
    choose(page, "Change RTO of Payroll")
    press(page, "Take back this change…", qtbot)
    press(page, "Take back all of it", qtbot)
    assert rto(document, payroll) == 1440


def test_escape_leaves_a_question(
    shown: tuple[MainWindow, HistoryPage], document: Document, payroll: bytes, qtbot: QtBot
) -> None:
    _, page = shown
    with document.edit("Set again", coalesce=""):
        entities.set_field(document, m.Service, payroll, "rto", "2h")
    choose(page, "Change RTO of Payroll")
    press(page, "Take back this change…", qtbot)
    assert page.detail.question is not None
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.detail.question is None


def test_a_checkpoint_is_set_by_name_and_stands_in_the_list(
    shown: tuple[MainWindow, HistoryPage], qtbot: QtBot
) -> None:
    _, page = shown
    press(page, "Set checkpoint…", qtbot)
    assert page.strip.name.hasFocus()
    qtbot.keyClicks(page.strip.name, "Before the workshop")
    qtbot.keyClick(page.strip.name, Qt.Key.Key_Return)
    assert labels(page)[0] == "Before the workshop"
    assert page.table.model.data(page.table.model.index(0, 2)) == "Checkpoint"
    assert not page.strip.isVisible()


def test_a_checkpoint_without_a_name_is_refused_and_asked_again(
    shown: tuple[MainWindow, HistoryPage], document: Document, qtbot: QtBot
) -> None:
    _, page = shown
    version = document.version
    press(page, "Set checkpoint…", qtbot)
    qtbot.keyClick(page.strip.name, Qt.Key.Key_Return)
    assert document.version == version
    assert page.strip.isVisible()
    qtbot.keyClick(page.strip.name, Qt.Key.Key_Escape)
    assert not page.strip.isVisible()


def test_what_was_changed_since_a_checkpoint_can_be_seen_alone(
    shown: tuple[MainWindow, HistoryPage], document: Document, qtbot: QtBot
) -> None:
    _, page = shown
    checkpoints.checkpoint(document, "Before")
    entities.add(document, m.Risk, event="Flood")
    choose(page, "Before")
    assert "1 change since, by Ann." in texts(page)
    assert "Risks: 1 added" in texts(page)
    press(page, "Changed since", qtbot)
    assert labels(page) == ["Add risk Flood"]
    press(page, "Show everything", qtbot)
    assert len(labels(page)) == 5


def test_going_back_to_a_checkpoint_is_asked_with_counts_and_can_be_undone(
    shown: tuple[MainWindow, HistoryPage], document: Document, payroll: bytes, qtbot: QtBot
) -> None:
    window, page = shown
    checkpoints.checkpoint(document, "Before")
    entities.set_field(document, m.Service, payroll, "rto", "2h")
    choose(page, "Before")
    press(page, "Go back to this checkpoint…", qtbot)
    assert rto(document, payroll) == 120
    assert "Services: 1 changed" in texts(page)
    press(page, "Go back", qtbot)
    assert rto(document, payroll) == 480
    assert labels(page)[0] == "Go back to “Before”"
    window.undo()
    assert rto(document, payroll) == 120


def test_what_came_since_a_checkpoint_long_ago_is_counted_on_request(
    shown: tuple[MainWindow, HistoryPage], document: Document, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    _, page = shown
    monkeypatch.setattr(detail, "_MANY", 0)
    checkpoints.checkpoint(document, "Before")
    entities.add(document, m.Risk, event="Flood")
    choose(page, "Before")
    assert "Risks: 1 added" not in texts(page)
    press(page, "Count what was changed since", qtbot)
    qtbot.waitUntil(lambda: "Risks: 1 added" in texts(page))
    press(page, "Go back to this checkpoint…", qtbot)
    press(page, "Go back", qtbot)
    assert document.all(m.Risk) == []


def test_a_checkpoint_is_renamed_and_removed(
    shown: tuple[MainWindow, HistoryPage], document: Document, qtbot: QtBot
) -> None:
    _, page = shown
    checkpoints.checkpoint(document, "Befor")
    choose(page, "Befor")
    press(page, "Rename…", qtbot)
    assert page.strip.name.text() == "Befor"
    page.strip.name.clear()
    qtbot.keyClicks(page.strip.name, "Before")
    press(page, "Rename", qtbot)
    assert [mark.name for mark in checkpoints.checkpoints(document)] == ["Before"]
    choose(page, "Before")
    press(page, "Remove…", qtbot)
    press(page, "Remove", qtbot)
    assert checkpoints.checkpoints(document) == []


def test_a_row_leads_to_its_thing(shown: tuple[MainWindow, HistoryPage], payroll: bytes, qtbot: QtBot) -> None:
    _, page = shown
    choose(page, "Change RTO of Payroll")
    went: list[tuple[str, object]] = []
    page.console.place_wanted.connect(lambda place, key: went.append((place, key)))
    press(page, "Open Service SVC-001 Payroll", qtbot)
    assert went == [("services", payroll)]


def test_enter_on_a_change_takes_the_keyboard_to_its_side(shown: tuple[MainWindow, HistoryPage], qtbot: QtBot) -> None:
    _, page = shown
    choose(page, "Change RTO of Payroll")
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert isinstance(QApplication.focusWidget(), Button)
    assert page.detail.isAncestorOf(QApplication.focusWidget())


def test_a_session_that_is_read_only_shows_all_and_says_why_nothing_goes_back(
    document: Document, payroll: bytes, tmp_path: Path
) -> None:
    checkpoints.checkpoint(document, "Before")
    entities.set_field(document, m.Service, payroll, "rto", "2h")
    with (
        Document.open(document.path, read_only=True) as reader,
        window_on(reader, tmp_path / "reading", "history") as (_, page),
    ):
        assert isinstance(page, HistoryPage)
        for label, words in (
            ("Change RTO of Payroll", "Take back this change…"),
            ("Before", "Go back to this checkpoint…"),
        ):
            choose(page, label)
            (made,) = [one for one in page.detail.findChildren(Button) if one.text() == words]
            assert not made.isEnabled()
            assert made.toolTip() == "This session is open read-only."
        assert not page.mark.isEnabled()


def test_every_control_has_a_name(shown: tuple[MainWindow, HistoryPage], document: Document) -> None:
    _, page = shown
    choose(page, "Change RTO of Payroll")
    page.ask_name()
    QApplication.processEvents()
    for control in page.findChildren(Button):
        assert control.text() or control.accessibleName()
    for field in (page.text, page.people, page.kinds, page.period, page.subject, page.strip.name):
        assert field.accessibleName()
