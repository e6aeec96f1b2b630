"""Dot strips: how long departments can wait, one dot per service on an axis that is even in steps, medians marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import log

from app.charts.drawing import Dot, Drawing, Hit, Line, Measure, Rect, Shape, Words, approximate_width, shortened
from app.charts.twins import Twin
from app.durations import BEYOND, DAY, HOUR, WEEK, format_duration
from app.i18n import N_, plural, translate

HEAD, PITCH, ROW = 26.0, 12.0, 28.0
_RIGHT, _BEYOND, _RADIUS = 8.0, 64.0, 4.5
#: Dots that stand on each other before another column begins, and dots at one time before they become one with a count.
STACK, MOST, MOST_IN_LARGE = 4, 32, 8
#: From so many services on a chart counts as large.
LARGE = 500
#: Services that the table tells one by one.
MOST_ROWS = 200
_TICKS = (1, 5, 15, HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, WEEK, 2 * WEEK, 30 * DAY, 90 * DAY, 365 * DAY)


def gutter(width: float) -> float:
    """Return the room for the names of departments in a chart of that width."""
    return max(132.0, min(220.0, width * 0.27))


@dataclass(frozen=True, slots=True)
class StripDot:
    """One service: its key, what it is called, its time in minutes (maybe ``BEYOND``), and why it stands out."""

    key: Hashable
    name: str
    minutes: int
    outlier: str = ""


@dataclass(frozen=True, slots=True)
class DotStrip:
    """A row: a department's dots, earliest first, its median (minutes), and how many of its services have no time."""

    key: Hashable
    name: str
    dots: Sequence[StripDot]
    median: int | None
    unasked: int = 0


@dataclass(frozen=True, slots=True)
class DotStripsView:
    """The rows from top to bottom; ``axis`` is what the times are, such as RTO. ``chosen`` is the key of a dot."""

    strips: Sequence[DotStrip]
    axis: str
    title: str = ""
    width: float = 640.0
    chosen: Hashable = None
    language: str | None = None

    @property
    def twin(self) -> Twin:
        """The same as a table."""
        return strips_twin(self)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where a time lies: evenly in its logarithm; what is beyond all horizons has a place of its own at the end."""

    first: int
    last: int
    left: float
    right: float

    def x(self, minutes: int) -> float:
        if minutes >= BEYOND:
            return self.right + _BEYOND / 2
        share = log(max(minutes, self.first) / self.first) / max(log(self.last / self.first), 0.01)
        return self.left + (self.right - self.left) * share


def dot_strips(view: DotStripsView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing, ``view.width`` wide and as high as its rows need. Hits: every dot by its key.

    Very many services at one time become one dot with their count, whose key is ``("many", row, minutes)``.
    """
    axis = _axis(view)
    shapes: list[Shape] = []
    marks: list[Shape] = []
    hits: list[Hit] = []
    most = MOST if sum(len(strip.dots) for strip in view.strips) < LARGE else MOST_IN_LARGE
    y = HEAD
    for strip in view.strips:
        places = _places(strip)
        row = Rect(
            0, y, view.width, max(ROW, PITCH * max((_height(dots, most) for dots in places.values()), default=1) + 10)
        )
        shapes += _row(view, strip, row, measure)
        marks += _median(strip, axis, row)
        for minutes, dots in places.items():
            at = (axis.x(minutes), row.y + row.height / 2)
            made, found = (_many if len(dots) > most else _spot)(view, strip, at, dots)
            marks += made
            hits += found
        y += row.height
    return Drawing(view.width, y + 4, (*shapes, *_grid(view, axis, y, measure), *marks), tuple(hits), view.title)


def _axis(view: DotStripsView) -> _Axis:
    times = [dot.minutes for strip in view.strips for dot in strip.dots if dot.minutes < BEYOND]
    low, high = max(1, min(times, default=HOUR)), max(times, default=DAY)
    first = max((tick for tick in _TICKS if tick <= low), default=1)
    last = next((tick for tick in _TICKS if tick >= high and tick > first), max(high, 2 * first))
    beyond = any(dot.minutes >= BEYOND for strip in view.strips for dot in strip.dots)
    right = view.width - _RIGHT - 14 - (_BEYOND if beyond else 0)
    return _Axis(first, last, gutter(view.width) + 16, right)


def _places(strip: DotStrip) -> dict[int, list[StripDot]]:
    places: dict[int, list[StripDot]] = defaultdict(list)
    for dot in strip.dots:
        places[dot.minutes].append(dot)
    return places


def _height(dots: Sequence[StripDot], most: int) -> int:
    return min(STACK, len(dots)) if len(dots) <= most else 2


def _row(view: DotStripsView, strip: DotStrip, row: Rect, measure: Measure) -> list[Shape]:
    note = str(len(strip.dots))
    if strip.unasked:
        note = translate(
            N_("{n} of {of}"), language=view.language, n=len(strip.dots), of=len(strip.dots) + strip.unasked
        )
    wide = measure(note, 12, False)
    middle = row.y + row.height / 2
    return [
        Line(((0, row.y), (row.width, row.y)), "grid"),
        Words((0, middle), shortened(strip.name, gutter(view.width) - wide - 20, 12, measure), 12),
        Words((gutter(view.width) - 6, middle), note, 12, tone="text3", anchor="end"),
    ]


