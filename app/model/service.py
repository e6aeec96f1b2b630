"""Services: what the organisation delivers, who answers for it, and the targets of its recovery."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import Base, EntityRow, entity_args, reference

SERVICE_STATUS = {"planned": N_("planned"), "in use": N_("in use"), "retired": N_("retired")}


class Service(EntityRow, Base):
    """A service with its targets (``domain.md`` §1). ``mtpd`` may be ``durations.BEYOND``."""

    __tablename__ = "service"
    __table_args__ = entity_args("service")
    ENTITY, PREFIX, DIGITS = "service", "SVC", 3

    name: Mapped[str] = field(Kind.TEXT, N_("Service"), required=True, core=True)
    department_id: Mapped[bytes | None] = reference("department", N_("Department"), core=True)
    owner_id: Mapped[bytes | None] = reference("person", N_("Owner"), N_("Who signs the targets."), core=True)
    deputy_id: Mapped[bytes | None] = reference("person", N_("Deputy"), core=True)
    mtpd: Mapped[int | None] = field(
        Kind.DURATION,
        N_("MTPD"),
        N_("Maximum tolerable period of disruption: time from loss until the impact becomes unacceptable."),
        core=True,
    )
    rto: Mapped[int | None] = field(
        Kind.DURATION,
        N_("RTO"),
        N_("Recovery time objective: target time from loss of service until it runs at least at its MBCO."),
        core=True,
    )
    wrt: Mapped[int | None] = field(
        Kind.DURATION,
        N_("WRT"),
        N_("Work recovery time: what users need after technical recovery to check data and clear the backlog."),
        core=True,
    )
    rpo: Mapped[int | None] = field(
        Kind.DURATION,
        N_("RPO"),
        N_("Recovery point objective: the greatest acceptable age of recovered data."),
        core=True,
    )
    mbco_pct: Mapped[int | None] = field(
        Kind.PERCENT,
        N_("MBCO"),
        N_("Minimum business continuity objective: least acceptable share of normal volume."),
        maximum=100,
        core=True,
    )
    mbco_text: Mapped[str | None] = field(Kind.TEXT, N_("MBCO in words"), N_("Users, functions or volume."))
    mbco_max: Mapped[int | None] = field(
        Kind.DURATION, N_("MBCO bearable for"), N_("How long the reduced service is bearable.")
    )
    tier_assigned: Mapped[int | None] = field(
        Kind.INTEGER,
        N_("Assigned tier"),
        N_("Overrides the tier that follows from the RTO; Tier 0 is assigned to what others stand on."),
        minimum=0,
        maximum=9,
    )
    tier_reason: Mapped[str | None] = field(Kind.TEXT, N_("Reason for the tier"))
    status: Mapped[str] = field(Kind.CHOICE, N_("Status"), choices=SERVICE_STATUS, default="in use")
    retired_on: Mapped[date | None] = field(Kind.DATE, N_("Retired on"))
    holds_data: Mapped[bool] = field(Kind.YES_NO, N_("Holds data"), default=True)
    external_id: Mapped[str | None] = field(Kind.TEXT, N_("External id"), index=True)
    source_system: Mapped[str | None] = field(Kind.TEXT, N_("Source system"))
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))
