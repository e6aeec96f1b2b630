"""What was changed on the sheet Scales of a register that came back: shown apart, with the levels it would move.

Serves the comparison and the taking. The session's own scales change only when a person accepts a line here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app import entities, matrices
from app import model as m
from app.i18n import N_, UserError, plural, translate
from app.packs import first_fall
from app.register.returning.fields import digest, written
from app.scales import read_scales

if TYPE_CHECKING:
    from app.document import Document
    from app.packs import Band
    from app.register.lines import Register
    from app.register.returning.returned import Cell, Returned
    from app.scales import Scales

_INTRO = N_("The session's own scales change only when a line under “Scales and matrix” is accepted.")
_NO_BAND = N_("“{text}” is none of the levels: {names}. The matrix was not taken.")
_FALLS = N_("The level would fall where likelihood or impact rises (at {l} × {i}); the matrix cannot be taken.")
_GAP = N_("Every cell of the matrix needs a level; one is empty in the file.")
_MOVES = (
    N_("{n} risk would change its level today: {told}."),
    N_("{n} risks would change their level today: {told}."),
)
_NO_MOVES = N_("No risk would change its level today.")
_NOT_YES = N_("“{text}” is neither TRUE nor FALSE.")
_OFF = N_("{text} is no level of the scale.")
_ERROR = N_("The cell holds an error or a formula without a result; nothing was taken.")
_EMPTY = N_("The cell is empty in the file; nothing was taken.")
_MATRIX = N_("Matrix, {n} cells")
_ONE_CELL = N_("Matrix, L {l} × I {i}")
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ScaleLine:
    """A difference of the scales: the matrix as a whole, or one word, anchor or appetite."""

    id: str
    label: str
    exported: str
    ours: str
    theirs: str
    change: str
    remark: str = ""
    place: str = ""
    value: Any = None
    who: str = ""
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A risk whose level another matrix would change: its reference, and the words before and after."""

    ref: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The risks whose level today the file's matrix would change."""

    moved: tuple[Moved, ...]


def compared(
    document: Document, register: Register, returned: Returned, notes: list[str]
) -> tuple[list[ScaleLine], Preview | None]:
    """Return the differences of the scales, and which levels the file's matrix would move (``None`` if it is ours)."""
    cells = dict(returned.scales)
    if not cells:
        return [], None
    scales = read_scales(document)
    at_export = {one.name: one.digest for one in returned.told.scales}
    matrix = {name: cell for name, cell in cells.items() if name.startswith("matrix ")}
    lines = [
        line
        for name, cell in cells.items()
        if name not in matrix and (line := _line(scales, name, cell, at_export[name])) is not None
    ]
    preview = None
    if matrix and (found := _matrix(register, scales, matrix, at_export, cells)) is not None:
        line, preview = found
        lines.insert(0, line)
    if lines:
        notes.append(translate(_INTRO))
    return lines, preview


# --- the matrix ---


def _matrix(
    register: Register,
    scales: Scales,
    cells: Mapping[str, Cell],
    at_export: Mapping[str, str],
    all_cells: Mapping[str, Cell],
) -> tuple[ScaleLine, Preview | None] | None:
    names = _band_names(scales, all_cells)
    ranks = [list(row) for row in scales.matrix.ranks]
    before, after, changed, conflict, problem = [], [], [], False, ""
    for name, cell in cells.items():
        likelihood, impact = (int(part) for part in name.split()[1:])
        now = scales.band(likelihood, impact)
        rank = names.get(cell.text.casefold())
        if rank is None:
            said = _GAP if not cell.text else _NO_BAND
            problem = translate(said, text=cell.text[:40], names=", ".join(band.name for band in scales.bands))
        elif now is None or rank == now.rank:
            continue
        else:
            ranks[likelihood - 1][impact - 1] = rank
        conflict = conflict or digest(written(now.name if now else "")) != at_export.get(name, "")
        changed.append((likelihood, impact))
        before.append(f"{likelihood}×{impact} {now.name if now else '–'}")
        after.append(f"{likelihood}×{impact} {cell.text or '–'}")
    if not changed:
        return None
    new = tuple(map(tuple, ranks))
    fall = first_fall(new)
    if fall is not None and not problem:
        problem = translate(_FALLS, l=fall[0], i=fall[1])
    label = (
        translate(_ONE_CELL, l=changed[0][0], i=changed[0][1])
        if len(changed) == 1
        else translate(_MATRIX, n=len(changed))
    )
    ours, theirs = _few(before), _few(after)
    line = ScaleLine("matrix", label, "" if conflict else ours, ours, theirs, "conflict" if conflict else "changed",
                     value=new)  # fmt: skip
    if problem:
        return replace(line, change="refused", remark=problem), None
    preview = Preview(_moved(register, scales, new))
    return replace(line, remark=_moves(preview)), preview


