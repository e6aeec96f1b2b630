"""The interview as it is held: opening and finishing it, answers with speaker and time, and where it goes on.

Serves the interview mode and the questionnaire. The questions themselves are in the packs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import entities, meetings, packs
from app import model as m
from app.document import Document
from app.i18n import N_, translate
from app.interviews.grid import begin, service_row
from app.interviews.targets import set_target
from app.model import new_key

#: An interview that was finished without a signature goes on within so many days; later it is held anew.
GOES_ON = timedelta(days=30)


def open_interview(document: Document, service: bytes, *, anew: bool | None = None) -> None:
    """Open the interview of a service, or open it again for its review; an earlier approval stays on record.

    Opened anew, what was answered before is asked as "still true?". That is so after an approval, or when a finished
    interview has rested for ``GOES_ON``; ``anew`` says otherwise. One that is open stays as it is unless ``anew``.
    """
    label = translate(N_("Open the interview of {service}"), service=service_row(document, service).name)
    stored = document.get(m.Bia, service)
    if stored is not None and stored.state == "open" and not anew:
        return
    fresh = _rested(document, stored, service) if anew is None else anew
    with document.edit(label) as session:
        found = begin(document, session, service)
        found.state = "open"
        if fresh or found.opened_at is None:
            found.opened_at = document.now()


def _rested(document: Document, stored: Any, service: bytes) -> bool:
    """Return whether an interview that is not open would be held anew."""
    if stored is None or stored.state != "ready":
        return stored is not None and stored.state == "approved"
    table = m.Answer.__table__
    last = document.scalar(select(func.max(table.c.at)).where(table.c.service_id == service))
    return last is not None and document.now() - last > GOES_ON


def finish_interview(document: Document, service: bytes) -> None:
    """Mark the interview of a service as ready for approval."""
    label = translate(N_("Finish the interview of {service}"), service=service_row(document, service).name)
    with document.edit(label) as session:
        begin(document, session, service).state = "ready"


def answers(document: Document, service: bytes) -> dict[int, Any]:
    """Return what is on record per question (rows of ``Answer``)."""
    table = m.Answer.__table__
    rows = document.rows(select(table).where(table.c.service_id == service).order_by(table.c.question))
    return {row.question: row for row in rows}


def next_question(document: Document, service: bytes, *, core: bool = False) -> int | None:
    """Return the first question without an answer, where an interview goes on; ``None`` if all are dealt with."""
    guide = packs.interview_guide()
    asked = guide.core if core else guide.questions
    known = answers(document, service)
    return next((question.number for question in asked if question.number not in known), None)


#: Columns of ``service`` that are targets: they go through ``app.targets``, so that proposal and reason are kept.
_TARGETS = {f"service.{name}": name for name in ("mtpd", "rto", "wrt", "rpo", "mbco_pct")}


def answer(
    document: Document,
    service: bytes,
    question: int,
    values: Mapping[str, Any] | None = None,
    *,
    text: str | None = None,
    state: str = "answered",
    speaker: bytes | None = None,
    meeting: bytes | None = None,
) -> None:
    """Record that a question was answered, skipped or parked, and what it fills, as one edit.

    Who spoke is ``speaker``, or whoever the document counts as speaking; it was said at ``meeting``, or at the one that
    is running.

    ``values`` are keyed as in the interview guide: ``bia.purpose``, ``service.owner_id``, or a table such as
    ``obligation`` with a list of rows that are added. Text is parsed by the fields. Raises ``UserError`` naming one.
    """
    name = service_row(document, service).name
    label = translate(N_("Answer question {n} for {service}"), n=question, service=name)
    said = {question: Said(values or {}, text, state)}
    answer_all(document, service, said, speaker=speaker, meeting=meeting, label=label)


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered to one question: what it fills, what was said, and whether it was skipped or parked."""

    values: Mapping[str, Any]
    text: str | None = None
    state: str = "answered"


def answer_all(
    document: Document,
    service: bytes,
    said: Mapping[int, Said],
    *,
    speaker: bytes | None = None,
    meeting: bytes | None = None,
    label: str | None = None,
) -> None:
    """Record the answers to several questions as one edit, such as those of a questionnaire. See ``answer``."""
    name = service_row(document, service).name
    speaker, meeting = speaker or document.speaker, meeting or running_meeting(document)
    with document.edit(label or translate(N_("Answers for {service}"), service=name), speaker=speaker) as session:
        begin(document, session, service)
        for table in ("bia", "service"):
            _fill_columns(document, service, table, said.values(), speaker)
        for one in said.values():
            for where, rows in one.values.items():
                for row in rows if where in LISTS else ():
                    entities.create(session, LISTS[where], service_id=service, **row)
        _note_answers(document, session, service, said, {"speaker_id": speaker, "meeting_id": meeting})


def running_meeting(document: Document) -> bytes | None:
    """Return the key of the meeting that is running, at which things are said."""
    found = meetings.running(document)
    return found.id if found is not None else None


def _fill_columns(document: Document, service: bytes, table: str, said: Iterable[Said], speaker: bytes | None) -> None:
    """Fill the single fields of a table; targets go their own way, so that proposal and reason are kept."""
    columns = {}
    for where, value in [pair for one in said for pair in one.values.items()]:
        owner, _, column = where.partition(".")
        if where in _TARGETS and owner == table:
            set_target(document, service, _TARGETS[where], value, person=speaker)
        elif column and owner == table:
            columns[column] = value
    if columns:
        entities.set_fields(document, {"bia": m.Bia, "service": m.Service}[table], service, columns)


#: Tables that a question fills with rows.
LISTS: Mapping[str, type[Any]] = {
    "peak": m.Peak,
    "obligation": m.Obligation,
    "vital_record": m.VitalRecord,
    "resource": m.Resource,
    "key_role": m.KeyRole,
    "past_outage": m.PastOutage,
}


def _note_answers(
    document: Document, session: Session, service: bytes, said: Mapping[int, Said], by: Mapping[str, Any]
) -> None:
    """Note for each question that it was dealt with, by whom and when; a second answer replaces the first."""
    rows = session.scalars(select(m.Answer).where(m.Answer.service_id == service))
    known = {row.question: row for row in rows}
    state, note = entities.field_of(m.Answer, "state"), entities.field_of(m.Answer, "text")
    for question, one in said.items():
        values = {"state": state.check(one.state), "text": note.check(one.text), "at": document.now(), **by}
        if question not in known:
            session.add(m.Answer(id=new_key(), service_id=service, question=question, **values))
            continue
        for column, value in values.items():
            setattr(known[question], column, value)
