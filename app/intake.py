"""Services on their way into a session that does not exist yet: typed, pasted from a spreadsheet, or read from a file.

Serves the assistant for new sessions. Cells stay texts by the field they belong to until the session is made; then the
ordinary import reads them, so that a pasted list and an imported file mean the same.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import N_, UserError, plural, translate
from app.imports.kinds import KINDS
from app.imports.suggesting import complete_mapping
from app.imports.synonyms import unit_of
from app.imports.table import MAX_COLUMNS, MAX_ROWS, SourceRow, SourceTable
from app.model.base import new_key

if TYPE_CHECKING:
    from app.document import Document
    from app.imports.plans import ImportPlan

#: What nearly every organisation would miss; offered to begin with.
COMMON = (
    N_("Identity and sign-on"), N_("E-mail"), N_("Telephony"), N_("Internet and network"), N_("File shares"),
    N_("ERP"), N_("Payroll"), N_("Finance and payments"), N_("Customer service"), N_("Order intake"), N_("Website"),
    N_("Backup and restore"),
)  # fmt: skip

_KIND = "services"
_TOO_MANY = N_("This list has more than {limit} rows. Import it from a file instead, in parts.")
_NO_NAMES = N_("No column of this list could be read as names of services. Put a heading “Service” above them.")
#: Bullets and numbers that stand before the lines of a list in a document.
_BULLET = re.compile(r"^\s*(?:[-*•–▪◦·]|\d{1,3}[.)])\s+")
_CODE = re.compile(r"[\d.,%€$-]*|[A-Z]{1,5}-?\d{1,8}")
_UNITS = {1: "min", 60: "h", 1440: "d", 10_080: "w"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One service: ``values`` are texts by the field of an import (``name``, ``owner``, ``rto`` …)."""

    key: bytes
    values: Mapping[str, str]

    @property
    def name(self) -> str:
        """What the service is called."""
        return self.values["name"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a list gave: new services, how many were listed already, and which headings were not understood."""

    services: tuple[Listed, ...]
    double: int = 0
    left_out: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What was taken and what was not, in one line."""
        parts = [plural(N_("{n} service added"), N_("{n} services added"), len(self.services))]
        if self.double:
            parts.append(plural(N_("{n} was listed already"), N_("{n} were listed already"), self.double))
        if self.left_out:
            parts.append(translate(N_("columns left out: {names}"), names=", ".join(self.left_out[:4])))
        return ", ".join(parts) + "."


def listed(name: str, already: Iterable[Listed] = ()) -> Taken:
    """Take one typed name; nothing comes of an empty one or of one that is listed."""
    return _taken([{"name": name}], already)


def read_pasted(text: str, already: Iterable[Listed] = ()) -> Taken:
    """Take a list: one service a line, or cells of a spreadsheet with or without headings in the first row.

    Raises ``UserError`` if it is too long or no column could hold names.
    """
    rows = _cells(text)
    if len(rows) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
        raise UserError(_TOO_MANY, limit=f"{MAX_ROWS:,}")
    if not rows:
        return Taken(())
    table = SourceTable(translate(N_("pasted rows")), _headings(rows[0]), _body(rows[1:], len(rows[0])))
    mapping = complete_mapping(table, _KIND)
    if "name" in mapping.values():
        return read_table(table, mapping, already=already)
    return _taken([{"name": row[_name_column(rows)]} for row in rows], already)


def read_table(
    table: SourceTable,
    mapping: Mapping[str, str | None],
    lines: Collection[int] | None = None,
    already: Iterable[Listed] = (),
) -> Taken:
    """Take the rows of a file whose headings mean the fields of ``mapping``; ``lines`` limits which."""
    wanted = {heading: target for heading, target in mapping.items() if target is not None}
    found = [_named(table, wanted, row) for row in table.rows if lines is None or row.line in lines]
    unknown = tuple(heading for heading in table.headings if mapping.get(heading) is None)
    return _taken(found, already, unknown)


def _named(table: SourceTable, wanted: Mapping[str, str], row: SourceRow) -> dict[str, str]:
    pairs = zip(table.headings, row.cells, strict=True)
    return {wanted[heading]: _with_unit(cell, heading) for heading, cell in pairs if heading in wanted}


def _with_unit(cell: str, heading: str) -> str:
    """Return a bare number with the unit that its heading names, since the heading is not kept."""
    unit = unit_of(heading)
    return f"{cell.strip()} {_UNITS[unit]}" if unit in _UNITS and cell.strip().replace(".", "", 1).isdigit() else cell


def _taken(found: Iterable[Mapping[str, str]], already: Iterable[Listed], left_out: tuple[str, ...] = ()) -> Taken:
    known = {one.name.casefold() for one in already}
    made: list[Listed] = []
    double = 0
    for values in found:
        name = " ".join(values.get("name", "").split())
        if not name:
            continue
        if name.casefold() in known:
            double += 1
            continue
        known.add(name.casefold())
        kept = {target: cell.strip() for target, cell in values.items() if cell.strip()}
        made.append(Listed(new_key(), kept | {"name": name}))
    return Taken(tuple(made), double, left_out)


def _cells(text: str) -> list[list[str]]:
    """Return the cells of pasted text; lines of a document lose their bullets, blank lines are dropped."""
    if "\t" in text:
        rows = list(csv.reader(io.StringIO(text), dialect="excel-tab"))
    else:
        rows = [[_BULLET.sub("", line)] for line in text.splitlines()]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows if any(cell.strip() for cell in row)]


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the first row as distinct headings."""
    made: list[str] = []
    for at, cell in enumerate(cells, 1):
        heading = " ".join(cell.split())[:100] or translate(N_("Column {n}"), n=at)
        made.append(heading if heading not in made else f"{heading} ({at})")
    return tuple(made)


def _body(rows: Sequence[Sequence[str]], width: int) -> tuple[SourceRow, ...]:
    return tuple(SourceRow(line, tuple(cells[:width])) for line, cells in enumerate(rows, 2))


def _name_column(rows: Sequence[Sequence[str]]) -> int:
    """Return the first column that holds words rather than numbers and codes."""
    for at in range(len(rows[0])):
        cells = [row[at].strip() for row in rows if row[at].strip()]
        if cells and 2 * sum(_CODE.fullmatch(cell) is not None for cell in cells) < len(cells):
            return at
    raise UserError(_NO_NAMES)


def fields(services: Iterable[Listed]) -> list[str]:
    """Return the fields that at least one service has a text for, in the order of the model, the name first."""
    held = {target for one in services for target in one.values}
    return ["name", *(target for target in KINDS[_KIND].targets if target in held and target != "name")]


def label(target: str) -> str:
    """Return what a field of an import is called."""
    return translate(KINDS[_KIND].targets[target].label)


def plan(document: Document, services: Sequence[Listed]) -> ImportPlan:
    """Return what entering ``services`` into ``document`` would do; line n of the plan is the nth service."""
    from app.imports.planning import plan_import

    mapping = {label(target): target for target in fields(services)}
    rows = [tuple(one.values.get(target, "") for target in mapping.values()) for one in services]
    body = tuple(SourceRow(at, cells) for at, cells in enumerate(rows, 1))
    return plan_import(document, SourceTable(translate(N_("the list")), tuple(mapping), body), _KIND, mapping)


def enter(document: Document, services: Sequence[Listed]) -> None:
    """Write ``services`` into ``document``; people and departments that they name are created with them."""
    from app.imports.applying import apply

    if services:
        apply(document, plan(document, services), remember=False)


def doubts(document: Document, services: Sequence[Listed]) -> dict[bytes, str]:
    """Return what could not be understood, as one text per service; services without doubts are left out."""
    if not services:
        return {}
    told = {}
    for one, row in zip(services, plan(document, services).rows, strict=True):
        words = " ".join([*([row.reason] if row.reason else []), *row.warnings])
        if words:
            told[one.key] = words
    return told
