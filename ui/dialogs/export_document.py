"""Choosing a document, what it is about and where it goes; writing it off the window's thread; noting that it left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_documents_path
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QIntValidator
from PySide6.QtWidgets import QFileDialog

from app import exports, risks, search
from app.i18n import N_, plural, translate
from exporters import registry
from ui.meetings.closing.documents import tick
from ui.shell.busy import Busy
from ui.tasks import Progress, Task
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.inputs import ChoiceBox, TextField
from ui.widgets.labels import field_label, hint
from ui.widgets.layouts import column
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Documents that print the register, and can take in what is not in this room.
OF_RISKS = ("risk-register", "risk-report")
#: More sheets without a seat than any room has people.
MOST_COPIES = 99


def export_document(window: MainWindow, argument: object = None) -> None:
    """Ask what to write; ``argument`` may be ``(kind, ref)`` to begin with."""
    kind, ref = argument if isinstance(argument, tuple) else (argument or "", "")
    dialog = ExportDialog(window, str(kind), str(ref))
    chosen = dialog.ask() == "export"
    exporter, options = dialog.exporter(), dialog.options()
    dialog.deleteLater()
    if chosen:
        write(window, exporter, options)


def write(window: MainWindow, exporter: registry.Exporter, options: registry.Options) -> None:
    """Ask for the place, write the document from a snapshot, and note it in the session."""
    subject = options.refs[0] if exporter.one and options.refs else ""
    name = registry.suggested_name(window.document, exporter.kind, subject=subject)
    title = translate(exporter.title)
    pattern = f"{title} (*.{exporter.extension})"
    chosen, _ = QFileDialog.getSaveFileName(window, title, str(_folder(window) / name), pattern)
    if not chosen:
        return
    target = Path(chosen) if Path(chosen).suffix else Path(chosen).with_suffix(f".{exporter.extension}")
    snapshot = window.document.snapshot()

    def work(progress: Progress) -> registry.ExportResult:
        with snapshot:
            return registry.export(snapshot, exporter.kind, target, options, progress)

    Busy(
        window, translate(N_("Writing {document}"), document=title), Task(work), lambda r: _written(window, exporter, r)
    )


def _folder(window: MainWindow) -> Path:
    return user_documents_path() if window.document.is_sample else window.document.path.parent


def _written(window: MainWindow, exporter: registry.Exporter, result: registry.ExportResult) -> None:
    title = translate(exporter.title)
    if not window.document.read_only:
        window.console.attempt(
            lambda: exports.note_export(
                window.document, exporter.kind, result.path.name, title=title, change_set=result.change_set
            )
        )
    words = result.note or translate(
        N_("{document} written: {name}, {size} kB"),
        document=title,
        name=result.path.name,
        size=max(1, result.size // 1024),
    )
    show = lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(result.path)))  # noqa: E731
    window.toasts.show_toast(words, "done", (translate(N_("Open")), show))


class ExportDialog(Dialog):
    """Which document, about what, with which numbers, on which paper."""

    def __init__(self, window: MainWindow, kind: str, ref: str) -> None:
        go = Verb("export", N_("Choose a place and write"), variant="primary", default=True)
        text = translate(N_("Documents are written from the session as it stands now. The session is not changed."))
        super().__init__(window, translate(N_("Export")), text, (CANCEL, go))
        self._things = search.things(window.document)
        kinds = [(e.kind, translate(e.title)) for e in registry.EXPORTERS.values()]
        self._kind = ChoiceBox(kinds, translate(N_("Document")), empty=None)
        self._about = ChoiceBox((), translate(N_("About")), empty=None)
        self._phones = SegmentedControl(
            [(p.value, translate(words).capitalize()) for p, words in registry.PHONES.items()],
            translate(N_("Telephone numbers")),
            current=registry.Phones.ALL.value,
        )
        self._page = SegmentedControl(
            [(p.value, p.value) for p in registry.Page], translate(N_("Paper")), current=registry.Page.A4.value
        )
        self._copies = TextField(translate(N_("Sheets without a seat")), translate(N_("none: one per seat")))
        self._copies.setValidator(QIntValidator(0, MOST_COPIES, self._copies))
        self._copies_label = field_label(translate(N_("Sheets without a seat")), self._copies)
        self._about_label = field_label(translate(N_("About")), self._about)
        self._why = hint("", wrap=True)
        self._hidden_count = self._count_hidden(window)
        self._hidden_note, self._with_hidden = hint("", wrap=True), tick(translate(N_("Include them")), on=False)
        self._lay_out()
        self._kind.show_entry(kind if kind in registry.EXPORTERS else next(iter(registry.EXPORTERS)), "")
        self._kind.activated.connect(lambda _at: self._fill_about())
        self._fill_about(ref)
        self._kind.setFocus()

    def _lay_out(self) -> None:
        words = ((translate(N_("Document")), self._kind),)
        for text, field in words:
            self.body.addLayout(column(field_label(text, field), field, gap=4))
        self.body.addLayout(column(self._about_label, self._about, self._why, gap=4))
        self.body.addLayout(column(self._copies_label, self._copies, gap=4))
        self._pdf_parts = [
            field_label(translate(N_("Telephone numbers")), self._phones),
            self._phones,
            field_label(translate(N_("Paper")), self._page),
            self._page,
        ]
        self.body.addLayout(column(*self._pdf_parts, gap=4))
        self.body.addLayout(column(self._hidden_note, self._with_hidden, gap=4))

    @staticmethod
    def _count_hidden(window: MainWindow) -> int:
        """Return how many risks are not in this room; none while the room may see the window."""
        return 0 if window.console.privacy.public_safe else len(risks.hidden_keys(window.document))

    def _show_hidden(self, kind: str) -> None:
        shown = kind in OF_RISKS and self._hidden_count > 0
        words = plural(
            N_("{n} risk is marked “Not in this room” and is left out."),
            N_("{n} risks are marked “Not in this room” and are left out."), self._hidden_count,
        )  # fmt: skip
        self._hidden_note.setText(words)
        self._hidden_note.setVisible(shown)
        self._with_hidden.setVisible(shown)

    def exporter(self) -> registry.Exporter:
        """Return the chosen kind of document."""
        return registry.EXPORTERS[str(self._kind.entry())]

    def options(self) -> registry.Options:
        """Return what was chosen."""
        ref = str(self._about.entry() or "")
        return registry.Options(
            refs=(ref,) if ref else (),
            phones=registry.Phones(self._phones.current() or "all"),
            page=registry.Page(self._page.current() or "A4"),
            copies=int(self._copies.text() or 0) if self.exporter().sheets else 0,
            hidden=self._with_hidden.isVisibleTo(self) and self._with_hidden.isChecked(),
        )

    def _fill_about(self, ref: str = "") -> None:
        exporter = self.exporter()
        offered: Sequence[tuple[str, str]] = [
            (thing.ref, f"{thing.ref}  {thing.name}") for thing in self._things if thing.kind in exporter.about
        ]
        if exporter.about == ("meeting",):
            offered = sorted(offered, reverse=True)  # the newest is the one that people mean
        words = N_("The risks in the room") if exporter.sheets else N_("Everything")
        everything = [] if exporter.one else [("", translate(words))]
        self._about.set_options([*everything, *offered])
        refs = [key for key, _ in [*everything, *offered]]
        self._about.show_entry(ref if ref in refs else (refs[0] if refs else None), "")
        missing = exporter.one and not offered
        self._why.setText(translate(N_("There is nothing yet that this document could be about.")) if missing else "")
        self._why.setVisible(missing)
        self.buttons["export"].setEnabled(not missing)
        self._copies_label.setVisible(exporter.sheets)
        self._copies.setVisible(exporter.sheets)
        for part in self._pdf_parts:
            part.setVisible(exporter.extension == "pdf")
        self._show_hidden(exporter.kind)
