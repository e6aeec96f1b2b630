"""What helps beside a round: how it goes, who is heard first, what is suggested, what follows, and the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app import meetings
from app.i18n import N_, translate
from ui.room.covers import Cover
from ui.room.pane import RoomPane
from ui.scoring.extremes import Extremes
from ui.scoring.following import LevelPart, SuggestedPart
from ui.scoring.round import Round
from ui.theme import Size, Space, px
from ui.widgets.labels import heading, paragraph
from ui.widgets.layouts import box, column, ground, rule

if TYPE_CHECKING:
    from ui.console import Console

_MOST = 16_777_215  #: Qt's own limit of a height, which means none
_SILENT = (
    N_("Nobody talks and nobody sees a vote, not on this screen either."),
    N_("Read the question and the levels aloud, then type each seat's score in the order of the seats; 0 abstains."),
    N_("A wrong one is typed again: arrows choose the seat, Backspace takes the last one back."),
)


class RulesPart(QWidget):
    """How a silent round goes, for who holds one for the first time."""

    def __init__(self) -> None:
        super().__init__()
        lines = (paragraph(translate(words), "text2") for words in _SILENT)
        self.setLayout(column(heading(translate(N_("Silent round"))), *lines, gap=Space.s))


class RoundSide(QWidget):
    """The parts one below the other; the room stays at the foot."""

    def __init__(self, console: Console, current: Round) -> None:
        super().__init__()
        self._console, self._round = console, current
        ground(self, "canvas", "left")
        self.setAccessibleName(translate(N_("Beside the round")))
        self.rules = RulesPart()
        self.extremes = Extremes(console, current)
        self.cover = Cover(console, self.extremes, translate(N_("Lowest and highest seats")))
        self.cover.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.suggested, self.level = SuggestedPart(current), LevelPart(current)
        self._rules = (rule(), rule())
        upper = column(gap=Space.l, margins=(16, 16, 16, 16))
        for part in (self.rules, self.cover, self._rules[0], self.suggested, self._rules[1], self.level):
            upper.addWidget(part)
        upper.addStretch(1)
        self._upper = upper
        area = QScrollArea()
        area.setProperty("bare", True)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(ground(box(upper), "canvas"))
        self.room = RoomPane(console)
        pane = ground(box(column(self.room, margins=(16, 12, 16, 12))), "rail", "top")
        outer = column(gap=0)
        outer.addWidget(area, 1)
        outer.addWidget(pane)
        self.setLayout(outer)
        console.privacy.changed.connect(self._fit_later)

    def show_round(self, *, speaking: bool, chosen: int | None) -> None:
        """Show what belongs to the step that is on."""
        silent = self._round.silent
        self.rules.setVisible(silent)
        self.cover.setVisible(speaking)
        suggested = self.suggested.show_round()
        level = self.level.show_value(chosen)
        self.suggested.setVisible(suggested)
        self.level.setVisible(level)
        self._order()
        self._rules[0].setVisible(speaking and (suggested or level))
        self._rules[1].setVisible(level and suggested)
        if speaking:
            self.extremes.show_said(self._last_note())
        self._fit_later()

    def _order(self) -> None:
        """Where the impact is given, the level that follows comes first; where it is voted on, what is suggested."""
        first, second = (self.suggested, self.level) if self._round.on_impact else (self.level, self.suggested)
        at = self._upper.indexOf(self._rules[0]) + 1
        if self._upper.indexOf(first) != at:
            self._upper.removeWidget(first)
            self._upper.insertWidget(at, first)
            self._upper.removeWidget(second)
            self._upper.insertWidget(self._upper.indexOf(self._rules[1]) + 1, second)

    def _last_note(self) -> str:
        """Return what was noted last about the thing at this meeting."""
        meeting, subject = self._console.meeting.key, self._round.subject
        if meeting is None:
            return ""
        found = [one for one in meetings.entries(self._round.document, meeting, ("note",)) if one.subject == subject]
        return max(found, key=lambda one: one.at).text or "" if found else ""

    def _fit_later(self) -> None:
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Give what can be covered the height that its words take in this width."""
        layout = self.extremes.layout()
        if self.cover.covered or layout is None:
            self.cover.setMinimumHeight(0)
            self.cover.setMaximumHeight(_MOST)
            return
        note = self.cover.note.sizeHint().height() if not self.cover.note.isHidden() else 0
        wraps = layout.hasHeightForWidth()
        words = layout.heightForWidth(self.cover.width()) if wraps else layout.sizeHint().height()
        self.cover.setFixedHeight(words + note)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_later()

    def sizeHint(self) -> QSize:
        return QSize(px(Size.detail), super().sizeHint().height())
