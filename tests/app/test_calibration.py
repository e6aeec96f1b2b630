"""Departments are compared by robust rules, and what sign-off still lacks is named with its reason."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from app import calibration as cal
from app import entities, interviews, polls
from app import model as m
from app.calibration import Calibration, calibration
from app.charts import Dot, dot_strips, impact_spread, share_bars
from app.charts.distribution import MOST, MOST_ROWS, DotStrip, DotStripsView, StripDot
from app.document import Document
from app.durations import BEYOND, DAY, HOUR
from app.scales import read_scales


@pytest.fixture
def departments(session: Document) -> dict[str, bytes]:
    return {name: entities.add(session, m.Department, name=name) for name in ("Finance", "Warehouse")}


def service(document: Document, name: str, department: bytes | None = None, **targets: object) -> bytes:
    return entities.add(document, m.Service, name=name, department_id=department, **targets)


def services(document: Document, department: bytes, rtos: Iterable[str]) -> list[bytes]:
    return [service(document, f"S{at} {rto}", department, rto=rto) for at, rto in enumerate(rtos)]


def score(document: Document, key: bytes, code: str, levels: list[int], speaker: bytes | None = None) -> None:
    category = next(one.key for one in read_scales(document).categories if one.code == code)  # type: ignore[attr-defined]
    interviews.score_row(document, key, category, list(levels), speaker=speaker)


def words(found: Calibration, kind: str) -> list[tuple[str, str]]:
    return [(entry.name, entry.words) for entry in found.of(kind)]


# --- targets per department ---


def test_a_strip_has_a_dot_per_service_and_its_median(session: Document, departments: dict[str, bytes]) -> None:
    services(session, departments["Finance"], ["4h", "24h", "8h"])
    service(session, "Unasked", departments["Finance"])
    (strip,) = calibration(session).distributions["rto"].strips
    assert [spot.minutes for spot in strip.spots] == [4 * HOUR, 8 * HOUR, DAY]
    assert (strip.department, strip.median, strip.unasked) == ("Finance", 8 * HOUR, 1)


def test_half_of_an_even_number_lies_within_the_lower_of_the_two_middle_values(
    session: Document, departments: dict[str, bytes]
) -> None:
    services(session, departments["Finance"], ["1h", "4h", "8h", "3d"])
    found = calibration(session).distributions["rto"]
    assert found.strips[0].median == 4 * HOUR
    assert found.title == "Half of 4 services must work again within 4 h"


def test_the_message_names_the_most_and_the_least_urgent_department(
    session: Document, departments: dict[str, bytes]
) -> None:
    services(session, departments["Finance"], ["1h", "4h", "8h"])
    services(session, departments["Warehouse"], ["24h", "3d", "3d"])
    title = calibration(session).distributions["rto"].title
    assert title == "Half of 6 services must work again within 8 h; in Finance within 4 h, in Warehouse within 3 d"


def test_services_that_may_stay_away_stand_behind_every_time(session: Document, departments: dict[str, bytes]) -> None:
    for name, mtpd in (("A", 4 * HOUR), ("B", BEYOND), ("C", BEYOND)):
        service(session, name, departments["Finance"], mtpd=mtpd)
    found = calibration(session).distributions["mtpd"]
    assert found.title == "More than half of 3 services may stay away beyond the last horizon"
    drawing = dot_strips(cal.distribution_view(found))
    xs = [shape.centre[0] for shape in drawing.shapes if isinstance(shape, Dot)]
    assert max(xs) <= drawing.width
    assert len(set(xs)) == 2


def test_services_without_a_department_are_compared_among_themselves(session: Document, service: bytes) -> None:
    entities.set_field(session, m.Service, service, "rto", "4h")
    (strip,) = calibration(session).distributions["rto"].strips
    assert (strip.key, strip.department) == (None, "Without department")


def test_retired_services_are_not_compared(session: Document, departments: dict[str, bytes]) -> None:
    service(session, "Old", departments["Finance"], rto="4h", status="retired")
    assert not calibration(session).comparable


# --- what stands out ---


def test_a_tier_more_than_one_away_from_the_median_stands_out(session: Document, departments: dict[str, bytes]) -> None:
    services(session, departments["Finance"], ["24h", "24h", "3d", "2w"])  # Tiers 2 2 3 4: the middle ones are 2 and 3
    assert words(calibration(session), "outlier") == []  # 4 is one away from 3
    service(session, "Telephones", departments["Finance"], rto="24h")  # now the median is 2
    found = calibration(session)
    assert words(found, "outlier") == [("S3 2w", "Tier 4, but the median of Finance is Tier 2.")]
    (strip,) = found.distributions["rto"].strips
    assert [spot.name for spot in strip.spots if spot.outlier] == ["S3 2w"]


def test_two_rated_services_have_no_median_to_stand_out_from(session: Document, departments: dict[str, bytes]) -> None:
    services(session, departments["Finance"], ["1h", "2w"])
    assert words(calibration(session), "outlier") == []


def needed_by(document: Document, target: bytes, sources: Iterable[bytes], *, hard: bool = True) -> None:
    for source in sources:
        entities.add(document, m.Dependency, source_id=source, target_id=target, hard=hard)


def test_an_mtpd_shorter_than_of_all_that_need_it_stands_out(session: Document) -> None:
    identity = service(session, "Identity", mtpd="4h")
    others = [service(session, "Orders", mtpd="8h"), service(session, "Ledger", mtpd="24h")]
    needed_by(session, identity, others)
    told = "MTPD 4 h, although none of the 2 services that need it is intolerable before 8 h (Orders)."
    assert words(calibration(session), "outlier") == [("Identity", told)]


def test_an_mtpd_that_one_of_its_users_needs_does_not_stand_out(session: Document) -> None:
    identity = service(session, "Identity", mtpd="4h")
    needed_by(session, identity, [service(session, "Orders", mtpd="4h"), service(session, "Ledger", mtpd="24h")])
    assert words(calibration(session), "outlier") == []


def test_one_user_or_soft_ones_are_too_few_to_say_so(session: Document) -> None:
    identity = service(session, "Identity", mtpd="4h")
    needed_by(session, identity, [service(session, "Orders", mtpd="8h")])
    needed_by(session, identity, [service(session, "Ledger", mtpd="24h")], hard=False)
    assert words(calibration(session), "outlier") == []


# --- the share of the top tiers ---


def test_the_share_of_the_top_tiers_is_held_against_what_is_usual(
    session: Document, departments: dict[str, bytes]
) -> None:
    services(session, departments["Finance"], ["4h", "24h", "3d"])  # 1 of 3: 33 %
    services(session, departments["Warehouse"], ["24h", "24h", "3d", "3d", "3d", "4h"])  # 1 of 6: 16 %
    found = calibration(session)
    assert found.share_title == "22 % of 9 rated in Tiers 0 and 1, within the usual 10 to 30 %"
    shares = {share.department: (share.share.top, share.share.rated, share.verdict) for share in found.shares}
    assert shares == {"Finance": (1, 3, "above"), "Warehouse": (1, 6, "within")}


@pytest.mark.parametrize(
    ("top", "rated", "verdict"),
    [(3, 10, "within"), (31, 100, "above"), (30, 100, "within"), (10, 100, "within"), (9, 100, "below"), (2, 2, "few")],
)
def test_the_ends_of_the_band_are_usual(session: Document, top: int, rated: int, verdict: str) -> None:
    with session.edit("Fill") as edit:
        for at in range(rated):
            entities.create(edit, m.Service, name=f"S{at}", rto=4 * HOUR if at < top else DAY)
    assert calibration(session).overall.verdict == verdict


def test_the_bars_begin_with_all_departments(session: Document, departments: dict[str, bytes]) -> None:
    services(session, departments["Finance"], ["4h", "24h", "3d"])
    view = cal.share_view(calibration(session))
    assert view.twin.rows == (
        ("All departments", "3", "1", "33 %", "more than usual"),
        ("Finance", "3", "1", "33 %", "more than usual"),
    )
    assert [hit.key for hit in share_bars(view).hits] == ["all", departments["Finance"]]


# --- impact side by side ---


def test_impact_is_compared_after_four_hours_and_a_day_by_the_upper_median(
    session: Document, departments: dict[str, bytes]
) -> None:
    keys = services(session, departments["Finance"], ["4h", "8h"])
    score(session, keys[0], "customer", [1, 2, 2, 4])
    score(session, keys[1], "customer", [1, 1, 2, 3])
    four, day = calibration(session).spreads
    category = next(key for key, name, _ in day.categories if name == "Customer")
    cell = day.cells[departments["Finance"], category]
    assert (four.label, day.label) == ("4 h", "24 h")
    assert (cell.median, cell.low, cell.high, cell.levels) == (4, 3, 4, ((keys[0], 4), (keys[1], 3)))
    assert four.title == "After 4 h, none of 2 scored services is intolerable"
    assert day.title == "After 24 h, 1 of 2 scored services are intolerable, most often for Customer"


def test_a_cell_that_nobody_scored_is_not_a_one(session: Document, departments: dict[str, bytes]) -> None:
    (key,) = services(session, departments["Finance"], ["4h"])
    score(session, key, "customer", [1, 2, 2, 4])
    found = calibration(session)
    view = cal.spread_view(found.spreads[1], found.rows)
    assert view.twin.rows[0].count("not scored") == 6
    (hit,) = impact_spread(view).hits
    assert hit.tip == "Finance, Customer after 24 h: S0 4h 4"


# --- targets against their proposals ---


def proposed(document: Document) -> bytes:
    """A service whose grid proposes MTPD 24 h and RTO 8 h."""
    key = service(document, "Ledger")
    for one in read_scales(document).categories:
        score(document, key, one.code, [1, 1, 2, 4 if one.code == "customer" else 2, 4, 4, 4, 4])
    interviews.take_proposal(document, key, "mtpd")
    return key


def test_an_override_without_a_reason_is_told_apart_from_one_with_a_reason(session: Document) -> None:
    key = proposed(session)
    interviews.take_proposal(session, key, "rto")
    assert words(calibration(session), "no reason") == []
    interviews.set_target(session, key, "rto", "4h")
    assert words(calibration(session), "no reason") == [("Ledger", "RTO 4 h instead of 8 h, without a reason.")]
    interviews.set_target(session, key, "rto", "4h", "Month-end runs at night")
    found = calibration(session)
    assert words(found, "no reason") == []
    assert words(found, "reason") == [("Ledger", "RTO 4 h instead of 8 h: Month-end runs at night")]


def test_a_target_that_was_set_before_anything_was_proposed_is_no_override(session: Document) -> None:
    key = service(session, "Ledger")
    interviews.set_target(session, key, "rto", "4h")
    found = calibration(session)
    assert words(found, "no reason") == words(found, "reason") == []


# --- how it was scored and signed ---


def test_a_grid_that_one_person_scored_without_vote_or_note_is_told(session: Document, person: bytes) -> None:
    key = service(session, "Ledger")
    score(session, key, "customer", [1, 2, 3], speaker=person)
    assert words(calibration(session), "alone") == [("Ledger", "Scored by Grace Okonjo-Hale alone.")]
    other = entities.add(session, m.Person, name="Chidi Umenta")
    score(session, key, "staff", [1, 2, 3], speaker=other)
    assert words(calibration(session), "alone") == []


def test_a_note_or_a_vote_is_enough(session: Document, person: bytes) -> None:
    noted, voted = service(session, "Noted"), service(session, "Voted")
    scales = read_scales(session)
    cell = (scales.categories[0].key, scales.horizons[0].key)  # type: ignore[attr-defined]
    for key, note in ((noted, "As in March"), (voted, None)):
        interviews.score(session, key, *cell, 2, note, speaker=person)
    assert [name for name, _ in words(calibration(session), "alone")] == ["Voted"]
    polls.open_poll(session, voted, "cell", category=cell[0], horizon=cell[1])
    assert words(calibration(session), "alone") == []


def test_grids_that_are_not_finished_say_how_far_they_are(session: Document) -> None:
    begun = service(session, "Ledger")
    service(session, "Payroll")
    score(session, begun, "customer", [1, 2, 3])
    assert words(calibration(session), "unscored") == [
        ("Ledger", "3 of 56 cells scored."),
        ("Payroll", "The interview has not begun."),
    ]


def approved(document: Document, person: bytes) -> bytes:
    key = service(document, "Payroll", rto="24h", mtpd="3d", rpo="24h", mbco_pct=80)
    interviews.open_interview(document, key)
    interviews.approve_bia(document, key, person)
    return key


def test_what_changed_since_approval_is_named(session: Document, person: bytes) -> None:
    key = approved(session, person)
    assert words(calibration(session), "changed") == []
    interviews.set_target(session, key, "rto", "8h")
    interviews.set_target(session, key, "rpo", "8h")
    (found,) = words(calibration(session), "changed")
    assert found == ("Payroll", "RTO, RPO changed since Grace Okonjo-Hale approved on 15 Sep 2026.")
    assert calibration(session).approved == 0


def test_only_what_has_begun_waits_for_approval(session: Document, person: bytes) -> None:
    service(session, "Not begun")
    interviews.open_interview(session, service(session, "Begun"))
    approved(session, person)
    found = calibration(session)
    assert [name for name, _ in words(found, "unapproved")] == ["Begun"]
    assert (found.approved, found.begun) == (1, 2)


# --- the sample session, by hand from its tables ---


def test_the_sample_is_calibrated_as_its_tables_say(sample: Document) -> None:
    found = calibration(sample)
    assert found.share_title == "38 % of 13 rated in Tiers 0 and 1, more than the usual 10 to 30 %"
    assert [entry.ref for entry in found.of("outlier")] == ["SVC-001", "SVC-011"]
    assert [entry.ref for entry in found.of("reason")] == ["SVC-002", "SVC-012", "SVC-013"]
    assert found.of("no reason") == ()
    assert [entry.ref for entry in found.of("old")] == ["SVC-013"]
    assert [entry.ref for entry in found.of("unapproved")] == ["SVC-014"]
    assert found.spreads[0].title == "After 4 h, 3 of 14 scored services are intolerable, most often for Operational"
    assert (
        found.distributions["rto"].title
        == "Half of 13 services must work again within 8 h; in IT operations within 1 h, in Procurement within 2 d"
    )


# --- charts of many ---


def strip_of(count: int) -> DotStripsView:
    dots = [StripDot(at, f"S{at}", 4 * HOUR) for at in range(count)]
    return DotStripsView([DotStrip("d", "Finance", dots, 4 * HOUR)], "RTO")


def test_dots_of_one_time_never_lie_on_each_other() -> None:
    drawing = dot_strips(strip_of(MOST))
    centres = [shape.centre for shape in drawing.shapes if isinstance(shape, Dot)]
    assert len(centres) == MOST
    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a in centres for b in centres if a != b) >= 9
    assert len(set(centres)) == MOST


def test_more_than_can_be_told_apart_become_one_dot_with_their_count() -> None:
    drawing = dot_strips(strip_of(MOST + 1))
    (hit,) = drawing.hits
    assert hit.key == ("many", "d", 4 * HOUR)
    assert hit.tip == "33 services of Finance: RTO 4 h"


def test_a_table_of_very_many_services_tells_them_together() -> None:
    few, many = strip_of(MOST_ROWS).twin, strip_of(MOST_ROWS + 1).twin
    assert len(few.rows) == MOST_ROWS
    assert many.rows == (("Finance", "4 h", "4 h", str(MOST_ROWS + 1), ""),)
    assert many.key_at(0, 0) == ("many", "d", 4 * HOUR)
