"""Scoring in the room: polls, silent rounds, ballots, the reveal, what was agreed, and who saw it differently.

Serves the scoring round, risk workshops and the documents that print votes. The figures come from ``app.scoring``.
Before the reveal only the number of ballots is handed out; anonymous ballots lose their seat at the reveal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.model.scoring import DIMENSION
from app.scoring import Tally, tally

#: Two silent rounds at most (``domain.md`` §9).
MAX_ROUNDS = 2

#: The column of ``risk`` that an agreed value of a dimension fills.
RISK_COLUMNS: Mapping[str, str] = {
    "likelihood": "current_likelihood",
    "impact": "current_impact",
    "inherent likelihood": "inherent_likelihood",
    "inherent impact": "inherent_impact",
}

_GONE = N_("This poll no longer exists; somebody deleted it.")
_CLOSED = N_("This poll is closed; open a new one to score again.")
_TWICE = N_("Two rounds were held; agree on a value or record who sees it differently.")
_STILL_SILENT = N_("The round is still silent; reveal it first.")
_REVEALED = N_("The round is revealed; open the second one to vote again.")
_NOT_REVEALED = N_("Nothing was revealed yet; a value is agreed on after the reveal.")


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round. Before the reveal ``tally`` is ``None`` and only ``voted`` and ``abstained`` together are known."""

    key: bytes
    number: int
    revealed: bool
    ballots: int
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class PollRow:
    """One poll with its rounds, and what was agreed (rows of ``Agreement`` and ``Dissent``)."""

    key: bytes
    subject: bytes
    dimension: str
    category: bytes | None
    horizon: bytes | None
    meeting: bytes | None
    state: str
    rounds: tuple[RoundRow, ...]
    agreement: Any | None
    dissents: tuple[Any, ...]

    @property
    def last_tally(self) -> Tally | None:
        """The figures of the last revealed round."""
        return next((one.tally for one in reversed(self.rounds) if one.tally is not None), None)


# --- reading ---


def polls(document: Document, subject: bytes | None = None) -> list[PollRow]:
    """Return the polls of the session, or those about one subject, in the order in which they were opened."""
    table = m.Poll.__table__
    return _read(document, *(() if subject is None else (table.c.subject_id == subject,)))


def _read(document: Document, *where: Any) -> list[PollRow]:
    table = m.Poll.__table__
    rows = document.rows(select(table).where(*where).order_by(table.c.opened_at, table.c.id))
    chosen = select(table.c.id).where(*where)
    limits = {row.id: row.threshold for row in document.all(m.ImpactCategory)}
    rounds = _rounds(document, {row.id: limits.get(row.category_id) for row in rows}, chosen)
    agreements = {row.poll_id: row for row in document.all(m.Agreement, m.Agreement.poll_id.in_(chosen))}
    dissents: dict[bytes, list[Any]] = {}
    for row in document.all(m.Dissent, m.Dissent.poll_id.in_(chosen)):
        dissents.setdefault(row.poll_id, []).append(row)
    return [
        PollRow(
            key=row.id,
            subject=row.subject_id,
            dimension=row.dimension,
            category=row.category_id,
            horizon=row.horizon_id,
            meeting=row.meeting_id,
            state=row.state,
            rounds=tuple(rounds.get(row.id, ())),
            agreement=agreements.get(row.id),
            dissents=tuple(dissents.get(row.id, ())),
        )
        for row in rows
    ]


def poll(document: Document, key: bytes) -> PollRow:
    """Return one poll; raises ``UserError`` if it is gone."""
    found = _read(document, m.Poll.__table__.c.id == key)
    if not found:
        raise UserError(_GONE)
    return found[0]


def _rounds(
    document: Document, thresholds: Mapping[bytes, int | None], chosen: Select[Any]
) -> dict[bytes, list[RoundRow]]:
    table, ballots = m.PollRound.__table__, m.Ballot.__table__
    votes: dict[bytes, list[int | None]] = {}
    among = table.c.poll_id.in_(chosen)
    revealed = select(table.c.id).where(table.c.state == "revealed", among)
    for row in document.rows(select(ballots.c.round_id, ballots.c.level).where(ballots.c.round_id.in_(revealed))):
        votes.setdefault(row.round_id, []).append(row.level)
    counted = _ballot_counts(document, select(table.c.id).where(among))
    found: dict[bytes, list[RoundRow]] = {}
    for row in document.rows(select(table).where(among).order_by(table.c.number)):
        levels = [level for level in votes.get(row.id, ()) if level is not None]
        shown = tally(levels, threshold=thresholds.get(row.poll_id)) if row.state == "revealed" else None
        one = RoundRow(row.id, row.number, row.state == "revealed", counted.get(row.id, 0), shown)
        found.setdefault(row.poll_id, []).append(one)
    return found


