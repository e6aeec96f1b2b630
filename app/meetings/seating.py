"""Who is at a meeting: numbered seats, each a person or a role, in the room, remote or gone.

Serves the start of a meeting, the keys Alt+1 … Alt+9, the votes, and the attendance in minutes. A seat that has taken
part (its holder spoke, voted, or left) is never deleted, only left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.meetings.gathering import meeting as meeting_row

_TAKEN = N_("Seat {number} is taken by {name}; choose another number.")
_SEATED = N_("{name} has seat {number} already.")
_BACK = N_("{name} has seat {number} already and left; bring the seat back instead.")
_GONE = N_("This seat no longer exists; somebody removed it.")
_TOOK_PART = N_("{name} took part in the meeting, so the seat stays; record that it was left instead.")
_WHO = N_("A seat needs a person or a role; choose who sits there.")
_LOWEST = N_("Seats are numbered from 1.")
_THERE = N_("{name} is in the meeting already.")

#: Who comes later than this after the start came late; before, everybody counts as there from the start.
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat. ``name`` is the person's, or the role if nobody in particular holds it; ``person`` is ``None`` then.

    ``came_at`` is ``None`` for who was there from the start. ``took_part`` says that the seat cannot be removed.
    """

    key: bytes
    number: int
    name: str
    role: str
    person: bytes | None
    presence: str
    came_at: datetime | None
    left_at: datetime | None
    email: str
    took_part: bool

    @property
    def here(self) -> bool:
        """Whether the seat is in the meeting now, in the room or remote."""
        return self.presence != "left"


def seats(document: Document, meeting: bytes) -> list[Any]:
    """Return the seats of a meeting (rows of ``Seat``) by their number."""
    table = m.Seat.__table__
    return document.rows(select(table).where(table.c.meeting_id == meeting).order_by(table.c.number))


def seat_lines(document: Document, meeting: bytes) -> list[SeatLine]:
    """Return the seats of a meeting with names, by their number."""
    seat, person = m.Seat.__table__, m.Person.__table__
    query = (
        select(seat, person.c.name, person.c.role.label("function"), person.c.email)
        .outerjoin(person, person.c.id == seat.c.person_id)
        .where(seat.c.meeting_id == meeting)
        .order_by(seat.c.number)
    )
    spoke = _took_part(document, meeting)
    return [_seat_line(row, spoke) for row in document.rows(query)]


def _seat_line(row: Row[Any], spoke: set[bytes]) -> SeatLine:
    return SeatLine(
        key=row.id,
        number=row.number,
        name=row.name or row.role or translate(N_("Seat {number}"), number=row.number),
        role=row.role or row.function or "",
        person=row.person_id,
        presence=row.presence,
        came_at=row.came_at,
        left_at=row.left_at,
        email=row.email or "",
        took_part=bool({row.id, row.person_id} & spoke) or row.left_at is not None,
    )


def _took_part(document: Document, meeting: bytes) -> set[bytes]:
    """Return the keys of seats and people that the log, the answers or the votes of a meeting refer to."""
    entry, answer, ballot, seat = (one.__table__ for one in (m.MeetingEntry, m.Answer, m.Ballot, m.Seat))
    queries = (
        select(entry.c.seat_id).where(entry.c.meeting_id == meeting),
        select(entry.c.speaker_id).where(entry.c.meeting_id == meeting),
        select(answer.c.speaker_id).where(answer.c.meeting_id == meeting),
        select(ballot.c.seat_id).join(seat, seat.c.id == ballot.c.seat_id).where(seat.c.meeting_id == meeting),
    )
    return {row[0] for query in queries for row in document.rows(query.distinct()) if row[0] is not None}


