"""The register as a heat map: cells and bands of the session's own matrix, risks at a stage, and what moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence, Set
from typing import Any

from app.charts import HeatMapView, RiskMark, VoteRange
from app.i18n import N_, plural, translate
from app.register import Register, RegisteredRisk, Score
from app.scales import Scales
from app.scoring import Tally

Cell = tuple[int, int]  #: likelihood, impact

STAGES = ("before", "today", "after", "movement")
#: What the stages are called in a switch, and in full.
TITLES = {
    "before": (N_("Inherent"), N_("Before controls")),
    "today": (N_("Current"), N_("Today, with working controls")),
    "after": (N_("Target"), N_("After treatment")),
    "movement": (N_("Movement"), N_("From inherent to current to target")),
}
#: From here on cells count risks instead of naming them.
MANY = 60
#: So many ways are drawn at once when cells count.
_LARGEST = 8
#: So many risks are named in a note.
_NAMED = 5


def stages_of(register: Register) -> tuple[str, ...]:
    """Return the stages that a session has: the inherent one only if it scores that."""
    return STAGES if register.inherent_scored else STAGES[1:]


def score_of(risk: RegisteredRisk, stage: str) -> Score:
    """Return a risk's score at a stage; the movement shows where it stands today."""
    return {"before": risk.inherent, "after": risk.target}.get(stage, risk.current)


def cell_of(risk: RegisteredRisk, stage: str) -> Cell | None:
    """Return the cell of a risk at a stage, ``None`` if it is not scored."""
    return _cell(score_of(risk, stage))


def _cell(score: Score) -> Cell | None:
    """Return the cell of a score; a level that is no longer on the scale has none."""
    if score.band is None or score.likelihood is None or score.impact is None:
        return None
    return score.likelihood, score.impact


def above(risk: RegisteredRisk, stage: str) -> bool:
    """Return whether a risk is above the appetite of its kind of harm at a stage."""
    return risk.within(score_of(risk, stage)) is False


def listed(register: Register, stage: str, cell: Cell | None = None) -> list[RegisteredRisk]:
    """Return the risks of a cell at a stage, or without one all that are above appetite there."""
    if cell is not None:
        return [risk for risk in register.counted if cell_of(risk, stage) == cell]
    return [risk for risk in register.counted if above(risk, stage)]


def unscored(register: Register, stage: str) -> int:
    """Return how many counted risks have no place at a stage."""
    return sum(cell_of(risk, stage) is None for risk in register.counted)


def heat_view(
    register: Register,
    stage: str,
    *,
    chosen: Hashable = None,
    moving: Set[Hashable] | None = None,
    haloed: Set[Hashable] = frozenset(),
    title: str = "",
    **look: Any,
) -> HeatMapView:
    """Return the map of a register at a stage; ``look`` are further settings of the view, such as ``cell``."""
    scales = register.scales
    cells = _cells(scales)
    marks = [_mark(risk, stage, controls=register.inherent_scored) for risk in register.counted]
    many = sum(mark.current is not None for mark in marks) > MANY
    shown = {True: ("flows", "counts"), False: ("movement", "refs")}[many][stage != "movement"]
    return HeatMapView(
        bands={cell: (str(scales.matrix.colour_of(band)), band.name) for cell, band in cells.items()},
        above=frozenset(cell for cell, band in cells.items() if not band.within_appetite),
        likelihood={one.level: (one.name, one.frequency) for one in scales.likelihoods},
        impact={one.level: (one.name, "") for one in scales.levels},
        marks=marks,
        show=shown,
        chosen=chosen,
        title=title,
        axis=translate(N_("Impact: highest category at the threat's typical outage")),
        moving=moving,
        haloed=haloed,
        **look,
    )


def _cells(scales: Scales) -> dict[Cell, Any]:
    matrix = scales.matrix
    places = ((row, column) for row in range(1, matrix.likelihoods + 1) for column in range(1, matrix.impacts + 1))
    return {cell: matrix.band(*cell) for cell in places} if matrix.bands else {}


