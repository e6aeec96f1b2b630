"""Dialogs: a title, a few sentences, and buttons that carry verbs; only for what cannot be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.i18n import N_, translate
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, button
from ui.widgets.cards import Scrim
from ui.widgets.labels import heading, paragraph
from ui.widgets.layouts import ground, row


@dataclass(frozen=True, slots=True)
class Verb:
    """A button of a dialog: its key, its words, its look, and keys to show. One may be the default."""

    key: str
    words: str
    variant: str = "default"
    default: bool = False
    keys: tuple[str, ...] = ()


CANCEL = Verb("cancel", N_("Cancel"), keys=("Esc",))


class Dialog(QDialog):
    """A dialog of 440 px with ``body`` for own content above the verbs. ``answer`` is the key of the pressed verb."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str = "",
        verbs: Sequence[Verb] = (CANCEL,),
        *,
        width: int = Size.dialog,
    ) -> None:
        super().__init__(parent)
        self.answer = "cancel"
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        ground(self, "raised")
        self.setMinimumWidth(px(width))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(px(Space.xl),) * 4)
        outer.setSpacing(px(Space.s))
        outer.addWidget(heading(title))
        if text:
            outer.addWidget(paragraph(text))
        self.body = QVBoxLayout()
        self.body.setSpacing(px(Space.m))
        outer.addLayout(self.body)
        outer.addSpacing(px(Space.s))
        self.buttons = {verb.key: self._verb(verb) for verb in verbs}
        outer.addLayout(row(None, *self.buttons.values()))
        self._scrim: Scrim | None = None

    def _verb(self, verb: Verb) -> Button:
        keys = verb.keys or (("Return",) if verb.default else ())
        made = button(translate(verb.words), lambda: self.finish(verb.key), variant=verb.variant, keys=keys)
        if verb.default:
            made.setDefault(True)
            for sequence in ("Ctrl+Return", "Ctrl+Enter"):
                QShortcut(QKeySequence(sequence), self, made.click)
        return made

    def finish(self, key: str) -> None:
        """Close with an answer."""
        self.answer = key
        self.done(0 if key == "cancel" else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            for made in self.buttons.values():
                if made.isDefault() and made.isEnabled():
                    made.click()
                    return
        super().keyPressEvent(event)

    def ask(self) -> str:
        """Show the dialog over its dimmed window until it is answered; return the verb's key."""
        parent = self.parentWidget()
        if parent is not None:
            self._scrim = Scrim(parent.window())
            self._scrim.show()
        try:
            self.exec()
        finally:
            if self._scrim is not None:
                self._scrim.deleteLater()
                self._scrim = None
        return self.answer


def ask(parent: QWidget | None, title: str, text: str, verbs: Sequence[Verb]) -> str:
    """Ask one question and return the key of the verb that was pressed, ``"cancel"`` for Esc."""
    dialog = Dialog(parent, title, text, verbs)
    answer = dialog.ask()
    dialog.deleteLater()
    return answer
