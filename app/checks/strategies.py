"""Rules about recovery strategies: whether one is chosen, and whether it is fast, fresh and large enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.checks.reads import EXERCISES, GRAPH, NODE_NAMES, PLAN_SERVICES, RESULTS, SERVICE_NAME, TIER
from app.checks.rule import TODAY, Hit, Severity, ago, hit, rule, table
from app.durations import format_duration
from app.facts import Facts
from app.facts.rows import Exercise, PlanService, ServiceResult, Strategy, StrategyNode
from app.fields import format_money
from app.i18n import N_
from app.model.exercise import TECHNICAL

_CHOSEN = table("strategy", "service_id", "state", "name")
_FIGURES = table("strategy", "type", "rtc", "detect", "decide", "mobilise", "restore", "verify")
#: Behind the time in which a service can be brought back.
CAPABILITY = _CHOSEN | _FIGURES | EXERCISES | RESULTS | table("exercise", "type") | {TODAY}


@dataclass(frozen=True, slots=True)
class Capability:
    """In how many minutes a service comes back: measured on a day, or as a strategy claims."""

    minutes: int
    strategy: str
    measured_on: date | None = None


def claimed(strategy: Strategy) -> int | None:
    """Return the recovery time that a strategy claims in minutes: as estimated, or the sum of its phases."""
    if strategy.rtc is not None:
        return strategy.rtc
    phases = (strategy.detect, strategy.decide, strategy.mobilise, strategy.restore, strategy.verify)
    return sum(phase or 0 for phase in phases) if strategy.restore is not None else None


def measured(facts: Facts, service: bytes) -> tuple[date, int] | None:
    """Return the newest recovery time of a technical test within 12 months, passed or failed (minutes)."""
    results = {row.exercise_id: row for row in facts.by(ServiceResult, "service_id")[service]}
    for day, exercise in reversed(facts.completed_of(service)):
        result = results.get(exercise.key)
        if result and result.rta is not None and _technical(exercise) and facts.fresh(day):
            return day, result.rta
    return None


def _technical(exercise: Exercise) -> bool:
    return exercise.type in TECHNICAL


def capability(facts: Facts, service: bytes) -> Capability | None:
    """Return in what time a service comes back; a measured time is preferred to what the strategy claims.

    ``None`` if no recovering strategy is chosen or none says (``domain.md`` §4, check 1).
    """
    chosen = facts.recovering(service)
    if not chosen:
        return None
    tested = measured(facts, service)
    if tested:
        return Capability(tested[1], chosen[0].name, tested[0])
    claims = [(minutes, strategy.name) for strategy in chosen if (minutes := claimed(strategy)) is not None]
    return Capability(*min(claims)) if claims else None


@rule(
    "S01",
    Severity.ERROR,
    N_("Critical service without a strategy"),
    N_("Choose a strategy for {service}."),
    reads=TIER | SERVICE_NAME | PLAN_SERVICES | table("strategy", "service_id", "state"),
)
def strategy_missing(facts: Facts) -> Iterator[Hit]:
    for service in facts.critical.values():
        begun = facts.by(Strategy, "service_id")[service.key] or _planned(facts, service.key)
        if begun and not facts.chosen(service.key):
            yield hit(service.key, service=service.name)


def _planned(facts: Facts, service: bytes) -> bool:
    return any(row.plan_id in facts.plans for row in facts.by(PlanService, "service_id")[service])


_MEASURED_TOO_LONG = N_("{service} took {rtc} to recover in the test {ago}; its RTO is {rto}.")


@rule(
    "S02",
    Severity.ERROR,
    N_("Recovery takes longer than the RTO"),
    N_("{strategy} needs {rtc} to recover {service}; its RTO is {rto}."),
    reads=CAPABILITY | SERVICE_NAME | table("service", "status", "rto"),
)
def recovery_too_slow(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        found = capability(facts, service.key) if service.rto is not None else None
        if found is None or service.rto is None or found.minutes <= service.rto:
            continue
        times = {"rtc": format_duration(found.minutes), "rto": format_duration(service.rto)}
        if found.measured_on is None:
            yield hit(service.key, strategy=found.strategy, service=service.name, **times)
        else:
            since = ago(facts.days_since(found.measured_on))
            yield hit(service.key, service=service.name, ago=since, **times).saying(_MEASURED_TOO_LONG)


@rule(
    "S03",
    Severity.ERROR,
    N_("Strategy loses more data than the RPO"),
    N_("{strategy} loses up to {loss} of {service}; its RPO is {rpo}."),
    reads=_CHOSEN | SERVICE_NAME | table("service", "status", "rpo") | table("strategy", "type", "rpo"),
)
def strategy_loses_too_much(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        claims = [(row.rpo, row.name) for row in facts.recovering(service.key) if row.rpo is not None]
        if claims and service.rpo is not None and min(claims)[0] > service.rpo:
            loss, name = min(claims)
            shown = {"loss": format_duration(loss), "rpo": format_duration(service.rpo)}
            yield hit(service.key, strategy=name, service=service.name, **shown)


@rule(
    "S04",
    Severity.WARNING,
    N_("Standby carries less than the MBCO"),
    N_("The standby of {service} carries {capacity} %, its MBCO is {mbco} %."),
    reads=_CHOSEN | SERVICE_NAME | table("service", "status", "mbco_pct") | table("strategy", "type", "capacity_pct"),
)
def capacity_too_small(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        carried = [row.capacity_pct for row in facts.recovering(service.key) if row.capacity_pct is not None]
        if carried and service.mbco_pct is not None and max(carried) < service.mbco_pct:
            yield hit(service.key, service=service.name, capacity=max(carried), mbco=service.mbco_pct)


@rule(
    "S05",
    Severity.WARNING,
    N_("Strategy costs more than it avoids"),
    N_("{strategy} for {service} costs {cost} a year to avoid {avoided} a year, and no duty demands it."),
    reads=_CHOSEN | SERVICE_NAME | table("service", "status")
    | table("strategy", "annual_cost", "avoided_loss", "mandate"),
)  # fmt: skip
def cost_above_benefit(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        for strategy in facts.chosen(service.key):
            if strategy.annual_cost is None or strategy.avoided_loss is None or strategy.mandate:
                continue
            if strategy.annual_cost > strategy.avoided_loss:
                amounts = {"cost": format_money(strategy.annual_cost), "avoided": format_money(strategy.avoided_loss)}
                yield hit(service.key, strategy.key, strategy=strategy.name, service=service.name, **amounts)


@rule(
    "S06",
    Severity.WARNING,
    N_("Standby shares something with the primary"),
    N_("{service} and its standby both rely on {node}."),
    reads=_CHOSEN | GRAPH | NODE_NAMES | table("strategy_node", "strategy_id", "node_id"),
)
def standby_shares(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        standby = {
            row.node_id
            for strategy in facts.chosen(service.key)
            for row in facts.by(StrategyNode, "strategy_id")[strategy.key]
        }
        for node in sorted(_shared(facts, service.key, standby)) if standby else ():
            yield hit(service.key, node, service=service.name, node=facts.name(node))


def _shared(facts: Facts, service: bytes, standby: set[bytes]) -> set[bytes]:
    """Return what the primary of a service and the nodes of its standby both stand on.

    Neither side is followed through services: those are everybody's, and have rules of their own.
    """
    primary = _reached(facts, [service], standby)
    return primary & (standby | _reached(facts, standby, set()))


def _reached(facts: Facts, start: Iterable[bytes], without: set[bytes]) -> set[bytes]:
    seen: set[bytes] = set()
    waiting = list(start)
    while waiting:
        node = waiting.pop()
        for need in facts.graph.needs.get(node, ()):
            fresh = [member for member in need.members if member not in seen and member not in without]
            seen.update(fresh)
            waiting.extend(member for member in fresh if member not in facts.services)
    return seen


RULES = (
    strategy_missing, recovery_too_slow, strategy_loses_too_much, capacity_too_small, cost_above_benefit,
    standby_shares,
)  # fmt: skip
