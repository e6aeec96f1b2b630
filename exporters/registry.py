"""Every kind of document that can leave a session, and the one way to write any of them.

A new export is one module with a function ``write(document, options, stream, progress)`` and one line in ``EXPORTERS``.
The module is imported when its export starts, so that nothing pays for libraries it does not use. Exporters only read;
the caller notes a success with ``app.exports.note_export``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from sqlalchemy import select

from app import model as m
from app.i18n import N_, UserError, translate
from exporters.writing import Written, file_name, write_whole

if TYPE_CHECKING:
    from app.document import Document

#: Hears how far an export is: a share from 0 to 1 and what is being written. May raise to cancel.
Progress = Callable[[float, str], object]


class Phones(StrEnum):
    """Which telephone numbers a document prints."""

    ALL = "all"
    DUTY = "duty"
    NONE = "none"


#: How the choice of numbers is told, also in the footer of documents.
PHONES = {Phones.ALL: N_("all"), Phones.DUTY: N_("duty numbers"), Phones.NONE: N_("none")}


class Page(StrEnum):
    """Paper sizes."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chose for an export.

    ``refs`` are references (``SVC-003``, ``PLN-001``) of what it is about; none means everything. ``language`` is an
    ISO 639 code, empty for the session's own. ``author`` stands in the file's properties, empty for ``document.who``.
    ``recipient`` is for whom the file is made, as the log of exports tells it. ``copies`` prints so many sheets for
    anybody instead of one per seat, where a kind of document has such sheets. ``hidden`` takes in the risks that are
    marked "Not in this room", which are left out otherwise.
    """

    refs: tuple[str, ...] = ()
    phones: Phones = Phones.ALL
    page: Page = Page.A4
    language: str = ""
    author: str = ""
    recipient: str = ""
    copies: int = 0
    hidden: bool = False


class Write(Protocol):
    """How an exporter's module writes its document into ``stream``, reading from ``document`` only."""

    def __call__(self, document: Document, options: Options, stream: BinaryIO, progress: Progress) -> object: ...


class Cancelled(Exception):
    """A person cancelled the export; the target is as it was."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One kind of document. ``module`` holds ``write``; ``about`` names the kinds of entity its ``refs`` may be of.

    ``one`` means that it needs exactly one of them, such as a plan; ``sheets`` that it is printed once per seat, or as
    so many copies as a person asks for.
    """

    kind: str
    title: str
    extension: str
    module: str
    about: tuple[str, ...] = ("service",)
    one: bool = False
    sheets: bool = False

    def load(self) -> Write:
        """Import the exporter's module and return its ``write``."""
        return cast(Write, import_module(self.module).write)


EXPORTERS: Mapping[str, Exporter] = {
    exporter.kind: exporter
    for exporter in (
        Exporter("risk-register", N_("Risk register"), "xlsx", "exporters.xlsx.risk_register"),
        Exporter("risk-report", N_("Risk report"), "pdf", "exporters.pdf.risk_report"),
        Exporter("plan", N_("Continuity plan"), "pdf", "exporters.pdf.plan", ("plan", "service")),
        Exporter("first-hour-card", N_("First-hour card"), "pdf", "exporters.pdf.first_hour_card", ("plan", "service")),
        Exporter("bia-report", N_("BIA report"), "pdf", "exporters.pdf.bia_report"),
        Exporter("bia-sheet", N_("BIA sheet"), "pdf", "exporters.pdf.bia_sheet"),
        Exporter("questionnaire", N_("Questionnaire"), "xlsx", "exporters.xlsx.questionnaire"),
        Exporter("bia-workbook", N_("BIA workbook"), "xlsx", "exporters.xlsx.bia_workbook"),
        Exporter("service-list", N_("Services by priority"), "xlsx", "exporters.xlsx.service_list"),
        Exporter("minutes", N_("Minutes"), "pdf", "exporters.pdf.minutes", ("meeting",), one=True),
        Exporter("minutes-workbook", N_("Minutes workbook"), "xlsx", "exporters.xlsx.minutes", ("meeting",), one=True),
        Exporter("paper-forms", N_("Paper forms"), "pdf", "exporters.pdf.paper_forms", ("service", "risk", "meeting")),
        Exporter("ballots", N_("Ballots"), "pdf", "exporters.pdf.ballots", ("meeting", "risk"), sheets=True),
    )
}


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A finished document: where it stands, its size in bytes, and the state of the session it was written from.

    ``note`` is a sentence if it stands elsewhere than asked, else empty.
    """

    kind: str
    path: Path
    size: int
    change_set: int
    note: str = field(default="")


def exporter_of(kind: str) -> Exporter:
    """Return the exporter of ``kind``; raises ``UserError`` naming those there are."""
    try:
        return EXPORTERS[kind]
    except KeyError:
        raise UserError(
            N_("There is no document of the kind “{kind}”; there are {known}."),
            kind=kind, known=", ".join(EXPORTERS),
        ) from None  # fmt: skip


def suggested_name(document: Document, kind: str, *, subject: str = "", language: str | None = None) -> str:
    """Return the name a document gets unless a person chooses another; ``subject`` is added to its title."""
    exporter = exporter_of(kind)
    organisation = document.scalar(select(m.SessionInfo.organisation)) or ""
    title = " ".join(part for part in (translate(exporter.title, language=language), subject) if part)
    return file_name(organisation, title, document.today(), exporter.extension)


def export(
    document: Document,
    kind: str,
    target: Path | str,
    options: Options | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """Write the document of ``kind`` to ``target`` (a file, or a folder that gets one of the usual name).

    All or nothing; the session is only read. Raises ``UserError``, ``Cancelled``, or what ``progress`` raises.
    """
    exporter, options = exporter_of(kind), options or Options()
    path = Path(target)
    if path.is_dir():
        path /= suggested_name(document, kind, language=options.language or None)
    write = exporter.load()
    report = _watched(progress, cancelled)
    report(0.0, translate(exporter.title))
    written = write_whole(path, lambda stream: write(document, options, stream, report))
    report_end = progress or (lambda share, what: None)
    report_end(1.0, translate(exporter.title))
    return ExportResult(kind, written.path, written.size, document.version, _note(path, written))


def _watched(progress: Progress | None, cancelled: Callable[[], bool] | None) -> Progress:
    def report(share: float, what: str) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(share, what)

    return report


def _note(asked: Path, written: Written) -> str:
    if not written.beside:
        return ""
    return translate(
        N_("{asked} is open in another program, so the document was saved beside it as {name}."),
        asked=asked.name, name=written.path.name,
    )  # fmt: skip


def subjects(document: Document, options: Options, *kinds: str) -> tuple[bytes, ...]:
    """Return the keys of what ``options.refs`` name, in that order; nothing named gives nothing.

    Raises ``UserError`` for a reference that the session does not have, or one of another kind than ``kinds``.
    """
    table = m.Entity.__table__
    rows = document.rows(select(table.c.ref, table.c.id, table.c.kind).where(table.c.ref.in_(options.refs)))
    found = {row.ref: row for row in rows}
    for ref in options.refs:
        if ref not in found or (kinds and found[ref].kind not in kinds):
            raise UserError(N_("There is nothing called {ref} that this document could be about."), ref=ref)
    return tuple(found[ref].id for ref in options.refs)
