"""Reads what the risk report prints out of a session: the register without what is hidden, votes, findings, losses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import checks, polls
from app import model as m
from app.bia import GridRow
from app.exports import last_export
from app.i18n import N_, translate
from app.portfolio import exposures_of, simulate
from app.register import Register, RegisteredRisk, register, since
from app.reports.plan_words import span
from app.reports.risk_content import RiskContent, RiskPart, Voting
from app.risk import suggest_impact
from app.scales import Scales

if TYPE_CHECKING:
    from app.document import Document
    from app.polls import PollRow

KIND = "risk-report"
#: What a room scores about a risk, in the order in which it is printed.
SCORED = ("likelihood", "impact", "inherent likelihood", "inherent impact")


def read_risks(document: Document, services: Iterable[bytes] = (), *, hidden: bool = False) -> RiskContent:
    """Return what the report about all risks, or about those of ``services`` (keys), prints.

    Closed and merged risks have no part in it; closed ones count in what changed. Risks that are not in this room are
    left out unless ``hidden`` asks for them.
    """
    chosen = tuple(services)
    table = m.Risk.__table__
    notes = {row.id: row for row in document.rows(select(table.c.id, table.c.impact_reason, table.c.merged_into_id))}
    whole = _shown(register(document, hidden=hidden), notes)
    whole = whole.of_services(chosen) if chosen else whole
    grids = _grids(document, whole.scales)
    votings, findings = _votings(document), _findings(document)
    exposed = exposures_of(whole.counted, whole.currency)
    last = last_export(document, KIND)
    return RiskContent(
        register=whole,
        parts=tuple(
            RiskPart(
                risk,
                _impact_reason(risk, notes[risk.key], votings.get(risk.key, ()), grids, whole.scales),
                votings.get(risk.key, ()),
                findings.get(risk.key, ()),
            )
            for risk in whole.counted
        ),
        since=since(document, whole, last.change_set) if last is not None else None,
        last_on=last.exported_at.astimezone().date() if last is not None else None,
        last_for=(last.recipient or "") if last is not None else "",
        limited=bool(chosen),
        losses=simulate(exposed) if exposed.taken else None,
    )


def _shown(whole: Register, notes: Mapping[bytes, Any]) -> Register:
    """Return the register without what went into another risk."""
    return replace(whole, risks=tuple(risk for risk in whole.risks if notes[risk.key].merged_into_id is None))


# --- where an impact comes from ---

Grids = Mapping[bytes, list[GridRow]]


def _grids(document: Document, scales: Scales) -> Grids:
    """Return the impact grid of every service that has scores."""
    found: dict[bytes, dict[tuple[bytes, bytes], int]] = defaultdict(dict)
    for row in document.all(m.ImpactScore):
        found[row.service_id][row.category_id, row.horizon_id] = row.level
    places: tuple[Any, ...] = scales.horizons
    kinds: tuple[Any, ...] = scales.categories
    return {
        service: [
            GridRow(one.code, one.name, one.threshold, tuple(levels.get((one.key, at.key)) for at in places))
            for one in kinds
        ]
        for service, levels in found.items()
    }


def _impact_reason(risk: RegisteredRisk, row: Any, votings: Sequence[Voting], grids: Grids, scales: Scales) -> str:
    """Return where the impact of today comes from: what was noted, the room's votes, or the impact analysis."""
    if row.impact_reason:
        return translate(N_("Impact: {reason}"), reason=row.impact_reason)
    if risk.current.impact is None:
        return ""
    if any(one.dimension == "impact" for one in votings):
        told = translate(N_("Impact: voted on."))
    else:
        told = translate(N_("Impact: entered, not voted on."))
    read = _suggested(risk, grids, scales)
    return f"{told} {read}" if read else told


def _suggested(risk: RegisteredRisk, grids: Grids, scales: Scales) -> str:
    """Return what the impact analyses of its services say about an outage as its threat brings."""
    outage = risk.threat.outage if risk.threat is not None else None
    if outage is None or not scales.horizons:
        return ""
    scored = [one for one in risk.services if one.key in grids]
    found = [(suggest_impact(grids[one.key], scales.horizons, outage), one) for one in scored]
    known = [(suggestion, one) for suggestion, one in found if suggestion is not None]
    if not known:
        return ""
    suggestion, service = max(known, key=lambda pair: pair[0].level)
    kind = next((one.name for one in scales.categories if one.code == suggestion.category), suggestion.category)
    return translate(
        N_("The impact analysis of {service} has {level} {word} ({category}) at {time}, the typical outage."),
        service=service.name, level=suggestion.level, word=scales.word(suggestion.level), category=kind,
        time=span(suggestion.horizon),
    )  # fmt: skip


# --- votes and findings ---


def _votings(document: Document) -> dict[bytes, tuple[Voting, ...]]:
    """Return the newest revealed poll of each risk and dimension, in the order of ``SCORED``."""
    people = {row.id: row.name for row in document.all(m.Person)}
    newest: dict[tuple[bytes, str], Voting] = {}
    for poll in polls.polls(document):
        if poll.dimension in SCORED and poll.last_tally is not None:
            newest[poll.subject, poll.dimension] = _voting(poll, people)
    found: dict[bytes, list[Voting]] = defaultdict(list)
    for dimension in SCORED:
        for (subject, about), voting in newest.items():
            if about == dimension:
                found[subject].append(voting)
    return {subject: tuple(votings) for subject, votings in found.items()}


def _voting(poll: PollRow, people: Mapping[bytes, str]) -> Voting:
    tallies = [one.tally for one in poll.rounds if one.tally is not None]
    settled = poll.agreement
    return Voting(
        dimension=poll.dimension,
        tally=tallies[-1],
        first=tallies[0] if len(tallies) > 1 else None,
        agreed=settled.level if settled is not None else None,
        consensus=settled.consensus if settled is not None else None,
        reason=(settled.reason or "") if settled is not None else "",
        decided_by=people.get(settled.decided_by_id, "") if settled is not None else "",
        on=settled.decided_at.astimezone().date() if settled is not None else None,
    )


def _findings(document: Document) -> dict[bytes, tuple[checks.Finding, ...]]:
    """Return what the rules about risks find that nobody waived, by risk."""
    ids = [rule.id for rule in checks.rules() if rule.id.startswith("K")]
    found: dict[bytes, list[checks.Finding]] = defaultdict(list)
    for one in checks.check(document, ids):
        if not one.waived:
            found[one.subject].append(one)
    return {subject: tuple(rows) for subject, rows in found.items()}
