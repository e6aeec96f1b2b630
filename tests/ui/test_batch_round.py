"""The batch round by keyboard alone: sheets typed unseen, the reveal, the agreed ones at once, then only the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import ballots, batch_plan, batches, meetings, polls
from app import model as m
from app import room as room_views
from app.workshop import hide
from tests.ui.batch_desk import ENTER, Workshop, readable, workshop
from ui.batch.steps import DONE, RESULT, SET_UP, SILENT
from ui.pages.paper import PaperPage

A, R, P, SPACE, ESCAPE, BACK = (
    Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_P, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Backspace,
)  # fmt: skip
#: Three seats about five risks: A and B agreed, C and D divided, E with a single vote.
SHEETS = ("33150", "33151", "3351-")


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


def test_twenty_risks_and_nine_people_take_192_keys_and_fit_into_the_workshop(qtbot: QtBot, tmp_path: Path) -> None:
    with workshop(tmp_path, risks=20, seats=9) as made:
        made.window.go("batch")
        QApplication.processEvents()
        before = made.keys.count
        made.press(ENTER)
        made.type_sheets(["3" * 18 + ("1" if seat % 2 else "5") + "4" for seat in range(9)])
        made.press(R)
        made.press(A)
        assert made.keys.count - before == batch_plan.typing_keys(20, 9) == 9 * 21 + 3
        assert sum(one.state == "agreed" for one in made.batch.lines) == 19
        assert [one.position for one in batches.open_lines(made.document, made.batch.number)] == [18]
        found = batch_plan.times(20, 9)
        assert (found.silent, found.typing, found.usual) == (7, 4, 60)
        assert found.usual <= batch_plan.WORKSHOP == 105


def test_the_calculation_stands_on_the_page(room: Workshop) -> None:
    room.window.go("batch")
    side = room.page.side.calculation
    assert side.isVisible()
    assert side.together.text() == "Together 36 of 105 min"
    assert "time to talk about 5 of the 5" in side.room.text()


def test_opening_begins_with_the_sheet_of_the_first_seat(room: Workshop) -> None:
    room.open_round()
    assert room.page.round.step == SILENT
    assert room.page.silent.typing
    assert room.page.silent.sheet.seat.text() == "Seat 1 Stores"
    assert room.window.focusWidget() is room.page.silent.sheet.marks


def test_a_sheet_is_filed_as_one_edit_and_the_next_seat_follows(room: Workshop) -> None:
    room.open_round()
    version = room.document.version
    room.type_sheets(SHEETS[:1])
    assert room.document.version == version + 1
    assert room.batch.seats_voted[room.seat(1)] == 5
    assert room.page.silent.sheet.seat.text() == "Seat 2 ICT"
    assert room.page.left.list.rows()[0].words == "1 Stores, 5 of 5"


def test_zero_and_dash_abstain(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(SHEETS)
    room.press(R)
    tallies = {one.position: one.tally for one in room.batch.lines}
    assert [tallies[at].n for at in range(5)] == [3, 3, 3, 3, 1]  # type: ignore[union-attr]
    assert tallies[2].counts == (2, 0, 0, 0, 1)  # type: ignore[union-attr]


def test_a_wrong_count_is_told_and_nothing_is_filed(room: Workshop) -> None:
    room.open_round()
    room.type("333")
    room.press(ENTER)
    told = room.page.silent.sheet.message
    assert told.text() == "3 of 5 marks are there, 2 missing. Type 0 where a line was left empty."
    assert room.batch.complete == 0
    room.type("333")
    assert told.text().startswith("All 5 marks are there; this one is too many.")
    room.press(ENTER)
    assert room.batch.complete == 1


def test_backspace_corrects_and_a_key_that_is_no_mark_is_not_echoed(room: Workshop) -> None:
    room.open_round()
    room.type("33336")
    assert room.page.silent.sheet.message.text() == "That is no mark: type 1 to 5, or 0 or - for an abstention."
    assert room.page.silent.sheet.count.text() == "4 of 5"
    room.press(BACK)
    room.press(BACK)
    room.type("451")
    room.press(ENTER)
    levels = _levels_of(room, 1)
    assert levels == [3, 3, 4, 5, 1]


def test_a_mistyped_seat_is_typed_again_without_showing_what_was_there(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(["11111"])
    room.press(ESCAPE)
    room.type("1")
    sheet = room.page.silent.sheet
    assert sheet.seat.text() == "Seat 1 Stores"
    assert sheet.count.text() == "0 of 5"
    assert "takes the place of its sheet, which stays unseen" in sheet.message.text()
    room.type("55555")
    room.press(ENTER)
    assert _levels_of(room, 1) == [5, 5, 5, 5, 5]
    assert room.batch.complete == 1


def test_escape_leaves_the_sheet_and_forgets_it(room: Workshop) -> None:
    room.open_round()
    room.type("333")
    room.press(ESCAPE)
    assert not room.page.silent.typing
    assert room.page.silent.sheet.marks.sheet.marks == []
    assert room.window.current_place().key == "batch"
    room.press(ESCAPE)
    assert room.window.current_place().key == "overview"


def test_a_reveal_without_all_sheets_takes_a_second_press(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(SHEETS[:2])
    room.press(ESCAPE)
    room.press(R)
    assert room.page.round.step == SILENT
    room.press(R)
    assert room.page.round.step == RESULT


def test_nothing_can_be_revealed_before_a_sheet_is_in(room: Workshop) -> None:
    room.open_round()
    room.press(ESCAPE)
    assert not room.page.bar.primary.isEnabled()
    room.press(R)
    assert room.page.round.step == SILENT


def test_the_result_is_sorted_by_disagreement_with_its_figures_in_words(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(SHEETS)
    room.press(R)
    rows = room.page.result.list.rows()
    assert [one.line.event[6] for one in rows] == ["C", "D", "E", "A", "B"]
    assert [one.words.split("; ")[1] for one in rows] == [
        "No consensus",
        "No consensus",
        "Few votes",
        "Agreed",
        "Agreed",
    ]
    assert "median 1, IQR 2" in rows[0].words
    assert "votes 2 × 1, 1 × 5" in rows[0].words
    assert "3 × 4 is High" in rows[3].words
    assert room.page.result.title.text() == "2 agreed, 3 to talk about"
    assert room.page.result.list.current() == rows[0].key


def test_accepting_the_agreed_ones_is_one_edit_that_undo_takes_back(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(SHEETS)
    room.press(R)
    version = room.document.version
    room.press(A)
    assert room.document.version == version + 1
    assert [room.document.get(m.Risk, key).current_likelihood for key in room.risks[:2]] == [3, 3]  # type: ignore[union-attr]
    assert room.document.undo_label == "Accept what the room agrees on: 2 risks"
    room.window.undo()
    QApplication.processEvents()
    assert [room.document.get(m.Risk, key).current_likelihood for key in room.risks[:2]] == [None, None]  # type: ignore[union-attr]
    assert room.page.result.title.text() == "2 agreed, 3 to talk about"


def test_enter_opens_the_round_of_the_line_and_coming_back_continues_with_the_next(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(SHEETS)
    room.press(R)
    room.press(A)
    first = room.page.result.list.current()
    room.press(ENTER)
    assert room.window.current_place().key == "scoring"
    assert room.window.current_page().on_screen() == room.risks[2]  # type: ignore[union-attr]
    polls.agree(room.document, bytes.fromhex(first), 1)
    room.window.go("batch", bytes.fromhex(first))
    QApplication.processEvents()
    current = room.page.result.list.current()
    assert current != first
    assert next(one for one in room.page.result.list.rows() if one.key == current).line.state == "revealed"


def test_leaving_the_round_of_a_line_leads_back_to_the_list(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(SHEETS)
    room.press(R)
    room.press(ENTER)
    assert room.window.current_place().key == "scoring"
    for _ in range(2):  # once out of a field, once out of the page
        if room.window.current_place().key == "scoring":
            room.press(ESCAPE)
    assert room.window.current_place().key == "batch"
    assert room.window.focusWidget() is room.page.result.list


def test_a_parked_line_waits_in_the_parking_lot_and_undo_brings_it_back(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(SHEETS)
    room.press(R)
    room.press(P)
    entry = next(one for one in meetings.entries(room.document) if one.kind == "parking lot")
    assert entry.text == "Likelihood of R-003 Event C happens"
    assert entry.subject == room.risks[2]
    assert next(one for one in room.batch.lines if one.risk == room.risks[2]).state == "dropped"
    assert room.page.result.list.current() != room.batch.lines[0].poll.hex()
    room.window.undo()
    assert next(one for one in room.batch.lines if one.risk == room.risks[2]).state == "revealed"


def test_the_end_tells_what_was_accepted_talked_about_and_parked(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(SHEETS)
    room.press(R)
    room.press(A)
    room.press(P)
    for line in batches.open_lines(room.document, room.batch.number):
        polls.agree(room.document, line.poll, line.proposed)
    QApplication.processEvents()
    assert room.page.round.step == DONE
    assert room.page.result.title.text() == "All 5 risks are settled"
    assert room.page.result.note.text() == "2 accepted as agreed, 2 talked about, 1 parked."
    room.press(Qt.Key.Key_N)
    assert room.page.round.step == SET_UP
    assert [one.ticked for one in room.page.set_up.list.rows()] == [False, False, True, False, False]


def test_the_pace_is_the_time_left_by_the_lines_left(room: Workshop) -> None:
    room.open_round()
    room.type_sheets(SHEETS)
    room.press(R)
    room.clock.forward(75)
    room.page.refresh()
    found = room.page.round.pace()
    assert found.count == "0 of 5"
    assert found.words.startswith("3 left, 10 min each, ends ")
    room.clock.forward(45)
    assert room.page.round.pace().words.startswith("3 left, over time since ")


def test_only_contested_risks_are_asked_for_their_impact(qtbot: QtBot, tmp_path: Path) -> None:
    with workshop(tmp_path, contested=2) as made:
        made.window.go("batch")
        page = made.page
        assert [offer.offer.ref for offer in page.set_up.list.rows()] == [f"R-00{n}" for n in range(1, 6)]
        assert page.set_up.what is not None
        page.set_up.what.set_current("impact")
        page.set_up.changed.emit()
        assert [offer.offer.ref for offer in page.set_up.list.rows()] == ["R-001", "R-002"]
        page.set_up.take_focus()
        made.press(ENTER)
        assert made.batch.dimension == "impact"
        made.type("44")
        assert made.page.silent.sheet.count.text() == "2 of 2"


def test_a_risk_that_leaves_the_room_keeps_its_place_on_the_sheet_and_is_not_shown(room: Workshop) -> None:
    room.open_round()
    hide(room.document, [room.risks[1]])
    add_label = "Add risk Event B happens"
    room.press(ESCAPE)
    room.press(ENTER)
    room.type("3")
    sheet = room.page.silent.sheet
    assert (sheet.place.text(), sheet.sentence.text()) == (
        "Next: line 2, –",
        "Not asked any more; leave this line out.",
    )
    room.type("0333")
    room.press(ENTER)
    room.type_sheets(SHEETS[1:])
    room.press(R)
    assert sorted(one.line.event[6] for one in room.page.result.list.rows()) == ["A", "C", "D", "E"]
    assert [text for text in readable(room) if "Event B" in text and text != add_label] == []


def test_a_risk_is_taken_off_the_sheet_with_space(room: Workshop) -> None:
    room.window.go("batch")
    room.press(Qt.Key.Key_Down)
    room.press(SPACE)
    room.press(ENTER)
    assert [one.ref for one in room.batch.in_order] == ["R-001", "R-003", "R-004", "R-005"]


def test_at_the_laptop_the_next_seat_begins_when_it_says_so(room: Workshop) -> None:
    room.window.go("batch")
    room.page.set_up.manner.set_current("laptop")
    room.press(ENTER)
    between = room.page.silent.between
    assert between.title.text() == "Pass the laptop to Seat 1 Stores"
    room.press(ENTER)
    room.type("33333")
    room.press(ENTER)
    assert not room.page.silent.typing
    assert between.title.text() == "Pass the laptop to Seat 2 ICT"
    source = {row.source for row in room.document.all(m.Ballot)}
    assert source == {"laptop"}


def test_a_click_on_the_scale_puts_a_mark_and_the_button_files_it(room: Workshop) -> None:
    room.open_round()
    scale = room.page.silent.sheet.scale
    for column in (0, 1, 2, 3, 5):
        at = scale.rect().topLeft()
        at.setX(int(scale.width() * (column + 0.5) / 6))
        at.setY(scale.height() // 2)
        QTest.mouseClick(scale, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseClick(room.page.silent.sheet.hand_in, Qt.MouseButton.LeftButton)
    assert _levels_of(room, 1) == [1, 2, 3, 4, None]


def test_a_closed_window_comes_back_to_the_round_with_what_was_filed(qtbot: QtBot, tmp_path: Path) -> None:
    from tests.ui.windows import window_on

    with workshop(tmp_path) as made:
        made.open_round()
        made.type_sheets(SHEETS[:1])
        made.type("33")
        place = made.page.place()
        path = made.document.path
    assert set(place) == {"batch", "manner"}
    from app.document import Document

    with (
        Document.open(path, clock=made.clock, who="Tomasz Orlewin") as again,
        window_on(again, tmp_path) as (window, _),
    ):
        window.go("batch")
        page = window._page("batch")
        assert page.round.number == place["batch"]
        assert page.left.list.rows()[0].words == "1 Stores, 5 of 5"
        assert page.silent.sheet.seat.text() == "Seat 2 ICT"
        assert page.silent.sheet.count.text() == "0 of 5"


def test_the_code_of_a_sheet_leads_from_the_paper_page_to_its_seat(room: Workshop) -> None:
    room.open_round()
    code = next(one.code for one in ballots.all_sheets(room.document) if one.number == 3)
    room.window.go("paper")
    paper = room.window._page("paper")
    assert isinstance(paper, PaperPage)
    paper.code.setFocus()
    QTest.keyClicks(paper.code, code)
    QTest.keyClick(paper.code, ENTER)
    QApplication.processEvents()
    assert room.window.current_place().key == "batch"
    assert room.page.silent.sheet.seat.text() == "Seat 3 Finance"
    room.type("33333")
    room.press(ENTER)
    assert room.batch.seats_voted[room.seat(3)] == 5


def test_p_opens_the_export_of_the_ballots_of_this_meeting(room: Workshop) -> None:
    asked: list[tuple[str, object]] = []
    room.window.console.dialog_wanted.disconnect()
    room.window.console.dialog_wanted.connect(lambda name, argument: asked.append((name, argument)))
    room.window.go("batch")
    room.press(P)
    assert asked == [("export", ("ballots", "MTG-001"))]


def test_without_a_meeting_it_says_what_a_batch_round_needs(room: Workshop) -> None:
    meetings.end_meeting(room.document, room.meeting)
    room.window.go("batch")
    QApplication.processEvents()
    nothing = room.page.nothing
    assert room.page.stack.currentWidget() is nothing
    assert not room.page.bar.isVisible()
    assert (nothing.meeting.text(), nothing.meeting.variant) == ("Start a meeting…", "primary")


def test_a_meeting_without_seats_gets_them_first(qtbot: QtBot, tmp_path: Path) -> None:
    with workshop(tmp_path, seats=0) as made:
        made.window.go("batch")
        QApplication.processEvents()
        assert made.page.nothing.meeting.text() == "Add the seats"
        made.press(ENTER)
        assert made.window.current_place().key == "meeting"


def test_the_preview_of_the_room_is_ready_when_the_round_is_open_and_nothing_goes_live_by_itself(
    room: Workshop,
) -> None:
    room.open_round()
    stage = room.window.console.stage
    assert "batch" in stage.preview.topic
    assert "batch" not in stage.live.topic
    room.window.go("overview")
    stage.prepare(lambda: room_views.text_view("Break", "Back at ten"))
    room.window.go("batch")
    assert "batch" in stage.preview.topic


def _levels_of(room: Workshop, number: int) -> list[int | None]:
    """Return what a seat voted, in the order of the sheet, straight from the file."""
    polls_ = [one.poll for one in room.batch.in_order]
    rounds = {row.id: row.poll_id for row in room.document.all(m.PollRound)}
    mine = {rounds[row.round_id]: row.level for row in room.document.all(m.Ballot) if row.seat_id == room.seat(number)}
    return [mine[key] for key in polls_]
