"""What to look at before sign-off, as a list that opens into its services; a click on a chart narrows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.calibration import KINDS, Entry
from app.fields import Field, Kind
from app.i18n import N_, plural, translate
from ui.console import Console
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Space
from ui.widgets.buttons import button, link
from ui.widgets.cards import EmptyState
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, column, ground, row, rule

#: The kind of entries that a click on a chart brought.
CHOSEN = "chosen"


class Worklist(QWidget):
    """``show_entries`` fills it; ``narrow_to`` shows something else for a while, until "Show everything"."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self._all: Sequence[Entry] = ()
        self._narrowed: Sequence[Entry] | None = None
        ground(self, "canvas", "left")
        self.title = heading(translate(N_("Before sign-off")), elide=True)
        self.count = hint("")
        self.back = link(translate(N_("Show everything")), self.widen)
        self.back.hide()
        self.table = Table(
            self._columns(), translate(N_("Before sign-off")), key=identity, empty=_nothing(), dense=True
        )
        self.table.group_by("kind", _group)
        self.table.currentKeyChanged.connect(self._show_whole)
        self.table.activatedKey.connect(lambda _key: self.open())
        self.name, self.words = heading("", "name", elide=True), paragraph("")
        self.go = button(translate(N_("Open the service")), self.open, icon="layers", size="small", keys=("↵",))
        self._whole = box(column(self.name, self.words, 4, row(self.go, None), gap=Space.xs, margins=(16, 12, 16, 12)))
        head = row(self.title, self.count, self.back, gap=Space.s, margins=(16, 12, 16, 8))
        head.setStretch(0, 1)
        layout = column(head, gap=0)
        layout.addWidget(self.table, 1)
        layout.addWidget(rule())
        layout.addWidget(self._whole)
        self.setLayout(layout)
        self._show_whole(None)

    def _columns(self) -> list[Column]:
        def field(name: str) -> Field:
            return Field(Kind.TEXT, name, editable=False)

        order = [CHOSEN, *KINDS]
        return [
            Column("name", field(N_("Service")), 132, bold=True, stretch=True),
            Column("words", field(N_("Why")), 220, tone="text2", stretch=True),
            Column("department", field(N_("Department")), 120, tone="text2", shown=False),
            Column("ref", field(N_("Ref")), 72, tone="text3", shown=False),
            Column("kind", field(N_("Reason")), shown=False, value=_group, sort=lambda one: order.index(one.kind)),
        ]

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show what is to be looked at; a narrowed list is left, because it may be out of date."""
        self._all, self._narrowed = entries, None
        self._fill()

    def narrow_to(self, entries: Sequence[Entry], title: str) -> None:
        """Show other services under a title, and give the keyboard to them."""
        self._narrowed = entries
        self.title.setText(title)
        self._fill()
        if entries:
            self.table.select_key(identity(entries[0]))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def widen(self) -> None:
        """Show everything again."""
        self._narrowed = None
        self._fill()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def narrowed(self) -> bool:
        """Whether a click on a chart chose what is shown."""
        return self._narrowed is not None

    def _fill(self) -> None:
        shown = self._all if self._narrowed is None else self._narrowed
        if self._narrowed is None:
            self.title.setText(translate(N_("Before sign-off")))
        self.back.setVisible(self._narrowed is not None)
        services = len({entry.service for entry in shown})
        self.count.setText(plural(N_("{n} service"), N_("{n} services"), services) if shown else "")
        self.table.set_rows(shown)
        if shown and self.entry() is None:
            self.table.select_key(identity(shown[0]))
        self._show_whole(self.table.current_key())

    def entry(self) -> Entry | None:
        """Return the entry under the cursor."""
        key = self.table.current_key()
        shown = self._all if self._narrowed is None else self._narrowed
        return next((entry for entry in shown if identity(entry) == key), None)

    def select(self, service: bytes) -> bool:
        """Put the cursor on the first entry about a service; returns whether there is one."""
        found = next((entry for entry in self._all if entry.service == service), None)
        if found is not None:
            self._narrowed = None
            self._fill()
            self.table.select_key(identity(found))
        return found is not None

    def open(self) -> None:
        """Go to the service under the cursor."""
        entry = self.entry()
        if entry is not None:
            self.console.go("services", entry.service)

    def _show_whole(self, _key: Any) -> None:
        entry = self.entry()
        self._whole.setVisible(entry is not None)
        if entry is not None:
            self.name.setText(" ".join(part for part in (entry.ref, entry.name) if part))
            self.words.setText(f"{entry.department}. {entry.words}" if entry.department else entry.words)


def identity(entry: Entry) -> tuple[str, bytes, str]:
    """Return what tells an entry from every other one."""
    return entry.kind, entry.service, entry.words


def _group(entry: Entry) -> str:
    return translate(KINDS[entry.kind]) if entry.kind in KINDS else translate(N_("Chosen in the chart"))


def _nothing() -> EmptyState:
    why = N_("Nothing stands out, every grid is finished, and every BIA is approved as it is.")
    return EmptyState("shield-check", translate(N_("Ready for sign-off")), translate(why))
