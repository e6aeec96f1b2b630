"""The lists that an interview fills, as rows of a questionnaire: their cells, what is on record, and how rows change.

Serves the forms and the taking in. A list is named by the kind of its rows: ``peak``, ``obligation``, ``people`` …
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import model as m
from app import network
from app.fields import Field, Kind, fields_of
from app.i18n import N_, translate
from app.questionnaires.blanks import Cell

if TYPE_CHECKING:
    from app.document import Document
    from app.packs import Horizon

#: What stands in the way of a service, by the list that asks for it.
NODE_LISTS = ("dependency", "supplier", "dependant")
#: Kinds of the nodes that each of them holds.
KINDS_OF = MappingProxyType(
    {"dependency": ("service", "component", "person"), "supplier": ("supplier",), "dependant": ("service",)}
)
_HARD = Field(Kind.YES_NO, N_("Stops without it?"), N_("yes: below the least acceptable service without it"))


@dataclass(frozen=True, slots=True)
class List:
    """A list: its heading, the model of its rows, their columns, and how many empty rows a form offers."""

    title: str
    model: Any
    columns: tuple[str, ...]
    spare: int
    quantities: bool = False
    kind: str = ""


LISTS: Mapping[str, List] = MappingProxyType(
    {
        "peak": List(N_("Peaks"), m.Peak, ("name", "recurrence", "mtpd", "every_year"), 3),
        "obligation": List(N_("Obligations"), m.Obligation, ("name", "duty", "within", "document"), 3),
        "vital_record": List(N_("Vital records"), m.VitalRecord, ("name", "copy_at"), 3),
        "dependency": List(N_("Needed first"), m.Dependency, (), 5),
        "supplier": List(N_("Suppliers"), m.Dependency, (), 3),
        "dependant": List(N_("Who relies on it"), m.Dependency, (), 3),
        "people": List(N_("People"), m.Resource, ("what", "note"), 3, True, "people"),
        "resource": List(N_("Resources"), m.Resource, ("what", "kind", "note"), 4, True),
        "key_role": List(N_("Key people"), m.KeyRole, ("role", "person_id", "cover_id"), 3),
        "past_outage": List(N_("Past outages"), m.PastOutage, ("occurred_on", "lasted", "harm"), 3),
    }
)


def cells_of(name: str, horizons: tuple[Horizon, ...]) -> tuple[Cell, ...]:
    """Return the cells of a row of a list."""
    if name in NODE_LISTS:
        return _node_cells(name)
    found = LISTS[name]
    specs = fields_of(found.model)
    cells = [_cell(one, specs[one]) for one in found.columns]
    if found.quantities:
        quantity = fields_of(m.ResourceQuantity)["quantity"]
        cells[1:1] = [Cell(f"h:{one.minutes}", one.label, quantity) for one in horizons]
    return tuple(cells)


def _cell(name: str, spec: Field) -> Cell:
    offers = "people" if spec.kind is Kind.REFERENCE and spec.to == "person" else ""
    return Cell(name, translate(spec.label), spec, offers)


def _node_cells(name: str) -> tuple[Cell, ...]:
    labels = {"dependency": N_("What must be up"), "supplier": N_("Supplier"), "dependant": N_("Who relies on it")}
    offers = {"dependency": "nodes", "supplier": "suppliers", "dependant": "services"}
    node = Field(Kind.REFERENCE, labels[name], to="entity", required=True)
    cells = [Cell("node", translate(labels[name]), node, offers[name])]
    if name == "supplier":
        promise = fields_of(m.Supplier)["contract_rto"]
        cells.append(Cell("contract_rto", translate(N_("Promises recovery within")), promise))
    cells.append(Cell("hard", translate(_HARD.label), _HARD))
    return tuple(cells)


def rows(document: Document, name: str, service: bytes, cells: tuple[Cell, ...]) -> list[tuple[bytes, tuple[Any, ...]]]:
    """Return key and values of what a list of a service holds, in a stable order."""
    if name in NODE_LISTS:
        return _edges(document, name, service)
    found = LISTS[name]
    table = found.model.__table__
    where = [table.c.service_id == service]
    if name == "people":
        where.append(table.c.kind == "people")
    elif name == "resource":
        where.append(table.c.kind != "people")
    stored = document.all(found.model, *where, order_by=_order(table))
    names = _people(document) if any(cell.spec.kind is Kind.REFERENCE for cell in cells) else {}
    quantities = _quantities(document) if found.quantities else {}
    return [(row.id, tuple(_value(row, cell, names, quantities) for cell in cells)) for row in stored]


def _order(table: Any) -> Any:
    return (table.c.position, table.c.id) if "position" in table.c else (table.c.id,)


def _value(row: Any, cell: Cell, names: Mapping[bytes, str], quantities: Mapping[tuple[bytes, str], int]) -> Any:
    if cell.name.startswith("h:"):
        return quantities.get((row.id, cell.name))
    value = getattr(row, cell.name)
    return names.get(value) if cell.spec.kind is Kind.REFERENCE else value


def _people(document: Document) -> dict[bytes, str]:
    table = m.Person.__table__
    return {row.id: row.name for row in document.rows(select(table.c.id, table.c.name))}


def _quantities(document: Document) -> dict[tuple[bytes, str], int]:
    quantity, horizon = m.ResourceQuantity.__table__, m.Horizon.__table__
    query = select(quantity.c.resource_id, horizon.c.minutes, quantity.c.quantity)
    found = document.rows(query.join(horizon, horizon.c.id == quantity.c.horizon_id))
    return {(row.resource_id, f"h:{row.minutes}"): row.quantity for row in found}


def _edges(document: Document, name: str, service: bytes) -> list[tuple[bytes, tuple[Any, ...]]]:
    table = m.Dependency
    near, far = ("target_id", "source_id") if name == "dependant" else ("source_id", "target_id")
    edges = document.all(table, getattr(table, near) == service)
    known = network.nodes(document, [getattr(edge, far) for edge in edges])
    found = []
    for edge in edges:
        node = known.get(getattr(edge, far))
        if node is None or node.kind not in KINDS_OF[name]:
            continue
        hard = bool(edge.hard)
        values = (node.name, node.rto, hard) if name == "supplier" else (node.name, hard)
        found.append((node.ref, edge.id, values))
    return [(key, values) for _, key, values in sorted(found, key=lambda one: one[0])]
