"""The heat map as the room sees it: the session's matrix, and how many risks stand in each cell, with their references.

Only levels that stand in the register are shown. Risks marked "not in this room" and closed ones are never among them;
a risk that is being scored just now is left out, so that its old level cannot lead the vote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app import model as m
from app.document import Document
from app.heat import TITLES, spelled
from app.i18n import N_, plural, translate
from app.packs.scale import default_colour
from app.room.public import rows, topic
from app.room.subjects import impact_levels, likelihood_levels
from app.room.views import Heat, HeatCell, Level

Cell = tuple[int, int]

#: The columns that hold a stage, and what is voted on that changes it.
_STAGES = {
    "before": ("inherent_likelihood", "inherent_impact", ("inherent likelihood", "inherent impact")),
    "today": ("current_likelihood", "current_impact", ("likelihood", "impact")),
    "after": ("target_likelihood", "target_impact", ()),
}
_SENTENCES = {
    "before": (
        N_("{count} of {of} risks would be above appetite without controls"),
        N_("{count} of {of} risks would be above appetite without controls"),
    ),
    "today": (N_("{count} of {of} risks is above appetite"), N_("{count} of {of} risks are above appetite")),
    "after": (
        N_("{count} of {of} risks is above appetite after treatment"),
        N_("{count} of {of} risks are above appetite after treatment"),
    ),
}
_NONE = N_("No risk has a place on this map yet")


def heat_view(document: Document, stage: str = "today") -> Heat:
    """Return the map at a stage: ``before``, ``today``, ``after``, or ``movement`` from today to after treatment."""
    seen = _Seen(document)
    moving = stage == "movement"
    now = "today" if moving else stage
    placed = seen.placed(now)
    later = seen.placed("after") if moving else {}
    return Heat(
        topic=topic(f"heat-{stage}"),
        kind=translate(N_("Heat map: {stage}"), stage=translate(TITLES[stage][0])),
        title=_title(seen, now, placed, later),
        likelihoods=_bare(likelihood_levels(document)),
        impacts=_bare(impact_levels(document)),
        cells=tuple(tuple(seen.cell((row, column), placed, later) for column in seen.columns) for row in seen.rows),
        moving=moving,
        foot=_foot(seen, now, moving=moving),
    )


def _bare(levels: Iterable[Level]) -> tuple[Level, ...]:
    """Return levels without what they mean: a map names them only."""
    return tuple(Level(one.number, one.word) for one in levels)


@dataclass(frozen=True, slots=True)
class _Band:
    """A level of risk as the wall needs it."""

    rank: int
    name: str
    within: bool
    colour: int


class _Seen:
    """What of the session may be seen: open risks in sight that nobody is voting on, and the matrix."""

    def __init__(self, document: Document) -> None:
        found = rows(document, m.Band, "rank")
        bands = {one.id: _Band(one.rank, one.name, one.within_appetite, _colour(one, len(found))) for one in found}
        self.cells: dict[Cell, _Band] = {
            (one.likelihood, one.impact): bands[one.band_id] for one in rows(document, m.MatrixCell)
        }
        self.rows = range(1, 1 + max((row for row, _ in self.cells), default=0))
        self.columns = range(1, 1 + max((column for _, column in self.cells), default=0))
        self.appetites = {one.id: one.appetite for one in rows(document, m.ImpactCategory)}
        self.refs = {one.id: one.ref or "" for one in rows(document, m.Entity, kind="risk")}
        risks = rows(document, m.Risk)
        self.risks = [one for one in risks if not one.hidden and one.status != "closed"]
        self.voted = {(one.subject_id, one.dimension) for one in rows(document, m.Poll, state="open")}

    def scored_now(self, stage: str) -> list[Any]:
        """Return the risks that the room votes on at this stage."""
        dimensions = _STAGES[stage][2]
        return [risk for risk in self.risks if any((risk.id, one) in self.voted for one in dimensions)]

    def placed(self, stage: str) -> dict[Any, Cell]:
        """Return the cell of every risk that has one at a stage, by its row."""
        likelihood, impact, _ = _STAGES[stage]
        waiting = {risk.id for risk in self.scored_now(stage)}
        places = ((risk, (getattr(risk, likelihood), getattr(risk, impact))) for risk in self.risks)
        return {risk: cell for risk, cell in places if cell in self.cells and risk.id not in waiting}

    def above(self, risk: Any, cell: Cell) -> bool:
        """Whether a risk is above the appetite of its kind of harm in a cell."""
        band, own = self.cells[cell], self.appetites.get(risk.category_id)
        return not band.within if own is None else band.rank > own

    def cell(self, cell: Cell, placed: dict[Any, Cell], later: dict[Any, Cell]) -> HeatCell:
        """Return what stands in a cell."""
        band = self.cells[cell]
        refs = self._refs(risk for risk, place in placed.items() if place == cell)
        count = sum(place == cell for place in later.values())
        return HeatCell(band.colour, band.name, not band.within, refs, count)

    def _refs(self, risks: Iterable[Any]) -> tuple[str, ...]:
        return tuple(sorted(self.refs.get(risk.id, "") for risk in risks))


def _colour(band: Any, bands: int) -> int:
    return band.colour or default_colour(band.rank, bands)


def _title(seen: _Seen, stage: str, placed: dict[Any, Cell], later: dict[Any, Cell]) -> str:
    if not placed:
        return translate(_NONE)
    high = [risk for risk, cell in placed.items() if seen.above(risk, cell)]
    one, many = _SENTENCES[stage]
    told = plural(one, many, len(high), count=spelled(len(high)), of=spelled(len(placed)))
    told = told[:1].upper() + told[1:]
    return f"{told}; {_helped(seen, high, later)}" if later and high else told


def _helped(seen: _Seen, high: Sequence[Any], later: dict[Any, Cell]) -> str:
    """Return how many of those above appetite treatment brings within."""
    count = sum(risk in later and not seen.above(risk, later[risk]) for risk in high)
    words = N_("treatment brings {count} within")
    return plural(words, words, count, count=spelled(count))


def _foot(seen: _Seen, stage: str, *, moving: bool) -> str:
    """Return what is not on the map and how to read it."""
    parts = [translate(N_("Thick line: appetite."))]
    if moving:
        parts.append(translate(N_("Now → after treatment.")))
    if waiting := len(seen.scored_now(stage)):
        parts.append(plural(N_("{n} risk is being scored."), N_("{n} risks are being scored."), waiting))
    return " ".join(parts)
