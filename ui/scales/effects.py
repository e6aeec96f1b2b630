"""What a change of the scales would do: the risks that change with their level before and after, and the counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import N_, plural, translate
from app.matrices import Effect, Move, Standing
from ui.theme import Space
from ui.widgets.buttons import link
from ui.widgets.chips import Chip, ChipLabel
from ui.widgets.labels import hint, label, paragraph
from ui.widgets.layouts import box, clear, column, row, rule

#: So many risks are listed; of the others only the number is told.
MOST = 12


class EffectList(QWidget):
    """A sentence, how many risks are above appetite before and after, and a line for every risk that changes.

    ``go`` is called with the key of a risk whose reference was clicked; without it references are only words.
    """

    def __init__(self, go: Callable[[bytes], object] | None = None, most: int = MOST) -> None:
        super().__init__()
        self._go, self._most = go, most
        self.message = paragraph("", "text")
        self.lines = QVBoxLayout()
        self.lines.setSpacing(0)
        self.setLayout(column(self.message, self.lines, gap=Space.s))
        self.setAccessibleName(translate(N_("What changes")))

    def show_words(self, words: str) -> None:
        """Show only a sentence: nothing is about to change."""
        self.message.setText(words)
        clear(self.lines)

    def show_effect(self, effect: Effect) -> None:
        """Show what would change."""
        self.message.setText(effect.message)
        clear(self.lines)
        for move in effect.moves[: self._most]:
            self.lines.addWidget(rule())
            self.lines.addWidget(self._line(move))
        rest = len(effect.moves) - self._most
        if rest > 0:
            self.lines.addWidget(hint(plural(N_("and {n} more risk"), N_("and {n} more risks"), rest)))
        if effect.elsewhere:
            one = N_("{n} risk changes only before controls or after treatment.")
            many = N_("{n} risks change only before controls or after treatment.")
            self.lines.addWidget(hint(plural(one, many, effect.elsewhere), wrap=True))
        told = "; ".join(f"{move.ref} {said(move.before)} → {said(move.after)}" for move in effect.moves)
        self.setAccessibleDescription(f"{effect.message} {told}".strip())

    def _line(self, move: Move) -> QWidget:
        go = self._go
        named = link(move.ref, lambda: go(move.key)) if go is not None else label(move.ref, "label", "text2")
        event = label(move.event, "hint", "text2", elide=True)
        event.setToolTip(move.event)
        head = row(named, gap=Space.s)
        head.addWidget(event, 1)
        arrow = label("→", "label", "text2")
        across = row(ChipLabel(chip_of(move.before)), arrow, ChipLabel(chip_of(move.after)), gap=Space.s)
        words = appetite_words(move)
        if words:
            side = hint(words, elide=True, tone="err" if move.after.within is False else "text2")
            across.addWidget(side, 1)
        else:
            across.addStretch(1)
        across.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        return box(column(head, across, gap=Space.xxs, margins=(0, Space.xs + Space.xxs, 0, Space.xs + Space.xxs)))


def chip_of(standing: Standing) -> Chip:
    """Return where a risk stands as the chip of its band with the levels that it was looked up by."""
    if standing.band is None:
        return Chip(translate(N_("off the scale")), "", "text2", "ctl")
    words = f"{standing.likelihood}×{standing.impact}  {standing.word}"
    return Chip(words, f"fill{standing.colour}", f"ink{standing.colour}")


def said(standing: Standing) -> str:
    """Return where a risk stands in words."""
    return standing.word or translate(N_("off the scale"))


def appetite_words(move: Move) -> str:
    """Return whether a risk enters or leaves the appetite; empty if it stays on its side."""
    if move.before.within == move.after.within:
        return ""
    return translate(N_("now above") if move.after.within is False else N_("now within"))
