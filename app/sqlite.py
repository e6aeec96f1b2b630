"""The only module that speaks to SQLite itself: how a session file is opened, guarded, copied, and how its errors read.

Everything above it deals in connections made here and in ``UserError`` sentences; another engine could take its place.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import StaticPool

from app.i18n import N_, UserError

Connection = sqlite3.Connection
IntegrityError = sqlite3.IntegrityError
Error = sqlite3.Error

#: Marks the file type in the header of every session file ("Fsk1").
APPLICATION_ID = 0x46736B31
PAGE_SIZE = 4096
#: Seconds of computing that a file may cost before it is opened; an honest one needs a hundredth.
PATIENCE = 1.0

_WRITER_PRAGMAS = ("journal_mode=DELETE", "synchronous=EXTRA", "secure_delete=ON", "cache_spill=OFF")
_PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "recursive_triggers=ON",
    "mmap_size=0",
    "temp_store=MEMORY",
    "busy_timeout=3000",
)
#: Far above what a session needs, far below what a hostile file could ask for.
_LIMITS = MappingProxyType(
    {
        sqlite3.SQLITE_LIMIT_LENGTH: 256 * 2**20,
        sqlite3.SQLITE_LIMIT_SQL_LENGTH: 4 * 2**20,
        sqlite3.SQLITE_LIMIT_COLUMN: 1_000,
        sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 500,
        sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
        sqlite3.SQLITE_LIMIT_ATTACHED: 1,
        sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
        sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 200,
        sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
    }
)

_FULL = N_("There is no room left where {name} is kept. Nothing was changed; make room or save a copy elsewhere.")
_UNREADABLE = N_("{name} could not be read or written. Check the drive, or save a copy elsewhere.")
DAMAGED = N_("{name} is damaged and cannot be read; salvage it into a new file or open a backup.")
_FOREIGN = N_("{name} is not a Foreshock session.")
_NO_ACCESS = N_("{name} cannot be opened or changed, because you have no permission or the place is read-only.")
_BUSY = N_("Another program is using {name}. Close it there and try again.")
_TOO_SLOW = N_("{name} takes too long to read and was not opened.")
_NO_MEMORY = N_("There is not enough memory to work with {name}. Close other programs and try again.")


class StorageError(UserError):
    """The place where the session is kept failed; what is in memory can be saved elsewhere."""


_SENTENCES: MappingProxyType[int, tuple[type[UserError], str]] = MappingProxyType(
    {
        sqlite3.SQLITE_FULL: (StorageError, _FULL),
        sqlite3.SQLITE_IOERR: (StorageError, _UNREADABLE),
        sqlite3.SQLITE_CORRUPT: (UserError, DAMAGED),
        sqlite3.SQLITE_NOTADB: (UserError, _FOREIGN),
        sqlite3.SQLITE_READONLY: (StorageError, _NO_ACCESS),
        sqlite3.SQLITE_PERM: (StorageError, _NO_ACCESS),
        sqlite3.SQLITE_CANTOPEN: (StorageError, _NO_ACCESS),
        sqlite3.SQLITE_BUSY: (UserError, _BUSY),
        sqlite3.SQLITE_LOCKED: (UserError, _BUSY),
        sqlite3.SQLITE_INTERRUPT: (UserError, _TOO_SLOW),
        sqlite3.SQLITE_NOMEM: (UserError, _NO_MEMORY),
        sqlite3.SQLITE_TOOBIG: (UserError, _NO_MEMORY),
    }
)


def sentence_for(error: BaseException, name: str) -> UserError | None:
    """Return what to tell a person about an error of SQLite or of the disk, or ``None`` if it is a bug of ours."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) or 0
        kind, sentence = _SENTENCES.get(code & 0xFF, (None, ""))
        if "decode to UTF-8" in str(error):
            return UserError(DAMAGED, name=name)
        return kind(sentence, name=name) if kind else None
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        denied = isinstance(error, PermissionError) or error.errno == errno.EROFS
        return StorageError(_FULL if full else _NO_ACCESS if denied else _UNREADABLE, name=name)
    return None


@contextlib.contextmanager
def told(name: str, *, disk: bool = False) -> Iterator[None]:
    """Turn what SQLite (and, if asked, the disk) raises inside into a ``UserError`` about ``name``; bugs pass."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, OSError) and not disk:
            raise
        if sentence := sentence_for(error, name):
            raise sentence from error
        raise


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """Open an existing file in autocommit with every guard set. Raises ``sqlite3.Error``."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    raw = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=512)
    return _guarded(raw, writable=not read_only)


def connect_memory(*, any_thread: bool = False) -> Connection:
    """Return an empty database in memory with the same guards; ``any_thread`` lets another thread use it."""
    raw = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512, check_same_thread=not any_thread)
    return _guarded(raw, writable=True)


def _guarded(raw: Connection, *, writable: bool) -> Connection:
    try:
        with deadline(raw, PATIENCE):
            _set_guards(raw, writable=writable)
    except BaseException:
        raw.close()
        raise
    return raw


def _set_guards(raw: Connection, *, writable: bool) -> None:
    for category, limit in _LIMITS.items():
        raw.setlimit(category, limit)
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}").fetchall()
    if writable:
        _refuse_wal(raw)
        for pragma in _WRITER_PRAGMAS:
            raw.execute(f"PRAGMA {pragma}").fetchall()


def _refuse_wal(raw: Connection) -> None:
    """Refuse a file that somebody switched to WAL, before the pragmas below would convert it."""
    if raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        raise UserError(N_("This file was changed by another program and is no longer a Foreshock session."))


