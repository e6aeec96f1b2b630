"""A form that came back: read from its file by the guarded process, and kept in the session as it was filled in.

Serves the comparison and the list of returned forms. Nothing here is believed: cells are text until fields read them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.i18n import N_, translate
from app.questionnaires import way_back
from app.questionnaires.way_back import SENDER, STILL_RIGHT, WORKBOOK, Headed, Placed, WayBack

if TYPE_CHECKING:
    from app.imports.book import RawBook, RawRow, RawSheet

_SHEET_GONE = N_("The sheet “{sheet}” is gone from the file; its answers on record stay as they are.")
_SHEET_RENAMED = N_("The sheet “{sheet}” is now called “{now}”; it was read all the same.")
_HEADING = N_(
    "On “{sheet}” the heading “{heading}” now reads “{now}”; its column was read by its place. Check its lines."
)
_HEADING_GONE = N_("On “{sheet}” there is no column “{heading}” any more; nothing was read from it. Ask for it again.")
_MOVED = N_("The columns of “{sheet}” were moved; they were read by their headings.")
_NO_SERVICE = N_("On “{sheet}” row {n} names no service of this session in its second column; it was not read.")
_TWICE = N_("On “{sheet}” the row {label} stands {n} times; only the first was read.")


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """The cells of a blank as they came back. ``gone`` says that its row was deleted from the form.

    ``digest`` is of what was on record when the form was made, ``formulas`` are places of cells that hold a formula.
    ``id`` of a row that was inserted ends with ``+``.
    """

    id: str
    key: str
    cells: tuple[str, ...]
    digest: str
    where: str = ""
    gone: bool = False
    formulas: tuple[int, ...] = ()

    @property
    def question(self) -> int:
        """The number of the question."""
        digits = ""
        for mark in self.id:
            if not mark.isdigit():
                break
            digits += mark
        return int(digits or 0)

    @property
    def filled(self) -> bool:
        """Whether anything stands in it."""
        return any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ReturnedService:
    """What came back about one service. ``still_right``: the sender says that all the rest is right as it is."""

    key: str
    ref: str
    name: str
    lines: tuple[ReturnedLine, ...]
    still_right: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that came back. ``sender`` is the name that stands in it, ``person`` (hex) whom it was made for."""

    name: str
    kind: str
    document: str
    change_set: int
    made_at: datetime
    person: str
    sender: str
    filled: bool
    services: tuple[ReturnedService, ...]
    notes: tuple[str, ...] = ()

    def about(self, service: bytes) -> ReturnedService | None:
        """Return what came back about a service."""
        return next((one for one in self.services if one.key == service.hex()), None)


def read(path: Path | str) -> Returned:
    """Return the form in a file. Raises ``UserError`` with one sentence if it is none, or cannot be read."""
    from app.imports import BookReading

    return understood(BookReading(path).wait())


def understood(book: RawBook) -> Returned:
    """Return the form that a workbook holds. Raises ``UserError`` if it is none of ours."""
    told = way_back.read(book)
    reader = _Reader(book, told)
    services, sender = reader.services()
    return Returned(
        book.name, told.kind, told.document, told.change_set, told.made_at, told.person, sender, told.filled,
        services, tuple(dict.fromkeys(reader.notes)),
    )  # fmt: skip


