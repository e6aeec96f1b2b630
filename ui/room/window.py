"""The public window: full on the room's display, or a plain window to rehearse in and to share in a video call.

It paints ``Stage.seen`` and knows nothing else of the session. It paints at once whenever the stage changes, also while
other windows cover it, so that a call that shares it never lags. On a display it paints only there: should the system
move it, it shows its blank ground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from ui.room import theme
from ui.room.keys import take_key
from ui.room.paint import paint_room
from ui.room.screens import identity_of
from ui.room.speaking import spoken

if TYPE_CHECKING:
    from ui.room.stage import Stage

#: Never translated, so that a video call finds it again.
TITLE = "Foreshock – Room"
#: Size of the window to rehearse in, before anybody drags it.
REHEARSAL = (960, 540)


class RoomWindow(QWidget):
    """The room of one stage. With a ``screen`` it fills that display; without one it is an ordinary window.

    ``left`` fires when a person wants the console back (Esc, double click on a display); ``closed`` when it is gone.
    """

    left = Signal()
    closed = Signal()

    def __init__(self, stage: Stage, screen: QScreen | None = None) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.stage = stage
        self.identity = identity_of(screen) if screen is not None else ""
        self.painted = 0
        self.setWindowTitle(TITLE)
        self.setObjectName("room")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(TITLE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if screen is not None:
            self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            self.setCursor(Qt.CursorShape.BlankCursor)
            self._fill(screen)
        else:
            self.resize(*REHEARSAL)
        stage.changed.connect(self._show_stage)
        self._show_stage()

    def _fill(self, screen: QScreen) -> None:
        self.setScreen(screen)
        self.setGeometry(screen.geometry())

    def open(self) -> None:
        """Show it: full on its display, or as a window."""
        self.showFullScreen() if self.identity else self.showNormal()

    @property
    def at_home(self) -> bool:
        """Whether it stands on the display it was opened for; one to rehearse in is at home everywhere."""
        if not self.identity:
            return True
        screen = self.screen()
        return screen is not None and identity_of(screen) == self.identity

    def _show_stage(self) -> None:
        self.setAccessibleDescription(spoken(self.stage.seen))
        if self.isVisible():
            self.repaint()  # not update(): also a covered window paints now

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, seen = QPainter(self), self.stage.seen
        paint_room(
            painter,
            seen.view,
            QRectF(self.rect()),
            page=seen.page,
            clock=seen.clock,
            width=self.stage.width,
            blank=seen.blank or not self.at_home,
        )
        painter.end()
        self.painted += 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.height() > 0:
            self.stage.set_width(room_width(self.width(), self.height()))

    # --- leaving it ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() == Qt.Key.Key_F8:
            verbs = {
                Qt.KeyboardModifier.NoModifier: self.stage.send,
                Qt.KeyboardModifier.ShiftModifier: self.stage.blank,
                Qt.KeyboardModifier.ControlModifier: self.stage.freeze,
            }
            verbs.get(modifiers, lambda: None)()
        elif not take_key(self.stage, event):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.identity:
            self.left.emit()
        else:
            self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def _leave(self) -> None:
        """Give the keyboard back; a rehearsal that fills the screen becomes a window again."""
        if not self.identity and self.isFullScreen():
            self.showNormal()
        else:
            self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized() and self.identity:
            self.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


def room_width(width: int, height: int) -> int:
    """Return how wide a window is in units of the virtual screen."""
    return max(theme.NARROWEST, round(width * theme.HEIGHT / max(1, height)))


def raise_console(window: QWidget) -> None:
    """Bring the facilitator's window to the front."""
    window.showNormal() if window.isMinimized() else window.show()
    window.raise_()
    window.activateWindow()
    QApplication.processEvents()
