"""A table as high as its rows stands in a page that scrolls; the cell with the keyboard comes into sight there."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QScrollArea, QTableView, QWidget

from ui.theme import Size, px


def bring_into_sight(table: QTableView, cell: QRect) -> None:
    """Scroll the page around ``table`` until ``cell`` (in its viewport) can be seen; nothing if no page scrolls."""
    around: QWidget | None = table.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    page = around.widget() if around is not None else None
    if around is None or page is None:
        return
    middle = table.viewport().mapTo(page, cell.center())
    around.ensureVisible(middle.x(), middle.y(), 0, cell.height() // 2 + px(Size.ring + Size.ring_gap))
