"""How large a window opens: as wished, but never larger than the screen it stands on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.theme import px

#: What the system's frame around a window may take of the screen's height.
FRAME = 32


def fit(window: QWidget, width: int, height: int) -> None:
    """Give a window the size of ``width`` × ``height`` logical pixels, or what its screen has room for."""
    room = window.screen().availableSize()
    window.resize(min(px(width), room.width()), min(px(height), room.height() - px(FRAME)))
