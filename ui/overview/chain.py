"""The chain of every critical service from its BIA to its last test, as a table whose title is its message."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt

from app import overview
from app.fields import Field, Kind
from app.i18n import N_, translate
from app.overview import ChainRow, Mark
from ui.console import Console
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.cards import Card
from ui.widgets.chips import Chip
from ui.widgets.labels import hint
from ui.widgets.layouts import box, column


def _words(name: str) -> Field:
    return Field(Kind.TEXT, name, editable=False)


def _mark(name: str, made: ChainRow) -> Chip:
    mark: Mark = getattr(made, name)
    return chips.status(mark.kind, mark.words)


class ChainCard(Card):
    """The chain of every critical service as a table; its title is its message."""

    def __init__(self, console: Console) -> None:
        super().__init__(" ", "", flush=True)
        self._console = console
        self.table = Table(self._columns(), translate(N_("Critical services")), key=lambda made: made.key)
        self.table.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.view.header.setSectionsMovable(False)
        self.table.activatedKey.connect(self._open)
        self.table.view.clicked.connect(lambda _index: self._open(self.table.current_key()))
        why = N_("A service becomes critical by its recovery targets. Ask about one, and it appears here.")
        self._nothing = box(column(hint(translate(why), wrap=True), margins=(Space.l, 0, Space.l, Space.l)))
        self.body.addWidget(self.table)
        self.body.addWidget(self._nothing)

    def _columns(self) -> list[Column]:
        def status(name: str, words: str) -> Column:
            return Column(name, _words(words), 120, chip=partial(_mark, name))

        return [
            Column("tier", _words(N_("Tier")), 52, chip=lambda made: chips.tier(made.tier, made.tier_name)),
            Column("name", _words(N_("Service")), 140, bold=True, stretch=True),
            Column("rto", Field(Kind.DURATION, N_("RTO"), editable=False), 60),
            status("bia", N_("BIA")), status("strategy", N_("Strategy")), status("plan", N_("Plan")),
            status("test", N_("Test")),
        ]  # fmt: skip

    def _open(self, key: bytes | None) -> None:
        if key is not None:
            self._console.go("services", key)

    def set_narrow(self, narrow: bool) -> None:
        """Give the columns less room in a small window."""
        widths = {"bia": (116, 112), "strategy": (152, 128), "plan": (108, 92), "test": (124, 112)}
        for name, (wide, small) in widths.items():
            at = self.table.model.position(name)
            self.table.view.header.resizeSection(at, px(small if narrow else wide))

    def show_rows(self, rows: Sequence[ChainRow]) -> None:
        """Show the critical services and say how many are ready."""
        self.title.setText(overview.headline(rows))
        self.setAccessibleName(overview.headline(rows))
        self.table.set_rows(rows)
        self.table.setFixedHeight(px(Size.head + Size.row * len(rows)))
        self.table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
