"""The consistency rules of ``domain.md`` §7: what contradicts, what is missing, what has grown old, and what it blocks.

Serves the findings list, the badges of the pages, approvals, reports and ``foreshock check``. A check reads the session
once (``app.facts``); after an edit only the rules are run again that read what was touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from app.checks.rule import TODAY, Blocks, Finding, Hit, Rule, Severity
from app.facts import Facts
from app.facts.rows import Entity, Waiver

if TYPE_CHECKING:
    from app.document import ChangeSet, Document

__all__ = [
    "Blocks",
    "Finding",
    "Findings",
    "Rule",
    "Severity",
    "affected",
    "blocking_bia",
    "blocking_plan",
    "check",
    "check_facts",
    "open_findings",
    "recheck",
    "rules",
]

#: In which order the letters are told.
_LETTERS = "BDRSPXVKAG"


class Findings(list[Finding]):
    """Findings, the most urgent first, with the day on which they were looked for."""

    def __init__(self, found: Iterable[Finding], day: date) -> None:
        super().__init__(found)
        self.day = day


@cache
def _all_rules() -> tuple[Rule, ...]:
    from app.checks import (
        actions,
        backups,
        bia,
        dependencies,
        exercises,
        general,
        plans,
        risks,
        roles,
        strategies,
        suppliers,
    )

    modules = (bia, dependencies, backups, strategies, plans, roles, exercises, suppliers, risks, actions, general)
    found = [rule for module in modules for rule in module.RULES]
    return tuple(sorted(found, key=lambda rule: (_LETTERS.index(rule.id[0]), rule.id)))


def rules() -> list[Rule]:
    """Return all rules in the order of ``domain.md`` §7."""
    return list(_all_rules())


def check(document: Document, only: Collection[str] | None = None) -> Findings:
    """Return what all rules (or those whose ids are in ``only``) find today, errors first."""
    return check_facts(Facts.read(document), only)


def check_facts(facts: Facts, only: Collection[str] | None = None) -> Findings:
    """Return the same for facts at hand."""
    chosen = [rule for rule in _all_rules() if only is None or rule.id in only]
    return _in_order(facts, [_finding(facts, rule, hit) for rule in chosen for hit in rule.find(facts)])


def affected(changes: ChangeSet) -> frozenset[str]:
    """Return the ids of the rules that read something a change set touched."""
    return frozenset(rule.id for rule in _all_rules() if rule.touched_by(changes))


def recheck(document: Document, previous: Sequence[Finding], *changes: ChangeSet) -> Findings:
    """Return what ``check`` would find after ``changes``, running only the rules that they may concern.

    ``previous`` are the findings before them. If those are of another day, the rules that look at dates run too;
    without a day (a plain list) everything runs.
    """
    if not isinstance(previous, Findings):
        return check(document)
    again: set[str] = set().union(*map(affected, changes))
    if previous.day != document.today():
        again.update(rule.id for rule in _all_rules() if TODAY in rule.reads)
    tables: frozenset[str] = frozenset().union(*(change_set.tables for change_set in changes))
    if not again and not tables & {"waiver", "entity"} and previous.day == document.today():
        return previous
    facts = Facts.read(document)
    kept = [finding for finding in previous if finding.rule not in again]
    if "entity" in tables:
        kept = [_named(facts, finding) for finding in kept]
    fresh = check_facts(facts, again) if again else []
    return _in_order(facts, [*kept, *fresh])


def open_findings(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings that nobody accepted for a while."""
    return [finding for finding in found if not finding.waived]


def blocking_bia(document: Document, service: bytes) -> list[Finding]:
    """Return what keeps the BIA of a service from being approved: B01, B03, B04, B07 unless waived."""
    facts = Facts.read(document)
    facts.asked = frozenset({service})
    return _blocking(facts, Blocks.BIA, service)


def blocking_plan(document: Document, plan: bytes) -> list[Finding]:
    """Return what keeps a plan from being approved: empty blocking parts, P03, P04, P05, P07, D06 unless waived."""
    return _blocking(Facts.read(document), Blocks.PLAN, plan)


def _blocking(facts: Facts, what: Blocks, subject: bytes) -> list[Finding]:
    ids = [rule.id for rule in _all_rules() if rule.blocks is what]
    return [finding for finding in check_facts(facts, ids) if finding.subject == subject and finding.holds_up is what]


def _finding(facts: Facts, rule: Rule, hit: Hit) -> Finding:
    entities = facts.keyed(Entity)
    subject, node = entities.get(hit.subject), entities.get(hit.node) if hit.node else None
    kind, severity = subject.kind if subject else "", hit.severity or rule.severity
    return Finding(
        rule=rule.id,
        severity=severity,
        subject=hit.subject,
        subject_ref=(subject.ref if subject else None) or "",
        subject_kind=kind,
        node=hit.node,
        node_ref=(node.ref if node else None) or "",
        node_kind=node.kind if node else "",
        text=hit.text or rule.message,
        values=hit.values,
        blocks=rule.holds_up(severity, kind),
    )


def _named(facts: Facts, finding: Finding) -> Finding:
    """Return a finding with the references as they are now."""
    entities = facts.keyed(Entity)
    subject, node = entities.get(finding.subject), entities.get(finding.node) if finding.node else None
    subject_ref, node_ref = (subject.ref if subject else None) or "", (node.ref if node else None) or ""
    return replace(finding, subject_ref=subject_ref, node_ref=node_ref)


def _in_order(facts: Facts, found: Iterable[Finding]) -> Findings:
    """Return findings with their waivers as of today, sorted by urgency, rule and reference."""
    granted = {(row.rule, row.subject_id, row.node_id): row for row in _granted(facts)}
    marked = [_marked(facts, finding, granted.get(finding.waivable)) for finding in found]
    order = {rule.id: place for place, rule in enumerate(_all_rules())}
    marked.sort(key=lambda one: (one.severity.rank, order[one.rule], one.subject_ref, one.subject, one.node_ref))
    return Findings(_placed(marked), facts.today)


def _placed(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings with their places among those that one waiver would cover."""
    seen: Counter[tuple[str, bytes, bytes | None]] = Counter()
    for finding in found:
        place = seen[finding.waivable]
        seen[finding.waivable] += 1
        yield finding if finding.place == place else replace(finding, place=place)


def _granted(facts: Facts) -> list[Waiver]:
    """Return the waivers that have not run out, the one that lasts longest last."""
    valid = (row for row in facts.rows(Waiver) if row.expires_on >= facts.today)
    return sorted(valid, key=lambda row: (row.expires_on, row.key))


def _marked(facts: Facts, finding: Finding, waiver: Waiver | None) -> Finding:
    if waiver is None:
        return replace(finding, waiver=None, waived_by="") if finding.waiver else finding
    entity = facts.keyed(Entity).get(waiver.key)
    by = facts.person(waiver.person_id) or (entity.ref if entity else None) or ""
    return replace(finding, waiver=waiver.key, waived_by=by)
