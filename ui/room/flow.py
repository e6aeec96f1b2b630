"""Words and boxes of the room broken into pages: every text keeps 38 px at least, and nothing is cut off.

Blocks are laid below each other in units of the virtual screen. Text is broken by lines, other blocks stay whole.
Serves ``ui.room.paint`` and ``ui.room.faces``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from ui import theme as looks
from ui.room import theme


@lru_cache(maxsize=64)
def face(size: int, weight: int = theme.REGULAR) -> QFont:
    """Return the typeface at a size of the virtual screen."""
    return looks.sized_font(size, weight)


def leading(size: int) -> float:
    """Return the height of a line."""
    return round(size * theme.LEADING)


@lru_cache(maxsize=2048)
def width_of(text: str, size: int, weight: int = theme.REGULAR) -> float:
    """Return how wide a text is in one line."""
    return float(QFontMetricsF(face(size, weight)).horizontalAdvance(text))


@lru_cache(maxsize=256)
def shortened(text: str, size: int, weight: int, width: float) -> str:
    """Return a text of head or foot with an ellipsis if it is too long; the body has it in full."""
    return str(QFontMetricsF(face(size, weight)).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width)))


@lru_cache(maxsize=1024)
def lines_of(text: str, size: int, weight: int, width: float) -> tuple[str, ...]:
    """Return the lines into which a text breaks; a word that is too long breaks inside."""
    found: list[str] = []
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, face(size, weight))
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            found.append(paragraph[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
        if not paragraph:
            found.append("")
    return tuple(found)


def draw_line(
    painter: QPainter, text: str, left: float, top: float, size: int, *, weight: int = theme.REGULAR, ink: str = ""
) -> None:
    """Paint one line whose box begins at the given point."""
    painter.setFont(face(size, weight))
    painter.setPen(QColor(ink or theme.INK))
    metrics = QFontMetricsF(face(size, weight))
    baseline = top + (leading(size) - metrics.height()) / 2 + metrics.ascent()
    painter.drawText(QPointF(left, baseline), text)


def draw_lines(
    painter: QPainter,
    lines: Sequence[str],
    left: float,
    top: float,
    size: int,
    *,
    weight: int = theme.REGULAR,
    ink: str = "",
) -> float:
    """Paint lines below each other and return where the last one ends."""
    for line in lines:
        draw_line(painter, line, left, top, size, weight=weight, ink=ink)
        top += leading(size)
    return top


@dataclass(frozen=True)
class Words:
    """A text that may go on over the next page. ``indent`` moves it to the right, ``gap`` is free space above it.

    ``mark`` stands in the indent of the first line, such as the number of a decision.
    """

    lines: tuple[str, ...]
    size: int
    weight: int = theme.REGULAR
    ink: str = theme.INK
    gap: float = 0
    indent: float = 0
    mark: str = ""

    @property
    def height(self) -> float:
        """How high it is without the gap."""
        return len(self.lines) * leading(self.size)

    def split(self, room: float) -> tuple[Words | None, Words | None]:
        """Return what fits into a height, and the rest."""
        fitting = int(room // leading(self.size))
        if fitting < 1:
            return None, self
        rest = self.lines[fitting:]
        return replace(self, lines=self.lines[:fitting]), replace(self, lines=rest, gap=0, mark="") if rest else None

    def paint(self, painter: QPainter, place: QRectF) -> None:
        """Paint at a place."""
        left = place.left() + self.indent
        if self.mark:
            draw_line(painter, self.mark, place.left(), place.top(), self.size, weight=theme.BOLD)
        draw_lines(painter, self.lines, left, place.top(), self.size, weight=self.weight, ink=self.ink)


@dataclass(frozen=True)
class Whole:
    """Anything that stays in one piece and paints itself. ``repeats`` ones head every page that follows.

    ``instead`` are the same words as texts, for when it is higher than a page.
    """

    height: float
    draw: Callable[[QPainter, QRectF], None]
    gap: float = 0
    repeats: bool = False
    instead: tuple[Words | Whole, ...] = ()

    def split(self, room: float) -> tuple[Whole | None, Whole | None]:
        """Return itself if it fits, and otherwise as the rest."""
        return (self, None) if self.height <= room else (None, self)

    def paint(self, painter: QPainter, place: QRectF) -> None:
        """Paint at a place."""
        self.draw(painter, place)


Block = Words | Whole


@dataclass(frozen=True)
class Placed:
    """A block with its distance from the top of the body."""

    block: Block
    top: float


Page = tuple[Placed, ...]


def words(
    text: str,
    width: float,
    size: int,
    *,
    weight: int = theme.REGULAR,
    ink: str = theme.INK,
    gap: float = 0,
    indent: float = 0,
    mark: str = "",
) -> Words:
    """Return a text broken to a width."""
    return Words(lines_of(text, size, weight, width - indent), size, weight, ink, gap, indent, mark)


def flow(blocks: Sequence[Block], height: float) -> tuple[Page, ...]:
    """Lay blocks below each other on as many pages of a height as they need; there is always one."""
    pages: list[list[Placed]] = [[]]
    top = 0.0
    head = next((one for one in blocks if isinstance(one, Whole) and one.repeats), None)
    waiting = list(reversed(_breakable(blocks, height)))
    while waiting:
        block = waiting.pop()
        gap = block.gap if pages[-1] else 0
        fits, rest = block.split(height - top - gap)
        if fits is not None:
            pages[-1].append(Placed(fits, top + gap))
            top += gap + fits.height
        elif not _holds_more_than(pages[-1], head):  # higher than a page: better overfull than lost
            pages[-1].append(Placed(block, top + gap))
            rest, top = None, height
        if rest is not None:
            waiting.append(rest)
            pages.append([])
            top = 0.0
            if head is not None and rest is not head:
                pages[-1].append(Placed(head, 0))
                top = head.height
    return tuple(tuple(page) for page in pages)


def _breakable(blocks: Sequence[Block], height: float) -> list[Block]:
    """Return the blocks with those that no page can hold replaced by their words."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Whole) and block.height > height and block.instead:
            found += block.instead
        else:
            found.append(block)
    return found


def _holds_more_than(page: list[Placed], head: Block | None) -> bool:
    return any(one.block is not head for one in page)


def fitted(attempts: Sequence[Callable[[], Sequence[Block]]], height: float) -> tuple[Page, ...]:
    """Return the first attempt that fits on one page, and otherwise the last, smallest one on several."""
    pages: tuple[Page, ...] = ((),)
    for attempt in attempts:
        pages = flow(attempt(), height)
        if len(pages) == 1:
            break
    return pages
