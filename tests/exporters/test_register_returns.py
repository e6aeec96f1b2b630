"""The risk register that goes out and comes back: edited, saved by other programs, mended by people, and compared."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from app import entities, exports, risks
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.register import register, returning
from app.register.returning import Comparison
from exporters.registry import export
from tests.conftest import NOON
from tests.exporters.workbooks import convert, formulas, needs_office, table, values


class Edited:
    """A register as a person has it open: cells by reference and header."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, openpyxl.load_workbook(path)
        self.sheet = self.book["Register"]

    def row(self, ref: str, sheet: str = "Register") -> int:
        """The row of an ID."""
        page = self.book[sheet]
        return next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == ref)

    def column(self, header: str, sheet: str = "Register") -> int:
        """The column of a header."""
        page, head = self.book[sheet], 3 if sheet == "Register" else 2
        return next(at for at in range(1, page.max_column + 1) if page.cell(head, at).value == header)

    def put(self, ref: str, header: str, value: Any, sheet: str = "Register") -> None:
        """Write a cell."""
        self.book[sheet].cell(self.row(ref, sheet), self.column(header, sheet)).value = value

    def add(self, sheet: str = "Register", **cells: Any) -> int:
        """Write a row below the last one and return its number."""
        page = self.book[sheet]
        row = page.max_row + 1
        for header, value in cells.items():
            page.cell(row, self.column(header.replace("_", " "), sheet)).value = value
        return row

    def saved(self, name: str = "edited.xlsx") -> Path:
        """Save it beside the original."""
        path = self.path.with_name(name)
        self.book.save(path)
        return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Iterator[Document]:
    """A copy of the sample session that may be changed."""
    copy = tmp_path / "copy.foreshock"
    shutil.copy(sample_file, copy)
    with Document.open(copy, clock=lambda: NOON, who="Tomasz") as document:
        yield document


@pytest.fixture
def sent(sample: Document, tmp_path: Path) -> Path:
    """The register of the sample session as it was sent out."""
    path = export(sample, "risk-register", tmp_path / "register.xlsx").path
    exports.note_export(sample, "risk-register", path.name)
    return path


def key_of(document: Document, ref: str) -> bytes:
    """The key behind a reference."""
    key: bytes = document.scalar(select(m.Entity.__table__.c.id).where(m.Entity.ref == ref))
    return key


def risk(document: Document, ref: str) -> Any:
    """A risk as it is stored."""
    return document.get(m.Risk, key_of(document, ref))


def compared(document: Document, path: Path) -> Comparison:
    """What a file would change."""
    return returning.compare(document, returning.read(path))


def told(comparison: Comparison) -> set[tuple[str, str, str, str, str]]:
    """What differs: group, field, how, what stood there, what stands there now."""
    return {
        (group.ref or group.kind, line.label, line.change, line.ours, line.theirs)
        for group in comparison.groups
        for line in group.lines
    }


def ten_changes(edited: Edited) -> None:
    """Change ten cells and add a row."""
    edited.put("R-001", "L", 4)
    edited.put("R-002", "Treatment", "transfer")
    edited.put("R-003", "Due", date(2026, 12, 1))
    edited.put("R-004", "Risk owner", "Priya Ramanuth")
    edited.put("R-005", "Notes", "Ask the vendor again")
    edited.put("R-006", "Target date", date(2027, 1, 15))
    edited.put("R-007", "Service", "Payroll\nOrder intake")
    edited.put("R-009", "Next action", "Train a third person")
    edited.put("R-012", "Status", "parked")
    edited.put("R-010", "L", 2)
    edited.add(Risk="The only crane breaks", Service="Warehouse picking and dispatch", L=2, I=4)


TEN = {
    ("R-001", "Likelihood (L)", "changed", "3", "4"),
    ("R-002", "Treatment", "changed", "reduce", "transfer"),
    ("R-003", "Due", "changed", "3 Sep 2026", "1 Dec 2026"),
    ("R-004", "Risk owner", "changed", "Chidi Umenta", "Priya Ramanuth"),
    ("R-005", "Notes", "changed", "", "Ask the vendor again"),
    ("R-006", "Target date", "changed", "14 Nov 2026", "15 Jan 2027"),
    (
        "R-007",
        "Service",
        "changed",
        "Network and name service",
        "Payroll, Order intake",
    ),
    ("R-009", "Next action", "changed", "Contract a third responsible person", "Train a third person"),
    ("R-012", "Status", "changed", "in hand", "parked"),
    ("R-010", "Likelihood (L)", "conflict", "5", "2"),
    ("new", "Risk", "new", "", "The only crane breaks"),
    ("new", "Service", "new", "", "Warehouse picking and dispatch"),
    ("new", "Likelihood (L)", "new", "", "2"),
    ("new", "Impact (I)", "new", "", "4"),
}


