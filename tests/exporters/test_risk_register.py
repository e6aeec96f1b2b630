"""The risk register workbook says what the session says, calculates to the same, and comes back unchanged."""

from __future__ import annotations

import errno
import io
import shutil
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from app import entities
from app import model as m
from app.document import Document
from app.exports import note_export
from app.i18n import UserError
from app.register import add_risk, close_risk, register
from exporters.registry import EXPORTERS, Options, export
from exporters.writing import write_whole
from exporters.xlsx.cells import MAX_TEXT
from tests.exporters.conftest import NOW, Clock, key_of
from tests.exporters.workbooks import cells, convert, formulas, needs_office, table, values, without_results

#: Cells know no time zone.
DUE = datetime(2026, 10, 30)  # noqa: DTZ001
SHEETS = [
    "How to read", "Register", "Heat map", "Actions", "Changes", "Scales",
    "_foreshock", "_foreshock_actions", "_foreshock_scales",
]  # fmt: skip
#: Texts that a workbook must take as they are.
HOSTILE = [
    "=1+1", "@SUM(A1:A9)", "+1", "-1+2", "#REF!", "#N/A", "<b>bold</b>", "a & b < c > d", "'quoted", '"double"',
    "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0", "_x0041_ literally", "{=SUM(1)}", "TRUE", "00123", "1e5",
    "خطر: فيضان في مركز البيانات", "Łódź Øystein Nguyễn", "emoji 🔥👩‍🚒", "tab\there", "%s %d {0} {name}", "]]>", "1/2",
]  # fmt: skip


def made(document: Document, folder: Path, options: Options | None = None) -> Path:
    return export(document, "risk-register", folder / "register.xlsx", options).path


def test_it_has_its_sheets_and_opens_on_the_first(sample_register: Path) -> None:
    book = formulas(sample_register)
    assert book.sheetnames == SHEETS
    assert book.active.title == "How to read"
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible"] * 6 + ["veryHidden"] * 3
    assert book.calculation.fullCalcOnLoad
    assert [book[name].freeze_panes for name in ("Register", "Actions")] == ["C4", "C3"]


def test_every_risk_is_in_the_register_most_severe_first(sample: Document, sample_register: Path) -> None:
    rows = table(sample_register)
    whole = register(sample)
    assert [row["ID"] for row in rows] == [risk.ref for risk in whole.risks]
    first = rows[0]
    assert (first["ID"], first["Level"], first["L"], first["I"]) == ("R-001", "Extreme", 3, 5)
    assert (first["In appetite"], first["Inherent level"], first["Target level"]) == ("No", "Extreme", "High")
    assert (first["Risk owner"], first["Treatment"], first["Service"]) == (
        "Adaeze Nwokolo-Byrne", "reduce", "Finance and stock ledger (ERP)",
    )  # fmt: skip
    assert (first["Next action"], first["Due"]) == ("Separate admin accounts and hardware keys", DUE)
    assert (first["Voters"], first["L median"], first["I median"], first["Agreement"]) == (9, 3, 5, "agreed")
    levels = [row["Level"] for row in rows]
    assert [levels.count(name) for name in ("Extreme", "High", "Moderate", "Low")] == [1, 9, 6, 0]


def test_dissent_is_told_without_names_and_splits_as_such(sample_register: Path) -> None:
    row = next(row for row in table(sample_register) if row["ID"] == "R-009")
    assert row["Agreement"] == "split"
    assert "wo of us share one holiday pattern; would not change the outcome; review" in row["Dissent"]


def test_the_first_page_says_it_in_a_minute(sample_register: Path) -> None:
    said = [row[0].value for row in values(sample_register)["How to read"].iter_rows(min_col=2, max_col=2)]
    assert "As of 15 Sep 2026" in said[2]
    assert "16 risks · INTERNAL · prepared by Tomasz Orlewin" in said[2]
    assert "10 of 16 risks are above appetite; all have an open action or a valid acceptance." in said
    assert "Highest: R-001 Ransomware encrypts ledger and shares through a stolen admin account, Extreme." in said
    assert "1 acceptance has expired, 1 ends within 90 days." in said


def test_a_first_export_has_nothing_to_compare(three_risks: Document, tmp_path: Path) -> None:
    path = made(three_risks, tmp_path)
    assert values(path)["Changes"]["C1"].value == "First export: nothing to compare."
    assert {row["Change"] for row in table(path)} == {None}


