"""What a person types into the filter row.

Words to contain, a limit (``≤ 1 w``, ``> 3``), a span (``1h..4h``), ``=`` for exactly, ``-`` for empty, ``!`` for not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.fields import Field, Kind
from app.i18n import UserError
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
    if not text:
        return None
    if text.startswith("!") and len(text) > 1:
        inner = predicate(column, text[1:], folded)
        return (lambda row: not inner(row)) if inner is not None else None
    if text in _EMPTY:
        return lambda row: folded(row) == ""
    if column.field.kind in _ORDERED:
        limit = _limits(column, text)
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
