"""What was agreed can be undone, what a room said cannot; and Undo passes by rounds to what was done before."""

from __future__ import annotations

import pytest

from app import checkpoints, entities, interviews, meetings, polls
from app import model as m
from app.document import Document


@pytest.fixture
def meeting(session: Document) -> bytes:
    return meetings.open_meeting(session, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT"])


@pytest.fixture
def seats(session: Document, meeting: bytes) -> list[bytes]:
    return [row.id for row in meetings.seats(session, meeting)]


@pytest.fixture
def risk(session: Document, meeting: bytes) -> bytes:
    return entities.add(session, m.Risk, event="Both nodes fail")


def score(document: Document, poll: bytes, seats: list[bytes], *levels: int) -> None:
    polls.cast_all(document, poll, list(zip(seats, levels, strict=True)))
    polls.reveal(document, poll)


def likelihood(document: Document, risk: bytes) -> int | None:
    return document.get(m.Risk, risk).current_likelihood  # type: ignore[union-attr,no-any-return]


def test_an_agreement_is_undone_and_done_again_and_the_votes_stay(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = polls.open_poll(session, risk, "likelihood", meeting=meeting)
    score(session, poll, seats, 3, 3, 4)
    said = polls.poll(session, poll).rounds
    polls.agree(session, poll)
    assert session.undo_label == "Agree on R-001 Both nodes fail"
    session.undo()
    row = polls.poll(session, poll)
    assert (row.state, row.agreement, row.rounds, likelihood(session, risk)) == ("open", None, said, None)
    assert polls.extremes(session, poll) == polls.Extremes(), "what was forgotten does not come back"
    session.redo()
    row = polls.poll(session, poll)
    assert (row.state, row.rounds, likelihood(session, risk)) == ("agreed", said, 3)
    assert session.verify() == []


def test_an_undone_agreement_can_be_settled_differently(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = polls.open_poll(session, risk, "likelihood", meeting=meeting)
    score(session, poll, seats, 3, 3, 4)
    polls.agree(session, poll)
    session.undo()
    polls.open_round(session, poll)
    assert session.redo_label is None, "the room went on; the old value must not come back over it"
    score(session, poll, seats, 4, 4, 4)
    polls.agree(session, poll)
    assert likelihood(session, risk) == 4


def test_undo_passes_by_a_round_to_what_was_done_before(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    entities.set_field(session, m.Risk, risk, "event", "Both nodes fail at once")
    poll = polls.open_poll(session, risk, "likelihood", meeting=meeting)
    polls.cast(session, poll, seats[0], 2)
    assert session.undo_label == "Change Risk of Both nodes fail"
    session.undo()
    assert session.get(m.Risk, risk).event == "Both nodes fail"  # type: ignore[union-attr]
    assert polls.voted(session, poll) == {seats[0]}
    session.redo()
    polls.reveal(session, poll)
    assert polls.poll(session, poll).last_tally is not None


def test_a_note_in_the_middle_of_a_round_is_undone_without_touching_the_ballots(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = polls.open_poll(session, risk, "likelihood", meeting=meeting)
    polls.cast(session, poll, seats[0], 2)
    meetings.enter(session, "note", "Stores can sell from stock", meeting=meeting)
    polls.cast(session, poll, seats[1], 3)
    session.undo()
    assert session.all(m.MeetingEntry) == []
    assert polls.voted(session, poll) == set(seats[:2])


def test_the_end_of_a_meeting_is_undone_and_the_seats_stay_forgotten(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = polls.open_poll(session, risk, "likelihood", meeting=meeting)
    score(session, poll, seats, 1, 3, 5)
    meetings.end_meeting(session, meeting)
    session.undo()
    assert session.get(m.Meeting, meeting).ended_at is None  # type: ignore[union-attr]
    assert polls.extremes(session, poll) == polls.Extremes()
    assert polls.poll(session, poll).last_tally.n == 3  # type: ignore[union-attr]


def test_voices_on_a_cell_are_undone_value_by_value(
    session: Document, service: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    category, horizon = session.all(m.ImpactCategory)[0].id, session.all(m.Horizon, order_by=m.Horizon.minutes)[1].id

    def level() -> int | None:
        line = next(one for one in interviews.grid(session, service).lines if one.key == category)
        return line.levels[1]

    entities.set_field(session, m.Service, service, "name", "Payroll and time")
    interviews.score_voices(session, service, category, horizon, [2, 2, 3], meeting=meeting)
    interviews.score_voices(session, service, category, horizon, [3, 3, 3], meeting=meeting)
    assert level() == 3
    session.undo()
    session.undo()
    assert level() == 2
    session.undo()
    assert level() is None
    session.undo()
    assert session.get(m.Service, service).name != "Payroll and time"  # type: ignore[union-attr]
    assert [len(one.rounds) for one in polls.polls(session)] == [2]


def test_voices_after_an_undone_value_begin_a_new_poll_when_two_rounds_were_held(
    session: Document, service: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    category, horizon = session.all(m.ImpactCategory)[0].id, session.all(m.Horizon, order_by=m.Horizon.minutes)[1].id
    for levels in ([2, 2, 3], [3, 3, 3]):
        interviews.score_voices(session, service, category, horizon, list(levels), meeting=meeting)
    session.undo()
    interviews.score_voices(session, service, category, horizon, [4, 4, 4], meeting=meeting)
    assert [(one.state, len(one.rounds)) for one in polls.polls(session)] == [("dropped", 2), ("agreed", 1)]


def test_voices_far_from_the_middle_need_a_note_before_anything_is_written(
    session: Document, service: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    category, horizon = session.all(m.ImpactCategory)[0].id, session.all(m.Horizon, order_by=m.Horizon.minutes)[1].id
    cell = (service, category, horizon)
    with pytest.raises(Exception, match="write down why"):
        interviews.score_voices(session, *cell, [2, 2, 2], meeting=meeting, agreed=4)
    assert polls.polls(session) == []
    interviews.score_voices(session, *cell, [2, 2, 2], meeting=meeting, agreed=4, note="The regulator says so")
    assert session.all(m.Agreement)[0].reason == "The regulator says so"


@pytest.mark.parametrize("again", ["agree", "second round"])
def test_going_back_to_a_checkpoint_opens_what_was_agreed_since_and_keeps_the_votes(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes], again: str
) -> None:
    mark = checkpoints.checkpoint(session, "Before the vote")
    poll = polls.open_poll(session, risk, "likelihood", meeting=meeting)
    score(session, poll, seats, 3, 3, 4)
    polls.agree(session, poll)
    checkpoints.restore_to(session, mark)
    row = polls.poll(session, poll)
    assert (row.state, row.agreement, likelihood(session, risk)) == ("open", None, None)
    assert row.last_tally is not None
    assert row.last_tally.n == 3
    if again == "second round":
        polls.open_round(session, poll)
        score(session, poll, seats, 3, 3, 3)
    polls.agree(session, poll)
    assert likelihood(session, risk) == 3
    assert session.verify() == []
