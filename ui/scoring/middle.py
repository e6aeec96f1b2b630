"""The middle of the round's run mode: the steps, what is scored, and the work of the step that is on."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui.console import Console
from ui.run.steps import StepBar
from ui.scoring.revealed import RevealedPane
from ui.scoring.round import Round
from ui.scoring.silent import SilentPane
from ui.scoring.steps import STEPS
from ui.scoring.subject import Subject
from ui.theme import Space, px
from ui.widgets.layouts import column

#: A window narrower or lower than this takes smaller margins and letters, in logical pixels.
NARROW, LOW = 760, 620


class Middle(QWidget):
    """Silent or revealed; the page says which."""

    def __init__(self, console: Console, current: Round) -> None:
        super().__init__()
        self.setAccessibleName(translate(N_("Round")))
        self._round = current
        self.steps, self.subject = StepBar(STEPS), Subject(current)
        self.silent, self.revealed = SilentPane(current), RevealedPane(console, current)
        self._body = column(self.steps, self.subject, gap=Space.m)
        self._body.addWidget(self.silent, 1)
        self._body.addWidget(self.revealed, 1)
        self.setLayout(self._body)

    def show_phase(self, step: int, done: frozenset[int]) -> None:
        """Show the pane of the step that is on."""
        silent = self._round.silent
        self.steps.show_step(step, done)
        self.subject.show_round()
        self.silent.setVisible(silent)
        self.revealed.setVisible(not silent)
        self._fit()

    def _fit(self) -> None:
        side = px(Space.l if self.width() < px(NARROW) else Space.xxl)
        low = self.height() < px(LOW)
        self._body.setContentsMargins(side, px(Space.m if low else Space.xl), side, px(Space.m if low else Space.l))
        self._body.setSpacing(px(Space.s if low else Space.m))
        self.subject.ask_small(low, cut=not self._round.silent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
