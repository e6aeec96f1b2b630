"""The neutral tree of a paper: headings, paragraphs, tables, boxes, figures and fields to fill in by hand or on screen.

Composers in ``app`` build it, ``exporters.pdf`` lays it out. It knows no file format and no colour values: tones and
looks are named here and given their values where they are painted. All lengths are millimetres, all type sizes points.
Every text in it is text, never markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal


class Tone(StrEnum):
    """The few colours of a paper (``documents.md`` §0)."""

    INK = "ink"
    SECONDARY = "secondary"
    HAIRLINE = "hairline"
    TINT = "tint"
    ACCENT = "accent"
    WHITE = "white"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    EXTREME = "extreme"


class Look(StrEnum):
    """The few sizes of type: size and line height are the painter's."""

    TITLE = "title"  #: 20/24, weight 600
    LEAD = "lead"  #: 13/17, weight 600
    NUMBER = "number"  #: 15/19, weight 600
    STEP = "step"  #: 11/14, weight 600
    BODY = "body"  #: 10/14
    CARD = "card"  #: 9.5/12.5, the first-hour card
    SMALL = "small"  #: 8.5/11, tables and captions
    FOOT = "foot"  #: 7.5/10
    CHIPS = "chips"  #: 9/17, room for frames around words
    NOTICE = "notice"  #: 10.5/24, room for captions under gaps


Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text; ``None`` takes the paragraph's own weight, tone or size. ``to`` makes it a link."""

    text: str
    strong: bool | None = None
    tone: Tone | None = None
    size: float | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class PageOf:
    """The number of the page on which ``anchor`` lies, as a link to it."""

    anchor: str
    strong: bool | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A line to write on, ``width`` wide; with a ``name`` it is also a field of the file. ``caption`` says what for."""

    width: float
    name: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick, on paper and, with a ``name``, in the file. ``caption`` is read out by a screen reader.

    ``mark`` stands small in the box, so that one of several is crossed: the digits of a ballot.
    """

    name: str = ""
    caption: str = ""
    size: float = 3.6
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words in a small frame."""

    text: str
    tone: Tone = Tone.INK


Inline = str | Words | PageOf | Gap | Tick | Chip
Content = str | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``bullet`` hangs before it; ``max_lines`` cuts with an ellipsis; ``glued`` stays with the next."""

    content: Content
    look: Look = Look.BODY
    tone: Tone = Tone.INK
    strong: bool = False
    align: Align = "left"
    bullet: Content = ""
    indent: float = 0.0
    after: float = 2.0
    max_lines: int | None = None
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2, which is a bookmark too, or 3, which is not. It never stands alone.

    ``depth`` puts it elsewhere in the list of bookmarks than its level tells: 1, 2, or 0 for not at all.
    """

    text: str
    level: Literal[1, 2, 3] = 1
    anchor: str = ""
    bookmark: str = ""  #: words for the list of bookmarks, if they differ
    note: str = ""  #: a second line in secondary ink
    depth: Literal[0, 1, 2] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading and width; widths are scaled to the page together."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: one text, or several paragraphs. ``level`` (1–4, Low to Extreme) fills it."""

    content: Content | tuple[Paragraph, ...] = ""
    strong: bool = False
    tone: Tone = Tone.INK
    level: int | None = None
    look: Look | None = None
    align: Align | None = None
    low: bool = False  #: stands at the foot of the row, where a pen writes


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells (or texts). A single cell in a wider table takes the whole width.

    ``rule`` draws a thick line at its left; ``bracket`` joins rows; ``height`` is the least height; ``glued`` keeps it
    with the next row.
    """

    cells: tuple[Cell | str, ...]
    rule: Tone | None = None
    tint: bool = False
    bracket: Literal["", "first", "middle", "last"] = ""
    height: float = 0.0
    anchor: str = ""
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading that is repeated on every page. ``lines`` draws a hairline below each row.

    ``above`` stands over the heading, on every page anew: what the rows cannot be read without.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heading: bool = True
    look: Look = Look.SMALL
    padding: float = 2.0
    lines: bool = True
    bracket_at: int = 0  #: the column at whose left edge brackets are drawn
    after: float = 4.0
    above: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks in a frame, on a tint, or behind a coloured rule at the left."""

    blocks: tuple[Block, ...]
    rule: Tone | None = None
    edge: bool = True
    tint: bool = False
    dashed: bool = False
    padding: float = 3.0
    height: float = 0.0
    after: float = 4.0
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One of several blocks side by side; widths are scaled to the page together."""

    width: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Parts side by side; single boxes in them become equally high."""

    parts: tuple[Part, ...]
    gap: float = 4.0
    after: float = 4.0


