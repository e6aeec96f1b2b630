"""The impact of a service is scored from the keyboard; what is asked stays beside the cell, what follows is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from impact_desk import GRID, Desk, desk_at, fill, impact_window, meet
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import checks, interviews, meetings, polls
from app import model as m
from app.document import Document
from app.polls import PollRow
from app.room.views import GridView, Question
from tests.ui.windows import window_on
from ui.impact.anchors import MEANT
from ui.impact.panel import fitted
from ui.main_window import MainWindow
from ui.shell.regions import reachable
from ui.widgets.impact_grid import LOWEST_ROW, ROW


@pytest.fixture(scope="module")
def shown(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MainWindow, QWidget]]:
    with impact_window(qapp, tmp_path_factory.mktemp("impact")) as made:
        yield made


@pytest.fixture
def desk(shown: tuple[MainWindow, QWidget]) -> Iterator[Desk]:
    with desk_at(*shown) as made:
        yield made


@pytest.fixture
def filled(desk: Desk) -> Desk:
    fill(desk.document, desk.service)
    return desk


# --- scoring -----------------------------------------------------------------------------------------------


def test_digits_score_a_value_carries_dashed_until_enter_and_the_next_row_begins(desk: Desk) -> None:
    desk.press("1124")
    assert desk.line("Financial").levels == (1, 1, 2, 4, None, None, None, None)
    assert [cell.carried for cell in desk.grid.view.rows[0].cells[4:]] == [4, 4, 4, 4]
    desk.press("↵")
    assert desk.line("Financial").levels == (1, 1, 2, 4, 4, 4, 4, 4)
    assert desk.grid.cursor()[0] == desk.line("Customer").key.hex()


def test_who_speaks_is_who_scored_and_stands_below_the_grid_and_in_the_tooltip(desk: Desk) -> None:
    meet(desk.document)
    assert "Alt with a seat's number says who scores." in desk.panel.remark.words.text()
    desk.window.console.meeting.set_speaker(2)
    assert "Bo scores." in desk.panel.remark.words.text()
    desk.press("3")
    made = desk.document.all(m.ImpactScore, m.ImpactScore.service_id == desk.service)
    assert [row.speaker_id for row in made] == [desk.window.console.meeting.seats[1].person]
    assert desk.grid.tip_at(0, 0) == "Financial, 1 h: 3 Moderate\nScored by Bo"
    desk.press("←")
    assert desk.grid.accessibleDescription() == "Financial, 1 h: 3 Moderate. Scored by Bo"


def test_a_higher_score_raises_what_follows_because_harm_never_shrinks(filled: Desk) -> None:
    filled.go_to("Customer", 3)
    filled.press("3")
    assert filled.line("Customer").levels == (1, 1, 3, 3, 3, 3, 3, 3)


def test_a_fall_is_asked_about_at_once_and_needs_its_reason(filled: Desk) -> None:
    filled.go_to("Regulatory", 5)
    filled.press("3")
    assert filled.panel.remark.asking
    assert "It would fall to 3" in filled.panel.remark.question.text()
    filled.press("↵")
    assert "needs its reason" in filled.panel.remark.question.text()
    assert filled.line("Regulatory").levels[4] == 4
    filled.press("fine is paid once↵")
    cell = filled.line("Regulatory").cells[4]
    assert cell is not None
    assert (cell.level, cell.note, cell.fall_confirmed) == (3, "fine is paid once", True)
    assert QApplication.focusWidget() is filled.grid
    found = checks.check(filled.document, ("B05",))
    assert [one.rule for one in found if one.subject == filled.service] == ["B05"]


def test_esc_leaves_a_fall_and_the_page_stays(filled: Desk) -> None:
    filled.go_to("Regulatory", 5)
    filled.press("1⎋")
    assert not filled.panel.remark.asking
    assert filled.line("Regulatory").levels == GRID["Regulatory"]
    assert filled.view.isVisible()
    assert QApplication.focusWidget() is filled.grid
    assert filled.grid.cursor()[1] == filled.grid.view.horizons[4][0]


def test_the_count_and_the_progress_of_each_row_are_shown(desk: Desk) -> None:
    fill(desk.document, desk.service, {**GRID, "Staff": (1, 1, 2, 3, 4, None, None, None)})
    assert desk.panel.remark.words.text().startswith("53 of 56 cells scored, 6 of 7 rows.")
    assert {row.label: row.progress for row in desk.grid.view.rows if row.progress} == {"Staff": "5/8"}
    assert (desk.shown("Staff"), desk.shown("Safety"), desk.shown("Financial")) == ("3 d", "never", "1 m")


def test_a_row_says_never_only_when_nothing_open_could_change_that(desk: Desk) -> None:
    fill(desk.document, desk.service, {"Safety": (1, 1, 1, 1, None, None, None, None)})
    assert desk.shown("Safety") == ""
    fill(desk.document, desk.service, {"Customer": (None, None, 1, 1, 1, 1, 1, 1)})
    assert desk.shown("Customer") == "never"


def test_a_read_only_window_writes_nothing_but_still_asks_the_room(filled: Desk, tmp_path: Path) -> None:
    filled.document.save_copy(tmp_path / "copy.foreshock")
    with (
        Document.open(tmp_path / "copy.foreshock", read_only=True) as copy,
        window_on(copy, tmp_path / "other", "services") as (window, page),
    ):
        other = Desk(window, page, filled.service)
        other.press("5↵0vln")
        assert [line.levels for line in interviews.grid(copy, filled.service).lines] == list(GRID.values())
        assert not other.panel.entry.open
        assert not other.panel.remark.asking
        other.press("r")
        assert isinstance(window.console.stage.preview, Question)


# --- notes -------------------------------------------------------------------------------------------------


def test_n_writes_the_note_of_the_cell_which_gets_a_mark_and_keeps_its_level(filled: Desk) -> None:
    filled.go_to("Staff", 5)
    filled.press("nteam of four↵")
    cell = filled.line("Staff").cells[4]
    assert cell is not None
    assert (cell.level, cell.note) == (4, "team of four")
    assert filled.grid.view.rows[6].cells[4].note
    assert "Note: team of four" in filled.grid.tip_at(6, 4)
    assert QApplication.focusWidget() is filled.grid
    filled.press("5")
    again = filled.line("Staff").cells[4]
    assert again is not None
    assert (again.level, again.note) == (5, "team of four")


def test_esc_takes_a_note_back_and_the_field_follows_the_cursor(filled: Desk) -> None:
    filled.go_to("Staff", 5)
    filled.press("nfirst↵")
    filled.press("nsecond⎋")
    assert filled.line("Staff").cells[4].note == "first"  # type: ignore[union-attr]
    assert filled.panel.remark.field.text() == "first"
    filled.press("→")
    assert filled.panel.remark.field.text() == ""
    assert filled.panel.remark.field.placeholderText() == "Note on Staff, 1 w"


def test_a_note_is_kept_when_the_field_is_left_by_the_mouse(filled: Desk) -> None:
    filled.go_to("Staff", 5)
    filled.press("nby click")
    QTest.mouseClick(filled.grid, Qt.MouseButton.LeftButton, pos=filled.grid.cell_rect(0, 0).center().toPoint())
    assert filled.line("Staff").cells[4].note == "by click"  # type: ignore[union-attr]
    assert filled.line("Financial").cells[0].note == ""  # type: ignore[union-attr]


def test_an_empty_cell_has_no_note_yet(desk: Desk) -> None:
    desk.press("n")
    assert QApplication.focusWidget() is desk.grid
    assert desk.panel.remark.field.isReadOnly()


# --- rows that do not apply --------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["0", "x"])
def test_a_row_that_does_not_apply_is_complete_seen_and_undone(desk: Desk, key: str) -> None:
    desk.go_to("Safety", 1)
    desk.press(f"{key}office work only↵")
    assert desk.line("Safety").levels == (1,) * 8
    assert desk.shown("Safety") == "n/a"
    assert desk.grid.view.rows[4].aside
    assert "Note: Does not apply: office work only" in desk.grid.tip_at(4, 0)
    assert "8 of 56 cells scored, 1 of 7 rows" in desk.panel.remark.words.text()
    desk.window.undo()
    assert desk.line("Safety").levels == (None,) * 8


def test_the_same_key_asks_the_row_again(desk: Desk) -> None:
    desk.go_to("Safety", 1)
    desk.press("0↵0")
    assert desk.line("Safety").levels == (None,) * 8
    assert desk.shown("Safety") == ""


def test_a_digit_in_a_row_set_aside_lets_it_apply(desk: Desk) -> None:
    desk.go_to("Safety", 1)
    desk.press("0↵")
    desk.go_to("Safety", 4)
    desk.press("3")
    assert desk.line("Safety").levels == (1, 1, 1, 3, 3, 3, 3, 3)
    assert desk.shown("Safety") == "24 h"


# --- anchors -----------------------------------------------------------------------------------------------


def test_the_anchors_of_the_cursor_are_always_in_view_with_how_they_are_meant(filled: Desk) -> None:
    filled.go_to("Staff", 5)
    anchors = filled.panel.anchors
    assert anchors.title.text() == "Staff after 3 d"
    assert anchors.meant.text() == MEANT == "Worst moment, cumulative so far, no workaround."
    assert [line.number for line in anchors.lines if line.chosen] == [4]
    assert "4 Major Key staff ill or leaving, chosen" in anchors.words()
    assert anchors.limit.text() == "intolerable from 4"
    assert all(not line.visibleRegion().isEmpty() for line in anchors.lines)
    filled.go_to("Safety", 1)
    assert anchors.limit.text() == "intolerable from 3"


def test_a_click_on_an_anchor_scores_the_cell(desk: Desk) -> None:
    QTest.mouseClick(desk.panel.anchors.lines[2], Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert desk.line("Financial").levels[0] == 3
    assert QApplication.focusWidget() is desk.grid


# --- room --------------------------------------------------------------------------------------------------


def test_r_asks_the_room_about_the_cell_and_the_button_shows_the_grid(filled: Desk) -> None:
    filled.go_to("Staff", 5)
    filled.press("r")
    asked = filled.window.console.stage.preview
    assert isinstance(asked, Question)
    assert asked.question == "Staff: how bad is it after 3 d?"
    assert [level.anchor for level in asked.levels][3] == "Key staff ill or leaving"
    filled.panel.show_in_room()
    assert isinstance(filled.window.console.stage.preview, GridView)


# --- curve and derivation ----------------------------------------------------------------------------------


def test_the_curve_names_the_first_intolerable_point_and_its_lines(filled: Desk) -> None:
    assert filled.view.message.text() == "Payroll becomes intolerable between 8 h and 24 h"
    assert filled.panel.curve.twin.title == filled.view.message.text()
    assert "RTO 8 h proposed." in filled.panel.curve.twin.summary
    assert "MTPD 24 h proposed." in filled.panel.curve.twin.summary
    assert "Decided by Regulatory." in filled.panel.curve.twin.summary
    interviews.set_target(filled.document, filled.service, "rto", "4h")
    assert "RTO 4 h." in filled.panel.curve.twin.summary


def test_the_first_horizon_is_told_as_within(desk: Desk) -> None:
    fill(desk.document, desk.service, {"Staff": (4, 4, 4, 4, 4, 4, 4, 4)})
    assert desk.view.message.text() == "Payroll becomes intolerable within 1 h"


def test_what_follows_is_told_beside_the_curve_and_taken_with_one_click(filled: Desk) -> None:
    lines = filled.panel.derivation.lines
    assert lines["mtpd"].figure.text() == "24 h"
    assert lines["mtpd"].words.text() == "Regulatory reaches level 4 after 24 h; intolerable from level 4."
    assert lines["rto"].figure.text() == "8 h"
    assert lines["rto"].words.text() == "RTO is the last tolerable horizon, 8 h."
    for target in ("mtpd", "rto"):
        lines[target].take.click()
    assert (filled.row().mtpd, filled.row().rto) == (1440, 480)  # type: ignore[attr-defined]
    assert lines["rto"].take.isHidden()
    assert lines["rto"].state.text() == "as proposed"
    tier = filled.panel.derivation.tier
    assert tier.words.text() == "RTO 8 h is within 24 h. Tiers 0 and 1 hold 0 of 1 services (0 %)."
    assert tier.chip.chip.text == "T2"


def test_catch_up_that_leaves_no_time_is_told_in_place_of_an_rto(filled: Desk) -> None:
    interviews.set_target(filled.document, filled.service, "wrt", "24h")
    line = filled.panel.derivation.lines["rto"]
    assert line.figure.text() == "–"
    assert line.words.text() == "Catching up takes 24 h, which leaves no time to recover before 24 h."
    assert line.words.tone == "err"


def test_decide_leads_to_the_field_of_the_target(filled: Desk) -> None:
    filled.panel.derivation.lines["rto"].decide.click()
    QApplication.processEvents()
    assert filled.view.switch.current() == "targets"
    assert QApplication.focusWidget() is filled.view.targets.blocks["rto"].value.editor


# --- fitting -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900), (1920, 1080)])
def test_grid_curve_and_derivation_are_seen_at_once(filled: Desk, width: int, height: int) -> None:
    filled.window.resize(width, height)
    QTest.qWait(50)
    assert filled.panel.area.verticalScrollBar().maximum() == 0
    for part in (filled.grid, filled.panel.curve, filled.panel.derivation.tier):
        assert part.visibleRegion().boundingRect().height() == part.height()
    drawn = filled.panel.curve.drawing
    assert drawn.height <= filled.panel.curve.height() + 1, "the axis is inside"


@given(st.floats(0, 1200), st.integers(1, 12), st.integers(0, 260))
def test_grid_and_curve_share_what_room_there_is(room: float, rows: int, least: int) -> None:
    pitch, curve = fitted(room, rows, least)
    assert LOWEST_ROW <= pitch <= ROW
    assert curve >= max(132, least)
    if room >= rows * LOWEST_ROW + max(132, least):
        assert rows * pitch + curve <= room


# --- several voices ----------------------------------------------------------------------------------------


@pytest.fixture
def seated(filled: Desk) -> Desk:
    meet(filled.document)
    filled.window.console.privacy.show_anyway()
    filled.go_to("Financial", 8)
    return filled


def held(desk: Desk) -> list[PollRow]:
    return polls.polls(desk.document, desk.service)


def test_voices_in_seat_order_are_heard_in_words_and_recorded(seated: Desk) -> None:
    seated.press("v4 5 4")
    entry = seated.panel.entry
    assert [entry.digits.words_at(at) for at in range(3)] == ["Seat 1, Ada: 4", "Seat 2, Bo: 5", "Seat 3, Cy: 4"]
    assert entry.words.text() == "Median 4: 3 voices, from 4 to 5. Consensus."
    assert entry.agreed.text() == "4"
    assert held(seated) == []
    seated.press("↵")
    assert not entry.open
    poll = held(seated)[0]
    assert poll.last_tally.counts == (0, 0, 0, 2, 1)
    assert poll.agreement.level == 4  # type: ignore[attr-defined]
    assert seated.line("Financial").levels[7] == 4
    assert QApplication.focusWidget() is seated.grid


def test_a_split_is_talked_about_before_enter_takes_the_agreed_value(seated: Desk) -> None:
    seated.press("v435")
    entry = seated.panel.entry
    assert "stand on both sides of 4" in entry.words.text()
    seated.press("↵")
    assert entry.open
    assert QApplication.focusWidget() is entry.agreed
    seated.press("5")
    assert entry.meaning.text() == "Severe"
    seated.press("↵")
    assert seated.line("Financial").levels[7] == 5
    assert held(seated)[0].agreement.level == 5  # type: ignore[attr-defined]


def test_a_wrong_level_a_missing_seat_and_an_abstention_are_told(seated: Desk) -> None:
    seated.press("v7")
    entry = seated.panel.entry
    assert entry.words.text() == "“7” is no level; type 1 to 5, or - to abstain."
    seated.press("44↵")
    assert entry.words.text() == "Seat 3, Cy, has not said anything; - abstains."
    seated.press("-")
    assert entry.words.text() == "Median 4: 2 voices, all 4. Too few votes for a verdict."
    assert entry.digits.words_at(2) == "Seat 3, Cy: abstains"
    seated.press("↵")
    assert held(seated)[0].last_tally.n == 2  # type: ignore[attr-defined]


def test_backspace_takes_a_voice_back_and_esc_leaves_without_a_trace(seated: Desk) -> None:
    seated.press("v45⌫⌫3")
    assert seated.panel.entry.digits.given() == ["3", "", ""]
    seated.press("⎋")
    assert not seated.panel.entry.open
    assert seated.view.isVisible()
    assert held(seated) == []
    assert seated.line("Financial").levels[7] == 4


def test_voices_are_covered_while_the_room_may_see_them(seated: Desk) -> None:
    seated.window.console.privacy.hide_again()
    seated.press("v454")
    entry = seated.panel.entry
    assert entry.digits.masked
    assert entry.words.text() == "3 of 3 voices are entered. Enter reveals them."
    assert "5" not in entry.digits.words_at(1)
    assert (entry.agreed.text(), entry.agreed.isVisible()) == ("", False)
    seated.press("↵")
    assert not entry.digits.masked
    assert entry.words.text() == "Median 4: 3 voices, from 4 to 5. Consensus."
    assert held(seated) == []
    seated.press("↵")
    assert len(held(seated)) == 1


def test_voices_that_would_fall_ask_for_the_reason_first(seated: Desk) -> None:
    seated.go_to("Regulatory", 8)
    seated.press("v444↵")
    assert seated.panel.remark.asking
    assert held(seated) == []
    assert QApplication.focusWidget() is seated.panel.remark.field
    seated.press("licence is renewed↵")
    cell = seated.line("Regulatory").cells[7]
    assert cell is not None
    assert (cell.level, cell.note, cell.fall_confirmed) == (4, "licence is renewed", True)
    assert held(seated)[0].agreement.level == 4  # type: ignore[attr-defined]


def test_a_value_far_from_the_median_asks_for_its_reason_and_is_not_marked_as_a_fall(seated: Desk) -> None:
    seated.press("v353")
    entry = seated.panel.entry
    seated.press("↵")
    seated.press("5↵")
    assert not entry.open
    assert seated.panel.remark.asking
    assert "two levels or more from the median" in seated.panel.remark.question.text()
    assert held(seated) == []
    seated.press("↵")
    assert seated.panel.remark.asking, "without a reason nothing is agreed on"
    seated.press("the licence ends↵")
    assert held(seated)[0].agreement.reason == "the licence ends"  # type: ignore[attr-defined]
    cell = seated.line("Financial").cells[7]
    assert cell is not None
    assert (cell.level, cell.fall_confirmed) == (5, False)


def test_without_a_meeting_voices_have_no_seats_and_leave_their_spread_as_a_note(filled: Desk) -> None:
    filled.go_to("Financial", 8)
    filled.press("v")
    entry = filled.panel.entry
    assert "No meeting runs, so the voices have no seats." in entry.title.text()
    filled.press("4 5 5")
    assert entry.digits.given() == ["4", "5", "5"]
    filled.press("↵")
    cell = filled.line("Financial").cells[7]
    assert cell is not None
    assert (cell.level, cell.note) == (5, "3 voices, from 4 to 5")
    assert held(filled) == []


def test_a_meeting_without_seats_is_told(filled: Desk) -> None:
    meetings.open_meeting(filled.document, "Interview", "interview")
    said: list[str] = []
    filled.window.console.said.connect(lambda words, _undoable: said.append(words))
    filled.press("v")
    assert not filled.panel.entry.open
    assert said == ["Nobody has a seat in this meeting; add who is there on the page Meeting."]


# --- one vote on a row -------------------------------------------------------------------------------------


def test_one_vote_on_the_row_raises_it_where_it_becomes_intolerable(seated: Desk) -> None:
    seated.go_to("Customer", 1)
    seated.press("l")
    entry = seated.panel.entry
    assert entry.title.text() == "Customer: when does it become intolerable (4 or worse)?"
    assert seated.grid._numbered
    seated.press("6 6 7")
    assert entry.words.text() == "Middle 1 w: 3 voices, from 1 w to 2 w. Consensus."
    assert entry.meaning.text() == "1 w"
    seated.press("↵")
    assert seated.line("Customer").levels == (1, 1, 1, 1, 2, 4, 4, 4)
    assert not seated.grid._numbered
    note = seated.line("Customer").cells[5]
    assert note is not None
    assert "from 1 w to 2 w" in note.note


def test_never_and_a_column_that_is_not_there(seated: Desk) -> None:
    seated.go_to("Safety", 1)
    seated.press("l9")
    entry = seated.panel.entry
    assert entry.words.text() == "“9” is no column; type 1 to 8, 0 for never, or - to abstain."
    seated.press("000")
    assert entry.meaning.text() == "never"
    seated.press("↵")
    assert not entry.open
    assert seated.line("Safety").levels == (1,) * 8


def test_a_line_behind_a_cell_that_is_intolerable_already_is_refused_and_stays(seated: Desk) -> None:
    refused: list[str] = []
    seated.window.console.refused.connect(refused.append)
    seated.go_to("Regulatory", 1)
    seated.press("l666↵")
    assert seated.panel.entry.open
    assert refused
    assert seated.line("Regulatory").levels == GRID["Regulatory"]


def test_every_control_of_the_panel_and_its_entry_has_a_name_and_can_be_hit(seated: Desk) -> None:
    seated.press("v454")
    found = reachable(seated.panel)
    assert seated.panel.entry.digits in found
    unnamed = [type(part).__name__ for part in found if not (part.accessibleName() or part.property("text"))]
    small = [part.accessibleName() for part in found if part.height() < 24]
    assert (unnamed, small) == ([], [])
