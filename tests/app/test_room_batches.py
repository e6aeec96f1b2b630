"""A batch round on the wall: counts before the reveal, what is left to talk about after it, and no hidden risk ever."""

from __future__ import annotations

import pytest

from app import batches, entities, meetings, polls, room
from app import model as m
from app.batches import MISSING
from app.document import Document
from app.i18n import UserError
from app.room import NotForTheRoom, TalkLine, public


@pytest.fixture
def meeting(session: Document) -> bytes:
    return meetings.open_meeting(session, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT", "Orders"])


@pytest.fixture
def seats(session: Document, meeting: bytes) -> list[bytes]:
    return [row.id for row in meetings.seats(session, meeting)]


@pytest.fixture
def risks(session: Document) -> list[bytes]:
    category = session.all(m.ImpactCategory, m.ImpactCategory.code == "operational")[0].id
    return [entities.add(session, m.Risk, event=f"Event {n}", category_id=category) for n in range(1, 5)]


def fill(document: Document, number: int, seats: list[bytes], *columns: list[int | None]) -> None:
    for at, seat in enumerate(seats):
        batches.cast_sheet(document, number, seat, [column[at] for column in columns])


def test_before_the_reveal_the_room_sees_how_many_sheets_are_in_and_nothing_else(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    assert room.batch_view(session, number).told == "0 of 4 sheets are in"
    batches.cast_sheet(session, number, seats[0], [1, 1, 1, 1])
    batches.cast_sheet(session, number, seats[1], [1, 1, MISSING, 1])
    seen = room.batch_view(session, number)
    assert (seen.told, seen.sheets, seen.seats, seen.left, seen.lines) == ("1 of 4 sheets are in", 1, 4, "", ())
    assert (seen.about, seen.round) == ("Likelihood", "4 risks")
    assert seen.question == "How likely is each of these 4 risks?"
    assert [level.number for level in seen.levels] == [1, 2, 3, 4, 5]
    batches.cast_sheet(session, number, seats[0], [5, None, 4, 3])
    assert room.batch_view(session, number) == seen, "other votes, the same wall"


def test_after_the_reveal_the_room_sees_what_is_left_to_talk_about_and_why(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting, dimension="impact")
    fill(session, number, seats, [3, 3, 3, 3], [1, 1, 3, 3], [2, 3, 4, 5], [2, None, None, 2])
    batches.reveal_batch(session, number)
    seen = room.batch_view(session, number)
    assert (seen.told, seen.left, seen.levels) == ("1 of 4 agreed", "3 to talk about", ())
    assert seen.lines == (
        TalkLine("R-003", "Event 3", "Split across the line"), TalkLine("R-002", "Event 2", "Talk"),
        TalkLine("R-004", "Event 4", "Talk"),
    )  # fmt: skip
    order = [line.ref for line in batches.open_lines(session, number)]
    assert [line.ref for line in seen.lines] == order, "the wall and the page agree on the order"
    polls.agree(session, batches.open_lines(session, number)[0].poll, reason="Settled")
    assert room.batch_view(session, number).told == "2 of 4 agreed"


def test_when_all_is_settled_nothing_is_left(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks[:2], meeting=meeting)
    fill(session, number, seats, [3, 3, 3, 3], [2, 2, 2, 2])
    batches.reveal_batch(session, number)
    batches.accept_agreed(session, number)
    seen = room.batch_view(session, number)
    assert (seen.told, seen.left, seen.lines, seen.foot) == ("2 of 2 agreed", "", (), "")


def test_a_second_silent_round_of_a_line_shows_nothing_of_itself(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks[:2], meeting=meeting)
    fill(session, number, seats, [1, 5, 1, 5], [2, 2, 2, 2])
    batches.reveal_batch(session, number)
    seen = room.batch_view(session, number)
    (line,) = batches.open_lines(session, number)
    polls.open_round(session, line.poll)
    polls.cast_all(session, line.poll, [(seat, 3) for seat in seats])
    assert room.batch_view(session, number) == seen


def test_who_left_after_voting_counts_and_who_left_before_does_not(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    batches.cast_sheet(session, number, seats[0], [1, 1, 1, 1])
    poll = polls.open_poll(session, risks[0], "impact", meeting=meeting)
    polls.cast(session, poll, seats[0], 2)
    meetings.leave(session, seats[0])
    meetings.leave(session, seats[3])
    assert room.batch_view(session, number).told == "1 of 3 sheets are in"
    ballots = room.ballots_view(session, poll)
    assert (ballots.voted, ballots.seats) == (1, 3)


def test_the_wall_goes_by_the_scale_of_the_session(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    with session.edit("Three levels") as edit:
        for row in edit.query(m.ImpactLevel).filter(m.ImpactLevel.level > 3):
            edit.delete(row)
    number = batches.open_batch(session, risks, meeting=meeting, dimension="impact")
    assert [level.number for level in room.batch_view(session, number).levels] == [1, 2, 3]
    fill(session, number, seats, *[[3, 3, 3, 3]] * 4)
    batches.reveal_batch(session, number)
    result = room.result_view(session, batches.batch(session, number).lines[0].poll)
    assert (result.counts, [level.number for level in result.levels]) == ((0, 0, 4), [1, 2, 3])


# --- risks that are not for this room ---


def hide(document: Document, risk: bytes) -> None:
    entities.set_field(document, m.Risk, risk, "hidden", True)


def test_a_hidden_risk_is_neither_counted_nor_listed(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    hide(session, risks[3])
    assert room.batch_view(session, number).round == "3 risks"
    fill(session, number, seats, [3, 3, 3, 3], [1, 1, 5, 5], [3, 3, 3, 3], [1, 1, 5, 5])
    batches.reveal_batch(session, number)
    seen = room.batch_view(session, number)
    assert (seen.told, [line.ref for line in seen.lines]) == ("2 of 3 agreed", ["R-002"])
    assert "Event 4" not in str(seen)
    for risk in risks[:3]:
        hide(session, risk)
    with pytest.raises(UserError, match="no batch round"):
        room.batch_view(session, number)


@pytest.mark.parametrize("view", [room.ballots_view, room.result_view])
def test_a_round_about_a_hidden_risk_is_refused_without_naming_it(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes], view: object
) -> None:
    poll = polls.open_poll(session, risks[0], "likelihood", meeting=meeting)
    polls.cast(session, poll, seats[0], 2)
    polls.reveal(session, poll)
    hide(session, risks[0])
    with pytest.raises(NotForTheRoom, match="This risk is marked “not in this room”") as refused:
        view(session, poll)  # type: ignore[operator]
    assert "Event" not in str(refused.value)
    assert "R-001" not in str(refused.value)


def test_points_decisions_and_actions_about_a_hidden_risk_stay_off_the_wall(
    session: Document, meeting: bytes, risks: list[bytes]
) -> None:
    for title, risk in (("Score Event 1", risks[0]), ("Score Event 2", risks[1])):
        meetings.add_point(session, meeting, title, 5, subject=risk)
        for kind in ("decision", "action"):
            meetings.enter(session, kind, f"{kind} on {title}", meeting=meeting, subject=risk)
    hide(session, risks[0])
    seen = [room.agenda_view(session, meeting), room.read_back_view(session, meeting)]
    assert "Event 2" in str(seen[0])
    assert str(seen[1]).count("Event 2") == 2
    assert "Event 1" not in str(seen)


def test_only_counts_of_sheets_can_be_asked_for_before_the_reveal(
    session: Document, meeting: bytes, seats: list[bytes], risks: list[bytes]
) -> None:
    number = batches.open_batch(session, risks, meeting=meeting)
    fill(session, number, seats, *[[3, 3, 3, 3]] * 4)
    rounds = [row.id for row in session.all(m.PollRound)]
    assert public.sheets_in(session, rounds) == 4
    assert public.voting_seats(session, meeting, rounds) == 4
    assert [public.revealed_votes(session, key) for key in rounds] == [[]] * 4
    with pytest.raises(KeyError):
        public.rows(session, m.Ballot)
