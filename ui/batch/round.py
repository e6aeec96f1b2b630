"""The round that the page is at: which it is, how it stands, and its verbs. It keeps no vote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app import ballots, batch_plan, batches, meetings, workshop
from app import model as m
from app.batches import Batch, BatchLine
from app.i18n import N_, UserError, translate
from app.meetings import SeatLine
from ui.batch.setup import LAPTOP, PAPER
from ui.batch.steps import DONE, RESULT, SET_UP, SILENT
from ui.run.pace import Pace

if TYPE_CHECKING:
    from ui.console import Console


class BatchRound:
    """One batch round, or none yet. ``manner`` says how the scores come in, ``seat`` whose sheet is or was on last."""

    def __init__(self, console: Console) -> None:
        self.console, self.document = console, console.document
        self.number: int | None = None
        self.batch: Batch | None = None
        self.seat: bytes | None = None
        self.manner = PAPER

    # --- reading ---

    def open(self, number: int | None) -> None:
        """Turn to a round, or to none."""
        if number != self.number:
            self.seat = None
        self.number = number
        self.read()

    def read(self) -> None:
        """Read the round anew; one that is gone is none."""
        found = self._batch(self.number)
        if found is None:
            self.number = None
        elif found.state != "silent":  # what was taken out of the room since is not shown
            lines = ballots.lines_of(self.document, [one.risk for one in found.lines])
            hidden = {one.risk for one in lines if one.hidden}
            found = replace(found, lines=tuple(one for one in found.lines if one.risk not in hidden))
        self.batch = found

    def _batch(self, number: int | None) -> Batch | None:
        if number is None:
            return None
        try:
            return batches.batch(self.document, number)
        except UserError:
            return None

    def stands(self, number: object) -> bool:
        """Return whether a round is there and not through."""
        found = self._batch(number if isinstance(number, int) else None)
        return found is not None and found.state != "settled"

    def number_of(self, key: bytes) -> int | None:
        """Return the round that a poll belongs to, or the newest of a meeting or of a seat's meeting."""
        seat = self.document.get(m.Seat, key)
        meeting = seat.meeting_id if seat is not None else key
        if self.document.get(m.Meeting, meeting) is not None:
            return batch_plan.newest(self.document, meeting)
        return batches.batch_of(self.document, key)

    def running(self) -> int | None:
        """Return the newest round of the running meeting, unless it is through."""
        meeting = self.console.meeting.key
        number = batch_plan.newest(self.document, meeting) if meeting is not None else None
        return number if self.stands(number) else None

    @property
    def step(self) -> int:
        """Which step of the round is on."""
        if self.batch is None:
            return SET_UP
        return {"silent": SILENT, "revealed": RESULT}.get(self.batch.state, DONE)

    @property
    def meeting(self) -> bytes | None:
        """The meeting of the round, before it is open the running one."""
        return self.batch.meeting if self.batch is not None else self.console.meeting.key

    def seats(self) -> list[SeatLine]:
        """Return the seats that are at the meeting, by their number."""
        meeting = self.meeting
        return [one for one in meetings.seat_lines(self.document, meeting) if one.here] if meeting is not None else []

    def missing(self) -> list[SeatLine]:
        """Return the seats whose sheet is not complete."""
        batch = self.batch
        if batch is None or batch.state != "silent":
            return []
        return [one for one in self.seats() if batch.seats_voted.get(one.key, 0) < len(batch.lines)]

    def following(self) -> SeatLine | None:
        """Return the next seat without a sheet, after the one that was typed last."""
        missing = self.missing()
        last = next((one.number for one in self.seats() if one.key == self.seat), 0)
        return next((one for one in missing if one.number > last), missing[0] if missing else None)

    @property
    def begun(self) -> bool:
        """Whether any sheet is in."""
        return self.batch is not None and any(self.batch.seats_voted.values())

    def sheet_lines(self) -> list[tuple[str, str]]:
        """Return reference and sentence of each line in the order of the sheet."""
        lines = self.batch.in_order if self.batch is not None else ()
        return [one.shown for one in ballots.lines_of(self.document, [line.risk for line in lines])]

    def sentence(self, line: BatchLine | None) -> str:
        """Return the sentence of the risk of a line."""
        row = self.document.get(m.Risk, line.risk) if line is not None else None
        return workshop.sentence(row.cause, row.event, row.consequence) if row is not None else ""

    # --- verbs; each says whether it was done ---

    def start(self, risks: Sequence[bytes], dimension: str, secrecy: str, manner: str) -> bool:
        """Open a round about risks in their order."""
        meeting = self.console.meeting.key
        if meeting is None or not risks:
            return False

        def verb() -> int:
            return batches.open_batch(self.document, risks, meeting=meeting, dimension=dimension, secrecy=secrecy)

        number = self.console.attempt(verb)
        if number is not None:
            self.manner = LAPTOP if manner == LAPTOP else PAPER
            self.open(number)
        return number is not None

    def file(self, levels: Sequence[int | None]) -> bool:
        """File the sheet of the seat as one edit."""
        number, seat = self.number, self.seat
        if number is None or seat is None:
            return False
        return self._done(lambda: batches.cast_sheet(self.document, number, seat, levels, source=self.manner))

    def reveal(self) -> bool:
        """Reveal all lines at once."""
        number = self.number
        return number is not None and self._done(lambda: batches.reveal_batch(self.document, number))

    def accept(self) -> int:
        """Accept every line that the room agrees on, as one edit; returns how many."""
        number, speaker = self.number, self.console.meeting.speaker
        if number is None:
            return 0
        person = speaker.person if speaker is not None else None
        return self.console.attempt(lambda: batches.accept_agreed(self.document, number, person=person)) or 0

    def park(self, line: BatchLine | None) -> bool:
        """Close the poll of a line without a value and note it in the parking lot."""
        batch = self.batch
        if batch is None or line is None or line.state != "revealed":
            return False
        return self._done(lambda: batch_plan.park_line(self.document, batch, line))

    def _done(self, verb: Callable[[], object]) -> bool:
        def told() -> bool:
            verb()
            return True

        return bool(self.console.attempt(told))

    # --- how it stands in time ---

    def pace(self) -> Pace:
        """Return how many sheets are in, then how many lines are settled and the time for each that is left."""
        batch = self.batch
        if batch is None:
            return Pace("", "", 0.0)
        if batch.state == "silent":
            count = translate(N_("{n} of {all}"), n=batch.complete, all=batch.seats)
            return Pace(count, translate(N_("sheets are in")), batch.complete / max(1, batch.seats))
        stand = batch_plan.standing(self.document, batch)
        count = translate(N_("{n} of {all}"), n=stand.done, all=len(batch.lines))
        return Pace(count, self._pace_words(stand), stand.done / max(1, len(batch.lines)))

    def _pace_words(self, stand: batch_plan.Standing) -> str:
        if not stand.left:
            return translate(N_("nothing left to talk about"))
        ends = f"{stand.ends.astimezone():%H:%M}"
        if not stand.minutes:
            return translate(N_("{left} left, over time since {time}"), left=stand.left, time=ends)
        words = N_("{left} left, {each} min each, ends {time}")
        return translate(words, left=stand.left, each=f"{stand.each:.0f}", time=ends)
