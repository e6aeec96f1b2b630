"""The minutes of one meeting as a PDF: the one that was named, or the newest that has begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from app.i18n import N_, translate
from exporters.meeting import chosen_minutes
from exporters.pdf.planned import sheet_of, written

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options, Progress


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the minutes of the meeting that ``options.refs`` name to ``stream``; private notes are never in them.

    Raises ``UserError`` if there is no meeting, or the reference names none.
    """
    from app.reports.minutes import minutes_report

    progress(0.05, translate(N_("Reading the log of the meeting")))
    written(minutes_report(chosen_minutes(document, options), sheet_of(document, options)), stream, progress)
