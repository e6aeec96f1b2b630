"""The catalogues: threats, types of strategy, parts of a plan, and message templates with the clocks of regulators.

Serves risk workshops, the choice of a strategy, the completeness of plans, and communication.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.i18n import N_
from app.packs.reading import Entry


@dataclass(frozen=True, slots=True)
class Threat:
    """Something that can stop services, with its typical outage in minutes and what it hits (``domain.md`` §3)."""

    code: str
    name: str
    outage: int
    hits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrategyType:
    """A way to recover (``domain.md`` §4). Ranges are minutes, ``None`` where the table has no figure.

    ``fits_from`` and ``fits_to`` are the required RTOs (minutes) that the type fits; ``fits`` says it in words.
    ``bridges_only`` never suffices alone; ``needs_timed_restore`` fits only after a timed restore;
    ``fits_switch_time`` fits from the supplier's switch time; ``only_tier`` limits it to one tier.
    """

    code: str
    name: str
    standing_state: str
    rto_min: int | None
    rto_max: int | None
    rpo_min: int | None
    rpo_max: int | None
    rpo: str
    cost_min: float
    cost_max: float
    fits: str
    fits_from: int | None
    fits_to: int | None
    bridges_only: bool
    needs_timed_restore: bool
    fits_switch_time: bool
    only_tier: int | None


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A mandatory part of a plan (``domain.md`` §5); while a ``blocking`` one is empty nobody can approve the plan."""

    number: int
    code: str
    title: str
    hint: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A placeholder of a template with the words that stand where it is still empty."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class FilledMessage:
    """A template with its gaps filled as far as known, and the names of the gaps that are still open."""

    text: str
    open_gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A prepared message (``domain.md`` §5). ``after`` is when it goes out, in minutes after the declaration."""

    number: int
    code: str
    title: str
    audience: str
    channel: str
    timing: str
    after: int | None
    internal: bool
    text: str
    gaps: tuple[Gap, ...]

    def fill(self, known: Mapping[str, str]) -> FilledMessage:
        """Return the message with ``known`` inserted; an open gap stays as its label in square brackets.

        Values are inserted as they are: a brace inside a value stays a brace.
        """
        labels = {gap.name: gap.label for gap in self.gaps}

        def replacement(match: re.Match[str]) -> str:
            return known.get(match[1]) or f"[{labels[match[1]]}]"

        open_gaps = tuple(gap.name for gap in self.gaps if not known.get(gap.name))
        return FilledMessage(_GAP.sub(replacement, self.text), open_gaps)


@dataclass(frozen=True, slots=True)
class ReportingClock:
    """When a regulator wants to hear: ``within`` minutes after ``after`` (``domain.md`` §5)."""

    regime: str
    report: str
    within: int
    after: str


@dataclass(frozen=True, slots=True)
class MessageTemplates:
    """The templates of a pack, and the clocks that belong to the regulator's one."""

    templates: tuple[MessageTemplate, ...]
    clocks: tuple[ReportingClock, ...]


_GAP = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def read_threats(entry: Entry) -> tuple[Threat, ...]:
    """Return the threats that a pack lists."""
    return entry.entries("threats", "threat", _read_threat)


def _read_threat(entry: Entry) -> Threat:
    code = entry.code("code")
    entry.rename(code)
    return Threat(code, entry.text("name"), entry.duration("outage"), entry.texts("hits"))


def read_strategy_types(entry: Entry) -> tuple[StrategyType, ...]:
    """Return the types of strategy that a pack lists."""
    return entry.entries("strategies", "strategy", _read_strategy_type)


def _read_strategy_type(entry: Entry) -> StrategyType:
    code = entry.code("code")
    entry.rename(code)
    made = StrategyType(
        code=code,
        name=entry.text("name"),
        standing_state=entry.text("standing_state"),
        rto_min=entry.optional_duration("rto_min"),
        rto_max=entry.optional_duration("rto_max"),
        rpo_min=entry.optional_duration("rpo_min"),
        rpo_max=entry.optional_duration("rpo_max"),
        rpo=entry.text("rpo"),
        cost_min=entry.number("cost_min", high=5),
        cost_max=entry.number("cost_max", high=5),
        fits=entry.text("fits"),
        fits_from=entry.optional_duration("fits_from"),
        fits_to=entry.optional_duration("fits_to"),
        bridges_only=entry.yes_no("bridges_only", default=False),
        needs_timed_restore=entry.yes_no("needs_timed_restore", default=False),
        fits_switch_time=entry.yes_no("fits_switch_time", default=False),
        only_tier=entry.integer("only_tier", high=9) if entry.has("only_tier") else None,
    )
    for name, low, high in (
        ("rto_max", made.rto_min, made.rto_max),
        ("rpo_max", made.rpo_min, made.rpo_max),
        ("cost_max", made.cost_min, made.cost_max),
        ("fits_to", made.fits_from, made.fits_to),
    ):
        if low is not None and high is not None and high < low:
            raise entry.fault(name, N_("{file}, {entry}: “{field}” is smaller than the lower end of its range."))
    return made


def read_plan_parts(entry: Entry) -> tuple[PlanPart, ...]:
    """Return the parts of a plan that a pack lists."""
    return entry.entries("parts", "part", _read_plan_part)


def _read_plan_part(entry: Entry) -> PlanPart:
    number = entry.integer("number", low=1, high=99)
    return PlanPart(
        number, entry.code("code"), entry.text("title"), entry.text("hint"), entry.yes_no("blocking", default=False)
    )


def read_message_templates(entry: Entry) -> MessageTemplates:
    """Return the message templates and clocks that a pack lists."""
    return MessageTemplates(
        entry.entries("templates", "template", _read_template), entry.entries("clocks", "clock", _read_clock, ())
    )


def _read_template(entry: Entry) -> MessageTemplate:
    code = entry.code("code")
    entry.rename(code)
    text = entry.text("text")
    gaps = entry.entries("gaps", "gap", lambda gap: Gap(gap.code("name"), gap.text("label")))
    _check_gaps(entry, text, [gap.name for gap in gaps])
    return MessageTemplate(
        number=entry.integer("number", low=1, high=99),
        code=code,
        title=entry.text("title"),
        audience=entry.text("audience"),
        channel=entry.text("channel"),
        timing=entry.text("timing"),
        after=entry.optional_duration("after"),
        internal=entry.yes_no("internal"),
        text=text,
        gaps=gaps,
    )


def _check_gaps(entry: Entry, text: str, listed: list[str]) -> None:
    used = list(dict.fromkeys(_GAP.findall(text)))
    if "{" in _GAP.sub("", text) or "}" in _GAP.sub("", text):
        raise entry.fault("text", N_("{file}, {entry}: “{field}” holds a brace that encloses no placeholder."))
    if sorted(used) != sorted(listed):
        raise entry.fault(
            "gaps",
            N_("{file}, {entry}: “{field}” must list exactly the placeholders of the text: {used}."),
            used=", ".join(used),
        )


def _read_clock(entry: Entry) -> ReportingClock:
    return ReportingClock(entry.text("regime"), entry.text("report"), entry.duration("within"), entry.text("after"))
