"""The history of a session in people's words: who changed what, when, and each field before and after.

Serves the History page. It is searched by the file itself and read in portions, so that a hundred thousand change sets
are no more work than the first hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import checkpoints, listings, wording
from app.checkpoints import Mark
from app.history import Headline, Search
from app.i18n import N_, translate
from app.model import Base, EntityRow, Person
from app.restoring import rewinding
from app.wording import Wording, spoken

if TYPE_CHECKING:
    from app.document import ChangeSet, Document
    from app.history import Change

#: How many change sets one portion shows, and how many rows of one are told in full.
PORTION, TOLD = 100, 60
#: How much of a word is looked for; SQLite takes no endless patterns.
_WORD = 100
_OPERATIONS = {"insert": N_("added"), "update": N_("changed"), "delete": N_("deleted")}

#: What a person may ask for: words, and the tables that belong to it.
SUBJECTS: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(
    {
        "services": (N_("Services and BIA"), frozenset({
            "service", "bia", "answer", "impact_score", "peak", "target_decision", "obligation", "past_outage",
            "key_role", "vital_record", "resource", "resource_quantity", "bia_approval", "returned_form"})),
        "dependencies": (N_("Components and dependencies"), frozenset({"component", "dependency", "dependency_group"})),
        "organisation": (N_("Organisation"), frozenset({"person", "department", "site", "supplier"})),
        "risks": (N_("Risks"), frozenset({"risk", "risk_service", "risk_node", "own_column"})),
        "scoring": (N_("Scoring"), frozenset({"poll", "poll_round", "ballot", "agreement", "dissent"})),
        "plans": (N_("Plans and strategies"), frozenset({
            "strategy", "strategy_node", "plan", "plan_service", "plan_approval", "plan_data_check",
            "plan_distribution", "plan_do_not", "plan_escalation", "plan_first_hour", "plan_invoker", "plan_message",
            "plan_notice", "plan_resource", "plan_review", "plan_role", "plan_step", "plan_step_citation",
            "plan_step_order", "plan_trigger"})),
        "exercises": (N_("Exercises"), frozenset({
            "exercise", "exercise_service", "exercise_log", "inject", "objective", "claimed_time", "clock_event",
            "service_result", "hot_wash", "feedback"})),
        "meetings": (N_("Meetings and notes"), frozenset({
            "meeting", "agenda_point", "seat", "meeting_entry", "note", "attachment"})),
        "actions": (N_("Actions and incidents"), frozenset({
            "action", "incident", "incident_gap", "problem", "change_record", "changed_node", "waiver"})),
        "session": (N_("Session and scales"), frozenset({
            "session_info", "band", "horizon", "impact_anchor", "impact_category", "impact_level", "likelihood_level",
            "matrix_cell", "threat", "tier"})),
        "exports": (N_("Exports"), frozenset({"export"})),
        "checkpoints": (N_("Checkpoints"), frozenset({"checkpoint"})),
    }
)  # fmt: skip

#: Periods that end now, by how they are asked for.
PERIODS: Mapping[str, str] = MappingProxyType(
    {"today": N_("Today"), "week": N_("Last 7 days"), "month": N_("Last 30 days"), "year": N_("This year")}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One change set as a line of the history.

    ``speaker`` is whose words were entered, empty for nobody's; ``mark`` the key of the checkpoint that it set.
    """

    number: int
    at: datetime
    who: str
    speaker: str
    label: str
    kind: str
    mark: bytes | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """Some entries, newest first, and the number before which the next portion begins (``None`` at the end)."""

    entries: tuple[Entry, ...]
    rest: int | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a row before and after, as a person reads it; empty for nothing.

    ``column`` is what ``restoring.restore_field`` takes; empty if it cannot be brought back.
    """

    label: str
    before: str
    after: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that was added, changed or deleted. ``fields`` is empty if its content is kept secret.

    ``subject`` is the key of the thing to go to, ``None`` if that is gone, and ``kind`` which kind of thing it is.
    """

    key: bytes
    title: str
    what: str
    fields: tuple[FieldChange, ...]
    table: str = ""
    subject: bytes | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which change sets a person looks for.

    ``text``: words of the label or of a person; ``person``: who entered or spoke; ``subject``: the key of one thing,
    with what belongs to it; ``about``: a key of ``SUBJECTS``; ``begin`` and ``end``: moments; ``after``: a number.
    """

    text: str = ""
    person: str = ""
    subject: bytes | None = None
    about: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    after: int = 0


# --- the list ---


def portion(document: Document, wanted: Wanted | None = None, before: int | None = None) -> Portion:
    """Return the next entries before a number, or the newest ones."""
    search = replace(_search(document, wanted or Wanted()), before=before)
    found = document.search_history(search, PORTION + 1)
    entries = _entries(document, found[:PORTION])
    return Portion(tuple(entries), entries[-1].number if len(found) > PORTION else None)


def since(document: Document, number: int, wanted: Wanted | None = None) -> list[Entry]:
    """Return the entries after a number, newest first."""
    wanted = wanted or Wanted()
    search = _search(document, replace(wanted, after=max(number, wanted.after)))
    return _entries(document, document.search_history(search, None))


def begin_of(document: Document, period: str) -> datetime:
    """Return the moment at which one of ``PERIODS`` began, at midnight of this place."""
    midnight = document.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "year":
        return midnight.replace(month=1, day=1)
    return midnight - timedelta(days={"today": 0, "week": 6, "month": 29}[period])


def _search(document: Document, wanted: Wanted) -> Search:
    people = listings.names(document, Person.__tablename__)
    words = tuple(word[:_WORD] for word in wanted.text.casefold().split())
    return Search(
        words=tuple((word, frozenset(k for k, name in people.items() if word in name.casefold())) for word in words),
        who=wanted.person,
        speakers=frozenset(key for key, name in people.items() if name == wanted.person),
        tables=SUBJECTS[wanted.about][1] if wanted.about else frozenset(),
        rows=_belonging(document, wanted.subject) if wanted.subject is not None else (),
        begin=wanted.begin,
        end=wanted.end,
        after=wanted.after,
        silent=wording.BOOKS,
    )


def _belonging(document: Document, key: bytes) -> tuple[bytes, ...]:
    """Return the key of a thing and of all rows that belong to it and are no things of their own."""
    owned = {link.table for link in rewinding.links() if link.required} - {
        table.name for table in Base.metadata.tables.values() if "entity_kind" in table.c
    }
    found = [key]
    for link in rewinding.links():
        if link.required and link.table in owned:
            found += [row for row, _ in rewinding.pointing_at(document, link, [key])]
    return tuple(dict.fromkeys(found))


def _entries(document: Document, found: Iterable[Headline]) -> list[Entry]:
    people = listings.names(document, Person.__tablename__)
    marks = {mark.number + 1: mark for mark in checkpoints.checkpoints(document)}
    return [_entry(one, people, marks.get(one.number)) for one in found]


def _entry(one: Headline, people: Mapping[bytes, str], mark: Mark | None) -> Entry:
    speaker = people.get(one.speaker, "") if one.speaker else ""
    label = mark.name if mark is not None else one.label
    return Entry(one.number, one.at, one.who, speaker, label, one.kind, mark.key if mark is not None else None)


def people_of(document: Document) -> list[str]:
    """Return the names of everybody who entered or spoke, in order."""
    people = listings.names(document, Person.__tablename__)
    who, speakers = document.voices()
    return sorted({name for name in (*who, *(people.get(key, "") for key in speakers)) if name}, key=str.casefold)


# --- one change set ---


def change_set(document: Document, number: int) -> ChangeSet | None:
    """Return a change set with all its changes."""
    found = document.history(before=number + 1, limit=1)
    return found[0] if found and found[0].number == number else None


def changed_rows(document: Document, done: ChangeSet, limit: int = TOLD) -> tuple[list[RowChange], int]:
    """Return what a change set did to the first ``limit`` rows, and how many further ones there are."""
    known = [one for one in done.changes if one.table not in wording.BOOKS and one.table in Base.metadata.tables]
    told = [one for one in known if one.op != "update" or one.content is None or _speaks(one)]
    reading = _Reading(document)
    return [reading.row(one) for one in told[:limit]], max(0, len(told) - limit)


def _speaks(change: Change) -> bool:
    return any(spoken(change.table, column) is not None for column in change.values)


class _Reading:
    """Words rows and fields; names of references are read once per kind."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._told = Wording(document)

    def row(self, change: Change) -> RowChange:
        model = listings.model_of(change.table)
        values = {name: after if after is not None else before for name, (before, after) in change.values.items()}
        title = wording.capital(self._told.thing(change.table, change.row, values))
        what = translate(_OPERATIONS.get(change.op, change.op))
        subject, kind = self._subject(change.table, change.row, model)
        return RowChange(change.row, title, what, tuple(self._fields(change)), change.table, subject, kind)

    def _subject(self, table: str, key: bytes, model: Any) -> tuple[bytes | None, str]:
        """Return the thing that a row is or belongs to, and its kind."""
        row = self._document.get(model, key)
        if row is None:
            return None, ""
        if issubclass(model, EntityRow):
            return key, model.ENTITY
        for link in sorted(rewinding.links_from(table), key=lambda link: not link.required):
            owner = getattr(row, link.column)
            if owner is not None:
                found = self._document.row(select(_ENTITY.c.kind).where(_ENTITY.c.id == owner))
                return (owner, found[0]) if found else self._subject(link.target, owner, listings.model_of(link.target))
        return None, ""

    def _fields(self, change: Change) -> Iterable[FieldChange]:
        fixed = change.op != "update" or self._document.is_logged(change.table)
        for name, (before, after) in change.values.items():
            spec = spoken(change.table, name)
            if spec is not None and (change.op == "update" or before is not None or after is not None):
                was, became = self._told.told(spec, before), self._told.told(spec, after)
                yield FieldChange(translate(spec.label), was, became, "" if fixed else name)


_ENTITY = Base.metadata.tables["entity"]
