"""What every step of the assistant is: a part of the sheet that reads and writes the draft and tells what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.assistant.draft import Draft


class Step(QWidget):
    """One step over ``draft``. ``changed`` fires when a person has typed or chosen something."""

    changed = Signal()
    #: What the step is called in the chain above.
    TITLE = ""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft

    def enter(self) -> None:
        """Show what the draft holds now and take the keyboard."""

    def complete(self) -> bool:
        """Say what is wrong beside the fields, go to the first of them, and return whether one can go on."""
        return True
