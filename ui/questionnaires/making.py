"""The sheet that makes questionnaires: how people are asked, who, by when, where the workbooks go, and their drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_documents_path
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout

from app import exports, questionnaires
from app.dates import format_date, parse_date
from app.i18n import N_, UserError, plural, translate
from app.questionnaires import Addressee
from exporters import questionnaires as made_forms
from exporters.eml import Drafts
from exporters.questionnaires import Manner, Prepared, Wish
from exporters.writing import Written
from ui.meetings.closing.documents import tick
from ui.shell.busy import Busy
from ui.tasks import Progress, Task
from ui.theme import Size, Space, px
from ui.widgets.buttons import button, link
from ui.widgets.calendar import DateField
from ui.widgets.cards import scrolling
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.inputs import TextField
from ui.widgets.labels import field_label, heading, hint, label
from ui.widgets.layouts import box, clear, column, row
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WIDTH, LIST_HEIGHT = 760, 216
#: Under which name the settings keep the last folder.
FOLDER = "questionnaire_folder"
#: In how many days a form is due unless somebody says otherwise.
DUE_IN = timedelta(days=14)
QUESTIONNAIRE, ASK_BACK, ALONE = "questionnaire", "ask-back", "alone"
_KINDS = {
    QUESTIONNAIRE: (N_("Questionnaire"), N_("Each owner gets their services, with what is on record filled in.")),
    ASK_BACK: (N_("Ask back"), N_("Each owner gets only what is still open, parked or contradictory.")),
    ALONE: (
        N_("Deputies, alone"),
        N_("Each deputy answers without seeing what is on record; where they differ is the agenda of the interview."),
    ),
}


class MakeDialog(Dialog):
    """``services`` are chosen in the list behind it, ``kind`` is what to begin with."""

    def __init__(self, window: MainWindow, kind: str = QUESTIONNAIRE, services: Sequence[bytes] = ()) -> None:
        go = Verb("make", N_("Make them"), variant="primary", default=True)
        super().__init__(window, translate(N_("Questionnaires")), "", (CANCEL, go), width=WIDTH)
        self._window, self._document, self._services = window, window.document, tuple(services)
        words = [(key, translate(name)) for key, (name, _) in _KINDS.items()]
        self.kind = SegmentedControl(words, translate(N_("What is sent")), kind if kind in _KINDS else QUESTIONNAIRE)
        self.about = hint("", wrap=True, tone="text2")
        self.questions = SegmentedControl(
            [("core", translate(N_("Core questions"))), ("full", translate(N_("All questions")))],
            translate(N_("How much is asked")), "core",
        )  # fmt: skip
        self.due = DateField(translate(N_("Back by")))
        self.due.setText(format_date(self._document.today() + DUE_IN))
        only = plural(N_("The chosen service"), N_("The {n} chosen services"), len(self._services))
        self.which = SegmentedControl(
            [("all", translate(N_("All services in use"))), ("chosen", only)], translate(N_("About")),
            "chosen" if len(self._services) > 1 else "all",
        )  # fmt: skip
        self.people: list[tuple[Addressee, QCheckBox]] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._lines.setContentsMargins(px(Space.s), 0, px(Space.s), 0)
        self.count = hint("")
        self.folder = TextField(translate(N_("Folder")))
        self.folder.setText(window.console.settings.text(FOLDER) or str(self._usual_folder()))
        self.drafts = tick(translate(N_("One e-mail draft for each, unsent, with the workbook attached")))
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()
        self._lay_out()
        self.kind.chosen.connect(lambda _key: self._show())
        self.which.chosen.connect(lambda _key: self._show())
        self._show()
        self.kind.setFocus()

    def _usual_folder(self) -> Path:
        parent = user_documents_path() if self._document.is_sample else self._document.path.parent
        return parent / translate(N_("Questionnaires"))

    # --- building ---

    def _lay_out(self) -> None:
        self.body.addLayout(column(self.kind, self.about, gap=Space.s))
        asked = column(field_label(translate(N_("How much is asked")), self.questions), self.questions, gap=Space.xs)
        due = column(field_label(translate(N_("Back by")), self.due), self.due, gap=Space.xs)
        self.due.setFixedWidth(px(Size.rail))
        across = row(asked, Space.l, due, None)
        self.body.addLayout(across)
        self.all = link(translate(N_("All")), lambda: self._tick_all(on=True))
        self.none = link(translate(N_("None")), lambda: self._tick_all(on=False))
        self.all.setAccessibleName(translate(N_("Tick everybody")))
        self.none.setAccessibleName(translate(N_("Tick nobody")))
        head = row(heading(translate(N_("Who is asked"))), self.count, None, self.all, self.none)
        listed = scrolling(box(column(self._lines, None)), "surface")
        listed.setFixedHeight(px(LIST_HEIGHT))
        self.body.addLayout(column(head, *((self.which,) if self._services else ()), listed, gap=Space.s))
        choose = button(translate(N_("Choose…")), self._choose, icon="folder-open")
        where = row(gap=Space.s)
        where.addWidget(self.folder, 1)
        where.addWidget(choose)
        self.body.addLayout(column(field_label(translate(N_("Folder")), self.folder), where, gap=Space.xs))
        self.body.addWidget(self.drafts)
        self.body.addWidget(self.problem)

    def _show(self) -> None:
        kind = self.kind.current()
        self.about.setText(translate(_KINDS[kind][1]))
        self.questions.setEnabled(kind != ASK_BACK)
        clear(self._lines)
        self.people = []
        wanted = set(self._services) if self._services and self.which.current() == "chosen" else None
        for one in questionnaires.addressees(self._document, deputies=kind == ALONE):
            if wanted is None or wanted & set(one.services):
                self._add(one, wanted)
        nobody = not self.people
        if nobody:
            self._lines.addWidget(hint(self._nobody(kind), wrap=True, tone="text2"))
        for verb in (self.all, self.none):
            verb.setVisible(len(self.people) > 1)
        self._name()

    def _nobody(self, kind: str) -> str:
        missing = N_("No service has a deputy yet. Give each one under Services, then they can be asked.")
        ownerless = N_("No service has an owner yet. Give each one under Services, then they can be asked.")
        return translate(missing if kind == ALONE else ownerless)

    def _add(self, one: Addressee, wanted: set[bytes] | None) -> None:
        asked = [ref for ref, key in zip(one.refs, one.services, strict=True) if wanted is None or key in wanted]
        useful = bool(one.open) or self.kind.current() != ASK_BACK
        ticked = tick(one.name, on=useful)
        ticked.setFixedWidth(px(Size.rail))
        words = plural(N_("{n} question open"), N_("{n} questions open"), one.open)
        still = hint(words if one.open else translate(N_("all answered")), tone="text2")
        address = hint(one.email or translate(N_("no e-mail address: no draft")), elide=True,
                       tone="text3" if one.email else "warn")  # fmt: skip
        across = row(gap=Space.m)
        across.addWidget(ticked)
        across.addWidget(label(", ".join(asked), "body", "text2", elide=True), 2)
        across.addWidget(still)
        across.addWidget(address, 2)
        ticked.setAccessibleDescription(", ".join((*asked, still.text(), address.text())))
        ticked.toggled.connect(lambda _on: self._name())
        self._lines.addWidget(box(across))
        self.people.append((one, ticked))

    def _tick_all(self, *, on: bool) -> None:
        for _, ticked in self.people:
            ticked.setChecked(on)

    def _name(self) -> None:
        """Let the button say what it makes."""
        number = sum(ticked.isChecked() for _, ticked in self.people)
        self.count.setText(translate(N_("{n} of {all}"), n=number, all=len(self.people)))
        made = self.buttons["make"]
        made.setText(plural(N_("Make {n} workbook"), N_("Make {n} workbooks"), number))
        made.setEnabled(bool(number))

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, translate(N_("Folder")), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    # --- what was chosen ---

    def wishes(self) -> tuple[Wish, ...]:
        """Return who is asked about which services."""
        wanted = set(self._services) if self._services and self.which.current() == "chosen" else None
        return tuple(
            Wish(one.person, tuple(key for key in one.services if wanted is None or key in wanted))
            for one, ticked in self.people
            if ticked.isChecked()
        )

    def manner(self) -> Manner:
        """Return how they are asked. Raises ``UserError`` for a day that is none, or that is past."""
        kind = self.kind.current()
        return Manner(
            questionnaires.ASK_BACK if kind == ASK_BACK else questionnaires.QUESTIONNAIRE,
            core=self.questions.current() == "core",
            filled=kind != ALONE,
            due=self._due(),
        )

    def _due(self) -> date | None:
        text = self.due.text().strip()
        if not text:
            return None
        day = parse_date(text)
        if day < self._document.today():
            raise UserError(N_("{day} is past. Choose a day on which an answer can be back."), day=format_date(day))
        return day

    def finish(self, key: str) -> None:
        """Make the workbooks off the window's thread; what cannot be is told and keeps the sheet open."""
        if key != "make":
            super().finish(key)
            return
        try:
            manner, wishes = self.manner(), self.wishes()
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        folder, with_drafts = Path(self.folder.text().strip()).expanduser(), self.drafts.isChecked()
        self._window.console.settings.remember_text(FOLDER, str(folder))
        super().finish(key)
        make(self._window, wishes, manner, folder, with_drafts=with_drafts)


