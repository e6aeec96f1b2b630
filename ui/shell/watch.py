"""Looks for findings after edits: at once in a small session, off the window's thread in a large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import search
from app.i18n import UserError
from ui.tasks import Progress, Task

if TYPE_CHECKING:
    from app.checks import Findings
    from app.document import Document
    from app.history import ChangeSet
    from ui.bridge import Bridge

#: From this many things on a look takes long enough to be felt.
LARGE = 1_500


class Watch(QObject):
    """Keeps the findings of one session up to date. ``found(findings)`` fires when there is something new to show."""

    found = Signal(object)

    def __init__(self, document: Document, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self.findings: Findings | None = None
        self._waiting: list[ChangeSet] = []
        self._task: Task | None = None
        self._closed = False
        bridge.changed.connect(self._waiting.append)
        bridge.settled.connect(self.look)

    def look(self) -> None:
        """Look for findings now; while a look is going on, the next one begins when it ends."""
        if self._task is not None or self._closed:
            return
        changes, before = tuple(self._waiting), self.findings
        self._waiting.clear()
        if len(search.things(self._document)) < LARGE:
            self._take(_looked(self._document, before, changes))
            return
        snapshot = self._document.snapshot()

        def work(_progress: Progress) -> Findings:
            with snapshot:
                return _looked(snapshot, before, changes)

        self._task = Task(work)
        self._task.done.connect(self._end)
        self._task.failed.connect(self._fail)
        self._task.start()

    def close(self) -> None:
        """Stop looking; what a look still finds is for nobody."""
        self._closed = True

    def _end(self, findings: Findings) -> None:
        self._task = None
        if self._closed:
            return
        self._take(findings)
        if self._waiting:
            self.look()

    def _fail(self, error: Exception) -> None:
        self._task = None
        if not isinstance(error, UserError):
            raise error

    def _take(self, findings: Findings) -> None:
        self.findings = findings
        self.found.emit(findings)


def _looked(document: Document, before: Findings | None, changes: tuple[ChangeSet, ...]) -> Findings:
    from app import checks  # with all its rules, after the window is there

    return checks.check(document) if before is None else checks.recheck(document, before, *changes)
