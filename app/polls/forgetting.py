"""Who voted what is forgotten: ballots lose their seats so that nothing in the file leads back to them.

Emptying a column would not do: the order in which the rows lie in the file and their keys in the history are those of
the seats. So the ballots are written anew, in the order of their levels and with new keys. How they came is kept only
where all of a round came the same way: the one ballot on paper would otherwise be that of the one who had paper.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import model as m


def forget(session: Session, rounds: Iterable[bytes]) -> None:
    """Take the seats off all ballots of ``rounds`` (keys) inside an edit; ballots without one are left alone."""
    for key in rounds:
        ballots = session.query(m.Ballot).filter_by(round_id=key).all()
        if all(ballot.seat_id is None for ballot in ballots):
            continue
        levels = sorted(ballot.level or 0 for ballot in ballots)
        sources = {ballot.source for ballot in ballots}
        source = sources.pop() if len(sources) == 1 else None
        for ballot in ballots:
            session.delete(ballot)
        session.flush()
        for level in levels:
            session.add(m.Ballot(id=m.new_key(), round_id=key, level=level or None, source=source))
            session.flush()


def rounds_of(session: Session, poll: bytes) -> list[bytes]:
    """Return the keys of all rounds of a poll."""
    return list(session.scalars(select(m.PollRound.id).where(m.PollRound.poll_id == poll)))


def forget_poll(session: Session, poll: bytes) -> None:
    """Take the seats off all ballots of a poll that is settled, inside an edit, unless it was held by name."""
    stored = session.get(m.Poll, poll)
    if stored is not None and stored.secrecy != "named":
        forget(session, rounds_of(session, poll))
