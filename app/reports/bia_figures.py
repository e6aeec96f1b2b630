"""Drawings of the BIA papers: impact grid, impact curve, cost of waiting, and how any chart goes on paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.charts import CurveLine, CurveView, Drawing, approximate_width, impact_curve, loss_chart
from app.charts import drawing as d
from app.durations import BEYOND, format_duration
from app.i18n import N_, translate
from app.interviews import Grid, GridLine
from app.report import Figure, LabelShape, LineShape, PathShape, RectShape, Shape, Tone
from app.reports.bia_content import ServiceBia
from app.reports.bia_words import NBSP

WIDTH = 170.0
_POINT = 25.4 / 72

# --- the impact grid ---

#: Ground, ink and hatching of the levels on paper (``documents.md`` §0; level 1 is the ground itself).
LEVELS = {
    1: (Tone.TINT, Tone.INK, 0),
    2: (Tone.LOW, Tone.INK, 0),
    3: (Tone.MODERATE, Tone.INK, 0),
    4: (Tone.HIGH, Tone.WHITE, 3),
    5: (Tone.EXTREME, Tone.WHITE, 4),
}
_LABEL, _LAST = 46.0, 22.0


def grid_figure(grid: Grid, *, row: float = 7.0, width: float = WIDTH) -> Figure:
    """Return the impact grid: a row per category, a cell per horizon, a bar where it becomes intolerable first.

    Cells with a note carry its number, in the order of ``cell_notes``.
    """
    column = (width - _LABEL - _LAST) / max(1, len(grid.horizons))
    shapes: list[Shape] = [
        LabelShape(_LABEL + (at + 0.5) * column, 3.4, horizon.label, 8.5, True, align="centre", width=column)
        for at, horizon in enumerate(grid.horizons)
    ]
    shapes.append(LabelShape(width - 0.5, 3.4, translate(N_("Intolerable")), 8.5, True, align="right", width=_LAST))
    numbers = {place: number for number, (place, _) in enumerate(cell_notes(grid), 1)}
    for at, line in enumerate(grid.lines):
        top = 5.2 + at * row
        shapes += _grid_row(grid, line, top, row, column, width)
        shapes += [
            LabelShape(_LABEL + (spot + 1) * column - 1.4, top + 2.5, str(numbers[at, spot]), 6, align="right",
                       tone=_cell_ink(line, spot))
            for spot in range(len(grid.horizons)) if (at, spot) in numbers
        ]  # fmt: skip
    return Figure(width, 5.2 + len(grid.lines) * row + 0.6, tuple(shapes), after=2.0)


def _cell_ink(line: GridLine, spot: int) -> Tone:
    return LEVELS[line.levels[spot] or 1][1]


def _grid_row(grid: Grid, line: GridLine, top: float, row: float, column: float, width: float) -> list[Shape]:
    first = line.row().first_intolerable
    middle = top + row / 2 + 1.1
    label = translate(N_("{category}, from {level}"), category=line.name, level=line.threshold)
    shapes: list[Shape] = [LabelShape(0, middle, label, 8.5, width=_LABEL - 2)]
    for at, level in enumerate(line.levels):
        shapes += _grid_cell(_LABEL + at * column + 0.5, top + 0.4, column - 1.0, row - 0.8, level)
    if first is not None:
        shapes.append(RectShape(_LABEL + first * column - 0.45, top, 0.9, row, Tone.INK))
        words, strong, tone = grid.horizons[first].label, True, Tone.INK
    else:
        words, strong, tone = _never(line), False, Tone.SECONDARY
    shapes.append(LabelShape(width - 0.5, middle, words, 8.5, strong, tone, "right", _LAST - 1))
    return shapes


def _never(line: GridLine) -> str:
    return translate(N_("not scored")) if None in line.levels else translate(N_("never"))


def _grid_cell(x: float, y: float, width: float, height: float, level: int | None) -> list[Shape]:
    if level is None:
        return [RectShape(x, y, width, height, None, Tone.HAIRLINE, 0.8, 0.2, dashed=True)]
    fill, ink, pattern = LEVELS[level]
    shapes: list[Shape] = [
        RectShape(x, y, width, height, fill, Tone.HAIRLINE if level == 1 else None, 0.8, 0.15, pattern=pattern)
    ]
    if pattern:  # hatching ends round the figure, so that it stays legible
        shapes.append(RectShape(x + width / 2 - 2.2, y + 0.5, 4.4, height - 1.0, fill))
    return [*shapes, LabelShape(x + width / 2, y + height / 2 + 1.25, str(level), 10, True, ink, "centre")]


def cell_notes(grid: Grid) -> list[tuple[tuple[int, int], str]]:
    """Return the notes of cells with their places (row, column), in reading order."""
    return [
        ((at, spot), f"{line.name}, {grid.horizons[spot].label}: {cell.note}")
        for at, line in enumerate(grid.lines)
        for spot, cell in enumerate(line.cells)
        if cell is not None and cell.note
    ]


# --- curves ---


def curve_figure(one: ServiceBia, *, height: float = 50.0, width: float = WIDTH) -> Figure | None:
    """Return the impact curve of a service, ``None`` while nothing is scored."""
    if not one.grid.scored:
        return None
    lead = one.proposal.driver
    lines = [CurveLine(line.name, line.levels, line.code == lead) for line in one.grid.lines]
    threshold = next((line.threshold for line in one.grid.lines if line.code == lead), 4)
    units = _UNIT_WIDTH * width / WIDTH
    view = CurveView(
        [(horizon.minutes, horizon.label) for horizon in one.grid.horizons], lines, threshold,
        _mark("MTPD", one.row.mtpd), _mark("RTO", one.row.rto), width=units, height=units * height / width,
        levels=max((len(line.anchors) for line in one.grid.lines), default=5),
    )  # fmt: skip
    return on_paper(impact_curve(view), width)


#: Units across the page: at this scale the 12 units of a chart's words are 8.5 points.
_UNIT_WIDTH = WIDTH / (8.5 * _POINT / 12)


def _mark(name: str, minutes: int | None) -> tuple[int, str] | None:
    if minutes is None or minutes >= BEYOND:
        return None
    return minutes, f"{name}{NBSP}{format_duration(minutes)}"


def loss_figure(one: ServiceBia, *, height: float = 46.0, width: float = WIDTH) -> Figure | None:
    """Return the cost of waiting for a service, ``None`` while nothing is known."""
    if not one.loss.known:
        return None
    units = _UNIT_WIDTH * width / WIDTH
    chart = loss_chart(replace(one.loss.view, width=units, height=units * height / width))
    return on_paper(chart, width, also={"tint": Tone.HAIRLINE, "grid": Tone.HAIRLINE})


# --- any chart on paper ---

#: What the colours of charts become on paper; all others are ink.
_TONES = {
    "surface": Tone.WHITE, "err_ground": Tone.TINT, "tint": Tone.TINT, "sunken": Tone.TINT, "grid": Tone.HAIRLINE,
    "hair": Tone.HAIRLINE, "line": Tone.SECONDARY, "ctl": Tone.SECONDARY,
    "text2": Tone.SECONDARY, "text3": Tone.SECONDARY,
    "ok_ground": Tone.TINT, "on_accent": Tone.WHITE, "tint2": Tone.HAIRLINE,
    "accent": Tone.ACCENT, "accent_text": Tone.ACCENT, "err": Tone.EXTREME, "fill1": Tone.TINT, "fill2": Tone.LOW,
    "fill3": Tone.MODERATE, "fill4": Tone.HIGH, "fill5": Tone.EXTREME, "ink4": Tone.WHITE, "ink5": Tone.WHITE,
}  # fmt: skip


class _Tones:
    """What the colours of one chart become on paper."""

    def __init__(self, also: Mapping[str, Tone]) -> None:
        self._known = {**_TONES, **also}

    def get(self, name: str) -> Tone | None:
        """Return the tone of a colour; no colour has none, and an unknown one is ink."""
        return self._known.get(name, Tone.INK) if name else None

    def ink(self, name: str) -> Tone:
        """Return the tone of a line or of words."""
        return self.get(name) or Tone.INK


def on_paper(
    drawing: Drawing, width: float = WIDTH, *, after: float = 3.0, also: Mapping[str, Tone] | None = None
) -> Figure:
    """Return a chart as a figure ``width`` millimetres wide; ``also`` are tones for colours that this chart shares.

    Icons and breaths of colour are left out.
    """
    scale = width / drawing.width
    tones = _Tones(also or {})
    shapes = tuple(shape for one in drawing.shapes for shape in _converted(one, tones, scale))
    return Figure(width, drawing.height * scale, shapes, after=after)


def _converted(shape: d.Shape, tones: _Tones, scale: float) -> Iterable[Shape]:
    if isinstance(shape, d.Box):
        return _box(shape, tones, scale)
    if isinstance(shape, d.Line):
        return [_line(shape, tones, scale)]
    if isinstance(shape, d.Dot):
        return [_dot(shape, tones, scale)]
    if isinstance(shape, d.Words):
        return _words(shape, tones, scale)
    return ()


def _box(box: d.Box, tones: _Tones, scale: float) -> Iterable[Shape]:
    rect, fill, edge = box.rect, tones.get(box.fill), tones.get(box.edge)
    if box.opacity < 0.5 or (fill is None and edge is None):  # a breath of colour would only be dirt on paper
        return []
    return [
        RectShape(rect.x * scale, rect.y * scale, rect.width * scale, rect.height * scale, fill, edge,
                  box.radius * scale, box.stroke * scale, bool(box.dash)),
    ]  # fmt: skip


def _line(line: d.Line, tones: _Tones, scale: float) -> Shape:
    points = tuple((x * scale, y * scale) for x, y in line.points)
    tone, width = tones.ink(line.colour), max(0.12, line.stroke * scale)
    if len(points) == 2:
        (x1, y1), (x2, y2) = points
        return LineShape(x1, y1, x2, y2, tone, width, bool(line.dash), bool(line.arrow))
    return PathShape(points, tone, width=width, dashed=bool(line.dash), arrow=bool(line.arrow))


def _dot(dot: d.Dot, tones: _Tones, scale: float) -> Shape:
    x, y = dot.centre
    turns = [math.tau * n / 20 for n in range(21)]
    ring = tuple(((x + dot.radius * math.cos(a)) * scale, (y + dot.radius * math.sin(a)) * scale) for a in turns)
    return PathShape(ring, tones.get(dot.edge), tones.get(dot.fill), max(0.12, dot.stroke * scale))


_ANCHORS = {"start": "left", "middle": "centre", "end": "right"}


def _words(words: d.Words, tones: _Tones, scale: float) -> Iterable[Shape]:
    x, y = words.at[0] * scale, (words.at[1] + words.size * 0.36) * scale
    size = words.size * scale / _POINT
    shapes: list[Shape] = []
    if words.halo:
        wide = approximate_width(words.text, words.size, words.bold) * scale
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
        shapes.append(RectShape(left - 0.4, y - size * 0.3, wide + 0.8, size * 0.38, tones.get(words.halo)))
    align = _ANCHORS[words.anchor]
    tone = tones.ink(words.tone)
    return [*shapes, LabelShape(x, y, words.text, size, words.bold, tone, align)]  # type: ignore[arg-type]


def spread(values: Sequence[float], least: float) -> list[float]:
    """Return ``values`` moved as little as needed so that neighbours are ``least`` apart, in the order given."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    placed = [values[place] for place in order]
    for at in range(1, len(placed)):
        placed[at] = max(placed[at], placed[at - 1] + least)
    found = list(values)
    for place, value in zip(order, placed, strict=True):
        found[place] = value
    return found
