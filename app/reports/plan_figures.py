"""Drawings of the printed plan: the time line of a service to scale, and the map of what the plan stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

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
        (0, one.allowance, translate(N_("detect, decide")), Tone.SECONDARY, Tone.WHITE, 0),
        (one.allowance, ready, translate(N_("steps")), Tone.ACCENT, Tone.WHITE, 0),
    ]
    if one.rto is not None and ready < one.rto:
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
    upper, lower = -99.0, -99.0
    for minutes, word, time, strong in sorted(marks):
        x = place(minutes)
        if strong:
            drawn.append(RectShape(x - 0.5, top - 1.2, 1.0, 7.4, Tone.INK))
        else:
            drawn.append(LineShape(x, top - 1.2, x, top + 6.2, Tone.INK, 0.3))
        half = len(word) * 0.72
        if x - half > upper:
            drawn.append(LabelShape(max(x, half), top - 2.0, word, 7.5, strong, align="centre"))
            upper = x + half + 1
        half = len(time) * 0.8
        if x - half > lower:
            drawn.append(LabelShape(max(x, half), top + 8.6, time, 7.5, tone=Tone.SECONDARY, align="centre"))
            lower = x + half + 1
    return drawn


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
    """Return the nodes that the map draws: all, or of more than 40 the services, suppliers and single points."""
    if len(ground.nodes) <= MAP_NODES:
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
    nodes = drawn_nodes(ground)
    if not nodes or not ground.edges:
        return None
    edges = _drawn_edges(ground, nodes)
    layers = _layers(nodes, edges)
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        columns[layers[node.key]].append(node)
    ordered = _ordered(columns, edges)
    tallest = max(len(column) for column in ordered)
    pitch = min(13.0, (MAP_HEIGHT - 2) / tallest)
    height = min(MAP_HEIGHT, pitch * tallest + 2)
    box_height = min(10.4, pitch - 1.4)
    gap = 9.0 if len(ordered) < 7 else 6.0
    box_width = min(38.0, (WIDTH - gap * (len(ordered) - 1)) / len(ordered))
    step = (WIDTH - box_width) / max(len(ordered) - 1, 1)
    step = min(step, box_width + 26)
    places: dict[bytes, tuple[float, float]] = {}
    for number, column in enumerate(ordered):
        start = (height - pitch * len(column)) / 2
        for row, node in enumerate(column):
            places[node.key] = (number * step, start + row * pitch + (pitch - box_height) / 2)
    shapes: list[Shape] = [_edge(edge, places, box_width, box_height) for edge in edges]
    for node in nodes:
        shapes += _box(node, *places[node.key], box_width, box_height)
    return Figure(WIDTH, height, tuple(shapes), after=1.5)


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
                found[source, edge.target] = Edge(source, edge.target, hard or (old.hard if old else False))
                continue
            seen.add(edge.target)
            waiting += [(following, hard and following.hard) for following in below[edge.target]]
    return list(found.values())


def _layers(nodes: Iterable[Node], edges: Iterable[Edge]) -> dict[bytes, int]:
    """Return the column of each node: behind everything that it needs. Circles end where they begin."""
    needs: dict[bytes, list[bytes]] = defaultdict(list)
    for edge in edges:
        if edge.hard:
            needs[edge.source].append(edge.target)
    layers: dict[bytes, int] = {}
    for node in nodes:
        _layer(node.key, needs, layers, set())
    return layers


def _layer(key: bytes, needs: dict[bytes, list[bytes]], layers: dict[bytes, int], above: set[bytes]) -> int:
    if key in layers:
        return layers[key]
    inside = [
        _layer(other, needs, layers, above | {key}) for other in needs[key] if other not in above and other != key
    ]
    layers[key] = max(inside, default=-1) + 1
    return layers[key]


def _ordered(columns: dict[int, list[Node]], edges: list[Edge]) -> list[list[Node]]:
    """Return the columns with their nodes near the middle of their neighbours, so that few lines cross."""
    ordered = [columns[number] for number in sorted(columns)]
    beside: dict[bytes, list[bytes]] = defaultdict(list)
    for edge in edges:
        beside[edge.source].append(edge.target)
        beside[edge.target].append(edge.source)
    for _ in range(6):
        for sweep in (range(1, len(ordered)), range(len(ordered) - 2, -1, -1)):
            for number in sweep:
                place = {n.key: (row + 0.5) / len(column) for column in ordered for row, n in enumerate(column)}
                ordered[number].sort(key=lambda node: _middle(node, beside, place))
    return ordered


def _middle(node: Node, beside: dict[bytes, list[bytes]], place: dict[bytes, float]) -> float:
    around = [place[key] for key in beside[node.key] if key in place]
    return sum(around) / len(around) if around else place[node.key]


def _edge(edge: Edge, places: dict[bytes, tuple[float, float]], width: float, height: float) -> Shape:
    (x1, y1), (x2, y2) = places[edge.target], places[edge.source]
    start, end = (x1 + width, y1 + height / 2), (x2, y2 + height / 2)
    if end[0] <= start[0]:
        start = (x1 + width / 2, y1 + (height if y2 > y1 else 0))
        end = (x2 + width / 2, y2 + (0 if y2 > y1 else height))
    bend = min(4.0, abs(end[0] - start[0]) / 3)
    points = (start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end) if end[0] > start[0] else (start, end)
    return PathShape(points, Tone.SECONDARY if edge.hard else Tone.HAIRLINE, width=0.22, dashed=not edge.hard)


def _box(node: Node, x: float, y: float, width: float, height: float) -> list[Shape]:
    single = bool(node.cuts) and node.kind in ("component", "person")
    drawn: list[Shape] = []
    if single:
        drawn.append(RectShape(x - 0.9, y - 0.9, width + 1.8, height + 1.8, None, Tone.EXTREME, 1.8, 0.6))
    fill = Tone.TINT if node.kind == "service" else Tone.WHITE
    line = 0.5 if node.planned else 0.2
    drawn.append(
        RectShape(x, y, width, height, fill, Tone.INK, 1.0, line, dashed=node.kind == "supplier")
    )  # fmt: skip
    lines = max(int((height - 1.0) / 2.98), 1)
    words = f"{node.ref} {node.name}".strip()
    first = y + (3.0 if lines > 1 else height / 2 + 0.9)
    drawn.append(LabelShape(x + 1.2, first, words, 6.5, node.planned, width=width - 2, lines=lines))
    return drawn


def horizon_words() -> tuple[str, str, str, str]:
    """Return the points in time of the resources table."""
    first, second, third, fourth = (span(minutes) for minutes in (4 * HOUR, DAY, 3 * DAY, 7 * DAY))
    return first, second, third, fourth
