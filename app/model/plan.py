"""Continuity plans: the twenty parts of ``domain.md`` §5, as texts, and as rows where they are lists."""

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

PLAN_STATE = {"draft": N_("draft"), "approved": N_("approved"), "retired": N_("retired")}
NOTICE_AUDIENCE = {"internal": N_("internal"), "external": N_("external")}
PLAN_RESOURCE_KIND = {
    "people": N_("people"),
    "space": N_("space"),
    "it": N_("equipment and access"),
    "data": N_("data"),
    "supplier": N_("supplier"),
}
COPY_FORM = {"paper": N_("paper"), "file": N_("file"), "phone": N_("on a phone")}


class Plan(EntityRow, Base):
    """A continuity plan for one service or several. Versions are texts such as ``2.0``."""

    __tablename__ = "plan"
    __table_args__ = entity_args("plan")
    ENTITY, PREFIX, DIGITS = "plan", "PLN", 3

    title: Mapped[str] = field(Kind.TEXT, N_("Title"), required=True, core=True)
    version: Mapped[str] = field(Kind.TEXT, N_("Version"), default="0.1", core=True)
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=PLAN_STATE, default="draft", editable=False, core=True)
    owner_id: Mapped[bytes | None] = reference("person", N_("Plan owner"), core=True)
    purpose: Mapped[str | None] = field(Kind.NOTE, N_("Purpose"), core=True)
    scope: Mapped[str | None] = field(Kind.NOTE, N_("Scope"), core=True)
    exclusions: Mapped[str | None] = field(Kind.NOTE, N_("Exclusions"))
    deactivation: Mapped[str | None] = field(
        Kind.NOTE, N_("Stand-down criteria"), N_("When the plan is ended, and who says so."), core=True
    )
    recovery_order: Mapped[str | None] = field(
        Kind.NOTE, N_("Recovery order"), N_("Empty: the order that follows from the dependencies."),
    )  # fmt: skip
    workaround: Mapped[str | None] = field(
        Kind.NOTE, N_("Workaround"), N_("Empty: the workarounds of the services' BIA.")
    )
    incident_process: Mapped[str | None] = field(Kind.NOTE, N_("Link to the incident process"), core=True)
    return_to_normal: Mapped[str | None] = field(Kind.NOTE, N_("Return to normal"), core=True)
    offline_places: Mapped[str | None] = field(
        Kind.NOTE, N_("Without network"), N_("Where this plan lies when nothing works."), core=True
    )
    bridge_number: Mapped[str | None] = field(Kind.TEXT, N_("Bridge number"), core=True)
    bridge_code: Mapped[str | None] = field(Kind.TEXT, N_("Bridge code"))
    allowance: Mapped[int | None] = field(
        Kind.DURATION, N_("Detect and decide"), N_("Time from loss until the first step begins."), core=True
    )
    approved_by_id: Mapped[bytes | None] = reference("person", N_("Approved by"), editable=False)
    approved_on: Mapped[date | None] = field(Kind.DATE, N_("Approved on"), editable=False)
    reviewed_on: Mapped[date | None] = field(Kind.DATE, N_("Last review"))
    next_review_on: Mapped[date | None] = field(Kind.DATE, N_("Next review"))
    expires_on: Mapped[date | None] = field(Kind.DATE, N_("Printed copies expire on"))
    offline_version: Mapped[str | None] = field(Kind.TEXT, N_("Version of the last offline copy"), editable=False)
    offline_on: Mapped[date | None] = field(Kind.DATE, N_("Last offline copy"), editable=False)
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))


class PlanService(Base):
    """A service that a plan recovers; ``allowance`` overrides the plan's detect-and-decide time for it."""

    __tablename__ = "plan_service"
    __table_args__ = table_args(UniqueConstraint("plan_id", "service_id"))

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"), core=True)
    allowance: Mapped[int | None] = field(Kind.DURATION, N_("Detect and decide"), core=True)
    position: Mapped[int] = position()


class Trigger(Base):
    """A measurable condition that allows the plan to be started."""

    __tablename__ = "plan_trigger"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    text: Mapped[str] = field(Kind.TEXT, N_("Trigger"), required=True, core=True)
    position: Mapped[int] = position()


class Invoker(Base):
    """Somebody who may invoke the plan; the first decides, the next stand in."""

    __tablename__ = "plan_invoker"
    __table_args__ = table_args(UniqueConstraint("plan_id", "person_id"))

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    person_id: Mapped[bytes] = owner_reference("person", N_("May invoke"), core=True)
    position: Mapped[int] = position()


