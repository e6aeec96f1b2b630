"""Plain rows of any subject with the names of what they point at, for tables, forms, pickers and searches.

A list of ten thousand rows is read as the tuples that the session holds; a cell is decoded when somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, type_coerce
from sqlalchemy.types import NULLTYPE

from app import entities
from app.entities import model_of_table, models
from app.fields import Kind, fields_of
from app.model import Entity, EntityRow

if TYPE_CHECKING:
    from app.document import Document

#: Models by kind and by table, and what names their rows: ``app.entities`` knows.
entity_models, model_of, known_by = entities.models, entities.model_of_table, entities.known_by

#: How stored values of these kinds become what a person's eyes and hands work with.
_DECODED: Mapping[Kind, Callable[[Any], Any]] = MappingProxyType(
    {Kind.DATE: date.fromisoformat, Kind.INSTANT: datetime.fromisoformat, Kind.YES_NO: bool}
)
#: With more changed rows than this it is quicker to read the whole list again.
FEW = 200


@dataclass(frozen=True, slots=True)
class _Shape:
    """What all rows of one list share: where each column stands, how it is decoded, what its keys are called."""

    places: Mapping[str, int]
    decoders: Mapping[str, Callable[[Any], Any]]
    lookups: Mapping[str, Mapping[bytes, str]]


class ListRow:
    """One row of a list: ``key``, ``ref`` (empty for what has none), values by column, and names of references."""

    __slots__ = ("cells", "key", "ref", "shape")

    def __init__(self, cells: Any, key: bytes, ref: str, shape: _Shape) -> None:
        self.cells, self.key, self.ref, self.shape = cells, key, ref, shape

    def value(self, column: str) -> Any:
        """Return the value of a column. Raises ``KeyError`` for an unknown one."""
        stored = self.cells[self.shape.places[column]]
        decode = self.shape.decoders.get(column)
        return stored if decode is None or stored is None else decode(stored)

    def name(self, column: str) -> str:
        """Return what the reference in a column is called, an empty text if there is none."""
        return self.shape.lookups[column].get(self.cells[self.shape.places[column]], "")

    @property
    def values(self) -> Mapping[str, Any]:
        """The values by column."""
        return _Seen(self.shape.places, self.value)

    @property
    def names(self) -> Mapping[str, str]:
        """The names of references by column."""
        return _Seen(self.shape.lookups, self.name)


class _Seen(Mapping[str, Any]):
    """A row as a mapping, for who wants one; nothing is copied."""

    def __init__(self, columns: Mapping[str, Any], look: Callable[[str], Any]) -> None:
        self._columns, self._look = columns, look

    def __getitem__(self, column: str) -> Any:
        return self._look(column)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def read(document: Document, model: Any, *where: Any, order_by: Any = None) -> list[ListRow]:
    """Return all rows of ``model`` that meet ``where``, by reference unless ``order_by`` says otherwise."""
    table = model.__table__
    stored = [type_coerce(column, NULLTYPE).label(column.name) for column in table.columns]
    has_ref = issubclass(model, EntityRow)
    query = select(*stored, Entity.__table__.c.ref.label("ref")) if has_ref else select(*stored)
    if has_ref:
        query = query.join(Entity.__table__, Entity.__table__.c.id == table.c.id)
    order = order_by if order_by is not None else _usual_order(model, has_ref)
    rows = document.tuples(query.where(*where, *_seen(model)).order_by(*order))
    shape = _shape(document, model, rows)
    at = shape.places["id"]
    if has_ref:
        return [ListRow(cells, cells[at], cells[-1] or "", shape) for cells in rows]
    return [ListRow(cells, cells[at], "", shape) for cells in rows]


def _seen(model: Any) -> tuple[Any, ...]:
    """Return the condition that leaves out what is marked "Not in this room", for kinds that can be."""
    hidden = model.__table__.c.get("hidden")
    return () if hidden is None else (hidden.is_not(True),)


def _usual_order(model: Any, has_ref: bool) -> tuple[Any, ...]:
    """By reference, or by what orders such rows; mere links stay as they came."""
    columns = model.__table__.c
    if has_ref and model.PREFIX:
        return (Entity.__table__.c.ref,)
    found = [columns[name] for name in ("position", "number", "level", "at") if name in columns]
    return (*found, columns["id"]) if found else ()


def _shape(document: Document, model: Any, rows: Sequence[tuple[Any, ...]]) -> _Shape:
    fields = fields_of(model)
    places = {column.name: at for at, column in enumerate(model.__table__.columns)}
    targets = {name: spec.to for name, spec in fields.items() if spec.kind is Kind.REFERENCE}
    found: dict[str, Mapping[bytes, str]] = {}
    for target in set(targets.values()):
        used = {row[places[name]] for row in rows for name, to in targets.items() if to == target} - {None}
        found[target] = names(document, target, used if len(used) <= FEW else None) if used else {}
    return _Shape(
        places,
        {name: _DECODED[spec.kind] for name, spec in fields.items() if spec.kind in _DECODED},
        {column: found[target] for column, target in targets.items()},
    )


class Listing:
    """The rows of ``model`` kept up to date: after an edit only the rows that it named are read again."""

    def __init__(self, document: Document, model: Any) -> None:
        self._document, self._model = document, model
        self._rows: list[ListRow] = []
        self._version = -1
        targets = {spec.to for spec in fields_of(model).values() if spec.kind is Kind.REFERENCE}
        self._table = str(model.__tablename__)
        self._named = targets | ({kind_table(kind) for kind in models()} if "entity" in targets else set())

    def rows(self) -> Sequence[ListRow]:
        """Return the rows of now."""
        version = self._document.version
        changed = self._changed() if 0 <= self._version < version else None
        if changed is None and version != self._version:
            self._rows = read(self._document, self._model)
        elif changed:
            self._replace(changed)
        self._version = version
        return self._rows

    def _changed(self) -> set[bytes] | None:
        """Return the keys of changed rows; ``None`` if rows came or went, or names of others may have changed."""
        found: set[bytes] = set()
        for change_set in self._document.history(since=self._version, limit=None):
            if change_set.tables & self._named:
                return None
            for change in change_set.changes:
                if change.table == self._table:
                    if change.op != "update" or not isinstance(change.row, bytes) or "hidden" in change.values:
                        return None
                    found.add(change.row)
        return found if len(found) <= FEW else None

    def _replace(self, keys: set[bytes]) -> None:
        fresh = {row.key: row for row in read(self._document, self._model, self._model.__table__.c.id.in_(keys))}
        self._rows = [fresh.get(row.key, row) if row.key in keys else row for row in self._rows]


def names(document: Document, table: str, keys: Collection[bytes] | None = None) -> dict[bytes, str]:
    """Return what each row of ``table`` is called, by key; ``"entity"`` gives everything that can be pointed at.

    With ``keys`` only those are looked up. Risks that are not in this room have no name here.
    """
    if table == Entity.__tablename__:
        return {
            key: name
            for kind in _kinds(document, keys)
            for key, name in names(document, kind_table(kind), keys).items()
        }
    model = model_of_table(table)
    columns = model.__table__.c
    query = select(columns.id, columns[known_by(model)]).where(*_seen(model))
    return dict(document.tuples(query if keys is None else query.where(columns.id.in_(keys))))


def _kinds(document: Document, keys: Collection[bytes] | None) -> Collection[str]:
    """Return the kinds of entities, of all or of these."""
    if keys is None:
        return models()
    entity = Entity.__table__.c
    found = {kind for (kind,) in document.tuples(select(entity.kind).where(entity.id.in_(keys)).distinct())}
    return found & set(models())


def kind_table(kind: str) -> str:
    """Return the name of the table that holds entities of ``kind``."""
    return str(models()[kind].__tablename__)


def options(document: Document, table: str) -> list[tuple[bytes, str]]:
    """Return what a picker offers for a reference to ``table``: key and name, by name."""
    found = [(key, name or "") for key, name in names(document, table).items()]
    return sorted(found, key=lambda pair: pair[1].casefold())


def refs(document: Document, model: Any) -> dict[bytes, str]:
    """Return the reference of each row of ``model``, such as ``SVC-004``, by key; empty for what has none."""
    if not issubclass(model, EntityRow):
        return {}
    entity = Entity.__table__.c
    return {
        key: ref
        for key, ref in document.tuples(select(entity.id, entity.ref).where(entity.kind == model.ENTITY))
        if ref
    }


def remarks(document: Document, table: str) -> Mapping[bytes, str]:
    """Return a quiet word that tells rows of one name apart: a person's role, the reference of anything else."""
    if table == "person":
        columns = model_of_table(table).__table__.c
        return {key: role or "" for key, role in document.tuples(select(columns.id, columns.role))}
    if table == Entity.__tablename__:
        entity = Entity.__table__.c
        return {key: ref or "" for key, ref in document.tuples(select(entity.id, entity.ref))}
    return refs(document, model_of_table(table))
