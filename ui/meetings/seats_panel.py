"""Who is there: numbered seats, who of them speaks, who left, who comes back, and whoever comes late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import entities, meetings
from app import model as m
from app.i18n import N_, translate
from ui.meetings.lines import LineList, ListLine
from ui.meetings.seat_picker import Holder, SeatPicker
from ui.theme import Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import heading, hint
from ui.widgets.layouts import box, column, ground, row

if TYPE_CHECKING:
    from app.meetings import SeatLine
    from ui.console import Console


class _SeatList(LineList):
    """The list of seats; a digit chooses the speaker at once."""

    def __init__(self, console: Console) -> None:
        super().__init__(translate(N_("Seats")))
        self._console = console

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdecimal() and event.text().isascii():
            self._console.meeting.press_digit(int(event.text()))
            return
        super().keyPressEvent(event)


class SeatsPanel(QWidget):
    """The right side of the meeting page. Enter or a click makes the speaker, Alt with the arrows renumbers."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console, self._document, self._meeting = console, console.document, console.meeting
        ground(self, "surface")
        self.count = hint("")
        self.list = _SeatList(console)
        self.presence = button(translate(N_("Leaves")), self.toggle_presence, icon="log-out", size="small")
        self.remote = button(translate(N_("Remote")), self.toggle_remote, icon="video", size="small")
        self.picker = SeatPicker(self._document, placeholder=translate(N_("Add name or role")))
        self.teach = hint("", wrap=True, tone="text2")
        self._build()
        self._connect()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, px(Space.m))
        outer.setSpacing(px(Space.xs))
        outer.addLayout(row(heading(translate(N_("Seats"))), self.count, None, margins=(16, 12, 8, 4)))
        outer.addWidget(box(column(self.teach, margins=(16, 0, 16, 4))))
        outer.addWidget(self.list, 1)
        outer.addWidget(box(row(self.presence, self.remote, None, gap=Space.xs, margins=(12, 0, 8, 0))))
        outer.addWidget(box(column(self.picker, margins=(12, 4, 12, 0))))
        for part in (self.presence, self.remote, self.picker):
            part.setEnabled(self._console.writable)

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._show_presence())
        if self._console.writable:
            self.list.entered.connect(self._speak)
            self.list.pressed_line.connect(self._speak)
            self.list.removed.connect(self._remove)
            self.list.shifted.connect(self._shift)
            self.picker.picked.connect(self._seat)

    # --- what is done ---

    def chosen(self) -> SeatLine | None:
        """Return the seat that is chosen in the list."""
        key = self.list.current_key()
        return next((seat for seat in self._meeting.seats if seat.key == key), None)

    def _speak(self, key: bytes) -> None:
        seat = next((seat for seat in self._meeting.seats if seat.key == key), None)
        if seat is not None:
            self._meeting.set_speaker(seat.number)

    def toggle_presence(self) -> None:
        """Let the chosen one leave, or come back."""
        seat = self.chosen()
        if seat is not None:
            verb = meetings.leave if seat.here else meetings.come_back
            self._console.attempt(lambda: verb(self._document, seat.key))

    def toggle_remote(self) -> None:
        """Let the chosen one be in the room, or take part from elsewhere."""
        seat = self.chosen()
        if seat is not None:
            other = "room" if seat.presence == "remote" else "remote"
            self._console.attempt(lambda: meetings.change_seat(self._document, seat.key, presence=other))

    def _remove(self, key: bytes) -> None:
        def remove() -> bool:
            meetings.remove_seat(self._document, key)
            return True

        if self._console.attempt(remove):
            self._console.say(translate(N_("Seat removed.")), undoable=True)

    def _shift(self, key: bytes, by: int) -> None:
        seat = next((seat for seat in self._meeting.seats if seat.key == key), None)
        if seat is not None and seat.number + by >= 1:
            self._console.attempt(lambda: meetings.renumber(self._document, key, seat.number + by))
            self.list.choose(key)

    def _seat(self, holders: Sequence[Holder]) -> None:
        meeting = self._meeting.key
        if meeting is not None:
            self._console.attempt(lambda: seat_all(self._console, meeting, holders))

    # --- what is shown ---

    def show_seats(self) -> None:
        """Show who is there now and who speaks."""
        seats, speaks = self._meeting.seats, self._meeting.speaker_seat
        self.list.show_lines([self._line(seat, speaks == seat.number) for seat in seats])
        self.picker.set_taken([seat.person for seat in seats if seat.here])
        here = sum(seat.here for seat in seats)
        self.count.setText(
            translate(N_("{here} of {all}"), here=here, all=len(seats)) if here < len(seats) else str(here)
        )
        self.teach.setText(
            translate(N_("Alt with a number says who speaks; it stands beside all that is written then."))
            if seats
            else translate(N_("Nobody is seated yet. Type a name or paste a list; the order gives the numbers."))
        )
        self._show_presence()

    def _show_presence(self) -> None:
        seat = self.chosen()
        here = seat is None or seat.here
        self.presence.setText(translate(N_("Leaves") if here else N_("Comes back")))
        self.presence.set_icon("log-out" if here else "undo-2")
        self.presence.updateGeometry()
        remote = seat is not None and seat.presence == "remote"
        self.remote.setText(translate(N_("In the room") if remote else N_("Remote")))
        self.remote.set_icon("users" if remote else "video")
        self.remote.updateGeometry()
        self.remote.setVisible(here)
        for part in (self.presence, self.remote):
            part.setEnabled(seat is not None and self._console.writable)

    def _line(self, seat: SeatLine, speaks: bool) -> ListLine:
        note = presence_words(seat)
        end = translate(N_("speaks")) if speaks else ""
        return ListLine(
            seat.key,
            seat.name,
            note,
            end,
            end_tone="accent_text",
            number=str(seat.number),
            active=speaks,
            muted=not seat.here,
            spoken=" ".join(part for part in (str(seat.number), seat.name, note, end) if part),
        )


def presence_words(seat: SeatLine) -> str:
    """Return the role of a seat and how it takes part, such as ``Finance lead · remote``."""
    words = [seat.role] if seat.role and seat.role != seat.name else []
    if not seat.here:
        time = f"{seat.left_at.astimezone():%H:%M}" if seat.left_at is not None else ""
        words.append(translate(N_("left {time}"), time=time).strip())
    elif seat.presence == "remote":
        words.append(translate(N_("remote")))
    elif seat.came_at is not None:
        words.append(translate(N_("since {time}"), time=f"{seat.came_at.astimezone():%H:%M}"))
    return " · ".join(words)


def seat_all(console: Console, meeting: bytes, holders: Sequence[Holder]) -> None:
    """Give every holder the next seat, as one edit; people who are new are created. Raises ``UserError``."""
    document = console.document
    with document.edit(translate(N_("Seat {names}"), names=", ".join(one.name for one in holders)[:60])):
        for holder in holders:
            meetings.add_seat(document, meeting, holder_of(console, holder))


def holder_of(console: Console, holder: Holder) -> bytes | str:
    """Return the key of the person, created if new, or the role."""
    if holder.person is not None:
        return holder.person
    return entities.add(console.document, m.Person, None, name=holder.name) if holder.new else holder.name
