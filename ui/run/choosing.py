"""The list at the left of a run mode: Enter and Space choose, single letters stay with the mode."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView


class RunList(QListView):
    """Subclasses say what ``_choose`` does with a line."""

    def _choose(self, index: QModelIndex | QPersistentModelIndex) -> None:
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        elif event.text().isprintable() and event.text():
            event.ignore()  # single keys belong to the run mode
        else:
            super().keyPressEvent(event)
