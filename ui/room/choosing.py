"""Which display the room sees: the list, a number on each, and the confirmation that ends the careful state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from app.i18n import N_, translate
from ui.room.mirrors import Mirroring
from ui.room.numbers import Numbers
from ui.room.screens import Display
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.chips import ChipLabel, outlined
from ui.widgets.dialogs import Dialog, Verb
from ui.widgets.labels import hint, paragraph
from ui.widgets.layouts import box, clear, column, row

if TYPE_CHECKING:
    from ui.console import Console

_MIRRORING = {
    Mirroring.YES: N_(
        "Two displays show the same picture, so the room sees this window. Choose “Extend” in the display settings of "
        "your system to give the room a display of its own."
    ),
    Mirroring.UNKNOWN: N_(
        "This system does not tell whether displays show the same picture. Look at the projector before you go on."
    ),
}
_ALONE = N_("There is only this display. Rehearse in a window, or connect a projector and choose “Extend”.")
_NUMBER_FIRST = N_("Show the numbers first")
_THIS_ONE = N_("This window is on it")
_CONFIRM, _REHEARSE, _CLOSE = "confirm", "rehearse", "close"


class RoomDialog(Dialog):
    """Displays to choose from. A display counts as the room's only after its number was on it and somebody said so."""

    def __init__(self, console: Console, parent: QWidget) -> None:
        self.outlet = console.stage.outlet
        self.displays = self.outlet.displays
        super().__init__(parent, translate(N_("The room's display")), "", self._verbs(), width=Size.dialog + 80)
        self._over = parent
        self.numbers = Numbers()
        self.numbered = False
        self._choice = QButtonGroup(self)
        self._choice.idClicked.connect(lambda _at: self._judge())
        self._words, self._rows = paragraph(""), column(gap=Space.xs)
        self.show_numbers = button(translate(N_("Show a number on each")), self._show_numbers, icon="monitor")
        self.body.addWidget(self._words)
        self.body.addWidget(box(self._rows))
        reason = self.buttons[_CONFIRM].reason_label()
        self.body.addLayout(row(self.show_numbers, None, reason))
        self.displays.changed.connect(self._list)
        self.finished.connect(lambda _result: self.numbers.hide())
        self._list()

    def _verbs(self) -> tuple[Verb, ...]:
        first = Verb("cancel", N_("Cancel"), keys=("Esc",))
        other = (
            Verb(_CLOSE, N_("Close the room")) if self.outlet.window else Verb(_REHEARSE, N_("Rehearse in a window"))
        )
        return first, other, Verb(_CONFIRM, N_("That is the room"), variant="primary", default=True)

    # --- the list ------------------------------------------------------------------------------------------

    def _list(self) -> None:
        kept = self.chosen()
        wanted = kept or self.displays.find(self.displays.confirmed) or self.outlet.remembered or self._other()
        clear(self._rows)
        for old in self._choice.buttons():
            self._choice.removeButton(old)
        for at, display in enumerate(self.displays.all):
            self._rows.addWidget(self._row(at, display, display == wanted))
        alone = _ALONE if len(self.displays.all) < 2 else ""
        self._words.setText(translate(_MIRRORING.get(self.displays.mirroring, "") or alone))
        self._words.setVisible(bool(self._words.text()))
        self.numbers.hide()
        self.numbered = False
        self._judge()

    def _row(self, at: int, display: Display, chosen: bool) -> QWidget:
        words = translate(N_("{n}  {name}"), n=display.number, name=display.name)
        radio = QRadioButton(words.replace("&", "&&"))
        radio.setMinimumHeight(px(Size.target))
        radio.setAccessibleName(words)
        radio.setAccessibleDescription(f"{display.size}. {self._standing(display)}")
        radio.setChecked(chosen)
        self._choice.addButton(radio, at)
        standing = self._standing(display)
        chip = [ChipLabel(outlined(standing))] if standing else []
        return box(row(radio, hint(display.size), None, *chip))

    def _standing(self, display: Display) -> str:
        if display == self._here():
            return translate(_THIS_ONE)
        if display.identity == self.displays.confirmed:
            return translate(N_("The room"))
        return translate(N_("The room last time")) if display == self.outlet.remembered else ""

    def _here(self) -> Display | None:
        here: Display | None = self.displays.of(self._over)
        return here

    def _other(self) -> Display | None:
        here = self._here()
        return next((one for one in self.displays.all if one != here), None)

    def chosen(self) -> Display | None:
        """Return the display that is marked in the list."""
        at = self._choice.checkedId()
        return self.displays.all[at] if 0 <= at < len(self.displays.all) else None

    # --- what a person does --------------------------------------------------------------------------------

    def _show_numbers(self) -> None:
        self.numbers.show(self.displays.all, self._here())
        self.numbered = True
        self._judge()
        self.raise_()
        self.activateWindow()
        self.buttons[_CONFIRM].setFocus(Qt.FocusReason.OtherFocusReason)

    def _judge(self) -> None:
        """Say why the chosen display cannot be confirmed, or let it be."""
        self.buttons[_CONFIRM].set_reason(translate(self._obstacle()))
        self.show_numbers.setEnabled(len(self.displays.all) > 1)

    def _obstacle(self) -> str:
        chosen = self.chosen()
        if self.displays.mirroring is Mirroring.YES:
            return N_("Not while displays are mirrored")
        if len(self.displays.all) < 2 or chosen is None:
            return N_("No second display")
        if chosen == self._here():
            return N_("This window is on it; move it first")
        return "" if self.numbered else _NUMBER_FIRST


def choose_display(window: QWidget, console: Console) -> None:
    """Ask which display is the room's and do what was answered."""
    dialog = RoomDialog(console, window)
    answer = dialog.ask()
    chosen, outlet = dialog.chosen(), console.stage.outlet
    dialog.deleteLater()
    if answer == _REHEARSE:
        outlet.rehearse()
    elif answer == _CLOSE:
        outlet.close()
        outlet.displays.withdraw()
    elif answer == _CONFIRM and chosen is not None and not outlet.confirm(chosen):
        console.say(translate(N_("The display is gone; nothing is shown in the room.")))
