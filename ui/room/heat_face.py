"""How the heat map is set for the room: its message, and cells with word, number and references, all of 38 px or more.

Cells name their risks where these have room, and count them where not; a map of very many risks counts them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.room import Heat, HeatCell, Level
from ui.room import theme
from ui.room.flow import Page, Whole, draw_line, draw_lines, face, flow, leading, lines_of, shortened, width_of, words
from ui.room.scales import colours

_BOLD, _META = theme.BOLD, theme.META
GAP, _PADDING, _AXIS = 6.0, 12.0, 16.0
#: Share of the width that the words of likelihood take, and heights between which a row is set.
_LABEL, LOWEST, HIGHEST = 0.16, 104.0, 190.0
#: With more risks than this all cells count.
NAMED = 30
_LINE, _CASING = 9.0, 17.0
_BETWEEN = 24.0
_ROWS = 2  #: lines of a level of likelihood


def heat_pages(view: Heat, width: float, height: float) -> tuple[Page, ...]:
    """Return the pages of a heat map for a body of this size."""
    title = words(view.title, width, theme.QUESTION[-1], weight=_BOLD)
    if title.height > 2 * leading(theme.QUESTION[-1]):
        title = words(view.title, width, theme.BODY, weight=_BOLD)
    if not view.cells:
        return flow([title], height)
    rows = len(view.cells)
    left = height - title.height - _AXIS - leading(_META) - _AXIS / 2
    row = max(LOWEST, min(HIGHEST, left / rows))
    painting = _Painting(view, width, row)
    drawn = Whole(rows * row + _AXIS / 2 + leading(_META), painting.draw, gap=_AXIS)
    whole = [words(text, width, _META, ink=theme.INK2, gap=_AXIS) for text in painting.cut()]
    return flow([title, drawn, *whole], height)


class _Painting:
    """Paints the cells, the line of the appetite and the words of both axes into a width."""

    def __init__(self, view: Heat, width: float, row: float) -> None:
        self.view, self.width, self.row = view, width, row
        self.rows, self.columns = len(view.cells), len(view.cells[0])
        self.label = width * _LABEL
        self.column = (width - self.label) / self.columns
        self.few = not view.moving and sum(len(cell.refs) for line in view.cells for cell in line) <= NAMED

    def cut(self) -> list[str]:
        """Return in full what the map has no room for: names of levels and of bands."""
        rows = [_named(_level(self.view.likelihoods, at)) for at in range(self.rows)]
        columns = [_named(_level(self.view.impacts, at)) for at in range(self.columns)]
        bands = dict.fromkeys(cell.word for line in self.view.cells for cell in line)
        return [
            *(one for one in rows if len(lines_of(one, _META, _BOLD, self.label - _BETWEEN)) > _ROWS),
            *(one for one in columns if width_of(one, _META, _BOLD) > self.column - 8),
            *(one for one in bands if width_of(one, _META) > self._word_room("00")),
        ]

    def _word_room(self, number: str) -> float:
        """Return how wide the word of a cell may be beside a number."""
        beside = width_of(number, _META, _BOLD) + _BETWEEN / 2 if number else 0
        return self.column - GAP - 2 * _PADDING - beside

    def names(self, cell: HeatCell) -> bool:
        """Whether a cell names its risks: there are few, and their references have room below its word."""
        if not (self.few and cell.refs):
            return False
        return len(self._lines(cell.refs)) <= int((self.row - _PADDING - leading(_META)) // leading(_META))

    def _lines(self, refs: Sequence[str]) -> list[str]:
        lines: list[str] = []
        for ref in refs:
            longer = f"{lines[-1]} {ref}" if lines else ref
            if lines and width_of(longer, _META, _BOLD) <= self.column - GAP - 2 * _PADDING:
                lines[-1] = longer
            else:
                lines.append(ref)
        return lines

    def _rect(self, place: QRectF, likelihood: int, impact: int) -> QRectF:
        left = place.left() + self.label + impact * self.column
        return QRectF(left, place.top() + (self.rows - 1 - likelihood) * self.row, self.column, self.row)

    def draw(self, painter: QPainter, place: QRectF) -> None:
        """Paint the whole map."""
        for likelihood, line in enumerate(self.view.cells):
            self._likelihood(painter, place, likelihood)
            for impact, cell in enumerate(line):
                self._cell(painter, self._rect(place, likelihood, impact), cell)
        self._appetite(painter, place)
        for impact in range(self.columns):
            self._impact(painter, place, impact)

    def _likelihood(self, painter: QPainter, place: QRectF, at: int) -> None:
        level = _level(self.view.likelihoods, at)
        lines = lines_of(_named(level), _META, _BOLD, self.label - _BETWEEN)[:_ROWS]
        top = self._rect(place, at, 0).center().y() - len(lines) * leading(_META) / 2
        draw_lines(painter, lines, place.left(), top, _META, weight=_BOLD)

    def _impact(self, painter: QPainter, place: QRectF, at: int) -> None:
        level = _level(self.view.impacts, at)
        rect = self._rect(place, 0, at)
        text = shortened(_named(level), _META, _BOLD, self.column - 8)
        left = rect.center().x() - width_of(text, _META, _BOLD) / 2
        draw_line(painter, text, left, rect.bottom() + _AXIS / 2, _META, weight=_BOLD)

    def _cell(self, painter: QPainter, rect: QRectF, cell: HeatCell) -> None:
        look = colours(cell.colour)
        inner = rect.adjusted(GAP / 2, GAP / 2, -GAP / 2, -GAP / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.fill))
        painter.drawRoundedRect(inner, theme.RADIUS, theme.RADIUS)
        left, top = inner.left() + _PADDING, inner.top() + _PADDING / 2
        number = self._number(cell)
        named = self.names(cell)
        word = shortened(cell.word, _META, theme.REGULAR, self._word_room(number if named else ""))
        draw_line(painter, word, left, top, _META, ink=look.ink)
        if named:
            at = inner.right() - _PADDING - width_of(number, _META, _BOLD)
            draw_line(painter, number, at, top, _META, weight=_BOLD, ink=look.ink)
            draw_lines(painter, self._lines(cell.refs), left, top + leading(_META), _META, weight=_BOLD, ink=look.ink)
        elif number:
            self._large(painter, inner, number, look.ink)

    def _number(self, cell: HeatCell) -> str:
        if self.view.moving:
            return f"{len(cell.refs)} → {cell.later}" if cell.refs or cell.later else ""
        return str(len(cell.refs)) if cell.refs else ""

    def _large(self, painter: QPainter, inner: QRectF, number: str, ink: str) -> None:
        size = theme.COUNT if inner.height() >= leading(_META) + leading(theme.COUNT) else theme.BODY
        painter.setFont(face(size, _BOLD))
        painter.setPen(QColor(ink))
        low = inner.adjusted(0, leading(_META) - 6, -_PADDING, 0)
        painter.drawText(low, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)

    def _appetite(self, painter: QPainter, place: QRectF) -> None:
        """Paint the stepped line between what is above appetite and what is not, on a light casing."""
        lines = self._borders(place)
        for ink, stroke in ((theme.GROUND, _CASING), (theme.INK, _LINE)):
            pen = QPen(QColor(ink), stroke)
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)
            painter.setPen(pen)
            for start, end in lines:
                painter.drawLine(start, end)

    def _borders(self, place: QRectF) -> list[tuple[QPointF, QPointF]]:
        found = []
        for likelihood, line in enumerate(self.view.cells):
            for impact, cell in enumerate(line):
                rect = self._rect(place, likelihood, impact)
                if cell.above and impact and not line[impact - 1].above:
                    found.append((rect.topLeft(), rect.bottomLeft()))
                if cell.above and likelihood and not self.view.cells[likelihood - 1][impact].above:
                    found.append((rect.bottomLeft(), rect.bottomRight()))
        return found


def _named(level: Level) -> str:
    return f"{level.number} {level.word}".strip()


def _level(levels: Sequence[Level], at: int) -> Level:
    return next((one for one in levels if one.number == at + 1), Level(at + 1, ""))
