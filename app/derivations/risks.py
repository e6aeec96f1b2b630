"""Why a risk stands where it stands: levels by the matrix, appetite, suggested impact, a year's loss, and its votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import model as m
from app import risks as verbs
from app.dates import add_months, format_date
from app.derivations.telling import Why, derived, unknown
from app.derivations.votes import FIGURES as VOTE_FIGURES
from app.durations import format_duration
from app.fields import format_money
from app.i18n import N_, plural, translate
from app.packs import Band
from app.register import RegisteredRisk, Score, register
from app.risk import ACCEPTANCE_MONTHS, STANDINGS
from app.scales import Scales
from app.simulation import RUNS

if TYPE_CHECKING:
    from app.document import Document

_STAGES = {
    "inherent": N_("Before controls: {words}"),
    "current": N_("Today, with working controls: {words}"),
    "target": N_("After treatment: {words}"),
}


def _line(document: Document, key: bytes) -> tuple[RegisteredRisk | None, Scales]:
    found = register(document)
    return next((one for one in found.risks if one.key == key), None), found.scales


def level(document: Document, key: bytes, stage: str) -> Why | None:
    """Why a risk has its level at a stage: the matrix at its likelihood and impact (``domain.md`` §3)."""
    risk, scales = _line(document, key)
    if risk is None:
        return None
    score: Score = getattr(risk, stage)
    steps = [_likelihood(scales, score), _impact(scales, risk, document, score)]
    term = stage if stage != "current" else "risk-level"
    if score.band is None:
        return unknown(steps, term=term)
    notes = [translate(N_("{product} only sorts within a level."), product=f"{score.likelihood}×{score.impact}")]
    ends = N_("The matrix of this session says for {l} × {i}: {result}.")
    return derived(steps, ends, score.word, score.rank, term=term, notes=notes, l=score.likelihood, i=score.impact)


def _likelihood(scales: Scales, score: Score) -> str:
    if score.likelihood is None:
        return translate(N_("Likelihood is not scored yet."))
    found = next((one for one in scales.likelihoods if one.level == score.likelihood), None)
    if found is None:
        return translate(N_("Likelihood is {level}."), level=score.likelihood)
    return translate(N_("Likelihood is {level} {word}: {meaning}."), level=found.level, word=translate(found.name),
                     meaning=translate(found.frequency))  # fmt: skip


def _impact(scales: Scales, risk: RegisteredRisk, document: Document, score: Score) -> str:
    if score.impact is None:
        return translate(N_("Impact is not scored yet."))
    row = document.get(m.Risk, risk.key)
    category = next((one for one in scales.categories if row and getattr(one, "key", b"") == row.category_id), None)
    on_scale = category is not None and score.impact <= len(category.anchors)
    anchor = category.anchors[score.impact - 1] if category is not None and on_scale else ""
    told = N_("Impact is {level} {word}: {anchor}.") if anchor else N_("Impact is {level} {word}.")
    return translate(told, level=score.impact, word=scales.word(score.impact), anchor=anchor)


def standing(document: Document, key: bytes) -> Why | None:
    """Why a risk counts as within appetite, accepted, in treatment or exposed (``domain.md`` §3, appetite)."""
    risk, _ = _line(document, key)
    if risk is None:
        return None
    band = risk.current.band
    if band is None or risk.standing is None:
        return unknown([translate(N_("Likelihood or impact is not scored yet."))], term="appetite")
    steps = [_against_appetite(risk, band)]
    if not risk.within_appetite:
        steps += [_accepted(risk), _treated(risk)]
    notes = [band.response] if band.response else []
    result = translate(STANDINGS[risk.standing])
    return derived(steps, N_("It stands: {result}."), result, risk.standing, term="appetite", notes=notes)


def _against_appetite(risk: RegisteredRisk, band: Band) -> str:
    """Return how a band stands against the appetite: that of the risk's kind of harm, if it has its own."""
    within = risk.within_appetite
    if risk.appetite is None:
        told = N_("{band} lies within the appetite.") if within else N_("{band} lies above the appetite.")
        return translate(told, band=band.name)
    own = (
        N_("{band} lies within the appetite for harm of the kind “{category}”.")
        if within
        else N_("{band} lies above the appetite for harm of the kind “{category}”.")
    )
    return translate(own, band=band.name, category=risk.category)


def _accepted(risk: RegisteredRisk) -> str:
    found = risk.acceptance
    if found is None:
        return translate(N_("Nobody accepted it."))
    until = format_date(found.until) if found.until else translate(N_("no end"))
    told = (
        N_("{by} accepted it until {until}.")
        if found.valid
        else N_(
            "{by} accepted it until {until}, which does not count: it needs a person and an end ahead, a year at most."
        )
    )
    return translate(told, by=found.by or translate(N_("Nobody")), until=until)


def _treated(risk: RegisteredRisk) -> str:
    action = risk.next_action
    if action is None:
        return translate(N_("It has no open action."))
    return translate(N_("Its next open action is {action}."), action=f"{action.ref} {action.title}".strip())


def suggested_impact(document: Document, key: bytes) -> Why | None:
    """Why the grids suggest an impact: their highest score at the threat's typical outage (``domain.md`` §3)."""
    risk, scales = _line(document, key)
    if risk is None:
        return None
    found = verbs.suggested_impact(document, key)
    if found is None:
        missing = N_("It takes a threat with a typical outage, and services with scored impact grids.")
        return unknown([translate(missing)], term="suggested-impact")
    category = next((one.name for one in scales.categories if one.code == found.category), found.category)
    threat = risk.threat
    steps = [
        translate(N_("{threat} typically lasts {outage}."), threat=threat.name,
                  outage=format_duration(threat.outage)) if threat is not None else "",
        translate(N_("The first horizon that is not before it is {horizon}."), horizon=format_duration(found.horizon)),
        translate(N_("The highest score there is that of {category}, over all threatened services."),
                  category=category),
    ]  # fmt: skip
    result = f"{found.level} {scales.word(found.level)}"
    return derived(steps, N_("Suggested: {result}."), result, found.level, term="suggested-impact")


