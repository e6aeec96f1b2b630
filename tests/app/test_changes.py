"""The history tells in people's words who changed what, in portions however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import changes, entities
from app import model as m
from app.changes import FieldChange, Wanted
from app.document import Document
from app.session import new_session
from tests.sessions import StepClock


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = new_session(tmp_path / "s.foreshock", title="BIA", organisation="Quellmark", clock=StepClock(), who="Ann")
    with made:
        yield made


def test_the_newest_edit_comes_first_with_who_and_whose_words(document: Document) -> None:
    mira = entities.add(document, m.Person, name="Mira Okafor")
    key = entities.add(document, m.Service, name="Payroll")
    with document.edit("RTO as Mira says", speaker=mira):
        entities.set_field(document, m.Service, key, "rto", "8h")
    first = changes.portion(document).entries[0]
    assert (first.change_set.label, first.who, first.speaker) == ("RTO as Mira says", "Ann", "Mira Okafor")


def test_a_changed_field_reads_as_in_the_form(document: Document) -> None:
    mira = entities.add(document, m.Person, name="Mira Okafor")
    key = entities.add(document, m.Service, name="Payroll", rto="24h")
    entities.set_fields(document, m.Service, key, {"rto": "8h", "owner_id": mira})
    rows, more = changes.changed_rows(document, changes.portion(document).entries[0].change_set)
    assert [(row.title, row.what) for row in rows] == [("service SVC-001 Payroll", "changed")]
    assert set(rows[0].fields) == {FieldChange("RTO", "24 h", "8 h"), FieldChange("Owner", "", "Mira Okafor")}
    assert more == 0


def test_a_deleted_row_still_has_its_name(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll")
    entities.delete(document, key)
    rows, _ = changes.changed_rows(document, changes.portion(document).entries[0].change_set)
    assert [(row.title, row.what) for row in rows] == [("service Payroll", "deleted")]


def test_a_large_import_tells_its_first_rows_and_counts_the_others(document: Document) -> None:
    with document.edit("Import") as session:
        for number in range(70):
            entities.create(session, m.Service, name=f"Service {number}")
    rows, more = changes.changed_rows(document, changes.portion(document).entries[0].change_set)
    assert (len(rows), more) == (60, 10)


def test_a_long_history_comes_in_portions_without_gap_or_repetition(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll")
    for number in range(250):
        entities.set_field(document, m.Service, key, "mbco_text", f"Half {number}")
    numbers, before, sizes = [], None, []
    while True:
        part = changes.portion(document, before=before)
        numbers += [entry.number for entry in part.entries]
        sizes.append(len(part.entries))
        if part.rest is None:
            break
        before = part.rest
    assert numbers == list(range(document.version, 0, -1))
    assert sizes[:2] == [100, 100]


def test_words_people_and_subjects_narrow_it(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll")
    entities.add(document, m.Service, name="Orders")
    document.who = "Bo"
    entities.set_field(document, m.Service, key, "rto", "8h")

    def labels(**wanted: object) -> list[str]:
        return [e.change_set.label for e in changes.portion(document, Wanted(**wanted)).entries]  # type: ignore[arg-type]

    assert labels(text="add ord") == ["Add service Orders"]
    assert labels(person="Bo") == ["Change RTO of Payroll"]
    assert labels(subject=key) == ["Change RTO of Payroll", "Add service Payroll"]


def test_what_came_since_is_read_alone(document: Document) -> None:
    entities.add(document, m.Service, name="Payroll")
    last = document.version
    entities.add(document, m.Service, name="Orders")
    assert [entry.change_set.label for entry in changes.since(document, last)] == ["Add service Orders"]


def test_an_undo_is_told_as_one(document: Document) -> None:
    entities.add(document, m.Service, name="Payroll")
    document.undo()
    newest = changes.portion(document).entries[0].change_set
    assert (newest.kind, newest.label) == ("undo", "Add service Payroll")