def test_no_formula_is_without_its_result(sample_register: Path) -> None:
    results = values(sample_register)
    for sheet in formulas(sample_register).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert results[sheet.title][cell.coordinate].value is not None or _blank(sheet, cell), cell


def _blank(sheet: Any, cell: Any) -> bool:
    """An empty result is right where the formula says so: an action that is done or has no date is never late."""
    return sheet.title == "Actions" and "asof" in cell.value


@needs_office
def test_recalculating_gives_the_same_as_we_wrote(sample_register: Path, tmp_path: Path) -> None:
    ours = cells(values(sample_register))
    bare = without_results(sample_register, tmp_path / "bare.xlsx")
    formula_places = {place for place, value in cells(formulas(bare)).items() if str(value).startswith("=")}
    assert len(formula_places) > 200
    assert all(cells(values(bare)).get(place) is None for place in formula_places)
    theirs = cells(values(convert(bare, "xlsx", tmp_path / "out")))
    wrong = {place: (ours.get(place), theirs.get(place)) for place in formula_places}
    assert {place: pair for place, pair in wrong.items() if pair[0] != pair[1]} == {}


@needs_office
def test_smaller_scales_and_appetites_of_their_own_recalculate_the_same(
    sample_file: Path, clock: Clock, tmp_path: Path
) -> None:
    from app import matrices

    shutil.copy(sample_file, tmp_path / "own.foreshock")
    with Document.open(tmp_path / "own.foreshock", clock=clock, who="Ann") as document:
        keys = {row.name: row.id for row in document.all(m.ImpactCategory)}
        matrices.set_category_appetite(document, keys["Operational"], 3)
        matrices.set_category_appetite(document, keys["Financial"], 0)
        matrices.remove_level(document, "likelihood", 1, 2)
        matrices.remove_level(document, "impact", 5, 4)
        path = made(document, tmp_path)
    ours = cells(values(path))
    theirs = cells(values(convert(without_results(path, tmp_path / "bare.xlsx"), "xlsx", tmp_path / "out")))
    wrong = {place: (value, theirs.get(place)) for place, value in ours.items() if place[0] in SHEETS[:4]}
    assert {place: pair for place, pair in wrong.items() if pair[0] != pair[1]} == {}
    found = {row["In appetite"] for row in table(path) if row["Category"] == "Financial"}
    assert found == {"No"}
    titles = [str(cell.value) for cell in values(path)["Heat map"][4] if cell.value]
    assert titles[:4] == ["1", "2", "3", "4"]


@needs_office
@pytest.mark.parametrize("kind", ["pdf", "csv"])
def test_libreoffice_opens_it(sample_register: Path, tmp_path: Path, kind: str) -> None:
    assert convert(sample_register, kind, tmp_path / "out").stat().st_size > 500


