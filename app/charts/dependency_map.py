"""The dependency map: nodes in layers from what is needed last to what is needed first, edges in their own lanes.

Alternatives that stand below one another are drawn in one frame with the words “1 of 2” in its edge, to which a single
edge leads; where they cannot, each edge bears the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

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
from app.charts.layers import layered_layout

NODE_WIDTH, NODE_HEIGHT, COLUMN_PITCH, ROW_PITCH = 166.0, 48.0, 216.0, 96.0
HEAD, MARGIN, LANE, LANES = 72.0, 24.0, 6.0, 5
#: A layer with more rows than this is broken into columns.
HIGHEST = 30
#: How far the frame of alternatives stands around them, at the sides and above.
FRAME, FRAME_TOP = 8.0, 14.0
#: Channels run between two rows, above the words of a frame and below the frame of the row above.
CHANNEL, CHANNEL_STEP = 38.0, 4.0
#: Width and height of the chip of a tier in a node.
TIER_WIDTH, TIER_HEIGHT = 24.0, 16.0

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MapNode:
    """A node: its name, a line below, an icon, its tier, its state (empty, ``stops``, ``cut`` or ``hindered``)."""

    key: Hashable
    label: str
    note: str = ""
    icon: str = ""
    state: str = ""
    tag: str = ""  #: on its corner, such as SPOF
    tier: int | None = None
    faint: bool = False  #: beside what is looked for


@dataclass(frozen=True, slots=True)
class MapEdge:
    """``source`` needs ``target``; soft edges are dashed, failed ones red. ``group`` is the key of alternatives."""

    source: Hashable
    target: Hashable
    soft: bool = False
    failed: bool = False
    key: Hashable = None
    group: Hashable = None


@dataclass(frozen=True, slots=True)
class MapView:
    """What a map shows. ``heads`` name the columns from left to right; ``places`` may be handed in to keep a layout.

    ``groups`` gives the words of alternatives (“1 of 2”); ``chosen_edge`` is the key of an edge.
    """

    nodes: Sequence[MapNode]
    edges: Sequence[MapEdge]
    heads: Sequence[str] = ()
    chosen: Hashable = None
    title: str = ""
    places: Mapping[Hashable, Place] | None = None
    groups: Mapping[Hashable, str] | None = None
    chosen_edge: Hashable = None

    def words_of(self, group: Hashable) -> str:
        """Return the words of a group of alternatives."""
        return (self.groups or {}).get(group, "")


@dataclass(frozen=True, slots=True)
class Route:
    """The way of an edge, or of all edges into one frame of alternatives."""

    edges: tuple[MapEdge, ...]
    points: tuple[Point, ...]
    words: str = ""  #: at its end, where alternatives stand apart

    @property
    def failed(self) -> bool:
        """Whether what it leads to brings its source down."""
        return any(edge.failed for edge in self.edges)

    def near(self, x: float, y: float, reach: float) -> bool:
        """Whether a point lies within ``reach`` of the way."""
        return any(_distance(a, b, x, y) <= reach for a, b in zip(self.points, self.points[1:], strict=False))


def _distance(a: Point, b: Point, x: float, y: float) -> float:
    """Return how far a point is from an upright or level stretch."""
    across = max(min(a[0], b[0]) - x, 0.0, x - max(a[0], b[0]))
    down = max(min(a[1], b[1]) - y, 0.0, y - max(a[1], b[1]))
    return max(across, down)


@dataclass(frozen=True, slots=True)
class MapLayout:
    """Where everything of a view lies: places of nodes, frames of alternatives by group, ways of edges."""

    places: Mapping[Hashable, Place]
    frames: Mapping[Hashable, Rect]
    routes: tuple[Route, ...]

    def edge_at(self, x: float, y: float, reach: float = 5) -> MapEdge | None:
        """Return the edge under a point, those of failed nodes first."""
        found = [route for route in self.routes if route.near(x, y, reach)]
        found.sort(key=lambda route: not route.failed)
        return found[0].edges[0] if found else None


def places_of(view: MapView) -> dict[Hashable, Place]:
    """Return layer and row of every node of a view, its alternatives together."""
    groups: dict[Hashable, list[Hashable]] = defaultdict(list)
    for edge in view.edges:
        if edge.group is not None:
            groups[edge.group].append(edge.target)
    pairs = [(edge.source, edge.target) for edge in view.edges]
    return _folded(layered_layout([node.key for node in view.nodes], pairs, groups.values()))


def _folded(places: dict[Hashable, Place]) -> dict[Hashable, Place]:
    """Return the places with layers that are too high broken into several columns, so that the map is no ribbon."""
    high = max(HIGHEST, round(1.7 * len(places) ** 0.5))
    if max((row for _, row in places.values()), default=0) < high:
        return places
    layers: dict[int, list[Hashable]] = defaultdict(list)
    for key in sorted(places, key=lambda key: places[key]):
        layers[places[key][0]].append(key)
    found: dict[Hashable, Place] = {}
    first = 0
    for layer in sorted(layers):
        keys = layers[layer]
        columns = -(-len(keys) // high)
        each = -(-len(keys) // columns)
        found.update((key, (first + at // each, at % each)) for at, key in enumerate(keys))
        first += columns
    return found


def map_layout(view: MapView) -> MapLayout:
    """Return where everything of a view lies."""
    places = view.places or places_of(view)
    drawn = [edge for edge in view.edges if edge.source in places and edge.target in places]
    members: dict[Hashable, list[MapEdge]] = defaultdict(list)
    for edge in drawn:
        if edge.group is not None:
            members[edge.group].append(edge)
    frames = _frames(members, places)
    routes = [_route_into(tuple(edges), frames[group], places) for group, edges in members.items() if group in frames]
    for edge in drawn:
        if edge.group not in frames:
            words = view.words_of(edge.group) if edge.group is not None else ""
            routes.append(Route((edge,), route(places[edge.source], places[edge.target]), words))
    return MapLayout(places, frames, tuple(routes))


def _frames(members: Mapping[Hashable, Sequence[MapEdge]], places: Mapping[Hashable, Place]) -> dict[Hashable, Rect]:
    """Return the frames of alternatives that stand below one another in one column, none within another."""
    taken: set[Hashable] = set()
    frames = {}
    for group, edges in members.items():
        targets = {edge.target for edge in edges}
        rows = sorted(places[target][1] for target in targets)
        layers = {places[target][0] for target in targets}
        apart = len(targets) < 2 or len(layers) > 1 or rows[-1] - rows[0] != len(rows) - 1
        if apart or targets & taken or places[edges[0].source][0] in layers:
            continue
        taken |= targets
        layer = layers.pop()
        first, last = node_rect((layer, rows[0])), node_rect((layer, rows[-1]))
        top = first.y - FRAME_TOP
        frames[group] = Rect(first.x - FRAME, top, NODE_WIDTH + 2 * FRAME, last.bottom + FRAME - top)
    return frames


def _route_into(edges: tuple[MapEdge, ...], frame: Rect, places: Mapping[Hashable, Place]) -> Route:
    source = places[edges[0].source]
    layer = places[edges[0].target][0]
    return Route(edges, _way(source, layer, (frame.x - 1, frame.centre[1]), frame.y - 2))


def node_rect(place: Place) -> Rect:
    """Return where a node of a layer and row lies."""
    layer, line = place
    return Rect(MARGIN + layer * COLUMN_PITCH, HEAD + line * ROW_PITCH, NODE_WIDTH, NODE_HEIGHT)


def route(source: Place, target: Place) -> tuple[Point, ...]:
    """Return the way of an edge: out to the right in its source's lane, along a channel, in from the left."""
    end = node_rect(target)
    return _way(source, target[0], (end.x - 1, end.centre[1]), end.y)


