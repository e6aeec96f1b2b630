"""What is said of a node beside the map: its targets or promises, who answers for it, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app import entities, listings
from app.document import Document
from app.fields import Kind, fields_of
from app.i18n import translate
from app.model import Entity

#: The columns that are told of each kind, in this order.
_TOLD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "service": ("mtpd", "rto", "wrt", "rpo", "mbco_pct", "owner_id"),
        "component": ("kind", "site_id", "owner_id", "status", "backup_interval", "restore_tested_on"),
        "supplier": ("provides", "contract_rto", "contract_rpo", "alternative", "switch_time", "contact"),
        "person": ("role", "department_id", "site_id", "status"),
    }
)


def facts(document: Document, node: bytes) -> list[tuple[str, str]]:
    """Return labels with values of a node as they are shown; what nobody has said is left out."""
    entity = document.get(Entity, node)
    model = entities.model_of(entity.kind) if entity is not None else None
    if entity is None or model is None or entity.kind not in _TOLD:
        return []
    fields = fields_of(model)
    (row,) = listings.read(document, model, model.__table__.c.id == node)
    found = []
    for name in _TOLD[entity.kind]:
        spec = fields[name]
        text = row.name(name) if spec.kind is Kind.REFERENCE else spec.format(row.value(name))
        if text:
            found.append((translate(spec.label), text))
    return found
