"""Exercises and tests: programme, objectives, injects, the run and its log, ratings and measured times."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import (
    Base,
    EntityRow,
    entity_args,
    key_column,
    owner_reference,
    position,
    reference,
    table_args,
)

EXERCISE_TYPE = {
    "checklist": N_("checklist review"),
    "walkthrough": N_("walkthrough"),
    "call-tree": N_("call-tree test"),
    "tabletop": N_("tabletop"),
    "simulation": N_("functional simulation"),
    "restore": N_("component restore"),
    "failover": N_("failover"),
    "full-scale": N_("full-scale with failback"),
}
#: Measured, technical tests (``domain.md`` §6); all others are discussion or notification exercises.
TECHNICAL = frozenset({"restore", "failover", "full-scale"})
EXERCISE_STATE = {
    "planned": N_("planned"),
    "ready": N_("ready"),
    "running": N_("running"),
    "paused": N_("paused"),
    "completed": N_("completed"),
    "cancelled": N_("cancelled"),
}
REPORT_STATE = {"none": N_("none"), "draft": N_("draft"), "approved": N_("approved")}
RATING = {
    "P": N_("P: achieved without problem"),
    "S": N_("S: achieved, improvements found"),
    "M": N_("M: achieved with major challenges"),
    "U": N_("U: not achieved"),
    "N/A": N_("not observed"),
}
INJECT_TYPE = {
    "contextual": N_("contextual"),
    "expected-action": N_("expected action"),
    "contingency": N_("contingency"),
    "ad hoc": N_("ad hoc"),
}
INJECT_STATE = {
    "planned": N_("planned"),
    "released": N_("released"),
    "held": N_("held"),
    "skipped": N_("skipped"),
}
LOG_KIND = {
    "inject": N_("inject"),
    "decision": N_("decision"),
    "observation": N_("observation"),
    "strength": N_("strength"),
    "clock": N_("clock"),
    "note": N_("note"),
}
CLOCK_EVENT = {
    "start": N_("started"),
    "pause": N_("paused"),
    "resume": N_("resumed"),
    "jump": N_("jumped"),
    "end": N_("ended"),
}
OUTCOME = {
    "measured": N_("measured"),
    "not measured": N_("not measured"),
    "aborted": N_("aborted"),
    "discussed": N_("discussed"),
}
HOT_WASH = {"keep": N_("keep"), "fix": N_("fix"), "test": N_("test next")}
PHASE = {"detect": N_("detect"), "decide": N_("decide"), "restore": N_("restore"), "verify": N_("verify")}


class Exercise(EntityRow, Base):
    """An exercise or a test of the programme. ``original_on`` is the date first planned and never moves."""

    __tablename__ = "exercise"
    __table_args__ = entity_args("exercise")
    ENTITY, PREFIX, DIGITS = "exercise", "EX", 2

    title: Mapped[str] = field(Kind.TEXT, N_("Title"), required=True, core=True)
    public_title: Mapped[str | None] = field(
        Kind.TEXT, N_("Public title"), N_("What players see; the scenario's name gives the game away.")
    )
    type: Mapped[str] = field(Kind.CHOICE, N_("Type"), choices=EXERCISE_TYPE, default="tabletop", core=True)
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=EXERCISE_STATE, default="planned", core=True)
    original_on: Mapped[date | None] = field(Kind.DATE, N_("Original date"), core=True)
    planned_on: Mapped[date | None] = field(Kind.DATE, N_("Planned for"), core=True)
    times_moved: Mapped[int] = field(Kind.INTEGER, N_("Times moved"), minimum=0, default=0, editable=False)
    completed_on: Mapped[date | None] = field(Kind.DATE, N_("Completed on"), core=True)
    started_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Started at"))
    ended_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Ended at"))
    scenario: Mapped[str | None] = field(Kind.TEXT, N_("Scenario"))
    scenario_start: Mapped[str | None] = field(Kind.TEXT, N_("Scenario begins"))
    scenario_end: Mapped[str | None] = field(Kind.TEXT, N_("Scenario ends"))
    lead_id: Mapped[bytes | None] = reference("person", N_("Exercise lead"), core=True)
    evaluator_id: Mapped[bytes | None] = reference("person", N_("Evaluator"))
    meeting_id: Mapped[bytes | None] = reference("meeting", N_("Meeting"))
    retest_of_id: Mapped[bytes | None] = reference("exercise", N_("Retest of"))
    retest_due_on: Mapped[date | None] = field(Kind.DATE, N_("Retest due"))
    report: Mapped[str] = field(Kind.CHOICE, N_("Report"), choices=REPORT_STATE, default="none")
    report_on: Mapped[date | None] = field(Kind.DATE, N_("Report dated"))
    verdict: Mapped[str | None] = field(Kind.TEXT, N_("Verdict"))
    summary: Mapped[str | None] = field(Kind.NOTE, N_("Result"))


class ExerciseService(Base):
    """A service that an exercise covers."""

    __tablename__ = "exercise_service"
    __table_args__ = table_args(UniqueConstraint("exercise_id", "service_id"))

    id: Mapped[bytes] = key_column()
    exercise_id: Mapped[bytes] = owner_reference("exercise", N_("Exercise"))
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))


class ServiceResult(Base):
    """What an exercise measured for a service, against the targets as they were frozen on the day."""

    __tablename__ = "service_result"
    __table_args__ = table_args(UniqueConstraint("exercise_id", "service_id"))

    id: Mapped[bytes] = key_column()
    exercise_id: Mapped[bytes] = owner_reference("exercise", N_("Exercise"))
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"), core=True)
    outcome: Mapped[str] = field(Kind.CHOICE, N_("Outcome"), choices=OUTCOME, default="not measured", core=True)
    target_rto: Mapped[int | None] = field(Kind.DURATION, N_("RTO on the day"), core=True)
    target_rpo: Mapped[int | None] = field(Kind.DURATION, N_("RPO on the day"))
    lost_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Lost"))
    detected_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Detected"))
    invoked_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Invoked"))
    recovery_began_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Recovery began"))
    at_mbco_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("At MBCO"))
    verified_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Owner verified"))
    rta: Mapped[int | None] = field(Kind.DURATION, N_("RTA"), N_("Recovery time actual."), core=True)
    rpa: Mapped[int | None] = field(Kind.DURATION, N_("RPA"), N_("Age of the data after recovery."), core=True)
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))


class Objective(Base):
    """What an exercise is to find out, and how it went."""

    __tablename__ = "objective"
    __table_args__ = table_args(UniqueConstraint("exercise_id", "number"))

    id: Mapped[bytes] = key_column()
    exercise_id: Mapped[bytes] = owner_reference("exercise", N_("Exercise"))
    number: Mapped[int] = field(Kind.INTEGER, N_("No"), minimum=1, core=True)
    text: Mapped[str] = field(Kind.TEXT, N_("Objective"), required=True, core=True)
    critical: Mapped[bool] = field(Kind.YES_NO, N_("Critical"), default=False, core=True)
    rating: Mapped[str | None] = field(Kind.CHOICE, N_("Rating"), choices=RATING, core=True)
    rating_reason: Mapped[str | None] = field(Kind.NOTE, N_("Reason"))


class Inject(EntityRow, Base):
    """A scripted message of an exercise; its times are minutes of the exercise and words of the scenario clock."""

    __tablename__ = "inject"
    __table_args__ = entity_args("inject", UniqueConstraint("exercise_id", "number"))
    ENTITY, PREFIX, DIGITS = "inject", "", 0

    exercise_id: Mapped[bytes] = owner_reference("exercise", N_("Exercise"))
    number: Mapped[int] = field(Kind.INTEGER, N_("No"), minimum=1, core=True)
    minute: Mapped[int | None] = field(Kind.INTEGER, N_("Exercise minute"), minimum=0, core=True)
    scenario_time: Mapped[str | None] = field(Kind.TEXT, N_("Scenario time"), core=True)
    type: Mapped[str] = field(Kind.CHOICE, N_("Type"), choices=INJECT_TYPE, default="expected-action")
    title: Mapped[str] = field(Kind.TEXT, N_("Title"), required=True, core=True)
    narrative: Mapped[str | None] = field(Kind.NOTE, N_("Narrative"), core=True)
    sender: Mapped[str | None] = field(Kind.TEXT, N_("Simulated sender"))
    target_role: Mapped[str | None] = field(Kind.TEXT, N_("To"), core=True)
    channel: Mapped[str | None] = field(Kind.TEXT, N_("Channel"), core=True)
    objective_id: Mapped[bytes | None] = reference("objective", N_("Objective"))
    expected: Mapped[str | None] = field(Kind.NOTE, N_("Expected actions"))
    questions: Mapped[str | None] = field(Kind.NOTE, N_("Questions"))
    branch: Mapped[str | None] = field(Kind.NOTE, N_("Branch"))
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=INJECT_STATE, default="planned", core=True)
    released_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Released at"))
    action_seen_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Action seen at"))
    rating: Mapped[str | None] = field(Kind.CHOICE, N_("Rating"), choices=RATING)
    note: Mapped[str | None] = field(Kind.NOTE, N_("Evaluator's note"))


class ExerciseLog(Base):
    """A line of the exercise's log. Logged: corrected by a new entry, never undone."""

    __tablename__ = "exercise_log"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = key_column()
    exercise_id: Mapped[bytes] = owner_reference("exercise", N_("Exercise"))
    at: Mapped[datetime] = field(Kind.INSTANT, N_("At"), editable=False)
    scenario_time: Mapped[str | None] = field(Kind.TEXT, N_("Scenario time"), editable=False)
    kind: Mapped[str] = field(Kind.CHOICE, N_("Kind"), choices=LOG_KIND, editable=False)
    text: Mapped[str] = field(Kind.NOTE, N_("What"), editable=False)
    person_id: Mapped[bytes | None] = reference("person", N_("By"), editable=False)
    role: Mapped[str | None] = field(Kind.TEXT, N_("Role"), editable=False)
    objective_id: Mapped[bytes | None] = reference("objective", N_("Objective"), editable=False)
    inject_id: Mapped[bytes | None] = reference("inject", N_("Inject"), editable=False)
    rating: Mapped[str | None] = field(Kind.CHOICE, N_("Rating"), choices=RATING, editable=False)
    latest_decision: Mapped[str | None] = field(Kind.TEXT, N_("Latest decision time"), editable=False)
    entered_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Entered at"), editable=False)