def _way(source: Place, layer: int, goal: Point, above: float) -> tuple[Point, ...]:
    """Return the way to ``goal`` in a layer; a channel to a layer farther on runs over ``above``."""
    start = node_rect(source)
    lane = start.right + 8 + (source[1] % LANES) * LANE
    beginning = (start.right, start.centre[1])
    if layer == source[0] + 1:
        return polyline((beginning, (lane, beginning[1]), (lane, goal[1]), goal))
    row_top = HEAD + round((above - HEAD) / ROW_PITCH) * ROW_PITCH
    channel = row_top - CHANNEL + (source[1] % LANES) * CHANNEL_STEP
    arrival = MARGIN + layer * COLUMN_PITCH - 14 - (source[1] % 3) * 4
    return polyline((beginning, (lane, beginning[1]), (lane, channel), (arrival, channel), (arrival, goal[1]), goal))


def dependency_map(view: MapView, measure: Measure = approximate_width, layout: MapLayout | None = None) -> Drawing:
    """Return the drawing of a map. Hits: every node by its key."""
    found = layout or map_layout(view)
    shapes: list[Shape] = [
        Words(
            (MARGIN + at * COLUMN_PITCH, 14), shortened(words, COLUMN_PITCH - 16, 12, measure, True), 12, True, "text3"
        )
        for at, words in enumerate(view.heads)
    ]
    shapes += [_line(one, view) for one in sorted(found.routes, key=lambda one: (_chosen(one, view), one.failed))]
    broken = {one.edges[0].group for one in found.routes if one.failed}
    for group, frame in found.frames.items():
        shapes += _frame(frame, view.words_of(group), measure, broken=group in broken)
    shapes += [shape for one in found.routes if one.words for shape in _end_words(one)]
    hits = []
    for node in view.nodes:
        rect = node_rect(found.places[node.key])
        shapes += _node(node, rect, measure, chosen=node.key == view.chosen)
        hits.append(Hit(node.key, rect, _told(node), 6))
    layers = max((place[0] for place in found.places.values()), default=0)
    lines = max((place[1] for place in found.places.values()), default=0)
    last = node_rect((layers, lines))
    return Drawing(last.right + MARGIN, last.bottom + MARGIN, tuple(shapes), tuple(hits), view.title)


