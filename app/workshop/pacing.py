"""How long the room needs: item by item, or with a batch round first after which only the rest is discussed.

Serves the time line of the workshop page and the agenda that a risk workshop is proposed. Figures are our defaults,
4 minutes an item among them (``domain.md`` §9); minutes go in and out as whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.i18n import N_, plural, translate
from app.meetings.gathering import PlannedPoint
from app.workshop.room import RoomRisk

#: Minutes of welcome with the scales, of naming who treats what, and of the close.
WELCOME, OWNERS, CLOSE = 10, 10, 5
#: Minutes an item takes by itself, and how many people are heard within them.
PER_ITEM, HEARD = 4, 10
#: Seconds in which a person scores an item on a sheet, and in which one digit of a sheet is typed.
SECONDS_AN_ITEM, SECONDS_A_DIGIT = 20, 1
#: Per cent of the items that are usually left to talk about after a batch round.
LEFT_TO_DISCUSS = 30
_STEP = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes for ``risks`` with ``items`` votes and ``people``: one by one, and with a batch round first."""

    risks: int
    items: int
    people: int
    each: int
    batch: int
    discussion: int
    one_by_one: int
    batch_first: int

    @property
    def words(self) -> str:
        """The line that compares both ways."""
        if not self.risks:
            return ""
        amount = plural(N_("{n} risk × {each} min"), N_("{n} risks × {each} min"), self.risks, each=self.each)
        if self.items != self.risks:
            amount = plural(
                N_("{n} risk, {items} votes × {each} min"), N_("{n} risks, {items} votes × {each} min"), self.risks,
                items=self.items, each=self.each,
            )  # fmt: skip
        with_people = plural(N_("{n} person"), N_("{n} people"), self.people) if self.people else ""
        asked = translate(N_("{amount} with {people}"), amount=amount, people=with_people) if with_people else amount
        words = N_("{asked}: {all} min; batch round first: {batch} min")
        return translate(words, asked=asked, all=self.one_by_one, batch=self.batch_first)


def pace(risks: Sequence[RoomRisk], people: int) -> Pace:
    """Return how long ``risks`` take with ``people`` seats (0 counts as nobody known yet)."""
    return reckoned(len(risks), sum(len(one.asked) for one in risks), people)


def reckoned(risks: int, items: int, people: int) -> Pace:
    """Return the pace of a number of risks with a number of votes."""
    each = PER_ITEM + math.ceil(max(0, people - HEARD) / HEARD)
    frame = WELCOME + OWNERS + CLOSE
    silent = math.ceil(items * SECONDS_AN_ITEM / 60) + math.ceil(items * people * SECONDS_A_DIGIT / 60)
    discussion = math.ceil(items * LEFT_TO_DISCUSS / 100) * each
    whole = frame + items * each if items else 0
    batch = _rounded(frame + silent + discussion) if items else 0
    return Pace(risks, items, people, each, silent, discussion, _rounded(whole), batch)


def _rounded(minutes: int) -> int:
    return math.ceil(minutes / _STEP) * _STEP


def agenda(found: Pace, *, batch: bool = True) -> tuple[PlannedPoint, ...]:
    """Return the agenda of a risk workshop with its time boxes: welcome, batch round, discussion, owners, close."""
    points = [(translate(N_("Welcome and scales")), WELCOME)]
    if batch:
        points.append((translate(N_("Batch round: everybody scores all risks")), max(_STEP, _rounded(found.batch))))
        points.append((translate(N_("Talk about what is divided")), max(_STEP, _rounded(found.discussion))))
    else:
        points.append((translate(N_("Score the risks one by one")), max(_STEP, found.items * found.each)))
    points += [(translate(N_("Treatment and owners")), OWNERS), (translate(N_("Read back and close")), CLOSE)]
    return tuple(points)
