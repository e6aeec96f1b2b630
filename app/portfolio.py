"""The losses of all quantified risks together: percentiles of a year, the exceedance curve, and a line per risk.

Serves the page "Loss" and the risk report. A risk takes part when it has three points of a single loss and events a
year (entered, or those that its likelihood stands for). Amounts are cents; chances and shares go from 0 to 1
(``domain.md`` §3, quantification). ``exposures`` reads the session, ``simulate`` needs none and may run elsewhere.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import N_, UserError, plural, translate
from app.loss import money
from app.register import RegisteredRisk, register
from app.risk import AnnualLoss, check_losses
from app.simulation import RUNS, Exposure, Progress, Together, together

if TYPE_CHECKING:
    from app.document import Document

#: A simulation of at most so many draws is made while a person waits for the page.
AT_ONCE = 1_000_000
_REMEMBERED = 8
#: So many risks are named in a sentence.
_NAMED = 4

__all__ = [
    "AT_ONCE", "NOTHING", "PERCENTILES", "RUNS", "CurvePoint", "Exposures", "LeftOut", "LossLine", "Portfolio",
    "exposures", "exposures_of", "headline", "portfolio", "simulate", "tail_words",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A loss, and the chance that a year costs more than it."""

    loss: int
    chance: float


@dataclass(frozen=True, slots=True)
class LossLine:
    """One risk: its figures, its own year, and its share in the worst tenth of all years.

    ``assumed`` says that the rate is the one its likelihood stands for; nobody entered it.
    """

    key: bytes
    ref: str
    event: str
    rate: float
    assumed: bool
    losses: tuple[int, int, int]
    loss: AnnualLoss
    share: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A risk of which some figures were entered but that cannot take part, and why, as a sentence."""

    key: bytes
    ref: str
    event: str
    why: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All quantified risks together, the largest share of the tail first.

    ``percentiles[n]`` is not exceeded in n of 100 years; ``expected`` is the sum of all rates times mean losses;
    ``chance`` is that of a year with at least one event, 1 − e^(−Σλ).
    """

    currency: str
    lines: tuple[LossLine, ...]
    left_out: tuple[LeftOut, ...]
    percentiles: tuple[int, ...]
    curve: tuple[CurvePoint, ...]
    expected: int
    chance: float
    others: int  #: counted risks without any figures
    runs: int = RUNS

    @property
    def known(self) -> bool:
        """Whether any risk takes part."""
        return bool(self.lines)

    @property
    def p10(self) -> int:
        """The loss that one year in ten stays below."""
        return self.percentiles[10]

    @property
    def p50(self) -> int:
        """The loss of the middle year."""
        return self.percentiles[50]

    @property
    def p90(self) -> int:
        """The loss that one year in ten exceeds."""
        return self.percentiles[90]

    def chance_above(self, loss: int) -> float:
        """Return the chance that a year costs more than ``loss``, straight between the points of the curve."""
        before = self.curve[0]
        for point in self.curve[1:]:
            if point.loss > loss:
                part = (loss - before.loss) / (point.loss - before.loss) if loss > before.loss else 0.0
                return before.chance + part * (point.chance - before.chance)
            before = point
        return 0.0 if loss > before.loss else before.chance


@dataclass(frozen=True, slots=True)
class Exposures:
    """What a portfolio is simulated from: as it stands in the session, without numbers that follow from it."""

    currency: str
    taken: tuple[tuple[RegisteredRisk, Exposure], ...]
    left_out: tuple[LeftOut, ...]
    others: int

    @property
    def at_once(self) -> bool:
        """Whether its simulation is short enough to wait for, or known already."""
        draws = sum(RUNS * (1 + min(one.rate, 40)) for _, one in self.taken)
        return draws <= AT_ONCE or _figures(self) in _KNOWN


def portfolio(document: Document, progress: Progress | None = None) -> Portfolio:
    """Return the simulated portfolio of a session; the same figures always give the same answer."""
    return simulate(exposures(document), progress)


def exposures(document: Document) -> Exposures:
    """Return the quantified risks of a session, with those that lack something and why."""
    known = register(document)
    return exposures_of(known.counted, known.currency)


def exposures_of(risks: Iterable[RegisteredRisk], currency: str) -> Exposures:
    """Return the quantified ones among ``risks``, with those that lack something and why."""
    taken: list[tuple[RegisteredRisk, Exposure]] = []
    left_out: list[LeftOut] = []
    others = 0
    for risk in risks:
        why = _missing(risk)
        if why is None:
            others += 1
        elif why:
            left_out.append(LeftOut(risk.key, risk.ref, risk.event, why))
        else:
            taken.append((risk, _exposure(risk)))
    return Exposures(currency, tuple(taken), tuple(left_out), others)