class FirstHour(Base):
    """A line of the first-hour card, where the plan has its own words for a quarter of the hour."""

    __tablename__ = "plan_first_hour"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    from_minute: Mapped[int] = field(Kind.INTEGER, N_("From minute"), minimum=0, maximum=60, core=True)
    to_minute: Mapped[int] = field(Kind.INTEGER, N_("To minute"), minimum=0, maximum=60, core=True)
    text: Mapped[str] = field(Kind.TEXT, N_("What"), required=True, core=True)
    who: Mapped[str | None] = field(Kind.TEXT, N_("Who"), core=True)
    position: Mapped[int] = position()


class DoNot(Base):
    """Something that must not be done in the first hour."""

    __tablename__ = "plan_do_not"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    text: Mapped[str] = field(Kind.TEXT, N_("Do not"), required=True, core=True)
    position: Mapped[int] = position()


class PlanRole(Base):
    """A role in the plan with the person who fills it and the one who stands in."""

    __tablename__ = "plan_role"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    name: Mapped[str] = field(Kind.TEXT, N_("Role"), required=True, core=True)
    primary_id: Mapped[bytes | None] = reference("person", N_("Primary"), core=True)
    backup_id: Mapped[bytes | None] = reference("person", N_("Backup"), core=True)
    authority: Mapped[str | None] = field(Kind.TEXT, N_("Authority in this plan"), core=True)
    position: Mapped[int] = position()


class PlanStep(EntityRow, Base):
    """A recovery step. ``number`` counts within the plan; ``minutes`` is its planned duration."""

    __tablename__ = "plan_step"
    __table_args__ = entity_args("plan_step", UniqueConstraint("plan_id", "number"))
    ENTITY, PREFIX, DIGITS = "plan_step", "", 0

    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    number: Mapped[int] = field(Kind.INTEGER, N_("No"), minimum=1, editable=False, core=True)
    instruction: Mapped[str] = field(Kind.TEXT, N_("Step"), N_("Begin with a verb."), required=True, core=True)
    service_id: Mapped[bytes | None] = reference("service", N_("For service"), core=True)
    role_id: Mapped[bytes | None] = reference("plan_role", N_("Owner role"), core=True)
    minutes: Mapped[int | None] = field(Kind.DURATION, N_("Takes"), core=True)
    done_when: Mapped[str | None] = field(Kind.TEXT, N_("Done when"), core=True)
    notes: Mapped[str | None] = field(Kind.NOTE, N_("Notes"))
    question: Mapped[str | None] = field(
        Kind.TEXT, N_("Decision"), N_("A question answered yes or no after this step.")
    )
    yes_step_id: Mapped[bytes | None] = reference("plan_step", N_("If yes, go to"))
    no_step_id: Mapped[bytes | None] = reference("plan_step", N_("If no, go to"))


class StepOrder(Base):
    """That a step begins only after another is done."""

    __tablename__ = "plan_step_order"
    __table_args__ = table_args(UniqueConstraint("step_id", "after_id"))

    id: Mapped[bytes] = key_column()
    step_id: Mapped[bytes] = owner_reference("plan_step", N_("Step"))
    after_id: Mapped[bytes] = owner_reference("plan_step", N_("After"))


class StepCitation(Base):
    """A component, supplier or service that a step uses; a retired one is found by rule D06."""

    __tablename__ = "plan_step_citation"
    __table_args__ = table_args(UniqueConstraint("step_id", "node_id"))

    id: Mapped[bytes] = key_column()
    step_id: Mapped[bytes] = owner_reference("plan_step", N_("Step"))
    node_id: Mapped[bytes] = owner_reference("entity", N_("Uses"))


class PlanResource(Base):
    """Something the plan needs: people, rooms, equipment; ``node_id`` points at the component or supplier meant."""

    __tablename__ = "plan_resource"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    kind: Mapped[str] = field(Kind.CHOICE, N_("Kind"), choices=PLAN_RESOURCE_KIND, core=True)
    what: Mapped[str] = field(Kind.TEXT, N_("What"), required=True, core=True)
    node_id: Mapped[bytes | None] = reference("entity", N_("Component or supplier"))
    site_id: Mapped[bytes | None] = reference("site", N_("Site"), core=True)
    at_4h: Mapped[str | None] = field(Kind.TEXT, N_("4 h"), core=True)
    at_24h: Mapped[str | None] = field(Kind.TEXT, N_("24 h"), core=True)
    at_3d: Mapped[str | None] = field(Kind.TEXT, N_("3 d"), core=True)
    at_1w: Mapped[str | None] = field(Kind.TEXT, N_("1 w"), core=True)
    position: Mapped[int] = position()


