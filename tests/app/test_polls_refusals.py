"""What does not belong into a round is refused with a sentence, and nothing of it is written."""

from __future__ import annotations

import pytest

from app import entities, meetings, polls
from app import model as m
from app.document import Document
from app.i18n import UserError


@pytest.fixture
def meeting(session: Document) -> bytes:
    return meetings.open_meeting(session, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT"])


@pytest.fixture
def seats(session: Document, meeting: bytes) -> list[bytes]:
    return [row.id for row in meetings.seats(session, meeting)]


@pytest.fixture
def risk(session: Document) -> bytes:
    return entities.add(session, m.Risk, event="Both nodes fail")


@pytest.fixture
def poll(session: Document, risk: bytes, meeting: bytes) -> bytes:
    return polls.open_poll(session, risk, "likelihood", meeting=meeting)


def shorten(document: Document, highest: int) -> None:
    """Take the upper levels off both scales."""
    with document.edit("Shorter scales") as session:
        for model in (m.LikelihoodLevel, m.ImpactLevel):
            for row in session.query(model).filter(model.level > highest):
                session.delete(row)


@pytest.mark.parametrize("level", [0, 6, -1, 99, True, 2.5, "3"])
def test_a_level_off_the_scale_is_refused(session: Document, poll: bytes, seats: list[bytes], level: object) -> None:
    with pytest.raises(UserError, match="is not on the scale, which goes from 1 to 5"):
        polls.cast(session, poll, seats[0], level)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="not on the scale"):
        polls.cast_all(session, poll, [(seats[0], 3), (seats[1], level)])  # type: ignore[list-item]
    assert session.all(m.Ballot) == []


@pytest.mark.parametrize("highest", [3, 4, 5])
def test_the_scale_is_that_of_the_session(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes], highest: int
) -> None:
    shorten(session, highest)
    assert polls.levels_of(session, "likelihood") == polls.levels_of(session, "inherent impact") == highest
    poll = polls.open_poll(session, risk, "impact", meeting=meeting)
    polls.cast_all(session, poll, [(seat, highest) for seat in seats])
    with pytest.raises(UserError, match=f"from 1 to {highest}"):
        polls.cast(session, poll, seats[0], highest + 1)
    assert polls.reveal(session, poll).counts == (*[0] * (highest - 1), 3)
    with pytest.raises(UserError, match=f"from 1 to {highest}"):
        polls.agree(session, poll, highest + 1, reason="Because")
    with pytest.raises(UserError, match=f"from 1 to {highest}"):
        polls.dissent(session, poll, role="Somebody", reason="Because", level=highest + 1)
    assert polls.agree(session, poll)


