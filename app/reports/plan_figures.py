"""Drawings of the printed plan: the time line of a service to scale, and the map of what the plan stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.charts import layered_layout
from app.durations import BEYOND, DAY, HOUR
from app.i18n import N_, plural, translate
from app.planning.content import Edge, Foundation, Node, PlannedService
from app.report import Figure, LabelShape, LineShape, PathShape, RectShape, Shape, Tone
from app.reports.plan_words import span

WIDTH = 170.0
#: More nodes than these are not drawn: only what the plan is about, what it waits for, and single points.
MAP_NODES = 40
MAP_HEIGHT = 88.0


# --- time line ---


def timeline_title(one: PlannedService) -> str:
    """Return what the time line of a service says."""
    slack = one.slack
    if slack is None:
        return translate(N_("{service}: no timed steps yet"), service=one.name)
    if slack < 0:
        over = span(-slack)
        return translate(N_("{service}: the steps end {over} after the RTO"), service=one.name, over=over)
    if slack == 0:
        return translate(N_("{service}: no slack"), service=one.name)
    if slack < 2 * HOUR:
        return plural("{service}: {n} minute of slack", "{service}: {n} minutes of slack", slack, service=one.name)
    return translate(N_("{service}: {slack} of slack"), service=one.name, slack=span(slack))


def timeline(one: PlannedService) -> Figure:
    """Return the time line of a service from its loss to its MTPD, to scale (``domain.md`` §1)."""
    end = _end(one)
    shapes: list[Shape] = []
    left, width, top = 8.0, WIDTH - 30.0, 5.6

    def at(minutes: float) -> float:
        return left + width * min(minutes / end, 1.0)

    ready = one.ready_at or one.allowance
    bars = [
        (0, one.allowance, translate(N_("detect, decide")), Tone.TINT, Tone.INK, 0),
        (one.allowance, ready, translate(N_("steps")), Tone.ACCENT, Tone.WHITE, 0),
    ]
    if one.rto is not None and one.slack is not None and ready < one.rto:
        bars.append((ready, one.rto, translate(N_("slack")), Tone.WHITE, Tone.INK, 0))
    if one.rto is not None and one.wrt:
        bars.append((one.rto, one.rto + one.wrt, translate(N_("catch up")), Tone.HAIRLINE, Tone.INK, 0))
    for start, stop, word, fill, ink, _ in bars:
        if stop > start:
            shapes += _bar(at(start), at(stop), top, word, fill, ink)
    shapes.append(LineShape(left, top + 5, left + width, top + 5, Tone.SECONDARY))
    shapes += _ticks(one, at, top)
    return Figure(WIDTH, 14.5, tuple(shapes), after=2.0)


def _end(one: PlannedService) -> float:
    known = [one.ready_at or 0, (one.rto or 0) + (one.wrt or 0), one.allowance]
    if one.mtpd is not None and one.mtpd < BEYOND:
        known.append(one.mtpd)
        return max(*known, 1)
    return max(*known, 1) * 1.15


def _bar(x1: float, x2: float, top: float, word: str, fill: Tone, ink: Tone) -> list[Shape]:
    drawn: list[Shape] = [RectShape(x1, top, max(x2 - x1, 0.4), 5, fill, Tone.INK, line=0.15)]
    if x2 - x1 > 1.75 * len(word) + 1:
        drawn.append(LabelShape((x1 + x2) / 2, top + 3.5, word, 7.5, tone=ink, align="centre"))
    return drawn


def _ticks(one: PlannedService, at: object, top: float) -> list[Shape]:
    place = at if callable(at) else float
    marks: list[tuple[float, str, str, bool]] = [(0, translate(N_("loss")), "0", False)]
    latest = one.latest_decision_at
    if latest is not None and latest >= 0:
        marks.append((latest, translate(N_("latest decision")), span(latest), False))
    if one.rto is not None:
        marks.append((one.rto, "RTO", span(one.rto), True))
        if one.wrt:
            marks.append((one.rto + one.wrt, translate(N_("normal work")), span(one.rto + one.wrt), False))
    if one.mtpd is not None and one.mtpd < BEYOND:
        marks.append((one.mtpd, "MTPD", span(one.mtpd), True))
    drawn: list[Shape] = []
    upper: list[tuple[float, float]] = []
    lower: list[tuple[float, float]] = []
    for minutes, word, time, strong in sorted(marks, key=lambda mark: (not mark[3], mark[0])):
        x = place(minutes)
        if strong:
            drawn.append(RectShape(x - 0.5, top - 1.2, 1.0, 7.4, Tone.INK))
        else:
            drawn.append(LineShape(x, top - 1.2, x, top + 6.2, Tone.INK, 0.3))
        drawn += _label(upper, x, top - 2.0, word, 0.72, strong, Tone.INK)
        drawn += _label(lower, x, top + 8.6, time, 0.8, False, Tone.SECONDARY)
    return drawn


def _label(
    taken: list[tuple[float, float]], x: float, y: float, word: str, half_letter: float, strong: bool, tone: Tone
) -> list[Shape]:
    """Return a label under or above a tick, or nothing where a more important one stands."""
    half = len(word) * half_letter
    x = max(x, half)
    if any(x - half < end + 1 and x + half > start - 1 for start, end in taken):
        return []
    taken.append((x - half, x + half))
    return [LabelShape(x, y, word, 7.5, strong, tone=tone, align="centre")]


# --- map ---


def map_title(ground: Foundation) -> str:
    """Return what the map says: which single points can stop what."""
    points = ground.single_points
    if not points:
        return translate(N_("No single component or person stops a service of this plan"))
    first = points[0]
    stops = ", ".join(first.cuts[:2]) + ("…" if len(first.cuts) > 2 else "")
    if len(points) == 1:
        return translate(N_("{node} alone stops {services}"), node=_name(first), services=stops)
    others = ", ".join(node.ref or node.name for node in points[1:5]) + ("…" if len(points) > 5 else "")
    return translate(
        N_("{node} alone stops {services}; single points too: {others}"),
        node=_name(first),
        services=stops,
        others=others,
    )


def _name(node: Node) -> str:
    return f"{node.ref} {node.name}".strip()


def drawn_nodes(ground: Foundation) -> tuple[Node, ...]:
    """Return the nodes that the map draws: all that are legible, or the services, suppliers and single points."""
    if len(ground.nodes) <= MAP_NODES and _legible(ground):
        return ground.nodes
    hard = {edge.target for edge in ground.edges if edge.hard}
    kept = [
        node
        for node in ground.nodes
        if node.planned or node.cuts or (node.key in hard and node.kind in ("service", "supplier"))
    ]
    return tuple(kept[:MAP_NODES])


def dependency_map(ground: Foundation) -> Figure | None:
    """Return the map of what the plan stands on, recovery order from left to right; ``None`` if there is nothing."""
    if not ground.nodes or not ground.edges:
        return None
    nodes, edges, places = _layout(ground, drawn_nodes(ground))
    frame = _frame(places)
    shapes: list[Shape] = [_edge(edge, places, frame) for edge in edges]
    for node in nodes:
        shapes += _box(node, *frame.corner(places[node.key]), frame)
    return Figure(WIDTH, frame.height, tuple(shapes), after=1.5)


Places = dict[bytes, tuple[int, int]]


def _layout(ground: Foundation, drawn: tuple[Node, ...]) -> tuple[list[Node], list[Edge], Places]:
    """Return the boxes and lines of the map with layer and row of each box, what is needed first in layer 0."""
    nodes, edges = _alternatives_joined(drawn, _drawn_edges(ground, drawn))
    hard = [(edge.target, edge.source) for edge in edges if edge.hard]
    return nodes, edges, layered_layout([node.key for node in nodes], hard)


def _legible(ground: Foundation) -> bool:
    """Return whether names fit their boxes if all nodes are drawn."""
    _, _, places = _layout(ground, ground.nodes)
    return _frame(places).box_height > 8 and max((layer for layer, _ in places.values()), default=0) < 7


@dataclass(frozen=True, slots=True)
class _Frame:
    """The measures of a map in millimetres: pitch of columns and rows, size of a box, height of all."""

    column: float
    row: float
    box_width: float
    box_height: float
    height: float

    def corner(self, place: tuple[int, int]) -> tuple[float, float]:
        """Return the upper left corner of the box at a place."""
        return 1.0 + place[0] * self.column, 1.0 + place[1] * self.row


def _frame(places: Places) -> _Frame:
    layers = max(layer for layer, _ in places.values()) + 1
    rows = max(row for _, row in places.values()) + 1
    gap = 9.0 if layers < 7 else 5.0
    box_width = min(40.0, (WIDTH - 2 - gap * (layers - 1)) / layers)
    column = min((WIDTH - 2 - box_width) / max(layers - 1, 1), box_width + 24)
    row = min(13.0, (MAP_HEIGHT - 2) / rows)
    return _Frame(column, row, box_width, min(10.4, row - 1.4), row * rows + 1)


def _alternatives_joined(nodes: Sequence[Node], edges: list[Edge]) -> tuple[list[Node], list[Edge]]:
    """Return nodes and edges with alternatives that only one node needs, and that need nothing, drawn as one box."""
    needing = {edge.source for edge in edges}
    users: dict[bytes, set[bytes]] = defaultdict(set)
    groups: dict[tuple[bytes, int], list[Edge]] = defaultdict(list)
    for edge in edges:
        users[edge.target].add(edge.source)
        if edge.of > 1:
            groups[edge.source, edge.group].append(edge)
    known = {node.key: node for node in nodes}
    joined: dict[bytes, Node] = {}
    gone: set[bytes] = set()
    for members in groups.values():
        targets = {edge.target for edge in members}
        keys = [node.key for node in nodes if node.key in targets]
        alone = all(key not in needing and len(users[key]) == 1 and not known[key].cuts for key in keys)
        if len(keys) == members[0].of and alone:
            joined[keys[0]] = _joined([known[key] for key in keys], members[0].needed)
            gone.update(keys[1:])
    kept = [joined.get(node.key, node) for node in nodes if node.key not in gone]
    return kept, [edge for edge in edges if edge.target not in gone]


def _joined(members: list[Node], needed: int) -> Node:
    first = members[0]
    names = " / ".join(node.name for node in members)
    refs = translate(N_("{needed} of {all}:"), needed=needed, all=len(members))
    return Node(first.key, refs, names, first.kind, False, None, ())


def _drawn_edges(ground: Foundation, nodes: Iterable[Node]) -> list[Edge]:
    """Return the edges between drawn nodes; where a node between is left out, its neighbours are joined."""
    kept = {node.key for node in nodes}
    below: dict[bytes, list[Edge]] = defaultdict(list)
    for edge in ground.edges:
        below[edge.source].append(edge)
    found: dict[tuple[bytes, bytes], Edge] = {}
    for source in kept:
        waiting, seen = [(edge, edge.hard) for edge in below[source]], {source}
        while waiting:
            edge, hard = waiting.pop()
            if edge.target in seen:
                continue
            if edge.target in kept:
                old = found.get((source, edge.target))
                if edge.source == source:
                    found[source, edge.target] = edge
                else:
                    found[source, edge.target] = Edge(source, edge.target, hard or (old.hard if old else False))
                continue
            seen.add(edge.target)
            waiting += [(following, hard and following.hard) for following in below[edge.target]]
    return list(found.values())


def _edge(edge: Edge, places: Places, frame: _Frame) -> Shape:
    x1, y1 = frame.corner(places[edge.target])
    x2, y2 = frame.corner(places[edge.source])
    tone = Tone.SECONDARY if edge.hard else Tone.HAIRLINE
    middle = frame.box_height / 2
    start, end = (x1 + frame.box_width, y1 + middle), (x2, y2 + middle)
    if end[0] <= start[0]:
        down = y2 > y1
        start = (x1 + frame.box_width / 2, y1 + (frame.box_height if down else 0))
        end = (x2 + frame.box_width / 2, y2 + (0 if down else frame.box_height))
        return PathShape((start, end), tone, width=0.22, dashed=not edge.hard)
    bend = min(3.0, (end[0] - start[0]) / 3)
    points = (start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end)
    return PathShape(points, tone, width=0.22, dashed=not edge.hard)


def _box(node: Node, x: float, y: float, frame: _Frame) -> list[Shape]:
    width, height = frame.box_width, frame.box_height
    drawn: list[Shape] = []
    if node.cuts and node.kind in ("component", "person"):
        drawn.append(RectShape(x - 0.9, y - 0.9, width + 1.8, height + 1.8, None, Tone.EXTREME, 1.8, 0.6))
    fill = Tone.TINT if node.kind == "service" else Tone.WHITE
    line = 0.5 if node.planned else 0.2
    drawn.append(RectShape(x, y, width, height, fill, Tone.INK, 1.0, line, dashed=node.kind == "supplier"))
    lines = max(int((height - 1.0) / 2.98), 1)
    words = f"{node.ref} {node.name}".strip()
    first = y + (3.0 if lines > 1 else height / 2 + 0.9)
    drawn.append(LabelShape(x + 1.2, first, words, 6.5, node.planned, width=width - 2, lines=lines))
    return drawn


def horizon_words() -> tuple[str, str, str, str]:
    """Return the points in time of the resources table."""
    first, second, third, fourth = (span(minutes) for minutes in (4 * HOUR, DAY, 3 * DAY, 7 * DAY))
    return first, second, third, fourth
