"""Pre-work in the window: making and mailing questionnaires, taking them in line by line, and the list of returns."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app import exports, interviews, meetings, questionnaires
from app import model as m
from app.document import Document
from tests.filling import fill, key, made
from tests.ui.windows import window_on
from ui.cli import main
from ui.main_window import MainWindow
from ui.questionnaires.kept import KeptDialog
from ui.questionnaires.making import MakeDialog
from ui.questionnaires.menu import menu_of
from ui.questionnaires.taking import TakeDialog
from ui.widgets.buttons import Button
from ui.widgets.dialogs import Dialog

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture
def window(sample_file: Path, tmp_path: Path) -> Iterator[MainWindow]:
    """A window on a copy of the sample session, on the page of services."""
    copy = tmp_path / "own.foreshock"
    shutil.copy(sample_file, copy)
    document = Document.open(copy, clock=lambda: NOON, who="Tomasz")
    with window_on(document, tmp_path / "settings", "services") as (shown, _):
        yield shown


@pytest.fixture
def returned(window: MainWindow, tmp_path: Path) -> Path:
    """What Chidi Umenta sent back about Payroll."""
    path = made(window.document, tmp_path / "Payroll.xlsx", "SVC-008")
    return fill(path, "SVC-008", {"14": "8 h", "18": "12 h", "15b": None, "7c": [4, 4, 3, 3, 3, 3, 3, 3]})


def shown(qtbot: QtBot, dialog: TakeDialog) -> TakeDialog:
    """Show a dialog and wait until the form was read."""
    dialog.show()
    qtbot.waitUntil(lambda: dialog.diff is not None or not dialog.message.isHidden(), timeout=20_000)
    return dialog


# --- sending ---


def test_the_page_of_services_has_a_menu_with_everything_before_and_after(window: MainWindow) -> None:
    (button,) = [one for one in window.findChildren(Button) if one.icon_name == "mail" and one.isVisible()]
    assert (button.text(), button.accessibleName()) == ("", "Pre-work")  # narrow: the icon alone
    menu = menu_of(window.console, (), button)
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Make questionnaires…", "Ask back what is still open…", "Let deputies answer alone…",
        "Take in a questionnaire…", "Returned forms…",
    ]  # fmt: skip
    menu.deleteLater()


def test_workbooks_and_drafts_are_made_for_those_that_are_ticked(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = MakeDialog(window)
    assert len(dialog.people) == 10
    dialog.none.click()
    assert not dialog.buttons["make"].isEnabled()
    (chidi,) = [ticked for one, ticked in dialog.people if one.name == "Chidi Umenta"]
    chidi.click()
    assert dialog.buttons["make"].text() == "Make 1 workbook"
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.buttons["make"].click()
    qtbot.waitUntil(lambda: len(list((tmp_path / "out").glob("*.eml"))) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: exports.last_export(window.document, "questionnaire") is not None, timeout=5_000)
    (path,) = (tmp_path / "out").glob("*.xlsx")
    assert [one.ref for one in questionnaires.read(path).services] == ["SVC-008"]
    assert exports.last_export(window.document, "questionnaire").recipient == "Chidi Umenta"  # type: ignore[union-attr]
    dialog.deleteLater()


def test_a_day_that_is_past_is_told_and_the_sheet_stays(window: MainWindow) -> None:
    dialog = MakeDialog(window)
    dialog.show()
    dialog.due.setText("1 Sep 2026")
    dialog.buttons["make"].click()
    assert dialog.problem.text() == "1 Sep 2026 is past. Choose a day on which an answer can be back."
    assert dialog.isVisible()
    dialog.finish("cancel")
    dialog.deleteLater()


def test_ask_back_ticks_only_those_for_whom_something_is_open(window: MainWindow) -> None:
    dialog = MakeDialog(window, "ask-back")
    assert [one.name for one, ticked in dialog.people if ticked.isChecked()] == ["Noor van Terveld"]
    assert not dialog.questions.isEnabled()
    dialog.deleteLater()


def test_only_the_chosen_services_are_asked_about(window: MainWindow) -> None:
    keys = [key(window.document, ref) for ref in ("SVC-003", "SVC-008")]
    dialog = MakeDialog(window, "questionnaire", keys)
    assert {service for wish in dialog.wishes() for service in wish.services} == set(keys)
    deputies = MakeDialog(window, "alone", keys)
    assert not deputies.manner().filled
    for one in (dialog, deputies):
        one.deleteLater()


# --- taking in ---


def test_a_form_is_shown_line_by_line_and_taken_over_by_keyboard(
    window: MainWindow, returned: Path, qtbot: QtBot
) -> None:
    dialog = shown(qtbot, TakeDialog(window, returned))
    names = {one.line.label: one for one in dialog.lines}
    assert {label: one.box.isChecked() for label, one in names.items()} == {
        "RTO": True, "RPO": True, "MBCO in words": False, "Regulatory": False,
    }  # fmt: skip
    assert not names["Regulatory"].box.isEnabled()
    assert "The impact falls after 8 h" in names["Regulatory"].line.remark
    assert dialog.buttons["take"].text() == "Take over 2 answers"
    names["RPO"].box.setFocus()
    QTest.keyClick(names["RPO"].box, Qt.Key.Key_Space)
    assert dialog.buttons["take"].text() == "Take over 1 answer"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.answer == "take"
    row = window.document.get(m.Service, key(window.document, "SVC-008"))
    assert (row.rto, row.rpo) == (480, 1440)
    assert dialog.result_words == "1 answer taken over, 3 stay with the form."
    speaker = interviews.answers(window.document, row.id)[14].speaker_id
    assert window.document.get(m.Person, speaker).name == "Chidi Umenta"
    dialog.deleteLater()


def test_a_file_that_is_no_form_is_told_in_one_sentence(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "not.xlsx"
    path.write_text("no workbook")
    dialog = shown(qtbot, TakeDialog(window, path))
    assert dialog.message.text() == "not.xlsx is not an Excel workbook. Choose the xlsx file that came back."
    assert not dialog.buttons["take"].isEnabled()
    assert not dialog.buttons["keep"].isEnabled()
    dialog.finish("cancel")
    dialog.deleteLater()


def test_a_form_is_kept_and_opened_again_from_the_list(
    window: MainWindow, returned: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(qtbot, TakeDialog(window, returned))
    dialog.buttons["keep"].click()
    dialog.deleteLater()
    opened: list[TakeDialog] = []

    def ask(one: Dialog) -> str:
        assert isinstance(one, TakeDialog)
        opened.append(one)
        one.buttons["take"].click()
        return one.answer

    listed = KeptDialog(window)
    chosen = listed.current()
    assert chosen is not None
    assert (chosen.sender, chosen.state) == ("Chidi Umenta", "waiting")
    listed.buttons["aside"].click()
    assert listed.current().state == "set aside"  # type: ignore[union-attr]
    assert listed.buttons["aside"].text() == "Let it wait"
    monkeypatch.setattr(Dialog, "ask", ask)
    listed.buttons["open"].click()
    assert [len(one.lines) for one in opened] == [4]
    assert listed.current().state == "taken"  # type: ignore[union-attr]
    assert window.document.get(m.Service, key(window.document, "SVC-008")).rto == 480
    listed.deleteLater()


def test_a_deputys_form_becomes_the_agenda_of_the_meeting_that_runs(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    document = window.document
    person = document.get(m.Service, key(document, "SVC-008")).deputy_id
    path = made(document, tmp_path / "alone.xlsx", "SVC-008", person=person, filled=False)
    fill(path, "SVC-008", {"14": "8 h"})
    dialog = shown(qtbot, TakeDialog(window, path))
    assert not dialog.agenda.isHidden()
    dialog.agenda.click()
    assert "No meeting is running" in dialog.message.text()
    meeting = meetings.open_meeting(document, "Payroll", "interview")
    dialog.agenda.click()
    assert [point.title for point in meetings.agenda(document, meeting).points] == ["RTO: 24 h (owner) or 8 h (deputy)"]
    assert [one.state for one in questionnaires.kept_forms(document)] == ["waiting"]
    dialog.deleteLater()


def test_the_owners_own_form_has_nothing_for_the_agenda(window: MainWindow, returned: Path, qtbot: QtBot) -> None:
    dialog = shown(qtbot, TakeDialog(window, returned))
    assert dialog.agenda.isHidden()
    dialog.finish("cancel")
    dialog.deleteLater()


def test_the_command_of_the_menu_asks_for_the_file(
    window: MainWindow, returned: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(returned), ""))
    asked: list[str] = []

    def ask(one: Dialog) -> str:
        assert isinstance(one, TakeDialog)
        asked.append(str(shown(qtbot, one).windowTitle()))
        one.finish("cancel")
        return one.answer

    monkeypatch.setattr(Dialog, "ask", ask)
    window.console.ask("take_questionnaire")
    assert asked == ["Take in Payroll.xlsx"]
    QApplication.processEvents()


# --- the command line ---


def test_the_command_line_takes_what_is_proposed_and_tells_the_rest(
    sample_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = tmp_path / "own.foreshock"
    shutil.copy(sample_file, session)
    path = tmp_path / "q.xlsx"
    assert main(["export", str(session), "questionnaire", "--service", "SVC-008", "--out", str(path)]) == 0
    fill(path, "SVC-008", {"14": "8 h", "15b": None})
    assert main(["import", str(session), str(path), "--as", "questionnaire", "--dry-run"]) == 0
    assert "Would take over 1 answer. 1 stays with the form." in capsys.readouterr().out
    assert main(["import", str(session), str(path), "--as", "questionnaire"]) == 0
    said = capsys.readouterr().out
    assert "+ RTO: 24 h → 8 h" in said
    assert "? MBCO in words: net pay to all, corrections later → –" in said
    with Document.open(session, read_only=True) as document:
        assert document.get(m.Service, key(document, "SVC-008")).rto == 480
