"""A quiet list for the sides of a page: agenda, seats, past meetings, choices. Painted, so that a second costs nothing.

A line has a number or an icon, a title, a note below and words at its right edge; one of them may be active.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.inputs import TextField
from ui.widgets.keycaps import caps_width, paint_caps
from ui.widgets.labels import elided, text_width

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_CIRCLE = 22


@dataclass(frozen=True, slots=True)
class ListLine:
    """What one line shows; tones are names of tokens, ``spoken`` is what a screen reader says instead of the words."""

    key: Any
    title: str
    note: str = ""
    end: str = ""
    end_tone: str = "text2"
    number: str = ""
    icon: str = ""
    icon_tone: str = "text2"
    note_tone: str = "text3"
    active: bool = False
    muted: bool = False
    keys: tuple[str, ...] = ()
    spoken: str = ""
    edit: str = ""

    @property
    def words(self) -> str:
        """Everything that it says, for a screen reader."""
        return self.spoken or " ".join(part for part in (self.number, self.title, self.note, self.end) if part)


class LineModel(QAbstractListModel):
    """The lines. ``rename(key, text)`` is called when a person edited a title in place."""

    def __init__(self, rename: Callable[[Any, str], object] | None = None) -> None:
        super().__init__()
        self.lines: list[ListLine] = []
        self._rename = rename

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self._rename is not None else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.words
        if role == Qt.ItemDataRole.EditRole:
            return line.edit or line.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.words
        return line if role == LINE else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.lines[index.row()]
        if self._rename is not None and str(value) != (line.edit or line.title):
            self._rename(line.key, str(value))
        return True

    def show(self, lines: Sequence[ListLine]) -> None:
        """Show other lines; equal ones stay, so that neither choice nor scroll is lost."""
        if [line.key for line in lines] == [line.key for line in self.lines]:
            changed = [at for at, line in enumerate(lines) if line != self.lines[at]]
            self.lines = list(lines)
            for at in changed:
                self.dataChanged.emit(self.index(at), self.index(at))
            return
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()


class LineDelegate(QStyledItemDelegate):
    """Paints a line of 32 px, or of 44 with a note."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = TextField(index.data(Qt.ItemDataRole.AccessibleTextRole), kind="cell")
        editor.setParent(parent)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        left = px(Space.m + _CIRCLE + Space.xs)
        top = option.rect.top() + (option.rect.height() - px(Size.field_small)) // 2
        editor.setGeometry(left, top, option.rect.width() - left - px(Space.s), px(Size.field_small))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, TextField):
            editor.setText(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, TextField):
            model.setData(index, editor.text())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(LINE)
        return QSize(0, px(Size.card_head if line.note else Size.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, rect = index.data(LINE), QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        if chosen and isinstance(option.widget, LineList) and option.widget.choice_leads:
            line = replace(line, active=True)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, rect, line, chosen=chosen, over=over, focused=focused)
        left = _paint_lead(painter, rect, line)
        right = _paint_end(painter, rect, line)
        _paint_words(painter, QRectF(left, rect.top(), right - left, rect.height()), line)
        painter.restore()


def _paint_ground(painter: QPainter, rect: QRectF, line: ListLine, *, chosen: bool, over: bool, focused: bool) -> None:
    tokens = theme.tokens()
    box = rect.adjusted(px(Space.xs), 1, -px(Space.xs), -1)
    fill = tokens.tint if line.active else tokens.sunken if chosen or over else ""
    painter.setPen(Qt.PenStyle.NoPen)
    if fill:
        painter.setBrush(theme.colour(fill))
        painter.drawRoundedRect(box, px(Size.radius_small), px(Size.radius_small))
    if line.active:
        painter.fillRect(
            QRectF(rect.left(), rect.top() + 1, px(Size.bar), rect.height() - 2), theme.colour(tokens.accent)
        )
    if focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(tokens.focus), px(Size.ring)))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(Size.radius_small), px(Size.radius_small))


