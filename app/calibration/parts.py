"""What a calibration consists of: targets and impact per department, the share of the top tiers, what to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.durations import DAY, HOUR
from app.i18n import N_
from app.services import ServiceRow, TierShare

#: Rated services that a department needs before it has a median and a verdict.
FEWEST = 3
#: So far from its department's median a tier may be without standing out.
TIERS_AWAY = 1
#: So many services must need another one before their tolerance is held against its own.
DEPENDANTS = 2
#: The share of the top tiers (per cent) that is usual; a product default, not a standard.
TOP_BAND = (10, 30)
#: The times after which impact is compared between departments, in minutes.
COMPARED = (4 * HOUR, DAY)

OUTLIER, NO_REASON, REASON, CHANGED = "outlier", "no reason", "reason", "changed"
OLD, UNAPPROVED, ALONE, UNSCORED = "old", "unapproved", "alone", "unscored"
#: What is to be looked at before sign-off, most urgent first.
KINDS: Mapping[str, str] = {
    OUTLIER: N_("Stands out"),
    NO_REASON: N_("Against the proposal, no reason given"),
    CHANGED: N_("Targets changed since approval"),
    OLD: N_("Approved more than 12 months ago"),
    UNAPPROVED: N_("Not approved"),
    UNSCORED: N_("Impact grid not finished"),
    ALONE: N_("Scored by one person, no vote, no note"),
    REASON: N_("Against the proposal, with a reason"),
}
RULE = N_(
    "A service stands out if its tier is more than one away from the median of its department (from three rated "
    "services on), or if two or more services cannot do without it and its MTPD is shorter than that of all of them."
)
NO_DEPARTMENT = N_("Without department")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to look at before sign-off. ``kind`` is a key of ``KINDS``, ``words`` a sentence that says why."""

    kind: str
    service: bytes
    ref: str
    name: str
    department: str
    department_key: bytes | None
    words: str


@dataclass(frozen=True, slots=True)
class Spot:
    """One service on a time axis; ``minutes`` may be ``BEYOND``. ``outlier`` says why it stands out, or is empty."""

    service: bytes
    ref: str
    name: str
    minutes: int
    outlier: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """The services of one department on a time axis; half of them or more lie within ``median``."""

    key: bytes | None
    department: str
    spots: tuple[Spot, ...]
    median: int | None
    unasked: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """One target (``rto`` or ``mtpd``) per department; ``title`` is the message."""

    target: str
    title: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How one department judges one kind of harm after some time: the services by their level."""

    department_key: bytes | None
    category: bytes
    median: int
    low: int
    high: int
    levels: tuple[tuple[bytes, int], ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Impact after one horizon: cells by department key and category key; ``title`` is the message."""

    minutes: int
    label: str
    title: str
    departments: tuple[tuple[bytes | None, str], ...]
    categories: tuple[tuple[bytes, str, int], ...]  #: key, name, threshold
    cells: Mapping[tuple[bytes | None, bytes], Cell]


@dataclass(frozen=True, slots=True)
class Share:
    """The share of the top tiers of a department; ``verdict`` is ``few``, ``below``, ``within`` or ``above``."""

    key: bytes | None
    department: str
    share: TierShare
    verdict: str
    top: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything that is compared. ``shares`` begins with all departments together, under their own name.

    ``rows`` are all services in use by their keys. ``approved`` of ``begun`` interviews are approved and unchanged.
    """

    rows: Mapping[bytes, ServiceRow]
    distributions: Mapping[str, Distribution]
    spreads: tuple[Spread, ...]
    overall: Share
    shares: tuple[Share, ...]
    share_title: str
    entries: tuple[Entry, ...]
    approved: int
    begun: int

    @property
    def comparable(self) -> bool:
        """Whether there is anything to compare: a target or a score of at least one service."""
        return bool(self.overall.share.rated) or any(spread.cells for spread in self.spreads)

    def of(self, kind: str) -> tuple[Entry, ...]:
        """Return what is to be looked at for one reason."""
        return tuple(entry for entry in self.entries if entry.kind == kind)


#: A department with its services, by name; services without one come last.
Departments = Sequence[tuple[bytes | None, str, Sequence[ServiceRow]]]
