"""A register that came back: read from its file by the guarded process, each row and column found again.

Serves the comparison. Cells are text until fields read them; only cells that somebody touched are kept. Whatever had to
be guessed about sheets, columns and rows is told in one sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import N_, plural, translate
from app.register.returning import way_back
from app.register.returning.columns import Columns, columns_of, heading_row, letters
from app.register.returning.fields import OWN, digest
from app.register.returning.way_back import Exported, WayBack

if TYPE_CHECKING:
    from app.imports.book import RawBook, RawRow, RawSheet

REGISTER, ACTIONS, SCALES = "Register", "Actions", "Scales"
_SHEET_GONE = N_("The sheet “{sheet}” is gone from the file; what it held stays as it is here.")
_SHEET_RENAMED = N_("The sheet “{sheet}” is now called “{now}”; it was read all the same.")
_MISSING_ROWS = (
    N_("{n} row is no longer in the file, {refs}; nothing is deleted here."),
    N_("{n} rows are no longer in the file, {refs}; nothing is deleted here."),
)
_TWICE = N_("Row {n} bears the ID {ref} a second time; it is offered as new.")
_FOREIGN = N_("Row {n} bears the ID {ref}, which this workbook was not sent out with; it is offered as new.")
_COVERED = N_(
    "Row {n}, {column}: the cell is covered by a merged one; nothing was read from it. Unmerge it to change it."
)
_COMPUTED = N_("Row {n} ({ref}): a grey cell was changed; grey columns are computed or kept here, nothing was taken.")
_REFS_TOLD = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that somebody touched. ``formula`` and ``error`` say that it holds one; ``text`` is its result."""

    text: str
    formula: bool = False
    error: bool = False
    column: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row of a sheet. ``key`` (hex) is empty for a new one; ``ref`` is what stands as its ID, ``why`` a remark.

    ``cells`` are those touched, by field, ``digests`` those of all its cells as exported.
    """

    line: int
    ref: str
    key: str
    action: str
    cells: Mapping[str, Cell]
    digests: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A register as it came back. ``own`` names the columns that somebody added, now or before.

    ``scales`` holds the touched cells of the sheet Scales by name. ``rows_read`` counts the risks in the file.
    """

    name: str
    told: WayBack
    risks: tuple[ReturnedRow, ...]
    actions: tuple[ReturnedRow, ...]
    scales: Mapping[str, Cell]
    own: tuple[str, ...]
    rows_read: int
    notes: tuple[str, ...] = ()


def read(path: Path | str) -> Returned:
    """Return the register in a file. Raises ``UserError`` with one sentence if it is none, or cannot be read."""
    from app.imports import BookReading

    return understood(BookReading(path).wait())


def understood(book: RawBook) -> Returned:
    """Return the register that a workbook holds. Raises ``UserError`` if it is none of ours."""
    told = way_back.read(book)
    notes: list[str] = []
    risks, own, count = _register(book, told, notes)
    actions = _actions(book, told, notes)
    scales = _scales(book, told, notes)
    return Returned(book.name, told, risks, actions, scales, own, count, tuple(dict.fromkeys(notes)))


def _register(book: RawBook, told: WayBack, notes: list[str]) -> tuple[tuple[ReturnedRow, ...], tuple[str, ...], int]:
    sheet = _sheet(book, REGISTER, told.columns, notes)
    if sheet is None:
        return (), (), 0
    reader = _SheetReader(sheet, told.columns, told.fields, told.risks, notes, told.computed, own=True)
    rows = tuple(reader.rows())
    return rows, reader.columns.own, reader.count


def _actions(book: RawBook, told: WayBack, notes: list[str]) -> tuple[ReturnedRow, ...]:
    headers = tuple(told.action_fields.values())
    sheet = _sheet(book, ACTIONS, headers, notes) if headers else None
    if sheet is None:
        return ()
    return tuple(
        _SheetReader(sheet, (told.columns[0], *headers), told.action_fields, told.actions, notes, own=False).rows()
    )


def _sheet(book: RawBook, title: str, headers: Sequence[str], notes: list[str]) -> RawSheet | None:
    """Return a sheet by its title, or the one whose headings are those of it."""
    found = book.sheet(title)
    if found is not None:
        return found
    wanted = {header.casefold() for header in headers}
    for sheet in _shown(book):
        row = heading_row(sheet.rows, wanted)
        if row is not None and 2 * len(wanted & {cell.strip().casefold() for cell in row.cells}) >= len(wanted):
            notes.append(translate(_SHEET_RENAMED, sheet=title, now=sheet.title))
            return sheet
    notes.append(translate(_SHEET_GONE, sheet=title))
    return None


def _shown(book: RawBook) -> list[RawSheet]:
    """Return the sheets that people see."""
    return [sheet for sheet in book.sheets if not sheet.title.startswith(way_back.TITLE)]


