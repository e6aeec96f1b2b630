"""Holding a round: opening it, ballots in and out while it is silent, and the reveal.

Serves the scoring round, the batch round, voices about a grid cell, and ballots that arrive from elsewhere. What a room
said is not undone: opening, casting and revealing are no steps of Undo; they leave what was done before within reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.model.scoring import BALLOT_SOURCE, DIMENSION, SECRECY
from app.polls.forgetting import forget
from app.polls.reading import OLD_SECRECY, figures_of, last_round, levels_of, on_scale, poll_row, thresholds
from app.polls.reading import poll as read_poll
from app.scoring import Tally

#: Two silent rounds at most (``domain.md`` §9).
MAX_ROUNDS = 2

_CLOSED = N_("This poll is closed; open a new one to score again.")
_TWICE = N_("Two rounds were held; agree on a value or record who sees it differently.")
_STILL_SILENT = N_("The round is still silent; reveal it first.")
_REVEALED = N_("The round is revealed; open the second one to vote again.")
_NO_BALLOT = N_("Nobody has voted yet; enter a ballot first, or drop the scoring.")
_OPEN_ALREADY = N_("The {dimension} of {subject} is being scored already; go on with that round, or drop it.")
_HIDDEN = N_("{subject} is marked “not in this room”, so the room does not score it.")
_OTHER_SEAT = N_("This seat is not at the meeting that votes; choose one of its seats.")
_LEFT = N_("Seat {number} has left the meeting; bring the seat back before it votes.")


def open_poll(
    document: Document,
    subject: bytes,
    dimension: str,
    *,
    category: bytes | None = None,
    horizon: bytes | None = None,
    meeting: bytes | None = None,
    secrecy: str = "seats",
    batch: int | None = None,
) -> bytes:
    """Open a poll about ``subject`` with its first silent round, and return its key.

    ``dimension`` is a key of ``DIMENSION``; a cell of an impact grid also names category and horizon. ``secrecy`` is a
    key of ``SECRECY`` and stays as chosen. Raises ``UserError`` if the same thing is being scored at the meeting, or
    if a risk is not for this room.
    """
    described = entities.describe(document, subject)[:80]
    label = translate(
        N_("Score {dimension} of {subject}"), dimension=translate(DIMENSION[dimension]), subject=described
    )
    about = {"subject_id": subject, "dimension": dimension, "category_id": category, "horizon_id": horizon,
             "meeting_id": meeting}  # fmt: skip
    with document.edit(label, kept=True) as session:
        return new_poll(document, session, about, secrecy=secrecy, batch=batch)


def new_poll(
    document: Document,
    session: Session,
    about: dict[str, Any],
    *,
    secrecy: str,
    batch: int | None = None,
    **values: Any,
) -> bytes:
    """Insert a poll with its first round inside an edit; ``about`` says what it scores, by column."""
    if secrecy not in SECRECY:
        raise KeyError(secrecy)
    _refuse_hidden(document, about["subject_id"])
    _refuse_twice(document, about)
    marks = {"secrecy": secrecy, "batch": batch, "opened_at": document.now(), **values}
    opened = entities.create(session, m.Poll, **about, **marks)
    _new_round(document, session, opened.id, 1)
    key: bytes = opened.id
    return key


def _refuse_hidden(document: Document, subject: bytes) -> None:
    table = m.Risk.__table__
    if document.scalar(select(table.c.hidden).where(table.c.id == subject)):
        raise UserError(_HIDDEN, subject=entities.describe(document, subject)[:80])


def _refuse_twice(document: Document, about: dict[str, Any]) -> None:
    table = m.Poll.__table__
    same = [table.c[name].is_not_distinct_from(value) for name, value in about.items()]
    if document.row(select(table.c.id).where(table.c.state == "open", *same)) is not None:
        subject = entities.describe(document, about["subject_id"])[:80]
        raise UserError(_OPEN_ALREADY, dimension=translate(DIMENSION[about["dimension"]]), subject=subject)


def open_round(document: Document, poll: bytes) -> bytes:
    """Open the second silent round of a poll. Raises ``UserError`` after two, or while one is silent."""
    row = poll_row(document, poll)
    last = last_round(document, poll)
    if read_poll(document, poll).state != "open":
        raise UserError(_CLOSED)
    if last.state == "silent":
        raise UserError(_STILL_SILENT)
    if last.number >= MAX_ROUNDS:
        raise UserError(_TWICE)
    with document.edit(about(document, N_("Second round for {subject}"), row), kept=True) as session:
        session.get_one(m.Poll, poll).state = "open"
        return _new_round(document, session, poll, last.number + 1)


def _new_round(document: Document, session: Session, poll: bytes, number: int) -> bytes:
    opened = entities.create(session, m.PollRound, poll_id=poll, number=number, opened_at=document.now())
    key: bytes = opened.id
    return key


# --- ballots ---


def cast(document: Document, poll: bytes, seat: bytes, level: int | None, *, source: str = "console") -> None:
    """Put the ballot of a seat into the silent round; ``None`` abstains. A second ballot of a seat replaces its first.

    ``source`` is a key of ``BALLOT_SOURCE``. Raises ``UserError`` if the poll is closed or its round revealed, the
    level is none of the scale, or the seat is of another meeting or has left.
    """
    cast_all(document, poll, [(seat, level)], source=source)


def correct(document: Document, poll: bytes, seat: bytes, level: int | None) -> None:
    """Put right the ballot of a seat in the silent round that was entered by mistake. Raises as ``cast``."""
    cast(document, poll, seat, level)


def cast_all(
    document: Document, poll: bytes, ballots: Sequence[tuple[bytes, int | None]], *, source: str = "console"
) -> None:
    """Put several ballots, pairs of seat and level, into the silent round as one edit. Raises as ``cast``."""
    if source not in BALLOT_SOURCE:
        raise KeyError(source)
    row = poll_row(document, poll)
    current = silent_round(document, row)
    chosen = {seat: level if level is None else on_scale(document, row.dimension, level) for seat, level in ballots}
    refuse_seats(document, row.meeting_id, chosen)
    with document.edit(about(document, N_("Ballots on {subject}"), row)) as session:
        # A second ballot of a seat is always written anew: a record of it must not tell whether it is the same.
        for ballot in session.query(m.Ballot).filter_by(round_id=current.id).where(m.Ballot.seat_id.in_(chosen)):
            session.delete(ballot)
        session.flush()
        for seat, level in chosen.items():
            session.add(m.Ballot(id=m.new_key(), round_id=current.id, seat_id=seat, level=level, source=source))


def silent_round(document: Document, row: Any) -> Any:
    """Return the silent round of a poll (both are rows); raises ``UserError`` if there is none any more."""
    if row.state != "open":
        raise UserError(_CLOSED)
    current = last_round(document, row.id)
    if current.state != "silent":
        raise UserError(_REVEALED)
    return current


def refuse_seats(document: Document, meeting: bytes | None, seats: Iterable[bytes]) -> None:
    """Raise ``UserError`` unless all ``seats`` (keys) are at the meeting now; a poll without one takes any seat."""
    table = m.Seat.__table__
    chosen = set(seats)
    query = select(table.c.id, table.c.meeting_id, table.c.number, table.c.presence).where(table.c.id.in_(chosen))
    known = {row.id: row for row in document.rows(query.order_by(table.c.number))}
    if set(known) != chosen or any(meeting not in (None, row.meeting_id) for row in known.values()):
        raise UserError(_OTHER_SEAT)
    for row in known.values():
        if row.presence == "left":
            raise UserError(_LEFT, number=row.number)


def withdraw(document: Document, poll: bytes, seat: bytes) -> None:
    """Take the ballot of a seat back out of the silent round; a seat without one is left alone.

    Raises ``UserError`` if the poll is closed or its round revealed.
    """
    row = poll_row(document, poll)
    current = silent_round(document, row)
    with document.edit(about(document, N_("Ballot on {subject} taken back"), row)) as session:
        for ballot in session.query(m.Ballot).filter_by(round_id=current.id, seat_id=seat):
            session.delete(ballot)


def voted(document: Document, poll: bytes) -> frozenset[bytes]:
    """Return the seats whose ballot lies in the silent round, never what is on it; none if no round is silent."""
    poll_row(document, poll)
    rounds, ballots = m.PollRound.__table__, m.Ballot.__table__
    query = select(ballots.c.seat_id).join(rounds, rounds.c.id == ballots.c.round_id)
    found = document.rows(query.where(rounds.c.poll_id == poll, rounds.c.state == "silent"))
    return frozenset(row.seat_id for row in found if row.seat_id is not None)


def reveal(document: Document, poll: bytes) -> Tally:
    """Reveal the silent round and return its figures; ballots of an anonymous poll lose their seats for good.

    Raises ``UserError`` if there is nothing to reveal.
    """
    row = poll_row(document, poll)
    current = silent_round(document, row)
    ballots = m.Ballot.__table__
    if document.row(select(ballots.c.id).where(ballots.c.round_id == current.id)) is None:
        raise UserError(_NO_BALLOT)
    with document.edit(about(document, N_("Reveal the scores of {subject}"), row)) as session:
        levels = reveal_round(document, session, row, current.id)
    return figures_of(levels, levels_of(document, row.dimension), thresholds(document, [row])[row.id])


def reveal_round(document: Document, session: Session, row: Any, key: bytes) -> list[int | None]:
    """Reveal a round of a poll (its row) inside an edit, and return the levels of its ballots."""
    stored = session.get(m.PollRound, key)
    if stored is not None:
        stored.state, stored.revealed_at = "revealed", document.now()
    levels = [ballot.level for ballot in session.query(m.Ballot).filter_by(round_id=key)]
    if (row.secrecy or OLD_SECRECY) == "anonymous":
        forget(session, [key])
    return levels


def about(document: Document, msgid: str, row: Any) -> str:
    """Return a label that names what a poll (a row) is about; no label tells a score or a seat."""
    return translate(msgid, subject=entities.describe(document, row.subject_id)[:80])
