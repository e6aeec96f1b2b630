"""Rules about suppliers: what they promise, what proves it, and how an organisation would get away from one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.checks.reads import GRAPH, INTERVIEW, SERVICE_NAME, TIER
from app.checks.rule import TODAY, Hit, Severity, hit, rule, table
from app.dates import format_date
from app.durations import DAY, HOUR, format_duration
from app.facts import Facts
from app.facts.rows import Supplier
from app.i18n import N_, translate

_NAMES = SERVICE_NAME | table("supplier", "name")
_NO_PROMISE = N_("{supplier} promises no recovery time; {service} needs {rto}.")


@rule(
    "V01",
    Severity.ERROR,
    N_("Supplier promises less than a service needs"),
    N_("{supplier} promises {promise}; {service} needs {rto}."),
    reads=TIER | GRAPH | INTERVIEW | _NAMES | table("supplier", "contract_rto"),
)
def promise_too_long(facts: Facts) -> Iterator[Hit]:
    suppliers = facts.keyed(Supplier)
    for service in facts.critical.values():
        for key in facts.graph.sole_suppliers.get(service.key, ()) if service.rto is not None else ():
            supplier, rto = suppliers[key], format_duration(service.rto)
            names = {"supplier": supplier.name, "service": service.name}
            if supplier.contract_rto is None and facts.interviewed(service.key):
                yield hit(key, service.key, rto=rto, **names).saying(_NO_PROMISE)
            elif supplier.contract_rto is not None and supplier.contract_rto > (service.rto or 0):
                yield hit(key, service.key, promise=_beside(supplier.contract_rto), rto=rto, **names)


def _beside(minutes: int) -> str:
    """Tell a promise as it compares with an RTO: two days are ``48 h`` here."""
    hours, rest = divmod(minutes, HOUR)
    return translate(N_("{n} h"), n=hours) if not rest and 2 * DAY <= minutes <= 3 * DAY else format_duration(minutes)


def relied_on(facts: Facts) -> dict[bytes, str]:
    """Return the suppliers that interviewed services stand on, each with the name of the first such service."""
    found: dict[bytes, str] = {}
    suppliers = facts.keyed(Supplier)
    for service in sorted(facts.services.values(), key=lambda service: (service.name, service.key)):
        if facts.interviewed(service.key):
            for node in facts.graph.nodes_below(service.key):
                if node in suppliers:
                    found.setdefault(node, service.name)
    return found


def proven_on(supplier: Supplier) -> date | None:
    """Return the day of the newest proof: evidence, or a joint test."""
    return max((day for day in (supplier.evidence_on, supplier.joint_test_on) if day), default=None)


_NEVER_PROVEN = N_("There is no proof from {supplier} that it can recover; {service} relies on it.")


@rule(
    "V02",
    Severity.WARNING,
    N_("Supplier without fresh proof"),
    N_("The last proof from {supplier} that it can recover is of {day}; {service} relies on it."),
    reads=GRAPH | INTERVIEW | _NAMES | {TODAY} | table("supplier", "evidence_on", "joint_test_on"),
)
def no_proof(facts: Facts) -> Iterator[Hit]:
    suppliers = facts.keyed(Supplier)
    for key, service in relied_on(facts).items():
        supplier = suppliers[key]
        last = proven_on(supplier)
        if facts.fresh(last):
            continue
        text = "" if last else _NEVER_PROVEN
        day = format_date(last) if last else ""
        yield hit(key, supplier=supplier.name, service=service, day=day).saying(text)


@rule(
    "V03",
    Severity.WARNING,
    N_("No way out of a supplier"),
    N_("There is no way out of {supplier}: {service} stops without it, and no exit plan is recorded."),
    reads=GRAPH | INTERVIEW | _NAMES | table("supplier", "alternative_id", "exit_plan"),
)
def no_exit(facts: Facts) -> Iterator[Hit]:
    suppliers, told = facts.keyed(Supplier), set()
    for service in sorted(facts.services.values(), key=lambda service: (service.name, service.key)):
        for key in facts.graph.sole_suppliers.get(service.key, ()):
            supplier = suppliers[key]
            known = supplier.exit_plan is not None or facts.interviewed(service.key)
            if key not in told and known and not supplier.exit_plan and supplier.alternative_id is None:
                told.add(key)
                yield hit(key, supplier=supplier.name, service=service.name)


RULES = (promise_too_long, no_proof, no_exit)
