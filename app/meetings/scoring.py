"""What a meeting scored: each poll with its figures and what was agreed, and each risk with its level before and after.

Serves the minutes. Votes are told as figures; no seat and nobody's vote is in it. A dissent names a role.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app import entities, polls
from app import model as m
from app.document import Document
from app.i18n import translate
from app.risks import hidden_keys
from app.scales import Scales, read_scales
from app.scoring import Verdict

if TYPE_CHECKING:
    from app.document import ChangeSet
    from app.polls import PollRow

_LEVELS = ("current_likelihood", "current_impact")


@dataclass(frozen=True, slots=True)
class Differing:
    """A view that differed from what was agreed, by role; ``name`` only if the person wants to be named."""

    role: str
    name: str
    level: int | None
    reason: str
    changes_outcome: bool | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Scored:
    """One poll of the meeting: what, the figures of the last revealed round, and what was agreed.

    ``spread`` is the interquartile range, ``first_median`` that of the first of two rounds. ``about`` is the key of
    what was scored, ``kind`` of which kind that is.
    """

    subject: str
    dimension: str
    median: float | None
    votes: int
    agreed: int | None
    verdict: Verdict | None
    state: str
    decided_by: str
    dissents: tuple[Differing, ...]
    about: bytes = b""
    kind: str = ""
    spread: float | None = None
    split: bool = False
    first_median: float | None = None
    reason: str = ""

    @property
    def unsettled(self) -> bool:
        """Whether no value was agreed on, and the poll was not dropped."""
        return self.agreed is None and self.state != "dropped"


@dataclass(frozen=True, slots=True)
class Level:
    """A likelihood and an impact with the name of the level that they give, empty if one is not scored."""

    likelihood: int | None
    impact: int | None
    word: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A risk that the meeting scored, with its level when the meeting began and when it ended (or now)."""

    risk: bytes
    subject: str
    before: Level
    after: Level
    scored: tuple[Scored, ...]

    @property
    def unsettled(self) -> bool:
        """Whether a poll about it was left open."""
        return any(one.unsettled for one in self.scored)


def scored(document: Document, meeting: bytes) -> tuple[Scored, ...]:
    """Return what a meeting scored, the questions about one thing beside each other; nothing about hidden risks."""
    people = {row.id: row.name for row in document.all(m.Person)}
    hidden = hidden_keys(document)
    held = [poll for poll in polls.polls(document) if poll.meeting == meeting and poll.subject not in hidden]
    subjects = list(dict.fromkeys(poll.subject for poll in held))
    kinds = {row.id: row.kind for row in document.all(m.Entity, m.Entity.id.in_(subjects))}
    places = _places(document)
    order = list(m.scoring.DIMENSION)
    ordered = sorted(held, key=lambda one: (subjects.index(one.subject), order.index(one.dimension)))
    return tuple(_scored(document, poll, people, places, kinds.get(poll.subject, "")) for poll in ordered)


def _places(document: Document) -> dict[bytes, str]:
    """Return what categories and horizons are called."""
    categories = {row.id: row.name for row in document.all(m.ImpactCategory)}
    return categories | {row.id: row.label for row in document.all(m.Horizon)}


def _scored(document: Document, poll: PollRow, people: dict[bytes, str], places: dict[bytes, str], kind: str) -> Scored:
    figures, agreement = poll.last_tally, poll.agreement
    revealed = [one.tally for one in poll.rounds if one.tally is not None]
    return Scored(
        subject=entities.describe(document, poll.subject),
        dimension=_dimension(poll, places),
        median=figures.median if figures else None,
        votes=figures.n if figures else 0,
        agreed=agreement.level if agreement is not None else None,
        verdict=figures.verdict if figures else None,
        state=poll.state,
        decided_by=people.get(agreement.decided_by_id, "") if agreement is not None else "",
        dissents=tuple(_differing(one, people) for one in poll.dissents),
        about=poll.subject,
        kind=kind,
        spread=figures.iqr if figures else None,
        split=figures.split if figures else False,
        first_median=revealed[0].median if len(revealed) > 1 else None,
        reason=(agreement.reason or "") if agreement is not None else "",
    )


def _dimension(poll: PollRow, places: dict[bytes, str]) -> str:
    named = [places.get(key, "") for key in (poll.category, poll.horizon) if key is not None]
    return ", ".join(part for part in (translate(m.scoring.DIMENSION[poll.dimension]), *named) if part)


def _differing(row: Any, people: dict[bytes, str]) -> Differing:
    name = people.get(row.person_id, "")
    return Differing(row.role, name, row.level, row.reason, row.changes_outcome, row.review_on)


# --- the levels of risks ---


def moved(document: Document, meeting: Any, found: Sequence[Scored]) -> tuple[Moved, ...]:
    """Return the risks among what a meeting (its row) scored, with their levels at its begin and at its end."""
    scales = read_scales(document)
    by_risk: dict[bytes, list[Scored]] = {}
    for one in found:
        if one.kind == "risk":
            by_risk.setdefault(one.about, []).append(one)
    return tuple(_moved(document, meeting, scales, risk, lines) for risk, lines in by_risk.items())


def _moved(document: Document, meeting: Any, scales: Scales, risk: bytes, lines: list[Scored]) -> Moved:
    row = document.get(m.Risk, risk)
    now = {column: getattr(row, column, None) for column in _LEVELS}
    before, after = _levels_then(document, meeting, risk, now)
    return Moved(risk, lines[0].subject, _level(scales, before), _level(scales, after), tuple(lines))


def _level(scales: Scales, at: dict[str, int | None]) -> Level:
    likelihood, impact = (at[column] for column in _LEVELS)
    band = scales.band(likelihood, impact)
    return Level(likelihood, impact, band.name if band is not None else "")


def _levels_then(
    document: Document, meeting: Any, risk: bytes, now: dict[str, int | None]
) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """Return the levels at the begin and at the end of a meeting from the history; without one, those of today."""
    before, after = dict(now), dict(now)
    if meeting.starts_at is None:
        return before, after
    for change_set in document.history(table="risk", row=risk, since=meeting.starts_at, limit=None):
        late = meeting.ended_at is not None and change_set.at > meeting.ended_at
        for column, (old, _) in _level_changes(change_set, risk):
            before[column] = old
            if late:
                after[column] = old
    return before, after


def _level_changes(change_set: ChangeSet, risk: bytes) -> Iterable[tuple[str, tuple[Any, Any]]]:
    """Yield which levels of a risk a change set changed, the last change first."""
    for change in reversed(change_set.changes):
        if change.table == "risk" and change.row == risk:
            yield from ((column, change.values[column]) for column in _LEVELS if column in change.values)