class _Reader:
    """Finds each blank again: its sheet by title or reference, its row by the first column, its cells by headings."""

    def __init__(self, book: RawBook, told: WayBack) -> None:
        self.book, self.told = book, told
        self.notes: list[str] = []
        self._by_sheet: dict[str, list[Placed]] = defaultdict(list)
        for one in told.blanks:
            self._by_sheet[one.sheet].append(one)

    def services(self) -> tuple[tuple[ReturnedService, ...], str]:
        """Return what came back per service, and the name that the sender wrote down."""
        lines: dict[str, list[ReturnedLine]] = defaultdict(list)
        about: dict[str, tuple[str, str]] = {}
        own: dict[str, str] = {}
        for head in self.told.sheets:
            placed = self._by_sheet.get(head.title, [])
            for one in placed:
                if one.service:
                    about.setdefault(one.service, (one.ref, one.name))
            for service, line in self._lines(head, placed):
                if line.id in (SENDER, STILL_RIGHT):
                    own[service + line.id] = line.cells[0].strip() if line.cells else ""
                else:
                    lines[service].append(line)
        found = tuple(
            ReturnedService(key, *about[key], tuple(lines[key]), _is_yes(own.get(key + STILL_RIGHT, "")))
            for key in about
        )
        return found, own.get(SENDER, "")

    def _lines(self, head: Headed, placed: Sequence[Placed]) -> Iterator[tuple[str, ReturnedLine]]:
        sheet = self._sheet(head, placed)
        if sheet is None:
            self.notes.append(translate(_SHEET_GONE, sheet=head.title))
            return
        shift = self._columns(head, sheet)
        by_label: dict[str, list[RawRow]] = defaultdict(list)
        for row in sheet.rows:
            if row.line > head.row and row.cells and row.cells[0].strip():
                by_label[row.cells[0].strip()].append(row)
        for one in placed:
            rows = by_label.get(one.label, [])
            if len(rows) > 1 and one.id == placed[0].id:
                self.notes.append(translate(_TWICE, sheet=sheet.title, label=one.label, n=len(rows)))
            if all(_now(column, shift) is not None for column in one.columns):
                yield one.service, self._line(sheet, one, rows[0] if rows else None, shift)
        yield from self._inserted(sheet, head, placed, shift)

    def _sheet(self, head: Headed, placed: Sequence[Placed]) -> RawSheet | None:
        found = self.book.sheet(head.title)
        if found is not None:
            return found
        refs = {one.ref for one in placed if one.ref}
        known = {one.title for one in self.told.sheets}
        for sheet in self.book.sheets:
            top = {cell.strip() for row in sheet.rows[:3] for cell in row.cells}
            if sheet.title not in known and len(refs) == 1 and refs & top:
                self.notes.append(translate(_SHEET_RENAMED, sheet=head.title, now=sheet.title))
                return sheet
        return None

    def _columns(self, head: Headed, sheet: RawSheet) -> Mapping[int, int | None]:
        """Return where each column with a heading is now; one whose heading was changed is taken by its place."""
        now = self._headings_now(head, sheet)
        shift: dict[int, int | None] = {}
        for column, text in head.headings:
            if now.get(column) == text:
                shift[column] = column
            elif (elsewhere := next((c for c, words in now.items() if words == text), None)) is not None:
                shift[column] = elsewhere
                self.notes.append(translate(_MOVED, sheet=sheet.title))
            elif column in now and now[column] not in {words for _, words in head.headings}:
                shift[column] = column
                self.notes.append(translate(_HEADING, sheet=sheet.title, heading=text, now=now[column][:60]))
            else:
                shift[column] = None
                self.notes.append(translate(_HEADING_GONE, sheet=sheet.title, heading=text))
        return shift

    def _headings_now(self, head: Headed, sheet: RawSheet) -> dict[int, str]:
        """Return the headings as they stand now; their row may have been moved by rows inserted above it."""
        wanted = {text for _, text in head.headings}
        best: dict[int, str] = {}
        for row in sheet.rows[: head.row + 20]:
            words = {place: " ".join(cell.split()) for place, cell in enumerate(row.cells, start=1) if cell.strip()}
            hits = len(wanted & set(words.values()))
            if hits > len(wanted & set(best.values())) or (not best and row.line == head.row):
                best = words
        return best

    def _line(self, sheet: RawSheet, one: Placed, row: RawRow | None, shift: Mapping[int, int | None]) -> ReturnedLine:
        if row is None:
            return ReturnedLine(one.id, one.key, ("",) * len(one.columns), one.digest, sheet.title, gone=True)
        places = [_now(column, shift) for column in one.columns]
        cells = tuple(_cell(row, place) for place in places)
        formulas = tuple(at for at, place in enumerate(places) if place is not None and place - 1 in row.formulas)
        where = translate(N_("“{sheet}”, row {n}"), sheet=sheet.title, n=row.line)
        return ReturnedLine(one.id, one.key, cells, one.digest, where, formulas=formulas)

    def _inserted(
        self, sheet: RawSheet, head: Headed, placed: Sequence[Placed], shift: Mapping[int, int | None]
    ) -> Iterator[tuple[str, ReturnedLine]]:
        """Return rows without a number below a row of a list: people insert them where a list has too few."""
        labels = {one.label: one for one in placed if "·" in one.id}
        last: Placed | None = None
        for row in sheet.rows:
            label = row.cells[0].strip() if row.cells else ""
            if label:
                last = labels.get(label)
            elif self.told.kind == WORKBOOK and row.line > head.row and placed and "·" in placed[0].id:
                yield from self._added(sheet, row, placed[0], shift)
            elif last is not None and row.line > head.row:
                places = [_now(column, shift) for column in last.columns]
                cells = tuple(_cell(row, place) for place in places)
                if any(cell.strip() for cell in cells):
                    where = translate(N_("“{sheet}”, row {n}"), sheet=sheet.title, n=row.line)
                    number = last.id.partition("·")[0]
                    formulas = tuple(n for n, place in enumerate(places) if place and place - 1 in row.formulas)
                    yield last.service, ReturnedLine(f"{number}·{row.line}+", "", cells, "", where, formulas=formulas)

    def _added(
        self, sheet: RawSheet, row: RawRow, pattern: Placed, shift: Mapping[int, int | None]
    ) -> Iterator[tuple[str, ReturnedLine]]:
        """Return a row that was added to a table of the whole analysis; its second cell names the service."""
        places = [_now(column, shift) for column in pattern.columns]
        cells = tuple(_cell(row, place) for place in places)
        if not any(cell.strip() for cell in cells):
            return
        service = self._service_named(_cell(row, _now(2, shift)))
        if not service:
            self.notes.append(translate(_NO_SERVICE, sheet=sheet.title, n=row.line))
            return
        where = translate(N_("“{sheet}”, row {n}"), sheet=sheet.title, n=row.line)
        yield service, ReturnedLine(f"{pattern.id.partition('·')[0]}·{row.line}+", "", cells, "", where)

    def _service_named(self, text: str) -> str:
        wanted = " ".join(text.split()).casefold()
        for one in self.told.blanks:
            if wanted and wanted in (one.ref.casefold(), one.name.casefold(), f"{one.ref} {one.name}".casefold()):
                return one.service
        return ""


