"""Plain rows of any subject with the names of what they point at, for tables, forms, pickers and searches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.fields import Kind, fields_of
from app.model import Base, Entity, EntityRow

if TYPE_CHECKING:
    from app.document import Document

#: The column by which a row is known, in the order in which it is looked for.
_KNOWN_BY = ("name", "title", "event", "instruction", "text", "label", "what", "role", "rule")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: its key, its reference (empty for what has none), raw values by column, and names of references."""

    key: bytes
    ref: str
    values: Mapping[str, Any]
    names: Mapping[str, str]


@cache
def entity_models() -> Mapping[str, type[EntityRow]]:
    """Return the mapped classes whose rows are entities, by kind."""
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return {cls.ENTITY: cls for cls in classes if issubclass(cls, EntityRow)}


@cache
def model_of(table: str) -> Any:
    """Return the mapped class of a table."""
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ == table)


def known_by(model: Any) -> str:
    """Return the name of the column by which rows of ``model`` are known to people; empty for a mere link."""
    columns = model.__table__.columns
    return next((name for name in _KNOWN_BY if name in columns), "")


def read(document: Document, model: Any, *where: Any, order_by: Any = None) -> list[ListRow]:
    """Return all rows of ``model`` that meet ``where``, by reference unless ``order_by`` says otherwise."""
    table = model.__table__
    has_ref = issubclass(model, EntityRow)
    query = select(table, Entity.__table__.c.ref) if has_ref else select(table)
    if has_ref:
        query = query.join(Entity.__table__, Entity.__table__.c.id == table.c.id)
    order = order_by if order_by is not None else _usual_order(model, has_ref)
    query = query.where(*where).order_by(*order)
    lookups = _lookups(document, model)
    rows = document.rows(query)
    columns = rows[0]._fields if rows else ()
    return [_list_row(dict(zip(columns, row, strict=True)), lookups) for row in rows]


def _usual_order(model: Any, has_ref: bool) -> tuple[Any, ...]:
    columns = model.__table__.c
    if has_ref and model.PREFIX:
        return (Entity.__table__.c.ref,)
    return tuple(columns[name] for name in ("position", "number", "level", "at", "id") if name in columns)


def _lookups(document: Document, model: Any) -> dict[str, Mapping[bytes, str]]:
    targets = {name: spec.to for name, spec in fields_of(model).items() if spec.kind is Kind.REFERENCE}
    found = {target: names(document, target) for target in set(targets.values())}
    return {column: found[target] for column, target in targets.items()}


def _list_row(row: Mapping[str, Any], lookups: Mapping[str, Mapping[bytes, str]]) -> ListRow:
    shown = {column: lookup.get(row[column], "") for column, lookup in lookups.items() if row[column] is not None}
    return ListRow(row["id"], row.get("ref") or "", row, shown)


def names(document: Document, table: str) -> dict[bytes, str]:
    """Return what each row of ``table`` is called, by key; ``"entity"`` gives everything that can be pointed at."""
    if table == Entity.__tablename__:
        return {key: name for kind in entity_models() for key, name in names(document, kind_table(kind)).items()}
    model = model_of(table)
    columns = model.__table__.c
    rows = document.rows(select(columns.id, columns[known_by(model)]))
    return dict(map(tuple, rows))


def kind_table(kind: str) -> str:
    """Return the name of the table that holds entities of ``kind``."""
    return str(entity_models()[kind].__tablename__)  # type: ignore[attr-defined]


def options(document: Document, table: str) -> list[tuple[bytes, str]]:
    """Return what a picker offers for a reference to ``table``: key and name, by name."""
    return sorted(names(document, table).items(), key=lambda pair: pair[1].casefold())
