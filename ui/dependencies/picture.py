"""What the map draws of a landscape: which nodes and edges, how they look while something fails, names of columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from app.charts import MapEdge, MapNode, MapView
from app.charts.dependency_map import Place, places_of
from app.durations import format_duration
from app.i18n import N_, translate
from app.network import GONE, Landscape, Link, NodeRow, Outage
from ui.dependencies.looks import icon_of

#: More nodes than this are not drawn at once; the critical services and what they stand on come first.
DRAWN = 800
_COLUMNS = {
    "service": N_("Services"), "component": N_("Components"), "supplier": N_("Suppliers"), "person": N_("People"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown: the keys drawn, how many are left out, the layout to keep, and what is chosen or fails."""

    landscape: Landscape
    keys: tuple[bytes, ...]
    left_out: int = 0
    places: Mapping[Hashable, Place] = field(default_factory=dict)

    def view(
        self,
        *,
        outage: Outage | None = None,
        chosen: bytes | None = None,
        chosen_edge: bytes | None = None,
        points: Collection[bytes] = (),
        found: Collection[bytes] | None = None,
        title: str = "",
    ) -> MapView:
        """Return what the chart draws; ``points`` are single points of failure, ``found`` what is looked for."""
        fallen = outage.fallen if outage is not None else frozenset()
        down = {node.key for node in outage.down} if outage is not None else set()
        hindered = {node.key for node in outage.hindered} if outage is not None else set()
        states = {key: "cut" if key in down else "stops" if key in fallen else "hindered" for key in fallen | hindered}
        nodes = [self._node(key, states.get(key, ""), key in points, found) for key in self.keys]
        links = self.links
        left = _left(links, fallen)
        edges = [_edge(link, fallen, left) for link in links]
        return MapView(
            nodes, edges, self.heads, chosen, title, self.places or None, _group_words(links, left), chosen_edge
        )

    @property
    def links(self) -> list[Link]:
        """The edges between what is drawn."""
        drawn = set(self.keys)
        return [link for link in self.landscape.links if link.source in drawn and link.target in drawn]

    def _node(self, key: bytes, state: str, point: bool, found: Collection[bytes] | None) -> MapNode:
        node = self.landscape.nodes[key]
        tag = translate(N_("SPOF")) if point else ""
        faint = found is not None and key not in found
        tier = self.landscape.tiers.get(key)
        return MapNode(key, node.name, _note(node, state), icon_of(node), state, tag, tier, faint)

    @property
    def heads(self) -> list[str]:
        """What each column holds, the commonest kinds first."""
        columns: dict[int, Counter[str]] = {}
        for key, (layer, _) in self.places.items():
            if isinstance(key, bytes):
                columns.setdefault(layer, Counter())[self.landscape.nodes[key].kind] += 1
        return [_column_words(columns.get(layer, Counter())) for layer in range(max(columns, default=-1) + 1)]


def _column_words(kinds: Counter[str]) -> str:
    words = [translate(_COLUMNS[kind]) for kind, _ in kinds.most_common(3)]
    return ", ".join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


def _note(node: NodeRow, state: str) -> str:
    """Return the line below the name: what happened to it, else its reference and target."""
    if node.state in GONE:
        return translate(N_("retired") if node.state == "retired" else N_("has left"))
    if state == "cut":
        return translate(N_("switched off"))
    time = format_duration(node.rto)
    if state:
        word = translate(N_("stops") if state == "stops" else N_("hindered"))
        return ", ".join(part for part in (word, time) if part)
    return " · ".join(part for part in (node.ref, time) if part)


def _edge(link: Link, fallen: Collection[bytes], left: Mapping[bytes, int]) -> MapEdge:
    """Return the edge as it is drawn: failed if what it leads to brings its source down, alternatives counted."""
    failed = link.hard and link.source in fallen and link.target in fallen
    if link.group is not None and left[link.group] >= link.needed:
        failed = False
    return MapEdge(link.source, link.target, not link.hard, failed, link.key, link.group)


def _left(links: Sequence[Link], fallen: Collection[bytes]) -> dict[bytes, int]:
    """Return how many of each group of alternatives are left."""
    found: dict[bytes, int] = {}
    for link in links:
        if link.group is not None:
            found[link.group] = found.get(link.group, link.members) - (link.target in fallen)
    return found


def _group_words(links: Sequence[Link], left: Mapping[bytes, int]) -> dict[Hashable, str]:
    """Return “1 of 2” for each group of alternatives, and how many are left while some have fallen."""
    found: dict[Hashable, str] = {}
    for link in links:
        if link.group is not None and link.group not in found:
            words = translate(N_("{k} of {n}"), k=link.needed, n=link.members)
            rest = left[link.group]
            less = rest < link.members
            found[link.group] = translate(N_("{words}, {left} left"), words=words, left=rest) if less else words
    return found


def picture(landscape: Landscape, keys: Sequence[bytes], limit: int = DRAWN) -> Picture:
    """Lay out nodes of a landscape; beyond ``limit`` the critical services with what they stand on come first."""
    wanted = [key for key in landscape.nodes if key in set(keys)] if len(keys) < len(landscape.nodes) else list(keys)
    shown = wanted if len(wanted) <= limit else _most_urgent(landscape, wanted, limit)
    made = Picture(landscape, tuple(shown), len(wanted) - len(shown))
    return Picture(landscape, made.keys, made.left_out, places_of(made.view()))


def _most_urgent(landscape: Landscape, wanted: Sequence[bytes], limit: int) -> list[bytes]:
    among, chosen = set(wanted), dict[bytes, None]()
    services = [key for key in wanted if landscape.nodes[key].kind == "service"]
    services.sort(key=lambda key: landscape.urgencies.get(key, (99, 0)))
    for service in services:
        for key in (service, *sorted(landscape.around(service, "below"))):
            if key in among and len(chosen) < limit:
                chosen[key] = None
    for key in wanted:
        if len(chosen) < limit:
            chosen.setdefault(key)
    return [key for key in wanted if key in chosen]
