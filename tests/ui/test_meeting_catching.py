"""The catch line by its keys: every kind from any page, actions in one line, other places by ``>``, stamps."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app import entities, meetings
from app import model as m
from app.document import Document
from tests.ui.meeting_desk import Desk, desk, opened, press, type_in
from tests.ui.windows import window_on
from ui.meetings.catch_line import CatchLine
from ui.widgets.inputs import TextField

__all__ = ["desk"]


def line_of(desk: Desk) -> CatchLine:
    return desk.window.catch_line


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ("F4", "note"),
        ("Alt+D", "decision"),
        ("Alt+A", "action"),
        ("Alt+K", "parking lot"),
        ("Alt+N", "note"),
        ("Alt+P", "private note"),
    ],
)
def test_each_kind_has_its_key_and_enter_files_it(desk: Desk, keys: str, kind: str) -> None:
    press(keys)
    type_in("Watch until 15:30")
    press("Return")
    assert desk.said() == [(kind, "Watch until 15:30")]
    assert line_of(desk).field.text() == ""


def test_a_note_goes_to_what_is_on_screen_and_the_chip_says_so(desk: Desk) -> None:
    desk.window.go("services", desk.payroll)
    press("F4")
    assert line_of(desk).target_chip.accessibleName() == "Filed as: Note on SVC-001 Payroll"
    type_in("Nobody knows the vendor's night number")
    press("Return")
    (entry,) = meetings.entries(desk.document)
    assert (entry.subject, entry.meeting) == (desk.payroll, None)


def test_keys_work_while_another_field_is_typed_into_and_esc_goes_back_there(desk: Desk) -> None:
    desk.window.go("settings")
    fields = desk.window.stack.currentWidget().findChildren(TextField)
    field = next(one for one in fields if one.isVisible() and one.isEnabled())
    field.setFocus()
    type_in("Prog")
    press("Alt+D")
    assert QApplication.focusWidget() is line_of(desk).field
    type_in("Go on")
    press("Return")
    press("Esc")
    assert QApplication.focusWidget() is field
    assert desk.said() == [("decision", "Go on")]


def test_an_action_is_read_while_it_is_typed_and_filed_with_owner_and_day(desk: Desk) -> None:
    press("Alt+A")
    type_in("order second switch Adaeze +6w")
    reading = line_of(desk).reading
    assert not reading.isHidden()
    assert "Adaeze Nwokolo-Byrne" in reading.text()
    assert "27 Oct 2026" in reading.text()
    press("Return")
    (entry,) = meetings.entries(desk.document)
    assert (entry.text, entry.owner, str(entry.due_on)) == ("order second switch", desk.adaeze, "2026-10-27")
    assert [action.title for action in desk.document.all(m.Action)] == ["order second switch"]


def test_an_action_without_an_owner_is_told_and_kept_all_the_same(desk: Desk) -> None:
    press("Alt+A")
    type_in("write the call list anew")
    assert line_of(desk).reading.tone == "warn"
    press("Return")
    assert desk.said() == [("action", "write the call list anew")]


def test_an_empty_enter_stamps_the_moment_and_the_words_come_later(desk: Desk) -> None:
    desk.meet()
    desk.clock.forward(7)
    press("Alt+D")
    press("Return")
    desk.clock.forward(20)
    log = desk.page.running.log
    assert log.waiting.head.text() == "To complete (1)"
    (waiting,) = log.waiting.rows()
    waiting.field.setFocus()
    type_in("Fail over without asking again")
    press("Return")
    (entry,) = meetings.entries(desk.document)
    assert (entry.kind, entry.text) == ("decision", "Fail over without asking again")
    assert entry.at == desk.clock.moment.replace(minute=7)
    assert log.waiting.isHidden()


def test_the_list_behind_the_angle_filters_by_typing_and_chooses_with_enter(desk: Desk) -> None:
    desk.window.go("services", desk.payroll)
    press("F4")
    type_in(">dec")
    chooser = line_of(desk).chooser
    assert chooser is not None
    assert [line.title for line in chooser.list.lines.lines] == ["Decision on SVC-001 Payroll"]
    press("Return")
    assert line_of(desk).chooser is None
    assert line_of(desk).target.kind == "decision"
    type_in("Vendor gets a second contract")
    press("Return")
    assert desk.said() == [("decision", "Vendor gets a second contract")]


def test_a_letter_and_a_space_choose_without_the_list(desk: Desk) -> None:
    press("F4")
    type_in(">d Go on as planned")
    press("Return")
    assert desk.said() == [("decision", "Go on as planned")]


def test_a_decision_takes_an_owner_at_its_end_and_says_so(desk: Desk) -> None:
    press("Alt+D")
    type_in("Second contract by June")
    assert line_of(desk).reading.isHidden()
    type_in(" Dafydd")
    assert "Dafydd Prysor" in line_of(desk).reading.text()
    press("Return")
    (entry,) = meetings.entries(desk.document)
    assert (entry.text, entry.owner) == ("Second contract by June", desk.dafydd)


def test_words_that_were_typed_before_choosing_stay(desk: Desk) -> None:
    press("F4")
    type_in("half a sentence")
    press("Home")
    type_in(">park")
    press("Return")
    assert line_of(desk).field.text() == "half a sentence"
    assert line_of(desk).target.kind == "parking lot"


def test_esc_leaves_the_list_first_and_the_line_then(desk: Desk) -> None:
    press("F4")
    type_in(">")
    press("Esc")
    assert line_of(desk).chooser is None
    assert QApplication.focusWidget() is line_of(desk).field
    press("Esc")
    assert QApplication.focusWidget() is not line_of(desk).field


def test_words_for_a_field_go_to_its_end_and_never_over_what_stands_there(desk: Desk) -> None:
    desk.window.go("services", desk.payroll)
    desk.meet()
    press("F4")
    note = entities.field_of(m.Service, "note").label
    type_in(f">{note} of")
    press("Return")
    type_in("In January it is the 20th.")
    press("Return")
    row = desk.document.get(m.Service, desk.payroll)
    assert row is not None
    assert row.note == "Pay day is the 25th.\nIn January it is the 20th."
    (entry,) = meetings.entries(desk.document)
    assert (entry.field, entry.text) == ("note", "In January it is the 20th.")
    desk.window.undo()
    row = desk.document.get(m.Service, desk.payroll)
    assert row is not None
    assert row.note == "Pay day is the 25th."
    assert desk.said() == []


def test_filing_tells_with_undo_and_undo_takes_it_back(desk: Desk) -> None:
    press("Alt+D")
    type_in("Watch")
    press("Return")
    desk.window.undo()
    assert desk.said() == []


def test_a_private_note_is_marked_and_hidden_while_the_room_may_see(desk: Desk) -> None:
    press("Alt+P")
    line = line_of(desk)
    assert line.target.icon == "lock"
    assert line.field.echoMode() == QLineEdit.EchoMode.Normal
    press("Esc")
    desk.meet()
    assert desk.window.console.privacy.public_safe
    press("Alt+P")
    type_in("He is against it")
    assert line.field.echoMode() == QLineEdit.EchoMode.Password
    press("Return")
    (row,) = desk.page.running.log.entry_rows()
    assert "against" not in row.words.text()
    assert "against" not in row.accessibleName()
    row.setFocus()
    press("Return")
    (row,) = desk.page.running.log.entry_rows()
    assert row.words.text() == "He is against it"


def test_the_speaker_stands_beside_what_is_caught_and_beside_every_edit(desk: Desk) -> None:
    desk.meet()
    press("Alt+2")
    assert line_of(desk).speaker_chip.text() == "2 Dafydd"
    press("Alt+D")
    type_in("Agreed")
    press("Return")
    (entry,) = meetings.entries(desk.document)
    assert entry.speaker == desk.dafydd
    entities.set_field(desk.document, m.Service, desk.payroll, "rto", "8h")
    assert desk.document.history(limit=1)[0].speaker == desk.dafydd
    press("Alt+0")
    entities.set_field(desk.document, m.Service, desk.payroll, "rto", "9h")
    assert desk.document.history(limit=1)[0].speaker is None


def test_a_role_can_speak_too(desk: Desk) -> None:
    desk.meet()
    press("Alt+3")
    press("Alt+D")
    type_in("Nobody goes back in")
    press("Return")
    (entry,) = meetings.entries(desk.document)
    assert (entry.speaker, entry.speaker_name) == (None, "Fire brigade")


def test_two_digits_in_a_row_name_a_seat_beyond_nine(desk: Desk) -> None:
    key = desk.meet()
    for number in range(4, 13):
        meetings.add_seat(desk.document, key, f"Role {number}")
    press("Alt+1")
    press("Alt+2")
    assert desk.current.speaker_seat == 12
    press("Alt+7")
    assert desk.current.speaker_seat == 7


def test_an_unknown_seat_changes_nothing(desk: Desk) -> None:
    desk.meet()
    press("Alt+2")
    press("Alt+9")
    assert desk.current.speaker_seat == 2


def test_nothing_can_be_caught_in_a_read_only_window(qtbot: QtBot, tmp_path: Path) -> None:
    Document.create(tmp_path / "look.foreshock").close()
    document = Document.open(tmp_path / "look.foreshock", read_only=True)
    with window_on(document, tmp_path) as (window, _page):
        assert not window.catch_line.field.isEnabled()
        assert "read-only" in window.catch_line.field.accessibleDescription()
        window.catch_line.catch("note")
        assert not window.catch_line.field.hasFocus()


def test_the_line_works_without_people_and_without_a_meeting(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path, people=False) as bare:
        press("Alt+A")
        type_in("call the landlord +2d")
        press("Return")
        (entry,) = meetings.entries(bare.document)
        assert (entry.meeting, str(entry.due_on)) == (None, "2026-09-17")
        assert bare.window.catch_line.speaker_chip.isHidden()
