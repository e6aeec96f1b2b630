"""Writes what can be trusted of a damaged session into a new file.

For every row three witnesses vote: the row itself, its digest, and the history. Two that agree are believed. Records
are read straight from the pages as well, and count when their digest confirms them, so that a broken tree or schema
costs nothing but what was really lost. The damaged file is only read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app import integrity, migrations, opening, pagescan, sqlite
from app.i18n import N_, UserError, plural, translate
from app.migrations import Schema
from app.model.base import new_key
from app.recorder import (
    Digester,
    Head,
    Link,
    RawChange,
    Signature,
    columns_of,
    decode,
    digest,
    encode,
    genesis,
    plain,
    read_head,
    rebuild_digests,
    row_image,
    stamp,
    vouches,
    write_baseline,
    write_link,
)
from app.sqlite import Connection

Key = tuple[str, bytes]

_EXISTS = N_("{name} already exists. Choose another name for the salvaged session.")
_NOTHING = N_("Nothing in {name} could be read as a Foreshock session.")
_NAMED = 12


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What became of every row, in figures and in sentences for the person who needs the session."""

    target: Path
    kept: int
    restored: int
    unconfirmed: int
    lost: int
    sentences: tuple[str, ...]


@dataclass(slots=True)
class _Table:
    """The columns of one table, and where its key stands."""

    columns: tuple[str, ...]
    real: frozenset[str]
    key_at: int


@dataclass(slots=True)
class _Evidence:
    """What could be read of a damaged file."""

    digests: dict[Key, set[bytes]] = field(default_factory=dict)
    confirmed: dict[Key, str] = field(default_factory=dict)  #: images of rows that their digest confirms
    read: dict[Key, str] = field(default_factory=dict)  #: images of rows as SQLite reads them
    links: dict[int, Link] = field(default_factory=dict)
    changes: dict[int, tuple[int, RawChange]] = field(default_factory=dict)
    recalled: dict[Key, str | None] = field(default_factory=dict)  #: what the history says; None: deleted


@dataclass(slots=True)
class _Verdict:
    """The rows of the salvaged session, and how they came there."""

    images: dict[Key, str] = field(default_factory=dict)
    restored: list[Key] = field(default_factory=list)
    unconfirmed: list[Key] = field(default_factory=list)
    lost: list[Key] = field(default_factory=list)


def salvage_open(raw: Connection, path: Path, target: Path, schema: Schema, now: datetime) -> SalvageReport:
    """Salvage a session that could still be opened. Raises ``UserError``."""
    with sqlite.told(path.name):
        content = raw.serialize()
    return salvage_bytes(content, path, target, schema, now)


def may_help(refusal: UserError) -> bool:
    """Whether a file that was refused with this sentence is worth salvaging: it is a session, but a damaged one."""
    return refusal.msgid in (opening.TRUNCATED, opening.FAULTY, sqlite.DAMAGED, migrations.LACKING)


def salvage_file(path: Path, target: Path, now: datetime, schema: Schema | None = None) -> SalvageReport:
    """Salvage a session that cannot be opened any more. Raises ``UserError`` if nothing of it can be read."""
    opening.refuse_no_file(path)
    with sqlite.told(path.name, disk=True):
        content = sqlite.whole_content(path)
    return salvage_bytes(content, path, target, schema or migrations.session_schema(), now)


def salvage_bytes(content: bytes, path: Path, target: Path, schema: Schema, now: datetime) -> SalvageReport:
    """Salvage the bytes of a file into ``target``, which must not exist. See ``SalvageReport``."""
    if target.exists():
        raise UserError(_EXISTS, name=target.name)
    version = _version(content, schema)
    copy = sqlite.connect_memory()
    try:
        sqlite.format_new(copy)
        migrations.build(copy, schema.steps[:version])
        tables = _tables(copy)
        evidence = _gather(content, tables)
        if not evidence.digests and not evidence.read:
            raise UserError(_NOTHING, name=path.name)
        verdict = _vote(evidence)
        copy.execute("PRAGMA foreign_keys=OFF")
        copy.execute("BEGIN IMMEDIATE")
        sentences = _write(copy, evidence, verdict, tables, now)
        copy.execute("COMMIT")
        sqlite.write_copy(copy, target)
    finally:
        copy.close()
    return _report(target, verdict, sentences)


def _version(content: bytes, schema: Schema) -> int:
    version = int.from_bytes(content[60:64], "big")
    return version if 1 <= version <= schema.version else schema.version


def _tables(raw: Connection) -> dict[str, _Table]:
    found = {}
    for name, columns in columns_of(raw).items():
        types = {row[1]: row[2] for row in raw.execute(f'PRAGMA table_info("{name}")')}
        real = frozenset(column for column, kind in types.items() if kind == "REAL")
        found[name] = _Table(columns, real, columns.index("id"))
    return found


# --- reading ---


