"""What the seats are asked about a cell or a row of the grid, and what is done with their answers.

A cell is scored with one level per seat, a row with one horizon per seat ("when does it become intolerable?"). Without
a running meeting the same entry takes voices without seats: nothing is recorded of them but their spread, as a note.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app import interviews, polls
from app.i18n import N_, translate
from app.interviews import NEVER, GridLine
from ui.console import Console
from ui.impact.reading import Reading
from ui.impact.row_entry import Asked, Heard
from ui.impact.seat_digits import ABSTAINS, SeatBox

#: The digit that says "not within the last horizon".
NEVER_KEY = "0"

_KEYS_OF_CELL = N_("1–{n} level, - abstains, Enter takes")
_KEYS_OF_ROW = N_("1–{n} column, 0 never, - abstains, Enter takes")
_WRONG_LEVEL = N_("“{key}” is no level; type 1 to {n}, or - to abstain.")
_WRONG_COLUMN = N_("“{key}” is no column; type 1 to {n}, 0 for never, or - to abstain.")
_NO_SEATS = N_("{title} No meeting runs, so the voices have no seats.")

#: Asks why a level is taken that falls (``True``) or lies far from the median, and then scores with the reason.
AskWhy = Callable[[int, bool, Callable[[str], object]], None]


def seats_of(console: Console) -> list[SeatBox]:
    """Return the seats that are here, in their order; none without a meeting."""
    return [SeatBox(str(seat.number), seat.name) for seat in console.meeting.seats if seat.here]


def _titled(console: Console, title: str) -> str:
    return title if console.meeting.running else translate(_NO_SEATS, title=title)


# --- one cell ---


def ask_cell(console: Console, reading: Reading, category: str, horizon: str, ask_why: AskWhy) -> Asked | None:
    """Return the question about one cell: a level per seat.

    ``ask_why`` asks for the reason where the agreed level would fall, or lies two levels or more from the median.
    """
    line = reading.line(category)
    if line is None:
        return None
    words = N_("{category} after {horizon}: one level per seat.")
    title = translate(words, category=line.name, horizon=reading.label(horizon))
    cell, count = _Cell(console, reading, category, horizon, ask_why), reading.scales.impact_count
    digits, wrong = "12345"[:count], translate(_WRONG_LEVEL, key="{key}", n=count)
    return Asked(
        _titled(console, title), translate(_KEYS_OF_CELL, n=count), seats_of(console), digits, wrong, cell.hear,
        lambda digit: reading.scales.word(int(digit)), cell.take,
    )  # fmt: skip


class _Cell:
    """Hears and takes the levels for one cell."""

    def __init__(self, console: Console, reading: Reading, category: str, horizon: str, ask_why: AskWhy) -> None:
        self.console, self.reading, self._ask_why = console, reading, ask_why
        self.names = category, horizon
        self.where = reading.service.id, bytes.fromhex(category), bytes.fromhex(horizon)

    def hear(self, given: Sequence[str]) -> Heard:
        said = interviews.voices(self.console.document, *self.where, _levels(given), meeting=self.console.meeting.key)
        if said.proposed is None:
            return Heard(translate(N_("Everybody abstains.")))
        words = translate(
            N_("Median {median}: {spread}. {verdict}."), median=f"{said.median:g}", spread=said.spread,
            verdict=said.verdict,
        )  # fmt: skip
        alike = said.low == said.high
        return Heard(words, said.talk, str(said.proposed), not said.split and (said.consensus or alike))

    def take(self, given: Sequence[str], agreed: str) -> bool:
        level, falls = int(agreed), self.reading.falls_to(*self.names, int(agreed))
        if falls or self._is_far(given, level):
            self._ask_why(level, falls, lambda reason: self._record(given, level, reason, falls=falls))
            return True
        return self._record(given, level, None)

    def _is_far(self, given: Sequence[str], level: int) -> bool:
        """Return whether voices that go on record have their median two levels or more away."""
        if self.console.meeting.key is None:
            return False
        return polls.is_far(interviews.voices(self.console.document, *self.where, _levels(given)).tally, level)

    def _record(self, given: Sequence[str], level: int, reason: str | None, *, falls: bool = False) -> bool:
        document, meeting = self.console.document, self.console.meeting.key
        marks: dict[str, Any] = {"note": reason, "speaker": document.speaker, "fall_confirmed": falls}

        def record() -> str:
            if meeting is not None:
                said = interviews.score_voices(
                    document, *self.where, _levels(given), meeting=meeting, agreed=level, **marks
                )
                return said.spread
            said = interviews.voices(document, *self.where, _levels(given))
            marks["note"] = "\n".join(part for part in (reason or self._note(), said.spread) if part)
            interviews.score(document, *self.where, level, **marks)
            return said.spread

        spread = self.console.attempt(record)
        if spread is not None:
            words = translate(N_("{title}: level {level} from {spread}."), title=self._title(), level=level,
                              spread=spread)  # fmt: skip
            self.console.say(words, undoable=True)
        return spread is not None

    def _note(self) -> str:
        cell = self.reading.cell(*self.names)
        return cell.note if cell is not None else ""

    def _title(self) -> str:
        line = self.reading.line(self.names[0])
        return f"{line.name if line is not None else ''}, {self.reading.label(self.names[1])}"


def _levels(given: Sequence[str]) -> list[int | None]:
    return [None if one in ("", ABSTAINS) else int(one) for one in given]


# --- one row ---


def ask_row(console: Console, reading: Reading, category: str) -> Asked | None:
    """Return the question about a row: when does it become intolerable? Each seat names a column, or never."""
    line = reading.line(category)
    if line is None:
        return None
    voted = _Row(console, reading, line)
    title = translate(N_("{category}: when does it become intolerable ({level} or worse)?"), category=line.name,
                      level=line.threshold)  # fmt: skip
    return Asked(
        _titled(console, title), translate(_KEYS_OF_ROW, n=voted.columns), seats_of(console),
        "".join(voted.digits), translate(_WRONG_COLUMN, key="{key}", n=voted.columns), voted.hear, voted.label,
        voted.take,
    )  # fmt: skip


class _Row:
    """Hears and takes the columns for one row."""

    def __init__(self, console: Console, reading: Reading, line: GridLine) -> None:
        self.console, self.reading, self.line = console, reading, line
        self.columns = min(9, len(reading.grid.horizons))
        self.digits = [*(str(at + 1) for at in range(self.columns)), NEVER_KEY]

    def label(self, digit: str) -> str:
        return translate(N_("never")) if digit == NEVER_KEY else self.reading.grid.horizons[int(digit) - 1].label

    def _key(self, digit: str) -> bytes | None:
        if digit in ("", ABSTAINS):
            return None
        if digit == NEVER_KEY:
            return NEVER
        key: bytes = self.reading.grid.horizons[int(digit) - 1].key  # type: ignore[attr-defined]
        return key

    def hear(self, given: Sequence[str]) -> Heard:
        said = interviews.line_voices(
            self.console.document, self.reading.service.id, self.line.key, [self._key(one) for one in given],
            meeting=self.console.meeting.key,
        )  # fmt: skip
        if said.proposed is None:
            return Heard(translate(N_("Everybody abstains.")))
        words = translate(N_("Middle {label}: {spread}. {verdict}."), label=said.label, spread=said.spread,
                          verdict=said.verdict)  # fmt: skip
        proposed = next(digit for digit in self.digits if self._key(digit) == said.proposed)
        return Heard(words, "", proposed, said.consensus or said.low == said.high)

    def take(self, given: Sequence[str], agreed: str) -> bool:
        document = self.console.document
        said = self.console.attempt(
            lambda: interviews.vote_line(
                document, self.reading.service.id, self.line.key, [self._key(one) for one in given],
                meeting=self.console.meeting.key, agreed=self._key(agreed), speaker=document.speaker,
            )
        )  # fmt: skip
        if said is None:
            return False
        words = N_("{category} becomes intolerable after {label}; {spread}.")
        if agreed == NEVER_KEY:
            words = N_("{category} never becomes intolerable; {spread}.")
        told = translate(words, category=self.line.name, label=self.label(agreed), spread=said.spread)
        self.console.say(told, undoable=True)
        return True
