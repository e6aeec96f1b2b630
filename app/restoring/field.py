"""The history of one field, and bringing it back: who set what when, and each value a click away.

Serves the forms and the History page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from app import entities, listings
from app.fields import fields_of
from app.history import Net
from app.i18n import N_, UserError, translate
from app.model import Base, Person
from app.wording import Wording, capital, spoken

if TYPE_CHECKING:
    from app.document import ChangeSet, Document
    from app.history import Change

_LOG = N_("{thing} belongs to a log that is kept for good. Correct it by a new entry.")
_SECRET = N_("What {thing} held is kept secret, so that it cannot be brought back.")
_NO_SUCH = N_("The history does not tell that change. It may have been cleaned away in a copy.")
_GONE = N_("{thing} no longer exists. Take back its deletion first.")


# --- the history of one field ---


@dataclass(frozen=True, slots=True)
class Past:
    """One value that a field once got: since when, from whom, in whose words, and why if that was told.

    ``words`` is the value as the form shows it, empty for nothing. ``number`` names the change set, with ``table``,
    ``row`` and ``column`` what ``restore_field`` takes (with ``to="after"`` for this very value). ``first`` marks the
    value with which the row began. ``kind`` is that of the change set (``edit``, ``undo`` …).
    """

    at: datetime
    value: Any
    words: str
    who: str
    speaker: str
    reason: str
    label: str
    kind: str
    number: int
    table: str
    row: bytes
    column: str
    first: bool = False


#: How many of the newest values are searched for the reason that was given with them.
_REASONED = 30
#: How many rows a change set may have touched to be searched for it; larger ones are imports.
_SEARCHED = 60


def field_history(document: Document, model: Any, key: bytes, field: str) -> list[Past]:
    """Return every value that a field of a row had, newest first, the present one at the head.

    Empty if the history tells nothing (a copy without history, a secret row). Changes of other fields and changes to an
    equal value are left out. Raises ``KeyError`` for a field that the model does not have.
    """
    entities.field_of(model, field)
    table, told, people = model.__tablename__, Wording(document), listings.names(document, Person.__tablename__)
    found: list[Past] = []
    for change_set in reversed(document.history(limit=None, table=table, row=key)):
        for change in change_set.changes:
            if change.op == "delete" or not (field in change.values or (change.op == "insert" and change.content)):
                continue
            value = change.values.get(field, (None, None))[1]
            past = _past(change_set, change, field, value, told, people)
            if found and found[-1].number == change_set.number:  # set twice in one edit: only the last was ever seen
                past = replace(past, first=found.pop().first)
            if not found or value != found[-1].value:
                found.append(past)
    found.reverse()
    return [_with_reason(document, past) for past in found[:_REASONED]] + found[_REASONED:]


def _past(
    change_set: ChangeSet, change: Change, field: str, value: Any, told: Wording, people: Mapping[bytes, str]
) -> Past:
    spec = fields_of(listings.model_of(change.table))[field]
    speaker = people.get(change_set.speaker, "") if change_set.speaker else ""
    return Past(
        change_set.at, value, told.told(spec, value), change_set.who, speaker, "", change_set.label, change_set.kind,
        change_set.number, change.table, change.row, field, first=change.op == "insert",
    )  # fmt: skip


def _with_reason(document: Document, past: Past) -> Past:
    """Add the reason that the same edit wrote, in the row itself or in one that belongs to it."""
    changes = change_set_of(document, past.number).changes
    for change in changes if len(changes) <= _SEARCHED else ():
        reason = change.values.get("reason", (None, None))[1]
        belongs = change.row == past.row or any(after == past.row for _, after in change.values.values())
        if reason and (belongs or _points_at(document, change, past.row)):
            return replace(past, reason=str(reason))
    return past


def _points_at(document: Document, change: Change, key: bytes) -> bool:
    row = document.get(listings.model_of(change.table), change.row)
    return row is not None and key in tuple(row)


def change_set_of(document: Document, number: int) -> ChangeSet:
    """Return one change set. Raises ``UserError`` if the history does not tell it."""
    found = document.history(before=number + 1, limit=1)
    if not found or found[0].number != number:
        raise UserError(_NO_SUCH)
    return found[0]


# --- one field ---


def restore_field(
    document: Document,
    change_number: int,
    table: str,
    row: bytes,
    column: str,
    *,
    to: Literal["before", "after"] = "before",
) -> bool:
    """Set a field to what it was before a change set (or after it), as one new edit; returns whether it changed.

    Raises ``UserError``: the row is gone, the table is a log or secret, what the value points at is gone, or the
    history does not tell it.
    """
    told = Wording(document)
    net = _net_of(document, change_number, table, row)
    _refuse_kept(document, net, told)
    wanted = net.before if to == "before" else net.after
    spec, model = spoken(table, column), listings.model_of(table)
    if spec is None or wanted is None or (column not in wanted and not net.whole):
        raise UserError(_NO_SUCH)
    if document.get(model, row) is None:
        raise UserError(
            _GONE, thing=capital(told.thing(table, row, values_of(document, table, net.before or net.after)))
        )
    value = document.value_of(table, column, wanted.get(column))
    label = translate(N_("Restore {field} of {name}"), field=translate(spec.label), name=told.name(table, row))
    with document.edit(label, coalesce=""):
        return entities.set_fields(document, model, row, {column: value})


def _net_of(document: Document, number: int, table: str, row: bytes) -> Net:
    change_set_of(document, number)
    found = next((n for n in document.net_changes(number, number) if (n.table, n.row) == (table, row)), None)
    if found is None or table not in Base.metadata.tables:
        raise UserError(_NO_SUCH)
    return found


def _refuse_kept(document: Document, net: Net, told: Wording) -> None:
    thing = capital(told.thing(net.table, net.row, values_of(document, net.table, net.before or net.after)))
    if net.sealed:
        raise UserError(_SECRET, thing=thing)
    if document.is_logged(net.table):
        raise UserError(_LOG, thing=thing)


def values_of(document: Document, table: str, stored: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return stored values of a row as Python deals in them."""
    return {name: document.value_of(table, name, value) for name, value in (stored or {}).items()}
