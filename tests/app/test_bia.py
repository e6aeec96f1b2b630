"""An impact grid proposes what the subject says: fourteen grids of the sample, and what must hold for every grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import bia, packs
from app.bia import GridRow, Proposal, propose
from app.durations import BEYOND, DAY, HOUR, WEEK, parse_duration

SCALES = packs.scales()
HORIZONS = SCALES.horizons
TIERS = SCALES.tiers

# Service, grid (rows in the order of the categories), proposed MTPD, proposed RTO, driver: sample_session.md §4.
GRIDS = """SVC-001 11223445 12234455 11122334 11122344 11122222 24455555 12233444 4h 1h operational
SVC-002 11233455 12334555 11122334 11123344 11122222 24555555 12233344 4h 1h operational
SVC-003 11234455 12445555 11223344 11234455 11122333 12334455 11222333 8h 4h customer
SVC-004 11234455 12345555 11223344 11234455 11122333 12445555 12333344 8h 4h operational
SVC-005 12233445 11233444 12345555 11234455 13344555 12223344 11223333 4h 1h safety
SVC-006 11112233 11245555 11112233 11123344 11112222 11223344 11223344 24h 8h customer
SVC-007 11223445 11123444 11112345 11112334 11111111 11245555 11223344 24h 8h operational
SVC-008 11111223 11111111 11123445 11123344 11111112 11112234 11124455 3d 24h staff
SVC-009 11112234 11122334 11124555 11123455 11122344 11122334 11112222 3d 24h regulatory
SVC-010 11122344 11244455 11112233 11123344 11112222 11234455 11223344 24h 8h customer
SVC-011 11112233 11112334 11112233 11111233 11111111 11223444 11222333 1w 3d operational
SVC-012 11112344 11112345 11111223 11111223 11111222 11112445 11111233 1w 3d operational
SVC-013 11111122 11111111 11111223 11111122 11111111 11111223 11111122 beyond - -
SVC-014 ........ ........ 11111223 ........ ........ ........ 11111122 - - -
""".splitlines()
WRT = "001=15m 002=15m 003=1h 004=1h 005=15m 006=2h 007=4h 008=8h 009=4h 010=1h 011=4h 012=8h 013=1d"


def grid(*rows: str) -> list[GridRow]:
    """Rows in the order of the default categories; a dot is a blank."""
    return [
        GridRow(category.code, category.name, category.threshold, tuple(None if s == "." else int(s) for s in row))
        for category, row in zip(SCALES.categories, rows, strict=False)
    ]


def minutes(text: str) -> int | None:
    return None if text == "-" else parse_duration(text)


@pytest.mark.parametrize("line", GRIDS, ids=lambda line: line.split()[0])
def test_each_grid_of_the_sample_proposes_what_was_worked_out_by_hand(line: str) -> None:
    service, *rows, mtpd, rto, driver = line.split()
    wrt = dict(pair.split("=") for pair in WRT.split()).get(service[-3:], "-")
    made = propose(grid(*rows), HORIZONS, wrt=minutes(wrt))
    assert made.mtpd == minutes(mtpd)
    assert made.rto == minutes(rto)
    assert made.driver == (None if driver == "-" else driver)
    assert not made.blocked


def sentences(made: Proposal) -> list[str]:
    return [str(reason) for reason in made.reasons]


def test_the_proposal_says_why() -> None:
    _, *rows, _, _, _ = GRIDS[6].split()
    made = propose(grid(*rows), HORIZONS, wrt=4 * HOUR)
    assert (made.tolerable, made.intolerable) == (8 * HOUR, 24 * HOUR)
    assert sentences(made) == [
        "Operational reaches level 4 after 24 h; intolerable from level 4.",
        "At 8 h every category is still tolerable.",
        "MTPD is therefore 24 h at most.",
        "RTO is the last tolerable horizon, 8 h.",
    ]


def test_catch_up_work_shortens_the_rto() -> None:
    made = propose(grid("11144444"), HORIZONS, wrt=20 * HOUR)
    assert (made.mtpd, made.rto) == (DAY, 4 * HOUR)
    assert sentences(made)[-1] == "MTPD 24 h less 20 h of catch-up leaves 4 h: that is the RTO."


def test_catch_up_work_as_long_as_the_mtpd_blocks() -> None:
    for wrt, blocked in ((DAY - 1, False), (DAY, True), (DAY + 1, True)):
        made = propose(grid("11144444"), HORIZONS, wrt=wrt)
        assert made.blocked is blocked
        assert made.rto == (None if blocked else 1)
    assert "leaves no time to recover" in sentences(made)[-1]


def test_half_of_the_first_horizon_counts_when_it_is_intolerable_already() -> None:
    made = propose(grid("45555555"), HORIZONS, wrt=0)
    assert (made.mtpd, made.rto) == (60, 30)
    assert "half of the first one" in sentences(made)[1]


def test_the_cautious_setting_takes_the_last_tolerable_horizon() -> None:
    made = propose(grid("11144444"), HORIZONS, wrt=HOUR, cautious=True)
    assert (made.mtpd, made.rto) == (8 * HOUR, 7 * HOUR)
    assert propose(grid("45555555"), HORIZONS, cautious=True).mtpd == 30


def test_the_owners_mtpd_bounds_the_proposed_rto_but_not_the_proposed_mtpd() -> None:
    made = propose(grid("11144444"), HORIZONS, wrt=HOUR, confirmed_mtpd=6 * HOUR)
    assert (made.mtpd, made.rto) == (DAY, 5 * HOUR)
    assert "The owner's MTPD of 6 h counts instead." in sentences(made)


def test_safety_is_intolerable_one_level_earlier() -> None:
    rows = grid("11111111", "11111111", "11111111", "11111111", "11131111")
    made = propose(rows, HORIZONS)
    assert (made.mtpd, made.driver) == (DAY, "safety")
    assert bia.falls(rows)[0].category == "safety"


def test_of_several_drivers_the_one_furthest_above_its_threshold_leads() -> None:
    made = propose(grid("11145555", "11155555", "11111111", "11111111", "11135555"), HORIZONS)
    assert made.drivers == ("customer", "financial", "safety")
    assert made.driver == "customer"


def test_blanks_that_could_matter_leave_nothing_proposed_and_others_do_not() -> None:
    assert propose(grid("........"), HORIZONS).mtpd is None
    assert propose([], HORIZONS).mtpd is None
    assert propose(grid("1.1....3"), HORIZONS).mtpd == BEYOND, "what is tolerable later was tolerable before"
    assert propose(grid("1111111."), HORIZONS).mtpd is None
    early = propose(grid("1..44444"), HORIZONS)
    assert early.mtpd == DAY
    assert early.blanks == 2
    assert "could make the time shorter" in sentences(early)[-1]


def test_a_fall_names_both_cells_and_skips_blanks() -> None:
    (fall,) = bia.falls(grid("12.31.23"))[:1]
    assert (fall.category, fall.before, fall.after) == ("financial", 3, 4)
    assert bia.falls(grid("1223.445")) == ()


def test_a_score_carries_to_the_right_and_never_fills_blanks() -> None:
    assert bia.carried_right((1, 1, 2, None, 5), 1, 3) == (1, 3, 3, None, 5)


def test_the_shortest_of_base_and_peaks_counts() -> None:
    assert bia.effective_mtpd(3 * DAY, [8 * HOUR, None]) == 8 * HOUR
    assert bia.effective_mtpd(None, []) is None
    assert bia.effective_mtpd(BEYOND, [WEEK]) == WEEK


def test_a_workaround_relaxes_no_further_than_it_holds_less_the_catch_up() -> None:
    assert bia.relaxed_rto_limit(12 * HOUR, HOUR) == 11 * HOUR
    assert bia.relaxed_rto_limit(12 * HOUR, 12 * HOUR) is None
    assert bia.relaxed_rto_limit(None, HOUR) is None


@pytest.mark.parametrize(
    ("rto", "mtpd", "assigned", "tier"),
    [
        ("30m", "4h", None, 1), ("30m", "4h", 0, 0), ("4h", "8h", None, 1), ("241m", "8h", None, 2),
        ("24h", "3d", None, 2), ("2d", "1w", None, 3), ("3d", "1w", None, 3), ("2w", "beyond", None, 4),
        ("-", "beyond", None, 4),
        ("-", "-", None, None), ("-", "4h", None, None),
    ],
)  # fmt: skip
def test_the_tier_follows_the_rto(rto: str, mtpd: str, assigned: int | None, tier: int | None) -> None:
    found = bia.tier_of(minutes(rto), minutes(mtpd), TIERS, assigned=assigned)
    assert (found.number if found else None) == tier


def test_an_rpo_of_a_stricter_tier_raises_a_flag() -> None:
    assert bia.stricter_rpo(TIERS[2], 60, TIERS)
    assert not bia.stricter_rpo(TIERS[2], 61, TIERS)
    assert not bia.stricter_rpo(TIERS[0], 1, TIERS)


def test_a_foundation_is_no_later_than_an_hour_and_its_shortest_dependant() -> None:
    assert not bia.foundation_late(60, [60, 240], TIERS[0])
    assert bia.foundation_late(60, [30, None], TIERS[0])
    assert bia.foundation_late(90, [], TIERS[0])


scores = st.lists(st.integers(1, 5), min_size=8, max_size=8).map(sorted)
grids = st.lists(scores, min_size=7, max_size=7)


def rows_of(lists: list[list[int]]) -> list[GridRow]:
    return grid(*("".join(map(str, row)) for row in lists))


@given(grids, st.integers(0, 6), st.integers(0, 7), st.integers(0, 10_000), st.booleans())
def test_raising_a_score_never_lengthens_a_target(
    lists: list[list[int]], row: int, cell: int, wrt: int, cautious: bool
) -> None:
    before = propose(rows_of(lists), HORIZONS, wrt=wrt, cautious=cautious)
    lists[row][cell] = min(5, lists[row][cell] + 1)
    after = propose(rows_of(lists), HORIZONS, wrt=wrt, cautious=cautious)
    assert (after.mtpd or 0) <= (before.mtpd or 0)
    assert (after.rto or 0) <= (BEYOND if before.mtpd == BEYOND else before.rto or 0)


@given(grids, st.integers(0, 50_000))
def test_a_proposal_keeps_the_chain_of_targets(lists: list[list[int]], wrt: int) -> None:
    made = propose(rows_of(lists), HORIZONS, wrt=wrt)
    assert made.mtpd is not None
    if made.rto is not None:
        assert made.rto > 0
        assert made.rto + wrt <= made.mtpd
        assert made.rto < made.mtpd
    assert made.blocked == (made.mtpd != BEYOND and made.mtpd <= wrt)


@given(scores, st.integers(0, 7), st.integers(1, 5))
def test_carrying_right_leaves_no_later_fall(row: list[int], position: int, level: int) -> None:
    carried = bia.carried_right(row, position, level)
    later = [score for score in carried[position:] if score is not None]
    assert later == sorted(later)
