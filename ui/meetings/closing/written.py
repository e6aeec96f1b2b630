"""Step 5: it stands there. The folder, every document and every draft open from here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.i18n import N_, translate
from ui.meetings.closing.papers import Placed, size_words
from ui.meetings.closing.step import Step
from ui.meetings.lines import LineList, ListLine
from ui.widgets.buttons import button
from ui.widgets.labels import hint
from ui.widgets.layouts import row

if TYPE_CHECKING:
    from ui.console import Console


class WrittenStep(Step):
    """A list to open from: Enter opens the chosen line."""

    NAME, NEXT = N_("Written"), N_("Done")

    def __init__(self, console: Console, meeting: bytes) -> None:
        super().__init__(console, meeting)
        self.placed: Placed | None = None
        self.list = LineList(translate(N_("Written files")), ground="raised")
        self.list.entered.connect(self.open)
        self.folder_button = button(translate(N_("Open the folder")), self._open_folder, icon="folder-open")
        self.body.addWidget(self.list, 1)
        self.body.addLayout(row(self.folder_button, hint(translate(N_("Double click or Enter opens a line."))), None))

    def take(self, placed: Placed | None) -> None:
        """Show what was written; ``None`` if the meeting was closed without."""
        self.placed = placed
        self.list.setVisible(placed is not None)
        self.folder_button.setVisible(placed is not None)
        if placed is None:
            self.tell(translate(N_("The meeting is closed")), translate(N_("No documents were written.")))
            return
        self.tell(translate(N_("The meeting is closed")), str(placed.folder))
        documents = [self._line(path, path.name, "file-text") for path in placed.documents]
        drafts = [
            self._line(path, translate(N_("Draft for {name}"), name=name), "mail") for name, path in placed.drafts
        ]
        self.list.show_lines([*documents, *drafts])

    def _line(self, path: Path, words: str, icon: str) -> ListLine:
        return ListLine(path, words, "", size_words(path.stat().st_size), icon=icon)

    def open(self, path: Path) -> None:
        """Open a file in the program of the system for it."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.console.say(translate(N_("No program opened {name}; open it from its folder."), name=path.name))

    def _open_folder(self) -> None:
        if self.placed is not None:
            self.open(self.placed.folder)
