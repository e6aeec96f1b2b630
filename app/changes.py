"""The history of a session in people's words: who changed what, when, and each field before and after.

Serves the History page. It reads in portions, so that ten thousand change sets are no more work than the first hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import entities, listings
from app.fields import Field, Kind, fields_of
from app.i18n import N_, translate
from app.model import Base, EntityRow, Person

if TYPE_CHECKING:
    from app.document import Document
    from app.history import Change, ChangeSet

#: How many change sets one portion shows, how many are read at once, and how many are looked through for it at most.
PORTION, BATCH, LOOKED_AT = 100, 200, 2_000
#: How many rows of one change set are told in full.
TOLD = 60
#: Tables that only keep the books of others.
_BOOKS = frozenset({"entity", "ref_counter"})
_OPERATIONS = {"insert": N_("added"), "update": N_("changed"), "delete": N_("deleted")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change set as a line of the history; ``speaker`` is whose words were entered, empty for nobody's."""

    change_set: ChangeSet
    speaker: str

    @property
    def number(self) -> int:
        """The number of the change set."""
        return self.change_set.number

    @property
    def who(self) -> str:
        """Who entered it."""
        return self.change_set.who


@dataclass(frozen=True, slots=True)
class Portion:
    """Some entries, newest first, and the number before which the next portion begins (``None`` at the end)."""

    entries: tuple[Entry, ...]
    rest: int | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a row before and after, as a person reads it; empty for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that was added, changed or deleted. ``fields`` is empty if its content is kept secret."""

    key: bytes
    title: str
    what: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which change sets a person looks for: words of the label, a person who entered or spoke, a subject's key."""

    text: str = ""
    person: str = ""
    subject: bytes | None = None

    def matches(self, entry: Entry) -> bool:
        """Whether an entry is wanted (the subject is looked up by the reading)."""
        if self.person and self.person not in (entry.who, entry.speaker):
            return False
        told = f"{entry.change_set.label} {entry.who} {entry.speaker}".casefold()
        return all(word in told for word in self.text.casefold().split())


def portion(document: Document, wanted: Wanted | None = None, before: int | None = None) -> Portion:
    """Return the next entries before a number; it may be short if little was found among those it looked through."""
    wanted, people = wanted or Wanted(), listings.names(document, Person.__tablename__)
    found: list[Entry] = []
    looked = 0
    while len(found) < PORTION and looked < LOOKED_AT:
        sets = document.history(limit=BATCH, row=wanted.subject, before=before)
        for change_set in sets:
            entry, before = _entry(change_set, people), change_set.number
            found += [entry] if wanted.matches(entry) else []
            if len(found) == PORTION:
                break
        looked += len(sets)
        if len(sets) < BATCH and len(found) < PORTION:
            return Portion(tuple(found), None)
    return Portion(tuple(found), before)


def since(document: Document, number: int, wanted: Wanted | None = None) -> list[Entry]:
    """Return the entries after a number, newest first."""
    wanted, people = wanted or Wanted(), listings.names(document, Person.__tablename__)
    sets = document.history(limit=None, row=wanted.subject, since=number)
    return [entry for entry in (_entry(one, people) for one in sets) if wanted.matches(entry)]


def _entry(change_set: ChangeSet, people: Mapping[bytes, str]) -> Entry:
    return Entry(change_set, people.get(change_set.speaker, "") if change_set.speaker else "")


def changed_rows(document: Document, change_set: ChangeSet, limit: int = TOLD) -> tuple[list[RowChange], int]:
    """Return what a change set did to the first ``limit`` rows, and how many further ones there are."""
    changes = [one for one in change_set.changes if one.table not in _BOOKS]
    reading = _Reading(document)
    return [reading.row(one) for one in changes[:limit]], max(0, len(changes) - limit)


class _Reading:
    """Words rows and fields; names of references are read once per kind."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._names: dict[str, Mapping[bytes, str]] = {}

    def row(self, change: Change) -> RowChange:
        known = change.table in Base.metadata.tables
        model = listings.model_of(change.table) if known else None
        title = self._title(change, model) if model is not None else change.table
        fields = tuple(self._fields(change, model)) if model is not None else ()
        return RowChange(change.row, title, translate(_OPERATIONS.get(change.op, change.op)), fields)

    def _title(self, change: Change, model: Any) -> str:
        noun = entities.noun_of(model)
        if issubclass(model, EntityRow) and self._document.get(model, change.row) is not None:
            return f"{noun} {entities.describe(self._document, change.row)}"
        try:
            name = change.values.get(listings.known_by(model), (None, None))
        except StopIteration:
            name = (None, None)
        return f"{noun} {name[1] or name[0] or self._owner(change, model)}".strip()

    def _owner(self, change: Change, model: Any) -> str:
        row = self._document.get(model, change.row)
        owners = (name for name, spec in fields_of(model).items() if spec.kind is Kind.REFERENCE and spec.required)
        for name in owners:
            key = getattr(row, name) if row is not None else next(filter(None, change.values.get(name, ())), None)
            if key is not None:
                return translate(N_("of {owner}"), owner=self._named(fields_of(model)[name].to, key))
        return ""

    def _fields(self, change: Change, model: Any) -> Iterable[FieldChange]:
        specs = fields_of(model)
        for name, (before, after) in change.values.items():
            spec = specs.get(name)
            if spec is None or spec.kind is Kind.KEY or name in ("entity_kind", "position"):
                continue
            if change.op == "update" or before is not None or after is not None:
                yield FieldChange(translate(spec.label), self._told(spec, before), self._told(spec, after))

    def _told(self, spec: Field, value: Any) -> str:
        if value is not None and spec.kind is Kind.REFERENCE:
            return self._named(spec.to, value)
        return spec.format(value)

    def _named(self, table: str, key: bytes) -> str:
        if table not in self._names:
            self._names[table] = listings.names(self._document, table) if _has_names(table) else {}
        return self._names[table].get(key) or translate(N_("(deleted)"))


def _has_names(table: str) -> bool:
    if table == "entity":
        return True
    try:
        listings.known_by(listings.model_of(table))
    except StopIteration:
        return False
    return True


def people_of(entries: Sequence[Entry]) -> list[str]:
    """Return the names of everybody who entered or spoke in some entries, in order."""
    return sorted({name for entry in entries for name in (entry.who, entry.speaker) if name}, key=str.casefold)
