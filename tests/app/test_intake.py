"""A list of services is understood however it was written: lines, bullets, cells with headings or without."""

from __future__ import annotations

import pytest

from app import intake
from app.document import Document
from app.i18n import UserError
from app.imports.table import SourceRow, SourceTable


def names(text: str) -> list[str]:
    return [one.name for one in intake.read_pasted(text).services]


def test_one_service_a_line_without_bullets_and_numbers() -> None:
    assert names("1. Payroll\n2) E-mail\n\n• Website \n- 24/7 hotline") == [
        "Payroll",
        "E-mail",
        "Website",
        "24/7 hotline",
    ]


def test_a_heading_above_a_plain_list_is_not_a_service() -> None:
    assert names("Service\nPayroll\nERP") == ["Payroll", "ERP"]
    assert names("Payroll\nService desk") == ["Payroll", "Service desk"]


def test_headings_say_which_column_is_which_in_any_order() -> None:
    taken = intake.read_pasted("Owner\tColour\tService name\tRTO (h)\r\nAnn\tred\tPayroll\t4\r\nIda\t\tERP\t1.5\r\n")
    assert [dict(one.values) for one in taken.services] == [
        {"name": "Payroll", "owner": "Ann", "rto": "4 h"}, {"name": "ERP", "owner": "Ida", "rto": "1.5 h"},
    ]  # fmt: skip
    assert taken.left_out == ("Colour",)
    assert taken.sentence == "2 services added, columns left out: Colour."


def test_without_headings_the_first_column_of_words_holds_the_names() -> None:
    assert names("1\tSRV-01\tPayroll\tAnn\n2\tSRV-02\tERP\tIda") == ["Payroll", "ERP"]


def test_numbers_alone_are_refused_with_what_to_do() -> None:
    with pytest.raises(UserError, match="Put a heading"):
        intake.read_pasted("1\t2\n3\t4")


def test_a_service_is_listed_once_however_it_is_written() -> None:
    first = intake.listed("Payroll").services
    again = intake.read_pasted("payroll\nERP\nERP", first)
    assert [one.name for one in again.services] == ["ERP"]
    assert again.sentence == "1 service added, 2 were listed already."
    assert intake.listed("  ", first).services == ()


def test_the_rows_of_a_file_can_be_chosen_by_line() -> None:
    table = SourceTable("s.csv", ("Name", "x"), (SourceRow(2, ("A", "")), SourceRow(3, ("B", ""))))
    taken = intake.read_table(table, {"Name": "name", "x": None}, lines={3})
    assert [one.name for one in taken.services] == ["B"]


def test_what_is_not_understood_is_told_for_the_service_it_belongs_to(session: Document) -> None:
    taken = intake.read_pasted("Service\tRTO\nPayroll\tsoon\nERP\t4h")
    told = intake.doubts(session, taken.services)
    assert list(told) == [taken.services[0].key]
    assert "RTO: “soon” is not a duration" in told[taken.services[0].key]
    assert intake.fields(taken.services) == ["name", "rto"]


def test_a_list_that_is_too_long_is_refused() -> None:
    with pytest.raises(UserError, match="20,000 rows"):
        intake.read_pasted("\n".join(f"Service {n}" for n in range(20_001)))
