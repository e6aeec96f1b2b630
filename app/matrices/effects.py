"""What a change of scales would do to the risks that stand on them: who changes level, who leaves the appetite.

Nothing is written here. Serves the preview that stands before every change of matrix, bands, levels and appetites.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import model as m
from app.i18n import N_, translate
from app.packs import Band, Matrix
from app.scales import Scales, read_scales

if TYPE_CHECKING:
    from app.document import Document

STAGES = ("inherent", "current", "target")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Scales as they would be: a matrix, where each old level goes (only those that move), and appetites by category.

    ``appetites`` maps the key of a category to the rank of its highest band within appetite (``None``: as the band
    says); categories that are not named keep theirs.
    """

    matrix: Matrix
    likelihoods: Mapping[int, int] = field(default_factory=dict)
    impacts: Mapping[int, int] = field(default_factory=dict)
    appetites: Mapping[bytes, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a risk stands: likelihood, impact, the band that they give, and whether that is within appetite."""

    likelihood: int | None
    impact: int | None
    band: Band | None
    colour: int
    within: bool | None

    @property
    def word(self) -> str:
        """The name of the band, empty if not scored."""
        return self.band.name if self.band else ""


@dataclass(frozen=True, slots=True)
class Move:
    """A risk whose level of today would be another, or would stand otherwise against the appetite."""

    key: bytes
    ref: str
    event: str
    before: Standing
    after: Standing

    @property
    def rises(self) -> bool:
        """Whether it would be taken more seriously than today."""
        return self._weight(self.after) > self._weight(self.before)

    @staticmethod
    def _weight(at: Standing) -> tuple[bool, int]:
        return at.within is False, at.colour


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do to the open risks.

    ``moves`` are the risks whose level of today changes; ``elsewhere`` counts those of which only a level before
    controls or after treatment changes. ``above_before`` and ``above_after`` count the risks above appetite.
    """

    moves: tuple[Move, ...]
    elsewhere: int
    scored: int
    above_before: int
    above_after: int

    @property
    def message(self) -> str:
        """The sentence that stands above the list of what changes."""
        if not self.moves:
            words = N_("No risk changes its level; {n} of {all} are above appetite, as before.")
            return translate(words, n=self.above_before, all=self.scored)
        words = N_("{moves} of {all} risks change; {before} above appetite become {after}.")
        if self.above_before == self.above_after:
            words = N_("{moves} of {all} risks change; {before} are above appetite, as before.")
        return translate(
            words, moves=len(self.moves), all=self.scored, before=self.above_before, after=self.above_after
        )


def effect(document: Document, proposal: Proposal) -> Effect:
    """Return what a proposal would do to the risks that are open and not kept out of the room."""
    scales = read_scales(document)
    moves, elsewhere, before, after, scored = [], 0, 0, 0, 0
    for row in _risks(document):
        here, there = _then(row, scales, "current"), _now(row, scales, proposal, "current")
        scored += here.band is not None
        before += here.within is False
        after += there.within is False
        if _differ(here, there):
            moves.append(Move(row.id, row.ref or "", row.event, here, there))
        elif any(_differ(_then(row, scales, s), _now(row, scales, proposal, s)) for s in ("inherent", "target")):
            elsewhere += 1
    moves.sort(key=lambda one: (not one.rises, -one.after.colour, one.ref))
    return Effect(tuple(moves), elsewhere, scored, before, after)


def _differ(one: Standing, other: Standing) -> bool:
    return (one.word, one.within, one.colour) != (other.word, other.within, other.colour)


def _risks(document: Document) -> list[Any]:
    risk, entity = m.Risk.__table__, m.Entity.__table__
    query = select(risk, entity.c.ref).join(entity, entity.c.id == risk.c.id)
    shown = query.where(risk.c.status != "closed", risk.c.hidden.is_not(True), risk.c.merged_into_id.is_(None))
    return list(document.rows(shown.order_by(entity.c.ref)))


def _then(row: Any, scales: Scales, stage: str) -> Standing:
    likelihood, impact = getattr(row, f"{stage}_likelihood"), getattr(row, f"{stage}_impact")
    band = scales.band(likelihood, impact)
    if band is None:
        return Standing(likelihood, impact, None, 0, None)
    return Standing(likelihood, impact, band, scales.colour_of(band), scales.band_within(band, row.category_id))


def _now(row: Any, scales: Scales, proposal: Proposal, stage: str) -> Standing:
    likelihood = _mapped(proposal.likelihoods, getattr(row, f"{stage}_likelihood"))
    impact = _mapped(proposal.impacts, getattr(row, f"{stage}_impact"))
    matrix = proposal.matrix
    if likelihood is None or impact is None or not matrix.holds(likelihood, impact):
        return Standing(likelihood, impact, None, 0, None)
    band = matrix.band(likelihood, impact)
    limit = proposal.appetites.get(row.category_id, scales.appetite_of(row.category_id))
    within = band.within_appetite if limit is None else band.rank <= limit
    return Standing(likelihood, impact, band, matrix.colour_of(band), within)


def _mapped(levels: Mapping[int, int], level: int | None) -> int | None:
    return None if level is None else levels.get(level, level)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open risks lie in each cell today, how many are scored, and how many are above appetite by category.

    Categories are known by their key; ``None`` are the risks without one.
    """

    cells: Mapping[tuple[int, int], int]
    above: Mapping[bytes | None, int]
    scored: int


def counts(document: Document) -> Counts:
    """Return how many open risks lie where in the matrix of today."""
    scales = read_scales(document)
    cells: Counter[tuple[int, int]] = Counter()
    above: Counter[bytes | None] = Counter()
    for row in _risks(document):
        here = _then(row, scales, "current")
        if here.band is not None:
            cells[row.current_likelihood, row.current_impact] += 1
            above[row.category_id] += here.within is False
    return Counts(cells, above, cells.total())