def _grid(view: DotStripsView, axis: _Axis, bottom: float, measure: Measure) -> list[Shape]:
    shapes: list[Shape] = [Words((0, 12), view.axis, 12, True, "text2")]
    end = -1.0
    for tick in [tick for tick in _TICKS if axis.first <= tick <= axis.last]:
        x, text = axis.x(tick), format_duration(tick)
        shapes.append(Line(((x, HEAD - 4), (x, bottom)), "grid"))
        half = measure(text, 12, False) / 2
        if x - half > end:
            shapes.append(Words((x, 12), text, 12, tone="text2", anchor="middle"))
            end = x + half + 8
    if axis.right < view.width - _BEYOND:
        x = axis.x(BEYOND)
        shapes.append(Line(((x - _BEYOND / 2 + 12, HEAD - 4), (x - _BEYOND / 2 + 12, bottom)), "line", 1, dash=(3, 3)))
        text = format_duration(BEYOND)
        shapes.append(Words((view.width, 12), text, 12, tone="text2", anchor="end"))
    return shapes


def _spot(
    view: DotStripsView, strip: DotStrip, at: tuple[float, float], dots: Sequence[StripDot]
) -> tuple[list[Shape], list[Hit]]:
    """Draw the dots of one time around their place, in columns of a few."""
    columns = -(-len(dots) // STACK)
    shapes: list[Shape] = []
    hits: list[Hit] = []
    for n, dot in enumerate(dots):
        column, level = divmod(n, STACK)
        high = min(STACK, len(dots) - column * STACK)
        x = at[0] + (column - (columns - 1) / 2) * PITCH
        y = at[1] + (level - (high - 1) / 2) * PITCH
        if dot.key == view.chosen:
            shapes.append(Dot((x, y), _RADIUS + 3, "tint2"))
        fill, edge = ("surface", "err") if dot.outlier else ("accent", "accent")
        shapes.append(Dot((x, y), _RADIUS, fill, edge, 2 if dot.outlier else 1))
        hits.append(Hit(dot.key, Rect(x - PITCH / 2, y - PITCH / 2, PITCH, PITCH), _tip(view, dot), PITCH / 2))
    return shapes, hits


def _many(
    view: DotStripsView, strip: DotStrip, at: tuple[float, float], dots: Sequence[StripDot]
) -> tuple[list[Shape], list[Hit]]:
    """Draw one large dot with the count."""
    minutes, count = dots[0].minutes, str(len(dots))
    gaps = {"axis": view.axis, "time": format_duration(minutes), "department": strip.name}
    tip = translate(N_("{n} services of {department}: {axis} {time}"), language=view.language, n=len(dots), **gaps)
    radius = 12.0
    shapes: list[Shape] = [Dot(at, radius, "accent"), Words(at, count, 12, True, "on_accent", "middle")]
    area = Rect(at[0] - radius, at[1] - radius, 2 * radius, 2 * radius)
    return shapes, [Hit(("many", strip.key, minutes), area, tip, radius)]


def _tip(view: DotStripsView, dot: StripDot) -> str:
    words = f"{dot.name}: {view.axis} {format_duration(dot.minutes)}"
    return f"{words}. {dot.outlier}" if dot.outlier else words


def _median(strip: DotStrip, axis: _Axis, row: Rect) -> list[Shape]:
    if strip.median is None or len(strip.dots) < 2:
        return []
    x = axis.x(strip.median)
    return [Line(((x, row.y + 2), (x, row.bottom - 2)), "text", 2)]


def strips_twin(view: DotStripsView) -> Twin:
    """Return dot strips as a table: a row per service, by department, with the median of its department.

    Very many services are told together by department and time.
    """
    unasked = sum(strip.unasked for strip in view.strips)
    words = plural(N_("{n} service without {axis}."), N_("{n} services without {axis}."), unasked, axis=view.axis)
    summary = words if unasked else ""
    if sum(len(strip.dots) for strip in view.strips) > MOST_ROWS:
        return _together(view, summary)
    heads = (
        N_("Department"), N_("Median"), N_("Service"), view.axis, N_("Stands out"),
    )  # fmt: skip
    rows = tuple(
        (strip.name, format_duration(strip.median), dot.name, format_duration(dot.minutes), dot.outlier)
        for strip in view.strips
        for dot in strip.dots
    )
    keys: tuple[tuple[Hashable, ...], ...] = tuple((dot.key,) * 5 for strip in view.strips for dot in strip.dots)
    named = tuple(translate(head, language=view.language) for head in heads)
    return Twin(view.title, named, rows, keys, summary)


def _together(view: DotStripsView, summary: str) -> Twin:
    heads = (N_("Department"), N_("Median"), view.axis, N_("Services"), N_("Stand out"))
    rows: list[tuple[str, ...]] = []
    keys: list[tuple[Hashable, ...]] = []
    for strip in view.strips:
        for minutes, dots in _places(strip).items():
            out = sum(bool(dot.outlier) for dot in dots)
            count = str(len(dots)) if len(dots) > 1 else dots[0].name
            rows.append(
                (strip.name, format_duration(strip.median), format_duration(minutes), count, str(out) if out else "")
            )
            keys.append(((("many", strip.key, minutes) if len(dots) > 1 else dots[0].key),) * 5)
    named = tuple(translate(head, language=view.language) for head in heads)
    return Twin(view.title, named, tuple(rows), tuple(keys), summary)
