"""Finds the row of headings in a raw table, and the rows and columns below it that hold anything."""

from __future__ import annotations

from statistics import median

from app.i18n import N_
from app.imports.synonyms import forms, known_headings
from app.imports.table import MAX_COLUMNS, MAX_ROWS, RawTable, Refused

#: How far down the headings are looked for, below a title and remarks.
_SEARCHED = 30

_EMPTY = N_("{name} is empty. Choose a file with headings in its first rows.")
_NO_ROWS = N_("{name} has headings but no rows below them.")
TOO_MANY_ROWS = N_("{name} has more than {limit} rows. Split it and import the parts one after the other.")
TOO_MANY_COLUMNS = N_("{name} has more than {limit} columns. Delete those that are not needed and try again.")
_ABOVE = N_("{n} rows above the headings were left out.")
_ONE_ABOVE = N_("One row above the headings was left out.")
_OVERHANG = N_("Line {line} has more cells than there are headings; the last {n} were left out.")
_MORE_OVERHANG = N_("{n} further lines have more cells than there are headings.")
_UNHEADED = N_("{n} columns have no heading.")


class TableSize:
    """Counts what is read, and refuses as soon as a file holds more than is taken."""

    def __init__(self, name: str) -> None:
        self.name, self._rows = name, 0

    def add(self, cells: list[str]) -> bool:
        """Count a row, whose empty cells at the end are cut off; returns whether it holds anything."""
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise Refused(TOO_MANY_COLUMNS, name=self.name, limit=MAX_COLUMNS)
        self._rows += bool(cells)
        if self._rows > MAX_ROWS + _SEARCHED:
            raise Refused(TOO_MANY_ROWS, name=self.name, limit=f"{MAX_ROWS:,}")
        return bool(cells)


def laid_out(raw: RawTable, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the headings and the rows below them, all of equal width; what is left out is noted in ``raw.notes``.

    Raises ``Refused`` if there are none, or too many.
    """
    if not raw.rows:
        raise Refused(_EMPTY, name=name)
    start = heading_row(raw.rows)
    headings = [" ".join(cell.split()) for cell in raw.rows[start][1]]
    body = raw.rows[start + 1 :]
    if not body:
        raise Refused(_NO_ROWS, name=name)
    if len(body) > MAX_ROWS:
        raise Refused(TOO_MANY_ROWS, name=name, limit=f"{MAX_ROWS:,}")
    if start:
        raw.notes.append((_ABOVE, {"n": start}) if start > 1 else (_ONE_ABOVE, {}))
    _note_overhang(raw, body, len(headings))
    return _without_empty_columns(raw, headings, [(line, _fitted(cells, len(headings))) for line, cells in body])


def heading_row(rows: list[tuple[int, list[str]]]) -> int:
    """Return the place of the row of headings: the one with most headings that are known, else the first full one."""
    searched = [cells for _, cells in rows[:_SEARCHED]]
    known = [known_cells(cells) for cells in searched]
    best = max(known)
    if best >= 2 or (best == 1 and max(map(len, searched)) == 1):
        return known.index(best)
    usual = median(_filled(cells) for cells in searched)
    for place, cells in enumerate(searched):
        if _filled(cells) >= max(1.0, 0.6 * usual) and _could_be_headings(cells):
            return place
    return 0


def known_cells(cells: list[str]) -> int:
    """Return how many cells of a row are headings that some tool or list uses."""
    return len({cell for cell in cells if cell.strip() and any(form in known_headings() for form in forms(cell[:100]))})


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _could_be_headings(cells: list[str]) -> bool:
    texts = [cell.strip() for cell in cells if cell.strip()]
    numbers = sum(text.replace(".", "").replace(",", "").replace("-", "").isdigit() for text in texts)
    return len(set(texts)) == len(texts) and not numbers and all(len(text) <= 100 for text in texts)


def _fitted(cells: list[str], width: int) -> list[str]:
    return cells[:width] + [""] * (width - len(cells))


def _note_overhang(raw: RawTable, body: list[tuple[int, list[str]]], width: int) -> None:
    longer = [(line, len(cells) - width) for line, cells in body if len(cells) > width]
    raw.notes += [(_OVERHANG, {"line": line, "n": n}) for line, n in longer[:3]]
    if len(longer) > 3:
        raw.notes.append((_MORE_OVERHANG, {"n": len(longer) - 3}))


def _without_empty_columns(
    raw: RawTable, headings: list[str], rows: list[tuple[int, list[str]]]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    held = [n for n, heading in enumerate(headings) if heading or any(cells[n].strip() for _, cells in rows)]
    unheaded = sum(not headings[n] for n in held)
    if unheaded:
        raw.notes.append((_UNHEADED, {"n": unheaded}))
    return [headings[n] for n in held], [(line, [cells[n] for n in held]) for line, cells in rows]
