"""Taking in a questionnaire: read in its own process, shown line by line against the record, taken as one edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_documents_path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app import listings, meetings, questionnaires
from app import model as m
from app.dates import format_date
from app.i18n import N_, UserError, plural, translate
from app.imports import BookReading
from app.questionnaires import Diff, Returned, ServiceDiff
from ui.questionnaires.lines import DifferenceLine
from ui.theme import Space, px
from ui.widgets.buttons import button, link
from ui.widgets.cards import scrolling
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.labels import field_label, heading, hint, label, paragraph
from ui.widgets.layouts import box, column, row
from ui.widgets.lines import IconLabel
from ui.widgets.meter import BusyPanel
from ui.widgets.pickers import ReferencePicker

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WIDTH, TALL, HEIGHT, POLL_MS = 1000, 640, 360, 60
#: The longest list of remarks about the file that is shown whole.
NOTES = 4


def choose_form(parent: QWidget) -> Path | None:
    """Ask for a workbook that came back; ``None`` if the person thinks better of it."""
    words = translate(N_("Workbooks")) + " (*.xlsx *.xlsm)"
    caption = translate(N_("Take in a questionnaire"))
    chosen, _ = QFileDialog.getOpenFileName(parent, caption, str(user_documents_path()), words)
    return Path(chosen) if chosen else None


class TakeDialog(Dialog):
    """A form on its way in, from a file or from those that are kept. Nothing changes until a verb is pressed."""

    def __init__(self, window: MainWindow, source: Path | Returned) -> None:
        verbs = (
            CANCEL,
            Verb("keep", N_("Keep for later")),
            Verb("take", N_("Take over"), variant="primary", default=True),
        )
        name = source.name
        super().__init__(window, translate(N_("Take in {name}"), name=name[:60]), "", verbs, width=WIDTH)
        self._window, self._document = window, window.document
        self.diff: Diff | None = None
        self.lines: list[DifferenceLine] = []
        self.result_words = ""
        self.message = label("", "body", "err", wrap=True)
        self.message.hide()
        self._busy = BusyPanel(translate(N_("Reading {name}"), name=name[:60]))
        self._busy.cancelled.connect(lambda: self.finish("cancel"))
        self.setMinimumHeight(px(TALL))
        self.body.addWidget(self._busy)
        self.body.addWidget(self.message)
        for verb in ("keep", "take"):
            self.buttons[verb].setEnabled(False)
        self._reading: BookReading | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        if isinstance(source, Path):
            self._read(source)
        else:
            self._show(source)

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
            read = self._reading.poll() if self._reading is not None else None
            if read is None:
                return
            self._timer.stop()
            self._show(questionnaires.understood(read))
        except UserError as error:
            self._timer.stop()
            self._refuse(error)

    def _refuse(self, error: UserError) -> None:
        self._busy.hide()
        self.message.setText(str(error))
        self.message.show()
        self.buttons["cancel"].setFocus()

    # --- what would change ---

    def _show(self, returned: Returned) -> None:
        try:
            self.diff = questionnaires.compare(self._document, returned)
        except UserError as error:
            self._refuse(error)
            return
        self._busy.hide()
        self._build(self.diff)
        self._count()
        first = next((one.box for one in self.lines if one.box.isEnabled()), self.buttons["keep"])
        first.setFocus()

    def _build(self, diff: Diff) -> None:
        self.sent_by = ReferencePicker(
            lambda: listings.options(self._document, "person"), translate(N_("Sent by")),
            placeholder=translate(N_("Nobody: answers get no name")),
        )  # fmt: skip
        self.sent_by.show_entry(diff.person, diff.sender if diff.person else "")
        self.sent_by.settled.connect(self._count)
        made = format_date(diff.returned.made_at.astimezone().date())
        about = [translate(N_("form of {day}"), day=made)]
        if diff.person is None and diff.sender:
            about.append(translate(N_("“{name}” stands in the form"), name=diff.sender[:60]))
        self.agenda = button(translate(N_("Differences to the agenda")), self._to_agenda, icon="list-checks")
        head = row(field_label(translate(N_("Sent by")), self.sent_by), self.sent_by, 8, hint(" · ".join(about)), None,
                   self.agenda)  # fmt: skip
        self.body.addLayout(head)
        if diff.notes:
            self.body.addLayout(_notes(diff.notes))
        self.total = hint("", tone="text2")
        proposed = link(translate(N_("As proposed")), lambda: self._tick("proposed"))
        every = link(translate(N_("All")), lambda: self._tick("all"))
        none = link(translate(N_("None")), lambda: self._tick("none"))
        self.body.addLayout(row(heading(translate(N_("What the form would change"))), self.total, None, proposed, every,
                                none))  # fmt: skip
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._list.setContentsMargins(px(Space.m), px(Space.s), px(Space.m), px(Space.s))
        listed = scrolling(box(column(self._list, None)), "surface")
        listed.setMinimumHeight(px(HEIGHT))
        self.body.addWidget(listed, 1)
        for service in diff.services:
            self._add(service)
        self.agenda.setVisible(not self._document.read_only and self._is_beside_the_owner(diff))

    def _add(self, service: ServiceDiff) -> None:
        unchanged = plural(N_("{n} answer as on record"), N_("{n} answers as on record"), service.unchanged)
        self._list.addLayout(row(heading(f"{service.ref}  {service.name}"), hint(unchanged), None))
        if not service.lines:
            self._list.addWidget(hint(translate(N_("Nothing differs from what is on record.")), tone="text2"))
        for line in service.lines:
            made = DifferenceLine(line)
            made.ticked.connect(self._count)
            self._list.addWidget(made)
            self.lines.append(made)
        self._list.addSpacing(px(Space.m))

    def _tick(self, which: str) -> None:
        for one in self.lines:
            one.box.setChecked(one.line.takeable and (which == "all" or (which == "proposed" and one.line.tick)))

    def chosen(self) -> frozenset[str]:
        """Return the ids of the ticked lines."""
        return frozenset(one.line.id for one in self.lines if one.chosen)

    def _count(self) -> None:
        number, whole = len(self.chosen()), len(self.lines)
        writable = not self._document.read_only
        words = plural(N_("{n} of {all} ticked"), N_("{n} of {all} ticked"), number, all=whole)
        self.total.setText(words if whole else translate(N_("nothing")))
        self.buttons["take"].setText(plural(N_("Take over {n} answer"), N_("Take over {n} answers"), number))
        self.buttons["take"].setEnabled(writable and bool(number))
        self.buttons["keep"].setEnabled(writable and self.diff is not None)

    # --- what is done ---

    def _is_beside_the_owner(self, diff: Diff) -> bool:
        """Whether somebody else than the owner answered, so that where they differ is worth talking about."""
        rows = [self._document.get(m.Service, one.key) for one in diff.services]
        owners = [row.owner_id for row in rows if row is not None]
        return bool(owners) and any(owner != diff.person for owner in owners)

    def _to_agenda(self) -> None:
        """Keep the form and put where it differs on the agenda of the meeting that runs."""
        if self.diff is None:
            return
        running = meetings.running(self._document)
        if running is None:
            self._tell(N_("No meeting is running. Keep the form, begin the interview, and open it again from there."))
            return
        found = questionnaires.differences(self._document, self.diff.returned)
        if not found:
            self._tell(
                N_("The form and what is on record agree wherever both have an answer; there is nothing to discuss.")
            )
            return
        label_ = translate(
            N_("Put the form of {who} on the agenda"), who=(self.diff.sender or self.diff.returned.name)[:60]
        )
        try:
            with self._document.edit(label_):
                questionnaires.keep(self._document, self.diff.returned, person=self.sent_by.entry())
                questionnaires.add_to_agenda(self._document, running.id, found)
        except UserError as error:
            self._tell(str(error))
            return
        self.result_words = plural(N_("{n} point is on the agenda; the form waits."),
                                   N_("{n} points are on the agenda; the form waits."), len(found))  # fmt: skip
        super().finish("agenda")

    def _tell(self, sentence: str) -> None:
        self.message.setText(translate(sentence))
        self.message.show()

    def finish(self, key: str) -> None:
        """Stop reading, or do what was pressed and close; a refusal is told and the dialog stays."""
        if key in ("take", "keep") and not self._done(key):
            return
        self._timer.stop()
        if self._reading is not None:
            self._reading.cancel()
        super().finish(key)

    def _done(self, key: str) -> bool:
        if self.diff is None:
            return False
        try:
            self._take() if key == "take" else self._keep()
        except UserError as error:
            self._tell(str(error))
            return False
        return True

    def _take(self) -> None:
        assert self.diff is not None  # noqa: S101 - the caller looked
        taken = questionnaires.take(self._document, self.diff, self.chosen(), speaker=self.sent_by.entry())
        words = plural(N_("{n} answer taken over"), N_("{n} answers taken over"), taken.taken)
        left = plural(N_("{n} stays with the form"), N_("{n} stay with the form"), taken.left) if taken.left else ""
        self.result_words = ", ".join(part for part in (words, left) if part) + "."

    def _keep(self) -> None:
        assert self.diff is not None  # noqa: S101 - the caller looked
        questionnaires.keep(self._document, self.diff.returned, person=self.sent_by.entry())
        self.result_words = translate(N_("The form is kept; it waits under Services, Pre-work."))

    def reject(self) -> None:
        """Esc is Cancel."""
        self.finish("cancel")


def _notes(notes: tuple[str, ...]) -> QVBoxLayout:
    listed = column(gap=Space.xxs)
    for sentence in notes[:NOTES]:
        line = row(gap=Space.s)
        line.addWidget(IconLabel("info", "accent_text"))
        line.addWidget(paragraph(sentence, "text"), 1)
        listed.addLayout(line)
    if len(notes) > NOTES:
        listed.addWidget(hint(translate(N_("and {n} more remarks about the file"), n=len(notes) - NOTES)))
    return listed
