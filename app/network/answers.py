"""What the interview asks about the graph (questions 25 to 28), as rows to look at and to change.

Each row is a node at the other end of a dependency, with the words that bear on the answer: what a supplier promises
beside the RTO, what returns too late, what alone can stop the service and through what.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.document import Document
from app.durations import format_duration
from app.i18n import N_, translate
from app.network.graph import GONE, Graph, NodeRow, graph, nodes
from app.network.links import Link, links, links_of

#: The directions in which a service is asked about its dependencies, with the question of the script.
DIRECTIONS = MappingProxyType({"needs": 25, "spof": 26, "suppliers": 27, "dependants": 28})
#: What alone can stop a service and is worth asking for a substitute; services have their own interview.
_WITHOUT_SUBSTITUTE = ("component", "person", "supplier")


@dataclass(frozen=True, slots=True)
class Answer:
    """A row: the ``node`` at the other end, its ``link`` (``None`` if it is reached only through others), and words.

    ``tone`` is ``err`` where the words contradict the targets, ``warn`` where something is missing, else empty.
    """

    node: NodeRow
    link: Link | None
    words: str = ""
    tone: str = ""


def answers(document: Document, node: bytes, direction: str) -> list[Answer]:
    """Return the rows of a direction of a service or any other node: hard, then alternatives together, then soft."""
    row = nodes(document, [node]).get(node)
    if row is None:
        return []
    found = _READ[direction](document, row)
    return sorted(found, key=_place)


def _place(answer: Answer) -> tuple[Any, ...]:
    link = answer.link
    if link is None:
        return (3, b"", answer.node.ref)
    rank = 1 if link.group is not None else 0 if link.hard else 2
    return (rank, link.group or b"", answer.node.ref, answer.node.name.casefold())


def _rto(asked: NodeRow) -> int | None:
    """Return the RTO that others are held to; what is no service has none of its own."""
    return asked.rto if asked.kind == "service" else None


# --- what it needs ---


def _needs(document: Document, asked: NodeRow) -> list[Answer]:
    return list(_targets(document, asked, links(document, source=asked.key), _need_words))


def _suppliers(document: Document, asked: NodeRow) -> list[Answer]:
    found = _targets(document, asked, links(document, source=asked.key), _need_words)
    return [one for one in found if one.node.kind == "supplier"]


_Words = Callable[[NodeRow, Link, int | None], tuple[str, str]]


def _targets(document: Document, asked: NodeRow, edges: Iterable[Link], words: _Words) -> Iterable[Answer]:
    chosen = list(edges)
    known = nodes(document, [edge.target for edge in chosen])
    for edge in chosen:
        if (node := known.get(edge.target)) is not None:
            yield Answer(node, edge, *words(node, edge, _rto(asked)))


def _need_words(node: NodeRow, edge: Link, rto: int | None) -> tuple[str, str]:
    if node.state in GONE:
        return translate(N_("retired") if node.state == "retired" else N_("has left")), "err"
    if node.kind == "supplier":
        return _promise(node, edge, rto)
    if node.kind != "service" or node.rto is None:
        return "", ""
    time = format_duration(node.rto)
    if _alone(edge) and rto is not None and node.rto > rto:
        return translate(N_("back in {time}, needed within {rto}"), time=time, rto=format_duration(rto)), "err"
    return translate(N_("back in {time}"), time=time), ""


def _promise(node: NodeRow, edge: Link, rto: int | None) -> tuple[str, str]:
    """Return what the contract promises beside the RTO (rule V01: alternatives are not expected to fail together)."""
    if node.rto is None:
        return translate(N_("promises nothing yet")), "warn" if _alone(edge) else ""
    time = format_duration(node.rto)
    if rto is None:
        return translate(N_("promises {time}"), time=time), ""
    late = _alone(edge) and node.rto > rto
    words = translate(N_("promises {time}, needed within {rto}"), time=time, rto=format_duration(rto))
    return words, "err" if late else ""


def _alone(edge: Link) -> bool:
    return edge.hard and edge.group is None


# --- who needs it ---


def _dependants(document: Document, asked: NodeRow) -> list[Answer]:
    chosen = links(document, target=asked.key)
    known = nodes(document, [edge.source for edge in chosen])
    return [
        Answer(node, edge, *_dependant_words(node, edge, _rto(asked)))
        for edge in chosen
        if (node := known.get(edge.source)) is not None
    ]


def _dependant_words(node: NodeRow, edge: Link, rto: int | None) -> tuple[str, str]:
    if node.kind != "service" or node.rto is None:
        return "", ""
    time = format_duration(node.rto)
    if _alone(edge) and rto is not None and node.rto < rto:
        words = N_("must be back in {time}, before this at {rto}")
        return translate(words, time=time, rto=format_duration(rto)), "err"
    return translate(N_("must be back in {time}"), time=time), ""


# --- what has no substitute ---


def _without_substitute(document: Document, asked: NodeRow) -> list[Answer]:
    ground = graph(document, in_use=True)
    known = nodes(document)
    among = [row.key for row in known.values() if row.kind in _WITHOUT_SUBSTITUTE]
    points = ground.single_points([asked.key], among).get(asked.key, ())
    direct = {edge.target: edge for edge in links(document, source=asked.key)}
    return [_point(ground, known, asked.key, node, direct.get(node)) for node in points]


def _point(ground: Graph, known: Mapping[bytes, NodeRow], service: bytes, node: bytes, edge: Link | None) -> Answer:
    together = [need.members for need in ground.hard.get(service, ()) if len(need.members) > 1]
    for members in together:
        fallen = ground.fallen({node})
        if all(member in fallen for member in members):
            names = _listed([known[member].name for member in members if member in known])
            return Answer(known[node], edge, translate(N_("{names} fall with it"), names=names), "err")
    if edge is not None:
        return Answer(known[node], edge, translate(N_("nothing stands in for it")), "err")
    way = [known[key].name for key in path(ground, service, node)[1:-1] if key in known]
    return Answer(known[node], None, translate(N_("through {names}"), names=" → ".join(way)), "err")


def path(ground: Graph, start: bytes, end: bytes) -> tuple[bytes, ...]:
    """Return a shortest way along hard dependencies from ``start`` down to ``end``; empty if there is none."""
    came_from: dict[bytes, bytes] = {}
    waiting = deque([start])
    while waiting and end not in came_from:
        node = waiting.popleft()
        for member in ground.needs(node):
            if member not in came_from and member != start:
                came_from[member] = node
                waiting.append(member)
    if end not in came_from:
        return ()
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return translate(N_("{names} and {last}"), names=", ".join(names[:-1]), last=names[-1])


_READ: Mapping[str, Callable[[Document, Any], list[Answer]]] = MappingProxyType(
    {"needs": _needs, "suppliers": _suppliers, "dependants": _dependants, "spof": _without_substitute}
)


def circle_words(document: Document, node: bytes) -> str:
    """Return the sentence that names the circle ``node`` is in (rule D04), an empty text if it is in none."""
    ties = links_of(document, node)
    if not any(link.source == node for link in ties) or not any(link.target == node for link in ties):
        return ""  # the usual case, without reading the whole graph
    for way in graph(document, in_use=True).cycles():
        if node in way:
            known = nodes(document, way)
            turn = way.index(node)
            turned = (*way[turn:-1], *way[:turn], node)
            names = " → ".join(known[key].name for key in turned if key in known)
            return translate(N_("In a circle, so that no order of recovery is defined: {path}."), path=names)
    return ""


__all__ = ["DIRECTIONS", "Answer", "answers", "circle_words", "path"]
