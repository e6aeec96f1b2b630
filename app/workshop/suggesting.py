"""Suggested risks: the session's threats against its critical services, ranked, each with its reason in one sentence.

Serves the workshop page. A suggestion is a pair of a threat and what it would stop; services that fall only because
another one does are named with it. Pairs that the register has already are left out. The weights are ours: they sort,
nobody reads them.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import model as m
from app import risks
from app.durations import BEYOND, format_duration
from app.i18n import N_, UserError, plural, translate
from app.network import NodeRow
from app.risk import SuggestedImpact
from app.scales import Scales, Threat, read_scales
from app.services import ServiceRow, services
from app.workshop.impacts import Grids
from app.workshop.phrases import Phrase, listed, phrase
from app.workshop.striking import Blow, Ground, Strike, strike

if TYPE_CHECKING:
    from app.document import Document

#: So many are shown unless more are asked for.
SHOWN = 20
#: What a tier, the kind of evidence and other circumstances weigh; what comes again after its like weighs less.
TIER_WEIGHT: Mapping[int | None, int] = MappingProxyType({0: 40, 1: 36, 2: 28, 3: 18, 4: 8, None: 20})
EVIDENCE_WEIGHT: Mapping[str, int] = MappingProxyType(
    {"alone": 30, "site": 22, "together": 16, "itself": 12, "staff": 8, "used": 6, "unknown": 6}
)
NO_WAY_OUT, LATE_PROMISE, UNPROVED = 6, 6, 8
IMPACT_WEIGHT, LONGER_THAN_MTPD, ANOTHER_SERVICE, ANOTHER_MOST = 5, 6, 1, 5
NOTHING_YET, NOTHING_ASSESSED = 6, 6
NAMED_ALREADY, SAME_THREAT, SAME_CAUSE, SAME_SERVICE = 15, 7, 10, 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A risk that could be added: the threat, the services that would stop (the first leads), what it is about.

    ``kind`` says which evidence there is: ``alone``, ``site``, ``together``,
    ``itself``, ``staff``, ``used`` or ``unknown``.
    ``impact`` and ``impact_reason`` are read off the grid at the threat's typical outage.
    """

    threat: Threat
    services: tuple[ServiceRow, ...]
    nodes: tuple[NodeRow, ...]
    kind: str
    what: str
    why: str
    wording: Phrase
    impact: SuggestedImpact | None
    impact_reason: str
    weight: int

    @property
    def key(self) -> tuple[str, bytes, str]:
        """What tells it from every other suggestion, also after the session has changed."""
        return self.threat.code, self.services[0].key, self.what


@dataclass(frozen=True, slots=True)
class _Case:
    """A threat that would stop services by the evidence of some nodes, before it is put into words."""

    strike: Strike
    kind: str
    services: tuple[ServiceRow, ...]
    evidence: frozenset[bytes]
    site: str = ""

    @property
    def cause(self) -> tuple[str, frozenset[bytes]]:
        return self.site, frozenset() if self.site else self.evidence


def suggestions(document: Document, limit: int | None = SHOWN) -> tuple[Suggestion, ...]:
    """Return the most useful risks to add, the first ``limit`` of them or all (``None``); nothing is written."""
    work = _Work(document)
    cases = [case for threat in work.scales.threats for case in work.cases(strike(work.ground, threat))]
    made = [one for case in cases if (one := work.suggestion(case)) is not None]
    return tuple(_varied(made, len(made) if limit is None else limit))


def _varied(made: Sequence[Suggestion], limit: int) -> list[Suggestion]:
    """Return the best ones first, each lighter for what it has in common with those before it.

    What is chosen only makes others lighter, so that whoever is still the best after weighing again is the best.
    """
    told: Counter[tuple[str, object]] = Counter()
    waiting = [(_place(one, told), at) for at, one in enumerate(made)]
    heapq.heapify(waiting)
    chosen: list[Suggestion] = []
    while waiting and len(chosen) < limit:
        _, at = heapq.heappop(waiting)
        place = _place(made[at], told)
        if waiting and waiting[0] < (place, at):
            heapq.heappush(waiting, (place, at))
            continue
        chosen.append(made[at])
        told.update(name for name, _ in _traits(made[at]))
    return chosen


