"""What a table puts on the clipboard for spreadsheets, and what it takes from there."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QLocale, QMimeData

from app.durations import BEYOND, HOUR
from app.fields import Kind
from ui.tables.columns import Column

#: What a text must not begin with in a spreadsheet, because it would be taken for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: How Excel shows the cells of a kind that are pasted with their format.
_FORMATS = {
    Kind.DURATION: r"\[h\]\:mm", Kind.DATE: r"yyyy\-mm\-dd", Kind.INSTANT: r"yyyy\-mm\-dd\ hh\:mm",
    Kind.PERCENT: "0%", Kind.INTEGER: "0", Kind.LEVEL: "0", Kind.NUMBER: "General", Kind.MONEY: r"\#\,\#\#0",
}  # fmt: skip
_TEXT_FORMAT = r"\@"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as text, and the format in which a spreadsheet should hold it; an empty format means text."""

    text: str
    format: str = ""

    @property
    def safe(self) -> str:
        """The text so that no spreadsheet takes it for a formula."""
        return f"'{self.text}" if not self.format and self.text.startswith(_FORMULA) else self.text


def _figure(value: float) -> str:
    return f"{value:.10g}".replace(".", QLocale().decimalPoint())


_WORDS: dict[Kind, Callable[[Any], str]] = {
    Kind.DURATION: lambda minutes: f"{minutes // HOUR}:{minutes % HOUR:02d}",
    Kind.DATE: lambda day: day.isoformat() if isinstance(day, date) else str(day),
    Kind.INSTANT: lambda at: f"{at.astimezone():%Y-%m-%d %H:%M}" if isinstance(at, datetime) else str(at),
    Kind.PERCENT: lambda value: f"{value}%",
    Kind.INTEGER: str,
    Kind.LEVEL: str,
    Kind.NUMBER: _figure,
    Kind.MONEY: lambda cents: _figure(cents / 100),
}


def cell_of(column: Column, row: Any, text: str) -> Cell:
    """Return a cell in a form that a spreadsheet reads: ``4:00`` for four hours, ISO dates, plain figures."""
    kind, own = column.field.kind, column.text is None and (column.chip is None or column.field.kind is Kind.LEVEL)
    value = column.value_of(row) if own and kind in _WORDS else None
    if value is None or isinstance(value, str) or (kind is Kind.DURATION and not 0 <= value < BEYOND):
        return Cell(text)
    return Cell(_WORDS[kind](value), _FORMATS[kind])


def mime_of(rows: Sequence[Sequence[Cell]]) -> QMimeData:
    """Return rows as tab-separated text and as a table that keeps formats; in both, text stays text."""
    made = QMimeData()
    made.setText(tsv_of(rows))
    made.setHtml(_html(rows))
    return made


def tsv_of(rows: Sequence[Sequence[Cell]]) -> str:
    """Return rows as tab-separated text."""
    target = io.StringIO()
    writer = csv.writer(target, dialect="excel-tab", lineterminator="\n")
    for cells in rows:
        writer.writerow([cell.safe for cell in cells])
    return target.getvalue()


def _html(rows: Sequence[Sequence[Cell]]) -> str:
    lines = ("".join(map(_html_cell, cells)) for cells in rows)
    return "<meta charset='utf-8'><table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _html_cell(cell: Cell) -> str:
    style = f"mso-number-format:&quot;{cell.format or _TEXT_FORMAT}&quot;"
    words = html.escape(cell.text).replace("\n", "<br style='mso-data-placement:same-cell'>")
    return f'<td style="{style}">{words}</td>'


def rows_of(text: str) -> list[list[str]]:
    """Return the cells of tab-separated text as spreadsheets put it on the clipboard, without empty lines."""
    rows = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline=""), dialect="excel-tab")
    return [[_plain(cell) for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
