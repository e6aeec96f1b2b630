"""Finding anything in a session by a few letters of its name or reference."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from sqlalchemy import select

from app.entities import models
from app.listings import kind_table, names
from app.model import Entity

if TYPE_CHECKING:
    from app.document import Document

#: Kinds that people look for; steps and injects are found through their plan or exercise.
SOUGHT = (
    "service", "risk", "person", "component", "supplier", "plan", "exercise", "action", "meeting", "incident", "site",
)  # fmt: skip
#: A match below this share of 100 is no match.
GOOD_ENOUGH = 60
#: With this many texts that hold what was typed nobody needs others that are only like it.
ENOUGH = 8


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be found: its kind, key, reference and name."""

    kind: str
    key: bytes
    ref: str
    name: str

    @property
    def text(self) -> str:
        """What the letters are compared with."""
        return f"{self.name} {self.ref}"


def things(document: Document) -> list[Thing]:
    """Return everything that can be found, services first; risks that are not in this room are not found."""
    entity = Entity.__table__.c
    refs = {key: ref or "" for key, ref in document.tuples(select(entity.id, entity.ref))}
    known = models()
    return [
        Thing(kind, key, refs.get(key, ""), name)
        for kind in SOUGHT
        if kind in known
        for key, name in names(document, kind_table(kind)).items()
    ]


class Texts:
    """Texts made ready to be searched again and again, such as those of the palette."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.folded = [text.casefold() for text in texts]


def find(among: Sequence[str] | Texts, text: str, limit: int = 30) -> list[int]:
    """Return the places in ``among`` of the texts nearest to ``text``, best first.

    Texts that hold every typed word come first: those that begin with what was typed, then those where a word does.
    Only where these are few, others are looked for that are merely like it, so that a slip of the finger still finds.
    """
    words = text.casefold().split()
    if not words:
        return []
    folded = (among if isinstance(among, Texts) else Texts(among)).folded
    holding = [place for place, one in enumerate(folded) if words[0] in one]
    for word in words[1:]:
        holding = [place for place in holding if word in folded[place]]
    holding = heapq.nsmallest(limit, holding, key=lambda place: (_rank(folded[place], words), place))
    if len(holding) >= min(ENOUGH, limit):
        return holding
    known = set(holding)
    return (holding + [place for place in _alike(folded, " ".join(words), limit) if place not in known])[:limit]


def _rank(text: str, words: Sequence[str]) -> tuple[bool, int, int]:
    """Texts that begin with the words come before those that merely hold them; the shorter ones first."""
    begun = sum(text.startswith(word) or f" {word}" in text for word in words)
    return (not text.startswith(" ".join(words)), -begun, len(text))


def _alike(folded: Sequence[str], typed: str, limit: int) -> list[int]:
    near = process.extract(typed, folded, scorer=fuzz.partial_ratio, limit=4 * limit, score_cutoff=GOOD_ENOUGH)
    among = {place: one for one, _, place in near}
    best = process.extract(typed, among, scorer=fuzz.WRatio, limit=limit, score_cutoff=GOOD_ENOUGH)
    return [place for _, _, place in best]
