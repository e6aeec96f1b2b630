"""Whose name stands beside the changes made on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import N_, translate
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.inputs import TextField

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def choose_name(window: MainWindow, _argument: object = None) -> None:
    """Ask for the person's name and use it from now on."""
    keep = Verb("keep", N_("Use this name"), variant="primary", default=True)
    text = translate(N_("Your name stands beside every change you make, in the history and in documents."))
    dialog = Dialog(window, translate(N_("Your name")), text, (CANCEL, keep))
    field = TextField()
    field.setAccessibleName(translate(N_("Your name")))
    field.setText(window.settings.who)
    dialog.body.addWidget(field)
    field.setFocus()
    if dialog.ask() == "keep":
        name = " ".join(field.text().split())[:100]
        window.settings.who = name
        window.document.who = name
    dialog.deleteLater()
