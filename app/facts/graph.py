"""The dependency graph of a session as rules ask it: what services need, what alone stops them, what holds their data.

Only what is there counts: retired components and services and people who left are no alternatives any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.dependencies import DependencyGraph, Need
from app.facts.rows import Component, Dependency, DependencyGroup, Person, Supplier

if TYPE_CHECKING:
    from app.facts import Facts


class Graph:
    """Needs and uses of the session's nodes; built once per reading."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @cached_property
    def present(self) -> frozenset[bytes]:
        """The keys of everything that is in use: services, components, suppliers and people."""
        facts = self._facts
        components = (row.key for row in facts.rows(Component) if row.status != "retired")
        people = (row.key for row in facts.rows(Person) if row.status != "left")
        return frozenset((*facts.services, *components, *facts.keyed(Supplier), *people))

    @cached_property
    def needs(self) -> Mapping[bytes, list[Need[bytes]]]:
        """What each node needs hard, as groups of which some must be up."""
        wanted = {row.key: row.needed for row in self._facts.rows(DependencyGroup)}
        groups: dict[tuple[bytes, bytes], list[bytes]] = defaultdict(list)
        found: dict[bytes, list[Need[bytes]]] = defaultdict(list)
        for edge in self._edges:
            if not edge.hard:
                continue
            if edge.group_id is None:
                found[edge.source_id].append(Need((edge.target_id,)))
            else:
                groups[edge.source_id, edge.group_id].append(edge.target_id)
        for (source, group), members in groups.items():
            found[source].append(Need(tuple(members), wanted.get(group, 1)))
        return found

    @cached_property
    def _edges(self) -> list[Dependency]:
        present = self.present
        edges = self._facts.rows(Dependency)
        return [edge for edge in edges if edge.source_id in present and edge.target_id in present]

    @cached_property
    def targets(self) -> Mapping[bytes, list[bytes]]:
        """What each node needs or uses directly, hard and soft."""
        found: dict[bytes, list[bytes]] = defaultdict(list)
        for edge in self._edges:
            found[edge.source_id].append(edge.target_id)
        return found

    @cached_property
    def network(self) -> DependencyGraph[bytes]:
        """The arithmetic of the hard dependencies."""
        return DependencyGraph(self.needs)

    def single_points(self, services: Iterable[bytes], kinds: Iterable[type[Any]]) -> Mapping[bytes, tuple[bytes, ...]]:
        """Return for each service the nodes of some kinds (of rows) that alone can stop it."""
        among = [row.key for kind in kinds for row in self._facts.rows(kind)]
        return self.network.single_points(services, among)

    @cached_property
    def sole_suppliers(self) -> Mapping[bytes, tuple[bytes, ...]]:
        """The suppliers that alone can stop each service."""
        return self.single_points(self._facts.services, (Supplier,))

    def needed_services(self, service: bytes) -> list[Need[bytes]]:
        """Return those direct needs of a service that only services can meet."""
        services = self._facts.services
        return [need for need in self.needs.get(service, ()) if all(member in services for member in need.members)]

    def components_below(self, source: bytes, *, hard: bool = False) -> set[bytes]:
        """Return the components that a node stands on directly or through other components, not through services.

        ``hard`` leaves out what is only used.
        """
        components = self._facts.keyed(Component)
        found: set[bytes] = set()
        waiting = [source]
        while waiting:
            for target in self._below(waiting.pop(), hard=hard):
                if target in components and target not in found:
                    found.add(target)
                    waiting.append(target)
        return found

    def nodes_below(self, source: bytes) -> set[bytes]:
        """Return the components below a node, and the suppliers and people that it and they stand on."""
        services = self._facts.services
        below = self.components_below(source)
        direct = (target for node in (source, *below) for target in self._below(node, hard=False))
        return below | {target for target in direct if target not in services}

    def _below(self, node: bytes, *, hard: bool) -> Iterable[bytes]:
        if not hard:
            return self.targets.get(node, ())
        return (member for need in self.needs.get(node, ()) for member in need.members)

    def stores(self, service: bytes) -> list[tuple[Component, ...]]:
        """Return where a service's data are backed up: for each need, the components of it that have a backup.

        Members of one need stand in for each other. What is reached through another service is that one's.
        """
        components = self._facts.keyed(Component)
        found: dict[tuple[bytes, ...], tuple[Component, ...]] = {}
        for node in (service, *sorted(self.components_below(service, hard=True))):
            for need in self.needs.get(node, ()):
                backed = [components[m] for m in sorted(need.members) if m in components and backs_up(components[m])]
                if backed:
                    found[tuple(store.key for store in backed)] = tuple(backed)
        return list(found.values())

    def collapsed(self, service: bytes, node: bytes) -> tuple[bytes, ...]:
        """Return the alternatives of a service that are none, because all of them fall with ``node``."""
        for need in self.needs.get(service, ()):
            if len(need.members) > 1 and all(self.network.single_points(need.members, (node,)).values()):
                return need.members
        return ()


def backs_up(component: Component) -> bool:
    """Return whether anything is known about a component's backup or replication."""
    return component.backup_interval is not None or component.backup_copy_lag is not None
