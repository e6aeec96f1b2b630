"""Taking a register back: read in its own process, compared, decided line by line with the keys, taken as one edit."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_documents_path
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.dates import format_instant
from app.i18n import N_, UserError, plural, translate
from app.imports import BookReading
from app.register import returning
from app.register.returning import Comparison
from ui.register_return.beside import Beside
from ui.register_return.decisions import Decisions
from ui.register_return.listing import make_list, told
from ui.tasks import Progress, Task
from ui.theme import Space, px
from ui.widgets.buttons import button, link
from ui.widgets.cards import scrolling
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import hint, label, paragraph
from ui.widgets.layouts import box, column, row, rule
from ui.widgets.lines import IconLabel
from ui.widgets.meter import BusyPanel

if TYPE_CHECKING:
    from app.imports.book import RawBook
    from ui.main_window import MainWindow

WIDTH, TALL, POLL_MS = 1120, 660, 60
#: The notes about the file take at most this height before they scroll.
NOTES_HIGH = 92
#: So many remarks about the file are told one by one; the command line tells all.
NOTES = 100
KEYS = (
    (("J", "K"), N_("next, last")),
    (("A",), N_("accept")),
    (("R",), N_("reject")),
    (("1", "2"), N_("ours, theirs")),
)


def choose_register(parent: QWidget) -> Path | None:
    """Ask for a register that came back; ``None`` if the person thinks better of it."""
    words = translate(N_("Workbooks")) + " (*.xlsx *.xlsm)"
    caption = translate(N_("Take back a risk register"))
    chosen, _ = QFileDialog.getOpenFileName(parent, caption, str(user_documents_path()), words)
    return Path(chosen) if chosen else None


class ReturnDialog(Dialog):
    """A register on its way back. Nothing changes until “Take over” is pressed; then it is one edit."""

    def __init__(self, window: MainWindow, path: Path) -> None:
        go = Verb("take", N_("Take over"), variant="primary", default=True, keys=("Ctrl", "Return"))
        super().__init__(window, translate(N_("Take back {name}"), name=path.name[:60]), "", (CANCEL, go), width=WIDTH)
        self._document, self.path = window.document, path
        self.comparison: Comparison | None = None
        self.decisions: Decisions | None = None
        self.result_words = ""
        self.message = label("", "body", "err", wrap=True)
        self.message.hide()
        self._busy = BusyPanel(translate(N_("Reading {name}"), name=path.name[:60]))
        self._busy.cancelled.connect(lambda: self.finish("cancel"))
        self.setMinimumHeight(px(TALL))
        self.body.addWidget(self._busy)
        self.body.addWidget(self.message)
        self.buttons["take"].setEnabled(False)
        self._show_verbs(False)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._reading: BookReading | None = None
        self._task: Task | None = None
        self._closed = False
        self._read(path)

    def _show_verbs(self, shown: bool) -> None:
        """Show the buttons at the foot; while the file is read, the panel has the only Cancel."""
        for made in self.buttons.values():
            made.setVisible(shown)

    # --- reading ---

    def _read(self, path: Path) -> None:
        try:
            self._reading = BookReading(path)
        except UserError as error:
            self._refuse(error)
            return
        self._timer.start()

    def _poll(self) -> None:
        try:
            book = self._reading.poll() if self._reading is not None else None
            if book is None:
                return
            self._timer.stop()
            self._compare(book)
        except UserError as error:
            self._timer.stop()
            self._refuse(error)

    def _compare(self, book: RawBook) -> None:
        """Compare on a copy in another thread, so that ten thousand rows do not hold the window up."""
        copy = self._document.snapshot()

        def work(_progress: Progress) -> Comparison:
            try:
                return returning.compare(copy, returning.understood(book))
            finally:
                copy.close()

        self._task = Task(work)
        self._task.done.connect(self.show_comparison)
        self._task.failed.connect(self._failed)
        self._task.start()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self._refuse(error)

    def _refuse(self, error: UserError) -> None:
        self._busy.hide()
        self._show_verbs(True)
        self._tell(str(error))
        self.body.addStretch(1)
        self.buttons["cancel"].setFocus()

    def _tell(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.show()

    # --- what would change ---

    def show_comparison(self, comparison: Comparison) -> None:
        """Show what differs; a dialog that was closed meanwhile shows nothing."""
        if self._closed:
            return
        self.comparison, self.decisions = comparison, Decisions(comparison)
        self._busy.hide()
        self._show_verbs(True)
        self.body.addLayout(self._head(comparison))
        if comparison.notes:
            self.body.addWidget(_notes(comparison.notes))
        if not comparison.lines:
            nothing = translate(N_("Nothing new: the session has everything that stands in the file."))
            self.body.addWidget(label(nothing, "name", "text"))
            self.body.addStretch(1)
            self.buttons["cancel"].setText(translate(N_("Close")))
            self.buttons["cancel"].setFocus()
            return
        self._build()
        self._refresh()
        self.list.select_key(self.decisions.rows()[0].key)
        self.list.view.setFocus()

    def _head(self, comparison: Comparison) -> QVBoxLayout:
        try:
            moment = format_instant(datetime.fromisoformat(comparison.returned.told.as_of))
        except ValueError:
            moment = "–"
        words = translate(N_("Exported {moment}"), moment=moment)
        self.total = hint(f"{words} · {told(len(comparison.lines), len(comparison.conflicts))}", tone="text2")
        self.clear = button(translate(N_("Accept all that is clear")), self._accept_clear, icon="check")
        self.none = link(translate(N_("Reject all")), self._reject_all)
        for made in (self.clear, self.none):
            made.setVisible(bool(comparison.lines) and not self._document.read_only)
        return column(row(self.total, None, self.none, self.clear))

    def _build(self) -> None:
        self.list = make_list()
        self.beside = Beside(self._decide, self._decide_group)
        self.list.currentKeyChanged.connect(lambda _key: self._show())
        self.list.view.installEventFilter(self)
        across = row(gap=0)
        across.addWidget(self.list, 1)
        across.addWidget(rule(upright=True))
        across.addWidget(self.beside)
        framed = box(across)
        framed.setProperty("kind", "card")
        self.body.addWidget(framed, 1)
        self.state = hint("", tone="text2")
        self.body.addLayout(row(self.state, None, *(KeyHint(caps, translate(words)) for caps, words in KEYS)))

    def _refresh(self) -> None:
        assert self.decisions is not None  # noqa: S101 - it was made before the list
        self.list.set_rows(self.decisions.rows())
        self._show()
        number, waiting = len(self.decisions.accepted), self.decisions.open
        self.buttons["take"].setText(plural(N_("Take over {n} change"), N_("Take over {n} changes"), number))
        self.buttons["take"].setEnabled(bool(number) and not self._document.read_only)
        words = plural(N_("{n} not decided yet; it stays as it is here"), N_("{n} not decided yet; they stay as they "
                                                                             "are here"), waiting)  # fmt: skip
        self.state.setText(words if waiting else translate(N_("All decided.")))

    def _show(self) -> None:
        if self.decisions is not None:
            self.beside.show_row(self.decisions.row(self.list.current_key()))

    # --- deciding ---

    def _chosen(self) -> list[str]:
        chosen = [key for key in self.list.selected_keys() if key is not None]
        current = self.list.current_key()
        return chosen if len(chosen) > 1 else [current] if current is not None else []

    def _decide(self, accept: bool) -> None:
        if self.decisions is None or not (keys := self._chosen()):
            return
        self.decisions.decide(keys, accept)
        self._refresh()
        if len(keys) == 1:
            self._step(1)

    def _decide_group(self, accept: bool) -> None:
        shown = self.decisions.row(self.list.current_key()) if self.decisions is not None else None
        if self.decisions is not None and shown is not None:
            self.decisions.decide_group(shown.group, accept)
            self._refresh()

    def _accept_clear(self) -> None:
        if self.decisions is not None:
            self.decisions.accept_clear()
            self._refresh()
            self.list.view.setFocus()

    def _reject_all(self) -> None:
        if self.decisions is not None:
            self.decisions.reject_all()
            self._refresh()
            self.list.view.setFocus()

    def _step(self, by: int) -> None:
        """Go to the next line or the one before, over the heads of groups."""
        model, key = self.list.model, self.list.current_key()
        place = model.place_of(key) if key is not None else self.list.view.currentIndex().row()
        place += by
        while 0 <= place < model.rowCount():
            found = model.key_at(place)
            if found is not None:
                self.list.select_key(found)
                return
            place += by

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if pressed is not None and watched is self.list.view and self._key(pressed):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        verbs = {
            Qt.Key.Key_J: lambda: self._step(1),
            Qt.Key.Key_K: lambda: self._step(-1),
            Qt.Key.Key_A: lambda: self._decide(True),
            Qt.Key.Key_R: lambda: self._decide(False),
            Qt.Key.Key_1: lambda: self._decide(False),
            Qt.Key.Key_2: lambda: self._decide(True),
        }
        verb = verbs.get(Qt.Key(event.key()))
        if verb is None:
            return False
        verb()
        return True

    # --- done ---

    def finish(self, key: str) -> None:
        """Stop reading, or take over what was accepted and close; a refusal is told and the dialog stays."""
        if key == "take" and not self._taken():
            return
        self._timer.stop()
        self._closed = True
        if self._reading is not None:
            self._reading.cancel()
        super().finish(key)

    def _taken(self) -> bool:
        if self.comparison is None or self.decisions is None:
            return False
        try:
            taken = returning.take(self._document, self.comparison, self.decisions.accepted)
        except UserError as error:
            self._tell(str(error))
            return False
        parts = [plural(N_("{n} change taken back"), N_("{n} changes taken back"), taken.taken)]
        if taken.risks:
            parts.append(plural(N_("{n} new risk"), N_("{n} new risks"), len(taken.risks)))
        if taken.people:
            parts.append(plural(N_("{n} new person"), N_("{n} new people"), taken.people))
        self.result_words = ", ".join(parts) + "."
        return True

    def reject(self) -> None:
        """Esc is Cancel."""
        self.finish("cancel")


def _more(count: int) -> str:
    return plural(N_("and {n} more remark of the same kind"), N_("and {n} more remarks of the same kind"), count)


def _notes(notes: tuple[str, ...]) -> QWidget:
    """Return what is told about the file, one line each; more than a few scroll."""
    listed = column(gap=Space.xxs)
    for sentence in (*notes[:NOTES], *([_more(len(notes) - NOTES)] if len(notes) > NOTES else [])):
        line = row(gap=Space.s)
        line.addWidget(IconLabel("info", "accent_text"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(paragraph(sentence, "text"), 1)
        listed.addLayout(line)
    if len(notes) <= 3:
        return box(listed)
    area = scrolling(box(listed), "raised")
    area.setFixedHeight(px(NOTES_HIGH))
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    area.setAccessibleName(translate(N_("Remarks about the file")))
    return area
