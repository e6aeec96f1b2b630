"""Printed ballots as a report: a sheet per seat with boxes to cross, slips for one risk, and the scale for the wall.

Every page stands by itself: seat, code, what is asked and what the levels mean are repeated on each. No name and no
vote is printed; the order of the lines is the order in which the sheet is typed in.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.ballots import BallotLevel, BallotLine, BallotSheets, HarmAnchors
from app.dates import format_instant
from app.i18n import N_, translate
from app.report import (
    Block,
    Box,
    Cell,
    Column,
    Columns,
    Gap,
    Heading,
    Inline,
    Keep,
    Look,
    NewPage,
    Paragraph,
    Part,
    Report,
    Row,
    Table,
    Tick,
    Tone,
    Words,
)
from app.reports.plan_words import Sheet

#: Millimetres: the page between its margins, number and reference of a line, a box and the room around it.
WIDE, NUMBER, REF, BOX, ROOM = 170.0, 8.0, 15.0, 6.4, 8.4
#: The boxes of a slip, and the least height of a line.
SLIP_BOX, LINE = 9.0, 8.2
#: Lines are told apart by fives, as they are when they are typed in.
GROUP = 5
ABSTAIN = "–"
_HOW = N_("Cross one box on each line. “–” if it is not your field. Fold the sheet; it is typed in unseen.")
_SLIP_HOW = N_("Cross one box; “–” if it is not your field. Fold it.")


def ballots_report(sheets: BallotSheets, sheet: Sheet) -> Report:
    """Return the ballots of all seats and the scale on a page of its own at the end.

    Each seat begins on a right-hand page, so that no two seats share a leaf that is printed on both sides.
    """
    single = len(sheets.lines) == 1
    blocks = _slips(sheets) if single else [block for seat in sheets.seats for block in _sheet(sheets, seat)]
    title = translate(N_("Ballots: {scored}"), scored=sheets.title)
    return Report(
        title=f"{title}, {sheets.organisation}" if sheets.organisation else title,
        blocks=(*blocks, NewPage(odd=True), *_wall(sheets)),
        author=sheet.author,
        subject=sheets.organisation,
        language=sheet.language or sheets.language,
        made_at=sheet.made_at,
        header_left=" · ".join(part for part in (translate(N_("Ballots")), sheets.meeting) if part),
        header_centre=sheets.confidentiality.upper(),
        footer_left=sheets.organisation,
        footer_centre=translate(N_("No name on this sheet")),
        footer_right=translate(N_("Foreshock {moment}"), moment=format_instant(sheet.made_at)),
        page_size=sheet.page_size,
    )


# --- a sheet with all lines ---


def _sheet(sheets: BallotSheets, seat: int | None) -> list[Block]:
    boxes = [*(str(one.level) for one in sheets.levels), ABSTAIN]
    text = WIDE - NUMBER - REF - ROOM * len(boxes)
    columns = (
        Column("", NUMBER, "right"),
        Column(translate(N_("Risk")), REF),
        Column("", text),
        *(Column(mark, ROOM, "centre") for mark in boxes),
    )
    rows = tuple(_line(place, one, boxes) for place, one in enumerate(sheets.lines))
    above = (*_head(sheets, seat), _scale(sheets.levels))
    return [NewPage(odd=True), Table(columns, rows, padding=0.5, above=above)]


def seat_words(seat: int | None) -> str:
    """Return how a seat is called on its sheet."""
    return translate(N_("Seat {number}"), number=seat) if seat is not None else translate(N_("Seat"))


def _head(sheets: BallotSheets, seat: int | None) -> tuple[Block, ...]:
    code = Paragraph(sheets.code(seat), Look.TITLE, align="right", after=0)
    told = Paragraph(translate(N_("Code to type it in")), Look.FOOT, Tone.SECONDARY, align="right", after=0)
    asked = Paragraph(f"{sheets.title}: {sheets.question}", Look.STEP, after=0.6)
    return (
        Columns((Part(110, (_seat(seat),)), Part(60, (code, told))), after=0),
        asked,
        Paragraph(translate(_HOW), Look.SMALL, Tone.SECONDARY, after=2),
    )


def _seat(seat: int | None) -> Columns | Heading:
    if seat is not None:
        return Heading(seat_words(seat), 1)
    line = Paragraph((Gap(24),), Look.TITLE, after=0)
    return Columns((Part(18, (Heading(seat_words(None), 1),)), Part(92, (line,))), gap=0, after=0)


def _scale(levels: Sequence[BallotLevel]) -> Table:
    """Return the scale as one column per level: digit and word over what it means."""
    columns = tuple(Column("", WIDE / len(levels)) for _ in levels)
    cells = tuple(Cell(_anchor(one)) for one in levels)
    return Table(columns, (Row(cells, tint=True),), heading=False, padding=1.2, after=2)


def _anchor(level: BallotLevel) -> tuple[Paragraph, ...]:
    first = Paragraph(f"{level.level} {level.word}", Look.SMALL, strong=True, after=0)
    rest = (Paragraph(text, Look.FOOT, Tone.SECONDARY, after=0) for text in level.anchors if text)
    return (first, *rest)


def _line(place: int, line: BallotLine, boxes: Sequence[str]) -> Row:
    ticks = tuple(Cell((Tick(size=BOX, mark=mark),), look=Look.CHIPS) for mark in boxes)
    number = Cell(str(place + 1), tone=Tone.SECONDARY)
    ref, sentence = line.shown
    return Row(
        (number, Cell(ref, strong=True), Cell(sentence), *ticks),
        height=LINE,
        tint=(place // GROUP) % 2 == 1,
    )


# --- slips for one risk ---


def _slips(sheets: BallotSheets) -> list[Block]:
    return [Keep((_slip(sheets, sheets.lines[0], seat),)) for seat in sheets.seats]


def _slip(sheets: BallotSheets, line: BallotLine, seat: int | None) -> Box:
    boxes = [*(str(one.level) for one in sheets.levels), ABSTAIN]
    columns = tuple(Column("", WIDE / len(boxes), "centre") for _ in boxes)
    ticks = tuple(Cell((Tick(size=SLIP_BOX, mark=mark),), look=Look.NOTICE) for mark in boxes)
    anchors = (*(Cell(_centred(one)) for one in sheets.levels), Cell(_abstained()))
    ref, sentence = line.shown
    seat_line: tuple[Inline, ...] = (seat_words(seat),) if seat is not None else (seat_words(None), " ", Gap(20))
    named = Words(f"{ref} \N{EN SPACE}", tone=Tone.SECONDARY)
    head = Columns(
        (Part(120, (Paragraph((named, f"{sheets.title}: {sheets.question}"), Look.SMALL, strong=True, after=0),)),
         Part(42, (Paragraph(seat_line, Look.STEP, align="right", after=0),))),
        after=1.5,
    )  # fmt: skip
    return Box(
        (
            head,
            Paragraph(sentence, Look.STEP, after=1.5),
            Table(columns, (Row(ticks, height=12), Row(anchors)), heading=False, padding=0.8, lines=False, after=1.5),
            Paragraph(translate(_SLIP_HOW), Look.FOOT, Tone.SECONDARY, after=0),
        ),
        dashed=True,
        after=6,
    )


def _centred(level: BallotLevel) -> tuple[Paragraph, ...]:
    word = Paragraph(level.word, Look.SMALL, strong=True, align="centre", after=0)
    return (word, *(Paragraph(text, Look.FOOT, Tone.SECONDARY, align="centre", after=0)
                    for text in level.anchors if text))  # fmt: skip


def _abstained() -> tuple[Paragraph, ...]:
    word = Paragraph(translate(N_("Abstain")), Look.SMALL, strong=True, align="centre", after=0)
    return (word, Paragraph(translate(N_("not my field")), Look.FOOT, Tone.SECONDARY, align="centre", after=0))


# --- the scale for the wall ---


def _wall(sheets: BallotSheets) -> list[Block]:
    title = translate(N_("What the levels mean: {scored}"), scored=sheets.title)
    note = translate(N_("To hang up where everybody sees it. {question}"), question=sheets.question)
    heading = Heading(title, 1, note=note)
    if not sheets.harms:
        return [heading, _large(sheets.levels)]
    return [heading, _by_harm(sheets.levels, sheets.harms)]


def _large(levels: Sequence[BallotLevel]) -> Table:
    """Return the levels in large type, the highest on top as on the heat map."""
    columns = (Column("", 18), Column("", 48), Column("", 104))
    rows = []
    for one in reversed(levels):
        lead, *rest = [text for text in one.anchors if text] or [""]
        means = (
            Paragraph(lead, Look.TITLE, after=1.5),
            *(Paragraph(text, Look.LEAD, Tone.SECONDARY, after=1) for text in rest),
        )
        digit, word = Paragraph(str(one.level), Look.TITLE, after=0), Paragraph(one.word, Look.TITLE, after=0)
        rows.append(Row((Cell((digit,)), Cell((word,)), Cell(means)), height=40))
    return Table(columns, tuple(rows), heading=False)


def _by_harm(levels: Sequence[BallotLevel], harms: Sequence[HarmAnchors]) -> Table:
    wide = (WIDE - 28) / len(levels)
    columns = (Column("", 28), *(Column(f"{one.level} {one.word}", wide) for one in levels))
    rows = tuple(Row((Cell(one.name, strong=True), *_meanings(one, len(levels)))) for one in harms)
    return Table(columns, rows, look=Look.BODY, padding=1.5)


def _meanings(harm: HarmAnchors, levels: int) -> tuple[Cell, ...]:
    """Return what each level means; from the intolerable one on in bold, as grey paper knows no colour."""
    return tuple(
        Cell(text, strong=level >= harm.threshold) for level, text in enumerate(harm.anchors[:levels], start=1)
    )
