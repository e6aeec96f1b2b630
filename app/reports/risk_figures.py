"""Drawings of the risk report: levels before, today and after; heat maps with the appetite line; how a room voted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from app.i18n import N_, translate
from app.model.scoring import DIMENSION
from app.report import Figure, LabelShape, LineShape, PathShape, RectShape, Shape, Tone
from app.reports.bia_figures import LEVELS, WIDTH
from app.reports.risk_content import RiskContent, Voting
from app.reports.risk_words import agreement_word, colour, likelihood_word, score, stages, tally_words
from app.scales import Scales

Cell = tuple[int, int]  #: likelihood, impact

# --- levels as bars ---

_NAME, _BAR = 30.0, 8.0


def levels_figure(content: RiskContent) -> Figure:
    """Return a bar per stage, its stretches as long as many risks stand in each band; what is not scored is dashed."""
    shapes: list[Shape] = []
    total = max(1, len(content.parts))
    unit = (WIDTH - _NAME) / total
    for at, (stage, words) in enumerate(stages(content)):
        top = at * (_BAR + 2.4)
        shapes.append(LabelShape(0, top + _BAR / 2 + 1.1, words, 8.5, stage == "current", width=_NAME - 2))
        shapes += _level_bar(content, stage, top, unit)
    count = len(stages(content))
    return Figure(WIDTH, count * (_BAR + 2.4) - 1.4, tuple(shapes), after=2.0)


def _level_bar(content: RiskContent, stage: str, top: float, unit: float) -> list[Shape]:
    scales = content.register.scales
    found = Counter(score(part.risk, stage).rank for part in content.parts)
    shapes: list[Shape] = []
    x = _NAME
    for band in sorted(scales.bands, key=lambda one: -one.rank):
        wide = found[band.rank] * unit
        if wide:
            shapes += _stretch(x, top, wide, f"{found[band.rank]} {band.name}", colour(scales, band))
        x += wide
    if found[0]:
        words = translate(N_("{n} no level") if stage != "target" else N_("{n} no target"), n=found[0])
        wide = found[0] * unit
        shapes.append(RectShape(x + 0.3, top + 0.2, max(0.2, wide - 0.6), _BAR - 0.4, None, Tone.SECONDARY, 0.6, 0.2,
                                dashed=True))  # fmt: skip
        shapes += _in_bar(x, top, wide, words, str(found[0]), None, Tone.INK)
    return shapes


def _stretch(x: float, top: float, wide: float, words: str, level: int) -> list[Shape]:
    fill, ink, pattern = LEVELS[level]
    box = RectShape(x + 0.2, top, max(0.2, wide - 0.4), _BAR, fill, Tone.HAIRLINE if level == 1 else None, 0.6, 0.15,
                    pattern=pattern)  # fmt: skip
    return [box, *_in_bar(x, top, wide, words, words.partition(" ")[0], fill if pattern else None, ink)]


def _in_bar(x: float, top: float, wide: float, words: str, short: str, behind: Tone | None, ink: Tone) -> list[Shape]:
    """Return the words in the middle of a stretch, shorter or none where there is no room."""
    shown = next((text for text in (words, short) if _wide(text) + 2.4 <= wide), "")
    if not shown:
        return []
    half = _wide(shown) / 2 + 0.8
    shapes: list[Shape] = [LabelShape(x + wide / 2, top + _BAR / 2 + 1.1, shown, 8.5, True, ink, "centre")]
    if behind is not None:  # hatching ends round the words, so that they stay legible
        shapes.insert(0, RectShape(x + wide / 2 - half, top + 1.3, 2 * half, _BAR - 2.6, behind))
    return shapes


def _wide(text: str) -> float:
    return len(text) * 1.75


# --- heat maps ---

_GUTTER, _GAP, _HEAD, _CELL = 25.0, 6.0, 9.0, 8.6


def heat_figure(content: RiskContent) -> Figure:
    """Return a heat map per stage with the number of risks in each cell and the line of the appetite."""
    scales, shown = content.register.scales, stages(content)
    likelihoods, impacts = _size(scales)
    block = (WIDTH - _GUTTER - (len(shown) - 1) * _GAP) / len(shown)
    cell = min(block / impacts, 13.0)
    shapes: list[Shape] = [
        LabelShape(0, _row(level, likelihoods) + _CELL / 2 + 1.1, f"{level} {likelihood_word(scales, level)}".strip(),
                   8.5, width=_GUTTER - 2)
        for level in range(1, likelihoods + 1)
    ]  # fmt: skip
    for at, (stage, words) in enumerate(shown):
        left = _GUTTER + at * (impacts * cell + _GAP)
        shapes += _heat_block(content, stage, words, left, cell)
    bottom = _HEAD + likelihoods * _CELL
    legend = " · ".join(f"{level} {scales.word(level)}" for level in range(1, impacts + 1))
    axis = translate(N_("Impact: {levels}"), levels=legend)
    shapes.append(LabelShape(_GUTTER, bottom + 8.6, axis, 8, tone=Tone.SECONDARY, width=WIDTH - _GUTTER))
    return Figure(WIDTH, bottom + 9.6, tuple(shapes), after=3.0)


def _size(scales: Scales) -> Cell:
    ranks = scales.matrix.ranks
    return len(ranks), len(ranks[0]) if ranks else 0


def _row(level: int, likelihoods: int) -> float:
    return _HEAD + (likelihoods - level) * _CELL


def _heat_block(content: RiskContent, stage: str, words: str, left: float, cell: float) -> list[Shape]:
    scales = content.register.scales
    likelihoods, impacts = _size(scales)
    counts = Counter((score(part.risk, stage).likelihood, score(part.risk, stage).impact) for part in content.parts)
    shapes: list[Shape] = [
        LabelShape(left, 3.0, words, 8.5, True, width=impacts * cell),
        LabelShape(left, 6.8, _heat_title(content, stage), 8, width=impacts * cell + _GAP - 1),
    ]
    cells = [(likelihood, impact) for likelihood in range(1, likelihoods + 1) for impact in range(1, impacts + 1)]
    for likelihood, impact in cells:
        x, y = left + (impact - 1) * cell, _row(likelihood, likelihoods)
        shapes += _heat_cell(scales, (likelihood, impact), counts[likelihood, impact], (x, y), cell)
    shapes += _appetite(scales, left, cell)
    foot = _HEAD + likelihoods * _CELL + 3.6
    shapes += [
        LabelShape(left + (impact - 0.5) * cell, foot, str(impact), 8, align="centre")
        for impact in range(1, impacts + 1)
    ]
    return shapes


def _heat_title(content: RiskContent, stage: str) -> str:
    """Return how many stand above appetite at a stage, and how many are on no map."""
    within = [part.risk.within(score(part.risk, stage)) for part in content.parts]
    told = translate(N_("{n} above appetite"), n=within.count(False))
    missing = within.count(None)
    if not missing:
        return told
    words = N_("{told}, {n} without target") if stage == "target" else N_("{told}, {n} not scored")
    return translate(words, told=told, n=missing)


def _heat_cell(scales: Scales, place: Cell, count: int, at: tuple[float, float], wide: float) -> list[Shape]:
    band = scales.band(*place)
    fill, ink, pattern = LEVELS[colour(scales, band) if band is not None else 1]
    x, y = at
    shapes: list[Shape] = [
        RectShape(x + 0.25, y + 0.25, wide - 0.5, _CELL - 0.5, fill, Tone.HAIRLINE if fill is Tone.TINT else None, 0.4,
                  0.15, pattern=pattern)
    ]  # fmt: skip
    if not count:
        return shapes
    if pattern:
        half = 1.3 * len(str(count)) + 0.7
        shapes.append(RectShape(x + wide / 2 - half, y + 1.5, 2 * half, _CELL - 3.0, fill))
    return [*shapes, LabelShape(x + wide / 2, y + _CELL / 2 + 1.6, str(count), 12, True, ink, "centre")]


def _appetite(scales: Scales, left: float, cell: float) -> list[Shape]:
    """Return the line between what is within appetite and what is above it, on a white casing."""
    lines = _borders(scales, left, cell)
    casing: list[Shape] = [LineShape(*line, Tone.WHITE, 1.7) for line in lines]
    return casing + [LineShape(*line, Tone.INK, 0.8) for line in lines]


def _borders(scales: Scales, left: float, cell: float) -> list[tuple[float, float, float, float]]:
    likelihoods, impacts = _size(scales)

    def above(likelihood: int, impact: int) -> bool:
        return scales.within_appetite(likelihood, impact) is False

    found = []
    for likelihood in range(1, likelihoods + 1):
        for impact in range(1, impacts + 1):
            if not above(likelihood, impact):
                continue
            x, y = left + (impact - 1) * cell, _row(likelihood, likelihoods)
            if impact > 1 and not above(likelihood, impact - 1):
                found.append((x, y - 0.4, x, y + _CELL + 0.4))
            if likelihood > 1 and not above(likelihood - 1, impact):
                found.append((x - 0.4, y + _CELL, x + cell + 0.4, y + _CELL))
    return found


# --- how the room voted ---

_DOTS, _LINE = 17.5, 3.6


def votes_figure(votings: Sequence[Voting], scales: Scales) -> Figure:
    """Return the dots of up to two votings side by side: a dot per vote, the median marked, the agreed level framed.

    No dot says whose it is.
    """
    shapes: list[Shape] = []
    half = (WIDTH - 8.0) / 2
    for at, voting in enumerate(votings[:2]):
        shapes += _strip(voting, scales, at * (half + 8.0), half)
    second = any(voting.first is not None for voting in votings)
    return Figure(WIDTH, 4.0 + _DOTS + 10.4 + (_LINE if second else 0.0), tuple(shapes), after=1.0)


def _strip(voting: Voting, scales: Scales, left: float, wide: float) -> list[Shape]:
    tally = voting.tally
    what = translate(DIMENSION[voting.dimension])
    title = translate(N_("{what}: {word}"), what=what[:1].upper() + what[1:], word=agreement_word(tally))
    step, base = wide / len(tally.counts), 4.0 + _DOTS
    shapes: list[Shape] = [
        LabelShape(left, 3.0, title, 8.5, True, width=wide),
        LineShape(left, base, left + wide, base, Tone.SECONDARY, 0.2),
    ]
    for at, count in enumerate(tally.counts):
        x = left + (at + 0.5) * step
        shapes += _stack(x, base, count, max(tally.counts))
        shapes.append(LabelShape(x, base + 4.0, _level_name(voting, scales, at + 1), 7.5, at + 1 == voting.agreed,
                                 align="centre", width=step - 0.6))  # fmt: skip
    shapes += _median(tally.median, len(tally.counts), left, step, base)
    if voting.agreed is not None:
        shapes.append(RectShape(left + (voting.agreed - 1) * step + 0.3, base + 0.8, step - 0.6, 4.6, None, Tone.INK,
                                0.8, 0.35))  # fmt: skip
    shapes.append(LabelShape(left, base + 9.2, tally_words(tally), 8, width=wide))
    if voting.first is not None:
        before = translate(N_("First round: {figures}"), figures=tally_words(voting.first))
        shapes.append(LabelShape(left, base + 9.2 + _LINE, before, 8, tone=Tone.SECONDARY, width=wide))
    return shapes


def _level_name(voting: Voting, scales: Scales, level: int) -> str:
    likely = voting.dimension.endswith("likelihood")
    return f"{level} {likelihood_word(scales, level) if likely else scales.word(level)}".strip()


#: How many dots stand above each other at most, and how many stand beside each other before they shrink.
_ROWS, _ACROSS = 5, 5


def _stack(x: float, base: float, count: int, most: int) -> list[Shape]:
    """Return a dot per vote; all piles of a round are equally wide, so that their heights compare."""
    across = max(1, -(-most // _ROWS))
    shrunk = min(1.0, _ACROSS / across)
    rows = _ROWS if shrunk == 1.0 else math.ceil(_ROWS / shrunk)
    across = max(1, -(-most // rows))
    pitch, radius = 2.45 * shrunk, 1.05 * shrunk
    shapes: list[Shape] = []
    for at in range(count):
        row, place = divmod(at, across)
        beside = min(across, count - row * across)
        shapes.append(_dot(x + (place - (beside - 1) / 2) * pitch, base - 1.5 * shrunk - row * pitch, radius))
    return shapes


def _dot(x: float, y: float, radius: float) -> Shape:
    turns = [math.tau * n / 16 for n in range(17)]
    ring = tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in turns)
    return PathShape(ring, None, Tone.ACCENT)


def _median(median: float | None, levels: int, left: float, step: float, base: float) -> list[Shape]:
    """Return the mark of the median: a triangle above the dots that points at its place."""
    if median is None:
        return []
    x, top = left + (median - 0.5) * step, base - _DOTS + 1.6
    word, beyond = translate(N_("median")), median > levels - 0.5
    words = LabelShape(x - 1.8 if beyond else x + 1.8, top + 1.6, word, 7, tone=Tone.SECONDARY,
                       align="right" if beyond else "left")  # fmt: skip
    return [PathShape(((x - 1.1, top), (x + 1.1, top), (x, top + 1.8)), None, Tone.INK), words]
