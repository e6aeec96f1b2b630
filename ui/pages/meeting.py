"""The page of the meeting: the one that runs, those that were, or how to start the first."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app import meetings
from app.dates import format_date
from app.i18n import N_, translate
from ui.console import Console, Page
from ui.meetings.past_view import PastView
from ui.meetings.running_view import RunningView
from ui.theme import Size, px
from ui.widgets.buttons import button
from ui.widgets.cards import EmptyState, Way
from ui.widgets.header import ToolBar
from ui.widgets.labels import elided, hint
from ui.widgets.layouts import column
from ui.widgets.segmented import SegmentedControl

NOW, PAST = "now", "past"


class MeetingPage(Page):
    """Two views, and an empty state that teaches. While a meeting runs its view comes first."""

    TABLES = frozenset({"meeting", "agenda_point", "seat", "meeting_entry", "action", "person", "entity"})

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.running, self.past = RunningView(console), PastView(console)
        self.switch = SegmentedControl(
            [(NOW, translate(N_("Now"))), (PAST, translate(N_("Past meetings")))], translate(N_("Meetings")), NOW
        )
        self.switch.chosen.connect(self._show)
        self.start_button = button(
            translate(N_("Start meeting")), self._start, icon="play", variant="primary", keys=("Ctrl", "M")
        )
        self.close_button = button(
            translate(N_("Close meeting…")), self._close, icon="check", keys=("Ctrl", "Shift", "M")
        )
        self.teach = hint("", tone="text2")
        self.tools = ToolBar()
        self.tools.add(self.start_button, self.teach)
        self.tools.add(self.switch, side="middle")
        self.tools.add(self.close_button, side="right")
        self.stack = QStackedWidget()
        self.empty, self.idle = self._empty(), self._idle()
        for view in (self.running, self.past, self.empty, self.idle):
            self.stack.addWidget(view)
        self.setLayout(column(self.tools, self.stack, gap=0))
        self._was_running = console.meeting.key
        console.meeting.changed.connect(self._turn)

    def _empty(self) -> QWidget:
        start = button(translate(N_("Start meeting")), self._start, icon="play", variant="primary", keys=("Ctrl", "M"))
        start.setEnabled(self.console.writable)
        ways = (
            Way(
                translate(N_("Start the first one")),
                start,
                translate(N_("Kind, agenda with time boxes, who sits where. Enter starts with what is proposed.")),
            ),
            Way(
                translate(N_("Catch what is said")),
                hint(translate(N_("Alt+D decision · Alt+A action · F4 note")), tone="text2"),
                translate(N_("From any page, also while you type. An empty Enter stamps the time; words come later.")),
            ),
            Way(
                translate(N_("Close it in a minute")),
                hint(translate(N_("Read back, minutes, e-mail drafts")), tone="text2"),
                translate(N_("Holes are listed, everybody gets their part, before the room is empty.")),
            ),
        )
        why = N_(
            "An interview, a risk workshop, an exercise or a plain meeting: agenda and pace, who was there, who said "
            "what, decisions and actions as they fall. Whatever you enter on any page carries time and speaker."
        )
        return EmptyState("users", translate(N_("No meeting yet")), translate(why), ways)

    def _idle(self) -> QWidget:
        start = button(translate(N_("Start meeting")), self._start, icon="play", variant="primary", keys=("Ctrl", "M"))
        start.setEnabled(self.console.writable)
        why = N_(
            "What is caught meanwhile stands in the log without a meeting. Past meetings can be read and completed."
        )
        way = Way(translate(N_("Begin")), start, translate(N_("Enter starts with what is proposed.")))
        back = button(translate(N_("Past meetings")), lambda: self._show(PAST), icon="history")
        other = Way(translate(N_("Look back")), back, translate(N_("Logs, documents, what is still to complete.")))
        return EmptyState("users", translate(N_("No meeting is running")), translate(why), (way, other))

    # --- what is shown ---

    def refresh(self) -> None:
        """Show the meeting that runs, or those that were."""
        self.past.freshen()
        if self.console.meeting.running:
            self.running.freshen()
        self._turn()

    def _turn(self) -> None:
        key = self.console.meeting.key
        if key != self._was_running:
            self._was_running = key
            self.switch.set_current(NOW)
            if key is not None:
                self.running.freshen()
        self._show(self.switch.current() or NOW)

    def _show(self, view: str) -> None:
        self.switch.set_current(view)
        running = self.console.meeting.running
        if view == PAST and self.past.has_any():
            self.past.freshen()
            shown: QWidget = self.past
        elif running:
            shown = self.running
        else:
            shown = self.idle if self.past.has_any() else self.empty
        self.stack.setCurrentWidget(shown)
        self.tools.setVisible(running or self.past.has_any())
        self.start_button.setVisible(not running and self.console.writable and shown is self.past)
        self.close_button.setVisible(running and shown is self.running and self.console.writable)
        self.teach.setText(self._told() if running else "")

    def _told(self) -> str:
        meeting = self.console.meeting
        if meeting.started is None:
            return meeting.title
        title = elided(meeting.title, "hint", px(Size.search))
        return translate(N_("{meeting}, since {time}"), meeting=title, time=f"{meeting.started.astimezone():%H:%M}")

    def subtitle(self) -> str:
        """Return what the meeting is called, and where it is."""
        key = self.console.meeting.key
        if key is None:
            return format_date(self.document.today())
        row = meetings.meeting(self.document, key)
        return " · ".join(part for part in (row.title, row.place) if part)

    def select(self, key: bytes) -> None:
        """Show a meeting of the past, or an entry of the log."""
        if any(row.key == key for row in meetings.meeting_list(self.document)):
            self._show(NOW if key == self.console.meeting.key else PAST)
            self.past.select(key)
            return
        entry = next((one for one in meetings.entries(self.document) if one.key == key), None)
        if entry is None:
            return
        self.refresh()
        if entry.meeting == self.console.meeting.key:
            self._show(NOW)
            self.running.log.select(key)
        elif entry.meeting is not None:
            self._show(PAST)
            self.past.select(entry.meeting)
            self.past.log.select(key)

    def take_focus(self) -> None:
        """Take the keyboard: the agenda of the running meeting, the list of past ones, or the first button."""
        shown = self.stack.currentWidget()
        if shown is self.running:
            self.running.agenda.list.setFocus()
        elif shown is self.past:
            self.past.list.setFocus()
        else:
            super().take_focus()

    def _start(self) -> None:
        self.console.ask("start_meeting")

    def _close(self) -> None:
        self.console.ask("close_meeting")

    def place(self) -> dict[str, Any]:
        """Return which view was open."""
        return {"view": self.switch.current()}

    def restore(self, place: dict[str, Any]) -> None:
        """Open the view that was left."""
        if place.get("view") == PAST:
            self.switch.set_current(PAST)
