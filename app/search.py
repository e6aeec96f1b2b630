"""Finding anything in a session by a few letters of its name or reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils
from sqlalchemy import select

from app.listings import entity_models, kind_table, names
from app.model import Entity

if TYPE_CHECKING:
    from app.document import Document

#: Kinds that people look for; steps and injects are found through their plan or exercise.
SOUGHT = ("service", "risk", "person", "component", "supplier", "plan", "exercise", "action", "incident", "site")
#: A match below this share of 100 is no match.
GOOD_ENOUGH = 60


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
    """Return everything that can be found, services first."""
    entity = Entity.__table__.c
    refs = {key: ref or "" for key, ref in map(tuple, document.rows(select(entity.id, entity.ref)))}
    known = entity_models()
    return [
        Thing(kind, key, refs.get(key, ""), name)
        for kind in SOUGHT
        if kind in known
        for key, name in names(document, kind_table(kind)).items()
    ]


def find(among: Sequence[str], text: str, limit: int = 30) -> list[int]:
    """Return the places in ``among`` of the texts nearest to ``text``, best first."""
    if not text.strip():
        return []
    found = process.extract(
        text, among, scorer=fuzz.WRatio, processor=utils.default_process, limit=limit, score_cutoff=GOOD_ENOUGH
    )
    wanted = text.strip().casefold()
    return [place for _, score, place in sorted(found, key=lambda m: (wanted not in among[m[2]].casefold(), -m[1]))]
