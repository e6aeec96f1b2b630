"""The button in the rail that starts a meeting, and while one runs leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import N_, translate
from ui.theme import Space, px
from ui.widgets.buttons import button

if TYPE_CHECKING:
    from ui.console import Console


class MeetingButton(QWidget):
    """Says "Start meeting", or which meeting runs."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.button = button("", self._press, icon="play", keys=("Ctrl", "M"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(Space.m), px(Space.s), px(Space.m), px(Space.m))
        layout.addWidget(self.button)
        console.meeting.changed.connect(self._show)
        self._show()

    def _press(self) -> None:
        self._console.go("meeting")
        if not self._console.meeting.running:
            self._console.ask("start_meeting")

    def _show(self) -> None:
        running = self._console.meeting.running
        self.button.setText(translate(N_("Meeting")) if running else translate(N_("Start meeting")))
        self.button.set_icon("users" if running else "play")
        title = self._console.meeting.title
        self.button.setToolTip(translate(N_("{meeting} is running"), meeting=title) if running else "")
        self.setVisible(self._console.writable or running)
