"""Reads an Excel workbook, after looking at its package: size, ratio, no DTD, no password. For the reading process."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from app.i18n import N_
from app.imports.layout import TOO_MANY_ROWS, TableSize, heading_row, known_cells
from app.imports.table import MAX_RATIO, MAX_ROWS, MAX_UNPACKED, RATIO_FREE, RawTable, Refused, Said

_SEALED = N_("{name} has a password. Open it in Excel, remove the password, and try again.")
_OLD = N_("{name} is in the old Excel format. Open it in Excel and save it as xlsx or CSV.")
_BROKEN = N_("{name} is damaged or not a workbook. Open it in a spreadsheet, save it as xlsx, and try again.")
_OTHER_PACKAGE = N_("{name} is not an Excel workbook. Choose an xlsx or a CSV file.")
_BINARY_WORKBOOK = N_("{name} is a binary workbook (xlsb). Open it in Excel and save it as xlsx or CSV.")
_OPEN_DOCUMENT = N_("{name} is an OpenDocument table. Open it in a spreadsheet and save it as xlsx or CSV.")
_TOO_LARGE = N_("{name} unpacks to more than {limit} MB and was not opened. Export fewer rows or save it as CSV.")
_BOMB = N_("{name} is packed in a way that could exhaust this computer, and was not opened.")
_ENTITIES = N_("{name} holds definitions that no workbook needs, and was not opened.")
_INTERVIEW_FORM = N_(
    "{name} is a questionnaire or a BIA workbook. It comes back by “Take in a questionnaire…”, which compares it "
    "line by line; nothing was imported."
)
_NO_SHEET = N_("{name} has no sheet “{sheet}”. It has: {sheets}.")
_NO_SHEETS = N_("{name} has no sheet with cells.")
_ERRORS = N_("{n} cells hold an error such as #N/A and were read as empty.")
_ONE_ERROR = N_("One cell holds an error such as #N/A and was read as empty.")

#: The very hidden sheet of our own workbooks, and where their register stands.
WAY_BACK, OWN_SHEET, _OWN_HEADINGS = "_foreshock", "Register", 8
#: What our own workbooks of the interview call themselves on that sheet (``app.questionnaires``).
_FORMS = frozenset({"questionnaire", "ask-back", "bia-workbook"})
_MAX_LINES = 2**20
_ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
#: How workbooks write what XML cannot hold, such as ``_x000D_``.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
#: The day 0 of cells, which know no time zone; Excel counts a 29 February 1900 that never was.
_DAY_ZERO, _AFTER_LEAP = datetime(1899, 12, 31), datetime(1900, 3, 1)  # noqa: DTZ001


def is_package(content: bytes) -> bool:
    """Whether a file is a ZIP package or an OLE container, and so not a CSV file."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


