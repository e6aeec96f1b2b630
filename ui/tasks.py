"""Work that takes longer than a blink, off the window's thread: with progress, Cancel, and one place for what fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

Progress = Callable[[float, str], None]

#: Tasks that are under way.
_RUNNING: set[Task] = set()


class Cancelled(Exception):
    """Raised inside the work when a person pressed Cancel."""


class Task(QObject):
    """One piece of work in another thread. ``work(progress)`` gets a callback that raises ``Cancelled`` in time.

    Signals arrive in the window's thread: ``advanced(share 0–1, what)``, then one of ``done(result)``,
    ``failed(exception)`` or ``cancelled()``.
    """

    advanced = Signal(float, str)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        super().__init__()
        self._work = work
        self._stop = threading.Event()
        for ended in (self.done, self.failed, self.cancelled):
            ended.connect(self._forget)

    def start(self) -> Task:
        """Begin; returns itself. A running task belongs to no window, so that closing one cannot pull it away."""
        _RUNNING.add(self)
        QThreadPool.globalInstance().start(QRunnable.create(self._run))
        return self

    def _forget(self) -> None:
        _RUNNING.discard(self)

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether Cancel was pressed."""
        return self._stop.is_set()

    def _report(self, share: float, what: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled
        self.advanced.emit(share, what)

    def _run(self) -> None:
        try:
            result = self._work(self._report)
        except Cancelled:
            self.cancelled.emit()
        except Exception as error:  # handed to the window, which tells or reports it
            self.failed.emit(error)
        else:
            self.done.emit(result)
