"""The button "Pre-work" of the page of services, with what can be sent out before an interview and taken in after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from app import questionnaires
from app.i18n import N_, plural, translate
from ui.widgets.buttons import Button, button

if TYPE_CHECKING:
    from ui.console import Console


def prework_button(console: Console, chosen: Callable[[], Sequence[bytes]]) -> Button:
    """Return the button; ``chosen`` gives the services that are selected in the list."""
    made: Button = button(translate(N_("Pre-work")), lambda: _open(console, made, tuple(chosen())), icon="mail")
    made.setToolTip(translate(N_("Questionnaires before the interview, open questions after it")))
    return made


def menu_of(console: Console, chosen: Sequence[bytes], parent: Button) -> QMenu:
    """Return the menu with what is possible now."""
    menu = QMenu(parent)
    waiting = len(questionnaires.kept_forms(console.document, "waiting"))
    sending = (
        (N_("Make questionnaires…"), ("questionnaire", chosen)),
        (N_("Ask back what is still open…"), ("ask-back", chosen)),
        (N_("Let deputies answer alone…"), ("alone", chosen)),
    )
    for words, argument in sending:
        action = menu.addAction(translate(words))
        action.triggered.connect(lambda _on=False, told=argument: console.ask("make_questionnaires", told))
    menu.addSeparator()
    take = menu.addAction(translate(N_("Take in a questionnaire…")))
    take.triggered.connect(lambda _on=False: console.ask("take_questionnaire"))
    take.setEnabled(console.writable)
    words = plural(N_("Returned forms, {n} waiting…"), N_("Returned forms, {n} waiting…"), waiting)
    kept = menu.addAction(words if waiting else translate(N_("Returned forms…")))
    kept.triggered.connect(lambda _on=False: console.ask("returned_forms"))
    return menu


def _open(console: Console, below: Button, chosen: Sequence[bytes]) -> None:
    menu = menu_of(console, chosen, below)
    menu.exec(below.mapToGlobal(QPoint(0, below.height())))
    menu.deleteLater()
