"""One field changed for all selected rows: choose the field, enter the value, and it is one step of Undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import N_, UserError, plural, translate
from ui.tables.columns import Column
from ui.tables.model import RowTableModel
from ui.theme import Space, px
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.editors import Entry, make_editor
from ui.widgets.inputs import ChoiceBox
from ui.widgets.labels import field_label, label


class ChangeDialog(Dialog):
    """Asks for a field and its value, and gives it to all of ``keys``; what is wrong is told and the dialog stays."""

    def __init__(self, parent: QWidget, model: RowTableModel, keys: Sequence[Any], first: str = "") -> None:
        count = plural(N_("Change {n} row"), N_("Change {n} rows"), len(keys))
        go = Verb("change", count, variant="primary", default=True)
        super().__init__(parent, count, translate(N_("All of them get the same value; empty ones too.")), (CANCEL, go))
        self._model, self._keys = model, list(keys)
        self._columns = changeable(model)
        names = [column.name for column in self._columns]
        self.field = ChoiceBox(
            [(column.name, column.heading) for column in self._columns], translate(N_("Field")), empty=None
        )
        self.field.show_entry(first if first in names else names[0], "")
        self.field.activated.connect(lambda _at: self._show_editor())
        self.editor: Entry
        self._place = QVBoxLayout()
        self._place.setSpacing(px(Space.xs))
        self._message = label("", "hint", "err", wrap=True)
        self._message.hide()
        self.body.addWidget(field_label(translate(N_("Field")), self.field))
        self.body.addWidget(self.field)
        self.body.addLayout(self._place)
        self.body.addWidget(self._message)
        self._show_editor()

    def column(self) -> Column:
        """Return the column that is chosen."""
        return self._model.column(self.field.entry())

    def _show_editor(self) -> None:
        while (old := self._place.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        column = self.column()
        self.editor = make_editor(column.field, column.source)
        self.editor.setAccessibleName(column.heading)
        self._place.addWidget(field_label(column.heading, self.editor))
        self._place.addWidget(self.editor)
        self._show_common(column)
        self._message.hide()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_common(self, column: Column) -> None:
        """Begin with the value if all rows have the same."""
        rows = [self._model.view[at] for at in map(self._model.place_of, self._keys) if at >= 0]
        values = {column.value_of(row) for row in rows if not column.several}
        if rows and len(values) == 1:
            self.editor.show_entry(values.pop(), self._model.text_of(rows[0], column))

    def finish(self, key: str) -> None:
        """Write and close, or stay and say what is wrong."""
        if key == "change":
            try:
                sentence = self._model.take_all(self._keys, self.column().name, self.editor.entry())
            except UserError as error:
                sentence = str(error)
            if sentence:
                self._message.setText(sentence)
                self._message.show()
                return
        super().finish(key)


def changeable(model: RowTableModel) -> list[Column]:
    """Return the columns that can be changed by hand."""
    return [column for column in model.columns if column.may_edit(None)]
