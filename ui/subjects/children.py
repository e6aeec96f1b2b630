"""A short table of rows that belong to one row: a plan's roles, a service's peaks, a risk's services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QWidget

from app import entities, listings
from app.i18n import N_, translate
from ui.console import Console
from ui.subjects.columns import committer, field_column
from ui.subjects.detail import DetailTab
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, px
from ui.widgets.buttons import icon_button
from ui.widgets.labels import heading
from ui.widgets.layouts import column, row

#: Rows that are shown before the table scrolls.
SHOWN = 8


class ChildTable(QWidget):
    """Rows of ``model`` whose column ``owner`` points at a chosen row. Adding, editing and deleting are undoable.

    ``make(owner's key, text)`` adds a row; with a column ``position`` new rows go to the end. ``looks`` tells how a
    column is shown (see ``Column``) where its field's own way is too wide for a detail, ``spare`` names the columns
    that give way first.
    """

    def __init__(
        self,
        console: Console,
        model: Any,
        owner: str,
        title: str,
        names: Sequence[str],
        *,
        columns: Sequence[Column] = (),
        make: Callable[[bytes, str], object] | None = None,
        shown: int = SHOWN,
        new_words: str = N_("Type to add…"),
        can_add: bool = True,
        can_delete: bool = True,
        looks: Mapping[str, Mapping[str, Any]] | None = None,
        spare: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.console, self.document, self.model, self.owner = console, console.document, model, owner
        self.key: bytes | None = None
        self._make, self._shown = make or self._plain, shown
        main, told = listings.known_by(model), looks or {}
        wide = {"stretch": True, "width": 128}
        made = [
            field_column(console, model, name, **({**(wide if name == main else {}), **told.get(name, {})}))
            for name in names
        ]
        self.table = Table(
            [*made, *columns],
            translate(title),
            key=attrgetter("key"),
            commit=committer(console, model),
            read_only=not console.writable,
            spare=spare,
            dense=True,
        )
        if console.writable:
            self.table.view.on_delete = self._delete if can_delete else None
            if can_add:
                self.table.set_new_row(translate(new_words), self._create)
        self.remove = icon_button(
            "trash-2", translate(N_("Delete the selected rows")), self._delete_selected, size="small"
        )
        self.head = row(heading(translate(title)), None, self.remove)
        self.setLayout(column(self.head, self.table, gap=6))
        self.remove.setVisible(console.writable and can_delete)

    def show_key(self, key: bytes | None) -> None:
        """Show the rows that belong to another row."""
        self.key = key
        self.refresh()

    def refresh(self) -> None:
        """Read the rows again."""
        rows = self._rows(self.key) if self.key is not None else []
        self.table.set_rows(rows)
        lines = min(max(len(rows) + 1, 2), self._shown)
        self.table.setFixedHeight(px(Size.head + Size.row_dense * lines) + px(Size.line) * 2)

    def _rows(self, key: bytes) -> Sequence[Any]:
        return listings.read(self.document, self.model, self.model.__table__.c[self.owner] == key)

    def _plain(self, key: bytes, text: str) -> object:
        values: dict[str, Any] = {self.owner: key, listings.known_by(self.model): text}
        if "position" in self.model.__table__.c:
            values["position"] = self.table.model.rowCount()
        return entities.add(self.document, self.model, None, **values)

    def _create(self, text: str) -> object:
        if self.key is None:
            return None
        return self._make(self.key, text)

    def _delete(self, keys: Sequence[bytes]) -> None:
        if keys:
            count = self.console.attempt(lambda: entities.delete(self.document, list(keys), self.model))
            if count:
                self.console.say(translate(N_("Deleted {n} rows."), n=count), undoable=True)

    def _delete_selected(self) -> None:
        self._delete(self.table.selected_keys())


class ChildTab(DetailTab):
    """One table of what belongs to the row."""

    def __init__(self, *tables: ChildTable) -> None:
        super().__init__(tables[0].console)
        self._tables = tables
        self.setLayout(column(*tables, None, gap=16, margins=(16, 12, 16, 16)))
        self.setAccessibleName(translate(N_("Belongs to it")))

    def refresh(self) -> None:
        """Show the rows that belong to the chosen one."""
        for table in self._tables:
            table.show_key(self.key)