def test_text_stays_text_whatever_it_looks_like(session: Document, tmp_path: Path) -> None:
    for text in HOSTILE:
        add_risk(session, text, current_likelihood=1, current_impact=1, notes=f"{text}\n{text}", cause=text)
    path = made(session, tmp_path)
    sheet = formulas(path)["Register"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    shown = {}
    for row in range(4, 4 + len(HOSTILE)):
        for header in ("Risk", "Cause", "Notes"):
            cell = sheet.cell(row, heads[header])
            assert (cell.data_type, cell.quotePrefix) == ("s", True), cell.value
        shown[sheet.cell(row, heads["Cause"]).value] = sheet.cell(row, heads["Notes"]).value
    expected = [" ".join(text.split()) if "\t" not in text else text for text in HOSTILE]
    expected = [text.replace("_x0041_", "_x005F_x0041_") for text in expected]
    assert set(shown) == set(expected)
    assert all(notes.count("\n") == 1 for notes in shown.values())


@needs_office
def test_libreoffice_reads_our_texts_as_they_are(session: Document, tmp_path: Path) -> None:
    kept = [text for text in HOSTILE if "\t" not in text]
    for text in kept:
        add_risk(session, text)
    theirs = convert(made(session, tmp_path), "xlsx", tmp_path / "out")
    assert {row["Risk"] for row in table(theirs)} == set(kept)


def test_too_much_text_is_cut_with_a_note(session: Document, tmp_path: Path) -> None:
    key = add_risk(session, "Long story")
    with session.edit("Write past the field's limit") as orm:
        risk = orm.get(m.Risk, key)
        assert risk is not None
        risk.notes = "🔥" * 50_000
        risk.cause = "a\x00b\x1fc\r\nd"
    [row] = table(made(session, tmp_path))
    assert row["Notes"].startswith("🔥🔥")
    assert row["Notes"].endswith("(cut: a cell holds 32,767 characters at most; the session has the whole text)")
    assert len(row["Notes"].encode("utf-16-le")) // 2 <= MAX_TEXT
    assert row["Cause"] == "abc\nd"


@pytest.mark.parametrize("count", [0, 1, 200])
def test_any_number_of_risks_fits_its_table(session: Document, tmp_path: Path, count: int) -> None:
    with session.edit("Many"):
        for number in range(count):
            add_risk(session, f"Risk {number}", current_likelihood=number % 5 + 1, current_impact=number % 4 + 1)
    book = formulas(made(session, tmp_path))
    sheet = book["Register"]
    reference = sheet.tables["Register"].ref
    assert reference == f"A3:{get_column_letter(sheet.max_column)}{3 + max(1, count)}"
    assert sheet.dimensions == f"A1:{get_column_letter(sheet.max_column)}{3 + max(1, count)}"
    assert sheet.print_area.endswith(f"$L${3 + max(1, count)}")
    assert [column.name for column in sheet.tables["Register"].tableColumns] == [cell.value for cell in sheet[3]]


@needs_office
def test_an_empty_register_opens(session: Document, tmp_path: Path) -> None:
    assert convert(made(session, tmp_path), "pdf", tmp_path / "out").stat().st_size > 500


def test_new_rows_get_the_formulas(sample_register: Path) -> None:
    tables = formulas(sample_register)["Register"].tables["Register"]
    calculated = {c.name: c.calculatedColumnFormula for c in tables.tableColumns if c.calculatedColumnFormula}
    assert set(calculated) == {"Level", "In appetite", "Target level", "Inherent level", "L×I"}
    assert "Register[[#This Row],[L]]" in calculated["Level"].attr_text


def test_every_name_that_formulas_use_points_somewhere(sample_register: Path) -> None:
    book = formulas(sample_register)
    results = values(sample_register)
    for name in ("lvl_matrix", "lvl_l", "lvl_i", "band_name", "band_ok", "asof", "list_services", "list_owners"):
        [(sheet, place)] = book.defined_names[name].destinations
        found = results[sheet][place]
        assert found is not None
        area = found if isinstance(found, tuple) else ((found,),)
        assert all(cell.value is not None for row in area for cell in row), name


def test_levels_choices_and_dates_are_validated(sample_register: Path) -> None:
    sheet = formulas(sample_register)["Register"]
    rules = sheet.data_validations.dataValidation
    assert {rule.formula1 for rule in rules if rule.type == "list"} >= {
        '"1,2,3,4,5"', "list_services", "list_owners", "list_treatment", "list_status",
    }  # fmt: skip
    assert all(rule.errorStyle == "stop" and 20 < len(rule.error) <= 225 for rule in rules)
    prompts = [rule.prompt for rule in rules if rule.prompt]
    assert any("3 Possible" in prompt for prompt in prompts)
    assert all(len(prompt) <= 255 for prompt in prompts)


def test_groups_are_folded_and_each_keeps_its_first_column(sample_register: Path) -> None:
    sheet = formulas(sample_register)["Register"]
    heads = {cell.value: cell.column_letter for cell in sheet[3]}
    folded = {name for name, letter in heads.items() if sheet.column_dimensions[letter].hidden}
    assert {"Cause", "Inherent L", "Voters", "Accepted by", "Loss P50", "Notes"} <= folded
    assert not {"Threat", "Inherent level", "Agreement", "Accepted until", "Loss P90", "Raised", "Tier"} & folded
    assert not sheet.sheet_properties.outlinePr.summaryRight
    assert not sheet.merged_cells.ranges


def test_groups_that_the_session_does_not_use_are_absent(three_risks: Document, tmp_path: Path) -> None:
    from app.session import change_info

    change_info(three_risks, inherent_scored=False)
    entities.set_field(three_risks, m.Risk, key_of(three_risks, "R-001"), "loss_likely", None)
    path = made(three_risks, tmp_path)
    heads = list(table(path)[0])
    assert not {"Inherent L", "Inherent level", "Loss P50"} & set(heads)
    assert "Existing controls" in heads
    titles = [cell.value for cell in values(path)["Heat map"][3] if cell.value]
    assert [title.split(":")[0] for title in titles] == ["Today", "After treatment"]


def test_the_heat_map_counts_what_is_not_closed(three_risks: Document, tmp_path: Path) -> None:
    close_risk(three_risks, key_of(three_risks, "R-003"))
    sheet = values(made(three_risks, tmp_path))["Heat map"]
    today = [[cell.value for cell in row] for row in sheet["H5:L9"]]
    assert today[2][4] == 1  # likelihood 3, impact 5: the flood
    assert today[3][3] == 1  # likelihood 2, impact 4: the strike
    assert sum(map(sum, today)) == 2
    assert sheet["H3"].value == "Today: 2 above appetite"


def test_actions_stand_late_first(three_risks: Document, tmp_path: Path) -> None:
    rows = table(made(three_risks, tmp_path), "Actions", head=2)
    assert [(row["Action"], row["For"], row["Days late"]) for row in rows] == [
        ("Raise the floor", "R-001", 14), ("Buy pumps", "R-001", 0),
    ]  # fmt: skip
    assert rows[0]["Service"] == "Order intake\nPayroll"


def test_changes_since_the_last_export_are_listed(three_risks: Document, tmp_path: Path, clock: Clock) -> None:
    note_export(three_risks, "risk-register", "old.xlsx", recipient="the board")
    clock.pass_days(10)
    flood, strike = key_of(three_risks, "R-001"), key_of(three_risks, "R-002")
    entities.set_field(three_risks, m.Risk, flood, "current_impact", 3)
    entities.set_field(three_risks, m.Risk, strike, "current_impact", 5)
    entities.set_field(three_risks, m.Risk, strike, "current_impact", 4)
    close_risk(three_risks, key_of(three_risks, "R-003"))
    add_risk(three_risks, "Brand new", current_likelihood=5, current_impact=5)
    path = made(three_risks, tmp_path)
    assert {row["ID"]: row["Change"] for row in table(path)} == {
        "R-001": "down", "R-002": "same", "R-003": "same", "R-004": "new",
    }  # fmt: skip
    listed = [(row["Risk"], row["What"], row["Before"], row["After"]) for row in table(path, "Changes")]
    assert ("R-001", "Impact today", "5", "3") in listed
    assert ("R-003", "Status", "open", "closed") in listed
    assert ("R-004", "New risk", None, "Brand new") in listed
    assert not [row for row in listed if row[0] == "R-002"]
    said = [row[0].value for row in values(path)["How to read"].iter_rows(min_col=2, max_col=2)]
    assert "Since 15 Sep 2026, sent to the board: 1 new, 0 higher, 1 lower, 1 closed." in said


def test_only_risks_of_the_chosen_services_are_written(three_risks: Document, tmp_path: Path) -> None:
    path = made(three_risks, tmp_path, Options(refs=("SVC-002",)))
    assert [row["ID"] for row in table(path)] == ["R-001"]
    assert [row["For"] for row in table(path, "Actions", head=2)] == ["R-001", "R-001"]


def test_the_file_tells_the_author_and_nothing_of_the_machine(three_risks: Document, tmp_path: Path) -> None:
    path = made(three_risks, tmp_path, Options(author="Grace Okonjo-Hale"))
    properties = formulas(path).properties
    assert (properties.creator, properties.lastModifiedBy) == ("Grace Okonjo-Hale", "Grace Okonjo-Hale")
    assert properties.created == NOW.replace(tzinfo=None)
    with zipfile.ZipFile(path) as package:
        assert {info.date_time for info in package.infolist()} == {(2026, 9, 15, 9, 0, 0)}
        everything = b"".join(package.read(name) for name in package.namelist())
    assert str(tmp_path).encode() not in everything
    assert b"/home/" not in everything


def test_the_same_session_gives_the_same_file(three_risks: Document, tmp_path: Path) -> None:
    first = made(three_risks, tmp_path).read_bytes()
    assert made(three_risks, tmp_path).read_bytes() == first


def test_people_stand_only_where_they_own_approve_or_change(sample_register: Path) -> None:
    phones = ("+353", "@")
    book = values(sample_register)
    for (sheet, place), value in cells(book).items():
        if sheet != "How to read":
            assert not any(mark in str(value) for mark in phones), (sheet, place)
    names = {book["Scales"].cell(row, 11).value for row in range(7, 30)} - {None}
    assert len(names) > 10
    room = [row[header] for row in table(sample_register) for header in ("Dissent", "Agreement")]
    assert not [text for text in room for name in names if text and name in text]


def test_paper_is_set_up(sample_register: Path, three_risks: Document, tmp_path: Path) -> None:
    for sheet in formulas(sample_register).worksheets[:6]:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.right.text == "INTERNAL"
    from exporters.registry import Page

    letter = formulas(made(three_risks, tmp_path, Options(page=Page.LETTER)))
    assert letter["Register"].page_setup.paperSize == 1


def _unchanged(document: Document, path: Path) -> tuple[int, list[str]]:
    """How many rows of a register come back as they are, and what an import would say about the others."""
    from app import imports

    source = imports.read_table(path)
    suggested = imports.suggest(source)
    plan = imports.plan_import(document, source, suggested.kind, suggested.mapping)
    return plan.counts.unchanged, [f"{row.label} {row.changes} {row.warnings}" for row in plan.rows if row.changes]


def test_imported_unchanged_it_changes_nothing(sample: Document, sample_register: Path) -> None:
    assert _unchanged(sample, sample_register) == (16, [])


@needs_office
def test_sorted_and_saved_by_another_program_it_changes_nothing(
    sample: Document, sample_register: Path, tmp_path: Path
) -> None:
    book = formulas(sample_register)
    sheet = book["Register"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for number, row in enumerate(sorted(rows, key=lambda row: str(row[1])), start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    book.save(tmp_path / "sorted.xlsx")
    theirs = convert(tmp_path / "sorted.xlsx", "xlsx", tmp_path / "out")
    assert _unchanged(sample, theirs) == (16, [])


def test_one_changed_cell_comes_back_as_one_change(sample: Document, sample_register: Path, tmp_path: Path) -> None:
    book = formulas(sample_register)
    sheet = book["Register"]
    row = next(row for row in range(4, 20) if sheet.cell(row, 1).value == "R-010")
    sheet.cell(row, 5, 3)
    book.save(tmp_path / "edited.xlsx")
    unchanged, said = _unchanged(sample, tmp_path / "edited.xlsx")
    assert unchanged == 15
    assert len(said) == 1
    assert "R-010" in said[0] or "Route planner" in said[0]


def test_the_way_back_holds_keys_and_digests_of_what_may_change(sample: Document, sample_register: Path) -> None:
    from app.register.returning.fields import digest

    book = values(sample_register)
    about = {row[0]: row[1:] for row in book["_foreshock"].iter_rows(max_row=10, values_only=True)}
    assert about["document"][0] == sample.document_id.hex()
    assert (about["changeset"][0], about["kind"][0]) == (sample.version, "risk-register")
    fields = [name for name in about["fields"] if name]
    assert not {"level", "change", "dissent", "voters"} & set(fields)
    rows = {row["ref"]: row for row in table(sample_register, "_foreshock", head=12)}
    first = rows["R-001"]
    digests = dict(zip(fields, first["digests"].split(" "), strict=True))
    assert bytes.fromhex(first["uuid"]) == key_of(sample, "R-001")
    assert bytes.fromhex(first["action"]) == key_of(sample, "A-01")
    assert digests["current_likelihood"] == digest("3")
    assert digests["action.due_on"] == digest("2026-10-30")
    assert digests["accepted_until"] == "-"
    actions = {row["ref"]: row for row in table(sample_register, "_foreshock_actions", head=3)}
    names = [cell.value for cell in book["_foreshock_actions"][2] if cell.value]
    digests = dict(zip(names, actions["A-01"]["digests"].split(), strict=True))
    assert digests["due_on"] == digest("2026-10-30")
    assert digests["evidence"] == "-"


class _FullDisk(io.BytesIO):
    """A stream on a disk that is full after some calls of ``write``."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.calls = calls

    def write(self, content: Any) -> int:
        self.calls -= 1
        if self.calls < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


@pytest.mark.parametrize("calls", [0, 1, 2, 5, 10, 20, 40, 60])
def test_a_disk_that_fills_at_any_moment_is_one_refusal(three_risks: Document, tmp_path: Path, calls: int) -> None:
    target = tmp_path / "register.xlsx"
    target.write_bytes(b"old")

    def onto_full_disk(stream: Any) -> None:
        EXPORTERS["risk-register"].load()(three_risks, Options(), _FullDisk(calls), lambda share, what: None)

    with pytest.raises(UserError, match="the disk is full"):
        write_whole(target, onto_full_disk)
    assert target.read_bytes() == b"old"
    assert not list(tmp_path.glob(".*.part"))
