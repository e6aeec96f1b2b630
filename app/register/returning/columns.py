"""Finds the columns of a sheet that came back: by header, else by what stands in them, by place or by likeness.

Serves ``returned``. A header that changed, a column that is gone and a column that somebody added are each told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.i18n import N_, translate
from app.register.returning.fields import OWN, digest
from app.register.returning.way_back import Exported

if TYPE_CHECKING:
    from app.imports.book import RawRow, RawSheet

#: How far down the headings are looked for, how many rows tell what a column holds, and how long a name may be.
_SEARCHED, _SAMPLE, _LONGEST = 40, 400, 80
#: How alike two headers are at least that mean the same, of 100.
_LIKE = 70
_RENAMED = N_("On “{sheet}” the column “{header}” is now headed “{now}”; it was read all the same.")
_GONE = N_("On “{sheet}” the column “{header}” is gone; what it held stays as it is here.")
_NO_ID = N_("On “{sheet}” no column of IDs was found, so every row is offered as new.")
_DOUBLE = N_("On “{sheet}” the header “{header}” stands more than once; the first such column was read.")
_UNNAMED = N_("Column {letter}")


@dataclass
class Columns:
    """Where each field stands now (places from 0). ``added`` are columns that somebody added, by name.

    ``grey`` are the places of the columns that are computed without a formula, in the order of the export.
    """

    identity: int | None
    places: dict[str, int]
    added: dict[str, int]
    headers: dict[int, str]
    grey: tuple[int | None, ...] = ()
    links: frozenset[int] = field(default_factory=frozenset)

    @property
    def own(self) -> tuple[str, ...]:
        """The names of the columns that somebody added now or before."""
        before = [name.removeprefix(OWN) for name in self.places if name.startswith(OWN)]
        return (*before, *self.added)

    def id_of(self, row: RawRow) -> str:
        """Return what stands as the ID of a row."""
        return _text(row, self.identity).upper() if self.identity is not None else ""

    def header(self, place: int) -> str:
        """Return the header of a column as the file has it."""
        return self.headers.get(place, "")

    def linked(self, place: int) -> bool:
        """Whether a column holds links of ours, which are formulas."""
        return place in self.links

    def computed(self, row: RawRow) -> str | None:
        """Return the digest over the computed cells of a row, ``None`` if a column of them is gone."""
        if None in self.grey or any(place in row.covered for place in self.grey):
            return None
        return digest("\x1f".join(_text(row, place) for place in self.grey))


def heading_row(rows: Sequence[RawRow], wanted: set[str]) -> RawRow | None:
    """Return the row in which most of the wanted headers (in lower case) stand, if any does."""
    best, most = None, 0
    for row in rows[:_SEARCHED]:
        hits = len(wanted & {" ".join(cell.split()).casefold() for cell in row.cells})
        if hits > most:
            best, most = row, hits
    return best if most >= min(3, len(wanted)) else None


def columns_of(
    sheet: RawSheet,
    head: RawRow | None,
    body: Sequence[RawRow],
    headers: Sequence[str],
    fields: Mapping[str, str],
    exported: Mapping[str, Exported],
    notes: list[str],
    computed: Sequence[str] = (),
    *,
    own: bool,
) -> Columns:
    """Return where the columns with ``headers`` (in the order of the export) stand now; ``own`` keeps further ones."""
    finder = _Finder(sheet, head, body, headers, fields, exported, notes)
    finder.computed = computed
    return finder.columns(own=own)


class _Finder:
    def __init__(
        self,
        sheet: RawSheet,
        head: RawRow | None,
        body: Sequence[RawRow],
        headers: Sequence[str],
        fields: Mapping[str, str],
        exported: Mapping[str, Exported],
        notes: list[str],
    ) -> None:
        self.sheet, self.body, self.headers, self.exported, self.notes = sheet, body, headers, exported, notes
        self.names = {header: name for name, header in fields.items()}
        cells = head.cells if head is not None else ()
        self.now = {place: " ".join(cell.split()) for place, cell in enumerate(cells) if cell.strip()}
        self.width = max((len(row.cells) for row in body), default=0)
        self.found: dict[str, int] = {}
        self.computed: Sequence[str] = ()

    def columns(self, *, own: bool) -> Columns:
        """Return all columns."""
        self._by_header()
        identity = self._identity()
        self._by_content(identity)
        self._by_place()
        self._note_gone()
        places = {self.names[header]: place for header, place in self.found.items() if header in self.names}
        grey = tuple(self.found.get(header) for header in self.computed)
        links = frozenset(place for name, place in places.items() if name == "for")
        added = self._added(identity) if own else {}
        return Columns(identity, places, added, self.now, grey, links)

    def _by_header(self) -> None:
        by_text: dict[str, list[int]] = {}
        for place, text in self.now.items():
            by_text.setdefault(text.casefold(), []).append(place)
        for header in self.headers:
            places = by_text.get(header.casefold(), [])
            if places:
                self.found[header] = places[0]
            if len(places) > 1:
                self.notes.append(translate(_DOUBLE, sheet=self.sheet.title, header=header))

    def _identity(self) -> int | None:
        """Return the column of the IDs: the first header of the export, else where most known IDs stand."""
        if self.headers and self.headers[0] in self.found:
            return self.found[self.headers[0]]
        taken = set(self.found.values())

        def known(place: int) -> int:
            return sum(_text(row, place).upper() in self.exported for row in self.body[:_SAMPLE])

        best = max((place for place in range(self.width) if place not in taken), key=known, default=None)
        if best is None or not known(best):
            if self.exported:
                self.notes.append(translate(_NO_ID, sheet=self.sheet.title))
            return None
        self.found[self.headers[0]] = best
        self._note_renamed(self.headers[0], best)
        return best

    def _free(self) -> list[int]:
        taken = set(self.found.values())
        return [place for place in range(max(self.width, max(self.now, default=-1) + 1)) if place not in taken]

    def _by_content(self, identity: int | None) -> None:
        """Recognise a column by its cells: those that were not touched still have the digests of the export."""
        lacking = [header for header in self.headers if header not in self.found and header in self.names]
        if identity is None or not lacking:
            return
        rows = [
            (row, self.exported[ref]) for row in self.body if (ref := _text(row, identity).upper()) in self.exported
        ]
        for header in lacking:
            name = self.names[header]
            filled = [(row, one.digests.get(name, "")) for row, one in rows[:_SAMPLE] if one.digests.get(name)]
            best, most = None, 0
            for place in self._free():
                hits = sum(digest(_text(row, place)) == wanted for row, wanted in filled)
                if hits > most:
                    best, most = place, hits
            if best is not None and 2 * most > len(filled):
                self.found[header] = best
                self._note_renamed(header, best)

    def _by_place(self) -> None:
        """Recognise a column that holds too little to tell by its neighbours, or by a header that is alike."""
        from rapidfuzz import fuzz

        for at, header in enumerate(self.headers):
            if header in self.found:
                continue
            left = self.found.get(self.headers[at - 1]) if at else -1
            right = self.found.get(self.headers[at + 1]) if at + 1 < len(self.headers) else None
            free = [place for place in self._free() if place in self.now]
            alike = [place for place in free if fuzz.ratio(self.now[place].casefold(), header.casefold()) >= _LIKE]
            between = [place for place in free if left is not None and place == left + 1 and right == place + 1]
            if chosen := (alike or between):
                self.found[header] = chosen[0]
                self._note_renamed(header, chosen[0])

    def _note_renamed(self, header: str, place: int) -> None:
        now = self.now.get(place, "")
        self.notes.append(translate(_RENAMED, sheet=self.sheet.title, header=header, now=now[:_LONGEST]))

    def _note_gone(self) -> None:
        for header in self.headers:
            if header not in self.found and (header in self.names):
                self.notes.append(translate(_GONE, sheet=self.sheet.title, header=header))

    def _added(self, identity: int | None) -> dict[str, int]:
        """Return the columns that are none of ours and hold anything, by name; a number tells equal names apart."""
        found: dict[str, int] = {}
        known = set(self.found.values()) | ({identity} if identity is not None else set())
        for place in self._free():
            filled = any(_text(row, place) for row in self.body)
            if place in known or not filled:
                continue
            base = self.now.get(place, "")[:_LONGEST] or translate(_UNNAMED, letter=letters(place + 1))
            name, copy = base, 2
            while name.casefold() in {other.casefold() for other in found}:
                name, copy = f"{base} ({copy})", copy + 1
            found[name] = place
        return found


def letters(column: int) -> str:
    """Return the letters of a column, counted from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _text(row: RawRow, place: int | None) -> str:
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""
