"""A view that lies over a list while a person works on one row: a bar with Back, and the content below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui.console import Console
from ui.widgets.buttons import button
from ui.widgets.header import ToolBar
from ui.widgets.labels import heading, label
from ui.widgets.layouts import column, ground


class SubView(QWidget):
    """Subclasses put their content into ``body`` and fill ``refresh``. ``left`` fires on Back or Esc."""

    left = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.key: bytes | None = None
        ground(self, "canvas")
        self.bar = ToolBar()
        back = button(translate(N_("Back")), self.left.emit, icon="arrow-left", variant="quiet", keys=("Esc",))
        self.title, self.note = heading(""), label("", "body", "text2")
        self.bar.add(back, self.title, self.note)
        self.body = column(gap=0)
        self.setLayout(column(self.bar, self.body, gap=0))
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.escape)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def escape(self) -> None:
        """Leave; a view in which Esc has something else to do first does that."""
        self.left.emit()

    def show_key(self, key: bytes) -> None:
        """Work on another row."""
        self.key = key
        self.refresh()

    def refresh(self) -> None:
        """Read the row again."""
