"""The sheet of keys: what works everywhere, and what works where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from app.i18n import N_, translate
from ui.pages import PLACES
from ui.shell.commands import COMMANDS
from ui.theme import Space, px
from ui.widgets.dialogs import Dialog, Verb
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import label

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Keys that belong to a widget rather than to a command.
ELSEWHERE = (
    (("F2",), N_("Edit the cell")),
    (("Ctrl", "N"), N_("New row on this page")),
    (("Ctrl", "D"), N_("Fill down")),
    (("Ctrl", "C"), N_("Copy rows for Excel")),
    (("Ctrl", "V"), N_("Paste rows from Excel")),
    (("Delete",), N_("Delete the selected rows")),
    (("1", "–", "5"), N_("Score the cell of the impact grid")),
    (("Return",), N_("Accept the carried scores of the row")),
    (("F1",), N_("What the field or column means")),
    (("Shift", "F1"), N_("Why this number?")),
    (("Alt", "H"), N_("What the field was before")),
    (("Esc",), N_("Leave without changing")),
)


def show_keys(window: MainWindow, _argument: object = None) -> None:
    """Show all keys in two columns."""
    dialog = Dialog(
        window, translate(N_("All keys")), "", (Verb("ok", N_("Close"), variant="primary", default=True),), width=720
    )
    dialog.body.addWidget(_sheet())
    dialog.ask()
    dialog.deleteLater()


def _sheet() -> QWidget:
    sheet = QWidget()
    grid = QGridLayout(sheet)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(Space.xl))
    grid.setVerticalSpacing(px(Space.s))
    lines = [(tuple(c.keys[0].split("+")), c.text) for c in COMMANDS if c.keys]
    lines += [(("Ctrl", str(n)), p.label) for n, p in enumerate((p for p in PLACES if p.in_rail), 1)]
    lines += list(ELSEWHERE)
    half = (len(lines) + 1) // 2
    for at, (keys, words) in enumerate(lines):
        column = 0 if at < half else 2
        grid.addWidget(KeyHint(keys, ""), at % half, column)
        grid.addWidget(label(translate(words)), at % half, column + 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return sheet
