"""Business impact analysis per service: answers, grid, peaks, reasons of targets, workaround, resources, approval."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import Base, key_column, owner_reference, position, reference, table_args

BIA_STATE = {
    "not started": N_("not started"),
    "open": N_("open"),
    "ready": N_("ready for approval"),
    "approved": N_("approved"),
}
CONFIDENCE = {"low": N_("low"), "medium": N_("medium"), "high": N_("high")}
TARGET = {"mtpd": N_("MTPD"), "rto": N_("RTO"), "wrt": N_("WRT"), "rpo": N_("RPO"), "mbco_pct": N_("MBCO")}
SCRIPT = {"core": N_("core questions"), "full": N_("all questions")}
MANNER = {"room": N_("in the room"), "mail": N_("by mail"), "sheet": N_("on a signed sheet")}
FORM_KIND = {"questionnaire": N_("questionnaire"), "ask-back": N_("ask-back list")}
FORM_STATE = {"waiting": N_("waiting"), "taken": N_("taken over"), "set aside": N_("set aside")}
ANSWER_STATE = {"answered": N_("answered"), "skipped": N_("skipped"), "parked": N_("parked")}
RESOURCE_KIND = {
    "people": N_("people"),
    "space": N_("space"),
    "it": N_("equipment and access"),
    "data": N_("data"),
    "supplier": N_("supplier"),
}


class Bia(Base):
    """The single answers of the interview; its key is the service's key, so each service has one at most."""

    __tablename__ = "bia"
    __table_args__ = table_args(ForeignKeyConstraint(["id"], ["service.id"], ondelete="CASCADE"))

    id: Mapped[bytes] = key_column()
    state: Mapped[str] = field(Kind.CHOICE, N_("Interview"), choices=BIA_STATE, default="not started", editable=False)
    opened_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Opened at"), editable=False)
    purpose: Mapped[str | None] = field(
        Kind.NOTE, N_("Purpose"), N_("What it lets people do, and for whom."), core=True
    )
    supports: Mapped[str | None] = field(
        Kind.NOTE, N_("Supports"), N_("Products, processes or duties that stop with it.")
    )
    hours: Mapped[str | None] = field(Kind.TEXT, N_("Service hours"), N_("When it is used, with time zones."))
    volume: Mapped[str | None] = field(Kind.TEXT, N_("Volume an hour"))
    loss_low: Mapped[int | None] = field(Kind.MONEY, N_("Loss an hour, low"))
    loss_likely: Mapped[int | None] = field(Kind.MONEY, N_("Loss an hour, likely"), core=True)
    loss_high: Mapped[int | None] = field(Kind.MONEY, N_("Loss an hour, high"))
    loss_day_low: Mapped[int | None] = field(Kind.MONEY, N_("Loss a day, low"))
    loss_day_likely: Mapped[int | None] = field(Kind.MONEY, N_("Loss a day, likely"))
    loss_day_high: Mapped[int | None] = field(Kind.MONEY, N_("Loss a day, high"))
    safety: Mapped[bool | None] = field(
        Kind.YES_NO,
        N_("Could anyone be harmed"),
        N_("If yes, the owner must confirm the targets."),
        core=True,
    )
    safety_confirmed_by_id: Mapped[bytes | None] = reference("person", N_("Safety confirmed by"))
    reactions: Mapped[str | None] = field(Kind.NOTE, N_("When customers or the press react"))
    mtpd_note: Mapped[str | None] = field(Kind.NOTE, N_("Point of no return"))
    rebuild: Mapped[str | None] = field(
        Kind.NOTE, N_("Rebuilding lost entries"), N_("From what: paper, e-mail, partners.")
    )
    rebuild_time: Mapped[int | None] = field(Kind.DURATION, N_("Rebuilding takes"))
    recon_check: Mapped[str | None] = field(Kind.NOTE, N_("How wrong data would be spotted"))
    wa_text: Mapped[str | None] = field(Kind.NOTE, N_("Workaround"), core=True)
    wa_start: Mapped[int | None] = field(Kind.DURATION, N_("Workaround starts after"), core=True)
    wa_pct: Mapped[int | None] = field(Kind.PERCENT, N_("Workaround carries"), maximum=100, core=True)
    wa_max: Mapped[int | None] = field(Kind.DURATION, N_("Workaround holds for"), core=True)
    wa_tested: Mapped[date | None] = field(Kind.DATE, N_("Workaround last tried"), core=True)
    wa_never_tested: Mapped[bool] = field(Kind.YES_NO, N_("Workaround never tried"), default=False)
    changes: Mapped[str | None] = field(Kind.NOTE, N_("What changes within a year"))
    confidence: Mapped[str | None] = field(Kind.CHOICE, N_("Confidence"), choices=CONFIDENCE)
    dissent: Mapped[str | None] = field(Kind.NOTE, N_("Who would disagree"))
    script: Mapped[str | None] = field(
        Kind.CHOICE, N_("Questions"), N_("Which questions of the interview are asked."), choices=SCRIPT
    )


