"""A small schema with every kind of column, link and log: for tests of the keystone that need no real model."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ForeignKey, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import REAL

from app.migrations import Schema, Step
from app.model.base import new_key, table_args
from tests.write_schema import schema_text


class Base(DeclarativeBase):
    """Apart from the model's own, so that neither sees the other's tables."""


def _key() -> Mapped[bytes]:
    return mapped_column("id", LargeBinary, primary_key=True, default=new_key)


def _link(target: str, on_delete: str, *, nullable: bool = False) -> Mapped[bytes]:
    return mapped_column(LargeBinary, ForeignKey(f"{target}.id", ondelete=on_delete), nullable=nullable, index=True)


class House(Base):
    """Something that others belong to."""

    __tablename__ = "house"
    __table_args__ = table_args(UniqueConstraint("ref"))

    id: Mapped[bytes] = _key()
    ref: Mapped[str] = mapped_column(Text)
    size: Mapped[float | None] = mapped_column(REAL)
    plan: Mapped[bytes | None] = mapped_column(LargeBinary)
    floors: Mapped[int | None] = mapped_column(Integer)


class Room(Base):
    """Goes with its house; may lead to another room; points at nothing when that goes."""

    __tablename__ = "room"
    __table_args__ = table_args(UniqueConstraint("house_id", "number"))

    id: Mapped[bytes] = _key()
    house_id: Mapped[bytes] = _link("house", "CASCADE")
    next_id: Mapped[bytes | None] = _link("room", "SET NULL", nullable=True)
    number: Mapped[int] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Text)


class Visit(Base):
    """A log: never undone."""

    __tablename__ = "visit"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = _key()
    room_id: Mapped[bytes | None] = _link("room", "SET NULL", nullable=True)
    text: Mapped[str] = mapped_column(Text)


class Vote(Base):
    """Sealed: recorded by digest only."""

    __tablename__ = "vote"
    __table_args__ = table_args(logged=True, sealed=True)

    id: Mapped[bytes] = _key()
    level: Mapped[int | None] = mapped_column(Integer)


TABLES = (House, Room, Visit, Vote)


@cache
def toy_schema() -> Schema:
    """Return the first version of the toy schema."""
    return Schema(Base.metadata, (Step(schema_text(Base.metadata)),))
