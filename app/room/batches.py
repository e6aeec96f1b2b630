"""A batch round as the room sees it: how many sheets are in, and after the reveal what is left to talk about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app import model as m
from app.batches import disagreement
from app.document import Document
from app.i18n import N_, UserError, plural, translate
from app.polls.reading import figures_of, is_likelihood
from app.room.gatherings import mark_of
from app.room.public import find, is_hidden, ref, revealed_votes, rows, sheets_in, topic, voting_seats
from app.room.rounds import SPLIT, TALK, rounds_of, threshold_of
from app.room.subjects import impact_levels, likelihood_levels
from app.room.views import BatchRound, Level, TalkLine
from app.scoring import Tally

_NO_BATCH = N_("There is no batch round {number} in this session.")
_SILENT = N_("Score every risk silently, each for yourself. You may abstain.")
_TALK_FOOT = N_("Only these are talked about, the widest apart first.")
_ABOUT = {
    "likelihood": N_("Likelihood"),
    "impact": N_("Impact"),
    "inherent likelihood": N_("Likelihood before controls"),
    "inherent impact": N_("Impact before controls"),
}
_QUESTIONS = {
    "likelihood": (N_("How likely is it?"), N_("How likely is each of these {n} risks?")),
    "impact": (N_("How bad would it be?"), N_("How bad would each of these {n} risks be?")),
    "inherent likelihood": (N_("How likely is it without any control?"),
                            N_("How likely is each of these {n} risks without any control?")),
    "inherent impact": (N_("How bad would it be without any control?"),
                        N_("How bad would each of these {n} risks be without any control?")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """A risk of the round with the figures of what was revealed; ``settled`` if nothing is left to talk about."""

    poll: Any
    figures: Tally | None
    settled: bool


def batch_view(document: Document, number: int) -> BatchRound:
    """Return a batch round as the room sees it; before the reveal no vote and no figure of votes is in it.

    The two are about different things (``topic``), so that a reveal does not replace what is live by itself.
    Risks that are not for this room are neither counted nor shown. Raises ``UserError`` if there is no such round.
    """
    held = rows(document, m.Poll, batch=number)
    asked = [one for one in held if one.state != "dropped" and not is_hidden(document, one.subject_id)]
    if not asked:
        raise UserError(_NO_BATCH, number=number)
    first = [rounds_of(document, one.id)[0] for one in asked]
    silent = any(one.state == "silent" for one in first)
    exercise, public_title = mark_of(document, asked[0].meeting_id)
    seen = {
        "topic": topic("batch" if silent else "batch result", number),
        "kind": translate(N_("Batch round")),
        "exercise": exercise,
        "public_title": public_title,
        "about": translate(_ABOUT[asked[0].dimension]),
        "round": plural(N_("{n} risk"), N_("{n} risks"), len(asked)),
        "question": plural(*_QUESTIONS[asked[0].dimension], len(asked)),
    }
    if silent:
        return _silent(document, asked[0], [one.id for one in first], seen)
    return _revealed(document, [_line(document, one) for one in asked], seen)


def _silent(document: Document, poll: Any, rounds: list[bytes], seen: dict[str, Any]) -> BatchRound:
    sheets, seats = sheets_in(document, rounds), voting_seats(document, poll.meeting_id, rounds)
    told = plural(N_("{n} sheet is in"), N_("{n} sheets are in"), sheets)
    if seats:
        told = translate(N_("{n} of {all} sheets are in"), n=sheets, all=seats)
    return BatchRound(levels=_levels(document, poll.dimension), told=told, sheets=sheets, seats=seats,
                      foot=translate(_SILENT), **seen)  # fmt: skip


def _levels(document: Document, dimension: str) -> tuple[Level, ...]:
    return likelihood_levels(document) if is_likelihood(dimension) else impact_levels(document)


def _line(document: Document, poll: Any) -> _Line:
    revealed = [one for one in rounds_of(document, poll.id) if one.state == "revealed"]
    if not revealed:
        return _Line(poll, None, settled=False)
    levels, threshold = _levels(document, poll.dimension), threshold_of(document, poll)
    figures = figures_of(revealed_votes(document, revealed[-1].id), len(levels), threshold or None)
    return _Line(poll, figures, settled=poll.state != "open" or (figures.consensus and not figures.split))


def _revealed(document: Document, lines: list[_Line], seen: dict[str, Any]) -> BatchRound:
    left = [one for one in lines if not one.settled]
    left.sort(key=lambda one: disagreement(one.figures))
    told = translate(N_("{n} of {all} agreed"), n=len(lines) - len(left), all=len(lines))
    return BatchRound(
        told=told,
        left=translate(N_("{n} to talk about"), n=len(left)) if left else "",
        lines=tuple(_talk(document, one) for one in left),
        foot=translate(_TALK_FOOT) if left else "",
        **seen,
    )


def _talk(document: Document, line: _Line) -> TalkLine:
    risk = find(document, m.Risk, line.poll.subject_id)
    split = line.figures is not None and line.figures.split
    text = " ".join(risk.event.split()) if risk is not None else ""
    return TalkLine(ref(document, line.poll.subject_id), text, translate(SPLIT if split else TALK))