def _traits(one: Suggestion) -> tuple[tuple[tuple[str, object], int], ...]:
    """Return what a suggestion may have in common with others, and what that weighs."""
    return (
        (("threat", one.threat.key), SAME_THREAT),
        (("what", one.what), SAME_CAUSE),
        (("service", one.services[0].key), SAME_SERVICE),
    )


def _place(one: Suggestion, told: Counter[tuple[str, object]]) -> tuple[int, int, str, str]:
    """Return by what suggestions are sorted, the smallest first."""
    again = sum(weight * told[name] for name, weight in _traits(one))
    tier = one.services[0].tier
    return again - one.weight, 9 if tier is None else tier, one.threat.code, one.services[0].ref


class _Work:
    """Everything that suggestions are made from, read once."""

    def __init__(self, document: Document) -> None:
        self.scales: Scales = read_scales(document)
        self.ground = Ground(document)
        self.grids = Grids(document, self.scales)
        self.known = _Known(document)

    # --- what would fall ---

    def cases(self, strike: Strike) -> list[_Case]:
        """Return what a threat would stop, services that fall only through another one with that one."""
        found = [*self._alone(strike), *self._sites(strike)]
        told = {service.key for case in found if not case.site for service in case.services}
        rest = [row for row in self.ground.subjects if row.key not in told and (row.key not in _at_sites(found))]
        return [*found, *self._together(strike, rest), *self._loosely(strike, found, rest)]

    def _alone(self, strike: Strike) -> list[_Case]:
        stopped: dict[bytes, list[ServiceRow]] = {}
        if strike.sweeping:
            return []
        for row in self.ground.subjects:
            for node in strike.nodes & self.ground.stoppers.get(row.key, frozenset()):
                stopped.setdefault(node, []).append(row)
        return [_Case(strike, "alone", tuple(rows), frozenset((node,))) for node, rows in stopped.items()]

    def _sites(self, strike: Strike) -> list[_Case]:
        return [case for blow in strike.sites if (case := self._site(strike, blow)) is not None]

    def _site(self, strike: Strike, blow: Blow) -> _Case | None:
        fallen = self.ground.graph.fallen(blow.nodes)
        rows = tuple(row for row in self.ground.subjects if row.key in fallen)
        return _Case(strike, "site", rows, blow.nodes, blow.site) if rows else None

    def _together(self, strike: Strike, rest: Sequence[ServiceRow]) -> list[_Case]:
        if strike.one_by_one or len(strike.nodes) < (1 if strike.sweeping else 2):
            return []
        fallen = self.ground.graph.fallen(strike.nodes)
        hit = {row.key: strike.nodes & self.ground.below[row.key] for row in rest if row.key in fallen}
        rows = {row.key: row for row in rest if hit.get(row.key)}
        leads: dict[bytes, list[ServiceRow]] = {}
        for key, row in rows.items():
            lead = next((one for one in rows if self._carries(one, key) and hit[key] <= hit[one]), key)
            leads.setdefault(lead, []).append(row)
        return [
            _Case(strike, "together", (rows[lead], *(one for one in found if one.key != lead)), hit[lead])
            for lead, found in leads.items()
        ]

    def _carries(self, lower: bytes, upper: bytes) -> bool:
        return lower in self.ground.below[upper] and upper not in self.ground.below[lower]

    def _loosely(self, strike: Strike, found: Sequence[_Case], rest: Sequence[ServiceRow]) -> list[_Case]:
        """Services that are hit by name, use something that is, or of which nobody said what they stand on."""
        fallen = frozenset() if strike.one_by_one else self.ground.graph.fallen(strike.nodes)
        staffed = tuple(
            row for row in rest if row.key in strike.staffed and not strike.nodes & self.ground.around[row.key]
        )
        cases = [_Case(strike, "staff", staffed, frozenset())] if staffed else []
        for row in rest:
            bare = not self.ground.around[row.key]
            used = strike.nodes & set(self.ground.graph.soft.get(row.key, ()))
            if row in staffed or (row.key in fallen and strike.nodes & self.ground.below[row.key]):
                continue
            if row.key in strike.services:
                cases.append(_Case(strike, "itself", (row,), frozenset()))
            elif used:
                cases.append(_Case(strike, "used", (row,), used))
            elif bare and (strike.everybody or strike.sites):
                cases.append(_Case(strike, "unknown", (row,), frozenset()))
        return cases

    # --- putting it into words ---

    def suggestion(self, case: _Case) -> Suggestion | None:
        """Return the suggestion of a case; ``None`` if the register has all of it already."""
        threat = case.strike.threat
        lead = case.services[0]
        covered = self.known.pairs.get(threat.key, frozenset())
        rows = tuple(row for row in case.services if row.key not in covered)
        if not rows or (case.kind in ("together", "alone") and lead.key in covered):
            return None
        if case.kind == "alone" and self.known.has_node(threat.key, case.evidence):
            return None
        nodes = self._nodes(case)
        several = case.kind in ("together", "used")
        what = case.site or (listed([node.name for node in nodes]) if 0 < len(nodes) <= _NAMED else rows[0].name)
        impact = self.grids.highest([row.key for row in rows], threat.outage)
        reason = self.grids.reason(impact, threat, self._at(impact, rows, threat))
        words, why = phrase(threat, what, rows, several=several), self._why(case, rows, nodes)
        weight = self._weight(case, rows, nodes, impact)
        return Suggestion(threat, rows, nodes, case.kind, what, why, words, impact, reason, weight)

    def _at(self, impact: SuggestedImpact | None, rows: Sequence[ServiceRow], threat: Threat) -> str:
        found = (row.name for row in rows if self.grids.highest([row.key], threat.outage) == impact)
        return next(found, rows[0].name)

    def _nodes(self, case: _Case) -> tuple[NodeRow, ...]:
        """Return what the risk is about, the nearest to the service first."""
        direct = self.ground.graph.needs(case.services[0].key)
        found = [self.ground.nodes[key] for key in case.evidence if key in self.ground.nodes]
        return tuple(sorted(found, key=lambda node: (node.key not in direct, node.ref)))

    def _why(self, case: _Case, rows: Sequence[ServiceRow], nodes: Sequence[NodeRow]) -> str:
        names = listed([row.name for row in rows])
        said = self._evidence(case, rows, nodes, names)
        bare = [row.name for row in rows if row.key not in self.known.services]
        if bare:
            tail = translate(N_("the register has no risk of {names} yet"), names=listed(bare))
        elif rows[0].key not in self.known.assessed:
            tail = translate(N_("no risk of {names} is assessed yet"), names=rows[0].name)
        else:
            return said
        return translate(N_("{said}; {tail}."), said=said.rstrip("."), tail=tail)

    def _evidence(self, case: _Case, rows: Sequence[ServiceRow], nodes: Sequence[NodeRow], names: str) -> str:
        tier = "" if rows[0].tier is None else translate(N_(" (Tier {n})"), n=rows[0].tier)
        told = {"services": names, "tier": tier if len(rows) == 1 else "", "site": case.site}
        if case.kind == "alone":
            return self._alone_words(nodes[0], rows, told)
        if case.kind == "site":
            words = N_("{services}{tier} cannot do without the {n} components at {site}; nothing elsewhere takes over.")
            return translate(words, n=len(case.evidence), **told)
        if case.kind in ("together", "used"):
            said = _USED if case.kind == "used" else _TOGETHER if len(nodes) > 1 else _NEEDED
            words = listed([node.name for node in nodes])
            return translate(said, nodes=words, **told) + self._backup_words(case, nodes)
        hits = case.strike.threat.hits
        return translate(_LOOSE[case.kind], hits=hits, **told)

    def _alone_words(self, node: NodeRow, rows: Sequence[ServiceRow], told: Mapping[str, str]) -> str:
        if node.kind != "supplier":
            return translate(N_("{node} alone stops {services}{tier}."), node=f"{node.ref} {node.name}", **told)
        row, parts = self.ground.suppliers[node.key], []
        if not row.alternative and row.alternative_id is None:
            parts.append(translate(N_("it has no alternative")))
        elif row.switch_time is not None and self._too_long(rows, row.switch_time):
            parts.append(translate(N_("moving to its alternative takes {time}"), time=format_duration(row.switch_time)))
        if not row.exit_plan:
            parts.append(translate(N_("there is no exit plan")))
        if self._promises_late(node, rows):
            rto = format_duration(rows[0].rto)
            words = N_("it promises {promise} where {rto} is needed")
            parts.append(translate(words, promise=format_duration(row.contract_rto), rto=rto))
        said = translate(N_("{services}{tier} cannot do without {node}"), node=node.name, **told)
        return f"{said}: {listed(parts)}." if parts else f"{said}."

    def _too_long(self, rows: Sequence[ServiceRow], minutes: int) -> bool:
        return any(row.rto is not None and minutes > row.rto for row in rows)

    def _promises_late(self, node: NodeRow, rows: Sequence[ServiceRow]) -> bool:
        return node.rto is not None and self._too_long(rows, node.rto)

    def _backup_words(self, case: _Case, nodes: Sequence[NodeRow]) -> str:
        bad = [node.name for node in nodes if self.ground.unproved(node.key)]
        if case.strike.threat.code != _BACKUPS or not bad:
            return ""
        return " " + translate(N_("Restoring {nodes} was not proved within a year."), nodes=listed(bad))

    # --- what it weighs ---

    def _weight(
        self, case: _Case, rows: Sequence[ServiceRow], nodes: Sequence[NodeRow], impact: SuggestedImpact | None
    ) -> int:
        outage = case.strike.threat.outage or 0
        first = rows[0]
        weight = TIER_WEIGHT.get(first.tier, 0) + EVIDENCE_WEIGHT[case.kind]
        weight += IMPACT_WEIGHT * (impact.level if impact else 0)
        weight += LONGER_THAN_MTPD * (first.mtpd is not None and first.mtpd != BEYOND and outage > first.mtpd)
        weight += NOTHING_YET * (first.key not in self.known.services)
        weight += NOTHING_ASSESSED * (first.key not in self.known.assessed)
        weight += min(ANOTHER_MOST, ANOTHER_SERVICE * (len(rows) - 1))
        weight -= NAMED_ALREADY * any(self.known.names(row.key, case.evidence) for row in rows[:1])
        weight += UNPROVED * bool(self._backup_words(case, nodes))
        if case.kind == "alone" and nodes and nodes[0].kind == "supplier":
            row = self.ground.suppliers[nodes[0].key]
            weight += NO_WAY_OUT * (not row.exit_plan) + LATE_PROMISE * self._promises_late(nodes[0], rows)
        return weight


