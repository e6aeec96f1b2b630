"""What the window hands to its pages: the session, and ways to say something, fail politely, or go elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from app.i18n import UserError
from ui.widgets.buttons import Button

if TYPE_CHECKING:
    from app.checks import Finding
    from app.document import Document
    from ui.bridge import Bridge
    from ui.meetings.current import CurrentMeeting
    from ui.room.privacy import Privacy
    from ui.room.stage import Stage
    from ui.settings import Settings


class Console(QObject):
    """Belongs to one window with one open session; pages get it when they are built.

    ``said(text, undoable)`` asks for a toast, ``refused(sentence)`` for one that stays, ``place_wanted(page, key)``
    for another page with something selected, ``dialog_wanted(name, argument)`` for one of the window's dialogs,
    ``leave_wanted`` for the page from which a run mode was entered.
    """

    said = Signal(str, bool)
    refused = Signal(str)
    place_wanted = Signal(str, object)
    dialog_wanted = Signal(str, object)
    leave_wanted = Signal()
    retitled = Signal()

    def __init__(self, document: Document, bridge: Bridge, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.bridge = bridge
        self.settings = settings

    @cached_property
    def stage(self) -> Stage:
        """What the room sees and will see next."""
        from ui.room.stage import Stage

        return Stage(self.document, self.bridge, self.settings, self)

    @cached_property
    def privacy(self) -> Privacy:
        """Whether the room may see this window."""
        from ui.room.privacy import Privacy

        return Privacy(self.document, self.bridge, self.settings, self)

    @cached_property
    def meeting(self) -> CurrentMeeting:
        """The meeting that runs, and who speaks."""
        from ui.meetings.current import CurrentMeeting

        return CurrentMeeting(self)

    @property
    def writable(self) -> bool:
        """Whether edits are possible in this window."""
        return not self.document.read_only

    def say(self, text: str, *, undoable: bool = False) -> None:
        """Tell what was done, with an Undo button if it can be undone."""
        self.said.emit(text, undoable)

    def attempt(self, verb: Callable[[], Any]) -> Any:
        """Call ``verb`` and return its result; what a person can mend is told, and gives ``None``."""
        try:
            return verb()
        except UserError as error:
            self.refused.emit(str(error))
            return None

    def go(self, page: str, key: bytes | None = None) -> None:
        """Show another page, with the row of ``key`` selected."""
        self.place_wanted.emit(page, key)

    def leave(self) -> None:
        """Go back from a run mode to the page from which it was entered."""
        self.leave_wanted.emit()

    def ask(self, dialog: str, argument: object = None) -> None:
        """Open one of the window's dialogs: ``import``, ``export``, ``new`` …"""
        self.dialog_wanted.emit(dialog, argument)


class Page(QWidget):
    """A page of the window. Subclasses set ``TABLES`` to what they show and fill ``refresh``.

    ``subtitle`` is shown beside the title; ``select`` brings a row into view; ``place`` and ``restore`` keep what a
    person would miss after closing (columns, selection).
    """

    TABLES: frozenset[str] = frozenset()
    #: What the page holds that is not for everybody, in words that are not private themselves; empty if nothing.
    PRIVATE: str = ""
    #: Whether the page fills the window: rail and header give way, the catch line stays.
    RUN_MODE: bool = False

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.console = console
        self.document = console.document
        self.listener = console.bridge.listen(self, self.TABLES, self.refresh)

    def refresh(self) -> None:
        """Read again what the page shows."""

    def subtitle(self) -> str:
        """Return the words beside the title, such as ``9 of 14 approved``."""
        return ""

    def select(self, key: bytes) -> None:
        """Bring the row of ``key`` into view."""

    def on_screen(self) -> bytes | None:
        """Return the key of the thing on screen, which the catch line files to."""
        return None

    def take_focus(self) -> None:
        """Take the keyboard: the first list, table or field that can be seen gets it, else the primary button."""
        for kind in (QAbstractItemView, QLineEdit):
            for view in self.findChildren(kind):
                if view.isVisible() and view.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    view.setFocus(Qt.FocusReason.OtherFocusReason)
                    return
        primary = next((b for b in self.findChildren(Button) if b.variant == "primary" and b.isVisible()), None)
        if primary is not None:
            primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Take the newest findings of the checks, some time after an edit."""

    def place(self) -> dict[str, Any]:
        """Return what to remember of the page."""
        return {}

    def restore(self, place: dict[str, Any]) -> None:
        """Bring back what ``place`` returned before."""
