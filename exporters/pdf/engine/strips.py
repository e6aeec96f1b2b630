"""The strips that a paper is cut into: full-width pieces of a page that never split, with what is painted on them.

Coordinates are points from the upper left corner of the strip, downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.report import Edges, Shape, Tone
from exporters.pdf.engine.lines import Line


@dataclass(frozen=True, slots=True)
class TextMark:
    """A line of text; ``x`` and ``y`` are the upper left corner of its room."""

    x: float
    y: float
    line: Line


@dataclass(frozen=True, slots=True)
class FillMark:
    """A rectangle: filled, outlined or both; ``pattern`` hatches it as the bands are."""

    x: float
    y: float
    width: float
    height: float
    fill: Tone | None = None
    stroke: Tone | None = None
    line: float = 0.4
    radius: float = 0.0
    dashed: bool = False
    pattern: int = 0


@dataclass(frozen=True, slots=True)
class LineMark:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: Tone = Tone.HAIRLINE
    width: float = 0.4


@dataclass(frozen=True, slots=True)
class FigureMark:
    """The shapes of a figure in millimetres, scaled."""

    x: float
    y: float
    shapes: tuple[Shape, ...]
    scale: float = 1.0


Mark = TextMark | FillMark | LineMark | FigureMark


@dataclass(eq=False, slots=True)
class Frame:
    """What is drawn around the strips of a box, on each page that has some of them."""

    x: float
    width: float
    edge: bool
    rule: Tone | None
    tint: bool
    dashed: bool

    def marks(self, top: float, height: float) -> list[Mark]:
        """Return the frame around strips that begin at ``top``."""
        drawn: list[Mark] = []
        if self.edge or self.tint:
            fill = Tone.TINT if self.tint else None
            stroke = Tone.INK if self.edge else None
            drawn.append(
                FillMark(self.x, top, self.width, height, fill, stroke, 0.7, 0 if self.rule else 3.0, self.dashed)
            )
        if self.rule is not None:
            drawn.append(FillMark(self.x, top, 2 * 72 / 25.4, height, self.rule))
        return drawn


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry in the list of bookmarks."""

    title: str
    level: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a page begins: on any page or an odd one, alone on it or not, with a band at its top edge."""

    odd: bool = False
    alone: bool = False
    band: Tone | None = None
    band_text: str = ""
    edges: Edges | None = None


@dataclass(slots=True)
class Strip:
    """A piece of a page. ``before`` is room above it that falls away at the head of a page."""

    height: float
    marks: list[Mark] = field(default_factory=list)
    before: float = 0.0
    glued: bool = False
    repeat: tuple[Strip, ...] = ()
    frames: tuple[Frame, ...] = ()
    anchors: tuple[str, ...] = ()
    bookmark: Bookmark | None = None
    sheet: Sheet | None = None


def shifted(mark: Mark, x: float, y: float) -> Mark:
    """Return ``mark`` moved to the right and down."""
    if isinstance(mark, LineMark):
        return replace(mark, x1=mark.x1 + x, x2=mark.x2 + x, y1=mark.y1 + y, y2=mark.y2 + y)
    return replace(mark, x=mark.x + x, y=mark.y + y)


def total(strips: list[Strip]) -> float:
    """Return the height of ``strips`` one below the other at the head of a page."""
    return sum(strip.height + (strip.before if number else 0.0) for number, strip in enumerate(strips))


def fuse(strips: list[Strip], x: float = 0.0) -> Strip:
    """Return one strip with all of ``strips`` one below the other, moved right by ``x``, frames drawn in."""
    fused = Strip(total(strips))
    tops: dict[Frame, tuple[float, float]] = {}
    below: list[Mark] = []
    y = 0.0
    for number, strip in enumerate(strips):
        y += strip.before if number else 0.0
        for frame in strip.frames:
            top = tops.get(frame, (y, y))[0]
            tops[frame] = (top, y + strip.height)
        fused.marks.extend(shifted(mark, x, y) for mark in strip.marks)
        fused.anchors += strip.anchors
        fused.bookmark = fused.bookmark or strip.bookmark
        y += strip.height
    for frame, (top, bottom) in tops.items():
        below.extend(shifted(mark, x, 0.0) for mark in frame.marks(top, bottom - top))
    fused.marks = below + fused.marks
    return fused