class Answer(Base):
    """That a question of the script was answered, skipped or parked: by whom, when and at which meeting."""

    __tablename__ = "answer"
    __table_args__ = table_args(UniqueConstraint("service_id", "question"))

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    question: Mapped[int] = field(Kind.INTEGER, N_("Question"), minimum=1)
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=ANSWER_STATE, default="answered")
    text: Mapped[str | None] = field(Kind.NOTE, N_("As said"))
    speaker_id: Mapped[bytes | None] = reference("person", N_("Speaker"))
    meeting_id: Mapped[bytes | None] = reference("meeting", N_("Meeting"))
    at: Mapped[datetime] = field(Kind.INSTANT, N_("At"), editable=False)


class ImpactScore(Base):
    """The level of one category at one horizon; no row means not scored."""

    __tablename__ = "impact_score"
    __table_args__ = table_args(UniqueConstraint("service_id", "category_id", "horizon_id"))

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    category_id: Mapped[bytes] = owner_reference("impact_category", N_("Category"))
    horizon_id: Mapped[bytes] = owner_reference("horizon", N_("After"))
    level: Mapped[int] = field(Kind.LEVEL, N_("Impact"), scale="impact", required=True)
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))
    fall_confirmed: Mapped[bool] = field(
        Kind.YES_NO,
        N_("Fall confirmed"),
        N_("The impact really becomes smaller with time; the note says why."),
        default=False,
    )
    speaker_id: Mapped[bytes | None] = reference("person", N_("Speaker"))


class Peak(Base):
    """A time at which the service may be missed for less long than usual."""

    __tablename__ = "peak"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    name: Mapped[str] = field(Kind.TEXT, N_("Peak"), required=True, core=True)
    recurrence: Mapped[str | None] = field(Kind.TEXT, N_("When"), core=True)
    mtpd: Mapped[int | None] = field(Kind.DURATION, N_("MTPD in the peak"), core=True)
    every_year: Mapped[bool | None] = field(Kind.YES_NO, N_("Every year"))


class TargetDecision(Base):
    """Why a target has its value: the proposal, what drove it, the reason of an override, and who decided."""

    __tablename__ = "target_decision"
    __table_args__ = table_args(UniqueConstraint("service_id", "target"))

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    target: Mapped[str] = field(Kind.CHOICE, N_("Target"), choices=TARGET)
    proposed: Mapped[int | None] = field(Kind.DURATION, N_("Proposed"), editable=False)
    driver_id: Mapped[bytes | None] = reference("impact_category", N_("Driven by"))
    reason: Mapped[str | None] = field(Kind.TEXT, N_("Reason"))
    decided_by_id: Mapped[bytes | None] = reference("person", N_("Decided by"))
    decided_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Decided at"), editable=False)
    relaxed: Mapped[bool | None] = field(
        Kind.YES_NO,
        N_("Relaxed by the workaround"),
        N_("The RTO lies past the proposal because an approved workaround carries the service for so long."),
    )


class Obligation(Base):
    """A law, licence or contract that breaks, and when."""

    __tablename__ = "obligation"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    name: Mapped[str] = field(Kind.TEXT, N_("Obligation"), required=True, core=True)
    duty: Mapped[str | None] = field(Kind.TEXT, N_("What it asks"), core=True)
    within: Mapped[int | None] = field(Kind.DURATION, N_("Within"), core=True)
    document: Mapped[str | None] = field(Kind.TEXT, N_("Document"))


class VitalRecord(Base):
    """A record that must survive, and where its copy is."""

    __tablename__ = "vital_record"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    name: Mapped[str] = field(Kind.TEXT, N_("Record"), required=True, core=True)
    copy_at: Mapped[str | None] = field(Kind.TEXT, N_("Where the copy is"), core=True)


