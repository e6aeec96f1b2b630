"""The verbs of matrix and bands: cells, names, colours, appetite, and how many bands there are.

Each verb is one edit that can be undone. A matrix that would fall is refused with the cell that breaks it; colours keep
the order of lightness, and nothing above the appetite lies below what is within it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app import entities
from app import model as m
from app.i18n import N_, UserError, plural, translate
from app.matrices.ranks import Ranks, breach_words, breaches, changed_cells, fitted, with_cell
from app.packs import FEWEST_LEVELS, MOST_LEVELS, Matrix, default_colour
from app.scales import copy_matrix, read_scales

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.document import Document

_COLOURS_FALL = N_(
    "{higher} would be no darker than {lower}: a higher level needs a stronger colour, so that the order can be seen "
    "in grey. Choose a colour between its neighbours."
)
_APPETITE_JUMPS = N_(
    "{higher} would be within appetite while {lower} is not; the appetite ends at one level. Change the other one "
    "first."
)


def change_cells(document: Document, ranks: Ranks) -> bool:
    """Write the ranks of all cells; returns whether anything changed.

    Raises ``UserError`` naming the cell if the level would fall, or if the size is not that of the scales.
    """
    scales = read_scales(document)
    if (len(ranks), len(ranks[0])) != (scales.matrix.likelihoods, scales.matrix.impacts):
        raise UserError(N_("The scale has other levels by now; look at the matrix again before you change it."))
    check_ranks(ranks, [band.name for band in scales.bands])
    changed = changed_cells(scales.matrix.ranks, ranks)
    if not changed:
        return False
    keys = {band.rank: band.key for band in scales.bands}  # type: ignore[attr-defined]
    label = plural(N_("Change {n} cell of the matrix"), N_("Change {n} cells of the matrix"), len(changed))
    with document.edit(label) as session:
        for cell in session.query(m.MatrixCell):
            if (cell.likelihood, cell.impact) in changed:
                cell.band_id = keys[ranks[cell.likelihood - 1][cell.impact - 1]]
    return True


def set_cell(document: Document, likelihood: int, impact: int, rank: int) -> bool:
    """Give one cell of the matrix the band of ``rank``; returns whether it was another. Raises as ``change_cells``."""
    return change_cells(document, with_cell(read_scales(document).matrix.ranks, likelihood, impact, rank))


def check_ranks(ranks: Ranks, names: Sequence[str]) -> None:
    """Raise ``UserError`` naming the cell at which the level would fall (``domain.md`` §3)."""
    found = breaches(ranks)
    if found:
        raise UserError("{told}", told=breach_words(ranks, names, found[0]))


def change_band(document: Document, key: bytes, name: str, value: Any) -> bool:
    """Change one field of a band; returns whether anything changed.

    Raises ``UserError`` if a higher level would then look weaker, or lie within an appetite that a lower one exceeds.
    """
    bands = list(read_scales(document).bands)
    at = next(n for n, one in enumerate(bands) if one.key == key)  # type: ignore[attr-defined]
    spec = entities.field_of(m.Band, name)
    chosen = spec.parse(value) if isinstance(value, str) else spec.check(value)
    if name == "colour":
        bands[at] = replace(bands[at], colour=chosen or 0)
    elif name == "within_appetite":
        bands[at] = replace(bands[at], within_appetite=bool(chosen))
    check_bands(bands)
    return entities.set_field(document, m.Band, key, name, chosen)


def check_bands(bands: Sequence[Any]) -> None:
    """Raise ``UserError`` unless colours get stronger and the appetite ends once, from the lowest band up."""
    number = len(bands)
    for lower, higher in pairwise(bands):
        gap = {"lower": lower.name, "higher": higher.name}
        if _colour(higher, number) <= _colour(lower, number):
            raise UserError(_COLOURS_FALL, **gap)
        if higher.within_appetite and not lower.within_appetite:
            raise UserError(_APPETITE_JUMPS, **gap)


def _colour(band: Any, number: int) -> int:
    return band.colour or default_colour(band.rank, number)


def set_appetite(document: Document, rank: int) -> bool:
    """Let the appetite end at the band of ``rank`` (0: nothing is within); returns whether anything changed."""
    bands = read_scales(document).bands
    if all(band.within_appetite == (band.rank <= rank) for band in bands):
        return False
    names = [band.name for band in bands if band.rank == rank]
    words = N_("Appetite up to {band}") if names else N_("Nothing is within appetite")
    with document.edit(translate(words, band="".join(names))) as session:
        for row in session.query(m.Band):
            row.within_appetite = row.rank <= rank
    return True


def set_category_appetite(document: Document, category: bytes, rank: int | None) -> bool:
    """Give a kind of harm its own appetite up to the band of ``rank`` (0: nothing, ``None``: as the bands say)."""
    highest = len(read_scales(document).bands)
    if rank is not None and not 0 <= rank <= highest:
        raise UserError(N_("There are only {n} levels of risk; choose one of them."), n=highest)
    return entities.set_field(document, m.ImpactCategory, category, "appetite", rank)


def add_band(document: Document, rank: int, name: str) -> None:
    """Add a band that becomes number ``rank`` from below; no cell has it yet. Raises ``UserError`` beyond five."""
    bands = read_scales(document).bands
    if len(bands) >= MOST_LEVELS:
        raise UserError(N_("A matrix has five levels of risk at most."))
    within = rank <= len(bands) and bands[rank - 1].within_appetite
    with document.edit(translate(N_("Add the level {name}"), name=name)) as session:
        _forget_colours(session)
        for row in _bands_of(session, falling=True):
            if row.rank >= rank:
                row.rank += 1
                session.flush()
        entities.create(session, m.Band, rank=rank, name=name, within_appetite=within)
        _shift_appetites(session, lambda limit: limit + 1 if limit >= rank else limit)


def remove_band(document: Document, rank: int, into: int) -> None:
    """Remove the band of ``rank``; its cells take the band ``into``, one of its neighbours.

    Raises ``UserError`` if three are left, or if ``into`` is no neighbour.
    """
    bands = {band.rank: band for band in read_scales(document).bands}
    if len(bands) <= FEWEST_LEVELS:
        raise UserError(N_("A matrix has three levels of risk at least."))
    if abs(rank - into) != 1 or into not in bands:
        raise UserError(N_("The cells of a removed level take the one above or below it; choose one of these."))
    label = translate(N_("Remove the level {name}"), name=bands[rank].name)
    with document.edit(label) as session:
        keep, gone = bands[into].key, bands[rank].key  # type: ignore[attr-defined]
        for cell in session.query(m.MatrixCell).filter_by(band_id=gone):
            cell.band_id = keep
        _forget_colours(session)
        session.flush()
        session.delete(session.get(m.Band, gone))
        session.flush()
        for row in _bands_of(session, falling=False):
            if row.rank > rank:
                row.rank -= 1
                session.flush()
        _shift_appetites(session, lambda limit: limit - 1 if limit >= rank else limit)


def without_band(matrix: Matrix, rank: int, into: int) -> Matrix:
    """Return a matrix without one band, its cells taking the band ``into``: what ``remove_band`` would leave."""
    targets = {old: into if old == rank else old for old in range(1, len(matrix.bands) + 1)}
    fallen = {old: new - (new > rank) for old, new in targets.items()}
    kept = [replace(band, rank=fallen[band.rank], colour=0) for band in matrix.bands if band.rank != rank]
    ranks = tuple(tuple(fallen[one] for one in line) for line in matrix.ranks)
    return replace(matrix, bands=tuple(kept), ranks=ranks)


def _bands_of(session: Session, *, falling: bool) -> list[Any]:
    return sorted(session.query(m.Band), key=lambda row: -row.rank if falling else row.rank)


def _forget_colours(session: Session) -> None:
    """Let all colours follow from the rank again: another number of bands spreads them anew."""
    for row in session.query(m.Band):
        row.colour = None


def _shift_appetites(session: Session, shift: Any) -> None:
    for row in session.query(m.ImpactCategory):
        if row.appetite is not None:
            row.appetite = shift(row.appetite)
    session.flush()


def appetites_under(document: Document, matrix: Matrix) -> dict[bytes, int | None]:
    """Return the appetites of categories as they would be under another matrix, by the keys of the categories.

    A limit stays at its rank; with another number of bands it moves to the band at the same share of the way up.
    """
    scales = read_scales(document)
    old, new = len(scales.bands), len(matrix.bands)
    return {
        one.key: one.appetite if old == new else round(one.appetite * new / max(1, old))  # type: ignore[attr-defined]
        for one in scales.categories
        if one.appetite is not None
    }


def use_matrix(document: Document, matrix: Matrix) -> None:
    """Replace the session's bands and matrix by those of a pack, in the size of the session's scales."""
    scales = read_scales(document)
    chosen = fitted(matrix, scales.likelihood_count, scales.impact_count)
    appetites = appetites_under(document, chosen)
    with document.edit(translate(N_("Use the matrix “{title}”"), title=translate(matrix.title))) as session:
        copy_matrix(session, chosen)
        for row in session.query(m.ImpactCategory):
            row.appetite = appetites.get(row.id)
