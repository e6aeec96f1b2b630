"""Opens and makes session files: who may write, what is refused, what is upgraded, what is read from a copy aside."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from app import lock as locking
from app import migrations, sqlite
from app.i18n import N_, UserError, translate
from app.migrations import Schema
from app.recorder import (
    Signature,
    columns_of,
    read_head,
    rebuild_digests,
    row_image,
    salting,
    sealed_tables,
    stamp,
    write_baseline,
)
from app.sqlite import Connection

_MISSING = N_("{name} was not found. It may have been moved or renamed, or its drive is not connected.")
_FOLDER = N_("{name} is a folder. Choose the session file inside it.")
_NO_FILE = N_("{name} is not a file that can be opened.")
_EXISTS = N_("{name} already exists. Choose another name, or open it.")
_NO_READING = N_("{name} cannot be read, because you have no permission for it.")
TRUNCATED = N_("{name} is incomplete: its end is missing. Fetch it again or salvage what is left.")
FAULTY = N_("{name} is damaged and was not upgraded. Salvage it into a new file first.")


@dataclass(slots=True)
class Opened:
    """An open file: its connection, the lock if we may write, and the folder of a copy that was read instead."""

    raw: Connection
    lock: FileLock | None = None
    aside: tempfile.TemporaryDirectory[str] | None = None

    def close(self, path: Path) -> None:
        """Close the connection, give the lock back, take the copy away."""
        self.raw.close()
        if self.lock is not None:
            locking.release(path, self.lock)
        if self.aside is not None:
            self.aside.cleanup()


def make_file(path: Path, schema: Schema, document_id: bytes, now: datetime) -> None:
    """Write a new, empty session file. Raises ``UserError`` if there is already something at ``path``."""
    if path.exists():
        raise UserError(_EXISTS, name=path.name)
    raw = sqlite.connect_memory()
    try:
        sqlite.format_new(raw)
        migrations.build(raw, schema.steps)
        name_document(raw, document_id, stamp(now))
        sqlite.write_copy(raw, path)
    finally:
        raw.close()


def name_document(raw: Connection, document_id: bytes, created_at: str) -> None:
    """Write the one row by which copies of a session know that they belong together."""
    from app.recorder import digest

    row = (document_id, created_at)
    raw.execute("INSERT INTO document (id, created_at) VALUES (?, ?)", row)
    own = digest("document", row_image(("id", "created_at"), row))
    raw.execute("INSERT INTO row_digest VALUES ('document', ?, ?)", (document_id, own))


def open_file(path: Path, schema: Schema, now: datetime, *, read_only: bool) -> Opened:
    """Open a session, for writing if we may. Raises ``UserError`` for whatever cannot be opened, within seconds."""
    refuse_no_file(path)
    if read_only or not os.access(path, os.W_OK):
        return _open_reader(path, schema)
    try:
        lock = locking.acquire(path, now)
    except OSError:  # a medium that cannot be written: the side file neither
        return _open_reader(path, schema)
    try:
        return Opened(_open_writer(path, schema, now), lock)
    except BaseException:
        locking.release(path, lock)
        raise


def refuse_no_file(path: Path) -> None:
    """Raise ``UserError`` unless ``path`` is a file that we may read."""
    with sqlite.told(path.name, disk=True):
        try:
            is_folder, is_file = path.is_dir(), path.is_file()
        except PermissionError as error:
            raise UserError(_NO_READING, name=path.name) from error
    if is_folder:
        raise UserError(_FOLDER, name=path.name)
    if not is_file:
        raise UserError(_NO_FILE if path.exists() else _MISSING, name=path.name)
    if not os.access(path, os.R_OK):
        raise UserError(_NO_READING, name=path.name)


def _open_writer(path: Path, schema: Schema, now: datetime) -> Connection:
    raw = _looked_at(path, lambda: sqlite.connect(path), schema)
    try:
        version = migrations.check_file(raw, schema, path.name)
        if version < schema.version:
            _back_up(raw, path, version)
            upgrade(raw, schema, version, path.name, now)
    except BaseException:
        raw.close()
        raise
    return raw


def _open_reader(path: Path, schema: Schema) -> Opened:
    try:
        opened = Opened(_looked_at(path, lambda: sqlite.connect(path, read_only=True), schema))
    except _JournalLeft:
        folder = tempfile.TemporaryDirectory(prefix="foreshock-")
        try:
            with sqlite.told(path.name, disk=True):
                aside = sqlite.copy_aside(path, Path(folder.name))
            opened = Opened(_looked_at(path, lambda: sqlite.connect(aside), schema), aside=folder)
        except BaseException:
            folder.cleanup()
            raise
    try:
        _upgrade_in_memory(opened, schema, path)
    except BaseException:
        opened.close(path)
        raise
    return opened


def _upgrade_in_memory(opened: Opened, schema: Schema, path: Path) -> None:
    """Read an older file that may not be written through an upgraded copy in memory."""
    version = migrations.check_file(opened.raw, schema, path.name)
    if version < schema.version:
        memory = sqlite.connect_memory()
        sqlite.copy_into(opened.raw, memory)
        opened.raw.close()
        opened.raw = memory
        upgrade(memory, schema, version, path.name, None)


class _JournalLeft(Exception):
    """A crash left a journal, and we may not write to roll it back."""


def _looked_at(path: Path, connect: Callable[[], Connection], schema: Schema) -> Connection:
    """Return a connection that passed ``check_file`` in time; every error is a sentence."""
    try:
        raw = _checked(connect, schema, path.name)
    except (sqlite.Error, UnicodeDecodeError) as error:  # the text of a damaged schema ends up in SQLite's message
        if sqlite.needs_recovery(error):
            raise _JournalLeft from error
        if sqlite.says_corrupt(error) and sqlite.truncated(path):
            raise UserError(TRUNCATED, name=path.name) from error
        raise sqlite.sentence_for(error, path.name) or UserError(sqlite.DAMAGED, name=path.name) from error
    if sqlite.size_of(raw) > path.stat().st_size:  # SQLite reads a last page that is cut as if it ended in zeros
        raw.close()
        raise UserError(TRUNCATED, name=path.name)
    return raw


def _checked(connect: Callable[[], Connection], schema: Schema, name: str) -> Connection:
    raw = connect()
    try:
        with sqlite.deadline(raw, sqlite.PATIENCE):
            migrations.check_file(raw, schema, name)
            raw.execute("SELECT count(*) FROM document").fetchone()
            read_head(raw)
    except BaseException:
        raw.close()
        raise
    return raw


def _back_up(raw: Connection, path: Path, version: int) -> None:
    backup = backup_path(path, version)
    if not backup.exists():
        sqlite.write_copy(raw, backup)


def backup_path(path: Path, version: int) -> Path:
    """Return where the copy of an older file is kept when it is upgraded."""
    return path.with_name(f"{path.stem} (version {version}){path.suffix}")


def upgrade(raw: Connection, schema: Schema, version: int, name: str, now: datetime | None) -> None:
    """Bring an open file to the newest version in one transaction and write a new baseline of its digests.

    A file whose rows do not match their digests is refused, because the new baseline would vouch for them.
    """
    from app import integrity

    with sqlite.told(name):
        if integrity.verify(raw):
            raise UserError(FAULTY, name=name)
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("BEGIN IMMEDIATE")
        try:
            migrations.upgrade(raw, schema, version)
            head = read_head(raw)
            state = rebuild_digests(raw, columns_of(raw), salting(sealed_tables(schema.metadata)))
            label = translate(N_("Upgrade to file version {version}"), version=schema.version)
            at = stamp(now) if now else "1970-01-01T00:00:00Z"
            write_baseline(raw, head, Signature("upgrade", at, "", None, label), state)
            raw.execute("COMMIT")
        except BaseException:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise
        raw.execute("PRAGMA foreign_keys=ON")
