"""Everybody scores all risks at once; after the reveal what needs talk stands first, and the rest is accepted."""

from __future__ import annotations

import pytest

from app import batches, entities, meetings, polls
from app import model as m
from app.batches import MISSING
from app.document import Document
from app.i18n import UserError
from app.scoring import Verdict


@pytest.fixture
def meeting(session: Document) -> bytes:
    return meetings.open_meeting(session, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT", "Orders"])


@pytest.fixture
def seats(session: Document, meeting: bytes) -> list[bytes]:
    return [row.id for row in meetings.seats(session, meeting)]


@pytest.fixture
def risks(session: Document) -> list[bytes]:
    category = session.all(m.ImpactCategory, m.ImpactCategory.code == "operational")[0].id
    return [entities.add(session, m.Risk, event=f"Event {n}", category_id=category) for n in range(1, 6)]


def fill(document: Document, number: int, seats: list[bytes], *columns: list[int]) -> None:
    """Put in a sheet per seat; ``columns`` are the votes of all seats per risk."""
    for at, seat in enumerate(seats):
        batches.cast_sheet(document, number, seat, [column[at] for column in columns])


AGREED, DIVIDED, POLES, MIXED = [3, 3, 3, 3], [1, 3, 3, 5], [1, 1, 5, 5], [2, 2, 2, 3]


def test_one_edit_opens_a_poll_per_risk_in_the_order_of_the_sheet(
    session: Document, meeting: bytes, risks: list[bytes]
) -> None:
    version = session.version
    number = batches.open_batch(session, risks[::-1], meeting=meeting)
    found = batches.batch(session, number)
    assert session.version == version + 1
    assert [line.risk for line in found.lines] == risks[::-1]
    assert [line.ref for line in found.lines] == ["R-005", "R-004", "R-003", "R-002", "R-001"]
    assert (found.state, found.dimension, found.meeting, found.secrecy) == ("silent", "likelihood", meeting, "seats")
    assert {one.batch for one in polls.polls(session)} == {number}


def test_before_the_reveal_only_how_much_of_a_sheet_is_in_is_known(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    batches.cast_sheet(session, number, seats[0], [1, 2, 3, 4, 5])
    batches.cast_sheet(session, number, seats[1], [None, 2, MISSING, MISSING, 5])
    found = batches.batch(session, number)
    assert found.seats_voted == dict(zip(seats, (5, 3, 0, 0), strict=True))
    assert (found.complete, found.seats) == (1, 4)
    assert {(line.state, line.tally, line.proposed, line.verdict, line.split) for line in found.lines} == {
        ("silent", None, None, None, False)
    }
    assert batches.open_lines(session, number) == ()


def test_a_sheet_is_one_edit_and_a_second_one_replaces_what_it_has(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    version = session.version
    batches.cast_sheet(session, number, seats[0], [1, 1, 1, 1, 1])
    assert session.version == version + 1
    batches.cast_sheet(session, number, seats[0], [5, MISSING, None, MISSING, 2])
    batches.reveal_batch(session, number)
    counts = [line.tally.counts for line in batches.batch(session, number).in_order if line.tally]
    assert [counted.index(1) + 1 if any(counted) else None for counted in counts] == [5, 1, None, 1, 2]


def test_after_the_reveal_what_needs_talk_comes_first(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    fill(session, number, seats, AGREED, DIVIDED, MIXED, POLES, [2, 3, None, None])  # type: ignore[list-item]
    version = session.version
    batches.reveal_batch(session, number)
    assert session.version == version + 1
    found = batches.batch(session, number)
    assert found.state == "revealed"
    assert [line.event for line in found.lines] == ["Event 4", "Event 2", "Event 5", "Event 3", "Event 1"]
    assert [line.verdict for line in found.lines] == [
        Verdict.DIVIDED, Verdict.DIVIDED, Verdict.FEW, Verdict.AGREED, Verdict.AGREED,
    ]  # fmt: skip
    assert [line.event for line in batches.open_lines(session, number)] == ["Event 4", "Event 2", "Event 5"]


def test_votes_on_both_sides_of_the_line_come_before_all_others(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks[:3], meeting=meeting, dimension="impact")
    fill(session, number, seats, [1, 1, 3, 3], [3, 3, 4, 4], AGREED)
    batches.reveal_batch(session, number)
    found = batches.batch(session, number)
    assert [(line.event, line.split) for line in found.lines] == [
        ("Event 2", True), ("Event 1", False), ("Event 3", False),
    ]  # fmt: skip
    assert found.lines[0].verdict is Verdict.AGREED
    assert batches.accept_agreed(session, number) == 1, "a split is never simply accepted"


def test_accepting_is_one_edit_and_one_step_of_undo(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes], person: bytes
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    fill(session, number, seats, AGREED, DIVIDED, MIXED, POLES, AGREED)
    batches.reveal_batch(session, number)
    version = session.version
    assert batches.accept_agreed(session, number, person=person) == 3
    assert session.version == version + 1
    levels = [session.get(m.Risk, key).current_likelihood for key in risks]  # type: ignore[union-attr]
    assert levels == [3, None, 2, None, 3]
    assert [line.state for line in batches.batch(session, number).in_order] == [
        "agreed", "revealed", "agreed", "revealed", "agreed",
    ]  # fmt: skip
    assert {row.decided_by_id for row in session.all(m.Agreement)} == {person}
    assert batches.accept_agreed(session, number) == 0
    session.undo()
    assert [session.get(m.Risk, key).current_likelihood for key in risks] == [None] * 5  # type: ignore[union-attr]
    assert [line.state for line in batches.batch(session, number).lines] == ["revealed"] * 5


def test_what_is_left_goes_on_as_a_round_of_its_own_until_all_is_settled(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks[:2], meeting=meeting)
    fill(session, number, seats, AGREED, POLES)
    batches.reveal_batch(session, number)
    batches.accept_agreed(session, number)
    (left,) = batches.open_lines(session, number)
    polls.open_round(session, left.poll)
    polls.cast_all(session, left.poll, [(seat, 4) for seat in seats])
    again = batches.batch(session, number)
    assert (again.state, again.lines[0].state, again.lines[0].tally) == ("revealed", "silent", left.tally)
    polls.reveal(session, left.poll)
    polls.agree(session, left.poll)
    assert batches.batch(session, number).state == "settled"
    assert batches.open_lines(session, number) == ()


def test_the_seats_of_an_accepted_line_are_forgotten_and_the_others_are_not(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks[:2], meeting=meeting)
    fill(session, number, seats, AGREED, POLES)
    batches.reveal_batch(session, number)
    batches.accept_agreed(session, number)
    known = {line.event: polls.extremes(session, line.poll) for line in batches.batch(session, number).lines}
    assert known["Event 1"] == polls.Extremes()
    assert [voice.seat for voice in known["Event 2"].highest] == seats[2:]
    assert sum(row.seat_id is None for row in session.all(m.Ballot)) == 4


def test_an_anonymous_batch_knows_no_seat_after_the_reveal(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting, secrecy="anonymous")
    fill(session, number, seats[:3], *[AGREED] * 5)
    assert batches.batch(session, number).complete == 3
    batches.reveal_batch(session, number)
    found = batches.batch(session, number)
    assert (found.seats_voted, found.complete) == ({}, 3)
    assert {row.seat_id for row in session.all(m.Ballot)} == {None}


def test_what_is_wrong_with_a_sheet_is_told_and_nothing_of_it_is_in(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    with pytest.raises(UserError, match="The sheet has 2 rows, but the batch round has 5 risks"):
        batches.cast_sheet(session, number, seats[0], [1, 2])
    with pytest.raises(UserError, match="6 is not on the scale, which goes from 1 to 5"):
        batches.cast_sheet(session, number, seats[0], [1, 2, 3, 4, 6])
    other = meetings.open_meeting(session, "Elsewhere", seats=["Legal"])
    with pytest.raises(UserError, match="not at the meeting that votes"):
        batches.cast_sheet(session, number, meetings.seats(session, other)[0].id, [1] * 5)
    meetings.leave(session, seats[1])
    with pytest.raises(UserError, match="Seat 2 has left"):
        batches.cast_sheet(session, number, seats[1], [1] * 5)
    with pytest.raises(UserError, match="Nobody has voted yet"):
        batches.reveal_batch(session, number)
    with pytest.raises(UserError, match="still silent"):
        batches.accept_agreed(session, number)
    assert session.all(m.Ballot) == []


def test_a_revealed_batch_takes_no_sheet(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    batches.cast_sheet(session, number, seats[0], [1] * 5)
    batches.reveal_batch(session, number)
    with pytest.raises(UserError, match="is revealed"):
        batches.cast_sheet(session, number, seats[1], [1] * 5)
    with pytest.raises(UserError, match="is revealed"):
        batches.reveal_batch(session, number)
    with pytest.raises(UserError, match="no batch round 7"):
        batches.batch(session, 7)


def test_a_risk_not_for_this_room_or_scored_already_stops_the_whole_batch(
    session: Document, meeting: bytes, risks: list[bytes]
) -> None:
    with pytest.raises(UserError, match="needs at least one risk"):
        batches.open_batch(session, [], meeting=meeting)
    entities.set_field(session, m.Risk, risks[3], "hidden", True)
    with pytest.raises(UserError, match="R-004 Event 4 is marked “not in this room”"):
        batches.open_batch(session, risks, meeting=meeting)
    polls.open_poll(session, risks[1], "likelihood", meeting=meeting)
    with pytest.raises(UserError, match="The likelihood of R-002 Event 2 is being scored already"):
        batches.open_batch(session, risks[:3], meeting=meeting)
    assert len(polls.polls(session)) == 1
    assert batches.open_batch(session, risks[:3], meeting=meeting, dimension="inherent likelihood") == 1
    assert batches.open_batch(session, [risks[0]], meeting=meeting) == 2
    assert batches.newest(session, meeting) == 2


def test_a_dropped_risk_keeps_its_place_on_the_sheet(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks[:3], meeting=meeting)
    polls.drop(session, batches.batch(session, number).lines[1].poll)
    batches.cast_sheet(session, number, seats[0], [1, 2, 3])
    found = batches.batch(session, number)
    assert (found.complete, found.seats_voted[seats[0]]) == (1, 2)
    assert [line.state for line in found.lines] == ["silent", "dropped", "silent"]
    batches.reveal_batch(session, number)
    assert [line.tally.n for line in batches.batch(session, number).in_order if line.tally] == [1, 1]


def test_twenty_risks_and_nine_seats_are_read_quickly_and_all_of_them(session: Document) -> None:
    meeting = meetings.open_meeting(session, "Workshop", "risk workshop", seats=[f"Role {n}" for n in range(9)])
    risks = [entities.add(session, m.Risk, event=f"Event {n:02d}") for n in range(20)]
    number = batches.open_batch(session, risks, meeting=meeting)
    for seat in meetings.seats(session, meeting):
        batches.cast_sheet(session, number, seat.id, [1 + (n * seat.number) % 5 for n in range(20)])
    assert batches.batch(session, number).complete == 9
    batches.reveal_batch(session, number)
    found = batches.batch(session, number)
    assert {line.tally.n for line in found.lines if line.tally} == {9}
    ranks = [line.tally.agreement for line in found.lines if line.verdict is Verdict.DIVIDED and line.tally]
    assert ranks == sorted(ranks, key=lambda one: one or 0)
