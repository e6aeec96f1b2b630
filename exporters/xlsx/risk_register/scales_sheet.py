"""The sheet "Scales": likelihood, impact, matrix, bands and lists, which formulas and drop-downs use by name."""

from __future__ import annotations

from collections.abc import Sequence

from app import model as m
from app.i18n import N_
from app.packs import Category
from app.packs.scale import MOST_LEVELS
from exporters.xlsx.book import Sheet
from exporters.xlsx.cells import Value, letters
from exporters.xlsx.looks import BODY, DATE_FORMAT, HEADING, QUIET, SECTION, SMALL_HEAD, Style, band_look
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.risk_register.making import (
    AS_OF,
    BAND_NAME,
    BAND_OK,
    CAT_LIMIT,
    CAT_NAME,
    MATRIX,
    MATRIX_I,
    MATRIX_L,
    Making,
)
from exporters.xlsx.tables import add_choice, add_colour

_INTRO = N_(
    "Change the matrix here and levels, colours and heat maps follow. "
    "The session itself changes only when this file is imported."
)
#: Where the lists begin: to the right of everything else.
LISTS = 10


def scales_title(making: Making) -> str:
    """Return the title of the sheet."""
    return making.say(N_("Scales"))


def add_scales(making: Making) -> Sheet:
    """Add the sheet and give its areas their names."""
    sheet = making.book.sheet(scales_title(making))
    sheet.widths(20, 26, 26, 26, 26, 26, 14, 14, 3)
    sheet.put(1, 1, scales_title(making), HEADING)
    sheet.put(2, 1, making.say(_INTRO), QUIET)
    sheet.put(3, 1, making.say(N_("As of")), QUIET)
    sheet.put(3, 2, making.today, QUIET.but(number=DATE_FORMAT, across="left"))
    making.book.name(AS_OF, sheet, (3, 2))
    row = _likelihoods(making, sheet, 5)
    row = _impacts(making, sheet, row + 1)
    row = _matrix(making, sheet, row + 1)
    last = _bands(making, sheet, row + 1)
    _lists(making, sheet, 5)
    set_up_view(sheet)
    set_up_page(making, sheet, landscape=True, tall=1)
    sheet.page.print_area = f"A1:H{last}"
    return sheet


def _section(making: Making, sheet: Sheet, row: int, title: str, heads: Sequence[str | None]) -> int:
    _put(making, sheet, f"section {title.casefold()}", (row, 1), making.say(title), SECTION)
    sheet.put_row(row + 1, 1, [making.say(head) if head else None for head in heads], SMALL_HEAD)
    return row + 2


def _put(making: Making, sheet: Sheet, name: str, place: tuple[int, int], value: Value, style: Style) -> None:
    """Put a cell that comes back under a name, and note where it stands."""
    sheet.put(*place, value, style)
    making.scale_cells.append((name, *place, value))


def _likelihoods(making: Making, sheet: Sheet, row: int) -> int:
    heads = (N_("Level"), N_("Word"), N_("Frequency"), N_("Chance a year"), N_("Example"))
    row = _section(making, sheet, row, N_("Likelihood"), heads)
    for one in making.register.scales.likelihoods:
        sheet.put(row, 1, one.level, BODY.but(across="center"))
        for column, part in enumerate(("name", "frequency", "chance", "example"), start=2):
            _put(making, sheet, f"likelihood {one.level} {part}", (row, column), getattr(one, part), BODY)
        sheet.height(row, 30)
        row += 1
    return row


def _impacts(making: Making, sheet: Sheet, row: int) -> int:
    scales = making.register.scales
    words = [f"{one.level} {one.name}" for one in scales.levels]
    blank = [None] * (MOST_LEVELS - len(words))
    heads = (N_("Category"), *words, *blank, N_("Intolerable from"), N_("In appetite up to"))
    row = first = _section(making, sheet, row, N_("Impact"), heads)
    for category in scales.categories:
        sheet.put(row, 1, category.name, BODY.but(bold=True))
        for level, anchor in enumerate(category.anchors, start=1):
            style = _anchor_style(level >= category.threshold, level == category.threshold)
            _put(making, sheet, f"anchor {category.code} {level}", (row, level + 1), anchor, style)
        middle = BODY.but(across="center")
        _put(making, sheet, f"threshold {category.code}", (row, 7), category.threshold, middle)
        _put(making, sheet, f"limit {category.code}", (row, 8), limit_word(making, category), middle)
        sheet.height(row, 30)
        row += 1
    last = max(first, row - 1)
    making.book.name(CAT_NAME, sheet, (first, 1), (last, 1))
    making.book.name(CAT_LIMIT, sheet, (first, 8), (last, 8))
    return row


