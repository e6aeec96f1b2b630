"""Choosing files: a new session, opening one, saving a copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_documents_path
from PySide6.QtWidgets import QFileDialog, QWidget

from app.fields import Field, fields_of
from app.i18n import N_, UserError, translate
from app.model import SessionInfo
from app.session import new_session as make_session
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.inputs import TextField
from ui.widgets.labels import field_label, hint, label
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from ui.application import Application
    from ui.main_window import MainWindow

SUFFIX = ".foreshock"


def filter_words() -> str:
    """Return how file dialogs call our files."""
    return translate(N_("Foreshock sessions")) + f" (*{SUFFIX})"


def open_session(window: MainWindow, _argument: object = None) -> None:
    """Choose a session file and open it in its window."""
    choose_and_open(window, window.application, window.document.path.parent)


def choose_and_open(parent: QWidget, application: Application, folder: Path | None = None) -> None:
    """Ask for a session file and open it."""
    start = str(folder or user_documents_path())
    chosen, _ = QFileDialog.getOpenFileName(parent, translate(N_("Open a session")), start, filter_words())
    if chosen:
        application.open(Path(chosen))


def save_copy(window: MainWindow, _argument: object = None) -> None:
    """Choose a place and put a copy of the session there; this window goes on with the original."""
    name = translate(N_("{name} copy"), name=window.document.path.stem) + SUFFIX
    start = str(window.document.path.with_name(name))
    chosen, _ = QFileDialog.getSaveFileName(window, translate(N_("Save a copy")), start, filter_words())
    if not chosen:
        return
    target = with_suffix(Path(chosen))

    def save() -> bool:
        window.document.save_copy(target)
        return True

    if window.console.attempt(save):
        window.console.say(translate(N_("A copy was saved as {name}."), name=target.name))


def with_suffix(path: Path) -> Path:
    """Return ``path`` with our ending if it has none of its own."""
    return path if path.suffix else path.with_suffix(SUFFIX)


def new_session(window: MainWindow, _argument: object = None) -> None:
    """Begin a session beside the open one."""
    begin_session(window, window.application)


def begin_session(parent: QWidget, application: Application) -> bool:
    """Ask what a new session is called and where it goes, and open it; returns whether one was begun."""
    dialog = NewSession(parent, application.settings.who)
    begun = dialog.ask() == "begin" and dialog.path is not None
    if begun and dialog.path is not None:
        application.settings.who = dialog.fields["who"].text().strip() or application.settings.who
        application.open(dialog.path)
    dialog.deleteLater()
    return begun


class NewSession(Dialog):
    """Title, organisation, currency and the person's name; then the file. Refusals stand beside the field."""

    FIELDS = ("title", "organisation", "currency")

    def __init__(self, parent: QWidget | None, who: str) -> None:
        begin = Verb("begin", N_("Choose a place and begin"), variant="primary", default=True)
        text = translate(N_("Everything goes into one file, which you can copy and mail. Scales can be edited later."))
        super().__init__(parent, translate(N_("New session")), text, (CANCEL, begin))
        self.path: Path | None = None
        self.fields: dict[str, TextField] = {}
        for name in self.FIELDS:
            self._add(name, translate(self._spec(name).label), translate(self._spec(name).help))
        self._add("who", translate(N_("Your name")), translate(N_("Stands beside every change you make.")))
        self.fields["currency"].setText("EUR")
        self.fields["who"].setText(who)
        self.error = label("", "hint", "err", wrap=True)
        self.error.hide()
        self.body.addWidget(self.error)
        self.fields["title"].setFocus()

    @staticmethod
    def _spec(name: str) -> Field:
        return fields_of(SessionInfo)[name]

    def _add(self, name: str, words: str, help_text: str) -> None:
        field = TextField()
        field.setAccessibleName(words)
        self.fields[name] = field
        parts = [field_label(words, field), field]
        if help_text:
            parts.append(hint(help_text))
        self.body.addLayout(column(*parts, gap=4))

    def finish(self, key: str) -> None:
        """Begin the session if everything holds; otherwise say what does not and stay."""
        if key == "begin":
            try:
                if not self._begin():
                    return
            except UserError as refused:
                self.error.setText(str(refused))
                self.error.show()
                return
        super().finish(key)

    def _begin(self) -> bool:
        values = {name: self._spec(name).parse(self.fields[name].text()) for name in self.FIELDS}
        start = user_documents_path() / f"{values['title']}{SUFFIX}".replace("/", "-").replace("\\", "-")
        caption = translate(N_("Where shall the session live?"))
        chosen, _ = QFileDialog.getSaveFileName(
            self, caption, str(start), filter_words(), options=QFileDialog.Option.DontConfirmOverwrite
        )
        if not chosen:
            return False
        path = with_suffix(Path(chosen))
        make_session(path, who=self.fields["who"].text().strip(), **values).close()
        self.path = path
        return True
