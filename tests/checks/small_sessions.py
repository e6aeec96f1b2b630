"""Minimal sessions for single rules: rows with memorable keys on the default scales, and the day of the sample."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from app import packs
from app import scales as s
from app.checks import check_facts
from app.checks.rule import Finding
from app.facts import Facts
from app.facts.rows import Bia, Entity, Service

TODAY = date(2026, 9, 15)
HOUR, DAY = 60, 1440

#: The kind of entity that a key's first word names.
_KINDS = {
    "service": "service", "component": "component", "supplier": "supplier", "person": "person", "risk": "risk",
    "plan": "plan", "exercise": "exercise", "action": "action", "incident": "incident", "change": "change_record",
    "waiver": "waiver", "strategy": "strategy",
}  # fmt: skip


def ago(days: int) -> date:
    """Return a day before the day of the check."""
    return TODAY - timedelta(days=days)


def at(days: int) -> datetime:
    """Return a moment of such a day."""
    return datetime.combine(ago(days), datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)


@cache
def default_scales() -> s.Scales:
    """Return the default scales with the keys that rows of a session would have."""
    pack = packs.scales("default")
    return s.Scales(
        id="session",
        title="",
        levels=pack.levels,
        categories=tuple(
            s.Category(one.code, one.name, one.threshold, one.anchors, key=f"category {one.code}".encode())
            for one in pack.categories
        ),
        horizons=tuple(s.Horizon(one.minutes, one.label, key=horizon(one.minutes)) for one in pack.horizons),
        tiers=tuple(
            s.Tier(one.number, one.name, one.rto_max, one.rpo_guide, one.critical, one.assigned) for one in pack.tiers
        ),
        likelihoods=pack.likelihoods,
        matrix=pack.matrix,
    )


def horizon(minutes: int) -> bytes:
    """Return the key of a horizon."""
    return f"horizon {minutes}".encode()


def facts(*rows: Any) -> Facts:
    """Return the facts of a session that holds just ``rows``; what has a key gets its entity."""
    keys = {row.key for row in rows if hasattr(row, "key")}
    entities = [Entity(key, _KINDS.get(key.decode().split()[0], ""), key.decode()) for key in sorted(keys)]
    return Facts.of(TODAY, [*rows, *entities], default_scales())


def found(rule: str, *rows: Any) -> list[Finding]:
    """Return what one rule finds in such a session."""
    return list(check_facts(facts(*rows), [rule]))


def critical(name: str = "Payroll", **values: Any) -> Service:
    """Return a critical service: Tier 1, all targets set and in harmony."""
    chosen = {"mtpd": 8 * HOUR, "rto": 4 * HOUR, "wrt": HOUR, "rpo": HOUR, "mbco_pct": 50, "owner_id": b"person owner"}
    return Service(f"service {name.lower()}".encode(), name, **{**chosen, **values})


def interviewed(service: Service, **values: Any) -> Bia:
    """Return the opened interview of a service."""
    return Bia(service.key, **values)
