"""What was stamped and waits for its words: one line each, to be typed where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import meetings
from app.i18n import N_, plural, translate
from ui.meetings import filing
from ui.meetings.kinds import CATCHES
from ui.theme import Space, px
from ui.widgets.buttons import icon_button
from ui.widgets.cards import Card
from ui.widgets.inputs import TextField
from ui.widgets.labels import hint
from ui.widgets.layouts import column, row
from ui.widgets.lines import IconLabel

if TYPE_CHECKING:
    from app.meetings import EntryLine
    from ui.console import Console

#: So many are seen at once; the rest comes up as they are completed.
SEEN = 4


class WaitingLine(QWidget):
    """One stamped entry with the field for its words. Enter keeps them."""

    def __init__(self, console: Console, entry: EntryLine) -> None:
        super().__init__()
        self._console, self.entry = console, entry
        catch = CATCHES[entry.kind]
        time = f"{entry.at.astimezone():%H:%M}"
        told = " · ".join(part for part in (time, entry.speaker_name, entry.subject_name) if part)
        name = translate(N_("Words of the {kind} at {time}"), kind=translate(catch.word).lower(), time=time)
        self.field = TextField(name, translate(catch.prompt), told, kind="compact")
        self.field.returnPressed.connect(self.keep)
        self.field.setEnabled(console.writable)
        remove = icon_button("trash-2", translate(N_("Remove this entry")), self.remove, size="small")
        remove.setEnabled(console.writable)
        icon = IconLabel(catch.icon, "warn" if entry.private else "text2")
        icon.setToolTip(translate(catch.word))
        across = row(icon, gap=Space.s)
        across.addWidget(self.field, 1)
        across.addWidget(remove)
        self.setLayout(across)

    def keep(self) -> None:
        """Give the entry its words."""
        text = self.field.text().strip()
        if text:
            self._console.attempt(lambda: filing.complete(self._console.document, self.entry, text))

    def remove(self) -> None:
        """Take the entry out of the log."""
        self._console.attempt(lambda: meetings.remove_entry(self._console.document, self.entry.key))
        self._console.say(translate(N_("Entry removed.")), undoable=True)


class ToComplete(Card):
    """The card on top of the log; hidden while nothing waits."""

    completed = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.head = hint("", tone="warn")
        self.more = hint("")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(Space.xs))
        self.body.addLayout(column(self.head, self._lines, self.more, gap=Space.s))
        self._rows: dict[bytes, WaitingLine] = {}
        self.hide()

    def show_entries(self, waiting: Sequence[EntryLine]) -> None:
        """Show what waits; fields that hold unfinished words stay."""
        words = plural(N_("To complete ({n})"), N_("To complete ({n})"), len(waiting))
        self.head.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(waiting))
        shown = {entry.key: entry for entry in waiting[:SEEN]}
        for key in [key for key in self._rows if key not in shown]:
            self._drop(key, next_key=next(iter(shown), None))
        for at, (key, entry) in enumerate(shown.items()):
            if key not in self._rows:
                self._rows[key] = WaitingLine(self._console, entry)
                self._lines.insertWidget(at, self._rows[key])
                self._rows[key].show()
        rest = len(waiting) - len(shown)
        self.more.setText(plural(N_("and {n} more"), N_("and {n} more"), rest) if rest else "")
        self.more.setVisible(bool(rest))

    def _drop(self, key: bytes, next_key: bytes | None) -> None:
        gone = self._rows.pop(key)
        had_focus = gone.field.hasFocus()
        following = self._rows.get(next_key) if next_key is not None else next(iter(self._rows.values()), None)
        if had_focus and following is not None:
            following.field.setFocus()
        gone.hide()
        gone.deleteLater()

    def rows(self) -> list[WaitingLine]:
        """Return the lines that are shown, from top to bottom."""
        found = [self._lines.itemAt(at) for at in range(self._lines.count())]
        widgets = [part.widget() for part in found if part is not None]
        return [part for part in widgets if isinstance(part, WaitingLine) and part in self._rows.values()]
