"""Impact over time of one service on the page of services: the grid with its curve, and the targets."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app import model as m
from app.i18n import translate
from ui.console import Console
from ui.impact.panel import KEYS, ImpactPanel
from ui.room.senders import show_button
from ui.services.subview import SubView
from ui.widgets.header import FootBar
from ui.widgets.impact_grid import ImpactGrid
from ui.widgets.labels import Label


class ImpactView(SubView):
    """The impact of one service, below a bar that leads back to the list."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.panel = ImpactPanel(console)
        self.body.addWidget(self.panel, 1)
        foot = FootBar()
        foot.set_keys([(keys, translate(words)) for keys, words in KEYS])
        self.body.addWidget(foot)
        self.bar.add(show_button(self.panel.show_in_room), side="right")

    @property
    def grid_widget(self) -> ImpactGrid:
        """The grid itself."""
        return self.panel.grid

    @property
    def message(self) -> Label:
        """The sentence above the curve."""
        return self.panel.message

    def show_key(self, key: bytes) -> None:
        """Work on another service; the grid gets the keyboard."""
        super().show_key(key)
        self.grid_widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the grid and what follows from it."""
        service = self.document.get(m.Service, self.key) if self.key is not None else None
        if service is None:
            self.left.emit()
            return
        self.title.setText(service.name)
        self.panel.show_service(service.id)
