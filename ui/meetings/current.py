"""The meeting that is running: which it is, who speaks, and a tick each second for the clocks of the window."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app import meetings
from app.i18n import N_, translate

if TYPE_CHECKING:
    from app.history import ChangeSet
    from app.meetings import Agenda, SeatLine
    from ui.console import Console

#: A second digit within this time belongs to the first, so that Alt+1 Alt+4 means seat 14.
DIGITS_MS = 900
_TABLES = frozenset({"meeting", "agenda_point", "seat", "person"})


class CurrentMeeting(QObject):
    """Belongs to one window. ``changed`` fires when meeting, agenda, seats or speaker change, ``tick`` each second.

    The speaker stays until another is set, and stands beside every edit that is made in the meantime.
    """

    changed = Signal()
    tick = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._console, self._document = console, console.document
        self._row: Any = None
        self.seats: tuple[SeatLine, ...] = ()
        self.agenda: Agenda | None = None
        self.speaker_seat: int | None = None
        self._digits, self._since = 0, QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._beat)
        console.bridge.changed.connect(self._hear)
        self._read()

    # --- what runs ---

    @property
    def key(self) -> bytes | None:
        """The key of the running meeting."""
        return self._row.id if self._row is not None else None

    @property
    def title(self) -> str:
        """What it is called; empty without one."""
        return self._row.title if self._row is not None else ""

    @property
    def kind(self) -> str:
        """One of the four kinds; empty without a meeting."""
        return self._row.kind if self._row is not None else ""

    @property
    def started(self) -> datetime | None:
        """When it began."""
        return self._row.starts_at if self._row is not None else None

    @property
    def running(self) -> bool:
        """Whether there is one."""
        return self._row is not None

    def elapsed(self) -> float:
        """Return the seconds since it began."""
        return (self._document.now() - self.started).total_seconds() if self.started is not None else 0.0

    def begin_next(self) -> None:
        """End the point of the agenda that is on and begin the one after it."""
        meeting = self.key
        if meeting is None:
            self._console.say(translate(N_("No meeting is running.")))
        elif self._console.writable:
            self._console.attempt(lambda: meetings.begin_next(self._document, meeting))

    # --- who speaks ---

    @property
    def speaker(self) -> SeatLine | None:
        """The seat whose words are written down now."""
        return next((seat for seat in self.seats if seat.number == self.speaker_seat), None)

    def set_speaker(self, number: int | None) -> None:
        """Let the seat with this number speak; ``None`` for nobody. An unknown number is told."""
        if number is not None and all(seat.number != number for seat in self.seats):
            words = N_("There is no seat {number}.") if self.running else N_("Start a meeting to name who speaks.")
            self._console.say(translate(words, number=number))
            return
        if number != self.speaker_seat:
            self.speaker_seat = number
            self._keep_speaker()
            self.changed.emit()

    def press_digit(self, digit: int) -> None:
        """Take a digit of a seat's number as it is pressed: 1 then 4 is seat 14 where there is one; 0 alone nobody."""
        joined = self._digits * 10 + digit
        recent = self._since.isValid() and self._since.elapsed() < DIGITS_MS
        known = recent and any(seat.number == joined for seat in self.seats)
        number = joined if known else digit
        self._digits = number
        self._since.start()
        self.set_speaker(number or None)

    def _keep_speaker(self) -> None:
        speaker = self.speaker
        self._document.speaker = speaker.person if speaker is not None else None

    # --- keeping up ---

    def _hear(self, change_set: ChangeSet) -> None:
        if _TABLES & change_set.tables:
            self._read()
            self.changed.emit()

    def _read(self) -> None:
        before = self.key
        self._row = meetings.running(self._document)
        key = self.key
        self.seats = tuple(meetings.seat_lines(self._document, key)) if key is not None else ()
        self.agenda = meetings.agenda(self._document, key) if key is not None else None
        if key != before or self.speaker is None:
            self.speaker_seat = None
        self._keep_speaker()
        if key is None:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _beat(self) -> None:
        key = self.key
        if key is not None:
            self.agenda = meetings.agenda(self._document, key)
            self.tick.emit()

    def stop(self) -> None:
        """Stop the clock before the session is closed."""
        self._timer.stop()
