"""How a cell is painted and edited: texts, chips, error marks, group heads, and one editor per kind of field."""

from __future__ import annotations

from typing import Any

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
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from app.fields import Kind
from app.i18n import UserError
from ui import theme
from ui.icons import paint_icon
from ui.tables.columns import Column
from ui.tables.model import CHIPS_ROLE, ERROR_ROLE, ROW_ROLE, Group, NewRow, RowTableModel
from ui.theme import Size, Space, px
from ui.widgets.chips import paint_chip
from ui.widgets.editors import choose_all, make_editor
from ui.widgets.inputs import ChoiceBox, NoteField, TextField
from ui.widgets.labels import elided, text_width

Index = QModelIndex | QPersistentModelIndex
_PAD = Space.s
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


class CellDelegate(QStyledItemDelegate):
    """Paints and edits the cells of one table view."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered_row = -1
        self.keyboard = False  #: whether the current cell is shown

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
            self._paint_cell(painter, rect, index, shown)
        painter.restore()

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
        return self._view.horizontalHeader().visualIndex(index.column()) == self._first_visible()

    def _first_visible(self) -> int:
        header = self._view.horizontalHeader()
        places = (at for at in range(header.count()) if not header.isSectionHidden(header.logicalIndex(at)))
        return next(places, 0)

    def _inner(self, rect: QRect, index: Index) -> QRect:
        left = px(Size.card_padding if self._first(index) else _PAD)
        return rect.adjusted(left, 0, -px(_PAD), 0)

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

    def _paint_cell(self, painter: QPainter, rect: QRect, index: Index, row: Any) -> None:
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
            role = "name" if column.bold_of(row) else "body"
            self._paint_words(painter, inner, dash, role, tone, right=column.figures)
        if problem:
            line = px(Size.ring)
            painter.fillRect(
                rect.left(), rect.bottom() - line + 1, rect.width(), line, theme.colour(theme.tokens().err)
            )
        if self.keyboard and self._view.currentIndex() == index and self._view.hasFocus():
            self._paint_cursor(painter, QRectF(rect))

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
        column = self._column(index)
        editor = make_editor(column.field, column.source, cell=True)
        editor.setParent(parent)
        editor.setAccessibleName(column.heading)
        if isinstance(editor, TextField) and column.figures:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.edited.connect(lambda: editor.setProperty("touched", True))
        if isinstance(editor, ChoiceBox):
            editor.settled.connect(lambda: self._finish(editor))
        return editor

    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if editor.property("touched") or editor.property("filled"):
            return  # what a person has begun to type is left alone
        editor.setProperty("filled", True)
        error = index.data(ERROR_ROLE)
        text = error[0] if error else str(index.data() or "")
        value = index.data(Qt.ItemDataRole.EditRole)
        if index.data(ROW_ROLE).__class__ is NewRow:
            text, value = "", ""
        editor.show_entry(value, text)  # type: ignore[attr-defined]
        choose_all(editor)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if not isinstance(model, RowTableModel):
            return
        place = QPersistentModelIndex(index)
        try:
            entry = editor.entry()  # type: ignore[attr-defined]
        except UserError as error:
            key, name = model.key_at(index.row()), self._column(index).name
            sentence = model.refuse(key, name, editor.text(), str(error))  # type: ignore[attr-defined]
        else:
            if self._same(entry, index):
                model.forgive(model.key_at(index.row()), self._column(index).name)
                return
            sentence = model.take(index, entry)
        if sentence and place.isValid():
            self._view.complain(place, sentence)  # type: ignore[attr-defined]

    def _same(self, entry: Any, index: Index) -> bool:
        if isinstance(index.data(ROW_ROLE), NewRow):
            return not entry
        kind = self._column(index).field.kind
        if kind in (Kind.CHOICE, Kind.LEVEL, Kind.YES_NO, Kind.REFERENCE) and not isinstance(entry, str):
            return bool(entry == index.data(Qt.ItemDataRole.EditRole))
        return bool(entry == (index.data() or "") or entry == index.data(Qt.ItemDataRole.EditRole))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)
        height = px(Size.row * 3) if isinstance(editor, NoteField) else px(Size.field_small)
        width = max(rect.width() - 2, px(Size.row * 5) if isinstance(editor, NoteField | ChoiceBox) else 0)
        editor.setFixedHeight(height)
        editor.setGeometry(rect.left() + 1, rect.top() + (px(Size.row) - px(Size.field_small)) // 2, width, height)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, NoteField):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.SubmitModelCache)
                return True
        return bool(super().eventFilter(editor, event))
