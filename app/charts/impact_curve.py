"""The impact curve: how bad it gets over time per category, where it becomes intolerable, where RTO and MTPD lie."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.drawing import Box, Dot, Drawing, Hit, Line, Point, Rect, Shape, Words, approximate_width
from app.i18n import N_, translate

WIDTH, HEIGHT = 448.0, 204.0
#: The smallest curve that can be read, in units.
LEAST_WIDTH, LEAST_HEIGHT = 280.0, 124.0
_LEFT, _RIGHT = 30.0, 14.0
#: Room above and below the levels; less where there is little height.
_AIRY, _LOW, _LOW_BELOW = (36.0, 30.0), (24.0, 22.0), 176.0
_LABEL, _LINE = 12.0, 15.0


@dataclass(frozen=True, slots=True)
class CurveLine:
    """One category: its levels per horizon (``None`` for not scored). The leading one is drawn strongly and named."""

    name: str
    levels: Sequence[int | None]
    leading: bool = False


@dataclass(frozen=True, slots=True)
class CurveView:
    """Horizons in minutes with labels, the lines, the threshold, and MTPD and RTO in minutes with their labels."""

    horizons: Sequence[tuple[int, str]]
    lines: Sequence[CurveLine]
    threshold: int = 4
    mtpd: tuple[int, str] | None = None
    rto: tuple[int, str] | None = None
    title: str = ""
    width: float = WIDTH
    height: float = HEIGHT
    language: str | None = None
    levels: int = 5  #: how many levels the scale of impact has


@dataclass(frozen=True, slots=True)
class _Frame:
    """Turns horizons and levels into points."""

    view: CurveView

    @property
    def area(self) -> Rect:
        top, bottom = _LOW if self.view.height < _LOW_BELOW else _AIRY
        return Rect(_LEFT, top, self.view.width - _LEFT - 2, self.view.height - top - bottom)

    def x(self, at: float) -> float:
        steps = max(1, len(self.view.horizons) - 1)
        first, last = _LEFT + 14, self.view.width - _RIGHT
        return first + (last - first) * at / steps

    def y(self, level: float) -> float:
        area = self.area
        pitch = area.height / (self.view.levels - 0.5)
        return area.y + 0.3 * pitch + (self.view.levels - level) * pitch

    def x_of_minutes(self, minutes: int) -> float:
        """Between two horizons the axis is linear in time; beyond the last it ends there."""
        marks = [horizon for horizon, _ in self.view.horizons]
        at = bisect_right(marks, minutes) - 1
        if at < 0:
            return self.x(0)
        if at >= len(marks) - 1:
            return self.x(len(marks) - 1)
        return self.x(at + (minutes - marks[at]) / (marks[at + 1] - marks[at]))


def impact_curve(view: CurveView) -> Drawing:
    """Return the drawing of an impact curve, 448 × 204 units unless told. Hits: every horizon by its place."""
    frame = _Frame(view)
    shapes = _ground(frame)
    for line in sorted(view.lines, key=lambda line: line.leading):
        shapes += _curve(frame, line)
    shapes += _targets(frame) + _names(frame) + _axis(frame)
    top = frame.area.y
    hits = [
        Hit(at, Rect(frame.x(at) - 20, top, 40, view.height - top), _tip(view, at)) for at in range(len(view.horizons))
    ]
    return Drawing(view.width, view.height, tuple(shapes), tuple(hits), view.title)


def _tip(view: CurveView, at: int) -> str:
    levels = [f"{line.name} {line.levels[at]}" for line in view.lines if at < len(line.levels) and line.levels[at]]
    return f"{view.horizons[at][1]}: {', '.join(levels)}" if levels else view.horizons[at][1]


def _levels(frame: _Frame) -> range:
    return range(1, frame.view.levels + 1)


def _ground(frame: _Frame) -> list[Shape]:
    area, limit = frame.area, frame.y(frame.view.threshold - 0.5)
    shapes: list[Shape] = [Box(Rect(area.x, area.y, area.width, limit - area.y), "err_ground")]
    shapes += [Line(((area.x, frame.y(level)), (area.right, frame.y(level))), "grid") for level in _levels(frame)]
    shapes.append(Line(((area.x, limit), (area.right, limit)), "err", 1.25, dash=(4, 3)))
    words = translate(N_("Intolerable"), language=frame.view.language)
    shapes.append(Words((area.x + 6, limit - 9), words, _LABEL, True, "err", halo="err_ground"))
    return shapes


def _axis(frame: _Frame) -> list[Shape]:
    view = frame.view
    marked = {target[0] for target in (view.mtpd, view.rto) if target is not None}
    shapes: list[Shape] = [
        Words((_LEFT - 10, frame.y(level)), str(level), 12, tone="text3", anchor="end") for level in _levels(frame)
    ]
    for at, (minutes, label) in enumerate(view.horizons):
        bold = minutes in marked
        tone = "text" if bold else "text2"
        shapes.append(Words((frame.x(at), view.height - 10), label, _LABEL, bold, tone, "middle"))
    return shapes


def _curve(frame: _Frame, line: CurveLine) -> list[Shape]:
    points = [(frame.x(at), frame.y(level)) for at, level in enumerate(line.levels) if level is not None]
    if not points:
        return []
    if not line.leading:
        return [Line(tuple(points), "ctl", 1)]
    shapes: list[Shape] = [Line(tuple(points), "accent", 2)]
    return shapes + [Dot(point, 3.5, "surface", "accent", 2) for point in points]


def _names(frame: _Frame) -> list[Shape]:
    """Name the leading lines where they end; those that end together share their words, others make room."""
    ends: dict[Point, list[str]] = {}
    for line in frame.view.lines:
        scored = [(at, level) for at, level in enumerate(line.levels) if level is not None]
        if line.leading and scored:
            at, level = scored[-1]
            ends.setdefault((frame.x(at), frame.y(level)), []).append(line.name)
    shapes: list[Shape] = []
    taken: list[float] = []
    limit = frame.y(frame.view.threshold - 0.5)
    for (x, y), names in sorted(ends.items(), key=lambda end: end[0][1]):
        place = y + _LINE if y < frame.y(4.5) else y - 13
        while any(abs(place - other) < _LINE for other in taken):
            place += _LINE
        taken.append(place)
        halo = "err_ground" if place < limit else "surface"
        words = ", ".join(names)
        at_end = x + 4 - approximate_width(words, _LABEL, True) > _LEFT
        anchor, left = ("end", x + 4) if at_end else ("start", _LEFT + 4)
        shapes.append(Words((left, place), words, _LABEL, True, "accent_text", anchor, halo=halo))
    return shapes


def _targets(frame: _Frame) -> list[Shape]:
    view, area = frame.view, frame.area
    shapes: list[Shape] = []
    if view.rto is not None and view.mtpd is not None:
        start, end = frame.x_of_minutes(view.rto[0]), frame.x_of_minutes(view.mtpd[0])
        if end > start:
            shapes.append(Box(Rect(start, area.y, end - start, area.height), "accent", opacity=0.1))
    ends = []
    for target, before in ((view.rto, True), (view.mtpd, False)):
        if target is not None:
            x = frame.x_of_minutes(target[0])
            label = _label(frame, x, target[1], before=before)
            ends.append(label)
            shapes.append(Line(((x, 6), (x, area.bottom)), "accent", 1.5))
    return shapes + _apart(ends)


@dataclass(frozen=True, slots=True)
class _Label:
    """The words at the head of a target's line: where they hang and about how far they reach."""

    at: float
    anchor: str
    left: float
    right: float
    words: str


def _label(frame: _Frame, x: float, words: str, *, before: bool) -> _Label:
    """Put a label before or behind its line, on the other side where it would be cut off."""
    width = approximate_width(words, _LABEL, True)
    fits_before, fits_behind = x - 6 - width >= 0, x + 6 + width <= frame.view.width
    if (fits_before and before) or not fits_behind:
        return _Label(x - 6, "end", x - 6 - width, x - 6, words)
    return _Label(x + 6, "start", x + 6, x + 6 + width, words)


def _apart(labels: Sequence[_Label]) -> list[Shape]:
    """Write the labels in one line, or below each other where they would meet."""
    shapes: list[Shape] = []
    for at, label in enumerate(labels):
        below = any(label.left < other.right + 8 and other.left < label.right + 8 for other in labels[:at])
        place = (label.at, 12.0 + (_LINE if below else 0.0))
        halo = "err_ground" if below else ""
        shapes.append(Words(place, label.words, _LABEL, True, "accent_text", label.anchor, halo))
    return shapes