def annual_loss(document: Document, key: bytes, figure: str) -> Why | None:
    """Why a year may cost ``p10``, ``p50``, ``p90``, ``expected`` or ``single`` (``domain.md`` §3, quantification)."""
    risk, _ = _line(document, key)
    if risk is None:
        return None
    found = risk.annual_loss()
    if found is None or risk.losses is None:
        return unknown([translate(N_("Enter events a year and the three points of a single loss."))], term="ale")
    low, likely, high = (format_money(one) for one in risk.losses)
    often = f"{risk.yearly_rate:g}"
    value: int = getattr(found, figure)
    mean = translate(N_("A single loss is {low} at least, {likely} likely, {high} at most."), low=low, likely=likely,
                     high=high)  # fmt: skip
    rate = translate(N_("λ is {rate} events a year; the chance of at least one is {chance} %."), rate=often,
                     chance=int(found.chance * 100))  # fmt: skip
    single = translate(N_("Its PERT mean is ({low} + 4 × {likely} + {high}) ÷ 6 = {mean}."), low=low, likely=likely,
                       high=high, mean=format_money(found.single))  # fmt: skip
    steps = {"single": [mean], "expected": [mean, single, rate]}.get(figure, [mean, rate, _runs()])
    term = "pert" if figure == "single" else "ale" if figure == "expected" else "quantiles"
    return derived(steps, _LOSS_ENDS[figure], format_money(value), value, term=term, low=low, likely=likely, high=high,
                   rate=often, mean=format_money(found.single))  # fmt: skip


def _runs() -> str:
    return translate(N_("{n} years were simulated with these figures."), n=f"{RUNS:,}".replace(",", "\u202f"))


_LOSS_ENDS = {
    "single": N_("PERT mean: ({low} + 4 × {likely} + {high}) ÷ 6 = {result}."),
    "expected": N_("A year: {rate} × {mean} = {result}."),
    "p10": N_("One year in ten stays below {result}."),
    "p50": N_("Half of the years stay below {result}."),
    "p90": N_("One year in ten costs more than {result}."),
}


def votes(document: Document, key: bytes, dimension: str, figure: str = "median") -> Why | None:
    """Why a figure of the last revealed round about ``likelihood`` or ``impact`` is what it is."""
    risk, scales = _line(document, key)
    tally = getattr(risk, f"votes_{dimension}") if risk is not None else None
    if tally is None:
        return unknown([translate(N_("Nobody has scored this yet."))], term="silent-round")
    line = next((one.threshold for one in scales.categories if risk is not None and one.name == risk.category), None)
    return VOTE_FIGURES[figure](tally, line if dimension == "impact" else None)


def tier(document: Document, key: bytes) -> Why | None:
    """Why a risk stands in a tier: the highest one of the services it threatens."""
    risk, _ = _line(document, key)
    if risk is None:
        return None
    rated = [one for one in risk.services if one.tier is not None]
    if risk.tier is None:
        return unknown([translate(N_("None of its services has a tier yet."))], term="tier")
    steps = [translate(N_("{service} is in Tier {n}."), service=one.name, n=one.tier) for one in rated]
    result = translate(N_("Tier {n}"), n=risk.tier)
    return derived(steps, N_("The most urgent counts: {result}."), result, risk.tier, term="tier")


def review_due(document: Document, key: bytes) -> Why | None:
    """Why a risk is reviewed again on its day."""
    row = document.get(m.Risk, key)
    if row is None or row.next_review_on is None:
        return unknown([translate(N_("No review has a date yet; “Reviewed” sets the next one."))])
    return date_after(row.reviewed_on, verbs.REVIEW_MONTHS, row.next_review_on, N_("Last review: {day}."))


def accepted_until(document: Document, key: bytes) -> Why | None:
    """Why an acceptance ends on its day: a person chose it, at most twelve months after the decision."""
    row = document.get(m.Risk, key)
    if row is None or row.accepted_until is None:
        return unknown([translate(N_("Nobody has accepted this risk."))], term="acceptance")
    days = plural(N_("{n} month"), N_("{n} months"), ACCEPTANCE_MONTHS)
    latest = add_months(row.accepted_on, ACCEPTANCE_MONTHS) if row.accepted_on else None
    steps = [
        translate(N_("Accepted on {day}; an acceptance lasts {months} at most, here until {latest}."),
                  day=format_date(row.accepted_on), months=days, latest=format_date(latest))
    ] if latest is not None else []  # fmt: skip
    return derived(steps, N_("The end that was chosen is {result}."), format_date(row.accepted_until),
                   row.accepted_until, term="acceptance")  # fmt: skip


def date_after(begun: object, months: int, shown: object, words: str, *, term: str = "") -> Why:
    """Return why a day lies ``months`` after another; a day that does not was entered by a person."""
    from datetime import date

    if not isinstance(shown, date):
        return unknown([translate(N_("There is no date yet."))], term=term)
    if not isinstance(begun, date) or add_months(begun, months) != shown:
        return derived([], N_("A person entered it: {result}."), format_date(shown), shown, term=term)
    steps = [translate(words, day=format_date(begun))]
    later = N_("{months} months later: {result}.")
    return derived(steps, later, format_date(shown), shown, term=term, months=months)
