"""Step 2: decisions and actions read back, on the wall or aloud, so that everybody heard the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import meetings
from app.dates import format_date
from app.i18n import N_, plural, translate
from app.room import read_back_view
from ui.meetings.closing.step import Step
from ui.theme import Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import scrolling
from ui.widgets.chips import ChipLabel, status
from ui.widgets.labels import hint, label, paragraph
from ui.widgets.layouts import box, clear, column, row
from ui.widgets.lines import IconLabel

if TYPE_CHECKING:
    from app.meetings import Told
    from ui.console import Console


class ReadBackStep(Step):
    """What will be read, as the room sees it: decisions and actions only."""

    NAME = N_("Read back")

    def __init__(self, console: Console, meeting: bytes) -> None:
        super().__init__(console, meeting)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(Space.s))
        self._lines.setContentsMargins(0, 0, px(Space.m), 0)
        self.send_button = button(
            translate(N_("Read back in the room")), self.send, icon="cast", variant="danger", keys=("F8",)
        )
        QShortcut(QKeySequence("F8"), self, self.send_button.click)
        self.aloud_button = button(translate(N_("It was read aloud")), self.mark, icon="check", variant="quiet")
        self.done = ChipLabel(status("none", translate(N_("not read back yet"))))
        self.body.addWidget(scrolling(box(column(self._lines, None)), "raised"), 1)
        self.body.addLayout(row(self.send_button, self.aloud_button, None, self.done))

    def enter(self) -> None:
        read = meetings.read_back(self.document, self.meeting)
        decisions = plural(N_("{n} decision"), N_("{n} decisions"), len(read.decisions))
        actions = plural(N_("{n} action"), N_("{n} actions"), len(read.actions))
        self.tell(
            translate(N_("Read back {decisions} and {actions}"), decisions=decisions, actions=actions),
            translate(N_("Say it once more with everybody listening. Notes and private notes are never shown.")),
        )
        clear(self._lines)
        self._fill(translate(N_("Decisions")), "gavel", read.decisions)
        self._fill(translate(N_("Actions")), "list-checks", read.actions)
        if not read.decisions and not read.actions:
            self._lines.addWidget(paragraph(translate(N_("Nothing was decided and nobody has anything to do."))))
        writable = self.console.writable
        self.send_button.setEnabled(bool(read.decisions or read.actions))
        self.aloud_button.setVisible(writable and read.at is None)
        words = translate(N_("not read back yet"))
        if read.at is not None:
            words = translate(N_("read back at {time}"), time=f"{read.at.astimezone():%H:%M}")
        self.done.set_chip(status("ok" if read.at is not None else "none", words))

    def _fill(self, title: str, icon: str, said: Sequence[Told]) -> None:
        if said:
            self._lines.addWidget(hint(title, tone="text2"))
        for one in said:
            self._lines.addWidget(_line(icon, one))

    def send(self) -> None:
        """Show it in the room and note when that was."""
        stage = self.console.stage

        def show() -> bool:
            stage.prepare(lambda: read_back_view(self.document, self.meeting))
            stage.send()
            return True

        if self.console.attempt(show):
            self.mark()

    def mark(self) -> None:
        """Note that it was read back now."""
        if self.console.writable:
            self.console.attempt(lambda: meetings.mark_read_back(self.document, self.meeting))
        self.enter()
        self.ready.emit()


def _line(icon: str, one: Told) -> QWidget:
    who = [one.owner or translate(N_("nobody yet"))]
    who += [translate(N_("until {day}"), day=format_date(one.due))] if one.due is not None else []
    words = label(one.text, "body", wrap=True)
    owed = hint(", ".join(who), tone="text2" if one.owner else "warn")
    across = row(gap=Space.m)
    across.addLayout(column(IconLabel(icon), None, margins=(0, Space.xxs, 0, 0)))
    across.addLayout(column(words, owed, gap=0), 1)
    return box(across)
