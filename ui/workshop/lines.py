"""The two lists of the workshop page: painted lines with a tick or a number, words below, and levels at the right edge.

Both are walked by arrows and read out; the one for the room can be dragged. A line may be edited where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.labels import elided, lay_lines, text_width

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
_TEXT = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_NUMBER, _CELL, _NOTE_LINES = 24, 20, 2


@dataclass(frozen=True, slots=True)
class Level:
    """A level at the right edge of a line: its letter, the figure (``None``: not scored), or merely proposed."""

    letter: str
    level: int | None
    proposed: bool = False

    @property
    def words(self) -> str:
        """How it is read out."""
        return f"{self.letter} {self.level if self.level is not None else '–'}"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line. With ``head`` it begins a group; ``ticked`` gives it a box, ``number`` its place; ``mark`` warns."""

    key: Any
    title: str
    note: str = ""
    number: str = ""
    ticked: bool | None = None
    levels: tuple[Level, ...] = ()
    mark: str = ""
    mark_tone: str = "warn"
    muted: bool = False
    head: bool = False

    @property
    def words(self) -> str:
        """Everything that it says, for a screen reader."""
        levels = [one.words for one in self.levels]
        return ". ".join(part for part in (self.number, self.title, self.note, self.mark, *levels) if part)


class WorkModel(QAbstractListModel):
    """The lines; group heads cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[WorkLine] = []
        self.draggable = False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled if self.draggable else Qt.ItemFlag.NoItemFlags
        if self.lines[index.row()].head:
            return Qt.ItemFlag.ItemIsEnabled
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsDragEnabled if self.draggable else usual

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return line.words
        if role == Qt.ItemDataRole.CheckStateRole and line.ticked is not None:
            return Qt.CheckState.Checked if line.ticked else Qt.CheckState.Unchecked
        return line if role == LINE else None

    def show(self, lines: Sequence[WorkLine]) -> bool:
        """Show other lines and return whether the list was built anew; equal ones stay where they are."""
        if [line.key for line in lines] == [line.key for line in self.lines]:
            changed = [at for at, line in enumerate(lines) if line != self.lines[at]]
            self.lines = list(lines)
            for at in changed:
                self.dataChanged.emit(self.index(at), self.index(at))
            return False
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()
        return True


class WorkDelegate(QStyledItemDelegate):
    """Paints a line: title in one line, note in up to two."""

    def __init__(self, view: WorkList) -> None:
        super().__init__(view)
        self.view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(LINE)
        if self.view.editor is not None and line.key == self.view.edited:
            return QSize(0, self.view.editor.sizeHint().height())
        if line.head:
            return QSize(0, px(Size.group_row))
        return QSize(0, px(Space.s * 2) + theme.line_height("name") + self._note_height(line))

    def _note_height(self, line: WorkLine) -> int:
        return len(self._note_lines(line)) * theme.line_height("hint")

    def _note_lines(self, line: WorkLine) -> list[Any]:
        room = self.view.viewport().width() - self._lead(line) - px(Space.l)
        found = lay_lines(line.note, theme.font("hint"), room, theme.line_height("hint")) if line.note else []
        return found[: self.view.note_lines]

    def _lead(self, line: WorkLine) -> int:
        return px(Space.m + _NUMBER + Space.s) if line.number or line.ticked is not None else px(Space.l)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        raise NotImplementedError

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, rect = index.data(LINE), QRectF(option.rect)
        if line.key == self.view.edited:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.head:
            self._paint_head(painter, rect, line)
        else:
            self._paint_ground(painter, rect, option)
            self._paint_lead(painter, rect, line)
            self._paint_words(painter, rect, line, _paint_levels(painter, rect, line))
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRectF, line: WorkLine) -> None:
        tokens = theme.tokens()
        painter.fillRect(rect, theme.colour(tokens.sunken))
        painter.setPen(theme.colour(tokens.text2))
        painter.setFont(theme.font("label"))
        inner = rect.adjusted(px(Space.m), 0, -px(Space.m), 0)
        painter.drawText(inner, _TEXT, elided(line.title, "label", inner.width()))

    def _paint_ground(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem) -> None:
        tokens = theme.tokens()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.fillRect(rect, theme.colour(tokens.tint if chosen else tokens.sunken))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRectF(rect.left(), rect.top(), px(Size.bar), rect.height()), theme.colour(tokens.focus))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour(tokens.grid))

    def _paint_lead(self, painter: QPainter, rect: QRectF, line: WorkLine) -> None:
        tokens = theme.tokens()
        middle = rect.top() + px(Space.s) + theme.line_height("name") / 2
        if line.ticked is not None:
            icon = "square-check" if line.ticked else "square"
            paint_icon(
                painter, icon, rect.left() + px(Space.m + 2), middle, tokens.accent if line.ticked else tokens.ctl
            )
        elif line.number:
            painter.setPen(theme.colour(tokens.text3))
            painter.setFont(theme.font("label"))
            box = QRectF(rect.left() + px(Space.m), middle - px(10), px(_NUMBER), px(20))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter), line.number)

    def _paint_words(self, painter: QPainter, rect: QRectF, line: WorkLine, right: float) -> None:
        tokens, left = theme.tokens(), rect.left() + self._lead(line)
        title = QRectF(left, rect.top() + px(Space.s), right - left, theme.line_height("name"))
        painter.setPen(theme.colour(tokens.text3 if line.muted else tokens.text))
        painter.setFont(theme.font("name"))
        painter.drawText(title, _TEXT, elided(line.title, "name", title.width()))
        painter.setPen(theme.colour(tokens.text3 if line.muted else tokens.text2))
        laid = self._note_lines(line)
        for at, (layout, piece) in enumerate(laid):
            whole = layout.text()[piece.textStart() :]
            last = at == len(laid) - 1
            words = whole if last else whole[: piece.textLength()]
            below = QRectF(left, title.bottom() + at * theme.line_height("hint"), rect.right() - left - px(Space.l),
                           theme.line_height("hint"))  # fmt: skip
            painter.setFont(theme.font("hint"))
            painter.drawText(below, _TEXT, elided(words, "hint", below.width()))


def _paint_levels(painter: QPainter, rect: QRectF, line: WorkLine) -> float:
    """Paint levels and mark at the right edge of the title; return where they begin."""
    tokens, right = theme.tokens(), rect.right() - px(Space.m)
    top = rect.top() + px(Space.s)
    for one in reversed(line.levels):
        right = _paint_level(painter, right, top, one)
    if line.mark:
        width = text_width(line.mark, "label")
        painter.setPen(theme.resolve(line.mark_tone))
        painter.setFont(theme.font("label"))
        painter.drawText(QRectF(right - width - px(Space.s), top, width + 2, px(_CELL)), _TEXT, line.mark)
        right -= width + px(Space.s)
    painter.setPen(theme.colour(tokens.text))
    return right - px(Space.s)


def _paint_level(painter: QPainter, right: float, top: float, one: Level) -> float:
    tokens = theme.tokens()
    cell = QRectF(right - px(_CELL), top, px(_CELL), px(_CELL)).adjusted(0.5, 0.5, -0.5, -0.5)
    filled = one.level is not None and not one.proposed
    colours = tokens.level(one.level or 1)
    painter.setPen(QPen(theme.colour(tokens.ctl if one.proposed else tokens.line), 1,
                        Qt.PenStyle.DashLine if one.proposed else Qt.PenStyle.SolidLine))  # fmt: skip
    painter.setBrush(theme.colour(colours.fill) if filled else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(cell, px(Size.radius_small), px(Size.radius_small))
    painter.setPen(theme.colour(colours.ink if filled else tokens.text3))
    painter.setFont(theme.font("label"))
    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, "–" if one.level is None else str(one.level))
    width = text_width(one.letter, "hint")
    painter.setPen(theme.colour(tokens.text3))
    painter.setFont(theme.font("hint"))
    painter.drawText(QRectF(cell.left() - width - px(Space.xs), top, width + 2, px(_CELL)), _TEXT, one.letter)
    return cell.left() - width - px(Space.m)


class WorkList(QListView):
    """The view. ``key_pressed`` carries single keys, ``shifted`` Alt with the arrows, ``dropped`` what was dragged."""

    entered = Signal(object)
    ticked = Signal(object)
    key_pressed = Signal(int)
    shifted = Signal(int)
    dropped = Signal(list, int)
    current_changed = Signal()

    def __init__(self, name: str, *, draggable: bool = False, note_lines: int = _NOTE_LINES) -> None:
        super().__init__()
        self.note_lines = note_lines
        self.edited: Any = None
        self.editor: QWidget | None = None
        self.model_ = WorkModel()
        self.model_.draggable = draggable
        self.setModel(self.model_)
        self.setItemDelegate(WorkDelegate(self))
        self.setAccessibleName(name)
        self.setProperty("ground", "surface")
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        if draggable:
            self.setDragDropMode(QListView.DragDropMode.DragDrop)
            self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.doubleClicked.connect(lambda index: self.entered.emit(index.data(LINE).key))
        self.selectionModel().currentChanged.connect(lambda *_: self.current_changed.emit())

    def show_lines(self, lines: Sequence[WorkLine]) -> None:
        """Show these lines; the cursor stays on its line, or near where it was."""
        kept, place = self.current_key(), max(0, self.currentIndex().row())
        chosen = set(self.selected_keys())
        if not self.model_.show(lines) and self.current_key() is not None:
            return
        keys = [line.key for line in lines if not line.head]
        if kept in keys:
            self.choose(kept)
        elif keys:
            ahead = [line.key for line in lines[place:] if not line.head]
            self.choose((ahead or keys[-1:])[0])
        for at, line in enumerate(lines):
            if line.key in chosen and not line.head:
                self.selectionModel().select(self.model_.index(at), self.selectionModel().SelectionFlag.Select)

    def choose(self, key: Any) -> bool:
        """Put the cursor on the line of ``key``; returns whether there is one."""
        for at, line in enumerate(self.model_.lines):
            if line.key == key and not line.head:
                self.setCurrentIndex(self.model_.index(at))
                self.scrollTo(self.model_.index(at))
                return True
        return False

    def choose_many(self, keys: Sequence[Any]) -> None:
        """Choose several lines, with the cursor on the first."""
        if keys and self.choose(keys[0]):
            for at, line in enumerate(self.model_.lines):
                if line.key in keys:
                    self.selectionModel().select(self.model_.index(at), self.selectionModel().SelectionFlag.Select)

    def current_key(self) -> Any:
        """Return the key under the cursor."""
        index = self.currentIndex()
        return index.data(LINE).key if index.isValid() and not index.data(LINE).head else None

    def selected_keys(self) -> list[Any]:
        """Return the chosen keys from top to bottom; at least the one under the cursor."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        found = [self.model_.lines[at].key for at in rows if not self.model_.lines[at].head]
        current = self.current_key()
        return found or ([current] if current is not None else [])

    # --- editing where a line stands ---

    def edit_line(self, key: Any, editor: QWidget) -> None:
        """Put ``editor`` in the place of a line."""
        self.close_editor()
        if not self.choose(key):
            editor.deleteLater()
            return
        self.edited, self.editor = key, editor
        index = self.currentIndex()
        self.setIndexWidget(index, editor)
        self._relay()
        self.scrollTo(index)

    def close_editor(self) -> None:
        """Show the line again."""
        if self.editor is None:
            return
        editor, self.editor, self.edited = self.editor, None, None
        editor.hide()
        for at in range(self.model_.rowCount()):
            if self.indexWidget(self.model_.index(at)) is editor:
                self.setIndexWidget(self.model_.index(at), None)  # type: ignore[arg-type]
        self._relay()

    def _relay(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    # --- keys and mouse ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, mods = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        moved = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if moved is not None and mods == Qt.KeyboardModifier.AltModifier:
            self.shifted.emit(moved)
        elif moved is not None and not mods:
            self._step(moved)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not mods and self.current_key() is not None:
            self.entered.emit(self.current_key())
        elif key == Qt.Key.Key_Space and not mods and self.current_key() is not None:
            self.ticked.emit(self.current_key())
        elif not mods and (Qt.Key.Key_A <= key <= Qt.Key.Key_Z or key == Qt.Key.Key_Delete):
            self.key_pressed.emit(key)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        """Move the cursor to the next line that is no head of a group."""
        at = self.currentIndex().row() + by
        while 0 <= at < self.model_.rowCount():
            if not self.model_.lines[at].head:
                self.setCurrentIndex(self.model_.index(at))
                if at == 1 and self.model_.lines[0].head:
                    self.scrollToTop()
                return
            at += by

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        boxed = index.isValid() and index.data(LINE).ticked is not None
        if boxed and event.position().x() < px(Space.m + _NUMBER + Space.xs):
            self.ticked.emit(index.data(LINE).key)
        super().mouseReleaseEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        if event.source() is self:
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where lines were dropped; the session moves them, and the list follows."""
        if event.source() is not self:
            return
        index = self.indexAt(event.position().toPoint())
        at = self.model_.rowCount()
        if index.isValid():
            below = event.position().y() > self.visualRect(index).center().y()
            at = index.row() + (1 if below else 0)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(self.selected_keys(), at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