def format_new(raw: Connection) -> None:
    """Fix what can be fixed only while a database is empty, so that every session file is laid out alike."""
    for pragma in (f"page_size={PAGE_SIZE}", "auto_vacuum=NONE", "encoding='UTF-8'"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute(f"PRAGMA application_id={APPLICATION_ID}")


def header(raw: Connection) -> dict[str, Any]:
    """Return the settings in the file's header that decide how it is read."""
    names = ("application_id", "user_version", "page_size", "auto_vacuum", "encoding", "journal_mode")
    return {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in names}


def size_of(raw: Connection) -> int:
    """Return how many bytes a database takes by its own account."""
    return int(raw.execute("PRAGMA page_count").fetchone()[0]) * int(raw.execute("PRAGMA page_size").fetchone()[0])


def set_version(raw: Connection, version: int) -> None:
    """Write the number of the schema into the header."""
    raw.execute(f"PRAGMA user_version={int(version)}")


def statements(script: str) -> list[str]:
    """Split the text of a schema into its statements, without the closing semicolons."""
    found, pending = [], ""
    for part in script.split(";"):
        pending += part + ";"
        if sqlite3.complete_statement(pending):
            found.append(pending.strip().rstrip(";").strip())
            pending = ""
    return [statement for statement in found if statement]


@contextlib.contextmanager
def deadline(raw: Connection, seconds: float) -> Iterator[None]:
    """Interrupt whatever computes on ``raw`` after ``seconds``, so that a hostile file cannot keep us waiting.

    It is asked every 20,000 steps of SQLite's machine, so that a slow drive alone interrupts nothing.
    """
    end = time.monotonic() + seconds
    raw.set_progress_handler(lambda: time.monotonic() > end, 20_000)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


@contextlib.contextmanager
def lenient_text(raw: Connection) -> Iterator[None]:
    """Read text that is no longer UTF-8 without raising, and so that no two byte strings read alike."""
    strict = raw.text_factory
    raw.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = strict


def engine_for(raw: Connection, name: str) -> Engine:
    """Return SQLAlchemy's engine over the one connection; its errors are told as sentences about ``name``."""
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)

    @event.listens_for(engine, "handle_error")
    def tell(context: ExceptionContext) -> None:
        if sentence := sentence_for(context.original_exception, name):
            raise sentence from context.original_exception

    return engine


def connect_damaged(content: bytes) -> Connection:
    """Return the bytes of a damaged file as a database in memory that reads as much as SQLite lets one read."""
    raw = connect_memory()
    raw.execute("PRAGMA writable_schema=ON")
    raw.deserialize(content)
    return raw


def whole_content(path: Path) -> bytes:
    """Return the bytes of a file that cannot be opened, rolled back by its journal if a crash left one."""
    with tempfile.TemporaryDirectory(prefix="foreshock-") as folder:
        aside = copy_aside(path, Path(folder))
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(aside)) as raw:
            raw.execute("PRAGMA writable_schema=ON")
            raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        return aside.read_bytes()


def copy_into(source: Connection, target: Connection) -> None:
    """Copy a whole database with SQLite's backup API."""
    source.backup(target)


def write_copy(source: Connection, target: Path, *, finish: Callable[[Connection], None] | None = None) -> None:
    """Write a copy of ``source`` to ``target``: beside it first, then synced and renamed over it.

    An older ``target`` is untouched until the copy is complete, and stays when anything fails.
    ``finish`` may work on the copy before it takes its place. Raises ``UserError``.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    with told(target.name, disk=True):
        try:
            copy = sqlite3.connect(beside, isolation_level=None)
            try:
                copy.execute("PRAGMA journal_mode=OFF")
                copy.execute("PRAGMA synchronous=OFF")
                source.backup(copy)
                if finish:
                    finish(copy)
            finally:
                copy.close()
            put_in_place(beside, target)
        finally:
            beside.unlink(missing_ok=True)


def write_vacuumed(source: Connection, target: Path, look: Callable[[Path], None]) -> None:
    """Write ``source`` to ``target`` page by page anew, so that nothing of what was deleted is left in it.

    ``look`` sees the finished file before it takes its place and may raise; an older ``target`` stays then, and when
    anything else fails. Raises ``UserError``.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    with told(target.name, disk=True):
        beside.unlink(missing_ok=True)
        try:
            source.execute("VACUUM INTO ?", (str(beside),))
            look(beside)
            put_in_place(beside, target)
        finally:
            beside.unlink(missing_ok=True)


def put_in_place(finished: Path, target: Path) -> None:
    """Sync a finished file and rename it over ``target``, so that either the old or the new file is there."""
    with finished.open("rb+") as stream:
        os.fsync(stream.fileno())
    finished.replace(target)
    if hasattr(os, "O_DIRECTORY"):
        directory = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def needs_recovery(error: BaseException) -> bool:
    """Whether a file could not be read because a crash left its journal and we may not write."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    return code in (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_RECOVERY)


def says_corrupt(error: BaseException) -> bool:
    """Whether SQLite found the file malformed."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def copy_aside(path: Path, folder: Path) -> Path:
    """Copy a file that nobody writes, with the journal a crash left, into ``folder`` and return the copy."""
    aside = folder / path.name
    shutil.copyfile(path, aside)
    journal = path.with_name(path.name + "-journal")
    if journal.exists():
        shutil.copyfile(journal, aside.with_name(journal.name))
    return aside


def truncated(path: Path) -> bool:
    """Whether a file is shorter than its own header says. Only for files that no connection here has open."""
    with path.open("rb") as stream:
        start = stream.read(100)
    if len(start) < 100 or not start.startswith(b"SQLite format 3\0"):
        return False
    page = int.from_bytes(start[16:18], "big")
    pages = int.from_bytes(start[28:32], "big")
    return path.stat().st_size < (65536 if page == 1 else page) * pages
