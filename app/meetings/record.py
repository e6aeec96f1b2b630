"""What the minutes of a meeting hold, whatever paper they become: who was there, what was decided, done and asked.

Serves the minutes as PDF and as workbook. Private notes are not in it, and no ballot names anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError
from app.meetings.gathering import meeting as meeting_row
from app.meetings.gathering import meeting_list, state_of
from app.meetings.interviewing import Interviewed, interviewed
from app.meetings.log import PUBLIC, EntryLine, entries
from app.meetings.pacing import Agenda, agenda
from app.meetings.scoring import Differing, Moved, Scored, moved, scored
from app.meetings.seating import SeatLine, seat_lines

__all__ = ["Attended", "Differing", "Minutes", "Moved", "Scored", "minutes", "newest"]

_NO_MEETING = N_("There is no meeting yet; start one, then write its minutes.")

Span = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Attended:
    """One seat and when it was in the meeting; an open end (``None``) is the meeting's own, or still goes on."""

    number: int
    name: str
    role: str
    presence: str
    spans: tuple[Span, ...]
    left_early: bool


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything the minutes of one meeting print. ``state`` is planned, running or ended; ``day`` is its local day."""

    key: bytes
    ref: str
    title: str
    kind: str
    place: str
    state: str
    day: date
    starts_at: datetime | None
    ended_at: datetime | None
    read_back_at: datetime | None
    organisation: str
    session_title: str
    confidentiality: str
    language: str
    facilitator: str
    attendance: tuple[Attended, ...]
    agenda: Agenda
    decisions: tuple[EntryLine, ...]
    actions: tuple[EntryLine, ...]
    parked: tuple[EntryLine, ...]
    notes: tuple[EntryLine, ...]
    scored: tuple[Scored, ...]
    interviewed: tuple[Interviewed, ...]
    moved: tuple[Moved, ...] = ()

    @property
    def to_complete(self) -> int:
        """How many entries still wait for their words."""
        said = (*self.decisions, *self.actions, *self.parked, *self.notes)
        return sum(entry.text is None for entry in said)


def minutes(document: Document, meeting: bytes) -> Minutes:
    """Return what the minutes of a meeting hold. Raises ``UserError`` if it is gone."""
    row = meeting_row(document, meeting)
    info = document.row(select(m.SessionInfo.__table__))
    person = document.get(m.Person, info.facilitator_id) if info is not None and info.facilitator_id else None
    said = entries(document, meeting, PUBLIC)
    polled = scored(document, meeting)

    def of(kind: str) -> tuple[EntryLine, ...]:
        return tuple(entry for entry in said if entry.kind == kind)

    return Minutes(
        key=meeting,
        ref=entities.describe(document, meeting).partition(" ")[0],
        title=row.title,
        kind=row.kind,
        place=row.place or "",
        state=state_of(document, row),
        day=(row.starts_at or document.now()).astimezone().date(),
        starts_at=row.starts_at,
        ended_at=row.ended_at,
        read_back_at=row.read_back_at,
        organisation=info.organisation if info is not None else "",
        session_title=info.title if info is not None else "",
        confidentiality=info.confidentiality if info is not None else "",
        language=info.language if info is not None else "en",
        facilitator=person.name if person is not None else "",
        attendance=tuple(_attended(seat, row) for seat in seat_lines(document, meeting)),
        agenda=agenda(document, meeting),
        decisions=of("decision"),
        actions=of("action"),
        parked=of("parking lot"),
        notes=tuple(sorted((*of("note"), *_remarks(document, row)), key=lambda entry: entry.at)),
        scored=polled,
        interviewed=tuple(interviewed(document, row)),
        moved=moved(document, row, polled),
    )


def newest(document: Document) -> bytes:
    """Return the meeting whose minutes are meant when none is named: the newest that has begun.

    Raises ``UserError`` if there is none.
    """
    begun = [row.key for row in meeting_list(document) if row.state != "planned"]
    if not begun:
        raise UserError(_NO_MEETING)
    return begun[0]


def _remarks(document: Document, row: Any) -> Iterable[EntryLine]:
    """Yield the notes that were written on the meeting itself and may be read by everybody."""
    for note in document.all(m.Note, m.Note.subject_id == row.id, m.Note.private.is_(False)):
        yield EntryLine(
            key=note.id, at=note.at, kind="note", text=note.text, speaker=None, speaker_name=note.author or "",
            speaker_role="", owner=None, owner_name="", due_on=None, subject=None, subject_name="", field="",
            action=None, action_ref="", action_state="", meeting=row.id,
            after_end=row.ended_at is not None and note.at > row.ended_at,
        )  # fmt: skip


# --- who was there ---


def _attended(seat: SeatLine, row: Any) -> Attended:
    spans = _spans(seat, row.starts_at, row.ended_at)
    early = seat.presence == "left" and (row.ended_at is None or (seat.left_at or row.ended_at) < row.ended_at)
    return Attended(seat.number, seat.name, seat.role, seat.presence, spans, early)


def _spans(seat: SeatLine, start: datetime | None, end: datetime | None) -> tuple[Span, ...]:
    """Return when a seat was there: one span, or two where somebody left and came back."""
    came, left = seat.came_at, seat.left_at
    if seat.presence == "left":
        return ((came or start, left),)
    if came is not None and left is not None:
        return (start, left), (came, end)
    return ((came or start, end),)
