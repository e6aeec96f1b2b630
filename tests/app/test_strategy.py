"""What a strategy can do against what a service needs."""

from __future__ import annotations

from datetime import date

import pytest

from app import packs, strategy
from app.durations import parse_duration
from app.i18n import UserError
from app.strategy import Capability, Fit, RecoveryTimes

TYPES = {kind.code: kind for kind in packs.strategy_types()}


@pytest.mark.parametrize(
    ("component", "backup", "loss"),
    [
        ("CMP-07", "10m/1m/2m", "13m"), ("CMP-18", "10m/2m/3m", "15m"), ("CMP-22", "5m/1m/5m", "11m"),
        ("CMP-24", "15m/5m/10m", "30m"), ("CMP-26", "5m/1m/2m", "8m"), ("CMP-28", "24h/1h/4h", "29h"),
    ],
)  # fmt: skip
def test_the_worst_case_loss_of_the_samples_stores(component: str, backup: str, loss: str) -> None:
    interval, run, lag = (parse_duration(part) for part in backup.split("/"))
    assert strategy.worst_case_loss(interval, run, lag) == parse_duration(loss)


def test_replication_loses_its_lag_and_silent_corruption_what_nobody_saw() -> None:
    assert strategy.worst_case_loss(None, None, 2) == 2
    assert strategy.worst_case_loss(15, 5, 10, detection=5 * 1440) == 30 + 5 * 1440
    assert strategy.worst_case_loss(None, None, None) is None
    assert strategy.worst_of([15, None, 29]) == 29
    assert strategy.worst_of([None]) is None


def test_the_capability_is_the_sum_of_its_parts_and_unknown_while_one_is() -> None:
    times = RecoveryTimes(10, 20, 15, 180, 30)
    assert (times.rtc, times.run, times.missing) == (255, 225, ())
    partly = RecoveryTimes(mobilise=15, restore=180, verify=0)
    assert (partly.rtc, partly.run, partly.missing) == (None, 195, ("detect", "decide"))


def test_a_restore_takes_what_the_measured_rate_says_rounded_up() -> None:
    assert strategy.restore_time(500, 200) == 150
    assert strategy.restore_time(1, 59) == 2
    with pytest.raises(UserError):
        strategy.restore_time(1, 0)


def test_a_time_measured_within_a_year_counts_before_the_estimate() -> None:
    today = date(2026, 9, 15)
    assert strategy.capability(420, 680, date(2026, 7, 2), today) == Capability(680, True)
    assert strategy.capability(420, 680, date(2025, 9, 15), today) == Capability(680, True)
    assert strategy.capability(420, 680, date(2025, 9, 14), today) == Capability(420, False)
    assert strategy.capability(420, 680, date(2026, 9, 16), today) == Capability(420, False)
    assert strategy.capability(None, None, None, today) is None


@pytest.mark.parametrize(
    ("code", "rto", "expected"),
    [
        ("active-active", "14m", Fit.FITS), ("active-active", "15m", Fit.MORE_THAN_NEEDED),
        ("hot-standby", "1h", Fit.FITS), ("hot-standby", "61m", Fit.MORE_THAN_NEEDED),
        ("warm-standby", "59m", Fit.TOO_SLOW), ("warm-standby", "1h", Fit.FITS), ("warm-standby", "8h", Fit.FITS),
        ("pilot-light", "3h", Fit.TOO_SLOW), ("pilot-light", "24h", Fit.FITS),
        ("cold-standby", "2d", Fit.TOO_SLOW), ("cold-standby", "3d", Fit.FITS), ("cold-standby", "3w", Fit.FITS),
        ("rebuild", "23h", Fit.TOO_SLOW), ("rebuild", "24h", Fit.NEEDS_TIMED_RESTORE),
        ("manual", "4h", Fit.BRIDGES_ONLY), ("alternate-supplier", "1w", Fit.NEEDS_SWITCH_TIME),
        ("accept", "1w", Fit.OTHER_TIER),
    ],
)  # fmt: skip
def test_which_type_fits_which_rto(code: str, rto: str, expected: Fit) -> None:
    assert strategy.fit(TYPES[code], parse_duration(rto)) is expected


def test_what_makes_a_type_fit_after_all() -> None:
    assert strategy.fit(TYPES["rebuild"], 1440, restore_timed=True) is Fit.FITS
    assert strategy.fit(TYPES["alternate-supplier"], 1440, switch_time=1440) is Fit.FITS
    assert strategy.fit(TYPES["alternate-supplier"], 1440, switch_time=1441) is Fit.TOO_SLOW
    assert strategy.fit(TYPES["accept"], None, tier=4) is Fit.FITS
    assert strategy.fit(TYPES["hot-standby"], None) is Fit.UNKNOWN
    assert set(strategy.FITS) == set(Fit)


def test_a_strategy_is_worth_its_cost_or_has_a_mandate() -> None:
    assert strategy.worth_its_cost(100, 100, None) is True
    assert strategy.worth_its_cost(101, 100, None) is False
    assert strategy.worth_its_cost(101, 100, "licence") is True
    assert strategy.worth_its_cost(101, None, None) is None
    assert strategy.hours_that_pay(18_000_000, 4_500_000) == 4
    assert strategy.hours_that_pay(1, 0) is None
