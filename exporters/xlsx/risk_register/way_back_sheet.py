"""The very hidden sheets of the way back: what the import needs to tell changed cells from those left as they were.

``_foreshock`` serves the register. Rows 1 to 7 hold a word and its value: ``foreshock`` and the layout of these sheets,
``document`` and the session's id (hex), ``export`` and its number, ``changeset`` and the number of the session's state,
``kind``, ``asof``, ``language``. Rows 8 to 11 begin with a word, too: ``fields`` and the names of what comes back,
``headers`` and the headers of those columns, ``columns`` and all headers in their order, ``computed`` and those of
grey columns without formulas. Row 12 is the head: ``ref``,
``uuid``, ``action``, ``digests``, ``computed``. Below, one row per risk: its reference, its key (hex), the key of the
action shown as its next one, the digests of its white cells in the order of row 8, parted by spaces, with ``-`` for an
empty cell, and one digest over its grey cells without a formula.

``_foreshock_actions`` serves the sheet Actions: row 1 holds the headers of its white columns, row 2 their fields; row 3
is the head ``ref``, ``uuid``, ``digests``; below, one row per action. ``_foreshock_scales`` serves the sheet Scales:
per cell its name (``app.register.returning.scales``), row, column and digest; a name that begins with ``section`` tells
where a table begins.

A digest is 16 hex digits of BLAKE2b of the cell in the form in which the import reads it: days as ISO, whole numbers
plain, texts stripped. A cell with the same digest was not touched. No ballots and no telephone numbers are in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.register import RegisteredRisk
from app.register.returning.fields import digest, written
from app.register.returning.way_back import ACTIONS_TITLE, KIND, LAYOUT, SCALES_TITLE, TITLE
from exporters.xlsx.book import Line, Sheet
from exporters.xlsx.cells import Code, Formula, Value, clean
from exporters.xlsx.risk_register import columns as c
from exporters.xlsx.risk_register.actions_sheet import COLUMNS, ActionColumn, late_first
from exporters.xlsx.risk_register.making import Making

HEAD, ACTIONS_HEAD = 12, 3


def add_way_back(making: Making, found: Sequence[c.Column], scales: Iterable[tuple[str, int, int, Value]]) -> None:
    """Add the sheets; ``found`` are the register's columns, ``scales`` the cells of the sheet Scales."""
    own = c.editable(found)
    grey = [column for column in found if not column.editable and not column.formula and column.header != c.ID]
    sheet = _hidden(making, TITLE)
    facts: tuple[tuple[Value, ...], ...] = (
        ("foreshock", LAYOUT),
        ("document", making.document_id.hex()),
        ("export", making.number),
        ("changeset", making.register.change_set),
        ("kind", KIND),
        ("asof", making.register.as_of.isoformat()),
        ("language", making.language or ""),
        ("fields", *(column.field for column in own)),
        ("headers", *(column.head(making) for column in own)),
        ("columns", *(column.head(making) for column in found)),
        ("computed", *(column.head(making) for column in grey)),
    )
    for row, told in enumerate(facts, start=1):
        sheet.put_row(row, 1, told)
    sheet.put_row(HEAD, 1, ("ref", "uuid", "action", "digests", "computed"))
    if making.register.risks:
        sheet.stream(HEAD + 1, _risks(making, own, grey), len(making.register.risks), 5)
    _add_actions(making, [column for column in COLUMNS if column.editable])
    _add_scales(making, scales)


def _add_scales(making: Making, scales: Iterable[tuple[str, int, int, Value]]) -> None:
    sheet = _hidden(making, SCALES_TITLE)
    for number, (name, row, column, value) in enumerate(scales, start=1):
        sheet.put_row(number, 1, (name, row, column, Code(digest(read_back(value)) or "-")))


def _hidden(making: Making, title: str) -> Sheet:
    sheet = making.book.sheet(title)
    sheet.page.sheet_state = "veryHidden"
    return sheet


def _add_actions(making: Making, columns: Sequence[ActionColumn]) -> None:
    sheet = _hidden(making, ACTIONS_TITLE)
    sheet.put_row(1, 1, [making.say(column.header) for column in columns])
    sheet.put_row(2, 1, [column.field for column in columns])
    sheet.put_row(ACTIONS_HEAD, 1, ("ref", "uuid", "digests"))
    if count := sum(len(risk.actions) for risk in making.register.risks):
        sheet.stream(ACTIONS_HEAD + 1, _actions(making, columns), count, 3)


def _risks(making: Making, columns: Sequence[c.Column], grey: Sequence[c.Column]) -> Iterator[Line]:
    styles = (None,) * 5
    for risk in making.register.risks:
        digests = " ".join(digest(read_back(column.reads(risk, making))) or "-" for column in columns)
        computed = digest("\x1f".join([read_back(column.reads(risk, making)) for column in grey]))
        codes = [Code(text) if text else None for text in (risk.key.hex(), _next(risk), digests, computed)]
        yield Line([risk.ref, *codes], styles)


def _actions(making: Making, columns: Sequence[ActionColumn]) -> Iterator[Line]:
    styles = (None,) * 3
    for risk, action in late_first(making):
        digests = " ".join(digest(read_back(column.reads(risk, action, making))) or "-" for column in columns)
        yield Line([action.ref, Code(action.key.hex()), Code(digests)], styles)


def _next(risk: RegisteredRisk) -> str:
    return risk.next_action.key.hex() if risk.next_action else ""


def read_back(value: Value) -> str:
    """Return a value as the import reads its cell."""
    if isinstance(value, Formula):
        return read_back(value.value)
    if isinstance(value, Code):
        return value.text
    return written(clean(value) if isinstance(value, str) else value)
