"""A whole change set is taken back although later ones exist; what came between is told, and never silently lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import entities
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.restoring import Restored, preview, restore_change_set
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
    return entities.add(document, m.Service, name="Payroll", rto="24h", mtpd="3d")


def row(document: Document, key: bytes) -> object:
    return document.get(m.Service, key)


def sentences(restored: Restored) -> list[str]:
    return [conflict.sentence for conflict in restored.conflicts]


def test_a_change_goes_back_and_what_came_later_stays(document: Document, payroll: bytes) -> None:
    entities.set_fields(document, m.Service, payroll, {"rto": "8h", "mtpd": "2d"})
    number = document.version
    entities.set_field(document, m.Service, payroll, "name", "Payroll run")
    done = restore_change_set(document, number)
    assert (done.rows, done.conflicts, done.number) == (1, (), document.version)
    now = document.get(m.Service, payroll)
    assert (now.rto, now.mtpd, now.name) == (1440, 3 * 1440, "Payroll run")  # type: ignore[union-attr]
    assert document.undo_label == "Take back “Change 2 fields of Payroll”"
    document.undo()
    assert document.get(m.Service, payroll).rto == 480  # type: ignore[union-attr]


def test_a_field_that_was_changed_again_is_a_conflict_with_who_and_when(document: Document, payroll: bytes) -> None:
    entities.set_fields(document, m.Service, payroll, {"rto": "8h", "mtpd": "2d"})
    number, document.who = document.version, "Bo"
    entities.set_field(document, m.Service, payroll, "rto", "4h")
    before = document.version
    told = restore_change_set(document, number)
    assert (told.rows, told.number, document.version) == (0, None, before)
    (conflict,) = told.conflicts
    assert conflict.sentence.startswith("RTO of SVC-001 Payroll is now 4 h, not 8 h (Bo, 15 Sep 2026 ")
    assert (conflict.later, conflict.who, conflict.column) == ("4 h", "Bo", "rto")
    assert conflict.at is not None
    assert preview(document, number).rows == 1


def test_only_what_is_safe_goes_back(document: Document, payroll: bytes) -> None:
    entities.set_fields(document, m.Service, payroll, {"rto": "8h", "mtpd": "2d"})
    number = document.version
    entities.set_field(document, m.Service, payroll, "rto", "4h")
    done = restore_change_set(document, number, only_safe=True)
    now = document.get(m.Service, payroll)
    assert (now.rto, now.mtpd) == (240, 3 * 1440)  # type: ignore[union-attr]
    assert len(done.conflicts) == 1


def test_by_force_all_goes_back(document: Document, payroll: bytes) -> None:
    entities.set_fields(document, m.Service, payroll, {"rto": "8h", "mtpd": "2d"})
    number = document.version
    entities.set_field(document, m.Service, payroll, "rto", "4h")
    done = restore_change_set(document, number, force=True)
    now = document.get(m.Service, payroll)
    assert (now.rto, now.mtpd, done.conflicts) == (1440, 3 * 1440, ())  # type: ignore[union-attr]


def test_what_was_deleted_comes_back_with_all_that_belongs_to_it(document: Document, payroll: bytes) -> None:
    peak = entities.add(document, m.Peak, service_id=payroll, name="Month end")
    plan = entities.add(document, m.Plan, title="Pay by hand")
    link = entities.add(document, m.PlanService, plan_id=plan, service_id=payroll)
    entities.delete(document, payroll)
    number = document.version
    entities.set_field(document, m.Plan, plan, "title", "Pay in cash")
    assert document.get(m.Peak, peak) is None
    done = restore_change_set(document, number)
    assert done.conflicts == ()
    assert document.get(m.Peak, peak).name == "Month end"  # type: ignore[union-attr]
    assert document.get(m.PlanService, link).service_id == payroll  # type: ignore[union-attr]
    assert entities.describe(document, payroll) == "SVC-001 Payroll"
    document.undo()
    assert document.get(m.Service, payroll) is None


def test_what_it_belonged_to_must_still_be_there(document: Document, payroll: bytes) -> None:
    peak = entities.add(document, m.Peak, service_id=payroll, name="Month end")
    entities.delete(document, peak, m.Peak)
    number = document.version
    entities.delete(document, payroll)
    told = restore_change_set(document, number, force=True)
    assert sentences(told) == ["Peak Month end cannot return, because what it belongs to was deleted since."]
    assert document.get(m.Peak, peak) is None


def test_a_pointer_at_what_is_gone_returns_empty_and_is_told(document: Document, payroll: bytes) -> None:
    mira = entities.add(document, m.Person, name="Mira Okafor")
    entities.set_field(document, m.Service, payroll, "owner_id", mira)
    entities.delete(document, payroll)
    number = document.version
    entities.delete(document, mira)
    done = restore_change_set(document, number)
    assert done.notes == ("Service Payroll returns without its “Owner”, which was deleted since.",)
    assert document.get(m.Service, payroll).owner_id is None  # type: ignore[union-attr]


def test_what_was_added_goes_again(document: Document) -> None:
    with document.edit("Import") as session:
        keys = [entities.create(session, m.Service, name=f"Service {n}").id for n in range(3)]
    number = document.version
    entities.add(document, m.Service, name="Later")
    done = restore_change_set(document, number)
    assert done.rows == 3
    assert [row(document, key) for key in keys] == [None, None, None]
    assert len(document.all(m.Service)) == 1


def test_what_was_added_and_is_used_by_now_stays_unless_forced(document: Document) -> None:
    with document.edit("Import") as session:
        keys = [entities.create(session, m.Service, name=name).id for name in ("Payroll", "Orders")]
    number = document.version
    peak = entities.add(document, m.Peak, service_id=keys[0], name="Month end")
    told = restore_change_set(document, number, only_safe=True)
    assert sentences(told) == ["Service SVC-001 Payroll is used by what came later: peak Month end."]
    assert [bool(row(document, key)) for key in keys] == [True, False]
    assert restore_change_set(document, number, force=True).conflicts == ()
    assert document.get(m.Peak, peak) is None
    assert row(document, keys[0]) is None


def test_what_was_added_and_changed_since_is_a_conflict(document: Document, payroll: bytes) -> None:
    number = document.version
    entities.set_field(document, m.Service, payroll, "rto", "4h")
    (told,) = sentences(restore_change_set(document, number))
    assert told.startswith("Service SVC-001 Payroll was changed since it was added (Ann, ")


def test_a_row_deleted_since_is_told(document: Document, payroll: bytes) -> None:
    entities.set_field(document, m.Service, payroll, "rto", "8h")
    number = document.version
    entities.delete(document, payroll)
    (told,) = sentences(restore_change_set(document, number, force=True))
    assert told.startswith("Service Payroll was deleted since (Ann, ")


def test_what_is_back_already_is_left_alone(document: Document, payroll: bytes) -> None:
    entities.delete(document, payroll)
    number = document.version
    document.undo()
    assert restore_change_set(document, number) == Restored(0, (), ())


def test_a_log_stays_and_is_told(document: Document, payroll: bytes) -> None:
    with document.edit("Approve") as session:
        session.get_one(m.Service, payroll).rto = 60
        entities.create(session, m.BiaApproval, service_id=payroll, version=1, approved_by="Ann",
                        approved_at=START, change_set=document.version)  # fmt: skip
    done = restore_change_set(document, document.version)
    assert done.notes == ("Logs are kept for good and stay as they are: 1 BIA approval.",)
    assert len(document.all(m.BiaApproval)) == 1
    assert document.get(m.Service, payroll).rto == 1440  # type: ignore[union-attr]


def test_what_only_wrote_to_a_log_is_refused(document: Document, payroll: bytes) -> None:
    entities.add(document, m.BiaApproval, "Approve", service_id=payroll, version=1, approved_by="Ann",
                 approved_at=START, change_set=document.version)  # fmt: skip
    with pytest.raises(UserError, match="only wrote to logs"):
        restore_change_set(document, document.version)


def test_what_a_log_depends_on_is_never_taken_away(document: Document, payroll: bytes) -> None:
    number = document.version
    entities.add(document, m.BiaApproval, "Approve", service_id=payroll, version=1, approved_by="Ann",
                 approved_at=START, change_set=document.version)  # fmt: skip
    with pytest.raises(UserError, match="entries of a log that are kept for good depend on it"):
        restore_change_set(document, number, force=True)
    assert row(document, payroll) is not None


def test_a_reference_that_is_taken_again_is_told(document: Document) -> None:
    poll_of = entities.add(document, m.Service, name="Payroll")
    poll = entities.add(document, m.Poll, subject_id=poll_of, dimension="impact", opened_at=START)
    agreed = entities.add(document, m.Agreement, "Agree", poll_id=poll, level=3, consensus=True, decided_at=START)
    entities.delete(document, agreed, m.Agreement)
    number = document.version
    entities.add(document, m.Agreement, "Agree", poll_id=poll, level=4, consensus=True, decided_at=START)
    with pytest.raises(UserError, match="something else has taken its place"):
        restore_change_set(document, number)
    (told,) = restore_change_set(document, number, only_safe=True).conflicts
    assert told.lasting


def test_seats_that_changed_places_change_back(document: Document) -> None:
    meeting = entities.add(document, m.Meeting, title="Workshop")
    first, second = (entities.add(document, m.Seat, meeting_id=meeting, number=n, role=str(n)) for n in (1, 2))
    with document.edit("Change places") as session:
        for key, number in ((first, 99), (second, 1), (first, 2)):
            session.get_one(m.Seat, key).number = number
            session.flush()
    restore_change_set(document, document.version)
    numbers = {key: document.get(m.Seat, key).number for key in (first, second)}  # type: ignore[union-attr]
    assert numbers == {first: 1, second: 2}
    document.undo()
    assert document.get(m.Seat, first).number == 2  # type: ignore[union-attr]


def test_what_would_point_at_nothing_is_refused_whole(document: Document) -> None:
    meeting = entities.add(document, m.Meeting, title="Workshop")
    seat = entities.add(document, m.Seat, meeting_id=meeting, number=1, role="Treasurer")
    said = entities.add(document, m.MeetingEntry, "Say", meeting_id=meeting, kind="note", seat_id=seat, at=START)
    entities.delete(document, seat, m.Seat)
    number = document.version
    entities.add(document, m.Seat, meeting_id=meeting, number=1, role="Clerk")
    with pytest.raises(UserError, match="something else has taken its place"):
        restore_change_set(document, number, only_safe=True)
    assert document.get(m.MeetingEntry, said).seat_id is None  # type: ignore[union-attr]


def test_a_restore_can_be_restored(document: Document, payroll: bytes) -> None:
    entities.delete(document, payroll)
    restore_change_set(document, document.version)
    assert row(document, payroll) is not None
    restore_change_set(document, document.version)
    assert row(document, payroll) is None


def test_a_session_that_is_read_only_is_left_alone(document: Document, payroll: bytes) -> None:
    with Document.open(document.path, read_only=True) as reader:
        assert preview(reader, document.version).rows == 1
        with pytest.raises(UserError, match="open read-only"):
            restore_change_set(reader, document.version)
