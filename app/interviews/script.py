"""The interview as it is held: opening and finishing it, answers with speaker and time, and where it goes on.

Serves the interview mode and the questionnaire. The questions themselves are in the packs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import entities, packs
from app import model as m
from app.document import Document
from app.i18n import N_, translate
from app.interviews.grid import begin, service_row
from app.interviews.targets import set_target


def open_interview(document: Document, service: bytes) -> None:
    """Open the interview of a service, or open it again for its review; an earlier approval stays on record."""
    label = translate(N_("Open the interview of {service}"), service=service_row(document, service).name)
    with document.edit(label) as session:
        found = begin(document, session, service)
        if found.state != "open":
            found.state, found.opened_at = "open", document.now()


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

    ``values`` are keyed as in the interview guide: ``bia.purpose``, ``service.owner_id``, or a table such as
    ``obligation`` with a list of rows that are added. Text is parsed by the fields. Raises ``UserError`` naming one.
    """
    name = service_row(document, service).name
    label = translate(N_("Answer question {n} for {service}"), n=question, service=name)
    with document.edit(label, speaker=speaker) as session:
        begin(document, session, service)
        for where, value in (values or {}).items():
            _fill(document, session, service, where, value, speaker)
        _note_answer(document, session, service, question, text, state, speaker, meeting)


def _fill(document: Document, session: Session, service: bytes, where: str, value: Any, speaker: bytes | None) -> None:
    table, _, column = where.partition(".")
    if where in _TARGETS:
        set_target(document, service, _TARGETS[where], value, person=speaker)
    elif column:
        model = {"service": m.Service, "bia": m.Bia}[table]
        entities.set_fields(document, model, service, {column: value})
    else:
        for row in value:
            entities.create(session, _LISTS[table], service_id=service, **row)


#: Tables that a question fills with rows.
_LISTS: Mapping[str, type[Any]] = {
    "peak": m.Peak,
    "obligation": m.Obligation,
    "vital_record": m.VitalRecord,
    "resource": m.Resource,
    "key_role": m.KeyRole,
    "past_outage": m.PastOutage,
}


def _note_answer(
    document: Document,
    session: Session,
    service: bytes,
    question: int,
    text: str | None,
    state: str,
    speaker: bytes | None,
    meeting: bytes | None,
) -> None:
    said: dict[str, Any] = {
        "state": state,
        "text": text,
        "speaker_id": speaker,
        "meeting_id": meeting,
        "at": document.now(),
    }
    found = session.query(m.Answer).filter_by(service_id=service, question=question).one_or_none()
    if found is None:
        entities.create(session, m.Answer, service_id=service, question=question, **said)
        return
    for column, value in said.items():
        setattr(found, column, value)
