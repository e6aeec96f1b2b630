"""Services are listed with the tier that follows, why it does, and how far their BIA is."""

from __future__ import annotations

import pytest

from app import entities
from app import model as m
from app.document import Document
from app.durations import BEYOND
from app.services import critical_keys, service, services, tier_share


@pytest.mark.parametrize(
    ("values", "tier", "reason", "critical"),
    [
        ({"rto": "30m"}, 1, "RTO 30 min is within 4 h.", True),
        ({"rto": "4h"}, 1, "RTO 4 h is within 4 h.", True),
        ({"rto": "24h"}, 2, "RTO 24 h is within 24 h.", True),
        ({"rto": "25h"}, 3, "RTO 25 h is within 3 d.", False),
        ({"rto": "2w"}, 4, "RTO 2 w is longer than every other tier allows.", False),
        ({"mtpd": BEYOND}, 4, "Its loss never becomes intolerable.", False),
        ({"rto": "1h", "tier_assigned": 0}, 0, "Assigned: others stand on it.", True),
        ({"tier_assigned": 0, "tier_reason": "name service"}, 0, "Assigned: name service", True),
        ({}, None, "No RTO yet.", False),
        ({"rto": "1h", "status": "retired"}, 1, "RTO 1 h is within 4 h.", False),
    ],
)
def test_the_tier_follows_from_the_rto_unless_assigned(
    session: Document, values: dict[str, object], tier: int | None, reason: str, critical: bool
) -> None:
    key = entities.add(session, m.Service, name="Order intake", **values)
    row = service(session, key)
    assert row is not None
    assert (row.tier, row.tier_reason, row.critical) == (tier, reason, critical)


def test_a_strict_rpo_raises_a_flag_and_not_the_tier(session: Document) -> None:
    row = service(session, entities.add(session, m.Service, name="Ledger", rto="8h", rpo="15m"))
    assert row is not None
    assert (row.tier, row.stricter_rpo) == (2, True)


def test_a_row_names_who_answers_for_it(sample: Document) -> None:
    row = next(one for one in services(sample) if one.ref == "SVC-008")
    assert (row.owner, row.deputy, row.department) == ("Chidi Umenta", "Łucja Wrzesnik", "People")
    assert (row.bia_state, row.approved_by, row.scored, row.cells) == ("approved", "Chidi Umenta", 56, 56)


def test_the_sample_stands_in_its_tiers(sample: Document) -> None:
    tiers = {row.ref[-2:]: row.tier for row in services(sample)}
    assert [tiers[f"{n:02d}"] for n in range(1, 15)] == [0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4, None]


def test_the_share_in_the_top_tiers_is_rounded_down(sample: Document) -> None:
    share = tier_share(services(sample))
    assert (share.top, share.critical, share.rated, share.percent) == (5, 10, 13, 38)
    assert tier_share([]).percent is None


def test_ten_services_of_the_sample_are_critical(sample: Document) -> None:
    assert len(critical_keys(sample)) == 10


def test_retired_services_can_be_left_out(session: Document, service: bytes) -> None:
    entities.add(session, m.Service, name="Old portal", status="retired")
    assert [row.name for row in services(session, retired=False)] == ["Order intake"]
    assert len(services(session)) == 2


def test_a_service_that_is_gone_has_no_row(session: Document) -> None:
    assert service(session, b"\0" * 16) is None
