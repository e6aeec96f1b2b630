"""What each threat strikes in this session: components, suppliers and people by their names, sites as a whole.

Serves the suggestions. The words are those of the session's own threats ("hits") and of their names; a few of them
stand for things that bear other names: "internet-facing" is a portal, "outsourced" every supplier. What a session added
itself is found by its own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import model as m
from app.dates import add_months
from app.network import GONE, Graph, NodeRow, graph, nodes
from app.scales import Threat
from app.services import ServiceRow, services

if TYPE_CHECKING:
    from app.document import Document

_LETTERS = re.compile(r"[^\W_]+")
#: Words of hits, and the words by which what they mean is found in names, kinds and what suppliers provide.
MEANINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "identity": ("identity", "directory", "sign on", "login", "single sign on"),
        "all logins": ("identity", "directory", "sign on", "login", "single sign on"),
        "internet-facing": ("portal", "web", "shop", "api"),
        "web": ("portal", "web", "shop"),
        "api": ("api", "edi", "interface"),
        "e-commerce": ("portal", "shop", "order portal"),
        "endpoints": ("endpoint", "client", "laptop", "tablet", "terminal", "appliance"),
        "wan": ("line", "wan", "carrier", "internet", "fibre"),
        "cloud access": ("line", "carrier", "internet"),
        "cloud": ("cloud", "saas", "as a service"),
        "legacy": ("legacy", "appliance", "unsupported"),
        "files": ("file", "storage"),
        "many": ("platform", "cluster", "virtual", "host"),
        "dns": ("dns", "name server"),
        "fibre": ("fibre", "carrier", "line"),
        "mail": ("mail",),
    }
)
#: Words of hits that mean everything that computes, what holds data, what stands at a site, all who supply, who works.
EVERYTHING, HOLDS_DATA = ("all", "everything"), ("data",)
PLACES, SUPPLIED, STAFF = ("site", "region", "hosted"), ("outsourced",), ("niche systems",)
STAFFED, CHANGED, HOUSED = ("staffed services", "desks", "rooms"), ("changed app",), ("on-prem",)
UNRESTORED, ONE_BY_ONE = ("stateful",), ("outsourced", "legacy")
#: Kinds of components that run or keep something; the backbone falls with its own threats.
_COMPUTES = ("server", "database", "platform", "storage", "appliance", "application")
_HOUSED = ("server", "storage")
#: Words of threats' names that say how it fails, not what.
_HOW = frozenset(
    (
        "failure", "failed", "loss", "outage", "bad", "malicious", "compromise", "cut", "closed", "critical", "expiry",
        "exit", "or", "and", "power", "peak", "overload", "data", "centre", "backups", "region", "admin", "provider",
        "building", "fire", "flood", "supplier", "key", "person", "change", "part", "time",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blow:
    """What a threat takes away at once: nodes of the graph, and the site if it is one that is hit."""

    nodes: frozenset[bytes]
    site: str = ""


@dataclass(frozen=True, slots=True)
class Strike:
    """All that a threat may hit: single ``nodes``, whole sites, and services by their own name or because all are.

    ``sweeping`` threats hit their nodes together: none fails alone; with ``one_by_one`` they never fail together.
    ``staffed`` services need people at work.
    """

    threat: Threat
    nodes: frozenset[bytes]
    sites: tuple[Blow, ...]
    services: frozenset[bytes]
    everybody: bool
    sweeping: bool = False
    one_by_one: bool = False
    staffed: frozenset[bytes] = frozenset()


class Ground:
    """What the session knows of nodes and services, read once for all threats."""

    def __init__(self, document: Document) -> None:
        self.graph: Graph = graph(document, in_use=True)
        self.nodes = {key: node for key, node in nodes(document).items() if node.state not in GONE}
        self.services = {row.key: row for row in services(document, retired=False)}
        self.components = {row.id: row for row in document.all(m.Component)}
        self.suppliers = {row.id: row for row in document.all(m.Supplier)}
        self.site_names = {row.id: row.name for row in document.all(m.Site)}
        self.today = document.today()
        self.changed = _changed(document)
        self.staffed = frozenset(row.service_id for row in document.all(m.Resource) if row.kind == "people")

    @cached_property
    def subjects(self) -> tuple[ServiceRow, ...]:
        """The services to ask about: the critical ones, or all as long as nobody knows which are."""
        rated = [row for row in self.services.values() if row.critical]
        chosen = rated or [row for row in self.services.values() if row.tier is None]
        return tuple(sorted(chosen, key=lambda row: (9 if row.tier is None else row.tier, row.rto or 0, row.ref)))

    @cached_property
    def below(self) -> Mapping[bytes, frozenset[bytes]]:
        """What each service to ask about cannot do without, directly or through others."""
        return {row.key: self.graph.closure(row.key) for row in self.subjects}

    @cached_property
    def around(self) -> Mapping[bytes, frozenset[bytes]]:
        """The same with what it merely uses."""
        return {row.key: self.graph.closure(row.key, soft=True) for row in self.subjects}

    @cached_property
    def stoppers(self) -> Mapping[bytes, frozenset[bytes]]:
        """For each service to ask about the components, suppliers and people that alone stop it."""
        among = [key for key, node in self.nodes.items() if node.kind != "service"]
        found = self.graph.single_points([row.key for row in self.subjects], among)
        return {service: frozenset(points) for service, points in found.items()}

    @cached_property
    def carriers(self) -> tuple[NodeRow, ...]:
        """Components, suppliers and people on which anything stands."""
        used = frozenset().union(*self.around.values()) if self.around else frozenset()
        return tuple(node for key, node in self.nodes.items() if node.kind != "service" and key in used)

    @cached_property
    def _texts(self) -> Mapping[bytes, str]:
        return {node.key: _folded(f"{node.name} {node.detail}") for node in self.carriers if node.kind != "person"}

    @cached_property
    def _service_texts(self) -> Mapping[bytes, str]:
        return {row.key: _folded(row.name) for row in self.subjects}

    def named(self, words: Iterable[str]) -> frozenset[bytes]:
        """Return the components and suppliers whose name or kind holds one of ``words``."""
        sought = [_folded(word) for word in words]
        return frozenset(key for key, text in self._texts.items() if any(word in text for word in sought))

    def services_named(self, words: Iterable[str]) -> frozenset[bytes]:
        """Return the services to ask about whose name holds one of ``words``."""
        sought = [_folded(word) for word in words]
        return frozenset(key for key, text in self._service_texts.items() if any(word in text for word in sought))

    def of_kinds(self, kinds: Iterable[str]) -> frozenset[bytes]:
        """Return the components of these kinds."""
        chosen = set(kinds)
        return frozenset(n.key for n in self.carriers if n.kind == "component" and n.detail.casefold() in chosen)

    def with_data(self) -> frozenset[bytes]:
        """Return the components that keep data: those with a backup, databases and storage."""
        backed = {key for key, row in self.components.items() if row.backup_interval is not None}
        return (frozenset(node.key for node in self.carriers) & backed) | self.of_kinds(("database",))

    def unrestored(self) -> frozenset[bytes]:
        """Return what keeps data and was not restored within a year, or has no offline copy."""
        rows = ((key, self.components[key]) for key in self.with_data() if key in self.components)
        return frozenset(key for key, row in rows if not row.offline_copy or self.unproved(key))

    def unproved(self, key: bytes) -> bool:
        """Return whether restoring a component that has a backup was not tried within a year."""
        row = self.components.get(key)
        if row is None or row.backup_interval is None:
            return False
        return row.restore_tested_on is None or row.restore_tested_on < add_months(self.today, -12)

    def sites(self) -> tuple[Blow, ...]:
        """Return for each site the components that are there."""
        there: dict[bytes, set[bytes]] = {}
        for node in self.carriers:
            row = self.components.get(node.key)
            if row is not None and row.site_id is not None:
                there.setdefault(row.site_id, set()).add(node.key)
        return tuple(Blow(frozenset(keys), self.site_names[site]) for site, keys in there.items())

    def people(self) -> frozenset[bytes]:
        """Return the people on whom something stands."""
        return frozenset(node.key for node in self.carriers if node.kind == "person")

    def supplied(self) -> frozenset[bytes]:
        """Return the suppliers on whom something stands."""
        return frozenset(node.key for node in self.carriers if node.kind == "supplier")


def _changed(document: Document) -> frozenset[bytes]:
    """Return what was changed within the last twelve months."""
    changes, links = m.Change.__table__, m.ChangedNode.__table__
    since = add_months(document.today(), -12)
    query = (
        select(links.c.node_id).join(changes, changes.c.id == links.c.change_id).where(changes.c.changed_on >= since)
    )
    return frozenset(row.node_id for row in document.rows(query))


def strike(ground: Ground, threat: Threat) -> Strike:
    """Return what ``threat`` hits. Words of its name that are found go before sweeping ones such as "all"."""
    hits = [word.strip().casefold() for word in threat.hits.split(",") if word.strip()]
    by_name = ground.named(_name_words(threat))
    single, places, everybody, sweeping, staffed = by_name, tuple[Blow, ...](), False, False, frozenset[bytes]()
    for word in hits:
        if word in PLACES:
            places = () if by_name else ground.sites()
        elif word in EVERYTHING:
            everybody, sweeping = True, sweeping or not by_name
            single |= frozenset() if by_name else ground.of_kinds(_COMPUTES)
        elif word in STAFFED:
            everybody, staffed = True, ground.staffed
        else:
            sweeping = sweeping or word in HOLDS_DATA + UNRESTORED + CHANGED
            single |= _found(ground, word, narrow=bool(by_name))
    apart = bool(set(hits) & set(ONE_BY_ONE))
    return Strike(threat, single, places, ground.services_named(hits), everybody, sweeping, apart, staffed)


def _found(ground: Ground, word: str, *, narrow: bool) -> frozenset[bytes]:
    groups: tuple[tuple[tuple[str, ...], Callable[[], frozenset[bytes]]], ...] = (
        (HOLDS_DATA, ground.with_data), (UNRESTORED, ground.unrestored), (SUPPLIED, ground.supplied),
        (STAFF, ground.people), (CHANGED, lambda: ground.changed & ground._texts.keys()),
        (HOUSED, lambda: ground.of_kinds(_HOUSED)),
    )  # fmt: skip
    for words, reach in groups:
        if word in words:
            return frozenset() if narrow and words == HOUSED else frozenset(reach())
    return ground.named(MEANINGS.get(word, (word,)))


def _name_words(threat: Threat) -> list[str]:
    found = [word for word in _LETTERS.findall(threat.name.casefold()) if word not in _HOW and len(word) > 2]
    return [meaning for word in found for meaning in MEANINGS.get(word, (word,))]


def _folded(text: str) -> str:
    """Return a text as its words between blanks, so that only whole words are found in it."""
    return f" {' '.join(_LETTERS.findall(text.casefold()))} "
