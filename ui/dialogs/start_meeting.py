"""Starting a meeting: kind, title, agenda with time boxes, and who sits where. Enter starts with what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from app import listings, meetings
from app.dates import format_date
from app.durations import format_duration
from app.i18n import N_, UserError, plural, translate
from ui.meetings.agenda_rows import AgendaRows
from ui.meetings.kinds import MEETINGS
from ui.meetings.lines import LineList, ListLine
from ui.meetings.seat_picker import Holder, SeatPicker
from ui.meetings.seats_panel import holder_of
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.dialogs import CANCEL, Dialog, Verb, ask
from ui.widgets.inputs import TextField
from ui.widgets.labels import field_label, heading, hint, label
from ui.widgets.layouts import box, column, row
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: How wide the sheet is and how high its two lists.
WIDTH, LIST_HEIGHT = 800, 232
USUAL = "risk workshop"


def start_meeting(window: MainWindow, argument: object = None) -> None:
    """Ask for the meeting and start it; one that runs is gone on with, unless it is to be closed first.

    ``argument`` may name the kind to begin with.
    """
    console = window.console
    if not console.writable:
        console.say(translate(N_("This window is read-only; no meeting can be started here.")))
        return
    if console.meeting.running and not closed_first(window):
        return
    dialog = StartDialog(window, str(argument or USUAL))
    dialog.ask()
    dialog.deleteLater()


def closed_first(window: MainWindow) -> bool:
    """Go on with the running meeting, or have it closed; return whether none runs any more."""
    console, current = window.console, window.console.meeting
    since = f"{current.started.astimezone():%H:%M}" if current.started is not None else ""
    answer = ask(
        window,
        translate(N_("“{meeting}” is running"), meeting=current.title[:60]),
        translate(
            N_("It has run since {time}. One meeting runs at a time, so that everything has one place."), time=since
        ),
        (
            CANCEL,
            Verb("close", N_("Close it first…")),
            Verb("go on", N_("Go on with it"), variant="primary", default=True),
        ),
    )
    if answer == "go on":
        console.go("meeting")
    elif answer == "close":
        console.ask("close_meeting")
        return not current.running
    return False


class StartDialog(Dialog):
    """The sheet. What is wrong is told at its foot, and it stays. ``AFTER`` is the place that is shown then."""

    AFTER, TITLE = "meeting", N_("Start meeting")

    def __init__(self, window: MainWindow, kind: str = USUAL) -> None:
        go = Verb("start", self.TITLE, variant="primary", default=True)
        super().__init__(window, translate(self.TITLE), "", (CANCEL, go), width=WIDTH)
        self._console, self._document = window.console, window.document
        self._titled = ""
        self._usual: list[Holder] = []
        self.holders: list[Holder] = []
        words = [(key, translate(word)) for key, (word, _) in MEETINGS.items()]
        self.kind = SegmentedControl(words, translate(N_("Kind of meeting")), kind if kind in MEETINGS else USUAL)
        self.title_field = TextField(translate(N_("Title")))
        self.place_field = TextField(translate(N_("Place")), translate(N_("Room, or link of the call")))
        self.agenda = AgendaRows()
        self.sum = hint("", tone="text2")
        self.picker = SeatPicker(self._document)
        self.seats = LineList(translate(N_("Seats")), ground="raised")
        self.same = button("", self._seat_same, icon="users", variant="quiet", size="small")
        paste = translate(N_("Paste a list"))
        self.paste = button(paste, self.picker.paste_names, icon="clipboard-paste", variant="quiet", size="small")
        self.seated = hint("")
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()
        self._lay_out()
        self._connect()
        self._propose()
        self.title_field.setFocus()
        self.title_field.selectAll()

    # --- building ---

    def _lay_out(self) -> None:
        self.body.addWidget(self.kind)
        named = row(gap=Space.l)
        for field, stretch in ((self.title_field, 3), (self.place_field, 2)):
            named.addLayout(column(field_label(field.accessibleName(), field), field, gap=Space.xs), stretch)
        self.body.addLayout(named)
        across = row(gap=Space.xxl)
        across.addLayout(self._agenda_side(), 3)
        across.addLayout(self._seats_side(), 2)
        self.body.addLayout(across)
        self.body.addWidget(self.problem)

    def _agenda_side(self) -> QVBoxLayout:
        self.agenda.setFixedHeight(px(LIST_HEIGHT))
        keys = hint(translate(N_("Alt+↑↓ moves, Ins adds, Ctrl+Del removes")))
        head = row(heading(translate(N_("Agenda"))), None, self.sum)
        return column(head, self.agenda, keys, gap=Space.s)

    def _seats_side(self) -> QVBoxLayout:
        self.seats.setMinimumHeight(px(Size.row * 2))
        held = box(column(self.picker, self.seats, gap=Space.xs))
        held.setFixedHeight(px(LIST_HEIGHT))
        head = row(heading(translate(N_("Seats"))), self.seated, None)
        return column(head, held, row(self.same, self.paste, None, gap=Space.xs), gap=Space.s)

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda _kind: self._propose())
        self.agenda.edited.connect(self._show_sum)
        self.picker.picked.connect(self._seat)
        self.picker.finished.connect(lambda: self.finish("start"))
        self.seats.removed.connect(self._unseat)
        self.seats.shifted.connect(self._shift)

    # --- what is proposed ---

    def _propose(self) -> None:
        kind = self.kind.current()
        if self.title_field.text() in ("", self._titled):
            word, day = translate(MEETINGS[kind][0]), format_date(self._document.today())
            self._titled = f"{word} {day}"
            self.title_field.setText(self._titled)
        self.agenda.show_points(meetings.usual_agenda(kind))
        self._usual = self._usual_holders(kind)
        words = plural(N_("Same as last time ({n})"), N_("Same as last time ({n})"), len(self._usual))
        self.same.setText(words)
        self.same.updateGeometry()
        self.same.setVisible(bool(self._usual))
        self._show_seats()

    def _usual_holders(self, kind: str) -> list[Holder]:
        names = dict(listings.options(self._document, "person"))
        found = meetings.usual_seats(self._document, kind)
        return [Holder(names[one], one) if isinstance(one, bytes) else Holder(one) for one in found]

    def _show_sum(self) -> None:
        minutes = self.agenda.planned()
        if not minutes:
            self.sum.setText(translate(N_("no time boxes")))
            return
        end = (self._document.now() + timedelta(minutes=minutes)).astimezone()
        words = N_("{time}, ends {end}")
        self.sum.setText(translate(words, time=format_duration(minutes), end=f"{end:%H:%M}"))

    # --- who sits where ---

    def _seat(self, holders: Sequence[Holder]) -> None:
        here = {one.person or one.name.casefold() for one in self.holders}
        self.holders += [one for one in holders if (one.person or one.name.casefold()) not in here]
        self._show_seats()
        if self.holders:
            self.seats.choose(len(self.holders) - 1)

    def _seat_same(self) -> None:
        self._seat(self._usual)
        self.picker.setFocus()

    def _unseat(self, at: int) -> None:
        del self.holders[at]
        self._show_seats()

    def _shift(self, at: int, by: int) -> None:
        if 0 <= at + by < len(self.holders):
            self.holders.insert(at + by, self.holders.pop(at))
            self._show_seats()
            self.seats.choose(at + by)

    def _show_seats(self) -> None:
        self.picker.set_taken([one.person for one in self.holders])
        self.seats.show_lines(
            [ListLine(at, one.name, "", one.kind, "text3", number=str(at + 1)) for at, one in enumerate(self.holders)]
        )
        self.seats.setVisible(bool(self.holders))
        none = translate(N_("optional; Alt with the number says who speaks"))
        self.seated.setText(str(len(self.holders)) if self.holders else none)

    # --- starting ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.buttons["start"].isEnabled():
            self.finish("start")
            return
        super().keyPressEvent(event)

    def finish(self, key: str) -> None:
        """Start the meeting before closing; what cannot be is told and keeps the sheet open."""
        if key == "start":
            try:
                self._start()
            except UserError as error:
                self.problem.setText(str(error))
                self.problem.show()
                return
        super().finish(key)

    def _start(self) -> None:
        document, title = self._document, self.title_field.text().strip()
        if not title:
            raise UserError(N_("Give the meeting a title, so that it is found again."))
        points = self.agenda.points()
        with document.edit(translate(N_("Start {meeting}"), meeting=title[:60])):
            seats = [holder_of(self._console, one) for one in self.holders]
            meetings.open_meeting(
                document, title, self.kind.current(), seats=seats, place=self.place_field.text() or None, agenda=points
            )
        self._console.go(self.AFTER)
        words = translate(N_("{meeting} has begun. F9 begins the first point."), meeting=title[:60])
        self._console.say(words, undoable=True)
