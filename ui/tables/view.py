"""The view of a table: keys, mouse, clipboard, and the bubble that says what is wrong beside a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.fields import Kind
from ui import theme
from ui.tables.clipboard import Cell, cell_of, mime_of, rows_of, tsv_of
from ui.tables.columns import Column
from ui.tables.delegate import CellDelegate, Step
from ui.tables.header import FilterHeader
from ui.tables.model import ROW_ROLE, Group, NewRow, RowTableModel
from ui.tables.sight import bring_into_sight
from ui.theme import Size, Space, px
from ui.theme_style import paint_ring
from ui.widgets.cards import Popover
from ui.widgets.labels import label

Index = QModelIndex | QPersistentModelIndex
PasteRows = Callable[[list[list[str]], Any, str], object]
FillDown = Callable[[str, Any, list[Any]], object]
_ENSURE = QAbstractItemView.ScrollHint.EnsureVisible
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class Bubble(Popover):
    """What is wrong, beside the cell. It goes with the next key or click and never takes the focus."""

    def __init__(self, view: QWidget, sentence: str) -> None:
        super().__init__(view)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.body.setContentsMargins(*(px(Space.s),) * 4)
        self.body.addWidget(label(sentence, "hint", "err", wrap=True))
        self.sentence = sentence


class RowTableView(QTableView):
    """A table view over ``RowTableModel``. See ``Table`` for the whole component."""

    activated_key = Signal(object)
    current_key_changed = Signal(object)
    keys_selected = Signal(list)

    def __init__(self, model: RowTableModel, name: str) -> None:
        super().__init__()
        self._rows = model
        self.paste_rows: PasteRows | None = None
        self.fill_down: FillDown | None = None
        self.on_delete: Callable[[list[Any]], object] | None = None
        self.menu_for: Callable[[list[Any], str], QMenu | None] | None = None
        self._bubble: Bubble | None = None
        self._ticking = False  #: while the mouse is down on a box
        self._walking = False  #: after Tab left an editor, Tab goes on from cell to cell
        self._run_column = -1  #: where a row of entries began, for Enter to come back to
        self._sought, self._since = "", QElapsedTimer()
        self.setModel(model)
        self._cells = CellDelegate(self)
        self.setItemDelegate(self._cells)
        self.header = FilterHeader(model.columns, self)
        self.setHorizontalHeader(self.header)
        self.setAccessibleName(name)
        self._settle()
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.selectionModel().selectionChanged.connect(lambda *_: self.keys_selected.emit(self.selected_keys()))
        model.layoutChanged.connect(self._respan)
        model.modelReset.connect(self._respan)
        model.rowsInserted.connect(self._respan)
        model.rowsRemoved.connect(self._respan)

    def _settle(self) -> None:
        trigger = QAbstractItemView.EditTrigger
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(px(Size.target))
        self.set_dense(False)

    def set_dense(self, dense: bool) -> None:
        """Make rows 28 instead of 32 px high, for windows under 800 px."""
        self.verticalHeader().setDefaultSectionSize(px(Size.row_dense if dense else Size.row))

    # Columns that stay while the others are scrolled

    def visualRect(self, index: Index) -> QRect:
        rect = super().visualRect(index)
        left = self.header.staying.left_of(index.column())
        if left is None or isinstance(index.data(ROW_ROLE), Group):
            return rect
        return QRect(left, rect.top(), self.header.sectionSize(index.column()), rect.height())

    def indexAt(self, point: QPoint) -> QModelIndex:
        at, row = self.header.staying.column_at(point.x()), self.rowAt(point.y())
        if at < 0 or row < 0 or isinstance(self._rows.view[row], Group):
            return super().indexAt(point)
        return self._rows.index(row, at)

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _ENSURE) -> None:
        """Bring a cell into sight; one that stays needs no scrolling sideways, no other ends below those that stay."""
        bar = self.horizontalScrollBar()
        before, stays = bar.value(), self.header.staying.left_of(index.column()) is not None
        super().scrollTo(index, hint)
        if stays:
            bar.setValue(before)
        elif (hidden := self.header.staying.width() - self.visualRect(index).left()) > 0:
            bar.setValue(bar.value() - hidden)
        if self.hasFocus():
            bring_into_sight(self, self.visualRect(index))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:
            self.header.follow()
            self.viewport().update()

    def _paint_staying(self, painter: QPainter, within: QRect) -> None:
        places, edge = self.header.staying.places(), self.header.staying.width()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        last = self.rowAt(within.bottom())
        for row in range(max(0, self.rowAt(within.top())), (last if last >= 0 else len(self._rows.view) - 1) + 1):
            if isinstance(self._rows.view[row], Group):
                continue
            for at in places:
                index = self._rows.index(row, at)
                option.rect = self.visualRect(index)
                on = self.selectionModel().isSelected(index)
                option.state = QStyle.StateFlag.State_Selected if on else QStyle.StateFlag.State_None
                self._cells.paint(painter, option, index)
            line = QRect(edge - 1, self.rowViewportPosition(row), Size.line, self.rowHeight(row))
            painter.fillRect(line, theme.colour(theme.tokens().line))

    # Where we are

    def current_key(self) -> Any:
        """Return the key of the current row, ``None`` on a group or nowhere."""
        return self._rows.key_at(self.currentIndex().row())

    def selected_keys(self) -> list[Any]:
        """Return the keys of the selected rows from top to bottom."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        keys = (self._rows.key_at(at) for at in rows)
        return [key for key in keys if key is not None]

    def select_key(self, key: Any, *, name: str = "", scroll: bool = True) -> bool:
        """Make a row current and selected; return whether it is shown."""
        at = self._rows.place_of(key)
        if at < 0:
            return False
        column = self._rows.position(name) if name else max(0, self.currentIndex().column())
        index = self._rows.index(at, column)
        self.go_to(index)
        if scroll:
            self.scrollTo(index)
        return True

    def go_to(self, index: Index) -> None:
        """Make a cell current and its row the only selected one, whatever keys are held down meanwhile."""
        flags = QItemSelectionModel.SelectionFlag
        cell = self._rows.index(index.row(), index.column())
        self.selectionModel().setCurrentIndex(cell, flags.ClearAndSelect | flags.Rows)

    def _column(self, index: Index) -> Column:
        return self._rows.columns[index.column()]

    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        self.hide_bubble()
        if now.row() != before.row() or not before.isValid():
            self.current_key_changed.emit(self._rows.key_at(now.row()))

    def _respan(self, *_: object) -> None:
        self.clearSpans()
        for at, shown in enumerate(self._rows.view):
            if isinstance(shown, Group):
                self.setSpan(at, 0, 1, max(2, self._rows.columnCount()))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.hide_bubble()
        self._cells.keyboard = True
        if self.state() == QAbstractItemView.State.EditingState:
            return  # a key that the editor passed on, such as the Enter that ends it
        if not self._handled(event):
            super().keyPressEvent(event)

    def _handled(self, event: QKeyEvent) -> bool:
        key, index = event.key(), self.currentIndex()
        if key in _MODIFIERS:
            return False
        self._walking = False
        if self._command(event):
            return True
        if index.isValid() and isinstance(index.data(ROW_ROLE), Group):
            return self._group_key(key, index.data(ROW_ROLE))
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._enter(index)
        elif event.text() in ("1", "2", "3", "4", "5") and self._scores(index):
            self._take(index, int(event.text()))
        elif key == Qt.Key.Key_Backspace and self._rows.may_edit(index):
            self._edit_afresh(index)
        elif key == Qt.Key.Key_Space and index.isValid():
            self.toggle_row(index)
        else:
            return False
        return True

    def _command(self, event: QKeyEvent) -> bool:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_C and event.modifiers() == both:
            self.copy(headings=True)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_D and control:
            self.fill()
        elif event.key() == Qt.Key.Key_Delete and self.on_delete is not None and self.selected_keys():
            self.on_delete(self.selected_keys())
        else:
            return False
        return True

    def _edit_afresh(self, index: QModelIndex) -> None:
        self.edit(index)
        editor = self.indexWidget(index) or self.viewport().focusWidget()
        if editor is not None and hasattr(editor, "clear"):
            editor.setProperty("touched", True)
            editor.clear()

    def toggle_row(self, index: QModelIndex) -> None:
        """Take a row into the selection or out of it; the others stay."""
        if self._rows.key_at(index.row()) is None:
            return
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.NoUpdate)
        self.selectionModel().select(index, flags.Toggle | flags.Rows)

    def keyboardSearch(self, search: str) -> None:
        """Jump to the next row whose cell in the current column begins with what is typed."""
        pause = QGuiApplication.styleHints().keyboardInputInterval()
        again = not self._since.isValid() or self._since.elapsed() > pause
        self._sought = search if again else self._sought + search
        self._since.start()
        wanted, column = self._sought.casefold(), self._rows.columns[max(0, self.currentIndex().column())]
        start = self.currentIndex().row() + (1 if again else 0)
        count = len(self._rows.view)
        for at in (place % count for place in range(start, start + count)):
            row = self._rows.view[at]
            if self._rows.key_at(at) is not None and self._rows.text_of(row, column).casefold().startswith(wanted):
                self.setCurrentIndex(self._rows.index(at, max(0, self.currentIndex().column())))
                return

    def _group_key(self, key: int, group: Group) -> bool:
        folds = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if enter or (key in folds and folds[Qt.Key(key)] == group.folded):
            self._rows.toggle_group(group.name)
            return True
        return key in folds

    def _enter(self, index: QModelIndex) -> None:
        key = self._rows.key_at(index.row())
        if self._press(index):
            return
        if key is not None:
            self.activated_key.emit(key)
        else:
            self.edit(index)

    def _press(self, index: Index) -> bool:
        """Do what the chip of a cell does when it is pressed; returns whether it does anything."""
        column, row = self._column(index), self._rows.view[index.row()]
        if column.press is None or isinstance(row, Group | NewRow) or not column.chips_of(row):
            return False
        column.press(row)
        return True

    def _scores(self, index: QModelIndex) -> bool:
        return index.isValid() and self._rows.may_edit(index) and self._column(index).field.kind is Kind.LEVEL

    def _take(self, index: QModelIndex, value: Any) -> None:
        place = QPersistentModelIndex(index)
        sentence = self._rows.take(index, value)
        if sentence and place.isValid():
            self.complain(place, sentence)

    # Editing as in a spreadsheet

    def edit(self, index: Index, *how: Any) -> Any:
        """Open the editor of a cell; after typing, arrows leave it again."""
        self._cells.typed = bool(how) and how[0] == QAbstractItemView.EditTrigger.AnyKeyPressed
        return super().edit(index, *how)

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        within = editor.hasFocus() or editor.isAncestorOf(QApplication.focusWidget() or self)
        super().closeEditor(editor, hint)
        if within:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self, step: Step) -> None:
        """Go on after an editor was left: Enter goes below, Tab to the right, Enter after Tabs below the first."""
        index = self.currentIndex()
        if step is Step.STAY or not index.isValid():
            return
        sideways = step in (Step.NEXT, Step.BACK)
        if sideways:
            self._run_column = index.column() if self._run_column < 0 else self._run_column
            if isinstance(index.data(ROW_ROLE), NewRow) and self._rows.created is not None:
                index = self._rows.index(max(0, self._rows.place_of(self._rows.created)), index.column())
            target = self._beside(index, 1 if step is Step.NEXT else -1)
        else:
            column = self._run_column if self._run_column >= 0 else index.column()
            target = self._below(index, 1 if step is Step.DOWN else -1, column)
            self._run_column = -1
        if target.isValid():
            self.go_to(target)
        self._walking = sideways

    def _below(self, index: Index, by: int, column: int) -> QModelIndex:
        at = index.row() + by
        while 0 <= at < len(self._rows.view):
            shown = self._rows.view[at]
            if isinstance(shown, NewRow):
                return self._rows.index(at, self._rows.new_column())
            if not isinstance(shown, Group):
                return self._rows.index(at, column)
            at += by
        return QModelIndex()

    def _beside(self, index: Index, by: int) -> QModelIndex:
        """Return the next cell that can be edited, in this row or the next."""
        order = [self.header.logicalIndex(at) for at in range(self.header.count())]
        shown = [at for at in order if not self.header.isSectionHidden(at)][::by]
        row, places = index.row(), shown[shown.index(index.column()) + 1 :] if index.column() in shown else shown
        while 0 <= row < len(self._rows.view):
            for at in places:
                if self._rows.flags(self._rows.index(row, at)) & Qt.ItemFlag.ItemIsEditable:
                    return self._rows.index(row, at)
            row, places = row + by, shown
        return QModelIndex()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go on from cell to cell while entries are made; otherwise it leaves the table."""
        if self._walking and self.state() != QAbstractItemView.State.EditingState:
            target = self._beside(self.currentIndex(), 1 if forward else -1)
            if target.isValid():
                self.go_to(target)
                return True
        self._walking = False
        return bool(super().focusNextPrevChild(forward))

    # Clipboard

    def shown_columns(self) -> list[Column]:
        """Return the visible columns from left to right."""
        order = (self.header.logicalIndex(at) for at in range(self.header.count()))
        return [self._rows.columns[at] for at in order if not self.header.isSectionHidden(at)]

    def copied(self, *, headings: bool = False) -> list[list[Cell]]:
        """Return the selected rows, or the row with the cursor, as cells for a spreadsheet."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        columns, rows = self.shown_columns(), list[list[Cell]]()
        for at in places or [self.currentIndex().row()]:
            if self._rows.key_at(at) is not None:
                row = self._rows.view[at]
                rows.append([cell_of(column, row, self._rows.text_of(row, column)) for column in columns])
        return [[Cell(column.heading) for column in columns], *rows] if headings and rows else rows

    def as_tsv(self) -> str:
        """Return what would be copied as tab-separated text."""
        return tsv_of(self.copied())

    def copy(self, *, headings: bool = False) -> None:
        """Put the selected rows on the clipboard, with the headings if told."""
        rows = self.copied(headings=headings)
        if rows:
            QGuiApplication.clipboard().setMimeData(mime_of(rows))

    def paste(self) -> None:
        """Hand the rows of the clipboard to the page: texts, the key of the current row, the column's name."""
        text = QGuiApplication.clipboard().text()
        if self.paste_rows is not None and text:
            index = self.currentIndex()
            name = self._column(index).name if index.isValid() else self.shown_columns()[0].name
            self.paste_rows(rows_of(text), self._rows.key_at(index.row()), name)

    def fill(self) -> None:
        """Give the selected rows the value of the topmost one in the current column."""
        keys, index = self.selected_keys(), self.currentIndex()
        if self.fill_down is not None and len(keys) > 1 and index.isValid():
            self.fill_down(self._column(index).name, keys[0], keys[1:])

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide_bubble()
        self._cells.keyboard = self._walking = False
        self._run_column = -1
        index = self.indexAt(event.position().toPoint())
        shown = index.data(ROW_ROLE) if index.isValid() else None
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() and self._on_check(index, event):
            self.toggle_row(index)
            self._ticking = True
            return
        if isinstance(shown, Group) and event.button() == Qt.MouseButton.LeftButton:
            self._rows.toggle_group(shown.name)
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._ticking:
            self._ticking = False  # the box was dealt with when it was pressed
            return
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() and index == self.currentIndex():
            self._press(index)

    def _on_check(self, index: QModelIndex, event: QMouseEvent) -> bool:
        if not self._cells.checks or not index.isValid() or self._rows.key_at(index.row()) is None:
            return False
        if self.header.visualIndex(index.column()) != self._cells.first_visible():
            return False
        slack = px(Space.xs)
        box = self._cells.check_rect(self.visualRect(index)).adjusted(-slack, 0, slack, 0)
        return box.contains(event.position().toPoint())

    def lead(self) -> int:
        """Return how far the text of the leftmost column is indented."""
        return self._cells.lead()

    def show_checks(self, shown: bool) -> None:
        """Begin each row with a box that is ticked while the row is selected."""
        self._cells.checks = self.header.checks = shown

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self._on_check(index, event):
            self.toggle_row(index)
            return
        super().mouseDoubleClickEvent(event)
        key = self._rows.key_at(index.row()) if index.isValid() else None
        if key is not None and not self._rows.may_edit(index):
            self.activated_key.emit(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._cells.hovered_row:
            self._cells.hovered_row = row
            self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.state() != QAbstractItemView.State.EditingState:
            self._walking, self._run_column = False, -1

    def _on_a_row(self) -> bool:
        """Whether the current cell is in a row; that for a new one moves down when rows are added above it."""
        current = self.currentIndex()
        return current.isValid() and not (isinstance(current.data(ROW_ROLE), NewRow) and current.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = (
            Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason
        )  # fmt: skip
        if event.reason() in by_key:
            self._cells.keyboard = True
            if self._rows.rowCount() and not self._on_a_row():
                self.setCurrentIndex(self._rows.index(0, self.header.logicalIndex(0)))
            if self.currentIndex().isValid():
                self.scrollTo(self.currentIndex())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.header.staying.places():
            painter = QPainter(self.viewport())
            self._paint_staying(painter, event.rect())
            painter.end()
        if self._cells.keyboard and self.hasFocus() and not self._rows.rowCount():
            painter, reach = QPainter(self.viewport()), px(Size.ring + Size.ring_gap)
            around = QRectF(self.viewport().rect()).adjusted(reach, reach, -reach, -reach)
            paint_ring(painter, around, Size.radius_small)  # there is no cell that could show the keyboard
            painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
        if self.menu_for is None or not index.isValid():
            return
        menu = self.menu_for(self.selected_keys(), self._column(index).name)
        if menu is not None:
            where = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
            menu.popup(where if keyboard else event.globalPos())

    # Complaints

    def complain(self, index: Index, sentence: str) -> None:
        """Say beside a cell what is wrong with it."""
        self.hide_bubble()
        self._bubble = Bubble(self, sentence)
        rect = self.visualRect(self._rows.index(index.row(), index.column()))
        corner = self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(px(Space.xs), px(Space.xs)))
        self._bubble.setMaximumWidth(px(Size.dialog))
        self._bubble.adjustSize()
        self._bubble.move(corner)
        self._bubble.show()

    def hide_bubble(self) -> None:
        """Take the sentence away; the mark on the cell stays until it is mended."""
        if self._bubble is not None:
            self._bubble.close()
            self._bubble = None

    def complaint(self) -> str:
        """Return the sentence that is shown now, or an empty text."""
        return self._bubble.sentence if self._bubble is not None else ""

    def select_keys(self, keys: Sequence[Any]) -> None:
        """Select several rows; the first becomes current."""
        chosen = QItemSelection()
        last = max(0, self._rows.columnCount() - 1)
        for at in sorted(place for place in map(self._rows.place_of, keys) if place >= 0):
            chosen.select(self._rows.index(at, 0), self._rows.index(at, last))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        if keys:
            self.select_key(keys[0])
        self.selectionModel().select(chosen, flags)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setFont(theme.font("body"))
