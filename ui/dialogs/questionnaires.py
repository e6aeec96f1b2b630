"""Questionnaires: making and mailing them, taking one in, and the list of those that came back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import N_, translate

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def make_questionnaires(window: MainWindow, argument: object = None) -> None:
    """Ask how, who and by when, then write workbooks and drafts. ``argument``: kind, and keys of chosen services."""
    from ui.questionnaires.making import MakeDialog

    kind, services = argument if isinstance(argument, tuple) else ("questionnaire", ())
    dialog = MakeDialog(window, str(kind), tuple(services))
    dialog.ask()
    dialog.deleteLater()


def take_questionnaire(window: MainWindow, argument: object = None) -> None:
    """Read a form (``argument`` may be its path) and take over what is ticked, as one edit."""
    from ui.questionnaires.taking import TakeDialog, choose_form

    if window.document.read_only:
        window.console.refused.emit(translate(N_("This window is read-only; nothing can be taken in.")))
        return
    path = argument if isinstance(argument, Path) else choose_form(window)
    if path is None:
        return
    dialog = TakeDialog(window, path)
    if dialog.ask() != "cancel" and dialog.result_words:
        window.console.say(dialog.result_words, undoable=True)
    dialog.deleteLater()


def returned_forms(window: MainWindow, _argument: object = None) -> None:
    """Show the forms that came back."""
    from ui.questionnaires.kept import KeptDialog

    dialog = KeptDialog(window)
    dialog.ask()
    dialog.deleteLater()
