"""Proposes what a table holds, which tool wrote it, and which heading means which field.

Serves the dialog's first page and the command line without ``--as`` or ``--map``. A mapping that was corrected by hand
for the same headings is remembered in the session and comes back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app import model as m
from app.document import Document
from app.imports.kinds import KINDS, ImportKind
from app.imports.synonyms import Style, forms, style, styles
from app.imports.table import SourceTable

#: Which field each heading means; ``None`` leaves the column out.
HeadingMap = dict[str, str | None]

_REFERENCE = re.compile(r"[A-Z]{1,4}-\d{1,6}")
_SERVICE_CLASS = re.compile(r"service", re.IGNORECASE)


@dataclass(frozen=True)
class Suggestion:
    """What is proposed. ``confidence`` is between 0 and 1; ``remembered`` says that a person once confirmed it.

    ``mapping`` gives each heading its field or ``None``; ``computed`` are headings that are left out on purpose.
    """

    kind: str
    style: str
    source_system: str
    mapping: HeadingMap
    confidence: float
    remembered: bool = False
    computed: tuple[str, ...] = ()


def suggest(table: SourceTable, document: Document | None = None, kind: str | None = None) -> Suggestion:
    """Return what ``table`` seems to hold (or how it maps as ``kind``), from its headings and a look at its cells."""
    remembered = _remembered(table, document, kind)
    tool = tool_of(table)
    chosen = remembered[0] if remembered else kind or _likeliest(table, tool)
    mapping = remembered[1] if remembered else complete_mapping(table, chosen, tool.id)
    mapped = sum(target is not None for target in mapping.values())
    computed = tuple(heading for heading in table.headings if mapping.get(heading) is None and _ignored(heading, tool))
    understood = mapped + len(computed) + _second_choices(table, chosen, tool, mapping)
    confidence = understood / len(table.headings) if _complete(KINDS[chosen], mapping) else 0.0
    sure = 1.0 if remembered else round(confidence, 2)
    return Suggestion(chosen, tool.id, tool.source_system, mapping, sure, bool(remembered), computed)


def tool_of(table: SourceTable) -> Style:
    """Return the style whose own headings occur most; two at least, or one that no other tool has."""
    found = {form for heading in table.headings for form in forms(heading)}
    if table.identities:
        return style("register")
    scores = {known.id: len(found & known.signature) for known in styles()}
    best = max(scores, key=lambda name: scores[name])
    return style(best) if scores[best] >= 2 else style("plain")


def complete_mapping(table: SourceTable, kind: str, style_id: str = "plain") -> HeadingMap:
    """Return the proposed field (or ``None``) of each heading for a kind; each field once, best heading first."""
    taken: dict[str, str] = {}
    tool = style(style_id)
    for known in dict.fromkeys((tool, style("plain"))):
        for target, names in known.headings.get(kind, {}).items():
            if target not in taken and (heading := _heading_for(table, names, tool, taken)):
                taken[target] = heading
    _prefer_columns(table, kind, taken)
    given = {heading: target for target, heading in taken.items()}
    return {heading: given.get(heading) for heading in table.headings}


def _heading_for(table: SourceTable, names: tuple[str, ...], tool: Style, taken: Mapping[str, str]) -> str | None:
    """Return the free heading that fits the first of ``names``."""
    free = [(heading, forms(heading)) for heading in table.headings if heading not in taken.values()]
    for name in names:
        if not _shut(tool, name):
            for heading, written in free:
                if name in written:
                    return heading
    return None


def _shut(tool: Style, name: str) -> bool:
    """Whether a tool uses a heading for something that we do not take, although a plain list might."""
    named = {known for fields in tool.headings.values() for names in fields.values() for known in names}
    return name in tool.ignored and name not in named


def _prefer_columns(table: SourceTable, kind: str, taken: dict[str, str]) -> None:
    """A column called ID holds our references only if it looks like that; else it is the id elsewhere."""
    heading = taken.get("ref")
    if (
        heading
        and "external_id" in KINDS[kind].targets
        and "external_id" not in taken
        and not _looks_ours(table, heading)
    ):
        taken["external_id"] = taken.pop("ref")
    elif heading and "external_id" not in KINDS[kind].targets and not _looks_ours(table, heading):
        del taken["ref"]
    if kind == "dependencies" and {"parent", "child"} <= set(taken):
        for end in ("source", "target"):
            taken.pop(end, None)


def _looks_ours(table: SourceTable, heading: str) -> bool:
    cells = [cell.strip() for cell in table.column(heading)[:200] if cell.strip()]
    return bool(table.identities) or all(_REFERENCE.fullmatch(cell) for cell in cells)


def _likeliest(table: SourceTable, tool: Style) -> str:
    """Return the kind with most mapped columns, those that only one kind has counting more."""
    scores = {kind: _score(table, kind, tool) for kind in KINDS}
    return max(scores, key=lambda kind: scores[kind])


def _score(table: SourceTable, kind: str, tool: Style) -> float:
    mapping = complete_mapping(table, kind, tool.id)
    if not _complete(KINDS[kind], mapping):
        return 0.0
    found = {form for heading in table.headings for form in forms(heading)}
    hints = sum(len(found & set(known.hints.get(kind, ()))) for known in {tool, style("plain")})
    mapped = sum(target is not None for target in mapping.values())
    return mapped + 2 * hints + _class_score(table, kind, mapping)


def _class_score(table: SourceTable, kind: str, mapping: HeadingMap) -> float:
    """Look into a column of classes: a list of business services is no list of components."""
    heading = next((h for h in table.headings if {"sys class name", "class", "finalclass"} & set(forms(h))), None)
    if heading is None or kind not in ("services", "components"):
        return 0.0
    cells = [cell for cell in table.column(heading)[:200] if cell.strip()]
    share = sum(bool(_SERVICE_CLASS.search(cell)) for cell in cells) / max(1, len(cells))
    return 10 * share if kind == "services" else 10 * (1 - share)


def _complete(kind: ImportKind, mapping: Mapping[str, str | None]) -> bool:
    mapped = set(mapping.values())
    return any(set(needed) <= mapped for needed in kind.needs)


def _ignored(heading: str, tool: Style) -> bool:
    return any(form in tool.ignored for form in forms(heading))


def _second_choices(table: SourceTable, kind: str, tool: Style, mapping: HeadingMap) -> int:
    """Return how many headings are known but stood back behind a better one for the same field."""
    known = {name for names in tool.headings.get(kind, {}).values() for name in names}
    left = (heading for heading in table.headings if mapping.get(heading) is None and not _ignored(heading, tool))
    return sum(any(form in known for form in forms(heading)) for heading in left)


# --- what was confirmed before ---


def headings_key(headings: tuple[str, ...]) -> str:
    """Return the headings in the form in which a mapping is remembered: plain, in any order."""
    return "\n".join(sorted(forms(heading)[0] for heading in headings))


def _remembered(table: SourceTable, document: Document | None, kind: str | None) -> tuple[str, HeadingMap] | None:
    if document is None:
        return None
    profile = m.ImportProfile
    wanted = [profile.headings == headings_key(table.headings)] + ([profile.kind == kind] if kind else [])
    found = document.all(profile, *wanted, order_by=profile.used_on.desc())
    if not found or found[0].kind not in KINDS:
        return None
    stored = json.loads(found[0].mapping)
    targets = KINDS[found[0].kind].targets
    return found[0].kind, {
        heading: target if (target := stored.get(forms(heading)[0])) in targets else None for heading in table.headings
    }
