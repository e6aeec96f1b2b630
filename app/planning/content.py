"""A continuity plan as one frozen whole: what its page in the window shows and its PDF prints.

Durations are minutes. ``None`` is not known yet. Times from the loss of service are called ``…_at`` where they count
from loss (T+), so that ``latest_decision_at`` = 90 means an hour and a half after the loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as a plan needs them at night: name, function, two numbers, and whether they are still here."""

    key: bytes
    name: str
    role: str
    phone: str
    second_phone: str
    email: str
    active: bool
    left_on: date | None
    verified_on: date | None

    def numbers(self) -> tuple[str, ...]:
        """Return the numbers in the order in which they are tried."""
        return tuple(number for number in (self.phone, self.second_phone) if number)


@dataclass(frozen=True, slots=True)
class PlannedService:
    """A service that the plan recovers, with its targets and what the steps make of them (``domain.md`` §5).

    ``path`` is the longest chain of steps up to its last one, ``latest_decision_at`` = RTO − path, ``slack`` = RTO −
    allowance − path; the three are ``None`` without a timed step (or an RTO).
    """

    key: bytes
    link_key: bytes
    ref: str
    name: str
    owner: Contact | None
    deputy: Contact | None
    tier: int | None
    critical: bool
    mtpd: int | None
    rto: int | None
    wrt: int | None
    rpo: int | None
    mbco_pct: int | None
    mbco_text: str
    holds_data: bool
    allowance: int
    own_allowance: int | None
    path: int | None
    critical_steps: frozenset[int]
    strategy: str
    strategy_type: str
    rtc: int | None
    purpose: str
    workaround: Workaround | None

    @property
    def latest_decision_at(self) -> int | None:
        """The minutes after the loss at which the plan must be started at the latest."""
        return None if self.rto is None or self.path is None else self.rto - self.path

    @property
    def slack(self) -> int | None:
        """The minutes left of the RTO when the steps go as planned; negative if they take too long."""
        return None if self.rto is None or self.path is None else self.rto - self.allowance - self.path

    @property
    def ready_at(self) -> int | None:
        """The minutes after the loss at which the last step ends if all goes as planned."""
        return None if self.path is None else self.allowance + self.path


@dataclass(frozen=True, slots=True)
class Workaround:
    """How work goes on without the service. ``pct`` is the share of volume that it carries."""

    text: str
    start: int | None
    pct: int | None
    holds: int | None
    tried_on: date | None
    never_tried: bool


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role in the plan with the person who fills it and the one who stands in."""

    key: bytes
    name: str
    primary: Contact | None
    backup: Contact | None
    authority: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A component, supplier or service that a step or a resource uses."""

    key: bytes
    ref: str
    name: str
    retired: bool
    retired_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """A recovery step. ``finish_at`` is its earliest end counted from the loss, including the allowance.

    ``together`` says that it may run at the same time as the other steps of its service with the same number.
    """

    key: bytes
    number: int
    instruction: str
    service_key: bytes | None
    service: str
    role_key: bytes | None
    role: str
    minutes: int | None
    done_when: str
    notes: str
    question: str
    yes_number: int | None
    no_number: int | None
    after: tuple[int, ...]
    finish_at: int | None
    critical: bool
    together: int
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class FirstHourLine:
    """A line of the first hour in the plan's own words."""

    key: bytes
    from_minute: int
    to_minute: int
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one of the plan's lists: trigger, do-not, data check. ``who`` signs a data check."""

    key: bytes
    text: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """A level of the escalation path."""

    key: bytes
    level: int
    role: str
    primary: Contact | None
    backup: Contact | None
    channel: str
    go_up_when: str
    authority: str
    reply_limit: int | None


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A message template; ``text`` has what is known filled in, ``gaps`` are its stretches in order.

    Each stretch is a text and whether it is a gap that somebody fills in by hand.
    """

    key: bytes
    title: str
    audience: str
    raw: str
    gaps: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A line of the communication matrix."""

    key: bytes
    audience: str
    what: str
    channel: str
    sender: str
    by_minutes: int | None
    notice_key: bytes | None


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """What the plan needs at each point in time."""

    key: bytes
    kind: str
    what: str
    site: str
    node: Citation | None
    at_4h: str
    at_24h: str
    at_3d: str
    at_1w: str


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """A supplier under the services of the plan."""

    key: bytes
    ref: str
    name: str
    provides: str
    contract_rto: int | None
    contract_number: str
    contact: str
    alternative: str
    switch_time: int | None
    manager: Contact | None


