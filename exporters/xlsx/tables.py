"""What sheets with an Excel table share: the table itself, drop-down lists, and colours that follow the values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from exporters.xlsx.cells import clean, letters

if TYPE_CHECKING:
    from exporters.xlsx.book import Sheet

#: What Excel takes at most as title, input message and error message of a validation.
_TITLE, _PROMPT, _ERROR = 32, 255, 225
#: How many rows below a table already have its drop-down lists and colours, for rows that people add.
SPARE_ROWS = 200


def add_table(
    sheet: Sheet,
    name: str,
    headers: Iterable[str],
    first: int,
    last: int,
    formulas: Mapping[str, str] | None = None,
) -> None:
    """Make an Excel table of rows ``first`` (its head) to ``last``; ``formulas`` by header fill the rows people add.

    Headers must differ from each other. Own formats: the table has no style of its own.
    """
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table, TableColumn, TableFormula, TableStyleInfo

    listed = list(headers)
    if len({header.casefold() for header in listed}) != len(listed):
        raise ValueError("the headers of a table must differ")
    reference = f"A{first}:{letters(len(listed))}{last}"
    table = Table(displayName=name, name=name, ref=reference, autoFilter=AutoFilter(ref=reference))
    table.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False)
    for number, header in enumerate(listed, start=1):
        column = TableColumn(id=number, name=header)
        if formulas and header in formulas:
            column.calculatedColumnFormula = TableFormula(attr_text=formulas[header])
        table.tableColumns.append(column)
    sheet.page.add_table(table)


def add_choice(sheet: Sheet, area: str, choices: str, *, error: str, prompt: str = "", title: str = "") -> None:
    """Let the cells of ``area`` take only what ``choices`` (a named area, or a quoted list) offers."""
    _add_validation(sheet, area, "list", choices, None, error, prompt, title)


def add_dates(sheet: Sheet, area: str, *, error: str) -> None:
    """Let the cells of ``area`` take only days after 1999."""
    _add_validation(sheet, area, "date", "36525", "greaterThan", error, "", "")


def _add_validation(
    sheet: Sheet, area: str, kind: str, formula: str, operator: str | None, error: str, prompt: str, title: str
) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    validation = DataValidation(
        type=kind,
        formula1=formula,
        operator=operator,
        allow_blank=True,
        errorStyle="stop",
        showErrorMessage=True,
        error=shortened(error, _ERROR),
        showInputMessage=bool(prompt),
        prompt=shortened(prompt, _PROMPT) or None,
        promptTitle=shortened(title, _TITLE) or None,
        sqref=area,
    )
    sheet.page.add_data_validation(validation)


def shortened(text: str, limit: int) -> str:
    """Return ``text`` as a message of a validation takes it: clean, and cut with an ellipsis if it is too long."""
    said = clean(text)
    return said if len(said) <= limit else said[: limit - 1].rstrip() + "…"


def add_colour(sheet: Sheet, area: str, formula: str, *, fill: str = "", colour: str, bold: bool = True) -> None:
    """Colour the cells of ``area`` for which ``formula`` (for its first cell) is true."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill

    look: dict[str, Any] = {"font": Font(color=colour, bold=bold)}
    if fill:
        look["fill"] = PatternFill("solid", start_color=fill, end_color=fill, bgColor=fill)
    sheet.page.conditional_formatting.add(area, FormulaRule(formula=[formula], stopIfTrue=True, **look))
