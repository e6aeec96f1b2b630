"""The panel in which a person chooses the columns of a table: which are shown, in which order, or all as at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.i18n import N_, translate
from ui.theme import Size, Space, px
from ui.widgets.buttons import icon_button, link
from ui.widgets.cards import Popover
from ui.widgets.labels import heading, hint
from ui.widgets.layouts import row

if TYPE_CHECKING:
    from ui.tables.table import Table

_NAME = Qt.ItemDataRole.UserRole


class ColumnChooser(Popover):
    """Space shows or hides a column, Alt with an arrow moves it; the mouse may drag. Everything works at once."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table, self._filling = table, False
        self.list = QListWidget()
        self.list.setAccessibleName(translate(N_("Columns")))
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(px(Size.rail + Space.xxxl))
        self.list.installEventFilter(self)
        self.list.itemChanged.connect(self._ticked)
        self.list.model().rowsMoved.connect(lambda *_: self._dragged())
        up = icon_button(
            "arrow-up", translate(N_("Move the column to the left")), lambda: self.move_current(-1), size="small"
        )
        down = icon_button(
            "arrow-down", translate(N_("Move the column to the right")), lambda: self.move_current(1), size="small"
        )
        self.reset = link(translate(N_("As at the beginning")), self._reset)
        self.body.addLayout(row(heading(translate(N_("Columns"))), None, up, down))
        self.body.addWidget(self.list)
        self.body.addLayout(row(hint(translate(N_("Space shows or hides, Alt with an arrow moves."))), None))
        self.body.addLayout(row(self.reset, None))
        self.setFocusProxy(self.list)
        self._fill()

    def _fill(self, current: str = "") -> None:
        self._filling = True
        self.list.clear()
        shown = set(self._table.shown_columns())
        for name in self._table.column_order():
            entry = QListWidgetItem(self._table.model.column(name).heading)
            entry.setData(_NAME, name)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
            entry.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
            entry.setCheckState(Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked)
            self.list.addItem(entry)
            if name == current or (not current and self.list.count() == 1):
                self.list.setCurrentItem(entry)
        lines = min(self.list.count(), 14)
        self.list.setFixedHeight(lines * px(Size.row_dense) + px(Space.xs))
        self._filling = False

    def _ticked(self, entry: QListWidgetItem) -> None:
        if self._filling:
            return
        name = entry.data(_NAME)
        self._table.show_column(name, entry.checkState() == Qt.CheckState.Checked)
        self._fill(name)

    def move_current(self, by: int) -> None:
        """Move the marked column."""
        entry = self.list.currentItem()
        if entry is not None:
            self._table.move_column(entry.data(_NAME), by)
            self._fill(entry.data(_NAME))

    def _dragged(self) -> None:
        names = [self.list.item(at).data(_NAME) for at in range(self.list.count())]
        for place, name in enumerate(names):
            self._table.move_column(name, place - self._table.column_order().index(name))

    def _reset(self) -> None:
        self._table.reset_columns()
        self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
                self.move_current(steps[Qt.Key(event.key())])
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close()
                return True
        return super().eventFilter(watched, event)
