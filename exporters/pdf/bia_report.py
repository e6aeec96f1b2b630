"""The BIA report as a PDF: all services of the session, or those that were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from app.i18n import N_, translate
from exporters.pdf.planned import sheet_of, written
from exporters.registry import subjects

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options, Progress


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the report about the services that ``options.refs`` name, or about all in use, to ``stream``.

    Raises ``UserError`` for a reference that is no service.
    """
    from app.reports.bia_reading import read_bia
    from app.reports.bia_report import bia_report

    chosen = subjects(document, options, "service")
    progress(0.05, translate(N_("Reading the analyses")))
    written(bia_report(read_bia(document, chosen), sheet_of(document, options)), stream, progress)
