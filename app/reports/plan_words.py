"""Small words of the printed plan: durations that do not break, numbers as chosen, and what is not recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.dates import format_date
from app.durations import format_duration
from app.i18n import N_, translate
from app.planning.content import Contact, PlanContent
from app.planning.parts import Completeness, Part
from app.report import Look, Paragraph, Tone

Phones = Literal["all", "duty", "none"]

#: Room between things on one line that do not belong together.
APART = " \N{EN SPACE} "

_MISSING = N_("Not yet recorded: {part}. Owner: {name}")
_NOBODY = N_("nobody yet")
_SEALED = N_("see sealed list")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the person who prints chose, and when: phones, paper, whether it is a copy for an exercise."""

    made_at: datetime
    phones: Phones = "all"
    page_size: Literal["A4", "Letter"] = "A4"
    exercise: bool = False
    author: str = ""
    language: str = ""


def span(minutes: int | None) -> str:
    """Return a duration whose figure and unit stay on one line, or a dash if it is not known."""
    return format_duration(minutes).replace(" ", "\N{NO-BREAK SPACE}") if minutes is not None else "–"


def after_loss(minutes: int | None) -> str:
    """Return a time counted from the loss, ``T+3 h``."""
    return "–" if minutes is None else f"T+{span(minutes)}"


def day(value: object) -> str:
    """Return a day, or a dash if it is not known."""
    from datetime import date

    return format_date(value).replace(" ", "\N{NO-BREAK SPACE}") if isinstance(value, date) else "–"


def numbers(person: Contact | None, phones: Phones, *, on_duty: bool = False) -> tuple[str, ...]:
    """Return the numbers to print. ``duty`` prints the first number of those on duty only, ``none`` no number."""
    if person is None:
        return ()
    if phones == "none":
        return (translate(_SEALED),)
    if phones == "duty":
        return tuple(_unbroken(number) for number in person.numbers()[:1]) if on_duty else (translate(_SEALED),)
    return tuple(_unbroken(number) for number in person.numbers())


def _unbroken(number: str) -> str:
    return number.replace(" ", "\N{NO-BREAK SPACE}")


def name_of(person: Contact | None) -> str:
    """Return a name, marked if the person has left; a dash if there is nobody."""
    if person is None:
        return "–"
    return person.name if person.active else translate(N_("{name} (has left)"), name=person.name)


def owner_name(plan: PlanContent) -> str:
    """Return who answers for the plan."""
    return plan.owner.name if plan.owner else translate(_NOBODY)


def missing(plan: PlanContent, part: str) -> Paragraph:
    """Return the line that stands where a part is empty."""
    text = translate(_MISSING, part=part, name=owner_name(plan))
    return Paragraph(text, Look.BODY, Tone.SECONDARY, after=3)


def missing_part(plan: PlanContent, state: Completeness, code: str) -> Paragraph:
    """Return the line for one of the twenty parts."""
    found: Part | None = next((part for part in state.parts if part.code == code), None)
    return missing(plan, found.title if found else code)


def listed(names: tuple[str, ...] | list[str], limit: int = 99) -> str:
    """Return names with commas, the rest counted."""
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else translate(N_("{names} and {n} more"), names=shown, n=len(names) - limit)
