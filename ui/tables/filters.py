"""What a person types into the filter row.

Words to contain, a limit (``≤ 1 w``, ``> 3``), a span (``1h..4h``), ``=`` for exactly, ``-`` for empty, ``!`` for not,
commas between alternatives; ``any`` filters nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.fields import Field, Kind
from app.i18n import N_, UserError, translate
from ui.tables.columns import Column

Predicate = Callable[[Any], bool]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda value, limit: value < limit,
    "≤": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    "≥": lambda value, limit: value >= limit,
    "=": lambda value, limit: bool(value == limit),
}
_SIGN = re.compile(r"^(<=|>=|≤|≥|<|>|=)\s*(.+)$")
_SPAN = re.compile(r"^(.+?)\s*(?:\.\.|…)\s*(.+)$")
_EMPTY = {"-", "–", "—", "?"}
_ORDERED = {Kind.INTEGER, Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.DURATION, Kind.DATE, Kind.LEVEL}


def predicate(column: Column, typed: str, folded: Callable[[Any], str]) -> Predicate | None:
    """Return the test that a row must pass, or ``None`` for an empty filter.

    ``folded(row)`` gives the cell's text in lower case. What is not understood as a limit is searched as words.
    """
    text = typed.strip()
    if not text or text.casefold() in ("any", translate(N_("Any")).casefold()):
        return None
    if "," in text:
        return _either(column, text, folded)
    if text.startswith("!") and len(text) > 1:
        inner = predicate(column, text[1:], folded)
        return (lambda row: not inner(row)) if inner is not None else None
    if text in _EMPTY:
        return lambda row: folded(row) == ""
    if column.field.kind in _ORDERED:
        limit = _limits(column, text) or _equal(column, text, folded)
        if limit is not None:
            return limit
    if text.startswith("=") and len(text) > 1:
        exact = text[1:].strip().casefold()
        return lambda row: folded(row) == exact
    words = text.casefold().split()
    if len(words) == 1:
        word = words[0]
        return lambda row: word in folded(row)
    return lambda row: all(word in folded(row) for word in words)


def plain_words(column: Column, typed: str) -> list[str] | None:
    """Return the words of a filter that only looks for words, ``None`` for any other; the model has a quick way."""
    text = typed.strip()
    if column.field.kind in _ORDERED or not text or text[0] in "!=" or "," in text or text in _EMPTY:
        return None
    words = text.casefold().split()
    return None if words == ["any"] or words == [translate(N_("Any")).casefold()] else words


def holding(rows: list[Any], texts: list[str], words: list[str]) -> list[Any]:
    """Return the rows whose texts, in lower case, hold all words."""
    first, rest = words[0], words[1:]
    if not rest:
        return [row for row, text in zip(rows, texts, strict=True) if first in text]
    return [row for row, text in zip(rows, texts, strict=True) if first in text and all(word in text for word in rest)]


def _either(column: Column, text: str, folded: Callable[[Any], str]) -> Predicate | None:
    whole = text.lstrip("=").strip().casefold()
    tests = [test for part in text.split(",") if (test := predicate(column, part, folded)) is not None]
    return (lambda row: any(test(row) for test in tests) or folded(row) == whole) if tests else None


def worded(column: Column, typed: str) -> str:
    """Return a filter as people read it: ``<=4h`` becomes ``≤ 4 h``; what is no limit stays as it was typed."""
    sign = _SIGN.match(typed.strip())
    if sign is None or column.field.kind not in _ORDERED or sign[1] == "=" or "," in typed:
        return typed
    value = _parsed(column.field, sign[2])
    if value is None or sign[2].strip().startswith("+"):
        return typed
    return f"{sign[1].replace('<=', '≤').replace('>=', '≥')} {column.field.format(value)}"


def _limits(column: Column, text: str) -> Predicate | None:
    sign, span = _SIGN.match(text), _SPAN.match(text)
    value_of = column.value_of
    if sign is not None:
        limit = _parsed(column.field, sign[2])
        compare = _COMPARE[sign[1].replace("<=", "≤").replace(">=", "≥")]
        return None if limit is None else _known(value_of, lambda value: compare(value, limit))
    if span is not None:
        low, high = _parsed(column.field, span[1]), _parsed(column.field, span[2])
        if low is not None and high is not None:
            return _known(value_of, lambda value: bool(low <= value <= high))
    return None


def _equal(column: Column, text: str, folded: Callable[[Any], str]) -> Predicate | None:
    """A plain value, such as ``4h``: rows that hold it, however they write it, or whose text begins like it."""
    wanted, value_of = _parsed(column.field, text), column.value_of
    if wanted is None or column.text is not None:
        return None
    begun = text.casefold()
    return lambda row: value_of(row) == wanted or folded(row).startswith(begun)


def _known(value_of: Callable[[Any], Any], test: Callable[[Any], bool]) -> Predicate:
    def passes(row: Any) -> bool:
        value = value_of(row)
        return value is not None and test(value)

    return passes


def _parsed(field: Field, text: str) -> Any:
    try:
        return field.parse(text)
    except UserError:
        return None
