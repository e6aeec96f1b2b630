"""What the very hidden sheets of a register workbook say: which session, which state, and a digest of every white cell.

Serves the reading of a workbook that came back, and names the sheets for the exporter, which describes their rows
(``exporters.xlsx.risk_register.way_back_sheet``). Nothing in a file is believed: what is not as expected is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import N_, UserError
from app.register.returning.fields import ACTION_FIELDS, OWN, RISK_FIELDS

if TYPE_CHECKING:
    from app.imports.book import RawBook, RawRow

TITLE, ACTIONS_TITLE, SCALES_TITLE, LAYOUT = "_foreshock", "_foreshock_actions", "_foreshock_scales", 2
KIND = "risk-register"

_NOT_OURS = N_(
    "{name} is no risk register of Foreshock, or lost its hidden sheet. Take its rows in with “Import” instead."
)
_OTHER_KIND = N_("{name} is a questionnaire or a BIA workbook. It comes back by “Take in a questionnaire…”.")
_OLDER = N_("{name} was written by an earlier Foreshock. Take its rows in with “Import”, or export the register anew.")
_NEWER = N_("{name} was made by a newer Foreshock. Update this one, or export the register anew here.")
_KEY, _DIGEST = re.compile("[0-9a-f]{32}"), re.compile("-|[0-9a-f]{16}")
_SCALE = re.compile(
    r"section .+|matrix \d \d|likelihood \d (name|frequency|chance|example)|anchor .+ \d|threshold .+|limit .+"
    r"|band \d (name|within|response)"
)


@dataclass(frozen=True, slots=True)
class Exported:
    """A row as it was exported: its reference, its key (hex), the key of its next action, and its digests by field."""

    ref: str
    key: str
    action: str
    digests: Mapping[str, str]
    computed: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of the sheet Scales as it was exported: its name, where it stood, its digest."""

    name: str
    row: int
    column: int
    digest: str


@dataclass(frozen=True, slots=True)
class WayBack:
    """All that the hidden sheets say; ``fields`` and ``action_fields`` give the header of what comes back."""

    document: str
    export: int
    change_set: int
    as_of: str
    language: str
    fields: Mapping[str, str]
    columns: tuple[str, ...]
    computed: tuple[str, ...]
    risks: tuple[Exported, ...]
    action_fields: Mapping[str, str]
    actions: tuple[Exported, ...]
    scales: tuple[Placed, ...]


def is_register(book: RawBook) -> bool:
    """Whether a workbook says of itself that it is a register of ours."""
    hidden = book.sheet(TITLE)
    return hidden is not None and any(row.cells[:2] == ("kind", KIND) for row in hidden.rows[:10])


def read(book: RawBook) -> WayBack:
    """Return what the hidden sheets of a workbook say. Raises ``UserError`` if it is no register of ours."""
    hidden = book.sheet(TITLE)
    if hidden is None:
        raise UserError(_NOT_OURS, name=book.name)
    if not is_register(book):
        raise UserError(_OTHER_KIND if any("kind" in row.cells[:1] for row in hidden.rows[:8]) else _NOT_OURS,
                        name=book.name)  # fmt: skip
    try:
        layout = int(_told(hidden.rows)["foreshock"][0])
        if layout != LAYOUT:
            raise UserError(_OLDER if layout < LAYOUT else _NEWER, name=book.name)
        return _read(book)
    except (ValueError, KeyError, IndexError, TypeError, StopIteration) as error:
        raise UserError(_NOT_OURS, name=book.name) from error


def _told(rows: Sequence[RawRow]) -> dict[str, tuple[str, ...]]:
    return {row.cells[0]: row.cells[1:] for row in rows[:12] if row.cells}


def _read(book: RawBook) -> WayBack:
    rows = _rows(book, TITLE)
    told = _told(rows)
    fields = dict(zip(told["fields"], told["headers"], strict=True))
    head = next(place for place, row in enumerate(rows) if row.cells[:2] == ("ref", "uuid"))
    actions = _rows(book, ACTIONS_TITLE)
    of_actions = dict(zip(actions[1].cells, actions[0].cells, strict=True)) if len(actions) > 1 else {}
    if not all(name in RISK_FIELDS or name.startswith(OWN) for name in fields) or set(of_actions) - set(ACTION_FIELDS):
        raise ValueError(fields)
    return WayBack(
        document=told["document"][0],
        export=int(told["export"][0]),
        change_set=int(told["changeset"][0]),
        as_of=told["asof"][0],
        language=(told["language"] or ("",))[0],
        fields=fields,
        columns=told["columns"],
        computed=told.get("computed", ()),
        risks=tuple(_exported(row, tuple(fields), 3) for row in rows[head + 1 :]),
        action_fields=of_actions,
        actions=tuple(_exported(row, tuple(of_actions), 2) for row in actions[3:]),
        scales=tuple(_placed(row) for row in _rows(book, SCALES_TITLE)),
    )


def _rows(book: RawBook, title: str) -> Sequence[RawRow]:
    found = book.sheet(title)
    return found.rows if found is not None else ()


def _exported(row: RawRow, fields: tuple[str, ...], place: int) -> Exported:
    cells = [*row.cells, *[""] * (5 - len(row.cells))]
    ref, key, action = cells[0].strip(), cells[1], cells[2] if place == 3 else ""
    digests = cells[place].split(" ")
    if not _KEY.fullmatch(key) or (action and not _KEY.fullmatch(action)) or len(digests) != len(fields):
        raise ValueError(key)
    if not all(map(_DIGEST.fullmatch, digests)):
        raise ValueError(digests)
    found = {name: "" if one == "-" else one for name, one in zip(fields, digests, strict=True)}
    return Exported(ref, key, action, found, cells[4] if place == 3 else "")


def _placed(row: RawRow) -> Placed:
    name, line, column, digest = row.cells[:4]
    if not _SCALE.fullmatch(name) or int(line) < 1 or int(column) < 1:
        raise ValueError(name)
    return Placed(name, int(line), int(column), "" if digest == "-" else digest)
