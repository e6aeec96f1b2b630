"""The only way from a session to the room: which columns may be shown, and reading no others.

``PUBLIC`` is the allow-list. ``shown`` columns may stand on the wall; ``followed`` ones (keys, states, positions) are
read to find and order rows and never leave this package: a view has no place for them. A column that stands in neither
is not even selected, so a new column of the model stays private until somebody adds it here, and the canary test runs
over it. The list stands here and not as a mark beside each column, so that one screenful shows all there is to review.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app import model as m
from app.document import Document
from app.i18n import N_, UserError


@dataclass(frozen=True, slots=True)
class Columns:
    """What may be read of one table."""

    shown: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()


PUBLIC: Mapping[type[Any], Columns] = {
    m.Entity: Columns(("ref",), ("id", "kind")),
    m.Meeting: Columns(("title",), ("id", "kind")),
    m.AgendaPoint: Columns(
        ("title", "minutes", "begun_at"), ("id", "meeting_id", "ended_at", "position", "subject_id")
    ),
    m.Seat: Columns((), ("id", "meeting_id", "presence")),
    m.MeetingEntry: Columns(
        ("text", "due_on"), ("id", "meeting_id", "kind", "owner_id", "action_id", "at", "subject_id")
    ),
    m.Action: Columns(("title", "due_on"), ("id", "owner_id", "origin_id")),
    m.Person: Columns(("name",), ("id",)),
    m.Service: Columns(("name", "mtpd", "rto", "wrt", "rpo", "mbco_pct", "mbco_text"), ("id", "owner_id")),
    m.TargetDecision: Columns(("proposed", "reason", "relaxed"), ("id", "service_id", "target")),
    m.Peak: Columns(("name", "recurrence", "mtpd"), ("id", "service_id")),
    m.Dependency: Columns((), ("id", "source_id", "target_id")),
    m.Risk: Columns(
        (
            "event",
            "cause",
            "consequence",
            "inherent_likelihood",
            "inherent_impact",
            "current_likelihood",
            "current_impact",
            "target_likelihood",
            "target_impact",
        ),
        ("id", "category_id", "hidden", "status"),
    ),
    m.Band: Columns(("name", "within_appetite"), ("id", "rank", "colour")),
    m.MatrixCell: Columns(("likelihood", "impact"), ("id", "band_id")),
    m.ImpactCategory: Columns(("name", "threshold"), ("id", "position", "appetite")),
    m.ImpactLevel: Columns(("level", "name"), ("id",)),
    m.ImpactAnchor: Columns(("level", "text"), ("id", "category_id")),
    m.LikelihoodLevel: Columns(("level", "name", "frequency"), ("id",)),
    m.Horizon: Columns(("label", "minutes"), ("id",)),
    m.ImpactScore: Columns(("level",), ("id", "service_id", "category_id", "horizon_id")),
    m.Poll: Columns((), ("id", "subject_id", "dimension", "category_id", "horizon_id", "meeting_id", "state", "batch")),
    m.PollRound: Columns(("number",), ("id", "poll_id", "state")),
    m.Agreement: Columns(("level",), ("id", "poll_id")),
    m.Exercise: Columns(("public_title",), ("id", "meeting_id")),
    m.Inject: Columns(
        ("narrative", "sender", "target_role", "channel", "scenario_time"), ("id", "exercise_id", "released_at")
    ),
}

_GONE = N_("What the room should show no longer exists; somebody deleted it.")
_HIDDEN = N_("This risk is marked “not in this room”, so that it cannot be shown there; take the mark off first.")


class NotForTheRoom(UserError):
    """Something is marked as not for this room; what shows it already is taken off the wall."""


def rows(document: Document, model: type[Any], order_by: str = "id", **where: Any) -> list[Any]:
    """Return rows of ``model`` with its public columns only; ``where`` are columns and the values they must have.

    A tuple or list of values means any of them. A column that is not public cannot be asked for.
    """
    allowed = PUBLIC[model]
    table = model.__table__
    names = (*allowed.followed, *allowed.shown)
    unknown = {*where, order_by} - set(names)
    if unknown:
        raise KeyError(f"{table.name} has no public column {sorted(unknown)}")
    query = select(*(table.c[name] for name in names)).order_by(table.c[order_by])
    for name, value in where.items():
        column = table.c[name]
        query = query.where(column.in_(value) if isinstance(value, tuple | list) else column == value)
    return document.rows(query)


def find(document: Document, model: type[Any], key: bytes | None) -> Any | None:
    """Return the public columns of one row, or ``None``."""
    found = rows(document, model, id=key) if key is not None else []
    return found[0] if found else None


def need(document: Document, model: type[Any], key: bytes) -> Any:
    """Return the public columns of one row; raises ``UserError`` if it is gone."""
    found = find(document, model, key)
    if found is None:
        raise UserError(_GONE)
    return found


def is_hidden(document: Document, key: bytes | None) -> bool:
    """Whether a key is that of a risk that is marked "not in this room"."""
    found = find(document, m.Risk, key)
    return found is not None and bool(found.hidden)


def refuse_hidden(document: Document, key: bytes | None) -> None:
    """Raise ``NotForTheRoom`` for a risk that is marked "not in this room"; the sentence does not name it."""
    if is_hidden(document, key):
        raise NotForTheRoom(_HIDDEN)


def ref(document: Document, key: bytes) -> str:
    """Return the reference by which people know a thing, such as ``R-017``, or an empty text."""
    found = find(document, m.Entity, key)
    return "" if found is None else found.ref or ""


def ballots_in(document: Document, poll_round: bytes) -> int:
    """Return how many ballots lie in a round, abstentions among them."""
    table = m.Ballot.__table__
    return int(document.scalar(select(func.count()).select_from(table).where(table.c.round_id == poll_round)) or 0)


def voting_seats(document: Document, meeting: bytes | None, rounds: Sequence[bytes]) -> int:
    """Return how many seats a meeting has to wait for: those that are there, and who left after voting in ``rounds``.

    0 if nobody knows, because there is no meeting.
    """
    seat, ballot = m.Seat.__table__, m.Ballot.__table__
    took_part = seat.c.id.in_(select(ballot.c.seat_id).where(ballot.c.round_id.in_(rounds)))
    here = seat.c.presence.in_(("room", "remote")) | took_part
    return int(document.scalar(select(func.count()).select_from(seat).where(seat.c.meeting_id == meeting, here)) or 0)


def sheets_in(document: Document, rounds: Sequence[bytes]) -> int:
    """Return how many seats have a ballot in every one of ``rounds``; which seats is not told."""
    ballot = m.Ballot.__table__
    whole = (
        select(ballot.c.seat_id)
        .where(ballot.c.round_id.in_(rounds), ballot.c.seat_id.is_not(None))
        .group_by(ballot.c.seat_id)
        .having(func.count() == len(rounds))
    )
    return len(document.rows(whole))


def revealed_votes(document: Document, poll_round: bytes) -> Sequence[int]:
    """Return the levels voted in a round, abstentions left out; nothing before the reveal, by the query itself."""
    ballot, held = m.Ballot.__table__, m.PollRound.__table__
    query = (
        select(ballot.c.level)
        .join(held, held.c.id == ballot.c.round_id)
        .where(held.c.id == poll_round, held.c.state == "revealed", ballot.c.level.is_not(None))
        .order_by(ballot.c.level)
    )
    return [row.level for row in document.rows(query)]


def topic(kind: str, *keys: bytes | int | None) -> str:
    """Return a name for what a view is about that stays the same and from which no key can be read."""
    spoken = b"/".join(key if isinstance(key, bytes) else str(key).encode() for key in keys)
    return f"{kind}-{hashlib.blake2b(spoken, digest_size=6, person=b'room').hexdigest()}"
