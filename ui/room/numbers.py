"""A number on each display, so that a person sees which of them the room sees. Nothing of the session is on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QScreen
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui.room import theme
from ui.room.flow import draw_line, face, width_of
from ui.room.screens import Display, screen_of

_NUMBER, _INSET, _STROKE = 480, 48, 8


class NumberWindow(QWidget):
    """The number of one display over its whole area, with a frame at its edges as a test pattern."""

    def __init__(self, display: Display, screen: QScreen) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.display = display
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setWindowTitle(translate(N_("Display {n}"), n=display.number))
        self.setScreen(screen)
        self.setGeometry(screen.geometry())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_number(painter, self.display, QRectF(self.rect()))
        painter.end()


def paint_number(painter: QPainter, display: Display, rect: QRectF) -> None:
    """Paint the number of a display with its name below."""
    painter.fillRect(rect, QColor(theme.GROUND))
    scale = rect.height() / theme.HEIGHT
    width = rect.width() / scale
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.setPen(QPen(QColor(theme.INK), _STROKE))
    painter.drawRect(QRectF(_INSET, _INSET, width - 2 * _INSET, theme.HEIGHT - 2 * _INSET))
    painter.setFont(face(_NUMBER, theme.BOLD))
    painter.drawText(QRectF(0, 0, width, theme.HEIGHT * 0.9), Qt.AlignmentFlag.AlignCenter, str(display.number))
    left = (width - width_of(display.name, theme.BODY)) / 2
    draw_line(painter, display.name, left, theme.HEIGHT * 0.78, theme.BODY, ink=theme.INK2)


class Numbers:
    """The numbers on all displays but one: the one on which the dialog stands says its own in the list."""

    def __init__(self) -> None:
        self.windows: list[NumberWindow] = []

    def show(self, displays: tuple[Display, ...], but: Display | None) -> None:
        """Put a number on each display."""
        self.hide()
        for display in displays:
            screen = screen_of(display.identity)
            if screen is not None and display != but:
                window = NumberWindow(display, screen)
                window.showFullScreen()
                self.windows.append(window)

    def hide(self) -> None:
        """Take all numbers away."""
        while self.windows:
            window = self.windows.pop()
            window.close()
            window.deleteLater()
