"""The clock of the meeting in the header: the point that is on, the time left for it, and a warning when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen

from app.i18n import N_, translate
from ui import theme
from ui.meetings.kinds import clock_words
from ui.theme import Size, Space, px
from ui.widgets.header import TimeBox
from ui.widgets.labels import elided, text_width

if TYPE_CHECKING:
    from ui.console import Console

#: The name of a point takes no more than this; lower windows leave it out.
NAME_MOST, LOW = 150, 800


class MeetingClock(TimeBox):
    """Hidden without a meeting. A click, Enter or Space opens the page of the meeting."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console, self._meeting, self.over = console, console.meeting, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ring", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: console.go("meeting"))
        self._meeting.changed.connect(self.freshen)
        self._meeting.tick.connect(self.freshen)
        self.freshen()

    def freshen(self) -> None:
        """Show the time as it is now."""
        self.setVisible(self._meeting.running)
        if not self._meeting.running:
            return
        words, left, share, self.over = self._reading()
        self.setToolTip(translate(N_("{point}. Click to see the meeting."), point=words))
        self.show_time(words if self.window().height() >= px(LOW) else "", left, share)
        self.setAccessibleName(translate(N_("Meeting clock: {point}, {left}"), point=words, left=left))

    def _reading(self) -> tuple[str, str, float, bool]:
        agenda = self._meeting.agenda
        point = agenda.current if agenda is not None else None
        if point is None or point.begun_at is None:
            passed = self._meeting.elapsed()
            planned = (agenda.planned_minutes or 0) * 60 if agenda is not None else 0
            return self._meeting.title, clock_words(passed), passed / planned if planned else 0.0, False
        passed = (self._console.document.now() - point.begun_at).total_seconds()
        if not point.minutes:
            return point.title, clock_words(passed), 0.0, False
        left = point.minutes * 60 - passed
        words = N_("{time} left") if left >= 0 else N_("{time} over")
        return point.title, translate(words, time=clock_words(abs(left))), passed / (point.minutes * 60), left < 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)

    def _shown(self) -> str:
        return elided(self._words, "body", px(NAME_MOST)) if self._words else ""

    def sizeHint(self) -> QSize:
        words = text_width(self._shown(), "body") + px(Space.m) if self._words else 0
        return QSize(words + text_width(self._left, "name") + 2 * px(Size.field_padding), px(Size.button))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, bar = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(Size.progress)
        painter.setPen(QPen(theme.colour(tokens.warn if self.over else tokens.line), 1))
        painter.setBrush(theme.colour(tokens.warn_ground if self.over else tokens.surface))
        painter.drawRoundedRect(rect, px(Size.radius_small), px(Size.radius_small))
        done = QRectF(1, self.height() - bar - 1, (self.width() - 2) * self._share, bar)
        painter.fillRect(done, theme.colour(tokens.warn if self.over else tokens.accent))
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        inner = self.rect().adjusted(px(Size.field_padding), 0, -px(Size.field_padding), 0)
        painter.setPen(theme.colour(tokens.warn if self.over else tokens.text2))
        painter.setFont(theme.font("body"))
        painter.drawText(inner, flags, self._shown())
        painter.setPen(theme.colour(tokens.warn if self.over else tokens.text))
        painter.setFont(theme.font("name"))
        painter.drawText(inner, flags | int(Qt.AlignmentFlag.AlignRight), self._left)
        painter.end()
