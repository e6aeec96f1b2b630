"""Risks: cause, event and consequence, scored before controls, today and after treatment."""

from __future__ import annotations

from datetime import date

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

TREATMENT = {"avoid": N_("avoid"), "reduce": N_("reduce"), "transfer": N_("transfer"), "accept": N_("accept")}
RISK_STATUS = {"open": N_("open"), "in hand": N_("in hand"), "closed": N_("closed"), "parked": N_("parked")}
CONTROL_RATING = {
    "none": N_("none"),
    "weak": N_("weak"),
    "partial": N_("partial"),
    "good": N_("good"),
    "strong": N_("strong"),
}
CONFIDENCE = {"low": N_("low"), "medium": N_("medium"), "high": N_("high")}


class Risk(EntityRow, Base):
    """One risk of the register (``domain.md`` §3). ``event`` is the sentence it is known by."""

    __tablename__ = "risk"
    __table_args__ = entity_args("risk")
    ENTITY, PREFIX, DIGITS = "risk", "R", 3

    event: Mapped[str] = field(Kind.TEXT, N_("Risk"), N_("The event, in one sentence."), required=True, core=True)
    cause: Mapped[str | None] = field(Kind.NOTE, N_("Cause"), N_("Because of …"))
    consequence: Mapped[str | None] = field(Kind.NOTE, N_("Consequence"), N_("… leading to"))
    threat_id: Mapped[bytes | None] = reference("threat", N_("Threat"), core=True)
    category_id: Mapped[bytes | None] = reference("impact_category", N_("Category"))
    owner_id: Mapped[bytes | None] = reference("person", N_("Risk owner"), core=True)
    status: Mapped[str] = field(Kind.CHOICE, N_("Status"), choices=RISK_STATUS, default="open", core=True)
    controls: Mapped[str | None] = field(Kind.NOTE, N_("Existing controls"))
    control_rating: Mapped[str | None] = field(Kind.CHOICE, N_("Control rating"), choices=CONTROL_RATING)
    inherent_likelihood: Mapped[int | None] = field(
        Kind.LEVEL, N_("Inherent L"), N_("Likelihood without controls."), scale="likelihood"
    )
    inherent_impact: Mapped[int | None] = field(
        Kind.LEVEL, N_("Inherent I"), N_("Impact without controls."), scale="impact"
    )
    current_likelihood: Mapped[int | None] = field(
        Kind.LEVEL, N_("L"), N_("Likelihood today, with working controls."), scale="likelihood", core=True
    )
    current_impact: Mapped[int | None] = field(
        Kind.LEVEL, N_("I"), N_("Impact today, with working controls."), scale="impact", core=True
    )
    target_likelihood: Mapped[int | None] = field(
        Kind.LEVEL, N_("Target L"), N_("Likelihood after planned treatment."), scale="likelihood"
    )
    target_impact: Mapped[int | None] = field(
        Kind.LEVEL, N_("Target I"), N_("Impact after planned treatment."), scale="impact"
    )
    target_on: Mapped[date | None] = field(Kind.DATE, N_("Target date"))
    treatment: Mapped[str | None] = field(Kind.CHOICE, N_("Treatment"), choices=TREATMENT, core=True)
    accepted_by_id: Mapped[bytes | None] = reference("person", N_("Accepted by"))
    accepted_on: Mapped[date | None] = field(Kind.DATE, N_("Accepted on"))
    accepted_until: Mapped[date | None] = field(Kind.DATE, N_("Accepted until"), N_("Twelve months at most."))
    acceptance_reason: Mapped[str | None] = field(Kind.NOTE, N_("Reason for accepting"))
    confidence: Mapped[str | None] = field(Kind.CHOICE, N_("Confidence"), choices=CONFIDENCE)
    rate: Mapped[float | None] = field(
        Kind.NUMBER, N_("Events a year"), N_("0.1 is once in ten years; empty: as often as the likelihood says."),
        minimum=0,
    )  # fmt: skip
    loss_min: Mapped[int | None] = field(
        Kind.MONEY, N_("Single loss, at least"), N_("What one event costs if all goes well.")
    )
    loss_likely: Mapped[int | None] = field(
        Kind.MONEY, N_("Single loss, likely"), N_("What one event most likely costs.")
    )
    loss_max: Mapped[int | None] = field(
        Kind.MONEY, N_("Single loss, at most"), N_("What one event costs in the worst credible case.")
    )
    raised_on: Mapped[date | None] = field(Kind.DATE, N_("Raised"))
    reviewed_on: Mapped[date | None] = field(Kind.DATE, N_("Last review"))
    next_review_on: Mapped[date | None] = field(Kind.DATE, N_("Next review"))
    external_id: Mapped[str | None] = field(Kind.TEXT, N_("External id"), index=True)
    notes: Mapped[str | None] = field(Kind.NOTE, N_("Notes"))
    hidden: Mapped[bool | None] = field(
        Kind.YES_NO,
        N_("Not in this room"),
        N_("Hidden from every list, map, search and document until it is shown again."),
    )
    contested: Mapped[bool | None] = field(
        Kind.YES_NO, N_("Impact is contested"), N_("The room votes on the impact instead of taking it from the BIA.")
    )
    impact_reason: Mapped[str | None] = field(
        Kind.TEXT, N_("Reason for the impact"), N_("Where the impact comes from, as it was read off the BIA.")
    )
    room_order: Mapped[int | None] = field(
        Kind.INTEGER, N_("Order in the room"), N_("In which order the room scores; 1 is the first."), minimum=1
    )
    merged_into_id: Mapped[bytes | None] = reference(
        "risk", N_("Merged into"), N_("The risk that says the same and goes on."), editable=False
    )


class RiskService(Base):
    """A service that a risk threatens; the first in order stands in the register."""

    __tablename__ = "risk_service"
    __table_args__ = table_args(UniqueConstraint("risk_id", "service_id"))

    id: Mapped[bytes] = key_column()
    risk_id: Mapped[bytes] = owner_reference("risk", N_("Risk"))
    service_id: Mapped[bytes] = owner_reference("service", N_("Service"))
    position: Mapped[int] = position()


class RiskNode(Base):
    """A component or supplier that a risk is about."""

    __tablename__ = "risk_node"
    __table_args__ = table_args(UniqueConstraint("risk_id", "node_id"))

    id: Mapped[bytes] = key_column()
    risk_id: Mapped[bytes] = owner_reference("risk", N_("Risk"))
    node_id: Mapped[bytes] = owner_reference("entity", N_("Component or supplier"))
