"""Closing a meeting: holes are told, decisions and actions read back, and everybody gets only their part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import entities, interviews, meetings, polls
from app import model as m
from app.document import Document
from app.session import new_session

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
DUE = date(2026, 10, 1)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """A session with three people, one of them without an address."""
    path = tmp_path / "closing.foreshock"
    with new_session(path, title="Programme", organisation="Quellmark", clock=lambda: NOW, who="Tomasz") as document:
        entities.add(document, m.Person, name="Ann Bell", email="ann@bell.example")
        entities.add(document, m.Person, name="Ida Falk", email="ida@falk.example")
        entities.add(document, m.Person, name="Øystein Brekkhus")
        entities.add(document, m.Service, name="Payroll")
        yield document


def person(document: Document, name: str) -> bytes:
    return next(row.id for row in document.all(m.Person) if row.name.startswith(name))


@pytest.fixture
def meeting(document: Document) -> bytes:
    """A meeting of Ann and Ida."""
    return meetings.open_meeting(document, "Tuesday round", seats=[person(document, "Ann"), person(document, "Ida")])


def told(document: Document, meeting: bytes) -> list[str]:
    return [hole.sentence for hole in meetings.holes(document, meeting)]


def test_a_meeting_in_which_all_is_told_has_no_holes(document: Document, meeting: bytes) -> None:
    ann = person(document, "Ann")
    for kind in ("decision", "action", "parking lot"):
        meetings.enter(document, kind, "Said", meeting=meeting, owner_id=ann, due_on=DUE)
    meetings.enter(document, "note", "Said", meeting=meeting)
    meetings.enter(document, "private note", meeting=meeting)
    point = meetings.add_point(document, meeting, "One", 5)
    meetings.begin_point(document, point)
    assert told(document, meeting) == []


def test_every_hole_is_told_with_what_it_is_about(document: Document, meeting: bytes) -> None:
    ann = person(document, "Ann")
    ownerless = [meetings.enter(document, "decision", text, meeting=meeting) for text in ("Wait", "Go")]
    empty = meetings.enter(document, "note", meeting=meeting)
    action = meetings.enter(document, "action", "Call", meeting=meeting)
    late = meetings.enter(document, "action", "Ask", meeting=meeting, owner_id=ann, due_on=date(2026, 9, 1))
    parked = meetings.enter(document, "parking lot", "Who pays?", meeting=meeting)
    point = meetings.add_point(document, meeting, "Budget", 5)
    seat = meetings.add_seat(document, meeting, "IT lead")
    unknown = person(document, "Øystein")
    meetings.add_seat(document, meeting, unknown)
    poll = polls.open_poll(document, document.all(m.Service)[0].id, "impact", meeting=meeting)
    found = {hole.sentence: hole for hole in meetings.holes(document, meeting)}
    assert {sentence: (hole.kind, set(hole.keys)) for sentence, hole in found.items()} == {
        "1 entry has no words yet.": ("words", {empty}),
        "2 decisions have no owner.": ("owner", set(ownerless)),
        "1 action has no owner.": ("owner", {action}),
        "1 action has no date.": ("due", {action}),
        "1 action is due before the day of the meeting.": ("past", {late}),
        "1 parked question has nobody to answer it.": ("owner", {parked}),
        "1 point of the agenda was not reached: Budget.": ("agenda", {point}),
        "1 scoring was not settled: SVC-001 Payroll.": ("scoring", {poll}),
        "1 seat has no name: IT lead.": ("seat", {seat}),
        "1 recipient has no e-mail address: Øystein Brekkhus.": ("address", {unknown}),
    }
    assert found["2 decisions have no owner."].entry_key == ownerless[0]


def test_what_is_read_back_has_words_and_is_public(document: Document, meeting: bytes) -> None:
    meetings.enter(document, "decision", "Wait", meeting=meeting)
    meetings.enter(document, "decision", meeting=meeting)
    meetings.enter(document, "private note", "Hidden", meeting=meeting)
    meetings.enter(document, "action", "Call", meeting=meeting, owner_id=person(document, "Ann"), due_on=DUE)
    spoken = meetings.read_back(document, meeting)
    assert [(one.text, one.owner) for one in spoken.decisions] == [("Wait", "")]
    assert [(one.ref, one.text, one.owner, one.due) for one in spoken.actions] == [("A-01", "Call", "Ann Bell", DUE)]
    assert spoken.at is None
    meetings.mark_read_back(document, meeting)
    assert meetings.read_back(document, meeting).at == NOW
    assert meetings.minutes(document, meeting).read_back_at == NOW


def test_everybody_gets_only_their_part(document: Document, meeting: bytes) -> None:
    ann, ida, outside = (person(document, name) for name in ("Ann", "Ida", "Øystein"))
    meetings.enter(document, "decision", "Ann's", meeting=meeting, speaker=ida, owner_id=ann)
    meetings.enter(document, "decision", "Nobody's, said by Ida", meeting=meeting, speaker=ida)
    meetings.enter(document, "action", "Ida's", meeting=meeting, owner_id=ida)
    meetings.enter(document, "action", "Outside's", meeting=meeting, owner_id=outside)
    meetings.enter(document, "action", meeting=meeting, owner_id=ann)
    parts = {
        one.name: (
            one.email, one.attended, [said.text for said in one.decisions], [said.text for said in one.actions],
        )
        for one in meetings.recipients(document, meeting)
    }  # fmt: skip
    assert parts == {
        "Ann Bell": ("ann@bell.example", True, ["Ann's"], []),
        "Ida Falk": ("ida@falk.example", True, ["Nobody's, said by Ida"], ["Ida's"]),
        "Øystein Brekkhus": (None, False, [], ["Outside's"]),
    }


def test_a_meeting_leaves_the_documents_of_its_kind_about_what_it_dealt_with(document: Document) -> None:
    service = document.all(m.Service)[0].id
    interview = meetings.open_meeting(document, "Interview", "interview")
    interviews.answer(document, service, 1, {"bia.purpose": "Pay"}, meeting=interview)
    workshop = meetings.open_meeting(document, "Workshop", "risk workshop")
    risk = entities.add(document, m.Risk, event="Flood")
    with document.edit("Link") as session:
        entities.create(session, m.RiskService, risk_id=risk, service_id=service)
    polls.open_poll(document, risk, "impact", meeting=workshop)
    plain = meetings.open_meeting(document, "Plain")

    def leavings(key: bytes) -> list[tuple[str, tuple[str, ...]]]:
        return [(one.kind, one.refs) for one in meetings.leavings(document, key)]

    both = ("minutes", "minutes-workbook")
    assert leavings(interview) == [*((kind, ("MTG-001",)) for kind in both), ("bia-sheet", ("SVC-001",))]
    assert leavings(workshop)[2:] == [("risk-register", ("SVC-001",)), ("risk-report", ("SVC-001",))]
    assert leavings(plain) == [(kind, ("MTG-003",)) for kind in both]


def test_minutes_hold_everything_that_was_public_and_nothing_private(document: Document, meeting: bytes) -> None:
    for kind in ("decision", "action", "parking lot", "note", "private note"):
        meetings.enter(document, kind, f"the {kind}", meeting=meeting)
    entities.add(document, m.Note, subject_id=meeting, text="on the meeting", at=NOW + timedelta(minutes=1))
    entities.add(document, m.Note, subject_id=meeting, text="for me", private=True, at=NOW)
    held = meetings.minutes(document, meeting)
    said = [line.text for line in (*held.decisions, *held.actions, *held.parked, *held.notes)]
    assert said == ["the decision", "the action", "the parking lot", "the note", "on the meeting"]
    assert "private" not in repr(held)
    assert "for me" not in repr(held)


def test_the_newest_meeting_that_has_begun_is_meant_when_none_is_named(document: Document, meeting: bytes) -> None:
    meetings.open_meeting(document, "Planned", starts_at=NOW + timedelta(days=3))
    assert meetings.newest(document) == meeting
