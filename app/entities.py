"""The verbs that every kind of row shares: create, change a field, delete, describe, give out references.

Values pass through their ``Field`` here, so forms, tables, imports and the command line behave alike. What involves
more than one row or a rule of the subject has a verb of its own elsewhere.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, cast

from sqlalchemy import Row, Table, func, insert, select, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.document import Document
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, plural, translate
from app.model.base import Base, Entity, EntityRow, RefCounter, new_key

Model = TypeVar("Model", bound=Base)


def _table(model: Any) -> Table:
    return cast(Table, model.__table__)


#: What one and several of a kind are called in labels and messages.
NOUNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "service": (N_("service"), N_("{n} services")),
        "risk": (N_("risk"), N_("{n} risks")),
        "component": (N_("component"), N_("{n} components")),
        "supplier": (N_("supplier"), N_("{n} suppliers")),
        "person": (N_("person"), N_("{n} people")),
        "department": (N_("department"), N_("{n} departments")),
        "site": (N_("site"), N_("{n} sites")),
        "plan": (N_("plan"), N_("{n} plans")),
        "plan_step": (N_("step"), N_("{n} steps")),
        "strategy": (N_("strategy"), N_("{n} strategies")),
        "exercise": (N_("exercise"), N_("{n} exercises")),
        "inject": (N_("inject"), N_("{n} injects")),
        "action": (N_("action"), N_("{n} actions")),
        "incident": (N_("incident"), N_("{n} incidents")),
        "problem": (N_("problem"), N_("{n} problems")),
        "change_record": (N_("change"), N_("{n} changes")),
        "waiver": (N_("waiver"), N_("{n} waivers")),
        "meeting": (N_("meeting"), N_("{n} meetings")),
    }
)

_GONE = N_("This {noun} no longer exists; somebody deleted it.")
_KEPT = N_("{what} cannot be deleted, because a log that is kept for good refers to it.")
_IN_USE = N_("{what} cannot be deleted, because something else still needs it.")
_TAKEN = N_("{field} must be different from all others.")
_EMPTY = N_("{field} must not be empty.")
_NO_SUCH = N_("{field} must point at an existing {noun}.")
_NOT_ALLOWED = N_("This {noun} cannot be stored like that.")


def create(session: Session, model: type[Model], *, ref: str | None = None, prefix: str = "", **values: Any) -> Model:
    """Insert a row inside an edit and return it; a row that can be pointed at gets its entity and next reference.

    Text is parsed by its field, other values are checked. ``prefix`` replaces the kind's own in front of the number,
    ``ref`` gives the whole reference. Raises ``UserError`` naming the field, ``KeyError`` for an unknown one.
    """
    checked = _checked(session, model, values)
    key = checked.setdefault("id", new_key())
    with _constraints_told(model):
        if issubclass(model, EntityRow):
            chosen = _reference(session, model, ref, prefix)
            entity = {"id": key, "kind": model.ENTITY, "ref": chosen}
            session.execute(insert(_table(Entity)), entity)
        row = model(**checked)
        session.add(row)
        session.flush()
    return row


def add(document: Document, model: type[Base], label: str | None = None, /, **values: Any) -> bytes:
    """Insert one row as one edit and return its key. Raises as ``create`` does.

    ``label`` may also be given by name, unless the model has a field of that name.
    """
    if "label" in values and "label" not in _table(model).c:
        label = values.pop("label")
    with document.edit(label or "") as session:
        row = create(session, model, **values)
        key: bytes = row.id  # type: ignore[attr-defined]
        if label is None:
            document.relabel(translate(N_("Add {noun} {name}"), noun=noun_of(model), name=_short(name_of(row))).strip())
    return key


def set_field(document: Document, model: type[Base], key: bytes, field: str, value: Any) -> bool:
    """Change one field as one edit; text is parsed by the field. Returns whether anything changed.

    An equal value records nothing. Raises ``UserError`` naming the field, ``KeyError`` for an unknown one.
    """
    return set_fields(document, model, key, {field: value})


def set_fields(
    document: Document, model: type[Base], key: bytes, values: Mapping[str, Any], label: str | None = None
) -> bool:
    """Change several fields of one row as one edit. See ``set_field``."""
    row = document.get(model, key)
    if row is None:
        raise UserError(_GONE, noun=noun_of(model))
    checked = {name: _check(field_of(model, name), value) for name, value in values.items()}
    changed = {name: value for name, value in checked.items() if value != getattr(row, name)}
    if not changed:
        return False
    with document.edit(label or _change_label(document, model, row, changed)) as session:
        _check_references(session, model, changed)
        _check_levels(session, model, changed)
        with _constraints_told(model):
            stored = session.get(model, key)
            for name, value in changed.items():
                setattr(stored, name, value)
            session.flush()
    return True


def delete(
    document: Document,
    keys: bytes | Iterable[bytes],
    model: type[Base] | None = None,
    label: str | None = None,
) -> int:
    """Delete entities (or rows of ``model``) with all that belongs to them, as one edit; returns how many there were.

    Can be undone. Raises ``UserError`` if a logged row would lose what it refers to, or something else needs them.
    """
    chosen = [keys] if isinstance(keys, bytes) else list(keys)
    table = _table(Entity if model is None or issubclass(model, EntityRow) else model)
    what = _deletion(document, chosen, model)
    if not chosen:
        return 0
    with document.edit(label or translate(N_("Delete {what}"), what=what)) as session:
        try:
            gone = [session.execute(sql_delete(table).where(table.c.id == key)) for key in chosen]
        except IntegrityError as error:
            raise UserError(_IN_USE, what=what) from error
        if document.touched_logs():
            raise UserError(_KEPT, what=what)
    return sum(result.rowcount for result in gone)  # type: ignore[attr-defined]


def describe(document: Document, key: bytes) -> str:
    """Return the reference and name of an entity, such as ``SVC-008 Payroll``."""
    entity = document.get(Entity, key)
    if entity is None:
        return translate(N_("(deleted)"))
    model = model_of(entity.kind)
    row = document.get(model, key) if model else None
    return " ".join(part for part in (entity.ref, name_of(row) if row is not None else "") if part)


#: Columns by which rows are known to people, in the order in which they are looked for.
_NAMING = ("name", "title", "event", "instruction", "text", "label", "what", "role", "rule")


def known_by(model: Any) -> str:
    """Return the name of the column by which rows of ``model`` are known to people; empty for a mere link."""
    columns = model.__table__.columns
    return next((name for name in _NAMING if name in columns), "")


def name_of(row: Any) -> str:
    """Return the name of a row (a mapped object or a plain row): its first text that must be filled in, else any."""
    names = row._fields if isinstance(row, Row) else [column.key for column in row.__table__.columns]
    for name in (*_NAMING, *names):
        if name in names and isinstance(value := getattr(row, name), str) and value and name != "entity_kind":
            return value
    return ""


def noun_of(model: type[Base]) -> str:
    """Return what one row of ``model`` is called."""
    name = str(_table(model).name)
    noun = NOUNS.get(name)
    return translate(noun[0]) if noun else name.replace("_", " ")


def field_of(model: type[Base], name: str) -> Field:
    """Return the ``Field`` of a column. Raises ``KeyError`` if there is none: a bug of the caller."""
    return fields_of(model)[name]


@cache
def models() -> Mapping[str, type[Any]]:
    """Return the models whose rows are entities, by kind."""
    return {model.ENTITY: model for model in _by_table().values() if issubclass(model, EntityRow)}


@cache
def _by_table() -> Mapping[str, type[Any]]:
    import app.model  # noqa: F401 - so that every table is known

    return {str(_table(mapper.class_).name): mapper.class_ for mapper in Base.registry.mappers}


def model_of(kind: str) -> type[Any] | None:
    """Return the model whose rows are entities of ``kind``."""
    return models().get(kind)


def model_of_table(table: str) -> type[Any]:
    """Return the model whose rows a table holds. Raises ``KeyError`` for an unknown table."""
    return _by_table()[table]


# --- references ---


def next_ref(session: Session, prefix: str, digits: int = 3) -> str:
    """Give out the next reference with this prefix, such as ``SVC-004``; it is never given out again."""
    number = _last_number(session, prefix) + 1
    _count_up(session, prefix, number)
    return f"{prefix}-{number:0{digits}d}"


def next_refs(session: Session, prefix: str, count: int, digits: int = 3) -> list[str]:
    """Give out the next ``count`` references with this prefix at once, for bulk inserts."""
    last = _last_number(session, prefix)
    if count:
        _count_up(session, prefix, last + count)
    return [f"{prefix}-{number:0{digits}d}" for number in range(last + 1, last + count + 1)]


def _reference(session: Session, model: type[EntityRow], ref: str | None, prefix: str) -> str | None:
    if ref is not None:
        _notice(session, ref)
        return ref
    prefix = prefix or model.PREFIX
    return next_ref(session, prefix, model.DIGITS) if prefix else None


def _notice(session: Session, ref: str) -> None:
    """Let the counter know a reference that came from elsewhere, so that it is not given out again."""
    parts = re.fullmatch(r"(.+)-(\d{1,9})", ref)
    if parts and _last_number(session, parts[1]) < int(parts[2]):
        _count_up(session, parts[1], int(parts[2]))


def _last_number(session: Session, prefix: str) -> int:
    found = session.execute(select(RefCounter.last).where(RefCounter.prefix == prefix)).scalar()
    return 0 if found is None else found


def _count_up(session: Session, prefix: str, number: int) -> None:
    changed = session.execute(update(_table(RefCounter)).where(RefCounter.prefix == prefix).values(last=number))
    if not changed.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(_table(RefCounter)), {"id": new_key(), "prefix": prefix, "last": number})


# --- values ---


def _checked(session: Session, model: type[Base], values: Mapping[str, Any]) -> dict[str, Any]:
    checked = {name: _check(field_of(model, name), value) for name, value in values.items()}
    for column in _table(model).columns:
        spec = column.info.get("field")
        if spec and spec.required and column.name not in checked and column.default is None:
            spec.check(None)
    _check_references(session, model, checked)
    _check_levels(session, model, checked)
    return checked


def _check(spec: Field, value: Any) -> Any:
    return spec.parse(value) if isinstance(value, str) else spec.check(value)


def _check_references(session: Session, model: type[Base], values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        spec = field_of(model, name)
        if spec.kind is Kind.REFERENCE and value is not None and spec.to in Base.metadata.tables:
            target = Base.metadata.tables[spec.to]
            if session.execute(select(target.c.id).where(target.c.id == value)).first() is None:
                noun = translate(NOUNS[spec.to][0]) if spec.to in NOUNS else spec.to.replace("_", " ")
                raise UserError(_NO_SUCH, field=translate(spec.label), noun=noun)


#: The tables in which the levels of a scale are written down.
_SCALES = {"likelihood": "likelihood_level", "impact": "impact_level"}
_OFF_SCALE = N_("{field} {level} is not on the scale of this session, which has levels 1 to {n}.")


def _check_levels(session: Session, model: type[Base], values: Mapping[str, Any]) -> None:
    """Refuse a level that the session's scale does not have; a session without scales yet has all five."""
    for name, value in values.items():
        spec = field_of(model, name)
        if spec.kind is Kind.LEVEL and spec.scale and value is not None and value > 3:
            table = Base.metadata.tables[_SCALES[spec.scale]]
            count = session.execute(select(func.count()).select_from(table)).scalar() or value
            if value > count:
                raise UserError(_OFF_SCALE, field=translate(spec.label), level=value, n=count)