_TOGETHER = N_("{services}{tier} cannot do without {nodes}, and one cause can hit them together.")
_NEEDED = N_("{services}{tier} cannot do without {nodes}.")
_USED = N_("Used by {services}{tier}, though not indispensable: {nodes}.")
_LOOSE = {
    "itself": N_("The threat hits {hits}, and that is {services}{tier} itself."),
    "staff": N_("People at work are needed, by the BIA, for {services}{tier}."),
    "unknown": N_("Nobody has said yet what {services}{tier} stands on, so that the threat cannot be ruled out."),
}
#: So many names of what is hit stand in the wording; with more of them it is about the service.
_NAMED = 2
#: The threat about backups in the list that is delivered.
_BACKUPS = "T18"


def _at_sites(found: Iterable[_Case]) -> frozenset[bytes]:
    return frozenset(row.key for case in found if case.site for row in case.services)


class _Known:
    """What the register has already, hidden, parked and closed risks too."""

    def __init__(self, document: Document) -> None:
        table, links, nodes = m.Risk.__table__, m.RiskService.__table__, m.RiskNode.__table__
        rows = document.rows(select(table))
        threats = {row.id: row.threat_id for row in rows}
        scored = {row.id for row in rows if None not in (row.current_likelihood, row.current_impact)}
        pairs: dict[bytes, set[bytes]] = {}
        by_risk: dict[bytes, set[bytes]] = {}
        self.services: set[bytes] = set()
        self.assessed: set[bytes] = set()
        for row in document.rows(select(links.c.risk_id, links.c.service_id)):
            self.services.add(row.service_id)
            self.assessed |= {row.service_id} if row.risk_id in scored else set()
            by_risk.setdefault(row.risk_id, set()).add(row.service_id)
            pairs.setdefault(threats[row.risk_id], set()).add(row.service_id)
        self.pairs: Mapping[bytes, frozenset[bytes]] = {key: frozenset(found) for key, found in pairs.items() if key}
        self._threat_nodes: set[tuple[bytes, bytes]] = set()
        self._service_nodes: set[tuple[bytes, bytes]] = set()
        for row in document.rows(select(nodes.c.risk_id, nodes.c.node_id)):
            self._threat_nodes.add((threats[row.risk_id], row.node_id))
            self._service_nodes |= {(service, row.node_id) for service in by_risk.get(row.risk_id, ())}

    def has_node(self, threat: bytes, nodes: Iterable[bytes]) -> bool:
        """Return whether a risk of ``threat`` names one of ``nodes``."""
        return any((threat, node) in self._threat_nodes for node in nodes)

    def names(self, service: bytes, nodes: Iterable[bytes]) -> bool:
        """Return whether a risk of ``service`` names one of ``nodes``."""
        return any((service, node) in self._service_nodes for node in nodes)


