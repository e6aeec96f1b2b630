"""What keeps the programme moving: actions, incidents, changes, problems, waivers, exports and remembered imports."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import Base, EntityRow, entity_args, key_column, owner_reference, reference, table_args

ACTION_STATE = {
    "open": N_("open"),
    "in hand": N_("in hand"),
    "closed": N_("closed"),
    "dropped": N_("dropped"),
}
ELEMENT = {
    "plan": N_("plan"),
    "organisation": N_("organisation"),
    "equipment": N_("equipment"),
    "training": N_("training"),
    "exercise": N_("exercise"),
}
PRIORITY = {"high": N_("high"), "medium": N_("medium"), "low": N_("low")}
SEVERITY = {"major": N_("major"), "minor": N_("minor")}
PROBLEM_STATE = {"open": N_("open"), "closed": N_("closed")}


class Action(EntityRow, Base):
    """A corrective action, from any finding, exercise, risk or meeting."""

    __tablename__ = "action"
    __table_args__ = entity_args("action")
    ENTITY, PREFIX, DIGITS = "action", "A", 2

    title: Mapped[str] = field(Kind.TEXT, N_("Action"), required=True, core=True)
    origin_id: Mapped[bytes | None] = reference(
        "entity", N_("From"), N_("The risk, exercise or plan it follows from."), core=True
    )
    objective_id: Mapped[bytes | None] = reference("objective", N_("Objective"))
    finding: Mapped[str | None] = field(Kind.NOTE, N_("Finding"))
    cause: Mapped[str | None] = field(Kind.NOTE, N_("Cause"))
    element: Mapped[str | None] = field(Kind.CHOICE, N_("Element"), choices=ELEMENT)
    priority: Mapped[str | None] = field(Kind.CHOICE, N_("Priority"), choices=PRIORITY)
    owner_id: Mapped[bytes | None] = reference("person", N_("Owner"), core=True)
    start_on: Mapped[date | None] = field(Kind.DATE, N_("Start"))
    due_on: Mapped[date | None] = field(Kind.DATE, N_("Due"), core=True)
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=ACTION_STATE, default="open", core=True)
    closed_on: Mapped[date | None] = field(Kind.DATE, N_("Closed on"))
    evidence: Mapped[str | None] = field(Kind.NOTE, N_("Evidence"))
    verified_by_id: Mapped[bytes | None] = reference("person", N_("Verified by"))
    retest_on: Mapped[date | None] = field(Kind.DATE, N_("Retest"))
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))


class Incident(EntityRow, Base):
    """Something that happened, and what its review found."""

    __tablename__ = "incident"
    __table_args__ = entity_args("incident")
    ENTITY, PREFIX, DIGITS = "incident", "INC", 3

    title: Mapped[str] = field(Kind.TEXT, N_("Incident"), required=True, core=True)
    severity: Mapped[str] = field(Kind.CHOICE, N_("Severity"), choices=SEVERITY, default="major", core=True)
    occurred_on: Mapped[date | None] = field(Kind.DATE, N_("Date"), core=True)
    lasted: Mapped[int | None] = field(Kind.DURATION, N_("Lasted"), core=True)
    reviewed_on: Mapped[date | None] = field(Kind.DATE, N_("Reviewed on"), core=True)
    plan_id: Mapped[bytes | None] = reference("plan", N_("Plan invoked"))
    plan_version: Mapped[str | None] = field(Kind.TEXT, N_("Version invoked"))
    invoked_after: Mapped[int | None] = field(Kind.DURATION, N_("Invoked after"))
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))


class IncidentGap(Base):
    """A continuity gap that the review of an incident found."""

    __tablename__ = "incident_gap"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    incident_id: Mapped[bytes] = owner_reference("incident", N_("Incident"))
    text: Mapped[str] = field(Kind.TEXT, N_("Gap"), required=True, core=True)


class Change(EntityRow, Base):
    """A change to components; plans that stand on them want a review after it."""

    __tablename__ = "change_record"
    __table_args__ = entity_args("change_record")
    ENTITY, PREFIX, DIGITS = "change_record", "CHG", 3

    title: Mapped[str] = field(Kind.TEXT, N_("Change"), required=True, core=True)
    changed_on: Mapped[date | None] = field(Kind.DATE, N_("Date"), core=True)
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))


class ChangedNode(Base):
    """A component, supplier or service that a change touched."""

    __tablename__ = "changed_node"
    __table_args__ = table_args(UniqueConstraint("change_id", "node_id"))

    id: Mapped[bytes] = key_column()
    change_id: Mapped[bytes] = owner_reference("change_record", N_("Change"))
    node_id: Mapped[bytes] = owner_reference("entity", N_("Touches"))


class Problem(EntityRow, Base):
    """A known cause of incidents that waits for a permanent fix."""

    __tablename__ = "problem"
    __table_args__ = entity_args("problem")
    ENTITY, PREFIX, DIGITS = "problem", "PRB", 3

    title: Mapped[str] = field(Kind.TEXT, N_("Problem"), required=True, core=True)
    node_id: Mapped[bytes | None] = reference("entity", N_("Component or supplier"), core=True)
    incidents: Mapped[int | None] = field(Kind.INTEGER, N_("Incidents in 12 months"), minimum=0, core=True)
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=PROBLEM_STATE, default="open", core=True)


class Waiver(EntityRow, Base):
    """A finding that somebody accepts for a while: the rule, its subject, why, who and until when."""

    __tablename__ = "waiver"
    __table_args__ = entity_args("waiver")
    ENTITY, PREFIX, DIGITS = "waiver", "WAI", 3

    rule: Mapped[str] = field(Kind.TEXT, N_("Rule"), required=True, editable=False, core=True)
    subject_id: Mapped[bytes] = owner_reference("entity", N_("About"), core=True)
    node_id: Mapped[bytes | None] = reference("entity", N_("And"))
    reason: Mapped[str] = field(Kind.NOTE, N_("Reason"), required=True, core=True)
    person_id: Mapped[bytes | None] = reference("person", N_("Accepted by"), core=True)
    granted_on: Mapped[date] = field(Kind.DATE, N_("Accepted on"), core=True)
    expires_on: Mapped[date] = field(Kind.DATE, N_("Until"), core=True)
    risk_id: Mapped[bytes | None] = reference("risk", N_("Risk"))


class Export(Base):
    """A document that left the session: what, when, by whom, for whom, and from which state."""

    __tablename__ = "export"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = key_column()
    number: Mapped[int] = field(Kind.INTEGER, N_("No"), minimum=1, editable=False)
    kind: Mapped[str] = field(Kind.TEXT, N_("Document"), editable=False)
    file_name: Mapped[str] = field(Kind.TEXT, N_("File"), editable=False)
    exported_at: Mapped[datetime] = field(Kind.INSTANT, N_("At"), editable=False)
    exported_by: Mapped[str | None] = field(Kind.TEXT, N_("By"), editable=False)
    recipient: Mapped[str | None] = field(Kind.TEXT, N_("For"), editable=False)
    subject_id: Mapped[bytes | None] = reference("entity", N_("About"), editable=False)
    version: Mapped[str | None] = field(Kind.TEXT, N_("Version"), editable=False)
    change_set: Mapped[int] = field(Kind.INTEGER, N_("State of the session"), editable=False)


class ImportProfile(Base):
    """How a person mapped the columns of a kind of file, remembered for the next one with the same headings."""

    __tablename__ = "import_profile"
    __table_args__ = table_args(UniqueConstraint("kind", "headings"))

    id: Mapped[bytes] = key_column()
    kind: Mapped[str] = field(Kind.TEXT, N_("Imported as"), editable=False)
    headings: Mapped[str] = field(Kind.NOTE, N_("Headings"), editable=False)
    mapping: Mapped[str] = field(Kind.NOTE, N_("Mapping"), editable=False)
    used_on: Mapped[date | None] = field(Kind.DATE, N_("Last used"), editable=False)
