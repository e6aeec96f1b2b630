"""Lays tables out: rows that never split unless they are taller than half a page, under a heading that is repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.report import Align, Cell, Look, Paragraph, Row, Table, Tone
from exporters.pdf.engine.lines import Line, Setting, break_lines
from exporters.pdf.engine.measures import HAIRLINE, LEVELS, MM, TYPES
from exporters.pdf.engine.strips import FillMark, LineMark, Mark, Strip, TextMark

_WHOLE = 0.5  #: of a page's height: a taller row is cut


@dataclass(slots=True)
class _Grid:
    """The measures that all rows of a table share, in points."""

    lefts: list[float]
    widths: list[float]
    width: float
    padding: float
    upright: float
    look: Look
    aligns: list[Align]
    lines: bool
    bracket_x: float


@dataclass(slots=True)
class _Placed:
    """A line in a cell: where its room begins, and its top below the row's padding."""

    x: float
    y: float
    line: Line


def table_strips(table: Table, width: float, page_height: float) -> list[Strip]:
    """Return the strips of ``table``: the heading's, then one per row, or several for a very tall row."""
    grid = _grid(table, width)
    top = _heading(table, grid) if table.heading and any(column.title for column in table.columns) else None
    repeat = (top,) if top is not None else ()
    strips: list[Strip] = [top] if top is not None else []
    for row in table.rows:
        made = _row(row, grid, page_height)
        for strip in made:
            strip.repeat = repeat
        strips.extend(made)
    if top is not None and len(strips) > 1:
        top.glued = True
    return strips


def _grid(table: Table, width: float) -> _Grid:
    scale = width / sum(column.width for column in table.columns)
    widths = [column.width * scale for column in table.columns]
    lefts = [sum(widths[:number]) for number in range(len(widths))]
    padding = table.padding * MM
    return _Grid(
        lefts, widths, width, padding, min(padding, 1.7 * MM), table.look, [column.align for column in table.columns],
        table.lines, lefts[table.bracket_at] if table.bracket_at < len(lefts) else 0.0,
    )  # fmt: skip


def _heading(table: Table, grid: _Grid) -> Strip:
    cells = tuple(Cell(column.title, strong=True) for column in table.columns)
    placed, height = _cells(Row(cells), grid)
    height += 2 * grid.upright
    strip = Strip(height, [FillMark(0.0, 0.0, grid.width, height, Tone.TINT)])
    strip.marks.extend(TextMark(one.x, one.y + grid.upright, one.line) for one in placed)
    strip.marks.append(LineMark(0.0, height, grid.width, height, Tone.HAIRLINE, HAIRLINE))
    return strip


def _row(row: Row, grid: _Grid, page_height: float) -> list[Strip]:
    placed, content = _cells(row, grid)
    height = max(content + 2 * grid.upright, row.height * MM)
    if height > page_height * _WHOLE:
        strips = _slices(row, grid, placed, page_height * _WHOLE)
    else:
        strips = [_strip(row, grid, placed, height)]
    strips[0].anchors = (row.anchor,) if row.anchor else ()
    strips[-1].glued = row.glued
    return strips


def _slices(row: Row, grid: _Grid, placed: list[_Placed], limit: float) -> list[Strip]:
    """Return a tall row as strips of at most ``limit``, cut between lines."""
    strips: list[Strip] = []
    rest = sorted(placed, key=lambda one: one.y)
    while rest:
        start = rest[0].y
        inside = [one for one in rest if one.y + one.line.leading - start <= limit] or rest[:1]
        rest = rest[len(inside) :]
        moved = [_Placed(one.x, one.y - start, one.line) for one in inside]
        bottom = max(one.y + one.line.leading for one in moved)
        strips.append(_strip(row, grid, moved, bottom + 2 * grid.upright, last=not rest))
    return strips


def _strip(row: Row, grid: _Grid, placed: Sequence[_Placed], height: float, *, last: bool = True) -> Strip:
    strip = Strip(height, [*_grounds(row, grid, height)])
    strip.marks.extend(TextMark(one.x, one.y + grid.upright, one.line) for one in placed)
    strip.marks.extend(_low_lines(row, grid, height))
    if grid.lines and last:
        strip.marks.append(LineMark(0.0, height, grid.width, height, Tone.HAIRLINE, HAIRLINE))
    if row.rule is not None:
        strip.marks.append(FillMark(0.0, 0.0, 2 * MM, height, row.rule))
    strip.marks.extend(_bracket(row, grid, height))
    return strip


