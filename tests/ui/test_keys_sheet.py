"""The sheet of keys tells every key whole, in the width of the smallest window."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.keys import WIDTH, sheet
from ui.theme import px
from ui.widgets.labels import Label, text_width


def test_no_line_of_the_sheet_is_cut(qtbot: QtBot) -> None:
    shown: QWidget = sheet()
    qtbot.addWidget(shown)
    shown.resize(px(WIDTH) - px(48), shown.sizeHint().height())
    shown.show()
    pages = shown.findChild(QStackedWidget)
    assert isinstance(pages, QStackedWidget)
    for page in range(pages.count()):
        pages.setCurrentIndex(page)
        page_shown = pages.currentWidget()
        assert page_shown is not None
        assert_whole(page_shown)


def assert_whole(shown: QWidget) -> None:
    lines = [label for label in shown.findChildren(Label) if label.text()]
    assert len(lines) > 30
    assert [label.text() for label in lines if text_width(label.text(), label.role) > label.width()] == []
