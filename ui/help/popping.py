"""A popover of the help: it gives the keyboard back to where it was when it closes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.theme import Size, px
from ui.widgets.cards import Popover


class HelpPopover(Popover):
    """Remembers which control had the keyboard. Esc or a click elsewhere closes it."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._before = QApplication.focusWidget()

    def fit(self) -> None:
        """Take the width of a dialog and the height that the texts need at it."""
        width = px(Size.dialog)
        self.setFixedSize(width, max(px(Size.target), self.body.totalHeightForWidth(width)))

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        before = self._before
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
