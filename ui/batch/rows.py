"""Lists of the run mode that are painted row by row: seats, groups of the result, its lines.

A row is a frozen dataclass with ``words`` for a screen reader; how it looks is the delegate's. Single keys stay with
the run mode, Enter and a click choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.labels import elided, text_width
from ui.widgets.layouts import ground

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
MIDDLE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
RIGHT = MIDDLE | int(Qt.AlignmentFlag.AlignRight)


class Told(Protocol):
    """What every row has: its key, and what a screen reader says of it."""

    @property
    def key(self) -> str:
        """Return what the row is about."""

    @property
    def words(self) -> str:
        """Return what a screen reader says."""


@dataclass(frozen=True, slots=True)
class SideRow:
    """A row of the left column: a number or nothing, a name, words at its end (``told`` in full), an icon."""

    key: str
    number: str
    name: str
    end: str = ""
    icon: str = ""
    ink: str = "text3"
    current: bool = False
    told: str = ""

    @property
    def words(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (f"{self.number} {self.name}".strip(), self.told or self.end) if part)


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Any] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return found.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return getattr(found, "tip", "")
        return found if role == ROW else None

    def show(self, found: Sequence[Told]) -> None:
        same = [one.key for one in found] == [one.key for one in self.rows]
        if same and self.rows:
            self.rows = list(found)
            self.dataChanged.emit(self.index(0), self.index(len(found) - 1))
            return
        self.beginResetModel()
        self.rows = list(found)
        self.endResetModel()


class RowList(QListView):
    """The list. ``chosen(key)`` fires on a click and on Enter, ``moved(key)`` when the cursor stands on another row.

    With ``enter=False`` Enter belongs to the run mode too; with ``by_click=False`` it takes a double click.
    """

    chosen = Signal(str)
    moved = Signal(str)

    def __init__(
        self, name: str, delegate: QStyledItemDelegate, *, on: str = "rail", by_click: bool = True, enter: bool = True
    ) -> None:
        super().__init__()
        self._enter = enter
        self._rows = _Rows()
        self.setModel(self._rows)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        ground(self, on)
        self.setProperty("bare", True)
        self.setProperty("single_keys", True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        (self.clicked if by_click else self.doubleClicked).connect(self._choose)

    def show_rows(self, rows: Sequence[Told], current: str = "") -> None:
        """Show rows; the cursor goes to ``current``, else stays where it was."""
        wanted = current or self.current()
        self._rows.show(rows)
        # an empty list has nothing to show the keyboard with
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)
        places = [one.key for one in rows]
        at = places.index(wanted) if wanted in places else 0
        if places:
            self.setCurrentIndex(self._rows.index(at))
            self.scrollTo(self._rows.index(at))

    def rows(self) -> list[Any]:
        """Return what is shown."""
        return list(self._rows.rows)

    def current(self) -> str:
        """Return the key of the row that the cursor is on, empty if there is none."""
        found = self.currentIndex().data(ROW) if self.currentIndex().isValid() else None
        return str(found.key) if found is not None else ""

    def currentChanged(self, current: QModelIndex | QPersistentModelIndex, previous: Index) -> None:
        super().currentChanged(current, previous)
        found = current.data(ROW) if current.isValid() else None
        if found is not None:
            self.moved.emit(found.key)

    def _choose(self, index: Index) -> None:
        found = index.data(ROW)
        if found is not None:
            self.chosen.emit(found.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex()) if self._enter else event.ignore()
        elif event.text().isprintable() and event.text():
            event.ignore()  # single keys belong to the run mode
        else:
            super().keyPressEvent(event)


def paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, *, current: bool = False, inset: int = Space.s
) -> QRectF:
    """Paint the ground of a row that is current, under the mouse or has the cursor; returns its room."""
    tokens, rect = theme.tokens(), QRectF(option.rect).adjusted(px(inset), 1, -px(inset), -1)
    over = bool(option.state & QStyle.StateFlag.State_MouseOver)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if current or over:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tokens.tint2 if current else tokens.pale))
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.colour(tokens.focus))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), px(Size.radius), px(Size.radius))
    return rect


class SideDelegate(QStyledItemDelegate):
    """Paints the rows of the left column."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(Size.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: SideRow = index.data(ROW)
        painter.save()
        rect = paint_ground(painter, option, current=found.current)
        _paint_side(painter, rect, found)
        painter.restore()


def _paint_side(painter: QPainter, rect: QRectF, found: SideRow) -> None:
    tokens = theme.tokens()
    left, right = rect.left() + px(Space.s), rect.right() - px(Space.s)
    if found.icon:
        ink = theme.resolve(found.ink).name()
        paint_icon(painter, found.icon, right - px(Size.icon_small), rect.center().y(), ink, Size.icon_small)
        right -= px(Size.icon_small + Space.xs)
    painter.setFont(theme.font("hint"))
    painter.setPen(theme.colour(tokens.text3 if not found.current else tokens.accent_text))
    painter.drawText(QRectF(left, rect.top(), right - left, rect.height()), RIGHT, found.end)
    right -= text_width(found.end, "hint") + px(Space.s)
    if found.number:
        painter.drawText(QRectF(left, rect.top(), px(Space.xxl), rect.height()), MIDDLE, found.number)
        left += px(Space.xxl)
    role = "name" if found.current else "body"
    painter.setFont(theme.font(role))
    painter.setPen(theme.colour(tokens.accent_text if found.current else tokens.text2))
    room = max(0.0, right - left)
    painter.drawText(QRectF(left, rect.top(), room, rect.height()), MIDDLE, elided(found.name, role, room))