def add_seat(
    document: Document, meeting: bytes, holder: bytes | str, number: int | None = None, *, presence: str = "room"
) -> bytes:
    """Seat a person (key) or a role (text) and return the key of the seat; it gets the next number unless one is given.

    Who comes more than five minutes after the start has come late. Raises ``UserError`` if the number is taken, the
    person sits there already, or the number or role is none.
    """
    row = meeting_row(document, meeting)
    known = seat_lines(document, meeting)
    if isinstance(holder, str) and not holder.strip():
        raise UserError(_WHO)
    _refuse_twice(known, holder)
    chosen = max((one.number for one in known), default=0) + 1 if number is None else number
    _refuse_number(known, chosen)
    now = document.now()
    late = row.starts_at is not None and row.ended_at is None and now - row.starts_at > GRACE
    values: dict[str, Any] = {"person_id": holder} if isinstance(holder, bytes) else {"role": holder}
    values |= {"presence": presence, "came_at": now if late else None}
    with document.edit(translate(N_("Add seat {number}"), number=chosen)) as session:
        return entities.create(session, m.Seat, meeting_id=meeting, number=chosen, **values).id


def _refuse_twice(known: list[SeatLine], holder: bytes | str) -> None:
    for one in known:
        if isinstance(holder, bytes) and one.person == holder:
            raise UserError(_SEATED if one.here else _BACK, name=one.name, number=one.number)


def _refuse_number(known: list[SeatLine], number: int) -> None:
    if number < 1:
        raise UserError(_LOWEST)
    for one in known:
        if one.number == number:
            raise UserError(_TAKEN, number=number, name=one.name)


def change_seat(document: Document, seat: bytes, **values: Any) -> bool:
    """Change the person (``person_id``), role or presence of a seat; returns whether anything changed.

    Raises ``UserError`` if nobody would be left on it or the person sits elsewhere.
    """
    line = _line(document, seat)
    person = values.get("person_id", line.person)
    row = document.get(m.Seat, seat)
    if person is None and not str(values.get("role", row.role if row is not None else "") or "").strip():
        raise UserError(_WHO)
    if person is not None and person != line.person and row is not None:
        _refuse_twice(seat_lines(document, row.meeting_id), person)
    label = translate(N_("Change seat {number}"), number=line.number)
    return entities.set_fields(document, m.Seat, seat, values, label)


def leave(document: Document, seat: bytes, at: datetime | None = None) -> None:
    """Record that whoever holds a seat left the meeting, now unless told otherwise."""
    values = {"presence": "left", "left_at": at or document.now()}
    entities.set_fields(document, m.Seat, seat, values, translate(N_("Somebody leaves the meeting")))


def come_back(document: Document, seat: bytes, presence: str = "room", at: datetime | None = None) -> None:
    """Record that whoever left is there again, in the room or remote; when they had left stays known.

    Raises ``UserError`` if they never left.
    """
    line = _line(document, seat)
    if line.here:
        raise UserError(_THERE, name=line.name)
    values = {"presence": presence, "came_at": at or document.now()}
    entities.set_fields(document, m.Seat, seat, values, translate(N_("{name} comes back"), name=line.name[:60]))


def renumber(document: Document, seat: bytes, number: int) -> None:
    """Give a seat another number; whoever has that number gets the old one. Raises ``UserError`` below 1."""
    line, row = _line(document, seat), document.get(m.Seat, seat)
    if number < 1:
        raise UserError(_LOWEST)
    if row is None or number == line.number:
        return
    table = m.Seat.__table__
    highest = document.scalar(select(func.max(table.c.number)).where(table.c.meeting_id == row.meeting_id))
    with document.edit(translate(N_("Seat {old} becomes seat {new}"), old=line.number, new=number)) as session:
        moved = session.get(m.Seat, seat)
        other = session.query(m.Seat).filter_by(meeting_id=row.meeting_id, number=number).one_or_none()
        if moved is None:
            return
        if other is not None:
            other.number = max(highest, number) + 1  # out of the way, for numbers are unique at every moment
            session.flush()
        moved.number = number
        session.flush()
        if other is not None:
            other.number = line.number


def remove_seat(document: Document, seat: bytes) -> None:
    """Remove a seat that was added by mistake. Raises ``UserError`` if it took part: then it can only be left."""
    line = _line(document, seat)
    if line.took_part:
        raise UserError(_TOOK_PART, name=line.name)
    entities.delete(document, seat, m.Seat, translate(N_("Remove seat {number}"), number=line.number))


def _line(document: Document, seat: bytes) -> SeatLine:
    row = document.get(m.Seat, seat)
    lines = seat_lines(document, row.meeting_id) if row is not None else []
    found = next((one for one in lines if one.key == seat), None)
    if found is None:
        raise UserError(_GONE)
    return found
