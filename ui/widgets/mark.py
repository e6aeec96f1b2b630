"""The app's own mark, as it stands beside the session's title and on the first screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.icons import paint_icon
from ui.theme import px


class Mark(QWidget):
    """The pulse of a seismograph in the accent colour, ``side`` logical pixels wide."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, "pulse", 0, self.height() / 2, theme.tokens().accent, self._side)
        painter.end()
