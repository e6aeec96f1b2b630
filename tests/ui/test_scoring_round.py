"""A scoring round by keys alone: silent, reveal, extremes, second round, agreed value, dissent, and on to the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import batches, meetings, polls, workshop
from app import model as m
from app.room import Ballots, Result
from tests.ui.meeting_desk import with_dialog
from tests.ui.scoring_desk import Clock, Table, at_table, key_of, prepare
from ui.scoring.starting import start
from ui.scoring.steps import AGREE, EXTREMES, REVEAL, SECOND, SILENT
from ui.widgets.buttons import Button


@pytest.fixture
def table(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> Iterator[Table]:
    clock = Clock()
    path = prepare(sample_file, tmp_path / "round.foreshock", clock)
    with at_table(qtbot, path, tmp_path, clock) as made:
        yield made


def test_a_whole_round_of_nine_seats_by_keys_alone(table: Table) -> None:
    page = table.page
    assert (page.step, len(page.round.seats)) == (SILENT, 9)
    table.type("333233455")
    assert (table.voted, page.step) == (list(range(1, 10)), SILENT)
    table.press("Space")
    assert page.step == EXTREMES
    assert page.revealed.verdict.text() == "No consensus: votes run from 2 to 5"
    assert [one[0].level for one in page.side.extremes.voices] == [2, 5]
    table.press("R")
    assert (page.step, table.voted) == (SECOND, [])
    table.vote("333344433")
    assert page.step == AGREE
    assert page.revealed.note.text() == "The median stayed at 3 in the second round."
    table.press("Enter")
    assert table.agreed == [("R-007", 3)]
    assert table.document.get(m.Risk, table.key("R-007")).current_likelihood == 3
    assert (page.step, page.round.subject != table.key("R-007")) == (SILENT, True)
    assert len(polls.polls(table.document, table.key("R-007"))[-1].rounds) == 2


def test_consensus_needs_no_extremes_and_enter_agrees_at_once(table: Table) -> None:
    table.vote("333334333")
    assert table.page.step == AGREE
    assert table.page.revealed.verdict.text() == "Consensus: votes run from 3 to 4"
    table.press("Enter")
    assert table.agreed == [("R-007", 3)]


def test_nought_and_a_abstain(table: Table) -> None:
    table.type("33330a333")
    assert len(table.voted) == 9
    table.press("Space")
    tally = table.poll.last_tally
    assert (tally.n if tally else None, table.page.round.abstained) == (7, 2)
    assert "2 abstained" in table.page.revealed.fold.strip.accessibleName()


def test_a_mistyped_seat_is_entered_again_and_the_rest_goes_on_where_it_was(table: Table) -> None:
    table.type("11111")
    table.press("Home", "Right")
    assert table.page.silent.board.current.number == 2  # type: ignore[union-attr]
    table.type("5")
    assert table.page.silent.board.current.number == 6  # type: ignore[union-attr]
    table.vote("1111")
    assert [sum(one) for one in [table.poll.last_tally.counts]] == [9]  # type: ignore[union-attr]
    assert table.poll.last_tally.counts == (8, 0, 0, 0, 1)  # type: ignore[union-attr]


def test_backspace_takes_the_last_ballot_back_and_its_seat_is_next(table: Table) -> None:
    table.type("44")
    table.press("Backspace")
    assert (table.voted, table.page.silent.board.current.number) == ([1], 2)  # type: ignore[union-attr]
    table.press("Backspace")
    assert (table.voted, table.page.silent.board.current.number) == ([], 1)  # type: ignore[union-attr]
    table.press("Backspace")
    assert table.voted == []


def test_when_all_have_voted_a_stray_digit_changes_nothing(table: Table) -> None:
    table.type("3333333335")
    table.press("Space")
    assert table.poll.last_tally.counts == (0, 0, 9, 0, 0)  # type: ignore[union-attr]


def test_a_digit_off_the_scale_is_told_and_nothing_is_voted(table: Table) -> None:
    told: list[str] = []
    table.window.console.said.connect(lambda words, _undo: told.append(words))
    table.type("7")
    assert table.voted == []
    assert told == ["That is no level of the scale; type 1 to 5, or 0 to abstain."]


def test_revealing_before_all_have_voted_first_tells_who_is_missing(table: Table) -> None:
    table.press("Space")
    assert table.page.round.silent
    table.type("3333333")
    table.press("Space")
    assert table.page.round.silent
    assert table.page.silent.told.text() == "Seats 8, 9 have not voted. Space again reveals without them."
    table.press("Space")
    assert not table.page.round.silent
    assert table.poll.last_tally.n == 7  # type: ignore[union-attr]


def test_a_vote_after_the_warning_withdraws_it(table: Table) -> None:
    table.type("3333333")
    table.press("Space")
    table.type("3")
    table.press("Space")
    assert table.page.round.silent
    assert "Seat 9 has not voted" in table.page.silent.told.text()


def test_each_of_the_extremes_has_a_minute_and_space_restarts_it(table: Table) -> None:
    table.vote("122345555")
    extremes = table.page.side.extremes
    assert (extremes.on, extremes.clock.text()) == (0, "1:00")
    table.clock.forward(18)
    extremes.tick()
    assert extremes.clock.text() == "0:42"
    table.press("Space")
    assert extremes.clock.text() == "1:00"
    table.clock.forward(60)
    extremes.tick()
    assert (extremes.on, extremes.clock.text()) == (1, "1:00")
    table.press("Left")
    assert extremes.on == 0
    table.press("Right")
    table.clock.forward(61)
    extremes.tick()
    assert extremes.clock.text() == "0:00"


def test_a_value_far_from_the_median_asks_its_reason_in_place(table: Table) -> None:
    table.vote("333333333")
    table.press("5")
    field = QApplication.focusWidget()
    assert field is table.page.revealed.reason
    table.press("Enter")
    assert table.agreed == []
    table.type("The switch pair fails every quarter.")
    table.press("Enter")
    assert table.agreed == [("R-007", 5)]
    row = polls.polls(table.document, table.key("R-007"))[-1].agreement
    assert row is not None
    assert row.reason == "The switch pair fails every quarter."


def test_two_rounds_are_the_most(table: Table) -> None:
    table.vote("111155555")
    table.press("R")
    table.vote("111155555")
    assert table.page.revealed.second.isHidden()
    table.press("R")
    assert (table.page.round.number, table.page.step) == (2, AGREE)


def test_dissent_is_recorded_in_place_by_keys(table: Table) -> None:
    table.vote("333333335")
    table.press("X")
    table.type("Warehouse")
    table.press("Enter")
    table.type("5")
    table.type("y")
    table.type("It happened twice this year.")
    table.press("Enter")
    row = table.poll.dissents[0]
    assert (row.role, row.level, row.reason, row.changes_outcome) == (
        "Warehouse", 5, "It happened twice this year.", True,
    )  # fmt: skip
    assert table.page.revealed.dissent.isHidden()
    table.press("Enter")
    assert table.agreed == [("R-007", 3)]


def test_a_role_that_names_one_person_is_asked_first(table: Table) -> None:
    role = next(seat.role for seat in meetings.seat_lines(table.document, table.poll.meeting or b"") if seat.role) or ""
    table.vote("333333335")
    table.press("X")
    table.type(role)
    table.press("Enter", "5", "n")
    table.type("Different here.")
    table.press("Enter")
    assert table.poll.dissents == ()
    assert "Press Enter again" in table.page.revealed.dissent.problem.text()
    table.press("Enter")
    assert [one.role for one in table.poll.dissents] == [role]


def test_escape_leaves_the_dissent_without_recording(table: Table) -> None:
    table.vote("333333335")
    table.press("X")
    table.type("Warehouse")
    table.press("Esc")
    assert (table.page.revealed.dissent.isHidden(), table.poll.dissents) == (True, ())
    table.press("4")
    assert table.page.revealed.chosen == 4


def test_parking_puts_a_risk_aside_and_goes_on(table: Table) -> None:
    table.press("P")
    assert table.document.get(m.Risk, table.key("R-007")).status == "parked"
    assert table.page.round.subject != table.key("R-007")
    assert table.page.risks.parked.text() == "1 parked"
    table.press("K")
    assert table.page.round.subject == table.key("R-007")
    assert table.document.get(m.Risk, table.key("R-007")).status != "parked"


def test_a_contested_impact_is_asked_after_the_likelihood(table: Table) -> None:
    workshop.contest(table.document, {table.key("R-007")})
    table.vote("444444444")
    table.press("Enter")
    assert (table.page.round.subject, table.poll.dimension) == (table.key("R-007"), "impact")
    line = next(one for one in table.page.lines if one.ref == "R-007")
    assert line.words == "L 4 · I ?"
    table.vote("555555555")
    table.press("Enter")
    line = next(one for one in table.page.lines if one.ref == "R-007")
    assert (line.done, line.words) == (True, "4 · 5")


# --- the room ----------------------------------------------------------------------------------------------


def test_the_silent_view_waits_in_the_preview_and_the_result_reaches_the_room_only_when_sent(table: Table) -> None:
    stage = table.window.console.stage
    assert isinstance(stage.preview, Ballots)
    stage.set_on(True)
    table.press("F8")
    table.type("335")
    QTest.qWait(120)
    assert isinstance(stage.live, Ballots)
    assert (stage.live.voted, stage.live.seats) == (3, 9)
    table.vote("333333")
    QTest.qWait(120)
    assert isinstance(stage.live, Ballots)
    assert isinstance(stage.preview, Result)
    assert table.page.step == REVEAL
    assert table.page.revealed.agree.text() == "Show in the room"
    table.press("Enter")
    assert isinstance(stage.live, Result)
    assert (table.page.step, table.agreed) == (AGREE, [])
    table.press("Enter")
    assert table.agreed == [("R-007", 3)]


def test_f8_shows_the_result_and_the_extremes_begin(table: Table) -> None:
    table.window.console.stage.set_on(True)
    table.press("F8")
    table.vote("111155555")
    assert (table.page.step, table.page.side.extremes.clock.text()) == (REVEAL, "")
    table.press("F8")
    assert (table.page.step, table.page.side.extremes.clock.text()) == (EXTREMES, "1:00")


# --- where it is begun and left -----------------------------------------------------------------------------


def test_a_round_in_the_middle_is_found_again_after_closing(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> None:
    clock = Clock()
    path = prepare(sample_file, tmp_path / "left.foreshock", clock)
    with at_table(qtbot, path, tmp_path, clock) as table:
        table.type("4412")
        poll = table.page.round.key
    with at_table(qtbot, path, tmp_path, clock, ref="") as table:
        assert (table.page.round.key, table.voted) == (poll, [1, 2, 3, 4])
        assert table.page.silent.board.current.number == 5  # type: ignore[union-attr]
        table.vote("33333")
        assert table.poll.last_tally.counts == (1, 1, 5, 2, 0)  # type: ignore[union-attr]


def test_after_a_crash_the_round_is_found_by_its_meeting(qtbot: QtBot, sample_file: Path, tmp_path: Path) -> None:
    clock = Clock()
    path = prepare(sample_file, tmp_path / "left.foreshock", clock)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with at_table(qtbot, path, tmp_path / "one", clock) as table:
        table.vote("444444441")
        poll = table.page.round.key
    with at_table(qtbot, path, tmp_path / "two", clock, ref="") as table:  # with settings that know nothing
        assert (table.page.round.key, table.page.step) == (poll, EXTREMES)
        assert table.page.side.extremes.clock.text() == ""
        table.press("4", "Enter")
        assert table.agreed == [("R-007", 4)]


def test_without_a_meeting_it_says_why_one_is_needed_and_offers_it(
    qtbot: QtBot, sample_file: Path, tmp_path: Path
) -> None:
    clock = Clock()
    path = prepare(sample_file, tmp_path / "none.foreshock", clock, seats=0)
    with at_table(qtbot, path, tmp_path, clock) as table:
        assert (table.page.round.poll, table.page.nothing.isVisible()) == (None, True)
        assert table.page.nothing.begin.hasFocus()

        def answer(dialog: QWidget) -> None:
            assert "seat" in dialog.accessibleDescription()
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

        with_dialog(lambda: start(table.window.console, table.key("R-007")), answer)
        assert polls.polls(table.document, table.key("R-007"))[-1].agreement is not None  # those of the sample only


def test_starting_the_meeting_leads_to_the_round_that_was_wanted(
    qtbot: QtBot, sample_file: Path, tmp_path: Path
) -> None:
    clock = Clock()
    path = prepare(sample_file, tmp_path / "none.foreshock", clock, seats=0)
    with at_table(qtbot, path, tmp_path, clock) as table:
        with_dialog(table.page.nothing.begin.click, lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
        assert table.window.console.meeting.kind == "risk workshop"
        assert (table.window.current_place().key, table.page.round.subject) == ("scoring", table.key("R-007"))


def test_a_read_only_window_shows_the_round_and_changes_nothing(
    qtbot: QtBot, sample_file: Path, tmp_path: Path
) -> None:
    clock = Clock()
    path = prepare(sample_file, tmp_path / "read.foreshock", clock)
    with at_table(qtbot, path, tmp_path, clock) as table:
        table.type("333")
        poll = table.page.round.key
    with at_table(qtbot, path, tmp_path, clock, ref="", read_only=True) as table:
        table.page.select(poll)
        assert table.voted == [1, 2, 3]
        table.type("4")
        table.press("Space", "Space", "P", "Backspace")
        assert (table.voted, table.page.round.silent) == ([1, 2, 3], True)
        assert not table.page.silent.reveal.isEnabled()


def test_a_cell_of_a_grid_is_scored_in_a_round_and_leads_back(table: Table) -> None:
    document = table.document
    category, horizon = document.all(m.ImpactCategory)[0].id, document.all(m.Horizon)[0].id
    service = key_of(document, "SVC-012")
    table.window.go("services", service)
    start(table.window.console, service, "cell", category, horizon)
    assert (table.page.round.subject, table.poll.dimension) == (service, "cell")
    table.vote("444444444")
    table.press("Enter")
    assert table.window.current_place().key == "services"
    scores = [row for row in document.all(m.ImpactScore) if (row.service_id, row.category_id) == (service, category)]
    assert [row.level for row in scores if row.horizon_id == horizon] == [4]


def test_a_line_of_a_batch_round_leads_back_to_it(table: Table) -> None:
    document, risks = table.document, [table.key("R-002"), table.key("R-003")]
    number = batches.open_batch(document, risks, meeting=table.window.console.meeting.key)
    for place in table.page.round.seats:
        batches.cast_sheet(document, number, place.key, [2, 5])
    batches.reveal_batch(document, number)
    poll = next(one.key for one in polls.polls(document, risks[0]) if one.batch == number)
    for place_, key in (("risks", None), ("batch", None), ("scoring", poll)):
        table.window.go(place_, key)
    assert (table.page.round.subject, table.page.step) == (risks[0], AGREE)
    table.press("Enter")
    assert ("R-002", 2) in table.agreed
    assert table.window.current_place().key == "batch"


def test_the_entry_for_voices_offers_a_round_until_the_first_voice(table: Table) -> None:
    service = key_of(table.document, "SVC-012")
    table.window.go("services", service)
    services: Any = table.window._pages["services"]
    services._open(services.impact)
    panel = services.impact.panel
    panel.take_focus()
    table.press("V")
    assert panel.entry.round.isVisible()
    table.type("3")
    assert not panel.entry.round.isVisible()
    table.press("Esc", "V")
    panel.entry.round.click()
    assert (table.window.current_place().key, table.poll.dimension) == ("scoring", "cell")
    assert table.page.round.subject == service


def test_the_votes_of_a_risk_offer_a_round(table: Table) -> None:
    table.window.go("risks", table.key("R-002"))
    detail: Any = table.window._pages["risks"].panel.detail  # type: ignore[attr-defined]
    detail.open_tab("votes")
    QApplication.processEvents()
    offered = next(one for one in detail.findChildren(Button) if one.text() == "Score in the room")
    offered.click()
    assert (table.window.current_place().key, table.page.round.subject) == ("scoring", table.key("R-002"))


def test_the_command_scores_the_risk_on_screen(table: Table) -> None:
    table.window.go("risks", table.key("R-002"))
    table.press("Ctrl+Shift+R")
    assert table.window.current_place().key == "scoring"
    assert table.page.round.subject == table.key("R-002")


def test_ballots_are_marked_with_how_they_came(table: Table) -> None:
    table.type("3")
    table.press("W")
    table.type("3")
    sources = [row.source for row in table.document.all(m.Ballot) if row.round_id == table.poll.rounds[0].key]
    assert sorted(sources) == ["console", "paper"]


def test_what_is_known_of_the_ballots_is_chosen_before_anybody_votes(table: Table) -> None:
    pane = table.page.silent
    assert pane.secrecy.isVisible()
    pane.secrecy.chosen.emit("anonymous")
    assert table.poll.secrecy == "anonymous"
    table.type("1")
    assert not pane.secrecy.isVisible()
    table.vote("33333335")
    assert table.page.side.extremes.voices == ()
    assert {row.seat_id for row in table.document.all(m.Ballot) if row.round_id == table.poll.rounds[0].key} == {None}
