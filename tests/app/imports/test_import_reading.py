"""Any honest CSV file or workbook is read as it was meant, in a process of its own that can be stopped."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.i18n import UserError
from app.imports import Reading, csvfile, read_table, reading, worker

Written = Callable[..., Path]

LIST = "Service,Owner,RTO\nOrder intake,Grace Okonjo-Hale,4h\nPayroll,Chidi Umenta,24h\n"


def cells(path: Path, **chosen: str) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(path, **chosen).rows]


def test_a_plain_list_is_read_with_its_line_numbers(written: Written) -> None:
    table = read_table(written(LIST))
    assert table.headings == ("Service", "Owner", "RTO")
    assert [(row.line, row.cells[0]) for row in table.rows] == [(2, "Order intake"), (3, "Payroll")]
    assert (table.encoding, table.delimiter) == ("utf-8", ",")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found_out(written: Written, delimiter: str) -> None:
    assert read_table(written(LIST.replace(",", delimiter))).delimiter == delimiter


def test_commas_inside_semicolon_cells_do_not_mislead(written: Written) -> None:
    path = written("Name;Note\nA;x, y, z\nB;u, v\n")
    assert cells(path) == [("A", "x, y, z"), ("B", "u, v")]


def test_excels_own_first_line_names_the_delimiter(written: Written) -> None:
    table = read_table(written("sep=;\nService;Owner\nPayroll;Chidi, Payroll\n"))
    assert (table.headings, table.rows[0].line) == (("Service", "Owner"), 3)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Kühlkette – Łódź, Øystein"),
        ("utf-8-sig", "Kühlkette – Łódź, Øystein"),
        ("utf-16", "Kühlkette – Łódź, Øystein"),
        ("utf-16-le", "Kühlkette – Łódź, Øystein, genug Text dahinter"),
        ("utf-16-be", "Kühlkette – Łódź, Øystein, genug Text dahinter"),
        ("cp1252", "Kühlkettenüberwachung – Größe, Øystein Brekkhus, “ja”, 5 €"),
        ("latin-1", "Kühlkettenüberwachung, Größe, Øystein Brekkhus"),
    ],
)
def test_umlauts_survive_every_usual_encoding(written: Written, encoding: str, text: str) -> None:
    path = written(f"Service;Owner;Note\nA;B;{text}\nC;D;plain\n", encoding=encoding)
    assert cells(path)[0] == ("A", "B", text)


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859_2"])
def test_polish_lists_in_an_eastern_encoding_are_read(written: Written, encoding: str) -> None:
    names = ["Wrzesień Łucja", "Książkiewicz Żaneta", "Zażółć gęślą jaźń", "Śląska Gdańsk", "Świętosław Dąbrówka"] * 4
    path = written("Name;Department\n" + "".join(f"{name};Księgowość\n" for name in names), encoding=encoding)
    assert [row[0] for row in cells(path)] == names


def test_a_wrong_guess_can_be_overridden(written: Written) -> None:
    path = written("Name;Note\nПлатежи;счёт\n", encoding="cp1251")
    assert cells(path, encoding="cp1251") == [("Платежи", "счёт")]


def test_line_breaks_in_quotes_stay_in_their_cell_and_lines_are_still_counted(written: Written) -> None:
    table = read_table(written('Service,Note\nA,"one\ntwo\nthree"\nB,x\n'))
    assert [(row.line, row.cells[1]) for row in table.rows] == [(2, "one\ntwo\nthree"), (5, "x")]


def test_ragged_rows_are_filled_or_cut_and_told(written: Written) -> None:
    table = read_table(written("Service,Owner\nA\nB,C,D,E\n"))
    assert [row.cells for row in table.rows] == [("A", ""), ("B", "C")]
    assert "Line 3 has more cells" in table.notes[0]


def test_a_title_above_the_headings_is_left_out_and_told(written: Written) -> None:
    table = read_table(
        written("Services of Quellmark,,\nas of 1 Sep 2026,,\n,,\nService,Owner,RTO\nPayroll,Chidi,4h\n")
    )
    assert table.headings == ("Service", "Owner", "RTO")
    assert table.rows[0].line == 5
    assert table.notes == ("2 rows above the headings were left out.",)


def test_unknown_headings_are_still_found_below_a_title(written: Written) -> None:
    table = read_table(written("Our things,,\nAlpha,Beta,Gamma\n1,2,3\n4,5,6\n"))
    assert table.headings == ("Alpha", "Beta", "Gamma")


def test_equal_and_missing_headings_get_names_of_their_own(written: Written) -> None:
    table = read_table(written("Name,Name,,Owner\na,b,c,d\n"))
    assert table.headings == ("Name", "Name (2)", "Column 3", "Owner")


def test_nul_characters_are_taken_out_and_told(written: Written) -> None:
    table = read_table(written("Service,Owner\nPay\x00roll,Chidi\n"))
    assert table.rows[0].cells == ("Payroll", "Chidi")
    assert "no text may hold" in table.notes[0]


def test_sloppy_quotes_are_read_as_they_stand(written: Written) -> None:
    table = read_table(written('Service,Note\nA,"5" disk" left\nB,x\n'))
    assert table.rows[1].cells == ("B", "x")
    assert "Quotation marks" in table.notes[0]


def test_a_quote_that_never_closes_is_refused_with_its_line(written: Written) -> None:
    with pytest.raises(UserError, match="line 3"):
        read_table(written('Service,Note\nA,x\nB,"never ends\nC,y\n'))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\",;|\t'"), max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(TEXT, min_size=3, max_size=3).filter(any), min_size=1, max_size=8),
    delimiter=st.sampled_from(csvfile.DELIMITERS),
    encoding=st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_what_a_csv_writer_wrote_comes_back(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["Service", "Owner", "Remarks"], *rows])
    raw = csvfile.read_csv(out.getvalue().encode(encoding), "x.csv")

    def stripped(cells: list[str]) -> list[str]:
        return (" ".join(cells)).split()

    told = [cells for _, cells in raw.rows[1:]]
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    assert raw.delimiter == delimiter
    assert [stripped(row) for row in told] == [stripped(row) for row in wanted]


# --- workbooks ---


def workbook(path: Path, rows: list[list[object]], title: str = "Sheet1") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    book.save(path)
    return book


def test_every_kind_of_cell_becomes_text_in_one_form(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    values: list[tuple[object, str, str]] = [
        (date(2026, 9, 15), "dd.mm.yyyy", "2026-09-15"),
        (datetime(2026, 9, 15, 14, 5), "dd.mm.yyyy hh:mm", "2026-09-15 14:05"),  # noqa: DTZ001
        (clock_time(4, 0), "hh:mm", "240 min"),
        (timedelta(hours=30), "[h]:mm", "1800 min"),
        (timedelta(hours=30), "h:mm", "1800 min"),
        (4, "0", "4"),
        (4.0, "0.00", "4"),
        (0.1 + 0.2, "0.00", "0.3"),
        (0.6, "0%", "60 %"),
        (0.125, "0.0%", "12.5 %"),
        (True, "General", "yes"),
        ("#N/A", "General", ""),
        ("  text ", "General", "  text "),
    ]
    page.append(["Service", "Owner", "RTO"])
    for row, (value, number_format, _) in enumerate(values, 2):
        page.cell(row, 1, "A")
        page.cell(row, 2, value).number_format = number_format
        page.cell(row, 3, "x")
    book.save(path)
    table = read_table(path)
    assert [row.cells[1] for row in table.rows] == [text for _, _, text in values]
    assert "One cell holds an error such as #N/A and was read as empty." in table.notes


def test_the_first_sheet_with_headings_is_taken_and_another_can_be_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active["B2"] = "Services 2026"
    page = book.create_sheet("Services")
    page.append(["Service", "Owner"])
    page.append(["Payroll", "Chidi"])
    people = book.create_sheet("People")
    people.append(["Name", "E-mail"])
    people.append(["Chidi", "c@x.example"])
    book.create_sheet("secret").sheet_state = "veryHidden"
    book.save(tmp_path / "b.xlsx")
    table = read_table(tmp_path / "b.xlsx")
    assert (table.sheet, table.sheet_names) == ("Services", ("Cover", "Services", "People"))
    assert read_table(tmp_path / "b.xlsx", sheet="People").rows[0].cells == ("Chidi", "c@x.example")
    with pytest.raises(UserError, match="no sheet “Nowhere”"):
        read_table(tmp_path / "b.xlsx", sheet="Nowhere")


def test_a_workbook_with_another_ending_is_still_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    workbook(tmp_path / "list.xlsx", [["Service", "Owner"], ["Payroll", "Chidi"]])
    path.write_bytes((tmp_path / "list.xlsx").read_bytes())
    assert read_table(path).rows[0].cells == ("Payroll", "Chidi")


# --- the process ---


def test_reading_can_be_polled_until_the_table_is_there(written: Written) -> None:
    with Reading(written(LIST)) as running:
        end = time.monotonic() + 20
        while (table := running.poll()) is None and time.monotonic() < end:
            time.sleep(0.01)
        assert table is not None
        assert len(table.rows) == 2
        assert running.poll() is table


def test_reading_can_be_cancelled(written: Written) -> None:
    running = Reading(written(LIST * 1000))
    running.cancel()
    with pytest.raises(UserError, match="cancelled"):
        running.wait()


def test_a_reading_that_takes_too_long_is_ended(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_SECONDS", 0.0)
    with pytest.raises(UserError, match="takes longer than"):
        read_table(written(LIST))


def test_a_reading_that_takes_too_much_memory_is_ended(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_MEMORY", 1)
    with pytest.raises(UserError, match="more memory"):
        read_table(written(LIST))


def test_a_reading_that_sends_too_much_is_ended(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_SENT", 10)
    with pytest.raises(UserError, match="more text than"):
        read_table(written(LIST))


def test_a_process_that_dies_without_a_word_is_told(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_command", lambda *told: [reading.sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(UserError, match="ended unexpectedly"):
        read_table(written(LIST))


def test_a_torn_answer_is_told(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    torn = 'print(\'{"headings": ["a"], "sheet": ""}\')'
    monkeypatch.setattr(reading, "_command", lambda *told: [reading.sys.executable, "-c", torn])
    with pytest.raises(UserError, match="could not be read"):
        read_table(written(LIST))


def test_the_hidden_verb_takes_the_arguments_of_our_executable(
    written: Written, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_limit_ourselves", lambda: None)
    assert worker.main(["--read-table", "--sheet=", "--", str(written(LIST))]) == 0
    assert capfd.readouterr().out.splitlines()[1] == '[2, ["Order intake", "Grace Okonjo-Hale", "4h"]]'