@dataclass(frozen=True, slots=True)
class Node:
    """Something that the services of the plan stand on, or one of them.

    ``back_in`` is the time it takes by itself (RTO, contractual recovery), ``cuts`` names the services of the plan
    that stop if it alone fails.
    """

    key: bytes
    ref: str
    name: str
    kind: str
    planned: bool
    back_in: int | None
    cuts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """That a node needs another; ``of`` > 1 means that ``needed`` of so many alternatives are enough.

    ``group`` numbers the needs of a node, so that alternatives of one need are known to belong together.
    """

    source: bytes
    target: bytes
    hard: bool
    needed: int = 1
    of: int = 1
    group: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """A line of the recovery order. ``ready_at`` counts what it needs; ``waits_for`` names what delays it."""

    node: Node
    ready_at: int | None
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foundation:
    """What the plan stands on: nodes with their edges, the order of recovery, and what cannot be ordered."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    order: tuple[Stage, ...]
    circular: tuple[str, ...] = ()

    @property
    def single_points(self) -> tuple[Node, ...]:
        """The components and people whose loss alone stops a service of the plan."""
        return tuple(node for node in self.nodes if node.cuts and node.kind in ("component", "person"))


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was approved."""

    version: str
    on: date
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Review:
    """A review of the plan."""

    on: date
    by: str
    result: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was handed out."""

    recipient: str
    form: str
    version: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Trial:
    """An exercise or test of a service of the plan; ``done_on`` is ``None`` while it is only planned."""

    ref: str
    title: str
    type: str
    technical: bool
    service: str
    service_key: bytes
    done_on: date | None
    planned_on: date | None
    outcome: str
    rta: int | None
    target: int | None

    @property
    def passed(self) -> bool | None:
        """Whether the measured time kept the RTO of the day; ``None`` if nothing was measured."""
        if self.outcome == "aborted":
            return False
        return None if self.rta is None or self.target is None else self.rta <= self.target


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An open action that concerns the plan, one of its services, or an exercise of one."""

    ref: str
    title: str
    owner: str
    due_on: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """A finding about the plan or its services that somebody accepted for a while."""

    ref: str
    rule: str
    about: str
    reason: str
    by: str
    expires_on: date
    expired: bool


@dataclass(frozen=True, slots=True)
class PlanContent:
    """Everything about one plan on the day it was read."""

    key: bytes
    ref: str
    title: str
    organisation: str
    confidentiality: str
    language: str
    today: date
    version: str
    state: str
    owner: Contact | None
    purpose: str
    scope: str
    exclusions: str
    deactivation: str
    order_note: str
    workaround: str
    incident_process: str
    return_to_normal: str
    offline_places: str
    bridge_number: str
    bridge_code: str
    allowance: int | None
    approved_by: Contact | None
    approved_on: date | None
    reviewed_on: date | None
    next_review_on: date | None
    expires_on: date | None
    offline_version: str
    offline_on: date | None
    note: str
    services: tuple[PlannedService, ...]
    triggers: tuple[Line, ...]
    invokers: tuple[Contact, ...]
    first_hour: tuple[FirstHourLine, ...]
    do_nots: tuple[Line, ...]
    roles: tuple[RoleLine, ...]
    steps: tuple[Step, ...]
    circular_steps: tuple[int, ...]
    escalation: tuple[EscalationLine, ...]
    messages: tuple[MessageLine, ...]
    notices: tuple[NoticeText, ...]
    resources: tuple[ResourceLine, ...]
    data_checks: tuple[Line, ...]
    suppliers: tuple[SupplierLine, ...]
    foundation: Foundation
    versions: tuple[Version, ...]
    reviews: tuple[Review, ...]
    copies: tuple[Copy, ...]
    trials: tuple[Trial, ...]
    actions: tuple[OpenAction, ...]
    waivers: tuple[WaiverLine, ...]

    @property
    def approved(self) -> bool:
        """Whether the plan is in force."""
        return self.state == "approved"

    def steps_of(self, service: bytes | None) -> tuple[Step, ...]:
        """Return the steps of a service in order, or those that belong to none."""
        return tuple(step for step in self.steps if step.service_key == service)

    def untried_steps(self) -> tuple[int, ...]:
        """Return the numbers of the steps whose service no walkthrough, simulation or technical test has covered."""
        tried = {
            trial.service_key
            for trial in self.trials
            if trial.done_on and (trial.technical or trial.type in ("walkthrough", "simulation"))
        }
        return tuple(step.number for step in self.steps if step.service_key not in tried)
