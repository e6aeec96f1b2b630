"""Scales, dots and grids of the room as blocks that paint themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.i18n import N_, plural, translate
from app.room import Ballots, GridLine, GridView, Level, Result
from ui.room import theme
from ui.room.flow import Block, Whole, draw_line, draw_lines, face, leading, lines_of, shortened, width_of, words
from ui.theme import ROOM_LEVELS, LevelColours

GAP = 10  #: between the columns of a scale
PADDING = 24
NUMBER = 64
_BOLD, _META = theme.BOLD, theme.META
#: A scale in columns that would be higher is set in rows.
_HIGHEST = 470


def colours(level: int) -> LevelColours:
    """Return ground and ink of a level, 1 to 5."""
    return ROOM_LEVELS[max(1, min(5, level)) - 1]


def column_width(width: float, count: int = 5) -> float:
    """Return how wide a column of a scale is."""
    return (width - (count - 1) * GAP) / max(1, count)


# --- the scale ---


def scale_blocks(levels: Sequence[Level], width: float, line: int = 0, gap: float = 40) -> list[Block]:
    """Return a scale: five columns, or a row per level if words are too long for a column.

    ``line`` is the level from which it is intolerable, 0 for none.
    """
    if not levels:
        return []
    inner = column_width(width, len(levels)) - 2 * PADDING
    broken = any(width_of(word, _META, _BOLD) > inner for one in levels for word in f"{one.word} {one.anchor}".split())
    height = max(_column_height(one, inner) for one in levels)
    if broken or height > _HIGHEST:
        return [_scale_row(one, width, line, gap if not at else 8) for at, one in enumerate(levels)]
    return [_scale_columns(levels, width, height, gap)]


def _column_height(level: Level, inner: float) -> float:
    lines = len(lines_of(level.word, _META, _BOLD, inner))
    lines += len(lines_of(level.anchor, _META, theme.REGULAR, inner)) if level.anchor else 0
    return leading(NUMBER) + lines * leading(_META) + 1.5 * PADDING


def _scale_columns(levels: Sequence[Level], width: float, height: float, gap: float) -> Whole:
    across = column_width(width, len(levels))

    def draw(painter: QPainter, place: QRectF) -> None:
        for at, level in enumerate(levels):
            _paint_level(
                painter, level, QRectF(place.left() + at * (across + GAP), place.top(), across, place.height())
            )

    return Whole(height, draw, gap=gap)


def _paint_level(painter: QPainter, level: Level, place: QRectF) -> None:
    look = colours(level.number)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.fill))
    painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
    inner, left = place.width() - 2 * PADDING, place.left() + PADDING
    top = place.top() + PADDING / 2
    number = str(level.number)
    inset = QFontMetricsF(face(NUMBER, _BOLD)).tightBoundingRect(number).left()  # so that 1 stands flush with its word
    draw_line(painter, number, left - inset, top, NUMBER, weight=_BOLD, ink=look.ink)
    top += leading(NUMBER)
    top = draw_lines(painter, lines_of(level.word, _META, _BOLD, inner), left, top, _META, weight=_BOLD, ink=look.ink)
    draw_lines(painter, lines_of(level.anchor, _META, theme.REGULAR, inner), left, top, _META, ink=look.ink)


def _scale_row(level: Level, width: float, line: int, gap: float) -> Whole:
    look, side = colours(level.number), 76.0
    word = 340.0
    left_words = lines_of(level.word, _META, _BOLD, word)
    anchor = lines_of(level.anchor, _META, theme.REGULAR, width - side - word - 3 * PADDING)
    height = max(side, max(len(left_words), len(anchor)) * leading(_META) + 16)

    def draw(painter: QPainter, place: QRectF) -> None:
        box = QRectF(place.left(), place.top(), side, place.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.fill))
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        painter.setPen(QColor(look.ink))
        painter.setFont(face(theme.BODY, _BOLD))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(level.number))
        top = place.top() + 12
        draw_lines(painter, left_words, place.left() + side + PADDING, top, _META, weight=_BOLD)
        draw_lines(painter, anchor, place.left() + side + word + 2 * PADDING, top, _META)

    plain = (
        words(f"{level.number}  {level.word}", width, _META, weight=_BOLD, gap=gap),
        words(level.anchor, width, _META),
    )
    return Whole(height, draw, gap=gap, instead=plain)


# --- votes ---


def voted_row(view: Ballots, width: float) -> Whole:
    """Return the line with the number of ballots, and a dot for each seat as far as they fit."""
    return counted_row(*_voted_words(view), view.voted, view.seats, width)


def counted_row(count: str, told: str, there: int, seats: int, width: float, gap: float = 44) -> Whole:
    """Return a line with a count in bold and what it counts, and a dot per seat, filled for each that is there."""
    size, radius, pitch = theme.COUNT, 28.0, 76.0
    text = width_of(count, size, _BOLD) + width_of(" " + told, size) + 2 * PADDING + 24
    dots = max(seats, there) if seats else 0
    if dots:
        pitch = min(pitch, (width - text) / dots)
        radius = min(radius, pitch * 0.37)

    def draw(painter: QPainter, place: QRectF) -> None:
        draw_line(painter, count, place.left(), place.top(), size, weight=_BOLD)
        draw_line(painter, told, place.left() + width_of(count + " ", size, _BOLD), place.top(), size)
        middle = place.top() + leading(size) / 2
        for at in range(dots if radius >= 5 else 0):
            painter.setBrush(QColor(theme.INK) if at < there else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.INK if at < there else theme.EDGE), 4))
            painter.drawEllipse(QPointF(place.left() + text + radius + at * pitch, middle), radius - 2, radius - 2)

    return Whole(leading(size), draw, gap=gap)


def _voted_words(view: Ballots) -> tuple[str, str]:
    if view.seats:
        return translate(N_("{n} of {all}"), n=view.voted, all=view.seats), translate(N_("have voted"))
    return str(view.voted), plural(N_("has voted"), N_("have voted"), view.voted)


def chart(view: Result, width: float, height: float) -> Whole:
    """Return the dots per level over a line, with the median below it and the intolerable side marked."""
    columns = max(1, len(view.counts))
    across = column_width(width, columns)
    foot = leading(_META) + 8.0
    above = height - foot - 24
    top_free = leading(_META) + 20 if view.intolerable_from else 12
    most = max((*view.counts, 1))
    radius = max(4.0, min(34.0, (above - top_free) / (most * 2.3), across / 2.4))
    centres = [at * (across + GAP) + across / 2 for at in range(columns)]

    def draw(painter: QPainter, place: QRectF) -> None:
        base = place.top() + 16 + above
        if view.intolerable_from:
            _paint_intolerable(painter, place, base, (view.intolerable_from - 1) * (across + GAP) - GAP / 2)
        painter.fillRect(QRectF(place.left(), base - 1, place.width(), 3), QColor(theme.EDGE))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.INK))
        for centre, count in zip(centres, view.counts, strict=True):
            for at in range(count):
                middle = QPointF(place.left() + centre, base - radius * 1.3 - at * radius * 2.3)
                painter.drawEllipse(middle, radius, radius)
        if view.median_halves:
            _paint_median(painter, place, base, _between(centres, view.median_halves))

    return Whole(height, draw)


def _between(centres: Sequence[float], halves: int) -> float:
    """Return where a median lies that is given in halves of a level."""
    low = centres[min(len(centres), max(1, halves // 2)) - 1]
    high = centres[min(len(centres), max(1, (halves + 1) // 2)) - 1]
    return (low + high) / 2


def _paint_intolerable(painter: QPainter, place: QRectF, base: float, left: float) -> None:
    left = place.left() + max(0.0, left)
    painter.fillRect(QRectF(left, place.top() + 16, place.right() - left, base - place.top() - 16), _warm_ground())
    pen = QPen(QColor(theme.WARM), 3)
    pen.setDashPattern([3.5, 2.5])
    painter.setPen(pen)
    painter.drawLine(QPointF(left, place.top() + 16), QPointF(left, base))
    draw_line(
        painter, translate(N_("Intolerable")), left + PADDING, place.top() + 24, _META, weight=_BOLD, ink=theme.WARM
    )


def _warm_ground() -> QColor:
    return QColor(theme.WARM_GROUND)


def _paint_median(painter: QPainter, place: QRectF, base: float, at: float) -> None:
    tip = QPointF(place.left() + at, base + 10)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.INK))
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(17, 28), tip + QPointF(-17, 28)]))
    text = translate(N_("median"))
    left = tip.x() + 32
    if left + width_of(text, _META, _BOLD) > place.right():
        left = tip.x() - 32 - width_of(text, _META, _BOLD)
    draw_line(painter, text, left, base + 2, _META, weight=_BOLD)


# --- the impact grid ---

_LABEL = 0.27  #: share of the width for the names of categories


def grid_blocks(view: GridView, width: float, row: int) -> list[Block]:
    """Return the head, a row per category and the words of the levels; ``row`` is the least height of a row."""
    label = width * _LABEL
    across = (width - label) / max(1, len(view.horizons))
    rows: list[Block] = [_grid_row(line, width, label, across, row) for line in view.lines]
    blocks = [_grid_head(view.horizons, label, across), *rows, *_legend(view.words, width)]
    if any(width_of(one, _META, _BOLD) > across for one in view.horizons):
        blocks.append(words("  ·  ".join(view.horizons), width, _META, ink=theme.INK2, gap=20))
    return blocks


def _grid_head(labels: Sequence[str], label: float, across: float) -> Whole:
    horizons = [shortened(one, _META, _BOLD, across) for one in labels]

    def draw(painter: QPainter, place: QRectF) -> None:
        for at, horizon in enumerate(horizons):
            left = place.left() + label + at * across + (across - width_of(horizon, _META, _BOLD)) / 2
            draw_line(painter, horizon, left, place.top(), _META, weight=_BOLD, ink=theme.INK2)

    return Whole(leading(_META) + 6, draw, gap=10, repeats=True)


def _grid_row(line: GridLine, width: float, label: float, across: float, least: int) -> Whole:
    names = lines_of(line.name, _META, _BOLD, label - PADDING)
    height = max(float(least), len(names) * leading(_META))
    first = next((at for at, level in enumerate(line.levels) if level >= line.intolerable_from and level), -1)

    def draw(painter: QPainter, place: QRectF) -> None:
        top = place.top() + (place.height() - len(names) * leading(_META)) / 2
        draw_lines(painter, names, place.left(), top, _META, weight=_BOLD)
        for at, level in enumerate(line.levels):
            cell = QRectF(place.left() + label + at * across, place.top(), across, place.height())
            _paint_cell(painter, level, cell.adjusted(4, 0, -4, 0))
            if at == first:
                painter.fillRect(QRectF(cell.left() - 5, cell.top(), 9, cell.height()), QColor(theme.INK))

    if not line.name:
        return Whole(height, draw, gap=8)
    nameless = _grid_row(replace(line, name=""), width, label, across, least)
    return Whole(height, draw, gap=8, instead=(words(line.name, width, _META, weight=_BOLD, gap=16), nameless))


def _paint_cell(painter: QPainter, level: int, cell: QRectF) -> None:
    fill, ink = (theme.UNSCORED, theme.INK2) if not level else (colours(level).fill, colours(level).ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(cell, theme.RADIUS, theme.RADIUS)
    painter.setPen(QColor(ink))
    painter.setFont(face(theme.BODY if cell.height() >= 60 else _META, _BOLD))
    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(level) if level else "–")


def _legend(names: Sequence[str], width: float) -> list[Block]:
    """Return the words of the levels, in as many lines as they need."""
    lines: list[list[tuple[int, str]]] = [[]]
    taken = 0.0
    for number, name in enumerate(names, 1):
        needed = 50 + 14 + width_of(name, _META) + 44
        if taken + needed > width + 44 and lines[-1]:
            lines.append([])
            taken = 0.0
        lines[-1].append((number, name))
        taken += needed
    return [_legend_line(line, width, 20 if not at else 6) for at, line in enumerate(lines) if line]


def _legend_line(entries: Sequence[tuple[int, str]], width: float, gap: float) -> Block:
    if len(entries) == 1 and width_of(entries[0][1], _META) > width - 64:
        return words(f"{entries[0][0]}  {entries[0][1]}", width, _META, gap=gap)

    def draw(painter: QPainter, place: QRectF) -> None:
        left = place.left()
        for number, name in entries:
            box = QRectF(left, place.top(), 50, place.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours(number).fill))
            painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
            painter.setPen(QColor(colours(number).ink))
            painter.setFont(face(_META, _BOLD))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
            draw_line(painter, name, left + 64, place.top(), _META)
            left += 64 + width_of(name, _META) + 44

    return Whole(leading(_META), draw, gap=gap)
