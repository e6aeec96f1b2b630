"""A line whose Enter is its own: it does not go on to the keys of the round behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.widgets.inputs import TextField


class EnterField(TextField):
    """Tells of Enter by ``returnPressed`` and keeps it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
