"""An interview asks its script, goes on where it stopped, comes back a year later, and moves on to the next service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import entities, interviews, meetings, packs
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.session import new_session

CORE = [1, 2, 5, 6, 7, 13, 14, 15, 17, 18, 22, 23, 25, 35]


def by_ref(document: Document, ref: str) -> bytes:
    key: bytes = next(row.id for row in document.all(m.Entity) if row.ref == ref)
    return key


class Years:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2025, 9, 15, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def years(tmp_path: Path) -> Years:
    return Years()


@pytest.fixture
def document(tmp_path: Path, years: Years):  # type: ignore[no-untyped-def]
    with new_session(tmp_path / "years.foreshock", title="P", organisation="Q", clock=years, who="Tomasz") as made:
        yield made


# --- which questions ---


def test_the_core_is_what_the_short_interview_asks_and_ends_with_approval(session: Document, service: bytes) -> None:
    found = interviews.course(session, service)
    assert [step.number for step in found.steps if step.asked] == CORE
    assert (found.script, found.asked, len(found.steps)) == ("core", len(CORE), 35)
    assert all(step.title and len(step.title) < 30 for step in found.steps)
    assert found.after(7) == 13
    assert found.before(13) == 7
    assert found.after(35) is None


@pytest.mark.parametrize(("rto", "script"), [("1h", "full"), ("4h", "full"), ("8h", "core"), (None, "core")])
def test_everything_is_suggested_for_the_top_tiers(
    session: Document, service: bytes, rto: str | None, script: str
) -> None:
    entities.set_fields(session, m.Service, service, {"rto": rto})
    assert interviews.suggested_script(session, service) == script
    assert interviews.script_of(session, service) == script


def test_a_foundation_is_asked_everything_before_it_has_targets(session: Document, service: bytes) -> None:
    entities.set_fields(session, m.Service, service, {"tier_assigned": 0})
    assert interviews.suggested_script(session, service) == "full"


def test_a_chosen_script_stands_and_opens_no_interview(session: Document, service: bytes) -> None:
    assert interviews.set_script(session, service, "full")
    assert not interviews.set_script(session, service, "full")
    assert interviews.course(session, service).asked == 35
    assert interviews.bia_state(session, service).state == "not started"
    assert interviews.set_script(session, service, None)
    assert interviews.script_of(session, service) == "core"
    with pytest.raises(UserError, match="must be one of"):
        interviews.set_script(session, service, "some")


def test_the_time_of_a_section_is_shared_among_its_questions(session: Document, service: bytes) -> None:
    interviews.set_script(session, service, "full")
    found = interviews.course(session, service)
    assert found.minutes == packs.interview_guide().minutes
    for section in packs.interview_guide().sections:
        own = [step.minutes for step in found.steps if step.section == section.code]
        assert sum(own) == pytest.approx(section.minutes)
    assert found.step(7).minutes == max(step.minutes for step in found.steps)


# --- where it goes on ---


def test_skipped_questions_are_settled_and_parked_ones_come_back_last(session: Document, service: bytes) -> None:
    interviews.answer(session, service, 1, {"bia.purpose": "Takes orders"})
    interviews.answer(session, service, 2, state="skipped")
    interviews.answer(session, service, 5, state="parked", text="Ask Finance")
    found = interviews.course(session, service)
    assert [found.step(n).state for n in (1, 2, 5, 6)] == ["answered", "skipped", "parked", "open"]
    assert (found.done, found.parked, found.next) == (2, 1, 6)
    for number in CORE:
        if number not in (1, 2, 5):
            interviews.answer(session, service, number, text="Said")
    assert interviews.course(session, service).next == 5
    interviews.answer(session, service, 5, state="skipped")
    assert interviews.course(session, service).next is None


def test_what_was_said_is_told_in_words(sample: Document) -> None:
    said = {step.number: step.said for step in interviews.course(sample, by_ref(sample, "SVC-008")).steps}
    assert said[2] == "Chidi Umenta, Łucja Wrzesnik"
    assert said[6] == "Pay run: 8 h"
    assert said[7] == "56 of 56 cells scored"
    assert said[8].startswith("an hour 1\u202f000 / 3\u202f000 / 12\u202f000 · a day")
    assert said[14] == "24 h"
    assert said[25].endswith("Finance and stock ledger (ERP) (soft)")
    assert said[27] == "Wagefern, 2 d"
    assert said[29] == "Payroll staff, 2 after 4 h, 3 after 24 h, 4 after 1 w"
    assert said[35] == "Chidi Umenta on 26 Aug 2026, version 2"


def test_what_a_form_filled_is_on_record_though_nobody_was_asked(session: Document, service: bytes) -> None:
    step = interviews.course(session, service).step(2)
    assert (step.state, step.said, step.at) == ("open", "Grace Okonjo-Hale", None)


def test_the_gaps_of_a_question_are_filled_from_the_grid(sample: Document, session: Document, service: bytes) -> None:
    assert interviews.course(session, service).step(13).ask == "Tolerable at …, not at …: where is the line?"
    asked = interviews.course(sample, by_ref(sample, "SVC-008")).step(13).ask
    assert asked == "Tolerable at 24 h, not at 3 d: where is the line?"


def test_an_answer_is_stamped_with_who_speaks_and_the_running_meeting(
    session: Document, service: bytes, person: bytes
) -> None:
    meeting = meetings.open_meeting(session, "Interview", "interview", seats=[person])
    session.speaker = person
    interviews.answer(session, service, 1, {"bia.purpose": "Takes orders"})
    interviews.answer(session, service, 14, {"service.rto": "4h"})
    row = interviews.answers(session, service)[1]
    assert (row.speaker_id, row.meeting_id) == (person, meeting)
    assert interviews.decisions(session, service)["rto"].decided_by_id == person
    assert interviews.course(session, service).step(1).speaker == "Grace Okonjo-Hale"
    meetings.end_meeting(session, meeting)
    interviews.answer(session, service, 3, text="Orders")
    assert interviews.answers(session, service)[3].meeting_id is None


# --- a year later ---


@pytest.fixture
def year_old(document: Document, years: Years) -> bytes:
    """A service that was approved a year ago; question 22 was skipped, 18 parked."""
    owner = entities.add(document, m.Person, name="Grace Okonjo-Hale")
    service: bytes = entities.add(document, m.Service, name="Order intake", owner_id=owner, mbco_text="Half")
    interviews.answer(document, service, 1, {"bia.purpose": "Takes orders"}, speaker=owner)
    interviews.answer(document, service, 14, {"service.rto": "8h"}, speaker=owner)
    interviews.answer(document, service, 13, {"service.mtpd": "24h"}, speaker=owner)
    interviews.answer(document, service, 22, state="skipped")
    interviews.answer(document, service, 18, {"service.rpo": "1h"}, state="parked")
    interviews.finish_interview(document, service)
    interviews.approve_bia(document, service, owner)
    years.now += timedelta(days=365)
    return service


def test_before_it_is_opened_again_nothing_is_asked_anew(document: Document, year_old: bytes) -> None:
    assert not interviews.course(document, year_old).again
    assert interviews.course(document, year_old).step(1).state == "answered"


def test_an_approved_interview_opened_again_asks_whether_it_is_still_true(document: Document, year_old: bytes) -> None:
    interviews.open_interview(document, year_old)
    found = interviews.course(document, year_old)
    states = {n: found.step(n).state for n in (1, 13, 14, 18, 22, 35)}
    assert states == {1: "old", 13: "old", 14: "old", 18: "parked", 22: "open", 35: "old"}
    assert (found.again, found.next, found.step(1).said) == (True, 1, "Takes orders")
    assert interviews.bia_state(document, year_old).state == "open"


def test_still_true_stamps_the_old_answer_and_changes_nothing_else(
    document: Document, years: Years, year_old: bytes
) -> None:
    deputy = entities.add(document, m.Person, name="Ada Lind")
    interviews.open_interview(document, year_old)
    before = interviews.content_of(document, year_old)
    interviews.confirm(document, year_old, 1, speaker=deputy)
    step = interviews.course(document, year_old).step(1)
    assert (step.state, step.speaker, step.said, step.at) == ("answered", "Ada Lind", "Takes orders", years.now)
    after = interviews.content_of(document, year_old)
    assert before.pop("answers") != after.pop("answers")
    assert before == after
    assert interviews.old_and_new(document, year_old) == ()
    document.undo()
    assert interviews.course(document, year_old).step(1).state == "old"


def test_an_answer_given_anew_shows_beside_the_old_one(document: Document, year_old: bytes) -> None:
    interviews.open_interview(document, year_old)
    interviews.answer(document, year_old, 14, {"service.rto": "4h"})
    assert interviews.course(document, year_old).step(14).state == "answered"
    (changed,) = interviews.old_and_new(document, year_old)
    assert (changed.label, changed.before, changed.after, changed.question) == ("RTO", "8 h", "4 h", 14)


def test_nothing_on_record_cannot_be_confirmed(session: Document, service: bytes) -> None:
    with pytest.raises(UserError, match="Nothing is on record for question 4"):
        interviews.confirm(session, service, 4)


def test_a_finished_interview_goes_on_soon_and_is_held_anew_later(
    document: Document, years: Years, year_old: bytes
) -> None:
    interviews.open_interview(document, year_old)
    opened = years.now
    interviews.confirm(document, year_old, 1)
    interviews.finish_interview(document, year_old)
    years.now += timedelta(days=2)
    interviews.open_interview(document, year_old)
    assert interviews.course(document, year_old).step(1).state == "answered"
    interviews.finish_interview(document, year_old)
    years.now += timedelta(days=60)
    interviews.open_interview(document, year_old)
    assert interviews.course(document, year_old).step(1).state == "old"
    assert document.get(m.Bia, year_old).opened_at == opened + timedelta(days=62)  # type: ignore[union-attr]


# --- planning and holding ---


def test_a_plan_says_what_would_be_asked_and_writes_nothing(session: Document, service: bytes, person: bytes) -> None:
    interviews.answer(session, service, 1, {"bia.purpose": "Takes orders"})
    version = session.version
    plan = interviews.plan_interviews(session, [service], [person])
    (point,) = plan.points
    assert (plan.title, point.questions, point.open, point.old) == ("Interview: Order intake", 14, 13, 0)
    assert plan.warnings == ()
    assert plan.minutes == point.minutes + 5
    assert session.version == version
    full = interviews.plan_interviews(session, [service], [person], scripts={service: "full"})
    assert full.points[0].questions == 35
    assert full.minutes > plan.minutes


def test_asking_again_takes_less_time_than_asking_anew(document: Document, year_old: bytes) -> None:
    anew: bytes = entities.add(document, m.Service, name="Other")
    again, fresh = interviews.plan_interviews(document, [year_old, anew], []).points
    assert (again.old, fresh.old) == (4, 0)
    assert again.minutes < fresh.minutes


def test_a_plan_warns_of_what_will_hurt(session: Document, service: bytes, person: bytes) -> None:
    left = entities.add(session, m.Person, name="Ada Lind", status="left")
    others = [entities.add(session, m.Service, name=f"S{n}", rto="1h", owner_id=left) for n in range(3)]
    nobody = entities.add(session, m.Service, name="Orphan")
    plan = interviews.plan_interviews(session, [service, *others, nobody], ["Chair"], scripts={others[0]: "core"})
    told = "\n".join(plan.warnings)
    assert "Grace Okonjo-Hale, who owns Order intake, is not among those who answer" in told
    assert "Ada Lind, who owns S0, has left" in told
    assert "S0 is Tier 1; all questions are suggested" in told
    assert "Orphan has no owner yet" in told
    assert "in one sitting" in told
    assert "without a name" in interviews.plan_interviews(session, [service], []).warnings[0]


def test_interviews_are_a_meeting_with_a_point_per_service(session: Document, service: bytes, person: bytes) -> None:
    other: bytes = entities.add(session, m.Service, name="Picking", owner_id=person)
    plan = interviews.plan_interviews(session, [service, other], [person, "Facilitator"], scripts={other: "full"})
    meeting = interviews.begin_interviews(session, plan, place="Brenholt")
    agenda = meetings.agenda(session, meeting)
    assert [point.subject for point in agenda.points] == [service, other, None]
    assert meetings.meeting(session, meeting).kind == "interview"
    assert [seat.name for seat in meetings.seat_lines(session, meeting)] == ["Grace Okonjo-Hale", "Facilitator"]
    assert interviews.current_service(session, meeting) == service
    assert interviews.following_service(session, meeting) == other
    assert interviews.script_of(session, other) == "full"
    states = [interviews.bia_state(session, key).state for key in (service, other)]
    assert states == ["open", "not started"], "an interview is opened when it is its turn"
    assert interviews.next_service(session, meeting) == other
    assert interviews.bia_state(session, other).state == "open"
    assert interviews.next_service(session, meeting) is None
    assert interviews.current_service(session, meeting) is None


def test_interviews_join_the_meeting_that_is_running(session: Document, service: bytes, person: bytes) -> None:
    meeting = meetings.open_meeting(session, "Workshop", seats=["Chair"], agenda=[("Welcome", 10)])
    plan = interviews.plan_interviews(session, [service], [person])
    assert interviews.begin_interviews(session, plan, meeting=meeting) == meeting
    assert [seat.name for seat in meetings.seat_lines(session, meeting)] == ["Chair", "Grace Okonjo-Hale"]
    assert len(session.all(m.Meeting)) == 1
    interviews.begin_interviews(session, plan, meeting=meeting)
    assert [point.subject for point in meetings.agenda(session, meeting).points] == [None, service], "not twice"


def test_a_service_can_be_asked_out_of_turn(session: Document, service: bytes, person: bytes) -> None:
    other: bytes = entities.add(session, m.Service, name="Picking", owner_id=person)
    meeting = interviews.begin_interviews(session, interviews.plan_interviews(session, [service], [person]))
    interviews.go_to_service(session, meeting, other)
    assert interviews.current_service(session, meeting) == other
    interviews.leave_service(session, meeting)
    assert interviews.current_service(session, meeting) is None
    assert interviews.bia_state(session, other).state == "open"


def test_nothing_begins_without_a_service(session: Document) -> None:
    with pytest.raises(UserError, match="Choose at least one service"):
        interviews.begin_interviews(session, interviews.plan_interviews(session, [], []))
    assert session.all(m.Meeting) == []
