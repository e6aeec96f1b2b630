"""Hostile, huge and foreign files are each refused in one sentence, well within the time that an import may take."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.i18n import UserError
from app.imports import read_table
from app.imports.table import MAX_SECONDS

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def package(sheet: bytes, **parts: bytes) -> bytes:
    """A workbook of one sheet, as written by openpyxl, with the XML of its sheet replaced."""
    book = openpyxl.Workbook()
    book.active.append(["x"])
    plain, changed = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else old.read(part))
        for name, content in parts.items():
            new.writestr(name, content)
    return changed.getvalue()


def sheet(rows: str, before: str = "", dimension: str = "A1:B2") -> bytes:
    inside = f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData>'
    return f'{HEAD}{before}<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


TWO_ROWS = "".join(
    f'<row r="{line}">{text_cell(f"A{line}", first)}{text_cell(f"B{line}", second)}</row>'
    for line, first, second in ((1, "Service", "Owner"), (2, "Payroll", "Chidi"))
)
LAUGHS = (
    "<!DOCTYPE lolz [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
)


def zip_bomb() -> bytes:
    return package(b" " * (60 * 2**20))


def dense_bomb() -> bytes:
    return package(sheet("") + b" " * (20 * 2**20))


def many_small_parts() -> bytes:
    return package(sheet(TWO_ROWS), **{f"xl/media/image{n}.bin": b"\0" * 900_000 for n in range(70)})


def xml_bomb() -> bytes:
    return package(sheet(f'<row r="1">{text_cell("A1", "&a11;")}</row>', LAUGHS))


def wide_xml_bomb() -> bytes:
    source = sheet(f'<row r="1">{text_cell("A1", "&a11;")}</row>', LAUGHS).decode()
    return package(source.replace("UTF-8", "UTF-16").encode("utf-16"))


def far_row() -> bytes:
    return package(sheet(TWO_ROWS + f'<row r="17000000000">{text_cell("A17000000000", "x")}</row>'))


def far_column() -> bytes:
    return package(sheet(TWO_ROWS.replace('r="B2"', 'r="XFD2"')))


def many_rows() -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 25_002))
    return package(sheet(rows))


def many_columns() -> bytes:
    book = openpyxl.Workbook()
    book.active.append([f"Column {n}" for n in range(200)])
    book.active.append(list(range(200)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def broken_xml() -> bytes:
    return package(b"<worksheet><sheetData><row")


def ole(marker: bytes = b"") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + marker + b"\0" * 2000


def document_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def archive_of(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def encrypted_entry() -> bytes:
    content = bytearray(archive_of("[Content_Types].xml", "xl/workbook.xml"))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def csv_rows(count: int, columns: int) -> bytes:
    line = ",".join(["x"] * columns) + "\n"
    return (",".join(f"h{n}" for n in range(columns)) + "\n" + line * count).encode()


CASES: list[tuple[str, Callable[[], bytes], str]] = [
    ("zip-bomb.xlsx", zip_bomb, "unpacks to more than 50 MB"),
    ("dense-bomb.xlsx", dense_bomb, "exhaust this computer"),
    ("many-parts.xlsx", many_small_parts, "unpacks to more than 50 MB"),
    ("xml-bomb.xlsx", xml_bomb, "definitions that no workbook needs"),
    ("wide-xml-bomb.xlsx", wide_xml_bomb, "definitions that no workbook needs"),
    ("far-row.xlsx", far_row, "more than 20,000 rows|damaged"),
    ("far-column.xlsx", far_column, "more than 100 columns"),
    ("many-rows.xlsx", many_rows, "more than 20,000 rows"),
    ("many-columns.xlsx", many_columns, "more than 100 columns"),
    ("broken.xlsx", broken_xml, "damaged or not a workbook"),
    ("torn.xlsx", lambda: package(sheet(TWO_ROWS))[:-900], "damaged or not a workbook"),
    ("old.xls", ole, "old Excel format"),
    ("sealed.xlsx", lambda: ole("EncryptedPackage".encode("utf-16-le")), "has a password"),
    ("sealed-entry.xlsx", encrypted_entry, "has a password"),
    ("letter.xlsx", document_file, "not an Excel workbook"),
    ("binary.xlsb", lambda: archive_of("[Content_Types].xml", "xl/workbook.bin"), "binary workbook"),
    ("calc.ods", lambda: archive_of("mimetype", "content.xml"), "OpenDocument"),
    ("page.xls", lambda: b"<html><body><table><tr><td>Service</td></tr></table></body></html>", "web page"),
    ("page2.csv", lambda: b"<!-- saved -->\n<!DOCTYPE html>\n<html>", "web page"),
    ("markup.xml", lambda: HEAD.encode() + b"<Workbook/>", "XML file"),
    ("empty.csv", lambda: b"", "is empty"),
    ("blank.csv", lambda: b"\r\n ; ;\r\n\r\n", "is empty"),
    ("headings.csv", lambda: b"Service,Owner\n", "no rows below"),
    ("rubbish.csv", lambda: bytes(range(256)) * 400, "not a table"),
    ("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(0, 250, 3)) * 300, "not a table"),
    ("odd.csv", lambda: b"\xff\xfe" + b"a\0b\0c", "not a table"),
    ("rows.csv", lambda: csv_rows(25_000, 3), "more than 20,000 rows"),
    ("columns.csv", lambda: csv_rows(3, 200), "more than 100 columns"),
    ("large.csv", lambda: b"a,b\n" * (14 * 2**20), "larger than 50 MB"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), CASES, ids=[name for name, _, _ in CASES])
def test_a_file_that_is_no_honest_table_is_refused_in_time(
    tmp_path: Path, name: str, content: Callable[[], bytes], sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    began = time.monotonic()
    with pytest.raises(UserError, match=sentence) as refused:
        read_table(path)
    assert time.monotonic() - began < MAX_SECONDS
    told = str(refused.value)
    assert told.startswith(name)
    assert told.endswith(".")
    assert "\n" not in told


def test_the_parts_of_these_cases_make_an_honest_workbook(tmp_path: Path) -> None:
    path = tmp_path / "honest.xlsx"
    path.write_bytes(package(sheet(TWO_ROWS)))
    assert read_table(path).rows[0].cells == ("Payroll", "Chidi")


def test_a_file_that_declares_17_billion_cells_is_read_for_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "declared.xlsx"
    path.write_bytes(package(sheet(TWO_ROWS, dimension="A1:XFD1048576")))
    began = time.monotonic()
    assert read_table(path).rows[0].cells == ("Payroll", "Chidi")
    assert time.monotonic() - began < 5


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be opened"):
        read_table(tmp_path / "gone.csv")
    with pytest.raises(UserError, match="cannot be opened"):
        read_table(tmp_path)


def test_a_path_that_looks_like_an_option_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("--sheet=x.csv").write_text("Service,Owner\nA,B\n", encoding="utf-8")
    assert read_table("--sheet=x.csv").rows[0].cells == ("A", "B")


def test_twenty_thousand_rows_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "limit.csv"
    path.write_bytes(csv_rows(20_000, 5))
    assert len(read_table(path).rows) == 20_000