@contextlib.contextmanager
def _constraints_told(model: type[Base]) -> Iterator[None]:
    """Turn a broken constraint into a sentence that names the field."""
    try:
        yield
    except IntegrityError as error:
        reason = str(error.orig)
        column = reason.rpartition(": ")[2].partition(",")[0].rpartition(".")[2]
        spec = fields_of(model).get(column)
        sentence = _TAKEN if "UNIQUE" in reason else _EMPTY if "NOT NULL" in reason else None
        if spec and sentence:
            raise UserError(sentence, field=translate(spec.label)) from error
        raise UserError(_NOT_ALLOWED, noun=noun_of(model)) from error


# --- labels ---


def _change_label(document: Document, model: type[Base], row: Row[Any], changed: Mapping[str, Any]) -> str:
    name = _short(name_of(row)) or noun_of(model)
    if len(changed) == 1:
        label = translate(field_of(model, next(iter(changed))).label)
        return translate(N_("Change {field} of {name}"), field=label, name=name)
    return translate(N_("Change {n} fields of {name}"), n=len(changed), name=name)


def _deletion(document: Document, keys: list[bytes], model: type[Base] | None) -> str:
    kinds = {_kind(document, key, model) for key in keys}
    kind = kinds.pop() if len(kinds) == 1 else ""
    several = NOUNS[kind][1] if kind in NOUNS else N_("{n} entries")
    if len(keys) != 1:
        return plural(several, several, len(keys))
    owner = model or model_of(kind)
    row = document.get(owner, keys[0]) if owner else None
    named = _short(name_of(row)) if row is not None else ""
    return f"{noun_of(owner) if owner else kind} {named}".strip()


def _kind(document: Document, key: bytes, model: type[Base] | None) -> str:
    if model is not None:
        return str(_table(model).name)
    entity = document.get(Entity, key)
    return "" if entity is None else entity.kind


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59].rstrip() + "…"
