"""What stops, in which order it returns and when, against graphs worked out by hand and the sample session."""

from __future__ import annotations

from datetime import date

import pytest

from app import entities, network
from app import model as m
from app.dependencies import DependencyGraph, Need, Ready, Takes
from app.document import Document
from app.i18n import UserError
from app.network.telling import why_ready

#        shop ── 1 of 2 ── web A ── rack
#          │            └─ web B ── rack 2
#          └── stock ── disk            mail (soft)
GRAPH = DependencyGraph(
    {
        "shop": [Need(("web A", "web B"), 1), Need(("stock",))],
        "web A": [Need(("rack",))],
        "web B": [Need(("rack 2",))],
        "stock": [Need(("disk",))],
    },
    {"shop": ["mail"]},
)


def took(**minutes: int | None) -> dict[str, Takes[str]]:
    return {name.replace("_", " "): Takes(time) for name, time in minutes.items()}


def test_one_of_two_survives_the_loss_of_one() -> None:
    assert GRAPH.fallen(["rack"]) == {"rack", "web A"}
    assert GRAPH.fallen(["rack", "web B"]) == {"rack", "web A", "web B", "shop"}
    assert GRAPH.fallen(["mail"]) == {"mail"}


@pytest.mark.parametrize(("needed", "lost", "falls"), [(2, 1, False), (2, 2, True), (3, 1, True), (1, 2, False)])
def test_k_of_three(needed: int, lost: int, falls: bool) -> None:
    graph = DependencyGraph({"top": [Need(("a", "b", "c"), needed)]})
    assert ("top" in graph.fallen("abc"[:lost])) is falls


def test_the_chain_counts_hard_dependencies_from_what_failed() -> None:
    assert GRAPH.chain(["disk"]) == {"disk": 0, "stock": 1, "shop": 2}
    assert GRAPH.chain(["rack"]) == {"rack": 0, "web A": 1}


def test_what_waits_longest_decides_when_something_is_back() -> None:
    # disk 60 → stock 60 + 90 = 150 → shop 150 + 40 = 190
    found = GRAPH.ready(GRAPH.fallen(["disk"]), took(disk=60, stock=90, shop=40))
    assert found == {
        "disk": Ready(0, 60),
        "stock": Ready(60, 150, "disk"),
        "shop": Ready(150, 190, "stock"),
    }


def test_the_quicker_of_two_alternatives_is_enough() -> None:
    lost = ["shop", "web A", "web B"]
    found = GRAPH.ready(lost, took(shop=10, web_A=100, web_B=30))
    assert found["shop"] == Ready(30, 40, "web B")
    both = DependencyGraph({"shop": [Need(("web A", "web B"), 2)]})
    assert both.ready(lost, took(shop=10, web_A=100, web_B=30))["shop"] == Ready(100, 110, "web A")


def test_an_alternative_that_was_not_lost_costs_no_time() -> None:
    assert GRAPH.ready(["shop", "web A"], took(shop=10, web_A=100))["shop"] == Ready(0, 10)


def test_an_unknown_time_makes_everything_above_the_least_it_takes() -> None:
    found = GRAPH.ready(GRAPH.fallen(["disk"]), took(disk=60, stock=None, shop=40))
    assert (found["disk"].exact, found["stock"].exact, found["shop"].exact) == (True, False, False)
    assert found["shop"].finish == 100


def test_a_promise_counts_from_the_loss_and_a_replaced_supplier_is_not_waited_for() -> None:
    graph = DependencyGraph({"pay": [Need(("payer",)), Need(("net",))]})
    lost = ["pay", "payer", "net"]
    takes = {"payer": Takes(0, not_before=2880), "net": Takes(10), "pay": Takes(60)}
    assert graph.ready(lost, takes)["pay"] == Ready(2880, 2940, "payer")
    takes["pay"] = Takes(60, replaced=frozenset({"payer"}))
    assert graph.ready(lost, takes)["pay"] == Ready(10, 70, "net")
    takes["net"] = Takes(20, not_before=15)
    assert graph.ready(lost, takes)["net"] == Ready(0, 20)


def test_a_circle_has_no_certain_time() -> None:
    graph = DependencyGraph({"a": [Need(("b",))], "b": [Need(("a",)), Need(("c",))], "top": [Need(("a",))]})
    found = graph.ready(["a", "b", "c", "top"], took(a=5, b=5, c=30, top=1))
    assert found["c"] == Ready(0, 30)
    assert found["a"].circular
    assert found["b"].circular
    assert not found["top"].exact
    assert not found["top"].circular
    assert found["top"].finish >= 31


