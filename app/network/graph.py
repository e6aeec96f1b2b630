"""The dependency graph as a session holds it: its nodes, who stands on what, and what alone can stop a service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import model as m
from app.dependencies import LEAST_URGENT, DependencyGraph, Need, RecoveryStep, Urgency
from app.document import Document
from app.i18n import plural
from app.model import Entity
from app.scales import read_scales
from app.services import critical_keys, tier

Graph = DependencyGraph[bytes]

#: What can stand in the graph, and what single points of failure are looked for among (``domain.md`` §7, readings).
NODE_KINDS = ("service", "component", "supplier", "person")
POINT_KINDS = ("component", "person")
#: The states of what is no longer there.
GONE = ("retired", "left")
#: The column that tells most about a node beside its name.
_DETAILS = {"component": "kind", "supplier": "provides", "person": "role"}


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node of the graph as lists and the map show it. ``state`` is the status of its row; ``rto`` is in minutes.

    For a supplier ``rto`` is what the contract promises. ``detail`` is a component's kind, what a supplier provides,
    or a person's role.
    """

    key: bytes
    kind: str
    ref: str
    name: str
    state: str
    rto: int | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Spof:
    """A component or person whose loss alone brings a service below its MBCO."""

    service: bytes
    node: bytes


# --- reading ---


def graph(document: Document, *, in_use: bool = False) -> Graph:
    """Return the dependency graph of the session. Build it once for many questions: 50,000 edges take about 0.3 s.

    ``in_use`` leaves out what is retired and people who left, as the checks do: they are no alternatives any more.
    """
    table = m.Dependency.__table__
    edges = document.rows(select(table.c.source_id, table.c.target_id, table.c.hard, table.c.group_id))
    if in_use and (gone := _gone(document)):
        edges = [edge for edge in edges if edge.source_id not in gone and edge.target_id not in gone]
    groups = m.DependencyGroup.__table__
    needed = {row.id: row.needed for row in document.rows(select(groups.c.id, groups.c.needed))}
    hard: dict[bytes, list[Need[bytes]]] = defaultdict(list)
    soft: dict[bytes, list[bytes]] = defaultdict(list)
    members: dict[tuple[bytes, bytes], list[bytes]] = defaultdict(list)
    for source, target, is_hard, group in map(tuple, edges):
        if group is not None:
            members[source, group].append(target)
        elif is_hard:
            hard[source].append(Need((target,)))
        else:
            soft[source].append(target)
    for (source, group), targets in members.items():
        hard[source].append(Need(tuple(targets), needed.get(group, 1)))
    return DependencyGraph(hard, soft)


def _gone(document: Document) -> frozenset[bytes]:
    """Return the keys of retired services and components, and of people who left."""
    found: set[bytes] = set()
    for model in (m.Service, m.Component, m.Person):
        table = model.__table__
        found.update(key for (key,) in document.tuples(select(table.c.id).where(table.c.status.in_(GONE))))
    return frozenset(found)


def nodes(document: Document, keys: Iterable[bytes] | None = None) -> dict[bytes, NodeRow]:
    """Return services, components, suppliers and people by key, all of them unless ``keys`` are given."""
    wanted = None if keys is None else set(keys)
    found: dict[bytes, NodeRow] = {}
    for model in (m.Service, m.Component, m.Supplier, m.Person):
        for row in _nodes_of(document, model):
            if wanted is None or row.key in wanted:
                found[row.key] = row
    return found


def _nodes_of(document: Document, model: Any) -> Iterable[NodeRow]:
    table, entity = model.__table__, Entity.__table__
    columns = table.c
    state = columns.status if "status" in columns else None
    rto = columns.rto if "rto" in columns else columns.get("contract_rto")
    detail = columns[_DETAILS[model.ENTITY]] if model.ENTITY in _DETAILS else None
    wanted = [columns.id, columns.name, entity.c.ref, *(one for one in (state, rto, detail) if one is not None)]
    rows = document.rows(select(*wanted).join(entity, entity.c.id == columns.id).order_by(entity.c.ref))
    for row in rows:
        shown = row._mapping
        yield NodeRow(
            key=row.id,
            kind=model.ENTITY,
            ref=row.ref or "",
            name=row.name,
            state=shown[state] if state is not None else "",
            rto=shown[rto] if rto is not None else None,
            detail=(shown[detail] or "") if detail is not None else "",
        )


def closure(document: Document, node: bytes, *, soft: bool = False) -> frozenset[bytes]:
    """Return everything below a node: what it needs directly or through others, and uses if ``soft``."""
    return graph(document).closure(node, soft=soft)


def dependants(document: Document, node: bytes, *, soft: bool = False) -> frozenset[bytes]:
    """Return everything above a node: what needs it directly or through others, and uses it if ``soft``."""
    return graph(document).dependants(node, soft=soft)


def spofs(document: Document, services: Iterable[bytes] | None = None) -> list[Spof]:
    """Return the single points of failure of ``services`` (the critical ones unless given), by ``domain.md`` §4.

    Components and people are looked at only; services show up as D01, suppliers as V01.
    """
    chosen = sorted(critical_keys(document) if services is None else set(services))
    table = Entity.__table__
    points = {row.id for row in document.rows(select(table.c.id).where(table.c.kind.in_(POINT_KINDS)))}
    found = graph(document, in_use=True).single_points(chosen, points)
    return [Spof(service, node) for service in chosen for node in found.get(service, ())]


def recovery_order(document: Document, keys: Iterable[bytes] | None = None) -> tuple[RecoveryStep[bytes], ...]:
    """Return in which order things come back: all, or ``keys`` with everything that they need.

    What is needed comes first, then by tier and RTO of the service that waits for it.
    """
    whole = graph(document)
    chosen: set[bytes] | None = None
    if keys is not None:
        chosen = set(keys)
        for key in tuple(chosen):
            chosen |= whole.closure(key)
        chosen &= {*whole.nodes}
    return whole.recovery_order(urgencies(document), chosen)


def urgencies(document: Document) -> dict[bytes, Urgency]:
    """Return (tier, RTO in minutes) of every service, the last places where they are not known."""
    scales = read_scales(document)
    found = {}
    for row in document.all(m.Service):
        known = tier(scales, row)
        place = known.number if known is not None else LEAST_URGENT[0]
        found[row.id] = (place, LEAST_URGENT[1] if row.rto is None else row.rto)
    return found


def told(found: Sequence[Spof]) -> str:
    """Return the sentence that counts single points of failure."""
    return plural(
        "{n} single point of failure under a critical service",
        "{n} single points of failure under critical services",
        len(found),
    )
