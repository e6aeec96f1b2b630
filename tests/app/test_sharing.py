"""A clean copy carries nothing private: neither in its rows nor in its bytes, and it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import checkpoints, entities, exports, sharing, sqlite
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.model.base import new_key
from app.sample import build_sample
from app.session import new_session
from tests.sessions import START, StepClock

PRIVATE, ERASED, LABEL = "canary-of-a-private-note", "canary-of-deleted-text", "canary-of-a-label"


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = new_session(tmp_path / "s.foreshock", title="BIA", organisation="Quellmark", clock=StepClock(), who="Ann")
    with made:
        yield made


def meeting_of(document: Document) -> tuple[bytes, bytes]:
    """Return a meeting and a seat in it."""
    meeting = entities.add(document, m.Meeting, title="Workshop")
    return meeting, entities.add(document, m.Seat, meeting_id=meeting, number=1, role="Treasurer")


def scoring(document: Document, seat: bytes, state: str) -> tuple[bytes, bytes]:
    """Return a ballot and its round; the round is ``silent`` or ``revealed``."""
    subject = entities.add(document, m.Service, name="Payroll")
    poll = entities.add(document, m.Poll, subject_id=subject, dimension="impact", opened_at=START)
    with document.edit("Vote") as session:
        turn = m.PollRound(id=new_key(), poll_id=poll, number=1, opened_at=START, state=state)
        session.add(turn)
        session.flush()
        ballot = m.Ballot(id=new_key(), round_id=turn.id, seat_id=seat, level=4)
        session.add(ballot)
        session.flush()
        return ballot.id, turn.id


def shared(document: Document) -> Path:
    return sharing.share_copy(document, document.path.with_name("shared.foreshock")).path


def test_private_words_deleted_text_and_labels_are_not_in_the_bytes(document: Document) -> None:
    meeting, _ = meeting_of(document)
    about = entities.add(document, m.Service, name="Payroll")
    entities.add(document, m.MeetingEntry, "x", meeting_id=meeting, kind="private note", text=PRIVATE, at=START)
    entities.add(document, m.MeetingEntry, "x", meeting_id=meeting, kind="note", text="said aloud", at=START)
    entities.add(document, m.Note, "x", subject_id=about, text=PRIVATE * 300, private=True, at=START)
    entities.add(document, m.Note, "x", subject_id=about, text="open remark", at=START)
    gone = entities.add(document, m.Risk, event=ERASED)
    entities.delete(document, gone)
    with document.edit(LABEL) as session:
        session.get_one(m.Service, about).rto = 60
    source, copy = document.path.read_bytes(), shared(document).read_bytes()
    for canary in (PRIVATE, ERASED, LABEL):
        assert canary.encode() in source
        assert canary.encode() not in copy
    assert b"said aloud" in copy
    assert b"open remark" in copy


def test_nobody_can_tell_who_cast_a_ballot_revealed_or_not(document: Document) -> None:
    _, seat = meeting_of(document)
    silent, _ = scoring(document, seat, "silent")
    revealed, turn = scoring(document, seat, "revealed")
    path = shared(document)
    with Document.open(path) as copy:
        assert copy.get(m.Ballot, silent) is None
        (kept,) = copy.all(m.Ballot)
        assert (kept.round_id, kept.seat_id, kept.level, kept.source) == (turn, None, 4, None)
        assert kept.id != revealed
        assert copy.get(m.Seat, seat) is not None
    content = path.read_bytes()
    assert silent not in content
    assert not re.search(re.escape(turn) + re.escape(seat), content)  # as the two stand in a record of a ballot
    assert re.search(re.escape(turn) + re.escape(seat), document.path.read_bytes())


def test_the_copy_is_the_same_session_with_a_history_of_its_own(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll", rto="24h")
    checkpoints.checkpoint(document, "Before")
    with Document.open(shared(document), who="Bo", clock=StepClock()) as copy:
        assert copy.document_id == document.document_id
        assert [(one.kind, one.label, one.who) for one in copy.history()] == [("clean", "Clean copy", "Ann")]
        assert copy.undo_label is None
        assert checkpoints.checkpoints(copy) == []
        assert tuple(copy.get(m.Service, key)) == tuple(document.get(m.Service, key))  # type: ignore[arg-type]
        entities.set_field(copy, m.Service, key, "rto", "8h")
        assert [str(fault) for fault in copy.verify()] == []
        copy.undo()
        assert copy.get(m.Service, key).rto == 1440  # type: ignore[union-attr]


def test_what_was_exported_before_still_counts_what_came_after(document: Document) -> None:
    key = entities.add(document, m.Service, name="Payroll")
    for _ in range(2):
        exports.note_export(document, "plan", "plan.pdf")
    with Document.open(shared(document), clock=StepClock()) as copy:
        entities.set_field(copy, m.Service, key, "rto", "8h")
        assert {exports.changes_since(copy, export) for export in exports.past_exports(copy)} == {1}


def test_an_approval_counts_from_the_beginning_of_the_copy(document: Document) -> None:
    key, plan = entities.add(document, m.Service, name="Payroll"), entities.add(document, m.Plan, title="Pay by hand")
    common = {"version": "1", "approved_by": "Ann", "approved_at": START, "change_set": document.version}
    with document.edit("Approve") as session:
        session.add(m.BiaApproval(service_id=key, **common))
        session.add(m.PlanApproval(plan_id=plan, **common))
    with Document.open(shared(document)) as copy:
        assert [copy.all(model)[0].change_set for model in (m.BiaApproval, m.PlanApproval)] == [1, 1]


def test_the_copy_has_no_free_pages(document: Document) -> None:
    with document.edit("Many") as session:
        keys = [entities.create(session, m.Service, name=f"Service {n}" * 20).id for n in range(300)]
    entities.delete(document, keys)
    raw = sqlite.connect(shared(document))
    assert raw.execute("PRAGMA freelist_count").fetchone()[0] == 0
    raw.close()


def test_what_is_left_out_and_what_stays_is_told_beforehand(document: Document) -> None:
    meeting, seat = meeting_of(document)
    entities.add(document, m.Person, name="Mira Okafor", phone="+1 555 0100", second_phone="+1 555 0101")
    entities.add(document, m.MeetingEntry, "x", meeting_id=meeting, kind="private note", text="x", at=START)
    scoring(document, seat, "silent")
    told = sharing.contents(document)
    assert told.left_out[0] == "1 private note"
    assert "1 ballot not revealed yet" in told.left_out
    assert told.stays[:2] == ("1 name", "2 phone numbers")


def test_a_copy_never_replaces_the_session_itself(document: Document) -> None:
    with pytest.raises(UserError, match="is this session itself"):
        sharing.share_copy(document, document.path)


def test_a_damaged_session_is_not_shared_and_the_old_copy_stays(document: Document, tmp_path: Path) -> None:
    entities.add(document, m.Service, name="Payroll")
    target = tmp_path / "shared.foreshock"
    target.write_bytes(b"older")
    document.save_copy(tmp_path / "bad.foreshock")
    raw = sqlite.connect(tmp_path / "bad.foreshock")
    raw.execute("UPDATE service SET name = 'Forged'")
    raw.close()
    with Document.open(tmp_path / "bad.foreshock") as bad, pytest.raises(UserError, match="is damaged"):
        sharing.share_copy(bad, target)
    assert target.read_bytes() == b"older"
    assert sorted(entry.name for entry in tmp_path.iterdir() if "part" in entry.name) == []


def test_the_sample_is_shared_whole_from_a_snapshot(tmp_path: Path) -> None:
    with build_sample(tmp_path / "sample.foreshock") as document, document.snapshot() as snapshot:
        done = sharing.share_copy(snapshot, tmp_path / "shared.foreshock")
        assert done.size < document.path.stat().st_size
        with Document.open(done.path, read_only=True) as copy:
            for table in ("service", "risk", "plan_step", "person"):
                model = entities.model_of(table)
                assert len(copy.all(model)) == len(document.all(model)) > 0


def test_returned_questionnaires_stay_behind_and_that_is_told(document: Document) -> None:
    service = entities.add(document, m.Service, name="Payroll")
    with document.edit("Keep") as session:
        session.add(m.ReturnedForm(id=new_key(), service_id=service, received_at=START, content='{"x": "form canary"}'))
    assert "1 returned questionnaire as it was filled in" in sharing.contents(document).left_out
    assert b"form canary" in document.path.read_bytes()
    assert b"form canary" not in shared(document).read_bytes()
