"""What was voted, and what is made of it: the verdict, the dots, the figures, the agreed value, and dissent."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.i18n import N_, plural, translate
from ui.console import Console
from ui.scoring.dissent import DissentForm
from ui.scoring.fields import EnterField
from ui.scoring.figures import FigureFold
from ui.scoring.levels import LevelChoice, LevelRow
from ui.scoring.round import Round
from ui.scoring.strip import DotStrip, Votes
from ui.scoring.verdict import shift_words, verdict_words
from ui.theme import Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import heading, hint, label
from ui.widgets.layouts import box, column, row
from ui.widgets.lines import IconLabel
from ui.widgets.twin import Twinned

#: Below this height of the pane the figures take one line less.
LOW = 500


class RevealedPane(QWidget):
    """``agree_wanted`` fires for the primary button and Enter in the reason, ``send_wanted`` to show it in the room."""

    agree_wanted = Signal()
    second_wanted = Signal()
    send_wanted = Signal()
    next_wanted = Signal()
    again_wanted = Signal()
    seats_opened = Signal()
    closed_form = Signal()

    def __init__(self, console: Console, current: Round) -> None:
        super().__init__()
        self._console, self._round = console, current
        self.chosen: int | None = None
        self.sending = False
        self.verdict = heading("", elide=True)
        self.strip = DotStrip()
        self.dots = Twinned(self.strip, name=translate(N_("the votes")))
        self.fold = FigureFold()
        self.choices = LevelRow(LevelChoice, translate(N_("Agreed value")))
        self.choices.picked.connect(self.choose)
        self.note = hint("", elide=True)
        self.reason = EnterField(translate(N_("Reason")))
        self.reason.returnPressed.connect(self.agree_wanted)
        self.dissent = DissentForm(current)
        self.dissent.closed.connect(self._close_form)
        self.differ = button(
            translate(N_("Dissent: role, score, reason")), self.open_form, icon="message-square-warning", keys=("X",)
        )
        self.second = button(translate(N_("Second round")), self.second_wanted.emit, icon="rotate-ccw", keys=("R",))
        self.agree = button("", self._press, variant="primary", keys=("Return",))
        self.again = button(translate(N_("Score again")), self.again_wanted.emit, icon="rotate-ccw", keys=("R",))
        self.settled = label("", "heading", "text")
        self.told = IconLabel("message-square-warning", "text3")
        self.dissents = hint("", elide=True, tone="text2")
        self._lay_out()
        console.privacy.changed.connect(self.refresh)

    def _lay_out(self) -> None:
        head = row(self.verdict, gap=Space.m)
        head.setStretch(0, 1)
        head.addWidget(self.fold.switch)
        head.addWidget(self.dots.button)
        title = row(heading(translate(N_("Agreed value"))), gap=Space.m)
        title.addWidget(self.note, 1)
        title.addWidget(self.reason, 1)
        kept = row(self.told, gap=Space.s)
        kept.addWidget(self.dissents, 1)
        self._kept = box(kept)
        verbs = row(gap=Space.s)
        verbs.addWidget(self.differ)
        verbs.addWidget(self.settled)
        verbs.addStretch(1)
        for one in (self.again, self.second, self.agree):
            verbs.addWidget(one)
        self.deciding = box(column(title, self.choices, self._kept, verbs, gap=Space.s))
        outer = column(box(head), gap=Space.s)
        outer.addWidget(self.dots, 1)
        outer.addWidget(self.fold)
        outer.addSpacing(px(Space.s))
        outer.addWidget(self.deciding)
        outer.addWidget(self.dissent)
        self.dissent.hide()
        self.setLayout(outer)

    # --- what is shown ---

    def begin(self) -> None:
        """Show a round that was revealed or settled, with its proposed value."""
        tally = self._round.tally
        self.chosen = self._round.agreed or (tally.proposed if tally is not None else None)
        self.dissent.hide()
        self.fold.show()
        self.deciding.show()
        self.reason.show_entry("", "")
        if self._round.asked is not None:
            self.choices.show_levels(self._round.asked.levels)
        self.refresh()

    def refresh(self) -> None:
        """Show the round as it is now."""
        current = self._round
        tally, result = current.tally, current.result
        if current.silent or tally is None or result is None:
            return
        title = verdict_words(tally, current.word(tally.proposed))
        self.verdict.setText(title)
        marked = self._marked()
        votes = Votes(result.levels, result.counts, tally.median, result.intolerable_from, marked)
        self.strip.show_votes(votes, title)
        self.fold.show_tally(tally, _median_word(current, tally.median), current.abstained)
        self._show_deciding()

    def _marked(self) -> dict[int, tuple[str, ...]]:
        """Return the extremes by level; the numbers of their seats only while the room cannot see this window."""
        covered = self._console.privacy.public_safe
        found: dict[int, tuple[str, ...]] = {}
        for voices in (self._round.extremes.lowest, self._round.extremes.highest):
            if voices and self._round.apart:
                found[voices[0].level] = () if covered else tuple(str(one.number) for one in voices)
        return found

    def _show_deciding(self) -> None:
        current, writable = self._round, self._console.writable
        settled = current.settled
        self.choices.mark(self.chosen)
        for made in self.choices.buttons.values():
            made.setEnabled(writable and not settled)
        far = self.chosen is not None and current.far(self.chosen) and not settled
        self.reason.setVisible(far)
        tally = current.tally
        if far and tally is not None:
            words = N_("Why {level} although the median is {median}? Enter agrees.")
            self.reason.setPlaceholderText(translate(words, level=self.chosen, median=f"{tally.median:g}"))
        self.note.setText(self._note())
        self.note.setVisible(not far)
        self.settled.setVisible(settled)
        self.settled.setText(self._settled_words() if settled else "")
        self.differ.setEnabled(writable)
        self.second.setVisible(not settled and current.number == 1 and current.poll is not None
                               and current.poll.state == "open")  # fmt: skip
        self.second.setEnabled(writable)
        self.again.setVisible(settled)
        self.again.setEnabled(writable)
        self.agree.setEnabled((writable and self.chosen is not None) or settled or self.sending)
        self._show_kept()
        self._word_agree()

    def _note(self) -> str:
        current = self._round
        if current.settled:
            reason = getattr(current.poll.agreement, "reason", "") if current.poll is not None else ""
            return translate(N_("Reason: {reason}"), reason=reason) if reason else ""
        moved = shift_words(current.before, current.tally)
        if moved:
            return moved
        return translate(N_("The median is proposed, a person decides. Two or more away needs a reason."))

    def _settled_words(self) -> str:
        level = self._round.agreed
        if level is None:
            return translate(N_("Dropped without a value"))
        return translate(N_("Agreed: {level} {word}"), level=level, word=self._round.word(level))

    def _show_kept(self) -> None:
        held = self._round.poll.dissents if self._round.poll is not None else ()
        self._kept.setVisible(bool(held))
        words = plural(N_("{n} dissent is on record: {role}."), N_("{n} dissents are on record: {role}."), len(held),
                       role=", ".join(one.role for one in held))  # fmt: skip
        self.dissents.setText(words if held else "")

    def _word_agree(self) -> None:
        if self._round.settled:
            words = translate(N_("Next"))
        elif self.sending:
            words = translate(N_("Show in the room"))
        elif self.chosen is None:
            words = translate(N_("Agree"))
        else:
            words = translate(N_("Agree {level} {word}"), level=self.chosen, word=self._round.word(self.chosen))
        self.agree.setText(words)
        self.agree.updateGeometry()

    # --- what a person does ---

    def set_sending(self, sending: bool) -> None:
        """Let Enter show the result in the room first, right after the reveal."""
        self.sending = sending
        self._show_deciding()

    def choose(self, level: int) -> None:
        """Choose the value to agree on; one far from the median asks for its reason in place."""
        if not self._round.revealed or level not in self._round.levels or not self._console.writable:
            return
        self.chosen, self.sending = level, False
        self._show_deciding()
        if not self.reason.isHidden():
            self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _press(self) -> None:
        if self._round.settled:
            self.next_wanted.emit()
        elif self.sending:
            self.send_wanted.emit()
        else:
            self.agree_wanted.emit()

    def press(self) -> None:
        """Do what the primary button says."""
        self.agree.click()

    def open_form(self) -> None:
        """Record a dissent in place of the agreed value."""
        if self._console.writable and not self._round.silent:
            self.deciding.hide()
            self.fold.hide()
            self.dissent.show()
            self.dissent.begin()

    def _close_form(self) -> None:
        self.dissent.hide()
        self.fold.show()
        self.deciding.show()
        self.closed_form.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fold.strip.set_low(self.height() < px(LOW))


def _median_word(current: Round, median: float | None) -> str:
    if median is None or median != int(median):
        return ""
    return current.word(int(median))
