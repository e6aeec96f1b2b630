"""Closing the running meeting, or writing the documents of one that ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import N_, translate
from ui.meetings.closing.sheet import CloseSheet

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def close_meeting(window: MainWindow, argument: object = None) -> None:
    """Walk through closing; ``argument`` may be the key of a meeting, otherwise it is the running one."""
    console = window.console
    key = argument if isinstance(argument, bytes) else console.meeting.key
    if key is None:
        console.say(translate(N_("No meeting is running.")))
        return
    sheet = CloseSheet(window, console, key)
    sheet.ask()
    sheet.deleteLater()
