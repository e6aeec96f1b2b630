"""Keys of the room that work while no text field has the focus: B, F, full stop, and the keys of a clicker.

Call ``take_key`` from ``keyPressEvent`` of what is in front: a field that has the focus keeps its letters, since a key
reaches the window only when nothing inside took it. F8, Shift+F8 and Ctrl+F8 are commands of the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from ui.room.stage import Stage


_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def take_key(stage: Stage, event: QKeyEvent) -> bool:
    """Do what a key means for the room; ``False`` if it means nothing. No key here sends or releases anything."""
    if event.modifiers() not in _PLAIN:
        return False
    key = event.key()
    if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        stage.turn(1 if key == Qt.Key.Key_PageDown else -1)
    elif key in (Qt.Key.Key_B, Qt.Key.Key_Period):  # clickers send either for "black"
        stage.blank()
    elif key == Qt.Key.Key_F:
        stage.freeze()
    else:
        return False
    event.accept()
    return True
