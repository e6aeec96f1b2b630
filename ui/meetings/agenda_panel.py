"""The agenda of the running meeting: the point that is on, how the time goes, and what comes next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import meetings
from app.durations import format_duration, parse_duration
from app.i18n import N_, UserError, translate
from ui.meetings.kinds import clock_words
from ui.meetings.lines import LineList, ListLine
from ui.room.senders import show_agenda
from ui.theme import Size, Space, px
from ui.widgets.buttons import button, icon_button
from ui.widgets.inputs import TextField
from ui.widgets.labels import heading, hint
from ui.widgets.layouts import box, column, ground, row

if TYPE_CHECKING:
    from app.meetings import Agenda, Point
    from ui.console import Console

_TIMED = re.compile(r"^(?P<title>.*\S)\s+(?P<time>\d+(?:[.,]\d+)?\s*(?:min|m|h)(?:\s*\d+)?)\.?$", re.IGNORECASE)


def read_point(text: str) -> tuple[str, int | None]:
    """Return title and minutes of a point typed like ``Treatment and owners 20 min``; without a time box ``None``."""
    found = _TIMED.match(text.strip())
    if found is None:
        return text.strip(), None
    try:
        return found["title"], parse_duration(found["time"])
    except UserError:
        return text.strip(), None


class AgendaPanel(QWidget):
    """The left side of the meeting page. Enter begins the chosen point, F2 edits it, Alt with the arrows moves it."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console, self._document, self._meeting = console, console.document, console.meeting
        ground(self, "surface")
        self.pace = hint("", wrap=True, tone="text2")
        self.planned = hint("")
        rename = self._rename if console.writable else None
        self.list = LineList(translate(N_("Agenda")), rename=rename)
        self.next_button = button(
            translate(N_("Begin next point")), self._meeting.begin_next, icon="play", variant="primary", keys=("F9",)
        )
        words = translate(N_("Add a point, such as Treatment 20 min"))
        self.new = TextField(translate(N_("New point of the agenda")), words)
        self.room_button = icon_button("cast", translate(N_("Show the agenda in the room")), self.show_in_room)
        self._build()
        self._connect()

    def _build(self) -> None:
        head = row(heading(translate(N_("Agenda"))), self.planned, None, self.room_button, margins=(16, 8, 8, 0))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, px(Space.m))
        outer.setSpacing(px(Space.xs))
        outer.addLayout(head)
        outer.addWidget(box(column(self.pace, margins=(16, 0, 16, 4))))
        outer.addWidget(self.list, 1)
        outer.addWidget(box(column(self.new, self.next_button, margins=(12, 4, 12, 0))))
        for part in (self.new, self.next_button):
            part.setEnabled(self._console.writable)

    def _connect(self) -> None:
        if self._console.writable:
            self.list.entered.connect(self._begin)
            self.list.removed.connect(self._remove)
            self.list.shifted.connect(self._shift)
            self.new.returnPressed.connect(self._add)

    # --- what is done ---

    def _begin(self, key: bytes) -> None:
        self._console.attempt(lambda: meetings.begin_point(self._document, key))

    def _remove(self, key: bytes) -> None:
        def remove() -> bool:
            meetings.remove_point(self._document, key)
            return True

        if self._console.attempt(remove):
            self._console.say(translate(N_("Point removed.")), undoable=True)

    def _shift(self, key: bytes, by: int) -> None:
        agenda = self._meeting.agenda
        keys = [point.key for point in agenda.points] if agenda is not None else []
        target = keys.index(key) + by if key in keys else -1
        if 0 <= target < len(keys):
            self._console.attempt(lambda: meetings.move_point(self._document, key, target))
            self.list.choose(key)

    def _rename(self, key: bytes, text: str) -> None:
        title, minutes = read_point(text)
        self._console.attempt(lambda: meetings.change_point(self._document, key, title=title, minutes=minutes))

    def _add(self) -> None:
        meeting, (title, minutes) = self._meeting.key, read_point(self.new.text())
        if meeting is None or not title:
            return
        if self._console.attempt(lambda: meetings.add_point(self._document, meeting, title, minutes)) is not None:
            self.new.clear()

    def show_in_room(self) -> None:
        """Put the agenda into the preview of the room."""
        if self._meeting.key is not None:
            show_agenda(self._console, self._meeting.key)

    # --- what is shown ---

    def show_agenda(self) -> None:
        """Show the points and the time as they are now."""
        agenda = self._meeting.agenda
        points = agenda.points if agenda is not None else ()
        self.list.show_lines([self._line(number, point) for number, point in enumerate(points, 1)])
        if agenda is not None and agenda.current is not None and not self.list.hasFocus():
            self.list.choose(agenda.current.key)
        self._show_pace(agenda)
        waiting = agenda is not None and agenda.following is not None
        on = agenda is not None and agenda.current is not None
        words = N_("Begin next point") if on else N_("Begin first point")
        self.next_button.setText(translate(words if waiting else N_("End this point")))
        self.next_button.updateGeometry()
        self.next_button.setEnabled(self._console.writable and (waiting or on))

    def _show_pace(self, agenda: Agenda | None) -> None:
        empty = agenda is None or not agenda.points
        teach = translate(N_("No agenda yet. Points with a time box keep the pace for everybody."))
        self.pace.setText(teach if empty or agenda is None else agenda.pace)
        self.pace.setVisible(bool(self.pace.text()))
        over = agenda is not None and agenda.done > 0 and agenda.over_minutes > 0
        self.pace.set_tone("warn" if over else "text2")
        planned = agenda.planned_minutes if agenda is not None else 0
        self.planned.setText(format_duration(planned) if planned else "")

    def _line(self, number: int, point: Point) -> ListLine:
        running, done = point.state == "running", point.state in ("done", "skipped")
        box_words = format_duration(point.minutes) if point.minutes else ""
        note = self._used(point, box_words)
        return ListLine(
            point.key,
            point.title,
            note,
            "" if note else box_words,
            number=str(number),
            icon={"done": "check", "skipped": "minus"}.get(point.state, ""),
            icon_tone="ok" if point.state == "done" else "text3",
            note_tone="warn" if point.over else "text3",
            active=running,
            muted=done,
            spoken=" ".join((str(number), point.title, translate(STATES[point.state]), note or box_words)).strip(),
            edit=" ".join(part for part in (point.title, box_words) if part),
        )

    def _used(self, point: Point, box_words: str) -> str:
        """Return the time that a point took: to the second while it is on."""
        if point.state == "skipped":
            return translate(STATES["skipped"])
        if point.begun_at is None:
            return ""
        time = format_duration(max(1, point.used))
        if point.state == "running":
            time = clock_words((self._document.now() - point.begun_at).total_seconds())
        return translate(N_("{used} of {planned}"), used=time, planned=box_words) if box_words else time


#: What the state of a point is called.
STATES = {"open": N_("to come"), "running": N_("now"), "done": N_("done"), "skipped": N_("skipped")}
#: How wide the panel is, and in narrow windows.
WIDE, NARROW = Size.search, 232
