"""Recovery strategies: what an option can do, whether it fits the targets, and whether it is worth its cost.

The arithmetic knows no session. Durations are minutes, money is cents, ``None`` means not known yet, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.dates import add_months
from app.i18n import N_, UserError
from app.packs import StrategyType

#: How old a measured recovery time may be to count before an estimate, in months.
MEASURED_MONTHS = 12


@dataclass(frozen=True, slots=True)
class RecoveryTimes:
    """The parts of a recovery time capability (``domain.md`` §4, check 1)."""

    detect: int | None = None
    decide: int | None = None
    mobilise: int | None = None
    restore: int | None = None
    verify: int | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the parts that nobody has estimated."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is None)

    @property
    def rtc(self) -> int | None:
        """The recovery time capability: all parts together; ``None`` as long as one is missing."""
        parts = (self.detect, self.decide, self.mobilise, self.restore, self.verify)
        return None if None in parts else sum(part or 0 for part in parts)

    @property
    def run(self) -> int | None:
        """Mobilise, restore and verify: what remains once the decision is made; ``None`` as long as one is missing."""
        parts = (self.mobilise, self.restore, self.verify)
        return None if None in parts else sum(part or 0 for part in parts)


@dataclass(frozen=True, slots=True)
class Capability:
    """How long a recovery takes, and whether that was measured or only estimated."""

    minutes: int
    measured: bool


class Fit(StrEnum):
    """Whether a type of strategy suits a service."""

    FITS = "fits"
    TOO_SLOW = "too slow"
    MORE_THAN_NEEDED = "more than needed"
    BRIDGES_ONLY = "bridges only"
    NEEDS_TIMED_RESTORE = "needs a timed restore"
    NEEDS_SWITCH_TIME = "needs the switch time"
    OTHER_TIER = "for another tier"
    UNKNOWN = "unknown"


#: How a fit is told.
FITS = {
    Fit.FITS: N_("Fits the RTO"),
    Fit.TOO_SLOW: N_("Too slow for the RTO"),
    Fit.MORE_THAN_NEEDED: N_("Faster than the RTO asks"),
    Fit.BRIDGES_ONLY: N_("Bridges only; another strategy must follow"),
    Fit.NEEDS_TIMED_RESTORE: N_("Only after a timed restore"),
    Fit.NEEDS_SWITCH_TIME: N_("Ask the supplier how long the switch takes"),
    Fit.OTHER_TIER: N_("Only for services that may stay down"),
    Fit.UNKNOWN: N_("The RTO is not known yet"),
}


def worst_case_loss(interval: int | None, run: int | None, copy_lag: int | None, *, detection: int = 0) -> int | None:
    """Return the most minutes of entries that can be lost: backup interval + run time + off-site copy lag.

    For replication only the lag is given. ``detection`` is added for silent corruption (``domain.md`` §1).
    ``None`` if nothing is recorded.
    """
    if interval is None and run is None and copy_lag is None:
        return None
    return (interval or 0) + (run or 0) + (copy_lag or 0) + detection


def worst_of(losses: Iterable[int | None]) -> int | None:
    """Return the greatest loss of several stores; ``None`` if none is recorded."""
    return max((loss for loss in losses if loss is not None), default=None)


def restore_time(gigabytes: float, gigabytes_per_hour: float) -> int:
    """Return the minutes that a restore takes at a measured rate, rounded up; raises ``UserError`` for a rate of 0."""
    if gigabytes_per_hour <= 0 or gigabytes < 0:
        raise UserError(N_("The restore rate must be more than 0 GB an hour."))
    return int(-(-gigabytes * 60 // gigabytes_per_hour))


def capability(rtc: int | None, measured: int | None, measured_on: date | None, today: date) -> Capability | None:
    """Return how long recovery takes: a time measured in the last 12 months before the estimate (rule S02).

    A measured time counts also if the test failed. ``None`` if neither is known.
    """
    fresh = measured_on is not None and add_months(today, -MEASURED_MONTHS) <= measured_on <= today
    if measured is not None and fresh:
        return Capability(measured, True)
    return None if rtc is None else Capability(rtc, False)


def fit(
    kind: StrategyType,
    rto: int | None,
    *,
    tier: int | None = None,
    restore_timed: bool = False,
    switch_time: int | None = None,
) -> Fit:
    """Return whether a type of strategy suits an RTO in minutes (``domain.md`` §4, column "Fits RTO").

    ``restore_timed`` says that a restore was timed, ``switch_time`` is the supplier's.
    """
    if kind.bridges_only:
        return Fit.BRIDGES_ONLY
    if kind.only_tier is not None:
        return Fit.FITS if tier == kind.only_tier else Fit.OTHER_TIER
    if rto is None:
        return Fit.UNKNOWN
    if kind.fits_switch_time:
        if switch_time is None:
            return Fit.NEEDS_SWITCH_TIME
        return Fit.FITS if rto >= switch_time else Fit.TOO_SLOW
    if kind.fits_from is not None and rto < kind.fits_from:
        return Fit.TOO_SLOW
    if kind.needs_timed_restore and not restore_timed:
        return Fit.NEEDS_TIMED_RESTORE
    return Fit.MORE_THAN_NEEDED if kind.fits_to is not None and rto > kind.fits_to else Fit.FITS


def worth_its_cost(annual_cost: int | None, avoided_loss: int | None, mandate: str | None) -> bool | None:
    """Return whether the cost is at most the loss it avoids in a year, or a named mandate asks for it (check 4).

    ``None`` as long as cost or avoided loss is not known: then nothing can be said.
    """
    if mandate:
        return True
    return None if annual_cost is None or avoided_loss is None else annual_cost <= avoided_loss


def hours_that_pay(annual_cost: int | None, loss_per_hour: int | None) -> float | None:
    """Return the hours of downtime a year that pay for a strategy: cost ÷ loss per hour; ``None`` if unknown."""
    return None if annual_cost is None or not loss_per_hour else annual_cost / loss_per_hour
