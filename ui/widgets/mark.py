"""A single icon as a widget, and the app's own mark."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.icons import paint_icon
from ui.theme import px


class IconMark(QWidget):
    """The icon ``name``, ``side`` logical pixels wide, in the colour of a token; it follows the theme."""

    def __init__(self, name: str, side: int, tone: str = "text2") -> None:
        super().__init__()
        self._name, self._side, self._tone = name, side, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, self._name, 0, self.height() / 2, getattr(theme.tokens(), self._tone), self._side)
        painter.end()


class Mark(IconMark):
    """The pulse of a seismograph, which stands for Foreshock."""

    def __init__(self, side: int) -> None:
        super().__init__("pulse", side, "accent")
