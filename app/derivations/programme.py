"""Why the figures of the programme are what they are: the metrics, how far each subject has come, and retests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from app import entities, glossary, programme, session
from app import model as m
from app.dates import format_date
from app.derivations.telling import Why, derived, unknown
from app.i18n import N_, plural, translate
from app.metrics import Figure, Unit, metrics

if TYPE_CHECKING:
    from app.checks import Finding
    from app.document import Document

#: How many things a sentence names.
NAMED = 6


def figure(document: Document, code: str, findings: Sequence[Finding] | None = None) -> Why | None:
    """Why a figure of ``app.metrics`` (``plan-coverage``, ``time-used`` …) is what it is (``domain.md`` §8)."""
    try:
        found = metrics(document, findings).figure(code)
    except StopIteration:
        return None
    return of_figure(document, found)


def of_figure(document: Document, found: Figure) -> Why:
    """Why a figure at hand is what it is."""
    known = glossary.term(found.id)
    term = known.key if known is not None else ""
    steps = [known.meaning] if known is not None else []
    steps += _window(found)
    if found.value is None:
        return unknown([*steps, found.reason], term=term)
    if found.denominator is not None:
        steps.append(translate(N_("Counted: {n} of {all}."), n=found.numerator, all=found.denominator))
        ends = N_("{n} ÷ {all}, rounded down, is {result}.")
        return derived(steps, ends, found.text, found.value, term=term, n=found.numerator, all=found.denominator,
                       notes=_left_out(document, found))  # fmt: skip
    ends = N_("Counted: {result}.") if found.unit is Unit.COUNT else N_("The middle one of them is {result}.")
    return derived(steps, ends, found.text, found.value, term=term)


def _window(found: Figure) -> list[str]:
    if found.window is None:
        return []
    first, last = (format_date(day) for day in found.window)
    return [translate(N_("What counts lies between {first} and {last}."), first=first, last=last)]


def _left_out(document: Document, found: Figure) -> list[str]:
    counted = list(found.counted)
    rest = []
    for key in found.out_of:
        if key in counted:
            counted.remove(key)
        else:
            rest.append(key)
    if not rest:
        return []
    return [translate(N_("Not counted: {names}."), names=_names(document, rest))]


def _names(document: Document, keys: Iterable[bytes]) -> str:
    all_keys = list(dict.fromkeys(keys))
    told = ", ".join(entities.describe(document, key)[:60] for key in all_keys[:NAMED])
    more = len(all_keys) - NAMED
    return translate(N_("{names} and {n} more"), names=told, n=more) if more > 0 else told


_COUNTS = {
    "services": N_("Services count, except retired ones; done are those whose BIA was ever approved."),
    "risks": N_("All risks count; done are those with a likelihood and an impact of today."),
    "plans": N_("Plans count, except retired ones; done are those that are approved."),
    "exercises": N_("Exercises and tests count, except cancelled ones; done are those that are completed."),
    "actions": N_("Actions count, except dropped ones; done are those that are closed."),
}


def progress(document: Document, subject: str) -> Why | None:
    """Why a subject (``services``, ``risks``, ``plans``, ``exercises``, ``actions``) has come so far."""
    found = session.progress(document).get(subject)
    if found is None:
        return None
    step = translate(_COUNTS[subject])
    if not found.of:
        return unknown([step, translate(N_("There are none yet."))])
    result = translate(N_("{n} of {of}"), n=found.done, of=found.of)
    return derived([step], N_("Done: {result}."), result, found.done)


def retest_due(document: Document, key: bytes) -> Why | None:
    """Why an exercise must be repeated by its day (``domain.md`` §6, retest rule)."""
    row = document.get(m.Exercise, key)
    if row is None:
        return None
    due, shown = programme.retest_due(document, key), row.retest_due_on
    if shown is None:
        return unknown([translate(N_("Nothing failed here, so nothing must be repeated."))], term="retest")
    if due != shown or row.completed_on is None:
        return derived([], N_("A person entered it: {result}."), format_date(shown), shown, term="retest")
    days = (due - row.completed_on).days
    steps = [
        translate(N_("It ended on {day} with a result that was not passed."), day=format_date(row.completed_on)),
        plural(N_("The tier of what failed allows {n} day."), N_("The tier of what failed allows {n} days."), days),
    ]
    return derived(steps, N_("To be repeated by {result}."), format_date(shown), shown, term="retest")
