"""Where the new session is saved: the name of its file and a folder, never over something that is there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, translate
from ui.assistant.draft import SUFFIX, Draft
from ui.forms.row import Message
from ui.theme import Size, Space, px
from ui.widgets.buttons import link
from ui.widgets.inputs import TextField, set_state
from ui.widgets.labels import label
from ui.widgets.layouts import ground
from ui.widgets.lines import IconLabel

_NAME = 304


class FilePlace(QWidget):
    """One line: the file's name, its folder, and a link that chooses another folder."""

    changed = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        ground(self, "canvas", "top")
        self.draft = draft
        self.field = TextField(translate(N_("Name of the file")), suffix=SUFFIX)
        self.field.setFixedWidth(px(_NAME))
        self.field.edited.connect(self._typed)
        self.folder = label("", "body", "text2", elide=True)
        self.other = link(translate(N_("Other folder…")), self.choose_folder)
        self.message = Message()
        line = QHBoxLayout()
        line.setSpacing(px(Space.m))
        line.addWidget(IconLabel("hard-drive"))
        line.addWidget(label(translate(N_("Saved as")), "body"))
        line.addWidget(self.field)
        line.addWidget(self.folder, 1)
        line.addWidget(self.other)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(Space.l), px(Space.m), px(Space.l), px(Space.m))
        outer.setSpacing(px(Space.xs))
        outer.addLayout(line)
        outer.addWidget(self.message)
        self.setMinimumHeight(px(Size.toolbar))

    def show_place(self) -> None:
        """Show name and folder; a name that nobody typed follows the title."""
        draft = self.draft
        if not draft.name_typed:
            draft.name = draft.proposed_name()
        self.field.setText(draft.name)
        self.folder.setText(translate(N_("in {folder}"), folder=_told(draft.folder)))
        self.folder.setToolTip(str(draft.folder))

    def _typed(self) -> None:
        self.draft.name = self.field.text()
        self.draft.name_typed = bool(self.field.text().strip())
        self.tell(self.draft.path_fault() if self.draft.name_typed else "")
        self.changed.emit()

    def choose_folder(self) -> None:
        """Ask for another folder."""
        caption = translate(N_("Where shall the session live?"))
        chosen = QFileDialog.getExistingDirectory(self, caption, str(self.draft.folder))
        if chosen:
            self.draft.folder = Path(chosen)
            self.show_place()
            self.tell(self.draft.path_fault())
            self.changed.emit()

    def tell(self, sentence: str) -> None:
        """Say why the session cannot be saved there, or nothing."""
        set_state(self.field, "error" if sentence else "")
        self.message.say(sentence)

    def complete(self) -> bool:
        """Say what is wrong and take the keyboard for it; return whether the place will do."""
        fault = self.draft.path_fault()
        self.tell(fault)
        if fault:
            self.field.setFocus(Qt.FocusReason.TabFocusReason)
            self.field.selectAll()
        return not fault


def _told(folder: Path) -> str:
    """Return a folder as a person knows it: from their home on where it lies there."""
    home = Path.home()
    if folder == home:
        return translate(N_("your home folder"))
    return str(folder.relative_to(home)) if folder.is_relative_to(home) else str(folder)
