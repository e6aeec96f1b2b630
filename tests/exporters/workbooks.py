"""Reads workbooks back for tests, and lets LibreOffice open, recalculate and print them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def values(path: Path) -> Any:
    """The workbook with the results of its formulas."""
    return openpyxl.load_workbook(path, data_only=True)


def formulas(path: Path) -> Any:
    """The workbook with its formulas."""
    return openpyxl.load_workbook(path)


def table(path: Path, sheet: str = "Register", head: int = 3) -> list[dict[str, Any]]:
    """The rows of a sheet with a table as dictionaries by header, results in place of formulas."""
    rows = values(path)[sheet].iter_rows(min_row=head, values_only=True)
    headers = next(rows)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def without_results(path: Path, target: Path) -> Path:
    """Copy a workbook without the results of its formulas, so that whoever opens it must calculate."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
                content = re.sub(rb' t="(?:str|b)">(<f>)', rb">\1", content)
            copy.writestr(name, content)
    return target


def convert(path: Path, kind: str, folder: Path) -> Path:
    """Let LibreOffice convert a workbook; fails if it cannot open it."""
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{kind.split(':')[0]}"


def cells(book: Any) -> dict[tuple[str, str], Any]:
    """All cells that hold something, by sheet and place."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }
