"""What every table of the session file has in common: keys, and the one place of what can be pointed at."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from app.fields import Field, Kind, field
from app.i18n import N_

_KEY_SOURCE: ContextVar[Callable[[], bytes] | None] = ContextVar("key_source", default=None)


def new_key() -> bytes:
    """Return a fresh key: the 16 bytes of a random UUID."""
    source = _KEY_SOURCE.get()
    return source() if source else uuid.uuid4().bytes


@contextmanager
def keys_from(source: Callable[[], bytes]) -> Iterator[None]:
    """Take fresh keys from ``source`` while this lasts, so that what is built twice is the same twice."""
    token = _KEY_SOURCE.set(source)
    try:
        yield
    finally:
        _KEY_SOURCE.reset(token)


def key_column() -> Any:
    """Return the primary key that every table has."""
    return mapped_column(
        "id",
        LargeBinary,
        primary_key=True,
        default=new_key,
        info={"field": Field(Kind.KEY, N_("Key"), editable=False)},
    )


class Base(DeclarativeBase):
    """Declarative base. Every table is STRICT and has one 16-byte primary key named ``id``."""

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805
        return table_args()


def table_args(*constraints: Any, logged: bool = False, sealed: bool = False) -> tuple[Any, ...]:
    """Return ``__table_args__`` for a table.

    ``logged`` rows are recorded and chained but never undone (logs, approvals, counters). ``sealed`` rows are recorded
    by digest only: their content is readable nowhere in the history (ballots).
    """
    info = {"logged": logged, "sealed": sealed}
    return (*constraints, {"sqlite_strict": True, "info": info})


class Entity(Base):
    """Everything that can be pointed at owns one row here, with the same key."""

    __tablename__ = "entity"
    __table_args__ = table_args(UniqueConstraint("id", "kind"))

    id: Mapped[bytes] = key_column()
    kind: Mapped[str] = field(Kind.TEXT, N_("Kind"), editable=False, index=True)
    ref: Mapped[str | None] = field(Kind.TEXT, N_("Reference"), editable=False, unique=True)
    former_refs: Mapped[str | None] = field(
        Kind.TEXT,
        N_("Former references"),
        N_("References this had before copies were merged."),
        editable=False,
    )


class EntityRow:
    """Mixin of a table whose rows own an entity of the same key; ``ENTITY`` names the kind, ``PREFIX`` its references.

    The kind stands in the row as well, so that the composite foreign key can check it.
    """

    ENTITY: ClassVar[str]
    PREFIX: ClassVar[str] = ""
    DIGITS: ClassVar[int] = 3

    @declared_attr
    def id(cls) -> Mapped[bytes]:  # noqa: N805
        return key_column()  # type: ignore[no-any-return]

    @declared_attr
    def entity_kind(cls) -> Mapped[str]:  # noqa: N805
        spec = Field(Kind.TEXT, N_("Kind"), editable=False)
        return mapped_column("entity_kind", Text, default=cls.ENTITY, info={"field": spec})


def entity_args(kind: str, *constraints: Any, logged: bool = False) -> tuple[Any, ...]:
    """Return ``__table_args__`` of a table whose rows are entities of ``kind``."""
    return table_args(
        ForeignKeyConstraint(["id", "entity_kind"], ["entity.id", "entity.kind"], ondelete="CASCADE"),
        CheckConstraint(f"entity_kind = '{kind}'"),
        *constraints,
        logged=logged,
    )


def reference(
    target: str,
    label: str,
    help: str = "",  # noqa: A002 - the word a form uses
    *,
    on_delete: str = "SET NULL",
    back: bool = False,
    **options: Any,
) -> Any:
    """Return a column that points at a row of table ``target`` by its key; deleting that row follows ``on_delete``.

    ``back`` marks the one of two tables pointing at each other that is left aside when tables are put in order.
    """
    key = ForeignKey(f"{target}.id", ondelete=on_delete, use_alter=back)
    return field(Kind.REFERENCE, label, help, to=target, foreign_key=key, **options)


def owner_reference(target: str, label: str, **options: Any) -> Any:
    """Return a column that points at the row this one belongs to, and goes with it."""
    return reference(target, label, on_delete="CASCADE", required=True, **options)


def position() -> Any:
    """Return the column that keeps the order of a list."""
    return field(Kind.INTEGER, N_("Position"), minimum=0, default=0, editable=False)


class RefCounter(Base):
    """The last number given out per reference prefix; logged, so that a reference is never used twice."""

    __tablename__ = "ref_counter"
    __table_args__ = table_args(logged=True)

    id: Mapped[bytes] = key_column()
    prefix: Mapped[str] = field(Kind.TEXT, N_("Prefix"), editable=False, unique=True)
    last: Mapped[int] = field(Kind.INTEGER, N_("Last number"), editable=False)
