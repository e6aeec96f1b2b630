"""The dialog that says which display is the room's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.room.choosing import choose_display

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def choose_room_display(window: MainWindow, _argument: object = None) -> None:
    """Open it over a window."""
    choose_display(window, window.console)
