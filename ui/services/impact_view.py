"""Impact over time of one service on the page of services: the grid with its curve, and the targets."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from app import model as m
from app.i18n import N_, translate
from app.scales import count_of
from ui.console import Console
from ui.impact.panel import ImpactPanel, keys_of
from ui.impact.targets import TargetsPanel
from ui.room.senders import show_button
from ui.services.subview import SubView
from ui.widgets.buttons import button
from ui.widgets.header import FootBar
from ui.widgets.impact_grid import ImpactGrid
from ui.widgets.labels import Label
from ui.widgets.segmented import SegmentedControl


class ImpactView(SubView):
    """The impact of one service and its targets, below a bar that leads back to the list."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.panel, self.targets = ImpactPanel(console), TargetsPanel(console, beside=True)
        self._shown = QStackedWidget()
        self._shown.addWidget(self.panel)
        self._shown.addWidget(self.targets)
        self.body.addWidget(self._shown, 1)
        views = (("impact", translate(N_("Impact"))), ("targets", translate(N_("Targets"))))
        self.switch = SegmentedControl(views, translate(N_("What is shown of the service")))
        self.switch.chosen.connect(self._switch)
        self.bar.add(self.switch, side="middle")
        self._foot = FootBar()
        offered = keys_of(count_of(console.document, "impact"))
        self._foot.set_keys([(keys, translate(words)) for keys, words in offered])
        self.body.addWidget(self._foot)
        question = button(translate(N_("Ask the room")), self.panel.show_cell_in_room, icon="message-square-text",
                          variant="quiet", keys=("R",))  # fmt: skip
        question.setToolTip(translate(N_("Puts the question about this cell with its anchors into the preview")))
        self._room = (question, show_button(self.panel.show_in_room))
        self.bar.add(*self._room, side="right")
        self.panel.decide_wanted.connect(self.decide)

    @property
    def grid_widget(self) -> ImpactGrid:
        """The grid itself."""
        return self.panel.grid

    @property
    def message(self) -> Label:
        """The sentence above the curve."""
        return self.panel.message

    def decide(self, target: str) -> None:
        """Show the targets, with the keyboard in the field of one of them."""
        self.show_part("targets")
        self.targets.focus_field(target)

    def show_part(self, name: str) -> None:
        """Show the grid (``impact``) or the ``targets``."""
        self.switch.set_current(name)
        self._switch(name)

    def _switch(self, name: str) -> None:
        self.targets.save()
        wanted = self.targets if name == "targets" else self.panel
        self._shown.setCurrentWidget(wanted)
        for part in (self._foot, *self._room):
            part.setVisible(wanted is self.panel)
        self._refresh_shown()

    def show_key(self, key: bytes) -> None:
        """Work on another service; the grid gets the keyboard."""
        self.show_part("impact")
        super().show_key(key)
        self.grid_widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the grid and what follows from it."""
        service = self.document.get(m.Service, self.key) if self.key is not None else None
        if service is None:
            self.left.emit()
            return
        self.title.setText(service.name)
        self._refresh_shown()

    def _refresh_shown(self) -> None:
        if self.key is not None:
            (self.targets if self._shown.currentWidget() is self.targets else self.panel).show_service(self.key)
