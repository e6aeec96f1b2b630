"""Reads change sets back as people and views need them, and replays them in reverse for Undo and Redo."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite as dialect

from app.recorder import LINK_COLUMNS, Link, RawChange, decode, decode_all, plain, stamp
from app.sqlite import Connection

Converter = Callable[[Any], Any]
Converters = Mapping[str, Mapping[str, Converter]]

_DIALECT = dialect.dialect()


@dataclass(frozen=True)
class Change:
    """One row that a change set touched.

    ``values`` maps each changed column to what stood there before and after, as Python values; all columns that are
    not empty for an insert or a delete, none for sealed tables.
    """

    table: str
    row: bytes
    op: str
    content: str | None = field(repr=False)
    converters: Mapping[str, Converter] = field(repr=False, compare=False)

    @cached_property
    def values(self) -> Mapping[str, tuple[Any, Any]]:
        """The changed columns as ``{column: (before, after)}``."""
        if self.content is None:
            return {}
        return {name: self._pair(name, stored) for name, stored in decode(self.content).items()}

    @property
    def columns(self) -> frozenset[str]:
        """The names of the changed columns."""
        return frozenset(self.values)

    def _pair(self, name: str, stored: Any) -> tuple[Any, Any]:
        if self.op == "insert":
            return None, self._convert(name, stored)
        if self.op == "delete":
            return self._convert(name, stored), None
        return self._convert(name, stored[0]), self._convert(name, stored[1])

    def _convert(self, name: str, stored: Any) -> Any:
        value = plain(stored)
        convert = self.converters.get(name)
        return convert(value) if convert and value is not None else value


@dataclass(frozen=True)
class ChangeSet:
    """What one edit did: who, when, under which label, and every row it changed.

    ``kind`` is ``edit``, ``undo`` or ``redo`` (their ``label`` is that of what was taken back or done again), or
    ``upgrade``, ``salvage``, ``clean`` for a new baseline. ``step`` is equal for changes that Undo takes together.
    """

    number: int
    at: datetime
    who: str
    speaker: bytes | None
    label: str
    kind: str
    hash: bytes
    step: int
    changes: tuple[Change, ...]

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables in which rows changed."""
        return frozenset(change.table for change in self.changes)


def converters_of(metadata: MetaData) -> Converters:
    """Return how stored values become Python values, per table and column (dates, moments, yes or no)."""
    return {
        name: {
            column.name: convert
            for column in table.columns
            if (convert := column.type.result_processor(_DIALECT, None)) is not None
        }
        for name, table in metadata.tables.items()
    }


def as_change_set(link: Link, changes: Iterable[RawChange], converters: Converters) -> ChangeSet:
    """Return a stored link and its changes in the form that subscribers and pages read."""
    return ChangeSet(
        link.number,
        datetime.fromisoformat(link.at),
        link.who or "",
        link.speaker,
        link.label or "",
        link.kind,
        link.hash,
        link.step,
        tuple(Change(c.table, c.row, c.op, c.content, converters.get(c.table, {})) for c in changes),
    )


def read(
    raw: Connection,
    converters: Converters,
    *,
    limit: int | None,
    table: str | None,
    row: bytes | None,
    since: int | datetime | None,
    before: int | None = None,
) -> list[ChangeSet]:
    """Return change sets, newest first. See ``Document.history``."""
    narrow, narrowing = _narrowing(table, row)
    conditions, values = _since(since)
    if before is not None:
        conditions.append("number < ?")
        values.append(before)
    if narrow:
        conditions.append(f"number IN (SELECT change_set FROM change WHERE {narrow})")
        values += narrowing
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    links = [
        Link(*found)
        for found in raw.execute(
            f"SELECT {LINK_COLUMNS} FROM change_set{where} ORDER BY number DESC LIMIT ?",
            [*values, -1 if limit is None else limit],
        )
    ]
    if row is not None:
        own = _changes_by_set(raw, narrow, narrowing)
        return [as_change_set(link, own.get(link.number, ()), converters) for link in links]
    return [as_change_set(link, _changes_of(raw, link, narrow, narrowing), converters) for link in links]


