"""Rows as they are pasted from a spreadsheet: read first, with every cell that cannot be taken told, then written.

Reading changes nothing, so that a person can look at what would happen; writing is one edit, or none. Headings are
recognised in any order and in the words of other tools, as for imports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app import entities, listings
from app.durations import HOUR, parse_duration
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, plural, translate

if TYPE_CHECKING:
    from app.document import Document

#: Names of what these hold may be created while pasting.
CREATED_BY_NAME = frozenset({"person", "department", "site"})

_REF = "ref"
_NO_NAME = N_("There is nothing called “{text}”.")
_SEVERAL = N_("“{text}” may mean several; their references tell them apart.")
_NEEDED = N_("{field} must not be empty; the row is left out.")
_NO_SUCH_REF = N_("There is no “{text}” in this list; the row is left out.")
_FIXED = N_("{field} follows from other fields and cannot be pasted.")
_NO_PLACE = N_("There is no column for this cell; it stands too far to the right.")
_NOT_KNOWN = N_("No column is called “{text}”.")
#: Seconds at the end of a clock time, and the marks of dates such as ``15-Sep-26``.
_SECONDS, _DASHED = re.compile(r"^(\d{1,4}:\d\d):\d\d$"), re.compile(r"^(\d{1,2})-([A-Za-z]{3,})-(\d{2,4})$")


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that cannot be taken: the row as it was pasted (from 1), its column, what stood there, and why not."""

    row: int
    column: str
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NewName:
    """A name that a reference will point at once its row was made."""

    table: str
    name: str


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row that can be written: into the row ``key``, or as a new one. ``texts`` is how it was pasted, by column."""

    number: int
    key: bytes | None
    values: Mapping[str, Any]
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Paste:
    """What a paste would do. ``columns`` are the fields in the order of the paste, ``None`` where there is none."""

    columns: tuple[str | None, ...]
    rows: tuple[PastedRow, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[PastedRow, ...] = ()
    headings: bool = False

    @cached_property
    def added(self) -> int:
        """How many rows are new."""
        return sum(row.key is None for row in self.rows)

    @cached_property
    def changed(self) -> int:
        """How many rows are there already."""
        return len(self.rows) - self.added

    @cached_property
    def new_names(self) -> tuple[str, ...]:
        """Names of people, departments and sites that would be created."""
        found = (value.name for row in self.rows for value in row.values.values() if isinstance(value, NewName))
        return tuple({name.casefold(): name for name in reversed(list(found))}.values())[::-1]


def read_paste(
    document: Document,
    model: Any,
    rows: Sequence[Sequence[str]],
    columns: Sequence[str],
    keys: Sequence[bytes] = (),
    titles: Mapping[str, str] | None = None,
    several: Mapping[str, Field] = MappingProxyType({}),
) -> Paste:
    """Read ``rows`` of text for ``columns`` of the rows ``keys``; what goes beyond them is new. Nothing is written.

    A first row of headings chooses the columns itself, and a column of references the rows. ``titles`` has further
    words for columns, ``several`` those whose cells name any number of rows, by name or reference with semicolons or
    commas between them. Names of people, departments and sites that do not exist will be created. Empty cells change
    nothing.
    """
    heads = headings(model, rows[0], titles or {}) if len(rows) > 1 else None
    reader = _Reader(document, model, heads if heads is not None else list(columns), keys, several)
    reader.heads = list(rows[0]) if heads is not None else []
    body = rows[1:] if heads is not None else rows
    return reader.read(body, shift=1 if heads is not None else 0)


def headings(model: Any, cells: Sequence[str], titles: Mapping[str, str]) -> list[str | None] | None:
    """Return the field that each cell names if the cells are headings, else ``None``.

    They are if all are known, or at least two and half of them.
    """
    from app.imports.synonyms import forms

    known = _known_headings(model, titles)
    found = [next((known[form] for form in forms(cell) if form in known), None) for cell in cells]
    named, understood = sum(bool(cell.strip()) for cell in cells), sum(name is not None for name in found)
    if not understood or (understood < named and (understood < 2 or understood * 2 < named)):
        return None
    return [name if name not in found[:at] else None for at, name in enumerate(found)]


def _known_headings(model: Any, titles: Mapping[str, str]) -> dict[str, str]:
    """Return our own words for each field and those of other tools, in plain form; our own count first."""
    from app.imports.kinds import KINDS
    from app.imports.synonyms import plain_form, style

    fields, known = fields_of(model), {_REF: _REF}
    own = [(word, name) for name, spec in fields.items() for word in (spec.label, translate(spec.label), name)]
    for word, name in [*((title, name) for name, title in titles.items()), *own]:
        known.setdefault(plain_form(word), name)
    table = str(model.__tablename__)
    kind = next((kind.id for kind in KINDS.values() if kind.id in style("plain").headings and _holds(kind, table)), "")
    for name, words in style("plain").headings.get(kind, {}).items():
        column = name if name in fields or name == _REF else f"{name}_id"
        if column in fields or column == _REF:
            for word in words:
                known.setdefault(word, column)
    return known


def _holds(kind: Any, table: str) -> bool:
    return getattr(kind.model, "__tablename__", "") == table


class _Reader:
    """Reads the cells of one paste, looking every name up once."""

    def __init__(
        self,
        document: Document,
        model: Any,
        columns: list[str | None],
        keys: Sequence[bytes],
        several: Mapping[str, Field],
    ) -> None:
        self.document, self.model, self.columns, self.keys = document, model, columns, keys
        self.several = several
        self.heads: list[str] = []
        self.fields = {**fields_of(model), **several}
        self.problems: list[Problem] = []
        self._names: dict[str, dict[str, list[bytes]]] = {}
        self._refs: dict[str, bytes] | None = None
        self._listed: dict[str, dict[str, bytes | None]] = {}

    def read(self, body: Sequence[Sequence[str]], shift: int) -> Paste:
        good, bad = list[PastedRow](), list[PastedRow]()
        for at, text in enumerate(self.heads):
            if text.strip() and self.columns[at] is None:
                self.problems.append(Problem(1, text.strip(), text, translate(_NOT_KNOWN, text=text.strip()[:40])))
        for at, cells in enumerate(body):
            texts = {name: cell for name, cell in zip(self.columns, cells, strict=False) if name and cell.strip()}
            before = len(self.problems)
            row = self._row(at, at + 1 + shift, cells, texts)
            if row is not None and (row.values or row.key is not None):
                good.append(row)
            if row is None or len(self.problems) > before:
                bad.append(PastedRow(at + 1 + shift, None, {}, texts))
        return Paste(tuple(self.columns), tuple(good), tuple(self.problems), tuple(bad), bool(self.heads))

    def _row(self, at: int, number: int, cells: Sequence[str], texts: Mapping[str, str]) -> PastedRow | None:
        values = dict(self._values(number, cells))
        if _REF in self.columns and texts.get(_REF, "").strip():
            key = self._by_ref(texts[_REF])
            if key is None:
                self._wrong(number, translate(N_("Ref")), texts[_REF], translate(_NO_SUCH_REF, text=texts[_REF][:20]))
                return None
        else:
            key = self.keys[at] if at < len(self.keys) and not self.heads else None
        if key is None and not self._complete(number, values):
            return None
        return PastedRow(number, key, values, texts)

    def _values(self, number: int, cells: Sequence[str]) -> Iterator[tuple[str, Any]]:
        for at, cell in enumerate(cells):
            name = self.columns[at] if at < len(self.columns) else None
            if not cell.strip() or name == _REF:
                continue
            if at >= len(self.columns):
                self._wrong(number, "", cell, translate(_NO_PLACE))
            elif name is not None:
                yield from self._cell(number, name, cell, self.heads[at] if self.heads else "")

    def _cell(self, number: int, name: str, cell: str, head: str) -> Iterator[tuple[str, Any]]:
        spec = self.fields.get(name)
        if spec is None or not spec.editable:
            return  # what we show ourselves, such as the tier, comes back with a copy; nothing is lost
        try:
            value = self._several(spec, cell) if name in self.several else self.value(spec, cell, head)
        except UserError as error:
            self._wrong(number, translate(spec.label), cell, str(error))
        else:
            if value is not None:
                yield name, value

    def _wrong(self, number: int, column: str, text: str, sentence: str) -> None:
        self.problems.append(Problem(number, column, text, sentence))

    def _complete(self, number: int, values: Mapping[str, Any]) -> bool:
        """Whether a new row has all that it needs."""
        for column in self.model.__table__.columns:
            spec = column.info.get("field")
            if spec and spec.required and spec.editable and column.name not in values and column.default is None:
                if values:
                    self._wrong(number, translate(spec.label), "", translate(_NEEDED, field=translate(spec.label)))
                return False
        return bool(values)

    def value(self, spec: Field, cell: str, head: str) -> Any:
        """Return what a cell means for a field. Raises ``UserError``."""
        from app.imports.synonyms import unit_of
        from app.imports.values import is_blank

        if is_blank(cell, spec) and spec.kind is not Kind.YES_NO:
            return None
        if spec.kind is Kind.REFERENCE:
            return self._named(spec, cell)
        if spec.kind is Kind.DURATION:
            text = _SECONDS.sub(r"\1", cell.strip())
            return spec.check(parse_duration(text, bare_unit=unit_of(head) or HOUR))
        if spec.kind is Kind.DATE:
            return spec.parse(_DASHED.sub(r"\1 \2 \3", cell.strip()))
        return spec.parse(cell)

    def _named(self, spec: Field, cell: str) -> bytes | NewName:
        wanted = " ".join(cell.split())
        known = self._names.get(spec.to)
        if known is None:
            known = self._names[spec.to] = {}
            for key, name in listings.names(self.document, spec.to).items():
                known.setdefault(name.casefold(), []).append(key)
        found = known.get(wanted.casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise UserError(_SEVERAL, text=wanted[:60])
        if spec.to in CREATED_BY_NAME:
            return NewName(spec.to, entities.field_of(listings.model_of(spec.to), "name").parse(wanted))
        raise UserError(_NO_NAME, text=wanted[:60])

    def _several(self, spec: Field, cell: str) -> tuple[bytes, ...]:
        """Return the keys of all rows that a cell names; a comma may be part of a name, a semicolon is not."""
        found: list[bytes] = []
        for part in (part.strip() for part in re.split(r"[;\n]", cell) if part.strip()):
            whole = self._one_of(spec, part)
            names = [name.strip() for name in part.split(",") if name.strip()]
            for key, name in [(whole, part)] if whole else [(self._one_of(spec, name), name) for name in names]:
                if key is None:
                    raise UserError(_NO_NAME, text=name[:60])
                found.append(key)
        return tuple(dict.fromkeys(found))

    def _one_of(self, spec: Field, text: str) -> bytes | None:
        """Return the row that has a reference or is called so; ``None`` if there is none or several."""
        known = self._listed.get(spec.to)
        if known is None:
            known = self._listed[spec.to] = {}
            for key, name in listings.names(self.document, spec.to).items():
                known[name.casefold()] = None if name.casefold() in known else key
            refs = listings.refs(self.document, listings.model_of(spec.to))
            known |= {ref.casefold(): key for key, ref in refs.items()}
        return known.get(" ".join(text.split()).casefold())

    def _by_ref(self, text: str) -> bytes | None:
        if self._refs is None:
            self._refs = {ref.casefold(): key for key, ref in listings.refs(self.document, self.model).items()}
        return self._refs.get(text.strip().casefold())


def write_paste(
    document: Document,
    model: Any,
    paste: Paste,
    *,
    make: Callable[[dict[str, Any]], bytes] | None = None,
    write: Callable[[bytes, Mapping[str, Any]], object] | None = None,
) -> list[bytes]:
    """Write what was read as one edit and return the keys of the new rows. Raises ``UserError``; nothing is kept then.

    ``make(values)`` adds a row and ``write(key, values)`` changes one, where a subject does more than set fields.
    """
    label = plural(
        N_("Paste {n} row ({noun})"), N_("Paste {n} rows ({noun})"), len(paste.rows), noun=entities.noun_of(model)
    )
    made: dict[NewName, bytes] = {}
    added: list[bytes] = []
    with document.edit(label, coalesce=""):
        for row in paste.rows:
            values = {name: _settled(document, value, made) for name, value in row.values.items()}
            if row.key is None:
                added.append(make(values) if make is not None else entities.add(document, model, None, **values))
            elif write is not None:
                write(row.key, values)
            else:
                entities.set_fields(document, model, row.key, values)
    return added


def _settled(document: Document, value: Any, made: dict[NewName, bytes]) -> Any:
    """Return a value with the row of a new name made; each name is made once."""
    if not isinstance(value, NewName):
        return value
    same = NewName(value.table, value.name.casefold())
    if same not in made:
        made[same] = entities.add(document, listings.model_of(value.table), None, name=value.name)
    return made[same]


def parsed(document: Document, spec: Field, text: str) -> Any:
    """Return the value that ``text`` means for a field; names of references are looked up, some are created."""
    if spec.kind is not Kind.REFERENCE:
        return spec.parse(text)
    wanted = " ".join(text.split())
    for key, name in listings.options(document, spec.to):
        if name.casefold() == wanted.casefold():
            return key
    if spec.to in CREATED_BY_NAME:
        model = listings.model_of(spec.to)
        return entities.add(document, model, None, **{listings.known_by(model): wanted})
    raise UserError(N_("{field}: there is nothing called “{text}”."), field=translate(spec.label), text=wanted[:60])
