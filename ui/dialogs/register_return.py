"""Taking a risk register back: choose the workbook that came back, decide on what differs, take it over as one edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import N_, translate

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def take_register(window: MainWindow, argument: object = None) -> None:
    """Compare a register (``argument`` may be its path) with the session and take over what is accepted."""
    from ui.register_return.dialog import ReturnDialog, choose_register

    if window.document.read_only:
        window.console.refused.emit(translate(N_("This window is read-only; nothing can be taken back.")))
        return
    path = argument if isinstance(argument, Path) else choose_register(window)
    if path is None:
        return
    dialog = ReturnDialog(window, path)
    if dialog.ask() == "take" and dialog.result_words:
        window.console.say(dialog.result_words, undoable=True)
    dialog.deleteLater()
