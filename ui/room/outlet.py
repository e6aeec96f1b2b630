"""Opens and closes the public window, keeps the machine awake meanwhile, and closes it when its display goes.

One per stage. It alone decides on which display the room is: only on one that a person confirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.room.awake import Awake
from ui.room.screens import Display, Displays, displays, screen_of
from ui.room.window import RoomWindow, raise_console

if TYPE_CHECKING:
    from ui.room.stage import Stage
    from ui.settings import Settings

#: The setting that remembers the room's display.
REMEMBERED = "room/display"


class Outlet(QObject):
    """Where the room is shown. ``changed`` fires when it opens or closes; ``lost(name)`` when its display went."""

    changed = Signal()
    lost = Signal(str)

    def __init__(
        self,
        stage: Stage,
        settings: Settings,
        parent: QObject | None = None,
        *,
        screens: Displays | None = None,
        awake: Awake | None = None,
    ) -> None:
        super().__init__(parent)
        self.stage, self.settings = stage, settings
        self.displays = screens or displays()
        self.awake = awake or Awake()
        self.window: RoomWindow | None = None
        self._name = ""
        self.displays.lost.connect(self._display_lost)
        self.displays.changed.connect(self._displays_changed)
        stage.sent.connect(self._open_if_confirmed)

    # --- what a person does --------------------------------------------------------------------------------

    def confirm(self, display: Display) -> bool:
        """Take a display as the room's, remember it, and show the room there; ``False`` if it cannot be separate."""
        if not self.displays.confirm(display.identity):
            return False
        self.settings.remember_text(REMEMBERED, display.identity)
        return self.open()

    def open(self) -> bool:
        """Show the room on the confirmed display; ``False`` if there is none."""
        screen = screen_of(self.displays.confirmed)
        if screen is None:
            return False
        found = self.displays.find(self.displays.confirmed)
        self._name = found.name if found is not None else screen.name()
        self._take(RoomWindow(self.stage, screen))
        return True

    def rehearse(self) -> RoomWindow:
        """Show the room in an ordinary window, to rehearse on one screen or to share in a call."""
        self._name = ""
        window = RoomWindow(self.stage)
        self._take(window)
        return window

    def close(self) -> None:
        """Show the room nowhere."""
        if self.window is not None:
            self.window.close()

    @property
    def remembered(self) -> Display | None:
        """The display that was the room's last time, if it is there."""
        return self.displays.find(self.settings.text(REMEMBERED))

    @property
    def rehearsing(self) -> bool:
        """Whether the room is an ordinary window."""
        return self.window is not None and not self.window.identity

    # --- the window ----------------------------------------------------------------------------------------

    def _take(self, window: RoomWindow) -> None:
        self.close()
        self.window = window
        window.closed.connect(lambda: self._window_closed(window))
        window.left.connect(self._back_to_console)
        window.open()
        self.awake.hold()
        self.stage.set_on(True)
        self.changed.emit()

    def _window_closed(self, window: RoomWindow) -> None:
        window.deleteLater()
        if window is self.window:
            self.window = None
            self.awake.release()
            self.stage.set_on(False)
            self.changed.emit()

    def _back_to_console(self) -> None:
        console = self._console()
        if console is not None:
            raise_console(console)

    def _console(self) -> QWidget | None:
        """Return the facilitator's window: the nearest widget above this object."""
        above: QObject | None = self.parent()
        while above is not None and not isinstance(above, QWidget):
            above = above.parent()
        return above.window() if isinstance(above, QWidget) else None

    def _open_if_confirmed(self) -> None:
        if self.window is None and self.displays.confirmed:
            self.open()

    # --- displays that come and go -------------------------------------------------------------------------

    def _display_lost(self, identity: str) -> None:
        """Close at once, before the system moves the window to another display."""
        if self.window is not None and self.window.identity == identity:
            name = self._name
            self.window.hide()
            self.close()
            self.lost.emit(name)

    def _displays_changed(self) -> None:
        """Close when the display is the room's no more, for example because pictures are mirrored now."""
        if self.window is None or not self.window.identity:
            return
        if self.displays.confirmed != self.window.identity:
            self.close()
            return
        screen = screen_of(self.window.identity)
        if screen is not None and self.window.geometry() != screen.geometry():
            self.window.setGeometry(screen.geometry())
