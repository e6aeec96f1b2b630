"""Paints pages: header and footer, frames, lines of text, rules, figures, links, fields and bookmarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from app.i18n import N_, translate
from app.report import Chip, Gap, Look, PageOf, Report, Tick, Tone
from exporters.pdf.engine.fields import Form
from exporters.pdf.engine.lines import Line, Piece, Setting, break_lines
from exporters.pdf.engine.measures import HAIRLINE, MM, TYPES
from exporters.pdf.engine.pages import Page
from exporters.pdf.engine.shapes import Pen
from exporters.pdf.engine.strips import Bookmark, FigureMark, FillMark, LineMark, Mark, TextMark
from exporters.pdf.engine.typefaces import stretches


class Painter:
    """Paints the pages of one report on a canvas."""

    def __init__(self, canvas: Canvas, report: Report, size: tuple[float, float], page_of: Mapping[str, int]) -> None:
        self.canvas = canvas
        self.pen = Pen(canvas)
        self.form = Form(canvas)
        self.report = report
        self.width, self.height = size
        self.left = report.margins.left * MM
        self.right = self.width - report.margins.right * MM
        self.top = self.height - report.margins.top * MM
        self.page_of = page_of
        self.depth = -1

    def page(self, page: Page, pages: int) -> None:
        """Paint one page and finish it."""
        self._band(page)
        self._edges(page, pages)
        for mark in page.frames():
            self._mark(mark, self.left, self.top)
        for top, strip in page.placed:
            for anchor in strip.anchors:
                self.canvas.bookmarkHorizontal(anchor, 0, self.top - top + 12)
            if strip.bookmark is not None:
                self._bookmark(strip.bookmark)
            for mark in strip.marks:
                self._mark(mark, self.left, self.top - top)
        self.canvas.showPage()

    def _bookmark(self, bookmark: Bookmark) -> None:
        """Add a bookmark, no deeper than one level below the one before it."""
        self.depth = min(bookmark.level, self.depth + 1)
        self.canvas.addOutlineEntry(bookmark.title, bookmark.anchor, level=self.depth, closed=self.depth > 0)

    def _band(self, page: Page) -> None:
        if page.sheet.band is None:
            return
        height = (5 if page.sheet.band_text else 3) * MM
        self.pen.rectangle(0, self.height - height, self.width, height, page.sheet.band, None)
        if page.sheet.band_text:
            text = "   ·   ".join([page.sheet.band_text] * 5)
            setting = Setting(TYPES[Look.SMALL], Tone.WHITE, True, "centre", 1)
            for line in break_lines(text, setting, self.right - self.left):
                self._line(line, self.left, self.height - (height - line.leading) / 2)

    def _edges(self, page: Page, pages: int) -> None:
        report = self.report
        header, centre = report.header_left, report.footer_centre
        if page.edges is not None:
            header, centre = page.edges.header_left, page.edges.footer_centre
        number = translate(N_("Page {n} of {total}"), n=page.number, total=pages)
        y = self.height - (report.margins.top - 9) * MM
        self._edge(y, TYPES[Look.SMALL], header, report.header_centre, number)
        self.pen.line(self.left, y - 14.5, self.right, y - 14.5, Tone.HAIRLINE, HAIRLINE)
        y = (report.margins.bottom - 4) * MM
        self._edge(y, TYPES[Look.FOOT], report.footer_left, centre, report.footer_right)

    def _edge(self, y: float, kind: Any, left: str, centre: str, right: str) -> None:
        room = self.right - self.left
        shares = (0.42, 0.28, 0.30) if kind is TYPES[Look.SMALL] else (0.38, 0.34, 0.28)
        x = self.left
        for text, share, align in zip((left, centre, right), shares, ("left", "centre", "right"), strict=True):
            setting = Setting(kind, Tone.SECONDARY, align == "centre", align, 1)  # type: ignore[arg-type]
            for line in break_lines(text, setting, room * share - 6):
                self._line(line, x + (6 if align == "right" else 3 if align == "centre" else 0), y)
            x += room * share

    def _mark(self, mark: Mark, left: float, top: float) -> None:
        _PAINT[type(mark)](self, mark, left, top)

    def _text(self, mark: TextMark, left: float, top: float) -> None:
        self._line(mark.line, left + mark.x, top - mark.y)

    def _fill(self, mark: FillMark, left: float, top: float) -> None:
        bottom = top - mark.y - mark.height
        self.pen.rectangle(
            left + mark.x, bottom, mark.width, mark.height, mark.fill, mark.stroke,
            line=mark.line, radius=mark.radius, dashed=mark.dashed, pattern=mark.pattern,
        )  # fmt: skip

    def _rule(self, mark: LineMark, left: float, top: float) -> None:
        self.pen.line(left + mark.x1, top - mark.y1, left + mark.x2, top - mark.y2, mark.tone, mark.width)

    def _figure(self, mark: FigureMark, left: float, top: float) -> None:
        self.pen.figure(mark.shapes, left + mark.x, top - mark.y, mark.scale)

    def _line(self, line: Line, left: float, top: float) -> None:
        """Paint a line; page numbers that turn out narrower than reserved draw the rest up."""
        slack = sum(self._slack(piece) for piece in line.pieces if isinstance(piece.inline, PageOf))
        x = left + line.start() + {"left": 0.0, "centre": slack / 2, "right": slack}[line.align]
        baseline = top - line.baseline
        for piece in line.pieces:
            start = x + piece.x
            x -= self._piece(piece, start, baseline)

    def _slack(self, piece: Piece) -> float:
        return piece.width - piece.face.width(self._page_number(piece), piece.size)

    def _page_number(self, piece: Piece) -> str:
        return str(self.page_of.get(piece.to, "–"))

    def _piece(self, piece: Piece, x: float, baseline: float) -> float:
        """Paint one piece; return how much narrower than planned it is."""
        inline = piece.inline
        if isinstance(inline, PageOf):
            number = self._page_number(piece)
            self.pen.text(x, baseline, number, piece.face, piece.size, piece.tone)
            self._link(piece.to, x, baseline, piece.face.width(number, piece.size), piece.size)
            return self._slack(piece)
        if isinstance(inline, Gap):
            self._gap(inline, piece, x, baseline)
        elif isinstance(inline, Tick):
            self._tick(inline, piece, x, baseline)
        elif isinstance(inline, Chip):
            self._chip(piece, x, baseline)
        elif piece.text:
            self.pen.text(x, baseline, piece.text, piece.face, piece.size, piece.tone)
            self._link(piece.to, x, baseline, piece.width, piece.size)
        return 0.0

    def _link(self, anchor: str, x: float, baseline: float, width: float, size: float) -> None:
        if anchor in self.page_of:
            box = (x, baseline - 0.25 * size, x + width, baseline + 0.85 * size)
            self.canvas.linkRect("", anchor, box, relative=0, thickness=0)

    def _gap(self, gap: Gap, piece: Piece, x: float, baseline: float) -> None:
        end = x + piece.width - 1
        self.pen.line(x, baseline - 1.5, end, baseline - 1.5, Tone.SECONDARY, 0.6)
        if gap.caption:
            for face, text in stretches(gap.caption, False):
                self.pen.text(x, baseline - 8, text, face, 6.5, Tone.SECONDARY)
        if gap.name:
            self.form.entry(gap.name, gap.caption, x, baseline - 2, end - x, piece.size * 1.3)

    def _tick(self, tick: Tick, piece: Piece, x: float, baseline: float) -> None:
        size = piece.width
        bottom = baseline + piece.size * 0.36 - size / 2
        self.pen.rectangle(x, bottom, size, size, Tone.WHITE, Tone.INK, line=0.8, radius=1.2)
        if tick.mark:
            self._tick_mark(tick, piece, x, bottom)
        if tick.name:
            self.form.tick(tick.name, tick.caption, x, bottom, size)

    def _tick_mark(self, tick: Tick, piece: Piece, x: float, bottom: float) -> None:
        """Write what a box stands for in its middle, so that a cross over it still shows."""
        side = piece.width
        type_size = side * 0.55
        for face, text in stretches(tick.mark, False):
            start = x + (side - face.width(text, type_size)) / 2
            self.pen.text(start, bottom + side / 2 - type_size * 0.36, text, face, type_size, Tone.SECONDARY)

    def _chip(self, piece: Piece, x: float, baseline: float) -> None:
        height = piece.size * 1.45
        bottom = baseline + piece.size * 0.36 - height / 2
        self.pen.rectangle(x, bottom, piece.width, height, Tone.WHITE, piece.tone, line=0.6, radius=2.2)
        start = x + 1.6 * MM
        for face, text in stretches(piece.text, piece.face.name.endswith("SemiBold")):
            self.pen.text(start, baseline, text, face, piece.size, piece.tone)
            start += face.width(text, piece.size)


_PAINT: dict[type, Callable[[Painter, Any, float, float], None]] = {
    TextMark: Painter._text,
    FillMark: Painter._fill,
    LineMark: Painter._rule,
    FigureMark: Painter._figure,
}
