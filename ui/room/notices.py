"""What the facilitator's window says about the room: the banner under the header, and the word in the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import N_, translate
from ui.room import privacy
from ui.widgets.buttons import Button
from ui.widgets.feedback import Action, Banner

if TYPE_CHECKING:
    from ui.console import Console

#: Reasons that are worth a banner; a running meeting alone is only a word in the header.
_LOUD = {privacy.MIRRORED: "stop", privacy.LOST: "stop", privacy.SECOND: "warn"}


class RoomBanner(QWidget):
    """Says why private parts are covered, with "Show anyway" or "Hide again" and the displays. Empty otherwise."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.privacy = console, console.privacy
        self.banner: Banner | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.privacy.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        kind = _LOUD.get(self.privacy.danger, "")
        self.setVisible(bool(kind))
        if kind:
            icon = "eye" if self.privacy.shown_anyway else "eye-off"
            self.banner = Banner(kind, self.privacy.reason, self._actions(), icon=icon)
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self.banner)

    def _actions(self) -> tuple[Action, ...]:
        state = self.privacy
        first = (
            (translate(N_("Hide again")), state.hide_again)
            if state.shown_anyway
            else (translate(N_("Show anyway")), state.show_anyway)
        )
        return first, (translate(N_("Displays…")), lambda: self.console.ask("room"))


class PrivacyButton(Button):
    """The word in the header that says whether private parts are covered; a click shows or covers them."""

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__("", "eye-off", "quiet")
        if parent is not None:  # shown before it has a place it would come up as a window
            self.setParent(parent)
        self.privacy = console.privacy
        self.clicked.connect(lambda _checked=False: self._toggle())
        self.privacy.changed.connect(self._show)
        self._show()

    def _toggle(self) -> None:
        if self.privacy.shown_anyway:
            self.privacy.hide_again()
        elif self.privacy.danger:
            self.privacy.show_anyway()

    def _show(self) -> None:
        state = self.privacy
        self.setVisible(bool(state.danger))
        self.set_icon("eye" if state.shown_anyway else "eye-off")
        self.set_variant("active" if state.shown_anyway else "quiet")
        self.setText(state.word)
        self.setToolTip(" ".join(part for part in (state.reason, translate(_hint(state))) if part))
        self.setAccessibleName(state.word)
        self.setAccessibleDescription(self.toolTip())


def _hint(state: privacy.Privacy) -> str:
    return N_("Click to cover them again.") if state.shown_anyway else N_("Click to show private parts anyway.")
