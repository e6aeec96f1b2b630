"""Why something is back when it is: the longest path through what it waits for, one sentence per step."""

from __future__ import annotations

from collections.abc import Iterable

from app.derivations.telling import Why, derived, unknown
from app.durations import format_duration
from app.i18n import N_, translate
from app.network.outage import Return


def why_ready(returns: Iterable[Return], node: bytes) -> Why | None:
    """Why a node is ready after so long (``domain.md`` §4): who waits for whom, how long each takes, who says so."""
    known = {one.node.key: one for one in returns}
    if node not in known:
        return None
    way = _way(known, node)
    steps = [_step(one, before) for one, before in zip(way[:-1], [None, *way[:-2]], strict=True)]
    last = way[-1]
    before = way[-2] if len(way) > 1 else None
    notes = [last.standing + "."] if last.standing else []
    if last.circular:
        return unknown([*steps, translate(N_("It stands in a circle; no order of recovery is defined."))])
    if not last.exact:
        notes.append(translate(N_("Something on the way has no known time, so that it is the least it takes.")))
    notes.append(translate(N_("Components have no time of their own: the recovery time of a service has it within.")))
    return derived(
        [*steps, *([_waits(last, before)] if before is not None else []), last.own.words],
        N_("{name} is back after {result}."), format_duration(last.ready), last.ready, notes=notes, term="rtc",
        name=last.node.name,
    )  # fmt: skip


def _way(known: dict[bytes, Return], node: bytes) -> list[Return]:
    """Return the longest path to a node, what is needed first; components that take no time are left out."""
    way = [known[node]]
    while (waits_for := way[-1].waits_for) is not None and waits_for.key in known and len(way) <= len(known):
        way.append(known[waits_for.key])
    end = way[0]
    return [one for one in reversed(way) if one is end or one.ready]


def _step(one: Return, before: Return | None) -> str:
    back = translate(N_("{name} is back after {time}."), name=one.node.name, time=format_duration(one.ready))
    return " ".join(part for part in (_waits(one, before) if before else "", one.own.words, back) if part)


def _waits(one: Return, before: Return) -> str:
    return translate(N_("{name} waits for {other}."), name=one.node.name, other=before.node.name)
