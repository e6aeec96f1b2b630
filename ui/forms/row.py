"""One field of a form: label, control, suffix, help, and below it what is wrong or was changed elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.fields import Field, Kind
from app.i18n import N_, UserError, translate
from ui import icons, theme
from ui.theme import Size, Space, px
from ui.widgets.buttons import LinkButton
from ui.widgets.editors import Entry, Source, make_editor
from ui.widgets.inputs import ChoiceBox, FieldLabel, TextField, set_state
from ui.widgets.labels import label

#: Kinds that are written while a person rests; the others would be written half-typed.
_RESTING = (Kind.TEXT, Kind.NOTE)


class Message(QWidget):
    """A sentence below a field with an icon and, if told, a link that mends it."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._words = label("", "hint", "err", wrap=True)
        self._link = LinkButton("", "hint")
        self._act: Callable[[], object] | None = None
        self._link.clicked.connect(lambda: self._act() if self._act is not None else None)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(Space.xs + Space.xxs))
        across.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self._words)
        across.addWidget(self._link, 0, Qt.AlignmentFlag.AlignTop)
        across.addStretch(1)
        self.hide()

    def say(self, sentence: str, kind: str = "error", fix: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show a sentence of kind ``error`` or ``stale``; an empty one hides the line."""
        tone, icon = ("warn", "refresh-cw") if kind == "stale" else ("err", "circle-x")
        self._words.set_tone(tone)
        self._words.setText(sentence)
        colour = theme.resolve(tone).name()
        self._icon.setPixmap(icons.pixmap(icon, colour, Size.icon_small))
        self._act = fix[1] if fix is not None else None
        self._link.setText(fix[0] if fix is not None else "")
        self._link.setVisible(fix is not None)
        self.setVisible(bool(sentence))

    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._words.text() if not self.isHidden() else ""


class FieldRow(QWidget):
    """A labelled control that writes through ``commit(name, text_or_value)`` and never loses what is being typed.

    ``show_value`` shows what the session holds; a field with unsaved text stays as it is and offers the other value.
    ``entered`` fires after a value was written.
    """

    entered = Signal(str)

    def __init__(
        self,
        name: str,
        field: Field,
        commit: Callable[[str, Any], object] | None,
        source: Source = Source(),  # noqa: B008
    ) -> None:
        super().__init__()
        self.name, self.field, self._commit, self._source = name, field, commit, source
        self._value: Any = None
        self._text, self._dirty, self._busy = "", False, False
        self.editor: Entry = make_editor(field, source)
        self.caption = FieldLabel(translate(field.label), self.editor)
        self.message = Message()
        self._problem = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(theme.IDLE_MS)
        self._rest.timeout.connect(self.save)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(Space.xs))
        for part in (self.caption, self.editor, self.message):
            layout.addWidget(part)
        layout.addStretch(1)
        helping = translate(self.field.help)
        self.editor.setAccessibleName(translate(self.field.label))
        self.editor.setAccessibleDescription(helping)
        self.caption.setToolTip(helping)
        self.editor.setToolTip(helping)
        if self._commit is None or not self.field.editable:
            self.set_locked(True)

    def _connect(self) -> None:
        self.editor.edited.connect(self._edited)
        self.editor.settled.connect(self.save)
        self.editor.installEventFilter(self)

    # From the session

    def show_value(self, value: Any, text: str) -> None:
        """Show what the session holds now."""
        changed = (value, text) != (self._value, self._text)
        if self._dirty and changed and not self._busy:
            self._offer(value, text)
            return
        self._value, self._text = value, text
        if self._dirty:
            return
        if not self.editor.hasFocus() or self._means() != value:
            self.editor.show_entry(value, text)
        if changed and not self._problem:
            self._calm()

    def _means(self) -> Any:
        try:
            entry = self.editor.entry()
            return self.field.parse(entry) if isinstance(entry, str) and not self._chooses() else entry
        except UserError:
            return None

    def _chooses(self) -> bool:
        return self.field.kind in (Kind.CHOICE, Kind.REFERENCE, Kind.LEVEL, Kind.YES_NO)

    def _offer(self, value: Any, text: str) -> None:
        words = translate(N_("Changed elsewhere to {value}."), value=text or translate(N_("nothing")))

        def use() -> None:
            self._value, self._text = value, text
            self.revert()

        self._set_state("stale")
        self.message.say(words, "stale", (translate(N_("Use it")), use))

    # From the person

    def _edited(self) -> None:
        self._dirty = True
        if self.field.kind in _RESTING:
            self._rest.start()

    def save(self) -> None:
        """Write what was entered, if it differs; a ``UserError`` is shown below and the text stays."""
        self._rest.stop()
        if self._commit is None or self._busy or not self.editor.isEnabled():
            return
        self._busy = True
        try:
            entry = self.editor.entry()
            if self._is_saved(entry):
                self._dirty = False
                self._calm()
                self._word_afresh()
                return
            self._commit(self.name, entry)
        except UserError as error:
            self._set_state("error")
            self.message.say(str(error))
            return
        finally:
            self._busy = False
        self._dirty = False
        self._calm()
        self.entered.emit(self.name)

    def _word_afresh(self) -> None:
        if not self.editor.hasFocus():
            self.editor.show_entry(self._value, self._text)

    def _is_saved(self, entry: Any) -> bool:
        if isinstance(entry, str) and not self._chooses():
            return not self._dirty or entry.strip() == self._text.strip()
        return bool(entry == self._value)

    def revert(self) -> bool:
        """Show the saved value again; return whether there was anything to take back."""
        undone = self._dirty or bool(self.message.text())
        self._rest.stop()
        self._dirty = False
        self.editor.show_entry(self._value, self._text)
        self._calm()
        return undone

    def dirty(self) -> bool:
        """Whether there is text that was not written yet."""
        return self._dirty

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            return self.revert()
        return False

    # States

    def _set_state(self, state: str) -> None:
        if isinstance(self.editor, ChoiceBox):
            self.editor.set_state(state)
        else:
            set_state(self.editor, state)

    def _calm(self) -> None:
        self._set_state("error" if self._problem else "locked" if self._is_locked() else "")
        self.message.say(self._problem)

    def _is_locked(self) -> bool:
        return bool(self.property("locked"))

    def set_problem(self, sentence: str, fix: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show a finding of the checks below the field, with a link that mends it; empty takes it away."""
        self._problem = sentence
        if not self._dirty:
            self._set_state("error" if sentence else "")
            self.message.say(sentence, fix=fix)

    def set_locked(self, locked: bool) -> None:
        """Make the field read-only, with a lock."""
        self.setProperty("locked", locked)
        self.editor.set_locked(locked)

    def set_suffix(self, text: str) -> None:
        """Show a unit or a proposal in the field, such as "proposed 8 h"."""
        if isinstance(self.editor, TextField):
            self.editor.set_suffix(text)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.field * 4), super().sizeHint().height())
