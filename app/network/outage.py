"""What stops if nodes of the dependency graph fail, in which order all returns, and whether that is soon enough.

Serves the dependency map and the interview. One ``Landscape`` is read per state of the session and asked often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from app import model as m
from app.dates import format_date
from app.dependencies import LEAST_URGENT, Ready, Takes
from app.durations import format_duration
from app.i18n import N_, plural, translate
from app.network.graph import GONE, POINT_KINDS, Graph, NodeRow, graph, nodes, urgencies
from app.network.links import Link, links
from app.scales import read_scales
from app.services import critical_keys, tier

if TYPE_CHECKING:
    from app.document import Document

#: The type of strategy that puts another supplier in the place of the one that failed.
_ANOTHER_SUPPLIER = "alternate-supplier"
#: So many names stand in a sentence before it counts.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class OwnTime:
    """How long a node takes by itself and who says so.

    ``source`` is ``measured`` (a technical test within 12 months), ``strategy`` (the chosen one's RTC), ``contract``,
    ``promise`` (only its RTO is known) or ``within``: components have no time of their own in a session, because the
    RTC of the service that stands on them has it within (``domain.md`` §4, check 1: mobilise + restore + verify).
    Empty: nobody knows.
    """

    minutes: int | None
    source: str = ""
    named: str = ""
    measured_on: date | None = None
    replaces_suppliers: bool = False

    @property
    def words(self) -> str:
        """Where the time comes from, as a sentence."""
        text = _SOURCES.get(self.source, "")
        day = format_date(self.measured_on) if self.measured_on is not None else ""
        return translate(text, name=self.named, day=day, time=format_duration(self.minutes)) if text else ""


_SOURCES = {
    "measured": N_("Measured in a technical test on {day}: {time}."),
    "strategy": N_("The strategy “{name}” claims {time}."),
    "contract": N_("The contract promises {time}."),
    "promise": N_("No strategy says how long it takes; its RTO {time} is taken as a promise."),
    "within": N_("Within the recovery time of the service that stands on it."),
    "": N_("Nobody has said yet how long it takes; counted as nothing."),
}


@dataclass(frozen=True, slots=True)
class Return:
    """A place in the recovery order. ``takes``, ``ready`` and ``rto`` are minutes; ``ready`` counts from the loss.

    ``exact`` is ``False`` where something on the way has no known time, so that ``ready`` is the least it takes.
    """

    node: NodeRow
    place: int
    own: OwnTime
    ready: int
    exact: bool
    circular: bool
    waits_for: NodeRow | None = None

    @property
    def takes(self) -> int | None:
        """Its own time; ``None`` where it has none of its own or none is known."""
        return self.own.minutes if self.own.source != "within" else None

    @property
    def rto(self) -> int | None:
        """What was promised, for services."""
        return self.node.rto if self.node.kind == "service" else None

    @property
    def spare(self) -> int | None:
        """The minutes that are left of the RTO, negative if it is late; ``None`` without one."""
        return None if self.rto is None else self.rto - self.ready

    @property
    def late(self) -> bool:
        """Whether it returns after its RTO."""
        return self.spare is not None and self.spare < 0

    @property
    def standing(self) -> str:
        """How it stands against the RTO: “RTO 4 h, 10 min spare”; empty for what has none."""
        if self.spare is None:
            return ""
        if self.own.source == "promise" and not self.late:
            return translate(N_("RTO {rto}, no strategy says whether it holds"), rto=format_duration(self.rto))
        return translate(
            _STANDINGS[self.late, self.spare == 0, self.exact],
            rto=format_duration(self.rto), time=format_duration(abs(self.spare)),
        )  # fmt: skip


#: By late, to the minute, exact.
_STANDINGS = {
    (False, False, True): N_("RTO {rto}, {time} spare"),
    (False, False, False): N_("RTO {rto}, at most {time} spare"),
    (False, True, True): N_("RTO {rto}, nothing to spare"),
    (False, True, False): N_("RTO {rto}, nothing to spare"),
    (True, False, True): N_("RTO {rto}, {time} late"),
    (True, False, False): N_("RTO {rto}, at least {time} late"),
}


@dataclass(frozen=True, slots=True)
class Outage:
    """What happens if nodes go down: everything that falls in the order of its return, and who is only hindered.

    ``chain`` is how many hard dependencies the failure runs through; ``keep`` counts the services that keep going.
    """

    down: tuple[NodeRow, ...]
    order: tuple[Return, ...]
    hindered: tuple[NodeRow, ...]
    chain: int
    keep: int

    @property
    def fallen(self) -> frozenset[bytes]:
        """The keys of everything that is down."""
        return frozenset(one.node.key for one in self.order)

    @property
    def services(self) -> tuple[Return, ...]:
        """The services that stop, in the order of their return."""
        return tuple(one for one in self.order if one.node.kind == "service")

    @property
    def title(self) -> str:
        """The sentence that names what stops."""
        down = {node.key for node in self.down}
        names = [node.name for node in self.down]
        stopped = [one.node.name for one in self.services if one.node.key not in down]
        if not stopped:
            return plural(
                N_("If {nodes} stops, no other service stops"), N_("If {nodes} stop, no other service stops"),
                len(names), nodes=_listed(names),
            )  # fmt: skip
        if len(stopped) > _NAMED:
            return plural(
                N_("{nodes} takes down {services} services"), N_("{nodes} together take down {services} services"),
                len(names), nodes=_listed(names), services=len(stopped),
            )  # fmt: skip
        return plural(
            N_("{nodes} takes down {services}"), N_("{nodes} together take down {services}"), len(names),
            nodes=_listed(names), services=_listed(stopped),
        )  # fmt: skip

    @property
    def summary(self) -> str:
        """What the title leaves out: how long the chain is, who keeps going, who is hindered, who comes too late."""
        count = len([one for one in self.services if one.node not in self.down])
        parts = [plural(N_("{n} service stops"), N_("{n} services stop"), count)] if count else []
        if self.chain > 1:
            parts.append(
                plural(N_("a chain of {n} hard dependency"), N_("a chain of {n} hard dependencies"), self.chain)
            )
        parts.append(plural(N_("{n} service keeps going"), N_("{n} services keep going"), self.keep))
        hindered = sum(node.kind == "service" for node in self.hindered)
        if hindered:
            parts.append(plural(N_("{n} hindered"), N_("{n} hindered"), hindered))
        late = sum(one.late for one in self.services)
        if late:
            parts.append(plural(N_("{n} returns after its RTO"), N_("{n} return after their RTO"), late))
        return ", ".join(parts)


def _listed(names: Sequence[str]) -> str:
    if len(names) > _NAMED + 1:
        return translate(N_("{first} and {n} more"), first=names[0], n=len(names) - 1)
    if len(names) < 2:
        return "".join(names)
    return translate(N_("{names} and {last}"), names=", ".join(names[:-1]), last=names[-1])


class Landscape:
    """The graph of one moment with everything that the map shows of its nodes."""

    def __init__(
        self,
        nodes: Mapping[bytes, NodeRow],
        links: Sequence[Link],
        graph: Graph,
        urgencies: Mapping[bytes, tuple[int, int]],
        times: Callable[[], Mapping[bytes, OwnTime]],
        critical: frozenset[bytes],
        tiers: Mapping[bytes, int],
    ) -> None:
        self.nodes, self.links, self.graph = nodes, links, graph
        self.urgencies, self.critical, self.tiers = urgencies, critical, tiers
        self._read_times = times

    @cached_property
    def times(self) -> Mapping[bytes, OwnTime]:
        """Who takes how long by itself."""
        return self._read_times()

    @cached_property
    def services(self) -> tuple[bytes, ...]:
        """The services in use."""
        return tuple(key for key, node in self.nodes.items() if node.kind == "service" and node.state not in GONE)

    @cached_property
    def points(self) -> Mapping[bytes, tuple[bytes, ...]]:
        """For each component or person without a substitute the critical services that it alone stops (rule D03)."""
        among = [key for key, node in self.nodes.items() if node.kind in POINT_KINDS]
        found: dict[bytes, list[bytes]] = {}
        for service, alone in self.graph.single_points(sorted(self.critical), among).items():
            for node in alone:
                found.setdefault(node, []).append(service)
        return {node: tuple(stopped) for node, stopped in found.items()}

    def points_under(self, service: bytes) -> tuple[bytes, ...]:
        """Return the components and people that alone stop a service, critical or not."""
        among = [key for key, node in self.nodes.items() if node.kind in POINT_KINDS]
        return self.graph.single_points([service], among).get(service, ())

    @cached_property
    def circles(self) -> tuple[str, ...]:
        """The sentences that name circles (rule D04)."""
        return tuple(
            translate(
                N_("These need each other in a circle, so that no order of recovery is defined: {path}."),
                path=" → ".join(self.nodes[key].name for key in way if key in self.nodes),
            )
            for way in self.graph.cycles()
        )

    def around(self, node: bytes, side: str) -> frozenset[bytes]:
        """Return a node with what it stands on (``below``), who relies on it (``above``), soft ties included."""
        if side == "above":
            return self.graph.dependants(node, soft=True) | {node}
        return self.graph.closure(node, soft=True) | {node}

    def outage(self, down: Iterable[bytes]) -> Outage:
        """Return what happens if the nodes of ``down`` fail (``domain.md`` §4)."""
        chosen = [key for key in dict.fromkeys(down) if key in self.nodes]
        fallen = self.graph.fallen(chosen)
        hindered = {
            user for key in fallen for user in self._users.get(key, ()) if user not in fallen and user in self.nodes
        }
        stopped = sum(key in fallen for key in self.services)
        return Outage(
            tuple(self.nodes[key] for key in chosen),
            self.returns(fallen),
            tuple(self.nodes[key] for key in sorted(hindered, key=self._urgency)),
            max(self.graph.chain(chosen).values(), default=0),
            len(self.services) - stopped,
        )

    @cached_property
    def _users(self) -> Mapping[bytes, list[bytes]]:
        found: dict[bytes, list[bytes]] = {}
        for node, used in self.graph.soft.items():
            for target in used:
                found.setdefault(target, []).append(node)
        return found

    def _urgency(self, key: bytes) -> tuple[tuple[int, int], str]:
        return self.urgencies.get(key, LEAST_URGENT), self.nodes[key].ref

    def total_loss(self, keys: Iterable[bytes]) -> tuple[Return, ...]:
        """Return the recovery order after the loss of ``keys`` and of everything they cannot do without.

        Alternatives are not expected to be lost together, so that nothing below them has to return first.
        """
        lost = set(keys)
        waiting = list(lost)
        while waiting:
            for need in self.graph.hard.get(waiting.pop(), ()):
                if len(set(need.members)) <= max(need.needed, 1):
                    waiting += [one for one in need.members if one not in lost]
                    lost.update(need.members)
        return self.returns(lost)

    def returns(self, lost: Iterable[bytes]) -> tuple[Return, ...]:
        """Return in which order lost nodes come back, and when: the longest path through what each waits for."""
        chosen = {key for key in lost if key in self.nodes}
        ready = self.graph.ready(chosen, {key: self._takes(key) for key in chosen})
        order = [step.node for step in self.graph.recovery_order(self.urgencies, chosen)]
        order += sorted(chosen.difference(order), key=self._urgency)
        return tuple(self._return(place, key, ready.get(key)) for place, key in enumerate(order, 1))

    def _own(self, key: bytes) -> OwnTime:
        return self.times.get(key, OwnTime(None))

    def _takes(self, key: bytes) -> Takes[bytes]:
        own = self._own(key)
        if own.source == "promise":
            return Takes(0, not_before=own.minutes or 0)
        if own.source == "contract":
            return Takes(0, not_before=own.minutes or 0)
        replaced: frozenset[bytes] = frozenset()
        if own.replaces_suppliers:
            replaced = frozenset(one for one in self.graph.needs(key) if self.nodes[one].kind == "supplier")
        return Takes(0 if own.source == "within" else own.minutes, replaced=replaced)

    def _return(self, place: int, key: bytes, ready: Ready[bytes] | None) -> Return:
        own = self._own(key)
        if ready is None:  # it stands in no dependency at all
            minutes = own.minutes if own.source != "within" else 0
            return Return(self.nodes[key], place, own, minutes or 0, minutes is not None, False)
        waits_for = self.nodes.get(ready.waits_for) if ready.waits_for is not None else None
        return Return(self.nodes[key], place, own, ready.finish, ready.exact, ready.circular, waits_for)


def landscape(document: Document) -> Landscape:
    """Read the graph of the session as the map needs it. What is retired, and who left, carries nothing any more."""
    scales = read_scales(document)
    tiers = {
        row.id: known.number for row in document.all(m.Service) if (known := tier(scales, row)) is not None
    }  # fmt: skip
    return Landscape(
        nodes(document),
        links(document),
        graph(document, in_use=True),
        urgencies(document),
        lambda: own_times(document),
        frozenset(critical_keys(document)),
        tiers,
    )


def own_times(document: Document) -> dict[bytes, OwnTime]:
    """Return how long each node takes by itself once what it needs is back (minutes).

    Services: measured by a technical test within 12 months, else claimed by the chosen strategy (rule S02), else the
    RTO as a promise. Suppliers: the contract. Components: within the time of the service that stands on them. People:
    not known.
    """
    from app.checks.strategies import capability
    from app.facts import Facts

    facts = Facts.read(document)
    found: dict[bytes, OwnTime] = {}
    for key, node in nodes(document).items():
        if node.kind == "component":
            found[key] = OwnTime(None, "within")
        elif node.kind == "supplier" and node.rto is not None:
            found[key] = OwnTime(node.rto, "contract")
        elif node.kind == "service" and node.rto is not None:
            found[key] = OwnTime(node.rto, "promise")
    for service in facts.services:
        can = capability(facts, service)
        if can is not None:
            source = "measured" if can.measured_on is not None else "strategy"
            swaps = any(row.type == _ANOTHER_SUPPLIER for row in facts.recovering(service))
            found[service] = OwnTime(can.minutes, source, can.strategy, can.measured_on, swaps)
    return found
