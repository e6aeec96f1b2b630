"""What a field *is*: its kind, label, help, unit, limits and choices, written beside its column in the model.

Forms, table columns, Excel headers, import mapping, PDF labels, history texts and messages all read it from here.
Labels are message ids; they are translated when they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Dialect, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import REAL, TypeDecorator, TypeEngine

from app.dates import format_date, format_instant, parse_date, parse_instant
from app.durations import format_duration, parse_duration
from app.i18n import N_, UserError, translate


class Kind(StrEnum):
    """How a value is stored, typed, shown and edited."""

    TEXT = "text"  #: one line
    NOTE = "note"  #: several lines
    INTEGER = "integer"
    NUMBER = "number"  #: a measured real number, such as events a year
    PERCENT = "percent"  #: whole per cent
    MONEY = "money"  #: cents of the session's currency
    DURATION = "duration"  #: minutes
    DATE = "date"
    INSTANT = "instant"  #: a moment in UTC
    YES_NO = "yes_no"
    CHOICE = "choice"  #: one of ``choices``
    LEVEL = "level"  #: 1–5 on one of the session's scales
    REFERENCE = "reference"  #: the key of another row
    BYTES = "bytes"
    KEY = "key"  #: the row's own key; never shown


class IsoDate(TypeDecorator[date]):
    """A day as ISO 8601 text, since STRICT tables know no dates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Instant(TypeDecorator[datetime]):
    """A moment as ISO 8601 text in UTC to the second, ``2026-09-15T09:00:00Z``, which sorts as it reads."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


_STORED: Mapping[Kind, Callable[[], TypeEngine[Any]]] = MappingProxyType(
    {
        Kind.TEXT: Text, Kind.NOTE: Text, Kind.CHOICE: Text,
        Kind.INTEGER: Integer, Kind.PERCENT: Integer, Kind.MONEY: Integer, Kind.DURATION: Integer,
        Kind.LEVEL: Integer, Kind.NUMBER: REAL, Kind.DATE: IsoDate, Kind.INSTANT: Instant,
        Kind.YES_NO: Flag, Kind.REFERENCE: LargeBinary, Kind.BYTES: LargeBinary, Kind.KEY: LargeBinary,
    }
)  # fmt: skip

#: Longest texts that are taken: one line, and several lines.
MAX_TEXT, MAX_NOTE = 500, 20_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the model as a person meets it.

    ``choices`` maps stored values to labels (message ids) in the order of the list. ``to`` names the kind of entity
    (or the table) that a reference points at. ``scale`` is ``"impact"`` or ``"likelihood"`` for levels.
    ``unit`` is a message id shown after the value. ``editable`` is false for what the programme sets itself.
    """

    kind: Kind
    label: str
    help: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: Mapping[str, str] = dataclass_field(default_factory=dict)
    to: str = ""
    scale: str = ""
    required: bool = False
    editable: bool = True
    core: bool = False  #: shown from the start; the rest unfolds on request

    @property
    def numeric(self) -> bool:
        """Whether figures of this kind stand at the right edge of a column."""
        return self.kind in _NUMERIC

    def parse(self, text: str) -> Any:
        """Return the value that a person's ``text`` means, or ``None`` for an empty text.

        References are not parsed here: names are looked up by the caller. Raises ``UserError`` naming the field.
        """
        cleaned = clean_text(text, self)
        return self.check(_PARSE[self.kind](self, cleaned)) if cleaned else self.check(None)

    def check(self, value: Any) -> Any:
        """Return ``value`` if it keeps the field's limits; raises ``UserError`` naming the field otherwise."""
        label = translate(self.label)
        if value is None:
            if self.required:
                raise UserError(N_("{field} must not be empty."), field=label)
            return None
        if isinstance(value, str):
            value = clean_text(value, self)
            if not value:
                return self.check(None)
        if self.choices and value not in self.choices:
            raise UserError(
                N_("{field} must be one of: {choices}."),
                field=label, choices=", ".join(translate(c) for c in self.choices.values()),
            )  # fmt: skip
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._check_limits(value, label)
        return value

    def _check_limits(self, value: float, label: str) -> None:
        low = self.minimum if self.minimum is not None else (1 if self.kind is Kind.LEVEL else None)
        high = self.maximum if self.maximum is not None else (5 if self.kind is Kind.LEVEL else None)
        if self.kind in (Kind.DURATION, Kind.PERCENT, Kind.MONEY) and low is None:
            low = 0
        if low is not None and value < low:
            raise UserError(N_("{field} must be at least {limit}."), field=label, limit=self.format(low))
        if high is not None and value > high:
            raise UserError(N_("{field} must be at most {limit}."), field=label, limit=self.format(high))
        if abs(value) >= 2**62:
            raise UserError(N_("{field}: the number is too large."), field=label)

    def format(self, value: Any) -> str:
        """Show ``value`` as a person reads it; nothing asked yet gives an empty text. References are not resolved."""
        return "" if value is None else _FORMAT[self.kind](self, value)


