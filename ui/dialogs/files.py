"""Choosing files: opening a session, saving a copy, beginning another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_documents_path
from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import N_, translate

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
    """Begin another session with the assistant; the open one stays as it is."""
    window.application.begin_session()