def _narrowing(table: str | None, row: bytes | None) -> tuple[str, list[object]]:
    parts = [("row = ?", row), ("tbl = ?", table)]
    chosen = [(text, value) for text, value in parts if value is not None]
    return " AND ".join(text for text, _ in chosen), [value for _, value in chosen]


def _since(since: int | datetime | None) -> tuple[list[str], list[object]]:
    if since is None:
        return [], []
    if isinstance(since, datetime):
        return ["at >= ?"], [stamp(since)]
    return ["number > ?"], [since]


def _changes_by_set(raw: Connection, narrow: str, values: Sequence[object]) -> dict[int, list[RawChange]]:
    found: dict[int, list[RawChange]] = {}
    statement = f"SELECT change_set, tbl, row, op, content, digest FROM change WHERE {narrow} ORDER BY id"
    for number, *parts in raw.execute(statement, values):
        found.setdefault(number, []).append(RawChange(*parts))
    return found


def _changes_of(raw: Connection, link: Link, narrow: str, values: Sequence[object]) -> list[RawChange]:
    where = "id >= ? AND id < ?" + (f" AND {narrow}" if narrow else "")
    arguments = [link.first_change, link.first_change + link.changes, *values]
    found = raw.execute(f"SELECT tbl, row, op, content, digest FROM change WHERE {where} ORDER BY id", arguments)
    return [RawChange(*parts) for parts in found]


# --- searching ---


@dataclass(frozen=True, slots=True)
class Headline:
    """A change set without what it changed."""

    number: int
    at: datetime
    who: str
    speaker: bytes | None
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Search:
    """Which change sets are looked for; what is empty asks for nothing.

    Each of ``words`` (casefolded, with the keys of the people whose name holds it) must be in the label or in a name;
    ``who`` entered or one of ``speakers`` spoke; a row of ``tables``, or one of ``rows``, changed; ``begin`` and
    ``end`` are moments, ``after`` and ``before`` numbers. Sets that only touched ``silent`` tables are left out.
    """

    words: tuple[tuple[str, frozenset[bytes]], ...] = ()
    who: str = ""
    speakers: frozenset[bytes] = frozenset()
    tables: frozenset[str] = frozenset()
    rows: tuple[bytes, ...] = ()
    begin: datetime | None = None
    end: datetime | None = None
    after: int = 0
    before: int | None = None
    silent: frozenset[str] = frozenset()


def search(raw: Connection, wanted: Search, limit: int | None) -> list[Headline]:
    """Return the newest change sets that are looked for, at most ``limit``; SQLite stops when it has them."""
    raw.create_function("folded", 1, lambda text: (text or "").casefold(), deterministic=True)
    conditions, values = _conditions(wanted)
    found = raw.execute(
        f"SELECT number, at, who, speaker, label, kind FROM change_set WHERE {' AND '.join(conditions)}"
        " ORDER BY number DESC LIMIT ?",
        [*values, -1 if limit is None else limit],
    )
    return [
        Headline(number, datetime.fromisoformat(at), who or "", speaker, label or "", kind)
        for number, at, who, speaker, label, kind in found.fetchall()
    ]


def _conditions(wanted: Search) -> tuple[list[str], list[object]]:
    conditions, values = ["number > ?"], list[object]((wanted.after,))

    def add(condition: str, *given: object) -> None:
        conditions.append(condition)
        values.extend(given)

    if wanted.before is not None:
        add("number < ?", wanted.before)
    if wanted.begin is not None:
        add("at >= ?", stamp(wanted.begin))
    if wanted.end is not None:
        add("at < ?", stamp(wanted.end))
    for word, people in wanted.words:
        spoke = f" OR speaker IN ({_gaps(people)})" if people else ""
        add(f"({_holds('label', word)} OR {_holds('who', word)}{spoke})", *(_pattern(word),) * 2, *people)
    if wanted.who:
        spoke = f" OR speaker IN ({_gaps(wanted.speakers)})" if wanted.speakers else ""
        add(f"(who = ?{spoke})", wanted.who, *wanted.speakers)
    if wanted.rows:
        add(f"number IN (SELECT change_set FROM change WHERE row IN ({_gaps(wanted.rows)}))", *wanted.rows)
    if wanted.tables:
        add(f"number IN (SELECT change_set FROM change WHERE tbl IN ({_gaps(wanted.tables)}))", *wanted.tables)
    if wanted.silent:
        add(f"(changes = 0 OR {_touching(f'tbl NOT IN ({_gaps(wanted.silent)})')})", *wanted.silent)
    return conditions, values


