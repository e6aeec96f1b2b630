"""A window on one service's impact for tests: its grid filled as wanted, keys pressed where the keyboard is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import entities, interviews, meetings
from app import model as m
from app.document import Document
from app.interviews import GridLine
from app.session import new_session
from tests.ui.windows import window_on
from ui import theme
from ui.main_window import MainWindow
from ui.services.impact_view import ImpactView

#: The grid of the picture that the interview was designed by: intolerable after 24 h by what is regulatory.
GRID = {
    "Financial": (1, 1, 1, 2, 2, 3, 3, 4),
    "Customer": (1, 1, 1, 1, 2, 2, 3, 3),
    "Regulatory": (1, 1, 2, 4, 4, 4, 5, 5),
    "Reputation": (1, 1, 1, 2, 3, 4, 4, 5),
    "Safety": (1, 1, 1, 1, 1, 1, 1, 1),
    "Operational": (1, 1, 2, 2, 3, 3, 4, 4),
    "Staff": (1, 1, 2, 3, 4, 4, 4, 4),
}
KEYS = {
    "↵": Qt.Key.Key_Return, "⎋": Qt.Key.Key_Escape, "←": Qt.Key.Key_Left, "→": Qt.Key.Key_Right, "↑": Qt.Key.Key_Up,
    "↓": Qt.Key.Key_Down, "⌫": Qt.Key.Key_Backspace, "⌦": Qt.Key.Key_Delete, "⇥": Qt.Key.Key_Tab,
}  # fmt: skip


@contextlib.contextmanager
def impact_window(qapp: QApplication, folder: Path) -> Iterator[tuple[MainWindow, QWidget]]:
    """Show a window on a new session with three people; tests of a module share it, each with its own service."""
    if qapp.property("dressed") is None:
        theme.install(qapp, "light", scale=1.0)
        qapp.setProperty("dressed", True)
    document = new_session(folder / "impact.foreshock", title="Programme", organisation="Quellmark", who="Tomasz")
    for name in ("Ada", "Bo", "Cy"):
        entities.add(document, m.Person, name=name)
    with window_on(document, folder, "services") as (window, page):
        yield window, page


@contextlib.contextmanager
def desk_at(window: MainWindow, page: QWidget) -> Iterator[Desk]:
    """Work on a service of its own; afterwards no meeting runs and the service is out of use."""
    service = entities.add(window.document, m.Service, name="Payroll")
    window.resize(1280, 720)
    desk = Desk(window, page, service)
    yield desk
    desk.panel.close_entry()
    running = meetings.running(window.document)
    if running is not None:
        meetings.end_meeting(window.document, running.id)
    window.console.privacy.hide_again()
    entities.set_field(window.document, m.Service, service, "status", "retired")


def fill(document: Document, service: bytes, grid: dict[str, Sequence[int | None]] | None = None) -> None:
    """Score rows by the names of their categories."""
    wanted = GRID if grid is None else grid
    for line in interviews.grid(document, service).lines:
        if line.name in wanted:
            interviews.score_row(document, service, line.key, wanted[line.name])


def meet(document: Document) -> bytes:
    """Begin a meeting at which everybody has a seat, in the order of their names."""
    people = sorted(document.all(m.Person), key=lambda row: row.name)
    return meetings.open_meeting(document, "Interview", "interview", seats=[row.id for row in people])


class Desk:
    """The impact of one service in a window."""

    def __init__(self, window: MainWindow, page: QWidget, service: bytes) -> None:
        self.window, self.document, self.service = window, window.document, service
        window.go("services", service)
        self.page = page
        self.view: ImpactView = page.impact  # type: ignore[attr-defined]
        page._open(self.view)  # type: ignore[attr-defined]
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        QApplication.processEvents()
        self.panel = self.view.panel
        self.grid = self.panel.grid
        self.grid.setFocus()

    def press(self, keys: str) -> None:
        """Press keys where the keyboard is: letters and digits, and the signs of ``KEYS``."""
        for key in keys:
            held = QApplication.focusWidget()
            assert held is not None, "the keyboard is nowhere"
            QTest.keyClick(held, KEYS[key]) if key in KEYS else QTest.keyClicks(held, key)
            QApplication.processEvents()

    def go_to(self, category: str, column: int) -> None:
        """Put the cursor on a cell: a category by name, a horizon by its number from 1."""
        line = self.line(category)
        self.grid.set_cursor(line.key.hex(), self.grid.view.horizons[column - 1][0])

    def line(self, category: str) -> GridLine:
        """Return a row as it stands in the session."""
        return next(one for one in interviews.grid(self.document, self.service).lines if one.name == category)

    def shown(self, category: str) -> str:
        """Return what the last column says of a row."""
        return next(row.intolerable for row in self.grid.view.rows if row.label == category)

    def row(self) -> object:
        """Return the service as it stands."""
        return self.document.get(m.Service, self.service)
