"""What the cells of a questionnaire take: drop-down lists, input messages and the sentences about wrong entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.fields import Kind
from app.i18n import N_
from app.questionnaires import Blank, Cell, RowAim
from exporters.xlsx.cells import letters
from exporters.xlsx.looks import BELOW, HAIRLINE, Edges, Style
from exporters.xlsx.tables import shortened

if TYPE_CHECKING:
    from exporters.xlsx.book import Sheet
    from exporters.xlsx.cells import Value
    from exporters.xlsx.questionnaire.making import Making

#: What Excel takes at most as title, input message and error message of a validation, and as a written-out list.
_TITLE, _PROMPT, _ERROR, _LISTED = 32, 255, 225, 255
BOXED = Edges(*[("thin", HAIRLINE)] * 4)
OPEN = Style(wrap=True, upright="top", edges=BOXED, unlocked=True)
RECORD = Style(wrap=True, upright="top", edges=BELOW, colour="474E57", fill="F6F7F8")
_DURATION = N_("A length of time with its unit: 30 min, 4 h, 2 d or 1 w; “> 1 month” if it never becomes intolerable.")
_NO_UNIT = N_("Write the unit, too: 30 min, 4 h, 2 d or 1 w.")
_FORMATS = {Kind.PERCENT: '0" %"', Kind.MONEY: "#,##0.##", Kind.DATE: "d mmm yyyy"}


def open_style(cell: Cell) -> Style:
    """Return the look of a cell to fill in."""
    kind = cell.spec.kind
    if kind in _FORMATS:
        return OPEN.but(number=_FORMATS[kind], across="left")
    if kind in (Kind.LEVEL, Kind.INTEGER):
        return OPEN.but(across="center")
    return OPEN.but(number="@")


def written(cell: Cell, value: object) -> Value:
    """Return what is on record as the cell holds it: numbers and days as such, everything else as people read it."""
    from app.questionnaires.blanks import shown

    if value is None:
        return None
    if cell.spec.kind is Kind.MONEY and isinstance(value, int):
        return value // 100 if value % 100 == 0 else value / 100
    if cell.spec.kind in (Kind.PERCENT, Kind.LEVEL, Kind.INTEGER, Kind.DATE):
        return value  # type: ignore[return-value]
    return shown(cell, value)


def ask_properly(making: Making, sheet: Sheet, cell: Cell, area: str) -> None:
    """Give the cells of an area their drop-down list or input message."""
    kind = cell.spec.kind
    if cell.offers:
        error = making.say(N_("That is not on the list. You may write it all the same; we will ask."))
        formula = "list_" + cell.offers
        _validate(sheet, area, "list", formula, error, "", cell.label, style="warning")
    elif kind is Kind.DURATION:
        formula = f"ISERROR(VALUE({area.partition(':')[0]}))"
        _validate(sheet, area, "custom", formula, making.say(_NO_UNIT), making.say(_DURATION), cell.label)
    elif kind is Kind.YES_NO:
        words = f"{making.say(N_('yes'))},{making.say(N_('no'))}"
        error = making.say(N_("Choose yes or no."))
        _validate(sheet, area, "list", f'"{words}"', error, making.say(cell.spec.help), cell.label)
    elif kind is Kind.CHOICE:
        words = ",".join(making.say(label) for label in cell.spec.choices.values())
        error = making.say(N_("Choose one of the list."))
        if len(words) < _LISTED:
            _validate(sheet, area, "list", f'"{words}"', error, making.say(cell.spec.help), cell.label)
    elif kind is Kind.PERCENT:
        error = making.say(N_("Write a whole number from 0 to 100."))
        _validate(sheet, area, "whole", "0", error, error, cell.label, operator="between", second="100")
    elif kind is Kind.DATE:
        error = making.say(N_("Write a day, such as 15 Sep 2026."))
        _validate(sheet, area, "date", "36525", error, "", cell.label, operator="greaterThan")
    elif kind is Kind.MONEY:
        error = making.say(N_("Write an amount in {currency}, without words."), currency=making.form.currency)
        _validate(sheet, area, "decimal", "0", error, error, cell.label, operator="greaterThanOrEqual")
    elif kind is Kind.INTEGER:
        error = making.say(N_("Write a whole number."))
        _validate(sheet, area, "whole", "0", error, "", cell.label, operator="greaterThanOrEqual")


def ask_levels(making: Making, sheet: Sheet, blank: Blank, row: int) -> None:
    """Let a row of the grid take the levels of the scale, with the anchors of its category in view."""
    from exporters.xlsx.questionnaire.making import ANSWER

    assert isinstance(blank.aim, RowAim)  # noqa: S101 - the caller looked
    first, last = letters(ANSWER), letters(ANSWER + len(blank.cells) - 1)
    category = next((one for one in making.form.categories if one.key == blank.key), None)
    anchors = category.anchors if category is not None else ()
    prompt = "\n".join(f"{level} {text}" for level, text in enumerate(anchors, start=1) if text)
    levels = ",".join(str(level) for level in range(1, (len(making.form.levels) or 5) + 1))
    error = making.say(N_("Choose 1 to {n}; the sheet “Anchors” says what each means."), n=levels[-1])
    _validate(sheet, f"{first}{row}:{last}{row}", "list", f'"{levels}"', error, prompt, blank.label)


def _validate(
    sheet: Sheet,
    area: str,
    kind: str,
    formula: str,
    error: str,
    prompt: str,
    title: str,
    *,
    operator: str | None = None,
    second: str | None = None,
    style: str = "stop",
) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    validation = DataValidation(
        type=kind,
        formula1=formula,
        formula2=second,
        operator=operator,
        allow_blank=True,
        errorStyle=style,
        showErrorMessage=True,
        error=shortened(error, _ERROR),
        showInputMessage=bool(prompt),
        prompt=shortened(prompt, _PROMPT) or None,
        promptTitle=(shortened(title, _TITLE) or None) if prompt else None,
        sqref=area,
    )
    sheet.page.add_data_validation(validation)
