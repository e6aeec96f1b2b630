"""Pictures of the window for human eyes: ``python -m tests.ui.pictures FOLDER`` writes every page, light and dark.

The sample session is shown as of a fixed day, so that pictures only change when the programme does. Three of them are
shown in the README: ``--readme`` writes those into ``resources/docs``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import search
from app.sample import build_sample
from ui import theme
from ui.application import Application
from ui.main_window import MainWindow
from ui.pages import PLACES
from ui.settings import Settings

ANCHOR, SIZES, THEMES = date(2026, 9, 15), ((1280, 720), (1440, 900)), ("light", "dark")
#: What the README shows: name of the picture and what is opened.
README = ("overview", "impact", "heat-map", "plan")
#: Time for a page to settle, in milliseconds.
REST = 300


def opened(folder: Path) -> MainWindow:
    """Open a window on the sample session."""
    qt = QApplication.instance() or QApplication([])
    settings = Settings(folder)
    settings.who = "Tomasz Orlewin"
    document = build_sample(folder / "sample.foreshock", ANCHOR)
    window = MainWindow(document, Application(qt, settings))  # type: ignore[arg-type]
    window.show()
    return window


def views(window: MainWindow) -> Iterator[str]:
    """Open one view after the other and yield its name."""
    for place in PLACES:
        window.go(place.key)
        yield place.key
    keys = {thing.ref: thing.key for thing in search.things(window.document)}
    window.go("services", keys["SVC-008"])
    services = window._page("services")
    services._open(services.impact)  # type: ignore[attr-defined]
    yield "impact"
    services._open(services.map)  # type: ignore[attr-defined]
    yield "map"
    window.go("risks")
    window._page("risks").show_view("map")  # type: ignore[attr-defined]
    yield "heat-map"
    window._page("risks").show_view("register")  # type: ignore[attr-defined]
    window.go("plans", keys["PLN-001"])
    yield "plan"


def write(folder: Path, *, readme: bool) -> None:
    """Write the pictures into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        window = opened(Path(work))
        for look in ("light",) if readme else THEMES:
            theme.theme().choose(look)
            for width, height in (SIZES[1],) if readme else SIZES:
                window.resize(width, height)
                for name in views(window):
                    QTest.qWait(REST)
                    if not readme:
                        window.grab().save(str(folder / f"{name}-{look}-{width}.png"))
                    elif name in README:
                        window.grab().save(str(folder / f"{name}.png"))
        window.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["--readme"]:
        write(Path("resources/docs"), readme=True)
    else:
        write(Path(sys.argv[1]), readme=False)
