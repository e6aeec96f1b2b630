"""Levels of risk as the sample has them, the appetite, and simulated losses against what theory says."""

from __future__ import annotations

import math
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import packs, risk
from app.bia import GridRow
from app.i18n import UserError
from app.risk import Standing

MATRIX = packs.matrix()
HORIZONS = packs.scales().horizons

# Inherent, current, level, target of sample_session.md §8.
SAMPLE = """
R-001 45 35 extreme 24
R-002 35 34 high 23
R-003 35 25 high 23
R-004 44 34 high 23
R-005 44 33 moderate 23
R-006 45 34 high 24
R-007 34 23 moderate 23
R-008 34 23 moderate 23
R-009 35 34 high 23
R-010 43 43 high 43
R-011 33 33 moderate 33
R-012 25 25 high 24
R-013 44 33 moderate 23
R-014 45 44 high 24
R-015 43 42 moderate 42
R-016 34 24 high 13
"""


def levels(text: str) -> tuple[int, int]:
    return int(text[0]), int(text[1])


@pytest.mark.parametrize("line", SAMPLE.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_the_risks_of_the_sample_have_the_level_that_was_printed(line: str) -> None:
    _, inherent, current, code, target = line.split()
    band = risk.band_of(MATRIX, *levels(current))
    assert band is not None
    assert band.code == code
    assert risk.above_appetite(band) == (code in ("high", "extreme"))
    assert not risk.contradiction(levels(inherent), levels(current), levels(target), MATRIX)


def test_a_risk_that_is_not_scored_has_no_level_and_is_not_above_appetite() -> None:
    assert risk.band_of(MATRIX, 3, None) is None
    assert not risk.above_appetite(None)
    assert risk.sort_value(3, None) == 0
    assert risk.sort_value(3, 4) == 12


def test_a_category_may_have_an_appetite_of_its_own() -> None:
    moderate, high = MATRIX.band(3, 3), MATRIX.band(3, 4)
    assert risk.above_appetite(moderate, "safety", {"safety": 1})
    assert not risk.above_appetite(moderate, "financial", {"safety": 1})
    assert not risk.above_appetite(high, "safety", {"safety": 3})


def test_a_level_may_not_rise_after_controls_or_treatment() -> None:
    assert risk.contradiction((3, 3), (3, 4), (3, 3), MATRIX)
    assert risk.contradiction((3, 3), (3, 3), (4, 3), MATRIX)
    assert risk.contradiction((5, 5), (None, None), (5, 5), MATRIX) is False
    assert risk.contradiction((2, 2), (None, 5), (3, 1), MATRIX)


def test_an_acceptance_needs_a_name_and_a_date_within_a_year() -> None:
    today = date(2026, 9, 15)
    assert risk.acceptance_valid("P-01", date(2026, 3, 1), date(2027, 3, 1), today)
    assert not risk.acceptance_valid(None, date(2026, 3, 1), date(2027, 3, 1), today)
    assert not risk.acceptance_valid("P-01", date(2026, 3, 1), date(2027, 3, 2), today)
    assert not risk.acceptance_valid("P-01", date(2026, 3, 1), date(2026, 9, 14), today)
    assert risk.acceptance_valid("P-01", None, today, today)
    assert not risk.acceptance_valid("P-01", None, None, today)


def test_how_a_risk_stands() -> None:
    assert risk.standing(above=False, accepted=False, treated=False) is Standing.WITHIN
    assert risk.standing(above=True, accepted=True, treated=False) is Standing.ACCEPTED
    assert risk.standing(above=True, accepted=False, treated=True) is Standing.IN_TREATMENT
    assert risk.standing(above=True, accepted=False, treated=False) is Standing.EXPOSED


def row(category: str, scores: str) -> GridRow:
    return GridRow(category, category, 4, tuple(None if s == "." else int(s) for s in scores))


def test_the_impact_is_read_off_the_grid_at_the_threats_typical_outage() -> None:
    rows = [row("financial", "11223445"), row("customer", "1.3....4"), row("staff", "........")]
    read = risk.suggest_impact(rows, HORIZONS, 24 * 60)
    assert read == risk.SuggestedImpact(3, "customer", 24 * 60)
    assert risk.suggest_impact(rows, HORIZONS, 5 * 60) == risk.SuggestedImpact(3, "customer", 8 * 60)
    assert risk.suggest_impact(rows, HORIZONS, 1) == risk.SuggestedImpact(1, "financial", 60)
    assert risk.suggest_impact(rows, HORIZONS, 10**6) == risk.SuggestedImpact(5, "financial", 30 * 24 * 60)
    assert risk.suggest_impact(rows[2:], HORIZONS, 60) is None


@pytest.mark.parametrize(
    ("rate", "lowest", "highest"), [(0.02, 0, 3), (0.06, 3, 10), (0.18, 10, 28), (0.6, 28, 63), (2, 63, 100)]
)
def test_the_chance_of_an_event_fits_the_words_of_each_level(rate: float, lowest: int, highest: int) -> None:
    assert lowest <= 100 * risk.chance_of_event(rate) <= highest


def test_the_pert_mean() -> None:
    assert risk.pert_mean(400, 2600, 14000) == pytest.approx(24800 / 6)


K = 100_000  # cents in a thousand


def test_a_simulated_year_is_the_same_each_time_and_never_one_number() -> None:
    first = risk.annual_loss(0.18, 400 * K, 2600 * K, 14000 * K)
    assert first == risk.annual_loss(0.18, 400 * K, 2600 * K, 14000 * K)
    assert first != risk.annual_loss(0.18, 400 * K, 2600 * K, 14000 * K, seed=1)
    assert (first.p10, first.p50) == (0, 0), "in most years a rare event does not happen"
    assert 400 * K < first.p90 < 14000 * K
    assert first.expected == round(0.18 * first.single)
    assert len(first.percentiles) == 101


@pytest.mark.parametrize("rate", [0.6, 2.0, 30.0, 200.0, 5000.0])
def test_the_simulation_meets_the_theory_of_compound_poisson(rate: float) -> None:
    low, likely, high = 100, 400, 1000
    made = risk.annual_loss(rate, low, likely, high, runs=4000)
    middle = sum(made.percentiles[1:100]) / 99
    a, b = 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)
    variance = (high - low) ** 2 * a * b / ((a + b) ** 2 * (a + b + 1))
    deviation = math.sqrt(rate * (variance + risk.pert_mean(low, likely, high) ** 2))
    assert middle == pytest.approx(made.expected, rel=0.06)
    if rate >= 30:
        assert (made.p90 - made.p10) / 2.563 == pytest.approx(deviation, rel=0.06)


