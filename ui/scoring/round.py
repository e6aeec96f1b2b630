"""The round on screen: which poll it is, who has voted, what was revealed, and the verbs of the facilitator.

Before the reveal it knows of a ballot only that it lies there: no level is read, kept or handed on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import meetings, polls, room
from app import model as m
from app.i18n import N_, UserError
from app.meetings import SeatLine
from app.polls import Extremes, PollRow
from app.room import Ballots, Result
from app.scoring import Tally

if TYPE_CHECKING:
    from ui.console import Console

_READ_ONLY = N_("This window is read-only; nothing can be scored here.")
_NO_POLL = N_("Choose a risk first; its round begins then.")

#: How a ballot came, by what the facilitator says (``app.model.scoring.BALLOT_SOURCE``).
CONSOLE, LAPTOP, PAPER = "console", "laptop", "paper"
#: A value this far from the median needs a reason (``domain.md`` §9).
FAR = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A seat as the silent round shows it: where it is, who sits there, and whether its ballot lies there."""

    key: bytes
    number: int
    name: str
    voted: bool


class Round(QObject):
    """Belongs to one page. ``moved`` fires when another poll is on, ``changed`` after it was read anew."""

    moved = Signal()
    changed = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.console, self.document = console, console.document
        self.poll: PollRow | None = None
        self.asked: Ballots | None = None
        self.result: Result | None = None
        self.seats: tuple[Place, ...] = ()
        self.extremes = Extremes((), ())

    # --- what it is ---

    @property
    def key(self) -> bytes:
        """The key of the poll; empty without one."""
        return self.poll.key if self.poll is not None else b""

    @property
    def subject(self) -> bytes | None:
        """What is scored."""
        return self.poll.subject if self.poll is not None else None

    @property
    def on_impact(self) -> bool:
        """Whether an impact is scored; otherwise a likelihood."""
        return self.poll is not None and not self.poll.dimension.endswith("likelihood")

    @property
    def number(self) -> int:
        """Which round is on, 1 or 2."""
        return self.poll.rounds[-1].number if self.poll is not None and self.poll.rounds else 1

    @property
    def silent(self) -> bool:
        """Whether people vote."""
        return self.poll is not None and not self.settled and not self.poll.rounds[-1].revealed

    @property
    def settled(self) -> bool:
        """Whether a value was agreed on, or the poll was dropped."""
        return self.poll is not None and (self.poll.agreement is not None or self.poll.state == "dropped")

    @property
    def revealed(self) -> bool:
        """Whether votes can be seen and nothing was agreed on."""
        return self.poll is not None and not self.silent and not self.settled

    @property
    def tally(self) -> Tally | None:
        """The figures of the last revealed round."""
        return self.poll.last_tally if self.poll is not None and not self.silent else None

    @property
    def before(self) -> Tally | None:
        """The figures of the first round, once a second one was revealed."""
        rounds = self.poll.rounds if self.poll is not None else ()
        return rounds[0].tally if len(rounds) > 1 and rounds[1].revealed else None

    @property
    def apart(self) -> bool:
        """Whether the votes are so far apart that the lowest and the highest are heard."""
        tally = self.tally
        return tally is not None and bool(tally.range) and (tally.split or not tally.consensus)

    @property
    def agreed(self) -> int | None:
        """The value that was agreed on."""
        return int(self.poll.agreement.level) if self.poll is not None and self.poll.agreement is not None else None

    @property
    def abstained(self) -> int:
        """How many ballots of the revealed round hold no level."""
        return self.poll.rounds[-1].ballots - self.tally.n if self.poll is not None and self.tally is not None else 0

    @property
    def cast(self) -> int:
        """How many seats have voted in the silent round."""
        return sum(one.voted for one in self.seats)

    @property
    def missing(self) -> tuple[Place, ...]:
        """Return the seats whose ballot is not there yet."""
        return tuple(one for one in self.seats if not one.voted)

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels of the scale."""
        return tuple(one.number for one in self.asked.levels) if self.asked is not None else ()

    def word(self, level: int | None) -> str:
        """Return the word of a level."""
        found = self.asked.levels if self.asked is not None else ()
        return next((one.word for one in found if one.number == level), "")

    def far(self, level: int) -> bool:
        """Whether a value is so far from the median that it needs a reason."""
        figures = self.tally
        return figures is not None and figures.median is not None and abs(level - figures.median) >= FAR

    # --- reading ---

    def open(self, poll: bytes) -> bool:
        """Turn to a poll; ``False`` if it is gone."""
        if self.document.get(m.Poll, poll) is None:
            return False
        self._read(poll)
        self.moved.emit()
        return True

    def close(self) -> None:
        """Turn to none."""
        self.poll, self.asked, self.result, self.seats = None, None, None, ()
        self.extremes = Extremes((), ())
        self.moved.emit()

    def read(self) -> bool:
        """Read the poll anew after an edit; ``False`` if it is gone."""
        if self.poll is None:
            return True
        if self.document.get(m.Poll, self.poll.key) is None:
            self.close()
            return False
        self._read(self.poll.key)
        self.changed.emit()
        return True

    def count(self) -> None:
        """Read only who has voted: a ballot changes nothing else while people vote."""
        if not self.silent:
            return
        voted = polls.voted(self.document, self.key)
        self.seats = tuple(replace(one, voted=one.key in voted) for one in self.seats)
        self.changed.emit()

    def _read(self, key: bytes) -> None:
        self.poll = polls.poll(self.document, key)
        self.asked = room.ballots_view(self.document, key)
        shown = any(one.revealed for one in self.poll.rounds)
        self.result = room.result_view(self.document, key) if shown else None
        voted = polls.voted(self.document, key) if self.silent else frozenset[bytes]()
        lines: list[SeatLine] = []
        if self.poll.meeting is not None:
            lines = list(meetings.seat_lines(self.document, self.poll.meeting))
        self.seats = tuple(
            Place(one.key, one.number, one.name, one.key in voted) for one in lines if one.here or one.key in voted
        )
        self.extremes = Extremes((), ()) if self.silent else polls.extremes(self.document, key)

    # --- what the facilitator does ---

    def vote(self, seat: bytes, level: int | None, source: str = CONSOLE) -> bool:
        """Put a ballot in, or replace the one that lies there; what is wrong is told."""
        return self._do(lambda: polls.cast(self.document, self.key, seat, level, source=source))

    def withdraw(self, seat: bytes) -> bool:
        """Take a ballot of the silent round back."""
        return self._do(lambda: polls.withdraw(self.document, self.key, seat))

    def reveal(self) -> bool:
        """Show what was voted."""
        return self._do(lambda: polls.reveal(self.document, self.key))

    def second_round(self) -> bool:
        """Let everybody vote silently once more."""
        return self._do(lambda: polls.open_round(self.document, self.key))

    def agree(self, level: int, reason: str | None = None) -> bool:
        """Settle on a value; who speaks decided."""
        person = self.console.document.speaker
        return self._do(lambda: polls.agree(self.document, self.key, level, person=person, reason=reason))

    def _do(self, verb: Callable[[], object]) -> bool:
        def done() -> bool:
            self.may()
            verb()
            return True

        return bool(self.console.attempt(done))

    def may(self) -> None:
        """Raise ``UserError`` if nothing can be written."""
        if not self.console.writable:
            raise UserError(_READ_ONLY)
        if self.poll is None:
            raise UserError(_NO_POLL)
