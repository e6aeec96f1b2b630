"""The meeting in the window: started by keyboard, its agenda and clock, its log edited in place, seats, past ones."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QListView, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app import entities, listings, meetings
from app import model as m
from tests.ui.meeting_desk import Desk, desk, in_front, opened, press, type_in, with_dialog
from ui.dialogs.start_meeting import StartDialog
from ui.meetings.clock import MeetingClock
from ui.widgets.buttons import Button
from ui.widgets.dialogs import Dialog

__all__ = ["desk"]


def start_dialog(dialog: QWidget) -> StartDialog:
    assert isinstance(dialog, StartDialog)
    return dialog


# --- starting ---


def test_a_meeting_is_started_by_keyboard_alone(desk: Desk) -> None:
    def fill(dialog: QWidget) -> None:
        sheet = start_dialog(dialog)
        assert sheet.title_field.hasFocus()
        assert sheet.title_field.text() == "Risk workshop 15 Sep 2026"
        type_in("Warehouse risks")
        sheet.picker.setFocus()
        type_in("Daf")
        press("Return")
        type_in("adaeze")
        press("Return")
        press("Return")

    with_dialog(lambda: press("Ctrl+M"), fill)
    row = meetings.running(desk.document)
    assert row is not None
    assert (row.title, row.kind) == ("Warehouse risks", "risk workshop")
    assert [(seat.number, seat.person) for seat in desk.current.seats] == [(1, desk.dafydd), (2, desk.adaeze)]
    agenda = meetings.agenda(desk.document, row.id)
    assert [(point.title, point.minutes) for point in agenda.points] == list(meetings.usual_agenda("risk workshop"))
    assert desk.window.current_place().key == "meeting"
    assert desk.document.undo_label == "Start Warehouse risks"


def test_enter_starts_with_what_is_proposed_even_without_people(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path, people=False) as bare:
        with_dialog(lambda: bare.window.console.ask("start_meeting"), lambda _dialog: press("Return"))
        row = meetings.running(bare.document)
        assert row is not None
        assert row.title == "Risk workshop 15 Sep 2026"


def test_another_kind_proposes_its_own_title_and_agenda_but_keeps_a_typed_title(desk: Desk) -> None:
    sheet = StartDialog(desk.window)
    in_front(sheet)
    assert sheet.sum.text().startswith("1 h 40")
    sheet.kind._group.button(0).click()
    assert sheet.title_field.text() == "Interview 15 Sep 2026"
    assert sheet.agenda.points() == list(meetings.usual_agenda("interview"))
    sheet.title_field.selectAll()
    sheet.title_field.setFocus()
    type_in("Payroll, first look")
    sheet.kind._group.button(1).click()
    assert sheet.title_field.text() == "Payroll, first look"
    sheet.close()


def test_the_agenda_is_changed_by_keyboard(desk: Desk) -> None:
    sheet = StartDialog(desk.window)
    in_front(sheet)
    rows = sheet.agenda
    rows.rows[0].title.setFocus()
    press("Alt+Down")
    assert [title for title, _ in rows.points()][:2] == ["Score the risks", "Scales and how we vote"]
    press("Ctrl+Del")
    press("Ins")
    type_in("Fire doors 25 min")
    assert rows.points()[-1] == ("Fire doors", 25)
    rows.rows[0].time.setFocus()
    rows.rows[0].time.selectAll()
    type_in("45")
    assert rows.points()[0][1] == 45
    assert sheet.sum.text().startswith("1 h 40, ends ")
    sheet.close()


def test_a_time_box_that_is_none_is_told_and_nothing_starts(desk: Desk) -> None:
    sheet = StartDialog(desk.window)
    in_front(sheet)
    sheet.agenda.rows[0].time.setFocus()
    sheet.agenda.rows[0].time.selectAll()
    type_in("soon")
    sheet.buttons["start"].click()
    assert sheet.problem.isVisible()
    assert "soon" in sheet.problem.text()
    assert meetings.running(desk.document) is None
    sheet.close()


def test_a_pasted_list_seats_known_people_and_creates_the_others(desk: Desk) -> None:
    sheet = StartDialog(desk.window)
    in_front(sheet)
    QGuiApplication.clipboard().setText("dafydd prysor\r\nKenji Morisawa\n\nAdaeze Nwokolo-Byrne\nKenji Morisawa\n")
    sheet.picker.field.setFocus()
    press("Ctrl+V")
    assert [(one.name, one.new) for one in sheet.holders] == [
        ("Dafydd Prysor", False),
        ("Kenji Morisawa", True),
        ("Adaeze Nwokolo-Byrne", False),
    ]
    sheet.buttons["start"].click()
    names = [name for _, name in listings.options(desk.document, "person")]
    assert names == ["Adaeze Nwokolo-Byrne", "Dafydd Prysor", "Kenji Morisawa"]
    assert [seat.name for seat in desk.current.seats] == ["Dafydd Prysor", "Kenji Morisawa", "Adaeze Nwokolo-Byrne"]
    desk.window.undo()
    assert meetings.running(desk.document) is None
    assert len(listings.options(desk.document, "person")) == 2


def test_a_role_is_seated_as_text_and_seats_move_and_go(desk: Desk) -> None:
    sheet = StartDialog(desk.window)
    in_front(sheet)
    sheet.picker.field.setFocus()
    type_in("Fire brigade")
    press("Down")
    press("Return")
    type_in("Dafydd")
    press("Return")
    sheet.seats.setFocus()
    sheet.seats.choose(1)
    press("Alt+Up")
    assert [one.name for one in sheet.holders] == ["Dafydd Prysor", "Fire brigade"]
    press("Del")
    assert [(one.name, one.person) for one in sheet.holders] == [("Fire brigade", None)]
    sheet.close()


def test_a_running_meeting_is_gone_on_with_and_a_second_one_asks_first(desk: Desk) -> None:
    first = desk.meet()
    press("Ctrl+M")
    assert QApplication.activeModalWidget() is None
    assert desk.window.current_place().key == "meeting"
    asked: list[str] = []

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, Dialog)
        asked.append(dialog.windowTitle())
        dialog.finish("go on")

    with_dialog(lambda: desk.window.console.ask("start_meeting"), answer)
    assert asked == ["“Risk workshop” is running"]
    assert desk.current.key == first
    assert len(meetings.meeting_list(desk.document)) == 1


def test_a_session_that_is_opened_again_goes_on_with_its_meeting(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as first:
        key, path, clock = first.meet(), first.document.path, first.clock
    from app.document import Document
    from tests.ui.windows import window_on

    document = Document.open(path, clock=clock)
    with window_on(document, tmp_path) as (window, _page):
        assert window.console.meeting.key == key
        assert not window.findChildren(MeetingClock)[0].isHidden()


# --- agenda and clock ---


def test_f9_begins_the_points_one_after_the_other_while_something_is_typed(desk: Desk) -> None:
    key = desk.meet(("Score", 20), ("Owners", 10))
    page = desk.page
    press("F4")
    type_in("half")
    press("F9")
    assert desk.window.catch_line.field.text() == "half"
    agenda = meetings.agenda(desk.document, key)
    assert agenda.current is not None
    assert agenda.current.title == "Score"
    desk.clock.forward(25)
    press("F9")
    lines = page.running.agenda.list.lines.lines
    assert [(line.title, line.note, line.active) for line in lines] == [
        ("Score", "25 min of 20 min", False),
        ("Owners", "0:00 of 10 min", True),
    ]
    assert page.running.agenda.pace.text() == meetings.agenda(desk.document, key).pace


def test_the_clock_tells_the_point_and_the_time_left_and_warns_when_it_is_over(desk: Desk) -> None:
    (clock,) = desk.window.findChildren(MeetingClock)
    assert clock.isHidden()
    desk.meet(("Score", 20))
    press("F9")
    desk.clock.forward(7.5)
    desk.current._beat()
    assert not clock.isHidden()
    assert clock.accessibleName() == "Meeting clock: Score, 12:30 left"
    assert not clock.over
    desk.clock.forward(13)
    desk.current._beat()
    assert clock.accessibleName() == "Meeting clock: Score, 0:30 over"
    assert clock.over
    clock.setFocus()
    press("Return")
    assert desk.window.current_place().key == "meeting"


def test_points_are_added_renamed_moved_and_removed_on_the_page(desk: Desk) -> None:
    key = desk.meet(("Score", 20), ("Owners", 10))
    panel = desk.page.running.agenda
    panel.new.setFocus()
    type_in("Fire doors 5 min")
    press("Return")
    panel.list.setFocus()
    panel.list.choose(meetings.agenda(desk.document, key).points[2].key)
    press("Alt+Up")
    told = [(point.title, point.minutes) for point in meetings.agenda(desk.document, key).points]
    assert told == [("Score", 20), ("Fire doors", 5), ("Owners", 10)]
    press("F2")
    type_in("Doors 15 min")
    press("Return")
    assert meetings.agenda(desk.document, key).points[1].title == "Doors"
    assert meetings.agenda(desk.document, key).points[1].minutes == 15
    panel.list.setFocus()
    press("Del")
    assert len(meetings.agenda(desk.document, key).points) == 2


def test_the_agenda_goes_to_the_preview_of_the_room(desk: Desk) -> None:
    desk.meet(("Score", 20))
    desk.page.running.agenda.room_button.click()
    view = desk.window.console.stage.preview
    assert view.kind == "Agenda"


# --- seats ---


def test_a_seat_is_made_speaker_by_enter_and_leaves_and_comes_back(desk: Desk) -> None:
    desk.meet()
    panel = desk.page.running.seats
    panel.list.setFocus()
    press("Down")
    press("Return")
    assert desk.current.speaker_seat == 2
    assert [line.active for line in panel.list.lines.lines] == [False, True, False]
    panel.presence.click()
    assert not desk.current.seats[1].here
    assert panel.list.lines.lines[1].note.startswith("left ")
    panel.presence.click()
    assert desk.current.seats[1].here


def test_who_comes_late_is_seated_from_the_page(desk: Desk) -> None:
    key = desk.meet()
    desk.clock.forward(30)
    desk.page.running.seats.picker.field.setFocus()
    type_in("Kenji Morisawa")
    press("Return")
    late = meetings.seat_lines(desk.document, key)[-1]
    assert (late.number, late.name, late.came_at) == (4, "Kenji Morisawa", desk.clock.moment)


# --- the log ---


def test_the_log_is_filtered_by_kind_and_turned(desk: Desk) -> None:
    key = desk.meet()
    for kind, words in (("note", "one"), ("decision", "two"), ("note", "three")):
        meetings.enter(desk.document, kind, words, meeting=key)
        desk.clock.forward(1)
    log = desk.page.running.log
    assert [row.words.text() for row in log.entry_rows()] == ["three", "two", "one"]
    log.order.click()
    assert [row.words.text() for row in log.entry_rows()] == ["one", "two", "three"]
    log.filter._group.button(4).click()
    assert log.filter._group.button(4).text() == "Notes 2"
    assert [row.words.text() for row in log.entry_rows()] == ["one", "three"]


def test_an_entry_is_changed_in_place_as_one_step_of_undo(desk: Desk) -> None:
    key = desk.meet()
    meetings.enter(desk.document, "action", "order switch", meeting=key)
    log = desk.page.running.log
    log.entry_rows()[0].setFocus()
    press("Return")
    assert log.editor is not None
    type_in("es, two of them")
    log.editor.owner.setFocus()
    type_in("Adaeze Nwokolo-Byrne")
    log.editor.due.setFocus()
    type_in("+2w")
    press("Return")
    (entry,) = meetings.entries(desk.document)
    assert (entry.text, entry.owner, str(entry.due_on)) == ("order switches, two of them", desk.adaeze, "2026-09-29")
    desk.window.undo()
    (entry,) = meetings.entries(desk.document)
    assert (entry.text, entry.owner, entry.due_on) == ("order switch", None, None)


def test_what_is_wrong_is_told_in_the_entry_and_esc_leaves_it_as_it_was(desk: Desk) -> None:
    key = desk.meet()
    meetings.enter(desk.document, "action", "order switch", meeting=key)
    log = desk.page.running.log
    log.entry_rows()[0].setFocus()
    press("Return")
    assert log.editor is not None
    log.editor.due.setFocus()
    type_in("when it suits")
    press("Return")
    assert log.editor is not None
    assert log.editor.problem.isVisible()
    press("Esc")
    assert log.editor is None
    assert meetings.entries(desk.document)[0].due_on is None


def test_an_entry_is_removed_by_a_key_and_comes_back_by_undo(desk: Desk) -> None:
    key = desk.meet()
    meetings.enter(desk.document, "decision", "go on", meeting=key)
    log = desk.page.running.log
    log.entry_rows()[0].setFocus()
    press("Del")
    assert desk.said() == []
    desk.window.undo()
    assert desk.said() == [("decision", "go on")]


def test_an_edit_elsewhere_leaves_open_fields_alone(desk: Desk) -> None:
    key = desk.meet()
    meetings.enter(desk.document, "note", "first", meeting=key)
    log = desk.page.running.log
    log.entry_rows()[0].setFocus()
    press("Return")
    type_in(" and more")
    meetings.enter(desk.document, "note", "second", meeting=key)
    assert log.editor is not None
    assert log.editor.words.text() == "first and more"


# --- past ones ---


def test_past_meetings_are_listed_read_and_reopened(desk: Desk) -> None:
    key = desk.meet()
    meetings.enter(desk.document, "decision", "go on", meeting=key)
    meetings.end_meeting(desk.document, key)
    page = desk.page
    assert page.stack.currentWidget() is page.idle
    page.switch._group.button(1).click()
    assert [line.title for line in page.past.list.lines.lines] == ["Risk workshop"]
    assert [row.words.text() for row in page.past.log.entry_rows()] == ["go on"]
    page.past.reopen_button.click()
    assert desk.current.key == key
    assert page.stack.currentWidget() is page.running


def test_the_empty_page_teaches_and_offers_to_start(desk: Desk) -> None:
    page = desk.page
    assert page.stack.currentWidget() is page.empty
    assert page.empty.accessibleName() == "No meeting yet"
    starts = [one for one in page.empty.findChildren(QAbstractButton) if "Start meeting" in one.text()]
    with_dialog(starts[0].click, lambda dialog: start_dialog(dialog).finish("cancel"))
    assert meetings.running(desk.document) is None


def test_an_entry_is_found_from_elsewhere(desk: Desk) -> None:
    key = desk.meet()
    entry = meetings.enter(desk.document, "decision", "go on", meeting=key)
    desk.window.go("meeting", entry)
    row = desk.page.running.log.entry_rows()[0]
    assert row.entry.key == entry


def test_everything_has_a_name_to_be_read_aloud(desk: Desk) -> None:
    key = desk.meet(("Score", 20))
    meetings.enter(desk.document, "action", "order", meeting=key)
    meetings.enter(desk.document, "decision", None, meeting=key)
    page = desk.page
    sheet = StartDialog(desk.window)
    in_front(sheet)
    reached = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QListView)
    for whole in (page, desk.window.catch_line, sheet):
        for part in whole.findChildren(QWidget):
            if part.focusPolicy() != Qt.FocusPolicy.NoFocus and isinstance(part, reached):
                named = part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")
                assert named, f"{part} in {whole}"
    sheet.close()


def test_people_who_left_the_session_keep_their_words(desk: Desk) -> None:
    key = desk.meet()
    press("Alt+1")
    press("Alt+D")
    type_in("agreed")
    press("Return")
    entities.set_field(desk.document, m.Person, desk.adaeze, "status", "left")
    assert meetings.entries(desk.document, key)[0].speaker_name == "Adaeze Nwokolo-Byrne"


def test_without_a_meeting_the_keyboard_stands_on_what_begins_one(desk: Desk) -> None:
    desk.window.go("overview")
    desk.window.rail.menu_button.setFocus()
    desk.window.go("meeting")
    focused = desk.window.focusWidget()
    assert isinstance(focused, Button)
    assert focused.text() == "Start meeting"
