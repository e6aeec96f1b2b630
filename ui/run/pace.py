"""How an interview stands in time: what it took so far, what is left of the script, and when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.i18n import N_, translate
from app.interviews.arranging import STILL_TRUE

if TYPE_CHECKING:
    from app.interviews import Course
    from app.meetings import Agenda, Point
    from ui.console import Console

#: Minutes by which an interview may be early or late and still be on pace.
TOLERANCE = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """``share`` of the questions is done, ``mark`` of the time has passed (negative without a meeting); both 0 to 1."""

    count: str
    words: str
    share: float
    mark: float = -1.0


def point_of(agenda: Agenda | None, service: bytes) -> Point | None:
    """Return the point of the agenda that is about a service."""
    return next((one for one in (agenda.points if agenda is not None else ()) if one.subject == service), None)


def minutes_left(course: Course) -> int:
    """Return the minutes that a course still takes; what is only confirmed takes less than what is asked anew."""
    waiting = (one for one in course.steps if one.asked and not one.settled)
    return round(sum(one.minutes * (STILL_TRUE if one.state == "old" else 1) for one in waiting))


def pace(console: Console, course: Course) -> Pace:
    """Return how the interview of a course stands now."""
    count = translate(N_("{n} of {of}"), n=course.done, of=course.asked)
    share = course.done / max(1, course.asked)
    point = point_of(console.meeting.agenda, course.service)
    now = console.document.now()
    left = minutes_left(course)
    ends = f"{(now + timedelta(minutes=left)).astimezone():%H:%M}"
    if point is None or point.begun_at is None or point.ended_at is not None:
        words = N_("about {left} min to go, ends {time}") if left else N_("nothing left to ask")
        return Pace(count, translate(words, left=left, time=ends), share)
    used, box = point.used, point.minutes or course.minutes
    late = used + left - box
    told: dict[str, Any] = {"used": used, "box": box, "late": abs(late), "time": ends}
    if abs(late) <= TOLERANCE:
        words = N_("{used} min of {box}, on pace, ends {time}")
    else:
        words = (
            N_("{used} min of {box}, {late} min behind, ends {time}")
            if late > 0
            else N_("{used} min of {box}, {late} min ahead, ends {time}")
        )
    return Pace(count, translate(words, **told), share, min(1.0, used / max(1, box)))
