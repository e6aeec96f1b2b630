"""The message of the heat map as one sentence: how many risks are above appetite, and what controls or treatment do."""

from __future__ import annotations

from collections.abc import Sequence

from app.heat.maps import above, score_of
from app.i18n import N_, plural, translate
from app.register import Register, RegisteredRisk
from app.risk import Standing

_WORDS = (
    N_("none"), N_("one"), N_("two"), N_("three"), N_("four"), N_("five"), N_("six"), N_("seven"), N_("eight"),
    N_("nine"), N_("ten"), N_("eleven"), N_("twelve"), N_("thirteen"), N_("fourteen"), N_("fifteen"), N_("sixteen"),
    N_("seventeen"), N_("eighteen"), N_("nineteen"), N_("twenty"),
)  # fmt: skip


def spelled(number: int) -> str:
    """Return a number in words up to twenty, in figures beyond."""
    return translate(_WORDS[number]) if number < len(_WORDS) else str(number)


def message(register: Register, stage: str) -> str:
    """Return the sentence above the map of a stage: ``before``, ``today``, ``after`` or ``movement``."""
    sentence = {"before": _before, "after": _after}.get(stage, _today)(register, movement=stage == "movement")
    return sentence[:1].upper() + sentence[1:]


def _above(risks: Sequence[RegisteredRisk], stage: str) -> int:
    """Return how many risks are above appetite at a stage."""
    return sum(above(risk, stage) for risk in risks)


def _scored(register: Register, stage: str) -> list[RegisteredRisk]:
    return [risk for risk in register.counted if score_of(risk, stage).band]


def _today(register: Register, *, movement: bool) -> str:
    scored = _scored(register, "today")
    if not scored:
        return translate(N_("No risk is scored yet"))
    high = [risk for risk in scored if risk.within_appetite is False]
    if not high:
        return plural(
            N_("the only scored risk is within appetite"), N_("all {of} scored risks are within appetite"), len(scored),
            of=spelled(len(scored)),
        )  # fmt: skip
    words = _plain(
        len(high),
        len(scored),
        N_("{count} of {of} risks is above appetite"),
        N_("{count} of {of} risks are above appetite"),
    )
    return f"{words}; {_treated(high) if movement else _open(high)}"


def _plain(count: int, of: int, one: str, many: str) -> str:
    return plural(one, many, count, count=spelled(count), of=spelled(of))


def _treated(high: Sequence[RegisteredRisk]) -> str:
    helped = sum(risk.within(risk.target) is True for risk in high)
    if helped == len(high):
        return plural(N_("treatment brings it within"), N_("treatment brings all of them within"), helped)
    if not helped:
        return translate(N_("no treatment planned so far changes that"))
    return plural(
        N_("treatment brings {count} of them within"), N_("treatment brings {count} of them within"), helped,
        count=spelled(helped),
    )  # fmt: skip


def _open(high: Sequence[RegisteredRisk]) -> str:
    bare = sum(risk.standing is Standing.EXPOSED for risk in high)
    if not bare:
        return translate(N_("each has an action or is accepted"))
    return plural(N_("{count} has no action"), N_("{count} have no action"), bare, count=spelled(bare))


def _before(register: Register, *, movement: bool) -> str:
    scored = _scored(register, "before")
    if not scored:
        return translate(N_("No risk is scored before controls yet"))
    count, now = _above(scored, "before"), _above(scored, "today")
    words = _plain(
        count, len(scored), N_("without controls {count} of {of} risks would be above appetite"),
        N_("without controls {count} of {of} risks would be above appetite"),
    )  # fmt: skip
    return f"{words}; {plural(N_('today {count} is'), N_('today {count} are'), now, count=spelled(now))}"


def _after(register: Register, *, movement: bool) -> str:
    scored = _scored(register, "after")
    if not scored:
        return translate(N_("No risk has a target yet"))
    count = _above(scored, "after")
    if not count:
        return plural(
            N_("treatment brings the only risk with a target within appetite"),
            N_("treatment brings all {of} risks with a target within appetite"), len(scored), of=spelled(len(scored)),
        )  # fmt: skip
    return _plain(
        count, len(scored), N_("after treatment {count} of {of} risks stays above appetite"),
        N_("after treatment {count} of {of} risks stay above appetite"),
    )  # fmt: skip