# --- in a session ---


def keys(document: Document) -> dict[str, bytes]:
    return {row.ref: row.id for row in document.all(m.Entity) if row.ref}


def test_the_storage_array_takes_down_order_intake_and_hinders_the_contact_centre(sample: Document) -> None:
    land, key = network.landscape(sample), keys(sample)
    outage = land.outage([key["CMP-13"]])
    assert outage.title == "Storage array Brenholt takes down Order intake"
    assert [one.node.ref for one in outage.services] == ["SVC-003"]
    assert [node.ref for node in outage.hindered] == ["SVC-006"]
    assert (outage.keep, outage.chain) == (13, 2)
    order = next(one for one in outage.order if one.node.ref == "SVC-003")
    assert (order.takes, order.ready, order.standing) == (225, 225, "RTO 4 h, 15 min spare")
    assert {one.node.ref for one in outage.order} - {"SVC-003"} == {
        "CMP-13", "CMP-11", "CMP-18", "CMP-19", "CMP-23", "CMP-07", "CMP-15", "CMP-20", "CMP-24"
    }  # fmt: skip


def test_two_together_stop_what_neither_stops_alone(sample: Document) -> None:
    land, key = network.landscape(sample), keys(sample)
    assert [land.outage([key[one]]).services for one in ("CMP-01", "CMP-02")] == [(), ()]
    both = land.outage([key["CMP-01"], key["CMP-02"]])
    assert both.title == "Core switch A and Core switch B together take down 13 services"
    assert land.outage([key["CMP-01"]]).title == "If Core switch A stops, no other service stops"


def test_the_recovery_order_adds_up_the_longest_path(sample: Document) -> None:
    # network 9 min measured → sign-on 20 min claimed = 29 → ERP 11 h 20 measured = 11 h 49 → order intake 3 h 45
    land, key = network.landscape(sample), keys(sample)
    found = land.total_loss([key["SVC-003"]])
    assert [(one.node.ref, one.takes, one.ready, one.standing) for one in found] == [
        ("SVC-002", 9, 9, "RTO 30 min, 21 min spare"),
        ("SVC-001", 20, 29, "RTO 1 h, 31 min spare"),
        ("SVC-007", 680, 709, "RTO 8 h, 3 h 49 late"),
        ("SVC-003", 225, 934, "RTO 4 h, 11 h 34 late"),
    ]


def test_why_a_service_is_back_then_names_every_step_of_the_path(sample: Document) -> None:
    land, key = network.landscape(sample), keys(sample)
    why = why_ready(land.total_loss([key["SVC-003"]]), key["SVC-003"])
    assert why is not None
    assert why.result == "15 h 34"
    assert why.steps[0] == (
        "Measured in a technical test on 18 Jan 2026: 9 min. Network and name service is back after 9 min."
    )
    assert "Finance and stock ledger (ERP) waits for Identity and sign-on." in why.steps[2]
    assert why.steps[-1] == "Order intake is back after 15 h 34."
    assert why_ready(land.total_loss([key["SVC-003"]]), key["SVC-004"]) is None


def test_a_supplier_that_can_be_replaced_does_not_hold_its_service_up(sample: Document) -> None:
    land, key = network.landscape(sample), keys(sample)
    outage = land.outage([key["SUP-003"]])
    assert {one.node.ref: one.ready for one in outage.order} == {"SUP-003": 2880, "SVC-008": 1200}
    assert [one.own.source for one in outage.order] == ["contract", "strategy"]


def test_what_nobody_has_said_is_told_as_the_least(session: Document, service: bytes) -> None:
    admin = entities.add(session, m.Person, name="The only administrator")
    network.depend(session, service, admin)
    entities.set_field(session, m.Service, service, "rto", 60)
    outage = network.landscape(session).outage([admin])
    first, second = outage.order
    assert (first.takes, first.exact) == (None, False)
    assert (second.own.source, second.ready, second.exact) == ("promise", 60, False)
    assert second.standing == "RTO 1 h, no strategy says whether it holds"


