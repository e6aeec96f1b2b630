"""The cost of waiting: cumulative loss over time as a line with its span, and what RTO and MTPD cost on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

from app.charts.drawing import Box, Dot, Drawing, Hit, Line, Measure, Point, Rect, Shape, Words, approximate_width
from app.charts.twins import Twin
from app.durations import DAY, HOUR, WEEK, format_duration
from app.i18n import N_, translate
from app.packs.money import format_amount

WIDTH, HEIGHT = 448.0, 204.0
_TOP, _BOTTOM, _RIGHT = 36.0, 28.0, 14.0
#: Slices in which the span between low and high is filled, so that it needs no shape but the box.
_SLICES, _OVERLAP = 160, 0.6
_TICKS = (
    15, 30, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, WEEK, 2 * WEEK, 4 * WEEK, 12 * WEEK,
)  # fmt: skip
LossPoint = tuple[int, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class LossView:
    """Points of (minutes, low, likely, high) in cents, straight in between; RTO and MTPD in minutes with their labels.

    Where low or high is ``None`` no span is drawn, where likely is ``None`` no line.
    """

    points: Sequence[LossPoint]
    currency: str
    rto: tuple[int, str] | None = None
    mtpd: tuple[int, str] | None = None
    title: str = ""
    width: float = WIDTH
    height: float = HEIGHT
    language: str | None = None

    @property
    def twin(self) -> Twin:
        """The same as a table."""
        return loss_twin(self)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Turns minutes and cents into points; both axes are linear, because the cost is."""

    view: LossView
    left: float
    end: int
    most: float

    @property
    def area(self) -> Rect:
        return Rect(self.left, _TOP, self.view.width - self.left - _RIGHT, self.view.height - _TOP - _BOTTOM)

    def x(self, minutes: float) -> float:
        return self.area.x + self.area.width * minutes / self.end

    def y(self, cents: float) -> float:
        return self.area.bottom - self.area.height * min(1.0, cents / self.most)


