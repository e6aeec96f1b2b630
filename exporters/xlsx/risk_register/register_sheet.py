"""The sheet "Register": an Excel table of all risks, most severe first, its formulas with their results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from app.i18n import N_
from app.register import RegisteredRisk
from exporters.xlsx.book import Line, Sheet
from exporters.xlsx.cells import Formula, Value, letters, quoted_text
from exporters.xlsx.looks import (
    ACCENT,
    BODY,
    CAPTION,
    COMPUTED,
    EXTREME,
    HEADING,
    QUIET,
    TABLE_HEAD,
    Edges,
    Style,
    band_look,
)
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.risk_register import columns as c
from exporters.xlsx.risk_register.making import AS_OF, BAND_NAME, REGISTER, REGISTER_HEAD, Making
from exporters.xlsx.tables import SPARE_ROWS, add_choice, add_colour, add_dates, add_table

CAPTIONS, HEAD, FIRST = REGISTER_HEAD - 1, REGISTER_HEAD, REGISTER_HEAD + 1
ROW_HEIGHT, HEAD_HEIGHT = 45, 30

_NOT_IN_LIST = N_("Choose one of the entries of the list; they stand on the sheet Scales.")
_NOT_A_LEVEL = N_("Enter a whole number from 1 to {most}.")
_NOT_A_DAY = N_("Enter a day, such as 15 Sep 2026.")
#: Days that may have passed.
_DAYS = (c.DUE, c.NEXT_REVIEW, c.ACCEPTED_UNTIL)
#: How the levels of a risk stand in the register, and the columns of their words.
_LEVELS = ((c.LEVEL, "current"), (c.TARGET_LEVEL, "target"), (c.INHERENT_LEVEL, "inherent"))


def add_register(making: Making, found: Sequence[c.Column]) -> Sheet:
    """Add the sheet with the columns ``found``."""
    sheet = making.book.sheet(REGISTER, tab=ACCENT)
    risks = making.register.risks
    last = FIRST + max(1, len(risks)) - 1
    _title(making, sheet)
    _head(making, sheet, found)
    sheet.stream(FIRST, _lines(making, found), max(1, len(risks)), len(found))
    formulas = {column.head(making): column.formula for column in found if column.formula}
    add_table(sheet, REGISTER, [column.head(making) for column in found], HEAD, last, formulas)
    _validations(making, sheet, found, last + SPARE_ROWS)
    _colours(making, sheet, found, last + SPARE_ROWS)
    set_up_view(sheet, freeze=f"C{FIRST}")
    set_up_page(making, sheet, landscape=True)
    printed = sum(column.group == c.TODAY for column in found)
    sheet.page.print_area = f"A1:{letters(printed)}{last}"
    sheet.page.print_title_rows = f"{CAPTIONS}:{HEAD}"
    return sheet


def _title(making: Making, sheet: Sheet) -> None:
    title = making.say(N_("Risk register · {organisation}"), organisation=making.register.organisation)
    sheet.put(1, 1, title, HEADING)
    sheet.put(1, 4, making.as_of, QUIET)
    sheet.height(1, 24)


def _head(making: Making, sheet: Sheet, found: Sequence[c.Column]) -> None:
    """Write captions and headers, and fold the groups; the first column of a group always shows."""
    column = 0
    for group, members in groupby(found, key=lambda one: one.group):
        for place, member in enumerate(members):
            column += 1
            caption = CAPTION.but(edges=Edges(left=("medium", "FFFFFF"))) if not place and column > 1 else CAPTION
            sheet.put(CAPTIONS, column, making.say(group) if not place else None, caption)
            sheet.put(HEAD, column, member.head(making), _header_style(member))
            dimension = sheet.page.column_dimensions[letters(column)]
            dimension.width = member.width
            if member.folded:
                dimension.outlineLevel, dimension.hidden = 1, True
            elif column > 1 and found[column - 2].folded is False and _opens(found, column):
                dimension.collapsed = True
    sheet.page.sheet_properties.outlinePr.summaryRight = False
    sheet.height(CAPTIONS, 18)
    sheet.height(HEAD, HEAD_HEIGHT)


def _opens(found: Sequence[c.Column], column: int) -> bool:
    return column < len(found) and found[column].folded


def _header_style(column: c.Column) -> Style:
    return TABLE_HEAD.but(across="left" if column.shape == "text" else "center")


def _lines(making: Making, found: Sequence[c.Column]) -> Iterator[Line]:
    looks = _Looks(making, found)
    if not making.register.risks:
        blank: list[Value] = [Formula(column.formula, "") if column.formula else None for column in found]
        yield Line(blank, looks.plain, ROW_HEIGHT)
    for risk in making.register.risks:
        yield Line([c.cell(column, risk, making) for column in found], looks.of(risk), ROW_HEIGHT)


class _Looks:
    """The styles of rows: the level cells carry their colour in the file, for readers without conditional formats."""

    def __init__(self, making: Making, found: Sequence[c.Column]) -> None:
        self.making = making
        self.plain = tuple(c.style(column, making) for column in found)
        places = {column.header: place for place, column in enumerate(found)}
        self._levels = [(places[header], name) for header, name in _LEVELS if header in places]
        self._days = [places[header] for header in _DAYS]
        self._made: dict[tuple[object, ...], tuple[Style, ...]] = {}

    def of(self, risk: RegisteredRisk) -> tuple[Style, ...]:
        """Return the styles of a risk's row; equal rows share one tuple."""
        late = self._late(risk)
        bands = tuple(getattr(risk, name).band for _, name in self._levels)
        key = (*late, *(band.rank if band else 0 for band in bands))
        if key not in self._made:
            styles = list(self.plain)
            for (place, _), band in zip(self._levels, bands, strict=True):
                styles[place] = self.making.band_style(band, styles[place])
            for place, passed in zip(self._days, late, strict=True):
                if passed:
                    styles[place] = styles[place].but(colour=EXTREME, bold=True)
            self._made[key] = tuple(styles)
        return self._made[key]

    def _late(self, risk: RegisteredRisk) -> tuple[bool, ...]:
        """Return which of the days have passed; a closed risk is never late."""
        action, acceptance = risk.next_action, risk.acceptance
        days = (
            action.due_on if action else None,
            risk.next_review_on,
            acceptance.until if acceptance else None,
        )
        return tuple(day is not None and day < self.making.today and not risk.is_closed for day in days)


