"""Records what an edit changed: triggers see every row, and one change set with digests and a chain is written.

Serves ``Document`` alone. TEMP triggers, made from the metadata, hand each old and new row to an encoder written in
Python and keep the result in a TEMP table, which a rolled-back statement also rolls back. When the edit ends, these
become rows of ``change``, digests of the touched rows, and one link of the chain in ``change_set``.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import MetaData, Table

from app.sqlite import Connection

#: The keystone's own tables; they are part of the frozen schema (``resources/schema/001.sql``).
KEYSTONE = """
CREATE TABLE document (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE change_set (
    number INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    parent BLOB NOT NULL,
    other_parent BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('edit', 'undo', 'redo', 'merge', 'upgrade', 'salvage', 'clean')),
    at TEXT NOT NULL,
    who TEXT,
    speaker BLOB,
    label TEXT,
    words BLOB NOT NULL,
    withheld INTEGER NOT NULL CHECK (withheld IN (0, 1)),
    first_change INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    state BLOB NOT NULL,
    step INTEGER NOT NULL,
    undo_top INTEGER,
    redo_top INTEGER
) STRICT;

CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    change_set INTEGER NOT NULL,
    tbl TEXT NOT NULL,
    row BLOB NOT NULL,
    op TEXT NOT NULL CHECK (op IN ('insert', 'update', 'delete')),
    content TEXT,
    digest BLOB NOT NULL
) STRICT;

CREATE INDEX change_by_row ON change (row);

CREATE TABLE row_digest (
    tbl TEXT NOT NULL,
    row BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (tbl, row)
) STRICT, WITHOUT ROWID;
"""

_STATES = 1 << 128
#: How long successive changes of one field stay one step of Undo, counted from the first.
STEP_SECONDS = 10.0


def _bytes_as_list(value: bytes) -> list[str]:
    return [b64encode(value).decode("ascii")]


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_bytes_as_list).encode


def encode(values: dict[str, Any]) -> str:
    """Return a row or a difference as text, the same on every SQLite and every Python.

    JSON with two rules: bytes are a list of one base64 string, and a negative zero is written as zero, because SQLite
    stores it so.
    """
    return _to_json(values)


def decode(content: str) -> dict[str, Any]:
    """Return what ``encode`` wrote, with bytes still as lists (see ``plain``)."""
    return json.loads(content)  # type: ignore[no-any-return]


def decode_all(contents: Iterable[str]) -> list[dict[str, Any]]:
    """Return what ``encode`` wrote many times, decoded at one go, which takes half as long."""
    return json.loads(f"[{','.join(contents)}]")  # type: ignore[no-any-return]


def plain(value: Any) -> Any:
    """Return a decoded value as SQLite takes it."""
    return b64decode(value[0]) if isinstance(value, list) else value


def row_image(columns: Sequence[str], values: Iterable[Any]) -> str:
    """Return a whole row as text; empty columns are left out, so that a new empty column changes no digest."""
    present = {}
    for name, value in zip(columns, values, strict=True):
        if value is not None:
            present[name] = value + 0.0 if isinstance(value, float) else value
    return encode(present)


def digest(*parts: str | bytes) -> bytes:
    """Return the 16-byte digest of ``parts``, whose borders count."""
    pieces: list[bytes] = []
    for part in parts:
        raw = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        pieces += (len(raw).to_bytes(8, "big"), raw)
    return hashlib.blake2b(b"".join(pieces), digest_size=16).digest()


#: Length of the salt in front of the digest of a sealed row.
SALT = 16


def salted(salt: bytes, table: str, image: str) -> bytes:
    """Return the digest of a sealed row: its salt, then what the salt makes of it.

    The salt stands beside the row and nowhere else. When the row changes or goes, nobody can work out from the states
    in the history any more what it held. Only the last 16 bytes count in a state.
    """
    return salt + digest(salt, table, image)


def vouches(recorded: bytes, table: str, image: str) -> bool:
    """Whether a recorded digest is that of a row, salted or not."""
    if isinstance(recorded, bytes) and len(recorded) > SALT:
        return salted(recorded[:SALT], table, image) == recorded
    return digest(table, image) == recorded


def add_state(state: bytes, added: Iterable[bytes], removed: Iterable[bytes] = ()) -> bytes:
    """Return the digest of a whole file's rows after some came and some went; order does not matter."""
    total = int.from_bytes(state, "big")
    total += sum(int.from_bytes(part, "big") for part in added)
    total -= sum(int.from_bytes(part, "big") for part in removed)
    return (total % _STATES).to_bytes(16, "big")