def _gather(content: bytes, tables: Mapping[str, _Table]) -> _Evidence:
    evidence = _Evidence()
    found = list(pagescan.records(content, sqlite.PAGE_SIZE))
    for rowid, values in found:
        _notice_bookkeeping(evidence, rowid, values, tables)
    by_length: dict[int, list[str]] = {}
    for name, table in tables.items():
        by_length.setdefault(len(table.columns), []).append(name)
    for rowid, values in found:
        if rowid is not None:
            for name in by_length.get(len(values), ()):
                _notice_row(evidence, name, tables[name], values)
    _read_through_sqlite(evidence, content, tables)
    evidence.recalled = _recall(evidence)
    return evidence


def _notice_bookkeeping(
    evidence: _Evidence, rowid: int | None, values: tuple[Any, ...], tables: Mapping[str, _Table]
) -> None:
    match values:
        case (str(table), bytes(row), bytes(recorded)) if rowid is None and table in tables:
            evidence.digests.setdefault((table, row), set()).add(recorded)
        case (None, int(owner), str(table), bytes(row), str(op), content, bytes(recorded)) if rowid is not None:
            if integrity.change_is_whole(table, row, op, content, recorded):
                evidence.changes[rowid] = owner, RawChange(table, row, op, content, recorded)
        case (None, bytes(), *_) if rowid is not None and len(values) == len(Link.__dataclass_fields__):
            evidence.links[rowid] = Link(rowid, *values[1:])


def _notice_row(evidence: _Evidence, name: str, table: _Table, values: tuple[Any, ...]) -> None:
    key = values[table.key_at]
    digests = evidence.digests.get((name, key)) if isinstance(key, bytes) else None
    if not digests:
        return
    typed = [
        float(value) if isinstance(value, int) and column in table.real else value
        for column, value in zip(table.columns, values, strict=True)
    ]
    image = row_image(table.columns, typed)
    if any(vouches(one, name, image) for one in digests):
        evidence.confirmed[name, key] = image


def _read_through_sqlite(evidence: _Evidence, content: bytes, tables: Mapping[str, _Table]) -> None:
    raw = sqlite.connect_damaged(content)
    try:
        for name, table in tables.items():
            for values in _read_rows(raw, name, table):
                key = values[table.key_at]
                if isinstance(key, bytes) and len(key) == 16:
                    evidence.read[name, key] = row_image(table.columns, values)
    finally:
        raw.close()


def _read_rows(raw: Connection, name: str, table: _Table) -> Iterator[tuple[Any, ...]]:
    """Read a table through SQLite, from both ends if the middle is broken."""
    statement = f'SELECT {integrity.quoted(table.columns)} FROM "{name}" ORDER BY rowid'
    for order in ("ASC", "DESC"):
        try:
            yield from raw.execute(f"{statement} {order}")
        except sqlite.Error:
            continue
        else:
            return


def _recall(evidence: _Evidence) -> dict[Key, str | None]:
    """Return what the history says about every row that it tells fully."""
    recalled: dict[Key, dict[str, Any] | None] = {}
    for _, (_, change) in sorted(evidence.changes.items()):
        key = change.table, change.row
        if change.content is None:
            recalled.pop(key, None)
        elif change.op == "insert":
            recalled[key] = decode(change.content)
        elif change.op == "delete":
            recalled[key] = None
        elif (before := recalled.get(key)) is not None:
            after = {name: pair[1] for name, pair in decode(change.content).items()}
            recalled[key] = {name: value for name, value in {**before, **after}.items() if value is not None}
    return {key: None if values is None else encode(values) for key, values in recalled.items()}


# --- voting ---


def _vote(evidence: _Evidence) -> _Verdict:
    verdict = _Verdict()
    alive = {key for key, image in evidence.recalled.items() if image is not None}
    for key in sorted(evidence.digests.keys() | evidence.read.keys() | alive):
        image, how = _believe(evidence, key)
        if image is None:
            verdict.lost.append(key)
            continue
        verdict.images[key] = image
        if how is not None:
            getattr(verdict, how).append(key)
    return verdict


def _believe(evidence: _Evidence, key: Key) -> tuple[str | None, str | None]:
    """Return the image of a row that has most witnesses, and whether it was restored or is unconfirmed."""
    read, recalled = evidence.read.get(key), evidence.recalled.get(key)
    if key in evidence.confirmed:
        return evidence.confirmed[key], None
    digests = evidence.digests.get(key, set())
    confirmed = read is not None and any(vouches(one, key[0], read) for one in digests)
    if read is not None and (confirmed or _same(read, recalled)):
        return read, None
    if recalled is not None:
        return _in_order(recalled, read), "restored"
    return read, "unconfirmed"


def _same(read: str, recalled: str | None) -> bool:
    return recalled is not None and decode(read) == decode(recalled)


def _in_order(recalled: str, read: str | None) -> str:
    return recalled if read is None or decode(recalled) != decode(read) else read


# --- writing ---


