"""Suggested risks come from threats and what services stand on; each says why, and what is known is not suggested."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import entities, network, risks, workshop
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.session import new_session
from app.workshop import Suggestion

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Document]:
    """A session with threats and without anything else."""
    with new_session(tmp_path / "s.foreshock", title="Small", organisation="Brook", clock=lambda: NOON) as document:
        yield document


def service(document: Document, name: str = "Payroll", rto: int | None = 240) -> bytes:
    return entities.add(document, m.Service, name=name, rto=rto, mtpd=480 if rto else None)


def told(found: tuple[Suggestion, ...]) -> list[tuple[str, str, str]]:
    return [(one.threat.code, one.what, one.services[0].ref) for one in found]


def of(found: tuple[Suggestion, ...], code: str, what: str) -> Suggestion:
    return next(one for one in found if (one.threat.code, one.what) == (code, what))


def test_the_first_suggestions_of_the_sample_and_why(sample: Document) -> None:
    found = workshop.suggestions(sample, 3)
    assert told(found) == [
        ("T10", "Lumenet Carrier and Quillnet Fibre", "SVC-002"),
        ("T16", "Host cluster Brenholt and Host cluster Sandmoor", "SVC-001"),
        ("T14", "Wagefern", "SVC-008"),
    ]
    carriers, platform, wagefern = (one.why for one in found)
    assert carriers == (
        "Network and name service, Identity and sign-on and 8 more cannot do without Lumenet Carrier and Quillnet "
        "Fibre, and one cause can hit them together."
    )
    assert platform == (
        "Identity and sign-on, Order intake and 5 more cannot do without Host cluster Brenholt and Host cluster "
        "Sandmoor, and one cause can hit them together."
    )
    assert wagefern == (
        "Payroll (Tier 2) cannot do without Wagefern: moving to its alternative takes 20 d, there is no exit plan and "
        "it promises 2 d where 24 h is needed."
    )


def test_the_impact_is_read_off_the_grid_at_the_typical_outage(sample: Document) -> None:
    wagefern = of(workshop.suggestions(sample), "T14", "Wagefern")
    assert wagefern.impact is not None
    assert (wagefern.impact.level, wagefern.impact.horizon) == (5, 30 * 24 * 60)
    assert wagefern.impact_reason == (
        "BIA of Payroll: Regulatory reaches 5 after 30 d; Supplier insolvency or exit typically lasts 30 d."
    )


def test_twenty_are_shown_and_all_on_request(sample: Document) -> None:
    every = workshop.suggestions(sample, None)
    assert len(workshop.suggestions(sample)) == workshop.SHOWN == 20 < len(every)
    assert workshop.suggestions(sample) == every[:20]
    assert len({one.key for one in every}) == len(every)


def test_only_critical_services_are_asked_about(sample: Document) -> None:
    asked = {row.ref for one in workshop.suggestions(sample, None) for row in one.services}
    assert asked == {f"SVC-{n:03d}" for n in range(1, 11)}


def test_pairs_of_the_register_are_not_suggested_again_even_if_hidden_or_parked(sample: Document) -> None:
    rows = {row.id: row for row in sample.all(m.Risk)}
    known = {(rows[link.risk_id].threat_id, link.service_id) for link in sample.all(m.RiskService)}

    def pairs() -> set[tuple[bytes, bytes]]:
        return {(one.threat.key, row.key) for one in workshop.suggestions(sample, None) for row in one.services}

    assert not pairs() & known
    before = pairs()
    workshop.hide(sample, list(rows)[:4])
    workshop.park(sample, list(rows)[4:8])
    assert pairs() == before


def test_a_fire_is_suggested_for_the_site_that_carries_a_service_alone(sample: Document) -> None:
    fire = of(workshop.suggestions(sample, None), "T07", "Brenholt")
    assert [row.ref for row in fire.services] == ["SVC-003"]
    assert (
        fire.why
        == "Order intake (Tier 1) cannot do without the 14 components at Brenholt; nothing elsewhere takes over."
    )


def test_an_insider_reaches_what_holds_data_and_unproved_backups_are_named(sample: Document) -> None:
    every = workshop.suggestions(sample, None)
    backups = of(every, "T18", "Directory controller A and Directory controller B")
    assert "Restoring Directory controller A and Directory controller B was not proved within a year." in backups.why
    assert any(one.threat.code == "T02" and one.services[0].ref == "SVC-003" for one in every)


def test_the_wording_is_a_proposal_that_its_own_check_passes(sample: Document) -> None:
    for one in workshop.suggestions(sample, None):
        wording = one.wording
        assert all((wording.cause, wording.event, wording.consequence))
        kinds = {hint.kind for hint in workshop.hints(wording.cause, wording.event, wording.consequence)}
        assert kinds <= {"long"}, wording


def test_several_are_taken_as_one_edit_with_services_threat_and_nodes(sample: Document) -> None:
    chosen = [one for one in workshop.suggestions(sample) if one.threat.code == "T14"]
    before, edits = len(sample.all(m.Risk)), sample.version
    keys = workshop.take(sample, chosen)
    assert (len(keys), sample.version) == (len(chosen), edits + 1)
    row = sample.get(m.Risk, keys[0])
    assert row is not None
    assert row.event == "Wagefern becomes insolvent or ends the contract"
    assert row.current_impact is None
    nodes = [entities.describe(sample, link.node_id) for link in sample.all(m.RiskNode, m.RiskNode.risk_id == keys[0])]
    assert nodes == ["SUP-003 Wagefern"]
    sample.undo()
    assert len(sample.all(m.Risk)) == before


def test_taking_nothing_says_what_to_do(sample: Document) -> None:
    with pytest.raises(UserError, match="Choose at least one"):
        workshop.take(sample, [])


def test_a_session_of_names_alone_gets_what_cannot_be_ruled_out(small: Document) -> None:
    assert workshop.suggestions(small) == ()
    assert not workshop.anything_to_ask(small)
    service(small, "Orders")
    found = workshop.suggestions(small)
    assert found
    assert "Nobody has said yet what Orders (Tier 1) stands on" in found[0].why
    assert found[0].why.endswith("the register has no risk of Orders yet.")


def test_services_without_a_tier_are_asked_about_as_long_as_none_has_one(small: Document) -> None:
    service(small, "Orders", None)
    assert {row.name for one in workshop.suggestions(small, None) for row in one.services} == {"Orders"}
    service(small, "Payroll", 240)
    assert {row.name for one in workshop.suggestions(small, None) for row in one.services} == {"Payroll"}


def test_a_threat_of_ones_own_is_found_by_its_own_words(small: Document) -> None:
    orders = service(small, "Orders")
    robot = entities.add(small, m.Component, name="Picking robot", kind="machine")
    network.depend(small, orders, robot)
    entities.add(small, m.Threat, code="T90", name="Jammed", hits="robot", typical_outage=480)
    found = of(workshop.suggestions(small, None), "T90", "Picking robot")
    assert found.kind == "alone"
    assert found.wording.event == "Jammed hits Picking robot"
    assert found.why.startswith("CMP-01 Picking robot alone stops Orders (Tier 1)")


def test_a_supplier_without_alternative_is_told_so(small: Document) -> None:
    payroll = service(small)
    bureau = entities.add(small, m.Supplier, name="Bureau", provides="payroll", exit_plan=True)
    network.depend(small, payroll, bureau)
    found = of(workshop.suggestions(small, None), "T14", "Bureau")
    assert "cannot do without Bureau: it has no alternative" in found.why
    entities.set_field(small, m.Supplier, bureau, "alternative", "Second bureau")
    assert "no alternative" not in of(workshop.suggestions(small, None), "T14", "Bureau").why


def test_a_single_point_counts_only_as_long_as_nothing_stands_in(small: Document) -> None:
    orders = service(small, "Orders")
    one, two = (entities.add(small, m.Component, name=f"Server {n}", kind="server") for n in "AB")
    edge = network.depend(small, orders, one)
    assert of(workshop.suggestions(small, None), "T15", "Server A").kind == "alone"
    network.stand_in(small, edge, two)
    pair = next(one for one in workshop.suggestions(small, None) if one.threat.code == "T15")
    assert (pair.kind, pair.what) == ("together", "Server A and Server B")


def test_a_risk_that_nobody_assessed_is_said(small: Document) -> None:
    payroll = service(small)
    risks.add_risk(small, "Something stops", [payroll], threat="T13")
    assert "no risk of Payroll is assessed yet" in workshop.suggestions(small)[0].why
