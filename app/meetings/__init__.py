"""Meetings as a subject: agenda and pace, numbered seats, the running log, closing, and what the minutes hold.

Serves the meeting page, the catch line, interviews, risk workshops and exercises, and the documents a meeting leaves.
"""

from app.meetings.catching import KIND_WORDS, Caught, Directory, read_line
from app.meetings.closing import (
    DOCUMENTS,
    Hole,
    Leaving,
    ReadBack,
    Recipient,
    Told,
    dealt_with,
    holes,
    leavings,
    mark_read_back,
    read_back,
    recipients,
)
from app.meetings.gathering import (
    USUAL_AGENDAS,
    MeetingRow,
    begin_meeting,
    end_meeting,
    meeting,
    meeting_list,
    open_meeting,
    reopen_meeting,
    running,
    state_of,
    usual_agenda,
    usual_seats,
)
from app.meetings.log import PUBLIC, EntryLine, edit_entry, enter, entries, incomplete, remove_entry
from app.meetings.pacing import (
    Agenda,
    Point,
    add_point,
    agenda,
    begin_next,
    begin_point,
    change_point,
    clock_time,
    end_point,
    move_point,
    remove_point,
)
from app.meetings.seating import (
    SeatLine,
    add_seat,
    change_seat,
    come_back,
    leave,
    remove_seat,
    renumber,
    seat_lines,
    seats,
)

__all__ = [
    "DOCUMENTS", "KIND_WORDS", "PUBLIC", "USUAL_AGENDAS", "Agenda", "Caught", "Directory", "EntryLine", "Hole",
    "Leaving", "MeetingRow", "Point", "ReadBack", "Recipient", "SeatLine", "Told", "add_point", "add_seat", "agenda",
    "begin_meeting", "begin_next", "begin_point", "change_point", "change_seat", "clock_time", "come_back",
    "dealt_with", "edit_entry", "end_meeting", "end_point", "enter", "entries", "holes", "incomplete", "leave",
    "leavings", "mark_read_back", "meeting", "meeting_list", "move_point", "open_meeting", "read_back", "read_line",
    "recipients", "remove_entry", "remove_point", "remove_seat", "renumber", "reopen_meeting", "running", "seat_lines",
    "seats", "state_of", "usual_agenda", "usual_seats",
]  # fmt: skip
