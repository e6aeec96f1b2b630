"""What is known of polls: their rounds, the figures of what was revealed, what was agreed, and the scale they go by.

Before the reveal only the number of ballots is read here, never a level. Serves every reader of votes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app import model as m
from app.document import Document
from app.i18n import N_, UserError
from app.scoring import LEVELS, Tally, shift, tally

_GONE = N_("This poll no longer exists; somebody deleted it.")
_OFF_SCALE = N_("{level} is not on the scale, which goes from 1 to {highest}; choose one of these.")

#: What a poll of a file from before secrecy was chosen counts as: its ballots lost their seats at the reveal.
OLD_SECRECY = "anonymous"


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round. Before the reveal ``tally`` is ``None`` and only ``voted`` and ``abstained`` together are known."""

    key: bytes
    number: int
    revealed: bool
    ballots: int
    tally: Tally | None

    @property
    def abstained(self) -> int | None:
        """How many abstained; ``None`` before the reveal."""
        return None if self.tally is None else self.ballots - self.tally.n


@dataclass(frozen=True, slots=True)
class PollRow:
    """One poll with its rounds, and what was agreed (rows of ``Agreement`` and ``Dissent``).

    ``secrecy`` is a key of ``SECRECY``; ``batch`` is the number of the batch round it belongs to, if any.
    """

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
    secrecy: str = OLD_SECRECY
    batch: int | None = None

    @property
    def last_tally(self) -> Tally | None:
        """The figures of the last revealed round."""
        return next((one.tally for one in reversed(self.rounds) if one.tally is not None), None)

    @property
    def silent(self) -> bool:
        """Whether a round is on in which ballots may be cast."""
        return self.state == "open" and bool(self.rounds) and not self.rounds[-1].revealed

    @property
    def shift(self) -> float | None:
        """By how many levels the median moved from the first round to the second; ``None`` without both."""
        first, *later = (one.tally for one in self.rounds)
        return shift(first, later[0]) if later and first is not None and later[0] is not None else None


def polls(document: Document, subject: bytes | None = None) -> list[PollRow]:
    """Return the polls of the session, or those about one subject, in the order in which they were opened."""
    table = m.Poll.__table__
    return read(document, *(() if subject is None else (table.c.subject_id == subject,)))


def poll(document: Document, key: bytes) -> PollRow:
    """Return one poll; raises ``UserError`` if it is gone."""
    found = read(document, m.Poll.__table__.c.id == key)
    if not found:
        raise UserError(_GONE)
    return found[0]


def read(document: Document, *where: Any) -> list[PollRow]:
    """Return the polls that meet the conditions, in the order in which they were opened."""
    table = m.Poll.__table__
    rows = document.rows(select(table).where(*where).order_by(table.c.opened_at, table.c.id))
    chosen = select(table.c.id).where(*where)
    rounds = _rounds(document, rows, chosen)
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
            state=_state(row, agreements),
            rounds=tuple(rounds.get(row.id, ())),
            agreement=agreements.get(row.id),
            dissents=tuple(dissents.get(row.id, ())),
            secrecy=row.secrecy or OLD_SECRECY,
            batch=row.batch,
        )
        for row in rows
    ]


def _state(row: Any, agreements: Mapping[bytes, Any]) -> str:
    """Return the state of a poll; one whose agreement was taken back by going back to a checkpoint is open again."""
    return "open" if row.state == "agreed" and row.id not in agreements else str(row.state)


def _rounds(document: Document, polls: Sequence[Any], chosen: Select[Any]) -> dict[bytes, list[RoundRow]]:
    table, ballots = m.PollRound.__table__, m.Ballot.__table__
    votes: dict[bytes, list[int | None]] = {}
    among = table.c.poll_id.in_(chosen)
    revealed = select(table.c.id).where(table.c.state == "revealed", among)
    for row in document.rows(select(ballots.c.round_id, ballots.c.level).where(ballots.c.round_id.in_(revealed))):
        votes.setdefault(row.round_id, []).append(row.level)
    counted = _ballot_counts(document, select(table.c.id).where(among))
    sizes, limits = sizes_then(document, polls), thresholds(document, polls)
    found: dict[bytes, list[RoundRow]] = {}
    for row in document.rows(select(table).where(among).order_by(table.c.number)):
        shown = None
        if row.state == "revealed":
            shown = figures_of(votes.get(row.id, ()), sizes[row.poll_id], limits.get(row.poll_id))
        one = RoundRow(row.id, row.number, row.state == "revealed", counted.get(row.id, 0), shown)
        found.setdefault(row.poll_id, []).append(one)
    return found


