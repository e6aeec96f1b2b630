"""The list in the left rail: icon, label, progress and a badge, with the active entry marked at the window's edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.theme_style import paint_ring
from ui.widgets.chips import badge, chip_width, paint_chip
from ui.widgets.labels import elided, text_width
from ui.widgets.layouts import ground

Index = QModelIndex | QPersistentModelIndex
_ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One place to go: its key, what it is called, how far it is, and how many things must be fixed there."""

    key: str
    icon: str
    label: str
    progress: str = ""
    badge: int = 0
    badge_kind: str = "err"


class RailModel(QAbstractListModel):
    """The entries; replacing them keeps the chosen one."""

    def __init__(self, entries: Sequence[RailEntry] = ()) -> None:
        super().__init__()
        self.entries = list(entries)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(part for part in (entry.label, entry.progress, str(entry.badge or "")) if part)
        if role == Qt.ItemDataRole.ToolTipRole and entry.progress:
            return translate(N_("{progress}: how it is counted with Shift+F1"), progress=entry.progress)
        return entry if role == _ENTRY else None

    def set_entries(self, entries: Sequence[RailEntry]) -> None:
        """Show other figures; if only figures changed nothing moves."""
        if [entry.key for entry in entries] == [entry.key for entry in self.entries]:
            self.entries = list(entries)
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()


class RailDelegate(QStyledItemDelegate):
    """Paints one entry of 32 px."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(Size.rail), px(Size.rail_entry + Space.xxs))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, tokens = index.data(_ENTRY), theme.tokens()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        active = bool(state & QStyle.StateFlag.State_Selected)
        pill = QRectF(rect).adjusted(px(Space.s), 1, -px(Space.s), -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if active or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tokens.tint2 if active else tokens.pale))
            painter.drawRoundedRect(pill, px(Size.radius), px(Size.radius))
        if active:
            painter.fillRect(
                QRectF(0, pill.top() + px(4), px(Size.bar), pill.height() - px(8)), theme.colour(tokens.accent)
            )
        self._paint_entry(painter, pill, entry, active)
        view = option.widget
        if active and isinstance(view, RailView) and view.shows_focus():
            reach = px(Size.ring + Size.ring_gap)
            paint_ring(painter, pill.adjusted(reach, reach, -reach, -reach))
        painter.restore()

    def _paint_entry(self, painter: QPainter, pill: QRectF, entry: RailEntry, active: bool) -> None:
        tokens = theme.tokens()
        ink, role = (tokens.accent_text, "name") if active else (tokens.text2, "body")
        middle, left, right = pill.center().y(), pill.left() + px(Space.s), pill.right() - px(Space.s)
        paint_icon(painter, entry.icon, left, middle, ink)
        if entry.badge:
            chip = badge(entry.badge, entry.badge_kind)
            right -= chip_width(chip)
            paint_chip(painter, right, middle, chip)
            right -= px(Space.s)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        if entry.progress:
            width = text_width(entry.progress, "hint")
            right -= width
            painter.setPen(theme.colour(tokens.accent_text if active else tokens.text3))
            painter.setFont(theme.font("hint"))
            painter.drawText(QRectF(right, pill.top(), width + 2, pill.height()), flags, entry.progress)
        left += px(Size.icon + Space.s)
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font(role))
        words = elided(entry.label, role, right - left - px(Space.xs))
        painter.drawText(QRectF(left, pill.top(), right - left, pill.height()), flags, words)


class RailView(QListView):
    """The rail's list. ``chosen`` carries the key and fires only when a person chooses.

    ``why_wanted(key, rect)`` asks where the figure of an entry comes from: Shift+F1 or the other mouse button.
    """

    chosen = Signal(str)
    why_wanted = Signal(str, QRect)

    def __init__(self, entries: Sequence[RailEntry], name: str) -> None:
        super().__init__()
        self._model = RailModel(entries)
        self.setModel(self._model)
        self.setItemDelegate(RailDelegate(self))
        ground(self, "rail")
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self._choose(index))
        self.selectionModel().currentChanged.connect(lambda now, _old: self._choose(now, by_key=True))
        self._quiet = False

    def _choose(self, index: QModelIndex, *, by_key: bool = False) -> None:
        if index.isValid() and not self._quiet and (not by_key or self.hasFocus()):
            self.chosen.emit(self._model.entries[index.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._ask_why(self.currentIndex())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._ask_why(self.indexAt(event.pos()))

    def _ask_why(self, index: QModelIndex) -> None:
        if index.isValid():
            self.why_wanted.emit(self._model.entries[index.row()].key, self.visualRect(index))

    def set_entries(self, entries: Sequence[RailEntry]) -> None:
        """Show other entries or figures, keeping the chosen one."""
        current = self.current()
        self._model.set_entries(entries)
        self.set_current(current)

    def current(self) -> str:
        """Return the key of the active entry, or an empty text."""
        at = self.currentIndex().row()
        return self._model.entries[at].key if 0 <= at < len(self._model.entries) else ""

    def set_current(self, key: str) -> None:
        """Mark an entry as active without telling anybody."""
        self._quiet = True
        keys = [entry.key for entry in self._model.entries]
        self.setCurrentIndex(self._model.index(keys.index(key)) if key in keys else QModelIndex())
        self._quiet = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.shows_focus() and not self.currentIndex().isValid():  # a page that is no entry of the rail
            painter, reach = QPainter(self.viewport()), px(Size.ring + Size.ring_gap)
            first = QRectF(self.visualRect(self._model.index(0))).adjusted(px(Space.s), 1, -px(Space.s), -1)
            paint_ring(painter, first.adjusted(reach, reach, -reach, -reach))
            painter.end()

    def shows_focus(self) -> bool:
        """Whether the keyboard is here and was used to come here."""
        window: QWidget = self.window()
        return self.hasFocus() and bool(window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange))
