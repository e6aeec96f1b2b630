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
        self._below: dict[tuple[bytes, bool], set[bytes]] = {}
        self._stores_of: dict[bytes, list[tuple[Component, ...]]] = {}

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
        if (source, hard) not in self._below:
            below = self._needed_components if hard else self._used_components
            found: set[bytes] = set()
            edge = set(below.get(source, ()))
            while edge:
                found |= edge
                edge = set().union(*(below.get(node, ()) for node in edge)) - found
            self._below[source, hard] = found
        return self._below[source, hard]

    @cached_property
    def _used_components(self) -> Mapping[bytes, list[bytes]]:
        components = self._facts.keyed(Component)
        return {node: [t for t in targets if t in components] for node, targets in self.targets.items()}

    @cached_property
    def _needed_components(self) -> Mapping[bytes, list[bytes]]:
        components = self._facts.keyed(Component)
        return {
            node: [member for need in needs for member in need.members if member in components]
            for node, needs in self.needs.items()
        }

    def nodes_below(self, source: bytes) -> set[bytes]:
        """Return the components below a node, and the suppliers and people that it and they stand on."""
        below = self.components_below(source)
        others = self._other_targets
        return below.union(*(others[node] for node in (source, *below) if node in others))

    @cached_property
    def _other_targets(self) -> Mapping[bytes, list[bytes]]:
        """The suppliers and people that each node stands on directly, for nodes that have some."""
        elsewhere = self._facts.services.keys() | self._facts.keyed(Component).keys()
        found = ((node, [t for t in targets if t not in elsewhere]) for node, targets in self.targets.items())
        return {node: targets for node, targets in found if targets}

    def stores(self, service: bytes) -> list[tuple[Component, ...]]:
        """Return where a service's data are backed up: for each need, the components of it that have a backup.

        Members of one need stand in for each other. What is reached through another service is that one's.
        """
        if not self._stores:
            return []
        if service not in self._stores_of:
            nodes = (service, *sorted(self.components_below(service, hard=True) & self._stores.keys()))
            found = {store: None for node in nodes for store in self._stores.get(node, ())}
            self._stores_of[service] = list(found)
        return self._stores_of[service]

    @cached_property
    def _stores(self) -> Mapping[bytes, list[tuple[Component, ...]]]:
        """The backed-up members of each need, for nodes that have such needs."""
        backed = {row.key: row for row in self._facts.rows(Component) if backs_up(row)}
        found: dict[bytes, list[tuple[Component, ...]]] = defaultdict(list)
        for node, needs in self.needs.items():
            for need in needs:
                members = tuple(backed[member] for member in sorted(need.members) if member in backed)
                if members:
                    found[node].append(members)
        return found

    def collapsed(self, service: bytes, nodes: Iterable[bytes]) -> Mapping[bytes, tuple[bytes, ...]]:
        """Return for each of ``nodes`` the alternatives of a service that are none, since all of them fall with it."""
        chosen, found = tuple(nodes), dict[bytes, tuple[bytes, ...]]()
        for need in self.needs.get(service, ()):
            if len(need.members) > 1:
                points = self.network.single_points(need.members, chosen).values()
                for node in set.intersection(*map(set, points)):
                    found.setdefault(node, need.members)
        return found


def backs_up(component: Component) -> bool:
    """Return whether anything is known about a component's backup or replication."""
    return component.backup_interval is not None or component.backup_copy_lag is not None
