"""The terms of art in plain words: what each means, its unit, what must hold, and where it is shown.

Serves tooltips, the help panel, the palette and everything that asks what a word on the screen means. The words stand
in ``resources/help/glossary.toml``; they are translated when they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from app.i18n import N_, translate
from app.packs.reading import ROOT, Entry, parse_toml, unique

FILE = "glossary.toml"

#: What terms are about, in the order of the work.
TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "targets": N_("Targets and time"),
        "impact": N_("Impact"),
        "dependencies": N_("Dependencies and suppliers"),
        "risk": N_("Risk"),
        "scoring": N_("Scoring"),
        "strategy": N_("Strategies and backups"),
        "plan": N_("Plans"),
        "exercises": N_("Exercises and tests"),
        "programme": N_("Programme and meetings"),
        "standards": N_("Standards and laws"),
    }
)
_NO_OTHER = N_("{file}, {entry}: “{field}” of {key} names {other}, which is no other term.")
#: Drawings that can stand beside a term.
PICTURES = ("timeline",)


@dataclass(frozen=True, slots=True)
class Term:
    """One term. The names ending in ``_id`` are message ids; ``see`` holds keys of related terms.

    ``words`` are labels of the window that mean the term, ``fields`` the columns (``service.rto``) that hold it.
    """

    key: str
    topic: str
    name_id: str
    abbreviations: tuple[str, ...]
    meaning_id: str
    unit_id: str
    holds_id: str
    see: tuple[str, ...]
    sources: tuple[str, ...]
    words: tuple[str, ...]
    fields: tuple[str, ...]
    picture: str

    @property
    def name(self) -> str:
        """The term in full."""
        return translate(self.name_id)

    @property
    def meaning(self) -> str:
        """What it means, in one to three sentences."""
        return translate(self.meaning_id)

    @property
    def unit(self) -> str:
        """What it is counted in; empty if it is not counted."""
        return translate(self.unit_id)

    @property
    def holds(self) -> str:
        """What must be true of it; empty if nothing is asked."""
        return translate(self.holds_id)

    @property
    def short(self) -> str:
        """The first abbreviation, or the name of a term that has none."""
        return self.abbreviations[0] if self.abbreviations else self.name

    @property
    def title(self) -> str:
        """Abbreviation and name, as tooltips begin: ``RTO · Recovery time objective``."""
        return f"{self.short} · {self.name}" if self.abbreviations else self.name


def terms() -> tuple[Term, ...]:
    """Return all terms by topic, in the order of the work."""
    return tuple(_known().values())


def term(key: str) -> Term | None:
    """Return the term of this key, or ``None``."""
    return _known().get(key)


def for_field(model: Any, name: str) -> Term | None:
    """Return the term that a column of a mapped class (or a table's name) holds, or that its label means."""
    table = model if isinstance(model, str) else str(getattr(model, "__table__", model).name)
    found = _by_field().get(f"{table}.{name}")
    if found is not None or isinstance(model, str):
        return found
    column = getattr(model, "__table__", model).columns.get(name)
    return for_words(column.info["field"].label) if column is not None and "field" in column.info else None


def for_words(words: str) -> Term | None:
    """Return the term that a label means: one of its abbreviations, its name, or a word listed for it."""
    return _by_words().get(_plain(words))


def _plain(words: str) -> str:
    return " ".join(words.split()).rstrip(":.").casefold()


@cache
def _known() -> Mapping[str, Term]:
    content = (resources.files("resources") / "help" / FILE).read_bytes()
    return MappingProxyType({one.key: one for one in read_terms(FILE, content)})


@cache
def _by_field() -> Mapping[str, Term]:
    return {field: one for one in terms() for field in one.fields}


@cache
def _by_words() -> Mapping[str, Term]:
    found: dict[str, Term] = {}
    for ways in (_labels, _abbreviations, _names):
        for one in terms():
            for words in ways(one):
                found.setdefault(_plain(words), one)
    return found


def _labels(one: Term) -> Iterable[str]:
    return one.words


def _abbreviations(one: Term) -> Iterable[str]:
    return one.abbreviations


def _names(one: Term) -> Iterable[str]:
    return (one.name_id,)


def read_terms(file: str, content: bytes) -> tuple[Term, ...]:
    """Return the terms that a file describes, by topic. Raises ``PackFault`` naming entry and field if one is wrong."""
    whole = Entry(file, ROOT, parse_toml(file, content))
    found = whole.entries("terms", "term", _read_term)
    whole.done()
    unique(whole, "terms", (one.key for one in found))
    unique(whole, "fields", (field for one in found for field in one.fields))
    unique(whole, "words", (_plain(words) for one in found for words in one.words))
    unique(whole, "abbreviations", (short for one in found for short in one.abbreviations))
    keys = {one.key for one in found}
    for one in found:
        for other in one.see:
            if other not in keys or other == one.key:
                raise whole.fault("see", _NO_OTHER, key=one.key, other=other)
    order = list(TOPICS)
    return tuple(sorted(found, key=lambda one: order.index(one.topic)))


def _read_term(entry: Entry) -> Term:
    key = entry.code("key")
    entry.rename(key)
    return Term(
        key=key,
        topic=entry.choice("topic", TOPICS),
        name_id=entry.text("name"),
        abbreviations=entry.texts("abbreviations", ()),
        meaning_id=entry.text("meaning"),
        unit_id=entry.text("unit", ""),
        holds_id=entry.text("holds", ""),
        see=entry.texts("see", ()),
        sources=entry.texts("sources", ()),
        words=entry.texts("words", ()),
        fields=entry.texts("fields", ()),
        picture=entry.choice("picture", (*PICTURES, ""), ""),
    )
