"""Simulated years of loss with numpy: for one risk, and for many risks together as a curve (``domain.md`` §3).

Knows no session: events a year and three points of a single loss in cents go in. Events are Poisson, single losses
beta-PERT, risks independent of each other. Every risk draws from a stream of its own, seeded by its key, so that the
same figures always give the same answer, whatever the order of the risks and whoever else is among them. Serves
``app.risk`` and ``app.portfolio``. numpy is loaded when somebody simulates, not before.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.random import Generator
    from numpy.typing import NDArray

    Years = NDArray[float64]

RUNS = 10_000
SEED = 20_260_915
#: From here on the losses of a year are drawn as one sum: their number no longer matters one by one.
MANY_EVENTS = 40
#: The share of years that make up the tail, in hundredths.
TAIL = 10
#: So many risks keep their years in memory (80 kB each with 10,000 runs); the others are drawn a second time.
KEPT = 256
#: Chances of the curve, in thousandths of a year: dense where losses are rare.
CHANCES = (1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, *range(100, 1000, 25))

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is simulated of one risk: events a year and a single loss in cents, at least, likely and at most."""

    key: bytes
    rate: float
    low: int
    likely: int
    high: int

    @property
    def mean(self) -> float:
        """The PERT mean of one loss, (min + 4·likely + max) / 6."""
        return (self.low + 4 * self.likely + self.high) / 6

    @property
    def shape(self) -> tuple[float, float]:
        """The two shape parameters of the beta distribution between low and high; (0, 0) for a certain amount."""
        width = self.high - self.low
        if not width:
            return 0.0, 0.0
        return 1 + 4 * (self.likely - self.low) / width, 1 + 4 * (self.high - self.likely) / width

    @property
    def deviation(self) -> float:
        """The standard deviation of one loss."""
        a, b = self.shape
        return (self.high - self.low) * math.sqrt(a * b / ((a + b) ** 2 * (a + b + 1))) if a else 0.0


@dataclass(frozen=True, slots=True)
class Together:
    """Many risks in the same simulated years. Amounts are cents.

    ``percentiles[n]`` is not exceeded in n of 100 years. ``curve`` are pairs of a loss and the chance (0–1) that a year
    costs more, rarest last. ``shares`` has per risk, in the order given, its part (0–1) of what the worst tenth of the
    years costs.
    """

    percentiles: tuple[int, ...]
    curve: tuple[tuple[int, float], ...]
    shares: tuple[float, ...]


def seed_of(key: bytes) -> int:
    """Return the seed of a risk by its key."""
    return int.from_bytes(hashlib.blake2b(key, digest_size=8, person=b"loss").digest(), "big") ^ SEED


def years_of(risk: Exposure, runs: int = RUNS, seed: int | None = None) -> Years:
    """Return the loss of each simulated year in cents, in the order in which the years are shared by all risks."""
    import numpy as np

    random = np.random.Generator(np.random.PCG64(seed_of(risk.key) if seed is None else seed))
    events: NDArray[int64] = random.poisson(risk.rate, runs)
    many = events > MANY_EVENTS
    few = np.where(many, 0, events)
    losses = _single_losses(random, risk, int(few.sum()))
    years: Years = np.bincount(np.repeat(np.arange(runs), few), weights=losses, minlength=runs).astype(np.float64)
    if many.any():
        counts = events[many].astype(float)
        drawn = random.normal(counts * risk.mean, risk.deviation * np.sqrt(counts))
        years[many] = np.clip(drawn, counts * risk.low, counts * risk.high)
    return years


def _single_losses(random: Generator, risk: Exposure, count: int) -> Years:
    import numpy as np

    a, b = risk.shape
    if not a:
        return np.full(count, float(risk.low))
    return risk.low + (risk.high - risk.low) * random.beta(a, b, count)


def percentiles_of(years: Years) -> tuple[int, ...]:
    """Return the 0th to 100th percentile of years in whole cents."""
    import numpy as np

    return tuple(round(float(loss)) for loss in np.percentile(years, np.arange(101)))


def together(risks: Sequence[Exposure], runs: int = RUNS, progress: Progress | None = None) -> Together:
    """Return what all ``risks`` cost together. ``progress`` hears a share from 0 to 1 and may raise to stop.

    Memory does not grow with the number of risks: what is not kept is drawn a second time for the shares.
    """
    import numpy as np

    ordered = sorted(risks, key=lambda risk: risk.key)  # sums of floats depend on their order
    total, kept = np.zeros(runs), dict[bytes, "Years"]()
    steps = 2 * len(ordered)
    for done, risk in enumerate(ordered):
        years = years_of(risk, runs)
        total += years
        if len(kept) < KEPT:
            kept[risk.key] = years
        _tell(progress, done, steps)
    worst = np.argsort(total, kind="stable")[runs - max(1, runs * TAIL // 100) :]
    tail = float(total[worst].sum())
    shares: dict[bytes, float] = {}
    for done, risk in enumerate(ordered, start=len(ordered)):
        years = kept[risk.key] if risk.key in kept else years_of(risk, runs)
        shares[risk.key] = float(years[worst].sum()) / tail if tail else 0.0
        _tell(progress, done, steps)
    return Together(percentiles_of(total), _curve(total), tuple(shares[risk.key] for risk in risks))


def _tell(progress: Progress | None, done: int, steps: int) -> None:
    if progress is not None:
        progress(done / steps)


def _curve(total: Years) -> tuple[tuple[int, float], ...]:
    """Return the curve: it begins at the chance of any loss and ends at the loss of one year in a thousand."""
    import numpy as np

    any_loss = float((total > 0).mean())
    chances = [chance / 1000 for chance in reversed(CHANCES) if chance / 1000 < any_loss]
    losses = np.quantile(total, [1 - chance for chance in chances]) if chances else ()
    points = [(round(float(loss)), chance) for loss, chance in zip(losses, chances, strict=True)]
    return ((0, any_loss), *points)
