"""How a cell is painted and edited: texts, chips, error marks, group heads, and one editor per kind of field."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app.fields import Kind
from app.i18n import N_, UserError, translate
from ui import theme
from ui.icons import paint_icon
from ui.tables.columns import Column
from ui.tables.model import CHIPS_ROLE, ERROR_ROLE, ROW_ROLE, Group, NewRow, RowTableModel
from ui.theme import Size, Space, px
from ui.theme_style import paint_check
from ui.widgets.calendar import DateField
from ui.widgets.chips import paint_chip
from ui.widgets.choosing import PickField
from ui.widgets.editors import choose_all, make_editor
from ui.widgets.inputs import NoteField, TextField, as_plain, set_state
from ui.widgets.labels import elided, text_width
from ui.widgets.pickers import SeveralPicker

if TYPE_CHECKING:
    from ui.tables.view import RowTableView

Index = QModelIndex | QPersistentModelIndex
_PAD = Space.s


class Step(Enum):
    """Where the cursor goes when an editor is left."""

    STAY = "stay"
    DOWN = "down"
    UP = "up"
    NEXT = "next"
    BACK = "back"


_ARROWS = {
    Qt.Key.Key_Down: Step.DOWN, Qt.Key.Key_Up: Step.UP, Qt.Key.Key_Right: Step.NEXT, Qt.Key.Key_Left: Step.BACK,
}  # fmt: skip
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


class CellDelegate(QStyledItemDelegate):
    """Paints and edits the cells of one table view."""

    def __init__(self, view: RowTableView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered_row = -1
        self.keyboard = False  #: whether the current cell is shown
        self.checks = False  #: whether rows begin with a box that is ticked while they are selected
        self.typed = False  #: whether the editor was opened by typing, so that arrows leave it
        self.place = QPersistentModelIndex()
        self._ending, self._everywhere, self._leaving = Step.STAY, False, False

    # Painting

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(Size.target), px(Size.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown, rect = index.data(ROW_ROLE), QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, index, shown, selected=selected)
        if isinstance(shown, Group):
            self._paint_group(painter, rect, shown)
        elif isinstance(shown, NewRow):
            self._paint_words(painter, self._inner(rect, index), index.data(), "body", "text3", right=False)
        else:
            self._paint_cell(painter, rect, index, shown, selected=selected)
            if self.checks and self._first(index):
                self._paint_check(painter, rect, selected=selected)
        if self.keyboard and self._view.hasFocus() and self._is_here(index, shown):
            self._paint_cursor(painter, QRectF(rect))
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Tell the whole of what is cut off, before what the cell has to say besides."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return bool(super().helpEvent(event, view, option, index))
        whole, tip = self.cut_off(index), str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        told = "\n".join(part for part in (whole, tip if tip != whole else "") if part)
        QToolTip.showText(event.globalPos(), as_plain(told), view)
        return bool(told)

    def cut_off(self, index: Index) -> str:
        """Return the text of a cell that is too narrow for it, else an empty text."""
        shown, text = index.data(ROW_ROLE), str(index.data() or "").replace("\n", " ")
        if isinstance(shown, Group | NewRow) or index.data(CHIPS_ROLE):
            return ""
        role = "name" if self._bold(self._column(index), shown, selected=True) else "body"
        room = self._inner(self._view.visualRect(index), index).width()
        return str(index.data()) if text_width(text, role) > room else ""

    def _is_here(self, index: Index, shown: Any) -> bool:
        """Whether the cursor is on a cell; the head of a group is one cell as wide as the row."""
        here = self._view.currentIndex()
        return here.row() == index.row() if isinstance(shown, Group) else here == index

    def _paint_ground(self, painter: QPainter, rect: QRect, index: Index, shown: Any, *, selected: bool) -> None:
        tokens = theme.tokens()
        ground = tokens.surface
        if isinstance(shown, Group):
            ground = tokens.sunken
        elif selected:
            ground = tokens.tint
        elif index.row() == self.hovered_row:
            ground = tokens.sunken
        painter.fillRect(rect, theme.colour(ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), Size.line), theme.colour(tokens.grid))
        if selected and self._first(index):
            painter.fillRect(QRect(rect.left(), rect.top(), px(Size.bar), rect.height()), theme.colour(tokens.accent))

    def _first(self, index: Index) -> bool:
        return self._view.horizontalHeader().visualIndex(index.column()) == self.first_visible()

    def first_visible(self) -> int:
        """Return the place of the leftmost column that is shown."""
        return self._view.header.first_visible()

    def _inner(self, rect: QRect, index: Index) -> QRect:
        left = px(_PAD)
        if self._first(index):
            left = self.lead()
        return rect.adjusted(left, 0, -px(_PAD), 0)

    def lead(self) -> int:
        """Return how far the first column is indented: the padding, or the check box with its room."""
        return px(Space.m + Size.check_box + Space.s) if self.checks else px(Size.card_padding)

    def check_rect(self, rect: QRect) -> QRect:
        """Return where the check box of a row stands in the rectangle of its first cell."""
        return QRect(rect.left() + px(Space.m), rect.top(), px(Size.check_box), rect.height())

    def _paint_check(self, painter: QPainter, rect: QRect, *, selected: bool) -> None:
        on = QStyle.StateFlag.State_On if selected else QStyle.StateFlag.State_Off
        paint_check(painter, self.check_rect(rect), on | QStyle.StateFlag.State_Enabled)

    def _paint_group(self, painter: QPainter, rect: QRect, group: Group) -> None:
        tokens = theme.tokens()
        left, middle = max(0, rect.left()) + px(Space.m), rect.top() + rect.height() / 2
        mark = "chevron-right" if group.folded else "chevron-down"
        paint_icon(painter, mark, left, middle, tokens.text2, Size.icon_small)
        left += px(Size.icon_small + Space.s)
        inner = QRect(left, rect.top(), rect.right() - left, rect.height())
        self._paint_words(painter, inner, group.name, "name", "text", right=False)
        inner.setLeft(left + text_width(group.name, "name") + px(Space.s))
        self._paint_words(painter, inner, group.words, "body", "text3", right=False)

    def _paint_cell(self, painter: QPainter, rect: QRect, index: Index, row: Any, *, selected: bool) -> None:
        column, inner = self._column(index), self._inner(rect, index)
        error, looks = index.data(ERROR_ROLE), index.data(CHIPS_ROLE)
        problem = bool(error) or bool(column.problem is not None and column.problem(row))
        if looks and not error:
            left: float = inner.left()
            middle = inner.top() + inner.height() / 2
            for chip in looks:
                if left < inner.right():
                    left = paint_chip(painter, left, middle, chip, inner.right() - left) + px(Space.xs)
        else:
            text = error[0] if error else str(index.data() or "").replace("\n", " ")
            tone = "err" if problem else column.tone_of(row) if text else "text3"
            dash = "–" if column.figures and not text else text
            role = "name" if self._bold(column, row, selected=selected) else "body"
            self._paint_words(painter, inner, dash, role, tone, right=column.figures)
        if problem:
            line = px(Size.ring)
            painter.fillRect(
                rect.left(), rect.bottom() - line + 1, rect.width(), line, theme.colour(theme.tokens().err)
            )

    def _bold(self, column: Column, row: Any, *, selected: bool) -> bool:
        """Names stand out in the selected row; what a rule makes bold always does."""
        return (selected or not self.checks) if column.bold is True else column.bold_of(row)

    def _paint_words(self, painter: QPainter, inner: QRect, text: str, role: str, tone: str, *, right: bool) -> None:
        painter.setFont(theme.font(role))
        painter.setPen(theme.resolve(tone))
        side = int(Qt.AlignmentFlag.AlignRight) if right else 0
        painter.drawText(inner, _FLAGS | side, elided(text, role, inner.width()))

    def _paint_cursor(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(theme.colour(theme.tokens().focus), px(Size.ring)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = px(Size.radius_small)
        painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), radius, radius)

    # Editing

    def _column(self, index: Index) -> Column:
        model = index.model()
        assert isinstance(model, RowTableModel)  # noqa: S101 - the only model of these views
        return model.columns[index.column()]

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column, model = self._column(index), index.model()
        editor = make_editor(column.field, column.source, cell=True)
        editor.setParent(parent)
        of = model.row_name(index) if isinstance(model, RowTableModel) else ""
        words = translate(N_("{field} of {name}"), field=column.heading, name=of) if of else column.heading
        editor.setAccessibleName(words)
        if isinstance(editor, TextField) and column.figures:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.edited.connect(lambda: self._touched(editor))
        self.place, self._ending, self._everywhere = QPersistentModelIndex(index), Step.STAY, False
        if isinstance(editor, PickField | DateField) and not isinstance(editor, SeveralPicker):
            editor.chosen.connect(lambda: self.leave(editor, self._ending, everywhere=self._everywhere))
        return editor

    def _touched(self, editor: QWidget) -> None:
        editor.setProperty("touched", True)
        if editor.property("state") == "error":
            set_state(editor, "")
            self._view.hide_bubble()

    def _here(self) -> QModelIndex:
        """Return the cell that is being edited, wherever it has moved to."""
        place = self.place
        return self._view.model().index(place.row(), place.column()) if place.isValid() else QModelIndex()

    def leave(self, editor: QWidget, step: Step, *, everywhere: bool = False) -> None:
        """Write what was entered and go on; what is wrong stays in the editor with its sentence."""
        index = self._here()
        if self._leaving or not index.isValid():
            return
        self._leaving = True
        try:
            sentence = self._write(editor, index, everywhere=everywhere)
        finally:
            self._leaving = False
        if sentence:
            set_state(editor, "error")
            self._view.complain(QPersistentModelIndex(index), sentence)
            return
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self._view.go_on(step)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if editor.property("touched") or editor.property("filled"):
            return  # what a person has begun to type is left alone
        editor.setProperty("filled", True)
        error = index.data(ERROR_ROLE)
        text = error[0] if error else str(index.data() or "")
        value = index.data(Qt.ItemDataRole.EditRole)
        if index.data(ROW_ROLE).__class__ is NewRow:
            text, value = "", None
        editor.show_entry(value, text)  # type: ignore[attr-defined]
        choose_all(editor)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what was entered because the editor was left; what is wrong marks the cell until it is mended."""
        if self._leaving or not isinstance(model, RowTableModel):
            return
        place = QPersistentModelIndex(index)
        sentence = self._write(editor, model.index(index.row(), index.column()))
        if sentence and place.isValid():
            tried = editor.text()  # type: ignore[attr-defined]
            model.refuse(model.key_at(place.row()), model.columns[place.column()].name, tried, sentence)
            self._view.complain(place, sentence)

    def _write(self, editor: QWidget, index: QModelIndex, *, everywhere: bool = False) -> str:
        model = index.model()
        assert isinstance(model, RowTableModel)  # noqa: S101 - the only model of these views
        key, name = model.key_at(index.row()), self._column(index).name
        try:
            entry = editor.entry()  # type: ignore[attr-defined]
        except UserError as error:
            return str(error)
        keys = self._view.selected_keys() if everywhere else []
        if len(keys) > 1 and key is not None:
            return model.take_all(keys, name, entry)
        if self._same(entry, index):
            model.forgive(key, name)
            return ""
        return model.take(index, entry)

    def _same(self, entry: Any, index: Index) -> bool:
        if isinstance(index.data(ROW_ROLE), NewRow):
            return not entry
        value = index.data(Qt.ItemDataRole.EditRole)
        column = self._column(index)
        if column.several:
            return tuple(entry) == tuple(value or ())
        if column.field.kind in (Kind.CHOICE, Kind.LEVEL, Kind.YES_NO, Kind.REFERENCE) and not isinstance(entry, str):
            return bool(entry == value)
        return bool(entry == (index.data() or "") or entry == value)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)
        height = px(Size.row * 3) if isinstance(editor, NoteField) else px(Size.field_small)
        figures = self._column(index).figures
        least = px(Size.row * 5) if isinstance(editor, NoteField | PickField | DateField) else px(Size.row * 3)
        wide = not figures or isinstance(editor, DateField)
        width = max(rect.width() - 2, least if wide else 0)
        left = rect.left() + 1 + (px(Size.check_box + Space.m) if self.checks and self._first(index) else 0)
        if figures:
            left = rect.right() - width  # figures keep their right edge
        left = max(0, min(left, self._view.viewport().width() - width)) if wide else left
        editor.setFixedHeight(height)
        top = rect.top() + (rect.height() - px(Size.field_small)) // 2
        editor.setGeometry(left, top, width, height)

    # Keys while editing

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QWidget):
            return self._ended_by(editor, event)
        return bool(super().eventFilter(editor, event))

    def _ended_by(self, editor: QWidget, event: QKeyEvent) -> bool:
        """Leave the editor if the key is one that leaves it, as in a spreadsheet."""
        key, open_list = event.key(), bool(getattr(editor, "list_open", bool)())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            return self._escaped(editor, open_list=open_list)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(editor, NoteField) and shift:
                return False
            several = isinstance(editor, SeveralPicker) and open_list and not control
            return not several and self._chosen(editor, Step.UP if shift else Step.DOWN, everywhere=control)
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            back = key == Qt.Key.Key_Backtab or shift
            return self._chosen(editor, Step.BACK if back else Step.NEXT)
        if open_list or not self.typed or isinstance(editor, NoteField):
            return False
        step = _ARROWS.get(Qt.Key(key))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        self.leave(editor, step)
        return True

    def _escaped(self, editor: QWidget, *, open_list: bool) -> bool:
        if open_list:
            return False
        index = self._here()
        model = self._view.model()
        if index.isValid() and isinstance(model, RowTableModel):
            model.forgive(model.key_at(index.row()), model.columns[index.column()].name)
        self._view.hide_bubble()
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
        return True

    def _chosen(self, editor: QWidget, step: Step, *, everywhere: bool = False) -> bool:
        """End with a key that also chooses the marked line of a list, if one is shown."""
        if isinstance(editor, PickField | DateField) and not isinstance(editor, SeveralPicker) and editor.list_open():
            self._ending, self._everywhere = step, everywhere
            return editor.choose_current()
        self.leave(editor, step, everywhere=everywhere)
        return True
