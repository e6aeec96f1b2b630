"""What a service needs to run again, by kind, with a quantity at each horizon (``domain.md`` §2, questions 29 and 30).

Serves the interview mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.model import new_key

#: The kind that question 29 asks about; all others belong to question 30.
PEOPLE = "people"

_GONE = N_("This resource no longer exists; somebody deleted it.")


@dataclass(frozen=True, slots=True)
class Need:
    """One resource of a service. ``quantities`` are numbers by the key of their horizon; no entry means not asked."""

    key: bytes
    kind: str
    what: str
    note: str
    quantities: Mapping[bytes, int]


def needs(document: Document, service: bytes, *, people: bool) -> list[Need]:
    """Return the people that a service needs (``people``), or everything else, in the order of their words."""
    table, amount = m.Resource.__table__, m.ResourceQuantity.__table__
    kind = table.c.kind == PEOPLE if people else table.c.kind != PEOPLE
    rows = document.rows(select(table).where(table.c.service_id == service, kind).order_by(table.c.kind, table.c.what))
    keys = [row.id for row in rows]
    found: dict[bytes, dict[bytes, int]] = {key: {} for key in keys}
    for row in document.rows(select(amount).where(amount.c.resource_id.in_(keys))) if keys else ():
        found[row.resource_id][row.horizon_id] = row.quantity
    return [Need(row.id, row.kind, row.what, row.note or "", found[row.id]) for row in rows]


def set_quantity(document: Document, resource: bytes, horizon: bytes, quantity: int | str | None) -> bool:
    """Set how much of a resource is needed at a horizon; ``None`` or an empty text takes it back.

    Returns whether it changed. Raises ``UserError`` if the number cannot be read or the resource is gone.
    """
    row = document.get(m.Resource, resource)
    if row is None:
        raise UserError(_GONE)
    spec = entities.field_of(m.ResourceQuantity, "quantity")
    wanted = spec.parse(quantity) if isinstance(quantity, str) else quantity
    chosen = spec.check(wanted) if wanted is not None else None
    table = m.ResourceQuantity.__table__
    known = document.row(select(table).where(table.c.resource_id == resource, table.c.horizon_id == horizon))
    if (known.quantity if known is not None else None) == chosen:
        return False
    with document.edit(translate(N_("Change how much {what} is needed"), what=row.what)) as session:
        stored = session.get(m.ResourceQuantity, known.id) if known is not None else None
        if stored is None:
            session.add(m.ResourceQuantity(id=new_key(), resource_id=resource, horizon_id=horizon, quantity=chosen))
        elif chosen is None:
            session.delete(stored)
        else:
            stored.quantity = chosen
    return True
