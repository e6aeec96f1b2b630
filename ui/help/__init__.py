"""Help where the work is: what a term means, and why a number is what it is.

``open_term`` and ``open_glossary`` show the sheet at the right of the window; ``ui.help.why`` the derivations,
``ui.help.tips`` the tooltips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from ui.help.sheet import HelpSheet

if TYPE_CHECKING:
    from ui.console import Console

__all__ = ["HelpSheet", "open_glossary", "open_term", "sheet_of"]


def open_term(console: Console | None, key: str) -> None:
    """Show the term of ``key`` in the help sheet of the window; an unknown key shows the list."""
    sheet = sheet_of(_window(console))
    if sheet is None:
        return
    sheet.remember_focus()
    sheet.show_list() if not key else sheet.show_term(key)
    if key and sheet.shown_term() != key:
        sheet.show_list()


def open_glossary(console: Console | None) -> None:
    """Show all terms in the help sheet of the window."""
    open_term(console, "")


def sheet_of(window: QWidget | None) -> HelpSheet | None:
    """Return the help sheet of a window, which is made when it is first asked for."""
    if window is None:
        return None
    for child in window.children():
        if isinstance(child, HelpSheet):
            return child
    return HelpSheet(window)


def _window(console: Console | None) -> QWidget | None:
    owner = console.parent() if console is not None else None
    if isinstance(owner, QWidget):
        return owner.window()
    active = QApplication.activeWindow()
    return active.window() if active is not None else None