def _holds(column: str, word: str) -> str:
    """Return the condition that a column holds a word; SQLite's own comparison is quicker, but knows only ASCII."""
    return f"{column} LIKE ? ESCAPE '!'" if word.isascii() else f"instr(folded({column}), ?)"


def _pattern(word: str) -> str:
    return "%" + re.sub("([%_!])", r"!\1", word) + "%" if word.isascii() else word


def _touching(condition: str) -> str:
    within = "change.id >= first_change AND change.id < first_change + changes"
    return f"EXISTS (SELECT 1 FROM change WHERE {within} AND {condition})"


def _gaps(values: Sequence[object] | frozenset[Any]) -> str:
    return ", ".join("?" * len(values))


def voices(raw: Connection) -> tuple[list[str], list[bytes]]:
    """Return everybody who entered something, and the keys of everybody whose words were entered."""
    who = raw.execute("SELECT DISTINCT who FROM change_set WHERE who <> ''").fetchall()
    speakers = raw.execute("SELECT DISTINCT speaker FROM change_set WHERE speaker IS NOT NULL").fetchall()
    return [name for (name,) in who], [key for (key,) in speakers]


def label_of(raw: Connection, number: int | None) -> str | None:
    """Return the label of a change set."""
    found = raw.execute("SELECT label FROM change_set WHERE number = ?", (number,)).fetchone()
    return None if found is None else found[0] or ""


def step_of(raw: Connection, number: int) -> int:
    """Return the first change set of the step of Undo that ends with ``number``."""
    return int(raw.execute("SELECT step FROM change_set WHERE number = ?", (number,)).fetchone()[0])


def tops_before(raw: Connection, number: int) -> tuple[int | None, int | None]:
    """Return what Undo and Redo would have taken just before change set ``number``."""
    found = raw.execute("SELECT undo_top, redo_top FROM change_set WHERE number = ?", (number - 1,)).fetchone()
    return found or (None, None)


class Conflict(Exception):
    """A change set cannot be reversed, because what it left behind is no longer there."""


def reverse(raw: Connection, first: int, last: int, logged: frozenset[str], known: Mapping[str, Any]) -> None:
    """Replay the change sets ``first`` … ``last`` of one step backwards, leaving logged tables alone.

    Runs inside an edit, which records it like any other change. Each statement must touch exactly one row; raises
    ``Conflict`` or ``sqlite.IntegrityError`` otherwise.
    """
    raw.execute("PRAGMA defer_foreign_keys=ON")
    sets = raw.execute(
        "SELECT first_change, first_change + changes FROM change_set"
        " WHERE number BETWEEN ? AND ? AND step = ? ORDER BY number DESC",
        (first, last, first),
    ).fetchall()
    changes = [
        change
        for begin, end in sets
        for change in raw.execute(
            "SELECT tbl, row, op, content FROM change WHERE id >= ? AND id < ? ORDER BY id DESC", (begin, end)
        ).fetchall()
    ]
    for table, row, op, content in changes:
        if table in logged:
            continue
        if content is None or table not in known:
            raise Conflict
        statement, values = _reversal(table, row, op, decode(content))
        if raw.execute(statement, values).rowcount != 1:
            raise Conflict


def _reversal(table: str, row: bytes, op: str, content: dict[str, Any]) -> tuple[str, list[Any]]:
    if op == "insert":
        return f'DELETE FROM "{table}" WHERE id = ?', [row]
    if op == "delete":
        names = ", ".join(f'"{name}"' for name in content)
        gaps = ", ".join("?" * len(content))
        return f'INSERT INTO "{table}" ({names}) VALUES ({gaps})', [plain(value) for value in content.values()]
    settings = ", ".join(f'"{name}" = ?' for name in content)
    before = [plain(pair[0]) for pair in content.values()]
    return f'UPDATE "{table}" SET {settings} WHERE id = ?', [*before, row]


#: Kinds of links that vouch for rows which no change tells: nothing before them can be reckoned back to.
BASELINES = ("upgrade", "salvage", "clean")

