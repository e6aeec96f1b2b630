"""A batch round before and after: what it can ask, how long it takes, what levels would follow, what became of it.

Serves the page of the batch round; the rounds themselves are ``app.batches``. Times are our defaults
(``domain.md`` §9).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app import batches, entities, meetings, polls, session, workshop
from app import model as m
from app.batches import Batch, BatchLine
from app.document import Document
from app.i18n import N_, plural, translate
from app.packs import Band
from app.scales import Scales, read_scales
from app.workshop.pacing import (
    CLOSE,
    LEFT_TO_DISCUSS,
    OWNERS,
    PER_ITEM,
    SECONDS_A_DIGIT,
    SECONDS_AN_ITEM,
    WELCOME,
)

#: A workshop of twenty risks and nine people fits into so many minutes.
WORKSHOP = 105
#: Keys besides the digits: one files a sheet; one opens the round, one reveals it, one accepts what is agreed.
PER_SHEET, AROUND = 1, 3
DIMENSIONS = ("likelihood", "impact", "inherent likelihood", "inherent impact")


# --- what it can ask ---


@dataclass(frozen=True, slots=True)
class Offer:
    """A risk that a batch round could ask about. ``chosen`` is the default, ``note`` why it is or is not asked.

    ``free`` is false while a round about the same thing is open; such a risk cannot be asked.
    """

    key: bytes
    ref: str
    sentence: str
    note: str
    chosen: bool
    free: bool = True


def dimensions(document: Document) -> tuple[str, ...]:
    """Return what the room is asked by default: likelihood, contested impacts, and before controls if scored."""
    inherent = inherent_scored(document)
    contested = any(one.contested for one in workshop.in_room(document))
    found = ["likelihood", *(["impact"] if contested else [])]
    if inherent:
        found += ["inherent likelihood", *(["inherent impact"] if contested else [])]
    return tuple(found)


def inherent_scored(document: Document) -> bool:
    """Return whether the session scores risks before controls too."""
    about = session.info(document)
    return bool(about is not None and about.inherent_scored)


def offers(document: Document, dimension: str, meeting: bytes | None) -> tuple[Offer, ...]:
    """Return the risks in the room in their order; impacts are asked only where they are contested."""
    busy, settled = _asked_already(document, dimension, meeting)
    return tuple(
        _offer(one, dimension, busy, settled)
        for one in workshop.in_room(document)
        if one.contested or not dimension.endswith("impact")
    )


def _offer(risk: workshop.RoomRisk, dimension: str, busy: frozenset[bytes], settled: frozenset[bytes]) -> Offer:
    note = ""
    if risk.key in busy:
        note = translate(N_("is being scored"))
    elif risk.key in settled:
        note = translate(N_("agreed at this meeting"))
    elif dimension == "likelihood" and risk.likelihood is not None:
        note = translate(N_("so far {level}"), level=risk.likelihood)
    elif dimension == "impact" and risk.impact is not None:
        note = translate(N_("so far {level}"), level=risk.impact)
    free = risk.key not in busy
    return Offer(risk.key, risk.ref, risk.sentence, note, free and risk.key not in settled, free)


def _asked_already(
    document: Document, dimension: str, meeting: bytes | None
) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """Return the risks with an open round about the same thing at the meeting, and those that it settled."""
    table = m.Poll.__table__
    query = select(table.c.subject_id, table.c.state).where(
        table.c.dimension == dimension, table.c.category_id.is_(None), table.c.meeting_id == meeting
    )
    rows = document.rows(query)
    busy = frozenset(row.subject_id for row in rows if row.state == "open")
    return busy, frozenset(row.subject_id for row in rows if row.state in ("agreed", "recorded")) - busy


# --- how long it takes ---


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes of a workshop with a batch round for ``risks`` and ``seats``, and the keys that are pressed to type it.

    ``usual`` counts with the share of lines that is usually left, ``lines`` says how many could be talked about.
    """

    risks: int
    seats: int
    silent: int
    typing: int
    keys: int
    left: int
    usual: int
    lines: int
    within: int

    @property
    def fits(self) -> bool:
        """Whether the usual case fits."""
        return self.usual <= self.within


