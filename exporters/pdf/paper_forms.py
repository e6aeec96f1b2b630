"""Paper forms: everything that is asked, to go on by pen when there is no screen, or before a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from app.i18n import N_, UserError, translate
from exporters.pdf.planned import written
from exporters.registry import subjects

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options, Progress

_NOTHING = N_("Nothing waits to be filled in: no open interview, risk or meeting. Choose what to print.")


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the sheets that ``options.refs`` name, or everything still to do if they name none.

    Raises ``UserError`` if there is nothing to print.
    """
    from app import paper, session
    from app.reports.paper import paper_report

    progress(0.05, translate(N_("Reading what is asked")))
    sheets = paper.pack(document, subjects(document, options, "service", "meeting", *paper.RECORDS))
    if not sheets:
        raise UserError(_NOTHING)
    author = options.author or document.who
    report = paper_report(
        sheets, session.info(document), document.now(), author=author, page_size=options.page.value
    )  # fmt: skip
    written(report, stream, progress)
