"""The quiet buttons at the right of a list's toolbar: how it is grouped, which columns it shows, what is filtered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint

from app.i18n import N_, plural, translate
from ui.tables.table import Table
from ui.widgets.buttons import Button, button


class ListTools:
    """Three buttons that say how the table stands: ``Group: Tier``, ``9 columns``, ``1 filter``."""

    def __init__(self, table: Table, groups: Sequence[str], toggle_filter: Callable[[], object]) -> None:
        self._table, self._groups, self._narrow = table, groups, False
        self.group = button("", self._choose_group, icon="group", variant="quiet")
        self.columns = button("", self._choose_columns, icon="columns-3", variant="quiet")
        self.filter = button("", toggle_filter, icon="funnel", variant="quiet")
        table.counted.connect(lambda _shown, _total: self.word())
        table.arranged.connect(self.word)
        self.word()

    def buttons(self) -> list[Button]:
        """Return the buttons from left to right."""
        return [self.group, self.columns, self.filter] if self._groups else [self.columns, self.filter]

    def set_narrow(self, narrow: bool) -> None:
        """Show only the icons, or the words too."""
        self._narrow = narrow
        self.word()

    def word(self) -> None:
        """Say how the table is grouped, how many columns it shows and how many filters work."""
        model, table = self._table.model, self._table
        grouped = model.column(model.grouped_by).heading if model.grouped_by else ""
        filters = len(model.filters)
        self._say(self.group, translate(N_("Group: {column}"), column=grouped) if grouped else translate(N_("Group")))
        count = len(table.shown_columns())
        self._say(self.columns, plural(N_("{n} column"), N_("{n} columns"), count))
        self._say(
            self.filter, plural(N_("{n} filter"), N_("{n} filters"), filters) if filters else translate(N_("Filter"))
        )
        on = bool(filters) or table.view.header.filter_shown
        if self.filter.variant != ("active" if on else "quiet"):
            self.filter.set_variant("active" if on else "quiet")

    def _say(self, made: Button, words: str) -> None:
        made.setAccessibleName(words)
        made.setToolTip(words)
        shown = "" if self._narrow else words.replace("&", "&&")
        if made.text() != shown:
            made.setText(shown)
            made.updateGeometry()

    def _choose_group(self) -> None:
        menu = self._table.group_menu(self._groups)
        menu.exec(self.group.mapToGlobal(QPoint(0, self.group.height())))

    def _choose_columns(self) -> None:
        self._table.column_chooser().open_at(self.columns)
