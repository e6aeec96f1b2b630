"""A meeting in real time: its agenda and pace, who sits where, and a log in which nothing said is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import entities, meetings, polls, programme
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.session import new_session

START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def document(tmp_path: Path, clock: Clock) -> Iterator[Document]:
    """A session with three people and a service."""
    path = tmp_path / "meeting.foreshock"
    with new_session(path, title="Programme", organisation="Quellmark", clock=clock, who="Tomasz") as document:
        for name in ("Ann Bell", "Øystein Brekkhus", "Ida Falk"):
            entities.add(document, m.Person, name=name, role=f"Role of {name.split()[0]}")
        entities.add(document, m.Service, name="Payroll")
        yield document


def person(document: Document, name: str) -> bytes:
    return next(row.id for row in document.all(m.Person) if row.name.startswith(name))


def opened(document: Document, **values: Any) -> bytes:
    values.setdefault("seats", [person(document, "Ann"), person(document, "Ida"), "IT lead"])
    return meetings.open_meeting(document, "Tuesday round", **values)


def shown(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M}"


# --- the meeting ---


def test_a_reopened_file_goes_on_with_the_running_meeting(document: Document, clock: Clock) -> None:
    assert meetings.running(document) is None
    key = opened(document, agenda=[("One", 10), ("Two", 10)])
    meetings.begin_next(document, key)
    clock.forward(7)
    document.close()
    with Document.open(document.path, clock=clock) as again:
        going = meetings.running(again)
        assert going is not None
        assert going.id == key
        current = meetings.agenda(again, key).current
        assert current is not None
        assert (current.title, current.used) == ("One", 7)
        meetings.end_meeting(again, key)
        assert meetings.running(again) is None
        meetings.reopen_meeting(again, key)
        assert meetings.running(again) is not None


def test_a_meeting_that_is_planned_does_not_run_before_it_begins(document: Document, clock: Clock) -> None:
    key = opened(document, starts_at=START + timedelta(days=1))
    assert meetings.running(document) is None
    assert meetings.meeting_list(document)[0].state == "planned"
    meetings.begin_meeting(document, key)
    assert meetings.meeting_list(document)[0].state == "running"


def test_the_end_ends_the_point_that_was_running_and_cannot_lie_before_the_start(
    document: Document, clock: Clock
) -> None:
    key = opened(document, agenda=[("One", 10), ("Two", 10)])
    meetings.begin_next(document, key)
    clock.forward(4)
    with pytest.raises(UserError, match="cannot end before it started"):
        meetings.end_meeting(document, key, START - timedelta(minutes=1))
    meetings.end_meeting(document, key)
    states = [(point.title, point.state, point.used) for point in meetings.agenda(document, key).points]
    assert states == [("One", "done", 4), ("Two", "open", 0)]
    with pytest.raises(UserError, match="ended already; reopen it"):
        meetings.begin_next(document, key)


def test_the_list_counts_what_is_in_each_log(document: Document, clock: Clock) -> None:
    first = opened(document)
    for kind, text in (("decision", "Yes"), ("action", "Do"), ("action", None), ("note", "Hm"), ("parking lot", "?")):
        meetings.enter(document, kind, text, meeting=first)
    clock.forward(60)
    second = opened(document, agenda=[("One", 5)], seats=())
    newest, older = meetings.meeting_list(document)
    assert (newest.key, newest.seats, newest.points) == (second, 0, 1)
    assert (older.key, older.decisions, older.actions, older.parked, older.notes) == (first, 1, 2, 1, 1)
    assert (older.to_complete, older.seats, older.ref) == (1, 3, "MTG-001")


def test_the_next_meeting_of_a_kind_offers_who_sat_there_last_but_not_who_left(document: Document) -> None:
    opened(document, kind="risk workshop")
    entities.set_field(document, m.Person, person(document, "Ida"), "status", "left")
    assert meetings.usual_seats(document, "risk workshop") == (person(document, "Ann"), "IT lead")
    assert meetings.usual_seats(document, "interview") == ()


@pytest.mark.parametrize("kind", ["interview", "risk workshop", "exercise", "meeting"])
def test_every_kind_of_meeting_has_a_usual_agenda_with_time_boxes(kind: str) -> None:
    points = meetings.usual_agenda(kind)
    assert len(points) >= 3
    assert all(title and minutes for title, minutes in points)


# --- agenda and pace ---


def test_twenty_points_at_four_minutes_tell_when_they_end(document: Document, clock: Clock) -> None:
    key = opened(document, agenda=[(f"Risk {number}", 4) for number in range(1, 21)])
    before = meetings.agenda(document, key)
    assert before.pace == f"20 points in 1 h 20, ends {shown(START + timedelta(minutes=80))}"
    for _ in range(6):
        meetings.begin_next(document, key)
        clock.forward(4)
    meetings.begin_next(document, key)
    agenda = meetings.agenda(document, key)
    assert agenda.done == 6
    assert agenda.pace == f"6 of 20, 4 min each, ends {shown(START + timedelta(minutes=80))}"
    assert (agenda.planned_minutes, agenda.used_minutes, agenda.over_minutes) == (80, 24, 0)


def test_the_projected_end_follows_the_pace_so_far(document: Document, clock: Clock) -> None:
    key = opened(document, agenda=[("One", 10), ("Two", 10), ("Three", 20)])
    meetings.begin_next(document, key)
    clock.forward(15)  # half as long again as its box
    meetings.begin_next(document, key)
    agenda = meetings.agenda(document, key)
    assert agenda.ends_at == START + timedelta(minutes=15 + 15 + 30)
    assert agenda.over_minutes == 20
    assert agenda.pace == f"1 of 3, 15 min each, ends {shown(START + timedelta(minutes=60))}, 20 min over"
    assert agenda.points[0].over == 5


def test_one_odd_point_does_not_send_the_end_to_midnight(document: Document, clock: Clock) -> None:
    key = opened(document, agenda=[("One", 1), ("Two", 60)])
    meetings.begin_next(document, key)
    clock.forward(30)
    meetings.begin_next(document, key)
    assert meetings.agenda(document, key).ends_at == START + timedelta(minutes=30 + 120)


def test_points_without_boxes_are_taken_to_last_what_finished_ones_took(document: Document, clock: Clock) -> None:
    key = opened(document, agenda=[("One", None), ("Two", None), ("Three", None)])
    assert meetings.agenda(document, key).planned_end is None
    meetings.begin_next(document, key)
    clock.forward(10)
    meetings.begin_next(document, key)
    assert meetings.agenda(document, key).ends_at == START + timedelta(minutes=30)


def test_beginning_a_point_ends_the_earlier_one(document: Document, clock: Clock) -> None:
    key = opened(document, agenda=[("One", 5), ("Two", 5), ("Three", 5)])
    one, two, three = (point.key for point in meetings.agenda(document, key).points)
    meetings.begin_point(document, one)
    clock.forward(3)
    meetings.begin_point(document, three)
    states = {point.key: (point.state, point.used) for point in meetings.agenda(document, key).points}
    assert states == {one: ("done", 3), two: ("open", 0), three: ("running", 0)}
    assert sum(point.state == "running" for point in meetings.agenda(document, key).points) == 1


def test_a_point_that_is_taken_up_again_goes_on_counting_without_the_time_between(
    document: Document, clock: Clock
) -> None:
    key = opened(document, agenda=[("One", 5), ("Two", 5)])
    one, two = (point.key for point in meetings.agenda(document, key).points)
    meetings.begin_point(document, one)
    clock.forward(3)
    meetings.begin_point(document, two)
    clock.forward(20)
    meetings.begin_point(document, one)
    clock.forward(4)
    assert meetings.agenda(document, key).points[0].used == 7


def test_a_point_that_was_never_begun_is_skipped_when_it_is_ended(document: Document) -> None:
    key = opened(document, agenda=[("One", 5), ("Two", 5)])
    meetings.end_point(document, meetings.agenda(document, key).points[0].key)
    agenda = meetings.agenda(document, key)
    assert [point.state for point in agenda.points] == ["skipped", "open"]
    assert agenda.following is not None
    assert agenda.following.title == "Two"


def test_points_are_added_moved_changed_and_removed(document: Document) -> None:
    key = opened(document)
    service = document.all(m.Service)[0].id
    for title in ("One", "Two", "Three"):
        last = meetings.add_point(document, key, title, "15", service)
    meetings.move_point(document, last, 0)
    meetings.change_point(document, last, minutes="1 h", title="First of all")
    points = meetings.agenda(document, key).points
    assert [(point.title, point.minutes) for point in points] == [("First of all", 60), ("One", 15), ("Two", 15)]
    assert points[1].subject_name == "SVC-001 Payroll"
    meetings.remove_point(document, points[1].key)
    assert [point.title for point in meetings.agenda(document, key).points] == ["First of all", "Two"]


@pytest.mark.parametrize("minutes", [-5, "-5", "−5 min"])
def test_a_time_box_is_never_negative(document: Document, minutes: int | str) -> None:
    key = opened(document)
    with pytest.raises(UserError, match="time box is not shorter than nothing"):
        meetings.add_point(document, key, "One", minutes)
    point = meetings.add_point(document, key, "One", 5)
    with pytest.raises(UserError, match="time box is not shorter than nothing"):
        meetings.change_point(document, point, minutes=minutes)
    with pytest.raises(UserError, match="must not be empty"):
        meetings.add_point(document, key, " ", 5)


# --- seats ---


def test_seats_are_numbered_and_named_by_person_or_role(document: Document) -> None:
    lines = meetings.seat_lines(document, opened(document))
    assert [(line.number, line.name, line.role) for line in lines] == [
        (1, "Ann Bell", "Role of Ann"), (2, "Ida Falk", "Role of Ida"), (3, "IT lead", "IT lead"),
    ]  # fmt: skip


def test_a_number_that_is_taken_and_a_person_who_sits_there_already_are_refused(document: Document) -> None:
    key = opened(document)
    with pytest.raises(UserError, match="Seat 2 is taken by Ida Falk"):
        meetings.add_seat(document, key, "Guest", 2)
    with pytest.raises(UserError, match="Seats are numbered from 1"):
        meetings.add_seat(document, key, "Guest", 0)
    with pytest.raises(UserError, match="Ann Bell has seat 1 already"):
        meetings.add_seat(document, key, person(document, "Ann"))
    with pytest.raises(UserError, match="needs a person or a role"):
        meetings.add_seat(document, key, "  ")
    meetings.add_seat(document, key, person(document, "Øystein"))
    assert [line.number for line in meetings.seat_lines(document, key)] == [1, 2, 3, 4]


def test_numbers_are_exchanged_and_undo_puts_them_back(document: Document) -> None:
    key = opened(document)
    ann = meetings.seat_lines(document, key)[0].key
    meetings.renumber(document, ann, 3)
    names = [line.name for line in meetings.seat_lines(document, key)]
    assert names == ["IT lead", "Ida Falk", "Ann Bell"]
    document.undo()
    assert meetings.seat_lines(document, key)[0].name == "Ann Bell"
    meetings.renumber(document, ann, 9)
    assert [line.number for line in meetings.seat_lines(document, key)] == [2, 3, 9]


def test_who_comes_late_leaves_and_comes_back_is_known_to_the_minute(document: Document, clock: Clock) -> None:
    key = opened(document)
    clock.forward(4)
    in_time = meetings.add_seat(document, key, "On time")
    clock.forward(16)
    late = meetings.add_seat(document, key, person(document, "Øystein"), presence="remote")
    lines = {line.key: line for line in meetings.seat_lines(document, key)}
    assert lines[in_time].came_at is None
    assert (lines[late].came_at, lines[late].presence) == (clock.now, "remote")
    ann = meetings.seat_lines(document, key)[0].key
    meetings.leave(document, ann)
    left = clock.now
    clock.forward(10)
    meetings.come_back(document, ann, "remote")
    clock.forward(10)
    meetings.end_meeting(document, key)
    attended = meetings.minutes(document, key).attendance[0]
    assert attended.spans == ((START, left), (left + timedelta(minutes=10), clock.now))
    assert not attended.left_early
    with pytest.raises(UserError, match="Ann Bell is in the meeting already"):
        meetings.come_back(document, ann)


def test_a_seat_with_history_is_never_deleted_only_left(document: Document) -> None:
    key = opened(document, seats=[person(document, "Ann"), "IT lead", "Voter", person(document, "Ida"), "Mistake"])
    ann, lead, voter, ida, mistake = (line.key for line in meetings.seat_lines(document, key))
    meetings.enter(document, "note", "Said", meeting=key, speaker=person(document, "Ann"))
    meetings.enter(document, "note", "Said", meeting=key, seat=lead)
    poll = polls.open_poll(document, document.all(m.Service)[0].id, "impact", meeting=key)
    polls.cast(document, poll, voter, 3)
    meetings.leave(document, ida)
    for seat in (ann, lead, voter, ida):
        with pytest.raises(UserError, match="took part in the meeting, so the seat stays"):
            meetings.remove_seat(document, seat)
    meetings.remove_seat(document, mistake)
    assert [line.key for line in meetings.seat_lines(document, key)] == [ann, lead, voter, ida]


def test_a_role_can_get_a_name_later_but_never_one_that_sits_elsewhere(document: Document) -> None:
    key = opened(document)
    lead = meetings.seat_lines(document, key)[2].key
    with pytest.raises(UserError, match="Ann Bell has seat 1 already"):
        meetings.change_seat(document, lead, person_id=person(document, "Ann"))
    meetings.change_seat(document, lead, person_id=person(document, "Øystein"))
    assert meetings.seat_lines(document, key)[2].name == "Øystein Brekkhus"
    ann = meetings.seat_lines(document, key)[0].key
    with pytest.raises(UserError, match="needs a person or a role"):
        meetings.change_seat(document, ann, person_id=None)


# --- the log ---


def test_the_speaker_is_a_person_or_a_seat_that_is_only_a_role(document: Document) -> None:
    key = opened(document)
    ann, _, lead = meetings.seat_lines(document, key)
    meetings.enter(document, "note", "One", meeting=key, seat=ann.key)
    meetings.enter(document, "note", "Two", meeting=key, seat=lead.key)
    document.speaker = person(document, "Ida")
    meetings.enter(document, "note", "Three", meeting=key)
    meetings.enter(document, "note", "Four", meeting=key, seat=lead.key)
    said = [(line.text, line.speaker_name, line.speaker_role) for line in meetings.entries(document, key)]
    assert said == [
        ("One", "Ann Bell", "Role of Ann"), ("Two", "IT lead", "IT lead"), ("Three", "Ida Falk", "Role of Ida"),
        ("Four", "IT lead", "IT lead"),
    ]  # fmt: skip


def test_entries_come_in_the_order_in_which_they_were_made_also_within_one_second(document: Document) -> None:
    key = opened(document)
    for number in range(30):
        meetings.enter(document, "note", str(number), meeting=key)
    assert [line.text for line in meetings.entries(document, key)] == [str(number) for number in range(30)]


def test_stamp_first_words_later(document: Document, clock: Clock) -> None:
    key = opened(document)
    entry = meetings.enter(document, "decision", meeting=key, speaker=person(document, "Ann"))
    stamped = clock.now
    clock.forward(30)
    assert [line.key for line in meetings.incomplete(document, key)] == [entry]
    meetings.edit_entry(document, entry, text="We wait", owner_id=person(document, "Ida"))
    assert meetings.incomplete(document, key) == []
    [line] = meetings.entries(document, key)
    assert (line.text, line.at, line.owner_name) == ("We wait", stamped, "Ida Falk")


def test_an_action_with_words_is_an_action_of_the_programme(document: Document) -> None:
    key, service = opened(document), document.all(m.Service)[0].id
    due = date(2026, 10, 1)
    meetings.enter(document, "action", "Call\nthe bank", meeting=key, subject=service, owner_id=person(document, "Ann"),
                   due_on=due)  # fmt: skip
    [action] = document.all(m.Action)
    assert (action.title, action.owner_id, action.due_on) == ("Call the bank", person(document, "Ann"), due)
    assert action.origin_id == service
    [line] = meetings.entries(document, key)
    assert (line.action, line.action_ref, line.text) == (action.id, "A-01", "Call\nthe bank")
    document.undo()
    assert document.all(m.Action) == []
    assert meetings.entries(document, key) == []


def test_words_added_later_make_the_action_and_changes_follow_there(document: Document) -> None:
    key = opened(document)
    entry = meetings.enter(document, "action", meeting=key)
    assert document.all(m.Action) == []
    meetings.edit_entry(document, entry, text="Call the bank")
    [action] = document.all(m.Action)
    assert action.origin_id == key
    meetings.edit_entry(document, entry, text="Call both banks", owner_id=person(document, "Ann"), due_on="1 Oct 2026")
    [action] = document.all(m.Action)
    assert (action.title, action.owner_id, action.due_on) == (
        "Call both banks", person(document, "Ann"), date(2026, 10, 1),
    )  # fmt: skip
    meetings.edit_entry(document, entry, owner_id=None)
    assert document.all(m.Action)[0].owner_id is None
    assert meetings.entries(document, key)[0].owner is None


def test_what_the_actions_page_knows_fills_the_gaps_of_the_log(document: Document) -> None:
    key = opened(document)
    meetings.enter(document, "action", "Call", meeting=key)
    entities.set_field(document, m.Action, document.all(m.Action)[0].id, "owner_id", person(document, "Ida"))
    assert meetings.entries(document, key)[0].owner_name == "Ida Falk"
    assert "action has no owner" not in " ".join(hole.sentence for hole in meetings.holes(document, key))


def test_an_action_that_becomes_a_note_takes_its_action_with_it_unless_that_is_in_hand(document: Document) -> None:
    key = opened(document)
    first = meetings.enter(document, "action", "Call", meeting=key)
    meetings.edit_entry(document, first, kind="note")
    assert document.all(m.Action) == []
    meetings.edit_entry(document, first, kind="action")
    [action] = document.all(m.Action)
    programme.close_action(document, action.id, evidence="done")
    with pytest.raises(UserError, match="is closed already, so the entry stays an action"):
        meetings.edit_entry(document, first, kind="note")
    assert meetings.entries(document, key)[0].kind == "action"
    meetings.remove_entry(document, first)
    assert meetings.entries(document, key) == []
    assert len(document.all(m.Action)) == 1


def test_removing_an_entry_removes_its_open_action_and_undo_brings_both_back(document: Document) -> None:
    key = opened(document)
    entry = meetings.enter(document, "action", "Call", meeting=key)
    meetings.remove_entry(document, entry)
    assert document.all(m.Action) == []
    document.undo()
    [line] = meetings.entries(document, key)
    assert line.action_ref == "A-01"


def test_a_very_long_action_has_a_title_that_is_cut_and_loses_nothing(document: Document) -> None:
    key, text = opened(document), "very long " * 100
    meetings.enter(document, "action", text, meeting=key)
    assert len(document.all(m.Action)[0].title) <= 500
    assert meetings.entries(document, key)[0].text == text.strip()


def test_what_is_entered_after_the_end_is_stamped_with_the_real_time_and_says_so(
    document: Document, clock: Clock
) -> None:
    key = opened(document)
    meetings.enter(document, "note", "In time", meeting=key)
    clock.forward(30)
    meetings.end_meeting(document, key)
    meetings.enter(document, "note", "At the last moment", meeting=key)
    clock.forward(5)
    meetings.enter(document, "note", "Added", meeting=key)
    assert [(line.text, line.after_end) for line in meetings.entries(document, key)] == [
        ("In time", False), ("At the last moment", False), ("Added", True),
    ]  # fmt: skip
    assert meetings.entries(document, key)[-1].at == clock.now


def test_entries_are_narrowed_by_kind_and_subject_and_exist_without_a_meeting(document: Document) -> None:
    key, service = opened(document), document.all(m.Service)[0].id
    meetings.enter(document, "note", "One", meeting=key, subject=service, field="rto")
    meetings.enter(document, "decision", "Two", meeting=key)
    meetings.enter(document, "note", "Alone", subject=service)
    assert [line.text for line in meetings.entries(document, key, ("decision",))] == ["Two"]
    about = meetings.entries(document, subject=service)
    assert [(line.text, line.subject_name, line.field) for line in about] == [
        ("One", "SVC-001 Payroll", "rto"), ("Alone", "SVC-001 Payroll", ""),
    ]  # fmt: skip


def test_a_kind_that_does_not_exist_and_an_entry_that_is_gone_are_told(document: Document) -> None:
    with pytest.raises(UserError, match="no kind of entry"):
        meetings.enter(document, "rumour", "x")
    with pytest.raises(UserError, match="no longer exists"):
        meetings.edit_entry(document, b"x" * 16, text="y")
    with pytest.raises(UserError, match="no longer exists"):
        meetings.agenda(document, b"x" * 16)
