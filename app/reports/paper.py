"""Sheets to write on by pen, as a report: questions with boxes and lines, and where to type them in afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from app.dates import format_instant
from app.i18n import N_, plural, translate
from app.paper.blanks import Blank, LineAim, Section, Shape, Sheet
from app.report import (
    Block,
    Cell,
    Column,
    Gap,
    Heading,
    Inline,
    Keep,
    Look,
    NewPage,
    Paragraph,
    Report,
    Row,
    Table,
    Tick,
    Tone,
    Words,
)

#: Room for a pen, in millimetres: a line, several lines, and how many empty lines a list and a log get.
LINE, NOTE = 9.0, 20.0
LIST_LINES, LOG_LINES = 3, 20
#: Width of a page between its margins, of the column of numbers, and of labels.
WIDE, NUMBER, LABEL = 170, 12, 48
_BOX = 6.0


def paper_report(
    sheets: Sequence[Sheet],
    about: Any,
    made_at: datetime,
    *,
    author: str = "",
    page_size: Literal["A4", "Letter"] = "A4",
) -> Report:
    """Return all sheets in their order, each from a new page, behind one page that says how it works.

    ``about`` is the row of ``SessionInfo``, or ``None``.
    """
    organisation = about.organisation if about is not None else ""
    blocks: list[Block] = _front(sheets)
    for sheet in sheets:
        blocks += [NewPage(), *_sheet(sheet)]
    return Report(
        title=translate(N_("Paper forms")),
        blocks=tuple(blocks),
        author=author,
        subject=organisation or "",
        made_at=made_at,
        header_left=translate(N_("Paper forms · {title}"), title=about.title if about is not None else ""),
        header_centre=((about.confidentiality if about is not None else "") or "").upper(),
        footer_left=organisation or "",
        footer_right=translate(N_("Foreshock {moment}"), moment=format_instant(made_at)),
        page_size=page_size,
    )


def _front(sheets: Sequence[Sheet]) -> list[Block]:
    steps = (
        N_("Write into the boxes and on the lines. What is on record is printed small; leave it if it is right."),
        N_("Durations as 4 h, 2 d or 1 w; days as 3 Oct 2026. Cross the boxes of a choice."),
        N_("Afterwards choose “Type in paper forms” in the window: the code of the sheet, then line by line."),
    )
    rows = tuple(Row((Cell(one.code, strong=True), one.title, _count(one), Cell((Tick(),)))) for one in sheets)
    columns = (
        Column(translate(N_("Sheet")), 28),
        Column(translate(N_("About")), 92),
        Column(translate(N_("Blanks")), 26),
        Column(translate(N_("Typed in")), 24),
    )
    return [
        Heading(translate(N_("To go on by pen")), 1),
        *(Paragraph(translate(words), bullet=f"{place}.", indent=5) for place, words in enumerate(steps, 1)),
        Table(columns, rows),
        *_scale(sheets),
    ]


def _count(sheet: Sheet) -> str:
    return plural(N_("{n} blank"), N_("{n} blanks"), len(sheet.blanks))


def _scale(sheets: Sequence[Sheet]) -> list[Block]:
    """Return the anchors once, for whoever scores."""
    anchors = next((sheet.anchors for sheet in sheets if sheet.anchors), ())
    if not anchors:
        return []
    count = max(len(texts) for _, texts in anchors)
    columns = (Column("", 26), *(Column(str(level), 144.0 / count) for level in range(1, count + 1)))
    rows = tuple(Row((Cell(name, strong=True), *texts)) for name, texts in anchors)
    note = N_("Cumulative, worst credible effect; it stops at the worst moment, without any workaround.")
    return [
        Heading(translate(N_("What the levels mean")), 2),
        Paragraph(translate(note), Look.SMALL, Tone.SECONDARY),
        Table(columns, rows),
    ]


def _sheet(sheet: Sheet) -> list[Block]:
    apart = " \N{EM SPACE} "
    filled: tuple[Inline, ...] = (
        translate(N_("With")), " ", Gap(52), apart, translate(N_("On")), " ", Gap(28), apart,
        translate(N_("Typed in by")), " ", Gap(28),
    )  # fmt: skip
    blocks: list[Block] = [
        Heading(f"{sheet.code} \N{EN SPACE}{sheet.title}", 2),
        *_notes(sheet),
        Paragraph(filled, Look.SMALL, Tone.SECONDARY, after=4),
    ]
    for section in sheet.sections:
        blocks += _section(section, sheet)
    return blocks


def _notes(sheet: Sheet) -> tuple[Paragraph, ...]:
    return (Paragraph(sheet.note, Look.SMALL, Tone.SECONDARY, after=3),) if sheet.note else ()


def _section(section: Section, sheet: Sheet) -> list[Block]:
    grid = [blank for blank in section.blanks if blank.shape is Shape.ROW]
    lists = [blank for blank in section.blanks if blank.shape is Shape.LINES]
    plain = [blank for blank in section.blanks if blank.shape not in (Shape.ROW, Shape.LINES)]
    blocks: list[Block] = []
    if section.title:
        blocks.append(Paragraph(section.title, Look.BODY, strong=True, after=0.5, glued=True))
    if section.hint:
        blocks.append(Paragraph(section.hint, Look.SMALL, Tone.SECONDARY, after=1, glued=True))
    if grid:
        blocks.append(_grid(grid, sheet))
    if plain:
        blocks.append(_plain(plain))
    blocks += [_list(blank) for blank in lists]
    return [Keep(tuple(blocks))] if not lists or sheet.kind != "meeting" else blocks


def _label(blank: Blank) -> Cell:
    unit = f" ({translate(blank.unit)})" if blank.unit else ""
    so_far = translate(N_("so far: {value}"), value=_short(blank.known)) if blank.known else ""
    parts = [Paragraph(blank.label + unit, Look.SMALL, after=0)]
    if blank.note:
        parts.append(Paragraph(blank.note, Look.FOOT, Tone.SECONDARY, after=0))
    if so_far:
        parts.append(Paragraph(so_far, Look.FOOT, Tone.SECONDARY, after=0, max_lines=2))
    return Cell(tuple(parts))


def _short(text: str, length: int = 90) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def _plain(blanks: Iterable[Blank]) -> Table:
    columns = (Column("", NUMBER), Column("", LABEL), Column("", WIDE - NUMBER - LABEL))
    rows = tuple(
        Row((Cell(blank.number, tone=Tone.SECONDARY), _label(blank), _room(blank)), height=_height(blank))
        for blank in blanks
    )
    return Table(columns, rows, heading=False, padding=1.2)


def _height(blank: Blank) -> float:
    return NOTE if blank.shape is Shape.NOTE else LINE


def _room(blank: Blank) -> Cell:
    if blank.shape is not Shape.CHOICE:
        return Cell("")
    marks = [(Tick(size=4), Words(f" {word} \N{EM SPACE}\N{EM SPACE}")) for word in blank.options]
    return Cell(tuple(part for pair in marks for part in pair))


def _grid(blanks: Sequence[Blank], sheet: Sheet) -> Table:
    box = (WIDE - NUMBER - LABEL) / max(1, len(sheet.horizons))
    columns = (
        Column("", NUMBER),
        Column("", LABEL),
        *(Column(horizon, box, "centre") for horizon in sheet.horizons),
    )
    boxes = tuple(Cell((Tick(size=_BOX),)) for _ in sheet.horizons)
    rows = tuple(
        Row((Cell(blank.number, tone=Tone.SECONDARY), _row_label(blank), *boxes), height=LINE) for blank in blanks
    )
    return Table(columns, rows, padding=1.0)


def _row_label(blank: Blank) -> Cell:
    first = Paragraph((Words(blank.label, strong=True), Words(f"  {blank.note}", size=7.5)), Look.SMALL, after=0)
    so_far = translate(N_("so far: {value}"), value=blank.known)
    if not blank.known:
        return Cell((first,))
    return Cell((first, Paragraph(so_far, Look.FOOT, Tone.SECONDARY, after=0)))


def _list(blank: Blank) -> Block:
    aim = blank.aim
    assert isinstance(aim, LineAim)  # noqa: S101 - lists aim at rows
    wide = sum(part.width for part in aim.parts)
    scale = (WIDE - NUMBER) / wide
    columns = (Column(blank.number, NUMBER), *(Column(part.label, part.width * scale) for part in aim.parts))
    lines = LOG_LINES if aim.table == "meeting_entry" else LIST_LINES
    rows: list[Row] = []
    if blank.known:
        known = translate(N_("On record: {names}"), names=_short(blank.known, 200))
        rows.append(Row((Cell(known, tone=Tone.SECONDARY, look=Look.FOOT),)))
    rows += [Row(tuple("" for _ in columns), height=LINE) for _ in range(lines)]
    return Table(columns, tuple(rows), padding=1.2)