def _paint_lead(painter: QPainter, rect: QRectF, line: ListLine) -> float:
    """Paint the number in its circle, or the icon; return where the words begin."""
    tokens, left, middle = theme.tokens(), rect.left() + px(Space.m), rect.center().y()
    if line.icon:
        paint_icon(painter, line.icon, left + px(3), middle, theme.resolve(line.icon_tone).name())
    elif line.number:
        circle = QRectF(left, middle - px(_CIRCLE) / 2, px(_CIRCLE), px(_CIRCLE)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.colour(tokens.accent if line.active else tokens.line), 1))
        painter.setBrush(theme.colour(tokens.accent) if line.active else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        painter.setPen(theme.colour(tokens.on_accent if line.active else tokens.dis if line.muted else tokens.text2))
        painter.setFont(theme.font("label"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, line.number)
    else:
        return left
    return left + px(_CIRCLE + Space.s)


def _paint_end(painter: QPainter, rect: QRectF, line: ListLine) -> float:
    """Paint the words and keys at the right edge; return where they begin."""
    tokens, right = theme.tokens(), rect.right() - px(Space.m)
    if line.keys:
        right -= caps_width(line.keys)
        paint_caps(painter, right, rect.center().y(), line.keys, theme.colour(tokens.text2), theme.colour(tokens.line))
        right -= px(Space.s)
    if line.end:
        width = text_width(line.end, "hint")
        painter.setPen(theme.resolve("dis" if line.muted else line.end_tone))
        painter.setFont(theme.font("hint"))
        painter.drawText(QRectF(right - width, rect.top(), width + 2, rect.height()), _FLAGS, line.end)
        right -= width + px(Space.s)
    return right


def _paint_words(painter: QPainter, area: QRectF, line: ListLine) -> None:
    tokens, role = theme.tokens(), "name" if line.active else "body"
    ink = tokens.text3 if line.muted else tokens.accent_text if line.active else tokens.text
    title = area if not line.note else QRectF(area.left(), area.top() + px(4), area.width(), px(20))
    painter.setPen(theme.colour(ink))
    painter.setFont(theme.font(role))
    painter.drawText(title, _FLAGS, elided(line.title, role, area.width()))
    if line.note:
        below = QRectF(area.left(), title.bottom() - px(2), area.width(), px(18))
        painter.setPen(theme.resolve(line.note_tone))
        painter.setFont(theme.font("hint"))
        painter.drawText(below, _FLAGS, elided(line.note, "hint", area.width()))


class LineList(QListView):
    """The list. Enter and double click enter a line, Del removes, Alt with the arrows moves, F2 edits its title."""

    entered = Signal(object)
    pressed_line = Signal(object)
    removed = Signal(object)
    shifted = Signal(object, int)

    def __init__(
        self, name: str, *, ground: str = "surface", rename: Callable[[Any, str], object] | None = None
    ) -> None:
        super().__init__()
        self.choice_leads = False  #: whether what is chosen looks active, because something beside the list shows it
        self.lines = LineModel(rename)
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(self))
        self.setAccessibleName(name)
        self.setProperty("ground", ground)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QListView.EditTrigger.EditKeyPressed if rename is not None else QListView.EditTrigger.NoEditTriggers
        )
        self.clicked.connect(lambda index: self.pressed_line.emit(index.data(LINE).key))
        self.doubleClicked.connect(lambda index: self.entered.emit(index.data(LINE).key))

    def show_lines(self, lines: Sequence[ListLine]) -> None:
        """Show these lines and keep what is chosen."""
        kept = self.current_key()
        self.lines.show(lines)
        keys = [line.key for line in lines]
        if kept in keys and self.current_key() != kept:
            self.choose(kept)
        elif self.current_key() is None and lines:
            active = next((at for at, line in enumerate(lines) if line.active), 0)
            self.setCurrentIndex(self.lines.index(active))

    def choose(self, key: Any) -> None:
        """Choose the line of ``key``."""
        for at, line in enumerate(self.lines.lines):
            if line.key == key:
                self.setCurrentIndex(self.lines.index(at))

    def current_key(self) -> Any:
        """Return the key of the chosen line."""
        index = self.currentIndex()
        return index.data(LINE).key if index.isValid() else None

    def wished_height(self) -> int:
        """Return the height at which all lines are seen."""
        return sum(self.sizeHintForRow(at) for at in range(self.lines.rowCount())) + px(Space.xs)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = event.key(), self.current_key()
        alone = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        moved = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if current is None or self.state() == QListView.State.EditingState:
            super().keyPressEvent(event)
        elif alone and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(current)
        elif alone and key == Qt.Key.Key_Delete:
            self.removed.emit(current)
        elif moved is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.shifted.emit(current, moved)
        else:
            super().keyPressEvent(event)
