"""Reads a CSV file whatever its encoding and delimiter are. Runs in the reading process."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from app.i18n import N_
from app.imports.layout import TableSize
from app.imports.table import RawTable, Refused

DELIMITERS = (",", ";", "\t", "|")

_BINARY = N_("{name} is not a table. Choose a CSV file or a workbook (xlsx).")
_PAGE = N_("{name} is a web page, not a table. Export it again as CSV or xlsx.")
_MARKUP = N_("{name} is an XML file. Open it in a spreadsheet and save it as CSV or xlsx.")
_UNKNOWN_ENCODING = N_("The characters of {name} cannot be read as {encoding}. Choose another encoding.")
_OPEN_QUOTE = N_("A quotation mark in line {line} of {name} is never closed. Correct it there and try again.")
_SLOPPY = N_("Quotation marks inside cells are not doubled; the cells were read as they stand.")
_NULS = N_("Characters that no text may hold were left out.")

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
#: Single-byte encodings that business tools still write, most usual first.
_OLD_ENCODINGS = ("cp1252", "cp1250", "iso8859_2", "cp1251", "cp1253", "cp1254", "iso8859_15", "mac_roman")
_RUBBISH = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_PAGES = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|script)\b", re.IGNORECASE | re.DOTALL
)


def read_csv(content: bytes, name: str, encoding: str = "") -> RawTable:
    """Return the rows of a CSV file; ``encoding`` and delimiter are found out unless told. Raises ``Refused``."""
    raw = RawTable()
    raw.encoding = encoding or encoding_of(content)
    text = _decoded(content, raw.encoding, name)
    if "\x00" in text:
        text = text.replace("\x00", "")
        raw.notes.append((_NULS, {}))
    _refuse_what_is_no_table(text, name)
    text, told = _told_delimiter(text)
    raw.delimiter = told or delimiter_of(text)
    size = TableSize(name)
    first = 2 if told else 1
    for line, cells in _records(text, raw, name, first):
        if size.add(cells):
            raw.rows.append((line, cells))
    return raw


def encoding_of(content: bytes) -> str:
    """Return the encoding of a file: by its mark, as UTF-8 if that fits, else the likeliest of the old ones."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding
    if wide := _unmarked_utf16(content[:4096]):
        return wide
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _old_encoding(content)
    return "utf-8"


def _unmarked_utf16(start: bytes) -> str:
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) < 4 or max(even, odd) < len(start) // 5 or min(even, odd) > max(even, odd) // 10:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _old_encoding(content: bytes) -> str:
    """Return the first old encoding in which the words look like words; ask charset-normalizer if none does."""
    lines = b"\n".join(line for line in content[:2_000_000].splitlines() if not line.isascii())[:100_000]
    for encoding in ("cp1252", "cp1250", "iso8859_2"):
        if _reads_well(lines, encoding):
            return encoding
    from charset_normalizer import from_bytes

    found = from_bytes(lines, cp_isolation=list(_OLD_ENCODINGS)).best()
    return found.encoding if found else "cp1252"


#: What a wrong code page makes of words: signs inside them, a currency before them, or foreign letters in a row.
_ODD = re.compile(
    r"(?<=[^\W\d_])[^\w\s\x00-\x7f‘’´·–—­-](?=[^\W\d_])|(?<=[^\W\d_])[¹²³ªº¼½¾](?=[^\W\d_])|[£¥¯¡¹³](?=[^\W\d_])"
    r"|[^\W\d_\x00-\x7f]{3}|[a-zß-ÿ][À-ÞŒŠŽŸ](?=[^\W\d_])|[\x80-\x9f]"
)


def _reads_well(lines: bytes, encoding: str) -> bool:
    try:
        text = lines.decode(encoding)
    except UnicodeDecodeError:
        return False
    beyond = sum(ord(letter) > 127 for letter in text)
    return len(_ODD.findall(text)) <= beyond // 20


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        if encoding.startswith("utf-16") or encoding in ("utf-32", "cp1252"):
            raise Refused(_BINARY, name=name) from error
        raise Refused(_UNKNOWN_ENCODING, name=name, encoding=encoding[:40]) from error


def _refuse_what_is_no_table(text: str, name: str) -> None:
    if _PAGES.match(text[:4096]):
        raise Refused(_PAGE, name=name)
    if text.lstrip().startswith("<?xml"):
        raise Refused(_MARKUP, name=name)
    sample = text[:200_000]
    if len(_RUBBISH.findall(sample)) > len(sample) // 100:
        raise Refused(_BINARY, name=name)


def _told_delimiter(text: str) -> tuple[str, str]:
    """Return the text without Excel's first line ``sep=;``, and the delimiter that it names."""
    told = re.match(r"sep=([,;\t|])\r?\n", text, re.IGNORECASE)
    return (text[told.end() :], told[1]) if told else (text, "")


def delimiter_of(text: str) -> str:
    """Return the delimiter that cuts the first lines most evenly into most cells."""
    sample = text[:100_000].rpartition("\n")[0] if len(text) > 100_000 else text
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(record) for _, record in zip(range(100), reader, strict=False) if record)
    except csv.Error:
        return 0
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return 0
    width, count = max(several.items(), key=lambda pair: (pair[1], pair[0]))
    return count / sum(widths.values()) + min(width, 50) / 200


def _records(text: str, raw: RawTable, name: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """Return each record with the line on which it begins; first strictly, then as spreadsheets read it."""
    csv.field_size_limit(2**24)
    try:
        yield from list(_parsed(text, raw.delimiter, first, strict=True))
        return
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Refused(_OPEN_QUOTE, name=name, line=_open_quote(text, raw.delimiter, first)) from error
    raw.notes.append((_SLOPPY, {}))
    try:
        yield from list(_parsed(text, raw.delimiter, first, strict=False))
    except csv.Error as error:
        raise Refused(_BINARY, name=name) from error


def _parsed(text: str, delimiter: str, first: int, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    begin = first
    for record in reader:
        yield begin, record
        begin = first + reader.line_num


def _open_quote(text: str, delimiter: str, first: int) -> int:
    """Return the line of the record that never ends."""
    line = first
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for _ in reader:
            line = first + reader.line_num
    except csv.Error:
        pass
    return line