@dataclass(frozen=True, slots=True)
class RawChange:
    """One changed row as it is stored: ``content`` is the encoded row, or the changed columns of an update."""

    table: str
    row: bytes
    op: str
    content: str | None
    digest: bytes

    @property
    def mark(self) -> bytes:
        """What the chain hashes: which row was changed how, and the digest of the content, which may be withheld."""
        return digest(self.table, self.row, self.op, self.digest)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of the chain, and what Undo and Redo would take next (numbers of change sets)."""

    number: int
    hash: bytes
    state: bytes
    undo_top: int | None
    redo_top: int | None
    next_change: int


@dataclass(frozen=True, slots=True)
class Signature:
    """Who made a change set, when and with which words. ``at`` is ISO 8601 text in UTC."""

    kind: str
    at: str
    who: str
    speaker: bytes | None
    label: str

    @property
    def words(self) -> bytes:
        """The digest that stands for the words, so that they can be blacked out later."""
        return digest(self.who, self.speaker or b"", self.label)


@dataclass(frozen=True, slots=True)
class Link:
    """One row of ``change_set``, in the order of its columns."""

    number: int
    hash: bytes
    parent: bytes
    other_parent: bytes | None
    kind: str
    at: str
    who: str | None
    speaker: bytes | None
    label: str | None
    words: bytes
    withheld: int
    first_change: int
    changes: int
    state: bytes
    step: int
    undo_top: int | None
    redo_top: int | None

    def computed_hash(self, marks: Iterable[bytes]) -> bytes:
        """Return the hash that this link must have, given the marks of its changes in order."""
        figures = [self.number, self.kind, self.at, self.first_change, self.changes, self.step,
                   self.undo_top, self.redo_top]  # fmt: skip
        parents = (self.parent, self.other_parent or b"")
        return digest(_to_json(figures), *parents, self.words, self.state, b"".join(marks))


LINK_COLUMNS = ", ".join(Link.__dataclass_fields__)
_INSERT_LINK = f"INSERT INTO change_set ({LINK_COLUMNS}) VALUES ({', '.join('?' * len(Link.__dataclass_fields__))})"
_INSERT_CHANGE = "INSERT INTO change (id, change_set, tbl, row, op, content, digest) VALUES (?, ?, ?, ?, ?, ?, ?)"
_SET_DIGEST = "INSERT INTO row_digest VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET digest = excluded.digest"


def genesis(document_id: bytes, created_at: str) -> tuple[bytes, bytes]:
    """Return the hash before the first link and the state of a file that holds nothing but its own name."""
    own = digest("document", row_image(("id", "created_at"), (document_id, created_at)))
    return digest("genesis", own), add_state(bytes(16), [own])


def read_head(raw: Connection) -> Head:
    """Return the newest link, or the beginning of a file that was never edited."""
    newest = raw.execute(
        "SELECT number, hash, state, undo_top, redo_top, first_change + changes FROM change_set"
        " ORDER BY number DESC LIMIT 1"
    ).fetchone()
    if newest:
        return Head(*newest)
    start, state = genesis(*raw.execute("SELECT id, created_at FROM document").fetchone())
    return Head(0, start, state, None, None, 1)


def is_logged(table: Table) -> bool:
    """Whether rows of a table are recorded but never undone (sealed ones are also logged)."""
    return bool(table.info.get("logged") or table.info.get("sealed"))


def sealed_tables(metadata: MetaData) -> frozenset[str]:
    """Return the names of the tables whose rows are recorded by digest only."""
    return frozenset(name for name, table in metadata.tables.items() if table.info.get("sealed"))


class Recorder:
    """Watches one connection and turns what happened in an edit into a change set."""

    def __init__(self, raw: Connection, metadata: MetaData) -> None:
        self._raw = raw
        self.columns = {name: tuple(table.columns.keys()) for name, table in metadata.tables.items()}
        self.logged = frozenset(name for name, table in metadata.tables.items() if is_logged(table))
        self.sealed = sealed_tables(metadata)
        self._digester = salting(self.sealed)
        self._last_step: tuple[object, str, int, int] | None = None

    def install(self) -> None:
        """Register the encoder and make the TEMP table and triggers; they vanish with the connection."""
        run = self._raw.execute
        self._raw.create_function("row_image", -1, self._image, deterministic=True)
        run("CREATE TEMP TABLE pending (position INTEGER PRIMARY KEY, tbl TEXT, row BLOB, before TEXT, after TEXT)")
        for table, columns in self.columns.items():
            for statement in _triggers(table, columns):
                run(statement)

    def _image(self, table: str, *values: Any) -> str:
        return row_image(self.columns[table], values)

    def touched(self) -> set[str]:
        """Return the tables in which the running edit changed rows so far."""
        return {table for (table,) in self._raw.execute("SELECT DISTINCT tbl FROM temp.pending")}

    def forget_step(self) -> None:
        """Let the next change of the same field be a step of Undo of its own."""
        self._last_step = None

    def conclude(
        self, head: Head, signature: Signature, *, coalesce: object = None, tops: tuple[int | None, int | None] | None
    ) -> tuple[Head, Link, list[RawChange]] | None:
        """Write the change set of the running edit; returns the new head, or ``None`` if nothing changed.

        ``tops`` are the tops of the Undo and Redo stacks afterwards, when the caller knows them (undo, redo).
        """
        told = self._raw.execute("DELETE FROM temp.pending RETURNING position, tbl, row, before, after").fetchall()
        pending: list[tuple[str, bytes, str | None, str | None]] = [
            seen[1:] for seen in sorted(told, key=itemgetter(0)) if seen[3] != seen[4]
        ]
        if not pending:
            return None
        changes = [change for seen in pending for change in self._changes(*seen)]
        state = self._write_digests(head.state, pending)
        number = head.number + 1
        step = self._step(number, head, signature, changes, coalesce)
        undo_top, redo_top = tops if tops else self._tops(number, head, changes)
        link = _link(head, signature, changes, state=state, step=step, undo_top=undo_top, redo_top=redo_top)
        write_link(self._raw, link, changes)
        return _head_after(link), link, changes

    def _changes(self, table: str, row: bytes, before: str | None, after: str | None) -> Iterable[RawChange]:
        if before is None or after is None:
            content = after if before is None else before
            yield self._change(table, row, "insert" if before is None else "delete", content or "")
            return
        old, new = decode(before), decode(after)
        if old["id"] != new["id"]:  # a row that changed its key left and came again
            yield self._change(table, plain(old["id"]), "delete", before)
            yield self._change(table, plain(new["id"]), "insert", after)
            return
        differing = {
            name: [old.get(name), new.get(name)] for name in self.columns[table] if old.get(name) != new.get(name)
        }
        yield self._change(table, row, "update", encode(differing))

    def _change(self, table: str, row: bytes, op: str, content: str) -> RawChange:
        if table in self.sealed:
            return RawChange(table, row, op, None, sealed_digest(table, content))
        return RawChange(table, row, op, content, digest(table, row, op, content))

    def _write_digests(self, state: bytes, pending: list[tuple[str, bytes, str | None, str | None]]) -> bytes:
        first: dict[tuple[str, bytes], str | None] = {}
        last: dict[tuple[str, bytes], str | None] = {}
        for table, row, before, after in pending:
            if before is not None and after is not None and (old := plain(decode(before)["id"])) != row:
                first.setdefault((table, old), before)
                last[table, old] = None
                before = None
            first.setdefault((table, row), before)
            last[table, row] = after
        kept = {key: self._digester(*key, image) for key, image in last.items() if image is not None}
        gone = [key for key, image in last.items() if image is None]
        before_them = [self._digest_before(*key, image) for key, image in first.items() if image is not None]
        self._raw.executemany(_SET_DIGEST, [(*key, value) for key, value in kept.items()])
        self._raw.executemany("DELETE FROM row_digest WHERE tbl = ? AND row = ?", gone)
        return add_state(state, kept.values(), before_them)

    def _digest_before(self, table: str, row: bytes, image: str) -> bytes:
        """Return the digest that a row had; that of a sealed one is only known from where it was kept."""
        if table not in self.sealed:
            return digest(table, image)
        asked = "SELECT digest FROM row_digest WHERE tbl = ? AND row = ?"
        kept = self._raw.execute(asked, (table, row)).fetchone()
        return kept[0] if kept else digest(table, image)

    def _step(self, number: int, head: Head, signature: Signature, changes: list[RawChange], coalesce: object) -> int:
        """Return the number of the change set that begins this step of Undo: its own, or that of the same field."""
        key = coalesce if coalesce is not None else self._one_field(changes)
        last, self._last_step = self._last_step, None
        if not key or signature.kind != "edit":
            return number
        identity = (key, signature.who, signature.speaker)
        step, began = number, signature.at
        if last and last[0] == identity and last[3] == head.undo_top and _close(last[1], signature.at):
            step, began = last[2], last[1]
        self._last_step = (identity, began, step, number)
        return step

    def _one_field(self, changes: list[RawChange]) -> object:
        if len(changes) != 1 or changes[0].op != "update" or changes[0].table in self.logged:
            return None
        columns = tuple(decode(changes[0].content or "{}"))
        return (changes[0].table, changes[0].row, columns) if len(columns) == 1 else None

    def _tops(self, number: int, head: Head, changes: list[RawChange]) -> tuple[int | None, int | None]:
        if all(change.table in self.logged for change in changes):
            return head.undo_top, head.redo_top
        return number, None


def write_link(raw: Connection, link: Link, changes: Sequence[RawChange]) -> None:
    """Write a link and its changes as they are."""
    raw.execute(_INSERT_LINK, [getattr(link, name) for name in Link.__dataclass_fields__])
    raw.executemany(
        _INSERT_CHANGE,
        [
            (number, link.number, change.table, change.row, change.op, change.content, change.digest)
            for number, change in enumerate(changes, link.first_change)
        ],
    )


def write_baseline(raw: Connection, head: Head, signature: Signature, state: bytes) -> Head:
    """Write a link without changes that vouches for ``state``; what lies before it cannot be undone."""
    step = head.number + 1
    link = _link(head, signature, (), state=state, step=step, undo_top=None, redo_top=None)
    write_link(raw, link, ())
    return _head_after(link)


def columns_of(raw: Connection) -> dict[str, tuple[str, ...]]:
    """Return the columns of every table in a file whose rows have digests, ``document`` included."""
    own = ("change_set", "change", "row_digest")
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    return {
        name: tuple(column[1] for column in raw.execute(f'PRAGMA table_info("{name}")'))
        for name in names
        if name not in own and not name.startswith("sqlite_")
    }


#: Gives the digest of a row for its table, its key and its image.
Digester = Callable[[str, bytes, str], bytes]


def unsalted(table: str, _row: bytes, image: str) -> bytes:
    """Return the digest of a row that is no secret."""
    return digest(table, image)


def salting(sealed: frozenset[str]) -> Digester:
    """Return what gives rows of ``sealed`` tables a digest with a new salt, and all others a plain one."""

    def digester(table: str, _row: bytes, image: str) -> bytes:
        return salted(os.urandom(SALT), table, image) if table in sealed else digest(table, image)

    return digester


def rebuild_digests(raw: Connection, columns: Mapping[str, Sequence[str]], digester: Digester = unsalted) -> bytes:
    """Write the digest of every row anew inside the caller's transaction; returns the state they add up to."""
    raw.execute("DELETE FROM row_digest")
    state = bytes(16)
    for table, names in columns.items():
        at = list(names).index("id")
        chosen = ", ".join(f'"{name}"' for name in names)
        rows = raw.execute(f'SELECT {chosen} FROM "{table}"').fetchall()
        digests = [(table, row[at], digester(table, row[at], row_image(names, row))) for row in rows]
        raw.executemany("INSERT INTO row_digest VALUES (?, ?, ?)", digests)
        state = add_state(state, (value for _, _, value in digests))
    return state


