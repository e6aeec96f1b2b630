"""A clean copy for other people: what it leaves out and what stays is told first, then it is written and verified."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from app import sharing
from app.i18n import N_, translate
from app.sharing import Contents, Shared
from ui.dialogs.files import SUFFIX, filter_words, with_suffix
from ui.dialogs.messages import tell
from ui.shell.busy import Busy
from ui.tasks import Task
from ui.theme import Space
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.labels import label, paragraph
from ui.widgets.layouts import column, row
from ui.widgets.lines import IconLabel

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_WHAT = N_("The copy stays this session, so that it can be compared later. This file is not changed.")


def share_copy(window: MainWindow, _argument: object = None) -> None:
    """Tell what a clean copy holds, ask where to put it, and write it off the window's thread."""
    if not _agreed(window, sharing.contents(window.document)):
        return
    name = translate(N_("{name} shared"), name=window.document.path.stem) + SUFFIX
    start = str(window.document.path.with_name(name))
    chosen, _ = QFileDialog.getSaveFileName(window, translate(N_("Share a clean copy")), start, filter_words())
    if chosen:
        _write(window, with_suffix(Path(chosen)))


def _agreed(window: MainWindow, contents: Contents) -> bool:
    verbs = (CANCEL, Verb("share", N_("Choose a place…"), variant="primary", default=True))
    dialog = Dialog(window, translate(N_("Share a clean copy")), translate(_WHAT), verbs)
    dialog.body.addSpacing(Space.s)
    for title, sentences, icon, tone in (
        (N_("Left out"), contents.left_out, "x", "text3"),
        (N_("Stays in it, for whoever gets it to read"), contents.stays, "eye", "warn"),
    ):
        if sentences:
            dialog.body.addWidget(label(translate(title), "label", "text2"))
            dialog.body.addLayout(_lines(sentences, icon, tone))
    dialog.setAccessibleDescription(" ".join((translate(_WHAT), *contents.left_out, *contents.stays)))
    agreed = dialog.ask() == "share"
    dialog.deleteLater()
    return agreed


def _lines(sentences: Sequence[str], icon: str, tone: str) -> QVBoxLayout:
    listed = column(gap=Space.xxs)
    for sentence in sentences:
        mark = IconLabel(icon, tone)
        line = row(gap=Space.s)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(paragraph(sentence, "text"), 1)
        listed.addLayout(line)
    return listed


def _write(window: MainWindow, target: Path) -> None:
    def may() -> bool:
        window.document.refuse_own_path(target)
        return True

    if not window.console.attempt(may):
        return
    snapshot = window.document.snapshot()

    def work(_progress: object) -> Shared:
        with snapshot:
            return sharing.share_copy(snapshot, target)

    Busy(window, translate(N_("Writing a clean copy")), Task(work), lambda done: _tell(window, done))


def _tell(window: MainWindow, done: Shared) -> None:
    words = N_("{name} was written and verified: {size}. What was left out is not in its bytes either.")
    size = _size(done.size)
    tell(window, translate(N_("The clean copy is ready")), translate(words, name=done.path.name, size=size))


def _size(size: int) -> str:
    if size < 1_000_000:
        return translate(N_("{n} kB"), n=max(1, round(size / 1000)))
    return translate(N_("{n} MB"), n=f"{size / 1_000_000:.1f}")
