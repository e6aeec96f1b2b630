"""The impact grid: how bad it is per category and horizon, filled from the keyboard alone.

Digits 1 to 5 score and step on, arrows move, Enter accepts what is carried from the left (dashed cells), Delete clears,
N asks for a note, V for several voices, L for one vote on the row, 0 or X says that a row does not apply, R asks the
room. The grid writes nothing itself: it tells what a person did and shows the next ``GridView``. Its table for reading
and copying is ``twin``.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.charts import Twin
from app.i18n import N_, translate
from ui import theme
from ui.help.tips import wrapped
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.theme_style import paint_ring
from ui.widgets.chart import announce
from ui.widgets.labels import elided, text_width

LABEL, CELL_WIDTH, ROW, GAP, LAST, HEAD, NARROW = 160, 64, 44, 5, 88, 32, 40
#: The lowest row in a low window, from which on rows have less air, and the height of the head there.
LOWEST_ROW, AIRY, LOW_HEAD = 32, 40, 24
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its level, or what is carried into it until a person accepts it, and whether it has a note.

    ``more`` are sentences for its tooltip: who scored it, and what the note says.
    """

    level: int | None = None
    carried: int | None = None
    note: bool = False
    more: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A category with its threshold, its cells in the order of the horizons, and when it becomes intolerable."""

    key: str
    label: str
    threshold: int
    cells: Sequence[GridCell]
    intolerable: str = ""  #: "3 d", or "never"
    anchors: Mapping[int, str] = field(default_factory=dict)
    progress: str = ""  #: "5/8" while cells are missing
    aside: bool = False  #: the category does not apply to the service

    def first_intolerable(self) -> int | None:
        """Return the place of the first scored cell at or above the threshold."""
        places = (at for at, cell in enumerate(self.cells) if (cell.level or 0) >= self.threshold)
        return next(places, None)


@dataclass(frozen=True, slots=True)
class GridView:
    """What the grid shows. ``horizons`` are keys with labels; ``marked`` is the horizon of the MTPD, if any."""

    horizons: Sequence[tuple[str, str]]
    rows: Sequence[GridRow]
    level_names: Mapping[int, str] = field(default_factory=dict)
    marked: str = ""
    read_only: bool = False

    def level_word(self, level: int) -> str:
        """Return ``4 Major``."""
        return f"{level} {self.level_names.get(level, '')}".strip()


def with_carry(levels: Sequence[int | None]) -> tuple[GridCell, ...]:
    """Return the cells of a row: what is not scored yet carries the nearest level at its left."""
    cells, last = [], None
    for level in levels:
        cells.append(GridCell(level=level) if level is not None else GridCell(carried=last))
        last = level if level is not None else last
    return tuple(cells)


class ImpactGrid(QWidget):
    """Category × horizon. Signals fire only for what a person does; keys are those of the ``GridView``."""

    scored = Signal(str, str, int)  #: category, horizon, level
    accepted = Signal(str, list)  #: category, [(horizon, level), …] carried cells from the cursor to the end of the row
    cleared = Signal(str, str)
    note_wanted = Signal(str, str)
    voices_wanted = Signal(str, str)
    line_wanted = Signal(str)  #: one vote on the whole row
    aside_wanted = Signal(str)  #: the row does not apply, or does again
    room_wanted = Signal(str, str)
    cursor_moved = Signal(str, str)
    shown = Signal()  #: other levels are there

    def __init__(self, view: GridView) -> None:
        super().__init__()
        self.view = view
        self.kind = translate(N_("Impact grid"))
        self._row = self._column = 0
        self._pitch, self._numbered = ROW, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.kind)

    @property
    def twin(self) -> Twin:
        """The grid as a table: a category per row, what stands in its cells in words, and when it is intolerable."""
        view = self.view
        heads = (
            translate(N_("Category")), translate(N_("From level")), *(label for _, label in view.horizons),
            translate(N_("Intolerable")),
        )  # fmt: skip
        rows = tuple(
            (
                line.label,
                str(line.threshold),
                *(self.word_at(at, column) for column in range(len(view.horizons))),
                line.intolerable,
            )
            for at, line in enumerate(view.rows)
        )
        keys: tuple[tuple[Hashable, ...], ...] = tuple(
            (None, None, *((line.key, key) for key, _ in view.horizons), None) for line in view.rows
        )
        return Twin(self.kind, heads, rows, keys)

    def cursor_key(self) -> tuple[str, str]:
        """Return what ``cursor`` returns, as the table names its cells."""
        return self.cursor()

    def set_cursor_key(self, key: tuple[str, str]) -> None:
        """Put the cursor on a cell that the table named."""
        self.set_cursor(*key)

    def show_view(self, view: GridView) -> None:
        """Show other levels; the cursor stays."""
        self.view = view
        self._row = min(self._row, max(0, len(view.rows) - 1))
        self._column = min(self._column, max(0, len(view.horizons) - 1))
        self.updateGeometry()
        self._tell()
        self.update()
        self.shown.emit()

    # Where things are

    def cell_width(self) -> float:
        """Return the width of a cell: 64, less where there is no room."""
        count = max(1, len(self.view.horizons))
        room = (self.width() - px(LABEL) - px(LAST)) / count - px(GAP)
        return max(px(NARROW), min(px(CELL_WIDTH), room))

    def set_pitch(self, pitch: int) -> None:
        """Let a row be 44 logical pixels high, or less in a low window."""
        pitch = max(LOWEST_ROW, min(ROW, pitch))
        if pitch != self._pitch:
            self._pitch = pitch
            self.updateGeometry()
            self.update()

    def set_numbered(self, numbered: bool) -> None:
        """Show the number of each column, by which seats name a horizon."""
        self._numbered = numbered
        self.update()

    def head_height(self) -> int:
        """Return the height of the line of horizons."""
        return px(HEAD if self._pitch >= AIRY else LOW_HEAD)

    def row_rect(self, row: int) -> QRectF:
        """Return where a row lies, from its label to its last column."""
        right = self.cell_rect(0, max(0, len(self.view.horizons) - 1)).right() + px(LAST)
        return QRectF(0, self.head_height() + row * px(self._pitch), right, px(self._pitch))

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell lies."""
        left = px(LABEL) + column * (self.cell_width() + px(GAP))
        air = px(Space.s if self._pitch >= AIRY else Space.xs)
        top = self.head_height() + row * px(self._pitch) + air / 2
        return QRectF(left, top, self.cell_width(), px(self._pitch) - air)

    @staticmethod
    def height_for(rows: int, pitch: int) -> int:
        """Return the height of a grid of so many rows at a pitch, in device-independent pixels."""
        return px(HEAD if pitch >= AIRY else LOW_HEAD) + rows * px(pitch) + px(Size.ring)

    def sizeHint(self) -> QSize:
        width = px(LABEL) + len(self.view.horizons) * px(CELL_WIDTH + GAP) + px(LAST)
        return QSize(width, self.height_for(len(self.view.rows), self._pitch))

    def minimumSizeHint(self) -> QSize:
        width = px(LABEL) + len(self.view.horizons) * px(NARROW + GAP) + px(LAST)
        return QSize(width, self.sizeHint().height())

    def cursor(self) -> tuple[str, str]:  # type: ignore[override]
        """Return the category and the horizon under the keyboard cursor."""
        if not self.view.rows or not self.view.horizons:
            return "", ""
        return self.view.rows[self._row].key, self.view.horizons[self._column][0]

    def cursor_row(self) -> int:
        """Return which row the keyboard cursor is in."""
        return self._row

    def set_cursor(self, category: str, horizon: str) -> None:
        """Put the keyboard cursor on a cell; unknown keys are passed over."""
        rows, columns = [row.key for row in self.view.rows], [key for key, _ in self.view.horizons]
        if category in rows and horizon in columns:
            self._move_to(rows.index(category), columns.index(horizon))

    def words_at(self, row: int, column: int) -> str:
        """Return what a screen reader and a tip say of a cell: ``Staff, 3 d: 4 Major``."""
        return f"{self.view.rows[row].label}, {self.view.horizons[column][1]}: {self.word_at(row, column)}"

    def word_at(self, row: int, column: int) -> str:
        """Return what a cell says: ``4 Major``, what is carried into it, or that nobody was asked yet."""
        cell = self.view.rows[row].cells[column]
        if cell.level is not None:
            word = self.view.level_word(cell.level)
        elif cell.carried is not None:
            word = translate(N_("{level}, carried, not accepted yet"), level=self.view.level_word(cell.carried))
        else:
            word = translate(N_("not asked yet"))
        return translate(N_("{word}, with a note"), word=word) if cell.note else word

    def tip_at(self, row: int, column: int) -> str:
        """Return the tooltip of a cell: what it says, who scored it, and its note."""
        return "\n".join((self.words_at(row, column), *map(wrapped, self.view.rows[row].cells[column].more)))

    # What a person does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        key = Qt.Key(event.key())
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not self.view.rows or not plain:
            super().keyPressEvent(event)
        elif key in steps:
            row, column = steps[key]
            self._move_to(self._row + row, self._column + column)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move_to(self._row, 0 if key == Qt.Key.Key_Home else len(self.view.horizons) - 1)
        elif event.text().lower() == "r":
            self.room_wanted.emit(*self.cursor())
        elif self.view.read_only or not self._write(key, event.text().lower()):
            super().keyPressEvent(event)

    def _write(self, key: Qt.Key, text: str) -> bool:
        category, horizon = self.cursor()
        if text.isdecimal() and text != "0" and int(text) in (self.view.level_names or range(1, 6)):
            self.score(int(text))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit(category, horizon)
        elif text in ("n", "v"):
            (self.note_wanted if text == "n" else self.voices_wanted).emit(category, horizon)
        elif text in ("l", "0", "x"):
            (self.line_wanted if text == "l" else self.aside_wanted).emit(category)
        else:
            return False
        return True

    def score(self, level: int) -> None:
        """Score the cell under the cursor as a person would, and step on."""
        category, horizon = self.cursor()
        self._step_on()
        self.scored.emit(category, horizon, level)

    def accept(self) -> None:
        """Accept what is carried from the cursor to the end of its row, and go to the next row."""
        row, horizons = self.view.rows[self._row], self.view.horizons
        carried = [
            (horizons[at][0], cell.carried)
            for at, cell in enumerate(row.cells) if at >= self._column and cell.level is None and cell.carried
        ]  # fmt: skip
        self._move_to(self._row + 1, 0 if self._row + 1 < len(self.view.rows) else self._column)
        if carried:
            self.accepted.emit(row.key, carried)

    def _step_on(self) -> None:
        if self._column + 1 < len(self.view.horizons):
            self._move_to(self._row, self._column + 1)
        elif self._row + 1 < len(self.view.rows):
            self._move_to(self._row + 1, 0)

    def _move_to(self, row: int, column: int) -> None:
        row = max(0, min(len(self.view.rows) - 1, row))
        column = max(0, min(len(self.view.horizons) - 1, column))
        if (row, column) != (self._row, self._column):
            self._row, self._column = row, column
            self._tell()
            self.cursor_moved.emit(*self.cursor())
            self.update()

    def _tell(self) -> None:
        if self.view.rows and self.view.horizons:
            words = self.words_at(self._row, self._column)
            more = self.view.rows[self._row].cells[self._column].more
            self.setAccessibleDescription(". ".join((words, *more)))
            if self.hasFocus():
                announce(self, words)

    def _place_at(self, point: QPointF) -> tuple[int, int] | None:
        for row in range(len(self.view.rows)):
            for column in range(len(self.view.horizons)):
                if self.cell_rect(row, column).contains(point):
                    return row, column
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place is not None:
            self._move_to(*place)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.tip_at(*place) if place else "", self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return bool(super().event(event))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        for at in range(len(self.view.rows)):
            self._paint_row(painter, at)
        if self.view.rows and self.view.horizons and self.hasFocus():
            paint_ring(painter, self.cell_rect(self._row, self._column), Size.radius_small)
        painter.end()

    def _words(self, painter: QPainter, rect: QRectF, text: str, role: str, tone: str, side: Qt.AlignmentFlag) -> None:
        painter.setFont(theme.font(role))
        painter.setPen(theme.resolve(tone))
        painter.drawText(rect, _FLAGS | int(side), text)

    def _last(self, top: float, height: float) -> QRectF:
        right = self.cell_rect(0, max(0, len(self.view.horizons) - 1)).right()
        return QRectF(right, top, px(LAST) - px(Space.s), height)

    def _paint_head(self, painter: QPainter) -> None:
        height = self.head_height() - px(Space.xs)
        for at, (key, label) in enumerate(self.view.horizons):
            cell = self.cell_rect(0, at)
            rect = QRectF(cell.left(), 0, cell.width(), height)
            tone = "accent_text" if key == self.view.marked or self._numbered else "text2"
            words = translate(N_("{n}: {horizon}"), n=at + 1, horizon=label) if self._numbered else label
            self._words(painter, rect, words, "label", tone, Qt.AlignmentFlag.AlignHCenter)
        words, rect = translate(N_("Intolerable")), self._last(0, height)
        self._words(painter, rect, words, "label", "text2", Qt.AlignmentFlag.AlignRight)

    def _paint_row(self, painter: QPainter, at: int) -> None:
        row, current = self.view.rows[at], at == self._row
        whole = self.row_rect(at)
        top = whole.top()
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.tokens().tint))
            painter.drawRoundedRect(whole, px(Size.radius_small), px(Size.radius_small))
        self._paint_label(painter, row, top, current=current)
        first = row.first_intolerable()
        for column, cell in enumerate(row.cells[: len(self.view.horizons)]):
            self._paint_cell(painter, self.cell_rect(at, column), cell, bar=column == first)
        known = bool(row.intolerable) and first is not None
        role, tone = ("name", "text") if known else ("hint" if row.aside else "body", "text3")
        rect = self._last(top, whole.height())
        if row.progress:
            left = rect.adjusted(px(Space.s), 0, 0, 0)
            side = Qt.AlignmentFlag.AlignLeft if row.intolerable else Qt.AlignmentFlag.AlignRight
            self._words(painter, left, row.progress, "hint", "text3", side)
        self._words(painter, rect, row.intolerable, role, tone, Qt.AlignmentFlag.AlignRight)

    def _paint_label(self, painter: QPainter, row: GridRow, top: float, *, current: bool) -> None:
        role = "name" if current else "body"
        note = translate(N_("from {level}"), level=row.threshold)
        room = px(LABEL) - px(Space.s) * 2 - text_width(note, "hint")
        label = elided(row.label, role, room)
        left = px(Space.s)
        rect = QRectF(left, top, px(LABEL), px(self._pitch))
        self._words(painter, rect, label, role, "text3" if row.aside else "text", Qt.AlignmentFlag.AlignLeft)
        rect.setLeft(left + text_width(label, role) + px(Space.s) - 2)
        self._words(painter, rect, note, "hint", "text3", Qt.AlignmentFlag.AlignLeft)

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: GridCell, *, bar: bool) -> None:
        tokens, radius = theme.tokens(), px(Size.radius_small)
        shown = cell.level if cell.level is not None else cell.carried
        if cell.level is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tokens.level(cell.level).fill))
            painter.drawRoundedRect(rect, radius, radius)
            tone = f"ink{cell.level}"
        else:
            pen = QPen(theme.colour(tokens.ctl), 1)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            tone = "text3"
        role = "heading" if cell.level is not None else "lead"
        self._words(painter, rect, str(shown or ""), role, tone, Qt.AlignmentFlag.AlignHCenter)
        if cell.note:
            ink = theme.resolve(tone).name()
            paint_icon(painter, "sticky-note", rect.right() - px(16), rect.top() + px(10), ink, Space.m)
        if bar:
            width = px(Size.bar)
            mark = QRectF(rect.left() - px(GAP) / 2 - width / 2, rect.top(), width, rect.height())
            painter.fillRect(mark, theme.colour(tokens.text))
