"""Rules about the register itself: what has no owner, and what an import no longer brings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.checks.reads import INTERVIEW, PLANS
from app.checks.rule import TODAY, Hit, Severity, counted, hit, rule, table
from app.dates import format_date
from app.facts import Facts
from app.facts.rows import Component, Exercise, Person, SessionInfo
from app.i18n import N_

#: How long a component may be missing from its source before that is said, in days.
NOT_SEEN_FOR = timedelta(days=90)

_OWNER_LEFT = N_("{person}, who owns {what}, has left; name a new owner.")
_PROGRAMME = N_("The exercise programme has no owner; name the facilitator of the session.")


@rule(
    "G01",
    Severity.WARNING,
    N_("Nobody owns it"),
    N_("{what} has no owner."),
    reads=INTERVIEW | PLANS | table("service", "name", "status", "owner_id") | table("plan", "owner_id")
    | table("person", "name", "status") | table("session_info", "facilitator_id") | table("exercise", "title"),
)  # fmt: skip
def unowned(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        if facts.interviewed(service.key):
            yield from _owner(facts, service.key, service.name, service.owner_id)
    for plan in facts.plans.values():
        yield from _owner(facts, plan.key, plan.title, plan.owner_id)
    first = min(facts.rows(Exercise), key=lambda exercise: (exercise.title, exercise.key), default=None)
    if first and any(info.facilitator_id is None for info in facts.rows(SessionInfo)):
        yield hit(first.key).saying(_PROGRAMME)


def _owner(facts: Facts, key: bytes, name: str, owner: bytes | None) -> Iterator[Hit]:
    if owner is None:
        yield hit(key, what=name)
    elif (person := facts.keyed(Person).get(owner)) and person.status == "left":
        yield hit(key, what=name, person=person.name).saying(_OWNER_LEFT)


_ONE = N_("{node} from {source} was last seen on {day}; import the list again or retire it.")
_SEVERAL = N_("{node} and {others} from {source} were not seen since {day}; import the list again or retire them.")


@rule(
    "G02",
    Severity.WARNING,
    N_("Imported components not seen any more"),
    _ONE,
    reads=table("component", "name", "status", "source_system", "imported_on", "last_seen_on") | {TODAY},
)
def not_seen(facts: Facts) -> Iterator[Hit]:
    missing: dict[str, list[tuple[Component, str]]] = {}
    for row in sorted(facts.rows(Component), key=lambda row: (row.last_seen_on or facts.today, row.name, row.key)):
        last = row.last_seen_on or row.imported_on
        if row.status != "retired" and row.imported_on is not None and last and facts.today - last > NOT_SEEN_FOR:
            missing.setdefault(row.source_system or "", []).append((row, format_date(last)))
    for source, rows in missing.items():
        first, day = rows[0]
        others = counted(N_("{n} other component"), N_("{n} other components"), len(rows) - 1)
        names = {"node": first.name, "source": source or N_("an import"), "day": day}
        yield hit(first.key, others=others, **names).saying(_ONE if len(rows) == 1 else _SEVERAL)


RULES = (unowned, not_seen)
