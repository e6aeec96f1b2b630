"""The sentence above the dots: what the rule says about the votes, and how the second round moved them."""

from __future__ import annotations

from app.i18n import N_, plural, translate
from app.scoring import Tally, Verdict, shift


def verdict_words(tally: Tally, word: str) -> str:
    """Return the verdict of a round in one sentence; ``word`` names the proposed level."""
    if not tally.n:
        return translate(N_("Everybody abstained: there is no vote to agree on"))
    alike = tally.lowest == tally.highest
    spread = translate(N_("votes run from {low} to {high}"), low=tally.lowest, high=tally.highest)
    if alike:
        spread = translate(N_("everybody says {level} {word}"), level=tally.proposed, word=word)
    if tally.verdict is Verdict.FEW:
        few = plural(N_("{n} vote is too few for a verdict"), N_("{n} votes are too few for a verdict"), tally.n)
        return translate(N_("{few}: {spread}"), few=few, spread=spread)
    msgid = N_("Consensus: {spread}") if tally.consensus else N_("No consensus: {spread}")
    told = translate(msgid, spread=spread)
    if tally.split:
        joined = N_("{told}, but on both sides of intolerable") if tally.consensus else N_("{told}, on both sides of "
                                                                                           "intolerable")  # fmt: skip
        return translate(joined, told=told)
    return told


def shift_words(before: Tally | None, after: Tally | None) -> str:
    """Return how the median moved from the first round to the second; empty before there is a second."""
    moved = shift(before, after) if before is not None and after is not None else None
    if moved is None or before is None or after is None:
        return ""
    if not moved:
        return translate(N_("The median stayed at {median} in the second round."), median=f"{after.median:g}")
    words = N_("The median moved from {old} to {new} in the second round.")
    return translate(words, old=f"{before.median:g}", new=f"{after.median:g}")