def _write(
    copy: Connection, evidence: _Evidence, verdict: _Verdict, tables: Mapping[str, _Table], now: datetime
) -> list[str]:
    sentences = []
    if not any(table == "document" for table, _ in verdict.images):
        opening.name_document(copy, new_key(), stamp(now))
        sentences.append(translate(N_("The session has lost its identity and counts as a new one.")))
    doubtful = set(verdict.unconfirmed)
    for key, image in sorted(verdict.images.items(), key=lambda pair: pair[0] in doubtful):
        if not _insert(copy, key[0], decode(image)):
            _give_up(verdict, key)
    _mend_links(copy, verdict, tables)
    state = rebuild_digests(copy, {name: table.columns for name, table in tables.items()}, _recorded(evidence))
    head, told = _write_history(copy, evidence)
    if head.state != state:
        label = translate(N_("Salvaged from a damaged file"))
        write_baseline(copy, head, Signature("salvage", stamp(now), "", None, label), state)
    return sentences + told


def _recorded(evidence: _Evidence) -> Digester:
    """Return what gives a row the digest that was on record, with its salt, or else a plain one."""

    def digester(table: str, row: bytes, image: str) -> bytes:
        known = evidence.digests.get((table, row), ())
        return next((one for one in known if vouches(one, table, image)), digest(table, image))

    return digester


def _insert(copy: Connection, table: str, values: Mapping[str, Any]) -> bool:
    names = ", ".join(f'"{name}"' for name in values)
    gaps = ", ".join("?" * len(values))
    try:
        copy.execute(f'INSERT INTO "{table}" ({names}) VALUES ({gaps})', [plain(v) for v in values.values()])
    except (sqlite.Error, UnicodeEncodeError):
        return False
    return True


def _give_up(verdict: _Verdict, key: Key) -> None:
    del verdict.images[key]
    verdict.lost.append(key)


def _mend_links(copy: Connection, verdict: _Verdict, tables: Mapping[str, _Table]) -> None:
    """Empty the pointers at lost rows; a row that cannot be without what it points at is lost too."""
    while broken := copy.execute("PRAGMA foreign_key_check").fetchall():
        for table, rowid, _, number in broken:
            links = copy.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
            required = {row[1] for row in copy.execute(f'PRAGMA table_info("{table}")') if row[3] or row[5]}
            columns = [link[3] for link in links if link[0] == number]
            clearable = [column for column in columns if column not in required]
            found = copy.execute(f'SELECT id FROM "{table}" WHERE rowid = ?', (rowid,)).fetchone()
            if clearable:
                copy.execute(f'UPDATE "{table}" SET "{clearable[0]}" = NULL WHERE rowid = ?', (rowid,))
            elif found:
                copy.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))
                _give_up(verdict, (table, found[0]))


def _write_history(copy: Connection, evidence: _Evidence) -> tuple[Head, list[str]]:
    """Write the links from the beginning up to the first that cannot be trusted."""
    parent, _ = genesis(*copy.execute("SELECT id, created_at FROM document").fetchone())
    next_change, number = 1, 0
    while link := evidence.links.get(number + 1):
        own = [evidence.changes.get(at) for at in range(next_change, next_change + link.changes)]
        changes = [found[1] for found in own if found is not None]
        whole = integrity.link_is_whole(link, changes)
        if not whole or len(changes) != link.changes or link.parent != parent:
            break
        write_link(copy, link, changes)
        parent, next_change, number = link.hash, next_change + link.changes, number + 1
    last = max([number, *evidence.links, *(owner for owner, _ in evidence.changes.values())])
    if number < last:
        told = N_("The history is kept up to change {kept} of {all}.")
        return read_head(copy), [translate(told, kept=number, all=last)]
    return read_head(copy), []


# --- telling ---


def _report(target: Path, verdict: _Verdict, sentences: Iterable[str]) -> SalvageReport:
    changed = set(verdict.restored) | set(verdict.unconfirmed)
    kept = [key for key in verdict.images if key not in changed and key[0] != "document"]
    restored = [key for key in verdict.restored if key in verdict.images]
    unconfirmed = [key for key in verdict.unconfirmed if key in verdict.images]
    told = [plural(N_("{n} row is as it was."), N_("{n} rows are as they were."), len(kept))]
    for keys, one, many in (
        (restored, N_("{n} row was restored from the history"), N_("{n} rows were restored from the history")),
        (
            unconfirmed,
            N_("{n} row could be read but nothing confirms it"),
            N_("{n} rows could be read but nothing confirms them"),
        ),
        (verdict.lost, N_("{n} row is lost"), N_("{n} rows are lost")),
    ):
        if keys:
            told.append(f"{plural(one, many, len(keys))}: {_naming(keys, verdict)}.")
    return SalvageReport(target, len(kept), len(restored), len(unconfirmed), len(verdict.lost), (*told, *sentences))


def _naming(keys: list[Key], verdict: _Verdict) -> str:
    names = [_called(key, verdict) for key in keys[:_NAMED]]
    if len(keys) > _NAMED:
        rest = Counter(table for table, _ in keys[_NAMED:])
        names += [f"{table} ×{number}" for table, number in sorted(rest.items())]
    return ", ".join(names)


def _called(key: Key, verdict: _Verdict) -> str:
    values = decode(verdict.images[key]) if key in verdict.images else {}
    name = next((values[column] for column in ("name", "title", "event", "text", "label") if column in values), "")
    return f"{key[0].replace('_', ' ')} {name or key[1].hex()[:8]}"
