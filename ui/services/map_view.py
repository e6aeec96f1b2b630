"""What a service stands on and who relies on it, drawn as a map over the list of services."""

from __future__ import annotations

from app import model as m
from ui.console import Console
from ui.dependencies.map import MapPanel
from ui.services.subview import SubView


class MapOfService(SubView):
    """The dependency map of one service, with a bar that leads back to the list."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.panel = MapPanel(console)
        self.map = self.panel.map
        self.panel.give_tools(self.bar)
        self.body.addWidget(self.panel)

    def show_key(self, key: bytes) -> None:
        """Show the map of another service."""
        super().show_key(key)
        self.panel.show_service(key)
        self.map.setFocus()

    def refresh(self) -> None:
        """Name the service again; the panel follows the session by itself."""
        service = self.document.get(m.Service, self.key) if self.key is not None else None
        if service is None:
            self.left.emit()
            return
        self.title.setText(service.name)

    def escape(self) -> None:
        """Go back step by step: to the map, to what works again, to the list."""
        if not self.panel.step_back():
            super().escape()
