"""Step 3: which documents are made, with which telephone numbers, whether everybody gets a draft, and where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_documents_path
from PySide6.QtWidgets import QCheckBox, QFileDialog

from app import meetings
from app.i18n import N_, plural, translate
from exporters import closing, registry
from ui import theme
from ui.meetings.closing.papers import Wish
from ui.meetings.closing.step import Step
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.inputs import TextField
from ui.widgets.labels import field_label, hint
from ui.widgets.layouts import column, row
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from ui.console import Console

#: Under which name the settings keep the last folder.
FOLDER = "meeting_folder"


def tick(words: str, *, on: bool = True) -> QCheckBox:
    """Return a check box with plain words."""
    made = QCheckBox(words.replace("&", "&&"))
    made.setFont(theme.font("body"))
    made.setChecked(on)
    made.setProperty("ring", True)
    made.setMinimumHeight(px(Size.target))
    made.setAccessibleName(words)
    return made


class DocumentsStep(Step):
    """Check boxes, preset by the kind of meeting."""

    NAME, NEXT = N_("Documents"), N_("Make them")

    def __init__(self, console: Console, meeting: bytes) -> None:
        super().__init__(console, meeting)
        self.ticks: list[tuple[str, QCheckBox]] = []
        for offer in closing.offers(self.document, meeting):
            exporter = offer.exporter
            self.ticks.append((exporter.kind, tick(f"{translate(exporter.title)} ({exporter.extension.upper()})")))
        self.drafts = tick("")
        self.phones = SegmentedControl(
            [(phones.value, translate(words).capitalize()) for phones, words in registry.PHONES.items()],
            translate(N_("Telephone numbers")),
            registry.Phones.NONE.value,
        )
        self.folder = TextField(translate(N_("Folder")))
        self.folder.setText(console.settings.text(FOLDER) or str(self._usual_folder()))
        choose = button(translate(N_("Choose…")), self._choose, icon="folder-open")
        for _, one in self.ticks:
            self.body.addWidget(one)
        self.body.addWidget(self.drafts)
        self.body.addSpacing(px(Space.s))
        self.body.addLayout(
            column(field_label(translate(N_("Telephone numbers in documents")), self.phones), self.phones, gap=Space.xs)
        )
        where = row(gap=Space.s)
        where.addWidget(self.folder, 1)
        where.addWidget(choose)
        self.body.addLayout(column(field_label(translate(N_("A new folder in")), self.folder), where, gap=Space.xs))
        self.body.addWidget(
            hint(translate(N_("You see all of it, with sizes and addresses, before anything is written.")))
        )
        self.body.addStretch(1)

    def _usual_folder(self) -> Path:
        return user_documents_path() if self.document.is_sample else self.document.path.parent

    def enter(self) -> None:
        people = meetings.recipients(self.document, self.meeting)
        words = N_("One e-mail draft for each of {n} people, with only their part")
        one = N_("One e-mail draft for {n} person, with only their part")
        self.drafts.setText(plural(one, words, len(people)))
        self.drafts.setAccessibleName(self.drafts.text())
        self.drafts.setEnabled(bool(people))
        if not people:
            self.drafts.setChecked(False)
            self.drafts.setText(translate(N_("No e-mail drafts: nobody was seated and nobody owns anything")))
        self.tell(
            translate(N_("Documents of this meeting")),
            translate(N_("Made from the session as it stands now. Private notes are in none of them.")),
        )

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), translate(N_("Folder")), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def parent_folder(self) -> Path:
        """Return the folder in which the new one is made."""
        return Path(self.folder.text().strip() or str(self._usual_folder())).expanduser()

    def wish(self) -> Wish:
        """Return what was chosen."""
        kinds = tuple(kind for kind, ticked in self.ticks if ticked.isChecked())
        return Wish(self.meeting, kinds, registry.Phones(self.phones.current() or "none"), self.drafts.isChecked())
