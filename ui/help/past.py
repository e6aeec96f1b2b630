"""The history of one field as a popover: since when it holds, what it was, who said so, and a link that restores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.dates import format_date
from app.i18n import N_, plural, translate
from app.restoring import Past
from ui.help.popping import HelpPopover
from ui.theme import Size, Space, px
from ui.widgets.buttons import link
from ui.widgets.labels import elided, hint, label, paragraph
from ui.widgets.layouts import box, row

if TYPE_CHECKING:
    from ui.console import Console

#: How many values are shown; the rest stands on the page History.
SHOWN = 6
_VALUE, _WHEN = 132, 84
#: For so many days the time of day is told too.
RECENT = 14
Restore = Callable[[Past], object]


def who_of(past: Past) -> str:
    """Return who said a value: the speaker, or who sat at the keyboard, or else what the edit was called."""
    return past.speaker or past.who or past.label


def sentence(pasts: Sequence[Past], today: date) -> str:
    """Return the history in one sentence: ``4 h since 3 May, was 8 h, by Mira Okafor.``"""
    if not pasts:
        return translate(N_("Nothing is on record about this field."))
    now = pasts[0]
    known = {"value": _brief(now.words), "day": when(now.at, today), "who": who_of(now)}
    if len(pasts) == 1:
        return translate(N_("{value} since {day}, by {who}. It was never anything else."), **known)
    return translate(N_("{value} since {day}, was {before}, by {who}."), before=_brief(pasts[1].words), **known)


def when(at: datetime, today: date) -> str:
    """Return a moment as short as it stays clear: ``24 Nov 11:48`` lately, ``3 May`` this year, else with the year."""
    moment = at.astimezone()
    day = format_date(moment.date())
    if moment.year != today.year:
        return day
    brief = " ".join(day.split()[:-1])
    return f"{brief} {moment:%H:%M}" if (today - moment.date()).days < RECENT else brief


def _brief(words: str) -> str:
    return elided(words, "name", px(_VALUE)) if words else translate(N_("empty"))


class PastCard(HelpPopover):
    """The values that a field had, the present one first."""

    def __init__(
        self, title: str, pasts: Sequence[Past], today: date, restore: Restore | None, parent: QWidget | None = None,
        more: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._restore, self._today = restore, today
        words = translate(N_("{field} over time"), field=title)
        self.body.setSpacing(px(Space.s))
        self.body.addWidget(label(words, "name"))
        self.body.addWidget(paragraph(sentence(pasts, today)))
        if len(pasts) > 1:
            self.body.addWidget(self._lines(pasts[:SHOWN]))
        if len(pasts) > SHOWN and more is not None:
            rest = plural(N_("{n} earlier value"), N_("{n} earlier values"), len(pasts) - SHOWN)
            self.body.addLayout(row(link(rest, lambda: (self.close(), more()), role="hint"), None))
        self.fit()
        self.setAccessibleName(words)
        self.setAccessibleDescription(sentence(pasts, today))

    def _lines(self, pasts: Sequence[Past]) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(Space.s))
        grid.setVerticalSpacing(px(Space.s))
        grid.setColumnStretch(2, 1)
        level = Qt.AlignmentFlag.AlignVCenter
        for at, past in enumerate(pasts):
            day, value = hint(when(past.at, self._today)), label(_brief(past.words), "name")
            day.setFixedWidth(px(_WHEN))
            value.setToolTip(past.words)
            value.setMaximumWidth(px(_VALUE))
            grid.addWidget(day, 2 * at, 0, level)
            grid.addWidget(value, 2 * at, 1, level)
            grid.addWidget(label(who_of(past), "body", elide=True), 2 * at, 2, level)
            if past.reason:
                grid.addWidget(hint(past.reason, wrap=True), 2 * at + 1, 1, 1, 2)
            if at and self._restore is not None:
                grid.addWidget(self._link(past), 2 * at, 3, level)
        return box(grid)

    def _link(self, past: Past) -> QWidget:
        made = link(translate(N_("Restore")), lambda: self._take(past), role="hint")
        made.setAccessibleName(translate(N_("Restore {value}"), value=past.words or translate(N_("empty"))))
        made.setFixedHeight(px(Size.target))
        return made

    def _take(self, past: Past) -> None:
        self.close()
        if self._restore is not None:
            self._restore(past)


def show_past(
    console: Console, anchor: QWidget, title: str, pasts: Sequence[Past], restore: Restore | None
) -> PastCard:
    """Show the history of a field below ``anchor``. Esc closes it."""
    card = PastCard(title, pasts, console.document.today(), restore, anchor, lambda: console.go("history"))
    card.open_at(anchor)
    return card