_NUMERIC = {
    Kind.INTEGER,
    Kind.NUMBER,
    Kind.PERCENT,
    Kind.MONEY,
    Kind.DURATION,
    Kind.DATE,
    Kind.INSTANT,
    Kind.LEVEL,
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str, spec: Field) -> str:
    """Return ``text`` without what no document can hold, stripped; line breaks survive only in notes.

    Control characters and lone surrogates are dropped. Raises ``UserError`` if it is longer than the field takes.
    """
    cleaned = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if spec.kind is not Kind.NOTE:
        cleaned = " ".join(cleaned.split())
    cleaned = cleaned.strip()
    limit = MAX_NOTE if spec.kind is Kind.NOTE else MAX_TEXT
    if len(cleaned) > limit:
        raise UserError(
            N_("{field} takes {limit} characters at most; this text has {n}."),
            field=translate(spec.label), limit=limit, n=len(cleaned),
        )  # fmt: skip
    return cleaned


#: More digits than any field takes before its limits are looked at.
_MOST_DIGITS = 30


def _number(spec: Field, text: str) -> Decimal:
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").rstrip("%")
    if "," in plain and "." in plain:
        thousands = "," if plain.rfind(",") < plain.rfind(".") else "."
        plain = plain.replace(thousands, "")
    try:
        number = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UserError(N_("{field} must be a number, not “{text}”."), field=translate(spec.label), text=text[:40])
    if number.adjusted() > _MOST_DIGITS:  # its digits would fill the memory
        raise UserError(N_("{field}: the number is too large."), field=translate(spec.label))
    return number


def _whole(spec: Field, text: str) -> int:
    number = _number(spec, text)
    if number != number.to_integral_value():
        raise UserError(N_("{field} must be a whole number."), field=translate(spec.label))
    return int(number)


