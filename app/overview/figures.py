"""The five figures of the programme (``domain.md`` §8) in the words of the tiles on the Overview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import N_, plural, translate
from app.metrics import headline_of

if TYPE_CHECKING:
    from app.facts import Facts
    from app.metrics import figure as metric


@dataclass(frozen=True, slots=True)
class Figure:
    """One tile: ``63 %`` and ``7 of 11`` with the counted things, up to two short sentences, and where it leads.

    ``figure`` is ``n/a`` and ``words`` its reason while there is nothing to divide by. ``told`` is the whole sentence.
    """

    key: str
    name: str
    figure: str
    count: str
    done: int
    total: int
    words: str
    more: str
    place: str
    told: str


#: Where the drill-down of each figure is, and what its count counts.
_PLACES = {
    "plan-coverage": ("plans", N_("critical services covered")),
    "test-completion": ("exercises", N_("planned tests done")),
    "plan-currency": ("plans", N_("approved, ≤ 12 months old")),
    "rto-achievement": ("exercises", N_("technical results")),
    "incident-findings": ("actions", N_("reviews found a gap")),
}


def figures(facts: Facts) -> list[Figure]:
    """Return the five figures in the order of the tiles."""
    return [_figure(one) for one in headline_of(facts)]


def _figure(one: metric.Figure) -> Figure:
    place, counted = _PLACES[one.id]
    known = one.value is not None
    words = translate(counted) if known else one.reason
    more = _MORE[one.id](one) if known or one.id == "incident-findings" else ""
    return Figure(
        key=one.id,
        name=one.name,
        figure=one.text,
        count=one.fraction if known else "",
        done=(one.numerator or 0) if known else 0,
        total=(one.denominator or 0) if known else 0,
        words=words,
        more=more,
        place=place,
        told=" ".join(
            part for part in (f"{one.name}: {one.text},", one.fraction if known else "", words, more) if part
        ),
    )


def _coverage(one: metric.Figure) -> str:
    only = one.companion("documented-only").numerator or 0
    return plural(N_("{n} more is documented only"), N_("{n} more are documented only"), only) if only else ""


def _tests(one: metric.Figure) -> str:
    late, missing = len(one.lists["late"]), len(one.lists["missing"])
    parts = [translate(N_("{n} late"), n=late)] if late else []
    parts += [translate(N_("{n} not done"), n=missing)] if missing else []
    return ", ".join(parts)


def _currency(one: metric.Figure) -> str:
    after = one.companion("effective-currency")
    return translate(N_("{share} after later changes"), share=after.text) if after.value != one.value else ""


def _recovery(one: metric.Figure) -> str:
    data, open_ones = one.companion("rpo-achievement"), len(one.lists["unmeasured"])
    parts = [translate(N_("RPO {share}"), share=data.text)] if data.value is not None else []
    parts += [translate(N_("{n} unmeasured"), n=open_ones)] if open_ones else []
    return ", ".join(parts)


def _incidents(one: metric.Figure) -> str:
    every = len(one.lists["incidents"])
    if not every:
        return ""
    reviewed = every - len(one.lists["unreviewed"])
    return translate(N_("{reviewed} of {n} reviewed"), reviewed=reviewed, n=every)


_MORE: Mapping[str, Callable[[metric.Figure], str]] = {
    "plan-coverage": _coverage,
    "test-completion": _tests,
    "plan-currency": _currency,
    "rto-achievement": _recovery,
    "incident-findings": _incidents,
}
