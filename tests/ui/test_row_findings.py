"""Rows tell what the checks found about them: a chip at the end that leads to the findings, hidden from the room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from test_table_in_a_list import List, shown
from windows import CHECKED, window_on

from app import entities, meetings
from app import model as m
from app.document import Document
from app.session import new_session
from ui.subjects.found import FOUND


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with new_session(tmp_path / "s.foreshock", title="Programme", organisation="Quellmark", who="Tomasz") as made:
        for name in ("Payroll", "ERP"):
            entities.add(made, m.Service, None, name=name, rto="48h", mtpd="24h")
        yield made


@pytest.fixture
def services(document: Document, tmp_path: Path, qtbot: Any) -> Iterator[List]:
    with window_on(document, tmp_path, "services") as (window, _):
        made = shown(window, "services", "services")
        made.table.group_by(None)
        qtbot.waitUntil(lambda: window.watch.findings is not None)
        yield made


def cell(services: List, row: int) -> Any:
    key = services.keys()[row]
    return services.model.index(services.model.place_of(key), services.model.position(FOUND))


def found_about(services: List, key: bytes) -> int:
    findings = services.window.watch.findings or []
    return sum(not one.waived and key in (one.subject, one.node) for one in findings)


def test_each_row_counts_its_findings_and_says_how_urgent_they_are(services: List) -> None:
    for row, key in enumerate(services.keys()):
        words = str(cell(services, row).data())
        assert sum(int(part.split()[0]) for part in words.split(", ")) == found_about(services, key) > 0
    assert FOUND in services.table.shown_columns()
    assert cell(services, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Findings: ")


def test_a_click_on_the_chip_opens_a_finding_of_that_row(services: List) -> None:
    rect = services.view.visualRect(cell(services, 1))
    QTest.mouseClick(services.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    page: Any = services.window.current_page()
    assert services.window.current_place().key == "findings"
    chosen = page._finding(page.table.current_key())
    assert services.keys()[1] in (chosen.subject, chosen.node)


def test_enter_on_the_chip_does_the_same(services: List) -> None:
    services.at(0, FOUND)
    services.press(Qt.Key.Key_Return)
    assert services.window.current_place().key == "findings"


def test_an_edit_that_mends_takes_the_chip_away(services: List, qtbot: Any) -> None:
    before = found_about(services, services.keys()[0])
    entities.set_field(services.document, m.Service, services.keys()[0], "rto", "8h")
    qtbot.wait(CHECKED)
    qtbot.waitUntil(lambda: found_about(services, services.keys()[0]) < before)
    assert str(cell(services, 0).data()) != str(cell(services, 1).data())


def test_the_room_does_not_see_the_findings_of_rows(services: List) -> None:
    meetings.open_meeting(services.document, "Workshop", "risk workshop")
    QApplication.processEvents()
    assert services.window.console.privacy.public_safe
    assert FOUND not in services.table.shown_columns()
    assert FOUND not in services.table.column_order()
    services.window.console.privacy.show_anyway()
    assert FOUND in services.table.shown_columns()


def test_a_list_without_findings_has_no_column_for_them(services: List) -> None:
    services.panel.show_findings([])
    assert FOUND not in services.table.shown_columns()