def _head(at: int, words: str, measure: Measure) -> Words:
    shown = shortened(words, COLUMN_PITCH - 16, 12, measure, True)
    return Words((MARGIN + at * COLUMN_PITCH, 14), shown, 12, True, "text3")


def _told(node: MapNode) -> str:
    tier = f"T{node.tier}" if node.tier is not None else ""
    return " ".join(part for part in (node.label, node.note, tier, node.tag) if part)


def _chosen(one: Route, view: MapView) -> bool:
    return view.chosen_edge is not None and any(edge.key == view.chosen_edge for edge in one.edges)


def _line(one: Route, view: MapView) -> Line:
    chosen, failed, soft = _chosen(one, view), one.failed, all(edge.soft for edge in one.edges)
    colour = "focus" if chosen else "err" if failed else "ctl"
    return Line(one.points, colour, 2 if failed or chosen else 1.25, (4, 3) if soft else (), 7, radius=4)


def _frame(frame: Rect, words: str, measure: Measure, *, broken: bool) -> list[Shape]:
    shapes: list[Shape] = [Box(frame, "", "err" if broken else "line", 1, 8)]
    if words:
        width = measure(words, 12, True) + 10
        middle = (frame.x + 12 + width / 2, frame.y)
        shapes.append(Box(Rect(frame.x + 12, frame.y - 9, width, 18), "surface"))
        shapes.append(Words(middle, words, 12, True, "err" if broken else "text2", "middle"))
    return shapes


def _end_words(one: Route) -> list[Shape]:
    x, y = one.points[-1]
    return [Words((x - 9, y - 9), one.words, 12, True, "text2", "end", "surface")]


#: Ground, edge, ink of the name, ink of the line below.
_STATES = {
    "": ("surface", "ctl", "text", "text2"),
    "stops": ("err_ground", "err", "err", "err"),
    "cut": ("err", "err", "surface", "surface"),
    "hindered": ("surface", "warn", "text", "warn"),
}
#: Ground, edge and ink of the chips of tiers; from 3 on they are outlined.
_TIERS = {0: ("text", "", "surface"), 1: ("text2", "", "surface"), 2: ("pale", "line", "text2")}


def _node(node: MapNode, rect: Rect, measure: Measure, *, chosen: bool) -> list[Shape]:
    fill, edge, ink, second = _STATES.get(node.state, _STATES[""])
    if node.faint and not node.state:
        edge, ink, second = "hair", "text3", "text3"
    shapes: list[Shape] = [Box(rect, fill, edge, 1, 6)]
    if chosen:
        shapes.append(Box(rect.inset(-3), "", "focus", 2, 9))
    icon = "x" if node.state in ("stops", "cut") else node.icon
    left = rect.x + 10
    if icon:
        shapes.append(Icon((left, rect.centre[1]), icon, 16, ink if node.state else "text2"))
        left += 24
    room = rect.right - left - 6
    up = 8 if node.note or node.tier is not None else 0
    shapes.append(Words((left, rect.centre[1] - up), shortened(node.label, room, 12, measure, True), 12, True, ink))
    if node.tier is not None:
        shapes += _tier(node, Rect(rect.right - TIER_WIDTH - 5, rect.centre[1] + 1, TIER_WIDTH, TIER_HEIGHT))
        room -= TIER_WIDTH + 2
    if node.note:
        shapes.append(Words((left, rect.centre[1] + 9), shortened(node.note, room, 12, measure), 12, tone=second))
    return shapes + _tag(node, rect, measure)


def _tier(node: MapNode, rect: Rect) -> list[Shape]:
    fill, edge, ink = _TIERS.get(node.tier if node.tier is not None else 9, ("", "line", "text2"))
    if node.state == "cut":
        fill, edge, ink = "", "surface", "surface"
    return [Box(rect, fill, edge, 1, 4), Words(rect.centre, f"T{node.tier}", 12, True, ink, "middle")]


def _tag(node: MapNode, rect: Rect, measure: Measure) -> list[Shape]:
    if not node.tag:
        return []
    width = measure(node.tag, 12, True) + 10
    box = Rect(rect.right - width - 4, rect.y - 13, width, 18)
    return [Box(box, "surface", "err", 1, 4), Words(box.centre, node.tag, 12, True, "err", "middle")]
