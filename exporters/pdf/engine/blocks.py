"""Lays the blocks of a report out as strips of a given width: paragraphs, headings, boxes, columns and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.report import (
    Block,
    Box,
    Columns,
    Figure,
    Heading,
    Keep,
    Look,
    NewPage,
    OnePage,
    Paragraph,
    Part,
    Space,
    Table,
    Tone,
)
from exporters.pdf.engine.lines import Setting, break_lines
from exporters.pdf.engine.measures import HEADINGS, MM, TYPES
from exporters.pdf.engine.strips import Bookmark, FigureMark, Frame, Sheet, Strip, TextMark, fuse, shifted, total
from exporters.pdf.engine.tables import table_strips


class Press:
    """Turns blocks into strips; knows the height of a page, which decides what may stay together."""

    def __init__(self, page_height: float) -> None:
        self.page_height = page_height
        self._anchors = 0

    def strips(self, blocks: Sequence[Block], width: float) -> list[Strip]:
        """Return the strips of ``blocks`` in ``width`` points."""
        made: list[Strip] = []
        after = 0.0
        for block in blocks:
            lay = _LAY[type(block)]
            new: list[Strip] = lay(self, block, width)
            if new:
                new[0].before = max(new[0].before, after)
                made.extend(new)
                after = _after(block) * MM
            elif isinstance(block, Space):
                after += block.height * MM
        return made

    def paragraph(self, block: Paragraph, width: float) -> list[Strip]:
        """Return one strip per line; the first two and the last two stay together."""
        kind = TYPES[block.look]
        setting = Setting(kind, block.tone, block.strong, block.align, block.max_lines)
        indent = block.indent * MM
        marks: list[TextMark] = []
        if block.bullet != "":
            hang = break_lines(block.bullet, replace(setting, align="left", max_lines=None), width)
            indent += max((line.width for line in hang), default=0.0) + 1.6 * MM
            marks = [TextMark(block.indent * MM, 0.0, line) for line in hang[:1]]
        lines = break_lines(block.content, setting, max(width - indent, 12.0))
        strips = [Strip(line.leading, [TextMark(indent, 0.0, line)]) for line in lines]
        if strips and marks:
            strips[0].marks[:0] = marks
        _keep_ends(strips)
        if block.glued and strips:
            strips[-1].glued = True
        return strips

    def heading(self, block: Heading, width: float) -> list[Strip]:
        """Return the lines of a heading, glued to what follows."""
        kind, above, below = HEADINGS[block.level]
        lines = break_lines(block.text, Setting(kind), width)
        strips = [Strip(line.leading, [TextMark(0.0, 0.0, line)], glued=True) for line in lines]
        note = break_lines(block.note, Setting(TYPES[Look.SMALL], Tone.SECONDARY), width) if block.note else ()
        if not strips:
            return []
        if note:
            strips[-1].height += 1.2 * MM
        strips.extend(Strip(line.leading, [TextMark(0.0, 0.0, line)], glued=True) for line in note)
        strips[0].before = above * MM
        strips[-1].height += below * MM
        self._anchors += 1
        anchor = block.anchor or f"heading-{self._anchors}"
        strips[0].anchors = (anchor,)
        depth = block.level % 3 if block.depth is None else block.depth
        if depth:
            strips[0].bookmark = Bookmark(block.bookmark or block.text, depth - 1, anchor)
        return strips

    def table(self, block: Table, width: float) -> list[Strip]:
        """Return the strips of a table, with what is repeated above it."""
        strips = table_strips(block, width, self.page_height)
        if not block.above:
            return strips
        over = self.strips(block.above, width)
        lead = fuse(over)
        lead.height += _after(block.above[-1]) * MM
        for strip in strips:
            strip.repeat = (lead, *strip.repeat)
        lead.glued = bool(strips)
        return [lead, *strips]

    def box(self, block: Box, width: float) -> list[Strip]:
        """Return the strips of what is in a box, framed."""
        pad = block.padding * MM
        left = pad + (2 * MM if block.rule is not None else 0.0)
        inner = self.strips(block.blocks, width - left - pad)
        for strip in inner:
            strip.marks = [shifted(mark, left, 0.0) for mark in strip.marks]
            for frame in strip.frames:
                frame.x += left
        missing = block.height * MM - total(inner) - 2 * pad
        if inner:
            inner[0].before = 0.0
        frame = Frame(0.0, width, block.edge, block.rule, block.tint, block.dashed)
        framed = [Strip(pad, glued=True), *inner, Strip(pad + max(missing, 0.0))]
        if inner:
            framed[-2].glued = True
        for strip in framed:
            strip.frames = (frame, *strip.frames)
        if block.keep and total(framed) < self.page_height * 0.9:
            _glue(framed)
        return framed

    def columns(self, block: Columns, width: float) -> list[Strip]:
        """Return one strip with the parts side by side, or the parts below each other if one page cannot hold them."""
        gap = block.gap * MM
        scale = (width - gap * (len(block.parts) - 1)) / sum(part.width for part in block.parts)
        widths = [part.width * scale for part in block.parts]
        laid = [self.strips(part.blocks, one) for part, one in zip(block.parts, widths, strict=True)]
        height = max((total(strips) for strips in laid), default=0.0)
        if height > self.page_height * 0.8:
            return self.strips([inner for part in block.parts for inner in part.blocks], width)
        side_by_side = Strip(height)
        x = 0.0
        for part, one in zip(block.parts, widths, strict=True):
            fused = fuse(self.strips(_stretched(part, height), one), x)
            side_by_side.marks.extend(fused.marks)
            side_by_side.anchors += fused.anchors
            side_by_side.bookmark = side_by_side.bookmark or fused.bookmark
            x += one + gap
        return [side_by_side]

    def figure(self, block: Figure, width: float) -> list[Strip]:
        """Return a figure as one strip."""
        scale = min(1.0, width / (block.width * MM), self.page_height / (block.height * MM))
        return [Strip(block.height * MM * scale, [FigureMark(0.0, 0.0, block.shapes, scale)])]

    def keep(self, block: Keep, width: float) -> list[Strip]:
        """Return strips that stay on one page if one page holds them."""
        strips = self.strips(block.blocks, width)
        if total(strips) <= self.page_height:
            _glue(strips)
        return strips

    def new_page(self, block: NewPage, width: float) -> list[Strip]:
        """Return an empty strip that begins a page."""
        return [Strip(0.0, sheet=Sheet(odd=block.odd), glued=True)]

    def one_page(self, block: OnePage, width: float) -> list[Strip]:
        """Return the first variant that fits on a page; of the last one what fits."""
        chosen: list[Strip] = []
        for variant in block.variants:
            chosen = self.strips(variant, width)
            if total(chosen) <= self.page_height + 0.01:
                break
        while total(chosen) > self.page_height + 0.01:
            chosen.pop()
        _glue(chosen)
        sheet = Sheet(block.odd, alone=True, band=block.band, band_text=block.band_text, edges=block.edges)
        opening = Strip(0.0, sheet=sheet, glued=bool(chosen))
        if block.anchor:
            opening.anchors = (block.anchor,)
            opening.bookmark = Bookmark(block.bookmark, 0, block.anchor) if block.bookmark else None
        return [opening, *chosen]

    def space(self, block: Space, width: float) -> list[Strip]:
        """Return nothing: the room is added before the next block."""
        return []


def _after(block: Block) -> float:
    """Return the room below a block in millimetres; what is kept together has that of its last block."""
    if isinstance(block, Keep):
        return _after(block.blocks[-1]) if block.blocks else 0.0
    return float(getattr(block, "after", 0.0))


def _keep_ends(strips: list[Strip]) -> None:
    if len(strips) > 1:
        strips[0].glued = strips[-2].glued = True


def _glue(strips: list[Strip]) -> None:
    for strip in strips[:-1]:
        strip.glued = True


def _stretched(part: Part, height: float) -> tuple[Block, ...]:
    if len(part.blocks) == 1 and isinstance(part.blocks[0], Box):
        return (replace(part.blocks[0], height=height / MM),)
    return part.blocks


_LAY: dict[type, Callable[[Press, Any, float], list[Strip]]] = {
    Paragraph: Press.paragraph,
    Heading: Press.heading,
    Table: Press.table,
    Box: Press.box,
    Columns: Press.columns,
    Figure: Press.figure,
    Keep: Press.keep,
    NewPage: Press.new_page,
    OnePage: Press.one_page,
    Space: Press.space,
}
