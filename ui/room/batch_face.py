"""How a batch round is set for the room: the scale and the sheets that are in, then what is left to talk about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from app.i18n import N_, translate
from app.room import BatchRound, TalkLine
from app.room.rounds import SPLIT
from ui.room import theme
from ui.room.flow import Block, Page, Whole, draw_line, draw_lines, fitted, leading, lines_of, width_of, words
from ui.room.scales import counted_row, scale_blocks

_BOLD = theme.BOLD
_GAP, _ROW, _BETWEEN = 36, 16, 32
#: Width that references take.
_REF = 150.0


def batch_pages(view: BatchRound, width: float, height: float) -> tuple[Page, ...]:
    """Return the pages of a batch round for a body of this size."""
    return _revealed(view, width, height) if not view.levels else _silent(view, width, height)


def _silent(view: BatchRound, width: float, height: float) -> tuple[Page, ...]:
    def blocks(size: int) -> list[Block]:
        asked = words(view.question, width, size, weight=_BOLD)
        return [asked, *scale_blocks(view.levels, width), _sheets(view, width)]

    return fitted([partial(blocks, size) for size in theme.QUESTION], height)


def _sheets(view: BatchRound, width: float) -> Block:
    """Return how many sheets are in, with a dot per seat; what is counted stands in the words of the view."""
    if not view.seats:
        return words(view.told, width, theme.COUNT, weight=_BOLD, gap=44)
    count = translate(N_("{n} of {all}"), n=view.sheets, all=view.seats)
    if not view.told.startswith(count):
        return words(view.told, width, theme.COUNT, weight=_BOLD, gap=44)
    return counted_row(count, view.told.removeprefix(count).strip(), view.sheets, view.seats, width)


def _revealed(view: BatchRound, width: float, height: float) -> tuple[Page, ...]:
    def blocks(size: int) -> list[Block]:
        told: Sequence[Block] = [
            words(view.question, width, theme.BODY, ink=theme.INK2),
            counted_row(f"{view.told}," if view.left else view.told, view.left, 0, 0, width, gap=4),
        ]
        rows = [_line(line, width, size, _GAP if not at else 0) for at, line in enumerate(view.lines)]
        return [*told, *rows]

    return fitted([partial(blocks, size) for size in theme.TEXT], height)


def _line(line: TalkLine, width: float, size: int, gap: float) -> Whole:
    """Return the row of a risk: its reference, what happens, and the word at the right."""
    told = width_of(line.word, size, _BOLD)
    ink = theme.WARM if line.word == translate(SPLIT) else theme.INK
    lines = lines_of(line.text, size, theme.REGULAR, width - _REF - told - 2 * _BETWEEN)

    def draw(painter: QPainter, place: QRectF) -> None:
        painter.fillRect(QRectF(place.left(), place.top(), place.width(), theme.STROKE), QColor(theme.RULE))
        top = place.top() + _ROW
        draw_line(painter, line.ref, place.left(), top, size, weight=_BOLD)
        draw_lines(painter, lines, place.left() + _REF, top, size)
        draw_line(painter, line.word, place.right() - told, top, size, weight=_BOLD, ink=ink)

    plain = (
        words(f"{line.ref}  {line.word}".strip(), width, size, weight=_BOLD, gap=_ROW),
        words(line.text, width, size),
    )
    return Whole(max(1, len(lines)) * leading(size) + 2 * _ROW, draw, gap=gap, instead=plain)