_FACTORS = {"k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}


def _money(spec: Field, text: str) -> int:
    amount = re.sub(r"^[A-Z]{3}\s*|\s*[A-Z]{3}$|[€$£]", "", text.strip())
    suffix = re.search(r"(bn|[km])$", amount.lower())
    factor = _FACTORS[suffix[1]] if suffix else 1
    return int(_number(spec, amount[: suffix.start()] if suffix else amount) * factor * 100)


_YES, _NO = {"yes", "y", "true", "1", "ja", "x", "✓"}, {"no", "n", "false", "0", "nein", "-", "–"}


def _yes_no(spec: Field, text: str) -> bool:
    word = text.lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise UserError(N_("{field} takes yes or no, not “{text}”."), field=translate(spec.label), text=text[:40])


def _choice(spec: Field, text: str) -> str:
    word = text.casefold()
    for value, label in spec.choices.items():
        if word in (value.casefold(), label.casefold(), translate(label).casefold()):
            return value
    return text


def _level(spec: Field, text: str) -> int:
    return _whole(spec, text.split()[0])


def _refuse(spec: Field, text: str) -> Any:
    raise UserError(N_("{field} cannot be typed."), field=translate(spec.label))


_PARSE: Mapping[Kind, Callable[[Field, str], Any]] = {
    Kind.TEXT: lambda _, text: text,
    Kind.NOTE: lambda _, text: text,
    Kind.INTEGER: _whole,
    Kind.NUMBER: lambda spec, text: float(_number(spec, text)),
    Kind.PERCENT: _whole,
    Kind.MONEY: _money,
    Kind.DURATION: lambda _, text: parse_duration(text),
    Kind.DATE: lambda _, text: parse_date(text),
    Kind.INSTANT: lambda _, text: parse_instant(text),
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.LEVEL: _level,
    Kind.REFERENCE: _refuse,
    Kind.BYTES: _refuse,
    Kind.KEY: _refuse,
}


def format_money(cents: int) -> str:
    """Show cents as an amount with thin groups, ``2 600 000`` or ``12.50``; the currency stands in the label."""
    units, rest = divmod(abs(cents), 100)
    text = f"{units:,}".replace(",", "\u202f") + (f".{rest:02d}" if rest else "")
    return f"−{text}" if cents < 0 else text


_FORMAT: Mapping[Kind, Callable[[Field, Any], str]] = {
    Kind.TEXT: lambda _, value: str(value),
    Kind.NOTE: lambda _, value: str(value),
    Kind.INTEGER: lambda _, value: str(int(value)),
    Kind.NUMBER: lambda _, value: f"{value:g}",
    Kind.PERCENT: lambda _, value: f"{int(value)} %",
    Kind.MONEY: lambda _, value: format_money(int(value)),
    Kind.DURATION: lambda _, value: format_duration(int(value)),
    Kind.DATE: lambda _, value: format_date(value),
    Kind.INSTANT: lambda _, value: format_instant(value),
    Kind.YES_NO: lambda _, value: translate(N_("yes") if value else N_("no")),
    Kind.CHOICE: lambda spec, value: translate(spec.choices.get(value, value)),
    Kind.LEVEL: lambda _, value: str(int(value)),
    Kind.REFERENCE: lambda _, value: str(value.hex()) if isinstance(value, bytes) else str(value),
    Kind.BYTES: lambda _, value: translate(N_("{n} bytes"), n=len(value)),
    Kind.KEY: lambda _, value: value.hex(),
}


def field(
    kind: Kind,
    label: str,
    help: str = "",  # noqa: A002 - the word a form uses
    *,
    foreign_key: ForeignKey | None = None,
    choices: Mapping[str, str] | None = None,
    index: bool = False,
    unique: bool = False,
    default: Any = None,
    **limits: Any,
) -> MappedColumn[Any]:
    """Return the column of a field, with its ``Field`` in ``column.info["field"]``.

    Whether it may be empty follows from the annotation (``Mapped[int]`` or ``Mapped[int | None]``).
    ``limits`` are further attributes of ``Field`` (unit, minimum, maximum, to, scale, required, editable, core).
    """
    spec = Field(kind, label, help, choices=MappingProxyType(dict(choices or {})), **limits)
    arguments: list[Any] = [_STORED[kind]()]
    if foreign_key is not None:
        arguments.append(foreign_key)
    options: dict[str, Any] = {"info": {"field": spec}, "index": index or foreign_key is not None}
    if unique:
        options.update(unique=True, index=False)
    if default is not None:
        options["default"] = default
    return mapped_column(*arguments, **options)


def fields_of(model: Any) -> dict[str, Field]:
    """Return the fields of a mapped class (or a table) by column name, in the order they are written down."""
    table = getattr(model, "__table__", model)
    return {column.name: column.info["field"] for column in table.columns if "field" in column.info}
