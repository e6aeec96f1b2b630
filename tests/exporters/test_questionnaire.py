"""A questionnaire as a workbook: what its owner sees, what its cells take, and that it survives LibreOffice."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app import entities, imports, questionnaires
from app import model as m
from app.document import Document
from app.i18n import UserError
from exporters.registry import Options, export
from tests.exporters.workbooks import convert, needs_office
from tests.filling import difference, fill, key, made, row_of, sheet_of, told


@pytest.fixture
def payroll(sample: Document, tmp_path: Path) -> Path:
    """The questionnaire about Payroll, made out to its owner."""
    return made(sample, tmp_path / "payroll.xlsx", "SVC-008")


def test_each_service_has_a_sheet_and_only_those_that_were_asked_for(sample: Document, payroll: Path) -> None:
    book = openpyxl.load_workbook(payroll)
    shown = [page.title for page in book.worksheets if page.sheet_state == "visible"]
    assert shown == ["How to fill this in", "SVC-008 Payroll", "Anchors"]
    assert book["_foreshock"].sheet_state == "veryHidden"
    others = [row.name for row in sample.all(m.Service) if row.name != "Payroll"]
    text = "\n".join(str(cell.value) for row in sheet_of(book, "SVC-008").iter_rows() for cell in row if cell.value)
    assert [name for name in others if name in text] == [
        "Identity and sign-on", "Network and name service", "Finance and stock ledger (ERP)",
    ]  # what it stands on  # fmt: skip


def test_what_is_on_record_stands_in_the_answers_and_beside_them(payroll: Path) -> None:
    page = sheet_of(openpyxl.load_workbook(payroll), "SVC-008")
    rto = row_of(page, "14")
    assert page.cell(rto, 2).value == "By when must it work again, even reduced?"
    assert page.cell(rto, 3).value == "24 h"
    assert str(page.cell(rto, 11).value).startswith("24 h")
    assert [page.cell(row_of(page, "7g"), column).value for column in range(3, 11)] == [1, 1, 1, 2, 4, 4, 5, 5]


def test_core_questions_come_first_and_the_rest_can_be_folded(sample: Document, tmp_path: Path) -> None:
    path = made(sample, tmp_path / "core.xlsx", "SVC-008", core=True)
    page = sheet_of(openpyxl.load_workbook(path), "SVC-008")
    core, more = row_of(page, "25"), row_of(page, "3")
    assert core < more
    assert page.row_dimensions[more].outlineLevel == 1
    assert page.row_dimensions[more].hidden
    assert not page.row_dimensions[core].hidden


def test_levels_offer_one_to_five_with_their_anchors_in_view(payroll: Path) -> None:
    page = sheet_of(openpyxl.load_workbook(payroll), "SVC-008")
    row = row_of(page, "7a")
    rule = next(one for one in page.data_validations.dataValidation if f"C{row}" in str(one.sqref))
    assert rule.formula1 == '"1,2,3,4,5"'
    assert rule.promptTitle == "Financial"
    assert rule.prompt.startswith("1 ")
    assert "5 " in rule.prompt


def test_people_are_offered_but_others_may_be_written(payroll: Path) -> None:
    page = sheet_of(openpyxl.load_workbook(payroll), "SVC-008")
    row = row_of(page, "2a")
    rule = next(one for one in page.data_validations.dataValidation if str(one.sqref) == f"C{row}")
    assert rule.formula1 == "list_people"
    assert rule.errorStyle == "warning"


def test_the_sheet_is_protected_without_a_password_and_answers_are_open(payroll: Path) -> None:
    page = sheet_of(openpyxl.load_workbook(payroll), "SVC-008")
    assert page.protection.sheet
    assert not page.protection.password
    assert not page.cell(row_of(page, "14"), 3).protection.locked
    assert page.cell(row_of(page, "14"), 2).protection.locked


def test_text_that_looks_like_a_formula_stays_text(sample_path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "own.foreshock"
    copy.write_bytes(sample_path.read_bytes())
    with Document.open(copy) as session:
        entities.set_field(session, m.Service, key(session, "SVC-008"), "mbco_text", "=1+1")
        path = made(session, tmp_path / "q.xlsx", "SVC-008")
        assert told(difference(session, path)) == []
    page = sheet_of(openpyxl.load_workbook(path), "SVC-008")
    cell = page.cell(row_of(page, "15b"), 3)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_somebody_who_answers_alone_sees_nothing_of_what_is_on_record(sample: Document, tmp_path: Path) -> None:
    path = made(sample, tmp_path / "alone.xlsx", "SVC-008", filled=False)
    page = sheet_of(openpyxl.load_workbook(path), "SVC-008")
    text = "\n".join(str(cell.value) for row in page.iter_rows(min_row=5) for cell in row if cell.value)
    assert [word for word in ("Pay run", "Wagefern", "Last month's bank file", "Łucja", "1000") if word in text] == []
    answered = [cell.coordinate for row in page.iter_rows(min_row=5) for cell in row
                if not cell.protection.locked and cell.value is not None]  # fmt: skip
    assert answered == []


def test_the_command_line_kind_writes_the_services_it_is_given(sample: Document, tmp_path: Path) -> None:
    result = export(sample, "questionnaire", tmp_path / "q.xlsx", Options(refs=("SVC-003", "SVC-006")))
    returned = questionnaires.read(result.path)
    assert [one.ref for one in returned.services] == ["SVC-003", "SVC-006"]
    assert returned.sender == "Grace Okonjo-Hale"


@pytest.mark.parametrize("kind", ["questionnaire", "bia-workbook"])
def test_the_ordinary_import_sends_a_form_to_where_it_is_compared(sample: Document, tmp_path: Path, kind: str) -> None:
    written = export(sample, kind, tmp_path, Options(refs=("SVC-008",)))
    with pytest.raises(UserError, match="Take in a questionnaire"):
        imports.read_table(written.path)


@needs_office
def test_filled_in_with_libreoffice_it_shows_exactly_its_changes(
    sample: Document, payroll: Path, tmp_path: Path
) -> None:
    """The "done when" of questionnaires: LibreOffice rewrites the file before it comes back."""
    filled = fill(
        payroll,
        "SVC-008",
        {
            "14": "8 h",
            "15a": 90,
            "7c": [1, 1, 1, 3, 4, 4, 4, 5],
            "5·1": ["Pay run", "23rd–26th of each month", "6 h", "yes"],
            "5·2": ["Year end", "December", "1 d", "yes"],
            "8b": 4000,
            "29·1": [None, 2, None, 5],
            "24a": "2026-09-01",
        },
        tmp_path / "filled.xlsx",
    )
    rewritten = convert(filled, "xlsx:Calc MS Excel 2007 XML", tmp_path / "office")
    assert rewritten.read_bytes() != filled.read_bytes()
    diff = difference(sample, rewritten)
    assert diff.notes == ()
    assert told(diff) == [
        ("Peaks", "Pay run · 24th–26th of each month · 8 h · yes", "Pay run · 23rd–26th of each month · 6 h · yes"),
        ("Peaks", "", "Year end · December · 24 h · yes"),
        ("Regulatory", "1 1 1 2 3 4 4 5", "1 1 1 3 4 4 4 5"),
        ("RTO", "24 h", "8 h"),
        ("MBCO", "95 %", "90 %"),
        ("Loss an hour, likely", "3\u202f000", "4\u202f000"),
        ("Workaround last tried", "", "1 Sep 2026"),
        (
            "People",
            "Payroll staff · 2 at 4 h · 3 at 24 h · 4 at 1 w",
            "Payroll staff · 2 at 4 h · 5 at 24 h · 4 at 1 w",
        ),
    ]


@needs_office
def test_left_as_it_is_nothing_has_changed_after_libreoffice(sample: Document, tmp_path: Path) -> None:
    refs = [row.ref for row in sample.rows(m.Entity.__table__.select().where(m.Entity.kind == "service"))]
    path = made(sample, tmp_path / "all.xlsx", *refs)
    rewritten = convert(path, "xlsx:Calc MS Excel 2007 XML", tmp_path / "office")
    diff = difference(sample, rewritten)
    assert told(diff) == []
    assert len(diff.services) == len(refs)
    assert sum(one.unchanged for one in diff.services) > 300
