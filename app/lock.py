"""The lock of a session file: one process writes, and who it is can be read by the next one who asks."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from app.dates import format_instant
from app.i18n import N_, UserError


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a session open: login name, name of the computer, since when (ISO 8601)."""

    user: str
    host: str
    since: str

    def __str__(self) -> str:
        return f"{self.user} ({self.host})" if self.host else self.user

    @property
    def since_text(self) -> str:
        """The moment as a person reads it; empty if unknown."""
        try:
            return format_instant(datetime.fromisoformat(self.since))
        except ValueError:
            return ""


class AlreadyOpen(UserError):
    """The session is open elsewhere; ``holder`` says where. It can still be opened read-only."""

    def __init__(self, name: str, holder: Holder) -> None:
        super().__init__(
            N_("{name} is already open: {holder}. Close it there, or open it read-only."), name=name, holder=holder
        )
        self.holder = holder


def lock_path(path: Path) -> Path:
    """Return the side file that is locked for ``path``."""
    return path.with_name(f".{path.name}.lock")


def acquire(path: Path, now: datetime) -> FileLock:
    """Take the lock of ``path`` for this process and write our name into its side file.

    Raises ``AlreadyOpen`` with the holder, and ``OSError`` where the side file cannot be written.
    """
    side = lock_path(path)
    told_before = read_holder(side)
    lock = FileLock(side, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise AlreadyOpen(path.name, read_holder(side) or told_before or Holder("?", "", "")) from None
    try:
        _write_holder(side, now)
    except BaseException:
        lock.release()
        raise
    return lock


def release(path: Path, lock: FileLock) -> None:
    """Give the lock back and take its side file away."""
    side = lock_path(path)
    with contextlib.suppress(OSError):
        _words(side).unlink()
    lock.release()
    if os.name == "nt":  # an open file cannot be removed there; if somebody holds it again, this fails as it should
        with contextlib.suppress(OSError):
            side.unlink()


def _write_holder(side: Path, now: datetime) -> None:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "?"
    told = {"user": user, "host": socket.gethostname(), "since": now.isoformat()}
    _words(side).write_text(json.dumps(told), encoding="utf-8")


def _words(side: Path) -> Path:
    """Return the file that names the holder: the side file itself, except on Windows, where a lock hides its text."""
    return side.with_suffix(".holder") if os.name == "nt" else side


def read_holder(side: Path) -> Holder | None:
    """Return whom a side file names, or ``None`` if there is none or it cannot be read."""
    try:
        told = json.loads(_words(side).read_text(encoding="utf-8"))
        return Holder(str(told["user"])[:80], str(told["host"])[:80], str(told["since"])[:40])
    except (OSError, ValueError, KeyError, TypeError):
        return None
