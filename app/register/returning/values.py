"""Reads the cells of a register that came back as values of their fields, and tells what is odd about them.

Serves the comparison. A cell that cannot be taken raises ``UserError`` with a sentence that says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app import model as m
from app.dates import format_date, parse_date
from app.fields import Field, Kind
from app.i18n import N_, UserError, translate
from app.register.returning.fields import Returning

if TYPE_CHECKING:
    from app.document import Document
    from app.imports.names import Names
    from app.scales import Scales

_ERROR = N_("The cell holds an error such as #REF!; nothing was taken. Write the value itself.")
_NO_RESULT = N_("The cell holds a formula without a result; nothing was taken. Write the value itself.")
_FORMULA = N_("The cell holds a formula; its last result is shown, the formula is not taken.")
_OFF_SCALE = N_("{field} goes from 1 to {most} here; “{text}” is not on the scale.")
_WORDS = N_("{field} takes one of: {choices}. “{text}” is none of them.")
_NOBODY = N_("“{name}” is not among the people here: taking it over adds them.")
_NO_SUCH = N_("“{name}” is not in this session; add it here first, or write a name from the list.")
_LEFT_OUT = N_("“{names}” is not in this session and is left out.")
_SERIAL = N_("A number stands for the day; it was read as {day}.")
_SLASHED = N_("“{text}” was read as {day}; check day and month.")
_NO_DAY = N_("“{text}” names no day; write for example 15 Sep 2026.")
_NOT_EMPTY = N_("{field} must not be empty; it stays as it is.")
_AMBIGUOUS_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})")
_PARTED = re.compile(r"\s*[;\n]\s*")
#: Numbers that stand for days of the years 1982 to 2119.
_SERIALS = range(30_000, 80_000)
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is not among the people yet, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class ReadCell:
    """What a cell means: the value of its field, how people read it, and what is to be said about it."""

    value: Any
    shown: str
    remark: str = ""
    doubtful: bool = False


class CellValues:
    """Reads cells of one session: its scales, its lists and its people."""

    def __init__(self, document: Document, scales: Scales) -> None:
        from app.imports.names import Names

        self.scales = scales
        self.names: Names = Names(document, ())
        self.refs = {key: ref for key, ref in self.names.ref_of.items() if ref}

    def read(self, field: Returning, text: str, *, formula: bool = False, error: bool = False) -> ReadCell:
        """Return what a cell means. Raises ``UserError`` if it cannot be taken."""
        if error:
            raise UserError(_ERROR)
        if formula and not text:
            raise UserError(_NO_RESULT)
        found = self._read(field, text)
        if not formula:
            return found
        remark = " ".join(part for part in (translate(_FORMULA), found.remark) if part)
        return ReadCell(found.value, found.shown, remark, doubtful=True)

    def _read(self, field: Returning, text: str) -> ReadCell:
        spec = field.spec
        if not text:
            if spec.required:
                raise UserError(_NOT_EMPTY, field=field.label)
            return ReadCell(() if field.many else None, "")
        if field.many:
            return self._several(field, text)
        if field.names:
            return self._named(field, text)
        if spec.kind is Kind.LEVEL:
            return self._level(field, spec, text)
        if spec.kind is Kind.DATE:
            return _day(text)
        if spec.kind is Kind.CHOICE:
            return self._choice(field, spec, text)
        value = spec.parse(text)
        return ReadCell(value, spec.format(value))

    def _level(self, field: Returning, spec: Field, text: str) -> ReadCell:
        most = self.scales.count(spec.scale)
        rows: Sequence[Any] = self.scales.likelihoods if spec.scale == "likelihood" else self.scales.levels
        word = next((one.level for one in rows if one.name.casefold() == text.casefold()), None)
        first = text.split()[0]
        level = word if word is not None else int(float(first)) if re.fullmatch(r"\d{1,3}(\.0+)?", first) else None
        if level is None or not 1 <= level <= most:
            raise UserError(_OFF_SCALE, field=field.label, most=most, text=text[:40])
        return ReadCell(level, str(level))

    def _choice(self, field: Returning, spec: Field, text: str) -> ReadCell:
        try:
            value = spec.parse(text)
        except UserError as error:
            value = _known_word(field, text)
            if value not in spec.choices:
                choices = ", ".join(translate(label) for label in spec.choices.values())
                raise UserError(_WORDS, field=field.label, choices=choices, text=text[:40]) from error
        return ReadCell(value, spec.format(value))

    def _named(self, field: Returning, text: str) -> ReadCell:
        key = self._risk(text) if field.names == ("risk",) else self.names.find(text, field.names)
        if key is not None:
            return ReadCell(key, self.shown(field, key))
        if field.names != ("person",):
            raise UserError(_NO_SUCH, name=text[:60])
        from app.fields import fields_of
        from app.imports.names import person_name

        name = str(fields_of(m.Person)["name"].parse(person_name(text)))
        return ReadCell(NewPerson(name), name, translate(_NOBODY, name=name[:60]), doubtful=True)

    def _risk(self, text: str) -> bytes | None:
        kind, key = self.names.refs.get(text.strip().casefold(), ("", b""))
        return key if kind == "risk" else None

    def _several(self, field: Returning, text: str) -> ReadCell:
        found: list[bytes] = []
        unknown: list[str] = []
        for part in self._parts(field, text):
            key = self.names.find(part, field.names)
            if key is None:
                unknown.append(part[:60])
            elif key not in found:
                found.append(key)
        if not found:
            raise UserError(_NO_SUCH, name=", ".join(unknown)[:120])
        remark = translate(_LEFT_OUT, names="”, “".join(unknown)) if unknown else ""
        return ReadCell(tuple(found), self.shown(field, tuple(found)), remark, doubtful=bool(unknown))

    def _parts(self, field: Returning, text: str) -> list[str]:
        """Return the names in a cell: one a line or between semicolons; commas part them where the whole is none."""
        parts = [part for part in _PARTED.split(text) if part]
        if len(parts) == 1 and "," in text and self.names.find(text, field.names) is None:
            return [part.strip() for part in text.split(",") if part.strip()]
        return parts

    def shown(self, field: Returning, value: Any) -> str:
        """Return a stored value as people read it."""
        if value is None or value == ():
            return ""
        if isinstance(value, NewPerson):
            return value.name
        if isinstance(value, tuple):
            return ", ".join(self.shown(field, key) for key in value)
        if field.names == ("risk",):
            return self.refs.get(value, "")
        return self.names.shown(value) if field.names else field.spec.format(value)


def _day(text: str) -> ReadCell:
    if text.isdigit() and int(text) in _SERIALS:
        day = _EPOCH + timedelta(days=int(text))
        return ReadCell(day, format_date(day), translate(_SERIAL, day=format_date(day)), doubtful=True)
    try:
        day = parse_date(text)
    except UserError as error:
        raise UserError(_NO_DAY, text=text[:40]) from error
    told = _AMBIGUOUS_DAY.fullmatch(text)
    if told and "/" in text and int(told[1]) <= 12 and int(told[2]) <= 12 and told[1] != told[2]:
        remark = translate(_SLASHED, text=text[:40], day=format_date(day))
        return ReadCell(day, format_date(day), remark, doubtful=True)
    return ReadCell(day, format_date(day))


def _known_word(field: Returning, text: str) -> str:
    """Return what a word of other tools means in our lists."""
    from app.imports.synonyms import plain_form, style

    words = "risk_status" if field.name == "status" else field.column
    return style("plain").words.get(words, {}).get(plain_form(text), "")