def _validations(making: Making, sheet: Sheet, found: Sequence[c.Column], last: int) -> None:
    lists = _areas(found, last, lambda column: column.list)
    for name, area in lists.items():
        if name in ("likelihood", "impact"):
            levels = making.register.scales.level_range(name)
            error, prompt = making.say(_NOT_A_LEVEL, most=levels[-1]), _anchors(making, name)
            offered = f'"{",".join(map(str, levels))}"'
            add_choice(sheet, area, offered, error=error, prompt=prompt, title=making.say(_SCALES[name]))
        else:
            add_choice(sheet, area, f"list_{name}", error=making.say(_NOT_IN_LIST))
    days = _areas(found, last, lambda column: "day" if column.shape == "date" and column.editable else "")
    for area in days.values():
        add_dates(sheet, area, error=making.say(_NOT_A_DAY))


_SCALES = {"likelihood": N_("Likelihood"), "impact": N_("Impact")}


def _areas(found: Sequence[c.Column], last: int, key: Callable[[c.Column], str]) -> dict[str, str]:
    areas: dict[str, list[str]] = {}
    for place, column in enumerate(found, start=1):
        if name := key(column):
            areas.setdefault(name, []).append(f"{letters(place)}{FIRST}:{letters(place)}{last}")
    return {name: " ".join(parts) for name, parts in areas.items()}


def _anchors(making: Making, scale: str) -> str:
    """Return what the levels mean, as the input message of a cell."""
    scales = making.register.scales
    if scale == "likelihood":
        return "\n".join(f"{one.level} {one.name}: {one.frequency}" for one in scales.likelihoods)
    words = "\n".join(f"{one.level} {one.name}" for one in scales.levels)
    return words + "\n" + making.say(N_("Anchors per category: sheet Scales."))


def _colours(making: Making, sheet: Sheet, found: Sequence[c.Column], last: int) -> None:
    """Colour levels by the names on the sheet Scales, and late dates by the day of the export."""
    places = {column.header: letters(place) for place, column in enumerate(found, start=1)}
    for header, _ in _LEVELS:
        if header in places:
            letter = places[header]
            area = f"{letter}{FIRST}:{letter}{last}"
            add_colour(sheet, area, f'${letter}{FIRST}=""', fill=COMPUTED, colour=BODY.colour, bold=False)
            for band in making.bands:
                fill, colour = band_look(band, len(making.bands))
                condition = f"${letter}{FIRST}=INDEX({BAND_NAME},{band.rank})"
                add_colour(sheet, area, condition, fill=fill, colour=colour)
    open_risk = f"${places[c.STATUS]}{FIRST}<>{quoted_text(making.closed)}"
    for header in _DAYS:
        day = places[header]
        late = f'AND(${day}{FIRST}<>"",${day}{FIRST}<{AS_OF},{open_risk})'
        add_colour(sheet, f"{day}{FIRST}:{day}{last}", late, colour=EXTREME)
