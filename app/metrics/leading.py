"""Leading indicators (``domain.md`` §8): what shows early whether the programme moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.checks import Finding, Severity
from app.checks.exercises import failures
from app.checks.plans import changes_before_review
from app.checks.roles import contacts
from app.checks.suppliers import proven_on, relied_on
from app.facts import Facts
from app.facts.rows import Action, Agreement, Person, Poll, Risk, Supplier
from app.i18n import N_
from app.metrics.figure import Figure, Scope, Unit
from app.metrics.headline import achieved, technical_results
from app.model.exercise import TECHNICAL


def actions_overdue(facts: Facts, scope: Scope) -> Figure:
    """Open actions past their day, with the median time from start to close of those closed."""
    open_ones = [row for row in facts.rows(Action) if row.state in ("open", "in hand")]
    late = [row.key for row in open_ones if row.due_on is not None and row.due_on < scope.on]
    closed = [row for row in facts.rows(Action) if row.state == "closed" and row.closed_on and row.start_on]
    days = [(row.closed_on - row.start_on).days for row in closed if row.closed_on and row.start_on]
    nothing = N_("No closed action says when it was started.")
    figure = scope.share(
        "actions-overdue", N_("Actions overdue"), late, [row.key for row in open_ones], N_("No action is open.")
    )
    return replace(
        figure, companions=(scope.middle("days-to-close", N_("Median days to close"), days, Unit.DAYS, nothing),)
    )


def top_tiers(facts: Facts, scope: Scope) -> Figure:
    """Rated services in Tier 0 or 1, with how many are critical."""
    top = [key for key, tier in facts.tiers.items() if tier.number <= 1]
    nothing = N_("No service is rated yet.")
    figure = scope.share("top-tiers", N_("Services in Tier 0 or 1"), top, list(facts.tiers), nothing)
    return replace(figure, companions=(scope.number("critical", N_("Critical services"), facts.critical),))


def contacts_verified(facts: Facts, scope: Scope) -> Figure:
    """People whom a plan calls and whose numbers were tried within six months."""
    people = facts.keyed(Person)
    called = sorted(key for key in contacts(facts) if people[key].status != "left")
    verified = (key for key in called if facts.fresh(people[key].verified_on, 6))
    nothing = N_("No plan names a contact.")
    return scope.share("contacts-verified", N_("Contacts verified within six months"), verified, called, nothing)


def top_tier_tested(facts: Facts, scope: Scope) -> Figure:
    """Services in Tier 0 or 1 with a technical test within 12 months."""
    top = [key for key, tier in facts.tiers.items() if tier.number <= 1]
    tested = (
        key
        for key in top
        if any(facts.fresh(day) and exercise.type in TECHNICAL for day, exercise in facts.completed_of(key))
    )
    nothing = N_("No service is in Tier 0 or 1.")
    title = N_("Tier 0 and 1 with a technical test")
    return scope.share("top-tier-tested", title, tested, top, nothing, window=scope.window)


def time_used(facts: Facts, scope: Scope) -> Figure:
    """The median share of the RTO that recovery took in technical tests, in per cent."""
    measured = [row for _, row in technical_results(facts, scope) if achieved(row) is not None]
    shares = [row.rta * 100 // row.target_rto for row in measured if row.rta is not None and row.target_rto]
    nothing = N_("No technical test was measured in the last 12 months.")
    return scope.middle("time-used", N_("Median RTA of RTO"), shares, Unit.PERCENT, nothing, window=scope.window)


def bia_age(facts: Facts, scope: Scope) -> Figure:
    """The median age of the approved BIAs in days."""
    days = [facts.last_approval(key) for key in facts.services]
    ages = [facts.days_since(day) for day in days if day is not None]
    return scope.middle("bia-age", N_("Median age of the BIAs"), ages, Unit.DAYS, N_("No BIA is approved."))


def retest_backlog(facts: Facts, scope: Scope) -> Figure:
    """Failed results that were not tested again yet."""
    return scope.number("retest-backlog", N_("Retests open"), (failure.exercise.key for failure in failures(facts)))


def supplier_evidence(facts: Facts, scope: Scope) -> Figure:
    """Suppliers that services rely on and whose proof is not older than 12 months."""
    suppliers, relied = facts.keyed(Supplier), sorted(relied_on(facts))
    proven = (key for key in relied if facts.fresh(proven_on(suppliers[key])))
    nothing = N_("No service relies on a supplier.")
    return scope.share("supplier-evidence", N_("Suppliers with fresh proof"), proven, relied, nothing)


def risks_above_appetite(facts: Facts, scope: Scope) -> Figure:
    """Open assessed risks above the appetite, with how many there are in each band."""
    scored = [
        (risk, band)
        for risk in facts.rows(Risk)
        if risk.status != "closed"
        and not risk.hidden
        and (band := facts.scales.band(risk.current_likelihood, risk.current_impact))
    ]
    bands = {risk.key: band for risk, band in scored}
    above = (risk.key for risk, band in scored if not facts.scales.band_within(band, risk.category_id))
    nothing = N_("No risk is assessed.")
    figure = scope.share("risks-above-appetite", N_("Risks above appetite"), above, list(bands), nothing)
    counts = (
        scope.number(f"band-{one.code}", one.name, (key for key, band in bands.items() if band.rank == one.rank))
        for one in reversed(facts.scales.bands)
    )
    return replace(figure, companions=tuple(counts))


def change_to_review(facts: Facts, scope: Scope) -> Figure:
    """The median days from a change to the next review of the plans that stand on what it touched."""
    days = [days for plan in facts.plans_in_force.values() for days in changes_before_review(facts, plan)]
    nothing = N_("No plan was reviewed after a change.")
    return scope.middle("change-to-review", N_("Median days from change to review"), days, Unit.DAYS, nothing)


def consensus_rate(facts: Facts, scope: Scope) -> Figure:
    """Scores that were agreed with consensus."""
    polls = facts.keyed(Poll)
    agreed = [row for row in facts.rows(Agreement) if polls[row.poll_id].state != "dropped"]
    joint = (row.poll_id for row in agreed if row.consensus)
    keys = [row.poll_id for row in agreed]
    return scope.share("consensus-rate", N_("Agreed with consensus"), joint, keys, N_("Nothing was agreed yet."))


LEADING = (
    actions_overdue, top_tiers, contacts_verified, top_tier_tested, time_used, bia_age, retest_backlog,
    supplier_evidence, risks_above_appetite, change_to_review, consensus_rate,
)  # fmt: skip


def from_findings(found: Sequence[Finding], scope: Scope) -> tuple[Figure, ...]:
    """Return what the findings count: untreated single points, and errors that are open."""
    open_ones = [one for one in found if not one.waived]
    points = (one.node or one.subject for one in open_ones if one.rule == "D03")
    errors = (one.subject for one in open_ones if one.severity is Severity.ERROR)
    return (
        scope.number("open-errors", N_("Findings that must be fixed"), errors),
        scope.number("untreated-points", N_("Untreated single points of failure"), points),
    )
