"""Scoring in the room: polls, rounds, ballots, what was agreed, and who saw it differently."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import Base, key_column, owner_reference, reference, table_args

DIMENSION = {
    "likelihood": N_("likelihood"),
    "impact": N_("impact"),
    "inherent likelihood": N_("likelihood before controls"),
    "inherent impact": N_("impact before controls"),
    "cell": N_("impact over time"),
}
POLL_STATE = {
    "open": N_("open"),
    "agreed": N_("agreed"),
    "recorded": N_("recorded with dissent"),
    "dropped": N_("dropped"),
}
SECRECY = {
    "seats": N_("by seat, forgotten when settled"),
    "anonymous": N_("anonymous, forgotten at the reveal"),
    "named": N_("by name, kept"),
}
BALLOT_SOURCE = {
    "console": N_("entered by the facilitator"),
    "laptop": N_("given on the laptop as it was passed round"),
    "paper": N_("on paper"),
    "elsewhere": N_("from another device"),
}
ROUND_STATE = {"silent": N_("silent"), "revealed": N_("revealed")}


class Poll(Base):
    """One question that the room scores about one thing."""

    __tablename__ = "poll"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    subject_id: Mapped[bytes] = owner_reference("entity", N_("About"))
    dimension: Mapped[str] = field(Kind.CHOICE, N_("Scored"), choices=DIMENSION)
    category_id: Mapped[bytes | None] = reference("impact_category", N_("Category"))
    horizon_id: Mapped[bytes | None] = reference("horizon", N_("After"))
    meeting_id: Mapped[bytes | None] = reference("meeting", N_("Meeting"))
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=POLL_STATE, default="open")
    opened_at: Mapped[datetime] = field(Kind.INSTANT, N_("Opened at"), editable=False)
    secrecy: Mapped[str | None] = field(
        Kind.CHOICE, N_("Secrecy"), N_("Chosen before anybody votes."), choices=SECRECY, editable=False
    )
    batch: Mapped[int | None] = field(
        Kind.INTEGER, N_("Batch round"), N_("Which batch round it belongs to; empty if scored by itself."), minimum=1,
        editable=False,
    )  # fmt: skip


class PollRound(Base):
    """A silent round of a poll; two at most. Logged: what a room said is not undone."""

    __tablename__ = "poll_round"
    __table_args__ = table_args(UniqueConstraint("poll_id", "number"), logged=True)

    id: Mapped[bytes] = key_column()
    poll_id: Mapped[bytes] = owner_reference("poll", N_("Poll"))
    number: Mapped[int] = field(Kind.INTEGER, N_("Round"), minimum=1, maximum=2)
    state: Mapped[str] = field(Kind.CHOICE, N_("State"), choices=ROUND_STATE, default="silent")
    opened_at: Mapped[datetime] = field(Kind.INSTANT, N_("Opened at"), editable=False)
    revealed_at: Mapped[datetime | None] = field(Kind.INSTANT, N_("Revealed at"), editable=False)


class Ballot(Base):
    """One seat's score in one round; an empty level is an abstention. Sealed: readable nowhere in the history.

    ``seat_id`` is emptied at the reveal when the round is anonymous.
    """

    __tablename__ = "ballot"
    __table_args__ = table_args(logged=True, sealed=True)

    id: Mapped[bytes] = key_column()
    round_id: Mapped[bytes] = owner_reference("poll_round", N_("Round"))
    seat_id: Mapped[bytes | None] = reference("seat", N_("Seat"))
    level: Mapped[int | None] = field(Kind.LEVEL, N_("Score"))
    source: Mapped[str | None] = field(Kind.CHOICE, N_("Came"), choices=BALLOT_SOURCE, editable=False)


class Agreement(Base):
    """The value that a person decided on after the reveal."""

    __tablename__ = "agreement"
    __table_args__ = table_args(UniqueConstraint("poll_id"))

    id: Mapped[bytes] = key_column()
    poll_id: Mapped[bytes] = owner_reference("poll", N_("Poll"))
    level: Mapped[int] = field(Kind.LEVEL, N_("Agreed value"), required=True)
    consensus: Mapped[bool] = field(Kind.YES_NO, N_("Consensus"), editable=False)
    decided_by_id: Mapped[bytes | None] = reference("person", N_("Decided by"))
    decided_at: Mapped[datetime] = field(Kind.INSTANT, N_("Decided at"), editable=False)
    reason: Mapped[str | None] = field(Kind.TEXT, N_("Reason"))


class Dissent(Base):
    """A view that differed from what was agreed, kept so that it is not lost (``domain.md`` §9)."""

    __tablename__ = "dissent"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    poll_id: Mapped[bytes] = owner_reference("poll", N_("Poll"))
    level: Mapped[int | None] = field(Kind.LEVEL, N_("Dissenting score"), core=True)
    role: Mapped[str] = field(Kind.TEXT, N_("Role"), required=True, core=True)
    person_id: Mapped[bytes | None] = reference("person", N_("Name"), N_("Only if the person wants to be named."))
    reason: Mapped[str] = field(Kind.NOTE, N_("Reason"), required=True, core=True)
    changes_outcome: Mapped[bool | None] = field(Kind.YES_NO, N_("Would change the outcome"), core=True)
    decided_by_id: Mapped[bytes | None] = reference("person", N_("Decided by"))
    review_on: Mapped[date | None] = field(Kind.DATE, N_("Review on"))
