"""The generic verbs: parse, check, label, refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.document import Document
from app.entities import NOUNS, add, create, delete, describe, model_of, name_of, set_field, set_fields
from app.i18n import UserError
from app.model import Base, Component, Department, Entity, EntityRow, Horizon, Inject, Person, Risk, Service
from app.model.base import new_key
from tests.sessions import StepClock


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with Document.create(tmp_path / "a.foreshock", clock=StepClock()) as opened:
        yield opened


def refs(document: Document) -> list[str]:
    return [row.ref for row in document.all(Entity, order_by=Entity.ref)]


def test_what_can_be_pointed_at_gets_the_next_reference(document: Document) -> None:
    add(document, Service, name="Payroll")
    key = add(document, Service, name="Billing")
    add(document, Component, name="ERP-DB")
    assert refs(document) == ["CMP-01", "SVC-001", "SVC-002"]
    assert describe(document, key) == "SVC-002 Billing"
    assert describe(document, new_key()) == "(deleted)"


def test_a_reference_from_elsewhere_is_not_given_out_again(document: Document) -> None:
    with document.edit("Import") as session:
        create(session, Service, name="Payroll", ref="SVC-007")
        create(session, Component, name="Switch", prefix="NET")
        create(session, Service, name="Billing")
    assert refs(document) == ["NET-01", "SVC-007", "SVC-008"]


def test_texts_are_parsed_and_values_checked(document: Document) -> None:
    key = add(
        document, Component, name="  ERP-DB\n", backup_interval="1d", restore_tested_on="15.9.2026", offline_copy="yes"
    )
    row = document.get(Component, key)
    assert row is not None
    assert (row.name, row.backup_interval, row.restore_tested_on, row.offline_copy, row.status) == (
        "ERP-DB", 1440, date(2026, 9, 15), True, "in use",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda d: add(d, Service), "Service must not be empty."),
        (lambda d: add(d, Service, name="  "), "Service must not be empty."),
        (lambda d: add(d, Service, name="x", rto="soon"), "“soon” is not a duration"),
        (lambda d: add(d, Service, name="x", mbco_pct=120), "MBCO must be at most 100 %."),
        (lambda d: add(d, Service, name="x", owner_id=new_key()), "Owner must point at an existing person."),
        (lambda d: (add(d, Department, name="IT"), add(d, Department, name="IT")), "Department must be different"),
        (lambda d: set_field(d, Service, new_key(), "rto", 5), "This service no longer exists"),
        (lambda d: add(d, Component, name="x", status="broken"), "Status must be one of: planned, in use, retired."),
        (lambda d: add(d, Service, name="x" * 501), "takes 500 characters at most"),
        (lambda d: add(d, Inject, title="x"), "Exercise must not be empty."),
    ],
)
def test_what_cannot_be_stored_is_refused_by_name(
    document: Document, wrong: Callable[[Document], object], sentence: str
) -> None:
    with pytest.raises(UserError) as refused:
        wrong(document)
    assert sentence in str(refused.value)


def test_a_reference_to_another_kind_is_refused(document: Document) -> None:
    service = add(document, Service, name="Payroll")
    with pytest.raises(UserError, match="Owner must point at an existing person"):
        set_field(document, Service, service, "owner_id", service)


def test_an_unknown_field_is_a_bug(document: Document) -> None:
    key = add(document, Service, name="Payroll")
    with pytest.raises(KeyError):
        set_field(document, Service, key, "rot", "4h")
    with pytest.raises(KeyError):
        add(document, Service, name="x", nmae="y")


def test_labels_speak_the_language_of_the_field(document: Document) -> None:
    key = add(document, Service, name="Payroll")
    set_field(document, Service, key, "rto", "4h")
    set_fields(document, Service, key, {"rto": "5h", "wrt": "1h", "name": "Payroll"})
    set_fields(document, Service, key, {"rto": "6h"}, label="Accept proposals")
    add(document, Horizon, minutes=60, label="1 h")
    add(document, Person, "Join the room", name="Ann")
    add(document, Person, label="Join late", name="Ben")
    risks = [add(document, Risk, event=f"Flood {number}") for number in range(2)]
    delete(document, risks)
    delete(document, key)
    labels = [change_set.label for change_set in reversed(document.history())]
    assert labels == [
        "Add service Payroll", "Change RTO of Payroll", "Change 2 fields of Payroll", "Accept proposals",
        "Add horizon 1 h", "Join the room", "Join late", "Add risk Flood 0", "Add risk Flood 1",
        "Delete 2 risks", "Delete service Payroll",
    ]  # fmt: skip


def test_an_equal_value_records_nothing(document: Document) -> None:
    key = add(document, Service, name="Payroll", rto=240)
    assert not set_field(document, Service, key, "rto", "4 h")
    assert not set_field(document, Service, key, "wrt", "")
    assert document.version == 1


def test_a_field_can_be_emptied(document: Document) -> None:
    key = add(document, Service, name="Payroll", rto=240)
    assert set_field(document, Service, key, "rto", "")
    assert document.scalar(select(Service.rto)) is None


def test_rows_that_are_no_entities_are_deleted_by_their_model(document: Document) -> None:
    key = add(document, Horizon, minutes=60, label="1 h")
    assert delete(document, key, Horizon) == 1
    assert delete(document, [], Horizon) == 0
    assert document.undo_label == "Delete horizon 1 h"
    assert document.all(Horizon) == []


def test_every_kind_has_a_noun_and_a_name() -> None:
    kinds = {mapper.class_.ENTITY for mapper in Base.registry.mappers if issubclass(mapper.class_, EntityRow)}
    assert kinds == set(NOUNS)
    assert all(model_of(kind) is not None for kind in kinds)
    assert name_of(Service(name="Payroll")) == "Payroll"