@needs_office
def test_edited_in_libreoffice_it_comes_back_as_exactly_what_was_changed(sample: Document, sent: Path) -> None:
    """The "done when": ten changes, one of them a conflict, and one new row, saved by LibreOffice."""
    edited = Edited(sent)
    ten_changes(edited)
    entities.set_field(sample, m.Risk, key_of(sample, "R-010"), "current_likelihood", 5)
    path = convert(edited.saved(), "xlsx:Calc MS Excel 2007 XML", sent.parent / "office")
    comparison = compared(sample, path)
    assert told(comparison) == TEN
    (conflict,) = comparison.conflicts
    assert (conflict.exported, conflict.ours, conflict.theirs, conflict.who) == ("4", "5", "2", "Tomasz")
    assert [note for note in comparison.notes if "one change was made here" not in note] == []
    before = sample.version
    taken = returning.take(sample, comparison, [line.id for line in comparison.lines])
    assert (taken.taken, len(taken.risks), sample.version) == (14, 1, before + 1)
    assert sample.undo_label == "Take back the risk register from edited.xlsx"
    assert risk(sample, "R-010").current_likelihood == 2
    services = next(one.services for one in register(sample).risks if one.ref == "R-007")
    assert [one.name for one in services] == ["Payroll", "Order intake"]
    assert compared(sample, path).nothing_new
    assert compared(sample, path).lines == ()
    sample.undo()
    assert told(compared(sample, path)) == TEN


