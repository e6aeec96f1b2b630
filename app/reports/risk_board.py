"""Page one of the risk report: what is above appetite, what is done about it, and what must be decided, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from app.dates import format_instant
from app.i18n import N_, plural, translate
from app.register import Movement
from app.report import Block, Box, Cell, Heading, Look, OnePage, PageOf, Paragraph, Row, Table, Tone, Words
from app.reports.bia_words import listed, quiet
from app.reports.plan_tables import columns
from app.reports.plan_words import day
from app.reports.risk_content import RiskContent, RiskPart
from app.reports.risk_figures import levels_figure
from app.reports.risk_words import acceptance_words, due_words, people, refs, score_cell, treatment_word
from app.risk import Standing

BOARD, ABOVE, UNVOTED = "board", "above", "unvoted"


def board_page(content: RiskContent) -> OnePage:
    """Return page one; the fewer risks it shows, the surer it fits."""
    limits = ((7, 6, 3), (5, 5, 2), (4, 4, 2), (3, 3, 1), (1, 2, 1))
    return OnePage(
        tuple(_board(content, *one) for one in limits), anchor=BOARD, bookmark=translate(N_("For the board"))
    )


def _board(content: RiskContent, most: int, named: int, lines: int) -> tuple[Block, ...]:
    return (
        *_head(content),
        Paragraph(lead(content), Look.LEAD, after=2, max_lines=4),
        *(Paragraph(text, bullet="•", after=1, max_lines=lines) for text in sentences(content, named)),
        Heading(levels_message(content), 3),
        levels_figure(content),
        *_top(content, most),
        *_decisions(content, named),
        _unvoted(content),
    )


def _head(content: RiskContent) -> tuple[Block, ...]:
    return (
        Paragraph(content.register.organisation, Look.BODY, Tone.SECONDARY, after=0, max_lines=2),
        Paragraph(translate(N_("Risk report")), Look.TITLE, after=1),
        quiet(_standing(content), after=3),
    )


def empty_page(content: RiskContent) -> tuple[Block, ...]:
    """Return the page of a report about no risks: what there is to do first."""
    steps = (
        N_("Open the page Risks and write down what can stop a critical service: one sentence per event, with its "
           "cause and its consequence."),
        N_("Start a risk workshop. It proposes a list from the threats and the critical services of this session, and "
           "the room scores it silently."),
        N_("For each risk above appetite choose a treatment, an action with owner and day, and a target. Then print "
           "this report again."),
    )  # fmt: skip
    nothing = N_("No open risk is recorded yet, so there is nothing to decide.")
    if content.limited:
        nothing = N_("No open risk is recorded for the chosen services, so there is nothing to decide.")
    return (
        *_head(content),
        Paragraph(translate(nothing), Look.LEAD, after=3),
        Heading(translate(N_("What to do next")), 3, BOARD),
        *(Paragraph(translate(text), bullet=f"{at}", after=1.2) for at, text in enumerate(steps, 1)),
        *((quiet(_movements(content), look=Look.BODY),) if content.since is not None else ()),
    )


def _standing(content: RiskContent) -> str:
    register, count = content.register, len(content.parts)
    risks = plural(N_("{n} risk"), N_("{n} risks"), count)
    if content.limited:
        risks = plural(N_("{n} risk of chosen services"), N_("{n} risks of chosen services"), count)
    by = translate(N_("prepared by {name}"), name=register.facilitator) if register.facilitator else ""
    as_of = translate(N_("As of {moment}"), moment=format_instant(register.as_of))
    return " · ".join(part for part in (as_of, risks, by) if part)


# --- sentences ---


def lead(content: RiskContent) -> str:
    """Return the sentence above all: how many are above appetite, and what is done about them."""
    above, total = content.above, len(content.parts)
    if not any(part.risk.current.band for part in content.parts):
        return plural(N_("{n} risk is recorded, none is scored yet."),
                      N_("{n} risks are recorded, none is scored yet."), total)  # fmt: skip
    if not above:
        return translate(N_("None of {total} risks is above appetite."), total=total)
    head = plural(N_("{n} of {total} risks is above appetite"), N_("{n} of {total} risks are above appetite"),
                  len(above), total=total)  # fmt: skip
    if not content.exposed:
        return translate(N_("{head}; all of them have an open action or a valid acceptance."), head=head)
    return plural(
        N_("{head}; {n} of them has neither an open action nor a valid acceptance."),
        N_("{head}; {n} of them have neither an open action nor a valid acceptance."),
        len(content.exposed), head=head,
    )  # fmt: skip


def sentences(content: RiskContent, named: int = 6) -> list[str]:
    """Return what else the board must know: the highest, what is done, acceptances, and what changed."""
    found = (_highest(content), _done(content, named), _acceptances(content, named), _movements(content))
    return [text for text in found if text]


def _highest(content: RiskContent) -> str:
    scored = [part.risk for part in content.parts if part.risk.current.band]
    if not scored:
        return ""
    top = scored[0]
    others = sum(risk.current.rank == top.current.rank for risk in scored) - 1
    values = {"ref": top.ref, "event": top.event.rstrip("."), "level": top.current.word}
    if not others:
        return translate(N_("Highest: {ref} {event} ({level})."), **values)
    return plural(N_("Highest: {ref} {event} ({level}); {n} more at this level."),
                  N_("Highest: {ref} {event} ({level}); {n} more at this level."), others, **values)  # fmt: skip


def _done(content: RiskContent, named: int) -> str:
    """Return how the risks above appetite are dealt with, and where that will not be enough."""
    if not content.above:
        return ""
    treated = [part for part in content.above if part.risk.standing is Standing.IN_TREATMENT]
    accepted = [part for part in content.above if part.risk.standing is Standing.ACCEPTED]
    actions = plural(N_("{n} open action"), N_("{n} open actions"), sum(len(one.open_actions) for one in treated))
    told = translate(N_("In treatment {n} with {actions}, accepted {m}."), n=len(treated), actions=actions,
                     m=len(accepted))  # fmt: skip
    still = [part for part in content.above if part.stays_above]
    if still:
        told += " " + plural(N_("After treatment {n} is still above appetite: {refs}."),
                             N_("After treatment {n} are still above appetite: {refs}."), len(still),
                             refs=refs(still, named))  # fmt: skip
    return told


def _acceptances(content: RiskContent, named: int) -> str:
    parts = []
    if content.expired:
        parts.append(plural(N_("{n} acceptance does not hold any more: {refs}."),
                            N_("{n} acceptances do not hold any more: {refs}."), len(content.expired),
                            refs=refs(content.expired, named)))  # fmt: skip
    if content.expiring:
        ends = listed([_ending(part) for part in content.expiring], named)
        parts.append(
            plural(
                N_("{n} acceptance runs out within 90 days: {ends}."),
                N_("{n} acceptances run out within 90 days: {ends}."),
                len(content.expiring),
                ends=ends,
            )
        )
    return " ".join(parts)


def _ending(part: RiskPart) -> str:
    until = part.risk.acceptance.until if part.risk.acceptance is not None else None
    return translate(N_("{ref} on {day}"), ref=part.risk.ref, day=day(until))


def _movements(content: RiskContent) -> str:
    since = content.since
    if since is None or content.last_on is None:
        return translate(N_("This is the first risk report, so there is nothing to compare with."))
    shown = {part.risk.key for part in content.parts}
    counts = {kind: sum(one is kind and key in shown for key, one in since.movements.items()) for kind in Movement}
    told = [
        translate(N_("{n} new"), n=counts[Movement.NEW]), translate(N_("{n} higher"), n=counts[Movement.UP]),
        translate(N_("{n} lower"), n=counts[Movement.DOWN]), translate(N_("{n} closed"), n=len(since.closed)),
    ]  # fmt: skip
    if since.done:
        told.append(plural(N_("{n} action done"), N_("{n} actions done"), len(since.done)))
    if content.last_for:
        words = N_("Since the report of {day} for {whom}: {changes}.")
        return translate(words, day=day(content.last_on), whom=content.last_for, changes=", ".join(told))
    return translate(N_("Since the report of {day}: {changes}."), day=day(content.last_on), changes=", ".join(told))


def levels_message(content: RiskContent) -> str:
    """Return what the bars of the levels say."""
    above, aimed = len(content.above), [part for part in content.above if part.stays_above is False]
    if not above:
        return translate(N_("Nothing stands above appetite today"))
    if not aimed:
        return plural(N_("No target brings the risk above appetite back within it"),
                      N_("No target brings any of the {n} risks above appetite back within it"), above)  # fmt: skip
    return plural(N_("Treatment is to bring {n} of {above} risks above appetite back within it"),
                  N_("Treatment is to bring {n} of {above} risks above appetite back within it"),
                  len(aimed), above=above)  # fmt: skip


# --- the most severe ---


def _top(content: RiskContent, most: int) -> list[Block]:
    shown = content.above[:most]
    if not shown:
        return []
    heads = columns(
        (translate(N_("Above appetite")), 66), (translate(N_("Today")), 22, "centre"),
        (translate(N_("What is done")), 56), (translate(N_("Owner")), 26),
    )  # fmt: skip
    rows = tuple(_top_row(content, part) for part in shown)
    rest = len(content.above) - len(shown)
    blocks: list[Block] = [Table(heads, rows, padding=1.0, after=1.5)]
    if rest > 0:
        words = plural(N_("{n} more on page "), N_("{n} more on page "), rest)
        blocks.append(Paragraph((words, PageOf(ABOVE)), Look.SMALL, Tone.SECONDARY, after=1))
    return blocks


def _top_row(content: RiskContent, part: RiskPart) -> Row:
    name = Paragraph((Words(f"{part.risk.ref} ", True, to=part.anchor), Words(part.risk.event)), Look.SMALL, after=0,
                     max_lines=2)  # fmt: skip
    done = Paragraph(done_words(content, part), Look.SMALL, after=0, max_lines=2)
    return Row((Cell((name,)), score_cell(content, part.risk.current, "current", words=False), Cell((done,)),
                Cell((Paragraph(people(content, part), Look.SMALL, after=0, max_lines=2),))))  # fmt: skip


def done_words(content: RiskContent, part: RiskPart) -> str:
    """Return in one line what is done about a risk: its acceptance, its next action, or that nothing is."""
    risk = part.risk
    if risk.standing is Standing.ACCEPTED:
        return translate(N_("Accepted {terms}"), terms=acceptance_words(content, risk))
    action = risk.next_action
    if action is not None:
        more = len(part.open_actions) - 1
        told = translate(N_("{due}: {title}"), due=due_words(content, action), title=action.title)
        return told if not more else f"{told} (+{more})"
    if risk.treatment == "accept":
        terms = acceptance_words(content, risk) or translate(N_("has no terms"))
        return translate(N_("Acceptance {terms}"), terms=terms)
    return translate(N_("Nothing yet; treatment {treatment}"), treatment=treatment_word(risk))


# --- what is asked for ---


def decisions(content: RiskContent, named: int = 6) -> list[tuple[str, str]]:
    """Return what must be decided: a verb, and what about."""
    executive = [
        part for part in content.above
        if part.risk.current.band and part.risk.current.band.executive and part.risk.standing is not Standing.ACCEPTED
    ]  # fmt: skip
    aimless = [part for part in content.above if part.risk.treatment == "reduce" and part.risk.target.band is None]
    found = (
        (N_("Treat"), _asked(content.exposed, named, N_("{n} risk above appetite has no treatment under way: {refs}."),
                             N_("{n} risks above appetite have no treatment under way: {refs}."))),
        (N_("Decide"), _asked(executive, named, N_("{n} risk at the highest level needs a decision of the executive: "
                                                   "{refs}."),
                              N_("{n} risks at the highest level need a decision of the executive: {refs}."))),
        (N_("Renew"), _asked((*content.expired, *content.expiring), named,
                             N_("{n} acceptance has run out or does so within 90 days: {refs}."),
                             N_("{n} acceptances have run out or do so within 90 days: {refs}."))),
        (N_("Hasten"), _late(content, named)),
        (N_("Aim"), _asked(aimless, named, N_("{n} risk is to be reduced, but nobody said how far: {refs}."),
                           N_("{n} risks are to be reduced, but nobody said how far: {refs}."))),
    )  # fmt: skip
    return [(translate(verb), text) for verb, text in found if text]


def _asked(parts: Sequence[RiskPart], named: int, one: str, many: str) -> str:
    return plural(one, many, len(parts), refs=refs(tuple(parts), named)) if parts else ""


def _late(content: RiskContent, named: int) -> str:
    if not content.late:
        return ""
    told = listed([f"{action.ref} ({part.risk.ref})" for part, action in content.late], named)
    return plural(N_("{n} action is past its day: {actions}."), N_("{n} actions are past their day: {actions}."),
                  len(content.late), actions=told)  # fmt: skip


def _decisions(content: RiskContent, named: int) -> list[Block]:
    title = translate(N_("To be decided"))
    rows = tuple(Row((Cell(verb, strong=True), text)) for verb, text in decisions(content, named))
    if not rows:
        return [Heading(title, 3), Paragraph(translate(N_("Nothing at present.")), after=2)]
    table = Table(columns(("", 18), ("", 146)), rows, heading=False, padding=1.0, lines=False, after=0)
    return [Heading(title, 3), Box((table,), Tone.ACCENT, edge=False, tint=True, padding=1.5, after=2)]


def _unvoted(content: RiskContent) -> Paragraph:
    if not content.unvoted:
        return quiet(translate(N_("A room voted on every risk.")), after=0)
    words = plural(N_("{n} risk was not voted on by a room, page "), N_("{n} risks were not voted on by a room, page "),
                   len(content.unvoted))  # fmt: skip
    return Paragraph((words, PageOf(UNVOTED)), Look.SMALL, Tone.SECONDARY, after=0)
