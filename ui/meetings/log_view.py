"""The log of one meeting: what was decided, who does what, what was parked and noted; filtered, edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import meetings
from app.i18n import N_, plural, translate
from ui.meetings.entry_editor import EntryEditor
from ui.meetings.entry_row import EntryRow
from ui.meetings.kinds import CATCHES
from ui.meetings.to_complete import ToComplete
from ui.theme import Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import scrolling
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, column, row
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from app.meetings import EntryLine
    from ui.console import Console

#: Rows that are built at once; older ones come on request.
AT_ONCE, ALL = 120, "all"


class LogView(QWidget):
    """Shows the entries of ``meeting`` (all without one, if ``None``). Call ``show_log`` after every change."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console, self._document = console, console.document
        self.meeting: bytes | None = None
        self._revealed: set[bytes] = set()
        self._newest_first, self._limit = True, AT_ONCE
        self._rows: dict[bytes, QWidget] = {}
        self._editor: EntryEditor | None = None
        self._said: list[EntryLine] = []
        self.count = hint("")
        self.order = button("", self._turn, variant="quiet", size="small")
        options = [(ALL, translate(N_("All")))] + [(kind, translate(catch.many)) for kind, catch in CATCHES.items()]
        self.filter = SegmentedControl(options, translate(N_("Show")), ALL, small=True)
        self.filter.chosen.connect(lambda _key: self._fill())
        self.waiting = ToComplete(console)
        self.nothing = paragraph("")
        self.more = button("", self._show_all, variant="quiet", size="small")
        self._build()
        console.privacy.changed.connect(self._fill)

    def _build(self) -> None:
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.area = scrolling(box(column(self._list, row(None, self.more, None), None, gap=0)), "surface")
        head = row(heading(translate(N_("Log"))), self.count, None, self.order, margins=(16, 8, 8, 0))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(Space.xs))
        outer.addLayout(head)
        outer.addWidget(box(row(self.filter, None, margins=(16, 0, 16, 4))))
        outer.addWidget(box(column(self.waiting, margins=(16, 0, 16, 4))))
        self._nothing = box(column(self.nothing, margins=(16, 8, 16, 0)))
        outer.addWidget(self._nothing)
        outer.addWidget(self.area, 1)

    # --- what is shown ---

    def show_log(self, meeting: bytes | None) -> None:
        """Read the log again; an entry that is being changed stays open."""
        if meeting != self.meeting:
            self.meeting, self._limit = meeting, AT_ONCE
            self._close_editor()
            self._revealed.clear()
        self._said = meetings.entries(self._document, meeting) if meeting is not None else []
        self.waiting.show_entries([entry for entry in self._said if entry.text is None])
        self._count()
        self._fill()

    def _count(self) -> None:
        self.count.setText(plural(N_("{n} entry"), N_("{n} entries"), len(self._said)) if self._said else "")
        for kind, catch in CATCHES.items():
            number = sum(entry.kind == kind for entry in self._said)
            word = translate(catch.many)
            self.filter.set_text(kind, f"{word} {number}" if number else word)

    def _shown(self) -> list[EntryLine]:
        kind = self.filter.current()
        said = [entry for entry in self._said if kind in (ALL, entry.kind) and entry.text is not None]
        return said[::-1] if self._newest_first else said

    def _fill(self) -> None:
        shown = self._shown()
        rest, shown = max(0, len(shown) - self._limit), shown[: self._limit]
        self._arrange(shown)
        self.more.setText(plural(N_("Show {n} more"), N_("Show {n} more"), rest))
        self.more.setVisible(bool(rest))
        newest = translate(N_("Newest first") if self._newest_first else N_("In order of time"))
        self.order.setText(newest)
        self.order.set_icon("arrow-down" if self._newest_first else "arrow-up")
        self.order.setToolTip(translate(N_("Turn the order of the log")))
        self.nothing.setText(self._nothing_words())
        self._nothing.setVisible(not shown)

    def _nothing_words(self) -> str:
        if self._said and self.filter.current() != ALL:
            word = translate(CATCHES[self.filter.current()].many).lower()
            return translate(N_("No {what} yet."), what=word)
        if self.meeting != self._console.meeting.key:
            return translate(N_("Nothing was written into the log of this meeting. Reopen it to add what is missing."))
        return translate(
            N_(
                "Nothing was said yet. Alt+D catches a decision, Alt+A an action, Alt+K parks a question, Alt+N notes "
                "and Alt+P keeps a private note; from any page, also while you type."
            )
        )

    def _arrange(self, shown: Sequence[EntryLine]) -> None:
        focused = next((key for key, made in self._rows.items() if made.hasFocus()), None)
        place = list(self._rows).index(focused) if focused is not None else -1
        rows: dict[bytes, QWidget] = {}
        for entry in shown:
            rows[entry.key] = self._row_of(entry)
        for key, old in self._rows.items():
            if rows.get(key) is not old:
                old.hide()
                self._list.removeWidget(old)
                old.deleteLater()
        self._rows = rows
        for at, made in enumerate(rows.values()):
            if self._list.indexOf(made) != at:
                self._list.insertWidget(at, made)
                made.show()
        if focused is not None and rows:
            target = rows.get(focused) or list(rows.values())[min(place, len(rows) - 1)]
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row_of(self, entry: EntryLine) -> QWidget:
        hidden = self._hidden(entry)
        old = self._rows.get(entry.key)
        if isinstance(old, EntryEditor) and not hidden:
            return old
        if isinstance(old, EntryRow) and old.entry == entry and old.hidden == hidden:
            return old
        made = EntryRow(entry, hidden=hidden, writable=self._console.writable)
        made.edit_wanted.connect(partial(self.edit, entry.key))
        made.remove_wanted.connect(partial(self.remove, entry.key))
        made.reveal_wanted.connect(partial(self._reveal, entry.key))
        made.step.connect(partial(self._step, entry.key))
        return made

    def _hidden(self, entry: EntryLine) -> bool:
        return entry.private and self._console.privacy.public_safe and entry.key not in self._revealed

    # --- what is done ---

    def _turn(self) -> None:
        self._newest_first = not self._newest_first
        self._fill()

    def _show_all(self) -> None:
        self._limit = len(self._said)
        self._fill()

    def _reveal(self, key: bytes) -> None:
        self._revealed.add(key)
        self._fill()

    def _step(self, key: bytes, by: int) -> None:
        keys = list(self._rows)
        at = keys.index(key) + by
        if 0 <= at < len(keys):
            target = self._rows[keys[at]]
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(target)

    def edit(self, key: bytes) -> None:
        """Open the fields of an entry in its place."""
        entry = next((entry for entry in self._said if entry.key == key), None)
        if entry is None or not self._console.writable:
            return
        self._close_editor()
        self._editor = EntryEditor(self._console, entry)
        self._editor.closed.connect(self._edited)
        old = self._rows[key]
        at = self._list.indexOf(old)
        self._rows[key] = self._editor
        self._list.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._list.insertWidget(at, self._editor)
        self._editor.show()
        self._editor.begin()

    def _edited(self) -> None:
        editor = self._editor
        if editor is None:
            return
        inside = editor.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self._close_editor()
        self.show_log(self.meeting)
        made = self._rows.get(editor.entry.key)
        if inside and made is not None:
            made.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            self._rows.pop(editor.entry.key, None)
            self._list.removeWidget(editor)
            editor.hide()
            editor.deleteLater()

    def remove(self, key: bytes) -> None:
        """Take an entry out of the log."""

        def gone() -> bool:
            meetings.remove_entry(self._document, key)
            return True

        if self._console.attempt(gone):
            self._console.say(translate(N_("Entry removed.")), undoable=True)

    def select(self, key: bytes) -> None:
        """Bring an entry into view and give it the focus."""
        if key not in self._rows:
            self.filter.set_current(ALL)
            self._limit = len(self._said)
            self._fill()
        waiting = next((line for line in self.waiting.rows() if line.entry.key == key), None)
        target = self._rows.get(key)
        if waiting is not None:
            waiting.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif target is not None:
            self.area.ensureWidgetVisible(target)
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def entry_rows(self) -> list[EntryRow]:
        """Return the rows that are shown, from top to bottom."""
        return [made for made in self._rows.values() if isinstance(made, EntryRow)]

    @property
    def editor(self) -> EntryEditor | None:
        """The fields that are open."""
        return self._editor
