"""The lines of the risk register as frozen dataclasses: what each risk says, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from app.i18n import N_
from app.packs import Band
from app.risk import AnnualLoss, Standing, annual_loss, sort_value, standing
from app.scales import Scales, Threat
from app.scoring import Tally, Verdict
from app.simulation import seed_of

#: How the agreement of a room is told.
AGREEMENT = {Verdict.AGREED: N_("agreed"), Verdict.DIVIDED: N_("split"), Verdict.FEW: N_("few votes")}

#: States in which an action still has to be done.
OPEN_ACTION = ("open", "in hand")
FAR = date.max


@dataclass(frozen=True, slots=True)
class Score:
    """A likelihood and an impact (levels 1–5, ``None`` if not scored) with the band that they give together."""

    likelihood: int | None
    impact: int | None
    band: Band | None

    @property
    def rank(self) -> int:
        """The rank of the band, 0 if not scored."""
        return self.band.rank if self.band else 0

    @property
    def word(self) -> str:
        """The name of the band, empty if not scored."""
        return self.band.name if self.band else ""

    @property
    def product(self) -> int:
        """Likelihood × impact, which only sorts (``domain.md`` §3)."""
        return sort_value(self.likelihood, self.impact)


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a reference and a name that a risk points at."""

    key: bytes
    ref: str
    name: str

    @property
    def title(self) -> str:
        """Reference and name, as lists show them."""
        return " ".join(part for part in (self.ref, self.name) if part)


@dataclass(frozen=True, slots=True)
class LinkedService(Named):
    """A service that a risk threatens, with the number of its tier (``None`` if not known yet)."""

    tier: int | None


@dataclass(frozen=True, slots=True)
class RiskAction:
    """An action of a risk. ``owner`` and ``verified_by`` are names."""

    key: bytes
    ref: str
    title: str
    risk: bytes
    owner: str
    start_on: date | None
    due_on: date | None
    state: str
    evidence: str
    verified_by: str
    retest_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it still has to be done."""
        return self.state in OPEN_ACTION

    def days_late(self, today: date) -> int:
        """Return for how many days it has been late; 0 if it is done or not due yet."""
        return max(0, (today - self.due_on).days) if self.is_open and self.due_on else 0


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted a risk, when, until when and why. ``valid`` by today's date and the twelve-month rule."""

    by: str
    on: date | None
    until: date | None
    reason: str
    valid: bool

    def expired(self, today: date) -> bool:
        """Return whether its end has passed."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class RegisteredRisk:
    """One line of the register. Names stand where the session keeps keys; texts are empty where nothing was said."""

    key: bytes
    ref: str
    event: str
    cause: str
    consequence: str
    services: tuple[LinkedService, ...]
    threat: Threat | None
    category: str
    owner_id: bytes | None
    owner: str
    inherent: Score
    current: Score
    target: Score
    target_on: date | None
    controls: str
    control_rating: str | None
    treatment: str | None
    status: str
    actions: tuple[RiskAction, ...]
    votes_likelihood: Tally | None
    votes_impact: Tally | None
    dissent: tuple[str, ...]
    confidence: str | None
    acceptance: Acceptance | None
    rate: float | None
    losses: tuple[int, int, int] | None
    nodes: tuple[Named, ...]
    plans: tuple[Named, ...]
    raised_on: date | None
    reviewed_on: date | None
    next_review_on: date | None
    external_id: str
    notes: str
    likelihood_rate: float | None = None  #: events a year that today's likelihood stands for
    contested: bool = False  #: whether the room votes on its impact
    appetite: int | None = None  #: rank of the highest band within the appetite of its category, if that has its own

    @property
    def tier(self) -> int | None:
        """The highest tier (smallest number) of its services."""
        return min((one.tier for one in self.services if one.tier is not None), default=None)

    @property
    def is_closed(self) -> bool:
        """Whether the risk no longer counts."""
        return self.status == "closed"

    @property
    def within_appetite(self) -> bool | None:
        """Whether today's level is within the appetite of its category; ``None`` if it is not scored."""
        return self.within(self.current)

    def within(self, score: Score) -> bool | None:
        """Return whether a score of this risk is within the appetite of its category; ``None`` if it is not scored."""
        if score.band is None:
            return None
        return score.band.within_appetite if self.appetite is None else score.band.rank <= self.appetite

    @property
    def next_action(self) -> RiskAction | None:
        """The first open action by due date; those without a date come last."""
        return min((one for one in self.actions if one.is_open), key=_by_due, default=None)

    @property
    def standing(self) -> Standing | None:
        """How it stands against the appetite; ``None`` if it is not scored."""
        within = self.within_appetite
        if within is None:
            return None
        accepted = self.acceptance is not None and self.acceptance.valid
        return standing(above=not within, accepted=accepted, treated=self.next_action is not None)

    @property
    def verdict(self) -> Verdict | None:
        """What the two last rounds say together; ``None`` if nobody voted."""
        tallies = [one for one in (self.votes_likelihood, self.votes_impact) if one is not None and one.n]
        verdicts = {one.verdict for one in tallies}
        return next((one for one in (Verdict.FEW, Verdict.DIVIDED, Verdict.AGREED) if one in verdicts), None)

    @property
    def voters(self) -> int | None:
        """How many voted, in the smaller of the two rounds; ``None`` if nobody did."""
        return min((one.n for one in (self.votes_likelihood, self.votes_impact) if one), default=None)

    @property
    def yearly_rate(self) -> float | None:
        """Events a year: what was entered, or else what today's likelihood stands for (λ of ``domain.md`` §3)."""
        return self.likelihood_rate if self.rate is None else self.rate

    @property
    def quantified(self) -> bool:
        """Whether a year's loss can be computed."""
        return self.yearly_rate is not None and self.losses is not None

    def annual_loss(self) -> AnnualLoss | None:
        """Return a year's loss in cents by simulation, the same at every call; ``None`` if not quantified.

        Raises ``UserError`` if the three losses do not rise.
        """
        rate = self.yearly_rate
        return None if rate is None or self.losses is None else _annual_loss(self.key, rate, *self.losses)


@lru_cache(maxsize=16_384)
def _annual_loss(key: bytes, rate: float, low: int, likely: int, high: int) -> AnnualLoss:
    return annual_loss(rate, low, likely, high, seed=seed_of(key))


def _by_due(action: RiskAction) -> tuple[date, str]:
    return action.due_on or FAR, action.ref


@dataclass(frozen=True, slots=True)
class Register:
    """All risks, most severe first, as of a moment, with the scales that they were scored on."""

    as_of: datetime
    today: date
    change_set: int
    organisation: str
    title: str
    currency: str
    confidentiality: str
    language: str
    facilitator: str
    facilitator_email: str
    inherent_scored: bool
    scales: Scales
    risks: tuple[RegisteredRisk, ...]

    @property
    def counted(self) -> tuple[RegisteredRisk, ...]:
        """The risks that count: all but the closed ones."""
        return tuple(risk for risk in self.risks if not risk.is_closed)

    @property
    def above_appetite(self) -> tuple[RegisteredRisk, ...]:
        """The counted risks above appetite today."""
        return tuple(risk for risk in self.counted if risk.within_appetite is False)

    def of_services(self, services: Iterable[bytes]) -> Register:
        """Return the register of the risks that threaten one of ``services`` (keys)."""
        chosen = set(services)
        kept = tuple(risk for risk in self.risks if any(one.key in chosen for one in risk.services))
        return replace(self, risks=kept)
