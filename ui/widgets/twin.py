"""A chart and its table, of which one is shown: key T or the button changes over; the table can be copied.

``Twinned`` wraps any widget that draws and has a ``twin`` (``app.charts.Twin``) and a signal ``shown``. The cursor goes
along, and Enter in the table chooses what Enter in the chart would.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.charts import Twin
from app.i18n import N_, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import elided, hint, text_width
from ui.widgets.layouts import column

Index = QModelIndex | QPersistentModelIndex
#: Widest column of a text, in logical units, and rows shown before the table scrolls.
_WIDEST, _ROWS = 260, 14


class _TwinModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.twin = Twin("", (), ())

    def show(self, twin: Twin) -> None:
        self.beginResetModel()
        self.twin = twin
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.twin.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.twin.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = self.twin.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.twin.heads[index.column()]}: {text}"
        if role == Qt.ItemDataRole.FontRole and not index.column():
            return theme.font("name")
        return None

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and side == Qt.Orientation.Horizontal:
            return self.twin.heads[section]
        return None


class _Head(QHeaderView):
    """Heads as other tables have them."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHighlightSections(False)
        self.setFont(theme.font("label"))
        self.setAccessibleName(translate(N_("Heads of the columns")))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(Size.head))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tokens = theme.tokens()
        painter.save()
        painter.fillRect(rect, theme.colour(tokens.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), Size.line), theme.colour(tokens.line))
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour(tokens.text2))
        inner = rect.adjusted(px(Space.s), 0, -px(Space.s), 0)
        words = elided(str(self.model().headerData(section, Qt.Orientation.Horizontal)), "label", inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()


class _Cells(QStyledItemDelegate):
    """Plain cells with the cursor's ring."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideNone

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        option, view = QStyleOptionViewItem(option), option.widget
        if isinstance(view, QTableView) and view.wordWrap():
            width = view.columnWidth(index.column()) - 2 * px(Space.s)
            option.rect = QRect(option.rect.topLeft(), QSize(width, option.rect.height()))
        made = super().sizeHint(option, index)
        return QSize(made.width() + px(Space.l), max(px(Size.row_dense), made.height() + px(Space.s)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        option = QStyleOptionViewItem(option)
        rect = QRect(option.rect)
        option.rect = rect.adjusted(px(Space.xs), 0, -px(Space.xs), 0)
        super().paint(painter, option, index)
        line = QRect(rect.left(), rect.bottom(), rect.width(), Size.line)
        painter.fillRect(line, theme.colour(theme.tokens().grid))
        view = option.widget
        if isinstance(view, QTableView) and view.hasFocus() and view.currentIndex() == index:
            painter.save()
            painter.setPen(QPen(theme.colour(theme.tokens().focus), px(Size.ring)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            around = QRectF(view.visualRect(index)).adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(around, px(Size.radius_small), px(Size.radius_small))
            painter.restore()


def _spread(wanted: list[int], least: list[int], room: int) -> list[int]:
    """Return widths that fill the room: equal shares of what is left, or the widest give until all fit."""
    if sum(wanted) <= room:
        return [width + (room - sum(wanted)) // max(1, len(wanted)) for width in wanted]
    made = list(wanted)
    while room and sum(made) > room and (wide := [at for at in range(len(made)) if made[at] > least[at]]):
        widest = max(wide, key=made.__getitem__)
        made[widest] = max(least[widest], made[widest] - px(Space.s))
    return made


class TwinTable(QTableView):
    """A small table to read and to copy. ``entered`` carries the key of a cell on which Enter was pressed."""

    entered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._model, self._fitted = _TwinModel(), False
        self.setModel(self._model)
        self.setHorizontalHeader(_Head(self))
        self.setItemDelegate(_Cells(self))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(theme.font("body"))

    @property
    def twin(self) -> Twin:
        """What the table shows."""
        return self._model.twin

    def show_twin(self, twin: Twin) -> None:
        """Show other content; the cursor stays on its cell."""
        here = self.currentIndex()
        self._model.show(twin)
        self.setAccessibleName(twin.title or translate(N_("Table")))
        self.setAccessibleDescription(twin.summary)
        self._fitted = False
        if self.isVisible():  # a hidden table of thousands of rows would be measured for nothing
            self._fit()
        if twin.rows:
            row, at = max(0, here.row()), max(0, here.column())
            self.setCurrentIndex(self._model.index(min(row, len(twin.rows) - 1), min(at, len(twin.heads) - 1)))
        self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fitted:
            self._fit()
            self.updateGeometry()

    def _fit(self) -> None:
        self._fitted = True
        self.setWordWrap(False)
        self.resizeColumnsToContents()
        header, count = self.horizontalHeader(), self._model.columnCount()
        least = [self._least(at) for at in range(count)]
        wanted = [max(least[at], min(header.sectionSize(at), px(_WIDEST))) for at in range(count)]
        for at, width in enumerate(_spread(wanted, least, self.viewport().width() if self.isVisible() else 0)):
            header.resizeSection(at, width)
        self.setWordWrap(True)
        self.resizeRowsToContents()

    def _least(self, column: int) -> int:
        """Return the width at which neither the head nor any single word of a column is cut."""
        role, cells = "body" if column else "name", (row[column] for row in self.twin.rows)
        words = {word for cell in cells for word in cell.split()}
        widest = max((text_width(word, role) for word in words), default=0)
        return max(widest, text_width(self.twin.heads[column], "label")) + px(Space.xl + Space.xxs)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def key_here(self) -> Any:
        """Return the chart's key of the cell under the cursor."""
        here = self.currentIndex()
        return self.twin.key_at(here.row(), here.column()) if here.isValid() else None

    def go_to(self, key: Any) -> None:
        """Put the cursor on a key, if the table holds it."""
        place = self.twin.place_of(key)
        if place is not None:
            self.setCurrentIndex(self._model.index(*place))

    def copied(self) -> str:
        """Return what Ctrl+C copies: the selected cells, or everything with its heads if only one is selected."""
        chosen = self.selectionModel().selectedIndexes()
        if len(chosen) < 2:
            return self.twin.as_text()
        rows, columns = ({at.row() for at in chosen}, {at.column() for at in chosen})
        lines = [[self.twin.rows[row][at] for at in sorted(columns)] for row in sorted(rows)]
        return Twin("", tuple(lines[0]), tuple(tuple(line) for line in lines[1:])).as_text()

    def copy(self) -> None:
        """Put the table on the clipboard."""
        QGuiApplication.clipboard().setText(self.copied())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.key_here() is not None:
                self.entered.emit(self.key_here())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters do not search here: T goes back to the chart."""

    def sizeHint(self) -> QSize:
        shown = min(self._model.rowCount(), _ROWS)
        high = sum(self.rowHeight(at) for at in range(shown)) + px(Size.head) + 2 * px(Size.scroll_bar)
        wide = sum(self.columnWidth(at) for at in range(self._model.columnCount()))
        return QSize(max(px(Size.dialog) // 2, wide), high)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.dialog) // 2, min(self.sizeHint().height(), px(Size.row) * 6))


class Twinned(QWidget):
    """A chart (or the area that holds it) and its table. ``button`` changes over and belongs into the page's bar.

    ``switched`` fires with True when the table came up; ``compact`` makes the button an icon. Where a chart
    offers no choice Enter in the table leads back.
    """

    switched = Signal(bool)

    def __init__(self, chart: QWidget, holder: QWidget | None = None, *, name: str = "", compact: bool = False) -> None:
        super().__init__()
        self._compact = compact
        self.chart, self._holder = chart, holder or chart
        self.table, self.note = TwinTable(), hint("", wrap=True, tone="text2")
        self._below = QWidget()
        self._below.setLayout(column(self.note, self.table, gap=Space.s))
        self._below.hide()
        self.setLayout(column(gap=0))
        self._lay_out()
        keys = () if compact else ("T",)
        self.button = button("", self.toggle, icon="table-2", variant="quiet", size="small", keys=keys)
        self._name = name
        self._word()
        for part in (chart, self.table):
            part.installEventFilter(self)
        chart.shown.connect(self._take)  # type: ignore[attr-defined]
        self.table.entered.connect(self._entered)
        self._take()

    def _lay_out(self) -> None:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - it was made a line before
        fixed = self._holder.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed
        side = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter if fixed else Qt.AlignmentFlag(0)
        layout.addWidget(self._holder, 0, side)
        layout.addWidget(self._below, 1)

    def as_table(self) -> bool:
        """Whether the table is shown."""
        return not self._below.isHidden()

    def toggle(self) -> None:
        """Show the table in place of the chart, or the chart again; the cursor goes along."""
        self.show_table(not self.as_table())

    def show_table(self, wanted: bool) -> None:
        """Show the table, or the chart."""
        held = self.focusWidget() is not None and self.focusWidget().hasFocus()
        self._holder.setVisible(not wanted)
        self._below.setVisible(wanted)
        self._word()
        cursor: Callable[[], Any] | None = getattr(self.chart, "cursor_key", None)
        if wanted and cursor is not None and cursor() is not None:
            self.table.go_to(cursor())
        elif not wanted and self.table.key_here() is not None and hasattr(self.chart, "set_cursor_key"):
            self.chart.set_cursor_key(self.table.key_here())
        if held:
            (self.table if wanted else self.chart).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.switched.emit(wanted)

    def _word(self) -> None:
        if not self._compact:
            self.button.setText(translate(N_("As chart") if self.as_table() else N_("As table")))
        self.button.set_icon("activity" if self.as_table() else "table-2")
        words = N_("Show {chart} as a chart") if self.as_table() else N_("Show {chart} as a table")
        name = self._name or getattr(self.chart, "kind", "") or translate(N_("this"))
        self.button.setAccessibleName(translate(words, chart=name))
        self.button.setToolTip(translate(words, chart=name) if self._compact else "")
        self.button.updateGeometry()

    def _take(self) -> None:
        twin: Twin = self.chart.twin  # type: ignore[attr-defined]
        self.table.show_twin(twin)
        self.note.setText(twin.summary)
        self.note.setVisible(bool(twin.summary))

    def _entered(self, key: Any) -> None:
        if hasattr(self.chart, "chosen"):
            self.chart.chosen.emit(key)
        else:
            self.show_table(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if plain and event.text().lower() == "t":
                self.toggle()
                return True
        return super().eventFilter(watched, event)
