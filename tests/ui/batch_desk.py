"""A window on a risk workshop for the tests of the batch round: risks, seats, and every text that can be read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app import batches, entities, meetings, room
from app import model as m
from app.batches import Batch
from app.document import Document
from app.register import add_risk
from app.session import new_session
from tests.ui.meeting_desk import Standing
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages.batch import BatchPage

ROLES = ("Stores", "ICT", "Finance", "Quality", "Personnel", "Sales", "Site North", "Site South", "Legal")
ENTER = Qt.Key.Key_Return


class KeyCounter(QObject):
    """Counts the keys that a person presses."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it
        if event.type() == QEvent.Type.KeyPress and watched.isWindowType():
            self.count += 1
        return False


@dataclass
class Workshop:
    """A window on a workshop."""

    window: MainWindow
    document: Document
    clock: Standing
    meeting: bytes
    risks: list[bytes]
    keys: KeyCounter = field(default_factory=KeyCounter)

    @property
    def page(self) -> BatchPage:
        """The page of the batch round."""
        page = self.window._page("batch")
        assert isinstance(page, BatchPage)
        return page

    @property
    def batch(self) -> Batch:
        """The round that is on."""
        assert self.page.round.number is not None
        return batches.batch(self.document, self.page.round.number)

    def seat(self, number: int) -> bytes:
        """The key of a seat."""
        return next(one.key for one in meetings.seat_lines(self.document, self.meeting) if one.number == number)

    def press(self, key: Qt.Key) -> None:
        """Press a key wherever the keyboard is."""
        QTest.keyClick(self.window.windowHandle(), key)
        QApplication.processEvents()

    def type(self, marks: str) -> None:
        """Type characters wherever the keyboard is."""
        for mark in marks:
            QTest.keyClick(self.window.windowHandle(), mark)
        QApplication.processEvents()

    def type_sheets(self, sheets: Sequence[str]) -> None:
        """Type the sheets of the seats that are missing, one after the other."""
        for sheet in sheets:
            self.type(sheet)
            self.press(ENTER)

    def open_round(self) -> None:
        """Open the round as it is proposed."""
        self.window.go("batch")
        QApplication.processEvents()
        self.press(ENTER)


@contextlib.contextmanager
def workshop(folder: Path, risks: int = 5, seats: int = 3, *, contested: int = 0) -> Iterator[Workshop]:
    """Open a window on a workshop with so many risks and seats, of which ``contested`` are so."""
    clock = Standing()
    folder.mkdir(parents=True, exist_ok=True)
    document = new_session(folder / "workshop.foreshock", title="Programme", organisation="Quellmark", clock=clock,
                           who="Tomasz Orlewin")  # fmt: skip
    service = entities.add(document, m.Service, None, name="Payroll")
    keys = [add_risk(document, f"Event {chr(65 + at)} happens", [service], current_impact=4) for at in range(risks)]
    for key in keys[:contested]:
        entities.set_field(document, m.Risk, key, "contested", value=True)
    meeting = meetings.open_meeting(document, "Risk workshop", "risk workshop", seats=ROLES[:seats])
    with window_on(document, folder, "overview") as (window, _page):
        made = Workshop(window, document, clock, meeting, keys)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(made.keys)
        try:
            yield made
        finally:
            application.removeEventFilter(made.keys)


# --- everything that can be read ---


def readable(made: Workshop) -> list[str]:
    """Return every text of the window, the history, Undo and the room, in a steady order."""
    found = [text for widget in [made.window, *made.window.findChildren(QWidget)] for text in _texts(widget)]
    found += [action.text() + action.toolTip() for action in made.window.findChildren(QAction)]
    found += [str(made.document.undo_label), str(made.document.redo_label)]
    for one in made.document.history(limit=200):
        found.append(one.label)
        found += [
            f"{change.table} {sorted(_told(change.values))}" for change in one.changes if change.table == "ballot"
        ]
    number = made.page.round.number
    if number is not None:
        found.append(repr(room.batch_view(made.document, number)))
    stage = made.window.console.stage
    found += [repr(stage.preview), repr(stage.live)]
    return found


def _told(values: object) -> list[str]:
    """Return what the history says about a ballot, without the keys that differ from session to session."""
    assert isinstance(values, dict)
    return [f"{name}: {value}" for name, value in values.items() if not name.endswith("id")]


def _texts(widget: QWidget) -> Iterator[str]:
    for name in ("text", "toolTip", "accessibleName", "accessibleDescription", "statusTip", "whatsThis", "windowTitle",
                 "placeholderText", "title", "toPlainText"):  # fmt: skip
        read = getattr(widget, name, None)
        if callable(read):
            yield f"{type(widget).__name__}.{name}={read()}"
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget.model())


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole,
             Qt.ItemDataRole.AccessibleDescriptionRole)  # fmt: skip
    for at in range(model.rowCount(QModelIndex())):
        columns = model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1
        for along in range(columns):
            index = model.index(at, along)
            yield from (str(index.data(role)) for role in roles)
