"""The catch line at the foot of every page: what is said is filed to what is on screen, a decision, an action …

Nothing is lost: Enter files the words with time and speaker, Enter alone stamps an entry whose words come later.
``>`` chooses where the words go, Esc goes back to where one was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from app import meetings
from app.i18n import N_, translate
from ui import theme
from ui.console import Page
from ui.meetings.chooser import Chooser
from ui.meetings.filing import file
from ui.meetings.kinds import ACTION, HIDDEN, NOTE, OWNED
from ui.meetings.targets import Target, on, targets
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, button
from ui.widgets.inputs import TextField
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import elided, hint
from ui.widgets.layouts import box, ground, row

if TYPE_CHECKING:
    from app.history import ChangeSet
    from ui.console import Console

#: How often the line looks at what is on screen, in milliseconds, and how wide its chips may be.
LOOK_MS, TARGET_MOST, SPEAKER_MOST, NARROW = 400, 210, 120, 900
#: Behind ">", so many letters and a space choose without the list: ">d " is a decision.
SHORT = 2
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CatchField(TextField):
    """The field of the line. It leaves the keys that steer the line to ``steer(event)``."""

    wanted_list = Signal()

    def __init__(self, name: str, steer: Callable[[QKeyEvent], bool]) -> None:
        super().__init__(name, kind="catch")
        self._steer = steer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._steer(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() == Qt.Key.Key_Tab and self._steer(event):  # type: ignore[attr-defined, arg-type]
            return True
        return bool(super().event(event))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.wanted_list.emit()


class CatchLine(QWidget):
    """One bar. ``catch(kind)`` takes the focus; ``on_screen()`` tells the key of what is shown, to which notes go."""

    filed = Signal(object)  #: the key of the new entry

    def __init__(self, console: Console, on_screen: Callable[[], bytes | None] | None = None) -> None:
        super().__init__()
        self._console, self._on_screen = console, on_screen or self._subject_of_page
        self.target = Target()
        self._before: QWidget | None = None
        self._kept, self._choosing = "", False
        self._people: meetings.Directory | None = None
        self._chooser: Chooser | None = None
        ground(self, "surface", "top")
        self.setFixedHeight(px(Size.foot))
        self.setAccessibleName(translate(N_("Catch line")))
        self._build()
        self._connect()
        self.aim(NOTE)
        if not console.writable:
            self._close_for_reading()

    # --- building ---

    def _build(self) -> None:
        self.target_chip = button("", self.open_chooser, variant="quiet", size="small")
        self.speaker_chip = button("", self._open_seats, icon="user", variant="quiet", size="small")
        self.field = CatchField(translate(N_("Catch line")), self._steer)
        self.reading = hint("", elide=True, tone="text2")
        self.reading.setAccessibleDescription(translate(N_("How the action was understood")))
        self.hints = box(
            row(
                KeyHint(("F4",), translate(N_("note"))),
                KeyHint(("Alt", "D"), translate(N_("decision"))),
                KeyHint(("Alt", "A"), translate(N_("action"))),
                KeyHint((">",), translate(N_("more"))),
                gap=Space.m,
            )
        )
        self.working = box(
            row(
                KeyHint(("Return",), translate(N_("file"))),
                KeyHint((">",), translate(N_("where"))),
                KeyHint(("Escape",), translate(N_("back"))),
                gap=Space.m,
            )
        )
        across = row(self.target_chip, self.speaker_chip, gap=Space.xs, margins=(Space.s, 0, Space.l, 0))
        across.addWidget(self.field, 1)
        across.addSpacing(px(Space.s))
        across.addWidget(self.reading, 1)
        across.addWidget(self.hints)
        across.addWidget(self.working)
        self.setLayout(across)

    def _connect(self) -> None:
        self.field.edited.connect(self._typed)
        self.field.wanted_list.connect(self._arrive)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self._console.meeting.changed.connect(self.freshen)
        self._console.privacy.changed.connect(self.freshen)
        self._console.bridge.changed.connect(self._hear)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._follow_screen)
        self._look.start()

    def _close_for_reading(self) -> None:
        self.field.setEnabled(False)
        self.target_chip.setEnabled(False)
        self.speaker_chip.hide()
        self.hints.hide()
        words = translate(N_("This window is read-only; nothing can be caught here."))
        self.field.setPlaceholderText(words)
        self.field.setAccessibleDescription(words)

    # --- where the words go ---

    def catch(self, kind: str = NOTE, *, about: bool = True) -> None:
        """Take the focus for an entry of ``kind``, about what is on screen unless told otherwise."""
        if not self._console.writable:
            return
        self._end_choice(restore=True)
        self.aim(kind, about=about)
        if not self.field.hasFocus():
            self._before = QApplication.focusWidget()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def aim(self, kind: str, *, about: bool = True) -> None:
        """Turn to an entry of ``kind``."""
        self.aim_at(on(self._console.document, kind, self._on_screen() if about else None))

    def aim_at(self, target: Target) -> None:
        """Turn to a target."""
        self.target = target
        self.freshen()

    def _subject_of_page(self) -> bytes | None:
        for page in self.window().findChildren(Page):
            if page.isVisible():
                return page.on_screen()
        return None

    def _follow_screen(self) -> None:
        """While nobody types here, the line turns to what has come on screen."""
        if self.isVisible() and not self.field.hasFocus() and not self.field.text():
            subject = self._on_screen()
            if subject != self.target.subject or self.target.kind != NOTE or self.target.field:
                self.aim(NOTE)

    # --- what is shown ---

    def freshen(self) -> None:
        """Show target, speaker and reading as they are now."""
        words = self.target.words
        self.target_chip.set_icon(self.target.icon)
        self.target_chip.setText(elided(words, "body", px(TARGET_MOST)).replace("&", "&&"))
        self.target_chip.setToolTip(translate(N_("Filed as: {target}. “>” chooses another place."), target=words))
        self.target_chip.setAccessibleName(translate(N_("Filed as: {target}"), target=words))
        self.target_chip.updateGeometry()
        self._show_speaker()
        if self._console.writable:
            self.field.setPlaceholderText(self.target.prompt)
        hidden = self.target.private and self._console.privacy.public_safe
        self.field.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        self._read()
        if (layout := self.layout()) is not None:
            layout.activate()  # longer words are never cut, not even until the next round of events
        self.update()

    def _show_speaker(self) -> None:
        meeting = self._console.meeting
        self.speaker_chip.setVisible(meeting.running and self._console.writable)
        seat = meeting.speaker
        name = seat_words(seat) if seat is not None else translate(N_("Nobody"))
        self.speaker_chip.setText(elided(name, "body", px(SPEAKER_MOST)).replace("&", "&&"))
        self.speaker_chip.set_variant("active" if seat is not None else "quiet")
        full = f"{seat.number} {seat.name}" if seat is not None else translate(N_("nobody"))
        self.speaker_chip.setAccessibleName(translate(N_("Speaker: {name}"), name=full))
        self.speaker_chip.setToolTip(translate(N_("Speaker: {name}. Alt with a number chooses."), name=full))

    def _read(self) -> None:
        text, here = self.field.text().strip(), self.field.hasFocus()
        sentence, tone = "", "text2"
        if self._choosing:
            sentence = translate(N_("Choose with the arrows and Enter."))
        elif self.target.private:
            sentence = translate(HIDDEN) if self._console.privacy.public_safe and text else ""
        elif self.target.kind in OWNED and text and not self.target.field:
            sentence, tone = self._understood(text)
        self.reading.setText(sentence)
        self.reading.set_tone(tone)
        self.reading.setVisible(bool(sentence))
        narrow = self.width() < px(NARROW)
        self.working.setVisible(here and not sentence and not narrow)
        self.hints.setVisible(not here and not sentence and not narrow and self._console.writable)

    def _understood(self, text: str) -> tuple[str, str]:
        """Return how a line is read: for an action always, otherwise where an owner or a day was found."""
        if self._people is None:
            self._people = meetings.Directory(self._console.document)
        caught = meetings.read_line(self._console.document, text, self.target.kind, directory=self._people)
        if self.target.kind == ACTION:
            return caught.sentence, "text2" if caught.owner is not None else "warn"
        if caught.choices:
            return caught.sentence, "warn"
        return caught.sentence if caught.owner is not None or caught.due_on is not None else "", "text2"

    def _hear(self, change_set: ChangeSet) -> None:
        if "person" in change_set.tables:
            self._people = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._read()
        self._end_choice(restore=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.target.private:
            painter, tokens = QPainter(self), theme.tokens()
            painter.fillRect(self.rect(), theme.colour(tokens.warn_ground))
            painter.fillRect(0, 0, self.width(), Size.line, theme.colour(tokens.warn))
            painter.end()

    # --- keys ---

    def _steer(self, event: QKeyEvent) -> bool:
        """Take the keys that steer the line; return whether one was."""
        key, plain = (
            event.key(),
            event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier),
        )
        if self._choosing:
            return self._steer_choice(event)
        if key in _ENTER and plain:
            if not event.isAutoRepeat():
                self.file()
            return True
        if key == Qt.Key.Key_Escape:
            self.leave()
            return True
        if event.text() == ">" and self.field.cursorPosition() == 0 and not self.field.hasSelectedText():
            self.open_chooser()
            return True
        return False

    def _steer_choice(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if self._chooser is None:
            return False
        if event.key() in steps:
            self._chooser.step(steps[Qt.Key(event.key())])
        elif event.key() in (*_ENTER, Qt.Key.Key_Tab):
            self._chooser.take()
        elif event.key() == Qt.Key.Key_Escape:
            self._end_choice(restore=True)
        else:
            return False
        return True

    def _typed(self) -> None:
        if self._choosing:
            text = self.field.text()
            if not text.startswith(">"):
                self._end_choice(restore=True)
                return
            word = text[1:].casefold()
            if len(word) <= SHORT + 1 and word.endswith(" ") and word.strip() in meetings.KIND_WORDS:
                self._take(on(self._console.document, meetings.KIND_WORDS[word.strip()], self._on_screen()))
                return
            self._offer(text[1:])
        self._read()

    # --- choosing where ---

    def open_chooser(self) -> None:
        """Offer the places that words can go; what was typed comes back afterwards."""
        if not self._console.writable:
            return
        if not self.field.hasFocus():
            self._before = QApplication.focusWidget()
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._kept, self._choosing = self.field.text(), True
        self.field.setEchoMode(QLineEdit.EchoMode.Normal)
        self.field.setText(">")
        self._offer("")
        self._read()

    def _offer(self, typed: str) -> None:
        if self._chooser is None:
            self._chooser = Chooser(self.window())
            self._chooser.taken.connect(self._take)
        self._chooser.offer(targets(self._console.document, self._on_screen()), typed)
        self._chooser.open_above(self.target_chip)

    def _take(self, target: Target) -> None:
        self._end_choice(restore=True)
        self.aim_at(target)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_choice(self, *, restore: bool) -> None:
        if not self._choosing:
            return
        self._choosing = False
        if self._chooser is not None:
            self._chooser.hide()
        if restore:
            self.field.setText(self._kept)
        self.freshen()

    @property
    def chooser(self) -> Chooser | None:
        """The list that is open now."""
        return self._chooser if self._choosing else None

    # --- filing and leaving ---

    def file(self) -> None:
        """File what was typed and clear the line; what cannot be filed is told and stays."""
        text = self.field.text().strip()
        entry = self._console.attempt(lambda: file(self._console, self.target, text))
        if entry is not None:
            self.field.clear()
            self._read()
            self.filed.emit(entry)

    def leave(self) -> None:
        """Go back to where the focus was; unfinished words stay."""
        self._end_choice(restore=True)
        widget = self._before
        while widget is not None and not _takes_focus(widget):
            widget = widget.parentWidget() if shiboken6.isValid(widget) else None
        self._before = None
        if widget is not None and widget is not self.field:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.field.clearFocus()

    def _arrive(self) -> None:
        self._read()

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is self.field and old is not None and not self.isAncestorOf(old):
            self._before = old
        if old is self.field and now is not self.field:
            chooser = self._chooser
            if self._choosing and not (now is not None and chooser is not None and chooser.isAncestorOf(now)):
                self._end_choice(restore=True)
            self._read()

    # --- the speaker ---

    def _open_seats(self) -> None:
        menu = self._seat_menu()
        menu.exec(self.speaker_chip.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _seat_menu(self) -> QMenu:
        menu, meeting = QMenu(self), self._console.meeting
        choices: Sequence[tuple[int | None, str]] = [
            *((seat.number, f"{seat.number}  {seat.name}") for seat in meeting.seats),
            (None, translate(N_("0  Nobody"))),
        ]
        for number, words in choices:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(number == meeting.speaker_seat)
            action.triggered.connect(lambda _on=False, chosen=number: meeting.set_speaker(chosen))
        return menu

    def chip(self) -> Button:
        """Return the chip that tells where the words go."""
        return self.target_chip


def seat_words(seat: meetings.SeatLine) -> str:
    """Return number and first name of whoever holds a seat, or the role: ``3 Adaeze``."""
    name = seat.name.split(" ")[0] if seat.person is not None else seat.name
    return f"{seat.number} {name}"


def _takes_focus(widget: QWidget) -> bool:
    return (
        shiboken6.isValid(widget)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    )
