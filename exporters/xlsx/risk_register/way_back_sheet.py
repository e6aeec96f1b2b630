"""The very hidden sheets of the way back: what the import needs to tell changed cells from those left as they were.

``_foreshock`` serves the register. Rows 1 to 6 hold a word and its value: ``foreshock`` and the layout of these sheets,
``document`` and the session's id (hex), ``export`` and its number, ``changeset`` and the number of the session's state,
``kind``, ``asof``. Row 8 is the head: ``ref``, ``uuid``, ``action``, then the headers of the editable columns. Below,
one row per risk: its reference, its key (hex), the key of the action shown as its next one, and per editable cell that
is not empty the digest of its text.

``_foreshock_actions`` serves the sheet Actions: row 1 holds the headers of its editable columns; row 3 is the head
``ref``, ``uuid``, ``digests``; below, one row per action, its digests in the order of row 1, parted by spaces, with
``-`` for an empty cell.

A digest is ``app.imports.rows.cell_digest`` (16 hex digits of BLAKE2b) of the cell in the form in which the import
reads it: days as ISO, whole numbers plain, texts stripped. A cell with the same digest was not touched. No ballots and
no telephone numbers are in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from app.imports.rows import cell_digest
from app.register import RegisteredRisk
from exporters.xlsx.book import Line, Sheet
from exporters.xlsx.cells import Code, Formula, Value, clean, guarded
from exporters.xlsx.risk_register import columns as c
from exporters.xlsx.risk_register.actions_sheet import COLUMNS, ActionColumn, late_first
from exporters.xlsx.risk_register.making import Making

TITLE, ACTIONS_TITLE, LAYOUT = "_foreshock", "_foreshock_actions", 1
HEAD, ACTIONS_HEAD = 8, 3


def add_way_back(making: Making, found: Sequence[c.Column]) -> None:
    """Add both sheets; ``found`` are the register's columns."""
    own = c.editable(found)
    sheet = _hidden(making, TITLE)
    facts: tuple[tuple[str, Value], ...] = (
        ("foreshock", LAYOUT),
        ("document", making.document_id.hex()),
        ("export", making.number),
        ("changeset", making.register.change_set),
        ("kind", "risk-register"),
        ("asof", making.register.as_of.isoformat()),
    )
    for row, pair in enumerate(facts, start=1):
        sheet.put_row(row, 1, pair)
    sheet.put_row(HEAD, 1, ("ref", "uuid", "action", *(making.say(column.header) for column in own)))
    if making.register.risks:
        sheet.stream(HEAD + 1, _risks(making, own), len(making.register.risks), 3 + len(own))
    _add_actions(making, [column for column in COLUMNS if column.editable])


def _hidden(making: Making, title: str) -> Sheet:
    sheet = making.book.sheet(title)
    sheet.page.sheet_state = "veryHidden"
    return sheet


def _add_actions(making: Making, columns: Sequence[ActionColumn]) -> None:
    sheet = _hidden(making, ACTIONS_TITLE)
    sheet.put_row(1, 1, [making.say(column.header) for column in columns])
    sheet.put_row(ACTIONS_HEAD, 1, ("ref", "uuid", "digests"))
    if count := sum(len(risk.actions) for risk in making.register.risks):
        sheet.stream(ACTIONS_HEAD + 1, _actions(making, columns), count, 3)


def _risks(making: Making, columns: Sequence[c.Column]) -> Iterator[Line]:
    styles = (None,) * (3 + len(columns))
    for risk in making.register.risks:
        digests = _digests(column.reads(risk, making) for column in columns)
        codes = [Code(digest) if digest else None for digest in (risk.key.hex(), _next(risk), *digests)]
        yield Line([risk.ref, *codes], styles)


def _actions(making: Making, columns: Sequence[ActionColumn]) -> Iterator[Line]:
    styles = (None,) * 3
    for risk, action in late_first(making):
        digests = _digests(column.reads(risk, action, making) for column in columns)
        yield Line([action.ref, Code(action.key.hex()), Code(" ".join(one or "-" for one in digests))], styles)


def _next(risk: RegisteredRisk) -> str:
    return risk.next_action.key.hex() if risk.next_action else ""


def _digests(values: Iterable[Value]) -> list[str]:
    """Return the digests of cells, empty texts for empty cells."""
    return [cell_digest(text) if (text := read_back(value)) else "" for value in values]


def read_back(value: Value) -> str:
    """Return a value as the import reads its cell."""
    if isinstance(value, Formula):
        return read_back(value.value)
    if isinstance(value, Code):
        return value.text
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return guarded(clean(value)).strip() if isinstance(value, str) else f"{value:.15g}"
