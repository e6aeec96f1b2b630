"""What every test of the windows needs: a screen that need not exist, and the app dressed as it will be."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from ui import theme


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the off-screen platform say that it has no window manager; any other Qt warning fails a test."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light scheme, whatever the machine prefers."""
    if qapp.property("dressed") is None:
        theme.install(qapp, "light", scale=1.0)
        qapp.setProperty("dressed", True)
    yield qapp
    if theme.theme().choice != "light" or theme.theme().scale != 1.0:
        theme.theme().scale = 1.0
        theme.theme().choose("light")
