"""Passing the laptop: one full-screen card per seat with the question, the anchors and the levels to choose from.

The card goes the moment somebody has chosen, and nothing on what follows tells what it was. Esc gives the laptop back.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from app import polls
from app.i18n import N_, UserError, translate
from app.room import Level
from ui.scoring.levels import LevelCard, LevelRow
from ui.scoring.round import LAPTOP, Place, Round
from ui.scoring.subject import sentence
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import hint, label, paragraph
from ui.widgets.layouts import box, column, ground, row

#: How wide the card is at most.
WIDE = 1120


def _large(one: Level) -> LevelCard:
    return LevelCard(one, large=True)


class PassedLaptop(QDialog):
    """Goes from seat to seat of those who have not voted. ``given_back`` fires when it is closed."""

    given_back = Signal()

    def __init__(self, window: QWidget, current: Round, first: Place | None = None) -> None:
        super().__init__(window)
        self._round = current
        self.place: Place | None = None
        self.last: Place | None = None  #: who chose just now and may take it back
        self._left = self._order(first)
        self.setWindowTitle(translate(N_("Score for yourself")))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ground(self, "surface")
        self.stack = QStackedWidget()
        self.between, self.card = self._between(), self._card()
        for part in (self.between, self.card):
            self.stack.addWidget(part)
        self.setLayout(column(self.stack, gap=0))
        self.finished.connect(self.given_back)
        self._hand_on()

    def _order(self, first: Place | None) -> list[Place]:
        """Return who has not voted in the order of the seats, beginning with ``first``."""
        missing = list(self._round.missing)
        at = next((place for place, one in enumerate(missing) if first is not None and one.key == first.key), 0)
        return [*missing[at:], *missing[:at]]

    # --- building ---

    def _between(self) -> QWidget:
        self.thanks, self.hand = label("", "metric"), label("", "title", "text2", wrap=True)
        self.go = button("", self.show_card, variant="primary", keys=("Return",), size="large")
        self.wrong = button(
            translate(N_("I pressed the wrong one")), self.take_back, variant="quiet", keys=("Backspace",), size="large"
        )
        self.back = button(translate(N_("Give it back")), self.accept, variant="quiet", keys=("Esc",), size="large")
        verbs = row(self.go, self.wrong, self.back, None, gap=Space.m)
        return _page(column(None, self.thanks, self.hand, 12, verbs, None, gap=Space.s))

    def _card(self) -> QWidget:
        self.who = label("", "heading", "accent_text")
        self.lead, self.question = paragraph("", "text2", "lead"), label("", "metric", wrap=True)
        self.levels = LevelRow(_large, translate(N_("Levels to choose from")))
        self.levels.picked.connect(self.choose)
        self.abstain = button(translate(N_("Abstain: not my field")), lambda: self.choose(None), keys=("A",),
                              size="large")  # fmt: skip
        self.later = button(translate(N_("Not now")), self.pass_on, variant="quiet", keys=("N",), size="large")
        self.problem = label("", "body", "err", wrap=True)
        alone = hint(translate(N_("Only you see this. It goes as soon as you have chosen.")), tone="text2")
        self.how = hint("", tone="text2")
        foot = row(self.abstain, self.later, None, self.how, gap=Space.m)
        return _page(
            column(
                None, row(self.who, None, alone), 8, self.lead, self.question, 16, self.levels, 8, box(foot),
                self.problem, None, gap=Space.s, margins=(0, 40, 0, 24),
            )
        )  # fmt: skip

    # --- going round ---

    def _hand_on(self, thanks: bool = False) -> None:
        """Ask for the next seat; after the last the laptop goes back."""
        self.place = self._left.pop(0) if self._left else None
        self.thanks.setText(translate(N_("Thank you.")) if thanks else "")
        self.thanks.setVisible(thanks)
        self.wrong.setVisible(self.last is not None)
        self.go.setVisible(self.place is not None)
        if self.place is not None:
            words = N_("Hand it on to seat {n}, {name}.") if thanks else N_("Give it to seat {n}, {name}.")
            self.hand.setText(translate(words, n=self.place.number, name=self.place.name))
            self.go.setText(translate(N_("I am seat {n}: show my card"), n=self.place.number))
            self.go.updateGeometry()
        else:
            self.hand.setText(translate(N_("That was the last seat. Give it back to the facilitator.")))
        self.back.set_variant("primary" if self.place is None else "quiet")
        self.stack.setCurrentWidget(self.between)
        (self.go if self.place is not None else self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_card(self) -> None:
        """Show the card of the seat that holds the laptop."""
        asked, place = self._round.asked, self.place
        if asked is None or place is None:
            return
        self.last = None
        self.who.setText(translate(N_("Seat {n}, {name}"), n=place.number, name=place.name))
        subject = self._round.subject
        self.lead.setText(sentence(self._round.document, subject) if subject is not None else "")
        self.question.setText(asked.question)
        self.levels.show_levels(asked.levels)
        low, high = self._round.levels[0], self._round.levels[-1]
        self.how.setText(translate(N_("Press {low} to {high}, or click a level"), low=low, high=high))
        self.problem.setText("")
        self.stack.setCurrentWidget(self.card)
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, level: int | None) -> None:
        """Take what the seat chose, ``None`` for an abstention, and hide it."""
        place = self.place
        if place is None or self.stack.currentWidget() is not self.card:
            return
        try:
            self._round.may()
            polls.cast(self._round.document, self._round.key, place.key, level, source=LAPTOP)
        except UserError as error:
            self.problem.setText(str(error))
            return
        self.last = place
        self._hand_on(thanks=True)

    def take_back(self) -> None:
        """Show the card of whoever chose just now once more, without a ballot."""
        if self.last is None:
            return
        if self.place is not None:
            self._left.insert(0, self.place)
        self.place = self.last
        self._round.withdraw(self.place.key)
        self.show_card()

    def pass_on(self) -> None:
        """Go on to the next seat without a ballot of this one."""
        self.last = None
        self._hand_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, typed, card = event.key(), event.text().lower(), self.stack.currentWidget() is self.card
        if key == Qt.Key.Key_Escape:
            self.accept()
        elif card and typed in {str(number) for number in self._round.levels}:
            self.choose(int(typed))
        elif card and typed in ("0", "a"):
            self.choose(None)
        elif card and typed == "n":
            self.pass_on()
        elif not card and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.take_back()
        elif not card and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.show_card() if self.place is not None else self.accept()
        else:
            super().keyPressEvent(event)


def _page(layout: object) -> QWidget:
    """Return a page whose content stands in the middle and is not wider than can be read."""
    inner = box(layout)  # type: ignore[arg-type]
    inner.setMaximumWidth(px(WIDE))
    inner.setMinimumWidth(px(Size.dialog))
    across = row(gap=0, margins=(40, 0, 40, 0))
    across.addStretch(1)
    across.addWidget(inner, 1000)
    across.addStretch(1)
    made = box(across)
    made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    made.setAccessibleName(translate(N_("Card")))
    made.setProperty("ring", False)
    return made
