"""What a benchmark is: our work and a bare piece of work of the same kind, in one run on one machine, as a ratio."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """Seconds of our work and of the bare work beside it; ``aim`` is the greatest ratio that we want."""

    work: str
    bare_work: str
    ours: float
    bare: float
    aim: float
    memory: int = 0  #: greatest memory of our process in bytes, where it is looked at

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.bare

    def __str__(self) -> str:
        memory = f", {self.memory / 2**20:.0f} MB" if self.memory else ""
        times = f"{told(self.ours)} against {told(self.bare)} ({self.bare_work})"
        return f"{self.work}: {times}, ratio {self.ratio:.2f}{memory}"


def told(seconds: float) -> str:
    """Seconds as a person reads them."""
    return (
        f"{seconds * 1000:.1f} ms"
        if seconds < 0.1
        else f"{seconds * 1000:.0f} ms"
        if seconds < 1
        else f"{seconds:.2f} s"
    )


def best(work: Callable[[], object], times: int = 5) -> float:
    """The shortest of several runs: what the work costs when nothing else disturbs it."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def best_of_both(ours: Callable[[], float], bare: Callable[[], float], times: int = 5) -> tuple[float, float]:
    """The shortest of several runs of each, taken in turns so that both see the same machine."""
    pairs = [(ours(), bare()) for _ in range(times)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
