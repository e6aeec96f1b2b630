"""What a screen reader is told of a table: its size, its heads, its cells with their column, and its editors."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from test_table import Register, register
from test_table_in_a_list import List, document, services

from ui.widgets.choosing import PickField

__all__ = ["document", "register", "services"]


def name_of(part: Any) -> str:
    return str(part.text(QAccessible.Text.Name))


def test_the_table_tells_its_size_its_heads_and_its_cells(register: Register) -> None:
    found = QAccessible.queryAccessibleInterface(register.view)
    assert name_of(found) == "Services"
    assert found.role() == QAccessible.Role.Table
    parts = [found.child(at) for at in range(found.childCount())]
    roles = [part.role() for part in parts]
    assert roles.count(QAccessible.Role.Cell) == 4 * 6
    heads = [name_of(part) for part in parts if part.role() == QAccessible.Role.ColumnHeader]
    assert heads == ["Service", "RTO", "Owner", "Tier", "Impact", "State"]
    cells = [part for part in parts if part.role() == QAccessible.Role.Cell]
    assert name_of(cells[7]) == "RTO: 2 h"
    register.table.select_key(2)
    assert [cell.state().selected for cell in cells[::6]] == [0, 0, 1, 0]


def test_a_filter_a_cell_editor_and_a_list_tell_what_they_are_for(services: List) -> None:
    services.table.show_filters(True)
    field = services.view.header.filter_field("rto")
    assert field is not None
    assert field.accessibleName() == "Filter RTO"
    services.at(0, "owner_id")
    services.press(Qt.Key.Key_F2)
    editor = services.editor()
    assert editor.accessibleName() == "Owner of Payroll"
    QTest.keyClick(editor, Qt.Key.Key_Down)
    assert isinstance(editor, PickField)
    assert editor.choices.accessibleName() == "Choices of Owner of Payroll"
    assert editor.choices.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Ann Bauer Head of payroll"


def test_the_tools_of_a_list_tell_how_it_stands(services: List) -> None:
    tools = services.panel.list_tools
    services.table.group_by("owner_id")
    services.table.set_filter("rto", "<= 1d")
    names = [made.accessibleName() for made in tools.buttons()]
    assert (names[0], names[2]) == ("Group: Owner", "1 filter")
    chooser = services.table.column_chooser()
    assert chooser.list.accessibleName() == "Columns"
    chooser.close()
