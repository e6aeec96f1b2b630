"""Rules about the people of plans: every role filled twice, by people who are here, reachable and not overloaded."""

from __future__ import annotations

from collections.abc import Iterator

from app.checks.reads import PERSON_NAME, PLANS
from app.checks.rule import TODAY, Blocks, Hit, Phrase, Severity, ago, hit, inner, listed, phrase, rule, table
from app.facts import Facts
from app.facts.rows import Escalation, Person, Plan, PlanInvoker, PlanRole
from app.i18n import N_

_NO_PRIMARY = N_("In {plan}, {role} has no primary.")
_NO_BACKUP = N_("In {plan}, {role} has no backup.")
_NOBODY = N_("In {plan}, {role} has neither primary nor backup.")


@rule(
    "P03",
    Severity.ERROR,
    N_("Role without primary or backup"),
    _NO_BACKUP,
    blocks=Blocks.PLAN,
    reads=PLANS | table("plan_role", "plan_id", "name", "primary_id", "backup_id", "position"),
)
def role_unfilled(facts: Facts) -> Iterator[Hit]:
    for plan, role in _roles(facts):
        if role.primary_id is None or role.backup_id is None:
            text = _NO_BACKUP if role.primary_id else _NO_PRIMARY if role.backup_id else _NOBODY
            yield hit(plan.key, plan=plan.title, role=inner(role.name)).saying(text)


def _roles(facts: Facts) -> Iterator[tuple[Plan, PlanRole]]:
    for plan in facts.plans.values():
        for role in sorted(facts.by(PlanRole, "plan_id")[plan.key], key=lambda role: (role.position, role.name)):
            yield plan, role


@rule(
    "P04",
    Severity.ERROR,
    N_("Primary and backup are the same person"),
    N_("{person} backs up themself as {role} in {plan}."),
    blocks=Blocks.PLAN,
    reads=PLANS | PERSON_NAME | table("plan_role", "plan_id", "name", "primary_id", "backup_id", "position"),
)
def backs_up_themself(facts: Facts) -> Iterator[Hit]:
    for plan, role in _roles(facts):
        if role.primary_id is not None and role.primary_id == role.backup_id:
            names = {"person": facts.person(role.primary_id), "role": inner(role.name), "plan": plan.title}
            yield hit(plan.key, role.primary_id, **names)


#: Behind who is called in which plan.
_CONTACTS = (
    PLANS
    | PERSON_NAME
    | table("person", "status")
    | table("plan_role", "plan_id", "name", "primary_id", "backup_id", "position")
    | table("plan_invoker", "plan_id", "person_id")
    | table("plan_escalation", "plan_id", "role", "primary_id", "backup_id")
)


def _duties(facts: Facts, plan: bytes) -> dict[bytes, list[Phrase]]:
    """Return what each person is in a plan: primary or backup of a role, one who may invoke, called on the way up."""
    found: dict[bytes, list[Phrase]] = {}
    roles = sorted(facts.by(PlanRole, "plan_id")[plan], key=lambda role: (role.position, role.name))
    for name, primary, backup in [
        *((role.name, role.primary_id, role.backup_id) for role in roles),
        *((step.role, step.primary_id, step.backup_id) for step in facts.by(Escalation, "plan_id")[plan]),
    ]:
        for person, duty in ((primary, N_("primary of the {role}")), (backup, N_("backup of the {role}"))):
            if person is not None:
                found.setdefault(person, []).append(phrase(duty, role=inner(name)))
    for row in facts.by(PlanInvoker, "plan_id")[plan]:
        found.setdefault(row.person_id, []).append(phrase(N_("one of those who may invoke")))
    return {person: list(dict.fromkeys(duties)) for person, duties in found.items()}


def contacts(facts: Facts) -> set[bytes]:
    """Return the people whom any plan calls, retired plans left out."""
    return {person for plan in facts.plans for person in _duties(facts, plan)}


_LEFT = N_("{person} has left and is still {duties} in {plan}.")


@rule(
    "P05",
    Severity.ERROR,
    N_("Contact has left"),
    N_("{person} left {ago} and is still {duties} in {plan}."),
    blocks=Blocks.PLAN,
    reads=_CONTACTS | table("person", "left_on") | {TODAY},
)
def contact_left(facts: Facts) -> Iterator[Hit]:
    people = facts.keyed(Person)
    for plan in facts.plans.values():
        for key, duties in _duties(facts, plan.key).items():
            person = people[key]
            if person.status != "left":
                continue
            told = {"person": person.name, "duties": listed(duties), "plan": plan.title}
            if person.left_on is None:
                yield hit(plan.key, key, **told).saying(_LEFT)
            else:
                yield hit(plan.key, key, ago=ago(facts.days_since(person.left_on)), **told)


_NEVER_VERIFIED = N_("Confirm the number of {person}: nobody has tried it yet.")


@rule(
    "P06",
    Severity.WARNING,
    N_("Contact not confirmed for six months"),
    N_("Confirm the number of {person}: it was last tried {ago}."),
    reads=_CONTACTS | table("person", "verified_on") | {TODAY},
)
def contact_unverified(facts: Facts) -> Iterator[Hit]:
    for person in (facts.keyed(Person)[key] for key in contacts(facts)):
        if person.status == "left" or facts.fresh(person.verified_on, 6):
            continue
        if person.verified_on is None:
            yield hit(person.key, person=person.name).saying(_NEVER_VERIFIED)
        else:
            yield hit(person.key, person=person.name, ago=ago(facts.days_since(person.verified_on)))


@rule(
    "P11",
    Severity.INFORMATION,
    N_("One person in many roles"),
    N_("{person} holds {n} roles in {plan}."),
    reads=PLANS | PERSON_NAME | table("plan_role", "plan_id", "name", "primary_id", "backup_id", "position"),
)
def many_roles(facts: Facts) -> Iterator[Hit]:
    held: dict[tuple[bytes, bytes], set[bytes]] = {}
    for plan, role in _roles(facts):
        for person in (role.primary_id, role.backup_id):
            if person is not None:
                held.setdefault((plan.key, person), set()).add(role.key)
    for (key, person), roles in held.items():
        if len(roles) > 2:
            yield hit(key, person, person=facts.person(person), n=len(roles), plan=facts.plans[key].title)


RULES = (role_unfilled, backs_up_themself, contact_left, contact_unverified, many_roles)
