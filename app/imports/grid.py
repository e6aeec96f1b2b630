"""Reads the cells of one sheet straight from its part of the package, once, with what stands around them.

Serves ``app.imports.book`` in the reading process. The part has passed the check for definitions by then. Values come
out as ``workbook.cell_text`` gives them; formulas and errors are named by their place, merged cells by their areas.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, iterparse

from app.imports.workbook import number_text, time_text, unescaped

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _MERGED, _VALUE, _FORMULA, _INLINE, _TEXT, _RUN, _PHONETIC = (
    _SPACE + tag for tag in ("row", "mergeCell", "v", "f", "is", "t", "r", "rPh")
)
_DIGITS = "0123456789"
_CORNER = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Line(NamedTuple):
    """A row: its number, its cells as text, and the places (from 0) of cells with a formula, and with an error."""

    number: int
    cells: list[str]
    formulas: list[int]
    errors: list[int]


#: First row, first column, last row, last column, counted from 1.
Area = tuple[int, int, int, int]


@dataclass
class Page:
    """What is read of a sheet: its lines one by one, and afterwards its merged areas."""

    sheet: Any  #: openpyxl's, for its place, the shared texts and the styles
    widest: int  #: columns beyond this one are passed over
    merged: list[Area] = field(default_factory=list)
    _looks: dict[str, str] = field(default_factory=dict)
    _columns: dict[str, int] = field(default_factory=dict)

    def lines(self) -> Iterator[Line]:
        """Yield the rows in their order, empty ones too."""
        number = 0
        with self.sheet._get_source() as source:
            for _, element in iterparse(source):  # noqa: S314 - no part with definitions comes this far
                if element.tag == _ROW:
                    number = _row_number(element.get("r"), number + 1)
                    yield self._line(number, element)
                    element.clear()
                elif element.tag == _MERGED:
                    self._note_merged(element.get("ref", ""))

    def _line(self, number: int, row: Element) -> Line:
        line, column = Line(number, [], [], []), 0
        cells = line.cells
        for cell in row:
            column = self._column(cell.get("r"), column + 1)
            if not 0 < column <= self.widest:
                continue
            while len(cells) < column - 1:
                cells.append("")
            text = self._text(cell, line, column - 1)
            if len(cells) < column:
                cells.append(text)
            else:  # a file that names a place twice or out of order
                cells[column - 1] = text
        return line

    def _column(self, reference: str | None, following: int) -> int:
        if reference is None:
            return following
        letters = reference.rstrip(_DIGITS)
        if letters not in self._columns:
            self._columns[letters] = column_number(letters)
        return self._columns[letters]

    def _text(self, cell: Element, line: Line, place: int) -> str:
        written, inline = None, None
        for part in cell:
            if part.tag == _VALUE:
                written = part.text
            elif part.tag == _FORMULA:
                line.formulas.append(place)
            elif part.tag == _INLINE:
                inline = part
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return unescaped(_said(inline)) if inline is not None else ""
        if not written:
            return ""
        if kind == "n":
            return self._number(written, cell.get("s", "0"))
        if kind == "s":
            return unescaped(str(self.sheet._shared_strings[int(written)]))
        if kind == "e":
            line.errors.append(place)
            return ""
        return _other(kind, written)

    def _number(self, written: str, style: str) -> str:
        look = self._looks.get(style)
        if look is None:
            look = self._looks[style] = self._look(int(style))
        value: int | float = float(written) if any(mark in written for mark in ".eE") else int(written)
        if look in ("date", "span"):
            return _day(value, self.sheet.parent.epoch, span=look == "span")
        return number_text(value, look)

    def _look(self, style: int) -> str:
        """Return ``date`` or ``span`` for a style of days or times, else its number format."""
        book = self.sheet.parent
        if style in book._timedelta_formats:
            return "span"
        if style in book._date_formats:
            return "date"
        from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

        number = book._cell_styles[style].numFmtId
        own = book._number_formats
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return str(BUILTIN_FORMATS.get(number, "General"))
        at = number - BUILTIN_FORMATS_MAX_SIZE
        return str(own[at]) if at < len(own) else "General"

    def _note_merged(self, reference: str) -> None:
        corners = _CORNER.findall(reference)
        if len(corners) == 2 and len(self.merged) < 10_000:
            (left, top), (right, bottom) = corners
            self.merged.append((int(top), column_number(left), int(bottom), column_number(right)))


def column_number(letters: str) -> int:
    """Return the number of a column's letters, 0 for none that a sheet has."""
    number = 0
    for letter in letters[:4]:
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number


def _row_number(written: str | None, following: int) -> int:
    return int(float(written)) if written else following


def _said(inline: Element) -> str:
    """Return the text of an inline string, its runs together, without marks of pronunciation."""
    parts: list[str] = []
    for part in inline:
        if part.tag == _TEXT:
            parts.append(part.text or "")
        elif part.tag == _RUN:
            parts += [run.text or "" for run in part if run.tag == _TEXT]
    return "".join(parts)


def _other(kind: str, written: str) -> str:
    """Return a result of a formula, a yes or no, or a day as ISO text."""
    if kind == "str":
        return unescaped(written)
    if kind == "b":
        return "yes" if int(written) else "no"
    if kind == "d":
        from openpyxl.utils.datetime import from_ISO8601

        return time_text(from_ISO8601(written))
    return written


@lru_cache(maxsize=20_000)
def _day(value: float, epoch: Any, *, span: bool) -> str:
    from openpyxl.utils.datetime import from_excel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return time_text(from_excel(value, epoch, timedelta=span))
        except (OverflowError, ValueError):
            return number_text(value, "General")


def covered(areas: Sequence[Area], most: int) -> dict[int, set[int]]:
    """Return the places (row → columns from 0) that a merged cell covers, its first one excepted.

    Rows beyond ``most`` are passed over, so that an area of a million rows costs nothing.
    """
    found: dict[int, set[int]] = {}
    for top, left, bottom, right in areas:
        for row in range(top, min(bottom, most) + 1):
            columns = set(range(left - 1, min(right, 200)))
            if row == top:
                columns.discard(left - 1)
            found.setdefault(row, set()).update(columns)
    return found
