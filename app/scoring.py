"""Group scoring: what a room's votes say, and whether they agree.

The arithmetic knows no session: votes (levels 1–5) go in, figures come out. There is no mean, because levels are ranks
and not quantities (``domain.md`` §9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import median as middle
from statistics import variance

from app.i18n import N_

LEVELS = 5
FEWEST_VOTES = 3
SHARE_NEEDED = 0.75
WIDEST_IQR = 1.0
WIDEST_RANGE = 2


class Verdict(StrEnum):
    """What the rule says about a round of votes; fixed before anybody votes."""

    FEW = "few"
    AGREED = "agreed"
    DIVIDED = "divided"


#: How a verdict is told.
VERDICTS = {
    Verdict.FEW: N_("Too few votes for a verdict"),
    Verdict.AGREED: N_("Consensus"),
    Verdict.DIVIDED: N_("No consensus"),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything that is shown about one round of votes.

    ``counts[level - 1]`` is the histogram. ``median`` is the middle of the votes (between two of them, if they are even
    in number), ``proposed`` the upper of the two. ``within_one`` is the share of votes at most one level away from the
    median. ``agreement`` is van der Eijk's A, from −1 (two camps) over 0 (evenly spread) to 1 (all alike). ``r_wg`` is
    for experts. ``split`` means that the votes stand on both sides of what is intolerable, which always needs talk;
    ``beyond`` counts those on the smaller side. With no votes everything but the counts is ``None``.
    """

    n: int
    counts: tuple[int, ...]
    median: float | None
    proposed: int | None
    lowest: int | None
    highest: int | None
    iqr: float | None
    within_one: float | None
    agreement: float | None
    r_wg: float | None
    verdict: Verdict
    split: bool
    beyond: int

    @property
    def range(self) -> int | None:
        """The distance from the lowest to the highest vote."""
        return None if self.lowest is None or self.highest is None else self.highest - self.lowest

    @property
    def consensus(self) -> bool:
        """Whether the room agrees by the rule."""
        return self.verdict is Verdict.AGREED


def tally(votes: Sequence[int], *, threshold: int | None = None, levels: int = LEVELS) -> Tally:
    """Return what is shown about ``votes``; abstentions are left out by the caller.

    ``threshold`` is the lowest intolerable level, or ``None`` where there is none (likelihood).
    """
    if any(not 1 <= vote <= levels for vote in votes):
        raise ValueError(f"votes are levels from 1 to {levels}")
    counted = Counter(votes)
    counts = tuple(counted[level] for level in range(1, levels + 1))
    beyond = _smaller_side(votes, threshold)
    if not votes:
        nothing = (None, None, None, None, None, None, None, None)
        return Tally(0, counts, *nothing, Verdict.FEW, False, 0)
    spread = iqr(votes)
    share = within_one(votes)
    width = max(votes) - min(votes)
    agreed = share >= SHARE_NEEDED and spread <= WIDEST_IQR and width <= WIDEST_RANGE
    return Tally(
        n=len(votes),
        counts=counts,
        median=float(middle(votes)),
        proposed=upper_median(votes),
        lowest=min(votes),
        highest=max(votes),
        iqr=spread,
        within_one=share,
        agreement=agreement(counts),
        r_wg=r_wg(votes, levels),
        verdict=Verdict.FEW if len(votes) < FEWEST_VOTES else Verdict.AGREED if agreed else Verdict.DIVIDED,
        split=_is_split(beyond, len(votes)),
        beyond=beyond,
    )


def _smaller_side(votes: Sequence[int], threshold: int | None) -> int:
    if threshold is None:
        return 0
    intolerable = sum(vote >= threshold for vote in votes)
    return min(intolerable, len(votes) - intolerable)


def _is_split(beyond: int, n: int) -> bool:
    """Return whether the smaller side counts: two votes, or a quarter of a small room.

    A single voice among many is heard as the highest or lowest vote; the table of ``domain.md`` §9 calls it no split.
    """
    return beyond >= 2 or (beyond == 1 and beyond / n >= 1 - SHARE_NEEDED)


