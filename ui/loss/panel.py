"""The cost of waiting for one service: the sentence, the curve or its table, and what is missing or contradicts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import loss
from app import model as m
from app.i18n import N_, translate
from ui.console import Console
from ui.loss.chart import stretched_loss_chart
from ui.room.covers import Cover
from ui.theme import Space
from ui.widgets.labels import hint, label
from ui.widgets.layouts import box, clear, column, row
from ui.widgets.lines import IconLabel
from ui.widgets.twin import Twinned


class LossPanel(QWidget):
    """Belongs beside question 8 and into the view of a service. Covered while the room may see the window.

    ``show_service`` works on another service; edits of its losses, targets or the currency refresh it by themselves.
    """

    TABLES = frozenset({"bia", "service", "session_info", "horizon"})

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.key: bytes | None = None
        self.message = label("", "heading", wrap=True)
        self.chart = stretched_loss_chart()
        self.twinned = Twinned(self.chart)
        self.method = hint("", wrap=True)
        self._faults = column(gap=Space.xs)
        below = row(self.method, gap=Space.s)
        below.setStretch(0, 1)
        below.addWidget(self.twinned.button, 0, Qt.AlignmentFlag.AlignTop)
        inner = box(column(self.message, self.twinned, box(self._faults), below, gap=Space.s))
        inner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.cover = Cover(console, inner, translate(N_("What waiting costs")))
        self.setLayout(column(self.cover, gap=0))
        self.listener = console.bridge.listen(self, self.TABLES, self.refresh)

    def show_service(self, key: bytes) -> None:
        """Show another service."""
        self.key = key
        self.refresh()

    def refresh(self) -> None:
        """Read the losses and targets of the service again."""
        self.listener.stale = False
        if self.key is None or self.document.get(m.Service, self.key) is None:
            return
        curve = loss.loss_curve(self.document, self.key)
        self.message.setText(curve.title)
        self.chart.show_view(curve.view)
        for part in (self.twinned, self.twinned.button):
            part.setVisible(curve.known)
        self.method.setText(curve.method)
        self.method.setVisible(curve.known)
        clear(self._faults)
        for sentence in curve.faults if curve.known else curve.faults[1:]:
            self._faults.addWidget(_fault(sentence))


def _fault(sentence: str) -> QWidget:
    icon = IconLabel("triangle-alert", tone="warn")
    words = label(sentence, "hint", "text2", wrap=True)
    across = row(gap=Space.s)
    across.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    across.addWidget(words, 1)
    return box(across)
