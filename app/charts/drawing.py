"""What charts are made of: boxes, lines, dots and words in virtual units, with colours named by role.

One unit is one logical pixel on the screen; documents scale the whole. The origin is at the top left. Colours are the
token names of the theme (``text``, ``accent``, ``err_ground`` …) or ``fill4`` and ``ink4`` for the ground and the ink
of level 4; an empty text paints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

Point = tuple[float, float]
#: Measures a text: ``measure(text, size, bold)`` in units.
Measure = Callable[[str, float, bool], float]

_NARROW, _WIDE = set("iljtfr.,:;'|!()[] "), set("mwMW%@—")


def approximate_width(text: str, size: float, bold: bool = False) -> float:
    """Return about how wide a text is, for those who cannot measure; within a tenth for words in Inter."""
    units = sum(0.31 if c in _NARROW else 0.86 if c in _WIDE else 0.66 if c.isupper() else 0.575 for c in text)
    return units * size * (1.04 if bold else 1.0)


def shortened(text: str, width: float, size: float, measure: Measure, bold: bool = False) -> str:
    """Return ``text``, cut with an ellipsis if it is wider than ``width``."""
    if measure(text, size, bold) <= width:
        return text
    while text and measure(text + "…", size, bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def inset(self, by: float) -> Rect:
        """Return the rectangle smaller by ``by`` on every side."""
        return Rect(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with ground, edge and rounded corners. ``hatch`` is for grey print: ``"lines"`` or ``"cross"``."""

    rect: Rect
    fill: str = ""
    edge: str = ""
    stroke: float = 1
    radius: float = 0
    dash: tuple[float, ...] = ()
    hatch: str = ""
    opacity: float = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, with an arrow head at its end if told."""

    points: tuple[Point, ...]
    colour: str = "text"
    stroke: float = 1
    dash: tuple[float, ...] = ()
    arrow: float = 0  #: length of the head
    square: bool = False  #: ends reach half a stroke further
    radius: float = 0  #: of its bends


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle."""

    centre: Point
    radius: float
    fill: str = ""
    edge: str = ""
    stroke: float = 1


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text. ``at`` is its left end, middle or right end, at half the height of its capitals."""

    at: Point
    text: str
    size: float = 12
    bold: bool = False
    tone: str = "text"
    anchor: str = "start"  #: start, middle, end
    halo: str = ""  #: colour of the casing that keeps it readable on lines


@dataclass(frozen=True, slots=True)
class Icon:
    """A small picture by its name, ``size`` units wide; documents may leave it out."""

    at: Point  #: left end and vertical middle
    name: str
    size: float = 16
    tone: str = "text"


Shape = Box | Line | Dot | Words | Icon


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under the mouse and the keyboard cursor: a key, an area, and words that tell it."""

    key: Hashable
    rect: Rect
    tip: str = ""
    radius: float = 4


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart. ``title`` is its message; ``hits`` go in the order in which the keyboard walks them."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    hits: tuple[Hit, ...] = field(default=())
    title: str = ""

    def hit_at(self, x: float, y: float) -> Hit | None:
        """Return the topmost thing at a point."""
        return next((hit for hit in reversed(self.hits) if hit.rect.holds(x, y)), None)

    def hit_of(self, key: Hashable) -> Hit | None:
        """Return the thing with a key."""
        return next((hit for hit in self.hits if hit.key == key), None)


def polyline(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points without repetitions and without those that lie on a straight line between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    return tuple(kept)


def _straight(a: Point, b: Point, c: Point) -> bool:
    return (a[0] == b[0] == c[0]) or (a[1] == b[1] == c[1])
