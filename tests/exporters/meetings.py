"""A meeting of the sample session that used everything a meeting has, for the tests of what it leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app import entities, meetings
from app import model as m
from app.document import Document

START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
TITLE = "Recovery of order intake"


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


def key(document: Document, ref: str) -> bytes:
    """The key of what a reference names."""
    return next(row.id for row in document.all(m.Entity, m.Entity.ref == ref))


def hold(document: Document, clock: Clock) -> bytes:
    """Hold the meeting of five seats, with an agenda, a log of every kind, a late comer and somebody who left early."""
    ingrid, tomasz, adaeze, grace, priya = (key(document, f"P-{number:02d}") for number in (1, 2, 3, 10, 5))
    agenda = [("Open actions", 10), ("Second switch", 20), ("Any other business", 10)]
    meeting = meetings.open_meeting(
        document, TITLE, place="Brenholt, room 2", agenda=agenda, seats=[ingrid, tomasz, adaeze, "Wagefern manager"]
    )
    lead = meetings.seat_lines(document, meeting)[3].key
    meetings.begin_next(document, meeting)
    meetings.enter(document, "note", "The fuel supplier changed hands.", meeting=meeting, speaker=tomasz)
    clock.forward(13)
    meetings.begin_next(document, meeting)
    subject = key(document, "SVC-003")
    meetings.enter(document, "decision", "Node 2 moves to Sandmoor.", meeting=meeting, speaker=ingrid, owner_id=adaeze,
                   subject=subject)  # fmt: skip
    meetings.enter(document, "action", "Order the second switch", meeting=meeting, speaker=adaeze, owner_id=adaeze,
                   due_on=date(2026, 10, 27))  # fmt: skip
    meetings.enter(document, "action", "Try the paper forms", meeting=meeting, owner_id=grace, due_on=date(2026, 10, 1))
    meetings.enter(document, "action", meeting=meeting, speaker=adaeze)
    meetings.enter(document, "parking lot", "Who pays for the fuel?", meeting=meeting, seat=lead)
    meetings.enter(document, "private note", "PRIVATE the owner seems unsure", meeting=meeting, speaker=tomasz)
    meetings.add_seat(document, meeting, priya, presence="remote")
    clock.forward(10)
    meetings.leave(document, meetings.seat_lines(document, meeting)[0].key)
    clock.forward(5)
    meetings.mark_read_back(document, meeting)
    meetings.end_meeting(document, meeting)
    clock.forward(20)
    meetings.enter(document, "decision", "The spare goes first.", meeting=meeting, speaker=ingrid)
    return meeting


def reference(document: Document, meeting: bytes) -> str:
    """The reference of a meeting, as an export takes it."""
    return entities.describe(document, meeting).partition(" ")[0]
