"""Moments of a session that were given a name: what changed since, and going back to one as a single new edit.

Serves the History page and whoever is about to try something. Going back makes every table that can be undone equal to
what it was; logs are kept, with the things that they refer to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app import entities, wording
from app.history import BASELINES, Net
from app.i18n import N_, UserError, translate
from app.model import Base, Checkpoint
from app.restoring import rewinding
from app.restoring.rewinding import Step

if TYPE_CHECKING:
    from sqlalchemy import Row

    from app.document import Document

_NO_SUCH = N_("This checkpoint no longer exists.")
_BASELINE = N_("The file was upgraded or cleaned after “{name}”, so that the way back to it is not known any more.")
_NOT_REACHED = N_(
    "The session cannot go back to “{name}”, because later entries stand in the way. Nothing was changed."
)

Key = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Mark:
    """A checkpoint: its name, who set it and when, and how many change sets came since."""

    key: bytes
    name: str
    number: int
    at: datetime
    author: str
    later: int


@dataclass(frozen=True, slots=True)
class KindSince:
    """What became of one kind of row since a checkpoint."""

    table: str
    added: int
    changed: int
    deleted: int

    @property
    def sentence(self) -> str:
        """The counts in words, without those that are nothing: ``Services: 2 added, 1 changed``."""
        told = [
            translate(N_("{n} added"), n=self.added) if self.added else "",
            translate(N_("{n} changed"), n=self.changed) if self.changed else "",
            translate(N_("{n} deleted"), n=self.deleted) if self.deleted else "",
        ]
        return f"{wording.capital(wording.several(self.table))}: {', '.join(part for part in told if part)}"


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since a checkpoint: all in all per kind, how many change sets, who entered them.

    ``kept`` are the things that going back would leave, because a log refers to them; ``logs`` the entries of logs that
    came since, by kind. ``refusal`` says why there is no way back, if there is none.
    """

    mark: Mark
    kinds: tuple[KindSince, ...]
    change_sets: int
    people: tuple[str, ...]
    kept: tuple[str, ...]
    logs: tuple[KindSince, ...]
    refusal: str = ""


def checkpoint(document: Document, name: str) -> bytes:
    """Give this moment a name and return the checkpoint's key. Raises ``UserError`` for an empty name.

    Undo does not take it back: it takes back the edit before it.
    """
    number, now = document.version, document.now()
    with document.edit("") as session:
        row = entities.create(session, Checkpoint, name=name, number=number, at=now, author=document.who or None)
        document.relabel(translate(N_("Checkpoint “{name}”"), name=row.name))
        return row.id


def rename(document: Document, key: bytes, name: str) -> None:
    """Give a checkpoint another name. Raises ``UserError``."""
    entities.set_field(document, Checkpoint, key, "name", name)


def remove(document: Document, key: bytes) -> None:
    """Forget a checkpoint; nothing else changes."""
    found = _row(document, key)
    with document.edit(translate(N_("Remove checkpoint “{name}”"), name=found.name)) as session:
        session.delete(session.get_one(Checkpoint, key))


def checkpoints(document: Document) -> list[Mark]:
    """Return all checkpoints, newest first."""
    table = Checkpoint.__table__.c
    return [_mark(document, row) for row in document.all(Checkpoint, order_by=(table.number.desc(), table.at.desc()))]


def _row(document: Document, key: bytes) -> Row[Any]:
    row = document.get(Checkpoint, key)
    if row is None:
        raise UserError(_NO_SUCH)
    return row


def _mark(document: Document, row: Row[Any]) -> Mark:
    return Mark(row.id, row.name, row.number, row.at, row.author or "", _later(document, row.number))


def _later(document: Document, number: int) -> int:
    """Return how many change sets came after the checkpoint's own."""
    return max(0, document.version - number - 1)


# --- what changed since ---


def since(document: Document, key: bytes) -> Since:
    """Return what changed since a checkpoint, all in all. Raises ``UserError`` if it is gone."""
    row = _row(document, key)
    nets = document.net_changes(row.number + 1)
    edits = document.edits_since(row.number + 1)  # the next is the checkpoint's own
    logs = [net for net in nets if document.is_logged(net.table) and net.table != Checkpoint.__tablename__]
    undoable = [net for net in nets if not document.is_logged(net.table)]
    refusal = translate(_BASELINE, name=row.name) if edits.kinds & set(BASELINES) else ""
    kept = () if refusal else tuple(_named(document, _kept(document, undoable)))
    return Since(
        _mark(document, row), _kinds(undoable), _later(document, row.number), edits.people, kept, _kinds(logs), refusal
    )


