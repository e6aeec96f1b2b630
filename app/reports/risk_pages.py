"""The pages about single risks: where all of them stand, those above appetite with what is done, a block for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.i18n import N_, plural, translate
from app.model.programme import ACTION_STATE
from app.model.risk import CONFIDENCE, CONTROL_RATING, RISK_STATUS
from app.register import RiskAction
from app.report import (
    Block,
    Cell,
    Heading,
    Keep,
    Look,
    NewPage,
    PageOf,
    Paragraph,
    Row,
    Table,
    Tone,
    Words,
)
from app.reports.bia_words import DASH, lines, quiet
from app.reports.plan_tables import columns
from app.reports.plan_words import day
from app.reports.risk_board import ABOVE, UNVOTED
from app.reports.risk_content import RiskContent, RiskPart, Voting
from app.reports.risk_figures import heat_figure, votes_figure
from app.reports.risk_words import (
    acceptance_words,
    due_words,
    people,
    score,
    score_cell,
    stages,
    treatment_word,
)
from app.risk import STANDINGS

HEAT, GLANCE, RISKS = "heat", "glance", "risks"


# --- heat maps ---


def heat_pages(content: RiskContent) -> list[Block]:
    """Return the heat maps, and where every risk comes from, stands and goes to."""
    note = N_("Numbers count risks; the thick line is the limit of the appetite. Equal colour does not mean equal "
              "risk: see likelihood, impact and the spread of the votes.")  # fmt: skip
    return [
        NewPage(),
        Heading(translate(N_("Heat maps")), 1, HEAT),
        heat_figure(content),
        quiet(" ".join(text for text in (translate(note), own_appetite(content)) if text), after=3),
        *_glance(content),
    ]  # fmt: skip


def own_appetite(content: RiskContent) -> str:
    """Return which kinds of harm have an appetite of their own, which the line on the map does not show."""
    ranks = {band.rank: band.name for band in content.register.scales.bands}
    own = [one for one in content.register.scales.categories if one.appetite is not None]
    if not own:
        return ""
    nothing = translate(N_("nothing"))
    told = ", ".join(
        translate(N_("{category} up to {level}"), category=one.name, level=ranks.get(one.appetite or 0, nothing))
        for one in own
    )
    return translate(N_("These kinds of harm have an appetite of their own: {told}."), told=told)


def _glance(content: RiskContent) -> list[Block]:
    shown = stages(content)
    heads = columns(
        (translate(N_("Risk")), 132.0 - 21.0 * len(shown)), *((words, 21.0, "centre") for _, words in shown),
        (translate(N_("Owner")), 27), (translate(N_("Page")), 11, "right"),
    )  # fmt: skip
    rows = tuple(_glance_row(content, part, [stage for stage, _ in shown]) for part in content.parts)
    return [Heading(translate(N_("Where each risk stands")), 2, GLANCE), Table(heads, rows, padding=0.7)]


def _glance_row(content: RiskContent, part: RiskPart, shown: Iterable[str]) -> Row:
    scores = (score_cell(content, score(part.risk, stage), stage, words=False) for stage in shown)
    return Row((_named(part), *scores, people(content, part), Cell((PageOf(part.anchor),), align="right")))


def _named(part: RiskPart) -> Cell:
    return Cell((Words(f"{part.risk.ref} ", True, to=part.anchor), Words(part.risk.event)))


# --- above appetite ---


def above_pages(content: RiskContent) -> list[Block]:
    """Return the risks above appetite with treatment, actions, owner and acceptance."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Above appetite, and what is done")), 1, ABOVE)]
    if not content.above:
        return [*blocks, quiet(translate(N_("No risk is above appetite today.")), look=Look.BODY)]
    heads = columns(
        (translate(N_("Risk")), 45), (translate(N_("Today")), 19, "centre"), (translate(N_("Treatment")), 28),
        (translate(N_("Open actions: owner, due")), 50), (translate(N_("Accepted")), 28),
    )  # fmt: skip
    rows = tuple(_above_row(content, part) for part in content.above)
    return [*blocks, Table(heads, rows, padding=1.1)]


def _above_row(content: RiskContent, part: RiskPart) -> Row:
    owner = Paragraph(people(content, part), Look.SMALL, Tone.SECONDARY, after=0)
    name = Paragraph((Words(f"{part.risk.ref} ", True, to=part.anchor), Words(part.risk.event)), Look.SMALL, after=0)
    treatment = [Paragraph(treatment_word(part.risk), Look.SMALL, strong=True, after=0)]
    if part.risk.target.band is not None:
        aim = translate(N_("to {level}"), level=part.risk.target.word)
        treatment.append(Paragraph(aim, Look.SMALL, Tone.SECONDARY, after=0))
        if part.risk.target_on is not None:
            by = translate(N_("by {day}"), day=day(part.risk.target_on))
            treatment.append(Paragraph(by, Look.SMALL, Tone.SECONDARY, after=0))
    accepted = acceptance_words(content, part.risk) or DASH
    return Row((Cell((name, owner)), score_cell(content, part.risk.current, "current", words=False),
                Cell(tuple(treatment)), _actions_cell(content, part), accepted))  # fmt: skip


