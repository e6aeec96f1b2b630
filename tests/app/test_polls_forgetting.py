"""Who voted what is forgotten for good: not in a column, not in an order, not in the bytes of the file or of a copy."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app import entities, meetings, polls
from app import model as m
from app.document import Document
from app.sharing import share_copy

LEVELS = [5, 2, 4, 1, None, 3, 2]


@pytest.fixture
def meeting(session: Document) -> bytes:
    return meetings.open_meeting(session, "Workshop", "risk workshop", seats=[f"Role {n}" for n in range(1, 8)])


@pytest.fixture
def seats(session: Document, meeting: bytes) -> list[bytes]:
    return [row.id for row in meetings.seats(session, meeting)]


@pytest.fixture
def risk(session: Document) -> bytes:
    return entities.add(session, m.Risk, event="Both nodes fail")


def voted(document: Document, risk: bytes, meeting: bytes, seats: list[bytes], secrecy: str) -> bytes:
    """Open a poll and cast the ballots one by one in the order of the seats; returns its key."""
    poll = polls.open_poll(document, risk, "likelihood", meeting=meeting, secrecy=secrecy)
    for seat, level in zip(seats, LEVELS, strict=True):
        polls.cast(document, poll, seat, level, source="laptop")
    return poll


def seats_known(document: Document) -> set[bytes | None]:
    return {row.seat_id for row in document.all(m.Ballot)}


def lying(path: Path) -> list[tuple[int | None, bytes]]:
    """Return level and key of the ballots in the order in which they lie in a file."""
    raw = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = raw.execute("SELECT level, id FROM ballot ORDER BY rowid").fetchall()
    raw.close()
    return found


def test_anonymous_ballots_lose_their_seats_at_the_reveal(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = voted(session, risk, meeting, seats, "anonymous")
    assert polls.voted(session, poll) == frozenset(seats)
    polls.reveal(session, poll)
    assert seats_known(session) == {None}
    assert polls.extremes(session, poll) == polls.Extremes()


def test_ballots_by_seat_keep_their_seats_until_a_value_is_agreed_and_lose_those_of_both_rounds(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = voted(session, risk, meeting, seats, "seats")
    polls.reveal(session, poll)
    polls.open_round(session, poll)
    polls.cast_all(session, poll, list(zip(seats, LEVELS[::-1], strict=True)))
    polls.reveal(session, poll)
    assert seats_known(session) == set(seats)
    before = [one.tally for one in polls.poll(session, poll).rounds]
    polls.agree(session, poll)
    assert seats_known(session) == {None}
    assert len(session.all(m.Ballot)) == 14
    assert [one.tally for one in polls.poll(session, poll).rounds] == before
    assert [one.abstained for one in polls.poll(session, poll).rounds] == [1, 1]


@pytest.mark.parametrize("ending", [polls.drop, polls.agree])
def test_named_ballots_keep_their_seats(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes], ending: object
) -> None:
    poll = voted(session, risk, meeting, seats, "named")
    polls.reveal(session, poll)
    ending(session, poll)  # type: ignore[operator]
    meetings.end_meeting(session, meeting)
    assert seats_known(session) == set(seats)


def test_a_dropped_poll_forgets_its_seats_revealed_or_not(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    polls.drop(session, voted(session, risk, meeting, seats, "seats"))
    assert seats_known(session) == {None}


def test_the_end_of_the_meeting_forgets_what_was_revealed_and_keeps_a_silent_round(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    open_still = voted(session, risk, meeting, seats, "seats")
    polls.reveal(session, open_still)
    other = entities.add(session, m.Risk, event="Fibre cut")
    silent = voted(session, other, meeting, seats, "seats")
    meetings.end_meeting(session, meeting)
    assert polls.extremes(session, open_still) == polls.Extremes()
    assert polls.voted(session, silent) == frozenset(seats)


def test_the_file_holds_nothing_that_leads_from_a_ballot_to_its_seat(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = voted(session, risk, meeting, seats, "seats")
    cast = [change.row for one in session.history() for change in one.changes if change.table == "ballot"]
    assert [level for level, _ in lying(session.path)] == LEVELS, "as they are cast, they lie in the order of the seats"
    polls.reveal(session, poll)
    polls.agree(session, poll, 3)
    found = lying(session.path)
    assert [level for level, _ in found] == [None, 1, 2, 2, 3, 4, 5]
    assert {key for _, key in found}.isdisjoint(cast), "the keys in the history are those of no ballot any more"
    content = session.path.read_bytes()
    turn = session.all(m.PollRound)[0].id
    assert not any(turn + seat in content for seat in seats)
    assert session.verify() == []


def test_no_change_in_the_history_tells_a_level_or_a_seat(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = voted(session, risk, meeting, seats, "seats")
    polls.withdraw(session, poll, seats[0])
    polls.reveal(session, poll)
    polls.agree(session, poll)
    changes = [change for one in session.history() for change in one.changes if change.table == "ballot"]
    assert {change.op for change in changes} == {"insert", "delete"}
    assert [change for change in changes if change.values] == []
    labels = {one.label for one in session.history()}
    assert not any("Role" in label for label in labels if "Workshop" not in label and "seat" not in label)


def test_how_a_ballot_came_is_forgotten_where_it_would_tell_who(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = polls.open_poll(session, risk, "likelihood", meeting=meeting)
    polls.cast_all(session, poll, [(seat, 3) for seat in seats[:6]], source="laptop")
    polls.cast(session, poll, seats[6], 5, source="paper")
    polls.reveal(session, poll)
    polls.agree(session, poll, 3)
    assert {row.source for row in session.all(m.Ballot)} == {None}
    alike = polls.open_poll(session, risk, "impact", meeting=meeting)
    polls.cast_all(session, alike, [(seat, 3) for seat in seats], source="paper")
    polls.reveal(session, alike)
    polls.agree(session, alike, 3)
    assert [row.source for row in session.all(m.Ballot)].count("paper") == 7


@pytest.mark.parametrize("secrecy", ["seats", "named", "anonymous"])
def test_a_clean_copy_gives_out_no_seat_in_any_way(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes], tmp_path: Path, secrecy: str
) -> None:
    poll = voted(session, risk, meeting, seats, secrecy)
    polls.reveal(session, poll)
    other = entities.add(session, m.Risk, event="Fibre cut")
    voted(session, other, meeting, seats, secrecy)
    target = tmp_path / "clean.foreshock"
    share_copy(session, target)
    found = lying(target)
    assert [level for level, _ in found] == [None, 1, 2, 2, 3, 4, 5], "by level, and nothing of the silent round"
    own = {row.id for row in session.all(m.Ballot)}
    assert {key for _, key in found}.isdisjoint(own)
    with Document.open(target, read_only=True) as copy:
        assert seats_known(copy) == {None}
        assert {row.source for row in copy.all(m.Ballot)} == {None}
        assert polls.poll(copy, poll).last_tally == polls.poll(session, poll).last_tally
