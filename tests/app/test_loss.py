"""Waiting costs what people said an hour and a day cost: by the hour within a day, then by days, and never less."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import entities, interviews, loss
from app import model as m
from app.charts import loss_chart
from app.document import Document
from app.durations import BEYOND, DAY, HOUR
from app.i18n import UserError

#: The ledger of the sample: 8, 20 and 55 thousand an hour, 120, 320 and 900 thousand a day; in cents.
K = 100_000
LEDGER = {"loss_low": 8 * K, "loss_likely": 20 * K, "loss_high": 55 * K}
DAYS = {"loss_day_low": 120 * K, "loss_day_likely": 320 * K, "loss_day_high": 900 * K}


def said(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**{f"loss_{unit}{point}": None for unit in ("", "day_") for point in loss.POINTS} | values)


def service_losing(document: Document, service: bytes, **values: Any) -> bytes:
    interviews.open_interview(document, service)
    entities.set_fields(document, m.Bia, service, values)
    return service


# --- the method, with numbers worked out by hand ---


@pytest.mark.parametrize(
    ("minutes", "low", "likely", "high"),
    [
        (0, 0, 0, 0),
        (HOUR, 8, 20, 55),
        (8 * HOUR, 64, 160, 440),  # by the hour
        (15 * HOUR, 120, 300, 825),  # the low day is full after 15 hours
        (20 * HOUR, 120, 320, 900),  # all three days are full
        (DAY, 120, 320, 900),
        (36 * HOUR, 180, 480, 1350),  # one and a half days
        (3 * DAY, 360, 960, 2700),
    ],
)
def test_within_a_day_it_costs_by_the_hour_but_never_more_than_a_day_and_then_by_days(
    minutes: int, low: int, likely: int, high: int
) -> None:
    assert loss.loss_at(said(**LEDGER, **DAYS), minutes) == (low * K, likely * K, high * K)


def test_a_day_that_costs_more_than_24_hours_grows_in_evenly_after_the_first_hour() -> None:
    row = said(loss_likely=1 * K, loss_day_likely=47 * K)  # 46 more over 23 hours: two an hour
    found = [loss.loss_at(row, hours * HOUR) for hours in (1, 2, 12, 24, 48)]
    assert [one.likely for one in found if one is not None] == [1 * K, 3 * K, 23 * K, 47 * K, 94 * K]


def test_without_a_day_every_hour_costs_the_same_and_without_an_hour_a_part_of_a_day_costs_its_share() -> None:
    assert loss.loss_at(said(**LEDGER), 3 * DAY) == (576 * K, 1440 * K, 3960 * K)
    assert loss.loss_at(said(**DAYS), 6 * HOUR) == (30 * K, 80 * K, 225 * K)


_CENTS = st.none() | st.integers(0, 10**12)


@given(st.lists(_CENTS, min_size=6, max_size=6), st.integers(0, 60 * DAY), st.integers(0, 60 * DAY))
def test_the_cost_never_falls_with_time_and_low_likely_and_high_never_cross(
    values: list[int | None], one: int, other: int
) -> None:
    names = [f"loss_{unit}{point}" for unit in ("", "day_") for point in loss.POINTS]
    row = said(**dict(zip(names, values, strict=True)))
    earlier, later = (loss.loss_at(row, minutes) for minutes in sorted((one, other)))
    if earlier is None or later is None:
        assert earlier is later is None
        return
    for before, after in zip(earlier, later, strict=True):
        assert (before is None) == (after is None)
        assert before is None or after is None or before <= after
    known = [value for value in later if value is not None]
    assert known == sorted(known)


# --- what nobody said is never 0 ---


def test_without_any_figure_there_is_no_loss_and_a_sentence_says_where_it_is_asked() -> None:
    assert loss.loss_at(said(), HOUR) is None
    assert loss.loss_at(None, HOUR) is None
    assert loss.rates(said(), service="Payroll").faults == (
        "What an hour or a day without Payroll costs was not asked yet; question 8 of the interview asks it.",
    )


def test_a_time_not_asked_yet_or_beyond_all_horizons_has_no_loss() -> None:
    assert loss.loss_at(said(**LEDGER), None) is None
    assert loss.loss_at(said(**LEDGER), BEYOND) is None


def test_a_missing_point_stays_unknown_and_is_told() -> None:
    row = said(**LEDGER | {"loss_high": None})
    assert loss.loss_at(row, HOUR) == (8 * K, 20 * K, None)
    assert loss.rates(row, service="Payroll").faults == (
        "What an hour of Payroll costs at most (high) was not asked; without it no span can be drawn.",
    )


def test_a_point_said_for_the_hour_but_not_for_the_day_does_not_count() -> None:
    row = said(**LEDGER, loss_day_likely=320 * K)
    assert loss.loss_at(row, 8 * HOUR) == (None, 160 * K, None)
    assert [fault[:31] for fault in loss.rates(row, service="Payroll").faults] == [
        "What a day of Payroll costs at ",
        "What a day of Payroll costs at ",
    ]


def test_a_loss_of_nothing_is_known_and_not_the_same_as_not_asked() -> None:
    assert loss.loss_at(said(loss_low=0, loss_likely=0, loss_high=1 * K), HOUR) == (0, 0, K)


# --- what contradicts itself ---


def test_points_in_the_wrong_order_are_told_and_only_the_likely_one_counts() -> None:
    row = said(loss_low=30 * K, loss_likely=20 * K, loss_high=55 * K)
    assert loss.loss_at(row, HOUR) == (None, 20 * K, None)
    assert loss.rates(row, service="Payroll", currency="EUR").faults[0] == (
        "For an hour of Payroll the low loss (EUR\u00a030\u202f000) is above the likely one (EUR\u00a020\u202f000); "
        "correct one of them."
    )


def test_low_above_high_is_seen_although_the_likely_one_is_missing() -> None:
    known = loss.rates(said(loss_low=30 * K, loss_high=20 * K), service="Payroll")
    assert not known.known
    assert "the low loss (30\u202f000) is above the high one (20\u202f000)" in known.faults[0]


def test_a_day_that_costs_less_than_an_hour_is_told_and_does_not_count() -> None:
    row = said(loss_likely=20 * K, loss_day_likely=10 * K)
    assert loss.loss_at(row, 2 * DAY) == (None, 960 * K, None)
    assert loss.rates(row, service="Payroll").faults[0] == (
        "A day of Payroll costs less (10\u202f000) than an hour (20\u202f000) in the likely case; correct one of them."
    )


# --- the curve ---


def test_the_curve_says_what_waiting_for_the_targets_costs(session: Document, service: bytes) -> None:
    service_losing(session, service, **LEDGER, **DAYS)
    entities.set_fields(session, m.Service, service, {"rto": "8h", "mtpd": "24h"})
    curve = loss.loss_curve(session, service)
    assert curve.title == (
        "Waiting for the RTO of 8 h costs EUR\u00a0160\u202f000, to the MTPD of 24 h EUR\u00a0320\u202f000"
    )
    assert curve.rto is not None
    assert curve.rto.loss == (64 * K, 160 * K, 440 * K)
    assert curve.points[-1][0] == 3 * DAY  # the first horizon past the MTPD
    assert curve.faults == ()


def test_the_curve_bends_only_at_its_points(session: Document, service: bytes) -> None:
    service_losing(session, service, **LEDGER, **DAYS)
    row = session.get(m.Bia, service)
    points = loss.loss_curve(session, service).points
    for before, after in pairwise(points):
        middle = loss.loss_at(row, (before[0] + after[0]) // 2)
        assert middle is not None
        assert middle.likely == pytest.approx(((before[2] or 0) + (after[2] or 0)) / 2, abs=2000)


def test_a_curve_without_targets_says_what_a_day_costs(session: Document, service: bytes) -> None:
    service_losing(session, service, **LEDGER)
    curve = loss.loss_curve(session, service)
    assert curve.title == "A day without Order intake costs EUR\u00a0480\u202f000"
    assert curve.method == "Nobody said what a day costs, so every hour costs the same."


def test_a_service_that_may_stay_away_has_no_mark_at_its_mtpd(session: Document, service: bytes) -> None:
    service_losing(session, service, **LEDGER)
    entities.set_fields(session, m.Service, service, {"rto": "1w", "mtpd": BEYOND})
    curve = loss.loss_curve(session, service)
    assert (curve.mtpd, curve.title) == (None, "Waiting for the RTO of 1 w costs EUR\u00a03.36\u00a0m")


def test_without_losses_there_is_no_curve_and_its_title_says_why(session: Document, service: bytes) -> None:
    curve = loss.loss_curve(session, service)
    assert not curve.known
    assert curve.title.startswith("What an hour or a day without Order intake costs was not asked yet")
    assert loss_chart(curve.view).shapes == ()


def test_a_curve_without_its_likely_points_tells_the_span(session: Document, service: bytes) -> None:
    service_losing(session, service, loss_low=8 * K, loss_high=55 * K)
    entities.set_fields(session, m.Service, service, {"rto": "8h"})
    title = loss.loss_curve(session, service).title
    assert title == "Waiting for the RTO of 8 h costs EUR\u00a064\u202f000 to 440\u202f000"


def test_the_curve_of_a_deleted_service_is_refused(session: Document, service: bytes) -> None:
    entities.delete(session, service)
    with pytest.raises(UserError, match="no longer exists"):
        loss.loss_curve(session, service)


# --- what pays for a strategy ---


def test_hours_that_pay_are_the_cost_by_the_loss_an_hour() -> None:
    found = loss.hours_that_pay(180_000 * 100, said(loss_low=20 * K, loss_likely=45 * K, loss_high=90 * K))
    assert found is not None
    assert (found.least, found.likely, found.most) == (2, 4, 9)
    assert found.words == "4 h of downtime a year would pay for 180\u202f000 (2 h to 9 h)."


def test_a_day_of_240_thousand_is_ten_thousand_an_hour() -> None:
    found = loss.hours_that_pay(50 * K, said(loss_day_likely=240 * K), currency="EUR")
    assert found is not None
    assert found.words == "5 h of downtime a year would pay for EUR\u00a050\u202f000."


def test_what_loses_nothing_or_costs_an_unknown_amount_pays_for_nothing() -> None:
    assert loss.hours_that_pay(None, said(**LEDGER)) is None
    assert loss.hours_that_pay(50 * K, said()) is None
    assert loss.hours_that_pay(50 * K, said(loss_likely=0)) is None
    assert loss.hours_that_pay(50 * K, None) is None


# --- the drawing and its table ---


@pytest.fixture
def drawn(session: Document, service: bytes) -> loss.LossCurve:
    service_losing(session, service, **LEDGER, **DAYS)
    entities.set_fields(session, m.Service, service, {"rto": "8h", "mtpd": "24h"})
    return loss.loss_curve(session, service)


def test_the_drawing_stays_inside_its_frame_and_marks_both_targets(drawn: loss.LossCurve) -> None:
    drawing = loss_chart(drawn.view)
    words = [shape.text for shape in drawing.shapes if hasattr(shape, "text")]
    assert {"RTO 8 h: 160\u202f000", "MTPD 24 h: 320\u202f000", "EUR", "0"} <= set(words)
    for shape in drawing.shapes:
        for x, y in getattr(shape, "points", ()):
            assert -0.5 <= x <= drawing.width + 0.5
            assert 0 <= y <= drawing.height


def test_every_point_of_the_curve_can_be_walked_to_and_tells_its_span(drawn: loss.LossCurve) -> None:
    drawing = loss_chart(drawn.view)
    assert [hit.key for hit in drawing.hits] == [point[0] for point in drawn.points]
    hit = drawing.hit_of(8 * HOUR)
    assert hit is not None
    assert hit.tip == "RTO 8 h: likely EUR 160\u202f000, 64\u202f000 to 440\u202f000"


def test_the_table_tells_what_the_chart_draws(drawn: loss.LossCurve) -> None:
    twin = drawn.view.twin
    assert twin.heads == ("After", "Low (EUR)", "Likely (EUR)", "High (EUR)")
    assert ("RTO 8 h", "64\u202f000", "160\u202f000", "440\u202f000") in twin.rows
    assert twin.place_of(DAY) is not None
    assert twin.summary == "RTO 8 h, MTPD 24 h"


def test_an_unknown_span_is_told_in_the_table_and_not_drawn(session: Document, service: bytes) -> None:
    service_losing(session, service, loss_likely=20 * K)
    view = loss.loss_curve(session, service).view
    assert view.twin.rows[1] == ("1 h", "not known", "20\u202f000", "not known")
    assert not [shape for shape in loss_chart(view).shapes if getattr(shape, "fill", "") == "tint"]