@needs_office
def test_sorted_filtered_and_saved_by_libreoffice_nothing_has_changed(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    sheet = edited.sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for number, row in enumerate(sorted(rows, key=lambda row: str(row[1])), start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    sheet.row_dimensions[6].hidden = True
    path = convert(edited.saved("sorted.xlsx"), "xlsx:Calc MS Excel 2007 XML", sent.parent / "office")
    comparison = compared(sample, path)
    assert (comparison.lines, comparison.notes) == ((), ())


def test_as_it_was_sent_nothing_has_changed(sample: Document, sent: Path) -> None:
    comparison = compared(sample, sent)
    assert (comparison.lines, comparison.notes, comparison.returned.rows_read) == ((), (), 16)


def test_what_both_sides_changed_alike_is_no_difference(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.put("R-001", "L", 4)
    entities.set_field(sample, m.Risk, key_of(sample, "R-001"), "current_likelihood", 4)
    comparison = compared(sample, edited.saved())
    assert (comparison.lines, comparison.same) == ((), 1)


def test_what_only_the_session_changed_stays(sample: Document, sent: Path) -> None:
    entities.set_field(sample, m.Risk, key_of(sample, "R-001"), "current_likelihood", 5)
    assert compared(sample, sent).lines == ()


@pytest.mark.parametrize(
    ("header", "value", "said"),
    [
        ("L", 9, "goes from 1 to 5"),
        ("L", "three", "goes from 1 to 5"),
        ("L", 2.5, "goes from 1 to 5"),
        ("Treatment", "ignore", "avoid, reduce, transfer, accept"),
        ("Target date", "soon", "names no day"),
        ("Service", "Teleportation", "not in this session"),
        ("Risk", None, "must not be empty"),
        ("L", '=IF(TRUE,3,"")', "formula without a result"),
        ("Risk", "x" * 600, "500 characters"),
        ("Accepted until", date(2031, 1, 1), "twelve months"),
        ("Next action", None, "must not be empty"),
    ],
)
def test_what_cannot_be_taken_says_why_and_where(
    sample: Document, sent: Path, header: str, value: Any, said: str
) -> None:
    edited = Edited(sent)
    edited.put("R-001", header, value)
    (line,) = compared(sample, edited.saved()).lines
    assert (line.change, line.takeable) == ("refused", False)
    assert said in line.remark
    assert line.place == f"row {edited.row('R-001')}, {header}"
    before = sample.version
    assert returning.take(sample, compared(sample, edited.saved()), [line.id]).taken == 0
    assert sample.version == before


@pytest.mark.parametrize(
    ("header", "value", "theirs"),
    [
        ("Treatment", "TRANSFER", "transfer"),
        ("L", "Likely", "4"),
        ("L", "4 Likely", "4"),
        ("Target date", "1 Dec 2026", "1 Dec 2026"),
        ("Target date", "2026-12-01", "1 Dec 2026"),
        ("Risk owner", "Ramanuth, Priya", "Priya Ramanuth"),
        ("Threat", "T17", "Database corruption, replicated"),
        ("Notes", "=1+1", "=1+1"),
        ("Notes", "@SUM(A1)", "@SUM(A1)"),
        ("Notes", "<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_other_spellings_mean_the_same(sample: Document, sent: Path, header: str, value: Any, theirs: str) -> None:
    edited = Edited(sent)
    edited.put("R-001", header, value)
    cell = edited.sheet.cell(edited.row("R-001"), edited.column(header))
    cell.data_type = "s" if isinstance(value, str) else cell.data_type
    (line,) = compared(sample, edited.saved()).lines
    assert (line.change, line.theirs, line.proposed) == ("changed", theirs, True)


@pytest.mark.parametrize(
    ("header", "value", "said"),
    [
        ("Target date", 46_400, "A number stands for the day"),
        ("Target date", "3/4/2027", "check day and month"),
        ("Risk owner", "Nobody Known", "not among the people here"),
        ("Service", "Payroll; Teleportation", "is left out"),
        ("Status", "closed", "still open"),
        ("L", 5, "The room scored it in silence"),
        ("Cause", None, "emptied"),
    ],
)
def test_what_is_odd_is_told_beside_it(sample: Document, sent: Path, header: str, value: Any, said: str) -> None:
    edited = Edited(sent)
    edited.put("R-001", header, value)
    edited.sheet.cell(edited.row("R-001"), edited.column(header)).number_format = "General"
    (line,) = compared(sample, edited.saved()).lines
    assert line.takeable
    assert said in line.remark


def test_somebody_unknown_is_added_once(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    for ref in ("R-001", "R-002"):
        edited.put(ref, "Risk owner", "Ingrid Halvorsen")
    comparison = compared(sample, edited.saved())
    assert comparison.proposed == frozenset()
    taken = returning.take(sample, comparison, [line.id for line in comparison.lines])
    assert taken.people == 1
    assert risk(sample, "R-001").owner_id == risk(sample, "R-002").owner_id


@needs_office
def test_a_formula_in_place_of_a_value_gives_its_result_and_is_never_taken(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.put("R-001", "L", "=1+1")
    edited.put("R-002", "Notes", '="a"&"b"')
    edited.put("R-003", "I", "=1/0")
    path = convert(edited.saved(), "xlsx:Calc MS Excel 2007 XML", sent.parent / "office")
    comparison = compared(sample, path)
    found = {group.ref: line for group in comparison.groups for line in group.lines}
    assert (found["R-001"].theirs, found["R-002"].theirs) == ("2", "ab")
    assert "holds a formula" in found["R-001"].remark
    assert not found["R-001"].proposed
    assert (found["R-003"].change, "holds an error" in found["R-003"].remark) == ("refused", True)
    returning.take(sample, comparison, [line.id for line in comparison.lines])
    assert (risk(sample, "R-001").current_likelihood, risk(sample, "R-002").notes) == (2, "ab")


def test_copied_foreign_and_deleted_rows_are_told(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    sheet = edited.sheet
    source = edited.row("R-002")
    copy = sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(copy, column).value = sheet.cell(source, column).value
    sheet.cell(copy, 2).value = "Wholly another event: the roof leaks"
    sheet.cell(copy + 1, 1).value = "R-999"
    sheet.cell(copy + 1, 2).value = "Somebody else's risk"
    sheet.delete_rows(edited.row("R-013"))
    comparison = compared(sample, edited.saved())
    assert [group.kind for group in comparison.groups] == ["new", "new"]
    assert "R-002 a second time" in comparison.groups[0].remark
    assert "R-999" in comparison.groups[1].remark
    assert comparison.proposed == frozenset()
    assert any("R-013" in note and "nothing is deleted" in note for note in comparison.notes)
    returning.take(sample, comparison, [line.id for line in comparison.lines])
    assert risk(sample, "R-013") is not None


def test_a_new_row_that_reads_like_a_risk_is_pointed_out(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.add(Risk="Fire in the distribution center", L=3)
    (group,) = compared(sample, edited.saved()).groups
    assert "R-012" in group.remark
    assert not any(line.proposed for line in group.lines)


def test_a_row_without_a_name_is_told_and_not_taken(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.add(Notes="something without an event")
    (line,) = compared(sample, edited.saved()).lines
    assert (line.change, "names no risk" in line.remark) == ("refused", True)


def test_a_new_row_is_not_taken_without_its_name(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.add(Risk="The only crane breaks", L=2)
    comparison = compared(sample, edited.saved())
    level = next(line.id for line in comparison.lines if line.field == "current_likelihood")
    with pytest.raises(UserError, match="cannot stand without its name"):
        returning.take(sample, comparison, [level])


def test_a_file_of_another_session_is_offered_as_new(sample: Document, session: Document, sent: Path) -> None:
    comparison = compared(session, sent)
    assert "another session" in comparison.notes[0]
    assert {group.kind for group in comparison.groups} <= {"new", "new action", "columns"}


def test_a_risk_deleted_here_is_told_and_offered_as_new(sample: Document, tmp_path: Path) -> None:
    key = risks.add_risk(sample, "Short-lived", current_likelihood=2)
    edited = Edited(export(sample, "risk-register", tmp_path / "register.xlsx").path)
    edited.put("R-017", "L", 1)
    entities.delete(sample, key)
    (group,) = compared(sample, edited.saved()).groups
    assert (group.kind, "R-017 was deleted here" in group.remark) == ("new", True)


def test_headers_sheets_and_columns_that_changed_are_recognised_and_told(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    sheet = edited.sheet
    sheet.cell(3, edited.column("Risk owner")).value = "Who"
    sheet.cell(3, edited.column("Target date")).value = "Target-Date"
    edited.put("R-001", "L", 4)
    sheet.delete_cols(edited.column("Notes"))
    sheet.insert_rows(1, 2)
    sheet.insert_cols(3)
    sheet.title = "Our risks"
    for page in edited.book.worksheets:
        page.tables.clear()
    comparison = compared(sample, edited.saved())
    assert [(line.field, line.theirs) for line in comparison.lines] == [("current_likelihood", "4")]
    notes = " ".join(comparison.notes)
    assert "“Register” is now called “Our risks”" in notes
    assert "“Risk owner” is now headed “Who”" in notes
    assert "“Target date” is now headed “Target-Date”" in notes
    assert "“Notes” is gone" in notes


def test_merged_cells_clear_nothing(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    sheet, column = edited.sheet, edited.column("Risk owner")
    edited.sheet.merge_cells(start_row=4, end_row=7, start_column=column, end_column=column)
    comparison = compared(sample, edited.saved())
    assert comparison.lines == ()
    covered = [note for note in comparison.notes if "covered by a merged one" in note]
    assert [note.split(",")[0] for note in covered] == ["Row 5", "Row 6", "Row 7"]
    assert sheet.cell(4, column).value


def test_a_grey_cell_that_was_changed_is_told(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.put("R-001", "Confidence", "certain")
    comparison = compared(sample, edited.saved())
    assert comparison.lines == ()
    assert any("R-001" in note and "grey cell" in note for note in comparison.notes)


def test_actions_come_back_from_their_sheet(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.put("A-03", "State", "closed", "Actions")
    edited.put("A-03", "Evidence", "Contract signed", "Actions")
    edited.put("A-01", "Owner", "Priya Ramanuth", "Actions")
    edited.add("Actions", Action="Print the call list", For="R-009", Due="1 Dec 2026")
    edited.add("Actions", Action="Belongs nowhere", For="R-999")
    comparison = compared(sample, edited.saved())
    assert told(comparison) == {
        ("A-03", "State", "changed", "open", "closed"),
        ("A-03", "Evidence", "changed", "", "Contract signed"),
        ("A-01", "Owner", "changed", "Adaeze Nwokolo-Byrne", "Priya Ramanuth"),
        ("R-009", "Action", "new", "", "Print the call list"),
        ("R-009", "Due", "new", "", "1 Dec 2026"),
        ("new action", "Action", "refused", "", "Belongs nowhere"),
        ("new action", "For", "refused", "", "R-999"),
    }
    returning.take(sample, comparison, [line.id for line in comparison.lines])
    action = sample.get(m.Action, key_of(sample, "A-03"))
    assert (action.state, action.closed_on, action.evidence) == ("closed", date(2026, 9, 15), "Contract signed")
    (new,) = [row for row in sample.all(m.Action) if row.title == "Print the call list"]
    assert (new.origin_id, new.due_on) == (key_of(sample, "R-009"), date(2026, 12, 1))
    assert compared(sample, edited.saved()).nothing_new


def test_an_action_changed_on_both_sheets_is_told_once(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.put("R-001", "Due", date(2026, 12, 1))
    edited.put("A-01", "Due", date(2026, 12, 1), "Actions")
    edited.put("R-002", "Due", date(2026, 12, 1))
    edited.put("A-02", "Due", date(2026, 12, 24), "Actions")
    comparison = compared(sample, edited.saved())
    assert sorted((line.id, line.theirs) for line in comparison.lines) == [
        ("A-01.due_on", "1 Dec 2026"), ("A-02.due_on", "24 Dec 2026"),
    ]  # fmt: skip
    assert "The sheet Register says “1 Dec 2026”" in comparison.by_id["A-02.due_on"].remark


def test_a_next_action_where_there_was_none_becomes_one(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.put("R-010", "Next action", "Buy a spare")
    edited.put("R-010", "Action owner", "Priya Ramanuth")
    comparison = compared(sample, edited.saved())
    returning.take(sample, comparison, [line.id for line in comparison.lines])
    found = next(one.next_action for one in register(sample).risks if one.ref == "R-010")
    assert found is not None
    assert (found.title, found.owner) == ("Buy a spare", "Priya Ramanuth")
    assert compared(sample, edited.saved()).lines == ()


def test_columns_that_somebody_added_are_kept_and_go_out_again(sample: Document, sent: Path, tmp_path: Path) -> None:
    edited = Edited(sent)
    sheet = edited.sheet
    at = sheet.max_column + 1
    sheet.cell(3, at).value = "Budget code"
    sheet.cell(edited.row("R-001"), at).value = "=HYPERLINK(1)"
    sheet.cell(edited.row("R-001"), at).data_type = "s"
    sheet.cell(edited.row("R-002"), at).value = "4711"
    row = edited.add(Risk="The only crane breaks")
    sheet.cell(row, at).value = "4712"
    comparison = compared(sample, edited.saved())
    (column,) = [line for line in comparison.lines if line.group == "columns" or line.field == "own:Budget code"]
    assert (column.label, "3 cells" in column.remark) == ("Budget code", True)
    returning.take(sample, comparison, [line.id for line in comparison.lines])
    assert compared(sample, edited.saved()).lines == ()
    again = export(sample, "risk-register", tmp_path / "again.xlsx").path
    found = {line["ID"]: line["Budget code"] for line in table(again)}
    assert (found["R-001"], found["R-002"], found["R-003"]) == ("=HYPERLINK(1)", "4711", None)
    assert "4712" in found.values()
    cell = next(
        cell for row in formulas(again)["Register"].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"
    )
    assert cell.data_type == "s"
    assert list(table(again)[0])[-1] == "Budget code"
    second = Edited(again)
    second.put("R-002", "Budget code", "4713")
    (line,) = compared(sample, second.saved("second.xlsx")).lines
    assert (line.label, line.ours, line.theirs, line.change) == ("Budget code", "4711", "4713", "changed")


def test_scales_are_shown_with_the_levels_they_move_and_taken_apart(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    page = edited.book["Scales"]
    title = next(cell.row for (cell,) in page.iter_rows(max_col=1) if cell.value == "Matrix")
    assert page.cell(title + 4, 4).value == "Moderate"
    page.cell(title + 4, 4).value = "High"
    bands = next(cell.row for (cell,) in page.iter_rows(max_col=1) if cell.value == "Bands")
    page.cell(bands + 2, 3).value = "Nothing at all"
    comparison = compared(sample, edited.saved())
    assert any("change only when" in note for note in comparison.notes)
    assert comparison.proposed == frozenset()
    matrix, response = comparison.lines
    assert (matrix.label, matrix.theirs) == ("Matrix, L 3 × I 3", "3×3 High")
    assert "R-013 Moderate → High" in matrix.remark
    assert response.theirs == "Nothing at all"
    before = next(one for one in register(sample).risks if one.ref == "R-013").current.word
    returning.take(sample, comparison, [matrix.id, response.id])
    after = next(one for one in register(sample).risks if one.ref == "R-013").current.word
    assert (before, after) == ("Moderate", "High")
    assert compared(sample, edited.saved()).lines == ()
    sample.undo()
    assert next(one for one in register(sample).risks if one.ref == "R-013").current.word == "Moderate"


def test_a_matrix_that_falls_is_refused(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    page = edited.book["Scales"]
    title = next(cell.row for (cell,) in page.iter_rows(max_col=1) if cell.value == "Matrix")
    page.cell(title + 2, 6).value = "Low"
    (line,) = compared(sample, edited.saved()).lines
    assert (line.change, "would fall" in line.remark) == ("refused", True)


def test_hidden_risks_are_not_read(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.put("R-005", "L", 1)
    entities.set_field(sample, m.Risk, key_of(sample, "R-005"), "hidden", True)
    comparison = compared(sample, edited.saved())
    assert comparison.lines == ()
    assert any("R-005 is not shown in this room" in note for note in comparison.notes)


def test_a_session_changed_in_between_is_compared_again(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.put("R-001", "L", 4)
    comparison = compared(sample, edited.saved())
    entities.set_field(sample, m.Risk, key_of(sample, "R-002"), "notes", "in between")
    with pytest.raises(UserError, match="Look at it again"):
        returning.take(sample, comparison, comparison.by_id)


@pytest.mark.parametrize("missing", ["_foreshock", "Register", "Actions", "Scales"])
def test_a_sheet_that_is_gone_is_told(sample: Document, sent: Path, missing: str) -> None:
    edited = Edited(sent)
    del edited.book[missing]
    if missing == "_foreshock":
        with pytest.raises(UserError, match="lost its hidden sheet"):
            compared(sample, edited.saved())
        return
    comparison = compared(sample, edited.saved())
    assert comparison.lines == ()
    assert any(f"“{missing}” is gone" in note for note in comparison.notes)


@pytest.mark.parametrize("place", [(2, 2), (4, 2), (8, 2), (13, 2), (13, 4)])
def test_hidden_sheets_that_somebody_touched_are_refused_in_one_sentence(
    sample: Document, sent: Path, place: tuple[int, int]
) -> None:
    edited = Edited(sent)
    edited.book["_foreshock"].cell(*place).value = "nonsense"
    if place == (2, 2):  # the session that it says it is of
        assert "another session" in compared(sample, edited.saved()).notes[0]
    else:
        with pytest.raises(UserError, match="hidden sheet"):
            compared(sample, edited.saved())


def test_a_questionnaire_is_sent_to_its_own_way(sample: Document, tmp_path: Path) -> None:
    from exporters.registry import Options

    path = export(sample, "questionnaire", tmp_path / "q.xlsx", Options(refs=("SVC-008",))).path
    with pytest.raises(UserError, match="Take in a questionnaire"):
        compared(sample, path)


def test_the_hidden_sheets_hold_no_text_of_the_session(sample: Document, sent: Path) -> None:
    events = {row.event for row in sample.all(m.Risk)} | {row.name for row in sample.all(m.Person)}
    book = values(sent)
    for title in ("_foreshock", "_foreshock_actions", "_foreshock_scales"):
        held = {cell.value for row in book[title].iter_rows() for cell in row}
        assert not events & held


def test_an_acceptance_that_comes_back_counts_from_today(sample: Document, sent: Path) -> None:
    edited = Edited(sent)
    edited.put("R-010", "Accepted by", "Beatriz Olmedal")
    edited.put("R-010", "Accepted until", date(2027, 3, 1))
    comparison = compared(sample, edited.saved())
    returning.take(sample, comparison, [line.id for line in comparison.lines])
    row = risk(sample, "R-010")
    assert (row.accepted_on, row.accepted_until) == (date(2026, 9, 15), date(2027, 3, 1))
