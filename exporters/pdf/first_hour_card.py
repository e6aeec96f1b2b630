"""The first-hour card alone, one page per plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from exporters.pdf.planned import chosen_plans, sheet_of, written

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options, Progress


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the card of the plan that ``options.refs`` name, or of every plan of the session if they name none."""
    from app.reports.plan import cards_report

    written(cards_report(chosen_plans(document, options, progress), sheet_of(document, options)), stream, progress)
