"""The interview mode by keyboard alone: a core interview to the signature, skip, park, still true, fixes, leaving."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app import interviews, meetings
from app import model as m
from app.document import Document
from tests.ui.meeting_desk import press, type_in, with_dialog
from tests.ui.windows import window_on
from ui.dialogs.start_interview import InterviewDialog
from ui.main_window import MainWindow
from ui.pages.interview import READ_MS, InterviewPage
from ui.run.foot import FootKey

START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class Talk:
    """A window at the interview of one service of the sample."""

    window: MainWindow
    page: InterviewPage
    document: Document
    clock: Clock
    keys: dict[str, bytes]

    @property
    def service(self) -> bytes:
        key = self.page.interview.service
        assert key is not None
        return key

    @property
    def number(self) -> int:
        return self.page.interview.number

    def row(self, model: Any = m.Service) -> Any:
        return self.document.get(model, self.service)

    def state(self, number: int) -> str:
        return interviews.course(self.document, self.service).step(number).state

    def rest(self) -> None:
        """Take the keyboard out of a field."""
        press("Esc")

    def settle(self) -> None:
        """Let the course be read after an edit."""
        QTest.qWait(2 * READ_MS)


def key_of(document: Document, ref: str) -> bytes:
    found: bytes = next(row.id for row in document.all(m.Entity, m.Entity.ref == ref))
    return found


@contextlib.contextmanager
def talking(qtbot: QtBot, sample_file: Path, folder: Path, ref: str, *, meet: bool = True) -> Iterator[Talk]:
    clock = Clock()
    document = Document.open(shutil.copy(sample_file, folder / "talk.foreshock"), clock=clock, who="Tomasz Orlewin")
    key = key_of(document, ref)
    if meet:
        row = document.get(m.Service, key)
        plan = interviews.plan_interviews(document, [key, key_of(document, "SVC-011")], [row.owner_id, row.deputy_id])
        interviews.begin_interviews(document, plan)
    with window_on(document, folder, "services") as (window, _page):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.console.privacy.show_anyway()
        window.go("interview", key)
        page = window._pages["interview"]
        assert isinstance(page, InterviewPage)
        QApplication.processEvents()
        yield Talk(window, page, document, clock, {ref: key})


@pytest.fixture
def talk(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> Iterator[Talk]:
    """The interview that was left half way: Training and licence records."""
    with talking(qtbot, sample_file, tmp_path, "SVC-014") as made:
        yield made


@pytest.fixture
def again(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> Iterator[Talk]:
    """An interview that is opened again a year later: Payroll."""
    with talking(qtbot, sample_file, tmp_path, "SVC-008") as made:
        yield made


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


# --- where it begins ---


def test_the_interview_fills_the_window_and_goes_on_where_it_stopped(talk: Talk) -> None:
    assert not talk.window.rail.isVisible()
    assert not talk.window.header.isVisible()
    assert talk.window.catch_line.isVisible()
    assert talk.number == interviews.course(talk.document, talk.service).next == 13
    assert talk.page.head.title.text() == "Interview: Training and licence records"
    assert talk.page.head.note.text().startswith("SVC-014 · ")
    assert talk.page.head.count.text() == "5 of 14"


def test_a_question_shows_its_section_hint_and_follow_up(talk: Talk) -> None:
    talk.page.turn_to(1)
    pane = talk.page.pane
    assert pane.section.text() == "A · Framing"
    assert pane.number.text() == "Question 1"
    assert pane.ask.text() == "What does this let people do, and for whom?"
    assert "Ask for the outcome" in pane.advice.text()
    assert "↳ Who notices first?" in pane.advice.text()


def test_a_long_question_is_shown_whole_also_after_a_short_one(talk: Talk) -> None:
    talk.page.turn_to(14)
    QApplication.processEvents()
    talk.page.turn_to(7)
    QApplication.processEvents()
    ask = talk.page.pane.ask
    assert ask.height() >= ask.heightForWidth(ask.width()) > ask.fontMetrics().height() * 2


# --- a whole interview ---


def fill_the_grid() -> None:
    """Score all rows by digits; after the last horizon the cursor goes on to the next row."""
    for levels in ("11111112", "11111112", "11111234", "11111123", "11111111", "11111123", "11111223"):
        for level in levels:
            press(level)


def test_a_whole_core_interview_is_held_by_keyboard_to_the_signature(talk: Talk) -> None:
    talk.window.console.meeting.set_speaker(1)
    owner = talk.row().owner_id
    press("Ctrl+Left")
    assert talk.number == 7
    fill_the_grid()
    assert interviews.grid(talk.document, talk.service).scored == 56
    press("Ctrl+Right")
    assert talk.number == 13
    assert talk.state(7) == "answered"
    type_in("2w")
    press("Return")
    assert talk.row().mtpd == 14 * 24 * 60
    press("Ctrl+Right")
    assert talk.number == 14
    type_in("1w")
    press("Return")
    press("Ctrl+Right")
    assert talk.number == 15
    assert talk.row().rto == 7 * 24 * 60
    assert talk.state(14) == "answered"
    type_in("60")
    press("Return")
    press("Ctrl+Right")
    assert talk.number == 17
    assert talk.row().mbco_pct == 60
    type_in("8h")
    press("Return")
    press("Ctrl+Right")
    assert talk.number == 18
    assert talk.row().wrt == 480
    type_in("24h")
    press("Ctrl+Right")
    assert talk.number == 22
    assert talk.row().rpo == 1440
    type_in("Paper lists at the gate.")
    press("Ctrl+Right")
    assert talk.number == 23
    assert talk.row(m.Bia).wa_text == "Paper lists at the gate."
    for words in ("1h", "40", "3d"):
        type_in(words)
        press("Return")
    bia = talk.row(m.Bia)
    assert (bia.wa_start, bia.wa_pct, bia.wa_max) == (60, 40, 3 * 1440)
    assert focused() is talk.page.bar.primary
    press("Return")
    assert talk.number == 25
    type_in("Identity")
    press("Return")
    press("Ctrl+Right")
    assert talk.number == 35
    assert talk.state(25) == "answered"
    assert not interviews.blockers(talk.document, talk.service)
    press("Ctrl+Return")
    (signed,) = interviews.approvals(talk.document, talk.service)
    assert (signed.version, signed.approved_by_id, signed.manner) == (1, owner, "room")
    course = interviews.course(talk.document, talk.service)
    assert course.done == course.asked
    said = {row.question: row for row in talk.document.all(m.Answer, m.Answer.service_id == talk.service)}
    meeting = meetings.running(talk.document)
    assert meeting is not None
    assert {said[number].speaker_id for number in (7, 14, 22, 23)} == {owner}
    assert {said[number].meeting_id for number in (7, 14, 22, 23)} == {meeting.id}
    press("Ctrl+Right")
    assert talk.page.interview.service == key_of(talk.document, "SVC-011")


def test_one_entry_is_one_step_of_undo_with_its_name(talk: Talk) -> None:
    talk.page.turn_to(22)
    type_in("Phone and paper.")
    talk.rest()
    assert talk.document.undo_label == "Change Workaround of Training and licence records"
    assert talk.state(22) == "answered"
    talk.window.undo()
    assert talk.state(22) == "open"
    assert talk.row(m.Bia).wa_text is None


def test_what_a_field_refuses_stays_beside_it_and_is_not_noted_as_answered(talk: Talk) -> None:
    talk.page.turn_to(23)
    type_in("soon")
    press("Return")
    row = talk.page.pane.answer.rows["bia.wa_start"]  # type: ignore[union-attr]
    assert row.message.text()
    assert focused() is row.editor
    assert talk.state(23) == "open"


def test_a_list_is_filled_from_the_keyboard_and_notes_the_question(talk: Talk) -> None:
    talk.page.turn_to(31)
    press("Down")
    press("F2")
    type_in("Trainer")
    press("Return")
    (role,) = talk.document.all(m.KeyRole, m.KeyRole.service_id == talk.service)
    assert role.role == "Trainer"
    assert talk.state(31) == "answered"
    talk.window.undo()
    assert talk.document.all(m.KeyRole, m.KeyRole.service_id == talk.service) == []
    assert talk.state(31) == "open"


def test_people_are_counted_at_each_horizon(talk: Talk) -> None:
    from app.interviews.resources import needs, set_quantity

    talk.page.turn_to(29)
    table = talk.page.pane.answer.table.table  # type: ignore[union-attr]
    press("F2")
    type_in("Instructors")
    press("Return")
    (need,) = needs(talk.document, talk.service, people=True)
    horizon = next(one for one in interviews.grid(talk.document, talk.service).horizons if one.label == "24 h")
    table.edit_cell(need.key, f"at {horizon.key.hex()}")  # type: ignore[attr-defined]
    type_in("3")
    press("Return")
    (need,) = needs(talk.document, talk.service, people=True)
    assert dict(need.quantities) == {horizon.key: 3}  # type: ignore[attr-defined]
    assert set_quantity(talk.document, need.key, horizon.key, "")  # type: ignore[attr-defined]
    assert not needs(talk.document, talk.service, people=True)[0].quantities


def test_words_are_kept_as_they_were_said(talk: Talk) -> None:
    talk.page.turn_to(22)
    field = talk.page.pane.said.field
    field.setFocus()
    type_in("We would manage a week, honestly.")
    talk.rest()
    assert interviews.answers(talk.document, talk.service)[22].text == "We would manage a week, honestly."
    talk.page.pane.answer.first().setFocus()  # type: ignore[union-attr]
    type_in("Paper")
    talk.rest()
    assert interviews.answers(talk.document, talk.service)[22].text == "We would manage a week, honestly."


# --- skip, park, come back ---


def test_a_question_is_skipped_and_parked_by_single_keys_and_come_back_to(talk: Talk) -> None:
    talk.page.turn_to(22)
    talk.rest()
    press("S")
    assert talk.state(22) == "skipped"
    assert talk.number == 23
    talk.rest()
    press("P")
    assert talk.state(23) == "parked"
    assert talk.number == 25
    assert talk.page.script.parked.text() == "1 parked question"
    talk.rest()
    press("K")
    assert talk.number == 23
    type_in("1h")
    press("Return")
    assert talk.state(23) == "answered"
    talk.settle()
    assert not talk.page.script.parked.isVisible()


def test_letters_are_text_while_somebody_types_and_the_foot_says_so(talk: Talk) -> None:
    talk.page.turn_to(22)
    assert isinstance(focused(), QPlainTextEdit)
    foot = talk.page.bar
    assert foot.back.isVisible()
    assert all(made.dimmed for made in foot.findChildren(FootKey))
    type_in("SP")
    assert talk.number == 22
    talk.rest()
    assert not foot.back.isVisible()
    assert not any(made.dimmed for made in foot.findChildren(FootKey))
    assert talk.row(m.Bia).wa_text == "SP"


def test_after_the_last_question_the_parked_ones_come_again(talk: Talk) -> None:
    talk.page.turn_to(22)
    talk.rest()
    press("P")
    talk.page.turn_to(35)
    assert "parked" in talk.page.bar.words.text()
    press("Ctrl+Right")
    assert talk.number == 22


def test_n_brings_the_keyboard_to_the_catch_line_about_the_service(talk: Talk) -> None:
    talk.page.turn_to(22)
    talk.rest()
    press("N")
    assert focused() is talk.window.catch_line.field
    assert talk.window.catch_line.target.subject == talk.service


# --- still true ---


def test_an_old_answer_is_confirmed_with_one_key_and_nothing_else_changes(again: Talk) -> None:
    again.page.turn_to(1)
    before = again.row(m.Bia).purpose
    assert again.state(1) == "old"
    assert again.page.pane.still.isVisible()
    assert again.page.pane.still.said.text() == before
    assert "Chidi Umenta" in again.page.pane.still.when.text()
    press("Ctrl+Return")
    assert again.state(1) == "answered"
    assert again.row(m.Bia).purpose == before
    assert again.number == 2


def test_an_old_answer_is_changed_in_its_field(again: Talk) -> None:
    again.page.turn_to(1)
    again.page.pane.still.change.click()
    field = focused()
    assert isinstance(field, QPlainTextEdit)
    field.selectAll()
    type_in("Pays everybody.")
    again.rest()
    assert again.row(m.Bia).purpose == "Pays everybody."
    assert again.state(1) == "answered"
    again.settle()
    assert not again.page.pane.still.isVisible()


# --- contradictions ---


def test_a_contradiction_appears_beside_the_question_and_goes_when_it_is_mended(talk: Talk, qtbot: QtBot) -> None:
    interviews.set_target(talk.document, talk.service, "mtpd", "3d")
    talk.page.turn_to(14)
    type_in("1w")
    press("Return")
    shown = talk.page.side.clashes
    qtbot.waitUntil(lambda: any(one.rule == "B01" for one in shown.shown))
    one = next(one for one in shown.shown if one.rule == "B01")
    talk.page.turn_to(13)
    qtbot.waitUntil(lambda: any(one.rule == "B01" for one in shown.shown))
    shown.fix_wanted.emit(one)
    assert talk.number == 14
    editor = talk.page.pane.answer.panel.blocks["rto"].field()  # type: ignore[union-attr]
    assert focused() is editor
    editor.selectAll()
    type_in("24h")
    press("Return")
    qtbot.waitUntil(lambda: not any(one.rule == "B01" for one in shown.shown))


def test_contradictions_and_costs_are_covered_while_the_room_may_see_them(talk: Talk) -> None:
    talk.window.console.privacy.hide_again()
    QApplication.processEvents()
    assert talk.window.console.privacy.public_safe
    assert talk.page.side.clashes_cover.covered
    assert not talk.page.side.clashes.isVisible()


def test_an_old_cost_is_not_told_to_the_room(again: Talk) -> None:
    again.page.turn_to(8)
    assert "3 000" in again.page.pane.still.said.text().replace("\u202f", " ").replace("\u00a0", " ")
    again.window.console.privacy.hide_again()
    QApplication.processEvents()
    assert "000" not in again.page.pane.still.said.text()
    assert not again.page.pane.answer.rows["bia.loss_low"].isVisible()  # type: ignore[union-attr]


# --- the room ---


def test_the_preview_of_the_room_follows_the_question_and_is_sent_by_a_key(talk: Talk) -> None:
    talk.page.turn_to(22)
    stage = talk.window.console.stage
    assert getattr(stage.preview, "question", "") == "How would you work without it?"
    press("F8")
    assert getattr(stage.live, "question", "") == "How would you work without it?"
    press("Ctrl+Right")
    assert getattr(stage.live, "question", "") == "How would you work without it?"
    assert "How long" in getattr(stage.preview, "question", "")


def test_the_preview_of_the_grid_asks_about_the_cell_under_the_cursor(talk: Talk) -> None:
    talk.page.turn_to(7)
    stage = talk.window.console.stage
    first = stage.preview
    press("Right")
    assert stage.preview.topic != first.topic
    assert getattr(stage.preview, "levels", ())


# --- script, leaving, coming back ---


def test_the_switch_opens_the_whole_script_and_sections_open_where_they_go_on(talk: Talk) -> None:
    script = talk.page.script
    assert script.switch.current() == "core"
    script.switch._group.button(0).click()
    assert interviews.script_of(talk.document, talk.service) == "full"
    assert talk.page.head.count.text().endswith(" of 35")
    talk.page.turn_to(1)
    lines = [line for line in script.list.lines() if line.number]
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert lines[0].words == "1 What it is for, answered"
    script.list.setFocus()
    press("End")
    press("Return")
    assert talk.number == 32


def test_escape_first_gives_the_single_keys_back_and_then_leaves(talk: Talk) -> None:
    talk.page.turn_to(22)
    press("Esc")
    assert talk.window.current_place().key == "interview"
    press("Esc")
    assert talk.window.current_place().key == "services"
    assert talk.window.rail.isVisible()


def test_leaving_writes_what_was_typed_and_coming_back_is_at_the_same_question(talk: Talk) -> None:
    talk.page.turn_to(22)
    type_in("By hand.")
    talk.rest()
    talk.rest()
    assert talk.row(m.Bia).wa_text == "By hand."
    talk.window.go("interview", talk.service)
    assert talk.number == 22


def test_a_closed_window_opens_at_the_same_service_and_question(
    qtbot: QtBot, sample_file: Path, tmp_path: Path
) -> None:
    with talking(qtbot, sample_file, tmp_path, "SVC-014") as one:
        one.page.turn_to(18)
    document = Document.open(tmp_path / "talk.foreshock", clock=Clock(), who="Tomasz Orlewin")
    with window_on(document, tmp_path, "interview") as (_window, page):
        assert isinstance(page, InterviewPage)
        assert page.interview.service == key_of(document, "SVC-014")
        assert page.interview.number == 18


def test_the_pace_tells_minutes_used_and_when_it_ends(talk: Talk) -> None:
    talk.clock.moment += timedelta(minutes=4)
    talk.page._show_pace()
    planned = next(one.minutes for one in talk.window.console.meeting.agenda.points if one.subject == talk.service)  # type: ignore[union-attr]
    assert talk.page.head.pace.text().startswith(f"0 min of {planned}, on pace")
    talk.window.console.meeting._beat()
    assert talk.page.head.pace.text().startswith(f"4 min of {planned}, 4 min behind, ends ")
    assert 0 < talk.page.head.line._mark < 1


def test_nothing_can_be_answered_in_a_window_that_only_reads(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> None:
    path = shutil.copy(sample_file, tmp_path / "read.foreshock")
    document = Document.open(path, clock=Clock(), read_only=True)
    with window_on(document, tmp_path, "interview") as (window, page):
        assert isinstance(page, InterviewPage)
        window.go("interview", key_of(document, "SVC-014"))
        page.turn_to(22)
        assert page.pane.answer.rows["bia.wa_text"].editor.isReadOnly()  # type: ignore[union-attr]
        assert page.pane.said.field.isReadOnly()
        page.turn_to(35)
        assert not page.pane.answer.approve.isEnabled()  # type: ignore[union-attr]


# --- approval ---


def test_what_holds_the_approval_up_is_told_with_its_fix(again: Talk) -> None:
    again.page.turn_to(35)
    answer: Any = again.page.pane.answer
    assert not answer.approve.isEnabled()
    assert answer.approve.reason_label().text() == "1 error first"
    assert [fix.text() for fix in answer.fixes] == ["Fix RTO"]
    assert focused() is answer.fixes[0]
    press("Return")
    assert again.number == 14


def test_a_signed_sheet_is_attached_and_later_edits_show_as_changes(talk: Talk, tmp_path: Path) -> None:
    for target, value in (("mtpd", "2w"), ("rto", "1w"), ("rpo", "24h"), ("mbco_pct", "50")):
        interviews.set_target(talk.document, talk.service, target, value)
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(b"%PDF-1.4 signed")
    talk.page.turn_to(35)
    answer: Any = talk.page.pane.answer
    answer.take_sheet(sheet)
    answer.remark.setFocus()
    type_in("Signed at the depot")
    answer.approve.click()
    (signed,) = interviews.approvals(talk.document, talk.service)
    assert (signed.manner, signed.remark) == ("sheet", "Signed at the depot")
    assert talk.document.get(m.Attachment, signed.sheet_id).title == "sheet.pdf"
    assert answer.changes.count() == 0
    interviews.set_target(talk.document, talk.service, "rto", "3d")
    talk.settle()
    words = " ".join(
        label.text() for label in answer.findChildren(QWidget) if hasattr(label, "text") and label.isVisible()
    )
    assert "Changed since approval" in words
    assert "1 w → 3 d" in words


# --- names and sizes ---


def test_every_control_of_the_interview_has_a_name_and_can_be_hit(again: Talk) -> None:
    from tests.ui.test_accessibility import nameless, too_small

    wrong: set[str] = set()
    for number in (2, 5, 7, 8, 14, 23, 25, 29, 31, 35):
        again.page.turn_to(number)
        QTest.qWait(50)
        wrong.update(f"{number}: {one}" for one in (*nameless(again.window), *too_small(again.window)))
    assert not wrong, "\n".join(sorted(wrong))


# --- beginning ---


def test_an_interview_is_planned_and_begun_by_keyboard(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> None:
    with talking(qtbot, sample_file, tmp_path, "SVC-014", meet=False) as talk:
        press("Esc")
        press("Esc")
        assert talk.window.current_place().key == "services"

        def fill(dialog: QWidget) -> None:
            assert isinstance(dialog, InterviewDialog)
            assert dialog.chosen == [key_of(talk.document, "SVC-014")]
            assert [one.name for one in dialog.holders] == ["Noor van Terveld", "Chidi Umenta"]
            assert dialog.sum.text().startswith("14 questions, ")
            dialog.picker.setFocus()
            type_in("payroll")
            press("Return")
            assert len(dialog.chosen) == 2
            dialog.services.setFocus()
            press("Space")
            assert dialog.sum.text().startswith("49 questions, ")
            press("Alt+Up")
            dialog.people.setFocus()
            press("Return")

        with_dialog(lambda: talk.window.console.ask("start_interview", key_of(talk.document, "SVC-014")), fill)
        meeting = meetings.running(talk.document)
        assert meeting is not None
        assert meeting.kind == "interview"
        points = meetings.agenda(talk.document, meeting.id).points
        assert [one.subject for one in points[:2]] == [
            key_of(talk.document, "SVC-008"),
            key_of(talk.document, "SVC-014"),
        ]
        assert talk.window.current_place().key == "interview"
        assert talk.page.interview.service == key_of(talk.document, "SVC-008")
        assert interviews.script_of(talk.document, talk.service) == "full"
        assert talk.window.console.meeting.speaker is not None


def test_without_a_service_the_page_offers_to_begin(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> None:
    document = Document.open(shutil.copy(sample_file, tmp_path / "new.foreshock"), clock=Clock(), who="Tomasz")
    with window_on(document, tmp_path, "services") as (window, _page):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.go("interview")
        page = window._pages["interview"]
        assert isinstance(page, InterviewPage)
        assert page.nothing.isVisible()
        assert not page.pane.isVisible()
        assert focused() is page.nothing.begin