def read_workbook(content: bytes, name: str, sheet: str = "") -> RawTable:
    """Return the rows of ``sheet``, or of the first one with headings. Raises ``Refused``."""
    if content.startswith(b"\xd0\xcf"):
        raise Refused(_SEALED if "EncryptedPackage".encode("utf-16-le") in content else _OLD, name=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            inspect_package(package, len(content), name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Refused(_BROKEN, name=name) from error
    return _read(content, name, sheet)


def inspect_package(package: zipfile.ZipFile, packed: int, name: str) -> None:
    """Refuse a package by what it declares, then unpack each part once to see that it is so and holds no DTD."""
    parts = package.infolist()
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > 10_000:
        raise Refused(_TOO_LARGE, name=name, limit=MAX_UNPACKED // 2**20)
    if any(part.file_size > RATIO_FREE and part.file_size > MAX_RATIO * max(1, part.compress_size) for part in parts):
        raise Refused(_BOMB, name=name)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(_SEALED, name=name)
    _refuse_other_packages({part.filename for part in parts}, name)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _refuse_definitions(package.read(part), name)


def _refuse_other_packages(names: set[str], name: str) -> None:
    if "xl/workbook.bin" in names:
        raise Refused(_BINARY_WORKBOOK, name=name)
    if "content.xml" in names:
        raise Refused(_OPEN_DOCUMENT, name=name)
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise Refused(_OTHER_PACKAGE, name=name)


def _refuse_definitions(part: bytes, name: str) -> None:
    """Run a part through the parser that will read it, in whatever encoding, and stop at a DTD before it is obeyed.

    Once this has passed, the fast reader that openpyxl has beside defusedxml's is as safe (see ``reading``).
    """
    from xml.parsers import expat

    def refuse(*told: object) -> None:
        raise Refused(_ENTITIES, name=name)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    with contextlib.suppress(expat.ExpatError):  # a broken part ends there for its reader too, if it has one
        parser.Parse(part, True)


def _read(content: bytes, name: str, sheet: str) -> RawTable:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        return _read_book(book, name, sheet)
    except Refused:
        raise
    except MemoryError:
        raise
    except Exception as error:  # whatever a broken part makes openpyxl raise: seven types were seen
        raise Refused(_BROKEN, name=name) from error


def _read_book(book: Any, name: str, sheet: str) -> RawTable:
    shown = [page.title for page in book.worksheets if page.sheet_state != "veryHidden"]
    if sheet and sheet not in shown:
        raise Refused(_NO_SHEET, name=name, sheet=sheet[:60], sheets=", ".join(shown)[:300])
    raw = RawTable(sheet_names=shown)
    raw.sheet = sheet or _sheet_with_headings(book, shown, name)
    raw.rows, errors = _rows(book[raw.sheet], name)
    if errors:
        raw.notes.append(_errors(errors))
    if WAY_BACK in book.sheetnames:
        _read_way_back(book[WAY_BACK], raw, name)
    return raw


def _errors(number: int) -> Said:
    return (_ERRORS, {"n": number}) if number > 1 else (_ONE_ERROR, {})


def _sheet_with_headings(book: Any, shown: list[str], name: str) -> str:
    """Return our own register if it is there, else the first visible sheet with known headings, or with any rows."""
    filled = {title: start for title in shown if (start := _first_rows(book[title], name))}
    known = {title: known_cells(start[heading_row(start)][1]) for title, start in filled.items()}
    if known.get(OWN_SHEET, 0) >= _OWN_HEADINGS:
        return OWN_SHEET
    for fewest in (2, 0):
        for title, start in filled.items():
            if known[title] >= fewest and len(start) > heading_row(start) + 1:
                return title
    if not filled:
        raise Refused(_NO_SHEETS, name=name)
    return next(iter(filled))


def _first_rows(page: Any, name: str) -> list[tuple[int, list[str]]]:
    """Return the first rows of a sheet that hold anything; a chart sheet has none."""
    found: list[tuple[int, list[str]]] = []
    if hasattr(page, "reset_dimensions"):
        for line, cells in _filled_rows(page, TableSize(name), [0]):
            found.append((line, cells))
            if len(found) == 40:
                break
    return found


def _rows(page: Any, name: str) -> tuple[list[tuple[int, list[str]]], int]:
    errors = [0]
    return list(_filled_rows(page, TableSize(name), errors)), errors[0]


def _filled_rows(page: Any, size: TableSize, errors: list[int]) -> Iterator[tuple[int, list[str]]]:
    page.reset_dimensions()  # what a file declares is not believed: it may say 17 billion cells
    for line, row in enumerate(page.iter_rows(), 1):
        if line > _MAX_LINES:
            raise Refused(TOO_MANY_ROWS, name=size.name, limit=f"{MAX_ROWS:,}")
        cells = [cell_text(cell, errors) for cell in row]
        if size.add(cells):
            yield line, cells


def cell_text(cell: Any, errors: list[int]) -> str:
    """Return a cell as text in one form: ISO dates, whole numbers plain, times as minutes, per cent with its sign."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if value in _ERROR_VALUES:
            errors[0] += 1
            return ""
        return unescaped(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value, str(cell.number_format or ""))
    return time_text(value)


def unescaped(text: str) -> str:
    """Return a text of a workbook with what XML cannot hold, such as ``_x000D_``, put back."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def number_text(value: float, number_format: str) -> str:
    """Return a number without a false precision; a percentage is written as such."""
    if number_format.endswith("%"):
        return f"{value * 100:.10g} %"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value) if isinstance(value, int) else f"{value:.15g}"


def time_text(value: object) -> str:
    """Return a date as ISO text, and a time or span of time as minutes."""
    if isinstance(value, datetime):
        if value < datetime(1901, 1, 1):  # noqa: DTZ001 - a span of more than a day in a cell formatted as a time
            return _minutes(value - _DAY_ZERO + timedelta(days=value >= _AFTER_LEAP))
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _minutes(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
    if isinstance(value, timedelta):
        return _minutes(value)
    return str(value)


def _minutes(span: timedelta) -> str:
    return f"{round(span.total_seconds() / 60)} min"


def _read_way_back(page: Any, raw: RawTable, name: str) -> None:
    """Take the keys and digests that our own workbook carries for the way back; anything unexpected is let be.

    Raises ``Refused`` for a form of the interview, which comes back another way.
    """
    place: dict[str, int] = {}
    told: dict[str, list[str]] = {}
    for _, cells in _filled_rows(page, TableSize(name), [0]):
        if not place:
            if cells[0] == "kind" and _cell(cells, 1) in _FORMS:
                raise Refused(_INTERVIEW_FORM, name=name)
            told[cells[0]] = cells[1:]
            words = {cell.strip().casefold(): n for n, cell in enumerate(cells)}
            place = words if {"ref", "uuid", "digests"} <= set(words) else {}
            continue
        if ref := _cell(cells, place["ref"]):
            raw.identities[ref] = _cell(cells, place["uuid"]).replace("-", "").lower()
            digests = _cell(cells, place["digests"]).split()
            raw.seen += [(ref, *pair) for pair in zip(told.get("headers", ()), map(_digest, digests), strict=False)]


def _digest(written: str) -> str:
    return "" if written == "-" else written


def _cell(cells: list[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
