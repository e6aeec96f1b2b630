"""A workbook read whole, sheet by sheet, as questionnaires and workbooks of ours come back: in the reading process.

Serves ``app.questionnaires``. Cells come as text in the one form of ``workbook.cell_text``; where a cell holds a
formula, its last result is read and the cell is named, so that a person can be told.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from app.i18n import N_
from app.imports.grid import Page, covered
from app.imports.layout import TOO_MANY_ROWS
from app.imports.table import MAX_COLUMNS, MAX_ROWS, Refused
from app.imports.workbook import inspect_package, is_package

_NO_WORKBOOK = N_("{name} is not an Excel workbook. Choose the xlsx file that came back.")
_BROKEN = N_("{name} is damaged or not a workbook. Ask for it again, saved as xlsx.")
_OLD = N_("{name} has a password or the old Excel format. Save it as xlsx without a password and try again.")
_GARBLED = N_("{name} could not be read. Open it in a spreadsheet, save it as xlsx, and try again.")
_TOO_MANY_SHEETS = N_("{name} has more than {limit} sheets, and was not opened.")
MAX_SHEETS = 400
#: The hidden sheet of ours tells one blank a row, and so may be longer than others.
_WAY_BACK_ROWS = 6 * MAX_ROWS


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row that holds anything: its number (1 is the first), its cells, and the places (from 0) of formulas.

    ``errors`` are the places of cells that hold an error such as #N/A, ``covered`` those that a merged cell hides.
    """

    line: int
    cells: tuple[str, ...]
    formulas: tuple[int, ...] = ()
    errors: tuple[int, ...] = ()
    covered: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet with its rows."""

    title: str
    rows: tuple[RawRow, ...]


@dataclass(frozen=True, slots=True)
class RawBook:
    """A workbook with all its sheets; ``name`` is the name of the file."""

    name: str
    sheets: tuple[RawSheet, ...] = dataclass_field(default=())

    def sheet(self, title: str) -> RawSheet | None:
        """Return the sheet of a title, if there is one."""
        return next((one for one in self.sheets if one.title == title), None)


def read_book(content: bytes, name: str) -> RawBook:
    """Return a workbook with all its sheets. Raises ``Refused``."""
    if not is_package(content):
        raise Refused(_NO_WORKBOOK, name=name)
    if content.startswith(b"\xd0\xcf"):
        raise Refused(_OLD, name=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            inspect_package(package, len(content), name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Refused(_BROKEN, name=name) from error
    return RawBook(name, _sheets(content, name))


def _sheets(content: bytes, name: str) -> tuple[RawSheet, ...]:
    try:
        return tuple(_read(content, name))
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a broken part makes openpyxl raise: seven types were seen
        raise Refused(_BROKEN, name=name) from error


def _read(content: bytes, name: str) -> Iterator[RawSheet]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if len(book.worksheets) > MAX_SHEETS:
        raise Refused(_TOO_MANY_SHEETS, name=name, limit=MAX_SHEETS)
    read = 0
    for sheet in book.worksheets:
        if hasattr(sheet, "_worksheet_path"):  # a chart sheet has no cells
            rows = _rows(Page(sheet, MAX_COLUMNS), sheet.title, name)
            read += len(rows)
            if read > _WAY_BACK_ROWS + MAX_ROWS:
                raise Refused(TOO_MANY_ROWS, name=name, limit=f"{MAX_ROWS:,}")
            yield RawSheet(sheet.title, rows)


def _rows(page: Page, title: str, name: str) -> tuple[RawRow, ...]:
    """Return the rows that hold anything; what a file declares about its size is not believed."""
    rows: list[RawRow] = []
    limit = _WAY_BACK_ROWS if title.startswith("_foreshock") else MAX_ROWS
    for number, cells, formulas, errors in page.lines():
        while cells and not cells[-1].strip():
            cells.pop()
        if cells or formulas or errors:
            rows.append(RawRow(number, tuple(cells), tuple(formulas), tuple(errors)))
        if number > 2**20 or len(rows) > limit:
            raise Refused(TOO_MANY_ROWS, name=name, limit=f"{MAX_ROWS:,}")
    return _with_covered(rows, page)


def _with_covered(rows: list[RawRow], page: Page) -> tuple[RawRow, ...]:
    if not page.merged or not rows:
        return tuple(rows)
    hidden = covered(page.merged, rows[-1].line)
    return tuple(replace(row, covered=tuple(sorted(hidden[row.line]))) if row.line in hidden else row for row in rows)


# --- on the way between the processes ---


def encoded(book: RawBook) -> Iterator[str]:
    """Return the lines in which a workbook is sent: each sheet, its rows, and at the end the number of sheets."""
    yield json.dumps({"sheets": len(book.sheets)})
    for sheet in book.sheets:
        yield json.dumps({"title": sheet.title, "rows": len(sheet.rows)})
        for row in sheet.rows:
            yield json.dumps(_sent(row))


def _sent(row: RawRow) -> tuple[object, ...]:
    if row.errors or row.covered:
        return row.line, row.cells, row.formulas, row.errors, row.covered
    return (row.line, row.cells, row.formulas) if row.formulas else (row.line, row.cells)


def _row(sent: list[Any]) -> RawRow:
    line, cells, *places = sent
    return RawRow(line, tuple(cells), *map(tuple, places))


def decoded(sent: bytes, path: Path) -> RawBook:
    """Return the workbook that was sent. Raises the refusal that was sent instead, or one of our own if it is torn."""
    try:
        lines = iter([json.loads(line) for line in sent.splitlines()])
        head = next(lines)
        if "refused" in head:
            raise Refused(head["refused"], **head["values"])
        sheets = []
        for _ in range(head["sheets"]):
            about = next(lines)
            rows = (next(lines) for _ in range(about["rows"]))
            sheets.append(RawSheet(about["title"], tuple(map(_row, rows))))
        return RawBook(path.name, tuple(sheets))
    except (ValueError, KeyError, IndexError, TypeError, StopIteration, RuntimeError) as error:
        raise Refused(_GARBLED, name=path.name) from error
