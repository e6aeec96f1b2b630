"""Several voices at once about the impact grid: a level per seat for one cell, or one vote on where the line is.

Serves the impact grid of the interview mode. What the room said is recorded as a poll with its ballots (``app.polls``);
the cell gets the agreed value. The figures are those of ``app.scoring`` (``domain.md`` §9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import meetings, polls
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, plural, translate
from app.interviews.grid import Grid, GridLine, grid, refuse_fall, score, service_row
from app.interviews.script import running_meeting
from app.scoring import VERDICTS, Tally, tally

#: In place of a horizon: it never becomes intolerable.
NEVER = b""

_NO_CELL = N_("The scales of this session have no such category or horizon; choose one that is shown.")
_NO_MEETING = N_("Voices belong to seats; begin a meeting with those who score, or enter one value.")
_TOO_MANY = N_("{n} voices were entered, but only {seats} seats are taken; add a seat or leave a voice out.")
_NO_VOICE = N_("Nobody gave a score; enter a level for at least one seat.")
_BEFORE_LINE = N_(
    "{category} is scored {level} after {after} already, which is intolerable; agree on that, or lower the cell first."
)


@dataclass(frozen=True, slots=True)
class Voices:
    """What several voices say about one cell; ``None`` figures mean that nobody gave a score.

    ``levels`` are the votes without abstentions in ascending order. ``proposed`` is the median, of two middle votes the
    upper one. ``spread`` and ``verdict`` are words. ``split`` says that they stand on both sides of what is
    intolerable, which always needs talk: ``talk`` is the sentence.
    """

    n: int
    levels: tuple[int, ...]
    median: float | None
    proposed: int | None
    low: int | None
    high: int | None
    spread: str
    split: bool
    verdict: str
    talk: str
    tally: Tally

    @property
    def consensus(self) -> bool:
        """Whether the room agrees by the rule."""
        return self.tally.consensus


@dataclass(frozen=True, slots=True)
class LineVoices:
    """What several voices say on when a category becomes intolerable.

    ``proposed`` is the key of the middle horizon, of two the earlier one, or ``NEVER``; ``None`` if nobody voted.
    ``label``, ``low`` and ``high`` are horizons in words, ``spread`` and ``verdict`` sentences.
    """

    n: int
    proposed: bytes | None
    label: str
    low: str
    high: str
    spread: str
    verdict: str
    consensus: bool


# --- one cell ---


def voices(
    document: Document,
    service: bytes,
    category: bytes,
    horizon: bytes,
    levels: Sequence[int | None],
    *,
    meeting: bytes | None = None,
) -> Voices:
    """Return what ``levels``, one per seat in their order, say about a cell; ``None`` abstains. Nothing is written.

    Raises ``UserError`` for a level off the scale, or for more voices than there are seats.
    """
    line = _cell(document, service, category, horizon)
    _seated(document, meeting, levels, required=False)
    votes = [polls.on_scale(document, "cell", level) for level in levels if level is not None]
    figures = tally(votes, threshold=line.threshold, levels=polls.levels_of(document, "cell"))
    return Voices(
        n=figures.n,
        levels=tuple(sorted(votes)),
        median=figures.median,
        proposed=figures.proposed,
        low=figures.lowest,
        high=figures.highest,
        spread=_spread(figures.n, figures.lowest, figures.highest),
        split=figures.split,
        verdict=translate(VERDICTS[figures.verdict]),
        talk=_talk(figures, line),
        tally=figures,
    )


def _spread(n: int, low: object, high: object) -> str:
    said = plural(N_("{n} voice"), N_("{n} voices"), n)
    if not n or low == high:
        return said if not n else translate(N_("{voices}, all {level}"), voices=said, level=low)
    return translate(N_("{voices}, from {low} to {high}"), voices=said, low=low, high=high)


def _talk(figures: Tally, line: GridLine) -> str:
    if not figures.split:
        return ""
    words = N_("The voices stand on both sides of {threshold}, from which {category} is intolerable: talk about it.")
    return translate(words, threshold=line.threshold, category=line.name)


def score_voices(
    document: Document,
    service: bytes,
    category: bytes,
    horizon: bytes,
    levels: Sequence[int | None],
    *,
    meeting: bytes | None = None,
    agreed: int | None = None,
    speaker: bytes | None = None,
    note: str | None = None,
    fall_confirmed: bool = False,
) -> Voices:
    """Record the voices as a poll with its ballots and score the cell with ``agreed``, or else the proposed level.

    Voices on the same cell at the same meeting are its second round. Undo takes back the score; what was said stays on
    record. ``note`` is also the reason of a value two or more levels from the median. Returns what the voices say.
    Raises ``UserError`` without a meeting, a voice or such a reason, and as ``score`` does.
    """
    said = voices(document, service, category, horizon, levels, meeting=meeting)
    seats = _seated(document, meeting, levels, required=True)
    level = agreed if agreed is not None else said.proposed
    if level is None:
        raise UserError(_NO_VOICE)
    held = meeting or running_meeting(document)
    marks: dict[str, Any] = {"note": note, "speaker": speaker, "fall_confirmed": fall_confirmed}
    refuse_fall(document, service, category, horizon, level, note, fall_confirmed=fall_confirmed)
    polls.refuse_without_reason(said.tally, level, note)
    name = service_row(document, service).name
    last = _last_poll(document, service, category, horizon, held)
    # A first round is no step of Undo; what reopens a settled poll is, so that the earlier value can come back.
    kept = last is None or last.silent
    with document.edit(translate(N_("Voices on {service}"), service=name), speaker=speaker, kept=kept):
        poll = _silent_poll(document, last, (service, category, horizon, held))
        polls.cast_all(document, poll, list(zip(seats, levels, strict=False)))
        polls.reveal(document, poll)
    with document.edit(translate(N_("Agree on the impact of {service}"), service=name), speaker=speaker):
        score(document, service, category, horizon, level, **marks)
        polls.agree(document, poll, level, person=speaker or document.speaker, reason=note)
    return said


def _last_poll(
    document: Document, service: bytes, category: bytes, horizon: bytes, meeting: bytes | None
) -> polls.PollRow | None:
    """Return the newest poll about a cell at the same meeting that was not dropped, ``None`` without one."""
    known = [
        one
        for one in polls.polls(document, service)
        if (one.dimension, one.category, one.horizon, one.meeting) == ("cell", category, horizon, meeting)
        and one.state in ("open", "agreed")
    ]
    return known[-1] if known else None


def _silent_poll(
    document: Document, last: polls.PollRow | None, cell: tuple[bytes, bytes, bytes, bytes | None]
) -> bytes:
    """Return the poll with a silent round about a cell: the one of the meeting in its second round, or a new one."""
    if last is not None and last.silent:
        return last.key
    if last is not None and len(last.rounds) < polls.MAX_ROUNDS:
        _reopen(document, last.key)
        polls.open_round(document, last.key)
        return last.key
    if last is not None and last.state == "open":
        polls.drop(document, last.key)
    service, category, horizon, meeting = cell
    return polls.open_poll(document, service, "cell", category=category, horizon=horizon, meeting=meeting)


def _reopen(document: Document, poll: bytes) -> None:
    with document.edit("") as session:
        stored = session.get(m.Poll, poll)
        if stored is not None:
            stored.state = "open"
        for agreement in session.scalars(select(m.Agreement).where(m.Agreement.poll_id == poll)):
            session.delete(agreement)
        session.flush()


def _seated(document: Document, meeting: bytes | None, given: Sequence[object], *, required: bool) -> list[bytes]:
    """Return the seats that are here, in their order. Raises ``UserError`` if more voices were entered than that."""
    held = meeting or running_meeting(document)
    if held is None:
        if required:
            raise UserError(_NO_MEETING)
        return []
    here = [one.key for one in meetings.seat_lines(document, held) if one.here]
    if len(given) > len(here):
        raise UserError(_TOO_MANY, n=len(given), seats=len(here))
    return here


def _cell(document: Document, service: bytes, category: bytes, horizon: bytes) -> GridLine:
    found, line = _line(document, service, category)
    if horizon not in [one.key for one in found.horizons]:  # type: ignore[attr-defined]
        raise UserError(_NO_CELL)
    return line


def _line(document: Document, service: bytes, category: bytes) -> tuple[Grid, GridLine]:
    service_row(document, service)
    found = grid(document, service)
    line = next((one for one in found.lines if one.key == category), None)
    if line is None:
        raise UserError(_NO_CELL)
    return found, line


# --- where the line is ---


def line_voices(
    document: Document,
    service: bytes,
    category: bytes,
    horizons: Sequence[bytes | None],
    *,
    meeting: bytes | None = None,
) -> LineVoices:
    """Return what the voices say on when a category becomes intolerable; nothing is written.

    ``horizons`` holds a key per seat in their order, ``NEVER`` for "not within the last one", ``None`` for abstaining.
    """
    found, _ = _line(document, service, category)
    _seated(document, meeting, horizons, required=False)
    labels = [*(one.label for one in found.horizons), translate(N_("never"))]
    places = sorted(_place(found, one) for one in horizons if one is not None)
    if not places:
        return LineVoices(0, None, "", "", "", _spread(0, "", ""), "", False)
    figures = tally([place + 1 for place in places], levels=len(labels))
    middle, low, high = places[(len(places) - 1) // 2], labels[places[0]], labels[places[-1]]
    return LineVoices(
        n=len(places),
        proposed=_key(found, middle),
        label=labels[middle],
        low=low,
        high=high,
        spread=_spread(len(places), low, high),
        verdict=translate(VERDICTS[figures.verdict]),
        consensus=figures.consensus,
    )


def _place(found: Grid, horizon: bytes) -> int:
    keys = [*(one.key for one in found.horizons), NEVER]  # type: ignore[attr-defined]
    if horizon not in keys:
        raise UserError(_NO_CELL)
    return keys.index(horizon)


def _key(found: Grid, place: int) -> bytes:
    key: bytes = found.horizons[place].key if place < len(found.horizons) else NEVER  # type: ignore[attr-defined]
    return key


def vote_line(
    document: Document,
    service: bytes,
    category: bytes,
    horizons: Sequence[bytes | None],
    *,
    meeting: bytes | None = None,
    agreed: bytes | None = None,
    speaker: bytes | None = None,
) -> LineVoices:
    """Raise a row of the grid at the agreed horizon to what is intolerable, and keep the spread of the voices in words.

    ``agreed`` is a horizon or ``NEVER``; unless given, the middle of the votes, of two the earlier. Cells before it
    stay as they are, what is lower after it rises. Raises ``UserError`` if an earlier cell is intolerable already.
    """
    said = line_voices(document, service, category, horizons, meeting=meeting)
    chosen = said.proposed if agreed is None else agreed
    if chosen is None:
        raise UserError(_NO_VOICE)
    found, line = _line(document, service, category)
    place = _place(found, chosen)
    _refuse_crossing(found, line, place)
    name, words = service_row(document, service).name, _line_words(found, line, said, place)
    label = translate(N_("{category} of {service}: when it becomes intolerable"), category=line.name, service=name)
    with document.edit(label, speaker=speaker):
        if chosen != NEVER:
            _raise_to_line(document, service, line, found, place, words, speaker)
        if meeting or running_meeting(document):
            about = {"meeting": meeting or running_meeting(document), "subject": service, "field": "impact_score"}
            meetings.enter(document, "note", words, speaker=speaker, **about)  # type: ignore[arg-type]
    return said


def _refuse_crossing(found: Grid, line: GridLine, place: int) -> None:
    first = line.row().first_intolerable
    if first is not None and first < place:
        raise UserError(_BEFORE_LINE, category=line.name, level=line.levels[first], after=found.horizons[first].label)


def _raise_to_line(
    document: Document, service: bytes, line: GridLine, found: Grid, place: int, words: str, speaker: bytes | None
) -> None:
    cell = line.cells[place]
    level = max(line.threshold, cell.level if cell is not None else 0)
    kept = cell.note if cell is not None else ""
    note = "\n".join(part for part in (kept, words) if part)
    fall = cell is not None and cell.fall_confirmed
    score(document, service, line.key, _key(found, place), level, note, speaker, fall_confirmed=fall)


def _line_words(found: Grid, line: GridLine, said: LineVoices, place: int) -> str:
    """Return the sentence that stays on record."""
    if place < len(found.horizons):
        words = N_("{category} becomes intolerable after {after} ({spread}).")
        return translate(words, category=line.name, after=found.horizons[place].label, spread=said.spread)
    words = N_("{category} does not become intolerable within {last} ({spread}).")
    return translate(words, category=line.name, last=found.horizons[-1].label, spread=said.spread)