def _ballot_counts(document: Document, rounds: Select[Any]) -> dict[bytes, int]:
    table = m.Ballot.__table__
    query = select(table.c.round_id, func.count().label("ballots")).where(table.c.round_id.in_(rounds))
    return {row.round_id: row.ballots for row in document.rows(query.group_by(table.c.round_id))}


def _threshold(document: Document, row: Any) -> int | None:
    """Return the level from which the poll's category is intolerable, ``None`` where there is none."""
    if row.category_id is None:
        return None
    category = document.get(m.ImpactCategory, row.category_id)
    return None if category is None else int(category.threshold)


# --- holding a round ---


def open_poll(
    document: Document,
    subject: bytes,
    dimension: str,
    *,
    category: bytes | None = None,
    horizon: bytes | None = None,
    meeting: bytes | None = None,
) -> bytes:
    """Open a poll about ``subject`` with its first silent round, and return its key.

    ``dimension`` is a key of ``DIMENSION``; a cell of an impact grid also names category and horizon.
    """
    label = translate(
        N_("Score {dimension} of {subject}"),
        dimension=translate(DIMENSION[dimension]),
        subject=entities.describe(document, subject)[:80],
    )
    with document.edit(label) as session:
        opened = entities.create(
            session,
            m.Poll,
            subject_id=subject,
            dimension=dimension,
            category_id=category,
            horizon_id=horizon,
            meeting_id=meeting,
            opened_at=document.now(),
        )
        _new_round(document, session, opened.id, 1)
        key: bytes = opened.id
    return key


def open_round(document: Document, poll: bytes) -> bytes:
    """Open the second silent round of a poll. Raises ``UserError`` after two, or while one is silent."""
    row = _poll(document, poll)
    last = _last_round(document, poll)
    if row.state != "open":
        raise UserError(_CLOSED)
    if last.state == "silent":
        raise UserError(_STILL_SILENT)
    if last.number >= MAX_ROUNDS:
        raise UserError(_TWICE)
    with document.edit(_about(document, N_("Second round for {subject}"), row)) as session:
        return _new_round(document, session, poll, last.number + 1)


def _new_round(document: Document, session: Session, poll: bytes, number: int) -> bytes:
    opened = entities.create(session, m.PollRound, poll_id=poll, number=number, opened_at=document.now())
    key: bytes = opened.id
    return key


def cast(document: Document, poll: bytes, seat: bytes, level: int | None) -> None:
    """Put the ballot of a seat into the silent round; ``None`` abstains. A second ballot of a seat replaces its first.

    Raises ``UserError`` if the round is revealed or the level is none of the scale.
    """
    cast_all(document, poll, [(seat, level)])


def cast_all(document: Document, poll: bytes, ballots: Sequence[tuple[bytes, int | None]]) -> None:
    """Put several ballots, pairs of seat and level, into the silent round as one edit. Raises as ``cast``."""
    spec = entities.field_of(m.Ballot, "level")
    chosen = [(seat, None if level is None else int(spec.check(level))) for seat, level in ballots]
    row, current = _poll(document, poll), _last_round(document, poll)
    if current.state != "silent":
        raise UserError(_REVEALED)
    with document.edit(_about(document, N_("Ballots on {subject}"), row)) as session:
        known = {one.seat_id: one for one in session.query(m.Ballot).filter_by(round_id=current.id)}
        for seat, level in chosen:
            if seat in known:
                known[seat].level = level
            else:
                session.add(m.Ballot(id=m.new_key(), round_id=current.id, seat_id=seat, level=level))


