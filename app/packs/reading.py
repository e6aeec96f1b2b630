"""Reading the tables of a pack one key at a time, so that each fault is told with its file, entry and field.

Serves the parsers of this package. A key that nobody asked for is refused too: a misspelt one must not pass unseen.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from app.durations import BEYOND, parse_duration
from app.i18n import N_, UserError

#: A pack larger than this was not written by hand.
MAX_BYTES = 1_000_000
MAX_TEXT = 2_000
MAX_INTEGER = 2**31 - 1

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_ABSENT: Any = object()
T = TypeVar("T")


class PackFault(UserError):
    """A pack that cannot be used: which file, which entry, which field, and what is wrong with it."""


def parse_toml(file: str, content: bytes) -> dict[str, Any]:
    """Return the table that ``content`` holds; raises ``PackFault`` if it is no readable TOML."""
    if len(content) > MAX_BYTES:
        raise PackFault(N_("{file} is larger than a pack may be; keep it under 1 MB."), file=file)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as fault:
        raise PackFault(
            N_("{file} cannot be read as TOML: {fault}. Correct it there."), file=file, fault=str(fault)[:120]
        ) from fault


class Entry:
    """One table of a pack. Each reading method takes a key once; ``done`` refuses what is left."""

    def __init__(self, file: str, place: str, table: Any) -> None:
        self.file, self.place = file, place
        if not isinstance(table, dict):
            raise PackFault(N_("{file}: {entry} must be a table."), file=file, entry=place)
        self._table: dict[str, Any] = dict(table)
        self._asked: list[str] = []

    def fault(self, field: str, msgid: str, **values: object) -> PackFault:
        """Return the error for one field; ``msgid`` carries the gaps ``{file}``, ``{entry}`` and ``{field}``."""
        return PackFault(msgid, file=self.file, entry=self.place, field=field, **values)

    def _take(self, key: str, default: Any = _ABSENT) -> Any:
        self._asked.append(key)
        if key in self._table:
            return self._table.pop(key)
        if default is _ABSENT:
            raise self.fault(key, N_("{file}, {entry}: “{field}” is missing."))
        return default

    def done(self) -> None:
        """Raise ``PackFault`` if the table holds a key that is not known here."""
        for key in self._table:
            raise self.fault(
                str(key)[:40],
                N_("{file}, {entry}: “{field}” is not known here; known are {known}."),
                known=", ".join(self._asked),
            )

    def has(self, key: str) -> bool:
        """Return whether the table still holds ``key``."""
        return key in self._table

    def holds_table(self, key: str) -> bool:
        """Return whether the table still holds a table of its own under ``key``."""
        return isinstance(self._table.get(key), dict)

    def text(self, key: str, default: Any = _ABSENT, *, empty: bool = False) -> str:
        """Return a text of at most ``MAX_TEXT`` characters; empty ones only if ``empty``."""
        return self._text(key, self._take(key, default), empty=empty or default == "")

    def _text(self, key: str, value: Any, *, empty: bool = False) -> str:
        if not isinstance(value, str):
            raise self.fault(key, N_("{file}, {entry}: “{field}” must be a text in quotes."))
        if _CONTROL.search(value):
            raise self.fault(key, N_("{file}, {entry}: “{field}” contains a control character; remove it."))
        cleaned = "\n".join(line.strip() for line in value.strip().split("\n"))
        if len(cleaned) > MAX_TEXT:
            raise self.fault(key, N_("{file}, {entry}: “{field}” is longer than {limit} characters."), limit=MAX_TEXT)
        if not cleaned and not empty:
            raise self.fault(key, N_("{file}, {entry}: “{field}” must not be empty."))
        return cleaned

    def texts(self, key: str, default: Any = _ABSENT) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self._text(key, part) for part in self._list(key, self._take(key, default)))

    def _list(self, key: str, value: Any) -> Sequence[Any]:
        if not isinstance(value, list | tuple):
            raise self.fault(key, N_("{file}, {entry}: “{field}” must be a list in square brackets."))
        if len(value) > 500:
            raise self.fault(key, N_("{file}, {entry}: “{field}” has more than 500 parts."))
        return value

    def code(self, key: str) -> str:
        """Return an identifier: letters, digits, dot, hyphen and underscore, 40 at most."""
        value = self.text(key)
        if not _CODE.fullmatch(value):
            raise self.fault(
                key,
                N_("{file}, {entry}: “{field}” may hold only letters, digits, dots and hyphens (40 at most)."),
            )
        return value

    def choice(self, key: str, choices: Iterable[str], default: Any = _ABSENT) -> str:
        """Return one of ``choices``."""
        value, known = self.text(key, default), tuple(choices)
        if value not in known:
            raise self.fault(key, N_("{file}, {entry}: “{field}” must be one of {choices}."), choices=", ".join(known))
        return value

    def yes_no(self, key: str, default: Any = _ABSENT) -> bool:
        """Return true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, N_("{file}, {entry}: “{field}” must be true or false."))
        return value

    def integer(self, key: str, default: Any = _ABSENT, *, low: int = 0, high: int = MAX_INTEGER) -> int:
        """Return a whole number from ``low`` to ``high``."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fault(
                key,
                N_("{file}, {entry}: “{field}” must be a whole number from {low} to {high}."),
                low=low,
                high=high,
            )
        return value

    def number(self, key: str, default: Any = _ABSENT, *, low: float = 0.0, high: float = 1e6) -> float:
        """Return a number from ``low`` to ``high``."""
        value = self._take(key, default)
        sound = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not sound or not low <= value <= high:
            raise self.fault(
                key,
                N_("{file}, {entry}: “{field}” must be a number from {low} to {high}."),
                low=low,
                high=high,
            )
        return float(value)

    def duration(self, key: str) -> int:
        """Return the minutes of a duration written as a text, such as ``"4h"``."""
        text = self.text(key)
        try:
            minutes = parse_duration(text, bare_unit=0)
        except UserError as fault:
            raise self._no_duration(key, text) from fault
        if minutes >= BEYOND:
            raise self._no_duration(key, text)
        return minutes

    def _no_duration(self, key: str, text: str) -> PackFault:
        return self.fault(
            key,
            N_("{file}, {entry}: “{field}” is “{text}”, which is no duration; write for example 4h or 3d."),
            text=text[:40],
        )

    def optional_duration(self, key: str) -> int | None:
        """Return the minutes, or ``None`` if the key is absent."""
        return self.duration(key) if self.has(key) else self._take(key, None)

    def entry(self, key: str) -> Entry:
        """Return the table under ``key``."""
        return Entry(self.file, f"{self.place} {key}".strip(), self._take(key))

    def optional_entry(self, key: str) -> Entry | None:
        """Return the table under ``key``, or ``None`` if it is absent."""
        return self.entry(key) if self.has(key) else self._take(key, None)

    def entries(self, key: str, label: str, read: Callable[[Entry], T], default: Any = _ABSENT) -> tuple[T, ...]:
        """Return what ``read`` makes of each table in a list; each is called ``label n`` in messages."""
        tables = self._list(key, self._take(key, default))
        prefix = "" if self.place == ROOT else f"{self.place}, "
        return tuple(
            _finished(Entry(self.file, f"{prefix}{label} {n}", table), read) for n, table in enumerate(tables, 1)
        )

    def rename(self, label: str) -> None:
        """Call this entry by its own code or number in the messages that follow."""
        self.place = f"{self.place} ({label})"


#: How the outermost table is called in messages.
ROOT = "pack"


def _finished(entry: Entry, read: Callable[[Entry], T]) -> T:
    made = read(entry)
    entry.done()
    return made


def unique(entry: Entry, field: str, codes: Iterable[object]) -> None:
    """Raise ``PackFault`` if a code occurs twice."""
    seen: set[object] = set()
    for code in codes:
        if code in seen:
            raise entry.fault(field, N_("{file}, {entry}: “{field}” {code} occurs twice."), code=code)
        seen.add(code)


def ascending(entry: Entry, field: str, values: Sequence[float]) -> None:
    """Raise ``PackFault`` unless each value is greater than the one before."""
    for before, after in pairwise(values):
        if after <= before:
            raise entry.fault(
                field,
                N_("{file}, {entry}: “{field}” must ascend; {after} stands after {before}."),
                before=f"{before:g}",
                after=f"{after:g}",
            )


def numbered(entry: Entry, field: str, values: Sequence[int], count: int | None = None) -> None:
    """Raise ``PackFault`` unless ``values`` are 1, 2, 3 … (exactly ``count`` of them, if given)."""
    if list(values) != list(range(1, len(values) + 1)) or (count is not None and len(values) != count):
        raise entry.fault(
            field,
            N_("{file}, {entry}: “{field}” must count 1, 2, 3 … up to {count}."),
            count=count or len(values),
        )
