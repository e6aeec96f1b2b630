"""Meetings that were, and planned ones: what each came to, its log to read and to complete, and its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import meetings
from app.dates import format_date
from app.i18n import N_, plural, translate
from ui.meetings.kinds import MEETINGS
from ui.meetings.lines import LineList, ListLine
from ui.meetings.log_view import LogView
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import heading, hint, label
from ui.widgets.layouts import box, column, ground, row, rule

if TYPE_CHECKING:
    from app.meetings import MeetingRow
    from ui.console import Console


class PastView(QWidget):
    """A list at the left, the chosen meeting at the right."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console, self._document = console, console.document
        self._rows: list[MeetingRow] = []
        self.list = LineList(translate(N_("Meetings")))
        self.list.choice_leads = True
        self.count = hint("")
        self.title, self.facts = label("", "heading", elide=True), hint("", elide=True, tone="text2")
        self.reopen_button = button(translate(N_("Reopen for notes")), self.reopen, icon="rotate-ccw")
        self.begin_button = button(translate(N_("Begin now")), self.begin, icon="play", variant="primary")
        self.papers_button = button(translate(N_("Its documents…")), self.papers, icon="file-output")
        self.log = LogView(console)
        self._build()
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._show_chosen())

    def _build(self) -> None:
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(px(Space.xs))
        side.addLayout(row(heading(translate(N_("Meetings"))), self.count, None, margins=(16, 12, 16, 4)))
        side.addWidget(self.list, 1)
        left.setFixedWidth(px(Size.detail_small))
        ground(left, "surface")
        named = column(self.title, self.facts, gap=0)
        head = row(gap=Space.s, margins=(Space.l, Space.m, Space.l, 0))
        head.addLayout(named, 1)
        for part in (self.begin_button, self.reopen_button, self.papers_button):
            head.addWidget(part)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.addLayout(head)
        right.addWidget(self.log, 1)
        across = row(left, rule(upright=True), gap=0)
        across.addWidget(ground(box(right), "surface"), 1)
        self.setLayout(across)

    # --- what is shown ---

    def freshen(self) -> None:
        """Read the meetings again."""
        before = {one.key for one in self._rows}
        self._rows = [one for one in meetings.meeting_list(self._document) if one.key != self._console.meeting.key]
        self.count.setText(str(len(self._rows)) if self._rows else "")
        self.list.show_lines([self._line(one) for one in self._rows])
        if before and self._rows and self._rows[0].key not in before:
            self.list.choose(self._rows[0].key)  # the one that was just closed
        self._show_chosen()

    def has_any(self) -> bool:
        """Whether there is a meeting to look at."""
        return bool(self._rows)

    def chosen(self) -> MeetingRow | None:
        """Return the meeting that is chosen."""
        key = self.list.current_key()
        return next((one for one in self._rows if one.key == key), None)

    def _line(self, one: MeetingRow) -> ListLine:
        day = format_date(one.starts_at.astimezone().date()) if one.starts_at is not None else ""
        words = [day, *_counted(one)]
        if one.state == "planned":
            words = [translate(N_("planned for {day}"), day=day)]
        waits = plural(N_("{n} to complete"), N_("{n} to complete"), one.to_complete) if one.to_complete else ""
        return ListLine(
            one.key, one.title, " · ".join(part for part in words if part), waits, "warn", icon=MEETINGS[one.kind][1]
        )

    def _show_chosen(self) -> None:
        one = self.chosen()
        self.log.show_log(one.key if one is not None else None)
        self.title.setText(one.title if one is not None else "")
        self.facts.setText(_facts(one) if one is not None else "")
        planned, writable = one is not None and one.state == "planned", self._console.writable
        self.begin_button.setVisible(planned and writable)
        self.reopen_button.setVisible(one is not None and not planned and writable)
        self.papers_button.setVisible(one is not None and not planned)
        busy = self._console.meeting.running
        why = translate(N_("Close the running meeting first.")) if busy else ""
        self.reopen_button.setEnabled(not busy)
        self.begin_button.setEnabled(not busy)
        for part in (self.reopen_button, self.begin_button):
            part.setToolTip(why)

    def select(self, key: bytes) -> None:
        """Choose a meeting, or the meeting of an entry."""
        self.list.choose(key)

    # --- what is done ---

    def reopen(self) -> None:
        """Go on with the chosen meeting."""
        one = self.chosen()
        if one is not None:
            self._console.attempt(lambda: meetings.reopen_meeting(self._document, one.key))
            self._console.say(translate(N_("{meeting} goes on."), meeting=one.title[:60]), undoable=True)

    def begin(self) -> None:
        """Begin the chosen meeting, which was planned."""
        one = self.chosen()
        if one is not None:
            self._console.attempt(lambda: meetings.begin_meeting(self._document, one.key))

    def papers(self) -> None:
        """Write the documents of the chosen meeting."""
        one = self.chosen()
        if one is not None:
            self._console.ask("close_meeting", one.key)


def _counted(one: MeetingRow) -> list[str]:
    counts = (
        (N_("{n} decision"), N_("{n} decisions"), one.decisions),
        (N_("{n} action"), N_("{n} actions"), one.actions),
        (N_("{n} parked"), N_("{n} parked"), one.parked),
    )
    return [plural(single, many, number) for single, many, number in counts if number]


def _facts(one: MeetingRow) -> str:
    parts = [one.ref, translate(MEETINGS[one.kind][0]), one.place]
    if one.starts_at is not None:
        start = one.starts_at.astimezone()
        end = f"–{one.ended_at.astimezone():%H:%M}" if one.ended_at is not None else ""
        parts.append(f"{format_date(start.date())} {start:%H:%M}{end}")
    parts.append(plural(N_("{n} seat"), N_("{n} seats"), one.seats) if one.seats else "")
    return " · ".join(part for part in parts if part)
