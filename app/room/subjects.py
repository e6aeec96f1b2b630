"""What is asked about a service and what was scored of it, as the room sees it."""

from __future__ import annotations

from typing import Any

from app import model as m
from app import packs
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, translate
from app.model.bia import TARGET
from app.packs.guide import Question as Asked
from app.room.public import find, need, ref, rows, topic
from app.room.views import GridLine, GridView, Level, Question, Summary, SummaryLine

_SECTION = N_("{section} · question {n}")


def impact_levels(document: Document, category: bytes | None = None) -> tuple[Level, ...]:
    """Return the five levels of impact, with the anchors of a category if one is named."""
    anchors = {} if category is None else {row.level: row.text for row in _anchors(document, category)}
    found = rows(document, m.ImpactLevel, "level")
    return tuple(Level(row.level, row.name, anchors.get(row.level, "")) for row in found)


def _anchors(document: Document, category: bytes) -> list[Any]:
    return rows(document, m.ImpactAnchor, category_id=category)


def likelihood_levels(document: Document) -> tuple[Level, ...]:
    """Return the five levels of likelihood with their frequencies."""
    found = rows(document, m.LikelihoodLevel, "level")
    return tuple(Level(row.level, row.name, row.frequency) for row in found)


def question_view(
    document: Document,
    service: bytes,
    number: int,
    category: bytes | None = None,
    horizon: bytes | None = None,
) -> Question:
    """Return a question of the interview guide (1 …) about a service.

    The question of impact over time may name a ``category`` and a ``horizon``; then it asks about that cell and shows
    the anchors. Hints and follow-ups are the facilitator's. Raises ``UserError`` if the service is gone.
    """
    row = need(document, m.Service, service)
    guide = packs.interview_guide()
    asked = guide.question(number)
    section = next(one.title for one in guide.sections if one.code == asked.section)
    seen = {
        "topic": topic("question", service, number, category, horizon),
        "kind": translate(N_("Question")),
        "ref": ref(document, service),
        "about": row.name,
        "foot": translate(_SECTION, section=translate(section), n=number),
    }
    if category is None:
        return Question(question=_words(document, service, asked), **seen)
    return _about_cell(document, category, horizon, seen)


def _about_cell(document: Document, category: bytes, horizon: bytes | None, seen: dict[str, Any]) -> Question:
    harm = need(document, m.ImpactCategory, category)
    return Question(
        lead=translate(N_("{service} stops at the worst moment."), service=seen["about"]),
        question=how_bad(document, harm.name, horizon),
        levels=impact_levels(document, category),
        intolerable_from=harm.threshold,
        **seen,
    )


def how_bad(document: Document, category: str, horizon: bytes | None) -> str:
    """Return the question for a category of harm, and for a time after the loss if one is named."""
    if horizon is None:
        return translate(N_("{category}: how bad is it?"), category=category)
    after = need(document, m.Horizon, horizon).label
    return translate(N_("{category}: how bad is it after {time}?"), category=category, time=after)


def _words(document: Document, service: bytes, asked: Asked) -> str:
    """Return the words of a question with the gaps that the grid fills."""
    return translate(asked.ask, **{gap: _gap(document, service, gap) for gap in asked.gaps})


def _gap(document: Document, service: bytes, gap: str) -> str:
    if gap == "horizons":
        return ", ".join(row.label.replace(" ", "\u00a0") for row in rows(document, m.Horizon, "minutes"))
    from app import interviews  # the window shows the room at its start, and no interview

    minutes: int | None = getattr(interviews.proposals(document, service), gap, None)
    return format_duration(minutes) if minutes else "…"


def grid_view(document: Document, service: bytes) -> GridView:
    """Return the impact grid of a service; notes and speakers stay behind. Raises ``UserError`` if it is gone."""
    row = need(document, m.Service, service)
    horizons, lines = _grid(document, service)
    return GridView(
        topic=topic("grid", service),
        kind=translate(N_("Impact grid")),
        ref=ref(document, service),
        title=row.name,
        horizons=horizons,
        lines=lines,
        words=tuple(one.word for one in impact_levels(document)),
        foot=translate(N_("The bar marks the first intolerable time.")),
    )


def _grid(document: Document, service: bytes) -> tuple[tuple[str, ...], tuple[GridLine, ...]]:
    """Return the horizons in words, and a line of levels per category."""
    horizons = rows(document, m.Horizon, "minutes")
    scores = rows(document, m.ImpactScore, service_id=service)
    scored = {(one.category_id, one.horizon_id): one.level for one in scores}
    lines = (
        GridLine(harm.name, harm.threshold, tuple(scored.get((harm.id, one.id), 0) for one in horizons))
        for harm in rows(document, m.ImpactCategory, "position")
    )
    return tuple(one.label for one in horizons), tuple(lines)


def summary_view(document: Document, service: bytes) -> Summary:
    """Return what the owner of a service confirms: targets with reasons, the grid, and how much it stands on.

    What stands at the other end of its dependencies is counted and never named. Raises ``UserError`` if it is gone.
    """
    row = need(document, m.Service, service)
    owner = find(document, m.Person, row.owner_id)
    horizons, lines = _grid(document, service)
    return Summary(
        topic=topic("summary", service),
        kind=translate(N_("Summary to confirm")),
        ref=ref(document, service),
        title=row.name,
        owner="" if owner is None else owner.name,
        lines=(*_targets(document, row), *_peaks(document, service)),
        needs=_needs(document, service),
        horizons=horizons,
        rows=lines,
        words=tuple(one.word for one in impact_levels(document)),
        foot=_confirm(owner),
    )


def _confirm(owner: Any | None) -> str:
    if owner is None:
        return translate(N_("Say what is wrong, or confirm it."))
    return translate(N_("{owner}, is this right? Say what is wrong, or confirm it."), owner=owner.name)


def _targets(document: Document, row: Any) -> list[SummaryLine]:
    from app import interviews  # the window shows the room at its start, and no interview

    proposal = interviews.proposals(document, row.id)
    known = {one.target: one for one in rows(document, m.TargetDecision, service_id=row.id)}
    told = (interviews.target_summary(target, row, known.get(target), proposal) for target in TARGET)
    return [SummaryLine(one.label, one.value or translate(N_("open")), one.why) for one in told]


def _peaks(document: Document, service: bytes) -> list[SummaryLine]:
    found = rows(document, m.Peak, service_id=service)
    words = N_("Peak: {name}")
    return [
        SummaryLine(translate(words, name=one.name), format_duration(one.mtpd), one.recurrence or "") for one in found
    ]


def _needs(document: Document, service: bytes) -> str:
    """Return the sentence that counts what a service stands on, an empty text if nothing is recorded."""
    from app import interviews  # the window shows the room at its start, and no interview

    ends = [edge.target_id for edge in rows(document, m.Dependency, source_id=service)]
    kinds = [one.kind for one in rows(document, m.Entity, id=ends)] if ends else []
    counted = interviews.counted_kinds(kinds)
    return translate(N_("It stands on {counted}."), counted=counted) if counted else ""