def reveal(document: Document, poll: bytes, *, anonymous: bool = True) -> Tally:
    """Reveal the silent round and return its figures; anonymous ballots lose their seats for good.

    Raises ``UserError`` if there is nothing to reveal.
    """
    row, current = _poll(document, poll), _last_round(document, poll)
    if current.state != "silent":
        raise UserError(_REVEALED)
    with document.edit(_about(document, N_("Reveal the scores of {subject}"), row)) as session:
        stored = session.get(m.PollRound, current.id)
        if stored is not None:
            stored.state, stored.revealed_at = "revealed", document.now()
        ballots = session.query(m.Ballot).filter_by(round_id=current.id).all()
        for ballot in ballots:
            ballot.seat_id = None if anonymous else ballot.seat_id
        levels = [ballot.level for ballot in ballots if ballot.level is not None]
    return tally(levels, threshold=_threshold(document, row))


# --- settling it ---


def agree(
    document: Document,
    poll: bytes,
    level: int | None = None,
    *,
    person: bytes | None = None,
    reason: str | None = None,
) -> bool:
    """Settle a poll on ``level`` (the proposed value unless given) and put it where it belongs; returns consensus.

    An agreed likelihood or impact goes into the risk. ``person`` decided. Raises ``UserError`` before a reveal, without
    a value, or if the poll is closed.
    """
    row = _poll(document, poll)
    figures = _revealed(document, poll)
    chosen = entities.field_of(m.Agreement, "level").check(figures.proposed if level is None else level)
    if row.state not in ("open", "recorded"):
        raise UserError(_CLOSED)
    settled = {
        "level": chosen,
        "consensus": figures.consensus,
        "decided_by_id": person,
        "decided_at": document.now(),
        "reason": reason,
    }
    with document.edit(_about(document, N_("Agree on {subject}"), row)) as session:
        entities.create(session, m.Agreement, poll_id=poll, **settled)
        stored = session.get(m.Poll, poll)
        if stored is not None:
            stored.state = "recorded" if row.state == "recorded" else "agreed"
        _carry_over(document, row, chosen, person)
    return figures.consensus


def _revealed(document: Document, key: bytes) -> Tally:
    figures = poll(document, key).last_tally
    if figures is None:
        raise UserError(_NOT_REVEALED)
    return figures


def _carry_over(document: Document, row: Any, level: int, person: bytes | None) -> None:
    """Put an agreed value into the thing that was scored."""
    if row.dimension in RISK_COLUMNS and document.get(m.Risk, row.subject_id) is not None:
        entities.set_field(document, m.Risk, row.subject_id, RISK_COLUMNS[row.dimension], level)
    elif row.dimension == "cell" and row.category_id and row.horizon_id:
        from app.interviews import score

        score(document, row.subject_id, row.category_id, row.horizon_id, level, speaker=person)


def dissent(
    document: Document,
    poll: bytes,
    *,
    role: str,
    reason: str,
    level: int | None = None,
    person: bytes | None = None,
    changes_outcome: bool | None = None,
    decided_by: bytes | None = None,
    review_on: date | None = None,
) -> bytes:
    """Record a view that differs from what is agreed, by role and with a name only if wished; returns its key.

    Raises ``UserError`` naming what is missing (``domain.md`` §9, dissent record).
    """
    row = _poll(document, poll)
    with document.edit(_about(document, N_("Record a dissent on {subject}"), row)) as session:
        stored = session.get(m.Poll, poll)
        if stored is not None:
            stored.state = "recorded"
        recorded = entities.create(
            session,
            m.Dissent,
            poll_id=poll,
            role=role,
            reason=reason,
            level=level,
            person_id=person,
            changes_outcome=changes_outcome,
            decided_by_id=decided_by,
            review_on=review_on,
        )
        key: bytes = recorded.id
    return key


def drop(document: Document, poll: bytes) -> None:
    """Close a poll without a value."""
    row = _poll(document, poll)
    label = _about(document, N_("Drop the scoring of {subject}"), row)
    entities.set_fields(document, m.Poll, poll, {"state": "dropped"}, label)


def _poll(document: Document, key: bytes) -> Any:
    row = document.get(m.Poll, key)
    if row is None:
        raise UserError(_GONE)
    return row


def _last_round(document: Document, poll: bytes) -> Any:
    table = m.PollRound.__table__
    found = document.row(select(table).where(table.c.poll_id == poll).order_by(table.c.number.desc()))
    if found is None:
        raise UserError(_GONE)
    return found


def _about(document: Document, msgid: str, row: Any) -> str:
    return translate(msgid, subject=entities.describe(document, row.subject_id)[:80])
