"""One field of a form: label, control, suffix, help, and below it what is wrong or was changed elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.fields import Field, Kind
from app.i18n import N_, UserError, translate
from ui import icons, theme
from ui.help import tips
from ui.help.why import WHY_KEY, WhyButton
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, LinkButton
from ui.widgets.editors import Entry, Source, make_editor
from ui.widgets.inputs import ChoiceBox, FieldLabel, TextField, set_state
from ui.widgets.labels import Label, label, text_width

if TYPE_CHECKING:
    from ui.help.fields import FieldHelp

#: Kinds that are written while a person rests; the others would be written half-typed.
_RESTING = (Kind.TEXT, Kind.NOTE)


#: Colour and icon of a sentence below a field, by its kind.
_MESSAGES = {"error": ("err", "circle-x"), "warning": ("warn", "triangle-alert"), "stale": ("warn", "refresh-cw")}


class Message(QWidget):
    """A sentence below a field with an icon and, if told, a link that mends it. ``left``: the link lost the focus."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._words = label("", "hint", "err", wrap=True)
        self._link = LinkButton("", "hint")
        self._act: Callable[[], object] | None = None
        self._link.clicked.connect(lambda: self._act() if self._act is not None else None)
        self._link.installEventFilter(self)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(Space.xs + Space.xxs))
        across.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._text_and_link = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._text_and_link.setSpacing(px(Space.xs))
        self._text_and_link.addWidget(self._words)
        self._text_and_link.addWidget(self._link, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        across.addLayout(self._text_and_link)
        across.addStretch(1)
        self._across = across
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return False

    def _arrange(self) -> None:
        """Put the link behind the sentence, or below it where both do not fit into one line."""
        room = self.width() - self._icon.sizeHint().width() - px(Space.m)
        taken = text_width(self._words.text(), "hint") + self._link.sizeHint().width() + px(Space.m)
        beside = self._link.isHidden() or taken <= room
        ways = QBoxLayout.Direction
        self._text_and_link.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        for place, stretch in ((1, not beside), (2, beside)):
            self._across.setStretch(place, int(stretch))
        level = beside and not self._link.isHidden()  # a link is higher than one line of words
        middle, top = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignTop
        self._across.setAlignment(self._icon, middle if level else top)
        self._text_and_link.setAlignment(self._words, middle if level else Qt.AlignmentFlag(0))

    def say(self, sentence: str, kind: str = "error", fix: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show a sentence of kind ``error``, ``warning`` or ``stale``; an empty one hides the line."""
        tone, icon = _MESSAGES.get(kind, _MESSAGES["error"])
        self._words.set_tone(tone)
        self._words.setText(sentence)
        colour = theme.resolve(tone).name()
        self._icon.setPixmap(icons.pixmap(icon, colour, Size.icon_small))
        self._act = fix[1] if fix is not None else None
        self._link.setText(fix[0] if fix is not None else "")
        self._link.setVisible(fix is not None)
        self._arrange()
        self.setVisible(bool(sentence))

    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._words.text() if not self.isHidden() else ""


class QuietHelp(Label):
    """The field's own help behind its label, where there is room for all of it; else only the tooltip tells it."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "hint", "text3", wrap=False, elide=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        if text_width(self.text(), self.role) <= self.contentsRect().width():
            super().paintEvent(event)


class PastButton(Button):
    """The small clock that shows what a field was before; it appears, and takes room, while its field is looked at."""

    def __init__(self, label_text: str) -> None:
        super().__init__("", "history", "quiet", size="small")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(translate(N_("History of {field}"), field=label_text))
        self.setToolTip(translate(N_("History of {field} (Alt+H)"), field=label_text))

    def sizeHint(self) -> QSize:
        return QSize(px(Size.target), px(Size.target))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class FieldRow(QWidget):
    """A labelled control that writes through ``commit(name, text_or_value)`` and never loses what is being typed.

    ``show_value`` shows what the session holds; a field with unsaved text stays as it is and offers the other value.
    ``entered`` fires after a value was written. With ``help`` F1 shows the term behind the field, Shift+F1 why it is
    what it is, Alt+H what it was before.
    """

    entered = Signal(str)

    def __init__(
        self,
        name: str,
        field: Field,
        commit: Callable[[str, Any], object] | None,
        source: Source = Source(),  # noqa: B008
        help: FieldHelp | None = None,  # noqa: A002 - what it is
    ) -> None:
        super().__init__()
        self.name, self.field, self._commit, self._source, self._help = name, field, commit, source, help
        self._value: Any = None
        self._text, self._dirty, self._busy = "", False, False
        self.editor: Entry = make_editor(field, source)
        self.caption = FieldLabel(translate(field.label), self.editor)
        self.message = Message()
        self.past_button = PastButton(translate(field.label))
        self.why_button: WhyButton | None = None
        self._problem, self._suffix = "", translate(field.unit)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(theme.IDLE_MS)
        self._rest.timeout.connect(self.save)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(self.editor)
        layout.addWidget(self.message)
        layout.addStretch(1)
        self.message.setContentsMargins(0, px(Space.xs), 0, 0)
        tip = self._help.tip(self.name, self.field) if self._help is not None else tips.tip_for(self.field)
        self.editor.setAccessibleName(translate(self.field.label))
        self.editor.setAccessibleDescription(translate(self.field.help))
        self.caption.setToolTip(tip)
        self.editor.setToolTip(tip)
        if self._commit is None or not self.field.editable:
            self.set_locked(True)

    def _head(self) -> QWidget:
        """Return the line above the control: label, help where it fits, and what tells more."""
        self.caption.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(Space.s))
        low = Qt.AlignmentFlag.AlignVCenter
        across.addWidget(self.caption, 0, low)
        across.addWidget(QuietHelp(translate(self.field.help)), 1, low)
        head = QWidget()
        head.setLayout(across)
        head.setFixedHeight(px(Size.target))
        if self._help is not None:
            self._add_why(self._help, across)
            self.past_button.clicked.connect(lambda _on=False: self.show_past())
            across.addWidget(self.past_button, 0, low)
        self.past_button.hide()
        return head

    def _add_why(self, help_: FieldHelp, across: QHBoxLayout) -> None:
        if not help_.derived(self.name):
            return
        self.why_button = WhyButton(help_.console, lambda: help_.why(self.name), translate(self.field.label))
        self.why_button.setToolTip(translate(N_("Why this number? (Shift+F1)")))
        self.why_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if type(self.editor) is TextField:
            self.editor.add_tool(self.why_button)
        else:
            across.addWidget(self.why_button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _connect(self) -> None:
        self.editor.edited.connect(self._edited)
        self.editor.settled.connect(self._settled)
        self.message.left.connect(self._settled)
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
        shown = text or translate(N_("nothing"))
        words = self._changed_by(shown) or translate(N_("Changed elsewhere to {value}."), value=shown)

        def use() -> None:
            self._value, self._text = value, text
            self.revert()

        self._set_state("stale")
        if isinstance(self.editor, TextField):
            self.editor.set_suffix(translate(N_("now {value}"), value=shown), "warn")
        self.message.say(words, "stale", (translate(N_("Use it")), use))

    def _changed_by(self, shown: str) -> str:
        """Return who changed the field while it was being typed into, and when: ``Import set 60 % at 14:02.``"""
        pasts = self._help.past(self.name) if self._help is not None else []
        if not pasts:
            return ""
        who = pasts[0].speaker or pasts[0].who or pasts[0].label
        return translate(N_("{who} set {value} at {time}."), who=who, value=shown,
                         time=f"{pasts[0].at.astimezone():%H:%M}")  # fmt: skip

    # From the person

    def _edited(self) -> None:
        self._dirty = True
        if self.field.kind in _RESTING:
            self._rest.start()

    def _settled(self) -> None:
        """Write, unless the keyboard only went on to the link of the message, which may take the text back."""
        now = QApplication.focusWidget()
        if now is None or not self.message.isAncestorOf(now):
            self.save()

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

    # Help

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_past_button()
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and self._tells(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            return self._tell(event) or (event.key() == Qt.Key.Key_Escape and not self._drops() and self.revert())
        return False

    def _drops(self) -> bool:
        """Whether a list is open, which the key closes first."""
        return bool(getattr(self.editor, "list_open", bool)())

    def event(self, event: QEvent) -> bool:
        """Look at keys that a part of the control left alone."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._tells(event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._tell(event):
                return True
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._show_past_button(event.type() == QEvent.Type.Enter)
        return bool(super().event(event))

    def _tells(self, event: QKeyEvent) -> bool:
        """Whether a key asks for something that this field can tell."""
        if self._help is None:
            return False
        pressed = (event.key(), event.modifiers())
        if pressed == (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier):
            return self._help.term(self.name) is not None
        if pressed == WHY_KEY:
            return self._help.derived(self.name)
        return pressed == (Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)

    def _tell(self, event: QKeyEvent) -> bool:
        if self._help is None or not self._tells(event):
            return False
        if event.key() == Qt.Key.Key_H:
            self.show_past()
        elif event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._help.open_term(self.name)
        else:
            self._help.show_why(self.name, self.editor)
        return True

    def show_past(self) -> None:
        """Show what the field was before, and let it be brought back."""
        if self._help is not None:
            self._help.show_past(self.name, self.editor)

    def _show_past_button(self, over: bool | None = None) -> None:
        focused = QApplication.focusWidget()
        inside = focused is not None and (focused is self.editor or self.isAncestorOf(focused))
        seen = self._help is not None and (inside or (self.underMouse() if over is None else over))
        self.past_button.setVisible(seen)

    # States

    def _set_state(self, state: str) -> None:
        if isinstance(self.editor, ChoiceBox):
            self.editor.set_state(state)
        else:
            set_state(self.editor, state)

    def _calm(self) -> None:
        self._set_state("error" if self._problem else "locked" if self._is_locked() else "")
        self.message.say(self._problem)
        self.set_suffix(self._suffix)

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
        self._suffix = text
        if isinstance(self.editor, TextField):
            self.editor.set_suffix(text)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.field * 4), super().sizeHint().height())
