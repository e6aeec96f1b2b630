"""Makes questionnaires for tests and fills them in as people do: by the number in the first column."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from app import questionnaires
from app.document import Document
from app.questionnaires import Diff, Form
from app.services import services
from exporters.registry import Options
from exporters.xlsx import questionnaire


def key(document: Document, ref: str) -> bytes:
    """Return the key of a service by its reference."""
    return next(row.key for row in services(document) if row.ref == ref)


def made(document: Document, path: Path, *refs: str, **options: Any) -> Path:
    """Write the questionnaire about some services for their owner, and return where it is."""
    rows = {row.ref: row for row in services(document)}
    options.setdefault("person", rows[refs[0]].owner_id)
    return written(questionnaires.form(document, [rows[ref].key for ref in refs], **options), path)


def written(form: Form, path: Path) -> Path:
    """Write a form."""
    with path.open("wb") as stream:
        questionnaire.write_form(form, Options(), stream, lambda share, what: None)
    return path


def sheet_of(book: Any, ref: str) -> Any:
    """Return the sheet of a service."""
    return next(page for page in book.worksheets if page["A1"].value == ref)


def row_of(page: Any, label: str) -> int:
    """Return the row that a number stands in."""
    return next(int(cell.row) for cell in page["A"] if cell.value == label)


def fill(path: Path, ref: str, answers: Mapping[str, Any], target: Path | None = None) -> Path:
    """Fill in answers by number; a list fills cells side by side, ``None`` empties them. Returns the filled file."""
    book = openpyxl.load_workbook(path)
    page = sheet_of(book, ref)
    for label, value in answers.items():
        row = row_of(page, label)
        starts = [
            cell for cell in page[row] if cell.column >= 3 and not isinstance(cell, openpyxl.cell.cell.MergedCell)
        ]
        for cell, one in zip(starts, value if isinstance(value, list) else [value], strict=False):
            cell.value = one
    book.save(target or path)
    return target or path


def difference(document: Document, path: Path) -> Diff:
    """Read a form through the guarded process and compare it."""
    return questionnaires.compare(document, questionnaires.read(path))


def told(diff: Diff) -> list[tuple[str, str, str]]:
    """Return label, before and after of every line."""
    return [(line.label, line.before, line.after) for line in diff.lines]
