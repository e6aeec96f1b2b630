"""Undo and Redo: named, across reopening, step by step, and never at the cost of a log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.document import Document
from app.entities import add, set_field
from app.entities import delete as delete_rows
from app.i18n import UserError
from app.model import Ballot, Entity, Person, Poll, PollRound, RefCounter, Service
from app.model.base import new_key
from tests.sessions import START, StepClock
from tests.toy import House, Room, Visit, toy_schema


@pytest.fixture
def clock() -> StepClock:
    return StepClock(0)


@pytest.fixture
def document(tmp_path: Path, clock: StepClock) -> Iterator[Document]:
    with Document.create(tmp_path / "a.foreshock", clock=clock, who="Ann") as opened:
        yield opened
        assert [str(fault) for fault in opened.verify()] == []


@pytest.fixture
def toy(tmp_path: Path, clock: StepClock) -> Iterator[Document]:
    with Document.create(tmp_path / "toy.foreshock", clock=clock, schema=toy_schema()) as opened:
        yield opened
        assert [str(fault) for fault in opened.verify()] == []


def names(document: Document) -> list[str]:
    return sorted(row.name for row in document.all(Person))


def test_undo_and_redo_go_back_and_forth_by_name(document: Document) -> None:
    assert document.undo_label is None
    assert document.undo() is None
    for name in ("Ann", "Ben", "Cem"):
        add(document, Person, name=name)
    assert (document.undo_label, document.redo_label) == ("Add person Cem", None)
    taken_back = document.undo()
    assert taken_back is not None
    assert (taken_back.kind, taken_back.label) == ("undo", "Add person Cem")
    document.undo()
    assert names(document) == ["Ann"]
    assert (document.undo_label, document.redo_label) == ("Add person Ann", "Add person Ben")
    document.redo()
    document.redo()
    assert document.redo() is None
    assert names(document) == ["Ann", "Ben", "Cem"]
    document.undo()
    add(document, Person, name="Dora")
    assert document.redo_label is None
    document.undo()
    assert document.undo_label == "Add person Ben"


def test_undo_works_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "a.foreshock"
    with Document.create(path) as document:
        key = add(document, Person, name="Ann")
        set_field(document, Person, key, "name", "Bea")
        add(document, Person, name="Cem")
        document.undo()
    with Document.open(path) as document:
        assert (document.undo_label, document.redo_label) == ("Change Name of Ann", "Add person Cem")
        document.undo()
        assert names(document) == ["Ann"]
    with Document.open(path) as document:
        document.redo()
        document.redo()
        assert names(document) == ["Bea", "Cem"]
        while document.undo():
            pass
    with Document.open(path) as document:
        assert names(document) == []
        while document.redo():
            pass
        assert names(document) == ["Bea", "Cem"]
        assert document.verify() == []


def test_a_deleted_service_comes_back_with_all_that_belonged_to_it(document: Document) -> None:
    ann = add(document, Person, name="Ann")
    key = add(document, Service, name="Payroll", owner_id=ann)
    before = document.get(Service, key)
    delete_rows(document, [ann, key])
    assert document.all(Service) == []
    document.undo()
    assert document.get(Service, key) == before
    document.redo()
    assert document.all(Service) == document.all(Person) == []


def test_a_reference_is_never_given_out_twice(document: Document) -> None:
    add(document, Service, name="Payroll")
    document.undo()
    add(document, Service, name="Billing")
    assert [row.ref for row in document.all(Entity)] == ["SVC-002"]
    assert [row.last for row in document.all(RefCounter)] == [2]


# --- successive changes of one field ---


def test_successive_changes_of_one_field_are_one_step(document: Document, clock: StepClock) -> None:
    key = add(document, Service, name="Payroll")
    for text in ("W", "Wa", "Wag", "Wages"):
        clock.step = 2
        set_field(document, Service, key, "name", text)
    document.undo()
    assert [row.name for row in document.all(Service)] == ["Payroll"]
    assert document.undo_label == "Add service Payroll"
    document.redo()
    assert [row.name for row in document.all(Service)] == ["Wages"]
    document.undo()
    assert [row.name for row in document.all(Service)] == ["Payroll"]


def test_changes_further_apart_than_ten_seconds_are_steps_of_their_own(document: Document, clock: StepClock) -> None:
    key = add(document, Service, name="Payroll")
    clock.step = 11
    for text in ("Wages", "Salaries"):
        set_field(document, Service, key, "name", text)
    document.undo()
    assert [row.name for row in document.all(Service)] == ["Wages"]


@pytest.mark.parametrize("between", ["other field", "other row", "other person", "undo", "empty coalesce"])
def test_something_else_in_between_ends_the_step(document: Document, between: str) -> None:
    key = add(document, Service, name="Payroll")
    other = add(document, Service, name="Billing")
    set_field(document, Service, key, "rto", "1h")
    if between == "other field":
        set_field(document, Service, key, "wrt", "1h")
    elif between == "other row":
        set_field(document, Service, other, "rto", "1h")
    elif between == "other person":
        document.who = "Bea"
    elif between == "undo":
        document.undo()
        document.redo()
    elif between == "empty coalesce":
        with document.edit("Apart", coalesce="") as session:
            session.get(Service, key).rto = 90  # type: ignore[union-attr]
    set_field(document, Service, key, "rto", "2h")
    document.undo()
    assert document.get(Service, key).rto == (90 if between == "empty coalesce" else 60)  # type: ignore[union-attr]


def test_edits_with_an_equal_word_are_one_step(document: Document, clock: StepClock) -> None:
    clock.step = 1
    for number in range(3):
        with document.edit("Place dots", coalesce="dots") as session:
            for ref in (f"a{number}", f"b{number}"):
                session.execute(Entity.__table__.insert(), {"id": new_key(), "kind": "x", "ref": ref})
    document.undo()
    assert document.all(Entity) == []
    assert document.undo_label is None
    document.redo()
    assert len(document.all(Entity)) == 6


# --- logs ---


def _room(document: Document) -> bytes:
    with document.edit("Build") as session:
        house, room = new_key(), new_key()
        session.add(House(id=house, ref="A"))
        session.flush()
        session.add(Room(id=room, house_id=house, number=1))
    return room


def test_undo_skips_what_is_only_a_log(toy: Document) -> None:
    _room(toy)
    with toy.edit("Visit") as session:
        session.add(Visit(text="nobody there"))
    assert toy.undo_label == "Build"
    toy.undo()
    assert [row.text for row in toy.all(Visit)] == ["nobody there"]
    with toy.edit("Visit") as session:
        session.add(Visit(text="still nobody"))
    assert toy.redo_label == "Build"
    toy.redo()
    assert (len(toy.all(House)), len(toy.all(Visit))) == (1, 2)


def test_of_a_mixed_change_only_the_undoable_rows_go_back(toy: Document) -> None:
    with toy.edit("Build and say so") as session:
        session.add(House(ref="A"))
        session.add(Visit(text="built"))
    toy.undo()
    assert (len(toy.all(House)), len(toy.all(Visit))) == (0, 1)
    toy.redo()
    assert (len(toy.all(House)), len(toy.all(Visit))) == (1, 1)


def test_what_would_orphan_a_log_is_refused_in_a_sentence(toy: Document) -> None:
    room = _room(toy)
    with toy.edit("Visit") as session:
        session.add(Visit(text="tea", room_id=room))
    with pytest.raises(UserError, match=r"“Build” cannot be undone, because later entries of a log depend on it\."):
        toy.undo()
    assert [row.room_id for row in toy.all(Visit)] == [room]
    assert toy.undo_label == "Build"
    with toy.edit("Later") as session:
        session.add(House(ref="B"))
    toy.undo()
    assert len(toy.all(House)) == 1


def test_redo_is_refused_if_a_log_took_its_place(toy: Document) -> None:
    room = _room(toy)
    with toy.edit("Clear") as session:
        session.execute(delete(Room))
    toy.undo()
    with toy.edit("Visit") as session:
        session.add(Visit(text="tea", room_id=room))
    with pytest.raises(UserError, match="cannot be done again"):
        toy.redo()
    assert len(toy.all(Room)) == 1


def test_a_poll_with_ballots_is_neither_undone_nor_deleted(document: Document) -> None:
    service = add(document, Service, name="Payroll")
    poll = add(document, Poll, subject_id=service, dimension="impact", opened_at=START)
    opened = add(document, PollRound, poll_id=poll, number=1, opened_at=START)
    add(document, Ballot, round_id=opened, level=4)
    with pytest.raises(UserError, match="later entries of a log"):
        document.undo()
    with pytest.raises(UserError, match="service Payroll cannot be deleted, because a log"):
        delete_rows(document, service)
    assert len(document.all(Ballot)) == 1


# --- order ---


def test_a_swap_of_unique_values_goes_back_in_the_original_order(toy: Document) -> None:
    with toy.edit("Two") as session:
        first, second = House(ref="A"), House(ref="B")
        session.add_all([first, second])
    keys = {row.ref: row.id for row in toy.all(House)}
    with toy.edit("Swap") as session:
        for key, ref in ((keys["A"], "C"), (keys["B"], "A"), (keys["A"], "B")):
            session.get(House, key).ref = ref  # type: ignore[union-attr]
            session.flush()
    swapped = _state(toy)
    toy.undo()
    assert {row.ref: row.id for row in toy.all(House)} == keys
    toy.redo()
    assert _state(toy) == swapped


def test_rows_that_point_at_each_other_come_back(toy: Document) -> None:
    _room(toy)
    with toy.edit("Ring") as session:
        house = toy.scalar(select(House.id))
        one, two = new_key(), new_key()
        session.add(Room(id=one, house_id=house, number=2))
        session.add(Room(id=two, house_id=house, number=3, next_id=one))
        session.flush()
        session.get(Room, one).next_id = two  # type: ignore[union-attr]
    before = _state(toy)
    with toy.edit("Tear down") as session:
        session.execute(delete(House))
    toy.undo()
    assert _state(toy) == before
    toy.redo()
    assert _state(toy) == ([], [])


def _state(toy: Document) -> tuple[list[Any], list[Any]]:
    return toy.all(House, order_by=House.id), toy.all(Room, order_by=Room.id)


def test_an_import_of_many_rows_is_taken_back_at_once(toy: Document) -> None:
    house = new_key()
    with toy.edit("Import") as session:
        session.execute(House.__table__.insert(), {"id": house, "ref": "A"})
        rooms = [{"id": new_key(), "house_id": house, "number": n, "note": "x"} for n in range(3000)]
        session.execute(Room.__table__.insert(), rooms)
    assert len(toy.history(limit=1)[0].changes) == 3001
    toy.undo()
    assert _state(toy) == ([], [])
    toy.redo()
    assert len(toy.all(Room)) == 3000
