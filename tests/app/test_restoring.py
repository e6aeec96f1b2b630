"""A field tells its past and gets an earlier value back, as a new edit that can itself be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import entities
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.restoring import field_history, restore_field
from app.session import new_session
from tests.sessions import START, StepClock


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = new_session(tmp_path / "s.foreshock", title="BIA", organisation="Quellmark", clock=StepClock(), who="Ann")
    with made:
        yield made
        assert [str(fault) for fault in made.verify()] == []


@pytest.fixture
def payroll(document: Document) -> bytes:
    key = entities.add(document, m.Service, name="Payroll", rto="24h")
    entities.set_field(document, m.Service, key, "rto", "8h")
    return key


def rto(document: Document, key: bytes) -> int | None:
    row = document.get(m.Service, key)
    assert row is not None
    return row.rto  # type: ignore[no-any-return]


def test_a_field_tells_each_value_with_who_and_whose_words(document: Document, payroll: bytes) -> None:
    mira = entities.add(document, m.Person, name="Mira Okafor")
    document.speaker, document.who = mira, "Bo"
    entities.set_field(document, m.Service, payroll, "rto", "4h")
    entities.set_field(document, m.Service, payroll, "rpo", "1h")
    past = field_history(document, m.Service, payroll, "rto")
    assert [(one.words, one.who, one.speaker, one.first) for one in past] == [
        ("4 h", "Bo", "Mira Okafor", False),
        ("8 h", "Ann", "", False),
        ("24 h", "Ann", "", True),
    ]
    assert past[0].value == 240
    assert past[0].at > past[1].at > past[2].at
    assert past[0].label == "Change RTO of Payroll"


def test_what_a_field_points_at_is_told_by_name_also_when_it_is_gone(document: Document, payroll: bytes) -> None:
    mira = entities.add(document, m.Person, name="Mira Okafor")
    entities.set_field(document, m.Service, payroll, "owner_id", mira)
    entities.delete(document, mira)
    past = field_history(document, m.Service, payroll, "owner_id")
    assert [one.words for one in past] == ["", "Mira Okafor (deleted)", ""]


def test_a_value_that_was_taken_back_is_part_of_the_past(document: Document, payroll: bytes) -> None:
    document.undo()
    past = field_history(document, m.Service, payroll, "rto")
    assert [(one.words, one.kind) for one in past] == [("24 h", "undo"), ("8 h", "edit"), ("24 h", "edit")]


def test_a_value_that_was_set_twice_in_one_edit_is_told_once(document: Document) -> None:
    with document.edit("Add with its time") as session:
        key = entities.create(session, m.Service, name="Orders").id
        entities.set_field(document, m.Service, key, "rto", "4h")
    assert [(one.words, one.first) for one in field_history(document, m.Service, key, "rto")] == [("4 h", True)]


def test_a_deletion_that_was_undone_is_no_value(document: Document, payroll: bytes) -> None:
    entities.delete(document, payroll)
    document.undo()
    assert [one.words for one in field_history(document, m.Service, payroll, "rto")] == ["8 h", "24 h"]


def test_the_reason_given_with_a_value_is_told_with_it(document: Document, payroll: bytes) -> None:
    with document.edit("Decide") as session:
        entities.set_field(document, m.Service, payroll, "rto", "2h")
        entities.create(session, m.TargetDecision, service_id=payroll, target="rto", reason="The bank closes at noon")
    reasons = [one.reason for one in field_history(document, m.Service, payroll, "rto")]
    assert reasons == ["The bank closes at noon", "", ""]


def test_a_field_that_does_not_exist_is_a_bug_of_the_caller(document: Document, payroll: bytes) -> None:
    with pytest.raises(KeyError):
        field_history(document, m.Service, payroll, "colour")


def test_a_field_goes_back_to_what_it_was_before_a_change_and_undo_takes_that_back(
    document: Document, payroll: bytes
) -> None:
    changed = document.version
    entities.set_field(document, m.Service, payroll, "name", "Payroll run")
    assert restore_field(document, changed, "service", payroll, "rto")
    assert rto(document, payroll) == 24 * 60
    assert document.undo_label == "Restore RTO of SVC-001 Payroll run"
    document.undo()
    assert rto(document, payroll) == 8 * 60


def test_restoring_is_a_step_of_undo_of_its_own(document: Document, payroll: bytes) -> None:
    document.clock = lambda: START
    entities.set_field(document, m.Service, payroll, "rto", "4h")
    restore_field(document, document.version, "service", payroll, "rto")
    document.undo()
    assert rto(document, payroll) == 4 * 60


def test_a_field_goes_back_to_what_a_change_gave_it(document: Document, payroll: bytes) -> None:
    changed = document.version
    entities.set_field(document, m.Service, payroll, "rto", "4h")
    assert restore_field(document, changed, "service", payroll, "rto", to="after")
    assert rto(document, payroll) == 8 * 60
    assert not restore_field(document, changed, "service", payroll, "rto", to="after")


def test_every_past_value_can_be_had_again(document: Document, payroll: bytes) -> None:
    entities.set_field(document, m.Service, payroll, "rto", None)
    for past in field_history(document, m.Service, payroll, "rto"):
        restore_field(document, past.number, past.table, past.row, past.column, to="after")
        assert rto(document, payroll) == past.value


def test_a_link_to_what_is_gone_is_not_brought_back(document: Document, payroll: bytes) -> None:
    mira = entities.add(document, m.Person, name="Mira Okafor")
    entities.set_field(document, m.Service, payroll, "owner_id", mira)
    changed = document.version
    entities.delete(document, mira)
    with pytest.raises(UserError, match="Owner must point at an existing person"):
        restore_field(document, changed, "service", payroll, "owner_id", to="after")


def test_a_row_that_is_gone_must_come_back_first(document: Document, payroll: bytes) -> None:
    changed = document.version
    entities.delete(document, payroll)
    with pytest.raises(UserError, match=r"Service Payroll no longer exists\. Take back its deletion first"):
        restore_field(document, changed, "service", payroll, "rto")


def test_a_log_is_not_rewritten(document: Document, payroll: bytes) -> None:
    with document.edit("Approve") as session:
        approval = entities.create(session, m.BiaApproval, service_id=payroll, version=1, approved_by="Ann",
                                   approved_at=START, change_set=document.version).id  # fmt: skip
    with pytest.raises(UserError, match="belongs to a log that is kept for good"):
        restore_field(document, document.version, "bia_approval", approval, "approved_by")


def test_what_the_history_does_not_tell_cannot_be_restored(document: Document, payroll: bytes) -> None:
    for number, column in ((document.version + 5, "rto"), (document.version, "rpo"), (document.version, "id")):
        with pytest.raises(UserError, match="The history does not tell that change"):
            restore_field(document, number, "service", payroll, column)
