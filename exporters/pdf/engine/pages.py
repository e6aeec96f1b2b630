"""Distributes strips over pages: glued ones stay together, table headings are repeated, frames follow."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.report import Edges
from exporters.pdf.engine.strips import Frame, Mark, Sheet, Strip


@dataclass(slots=True)
class Page:
    """A page with its strips, each with the points from the top of the text area."""

    number: int
    placed: list[tuple[float, Strip]] = field(default_factory=list)
    sheet: Sheet = field(default_factory=Sheet)
    used: float = 0.0
    edges: Edges | None = None

    def add(self, strip: Strip) -> None:
        """Place ``strip`` below what is there."""
        top = self.used + (strip.before if self.used else 0.0)
        self.placed.append((top, strip))
        self.used = top + strip.height

    def frames(self) -> list[Mark]:
        """Return what is drawn behind the strips: the frames of boxes, outer ones first."""
        spans: dict[Frame, tuple[float, float]] = {}
        for top, strip in self.placed:
            for frame in strip.frames:
                first = spans.get(frame, (top, top))[0]
                spans[frame] = (first, top + strip.height)
        return [mark for frame, (top, end) in spans.items() for mark in frame.marks(top, end - top)]


def paginate(strips: list[Strip], height: float) -> list[Page]:
    """Return the pages of ``strips``; a glued group that no page can hold is cut where the page ends."""
    pages: list[Page] = []
    alone = False
    start = 0
    while start < len(strips):
        end = start
        while end < len(strips) - 1 and strips[end].glued and strips[end + 1].sheet is None:
            end += 1
        group = strips[start : end + 1]
        sheet = group[0].sheet
        if sheet is not None or not pages or alone:
            _turn(pages, sheet or Sheet())
        alone = sheet.alone if sheet is not None else False
        _place(pages, group, height)
        start = end + 1
    return pages or [Page(1)]


def _turn(pages: list[Page], sheet: Sheet) -> None:
    if sheet.odd and len(pages) % 2 == 1:
        pages.append(Page(len(pages) + 1, edges=pages[-1].edges))
    before = pages[-1].edges if pages else None
    pages.append(Page(len(pages) + 1, sheet=sheet, edges=sheet.edges or before))


def _place(pages: list[Page], group: list[Strip], height: float) -> None:
    page = pages[-1]
    if page.used and page.used + group[0].before + _height(group) > height + 0.01:
        page = _next(pages, group[0])
    for strip in group:
        if page.used and page.used + strip.before + strip.height > height + 0.01:
            page = _next(pages, strip)
        page.add(strip)


def _height(group: list[Strip]) -> float:
    return sum(strip.height + (strip.before if number else 0.0) for number, strip in enumerate(group))


def _next(pages: list[Page], strip: Strip) -> Page:
    page = Page(len(pages) + 1, edges=pages[-1].edges)
    pages.append(page)
    for heading in strip.repeat:
        page.add(Strip(heading.height, heading.marks))
    return page