def _ballot_counts(document: Document, rounds: Select[Any]) -> dict[bytes, int]:
    table = m.Ballot.__table__
    query = select(table.c.round_id, func.count().label("ballots")).where(table.c.round_id.in_(rounds))
    return {row.round_id: row.ballots for row in document.rows(query.group_by(table.c.round_id))}


def figures_of(levels: Sequence[int | None], highest: int, threshold: int | None) -> Tally:
    """Return the figures of ballots on a scale of ``highest`` levels; ``None`` is an abstention.

    Votes above it still count, each on its own level.
    """
    votes = [level for level in levels if level is not None]
    return tally(votes, threshold=threshold, levels=max([highest, *votes]))


# --- the scale ---


def is_likelihood(dimension: str) -> bool:
    """Whether a dimension is scored on the scale of likelihood; all others are scored on that of impact."""
    return dimension.endswith("likelihood")


#: Where levels stand, by whether they are levels of likelihood.
_LEVELS: Mapping[bool, type[m.Base]] = {True: m.LikelihoodLevel, False: m.ImpactLevel}


def sizes_then(document: Document, polls: Sequence[Any]) -> dict[bytes, int]:
    """Return on how many levels each poll was scored: those that the scale had when it was opened.

    ``polls`` are rows with ``id``, ``dimension`` and ``opened_at``.
    """
    once = {row.id: row for row in polls}.values()  # a poll may stand in several rows
    now, since = scale_sizes(document), min((row.opened_at for row in once), default=None)
    found = {row.id: now[is_likelihood(row.dimension)] for row in once}
    for likelihood, model in _LEVELS.items() if since is not None else ():
        for one in document.history(limit=None, table=model.__tablename__, since=since):
            came = sum({"insert": 1, "delete": -1}.get(change.op, 0) for change in one.changes)
            for row in once:
                if is_likelihood(row.dimension) is likelihood and one.at > row.opened_at:
                    found[row.id] -= came
    return found


def scale_sizes(document: Document) -> Mapping[bool, int]:
    """Return the number of levels of the session's scales: of likelihood for ``True``, of impact for ``False``."""
    return {key: document.scalar(select(func.max(one.__table__.c.level))) or LEVELS for key, one in _LEVELS.items()}


def levels_of(document: Document, dimension: str) -> int:
    """Return the number of levels (3 to 5) on which a dimension is scored in this session."""
    return scale_sizes(document)[is_likelihood(dimension)]


def on_scale(document: Document, dimension: str, level: object) -> int:
    """Return ``level`` if the session's scale has it; raises ``UserError`` saying what the scale has otherwise."""
    highest = levels_of(document, dimension)
    if not isinstance(level, int) or isinstance(level, bool) or not 1 <= level <= highest:
        raise UserError(_OFF_SCALE, level=level, highest=highest)
    return level


def thresholds(document: Document, polls: Sequence[Any]) -> dict[bytes, int | None]:
    """Return the level from which it is intolerable, by poll (rows of ``Poll``); ``None`` where there is no line.

    The line is that of the category that is asked about, or else of the category of the risk (``domain.md`` §9).
    """
    limits = {row.id: int(row.threshold) for row in document.all(m.ImpactCategory)}
    table = m.Risk.__table__
    query = select(table.c.id, table.c.category_id).where(table.c.id.in_({row.subject_id for row in polls}))
    of_risk = {row.id: row.category_id for row in document.rows(query)}
    return {
        row.id: None
        if is_likelihood(row.dimension)
        else limits.get(row.category_id or of_risk.get(row.subject_id, row.category_id))
        for row in polls
    }


# --- single rows, for the verbs ---


def poll_row(document: Document, key: bytes) -> Any:
    """Return the row of a poll; raises ``UserError`` if it is gone."""
    row = document.get(m.Poll, key)
    if row is None:
        raise UserError(_GONE)
    return row


def last_round(document: Document, poll: bytes) -> Any:
    """Return the row of the round that was opened last; raises ``UserError`` if the poll is gone."""
    table = m.PollRound.__table__
    found = document.row(select(table).where(table.c.poll_id == poll).order_by(table.c.number.desc()))
    if found is None:
        raise UserError(_GONE)
    return found
