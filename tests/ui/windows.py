"""Windows on a session for tests: one application per process, settings in a temporary folder, no dialogs on errors."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.document import Document
from ui.bridge import CHECK_DELAY_MS
from ui.console import Page
from ui.main_window import MainWindow
from ui.settings import Settings


class OneApplication:
    """What a window needs of the application: settings, the list of windows, and hearing that one was closed."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder)
        self.windows: list[MainWindow] = []

    def closed(self, window: MainWindow) -> None:
        """Forget a window."""
        with contextlib.suppress(ValueError):
            self.windows.remove(window)


@contextlib.contextmanager
def window_on(document: Document, folder: Path, place: str = "overview") -> Iterator[tuple[MainWindow, Page]]:
    """Show a window on ``document`` at ``place`` and close it afterwards."""
    window = MainWindow(document, OneApplication(folder))  # type: ignore[arg-type]
    window.resize(1280, 720)
    window.show()
    window.go(place)
    QApplication.processEvents()
    if window.watch.findings is None:  # otherwise they come some time after the first paint
        window.watch.look()
    try:
        yield window, window._pages[place]
    finally:
        window.close()
        QApplication.processEvents()


#: How long to wait until the checks have run again after an edit, in milliseconds.
CHECKED = CHECK_DELAY_MS + 200
