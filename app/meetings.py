"""Meetings: opening one with its numbered seats, who left when, and its running log.

Serves interviews, risk workshops and exercises, which all hang on a meeting: there is one list of who was there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate


def open_meeting(
    document: Document,
    title: str,
    kind: str = "meeting",
    *,
    seats: Iterable[bytes | str] = (),
    place: str | None = None,
    starts_at: datetime | None = None,
) -> bytes:
    """Open a meeting and return its key. A seat is a person (key) or a role (text); they are numbered from 1."""
    with document.edit(translate(N_("Open the meeting {title}"), title=title[:60])) as session:
        opened = entities.create(
            session, m.Meeting, title=title, kind=kind, place=place, starts_at=starts_at or document.now()
        )
        for number, seat in enumerate(seats, 1):
            holder: dict[str, Any] = {"person_id": seat} if isinstance(seat, bytes) else {"role": seat}
            entities.create(session, m.Seat, meeting_id=opened.id, number=number, **holder)
        return opened.id


def end_meeting(document: Document, meeting: bytes, at: datetime | None = None) -> None:
    """Record that a meeting ended, now unless told otherwise."""
    label = translate(N_("End {meeting}"), meeting=entities.describe(document, meeting)[:80])
    entities.set_fields(document, m.Meeting, meeting, {"ended_at": at or document.now()}, label)


def seats(document: Document, meeting: bytes) -> list[Any]:
    """Return the seats of a meeting (rows of ``Seat``) by their number."""
    table = m.Seat.__table__
    return document.rows(select(table).where(table.c.meeting_id == meeting).order_by(table.c.number))


def leave(document: Document, seat: bytes, at: datetime | None = None) -> None:
    """Record that whoever holds a seat left the meeting, now unless told otherwise."""
    values = {"presence": "left", "left_at": at or document.now()}
    entities.set_fields(document, m.Seat, seat, values, translate(N_("Somebody leaves the meeting")))


def enter(
    document: Document,
    kind: str,
    text: str | None = None,
    *,
    meeting: bytes | None = None,
    speaker: bytes | None = None,
    subject: bytes | None = None,
    **values: Any,
) -> bytes:
    """Put a decision, action, parked question or note into the log with the time, and return its key.

    It may be empty at first: stamp now, words later. ``values`` are further fields, such as ``owner_id`` or ``due_on``.
    """
    if kind not in entities.field_of(m.MeetingEntry, "kind").choices:
        raise UserError(N_("“{kind}” is no kind of entry; choose one from the list."), kind=kind)
    said: dict[str, Any] = {"meeting_id": meeting, "speaker_id": speaker, "subject_id": subject, "at": document.now()}
    with document.edit(translate(N_("Note what was said")), speaker=speaker) as session:
        return entities.create(session, m.MeetingEntry, kind=kind, text=text, **said, **values).id
