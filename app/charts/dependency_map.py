"""The dependency map: nodes in layers from what is needed last to what is needed first, edges in their own lanes."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.charts.drawing import (
    Box,
    Drawing,
    Hit,
    Icon,
    Line,
    Measure,
    Point,
    Rect,
    Shape,
    Words,
    approximate_width,
    polyline,
    shortened,
)

Key = TypeVar("Key", bound=Hashable)

NODE_WIDTH, NODE_HEIGHT, COLUMN_PITCH, ROW_PITCH = 166.0, 48.0, 216.0, 96.0
HEAD, MARGIN, LANE = 40.0, 12.0, 6.0


def layered_layout(nodes: Sequence[Key], edges: Iterable[tuple[Key, Key]]) -> dict[Key, tuple[int, int]]:
    """Return layer and row of every node: who needs something stands left of what it needs.

    Layers by the longest path, rows by four barycentre sweeps; a cycle is cut at one edge. 500 nodes take some
    milliseconds. Edges to unknown nodes and to oneself are passed over.
    """
    known = set(nodes)
    wanted = [(a, b) for a, b in dict.fromkeys(edges) if a in known and b in known and a != b]
    forward = _without_cycles(nodes, wanted)
    layer = _layers(nodes, forward)
    columns: dict[int, list[Key]] = defaultdict(list)
    for node in nodes:
        columns[layer[node]].append(node)
    _sweep(columns, forward)
    rows = _rows(columns, forward)
    return {node: (layer[node], rows[node]) for node in nodes}


def _without_cycles(nodes: Sequence[Key], edges: Sequence[tuple[Key, Key]]) -> list[tuple[Key, Key]]:
    after: dict[Key, list[Key]] = defaultdict(list)
    for a, b in edges:
        after[a].append(b)
    state: dict[Key, int] = {}
    backward: set[tuple[Key, Key]] = set()
    for start in nodes:
        stack = [(start, iter(after[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[node] = 2
                stack.pop()
            elif following not in state:
                state[following] = 1
                stack.append((following, iter(after[following])))
            elif state[following] == 1:
                backward.add((node, following))
    return [edge for edge in edges if edge not in backward]


def _layers(nodes: Sequence[Key], edges: Sequence[tuple[Key, Key]]) -> dict[Key, int]:
    after: dict[Key, list[Key]] = defaultdict(list)
    waiting = dict.fromkeys(nodes, 0)
    for a, b in edges:
        after[a].append(b)
        waiting[b] += 1
    layer = dict.fromkeys(nodes, 0)
    ready = deque(node for node in nodes if not waiting[node])
    while ready:
        node = ready.popleft()
        for following in after[node]:
            layer[following] = max(layer[following], layer[node] + 1)
            waiting[following] -= 1
            if not waiting[following]:
                ready.append(following)
    return layer


def _sweep(columns: dict[int, list[Key]], edges: Sequence[tuple[Key, Key]]) -> None:
    before: dict[Key, list[Key]] = defaultdict(list)
    after: dict[Key, list[Key]] = defaultdict(list)
    for a, b in edges:
        after[a].append(b)
        before[b].append(a)
    place = {node: float(at) for column in columns.values() for at, node in enumerate(column)}
    for turn in range(4):
        neighbours, order = (before, sorted(columns)) if turn % 2 == 0 else (after, sorted(columns, reverse=True))
        for number in order:
            mean = {
                node: sum(place[other] for other in near) / len(near) if (near := neighbours[node]) else place[node]
                for node in columns[number]
            }
            columns[number].sort(key=mean.__getitem__)
            place.update((node, float(at)) for at, node in enumerate(columns[number]))


def _rows(columns: Mapping[int, Sequence[Key]], edges: Sequence[tuple[Key, Key]]) -> dict[Key, int]:
    before: dict[Key, list[Key]] = defaultdict(list)
    for a, b in edges:
        before[b].append(a)
    rows: dict[Key, int] = {}
    most = max((len(column) for column in columns.values()), default=0)
    for number in sorted(columns):
        last, left = -1, len(columns[number])
        for node in columns[number]:
            near = sorted(rows[other] for other in before[node] if other in rows)
            wish = near[len(near) // 2] if near else last + 1
            rows[node] = last = max(last + 1, min(wish, most - left))
            left -= 1
    return rows


@dataclass(frozen=True, slots=True)
class MapNode:
    """A node: what it is called, a line below, an icon, and its state (empty, ``stops`` or ``cut``)."""

    key: Hashable
    label: str
    note: str = ""
    icon: str = ""
    state: str = ""
    tag: str = ""  #: on its corner, such as SPOF


@dataclass(frozen=True, slots=True)
class MapEdge:
    """``source`` needs ``target``; soft edges are dashed, failed ones red."""

    source: Hashable
    target: Hashable
    soft: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class MapView:
    """What a map shows. ``heads`` name the columns from left to right; ``places`` may be handed in to keep a layout."""

    nodes: Sequence[MapNode]
    edges: Sequence[MapEdge]
    heads: Sequence[str] = ()
    chosen: Hashable = None
    title: str = ""
    places: Mapping[Hashable, tuple[int, int]] | None = None


def node_rect(place: tuple[int, int]) -> Rect:
    """Return where a node of a layer and row lies."""
    layer, line = place
    return Rect(MARGIN + layer * COLUMN_PITCH, HEAD + line * ROW_PITCH, NODE_WIDTH, NODE_HEIGHT)


def dependency_map(view: MapView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing of a map. Hits: every node by its key."""
    places = view.places or layered_layout(
        [node.key for node in view.nodes], [(edge.source, edge.target) for edge in view.edges]
    )
    shapes: list[Shape] = [
        Words((MARGIN + at * COLUMN_PITCH, 14), words, 12, True, "text3") for at, words in enumerate(view.heads)
    ]
    drawn = [edge for edge in view.edges if edge.source in places and edge.target in places]
    shapes += [_edge(edge, places) for edge in sorted(drawn, key=lambda edge: edge.failed)]
    hits = []
    for node in view.nodes:
        rect = node_rect(places[node.key])
        shapes += _node(node, rect, measure, chosen=node.key == view.chosen)
        hits.append(Hit(node.key, rect, " ".join(part for part in (node.label, node.note, node.tag) if part), 6))
    layers = max((place[0] for place in places.values()), default=0)
    lines = max((place[1] for place in places.values()), default=0)
    last = node_rect((layers, lines))
    return Drawing(last.right + MARGIN, last.bottom + ROW_PITCH / 2, tuple(shapes), tuple(hits), view.title)


