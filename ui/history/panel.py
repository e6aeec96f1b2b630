"""What the parts of the History page share: questions that are asked in place, and the strip that names a moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import N_, plural, translate
from ui.theme import Space, px
from ui.widgets.buttons import Button, button
from ui.widgets.cards import Card
from ui.widgets.header import Bar
from ui.widgets.inputs import TextField
from ui.widgets.labels import field_label, hint, label, paragraph
from ui.widgets.layouts import Part, row

#: How many sentences a question lists before it counts the rest.
_LISTED = 10

Answer = tuple[str, str, Callable[[], object]]  #: words, variant of the button, what it does


class Question(Card):
    """A question in the panel itself: what it is about, sentences, and a button per answer; Esc leaves it."""

    cancelled = Signal()

    def __init__(self, title: str, sentences: Sequence[str], answers: Sequence[Answer]) -> None:
        super().__init__()
        self.body.setContentsMargins(*(px(Space.m),) * 4)
        self.body.addWidget(label(title, "name", wrap=True))
        for sentence in sentences[:_LISTED]:
            self.body.addWidget(paragraph(sentence))
        if len(sentences) > _LISTED:
            self.body.addWidget(hint(plural(N_("and {n} more"), N_("and {n} more"), len(sentences) - _LISTED)))
        self.buttons = [button(words, verb, variant=variant, size="small") for words, variant, verb in answers]
        self.buttons.append(button(translate(N_("Leave it")), self.cancelled.emit, variant="quiet", size="small"))
        for made in self.buttons:
            self.body.addLayout(row(made, None))
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(sentences))

    def take_focus(self) -> None:
        """Take the keyboard to the last answer, which changes nothing."""
        self.buttons[-1].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)


class NameStrip(Bar):
    """One line below the toolbar in which a checkpoint gets its name. ``named`` carries it; Esc closes the strip."""

    named = Signal(str)
    cancelled = Signal()

    def __init__(self, height: int) -> None:
        super().__init__(height)
        words = translate(N_("Name of the checkpoint"))
        self.name = TextField(words, translate(N_("such as “Before the workshop”")))
        self.done = button(translate(N_("Set checkpoint")), self._finish, variant="primary")
        self.add(field_label(words, self.name), self.name, self.done)
        self.add(button(translate(N_("Cancel")), self.cancelled.emit, variant="quiet", keys=("Esc",)))
        self.name.setMinimumWidth(px(Space.xl) * 12)
        self.name.returnPressed.connect(self._finish)
        self.hide()

    def open(self, name: str = "") -> None:
        """Show the strip with the keyboard in the name."""
        self.name.setText(name)
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _finish(self) -> None:
        self.named.emit(self.name.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)


def small(words: str, verb: Callable[[], object], name: str = "") -> Button:
    """Return a small button; ``name`` says in full what it does."""
    made = button(words, verb, size="small")
    if name:
        made.setAccessibleName(name)
        made.setToolTip(name)
    return made


def fill(layout: QVBoxLayout, *parts: Part) -> None:
    """Put parts one below the other."""
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(px(part))
        else:
            layout.addLayout(part)


__all__ = ["Answer", "NameStrip", "Question", "fill", "small"]
