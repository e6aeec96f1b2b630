"""Looking for damage in the file, and saving what is sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.i18n import N_, plural, translate
from ui.dialogs.files import filter_words, with_suffix
from ui.shell.busy import Busy
from ui.tasks import Task
from ui.widgets.dialogs import Dialog, Verb
from ui.widgets.inputs import NoteField

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def verify_session(window: MainWindow, _argument: object = None) -> None:
    """Check every row, digest and change off the window's thread, then tell."""
    snapshot = window.document.snapshot()

    def work(progress: object) -> list[str]:
        with snapshot:
            return [str(fault) for fault in snapshot.verify(lambda share: progress(share, ""))]  # type: ignore[operator]

    Busy(
        window,
        translate(N_("Verifying the file")),
        Task(work),
        lambda faults: _tell(window, faults),
    )


def _tell(window: MainWindow, faults: list[str]) -> None:
    if not faults:
        window.console.say(translate(N_("Every row and every change is as it was written.")))
        return
    title = plural(N_("{n} fault was found"), N_("{n} faults were found"), len(faults))
    text = translate(
        N_("The file stays as it is. “Salvage” writes what is sound into a new file and says what was lost.")
    )
    verbs = (
        Verb("cancel", N_("Close"), keys=("Esc",)),
        Verb("salvage", N_("Salvage…"), variant="primary", default=True),
    )
    dialog = Dialog(window, title, text, verbs)
    listed = NoteField(translate(N_("What was found")))
    listed.setText("\n".join(faults))
    listed.setReadOnly(True)
    dialog.body.addWidget(listed)
    if dialog.ask() == "salvage":
        _salvage(window)
    dialog.deleteLater()


def _salvage(window: MainWindow) -> None:
    start = window.document.path.with_name(window.document.path.stem + " salvaged.foreshock")
    chosen, _ = QFileDialog.getSaveFileName(window, translate(N_("Salvage into")), str(start), filter_words())
    if not chosen:
        return
    target = with_suffix(Path(chosen))
    report = window.console.attempt(lambda: window.document.salvage(target))
    if report is not None:
        from ui.dialogs.messages import tell

        tell(
            window,
            translate(N_("Salvaged")),
            translate(N_("Written to {name}."), name=target.name),
            details=str(report),
        )
