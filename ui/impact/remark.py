"""The line below the grid: the note of the cell, what is asked about it, how far the grid is, and who scores."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.inputs import TextField
from ui.widgets.keycaps import caps_width, paint_caps
from ui.widgets.labels import hint
from ui.widgets.layouts import column, row

#: Widths of the field, in logical pixels: at rest, and while it asks for a reason.
_AT_REST, _ASKING = 260, 640
_KEY = ("N",)


def keeps_escape(event: QEvent) -> bool:
    """Whether an event asks if Esc is a key of the window: a part that closes with Esc says no by accepting it."""
    asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
    if asks and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
        event.accept()
        return True
    return False


class NoteEntry(TextField):
    """A field with the mark of notes at its left and the key that leads to it at its right."""

    def _place(self) -> None:
        taken = 0 if self.text() else caps_width(_KEY) + px(Space.s)
        self.setTextMargins(px(Size.icon + Space.s), 0, taken, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, tokens = QPainter(self), theme.tokens()
        paint_icon(painter, "sticky-note", px(Size.field_padding), self.height() / 2, tokens.text2)
        if not self.text() and not self.hasFocus():
            left = self.width() - caps_width(_KEY) - px(Space.s)
            paint_caps(painter, left, self.height() / 2, _KEY, theme.colour(tokens.text2), theme.colour(tokens.line))
        painter.end()


class RemarkLine(QWidget):
    """A field for the note of the cell. ``ask`` uses it for a question that must be answered first.

    ``noted`` fires with the words when a note was changed, ``done`` when the keyboard should go back to the grid,
    ``reshaped`` when it takes another height.
    """

    noted = Signal(str)
    done = Signal()
    reshaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = NoteEntry(translate(N_("Note")))
        self.field.setMaximumWidth(px(_AT_REST))
        self.words = hint("", elide=True)
        self.keep = button("", self._keep, size="small", variant="primary", keys=("Return",))
        self.leave = button(translate(N_("Leave it")), self.give_up, size="small", variant="quiet", keys=("Esc",))
        self._saved, self._idle = "", ""
        self._answer: Callable[[str], bool] | None = None
        across = row(gap=Space.m)
        across.addWidget(self.field, 1)
        for made in (self.keep, self.leave):
            across.addWidget(made)
            made.hide()
        across.addWidget(self.words, 2)
        self._tools = QWidget()
        self.tools = row(gap=Space.xs)
        self._tools.setLayout(self.tools)
        across.addWidget(self._tools)
        self.question = hint("", wrap=True, tone="text")
        self.question.hide()
        self.setLayout(column(across, self.question, gap=Space.xs))
        self.field.installEventFilter(self)
        self.field.setProperty("own_escape", True)  # the run mode leaves Esc to it
        self.field.settled.connect(self._left)

    @property
    def asking(self) -> bool:
        """Whether a question waits for its answer."""
        return self._answer is not None

    # --- the note of the cell ---

    def show_note(self, name: str, note: str, *, scored: bool, writable: bool) -> None:
        """Show the note of another cell; what was typed and not kept yet is told first."""
        if self.asking:
            return
        if not self.field.hasFocus():
            self._saved = note
            self.field.setText(note)
        self.field.setAccessibleName(name)
        self.field.setToolTip(note)
        self.field.setPlaceholderText(name if scored else translate(N_("Score the cell; then it can have a note")))
        self.field.setReadOnly(not (scored and writable))

    def show_words(self, words: str) -> None:
        """Say how far the grid is."""
        self._idle = words
        self.words.setText(words)

    def take_note(self) -> None:
        """Take the keyboard for the note."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # --- a question ---

    def ask(self, question: str, verb: str, answer: Callable[[str], bool]) -> None:
        """Ask for words; ``answer`` takes them and says whether they will do. Esc gives up."""
        self._answer = answer
        self.field.setReadOnly(False)
        self.field.clear()
        self.field.setPlaceholderText(translate(N_("Why?")))
        self.field.setAccessibleName(question)
        self._put(question, "text")
        self.keep.setText(verb)
        self._show_verbs(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, words: str, tone: str) -> None:
        self.question.set_tone(tone)
        self.question.setText(words)

    def _show_verbs(self, shown: bool) -> None:
        asking: tuple[QWidget, ...] = (self.keep, self.leave, self.question)
        resting: tuple[QWidget, ...] = (self.words, self._tools)
        for part in (*asking, *resting):
            part.setVisible(shown is (part in asking))
        self.field.setMaximumWidth(px(_ASKING if shown else _AT_REST))
        self.reshaped.emit()

    def _keep(self) -> None:
        if self._answer is not None and self._answer(self.field.text()):
            self._close()

    def refuse(self, words: str) -> None:
        """Say what the answer lacks; the question stays."""
        self._put(words, "err")
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up(self) -> None:
        """Leave the question unanswered, or take the note back to what it was."""
        if not self.asking:
            self.field.setText(self._saved)
        self._close()

    def _close(self) -> None:
        if self.asking:
            self.field.setText(self._saved)  # what was answered is no note
        self._answer = None
        self._show_verbs(False)
        self.words.setText(self._idle)
        self.done.emit()

    # --- keys ---

    def _left(self) -> None:
        """Keep a changed note when the field is left; a question waits for a key."""
        if not self.asking and self.field.text() != self._saved and not self.field.isReadOnly():
            self._saved = self.field.text()
            self.noted.emit(self._saved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if keeps_escape(event):
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.give_up()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.asking:
                    self._keep()
                else:
                    self._left()
                    self.done.emit()
                return True
        return super().eventFilter(watched, event)
