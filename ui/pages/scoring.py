"""The scoring round: silent votes, the reveal, the extremes, a second round and the agreed value, by keyboard alone.

It is entered with a poll or a risk (``console.go("scoring", key)``) and left with Esc; the next time it opens where it
was left, also in the middle of a silent round. Every ballot is an edit of its own, and no vote is shown before the
reveal: not on this window and not in the room.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app import model as m
from app import polls, room, workshop
from app.i18n import N_, plural, translate
from app.scales import read_scales
from app.scoring import SHARE_NEEDED, WIDEST_IQR, WIDEST_RANGE
from ui.console import Console
from ui.run.foot import Key, RunFoot
from ui.run.frame import NARROW, RunFrame
from ui.run.keys import is_typing
from ui.scoring import queue, starting
from ui.scoring.also import also_menu
from ui.scoring.laptop import PassedLaptop
from ui.scoring.middle import Middle
from ui.scoring.pace import item_pace
from ui.scoring.phase import steps_done, usual_step
from ui.scoring.rest import NoRound
from ui.scoring.risk_list import RiskColumn
from ui.scoring.round import CONSOLE, PAPER, Round
from ui.scoring.side import RoundSide
from ui.scoring.steps import AGREE, EXTREMES, REVEAL, SECOND
from ui.theme import px
from ui.widgets.layouts import box, column

_LIST_TABLES = frozenset(
    {"poll", "agreement", "risk", "risk_service", "meeting", "impact_score", "threat", "session_info", "service"}
)
_TABLES = _LIST_TABLES | frozenset(
    {
        "poll_round", "dissent", "seat", "person", "meeting_entry", "impact_category", "impact_anchor",
        "impact_level", "likelihood_level", "horizon", "band", "matrix_cell", "entity",
    }
)  # fmt: skip
#: Widths of the list of risks, ordinary and in a narrow window.
LIST, LIST_SMALL = 264, 204
#: A poll that was opened longer ago than this is timed from when it came up.
STALE = timedelta(hours=1)
_BACK = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

_NOBODY = N_("Nobody sits in this meeting yet; add seats on its page first.")

Verbs = dict[int, Callable[[], object]]


class ScoringPage(RunFrame):
    """One poll at a time. Page keys, B and F stay with the room."""

    TABLES = _TABLES

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.round = Round(console)
        self.lines: list[queue.Line] = []
        self.step = 0
        self._stance: tuple[object, ...] = ()
        self._since: datetime | None = None
        self._wanted: bytes | None = None
        self._secrecy = "seats"
        self._card: PassedLaptop | None = None
        self.risks, self.side = RiskColumn(), RoundSide(console, self.round)
        self.middle = Middle(console, self.round)
        self.silent, self.revealed = self.middle.silent, self.middle.revealed
        self.nothing = NoRound(console)
        foot = RunFoot(translate(N_("Next")), (), self.go_on)
        foot.primary.hide()
        work = box(column(self.middle, self.nothing, gap=0))
        work.setAccessibleName(translate(N_("Round")))
        self.fill(self.risks, work, self.side, foot)
        self.bar = foot
        self._connect()
        self._vote_listener = console.bridge.listen(self.silent, frozenset({"ballot"}), self.round.count)
        self._list_listener = console.bridge.listen(self.risks, _LIST_TABLES, self._read_lines)
        self._show_parts()

    def _connect(self) -> None:
        self.round.moved.connect(self._enter)
        self.round.changed.connect(self._follow)
        self.risks.opened.connect(self.select)
        self.risks.parked_wanted.connect(self.take_up)
        self.nothing.start_wanted.connect(self._start_meeting)
        self.nothing.first_wanted.connect(self.go_on)
        silent, revealed = self.silent, self.revealed
        silent.picked.connect(self.vote)
        silent.abstained.connect(lambda: self.vote(None))
        silent.reveal_wanted.connect(self.reveal)
        silent.laptop_wanted.connect(self.pass_laptop)
        silent.seats_wanted.connect(lambda: self.console.go("meeting"))
        silent.secrecy_wanted.connect(self._choose_secrecy)
        revealed.agree_wanted.connect(self.agree)
        revealed.second_wanted.connect(self.second_round)
        revealed.send_wanted.connect(self.console.stage.send)
        revealed.next_wanted.connect(self.go_on)
        revealed.again_wanted.connect(self.score_again)
        revealed.choices.picked.connect(lambda _level: self._picked())
        revealed.closed_form.connect(self.rest)
        self.side.extremes.heard.connect(self._heard)
        self.middle.subject.also.clicked.connect(lambda _on=False: self.offer_more())
        self.console.stage.sent.connect(self._sent)
        self.console.meeting.changed.connect(self._meeting_changed)
        self.console.meeting.tick.connect(self._show_pace)
        self.console.bridge.changed.connect(lambda _change_set: self._show_undo())

    def _fit(self) -> None:
        super()._fit()
        if self._list is not None:
            self._list.setFixedWidth(px(LIST_SMALL if self.width() < px(NARROW) else LIST))

    # --- where it is ---

    def select(self, key: bytes) -> None:
        """Turn to a poll, or to the round about a risk: the one that is open, or a new one."""
        if self.document.get(m.Poll, key) is not None:
            if key != self.round.key:
                self.round.open(key)
        elif key != self.round.subject or self.round.settled:
            self._open_risk(key)
        self.take_focus()

    def _open_risk(self, risk: bytes) -> None:
        meeting = self.console.meeting.key
        self._read_lines()
        line = next((one for one in self.lines if one.key == risk), None)
        held = queue.open_about(self.document, risk, meeting) if meeting is not None else None
        through = meeting is not None and line is not None and not line.missing
        if held is None and (through or not self.console.writable):
            held = queue.last_settled(self.document, risk, meeting)
        if held is not None:
            self.round.open(held.key)
        elif not self.console.writable:
            self.console.say(translate(N_("This window is read-only; no round can be begun here.")))
        elif meeting is None:
            self._wanted = risk
            self.round.close()
        else:
            self.begin(risk, line.missing if line is not None and line.missing else queue.LIKELIHOOD)

    def begin(self, subject: bytes, dimension: str, category: bytes | None = None) -> None:
        """Go on with the round about a thing, or open one."""
        wanted = partial(starting.begin, self.console, subject, dimension, category, secrecy=self._secrecy)
        poll = self.console.attempt(wanted)
        if poll is not None:
            self.round.open(poll)
            self.take_focus()

    def on_screen(self) -> bytes | None:
        """Return what is scored, to which notes go."""
        return self.round.subject

    def place(self) -> dict[str, Any]:
        """Return the poll; the step is read from it."""
        return {"poll": self.round.key.hex(), "secrecy": self._secrecy} if self.round.poll is not None else {}

    def restore(self, place: dict[str, Any]) -> None:
        """Open where it was left."""
        self._secrecy = str(place.get("secrecy") or "seats")
        key = bytes.fromhex(str(place.get("poll") or ""))
        if key:
            self.round.open(key)

    def take_focus(self) -> None:
        """Give the keyboard to the seats, or to the value; without a poll go on where the meeting was."""
        if self.round.poll is None:
            self._open_running()
        if self.round.poll is None:
            self.nothing.take_focus()
        elif self.round.silent and self.round.seats:
            self.silent.board.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.rest()

    def rest(self) -> None:
        """Take the keyboard out of a field: while people vote it belongs to the seats."""
        if self.round.silent and self.round.seats:
            self.silent.board.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.round.poll is not None and not self.revealed.dots.as_table():
            self.revealed.strip.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().rest()

    def _open_running(self) -> None:
        meeting = self.console.meeting.key
        held = queue.unfinished(self.document, meeting) if meeting is not None else None
        if held is not None:
            self.round.open(held.key)

    def _start_meeting(self) -> None:
        self.console.ask("start_meeting", starting.WORKSHOP)
        if self.console.meeting.running:
            self.console.go(starting.PLACE, self._wanted)

    # --- the silent round ---

    def vote(self, level: int | None) -> None:
        """Put in the ballot of the seat under the cursor and go on to the next; ``None`` abstains."""
        place = self.silent.board.current
        if not self.round.silent:
            return
        if not self.round.seats:
            self.console.say(translate(_NOBODY))
        elif place is None:
            self.console.say(translate(N_("All have voted. Choose a seat with the arrows to enter it again.")))
        elif self.round.vote(place.key, level, self.silent.source.current() or CONSOLE):
            self.silent.board.entered(place.key)
        if not self.silent.board.hasFocus():
            self.rest()

    def withdraw(self) -> None:
        """Take back the ballot of the chosen seat, or the one that was entered last."""
        place = self.silent.board.back()
        if place is not None and self.round.withdraw(place.key):
            self.silent.board.withdrawn(place.key)

    def reveal(self) -> None:
        """Reveal; while somebody has not voted the first time only tells who."""
        if not self.round.silent:
            return
        if not self.round.seats:
            self.console.say(translate(_NOBODY))
        elif not self.round.cast:
            self.console.say(translate(N_("Nobody has voted yet; there is nothing to reveal.")))
        elif self.round.missing and not self.silent.warned:
            self.silent.tell_missing(self.round.missing)
        else:
            self.round.reveal()

    def pass_laptop(self) -> None:
        """Show one full-screen card per seat."""
        if not self.console.writable or not self.round.silent or self._card is not None:
            return
        if not self.round.seats:
            self.console.say(translate(_NOBODY))
            return
        if not self.round.missing:
            self.console.say(translate(N_("All have voted. Choose a seat with the arrows to enter it again.")))
            return
        card = PassedLaptop(self.window(), self.round, self.silent.board.current)
        card.given_back.connect(self._laptop_back)
        self._card = card
        card.showFullScreen()

    def _laptop_back(self) -> None:
        self._card = None
        self.silent.board.begin(self.round.seats)
        self.rest()

    def switch_paper(self) -> None:
        """Say that the ballots come from paper, or no more."""
        paper = self.silent.source.current() == PAPER
        self.silent.source.set_current(CONSOLE if paper else PAPER)
        words = N_("Ballots are marked as told or typed.") if paper else N_("Ballots are marked as coming from paper.")
        self.console.say(translate(words))

    def _choose_secrecy(self, secrecy: str) -> None:
        """Open the poll anew with another secrecy; only while nobody has voted."""
        poll = self.round.poll
        if poll is None or self.round.cast or secrecy == poll.secrecy:
            return

        def anew() -> bytes:
            self.round.may()
            with self.document.edit(translate(N_("Choose what is known of the ballots"))):
                polls.drop(self.document, poll.key)
                return polls.open_poll(
                    self.document, poll.subject, poll.dimension, category=poll.category, horizon=poll.horizon,
                    meeting=poll.meeting, secrecy=secrecy,
                )  # fmt: skip

        key = self.console.attempt(anew)
        if key is not None:
            self._secrecy = secrecy
            self.round.open(key)
            self.rest()

    # --- after the reveal ---

    def agree(self) -> None:
        """Agree on the chosen value and go on; one far from the median needs its reason first."""
        current, pane = self.round, self.revealed
        if not current.revealed or pane.chosen is None:
            return
        reason = pane.reason.text().strip() if current.far(pane.chosen) else ""
        if current.far(pane.chosen) and not reason:
            pane.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.console.say(translate(N_("Say in a few words why the value lies so far from the median.")))
            return
        level, word, subject = pane.chosen, current.word(pane.chosen), self._name()
        if current.agree(level, reason or None):
            self.side.extremes.stop()
            words = translate(N_("{subject}: agreed on {level} {word}."), subject=subject, level=level, word=word)
            self.console.say(words, undoable=True)
            self.go_on()

    def second_round(self) -> None:
        """Let everybody vote silently once more."""
        if self.round.settled:
            self.score_again()
        elif self.round.revealed and self.round.second_round():
            self.rest()

    def score_again(self) -> None:
        """Open a new poll about what was settled."""
        poll = self.round.poll
        if poll is None or not self.console.writable or not starting.meeting_runs(self.console):
            return
        key = self.console.attempt(
            partial(starting.begin, self.console, poll.subject, poll.dimension, poll.category, poll.horizon,
                    secrecy=self._secrecy)
        )  # fmt: skip
        if key is not None:
            self.round.open(key)
            self.take_focus()

    def choose(self, level: int) -> None:
        """Choose the value to agree on."""
        self.revealed.choose(level)
        self._picked()

    def _picked(self) -> None:
        if self.step == REVEAL:
            self._set_step(usual_step(self.round))
        self._show_side()

    def _sent(self) -> None:
        """What was revealed is in the room: now the extremes are heard, or a value is agreed on."""
        if self.step == REVEAL and self.round.result is not None and (
            self.console.stage.live.topic == self.round.result.topic
        ):  # fmt: skip
            self._set_step(usual_step(self.round))

    def _heard(self) -> None:
        if self.step == EXTREMES:
            self.console.say(translate(N_("Both ends were heard: R for a second round, or agree on a value.")))

    def press_space(self) -> None:
        """Reveal, go on after the reveal, or give the speaker a whole minute again."""
        if self.round.silent:
            self.reveal()
        elif self.step == REVEAL:
            self._set_step(usual_step(self.round))
        elif self.step == EXTREMES:
            self.side.extremes.restart()

    def press_enter(self) -> None:
        """Reveal, or do what the primary button says."""
        if self.round.silent:
            self.reveal()
        elif self.round.poll is not None:
            self.revealed.press()

    # --- going on ---

    def go_on(self) -> None:
        """Go on with what this risk still misses, then with the next risk; after a cell or a batch's line go back."""
        self._read_lines()
        subject, poll = self.round.subject, self.round.poll
        of_its_own = subject is not None and self.document.get(m.Risk, subject) is None
        if of_its_own or (poll is not None and poll.batch is not None):
            self.console.leave()  # a batch round says itself what is next
            return
        following = queue.following(self.lines, subject)
        if following is None:
            self.console.say(translate(N_("Every risk of the room is scored. Esc leaves.")))
        elif self.console.writable and starting.meeting_runs(self.console):
            held = queue.open_about(self.document, following.key, self.console.meeting.key)
            if held is not None:
                self.round.open(held.key)
                self.take_focus()
            else:
                self.begin(following.key, following.missing)

    def park(self) -> None:
        """Put the risk aside for later and go on."""
        risk = self.round.subject
        if risk is None or self.document.get(m.Risk, risk) is None or not self.console.writable:
            return
        name = self._name()
        if self.console.attempt(lambda: workshop.park(self.document, {risk})) is not None:
            self.console.say(translate(N_("{subject} is parked."), subject=name), undoable=True)
            self.go_on()

    def take_up(self) -> None:
        """Take the first parked risk up again."""
        parked = [one for one in self.lines if one.parked]
        if parked and self.console.writable:
            self.console.attempt(lambda: workshop.take_back(self.document, {parked[0].key}))
            self.select(parked[0].key)

    def offer_more(self) -> None:
        """Offer what else can be scored about the risk."""
        risk, button = self.round.subject, self.middle.subject.also
        if risk is None or not button.isVisible() or not self.console.writable:
            return
        menu = also_menu(self, read_scales(self.document), partial(self.begin, risk))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _note(self) -> None:
        catch = getattr(self.window(), "catch_note", None)
        if callable(catch):
            catch()

    def _name(self) -> str:
        entity = self.document.get(m.Entity, self.round.subject) if self.round.subject is not None else None
        about = self.round.asked.about if self.round.asked is not None else ""
        return " ".join(part for part in ((entity.ref or "") if entity is not None else "", about) if part)

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits by what they write, so that they work where they are typed with Shift."""
        shifted = event.modifiers() == Qt.KeyboardModifier.ShiftModifier and event.text().isdecimal()
        if shifted and not is_typing(QApplication.focusWidget()):
            self.act_on(Qt.Key.Key_0 + int(event.text()))
            event.accept()
            return
        super().keyPressEvent(event)

    def act_on(self, key: int) -> bool:
        """Do what a single key means at the step that is on."""
        if self.round.poll is None or self.revealed.dissent.isVisible():
            return False
        digit = key - Qt.Key.Key_0
        if 0 <= digit <= 9:
            self._press_digit(digit)
            return True
        verb = {**self._common(), **(self._silent_verbs() if self.round.silent else self._open_verbs())}.get(key)
        if verb is not None:
            verb()
        return verb is not None or (self.round.silent and self.silent.board.step(key))

    def _press_digit(self, digit: int) -> None:
        if self.round.silent and (digit in self.round.levels or not digit):
            self.vote(digit or None)
        elif self.round.silent:
            words = translate(N_("That is no level of the scale; type {low} to {high}, or 0 to abstain."),
                              low=self.round.levels[0], high=self.round.levels[-1])  # fmt: skip
            self.console.say(words)
        else:
            self.choose(digit)

    def _common(self) -> Verbs:
        return {
            Qt.Key.Key_Space: self.press_space, **dict.fromkeys(_ENTER, self.press_enter),
            Qt.Key.Key_N: self._note, Qt.Key.Key_P: self.park, Qt.Key.Key_K: self.take_up,
            Qt.Key.Key_M: self.offer_more,
        }  # fmt: skip

    def _silent_verbs(self) -> Verbs:
        return {
            **dict.fromkeys(_BACK, self.withdraw), Qt.Key.Key_A: partial(self.vote, None),
            Qt.Key.Key_L: self.pass_laptop, Qt.Key.Key_W: self.switch_paper,
        }  # fmt: skip

    def _open_verbs(self) -> Verbs:
        found: Verbs = {
            Qt.Key.Key_R: self.second_round, Qt.Key.Key_X: self.revealed.open_form,
            Qt.Key.Key_V: self.revealed.fold.toggle, Qt.Key.Key_T: self.revealed.dots.toggle,
        }  # fmt: skip
        if self.step == EXTREMES:
            found |= {Qt.Key.Key_Left: partial(self.side.extremes.step, -1),
                      Qt.Key.Key_Right: partial(self.side.extremes.step, 1)}  # fmt: skip
        return found

    def _keys(self) -> list[Key]:
        note, park = (
            Key(("N",), translate(N_("note")), self._note, single=True),
            Key(("P",), translate(N_("park")), self.park, single=True),
        )
        if self.round.poll is None or not self.console.writable:
            return []
        if self.round.silent:
            scale = f"{self.round.levels[0]}–{self.round.levels[-1]}" if self.round.levels else ""
            return [
                Key((scale,), translate(N_("score")), single=True),
                Key(("0",), translate(N_("abstain")), partial(self.vote, None), single=True),
                Key(("⌫",), translate(N_("take back")), self.withdraw, single=True),
                Key(("Space",), translate(N_("reveal")), self.reveal, single=True),
                Key(("L",), translate(N_("pass the laptop")), self.pass_laptop, single=True),
                Key(("W",), translate(N_("paper")), self.switch_paper, single=True), note, park,
            ]  # fmt: skip
        return [*self._open_keys(), note, park]

    def _open_keys(self) -> list[Key]:
        differ = Key(("X",), translate(N_("dissent")), self.revealed.open_form, single=True)
        if self.round.settled:
            return [Key(("R",), translate(N_("score again")), self.score_again, single=True), differ]
        scale = f"{self.round.levels[0]}–{self.round.levels[-1]}" if self.round.levels else ""
        found = [Key((scale,), translate(N_("agreed value")), single=True)]
        if self.round.number == 1:
            found.append(Key(("R",), translate(N_("second round")), self.second_round, single=True))
        found.append(differ)
        if self.step == EXTREMES:
            found += [
                Key(("Space",), translate(N_("restart minute")), self.side.extremes.restart, single=True),
                Key(("→",), translate(N_("next voice")), partial(self.side.extremes.step, 1), single=True),
            ]
        return found

    # --- what is shown ---

    def refresh(self) -> None:
        """Read the round again."""
        self.round.read()

    def _enter(self) -> None:
        """Another poll is on."""
        self._stance = ()
        self._since = self._begun()
        self._follow()

    def _begun(self) -> datetime | None:
        row = self.document.get(m.Poll, self.round.key) if self.round.poll is not None else None
        now = self.document.now()
        return None if row is None else row.opened_at if now - row.opened_at < STALE else now

    def _follow(self) -> None:
        """Show the round as it is; another phase begins at its step."""
        self._show_parts()
        current = self.round
        if current.poll is None:
            return
        before, stance = self._stance, (current.key, current.number, current.silent, current.settled)
        self._stance = stance
        if stance == before:
            (self.silent if current.silent else self.revealed).refresh()
            self._show_side()
            return
        revealed_now = bool(before) and before[:2] == stance[:2] and before[2] is True and not current.silent
        self._begin_phase(revealed_now=revealed_now)

    def _begin_phase(self, *, revealed_now: bool) -> None:
        current = self.round
        (self.silent if current.silent else self.revealed).begin()
        self._prepare_room()
        stage = self.console.stage
        waits = revealed_now and stage.on and current.result is not None and stage.live != current.result
        self._set_step(REVEAL if waits else usual_step(current), counting=revealed_now and not waits)
        self._read_lines()
        if self.isVisible() and not is_typing(QApplication.focusWidget()):
            self.rest()

    def _set_step(self, step: int, *, counting: bool = True) -> None:
        self.step = step
        shown = SECOND if step == REVEAL and self.round.number > 1 else step
        self.middle.show_phase(shown, steps_done(self.round, shown))
        if not self.round.silent:
            self.revealed.set_sending(step == REVEAL)
        if step == EXTREMES:
            self.side.extremes.begin(counting=counting)
        else:
            self.side.extremes.stop()
        self._show_side()
        self._show_head()
        self._show_foot()

    def _prepare_room(self) -> None:
        """Put the round into the preview; a person sends it."""
        make = room.ballots_view if self.round.silent else room.result_view
        if self.round.silent or self.round.result is not None:
            self.console.attempt(lambda: self.console.stage.prepare(partial(make, self.document, self.round.key)))

    def _show_parts(self) -> None:
        here, met = self.round.poll is not None, self.console.meeting.running
        self.nothing.show_state()
        self.nothing.setVisible(not here)
        self.middle.setVisible(here)
        self.side.setVisible(here)
        self.bar.setVisible(here)
        self.risks.setVisible(here or met)
        if not here:
            self.head.show_title(translate(N_("Scoring round")), translate(N_("Silent first, then talk, then a value")))
            self.head.progress.setVisible(met)
            self._show_undo()

    def _show_side(self) -> None:
        speaking = self.round.apart and self.step in (REVEAL, EXTREMES, AGREE)
        self.side.show_round(speaking=speaking, chosen=self.revealed.chosen)
        if speaking:
            self.side.extremes.show_voices()

    def _read_lines(self) -> None:
        self.lines = queue.lines(self.document, self.console.meeting.key or self._meeting_of_poll())
        self.risks.show_lines(self.lines, self.round.subject)
        self._show_pace()
        self._show_foot()

    def _meeting_of_poll(self) -> bytes | None:
        return self.round.poll.meeting if self.round.poll is not None else None

    def _meeting_changed(self) -> None:
        self._show_parts()
        self._show_head()

    def _show_head(self) -> None:
        if self.round.poll is None:
            return
        meeting = self._meeting_of_poll()
        row = self.document.get(m.Meeting, meeting) if meeting is not None else None
        seats = plural(N_("{n} seat"), N_("{n} seats"), len(self.round.seats))
        rule = translate(N_("{seats} · rule: {share} % within ±1, IQR ≤ {iqr}, range ≤ {range}"), seats=seats,
                         share=f"{SHARE_NEEDED * 100:.0f}", iqr=f"{WIDEST_IQR:g}", range=WIDEST_RANGE)  # fmt: skip
        self.head.show_title(row.title if row is not None else translate(N_("Scoring round")), rule)
        self.head.progress.show()
        self._show_undo()
        self._show_pace()

    def _show_undo(self) -> None:
        self.head.show_undo(self.document.undo_label if self.console.writable else None)
        self.head.show_saved()

    def _show_pace(self) -> None:
        if self.isVisible():
            since = None if self.round.settled or self.round.poll is None else self._since
            self.head.show_pace(item_pace(self.lines, self.round.subject, since, self.document.now()))

    def _show_foot(self) -> None:
        self.bar.show_keys(self._keys())
        self.bar.set_typing(is_typing(QApplication.focusWidget()))
        others = [one for one in self.lines if one.key != self.round.subject]
        at = next((place for place, one in enumerate(self.lines) if one.key == self.round.subject), 0)
        ahead = [one for one in (*self.lines[at + 1 :], *others) if not one.parked and not one.done]
        ahead = [one for one in ahead if one.key != self.round.subject]
        words = translate(N_("Next: {ref} {event}"), ref=ahead[0].ref, event=ahead[0].event) if ahead else ""
        self.bar.words.setText(words)
