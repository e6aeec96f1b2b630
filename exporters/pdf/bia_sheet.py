"""The owner's BIA sheet as a PDF: two pages per service, to read, correct and sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from app.i18n import N_, UserError, translate
from exporters.pdf.planned import sheet_of, written
from exporters.registry import subjects

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options, Progress

_NONE = N_("There is no service yet; add one on the page Services, then export its BIA sheet.")


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the sheets of the services that ``options.refs`` name, or of all in use, two pages each, to ``stream``.

    Raises ``UserError`` if there is no service, or a reference names none.
    """
    from app.reports.bia_reading import read_bia
    from app.reports.bia_sheet import bia_sheets

    chosen = subjects(document, options, "service")
    progress(0.05, translate(N_("Reading the analyses")))
    content = read_bia(document, chosen, maps=False)
    if not content.services:
        raise UserError(_NONE)
    written(bia_sheets(content, sheet_of(document, options)), stream, progress)
