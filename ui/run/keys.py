"""Single keys of the run modes: letters act only while nobody types into a field; Esc gives them back."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.run.script import ScriptList


def is_typing(focused: QWidget | None) -> bool:
    """Whether letters go into what has the focus: a field that can be written, a list to choose from, a table."""
    if isinstance(focused, QLineEdit | QPlainTextEdit | QTextEdit):
        return not focused.isReadOnly()
    if isinstance(focused, ScriptList):
        return False
    return isinstance(focused, QComboBox | QAbstractItemView)