#: How many keys one statement names.
_AT_ONCE = 500

Stored = dict[str, Any]


@dataclass(slots=True)
class Net:
    """What some change sets did to one row all in all, as it is stored: columns before and after.

    ``before`` is ``None`` if there was no such row, ``after`` if there is none any more. When ``whole``, both hold the
    whole row without its empty columns; otherwise only the columns that changed. ``sealed`` rows tell nothing.
    """

    table: str
    row: bytes
    before: Stored | None
    after: Stored | None
    whole: bool
    sealed: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that differ, in the order in which they were first touched."""
        before, after = self.before or {}, self.after or {}
        return tuple(name for name in {**before, **after} if before.get(name) != after.get(name))

    def join(self, op: str, content: Stored) -> None:
        """Take the next change of the same row into account."""
        if op == "insert":
            self.after = content
        elif op == "delete":
            if not self.whole and self.before is not None:
                self.before, self.whole = {**content, **self.before}, True
            self.after = None
        elif self.after is not None:
            for name, (old, new) in content.items():
                if not self.whole and self.before is not None:
                    self.before.setdefault(name, old)
                self.after[name] = new


def net_changes(raw: Connection, first: int, last: int | None = None) -> list[Net]:
    """Return what the change sets ``first`` … ``last`` (to the newest, if none is named) did to each row, in order.

    Rows that are as they were before are left out.
    """
    found: dict[tuple[str, bytes], Net] = {}
    rows = raw.execute(
        "SELECT tbl, row, op, content FROM change WHERE change_set >= ? AND change_set <= ? AND id >="
        " (SELECT first_change FROM change_set WHERE number >= ? ORDER BY number LIMIT 1) ORDER BY id",
        (first, 2**62 if last is None else last, first),
    )
    told = rows.fetchall()
    contents = decode_all(content or "{}" for _, _, _, content in told)
    for (table, row, op, content), decoded in zip(told, contents, strict=True):
        stored = _plain_content(op, decoded)
        if (known := found.get((table, row))) is None:
            found[table, row] = _begun(table, row, op, stored, sealed=content is None)
        else:
            known.sealed = known.sealed or content is None
            known.join(op, stored)
    return [net for net in found.values() if net.sealed or (net.before is None) != (net.after is None) or net.columns]


def _plain_content(op: str, content: dict[str, Any]) -> Stored:
    if op == "update":
        return {name: (plain(old), plain(new)) for name, (old, new) in content.items()}
    return {name: plain(value) for name, value in content.items()}


def _begun(table: str, row: bytes, op: str, content: Stored, *, sealed: bool) -> Net:
    if op == "insert":
        return Net(table, row, None, content, whole=True, sealed=sealed)
    if op == "delete":
        return Net(table, row, content, None, whole=True, sealed=sealed)
    before = {name: pair[0] for name, pair in content.items()}
    return Net(table, row, before, {name: pair[1] for name, pair in content.items()}, whole=False, sealed=sealed)


@dataclass(frozen=True, slots=True)
class EditsSince:
    """Who entered the change sets after a number, and of which kinds they were."""

    people: tuple[str, ...]
    kinds: frozenset[str]


def edits_since(raw: Connection, number: int) -> EditsSince:
    """Return by whom and of which kinds the change sets after ``number`` were."""
    found = raw.execute("SELECT DISTINCT who, kind FROM change_set WHERE number > ?", (number,)).fetchall()
    return EditsSince(tuple(sorted({who for who, _ in found if who})), frozenset(kind for _, kind in found))


def stored_rows(raw: Connection, table: str, columns: Sequence[str], keys: Iterable[bytes]) -> dict[bytes, Stored]:
    """Return rows as they are stored, by key, without their empty columns."""
    chosen, wanted = ", ".join(f'"{name}"' for name in columns), list(keys)
    found: dict[bytes, Stored] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        gaps = ", ".join("?" * len(part))
        for values in raw.execute(f'SELECT {chosen} FROM "{table}" WHERE id IN ({gaps})', part).fetchall():
            row = {name: value for name, value in zip(columns, values, strict=True) if value is not None}
            found[row["id"]] = row
    return found