def _exposure(risk: RegisteredRisk) -> Exposure:
    low, likely, high = risk.losses or (0, 0, 0)
    return Exposure(risk.key, risk.yearly_rate or 0.0, low, likely, high)


def _missing(risk: RegisteredRisk) -> str | None:
    """Return what keeps a risk out as a sentence, empty if nothing does, ``None`` if nobody quantified it."""
    if risk.losses is None:
        return None
    if risk.yearly_rate is None:
        return translate(N_("Events a year are missing: enter them, or score the likelihood."))
    try:
        check_losses(risk.yearly_rate, *risk.losses)
    except UserError as error:
        return str(error)
    return ""


def simulate(found: Exposures, progress: Progress | None = None) -> Portfolio:
    """Return the portfolio of ``found``. ``progress`` hears a share from 0 to 1 and may raise to stop."""
    risks = [one for _, one in found.taken]
    sums = _simulated(_figures(found), risks, progress)
    lines = [_line(risk, one, share) for (risk, one), share in zip(found.taken, sums.shares, strict=True)]
    return Portfolio(
        currency=found.currency,
        lines=tuple(sorted(lines, key=lambda line: (-line.share, -line.loss.expected, line.ref))),
        left_out=found.left_out,
        percentiles=sums.percentiles,
        curve=tuple(CurvePoint(loss, chance) for loss, chance in sums.curve),
        expected=round(sum(one.rate * one.mean for one in sorted(risks, key=lambda one: one.key))),
        chance=-math.expm1(-math.fsum(one.rate for one in risks)),
        others=found.others,
    )


def _line(risk: RegisteredRisk, exposure: Exposure, share: float) -> LossLine:
    loss = risk.annual_loss()
    assert loss is not None  # noqa: S101 - what was taken has its figures
    losses = (exposure.low, exposure.likely, exposure.high)
    return LossLine(risk.key, risk.ref, risk.event, exposure.rate, risk.rate is None, losses, loss, share)


_Figures = tuple[Exposure, ...]
#: The last simulations by their figures.
_KNOWN: OrderedDict[_Figures, Together] = OrderedDict()


def _figures(found: Exposures) -> _Figures:
    return tuple(one for _, one in found.taken)


def _simulated(figures: _Figures, risks: list[Exposure], progress: Progress | None) -> Together:
    known = _KNOWN.get(figures)
    if known is None:
        known = _KNOWN[figures] = together(risks, RUNS, progress)
        while len(_KNOWN) > _REMEMBERED:
            _KNOWN.popitem(last=False)
    return known


def headline(found: Portfolio, language: str | None = None) -> str:
    """Return what the curve says as one sentence, never as one number."""
    gaps = {"high": money(found.p90, found.currency), "middle": money(found.p50, found.currency)}
    if not found.known:
        return translate(N_("No risk has three points of a loss yet"), language=language)
    if found.p90 == 0:
        words = N_("Nine years in ten cost nothing; one in a hundred costs more than {most}")
        return translate(words, language=language, most=money(found.percentiles[99], found.currency))
    if found.p50 == 0:
        words = N_("One year in ten costs more than {high}; at least half of the years cost nothing")
    else:
        words = N_("One year in ten costs more than {high}; half of the years cost less than {middle}")
    return translate(words, language=language, **gaps)


#: The three figures that stand for a year, with their words, and the words for when they are nothing.
PERCENTILES = (
    (10, N_("P10"), N_("A good year: one year in ten costs less.")),
    (50, N_("P50"), N_("The middle year: half of the years cost less, half more.")),
    (90, N_("P90"), N_("A bad year: one year in ten costs more.")),
)
NOTHING = {
    10: N_("At least one year in ten costs nothing."),
    50: N_("At least half of the years cost nothing."),
    90: N_("At least nine years in ten cost nothing."),
}


def tail_words(found: Portfolio, language: str | None = None) -> str:
    """Return which risks make up the bad years, as one sentence; empty without any."""
    heavy = [line for line in found.lines if line.share > 0]
    if not heavy:
        return ""
    half, sum_ = 0, 0.0
    for line in heavy:
        half, sum_ = half + 1, sum_ + line.share
        if sum_ >= 0.5:
            break
    return plural(
        N_("In the worst tenth of the years one risk, {refs}, makes up {share} % of the loss."),
        N_("In the worst tenth of the years {n} risks, {refs}, make up {share} % of the loss."), half,
        language=language, refs=_listed([line.ref for line in heavy[:half]]), share=round(100 * sum_),
    )  # fmt: skip


def _listed(refs: list[str]) -> str:
    return ", ".join(refs) if len(refs) <= _NAMED else ", ".join([*refs[:_NAMED], "…"])
