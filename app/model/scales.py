"""The session's own editable copy of the scales: impact, likelihood, matrix, bands, horizons, tiers and threats."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import Base, key_column, owner_reference, position, table_args


class ImpactCategory(Base):
    """One kind of harm, such as financial or safety, with the level from which it is intolerable."""

    __tablename__ = "impact_category"
    __table_args__ = table_args(UniqueConstraint("code"))

    id: Mapped[bytes] = key_column()
    code: Mapped[str] = field(Kind.TEXT, N_("Code"), editable=False)
    name: Mapped[str] = field(Kind.TEXT, N_("Category"), required=True, core=True)
    threshold: Mapped[int] = field(
        Kind.LEVEL,
        N_("Intolerable from"),
        N_("The level from which the impact is unacceptable."),
        scale="impact",
    )
    position: Mapped[int] = position()
    appetite: Mapped[int | None] = field(
        Kind.INTEGER,
        N_("Within appetite up to"),
        N_("The rank of the highest level of risk that is within appetite here; empty: as the level says."),
        minimum=0,
        maximum=5,
    )


class ImpactLevel(Base):
    """The word for one of the five levels of impact."""

    __tablename__ = "impact_level"
    __table_args__ = table_args(UniqueConstraint("level"))

    id: Mapped[bytes] = key_column()
    level: Mapped[int] = field(Kind.LEVEL, N_("Level"), editable=False)
    name: Mapped[str] = field(Kind.TEXT, N_("Word"), required=True)


class ImpactAnchor(Base):
    """What a level means in one category, so that everybody scores against the same example."""

    __tablename__ = "impact_anchor"
    __table_args__ = table_args(UniqueConstraint("category_id", "level"))

    id: Mapped[bytes] = key_column()
    category_id: Mapped[bytes] = owner_reference("impact_category", N_("Category"))
    level: Mapped[int] = field(Kind.LEVEL, N_("Level"), editable=False)
    text: Mapped[str] = field(Kind.TEXT, N_("Anchor"), required=True)


class Horizon(Base):
    """A point in time after the loss at which impact is asked."""

    __tablename__ = "horizon"
    __table_args__ = table_args(UniqueConstraint("minutes"))

    id: Mapped[bytes] = key_column()
    minutes: Mapped[int] = field(Kind.DURATION, N_("After"), minimum=1)
    label: Mapped[str] = field(Kind.TEXT, N_("Label"), required=True)


class LikelihoodLevel(Base):
    """One of the five levels of likelihood with its frequency in words and figures."""

    __tablename__ = "likelihood_level"
    __table_args__ = table_args(UniqueConstraint("level"))

    id: Mapped[bytes] = key_column()
    level: Mapped[int] = field(Kind.LEVEL, N_("Level"), editable=False)
    name: Mapped[str] = field(Kind.TEXT, N_("Word"), required=True)
    frequency: Mapped[str] = field(Kind.TEXT, N_("Frequency"))
    chance: Mapped[str] = field(Kind.TEXT, N_("Chance a year"))
    rate: Mapped[float] = field(Kind.NUMBER, N_("Events a year"), minimum=0)
    example: Mapped[str | None] = field(Kind.TEXT, N_("Example"))


class Band(Base):
    """A level of risk, with what the organisation does about it."""

    __tablename__ = "band"
    __table_args__ = table_args(UniqueConstraint("rank"))

    id: Mapped[bytes] = key_column()
    rank: Mapped[int] = field(Kind.INTEGER, N_("Rank"), N_("1 is the lowest."), minimum=1, maximum=5, editable=False)
    name: Mapped[str] = field(Kind.TEXT, N_("Level"), required=True)
    within_appetite: Mapped[bool] = field(Kind.YES_NO, N_("Within appetite"))
    response: Mapped[str | None] = field(Kind.TEXT, N_("What must happen"))
    colour: Mapped[int | None] = field(
        Kind.INTEGER, N_("Colour"), N_("Which of the five colours, 1 the lightest; empty: by the rank."), minimum=1,
        maximum=5,
    )  # fmt: skip


class MatrixCell(Base):
    """Which band a likelihood and an impact give together."""

    __tablename__ = "matrix_cell"
    __table_args__ = table_args(UniqueConstraint("likelihood", "impact"))

    id: Mapped[bytes] = key_column()
    likelihood: Mapped[int] = field(Kind.LEVEL, N_("Likelihood"), scale="likelihood", editable=False)
    impact: Mapped[int] = field(Kind.LEVEL, N_("Impact"), scale="impact", editable=False)
    band_id: Mapped[bytes] = owner_reference("band", N_("Level"))


class Tier(Base):
    """A class of services by the recovery time they need."""

    __tablename__ = "tier"
    __table_args__ = table_args(UniqueConstraint("number"))

    id: Mapped[bytes] = key_column()
    number: Mapped[int] = field(Kind.INTEGER, N_("Tier"), minimum=0, maximum=9, editable=False)
    name: Mapped[str] = field(Kind.TEXT, N_("Name"))
    rto_max: Mapped[int | None] = field(Kind.DURATION, N_("RTO at most"), N_("Empty: any recovery time."))
    rpo_guide: Mapped[int | None] = field(Kind.DURATION, N_("RPO guide"))
    critical: Mapped[bool] = field(Kind.YES_NO, N_("Critical"))


class Threat(Base):
    """Something that can stop services, with its typical outage."""

    __tablename__ = "threat"
    __table_args__ = table_args(UniqueConstraint("code"))

    id: Mapped[bytes] = key_column()
    code: Mapped[str] = field(Kind.TEXT, N_("Code"), required=True)
    name: Mapped[str] = field(Kind.TEXT, N_("Threat"), required=True, core=True)
    typical_outage: Mapped[int | None] = field(Kind.DURATION, N_("Typical outage"), core=True)
    hits: Mapped[str | None] = field(Kind.TEXT, N_("Hits"), core=True)
