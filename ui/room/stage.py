"""What the room sees and what it will see next: preview, live, blank, freeze, clock and pages.

Every surface that shows the room (window, pane, thumbnail) paints ``Stage.seen``; run modes and pages fill the preview
and a person sends it. Nothing goes live by itself: only what is live already follows its session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.i18n import UserError
from app.room import EMPTY, Empty, NotForTheRoom, RoomView
from ui.room import theme
from ui.room.outlet import Outlet
from ui.room.paint import page_count, start_page

if TYPE_CHECKING:
    from app.document import Document
    from app.history import ChangeSet
    from ui.bridge import Bridge
    from ui.room.awake import Awake
    from ui.room.screens import Displays
    from ui.settings import Settings

#: Builds a view anew from the session; raises ``UserError`` when what it shows is gone.
Make = Callable[[], RoomView]

#: After an edit, what is on the stage is built anew this many milliseconds later, once for a burst of edits.
FOLLOW_MS = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """What a surface paints: a view, which of its pages, the clock's words, or nothing at all."""

    view: RoomView = EMPTY
    page: int = 0
    clock: str = ""
    blank: bool = False


@dataclass(slots=True)
class _Part:
    view: RoomView
    make: Make | None = None
    page: int = 0


class Stage(QObject):
    """The stage of one window. ``changed`` fires whenever a surface must paint again.

    ``on`` says whether any surface outside the facilitator's window shows the room; the outlets set it.
    """

    changed = Signal()
    #: A person sent something; the outlet opens the room if a display was confirmed.
    sent = Signal()

    def __init__(
        self,
        document: Document,
        bridge: Bridge,
        settings: Settings,
        parent: QObject | None = None,
        *,
        screens: Displays | None = None,
        awake: Awake | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self.settings = document, settings
        self.outlet = Outlet(self, settings, self, screens=screens, awake=awake)
        self.on = self.blanked = self.frozen = False
        self.width = theme.WIDTH
        self._preview, self._live = _Part(EMPTY), _Part(EMPTY)
        self._kept: Seen | None = None
        self._kept_make: Make | None = None
        self._ends_at: datetime | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.changed)
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self._make_anew)
        bridge.changed.connect(self._hear)

    # --- what is there -------------------------------------------------------------------------------------

    @property
    def preview(self) -> RoomView:
        """What the next send shows."""
        return self._preview.view

    @property
    def live(self) -> RoomView:
        """What was sent last; while blanked or frozen the room may see something else."""
        return self._live.view

    @property
    def seen(self) -> Seen:
        """What the room sees now."""
        if self.blanked:
            return Seen(blank=True)
        return self._kept or self._now()

    @property
    def next_seen(self) -> Seen:
        """What the preview shows."""
        return Seen(self._preview.view, self._preview.page, self.clock_words())

    def _now(self) -> Seen:
        return Seen(self._live.view, self._live.page, self.clock_words())

    @property
    def state(self) -> str:
        """One of ``blank``, ``frozen``, ``live``, ``empty`` (nothing sent) or ``off`` (no surface shows the room)."""
        if not self.on:
            return "off"
        if self.blanked:
            return "blank"
        if self.frozen:
            return "frozen"
        return "empty" if isinstance(self.live, Empty) else "live"

    # --- what a person does --------------------------------------------------------------------------------

    def show_preview(self, view: RoomView, make: Make | None = None) -> None:
        """Put a view into the preview; ``make`` builds it anew after each edit, so that it never goes stale."""
        self._preview = _Part(view, make, start_page(view, self.width))
        self.changed.emit()

    def prepare(self, make: Make) -> None:
        """Build a view, put it into the preview and keep it fresh. Raises what ``make`` raises."""
        self.show_preview(make(), make)

    def send(self) -> None:
        """Show the preview in the room. A blank ends; a frozen room keeps what it sees while this goes on behind."""
        self._live = _Part(self._preview.view, self._preview.make, self._preview.page)
        self.blanked = False
        self.sent.emit()
        self.changed.emit()

    def blank(self) -> None:
        """Show nothing in the room, or what was there again."""
        self.blanked = not self.blanked
        self.changed.emit()

    def freeze(self) -> None:
        """Keep what the room sees while live goes on behind, or let go of it."""
        self.frozen = not self.frozen
        self._kept = self._now() if self.frozen else None
        self._kept_make = self._live.make
        self.changed.emit()

    def clear(self) -> None:
        """Take everything off the room at once, frozen or not."""
        self._live, self._kept = _Part(EMPTY), None
        self.blanked = self.frozen = False
        self.changed.emit()

    def update(self, view: RoomView) -> None:
        """Take a newer view: it replaces the preview, and what is live if that is about the same."""
        preview = self._preview
        same = preview.view.topic == view.topic
        page = preview.page if same else start_page(view, self.width)
        self._preview = _Part(view, preview.make if same else None, page)
        self._keep_page(self._preview)
        if self._live.view.topic == view.topic:
            self._live.view = view
            self._keep_page(self._live)
        self.changed.emit()

    # --- pages ---------------------------------------------------------------------------------------------

    @property
    def pages(self) -> int:
        """How many pages the live view has."""
        return page_count(self.live, self.width)

    @property
    def page(self) -> int:
        """Which page of the live view is shown, from 0."""
        return self._live.page

    def turn(self, by: int) -> bool:
        """Show the next (1) or previous (-1) page of what is live; ``False`` at its end. Never sends anything."""
        page = self._live.page + by
        if self.blanked or self.frozen or not 0 <= page < self.pages:
            return False
        self._live.page = page
        self.changed.emit()
        return True

    def turn_preview(self, by: int) -> bool:
        """Look at the next or previous page of the preview; sending it begins on that page."""
        page = self._preview.page + by
        if not 0 <= page < page_count(self.preview, self.width):
            return False
        self._preview.page = page
        self.changed.emit()
        return True

    def set_width(self, width: int) -> None:
        """Tell how wide the room is in units of the virtual screen, so that every surface breaks its pages alike."""
        if width != self.width:
            self.width = width
            self._keep_page(self._live)
            self._keep_page(self._preview)
            self.changed.emit()

    def set_on(self, on: bool) -> None:
        """Tell that a surface shows the room now, or that none does any more."""
        if on != self.on:
            self.on = on
            self.changed.emit()

    def _keep_page(self, part: _Part) -> None:
        part.page = min(part.page, page_count(part.view, self.width) - 1)

    # --- the clock -----------------------------------------------------------------------------------------

    def start_clock(self, seconds: int) -> None:
        """Count down in the corner of whatever is live."""
        self._ends_at = self.document.now() + timedelta(seconds=seconds)
        self._tick.start()
        self.changed.emit()

    def stop_clock(self) -> None:
        """Take the countdown away."""
        self._ends_at = None
        self._tick.stop()
        self.changed.emit()

    def clock_words(self) -> str:
        """Return the time left such as ``1:10``, ``0:00`` when it is up, or an empty text without a clock."""
        if self._ends_at is None:
            return ""
        left = max(0, int((self._ends_at - self.document.now()).total_seconds()))
        hours, rest = divmod(left, 3600)
        minutes, seconds = divmod(rest, 60)
        return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"

    # --- following the session -----------------------------------------------------------------------------

    def _hear(self, _change_set: ChangeSet) -> None:
        if self._preview.make or self._live.make or (self._kept and self._kept_make):
            self._follow.start()

    def _make_anew(self) -> None:
        changed = [self._renew(part) for part in (self._preview, self._live)] + [self._drop_kept()]
        if any(changed):
            self.changed.emit()

    def _renew(self, part: _Part) -> bool:
        """Build a part again; what is gone from the session stays as it was last seen.

        What must no longer be seen in this room is taken off at once, frozen or not.
        """
        if part.make is None:
            return False
        try:
            view = part.make()
        except NotForTheRoom:
            part.view, part.make, part.page = EMPTY, None, 0
            return True
        except UserError:
            part.make = None
            return False
        other = part is self._live and view.topic != part.view.topic  # a reveal goes live when a person sends it
        if view == part.view or other:
            return False
        part.view = view
        self._keep_page(part)
        return True

    def _drop_kept(self) -> bool:
        """Take what the frozen room sees off it if it must no longer be seen in this room."""
        if self._kept is None or self._kept_make is None:
            return False
        try:
            self._kept_make()
        except NotForTheRoom:
            self._kept = Seen()
            return True
        except UserError:
            self._kept_make = None
        return False
