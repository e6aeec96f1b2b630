"""The middle of a batch round by step: sheets while everybody scores, then the result, or how to begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ballots import QUESTIONS, TITLES
from app.batch_plan import accept_words
from app.batches import Batch
from app.i18n import N_, translate
from app.meetings import SeatLine
from ui.batch.result import ResultDelegate, ResultHead, ResultRow, group_counts, message
from ui.batch.rows import RowList
from ui.batch.sheet import SheetPanel, seat_words
from ui.theme import Space
from ui.widgets.buttons import Button, button
from ui.widgets.cards import Card, EmptyState, Way
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, column, row


class Between(Card):
    """What stands where a sheet is typed while none is: whose turn it is, or that all sheets are in."""

    def __init__(self, on_begin: Callable[[], object]) -> None:
        super().__init__()
        self.title, self.note = heading("", "title"), paragraph("", role="lead")
        self.begin = button("", on_begin, icon="keyboard", keys=("↵",))
        self.body.addStretch(1)
        for part in (self.title, self.note):
            self.body.addWidget(part)
        self.body.addLayout(row(self.begin, None))
        self.body.addStretch(2)

    def show_turn(self, title: str, note: str, begin: str) -> None:
        """Say what comes next; ``begin`` names the button, empty for none."""
        self.title.setText(title)
        self.note.setText(note)
        self.begin.setText(begin)
        self.begin.setVisible(bool(begin))
        self.begin.updateGeometry()


class SilentPane(QWidget):
    """One sheet at a time, or what stands between two."""

    def __init__(self, on_begin: Callable[[], object]) -> None:
        super().__init__()
        self.question = heading("", "title")
        self.how = hint("", wrap=True, tone="text2")
        self.sheet, self.between = SheetPanel(), Between(on_begin)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.between)
        self.stack.addWidget(self.sheet)
        outer = column(self.question, self.how, gap=Space.s)
        outer.addWidget(self.stack, 1)
        self.setLayout(outer)

    @property
    def typing(self) -> bool:
        """Whether a sheet is on."""
        return self.stack.currentWidget() is self.sheet

    def show_sheet(self, on: bool) -> None:
        """Show the sheet, or what stands between two."""
        self.stack.setCurrentWidget(self.sheet if on else self.between)

    def show_question(self, dimension: str, *, laptop: bool) -> None:
        """Say what is asked, and how it is typed."""
        self.question.setText(f"{translate(TITLES[dimension])}: {translate(QUESTIONS[dimension])}")
        how = N_("Digits in the order of the sheet; 0 or - abstains, Backspace corrects, Enter files and goes on.")
        if laptop:
            how = N_("Pass the laptop round: one digit per risk, 0 or - abstains, Backspace corrects, Enter files.")
        self.how.setText(translate(how))

    def show_turn(self, seat: SeatLine | None, *, laptop: bool) -> None:
        """Say whose sheet is next; ``None`` if all are in."""
        if seat is None:
            note = N_("Nobody has seen a score yet. The reveal shows all risks at once, the divided ones first.")
            self.between.show_turn(translate(N_("All sheets are in")), translate(note), "")
            return
        title = N_("Pass the laptop to {seat}") if laptop else N_("Next: the sheet of {seat}")
        note = N_("Enter begins. For another seat choose it at the left or press its number.")
        begin = translate(N_("Begin with seat {n}"), n=seat.number)
        self.between.show_turn(translate(title, seat=seat_words(seat.number, seat.name)), translate(note), begin)


class ResultPane(QWidget):
    """The lines by disagreement, and the button that accepts the agreed ones."""

    def __init__(self, on_accept: Callable[[], object]) -> None:
        super().__init__()
        self.title, self.note = heading("", "title"), hint("", wrap=True, tone="text2")
        self.accept: Button = button("", on_accept, icon="check", keys=("A",))
        self.next_round = button(translate(N_("Next round…")), icon="plus")
        self.register = button(translate(N_("Register")), icon="shield-alert")
        self.head = ResultHead()
        self.list = RowList(translate(N_("Result by disagreement")), ResultDelegate(), on="surface", by_click=False)
        card = Card(flush=True)
        card.body.addWidget(self.head)
        card.body.addWidget(self.list, 1)
        across = row(gap=Space.m)
        across.addLayout(column(self.title, self.note, gap=Space.xs), 1)
        for one in (self.next_round, self.register, self.accept):
            across.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(across, card, gap=Space.m))

    def show_batch(self, batch: Batch, outcome: str, *, writable: bool) -> None:
        """Say what the result is, and offer what comes next; ``outcome`` is told of a round that is through."""
        through = batch.state == "settled"
        self.title.setText(message(batch))
        note = translate(N_("Split and divided risks first. Enter opens the round of a line."))
        self.note.setText(f"{outcome[:1].upper()}{outcome[1:]}." if through else note)
        self.accept.setText(accept_words(batch.lines))
        self.accept.setVisible(group_counts(batch.lines)["agreed"] > 0)
        self.accept.setEnabled(writable)
        self.accept.updateGeometry()
        self.next_round.setVisible(through)
        self.register.setVisible(through)

    def show_rows(self, rows: Sequence[ResultRow], current: str) -> None:
        """Show the lines; the cursor goes to ``current``."""
        self.list.show_rows(rows, current)
        self._fit()

    def _fit(self) -> None:
        bar = self.list.verticalScrollBar()
        self.head.scroll_bar = bar.width() if bar.isVisible() else 0
        self.head.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class NothingToScore(QWidget):
    """An empty state: a batch round needs people and risks. It offers first what is missing."""

    def __init__(self, on_workshop: Callable[[], object], on_meeting: Callable[[], object], *, writable: bool) -> None:
        super().__init__()
        self.workshop = button(translate(N_("Prepare the workshop")), on_workshop, icon="shield-alert")
        self.meeting = button("", on_meeting, icon="users")
        self.meeting.setEnabled(writable)
        why = N_(
            "In a batch round everybody scores all risks at once, on paper or at the laptop, unseen. After the reveal "
            "the room accepts what it agrees on in one step and talks only about the rest. It needs a meeting with "
            "seats, and risks in the room."
        )
        ways = (
            Way(translate(N_("The risks")), self.workshop,
                translate(N_("Which risks are in the room, in which order, and what is asked."))),
            Way(translate(N_("The people")), self.meeting,
                translate(N_("Who sits where; each seat gets a sheet."))),
        )  # fmt: skip
        state = EmptyState("list-checks", translate(N_("Who scores what?")), translate(why), ways)
        self.setLayout(column(state))

    def show_missing(self, *, running: bool, seats: bool) -> None:
        """Say what is missing: a meeting, its seats, or else risks."""
        self.meeting.setText(translate(N_("Add the seats")) if running else translate(N_("Start a meeting…")))
        self.meeting.updateGeometry()
        self.meeting.set_variant("default" if seats else "primary")
        self.workshop.set_variant("primary" if seats else "default")

    def take_focus(self) -> None:
        """Give the keyboard to what is missing."""
        missing = self.meeting if self.meeting.variant == "primary" and self.meeting.isEnabled() else self.workshop
        missing.setFocus(Qt.FocusReason.OtherFocusReason)


def padded(*parts: QWidget) -> QWidget:
    """Return parts one below the other with the padding of the middle."""
    return box(column(*parts, gap=Space.l, margins=(Space.xxl, Space.l, Space.xxl, Space.l)))
