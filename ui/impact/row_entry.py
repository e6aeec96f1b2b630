"""The one-line entry at a row of the grid: several voices are typed, heard in words, and taken as one value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import N_, UserError, translate
from ui import theme
from ui.impact.remark import keeps_escape
from ui.impact.seat_digits import ABSTAINS, SeatBox, SeatDigits
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.inputs import TextField
from ui.widgets.labels import hint, label
from ui.widgets.layouts import box, column, ground, row

_AGREED = 44


@dataclass(frozen=True, slots=True)
class Heard:
    """What the voices say: their spread in words, what to talk about first, and the value that is proposed.

    ``settled`` says that Enter takes it at once; otherwise Enter leads to the agreed value first.
    """

    words: str
    talk: str = ""
    proposed: str = ""
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the seats: its words, the digits that answer it, and what is done with the answers.

    ``wrong`` is the sentence for any other key, which it names as ``{key}``. ``hear`` gets an answer per voice (digit
    or ``-`` for abstaining) and writes nothing; ``take`` writes the agreed digit and says whether it could. ``means``
    words a digit. ``as_round`` scores the same in a round of its own, with a silent vote and a reveal in the room.
    """

    title: str
    keys: str
    seats: Sequence[SeatBox]
    allowed: str
    wrong: str
    hear: Callable[[Sequence[str]], Heard]
    means: Callable[[str], str]
    take: Callable[[Sequence[str], str], bool]
    as_round: Callable[[], object] | None = None


class RowEntry(QWidget):
    """Lies over the grid, right below the row it asks about, so that the row itself stays in view.

    While the room may see the window (``covered``) voices show as dots, and what they say only after Enter. ``closed``
    fires when it is gone.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, covered: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._covered, self._revealed = covered, False
        self._asked: Asked | None = None
        self._heard = Heard("")
        ground(self, "raised")
        self.title, self.keys = label("", "name"), hint("", elide=True)
        self.keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.digits = SeatDigits()
        self.words = hint("", wrap=True, tone="text2")
        self.agreed = TextField(translate(N_("Agreed value")))
        self.agreed.setFixedWidth(px(_AGREED))
        self.agreed.setMaxLength(1)
        self.meaning = hint("", tone="text2")
        self.taking = button(translate(N_("Take")), self._take, size="small", variant="primary", keys=("Return",))
        self.round = button(translate(N_("Score as a round")), self._hold_round, size="small", icon="vote")
        self.round.setToolTip(translate(N_("A silent vote with a reveal in the room, instead of voices in the row")))
        self._build()
        for part in (self.digits, self.agreed, self.taking, self.round):
            part.installEventFilter(self)
            part.setProperty("own_escape", True)  # the run mode leaves Esc to it
        self.digits.changed.connect(self._changed)
        self.digits.entered.connect(self._enter)
        self.digits.refused.connect(self._refuse_key)
        self.agreed.edited.connect(self._edited)
        self.hide()

    def _build(self) -> None:
        head = row(self.title, gap=Space.m)
        head.addWidget(self.keys, 1)
        agreed = hint(translate(N_("Agreed")), tone="text2")
        self._settling = box(row(agreed, self.agreed, self.meaning, self.taking))
        across = row(self.digits, None, gap=Space.l)
        across.addWidget(self.round, 0, Qt.AlignmentFlag.AlignBottom)
        across.addWidget(self._settling, 0, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(column(head, across, self.words, gap=Space.xs, margins=(12, 8, 12, 8)))

    # --- opening and closing ---

    def ask(self, asked: Asked) -> None:
        """Ask the seats; the keyboard goes to the first one."""
        self._asked, self._revealed = asked, not self._covered()
        self.title.setText(asked.title)
        self.keys.setText(asked.keys)
        self.digits.masked = not self._revealed
        self.digits.begin(asked.seats, asked.allowed, asked.title)
        self._changed()
        self.show()
        self.raise_()
        self.digits.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def open(self) -> bool:
        """Whether something is being asked."""
        return self._asked is not None

    def leave(self) -> None:
        """Close without taking anything."""
        if self._asked is not None:
            self._asked = None
            self.hide()
            self.closed.emit()

    def _hold_round(self) -> None:
        """Leave the entry and score the same in a round of its own."""
        wanted = self._asked.as_round if self._asked is not None else None
        self.leave()
        if wanted is not None:
            wanted()

    # --- what the voices say ---

    def _changed(self) -> None:
        asked = self._asked
        if asked is None:
            return
        given = self.digits.given()
        self._heard = self._hear(asked, given)
        self.agreed.setText(self._heard.proposed if self._revealed else "")
        self._show_heard()

    def _hear(self, asked: Asked, given: Sequence[str]) -> Heard:
        if not any(given):
            return Heard(translate(N_("One after the other, in the order of the seats.")) if asked.seats else "")
        try:
            return asked.hear([one or ABSTAINS for one in given])
        except UserError as error:
            return Heard(str(error))

    def _show_heard(self) -> None:
        if not self._revealed:
            done = sum(bool(one) for one in self.digits.values)
            words = N_("{n} of {of} voices are entered. Enter reveals them.")
            self._say(translate(words, n=done, of=len(self.digits.values)))
        else:
            self._say(" ".join(part for part in (self._heard.words, self._heard.talk) if part),
                      "warn" if self._heard.talk else "text2")  # fmt: skip
        self._edited()
        wanted = self._asked is not None and self._asked.as_round is not None
        self.round.setVisible(wanted and not any(self.digits.values))
        self._settling.setVisible(self._revealed and bool(self._heard.proposed))
        self.fit()

    def _edited(self) -> None:
        asked, value = self._asked, self.agreed.text().strip()
        good = asked is not None and bool(value) and value in asked.allowed
        self.meaning.setText(asked.means(value) if asked is not None and good else "")
        self.taking.setEnabled(good)

    def _say(self, words: str, tone: str = "text2") -> None:
        self.words.set_tone(tone)
        self.words.setText(words)

    def _refuse_key(self, key: str) -> None:
        if self._asked is not None:
            self._say(self._asked.wrong.replace("{key}", key), "err")
            self.fit()

    # --- Enter ---

    def _enter(self) -> None:
        """Reveal what was covered, take what is settled, or lead to the agreed value."""
        missing = self.digits.missing()
        if missing:
            words = N_("Seat {number}, {name}, has not said anything; - abstains.")
            self._say(translate(words, number=missing[0].number, name=missing[0].name), "err")
            self.fit()
        elif not self._revealed:
            self._revealed, self.digits.masked = True, False
            self.digits.update()
            self._changed()
        elif not self._heard.proposed:
            self._say(translate(N_("Nobody gave a voice; type at least one, or leave with Esc.")), "err")
        elif self._heard.settled:
            self._take()
        else:
            self.agreed.setFocus(Qt.FocusReason.OtherFocusReason)
            self.agreed.selectAll()

    def _take(self) -> None:
        asked = self._asked
        if asked is None or not self.taking.isEnabled():
            return
        if asked.take(self.digits.given(), self.agreed.text().strip()):
            self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if keeps_escape(event):
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
            if watched is self.agreed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)

    # --- looks ---

    def fit(self) -> None:
        """Take the height that the words need at this width."""
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
            height = layout.heightForWidth(self.width()) if layout.hasHeightForWidth() else layout.sizeHint().height()
            self.resize(self.width(), max(height, layout.minimumSize().height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.fillRect(self.rect(), theme.colour(tokens.raised))
        painter.setPen(QPen(theme.colour(tokens.accent), Size.ring))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
