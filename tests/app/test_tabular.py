"""Pasted rows: what is understood, what is told, and that nothing is written before somebody wants it."""

from __future__ import annotations

import pytest

from app import entities, listings, tabular
from app import model as m
from app.document import Document
from app.i18n import UserError

TWENTY = [[f"Service {n}"] for n in range(20)]
COLUMNS = ["name", "owner_id", "rto", "status"]


def names(document: Document) -> list[str]:
    return [row.value("name") for row in listings.read(document, m.Service)]


def test_twenty_names_become_twenty_services_in_one_step(session: Document) -> None:
    paste = tabular.read_paste(session, m.Service, TWENTY, COLUMNS)
    assert (paste.added, paste.changed, paste.problems) == (20, 0, ())
    assert names(session) == []
    assert len(tabular.write_paste(session, m.Service, paste)) == 20
    assert names(session) == [f"Service {n}" for n in range(20)]
    assert session.undo_label == "Paste 20 rows (service)"
    session.undo()
    assert names(session) == []


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        (["RTO", "Service", "Owner"], ["4h", "Payroll", "Ann Bauer"]),
        (["Service owner", "RTO (min)", "Business service"], ["Ann Bauer", "240", "Payroll"]),
        (["Dienst", "Verantwortlicher", "Wiederanlaufzeit"], ["Payroll", "Ann Bauer", "4:00"]),
        (["name", "owner", "rto"], ["Payroll", "Ann Bauer", "4:00:00"]),
    ],
)
def test_headings_choose_the_columns_in_any_order(session: Document, heads: list[str], cells: list[str]) -> None:
    paste = tabular.read_paste(session, m.Service, [heads, cells], ["rpo"])
    assert paste.problems == ()
    tabular.write_paste(session, m.Service, paste)
    row = listings.read(session, m.Service)[0]
    assert (row.value("name"), row.value("rto"), row.name("owner_id")) == ("Payroll", 240, "Ann Bauer")


def test_a_row_that_only_resembles_headings_is_a_row(session: Document) -> None:
    paste = tabular.read_paste(session, m.Service, [["Data warehouse", "Owner of it"], ["ERP", ""]], ["name", "note"])
    assert [row.values["name"] for row in paste.rows] == ["Data warehouse", "ERP"]


def test_every_wrong_cell_is_told_and_the_good_ones_can_be_taken(session: Document) -> None:
    rows = [["Service", "RTO", "Status", "Colour"], ["Payroll", "soon", "in use", "red"], ["", "4h", "", ""],
            ["ERP", "8h", "asleep", ""]]  # fmt: skip
    paste = tabular.read_paste(session, m.Service, rows, COLUMNS)
    told = [(problem.row, problem.column, problem.text) for problem in paste.problems]
    assert told == [(1, "Colour", "Colour"), (2, "RTO", "soon"), (3, "Service", ""), (4, "Status", "asleep")]
    assert "not a duration" in paste.problems[1].sentence
    assert [row.number for row in paste.left_out] == [2, 3, 4]
    tabular.write_paste(session, m.Service, paste)
    kept = [(row.value("name"), row.value("rto")) for row in listings.read(session, m.Service)]
    assert kept == [("Payroll", None), ("ERP", 480)]


def test_rows_below_the_cursor_are_changed_and_the_rest_is_new(session: Document) -> None:
    first = entities.add(session, m.Service, None, name="Payroll", rto=60)
    second = entities.add(session, m.Service, None, name="ERP")
    rows = [["4h", ""], ["", "in use"], ["1d", ""]]
    paste = tabular.read_paste(session, m.Service, rows, ["rto", "status"], [first, second])
    assert paste.changed == 2
    assert [problem.sentence for problem in paste.problems] == ["Service must not be empty; the row is left out."]
    tabular.write_paste(session, m.Service, paste)
    assert [row.value("rto") for row in listings.read(session, m.Service)] == [240, None]


def test_a_copy_with_references_changes_its_own_rows(session: Document) -> None:
    entities.add(session, m.Service, None, name="Payroll")
    entities.add(session, m.Service, None, name="ERP")
    rows = [["Ref", "Service", "RTO"], ["SVC-002", "ERP new", "2 d"], ["SVC-009", "Gone", "1 h"]]
    paste = tabular.read_paste(session, m.Service, rows, COLUMNS)
    assert [problem.text for problem in paste.problems] == ["SVC-009"]
    tabular.write_paste(session, m.Service, paste)
    assert names(session) == ["Payroll", "ERP new"]


def test_people_are_created_once_and_one_of_two_namesakes_is_not_guessed(session: Document) -> None:
    entities.add(session, m.Person, None, name="Ann Bauer")
    entities.add(session, m.Person, None, name="ann bauer")
    rows = [["Payroll", "Mira Okafor"], ["ERP", "mira okafor"], ["CRM", "Ann Bauer"]]
    paste = tabular.read_paste(session, m.Service, rows, COLUMNS)
    assert paste.new_names == ("Mira Okafor",)
    assert ["may mean several" in problem.sentence for problem in paste.problems] == [True]
    tabular.write_paste(session, m.Service, paste)
    assert [row.name for row in session.all(m.Person)] == ["Ann Bauer", "ann bauer", "Mira Okafor"]
    assert session.undo() is not None
    assert len(session.all(m.Person)) == 2


def test_what_stands_too_far_to_the_right_is_told(session: Document) -> None:
    paste = tabular.read_paste(session, m.Service, [["Payroll", "x", "lost?"]], ["name", "note"])
    assert [(one.text, "too far" in one.sentence) for one in paste.problems] == [("lost?", True)]


def test_a_refused_write_keeps_nothing(session: Document) -> None:
    paste = tabular.read_paste(session, m.Service, TWENTY, COLUMNS)

    def refuse(values: dict[str, object]) -> bytes:
        if values["name"] == "Service 7":
            raise UserError("No.")
        return entities.add(session, m.Service, None, **values)

    with pytest.raises(UserError):
        tabular.write_paste(session, m.Service, paste, make=refuse)
    assert names(session) == []