def times(risks: int, seats: int, *, within: int = WORKSHOP) -> Times:
    """Return the times of a batch round for a number of risks and seats in ``within`` minutes.

    Welcome, owners and close are part of it. With 20 risks and 9 seats it is 7 minutes to score, 4 to type 192 keys,
    24 to talk about 6 lines and 25 around it: 60 of 105.
    """
    keys = typing_keys(risks, seats)
    silent, typing = math.ceil(risks * SECONDS_AN_ITEM / 60), math.ceil(keys * SECONDS_A_DIGIT / 60)
    left = math.ceil(risks * LEFT_TO_DISCUSS / 100)
    frame = WELCOME + OWNERS + CLOSE + silent + typing
    lines = max(0, min(risks, (within - frame) // PER_ITEM))
    return Times(risks, seats, silent, typing, keys, left, frame + left * PER_ITEM, lines, within)


def typing_keys(risks: int, seats: int) -> int:
    """Return how many keys are pressed from opening the round to accepting what is agreed."""
    return seats * (risks + PER_SHEET) + AROUND


# --- how it stands in time ---


@dataclass(frozen=True, slots=True)
class Standing:
    """How many lines are settled, how many are left to talk about, and the minutes for each of them until ``ends``."""

    done: int
    left: int
    minutes: int
    each: float
    ends: datetime


def standing(document: Document, batch: Batch) -> Standing:
    """Return the pace of the talk: the time left, by the number of lines left.

    The time ends with the point of the agenda that is on, else ``WORKSHOP`` minutes after the round was opened.
    """
    still = [line for line in batch.lines if line.state in ("silent", "revealed")]
    left = sum(not line.accepted for line in still)
    ends = _deadline(document, batch)
    minutes = max(0, math.floor((ends - document.now()).total_seconds() / 60))
    return Standing(len(batch.lines) - len(still), left, minutes, minutes / left if left else 0.0, ends)


def _deadline(document: Document, batch: Batch) -> datetime:
    if batch.meeting is not None:
        current = meetings.agenda(document, batch.meeting).current
        if current is not None and current.minutes and current.begun_at is not None:
            end: datetime = current.begun_at + timedelta(minutes=current.minutes)
            return end
    table = m.Poll.__table__
    opened = document.scalar(select(func.min(table.c.opened_at)).where(table.c.batch == batch.number))
    begun: datetime = opened or document.now()
    return begun + timedelta(minutes=WORKSHOP)


# --- what would follow ---


@dataclass(frozen=True, slots=True)
class Follow:
    """The level of risk that a line leads to: both levels (1–5), the band, and whether the impact is the BIA's."""

    likelihood: int
    impact: int
    band: Band
    from_bia: bool


def follows(document: Document, batch: Batch) -> Mapping[bytes, Follow]:
    """Return, by poll, the level that would follow from what is proposed or agreed on each revealed line."""
    scales = read_scales(document)
    known = {one.key: one for one in workshop.in_room(document)}
    found = {}
    for line in batch.lines:
        risk, value = known.get(line.risk), line.agreed or line.proposed
        follow = _follow(scales, risk, batch.dimension, value) if risk is not None and value is not None else None
        if follow is not None:
            found[line.poll] = follow
    return found


def _follow(scales: Scales, risk: workshop.RoomRisk, dimension: str, value: int) -> Follow | None:
    suggested = risk.suggested.level if risk.suggested is not None else None
    known = risk.impact if risk.impact is not None else suggested
    likelihood, impact = (value, known) if dimension.endswith("likelihood") else (risk.likelihood, value)
    band = scales.band(likelihood, impact)
    if band is None or likelihood is None or impact is None:
        return None
    return Follow(likelihood, impact, band, dimension.endswith("likelihood") and impact == suggested)


# --- what became of it ---


@dataclass(frozen=True, slots=True)
class Outcome:
    """Lines by how they ended: accepted together, talked about and settled, parked, and still open."""

    accepted: tuple[BatchLine, ...]
    discussed: tuple[BatchLine, ...]
    parked: tuple[BatchLine, ...]
    open: tuple[BatchLine, ...]

    @property
    def words(self) -> str:
        """The outcome as a sentence."""
        parts = (
            (plural(N_("{n} accepted as agreed"), N_("{n} accepted as agreed"), len(self.accepted)), self.accepted),
            (plural(N_("{n} talked about"), N_("{n} talked about"), len(self.discussed)), self.discussed),
            (plural(N_("{n} parked"), N_("{n} parked"), len(self.parked)), self.parked),
            (plural(N_("{n} still open"), N_("{n} still open"), len(self.open)), self.open),
        )
        return ", ".join(words for words, lines in parts if lines)


def outcome(document: Document, batch: Batch) -> Outcome:
    """Return how the lines of a batch round ended; what had a second round or another value was talked about."""
    table = m.PollRound.__table__
    second = select(table.c.poll_id).where(table.c.number > 1, table.c.poll_id.in_([one.poll for one in batch.lines]))
    twice = {row.poll_id for row in document.rows(second)}
    settled = [one for one in batch.lines if one.state in ("agreed", "recorded")]
    plainly = [
        one
        for one in settled
        if one.state == "agreed" and one.accepted and one.agreed == one.proposed and one.poll not in twice
    ]
    return Outcome(
        accepted=tuple(plainly),
        discussed=tuple(one for one in settled if one not in plainly),
        parked=tuple(one for one in batch.lines if one.state == "dropped"),
        open=tuple(one for one in batch.lines if one.state in ("silent", "revealed")),
    )


def park_line(document: Document, batch: Batch, line: BatchLine) -> None:
    """Close the poll of a line without a value and note the risk in the parking lot, as one edit."""
    with document.edit(translate(N_("Park {risk}"), risk=entities.describe(document, line.risk)[:80])):
        polls.drop(document, line.poll)
        words = translate(N_("{what} of {ref} {event}"), what=_what(batch.dimension), ref=line.ref, event=line.event)
        meetings.enter(document, "parking lot", words, meeting=batch.meeting, subject=line.risk)


def _what(dimension: str) -> str:
    from app.ballots import TITLES

    return translate(TITLES[dimension])


def accept_words(lines: Sequence[BatchLine]) -> str:
    """Return the words of the button that accepts what the room agrees on."""
    waiting = sum(one.state == "revealed" and one.accepted for one in lines)
    return plural(N_("Accept the agreed one"), N_("Accept the {n} agreed ones"), waiting)


def newest(document: Document, meeting: bytes | None) -> int | None:
    """Return the batch round to go on with: that of the meeting, without one the last that is not settled."""
    if meeting is not None:
        return batches.newest(document, meeting)
    table = m.Poll.__table__
    number = document.scalar(select(func.max(table.c.batch)).where(table.c.state == "open"))
    return None if number is None else int(number)
