"""What a service stands on, what alone can stop it, and in which order things come back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dependencies import DependencyGraph, Need

# From | hard | soft: sample_session.md §6.
SAMPLE = """
SVC-001 | SVC-002; 1/2 [CMP-07, CMP-08] | CMP-09
SVC-002 | 1/2 [CMP-01, CMP-02]; 1/2 [CMP-03, CMP-04]; 1/2 [CMP-05, CMP-06]; 1/2 [SUP-001, SUP-002] |
SVC-003 | SVC-001; SVC-002; SVC-007; 1/2 [CMP-15, CMP-16]; 1/2 [CMP-18, CMP-19] | CMP-17; SVC-011
SVC-004 | SVC-001; SVC-002; 1/2 [CMP-20, CMP-21]; 1/2 [CMP-22, CMP-23] | SVC-007; SVC-010
SVC-005 | SVC-002; 1/2 [CMP-26, CMP-27] | SUP-006
SVC-006 | SVC-001; SVC-002; SUP-004 | SVC-003
SVC-007 | SVC-001; SVC-002; 1/2 [CMP-24, CMP-25] | CMP-09
SVC-008 | SVC-001; SVC-002; SUP-003 | SVC-007
SVC-009 | SVC-004; 1/2 [P-11, P-12] | SVC-011
SVC-010 | SVC-001; SVC-002; CMP-28 | SUP-007; SVC-004
SVC-011 | SVC-001; SVC-002; SUP-005 |
SVC-012 | SVC-007 | SVC-011
SVC-013 | SVC-007; CMP-29 |
CMP-07 | CMP-11 |
CMP-08 | CMP-12 |
CMP-11 | CMP-13 |
CMP-12 | CMP-14 |
CMP-15 | CMP-11 |
CMP-16 | CMP-12 |
CMP-18 | CMP-13 |
CMP-19 | CMP-13 |
CMP-20 | CMP-11 |
CMP-21 | CMP-12 |
CMP-22 | CMP-14 |
CMP-23 | CMP-13 |
CMP-24 | CMP-11 |
CMP-25 | CMP-12 |
"""
# Tier and RTO in minutes: sample_session.md §3.
URGENCY = {
    "SVC-001": (0, 60), "SVC-002": (0, 30), "SVC-003": (1, 240), "SVC-004": (1, 240), "SVC-005": (1, 60),
    "SVC-006": (2, 480), "SVC-007": (2, 480), "SVC-008": (2, 1440), "SVC-009": (2, 1440), "SVC-010": (2, 480),
    "SVC-011": (3, 4320), "SVC-012": (3, 2880), "SVC-013": (4, 20160),
}  # fmt: skip
CRITICAL = [name for name, (tier, _) in URGENCY.items() if tier <= 2]


def read_needs(text: str) -> list[Need[str]]:
    needs = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        group = re.fullmatch(r"(\d)/\d \[(.*)\]", part)
        needs.append(Need(tuple(group[2].split(", ")), int(group[1])) if group else Need((part,)))
    return needs


def sample() -> DependencyGraph[str]:
    rows = [[part.strip() for part in line.split("|")] for line in SAMPLE.split("\n")[1:-1]]
    return DependencyGraph(
        {source: read_needs(hard) for source, hard, _ in rows},
        {source: soft.split("; ") for source, _, soft in rows if soft},
    )


def pairs(found: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(service, node) for service, nodes in found.items() for node in nodes]


def test_two_single_points_among_components_and_people_of_the_sample() -> None:
    graph = sample()
    among = [node for node in graph.nodes if node.startswith(("CMP", "P-"))]
    assert pairs(graph.single_points(CRITICAL, among)) == [("SVC-003", "CMP-13"), ("SVC-010", "CMP-28")]


def test_suppliers_whose_loss_alone_stops_a_critical_service() -> None:
    graph = sample()
    among = [node for node in graph.nodes if node.startswith("SUP")]
    assert pairs(graph.single_points(CRITICAL, among)) == [("SVC-006", "SUP-004"), ("SVC-008", "SUP-003")]


def test_taken_literally_every_node_counts_and_the_pairs_are_those_the_sample_gives() -> None:
    assert len(pairs(sample().single_points(CRITICAL))) == 22


def test_a_retired_component_that_nobody_needs_is_not_in_the_graph() -> None:
    assert sample().single_points(["CMP-30"]) == {}


def test_below_and_above_a_node() -> None:
    graph = sample()
    assert graph.closure("CMP-15") == {"CMP-11", "CMP-13"}
    assert "CMP-17" not in graph.closure("SVC-003")
    assert {"CMP-17", "SVC-011", "SUP-005"} <= graph.closure("SVC-003", soft=True)
    assert graph.dependants("SUP-003") == {"SVC-008"}
    assert graph.dependants("SVC-004") == {"SVC-009"}
    assert graph.dependants("SVC-004", soft=True) == {"SVC-009", "SVC-010"}
    assert graph.direct_dependants("CMP-13") == ("CMP-11", "CMP-18", "CMP-19", "CMP-23")
    assert graph.needs("SVC-009") == ("SVC-004", "P-11", "P-12")


def test_what_falls_when_several_things_fall_together() -> None:
    graph = sample()
    assert graph.fallen(["CMP-01"]) == {"CMP-01"}
    assert {"SVC-002", "SVC-001", "SVC-013"} <= graph.fallen(["CMP-01", "CMP-02"])
    assert graph.fallen(["CMP-13"]) >= {"CMP-11", "CMP-18", "CMP-19", "CMP-20", "SVC-003"}
    assert "SVC-004" not in graph.fallen(["CMP-13"])
    assert graph.fallen([]) == frozenset()


def test_the_recovery_order_of_the_sample_brings_back_what_others_stand_on() -> None:
    order = [step.node for step in sample().recovery_order(URGENCY)]
    place = {node: n for n, node in enumerate(order)}
    services = [node for node in order if node.startswith("SVC")]
    assert services == [
        "SVC-002", "SVC-001", "SVC-005", "SVC-007", "SVC-003", "SVC-004",
        "SVC-006", "SVC-010", "SVC-008", "SVC-009", "SVC-012", "SVC-011", "SVC-013",
    ]  # fmt: skip
    assert place["CMP-13"] < place["CMP-11"] < place["CMP-24"] < place["SVC-007"] < place["SVC-003"]


def test_services_alone_can_be_ordered_in_waves() -> None:
    """SVC-007 is Tier 2 but goes before SVC-004, since Tier 1 waits for it."""
    steps = sample().recovery_order(URGENCY, URGENCY)
    assert [(step.node, step.wave) for step in steps[:5]] == [
        ("SVC-002", 1), ("SVC-001", 2), ("SVC-005", 2), ("SVC-007", 3), ("SVC-003", 4),
    ]  # fmt: skip
    assert not any(step.circular for step in steps)


def test_a_group_that_needs_more_than_it_has_needs_all() -> None:
    graph = DependencyGraph({"a": [Need(("b", "c", "b"), 5)], "d": [Need(("b", "c"), 0)]})
    assert graph.single_points(["a", "d"]) == {"a": ("b", "c"), "d": ()}


def test_two_servers_that_share_one_switch() -> None:
    graph = DependencyGraph({"s": [Need(("x", "y"))], "x": [Need(("switch",))], "y": [Need(("switch",))]})
    assert graph.single_points(["s"]) == {"s": ("switch",)}
    two_of_three = DependencyGraph({"s": [Need(("x", "y", "z"), 2)], "x": [Need(("w",))], "y": [Need(("w",))]})
    assert two_of_three.single_points(["s"]) == {"s": ("w",)}


def test_a_circle_is_told_with_its_path_and_does_not_keep_anything_up_or_down() -> None:
    graph = DependencyGraph(
        {
            "a": [Need(("b",))],
            "b": [Need(("c",))],
            "c": [Need(("a",)), Need(("x",))],
            "d": [Need(("d",))],
            "e": [Need(("a",))],
        }
    )
    assert graph.cycles() == (("a", "b", "c", "a"), ("d", "d"))
    assert graph.single_points(["a", "d", "e"]) == {"a": ("b", "c", "x"), "d": (), "e": ("a", "b", "c", "x")}
    order = graph.recovery_order({"a": (1, 60)})
    assert [(step.node, step.circular) for step in order] == [
        ("x", False), ("a", True), ("b", True), ("c", True), ("d", False), ("e", False),
    ]  # fmt: skip
    assert sample().cycles() == ()


def up(graph: DependencyGraph[int], down: set[int]) -> set[int]:
    """The definition read literally: strike nodes out until every group of what is left has enough members left."""
    left = set(graph.nodes) - down
    while True:
        stays = {
            node
            for node in left
            if all(
                len(left & set(need.members)) >= min(max(1, need.needed), len(set(need.members)))
                for need in graph.hard.get(node, ())
            )
        }
        if stays == left:
            return left
        left = stays


def needs_of(sources: Iterable[int], targets: st.SearchStrategy[int]) -> st.SearchStrategy[dict[int, list[Need[int]]]]:
    need = st.builds(Need, st.lists(targets, min_size=1, max_size=4).map(tuple), st.integers(1, 4))
    return st.fixed_dictionaries({source: st.lists(need, max_size=3) for source in sources})


graphs = needs_of(range(8), st.integers(0, 8))


@given(graphs)
def test_single_points_are_those_that_trying_each_failure_finds(hard: dict[int, list[Need[int]]]) -> None:
    graph = DependencyGraph(hard)
    expected = {
        node: {other for other in graph.nodes if other != node and node not in up(graph, {other})}
        for node in graph.nodes
    }
    assert {node: set(found) for node, found in graph.single_points(graph.nodes).items()} == expected


@given(graphs, st.sets(st.integers(0, 8), max_size=3))
def test_failure_spreads_as_far_as_the_definition_says(hard: dict[int, list[Need[int]]], down: set[int]) -> None:
    graph = DependencyGraph(hard)
    down &= set(graph.nodes)
    assert graph.fallen(down) == set(graph.nodes) - up(graph, down)


@given(graphs)
def test_every_single_point_lies_below_its_service(hard: dict[int, list[Need[int]]]) -> None:
    graph = DependencyGraph(hard)
    for node, found in graph.single_points(graph.nodes).items():
        assert set(found) <= graph.closure(node)


@given(graphs, st.dictionaries(st.integers(0, 8), st.tuples(st.integers(0, 4), st.integers(0, 99))))
def test_nothing_comes_back_before_what_it_needs(
    hard: dict[int, list[Need[int]]], urgency: dict[int, tuple[int, int]]
) -> None:
    graph = DependencyGraph(hard)
    steps = graph.recovery_order(urgency)
    assert sorted(step.node for step in steps) == sorted(graph.nodes)
    place = {step.node: n for n, step in enumerate(steps)}
    for node in graph.nodes:
        for other in graph.needs(node):
            assert place[other] < place[node] or node in graph.closure(other) or other == node


@given(graphs)
def test_a_circle_is_a_real_path_and_exists_exactly_if_something_needs_itself(
    hard: dict[int, list[Need[int]]],
) -> None:
    graph = DependencyGraph(hard)
    circles = graph.cycles()
    for circle in circles:
        assert circle[0] == circle[-1]
        assert all(after in graph.needs(before) for before, after in pairwise(circle))
    needing_itself = {
        n for n in graph.nodes if n in graph.needs(n) or any(n in graph.closure(m) for m in graph.needs(n))
    }
    assert bool(circles) == bool(needing_itself)
    assert {node for circle in circles for node in circle} <= needing_itself


def large(services: int, components: int, edges: int) -> DependencyGraph[int]:
    """Services on services on components, layered so that failures travel far."""
    random = Random(7)
    hard: dict[int, list[Need[int]]] = {}
    total, made = services + components, 0
    while made < edges:
        source = random.randrange(total - 50)
        reach = range(source + 1, min(total, source + 400))
        size = random.choice([1, 1, 2, 2, 3])
        members = tuple(random.sample(reach, min(size, len(reach))))
        hard.setdefault(source, []).append(Need(members, random.randint(1, len(members))))
        made += len(members)
    return DependencyGraph(hard)


def test_a_large_circle_is_settled_in_a_few_passes() -> None:
    ring = {n: [Need(((n + 1) % 500,)), Need((500 + n,))] for n in range(500)}
    graph = DependencyGraph(ring)
    started = time.perf_counter()
    assert len(graph.single_points([0])[0]) == 999
    assert time.perf_counter() - started < 2
    assert len(graph.cycles()[0]) == 501


@pytest.mark.slow
def test_two_thousand_services_and_fifty_thousand_edges_take_seconds() -> None:
    graph = large(2_000, 8_000, 50_000)
    started = time.perf_counter()
    found = graph.single_points(range(2_000), range(2_000, 10_000))
    graph.cycles()
    graph.recovery_order({})
    assert time.perf_counter() - started < 10
    assert any(found.values())