def make(window: MainWindow, wishes: Sequence[Wish], manner: Manner, folder: Path, *, with_drafts: bool = True) -> None:
    """Make and write workbooks and drafts, note what left, and tell it."""
    snapshot = window.document.snapshot()

    def work(progress: Progress) -> tuple[Prepared, tuple[Written, ...]]:
        with snapshot:
            prepared = made_forms.prepare(snapshot, wishes, manner, author=window.document.who, progress=progress)
        return prepared, made_forms.write(prepared, folder, with_drafts=with_drafts)

    Busy(
        window, translate(N_("Making questionnaires")), Task(work),
        lambda done: _written(window, done[0], done[1], folder, with_drafts=with_drafts),
    )  # fmt: skip


def _written(
    window: MainWindow, prepared: Prepared, written: Sequence[Written], folder: Path, *, with_drafts: bool
) -> None:
    document = window.document
    if not document.read_only:
        with document.edit(translate(N_("Export questionnaires"))):
            for one, place in zip(prepared.made, written, strict=False):
                exports.note_export(
                    document, "questionnaire", place.path.name, title=translate(N_("Questionnaire")),
                    recipient=one.form.recipient or None, change_set=prepared.change_set,
                )  # fmt: skip
    parts = [plural(N_("{n} workbook written"), N_("{n} workbooks written"), len(prepared.made))]
    if with_drafts:
        parts += _drafted(prepared.drafts)
    sentence = ", ".join(parts) + "."
    if prepared.left_out:
        sentence = " ".join((sentence, *prepared.left_out[:3]))
    show = lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))  # noqa: E731
    window.toasts.show_toast(sentence, "done", (translate(N_("Open folder")), show))


def _drafted(drafts: Drafts) -> list[str]:
    made = plural(N_("{n} draft to send"), N_("{n} drafts to send"), len(drafts.drafts))
    if not drafts.without_address:
        return [made]
    lacking = ", ".join(one.name for one in drafts.without_address[:3])
    return [made, translate(N_("no usable address for {names}"), names=lacking)]
