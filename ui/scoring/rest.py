"""What the round shows while none is on: what it does, and how to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui.widgets.buttons import button
from ui.widgets.cards import EmptyState, Way
from ui.widgets.layouts import clear, column

if TYPE_CHECKING:
    from ui.console import Console


class NoRound(QWidget):
    """An empty state with the ways to begin; without a meeting it says why one is needed."""

    start_wanted = Signal()
    first_wanted = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._body = column(gap=0)
        self.setLayout(self._body)
        self._met: bool | None = None
        self.show_state()

    def show_state(self) -> None:
        """Show what can be done now."""
        met = self._console.meeting.running
        if met == self._met:
            return
        self._met = met
        clear(self._body)
        choose = button(translate(N_("Choose a risk")), lambda: self._console.go("risks"), icon="shield-alert")
        if met:
            self.begin = button(translate(N_("Score the first risk")), self.first_wanted.emit, variant="primary")
            first = Way(translate(N_("In the order of the room")), self.begin,
                        translate(N_("The first risk of the list at the left that was not scored yet.")))  # fmt: skip
        else:
            self.begin = button(translate(N_("Start a risk workshop…")), self.start_wanted.emit, variant="primary")
            first = Way(translate(N_("With a meeting")), self.begin,
                        translate(N_("Every ballot belongs to a seat, and seats belong to a meeting.")))  # fmt: skip
        self.begin.setEnabled(self._console.writable)
        why = N_(
            "People score silently, each for themselves. All votes are revealed at once, the lowest and the highest "
            "are heard first, and a person agrees the value. Until the reveal no vote can be seen anywhere, not here "
            "either."
        )
        second = Way(translate(N_("From the register")), choose, translate(N_("Any risk can be scored by itself.")))
        state = EmptyState("vote", translate(N_("What does the room score?")), translate(why), (first, second))
        self._body.addWidget(state)

    def take_focus(self) -> None:
        """Give the keyboard to the way to begin."""
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)
