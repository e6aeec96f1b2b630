"""A field to name a node of the dependency graph by typing, or to create one of any kind under the typed name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app import network
from app.document import Document
from app.i18n import N_, translate
from ui.dependencies.looks import kind_word
from ui.widgets.choosing import Option, PickField

#: The kinds in the order in which creating them is offered.
_KINDS = ("component", "service", "supplier", "person")
_CREATE = {
    "service": N_("Create service “{name}”"),
    "component": N_("Create component “{name}”"),
    "supplier": N_("Create supplier “{name}”"),
    "person": N_("Create person “{name}”"),
}


class NodeField(PickField):
    """``picked(key)`` fires for a node that is there, ``created(kind, name)`` for one that is wanted; then it is empty.

    ``kinds`` limits what is offered and puts the likeliest kind to create first. ``left`` fires on Esc.
    """

    picked = Signal(object)
    created = Signal(str, str)
    escaped = Signal()

    def __init__(self, document: Document, name: str, placeholder: str, kinds: Sequence[str] = ()) -> None:
        super().__init__(self._lines, name, placeholder=placeholder)
        self._document = document
        self.kinds: Sequence[str] = kinds
        self.first = kinds[0] if kinds else ""

    def _lines(self) -> list[Option]:
        gone = network.GONE
        rows = [row for row in network.nodes(self._document).values() if not self.kinds or row.kind in self.kinds]
        lines = [
            Option(row.key, row.name, " · ".join(part for part in (kind_word(row.kind), row.ref) if part))
            for row in rows
            if row.state not in gone
        ]
        return sorted(lines, key=lambda one: one.text.casefold())

    def offered(self, typed: str) -> list[Option]:
        """Return nodes whose name or reference fits, then what can be created under the typed name."""
        found = super().offered(typed)
        name = " ".join(typed.split())
        if not name:
            return found
        wanted = name.casefold()
        shown = {one.value for one in found}
        found += [one for one in self._lines() if one.value not in shown and wanted in one.note.casefold().split(" · ")]
        if any(one.text.casefold() == wanted for one in found):
            return found
        order = sorted(self.kinds or _KINDS, key=lambda kind: kind != self.first)
        return found + [Option((kind, name), translate(_CREATE[kind], name=name), creates=True) for kind in order]

    def choose(self, option: Option) -> None:
        """Tell which node is meant and be empty again."""
        self.close_list()
        self.show_entry(None, "")
        if option.creates:
            self.created.emit(*option.value)
        else:
            self.picked.emit(option.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.list_open():
            had = bool(self.text())
            self.show_entry(None, "")
            if not had:
                self.escaped.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.list_open() and self.text().strip():
            self.open_list()
            return
        super().keyPressEvent(event)
