"""Presets: matrices and likelihoods to begin with, a session's scales as a file, and taking such a file over.

Every switch can be looked at first (``effect`` of the proposal) and is one edit that can be undone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import model as m
from app import packs
from app.i18n import N_, UserError, translate
from app.matrices.bands import appetites_under, use_matrix
from app.matrices.effects import Proposal
from app.matrices.levels import _open_polls, _write_cells, move_scores
from app.matrices.ranks import fitted, resized
from app.packs.reading import MAX_BYTES, PackFault
from app.packs.writing import scales_pack
from app.scales import Scales, copy_matrix, read_scales

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.document import Document


@dataclass(frozen=True, slots=True)
class Preset:
    """Something to switch to: a matrix, levels of likelihood, or whole scales out of a file. Exactly one is given."""

    title: str
    note: str = ""
    matrix: packs.Matrix | None = None
    likelihoods: tuple[packs.Likelihood, ...] = ()
    scales: packs.Scales | None = None
    own: bool = False


def matrices(library: packs.Library | None = None) -> tuple[Preset, ...]:
    """Return the matrices to switch to; with the packs of a person, if their library is given."""
    of_user = _titles_of_user(library, "matrix")
    found = packs.matrices() if library is None else library.matrices()
    return tuple(Preset(translate(one.title), translate(one.note), one, own=one.id in of_user) for one in found)


def likelihoods(library: packs.Library | None = None) -> tuple[Preset, ...]:
    """Return the likelihoods to switch to; with the packs of a person, if their library is given."""
    of_user = _titles_of_user(library, "likelihood")
    found = packs.likelihoods() if library is None else library.likelihoods()
    return tuple(
        Preset(translate(one.title), translate(one.note), likelihoods=one.levels, own=one.id in of_user)
        for one in found
    )


def _titles_of_user(library: packs.Library | None, kind: str) -> frozenset[str]:
    return frozenset(pack.id for pack in library.packs(kind) if pack.of_user) if library is not None else frozenset()


# --- looking first ---


def proposal(document: Document, preset: Preset, *, by_rate: bool = True) -> Proposal:
    """Return what switching to a preset would make of the scales.

    ``by_rate`` moves each score to the level of the new likelihood that happens about as often; without it scores keep
    their number, which needs as many levels as there are.
    """
    scales = read_scales(document)
    if preset.matrix is not None:
        matrix = fitted(preset.matrix, scales.likelihood_count, scales.impact_count)
        return Proposal(matrix, appetites=appetites_under(document, matrix))
    if preset.scales is not None:
        return _proposal_of_scales(document, scales, preset.scales, by_rate=by_rate)
    ranks = resized(scales.matrix.ranks, len(preset.likelihoods), scales.impact_count)
    matrix = packs.Matrix("session", "", scales.bands, ranks)
    return Proposal(matrix, likelihoods=level_moves(scales.likelihoods, preset.likelihoods, by_rate=by_rate))


def _proposal_of_scales(document: Document, scales: Scales, taken: packs.Scales, *, by_rate: bool) -> Proposal:
    if len(taken.levels) != scales.impact_count:
        raise UserError(
            N_(
                "These scales have {taken} levels of impact and this session has {here}; add or remove a level of "
                "impact first, so that every score keeps its meaning."
            ),
            taken=len(taken.levels), here=scales.impact_count,
        )  # fmt: skip
    keys = {one.code: one.key for one in scales.categories}  # type: ignore[attr-defined]
    appetites = {**appetites_under(document, taken.matrix)}
    appetites.update({keys[one.code]: one.appetite for one in taken.categories if one.code in keys})
    moved = level_moves(scales.likelihoods, taken.likelihoods, by_rate=by_rate)
    return Proposal(taken.matrix, likelihoods=moved, appetites=appetites)


def level_moves(
    old: Sequence[packs.Likelihood], new: Sequence[packs.Likelihood], *, by_rate: bool = True
) -> dict[int, int]:
    """Return to which level of the new likelihood each old one goes, without those that stay.

    By rate it is the level that happens about as often, on a scale of powers (``domain.md`` §3, λ). Raises
    ``UserError`` if numbers shall stay and there are not as many.
    """
    if not by_rate:
        if len(old) != len(new):
            raise UserError(
                N_("The new likelihood has {new} levels instead of {old}, so scores cannot keep their numbers."),
                new=len(new), old=len(old),
            )  # fmt: skip
        return {}
    nearest = {one.level: min(new, key=lambda to, rate=one.rate: _apart(to.rate, rate)).level for one in old}  # type: ignore[misc]
    return {level: to for level, to in nearest.items() if level != to}


def _apart(one: float, other: float) -> float:
    return abs(math.log(max(one, 1e-9)) - math.log(max(other, 1e-9)))


# --- switching ---


def use(document: Document, preset: Preset, *, by_rate: bool = True) -> None:
    """Switch to a preset as one edit. Raises ``UserError`` while a round about a scale that changes is open."""
    if preset.matrix is not None:
        use_matrix(document, preset.matrix)
        return
    proposed = proposal(document, preset, by_rate=by_rate)
    if _open_polls(document, "likelihood"):
        raise UserError(N_("Rounds about likelihood are open; settle or drop them before the scale changes."))
    words = N_("Take over the scales “{title}”") if preset.scales is not None else N_("Use the likelihood “{title}”")
    scales = read_scales(document)
    with document.edit(translate(words, title=preset.title)) as session:
        _replace_likelihoods(session, preset.scales.likelihoods if preset.scales else preset.likelihoods)
        move_scores(session, "likelihood", proposed.likelihoods)
        if preset.scales is None:
            _write_cells(session, scales, proposed.matrix)
        else:
            copy_matrix(session, preset.scales.matrix)
            _replace_impact(session, preset.scales)


def _replace_likelihoods(session: Session, levels: Sequence[packs.Likelihood]) -> None:
    for row in session.query(m.LikelihoodLevel):
        session.delete(row)
    session.flush()
    session.add_all(
        m.LikelihoodLevel(
            id=m.new_key(), level=one.level, name=translate(one.name), frequency=translate(one.frequency),
            chance=translate(one.chance), rate=one.rate, example=translate(one.example) or None,
        )
        for one in levels
    )  # fmt: skip
    session.flush()


def _replace_impact(session: Session, taken: packs.Scales) -> None:
    """Write words, thresholds, appetites and anchors of impact; kinds of harm are known by their codes.

    A kind of harm that the file does not have stays as it is, since scores may stand on it.
    """
    words = {one.level: one.name for one in taken.levels}
    for level in session.query(m.ImpactLevel):
        level.name = translate(words[level.level])
    present = {row.code: row for row in session.query(m.ImpactCategory)}
    for position, one in enumerate(taken.categories, start=len(present)):
        row = present.get(one.code)
        if row is None:
            row = m.ImpactCategory(id=m.new_key(), code=one.code, name=one.name, threshold=one.threshold,
                                   position=position)  # fmt: skip
            session.add(row)
            session.flush()
        row.name, row.threshold, row.appetite = translate(one.name), one.threshold, one.appetite
        _replace_anchors(session, row.id, one.anchors)


def _replace_anchors(session: Session, category: bytes, texts: Sequence[str]) -> None:
    known: dict[int, Any] = {row.level: row for row in session.query(m.ImpactAnchor).filter_by(category_id=category)}
    for level, text in enumerate(texts, start=1):
        if level in known:
            known[level].text = translate(text)
        else:
            session.add(m.ImpactAnchor(id=m.new_key(), category_id=category, level=level, text=translate(text)))
    session.flush()


# --- files ---


def save_pack(document: Document, target: Path, title: str) -> None:
    """Write the session's own scales as a pack file; raises ``UserError`` if it cannot be written."""
    from app.scales import as_written

    text = scales_pack(as_written(document), title)
    try:
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UserError(
            N_("{file} cannot be written: {fault}. Choose another folder."),
            file=target.name, fault=fault.strerror or str(fault),
        ) from fault  # fmt: skip


def open_pack(source: Path) -> Preset:
    """Return the scales, the likelihood or the matrix that a pack file holds, checked.

    Raises ``PackFault``, a ``UserError`` that names what is wrong with the file, or that it is of another kind.
    """
    try:
        with source.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as fault:
        raise PackFault(
            N_("{file} cannot be read: {fault}."), file=source.name, fault=fault.strerror or str(fault)
        ) from fault
    pack = packs.read_pack(source.name, content, of_user=True)
    title = pack.title
    if pack.kind == "matrix":
        return Preset(title, pack.content.note, pack.content, own=True)
    if pack.kind == "likelihood":
        return Preset(title, pack.content.note, likelihoods=pack.content.levels, own=True)
    if pack.kind == "scales":
        return Preset(title, pack.content.note, scales=packs.completed(pack.content), own=True)
    raise PackFault(
        N_("{file} holds no scales but {kind}; choose a file with scales, a likelihood or a matrix."),
        file=source.name, kind=pack.kind,
    )  # fmt: skip