def test_votes_are_told_on_the_scale_of_their_day(
    session: Document, poll: bytes, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    polls.cast_all(session, poll, list(zip(seats, (5, 1, 1), strict=True)))
    polls.reveal(session, poll)
    before = polls.poll(session, poll).last_tally
    shorten(session, 3)
    figures = polls.poll(session, poll).last_tally
    assert figures == before
    assert figures is not None
    assert figures.counts == (2, 0, 0, 0, 1)
    later = polls.open_poll(session, risk, "impact", meeting=meeting)
    polls.cast_all(session, later, list(zip(seats, (1, 2, 3), strict=True)))
    polls.reveal(session, later)
    with session.edit("Longer again") as edit:
        edit.add(m.ImpactLevel(id=m.new_key(), level=4, name="Major"))
    assert polls.poll(session, later).last_tally.counts == (1, 1, 1)  # type: ignore[union-attr]


def test_a_value_that_the_scale_no_longer_has_is_not_agreed_on(
    session: Document, poll: bytes, seats: list[bytes]
) -> None:
    polls.cast_all(session, poll, [(seat, 4) for seat in seats])
    polls.reveal(session, poll)
    shorten(session, 3)
    with pytest.raises(UserError, match="4 is not on the scale"):
        polls.agree(session, poll)


def test_a_seat_of_another_meeting_is_refused(session: Document, poll: bytes, seats: list[bytes]) -> None:
    other = meetings.open_meeting(session, "Elsewhere", seats=["Legal"])
    foreign = meetings.seats(session, other)[0].id
    for seat in (foreign, m.new_key()):
        with pytest.raises(UserError, match="not at the meeting that votes"):
            polls.cast_all(session, poll, [(seats[0], 2), (seat, 3)])
    assert session.all(m.Ballot) == []


def test_a_seat_that_left_votes_no_more_but_its_ballot_stays(
    session: Document, poll: bytes, seats: list[bytes]
) -> None:
    polls.cast(session, poll, seats[1], 2)
    meetings.leave(session, seats[1])
    with pytest.raises(UserError, match="Seat 2 has left the meeting; bring the seat back"):
        polls.cast(session, poll, seats[1], 5)
    assert polls.voted(session, poll) == {seats[1]}
    meetings.come_back(session, seats[1])
    polls.cast(session, poll, seats[1], 5)
    assert polls.reveal(session, poll).counts == (0, 0, 0, 0, 1)


@pytest.mark.parametrize("ending", ["reveal", "agree", "drop"])
def test_a_round_that_is_over_takes_and_gives_back_no_ballot(
    session: Document, poll: bytes, seats: list[bytes], ending: str
) -> None:
    polls.cast(session, poll, seats[0], 4)
    if ending != "drop":
        polls.reveal(session, poll)
    if ending != "reveal":
        getattr(polls, ending)(session, poll)
    words = "revealed" if ending == "reveal" else "is closed"
    for attempt in (
        lambda: polls.cast(session, poll, seats[1], 2),
        lambda: polls.correct(session, poll, seats[0], 2),
        lambda: polls.withdraw(session, poll, seats[0]),
        lambda: polls.reveal(session, poll),
    ):
        with pytest.raises(UserError, match=words):
            attempt()
    assert [row.level for row in session.all(m.Ballot)] == [4]


def test_a_round_without_a_ballot_is_not_revealed_by_accident(
    session: Document, poll: bytes, seats: list[bytes]
) -> None:
    with pytest.raises(UserError, match="Nobody has voted yet"):
        polls.reveal(session, poll)
    polls.cast(session, poll, seats[0], None)
    assert polls.reveal(session, poll).n == 0
    with pytest.raises(UserError, match="Nobody gave a score, so no value is proposed"):
        polls.agree(session, poll)


def test_the_same_thing_is_not_scored_twice_at_once(
    session: Document, poll: bytes, risk: bytes, meeting: bytes
) -> None:
    with pytest.raises(UserError, match="The likelihood of R-001 Both nodes fail is being scored already"):
        polls.open_poll(session, risk, "likelihood", meeting=meeting)
    category = session.all(m.ImpactCategory)[0].id
    polls.open_poll(session, risk, "impact", meeting=meeting)
    polls.open_poll(session, risk, "impact", category=category, meeting=meeting)
    polls.open_poll(session, risk, "likelihood", meeting=meetings.open_meeting(session, "Another"))
    polls.drop(session, poll)
    polls.open_poll(session, risk, "likelihood", meeting=meeting)


def test_a_risk_that_is_not_for_this_room_is_not_scored(session: Document, risk: bytes, meeting: bytes) -> None:
    entities.set_field(session, m.Risk, risk, "hidden", True)
    with pytest.raises(UserError, match="is marked “not in this room”"):
        polls.open_poll(session, risk, "likelihood", meeting=meeting)
    assert polls.polls(session) == []


def test_words_that_no_window_offers_are_a_mistake_of_the_caller(
    session: Document, poll: bytes, risk: bytes, seats: list[bytes]
) -> None:
    with pytest.raises(KeyError):
        polls.cast(session, poll, seats[0], 3, source="telepathy")
    with pytest.raises(KeyError):
        polls.open_poll(session, risk, "impact", secrecy="public")


def test_a_mistyped_seat_is_put_right_and_taken_back_without_being_shown(
    session: Document, poll: bytes, seats: list[bytes]
) -> None:
    polls.cast_all(session, poll, [(seats[0], 5), (seats[0], 1), (seats[1], 5)])
    polls.correct(session, poll, seats[0], 2)
    polls.withdraw(session, poll, seats[1])
    polls.withdraw(session, poll, seats[2])
    assert polls.voted(session, poll) == {seats[0]}
    row = polls.poll(session, poll)
    assert (row.rounds[0].ballots, row.rounds[0].tally, row.rounds[0].abstained, row.last_tally) == (
        1,
        None,
        None,
        None,
    )
    assert polls.reveal(session, poll).counts == (0, 1, 0, 0, 0)


def test_what_is_gone_is_told(session: Document) -> None:
    for read in (polls.poll, polls.voted, polls.extremes, polls.reveal, polls.open_round, polls.agree, polls.drop):
        with pytest.raises(UserError, match="no longer exists"):
            read(session, m.new_key())  # type: ignore[operator]
