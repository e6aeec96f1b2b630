"""A workbook read whole, sheet by sheet, as questionnaires and workbooks of ours come back: in the reading process.

Serves ``app.questionnaires``. Cells come as text in the one form of ``workbook.cell_text``; where a cell holds a
formula, its last result is read and the cell is named, so that a person can be told.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from app.i18n import N_
from app.imports.layout import TOO_MANY_ROWS
from app.imports.table import MAX_COLUMNS, MAX_ROWS, Refused
from app.imports.workbook import cell_text, inspect_package, is_package

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
    """A row that holds anything: its number (1 is the first), its cells, and the places (from 0) of formulas."""

    line: int
    cells: tuple[str, ...]
    formulas: tuple[int, ...] = ()


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
            formulas = _has_formulas(package)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Refused(_BROKEN, name=name) from error
    return RawBook(name, _sheets(content, name, formulas))


def _has_formulas(package: zipfile.ZipFile) -> bool:
    sheets = [part for part in package.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml")]
    return any(b"<f>" in (xml := package.read(part)) or b"<f " in xml for part in sheets)


def _sheets(content: bytes, name: str, formulas: bool) -> tuple[RawSheet, ...]:
    try:
        found = _formulas(content) if formulas else {}
        return tuple(_read(_opened(content, data_only=True), name, found))
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a broken part makes openpyxl raise: seven types were seen
        raise Refused(_BROKEN, name=name) from error


def _opened(content: bytes, *, data_only: bool) -> Any:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)


def _pages(book: Any, name: str) -> Iterator[Any]:
    if len(book.worksheets) > MAX_SHEETS:
        raise Refused(_TOO_MANY_SHEETS, name=name, limit=MAX_SHEETS)
    for page in book.worksheets:
        if hasattr(page, "reset_dimensions"):  # a chart sheet has no cells
            page.reset_dimensions()  # what a file declares is not believed
            yield page


def _formulas(content: bytes) -> dict[tuple[str, int], list[int]]:
    """Return the places of formulas by sheet and row."""
    found: dict[tuple[str, int], list[int]] = {}
    for page in _pages(_opened(content, data_only=False), ""):
        for line, row in enumerate(page.iter_rows(), 1):
            places = [place for place, cell in enumerate(row[:MAX_COLUMNS]) if getattr(cell, "data_type", "") == "f"]
            if places:
                found[page.title, line] = places
            if line > _WAY_BACK_ROWS:
                break
    return found


def _read(book: Any, name: str, formulas: dict[tuple[str, int], list[int]]) -> Iterator[RawSheet]:
    read = 0
    for page in _pages(book, name):
        rows = []
        limit = _WAY_BACK_ROWS if page.title.startswith("_foreshock") else MAX_ROWS
        for line, row in enumerate(page.iter_rows(), 1):
            cells = [cell_text(cell, [0]) for cell in row[:MAX_COLUMNS]]
            while cells and not cells[-1].strip():
                cells.pop()
            places = formulas.get((page.title, line), ())
            if cells or places:
                rows.append(RawRow(line, tuple(cells), tuple(places)))
                read += 1
            if line > 2**20 or len(rows) > limit or read > _WAY_BACK_ROWS + MAX_ROWS:
                raise Refused(TOO_MANY_ROWS, name=name, limit=f"{MAX_ROWS:,}")
        yield RawSheet(page.title, tuple(rows))


# --- on the way between the processes ---


def encoded(book: RawBook) -> Iterator[str]:
    """Return the lines in which a workbook is sent: each sheet, its rows, and at the end the number of sheets."""
    yield json.dumps({"sheets": len(book.sheets)})
    for sheet in book.sheets:
        yield json.dumps({"title": sheet.title, "rows": len(sheet.rows)})
        for row in sheet.rows:
            yield json.dumps([row.line, row.cells, row.formulas])


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
            sheets.append(RawSheet(about["title"], tuple(RawRow(n, tuple(c), tuple(f)) for n, c, f in rows)))
        return RawBook(path.name, tuple(sheets))
    except (ValueError, KeyError, IndexError, TypeError, StopIteration, RuntimeError) as error:
        raise Refused(_GARBLED, name=path.name) from error
