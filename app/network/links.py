"""The edges of the dependency graph as people work on them: read with their groups, and changed one step at a time.

Every verb is one edit, so that one Undo takes it back; edits of a caller join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.model import Entity, new_key
from app.network.graph import NODE_KINDS, graph

_ITSELF = N_("{name} cannot depend on itself. Name something else that must be up first.")
_KNOWN = N_("{source} already depends on {target}; change that entry instead.")
_NO_NODE = N_("Only services, components, suppliers and people can stand in the dependency graph.")
_TOO_MANY = N_("{needed} of {n} cannot be needed; choose a number from 1 to {n}.")
_TWO = N_("Choose at least two entries that can stand in for each other.")
_ONE_SOURCE = N_("Only what one and the same node needs can stand in for each other.")
_GONE = N_("This dependency is no longer there; somebody has removed it.")


@dataclass(frozen=True, slots=True)
class Link:
    """An edge: ``source`` needs ``target`` (hard) or only uses it.

    ``group`` is the key of its alternatives, ``None`` where there are none; then ``needed`` of ``members`` must be up.
    """

    key: bytes
    source: bytes
    target: bytes
    hard: bool
    note: str = ""
    group: bytes | None = None
    needed: int = 1
    members: int = 1
    label: str = ""


# --- reading ---


def links(document: Document, *, source: bytes | None = None, target: bytes | None = None) -> list[Link]:
    """Return the edges of the session, or those from ``source`` or to ``target``, as they were recorded."""
    table = m.Dependency.__table__.c
    return _read(
        document, *([table.source_id == source] if source else []), *([table.target_id == target] if target else [])
    )


def links_of(document: Document, node: bytes) -> list[Link]:
    """Return the edges from and to a node."""
    table = m.Dependency.__table__.c
    return _read(document, or_(table.source_id == node, table.target_id == node))


def _read(document: Document, *where: Any) -> list[Link]:
    table, groups = m.Dependency.__table__, m.DependencyGroup.__table__
    known = {row.id: row for row in document.rows(select(groups))}
    sizes = Counter(key for (key,) in document.tuples(select(table.c.group_id).where(table.c.group_id.is_not(None))))
    return [_link(row, known, sizes) for row in document.rows(select(table).where(*where))]


def _link(row: Any, groups: Mapping[bytes, Any], sizes: Mapping[bytes, int]) -> Link:
    found = groups.get(row.group_id)
    if found is None or sizes[row.group_id] < 2:
        return Link(row.id, row.source_id, row.target_id, row.hard or found is not None, row.note or "")
    return Link(
        row.id, row.source_id, row.target_id, True, row.note or "", found.id, found.needed, sizes[found.id],
        found.label or "",
    )  # fmt: skip


def circles(document: Document) -> tuple[tuple[bytes, ...], ...]:
    """Return one path for each set of nodes that need each other, its start named again (rule D04)."""
    return graph(document).cycles()


# --- adding ---


def depend(document: Document, source: bytes, target: bytes, hard: bool = True, *, note: str | None = None) -> bytes:
    """Record that ``source`` depends on ``target``, hard (below MBCO without it) or soft; returns the key of the edge.

    Raises ``UserError`` if it already does, if both are the same, or if one cannot stand in the graph.
    """
    label = _label(document, N_("{source} depends on {target}"), source, target)
    with document.edit(label) as session:
        return _edge(document, session, source, target, {"hard": hard, "note": note})


def create_node(document: Document, kind: str, name: str) -> bytes:
    """Record a service, component, supplier or person by its name; returns its key. Raises ``UserError``."""
    model = entities.model_of(kind) if kind in NODE_KINDS else None
    if model is None:
        raise UserError(_NO_NODE)
    return entities.add(document, model, None, name=name)


def alternatives(
    document: Document, source: bytes, targets: Sequence[bytes], needed: int = 1, *, label: str | None = None
) -> bytes:
    """Record that ``source`` needs ``needed`` of ``targets``; returns the key of the group. Raises as ``depend``.

    ``label`` names the group, such as “carriers”.
    """
    chosen = list(dict.fromkeys(targets))
    _check_needed(needed, len(chosen))
    said = translate(
        N_("{source} depends on {needed} of {n}"), source=_name(document, source), needed=needed, n=len(chosen)
    )
    with document.edit(said) as session:
        made = entities.create(session, m.DependencyGroup, source_id=source, needed=needed, label=label)
        for target in chosen:
            _edge(document, session, source, target, {"hard": True, "group_id": made.id})
    key: bytes = made.id
    return key


def _edge(document: Document, session: Session, source: bytes, target: bytes, values: Mapping[str, Any]) -> bytes:
    if source == target:
        raise UserError(_ITSELF, name=_name(document, source))
    for key in (source, target):
        entity = session.get(Entity, key)
        if entity is None or entity.kind not in NODE_KINDS:
            raise UserError(_NO_NODE)
    known = session.query(m.Dependency).filter_by(source_id=source, target_id=target).count()
    if known:
        raise UserError(_KNOWN, source=_name(document, source), target=_name(document, target))
    return entities.create(session, m.Dependency, id=new_key(), source_id=source, target_id=target, **values).id


# --- changing ---


def set_hard(document: Document, edges: Iterable[bytes], hard: bool) -> int:
    """Make edges hard or soft; a soft one leaves its alternatives. Returns how many changed."""
    rows = [row for row in _rows(document, edges) if row.hard != hard or (row.group_id is not None and not hard)]
    if not rows:
        return 0
    words = N_("{source} needs {target}") if hard else N_("{source} can do without {target}")
    many = N_("{n} dependencies are hard") if hard else N_("{n} dependencies are soft")
    with document.edit(_said(document, words, many, rows)) as session:
        for row in rows:
            stored = session.get(m.Dependency, row.id)
            assert stored is not None  # noqa: S101 - read a line before
            stored.hard = hard
            if not hard:
                stored.group_id = None
        session.flush()
        _shrink(session, {row.group_id for row in rows if row.group_id is not None})
    return len(rows)


def group(document: Document, edges: Iterable[bytes], needed: int = 1) -> bytes:
    """Let edges stand in for each other, so that ``needed`` of them are enough; returns the key of the group.

    They become hard and leave the alternatives they were in. Raises ``UserError`` for fewer than two, or edges of
    several nodes.
    """
    rows = _rows(document, edges)
    if len(rows) < 2:
        raise UserError(_TWO)
    if len({row.source_id for row in rows}) > 1:
        raise UserError(_ONE_SOURCE)
    _check_needed(needed, len(rows))
    source = rows[0].source_id
    said = translate(
        N_("{source} depends on {needed} of {n}"), source=_name(document, source), needed=needed, n=len(rows)
    )
    with document.edit(said) as session:
        made = entities.create(session, m.DependencyGroup, source_id=source, needed=needed)
        for row in rows:
            stored = session.get(m.Dependency, row.id)
            assert stored is not None  # noqa: S101
            stored.hard, stored.group_id = True, made.id
        session.flush()
        _shrink(session, {row.group_id for row in rows if row.group_id is not None})
    key: bytes = made.id
    return key


def set_needed(document: Document, group: bytes, needed: int) -> bool:
    """Change how many alternatives must be up; returns whether it changed. Raises ``UserError`` beyond 1 to n."""
    row = document.get(m.DependencyGroup, group)
    if row is None:
        raise UserError(_GONE)
    members = len(document.all(m.Dependency, m.Dependency.group_id == group))
    _check_needed(needed, members)
    label = translate(
        N_("{source} depends on {needed} of {n}"), source=_name(document, row.source_id), needed=needed, n=members
    )
    return entities.set_fields(document, m.DependencyGroup, group, {"needed": needed}, label)


def ungroup(document: Document, group: bytes) -> int:
    """Let every alternative of a group be needed for itself; returns how many there were."""
    row = document.get(m.DependencyGroup, group)
    members = document.all(m.Dependency, m.Dependency.group_id == group)
    if row is None:
        raise UserError(_GONE)
    label = translate(N_("{source} needs each of {n}"), source=_name(document, row.source_id), n=len(members))
    with document.edit(label) as session:
        for member in members:
            stored = session.get(m.Dependency, member.id)
            assert stored is not None  # noqa: S101
            stored.group_id = None
        session.flush()
        _shrink(session, {group})
    return len(members)


def stand_in(document: Document, edge: bytes, target: bytes) -> bytes:
    """Record that ``target`` can stand in for the other end of ``edge``; returns the key of their group.

    An edge that has alternatives gets one more. Raises as ``depend``.
    """
    row = _row(document, edge)
    known = document.all(m.Dependency, m.Dependency.source_id == row.source_id, m.Dependency.target_id == target)
    label = translate(
        N_("{other} can stand in for {target}"), other=_name(document, target), target=_name(document, row.target_id)
    )
    with document.edit(label) as session:
        key: bytes
        key = known[0].id if known else _edge(document, session, row.source_id, target, {"hard": True})
        if row.group_id is None:
            return group(document, (edge, key))
        stored = session.get(m.Dependency, key)
        assert stored is not None  # noqa: S101
        stored.hard, stored.group_id = True, row.group_id
        found: bytes = row.group_id
        return found


# --- removing ---


def remove_dependency(document: Document, source: bytes, target: bytes) -> bool:
    """Delete the edge from ``source`` to ``target``; an empty group goes with it. Returns whether there was one."""
    table = m.Dependency.__table__
    found = document.row(select(table).where(table.c.source_id == source, table.c.target_id == target))
    return found is not None and bool(remove_links(document, (found.id,)))


def remove_links(document: Document, edges: Iterable[bytes]) -> int:
    """Delete edges; empty groups go with them. Returns how many there were."""
    rows = _rows(document, edges)
    if not rows:
        return 0
    words, many = N_("{source} no longer depends on {target}"), N_("{n} dependencies removed")
    with document.edit(_said(document, words, many, rows)) as session:
        for row in rows:
            session.delete(session.get(m.Dependency, row.id))
        session.flush()
        _shrink(session, {row.group_id for row in rows if row.group_id is not None})
    return len(rows)


def _shrink(session: Session, groups: Iterable[bytes]) -> None:
    """Delete groups that are empty; a smaller one cannot need more than it has."""
    for key in groups:
        left = session.query(m.Dependency).filter_by(group_id=key).count()
        kept = session.get(m.DependencyGroup, key)
        if kept is not None and not left:
            session.delete(kept)
        elif kept is not None and kept.needed > left:
            kept.needed = left


# --- words ---


def _check_needed(needed: int, members: int) -> None:
    if not 1 <= needed <= members:
        raise UserError(_TOO_MANY, needed=needed, n=members)


def _rows(document: Document, edges: Iterable[bytes]) -> list[Any]:
    return [row for key in dict.fromkeys(edges) if (row := document.get(m.Dependency, key)) is not None]


def _row(document: Document, edge: bytes) -> Any:
    row = document.get(m.Dependency, edge)
    if row is None:
        raise UserError(_GONE)
    return row


def _name(document: Document, key: bytes) -> str:
    return entities.describe(document, key)[:80]


def _said(document: Document, words: str, many: str, rows: Sequence[Any]) -> str:
    if len(rows) > 1:
        return translate(many, n=len(rows))
    return _label(document, words, rows[0].source_id, rows[0].target_id)


def _label(document: Document, msgid: str, source: bytes, target: bytes) -> str:
    return translate(msgid, source=_name(document, source), target=_name(document, target))
