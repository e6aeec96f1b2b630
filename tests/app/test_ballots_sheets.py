"""Sheets of ballots in the session: their list and code, the round that waits for them, and what a typed mark means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import ballots, batch_plan, batches, entities, meetings, polls, workshop
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.register import add_risk
from app.session import change_info, new_session

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(tmp_path: Path, clock: Clock) -> Iterator[Document]:
    """Five risks in the room, the third of which is contested, and a meeting of four seats."""
    path = tmp_path / "room.foreshock"
    with new_session(path, title="Programme", organisation="Quellmark", clock=clock, who="Tomasz Orlewin") as document:
        service = entities.add(document, m.Service, None, name="Payroll")
        risks = [add_risk(document, f"Event {letter}", [service], current_impact=4) for letter in "ABCDE"]
        entities.set_field(document, m.Risk, risks[2], "contested", value=True)
        meetings.open_meeting(document, "Workshop", "risk workshop", seats=["Stores", "ICT", "Finance", "Quality"])
        yield document


def meeting(document: Document) -> bytes:
    running = meetings.running(document)
    assert running is not None
    return bytes(running.id)


def risks(document: Document) -> list[bytes]:
    return [one.key for one in workshop.in_room(document)]


def hold(document: Document, *sheets: str, dimension: str = "likelihood") -> int:
    """Open a batch round, type sheets in the order of the seats and reveal it."""
    number = batches.open_batch(document, risks(document), meeting=meeting(document), dimension=dimension)
    for seat, sheet in zip(meetings.seat_lines(document, meeting(document)), sheets, strict=False):
        typed = ballots.TypedSheet(len(sheet), 5, [])
        assert typed.type(sheet) == ""
        batches.cast_sheet(document, number, seat.key, typed.levels_cast())
    batches.reveal_batch(document, number)
    return number


# --- the list and its code ---


def test_the_sheet_has_the_order_in_which_it_is_typed(session: Document) -> None:
    workshop.move(session, [risks(session)[4]], -3)
    order = risks(session)
    number = batches.open_batch(session, order, meeting=meeting(session))
    workshop.move(session, [order[0]], 3)  # the sheets that lie on the table do not change any more
    printed = ballots.read_sheets(session)
    assert [one.risk for one in printed.lines] == order
    assert [one.risk for one in batches.batch(session, number).in_order] == order


def test_a_code_finds_the_seat_of_the_round_that_waits(session: Document) -> None:
    printed = ballots.read_sheets(session)
    number = batches.open_batch(session, risks(session), meeting=meeting(session))
    seats = {one.number: one.key for one in meetings.seat_lines(session, meeting(session))}
    for seat, key in seats.items():
        found = ballots.sheet_named(session, f" {printed.code(seat).lower()} ")
        assert (found.batch, found.seat, found.number) == (number, key, seat)
    blank = ballots.sheet_named(session, printed.code(None))
    assert (blank.batch, blank.seat) == (number, None)


def test_a_code_of_another_list_is_told(session: Document) -> None:
    printed = ballots.read_sheets(session)
    batches.open_batch(session, risks(session)[::-1], meeting=meeting(session))
    with pytest.raises(UserError, match="No round that waits for ballots has a sheet"):
        ballots.sheet_named(session, printed.code(1))


def test_a_seat_that_is_not_there_is_told(session: Document) -> None:
    printed = ballots.read_sheets(session)
    batches.open_batch(session, risks(session), meeting=meeting(session))
    with pytest.raises(UserError, match="There is no seat 9 at this meeting"):
        ballots.sheet_named(session, printed.code(9))


def test_after_the_reveal_no_sheet_is_waited_for(session: Document) -> None:
    printed = ballots.read_sheets(session)
    hold(session, "33333")
    assert ballots.all_sheets(session) == []
    with pytest.raises(UserError, match="No round"):
        ballots.sheet_named(session, printed.code(1))


def test_a_round_about_contested_impacts_prints_only_those(session: Document) -> None:
    contested = [one.key for one in workshop.in_room(session) if one.contested]
    batches.open_batch(session, contested, meeting=meeting(session), dimension="impact")
    printed = ballots.read_sheets(session)
    assert printed.dimension == "impact"
    assert [one.ref for one in printed.lines] == ["R-003"]
    assert printed.levels[0].word == "Negligible"
    assert printed.harms


def test_seats_that_left_get_no_sheet(session: Document) -> None:
    second = meetings.seat_lines(session, meeting(session))[1]
    meetings.leave(session, second.key)
    assert ballots.read_sheets(session).seats == (1, 3, 4)


def test_without_a_meeting_one_blank_sheet_is_printed(session: Document) -> None:
    meetings.end_meeting(session, meeting(session))
    assert ballots.read_sheets(session).seats == (None,)
    assert ballots.read_sheets(session, copies=7).seats == (None,) * 7


def test_a_risk_that_left_the_room_keeps_its_place_and_the_code_stays(session: Document) -> None:
    printed = ballots.read_sheets(session)
    batches.open_batch(session, risks(session), meeting=meeting(session))
    entities.set_field(session, m.Risk, risks(session)[1], "hidden", value=True)
    again = ballots.read_sheets(session)
    assert again.code(2) == printed.code(2)
    assert [one.shown[0] for one in again.lines] == ["R-001", "–", "R-003", "R-004", "R-005"]
    assert "Event B" not in again.lines[1].shown[1]
    assert ballots.sheet_named(session, again.code(2)).number == 2


# --- marks ---


@pytest.mark.parametrize(("typed", "meant"), [("1", 1), ("5", 5), ("0", 0), ("-", 0), ("–", 0)])
def test_a_mark_is_a_level_or_an_abstention(typed: str, meant: int) -> None:
    assert ballots.mark_of(typed, 5) == meant


@pytest.mark.parametrize("typed", ["6", "9", "x", "²", "٣", "½", "."])
def test_what_is_no_mark_is_none(typed: str) -> None:
    assert ballots.mark_of(typed, 5) is None


def test_a_scale_of_four_has_no_fifth_level() -> None:
    assert ballots.mark_of("5", 4) is None
    assert ballots.mark_of("4", 4) == 4


def test_a_sheet_refuses_a_mark_too_many() -> None:
    typed = ballots.TypedSheet(3, 5, [])
    assert typed.type("12 3") == ""
    assert typed.full
    assert typed.type("4") == "4"
    assert typed.levels_cast() == [1, 2, 3]


# --- what a round can ask ---


def test_likelihoods_of_all_and_impacts_of_contested_risks_are_offered(session: Document) -> None:
    assert batch_plan.dimensions(session) == ("likelihood", "impact")
    change_info(session, inherent_scored=True)
    assert batch_plan.dimensions(session) == ("likelihood", "impact", "inherent likelihood", "inherent impact")
    found = batch_plan.offers(session, "likelihood", meeting(session))
    assert [one.chosen for one in found] == [True] * 5
    assert [one.ref for one in batch_plan.offers(session, "impact", meeting(session))] == ["R-003"]


def test_what_is_being_scored_cannot_be_asked_twice_and_what_was_agreed_here_is_not_asked_again(
    session: Document,
) -> None:
    number = hold(session, "31111", "35111", "33111", "31111")
    batches.accept_agreed(session, number)
    found = batch_plan.offers(session, "likelihood", meeting(session))
    assert [one.free for one in found] == [True, False, True, True, True]
    assert not any(one.chosen for one in found)
    assert found[1].note == "is being scored"
    assert found[0].note == "agreed at this meeting"


# --- time ---


def test_twenty_risks_and_nine_people_fit_into_105_minutes() -> None:
    found = batch_plan.times(20, 9)
    assert found.keys == 9 * (20 + 1) + 3
    assert (found.silent, found.typing, found.left, found.usual) == (7, 4, 6, 60)
    assert found.fits
    assert found.lines == 17
    frame = found.usual - found.left * 4
    assert frame + found.lines * 4 <= 105 < frame + (found.lines + 1) * 4


def test_too_many_risks_do_not_fit() -> None:
    assert not batch_plan.times(80, 20).fits


def test_the_time_left_is_shared_by_the_lines_left(session: Document, clock: Clock) -> None:
    number = hold(session, "31111", "35111", "33511", "31511")
    clock.now += timedelta(minutes=65)
    found = batch_plan.standing(session, batches.batch(session, number))
    assert (found.done, found.left, found.minutes, found.each) == (0, 2, 40, 20.0)
    batches.accept_agreed(session, number)
    assert batch_plan.standing(session, batches.batch(session, number)).done == 3


def test_the_time_box_of_the_agenda_comes_first(session: Document, clock: Clock) -> None:
    meetings.add_point(session, meeting(session), "Batch", 30)
    meetings.begin_next(session, meeting(session))
    number = hold(session, "31111", "35111", "33511", "31511")
    clock.now += timedelta(minutes=10)
    assert batch_plan.standing(session, batches.batch(session, number)).minutes == 20


# --- what follows, and what became of it ---


def test_the_level_that_would_follow_takes_the_impact_of_the_risk(session: Document) -> None:
    number = hold(session, "31111", "35111", "33111", "31111")
    batch = batches.batch(session, number)
    found = batch_plan.follows(session, batch)
    first = next(one for one in batch.lines if one.position == 0)
    assert (found[first.poll].likelihood, found[first.poll].impact) == (3, 4)
    assert found[first.poll].band.name == "High"
    assert not found[first.poll].from_bia


def test_the_outcome_tells_accepted_talked_about_and_parked_apart(session: Document) -> None:
    number = hold(session, "31151", "35115", "33111", "31111")
    batches.accept_agreed(session, number)
    first, second, *_ = batches.open_lines(session, number)
    batch_plan.park_line(session, batches.batch(session, number), first)
    polls.open_round(session, second.poll)
    polls.cast_all(session, second.poll, [(one.key, 2) for one in meetings.seat_lines(session, meeting(session))])
    polls.reveal(session, second.poll)
    polls.agree(session, second.poll)
    found = batch_plan.outcome(session, batches.batch(session, number))
    assert [len(part) for part in (found.accepted, found.discussed, found.parked, found.open)] == [2, 1, 1, 1]
    assert found.words == "2 accepted as agreed, 1 talked about, 1 parked, 1 still open"
    assert next(one for one in meetings.entries(session) if one.kind == "parking lot").subject == first.risk
