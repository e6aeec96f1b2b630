"""The printed minutes of a meeting: decisions and actions first, then what was parked, scored, done and said, and who
was there (the manner of ``documents.md`` §0).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from app.dates import format_date, format_instant
from app.i18n import N_, plural, translate
from app.meetings.interviewing import Answered, Interviewed
from app.meetings.log import EntryLine
from app.meetings.pacing import Point, clock_time
from app.meetings.record import Attended, Minutes
from app.model.meeting import MEETING_KIND, PRESENCE
from app.report import Block, Cell, Column, Heading, Look, Paragraph, Report, Row, Table, Tone
from app.reports.minutes_scored import scored_blocks
from app.reports.plan_tables import columns
from app.reports.plan_words import Sheet, day, span

_UNWRITTEN = N_("Not yet recorded: words. Owner: {name}")
POINT_STATES = {"open": N_("not reached"), "running": N_("running"), "done": N_("done"), "skipped": N_("skipped")}
_DASH = "–"


def minutes_report(minutes: Minutes, sheet: Sheet) -> Report:
    """Return the minutes as a paper."""
    title = translate(N_("Minutes: {title}"), title=minutes.title)
    phones = translate(N_("{organisation} · Phones: none"), organisation=minutes.organisation)
    return Report(
        title=title,
        blocks=minutes_blocks(minutes),
        author=sheet.author,
        subject=minutes.organisation,
        language=sheet.language or minutes.language,
        made_at=sheet.made_at,
        header_left=" · ".join(part for part in (title, minutes.ref) if part),
        header_centre=minutes.confidentiality.upper(),
        footer_left=phones,
        footer_centre=_standing(minutes),
        footer_right=translate(N_("Foreshock {moment}"), moment=format_instant(sheet.made_at)),
        page_size=sheet.page_size,
    )


def minutes_blocks(minutes: Minutes) -> tuple[Block, ...]:
    """Return the blocks of the minutes, so that a binder can join several."""
    return (
        *_front(minutes),
        *_decisions(minutes),
        *_actions(minutes),
        *_parked(minutes),
        *scored_blocks(minutes),
        *_interviews(minutes),
        *_agenda(minutes),
        *_notes(minutes),
        *_attendance(minutes),
    )


def _standing(minutes: Minutes) -> str:
    if minutes.state != "ended":
        return translate(N_("Draft: the meeting has not ended"))
    if minutes.read_back_at is not None:
        return translate(N_("Decisions and actions read back {time}"), time=clock_time(minutes.read_back_at))
    return translate(N_("Not read back in the meeting"))


# --- the head of page one ---


def _front(minutes: Minutes) -> list[Block]:
    kind = translate(MEETING_KIND[minutes.kind])
    facts = (
        (translate(N_("When")), when(minutes)),
        (translate(N_("Where")), minutes.place),
        (translate(N_("Facilitator")), minutes.facilitator),
        (translate(N_("Present")), present(minutes)),
        (translate(N_("Agenda")), minutes.agenda.pace if minutes.agenda.points else ""),
        (translate(N_("Read back")), _read_back(minutes)),
    )
    rows = tuple(Row((Cell(name, tone=Tone.SECONDARY), text)) for name, text in facts if text)
    head = " · ".join(part for part in (translate(N_("Minutes")), kind, minutes.session_title, minutes.ref) if part)
    return [
        Heading(minutes.title, 1, note=head),
        Table(columns(("", 30), ("", 140)), rows, heading=False, look=Look.BODY, padding=1.2),
        Paragraph(_summary(minutes), strong=True, after=1),
    ]


def when(minutes: Minutes) -> str:
    """Return day and times of the meeting, ``15 Sep 2026, 09:00–12:40``."""
    if minutes.starts_at is None:
        return ""
    times = clock_time(minutes.starts_at)
    if minutes.ended_at is not None:
        times += f"–{_time(minutes.ended_at, minutes.day)}"
    return f"{format_date(minutes.day)}, {times}"


def present(minutes: Minutes) -> str:
    """Return how many were there, and how many of them remote or only for a part."""
    parts = [plural(N_("{n} seat"), N_("{n} seats"), len(minutes.attendance))]
    remote = sum(one.presence == "remote" for one in minutes.attendance)
    early = sum(one.left_early for one in minutes.attendance)
    if remote:
        parts.append(translate(N_("{n} remote"), n=remote))
    if early:
        parts.append(translate(N_("{n} left early"), n=early))
    return ", ".join(parts) if minutes.attendance else ""


def _read_back(minutes: Minutes) -> str:
    return format_instant(minutes.read_back_at) if minutes.read_back_at is not None else translate(N_("no"))


def _summary(minutes: Minutes) -> str:
    parts = [
        plural(N_("{n} decision"), N_("{n} decisions"), len(minutes.decisions)),
        plural(N_("{n} action"), N_("{n} actions"), len(minutes.actions)),
        plural(N_("{n} parked question"), N_("{n} parked questions"), len(minutes.parked)),
    ]
    text = ", ".join(parts)
    if minutes.to_complete:
        waiting = plural(
            N_("{n} entry waits for its words"), N_("{n} entries wait for their words"), minutes.to_complete
        )
        text = f"{text}; {waiting}"
    return f"{text}."


# --- what was said ---


def _decisions(minutes: Minutes) -> list[Block]:
    heads = columns(
        (translate(N_("Time")), 16), (translate(N_("Decision")), 82), (translate(N_("Owner")), 38),
        (translate(N_("Taken by")), 34),
    )  # fmt: skip

    def row(entry: EntryLine) -> Row:
        return Row((_at(entry, minutes), _said(entry, minutes), _owner(entry), entry.speaker_name or _DASH))

    none = translate(N_("No decision was recorded."))
    return _listed(translate(N_("Decisions")), heads, minutes.decisions, row, none)


def _actions(minutes: Minutes) -> list[Block]:
    heads = columns(
        (translate(N_("No")), 16), (translate(N_("Action")), 90), (translate(N_("Owner")), 38),
        (translate(N_("Due")), 26),
    )  # fmt: skip

    def row(entry: EntryLine) -> Row:
        return Row((entry.action_ref or _DASH, _said(entry, minutes), entry.owner_name or _DASH, day(entry.due_on)))

    none = translate(N_("No action was agreed."))
    return _listed(translate(N_("Actions")), heads, minutes.actions, row, none)


def _parked(minutes: Minutes) -> list[Block]:
    heads = columns(
        (translate(N_("Time")), 16), (translate(N_("Parked question")), 82), (translate(N_("Who answers")), 38),
        (translate(N_("Asked by")), 34),
    )  # fmt: skip

    def row(entry: EntryLine) -> Row:
        return Row((_at(entry, minutes), _said(entry, minutes), _owner(entry), entry.speaker_role or _DASH))

    return _listed(translate(N_("Parking lot")), heads, minutes.parked, row) if minutes.parked else []


def _notes(minutes: Minutes) -> list[Block]:
    heads = columns((translate(N_("Time")), 16), (translate(N_("Note")), 112), (translate(N_("Role")), 42))

    def row(entry: EntryLine) -> Row:
        return Row((_at(entry, minutes), _said(entry, minutes), entry.speaker_role or _DASH))

    return _listed(translate(N_("Notes")), heads, minutes.notes, row) if minutes.notes else []


def _listed(
    title: str,
    heads: tuple[Column, ...],
    said: Sequence[EntryLine],
    row: Callable[[EntryLine], Row],
    none: str = "",
) -> list[Block]:
    if not said:
        return [Heading(title, 2), Paragraph(none, tone=Tone.SECONDARY)]
    return [Heading(title, 2), Table(heads, tuple(row(entry) for entry in said))]


def _said(entry: EntryLine, minutes: Minutes) -> Cell:
    """Return the words of an entry, what it is about, and whether it was added after the meeting."""
    if entry.text is None:
        nobody = translate(N_("nobody yet"))
        text = translate(_UNWRITTEN, name=minutes.facilitator or nobody)
        return Cell((Paragraph(text, Look.SMALL, Tone.SECONDARY, after=0),))
    paragraphs = [Paragraph(line, Look.SMALL, after=0) for line in entry.text.splitlines() if line.strip()]
    about = entry.subject_name
    if entry.after_end:
        added = translate(N_("added after the end"))
        about = " · ".join(part for part in (about, added) if part)
    if about:
        paragraphs.append(Paragraph(about, Look.SMALL, Tone.SECONDARY, after=0))
    return Cell(tuple(paragraphs))


def _owner(entry: EntryLine) -> str:
    if entry.due_on is None:
        return entry.owner_name or _DASH
    due = translate(N_("by {day}"), day=day(entry.due_on))
    return f"{entry.owner_name}, {due}" if entry.owner_name else due


def _at(entry: EntryLine, minutes: Minutes) -> str:
    return _time(entry.at, minutes.day)


def _time(moment: datetime, meeting_day: date) -> str:
    """Return the time of day, with the day where it is another than the meeting's."""
    local = moment.astimezone()
    if local.date() == meeting_day:
        return clock_time(moment)
    shown = format_date(local.date())
    if local.year == meeting_day.year:
        shown = shown.removesuffix(f" {local.year}")
    return f"{shown} {local:%H:%M}"


