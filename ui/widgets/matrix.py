"""The risk matrix as a grid to look at and to change: a click or a key gives a cell a band.

It paints the line of the appetite, marks the cells at which the level falls, and says of a changed cell what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import N_, plural, translate
from app.packs import default_colour
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.chart import announce
from ui.widgets.labels import elided

Cell = tuple[int, int]
_LABEL, _CELL_WIDTH, _CELL_HEIGHT, _AXIS = 128, 96, 52, 24
_SMALL_LABEL, _SMALL_WIDTH, _SMALL_HEIGHT = 84, 68, 34
_CASING = 7


def band_level(rank: int, bands: int) -> int:
    """Return which of the five level colours a band wears by its rank, so that the highest is always the strongest."""
    return default_colour(rank, bands)


@dataclass(frozen=True, slots=True)
class MatrixView:
    """What the grid shows: ranks, the names and colours (1–5) of the bands, and the names of the levels.

    ``within`` are the cells within appetite, which the line goes round (``None`` draws none); ``falls`` the cells at
    which the level falls; ``before`` the names that changed cells had; ``risks`` how many risks lie in a cell.
    """

    ranks: tuple[tuple[int, ...], ...] = ()
    bands: Sequence[str] = ()
    colours: Sequence[int] = ()
    likelihoods: Sequence[str] = ()
    impacts: Sequence[str] = ()
    within: Collection[Cell] | None = None
    falls: Collection[Cell] = ()
    before: Mapping[Cell, str] = field(default_factory=dict)
    risks: Mapping[Cell, int] = field(default_factory=dict)


class MatrixEditor(QWidget):
    """Likelihoods by impacts. ``change(likelihood, impact, rank)`` writes a cell and says whether it could.

    Arrows move the cursor; a digit chooses a band by its rank; Space, a click or + take the next band that fits, − or
    Shift the one before. ``accepted`` fires on Enter, ``left`` on Esc.
    """

    accepted = Signal()
    left = Signal()

    def __init__(
        self,
        change: Callable[[int, int, int], bool],
        allowed: Callable[[int, int, int], bool],
        *,
        small: bool = False,
    ) -> None:
        super().__init__()
        self._change, self._allowed = change, allowed
        self.view = MatrixView()
        self.current = (1, 1)
        self._label, self._width, self._height = (
            (_SMALL_LABEL, _SMALL_WIDTH, _SMALL_HEIGHT) if small else (_LABEL, _CELL_WIDTH, _CELL_HEIGHT)
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate(N_("Risk matrix")))

    @property
    def rows(self) -> int:
        """How many levels of likelihood there are."""
        return len(self.view.ranks)

    @property
    def columns(self) -> int:
        """How many levels of impact there are."""
        return len(self.view.ranks[0]) if self.view.ranks else 0

    def show_matrix(
        self,
        ranks: tuple[tuple[int, ...], ...],
        bands: Sequence[str],
        likelihoods: Sequence[str],
        impacts: Sequence[str],
    ) -> None:
        """Show the ranks of all cells with the names of the bands (lowest first) and of the levels."""
        colours = [band_level(rank, len(bands)) for rank in range(1, len(bands) + 1)]
        self.show_view(MatrixView(ranks, tuple(bands), colours, tuple(likelihoods), tuple(impacts)))

    def show_view(self, view: MatrixView) -> None:
        """Show a matrix with everything that is marked in it; the cursor stays."""
        resized = (self.rows, self.columns) != (len(view.ranks), len(view.ranks[0]) if view.ranks else 0)
        self.view = view
        self.current = (max(1, min(self.rows, self.current[0])), max(1, min(self.columns, self.current[1])))
        self._tell()
        if resized:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = px(self._label) + max(1, self.columns) * px(self._width) + px(Space.xs)
        return QSize(width, max(1, self.rows) * px(self._height) + 2 * px(_AXIS))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def cell_rect(self, likelihood: int, impact: int) -> QRectF:
        """Return where a cell is painted."""
        left = px(self._label) + (impact - 1) * px(self._width)
        top = (self.rows - likelihood) * px(self._height)
        return QRectF(left, top, px(self._width), px(self._height)).adjusted(1, 1, -1, -1)

    def cells(self) -> list[Cell]:
        """Return all cells, from the lowest likelihood and impact up."""
        return [(row, column) for row in range(1, self.rows + 1) for column in range(1, self.columns + 1)]

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return likelihood and impact of the cell at a point."""
        return next((cell for cell in self.cells() if self.cell_rect(*cell).contains(point)), None)

    def rank_at(self, likelihood: int, impact: int) -> int:
        """Return the rank of a cell's band."""
        return self.view.ranks[likelihood - 1][impact - 1]

    # --- changing ---

    def step(self, by: int) -> None:
        """Give the cell at the cursor the next band (or the one before) that its neighbours allow."""
        likelihood, impact = self.current
        now, number = self.rank_at(likelihood, impact), len(self.view.bands)
        for distance in range(1, number):
            rank = (now - 1 + by * distance) % number + 1
            if self._allowed(likelihood, impact, rank):
                self._change(likelihood, impact, rank)
                return
        self._change(likelihood, impact, (now - 1 + by) % number + 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is None:
            return
        self.go(cell)
        if self.isEnabled():
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (1, 0), Qt.Key.Key_Down: (-1, 0),
        }  # fmt: skip
        key = Qt.Key(event.key())
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not self.view.ranks or held:
            super().keyPressEvent(event)
        elif key in moves:
            self.go((self.current[0] + moves[key][0], self.current[1] + moves[key][1]))
        elif not self._typed(key, event):
            super().keyPressEvent(event)

    def _typed(self, key: Qt.Key, event: QKeyEvent) -> bool:
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Plus):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key == Qt.Key.Key_Minus:
            self.step(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Escape and self.view.before:
            self.left.emit()
        elif event.text().isdecimal() and 1 <= int(event.text()) <= len(self.view.bands):
            self._change(*self.current, int(event.text()))
        else:
            return False
        return True

    def go(self, cell: Cell) -> None:
        """Put the cursor on a cell, or on the nearest one."""
        self.current = (max(1, min(self.rows, cell[0])), max(1, min(self.columns, cell[1])))
        self._tell()
        if self.hasFocus():
            announce(self, self.accessibleDescription())
        self.update()

    def words_at(self, cell: Cell) -> str:
        """Return what a cell says to a screen reader and in its tip."""
        view = self.view
        told = translate(
            N_("Likelihood {likelihood}, impact {impact}: {band}"), likelihood=cell[0], impact=cell[1],
            band=view.bands[self.rank_at(*cell) - 1],
        )  # fmt: skip
        more = []
        if cell in view.before:
            more.append(translate(N_("was {band}"), band=view.before[cell]))
        if cell in view.falls:
            more.append(translate(N_("the level falls here")))
        if view.within is not None:
            more.append(translate(N_("within appetite") if cell in view.within else N_("above appetite")))
        if view.risks.get(cell):
            more.append(plural(N_("{n} risk"), N_("{n} risks"), view.risks[cell]))
        return ", ".join([told, *more])

    def _tell(self) -> None:
        if self.view.ranks:
            self.setAccessibleDescription(self.words_at(self.current))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words_at(cell) if cell is not None else "", self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return bool(super().event(event))

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.view.ranks:
            for likelihood in range(1, self.rows + 1):
                self._paint_label(painter, likelihood)
            for cell in self.cells():
                self._paint_cell(painter, cell)
            self._paint_impacts(painter)
            if self.view.within is not None:
                self._paint_appetite(painter, self.view.within)
            self._paint_cursor(painter)
        painter.end()

    def _paint_label(self, painter: QPainter, likelihood: int) -> None:
        rect = self.cell_rect(likelihood, 1)
        painter.setPen(theme.colour(theme.tokens().text2))
        painter.setFont(theme.font("hint"))
        room = QRectF(0, rect.top(), px(self._label - Space.s), rect.height())
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        words = f"{likelihood} {self.view.likelihoods[likelihood - 1]}"
        painter.drawText(room, flags, elided(words, "hint", room.width()))

    def _paint_impacts(self, painter: QPainter) -> None:
        painter.setFont(theme.font("hint"))
        for impact in range(1, self.columns + 1):
            rect = self.cell_rect(1, impact)
            below = QRectF(rect.left(), rect.bottom() + px(Space.xs), rect.width(), px(_AXIS))
            painter.setPen(theme.colour(theme.tokens().text2))
            words = elided(f"{impact} {self.view.impacts[impact - 1]}", "hint", below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
        painter.setPen(theme.colour(theme.tokens().text3))
        foot = QRectF(px(self._label), self.height() - px(_AXIS), self.columns * px(self._width), px(_AXIS))
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, translate(N_("Impact →   Likelihood ↑")))

    def _paint_cell(self, painter: QPainter, cell: Cell) -> None:
        view, rect, rank = self.view, self.cell_rect(*cell), self.rank_at(*cell)
        colours = theme.tokens().level(view.colours[rank - 1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(colours.fill))
        painter.drawRoundedRect(rect, px(Size.radius_small), px(Size.radius_small))
        painter.setPen(theme.colour(colours.ink))
        painter.setFont(theme.font("label"))
        words, below = elided(view.bands[rank - 1], "label", rect.width() - px(Space.s)), self._below(cell)
        if below:
            line = theme.line_height("label")
            upper = QRectF(rect.left(), rect.center().y() - line, rect.width(), line)
            painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, words)
            painter.setFont(theme.font("hint"))
            lower = upper.translated(0, line)
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, elided(below, "hint", rect.width() - px(Space.s)))
        else:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
        if cell in view.falls:
            self._paint_fall(painter, rect, colours.ink)

    def _below(self, cell: Cell) -> str:
        """Return the second line of a cell: what it was, or how many risks lie there."""
        if self._height == _SMALL_HEIGHT:
            return ""
        if cell in self.view.before:
            return translate(N_("was {band}"), band=self.view.before[cell])
        number = self.view.risks.get(cell, 0)
        return plural(N_("{n} risk"), N_("{n} risks"), number) if number else ""

    @staticmethod
    def _paint_fall(painter: QPainter, rect: QRectF, ink: str) -> None:
        """Mark a cell at which the level falls: an edge in the colour of errors, one in the ink, and a sign."""
        radius = px(Size.radius_small)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(theme.tokens().err), px(Size.bar)))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
        painter.setPen(QPen(theme.colour(ink), Size.line))
        painter.drawRoundedRect(rect.adjusted(4, 4, -4, -4), radius, radius)
        across = rect.right() - px(Size.icon_small + Space.xs)
        paint_icon(painter, "triangle-alert", across, rect.top() + px(Space.m), ink, Size.icon_small)

    def _paint_appetite(self, painter: QPainter, within: Collection[Cell]) -> None:
        """Draw the line between what is within appetite and what is not, with a casing that parts it from the cells."""
        lines = []
        for cell in self.cells():
            rect = self.cell_rect(*cell).adjusted(-1, -1, 1, 1)
            for other, edge in (
                ((cell[0], cell[1] - 1), QLineF(rect.topLeft(), rect.bottomLeft())),
                ((cell[0] - 1, cell[1]), QLineF(rect.bottomLeft(), rect.bottomRight())),
            ):
                if min(other) > 0 and (cell in within) != (other in within):
                    lines.append(edge)
        tokens = theme.tokens()
        for width, tone in ((px(_CASING), tokens.surface), (px(Size.bar), tokens.text)):
            pen = QPen(theme.colour(tone), width)
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)
            painter.setPen(pen)
            painter.drawLines(lines)

    def _paint_cursor(self, painter: QPainter) -> None:
        if not self.hasFocus():
            return
        tokens, rect = theme.tokens(), self.cell_rect(*self.current)
        ink, radius = tokens.level(self.view.colours[self.rank_at(*self.current) - 1]).ink, px(Size.radius_small)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(tokens.focus), px(Size.ring)))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
        painter.setPen(QPen(theme.colour(ink), Size.line))
        painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), radius, radius)
