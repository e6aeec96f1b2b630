"""Ballots from elsewhere: a code per seat, used once, checked like any other ballot, and never a vote in the answer."""

from __future__ import annotations

import pytest

from app import entities, meetings, polls
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.polls.arriving import ALPHABET, LENGTH, MOST_WRONG


@pytest.fixture
def meeting(session: Document) -> bytes:
    return meetings.open_meeting(session, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT"])


@pytest.fixture
def seats(session: Document, meeting: bytes) -> list[bytes]:
    return [row.id for row in meetings.seats(session, meeting)]


@pytest.fixture
def poll(session: Document, meeting: bytes) -> bytes:
    risk = entities.add(session, m.Risk, event="Both nodes fail")
    return polls.open_poll(session, risk, "likelihood", meeting=meeting)


@pytest.fixture
def inlet(session: Document, poll: bytes) -> polls.Inlet:
    return polls.Inlet(session, poll)


def test_a_ballot_arrives_with_its_code_and_is_marked_as_from_elsewhere(
    session: Document, poll: bytes, inlet: polls.Inlet, seats: list[bytes]
) -> None:
    codes = [inlet.ticket(seat) for seat in seats]
    assert len(set(codes)) == 3
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    receipts = [inlet.receive(code, level) for code, level in zip(codes, (4, None, 2), strict=True)]
    assert [one.taken for one in receipts] == [True] * 3
    assert [one.words for one in receipts] == ["Your score is in.", "Your abstention is in.", "Your score is in."]
    assert polls.voted(session, poll) == set(seats)
    assert {row.source for row in session.all(m.Ballot)} == {"elsewhere"}
    assert polls.reveal(session, poll).counts == (0, 1, 0, 1, 0)


def test_a_code_may_be_typed_as_people_type(inlet: polls.Inlet, seats: list[bytes]) -> None:
    code = inlet.ticket(seats[0])
    assert inlet.receive(f" {code[:4].lower()}-{code[4:]} ", 3).taken


def test_a_code_is_good_for_one_ballot_and_a_new_one_ends_it(
    session: Document, poll: bytes, inlet: polls.Inlet, seats: list[bytes]
) -> None:
    first = inlet.ticket(seats[0])
    second = inlet.ticket(seats[0])
    assert "not known" in inlet.receive(first, 1).words
    assert inlet.receive(second, 2).taken
    again = inlet.receive(second, 5)
    assert (again.taken, "used already" in again.words) == (False, True)
    assert inlet.receive(inlet.ticket(seats[0]), 3).taken
    assert polls.reveal(session, poll).counts == (0, 0, 1, 0, 0)


def test_what_is_refused_is_told_and_the_code_stays_good(
    session: Document, inlet: polls.Inlet, seats: list[bytes]
) -> None:
    code = inlet.ticket(seats[0])
    assert "not on the scale, which goes from 1 to 5" in inlet.receive(code, 9).words
    meetings.leave(session, seats[0])
    assert "Seat 1 has left" in inlet.receive(code, 3).words
    assert session.all(m.Ballot) == []
    meetings.come_back(session, seats[0])
    assert inlet.receive(code, 3).taken


def test_a_code_of_the_first_round_is_none_for_the_second(
    session: Document, poll: bytes, inlet: polls.Inlet, seats: list[bytes]
) -> None:
    late = inlet.ticket(seats[0])
    polls.cast(session, poll, seats[1], 2)
    polls.reveal(session, poll)
    assert "The round is revealed" in inlet.receive(late, 3).words
    with pytest.raises(UserError, match="revealed"):
        inlet.ticket(seats[0])
    polls.open_round(session, poll)
    assert "a round that is over" in inlet.receive(late, 3).words
    assert polls.voted(session, poll) == frozenset()
    assert inlet.receive(inlet.ticket(seats[0]), 3).taken


def test_a_settled_poll_takes_nothing_more(
    session: Document, poll: bytes, inlet: polls.Inlet, seats: list[bytes]
) -> None:
    code = inlet.ticket(seats[0])
    polls.drop(session, poll)
    assert "is closed" in inlet.receive(code, 3).words
    assert session.all(m.Ballot) == []


def test_codes_are_not_guessed(inlet: polls.Inlet, seats: list[bytes]) -> None:
    good = inlet.ticket(seats[0])
    for number in range(MOST_WRONG):
        assert "not known" in inlet.receive(f"GUESS{number:03d}", 3).words
    shut = inlet.receive(good, 3)
    assert (shut.taken, "Too many wrong codes" in shut.words) == (False, True)


def test_who_is_not_at_the_meeting_gets_no_code(session: Document, inlet: polls.Inlet, seats: list[bytes]) -> None:
    other = meetings.open_meeting(session, "Elsewhere", seats=["Legal"])
    with pytest.raises(UserError, match="not at the meeting"):
        inlet.ticket(meetings.seats(session, other)[0].id)


def test_no_code_stands_in_the_file_nor_in_the_inlet(session: Document, inlet: polls.Inlet, seats: list[bytes]) -> None:
    code = inlet.ticket(seats[0])
    inlet.receive(code, 3)
    other = inlet.ticket(seats[1])
    content = session.path.read_bytes()
    for one in (code, other):
        assert one.encode() not in content
        assert one not in repr(vars(inlet))


def test_nothing_here_speaks_to_a_network() -> None:
    import ast
    from pathlib import Path

    from app.polls import arriving

    tree = ast.parse(Path(arriving.__file__).read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert named == {"__future__", "hashlib", "secrets", "dataclasses", "app.document", "app.i18n",
                     "app.polls.reading", "app.polls.rounds"}  # fmt: skip
