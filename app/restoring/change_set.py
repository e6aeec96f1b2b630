"""Taking a whole change set back as a new edit, also when later ones exist, and telling what came between.

Serves the History page. Rows are compared with what the change set left: what still is so goes back safely, what was
changed again is a conflict that is told with who changed it and when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app import listings, wording
from app.dates import format_instant
from app.fields import fields_of
from app.history import Net
from app.i18n import N_, UserError, translate
from app.model import Base
from app.restoring import rewinding
from app.restoring.field import change_set_of, values_of
from app.restoring.rewinding import Step
from app.wording import Wording, spoken

if TYPE_CHECKING:
    from app.document import ChangeSet, Document

_ONLY_LOGS = N_("“{label}” only wrote to logs that are kept for good, so there is nothing to take back.")
_LOG_DEPENDS = N_("“{label}” cannot be taken back, because entries of a log that are kept for good depend on it.")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that a change set left and that is not so any more: what is there now, from whom and since when.

    ``column`` is empty when it is about a row. ``lasting`` ones stay even if the change set is taken back by force.
    """

    sentence: str
    table: str
    row: bytes
    column: str = ""
    later: str = ""
    who: str = ""
    at: datetime | None = None
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What taking a change set back does or did: how many rows, what is in the way, and what else is worth knowing.

    ``number`` is the change set that did it, ``None`` if nothing was done.
    """

    rows: int
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...]
    number: int | None = None


def preview(document: Document, number: int) -> Restored:
    """Return what taking a change set back would do, without doing it: its safe rows and every conflict.

    Raises ``UserError`` if the history does not tell it, or there is nothing that could be taken back.
    """
    plan = _Plan(document, change_set_of(document, number))
    return Restored(_rows_of(plan.safe), tuple(plan.conflicts), tuple(plan.notes))


def restore_change_set(document: Document, number: int, *, only_safe: bool = False, force: bool = False) -> Restored:
    """Take a whole change set back as one new edit, also when later ones exist; deleted rows return with their own.

    If something was changed again since, nothing is done and the conflicts are returned, unless ``only_safe`` leaves
    those be or ``force`` overrules them. Logs stay. Raises ``UserError``: only logs were written, a log depends on what
    was added, or the history does not tell it.
    """
    change_set = change_set_of(document, number)
    plan = _Plan(document, change_set)
    steps = plan.safe + plan.forced if force else plan.safe
    if (plan.conflicts and not (only_safe or force)) or not steps:
        return Restored(0, tuple(plan.conflicts), tuple(plan.notes))
    label = translate(N_("Take back “{label}”"), label=change_set.label)
    with document.edit(label, coalesce="") as session:
        refused = rewinding.write(session, steps)
        if refused and not (only_safe or force):
            raise UserError(_IN_THE_WAY, label=change_set.label)
        if document.touched_logs():
            raise UserError(_LOG_DEPENDS, label=change_set.label)
        if rewinding.broken_links(session, document.touched()):
            raise UserError(_IN_THE_WAY, label=change_set.label)
    left = [conflict for conflict in plan.conflicts if only_safe or conflict.lasting]
    taken = [plan.taken(step) for step in refused]
    return Restored(_rows_of(steps) - len(taken), (*left, *taken), tuple(plan.notes), document.version)


_IN_THE_WAY = N_("“{label}” cannot be taken back, because something else has taken its place since.")
_NOW = N_("{field} of {name} is now {later}, not {after}{since}.")
_CHANGED = N_("{thing} was changed since it was added{since}.")
_USED = N_("{thing} is used by what came later: {users}.")
_DELETED = N_("{thing} was deleted since{since}.")
_OWNER_GONE = N_("{thing} cannot return, because what it belongs to was deleted since.")
_TARGET_GONE = N_("{field} of {name} cannot be what it was, because that was deleted since.")
_TAKEN = N_("{thing} cannot return, because something else has taken its place.")
_EMPTIED = N_("{thing} returns without its “{field}”, which was deleted since.")
_LOGS_STAY = N_("Logs are kept for good and stay as they are: {what}.")


def _rows_of(steps: Iterable[Step]) -> int:
    return len({(step.table, step.row) for step in steps if step.table not in wording.BOOKS})


class _Plan:
    """Works out how each row of a change set gets back, and what has come between."""

    def __init__(self, document: Document, change_set: ChangeSet) -> None:
        self._document = document
        self._number = change_set.number
        self._told = Wording(document)
        self.safe: list[Step] = []
        self.forced: list[Step] = []
        self.conflicts: list[Conflict] = []
        self.notes: list[str] = []
        self._nets = [net for net in self._undoable(change_set) if net.table in Base.metadata.tables]
        self._now = self._present()
        self._plan_returns()
        self._plan_updates()
        self._plan_removals()

    def _undoable(self, change_set: ChangeSet) -> list[Net]:
        nets = self._document.net_changes(change_set.number, change_set.number)
        kept = [net for net in nets if net.sealed or self._document.is_logged(net.table)]
        told = Counter(net.table for net in kept if net.table not in wording.BOOKS)
        if told:
            what = ", ".join(wording.counted(table, number) for table, number in told.items())
            self.notes.append(translate(_LOGS_STAY, what=what))
        rest = [net for net in nets if net not in kept]
        if not rest:
            raise UserError(_ONLY_LOGS, label=change_set.label)
        return rest

    def _present(self) -> dict[tuple[str, bytes], dict[str, Any]]:
        keys: dict[str, list[bytes]] = {}
        for net in self._nets:
            keys.setdefault(net.table, []).append(net.row)
        return {(t, key): row for t, rows in keys.items() for key, row in self._document.stored_rows(t, rows).items()}

    # --- rows that were deleted and come back ---

    def _plan_returns(self) -> None:
        returning = {
            (net.table, net.row): {
                n: v for n, v in (net.before or {}).items() if v is not None and _known(net.table, n)
            }
            for net in reversed(self._nets)
            if net.after is None and net.before is not None and (net.table, net.row) not in self._now
        }
        self._coming = set(returning)
        while lost := [key for key, values in returning.items() if self._owner_gone(key[0], values)]:
            for key in lost:
                self._coming.discard(key)
                if key[0] not in wording.BOOKS:
                    self._conflict(_OWNER_GONE, *key, values=returning[key], lasting=True)
                del returning[key]
        for (table, row), values in returning.items():
            self.safe.append(Step("insert", table, row, self._without_lost(table, row, values)))

    def _owner_gone(self, table: str, values: Mapping[str, Any]) -> bool:
        return any(link.required and not self._there(link.target, values.get(link.column)) for link in _links(table))

    def _without_lost(self, table: str, row: bytes, values: Mapping[str, Any]) -> dict[str, Any]:
        kept = dict(values)
        for link in _links(table):
            if link.column in kept and not self._there(link.target, kept[link.column]):
                spec = fields_of(listings.model_of(table))[link.column]
                thing = self._thing(table, row, values_of(self._document, table, values))
                self.notes.append(translate(_EMPTIED, thing=thing, field=translate(spec.label)))
                del kept[link.column]
        return kept

    def _there(self, table: str, key: bytes | None) -> bool:
        """Whether what a link points at exists or comes back; an empty link needs nothing."""
        if key is None or (table, key) in self._coming or (table, key) in self._now:
            return True
        return bool(self._document.stored_rows(table, [key]))

    # --- rows that are still there ---

    def _plan_updates(self) -> None:
        for net in reversed(self._nets):
            now = self._now.get((net.table, net.row))
            if net.before is None or (net.after is None and now is None):
                continue
            if now is None:
                self._conflict(_DELETED, net.table, net.row, values=net.after or {}, since=True, lasting=True)
            else:
                self._plan_columns(net, now)

    def _plan_columns(self, net: Net, now: Mapping[str, Any]) -> None:
        before, after = net.before or {}, net.after
        columns = [c for c in (net.columns if after is not None else {**before, **now}) if _known(net.table, c)]
        safe, forced = dict[str, Any](), dict[str, Any]()
        pointing = {link.column: link.target for link in _links(net.table)}
        for column in columns:
            if now.get(column) == before.get(column):
                continue
            if column in pointing and not self._there(pointing[column], before.get(column)):
                self._field_conflict(_TARGET_GONE, net, column, now, lasting=True)
            elif after is not None and now.get(column) == after.get(column):
                safe[column] = before.get(column)
            else:
                forced[column] = before.get(column)
                self._field_conflict(_NOW, net, column, now)
        self.safe += [Step("update", net.table, net.row, safe)] if safe else []
        self.forced += [Step("update", net.table, net.row, forced)] if forced else []

    def _field_conflict(
        self, sentence: str, net: Net, column: str, now: Mapping[str, Any], *, lasting: bool = False
    ) -> None:
        spec = spoken(net.table, column)
        if spec is None:
            return
        who, at = self._last_change(net.table, net.row, column)
        later, after = (self._told.stored(net.table, column, v.get(column)) for v in (now, net.after or {}))
        nothing = translate(N_("empty"))
        words = translate(
            sentence, field=translate(spec.label), name=self._told.name(net.table, net.row),
            later=_brief(later) or nothing, after=_brief(after) or nothing, since=_since(who, at),
        )  # fmt: skip
        self.conflicts.append(Conflict(words, net.table, net.row, column, later, who, at, lasting))

    # --- rows that were added and go again ---

    def _plan_removals(self) -> None:
        added = {(n.table, n.row): n.after or {} for n in self._nets if n.before is None}
        present = {key: after for key, after in added.items() if key in self._now}
        changed = {key for key, after in present.items() if self._differs(key, after)}
        users = self._users(present)
        for key in present:
            if key[0] in wording.BOOKS:
                continue
            if key in changed:
                self._conflict(_CHANGED, *key, values=present[key], since=True)
            if key in users or ("entity", key[1]) in users:
                named = ", ".join(dict.fromkeys(users.get(key, []) + users.get(("entity", key[1]), [])))
                self._conflict(_USED, *key, values=present[key], users=named)
        held = self._held(present, changed | set(users))
        for key in reversed(present):
            (self.forced if key in held else self.safe).append(Step("delete", *key, {}))

    def _differs(self, key: tuple[str, bytes], after: Mapping[str, Any]) -> bool:
        now = self._now[key]
        return any(now.get(name) != after.get(name) for name in {**after, **now} if _known(key[0], name))

    def _users(self, present: Mapping[tuple[str, bytes], Any]) -> dict[tuple[str, bytes], list[str]]:
        """Return by added row the names of rows, not of this change set, that point at it."""
        found: dict[tuple[str, bytes], list[str]] = {}
        for table in {table for table, _ in present}:
            keys = [key for owner, key in present if owner == table]
            for link in rewinding.links_to(table):
                for row, key in rewinding.pointing_at(self._document, link, keys):
                    if (link.table, row) not in present:
                        found.setdefault((table, key), []).append(self._told.thing(link.table, row))
        return found

    def _held(self, present: Mapping[tuple[str, bytes], Any], bad: set[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
        """Return the rows that must stay with those in ``bad``: their entity, and what they belong to."""
        held: set[tuple[str, bytes]] = set()
        while bad - held:
            held |= bad
            rows = {row for _, row in held}  # an entity and its row share the key
            same = {key for key in present if key[1] in rows}
            owners = {
                (link.target, self._now[key][link.column])
                for key in held & present.keys()
                for link in _links(key[0])
                if self._now[key].get(link.column) is not None
            }
            bad = (same | owners) & present.keys()
        return held

    # --- telling ---

    def _conflict(
        self, sentence: str, table: str, row: bytes, *, values: Mapping[str, Any], since: bool = False,
        lasting: bool = False, **gaps: str,
    ) -> None:  # fmt: skip
        if table in wording.BOOKS:
            return
        who, at = self._last_change(table, row) if since else ("", None)
        thing = self._thing(table, row, values_of(self._document, table, values))
        words = translate(sentence, thing=thing, since=_since(who, at), **gaps)
        self.conflicts.append(Conflict(words, table, row, who=who, at=at, lasting=lasting))

    def _last_change(self, table: str, row: bytes, column: str = "") -> tuple[str, datetime | None]:
        for change_set in self._document.history(limit=None, table=table, row=row, since=self._number):
            if any(not column or column in change.values or change.op != "update" for change in change_set.changes):
                return change_set.who, change_set.at
        return "", None

    def _thing(self, table: str, row: bytes, values: Mapping[str, Any]) -> str:
        return wording.capital(self._told.thing(table, row, values))

    def taken(self, step: Step) -> Conflict:
        """Return the conflict of a step that could not be carried out."""
        thing = self._thing(step.table, step.row, values_of(self._document, step.table, step.values))
        return Conflict(translate(_TAKEN, thing=thing), step.table, step.row, lasting=True)


def _links(table: str) -> tuple[rewinding.Link, ...]:
    return rewinding.links_from(table)


def _known(table: str, column: str) -> bool:
    return column in Base.metadata.tables[table].c


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59].rstrip() + "…"


def _since(who: str, at: datetime | None) -> str:
    if at is None:
        return ""
    moment = format_instant(at)
    return translate(N_(" ({who}, {at})"), who=who, at=moment) if who else translate(N_(" ({at})"), at=moment)
