"""From a report to the bytes of its PDF: one layout, then one painting, so that page numbers cost nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from app.report import Report
from exporters.pdf.engine.blocks import Press
from exporters.pdf.engine.measures import MM
from exporters.pdf.engine.pages import Page, paginate
from exporters.pdf.engine.painting import Painter
from exporters.pdf.engine.typefaces import REGULAR, SEMIBOLD, face, legible

_SIZES = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
_PRODUCER = "Foreshock"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF: its bytes, how many pages it has, and on which page each anchor lies."""

    content: bytes
    pages: int
    page_of: dict[str, int]


def render(report: Report) -> Rendered:
    """Return the PDF of ``report``. The same report gives the same bytes."""
    face(REGULAR), face(SEMIBOLD)
    size = _page_size(report)
    margins = report.margins
    width = size[0] - (margins.left + margins.right) * MM
    height = size[1] - (margins.top + margins.bottom) * MM
    pages = paginate(Press(height).strips(report.blocks, width), height)
    page_of = _anchors(pages)
    stream = BytesIO()
    canvas = _canvas(stream, report, size)
    painter = Painter(canvas, report, size, page_of)
    for page in pages:
        painter.page(page, len(pages))
    painter.form.close()
    canvas.save()
    return Rendered(stream.getvalue(), len(pages), page_of)


def _page_size(report: Report) -> tuple[float, float]:
    width, height = _SIZES[report.page_size]
    return (height * MM, width * MM) if report.landscape else (width * MM, height * MM)


def _anchors(pages: list[Page]) -> dict[str, int]:
    return {anchor: page.number for page in pages for _, strip in page.placed for anchor in strip.anchors}


def _canvas(stream: BytesIO, report: Report, size: tuple[float, float]) -> Canvas:
    canvas = Canvas(
        stream, pagesize=size, pageCompression=1, invariant=1, initialFontName=REGULAR, lang=report.language,
        pdfVersion=(1, 7),
    )  # fmt: skip
    canvas.setTitle(legible(report.title))
    canvas.setAuthor(legible(report.author))
    canvas.setSubject(legible(report.subject))
    canvas.setCreator(_PRODUCER)
    canvas.setProducer(_PRODUCER)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()
    _stamp(canvas, report.made_at or _EPOCH)
    return canvas


def _stamp(canvas: Any, moment: datetime) -> None:
    """Let the document carry ``moment`` and no other; reportlab would take the machine's clock."""
    local = moment.astimezone(UTC)
    stamp = canvas._doc._timeStamp
    stamp.t = local.timestamp()
    stamp.lt = local.timetuple()
    stamp.YMDhms = tuple(local.timetuple())[:6]
    stamp.dhh = stamp.dmm = 0
