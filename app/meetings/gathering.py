"""The meeting itself: opening and ending one, which one is running, and the list of all.

Serves interviews, risk workshops and exercises, which all hang on a meeting: there is one list of who was there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from app import entities, packs, polls
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate

_GONE = N_("This meeting no longer exists; somebody deleted it.")
_RUNNING = N_("{meeting} has not ended.")
_ENDED = N_("{meeting} ended already; reopen it to go on.")
_BEFORE_START = N_("A meeting cannot end before it started, at {start}.")

#: A point of an agenda before it is in a session: its title and its time box in minutes.
PlannedPoint = tuple[str, int | None]

#: What meetings of each kind usually go through, with minutes; offered, never imposed. Interviews follow their guide.
USUAL_AGENDAS: Mapping[str, tuple[tuple[str, int], ...]] = MappingProxyType(
    {
        "risk workshop": (
            (N_("Scales and how we vote"), 10),
            (N_("Score the risks"), 60),
            (N_("Treatment and owners"), 20),
            (N_("Read back"), 10),
        ),
        "exercise": (
            (N_("Rules of play"), 10),
            (N_("Exercise"), 120),
            (N_("Hot wash"), 20),
            (N_("Read back"), 10),
        ),
        "meeting": (
            (N_("Open actions"), 10),
            (N_("Points of today"), 40),
            (N_("Read back"), 10),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting as lists show it, with how much is in its log; ``state`` is planned, running or ended."""

    key: bytes
    ref: str
    title: str
    kind: str
    place: str
    starts_at: datetime | None
    ended_at: datetime | None
    read_back_at: datetime | None
    state: str
    seats: int
    points: int
    decisions: int
    actions: int
    parked: int
    notes: int
    to_complete: int


def open_meeting(
    document: Document,
    title: str,
    kind: str = "meeting",
    *,
    seats: Iterable[bytes | str] = (),
    place: str | None = None,
    starts_at: datetime | None = None,
    agenda: Iterable[PlannedPoint] = (),
) -> bytes:
    """Open a meeting and return its key. A seat is a person (key) or a role (text); they are numbered from 1.

    A start in the future plans it; ``begin_meeting`` begins it then. ``agenda`` are titles with minutes.
    Raises ``UserError`` naming what is wrong; nothing is opened then.
    """
    with document.edit(translate(N_("Open the meeting {title}"), title=title[:60])) as session:
        opened = entities.create(
            session, m.Meeting, title=title, kind=kind, place=place, starts_at=starts_at or document.now()
        )
        for number, seat in enumerate(seats, 1):
            holder: dict[str, Any] = {"person_id": seat} if isinstance(seat, bytes) else {"role": seat}
            entities.create(session, m.Seat, meeting_id=opened.id, number=number, **holder)
        for position, (point, minutes) in enumerate(agenda):
            entities.create(
                session, m.AgendaPoint, meeting_id=opened.id, title=point, minutes=minutes, position=position
            )
        return opened.id


def usual_agenda(kind: str) -> tuple[PlannedPoint, ...]:
    """Return what a meeting of ``kind`` usually goes through: titles with minutes."""
    if kind == "interview":
        return tuple((translate(section.title), section.minutes) for section in packs.interview_guide().sections)
    return tuple((translate(title), minutes) for title, minutes in USUAL_AGENDAS.get(kind, ()))


def usual_seats(document: Document, kind: str) -> tuple[bytes | str, ...]:
    """Return who sat in the newest meeting of ``kind``, for the next one: people who have not left, and roles."""
    table, people = m.Seat.__table__, m.Person.__table__
    newest = next((row.key for row in meeting_list(document) if row.kind == kind and row.seats), None)
    query = select(table.c.person_id, table.c.role, people.c.status).outerjoin(people, people.c.id == table.c.person_id)
    rows = document.rows(query.where(table.c.meeting_id == newest).order_by(table.c.number)) if newest else []
    return tuple(row.person_id or row.role for row in rows if row.status != "left" and (row.person_id or row.role))


def meeting(document: Document, key: bytes) -> Row[Any]:
    """Return the row of a meeting. Raises ``UserError`` if it is gone."""
    row = document.get(m.Meeting, key)
    if row is None:
        raise UserError(_GONE)
    return row


def begin_meeting(document: Document, key: bytes, at: datetime | None = None) -> None:
    """Begin a meeting that was planned for later, now unless told otherwise."""
    meeting(document, key)
    label = translate(N_("Begin {meeting}"), meeting=entities.describe(document, key)[:80])
    entities.set_fields(document, m.Meeting, key, {"starts_at": at or document.now(), "ended_at": None}, label)


