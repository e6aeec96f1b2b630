"""Single keys of the run modes: letters act only while nobody types into a field; Esc gives them back."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.run.script import ScriptList
from ui.widgets.dropping import DropField


def is_typing(focused: QWidget | None) -> bool:
    """Whether letters go into what has the focus: a field that can be written, a list to choose from, a table.

    A widget may say so itself by its property ``single_keys``: whether it leaves them to the run mode.
    """
    if isinstance(focused, QLineEdit | QPlainTextEdit | QTextEdit):
        return not focused.isReadOnly()
    if focused is not None and focused.property("single_keys") is not None:
        return not focused.property("single_keys")
    if isinstance(focused, ScriptList):
        return False
    return isinstance(focused, QComboBox | QAbstractItemView)


def keeps_text(focused: QWidget) -> bool:
    """Whether Esc leaves a field with what was typed; in the cell of a table and in an open list it has its own way."""
    if focused.property("own_escape") or (isinstance(focused, DropField) and focused.list_open()):
        return False
    inside = focused.parentWidget()
    while inside is not None and not isinstance(inside, QAbstractItemView):
        inside = inside.parentWidget()
    return inside is None and isinstance(focused, QLineEdit | QPlainTextEdit) and is_typing(focused)
