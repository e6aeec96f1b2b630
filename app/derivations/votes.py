"""Why the figures of a round of votes are what they are (``domain.md`` §9): median, spread, agreement, verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from app import model as m
from app import polls
from app.derivations.telling import Why, derived, unknown
from app.i18n import N_, plural, translate
from app.scoring import FEWEST_VOTES, SHARE_NEEDED, VERDICTS, WIDEST_IQR, WIDEST_RANGE, Tally, quartile

if TYPE_CHECKING:
    from app.document import Document

#: What makes a derivation out of a round: its figures and the threshold, ``None`` where there is none.
Teller = Callable[[Tally, int | None], Why]


def of_poll(document: Document, key: bytes, figure: str) -> Why | None:
    """Why a figure of the last revealed round of a poll is what it is."""
    if document.get(m.Poll, key) is None:
        return None
    found = polls.poll(document, key)
    if found.last_tally is None:
        return unknown([translate(N_("The round is still silent; reveal it first."))], term="silent-round")
    row = document.get(m.Poll, key)
    return FIGURES[figure](found.last_tally, polls.thresholds(document, [row])[key])


def _counts(tally: Tally) -> str:
    counts = ", ".join(str(count) for count in tally.counts)
    return translate(N_("Votes at 1 to {levels}: {counts}."), levels=len(tally.counts), counts=counts)


def _sorted(tally: Tally) -> list[int]:
    return [level for level, count in enumerate(tally.counts, start=1) for _ in range(count)]


def _none(term: str) -> Why:
    return unknown([translate(N_("Nobody gave a score; abstentions do not count."))], term=term)


def median(tally: Tally, _threshold: int | None = None) -> Why:
    """Why the median is what it is."""
    if tally.median is None:
        return _none("median")
    in_order = ", ".join(str(vote) for vote in _sorted(tally))
    steps = [translate(N_("In order: {votes}."), votes=in_order)]
    ends = N_("The one in the middle is {result}.")
    if tally.n % 2 == 0:
        ends = N_("The number of votes is even; between the two in the middle lies {result}.")
    return derived(steps, ends, f"{tally.median:g}", tally.median, term="median")


def proposed(tally: Tally, _threshold: int | None = None) -> Why:
    """Why a value is proposed: the median, of two middle votes the upper."""
    if tally.proposed is None:
        return _none("median")
    steps = [translate(N_("In order: {votes}."), votes=", ".join(str(vote) for vote in _sorted(tally)))]
    ends = N_("The median, of two middle votes the upper one, is proposed: {result}.")
    return derived(steps, ends, str(tally.proposed), tally.proposed, term="median")


def iqr(tally: Tally, _threshold: int | None = None) -> Why:
    """Why the interquartile range is what it is (inclusive quartiles)."""
    if tally.iqr is None:
        return _none("iqr")
    votes = _sorted(tally)
    low, high = f"{quartile(votes, 0.25):g}", f"{quartile(votes, 0.75):g}"
    steps = [
        _counts(tally),
        translate(N_("A quarter of the votes lies at or below {low}, three quarters at or below {high}."), low=low,
                  high=high),
    ]  # fmt: skip
    return derived(steps, N_("IQR = {high} − {low} = {result}."), f"{tally.iqr:g}", tally.iqr, term="iqr", low=low,
                   high=high)  # fmt: skip


def within_one(tally: Tally, _threshold: int | None = None) -> Why:
    """Why a share of the votes lies within one level of the median."""
    if tally.within_one is None or tally.median is None:
        return _none("within-one")
    near = round(tally.within_one * tally.n)
    steps = [
        _counts(tally),
        plural(N_("{n} vote of {all} is at most one level away from the median {median}."),
               N_("{n} votes of {all} are at most one level away from the median {median}."), near, all=tally.n,
               median=f"{tally.median:g}"),
    ]  # fmt: skip
    result = translate(N_("{n} %"), n=round(tally.within_one * 100))
    return derived(steps, N_("That is {result}."), result, tally.within_one, term="within-one")


def spread(tally: Tally, _threshold: int | None = None) -> Why:
    """Why median, IQR and the share within one level of the median are what they are, all three in one."""
    if tally.median is None or tally.iqr is None or tally.within_one is None:
        return _none("iqr")
    parts = [median(tally), iqr(tally), within_one(tally)]
    steps = [step for part in parts for step in part.steps]
    result = translate(N_("median {median}, IQR {iqr}, {share} within ±1"), median=parts[0].result,
                       iqr=parts[1].result, share=parts[2].result)  # fmt: skip
    return derived(list(dict.fromkeys(steps)), N_("In short: {result}."), result, tally.median, term="iqr")


def agreement(tally: Tally, _threshold: int | None = None) -> Why:
    """Why van der Eijk's A is what it is."""
    if tally.agreement is None:
        return _none("agreement-a")
    steps = [
        _counts(tally),
        translate(N_("The histogram is taken apart into layers; a layer agrees the more, the fewer levels it covers "
                     "and the less it has two peaks. Each counts by its votes.")),
        translate(N_("−1 would be two opposite camps, 0 evenly spread, 1 all alike.")),
    ]  # fmt: skip
    return derived(steps, N_("A = {result}."), f"{tally.agreement:.2g}", tally.agreement, term="agreement-a")


def verdict(tally: Tally, threshold: int | None = None) -> Why:
    """Why a round counts as consensus, as none, or as too small to tell; the rule is fixed before the vote."""
    result = translate(VERDICTS[tally.verdict])
    steps = [plural(N_("{n} vote; at least {least} are asked for."), N_("{n} votes; at least {least} are asked for."),
                    tally.n, least=FEWEST_VOTES)]  # fmt: skip
    if tally.within_one is not None and tally.iqr is not None and tally.range is not None:
        steps += [
            translate(N_("{share} % within ±1 of the median; at least {least} % are asked for."),
                      share=int(tally.within_one * 100), least=int(SHARE_NEEDED * 100)),
            translate(N_("IQR {iqr}; at most {most:g} is allowed."), iqr=f"{tally.iqr:g}", most=WIDEST_IQR),
            translate(N_("Range {range}; at most {most} is allowed."), range=tally.range, most=WIDEST_RANGE),
        ]  # fmt: skip
    return derived(steps, N_("So: {result}."), result, tally.verdict, term="consensus", notes=_split(tally, threshold))


def _split(tally: Tally, threshold: int | None) -> list[str]:
    if not tally.split or threshold is None:
        return []
    told = plural(
        N_("{n} vote stands on the other side of what is intolerable (from level {threshold}): talk about it."),
        N_("{n} votes stand on the other side of what is intolerable (from level {threshold}): talk about it."),
        tally.beyond, threshold=threshold,
    )  # fmt: skip
    return [told]


FIGURES: Mapping[str, Teller] = MappingProxyType(
    {
        "median": median, "proposed": proposed, "iqr": iqr, "within_one": within_one, "agreement": agreement,
        "verdict": verdict, "spread": spread,
    }
)  # fmt: skip
