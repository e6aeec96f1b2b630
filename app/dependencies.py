"""The dependency graph: what a service stands on, what alone can stop it, and in which order things come back.

The arithmetic knows no session: nodes are any hashable values, what a node needs is a list of groups "k of n", and
what it only uses is soft. Failure is defined as in ``domain.md`` §4: a node is up if it is not down itself and each of
its groups has enough members up, recursively. Where nodes need each other in a circle, what is not brought down from
outside counts as up; the circle itself is reported by ``cycles``.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)
Urgency = tuple[int, int]

#: The urgency of a node of which neither tier nor RTO is known: after all others.
LEAST_URGENT: Urgency = (2**31, 2**31)


@dataclass(frozen=True, slots=True)
class Need(Generic[Node]):
    """At least ``needed`` of ``members`` must be up. More than there are members means all of them."""

    members: tuple[Node, ...]
    needed: int = 1


@dataclass(frozen=True, slots=True)
class RecoveryStep(Generic[Node]):
    """A place in the recovery order. Nodes of one ``wave`` can be recovered side by side; 1 is the first.

    ``circular`` nodes need each other, so that their order among themselves is undefined.
    """

    node: Node
    wave: int
    circular: bool


@dataclass(frozen=True, slots=True)
class Ready(Generic[Node]):
    """When a lost node begins to come back and is back, in minutes from the loss.

    ``waits_for`` is the node on the longest path that it waits for last. Unless ``exact`` the times are the least that
    it takes: something on the way has no known time, or the order is undefined (``circular``).
    """

    start: int
    finish: int
    waits_for: Node | None = None
    exact: bool = True
    circular: bool = False


@dataclass(frozen=True, slots=True)
class Takes(Generic[Node]):
    """How long a node takes once what it needs is back (minutes, ``None`` if not known).

    It is back after ``not_before`` minutes from the loss at the earliest, and does not wait for those of ``replaced``.
    """

    minutes: int | None
    not_before: int = 0
    replaced: frozenset[Node] = frozenset()


class DependencyGraph(Generic[Node]):
    """Needs and uses of all nodes. Build it once and ask it often: what it works out, it keeps."""

    def __init__(
        self, hard: Mapping[Node, Iterable[Need[Node]]], soft: Mapping[Node, Iterable[Node]] | None = None
    ) -> None:
        self.hard = {node: tuple(needs) for node, needs in hard.items()}
        self.soft = {node: tuple(dict.fromkeys(used)) for node, used in (soft or {}).items()}
        mentioned: dict[Node, None] = dict.fromkeys(self.hard)
        for needs in self.hard.values():
            mentioned.update(dict.fromkeys(member for need in needs for member in need.members))
        for node, used in self.soft.items():
            mentioned.update(dict.fromkeys((node, *used)))
        self.nodes: tuple[Node, ...] = tuple(mentioned)

    @cached_property
    def _place(self) -> dict[Node, int]:
        return {node: place for place, node in enumerate(self.nodes)}

    @cached_property
    def _needs(self) -> dict[Node, tuple[Node, ...]]:
        return {
            node: tuple(dict.fromkeys(member for need in self.hard.get(node, ()) for member in need.members))
            for node in self.nodes
        }

    @cached_property
    def _needed_by(self) -> dict[Node, list[Node]]:
        turned: dict[Node, list[Node]] = {node: [] for node in self.nodes}
        for node, members in self._needs.items():
            for member in members:
                turned[member].append(node)
        return turned

    @cached_property
    def _used_by(self) -> dict[Node, list[Node]]:
        turned: dict[Node, list[Node]] = {node: [] for node in self.nodes}
        for node, used in self.soft.items():
            for other in used:
                turned[other].append(node)
        return turned

    @cached_property
    def _graph(self) -> Any:
        import networkx as nx

        graph: Any = nx.DiGraph()
        graph.add_nodes_from(self.nodes)
        graph.add_edges_from((node, member) for node, members in self._needs.items() for member in members)
        return graph

    @cached_property
    def _components(self) -> tuple[tuple[Node, ...], ...]:
        """Sets of nodes that need each other, what is needed before what needs it; single nodes mostly."""
        import networkx as nx

        condensed: Any = nx.condensation(self._graph)
        order = reversed(list(nx.topological_sort(condensed)))
        return tuple(tuple(sorted(condensed.nodes[number]["members"], key=self._place.__getitem__)) for number in order)

    def _from_below(self, component: tuple[Node, ...]) -> list[Node]:
        """Return the nodes of a circle in the order in which failure spreads best: what is needed first."""
        import networkx as nx

        return list(nx.dfs_postorder_nodes(self._graph.subgraph(component), component[0]))

    def needs(self, node: Node) -> tuple[Node, ...]:
        """Return what ``node`` needs directly, all members of all groups."""
        return self._needs.get(node, ())

    def closure(self, node: Node, *, soft: bool = False) -> frozenset[Node]:
        """Return everything below ``node``: what it needs directly or through others (and uses, if ``soft``)."""
        if soft:
            return self._reached(node, lambda n: (*self._needs.get(n, ()), *self.soft.get(n, ())))
        return self._reached(node, lambda n: self._needs.get(n, ()))

    def dependants(self, node: Node, *, soft: bool = False) -> frozenset[Node]:
        """Return everything above ``node``: what needs it directly or through others (or uses it, if ``soft``)."""
        if soft:
            return self._reached(node, lambda n: (*self._needed_by.get(n, ()), *self._used_by.get(n, ())))
        return self._reached(node, lambda n: self._needed_by.get(n, ()))

    def direct_dependants(self, node: Node) -> tuple[Node, ...]:
        """Return what needs ``node`` directly."""
        return tuple(self._needed_by.get(node, ()))

    def _reached(self, start: Node, following: Callable[[Node], Iterable[Node]]) -> frozenset[Node]:
        seen, waiting = {start}, [start]
        while waiting:
            for other in following(waiting.pop()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return frozenset(seen - {start})

    def fallen(self, down: Iterable[Node]) -> frozenset[Node]:
        """Return every node that is down when those of ``down`` are, these included."""
        fallen: set[Node] = set()
        waiting = list(down)
        while waiting:
            node = waiting.pop()
            if node in fallen:
                continue
            fallen.add(node)
            waiting.extend(above for above in self._needed_by.get(node, ()) if self._falls(above, fallen))
        return frozenset(fallen)

    def _falls(self, node: Node, fallen: set[Node]) -> bool:
        return any(_lost(need) <= sum(m in fallen for m in set(need.members)) for need in self.hard.get(node, ()))

    def single_points(self, of: Iterable[Node], among: Iterable[Node] | None = None) -> dict[Node, tuple[Node, ...]]:
        """Return for each node of ``of`` the other nodes whose loss alone brings it down (``domain.md`` §4).

        ``among`` limits what is looked for, to components and people say. The result is in the graph's order.
        """
        wanted = self._mask(self.nodes if among is None else among)
        stoppers = self._stoppers
        return {
            node: self._unmask(stoppers[self._place[node]] & wanted & ~(1 << self._place[node]))
            for node in of
            if node in self._place
        }

    @cached_property
    def _stoppers(self) -> list[int]:
        """For each node the set (as bits) of nodes whose loss alone brings it down, itself included.

        Worked out from the bottom: a node falls with v if it is v, or if one of its groups loses too many members,
        each of which falls with v. Without circles that is exact in one pass; within a circle the passes repeat until
        nothing is added, which is where failure has spread as far as it goes.
        """
        stoppers = [1 << place for place in range(len(self.nodes))]
        for component in self._components:
            if len(component) == 1:
                stoppers[self._place[component[0]]] = self._stopped_by(component[0], stoppers)
            else:
                self._settle(self._from_below(component), stoppers)
        return stoppers

    def _settle(self, circle: list[Node], stoppers: list[int]) -> None:
        """Repeat the passes over a circle until nothing is added."""
        changed = True
        while changed:
            changed = False
            for node in circle:
                bits, place = self._stopped_by(node, stoppers), self._place[node]
                changed = changed or bits != stoppers[place]
                stoppers[place] = bits

    def _stopped_by(self, node: Node, stoppers: list[int]) -> int:
        bits = stoppers[self._place[node]]
        for need in self.hard.get(node, ()):
            members = [stoppers[self._place[member]] for member in dict.fromkeys(need.members)]
            bits |= _in_at_least(_lost(need), members)
        return bits

    def _mask(self, nodes: Iterable[Node]) -> int:
        bits = bytearray(len(self.nodes) // 8 + 1)
        for node in nodes:
            if (place := self._place.get(node)) is not None:
                bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")

    def _unmask(self, bits: int) -> tuple[Node, ...]:
        found, digits = [], f"{bits:b}"[::-1]
        place = digits.find("1")
        while place >= 0:
            found.append(self.nodes[place])
            place = digits.find("1", place + 1)
        return tuple(found)

    def chain(self, down: Iterable[Node]) -> dict[Node, int]:
        """Return how many hard dependencies lie between what went ``down`` and each node that falls with it."""
        fallen, depth = self.fallen(down), dict.fromkeys(down, 0)
        waiting = deque(depth)
        while waiting:
            node = waiting.popleft()
            for above in self._needed_by.get(node, ()):
                if above in fallen and above not in depth:
                    depth[above] = depth[node] + 1
                    waiting.append(above)
        return depth

    def ready(self, lost: Iterable[Node], takes: Mapping[Node, Takes[Node]]) -> dict[Node, Ready[Node]]:
        """Return when each node of ``lost`` is back: the longest path through what it needs, then its own time.

        A need of k alternatives is met when the k-th quickest is back; what was not lost is there from the beginning.
        A node that ``takes`` does not name takes no time of its own.
        """
        wanted = frozenset(lost)
        found: dict[Node, Ready[Node]] = {}
        for component in self._components:
            circular = len(component) > 1 or component[0] in self._needs[component[0]]
            order = self._from_below(component) if len(component) > 1 else component
            for node in order:
                if node in wanted:
                    found[node] = self._ready(node, wanted, takes.get(node, Takes(0)), found, circular)
        return found

    def _ready(
        self,
        node: Node,
        lost: frozenset[Node],
        takes: Takes[Node],
        found: Mapping[Node, Ready[Node]],
        circular: bool,
    ) -> Ready[Node]:
        start, exact = 0, takes.minutes is not None and not circular
        last: Node | None = None
        for need in self.hard.get(node, ()):
            members = [one for one in dict.fromkeys(need.members) if one not in takes.replaced]
            if not members:
                continue
            met, member, sure = self._met(members, min(max(need.needed, 1), len(members)), lost, found)
            exact = exact and sure
            if met > start or (last is None and member is not None):
                start, last = max(start, met), member
        finish = max(start + (takes.minutes or 0), takes.not_before)
        return Ready(start, finish, last, exact, circular)

    def _met(
        self, members: Sequence[Node], count: int, lost: frozenset[Node], found: Mapping[Node, Ready[Node]]
    ) -> tuple[int, Node | None, bool]:
        """Return when ``count`` of the members are there, which of them comes last, and whether that is certain."""
        times: list[tuple[int, int, Node | None, bool]] = []
        for place, member in enumerate(members):
            back = found.get(member) if member in lost else None
            if member not in lost:
                times.append((0, place, None, True))
            elif back is None:  # further on in the same circle
                times.append((0, place, member, False))
            else:
                times.append((back.finish, place, member, back.exact))
        times.sort(key=lambda one: one[:2])
        when, _, last, _ = times[count - 1]
        return when, last, all(sure for *_, sure in times[:count])

    def cycles(self) -> tuple[tuple[Node, ...], ...]:
        """Return for each set of nodes that need each other one shortest circle as a path, its start named again."""
        found = []
        for component in self._components:
            inside = frozenset(component)
            if len(component) > 1 or component[0] in self._needs[component[0]]:
                found.append(self._circle(component[0], inside))
        return tuple(sorted(found, key=lambda circle: self._place[circle[0]]))

    def _circle(self, start: Node, inside: frozenset[Node]) -> tuple[Node, ...]:
        came_from: dict[Node, Node] = {}
        waiting = deque([start])
        while start not in came_from:
            node = waiting.popleft()
            for member in self._needs[node]:
                if member in inside and member not in came_from:
                    came_from[member] = node
                    waiting.append(member)
        path = [start, came_from[start]]
        while path[-1] != start:
            path.append(came_from[path[-1]])
        return tuple(reversed(path))

    def recovery_order(
        self, urgency: Mapping[Node, Urgency], nodes: Iterable[Node] | None = None
    ) -> tuple[RecoveryStep[Node], ...]:
        """Return in which order ``nodes`` (all, unless given) come back: what is needed first, then by urgency.

        ``urgency`` gives (tier, RTO in minutes), smaller first. A node is as urgent as the most urgent that needs it.
        Circular nodes stand together in a row, marked.
        """
        wanted = frozenset(self.nodes if nodes is None else nodes)
        components = [kept for part in self._components if (kept := tuple(n for n in part if n in wanted))]
        number = {node: n for n, part in enumerate(components) for node in part}
        below = [self._below(part, wanted, number) for part in components]
        rank = self._inherited(components, below, urgency)
        above: list[list[int]] = [[] for _ in components]
        for n, numbers in enumerate(below):
            for other in numbers:
                above[other].append(n)
        open_needs = [len(numbers) for numbers in below]
        wave = [1] * len(components)
        ready = [(rank[n], n) for n, left in enumerate(open_needs) if not left]
        heapq.heapify(ready)
        steps: list[RecoveryStep[Node]] = []
        while ready:
            _, n = heapq.heappop(ready)
            steps.extend(RecoveryStep(node, wave[n], len(components[n]) > 1) for node in components[n])
            for other in above[n]:
                wave[other] = max(wave[other], wave[n] + 1)
                open_needs[other] -= 1
                if not open_needs[other]:
                    heapq.heappush(ready, (rank[other], other))
        return tuple(steps)

    def _below(self, part: tuple[Node, ...], wanted: frozenset[Node], number: Mapping[Node, int]) -> set[int]:
        """Return the numbers of the components that ``part`` needs directly, itself left out."""
        own = number[part[0]]
        return {number[m] for node in part for m in self._needs[node] if m in wanted and number[m] != own}

    def _inherited(
        self, components: list[tuple[Node, ...]], below: list[set[int]], urgency: Mapping[Node, Urgency]
    ) -> list[tuple[Urgency, Urgency, int]]:
        """Return how urgent each component is: by its most urgent dependant, then first what others wait for."""
        own = [min(urgency.get(node, LEAST_URGENT) for node in part) for part in components]
        inherited = list(own)
        for n in range(len(components) - 1, -1, -1):
            for other in below[n]:
                inherited[other] = min(inherited[other], inherited[n])
        return [(inherited[n], (-own[n][0], -own[n][1]), self._place[part[0]]) for n, part in enumerate(components)]


def _lost(need: Need[Any]) -> int:
    """Return how many distinct members must be down until the group fails."""
    members = len(set(need.members))
    return members - min(max(need.needed, 1), members) + 1


def _in_at_least(count: int, sets: list[int]) -> int:
    """Return the bits that are in at least ``count`` of the sets."""
    if count > len(sets):
        return 0
    reached = [0] * (count + 1)
    reached[0] = -1
    for bits in sets:
        for level in range(count, 0, -1):
            reached[level] |= reached[level - 1] & bits
    return reached[count]
