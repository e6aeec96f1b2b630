"""The stage on which the sample session is played: its days, its people, its clock, and what happens when.

Acts are scheduled in any order and played by day and time, each by the person who did it, so that the history reads as
real work. Nothing here knows what the acts are about.
"""

from __future__ import annotations

import hashlib
import tomllib
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import Any

from app.document import ChangeSet, Document
from app.durations import parse_duration
from app.model.base import keys_from

#: How much later the next edit of an act comes: enough for steps of Undo to stay apart.
BETWEEN_EDITS = timedelta(seconds=75)


class StageClock:
    """A clock that stands where it was put, and goes on a little after each edit; it never goes back."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def put(self, moment: datetime) -> None:
        """Go to a moment, unless it is later already."""
        self.now = max(self.now, moment)

    def forward(self, change_set: ChangeSet) -> None:
        """Let a little time pass after an edit."""
        self.now += BETWEEN_EDITS


@dataclass(frozen=True, slots=True)
class _Act:
    day: int
    at: str
    order: int
    who: str
    play: Callable[..., object]
    arguments: tuple[Any, ...]
    named: Mapping[str, Any]


class Stage:
    """The document that is being built, with the keys of its rows by the ids of the sample's own files."""

    def __init__(self, anchor: date) -> None:
        self.anchor = anchor
        self.clock = StageClock(self.moment(-420, "08:30"))
        self.keys: dict[str, bytes] = {}
        self.people: dict[str, str] = {}
        self.document: Document
        self._acts: list[_Act] = []

    def day(self, offset: int) -> date:
        """Return the day that lies so many days from the anchor."""
        return self.anchor + timedelta(days=offset)

    def moment(self, offset: int, at: str) -> datetime:
        """Return a moment in local time on a day that lies so many days from the anchor."""
        hours, minutes = at.split(":")
        return datetime.combine(self.day(offset), time(int(hours), int(minutes))).astimezone(UTC)

    def key(self, name: str) -> bytes:
        """Return the key of a row by its id in the sample's files, such as ``SVC-003``."""
        return self.keys[name]

    def optional(self, name: str | None) -> bytes | None:
        """Return the same, or ``None`` for no name."""
        return self.keys[name] if name else None

    def at(self, day: int, at: str, who: str, play: Callable[..., object], *arguments: Any, **named: Any) -> None:
        """Schedule what a person (``P-02``) does on a day at a time: ``play`` is called with the stage and the rest."""
        self._acts.append(_Act(day, at, len(self._acts), who, play, arguments, named))

    def play(self) -> None:
        """Play all acts in the order of their days and times."""
        unsubscribe = self.document.subscribe(self.clock.forward)
        for act in sorted(self._acts, key=lambda one: (one.day, one.at, one.order)):
            self.clock.put(self.moment(act.day, act.at))
            self.document.who = self.people[act.who]
            act.play(self, *act.arguments, **act.named)
        unsubscribe()


@contextmanager
def seeded_keys(seed: str) -> Iterator[None]:
    """Give rows keys that follow from ``seed``, so that the same sample is built twice.

    The first key that is asked for is the document's own id: that one is always new, because two samples are no copies
    of each other.
    """
    count = -1

    def next_key() -> bytes:
        nonlocal count
        count += 1
        return hashlib.sha256(f"{seed}/{count}".encode()).digest()[:16] if count else uuid.uuid4().bytes

    with keys_from(next_key):
        yield


def read(name: str) -> Mapping[str, Any]:
    """Return one of the sample's files."""
    return tomllib.loads((resources.files("resources") / "sample" / f"{name}.toml").read_text(encoding="utf-8"))


def minutes(text: str | None) -> int | None:
    """Return the minutes of a duration in a file, ``None`` if it is not there."""
    return None if text is None else parse_duration(text)


def cents(thousands: float | None) -> int | None:
    """Return the cents of an amount in thousands, ``None`` if it is not there."""
    return None if thousands is None else round(thousands * 100_000)
