"""What every step of closing has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import N_
from ui.theme import Space, px
from ui.widgets.labels import heading, paragraph

if TYPE_CHECKING:
    from ui.console import Console


class Step(QWidget):
    """One page of the sheet. ``NEXT`` are the words of the button that leads on."""

    NAME, NEXT = "", N_("Next")
    ready = Signal()  #: all of it is done, Enter leads on

    def __init__(self, console: Console, meeting: bytes) -> None:
        super().__init__()
        self.console, self.document, self.meeting = console, console.document, meeting
        self.title, self.lead = heading(""), paragraph("")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(px(Space.s))
        self.body.addWidget(self.title)
        self.body.addWidget(self.lead)

    def enter(self) -> None:
        """Read what the step shows; called when one comes to it."""

    def tell(self, title: str, lead: str) -> None:
        """Say what the step is about."""
        self.title.setText(title)
        self.lead.setText(lead)
        self.lead.setVisible(bool(lead))
