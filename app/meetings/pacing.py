"""The agenda of a meeting: points with time boxes, what each took, and when the meeting ends at this pace.

Serves the meeting page, the clock in the header, the room and the minutes. Times are minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from app import entities
from app import model as m
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, UserError, translate
from app.meetings.gathering import meeting as meeting_row

_GONE = N_("This point of the agenda no longer exists; somebody removed it.")
_NEGATIVE = N_("A time box is not shorter than nothing: {minutes} minutes cannot be kept. Write for example 10 min.")
_ENDED = N_("{meeting} ended already; reopen it to go on with its agenda.")

#: The pace so far counts half to twice as fast as planned at most: one odd point says little about the rest.
FASTEST, SLOWEST = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Point:
    """One point. ``minutes`` is its time box (``None`` without one), ``used`` what it took so far.

    ``state`` is open, running, done or skipped. ``over`` are the minutes beyond the box, 0 within it.
    """

    key: bytes
    title: str
    minutes: int | None
    begun_at: datetime | None
    ended_at: datetime | None
    state: str
    used: int
    subject: bytes | None = None
    subject_name: str = ""

    @property
    def over(self) -> int:
        """The minutes beyond the time box."""
        return max(0, self.used - self.minutes) if self.minutes is not None else 0


@dataclass(frozen=True, slots=True)
class Agenda:
    """All points in order, and how the meeting stands.

    ``ends_at`` is when it ends at the pace so far, ``planned_end`` when the boxes would let it end; both are ``None``
    where nothing can be said. ``over_minutes`` is how much later than planned it ends, negative if earlier.
    ``each_minutes`` is what a finished point took on average. ``pace`` is a sentence.
    """

    points: tuple[Point, ...]
    current: Point | None
    planned_minutes: int
    used_minutes: int
    planned_end: datetime | None
    ends_at: datetime | None
    over_minutes: int
    each_minutes: int | None
    pace: str

    @property
    def done(self) -> int:
        """How many points are behind the meeting, skipped ones included."""
        return sum(point.state in ("done", "skipped") for point in self.points)

    @property
    def following(self) -> Point | None:
        """The first point that is still open."""
        return next((point for point in self.points if point.state == "open"), None)


# --- reading ---


def agenda(document: Document, meeting: bytes) -> Agenda:
    """Return the agenda of a meeting as it stands now, or as it stood when the meeting ended."""
    row = meeting_row(document, meeting)
    moment = row.ended_at or document.now()
    table = m.AgendaPoint.__table__
    rows = document.rows(select(table).where(table.c.meeting_id == meeting).order_by(table.c.position, table.c.id))
    points = tuple(_point(document, one, moment) for one in rows)
    return _agenda(points, row, moment)


def _point(document: Document, row: Row[Any], now: datetime) -> Point:
    return Point(
        key=row.id,
        title=row.title,
        minutes=row.minutes,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        state=_state(row),
        used=_minutes((row.ended_at or now) - row.begun_at) if row.begun_at is not None else 0,
        subject=row.subject_id,
        subject_name=entities.describe(document, row.subject_id) if row.subject_id is not None else "",
    )


def _state(row: Row[Any]) -> str:
    if row.begun_at is None:
        return "open" if row.ended_at is None else "skipped"
    return "running" if row.ended_at is None else "done"


def _minutes(span: timedelta) -> int:
    return max(0, round(span.total_seconds() / 60))


def _agenda(points: tuple[Point, ...], row: Row[Any], now: datetime) -> Agenda:
    current = next((point for point in points if point.state == "running"), None)
    planned = sum(point.minutes or 0 for point in points)
    done = [point for point in points if point.state == "done"]
    each = round(sum(point.used for point in done) / len(done)) if done else None
    start = _start(points, row, now)
    planned_end = start + timedelta(minutes=planned) if planned else None
    ends_at = row.ended_at or _projected(points, now)
    over = round((ends_at - planned_end).total_seconds() / 60) if ends_at and planned_end else 0
    used = sum(point.used for point in points)
    told = Agenda(points, current, planned, used, planned_end, ends_at, over, each, "")
    return Agenda(points, current, planned, used, planned_end, ends_at, over, each, _pace(told, row))


def _start(points: tuple[Point, ...], row: Row[Any], now: datetime) -> datetime:
    """Return when the agenda began: at its first point, or with the meeting, or now if nothing has begun."""
    begun = [point.begun_at for point in points if point.begun_at is not None]
    if begun:
        return min(begun)
    return max(row.starts_at, now) if row.starts_at is not None and row.ended_at is None else row.starts_at or now


def _projected(points: tuple[Point, ...], now: datetime) -> datetime | None:
    """Return when the meeting ends if the rest goes at the pace of what is done."""
    if not points:
        return None
    share, each = _share(points), _average(points)
    left = 0.0
    for point in points:
        if point.state in ("open", "running"):
            expected = point.minutes * share if point.minutes is not None else each
            left += max(0.0, expected - point.used)
    return (now + timedelta(minutes=left)).replace(second=0, microsecond=0) if left else now


def _share(points: tuple[Point, ...]) -> float:
    """Return how much of its time box a finished point took on average, within reason; 1 before any is finished."""
    boxed = [(point.used, point.minutes) for point in points if point.state == "done" and point.minutes]
    if not boxed:
        return 1.0
    taken = sum(used for used, _ in boxed) / sum(minutes for _, minutes in boxed)
    return min(SLOWEST, max(FASTEST, taken))


def _average(points: tuple[Point, ...]) -> float:
    """Return the minutes that a point without a box is taken to last: what finished ones took, or the boxes' mean."""
    done = [point.used for point in points if point.state == "done"]
    boxes = done or [point.minutes for point in points if point.minutes is not None]
    return sum(boxes) / len(boxes) if boxes else 0.0


