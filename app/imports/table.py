"""A table as it came out of a file, its limits, and how it travels from the reading process to ours as lines of JSON.

Serves both sides of that border; loads nothing heavy, because the reading process must start at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from app.i18n import N_, UserError, translate

MAX_ROWS, MAX_COLUMNS = 20_000, 100
#: Bytes of a file, of a workbook unpacked, and of what the reading process may send.
MAX_UNPACKED = MAX_FILE = 50 * 2**20
MAX_SENT = 64 * 2**20
#: How many times larger than packed a part of a workbook may be; small parts are let through.
MAX_RATIO, RATIO_FREE = 100, 2**20
MAX_SECONDS, MAX_MEMORY = 10.0, 512 * 2**20

#: A sentence with its gaps, not yet translated: the reading process knows no language.
Said: TypeAlias = tuple[str, dict[str, Any]]

_UNNAMED = N_("Column {n}")
_GARBLED = N_("{name} could not be read. Open it in a spreadsheet, save it as CSV or xlsx, and try again.")


class Refused(UserError):
    """A file that is not imported, with the reason in one sentence."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row below the headings: its line in the file (1 is the first) and its cells as text, as many as headings."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SourceTable:
    """What a file holds. ``delimiter`` and ``encoding`` are empty for a workbook, ``sheet`` for a CSV file.

    ``identities`` maps references to keys (hex) where our own workbook carries them; ``seen`` holds the digests of its
    cells as they were exported, by reference and heading. ``notes`` are sentences about what was left out.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    sheet: str = ""
    sheet_names: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    identities: Mapping[str, str] = dataclass_field(default_factory=dict)
    seen: Mapping[tuple[str, str], str] = dataclass_field(default_factory=dict)

    def column(self, heading: str) -> list[str]:
        """Return the cells below ``heading``."""
        place = self.headings.index(heading)
        return [row.cells[place] for row in self.rows]


@dataclass
class RawTable:
    """A table in the reading process: rows with their line numbers, the headings still among them."""

    rows: list[tuple[int, list[str]]] = dataclass_field(default_factory=list)
    sheet: str = ""
    sheet_names: list[str] = dataclass_field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    notes: list[Said] = dataclass_field(default_factory=list)
    identities: dict[str, str] = dataclass_field(default_factory=dict)
    seen: list[tuple[str, str, str]] = dataclass_field(default_factory=list)


def encoded(headings: list[str], rows: list[tuple[int, list[str]]], raw: RawTable) -> Iterator[str]:
    """Return the lines in which a table is sent: what is known about it, then each row, then their number."""
    about = {
        "headings": headings, "sheet": raw.sheet, "sheets": raw.sheet_names, "encoding": raw.encoding,
        "delimiter": raw.delimiter, "notes": raw.notes, "identities": raw.identities, "seen": raw.seen,
    }  # fmt: skip
    yield json.dumps(about)
    for line, cells in rows:
        yield json.dumps([line, cells])
    yield json.dumps({"rows": len(rows)})


def refusal(error: UserError) -> str:
    """Return the line in which a refusal is sent."""
    return json.dumps({"refused": error.msgid, "values": {name: str(value) for name, value in error.values.items()}})


def decoded(sent: bytes, path: Path) -> SourceTable:
    """Return the table that was sent. Raises the refusal that was sent instead, or one of our own if it is torn."""
    try:
        lines = [json.loads(line) for line in sent.splitlines()]
        about, rows, end = lines[0], lines[1:-1], lines[-1]
        if "refused" in about:
            raise Refused(about["refused"], **about["values"])
        if end["rows"] != len(rows):
            raise ValueError("torn")
        return _as_table(about, rows, path)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Refused(_GARBLED, name=path.name) from error


def _as_table(about: dict[str, Any], rows: list[Any], path: Path) -> SourceTable:
    return SourceTable(
        name=path.name,
        headings=_distinct(about["headings"]),
        rows=tuple(SourceRow(line, tuple(cells)) for line, cells in rows),
        sheet=about["sheet"],
        sheet_names=tuple(about["sheets"]),
        encoding=about["encoding"],
        delimiter=about["delimiter"],
        notes=tuple(translate(msgid, **values) for msgid, values in about["notes"]),
        identities=MappingProxyType(dict(about["identities"])),
        seen=MappingProxyType({(ref, heading): digest for ref, heading, digest in about["seen"]}),
    )


def _distinct(headings: list[str]) -> tuple[str, ...]:
    """Give a column without a heading a name, and the second of two equal headings a number."""
    taken: set[str] = set()
    result = []
    for place, heading in enumerate(headings, 1):
        name = base = heading or translate(_UNNAMED, n=place)
        copy = 2
        while name in taken:
            name, copy = f"{base} ({copy})", copy + 1
        taken.add(name)
        result.append(name)
    return tuple(result)
