"""The whole BIA as a workbook, its way back, and the list of services by priority."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app import model as m
from app import questionnaires
from app.document import Document
from app.services import services
from exporters.registry import Options, export
from tests.exporters.workbooks import convert, needs_office
from tests.filling import difference, told


@pytest.fixture
def workbook(sample: Document, tmp_path: Path) -> Path:
    """The BIA workbook of the sample session."""
    return export(sample, "bia-workbook", tmp_path / "bia.xlsx").path


def place(page: Any, label: str, heading: str) -> Any:
    """Return the cell of a row (by its key) and a column (by its heading)."""
    column = next(cell.column for cell in page[3] if cell.value == heading)
    row = next(cell.row for cell in page["A"] if cell.value == label)
    return page.cell(row, column)


def test_it_holds_everything_as_tables_in_their_own_sheets(sample: Document, workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    shown = [page.title for page in book.worksheets if page.sheet_state == "visible"]
    assert shown == [
        "How to read", "Services and targets", "Impact over time", "Answers", "Losses", "Peaks", "Obligations",
        "Vital records", "Needed first", "Suppliers", "People", "Resources", "Key people", "Past outages", "In words",
        "Anchors",
    ]  # fmt: skip
    tables = {table.displayName: table.ref for page in book.worksheets for table in page.tables.values()}
    assert len(tables) == 14
    assert tables["Impact"] == f"A3:M{3 + 7 * len(services(sample))}"
    needed = sample.all(m.Dependency)
    kinds = {row.id: row.kind for row in sample.all(m.Entity)}
    to_others = [one for one in needed if kinds[one.source_id] == "service" and kinds[one.target_id] != "supplier"]
    assert book["Needed first"].max_row == 3 + len(to_others)


def test_levels_are_numbers_in_the_colours_of_the_scale(workbook: Path) -> None:
    page = openpyxl.load_workbook(workbook)["Impact over time"]
    assert place(page, "SVC-008 7c", "3 d").value == 3
    assert place(page, "SVC-008 7c", "Intolerable after").value == "1 w"
    rules = [rule for area in page.conditional_formatting for rule in area.rules]
    assert [rule.formula[0] for rule in rules] == [f"F4={level}" for level in range(1, 6)]


def test_an_edited_copy_comes_back_as_its_changes(sample: Document, workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    place(book["Services and targets"], "SVC-008", "RTO").value = "8 h"
    place(book["Losses"], "SVC-003", "Loss an hour, likely").value = 50_000
    place(book["Answers"], "SVC-003", "Purpose").value = "Takes orders."
    place(book["Impact over time"], "SVC-008 7c", "24 h").value = 3
    peaks = book["Peaks"]
    last = peaks.max_row + 1
    for column, value in enumerate((None, "SVC-003 Order intake", "Flu season", "October to March", "2 h", "yes"), 1):
        peaks.cell(last, column).value = value
    peaks.cell(last + 1, 2).value, peaks.cell(last + 1, 3).value = "Nobody's service", "Lost row"
    book.save(workbook)
    diff = difference(sample, workbook)
    labels = sorted((line.label, line.after) for line in diff.lines)
    assert labels == [
        ("Loss an hour, likely", "50\u202f000"),
        ("Peaks", "Flu season · October to March · 2 h · yes"),
        ("Purpose", "Takes orders."),
        ("RTO", "8 h"),
        ("Regulatory", "1 1 1 3 3 4 4 5"),
    ]
    assert any(f"On “Peaks” row {last + 1} names no service" in note for note in diff.notes)


@needs_office
def test_left_as_it_is_it_has_no_changes_after_libreoffice(sample: Document, workbook: Path, tmp_path: Path) -> None:
    rewritten = convert(workbook, "xlsx:Calc MS Excel 2007 XML", tmp_path / "office")
    diff = difference(sample, rewritten)
    assert (told(diff), diff.notes) == ([], ())
    assert sum(one.unchanged for one in diff.services) > 300


def test_only_the_chosen_services_are_in_it(sample: Document, tmp_path: Path) -> None:
    path = export(sample, "bia-workbook", tmp_path / "one.xlsx", Options(refs=("SVC-008",))).path
    assert [one.ref for one in questionnaires.read(path).services] == ["SVC-008"]


def test_services_are_listed_in_the_order_in_which_they_must_come_back(sample: Document, tmp_path: Path) -> None:
    path = export(sample, "service-list", tmp_path / "list.xlsx").path
    page = openpyxl.load_workbook(path).active
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=6)]
    assert [row[1] for row in rows][:5] == ["SVC-002", "SVC-001", "SVC-005", "SVC-003", "SVC-004"]
    assert rows[-1][:4] == [14, "SVC-014", "Training and licence records", None]
    payroll = next(row for row in rows if row[1] == "SVC-008")
    assert payroll[3:8] == [2, "24 h", "3 d", "24 h", "8 h"]
    assert (payroll[8], payroll[10], payroll[12]) == (95, "Chidi Umenta", 3000)
    assert "38 % in Tiers 0 and 1" in page["A2"].value
