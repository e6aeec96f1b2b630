"""A drive that remembers every write, so that a power cut at any moment can be played through.

What the application says to SQLite is recorded and said again to a second SQLite, whose file layer logs each write,
sync, truncation and deletion. From that log follows what a drive may hold after a cut: everything synced, and of the
rest any part, in any order, the last sector torn.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from app import sqlite
from app.recorder import row_image

SECTOR = 512


@dataclass(frozen=True)
class Event:
    """One thing that happened to a file (by its name), or an acknowledged edit (``ack``)."""

    what: str
    name: str = ""
    offset: int = 0
    content: bytes = b""


@dataclass
class Drive:
    """What is surely on the drive, and what was written since."""

    synced: dict[str, bytearray] = field(default_factory=dict)
    pending: dict[str, list[Event]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)  #: without a sync of the folder: may come back

    def happen(self, event: Event) -> None:
        """Take one event."""
        if event.what == "sync":
            content = self.synced.setdefault(event.name, bytearray())
            for waiting in self.pending.pop(event.name, []):
                apply(content, waiting)
        elif event.what == "delete":
            self.pending.pop(event.name, None)
            if event.offset:
                self.synced.pop(event.name, None)
            else:
                self.deleted.add(event.name)
        elif event.what in ("write", "truncate"):
            if event.name in self.deleted:
                self.deleted.discard(event.name)
                self.synced.pop(event.name, None)
            self.pending.setdefault(event.name, []).append(event)

    def after_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return what may be found when the power is back."""
        found = {}
        for name in self.synced.keys() | self.pending.keys():
            if name in self.deleted and chance.random() < 0.5:
                continue
            if name not in self.synced and chance.random() < 0.3:
                continue
            content = bytearray(self.synced.get(name, b""))
            for event in self.pending.get(name, []):
                fate = chance.random()
                if fate < 0.4:
                    apply(content, event)
                elif fate < 0.6 and event.what == "write":
                    sectors = chance.randrange(len(event.content) // SECTOR + 1)
                    apply(content, Event("write", name, event.offset, event.content[: sectors * SECTOR]))
            found[name] = bytes(content)
        return found

    def after_kill(self) -> dict[str, bytes]:
        """Return what the system holds when only the process died: every write, in order."""
        found = {}
        for name in (self.synced.keys() | self.pending.keys()) - self.deleted:
            content = bytearray(self.synced.get(name, b""))
            for event in self.pending.get(name, []):
                apply(content, event)
            found[name] = bytes(content)
        return found


def apply(content: bytearray, event: Event) -> None:
    """Write or truncate."""
    if event.what == "truncate":
        del content[event.offset :]
        return
    end = event.offset + len(event.content)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[event.offset : end] = event.content


class _File(apsw.VFSFile):
    def __init__(self, filename: Any, flags: list[int], log: list[Event]) -> None:
        super().__init__("", filename, flags)
        self.log = log
        self.name = Path(filename.filename() if isinstance(filename, apsw.URIFilename) else filename or "").name

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self.log.append(Event("write", self.name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self.log.append(Event("truncate", self.name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self.log.append(Event("sync", self.name))


class _Layer(apsw.VFS):
    def __init__(self, name: str, log: list[Event]) -> None:
        super().__init__(name, "")
        self.log = log

    def xOpen(self, name: Any, flags: list[int]) -> _File:  # noqa: N802
        return _File(name, flags, self.log)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        self.log.append(Event("delete", Path(filename).name, int(syncdir)))


def listen(statements: list[str], monkeypatch: Any) -> None:
    """Record every statement that the application says on its connection from now on.

    A statement is told once more for each trigger that it fires; these repetitions are left out.
    """
    connect = sqlite.connect

    def note(said: str) -> None:
        if not said.startswith("--") and statements[-1:] != [said]:
            statements.append(said)

    def listening(*arguments: Any, **options: Any) -> sqlite.Connection:
        raw = connect(*arguments, **options)
        raw.set_trace_callback(note)
        return raw

    monkeypatch.setattr(sqlite, "connect", listening)


def replay(
    path: Path, statements: list[str], columns: dict[str, tuple[str, ...]], *, before: Callable[[str], str | None]
) -> list[Event]:
    """Say ``statements`` again to a second SQLite on ``path``; return what reached the drive.

    ``before`` may change a statement; ``None`` for an acknowledgement.
    """
    log: list[Event] = []
    name = f"logged-{id(log)}"
    layer = _Layer(name, log)
    raw = apsw.Connection(str(path), vfs=name)
    raw.create_scalar_function("row_image", lambda table, *values: row_image(columns[table], values))
    for statement in statements:
        said = before(statement)
        if said is None:
            log.append(Event("ack"))
        else:
            list(raw.execute(said))
    raw.close()
    layer.unregister()
    return log
