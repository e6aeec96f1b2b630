"""Exercise scenarios: targets, objectives, and the injects with their times, channels, expected actions and branches.

Serves new exercises, which take their own copy as a master scenario events list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.durations import DAY, WEEK
from app.i18n import N_
from app.packs.reading import Entry, ascending, numbered, unique

#: How an inject looks on the room display.
LOOKS = ("phone", "email", "chat", "alarm", "report", "screen", "web", "news", "in_person", "meeting", "bridge")
INJECT_TYPES = ("contextual", "expected-action", "contingency")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

#: Scenario time may jump this far between two injects, in minutes; more would be a step backwards.
MAX_JUMP = 6 * DAY

_CLOCK = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class ScenarioTarget:
    """An assumed target, which the facilitator may change: ``minutes`` for times, ``percent`` for shares."""

    name: str
    minutes: int | None
    percent: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Objective:
    """What an exercise shall show; a critical one that fails asks for a retest."""

    code: str
    text: str
    critical: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """What happens when the expected action does not come: ``unless`` names the lapse, ``then`` the consequence."""

    unless: str
    then: str


@dataclass(frozen=True, slots=True)
class Inject:
    """One scripted message.

    ``minute`` counts from the start of the exercise. ``clock`` is scenario time as printed (``Sun 06:10``),
    ``scenario_minute`` the same counted from the scenario's first inject.
    """

    number: int
    minute: int
    clock: str
    scenario_minute: int
    type: str
    title: str
    narrative: str
    sender: str
    channel: str
    look: str
    roles: tuple[str, ...]
    objectives: tuple[str, ...]
    expected: tuple[str, ...]
    questions: tuple[str, ...]
    branch: Branch | None
    attachment: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario for a tabletop of ``minutes`` minutes (``domain.md`` Appendix A)."""

    id: str
    code: str
    title: str
    subject: str
    start: str
    minutes: int
    threat: str
    service: str
    targets: tuple[ScenarioTarget, ...]
    objectives: tuple[Objective, ...]
    injects: tuple[Inject, ...]

    @property
    def starts_at(self) -> tuple[int, int]:
        """The weekday (0 is Monday) and minute of the day at which the scenario begins."""
        return divmod(week_minute(self.injects[0].clock), DAY)


def week_minute(clock: str) -> int:
    """Return the minute of the week (Monday 00:00 is 0) of a scenario time such as ``Sun 06:10``."""
    match = _CLOCK.fullmatch(clock)
    if match is None:
        raise ValueError(f"not a scenario time: {clock}")
    return WEEKDAYS.index(match[1]) * DAY + int(match[2]) * 60 + int(match[3])


def read_scenario(entry: Entry, pack_id: str, title: str) -> Scenario:
    """Return the scenario that a pack describes."""
    minutes = entry.duration("length")
    objectives = entry.entries("objectives", "objective", _read_objective)
    unique(entry, "objectives", (objective.code for objective in objectives))
    known = frozenset(objective.code for objective in objectives)
    scenario = Scenario(
        id=pack_id,
        code=entry.code("code"),
        title=title,
        subject=entry.text("subject"),
        start=entry.text("start"),
        minutes=minutes,
        threat=entry.text("threat", ""),
        service=entry.text("service"),
        targets=entry.entries("targets", "target", _read_target),
        objectives=objectives,
        injects=_read_injects(entry, known),
    )
    if not scenario.injects:
        raise entry.fault("injects", N_("{file}, {entry}: “{field}” must not be empty."))
    if scenario.injects[-1].minute >= minutes:
        raise entry.fault("injects", N_("{file}, {entry}: the last of “{field}” comes after the exercise has ended."))
    return scenario


def _read_injects(entry: Entry, objectives: frozenset[str]) -> tuple[Inject, ...]:
    injects = entry.entries("injects", "inject", lambda inject: _read_inject(inject, objectives))
    numbered(entry, "injects", [inject.number for inject in injects])
    ascending(entry, "injects", [inject.minute for inject in injects])
    return _counted_from_the_first(entry, injects)


def _counted_from_the_first(entry: Entry, injects: tuple[Inject, ...]) -> tuple[Inject, ...]:
    """Return the injects with scenario minutes that run on over midnight and over the end of the week."""
    counted: list[Inject] = []
    elapsed = 0
    for before, inject in zip(injects[:1] + injects[:-1], injects, strict=True):
        step = (week_minute(inject.clock) - week_minute(before.clock)) % WEEK
        if step > MAX_JUMP:
            raise entry.fault(
                "clock",
                N_("{file}, {entry}: “{field}” of inject {number} lies before that of the inject above it."),
                number=inject.number,
            )
        elapsed += step
        counted.append(replace(inject, scenario_minute=elapsed))
    return tuple(counted)


def _read_inject(entry: Entry, objectives: frozenset[str]) -> Inject:
    number = entry.integer("number", low=1, high=200)
    minute, clock = entry.integer("minute", high=24 * 60), entry.text("clock")
    if not _CLOCK.fullmatch(clock):
        raise entry.fault("clock", N_("{file}, {entry}: “{field}” must be a weekday and a time, such as Sun 06:10."))
    aims, expected = entry.texts("objectives", ()), entry.texts("expected", ())
    if not set(aims) <= objectives:
        raise entry.fault("objectives", N_("{file}, {entry}: “{field}” names an objective that the scenario lacks."))
    return Inject(
        number=number,
        minute=minute,
        clock=clock,
        scenario_minute=0,
        type=entry.choice("type", INJECT_TYPES, "expected-action" if expected else "contextual"),
        title=entry.text("title"),
        narrative=entry.text("narrative"),
        sender=entry.text("sender"),
        channel=entry.text("channel"),
        look=entry.choice("look", LOOKS),
        roles=entry.texts("roles"),
        objectives=aims,
        expected=expected,
        questions=entry.texts("questions", ()),
        branch=_read_branch(entry.optional_entry("branch")),
        attachment=entry.text("attachment", ""),
    )


def _read_branch(entry: Entry | None) -> Branch | None:
    if entry is None:
        return None
    branch = Branch(entry.text("unless"), entry.text("then"))
    entry.done()
    return branch


def _read_target(entry: Entry) -> ScenarioTarget:
    name = entry.text("name")
    percent = entry.integer("percent", high=100) if entry.has("percent") else None
    return ScenarioTarget(name, entry.optional_duration("minutes"), percent, entry.text("text", ""))


def _read_objective(entry: Entry) -> Objective:
    return Objective(entry.code("code"), entry.text("text"), entry.yes_no("critical"))
