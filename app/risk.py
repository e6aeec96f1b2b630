"""Risk: the level of a likelihood and an impact, what the appetite asks, and what a risk may cost in a year.

The arithmetic knows no session: levels 1–5, rates and amounts in cents go in. Levels are looked up in a matrix; their
product only sorts, because ranks are not quantities (``domain.md`` §3).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from app import simulation
from app.bia import GridRow
from app.dates import add_months
from app.i18n import N_, UserError
from app.packs import Band, Horizon, Matrix
from app.simulation import RUNS, SEED

#: More events a year than this are taken for a slip.
MOST_EVENTS = 100_000
#: How long an acceptance may last, in months.
ACCEPTANCE_MONTHS = 12


class Standing(StrEnum):
    """How a risk stands against the appetite."""

    WITHIN = "within"
    ACCEPTED = "accepted"
    IN_TREATMENT = "in treatment"
    EXPOSED = "exposed"


#: How a standing is told.
STANDINGS = {
    Standing.WITHIN: N_("Within appetite"),
    Standing.ACCEPTED: N_("Above appetite, accepted"),
    Standing.IN_TREATMENT: N_("Above appetite, in treatment"),
    Standing.EXPOSED: N_("Above appetite, no action"),
}


@dataclass(frozen=True, slots=True)
class SuggestedImpact:
    """An impact level read off the grid: the category that sets it, and the horizon (minutes) where it was read."""

    level: int
    category: str
    horizon: int


@dataclass(frozen=True, slots=True)
class AnnualLoss:
    """A year's loss in cents, never as one number (``domain.md`` §3, quantification).

    ``percentiles[n]`` is not exceeded in n of 100 simulated years; ``expected`` is the rate times the mean single loss.
    ``chance`` (0–1) is that of at least one event in a year. ``single`` is the PERT mean of one loss.
    """

    percentiles: tuple[int, ...]
    expected: int
    single: int
    chance: float

    @property
    def p10(self) -> int:
        """The loss that one year in ten stays below."""
        return self.percentiles[10]

    @property
    def p50(self) -> int:
        """The loss of the middle year."""
        return self.percentiles[50]

    @property
    def p90(self) -> int:
        """The loss that one year in ten exceeds."""
        return self.percentiles[90]


def band_of(matrix: Matrix, likelihood: int | None, impact: int | None) -> Band | None:
    """Return the band of a likelihood and an impact; ``None`` as long as either is not scored."""
    return None if likelihood is None or impact is None else matrix.band(likelihood, impact)


def sort_value(likelihood: int | None, impact: int | None) -> int:
    """Return likelihood × impact, an aid to sorting within one band; 0 as long as either is not scored."""
    return (likelihood or 0) * (impact or 0)


def suggest_impact(rows: Sequence[GridRow], horizons: Sequence[Horizon], outage: int) -> SuggestedImpact | None:
    """Return the grid's highest score at the first horizon that is not before ``outage`` minutes (``domain.md`` §3).

    A longer outage than every horizon reads the last one. A blank cell takes the score before it in its row.
    ``None`` if nothing is scored up to there.
    """
    place = next((n for n, horizon in enumerate(horizons) if horizon.minutes >= outage), len(horizons) - 1)
    found = [(level, row.category) for row in rows if (level := _carried(row.scores[: place + 1])) is not None]
    if not found:
        return None
    level, category = max(found, key=lambda pair: pair[0])
    return SuggestedImpact(level, category, horizons[place].minutes)


def _carried(scores: Sequence[int | None]) -> int | None:
    return next((score for score in reversed(scores) if score is not None), None)


def above_appetite(band: Band | None, category: str | None = None, overrides: Mapping[str, int] | None = None) -> bool:
    """Return whether a band needs treatment or a decision.

    ``overrides`` gives for single impact categories the highest rank of band that is within their appetite.
    """
    if band is None:
        return False
    if category is not None and overrides and category in overrides:
        return band.rank > overrides[category]
    return not band.within_appetite


def acceptance_valid(approver: object, accepted_on: date | None, until: date | None, today: date) -> bool:
    """Return whether an acceptance counts: somebody approved it, it has not run out, and it lasts a year at most."""
    if not approver or until is None or until < today:
        return False
    return until <= add_months(accepted_on or today, ACCEPTANCE_MONTHS)


def standing(*, above: bool, accepted: bool, treated: bool) -> Standing:
    """Return how a risk stands: ``accepted`` validly, ``treated`` by at least one open action (rule K01)."""
    if not above:
        return Standing.WITHIN
    if accepted:
        return Standing.ACCEPTED
    return Standing.IN_TREATMENT if treated else Standing.EXPOSED


Levels = tuple[int | None, int | None]


def contradiction(inherent: Levels, current: Levels, target: Levels, matrix: Matrix) -> bool:
    """Return whether a level rises from inherent to current to target, which must not be (rule K03).

    Each is (likelihood, impact); what is not scored or off the scale is left out. Likelihood, impact and band are
    compared one by one.
    """
    pairs = (inherent, current, target)
    scored = [pair for pair in pairs if None not in pair and matrix.holds(pair[0] or 0, pair[1] or 0)]
    steps = [(pair[0] or 0, pair[1] or 0, matrix.band(pair[0] or 1, pair[1] or 1).rank) for pair in scored]
    return any(
        later > earlier for before, after in pairwise(steps) for earlier, later in zip(before, after, strict=True)
    )


def chance_of_event(rate: float) -> float:
    """Return the chance (0–1) of at least one event in a year at ``rate`` events a year: 1 − e^(−λ)."""
    return -math.expm1(-rate)


def pert_mean(low: float, likely: float, high: float) -> float:
    """Return the PERT mean of three points, (min + 4·likely + max) / 6."""
    return (low + 4 * likely + high) / 6


def annual_loss(rate: float, low: int, likely: int, high: int, *, runs: int = RUNS, seed: int = SEED) -> AnnualLoss:
    """Return a year's loss in cents from events a year and three points of a single loss, by ``runs`` simulated years.

    Events are Poisson, single losses beta-PERT; the same figures always give the same answer. Raises ``UserError`` if
    the points do not ascend or the rate is no number from 0 up.
    """
    check_losses(rate, low, likely, high)
    exposure = simulation.Exposure(b"", rate, low, likely, high)
    return AnnualLoss(
        percentiles=simulation.percentiles_of(simulation.years_of(exposure, runs, seed)),
        expected=round(rate * exposure.mean),
        single=round(exposure.mean),
        chance=chance_of_event(rate),
    )


def check_losses(rate: float, low: int, likely: int, high: int) -> None:
    """Raise ``UserError`` if a year cannot be simulated with these figures."""
    if not math.isfinite(rate) or not 0 <= rate <= MOST_EVENTS:
        raise UserError(N_("Events a year must be a number from 0 to 100 000."))
    if not 0 <= low <= likely <= high:
        raise UserError(N_("The three losses must rise: at least, likely, at most. Correct one of them."))