class Escalation(Base):
    """A level of the escalation path, L1 to L5."""

    __tablename__ = "plan_escalation"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    level: Mapped[int] = field(Kind.LEVEL, N_("Level"), core=True)
    role: Mapped[str] = field(Kind.TEXT, N_("Role"), required=True, core=True)
    primary_id: Mapped[bytes | None] = reference("person", N_("Primary"), core=True)
    backup_id: Mapped[bytes | None] = reference("person", N_("Backup"), core=True)
    channel: Mapped[str | None] = field(Kind.TEXT, N_("Channel"))
    go_up_when: Mapped[str | None] = field(Kind.TEXT, N_("Go up when"), core=True)
    authority: Mapped[str | None] = field(Kind.TEXT, N_("Authority"))
    reply_limit: Mapped[int | None] = field(Kind.DURATION, N_("Reply within"), core=True)


class Message(Base):
    """A line of the communication matrix: who is told what, how, by whom and by when."""

    __tablename__ = "plan_message"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    audience: Mapped[str] = field(Kind.TEXT, N_("Audience"), required=True, core=True)
    what: Mapped[str | None] = field(Kind.TEXT, N_("What"), core=True)
    channel: Mapped[str | None] = field(Kind.TEXT, N_("Channel"), core=True)
    sender: Mapped[str | None] = field(Kind.TEXT, N_("Sender"), core=True)
    by_minutes: Mapped[int | None] = field(Kind.DURATION, N_("By T+"), core=True)
    notice_id: Mapped[bytes | None] = reference("plan_notice", N_("Template"), core=True)
    position: Mapped[int] = position()


class Notice(Base):
    """A message template of the plan, written before it is needed."""

    __tablename__ = "plan_notice"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    title: Mapped[str] = field(Kind.TEXT, N_("Template"), required=True, core=True)
    audience: Mapped[str] = field(Kind.CHOICE, N_("For"), choices=NOTICE_AUDIENCE, default="internal", core=True)
    text: Mapped[str] = field(Kind.NOTE, N_("Text"), required=True, core=True)
    position: Mapped[int] = position()


class DataCheck(Base):
    """How data are verified before the service is handed back."""

    __tablename__ = "plan_data_check"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    text: Mapped[str] = field(Kind.TEXT, N_("Check"), required=True, core=True)
    role: Mapped[str | None] = field(Kind.TEXT, N_("Signed by"), core=True)
    position: Mapped[int] = position()


class PlanApproval(Base):
    """A signature under a version of a plan; logged, so that a later undo cannot unsign it."""

    __tablename__ = "plan_approval"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    version: Mapped[str] = field(Kind.TEXT, N_("Version"), editable=False)
    approved_by_id: Mapped[bytes | None] = reference("person", N_("Approved by"), editable=False)
    approved_by: Mapped[str] = field(Kind.TEXT, N_("Approved by"), editable=False)
    approved_at: Mapped[datetime] = field(Kind.INSTANT, N_("Approved at"), editable=False)
    change_set: Mapped[int | None] = field(Kind.INTEGER, N_("State of the session"), editable=False)
    note: Mapped[str | None] = field(Kind.NOTE, N_("What changed"), editable=False)


class PlanReview(Base):
    """That somebody read a plan and found it current, or what they found."""

    __tablename__ = "plan_review"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    reviewed_on: Mapped[date] = field(Kind.DATE, N_("Reviewed on"), editable=False)
    reviewer_id: Mapped[bytes | None] = reference("person", N_("Reviewer"), editable=False)
    result: Mapped[str | None] = field(Kind.NOTE, N_("Result"), editable=False)


class Distribution(Base):
    """A copy of a plan that was handed out: to whom, in what form, which version."""

    __tablename__ = "plan_distribution"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = key_column()
    plan_id: Mapped[bytes] = owner_reference("plan", N_("Plan"))
    recipient: Mapped[str] = field(Kind.TEXT, N_("Who holds a copy"), required=True)
    form: Mapped[str] = field(Kind.CHOICE, N_("Form"), choices=COPY_FORM, default="file")
    version: Mapped[str | None] = field(Kind.TEXT, N_("Version"))
    handed_on: Mapped[date | None] = field(Kind.DATE, N_("Handed out on"))
