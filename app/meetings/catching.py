"""Reads one line as it is typed while people talk: what kind of entry, whose it is, and by when.

Serves the catch line. ``order second switch Adaeze +6w`` becomes an action of Adaeze Nwokolo-Byrne due in six weeks.
What is ambiguous is told and never guessed, and then stays in the text, so that nothing typed is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from sqlalchemy import select

from app import model as m
from app.dates import format_date, parse_date
from app.document import Document
from app.i18n import N_, UserError, translate
from app.model.meeting import ENTRY_KIND

#: What may stand behind ``>`` at the head of a line; anything else there names a field of what is on screen.
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "d": "decision", "dec": "decision", "decision": "decision",
        "a": "action", "act": "action", "action": "action", "todo": "action",
        "p": "parking lot", "park": "parking lot", "parking": "parking lot",
        "n": "note", "note": "note",
        "x": "private note", "pn": "private note", "private": "private note",
    }
)  # fmt: skip
#: Kinds that have an owner and a day.
OWNED = ("decision", "action", "parking lot")


@dataclass(frozen=True, slots=True)
class Caught:
    """One line as it was understood; ``text`` is what is left when kind, owner and day are taken out.

    ``sentence`` tells what was understood, and what was not. ``choices`` are the people (key and name) that an
    ambiguous name could mean. ``field`` is the word behind ``>`` where it names no kind.
    """

    kind: str
    text: str
    owner: bytes | None
    owner_name: str
    due_on: date | None
    sentence: str
    choices: tuple[tuple[bytes, str], ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class _Somebody:
    key: bytes
    name: str
    active: bool
    ref: str
    full: str
    words: frozenset[str]
    roles: tuple[str, ...]


class Directory:
    """The people of a session, ready to be found by what is typed; read once for many lines."""

    def __init__(self, document: Document) -> None:
        person, entity = m.Person.__table__.c, m.Entity.__table__.c
        query = select(person.id, person.name, person.role, person.status, entity.ref)
        rows = document.rows(query.join(m.Entity.__table__, entity.id == person.id).order_by(person.name))
        self.today = document.today()
        self._people = [
            _Somebody(row.id, row.name, row.status != "left", fold(row.ref or ""), fold(row.name),
                      frozenset(_pieces(row.name)), _roles(row.role or ""))
            for row in rows
        ]  # fmt: skip

    def find(self, typed: str, *, beginning: bool = False) -> list[_Somebody]:
        """Return whom ``typed`` can mean: a reference, a name or a part of it, a role; the nearest sense counts.

        ``beginning`` also takes the beginning of any of these. Who left is meant only if nobody else is.
        """
        wanted = fold(typed)
        if not wanted:
            return []
        senses = [
            [one for one in self._people if wanted == one.ref],
            [one for one in self._people if wanted == one.full],
            [one for one in self._people if wanted in one.words],
            [one for one in self._people if wanted in one.roles],
        ]
        if beginning:
            senses += [
                [one for one in self._people if one.full.startswith(wanted)],
                [one for one in self._people if any(word.startswith(wanted) for word in one.words)],
                [one for one in self._people if any(role.startswith(wanted) for role in one.roles)],
                [one for one in self._people if any(f" {wanted}" in f" {role}" for role in one.roles)],
            ]
        found = next((sense for sense in senses if sense), [])
        return [one for one in found if one.active] or found


def fold(text: str) -> str:
    """Return ``text`` as it is compared: without marks, case and the strokes of ł and ø."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_STROKES)
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "’": "'"})


def _pieces(name: str) -> set[str]:
    words = fold(name).split()
    return {piece for word in words for piece in (word, *word.split("-")) if len(piece) > 1}


def _roles(role: str) -> tuple[str, ...]:
    return tuple(fold(part) for part in (role, *role.split(",")) if part.strip())


# --- reading a line ---

_HEAD = re.compile(r">\s*([^\W\d_]+):?(?:\s+|$)")


