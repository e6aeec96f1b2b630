"""From a session's change sets to Qt: one signal, filtered by what each listener shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.document import Document
    from app.history import ChangeSet

#: Findings are looked for again this long after the last edit.
CHECK_DELAY_MS = 300


class Bridge(QObject):
    """Carries what a committed edit changed to the windows. Lives as long as its document is open."""

    changed = Signal(object)
    #: Some time after the last change, for what takes longer to work out.
    settled = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.closed = False
        self._unsubscribe = document.subscribe(self._hear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_DELAY_MS)
        self._timer.timeout.connect(self.settled)

    def _hear(self, change_set: ChangeSet) -> None:
        self.changed.emit(change_set)
        self._timer.start()

    def close(self) -> None:
        """Stop listening to the document, which is about to be closed: nobody may read it from now on."""
        self.closed = True
        self._timer.stop()
        self._unsubscribe()

    def listen(self, view: QWidget, tables: frozenset[str], refresh: Callable[[], None]) -> StaleView:
        """Call ``refresh`` when one of ``tables`` changed and ``view`` can be seen; otherwise when it is next shown."""
        return StaleView(self, view, tables, refresh)


class StaleView(QObject):
    """Remembers that a hidden view is out of date and refreshes it when it comes up."""

    def __init__(self, bridge: Bridge, view: QWidget, tables: frozenset[str], refresh: Callable[[], None]) -> None:
        super().__init__(view)
        self._view, self._tables, self._refresh = view, tables, refresh
        self.stale = True
        bridge.changed.connect(self._hear)

    def _hear(self, change_set: ChangeSet) -> None:
        if self._tables and not self._tables & change_set.tables:
            return
        self.stale = True
        if self._view.isVisible():
            self.freshen()

    def freshen(self) -> None:
        """Refresh the view if it is out of date."""
        if self.stale:
            self.stale = False
            self._refresh()
