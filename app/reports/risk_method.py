"""The method page of the risk report, its contents, and its index by owner."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from app.i18n import N_, plural, translate
from app.report import Block, Cell, Heading, Keep, Look, NewPage, PageOf, Paragraph, Row, Table, Tone, Words
from app.reports.bia_words import DASH, two
from app.reports.plan_tables import columns
from app.reports.risk_content import RiskContent, RiskPart
from app.reports.risk_words import cell_level, due_words, people, score_cell
from app.scoring import FEWEST_VOTES, SHARE_NEEDED, WIDEST_IQR, WIDEST_RANGE

METHOD, OWNERS = "method", "owners"

_STEPS = (
    N_("A risk is told as a sentence: because of a cause an event happens, so that there is a consequence. Likelihood "
       "and impact are levels with anchors; everybody sees the anchors while scoring."),
    N_("Everybody scores silently and alone, all at the same time; nothing is seen before the reveal. Then the lowest "
       "and the highest speak first, and a second silent round may follow. Two rounds are the most."),
    N_("The room asks for the likelihood of today. The impact comes from the business impact analysis at the typical "
       "outage of the threat; it is voted on only if it is contested. The target belongs to the owner of the risk."),
    N_("The level is looked up in the matrix below. The agreed value counts; median and spread are kept beside it. "
       "Spread is the range of the middle half of the votes."),
)  # fmt: skip
_RULE = N_(
    "Consensus: at least {fewest} votes, at least {share} % of them within one level of the median, a spread of at "
    "most {iqr}, and lowest and highest at most {range} levels apart. Of two middle votes the upper one is proposed. "
    "Votes on both sides of what is intolerable are talked about even with consensus."
)
_ORDINALS = (
    N_("Levels are ranks, not quantities: twice the number is not twice the risk. So nothing here is averaged or "
       "summed, and likelihood times impact only sorts within a level."),
    N_("Two risks of the same colour may differ by a factor of ten; the order within a level says little. Where a "
       "choice depends on it, estimate losses."),
    N_("A narrow spread says that people agree, not that they are right. Dissent is printed beside what was agreed, by "
       "role; no vote is ever shown with the name or the seat of who gave it."),
)  # fmt: skip


def contents_page(entries: Sequence[tuple[str, str]]) -> list[Block]:
    """Return the clickable contents."""
    rows = tuple(Row((Cell((Words(title, to=to),)), Cell((PageOf(to),), align="right"))) for title, to in entries)
    table = Table(columns(("", 150), ("", 20, "right")), rows, heading=False, look=Look.BODY, padding=1.0)
    return [NewPage(), Keep((Heading(translate(N_("Contents")), 1, "contents"), table))]


def method_pages(content: RiskContent) -> list[Block]:
    """Return how it was scored, what the levels mean, the matrix, the rule of consensus, and what ranks do not say."""
    rule = translate(_RULE, fewest=FEWEST_VOTES, share=round(SHARE_NEEDED * 100), iqr=f"{WIDEST_IQR:g}",
                     range=WIDEST_RANGE)  # fmt: skip
    return [
        NewPage(),
        Heading(translate(N_("Method and scales")), 1, METHOD),
        *(Paragraph(translate(text), bullet=f"{at}", after=1.2) for at, text in enumerate(_STEPS, 1)),
        Paragraph(rule, bullet=f"{len(_STEPS) + 1}", after=3),
        Keep((Heading(translate(N_("What the figures do not say")), 2),
              *(Paragraph(translate(text), bullet="•", after=1.0) for text in _ORDINALS))),
        *_matrix(content),
        *_likelihoods(content),
        *_impacts(content),
    ]  # fmt: skip


def _matrix(content: RiskContent) -> list[Block]:
    scales = content.register.scales
    if not scales.bands:
        return []
    impacts = range(1, len(scales.matrix.ranks[0]) + 1)
    heads = columns(("", 34), *((f"{level} {scales.word(level)}", 27.2, "centre") for level in impacts))
    rows = []
    for likely in sorted(scales.likelihoods, key=lambda one: -one.level):
        bands = [scales.band(likely.level, impact) for impact in impacts]
        cells = (
            Cell(band.name if band else DASH, level=cell_level(scales, band), align="centre", strong=True)
            for band in bands
        )
        rows.append(Row((f"{likely.level} {likely.name}", *cells)))
    title = translate(N_("Matrix: likelihood down, impact across"))
    return [Keep((Heading(title, 2), Table(heads, tuple(rows), padding=1.0, after=2), _bands(content)))]


def _bands(content: RiskContent) -> Table:
    scales = content.register.scales
    heads = columns(
        (translate(N_("Level")), 34), (translate(N_("In appetite")), 24), (translate(N_("What it asks")), 112),
    )  # fmt: skip
    rows = tuple(
        Row((Cell(band.name, strong=True, level=cell_level(scales, band), align="centre"),
             translate(N_("yes") if band.within_appetite else N_("no")), band.response or DASH))
        for band in sorted(scales.bands, key=lambda one: -one.rank)
    )  # fmt: skip
    return Table(heads, rows, padding=1.0, after=2)


def _likelihoods(content: RiskContent) -> list[Block]:
    scales = content.register.scales
    if not scales.likelihoods:
        return []
    heads = columns(
        (translate(N_("Likelihood")), 34), (translate(N_("How often")), 42), (translate(N_("Chance a year")), 30),
        (translate(N_("For example")), 64),
    )  # fmt: skip
    rows = tuple(
        Row((Cell(f"{one.level} {one.name}", strong=True), one.frequency, one.chance, one.example or DASH))
        for one in scales.likelihoods
    )
    return [Keep((Heading(translate(N_("Likelihood: what the levels mean")), 2), Table(heads, rows, padding=1.0)))]


def _impacts(content: RiskContent) -> list[Block]:
    scales = content.register.scales
    if not scales.categories or not scales.levels:
        return []
    width = 138.0 / len(scales.levels)
    heads = columns((translate(N_("Category")), 32.0), *((f"{one.level} {one.name}", width) for one in scales.levels))
    rows = []
    for one in scales.categories:
        limit = translate(N_("intolerable from {level}"), level=one.threshold)
        anchors = one.anchors[: len(scales.levels)]
        cells = (Cell(text, strong=level == one.threshold) for level, text in enumerate(anchors, 1))
        rows.append(Row((two(one.name, limit), *cells)))
    title = translate(N_("Impact: what the levels mean"))
    return [Heading(title, 2), Table(heads, tuple(rows), padding=1.1)]


# --- by owner ---


def owner_pages(content: RiskContent) -> list[Block]:
    """Return the risks by their owners, with the page of each."""
    heads = columns(
        (translate(N_("Risk")), 84), (translate(N_("Today")), 22, "centre"), (translate(N_("Next due")), 52),
        (translate(N_("Page")), 12, "right"),
    )  # fmt: skip
    ordered = sorted(content.parts, key=lambda part: (not part.risk.owner, part.risk.owner.casefold()))
    rows: list[Row] = []
    for _, group in groupby(ordered, key=lambda part: part.risk.owner):
        rows += _owned(content, list(group))
    return [NewPage(), Heading(translate(N_("Index by owner")), 1, OWNERS), Table(heads, tuple(rows), padding=1.0)]


def _owned(content: RiskContent, parts: list[RiskPart]) -> list[Row]:
    count = plural(N_("{n} risk"), N_("{n} risks"), len(parts))
    above = sum(part.above for part in parts)
    told = [count, translate(N_("{n} above appetite"), n=above)] if above else [count]
    head = Cell((Words(people(content, parts[0]), True), Words(f"  {', '.join(told)}", tone=Tone.SECONDARY)))
    return [Row((head,), tint=True, glued=True), *(_owned_row(content, part) for part in parts)]


def _owned_row(content: RiskContent, part: RiskPart) -> Row:
    action = part.risk.next_action
    due = f"{action.ref}, {due_words(content, action)}" if action is not None else DASH
    name = Cell((Words(f"{part.risk.ref} ", True, to=part.anchor), Words(part.risk.event)))
    today = score_cell(content, part.risk.current, "current", words=False)
    return Row((name, today, due, Cell((PageOf(part.anchor),), align="right")))
