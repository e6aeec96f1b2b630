"""The bars of recovery steps: when each runs, which are critical, when all is ready, and what is left of the RTO."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from app.charts.drawing import Box, Drawing, Hit, Line, Measure, Rect, Shape, Words, approximate_width, shortened
from app.durations import DAY, HOUR, format_duration
from app.i18n import N_, translate

ROW, BAR, GUTTER, HEAD = 22.0, 16.0, 184.0, 24.0
_TICKS = (15, 30, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY)


@dataclass(frozen=True, slots=True)
class StepBar:
    """A step from ``start`` to ``end`` in minutes after the beginning."""

    key: Hashable
    label: str
    start: int
    end: int
    critical: bool = False


@dataclass(frozen=True, slots=True)
class StepsView:
    """The steps in order; ``ready`` is when the last one ends, ``rto`` what was promised, both in minutes."""

    steps: Sequence[StepBar]
    ready: int
    rto: int | None = None
    width: float = 640.0
    chosen: Hashable = None
    title: str = ""
    language: str | None = None


def step_bars(view: StepsView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing, ``view.width`` wide and 22 units high per step. Hits: every step by its key."""
    height = HEAD + ROW * max(1, len(view.steps)) + 4
    end = max(view.ready, view.rto or 0, max((step.end for step in view.steps), default=0), 1) * 1.04
    per_minute = (view.width - GUTTER - 24) / end
    shapes = _grid(view, end, per_minute, height) + _spare(view, per_minute, height)
    hits = []
    for at, step in enumerate(view.steps):
        row = Rect(0, HEAD + at * ROW, view.width, ROW)
        shapes += _bar(step, row, per_minute, measure, chosen=step.key == view.chosen)
        took = format_duration(step.end - step.start)
        hits.append(Hit(step.key, row, f"{step.label}: {took}"))
    shapes += _marks(view, per_minute, height)
    return Drawing(view.width, height, tuple(shapes), tuple(hits), view.title)


def _grid(view: StepsView, end: float, per_minute: float, height: float) -> list[Shape]:
    tick = next((tick for tick in _TICKS if tick * per_minute >= 48), _TICKS[-1])
    shapes: list[Shape] = []
    busy = [minutes * per_minute for minutes in (view.ready, view.rto) if minutes is not None]
    minutes = 0
    while minutes <= end:
        x = GUTTER + minutes * per_minute
        shapes.append(Line(((x, HEAD), (x, height)), "grid"))
        if all(abs(minutes * per_minute - other) > 56 for other in busy):
            text = format_duration(minutes) if minutes else translate(N_("{n} h"), language=view.language, n=0)
            shapes.append(Words((x, 10), text, 12, tone="text3", anchor="middle"))
        minutes += tick
    return shapes


def _spare(view: StepsView, per_minute: float, height: float) -> list[Shape]:
    if view.rto is None or view.rto == view.ready:
        return []
    late = view.ready > view.rto
    start, end = sorted((view.ready, view.rto))
    rect = Rect(GUTTER + start * per_minute, HEAD, (end - start) * per_minute, height - HEAD)
    sentence = N_("{time} late") if late else N_("{time} to spare")
    words = translate(sentence, language=view.language, time=format_duration(end - start))
    ground, ink = ("err_ground", "err") if late else ("ok_ground", "ok")
    shapes: list[Shape] = [Box(rect, ground)]
    if rect.width > 80:
        shapes.append(Words((rect.centre[0], HEAD + 14), words, 12, True, ink, "middle"))
    return shapes


def _bar(step: StepBar, row: Rect, per_minute: float, measure: Measure, *, chosen: bool) -> list[Shape]:
    middle = row.y + ROW / 2
    width = max(3.0, (step.end - step.start) * per_minute)
    rect = Rect(GUTTER + step.start * per_minute + 1, middle - BAR / 2, max(2.0, width - 2), BAR)
    radius = min(3.0, rect.width / 2)
    shapes: list[Shape] = [Box(row, "tint")] if chosen else []
    if step.critical:
        shapes.append(Box(rect, "accent", radius=radius))
    else:
        shapes.append(Box(rect, "surface", "ctl", 1, radius))
    label = shortened(step.label, GUTTER - 12, 12, measure)
    shapes.append(Words((0, middle), label, 12, tone="text" if step.critical else "text2"))
    return shapes


def _marks(view: StepsView, per_minute: float, height: float) -> list[Shape]:
    ready = translate(N_("ready {time}"), language=view.language, time=format_duration(view.ready))
    marks = [(view.ready, ready, "accent", "accent_text")]
    if view.rto is not None:
        promise = translate(N_("RTO {time}"), language=view.language, time=format_duration(view.rto))
        marks.append((view.rto, promise, "err", "err"))
    shapes: list[Shape] = []
    close = view.rto is not None and abs(view.rto - view.ready) * per_minute < 84
    earlier = min(minutes for minutes, *_ in marks)
    for minutes, words, colour, ink in marks:
        x = GUTTER + minutes * per_minute
        shapes.append(Line(((x, HEAD - 4), (x, height)), colour, 2))
        anchor = ("end" if minutes == earlier and len(marks) > 1 else "start") if close else "middle"
        shapes.append(Words((x, 10), words, 12, True, ink, anchor))
    return shapes
