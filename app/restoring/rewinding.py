"""Brings rows back to what they were: the order of the statements, and which links they need.

Serves ``restoring`` and ``checkpoints``, which decide what is brought back. Works inside an edit, so that everything is
recorded and can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKeyConstraint, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.model import Base

if TYPE_CHECKING:
    from app.document import Document

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One row to bring back: ``op`` is what is to be done to it now, ``values`` the stored columns to write."""

    op: str
    table: str
    row: bytes
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """One way in which rows of ``table`` point at rows of ``target`` by their key."""

    table: str
    column: str
    target: str
    required: bool


@cache
def links() -> tuple[Link, ...]:
    """Return every way in which rows of a session point at others."""
    return tuple(link for table in Base.metadata.tables.values() for link in _links_of(table.foreign_key_constraints))


def _links_of(constraints: Iterable[ForeignKeyConstraint]) -> Iterator[Link]:
    for constraint in constraints:
        column: Column[Any] = next(iter(constraint.columns))
        target = constraint.referred_table.name
        yield Link(column.table.name, column.name, target, not column.nullable)


def links_from(table: str) -> tuple[Link, ...]:
    """Return the links by which rows of a table point at others."""
    return tuple(link for link in links() if link.table == table)


def links_to(table: str) -> tuple[Link, ...]:
    """Return the links by which others point at rows of a table."""
    return tuple(link for link in links() if link.target == table)


def pointing_at(document: Document, link: Link, keys: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield ``(row, key)`` of every row that points by ``link`` at one of ``keys``."""
    columns, wanted = Base.metadata.tables[link.table].c, list(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        for row in document.rows(select(columns.id, columns[link.column]).where(columns[link.column].in_(part))):
            yield tuple(row)


def write(session: Session, steps: Iterable[Step]) -> list[Step]:
    """Carry the steps out inside an edit; returns those that something else stands in the way of.

    What belongs to others goes before them and comes after them, so that Undo, which runs backwards, takes nothing
    along unseen. Links are looked at only when the edit is committed. A step that meets a value which must be unique
    is tried again after the others; rows that change places are parked in between.
    """
    session.flush()
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    refused = sorted(steps, key=_turn)
    while left := [step for step in refused if not _done(session, [step])]:
        if len(left) == len(refused):
            return [] if _done(session, _with_parking(left)) else left
        refused = left
    return []


def _turn(step: Step) -> tuple[int, int]:
    rank = _ranks()[step.table]
    return {"update": (0, rank), "delete": (1, -rank), "insert": (2, rank)}[step.op]


@cache
def _ranks() -> Mapping[str, int]:
    return {table.name: rank for rank, table in enumerate(Base.metadata.sorted_tables)}


def _done(session: Session, steps: Sequence[Step]) -> bool:
    """Carry out all steps or none."""
    run = session.connection().exec_driver_sql
    run("SAVEPOINT steps")
    try:
        for step in steps:
            statement, values = _statement(step)
            if run(statement, values).rowcount != 1 and step.op != "delete":
                run("ROLLBACK TO steps")
                return False
    except IntegrityError:
        run("ROLLBACK TO steps")
        return False
    finally:
        run("RELEASE steps")
    return True


def _with_parking(steps: Sequence[Step]) -> list[Step]:
    """Return the steps after others that give each row values of its own where they must be unique."""
    parked = []
    for number, step in enumerate(steps):
        unique = {name for name in step.values if name in _unique_columns(step.table)}
        if step.op == "update" and unique:
            apart = {name: _apart(step.values[name], number) for name in unique}
            parked.append(Step("update", step.table, step.row, apart))
    return [*parked, *steps]


def _apart(value: Any, number: int) -> Any:
    return -(2**40) - number if isinstance(value, int) else f"parked {number}"


@cache
def _unique_columns(table: str) -> frozenset[str]:
    known = Base.metadata.tables[table]
    own = {column.name for column in known.columns if column.unique and not column.foreign_keys}
    shared = (
        each
        for constraint in known.constraints
        if isinstance(constraint, UniqueConstraint)
        for each in constraint.columns
    )
    return frozenset(own | {column.name for column in shared if not column.foreign_keys and not column.primary_key})


def _statement(step: Step) -> tuple[str, tuple[Any, ...]]:
    table = f'"{step.table}"'
    if step.op == "delete":
        return f"DELETE FROM {table} WHERE id = ?", (step.row,)
    if step.op == "insert":
        values = {name: value for name, value in step.values.items() if value is not None}
        names, gaps = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        return f"INSERT INTO {table} ({names}) VALUES ({gaps})", tuple(values.values())
    settings = ", ".join(f'"{name}" = ?' for name in step.values)
    return f"UPDATE {table} SET {settings} WHERE id = ?", (*step.values.values(), step.row)


def broken_links(session: Session, tables: Iterable[str]) -> list[str]:
    """Return the tables among ``tables`` in which a row points at nothing, at this point of an edit."""
    run = session.connection().exec_driver_sql
    return [table for table in sorted(set(tables)) if run(f'PRAGMA foreign_key_check("{table}")').first()]
