"""Long work shown over its window: progress, Cancel, and what failed told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.i18n import N_, UserError, translate
from ui.dialogs.messages import tell
from ui.tasks import Task
from ui.widgets.cards import Scrim
from ui.widgets.meter import BusyPanel


class Busy(QObject):
    """Covers ``window`` while ``task`` works; ``on_done(result)`` is called in the window's thread."""

    def __init__(self, window: QWidget, words: str, task: Task, on_done: Callable[[Any], object]) -> None:
        super().__init__(window)
        self._window, self._task, self._on_done = window, task, on_done
        self._scrim = Scrim(window)
        self._panel = BusyPanel(words, self._scrim)
        self._panel.cancelled.connect(task.cancel)
        task.advanced.connect(self._panel.set_progress)
        task.done.connect(self._finish)
        task.failed.connect(self._fail)
        task.cancelled.connect(self._uncover)
        self._scrim.show()
        self._panel.adjustSize()
        self._panel.move(
            (self._scrim.width() - self._panel.width()) // 2, (self._scrim.height() - self._panel.height()) // 2
        )
        self._panel.show()
        self._panel.setFocus()
        task.start()

    def _uncover(self) -> None:
        self._scrim.hide()
        self._scrim.deleteLater()
        self.deleteLater()

    def _finish(self, result: Any) -> None:
        self._uncover()
        self._on_done(result)

    def _fail(self, error: Exception) -> None:
        self._uncover()
        if not isinstance(error, UserError):
            raise error
        tell(self._window, translate(N_("This did not work")), str(error))
