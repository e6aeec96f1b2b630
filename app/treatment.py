"""What a treatment of a risk still needs, what its target changes, and how long an acceptance of it holds.

Serves the tab where the owner of a risk decides. Levels are ranks of the session's scales; days are counted to today
(``domain.md`` §3, treatment; §7, rules K).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import checks, meetings, programme
from app import model as m
from app.dates import format_date
from app.facts import Facts, rows
from app.i18n import N_, UserError, plural, translate
from app.register import RegisteredRisk, RiskAction, Score
from app.scales import read_scales

if TYPE_CHECKING:
    from app.document import Document

#: An acceptance that ends within these days is told as ending soon.
SOON = timedelta(days=90)

#: What each treatment means (ISO 31000 names, ``domain.md`` §3).
MEANINGS = {
    "avoid": N_("What brings the risk ends: an activity, a product, a place. Say what ends, and by when."),
    "reduce": N_("It becomes less likely or does less harm. Say how far, what is done, who does it and by when."),
    "transfer": N_("Somebody else bears it, by insurance or contract. Say who, and by when."),
    "accept": N_("It is borne as it is, by an informed decision of a person, for twelve months at most."),
    "": N_("Nobody has decided yet what is done about it."),
}
#: What the line for a new action asks, by treatment.
ASKS = {
    "avoid": N_("What ends…"),
    "reduce": N_("What is done…"),
    "transfer": N_("To whom…"),
    "accept": N_("What is still done…"),
    "": N_("What is done…"),
}
_NO_WORDS = N_("An action needs words; the owner and the day stand behind them.")
#: What the rules about one risk read.
RULES = ("K01", "K02", "K03", "K05")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a treatment needs. ``fix`` says where it is mended: treatment, target, action, accept or votes."""

    words: str
    done: bool
    fix: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A sentence and how urgent it is: ``ok``, ``soon`` or ``late``."""

    words: str
    state: str


# --- what it needs ---


def steps(risk: RegisteredRisk, today: date) -> tuple[Step, ...]:
    """Return what the chosen treatment needs, in the order in which it is dealt with."""
    if risk.treatment is None:
        return (Step(translate(N_("A treatment")), False, "treatment"),) if risk.within_appetite is False else ()
    if risk.treatment == "accept":
        return _acceptance_steps(risk, today)
    planned = [one for one in risk.actions if one.state != "dropped"]
    if risk.treatment == "reduce":
        return (
            Step(translate(N_("A target below today")), lowers(risk), "target"),
            Step(translate(N_("An action with owner and day")), any(_committed(one) for one in planned), "action"),
        )
    named = N_("Who bears it, as an action") if risk.treatment == "transfer" else N_("What ends, as an action")
    return (
        Step(translate(named), bool(planned), "action"),
        Step(translate(N_("Its owner and its day")), any(_committed(one) for one in planned), "action"),
    )


def _acceptance_steps(risk: RegisteredRisk, today: date) -> tuple[Step, ...]:
    found = risk.acceptance
    holds = found is not None and found.until is not None and found.until >= today
    return (
        Step(translate(N_("Who accepts it")), found is not None and bool(found.by), "accept"),
        Step(translate(N_("Until when, twelve months at most")), holds and found is not None and found.valid, "accept"),
        Step(translate(N_("Why it may stay as it is")), found is not None and bool(found.reason), "accept"),
    )


def _committed(action: RiskAction) -> bool:
    return action.state == "closed" or (bool(action.owner) and action.due_on is not None)


def lowers(risk: RegisteredRisk) -> bool:
    """Return whether the target lies below today, in level or within it."""
    before, after = risk.current, risk.target
    if before.band is None or after.band is None:
        return False
    pairs = ((before.likelihood or 0, after.likelihood or 0), (before.impact or 0, after.impact or 0))
    return all(later <= earlier for earlier, later in pairs) and any(later < earlier for earlier, later in pairs)


# --- the target as a change ---


def target_words(risk: RegisteredRisk) -> str:
    """Return what the target changes: ``Likelihood from 3 to 2: High becomes Moderate, within appetite.``"""
    before, after = risk.current, risk.target
    if before.band is None:
        return translate(N_("Today is not scored yet, so a target has nothing to start from."))
    if after.likelihood is None or after.impact is None:
        return translate(N_("No target yet; the owner says how far likelihood and impact come down."))
    if after.band is None:
        return translate(N_("The target is off the scale of this session; choose its levels again."))
    if (before.likelihood, before.impact) == (after.likelihood, after.impact):
        return translate(N_("The target is today’s level, so nothing would change."))
    return translate(N_("{steps}: {levels}."), steps=_steps_told(before, after), levels=_levels_told(risk))


def _steps_told(before: Score, after: Score) -> str:
    told = [
        translate(words, before=earlier, after=later)
        for words, earlier, later in (
            (N_("likelihood from {before} to {after}"), before.likelihood, after.likelihood),
            (N_("impact from {before} to {after}"), before.impact, after.impact),
        )
        if earlier != later
    ]
    text = ", ".join(told)
    return text[:1].upper() + text[1:]


def _levels_told(risk: RegisteredRisk) -> str:
    words = N_("{before} becomes {after}")
    if risk.current.word == risk.target.word:
        words = N_("it stays {after}")
    levels = translate(words, before=risk.current.word, after=risk.target.word)
    within = N_("{levels}, within appetite") if risk.within(risk.target) else N_("{levels}, still above appetite")
    return translate(within, levels=levels)


# --- what runs out ---


def acceptance_standing(risk: RegisteredRisk, today: date) -> Standing | None:
    """Return who accepted a risk until when, and how long that holds; ``None`` if nobody did."""
    found = risk.acceptance
    if found is None:
        return None
    by = found.by or translate(N_("nobody"))
    if found.until is None:
        return Standing(translate(N_("Accepted by {by} without an end; it does not count."), by=by), "late")
    words = translate(N_("Accepted by {by} until {until}"), by=by, until=format_date(found.until))
    if found.expired(today):
        return Standing(_counted(words, N_("{words}, run out {days} ago."), today - found.until), "late")
    if not found.valid:
        return Standing(translate(N_("{words}, which does not count."), words=words), "late")
    state = "soon" if found.until <= today + SOON else "ok"
    return Standing(_counted(words, N_("{words}, {days} to go."), found.until - today), state)


def review_standing(risk: RegisteredRisk, today: date) -> Standing:
    """Return when a risk was reviewed and when it is due again."""
    last = translate(N_("Never reviewed"))
    if risk.reviewed_on is not None:
        last = translate(N_("Reviewed {day}"), day=format_date(risk.reviewed_on))
    following = risk.next_review_on
    if following is None:
        return Standing(translate(N_("{last}; no next review is set."), last=last), "soon")
    words = translate(N_("{last}; next review {day}"), last=last, day=format_date(following))
    if following < today:
        return Standing(_counted(words, N_("{words}, {days} overdue."), today - following), "late")
    return Standing(_counted(words, N_("{words}, in {days}."), following - today), "ok")


def _counted(words: str, sentence: str, span: timedelta) -> str:
    return translate(sentence, words=words, days=plural(N_("{n} day"), N_("{n} days"), span.days))


# --- actions and findings ---


def add_action(document: Document, risk: bytes, line: str) -> bytes:
    """Add an action from one typed line, ``Buy a second switch @priya +6w``, and return its key.

    Without an owner the owner of the risk has it. Raises ``UserError`` without words, or naming whom it could mean.
    """
    caught = meetings.read_line(document, line, "action")
    if caught.choices:
        raise UserError(N_("{sentence}"), sentence=caught.sentence)
    if not caught.text:
        raise UserError(_NO_WORDS)
    row = document.get(m.Risk, risk)
    return programme.add_action(
        document, caught.text, origin=risk, owner=caught.owner or (row.owner_id if row else None), due=caught.due_on
    )


def findings(document: Document, risk: bytes) -> list[checks.Finding]:
    """Return what the rules about risks find in this one, the most urgent first; what is waived is left out.

    Only the rows of this risk are read, so that it is quick in a large register.
    """
    return [one for one in checks.check_facts(_facts(document, risk), RULES) if one.subject == risk and not one.waived]


def _facts(document: Document, risk: bytes) -> Facts:
    polls = select(m.Poll.id).where(m.Poll.subject_id == risk)
    chosen: tuple[tuple[type[Any], str, Any], ...] = (
        (rows.Risk, "id", (risk,)), (rows.Entity, "id", (risk,)), (rows.Action, "origin_id", (risk,)),
        (rows.Poll, "subject_id", (risk,)), (rows.Agreement, "poll_id", polls), (rows.Dissent, "poll_id", polls),
        (rows.Waiver, "subject_id", (risk,)),
    )  # fmt: skip
    found = [
        kind._make(row)
        for kind, column, wanted in chosen
        for row in document.rows(
            select(*rows.columns_of(kind)).where(rows.MODELS[kind].__table__.c[column].in_(wanted))
        )
    ]
    return Facts.of(document.today(), found, read_scales(document))