def _actions_cell(content: RiskContent, part: RiskPart) -> Cell:
    if not part.open_actions:
        return Cell(translate(N_("no open action")), tone=Tone.SECONDARY)
    told: list[Paragraph] = []
    for action in part.open_actions:
        told.append(Paragraph((Words(f"{action.ref} ", True), Words(action.title)), Look.SMALL, after=0))
        late = action.days_late(content.today) > 0
        who = f"{action.owner or translate(N_('nobody yet'))}, {due_words(content, action)}"
        told.append(Paragraph(who, Look.SMALL, Tone.INK if late else Tone.SECONDARY, late, after=0.6))
    return Cell(tuple(told))


# --- a block per risk ---


def risk_pages(content: RiskContent) -> list[Block]:
    """Return a block for each risk, most severe first; a block stays on one page if a page holds it."""
    head = (NewPage(), Heading(translate(N_("Risk by risk")), 1, RISKS))
    return [*head, *(Keep(tuple(risk_block(content, part))) for part in content.parts)]


def risk_block(content: RiskContent, part: RiskPart) -> list[Block]:
    """Return everything about one risk."""
    return [
        Heading(part.title, 2, part.anchor, note=_note(content, part)),
        *_story(part),
        _levels(content, part),
        *_votes(content, part),
        *_treatment(content, part),
        *_findings(part),
    ]


def _note(content: RiskContent, part: RiskPart) -> str:
    risk = part.risk
    standing = translate(STANDINGS[risk.standing]) if risk.standing is not None else ""
    status = translate(N_("Status: {status}"), status=translate(RISK_STATUS[risk.status]))
    owner = translate(N_("Owner: {name}"), name=people(content, part))
    return " · ".join(one for one in (standing, status, owner) if one)


def _story(part: RiskPart) -> list[Block]:
    """Return cause and consequence over the whole width, and below them what else is known, two facts to a line."""
    risk = part.risk
    services = ", ".join(
        translate(N_("{name} (tier {tier})"), name=one.title, tier=one.tier) if one.tier is not None else one.title
        for one in risk.services
    )
    told = [(N_("Because"), risk.cause), (N_("So that"), risk.consequence)]
    short = (
        (N_("Services"), services), (N_("Threat"), risk.threat.title if risk.threat is not None else ""),
        (N_("Stands on"), ", ".join(one.title for one in risk.nodes)), (N_("Controls"), _controls(part)),
        (N_("Plans"), ", ".join(one.title for one in risk.plans)),
    )  # fmt: skip
    return [*_facts(told, after=0), *_paired(short)]


def _facts(facts: Sequence[tuple[str, str]], after: float = 1.5) -> list[Block]:
    rows = tuple(Row((Cell(translate(name), tone=Tone.SECONDARY), lines(text))) for name, text in facts if text)
    return [Table(columns(("", 20), ("", 150)), rows, heading=False, padding=0.7, after=after)] if rows else []


#: So many characters fit beside another fact.
_HALF = 90


def _paired(facts: Sequence[tuple[str, str]]) -> list[Block]:
    """Return short facts two to a line; if one of them is long, each has a line of its own."""
    known = [fact for fact in facts if fact[1]]
    if any(len(text) > _HALF or "\n" in text for _, text in known):
        return _facts(known)
    cells = [(Cell(translate(name), tone=Tone.SECONDARY), Cell(text)) for name, text in known]
    pairs = [cells[at : at + 2] for at in range(0, len(cells), 2)]
    rows = tuple(Row(tuple(cell for pair in line for cell in pair) + ("", "") * (2 - len(line))) for line in pairs)
    heads = columns(("", 20), ("", 65), ("", 20), ("", 65))
    return [Table(heads, rows, heading=False, padding=0.7, after=1.5)] if rows else []


def _controls(part: RiskPart) -> str:
    risk = part.risk
    if not risk.control_rating:
        return risk.controls
    rating = translate(CONTROL_RATING[risk.control_rating])
    if not risk.controls:
        return translate(N_("Rated {rating}"), rating=rating)
    return translate(N_("{controls} (rated {rating})"), controls=risk.controls.rstrip(". "), rating=rating)


def _levels(content: RiskContent, part: RiskPart) -> Table:
    shown = stages(content)
    cells = tuple(score_cell(content, score(part.risk, stage), stage) for stage, _ in shown)
    rows = [Row(cells)]
    if part.impact_reason:
        rows.append(Row((Cell(part.impact_reason, tone=Tone.SECONDARY, align="left"),)))
    heads = columns(*((words, 170 / len(shown), "centre") for _, words in shown))
    return Table(heads, tuple(rows), padding=0.9, lines=False, after=2)


