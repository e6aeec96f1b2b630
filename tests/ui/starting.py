"""An application without any window for tests of the first screen: own settings, own folder of documents."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ui.application import Application
from ui.settings import Settings


@contextlib.contextmanager
def starting(qapp: QApplication, folder: Path) -> Iterator[Application]:
    """Make an application with settings in ``folder`` and close all its windows afterwards."""
    hook = sys.excepthook
    application = Application(qapp, Settings(folder / "settings"))
    try:
        yield application
    finally:
        for window in list(application.windows):
            window.close()
        qapp.removeEventFilter(application)
        QApplication.processEvents()
        sys.excepthook = hook
