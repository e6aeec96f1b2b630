"""A room votes silently, sees all ballots at once, and a person settles it; whoever differs is kept on record."""

from __future__ import annotations

import pytest

from app import entities, meetings, polls
from app import model as m
from app.document import Document
from app.i18n import UserError


@pytest.fixture
def risk(session: Document) -> bytes:
    return entities.add(session, m.Risk, event="Both nodes fail")


@pytest.fixture
def seats(session: Document) -> list[bytes]:
    meeting = meetings.open_meeting(session, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT", "Orders"])
    return [row.id for row in meetings.seats(session, meeting)]


def vote(document: Document, poll: bytes, seats: list[bytes], levels: list[int | None]) -> None:
    polls.cast_all(document, poll, list(zip(seats, levels, strict=True)))


def test_before_the_reveal_only_the_number_of_ballots_is_known(
    session: Document, risk: bytes, seats: list[bytes]
) -> None:
    poll = polls.open_poll(session, risk, "likelihood")
    vote(session, poll, seats[:3], [2, 5, None])
    row = polls.poll(session, poll).rounds[0]
    assert (row.ballots, row.revealed, row.tally) == (3, False, None)


def test_ballots_are_readable_nowhere_in_the_history(session: Document, risk: bytes, seats: list[bytes]) -> None:
    poll = polls.open_poll(session, risk, "likelihood")
    vote(session, poll, seats, [2, 5, 3, 3])
    changes = [change for one in session.history() for change in one.changes if change.table == "ballot"]
    assert len(changes) == 4
    assert all(
        not any(isinstance(value, int) for value in pair) for change in changes for pair in change.values.values()
    )


def test_a_second_ballot_of_a_seat_replaces_its_first(session: Document, risk: bytes, seats: list[bytes]) -> None:
    poll = polls.open_poll(session, risk, "likelihood")
    polls.cast(session, poll, seats[0], 1)
    polls.cast(session, poll, seats[0], 4)
    assert polls.reveal(session, poll).counts == (0, 0, 0, 1, 0)


def test_the_reveal_takes_the_seats_off_anonymous_ballots(session: Document, risk: bytes, seats: list[bytes]) -> None:
    poll = polls.open_poll(session, risk, "likelihood", secrecy="anonymous")
    vote(session, poll, seats, [2, 3, 3, None])
    figures = polls.reveal(session, poll)
    assert (figures.n, figures.proposed) == (3, 3)
    assert {row.seat_id for row in session.all(m.Ballot)} == {None}


def test_a_named_round_keeps_its_seats(session: Document, risk: bytes, seats: list[bytes]) -> None:
    poll = polls.open_poll(session, risk, "likelihood", secrecy="named")
    vote(session, poll, seats, [2, 3, 3, 3])
    polls.reveal(session, poll)
    polls.agree(session, poll)
    assert {row.seat_id for row in session.all(m.Ballot)} == set(seats)


def test_an_agreed_value_goes_into_the_risk(session: Document, risk: bytes, seats: list[bytes], person: bytes) -> None:
    poll = polls.open_poll(session, risk, "impact")
    vote(session, poll, seats, [4, 4, 4, 3])
    polls.reveal(session, poll)
    assert polls.agree(session, poll, person=person)
    row = polls.poll(session, poll)
    stored = session.get(m.Risk, risk)
    assert stored is not None
    assert (row.state, row.agreement.level, stored.current_impact) == ("agreed", 4, 4)


def test_a_divided_room_may_vote_once_more_and_then_records_dissent(
    session: Document, risk: bytes, seats: list[bytes], person: bytes
) -> None:
    poll = polls.open_poll(session, risk, "likelihood")
    vote(session, poll, seats, [1, 5, 1, 5])
    polls.reveal(session, poll)
    polls.open_round(session, poll)
    vote(session, poll, seats, [1, 5, 3, 5])
    polls.reveal(session, poll)
    with pytest.raises(UserError, match="Two rounds were held"):
        polls.open_round(session, poll)
    polls.dissent(session, poll, role="Quality", reason="One holiday pattern", level=5, decided_by=person)
    assert not polls.agree(session, poll, 3, person=person)
    row = polls.poll(session, poll)
    assert (row.state, len(row.rounds), row.dissents[0].role, row.agreement.consensus) == (
        "recorded",
        2,
        "Quality",
        False,
    )


def test_a_silent_round_cannot_be_agreed_on_nor_repeated(session: Document, risk: bytes) -> None:
    poll = polls.open_poll(session, risk, "likelihood")
    with pytest.raises(UserError, match="Nothing was revealed yet"):
        polls.agree(session, poll, 3)
    with pytest.raises(UserError, match="still silent"):
        polls.open_round(session, poll)


def test_a_revealed_round_takes_no_more_ballots(session: Document, risk: bytes, seats: list[bytes]) -> None:
    poll = polls.open_poll(session, risk, "likelihood")
    vote(session, poll, seats, [1, 1, 2, 2])
    polls.reveal(session, poll)
    with pytest.raises(UserError, match="The round is revealed"):
        polls.cast(session, poll, seats[0], 5)


def test_a_dissent_needs_a_reason(session: Document, risk: bytes, seats: list[bytes]) -> None:
    poll = polls.open_poll(session, risk, "likelihood")
    with pytest.raises(UserError, match="Reason must not be empty"):
        polls.dissent(session, poll, role="Quality", reason=" ")


def test_the_rounds_of_the_sample_are_as_they_were(sample: Document) -> None:
    rows = polls.polls(sample)
    assert len(rows) == 32
    assert sum(row.agreement.consensus for row in rows) == 30
    assert sum(len(row.rounds) for row in rows) == 38
    divided = [row for row in rows if not row.agreement.consensus]
    refs = {entity.id: entity.ref for entity in sample.all(m.Entity)}
    assert {(refs[row.subject], row.dimension, len(row.dissents)) for row in divided} == {
        ("R-009", "likelihood", 1),
        ("R-014", "likelihood", 0),
    }
    last = next(row.last_tally for row in divided if row.dissents)
    assert last is not None
    assert (last.counts, last.median) == ((3, 0, 2, 0, 4), 3)
