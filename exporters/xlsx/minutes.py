"""The minutes of one meeting as a workbook: Meeting, Decisions, Actions, Parking lot, Notes, Scores, Risks, Attendance.

Made for whoever follows up: sheets with tables that filter and sort, dates as dates. Private notes are in none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from app import model as m
from app.i18n import N_, translate
from app.meetings import Attended, EntryLine, Minutes, Point, Scored
from app.reports.minutes import POINT_STATES, present, when
from app.scoring import VERDICTS
from exporters.meeting import chosen_minutes
from exporters.xlsx.looks import ACCENT, BODY, DATE_FORMAT, HEADING, PROSE, QUIET, TABLE_HEAD, TITLE, Style

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options, Progress
    from exporters.xlsx.book import Book, Line, Sheet
    from exporters.xlsx.cells import Value

HEAD, FIRST = 3, 4
_MOMENT = "d mmm yyyy hh:mm"
_LINE, _MOST_LINES = 13.5, 12


@dataclass(frozen=True)
class Making:
    """The minutes to show and the book that they go into."""

    book: Book
    minutes: Minutes
    options: Options

    @property
    def classification(self) -> str:
        """The confidential mark in capitals."""
        return self.minutes.confidentiality.upper()

    def say(self, msgid: str, /, **values: object) -> str:
        """Return a text of ours in the language of the document."""
        return translate(msgid, language=self.options.language or None, **values)


class Column(NamedTuple):
    """One column of a sheet: its head, its width in characters, what it reads from a row, and how it looks."""

    header: str
    width: float
    reads: Callable[[Any, Making], Value]
    style: Style = BODY


class Part(NamedTuple):
    """One sheet with a table; ``name`` is the table's."""

    title: str
    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Minutes], Sequence[Any]]
    always: bool = True  #: stands there also with nothing in it


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the minutes of the meeting that ``options.refs`` name, or of the newest, as a workbook.

    Raises ``UserError`` if there is no meeting, or the reference names none.
    """
    from exporters.xlsx.book import Book

    progress(0.05, translate(N_("Reading the log of the meeting")))
    minutes = chosen_minutes(document, options)
    title = translate(N_("Minutes: {title}"), title=minutes.title, language=options.language or None)
    book = Book(title=title, author=options.author or document.who, moment=document.now())
    making = Making(book, minutes, options)
    _add_meeting(making)
    for part in PARTS:
        if part.always or part.rows(minutes):
            _add_part(making, part)
    progress(0.4, translate(N_("Writing the file")))
    book.save(stream, lambda share: progress(0.4 + 0.6 * share, ""))


# --- the first sheet ---


def _add_meeting(making: Making) -> None:
    from exporters.xlsx.paper import set_up_page, set_up_view

    minutes, sheet = making.minutes, making.book.sheet(making.say(N_("Meeting")), tab=ACCENT)
    sheet.widths(3, 22, 60, 12, 12, 24)
    sheet.put(1, 2, minutes.title, TITLE)
    sheet.height(1, 32)
    row = 3
    for name, value in _facts(making):
        sheet.put(row, 2, name, QUIET.but(upright="top"))
        sheet.put(row, 3, value, PROSE)
        row += 1
    if minutes.agenda.points:
        _agenda(making, sheet, row + 1)
    set_up_view(sheet)
    set_up_page(making, sheet, landscape=False)


def _facts(making: Making) -> list[tuple[str, str]]:
    minutes, say = making.minutes, making.say
    facts = (
        (say(N_("Reference")), minutes.ref),
        (say(N_("Kind")), say(m.meeting.MEETING_KIND[minutes.kind])),
        (say(N_("Session")), minutes.session_title),
        (say(N_("Organisation")), minutes.organisation),
        (say(N_("When")), when(minutes)),
        (say(N_("Where")), minutes.place),
        (say(N_("Facilitator")), minutes.facilitator),
        (say(N_("Present")), present(minutes)),
        (say(N_("Pace")), minutes.agenda.pace if minutes.agenda.points else ""),
        (say(N_("Decisions")), str(len(minutes.decisions))),
        (say(N_("Actions")), str(len(minutes.actions))),
        (say(N_("To complete")), str(minutes.to_complete) if minutes.to_complete else ""),
        (say(N_("Classification")), making.classification),
        (say(N_("Telephone numbers")), say(N_("none"))),
    )
    return [(name, value) for name, value in facts if value]


def _agenda(making: Making, sheet: Sheet, row: int) -> None:
    say = making.say
    sheet.put(row, 2, say(N_("Agenda")), HEADING)
    sheet.height(row, 24)
    heads = (N_("No"), N_("Point"), N_("Planned min"), N_("Used min"), N_("State"))
    sheet.put_row(row + 1, 2, [say(head) for head in heads], TABLE_HEAD)
    for number, point in enumerate(making.minutes.agenda.points, start=1):
        values: tuple[Value, ...] = (number, point.title, point.minutes, _used(point), say(POINT_STATES[point.state]))
        sheet.put_row(row + 1 + number, 2, values, BODY)
        for column, across in ((2, "left"), (4, "center"), (5, "center")):
            sheet.put(row + 1 + number, column, values[column - 2], BODY.but(across=across))
        sheet.height(row + 1 + number, _height((point.title,), (60,)))


def _used(point: Point) -> int | None:
    return point.used if point.begun_at is not None else None


# --- sheets with a table ---


def _add_part(making: Making, part: Part) -> None:
    from exporters.xlsx.cells import letters
    from exporters.xlsx.paper import set_up_page, set_up_view
    from exporters.xlsx.tables import add_table

    sheet, rows = making.book.sheet(making.say(part.title)), part.rows(making.minutes)
    headers = [making.say(column.header) for column in part.columns]
    count, width = max(1, len(rows)), len(part.columns)
    sheet.put(1, 1, making.say(part.title), HEADING)
    sheet.height(1, 24)
    sheet.widths(*(column.width for column in part.columns))
    sheet.put_row(HEAD, 1, headers, TABLE_HEAD)
    sheet.height(HEAD, 20)
    sheet.stream(FIRST, _lines(making, part, rows), count, width)
    add_table(sheet, part.name, headers, HEAD, FIRST + count - 1)
    set_up_view(sheet, freeze=f"A{FIRST}")
    set_up_page(making, sheet, landscape=True)
    sheet.page.print_area = f"A1:{letters(width)}{FIRST + count - 1}"
    sheet.page.print_title_rows = f"{HEAD}:{HEAD}"


def _lines(making: Making, part: Part, rows: Sequence[Any]) -> Iterator[Line]:
    from exporters.xlsx.book import Line

    styles, widths = tuple(column.style for column in part.columns), [column.width for column in part.columns]
    if not rows:
        yield Line([None] * len(styles), styles, _LINE + 4)
    for row in rows:
        values = [column.reads(row, making) for column in part.columns]
        yield Line(values, styles, _height(values, widths))


def _height(values: Sequence[Value], widths: Sequence[float]) -> float:
    """Return the height in points that the fullest cell needs, roughly, and within reason."""
    lines = 1
    for value, width in zip(values, widths, strict=True):
        if isinstance(value, str):
            lines = max(lines, sum(-(-max(1, len(line)) // max(1, int(width * 1.1))) for line in value.split("\n")))
    return _LINE * min(lines, _MOST_LINES) + 4


# --- what they read ---


def _moment(value: datetime | None) -> datetime | None:
    return value.astimezone().replace(tzinfo=None) if value is not None else None


def _words(entry: EntryLine, making: Making) -> str:
    text = entry.text if entry.text is not None else making.say(N_("(no words yet)"))
    return f"{text}\n{making.say(N_('(added after the end)'))}" if entry.after_end else text


def _state(entry: EntryLine, making: Making) -> str:
    return making.say(m.programme.ACTION_STATE[entry.action_state]) if entry.action_state else ""


def _from(seat: Attended, making: Making) -> datetime | None:
    return _moment(seat.spans[0][0])


def _to(seat: Attended, making: Making) -> datetime | None:
    return _moment(seat.spans[-1][1])


def _away(seat: Attended, making: Making) -> str:
    """Return when somebody was out in between."""
    gaps = list(zip(seat.spans, seat.spans[1:], strict=False))
    return ", ".join(f"{_clock(before[1])}–{_clock(after[0])}" for before, after in gaps)


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone():%H:%M}" if moment is not None else ""


def _verdict(one: Scored, making: Making) -> str:
    return making.say(VERDICTS[one.verdict]) if one.verdict else making.say(N_("not revealed"))


def _across(one: Scored, making: Making) -> str:
    """Return whether votes stood on both sides of what is intolerable."""
    return making.say(N_("yes")) if one.split else ""


def _differently(one: Scored, making: Making) -> str:
    told = []
    for view in one.dissents:
        level = f" ({view.level})" if view.level is not None else ""
        told.append(f"{view.role}{level}: {view.reason}")
    return "\n".join(told)


_AT = BODY.but(number=_MOMENT, across="left")
_DAY = BODY.but(number=DATE_FORMAT, across="center")
_FIGURE = BODY.but(across="center")
_ABOUT = Column(N_("About"), 26, lambda e, making: e.subject_name)
_WHEN = Column(N_("At"), 17, lambda e, making: _moment(e.at), _AT)

PARTS = (
    Part(
        N_("Decisions"),
        "Decisions",
        (
            _WHEN,
            Column(N_("Decision"), 64, _words),
            _ABOUT,
            Column(N_("Owner"), 22, lambda e, making: e.owner_name),
            Column(N_("By when"), 13, lambda e, making: e.due_on, _DAY),
            Column(N_("Taken by"), 22, lambda e, making: e.speaker_name),
        ),
        lambda minutes: minutes.decisions,
    ),
    Part(
        N_("Actions"),
        "MeetingActions",
        (
            Column(N_("ID"), 9, lambda e, making: e.action_ref),
            _WHEN,
            Column(N_("Action"), 58, _words),
            _ABOUT,
            Column(N_("Owner"), 22, lambda e, making: e.owner_name),
            Column(N_("Due"), 13, lambda e, making: e.due_on, _DAY),
            Column(N_("State"), 12, _state),
            Column(N_("Raised by"), 22, lambda e, making: e.speaker_name),
        ),
        lambda minutes: minutes.actions,
    ),
    Part(
        N_("Parking lot"),
        "ParkingLot",
        (
            _WHEN,
            Column(N_("Parked question"), 68, _words),
            _ABOUT,
            Column(N_("Who answers"), 22, lambda e, making: e.owner_name),
            Column(N_("Asked by"), 28, lambda e, making: e.speaker_role),
        ),
        lambda minutes: minutes.parked,
    ),
    Part(
        N_("Notes"),
        "Notes",
        (_WHEN, Column(N_("Note"), 86, _words), _ABOUT, Column(N_("Role"), 28, lambda e, making: e.speaker_role)),
        lambda minutes: minutes.notes,
    ),
    Part(
        N_("Scores"),
        "Scores",
        (
            Column(N_("Scored"), 46, lambda s, making: s.subject),
            Column(N_("What"), 24, lambda s, making: s.dimension),
            Column(N_("Votes"), 8, lambda s, making: s.votes or None, _FIGURE),
            Column(N_("Median"), 9, lambda s, making: s.median, _FIGURE),
            Column(N_("Spread"), 9, lambda s, making: s.spread, _FIGURE),
            Column(N_("First median"), 9, lambda s, making: s.first_median, _FIGURE),
            Column(N_("Agreed"), 9, lambda s, making: s.agreed, _FIGURE.but(bold=True)),
            Column(N_("Verdict"), 16, _verdict),
            Column(N_("Across the line"), 12, _across),
            Column(N_("Decided by"), 22, lambda s, making: s.decided_by),
            Column(N_("Reason"), 34, lambda s, making: s.reason),
            Column(N_("Seen differently"), 44, _differently),
        ),
        lambda minutes: minutes.scored,
        always=False,
    ),
    Part(
        N_("Risks"),
        "Risks",
        (
            Column(N_("Risk"), 52, lambda r, making: r.subject),
            Column(N_("L before"), 8, lambda r, making: r.before.likelihood, _FIGURE),
            Column(N_("I before"), 8, lambda r, making: r.before.impact, _FIGURE),
            Column(N_("Level before"), 12, lambda r, making: r.before.word),
            Column(N_("L after"), 8, lambda r, making: r.after.likelihood, _FIGURE),
            Column(N_("I after"), 8, lambda r, making: r.after.impact, _FIGURE),
            Column(N_("Level after"), 12, lambda r, making: r.after.word),
            Column(N_("Settled"), 10, lambda r, making: making.say(N_("no") if r.unsettled else N_("yes"))),
        ),
        lambda minutes: minutes.moved,
        always=False,
    ),
    Part(
        N_("Attendance"),
        "Attendance",
        (
            Column(N_("Seat"), 7, lambda a, making: a.number, _FIGURE),
            Column(N_("Name"), 28, lambda a, making: a.name),
            Column(N_("Role"), 40, lambda a, making: a.role if a.role != a.name else ""),
            Column(N_("Presence"), 13, lambda a, making: making.say(m.meeting.PRESENCE[a.presence])),
            Column(N_("From"), 18, _from, _AT),
            Column(N_("To"), 18, _to, _AT),
            Column(N_("Away"), 16, _away),
        ),
        lambda minutes: minutes.attendance,
    ),
)