def _grounds(row: Row, grid: _Grid, height: float) -> list[Mark]:
    drawn: list[Mark] = []
    if row.tint:  # below the line of the row before
        drawn.append(FillMark(0.0, HAIRLINE, grid.width, height - HAIRLINE, Tone.TINT))
    for number, cell in enumerate(row.cells):
        if isinstance(cell, Cell) and cell.level is not None:
            tone, _, pattern = LEVELS[cell.level]
            left, width = _span(row, grid, number)
            drawn.append(FillMark(left, 0.4, width, height - 0.8, tone, pattern=pattern))
    return drawn


def _bracket(row: Row, grid: _Grid, height: float) -> list[Mark]:
    if not row.bracket:
        return []
    x, hook, inset = grid.bracket_x, 0.9 * MM, 1.4 * MM
    top = inset if row.bracket == "first" else 0.0
    bottom = height - inset if row.bracket == "last" else height
    drawn: list[Mark] = [LineMark(x, top, x, bottom, Tone.SECONDARY, 0.9)]
    if row.bracket == "first":
        drawn.append(LineMark(x, top, x + hook, top, Tone.SECONDARY, 0.9))
    if row.bracket == "last":
        drawn.append(LineMark(x, bottom, x + hook, bottom, Tone.SECONDARY, 0.9))
    return drawn


def _span(row: Row, grid: _Grid, number: int) -> tuple[float, float]:
    if len(row.cells) == 1 and len(grid.widths) > 1:
        return 0.0, grid.width
    return grid.lefts[number], grid.widths[number]


def _cells(row: Row, grid: _Grid) -> tuple[list[_Placed], float]:
    """Return the lines of all cells but the low ones, and the height of the tallest cell."""
    placed: list[_Placed] = []
    tallest = 0.0
    for number, cell in enumerate(row.cells):
        lines, height = _cell(cell if isinstance(cell, Cell) else Cell(cell), row, grid, number)
        tallest = max(tallest, height)
        if not (isinstance(cell, Cell) and cell.low):
            placed.extend(lines)
    return placed, tallest


def _low_lines(row: Row, grid: _Grid, height: float) -> list[Mark]:
    drawn: list[Mark] = []
    for number, cell in enumerate(row.cells):
        if isinstance(cell, Cell) and cell.low:
            lines, tall = _cell(cell, row, grid, number)
            drawn.extend(TextMark(one.x, height - grid.upright - tall + one.y, one.line) for one in lines)
    return drawn


def _cell(cell: Cell, row: Row, grid: _Grid, number: int) -> tuple[list[_Placed], float]:
    left, width = _span(row, grid, number)
    room = width - 2 * grid.padding
    if room < 3 * MM:
        left, room = left - grid.padding / 2, room + grid.padding
    x = left + grid.padding
    y = 0.0
    placed: list[_Placed] = []
    after = 0.0
    for paragraph in _paragraphs(cell, grid, number):
        kind = TYPES[paragraph.look]
        tone = LEVELS[cell.level][1] if cell.level is not None else paragraph.tone
        setting = Setting(kind, tone, paragraph.strong, paragraph.align, paragraph.max_lines)
        y += after
        after = paragraph.after * MM
        indent = 0.0
        if paragraph.bullet:
            hang = break_lines(paragraph.bullet, setting, room)
            placed.extend(_Placed(x, y, line) for line in hang[:1])
            indent = (hang[0].width + 1.6 * MM) if hang else 0.0
        for line in break_lines(paragraph.content, setting, room - indent):
            placed.append(_Placed(x + indent, y, line))
            y += line.leading
    return placed, y


def _paragraphs(cell: Cell, grid: _Grid, number: int) -> tuple[Paragraph, ...]:
    content = cell.content
    if isinstance(content, tuple) and content and isinstance(content[0], Paragraph):
        return tuple(part for part in content if isinstance(part, Paragraph))
    look = cell.look or grid.look
    align = cell.align or grid.aligns[number]
    return (Paragraph(content, look, cell.tone, cell.strong, align, after=0.0),)  # type: ignore[arg-type]
