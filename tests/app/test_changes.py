"""The history tells in people's words who changed what, in portions however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import changes, checkpoints, entities, wording
from app import model as m
from app.changes import FieldChange, Wanted
from app.document import ChangeSet, Document
from app.session import new_session
from tests.sessions import StepClock


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = new_session(tmp_path / "s.foreshock", title="BIA", organisation="Quellmark", clock=StepClock(), who="Ann")
    with made:
        yield made


def newest(document: Document) -> ChangeSet:
    found = changes.change_set(document, document.version)
    assert found is not None
    return found


def test_the_newest_edit_comes_first_with_who_and_whose_words(document: Document) -> None:
    mira = entities.add(document, m.Person, name="Mira Okafor")
    key = entities.add(document, m.Service, name="Payroll")
    with document.edit("RTO as Mira says", speaker=mira):
        entities.set_field(document, m.Service, key, "rto", "8h")
    first = changes.portion(document).entries[0]
    assert (first.label, first.who, first.speaker) == ("RTO as Mira says", "Ann", "Mira Okafor")


def test_a_changed_field_reads_as_in_the_form(document: Document) -> None:
    mira = entities.add(document, m.Person, name="Mira Okafor")
    key = entities.add(document, m.Service, name="Payroll", rto="24h")
    entities.set_fields(document, m.Service, key, {"rto": "8h", "owner_id": mira})
    rows, more = changes.changed_rows(document, newest(document))
    assert [(row.title, row.what) for row in rows] == [("Service SVC-001 Payroll", "changed")]
    assert set(rows[0].fields) == {
        FieldChange("RTO", "24 h", "8 h", "rto"),
        FieldChange("Owner", "", "Mira Okafor", "owner_id"),
    }
    assert more == 0


def test_a_deleted_row_still_has_its_name(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll")
    entities.delete(document, key)
    rows, _ = changes.changed_rows(document, newest(document))
    assert [(row.title, row.what) for row in rows] == [("Service Payroll", "deleted")]


def test_a_large_import_tells_its_first_rows_and_counts_the_others(document: Document) -> None:
    with document.edit("Import") as session:
        for number in range(70):
            entities.create(session, m.Service, name=f"Service {number}")
    rows, more = changes.changed_rows(document, newest(document))
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
        return [e.label for e in changes.portion(document, Wanted(**wanted)).entries]  # type: ignore[arg-type]

    assert labels(text="add ord") == ["Add service Orders"]
    assert labels(person="Bo") == ["Change RTO of Payroll"]
    assert labels(subject=key) == ["Change RTO of Payroll", "Add service Payroll"]


def test_what_came_since_is_read_alone(document: Document) -> None:
    entities.add(document, m.Service, name="Payroll")
    last = document.version
    entities.add(document, m.Service, name="Orders")
    assert [entry.label for entry in changes.since(document, last)] == ["Add service Orders"]


def test_an_undo_is_told_as_one(document: Document) -> None:
    entities.add(document, m.Service, name="Payroll")
    document.undo()
    first = changes.portion(document).entries[0]
    assert (first.kind, first.label) == ("undo", "Add service Payroll")


def labels(document: Document, **wanted: object) -> list[str]:
    return [entry.label for entry in changes.portion(document, Wanted(**wanted)).entries]  # type: ignore[arg-type]


def test_a_kind_of_thing_narrows_it_by_what_was_touched(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll")
    entities.add(document, m.Risk, event="Flood")
    entities.add(document, m.Peak, "Busy in May", service_id=key, name="May")
    assert labels(document, about="services") == ["Busy in May", "Add service Payroll"]
    assert labels(document, about="risks") == ["Add risk Flood"]
    assert labels(document, about="plans") == []


def test_a_period_narrows_it(document: Document) -> None:
    entities.add(document, m.Service, name="Payroll")
    begin = document.now()
    entities.add(document, m.Service, name="Orders")
    end = document.now()
    entities.add(document, m.Service, name="Returns")
    assert labels(document, begin=begin, end=end) == ["Add service Orders"]


def test_one_thing_is_followed_with_what_belongs_to_it(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll")
    entities.add(document, m.Service, name="Orders")
    entities.add(document, m.Peak, "Busy in May", service_id=key, name="May")
    assert labels(document, subject=key) == ["Busy in May", "Add service Payroll"]


def test_words_find_the_speaker_whatever_their_case(document: Document) -> None:
    mira = entities.add(document, m.Person, name="Mira ÄRGER")
    document.speaker = mira
    entities.add(document, m.Service, name="Payroll")
    document.speaker = None
    entities.add(document, m.Service, name="Orders")
    assert labels(document, text="ärger pay") == ["Add service Payroll"]
    assert labels(document, person="Mira ÄRGER") == ["Add service Payroll"]
    assert changes.people_of(document) == ["Ann", "Mira ÄRGER"]


def test_what_only_kept_books_is_not_shown(document: Document) -> None:
    with document.edit("Count") as session:
        session.add(m.RefCounter(prefix="X", last=3))
    assert labels(document) == ["Begin the session"]


def test_a_checkpoint_is_marked_in_the_list(document: Document) -> None:
    key = checkpoints.checkpoint(document, "Before")
    entities.add(document, m.Service, name="Payroll")
    assert [entry.mark for entry in changes.portion(document).entries] == [None, key, None]


def test_no_name_of_a_column_or_a_key_is_told(document: Document) -> None:
    meeting = entities.add(document, m.Meeting, title="Workshop")
    seat = entities.add(document, m.Seat, meeting_id=meeting, number=1, role="Treasurer")
    with document.edit("Say") as session:
        session.add(m.MeetingEntry(meeting_id=meeting, kind="note", seat_id=seat, field="rto", at=document.now()))
    (row,), _ = changes.changed_rows(document, newest(document))
    assert row.title == "Entry of the meeting log of Workshop"
    assert [(field.label, field.after) for field in row.fields if field.label != "At"] == [
        ("Meeting", "Workshop"), ("Kind", "note"), ("Seat", "Treasurer"),
    ]  # fmt: skip
    assert (row.subject, row.kind) == (meeting, "meeting")


def test_a_row_leads_to_the_thing_it_belongs_to(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll")
    entities.add(document, m.Peak, service_id=key, name="May")
    (row,), _ = changes.changed_rows(document, newest(document))
    assert (row.title, row.subject, row.kind) == ("Peak May", key, "service")


@pytest.mark.parametrize("table", sorted(set(m.Base.metadata.tables) - wording.BOOKS))
def test_every_kind_of_row_has_words_and_can_be_asked_for(table: str) -> None:
    assert "_" not in wording.noun(table)
    assert wording.counted(table, 1).startswith("1 ")
    assert wording.counted(table, 3).startswith("3 ")
    assert sum(table in tables for _, tables in changes.SUBJECTS.values()) == 1
