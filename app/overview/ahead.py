"""Which dates come in the next weeks: tests, reviews, acceptances and waivers that run out, actions that are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import model as m
from app.i18n import N_, plural, translate
from app.model.exercise import TECHNICAL

if TYPE_CHECKING:
    from app.document import Document

#: How far the Overview looks ahead, in days.
DAYS = 90


@dataclass(frozen=True, slots=True)
class Ahead:
    """One date that comes: what it is about, a short note at its end, and the entity it belongs to.

    ``kind`` is test, exercise, retest, plan, copy, acceptance, waiver, risk or action; ``subject`` is the kind of
    entity.
    """

    on: date
    kind: str
    what: str
    note: str
    key: bytes
    subject: str


@dataclass(frozen=True, slots=True)
class Week:
    """How many dates lie in the seven days from ``start``."""

    start: date
    number: int


def ahead(document: Document, days: int = DAYS) -> list[Ahead]:
    """Return the dates from today to ``days`` later, the next one first."""
    reading = _Reading(document, days)
    found = [*reading.exercises(), *reading.plans(), *reading.risks(), *reading.waivers(), *reading.actions()]
    return sorted(found, key=lambda one: (one.on, one.kind, one.what))


def weeks(dates: Iterable[Ahead], today: date, days: int = DAYS) -> list[Week]:
    """Return the weeks from ``today`` on with the number of dates in each, empty ones too."""
    numbers = [0] * -(-days // 7)
    for one in dates:
        at = (one.on - today).days // 7
        if 0 <= at < len(numbers):
            numbers[at] += 1
    return [Week(today + timedelta(weeks=at), number) for at, number in enumerate(numbers)]


class _Reading:
    """Reads one kind of date after the other, each with one query."""

    def __init__(self, document: Document, days: int) -> None:
        self.document, self.today = document, document.today()
        self.last = self.today + timedelta(days=days)
        people = m.Person.__table__.c
        self.people = {row.id: row.name for row in document.rows(select(people.id, people.name))}

    def _rows(self, model: Any, column: str, *where: Any) -> Sequence[Any]:
        table, entity = model.__table__, m.Entity.__table__
        query = select(table, entity.c.ref).join(entity, entity.c.id == table.c.id)
        return self.document.rows(query.where(table.c[column].between(self.today, self.last), *where))

    def _in_days(self, day: date) -> str:
        days = (day - self.today).days
        return translate(N_("today")) if not days else plural(N_("{n} day"), N_("{n} days"), days)

    def exercises(self) -> Iterable[Ahead]:
        table = m.Exercise.__table__.c
        for row in self._rows(m.Exercise, "planned_on", table.state.not_in(("completed", "cancelled"))):
            kind = "test" if row.type in TECHNICAL else "exercise"
            moved = plural(N_("moved {n} time"), N_("moved {n} times"), row.times_moved) if row.times_moved else ""
            state = m.Exercise.__table__.c.state.info["field"].format(row.state)
            yield Ahead(row.planned_on, kind, f"{row.ref} {row.title}", moved or state, row.id, "exercise")
        repeated = select(table.retest_of_id).where(table.retest_of_id.is_not(None))
        for row in self._rows(m.Exercise, "retest_due_on", table.id.not_in(repeated)):
            what = translate(N_("Retest of {title}"), title=row.title)
            yield Ahead(row.retest_due_on, "retest", what, translate(N_("due")), row.id, "exercise")

    def plans(self) -> Iterable[Ahead]:
        approved = m.Plan.__table__.c.state == "approved"
        for row in self._rows(m.Plan, "next_review_on", approved):
            what = translate(N_("Review plan {title}"), title=row.title)
            yield Ahead(row.next_review_on, "plan", what, self.people.get(row.owner_id, ""), row.id, "plan")
        for row in self._rows(m.Plan, "expires_on", approved):
            what = translate(N_("Printed copies of {title} expire"), title=row.title)
            yield Ahead(row.expires_on, "copy", what, self._in_days(row.expires_on), row.id, "plan")

    def risks(self) -> Iterable[Ahead]:
        risks = m.Risk.__table__.c
        seen = risks.hidden.is_not(True)
        accepted = (risks.treatment == "accept", risks.status != "closed", seen)
        for row in self._rows(m.Risk, "accepted_until", *accepted):
            what = translate(N_("Acceptance of {risk} expires"), risk=row.ref)
            yield Ahead(row.accepted_until, "acceptance", what, self._in_days(row.accepted_until), row.id, "risk")
        for row in self._rows(m.Risk, "next_review_on", risks.status != "closed", seen):
            what = translate(N_("Review {risk}"), risk=f"{row.ref} {row.event}")
            yield Ahead(row.next_review_on, "risk", what, self.people.get(row.owner_id, ""), row.id, "risk")

    def waivers(self) -> Iterable[Ahead]:
        for row in self._rows(m.Waiver, "expires_on"):
            what = translate(N_("{waiver} for {rule} ends"), waiver=row.ref, rule=row.rule)
            yield Ahead(row.expires_on, "waiver", what, self._in_days(row.expires_on), row.id, "waiver")

    def actions(self) -> Iterable[Ahead]:
        actions = m.Action.__table__.c
        for row in self._rows(m.Action, "due_on", actions.state.not_in(("closed", "dropped"))):
            owner = self.people.get(row.owner_id, "")
            yield Ahead(row.due_on, "action", f"{row.ref} {row.title}", owner, row.id, "action")
