"""What the parts of the settings share: cards below each other, and tables that are changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import entities
from app.i18n import N_, UserError, plural, translate
from ui.console import Console
from ui.subjects.columns import committer
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets.cards import Card, scrolling
from ui.widgets.layouts import box, column

_READ_ONLY = N_("This window is read-only; nothing can be changed here.")


class Part(QWidget):
    """One tab: cards below each other, read again by ``refresh``."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.cards = QVBoxLayout()
        self.cards.setSpacing(px(Space.l))
        margin = Size.page_padding
        content = box(column(self.cards, None, margins=(margin, Space.l, margin, margin)))
        self.setLayout(column(scrolling(content)))

    def refresh(self) -> None:
        """Read again what is shown."""

    def _table_card(self, title: str, note: str, table: Table, action: QWidget | None = None) -> Card:
        card = Card(translate(title), translate(note), action, flush=True)
        table.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card.body.addWidget(table)
        self.cards.addWidget(card)
        return card

    def _model_table(self, model: Any, title: str, columns: Sequence[Column]) -> Table:
        return Table(
            columns, translate(title), key=lambda made: made.key, commit=committer(self.console, model),
            read_only=not self.console.writable,
        )  # fmt: skip

    def _own_table(self, title: str, columns: Sequence[Column], commit: Callable[[bytes, str, Any], None]) -> Table:
        """Return a table of which every edit goes through a verb of its own."""
        return Table(
            columns, translate(title), key=lambda made: made.key, commit=commit, read_only=not self.console.writable
        )  # fmt: skip

    def _offer(self, table: Table, model: Any, words: str, create: Callable[[str], object]) -> None:
        """Let a person type a new row and delete rows with Del; both can be undone."""
        if self.console.writable:
            table.set_new_row(translate(words), create)
            table.view.on_delete = partial(self._delete, model)

    def _delete(self, model: Any, keys: Sequence[bytes]) -> None:
        if self.console.attempt(lambda: entities.delete(self.document, keys, model)):
            self.console.say(plural(N_("{n} row deleted"), N_("{n} rows deleted"), len(keys)), undoable=True)

    def _show(self, table: Table, rows: Sequence[Any], *, spare: int = 0) -> None:
        table.set_rows(rows)
        table.setFixedHeight(px(Size.head + Size.row * max(1, len(rows) + spare)))

    def refuse_read_only(self) -> None:
        """Raise ``UserError`` in a window in which nothing can be changed."""
        if not self.console.writable:
            raise UserError(_READ_ONLY)

    def attempt(self, verb: Callable[[], object], said: str | Callable[[], str] = "") -> bool:
        """Do what may be refused and say what happened; returns whether it was done."""

        def work() -> bool:
            self.refuse_read_only()
            verb()
            return True

        done = bool(self.console.attempt(work))
        if done and said:
            self.console.say(said if isinstance(said, str) else said(), undoable=True)
        return done