class ClockEvent(Base):
    """A start, pause, resume, jump or end of the exercise clock; the clocks are restored from these."""

    __tablename__ = "clock_event"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = key_column()
    exercise_id: Mapped[bytes] = owner_reference("exercise", N_("Exercise"))
    at: Mapped[datetime] = field(Kind.INSTANT, N_("At"), editable=False)
    kind: Mapped[str] = field(Kind.CHOICE, N_("Event"), choices=CLOCK_EVENT, editable=False)
    scenario_time: Mapped[str | None] = field(Kind.TEXT, N_("Scenario time"), editable=False)


class ClaimedTime(Base):
    """Minutes that the room claimed for a phase in a tabletop: an estimate, never a measurement."""

    __tablename__ = "claimed_time"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    exercise_id: Mapped[bytes] = owner_reference("exercise", N_("Exercise"))
    service_id: Mapped[bytes | None] = reference("service", N_("Service"))
    phase: Mapped[str] = field(Kind.CHOICE, N_("Phase"), choices=PHASE, core=True)
    minutes: Mapped[int] = field(Kind.DURATION, N_("Claimed"), core=True)


class HotWash(Base):
    """A line of the hot wash: keep, fix or test next."""

    __tablename__ = "hot_wash"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    exercise_id: Mapped[bytes] = owner_reference("exercise", N_("Exercise"))
    heading: Mapped[str] = field(Kind.CHOICE, N_("Heading"), choices=HOT_WASH, core=True)
    text: Mapped[str] = field(Kind.TEXT, N_("What"), required=True, core=True)
    position: Mapped[int] = position()


class Feedback(Base):
    """An answer of the private feedback, without a name."""

    __tablename__ = "feedback"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    exercise_id: Mapped[bytes] = owner_reference("exercise", N_("Exercise"))
    question: Mapped[str] = field(Kind.TEXT, N_("Question"))
    score: Mapped[int | None] = field(Kind.LEVEL, N_("Score"))
    comment: Mapped[str | None] = field(Kind.NOTE, N_("Comment"))
