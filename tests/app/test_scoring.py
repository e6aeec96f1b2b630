"""What a room's votes say: the worked examples of the subject, published checks, and what must hold for every round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import scoring
from app.scoring import Verdict, tally


def votes(histogram: str) -> list[int]:
    return [level for level, count in enumerate(histogram.split(","), 1) for _ in range(int(count))]


@pytest.mark.parametrize(
    ("histogram", "median", "proposed", "iqr", "within_one", "agreement", "verdict", "split"),
    [
        ("0,1,4,1,0", 3, 3, 0, 100, 0.75, Verdict.AGREED, False),
        ("0,0,2,3,1", 4, 4, 0.75, 100, 0.667, Verdict.AGREED, True),
        ("1,0,4,1,0", 3, 3, 0, 83, 0.556, Verdict.DIVIDED, False),
        ("3,0,0,0,3", 3, 5, 4, 0, -1, Verdict.DIVIDED, True),
        ("1,1,1,1,1", 3, 3, 2, 60, 0, Verdict.DIVIDED, True),
    ],
)
def test_the_worked_examples(
    histogram: str,
    median: float,
    proposed: int,
    iqr: float,
    within_one: int,
    agreement: float,
    verdict: Verdict,
    split: bool,
) -> None:
    made = tally(votes(histogram), threshold=4)
    assert made.counts == tuple(map(int, histogram.split(",")))
    assert (made.median, made.proposed, made.iqr) == (median, proposed, iqr)
    assert int((made.within_one or 0) * 100) == within_one
    assert made.agreement == pytest.approx(agreement, abs=0.0005)
    assert (made.verdict, made.split) == (verdict, split)


def test_the_published_check_of_agreement() -> None:
    assert scoring.agreement([30, 40, 210, 130, 530, 50, 10]) == pytest.approx(0.6113, abs=0.00005)


# Likelihood and impact votes of sample_session.md §8 and whether both count as consensus.
ROUNDS = """
R-001 0,1,6,2,0 0,0,0,2,7 yes
R-002 0,2,6,1,0 0,0,1,6,2 yes
R-003 1,6,2,0,0 0,0,0,3,6 yes
R-004 0,0,6,3,0 0,0,2,6,1 yes
R-005 0,3,5,1,0 0,1,6,2,0 yes
R-006 0,1,7,1,0 0,0,1,5,3 yes
R-007 1,5,3,0,0 0,0,6,3,0 yes
R-008 0,5,4,0,0 0,2,6,1,0 yes
R-009 3,0,2,0,4 0,0,1,5,3 no
R-010 0,0,3,6,0 0,2,6,1,0 yes
R-011 0,2,6,1,0 0,3,6,0,0 yes
R-012 3,6,0,0,0 0,0,0,1,8 yes
R-013 0,0,5,4,0 0,2,7,0,0 yes
R-014 1,3,0,4,1 0,0,1,6,2 no
R-015 0,0,4,5,0 1,6,2,0,0 yes
R-016 2,6,1,0,0 0,0,0,7,2 yes
"""
CURRENT = "35 34 25 34 33 34 23 23 34 43 33 25 33 44 42 24"


@pytest.mark.parametrize("line", ROUNDS.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_the_rounds_of_the_sample(line: str) -> None:
    _, likelihood, impact, consensus = line.split()
    both = [tally(votes(likelihood)), tally(votes(impact), threshold=4)]
    assert all(round_.n == 9 for round_ in both)
    assert all(round_.consensus for round_ in both) == (consensus == "yes")


def test_the_levels_kept_in_the_sample_are_the_proposed_ones() -> None:
    lines = ROUNDS.split("\n")[1:-1]
    proposed = ["".join(str(tally(votes(histogram)).proposed) for histogram in line.split()[1:3]) for line in lines]
    assert proposed == CURRENT.split()


def test_with_fewer_than_three_votes_only_the_votes_are_shown() -> None:
    assert tally([3, 3]).verdict is Verdict.FEW
    assert tally([3, 3, 3]).verdict is Verdict.AGREED
    empty = tally([])
    assert (empty.n, empty.median, empty.range, empty.verdict) == (0, None, None, Verdict.FEW)


def test_each_part_of_the_rule_can_deny_consensus() -> None:
    assert tally([1, 2, 2, 3, 3, 3, 3, 3]).consensus
    assert not tally([1, 3, 3, 3, 3, 3, 3, 4]).consensus, "range 3"
    assert not tally([2, 2, 2, 3, 4, 4, 4]).consensus, "quartiles 2 and 4"
    assert not tally([1, 1, 1, 1, 1, 3, 3]).consensus, "under three quarters near the median"


def test_a_lone_voice_splits_a_small_room_only() -> None:
    assert tally([3, 4, 4], threshold=4).split
    assert tally([3, 3, 3, 4], threshold=4).split
    assert not tally([3, 3, 3, 3, 4], threshold=4).split
    assert tally([3, 3, 3, 3, 4], threshold=4).beyond == 1
    assert tally([3] * 7 + [4, 4], threshold=4).split
    assert not tally([4, 4, 5], threshold=4).split
    assert not tally([1, 5, 5, 5]).split


def test_votes_outside_the_scale_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="levels from 1 to 5"):
        tally([0, 3])


def test_within_group_agreement_is_clipped_at_zero() -> None:
    assert scoring.r_wg([3, 3, 3]) == 1
    assert scoring.r_wg([1, 1, 5, 5]) == 0
    assert scoring.r_wg([2, 3, 4]) == pytest.approx(0.5)
    assert scoring.r_wg([3]) is None


def test_concordance_of_rankings() -> None:
    assert scoring.kendalls_w([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]]) == pytest.approx(1)
    assert scoring.kendalls_w([[1, 2, 3], [3, 2, 1]]) == pytest.approx(0)
    assert scoring.kendalls_w([[1, 2, 3, 4], [2, 1, 4, 3], [1, 3, 2, 4]]) == pytest.approx(12 * 29 / (9 * 60))
    assert scoring.kendalls_w([[1, 1, 2], [1, 1, 2]]) == pytest.approx(1), "ties are taken out of what is possible"
    assert scoring.kendalls_w([[1, 1], [2, 2]]) is None
    assert scoring.kendalls_w([[1, 2]]) is None
    assert scoring.ranks([10, 20, 10, 5]) == (2.5, 4, 2.5, 1)


def test_concordance_with_ties_is_worked_out_by_hand() -> None:
    """Ranks 1.5 1.5 3 4 / 1 2.5 2.5 4 / 2 1 3.5 3.5: column sums 4.5 5 9 11.5, squares 33.5, ties 3 × 6 = 18."""
    scores = [[1, 1, 2, 3], [1, 2, 2, 5], [2, 1, 4, 4]]
    assert [scoring.ranks(row) for row in scores] == [(1.5, 1.5, 3, 4), (1, 2.5, 2.5, 4), (2, 1, 3.5, 3.5)]
    assert scoring.kendalls_w(scores) == pytest.approx(12 * 33.5 / (9 * 60 - 3 * 18))
    untied = 12 * 33.5 / (9 * 60)
    assert (scoring.kendalls_w(scores) or 0) > untied, "the correction only ever raises it"


@pytest.mark.parametrize(("levels", "spread"), [(3, 2 / 3), (4, 1.25), (5, 2)])
def test_within_group_agreement_goes_by_the_length_of_the_scale(levels: int, spread: float) -> None:
    assert scoring.r_wg([1, 2, 3], levels) == pytest.approx(max(0, 1 - 1 / spread))
    assert tally([1, 2, 2], levels=levels).r_wg == pytest.approx(1 - (1 / 3) / spread)


@pytest.mark.parametrize("levels", [3, 4, 5])
def test_shorter_scales_have_the_same_rule(levels: int) -> None:
    alike = tally([2] * 5, levels=levels, threshold=levels)
    assert (len(alike.counts), alike.agreement, alike.verdict, alike.split) == (levels, 1, Verdict.AGREED, False)
    poles = tally([1, 1, levels, levels], levels=levels, threshold=levels)
    assert (poles.agreement, poles.split, poles.proposed, poles.median) == (-1, True, levels, (1 + levels) / 2)
    assert tally(list(range(1, levels + 1)), levels=levels).agreement == pytest.approx(0)
    with pytest.raises(ValueError, match=f"levels from 1 to {levels}"):
        tally([levels + 1], levels=levels)


def test_the_shift_between_rounds_is_that_of_the_median() -> None:
    assert scoring.shift(tally([1, 3, 5]), tally([3, 4, 4])) == 1
    assert scoring.shift(tally([]), tally([3])) is None


histograms = st.lists(st.integers(0, 20), min_size=5, max_size=5).filter(any)


@given(histograms)
def test_agreement_lies_between_minus_one_and_one_and_reads_both_ways(counts: list[int]) -> None:
    value = scoring.agreement(counts)
    assert value is not None
    assert -1 - 1e-9 <= value <= 1 + 1e-9
    assert scoring.agreement(counts[::-1]) == pytest.approx(value)
    assert scoring.agreement([3 * count for count in counts]) == pytest.approx(value)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_a_tally_does_not_depend_on_who_votes_first(ballots: list[int]) -> None:
    made = tally(ballots, threshold=4)
    assert made == tally(sorted(ballots, reverse=True), threshold=4)
    assert made.proposed in ballots
    assert made.lowest is not None
    assert made.highest is not None
    assert made.median is not None
    assert made.lowest <= made.median <= made.highest
    assert (made.iqr or 0) <= (made.range or 0)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=20))
def test_quartiles_are_those_of_the_standard_library(ballots: list[int]) -> None:
    from statistics import quantiles

    first, _, third = quantiles(ballots, n=4, method="inclusive")
    assert scoring.iqr(ballots) == pytest.approx(third - first)


@given(st.lists(st.permutations(range(5)), min_size=2, max_size=8))
def test_concordance_lies_between_zero_and_one(rows: list[list[int]]) -> None:
    value = scoring.kendalls_w(rows)
    assert value is not None
    assert -1e-9 <= value <= 1 + 1e-9


@given(st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=2, max_size=8))
def test_concordance_with_ties_is_the_share_of_the_columns_in_the_spread_of_the_ranks(rows: list[list[int]]) -> None:
    """An independent way to the same figure: Σ(Rⱼ − R̄)² over m times the sum of squares of all ranks."""
    ranked = [scoring.ranks(row) for row in rows]
    sums = [sum(column) for column in zip(*ranked, strict=True)]
    between = sum((total - sum(sums) / 4) ** 2 for total in sums)
    within = sum((rank - 2.5) ** 2 for row in ranked for rank in row)
    value = scoring.kendalls_w(rows)
    if within == 0:
        assert value is None
    else:
        assert value == pytest.approx(between / (len(rows) * within))
