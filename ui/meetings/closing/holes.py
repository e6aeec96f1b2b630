"""Step 1: what is missing, as sentences, each with the field that mends it; nothing of it is forced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import entities, meetings
from app import model as m
from app.dates import format_date, parse_date
from app.fields import fields_of
from app.i18n import N_, UserError, plural, translate
from ui.meetings import filing
from ui.meetings.closing.step import Step
from ui.meetings.kinds import CATCHES
from ui.subjects.columns import source_of
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import scrolling
from ui.widgets.editors import make_editor
from ui.widgets.inputs import TextField
from ui.widgets.labels import hint, label
from ui.widgets.layouts import box, clear, column, row
from ui.widgets.lines import IconLabel

if TYPE_CHECKING:
    from app.meetings import EntryLine, Hole
    from ui.console import Console

#: Where what cannot be mended here is mended.
PLACES = {"scoring": "risks"}


class Mend(QWidget):
    """One line: what lacks something, and the field for it. ``write(entered)`` may raise ``UserError``."""

    def __init__(self, words: str, icon: str, editor: Any, write: Callable[[Any], object], done: Callable[[], None]):
        super().__init__()
        self.editor, self._write, self._done = editor, write, done
        self.problem = hint("", tone="err")
        self.problem.hide()
        named = label(words, "body", "text2", elide=True)
        across = row(IconLabel(icon), gap=Space.s)
        across.addWidget(named, 3)
        across.addWidget(editor, 2)
        self.setLayout(column(box(across), self.problem, gap=0, margins=(Size.icon + Space.s, 0, 0, 0)))
        editor.setAccessibleName(f"{editor.placeholderText()}: {words}")
        editor.settled.connect(self.write)

    def write(self) -> None:
        """Write what was entered, if anything; what is wrong is told below."""
        try:
            entered = self.editor.entry()
            if entered in (None, ""):
                return
            self._write(entered)
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self._done()


class HolesStep(Step):
    """Sentences such as ``2 decisions have no owner.``, each with the entries it is about."""

    NAME = N_("Missing")

    def __init__(self, console: Console, meeting: bytes, leave: Callable[[str], None]) -> None:
        super().__init__(console, meeting)
        self._leave = leave
        self.mends: list[Mend] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(Space.s))
        self._lines.setContentsMargins(0, 0, px(Space.m), 0)
        self.body.addWidget(scrolling(box(column(self._lines, None)), "raised"), 1)

    def enter(self) -> None:
        found = meetings.holes(self.document, self.meeting)
        clear(self._lines)
        self.mends = []
        entries = {entry.key: entry for entry in meetings.entries(self.document, self.meeting)}
        for hole in found:
            self._show_hole(hole, entries)
        if found:
            title = plural(N_("{n} thing is missing"), N_("{n} things are missing"), len(found))
            self.tell(title, translate(N_("Mend it here while the room is still full, or go on: nothing is forced.")))
        else:
            self.tell(translate(N_("Nothing is missing")), translate(N_("Everything has words, an owner and a date.")))

    def _show_hole(self, hole: Hole, entries: dict[bytes, EntryLine]) -> None:
        head = row(IconLabel("triangle-alert", "warn"), label(hole.sentence, "name", wrap=False, elide=True))
        head.setStretch(1, 1)
        if hole.kind == "agenda":
            skip = button(translate(N_("Skip them")), lambda: self._skip(hole.keys), size="small")
            head.addWidget(skip)
        elif hole.kind in PLACES:
            go = button(translate(N_("Go there")), lambda: self._leave(PLACES[hole.kind]), size="small")
            head.addWidget(go)
        self._lines.addWidget(box(head))
        for key in hole.keys:
            mend = self._mend(hole, key, entries)
            if mend is not None:
                self.mends.append(mend)
                self._lines.addWidget(mend)

    def _mend(self, hole: Hole, key: bytes, entries: dict[bytes, EntryLine]) -> Mend | None:
        entry = entries.get(key)
        if entry is not None:
            return self._mend_entry(hole.kind, entry)
        if hole.kind == "address":
            name = getattr(self.document.get(m.Person, key), "name", "")
            field = TextField("", translate(N_("E-mail address")), kind="compact")
            return Mend(name, "mail", field, lambda text: self._set(m.Person, key, "email", text), self._again)
        if hole.kind == "seat":
            seats = {seat.key: seat for seat in meetings.seat_lines(self.document, self.meeting)}
            editor = self._editor(m.Seat, "person_id", N_("Who sat there?"))
            words = f"{seats[key].number} {seats[key].name}" if key in seats else ""
            return Mend(words, "user", editor, lambda who: self._change_seat(key, who), self._again)
        return None

    def _mend_entry(self, kind: str, entry: EntryLine) -> Mend:
        catch = CATCHES[entry.kind]
        said = entry.text or f"{entry.at.astimezone():%H:%M}  {entry.speaker_name}".strip()
        if kind == "words":
            field = TextField("", translate(catch.prompt), kind="compact")
            return Mend(said, catch.icon, field, lambda text: self._complete(entry, text), self._again)
        if kind == "owner":
            owner = self._editor(m.MeetingEntry, "owner_id", N_("Owner"))
            return Mend(said, catch.icon, owner, lambda who: self._edit(entry.key, owner_id=who), self._again)
        due = TextField("", translate(N_("Due: +6w, 3 Jan")), kind="compact")
        if entry.due_on is not None:
            said = f"{said} ({format_date(entry.due_on)})"
        return Mend(said, catch.icon, due, lambda text: self._date(entry.key, text), self._again)

    def _editor(self, model: Any, name: str, words: str) -> Any:
        spec = fields_of(model)[name]
        made: Any = make_editor(spec, source_of(self.document, spec))
        made.setPlaceholderText(translate(words))
        made.setFixedHeight(px(Size.field_small))
        return made

    # --- mending ---

    def _set(self, model: Any, key: bytes, name: str, text: str) -> None:
        entities.set_field(self.document, model, key, name, text)

    def _change_seat(self, key: bytes, who: Any) -> None:
        meetings.change_seat(self.document, key, person_id=who)

    def _complete(self, entry: EntryLine, text: str) -> None:
        filing.complete(self.document, entry, text)

    def _edit(self, key: bytes, **values: Any) -> None:
        meetings.edit_entry(self.document, key, **values)

    def _date(self, key: bytes, text: str) -> None:
        meetings.edit_entry(self.document, key, due_on=parse_date(text, today=self.document.today()))

    def _skip(self, keys: Sequence[bytes]) -> None:
        def skip() -> None:
            for key in keys:
                meetings.end_point(self.document, key)

        self.console.attempt(skip)
        self._again()

    def _again(self) -> None:
        """Read again once the field that was left has ended its own work, and go to the next one."""
        at = next((n for n, one in enumerate(self.mends) if one.editor.hasFocus()), 0)
        QTimer.singleShot(0, self, lambda: self._reread(at))

    def _reread(self, at: int) -> None:
        self.enter()
        if self.mends:
            self.mends[min(at, len(self.mends) - 1)].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.ready.emit()
