"""The risks of a session as one frozen whole: what the risk report prints.

Levels are those of the session's own scales, money is cents. What a room voted is told in figures and by role, never by
seat; risks that are marked as not in this room are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.checks import Finding
from app.register import Acceptance, Register, RegisteredRisk, RiskAction, Since
from app.risk import Standing
from app.scoring import Tally

if TYPE_CHECKING:
    from app.portfolio import Portfolio

#: An acceptance that ends within these days is named on the board page.
SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Voting:
    """What the room voted about one side of a risk: the last revealed round, and what it was settled on.

    ``first`` is the round before it, if there were two. ``dimension`` is a key of ``DIMENSION``.
    """

    dimension: str
    tally: Tally
    first: Tally | None
    agreed: int | None
    consensus: bool | None
    reason: str
    decided_by: str
    on: date | None


@dataclass(frozen=True, slots=True)
class RiskPart:
    """One risk with what the register does not hold: where its impact comes from, its votes, and open findings."""

    risk: RegisteredRisk
    impact_reason: str
    votings: tuple[Voting, ...]
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """Reference and event, as headings show them."""
        return f"{self.risk.ref} {self.risk.event}".strip()

    @property
    def anchor(self) -> str:
        """The anchor of its block."""
        return f"risk-{self.risk.ref or self.risk.key.hex()}"

    @property
    def above(self) -> bool:
        """Whether it is above appetite today."""
        return self.risk.within_appetite is False

    @property
    def stays_above(self) -> bool | None:
        """Whether it stays above appetite after treatment; ``None`` without a target."""
        within = self.risk.within(self.risk.target)
        return None if within is None else not within

    @property
    def voted(self) -> bool:
        """Whether a room voted on it, and the votes were revealed."""
        return any(one.tally.n for one in self.votings)

    @property
    def open_actions(self) -> tuple[RiskAction, ...]:
        """Its open actions by due date, those without a date last."""
        known = (one for one in self.risk.actions if one.is_open)
        return tuple(sorted(known, key=lambda one: (one.due_on or date.max, one.ref)))


@dataclass(frozen=True, slots=True)
class RiskContent:
    """The risks of a session, or those of some services (``limited``), and what changed since the last report.

    ``since`` is ``None`` for the first report. ``losses`` is the portfolio, ``None`` as long as nothing is quantified.
    """

    register: Register
    parts: tuple[RiskPart, ...]
    since: Since | None
    last_on: date | None
    last_for: str
    limited: bool = False
    losses: Portfolio | None = field(default=None, repr=False)

    @property
    def today(self) -> date:
        """The day of the report."""
        return self.register.today

    @property
    def by_key(self) -> Mapping[bytes, RiskPart]:
        """The parts by the keys of their risks."""
        return {part.risk.key: part for part in self.parts}

    @property
    def above(self) -> tuple[RiskPart, ...]:
        """What is above appetite today, most severe first."""
        return tuple(part for part in self.parts if part.above)

    @property
    def exposed(self) -> tuple[RiskPart, ...]:
        """What is above appetite with neither an open action nor a valid acceptance."""
        return tuple(part for part in self.parts if part.risk.standing is Standing.EXPOSED)

    @property
    def unvoted(self) -> tuple[RiskPart, ...]:
        """What no room voted on."""
        return tuple(part for part in self.parts if not part.voted)

    @property
    def expired(self) -> tuple[RiskPart, ...]:
        """What was accepted, and the acceptance does not hold any more."""
        return tuple(part for part in self.parts if _acceptance(part) and not _holds(part))

    @property
    def expiring(self) -> tuple[RiskPart, ...]:
        """What is accepted until a day within the next 90, the first to end first."""
        found = [part for part in self.parts if _holds(part) and _until(part) <= self.today + SOON]
        return tuple(sorted(found, key=_until))

    @property
    def late(self) -> tuple[tuple[RiskPart, RiskAction], ...]:
        """Open actions past their day, the latest first."""
        found = [(part, one) for part in self.parts for one in part.open_actions if one.days_late(self.today)]
        return tuple(sorted(found, key=lambda pair: -pair[1].days_late(self.today)))


def _acceptance(part: RiskPart) -> Acceptance | None:
    return part.risk.acceptance if part.risk.treatment == "accept" else None


def _holds(part: RiskPart) -> bool:
    found = _acceptance(part)
    return found is not None and found.valid


def _until(part: RiskPart) -> date:
    found = _acceptance(part)
    return found.until if found is not None and found.until is not None else date.max