def read_line(document: Document, text: str, kind: str | None = None, *, directory: Directory | None = None) -> Caught:
    """Return what a typed line means.

    ``kind`` is what the line is unless it begins with ``>d``, ``>a``, ``>p``, ``>n``, ``>x`` or a longer word; without
    one, a line that ends with an owner and a day is an action and any other a note. Owner: ``@ada``, ``P-03``, a name,
    surname or role at the end. Day: ``+2w``, ``3 Oct``, ``3 Oct 2026``, ``Friday`` at the end, before or after it.
    """
    known = directory or Directory(document)
    line, head = " ".join(text.split()), ""
    if found := _HEAD.match(line):
        head, line = found[1].casefold(), line[found.end() :]
    chosen = KIND_WORDS.get(head) or kind
    told = _Line(line.split(), known)
    if chosen is None or chosen in OWNED:
        told.read(bare=chosen in (None, "decision", "action"))
    if chosen is None:
        if told.owner is None or told.due is None:
            told = _Line(line.split(), known)
        chosen = "action" if told.owner else "note"
    return told.caught(chosen, "" if head in KIND_WORDS else head)


#: Words after which a name belongs to the sentence: "talk to Adaeze", "Kenji and Adaeze".
_CONNECTING = frozenset(
    {
        "with", "to", "from", "for", "of", "and", "or", "at", "in", "on", "about", "than", "vs", "via", "near",
        "without", "like", "between", "against", "ask", "asks", "tell", "tells", "call", "calls", "email", "mail",
        "inform", "phone", "meet", "meets", "see", "thank", "invite", "remind",
        "mit", "zu", "von", "für", "und", "oder", "bei", "an", "über", "ohne", "frag", "ruf",
    }
)  # fmt: skip
_OWNER_MARKS = frozenset(("by", "durch", "->", "→", "owner", "owner:", "–", "-", ":"))
_DUE_MARKS = frozenset(("by", "until", "due", "on", "before", "till", "bis", "am", "vor", "–", "-"))
_LONGEST_NAME = 6
_AT_ENDS = ",.;:!"


class _Line:
    """The words of one line, from which owner and day are taken out."""

    def __init__(self, words: list[str], directory: Directory) -> None:
        self.words = words
        self.directory = directory
        self.owner: _Somebody | None = None
        self.due: date | None = None
        self.choices: list[_Somebody] = []
        self.remarks: list[str] = []

    def read(self, *, bare: bool) -> None:
        """Take out the owner and the day; ``bare`` names count without ``@`` too."""
        self._take_marked()
        self._take_due()
        if bare and self.owner is None and not self.choices:
            self._take_name()
            if self.due is None:
                self._take_due()

    def caught(self, kind: str, field: str) -> Caught:
        """Return the line as it was understood."""
        owner = self.owner
        return Caught(
            kind=kind,
            text=" ".join(self.words),
            owner=owner.key if owner else None,
            owner_name=owner.name if owner else "",
            due_on=self.due,
            sentence=" ".join([self._understood(kind), *self.remarks]),
            choices=tuple((one.key, one.name) for one in self.choices),
            field=field,
        )

    def _understood(self, kind: str) -> str:
        parts = [translate(N_("owner {name}"), name=self.owner.name)] if self.owner else []
        parts += [translate(N_("due {day}"), day=format_date(self.due))] if self.due else []
        what = translate(ENTRY_KIND.get(kind, kind))
        what = what[:1].upper() + what[1:]
        return f"{what}: {', '.join(parts)}." if parts else f"{what}."

    # owner

    def _take_marked(self) -> None:
        """Take out ``@name``: the longest run of words behind the mark that is somebody, else the one word."""
        for start, word in enumerate(self.words):
            if len(word) < 2 or not word.startswith("@"):
                continue
            run = [word[1:], *self.words[start + 1 : start + _LONGEST_NAME]]
            for length in range(len(run), 0, -1):
                if found := self.directory.find(_bare(run[:length]).rstrip("?"), beginning=length == 1):
                    self._settle(found, start, length)
                    return
            self.remarks.append(translate(N_("Nobody is called “{name}”."), name=_bare(run[:1])))
            return

    def _take_name(self) -> None:
        """Take out a name, reference or role at the end, unless the sentence needs it or it could be two people."""
        for length in range(min(_LONGEST_NAME, len(self.words) - 1), 0, -1):
            start = len(self.words) - length
            run = self.words[start:]
            found = self.directory.find(_bare(run))
            if not found:
                continue
            if not _looks_like_name(run, found) or self._belongs_to_sentence(start):
                self._offer(found, run)
            else:
                self._settle(found, start, length)
            return

    def _belongs_to_sentence(self, start: int) -> bool:
        before = fold(self.words[start - 1]).strip(_AT_ENDS)
        if before in _CONNECTING:
            return True
        marked = self.words[start - 1].casefold() in _OWNER_MARKS or self.words[start - 1][-1] in ":,;"
        return start < 2 and self.due is None and not marked

    def _settle(self, found: Sequence[_Somebody], start: int, length: int) -> None:
        if len(found) > 1:
            self.choices = list(found)
            self.remarks.append(_which(" ".join(self.words[start : start + length]).lstrip("@"), found))
            return
        somebody = found[0]
        if not somebody.active:
            self.remarks.append(translate(N_("{name} has left; choose another owner."), name=somebody.name))
            return
        self.owner = somebody
        del self.words[start : start + length]
        if start and start == len(self.words) and self.words[-1].casefold() in _OWNER_MARKS:
            self.words.pop()
        self._tidy()

    def _offer(self, found: Sequence[_Somebody], run: Sequence[str]) -> None:
        if len(found) == 1 and found[0].active:
            hint = N_("Write @{word} to make {name} the owner.")
            self.remarks.append(translate(hint, word=_bare(run), name=found[0].name))

    # day

    def _take_due(self) -> None:
        """Take out a day at the end of the line."""
        for length in range(min(3, len(self.words)), 0, -1):
            due = _day(self.words[-length:], self.directory.today)
            if due is None:
                continue
            self.due = due
            del self.words[-length:]
            if self.words and self.words[-1].casefold() in _DUE_MARKS:
                self.words.pop()
            self._tidy()
            if due < self.directory.today:
                self.remarks.append(translate(N_("{day} is in the past."), day=format_date(due)))
            return

    def _tidy(self) -> None:
        if self.words:
            self.words[-1] = self.words[-1].rstrip(",;:") or self.words[-1]


