"""Finds what a cell points at: a person, site, service or other row, by reference, id elsewhere, e-mail or name.

Serves the plan. What does not exist yet and may be created is noted here once, under the key that it will have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from app import model as m
from app.document import Document
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from app.imports.plans import NewReference

_MODELS: Mapping[str, Any] = MappingProxyType(
    {"service": m.Service, "component": m.Component, "supplier": m.Supplier, "person": m.Person,
     "department": m.Department, "site": m.Site, "threat": m.Threat, "impact_category": m.ImpactCategory}
)  # fmt: skip

#: What one of each kind is called in a sentence.
_ONE = MappingProxyType(
    {"service": N_("service"), "component": N_("component"), "supplier": N_("supplier"), "person": N_("person"),
     "department": N_("department"), "site": N_("site"), "threat": N_("threat"), "impact_category": N_("category")}
)  # fmt: skip
_AMBIGUOUS = N_("“{name}” is the name of {n} entries. Write the reference instead, such as {ref}.")
_UNKNOWN = N_("“{name}” is not in the session.")
_NOT_CREATED = N_("“{name}” is not in the session, and creating a {noun} is not chosen.")

_ASIDE = re.compile(r"\s*(?:<[^<>]*@[^<>]*>|\([^()]*\)|\[[^\[\]]*\])\s*$")
_TURNED = re.compile(r"([^\W\d]+(?:[ '’-][^\W\d]+){0,2}),\s*([^\W\d]+\.?(?:[ '’-][^\W\d]+\.?){0,2})")


class Ambiguous(UserError):
    """A name that several rows bear."""


class Unknown(UserError):
    """A name that nothing bears, and that may not be created."""


def folded(name: str) -> str:
    """Return a name as it is compared: without case, single spaces."""
    return " ".join(name.casefold().split())


def person_name(text: str) -> str:
    """Return ``Anna Müller`` for ``Müller, Anna``, ``Anna Müller (amueller)`` and ``Anna Müller <a@b.c>``."""
    name = _ASIDE.sub("", text).strip() or text.strip()
    turned = _TURNED.fullmatch(name)
    return f"{turned[2]} {turned[1]}" if turned else name


class Names:
    """The names of a session, and those that an import adds."""

    def __init__(self, document: Document, creatable: Iterable[str]) -> None:
        self._creatable = frozenset(creatable)
        self._by_name: dict[str, dict[str, list[bytes]]] = {kind: {} for kind in _MODELS}
        self._by_id: dict[str, dict[str, list[bytes]]] = {kind: {} for kind in _MODELS}
        self._created: dict[tuple[str, str], NewReference] = {}
        self._shown: dict[bytes, str] = {}
        self.refs: dict[str, tuple[str, bytes]] = {}
        self.ref_of: dict[bytes, str] = {}
        self._read_refs(document)
        for kind, model in _MODELS.items():
            others = [name for name in ("email", "external_id", "code") if name in model.__table__.c]
            for row in document.all(model):
                self.add(kind, row.id, row.name)
                for other in others:
                    if text := getattr(row, other):
                        self.add_id(kind, row.id, text)

    def _read_refs(self, document: Document) -> None:
        for row in document.all(m.Entity):
            self.ref_of[row.id] = row.ref or ""
            for ref in (*(row.former_refs or "").replace(",", " ").split(), row.ref or ""):
                if ref:
                    self.refs[ref.casefold()] = (row.kind, row.id)

    def add(self, kind: str, key: bytes, name: str) -> None:
        """Note what a row is called, also one that the import itself brings."""
        self._shown[key] = name
        keys = self._by_name[kind].setdefault(folded(name), [])
        if key not in keys:
            keys.append(key)

    def add_id(self, kind: str, key: bytes, external_id: str) -> None:
        """Note the id elsewhere of a row that the import brings."""
        self._by_id[kind].setdefault(folded(external_id), []).append(key)

    def named(self, kind: str, name: str) -> list[bytes]:
        """Return the rows of a kind that bear this name."""
        return self._by_name[kind].get(folded(name), [])

    def shown(self, key: bytes | None) -> str:
        """Return the name of a row."""
        return self._shown.get(key, "") if key else ""

    def find(self, text: str, kinds: tuple[str, ...]) -> bytes | None:
        """Return the one row that ``text`` means, or ``None``. Raises ``Ambiguous``.

        A reference counts most, then an id elsewhere or e-mail, then the name; among kinds the first that has it.
        """
        if (known := self._by_reference(text)) and known[0] in kinds:
            return known[1]
        for kind in kinds:
            for keys in (self._by_id[kind].get(folded(text), []), *self._name_matches(kind, text)):
                if len(keys) == 1:
                    return keys[0]
                if keys:
                    example = next((self.ref_of[key] for key in keys if self.ref_of.get(key)), "SVC-001")
                    raise Ambiguous(_AMBIGUOUS, name=text[:60], n=len(keys), ref=example)
        return None

    def _by_reference(self, text: str) -> tuple[str, bytes] | None:
        """Return what a reference means, alone or with the name behind it: ``SVC-004``, ``SVC-004 Payroll``."""
        ref, _, rest = text.strip().partition(" ")
        known = self.refs.get(ref.casefold())
        return known if known and (not rest or folded(rest) == folded(self.shown(known[1]))) else None

    def _name_matches(self, kind: str, text: str) -> Iterable[list[bytes]]:
        yield self.named(kind, text)
        if kind == "person":
            yield self.named(kind, person_name(text))
            yield self.named(kind, " ".join(reversed(text.split(maxsplit=1))))
        if kind == "site" and ">" in text:
            yield from (self.named(kind, part) for part in text.split(">"))
        if kind in ("threat", "impact_category"):
            yield self._by_id[kind].get(folded(text.split()[0]), [])

    def may_create(self, kind: str) -> bool:
        """Whether something of ``kind`` may come with the import because a row names it."""
        return kind in self._creatable

    def obtain(self, text: str, kinds: tuple[str, ...], create: str = "") -> bytes:
        """Return what ``text`` means, or note that one of kind ``create`` comes with the import.

        Raises ``Ambiguous`` or ``Unknown``.
        """
        found = self.find(text, kinds)
        if found is not None:
            return found
        kind = create or kinds[0]
        if kind not in self._creatable:
            told = (
                _NOT_CREATED
                if kind in ("person", "department", "site", "supplier", "component", "service")
                else _UNKNOWN
            )
            raise Unknown(told, name=text[:60], noun=translate(_ONE[kind]))
        name = str(fields_of(_MODELS[kind])["name"].parse(person_name(text) if kind == "person" else text))
        created = NewReference(kind, name, m.new_key())
        self._created[kind, folded(name)] = created
        self.add(kind, created.key, name)
        return created.key

    def created(self, used: set[bytes]) -> tuple[NewReference, ...]:
        """Return what comes with the import, of what was noted, because a row that is not skipped uses it."""
        return tuple(new for new in self._created.values() if new.key in used)

    def is_new(self, key: bytes) -> bool:
        """Whether a key belongs to what the import creates because a row names it."""
        return any(new.key == key for new in self._created.values())
