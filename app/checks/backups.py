"""Rules about backups: how much they can lose, whether a restore was proven, whether an attacker reaches them all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.checks.reads import EXERCISES, GRAPH, INTERVIEW, SERVICE_NAME, TIER
from app.checks.rule import TODAY, Hit, Severity, hit, phrase, rule, table
from app.dates import format_date
from app.durations import format_duration
from app.facts import Facts
from app.facts.rows import Component
from app.i18n import N_
from app.strategy import worst_case_loss

_BACKUP = table("component", "backup_interval", "backup_run", "backup_copy_lag")


def _loss(store: Component) -> int:
    return worst_case_loss(store.backup_interval, store.backup_run, store.backup_copy_lag) or 0


_CLAIMED_TOO = N_("Backup every {interval} can lose {loss}; RPO is {rpo} (the strategy also claims {claim}).")
_REPLICA = N_("The copy of {node} can lag by {loss}; RPO is {rpo}.")


@rule(
    "R01",
    Severity.ERROR,
    N_("Backup loses more than the RPO"),
    N_("Backup every {interval} can lose {loss}; RPO is {rpo}."),
    reads=GRAPH | _BACKUP | table("service", "rpo") | table("component", "name")
    | table("strategy", "service_id", "state", "type", "rpo"),
)  # fmt: skip
def loss_past_rpo(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        for members in facts.graph.stores(service.key) if service.rpo is not None else ():
            store = min(members, key=lambda member: (_loss(member), member.key))
            loss = _loss(store)
            if service.rpo is None or loss <= service.rpo:
                continue
            told = {"loss": format_duration(loss), "rpo": format_duration(service.rpo)}
            if store.backup_interval is None:
                yield hit(service.key, store.key, node=store.name, **told).saying(_REPLICA)
                continue
            told["interval"] = format_duration(store.backup_interval)
            claims = [row.rpo for row in facts.recovering(service.key) if row.rpo is not None and row.rpo < loss]
            if claims:
                told["claim"] = format_duration(min(claims))
            yield hit(service.key, store.key, **told).saying(_CLAIMED_TOO if claims else "")


@rule(
    "R02",
    Severity.WARNING,
    N_("Restore not proven within a year"),
    N_("The backup of {service} is unproven {since}."),
    reads=GRAPH | INTERVIEW | _BACKUP | EXERCISES | SERVICE_NAME | {TODAY} | table("exercise", "type")
    | table("component", "restore_tested_on"),
)  # fmt: skip
def restore_unproven(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        stores = facts.graph.stores(service.key) if facts.interviewed(service.key) else []
        if not stores:
            continue
        tested = [day for day, exercise in facts.completed_of(service.key) if exercise.type == "restore"]
        days = [_proven_on(members, tested) for members in stores]
        if all(facts.fresh(day) for day in days):
            continue
        known = [day for day in days if day is not None]
        oldest = min(known) if len(known) == len(days) else None
        since = phrase(N_("since {day}"), day=format_date(oldest)) if oldest else phrase(N_("so far"))
        yield hit(service.key, service=service.name, since=since)


def _proven_on(members: tuple[Component, ...], tested: list[date]) -> date | None:
    restored = (member.restore_tested_on for member in members)
    return max([*tested, *(day for day in restored if day is not None)], default=None)


@rule(
    "R03",
    Severity.WARNING,
    N_("No copy out of an attacker's reach"),
    N_("Ransomware could take every copy of {node}, which {service} needs: none is offline or immutable."),
    reads=TIER | GRAPH | _BACKUP | INTERVIEW | SERVICE_NAME | table("service", "holds_data")
    | table("component", "name", "offline_copy"),
)  # fmt: skip
def no_offline_copy(facts: Facts) -> Iterator[Hit]:
    for service in facts.critical.values():
        if not service.holds_data or not facts.interviewed(service.key):
            continue
        for members in facts.graph.stores(service.key):
            if not any(member.offline_copy for member in members):
                yield hit(service.key, members[0].key, node=members[0].name, service=service.name)


RULES = (loss_past_rpo, restore_unproven, no_offline_copy)
