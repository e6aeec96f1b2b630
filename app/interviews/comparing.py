"""What changed in an analysis: since it was signed, and from one interview to the next, in people's words.

Serves the interview mode, the page of a service and the BIA report. Who changed it and when comes from the history,
where there is one; a clean copy has none and tells the rest all the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from app import model as m
from app.document import Document
from app.durations import format_duration
from app.fields import Field, Kind, fields_of
from app.i18n import N_, translate
from app.interviews.approval import approvals
from app.interviews.content import LIST_NAMES, SERVICE_COLUMNS, bia_columns, content_of
from app.interviews.grid import service_row
from app.interviews.script import LISTS
from app.model.bia import TARGET


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is different: what it is called, before and after in words (empty for nothing).

    ``at`` and ``who`` tell who changed it last, ``None`` and empty where no history says so. ``question`` is the number
    of the question it belongs to, 0 for none.
    """

    label: str
    before: str
    after: str
    at: datetime | None = None
    who: str = ""
    question: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the session a difference lies, to look it up in the history."""

    table: str
    row: bytes | None
    columns: tuple[str, ...] = ()


Difference = tuple[Changed, tuple[_Place, ...]]


# --- what is compared ---


def approved_content(document: Document, service: bytes) -> dict[str, Any] | None:
    """Return the analysis as it was last signed; ``None`` if it never was, or in a file that did not keep it."""
    signed = approvals(document, service)
    return _content(signed[-1]) if signed else None


def _content(signature: Any) -> dict[str, Any] | None:
    if not signature.content:
        return None
    found = json.loads(signature.content)
    return found if isinstance(found, dict) else None


def changed_since_approval(document: Document, service: bytes) -> tuple[Changed, ...]:
    """Return what differs from what was last signed, with who changed it and when as far as the history tells.

    Of an older file that did not keep the whole analysis, the targets are compared. Empty if it never was signed.
    """
    signed = approvals(document, service)
    if not signed:
        return ()
    before = _content(signed[-1]) or _targets_only(signed[-1])
    return _told(document, service, before, content_of(document, service), signed[-1].approved_at)


def old_and_new(document: Document, service: bytes) -> tuple[Changed, ...]:
    """Return what this interview changed against the one before: the last one that was signed before it was opened.

    Without an interview that was opened anew, the signature before the newest one counts. Empty at the first interview.
    """
    earlier = _earlier(document, service)
    if earlier is None:
        return ()
    before = _content(earlier) or _targets_only(earlier)
    return _told(document, service, before, content_of(document, service), earlier.approved_at)


def _earlier(document: Document, service: bytes) -> Any | None:
    """Return the signature under the interview before this one."""
    signed, stored = approvals(document, service), document.get(m.Bia, service)
    opened = stored.opened_at if stored is not None else None
    before = [one for one in signed if opened is not None and one.approved_at <= opened]
    if before:
        return before[-1]
    return signed[-2] if len(signed) > 1 else None


def _targets_only(signature: Any) -> dict[str, Any]:
    return {"service": {name: getattr(signature, name) for name in TARGET}}


def _told(
    document: Document, service: bytes, before: Mapping[str, Any], after: Mapping[str, Any], since: datetime
) -> tuple[Changed, ...]:
    past = _Past(document, since)
    return tuple(past.dated(one, places) for one, places in differences(service, before, after, document))


def differences(
    service: bytes, before: Mapping[str, Any], after: Mapping[str, Any], document: Document
) -> Iterator[Difference]:
    """Yield what differs between two analyses of a service; parts that one of them does not know are left out."""
    service_row(document, service)
    if "service" in before:
        yield from _columns(m.Service, service, SERVICE_COLUMNS, before["service"], after["service"])
    if "bia" in before:
        yield from _columns(m.Bia, service, bia_columns(), before["bia"], after["bia"])
    if "targets" in before:
        yield from _reasons(document, service, before["targets"], after["targets"])
    if "grid" in before:
        yield from _grids(document, service, before["grid"], after["grid"])
    for table, name in LIST_NAMES.items():
        if name in before:
            yield from _lists(table, before[name], after[name])
    for name, words in (("needs", N_("Needs {node}")), ("needed_by", N_("Is needed by {node}"))):
        if name in before:
            yield from _edges(words, 25 if name == "needs" else 28, before[name], after[name])
    if "answers" in before:
        yield from _words(document, service, before["answers"], after["answers"])


# --- single values ---


def _columns(
    model: Any, row: bytes, columns: Iterable[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    table = str(model.__tablename__)
    for name in columns:
        if name not in before and model is m.Service:
            continue
        old, new, spec = before.get(name), after.get(name), fields_of(model)[name]
        if (old or None) != (new or None) or (old == 0) != (new == 0):
            told = Changed(_label(spec, name), _value(spec, old), _value(spec, new), question=_question(table, name))
            if told.before != told.after:
                yield told, (_Place(table, row, (name,)),)


def _label(spec: Field, name: str) -> str:
    return translate(TARGET[name]) if name in TARGET else translate(spec.label)


def _value(spec: Field, value: Any) -> str:
    """Return a plain value of an analysis as a person reads it."""
    if value is None or value == "":
        return ""
    if spec.kind is Kind.REFERENCE:
        return str(value)
    if spec.kind is Kind.DATE:
        return spec.format(date.fromisoformat(value))
    return spec.format(datetime.fromisoformat(value) if spec.kind is Kind.INSTANT else value)


def _question(table: str, column: str) -> int:
    """Return the number of the first question that fills a field or a list, 0 if none does."""
    from app import packs

    wanted = (f"{table}.{column}", table)
    for question in packs.interview_guide().questions:
        if any(one.name in wanted or (not column and one.name.startswith(f"{table}.")) for one in question.fields):
            return question.number
    return 0


def _reasons(
    document: Document, service: bytes, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield the targets whose reason changed though the value may not have."""
    table = m.TargetDecision.__table__
    rows = {row.target: row.id for row in document.rows(select(table).where(table.c.service_id == service))}
    for target, label in TARGET.items():
        old, new = (one.get(target, {}) for one in (before, after))
        if (old.get("reason") or "") != (new.get("reason") or ""):
            words = translate(N_("{target}, reason"), target=translate(label))
            told = Changed(
                words, old.get("reason") or "", new.get("reason") or "", question=_question("service", target)
            )
            yield told, (_Place("target_decision", rows.get(target), ("reason",)),)


