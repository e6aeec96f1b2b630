"""The impact grid of a service: reading it, scoring its cells, and what it proposes as MTPD and RTO.

Serves the interview mode, the page of a service, and scoring rounds about a grid. Arithmetic is in ``app.bia``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import bia, entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.model import new_key
from app.packs import Horizon
from app.scales import Scales, check_level, read_scales

#: Targets for which the grid makes a proposal; the others are only asked.
PROPOSED = ("mtpd", "rto")

_NO_SERVICE = N_("This service no longer exists; somebody deleted it.")
_NO_CELL = N_("The scales of this session have no such category or horizon; choose one that is shown.")
_FALLS = N_("{category} would improve after {after}. Confirm that it really does and write down why.")
_NOT_SCORED = N_("Score {category} after {after} before you write a note about it.")
_NO_FALL_NOTE = N_("Write down why {category} improves after {after}.")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One scored cell of an impact grid."""

    level: int
    note: str
    fall_confirmed: bool
    speaker_id: bytes | None


@dataclass(frozen=True, slots=True)
class GridLine:
    """One category of an impact grid: a cell per horizon, ``None`` where nothing is scored."""

    key: bytes
    code: str
    name: str
    threshold: int
    anchors: tuple[str, ...]
    cells: tuple[GridCell | None, ...]

    @property
    def levels(self) -> tuple[int | None, ...]:
        """The level at each horizon."""
        return tuple(cell.level if cell else None for cell in self.cells)

    def row(self) -> bia.GridRow:
        """Return the line as the arithmetic takes it."""
        return bia.GridRow(self.code, self.name, self.threshold, self.levels)


@dataclass(frozen=True, slots=True)
class Grid:
    """The impact grid of a service: categories in their order, horizons from the earliest to the last."""

    service: bytes
    horizons: tuple[Horizon, ...]
    lines: tuple[GridLine, ...]

    @property
    def scored(self) -> int:
        """How many cells are scored."""
        return sum(level is not None for line in self.lines for level in line.levels)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.horizons) * len(self.lines)

    @property
    def rows(self) -> tuple[bia.GridRow, ...]:
        """The lines as the arithmetic takes them."""
        return tuple(line.row() for line in self.lines)


def service_row(document: Document, service: bytes) -> Any:
    """Return the row of a service; raises ``UserError`` if it is gone."""
    row = document.get(m.Service, service)
    if row is None:
        raise UserError(_NO_SERVICE)
    return row


def begin(document: Document, session: Session, service: bytes) -> m.Bia:
    """Return the BIA of a service inside an edit; a new one, or one not started yet, is open from now on."""
    found = session.get(m.Bia, service)
    if found is None:
        found = m.Bia(id=service, state="not started")
        session.add(found)
    if found.state == "not started":
        found.state, found.opened_at = "open", document.now()
        session.flush()
    return found


def grid(document: Document, service: bytes, *, scales: Scales | None = None) -> Grid:
    """Return the impact grid of a service. ``scales`` saves reading them again."""
    scales = scales or read_scales(document)
    table = m.ImpactScore.__table__
    found = {
        (row.category_id, row.horizon_id): GridCell(row.level, row.note or "", row.fall_confirmed, row.speaker_id)
        for row in document.rows(select(table).where(table.c.service_id == service))
    }
    lines = tuple(
        GridLine(
            one.key,  # type: ignore[attr-defined]
            one.code,
            one.name,
            one.threshold,
            one.anchors,
            tuple(found.get((one.key, horizon.key)) for horizon in scales.horizons),  # type: ignore[attr-defined]
        )
        for one in scales.categories
    )
    return Grid(service, scales.horizons, lines)


