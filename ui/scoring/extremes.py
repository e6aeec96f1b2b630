"""Who is heard first after the reveal: the lowest, then the highest, a minute each, and nobody else meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import N_, plural, translate
from app.polls import Voice
from ui import theme
from ui.scoring.round import Round
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import heading, hint, label, paragraph
from ui.widgets.layouts import box, clear, column, row
from ui.widgets.lines import IconLabel

if TYPE_CHECKING:
    from ui.console import Console

MINUTE = timedelta(seconds=60)
_BEAT_MS = 250


class _Line(QWidget):
    """One end of the votes; whoever speaks stands in a frame."""

    def __init__(self, *, now: bool) -> None:
        super().__init__()
        self._now = now

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._now:
            return
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(tokens.accent), Size.line))
        painter.setBrush(theme.colour(tokens.surface))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
        painter.end()


class Extremes(QWidget):
    """Two lines with a clock. ``heard`` fires when the last minute is over."""

    heard = Signal()

    def __init__(self, console: Console, current: Round) -> None:
        super().__init__()
        self._console, self._round = console, current
        self.on = 0
        self._until: datetime | None = None
        self._told = False
        self.clock = label("", "title")
        self._lines = column(gap=Space.xs)
        self.said = paragraph("", "text2")
        self.quote = box(row(IconLabel("pencil", "text3"), gap=Space.s))
        self.quote.layout().addWidget(self.said)  # type: ignore[union-attr]
        self.title = heading("")
        head = row(self.title, None, self.clock)
        self.setLayout(column(head, box(self._lines), self.quote, gap=Space.s))
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self.tick)

    @property
    def voices(self) -> tuple[tuple[Voice, ...], ...]:
        """The lowest and the highest, as far as they are known."""
        return tuple(one for one in (self._round.extremes.lowest, self._round.extremes.highest) if one)

    def begin(self, *, counting: bool) -> None:
        """Show who is heard; with ``counting`` the first minute begins."""
        self.on, self._told = 0, False
        self._until = None
        if counting:
            self.restart()
        else:
            self._beat.stop()
        self.show_voices()

    def restart(self) -> None:
        """Give whoever speaks a whole minute again."""
        self._until = self._console.document.now() + MINUTE
        self._told = False
        self._beat.start()
        self.tick()

    def step(self, by: int) -> None:
        """Let the other one speak, with a minute of their own."""
        count = len(self.voices) or 2
        if 0 <= self.on + by < count:
            self.on += by
            self.restart()
            self.show_voices()

    def stop(self) -> None:
        """Stop the clock: the round went on."""
        self._until = None
        self._beat.stop()
        self.clock.setText("")

    @property
    def left(self) -> int | None:
        """The seconds that are left; ``None`` while no clock runs."""
        if self._until is None:
            return None
        return max(0, round((self._until - self._console.document.now()).total_seconds()))

    def tick(self) -> None:
        """Show the time that is left; the second voice follows the first by itself."""
        left = self.left
        if left is None:
            self.clock.setText("")
            return
        if not left and self.on == 0 and len(self.voices) != 1:
            self.step(1)
            return
        self.clock.setText(f"{left // 60}:{left % 60:02d}")
        self.clock.set_tone("warn" if left <= 10 else "text")
        if not left and not self._told:
            self._told = True
            self._beat.stop()
            self.heard.emit()

    # --- what is shown ---

    def show_voices(self) -> None:
        """Show the two ends of the votes and who of them speaks."""
        clear(self._lines)
        words = N_("Extremes speak first") if self._until is not None else N_("Lowest and highest")
        self.title.setText(translate(words))
        tally, found = self._round.tally, self._round.extremes
        if tally is None or tally.lowest is None or tally.highest is None or tally.lowest == tally.highest:
            return
        ends = ((tally.lowest, found.lowest, N_("lowest")), (tally.highest, found.highest, N_("highest")))
        for at, (end, voices, word) in enumerate(ends):
            made = self._line(at, end, voices, translate(word))
            self._lines.addWidget(made)
            made.show()  # a line that is not shown yet has no height

    def _line(self, at: int, end: int, voices: tuple[Voice, ...], word: str) -> QWidget:
        now = at == self.on and self._until is not None
        title, notes = translate(N_("Whoever voted {level}"), level=end), [word]
        if voices:
            title = translate(N_("Seat {n}, {name}"), n=voices[0].number, name=voices[0].name)
        if now:
            notes.append(translate(N_("speaks now, no one else")))
        elif at > self.on and self._until is not None:
            notes.append(translate(N_("is next")))
        if voices[1:]:
            seats = ", ".join(str(one.number) for one in voices[1:])
            notes.append(plural(N_("seat {seats} may add"), N_("seats {seats} may add"), len(voices) - 1, seats=seats))
        note = " · ".join(notes)
        text = column(label(title, "name", elide=True), hint(note, elide=True, tone="text2"), gap=0)
        across = row(ChipLabel(chips.level(end, self._round.word(end))), gap=Space.m, margins=(8, 6, 8, 6))
        across.addLayout(text, 1)
        made = _Line(now=now)
        made.setLayout(across)
        made.setAccessibleName(f"{title}, {note}")
        return made

    def show_said(self, words: str) -> None:
        """Show what was noted last about it."""
        self.said.setText(translate(N_("“{words}”"), words=words) if words else "")
        self.quote.setVisible(bool(words))
