"""Facts beside a question of the interview: what happened, was measured, is promised or was signed, where it bears.

Serves the interview mode and the owner's preparation. Every fact has the day it is from and the key of the thing that
it came from, so that a click leads there. Only the service itself, what it stands on and what was recorded about them
is told, never a target of another service: nobody is asked to agree with a neighbour.

**Incidents** name no service in the model. One counts as touching a service if its title or note names the service or
what it stands on, if an outage of the service on that very day is on record, or if the plan that was invoked recovers
this service alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app import model as m
from app.dates import format_date
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, translate
from app.model.exercise import EXERCISE_TYPE, TECHNICAL
from app.model.organisation import EVIDENCE
from app.strategy import worst_case_loss

#: How many facts stand beside a question at most, and how many of one kind.
MOST, MOST_OF_KIND = 8, 4

OUTAGE, INCIDENT, PROBLEM, EXERCISE, BACKUP = "outage", "incident", "problem", "exercise", "backup"
SUPPLIER, APPROVAL, STRATEGY, OBLIGATION = "supplier", "approval", "strategy", "obligation"
DEPUTY, CHANGE = "deputy", "change"


@dataclass(frozen=True, slots=True)
class Bearing:
    """One fact: a sentence, the key of the thing it comes from (``None`` for none), its kind, and its day if known."""

    text: str
    source: bytes | None
    kind: str
    on: date | None = None


def bearings(document: Document, service: bytes, question: int) -> tuple[Bearing, ...]:
    """Return the facts that bear on a question about a service, the most telling kind first, the newest of it first.

    A question that no fact bears on, and a service that is gone, give none.
    """
    row = document.get(m.Service, service)
    if row is None:
        return ()
    ground = _Ground(document, row)
    reads = (_deputy, *_BY_QUESTION.get(question, ()))
    found = [one for read in reads for one in list(read(ground, question))[:MOST_OF_KIND]]
    return tuple(dict.fromkeys(found))[:MOST]


def _newest(found: Iterable[Bearing]) -> list[Bearing]:
    """Return facts, the newest first and those without a day last."""
    return sorted(found, key=lambda one: one.on or date.min, reverse=True)


class _Ground:
    """A service and what it stands on, directly or through components; other services are not looked through."""

    def __init__(self, document: Document, row: Any) -> None:
        self.document, self.row, self.service = document, row, row.id

    @cached_property
    def below(self) -> frozenset[bytes]:
        """The keys of the components, suppliers and people that the service stands on."""
        edge, services = m.Dependency.__table__, {row.id for row in self._services}
        found: set[bytes] = set()
        layer = {self.service}
        while layer:
            query = select(edge.c.target_id).where(edge.c.source_id.in_(sorted(layer)))
            layer = {row.target_id for row in self.document.rows(query)} - services - found
            found |= layer
        return frozenset(found)

    @cached_property
    def _services(self) -> list[Any]:
        return self.document.rows(select(m.Service.__table__.c.id))

    def rows_below(self, model: Any) -> list[Any]:
        """Return the rows of a kind that the service stands on, by name."""
        keys = sorted(self.below)
        return self.document.all(model, model.id.in_(keys), order_by=model.name) if keys else []

    @cached_property
    def names(self) -> tuple[str, ...]:
        """How people call the service and what it stands on: names, what stands in brackets behind them, references."""
        own = [self.row, *self.rows_below(m.Component), *self.rows_below(m.Supplier)]
        refs = {row.id: row.ref for row in self.document.all(m.Entity, m.Entity.id.in_([row.id for row in own]))}
        found: list[str] = []
        for row in own:
            plain, _, inside = str(row.name).partition("(")
            found += [plain.strip(), inside.rstrip(") "), refs.get(row.id) or ""]
        return tuple(name for name in found if len(name) > 2)

    @cached_property
    def outages(self) -> list[Any]:
        """The past outages that are on record."""
        return self.document.all(m.PastOutage, m.PastOutage.service_id == self.service)

    @cached_property
    def plans(self) -> frozenset[bytes]:
        """The keys of the plans that recover the service and no other one."""
        recovers: dict[bytes, set[bytes]] = {}
        for row in self.document.all(m.PlanService):
            recovers.setdefault(row.plan_id, set()).add(row.service_id)
        return frozenset(plan for plan, services in recovers.items() if services == {self.service})


Read = Callable[[_Ground, int], Iterable[Bearing]]


# --- what happened ---


def _outages(ground: _Ground, _question: int) -> Iterable[Bearing]:
    """Outages that people remember, with length and harm, the newest first."""
    return _newest(_remembered(ground))


def _remembered(ground: _Ground) -> Iterator[Bearing]:
    for row in ground.outages:
        day = _day(row.occurred_on)
        if row.lasted is None:
            text = translate(N_("Outage of {day}, length not known."), day=day)
        else:
            text = translate(N_("Outage of {day} lasted {time}."), day=day, time=format_duration(row.lasted))
        yield Bearing(_with(text, row.harm), ground.service, OUTAGE, row.occurred_on)


def _incidents(ground: _Ground, _question: int) -> Iterable[Bearing]:
    """Incidents that touched the service or what it stands on, the newest first."""
    return _newest(_touching(ground))


def _touching(ground: _Ground) -> Iterator[Bearing]:
    days = {row.occurred_on for row in ground.outages if row.occurred_on is not None}
    gaps: dict[bytes, list[str]] = {}
    for row in ground.document.all(m.IncidentGap):
        gaps.setdefault(row.incident_id, []).append(row.text)
    for row in ground.document.all(m.Incident):
        if row.plan_id in ground.plans or row.occurred_on in days or _names(row, ground.names):
            yield _incident(row, gaps.get(row.id, []))


def _incident(row: Any, gaps: list[str]) -> Bearing:
    known = row.lasted is not None
    words = N_("Incident “{title}”, {day}, lasted {time}.") if known else N_("Incident “{title}”, {day}.")
    text = translate(words, title=row.title, day=_day(row.occurred_on), time=format_duration(row.lasted))
    return Bearing(_with(text, " ".join(gaps) or row.note), row.id, INCIDENT, row.occurred_on)


def _names(row: Any, names: Iterable[str]) -> bool:
    """Whether an incident's title or note holds one of the names as whole words."""
    told = f"{row.title} {row.note or ''}".casefold()
    return any(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", told) for name in names)


def _problems(ground: _Ground, _question: int) -> Iterator[Bearing]:
    """Known causes that wait for a permanent fix below the service."""
    keys = sorted({ground.service, *ground.below})
    for row in ground.document.all(m.Problem, m.Problem.node_id.in_(keys), m.Problem.state == "open"):
        if row.incidents:
            text = translate(N_("Known problem “{title}”: {n} incidents in 12 months, still open."), title=row.title,
                             n=row.incidents)  # fmt: skip
        else:
            text = translate(N_("Known problem “{title}”, still open."), title=row.title)
        yield Bearing(text, row.id, PROBLEM)


# --- what was measured, and what could be ---


def _tested(ground: _Ground, _question: int) -> Iterator[Bearing]:
    """The newest technical result: what was measured."""
    technical = next((one for one in _done(ground) if one[1].type in TECHNICAL), None)
    if technical is not None:
        yield _result(*technical)


def _measured(ground: _Ground, question: int) -> Iterator[Bearing]:
    """The newest technical result, and the newest exercise of any kind if it is younger."""
    yield from _tested(ground, question)
    done = _done(ground)
    if done and done[0][1].type not in TECHNICAL:
        yield _result(*done[0])


def _done(ground: _Ground) -> list[tuple[date, Any, Any]]:
    """Return the completed exercises of the service with their days and results, the newest first."""
    done: list[tuple[date, Any, Any]] = []
    exercises = {row.id: row for row in ground.document.all(m.Exercise, m.Exercise.state == "completed")}
    for result in ground.document.all(m.ServiceResult, m.ServiceResult.service_id == ground.service):
        exercise = exercises.get(result.exercise_id)
        if exercise is not None and exercise.completed_on is not None:
            done.append((exercise.completed_on, exercise, result))
    return sorted(done, key=lambda one: (one[0], one[1].id), reverse=True)


def _result(day: date, exercise: Any, result: Any) -> Bearing:
    gaps = {
        "what": translate(EXERCISE_TYPE.get(exercise.type, exercise.type)),
        "title": exercise.title,
        "day": format_date(day),
    }
    parts = [translate(N_("Last {what}, “{title}”, {day}:"), **gaps)]
    times = [_achieved(result.rta, result.target_rto, "RTO"), _achieved(result.rpa, result.target_rpo, "RPO")]
    if result.outcome == "aborted":
        parts.append(translate(N_("aborted.")))
    elif any(times):
        parts.append(f"{', '.join(time for time in times if time)}.")
    elif exercise.type in TECHNICAL:
        parts.append(translate(N_("no time was measured.")))
    else:
        parts.append(translate(N_("talked through, nothing was measured.")))
    return Bearing(" ".join(parts), exercise.id, EXERCISE, day)


_RTO_WORDS = {True: N_("back after {time} (RTO {target} on that day)"), False: N_("back after {time}")}
_RPO_WORDS = {True: N_("{time} of data lost (RPO {target} on that day)"), False: N_("{time} of data lost")}


def _achieved(actual: int | None, target: int | None, name: str) -> str:
    if actual is None:
        return ""
    words = (_RTO_WORDS if name == "RTO" else _RPO_WORDS)[target is not None]
    return translate(words, time=format_duration(actual), target=format_duration(target))


def _strategy(ground: _Ground, _question: int) -> Iterator[Bearing]:
    """What the chosen strategies say they can do."""
    chosen = ground.document.all(m.Strategy, m.Strategy.service_id == ground.service, m.Strategy.state == "chosen")
    for row in chosen:
        able = [
            translate(N_("back after {time}"), time=format_duration(row.rtc)) if row.rtc is not None else "",
            translate(N_("{time} of data lost"), time=format_duration(row.rpo)) if row.rpo is not None else "",
            translate(N_("{n} % of the volume"), n=row.capacity_pct) if row.capacity_pct is not None else "",
        ]
        if any(able):
            said = ", ".join(part for part in able if part)
            text = translate(N_("The chosen strategy “{name}” claims: {said}."), name=row.name, said=said)
            yield Bearing(text, row.id, STRATEGY)


def _backups(ground: _Ground, _question: int) -> Iterator[Bearing]:
    """What the backups below can lose at worst, the worst first, and when a restore was last tried."""
    found: dict[tuple[int, date | None], list[Any]] = {}
    for row in ground.rows_below(m.Component):
        worst = worst_case_loss(row.backup_interval, row.backup_run, row.backup_copy_lag)
        if worst is not None and row.status != "retired":
            found.setdefault((worst, row.restore_tested_on), []).append(row)
    for (worst, day), alike in sorted(found.items(), key=lambda one: (-one[0][0], one[1][0].name)):
        tested = (
            translate(N_("restore tried {day}"), day=format_date(day))
            if day is not None
            else translate(N_("restore never tried"))
        )
        names = ", ".join(row.name for row in alike)
        words = N_("The backup of {names} can lose {time} at worst; {tested}.")
        text = translate(words, names=names, time=format_duration(worst), tested=tested)
        yield Bearing(text, alike[0].id, BACKUP, day)


def _suppliers(ground: _Ground, _question: int) -> Iterator[Bearing]:
    """What the suppliers below promise, and what proves it."""
    for row in ground.rows_below(m.Supplier):
        promise = [
            translate(N_("back after {time}"), time=format_duration(row.contract_rto)) if row.contract_rto else "",
            translate(N_("{time} of data lost"), time=format_duration(row.contract_rpo)) if row.contract_rpo else "",
        ]
        said = ", ".join(part for part in promise if part) or translate(N_("no time"))
        proof = translate(EVIDENCE[row.evidence]) if row.evidence else translate(N_("nothing on record"))
        if row.evidence_on is not None:
            proof = translate(N_("{proof} of {day}"), proof=proof, day=format_date(row.evidence_on))
        tested = (
            translate(N_("tested together {day}"), day=format_date(row.joint_test_on))
            if row.joint_test_on is not None
            else translate(N_("never tested together"))
        )
        words = N_("{name} promises: {said} ({proof}; {tested}).")
        yield Bearing(translate(words, name=row.name, said=said, proof=proof, tested=tested), row.id, SUPPLIER)


# --- what was signed and said before ---


def _approval(ground: _Ground, _question: int) -> Iterator[Bearing]:
    """Who signed last and when, and what changed since."""
    from app.interviews import changed_since_approval

    table = m.BiaApproval
    signed = ground.document.all(table, table.service_id == ground.service, order_by=table.version)
    if not signed:
        return
    last = signed[-1]
    day = last.approved_at.astimezone().date()
    gaps = {"person": last.approved_by, "day": format_date(day)}
    changed = list(dict.fromkeys(one.label for one in changed_since_approval(ground.document, ground.service)))
    if changed:
        words = N_("{person} approved it on {day}. Changed since: {names}.")
        text = translate(words, person=gaps["person"], day=gaps["day"], names=", ".join(changed[:MOST]))
    else:
        text = translate(N_("{person} approved it on {day}; nothing has changed since."), **gaps)
    yield Bearing(text, ground.service, APPROVAL, day)


def _signed_target(ground: _Ground, question: int) -> Iterator[Bearing]:
    """What was signed as the target that a question asks for."""
    names = {13: ("mtpd", N_("MTPD")), 14: ("rto", N_("RTO")), 17: ("wrt", N_("WRT")), 18: ("rpo", N_("RPO"))}
    table = m.BiaApproval
    signed = ground.document.all(table, table.service_id == ground.service, order_by=table.version)
    if question not in names or not signed:
        return
    column, label = names[question]
    value = getattr(signed[-1], column)
    if value is None:
        return
    day = signed[-1].approved_at.astimezone().date()
    gaps = {"target": translate(label), "time": format_duration(value), "person": signed[-1].approved_by}
    words = N_("{target} {time} was approved by {person} on {day}.")
    text = translate(words, target=gaps["target"], time=gaps["time"], person=gaps["person"], day=format_date(day))
    yield Bearing(text, ground.service, APPROVAL, day)


def _obligations(ground: _Ground, _question: int) -> Iterator[Bearing]:
    """Laws, licences and contracts that break, and when."""
    rows = ground.document.all(m.Obligation, m.Obligation.service_id == ground.service, order_by=m.Obligation.within)
    for row in sorted(rows, key=lambda one: (one.within is None, one.within or 0, one.name)):
        name = ", ".join(part for part in (row.name, row.duty) if part)
        words = N_("{name}: within {time}.") if row.within is not None else N_("{name}.")
        text = translate(words, name=name, time=format_duration(row.within))
        yield Bearing(text, ground.service, OBLIGATION)


def _deputy(ground: _Ground, question: int) -> Iterator[Bearing]:
    """What a deputy answered before the interview."""
    from app.questionnaires import said_before

    for text in said_before(ground.document, ground.service, question):
        yield Bearing(text, ground.service, DEPUTY)


def _touched(ground: _Ground, _question: int) -> Iterable[Bearing]:
    """Changes to the service and what it stands on, the newest first."""
    return _newest(_changes(ground))


def _changes(ground: _Ground) -> Iterator[Bearing]:
    node, change = m.ChangedNode, m.Change
    keys = sorted({ground.service, *ground.below})
    named: dict[bytes, Any] = {row.id: row for row in ground.document.all(change)}
    found = {row.change_id for row in ground.document.all(node, node.node_id.in_(keys))}
    for row in (named[key] for key in found if key in named):
        text = translate(N_("Change “{title}” of {day} touched what it stands on."), title=row.title,
                         day=_day(row.changed_on))  # fmt: skip
        yield Bearing(text, row.id, CHANGE, row.changed_on)


#: Which facts bear on which question (``domain.md`` §2), the most telling first.
_BY_QUESTION: Mapping[int, tuple[Read, ...]] = {
    5: (_outages,),
    7: (_outages, _incidents),
    8: (_outages, _incidents),
    9: (_obligations,),
    12: (_incidents, _outages, _obligations),
    13: (_signed_target, _obligations, _outages),
    14: (_measured, _strategy, _signed_target),
    15: (_strategy,),
    17: (_signed_target, _tested),
    18: (_backups, _tested, _signed_target),
    20: (_backups,),
    24: (_measured,),
    25: (_suppliers,),
    26: (_problems, _suppliers),
    27: (_suppliers,),
    32: (_incidents, _problems),
    33: (_touched,),
    35: (_approval,),
}


def _day(day: date | None) -> str:
    return format_date(day) if day is not None else translate(N_("an unknown day"))


def _with(text: str, more: str | None) -> str:
    """Return a sentence with what people wrote behind it, which keeps its own full stop or gets one."""
    added = " ".join((more or "").split())
    if not added:
        return text
    return f"{text} {added}" if added[-1] in ".!?…" else f"{text} {added}."