def _kinds(nets: Iterable[Net]) -> tuple[KindSince, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    for net in nets:
        if net.table in Base.metadata.tables and net.table not in wording.BOOKS and _speaks(net):
            counts[net.table, "added" if net.before is None else "deleted" if net.after is None else "changed"] += 1
    tables = sorted({table for table, _ in counts}, key=lambda table: (table not in entities.NOUNS, table))
    return tuple(KindSince(t, counts[t, "added"], counts[t, "changed"], counts[t, "deleted"]) for t in tables)


def _speaks(net: Net) -> bool:
    """Whether a change is one that a person would see (an order alone is not)."""
    return net.sealed or net.whole or any(wording.spoken(net.table, column) for column in net.columns)


def _named(document: Document, keys: Iterable[Key]) -> Iterable[str]:
    told = wording.Wording(document)
    return (told.thing(table, key) for table, key in keys if table not in wording.BOOKS)


# --- going back ---


def restore_to(document: Document, key: bytes) -> Since:
    """Make the session what it was at a checkpoint, as one edit that Undo takes back; returns what that undid.

    Every undoable table is then equal to what it was, but for things that a log refers to (``kept``). Raises
    ``UserError``: the file was upgraded or cleaned since, or later entries stand in the way; nothing is changed then.
    """
    told = since(document, key)
    if told.refusal:
        raise UserError(_BASELINE, name=told.mark.name)
    nets = [net for net in document.net_changes(told.mark.number + 1) if not document.is_logged(net.table)]
    kept = _kept(document, nets)
    wanted = {(net.table, net.row): net for net in nets if (net.table, net.row) not in kept}
    if not wanted:
        return told
    with document.edit(translate(N_("Go back to “{name}”"), name=told.mark.name), coalesce="") as session:
        refused = rewinding.write(session, map(_step, wanted.values()))
        if refused or document.touched_logs() or not _reached(document, wanted):
            raise UserError(_NOT_REACHED, name=told.mark.name)
        if rewinding.broken_links(session, document.touched()):
            raise UserError(_NOT_REACHED, name=told.mark.name)
    return told


def _step(net: Net) -> Step:
    if net.before is None:
        return Step("delete", net.table, net.row, {})
    if net.after is None:
        return Step("insert", net.table, net.row, net.before)
    return Step("update", net.table, net.row, {name: net.before.get(name) for name in net.columns})


def _kept(document: Document, nets: Iterable[Net]) -> set[Key]:
    """Return the rows added since that must stay, because a row of a log needs them, or another that stays."""
    added: dict[str, list[bytes]] = {}
    for net in nets:
        if net.before is None:
            added.setdefault(net.table, []).append(net.row)
    logged = [link for table in added for link in rewinding.links_to(table) if document.is_logged(link.table)]
    fresh = {
        (link.target, key) for link in logged for _, key in rewinding.pointing_at(document, link, added[link.target])
    }
    all_added, kept = {(table, row) for table, rows in added.items() for row in rows}, set[Key]()
    while fresh:
        kept |= fresh
        fresh = ((_needed_by(document, fresh) & all_added) | _same_key(all_added, fresh)) - kept
    return kept


def _needed_by(document: Document, rows: Iterable[Key]) -> set[Key]:
    """Return what the given rows point at."""
    by_table: dict[str, list[bytes]] = {}
    for table, row in rows:
        by_table.setdefault(table, []).append(row)
    return {
        (link.target, values[link.column])
        for table, keys in by_table.items()
        for values in document.stored_rows(table, keys).values()
        for link in rewinding.links_from(table)
        if link.column in values
    }


def _same_key(added: Iterable[Key], rows: Iterable[Key]) -> set[Key]:
    """Return the entity of each row, and the row of each entity: they share the key."""
    keys = {row for _, row in rows}
    return {key for key in added if key[1] in keys}


def _reached(document: Document, wanted: Mapping[Key, Net]) -> bool:
    """Whether every row now is what it was."""
    by_table: dict[str, list[Net]] = {}
    for net in wanted.values():
        by_table.setdefault(net.table, []).append(net)
    for table, nets in by_table.items():
        now = document.stored_rows(table, [net.row for net in nets])
        if not all(_is_as_before(net, now.get(net.row)) for net in nets):
            return False
    return True


def _is_as_before(net: Net, now: Mapping[str, Any] | None) -> bool:
    if net.before is None or now is None:
        return net.before is None and now is None
    names = net.columns if not net.whole else {**net.before, **now}
    return all(now.get(name) == net.before.get(name) for name in names)
