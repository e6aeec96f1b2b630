"""Where the nodes of a graph lie in layers: who needs something left of what it needs, alternatives side by side."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

#: So often layers are settled again until alternatives stand in one; some never do, and are then left apart.
_TURNS = 8


def layered_layout(
    nodes: Sequence[Key], edges: Iterable[tuple[Key, Key]], together: Iterable[Iterable[Key]] = ()
) -> dict[Key, tuple[int, int]]:
    """Return layer and row of every node: who needs something stands left of what it needs.

    Layers by the longest path, rows by four barycentre sweeps; a cycle is cut at one edge. The nodes of each set of
    ``together`` stand below one another wherever they can. 500 nodes take some milliseconds. Edges to unknown nodes
    and to oneself are passed over.
    """
    known = set(nodes)
    wanted = [(a, b) for a, b in dict.fromkeys(edges) if a in known and b in known and a != b]
    forward = _without_cycles(nodes, wanted)
    blocks = _blocks(together, known)
    layer = _layers(nodes, forward, blocks)
    block_of = {
        node: at for at, block in enumerate(blocks) if len({layer[one] for one in block}) == 1 for node in block
    }
    columns: dict[int, list[Key]] = defaultdict(list)
    for node in nodes:
        columns[layer[node]].append(node)
    _sweep(columns, forward, block_of)
    rows = _rows(columns, forward, block_of)
    return {node: (layer[node], rows[node]) for node in nodes}


def _blocks(together: Iterable[Iterable[Key]], known: set[Key]) -> list[list[Key]]:
    """Return the sets with at least two known nodes; a node stands in the first set that names it."""
    taken: set[Key] = set()
    found = []
    for members in together:
        block = [node for node in dict.fromkeys(members) if node in known]
        if len(block) > 1 and taken.isdisjoint(block):
            taken.update(block)
            found.append(block)
    return found


def _without_cycles(nodes: Sequence[Key], edges: Sequence[tuple[Key, Key]]) -> list[tuple[Key, Key]]:
    after: dict[Key, list[Key]] = defaultdict(list)
    for a, b in edges:
        after[a].append(b)
    state: dict[Key, int] = {}
    backward: set[tuple[Key, Key]] = set()
    for start in nodes:
        stack = [(start, iter(after[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[node] = 2
                stack.pop()
            elif following not in state:
                state[following] = 1
                stack.append((following, iter(after[following])))
            elif state[following] == 1:
                backward.add((node, following))
    return [edge for edge in edges if edge not in backward]


def _layers(nodes: Sequence[Key], edges: Sequence[tuple[Key, Key]], blocks: Sequence[Sequence[Key]]) -> dict[Key, int]:
    least: dict[Key, int] = {}
    for _ in range(_TURNS):
        layer = _longest_paths(nodes, edges, least)
        deepest = {node: max(layer[one] for one in block) for block in blocks for node in block}
        if all(layer[node] == deep for node, deep in deepest.items()):
            return layer
        least = deepest
    return _longest_paths(nodes, edges, {})


def _longest_paths(nodes: Sequence[Key], edges: Sequence[tuple[Key, Key]], least: Mapping[Key, int]) -> dict[Key, int]:
    after: dict[Key, list[Key]] = defaultdict(list)
    waiting = dict.fromkeys(nodes, 0)
    for a, b in edges:
        after[a].append(b)
        waiting[b] += 1
    layer = {node: least.get(node, 0) for node in nodes}
    ready = deque(node for node in nodes if not waiting[node])
    while ready:
        node = ready.popleft()
        for following in after[node]:
            layer[following] = max(layer[following], layer[node] + 1)
            waiting[following] -= 1
            if not waiting[following]:
                ready.append(following)
    return layer


def _sweep(columns: dict[int, list[Key]], edges: Sequence[tuple[Key, Key]], block_of: Mapping[Key, int]) -> None:
    before: dict[Key, list[Key]] = defaultdict(list)
    after: dict[Key, list[Key]] = defaultdict(list)
    for a, b in edges:
        after[a].append(b)
        before[b].append(a)
    place = {node: float(at) for column in columns.values() for at, node in enumerate(column)}
    for turn in range(4):
        neighbours, order = (before, sorted(columns)) if turn % 2 == 0 else (after, sorted(columns, reverse=True))
        for number in order:
            mean = {
                node: sum(place[other] for other in near) / len(near) if (near := neighbours[node]) else place[node]
                for node in columns[number]
            }
            _order(columns[number], mean, block_of)
            place.update((node, float(at)) for at, node in enumerate(columns[number]))


def _order(column: list[Key], mean: Mapping[Key, float], block_of: Mapping[Key, int]) -> None:
    """Sort a column by the means, those of one block together at the mean of all of them."""
    members: dict[int, list[float]] = defaultdict(list)
    for node in column:
        if node in block_of:
            members[block_of[node]].append(mean[node])
    middle = {block: sum(means) / len(means) for block, means in members.items()}
    column.sort(
        key=lambda node: (
            (middle[block_of[node]], block_of[node], mean[node]) if node in block_of else (mean[node], -1, 0.0)
        )
    )


def _rows(
    columns: Mapping[int, Sequence[Key]], edges: Sequence[tuple[Key, Key]], block_of: Mapping[Key, int]
) -> dict[Key, int]:
    before: dict[Key, list[Key]] = defaultdict(list)
    for a, b in edges:
        before[b].append(a)
    rows: dict[Key, int] = {}
    most = max((len(column) for column in columns.values()), default=0)
    for number in sorted(columns):
        last, left, block = -1, len(columns[number]), -1
        for node in columns[number]:
            near = sorted(rows[other] for other in before[node] if other in rows)
            wish = near[len(near) // 2] if near else last + 1
            if block_of.get(node, -2) == block:
                wish = last + 1
            rows[node] = last = max(last + 1, min(wish, most - left))
            left, block = left - 1, block_of.get(node, -1)
    return rows
