"""What the interview mode shows without a service: what it does, and how to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui.widgets.buttons import button
from ui.widgets.cards import EmptyState, Way
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from ui.console import Console


class NothingToAsk(QWidget):
    """An empty state with the way to begin."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.begin = button(
            translate(N_("Begin an interview…")), lambda: console.ask("start_interview"), icon="message-square-text",
            variant="primary",
        )  # fmt: skip
        self.begin.setEnabled(console.writable)
        choose = button(translate(N_("Choose a service")), lambda: console.go("services"), icon="layers")
        why = N_(
            "An interview asks one question at a time: what the service is for, how bad its loss becomes with time, by "
            "when it must be back, what it stands on. Targets follow from what people say, and at the end the owner "
            "signs."
        )
        ways = (
            Way(translate(N_("Plan and begin")), self.begin,
                translate(N_("Choose services and who answers; see the questions and how long they take."))),
            Way(translate(N_("From the list")), choose,
                translate(N_("A service of the list can be asked about at once."))),
        )  # fmt: skip
        self.state = EmptyState("message-square-text", translate(N_("Who is in the chair?")), translate(why), ways)
        self.setLayout(column(self.state))

    def take_focus(self) -> None:
        """Give the keyboard to the way to begin."""
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)
