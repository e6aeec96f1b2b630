"""A moment that was given a name tells what changed since, and the session goes back to it and forth again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import checkpoints as cp
from app import entities, exports, sqlite
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.recorder import Signature, is_logged, read_head, stamp, write_baseline
from app.restoring import restore_change_set
from app.session import new_session
from tests.sessions import START, StepClock


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = new_session(tmp_path / "s.foreshock", title="BIA", organisation="Quellmark", clock=StepClock(), who="Ann")
    with made:
        yield made
        assert [str(fault) for fault in made.verify()] == []


def dump(document: Document, *, logs: bool = False) -> dict[str, list[Any]]:
    """Return every row of the undoable (or the logged) tables."""
    tables = [table for table in m.Base.metadata.tables.values() if is_logged(table) is logs]
    return {table.name: sorted(map(tuple, document.rows(select(table))), key=repr) for table in tables}


def test_a_checkpoint_is_listed_with_who_set_it_and_undo_leaves_it(document: Document) -> None:
    entities.add(document, m.Service, name="Payroll")
    cp.checkpoint(document, "Before the workshop")
    document.undo()
    assert document.all(m.Service) == []
    (mark,) = cp.checkpoints(document)
    assert (mark.name, mark.author, mark.later) == ("Before the workshop", "Ann", 1)
    assert document.redo_label == "Add service Payroll"


def test_a_checkpoint_needs_a_name(document: Document) -> None:
    with pytest.raises(UserError, match="Checkpoint must not be empty"):
        cp.checkpoint(document, "  ")
    assert cp.checkpoints(document) == []


def test_checkpoints_stand_newest_first_and_can_be_renamed_and_forgotten(document: Document) -> None:
    first = cp.checkpoint(document, "One")
    second = cp.checkpoint(document, "Two")
    cp.rename(document, first, "First")
    cp.remove(document, second)
    assert [mark.name for mark in cp.checkpoints(document)] == ["First"]
    with pytest.raises(UserError, match="no longer exists"):
        cp.since(document, second)


def test_what_changed_since_is_told_all_in_all(document: Document) -> None:
    kept = entities.add(document, m.Service, name="Payroll", rto="24h")
    gone = entities.add(document, m.Service, name="Orders")
    start = cp.checkpoint(document, "Before")
    document.who = "Bo"
    entities.set_field(document, m.Service, kept, "rto", "8h")
    entities.set_field(document, m.Service, kept, "rpo", "1h")
    entities.add(document, m.Risk, event="Flood")
    entities.delete(document, gone)
    fleeting = entities.add(document, m.Person, name="Nobody")
    entities.delete(document, fleeting)
    told = cp.since(document, start)
    assert [kind.sentence for kind in told.kinds] == ["Risks: 1 added", "Services: 1 changed, 1 deleted"]
    assert (told.change_sets, told.people, told.kept, told.refusal) == (6, ("Bo",), (), "")


def test_what_was_put_back_by_hand_counts_as_unchanged(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll", rto="24h")
    start = cp.checkpoint(document, "Before")
    entities.set_field(document, m.Service, key, "rto", "8h")
    entities.set_field(document, m.Service, key, "rto", "24h")
    assert cp.since(document, start).kinds == ()
    version = document.version
    cp.restore_to(document, start)
    assert document.version == version


def test_going_back_is_one_edit_that_undo_takes_back(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll", rto="24h")
    start = cp.checkpoint(document, "Before")
    before = dump(document)
    entities.set_field(document, m.Service, key, "rto", "8h")
    entities.add(document, m.Peak, service_id=key, name="Month end")
    entities.delete(document, key)
    entities.add(document, m.Service, name="Orders")
    after, version = dump(document), document.version
    cp.restore_to(document, start)
    assert dump(document) == before
    assert (document.version, document.undo_label) == (version + 1, "Go back to “Before”")
    document.undo()
    assert dump(document) == after
    document.redo()
    assert dump(document) == before


def test_logs_are_kept_with_what_they_refer_to(document: Document) -> None:
    start = cp.checkpoint(document, "Before")
    approved = entities.add(document, m.Service, name="Payroll")
    entities.add(document, m.Service, name="Orders")
    entities.add(document, m.BiaApproval, "Approve", service_id=approved, version=1, approved_by="Ann",
                 approved_at=START, change_set=document.version)  # fmt: skip
    logs = dump(document, logs=True)
    told = cp.restore_to(document, start)
    assert [row.name for row in document.all(m.Service)] == ["Payroll"]
    assert entities.describe(document, approved) == "SVC-001 Payroll"
    assert told.kept == ("service SVC-001 Payroll",)
    assert [kind.sentence for kind in told.logs] == ["BIA approvals: 1 added"]
    assert dump(document, logs=True) == logs


def test_what_was_exported_is_kept_too(document: Document) -> None:
    start = cp.checkpoint(document, "Before")
    plan = entities.add(document, m.Plan, title="Pay by hand")
    exports.note_export(document, "plan", "plan.pdf", subject=plan)
    assert cp.restore_to(document, start).kept == ("plan PLN-001 Pay by hand",)
    assert document.get(m.Plan, plan) is not None


def test_a_reference_is_not_given_out_again_after_going_back(document: Document) -> None:
    start = cp.checkpoint(document, "Before")
    entities.add(document, m.Service, name="Payroll")
    cp.restore_to(document, start)
    key = entities.add(document, m.Service, name="Orders")
    assert entities.describe(document, key) == "SVC-002 Orders"


def test_rows_that_changed_places_go_back(document: Document) -> None:
    meeting = entities.add(document, m.Meeting, title="Workshop")
    keys = [entities.add(document, m.Seat, meeting_id=meeting, number=n, role=str(n)) for n in (1, 2, 3)]
    start, before = cp.checkpoint(document, "Before"), dump(document)
    for key, number in zip([*keys, *keys], (97, 98, 99, 2, 3, 1), strict=True):
        entities.set_field(document, m.Seat, key, "number", number)
    cp.restore_to(document, start)
    assert dump(document) == before


def test_a_file_that_was_upgraded_since_says_that_there_is_no_way_back(document: Document) -> None:
    start = cp.checkpoint(document, "Before")
    entities.add(document, m.Service, name="Payroll")
    copy = document.path.with_name("copy.foreshock")
    document.save_copy(copy)
    raw = sqlite.connect(copy)
    head = read_head(raw)
    write_baseline(raw, head, Signature("upgrade", stamp(START), "", None, "Upgrade"), head.state)
    raw.close()
    with Document.open(copy) as upgraded:
        assert "upgraded or cleaned after “Before”" in cp.since(upgraded, start).refusal
        with pytest.raises(UserError, match="the way back to it is not known any more"):
            cp.restore_to(upgraded, start)
        assert len(upgraded.all(m.Service)) == 1


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edits_the_session_equals_what_it_was(tmp_path: Path, seed: int) -> None:
    """Random edits with undo, redo, earlier goings back and restored change sets between the checkpoints."""
    chance = random.Random(seed)
    with new_session(tmp_path / "s.foreshock", title="B", organisation="Q", clock=StepClock(), who="Ann") as document:
        edits, marks = RandomEdits(document, chance), dict[bytes, Any]()
        for _ in range(6):
            for _ in range(15):
                edits.one()
            marks[cp.checkpoint(document, "Here")] = dump(document)
            if chance.random() < 0.5:
                back = chance.choice(list(marks))
                logs = dump(document, logs=True)
                cp.restore_to(document, back)
                assert dump(document) == marks[back], f"seed {seed}"
                assert dump(document, logs=True) == logs
                edits.read_again()
        end = dump(document)
        for key, state in marks.items():
            version = document.version
            cp.restore_to(document, key)
            assert dump(document) == state, f"seed {seed}"
            if document.version > version:
                document.undo()
            assert dump(document) == end
        assert document.verify() == []


class RandomEdits:
    """Edits of every kind on a few linked tables, without logs that refer to them."""

    def __init__(self, document: Document, chance: random.Random) -> None:
        self.document = document
        self.chance = chance
        self.verbs = [self.service, self.person, self.seat, self.peak, self.change, self.link, self.remove,
                      self.undo, self.redo, self.swap, self.take_back]  # fmt: skip
        self.meeting = entities.add(document, m.Meeting, title="Workshop")
        self.count = 0

    def read_again(self) -> None:
        """Make sure that there is a meeting: going back may have taken it."""
        if self.document.get(m.Meeting, self.meeting) is None:
            self.meeting = entities.add(self.document, m.Meeting, title="Workshop")

    def one(self) -> None:
        self.count += 1
        self.read_again()
        self.chance.choice(self.verbs)()

    def any_of(self, model: Any) -> bytes | None:
        keys = [row.id for row in self.document.all(model, order_by=model.__table__.c.id)]
        return self.chance.choice(keys) if keys else None

    def service(self) -> None:
        entities.add(self.document, m.Service, name=f"Service {self.count}", rto=self.count * 60)

    def person(self) -> None:
        entities.add(self.document, m.Person, name=f"Person {self.count}")

    def seat(self) -> None:
        taken = {row.number for row in self.document.all(m.Seat)}
        free = min(set(range(1, 99)) - taken)
        entities.add(self.document, m.Seat, meeting_id=self.meeting, number=free, person_id=self.any_of(m.Person))

    def peak(self) -> None:
        if owner := self.any_of(m.Service):
            entities.add(self.document, m.Peak, service_id=owner, name=f"Peak {self.count}")

    def change(self) -> None:
        if key := self.any_of(m.Service):
            field, value = self.chance.choice(
                [("rto", self.count), ("rto", None), ("mbco_text", "half"), ("name", "S")]
            )
            entities.set_field(self.document, m.Service, key, field, value)

    def link(self) -> None:
        if key := self.any_of(m.Service):
            entities.set_field(self.document, m.Service, key, "owner_id", self.any_of(m.Person))

    def remove(self) -> None:
        model = self.chance.choice([m.Service, m.Person, m.Peak, m.Seat])
        if key := self.any_of(model):
            entities.delete(self.document, key, model)

    def undo(self) -> None:
        self.document.undo()

    def redo(self) -> None:
        self.document.redo()

    def swap(self) -> None:
        seats = self.document.all(m.Seat, m.Seat.meeting_id == self.meeting)[:2]
        if len(seats) == 2:
            with self.document.edit("Change places") as session:
                for seat, number in ((seats[0], 500), (seats[1], seats[0].number), (seats[0], seats[1].number)):
                    session.get_one(m.Seat, seat.id).number = number
                    session.flush()

    def take_back(self) -> None:
        number = self.chance.randint(1, self.document.version)
        try:
            restore_change_set(self.document, number, only_safe=self.chance.random() < 0.5, force=False)
        except UserError as refused:
            if not any(words in str(refused) for words in ("logs", "its place", "a log")):
                raise
