"""The verbs of the levels themselves: adding one, removing one, and what stands on it before it goes.

Each verb is one edit that can be undone and takes everything along that stands on the scale: risks, impact grids,
thresholds, anchors and the matrix. Ballots and agreed values stay as they were said; ``levels_then`` tells how many
levels their scale had. Serves the page of the scales.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select, update

from app import model as m
from app.i18n import N_, UserError, translate
from app.matrices.effects import STAGES, Proposal
from app.matrices.ranks import Ranks, turned, with_row, without_row
from app.packs import FEWEST_LEVELS, MOST_LEVELS, Matrix
from app.scales import LEVEL_MODELS, Scales, read_scales

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.document import Document

#: What a scale is called, by its key.
SCALES: Mapping[str, str] = {"likelihood": N_("likelihood"), "impact": N_("impact")}
#: What polls about a scale score.
_SCORED = {"likelihood": ("likelihood", "inherent likelihood"), "impact": ("impact", "inherent impact", "cell")}


@dataclass(frozen=True, slots=True)
class Use:
    """What stands on one level: risks with the stages that name it, cells of grids by service, thresholds, records.

    ``agreed`` and ``ballots`` are records of what was said, which stay as they are. ``open_polls`` have to be settled
    first.
    """

    risks: tuple[tuple[str, str, tuple[str, ...]], ...]
    cells: tuple[tuple[str, int], ...]
    thresholds: tuple[str, ...]
    anchors: int
    agreed: int
    ballots: int
    open_polls: int

    @property
    def anything(self) -> bool:
        """Whether a score would have to move."""
        return bool(self.risks or self.cells or self.thresholds)


def use_of(document: Document, scale: str, level: int) -> Use:
    """Return what stands on a level of a scale (``"likelihood"`` or ``"impact"``)."""
    impact = scale == "impact"
    return Use(
        risks=_risks_on(document, scale, level),
        cells=_cells_on(document, level) if impact else (),
        thresholds=tuple(one.name for one in read_scales(document).categories if impact and one.threshold == level),
        anchors=_count(document, m.ImpactAnchor, m.ImpactAnchor.__table__.c.level == level) if impact else 0,
        agreed=_recorded(document, m.Agreement, scale, level),
        ballots=_ballots(document, scale, level),
        open_polls=_open_polls(document, scale),
    )


def _risks_on(document: Document, scale: str, level: int) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    risk, entity = m.Risk.__table__, m.Entity.__table__
    columns = [risk.c[f"{stage}_{scale}"] for stage in STAGES]
    query = select(entity.c.ref, risk.c.event, *columns).join(entity, entity.c.id == risk.c.id).order_by(entity.c.ref)
    found = ((row, tuple(s for s in STAGES if getattr(row, f"{s}_{scale}") == level)) for row in document.rows(query))
    return tuple((row.ref or "", row.event, stages) for row, stages in found if stages)


def _cells_on(document: Document, level: int) -> tuple[tuple[str, int], ...]:
    scores, services = m.ImpactScore.__table__, m.Service.__table__
    query = (
        select(services.c.name, func.count().label("cells"))
        .join(services, services.c.id == scores.c.service_id)
        .where(scores.c.level == level)
        .group_by(services.c.id)
        .order_by(services.c.name)
    )
    return tuple((row.name, row.cells) for row in document.rows(query))


def _count(document: Document, model: Any, *where: Any) -> int:
    counted: int = document.scalar(select(func.count()).select_from(model.__table__).where(*where))
    return counted


def _polls_about(scale: str) -> Any:
    polls = m.Poll.__table__
    return select(polls.c.id).where(polls.c.dimension.in_(_SCORED[scale]))


def _recorded(document: Document, model: Any, scale: str, level: int) -> int:
    table = model.__table__
    return _count(document, model, table.c.level == level, table.c.poll_id.in_(_polls_about(scale)))


def _ballots(document: Document, scale: str, level: int) -> int:
    """Return how many revealed ballots name the level; silent ones are counted by nobody."""
    ballots, rounds = m.Ballot.__table__, m.PollRound.__table__
    among = select(rounds.c.id).where(rounds.c.state == "revealed", rounds.c.poll_id.in_(_polls_about(scale)))
    return _count(document, m.Ballot, ballots.c.level == level, ballots.c.round_id.in_(among))


def _open_polls(document: Document, scale: str) -> int:
    polls = m.Poll.__table__
    return _count(document, m.Poll, polls.c.dimension.in_(_SCORED[scale]), polls.c.state == "open")


# --- adding ---


def added(scales: Scales, scale: str, at: int) -> Proposal:
    """Return the scales with one more level, which becomes number ``at``; levels from there on move up by one."""
    shift = {level: level + 1 for level in range(at, scales.count(scale) + 1)}
    ranks = _for_scale(scales.matrix.ranks, scale, lambda one: with_row(one, at))
    return _proposal(scales, scale, shift, ranks)


def add_level(document: Document, scale: str, at: int, name: str) -> None:
    """Add a level that becomes number ``at``; scores from there on keep their word and move up by one, as one edit.

    A new level of likelihood takes a rate between its neighbours. Raises ``UserError`` beyond five, without a name, or
    while a round about the scale is open.
    """
    scales = read_scales(document)
    if scales.count(scale) >= MOST_LEVELS:
        raise UserError(N_("A scale has five levels at most."))
    if not 1 <= at <= scales.count(scale) + 1:
        raise UserError(N_("Choose between which levels the new one belongs."))
    _refuse_open_polls(document, scale)
    made = _new_likelihood(scales, at, name) if scale == "likelihood" else {"name": name}
    label = translate(N_("Add the level {name} to {scale}"), name=name, scale=translate(SCALES[scale]))
    with document.edit(label) as session:
        from app import entities

        proposal = added(scales, scale, at)
        _renumber(session, scale, proposal)
        entities.create(session, LEVEL_MODELS[scale], level=at, **made)
        _write_cells(session, scales, proposal.matrix)


def _new_likelihood(scales: Scales, at: int, name: str) -> dict[str, Any]:
    """Return the figures of a new level: a rate between its neighbours, or a third or three times that of the end."""
    rates = [one.rate for one in scales.likelihoods]
    if at == 1:
        rate = rates[0] / 3
    elif at > len(rates):
        rate = rates[-1] * 3
    else:
        rate = math.sqrt(rates[at - 2] * rates[at - 1])
    unsaid = translate(N_("to be described"))
    return {"name": name, "frequency": unsaid, "chance": chance_words(rate), "rate": float(f"{rate:.2g}")}


def change_likelihood(document: Document, key: bytes, name: str, value: Any) -> bool:
    """Change one field of a level of likelihood; returns whether anything changed.

    Raises ``UserError`` if its events a year would not lie between those of its neighbours.
    """
    from app import entities

    spec = entities.field_of(m.LikelihoodLevel, name)
    chosen = spec.parse(value) if isinstance(value, str) else spec.check(value)
    if name == "rate":
        levels = document.all(m.LikelihoodLevel, order_by=m.LikelihoodLevel.level)
        at = next(n for n, row in enumerate(levels) if row.id == key)
        low = levels[at - 1].rate if at else 0.0
        high = levels[at + 1].rate if at + 1 < len(levels) else math.inf
        if chosen is None or not low < chosen < high:
            words = N_("Events a year rise from level to level: {name} needs more than {low} and less than {high}.")
            if high == math.inf:
                words = N_("Events a year rise from level to level: {name} needs more than {low}.")
            raise UserError(words, name=levels[at].name, low=f"{low:g}", high=f"{high:g}")
    return entities.set_field(document, m.LikelihoodLevel, key, name, chosen)


def chance_words(rate: float) -> str:
    """Return the chance of at least one event in a year in words: 1 − e^(−λ) (``domain.md`` §3)."""
    return translate(N_("about {chance} %"), chance=f"{-math.expm1(-rate) * 100:.2g}")


# --- removing ---


def removed(scales: Scales, scale: str, level: int, into: int) -> Proposal:
    """Return the scales without a level, its scores on ``into`` (numbers of today); levels above move down by one."""
    targets = {old: into if old == level else old for old in scales.level_range(scale)}
    moved = {old: new - (new > level) for old, new in targets.items()}
    ranks = _for_scale(scales.matrix.ranks, scale, lambda one: without_row(one, level))
    return _proposal(scales, scale, {old: new for old, new in moved.items() if old != new}, ranks)


def remove_level(document: Document, scale: str, level: int, into: int) -> None:
    """Remove a level and move what stands on it to ``into``, a neighbour by today's numbers, as one edit.

    Risks, grids and thresholds move; anchors of the level go with it; ballots and agreed values stay as they were
    said. Raises ``UserError`` if three are left, for another target, or while a round about the scale is open.
    """
    scales = read_scales(document)
    if scales.count(scale) <= FEWEST_LEVELS:
        raise UserError(N_("A scale has three levels at least."))
    if abs(level - into) != 1 or into not in scales.level_range(scale):
        raise UserError(N_("What stands on a removed level moves to the one above or below it; choose one of these."))
    _refuse_open_polls(document, scale)
    gaps = {"name": word_of(scales, scale, level), "scale": translate(SCALES[scale])}
    with document.edit(translate(N_("Remove the level {name} from {scale}"), **gaps)) as session:
        proposal = removed(scales, scale, level, into)
        for row in session.query(LEVEL_MODELS[scale]).filter_by(level=level):
            session.delete(row)
        if scale == "impact":
            for row in session.query(m.ImpactAnchor).filter_by(level=level):
                session.delete(row)
        session.flush()
        _renumber(session, scale, proposal, without=level)
        _write_cells(session, scales, proposal.matrix)


def word_of(scales: Scales, scale: str, level: int) -> str:
    """Return the word for a level of a scale, its number if it has none."""
    named = scales.likelihoods if scale == "likelihood" else scales.levels
    return next((one.name for one in named if one.level == level), str(level))


def _refuse_open_polls(document: Document, scale: str) -> None:
    if count := _open_polls(document, scale):
        raise UserError(
            N_("Rounds about {scale} are open ({n}); settle or drop them before the scale changes."),
            scale=translate(SCALES[scale]), n=count,
        )  # fmt: skip


# --- moving what stands on a scale ---


def _for_scale(ranks: Ranks, scale: str, change: Any) -> Ranks:
    """Apply a change of rows to the rows (likelihood) or to the columns (impact)."""
    result: Ranks = change(ranks) if scale == "likelihood" else turned(change(turned(ranks)))
    return result


def _proposal(scales: Scales, scale: str, moved: dict[int, int], ranks: Ranks) -> Proposal:
    matrix = Matrix(scales.matrix.id, scales.matrix.title, scales.matrix.bands, ranks)
    return Proposal(matrix, likelihoods=moved) if scale == "likelihood" else Proposal(matrix, impacts=moved)


def _renumber(session: Session, scale: str, proposal: Proposal, without: int = 0) -> None:
    """Give everything that stands on a scale its new numbers; the rows of the levels themselves move along."""
    moved = proposal.likelihoods if scale == "likelihood" else proposal.impacts
    move_scores(session, scale, moved)
    _move_unique(session, LEVEL_MODELS[scale], moved, without)
    if scale == "impact":
        _move_unique(session, m.ImpactAnchor, moved, without)
        _move(session, m.ImpactCategory, "threshold", moved)


def move_scores(session: Session, scale: str, moved: Mapping[int, int]) -> None:
    """Give the scores of risks and grids their new levels, inside an edit."""
    for stage in STAGES:
        _move(session, m.Risk, f"{stage}_{scale}", moved)
    if scale == "impact":
        _move(session, m.ImpactScore, "level", moved)


def _move(session: Session, model: Any, column: str, moved: Mapping[int, int]) -> None:
    if not moved:
        return
    table = model.__table__
    place = table.c[column]
    session.execute(update(table).where(place.in_(moved)).values({column: case(dict(moved), value=place)}))


def _move_unique(session: Session, model: Any, moved: Mapping[int, int], without: int) -> None:
    """Move rows whose level must stay unique, one by one, those first that make room for the others."""
    pairs = sorted((pair for pair in moved.items() if pair[0] != without), key=lambda pair: pair[0])
    if pairs and pairs[0][1] > pairs[0][0]:
        pairs.reverse()
    for old, new in pairs:
        for row in session.query(model).filter_by(level=old):
            row.level = new
        session.flush()


def _write_cells(session: Session, scales: Scales, matrix: Matrix) -> None:
    """Write the cells of a matrix with the bands that the session has, in place of those it has."""
    keys = {band.rank: band.key for band in scales.bands}  # type: ignore[attr-defined]
    for cell in session.query(m.MatrixCell):
        session.delete(cell)
    session.flush()
    session.add_all(
        m.MatrixCell(likelihood=likelihood, impact=impact, band_id=keys[rank])
        for likelihood, line in enumerate(matrix.ranks, start=1)
        for impact, rank in enumerate(line, start=1)
    )


# --- the scale of the past ---


def levels_then(document: Document, scale: str, at: datetime) -> int:
    """Return how many levels a scale had at a moment, as far as the history of the file reaches back."""
    return len(words_then(document, scale, at)) or MOST_LEVELS


def words_then(document: Document, scale: str, at: datetime) -> tuple[str, ...]:
    """Return the words for the levels that a scale had at a moment, from level 1 up.

    What a room said is told against these, however the scale was changed afterwards. A file whose history begins later
    gives the oldest words that it knows.
    """
    model = LEVEL_MODELS[scale]
    rows: dict[bytes, dict[str, Any]] = {row.id: {"level": row.level, "name": row.name} for row in document.all(model)}
    for changes in document.history(limit=None, table=str(model.__table__.name), since=at):
        if changes.at > at:
            for one in changes.changes:
                _take_back(rows, one)
    found = sorted(rows.values(), key=lambda row: row["level"])
    return tuple(row["name"] for row in found)


def _take_back(rows: dict[bytes, dict[str, Any]], change: Any) -> None:
    """Make rows what they were before a change."""
    before = {name: pair[0] for name, pair in change.values.items() if name in ("level", "name")}
    if change.op == "insert":
        rows.pop(change.row, None)
    elif change.op == "delete":
        rows[change.row] = before
    elif change.row in rows:
        rows[change.row].update(before)
