"""How risks move over the heat map: from today to where treatment brings them, and to today from before controls.

Risks that make the same step share one arrow with their number, so that a full register stays readable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

from app.charts.drawing import Box, Dot, Line, Point, Rect, Shape, Words

if TYPE_CHECKING:
    from app.charts.heat_map import RiskMark

Cell = tuple[int, int]

SMALL, COUNTED, CASING = 6.0, 8.5, 5.0  #: half of a mark, of one with a number, and the width of a line's casing
_PITCH, _STEPS = 22.0, 24
#: Bends that are tried, the usual one first.
_BENDS = (0.16, 0.04, -0.12, 0.3, -0.26, 0.42)


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Risks that make the same step; ``beginning`` and ``end`` are cells, one of them today's."""

    beginning: Cell
    end: Cell
    marks: tuple[RiskMark, ...]


def movement(
    marks: Sequence[RiskMark],
    pills: Mapping[Hashable, Rect],
    cell_rect: Callable[[Cell], Rect],
    *,
    controls: bool = True,
    ground: Rect | None = None,
    written: Sequence[Rect] = (),
    numbers: Mapping[Cell, Rect] | None = None,
) -> list[Shape]:
    """Return the arrows of these risks. ``pills`` are the risks that are named; the others begin where those stand.

    ``controls`` adds the ways from before controls. Arrows bend around ``written`` words, ``numbers`` of cells and
    foreign pills as far as they can, and stay on the ``ground``.
    """
    planned = _bundles(marks, lambda mark: (mark.current, mark.target))
    controlled = _bundles(marks, lambda mark: (mark.inherent, mark.current)) if controls else []
    rings = _places([bundle.end for bundle in planned], cell_rect, left=True)
    squares = _places([bundle.beginning for bundle in controlled], cell_rect, left=False)
    ends_at = [Rect(x - COUNTED, y - COUNTED, 2 * COUNTED, 2 * COUNTED) for x, y in (*rings, *squares)]
    counts = numbers or {}
    marked = tuple(rect.inset(-3) for rect in (*pills.values(), *ends_at, *counts.values()))

    def home(bundle: _Bundle, cell: Cell) -> Rect:
        return _home(bundle.marks, pills, counts.get(cell) or _point(cell_rect(cell).centre))

    course = _Course(marked, tuple(rect.inset(-1) for rect in written), ground)
    lines: list[Line] = []
    ends: list[Shape] = []
    for bundle, at in zip(controlled, squares, strict=True):
        lines += _dashed(at, home(bundle, bundle.end), course)
        ends += _square(at, len(bundle.marks))
    for bundle, at in zip(planned, rings, strict=True):
        lines += _arrow(home(bundle, bundle.beginning), at, _half(bundle), course)
        ends += _ring(at, len(bundle.marks))
    casings = [Line(line.points, "surface", CASING) for line in lines]
    return [*casings, *lines, *ends]


def _bundles(marks: Sequence[RiskMark], step: Callable[[RiskMark], tuple[Cell | None, Cell | None]]) -> list[_Bundle]:
    found: dict[tuple[Cell, Cell], list[RiskMark]] = defaultdict(list)
    for mark in marks:
        beginning, end = step(mark)
        if beginning is not None and end is not None and beginning != end:
            found[beginning, end].append(mark)
    ordered = sorted(found.items(), key=lambda pair: (pair[0][1], pair[0][0][1], -pair[0][0][0]))
    return [_Bundle(beginning, end, tuple(gathered)) for (beginning, end), gathered in ordered]


def _half(bundle: _Bundle) -> float:
    return COUNTED if len(bundle.marks) > 1 else SMALL


def _places(cells: Sequence[Cell], cell_rect: Callable[[Cell], Rect], *, left: bool) -> list[Point]:
    """Return a place per cell in the order given: along the foot of the cell, from the left or from the right."""
    taken: dict[Cell, int] = defaultdict(int)
    made = []
    for cell in cells:
        rect, slot = cell_rect(cell), taken[cell]
        taken[cell] += 1
        pitch = min(_PITCH, (rect.width - 2 * COUNTED - 8) / max(1, cells.count(cell) - 1))
        away = COUNTED + 4 + slot * pitch
        made.append((rect.x + away if left else rect.right - away, rect.bottom - COUNTED - 3))
    return made


def _home(marks: Sequence[RiskMark], pills: Mapping[Hashable, Rect], otherwise: Rect) -> Rect:
    """Return the area that a bundle belongs to: around the pills of its risks, or where their number stands."""
    named = [pills[mark.key] for mark in marks if mark.key in pills]
    if not named:
        return otherwise
    x, y = (sum(rect.centre[axis] for rect in named) / len(named) for axis in (0, 1))
    return _point((x, y)) if len(named) > 1 else named[0]