def _band_names(scales: Scales, cells: Mapping[str, Cell]) -> dict[str, int]:
    """Return the rank of each band by its name in lower case, as the session has it and as the file calls it now."""
    found = {band.name.casefold(): band.rank for band in scales.bands}
    for band in scales.bands:
        renamed = cells.get(f"band {band.rank} name")
        if renamed is not None and renamed.text:
            found[renamed.text.casefold()] = band.rank
    return found


def _few(parts: Sequence[str]) -> str:
    return ", ".join(parts[:_SHOWN]) + (" …" if len(parts) > _SHOWN else "")


def _moved(register: Register, scales: Scales, ranks: tuple[tuple[int, ...], ...]) -> tuple[Moved, ...]:
    by_rank: dict[int, Band] = {band.rank: band for band in scales.bands}
    found = []
    for risk in register.counted:
        score = risk.current
        if score.band is None or score.likelihood is None or score.impact is None:
            continue
        after = by_rank[ranks[score.likelihood - 1][score.impact - 1]]
        if after.rank != score.band.rank:
            found.append(Moved(risk.ref, score.band.name, after.name))
    return tuple(found)


def _moves(preview: Preview) -> str:
    if not preview.moved:
        return translate(_NO_MOVES)
    told = ", ".join(f"{one.ref} {one.before} → {one.after}" for one in preview.moved[:_SHOWN])
    told += " …" if len(preview.moved) > _SHOWN else ""
    return plural(*_MOVES, len(preview.moved), told=told)


# --- words, anchors and appetite ---

_PARTS = {
    "name": N_("Word for likelihood {n}"),
    "frequency": N_("Frequency of likelihood {n}"),
    "chance": N_("Chance a year of likelihood {n}"),
    "example": N_("Example of likelihood {n}"),
}
_BANDS = {
    "name": N_("Name of level “{name}”"),
    "within": N_("“{name}” is within appetite"),
    "response": N_("What must happen at “{name}”"),
}


def _line(scales: Scales, name: str, cell: Cell, exported: str) -> ScaleLine | None:
    kind, *rest = name.split(" ")
    reading = {"likelihood": _likelihood, "anchor": _anchor, "threshold": _threshold, "limit": _limit, "band": _band}
    found = reading[kind](scales, rest) if kind in reading else None
    if found is None:
        return None  # what it tells of is no longer on the scale here
    label, now = found
    unchanged = digest(now) == exported
    change = "changed" if unchanged else "conflict"
    line = ScaleLine(name, label, _said(now) if unchanged else "", _said(now), _said(cell.text), change,
                     place=cell.column)  # fmt: skip
    try:
        value = _value(scales, kind, rest, cell)
    except UserError as error:
        return replace(line, change="refused", remark=str(error))
    return None if written(value) == now or value == now else replace(line, value=value)


def _likelihood(scales: Scales, rest: Sequence[str]) -> tuple[str, str] | None:
    one = next((one for one in scales.likelihoods if str(one.level) == rest[0]), None)
    if one is None or rest[1] not in _PARTS:
        return None
    return translate(_PARTS[rest[1]], n=one.level), written(getattr(one, rest[1]))


def _category(scales: Scales, code: str) -> Any:
    return next((one for one in scales.categories if one.code == code), None)


def _anchor(scales: Scales, rest: Sequence[str]) -> tuple[str, str] | None:
    found, level = _category(scales, " ".join(rest[:-1])), int(rest[-1])
    if found is None or level > len(found.anchors):
        return None
    return translate(N_("{category}, what level {n} means"), category=found.name, n=level), written(
        found.anchors[level - 1]
    )


def _threshold(scales: Scales, rest: Sequence[str]) -> tuple[str, str] | None:
    found = _category(scales, " ".join(rest))
    return None if found is None else (
        translate(N_("{category}, intolerable from"), category=found.name), written(found.threshold)
    )  # fmt: skip


