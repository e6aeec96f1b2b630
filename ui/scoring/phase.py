"""Which step of a round is on, read from the round itself, so that it is found again after closing or a crash."""

from __future__ import annotations

from ui.scoring.round import Round
from ui.scoring.steps import AGREE, EXTREMES, REVEAL, SECOND, SILENT


def usual_step(current: Round) -> int:
    """Return the step that a round stands at: without consensus the extremes speak, once; 0 when it is settled."""
    if current.settled or current.poll is None:
        return 0
    if current.silent:
        return SILENT if current.number == 1 else SECOND
    return EXTREMES if current.number == 1 and current.apart else AGREE


def steps_done(current: Round, step: int) -> frozenset[int]:
    """Return the steps that were taken before ``step``."""
    twice = {SILENT, REVEAL, EXTREMES, SECOND}
    if step == SILENT:
        return frozenset()
    if step == REVEAL:
        return frozenset({SILENT})
    if step == EXTREMES:
        return frozenset({SILENT, REVEAL})
    if step == SECOND:
        return frozenset({SILENT, REVEAL, EXTREMES})
    held = twice if current.number > 1 else {SILENT, REVEAL}
    return frozenset(held | {AGREE}) if not step else frozenset(held)
