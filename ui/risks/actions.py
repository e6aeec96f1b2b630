"""The actions of a risk: a short table with a line to type a new one, and the chosen one with owner, day and state."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app import model as m
from app import treatment
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from ui.console import Console
from ui.forms.form import Form, Section
from ui.help.fields import FieldHelp
from ui.subjects.children import ChildTab, ChildTable
from ui.subjects.columns import committer, field_column, source_of

ACTION_SECTIONS = (Section("", ("owner_id", "due_on", "state", "priority", "evidence")),)


class ActionsTab(ChildTab):
    """The actions of a risk. A new line takes its owner and day from its end: ``Buy a second switch @priya +6w``."""

    def __init__(self, console: Console, *, margins: bool = True) -> None:
        columns = [
            field_column(console, m.Action, "title", width=110, stretch=True),
            field_column(console, m.Action, "due_on", width=104, tone=self._tone),
            field_column(console, m.Action, "state", width=64),
        ]
        self.table = ChildTable(
            console, m.Action, "origin_id", N_("Actions"), (), columns=columns, make=self._make,
            new_words=treatment.ASKS[""],
        )  # fmt: skip
        super().__init__(self.table)
        fields = fields_of(m.Action)
        names = ACTION_SECTIONS[0].names
        sources = {name: source_of(self.document, fields[name]) for name in names}
        self.form = Form(
            fields, self._read, self._commit, sections=ACTION_SECTIONS, sources=sources,
            help=FieldHelp(console, m.Action, lambda: self.table.table.current_key()),
        )  # fmt: skip
        self.form.set_locked(not console.writable)
        self.form.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - the base class made it
        layout.insertWidget(1, self.form)
        if not margins:
            layout.setContentsMargins(0, 0, 0, 0)
        self.table.table.currentKeyChanged.connect(lambda _key: self._show_form())
        self.table.table.activatedKey.connect(lambda key: console.go("actions", key))

    def ask(self, words: str) -> None:
        """Let the line for a new action ask in other words."""
        model, shown = self.table.table.model, translate(words)
        if self.console.writable and model.new_row is not None and model.new_row.words != shown:
            self.table.table.set_new_row(shown, model.create)

    def begin(self) -> None:
        """Bring the keyboard to the line for a new action."""
        table = self.table.table
        index = table.model.index(table.model.rowCount() - 1, table.model.new_column())
        table.view.setFocus()
        table.view.setCurrentIndex(index)
        table.view.edit(index)

    def _tone(self, line: Any) -> str:
        due, state = line.values.get("due_on"), line.values.get("state")
        if state not in ("open", "in hand"):
            return "text3"
        return "err" if due is not None and due < self.document.today() else "text"

    def _make(self, risk: bytes, line: str) -> object:
        return treatment.add_action(self.document, risk, line)

    def _read(self) -> Any:
        key = self.table.table.current_key()
        return self.document.get(m.Action, key) if key is not None else {}

    def _commit(self, name: str, entered: Any) -> None:
        key = self.table.table.current_key()
        if key is None:
            raise UserError(N_("Choose a row first."))
        committer(self.console, m.Action)(key, name, entered)

    def _show_form(self) -> None:
        self.form.setVisible(self.table.table.current_key() is not None)
        self.form.refresh()

    def refresh(self) -> None:
        """Show the actions of the chosen risk; the first is chosen if none is."""
        super().refresh()
        rows = self.table.table.model.rows
        if rows and self.table.table.current_key() is None:
            self.table.table.select_key(rows[0].key)
        self._show_form()

    def leave(self) -> None:
        """Write unsaved text."""
        self.form.save()