def _pace(told: Agenda, row: Row[Any]) -> str:
    if not told.points:
        return translate(N_("No agenda yet"))
    parts = [_where(told)]
    if told.each_minutes is not None:
        parts.append(translate(N_("{minutes} each"), minutes=format_duration(told.each_minutes)))
    if told.ends_at is not None:
        ended = row.ended_at is not None
        parts.append(translate(N_("ended {time}") if ended else N_("ends {time}"), time=clock_time(told.ends_at)))
    if told.over_minutes > 0 and told.done:
        parts.append(translate(N_("{minutes} over"), minutes=format_duration(told.over_minutes)))
    return ", ".join(parts)


def _where(told: Agenda) -> str:
    if not told.done and told.current is None and told.planned_minutes:
        return translate(
            N_("{n} points in {minutes}"), n=len(told.points), minutes=format_duration(told.planned_minutes)
        )
    return translate(N_("{done} of {all}"), done=told.done, all=len(told.points))


def clock_time(moment: datetime) -> str:
    """Return a moment as the clock on the wall shows it, ``11:50``."""
    return f"{moment.astimezone():%H:%M}"


# --- verbs ---


def add_point(
    document: Document,
    meeting: bytes,
    title: str,
    minutes: int | str | None = None,
    subject: bytes | None = None,
) -> bytes:
    """Add a point at the end of the agenda and return its key; ``minutes`` is its time box (a number or ``10 min``).

    Raises ``UserError`` for a negative time box or an empty title.
    """
    meeting_row(document, meeting)
    table = m.AgendaPoint.__table__
    last = document.scalar(select(func.max(table.c.position)).where(table.c.meeting_id == meeting))
    values: dict[str, Any] = {"title": title, "minutes": _box(minutes), "subject_id": subject}
    label = translate(N_("Add {point} to the agenda"), point=title[:60])
    with document.edit(label) as session:
        place = 0 if last is None else last + 1
        return entities.create(session, m.AgendaPoint, meeting_id=meeting, position=place, **values).id


