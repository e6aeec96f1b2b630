"""One edit is one transaction and one record; nothing else changes a session."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import OperationalError

from app.document import ChangeSet, Document, EditLost
from app.entities import add, create, set_field
from app.i18n import UserError
from app.model import Ballot, Component, Entity, LikelihoodLevel, Person, Poll, PollRound, Service
from app.model.base import new_key
from app.recorder import digest, row_image
from tests.sessions import START, StepClock
from tests.toy import House, toy_schema


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with Document.create(tmp_path / "a.foreshock", clock=StepClock(), who="Ann") as opened:
        yield opened
        assert [str(fault) for fault in opened.verify()] == []


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Document]:
    with Document.create(tmp_path / "toy.foreshock", clock=StepClock(), schema=toy_schema()) as opened:
        yield opened
        assert [str(fault) for fault in opened.verify()] == []


def test_an_edit_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "a.foreshock"
    with Document.create(path) as document:
        key, name = add(document, Service, name="Payroll", rto="4h"), document.document_id
    with Document.open(path) as again:
        row = again.get(Service, key)
        assert row is not None
        assert (row.name, row.rto, again.document_id, again.path) == ("Payroll", 240, name, path)


def test_an_exception_leaves_nothing_behind(document: Document) -> None:
    with pytest.raises(ZeroDivisionError), document.edit("Add services") as session:
        create(session, Service, name="Payroll")
        raise ZeroDivisionError
    assert document.all(Service) == []
    assert document.history() == []
    assert add(document, Service, name="Payroll")
    assert document.scalar(select(Entity.ref)) == "SVC-001"


def test_an_edit_without_changes_records_nothing(document: Document) -> None:
    key = add(document, Service, name="Payroll")
    with document.edit("Nothing") as session:
        session.execute(update(Service).values(name="Payroll"))
    assert not set_field(document, Service, key, "name", " Payroll ")
    assert [change_set.label for change_set in document.history()] == ["Add service Payroll"]


def test_a_write_outside_an_edit_raises(document: Document) -> None:
    with document.edit("Add") as session:
        create(session, Service, name="Payroll")
    session.add(Person(name="Ghost"))
    with pytest.raises((OperationalError, UserError)):
        session.commit()
    session.close()
    with pytest.raises(UserError):
        document.rows(text("DELETE FROM service"))
    assert len(document.all(Service)) == 1
    assert document.all(Person) == []


def test_an_edit_inside_an_edit_joins_it(document: Document) -> None:
    with document.edit("Both"):
        add(document, Service, name="Payroll")
        with document.edit("inner") as session:
            create(session, Person, name="Ben")
    assert [change_set.label for change_set in document.history()] == ["Both"]
    document.undo()
    assert document.all(Service) == document.all(Person) == []


def test_a_failed_inner_edit_spoils_the_outer_one(document: Document) -> None:
    with pytest.raises(EditLost), document.edit("Outer") as session:
        create(session, Person, name="Ben")
        with pytest.raises(UserError):
            add(document, Service, name="")
    assert document.all(Person) == []
    assert add(document, Person, name="Ben")


def test_an_edit_whose_transaction_is_gone_cannot_commit(document: Document) -> None:
    with pytest.raises(EditLost), document.edit("Roll back by hand") as session:
        create(session, Person, name="Ben")
        session.rollback()
    assert document.all(Person) == []


def test_a_commit_by_hand_does_not_end_the_transaction(document: Document) -> None:
    with pytest.raises(ZeroDivisionError), document.edit("Commit by hand") as session:
        create(session, Person, name="Ben")
        session.commit()
        raise ZeroDivisionError
    assert document.all(Person) == []


def test_reading_inside_an_edit_sees_what_it_changed(document: Document) -> None:
    with document.edit("Add") as session:
        person = create(session, Person, name="Ben")
        assert [row.name for row in document.all(Person)] == ["Ben"]
        person.name = "Bea"
        assert [row.name for row in document.all(Person)] == ["Bea"]


def test_every_way_of_writing_is_recorded(document: Document) -> None:
    ann = add(document, Person, name="Ann")
    service = add(document, Service, name="Payroll", owner_id=ann)
    with document.edit("Bulk") as session:
        session.execute(update(Service).values(rto=60))
    with document.edit("Upsert") as session:
        session.execute(
            text(
                "INSERT INTO ref_counter (id, prefix, last) VALUES (:id, 'SVC', 1)"
                " ON CONFLICT (prefix) DO UPDATE SET last = 9"
            ),
            {"id": new_key()},
        )
    with document.edit("Replace") as session:
        session.execute(text("INSERT OR REPLACE INTO person SELECT * FROM person"))
    with document.edit("Cascade") as session:
        session.execute(delete(Entity).where(Entity.id == ann))
    seen = {change_set.label: _summary(change_set) for change_set in document.history()}
    assert seen["Bulk"] == [("service", "update")]
    assert seen["Upsert"] == [("ref_counter", "update")]
    assert sorted(seen["Replace"]) == [("person", "delete"), ("person", "insert"), ("service", "update")]
    assert sorted(seen["Cascade"]) == [("entity", "delete"), ("person", "delete")]
    row = document.get(Service, service)
    assert row is not None
    assert row.owner_id is None


def _summary(change_set: ChangeSet) -> list[tuple[str, str]]:
    return [(change.table, change.op) for change in change_set.changes]


def test_a_row_that_changes_its_key_is_recorded_as_leaving_and_coming(toy: Document) -> None:
    old, new = new_key(), new_key()
    with toy.edit("Add") as session:
        session.add(House(id=old, ref="A"))
    with toy.edit("New key") as session:
        session.execute(update(House).values(id=new))
    assert _summary(toy.history()[0]) == [("house", "delete"), ("house", "insert")]
    assert toy.verify() == []
    toy.undo()
    assert [row.id for row in toy.all(House)] == [old]


def test_a_failed_statement_inside_an_edit_leaves_no_trace_in_the_record(document: Document) -> None:
    with document.edit("Half") as session:
        create(session, Person, name="Ben")
        with pytest.raises(Exception, match="UNIQUE"), session.begin_nested():
            rows = [{"id": new_key(), "prefix": prefix, "last": 1} for prefix in ("X", "Y", "X")]
            session.execute(text("INSERT INTO ref_counter (id, prefix, last) VALUES (:id, :prefix, :last)"), rows)
    assert "X" not in {row[0] for row in document.rows(text("SELECT prefix FROM ref_counter"))}
    assert document.verify() == []


@pytest.mark.parametrize("size", [0.0, -0.0, 0.1, 1e300, 5e-324, 3, 2**53 + 1, float("inf"), -1e-7])
def test_every_number_has_the_digest_it_is_read_back_with(toy: Document, size: float) -> None:
    values = {"id": new_key(), "size": size}
    with toy.edit("Size") as session:
        session.execute(text("INSERT INTO house (id, ref, size) VALUES (:id, 'A', :size)"), values)
    for turn in (toy.undo, toy.redo):
        assert toy.verify() == []
        turn()
    assert [row.size for row in toy.all(House)] == [pytest.approx(size)]
    assert toy.verify() == []


@pytest.mark.parametrize("plan", [b"", b"\0", b"text", bytes(range(256)) * 40])
def test_every_attachment_survives_undo_and_redo(toy: Document, plan: bytes) -> None:
    with toy.edit("Plan") as session:
        session.add(House(ref="A", plan=plan))
    toy.undo()
    toy.redo()
    assert [row.plan for row in toy.all(House)] == [plan]
    assert toy.history()[0].changes[0].values["plan"] == (None, plan)


@pytest.mark.parametrize("name", ["é\0x", '"quoted\\"', "\u2028", "日本", "[]", '["AAAA"]', "1", "\ud7ff\U0010ffff"])
def test_every_text_survives_undo_and_redo(document: Document, name: str) -> None:
    with document.edit("Name") as session:
        entity = {"id": new_key(), "kind": "component", "ref": None}
        session.execute(insert(Entity), [entity])
        session.add(Component(id=entity["id"], name=name))
    document.undo()
    document.redo()
    assert [row.name for row in document.all(Component)] == [name]


def test_changes_are_told_in_the_types_of_their_columns(document: Document) -> None:
    key = add(document, Component, name="ERP-DB", restore_tested_on=date(2026, 9, 15), offline_copy=True)
    change = document.history(row=key)[0].changes[-1]
    assert change.values["restore_tested_on"] == (None, date(2026, 9, 15))
    assert change.values["offline_copy"] == (None, True)
    assert change.values["id"] == (None, key)
    set_field(document, Component, key, "offline_copy", False)
    (change,) = document.history(row=key)[0].changes
    assert change.values == {"offline_copy": (True, False)}
    assert change.columns == {"offline_copy"}


def test_who_spoke_and_when_is_recorded(tmp_path: Path) -> None:
    moment = datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
    with Document.create(tmp_path / "a.foreshock", clock=lambda: moment, who="Ann") as document:
        speaker = new_key()
        with document.edit("Add", speaker=speaker, who="Bea") as session:
            create(session, Person, name="Ben")
        document.who = "Cem"
        add(document, Person, name="Dora")
        newest, oldest = document.history()
        assert (oldest.who, oldest.speaker, oldest.at, oldest.kind) == ("Bea", speaker, moment, "edit")
        assert (newest.who, newest.speaker, newest.number) == ("Cem", None, 2)
        assert newest.hash != oldest.hash


def test_a_sealed_ballot_is_readable_nowhere_in_the_history(document: Document) -> None:
    service = add(document, Service, name="Payroll")
    poll = add(document, Poll, subject_id=service, dimension="impact", opened_at=START)
    opened = add(document, PollRound, poll_id=poll, number=1, opened_at=START)
    heard: list[ChangeSet] = []
    document.subscribe(heard.append)
    ballot = add(document, Ballot, round_id=opened, level=4)
    set_field(document, Ballot, ballot, "level", 5)
    for change_set in [*document.history(row=ballot), *heard]:
        (change,) = change_set.changes
        assert change.values == {}
    raw = sqlite3.connect(document.path)
    contents = raw.execute("SELECT content, digest FROM change WHERE tbl = 'ballot'").fetchall()
    raw.close()
    assert [content for content, _ in contents] == [None, None]
    assert len({digest for _, digest in contents}) == 2


def test_equal_ballots_have_different_digests_in_the_history(document: Document) -> None:
    """Otherwise the few possible scores could be tried against the digest after the seats are unlinked."""
    service = add(document, Service, name="Payroll")
    poll = add(document, Poll, subject_id=service, dimension="impact", opened_at=START)
    opened = add(document, PollRound, poll_id=poll, number=1, opened_at=START)
    ballot = add(document, Ballot, round_id=opened, level=4)
    for level in (5, 4, 5, 4):
        set_field(document, Ballot, ballot, "level", level)
    raw = sqlite3.connect(document.path)
    digests = raw.execute("SELECT DISTINCT digest FROM change WHERE tbl = 'ballot'").fetchall()
    raw.close()
    assert len(digests) == 5


def test_subscribers_hear_every_commit_in_order(document: Document) -> None:
    heard: list[tuple[str, str]] = []
    stop = document.subscribe(lambda change_set: heard.append((change_set.kind, change_set.label)))
    key = add(document, Service, name="Payroll")
    set_field(document, Service, key, "rto", "4h")
    document.undo()
    document.redo()
    stop()
    document.undo()
    change = "Change RTO of Payroll"
    assert heard == [("edit", "Add service Payroll"), ("edit", change), ("undo", change), ("redo", change)]


def test_a_failing_subscriber_starves_nobody_and_surfaces(document: Document) -> None:
    heard: list[str] = []

    def fail(_: ChangeSet) -> None:
        raise ZeroDivisionError

    document.subscribe(fail)
    document.subscribe(lambda change_set: heard.append(change_set.label))
    with pytest.raises(ZeroDivisionError):
        add(document, Service, name="Payroll")
    document.subscribe(fail)
    with pytest.raises(ExceptionGroup):
        add(document, Service, name="Billing")
    assert heard == ["Add service Payroll", "Add service Billing"]
    assert len(document.all(Service)) == 2


def test_a_subscriber_may_edit_and_everybody_hears_in_order(document: Document) -> None:
    heard: list[str] = []

    def follow_up(change_set: ChangeSet) -> None:
        if change_set.label == "first":
            with document.edit("second") as session:
                create(session, Person, name="Ben")

    document.subscribe(follow_up)
    document.subscribe(lambda change_set: heard.append(change_set.label))
    with document.edit("first") as session:
        create(session, Service, name="Payroll")
    assert heard == ["first", "second"]


def test_a_snapshot_is_read_in_another_thread_while_editing_goes_on(document: Document) -> None:
    key = add(document, Service, name="Payroll")
    snapshot = document.snapshot()
    set_field(document, Service, key, "name", "Wages")
    names: list[str] = []

    def read() -> None:
        names.extend(row.name for row in snapshot.all(Service))
        names.append(str(snapshot.verify()))
        names.append(snapshot.undo_label or "")

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert names == ["Payroll", "[]", "Add service Payroll"]
    with pytest.raises(UserError, match="read-only"), snapshot.edit("x"):
        pass
    snapshot.close()


def test_a_document_belongs_to_its_thread(document: Document) -> None:
    failures: list[BaseException] = []

    def read() -> None:
        try:
            document.all(Service)
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert len(failures) == 1


def test_a_saved_copy_is_the_same_session(document: Document, tmp_path: Path) -> None:
    add(document, Service, name="Payroll")
    target = tmp_path / "copy.foreshock"
    target.write_bytes(b"old")
    document.save_copy(target)
    with Document.open(target) as copy:
        assert copy.document_id == document.document_id
        assert [row.name for row in copy.all(Service)] == ["Payroll"]
        assert copy.verify() == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.foreshock.lock", "a.foreshock", "copy.foreshock"]


def test_a_copy_over_the_session_itself_is_refused(document: Document) -> None:
    with pytest.raises(UserError, match="this session itself"):
        document.save_copy(document.path)


@pytest.mark.parametrize("verb", ["snapshot", "verify", "undo", "close"])
def test_verbs_that_need_a_quiet_document_refuse_inside_an_edit(document: Document, verb: str) -> None:
    add(document, Person, name="Ben")
    with document.edit("x"), pytest.raises(EditLost):
        getattr(document, verb)()


def test_the_speaker_of_the_meeting_is_that_of_every_edit_but_not_of_undo(document: Document) -> None:
    ann, bo = add(document, Person, name="Ann"), add(document, Person, name="Bo")
    document.speaker = ann
    key = add(document, Service, name="Payroll")
    with document.edit("As Bo says", speaker=bo) as session:
        session.get_one(Service, key).rto = 240
    document.undo()
    document.speaker = None
    set_field(document, Service, key, "rto", "8h")
    assert [one.speaker for one in document.history(limit=4)] == [None, None, bo, ann]


def states_between(path: Path, number: int) -> int:
    """Return by how much the state of a file moved with a change set, from which a plain digest could be told."""
    raw = sqlite3.connect(path)
    states = [raw.execute("SELECT state FROM change_set WHERE number = ?", (at,)).fetchone()[0]
              for at in (number - 1, number)]  # fmt: skip
    raw.close()
    return (int.from_bytes(states[1], "big") - int.from_bytes(states[0], "big")) % (1 << 128)


def test_no_ballot_can_be_worked_out_from_the_states_in_the_history(document: Document) -> None:
    """The state is a sum of digests: a row whose few possible contents are tried would be found in its difference."""
    service = add(document, Service, name="Payroll")
    poll = add(document, Poll, subject_id=service, dimension="impact", opened_at=START)
    opened = add(document, PollRound, poll_id=poll, number=1, opened_at=START)

    def tried(model: type[Any], key: bytes, number: int, **values: Any) -> bool:
        columns = tuple(model.__table__.columns.keys())
        image = row_image(columns, [{"id": key, **values}.get(name) for name in columns])
        plain = digest(model.__tablename__, image)
        return int.from_bytes(plain, "big") == states_between(document.path, number)

    ballot = add(document, Ballot, round_id=opened, level=4)
    cast = document.version
    with document.edit("Forget") as session:
        session.delete(session.get_one(Ballot, ballot))
    assert not any(tried(Ballot, ballot, cast, round_id=opened, level=level) for level in range(1, 6))
    level = add(document, LikelihoodLevel, level=2, name="Unlikely", frequency="Once", chance="5 %", rate=0.06)
    known = {"level": 2, "name": "Unlikely", "frequency": "Once", "chance": "5 %", "rate": 0.06}
    assert tried(LikelihoodLevel, level, document.version, **known), "the way of trying works where nothing is sealed"
    assert document.verify() == []