class Resource(Base):
    """Something the service needs while it recovers; quantities are per horizon."""

    __tablename__ = "resource"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    kind: Mapped[str] = field(Kind.CHOICE, N_("Kind"), choices=RESOURCE_KIND, core=True)
    what: Mapped[str] = field(Kind.TEXT, N_("What"), required=True, core=True)
    note: Mapped[str | None] = field(Kind.TEXT, N_("Note"))


class ResourceQuantity(Base):
    """How much of a resource is needed at a horizon."""

    __tablename__ = "resource_quantity"
    __table_args__ = table_args(UniqueConstraint("resource_id", "horizon_id"))

    id: Mapped[bytes] = key_column()
    resource_id: Mapped[bytes] = owner_reference("resource", N_("Resource"))
    horizon_id: Mapped[bytes] = owner_reference("horizon", N_("After"))
    quantity: Mapped[int] = field(Kind.INTEGER, N_("Quantity"), minimum=0)


class KeyRole(Base):
    """A role of which the service depends on one person, and who covers."""

    __tablename__ = "key_role"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    role: Mapped[str] = field(Kind.TEXT, N_("Role"), required=True, core=True)
    person_id: Mapped[bytes | None] = reference("person", N_("Person"), core=True)
    cover_id: Mapped[bytes | None] = reference("person", N_("Cover"), core=True)


class PastOutage(Base):
    """An outage that happened: how long, and what harm; it calibrates the grid."""

    __tablename__ = "past_outage"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    occurred_on: Mapped[date | None] = field(Kind.DATE, N_("On"), core=True)
    lasted: Mapped[int | None] = field(Kind.DURATION, N_("Lasted"), core=True)
    harm: Mapped[str | None] = field(Kind.TEXT, N_("Harm"), core=True)
    position: Mapped[int] = position()


class BiaApproval(Base):
    """A signature under a BIA, with the targets as they stood; logged, so that a later undo cannot unsign it."""

    __tablename__ = "bia_approval"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    version: Mapped[int] = field(Kind.INTEGER, N_("Version"), minimum=1, editable=False)
    approved_by_id: Mapped[bytes | None] = reference("person", N_("Approved by"), editable=False)
    approved_by: Mapped[str] = field(Kind.TEXT, N_("Approved by"), editable=False)
    approved_at: Mapped[datetime] = field(Kind.INSTANT, N_("Approved at"), editable=False)
    change_set: Mapped[int | None] = field(Kind.INTEGER, N_("State of the session"), editable=False)
    mtpd: Mapped[int | None] = field(Kind.DURATION, N_("MTPD"), editable=False)
    rto: Mapped[int | None] = field(Kind.DURATION, N_("RTO"), editable=False)
    wrt: Mapped[int | None] = field(Kind.DURATION, N_("WRT"), editable=False)
    rpo: Mapped[int | None] = field(Kind.DURATION, N_("RPO"), editable=False)
    mbco_pct: Mapped[int | None] = field(Kind.PERCENT, N_("MBCO"), editable=False)
    manner: Mapped[str | None] = field(Kind.CHOICE, N_("How"), choices=MANNER, editable=False)
    sheet_id: Mapped[bytes | None] = reference("attachment", N_("Signed sheet"), editable=False)
    remark: Mapped[str | None] = field(Kind.NOTE, N_("Remark"), editable=False)
    content: Mapped[str | None] = field(
        Kind.NOTE, N_("As approved"), N_("The analysis as it was signed, to tell later edits from."), editable=False
    )


class ReturnedForm(Base):
    """A questionnaire that came back, as it was filled in; what of it is taken over is decided by a person.

    ``content`` is JSON: the blanks of the form with what the sender wrote, in the words of the form.
    """

    __tablename__ = "returned_form"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    kind: Mapped[str] = field(Kind.CHOICE, N_("Form"), choices=FORM_KIND, default="questionnaire")
    person_id: Mapped[bytes | None] = reference("person", N_("Sent by"))
    sender: Mapped[str | None] = field(Kind.TEXT, N_("Sent by"), N_("As it stands in the form."), editable=False)
    made_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Form made at"), editable=False)
    received_at: Mapped[datetime] = field(Kind.INSTANT, N_("Received at"), editable=False)
    file_name: Mapped[str | None] = field(Kind.TEXT, N_("File"), editable=False)
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=FORM_STATE, default="waiting")
    content: Mapped[str] = field(Kind.NOTE, N_("As filled in"), editable=False)