def loss_chart(view: LossView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing of the cost of waiting, 448 × 204 units unless told. Hits: every point by its minutes."""
    if not view.points:
        return Drawing(view.width, view.height, (), (), view.title)
    most, step = _amounts(view)
    labels = [format_amount(step * n / 100) for n in range(round(most / step) + 1)]
    left = max(measure(text, 12, False) for text in labels) + 12
    frame = _Frame(view, left, view.points[-1][0], most)
    shapes = [*_grid(frame, labels), *_span(frame), *_targets_area(frame), *_line(frame), *_names(frame)]
    shapes += _time_axis(frame, measure) + _targets(frame, measure)
    return Drawing(view.width, view.height, tuple(shapes), tuple(_hits(frame)), view.title)


def loss_twin(view: LossView) -> Twin:
    """Return the cost of waiting as a table: a row per time, with low, likely and high."""
    names = (N_("After"), N_("Low ({currency})"), N_("Likely ({currency})"), N_("High ({currency})"))
    heads = tuple(translate(words, language=view.language, currency=view.currency) for words in names)
    rows = tuple((_when(view, minutes), *(_amount(cents) for cents in losses)) for minutes, *losses in view.points)
    keys: tuple[tuple[int, ...], ...] = tuple((point[0],) * 4 for point in view.points)
    return Twin(view.title, heads, rows, keys, ", ".join(mark[1] for mark in (view.rto, view.mtpd) if mark))


def _when(view: LossView, minutes: int) -> str:
    marks = [mark[1] for mark in (view.rto, view.mtpd) if mark is not None and mark[0] == minutes]
    return ", ".join(marks) if marks else format_duration(minutes) if minutes else translate(N_("at once"))


def _amount(cents: int | None) -> str:
    return translate(N_("not known")) if cents is None else format_amount(cents / 100)


def _amounts(view: LossView) -> tuple[float, float]:
    """Return the end of the money axis and its step, so that three or four round lines stand on it."""
    return money_steps(max((cents for _, *losses in view.points for cents in losses if cents is not None), default=0))


def money_steps(most: float, count: int = 3) -> tuple[float, float]:
    """Return the end of a money axis up to ``most`` cents and its step, so that about ``count`` round lines stand."""
    if most <= 0:
        return 100.0, 100.0
    rough = most / count
    power = 10 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= rough)
    return step * -(-most // step), step


def _grid(frame: _Frame, labels: list[str]) -> list[Shape]:
    area, step = frame.area, frame.most / max(1, len(labels) - 1)
    shapes: list[Shape] = []
    for n, text in enumerate(labels):
        y = frame.y(step * n)
        shapes.append(Line(((area.x, y), (area.right, y)), "grid"))
        shapes.append(Words((area.x - 6, y), text, 12, tone="text3", anchor="end"))
    shapes.append(Words((0, 12), frame.view.currency, 12, tone="text3"))
    return shapes


def _span(frame: _Frame) -> list[Shape]:
    """Fill the span between low and high in narrow slices, with its edges as thin lines."""
    known = [
        (minutes, low, high) for minutes, low, _, high in frame.view.points if low is not None and high is not None
    ]
    if len(known) < 2:
        return []
    shapes: list[Shape] = []
    width = frame.area.width / _SLICES
    for at in range(_SLICES):
        middle = frame.end * (at + 0.5) / _SLICES
        top, bottom = frame.y(_between(known, middle, 2)), frame.y(_between(known, middle, 1))
        if bottom - top > 0.2:
            slice_width = width + (_OVERLAP if at < _SLICES - 1 else 0)
            shapes.append(Box(Rect(frame.area.x + at * width, top, slice_width, bottom - top), "tint"))
    for at in (1, 2):
        points = tuple((frame.x(row[0]), frame.y(row[at])) for row in known)
        shapes.append(Line(points, "ctl", 1))
    return shapes


def _between(known: Sequence[tuple[int, int, int]], minutes: float, at: int) -> float:
    """Return the value at a time between two points, by the straight line."""
    for before, after in pairwise(known):
        if minutes <= after[0]:
            share = (minutes - before[0]) / (after[0] - before[0])
            return before[at] + (after[at] - before[at]) * share
    return float(known[-1][at])


def _line(frame: _Frame) -> list[Shape]:
    points: list[Point] = [(frame.x(p[0]), frame.y(p[2])) for p in frame.view.points if p[2] is not None]
    shapes: list[Shape] = [Line(tuple(points), "accent", 2)] if len(points) > 1 else []
    marks = {mark[0] for mark in (frame.view.rto, frame.view.mtpd) if mark is not None}
    shapes += [
        Dot((frame.x(p[0]), frame.y(p[2])), 4, "surface", "accent", 2)
        for p in frame.view.points
        if p[0] in marks and p[2] is not None
    ]
    return shapes


def _names(frame: _Frame) -> list[Shape]:
    """Return the names of the lines at their right ends, as far as they do not run into each other."""
    last = frame.view.points[-1]
    words = (N_("low"), N_("likely"), N_("high"))
    shapes: list[Shape] = []
    taken: list[float] = []
    for at in (1, 0, 2):
        cents = last[at + 1]
        if cents is None:
            continue
        y = frame.y(cents) + (-10 if at else 11)
        if all(abs(y - other) >= 15 for other in taken) and frame.area.y < y < frame.area.bottom - 8:
            name, likely = translate(words[at], language=frame.view.language), at == 1
            tone, ground = ("accent_text", "tint") if likely else ("text2", "surface")
            shapes.append(Words((frame.area.right - 4, y), name, 12, likely, tone, "end", halo=ground))
            taken.append(y)
    return shapes


def _time_axis(frame: _Frame, measure: Measure) -> list[Shape]:
    area, y = frame.area, frame.view.height - 10
    pitch = max(48.0, measure("00 h 00", 12, False) + 12)
    ticks = [tick for tick in _TICKS if tick >= DAY or frame.end <= 2 * DAY]  # no "2 d 12 h"
    tick = next((tick for tick in ticks if area.width * tick / frame.end >= pitch), frame.end)
    shapes: list[Shape] = [Line(((area.x, area.bottom), (area.right, area.bottom)), "line")]
    for minutes in range(0, frame.end + 1, tick):
        text = format_duration(minutes) if minutes else translate(N_("{n} h"), language=frame.view.language, n=0)
        at = min(frame.x(minutes), frame.view.width - measure(text, 12, False) / 2)
        shapes.append(Words((at, y), text, 12, tone="text2", anchor="middle"))
    return shapes


def _targets_area(frame: _Frame) -> list[Shape]:
    view = frame.view
    if view.rto is None or view.mtpd is None or view.mtpd[0] <= view.rto[0]:
        return []
    start, end = frame.x(view.rto[0]), frame.x(view.mtpd[0])
    return [Box(Rect(start, frame.area.y, end - start, frame.area.height), "accent", opacity=0.08)]


def _targets(frame: _Frame, measure: Measure) -> list[Shape]:
    """Draw RTO and MTPD with their words and costs on the outer sides; where a side has no room, on the other."""
    shapes: list[Shape] = []
    for target, outer in ((frame.view.rto, "end"), (frame.view.mtpd, "start")):
        if target is None:
            continue
        text = _told(frame.view, target)
        x, width = frame.x(target[0]), measure(text, 12, True)
        anchor = outer
        if outer == "end" and x - 6 - width < 36:
            anchor = "start"
        elif outer == "start" and x + 6 + width > frame.view.width:
            anchor = "end"
        lower = anchor != outer and frame.view.rto is not None and frame.view.mtpd is not None
        at = (x + (6 if anchor == "start" else -6), 27.0 if lower else 12.0)
        shapes.append(Line(((x, 6), (x, frame.area.bottom)), "accent", 1.5))
        shapes.append(Words(at, text, 12, True, "accent_text", anchor, halo="surface"))
    lines, words = shapes[::2], shapes[1::2]
    return [*lines, *words]


def _told(view: LossView, target: tuple[int, str]) -> str:
    """Return the words of a target with what waiting for it likely costs."""
    cents = next((likely for minutes, _, likely, _ in view.points if minutes == target[0]), None)
    return target[1] if cents is None else f"{target[1]}: {format_amount(cents / 100)}"


def _hits(frame: _Frame) -> list[Hit]:
    places = [frame.x(point[0]) for point in frame.view.points]
    edges = [frame.area.x, *((a + b) / 2 for a, b in pairwise(places)), frame.view.width]
    return [
        Hit(point[0], Rect(left, _TOP, max(2.0, right - left), frame.view.height - _TOP), _tip(frame.view, point))
        for point, left, right in zip(frame.view.points, edges, edges[1:], strict=False)
    ]


def _tip(view: LossView, point: LossPoint) -> str:
    minutes, low, likely, high = point
    gaps = {"when": _when(view, minutes), "currency": view.currency, "likely": _amount(likely)}
    if low is None or high is None:
        return translate(N_("{when}: likely {currency} {likely}"), language=view.language, **gaps)
    words = N_("{when}: likely {currency} {likely}, {low} to {high}")
    return translate(words, language=view.language, low=_amount(low), high=_amount(high), **gaps)
