"""The continuity plan as a PDF: one plan by its reference, or the plans of the services that were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from exporters.pdf.planned import chosen_plans, sheet_of, written

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options, Progress


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the plan that ``options.refs`` name (a plan, or services that it recovers) to ``stream``.

    Several plans follow each other, each from an odd page. Raises ``UserError`` if there is none.
    """
    from app.reports.plan import plans_report

    written(plans_report(chosen_plans(document, options, progress), sheet_of(document, options)), stream, progress)
