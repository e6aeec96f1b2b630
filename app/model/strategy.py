"""Recovery strategies: the options per service, what each can do and costs, and why one was chosen."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import Base, EntityRow, entity_args, key_column, owner_reference, table_args

STRATEGY_STATE = {"option": N_("option"), "chosen": N_("chosen"), "rejected": N_("rejected")}


class Strategy(EntityRow, Base):
    """One option of a service (``domain.md`` §4). ``type`` is the code of a strategy type of the packs."""

    __tablename__ = "strategy"
    __table_args__ = entity_args("strategy")
    ENTITY, PREFIX, DIGITS = "strategy", "STR", 3

    service_id: Mapped[bytes] = owner_reference("service", N_("Service"), core=True)
    name: Mapped[str] = field(Kind.TEXT, N_("Strategy"), required=True, core=True)
    type: Mapped[str | None] = field(Kind.TEXT, N_("Type"), core=True)
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=STRATEGY_STATE, default="option", core=True)
    reason: Mapped[str | None] = field(Kind.NOTE, N_("Reason"), N_("Why it was chosen or rejected."), core=True)
    rtc: Mapped[int | None] = field(
        Kind.DURATION,
        N_("RTC"),
        N_("Recovery time capability: the estimate of what this option achieves."),
        core=True,
    )
    detect: Mapped[int | None] = field(Kind.DURATION, N_("Detect"))
    decide: Mapped[int | None] = field(Kind.DURATION, N_("Decide"))
    mobilise: Mapped[int | None] = field(Kind.DURATION, N_("Mobilise"))
    restore: Mapped[int | None] = field(Kind.DURATION, N_("Restore"))
    verify: Mapped[int | None] = field(Kind.DURATION, N_("Verify"))
    rpo: Mapped[int | None] = field(Kind.DURATION, N_("Achieves RPO"), core=True)
    capacity_pct: Mapped[int | None] = field(Kind.PERCENT, N_("Capacity"), core=True)
    annual_cost: Mapped[int | None] = field(Kind.MONEY, N_("Cost a year"), core=True)
    avoided_loss: Mapped[int | None] = field(
        Kind.MONEY, N_("Avoided loss a year"), N_("Annual loss expectancy before less after treatment.")
    )
    mandate: Mapped[str | None] = field(Kind.TEXT, N_("Mandate"), N_("A named duty that justifies the cost."))
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))


class StrategyNode(Base):
    """What the standby of a strategy stands on; shared nodes with the primary are found by rule S06."""

    __tablename__ = "strategy_node"
    __table_args__ = table_args(UniqueConstraint("strategy_id", "node_id"))

    id: Mapped[bytes] = key_column()
    strategy_id: Mapped[bytes] = owner_reference("strategy", N_("Strategy"))
    node_id: Mapped[bytes] = owner_reference("entity", N_("Stands on"))
