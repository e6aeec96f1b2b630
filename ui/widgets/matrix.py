"""The risk matrix as a grid to look at and to change: a click or a key gives a cell the next band that fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.labels import elided

LEVELS = 5
_LABEL, _CELL_WIDTH, _CELL_HEIGHT, _AXIS = 128, 96, 52, 24


def band_level(rank: int, bands: int) -> int:
    """Return which of the five level colours a band wears, so that the highest is always the strongest."""
    return rank if bands == LEVELS else min(LEVELS, 1 + round(rank * 4 / max(1, bands)))


class MatrixEditor(QWidget):
    """Five likelihoods by five impacts. ``change(likelihood, impact, rank)`` writes a cell and says whether it could.

    Arrows move the cursor; Space, Enter, a click or + take the next band that fits, − or Shift the one before; a digit
    chooses a band by its rank.
    """

    def __init__(self, change: Callable[[int, int, int], bool], allowed: Callable[[int, int, int], bool]) -> None:
        super().__init__()
        self._change, self._allowed = change, allowed
        self._ranks: tuple[tuple[int, ...], ...] = ()
        self._bands: tuple[str, ...] = ()
        self._likelihoods: tuple[str, ...] = ()
        self._impacts: tuple[str, ...] = ()
        self.current = (1, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate(N_("Risk matrix")))

    def show_matrix(
        self,
        ranks: tuple[tuple[int, ...], ...],
        bands: Sequence[str],
        likelihoods: Sequence[str],
        impacts: Sequence[str],
    ) -> None:
        """Show the ranks of all cells with the names of the bands (lowest first) and of the levels."""
        self._ranks, self._bands = ranks, tuple(bands)
        self._likelihoods, self._impacts = tuple(likelihoods), tuple(impacts)
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        width = px(_LABEL) + LEVELS * px(_CELL_WIDTH) + px(Space.xs)
        return QSize(width, LEVELS * px(_CELL_HEIGHT) + 2 * px(_AXIS))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def cell_rect(self, likelihood: int, impact: int) -> QRectF:
        """Return where a cell is painted."""
        left = px(_LABEL) + (impact - 1) * px(_CELL_WIDTH)
        top = (LEVELS - likelihood) * px(_CELL_HEIGHT)
        return QRectF(left, top, px(_CELL_WIDTH), px(_CELL_HEIGHT)).adjusted(1, 1, -1, -1)

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return likelihood and impact of the cell at a point."""
        for likelihood in range(1, LEVELS + 1):
            for impact in range(1, LEVELS + 1):
                if self.cell_rect(likelihood, impact).contains(point):
                    return likelihood, impact
        return None

    def rank_at(self, likelihood: int, impact: int) -> int:
        """Return the rank of a cell's band."""
        return self._ranks[likelihood - 1][impact - 1]

    # --- changing ---

    def step(self, by: int) -> None:
        """Give the cell at the cursor the next band (or the one before) that its neighbours allow."""
        likelihood, impact = self.current
        now, number = self.rank_at(likelihood, impact), len(self._bands)
        for distance in range(1, number):
            rank = (now - 1 + by * distance) % number + 1
            if self._allowed(likelihood, impact, rank):
                self._change(likelihood, impact, rank)
                return
        self._change(likelihood, impact, (now - 1 + by) % number + 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is None or not self._ranks:
            return
        self._go(cell)
        if self.isEnabled():
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (1, 0), Qt.Key.Key_Down: (-1, 0),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in moves:
            self._go((self.current[0] + moves[key][0], self.current[1] + moves[key][1]))
        elif not self._ranks:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Plus):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key == Qt.Key.Key_Minus:
            self.step(-1)
        elif event.text().isdigit() and 1 <= int(event.text()) <= len(self._bands):
            self._change(*self.current, int(event.text()))
        else:
            super().keyPressEvent(event)

    def _go(self, cell: tuple[int, int]) -> None:
        self.current = (max(1, min(LEVELS, cell[0])), max(1, min(LEVELS, cell[1])))
        self._tell()
        self.update()

    def _tell(self) -> None:
        if self._ranks:
            words = N_("Likelihood {likelihood}, impact {impact}: {band}")
            band = self._bands[self.rank_at(*self.current) - 1]
            told = translate(words, likelihood=self.current[0], impact=self.current[1], band=band)
            self.setAccessibleDescription(told)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return bool(super().event(event))

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._ranks:
            for likelihood in range(1, LEVELS + 1):
                self._paint_label(painter, likelihood)
                for impact in range(1, LEVELS + 1):
                    self._paint_cell(painter, likelihood, impact)
            self._paint_impacts(painter)
        painter.end()

    def _paint_label(self, painter: QPainter, likelihood: int) -> None:
        rect = self.cell_rect(likelihood, 1)
        painter.setPen(theme.colour(theme.tokens().text2))
        painter.setFont(theme.font("hint"))
        room = QRectF(0, rect.top(), px(_LABEL - Space.s), rect.height())
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        words = f"{likelihood} {self._likelihoods[likelihood - 1]}"
        painter.drawText(room, flags, elided(words, "hint", room.width()))

    def _paint_impacts(self, painter: QPainter) -> None:
        painter.setFont(theme.font("hint"))
        for impact in range(1, LEVELS + 1):
            rect = self.cell_rect(1, impact)
            below = QRectF(rect.left(), rect.bottom() + px(Space.xs), rect.width(), px(_AXIS))
            painter.setPen(theme.colour(theme.tokens().text2))
            words = elided(f"{impact} {self._impacts[impact - 1]}", "hint", below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
        painter.setPen(theme.colour(theme.tokens().text3))
        foot = QRectF(px(_LABEL), self.height() - px(_AXIS), LEVELS * px(_CELL_WIDTH), px(_AXIS))
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, translate(N_("Impact →   Likelihood ↑")))

    def _paint_cell(self, painter: QPainter, likelihood: int, impact: int) -> None:
        tokens, rect = theme.tokens(), self.cell_rect(likelihood, impact)
        rank = self.rank_at(likelihood, impact)
        colours = tokens.level(band_level(rank, len(self._bands)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(colours.fill))
        painter.drawRoundedRect(rect, px(Size.radius_small), px(Size.radius_small))
        painter.setPen(theme.colour(colours.ink))
        painter.setFont(theme.font("label"))
        words = elided(self._bands[rank - 1], "label", rect.width() - px(Space.s))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"{likelihood * impact}\n{words}")
        if self.hasFocus() and self.current == (likelihood, impact):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(tokens.focus), px(Size.ring)))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), px(Size.radius_small), px(Size.radius_small))
            painter.setPen(QPen(theme.colour(colours.ink), Size.line))
            painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), px(Size.radius_small), px(Size.radius_small))
