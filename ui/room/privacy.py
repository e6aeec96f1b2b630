"""Whether the facilitator's window may be seen by the room, and what it therefore hides (``design.md`` §6).

Public-safe is the careful state: findings of other departments, losses, votes, controller notes and scenario names
are covered until somebody opens them deliberately. It ends when a separate display was confirmed as the room's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from app import meetings
from app.i18n import N_, translate
from ui.room.mirrors import Mirroring
from ui.room.screens import Displays, displays

if TYPE_CHECKING:
    from app.document import Document
    from app.history import ChangeSet
    from ui.bridge import Bridge
    from ui.settings import Settings

MIRRORED = N_("The room sees this screen: it is mirrored.")
LOST = N_("The room's display is gone. Private parts of this window are covered until you show them.")
SECOND = N_("A second display is connected and nobody said whether the room sees this screen.")
MEETING = N_("A meeting is running and no separate room display was confirmed.")


class Privacy(QObject):
    """The state of one window. ``changed`` fires when something must be covered or may be shown.

    ``reason`` is a sentence for the banner, empty when nothing is hidden; ``word`` a short one for the header.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        bridge: Bridge,
        settings: Settings,
        parent: QObject | None = None,
        *,
        screens: Displays | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self.settings = document, settings
        self.displays = screens or displays()
        self.shown_anyway = False
        self._room_was_lost = False
        self._room = self.displays.confirmed
        self._window: QWidget | None = None
        self._meeting = self._meeting_runs()
        self._state = self._read()
        bridge.changed.connect(self._hear)
        self.displays.lost.connect(self._display_lost)
        self.displays.changed.connect(self._look)

    # --- what holds now ------------------------------------------------------------------------------------

    @property
    def public_safe(self) -> bool:
        """Whether private parts are covered now."""
        return bool(self.danger) and not self.shown_anyway

    @property
    def danger(self) -> str:
        """Why the room may see this window, as a message id; empty if it may not."""
        return self._state[0]

    @property
    def on_room_display(self) -> bool:
        """Whether the facilitator's window itself stands where the room's picture is or was: then all is covered."""
        return self._state[1]

    @property
    def reason(self) -> str:
        """The sentence for the banner; empty if there is nothing to say."""
        return translate(self.danger) if self.danger else ""

    @property
    def word(self) -> str:
        """The short word for the header: what the room can see of this window."""
        if not self.danger:
            return translate(N_("Room on its own display")) if self.displays.confirmed else ""
        if self.shown_anyway:
            return translate(N_("Private parts shown"))
        return translate(N_("Public-safe"))

    def show_anyway(self) -> None:
        """Show everything in this window, deliberately, until ``hide_again``."""
        self.shown_anyway = True
        self.changed.emit()

    def hide_again(self) -> None:
        """Cover the private parts again."""
        self.shown_anyway = False
        self.changed.emit()

    def guard(self, window: QWidget) -> None:
        """Watch where the facilitator's window stands."""
        self._window = window
        window.installEventFilter(self)
        self._look()

    # --- finding out ---------------------------------------------------------------------------------------

    def _read(self) -> tuple[str, bool]:
        return self._danger(), self._stands_on_room_display()

    def _danger(self) -> str:
        if self.displays.mirroring is Mirroring.YES:
            return MIRRORED
        if self.displays.confirmed:
            return ""
        if self._room_was_lost:
            return LOST
        if len(self.displays.all) > 1:
            return SECOND
        return MEETING if self._meeting else ""

    def _stands_on_room_display(self) -> bool:
        if self._window is None or not self._room:
            return False
        standing = self.displays.of(self._window)
        return standing is not None and standing.identity == self._room

    def _meeting_runs(self) -> bool:
        return meetings.running(self.document) is not None

    def _hear(self, change_set: ChangeSet) -> None:
        if "meeting" in change_set.tables:
            self._meeting = self._meeting_runs()
            self._look()

    def _display_lost(self, identity: str) -> None:
        if identity == self._room:
            self._room_was_lost = True
            self.shown_anyway = False
            self._look()

    def _look(self) -> None:
        if self.displays.confirmed or not self._room_was_lost:
            self._room, self._room_was_lost = self.displays.confirmed, False
        now = self._read()
        if now != self._state:
            if now[0] != self._state[0]:
                self.shown_anyway = False
            self._state = now
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.ScreenChangeInternal, QEvent.Type.Show):
            self._look()
        return False