@dataclass(frozen=True, slots=True)
class LineShape:
    """A straight line in a figure."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: Tone = Tone.INK
    width: float = 0.25
    dashed: bool = False
    arrow: bool = False


@dataclass(frozen=True, slots=True)
class RectShape:
    """A rectangle in a figure. ``pattern`` 1–4 hatches as the bands do."""

    x: float
    y: float
    width: float
    height: float
    fill: Tone | None = None
    stroke: Tone | None = None
    radius: float = 0.0
    line: float = 0.25
    dashed: bool = False
    pattern: int = 0


@dataclass(frozen=True, slots=True)
class LabelShape:
    """Words in a figure; ``y`` is the first base line. Wider than ``width``, it takes up to ``lines``."""

    x: float
    y: float
    text: str
    size: float = 8.5
    strong: bool = False
    tone: Tone = Tone.INK
    align: Align = "left"
    width: float | None = None
    lines: int = 1


@dataclass(frozen=True, slots=True)
class PathShape:
    """A line through several points in a figure, or the area that they enclose."""

    points: tuple[tuple[float, float], ...]
    stroke: Tone | None = Tone.INK
    fill: Tone | None = None
    width: float = 0.25
    dashed: bool = False
    arrow: bool = False


Shape = LineShape | RectShape | LabelShape | PathShape


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in millimetres from its upper left corner. Wider than the page, it is scaled down."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    after: float = 4.0


@dataclass(frozen=True, slots=True)
class Space:
    """Room between blocks, dropped at the head of a page."""

    height: float


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page; ``odd`` on a right-hand one."""

    odd: bool = False


@dataclass(frozen=True, slots=True)
class Keep:
    """Blocks that stay on one page together if one page holds them."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Edges:
    """What stands at the edges of the pages from here on, in place of the report's own."""

    header_left: str
    footer_centre: str


@dataclass(frozen=True, slots=True)
class OnePage:
    """A page of its own: the first of ``variants`` that fits is taken, and never more than one page.

    ``band`` colours the top edge of the sheet, ``band_text`` is repeated in it. ``odd`` begins it on a right-hand page.
    """

    variants: Sequence[tuple[Block, ...]]
    band: Tone | None = None
    band_text: str = ""
    anchor: str = ""
    bookmark: str = ""
    odd: bool = False
    edges: Edges | None = None


Block = Paragraph | Heading | Table | Box | Columns | Figure | Space | NewPage | Keep | OnePage


@dataclass(frozen=True, slots=True)
class Margins:
    """White edges of a page; the left one has room for punch holes."""

    left: float = 22.0
    right: float = 18.0
    top: float = 24.0
    bottom: float = 18.0


@dataclass(frozen=True, slots=True)
class Report:
    """A whole paper: what stands in it, and what stands at the edge of every page.

    The right end of the header is always the page's number of all pages. ``made_at`` is the only moment in the file.
    """

    title: str
    blocks: tuple[Block, ...]
    author: str = ""
    subject: str = ""
    language: str = "en"
    made_at: datetime | None = None
    header_left: str = ""
    header_centre: str = ""
    footer_left: str = ""
    footer_centre: str = ""
    footer_right: str = ""
    page_size: Literal["A4", "Letter"] = "A4"
    margins: Margins = Margins()
    landscape: bool = False


#: Which attributes name an anchor or a field, by the class that has them.
_NAMES: dict[type, tuple[str, ...]] = {
    Words: ("to",),
    PageOf: ("anchor",),
    Gap: ("name",),
    Tick: ("name",),
    Heading: ("anchor",),
    Row: ("anchor",),
    OnePage: ("anchor",),
}


def named_apart(blocks: tuple[Block, ...], prefix: str) -> tuple[Block, ...]:
    """Return ``blocks`` with ``prefix`` before every anchor, link and field, so that two papers can become one."""
    apart: tuple[Block, ...] = _apart(blocks, prefix)
    return apart


def _apart(part: Any, prefix: str) -> Any:
    if isinstance(part, tuple):
        return tuple(_apart(one, prefix) for one in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed: dict[str, Any] = {}
    for name in (one.name for one in fields(part)):
        value = getattr(part, name)
        if name in _NAMES.get(type(part), ()) and value:
            changed[name] = prefix + value
        elif isinstance(value, tuple) or is_dataclass(value):
            changed[name] = _apart(value, prefix)
    return replace(part, **changed) if changed else part