def score(
    document: Document,
    service: bytes,
    category: bytes,
    horizon: bytes,
    level: int | str,
    note: str | None = None,
    speaker: bytes | None = None,
    *,
    fall_confirmed: bool = False,
) -> None:
    """Score one cell (a level of the session's scale) of a service's grid; lower levels further right rise to it.

    ``note`` stays as it is unless given; an empty one is removed. Who scored is ``speaker``, or whoever the document
    counts as speaking. Raises ``UserError`` if the level is lower than an earlier one of the row, unless
    ``fall_confirmed`` with a note. A fall confirmed further right stays. Opens the interview if it was not.
    """
    name = service_row(document, service).name
    line, position, horizons = _cell(document, service, category, horizon)
    spec = entities.field_of(m.ImpactScore, "level")
    chosen: int = spec.parse(level) if isinstance(level, str) else spec.check(level)
    check_level(document, "impact", chosen)
    after = horizons[position].label
    said = _said(line, position, chosen, after, note, speaker or document.speaker, fall_confirmed=fall_confirmed)
    label = translate(N_("Score {category} after {after} of {service}"), category=line.name, after=after, service=name)
    with document.edit(label, speaker=said["speaker_id"]) as session:
        begin(document, session, service)
        for at, raised in enumerate(_carried(line, position, chosen)):
            if at == position:
                _store(session, service, category, horizons[at], said)
            elif raised is not None and raised != line.levels[at]:
                _store(session, service, category, horizons[at], {"level": raised})


def _said(
    line: GridLine,
    position: int,
    level: int,
    after: str,
    note: str | None,
    speaker: bytes | None,
    *,
    fall_confirmed: bool,
) -> dict[str, Any]:
    """Return what a cell holds when it gets a level: its note unless a new one is given, and who scored it."""
    known = line.cells[position]
    same = known is not None and known.level == level
    kept = (known.note if known is not None else "") if note is None else note.strip()
    confirmed = fall_confirmed or (same and known is not None and known.fall_confirmed)
    falls = _refuse_unconfirmed_fall(line, position, level, after, kept, fall_confirmed=confirmed)
    unchanged = known.speaker_id if same and known is not None else None
    return {"level": level, "note": kept or None, "fall_confirmed": falls, "speaker_id": speaker or unchanged}


def score_row(
    document: Document,
    service: bytes,
    category: bytes,
    levels: Sequence[int | None],
    speaker: bytes | None = None,
    *,
    scales: Scales | None = None,
) -> None:
    """Score a whole row at once, one level per horizon; ``None`` leaves a cell as it is.

    ``scales`` saves reading them again. Raises ``UserError`` if the row would fall anywhere: a fall is entered cell by
    cell, with its note.
    """
    name = service_row(document, service).name
    found = grid(document, service, scales=scales)
    line = next((one for one in found.lines if one.key == category), None)
    if line is None or len(levels) > len(found.horizons):
        raise UserError(_NO_CELL)
    spec = entities.field_of(m.ImpactScore, "level")
    wanted = [None if level is None else int(spec.check(level)) for level in levels]
    after = [new or old for new, old in zip_longest(wanted, line.levels)]
    fall = next(iter(bia.falls([bia.GridRow(line.code, line.name, line.threshold, tuple(after))])), None)
    if fall is not None:
        raise UserError(_FALLS, category=line.name, after=found.horizons[fall.after].label)
    with document.edit(translate(N_("Score {category} of {service}"), category=line.name, service=name)) as session:
        begin(document, session, service)
        _store_row(session, service, found, line, wanted, speaker or document.speaker)


def _store_row(
    session: Session, service: bytes, found: Grid, line: GridLine, levels: Sequence[int | None], speaker: bytes | None
) -> None:
    """Store the levels of a row, the fresh cells in one statement."""
    fresh = []
    for horizon, level, cell in zip(found.horizons, levels, line.cells, strict=False):
        if level is not None and cell is None:
            keys = {"service_id": service, "category_id": line.key, "horizon_id": horizon.key}  # type: ignore[attr-defined]
            fresh.append({"id": new_key(), **keys, "level": level, "fall_confirmed": False, "speaker_id": speaker})
        elif level is not None:
            _store(session, service, line.key, horizon, {"level": level, "speaker_id": speaker})
    if fresh:
        session.execute(insert(m.ImpactScore), fresh)


def clear_score(document: Document, service: bytes, category: bytes, horizon: bytes) -> bool:
    """Empty one cell of a service's grid; returns whether it was scored."""
    table = m.ImpactScore
    found = document.row(
        select(table.__table__.c.id).where(
            table.service_id == service, table.category_id == category, table.horizon_id == horizon
        )
    )
    if found is None:
        return False
    line, position, horizons = _cell(document, service, category, horizon)
    label = translate(
        N_("Clear {category} after {after} of {service}"),
        category=line.name,
        after=horizons[position].label,
        service=service_row(document, service).name,
    )
    entities.delete(document, found.id, m.ImpactScore, label)
    return True


