"""How the programme stands (``domain.md`` §8): five figures with their companions, and what shows early where it goes.

Serves the Overview, the board page, reports and ``foreshock metrics``. All figures come from one reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.checks import Finding, Severity, check_facts, rules
from app.facts import Facts
from app.metrics.figure import Figure, Scope, Unit
from app.metrics.headline import HEADLINE
from app.metrics.leading import LEADING, from_findings

if TYPE_CHECKING:
    from app.document import Document

__all__ = ["Figure", "Metrics", "Unit", "headline_of", "metrics", "metrics_of"]

#: How far back the figures look, in calendar months.
WINDOW_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Metrics:
    """All figures as of a day: the five of the first page, and the leading indicators."""

    on: date
    headline: tuple[Figure, ...]
    leading: tuple[Figure, ...]

    def figure(self, id: str) -> Figure:  # noqa: A002 - what everybody calls it
        """Return the figure or companion of that id, such as ``plan-coverage`` or ``effective-currency``."""
        every = (*self.headline, *self.leading)
        return next(one for figure in every for one in (figure, *figure.companions) if one.id == id)


def metrics(document: Document, found: Sequence[Finding] | None = None) -> Metrics:
    """Return all figures of a session today. ``found`` are its findings if they are at hand."""
    return metrics_of(Facts.read(document), found)


def headline_of(facts: Facts) -> tuple[Figure, ...]:
    """Return the five figures of the first page alone, which need no findings."""
    scope = Scope(facts.today, (facts.months_ago(WINDOW_MONTHS), facts.today))
    return tuple(make(facts, scope) for make in HEADLINE)


def metrics_of(facts: Facts, found: Sequence[Finding] | None = None) -> Metrics:
    """Return the same for facts at hand."""
    scope = Scope(facts.today, (facts.months_ago(WINDOW_MONTHS), facts.today))
    findings = (
        check_facts(facts, {rule.id for rule in rules() if rule.severity is Severity.ERROR}) if found is None else found
    )
    leading = (*from_findings(findings, scope), *(make(facts, scope) for make in LEADING))
    return Metrics(facts.today, tuple(make(facts, scope) for make in HEADLINE), leading)
