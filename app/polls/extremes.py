"""Whose scores lie farthest apart, so that they are heard first, and whether a role gives one person away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import model as m
from app.document import Document
from app.i18n import N_, translate
from app.polls.reading import poll_row


@dataclass(frozen=True, slots=True)
class Voice:
    """A seat and what it scored. ``name`` is the person's, or the role if nobody in particular holds the seat."""

    seat: bytes
    number: int
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Extremes:
    """Who scored lowest and who highest, by seat number. Empty when nobody is known or all scored alike."""

    lowest: tuple[Voice, ...] = ()
    highest: tuple[Voice, ...] = ()


def extremes(document: Document, poll: bytes) -> Extremes:
    """Return who is heard first after the reveal: the seats with the lowest and the highest score of the last round.

    Seats that were forgotten are not there; a level that only such ballots have stays empty.
    """
    poll_row(document, poll)
    votes = [row for row in _last_revealed(document, poll) if row.level is not None]
    levels = {row.level for row in votes}
    if len(levels) < 2:
        return Extremes()
    voices = [_voice(row) for row in votes if row.seat_id is not None]
    ends = (tuple(one for one in voices if one.level == end) for end in (min(levels), max(levels)))
    return Extremes(*ends)


def _last_revealed(document: Document, poll: bytes) -> list[Any]:
    rounds, ballots, seat, person = (one.__table__ for one in (m.PollRound, m.Ballot, m.Seat, m.Person))
    last = (
        select(rounds.c.id)
        .where(rounds.c.poll_id == poll, rounds.c.state == "revealed")
        .order_by(rounds.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(ballots.c.level, ballots.c.seat_id, seat.c.number, seat.c.role, person.c.name)
        .outerjoin(seat, seat.c.id == ballots.c.seat_id)
        .outerjoin(person, person.c.id == seat.c.person_id)
        .where(ballots.c.round_id == last)
        .order_by(seat.c.number)
    )
    return document.rows(query)


def _voice(row: Any) -> Voice:
    return Voice(row.seat_id, row.number, row.name or row.role or seat_name(row.number), row.level)


def seat_name(number: int) -> str:
    """Return what a seat is called that only has a number."""
    return translate(N_("seat {number}"), number=number)


def names_one(document: Document, meeting: bytes, role: str) -> str:
    """Return the name of the only one at a meeting whom ``role`` can mean, an empty text for several or nobody.

    A role is that of the seat or of the person on it, the name of the department, or, by accident, the name itself. A
    seat that only has a role is told by its number.
    """
    seat, person, department = m.Seat.__table__, m.Person.__table__, m.Department.__table__
    query = (
        select(seat.c.number, seat.c.role, person.c.name, person.c.role.label("function"),
               department.c.name.label("department"))
        .outerjoin(person, person.c.id == seat.c.person_id)
        .outerjoin(department, department.c.id == person.c.department_id)
        .where(seat.c.meeting_id == meeting)
    )  # fmt: skip
    meant = _plain(role)
    holders = [row for row in document.rows(query) if meant in _known_as(row)]
    if len(holders) != 1 or not meant:
        return ""
    return holders[0].name or seat_name(holders[0].number)


def _known_as(row: Any) -> set[str]:
    names: Iterable[str | None] = (row.role, row.name, row.function, row.department)
    return {_plain(name) for name in names if name}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
