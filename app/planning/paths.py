"""What the recovery steps of a plan add up to, service by service, also while some of them still wait in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.plans import PlanStep, longest_path, timetable


@dataclass(frozen=True, slots=True)
class Paths:
    """``finish`` is the earliest end per step without any allowance (minutes after the first step begins).

    ``longest`` is the longest path to the last step per service, ``None`` if nothing on it has a duration;
    ``critical`` its steps. ``circular`` steps wait for each other, or for one that does: they have no end.
    """

    finish: Mapping[int, int]
    longest: Mapping[bytes | None, int | None]
    critical: Mapping[bytes | None, frozenset[int]]
    circular: tuple[int, ...]


def step_paths(steps: Sequence[PlanStep]) -> Paths:
    """Return the paths through ``steps`` (``domain.md`` §7, P07). Unknown durations count as nothing."""
    sound = _without_circles(steps)
    numbers = {step.number for step in sound}
    minutes = {step.number: step.minutes for step in sound}
    longest: dict[bytes | None, int | None] = {}
    critical: dict[bytes | None, frozenset[int]] = {}
    for service in dict.fromkeys(step.service for step in sound if isinstance(step.service, bytes)):
        path = longest_path(sound, service=service)
        if path is not None:
            longest[service] = path.run if any(minutes[number] is not None for number in path.steps) else None
            critical[service] = frozenset(path.steps)
    finish = {timed.number: timed.finish for timed in timetable(sound)}
    return Paths(finish, longest, critical, tuple(step.number for step in steps if step.number not in numbers))


def _without_circles(steps: Sequence[PlanStep]) -> list[PlanStep]:
    known = {step.number for step in steps}
    waiting = [replace(step, after=tuple(number for number in step.after if number in known)) for step in steps]
    done: dict[int, PlanStep] = {}
    while free := [step for step in waiting if all(number in done for number in step.after)]:
        done.update((step.number, step) for step in free)
        waiting = [step for step in waiting if step.number not in done]
    return [done[number] for number in sorted(done)]


def side_by_side(steps: Iterable[PlanStep]) -> dict[int, int]:
    """Return for each step that may run together with its neighbours in the list the number of their group (from 1).

    Neighbours belong together if they wait for the same steps; a step alone has no group.
    """
    groups: list[list[PlanStep]] = []
    for step in steps:
        if groups and set(groups[-1][0].after) == set(step.after):
            groups[-1].append(step)
        else:
            groups.append([step])
    joined = [group for group in groups if len(group) > 1]
    return {step.number: number for number, group in enumerate(joined, 1) for step in group}
