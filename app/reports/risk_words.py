"""Small words that the pages of the risk report share: levels, agreement, people, what a treatment is."""

from __future__ import annotations

from app.dates import format_date
from app.i18n import N_, plural, translate
from app.model.risk import TREATMENT
from app.packs import Band
from app.register import RegisteredRisk, RiskAction, Score
from app.report import Cell, Look, Paragraph, Tone
from app.reports.bia_words import DASH, NBSP
from app.reports.plan_words import day
from app.reports.risk_content import RiskContent, RiskPart
from app.scales import Scales
from app.scoring import Tally, Verdict

#: The word by which a round is remembered.
AGREED, TALK, SPLIT, FEW = N_("Agreed"), N_("Not agreed"), N_("Split across the line"), N_("Too few votes")
STAGES = (
    ("inherent", N_("Before controls")), ("current", N_("Today")), ("target", N_("After treatment")),
)  # fmt: skip
_NOT_SCORED = N_("not scored")
_NO_TARGET = N_("no target")
_OFF = N_("off the scale")


def colour(scales: Scales, band: Band) -> int:
    """Return which of the five level colours (1–5) a band wears, the highest always the strongest."""
    return scales.colour_of(band)


def cell_level(scales: Scales, band: Band | None) -> int | None:
    """Return the fill of a table's cell (1–4) for a band, ``None`` for the palest or for no band."""
    return (colour(scales, band) - 1 or None) if band is not None else None


def stages(content: RiskContent) -> tuple[tuple[str, str], ...]:
    """Return the stages that the session scores, with what they are called."""
    kept = STAGES if content.register.inherent_scored else STAGES[1:]
    return tuple((code, translate(words)) for code, words in kept)


def score(risk: RegisteredRisk, stage: str) -> Score:
    """Return the score of a stage."""
    found: Score = getattr(risk, stage)
    return found


def score_cell(content: RiskContent, found: Score, stage: str, *, words: bool = True) -> Cell:
    """Return a level in its band, with likelihood and impact below if ``words``."""
    scales = content.register.scales
    if found.band is None:
        missing = _NO_TARGET if stage == "target" else _NOT_SCORED
        if found.likelihood is not None and found.impact is not None and scales.bands:
            missing = _OFF
        return Cell(translate(missing), tone=Tone.SECONDARY, align="centre")
    level = cell_level(scales, found.band)
    head = Paragraph(found.word, Look.SMALL, strong=True, align="centre", after=0)
    pair = Paragraph(pair_words(scales, found) if words else short_pair(found), Look.SMALL, align="centre", after=0)
    return Cell((head, pair), level=level)


def short_pair(found: Score) -> str:
    """Return ``L 4 · I 5``."""
    return translate(N_("L {l} · I {i}"), l=found.likelihood, i=found.impact).replace(" ", NBSP)


def pair_words(scales: Scales, found: Score) -> str:
    """Return ``L 4 Likely · I 5 Severe``."""
    likely = likelihood_word(scales, found.likelihood)
    impact = scales.word(found.impact or 0)
    return translate(N_("L {l} {likely} · I {i} {impact}"), l=found.likelihood, likely=likely, i=found.impact,
                     impact=impact)  # fmt: skip


def likelihood_word(scales: Scales, level: int | None) -> str:
    """Return the word for a level of likelihood."""
    return next((one.name for one in scales.likelihoods if one.level == level), "")


def agreement_word(tally: Tally) -> str:
    """Return the one word by which a round is remembered (the room shows the same)."""
    return verdict_word(tally.verdict, split=tally.split)


def verdict_word(verdict: Verdict, *, split: bool) -> str:
    """Return the one word for a verdict; votes on both sides of what is intolerable are told first."""
    if verdict is Verdict.FEW:
        return translate(FEW)
    if split:
        return translate(SPLIT)
    return translate(AGREED if verdict is Verdict.AGREED else TALK)


def number(value: float | None) -> str:
    """Return a median or a spread, ``3.5``."""
    return DASH if value is None else f"{value:g}"


def tally_words(tally: Tally) -> str:
    """Return the figures of a round: ``9 votes, median 4, spread 1, from 3 to 5``."""
    votes = plural(N_("{n} vote"), N_("{n} votes"), tally.n)
    if tally.median is None:
        return votes
    return translate(
        N_("{votes}, median {median}, spread {spread}, from {low} to {high}"),
        votes=votes, median=number(tally.median), spread=number(tally.iqr), low=tally.lowest, high=tally.highest,
    )  # fmt: skip


def people(content: RiskContent, part: RiskPart) -> str:
    """Return who owns the risk."""
    return part.risk.owner or translate(N_("nobody yet"))


def treatment_word(risk: RegisteredRisk) -> str:
    """Return the treatment, or that none is decided."""
    return translate(TREATMENT[risk.treatment]) if risk.treatment else translate(N_("not decided"))


def due_words(content: RiskContent, action: RiskAction) -> str:
    """Return by when an action is due, and by how much it is late."""
    if action.due_on is None:
        return translate(N_("no date"))
    late = action.days_late(content.today)
    if not late:
        return day(action.due_on)
    return translate(N_("{day}, {late} late"), day=day(action.due_on), late=plural(N_("{n} day"), N_("{n} days"), late))


def acceptance_words(content: RiskContent, risk: RegisteredRisk) -> str:
    """Return who accepted a risk until when, and whether that still holds; empty if nobody did."""
    found = risk.acceptance
    if found is None:
        return ""
    by = found.by or translate(N_("nobody"))
    until = format_date(found.until) if found.until is not None else translate(N_("no end"))
    words = translate(N_("by {by} until {until}"), by=by, until=until.replace(" ", NBSP))
    if found.valid:
        return words
    if found.expired(content.today):
        return translate(N_("{words}, run out"), words=words)
    return translate(N_("{words}, not valid"), words=words)


def refs(parts: tuple[RiskPart, ...] | list[RiskPart], limit: int = 6) -> str:
    """Return references with commas, the rest counted."""
    shown = ", ".join(part.risk.ref for part in parts[:limit])
    if len(parts) <= limit:
        return shown
    return translate(N_("{names} and {n} more"), names=shown, n=len(parts) - limit)
