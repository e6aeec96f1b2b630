"""How a workbook of ours finds its way back: the very hidden sheet ``_foreshock``, written and read here.

Serves the exporters of questionnaires and of the BIA workbook, and the reading. Rows 1 to 7 hold a word and its value:
``foreshock`` and the layout of the sheet, ``document`` and the session's id (hex), ``kind``, ``changeset`` and the
number of the session's state, ``made`` and the moment (ISO, UTC), ``person`` (hex) and ``filled``. Then, each below a
row with its word in the first cell: ``sheets``, one row per sheet (title, number of the row of headings, headings as
JSON), and ``blanks``, one row per blank: sheet, what stands in its first column, key of the service (hex), reference
and name of the service, id of the blank, key of its row (hex), the columns of its cells (JSON, 1 is the first), and
the digest of what was on record. Nothing else is in there: no answers, no ballots, no telephone numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.i18n import N_, UserError

if TYPE_CHECKING:
    from app.imports.book import RawBook, RawRow

TITLE, LAYOUT = "_foreshock", 2
#: The blank in which the sender's name stands, and the one that says that all the rest is still right.
SENDER, STILL_RIGHT = "sender", "still"
#: The kind of the workbook of the whole analysis, whose tables hold several services.
WORKBOOK = "bia-workbook"
_NOT_OURS = N_("{name} is no questionnaire of Foreshock, or lost its hidden sheet. Send the form again as xlsx.")
_REGISTER = N_("{name} is a risk register, not a questionnaire. Take it in with “Import rows”.")
_NEWER = N_("{name} was made by a newer Foreshock. Update this one, or make the form again here.")


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet with its row of headings, and each heading with its column."""

    title: str
    row: int
    headings: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a blank stood when the workbook was made."""

    sheet: str
    label: str
    service: str
    ref: str
    name: str
    id: str
    key: str
    columns: tuple[int, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class WayBack:
    """All that the hidden sheet says."""

    document: str
    kind: str
    change_set: int
    made_at: datetime
    person: str
    filled: bool
    sheets: tuple[Headed, ...]
    blanks: tuple[Placed, ...]


def lines(told: WayBack) -> Iterator[Sequence[str | int]]:
    """Return the rows of the hidden sheet."""
    yield "foreshock", LAYOUT
    yield "document", told.document
    yield "kind", told.kind
    yield "changeset", told.change_set
    yield "made", told.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    yield "person", told.person
    yield "filled", "yes" if told.filled else "no"
    yield ("sheets",)
    for sheet in told.sheets:
        yield sheet.title, sheet.row, json.dumps(sheet.headings, ensure_ascii=False)
    yield ("blanks",)
    for one in told.blanks:
        columns = json.dumps(one.columns)
        yield one.sheet, one.label, one.service, one.ref, one.name, one.id, one.key, columns, one.digest


def read(book: RawBook) -> WayBack:
    """Return what the hidden sheet of a workbook says. Raises ``UserError`` if it is none of ours."""
    hidden = book.sheet(TITLE)
    if hidden is None:
        raise UserError(_NOT_OURS, name=book.name)
    try:
        return _read(hidden.rows, book.name)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise UserError(_NOT_OURS, name=book.name) from error


def _read(rows: Sequence[RawRow], name: str) -> WayBack:
    head = {row.cells[0]: row.cells[1] for row in rows[:7] if len(row.cells) > 1}
    if head.get("kind") == "risk-register":
        raise UserError(_REGISTER, name=name)
    if int(head["foreshock"]) > LAYOUT:
        raise UserError(_NEWER, name=name)
    places = [row.cells[0] for row in rows]
    sheets, blanks = places.index("sheets"), places.index("blanks")
    return WayBack(
        document=head["document"],
        kind=head["kind"],
        change_set=int(head["changeset"]),
        made_at=datetime.fromisoformat(head["made"]),
        person=head.get("person", ""),
        filled=head.get("filled") != "no",
        sheets=tuple(_headed(row.cells) for row in rows[sheets + 1 : blanks]),
        blanks=tuple(_placed(row.cells) for row in rows[blanks + 1 :]),
    )


def _headed(cells: Sequence[str]) -> Headed:
    return Headed(cells[0], int(cells[1]), tuple((int(column), str(text)) for column, text in json.loads(cells[2])))


def _placed(cells: Sequence[str]) -> Placed:
    sheet, label, service, ref, name, blank, key, columns, digest = [*cells, *[""] * (9 - len(cells))]
    places = tuple(int(column) for column in json.loads(columns))
    return Placed(sheet, label, service, ref, name, blank, key, places, digest)


def headed(title: str, row: int, headings: Iterable[tuple[int, str]]) -> Headed:
    """Return a sheet with its headings, empty ones left out."""
    return Headed(title, row, tuple((column, text) for column, text in headings if text))
