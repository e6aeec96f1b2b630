"""Rows that several parts of a plan refer to, each table read once: people, components, suppliers, services, sites."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from app import model as m
from app.document import Document
from app.planning import content as c
from app.services import ServiceRow, services


class Lookups:
    """Rows that several parts of a plan refer to, each table read once."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def people(self) -> dict[bytes, c.Contact]:
        """All people as contacts."""
        return {row.id: _contact(row) for row in self.document.all(m.Person)}

    @cached_property
    def entities(self) -> dict[bytes, Any]:
        """All entities by key."""
        return {row.id: row for row in self.document.all(m.Entity)}

    @cached_property
    def components(self) -> dict[bytes, Any]:
        """All components by key."""
        return {row.id: row for row in self.document.all(m.Component)}

    @cached_property
    def suppliers(self) -> dict[bytes, Any]:
        """All suppliers by key."""
        return {row.id: row for row in self.document.all(m.Supplier)}

    @cached_property
    def services(self) -> dict[bytes, ServiceRow]:
        """All services by key, with their tiers."""
        return {row.key: row for row in services(self.document)}

    @cached_property
    def sites(self) -> dict[bytes, str]:
        """The names of all sites."""
        return {row.id: row.name for row in self.document.all(m.Site)}

    def person(self, key: bytes | None) -> c.Contact | None:
        """Return a person as a contact, or ``None``."""
        return self.people.get(key) if key else None

    def person_name(self, key: bytes | None) -> str:
        """Return a person's name, or an empty text."""
        person = self.person(key)
        return person.name if person else ""

    def ref(self, key: bytes) -> str:
        """Return the reference of an entity, or an empty text."""
        entity = self.entities.get(key)
        return (entity.ref or "") if entity else ""

    def citation(self, key: bytes) -> c.Citation:
        """Return what a step or a resource uses."""
        row = self.components.get(key) or self.suppliers.get(key)
        service = self.services.get(key)
        person = self.people.get(key)
        named = row or service or person
        status = getattr(row, "status", None) or (service.status if service else "")
        return c.Citation(
            key, self.ref(key), named.name if named else "", status == "retired", getattr(row, "retired_on", None)
        )


def _contact(row: Any) -> c.Contact:
    return c.Contact(
        row.id, row.name, row.role or "", row.phone or "", row.second_phone or "", row.email or "",
        row.status == "active", row.left_on, row.verified_on,
    )  # fmt: skip
