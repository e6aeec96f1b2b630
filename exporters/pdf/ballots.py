"""Ballots as a PDF: one sheet per seat or blank ones, slips for a single risk, and the scale to hang up."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from app import model as m
from app.i18n import N_, translate
from exporters.pdf.planned import sheet_of, written
from exporters.registry import subjects

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options, Progress


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the ballots of the meeting or of the risks that ``options.refs`` name to ``stream``.

    Without any it is the list in the room. ``options.copies`` prints so many sheets without a seat's number. Raises
    ``UserError`` if there is nothing to vote on, or a reference names nothing.
    """
    from app.ballots import read_sheets
    from app.reports.ballots import ballots_report

    progress(0.05, translate(N_("Reading the list of risks")))
    named = subjects(document, options, "meeting", "risk")
    meetings = [key for key in named if document.get(m.Meeting, key) is not None]
    risks = [key for key in named if key not in meetings]
    sheets = read_sheets(document, meeting=meetings[0] if meetings else None, risks=risks, copies=options.copies)
    written(ballots_report(sheets, sheet_of(document, options)), stream, progress)