def test_late_by_something_unknown_is_at_least_late(session: Document, service: bytes) -> None:
    supplier = entities.add(session, m.Supplier, name="Carrier", contract_rto=120)
    admin = entities.add(session, m.Person, name="Administrator")
    for node in (supplier, admin):
        network.depend(session, service, node)
    entities.set_field(session, m.Service, service, "rto", 60)
    order = {one.node.key: one for one in network.landscape(session).outage([supplier, admin]).order}
    assert order[service].standing == "RTO 1 h, at least 1 h late"
    assert order[service].late


def test_a_claimed_time_comes_from_the_chosen_strategy(session: Document, service: bytes) -> None:
    entities.set_field(session, m.Service, service, "rto", 240)
    entities.add(session, m.Strategy, service_id=service, name="Standby", type="hot-standby", state="chosen", rtc=240)
    (one,) = network.landscape(session).total_loss([service])
    assert (one.takes, one.ready, one.standing) == (240, 240, "RTO 4 h, nothing to spare")
    assert one.own.words == "The strategy “Standby” claims 4 h."


def test_a_circle_is_told_with_its_path(session: Document, service: bytes) -> None:
    other = entities.add(session, m.Service, name="Stock")
    network.depend(session, service, other)
    network.depend(session, other, service)
    land = network.landscape(session)
    assert len(land.circles) == 1
    assert "Order intake → Stock → Order intake" in land.circles[0]
    assert all(one.circular for one in land.total_loss([service]))
    why = why_ready(land.total_loss([service]), service)
    assert why is not None
    assert (why.result, why.steps[-1]) == ("", "It stands in a circle; no order of recovery is defined.")


def test_retired_components_are_no_alternatives(session: Document, service: bytes) -> None:
    first, second = (entities.add(session, m.Component, name=name) for name in ("Node 1", "Node 2"))
    network.alternatives(session, service, [first, second])
    entities.set_fields(session, m.Component, second, {"status": "retired", "retired_on": date(2026, 1, 1)})
    assert network.landscape(session).points_under(service) == (first,)
    assert [one.node for one in network.spofs(session, [service])] == [first]
    words = {one.node.key: (one.words, one.tone) for one in network.answers(session, service, "needs")}
    assert words[second] == ("retired", "err")


def test_the_map_and_the_checks_know_the_same_single_points(sample: Document) -> None:
    land, key = network.landscape(sample), keys(sample)
    assert land.points == {key["CMP-13"]: (key["SVC-003"],), key["CMP-28"]: (key["SVC-010"],)}


# --- changing ---


def test_grouping_and_ungrouping_is_one_step_each(session: Document, service: bytes) -> None:
    made = [entities.add(session, m.Component, name=name) for name in "ABC"]
    edges = [network.depend(session, service, node, hard=node is not made[2]) for node in made]
    group = network.group(session, edges, 2)
    assert [(one.needed, one.members, one.hard) for one in network.links(session, source=service)] == [(2, 3, True)] * 3
    network.set_hard(session, [edges[0]], hard=False)
    left = network.links(session, source=service)
    assert {one.group for one in left if one.hard} == {group}
    assert [(one.needed, one.members) for one in left if one.hard] == [(2, 2)] * 2
    session.undo()
    network.ungroup(session, group)
    assert all(one.group is None and one.hard for one in network.links(session, source=service))
    assert session.get(m.DependencyGroup, group) is None
    session.undo()
    assert len({one.group for one in network.links(session, source=service)}) == 1


def test_a_substitute_joins_the_alternatives_that_are_there(session: Document, service: bytes) -> None:
    made = [entities.add(session, m.Component, name=name) for name in "ABC"]
    edge = network.depend(session, service, made[0])
    network.stand_in(session, edge, made[1])
    network.stand_in(session, edge, made[2])
    found = network.links(session, source=service)
    assert len({one.group for one in found}) == 1
    assert [(one.needed, one.members) for one in found] == [(1, 3)] * 3


def test_edges_of_two_nodes_cannot_stand_in_for_each_other(session: Document, service: bytes) -> None:
    other = entities.add(session, m.Service, name="Payroll")
    node = entities.add(session, m.Component, name="Node")
    edges = [network.depend(session, one, node) for one in (service, other)]
    with pytest.raises(UserError, match="Only what one and the same node needs"):
        network.group(session, edges)
    with pytest.raises(UserError, match="at least two"):
        network.group(session, edges[:1])
