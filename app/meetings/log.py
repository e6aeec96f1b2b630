"""The log of a meeting: decisions, actions, parked questions, notes and private notes as they were said.

Serves the catch line on every page. Nothing said is lost: an entry may be empty and gets its words later. An action
with words is an ``Action`` of the programme too, and what is changed here follows there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, literal_column, select
from sqlalchemy.orm import Session

from app import entities
from app import model as m
from app.document import Document
from app.fields import MAX_TEXT
from app.i18n import N_, UserError, translate

_NO_KIND = N_("“{kind}” is no kind of entry; choose one from the list.")
_GONE = N_("This entry no longer exists; somebody removed it.")
_IN_HAND = N_("{action} is {state} already, so the entry stays an action; change the action itself.")

#: Kinds that everybody may read; private notes never leave the file.
PUBLIC = ("decision", "action", "parking lot", "note")


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry with names. ``text`` is ``None`` while its words are missing.

    ``speaker_name`` is a role where no person spoke, ``speaker_role`` never names a person. ``owner`` and ``due_on`` of
    an action fall back on those of the action itself. ``after_end`` says that it was added when the meeting had ended.
    """

    key: bytes
    at: datetime
    kind: str
    text: str | None
    speaker: bytes | None
    speaker_name: str
    speaker_role: str
    owner: bytes | None
    owner_name: str
    due_on: date | None
    subject: bytes | None
    subject_name: str
    field: str
    action: bytes | None
    action_ref: str
    action_state: str
    meeting: bytes | None
    after_end: bool

    @property
    def private(self) -> bool:
        """Whether it must not leave the file."""
        return self.kind not in PUBLIC


def enter(
    document: Document,
    kind: str,
    text: str | None = None,
    *,
    meeting: bytes | None = None,
    speaker: bytes | None = None,
    seat: bytes | None = None,
    subject: bytes | None = None,
    field: str | None = None,
    at: datetime | None = None,
    **values: Any,
) -> bytes:
    """Put a decision, action, parked question or note into the log with the time, and return its key.

    It may be empty at first: stamp now, words later. ``speaker`` is a person; a ``seat`` stands for who holds it, or
    for itself where it is only a role. ``field`` names the field of ``subject`` that the words are filed to.
    ``at`` is when it was said, now unless told otherwise (paper is typed later).
    ``values`` are further fields, such as ``owner_id`` or ``due_on``. An action with words becomes an action of the
    programme. After the end of the meeting it is allowed too, and stamped with the real time.
    Raises ``UserError`` naming what is wrong.
    """
    if kind not in entities.field_of(m.MeetingEntry, "kind").choices:
        raise UserError(_NO_KIND, kind=kind)
    speaker, seat = _speaking(document, speaker, seat)
    said: dict[str, Any] = {"meeting_id": meeting, "speaker_id": speaker, "seat_id": seat, "at": at or document.now()}
    about: dict[str, Any] = {"subject_id": subject, "field": field}
    with document.edit(_label(kind), speaker=speaker) as session:
        entry = entities.create(session, m.MeetingEntry, kind=kind, text=text, **said, **about, **values)
        _follow(document, session, entry)
        return entry.id


_LABELS: Mapping[str, str] = {
    "decision": N_("Note a decision"),
    "action": N_("Note an action"),
    "parking lot": N_("Park a question"),
    "note": N_("Note what was said"),
    "private note": N_("Write a private note"),
}


def _label(kind: str) -> str:
    return translate(_LABELS[kind])


def _speaking(document: Document, speaker: bytes | None, seat: bytes | None) -> tuple[bytes | None, bytes | None]:
    """Return who spoke: a person, or a seat that is only a role."""
    row = document.get(m.Seat, seat) if seat is not None else None
    if row is None:
        return speaker or document.speaker, None
    if row.person_id is not None:
        return speaker or row.person_id, None
    return speaker, None if speaker else row.id


def edit_entry(document: Document, key: bytes, **values: Any) -> bool:
    """Change fields of an entry (``text``, ``kind``, ``owner_id``, ``due_on``, ``speaker_id``, ``subject_id`` …).

    The action of an entry follows; one that becomes an action with words gets one. Returns whether anything changed.
    Raises ``UserError`` naming what is wrong, or if an action is in hand already and cannot become something else.
    """
    row = _entry(document, key)
    with document.edit(_edit_label(row, values)) as session:
        if not entities.set_fields(document, m.MeetingEntry, key, values):
            return False
        entry = session.get(m.MeetingEntry, key, populate_existing=True)
        if entry is not None:
            _follow(document, session, entry, values)
    return True


def _edit_label(row: Row[Any], values: Mapping[str, Any]) -> str:
    if row.text is None and values.get("text"):
        return translate(N_("Complete an entry of the log"))
    return translate(N_("Change an entry of the log"))


def remove_entry(document: Document, key: bytes) -> None:
    """Take an entry out of the log; the open action that it made goes with it."""
    row = _entry(document, key)
    with document.edit(translate(N_("Remove an entry of the log"))):
        action = document.get(m.Action, row.action_id) if row.action_id is not None else None
        entities.delete(document, key, m.MeetingEntry)
        if action is not None and action.state == "open":
            entities.delete(document, action.id)


def _entry(document: Document, key: bytes) -> Row[Any]:
    row = document.get(m.MeetingEntry, key)
    if row is None:
        raise UserError(_GONE)
    return row


# --- the action that an entry makes ---


