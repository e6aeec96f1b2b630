"""The geometry of charts: nothing overlaps, nothing is left out, and what matters is where it says it is."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts import (
    Box,
    CurveLine,
    CurveView,
    Dot,
    Drawing,
    HeatMapView,
    Line,
    MapEdge,
    MapNode,
    MapView,
    RiskMark,
    StepBar,
    StepsView,
    Words,
    dependency_map,
    heat_map,
    impact_curve,
    layered_layout,
    step_bars,
)
from app.charts.dependency_map import map_layout, node_rect, places_of

BANDS = {
    (likelihood, impact): ("high", "High") if likelihood + impact > 6 else ("low", "Low")
    for likelihood in range(1, 6)
    for impact in range(1, 6)
}
ABOVE = frozenset(cell for cell, (key, _) in BANDS.items() if key == "high")
NAMES = {level: (f"Name {level}", "") for level in range(1, 6)}


def heat(*marks: RiskMark, show: str = "refs") -> Drawing:
    return heat_map(HeatMapView(BANDS, ABOVE, NAMES, NAMES, marks, show))


def words(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


def test_a_heat_map_has_25_cells_and_names_each_risk_once() -> None:
    drawing = heat(RiskMark("a", "R-001", (3, 4)), RiskMark("b", "R-002", None))
    assert len([hit for hit in drawing.hits if isinstance(hit.key, tuple)]) == 25
    assert words(drawing).count("R-001") == 1
    assert "R-002" not in words(drawing)


def test_a_crowded_cell_says_how_many_more_there_are() -> None:
    drawing = heat(*(RiskMark(at, f"R-{at:03}", (2, 2)) for at in range(9)))
    pills = [hit.rect for hit in drawing.hits if isinstance(hit.key, int)]
    assert len(pills) == 3
    assert "+6" in words(drawing)
    assert all(a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y for a, b in pairwise(pills))


def test_counts_stand_in_the_cells_when_marks_do_not() -> None:
    drawing = heat(RiskMark("a", "R-001", (3, 4)), RiskMark("b", "R-002", (3, 4)), show="counts")
    assert "2" in words(drawing)
    assert "R-001" not in words(drawing)


def test_the_appetite_line_separates_what_is_above_from_what_is_not() -> None:
    lines = {shape.points for shape in heat().shapes if isinstance(shape, Line) and shape.stroke == 3}
    assert ((124.0 + 124, 0.0), (124.0 + 124, 108.0)) in lines  # left of likelihood 5, impact 2
    assert len(lines) == 8


def test_a_moving_risk_draws_an_arrow_to_its_target() -> None:
    drawing = heat(RiskMark("a", "R-001", (4, 4), (5, 5), (1, 1)), show="movement")
    arrows = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.arrow]
    assert len(arrows) == 1
    start, *_, end = arrows[0].points
    assert start[0] > end[0]
    assert start[1] < end[1]


def lines_of(drawing: Drawing) -> list[Line]:
    return [shape for shape in drawing.shapes if isinstance(shape, Line) and (shape.arrow or shape.dash)]


def test_risks_that_make_the_same_step_share_one_arrow_with_their_number() -> None:
    going = [RiskMark(at, f"R-{at:03}", (3, 4), (4, 4), (2, 3)) for at in range(3)]
    drawing = heat(*going, RiskMark(9, "R-009", (5, 5), None, (1, 1)), show="movement")
    assert len(lines_of(drawing)) == 3, "one way from before controls, one for three risks, one for the fourth"
    numbers = [shape.text for shape in drawing.shapes if isinstance(shape, Words) and shape.anchor == "middle"]
    assert numbers.count("3") == 2, "in the square of before controls and in the ring of the target"


def test_arrows_lie_under_what_is_written() -> None:
    drawing = heat(RiskMark("a", "R-001", (4, 4), (5, 5), (1, 1)), RiskMark("b", "R-002", (3, 3)), show="movement")
    kinds = [type(shape) for shape in drawing.shapes]
    last_line = max(at for at, shape in enumerate(drawing.shapes) if isinstance(shape, Line))
    named = [at for at, shape in enumerate(drawing.shapes) if isinstance(shape, Words) and shape.text == "R-002"]
    assert kinds.count(Line) > 2
    assert last_line < named[0]


def test_only_the_wanted_arrows_are_drawn() -> None:
    marks = [RiskMark("a", "R-001", (4, 4), (5, 5), (1, 1)), RiskMark("b", "R-002", (3, 3), (4, 3), (2, 2))]
    view = HeatMapView(BANDS, ABOVE, NAMES, NAMES, marks, "movement")
    assert len(lines_of(heat_map(view))) == 4
    assert len(lines_of(heat_map(replace(view, moving={"a"})))) == 2
    assert len(lines_of(heat_map(replace(view, moving=set())))) == 0
    assert len(lines_of(heat_map(replace(view, controls=False)))) == 2


HORIZONS = [(60, "1 h"), (240, "4 h"), (1440, "24 h")]


def test_the_curve_leaves_out_what_is_not_scored() -> None:
    drawing = impact_curve(CurveView(HORIZONS, [CurveLine("Staff", [1, None, 4], leading=True)]))
    curve = next(shape for shape in drawing.shapes if isinstance(shape, Line) and shape.stroke == 2)
    assert len(curve.points) == 2
    assert curve.points[0][1] > curve.points[1][1]


def test_a_target_between_two_horizons_lies_between_them() -> None:
    drawing = impact_curve(CurveView(HORIZONS, [], mtpd=(1440, "MTPD 24 h"), rto=(840, "RTO 14 h")))
    upright = [shape.points[0][0] for shape in drawing.shapes if isinstance(shape, Line) and shape.stroke == 1.5]
    first, second = drawing.hits[1].rect.centre[0], drawing.hits[2].rect.centre[0]
    assert upright == [(first + second) / 2, second]


def labels(drawing: Drawing) -> dict[str, Words]:
    return {shape.text: shape for shape in drawing.shapes if isinstance(shape, Words)}


def test_labels_of_targets_that_would_meet_stand_below_each_other_and_none_is_cut_off() -> None:
    far = impact_curve(CurveView(HORIZONS, [], mtpd=(1440, "MTPD 24 h"), rto=(240, "RTO 4 h")))
    assert labels(far)["MTPD 24 h"].at[1] == labels(far)["RTO 4 h"].at[1]
    near = impact_curve(CurveView(HORIZONS, [], mtpd=(1440, "MTPD 24 h proposed"), rto=(1440, "RTO 24 h proposed")))
    assert labels(near)["MTPD 24 h proposed"].at[1] > labels(near)["RTO 24 h proposed"].at[1]
    first = impact_curve(CurveView(HORIZONS, [], rto=(HORIZONS[0][0], "RTO 1 h proposed")))
    assert labels(first)["RTO 1 h proposed"].anchor == "start"


def test_categories_that_lead_together_share_a_name_at_their_end() -> None:
    one = CurveLine("Staff", [1, 3, 5], leading=True)
    drawing = impact_curve(CurveView(HORIZONS, [one, CurveLine("Customer", [1, 2, 5], leading=True)]))
    assert "Staff, Customer" in labels(drawing)
    drawing = impact_curve(CurveView(HORIZONS, [one, CurveLine("Customer", [1, 4, 4], leading=True),
                                                CurveLine("Safety", [1, 1, 1])]))  # fmt: skip
    assert abs(labels(drawing)["Staff"].at[1] - labels(drawing)["Customer"].at[1]) >= 12
    assert "Safety" not in labels(drawing)


@pytest.mark.parametrize("height", [124.0, 160.0, 204.0, 320.0])
def test_the_axis_of_a_low_curve_stays_inside_and_apart_from_its_levels(height: float) -> None:
    drawing = impact_curve(CurveView(HORIZONS, [CurveLine("Staff", [1, 3, 5], leading=True)], height=height))
    axis = [labels(drawing)[label].at[1] for _, label in HORIZONS]
    assert max(axis) <= height - 8
    dots = [shape.centre[1] for shape in drawing.shapes if isinstance(shape, Dot)]
    assert max(dots) < min(axis) - 6
    assert min(dots) > 20


def test_steps_say_what_is_left_or_how_late_it_is() -> None:
    steps = [StepBar(1, "1 Detect", 0, 30, True), StepBar(2, "2 Call", 30, 120, True), StepBar(3, "3 Wait", 30, 60)]
    assert "2 h to spare" in words(step_bars(StepsView(steps, 120, 240)))
    assert "1 h late" in words(step_bars(StepsView(steps, 120, 60)))
    bars = [
        shape for shape in step_bars(StepsView(steps, 120)).shapes if isinstance(shape, Box) and shape.rect.height == 16
    ]
    assert [bar.fill for bar in bars] == ["accent", "accent", "surface"]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
def test_every_node_has_a_place_of_its_own_whatever_the_edges(edges: list[tuple[int, int]]) -> None:
    places = layered_layout(range(10), edges)
    assert set(places) == set(range(10))
    assert len(set(places.values())) == 10


def test_what_is_needed_stands_to_the_right() -> None:
    places = layered_layout("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")])
    assert [places[node][0] for node in "abcd"] == [0, 1, 2, 0]


def test_five_hundred_nodes_are_laid_out_at_once() -> None:
    chance = random.Random(7)
    edges = [(chance.randrange(500), chance.randrange(500)) for _ in range(1200)]
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        layered_layout(range(500), edges)
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.05


def test_alternatives_stand_below_one_another_in_a_frame_with_one_edge() -> None:
    nodes = [MapNode(name, name) for name in "abcd"]
    edges = [MapEdge("a", "b"), MapEdge("a", "c", group=1), MapEdge("b", "d"), MapEdge("a", "d", group=1)]
    view = MapView(nodes, edges, groups={1: "1 of 2"})
    layout = map_layout(view)
    assert layout.places["c"][0] == layout.places["d"][0] == 2
    assert abs(layout.places["c"][1] - layout.places["d"][1]) == 1
    assert all(layout.frames[1].holds(*node_rect(layout.places[name]).centre) for name in "cd")
    assert len([route for route in layout.routes if route.edges[0].source == "a"]) == 2
    assert "1 of 2" in words(dependency_map(view))


def test_alternatives_that_stand_apart_say_so_at_each_edge() -> None:
    edges = [MapEdge("a", "b", group=1), MapEdge("a", "c", group=1), MapEdge("b", "c")]
    view = MapView([MapNode(name, name) for name in "abc"], edges, groups={1: "1 of 2"})
    layout = map_layout(view)
    assert layout.frames == {}
    assert words(dependency_map(view)).count("1 of 2") == 2


def test_an_edge_is_found_where_it_is_drawn() -> None:
    view = MapView([MapNode("a", "a"), MapNode("b", "b")], [MapEdge("a", "b", key="edge")])
    layout = map_layout(view)
    x, y = layout.routes[0].points[-1]
    found = layout.edge_at(x - 5, y)
    assert found is not None
    assert found.key == "edge"
    assert layout.edge_at(x - 5, y + 40) is None


def test_the_first_node_keeps_its_distance_from_the_edge() -> None:
    rect = node_rect((0, 0))
    assert rect.x >= 16
    assert rect.y >= 16


def test_a_high_layer_is_broken_into_columns_that_keep_the_order() -> None:
    nodes = [MapNode(at, str(at)) for at in range(200)]
    places = places_of(MapView(nodes, [MapEdge(at, 199) for at in range(199)]))
    assert max(row for _, row in places.values()) < 30
    assert len(set(places.values())) == 200
    assert all(places[at][0] < places[199][0] for at in range(199))


def test_a_map_draws_failed_edges_on_top_and_ignores_unknown_ends() -> None:
    nodes = [
        MapNode("a", "Order platform", state="stops"),
        MapNode("b", "Switch pair", "switched off", state="cut", tag="SPOF"),
    ]
    edges = [MapEdge("a", "b", failed=True), MapEdge("a", "nobody"), MapEdge("b", "a", soft=True)]
    drawing = dependency_map(MapView(nodes, edges))
    lines = [shape for shape in drawing.shapes if isinstance(shape, Line)]
    assert [line.colour for line in lines] == ["ctl", "err"]
    assert "SPOF" in words(drawing)
    assert drawing.hit_of("b") is not None
