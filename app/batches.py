"""The batch round: everybody scores all risks at once, then only what the room disagrees on is talked about.

A batch round is a number that its polls share; each poll is an ordinary one (``app.polls``), so that a divided risk
goes on in a scoring round of its own. Serves the batch page, the ballots on paper and the room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app import model as m
from app.document import Document
from app.i18n import N_, UserError, plural, translate
from app.model.scoring import DIMENSION
from app.polls import PollRow, agree, cast
from app.polls.reading import on_scale, read
from app.polls.rounds import new_poll, refuse_seats, reveal_round
from app.scoring import Tally, Verdict

#: On a sheet: nothing stands beside this risk, so that the seat has no ballot there yet. ``None`` abstains.
MISSING = -1

_NO_RISKS = N_("A batch round needs at least one risk; choose those that the room scores.")
_NO_BATCH = N_("There is no batch round {number} in this session.")
_ROWS = N_("The sheet has {given}, but the batch round has {asked}; enter one score, abstention or blank per risk.")
_REVEALED = N_("This batch round is revealed; vote again on single risks in a second round.")
_NO_SHEET = N_("Nobody has voted yet; enter a sheet first.")
_NOT_REVEALED = N_("The batch round is still silent; reveal it first.")
#: How far up the list a line stands after the reveal: those that need talk come first.
_SPLIT, _DIVIDED, _FEW, _AGREED = range(4)


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One risk of a batch round. ``state`` is silent, revealed, or how it was settled (agreed, recorded, dropped).

    ``tally`` holds the figures of the last revealed round, ``None`` before the reveal; ``proposed`` and ``verdict``
    likewise. ``agreed`` is the value a person settled on. ``position`` counts from 0 in the order of the sheet.
    """

    risk: bytes
    ref: str
    event: str
    poll: bytes
    state: str
    tally: Tally | None
    agreed: int | None
    proposed: int | None
    verdict: Verdict | None
    split: bool
    position: int

    @property
    def accepted(self) -> bool:
        """Whether the rule says that the room agrees and nothing needs talk."""
        return self.verdict is Verdict.AGREED and not self.split


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch round. ``state`` is silent, revealed (something is open) or settled.

    Before the reveal ``lines`` are in the order of the sheet, afterwards sorted by disagreement. ``seats_voted`` says
    for each seat of the meeting on how many risks its ballot lies, never which; it is empty once seats are forgotten.
    ``complete`` is the number of seats with a ballot on every risk, ``seats`` that of the seats that are there.
    """

    number: int
    meeting: bytes | None
    dimension: str
    state: str
    lines: tuple[BatchLine, ...]
    seats_voted: Mapping[bytes, int]
    complete: int
    seats: int
    secrecy: str

    @property
    def in_order(self) -> tuple[BatchLine, ...]:
        """The lines in the order of the sheet."""
        return tuple(sorted(self.lines, key=lambda line: line.position))


def open_batch(
    document: Document,
    risks: Sequence[bytes],
    *,
    meeting: bytes | None,
    dimension: str = "likelihood",
    secrecy: str = "seats",
) -> int:
    """Open a silent poll on each of ``risks`` (keys, in the order of the sheet) as one edit; returns its number.

    Raises ``UserError`` without a risk, or naming one that is not for this room or is being scored already.
    """
    chosen = list(dict.fromkeys(risks))
    if not chosen:
        raise UserError(_NO_RISKS)
    number = (document.scalar(select(func.max(m.Poll.__table__.c.batch))) or 0) + 1
    # Polls opened at one moment stand in the order of their keys.
    keys = sorted(m.new_key() for _ in chosen)
    scored = plural(N_("{n} risk"), N_("{n} risks"), len(chosen))
    label = translate(
        N_("Score {dimension} of {risks} at once"), dimension=translate(DIMENSION[dimension]), risks=scored
    )
    with document.edit(label, kept=True) as session:
        for key, risk in zip(keys, chosen, strict=True):
            about = {"subject_id": risk, "dimension": dimension, "category_id": None, "horizon_id": None,
                     "meeting_id": meeting}  # fmt: skip
            new_poll(document, session, about, secrecy=secrecy, batch=number, id=key)
    return number


# --- reading ---


def batch(document: Document, number: int) -> Batch:
    """Return a batch round; before the reveal no figure and no vote is in it. Raises ``UserError`` if there is none."""
    held = _polls(document, number)
    lines = _lines(document, held)
    state = _state(held)
    if state != "silent":
        lines = tuple(sorted(lines, key=lambda line: (disagreement(line.tally), line.position)))
    present = _present(document, held[0].meeting)
    voted = dict.fromkeys(present, 0) | _voted(document, held)
    return Batch(
        number=number,
        meeting=held[0].meeting,
        dimension=held[0].dimension,
        state=state,
        lines=lines,
        seats_voted=voted if any(voted.values()) or state == "silent" else {},
        complete=_complete(held, voted),
        seats=len(present),
        secrecy=held[0].secrecy,
    )


def newest(document: Document, meeting: bytes) -> int | None:
    """Return the number of the last batch round of a meeting, ``None`` if there was none."""
    table = m.Poll.__table__
    found = document.scalar(select(func.max(table.c.batch)).where(table.c.meeting_id == meeting))
    return None if found is None else int(found)


def _polls(document: Document, number: int) -> list[PollRow]:
    held = read(document, m.Poll.__table__.c.batch == number)
    if not held:
        raise UserError(_NO_BATCH, number=number)
    return held


def _state(held: Sequence[PollRow]) -> str:
    standing = [one for one in held if one.state == "open"]
    if any(not one.rounds[0].revealed for one in standing):
        return "silent"
    return "revealed" if standing else "settled"


def _lines(document: Document, held: Sequence[PollRow]) -> tuple[BatchLine, ...]:
    risk, entity = m.Risk.__table__, m.Entity.__table__
    query = select(risk.c.id, risk.c.event, entity.c.ref).join(entity, entity.c.id == risk.c.id)
    known = {row.id: row for row in document.rows(query.where(risk.c.id.in_({one.subject for one in held})))}
    return tuple(_line(one, known.get(one.subject), at) for at, one in enumerate(held))


def _line(held: PollRow, risk: Any | None, position: int) -> BatchLine:
    figures = held.last_tally
    state = held.state if held.state != "open" else "silent" if held.silent else "revealed"
    return BatchLine(
        risk=held.subject,
        ref=risk.ref or "" if risk is not None else "",
        event=risk.event if risk is not None else "",
        poll=held.key,
        state=state,
        tally=figures,
        agreed=held.agreement.level if held.agreement is not None else None,
        proposed=figures.proposed if figures is not None else None,
        verdict=figures.verdict if figures is not None else None,
        split=figures is not None and figures.split,
        position=position,
    )


def disagreement(figures: Tally | None) -> tuple[int, float]:
    """Return where figures stand after the reveal: split first, then divided by lowest A, few votes, then agreed."""
    if figures is None:
        return _FEW, 1.0
    rank = {Verdict.DIVIDED: _DIVIDED, Verdict.AGREED: _AGREED, Verdict.FEW: _FEW}[figures.verdict]
    return _SPLIT if figures.split else rank, 1.0 if figures.agreement is None else figures.agreement


def _present(document: Document, meeting: bytes | None) -> list[bytes]:
    """Return the seats that are at the meeting now, by number."""
    seat = m.Seat.__table__
    query = select(seat.c.id).where(seat.c.meeting_id == meeting, seat.c.presence != "left").order_by(seat.c.number)
    return [row.id for row in document.rows(query)]


def _voted(document: Document, held: Sequence[PollRow]) -> dict[bytes, int]:
    ballots = m.Ballot.__table__
    first = [one.rounds[0].key for one in held if one.state != "dropped"]
    query = select(ballots.c.seat_id, func.count().label("n")).where(
        ballots.c.round_id.in_(first), ballots.c.seat_id.is_not(None)
    )
    return {row.seat_id: row.n for row in document.rows(query.group_by(ballots.c.seat_id))}


def _complete(held: Sequence[PollRow], voted: Mapping[bytes, int]) -> int:
    """Return how many sheets are whole; where no seat is known any more, the fewest ballots on any risk say so."""
    asked = [one for one in held if one.state != "dropped"]
    if any(voted.values()):
        return sum(count >= len(asked) for count in voted.values())
    return min((one.rounds[0].ballots for one in asked), default=0)


def open_lines(document: Document, number: int) -> tuple[BatchLine, ...]:
    """Return what is left to talk about, in order: open, and not simply to be accepted. Nothing before the reveal."""
    found = batch(document, number)
    if found.state == "silent":
        return ()
    return tuple(line for line in found.lines if line.state in ("silent", "revealed") and not line.accepted)


# --- sheets, reveal, accepting ---


def cast_sheet(
    document: Document, number: int, seat: bytes, levels: Sequence[int | None], *, source: str = "paper"
) -> None:
    """Put the sheet of a seat into the batch round as one edit: per risk a level, ``None`` (abstains) or ``MISSING``.

    A second sheet replaces the first, except where it has nothing. A risk that was dropped keeps its place on the
    sheet; what stands there does not count. Raises ``UserError`` for a sheet of another length, and as ``polls.cast``;
    then nothing of the sheet is in.
    """
    held = _polls(document, number)
    _refuse_length(levels, held)
    if _state(held) != "silent":
        raise UserError(_REVEALED)
    refuse_seats(document, held[0].meeting, [seat])
    for level in levels:
        if level is not None and level != MISSING:
            on_scale(document, held[0].dimension, level)
    with document.edit(translate(N_("A sheet of batch round {number}"), number=number)):
        for one, level in zip(held, levels, strict=True):
            if one.silent and level != MISSING:
                cast(document, one.key, seat, level, source=source)


def _refuse_length(levels: Sequence[int | None], held: Sequence[PollRow]) -> None:
    if len(levels) != len(held):
        given = plural(N_("{n} row"), N_("{n} rows"), len(levels))
        raise UserError(_ROWS, given=given, asked=plural(N_("{n} risk"), N_("{n} risks"), len(held)))


def reveal_batch(document: Document, number: int) -> None:
    """Reveal all silent polls of a batch round as one edit, those without a ballot too.

    Raises ``UserError`` if it is revealed or no ballot lies in it.
    """
    held = _polls(document, number)
    silent = [one for one in held if one.silent]
    if _state(held) != "silent":
        raise UserError(_REVEALED)
    if not any(one.rounds[-1].ballots for one in silent):
        raise UserError(_NO_SHEET)
    with document.edit(translate(N_("Reveal batch round {number}"), number=number), kept=True) as session:
        for one in silent:
            reveal_round(document, session, document.get(m.Poll, one.key), one.rounds[-1].key)


def accept_agreed(document: Document, number: int, *, person: bytes | None = None) -> int:
    """Settle every open line with consensus and no split on its proposed value, as one edit; returns how many.

    ``person`` decided. Raises ``UserError`` before the reveal.
    """
    found = batch(document, number)
    if found.state == "silent":
        raise UserError(_NOT_REVEALED)
    agreed = [line for line in found.lines if line.state == "revealed" and line.accepted]
    if not agreed:
        return 0
    risks = plural(N_("{n} risk"), N_("{n} risks"), len(agreed))
    with document.edit(translate(N_("Accept what the room agrees on: {risks}"), risks=risks)):
        for line in agreed:
            agree(document, line.poll, person=person)
    return len(agreed)


def batch_of(document: Document, poll: bytes) -> int | None:
    """Return the number of the batch round that a poll belongs to, ``None`` if it was scored by itself."""
    row: Any = document.get(m.Poll, poll)
    return None if row is None else row.batch


def title(document: Document, number: int) -> str:
    """Return what a batch round is called: what is scored, and of how many risks."""
    held = _polls(document, number)
    risks = plural(N_("{n} risk"), N_("{n} risks"), len(held))
    return translate(N_("{dimension} of {risks}"), dimension=translate(DIMENSION[held[0].dimension]).capitalize(),
                     risks=risks)  # fmt: skip
