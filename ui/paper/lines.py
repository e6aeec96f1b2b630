"""One blank of a sheet as a line to type: its number, what is asked, the field, and what the words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app import paper
from app.i18n import N_, UserError, translate
from app.paper import Blank, Shape, Sheet
from ui.theme import Space, px
from ui.widgets.inputs import NoteField, TextField, set_state
from ui.widgets.labels import field_label, hint, label
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from app.document import Document

#: Width of the column of numbers and of what is asked, in logical pixels.
NUMBER, ASKED = 40, 232


class BlankLine(QWidget):
    """Enter goes on to the next line, Shift+Enter breaks one where several fit. ``typed`` fires after each change."""

    typed = Signal()
    onward = Signal()

    def __init__(self, document: Document, sheet: Sheet, blank: Blank) -> None:
        super().__init__()
        self._document, self._sheet, self.blank = document, sheet, blank
        self.sound = True
        self.changes = False
        several = blank.shape in (Shape.NOTE, Shape.LINES)
        name = f"{blank.number} {blank.label}"
        self.field: TextField | NoteField
        self.field = NoteField(name, self._prompt(), lines=2) if several else TextField(name, self._prompt())
        self.field.edited.connect(self._read)
        self.field.installEventFilter(self)
        self.said = hint("", wrap=True, tone="text2")
        self.said.hide()
        self._build()

    def _build(self) -> None:
        known = translate(N_("so far: {value}"), value=_flat(self.blank.known)) if self.blank.known else self.blank.note
        asked = column(
            field_label(self.blank.label, self.field),
            hint(known, elide=True) if known else None,
            gap=0,
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, px(Space.xs), 0, px(Space.xs))
        grid.setHorizontalSpacing(px(Space.m))
        grid.setVerticalSpacing(px(Space.xxs))
        grid.addWidget(label(self.blank.number, "name", "text2"), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(asked, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.field, 0, 2)
        grid.addWidget(self.said, 1, 2)
        grid.setColumnMinimumWidth(0, px(NUMBER))
        grid.setColumnMinimumWidth(1, px(ASKED))
        grid.setColumnStretch(2, 1)

    def _prompt(self) -> str:
        if self.blank.options:
            return " / ".join(self.blank.options)
        if self.blank.shape is Shape.ROW:
            return "  ".join(self._sheet.horizons)
        if self.blank.shape is Shape.LINES and self._sheet.kind == "meeting":
            return translate(N_("14:05 d 3 what was decided"))
        if self.blank.shape is Shape.LINES:
            return translate(N_("one a line: {parts}"), parts=self.blank.label)
        return translate(self.blank.unit) if self.blank.unit else ""

    def text(self) -> str:
        """Return what was typed."""
        return self.field.text().strip()

    def _read(self) -> None:
        self.sound, self.changes, words, tone = True, False, "", "text2"
        try:
            found = paper.read(self._document, self._sheet, self.blank, self.text())
        except UserError as error:
            self.sound, words, tone = False, str(error), "err"
        else:
            self.changes = found.changed and bool(self.text())
            words, tone = self._meaning(found)
        set_state(self.field, "" if self.sound else "error")
        self.said.set_tone(tone)
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.field.setAccessibleDescription(words)
        self.typed.emit()

    def _meaning(self, found: paper.Read) -> tuple[str, str]:
        """Say what the words mean, and warn where they take the place of something."""
        if not self.text():
            return "", "text2"
        if found.before and not found.changed:
            return translate(N_("{words}, as on record"), words=found.words), "text3"
        if found.before and self.blank.shape is not Shape.LINES:
            words = translate(N_("{words} takes the place of {before}"), words=found.words, before=_flat(found.before))
            return words, "warn"
        return found.words, "text2"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
                log = self.blank.shape is Shape.LINES and self.text() and not self._on_empty_line()
                if not log:
                    self.onward.emit()
                    return True
        return super().eventFilter(watched, event)

    def _on_empty_line(self) -> bool:
        return isinstance(self.field, NoteField) and not self.field.textCursor().block().text().strip()


def _flat(text: str, length: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"