def change_point(document: Document, point: bytes, **values: Any) -> bool:
    """Change the title, time box (``minutes``) or subject (``subject_id``) of a point; returns whether it changed."""
    row = _row(document, point)
    if "minutes" in values:
        values["minutes"] = _box(values["minutes"])
    label = translate(N_("Change {point} of the agenda"), point=row.title[:60])
    return entities.set_fields(document, m.AgendaPoint, point, values, label)


def _box(minutes: int | str | None) -> int | str | None:
    if isinstance(minutes, int) and minutes < 0:
        raise UserError(_NEGATIVE, minutes=minutes)
    if isinstance(minutes, str):
        plain = minutes.strip()
        if plain.startswith(("-", "−")):
            raise UserError(_NEGATIVE, minutes=plain)
        return f"{plain} min" if plain.isdigit() else plain
    return minutes


def remove_point(document: Document, point: bytes) -> None:
    """Take a point off the agenda."""
    row = _row(document, point)
    label = translate(N_("Remove {point} from the agenda"), point=row.title[:60])
    entities.delete(document, point, m.AgendaPoint, label)


def move_point(document: Document, point: bytes, place: int) -> None:
    """Move a point to a place in the agenda, counted from 0."""
    row = _row(document, point)
    table = m.AgendaPoint.__table__
    query = select(table.c.id).where(table.c.meeting_id == row.meeting_id).order_by(table.c.position, table.c.id)
    order = [one.id for one in document.rows(query) if one.id != point]
    order.insert(max(0, min(place, len(order))), point)
    with document.edit(translate(N_("Move {point} in the agenda"), point=row.title[:60])) as session:
        for position, key in enumerate(order):
            moved = session.get(m.AgendaPoint, key)
            if moved is not None:
                moved.position = position


def begin_point(document: Document, point: bytes) -> None:
    """Begin a point; the one that was running ends. What was finished or skipped goes on where it stopped.

    Raises ``UserError`` if the meeting has ended.
    """
    row, now = _row(document, point), document.now()
    _refuse_ended(document, row.meeting_id)
    if _state(row) == "running":
        return
    with document.edit(translate(N_("Begin {point}"), point=row.title[:60])) as session:
        _end_running(session, row.meeting_id, now)
        begun = session.get(m.AgendaPoint, point)
        if begun is not None:
            before = row.ended_at - row.begun_at if row.begun_at is not None and row.ended_at is not None else None
            begun.begun_at = now - before if before is not None else now  # the time in between does not count
            begun.ended_at = None


def end_point(document: Document, point: bytes) -> None:
    """End a point; one that was never begun is skipped. Ending it again changes nothing."""
    row = _row(document, point)
    if row.ended_at is not None:
        return
    skipped = row.begun_at is None
    label = translate(N_("Skip {point}") if skipped else N_("End {point}"), point=row.title[:60])
    entities.set_fields(document, m.AgendaPoint, point, {"ended_at": document.now()}, label)


def begin_next(document: Document, meeting: bytes) -> bytes | None:
    """End the running point and begin the next open one; returns its key, ``None`` if the agenda is through."""
    known = agenda(document, meeting)
    if known.following is not None:
        begin_point(document, known.following.key)
        return known.following.key
    if known.current is not None:
        end_point(document, known.current.key)
    return None


def _end_running(session: Any, meeting: bytes, now: datetime) -> None:
    for other in session.query(m.AgendaPoint).filter_by(meeting_id=meeting, ended_at=None):
        if other.begun_at is not None:
            other.ended_at = max(now, other.begun_at)


def _refuse_ended(document: Document, meeting: bytes) -> None:
    if meeting_row(document, meeting).ended_at is not None:
        raise UserError(_ENDED, meeting=entities.describe(document, meeting)[:80])


def _row(document: Document, point: bytes) -> Row[Any]:
    row = document.get(m.AgendaPoint, point)
    if row is None:
        raise UserError(_GONE)
    return row
