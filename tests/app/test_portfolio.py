"""Simulated losses against closed forms and a second simulation in plain Python; the portfolio of a session."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from app import entities, portfolio, risk, risks, simulation
from app import model as m
from app.document import Document
from app.simulation import Exposure, together, years_of

POINTS = (40_000, 260_000, 1_400_000)
RUNS = 40_000


def exposure(name: str, rate: float, points: Sequence[int] = POINTS) -> Exposure:
    return Exposure(name.encode().ljust(16, b"."), rate, *points)


def moments(one: Exposure) -> tuple[float, float]:
    """Mean λ·E[X] and variance λ·E[X²] of a compound Poisson year."""
    return one.rate * one.mean, one.rate * (one.deviation**2 + one.mean**2)


# --- closed forms ---


@pytest.mark.parametrize("rate", [0.02, 0.18, 0.6, 2.0, 30.0, 60.0, 5_000.0])
def test_mean_and_variance_of_a_year_are_those_of_compound_poisson(rate: float) -> None:
    one = exposure("R", rate)
    years, (mean, variance) = years_of(one, RUNS), moments(one)
    error = math.sqrt(variance / RUNS)
    assert abs(float(years.mean()) - mean) < 4 * error
    assert float(years.var()) == pytest.approx(variance, rel=0.15 if rate < 0.1 else 0.06)


@pytest.mark.parametrize("rate", [0.02, 0.18, 0.6, 2.0])
def test_the_chance_of_a_year_without_loss_is_that_of_no_event(rate: float) -> None:
    quiet = float((years_of(exposure("R", rate), RUNS) == 0).mean())
    expected = math.exp(-rate)
    assert abs(quiet - expected) < 4 * math.sqrt(expected * (1 - expected) / RUNS)


@pytest.mark.parametrize("points", [POINTS, (0, 0, 100_000), (0, 100_000, 100_000), (10, 20, 30)])
def test_single_losses_have_the_moments_of_beta_pert(points: tuple[int, int, int]) -> None:
    low, likely, high = points
    one = exposure("R", 1.0, points)
    drawn = simulation._single_losses(np.random.default_rng(7), one, 200_000)
    assert float(drawn.mean()) == pytest.approx(risk.pert_mean(low, likely, high), rel=0.01)
    mean = risk.pert_mean(low, likely, high)
    # The variance of a beta on (low, high) with α + β = 6 is (μ − low)(high − μ) / 7.
    assert float(drawn.var()) == pytest.approx((mean - low) * (high - mean) / 7, rel=0.02)
    assert low <= drawn.min() <= drawn.max() <= high


def test_a_certain_amount_only_multiplies() -> None:
    years = years_of(exposure("R", 1.5, (500, 500, 500)), RUNS)
    assert set(np.unique(years)) <= {500.0 * n for n in range(20)}
    assert float((years == 500).mean()) == pytest.approx(1.5 * math.exp(-1.5), abs=0.01)


def test_years_with_very_many_events_stay_between_their_least_and_their_most() -> None:
    one = exposure("R", 90_000.0, (100, 100, 101))
    years = years_of(one, 2_000)
    assert years.min() > 100 * 85_000
    assert years.max() < 101 * 95_000


def test_risks_add_up_without_knowing_of_each_other() -> None:
    parts = [exposure(name, rate) for name, rate in (("A", 0.3), ("B", 1.2), ("C", 0.05))]
    years = sum((years_of(one, RUNS) for one in parts), np.zeros(RUNS))
    mean, variance = (sum(part) for part in zip(*map(moments, parts), strict=True))
    assert abs(float(years.mean()) - mean) < 4 * math.sqrt(variance / RUNS)
    assert float(years.var()) == pytest.approx(variance, rel=0.08), "variances of independent risks add up"


# --- a second simulation, in plain Python ---


def plain_years(parts: Sequence[Exposure], runs: int) -> list[float]:
    """The same model without numpy: gaps between events are exponential, losses come from ``random.betavariate``."""
    dice = random.Random(99)
    return sorted(sum(_plain_year(dice, one) for one in parts) for _ in range(runs))


def _plain_year(dice: random.Random, one: Exposure) -> float:
    total, at = 0.0, dice.expovariate(1.0)
    a, b = one.shape
    while at < one.rate:
        total += one.low + (one.high - one.low) * (dice.betavariate(a, b) if a else 0)
        at += dice.expovariate(1.0)
    return total


def test_percentiles_and_curve_agree_with_a_plain_simulation() -> None:
    parts = [exposure("A", 0.6), exposure("B", 0.18, (1_000_000, 2_000_000, 9_000_000)), exposure("C", 2.0)]
    made, plain = together(parts), plain_years(parts, 20_000)
    for at in (30, 50, 75, 90, 95):
        assert made.percentiles[at] == pytest.approx(plain[at * 200], rel=0.05), at
    for loss, chance in made.curve:
        above = sum(year > loss for year in plain) / len(plain)
        assert above == pytest.approx(chance, abs=0.02)


def test_shares_of_the_tail_agree_with_a_plain_simulation() -> None:
    parts = [exposure("A", 0.6), exposure("B", 0.18, (1_000_000, 2_000_000, 9_000_000)), exposure("C", 2.0)]
    dice = random.Random(5)
    years = [[_plain_year(dice, one) for one in parts] for _ in range(20_000)]
    worst = sorted(years, key=sum)[-2_000:]
    total = sum(map(sum, worst))
    expected = [sum(year[at] for year in worst) / total for at in range(3)]
    made = together(parts).shares
    assert made == pytest.approx(expected, abs=0.03)
    assert sum(made) == pytest.approx(1)


# --- repeatable ---


def test_the_order_of_the_risks_changes_nothing() -> None:
    parts = [exposure(f"R{n}", 0.1 * n) for n in range(1, 12)]
    there, back = together(parts), together(parts[::-1])
    assert there.percentiles == back.percentiles
    assert there.curve == back.curve
    assert there.shares == back.shares[::-1]


def test_risks_with_the_same_figures_do_not_strike_together() -> None:
    first, second = years_of(exposure("A", 0.6), RUNS), years_of(exposure("B", 0.6), RUNS)
    assert abs(float(np.corrcoef(first, second)[0, 1])) < 0.02


def test_what_is_drawn_twice_is_what_was_drawn_first(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [exposure(f"R{n}", 0.1 * n) for n in range(1, 12)]
    kept = together(parts)
    monkeypatch.setattr(simulation, "KEPT", 2)
    assert together(parts) == kept


def test_the_curve_falls_and_begins_at_the_chance_of_any_loss() -> None:
    made = together([exposure("A", 0.6), exposure("B", 0.1)])
    assert made.curve[0][0] == 0
    assert made.curve[0][1] == pytest.approx(1 - math.exp(-0.7), abs=0.02)
    for (loss, chance), (next_loss, next_chance) in pairwise(made.curve):
        assert next_loss >= loss
        assert next_chance < chance


def test_progress_is_told_and_may_stop() -> None:
    heard: list[float] = []
    together([exposure("A", 0.6), exposure("B", 0.1)], 100, heard.append)
    assert heard == sorted(heard)
    assert 0 <= heard[0] <= heard[-1] <= 1

    def stop(_: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        together([exposure("A", 0.6)], 100, stop)


def test_nothing_at_all_and_a_risk_that_never_happens() -> None:
    assert together([]).percentiles == (0,) * 101
    assert together([]).curve == ((0, 0.0),)
    assert together([exposure("A", 0.0)]).shares == (0.0,)


def test_numpy_is_loaded_only_when_somebody_simulates() -> None:
    code = "import sys, app.portfolio, app.register; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- the portfolio of a session ---


def quantified(session: Document, event: str, rate: float | None = 0.6, **values: object) -> bytes:
    low, likely, high = POINTS
    figures = {"rate": rate, "loss_min": low, "loss_likely": likely, "loss_max": high}
    return risks.add_risk(session, event, **(figures | values))


def test_a_session_without_points_has_no_curve(session: Document) -> None:
    risks.add_risk(session, "Flood", rate=2.0, loss_min=100)
    found = portfolio.portfolio(session)
    assert not found.known
    assert found.others == 1
    assert portfolio.headline(found) == "No risk has three points of a loss yet"


def test_the_portfolio_has_a_line_per_risk_with_its_share(session: Document) -> None:
    small, large = quantified(session, "Small", 0.1), quantified(session, "Large", 2.0)
    found = portfolio.portfolio(session)
    assert [line.key for line in found.lines] == [large, small]
    assert sum(line.share for line in found.lines) == pytest.approx(1)
    assert found.p10 <= found.p50 < found.p90
    assert found.expected == round(2.1 * risk.pert_mean(*POINTS))
    assert found.chance == pytest.approx(1 - math.exp(-2.1))
    assert found.chance_above(found.p90) == pytest.approx(0.1, abs=0.002)
    assert found.chance_above(10**15) == 0.0
    assert found.currency == "EUR"


def test_a_line_says_what_the_register_says(session: Document) -> None:
    quantified(session, "Flood", 2.0)
    [line] = portfolio.portfolio(session).lines
    from app.register import register

    assert line.loss == register(session).risks[0].annual_loss()


def test_one_risk_alone_is_the_portfolio(session: Document) -> None:
    quantified(session, "Flood", 2.0)
    found = portfolio.portfolio(session)
    assert found.percentiles == found.lines[0].loss.percentiles
    assert found.lines[0].share == 1


def test_the_likelihood_stands_in_for_events_a_year(session: Document) -> None:
    key = quantified(session, "Flood", None, current_likelihood=4)
    [line] = portfolio.portfolio(session).lines
    assert (line.rate, line.assumed) == (0.6, True)
    entities.set_field(session, m.Risk, key, "rate", 1.5)
    [line] = portfolio.portfolio(session).lines
    assert (line.rate, line.assumed) == (1.5, False)


def test_what_cannot_take_part_is_named_with_its_reason(session: Document) -> None:
    quantified(session, "Flood", None)
    quantified(session, "Fire", 1.0, loss_min=POINTS[2], loss_max=POINTS[0])
    found = portfolio.portfolio(session)
    assert {one.event: one.why for one in found.left_out} == {
        "Flood": "Events a year are missing: enter them, or score the likelihood.",
        "Fire": "The three losses must rise: at least, likely, at most. Correct one of them.",
    }


def test_a_closed_risk_costs_nothing_any_more(session: Document) -> None:
    key = quantified(session, "Flood")
    risks.close_risk(session, key)
    assert not portfolio.portfolio(session).known


def test_the_same_figures_are_simulated_once(session: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    quantified(session, "Flood", 0.6123)
    first = portfolio.portfolio(session)
    monkeypatch.setattr(portfolio, "together", None)
    assert portfolio.portfolio(session) == first
    assert portfolio.exposures(session).at_once


def test_a_long_simulation_is_known_before_it_begins(session: Document) -> None:
    for n in range(8):
        quantified(session, f"Many {n}", 30.0 + n)
    assert not portfolio.exposures(session).at_once


def test_the_headline_never_tells_one_number(session: Document) -> None:
    quantified(session, "Often", 3.0)
    told = portfolio.headline(portfolio.portfolio(session))
    assert told.startswith("One year in ten costs more than EUR\u00a0")
    assert "; half of the years cost less than EUR\u00a0" in told


def test_the_headline_of_rare_risks_says_that_most_years_cost_nothing(session: Document) -> None:
    key = quantified(session, "Rare", 0.18)
    assert portfolio.headline(portfolio.portfolio(session)).endswith("; at least half of the years cost nothing")
    entities.set_field(session, m.Risk, key, "rate", 0.05)
    assert portfolio.headline(portfolio.portfolio(session)).startswith(
        "Nine years in ten cost nothing; one in a hundred"
    )


def test_the_risks_behind_the_bad_years_are_named(session: Document) -> None:
    quantified(session, "Small", 0.1)
    quantified(session, "Large", 2.0)
    told = portfolio.tail_words(portfolio.portfolio(session))
    assert told.startswith("In the worst tenth of the years one risk, R-002, makes up 9")