def limit_word(making: Making, category: Category) -> str:
    """Return the highest level within the appetite of a category, ``none``, or nothing if the bands say."""
    if category.appetite is None:
        return ""
    found = next((band.name for band in making.bands if band.rank == category.appetite), None)
    return found or making.say(N_("none"))


def _anchor_style(intolerable: bool, threshold: bool) -> Style:
    """Mark the level from which a category is intolerable."""
    if threshold:
        return BODY.but(bold=True, fill="D3E0F8")
    return BODY.but(fill="E8EEFB") if intolerable else BODY


def _matrix(making: Making, sheet: Sheet, row: int) -> int:
    scales = making.register.scales
    high, wide = scales.likelihood_count, scales.impact_count
    row = _section(making, sheet, row, N_("Matrix"), (N_("Likelihood ↓ Impact →"),))
    for level in range(1, wide + 1):
        sheet.put(row - 1, level + 1, level, SMALL_HEAD.but(across="center"))
    for offset, likelihood in enumerate(range(high, 0, -1)):
        sheet.put(row + offset, 1, likelihood, BODY.but(across="center", bold=True))
        for impact in range(1, wide + 1):
            band = scales.band(likelihood, impact)
            style = making.band_style(band, BODY.but(across="center"))
            place = (row + offset, impact + 1)
            _put(making, sheet, f"matrix {likelihood} {impact}", place, band.name if band else None, style)
    making.book.name(MATRIX, sheet, (row, 2), (row + high - 1, wide + 1))
    making.book.name(MATRIX_L, sheet, (row, 1), (row + high - 1, 1))
    making.book.name(MATRIX_I, sheet, (row - 1, 2), (row - 1, wide + 1))
    area = f"B{row}:{letters(wide + 1)}{row + high - 1}"
    add_choice(sheet, area, BAND_NAME, error=making.say(N_("Choose one of the levels of the table below.")))
    for band in making.bands:
        fill, colour = band_look(band, len(making.bands))
        add_colour(sheet, area, f"B{row}=INDEX({BAND_NAME},{band.rank})", fill=fill, colour=colour)
    return row + high


def _bands(making: Making, sheet: Sheet, row: int) -> int:
    row = _section(making, sheet, row, N_("Bands"), (N_("Level"), N_("In appetite"), N_("What must happen")))
    first = row
    for band in making.bands:
        _put(making, sheet, f"band {band.rank} name", (row, 1), band.name, making.band_style(band, BODY))
        within = BODY.but(across="center", number='"TRUE";;"FALSE"')
        _put(making, sheet, f"band {band.rank} within", (row, 2), band.within_appetite, within)
        _put(making, sheet, f"band {band.rank} response", (row, 3), band.response, BODY)
        row += 1
    last = max(first, row - 1)
    making.book.name(BAND_NAME, sheet, (first, 1), (last, 1))
    making.book.name(BAND_OK, sheet, (first, 2), (last, 2))
    error = making.say(N_("Enter TRUE or FALSE."))
    add_choice(sheet, f"B{first}:B{last}", '"TRUE,FALSE"', error=error)
    return row


def _lists(making: Making, sheet: Sheet, row: int) -> None:
    """Write what drop-downs offer, one column each; an empty list still has a cell."""
    sheet.put(row, LISTS, making.say(N_("Lists")), SECTION)
    scales = making.register.scales
    lists = {
        "services": (N_("Services"), making.services),
        "owners": (N_("People"), making.people),
        "treatment": (N_("Treatment"), _words(making, m.risk.TREATMENT)),
        "status": (N_("Status"), _words(making, m.risk.RISK_STATUS)),
        "ratings": (N_("Control rating"), _words(making, m.risk.CONTROL_RATING)),
        "threats": (N_("Threats"), [one.title for one in scales.threats]),
        "categories": (N_("Categories"), [one.name for one in scales.categories]),
        "states": (N_("State of an action"), _words(making, m.programme.ACTION_STATE)),
    }
    widths = (26, 20, 12, 12, 12, 30, 14, 14)
    sheet.widths(*widths, first=LISTS)
    for column, (name, (title, entries)) in enumerate(lists.items(), start=LISTS):
        sheet.put(row + 1, column, making.say(title), SMALL_HEAD)
        for offset, entry in enumerate(entries):
            sheet.put(row + 2 + offset, column, entry)
        making.book.name(f"list_{name}", sheet, (row + 2, column), (row + 1 + max(1, len(entries)), column))


def _words(making: Making, choices: dict[str, str]) -> list[str]:
    return [making.say(label) for label in choices.values()]