def _now(column: int, shift: Mapping[int, int | None]) -> int | None:
    """Return where a column is now: as its own heading says, or the nearest heading to its left."""
    known = max((one for one in shift if one <= column), default=None)
    if known is None:
        return column
    moved = shift[known]
    return None if moved is None else moved + column - known


def _cell(row: RawRow, place: int | None) -> str:
    return row.cells[place - 1].strip() if place is not None and place <= len(row.cells) else ""


def _is_yes(text: str) -> bool:
    from app.fields import _YES  # the words that a yes-or-no field takes

    return text.casefold() in _YES


# --- as it is kept in the session ---


def as_text(returned: Returned, service: ReturnedService) -> str:
    """Return what came back about one service as the JSON that the session keeps."""
    told = asdict(returned) | {"services": [asdict(service)], "made_at": returned.made_at.isoformat()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_text(texts: Iterable[str]) -> Returned:
    """Return a form from what the session keeps of it, one text per service."""
    told: dict[str, Any] = {}
    services = []
    for text in texts:
        told = json.loads(text)
        services += [_service(one) for one in told["services"]]
    told |= {"services": tuple(services), "made_at": datetime.fromisoformat(told["made_at"])}
    return Returned(**told | {"notes": tuple(told["notes"])})


def _service(told: Mapping[str, Any]) -> ReturnedService:
    lines = tuple(
        ReturnedLine(**line | {"cells": tuple(line["cells"]), "formulas": tuple(line["formulas"])})
        for line in told["lines"]
    )
    return ReturnedService(**{**told, "lines": lines, "notes": tuple(told["notes"])})
