"""Carries out a planned import as one edit that Undo takes back, with bulk inserts, and remembers the mapping.

Serves the dialog and the command line. An import that changes nothing records nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from app import model as m
from app.document import Document
from app.entities import model_of, next_refs
from app.i18n import N_, UserError, plural, translate
from app.imports.kinds import KINDS
from app.imports.plans import ImportPlan, NewReference, State
from app.imports.suggesting import headings_key
from app.imports.synonyms import forms
from app.model.base import Base

_STALE = N_("The session was changed after this preview was made. Look at the preview again, then import.")


@dataclass(frozen=True)
class ImportResult:
    """What was done. ``label`` is what Undo shows; empty if there was nothing to do. ``keys`` are of new rows."""

    new: int
    changed: int
    unchanged: int
    skipped: int
    created: Mapping[str, int]
    label: str
    keys: tuple[bytes, ...]


def apply(document: Document, plan: ImportPlan, *, remember: bool = True) -> ImportResult:
    """Import what ``plan`` says, as one edit. Raises ``UserError`` if the session changed since the plan was made.

    ``remember`` keeps how the headings were mapped, which makes sense only for headings that a person wrote.
    """
    if document.version != plan.version:
        raise UserError(_STALE)
    label = _label(plan) if plan.writes else ""
    if label:
        with document.edit(label) as session:
            _write(document, session, plan)
            if remember:
                _remember(document, session, plan)
    counts = plan.counts
    keys = tuple(row.key for row in plan.rows if row.state is State.NEW)
    return ImportResult(counts.new, counts.changed, counts.unchanged, counts.skipped, plan.new_by_kind, label, keys)


def _label(plan: ImportPlan) -> str:
    counts = plan.counts
    if counts.new + counts.changed:
        what = plural(*KINDS[plan.kind].nouns, counts.new + counts.changed)
        return translate(N_("Import {what} from {file}"), what=what, file=plan.source)
    what = plural(*KINDS[plan.kind].nouns, counts.seen)
    return translate(N_("See {what} again in {file}"), what=what, file=plan.source)


def _write(document: Document, session: Session, plan: ImportPlan) -> None:
    kind = KINDS[plan.kind]
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # rows may name later ones of the same file
    _create_references(session, plan.new_references)
    if plan.kind == "dependencies":
        _write_links(session, plan)
    new = [row for row in plan.rows if row.state is State.NEW]
    if issubclass(kind.model, m.EntityRow):
        _insert_entities(session, kind.model, [(row.key, row.values) for row in new])
    else:
        _insert(session, kind.model, [{"id": row.key, **row.values} for row in new])
    known = (row for row in plan.rows if row.state in (State.CHANGED, State.UNCHANGED) and row.values)
    _update(session, kind.model.__table__, [(row.key, row.values) for row in known])
    if plan.kind != "dependencies":
        _write_links(session, plan)


def _create_references(session: Session, references: Iterable[NewReference]) -> None:
    by_kind: dict[str, list[tuple[bytes, Mapping[str, Any]]]] = defaultdict(list)
    for reference in references:
        by_kind[reference.kind].append((reference.key, {"name": reference.name}))
    for kind, rows in by_kind.items():
        _insert_entities(session, model_of(kind), rows)


def _insert_entities(session: Session, model: Any, rows: list[tuple[bytes, Mapping[str, Any]]]) -> None:
    """Insert rows with their entities and the next references, in three statements."""
    if not rows:
        return
    refs = next_refs(session, model.PREFIX, len(rows), model.DIGITS)
    entities = [{"id": key, "kind": model.ENTITY, "ref": ref} for (key, _), ref in zip(rows, refs, strict=True)]
    session.execute(insert(m.Entity.__table__), entities)  # type: ignore[arg-type]
    _insert(session, model, [{"id": key, **values} for key, values in rows])


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        blank = _blank(model.__table__)
        session.execute(insert(model.__table__), [blank | row for row in rows])


def _blank(table: Any) -> dict[str, Any]:
    """Return a row that holds only what stands in each new one; bulk inserts need every column named."""
    return {
        column.name: column.default.arg if column.default is not None and column.default.is_scalar else None
        for column in table.columns
    }


def _update(session: Session, table: Any, rows: list[tuple[bytes, Mapping[str, Any]]]) -> None:
    """Update rows, those with the same columns in one statement."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for key, values in rows:
        names = tuple(sorted(values))
        alike[names].append({"_key": key} | {f"_{name}": values[name] for name in names})
    for names, changed in alike.items():
        statement = update(table).where(table.c.id == bindparam("_key"))
        statement = statement.values({name: bindparam(f"_{name}") for name in names})
        session.connection().execute(statement, changed)


def _write_links(session: Session, plan: ImportPlan) -> None:
    tables: dict[str, list[Any]] = defaultdict(list)
    for row in plan.rows:
        if row.state is not State.SKIPPED:
            for link in row.links:
                tables[link.table].append(link)
    for name, links in tables.items():
        table = Base.metadata.tables[name]
        fresh = [_blank(table) | {"id": link.key, **link.values} for link in links if link.new]
        if fresh:
            session.execute(insert(table), fresh)
        _update(session, table, [(link.key, link.values) for link in links if not link.new])


def _remember(document: Document, session: Session, plan: ImportPlan) -> None:
    """Keep how the headings were mapped, for the next file with the same ones."""
    profile = m.ImportProfile
    headings = headings_key(plan.headings)
    mapping = json.dumps(
        {forms(heading)[0]: plan.mapping.get(heading) for heading in plan.headings}, ensure_ascii=False
    )
    known = document.all(profile, profile.kind == plan.kind, profile.headings == headings)
    if not known:
        values = {"id": m.new_key(), "kind": plan.kind, "headings": headings, "mapping": mapping}
        session.execute(insert(profile.__table__), values | {"used_on": document.today()})  # type: ignore[arg-type]
    else:
        _update(session, profile.__table__, [(known[0].id, {"mapping": mapping, "used_on": document.today()})])
