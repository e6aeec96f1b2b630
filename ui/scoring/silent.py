"""The silent round: the question with its anchors, a masked box per seat, and the ways a ballot comes in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.i18n import N_, plural, translate
from ui.scoring.board import SeatBoard
from ui.scoring.levels import LevelCard, LevelRow
from ui.scoring.round import CONSOLE, PAPER, Place, Round
from ui.theme import Size, Space, px
from ui.widgets.buttons import button, link
from ui.widgets.labels import heading, label
from ui.widgets.layouts import box, column, ground, row
from ui.widgets.segmented import SegmentedControl

#: Seats that are named when they are missing; more are only counted.
NAMED = 6
SECRECY = {
    "seats": N_("By seat"),
    "anonymous": N_("Anonymous"),
    "named": N_("By name"),
}
_SECRECY_TIPS = {
    "seats": N_("Who voted what is known to this window until a value is agreed on, and forgotten then."),
    "anonymous": N_("At the reveal the ballots lose their seats for good; nobody is named as lowest or highest."),
    "named": N_("Who voted what is kept on record."),
}


class SilentPane(QWidget):
    """``picked(level)`` fires for a click on a level, ``abstained`` and the others for their buttons."""

    picked = Signal(int)
    abstained = Signal()
    reveal_wanted = Signal()
    laptop_wanted = Signal()
    seats_wanted = Signal()
    secrecy_wanted = Signal(str)

    def __init__(self, current: Round) -> None:
        super().__init__()
        self._round = current
        self.question = heading("")
        self.levels = LevelRow(LevelCard, translate(N_("Levels and what they mean")))
        self.levels.picked.connect(self.picked)
        self.board = SeatBoard()
        self.board.moved.connect(self._show_turn)
        self.turn, self.told = label("", "name", elide=True), label("", "body", "warn", elide=True)
        self.source = SegmentedControl(
            ((CONSOLE, translate(N_("Told or typed"))), (PAPER, translate(N_("From paper")))),
            translate(N_("How the ballots come in")), CONSOLE, small=True,
        )  # fmt: skip
        self.secrecy = SegmentedControl(
            [(key, translate(words)) for key, words in SECRECY.items()],
            translate(N_("What is known of the ballots")), "seats", small=True,
        )  # fmt: skip
        self.secrecy.chosen.connect(self.secrecy_wanted)
        self.abstain = button(translate(N_("Abstain")), self.abstained.emit, variant="quiet", size="small", keys=("A",))
        self.laptop = button(
            translate(N_("Pass the laptop")), self.laptop_wanted.emit, icon="presentation", keys=("L",)
        )
        self.reveal = button(translate(N_("Reveal")), self.reveal_wanted.emit, variant="primary", keys=("Space",))
        self.count = label("", "title")
        self.nobody = self._nobody()
        self._lay_out()

    def _nobody(self) -> QWidget:
        words = translate(N_("Nobody sits in this meeting yet: a ballot belongs to a seat."))
        lead = link(translate(N_("Add seats")), self.seats_wanted.emit)
        return box(row(label(words, "body", "text2"), lead, None, gap=Space.s))

    def _lay_out(self) -> None:
        self.question.setMinimumHeight(px(Size.button_small))  # the line keeps its height when the switch goes
        head = row(self.question, gap=Space.m)
        head.addStretch(1)
        head.addWidget(self.secrecy)
        area = QScrollArea()
        area.setProperty("bare", True)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(ground(box(column(self.board, None, gap=0)), "surface"))
        self.area = area
        turn = row(self.turn, gap=Space.m)
        turn.setStretch(0, 1)
        turn.addWidget(self.source)
        turn.addWidget(self.abstain)
        foot = row(self.count, gap=Space.m)
        foot.addStretch(1)
        foot.addWidget(self.laptop)
        foot.addWidget(self.reveal)
        self._turn_row = box(turn)
        outer: QVBoxLayout = column(box(head), self.levels, self._turn_row, self.nobody, gap=Space.m)
        outer.addWidget(area, 1)
        outer.addWidget(self.told)
        outer.addLayout(foot)
        self.setLayout(outer)

    # --- what is shown ---

    def begin(self) -> None:
        """Show a round that came up."""
        self.board.begin(self._round.seats)
        self.refresh()

    def refresh(self) -> None:
        """Show who has voted."""
        current = self._round
        if current.asked is None or current.poll is None:
            return
        self.question.setText(current.asked.question)
        self.levels.show_levels(current.asked.levels)
        self.board.show_places(current.seats)
        cast, all_ = current.cast, len(current.seats)
        self.count.setText(translate(N_("{n} of {all} have voted"), n=cast, all=all_))
        self.nobody.setVisible(not current.seats)
        self._turn_row.setVisible(bool(current.seats))
        self.count.setVisible(bool(current.seats))
        writable = current.console.writable
        for part in (self.laptop, self.abstain, self.reveal):
            part.setEnabled(writable and bool(current.seats))
        self.levels.setEnabled(writable)
        self.source.setEnabled(writable)
        fresh = writable and not cast and current.number == 1
        self.secrecy.setVisible(fresh)
        secrecy = current.poll.secrecy
        self.secrecy.set_current(secrecy)
        self.secrecy.setToolTip(translate(_SECRECY_TIPS.get(secrecy, "")))
        self.reveal.set_variant("primary" if cast and cast == all_ else "default")
        self.tell_missing(())

    def _show_turn(self) -> None:
        here = self.board.current
        if here is None:
            words = translate(N_("All have voted. Choose a seat to enter it again.")) if self.board.places else ""
        elif here.voted:
            words = translate(N_("Seat {n} {name} again: the next digit replaces its ballot"), n=here.number,
                              name=here.name)  # fmt: skip
        else:
            words = translate(N_("Seat {n} {name}"), n=here.number, name=here.name)
        self.turn.setText(words)

    def tell_missing(self, missing: tuple[Place, ...]) -> None:
        """Tell who has not voted and that the same key reveals without them; nothing clears it."""
        self.told.setVisible(bool(missing))
        if not missing:
            self.told.setText("")
            return
        seats = ", ".join(str(one.number) for one in missing[:NAMED]) + (" …" if len(missing) > NAMED else "")
        words = plural(
            N_("Seat {seats} has not voted. Space again reveals without it."),
            N_("Seats {seats} have not voted. Space again reveals without them."),
            len(missing), seats=seats,
        )  # fmt: skip
        self.told.setText(words)

    @property
    def warned(self) -> bool:
        """Whether it was told who has not voted."""
        return bool(self.told.text())