#: A risk names so many components or suppliers that it is about; with more of them it is about the service.
ABOUT = 3


def take(document: Document, chosen: Sequence[Suggestion]) -> list[bytes]:
    """Add risks as suggested, all as one edit, and return their keys. The impact stays open until it is taken.

    Raises ``UserError`` if nothing is chosen.
    """
    if not chosen:
        raise UserError(N_("Choose at least one suggestion; Space ticks the one under the cursor."))
    label = plural(N_("Add {n} suggested risk"), N_("Add {n} suggested risks"), len(chosen))
    with document.edit(label):
        return [_added(document, one) for one in chosen]


def _added(document: Document, one: Suggestion) -> bytes:
    known = {node.key for node in one.nodes if node.kind in ("component", "supplier")}
    about = [node.key for node in one.nodes if node.key in known] if len(one.nodes) <= ABOUT else []
    return risks.add_risk(
        document, one.wording.event, [row.key for row in one.services], threat=one.threat.key, nodes=about,
        cause=one.wording.cause, consequence=one.wording.consequence, category_id=_category(document, one),
    )  # fmt: skip


def _category(document: Document, one: Suggestion) -> bytes | None:
    if one.impact is None:
        return None
    table = m.ImpactCategory.__table__
    found = document.scalar(select(table.c.id).where(table.c.code == one.impact.category))
    return found if isinstance(found, bytes) else None


def anything_to_ask(document: Document) -> bool:
    """Return whether there are threats and services to suggest risks from."""
    return bool(read_scales(document).threats) and any(row.status != "retired" for row in services(document))
