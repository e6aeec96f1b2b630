"""Interviews planned and held: what would be asked of whom and how long, the meeting, and from one service to the next.

Serves the dialog that starts interviews and the interview mode. An interview is a meeting with a point of the agenda
per service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import meetings
from app import model as m
from app.dates import add_months, format_date
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, UserError, plural, translate
from app.interviews.course import Course, course, set_script, suggested_script
from app.interviews.grid import service_row
from app.interviews.script import open_interview
from app.services import ServiceRow
from app.services import services as service_rows

#: A single sitting is this long at most; people tire (``domain.md`` §2: 60–90 minutes per service).
LONGEST = 180
#: What is asked as "still true?" takes this share of the time of a question that is asked anew.
STILL_TRUE = 1 / 3
#: How long the decisions are read back at the end.
READ_BACK = 5

_NO_SERVICES = N_("Choose at least one service to ask about.")
_NOBODY = N_("Choose who answers; without a name no answer can be stamped with one.")
_NO_OWNER = N_("{service} has no owner yet; question 2 asks for one, and nobody can sign before.")
_OWNER_AWAY = N_(
    "{owner}, who owns {service}, is not among those who answer; somebody else's targets need a second look."
)
_OWNER_LEFT = N_("{owner}, who owns {service}, has left; name a new owner first.")
_RETIRED = N_("{service} is retired; interview it only if it comes back.")
_FRESH = N_("The BIA of {service} was approved on {day}; asking again makes its answers “still true?”.")
_LONG = N_("That is {minutes} in one sitting; after three hours people tire. Plan two.")
_CORE_ONLY = N_("{service} is Tier {tier}; all questions are suggested for it.")


@dataclass(frozen=True, slots=True)
class PlannedInterview:
    """What would be asked about one service.

    ``questions`` are those of the script, ``open`` those without an answer, ``old`` those to be asked as "still true?".
    """

    service: bytes
    ref: str
    name: str
    tier: int | None
    script: str
    suggested: str
    questions: int
    open: int
    old: int
    parked: int
    minutes: int


@dataclass(frozen=True, slots=True)
class InterviewPlan:
    """Interviews as they would be held. ``people`` are keys of people, or roles; ``warnings`` are sentences."""

    title: str
    points: tuple[PlannedInterview, ...]
    people: tuple[bytes | str, ...]
    minutes: int
    warnings: tuple[str, ...]


# --- planning ---


def plan_interviews(
    document: Document,
    services: Sequence[bytes],
    people: Sequence[bytes | str],
    *,
    scripts: Mapping[bytes, str] | None = None,
    title: str | None = None,
) -> InterviewPlan:
    """Return what interviews about ``services`` would ask and how long they take; nothing is written.

    ``scripts`` overrides which questions are asked, per service. Warnings never hinder.
    """
    rows = {row.key: row for row in service_rows(document)}
    chosen = [rows[key] for key in dict.fromkeys(services) if key in rows]
    points = tuple(_planned(document, row, (scripts or {}).get(row.key)) for row in chosen)
    minutes = sum(one.minutes for one in points) + (READ_BACK if points else 0)
    warnings = [words for row, one in zip(chosen, points, strict=True) for words in _about(document, row, one, people)]
    return InterviewPlan(
        title=title or _title(points),
        points=points,
        people=tuple(dict.fromkeys(people)),
        minutes=minutes,
        warnings=(*_about_all(points, people, minutes), *warnings),
    )


def _title(points: Sequence[PlannedInterview]) -> str:
    if len(points) == 1:
        return translate(N_("Interview: {service}"), service=points[0].name)
    return plural(N_("Interview about {n} service"), N_("Interview about {n} services"), len(points))


def _planned(document: Document, row: ServiceRow, script: str | None) -> PlannedInterview:
    found = course(document, row.key)
    suggested = suggested_script(document, row.key)
    chosen = script or found.script
    asked = [one for one in found.steps if chosen == "full" or one.core]
    again = row.bia_state == "approved"
    old = sum(one.state == "old" or (again and one.state == "answered") for one in asked)
    done = 0 if again else sum(one.settled for one in asked)
    return PlannedInterview(
        service=row.key, ref=row.ref, name=row.name, tier=row.tier, script=chosen, suggested=suggested,
        questions=len(asked), open=len(asked) - old - done - sum(one.state == "parked" for one in asked), old=old,
        parked=sum(one.state == "parked" for one in asked), minutes=_minutes(found, chosen, again=again),
    )  # fmt: skip


def _minutes(found: Course, script: str, *, again: bool) -> int:
    """Return how long a script takes from here, at least a few minutes to sign."""
    total = 0.0
    for one in found.steps:
        if script != "full" and not one.core:
            continue
        if one.state == "old" or (again and one.state == "answered"):
            total += one.minutes * STILL_TRUE
        elif not one.settled or again:
            total += one.minutes
    return max(5, round(total))


def _about(document: Document, row: ServiceRow, planned: PlannedInterview, people: Sequence[bytes | str]) -> list[str]:
    found = []
    owner = document.get(m.Person, row.owner_id) if row.owner_id is not None else None
    if row.status == "retired":
        found.append(translate(_RETIRED, service=row.name))
    if owner is None:
        found.append(translate(_NO_OWNER, service=row.name))
    elif owner.status == "left":
        found.append(translate(_OWNER_LEFT, owner=owner.name, service=row.name))
    elif row.owner_id not in people and row.deputy_id not in people:
        found.append(translate(_OWNER_AWAY, owner=owner.name, service=row.name))
    if planned.script == "core" and planned.suggested == "full":
        found.append(translate(_CORE_ONLY, service=row.name, tier=row.tier))
    if row.bia_state == "approved" and row.approved_on and row.approved_on > add_months(document.today(), -6):
        found.append(translate(_FRESH, service=row.name, day=format_date(row.approved_on)))
    return found


def _about_all(points: Sequence[PlannedInterview], people: Sequence[bytes | str], minutes: int) -> list[str]:
    found = []
    if not points:
        found.append(translate(_NO_SERVICES))
    if not people:
        found.append(translate(_NOBODY))
    if minutes > LONGEST:
        found.append(translate(_LONG, minutes=format_duration(minutes)))
    return found


# --- holding ---


def begin_interviews(
    document: Document, plan: InterviewPlan, *, meeting: bytes | None = None, place: str | None = None
) -> bytes:
    """Begin planned interviews and return the key of their meeting, a new one or the given one that is running.

    Each service gets a point of the agenda and its script; the first interview is opened. Raises ``UserError`` without
    services.
    """
    if not plan.points:
        raise UserError(_NO_SERVICES)
    with document.edit(translate(N_("Begin {title}"), title=plan.title[:60])):
        held = meeting or meetings.open_meeting(document, plan.title, "interview", seats=plan.people, place=place)
        if meeting is not None:
            _seat(document, meeting, plan.people)
        points = {one.subject: one for one in meetings.agenda(document, held).points}
        first = b""
        for planned in plan.points:
            _choose_script(document, planned)
            known = points.get(planned.service)
            key = known.key if known is not None else _point(document, held, planned)
            first = first or key
        if meeting is None:
            meetings.add_point(document, held, translate(N_("Read back")), READ_BACK)
        _begin(document, first, plan.points[0].service)
    return held


def _point(document: Document, meeting: bytes, planned: PlannedInterview) -> bytes:
    title = " ".join(part for part in (planned.ref, planned.name) if part)
    return meetings.add_point(document, meeting, title, planned.minutes, planned.service)


def _choose_script(document: Document, planned: PlannedInterview) -> None:
    stored = document.get(m.Bia, planned.service)
    if planned.script != planned.suggested or (stored is not None and stored.script not in (None, planned.script)):
        set_script(document, planned.service, planned.script)


def _seat(document: Document, meeting: bytes, people: Sequence[bytes | str]) -> None:
    """Give a seat to everybody who has none yet; who left comes back."""
    lines = meetings.seat_lines(document, meeting)
    known: dict[Any, Any] = {one.person or one.name: one for one in lines}
    for holder in people:
        found = known.get(holder)
        if found is None:
            meetings.add_seat(document, meeting, holder)
        elif not found.here:
            meetings.come_back(document, found.key)


def _begin(document: Document, point: bytes, service: bytes) -> None:
    meetings.begin_point(document, point)
    open_interview(document, service)


def _about_services(document: Document, meeting: bytes) -> list[meetings.Point]:
    kinds = {row.id for row in document.all(m.Service)}
    return [one for one in meetings.agenda(document, meeting).points if one.subject in kinds]


def current_service(document: Document, meeting: bytes) -> bytes | None:
    """Return the service that a meeting is at, ``None`` if the running point is about something else."""
    return next((one.subject for one in _about_services(document, meeting) if one.state == "running"), None)


def following_service(document: Document, meeting: bytes) -> bytes | None:
    """Return the service that comes next on the agenda; ``None`` if it is the last one."""
    return next((one.subject for one in _about_services(document, meeting) if one.state == "open"), None)


def next_service(document: Document, meeting: bytes) -> bytes | None:
    """End the point that is on, begin that of the next service and open its interview; returns the service.

    ``None`` if there is none: then the point that is on ends, too.
    """
    points = _about_services(document, meeting)
    following = next((one for one in points if one.state == "open"), None)
    if following is None or following.subject is None:
        running = next((one for one in points if one.state == "running"), None)
        if running is not None:
            meetings.end_point(document, running.key)
        return None
    name = service_row(document, following.subject).name
    with document.edit(translate(N_("Interview about {service}"), service=name)):
        _begin(document, following.key, following.subject)
    return following.subject


def go_to_service(document: Document, meeting: bytes, service: bytes) -> None:
    """Begin the point of one service out of turn, with a point of its own if it has none, and open its interview."""
    points = {one.subject: one.key for one in _about_services(document, meeting)}
    name = service_row(document, service).name
    with document.edit(translate(N_("Interview about {service}"), service=name)):
        point = points.get(service)
        if point is None:
            (planned,) = plan_interviews(document, [service], []).points
            point = _point(document, meeting, planned)
        _begin(document, point, service)


def leave_service(document: Document, meeting: bytes) -> None:
    """End the point of the service that the meeting is at; its interview stays open and goes on where it stopped."""
    running = next((one for one in _about_services(document, meeting) if one.state == "running"), None)
    if running is not None:
        meetings.end_point(document, running.key)
