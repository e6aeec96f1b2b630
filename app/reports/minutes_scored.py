"""What a meeting scored, as its minutes print it: each risk with its level before and after, figures, and who differed.

No seat is named and nobody's vote: figures are of the whole room, a dissent stands with its role.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.i18n import N_, plural, translate
from app.meetings.scoring import Differing, Level, Moved, Scored
from app.report import Align, Block, Cell, Heading, Keep, Look, Paragraph, Row, Table, Tone
from app.reports.plan_tables import columns
from app.reports.plan_words import day
from app.reports.risk_words import number, verdict_word

if TYPE_CHECKING:
    from app.meetings.record import Minutes

_DASH = "–"


def scored_blocks(minutes: Minutes) -> list[Block]:
    """Return what was scored: risks first, then everything else, what was left open, and who saw it differently."""
    if not minutes.scored:
        return []
    others = [one for one in minutes.scored if one.kind != "risk"]
    blocks = [*_risks(minutes.moved), *_others(others, bool(minutes.moved))]
    blocks += _open([one for one in minutes.scored if one.unsettled])
    differing = [(one, view) for one in minutes.scored for view in one.dissents]
    return [*blocks, *_differing(differing)] if differing else blocks


# --- risks ---


def _risks(moved: Sequence[Moved]) -> list[Block]:
    if not moved:
        return []
    heads = columns(
        (translate(N_("Risk")), 45), (translate(N_("Level before → after")), 27), (translate(N_("What")), 22),
        (translate(N_("Votes")), 12, "right"), (translate(N_("Median")), 15, "right"),
        (translate(N_("Spread")), 14, "right"), (translate(N_("Agreed")), 14, "right"), ("", 23),
    )  # fmt: skip
    rows = tuple(_risk_row(one) for one in moved)
    return [
        Heading(translate(N_("Risks that were scored")), 2),
        Paragraph(_sum(moved), Look.SMALL, Tone.SECONDARY, after=1.5, glued=True),
        Table(heads, rows, padding=1.2),
    ]


def _sum(moved: Sequence[Moved]) -> str:
    """Return in one sentence how many were scored, how many levels changed, and how many are open."""
    told = [plural(N_("{n} risk"), N_("{n} risks"), len(moved))]
    changed = sum(one.before != one.after for one in moved)
    told.append(plural(N_("{n} with another level than before"), N_("{n} with another level than before"), changed))
    left = sum(one.unsettled for one in moved)
    if left:
        told.append(plural(N_("{n} without an agreed value"), N_("{n} without an agreed value"), left))
    words = N_("{told}. Spread is the range of the middle half of the votes.")
    return translate(words, told=", ".join(told))


def _risk_row(one: Moved) -> Row:
    before, after = level_words(one.before), level_words(one.after)
    level = [Paragraph(after, Look.SMALL, strong=True, after=0)]
    if before != after:
        level.insert(0, Paragraph(f"{before} →", Look.SMALL, Tone.SECONDARY, after=0))
    return Row((one.subject, Cell(tuple(level)), *_figure_cells(one.scored)))


def level_words(level: Level) -> str:
    """Return ``High (L 3, I 4)``, or which of the two is known."""
    pair = [
        translate(words, n=value)
        for words, value in ((N_("L {n}"), level.likelihood), (N_("I {n}"), level.impact)) if value is not None
    ]  # fmt: skip
    if not pair:
        return translate(N_("not scored"))
    told = ", ".join(pair).replace(" ", "\N{NO-BREAK SPACE}")
    return translate(N_("{word} ({levels})"), word=level.word, levels=told) if level.word else told


# --- anything else ---


def _others(found: Sequence[Scored], after_risks: bool) -> list[Block]:
    if not found:
        return []
    heads = columns(
        (translate(N_("Scored")), 55), (translate(N_("What")), 37), (translate(N_("Votes")), 13, "right"),
        (translate(N_("Median")), 15, "right"), (translate(N_("Spread")), 14, "right"),
        (translate(N_("Agreed")), 15, "right"), ("", 23),
    )  # fmt: skip
    by_subject: dict[str, list[Scored]] = {}
    for one in found:
        by_subject.setdefault(one.subject, []).append(one)
    rows = tuple(Row((subject, *_figure_cells(lines))) for subject, lines in by_subject.items())
    title = N_("What else was scored") if after_risks else N_("What was scored")
    return [Heading(translate(title), 2), Table(heads, rows, padding=1.4)]


#: The columns of a score behind what was scored, and which of them holds what was agreed.
_ALIGNED: tuple[Align, ...] = ("left", "right", "right", "right", "right", "left")
_AGREED = 4


def _figure_cells(found: Sequence[Scored]) -> list[Cell]:
    """Return the cells of one thing with a line for each question that was scored about it."""
    told = [_figures(one) for one in found]
    return [
        Cell(tuple(Paragraph(text, Look.SMALL, strong=column == _AGREED, after=0, align=align) for text in texts))
        for column, (texts, align) in enumerate(zip(zip(*told, strict=True), _ALIGNED, strict=True))
    ]


def _figures(one: Scored) -> tuple[str, ...]:
    agreed = translate(N_("dropped")) if one.state == "dropped" else str(one.agreed or _DASH)
    word = verdict_word(one.verdict, split=one.split) if one.verdict else translate(N_("not revealed"))
    median = number(one.median)
    if one.first_median is not None and one.first_median != one.median:
        median = f"{number(one.first_median)} → {median}"
    return one.dimension, str(one.votes or _DASH), median, number(one.spread), agreed, word


# --- what was left open, and who differs ---


def _open(found: Sequence[Scored]) -> list[Block]:
    if not found:
        return []
    lines = (Paragraph(_left(one), Look.SMALL, bullet="–", after=0.8) for one in found)
    return [Keep((Heading(translate(N_("Left open")), 3), *lines))]


def _left(one: Scored) -> str:
    if one.verdict is None:
        return translate(N_("{subject}, {what}: the votes were not revealed."), subject=one.subject, what=one.dimension)
    return translate(
        N_("{subject}, {what}: revealed, no value agreed (median {median})."),
        subject=one.subject, what=one.dimension, median=number(one.median),
    )  # fmt: skip


def _differing(found: Sequence[tuple[Scored, Differing]]) -> list[Block]:
    heads = columns(
        (translate(N_("About")), 46), (translate(N_("Agreed")), 15, "right"),
        (translate(N_("Seen differently by")), 36),
        (translate(N_("Score")), 13, "right"), (translate(N_("Because")), 60),
    )  # fmt: skip
    rows = tuple(_differing_row(one, view) for one, view in found)
    return [Keep((Heading(translate(N_("Who sees it differently")), 3), Table(heads, rows)))]


def _differing_row(one: Scored, view: Differing) -> Row:
    reason = [Paragraph(view.reason, Look.SMALL, after=0)]
    notes = []
    if view.changes_outcome is not None:
        changes = N_("would change the outcome") if view.changes_outcome else N_("would not change the outcome")
        notes.append(translate(changes))
    if view.review_on is not None:
        notes.append(translate(N_("review {day}"), day=day(view.review_on)))
    if notes:
        reason.append(Paragraph("; ".join(notes), Look.SMALL, Tone.SECONDARY, after=0))
    who = f"{view.role} ({view.name})" if view.name else view.role
    about = f"{one.subject}, {one.dimension}"
    return Row((about, str(one.agreed or _DASH), who, str(view.level or _DASH), Cell(tuple(reason))))