def _cell(document: Document, service: bytes, category: bytes, horizon: bytes) -> tuple[GridLine, int, Any]:
    found = grid(document, service)
    line = next((one for one in found.lines if one.key == category), None)
    places: list[bytes] = [one.key for one in found.horizons]  # type: ignore[attr-defined]
    if line is None or horizon not in places:
        raise UserError(_NO_CELL)
    return line, places.index(horizon), found.horizons


def _refuse_unconfirmed_fall(
    line: GridLine, position: int, level: int, after: str, note: str | None, *, fall_confirmed: bool
) -> bool:
    before = next((one for one in reversed(line.levels[:position]) if one is not None), None)
    if before is None or level >= before:
        return False
    if not fall_confirmed:
        raise UserError(_FALLS, category=line.name, after=after)
    if not (note or "").strip():
        raise UserError(_NO_FALL_NOTE, category=line.name, after=after)
    return True


def refuse_fall(
    document: Document,
    service: bytes,
    category: bytes,
    horizon: bytes,
    level: int,
    note: str | None = None,
    *,
    fall_confirmed: bool = False,
) -> None:
    """Raise the ``UserError`` that ``score`` would raise if a row fell; nothing is written."""
    line, position, horizons = _cell(document, service, category, horizon)
    after = horizons[position].label
    _refuse_unconfirmed_fall(line, position, level, after, note, fall_confirmed=fall_confirmed)


def note_cell(document: Document, service: bytes, category: bytes, horizon: bytes, note: str) -> None:
    """Write down why a cell has its level; an empty note removes it. Raises ``UserError`` if it is not scored."""
    line, position, horizons = _cell(document, service, category, horizon)
    cell = line.cells[position]
    if cell is None:
        raise UserError(_NOT_SCORED, category=line.name, after=horizons[position].label)
    if cell.fall_confirmed and not note.strip():
        raise UserError(_NO_FALL_NOTE, category=line.name, after=horizons[position].label)
    score(document, service, category, horizon, cell.level, note, cell.speaker_id, fall_confirmed=cell.fall_confirmed)


def _carried(line: GridLine, position: int, level: int) -> tuple[int | None, ...]:
    """Return the row's levels after ``level`` was entered; what follows a confirmed fall is left alone."""
    confirmed = [at for at, cell in enumerate(line.cells) if cell and cell.fall_confirmed and at > position]
    end = min(confirmed, default=len(line.cells))
    return bia.carried_right(line.levels[:end], position, level) + line.levels[end:]


def _store(session: Session, service: bytes, category: bytes, horizon: Any, values: Mapping[str, Any]) -> None:
    keys = {"service_id": service, "category_id": category, "horizon_id": horizon.key}
    found = session.query(m.ImpactScore).filter_by(**keys).one_or_none()
    if found is None:
        session.add(m.ImpactScore(id=new_key(), **keys, **values))
        return
    for name, value in values.items():
        setattr(found, name, value)


def proposals(document: Document, service: bytes, *, scales: Scales | None = None) -> bia.Proposal:
    """Return what the grid of a service proposes as MTPD and RTO, with the reasons (``domain.md`` §2).

    A recorded work recovery time and the owner's own MTPD are taken into account; so is the session's cautious setting.
    """
    row = service_row(document, service)
    found = grid(document, service, scales=scales)
    cautious = bool(document.scalar(select(m.SessionInfo.__table__.c.cautious_mtpd)))
    return bia.propose(found.rows, found.horizons, wrt=row.wrt, confirmed_mtpd=row.mtpd, cautious=cautious)


def proposed(proposal: bia.Proposal, target: str) -> int | None:
    """Return the proposed minutes of ``mtpd`` or ``rto``; ``None`` for targets that are only asked."""
    return {"mtpd": proposal.mtpd, "rto": proposal.rto}.get(target)


def driver_key(scales: Scales, proposal: bia.Proposal) -> bytes | None:
    """Return the key of the category that drives a proposal."""
    codes = {one.code: one.key for one in scales.categories}  # type: ignore[attr-defined]
    return codes.get(proposal.driver or "")
