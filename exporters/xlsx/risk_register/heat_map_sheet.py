"""The sheet "Heat map": how many risks stand where, before controls, today and after treatment, and who moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from app.i18n import N_
from app.register import RegisteredRisk, Score
from exporters.xlsx.book import Sheet
from exporters.xlsx.cells import Formula, column_name, letters, quoted_text
from exporters.xlsx.looks import (
    ACCENT,
    BODY,
    HEADING,
    PLAIN,
    QUIET,
    SECTION,
    SMALL_HEAD,
    Edge,
    Edges,
    Style,
    band_look,
)
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.risk_register import columns as c
from exporters.xlsx.risk_register.links import to_risk
from exporters.xlsx.risk_register.making import BAND_NAME, BAND_OK, MATRIX, REGISTER, Making
from exporters.xlsx.tables import add_colour

TITLES, NUMBERS, FIRST = 3, 4, 5
TABLE, MOST = 13, 24
_WHITE: Edge = ("medium", "FFFFFF")
_LIMIT: Edge = ("thick", ACCENT)


class Block(NamedTuple):
    """One matrix: the score it counts, the headers of its columns in the register, its title, its first column."""

    name: str
    likelihood: str
    impact: str
    title: str
    column: int


def blocks(making: Making) -> list[Block]:
    """Return the matrices that this session has; without inherent levels there are two."""
    found = [
        ("inherent", c.INHERENT_L, c.INHERENT_I, N_("Before controls")),
        ("current", c.L, c.I, N_("Today")),
        ("target", c.TARGET_L, c.TARGET_I, N_("After treatment")),
    ]
    kept = found if making.register.inherent_scored else found[1:]
    return [Block(*one, column=2 + 6 * place) for place, one in enumerate(kept)]


def add_heat_map(making: Making) -> Sheet:
    """Add the sheet."""
    sheet = making.book.sheet(making.say(N_("Heat map")), tab=ACCENT)
    sheet.widths(13)
    sheet.put(1, 1, making.say(N_("Heat map · {organisation}"), organisation=making.register.organisation), HEADING)
    sheet.height(1, 24)
    sheet.put(2, 1, making.as_of, QUIET)
    found = blocks(making)
    for block in found:
        sheet.widths(9, 9, 9, 9, 9, 3, first=block.column)
        _block(making, sheet, block, words=block is found[0])
    for offset, one in enumerate(reversed(making.register.scales.likelihoods)):
        sheet.put(FIRST + offset, 1, f"{one.level} {one.name}", QUIET.but(across="right", wrap=True))
    for row in range(FIRST, FIRST + making.register.scales.likelihood_count):
        sheet.height(row, 42)
    last = _who_is_where(making, sheet, found)
    set_up_view(sheet)
    set_up_page(making, sheet, landscape=True, tall=1)
    sheet.page.print_area = f"A1:R{last}"
    return sheet


def _block(making: Making, sheet: Sheet, block: Block, *, words: bool) -> None:
    scales = making.register.scales
    high, wide = scales.likelihood_count, scales.impact_count
    area = f"{letters(block.column)}{FIRST}:{letters(block.column + wide - 1)}{FIRST + high - 1}"
    sheet.put(TITLES, block.column, _title(making, block, area), SECTION)
    for one in scales.levels:
        sheet.put(NUMBERS, block.column + one.level - 1, one.level, QUIET.but(across="center"))
        if words:
            sheet.put(FIRST + high, block.column + one.level - 1, one.name, QUIET.but(across="center", size=9))
    counts = Counter((s.likelihood, s.impact) for s in _scores(making, block.name))
    for offset, likelihood in enumerate(range(high, 0, -1)):
        for impact in range(1, wide + 1):
            counted = Formula(_count(making, block, likelihood, impact), counts[likelihood, impact])
            sheet.put(FIRST + offset, block.column + impact - 1, counted, _cell_style(making, likelihood, impact))
    for band in making.bands:
        fill, colour = band_look(band, len(making.bands))
        place = f"INDEX({MATRIX},ROW()-{FIRST - 1},COLUMN()-{block.column - 1})"
        add_colour(sheet, area, f"{place}=INDEX({BAND_NAME},{band.rank})", fill=fill, colour=colour)


def _scores(making: Making, name: str) -> list[Score]:
    return [getattr(risk, name) for risk in making.register.counted]


def _title(making: Making, block: Block, area: str) -> Formula:
    """Return the message of a block: how many of its risks are above appetite, following edits.

    Where kinds of harm have an appetite of their own, today's block counts the column of the register that knows them.
    """
    above = sum(risk.within(getattr(risk, block.name)) is False for risk in making.register.counted)
    counted = f"SUMPRODUCT({area},COUNTIFS({BAND_NAME},{MATRIX},{BAND_OK},FALSE))"
    if making.own_appetites and block.name == "current":
        within, status = (f"{REGISTER}[{column_name(making.say(name))}]" for name in (c.IN_APPETITE, c.STATUS))
        counted = f'COUNTIFS({within},"{making.say(N_("No"))}",{status},{quoted_text("<>" + making.closed)})'
    elif making.own_appetites:
        above = sum(score.band is not None and not score.band.within_appetite for score in _scores(making, block.name))
    gap = "\x00"
    said = making.say(N_("{when}: {n} above appetite"), when=making.say(block.title), n=gap)
    before, after = said.split(gap)
    return Formula(f"{quoted_text(before)}&{counted}&{quoted_text(after)}", f"{before}{above}{after}")


def _count(making: Making, block: Block, likelihood: int, impact: int) -> str:
    rows, columns, status = (
        f"{REGISTER}[{column_name(making.say(header))}]" for header in (block.likelihood, block.impact, c.STATUS)
    )
    return f"COUNTIFS({rows},{likelihood},{columns},{impact},{status},{quoted_text('<>' + making.closed)})"


def _cell_style(making: Making, likelihood: int, impact: int) -> Style:
    """Return the look of a cell: white borders, and a thick accent line where the appetite ends."""
    band = making.register.scales.band(likelihood, impact)
    style = making.band_style(band, PLAIN.but(size=16, bold=True, across="center", number="0;;"))
    edges = Edges(
        left=_edge(making, (likelihood, impact), (likelihood, impact - 1)),
        right=_edge(making, (likelihood, impact), (likelihood, impact + 1)),
        top=_edge(making, (likelihood, impact), (likelihood + 1, impact)),
        bottom=_edge(making, (likelihood, impact), (likelihood - 1, impact)),
    )
    return style.but(edges=edges, across="center")


def _edge(making: Making, here: tuple[int, int], there: tuple[int, int]) -> Edge:
    scales = making.register.scales
    if scales.band(*there) is None:
        return _WHITE
    return _WHITE if scales.within_appetite(*here) == scales.within_appetite(*there) else _LIMIT


def _who_is_where(making: Making, sheet: Sheet, found: Sequence[Block]) -> int:
    """List the most severe risks with their levels; returns the last row."""
    sheet.put(TABLE - 1, 1, making.say(N_("Who is where (at export)")), SECTION)
    places = {block.name: (14 if len(found) == 3 else 9) + n for n, block in enumerate(found)}
    width = max(places.values()) + 2
    sheet.put_row(TABLE, 1, [None] * width, SMALL_HEAD)
    sheet.put(TABLE, 1, making.say(N_("ID")), SMALL_HEAD)
    sheet.put(TABLE, 2, making.say(N_("Risk")), SMALL_HEAD.but(wrap=False))
    for block in found:
        sheet.put(TABLE, places[block.name], making.say(block.title), SMALL_HEAD.but(across="center"))
    sheet.height(TABLE, 30)
    listed = making.register.counted[:MOST]
    for row, risk in enumerate(listed, start=TABLE + 1):
        _placed_risk(making, sheet, row, risk, places, width)
    last = TABLE + len(listed)
    if rest := len(making.register.counted) - len(listed):
        last += 1
        text = making.count("and {n} more risk; see sheet Register", "and {n} more risks; see sheet Register", rest)
        sheet.put(last, 2, text, QUIET)
    note = making.say(N_("Equal colour does not mean equal risk; see L, I and spread."))
    sheet.put(last + 2, 1, note, QUIET)
    return last + 2


def _placed_risk(
    making: Making, sheet: Sheet, row: int, risk: RegisteredRisk, places: dict[str, int], width: int
) -> None:
    line = BODY.but(wrap=False, upright="center")
    sheet.put_row(row, 1, [None] * width, line)
    sheet.put(row, 1, to_risk(making, risk.ref), line.but(colour=ACCENT, underline=True))
    sheet.put(row, 2, one_line(risk.event, 7 * min(places.values())), line)
    for name, column in places.items():
        score = getattr(risk, name)
        sheet.put(row, column, score.word or "–", making.band_style(score.band, line.but(across="center")))
    sheet.put(row, width - 1, _arrow(making, risk), line.but(across="left", indent=1))
    sheet.height(row, 18)


def _arrow(making: Making, risk: RegisteredRisk) -> str:
    """Return where the planned treatment takes a risk, as an arrow and a word."""
    if not risk.current.rank or not risk.target.rank:
        return ""
    if risk.target.rank < risk.current.rank:
        return making.say(N_("↓ falls"))
    return making.say(N_("→ stays") if risk.target.rank == risk.current.rank else N_("↑ rises"))


def one_line(text: str, most: int) -> str:
    """Return ``text`` in one line, cut with an ellipsis if it is longer than ``most`` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