# --- interviews ---


def _interviews(minutes: Minutes) -> list[Block]:
    if not minutes.interviewed:
        return []
    told = translate(N_("Answers as they are on record today; in quotation marks what was noted as said."))
    blocks: list[Block] = [
        Heading(translate(N_("Interview")), 2), Paragraph(told, Look.SMALL, Tone.SECONDARY, after=1.5, glued=True)
    ]  # fmt: skip
    for one in minutes.interviewed:
        blocks.append(Paragraph(_interview(one), after=1 if one.parked else 3, glued=bool(one.answers)))
        blocks += [Paragraph(question, bullet="–", indent=4, after=1) for question in one.parked]
        blocks += [*_retargeted(one, minutes), *_answers(one, minutes)]
    return blocks


def _retargeted(one: Interviewed, minutes: Minutes) -> list[Block]:
    """Return the targets that changed in the meeting, before and after."""
    if not one.targets:
        return []
    heads = columns(
        (translate(N_("Time")), 16), (translate(N_("Target")), 30), (translate(N_("Before")), 42),
        (translate(N_("After")), 42), (translate(N_("By")), 40),
    )  # fmt: skip
    rows = tuple(
        Row((_time(change.at, minutes.day), Cell(change.target, strong=True), change.before or _DASH,
             Cell(change.after or _DASH, strong=True), change.who or _DASH))
        for change in one.targets
    )  # fmt: skip
    return [Table(heads, rows, padding=1.2)]


