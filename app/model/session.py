"""What the session is called, whose it is, how it counts, and the moments of it that were given a name."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import Base, key_column, reference, table_args


class SessionInfo(Base):
    """The one row that describes the session itself."""

    __tablename__ = "session_info"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    title: Mapped[str] = field(Kind.TEXT, N_("Title"), required=True, core=True)
    organisation: Mapped[str] = field(Kind.TEXT, N_("Organisation"), required=True, core=True)
    currency: Mapped[str] = field(
        Kind.TEXT,
        N_("Currency"),
        N_("Three letters, such as EUR, that stand before every amount."),
        default="EUR",
    )
    annual_revenue: Mapped[int | None] = field(
        Kind.MONEY,
        N_("Annual revenue"),
        N_("Shows what the percentages of the financial scale mean in money."),
    )
    confidentiality: Mapped[str] = field(
        Kind.TEXT, N_("Confidential mark"), N_("Stands in the header of every document."), default="Internal"
    )
    facilitator_id: Mapped[bytes | None] = reference("person", N_("Facilitator"), core=True)
    about: Mapped[str | None] = field(Kind.NOTE, N_("About the organisation"))
    language: Mapped[str] = field(Kind.TEXT, N_("Language of documents"), default="en")
    cautious_mtpd: Mapped[bool] = field(
        Kind.YES_NO,
        N_("Cautious proposals"),
        N_("Propose the last tolerable horizon as MTPD instead of the first intolerable one."),
        default=False,
    )
    inherent_scored: Mapped[bool] = field(
        Kind.YES_NO,
        N_("Score risk before controls"),
        N_("Adds likelihood and impact without controls."),
        default=True,
    )
    is_sample: Mapped[bool] = field(Kind.YES_NO, N_("Sample"), default=False, editable=False)
    started_on: Mapped[date | None] = field(Kind.DATE, N_("Started on"), editable=False)


class Checkpoint(Base):
    """A moment of the session that was given a name. Logged: Undo takes back the edit before it, not the name."""

    __tablename__ = "checkpoint"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = key_column()
    name: Mapped[str] = field(Kind.TEXT, N_("Checkpoint"), required=True, core=True)
    number: Mapped[int] = field(
        Kind.INTEGER, N_("Change"), N_("The number of the newest change at that moment."), minimum=0, editable=False
    )
    at: Mapped[datetime] = field(Kind.INSTANT, N_("At"), editable=False)
    author: Mapped[str | None] = field(Kind.TEXT, N_("By"), editable=False)
