"""How complete a plan is: its twenty parts (``domain.md`` §5), and what keeps it from being approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app import packs
from app.dates import format_date
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, translate
from app.planning.content import Contact, PlanContent
from app.planning.reading import read_plan


@dataclass(frozen=True, slots=True)
class Part:
    """One of the mandatory parts: whether something is recorded, and whether its lack blocks the approval."""

    number: int
    code: str
    title: str
    hint: str
    filled: bool
    blocking: bool


@dataclass(frozen=True, slots=True)
class Completeness:
    """All parts of a plan in order."""

    parts: tuple[Part, ...]

    @property
    def filled(self) -> int:
        """How many parts hold something."""
        return sum(part.filled for part in self.parts)

    @property
    def percent(self) -> int:
        """The share of filled parts in per cent, rounded down."""
        return self.filled * 100 // len(self.parts) if self.parts else 0

    @property
    def missing(self) -> tuple[Part, ...]:
        """The empty parts."""
        return tuple(part for part in self.parts if not part.filled)

    @property
    def blocking(self) -> tuple[Part, ...]:
        """The empty parts without which the plan cannot be approved."""
        return tuple(part for part in self.missing if part.blocking)

    def has(self, code: str) -> bool:
        """Return whether the part with this code is filled."""
        return any(part.code == code and part.filled for part in self.parts)


@dataclass(frozen=True, slots=True)
class Blocker:
    """A reason why a plan cannot be approved: the rule, the number of the part to open, and the sentence."""

    rule: str
    part: int
    text: str


#: What makes a part count as filled.
_FILLED: Mapping[str, Callable[[PlanContent], bool]] = MappingProxyType(
    {
        "purpose": lambda plan: bool(plan.purpose or plan.scope),
        "services": lambda plan: bool(plan.services),
        "triggers": lambda plan: bool(plan.triggers),
        "authority": lambda plan: bool(plan.invokers),
        "deactivation": lambda plan: bool(plan.deactivation),
        "roles": lambda plan: bool(plan.roles),
        "order": lambda plan: bool(plan.order_note or plan.services),
        "steps": lambda plan: bool(plan.steps),
        "workaround": lambda plan: bool(plan.workaround or any(one.workaround for one in plan.services)),
        "dependencies": lambda plan: bool(plan.foundation.edges or plan.suppliers),
        "resources": lambda plan: bool(plan.resources),
        "internal-message": lambda plan: any(notice.audience == "internal" for notice in plan.notices),
        "external-message": lambda plan: any(notice.audience == "external" for notice in plan.notices),
        "escalation": lambda plan: bool(plan.escalation),
        "incident-process": lambda plan: bool(plan.incident_process),
        "verification": lambda plan: bool(plan.data_checks),
        "return": lambda plan: bool(plan.return_to_normal),
        # A draft has no approver yet, and a plan may be approved before its first test as long as one is planned.
        "version": lambda plan: bool(plan.version) and (not plan.approved or plan.approved_on is not None),
        "offline": lambda plan: bool(plan.offline_places or plan.offline_on),
        "last-test": lambda plan: bool(plan.trials),
    }
)


def completeness(plan: PlanContent) -> Completeness:
    """Return which of the twenty parts are filled. A part of a pack that is not known here counts as filled."""
    always: Callable[[PlanContent], bool] = lambda _: True  # noqa: E731
    return Completeness(
        tuple(
            Part(part.number, part.code, translate(part.title), translate(part.hint),
                 _FILLED.get(part.code, always)(plan), part.blocking)
            for part in packs.plan_parts()
        )
    )  # fmt: skip


def completeness_of(document: Document, key: bytes) -> Completeness:
    """Return how complete the plan with this key is."""
    return completeness(read_plan(document, key))


_EMPTY = N_("Part {number}, {part}, is empty.")
_NO_PRIMARY = N_("{role} has no primary.")
_NO_BACKUP = N_("{role} has no backup.")
_SELF = N_("{person} is both primary and backup of {role}.")
_LEFT_ON = N_("{person} left on {date} and is still {role}.")
_LEFT = N_("{person} has left and is still {role}.")
_TOO_LONG = N_("The steps of {service} need {needed} with the time to detect and decide; its RTO is {rto}.")
_RETIRED_STEP = N_("Step {number} uses {component}, which is retired.")
_RETIRED_RESOURCE = N_("The resources name {component}, which is retired.")
_INVOKER = N_("one who may invoke")
_PRIMARY_OF = N_("primary of {role}")
_BACKUP_OF = N_("backup of {role}")
_CIRCLE = N_("Steps {numbers} wait for each other; their order is undefined.")


def blocking(plan: PlanContent) -> tuple[Blocker, ...]:
    """Return what keeps ``plan`` from being approved: rules P02–P05, P07 and D06 of ``domain.md`` §7, in part order."""
    found = [*_empty_parts(plan), *_roles(plan), *_inactive(plan), *_slow(plan), *_retired(plan)]
    return tuple(sorted(found, key=lambda one: one.part))


def _empty_parts(plan: PlanContent) -> Iterator[Blocker]:
    for part in completeness(plan).blocking:
        yield Blocker("P02", part.number, translate(_EMPTY, number=part.number, part=part.title))


def _roles(plan: PlanContent) -> Iterator[Blocker]:
    for role in plan.roles:
        if role.primary is None:
            yield Blocker("P03", 6, translate(_NO_PRIMARY, role=role.name))
        if role.backup is None:
            yield Blocker("P03", 6, translate(_NO_BACKUP, role=role.name))
        if role.primary is not None and role.backup is not None and role.primary.key == role.backup.key:
            yield Blocker("P04", 6, translate(_SELF, person=role.primary.name, role=role.name))


def _holders(plan: PlanContent) -> Iterator[tuple[Contact | None, str, int]]:
    for person in plan.invokers:
        yield person, translate(_INVOKER), 4
    for role in plan.roles:
        yield role.primary, translate(_PRIMARY_OF, role=role.name), 6
        yield role.backup, translate(_BACKUP_OF, role=role.name), 6
    for level in plan.escalation:
        yield level.primary, translate(_PRIMARY_OF, role=level.role), 14
        yield level.backup, translate(_BACKUP_OF, role=level.role), 14


def _inactive(plan: PlanContent) -> Iterator[Blocker]:
    for person, role, part in _holders(plan):
        if person is not None and not person.active:
            left = format_date(person.left_on) if person.left_on else ""
            yield Blocker("P05", part, translate(_LEFT_ON if left else _LEFT, person=person.name, date=left, role=role))


def _slow(plan: PlanContent) -> Iterator[Blocker]:
    for one in plan.services:
        if one.slack is not None and one.slack < 0:
            needed, rto = format_duration(one.ready_at), format_duration(one.rto)
            yield Blocker("P07", 8, translate(_TOO_LONG, service=one.name, needed=needed, rto=rto))
    if plan.circular_steps:
        yield Blocker("P07", 8, translate(_CIRCLE, numbers=", ".join(map(str, plan.circular_steps))))


def _retired(plan: PlanContent) -> Iterator[Blocker]:
    for step in plan.steps:
        for cited in step.cites:
            if cited.retired:
                named = f"{cited.ref} {cited.name}".strip()
                yield Blocker("D06", 8, translate(_RETIRED_STEP, number=step.number, component=named))
    for line in plan.resources:
        if line.node is not None and line.node.retired:
            named = f"{line.node.ref} {line.node.name}".strip()
            yield Blocker("D06", 11, translate(_RETIRED_RESOURCE, component=named))