def _mark(risk: RegisteredRisk, stage: str, *, controls: bool) -> RiskMark:
    moving = stage == "movement"
    return RiskMark(
        risk.key,
        risk.ref,
        cell_of(risk, stage),
        _cell(risk.inherent) if moving and controls else None,
        _cell(risk.target) if moving else None,
        name=risk.event,
        votes=votes_of(risk),
        above=above(risk, stage),
    )


# --- movement ---


def largest_moves(register: Register, risks: Sequence[RegisteredRisk] | None = None) -> frozenset[Hashable]:
    """Return the keys of the risks that make the most common steps; all of ``risks`` if cells can name them."""
    going = register.counted if risks is None else risks
    if sum(_cell(risk.current) is not None for risk in register.counted) <= MANY:
        return frozenset(risk.key for risk in going)
    steps = Counter(step for risk in going if (step := _step(risk)) is not None)
    largest = {step for step, _ in sorted(steps.items(), key=lambda pair: (-pair[1], pair[0]))[:_LARGEST]}
    return frozenset(risk.key for risk in going if _step(risk) in largest)


def _step(risk: RegisteredRisk) -> tuple[Cell, Cell] | None:
    now, then = _cell(risk.current), _cell(risk.target)
    return (now, then) if now is not None and then is not None and now != then else None


# --- votes ---


def votes_of(risk: RegisteredRisk) -> VoteRange | None:
    """Return the range of the votes of the last revealed rounds about a risk; ``None`` if nobody voted."""
    found = VoteRange(_span(risk.votes_likelihood), _span(risk.votes_impact))
    return found if found.likelihood or found.impact else None


def _span(tally: Tally | None) -> tuple[int, int] | None:
    if tally is None or tally.lowest is None or tally.highest is None:
        return None
    return tally.lowest, tally.highest


def votes_words(risk: RegisteredRisk) -> str:
    """Return how far the votes about a risk lay apart as a sentence; empty if nobody voted."""
    parts = [
        _voted(words, tally)
        for words, tally in ((N_("likelihood"), risk.votes_likelihood), (N_("impact"), risk.votes_impact))
        if tally is not None and tally.n
    ]
    if not parts:
        return ""
    return translate(N_("{ref}: the room voted {parts}."), ref=risk.ref, parts=", ".join(parts))


def _voted(dimension: str, tally: Tally) -> str:
    votes = plural(N_("{n} vote"), N_("{n} votes"), tally.n)
    if tally.lowest == tally.highest:
        words = N_("{dimension} {low} without exception ({votes})")
    else:
        words = N_("{dimension} from {low} to {high} (median {median}, {votes})")
    return translate(
        words, dimension=translate(dimension), low=tally.lowest, high=tally.highest, median=f"{tally.median:g}",
        votes=votes,
    )  # fmt: skip


# --- appetite per category ---


def appetite_note(register: Register, stage: str) -> str:
    """Return which kinds of harm have an appetite of their own, and whose cell therefore says something else."""
    scales = register.scales
    names = {band.rank: band.name for band in scales.bands}
    none = translate(N_("nothing"))
    own = [
        translate(N_("{category} up to {level}"), category=one.name, level=names.get(one.appetite, none))
        for one in scales.categories
        if one.appetite is not None
    ]
    if not own:
        return ""
    told = translate(N_("The line is the general appetite. Own appetite: {categories}."), categories=", ".join(own))
    return " ".join(part for part in (told, _exceptions(register, stage)) if part)


def _exceptions(register: Register, stage: str) -> str:
    """Return which risks are above their own appetite although the line has them within."""
    refs = [
        risk.ref
        for risk in register.counted
        if above(risk, stage) and (band := score_of(risk, stage).band) is not None and band.within_appetite
    ]
    if not refs:
        return ""
    named = ", ".join(refs[:_NAMED]) + (" …" if len(refs) > _NAMED else "")
    return plural(
        N_("{refs} is above it below the line."), N_("{refs} are above it below the line."), len(refs), refs=named
    )