def _follow(document: Document, session: Session, entry: m.MeetingEntry, changed: Iterable[str] = ()) -> None:
    """Let the programme have the action that an entry stands for, as the entry tells it.

    An action that is there already takes over the fields that were ``changed``.
    """
    action = session.get(m.Action, entry.action_id) if entry.action_id is not None else None
    if entry.kind != "action":
        if action is not None:
            _take_back(document, session, entry, action)
    elif action is None and entry.text:
        entry.action_id = _new_action(document, session, entry)
    elif action is not None:
        _carry_over(document, entry, action, changed)
    session.flush()


def _new_action(document: Document, session: Session, entry: m.MeetingEntry) -> bytes:
    return entities.create(
        session,
        m.Action,
        title=_title(entry.text),
        origin_id=entry.subject_id or entry.meeting_id,
        owner_id=entry.owner_id,
        due_on=entry.due_on,
        start_on=document.today(),
    ).id


def _carry_over(document: Document, entry: m.MeetingEntry, action: m.Action, changed: Iterable[str]) -> None:
    values = {name: getattr(entry, name) for name in ("owner_id", "due_on") if name in changed}
    if "text" in changed and entry.text:
        values["title"] = _title(entry.text)
    entities.set_fields(document, m.Action, action.id, values)


def _take_back(document: Document, session: Session, entry: m.MeetingEntry, action: m.Action) -> None:
    if action.state != "open":
        state = translate(entities.field_of(m.Action, "state").choices[action.state])
        raise UserError(_IN_HAND, action=entities.describe(document, action.id)[:80], state=state)
    entry.action_id = None
    session.flush()
    entities.delete(document, action.id)


def _title(text: str | None) -> str:
    """Return words as the title of an action: one line, cut where a title ends."""
    line = " ".join((text or "").split())
    return line if len(line) <= MAX_TEXT else line[: MAX_TEXT - 1].rstrip() + "…"


# --- reading ---


def entries(
    document: Document,
    meeting: bytes | None = None,
    kinds: Iterable[str] | None = None,
    *,
    subject: bytes | None = None,
) -> list[EntryLine]:
    """Return the entries of a meeting (of all, if none is named) in the order in which they were made.

    ``kinds`` and ``subject`` narrow them. Private notes are among them: what leaves the file asks for ``PUBLIC`` ones.
    """
    table = m.MeetingEntry.__table__
    query = _query()
    if meeting is not None:
        query = query.where(table.c.meeting_id == meeting)
    if kinds is not None:
        query = query.where(table.c.kind.in_(tuple(kinds)))
    if subject is not None:
        query = query.where(table.c.subject_id == subject)
    rows = document.rows(query.order_by(table.c.at, literal_column("meeting_entry.rowid")))
    named: dict[bytes, str] = {}
    return [_entry_line(document, row, named) for row in rows]


def incomplete(document: Document, meeting: bytes | None = None) -> list[EntryLine]:
    """Return the entries that were stamped and still wait for their words."""
    return [one for one in entries(document, meeting) if one.text is None]


@cache
def _query() -> Select[Any]:
    entry, seat, action, entity = (one.__table__ for one in (m.MeetingEntry, m.Seat, m.Action, m.Entity))
    held = m.Meeting.__table__
    speaker, owner, doer = (m.Person.__table__.alias(name) for name in ("speaker", "owner", "doer"))
    return (
        select(
            entry,
            speaker.c.name.label("speaker_name"),
            speaker.c.role.label("speaker_role"),
            seat.c.role.label("seat_role"),
            seat.c.number.label("seat_number"),
            owner.c.name.label("owner_name"),
            doer.c.name.label("doer_name"),
            action.c.owner_id.label("action_owner"),
            action.c.due_on.label("action_due"),
            action.c.state.label("action_state"),
            entity.c.ref.label("action_ref"),
            held.c.ended_at.label("meeting_ended"),
        )
        .outerjoin(speaker, speaker.c.id == entry.c.speaker_id)
        .outerjoin(seat, seat.c.id == entry.c.seat_id)
        .outerjoin(owner, owner.c.id == entry.c.owner_id)
        .outerjoin(action, action.c.id == entry.c.action_id)
        .outerjoin(doer, doer.c.id == action.c.owner_id)
        .outerjoin(entity, entity.c.id == entry.c.action_id)
        .outerjoin(held, held.c.id == entry.c.meeting_id)
    )


def _entry_line(document: Document, row: Row[Any], named: dict[bytes, str]) -> EntryLine:
    subject = row.subject_id
    if subject is not None and subject not in named:
        named[subject] = entities.describe(document, subject)
    role = row.seat_role or (translate(N_("Seat {number}"), number=row.seat_number) if row.seat_number else "")
    return EntryLine(
        key=row.id,
        at=row.at,
        kind=row.kind,
        text=row.text,
        speaker=row.speaker_id,
        speaker_name=row.speaker_name or role,
        speaker_role=row.speaker_role or role,
        owner=row.owner_id or row.action_owner,
        owner_name=row.owner_name or row.doer_name or "",
        due_on=row.due_on or row.action_due,
        subject=subject,
        subject_name=named.get(subject, ""),
        field=row.field or "",
        action=row.action_id,
        action_ref=row.action_ref or "",
        action_state=row.action_state or "",
        meeting=row.meeting_id,
        after_end=row.meeting_ended is not None and row.at > row.meeting_ended,
    )