def _votes(content: RiskContent, part: RiskPart) -> list[Block]:
    if not part.votings:
        return [quiet(translate(N_("No room voted on this risk.")), after=1)]
    blocks: list[Block] = []
    for at in range(0, len(part.votings), 2):
        pair = part.votings[at : at + 2]
        blocks.append(votes_figure(pair, content.register.scales))
    settled = [_settled(one) for one in part.votings if one.agreed is not None and (one.reason or not one.consensus)]
    blocks += [Paragraph(text, Look.SMALL, after=0.8) for text in settled]
    if part.risk.dissent:
        blocks.append(Paragraph(translate(N_("Seen differently")), Look.SMALL, strong=True, after=0.4, glued=True))
        blocks += [Paragraph(_sentence(text), Look.SMALL, bullet="–", after=0.8) for text in part.risk.dissent]
    return blocks


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _settled(voting: Voting) -> str:
    from app.model.scoring import DIMENSION

    what = translate(DIMENSION[voting.dimension])
    who = voting.decided_by or translate(N_("the room"))
    words = N_("Settled on {level} ({what}) by {who} without consensus.")
    if voting.consensus:
        words = N_("Settled on {level} ({what}) by {who}.")
    told = translate(words, level=voting.agreed, what=what, who=who)
    return f"{told} {translate(N_('Reason: {reason}'), reason=voting.reason)}" if voting.reason else told


def _treatment(content: RiskContent, part: RiskPart) -> list[Block]:
    risk = part.risk
    aim = ""
    if risk.target.band is not None:
        aim = translate(N_("target {level}"), level=risk.target.word)
        if risk.target_on is not None:
            aim += " " + translate(N_("by {day}"), day=day(risk.target_on))
    accepted = acceptance_words(content, risk)
    reason = risk.acceptance.reason if risk.acceptance is not None else ""
    terms = f"{accepted[:1].upper()}{accepted[1:]}. {reason}".strip() if accepted else ""
    facts = [
        (N_("Treatment"), ", ".join(one for one in (treatment_word(risk), aim) if one)),
        (N_("Review"), _review(content, part)),
        (N_("Acceptance"), terms),
    ]
    return [*_paired(facts), *_actions(content, part)]


def _review(content: RiskContent, part: RiskPart) -> str:
    risk = part.risk
    told = []
    if risk.confidence:
        told.append(translate(N_("confidence {word}"), word=translate(CONFIDENCE[risk.confidence])))
    if risk.reviewed_on is not None:
        told.append(translate(N_("last review {day}"), day=day(risk.reviewed_on)))
    if risk.next_review_on is not None:
        overdue = risk.next_review_on < content.today
        words = N_("next review {day}, overdue") if overdue else N_("next review {day}")
        told.append(translate(words, day=day(risk.next_review_on)))
    return "; ".join(told)


def _actions(content: RiskContent, part: RiskPart) -> list[Block]:
    if not part.risk.actions:
        return []
    heads = columns(
        (translate(N_("No")), 15), (translate(N_("Action")), 83), (translate(N_("Owner")), 32),
        (translate(N_("Due")), 24), (translate(N_("State")), 16),
    )  # fmt: skip
    ordered = [*part.open_actions, *(one for one in part.risk.actions if not one.is_open)]
    rows = tuple(_action_row(content, one) for one in ordered)
    return [Table(heads, rows, padding=0.9, after=2)]


def _action_row(content: RiskContent, one: RiskAction) -> Row:
    due = Cell(due_words(content, one), strong=one.days_late(content.today) > 0)
    return Row((one.ref, one.title, one.owner or DASH, due, translate(ACTION_STATE[one.state])))


def _findings(part: RiskPart) -> list[Block]:
    return [
        Paragraph((Words(f"{one.severity.words}: ", True), Words(one.message)), Look.SMALL, after=0.8)
        for one in part.findings
    ]


# --- what no room voted on ---


def unvoted_pages(content: RiskContent) -> list[Block]:
    """Return the risks that no room voted on, with the levels that somebody entered."""
    if not content.unvoted:
        return []
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Not voted on by a room")), 1, UNVOTED)]
    told = plural(
        N_("{n} risk has levels that one person entered, or none at all."),
        N_("{n} risks have levels that one person entered, or none at all."), len(content.unvoted),
    )  # fmt: skip
    heads = columns(
        (translate(N_("Risk")), 100), (translate(N_("Today")), 24, "centre"), (translate(N_("Owner")), 34),
        (translate(N_("Page")), 12, "right"),
    )  # fmt: skip
    rows = tuple(
        Row((_named(part), score_cell(content, part.risk.current, "current", words=False), people(content, part),
             Cell((PageOf(part.anchor),), align="right")))
        for part in content.unvoted
    )  # fmt: skip
    return [*blocks, quiet(told), Table(heads, rows, padding=1.0)]
