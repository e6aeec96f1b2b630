"""The command palette: commands, places and everything in the session, found by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app import search
from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.cards import Scrim
from ui.widgets.inputs import SearchField
from ui.widgets.keycaps import KeyHint, caps_width, paint_caps
from ui.widgets.labels import elided, hint, text_width
from ui.widgets.layouts import box, column, ground, row

Index = QModelIndex | QPersistentModelIndex
_ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette: what it says, a quiet word after it, its keys, and what Enter does."""

    text: str
    run: Callable[[], object]
    icon: str = ""
    note: str = ""
    keys: tuple[str, ...] = ()

    @property
    def sought(self) -> str:
        """What typed letters are compared with."""
        return f"{self.text} {self.note}"


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{entry.text} {entry.note}".strip()
        return entry if role == _ENTRY else None

    def show(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()


class _LineDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(Size.palette_row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(_ENTRY)
        tokens = theme.tokens()
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, theme.colour(tokens.tint))
        left, right, middle = rect.left() + px(Space.l), rect.right() - px(Space.l), rect.center().y()
        if entry.icon:
            paint_icon(painter, entry.icon, left, middle, tokens.accent_text if chosen else tokens.text3)
        left += px(Size.icon + Space.m)
        if entry.keys:
            right -= caps_width(entry.keys)
            paint_caps(painter, right, middle, entry.keys, theme.colour(tokens.text2), theme.colour(tokens.line))
            right -= px(Space.m)
        self._paint_words(painter, rect, entry, left, right)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRectF, entry: Entry, left: float, right: float) -> None:
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        note_width = min(text_width(entry.note, "hint"), int((right - left) * 0.4)) if entry.note else 0
        words = elided(entry.text, "body", right - left - note_width - px(Space.m))
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour(theme.tokens().text))
        painter.drawText(QRectF(left, rect.top(), right - left, rect.height()), flags, words)
        if entry.note:
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.colour(theme.tokens().text3))
            area = QRectF(right - note_width, rect.top(), note_width + 2, rect.height())
            painter.drawText(area, flags, elided(entry.note, "hint", note_width + 2))


class Palette(QFrame):
    """Lies over the window until something is chosen or Esc is pressed."""

    closed = Signal()

    def __init__(self, window: QWidget, entries: Sequence[Entry]) -> None:
        self._scrim = Scrim(window)
        super().__init__(self._scrim)
        ground(self, "raised")
        self.setProperty("kind", "raised")
        self._entries = list(entries)
        self._sought = [entry.sought for entry in self._entries]
        self._lines = _Lines()
        self._list = QListView()
        self._list.setModel(self._lines)
        self._list.setItemDelegate(_LineDelegate(self._list))
        self._list.setAccessibleName(translate(N_("Found")))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.clicked.connect(self._run)
        self.field: QLineEdit = SearchField(translate(N_("Search")), translate(N_("Search or run a command")))
        self.field.textEdited.connect(self._filter)
        self.field.installEventFilter(self)
        self._empty = hint(translate(N_("Nothing found. Try fewer letters.")))
        self._build()
        self._scrim.clicked.connect(self.finish)
        self._filter("")
        self._scrim.show()
        self.show()
        self._place()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        top = box(row(self.field, margins=(12, 12, 12, 8)))
        keys = row(
            KeyHint(("↑", "↓"), translate(N_("choose"))),
            KeyHint(("↵",), translate(N_("open"))),
            KeyHint(("Esc",), translate(N_("close"))),
            None,
            gap=16,
            margins=(16, 4, 16, 8),
        )
        self.setLayout(column(top, box(row(self._empty, margins=(16, 4, 16, 4))), self._list, box(keys), gap=0))

    def _place(self) -> None:
        width = min(px(Size.palette), self._scrim.width() - px(Space.xxxl))
        height = min(px(Size.palette_row) * 14, self._scrim.height() - px(144))
        self.setGeometry((self._scrim.width() - width) // 2, px(80), width, height)

    def _filter(self, text: str) -> None:
        found = [self._entries[at] for at in search.find(self._sought, text)] if text.strip() else self._entries[:40]
        self._lines.show(found)
        self._empty.setVisible(not found)
        if found:
            self._list.setCurrentIndex(self._lines.index(0))

    def _run(self, index: QModelIndex) -> None:
        if index.isValid():
            entry: Entry = index.data(_ENTRY)
            self.finish()
            entry.run()

    def _move(self, by: int) -> None:
        at = self._list.currentIndex().row() + by
        if self._lines.entries:
            self._list.setCurrentIndex(self._lines.index(at % len(self._lines.entries)))

    def eventFilter(self, watched: Any, event: Any) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if event.key() in steps:
                self._move(steps[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self._list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.finish()
                return True
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """Close without doing anything."""
        self._scrim.hide()
        self._scrim.deleteLater()
        self.closed.emit()
