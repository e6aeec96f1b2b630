"""The headings and words that other tools use for our fields, read from ``resources/imports/*.toml``.

Serves the detection of headings, the proposed mapping, and the reading of values. Headings are compared in a plain
form: lower case, without marks between the words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

#: The kinds of rows that a style may name headings for.
KIND_NAMES = ("services", "components", "dependencies", "suppliers", "people", "risks")

_MARKS = re.compile(r"[^\w×]+|_+")
_BRACKET = re.compile(r"[(\[]([^)\]]*)[)\]]\s*$")
_UNITS: Mapping[str, int] = {
    "min": 1, "mins": 1, "minutes": 1, "minuten": 1, "minute": 1,
    "h": 60, "hr": 60, "hrs": 60, "hours": 60, "hour": 60, "std": 60, "stunden": 60, "heures": 60,
    "d": 1440, "day": 1440, "days": 1440, "tage": 1440, "tagen": 1440, "jours": 1440,
    "w": 10_080, "weeks": 10_080, "wochen": 10_080, "semaines": 10_080,
}  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """What a type of relation between parent and child means: which side depends, and whether hard."""

    depends: str  #: "parent", "child" or "none"
    hard: bool


@dataclass(frozen=True, eq=False)
class Style:
    """How one tool writes: its headings per kind and field (best first), its words per list, its relations."""

    id: str
    title: str
    signature: frozenset[str]
    headings: Mapping[str, Mapping[str, tuple[str, ...]]]
    words: Mapping[str, Mapping[str, str]]
    relations: Mapping[str, Relation]
    ignored: frozenset[str]
    hints: Mapping[str, tuple[str, ...]]

    @property
    def source_system(self) -> str:
        """The name that is kept with each row; empty for lists that somebody typed."""
        return "" if self.id in ("plain", "register") else self.title


def plain_form(heading: str) -> str:
    """Return a heading or word as it is compared: lower case, composed, single spaces, no marks."""
    composed = unicodedata.normalize("NFKC", heading).casefold()
    return " ".join(_MARKS.sub(" ", composed).split()).removeprefix("u ")


def forms(heading: str) -> tuple[str, ...]:
    """Return the forms under which a heading is looked for: as it is, then without a unit or remark at its end."""
    whole = plain_form(heading)
    bare = plain_form(_BRACKET.sub("", heading))
    words = bare.split()
    if len(words) > 1 and words[-1] in _UNITS:
        words = words[: -2 if words[-2] == "in" and len(words) > 2 else -1]
    return tuple(dict.fromkeys((whole, bare, " ".join(words))))


def unit_of(heading: str) -> int | None:
    """Return the minutes of the unit that a heading such as ``RTO (h)`` or ``RTO in Tagen`` names, or ``None``."""
    bracket = _BRACKET.search(heading)
    words = plain_form(bracket[1] if bracket else heading).split()
    return _UNITS.get(words[-1]) if words and (bracket or len(words) > 1) else None


@cache
def styles() -> tuple[Style, ...]:
    """Return all styles, the plain one last."""
    folder = resources.files("resources") / "imports"
    found = [
        _style(tomllib.loads(entry.read_text("utf-8"))) for entry in folder.iterdir() if entry.name[-5:] == ".toml"
    ]
    return tuple(sorted(found, key=lambda style: (style.id == "plain", style.id)))


def style(style_id: str) -> Style:
    """Return the style with this id. Raises ``KeyError``."""
    return {known.id: known for known in styles()}[style_id]


@cache
def known_headings() -> frozenset[str]:
    """Return every heading that any style knows, in plain form."""
    return frozenset(_all_headings())


def _all_headings() -> Iterator[str]:
    for known in styles():
        yield from known.ignored
        yield from known.signature
        for fields in known.headings.values():
            for names in fields.values():
                yield from names


def _style(written: dict[str, Any]) -> Style:
    def plain(names: list[str]) -> tuple[str, ...]:
        return tuple(plain_form(name) for name in names)

    return Style(
        id=written["id"],
        title=written["title"],
        signature=frozenset(plain(written.get("signature", []))),
        headings={
            kind: {field: plain(names) for field, names in written[kind].items()}
            for kind in KIND_NAMES
            if kind in written
        },
        words={name: {plain_form(k): v for k, v in pairs.items()} for name, pairs in written.get("words", {}).items()},
        relations={plain_form(k): Relation(**v) for k, v in written.get("relations", {}).items()},
        ignored=frozenset(plain(written.get("ignored", []))),
        hints={heading: plain(words) for heading, words in written.get("hints", {}).items()},
    )
