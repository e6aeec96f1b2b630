"""Verifies a session quietly after it was opened, so that damage is told before an afternoon is built upon it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.tasks import Progress, Task

if TYPE_CHECKING:
    from app.document import Document
    from app.integrity import Fault

#: Opening comes first; looking for damage begins this long after it, in milliseconds.
AFTER_MS = 2_000


class Guard(QObject):
    """Looks once, off the window's thread. ``hurt(faults)`` fires only when something is wrong."""

    hurt = Signal(object)

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._timer.start(AFTER_MS)

    @property
    def busy(self) -> bool:
        """Whether a look is going on."""
        return self._task is not None

    def look(self) -> None:
        """Verify a snapshot of the session now."""
        self._timer.stop()
        snapshot = self._document.snapshot()

        def work(progress: Progress) -> Sequence[Fault]:
            with snapshot:
                return snapshot.verify(lambda share: progress(share, ""))

        self._task = Task(work)
        self._task.done.connect(self._tell)
        self._task.start()

    def close(self) -> None:
        """Stop; what is still found is for nobody."""
        self._timer.stop()
        if self._task is not None:
            self._task.done.disconnect(self._tell)
            self._task.cancel()
            self._task = None

    def _tell(self, faults: Sequence[Fault]) -> None:
        self._task = None
        if faults:
            self.hurt.emit(faults)
