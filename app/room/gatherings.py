"""The agenda and the read-back of a meeting as the room sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app import model as m
from app.dates import format_date
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, translate
from app.room.public import find, is_hidden, need, rows, topic
from app.room.views import Agenda, AgendaLine, Line, ReadBack


def mark_of(document: Document, meeting: bytes | None) -> tuple[bool, str]:
    """Return whether a meeting is an exercise, and the title its players see."""
    if meeting is None:
        return False, ""
    held = rows(document, m.Exercise, meeting_id=meeting)
    if held:
        return True, exercise_title(held[0])
    found = find(document, m.Meeting, meeting)
    return found is not None and found.kind == "exercise", ""


def exercise_title(row: Any) -> str:
    """Return what players may call an exercise; the scenario's name would give the game away."""
    return row.public_title or translate(N_("Continuity exercise"))


def agenda_view(document: Document, meeting: bytes) -> Agenda:
    """Return the agenda of a meeting with what is on now. Raises ``UserError`` if the meeting is gone."""
    row = need(document, m.Meeting, meeting)
    exercise, public_title = mark_of(document, meeting)
    points = _shown(document, rows(document, m.AgendaPoint, "position", meeting_id=meeting))
    return Agenda(
        topic=topic("agenda", meeting),
        kind=translate(N_("Agenda")),
        exercise=exercise,
        public_title=public_title,
        title=public_title or row.title,
        lines=tuple(AgendaLine(point.title, _time(point), _state(point)) for point in points),
        foot=_pace(points, document.now()),
    )


def _shown(document: Document, about: Sequence[Any]) -> list[Any]:
    """Return those points or entries that are not about a risk that is not for this room."""
    return [one for one in about if not is_hidden(document, one.subject_id)]


def _state(point: Any) -> str:
    return "done" if point.ended_at else "now" if point.begun_at else "next"


def _time(point: Any) -> str:
    if _state(point) == "now":
        return translate(N_("since {time}"), time=_clock(point.begun_at))
    return "" if point.minutes is None else format_duration(point.minutes)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M}"


def _pace(points: Sequence[Any], now: datetime) -> str:
    """Return when the last point ends if each takes its time box, or an empty text if that cannot be told."""
    left = [point for point in points if not point.ended_at]
    if not left or any(point.minutes is None for point in left) or not any(point.begun_at for point in points):
        return ""
    minutes = sum(_remaining(point, now) for point in left)
    return translate(N_("Ends about {time}"), time=_clock(now + timedelta(minutes=minutes)))


def _remaining(point: Any, now: datetime) -> int:
    passed = int((now - point.begun_at).total_seconds() // 60) if point.begun_at else 0
    return max(0, int(point.minutes) - passed)


def read_back_view(document: Document, meeting: bytes) -> ReadBack:
    """Return the decisions and actions of a meeting, without those that have no words yet.

    Notes, parked questions, private notes, and what is about a risk that is not for this room are left
    out. Raises ``UserError`` if the meeting is gone.
    """
    row = need(document, m.Meeting, meeting)
    exercise, public_title = mark_of(document, meeting)
    said = _shown(document, rows(document, m.MeetingEntry, "at", meeting_id=meeting, kind=("decision", "action")))
    return ReadBack(
        topic=topic("read-back", meeting),
        kind=translate(N_("Read-back")),
        exercise=exercise,
        public_title=public_title,
        title=public_title or row.title,
        decisions=tuple(_decision(document, entry) for entry in said if entry.kind == "decision" and entry.text),
        actions=tuple(line for entry in said if entry.kind == "action" and (line := _action(document, entry)).text),
    )


def _decision(document: Document, entry: Any) -> Line:
    return Line(entry.text or "", _name(document, entry.owner_id), _due(entry.due_on))


def _action(document: Document, entry: Any) -> Line:
    """Return an action as it stands now, if it has a row of its own, and as it was said otherwise."""
    action = find(document, m.Action, entry.action_id)
    if action is None:
        return _decision(document, entry)
    if is_hidden(document, action.origin_id):
        return Line("")
    return Line(action.title, _name(document, action.owner_id), _due(action.due_on))


def _name(document: Document, person: bytes | None) -> str:
    found = find(document, m.Person, person)
    return "" if found is None else found.name


def _due(day: Any) -> str:
    return "" if day is None else format_date(day)
