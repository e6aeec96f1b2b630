"""Saved views of the register: which risks, which columns, in which order and groups; ours, and a person's own.

Serves the register panel. Own views are kept with the place of the page in the person's settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.i18n import N_, translate
from app.register import RegisteredRisk
from app.risk import Standing
from app.scoring import Verdict

#: An acceptance that ends within these days is listed, or has ended.
ENDS_WITHIN = timedelta(days=60)
#: The longest name of an own view, and how many are kept.
LONGEST, MOST = 60, 30
Test = Callable[[RegisteredRisk, date], bool]
_CORE = ("ref", "event", "services", "level")


@dataclass(frozen=True)
class View:
    """A view that comes with the programme. ``columns`` empty leaves the columns as they are."""

    key: str
    words: str
    tip: str
    test: Test | None = None
    columns: tuple[str, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class OwnView:
    """A view that a person kept: on which of ours it stands, and how the table was arranged."""

    name: str
    base: str = ""
    table: Mapping[str, Any] = field(default_factory=dict)

    def as_place(self) -> dict[str, Any]:
        """Return it as the settings keep it."""
        return {"name": self.name, "base": self.base, "table": dict(self.table)}


def _above(risk: RegisteredRisk, _: date) -> bool:
    return risk.within_appetite is False


def _untreated(risk: RegisteredRisk, _: date) -> bool:
    return risk.standing is Standing.EXPOSED and not risk.is_closed


def _ending(risk: RegisteredRisk, today: date) -> bool:
    until = risk.acceptance.until if risk.acceptance is not None else None
    return until is not None and until <= today + ENDS_WITHIN and not risk.is_closed


def _unscored(risk: RegisteredRisk, _: date) -> bool:
    return risk.current.band is None and not risk.is_closed


def _overdue(risk: RegisteredRisk, today: date) -> bool:
    return risk.next_review_on is not None and risk.next_review_on < today and not risk.is_closed


def _contested(risk: RegisteredRisk, _: date) -> bool:
    return (risk.contested or risk.verdict is Verdict.DIVIDED) and not risk.is_closed


ALL = View("", N_("All risks"), N_("Every risk, in your own columns"))
VIEWS = (
    ALL,
    View("above", N_("Above appetite"), N_("Risks whose level today lies above appetite"), _above),
    View(
        "untreated", N_("Above appetite without action"),
        N_("Above appetite, with no open action and no valid acceptance"), _untreated,
        (*_CORE, "owner_id", "treatment", "within", "next"),
    ),
    View(
        "ending", N_("Acceptance expires within 60 days"), N_("Acceptances that end soon or have ended"),
        _ending, (*_CORE, "owner_id", "accepted_by", "accepted", "status"), (("accepted", False),),
    ),
    View(
        "unscored", N_("Not scored yet"), N_("Likelihood or impact of today is missing"), _unscored,
        ("ref", "event", "services", "threat", "current_likelihood", "current_impact", "owner_id"),
    ),
    View(
        "overdue", N_("Review overdue"), N_("The day of the next review has passed"), _overdue,
        (*_CORE, "owner_id", "reviewed_on", "next_review_on"), (("next_review_on", False),),
    ),
    View(
        "contested", N_("Contested"), N_("The impact is contested, or the votes of the room stood apart"), _contested,
        (*_CORE, "current_likelihood", "current_impact", "agreed", "spread_likelihood", "spread_impact", "owner_id"),
    ),
)  # fmt: skip
#: Ours by key.
BY_KEY: Mapping[str, View] = {view.key: view for view in VIEWS}


def finder(view: View, today: Callable[[], date]) -> Callable[[Any], bool] | None:
    """Return the test that the rows of a view pass; ``today`` is asked each time."""
    test = view.test
    return None if test is None else lambda risk: test(risk, today())


def kept(place: Any) -> list[OwnView]:
    """Return the own views that the settings hold; what is no view is passed over."""
    found = []
    for one in place if isinstance(place, list) else ():
        if isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("table"), dict):
            base = str(one.get("base") or "")
            found.append(OwnView(one["name"][:LONGEST], base if base in BY_KEY else "", one["table"]))
    return found[:MOST]


def with_view(views: Sequence[OwnView], view: OwnView) -> list[OwnView]:
    """Return the own views with one added, or in place of the one of the same name."""
    others = [one for one in views if one.name.casefold() != view.name.casefold()]
    return sorted([*others, view], key=lambda one: one.name.casefold())[:MOST]


def words_of(name: str) -> str:
    """Return what a view is called: our words for a key, else a person's own name."""
    return translate(BY_KEY[name].words) if name in BY_KEY else name
