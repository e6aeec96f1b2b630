"""Reads a file in a process of its own, watched from here, so that a hostile or huge one harms nothing.

Serves the import dialog, which polls a ``Reading`` and may cancel it, and the command line, which calls ``read_table``.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

from app.i18n import N_, UserError
from app.imports.book import RawBook
from app.imports.book import decoded as decoded_book
from app.imports.table import MAX_MEMORY, MAX_SECONDS, MAX_SENT, Refused, SourceTable, decoded

_TOO_SLOW = N_("{name} takes longer than {seconds} seconds to read, and was not imported. Export it as CSV.")
_TOO_MUCH = N_("{name} needs more memory than an import may take, and was not opened.")
_TOO_LONG = N_("{name} holds more text than an import may take. Split it and import the parts one after the other.")
_GONE = N_("Reading {name} ended unexpectedly. Open it in a spreadsheet, save it as CSV or xlsx, and try again.")
_NO_START = N_("The file could not be read, because no further program could be started. Close others and try again.")
_CHUNK = 2**16
_PAUSE = 0.03


class Cancelled(UserError):
    """The person no longer wants the file to be read."""


T = TypeVar("T")


class _Reader(ABC, Generic[T]):
    """A file that is being read. ``poll`` returns what it holds once it is there, or raises why it is not."""

    def __init__(self, path: Path | str, sheet: str = "", encoding: str = "", whole: bool = False) -> None:
        self.path = Path(path)
        self._sent = bytearray()
        self._refusal: UserError | None = None
        self._table: T | None = None
        self._began = time.monotonic()
        self._process = _started(self.path, sheet, encoding, whole)
        self._done = threading.Event()
        self._drain = threading.Thread(target=self._collect, name="import-output", daemon=True)
        self._watch = threading.Thread(target=self._guard, name="import-watch", daemon=True)
        self._drain.start()
        self._watch.start()

    @property
    def seconds(self) -> float:
        """How long the reading has taken so far."""
        return time.monotonic() - self._began

    def poll(self) -> T | None:
        """Return what was read, or ``None`` while it is being read. Raises ``UserError`` if there will be none."""
        if self._table is None and self._done.is_set():
            if self._refusal is not None:
                raise self._refusal
            if not self._sent:
                raise Refused(_GONE, name=self.path.name)
            self._table = self._decoded()
            self._sent.clear()
        return self._table

    def wait(self) -> T:
        """Return what was read when it is there. Raises ``UserError`` if there will be none."""
        self._done.wait()
        table = self.poll()
        if table is None:
            raise Refused(_GONE, name=self.path.name)
        return table

    def cancel(self) -> None:
        """Stop reading at once. Does nothing if it has ended."""
        self._end(Cancelled(N_("The import of {name} was cancelled."), name=self.path.name))
        self._done.wait(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()

    @abstractmethod
    def _decoded(self) -> T:
        """Return what the process sent. Raises the refusal that it sent instead."""

    def _end(self, refusal: UserError) -> None:
        if self._process.poll() is None:
            self._refusal = self._refusal or refusal
            with contextlib.suppress(OSError):
                self._process.kill()

    def _collect(self) -> None:
        """Take what the process sends, up to the limit."""
        stream = self._process.stdout
        assert stream is not None  # noqa: S101 - it was started with a pipe
        with stream:
            while chunk := stream.read1(_CHUNK):  # type: ignore[attr-defined]
                self._sent += chunk
                if len(self._sent) > MAX_SENT:
                    self._end(Refused(_TOO_LONG, name=self.path.name))
                    self._refusal = self._refusal or Refused(_TOO_LONG, name=self.path.name)
                    return

    def _guard(self) -> None:
        """Watch time and memory until the process has ended and all it sent is here."""
        try:
            while self._process.poll() is None:
                if self.seconds > MAX_SECONDS:
                    self._end(Refused(_TOO_SLOW, name=self.path.name, seconds=int(MAX_SECONDS)))
                elif _memory(self._process.pid) > MAX_MEMORY:
                    self._end(Refused(_TOO_MUCH, name=self.path.name))
                time.sleep(_PAUSE)
            self._drain.join()
            if self._process.returncode and not self._sent and self._refusal is None:
                self._refusal = Refused(_GONE, name=self.path.name)
        finally:
            self._done.set()


class Reading(_Reader[SourceTable]):
    """A table that is being read: of a CSV file, or of one sheet of a workbook."""

    def __init__(self, path: Path | str, sheet: str | None = None, encoding: str | None = None) -> None:
        super().__init__(path, sheet or "", encoding or "")

    def _decoded(self) -> SourceTable:
        return decoded(bytes(self._sent), self.path)


class BookReading(_Reader[RawBook]):
    """A workbook that is being read with all its sheets, hidden ones too."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, whole=True)

    def _decoded(self) -> RawBook:
        return decoded_book(bytes(self._sent), self.path)


def read_table(path: Path | str, sheet: str | None = None, encoding: str | None = None) -> SourceTable:
    """Return the table in a CSV file or workbook. Raises ``UserError`` with one sentence if it cannot be imported.

    ``sheet`` names one of several sheets, ``encoding`` overrides what was found out about a CSV file.
    """
    return Reading(path, sheet, encoding).wait()


def _command(path: Path, sheet: str, encoding: str, whole: bool) -> list[str]:
    """Return how our own executable is asked to read: by its hidden verb if frozen, else as a module."""
    frozen = getattr(sys, "frozen", False)
    verb = ["--read-table"] if frozen else ["-m", "app.imports.worker"]
    told = [*(["--sheet=" + sheet] if sheet else []), *(["--encoding=" + encoding] if encoding else [])]
    told += ["--whole"] if whole else []
    return [sys.executable, *verb, *told, "--", str(path.absolute())]


def _started(path: Path, sheet: str, encoding: str, whole: bool) -> subprocess.Popen[bytes]:
    #: Each part has passed a check for definitions by then; defusedxml's reader in Python would take twice as long.
    environment = {**os.environ, "OPENPYXL_DEFUSEDXML": "False"}
    if not getattr(sys, "frozen", False):
        environment["PYTHONPATH"] = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    try:
        return subprocess.Popen(  # noqa: S603 - our own executable, arguments as a list
            _command(path, sheet, encoding, whole),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise Refused(_NO_START) from error


def _memory(process: int) -> int:
    """Return the bytes that a process and those it started hold; 0 if it has ended."""
    import psutil

    try:
        return int(psutil.Process(process).memory_info().rss)
    except psutil.Error:
        return 0
