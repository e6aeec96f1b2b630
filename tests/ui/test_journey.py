"""The first hour of a person who has never seen it, by keyboard alone: from the first screen to where they left off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import interviews
from app.document import Document
from app.scales import read_scales
from app.services import ServiceRow, services
from tests.ui.starting import starting
from ui.application import Application
from ui.main_window import MainWindow
from ui.start_window import StartWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NAMES = (
    "Customer portal", "Payroll", "Order intake", "Warehouse picking", "Transport planning", "Contact centre",
    "Invoicing", "Purchasing", "E-mail", "Identity", "Network", "Telephony", "Quality release", "Recall",
    "Cold chain", "Reporting", "Treasury", "Recruiting", "Training records", "Archive",
)  # fmt: skip
#: As Excel puts it on the clipboard: columns in an order of its own, durations as people write them.
COPIED = "RTO\tService\tMTPD\r\n" + "".join(f"\t{name}\t\r\n" for name in NAMES)


@pytest.fixture
def application(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    documents = tmp_path / "Documents"
    documents.mkdir()
    monkeypatch.setattr("ui.assistant.draft.user_documents_path", lambda: documents)
    monkeypatch.setattr("app.packs.user_folder", lambda: tmp_path / "packs")
    with starting(qapp, tmp_path) as made:
        yield made


class Hands:
    """Ten fingers on a keyboard, and eyes on what has the focus. Nothing else touches the programme."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    def focus(self) -> QWidget:
        """Return what has the keyboard."""
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        held = QApplication.focusWidget()
        assert held is not None
        return held

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.qtbot.keyClick(self.focus(), key, held)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type a text."""
        self.qtbot.keyClicks(self.focus(), text)

    def tab_to(self, name: str) -> None:
        """Press Tab until the control of that name has the keyboard."""
        for _ in range(120):
            if self.focus().accessibleName() == name:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reached “{name}”")

    def region_with(self, name: str) -> None:
        """Press F6 until the region has a control of that name, then Tab to it."""
        for _ in range(6):
            self.press(Qt.Key.Key_F6)
            around = self.focus().window().regions.current()  # type: ignore[attr-defined]
            if any(part.accessibleName() == name and part.isVisible() for part in around.findChildren(QWidget)):
                self.tab_to(name)
                return
        raise AssertionError(f"F6 never reached a region with “{name}”")


def found(document: Document, name: str) -> ServiceRow:
    return next(row for row in services(document) if row.name == name)


def window_of(application: Application, qtbot: QtBot) -> MainWindow:
    qtbot.waitUntil(lambda: any(isinstance(one, MainWindow) for one in application.windows), timeout=20_000)
    window = next(one for one in application.windows if isinstance(one, MainWindow))
    window.activateWindow()
    qtbot.waitActive(window)
    return window


def test_from_the_first_screen_to_where_one_left_off(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    hands = Hands(qtbot)
    application.show_start()
    start = application.windows[-1]
    start.activateWindow()
    qtbot.waitActive(start)

    # a new session: organisation, scales as proposed, no services yet
    hands.press(Qt.Key.Key_2)
    hands.type("Quellmark")
    hands.tab_to("Your name")
    hands.type("Ann Berg")
    hands.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return, held=CTRL)
    window = window_of(application, qtbot)
    document = window.document
    assert services(document) == []

    # twenty services from Excel
    hands.press(Qt.Key.Key_3, held=CTRL)
    assert window.current_place().key == "services"
    QApplication.clipboard().setText(COPIED)
    hands.press(Qt.Key.Key_V, held=CTRL)
    assert sorted(row.name for row in services(document)) == sorted(NAMES)
    table = window._pages["services"].lists.panel("services").table  # type: ignore[attr-defined]
    assert len(table.model.rows) == 20

    # the first is filled in through its form
    choose(hands, window, "Payroll")
    for name, typed in (("MTPD", "3d"), ("RTO", "24h"), ("RPO", "4h")):
        hands.region_with(name)
        hands.type(typed)
        hands.press(Qt.Key.Key_Return)
    payroll = found(document, "Payroll")
    assert (payroll.mtpd, payroll.rto, payroll.rpo) == (3 * 1440, 1440, 240)

    # the second on its impact grid, a digit per cell
    choose(hands, window, "Order intake")
    hands.region_with("services")
    hands.press(Qt.Key.Key_Return)
    order = found(document, "Order intake").key
    horizons = len(read_scales(document).horizons)
    digits = ("1124455555"[:horizons], "1111222222"[:horizons])
    for line in digits:
        hands.type(line)
    scored = interviews.grid(document, order)
    assert [list(line.levels) for line in scored.lines[:2]] == [[int(one) for one in line] for line in digits]
    assert scored.scored == 2 * horizons
    page = window._pages["services"]
    assert "Order intake becomes intolerable" in page.impact.message.text()  # type: ignore[attr-defined]
    hands.press(Qt.Key.Key_Escape)

    # one is found again by a few letters
    hands.press(Qt.Key.Key_K, held=CTRL)
    hands.type("payr")
    hands.press(Qt.Key.Key_Return)
    assert table.current_key() == payroll.key
    assert page.lists.panel("services").detail.title.text() == "Payroll"  # type: ignore[attr-defined]

    # three steps are taken back, by name
    labels = []
    for _ in range(3):
        labels.append(document.undo_label)
        hands.press(Qt.Key.Key_Z, held=CTRL)
    assert len(labels) == 3
    assert all(labels)
    assert interviews.grid(document, order).scored == 2 * horizons - 3
    assert document.redo_label == labels[-1]
    assert f"Undo {document.undo_label}" == window.header.undo_buttons._undo.accessibleName()

    # closed, opened again, and everything is where it was
    path = document.path
    hands.press(Qt.Key.Key_W, held=CTRL)
    qtbot.waitUntil(lambda: any(isinstance(one, StartWindow) for one in application.windows))
    again = next(one for one in application.windows if isinstance(one, StartWindow))
    again.activateWindow()
    qtbot.waitActive(again)
    hands.press(Qt.Key.Key_Return)
    window = window_of(application, qtbot)
    assert window.document.path == path
    assert window.current_place().key == "services"
    table = window._pages["services"].lists.panel("services").table  # type: ignore[attr-defined]
    assert table.current_key() == payroll.key
    assert window.isAncestorOf(hands.focus())
    again_row = found(window.document, "Payroll")
    assert (again_row.mtpd, again_row.rto, again_row.rpo) == (3 * 1440, 1440, 240)
    assert interviews.grid(window.document, order).scored == 2 * horizons - 3
    assert window.document.redo_label == labels[-1], "what was undone can still be done again"


def choose(hands: Hands, window: MainWindow, name: str) -> None:
    """Find a service by the palette and see that it is chosen."""
    hands.press(Qt.Key.Key_K, held=CTRL)
    hands.type(name)
    hands.press(Qt.Key.Key_Return)
    panel = window._pages["services"].lists.panel("services")  # type: ignore[attr-defined]
    assert panel.detail.title.text() == name