# --- the grid ---


def _grids(
    document: Document, service: bytes, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    old = {line["code"]: _cells(before, line) for line in before["lines"]}
    new = {line["code"]: _cells(after, line) for line in after["lines"]}
    names = {line["code"]: line["name"] for line in (*before["lines"], *after["lines"])}
    keys = _cell_keys(document, service)
    for code, name in names.items():
        for part, words, tell in _CELL_PARTS:
            was, now = ({at: cell[part] for at, cell in one.get(code, {}).items()} for one in (old, new))
            places = [at for at in sorted(was.keys() | now.keys()) if (was.get(at) or None) != (now.get(at) or None)]
            if places:
                told = Changed(translate(words, category=name), tell(was, places), tell(now, places), question=7)
                yield told, tuple(_Place("impact_score", keys.get((code, at)), (part,)) for at in places)


def _cells(grid: Mapping[str, Any], line: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Return the cells of a row by the minutes of their horizons."""
    cells = zip(grid["horizons"], line["levels"], line["notes"], strict=False)
    return {horizon["minutes"]: {"level": level, "note": note} for horizon, level, note in cells}


def _levels(cells: Mapping[int, Any], places: list[int]) -> str:
    """Return levels as ``2 after 4 h, 3 from 8 h to 24 h``."""
    parts = []
    for level, run in groupby(places, key=lambda at: cells.get(at)):
        first, *_, last = [format_duration(at) for at in run for _ in (0, 1)]
        words = N_("{level} after {first}") if first == last else N_("{level} from {first} to {last}")
        if level:
            parts.append(translate(words, level=level, first=first, last=last))
    return ", ".join(parts)


def _notes(cells: Mapping[int, Any], places: list[int]) -> str:
    told = ((format_duration(at), cells.get(at)) for at in places)
    return "; ".join(translate(N_("{after}: {note}"), after=after, note=note) for after, note in told if note)


_CELL_PARTS: tuple[tuple[str, str, Callable[[Mapping[int, Any], list[int]], str]], ...] = (
    ("level", N_("Impact, {category}"), _levels),
    ("note", N_("Note on the impact, {category}"), _notes),
)


def _cell_keys(document: Document, service: bytes) -> dict[tuple[str, int], bytes]:
    table, category, horizon = m.ImpactScore.__table__, m.ImpactCategory.__table__, m.Horizon.__table__
    query = (
        select(table.c.id, category.c.code, horizon.c.minutes)
        .join(category, category.c.id == table.c.category_id)
        .join(horizon, horizon.c.id == table.c.horizon_id)
        .where(table.c.service_id == service)
    )
    return {(row.code, row.minutes): row.id for row in document.rows(query)}


# --- lists ---


def _lists(table: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Difference]:
    model = LISTS[table]
    noun = translate(_NOUNS[table])
    for old, new in _paired(before, after, _naming(table)):
        was, now = (_row_words(model, one) for one in (old, new))
        if was != now:
            key = bytes.fromhex((new or old or {})["key"])
            yield Changed(noun, was, now, question=_question(table, "")), (_Place(table, key),)


#: What a row of each list is called beside what it says.
_NOUNS = {
    "peak": N_("Peak"), "obligation": N_("Obligation"), "vital_record": N_("Vital record"),
    "resource": N_("Resource"), "key_role": N_("Key role"), "past_outage": N_("Past outage"),
}  # fmt: skip


def _naming(table: str) -> str:
    return {"resource": "what", "key_role": "role", "past_outage": "occurred_on"}.get(table, "name")


Row = dict[str, Any] | None


def _paired(before: list[dict[str, Any]], after: list[dict[str, Any]], name: str) -> list[tuple[Row, Row]]:
    """Pair the rows of two lists by their keys, or else by their names; what has no partner stands alone."""
    left = list(after)
    pairs: list[tuple[Row, Row]] = []
    for old in before:
        same = [new for new in left if new["key"] == old["key"]] or [new for new in left if new[name] == old[name]]
        if same:
            left.remove(same[0])
        pairs.append((old, same[0] if same else None))
    return [*pairs, *((None, new) for new in left)]


def _row_words(model: Any, row: Row) -> str:
    """Return a row of a list in one line: its values with commas, long ones by their labels."""
    if row is None:
        return ""
    words = [_in_a_row(spec, row.get(name)) for name, spec in fields_of(model).items() if name in row]
    amounts = [
        translate(N_("{n} after {after}"), n=quantity, after=after)
        for after, quantity in row.get("quantities", {}).items()
    ]
    return ", ".join(word for word in (*words, *amounts) if word)


def _in_a_row(spec: Field, value: Any) -> str:
    """Return a value between others: a yes by the name of its field, a no not at all."""
    if spec.kind is Kind.YES_NO:
        return translate(spec.label) if value else ""
    return _value(spec, value)


def _edges(
    label: str, question: int, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> Iterator[Difference]:
    for old, new in _paired(before, after, "ref"):
        was, now = (_edge_words(one) for one in (old, new))
        if was != now:
            row = new or old or {}
            told = Changed(translate(label, node=f"{row['ref']} {row['name']}".strip()), was, now, question=question)
            yield told, (_Place("dependency", bytes.fromhex(row["key"])),)


def _edge_words(row: Row) -> str:
    if row is None:
        return ""
    if "needed" in row:
        return translate(N_("one of the alternatives {group}"), group=row["group"] or "").strip()
    return translate(N_("hard")) if row["hard"] else translate(N_("soft"))


# --- what was noted as said ---


def _words(
    document: Document, service: bytes, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    table = m.Answer.__table__
    rows = {row.question: row.id for row in document.rows(select(table).where(table.c.service_id == service))}
    for number in sorted({int(one) for one in (*before, *after)}):
        old, new = ((one.get(str(number), {}).get("text") or "") for one in (before, after))
        if old != new:
            told = Changed(translate(N_("Question {n}, as said"), n=number), old, new, question=number)
            yield told, (_Place("answer", rows.get(number), ("text",)),)


# --- who and when ---

#: How many changes of one row are looked through for the last one of a field.
_DEEP = 60


class _Past:
    """Says who changed something last and when, from the history after a moment."""

    def __init__(self, document: Document, since: datetime) -> None:
        self._document, self._since = document, since
        self._people: Mapping[bytes, str] | None = None

    def dated(self, told: Changed, places: Iterable[_Place]) -> Changed:
        """Return a difference with who made it and when; as it is where no history tells."""
        found = [one for one in map(self._last, places) if one is not None]
        if not found:
            return told
        newest = max(found, key=lambda one: one.number)
        who = self._name(newest.speaker) or newest.who
        return Changed(told.label, told.before, told.after, newest.at, who, told.question)

    def _last(self, place: _Place) -> Any | None:
        if place.row is None:
            return None
        for one in self._document.history(row=place.row, table=place.table, limit=_DEEP):
            if one.at < self._since:
                return None
            if not place.columns or any(
                change.op != "update" or set(place.columns) & change.columns for change in one.changes
            ):
                return one
        return None

    def _name(self, person: bytes | None) -> str:
        from app import listings

        if person is None:
            return ""
        if self._people is None:
            self._people = listings.names(self._document, "person")
        return self._people.get(person, "")
