"""Meetings: agenda, seats and the running log; and what can be attached to anything, notes and files."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app import fields
from app.fields import Kind, field
from app.i18n import N_
from app.model.base import (
    Base,
    EntityRow,
    entity_args,
    key_column,
    owner_reference,
    position,
    reference,
    table_args,
)

MEETING_KIND = {
    "interview": N_("interview"),
    "risk workshop": N_("risk workshop"),
    "exercise": N_("exercise"),
    "meeting": N_("meeting"),
}
PRESENCE = {"room": N_("in the room"), "remote": N_("remote"), "left": N_("left")}
ENTRY_KIND = {
    "decision": N_("decision"),
    "action": N_("action"),
    "parking lot": N_("parking lot"),
    "note": N_("note"),
    "private note": N_("private note"),
}


class Meeting(EntityRow, Base):
    """A gathering; interviews, scoring rounds and exercises hang on one, so there is one list of who was there."""

    __tablename__ = "meeting"
    __table_args__ = entity_args("meeting")
    ENTITY, PREFIX, DIGITS = "meeting", "MTG", 3

    title: Mapped[str] = field(Kind.TEXT, N_("Meeting"), required=True, core=True)
    kind: Mapped[str] = field(Kind.CHOICE, N_("Kind"), choices=MEETING_KIND, default="meeting", core=True)
    place: Mapped[str | None] = field(Kind.TEXT, N_("Place"), core=True)
    starts_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Starts at"), core=True)
    ended_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Ended at"))
    read_back_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Read back at"), editable=False)


class AgendaPoint(Base):
    """A point of the agenda with its time box."""

    __tablename__ = "agenda_point"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    meeting_id: Mapped[bytes] = owner_reference("meeting", N_("Meeting"))
    title: Mapped[str] = field(Kind.TEXT, N_("Point"), required=True, core=True)
    minutes: Mapped[int | None] = field(Kind.DURATION, N_("Time box"), core=True)
    begun_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Begun at"), editable=False)
    ended_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Ended at"), editable=False)
    position: Mapped[int] = position()
    subject_id: Mapped[bytes | None] = reference("entity", N_("About"))


class Seat(Base):
    """A numbered seat: a person or a role, in the room, remote or gone."""

    __tablename__ = "seat"
    __table_args__ = table_args(UniqueConstraint("meeting_id", "number"))

    id: Mapped[bytes] = key_column()
    meeting_id: Mapped[bytes] = owner_reference("meeting", N_("Meeting"))
    number: Mapped[int] = field(Kind.INTEGER, N_("Seat"), minimum=1, core=True)
    person_id: Mapped[bytes | None] = reference("person", N_("Person"), core=True)
    role: Mapped[str | None] = field(Kind.TEXT, N_("Role"), core=True)
    presence: Mapped[str] = field(Kind.CHOICE, N_("Presence"), choices=PRESENCE, default="room", core=True)
    left_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Left at"))
    came_at: Mapped[datetime | None] = field(
        Kind.INSTANT, N_("Came at"), N_("When somebody came late or came back; empty for who was there from the start.")
    )


class MeetingEntry(Base):
    """A decision, action, parked question or note as it was said, stamped with time and speaker; may be empty."""

    __tablename__ = "meeting_entry"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    meeting_id: Mapped[bytes | None] = reference("meeting", N_("Meeting"), on_delete="CASCADE")
    kind: Mapped[str] = field(Kind.CHOICE, N_("Kind"), choices=ENTRY_KIND, core=True)
    text: Mapped[str | None] = field(Kind.NOTE, N_("What was said"), core=True)
    speaker_id: Mapped[bytes | None] = reference("person", N_("Speaker"), core=True)
    owner_id: Mapped[bytes | None] = reference("person", N_("Owner"))
    due_on: Mapped[date | None] = field(Kind.DATE, N_("Due"))
    subject_id: Mapped[bytes | None] = reference("entity", N_("About"))
    action_id: Mapped[bytes | None] = reference("action", N_("Action"))
    at: Mapped[datetime] = field(Kind.INSTANT, N_("At"), editable=False)
    seat_id: Mapped[bytes | None] = reference("seat", N_("Seat"), N_("Who spoke, when the seat is only a role."))
    field: Mapped[str | None] = fields.field(
        Kind.TEXT, N_("Field"), N_("The field of the subject that the words were filed to."), editable=False
    )


class Note(Base):
    """A remark on anything; private ones never leave in an export or a shared copy."""

    __tablename__ = "note"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    subject_id: Mapped[bytes] = owner_reference("entity", N_("About"))
    text: Mapped[str] = field(Kind.NOTE, N_("Note"), required=True, core=True)
    private: Mapped[bool] = field(Kind.YES_NO, N_("Private"), default=False, core=True)
    author: Mapped[str | None] = field(Kind.TEXT, N_("By"), editable=False)
    at: Mapped[datetime] = field(Kind.INSTANT, N_("At"), editable=False)


class OwnColumn(Base):
    """What a returned workbook said in a column that somebody added to it; kept, and written out again."""

    __tablename__ = "own_column"
    __table_args__ = table_args(UniqueConstraint("subject_id", "name"))

    id: Mapped[bytes] = key_column()
    subject_id: Mapped[bytes] = owner_reference("entity", N_("About"))
    name: Mapped[str] = field(Kind.TEXT, N_("Column"), required=True, core=True)
    text: Mapped[str] = field(Kind.NOTE, N_("Text"), required=True, core=True)


class Attachment(Base):
    """A picture or document kept in the session under a generated name; pictures are re-encoded."""

    __tablename__ = "attachment"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    subject_id: Mapped[bytes] = owner_reference("entity", N_("About"))
    title: Mapped[str] = field(Kind.TEXT, N_("Title"), required=True, core=True)
    media_type: Mapped[str] = field(Kind.TEXT, N_("Type"), editable=False)
    content: Mapped[bytes] = field(Kind.BYTES, N_("Content"), editable=False)
    added_at: Mapped[datetime] = field(Kind.INSTANT, N_("Added at"), editable=False)
