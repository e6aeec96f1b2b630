"""The risk report as a PDF: all risks of the session, or those that threaten chosen services."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from app.i18n import N_, translate
from exporters.pdf.planned import sheet_of, written
from exporters.registry import subjects

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options, Progress


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the report about the risks of the services that ``options.refs`` name, or about all, to ``stream``.

    Raises ``UserError`` for a reference that is no service.
    """
    from app.reports.risk_reading import read_risks
    from app.reports.risk_report import risk_report

    chosen = subjects(document, options, "service")
    progress(0.05, translate(N_("Reading the risks")))
    written(
        risk_report(read_risks(document, chosen, hidden=options.hidden), sheet_of(document, options)), stream, progress
    )
