"""The session as a whole: how a new one begins, what it is called, how much is in it, and how far the work has come.

Serves the start of the programme, the rail, the Overview and ``foreshock info``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select

from app import entities, packs
from app import model as m
from app.dates import Clock, system_clock
from app.document import Document
from app.i18n import N_, translate
from app.model import Entity, new_key
from app.scales import copy_scales

if TYPE_CHECKING:
    from app.intake import Listed

#: Kinds of things that are counted, in the order of the rail.
COUNTED = (
    "department", "site", "person", "supplier", "service", "component", "risk", "strategy", "plan", "exercise",
    "meeting", "action", "incident", "change_record", "problem", "waiver",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summary:
    """What a session is called and how many rows of each kind it holds; ``counts`` is keyed by kind of entity."""

    title: str
    organisation: str
    currency: str
    confidentiality: str
    facilitator: str
    is_sample: bool
    started_on: date | None
    counts: Mapping[str, int]
    dependencies: int
    change_sets: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one subject has come: ``done`` of ``of``, and the sentence that the rail shows."""

    subject: str
    done: int
    of: int
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which packs a new session takes its scales from, by id; empty for what the scales themselves name."""

    scales: str = "default"
    likelihood: str = ""
    matrix: str = ""

    def read(self, library: packs.Library | None = None) -> packs.Scales:
        """Return the chosen scales as one; raises ``UserError`` if a pack is not at hand."""
        shelf = library or packs.library()
        chosen = shelf.scales(self.scales)
        if self.likelihood:
            chosen = replace(chosen, likelihoods=shelf.likelihood(self.likelihood).levels)
        return replace(chosen, matrix=shelf.matrix(self.matrix)) if self.matrix else chosen


def new_session(
    path: Path | str,
    *,
    title: str,
    organisation: str,
    currency: str = "EUR",
    annual_revenue: int | None = None,
    confidentiality: str = "Internal",
    facilitator: str = "",
    services: Sequence[Listed] = (),
    clock: Clock = system_clock,
    who: str = "",
    scales: str | Choice = "default",
    library: packs.Library | None = None,
    inherent_scored: bool = False,
) -> Document:
    """Make a session file with a copy of the chosen scales, and return it open; all of it is one baseline.

    ``annual_revenue`` is in cents; ``facilitator`` is a name, for which a person is created; ``services`` are entered
    as an import would. ``scales`` is the id of a pack or a choice of several, looked up in ``library``. Risks are
    scored as they are today; ``inherent_scored`` asks for their levels before controls too.

    Raises ``UserError`` if the path exists, a name is empty or there are no such scales; no file is left then.
    """
    choice = scales if isinstance(scales, Choice) else Choice(scales)
    chosen, threats = choice.read(library), (library or packs.library()).threats()
    values = {"title": title, "organisation": organisation, "currency": currency, "annual_revenue": annual_revenue,
              "confidentiality": confidentiality}  # fmt: skip
    checked = {name: entities.field_of(m.SessionInfo, name).check(value) for name, value in values.items()}
    document = Document.create(path, clock=clock, who=who)
    try:
        with document.edit(translate(N_("Begin the session")), baseline=True) as session:
            person = entities.create(session, m.Person, name=facilitator).id if facilitator.strip() else None
            about = {**checked, "facilitator_id": person, "started_on": document.today(),
                     "inherent_scored": inherent_scored}  # fmt: skip
            entities.create(session, m.SessionInfo, id=new_key(), **about)
            copy_scales(session, chosen, threats)
            session.flush()
            _enter(document, services)
    except BaseException:
        document.close()
        Path(path).unlink(missing_ok=True)
        raise
    return document


def _enter(document: Document, services: Sequence[Listed]) -> None:
    from app.intake import enter

    enter(document, services)


def info(document: Document) -> Row[Any] | None:
    """Return the one row of ``SessionInfo`` that describes the session; ``None`` in a file without one."""
    return document.row(select(m.SessionInfo.__table__))


def change_info(document: Document, **values: Any) -> bool:
    """Change what the session is called, its currency, facilitator and settings; returns whether anything changed."""
    row = info(document)
    if row is None:
        raise LookupError("a session without its description")
    return entities.set_fields(document, m.SessionInfo, row.id, values)


def counts(document: Document) -> dict[str, int]:
    """Return how many entities of each kind the session holds; kinds without any count 0.

    Risks that are not in this room are not counted.
    """
    table, risks = Entity.__table__, m.Risk.__table__
    hidden = select(risks.c.id).where(risks.c.hidden.is_(True))
    query = select(table.c.kind, func.count().label("number")).where(table.c.id.not_in(hidden))
    found = document.rows(query.group_by(table.c.kind))
    return dict.fromkeys(COUNTED, 0) | {row.kind: row.number for row in found}


def summary(document: Document) -> Summary:
    """Return what the session is called and what it holds."""
    row = info(document)
    person = document.get(m.Person, row.facilitator_id) if row is not None and row.facilitator_id else None
    return Summary(
        title=row.title if row is not None else "",
        organisation=row.organisation if row is not None else "",
        currency=row.currency if row is not None else "",
        confidentiality=row.confidentiality if row is not None else "",
        facilitator=person.name if person is not None else "",
        is_sample=row is not None and row.is_sample,
        started_on=row.started_on if row is not None else None,
        counts=counts(document),
        dependencies=document.scalar(select(func.count()).select_from(m.Dependency.__table__)),
        change_sets=document.version,
    )


def any_dependency(document: Document) -> bool:
    """Return whether anything is known to stand on anything."""
    return document.row(select(m.Dependency.__table__.c.id).limit(1)) is not None


def progress(document: Document) -> dict[str, Progress]:
    """Return how far each subject has come, keyed ``services``, ``risks``, ``plans``, ``exercises``, ``actions``.

    Retired services and plans, cancelled exercises and dropped actions do not count. What has not begun is progress,
    not a finding (``domain.md`` §7, "When a rule starts to speak").
    """
    parts = (
        _progress("services", *_approved_bias(document), N_("{done} of {of} approved")),
        _progress("risks", *_assessed_risks(document), N_("{done} of {of} assessed")),
        _progress("plans", *_approved_plans(document), N_("{done} of {of} approved")),
        _progress("exercises", *_completed_exercises(document), N_("{done} of {of} done")),
        _progress("actions", *_closed_actions(document), N_("{done} of {of} closed")),
    )
    return {part.subject: part for part in parts}


def _progress(subject: str, done: int, of: int, msgid: str) -> Progress:
    return Progress(subject, done, of, translate(msgid, done=done, of=of) if of else "")


def _count(document: Document, model: Any, *where: Any) -> int:
    return int(document.scalar(select(func.count()).select_from(model.__table__).where(*where)))


def _approved_bias(document: Document) -> tuple[int, int]:
    services = m.Service.__table__
    living = services.c.status != "retired"
    approved = select(m.BiaApproval.__table__.c.service_id)
    return _count(document, m.Service, living, services.c.id.in_(approved)), _count(document, m.Service, living)


def _assessed_risks(document: Document) -> tuple[int, int]:
    risks = m.Risk.__table__
    seen = risks.c.hidden.is_not(True)
    scored = (risks.c.current_likelihood.is_not(None), risks.c.current_impact.is_not(None))
    return _count(document, m.Risk, seen, *scored), _count(document, m.Risk, seen)


def _approved_plans(document: Document) -> tuple[int, int]:
    return _by_state(document, m.Plan, {"approved"}, out={"retired"})


def _completed_exercises(document: Document) -> tuple[int, int]:
    return _by_state(document, m.Exercise, {"completed"}, out={"cancelled"})


def _closed_actions(document: Document) -> tuple[int, int]:
    return _by_state(document, m.Action, {"closed"}, out={"dropped"})


def _by_state(document: Document, model: Any, done: Iterable[str], out: Iterable[str]) -> tuple[int, int]:
    state = model.__table__.c.state
    return _count(document, model, state.in_(list(done))), _count(document, model, state.not_in(list(out)))