class _SheetReader:
    """Reads the rows of a sheet: which exported row each is, and which of its cells differ from what was exported."""

    def __init__(
        self,
        sheet: RawSheet,
        headers: Sequence[str],
        fields: Mapping[str, str],
        exported: Sequence[Exported],
        notes: list[str],
        computed: Sequence[str] = (),
        *,
        own: bool,
    ) -> None:
        self.sheet, self.fields, self.notes = sheet, fields, notes
        self.exported = {one.ref: one for one in exported}
        head = heading_row(sheet.rows, {header.casefold() for header in headers})
        self.body = [row for row in sheet.rows if head is not None and row.line > head.line]
        self.columns: Columns = columns_of(
            sheet, head, self.body, headers, fields, self.exported, notes, computed, own=own
        )
        self.count = 0

    def rows(self) -> Iterator[ReturnedRow]:
        """Yield the rows that somebody touched or added."""
        claimed: dict[str, RawRow] = self._claims()
        seen: set[str] = set()
        for row in self.body:
            ref = self.columns.id_of(row)
            if not ref and not self._filled(row):
                continue
            self.count += 1
            one = self.exported.get(ref)
            if one is not None and claimed[ref] is row:
                seen.add(ref)
                found = self._known(row, one)
                if found is not None:
                    yield found
            else:
                yield self._new(row, ref, known=one is not None)
        self._note_missing(seen)

    def _claims(self) -> dict[str, RawRow]:
        """Return the row that each reference belongs to: of copies, the one that differs least from what was sent."""
        found: dict[str, list[RawRow]] = defaultdict(list)
        for row in self.body:
            if (ref := self.columns.id_of(row)) in self.exported:
                found[ref].append(row)
        return {
            ref: rows[0] if len(rows) == 1 else max(rows, key=lambda row: self._alike(row, self.exported[ref]))
            for ref, rows in found.items()
        }

    def _alike(self, row: RawRow, one: Exported) -> int:
        return sum(digest(_text(row, place)) == one.digests.get(name) for name, place in self.columns.places.items())

    def _filled(self, row: RawRow) -> bool:
        return any(_text(row, place) for place in (*self.columns.places.values(), *self.columns.added.values()))

    def _known(self, row: RawRow, one: Exported) -> ReturnedRow | None:
        cells = {}
        for name, place in self.columns.places.items():
            cell = self._cell(row, place, one.digests.get(name, ""))
            if cell is not None:
                cells[name] = cell
        for name, place in self.columns.added.items():
            if text := _text(row, place):
                cells[OWN + name] = Cell(text, place in row.formulas, place in row.errors, name)
        if one.computed and self.columns.computed(row) not in (None, one.computed):
            self.notes.append(translate(_COMPUTED, n=row.line, ref=one.ref))
        return ReturnedRow(row.line, one.ref, one.key, one.action, cells, one.digests) if cells else None

    def _cell(self, row: RawRow, place: int, exported: str) -> Cell | None:
        """Return a cell that somebody touched."""
        if place in row.covered:
            if exported:
                self.notes.append(translate(_COVERED, n=row.line, column=self.columns.header(place)))
            return None
        text = _text(row, place)
        formula, error = place in row.formulas, place in row.errors
        if not error and digest(text) == exported:
            return None
        if formula and not text and self.columns.linked(place):
            return None  # a link of ours whose result a program dropped
        return Cell(text, formula and not self.columns.linked(place), error, self.columns.header(place))

    def _new(self, row: RawRow, ref: str, *, known: bool) -> ReturnedRow:
        cells = {}
        for name, place in self.columns.places.items():
            cell = self._cell(row, place, "")
            if cell is not None:
                cells[name] = cell
        for name, place in self.columns.added.items():
            if text := _text(row, place):
                cells[OWN + name] = Cell(text, place in row.formulas, place in row.errors, name)
        why = translate(_TWICE if known else _FOREIGN, n=row.line, ref=ref[:20]) if ref else ""
        return ReturnedRow(row.line, ref[:20], "", "", cells, {}, why)

    def _note_missing(self, seen: set[str]) -> None:
        gone = [ref for ref in self.exported if ref not in seen]
        if not gone:
            return
        refs = ", ".join(gone[:_REFS_TOLD]) + (" …" if len(gone) > _REFS_TOLD else "")
        self.notes.append(plural(*_MISSING_ROWS, len(gone), refs=refs))


def _text(row: RawRow, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _scales(book: RawBook, told: WayBack, notes: list[str]) -> dict[str, Cell]:
    """Return the touched cells of the sheet Scales; a table that was moved as a whole is found by its title."""
    sheet = _scales_sheet(book, told)
    if sheet is None or not told.scales:
        if told.scales:
            notes.append(translate(_SHEET_GONE, sheet=SCALES))
        return {}
    rows = {row.line: row for row in sheet.rows}
    first = {digest(_text(row, 0)): row.line for row in reversed(sheet.rows)}
    found, shift = {}, 0
    for one in told.scales:
        if one.name.startswith("section "):
            shift = first.get(one.digest, one.row) - one.row
            continue
        row = rows.get(one.row + shift)
        place = one.column - 1
        text = _text(row, place) if row is not None else ""
        error = row is not None and place in row.errors
        if digest(text) != one.digest and not (row is not None and place in row.covered):
            formula = row is not None and place in row.formulas
            found[one.name] = Cell(text, formula, error, f"{letters(one.column)}{one.row + shift}")
    return found


def _scales_sheet(book: RawBook, told: WayBack) -> RawSheet | None:
    """Return the sheet on which most titles of the tables of the scales stand in the first column."""
    titles = {one.digest for one in told.scales if one.name.startswith("section ")}

    def hits(sheet: RawSheet) -> int:
        return len(titles & {digest(_text(row, 0)) for row in sheet.rows})

    best = max(_shown(book), key=hits, default=None)
    return best if best is not None and 2 * hits(best) > len(titles) else None
