"""What an interview left in its meeting: the answers per service and question, and the targets that it changed.

Serves the minutes. Answers come from the rows of the interview, changes of targets from the history, if there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app import entities
from app import model as m
from app.document import Document
from app.fields import Field, fields_of
from app.i18n import translate
from app.model.bia import TARGET

if TYPE_CHECKING:
    from app.interviews import Step


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the interview with what it was dealt with: ``said`` in words, ``noted`` as it was said."""

    question: int
    ask: str
    state: str
    said: str
    noted: str
    speaker: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Retargeted:
    """A target that the meeting changed, before and after in words; an empty text is not recorded."""

    target: str
    before: str
    after: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Interviewed:
    """What the interview about one service brought in this meeting, and how far it came."""

    service: str
    answers: tuple[Answered, ...]
    asked: int
    targets: tuple[Retargeted, ...]

    def of(self, state: str) -> tuple[Answered, ...]:
        """Return the questions that were dealt with in one way: answered, skipped or parked."""
        return tuple(one for one in self.answers if one.state == state)

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return len(self.of("answered"))

    @property
    def skipped(self) -> int:
        """How many questions were skipped."""
        return len(self.of("skipped"))

    @property
    def parked(self) -> tuple[str, ...]:
        """The questions that were parked."""
        return tuple(one.ask for one in self.of("parked"))


def interviewed(document: Document, meeting: Any) -> Iterator[Interviewed]:
    """Yield what a meeting (its row) asked about each service, in the order in which the services came up."""
    from app import interviews  # the catch line needs this package at the start, and no interviews

    rows = document.all(m.Answer, m.Answer.meeting_id == meeting.id, order_by=m.Answer.at)
    for service in dict.fromkeys(row.service_id for row in rows):
        states = {row.question: row for row in rows if row.service_id == service}
        steps = interviews.course(document, service).steps
        yield Interviewed(
            service=entities.describe(document, service),
            answers=tuple(_answered(step, states[step.number]) for step in steps if step.number in states),
            asked=len(steps),
            targets=tuple(_retargeted(document, service, meeting)),
        )


def _answered(step: Step, row: Any) -> Answered:
    noted = row.text or ""
    said = step.said if row.state == "answered" and step.said != noted else ""
    return Answered(step.number, step.ask, row.state, said, noted, step.speaker, row.at)


def _retargeted(document: Document, service: bytes, meeting: Any) -> Iterable[Retargeted]:
    """Yield the targets that changed between the begin and the end of a meeting, the last value of each."""
    if meeting.starts_at is None:
        return
    past = document.history(table="service", row=service, since=meeting.starts_at, limit=None)
    held = [one for one in reversed(past) if meeting.ended_at is None or one.at <= meeting.ended_at]
    people = {row.id: row.name for row in document.all(m.Person)}
    for target, label in TARGET.items():
        found = [(one, change.values[target]) for one in held for change in one.changes if target in change.values]
        if not found or found[0][1][0] == found[-1][1][1]:
            continue
        spec, last = fields_of(m.Service)[target], found[-1][0]
        before, after = _told(spec, found[0][1][0]), _told(spec, found[-1][1][1])
        yield Retargeted(translate(label), before, after, last.at, people.get(last.speaker or b"", "") or last.who)


def _told(spec: Field, value: Any) -> str:
    return "" if value is None else spec.format(value)
