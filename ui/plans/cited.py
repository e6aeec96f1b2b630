"""What a recovery step uses: components, suppliers and services, chosen by name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import listings, planning
from app.i18n import N_, translate
from app.planning import Step
from ui.plans.desk import Desk
from ui.theme import Space, px
from ui.widgets.buttons import Pill
from ui.widgets.labels import field_label, hint
from ui.widgets.layouts import clear, column
from ui.widgets.pickers import ReferencePicker

_USABLE = ("component", "supplier", "service")
_WIDTH = 240


class Cited(QWidget):
    """Pills of what the chosen step uses; a click takes one away, the field adds one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.field = ReferencePicker(
            self._options, translate(N_("Uses")), placeholder=translate(N_("Add what it uses"))
        )
        self.field.setFixedWidth(px(_WIDTH))
        self.field.settled.connect(self._add)
        self._pills = column(gap=Space.xs)
        self._key: bytes | None = None
        self.setLayout(column(field_label(translate(N_("Uses")), self.field), self._pills, self.field, gap=Space.xs))

    def _options(self) -> list[tuple[bytes, str]]:
        return [pair for table in _USABLE for pair in listings.options(self._desk.document, table)]

    def _shown(self) -> Step | None:
        content = self._desk.content
        return next((step for step in content.steps if step.key == self._key), None) if content is not None else None

    def show_step(self, key: bytes | None) -> None:
        """Show what another step uses."""
        self._key = key
        step = self._shown()
        self.setVisible(step is not None)
        clear(self._pills)
        for node in step.cites if step is not None else ():
            words = f"{node.ref} {node.name}".strip()
            pill = Pill(translate(N_("{name} (retired)"), name=words) if node.retired else words, "x")
            pill.setToolTip(translate(N_("Take {name} away"), name=words))
            pill.setEnabled(not self._desk.locked)
            pill.clicked.connect(lambda _on=False, gone=node.key: self._take_away(gone))
            self._pills.addWidget(pill, 0, Qt.AlignmentFlag.AlignLeft)
        if step is not None and not step.cites:
            self._pills.addWidget(hint(translate(N_("nothing recorded"))))
        self.field.setVisible(not self._desk.locked)

    def _add(self) -> None:
        step = self._shown()
        node = self._desk.console.attempt(self.field.entry) if self.field.text().strip() else None
        if step is None or node is None or self._desk.locked:
            return
        self.field.show_entry(None, "")
        self._write([*(one.key for one in step.cites), node])

    def _take_away(self, node: bytes) -> None:
        step = self._shown()
        if step is not None:
            self._write([one.key for one in step.cites if one.key != node])

    def _write(self, nodes: list[bytes]) -> None:
        key = self._key
        if key is not None:
            self._desk.console.attempt(lambda: planning.cite(self._desk.document, key, nodes))