def _bare(run: Sequence[str]) -> str:
    return " ".join(run).strip(_AT_ENDS + "()")


def _looks_like_name(run: Sequence[str], found: Sequence[_Somebody]) -> bool:
    """Return whether a run is written as a name is: with a capital, or as a reference, or in several words."""
    wanted = fold(_bare(run))
    if len(run) > 1 or any(wanted == one.ref for one in found):
        return True
    return run[0][:1].isupper()


def _which(typed: str, found: Sequence[_Somebody]) -> str:
    names = [one.name for one in found[:4]]
    told = ", ".join(names[:-1]) + translate(N_(" or ")) + names[-1]
    return translate(N_("“{typed}” could be {names}; write more of the name."), typed=typed, names=told)


_AHEAD = re.compile(r"\+\s*(\d{1,4})\s*([dwmy])[a-z]*", re.IGNORECASE)
_IN = re.compile(r"in (\d{1,4}) (d|w|m|y|day|week|month|year)s?", re.IGNORECASE)
_YEARLESS = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?|(\d{1,2})\.(\d{1,2})\.")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TOMORROW = ("tomorrow", "morgen")


def _day(run: Sequence[str], today: date) -> date | None:
    """Return the day that a run of words names as a whole, ``None`` if it is none."""
    text = " ".join(run).rstrip(",;!") if len(run) == 1 else " ".join(run).rstrip(",;!.")
    if found := _AHEAD.fullmatch(text) or _IN.fullmatch(text):
        return _parsed(f"+{found[1]}{found[2][0]}", today)
    if text.casefold() in _TOMORROW:
        return today + timedelta(days=1)
    if (weekday := _weekday(text)) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if _YEARLESS.fullmatch(text):
        return _next(text, today)
    return _parsed(text, today) if text[:1].isdigit() or text.casefold() in ("today", "heute") else None


def _weekday(text: str) -> int | None:
    word = text.casefold().removeprefix("next ").rstrip(".")
    written_out = text[:1].isupper() or text.casefold().startswith("next ")
    return next((n for n, day in enumerate(_WEEKDAYS) if written_out and word in (day, day[:3])), None)


def _next(text: str, today: date) -> date | None:
    """Return the next day of a month, today included, that a day without a year names."""
    for year in range(today.year, today.year + 9):  # the 29th of February comes every four years, or eight
        plain = f"{text}{year}" if text[-1] == "." and text[:-1].replace(".", "").isdigit() else f"{text} {year}"
        day = _parsed(plain, today)
        if day is not None and day >= today:
            return day
    return None


def _parsed(text: str, today: date) -> date | None:
    try:
        return parse_date(text, today=today)
    except UserError:
        return None