def _answers(one: Interviewed, minutes: Minutes) -> list[Block]:
    """Return the answers in the order of the script: what is on record, and what was noted as said."""
    shown = [answer for answer in one.answers if answer.state != "parked"]
    if not shown:
        return []
    heads = columns(
        (translate(N_("No")), 10, "right"), (translate(N_("Question")), 50), (translate(N_("Answer")), 60),
        (translate(N_("Speaker")), 34), (translate(N_("Time")), 16),
    )  # fmt: skip
    rows = tuple(
        Row((str(answer.question), answer.ask, _answer(answer), answer.speaker or _DASH,
             _time(answer.at, minutes.day)))
        for answer in shown
    )  # fmt: skip
    return [Table(heads, rows, padding=1.2)]


def _answer(answer: Answered) -> Cell:
    if answer.state == "skipped":
        return Cell(translate(N_("skipped")), tone=Tone.SECONDARY)
    lines = [Paragraph(line, Look.SMALL, after=0) for line in answer.said.splitlines() if line.strip()]
    quoted = (translate(N_("“{words}”"), words=line) for line in answer.noted.splitlines() if line.strip())
    lines.extend(Paragraph(line, Look.SMALL, after=0) for line in quoted)
    return Cell(tuple(lines)) if lines else Cell(translate(N_("answered, nothing to record")), tone=Tone.SECONDARY)


def _interview(one: Interviewed) -> str:
    text = translate(
        N_("{service}: {n} of {all} questions answered"), service=one.service, n=one.answered, all=one.asked
    )
    if one.skipped:
        text += ", " + translate(N_("{n} skipped"), n=one.skipped)
    return text + (", " + translate(N_("{n} parked:"), n=len(one.parked)) if one.parked else ".")


# --- agenda and attendance ---


def _agenda(minutes: Minutes) -> list[Block]:
    agenda = minutes.agenda
    if not agenda.points:
        return []
    heads = columns(
        (translate(N_("Point")), 92), (translate(N_("Planned")), 22, "right"), (translate(N_("Used")), 22, "right"),
        (translate(N_("State")), 34),
    )  # fmt: skip
    rows = [_point(point) for point in agenda.points]
    total = translate(N_("Together"))
    rows.append(Row(tuple(Cell(text, strong=True) for text in (total, span(agenda.planned_minutes or None),
                                                              span(agenda.used_minutes), agenda.pace))))  # fmt: skip
    return [Heading(translate(N_("Agenda")), 2), Table(heads, tuple(rows), padding=1.4)]


def _point(point: Point) -> Row:
    title = [Paragraph(point.title, Look.SMALL, after=0)]
    if point.subject_name:
        title.append(Paragraph(point.subject_name, Look.SMALL, Tone.SECONDARY, after=0))
    state = translate(POINT_STATES[point.state])
    if point.over:
        state = translate(N_("{state}, {minutes} over"), state=state, minutes=span(point.over))
    used = span(point.used) if point.begun_at is not None else _DASH
    return Row((Cell(tuple(title)), span(point.minutes), used, state))


def _attendance(minutes: Minutes) -> list[Block]:
    if not minutes.attendance:
        return []
    heads = columns(
        (translate(N_("Seat")), 12, "right"), (translate(N_("Name")), 50), (translate(N_("Role")), 56),
        (translate(N_("Presence")), 24), (translate(N_("From – to")), 28),
    )  # fmt: skip
    rows = tuple(_seat(one) for one in minutes.attendance)
    return [Heading(translate(N_("Attendance")), 2), Table(heads, rows, padding=1.4)]


def _seat(one: Attended) -> Row:
    role = one.role if one.role != one.name else ""
    return Row((str(one.number), one.name, role, translate(PRESENCE[one.presence]), spans(one)))


def spans(one: Attended) -> str:
    """Return when a seat was there, ``09:00–10:40, 11:00–12:30``."""
    told = []
    for start, end in one.spans:
        begin = clock_time(start) if start is not None else ""
        told.append(f"{begin}–{clock_time(end) if end is not None else ''}".strip("–") or _DASH)
    return ", ".join(told)