def _point(at: Point) -> Rect:
    return Rect(at[0] - 1, at[1] - 1, 2, 2)


@dataclass(frozen=True, slots=True)
class _Course:
    """What arrows keep off: pills and the marks at their ends, words, and the edge of the map."""

    marks: tuple[Rect, ...]
    written: tuple[Rect, ...]
    ground: Rect | None

    def way(self, start: Point, end: Point) -> list[Point]:
        """Return the bow between two points that crosses least; of equals the gentlest on its usual side."""
        ways = [_bow(start, end, bend) for bend in _BENDS]
        return min(ways, key=lambda way: self._crossed(way, start, end))

    def _crossed(self, way: Sequence[Point], start: Point, end: Point) -> int:
        inside = [p for p in way if hypot(p[0] - start[0], p[1] - start[1]) > 16 < hypot(p[0] - end[0], p[1] - end[1])]
        if not inside:
            return 0
        (left, right), (top, bottom) = ((min(axis), max(axis)) for axis in zip(*inside, strict=True))
        out = self.ground is not None and not (self.ground.holds(left, top) and self.ground.holds(right, bottom))

        def over(rect: Rect) -> bool:
            apart = rect.right < left or rect.x > right or rect.bottom < top or rect.y > bottom
            return not (apart or rect.holds(*start) or rect.holds(*end)) and any(rect.holds(*p) for p in inside)

        return 3 * sum(map(over, self.marks)) + sum(map(over, self.written)) + 100 * out


def _dashed(start: Point, home: Rect, course: _Course) -> list[Line]:
    way = course.way(start, home.centre)
    return [Line((*way[:-1], _edge(home, way[-2])), "text", 1.5, dash=(3, 2))]


def _arrow(home: Rect, goal: Point, half: float, course: _Course) -> list[Line]:
    way = course.way(home.centre, goal)
    begun = [point for point in way if not home.holds(*point)] or [way[-1]]
    end = _towards(goal, begun[-2] if len(begun) > 1 else home.centre, half + 2)
    kept = [point for point in begun[:-1] if hypot(point[0] - goal[0], point[1] - goal[1]) > half + 10]
    start = _edge(home, kept[0] if kept else goal)
    return [Line((start, *kept, end), "text", 1.75, arrow=8)]


def _bow(start: Point, end: Point, bend: float) -> list[Point]:
    """Return points of a bow: with a bend above 0 steep ways go to the right, flat ones upwards, off the foot."""
    across = (end[1] - start[1], start[0] - end[0])
    flat = abs(across[0]) < abs(across[1]) / 2
    side = (-1 if across[1] > 0 else 1) if flat else (1 if across[0] > 0 else -1)
    by = side * bend
    middle = ((start[0] + end[0]) / 2 + across[0] * by, (start[1] + end[1]) / 2 + across[1] * by)
    points = []
    for at in range(_STEPS + 1):
        t = at / _STEPS
        weights = ((1 - t) ** 2, 2 * t * (1 - t), t**2)
        points.append(
            (
                weights[0] * start[0] + weights[1] * middle[0] + weights[2] * end[0],
                weights[0] * start[1] + weights[1] * middle[1] + weights[2] * end[1],
            )
        )
    return points


def _square(at: Point, count: int) -> list[Shape]:
    half = COUNTED if count > 1 else SMALL
    box = Box(Rect(at[0] - half, at[1] - half, 2 * half, 2 * half), "surface", "text", 1.75, 2)
    return [box, *_number(at, count)]


def _ring(at: Point, count: int) -> list[Shape]:
    return [Dot(at, COUNTED if count > 1 else SMALL, "surface", "text", 1.75), *_number(at, count)]


def _number(at: Point, count: int) -> list[Shape]:
    return [Words(at, str(count), 12, True, "text", "middle")] if count > 1 else []


def _towards(point: Point, other: Point, by: float) -> Point:
    length = hypot(other[0] - point[0], other[1] - point[1]) or 1.0
    return point[0] + (other[0] - point[0]) * by / length, point[1] + (other[1] - point[1]) * by / length


def _edge(rect: Rect, towards: Point) -> Point:
    (x, y), (dx, dy) = rect.centre, (towards[0] - rect.centre[0], towards[1] - rect.centre[1])
    reach = min(
        rect.width / 2 / abs(dx) if dx else float("inf"), rect.height / 2 / abs(dy) if dy else float("inf"), 1.0
    )
    return x + dx * reach, y + dy * reach
