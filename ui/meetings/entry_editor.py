"""Changing one entry of the log where it stands: words, kind, owner and date, kept together as one step of Undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from app import meetings
from app import model as m
from app.dates import format_date, parse_date
from app.fields import Field, fields_of
from app.i18n import N_, UserError, translate
from ui.meetings.kinds import ACTION, CATCHES, OWNED
from ui.subjects.columns import source_of
from ui.theme import Space
from ui.widgets.buttons import button
from ui.widgets.editors import Source, make_editor
from ui.widgets.inputs import ChoiceBox, NoteField
from ui.widgets.labels import label
from ui.widgets.layouts import box, column, row

if TYPE_CHECKING:
    from app.meetings import EntryLine
    from ui.console import Console


def _field(spec: Field, source: Source | None = None) -> Any:
    return make_editor(spec, source or Source())


class EntryEditor(QFrame):
    """Fields over one entry. Enter keeps, Ctrl+Enter in the words too, Esc leaves it as it was; so does leaving it."""

    closed = Signal()

    def __init__(self, console: Console, entry: EntryLine) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._console, self.entry, self._open = console, entry, True
        fields = fields_of(m.MeetingEntry)
        self.words = NoteField(translate(fields["text"].label), translate(CATCHES[entry.kind].prompt), lines=2)
        kinds = [(kind, translate(catch.word)) for kind, catch in CATCHES.items()]
        self.kind = ChoiceBox(kinds, translate(fields["kind"].label), empty=None)
        self.owner = _field(fields["owner_id"], source_of(console.document, fields["owner_id"]))
        self.due = _field(fields["due_on"])
        self.owner.setAccessibleName(translate(fields["owner_id"].label))
        self.due.setAccessibleName(translate(fields["due_on"].label))
        self.owner.setPlaceholderText(translate(N_("Owner")))
        self.due.setPlaceholderText(translate(N_("Due: +6w, 3 Jan")))
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()
        self._build()
        self._show()

    def _build(self) -> None:
        keep = button(translate(N_("Keep")), self.keep, variant="primary", size="small")
        leave = button(translate(N_("Cancel")), self.cancel, variant="quiet", keys=("Esc",), size="small")
        details = row(self.kind, gap=Space.s)
        details.addWidget(self.owner, 2)
        details.addWidget(self.due, 1)
        self.setLayout(
            column(
                self.words, box(details), self.problem, box(row(None, leave, keep)), gap=Space.s,
                margins=(Space.m, Space.m, Space.m, Space.m),
            )
        )  # fmt: skip
        self.kind.activated.connect(lambda _at: self._fit())
        for part in (self.words, self.kind, self.owner, self.due):
            part.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _show(self) -> None:
        entry = self.entry
        self.words.setText(entry.text or "")
        self.kind.show_entry(entry.kind, "")
        self.owner.show_entry(entry.owner, entry.owner_name)
        self.due.show_entry(entry.due_on, format_date(entry.due_on) if entry.due_on is not None else "")
        self._fit()

    def _fit(self) -> None:
        kind = self.kind.entry()
        self.owner.setVisible(kind in OWNED)
        self.due.setVisible(kind == ACTION)

    def begin(self) -> None:
        """Take the focus, with the cursor after the words."""
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.words.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.words.setTextCursor(cursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            newline = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if event.key() == Qt.Key.Key_Escape:
                self.cancel()
                return True
            if enter and (held or (watched is self.words and not newline) or watched is self.due):
                self.keep()
                return True
        return False

    def _values(self) -> dict[str, Any]:
        kind = self.kind.entry()
        values: dict[str, Any] = {"text": self.words.text().strip() or None, "kind": kind}
        if kind in OWNED and self.owner.entry() != self.entry.owner:
            values["owner_id"] = self.owner.entry()
        due = str(self.due.text()).strip()
        day = parse_date(due, today=self._console.document.today()) if due else None
        if kind == ACTION and day != self.entry.due_on:
            values["due_on"] = day
        return values

    def keep(self) -> None:
        """Write what was changed; what cannot be is told, and the fields stay."""
        if not self._open:
            return
        try:
            meetings.edit_entry(self._console.document, self.entry.key, **self._values())
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.cancel()

    def cancel(self) -> None:
        """Close without writing."""
        if self._open:
            self._open = False
            self.closed.emit()

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        if not self._open or old is None or now is None or not self.isAncestorOf(old):
            return
        if not self.isAncestorOf(now) and now.window() is self.window() and self.isVisible():
            self.keep()