def _edge(edge: MapEdge, places: Mapping[Hashable, tuple[int, int]]) -> Line:
    colour = "err" if edge.failed else "ctl"
    points = route(places[edge.source], places[edge.target])
    return Line(points, colour, 2 if edge.failed else 1.25, (4, 3) if edge.soft else (), 7, radius=4)


def route(source: tuple[int, int], target: tuple[int, int]) -> tuple[Point, ...]:
    """Return the way of an edge: out to the right in its source's lane, along a channel, in from the left."""
    start, end = node_rect(source), node_rect(target)
    lane = start.right + 8 + (source[1] % 5) * LANE
    beginning, goal = (start.right, start.centre[1]), (end.x - 1, end.centre[1])
    if target[0] == source[0] + 1:
        return polyline((beginning, (lane, beginning[1]), (lane, goal[1]), goal))
    channel = end.y - 12 - (source[1] % 5) * LANE
    arrival = end.x - 14 - (source[1] % 3) * 4
    return polyline((beginning, (lane, beginning[1]), (lane, channel), (arrival, channel), (arrival, goal[1]), goal))


#: Ground, edge, ink of the name, ink of the line below.
_STATES = {
    "": ("surface", "ctl", "text", "text2"),
    "stops": ("err_ground", "err", "err", "err"),
    "cut": ("err", "err", "surface", "surface"),
}


def _node(node: MapNode, rect: Rect, measure: Measure, *, chosen: bool) -> list[Shape]:
    fill, edge, ink, second = _STATES.get(node.state, _STATES[""])
    shapes: list[Shape] = [Box(rect, fill, edge, 1, 6)]
    if chosen or node.state == "cut":
        shapes.append(Box(rect.inset(-3), "", "focus", 2, 9))
    icon = "x" if node.state else node.icon
    left = rect.x + 10
    if icon:
        shapes.append(Icon((left, rect.centre[1]), icon, 16, ink if node.state else "text2"))
        left += 24
    room = rect.right - left - 6
    up = 8 if node.note else 0
    shapes.append(Words((left, rect.centre[1] - up), shortened(node.label, room, 12, measure, True), 12, True, ink))
    if node.note:
        shapes.append(Words((left, rect.centre[1] + 8), shortened(node.note, room, 12, measure), 12, tone=second))
    return shapes + _tag(node, rect, measure)


def _tag(node: MapNode, rect: Rect, measure: Measure) -> list[Shape]:
    if not node.tag:
        return []
    width = measure(node.tag, 12, True) + 10
    box = Rect(rect.right - width - 4, rect.y - 13, width, 18)
    return [Box(box, "surface", "err", 1, 4), Words(box.centre, node.tag, 12, True, "err", "middle")]
