"""The graph is read from its rows, edited by verbs, and says what alone can stop a service."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import insert

from app import entities, network
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.model import new_key


def component(document: Document, name: str) -> bytes:
    return entities.add(document, m.Component, name=name)


def ref(document: Document, key: bytes) -> str:
    entity = document.get(m.Entity, key)
    return "" if entity is None else entity.ref


def test_an_edge_is_hard_or_soft(session: Document, service: bytes) -> None:
    switch, mail = component(session, "Switch"), component(session, "Mail")
    network.depend(session, service, switch)
    network.depend(session, service, mail, hard=False)
    assert network.closure(session, service) == {switch}
    assert network.closure(session, service, soft=True) == {switch, mail}
    assert network.dependants(session, switch) == {service}


def test_one_of_two_is_enough_until_both_stand_on_one(session: Document, service: bytes) -> None:
    first, second, array = (component(session, name) for name in ("Node 1", "Node 2", "Array"))
    network.alternatives(session, service, [first, second], 1, label="database nodes")
    assert network.spofs(session, [service]) == []
    network.depend(session, first, array)
    network.depend(session, second, array)
    assert network.spofs(session, [service]) == [network.Spof(service, array)]


@pytest.mark.parametrize("needed", [0, 3])
def test_more_than_there_are_cannot_be_needed(session: Document, service: bytes, needed: int) -> None:
    nodes = [component(session, "A"), component(session, "B")]
    with pytest.raises(UserError, match="cannot be needed"):
        network.alternatives(session, service, nodes, needed)


def test_an_edge_stands_only_once_and_not_on_itself(session: Document, service: bytes) -> None:
    switch = component(session, "Switch")
    network.depend(session, service, switch)
    with pytest.raises(UserError, match="already depends on CMP-01 Switch"):
        network.depend(session, service, switch)
    with pytest.raises(UserError, match="cannot depend on itself"):
        network.depend(session, service, service)


def test_a_risk_cannot_stand_in_the_graph(session: Document, service: bytes) -> None:
    risk = entities.add(session, m.Risk, event="Flood")
    with pytest.raises(UserError, match="Only services, components, suppliers and people"):
        network.depend(session, service, risk)


def test_a_removed_edge_takes_its_empty_group_along(session: Document, service: bytes) -> None:
    first, second = component(session, "A"), component(session, "B")
    group = network.alternatives(session, service, [first, second], 2)
    assert network.remove_dependency(session, service, first)
    kept = session.get(m.DependencyGroup, group)
    assert kept is not None
    assert kept.needed == 1
    assert network.remove_dependency(session, service, second)
    assert session.get(m.DependencyGroup, group) is None
    assert not network.remove_dependency(session, service, second)
    session.undo()
    session.undo()
    assert network.closure(session, service) == {first, second}


def test_alternatives_are_one_step_of_undo(session: Document, service: bytes) -> None:
    network.alternatives(session, service, [component(session, "A"), component(session, "B")])
    session.undo()
    assert session.all(m.Dependency) == []
    assert session.all(m.DependencyGroup) == []


def test_the_sample_has_two_single_points_under_critical_services(sample: Document) -> None:
    found = {(ref(sample, one.service), ref(sample, one.node)) for one in network.spofs(sample)}
    assert found == {("SVC-003", "CMP-13"), ("SVC-010", "CMP-28")}


def test_what_is_needed_comes_back_first(sample: Document) -> None:
    service = next(one.id for one in sample.all(m.Entity) if one.ref == "SVC-003")
    order = [ref(sample, step.node) for step in network.recovery_order(sample, [service])]
    assert order.index("SVC-002") < order.index("SVC-001") < order.index("SVC-007") < order.index("SVC-003")
    assert order[-1] == "SVC-003"
    assert "SVC-004" not in order


def test_nodes_carry_what_the_map_shows(sample: Document) -> None:
    rows = {row.ref: row for row in network.nodes(sample).values()}
    assert (rows["SUP-003"].name, rows["SUP-003"].kind, rows["SUP-003"].rto) == ("Wagefern", "supplier", 2880)
    assert (rows["CMP-30"].state, rows["P-08"].state, rows["SVC-001"].rto) == ("retired", "left", 60)
    assert set(network.nodes(sample, [rows["CMP-01"].key])) == {rows["CMP-01"].key}


def test_ten_thousand_edges_are_read_within_a_second(session: Document) -> None:
    with session.edit("Many") as opened:
        keys = [new_key() for _ in range(2_000)]
        opened.execute(insert(m.Entity), [{"id": key, "kind": "component", "ref": None} for key in keys])
        edges = [
            {"id": new_key(), "source_id": keys[n], "target_id": keys[n + step], "hard": True}
            for n in range(1_990)
            for step in range(1, 6)
        ]
        opened.execute(insert(m.Dependency), edges)
    begun = time.process_time()
    graph = network.graph(session)
    assert time.process_time() - begun < 1
    assert len(graph.closure(keys[0])) == 1_994