def _limit(scales: Scales, rest: Sequence[str]) -> tuple[str, str] | None:
    found = _category(scales, " ".join(rest))
    if found is None:
        return None
    name = next((band.name for band in scales.bands if band.rank == found.appetite), "")
    now = "" if found.appetite is None else name or translate(N_("none"))
    return translate(N_("{category}, in appetite up to"), category=found.name), now


def _band(scales: Scales, rest: Sequence[str]) -> tuple[str, str] | None:
    band = next((one for one in scales.bands if str(one.rank) == rest[0]), None)
    if band is None or rest[1] not in _BANDS:
        return None
    value = {"name": band.name, "within": band.within_appetite, "response": band.response}[rest[1]]
    return translate(_BANDS[rest[1]], name=band.name), written(value)


def _said(text: str) -> str:
    return {"yes": translate(N_("yes")), "no": translate(N_("no"))}.get(text, text)


def _value(scales: Scales, kind: str, rest: Sequence[str], cell: Cell) -> Any:
    """Return the value of a cell as it is stored. Raises ``UserError``."""
    if cell.error or (cell.formula and not cell.text):
        raise UserError(_ERROR)
    text = cell.text
    if kind == "threshold":
        if text not in {str(level) for level in scales.level_range("impact")}:
            raise UserError(_OFF, text=text[:40] or "–")
        return int(text)
    if kind == "limit":
        return _limit_value(scales, text)
    if kind == "band" and rest[1] == "within":
        words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
        if text.casefold() not in words:
            raise UserError(_NOT_YES, text=text[:40])
        return words[text.casefold()]
    if not text and not (kind == "likelihood" and rest[1] == "example") and not (kind == "band" and rest[1] != "name"):
        raise UserError(_EMPTY)
    return text


def _limit_value(scales: Scales, text: str) -> int | None:
    if not text:
        return None
    known = {band.name.casefold(): band.rank for band in scales.bands} | {translate(N_("none")).casefold(): 0}
    if text.casefold() not in known:
        raise UserError(_OFF, text=text[:40])
    return known[text.casefold()]


# --- taking over ---


def take(document: Document, session: Any, chosen: Mapping[str, Any]) -> None:
    """Write accepted differences of the scales (values by id), inside an edit.

    Raises ``UserError`` naming the field, or if levels would fall or the appetite would end twice.
    """
    _take_appetite(document, {id_: value for id_, value in chosen.items() if id_.endswith(" within")})
    for id_, value in chosen.items():
        kind, *rest = id_.split(" ")
        if id_ == "matrix":
            matrices.change_cells(document, value)
        elif kind == "likelihood":
            row = session.query(m.LikelihoodLevel).filter_by(level=int(rest[0])).one()
            _set(row, m.LikelihoodLevel, rest[1], value)
        elif kind == "band" and rest[1] != "within":
            row = session.query(m.Band).filter_by(rank=int(rest[0])).one()
            _set(row, m.Band, rest[1], value)
        elif kind in ("anchor", "threshold", "limit"):
            _take_category(document, session, kind, rest, value)
        session.flush()


def _take_appetite(document: Document, chosen: Mapping[str, bool]) -> None:
    """Write which levels are within appetite, all at once: on the way from one to the next it may end twice."""
    within = {int(id_.split(" ")[1]): value for id_, value in chosen.items()}
    if within:
        bands: list[Any] = [
            replace(band, within_appetite=within.get(band.rank, band.within_appetite))
            for band in read_scales(document).bands
        ]
        matrices.check_bands(bands)
        for band in bands:
            entities.set_field(document, m.Band, band.key, "within_appetite", band.within_appetite)


def _take_category(document: Document, session: Any, kind: str, rest: Sequence[str], value: Any) -> None:
    code = " ".join(rest[:-1] if kind == "anchor" else rest)
    category = session.query(m.ImpactCategory).filter_by(code=code).one()
    if kind == "limit":
        matrices.set_category_appetite(document, category.id, value)
        return
    if kind == "anchor":
        level = int(rest[-1])
        row = session.query(m.ImpactAnchor).filter_by(category_id=category.id, level=level).one_or_none()
        if row is None:
            session.add(m.ImpactAnchor(category_id=category.id, level=level, text=value))
        else:
            _set(row, m.ImpactAnchor, "text", value)
    else:
        _set(category, m.ImpactCategory, kind, value)


def _set(row: Any, model: Any, column: str, value: Any) -> None:
    setattr(row, column, entities.field_of(model, column).check(value))
