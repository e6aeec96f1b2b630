"""What a plan stands on: the part of the dependency graph below its services, single points, and the recovery order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app import network
from app.dependencies import LEAST_URGENT, Urgency
from app.document import Document
from app.planning import content as c

if TYPE_CHECKING:
    from app.planning.lookups import Lookups


class Ground:
    """The dependency graph of the session with the names and times of its nodes."""

    def __init__(self, document: Document, look: Lookups) -> None:
        self.look = look
        self.graph = network.graph(document)
        self.urgencies = network.urgencies(document)

    def kind(self, key: bytes) -> str:
        """Return the kind of a node: service, component, supplier or person."""
        entity = self.look.entities.get(key)
        return entity.kind if entity else ""

    def urgency(self, key: bytes) -> Urgency:
        """Return tier and RTO of a node, smaller first."""
        return self.urgencies.get(key, LEAST_URGENT)

    def below(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return everything that ``keys`` need or use, directly or through others."""
        return {node for key in keys for node in self.graph.closure(key, soft=True)}

    def ordered(self, keys: Sequence[bytes]) -> list[bytes]:
        """Return ``keys`` in recovery order, those without any dependency among them by their urgency."""
        in_graph = set(self.graph.nodes)
        steps = self.graph.recovery_order(self.urgencies, keys)
        order = [step.node for step in steps]
        for key in sorted((key for key in keys if key not in in_graph), key=self.urgency):
            place = next((n for n, other in enumerate(order) if self.urgency(other) > self.urgency(key)), len(order))
            order.insert(place, key)
        return order

    def back_in(self, key: bytes) -> int | None:
        """Return the minutes in which a node promises to be back: RTO or contractual recovery."""
        service, supplier = self.look.services.get(key), self.look.suppliers.get(key)
        if service is not None:
            return service.rto
        return supplier.contract_rto if supplier is not None else None


def foundation(ground: Ground, keys: Sequence[bytes]) -> c.Foundation:
    """Return what the services ``keys`` stand on, themselves included."""
    graph = ground.graph
    inside = [*keys, *sorted(ground.below(keys) - set(keys), key=lambda key: ground.look.ref(key))]
    single = graph.single_points([key for key in keys if key in set(graph.nodes)])
    cuts: dict[bytes, list[str]] = defaultdict(list)
    for service, points in single.items():
        for node in points:
            cuts[node].append(ground.look.services[service].name)
    nodes = {key: _node(ground, key, key in keys, tuple(cuts[key])) for key in inside}
    edges = tuple(edge for key in inside for edge in _edges(ground, key, nodes))
    steps = graph.recovery_order(ground.urgencies, inside)
    ready: dict[bytes, int | None] = {}
    stages = []
    for step in steps:
        if step.node in nodes:
            ready[step.node] = _ready(ground, step.node, ready)
            stages.append(c.Stage(nodes[step.node], ready[step.node], _waits_for(ground, step.node, ready)))
    circular = tuple(nodes[step.node].name for step in steps if step.circular and step.node in nodes)
    return c.Foundation(tuple(nodes.values()), edges, tuple(stages), circular)


def _node(ground: Ground, key: bytes, planned: bool, cuts: tuple[str, ...]) -> c.Node:
    cited: Any = ground.look.citation(key)
    return c.Node(key, cited.ref, cited.name, ground.kind(key), planned, ground.back_in(key), cuts)


def _edges(ground: Ground, key: bytes, nodes: dict[bytes, c.Node]) -> list[c.Edge]:
    made = [
        c.Edge(key, member, True, need.needed, len(need.members), number)
        for number, need in enumerate(ground.graph.hard.get(key, ()), 1)
        for member in need.members
        if member in nodes
    ]
    return made + [c.Edge(key, other, False) for other in ground.graph.soft.get(key, ()) if other in nodes]


def _ready(ground: Ground, key: bytes, ready: dict[bytes, int | None]) -> int | None:
    """Return when a node can be back: its own time, or that of what it waits for if that takes longer.

    All times count from the same loss, so the longest decides. Alternatives are not expected to be lost together.
    """
    times = [ground.back_in(key), *(ready.get(member) for member in _indispensable(ground, key))]
    return max((time for time in times if time is not None), default=None)


def _indispensable(ground: Ground, key: bytes) -> list[bytes]:
    """Return what a node needs without any alternative."""
    needs = ground.graph.hard.get(key, ())
    return [member for need in needs if len(need.members) <= need.needed for member in need.members]


def _waits_for(ground: Ground, key: bytes, ready: dict[bytes, int | None]) -> tuple[str, ...]:
    """Return what keeps a node from being back in its own time."""
    own = ground.back_in(key)
    if own is None:
        return ()
    slow = [member for member in _indispensable(ground, key) if (ready.get(member) or 0) > own]
    return tuple(ground.look.ref(member) or ground.look.citation(member).name for member in slow)
