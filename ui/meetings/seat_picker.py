"""Naming who sits where: a few letters find a person, create one, or seat a role; a list of names can be pasted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app import listings
from app.i18n import N_, translate
from ui.meetings.lines import LineList, ListLine
from ui.theme import Space
from ui.widgets.inputs import TextField
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from app.document import Document

#: Suggestions that are seen at once.
SEEN = 5
_BETWEEN = re.compile(r"[\r\n;\t]+")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is to sit: a person of the session (``person``), a person who is new, or nobody in particular: a role."""

    name: str
    person: bytes | None = None
    new: bool = False

    @property
    def kind(self) -> str:
        """What it is in a word."""
        if self.person is not None:
            return ""
        return translate(N_("new person") if self.new else N_("role"))


def read_names(document: Document, text: str) -> list[Holder]:
    """Return the holders that a pasted list names, one per line; people of the session are recognised."""
    known = {name.casefold(): (key, name) for key, name in listings.options(document, "person")}
    names = [" ".join(part.split()) for part in _BETWEEN.split(text)]
    holders = []
    for name in dict.fromkeys(name for name in names if name):
        key, shown = known.get(name.casefold(), (None, name))
        holders.append(Holder(shown, key, new=key is None))
    return holders


class _NameField(TextField):
    """The field; it leaves the keys that steer the suggestions, and pasted lists, to ``steer(event)``."""

    def __init__(self, name: str, placeholder: str, steer: Callable[[QKeyEvent], bool]) -> None:
        super().__init__(name, placeholder)
        self._steer = steer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._steer(event):
            super().keyPressEvent(event)


class SeatPicker(QWidget):
    """A field with its suggestions below. ``picked(list of Holder)`` fires for each name, or a whole pasted list."""

    picked = Signal(object)
    finished = Signal()  #: Enter in the empty field

    def __init__(self, document: Document, *, placeholder: str = "") -> None:
        super().__init__()
        self._document = document
        self._taken: frozenset[bytes] = frozenset()
        self._offered: list[Holder] = []
        words = placeholder or translate(N_("Name or role; a list can be pasted"))
        self.field = _NameField(translate(N_("Who sits there")), words, self._steer)
        self.list = LineList(translate(N_("Suggestions")))
        self.list.choice_leads = True
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.hide()
        self.setLayout(column(self.field, self.list, gap=Space.xs))
        self.setFocusProxy(self.field)
        self.field.edited.connect(self._offer)
        self.list.pressed_line.connect(self._pick)

    def set_taken(self, people: Sequence[bytes | None]) -> None:
        """Leave out who sits there already."""
        self._taken = frozenset(person for person in people if person is not None)

    def _offer(self) -> None:
        typed = " ".join(self.field.text().split())
        self._offered = self._found(typed) if typed else []
        self.list.show_lines([self._line(at, holder) for at, holder in enumerate(self._offered)])
        self.list.setVisible(bool(self._offered))
        if self._offered:
            self.list.choose(0)
            self.list.setFixedHeight(self.list.wished_height())

    def _found(self, typed: str) -> list[Holder]:
        parts = typed.casefold().split()
        people = [
            Holder(name, key)
            for key, name in listings.options(self._document, "person")
            if key not in self._taken and all(part in name.casefold() for part in parts)
        ]
        people.sort(key=lambda one: not one.name.casefold().startswith(parts[0]))
        known = any(one.name.casefold() == typed.casefold() for one in people)
        return [*people[:SEEN], *([] if known else [Holder(typed, new=True)]), Holder(typed)]

    def _line(self, at: int, holder: Holder) -> ListLine:
        if holder.person is not None:
            return ListLine(at, holder.name, icon="user")
        if holder.new:
            return ListLine(at, translate(N_("Create “{name}”"), name=holder.name), icon="user-plus")
        return ListLine(at, translate(N_("Role “{name}”"), name=holder.name), icon="tag")

    def _pick(self, at: int) -> None:
        holder = self._offered[at]
        self.field.clear()
        self._offer()
        self.picked.emit([holder])

    def paste_names(self) -> None:
        """Seat everybody on the list in the clipboard."""
        names = read_names(self._document, QGuiApplication.clipboard().text())
        if names:
            self.picked.emit(names)

    def _steer(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.matches(QKeySequence.StandardKey.Paste) and _BETWEEN.search(
            QGuiApplication.clipboard().text().strip()
        ):
            self.paste_names()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._offered:
                self._pick(int(self.list.current_key() or 0))
            else:
                self.finished.emit()
        elif event.key() in steps and self._offered:
            self.list.choose((int(self.list.current_key() or 0) + steps[Qt.Key(event.key())]) % len(self._offered))
        elif event.key() == Qt.Key.Key_Escape and self._offered:
            self.field.clear()
            self._offer()
        else:
            return False
        return True
