"""Messages that need an answer before anything else can happen: refusals, reports, licences, and few questions."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.i18n import N_, translate
from app.lock import AlreadyOpen
from ui.widgets.dialogs import CANCEL, Dialog, Verb, ask
from ui.widgets.inputs import NoteField


def tell(parent: QWidget | None, title: str, text: str, *, details: str = "") -> None:
    """Say what happened; ``details`` can be read and copied."""
    verbs = [Verb("ok", N_("Close"), variant="primary", default=True)]
    if details:
        verbs.insert(0, Verb("copy", N_("Copy")))
    dialog = Dialog(parent, title, text, verbs)
    if details:
        report = NoteField(title)
        report.setText(details)
        report.setReadOnly(True)
        dialog.body.addWidget(report)
    if dialog.ask() == "copy":
        QApplication.clipboard().setText(details)
    dialog.deleteLater()


def offer_read_only(parent: QWidget | None, taken: AlreadyOpen) -> bool:
    """Ask whether a session that somebody else has open shall be shown read-only."""
    verbs = (CANCEL, Verb("read", N_("Open read-only"), variant="primary", default=True))
    return ask(parent, translate(N_("This session is already open")), str(taken), verbs) == "read"


def salvage_into(parent: QWidget | None, path: Path, refusal: str) -> Path | None:
    """Tell that a session is damaged and ask whether what is sound shall be saved, and where; ``None`` for no."""
    text = refusal + " " + translate(N_("What is sound can be written into a new file; this one stays as it is."))
    verbs = (CANCEL, Verb("salvage", N_("Salvage…"), variant="primary", default=True))
    if ask(parent, translate(N_("This session is damaged")), text, verbs) != "salvage":
        return None
    start = path.with_name(translate(N_("{name} salvaged"), name=path.stem) + path.suffix)
    pattern = translate(N_("Foreshock sessions")) + " (*.foreshock)"
    chosen, _ = QFileDialog.getSaveFileName(parent, translate(N_("Salvage into")), str(start), pattern)
    return Path(chosen) if chosen else None


def licences() -> str:
    """Return whose work Foreshock stands on, as plain lines."""
    path = resources.files("resources") / "docs" / "third-party.md"
    lines = path.read_text(encoding="utf-8").removeprefix("#").strip().splitlines()
    rows = (" · ".join(cell.strip() for cell in line.strip("|").split("|")) for line in lines if "---" not in line)
    return "\n".join(row.replace("`", "") for row in rows)
