"""Closing a meeting: what is still open, what is read back, who gets which part, and which documents it leaves.

Serves the dialog that closes a meeting, the wall, and the e-mail drafts. Private notes are in none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import select

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, plural, translate
from app.meetings.gathering import meeting as meeting_row
from app.meetings.log import PUBLIC, EntryLine, entries
from app.meetings.pacing import agenda
from app.meetings.seating import seat_lines


@dataclass(frozen=True, slots=True)
class Hole:
    """Something that is missing, as a sentence; ``keys`` are the rows it is about, ``entry_key`` the first entry.

    ``kind`` says what they are: words, owner, due, past, agenda, scoring, seat or address.
    """

    sentence: str
    entry_key: bytes | None
    kind: str
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A decision or action in words that everybody may hear; ``due`` is ``None`` where no day was agreed."""

    key: bytes
    text: str
    owner: str
    due: date | None
    ref: str
    owner_key: bytes | None


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What is read back on the wall before the room empties; ``at`` is when that was done."""

    meeting: bytes
    title: str
    decisions: tuple[Told, ...]
    actions: tuple[Told, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a part: was there (``attended``) or owns something. ``email`` is ``None`` if none is known."""

    person: bytes
    name: str
    email: str | None
    attended: bool
    decisions: tuple[Told, ...]
    actions: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A document that a meeting of its kind leaves: the kind of export, and the references it is about."""

    kind: str
    refs: tuple[str, ...]


# --- holes ---


def holes(document: Document, meeting: bytes) -> list[Hole]:
    """Return what is still open before the meeting is closed, as sentences; empty means that all is told."""
    said = entries(document, meeting, PUBLIC)
    day = _day_of(document, meeting)
    found = [_hole(one, kind, said, meets) for kind, one, meets in _rules(day)]
    found += [_agenda_hole(document, meeting), _scoring_hole(document, meeting)]
    found += [_seat_hole(document, meeting), _address_hole(document, meeting)]
    return [one for one in found if one is not None]


_Rule = tuple[str, tuple[str, str], Callable[[EntryLine], bool]]


def _rules(day: date) -> tuple[_Rule, ...]:
    """Return what every entry is asked: the kind of hole, its sentence for one and several, and when it is one."""
    return (
        ("words", (N_("{n} entry has no words yet."), N_("{n} entries have no words yet.")), lambda e: e.text is None),
        ("owner", (N_("{n} decision has no owner."), N_("{n} decisions have no owner.")), _without_owner("decision")),
        ("owner", (N_("{n} action has no owner."), N_("{n} actions have no owner.")), _without_owner("action")),
        (
            "due",
            (N_("{n} action has no date."), N_("{n} actions have no date.")),
            lambda e: e.kind == "action" and e.text is not None and e.due_on is None,
        ),
        (
            "past",
            (N_("{n} action is due before the day of the meeting."), N_("{n} actions are due before the meeting.")),
            lambda e: e.kind == "action" and e.due_on is not None and e.due_on < day,
        ),
        (
            "owner",
            (N_("{n} parked question has nobody to answer it."), N_("{n} parked questions have nobody to answer.")),
            _without_owner("parking lot"),
        ),
    )


def _without_owner(kind: str) -> Callable[[EntryLine], bool]:
    return lambda entry: entry.kind == kind and entry.text is not None and entry.owner is None


def _hole(
    words: tuple[str, str], kind: str, said: Sequence[EntryLine], meets: Callable[[EntryLine], bool]
) -> Hole | None:
    keys = tuple(entry.key for entry in said if meets(entry))
    return Hole(plural(*words, len(keys)), keys[0], kind, keys) if keys else None


def _day_of(document: Document, meeting: bytes) -> date:
    started = meeting_row(document, meeting).starts_at or document.now()
    day: date = started.astimezone().date()
    return day


def _agenda_hole(document: Document, meeting: bytes) -> Hole | None:
    left = [point for point in agenda(document, meeting).points if point.state == "open"]
    words = (N_("{n} point of the agenda was not reached: {names}."), N_("{n} points were not reached: {names}."))
    return _named(words, "agenda", [(point.key, point.title) for point in left])


def _scoring_hole(document: Document, meeting: bytes) -> Hole | None:
    polls = m.Poll.__table__
    query = select(polls.c.id, polls.c.subject_id).where(polls.c.meeting_id == meeting, polls.c.state == "open")
    rows = [(row.id, entities.describe(document, row.subject_id)) for row in document.rows(query)]
    words = (N_("{n} scoring was not settled: {names}."), N_("{n} scorings were not settled: {names}."))
    return _named(words, "scoring", rows)


def _seat_hole(document: Document, meeting: bytes) -> Hole | None:
    roles = [(seat.key, seat.name) for seat in seat_lines(document, meeting) if seat.person is None]
    words = (N_("{n} seat has no name: {names}."), N_("{n} seats have no name: {names}."))
    return _named(words, "seat", roles)


def _address_hole(document: Document, meeting: bytes) -> Hole | None:
    lacking = [(one.person, one.name) for one in recipients(document, meeting) if not one.email]
    words = (N_("{n} recipient has no e-mail address: {names}."), N_("{n} recipients have no address: {names}."))
    return _named(words, "address", lacking)


#: How many names a sentence holds before the rest is counted.
_NAMES = 3


def _named(words: tuple[str, str], kind: str, found: Sequence[tuple[bytes, str]]) -> Hole | None:
    if not found:
        return None
    names = [name for _, name in dict(found).items()]
    shown = ", ".join(names[:_NAMES])
    if len(names) > _NAMES:
        shown = translate(N_("{names} and {n} more"), names=shown, n=len(names) - _NAMES)
    return Hole(plural(*words, len(found), names=shown), None, kind, tuple(key for key, _ in found))


# --- read back ---


def read_back(document: Document, meeting: bytes) -> ReadBack:
    """Return the decisions and actions of a meeting that have words, as they are read back."""
    row = meeting_row(document, meeting)
    decisions = told(entries(document, meeting, ("decision",)))
    actions = told(entries(document, meeting, ("action",)))
    return ReadBack(meeting, row.title, decisions, actions, row.read_back_at)


def told(said: Iterable[EntryLine]) -> tuple[Told, ...]:
    """Return entries in words that everybody may hear; those without words are left out."""
    return tuple(
        Told(one.key, one.text, one.owner_name, one.due_on, one.action_ref, one.owner)
        for one in said
        if one.text is not None and not one.private
    )


def mark_read_back(document: Document, meeting: bytes, at: datetime | None = None) -> None:
    """Record that decisions and actions were read back, now unless told otherwise."""
    label = translate(N_("Read back {meeting}"), meeting=entities.describe(document, meeting)[:80])
    meeting_row(document, meeting)
    entities.set_fields(document, m.Meeting, meeting, {"read_back_at": at or document.now()}, label)


# --- who gets what ---


def recipients(document: Document, meeting: bytes) -> list[Recipient]:
    """Return everybody who attended or owns a decision or action of the meeting, each with only their part, by name.

    A decision that nobody owns is the part of who spoke it.
    """
    spoken = read_back(document, meeting)
    speakers = {one.key: one.speaker for one in entries(document, meeting, ("decision",))}
    present = {seat.person for seat in seat_lines(document, meeting) if seat.person is not None}
    owning = {one.owner_key for one in (*spoken.decisions, *spoken.actions) if one.owner_key is not None}
    people = document.all(m.Person, m.Person.id.in_([key for key in present | owning if key is not None]))
    return [
        Recipient(
            person=row.id,
            name=row.name,
            email=(row.email or "").strip() or None,
            attended=row.id in present,
            decisions=tuple(
                one
                for one in spoken.decisions
                if row.id == one.owner_key or (one.owner_key is None and row.id == speakers[one.key])
            ),
            actions=tuple(one for one in spoken.actions if row.id == one.owner_key),
        )
        for row in sorted(people, key=lambda one: one.name.casefold())
    ]


# --- documents ---

#: The kinds of export that a meeting leaves, besides its minutes, in the order in which people look for them.
DOCUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "interview": ("bia-sheet",),
        "risk workshop": ("risk-register", "risk-report"),
        "exercise": ("hot-wash", "improvement-plan"),
        "meeting": (),
    }
)
#: The minutes themselves, as a paper and as a workbook.
MINUTES = ("minutes", "minutes-workbook")


def leavings(document: Document, meeting: bytes) -> list[Leaving]:
    """Return the documents that this meeting leaves: its minutes, then those of its kind about what it dealt with.

    Which of them can be written is known to the register of exports.
    """
    row = meeting_row(document, meeting)
    ref = _refs(document, [meeting])
    about = _refs(document, dealt_with(document, meeting))
    return [*(Leaving(kind, ref) for kind in MINUTES), *(Leaving(kind, about) for kind in DOCUMENTS[row.kind])]


def dealt_with(document: Document, meeting: bytes) -> list[bytes]:
    """Return the services that a meeting was about: by its answers, scorings, exercise, agenda and log."""
    answer, poll, entry, point = (one.__table__ for one in (m.Answer, m.Poll, m.MeetingEntry, m.AgendaPoint))
    queries = [
        select(answer.c.service_id).where(answer.c.meeting_id == meeting),
        *(select(one.c.subject_id).where(one.c.meeting_id == meeting) for one in (poll, entry, point)),
    ]
    found = {row[0] for query in queries for row in document.rows(query.distinct())} - {None}
    risks = document.all(m.RiskService, m.RiskService.risk_id.in_(found))
    exercises = select(m.Exercise.__table__.c.id).where(m.Exercise.meeting_id == meeting)
    tried = document.all(m.ExerciseService, m.ExerciseService.exercise_id.in_(exercises))
    found |= {row.service_id for row in (*risks, *tried)}
    services = document.all(m.Service, m.Service.id.in_(found))
    return [row.id for row in services]


def _refs(document: Document, keys: Sequence[bytes]) -> tuple[str, ...]:
    rows = document.all(m.Entity, m.Entity.id.in_(keys), order_by=m.Entity.ref)
    return tuple(row.ref for row in rows if row.ref)
