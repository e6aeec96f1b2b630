"""The running meeting on one page: agenda at the left, the log in the middle, the seats at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.meetings.agenda_panel import NARROW, WIDE, AgendaPanel
from ui.meetings.log_view import LogView
from ui.meetings.seats_panel import SeatsPanel
from ui.theme import px
from ui.widgets.layouts import ground, row, rule

if TYPE_CHECKING:
    from ui.console import Console

#: Narrower than this the sides give way.
ROOMY = 1150


class RunningView(QWidget):
    """Follows the current meeting of the console."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.agenda, self.log, self.seats = AgendaPanel(console), LogView(console), SeatsPanel(console)
        across = row(self.agenda, rule(upright=True), gap=0)
        across.addWidget(ground(self.log, "surface"), 1)
        across.addWidget(rule(upright=True))
        across.addWidget(self.seats)
        self.setLayout(across)
        console.meeting.changed.connect(self._beat)
        console.meeting.tick.connect(self._tick)

    def freshen(self) -> None:
        """Read agenda, log and seats again."""
        self.agenda.show_agenda()
        self.seats.show_seats()
        self.log.show_log(self._console.meeting.key)

    def _beat(self) -> None:
        if self.isVisible():
            self.agenda.show_agenda()
            self.seats.show_seats()

    def _tick(self) -> None:
        if self.isVisible():
            self.agenda.show_agenda()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = px(WIDE if self.width() >= px(ROOMY) else NARROW)
        self.agenda.setFixedWidth(side)
        self.seats.setFixedWidth(side)
