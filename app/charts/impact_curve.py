"""The impact curve: how bad it gets over time per category, where it becomes intolerable, where RTO and MTPD lie."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.drawing import Box, Dot, Drawing, Hit, Line, Point, Rect, Shape, Words
from app.i18n import N_, translate

WIDTH, HEIGHT = 448.0, 204.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 14.0, 36.0, 30.0


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


@dataclass(frozen=True, slots=True)
class _Frame:
    """Turns horizons and levels into points."""

    view: CurveView

    @property
    def area(self) -> Rect:
        height = self.view.height - _TOP - _BOTTOM
        return Rect(_LEFT, _TOP, self.view.width - _LEFT - 2, height)

    def x(self, at: float) -> float:
        steps = max(1, len(self.view.horizons) - 1)
        first, last = _LEFT + 14, self.view.width - _RIGHT
        return first + (last - first) * at / steps

    def y(self, level: float) -> float:
        area = self.area
        pitch = area.height / 4.5
        return area.y + 0.3 * pitch + (5 - level) * pitch

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
    shapes += _targets(frame) + _axis(frame)
    hits = [
        Hit(at, Rect(frame.x(at) - 20, _TOP, 40, view.height - _TOP), _tip(view, at))
        for at in range(len(view.horizons))
    ]
    return Drawing(view.width, view.height, tuple(shapes), tuple(hits), view.title)


def _tip(view: CurveView, at: int) -> str:
    levels = [f"{line.name} {line.levels[at]}" for line in view.lines if at < len(line.levels) and line.levels[at]]
    return f"{view.horizons[at][1]}: {', '.join(levels)}" if levels else view.horizons[at][1]


def _ground(frame: _Frame) -> list[Shape]:
    area, limit = frame.area, frame.y(frame.view.threshold - 0.5)
    shapes: list[Shape] = [Box(Rect(area.x, area.y, area.width, limit - area.y), "err_ground")]
    shapes += [Line(((area.x, frame.y(level)), (area.right, frame.y(level))), "grid") for level in range(1, 6)]
    shapes.append(Line(((area.x, limit), (area.right, limit)), "err", 1.25, dash=(4, 3)))
    words = translate(N_("Intolerable"), language=frame.view.language)
    shapes.append(Words((area.x + 6, limit - 9), words, 12, True, "err"))
    return shapes


def _axis(frame: _Frame) -> list[Shape]:
    view = frame.view
    marked = {target[0] for target in (view.mtpd, view.rto) if target is not None}
    shapes: list[Shape] = [
        Words((_LEFT - 10, frame.y(level)), str(level), 12, tone="text3", anchor="end") for level in range(1, 6)
    ]
    for at, (minutes, label) in enumerate(view.horizons):
        bold = minutes in marked
        tone = "text" if bold else "text2"
        shapes.append(Words((frame.x(at), view.height - 10), label, 12, bold, tone, "middle"))
    return shapes


def _curve(frame: _Frame, line: CurveLine) -> list[Shape]:
    points = [(frame.x(at), frame.y(level)) for at, level in enumerate(line.levels) if level is not None]
    if not points:
        return []
    if not line.leading:
        return [Line(tuple(points), "ctl", 1)]
    shapes: list[Shape] = [Line(tuple(points), "accent", 2)]
    shapes += [Dot(point, 3.5, "surface", "accent", 2) for point in points]
    x, y = points[-1]
    below = y + 15 if y < frame.y(4.5) else y - 13
    halo = "err_ground" if below < frame.y(frame.view.threshold - 0.5) else "surface"
    shapes.append(Words((x + 4, below), line.name, 12, True, "accent_text", "end", halo=halo))
    return shapes


def _targets(frame: _Frame) -> list[Shape]:
    view, area = frame.view, frame.area
    shapes: list[Shape] = []
    if view.rto is not None and view.mtpd is not None:
        start, end = frame.x_of_minutes(view.rto[0]), frame.x_of_minutes(view.mtpd[0])
        if end > start:
            shapes.append(Box(Rect(start, area.y, end - start, area.height), "accent", opacity=0.1))
    for target, anchor, shift in ((view.rto, "end", -6.0), (view.mtpd, "start", 6.0)):
        if target is not None:
            shapes += _target(frame, target, anchor, shift)
    return shapes


def _target(frame: _Frame, target: tuple[int, str], anchor: str, shift: float) -> list[Shape]:
    x, area = frame.x_of_minutes(target[0]), frame.area
    line: tuple[Point, Point] = ((x, 6), (x, area.bottom))
    cramped = anchor == "end" and x < 90
    at = (x + (6 if cramped else shift), 12.0)
    return [Line(line, "accent", 1.5), Words(at, target[1], 12, True, "accent_text", "start" if cramped else anchor)]
