"""Turns values into the XML of spreadsheet rows: text that stays text, and formulas with their results.

A person's text can never become a formula, an error or markup: it is written as a string in a cell that is marked as
text. What no workbook can hold is cleaned away; what is too long is cut and says so in the cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape

from app.i18n import N_, translate

#: What a cell holds at most, counted in UTF-16 units.
MAX_TEXT = 32_767
_CUT = N_("… (cut: a cell holds {limit} characters at most; the session has the whole text)")

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TO_CLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: What a reader would take for an escaped character, such as ``_x0041_``.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_KEEP = ' xml:space="preserve"'
_EPOCH = date(1899, 12, 30)


class Formula(NamedTuple):
    """A formula of ours, without the equals sign, and its result, which readers that do not calculate show."""

    text: str
    value: str | int | float | bool | None


class Code(NamedTuple):
    """A key or digest of ours, plain ASCII and nobody's text, written in the shortest form, without a style."""

    text: str


Value = str | int | float | bool | date | Formula | Code | None


class Placed(NamedTuple):
    """A value in a column (letters) with the numbers of two styles: as it is, and marked as text."""

    column: str
    value: Value
    style: int
    quoted: int


def clean(text: str) -> str:
    """Return ``text`` as a cell can hold it: no control characters, plain line breaks, not too long."""
    if len(text) * 2 <= MAX_TEXT and not _TO_CLEAN.search(text):
        return text
    cleaned = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(cleaned) * 2 <= MAX_TEXT or _units(cleaned) <= MAX_TEXT:
        return cleaned
    note = translate(_CUT, limit=f"{MAX_TEXT:,}")
    kept = cleaned.encode("utf-16-le")[: 2 * (MAX_TEXT - _units(note))].decode("utf-16-le", errors="ignore")
    return kept + note


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def serial(day: date) -> float | int:
    """Return a day or moment as the number that spreadsheets count days with."""
    days = (date(day.year, day.month, day.day) - _EPOCH).days
    if isinstance(day, datetime):
        return days + (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
    return days


def text_xml(text: str) -> str:
    """Return ``text`` (already clean) as XML content."""
    return escape(guarded(text))


def guarded(text: str) -> str:
    """Return ``text`` so that spreadsheets show it as it is, also where it looks like an escaped character."""
    return _ESCAPED.sub("_x005F_", text) if "_x" in text else text


@lru_cache(maxsize=256)
def _formula_xml(text: str) -> str:
    return f"<f>{escape(text)}</f>"


def cell_xml(cell: Placed, row: int) -> str:
    """Return one cell of a row."""
    column, value, style, quoted = cell
    place = f'<c r="{column}{row}" s="'
    if value is None or value == "":
        return f'{place}{style}"/>'
    if isinstance(value, str):
        said = text_xml(clean(value))
        if not said:
            return f'{place}{style}"/>'
        space = _KEEP if said[0].isspace() or said[-1].isspace() or "\n" in said else ""
        return f'{place}{quoted}" t="inlineStr"><is><t{space}>{said}</t></is></c>'
    if isinstance(value, Formula):
        return f'{place}{style}"{_result_xml(value)}'
    if isinstance(value, Code):
        return f'<c r="{column}{row}" t="str"><v>{escape(value.text)}</v></c>'
    return f'{place}{style}"{_number_xml(value)}'


def _number_xml(value: int | float | bool | date) -> str:
    if isinstance(value, bool):
        return f' t="b"><v>{value:d}</v></c>'
    return f"><v>{serial(value) if isinstance(value, date) else value!r}</v></c>"


def _result_xml(formula: Formula) -> str:
    said = _formula_xml(formula.text)
    value = formula.value
    if value is None or isinstance(value, str):
        return f' t="str">{said}<v>{text_xml(clean(value or ""))}</v></c>'
    if isinstance(value, bool):
        return f' t="b">{said}<v>{value:d}</v></c>'
    return f">{said}<v>{value!r}</v></c>"


def row_xml(number: int, cells: Iterable[Placed], height: float | None = None, folded: bool | None = None) -> str:
    """Return a row with its cells, which stand in the order of their columns. ``height`` in points.

    ``folded`` rows can be folded away, and are if it is true.
    """
    tall = f' ht="{height:g}" customHeight="1"' if height is not None else ""
    if folded is not None:
        tall += ' outlineLevel="1"' + (' hidden="1"' if folded else "")
    return f'<row r="{number}"{tall}>{"".join([cell_xml(cell, number) for cell in cells])}</row>'


def letters(column: int) -> str:
    """Return the letters of a column, counted from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def area(first: tuple[int, int], last: tuple[int, int], *, sheet: str = "") -> str:
    """Return an absolute area from (row, column) to (row, column), with its sheet's title if given."""
    corners = [f"${letters(column)}${row}" for row, column in (first, last)]
    place = corners[0] if first == last else ":".join(corners)
    return f"{quoted_title(sheet)}!{place}" if sheet else place


def quoted_title(title: str) -> str:
    """Return a sheet's title as formulas name it."""
    return "'" + title.replace("'", "''") + "'"


def quoted_text(text: str) -> str:
    """Return ``text`` as a literal of a formula."""
    return '"' + clean(text).replace('"', '""') + '"'


def this_row(table: str, header: str) -> str:
    """Return the reference to a column of a table in the formula's own row, as files write ``[@header]``."""
    return f"{table}[[#This Row],[{column_name(header)}]]"


def column_name(header: str) -> str:
    """Return a header as structured references write it."""
    return re.sub(r"(['\[\]#@])", r"'\1", header)