def test_the_share_of_quiet_years_is_that_of_no_event() -> None:
    made = risk.annual_loss(0.6, 100, 200, 300)
    quiet = sum(loss == 0 for loss in made.percentiles)
    assert quiet == pytest.approx(100 * math.exp(-0.6), abs=2)


def test_a_certain_amount_and_no_event_at_all() -> None:
    assert risk.annual_loss(0, 1, 2, 3).percentiles == (0,) * 101
    assert set(risk.annual_loss(1, 500, 500, 500).percentiles) <= {500 * n for n in range(12)}


@pytest.mark.parametrize(
    ("rate", "points"),
    [(-1, (1, 2, 3)), (float("nan"), (1, 2, 3)), (1e9, (1, 2, 3)), (1, (2, 1, 3)), (1, (1, 4, 3)), (1, (-1, 1, 3))],
)
def test_figures_that_make_no_sense_are_refused(rate: float, points: tuple[int, int, int]) -> None:
    with pytest.raises(UserError):
        risk.annual_loss(rate, *points)


def test_ten_thousand_years_are_simulated_while_one_waits() -> None:
    started = time.perf_counter()
    risk.annual_loss(2.0, 400 * K, 2600 * K, 14000 * K)
    assert time.perf_counter() - started < 2


@given(st.lists(st.lists(st.integers(1, 4), min_size=5, max_size=5), min_size=5, max_size=5))
def test_a_matrix_is_monotone_exactly_if_no_cell_is_below_a_neighbour(cells: list[list[int]]) -> None:
    ranks = tuple(tuple(line) for line in cells)
    sound = all(
        cells[a][b] <= cells[c][d] for a in range(5) for b in range(5) for c in range(a, 5) for d in range(b, 5)
    )
    assert (packs.first_fall(ranks) is None) == sound


@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from(["default", "product", "nist"]))
def test_more_likely_or_more_harmful_is_never_a_lower_band(likelihood: int, impact: int, name: str) -> None:
    matrix = packs.matrix(name)
    here = matrix.band(likelihood, impact).rank
    assert matrix.band(min(5, likelihood + 1), impact).rank >= here
    assert matrix.band(likelihood, min(5, impact + 1)).rank >= here