def upper_median(votes: Sequence[int]) -> int:
    """Return the median, of two middle votes the upper one: the value that is proposed."""
    return sorted(votes)[len(votes) // 2]


def quartile(votes: Sequence[int], share: float) -> float:
    """Return the inclusive quartile, as ``QUARTILE.INC`` in a spreadsheet: ``share`` is 0.25 or 0.75."""
    ordered = sorted(votes)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def iqr(votes: Sequence[int]) -> float:
    """Return the distance between the inclusive quartiles."""
    return quartile(votes, 0.75) - quartile(votes, 0.25)


def within_one(votes: Sequence[int]) -> float:
    """Return the share (0–1) of votes at most one level away from the median."""
    centre = middle(votes)
    return sum(abs(vote - centre) <= 1 for vote in votes) / len(votes)


def r_wg(votes: Sequence[int], levels: int = LEVELS) -> float | None:
    """Return within-group agreement 1 − s²/σ², not below 0; ``None`` for fewer than two votes.

    σ² is the variance of votes spread evenly over the scale, (levels² − 1)/12: 2 on five levels (``domain.md`` §9).
    """
    return max(0.0, 1 - variance(votes) / ((levels**2 - 1) / 12)) if len(votes) > 1 else None


def agreement(counts: Sequence[int]) -> float | None:
    """Return van der Eijk's A of a histogram (``domain.md`` §9): −1 polarised, 0 uniform, 1 all alike.

    The histogram is taken apart into layers of equal height; each layer's agreement counts by its share of the votes.
    ``None`` for no votes.
    """
    total = sum(counts)
    if total == 0:
        return None
    remaining, weighted = list(counts), 0.0
    while any(remaining):
        height = min(count for count in remaining if count)
        layer = [bool(count) for count in remaining]
        weighted += height * sum(layer) * _layer_agreement(layer)
        remaining = [count - height if count else 0 for count in remaining]
    return weighted / total


def _layer_agreement(layer: Sequence[bool]) -> float:
    """Return the agreement of one layer: how few levels it covers, times how far it has a single peak."""
    levels, covered = len(layer), sum(layer)
    if levels < 3:
        return 1.0 if covered == 1 else 0.0
    triples = Counter(combinations(layer, 3))
    conforming = triples[True, True, False] + triples[False, True, True]
    deviating = triples[True, False, True]
    one_peak = 1.0
    if conforming + deviating:
        one_peak = ((levels - 2) * conforming - (levels - 1) * deviating) / ((levels - 2) * (conforming + deviating))
    return one_peak * (1 - (covered - 1) / (levels - 1))


def kendalls_w(scores: Sequence[Sequence[float]]) -> float | None:
    """Return Kendall's W of m raters (rows) over k things (columns), corrected for ties (``domain.md`` §9).

    Each row is ranked first, so scores and ranks serve alike. 0 is no concordance, 1 is complete; ``None`` if fewer
    than two raters or things, or if every rater gave one score to all.
    """
    raters = len(scores)
    things = len(scores[0]) if scores else 0
    if raters < 2 or things < 2:
        return None
    ranked = [ranks(row) for row in scores]
    sums = [sum(column) for column in zip(*ranked, strict=True)]
    centre = sum(sums) / things
    squares = sum((total - centre) ** 2 for total in sums)
    ties = sum(size**3 - size for row in scores for size in Counter(row).values())
    possible = raters**2 * (things**3 - things) - raters * ties
    return 12 * squares / possible if possible else None


def ranks(scores: Sequence[float]) -> tuple[float, ...]:
    """Return the rank of each score, 1 for the smallest; equal scores share the middle of their ranks."""
    ordered = sorted(scores)
    first = {score: place for place, score in reversed(list(enumerate(ordered, 1)))}
    times = Counter(ordered)
    return tuple(first[score] + (times[score] - 1) / 2 for score in scores)


def shift(before: Tally, after: Tally) -> float | None:
    """Return by how many levels the median moved from one round to the next; ``None`` if either has no votes."""
    return None if before.median is None or after.median is None else after.median - before.median
