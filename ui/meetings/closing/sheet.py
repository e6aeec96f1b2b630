"""The sheet that closes a meeting: five steps walked by Enter, the documents made off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import exports, meetings
from app.dates import format_date
from app.i18n import N_, UserError, translate
from exporters.registry import EXPORTERS
from ui.meetings.closing import papers
from ui.meetings.closing.documents import FOLDER, DocumentsStep
from ui.meetings.closing.holes import HolesStep
from ui.meetings.closing.preview import PreviewStep
from ui.meetings.closing.reading_back import ReadBackStep
from ui.meetings.closing.step import Step
from ui.meetings.closing.strip import StepStrip
from ui.meetings.closing.written import WrittenStep
from ui.shell.busy import Busy
from ui.tasks import Progress, Task
from ui.theme import px
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.labels import label

if TYPE_CHECKING:
    from ui.console import Console

WIDTH, HEIGHT = 720, 380
BACK, NEXT = Verb("back", N_("Back"), variant="quiet"), Verb("next", N_("Next"), variant="primary", default=True)


class CloseSheet(Dialog):
    """``meeting`` may run or have ended; one that runs ends when its documents are written, or without any."""

    def __init__(self, parent: QWidget, console: Console, meeting: bytes) -> None:
        row = meetings.meeting(console.document, meeting)
        running = row.ended_at is None
        title = N_("Close “{meeting}”") if running else N_("Documents of “{meeting}”")
        super().__init__(parent, translate(title, meeting=row.title[:60]), "", (CANCEL, BACK, NEXT), width=WIDTH)
        self._console, self._document, self._meeting, self._running = console, console.document, meeting, running
        self._title, self._day = row.title, row.starts_at or console.document.now()
        self.holes = HolesStep(console, meeting, self._leave_for)
        self.reading = ReadBackStep(console, meeting)
        self.documents = DocumentsStep(console, meeting)
        self.preview, self.written = PreviewStep(console, meeting), WrittenStep(console, meeting)
        self.steps: tuple[Step, ...] = (self.holes, self.reading, self.documents, self.preview, self.written)
        self.strip = StepStrip([translate(step.NAME) for step in self.steps])
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(step)
            step.ready.connect(self._lead_on)
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.strip)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.problem)
        self.stack.setMinimumHeight(px(HEIGHT))
        self._task: Task | None = None
        for ticked in (*(one for _, one in self.documents.ticks), self.documents.drafts):
            ticked.toggled.connect(lambda _on: self._name_buttons())
        self.go(0)

    @property
    def at(self) -> int:
        """The step that is shown, counted from 0."""
        return self.stack.currentIndex()

    def go(self, at: int) -> None:
        """Show a step."""
        self.problem.hide()
        self.stack.setCurrentIndex(at)
        self.strip.go(at)
        step = self.steps[at]
        step.enter()
        self._name_buttons()
        self._lead_on()

    def _name_buttons(self) -> None:
        step, last = self.steps[self.at], self.at == len(self.steps) - 1
        words = translate(step.NEXT)
        if step is self.documents and self._running and not self._wants_any():
            words = translate(N_("Close without documents"))
        self.buttons["next"].setText(words)
        self.buttons["next"].updateGeometry()
        self.buttons["back"].setVisible(self.at > 0 and not last)
        self.buttons["cancel"].setVisible(not last)

    def _lead_on(self) -> None:
        self.buttons["next"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _wants_any(self) -> bool:
        return not self.documents.wish().empty

    # --- walking ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter leads on, except from a field that was filled in: that is written first. Esc stops work under way."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._task is not None:
            if event.key() == Qt.Key.Key_Escape:
                self._task.cancel()
            return
        if enter and any(mend.editor.hasFocus() and mend.editor.text() for mend in self.holes.mends):
            return
        super().keyPressEvent(event)

    def finish(self, key: str) -> None:
        """Go on, back, or away; what was made aside and not written is thrown away."""
        if self._task is not None:
            return
        if key == "next" and self.at < len(self.steps) - 1:
            self._next()
        elif key == "back":
            self._forget()
            self.go(self.at - 1)
        else:
            self._forget()
            super().finish("cancel" if key == "cancel" else "done")

    def reject(self) -> None:
        """Esc stops work under way; otherwise it leaves, and throws away what was made aside."""
        if self._task is not None:
            self._task.cancel()
            return
        self._forget()
        super().reject()

    def _leave_for(self, place: str) -> None:
        self.finish("cancel")
        self._console.go(place)

    def _next(self) -> None:
        step = self.steps[self.at]
        if step is self.documents:
            self._make() if self._wants_any() else self._close_without()
        elif step is self.preview:
            self._write()
        else:
            self.go(self.at + 1)

    def _forget(self) -> None:
        self.preview.take(None)

    # --- making, looking, writing ---

    def _make(self) -> None:
        wish, snapshot = self.documents.wish(), self._document.snapshot()

        def work(progress: Progress) -> papers.Made:
            with snapshot:
                return papers.make(snapshot, wish, progress)

        self._run(translate(N_("Making the documents")), work, self._made)

    def _run(self, words: str, work: Callable[[Progress], Any], on_done: Callable[[Any], object]) -> None:
        """Work in another thread, under a panel with Cancel; keys do nothing else meanwhile."""
        self._task = Task(work)
        for ended in (self._task.done, self._task.failed, self._task.cancelled):
            ended.connect(self._rest)
        Busy(self, words, self._task, on_done)

    def _rest(self) -> None:
        self._task = None

    def _made(self, made: papers.Made) -> None:
        self.preview.take(made)
        self.go(self.steps.index(self.preview))

    def _write(self) -> None:
        made, parent, people = self.preview.made, self.documents.parent_folder(), self.preview.people()
        if made is None:
            return
        name = f"{self._title} {format_date(self._day.astimezone().date())}"
        if format_date(self._day.astimezone().date()) in self._title:
            name = self._title
        work = partial(_placed, made, parent, name, people)
        self._run(translate(N_("Writing")), work, partial(self._placed, made))

    def _placed(self, made: papers.Made, placed: papers.Placed) -> None:
        self._console.settings.remember_text(FOLDER, str(placed.folder.parent))
        self._conclude(made)
        self.written.take(placed)
        self.go(self.steps.index(self.written))

    def _close_without(self) -> None:
        if not self._running:
            super().finish("done")
            return
        self._conclude(None)
        self.written.take(None)
        self.go(self.steps.index(self.written))

    def _conclude(self, made: papers.Made | None) -> None:
        """Note what was written, and end the meeting if it runs."""
        if not self._console.writable:
            return
        try:
            for one in made.prepared.documents if made is not None else ():
                title = translate(EXPORTERS[one.kind].title)
                exports.note_export(
                    self._document, one.kind, one.name, title=title, subject=self._meeting, change_set=one.change_set
                )
            if self._running:
                meetings.end_meeting(self._document, self._meeting)
                self._running = False
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()


def _placed(made: papers.Made, parent: Path, name: str, people: set[bytes], _progress: Progress) -> papers.Placed:
    return papers.place(made, parent, name, people)