def stamp(moment: datetime) -> str:
    """Return a moment as it is stored: ISO 8601 in UTC to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sealed_digest(table: str, content: str) -> bytes:
    """Return a digest that binds a sealed row into the chain and can be guessed by nobody: its salt is not kept."""
    return digest(os.urandom(16), table, content)


def _link(
    head: Head,
    signature: Signature,
    changes: Sequence[RawChange],
    *,
    state: bytes,
    step: int,
    undo_top: int | None,
    redo_top: int | None,
) -> Link:
    unsigned = Link(
        head.number + 1, b"", head.hash, None, signature.kind, signature.at, signature.who, signature.speaker,
        signature.label, signature.words, 0, head.next_change, len(changes), state, step, undo_top, redo_top,
    )  # fmt: skip
    return replace(unsigned, hash=unsigned.computed_hash(change.mark for change in changes))


def _head_after(link: Link) -> Head:
    return Head(link.number, link.hash, link.state, link.undo_top, link.redo_top, link.first_change + link.changes)


def _close(began: str, now: str) -> bool:
    passed = (datetime.fromisoformat(now) - datetime.fromisoformat(began)).total_seconds()
    return 0 <= passed <= STEP_SECONDS


def _triggers(table: str, columns: Sequence[str]) -> Iterable[str]:
    def image(prefix: str) -> str:
        return f"row_image('{table}', " + ", ".join(f'{prefix}."{name}"' for name in columns) + ")"

    for op, row, before, after in (
        ("INSERT", "new", "NULL", image("new")),
        ("UPDATE", "new", image("old"), image("new")),
        ("DELETE", "old", image("old"), "NULL"),
    ):
        yield (
            f'CREATE TEMP TRIGGER "record_{table}_{op}" AFTER {op} ON main."{table}" BEGIN'
            f" INSERT INTO pending (tbl, row, before, after)"
            f" VALUES ('{table}', {row}.id, {before}, {after}); END"
        )
