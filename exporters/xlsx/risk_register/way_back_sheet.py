"""The very hidden sheet ``_foreshock``: what the import needs to tell changed cells from those left as they were.

Rows 1 to 6 hold a word and its value: ``foreshock`` and the layout of this sheet, ``document`` and the session's id
(hex), ``export`` and its number, ``changeset`` and the number of the session's state, ``kind``, ``asof``.
Row 8 is the head: ``ref``, ``uuid``, ``action``, then the headers of the register's editable columns, then those of
the actions' with ``Actions: `` before them. Below, one row per risk and one per action: its reference, its key (hex),
of a risk the key of the action shown as its next one, and per editable cell that is not empty the digest of its text
(``app.imports.rows.cell_digest``: 16 hex digits of BLAKE2b) in the form in which the import reads cells: days as ISO,
whole numbers plain, texts stripped. A cell with the same digest was not touched. No ballots, no telephone numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from app.imports.rows import cell_digest
from app.register import RegisteredRisk
from exporters.xlsx.book import Line
from exporters.xlsx.cells import Formula, Value, clean
from exporters.xlsx.risk_register import columns as c
from exporters.xlsx.risk_register.actions_sheet import COLUMNS, ActionColumn, late_first
from exporters.xlsx.risk_register.making import ACTIONS, Making

TITLE, LAYOUT, HEAD = "_foreshock", 1, 8


def add_way_back(making: Making, found: Sequence[c.Column]) -> None:
    """Add the sheet for the register's columns ``found``."""
    sheet = making.book.sheet(TITLE)
    sheet.page.sheet_state = "veryHidden"
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
    own, actions = c.editable(found), [column for column in COLUMNS if column.editable]
    headers = [making.say(column.header) for column in own]
    headers += [f"{ACTIONS}: {making.say(column.header)}" for column in actions]
    sheet.put_row(HEAD, 1, ("ref", "uuid", "action", *headers))
    rows = len(making.register.risks) + sum(len(risk.actions) for risk in making.register.risks)
    if rows:
        sheet.stream(HEAD + 1, _lines(making, own, actions), rows, 3 + len(headers))


def _lines(making: Making, own: Sequence[c.Column], actions: Sequence[ActionColumn]) -> Iterator[Line]:
    styles = (None,) * (3 + len(own) + len(actions))
    for risk in making.register.risks:
        digests = _digests(column.reads(risk, making) for column in own)
        yield Line([risk.ref, risk.key.hex(), _next(risk), *digests, *([None] * len(actions))], styles)
    for risk, action in late_first(making):
        digests = _digests(column.reads(risk, action, making) for column in actions)
        yield Line([action.ref, action.key.hex(), None, *([None] * len(own)), *digests], styles)


def _next(risk: RegisteredRisk) -> str | None:
    return risk.next_action.key.hex() if risk.next_action else None


def _digests(values: Iterable[Value]) -> list[str | None]:
    return [cell_digest(text) if (text := read_back(value)) else None for value in values]


def read_back(value: Value) -> str:
    """Return a value as the import reads its cell."""
    if isinstance(value, Formula):
        return read_back(value.value)
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return clean(value).strip() if isinstance(value, str) else f"{value:.15g}"
