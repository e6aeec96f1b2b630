"""A scoring round as the room sees it: how many have voted, and what was voted once it is revealed."""

from __future__ import annotations

from typing import Any

from app import model as m
from app.document import Document
from app.i18n import N_, UserError, plural, translate
from app.polls.reading import figures_of, is_likelihood
from app.room.gatherings import mark_of
from app.room.public import (
    ballots_in,
    find,
    need,
    ref,
    refuse_hidden,
    revealed_votes,
    rows,
    topic,
    voting_seats,
)
from app.room.subjects import how_bad, impact_levels, likelihood_levels
from app.room.views import Ballots, Level, Result
from app.scoring import Tally, Verdict

_NOT_REVEALED = N_("Nothing was revealed yet; the room sees the votes after the reveal.")
_SILENT = N_("Score silently, each for yourself. You may abstain.")
_EXTREMES = N_("Lowest and highest speak first, one minute each.")
#: The word under the dots, by what the rule says. Votes on both sides of intolerable always need talk.
AGREED, TALK, SPLIT = N_("Agreed"), N_("Talk"), N_("Split across the line")


def ballots_view(document: Document, poll: bytes) -> Ballots:
    """Return the round that is on: the question, its anchors and the number of ballots.

    Raises ``UserError`` if the poll is gone or its risk is not for this room.
    """
    row, current = need(document, m.Poll, poll), rounds_of(document, poll)[-1]
    refuse_hidden(document, row.subject_id)
    return Ballots(
        **_asked(document, row, current),
        topic=topic("ballots", poll),
        kind=translate(N_("Vote")),
        lead=_lead(document, row.subject_id),
        voted=ballots_in(document, current.id),
        seats=voting_seats(document, row.meeting_id, [current.id]),
        foot=translate(_SILENT),
    )


def result_view(document: Document, poll: bytes) -> Result:
    """Return the last revealed round, without any seat.

    Raises ``UserError`` before the first reveal, or if the risk is not for this room.
    """
    row = need(document, m.Poll, poll)
    refuse_hidden(document, row.subject_id)
    revealed = [one for one in rounds_of(document, poll) if one.state == "revealed"]
    if not revealed:
        raise UserError(_NOT_REVEALED)
    asked = _asked(document, row, revealed[-1])
    threshold = threshold_of(document, row)
    figures = figures_of(revealed_votes(document, revealed[-1].id), len(asked["levels"]), threshold or None)
    asked["levels"] = _as_long(asked["levels"], len(figures.counts))
    settled = rows(document, m.Agreement, poll_id=poll)
    return Result(
        **asked,
        topic=topic("result", poll),
        kind=translate(N_("Result")),
        counts=figures.counts,
        median_halves=round(2 * (figures.median or 0)),
        intolerable_from=threshold,
        verdict=_settled(asked["levels"], settled[0].level) if settled else _verdict(figures),
        spread=_spread(figures),
        agreed=settled[0].level if settled else 0,
        foot="" if settled or figures.consensus else translate(_EXTREMES),
    )


def _as_long(levels: tuple[Level, ...], count: int) -> tuple[Level, ...]:
    """Return a scale with a place for every level that has votes, from before the scale was made shorter."""
    return levels + tuple(Level(number, "") for number in range(len(levels) + 1, count + 1))


def rounds_of(document: Document, poll: bytes) -> list[Any]:
    """Return the public columns of the rounds of a poll in their order."""
    return rows(document, m.PollRound, "number", poll_id=poll)


def _asked(document: Document, poll: Any, current: Any) -> dict[str, Any]:
    """Return what both views say about the question."""
    exercise, public_title = mark_of(document, poll.meeting_id)
    about, question, levels = _question(document, poll)
    return {
        "exercise": exercise,
        "public_title": public_title,
        "ref": ref(document, poll.subject_id),
        "about": about,
        "round": translate(N_("Round {n}"), n=current.number),
        "question": question,
        "levels": levels,
    }


def _question(document: Document, poll: Any) -> tuple[str, str, tuple[Level, ...]]:
    inherent = poll.dimension.startswith("inherent")
    if is_likelihood(poll.dimension):
        words = N_("How likely is it without any control?") if inherent else N_("How likely is it?")
        return translate(N_("Likelihood")), translate(words), likelihood_levels(document)
    category = _category(document, poll)
    harm, levels = find(document, m.ImpactCategory, category), impact_levels(document, category)
    if harm is None:
        words = N_("How bad would it be without any control?") if inherent else N_("How bad would it be?")
        return translate(N_("Impact")), translate(words), levels
    about = translate(N_("Impact, {category}"), category=harm.name)
    return about, how_bad(document, harm.name, poll.horizon_id), levels


def _category(document: Document, poll: Any) -> bytes | None:
    """Return the category whose anchors are shown: the poll's own, or that of the risk."""
    if poll.category_id is not None:
        return bytes(poll.category_id)
    risk = find(document, m.Risk, poll.subject_id)
    return None if risk is None else risk.category_id


def threshold_of(document: Document, poll: Any) -> int:
    """Return the level from which the category is intolerable, 0 where there is none."""
    harm = find(document, m.ImpactCategory, _category(document, poll))
    return 0 if harm is None or is_likelihood(poll.dimension) else int(harm.threshold)


def _lead(document: Document, subject: bytes) -> str:
    """Return what the thing is that the room scores: a risk in its sentences, or the name of a service."""
    risk = find(document, m.Risk, subject)
    if risk is not None:
        return " ".join(_sentence(part) for part in (risk.cause, risk.event, risk.consequence) if part)
    service = find(document, m.Service, subject)
    return "" if service is None else service.name


def _sentence(text: str) -> str:
    cleaned = " ".join(text.split())
    return cleaned if cleaned.endswith((".", "!", "?", "…")) else f"{cleaned}."


def _verdict(figures: Tally) -> str:
    """Return what to do in one word; nothing for too few votes, of which only the votes are shown."""
    if figures.split:
        return translate(SPLIT)
    if figures.verdict is Verdict.FEW:
        return ""
    return translate(AGREED if figures.consensus else TALK)


def _settled(levels: tuple[Level, ...], agreed: int) -> str:
    word = next((one.word for one in levels if one.number == agreed), "")
    return translate(N_("Agreed: {n} {word}"), n=agreed, word=word)


def _spread(figures: Tally) -> str:
    votes = plural(N_("{n} vote"), N_("{n} votes"), figures.n)
    if not figures.n or figures.lowest == figures.highest:
        return votes
    return translate(N_("{votes}, from {low} to {high}"), votes=votes, low=figures.lowest, high=figures.highest)
