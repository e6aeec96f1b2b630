"""Says whether a session file is whole: its pages, its links, every row against its digest, and the chain.

SQLite's own check finds less than half of what a flipped bit can do; the digests find the rest, and the state in the
newest link of the chain notices a file that was copied in the middle of a commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import sqlite
from app.i18n import N_, translate
from app.recorder import LINK_COLUMNS, Link, RawChange, add_state, columns_of, digest, genesis, row_image, vouches
from app.sqlite import Connection

Progress = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a file; as text it is a sentence.

    ``kind`` is ``pages``, ``schema``, ``link`` (a foreign key), ``row``, ``history`` or ``state``.
    """

    kind: str
    sentence: str
    table: str = ""
    row: bytes | None = None
    change_set: int | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        number = "" if self.change_set is None else self.change_set
        key = self.row.hex() if isinstance(self.row, bytes) else ""
        return translate(self.sentence, table=self.table, key=key, number=number, **self.values)


_PAGES = N_("The file is damaged inside: {reason}.")
_UNREADABLE = N_("A part of “{table}” cannot be read.")
_DANGLING = N_("A row of “{table}” points at something that does not exist.")
_ALTERED = N_("A row of “{table}” ({key}) is not what was last written there.")
_MISSING = N_("A row of “{table}” ({key}) is missing.")
_UNKNOWN = N_("A row of “{table}” ({key}) was never recorded.")
_CHAIN = N_("Change {number} in the history is not what was recorded.")
_GAP = N_("The history is incomplete after change {number}.")
_STATE = N_("The rows and the history do not belong to the same moment: the file was copied while it was written.")


#: What reading a damaged file may raise: SQLite's own, and what follows when a column holds what it never may.
_UNREADABLE_ERRORS = (sqlite.Error, TypeError, ValueError, AttributeError, OverflowError)


def verify(raw: Connection, progress: Progress | None = None) -> list[Fault]:
    """Return everything that is wrong with an open file; ``progress`` hears 0 … 1 and may raise to cancel."""
    raw.execute("PRAGMA shrink_memory")  # so that pages are read from the file again
    told = progress or (lambda _: None)
    with sqlite.lenient_text(raw):
        found: list[Fault] = []
        for share, check in _CHECKS:
            told(share)
            try:
                found += check(raw)
            except _UNREADABLE_ERRORS as error:
                found.append(Fault("pages", _PAGES, values={"reason": str(error)}))
    told(1.0)
    return found


def _pages(raw: Connection) -> Iterator[Fault]:
    for (reason,) in raw.execute("PRAGMA integrity_check(20)").fetchall():
        if reason != "ok":
            yield Fault("pages", _PAGES, values={"reason": str(reason).strip().splitlines()[-1][:120]})


def _links(raw: Connection) -> Iterator[Fault]:
    for table, *_ in raw.execute("PRAGMA foreign_key_check").fetchall()[:100]:
        yield Fault("link", _DANGLING, str(table))


def _rows(raw: Connection) -> Iterator[Fault]:
    expected: dict[str, dict[Any, bytes]] = {}
    for table, row, recorded in raw.execute("SELECT tbl, row, digest FROM row_digest"):
        expected.setdefault(table, {})[row] = recorded
    for table, columns in columns_of(raw).items():
        digests = expected.pop(table, {})
        try:
            yield from _table_rows(raw, table, columns, digests)
        except sqlite.Error:
            yield Fault("pages", _UNREADABLE, table)
            continue
        yield from (Fault("row", _MISSING, table, key) for key in digests)
    for table, digests in expected.items():
        yield from (Fault("row", _MISSING, table, key) for key in digests)


def _table_rows(raw: Connection, table: str, columns: tuple[str, ...], digests: dict[Any, bytes]) -> Iterator[Fault]:
    """Compare each row with its digest, and strike it off ``digests``."""
    at = columns.index("id")
    for row in raw.execute(f'SELECT {quoted(columns)} FROM "{table}"'):
        recorded = digests.pop(row[at], None)
        if recorded is None:
            yield Fault("row", _UNKNOWN, table, row[at])
        elif not vouches(recorded, table, row_image(columns, row)):
            yield Fault("row", _ALTERED, table, row[at])


def quoted(columns: tuple[str, ...]) -> str:
    """Return column names as they are written in a statement."""
    return ", ".join(f'"{name}"' for name in columns)


def _chain(raw: Connection) -> Iterator[Fault]:
    changes = raw.execute("SELECT id, change_set, tbl, row, op, content, digest FROM change ORDER BY id")
    stored = iter(changes)
    named = raw.execute("SELECT id, created_at FROM document").fetchone()
    parent, state = genesis(*named) if named else (b"", b"")
    number, next_change = 0, 1
    for number, found in enumerate(raw.execute(f"SELECT {LINK_COLUMNS} FROM change_set ORDER BY number"), 1):
        link = Link(*found)
        own = [change for _, change in zip(range(link.changes), stored, strict=False)]
        if link.number != number or link.first_change != next_change or link.parent != parent:
            yield Fault("history", _GAP, change_set=number - 1)
            return
        if not (link_is_whole(link, [RawChange(*change[2:]) for change in own]) and _changes_are_whole(link, own)):
            yield Fault("history", _CHAIN, change_set=number)
        parent, state, next_change = link.hash, link.state, next_change + link.changes
    if next(stored, None) is not None:
        yield Fault("history", _GAP, change_set=number)
    digests = [recorded for (recorded,) in raw.execute("SELECT digest FROM row_digest")]
    if not all(isinstance(recorded, bytes) for recorded in digests) or add_state(bytes(16), digests) != state:
        yield Fault("state", _STATE)


def link_is_whole(link: Link, changes: Sequence[RawChange]) -> bool:
    """Whether a link has the hash that it must have, and its words are those that were recorded."""
    texts, keys = (link.who, link.label, link.at, link.kind), (link.speaker, link.other_parent)
    if not all(isinstance(part, str | None) for part in texts) or not all(isinstance(k, bytes | None) for k in keys):
        return False
    try:
        words = digest(link.who or "", link.speaker or b"", link.label or "")
        spoken = link.label is None if link.withheld else words == link.words
        return spoken and link.computed_hash(change.mark for change in changes) == link.hash
    except (TypeError, AttributeError, ValueError):
        return False  # a column holds something else than it may


def change_is_whole(table: str, row: bytes, op: str, content: str | None, recorded: bytes) -> bool:
    """Whether the content of a change is what was recorded; what is sealed or withheld cannot be told."""
    try:
        return content is None or (isinstance(content, str) and digest(table, row, op, content) == recorded)
    except (TypeError, AttributeError):
        return False


def _changes_are_whole(link: Link, changes: list[tuple[Any, ...]]) -> bool:
    numbers = range(link.first_change, link.first_change + link.changes)
    if [change[0] for change in changes] != list(numbers):
        return False
    return all(owner == link.number and change_is_whole(*parts) for _, owner, *parts in changes)


_CHECKS = ((0.0, _pages), (0.25, _links), (0.3, _rows), (0.7, _chain))