def end_meeting(document: Document, meeting_key: bytes, at: datetime | None = None) -> None:
    """Record that a meeting ended, now unless told otherwise; the point of the agenda it was at ends with it.

    Who voted what is forgotten, also where no value was agreed on, except in polls that were held by name.
    Raises ``UserError`` for a moment before its start.
    """
    row, moment = meeting(document, meeting_key), at or document.now()
    if row.starts_at is not None and moment < row.starts_at:
        raise UserError(_BEFORE_START, start=f"{row.starts_at.astimezone():%H:%M}")
    label = translate(N_("End {meeting}"), meeting=entities.describe(document, meeting_key)[:80])
    with document.edit(label) as session:
        for point in session.query(m.AgendaPoint).filter_by(meeting_id=meeting_key, ended_at=None):
            if point.begun_at is not None:
                point.ended_at = max(moment, point.begun_at)
        entities.set_fields(document, m.Meeting, meeting_key, {"ended_at": moment})
        polls.forget_seats(document, meeting_key)


def reopen_meeting(document: Document, key: bytes) -> None:
    """Go on with a meeting that was ended too early. Raises ``UserError`` if it has not ended."""
    row = meeting(document, key)
    described = entities.describe(document, key)[:80]
    if row.ended_at is None:
        raise UserError(_RUNNING, meeting=described)
    label = translate(N_("Reopen {meeting}"), meeting=described)
    entities.set_fields(document, m.Meeting, key, {"ended_at": None}, label)


def running(document: Document) -> Row[Any] | None:
    """Return the row of the meeting that has begun and not ended (the newest), ``None`` if there is none.

    It stands in the file, so a session that is opened again goes on with it.
    """
    table = m.Meeting.__table__
    begun = table.c.starts_at.is_(None) | (table.c.starts_at <= document.now())
    query = select(table).where(table.c.ended_at.is_(None), begun)
    return document.row(query.order_by(table.c.starts_at.desc(), table.c.id))


def meeting_list(document: Document) -> list[MeetingRow]:
    """Return all meetings, newest first, with how much is in their logs."""
    table, entity = m.Meeting.__table__, m.Entity.__table__
    query = select(table, entity.c.ref).join(entity, entity.c.id == table.c.id)
    rows = document.rows(query.order_by(table.c.starts_at.desc(), entity.c.ref.desc()))
    entry = m.MeetingEntry.__table__
    seats, points = _counts(document, m.Seat.__table__), _counts(document, m.AgendaPoint.__table__)
    empty = _counts(document, entry, entry.c.text.is_(None))
    log = _kinds(document)
    return [_meeting_row(document, row, seats, points, log, empty) for row in rows]


def _counts(document: Document, table: Any, *where: ColumnElement[bool]) -> dict[bytes, int]:
    """Return how many rows of ``table`` each meeting has."""
    key = table.c.meeting_id
    rows = document.tuples(select(key, func.count()).where(*where).group_by(key))
    return {meeting_key: number for meeting_key, number in rows}  # noqa: C416 - tuples of any length to pairs


def _kinds(document: Document) -> dict[tuple[bytes, str], int]:
    """Return how many entries of each kind each meeting has."""
    entry = m.MeetingEntry.__table__.c
    query = select(entry.meeting_id, entry.kind, func.count()).group_by(entry.meeting_id, entry.kind)
    return {(key, kind): number for key, kind, number in document.tuples(query)}


def _meeting_row(
    document: Document,
    row: Row[Any],
    seats: Mapping[bytes, int],
    points: Mapping[bytes, int],
    log: Mapping[tuple[bytes, str], int],
    empty: Mapping[bytes, int],
) -> MeetingRow:
    return MeetingRow(
        key=row.id,
        ref=row.ref or "",
        title=row.title,
        kind=row.kind,
        place=row.place or "",
        starts_at=row.starts_at,
        ended_at=row.ended_at,
        read_back_at=row.read_back_at,
        state=state_of(document, row),
        seats=seats.get(row.id, 0),
        points=points.get(row.id, 0),
        decisions=log.get((row.id, "decision"), 0),
        actions=log.get((row.id, "action"), 0),
        parked=log.get((row.id, "parking lot"), 0),
        notes=log.get((row.id, "note"), 0),
        to_complete=empty.get(row.id, 0),
    )


def state_of(document: Document, row: Row[Any]) -> str:
    """Return whether a meeting (its row) is ``planned``, ``running`` or ``ended``."""
    if row.ended_at is not None:
        return "ended"
    return "planned" if row.starts_at is not None and row.starts_at > document.now() else "running"
