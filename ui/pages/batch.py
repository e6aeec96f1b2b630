"""The batch round: everybody scores all risks at once, unseen; then the room talks only about what divides it.

Entered with a meeting, a seat or a poll (``console.go("batch", key)``), else with the newest round of the running
meeting. It works by keyboard alone; what was typed and not filed is nowhere but in memory.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from app import ballots, batch_plan, room
from app import model as m
from app.batches import BatchLine
from app.i18n import N_, plural, translate
from app.scales import read_scales
from ui import pages
from ui.batch.foot import keys_of, primary_of
from ui.batch.left import LeftColumn
from ui.batch.panes import NothingToScore, ResultPane, SilentPane, padded
from ui.batch.result import group_counts, in_group, result_rows
from ui.batch.round import BatchRound
from ui.batch.setup import LAPTOP, PAPER, SetUpPane
from ui.batch.sheet import seat_words
from ui.batch.side import BatchSide
from ui.batch.steps import DONE, RESULT, SET_UP, SILENT, STEPS
from ui.console import Console
from ui.run.foot import RunFoot
from ui.run.frame import RunFrame
from ui.run.steps import StepBar

_TABLES = frozenset(
    {
        "poll", "poll_round", "ballot", "agreement", "dissent", "seat", "meeting", "agenda_point", "risk", "entity",
        "risk_service", "likelihood_level", "impact_level", "band", "matrix_cell", "session_info", "person",
    }
)  # fmt: skip


class BatchPage(RunFrame):
    """One batch round, from its set-up to what became of it."""

    TABLES = _TABLES

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.round = BatchRound(console)
        self.group, self._dimension = "all", "likelihood"
        self._offered: tuple[str, bytes | None] | None = None
        self._warned = False
        self.steps, self.set_up = StepBar(STEPS), SetUpPane()
        self.silent, self.result = SilentPane(self.type_next), ResultPane(self.accept)
        self.nothing = NothingToScore(
            partial(self._go, "workshop", "risks"), self._find_people, writable=console.writable
        )
        self.left, self.side = LeftColumn(), BatchSide(console, self.print_ballots)
        self.stack = QStackedWidget()
        for part in (self.nothing, self.set_up, self.silent, self.result):
            self.stack.addWidget(part)
        self.bar = RunFoot(translate(N_("Open the round")), ("↵",), self.go_on)
        middle = padded(self.steps, self.stack)
        middle.setAccessibleName(translate(N_("Batch round")))
        self.fill(self.left, middle, self.side, self.bar)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.set_up.changed.connect(self._choices_changed)
        self.left.list.chosen.connect(self._choose_left)
        self.silent.sheet.filed.connect(self.file)
        self.silent.sheet.left.connect(self.stop_typing)
        self.silent.sheet.marks.other_seat.connect(self._turn_seat)
        self.result.list.chosen.connect(self.talk)
        self.result.list.moved.connect(lambda _key: self._show_line())
        self.result.next_round.clicked.connect(self.set_up_again)
        self.result.register.clicked.connect(lambda: self.console.go("risks"))
        self.console.meeting.changed.connect(self.refresh)
        self.console.meeting.tick.connect(self._show_head)

    # --- where it is ---

    def select(self, key: bytes) -> None:
        """Turn to the round that a poll belongs to, that waits for a seat's sheet, or that a meeting held last."""
        number = self.round.number_of(key)
        if number is None:
            return
        self._open(number)
        if self.round.step == SILENT and self.document.get(m.Seat, key) is not None:
            self.type_sheet(key)
        elif self.round.step == RESULT:
            self._turn_to_open(key)

    def _turn_to_open(self, poll: bytes | None = None) -> None:
        """Put the cursor on a line if it is open, else on the first one that needs talk."""
        rows = self.result.list.rows()
        waiting = [one for one in rows if one.line.state in ("silent", "revealed") and not one.line.accepted]
        wanted = next((one for one in waiting if one.line.poll == poll), waiting[0] if waiting else None)
        if wanted is not None:
            self.result.list.show_rows(rows, wanted.key)

    def _open(self, number: int | None) -> None:
        if number != self.round.number:
            self.stop_typing()
            self.group, self._warned = "all", False
        self.round.open(number)
        self.refresh()

    def place(self) -> dict[str, Any]:
        """Return which round it is; nothing that was typed."""
        number = self.round.number
        return {"batch": number, "manner": self.round.manner} if number is not None else {}

    def restore(self, place: dict[str, Any]) -> None:
        """Open the round that was open; one that is through is left behind."""
        self.round.manner = LAPTOP if place.get("manner") == LAPTOP else PAPER
        if self.round.stands(place.get("batch")):
            self._open(place["batch"])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._prepare_room()  # a round of a single line may have put itself into the preview

    def on_screen(self) -> bytes | None:
        """Return the risk under the cursor, to which notes go."""
        line = self._line()
        return line.risk if line is not None else None

    def take_focus(self) -> None:
        """Give the keyboard to what is on; sheets on paper are typed at once."""
        if self.round.number is None and self.round.running() is not None:
            self._open(self.round.running())
        waits = self.round.step == SILENT and not self.silent.typing and self.round.manner == PAPER
        if waits and self.round.missing() and self.console.writable:
            self.type_next()
        else:
            self.rest()

    def rest(self) -> None:
        """Take the keyboard out of a field, to what the step is about."""
        shown = self.stack.currentWidget()
        if shown is self.nothing:
            self.nothing.take_focus()
        elif shown is self.set_up:
            self.set_up.take_focus()
        elif shown is self.silent and self.silent.typing:
            self.silent.sheet.take_focus()
        else:
            wanted = self.left.list if shown is self.silent else self.result.list
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the round anew; what is being typed stays."""
        self.round.read()
        step = self.round.step
        self.steps.show_step(step, range(1, step))
        self._drop_what_is_past(step)
        if step == SET_UP:
            self._show_set_up()
        elif step == SILENT:
            self._show_silent()
        else:
            self._show_result()
        self._show_around()

    def _drop_what_is_past(self, step: int) -> None:
        """Empty the lists of the other steps: they would keep what is no longer for the room."""
        if step != SET_UP and self._offered is not None:
            self._offered = None
            self.set_up.show_offers((), anew=True)
        if step in (SET_UP, SILENT):
            self.result.show_rows((), "")

    def _line(self) -> BatchLine | None:
        batch = self.round.batch
        if batch is None or batch.state == "silent":
            return None
        current = self.result.list.current()
        return next((one for one in batch.lines if one.poll.hex() == current), None)

    # --- setting up ---

    def _show_set_up(self) -> None:
        meeting, found = self.console.meeting.key, batch_plan.dimensions(self.document)
        self._dimension = self._dimension if self._dimension in found else found[0]
        offered = batch_plan.offers(self.document, self._dimension, meeting)
        seats = bool(self.round.seats())
        ready = seats and bool(offered)
        self.nothing.show_missing(running=meeting is not None, seats=seats)
        self.stack.setCurrentWidget(self.set_up if ready else self.nothing)
        self.set_up.show_dimensions(found, self._dimension)
        asked = (self._dimension, meeting)
        self.set_up.show_offers(offered, anew=asked != self._offered)
        self._offered = asked

    def _choices_changed(self) -> None:
        self._dimension = self.set_up.dimension()
        self._show_set_up()
        self._show_around()

    def open_round(self) -> None:
        """Open the round for the risks that are ticked; nobody has voted yet."""
        secrecy, manner = self.set_up.secrecy.current() or "seats", self.set_up.manner.current() or PAPER
        if self.round.start(self.set_up.chosen(), self._dimension, secrecy, manner):
            self.group, self._warned = "all", False
            self.refresh()
            self._prepare_room()
            self.take_focus()

    def set_up_again(self) -> None:
        """Leave a round that is through and set up the next one."""
        self._offered = None
        self._open(None)
        self.rest()

    def _find_people(self) -> None:
        """Start a meeting, or show the one that runs without seats."""
        if self.console.meeting.key is None:
            self.console.ask("start_meeting")
        else:
            self.console.go("meeting")

    # --- everybody scores ---

    def _show_silent(self) -> None:
        batch = self.round.batch
        if batch is None:
            return
        self.stack.setCurrentWidget(self.silent)
        self.silent.show_question(batch.dimension, laptop=self.round.manner == LAPTOP)
        if not self.silent.typing:
            self.silent.show_turn(self.round.following(), laptop=self.round.manner == LAPTOP)

    def type_next(self) -> None:
        """Begin the sheet of the next seat that has none."""
        after = self.round.following()
        if after is not None:
            self.type_sheet(after.key)

    def type_sheet(self, key: bytes) -> None:
        """Begin the sheet of a seat, also of one that has handed in: what is typed then takes its place."""
        batch, seat = self.round.batch, next((one for one in self.round.seats() if one.key == key), None)
        if batch is None or batch.state != "silent" or seat is None or not self.console.writable:
            return
        self.round.seat = key
        levels, _harms = ballots.scale_of(self.document, batch.dimension)
        handed_in = batch.seats_voted.get(key, 0) > 0
        self.silent.sheet.begin(seat_words(seat.number, seat.name), self.round.sheet_lines(), levels, handed_in)
        self.silent.show_sheet(True)
        self._show_around()
        self.silent.sheet.take_focus()

    def file(self) -> None:
        """File the sheet as one edit and go on to the next seat; the laptop is passed on in between."""
        if not self.round.file(self.silent.sheet.marks.sheet.levels_cast()):
            return
        self._warned = False
        self.silent.sheet.marks.forget()
        self.silent.show_sheet(False)
        self.refresh()
        self.take_focus()

    def stop_typing(self) -> None:
        """Leave the sheet; what was typed is forgotten."""
        self.silent.sheet.marks.forget()
        if self.silent.typing:
            self.silent.show_sheet(False)
            self._show_silent()
            self._show_around()
            self.left.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn_seat(self, by: int) -> None:
        keys = [one.key for one in self.round.seats()]
        if self.round.seat in keys:
            self.type_sheet(keys[(keys.index(self.round.seat) + by) % len(keys)])

    def _choose_left(self, key: str) -> None:
        if self.round.step == SILENT:
            self.type_sheet(bytes.fromhex(key))
        elif self.round.step in (RESULT, DONE):
            self.group = key
            self._show_result()
            self._show_around()

    def reveal(self) -> None:
        """Reveal all lines at once; where sheets are missing it takes a second press."""
        if self.round.step != SILENT:
            return
        missing = self.round.missing()
        if missing and self.round.begun and not self._warned:
            self._warned = True
            self.console.say(_missing_words([one.number for one in missing]))
            return
        if self.round.reveal():
            self.stop_typing()
            self.refresh()
            self._prepare_room()
            self._turn_to_open()
            self.rest()

    # --- talking about the rest ---

    def _show_result(self) -> None:
        batch = self.round.batch
        if batch is None:
            return
        self.stack.setCurrentWidget(self.result)
        rows = result_rows(batch, batch_plan.follows(self.document, batch), read_scales(self.document))
        shown = [one for one in rows if in_group(one.line, self.group)]
        outcome = batch_plan.outcome(self.document, batch).words
        self.result.show_batch(batch, outcome, writable=self.console.writable)
        self.result.head.show_levels(len(ballots.scale_of(self.document, batch.dimension)[0]))
        self.result.show_rows(shown, self.result.list.current())

    def _show_line(self) -> None:
        line = self._line()
        rows = {one.line.poll: one for one in self.result.list.rows()}
        self.side.line.show_line(rows.get(line.poll) if line is not None else None, self.round.sentence(line))

    def accept(self) -> None:
        """Accept every line that the room agrees on, as one edit."""
        done = self.round.accept()
        if done:
            words = N_("{n} risk accepted as the room agreed."), N_("{n} risks accepted as the room agreed.")
            self.console.say(plural(*words, done), undoable=True)
            self.refresh()
            self._turn_to_open()
            self.rest()

    def talk(self, key: str = "") -> None:
        """Open the scoring round of a line, of the one under the cursor if none is named."""
        wanted = key or self.result.list.current()
        if wanted:
            self._go("scoring", "risks", bytes.fromhex(wanted))

    def park(self) -> None:
        """Close the poll of the line without a value and note it in the parking lot."""
        line = self._line()
        if line is not None and self.round.park(line):
            self.console.say(translate(N_("{ref} parked."), ref=line.ref), undoable=True)
            self.refresh()
            self._turn_to_open()

    # --- elsewhere ---

    def _go(self, place: str, otherwise: str, key: bytes | None = None) -> None:
        known = {one.key for one in pages.PLACES}
        self.console.go(place if place in known else otherwise, key)

    def print_ballots(self) -> None:
        """Open the export of the ballots, for this meeting."""
        meeting = self.round.meeting
        row = self.document.get(m.Entity, meeting) if meeting is not None else None
        self.console.ask("export", ("ballots", row.ref if row is not None else ""))

    def _prepare_room(self) -> None:
        """Put the round into the preview; a person sends it."""
        if self.round.step in (SILENT, RESULT) and self.round.number is not None:
            make = partial(room.batch_view, self.document, self.round.number)
            self.console.attempt(lambda: self.console.stage.prepare(make))

    # --- around it ---

    def _show_around(self) -> None:
        step, empty = self.round.step, self.stack.currentWidget() is self.nothing
        silent, before = step == SILENT, step == SET_UP and not empty
        self.side.show_parts(sheets=silent or before, line=step in (RESULT, DONE), calculation=silent or before)
        self._show_side(step)
        self._show_left(step)
        self.bar.setVisible(not empty)
        self.bar.show_keys(keys_of(self))
        primary_of(self)
        self._show_head()

    def _show_side(self, step: int) -> None:
        batch, seats = self.round.batch, len(self.round.seats())
        risks = len(batch.lines) if batch is not None else len(self.set_up.chosen())
        if step in (SET_UP, SILENT):
            self.side.calculation.show_times(batch_plan.times(risks, seats))
        if batch is None:
            self.side.sheets.show_planned(seats)
        elif step == SILENT:
            missing = [str(one.number) for one in self.round.missing()]
            code = ballots.list_code(batch.dimension, [one.ref for one in batch.in_order])
            self.side.sheets.show_sheets(batch.complete, batch.seats, missing, code)
        else:
            self._show_line()

    def _show_left(self, step: int) -> None:
        batch = self.round.batch
        if batch is not None and step != SILENT:
            self.left.show_groups(group_counts(batch.lines), self.group)
            return
        typing = self.round.seat if step == SILENT and self.silent.typing else None
        voted = batch.seats_voted if batch is not None else {}
        self.left.show_seats(self.round.seats(), voted, len(batch.lines) if batch is not None else 0, typing)

    def _show_head(self) -> None:
        title = self.console.meeting.title or translate(N_("Batch round"))
        self.head.show_title(title, translate(N_("Batch round · rule: 75 % within ±1, IQR ≤ 1, range ≤ 2")))
        self.head.show_pace(self.round.pace())
        self.head.show_undo(None if self.document.read_only else self.document.undo_label)
        self.head.show_saved()

    # --- keys ---

    def go_on(self) -> None:
        """Do what the primary button says."""
        agreed = self.round.batch is not None and group_counts(self.round.batch.lines)["agreed"]
        verbs = {SET_UP: self.open_round, SILENT: self.reveal, DONE: self.set_up_again}
        verbs.get(self.round.step, self.accept if agreed else self.talk)()

    def act_on(self, key: int) -> bool:
        """Do what a single key means in this step."""
        if self.stack.currentWidget() is self.nothing:
            return False
        act = self._acts().get(key)
        if act is None and self.round.step == SILENT and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            act = partial(self._type_number, key - Qt.Key.Key_0)
        if act is not None:
            act()
        return act is not None

    def _acts(self) -> dict[int, Any]:
        """Return the verbs of this step by their keys."""
        enter = {SET_UP: self.open_round, SILENT: self.type_next, RESULT: self.talk, DONE: self.talk}
        acts: dict[int, Any] = dict.fromkeys((Qt.Key.Key_Return, Qt.Key.Key_Enter), enter[self.round.step])
        if self.round.step == SET_UP:
            acts |= {Qt.Key.Key_Space: self.set_up.toggle_current, Qt.Key.Key_A: self.set_up.toggle_all}
        if self.round.step == SILENT:
            acts[Qt.Key.Key_R] = self.reveal
        if self.round.step in (SET_UP, SILENT):
            acts[Qt.Key.Key_P] = self.print_ballots
        if self.round.step == RESULT:
            acts |= {Qt.Key.Key_A: self.accept, Qt.Key.Key_P: self.park}
        if self.round.step == DONE:
            acts[Qt.Key.Key_N] = self.set_up_again
        return acts

    def _type_number(self, number: int) -> None:
        seat = next((one for one in self.round.seats() if one.number == number), None)
        if seat is not None:
            self.type_sheet(seat.key)


def _missing_words(numbers: list[int]) -> str:
    return plural(
        N_("Seat {seats} has not handed in. Press R again to reveal without it; this cannot be undone."),
        N_("Seats {seats} have not handed in. Press R again to reveal without them; this cannot be undone."),
        len(numbers), seats=", ".join(map(str, numbers)),
    )  # fmt: skip
