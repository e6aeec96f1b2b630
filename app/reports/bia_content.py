"""Business impact analyses as one frozen whole: what the BIA report and the owners' BIA sheets print.

Durations are minutes, money is cents, levels are 1–5; ``None`` is not asked yet. Rows of the session are handed on as
they are where a paper shows their fields one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.bia import Proposal
from app.calibration import Calibration
from app.checks import Finding
from app.checks.strategies import Capability
from app.durations import BEYOND
from app.interviews import Grid
from app.loss import LossCurve
from app.planning.content import Contact, Foundation
from app.scales import Scales
from app.services import ServiceRow


@dataclass(frozen=True, slots=True)
class Member:
    """A node that a service needs. ``other`` says that it is a service of another department."""

    key: bytes
    ref: str
    name: str
    kind: str
    back_in: int | None
    other: bool = False


@dataclass(frozen=True, slots=True)
class NeedLine:
    """What a service needs: one node, or alternatives of which ``needed`` must be up; soft ones are only useful."""

    members: tuple[Member, ...]
    hard: bool
    needed: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class ResourceNeed:
    """Something that the service needs while it recovers, with its quantities by the minutes of their horizons."""

    kind: str
    what: str
    note: str
    at: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Dissenting:
    """A view that differed from what was agreed about the service, by role; named only by wish."""

    about: str
    agreed: int | None
    level: int | None
    role: str
    name: str
    reason: str
    changes_outcome: bool | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Signature:
    """The newest approval of an analysis: its version, by whom, when, in which manner and with which signed sheet."""

    version: int
    by: str
    on: date
    manner: str
    remark: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Edited:
    """Something that changed since the approval; ``on`` and ``who`` are empty if they are not known.

    ``question`` is the one of the interview that it belongs to, 0 for none.
    """

    label: str
    before: str
    after: str
    on: date | None = None
    who: str = ""
    question: int = 0


@dataclass(frozen=True, slots=True)
class Talk:
    """Who was interviewed on which day, at which meeting, and how many questions they answered."""

    who: str
    on: date
    meeting: str
    answered: int


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """A finding that a person accepts for a while."""

    ref: str
    title: str
    subject: bytes
    node: bytes | None
    about: str
    reason: str
    by: str
    granted_on: date
    until: date


@dataclass(frozen=True, slots=True)
class ServiceBia:
    """The analysis of one service. ``missing`` are the parts that nobody recorded yet; ``asked`` tells on which day a
    question was answered. ``service`` and ``bia`` are the rows of the session, ``bia`` ``None`` before the interview.
    """

    row: ServiceRow
    service: Any
    bia: Any
    owner: Contact | None
    deputy: Contact | None
    grid: Grid
    proposal: Proposal
    decisions: Mapping[str, Any]
    peaks: tuple[Any, ...]
    obligations: tuple[Any, ...]
    records: tuple[Any, ...]
    key_roles: tuple[Any, ...]
    outages: tuple[Any, ...]
    resources: tuple[ResourceNeed, ...]
    needs: tuple[NeedLine, ...]
    dependants: tuple[Member, ...]
    loss: LossCurve
    worst_loss: int | None
    capability: Capability | None
    dissents: tuple[Dissenting, ...]
    signature: Signature | None
    changed: tuple[Edited, ...]
    talks: tuple[Talk, ...]
    asked: Mapping[int, date]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()
    ground: Foundation | None = field(default=None, repr=False)

    @property
    def title(self) -> str:
        """Reference and name, as headings show them."""
        return f"{self.row.ref} {self.row.name}".strip()

    @property
    def mtpd(self) -> int | None:
        """The smallest MTPD over every day and the peaks (``domain.md`` §2)."""
        known = [one for one in (self.row.mtpd, *(peak.mtpd for peak in self.peaks)) if one is not None]
        return min(known, default=None)

    @property
    def beyond(self) -> bool:
        """Whether its loss never becomes intolerable."""
        return self.row.mtpd is not None and self.row.mtpd >= BEYOND

    @property
    def approved(self) -> bool:
        """Whether it is approved as it stands."""
        return self.signature is not None and not self.changed

    def said(self, name: str) -> Any:
        """Return an answer of the interview, ``None`` if it was not given."""
        return getattr(self.bia, name, None)


@dataclass(frozen=True, slots=True)
class BiaContent:
    """All analyses of a session, or those of some services (``limited``), with what they have in common."""

    organisation: str
    session_title: str
    confidentiality: str
    language: str
    currency: str
    revenue: int | None
    cautious: bool
    facilitator: str
    as_of: datetime
    today: date
    scales: Scales
    people: Mapping[bytes, Contact]
    names: Mapping[bytes, str]
    services: tuple[ServiceBia, ...]
    waivers: tuple[WaiverLine, ...]
    findings: tuple[Finding, ...]
    limited: bool = False
    retired: int = 0
    calibration: Calibration | None = field(default=None, repr=False)

    @property
    def by_urgency(self) -> tuple[ServiceBia, ...]:
        """The services in the order in which they must be back; those without targets last."""
        return tuple(sorted(self.services, key=_urgency))

    @property
    def missing(self) -> int:
        """How many parts of all analyses are not recorded yet."""
        return sum(len(one.missing) for one in self.services)

    def person(self, key: bytes | None) -> Contact | None:
        """Return a person, or ``None``."""
        return self.people.get(key) if key else None

    def name(self, key: bytes | None) -> str:
        """Return the name of a person, or an empty text."""
        person = self.person(key)
        return person.name if person is not None else ""


def _urgency(one: ServiceBia) -> tuple[int, int, int, str]:
    row = one.row
    times = [BEYOND if time is None else time for time in (row.rto, one.mtpd)]
    return 99 if row.tier is None else row.tier, times[0], times[1], row.ref


def approved_of(services: Iterable[ServiceBia]) -> int:
    """Return how many analyses are approved as they stand."""
    return sum(one.approved for one in services)
