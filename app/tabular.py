"""Rows as they are pasted from a spreadsheet, and values copied down a column: many cells as one edit, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app import entities, listings
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, plural, translate

if TYPE_CHECKING:
    from app.document import Document

#: Names of what these hold may be created while pasting.
CREATED_BY_NAME = frozenset({"person", "department", "site"})


def headings(model: Any, cells: Sequence[str]) -> list[str | None] | None:
    """Return the field that each cell names if the cells are headings (all known, one at least), else ``None``."""
    known = {
        word.casefold(): name
        for name, spec in fields_of(model).items()
        for word in (spec.label, translate(spec.label), name)
    }
    found = [known.get(cell.strip().casefold()) for cell in cells]
    named = [cell for cell in cells if cell.strip()]
    return found if named and sum(name is not None for name in found) == len(named) else None


def paste_rows(
    document: Document, model: Any, rows: Sequence[Sequence[str]], columns: Sequence[str], keys: Sequence[bytes]
) -> list[bytes]:
    """Write ``rows`` of text into ``columns`` of the rows ``keys`` and add a new row for each that is left.

    A first row of headings chooses the columns itself. Names of people, departments and sites that do not exist are
    created. Empty cells change nothing. Returns the keys of the added rows. Raises ``UserError`` naming row and field;
    then nothing was pasted.
    """
    named = headings(model, rows[0]) if len(rows) > 1 else None
    wanted: Sequence[str | None] = named if named is not None else columns
    body = rows[1:] if named is not None else rows
    noun = entities.noun_of(model)
    label = plural(N_("Paste {n} row ({noun})"), N_("Paste {n} rows ({noun})"), len(body), noun=noun)
    added: list[bytes] = []
    with document.edit(label):
        for at, cells in enumerate(body):
            values = _values(document, model, wanted, cells, at + 1)
            if not values:
                continue
            if at < len(keys) and named is None:
                entities.set_fields(document, model, keys[at], values)
            else:
                added.append(entities.add(document, model, None, **values))
    return added


def fill_down(document: Document, model: Any, column: str, source: bytes, targets: Sequence[bytes]) -> None:
    """Copy the value of ``column`` from the row ``source`` into the rows ``targets`` as one edit."""
    row = document.get(model, source)
    label = translate(fields_of(model)[column].label)
    with document.edit(translate(N_("Fill {field} down"), field=label)):
        for key in targets:
            entities.set_field(document, model, key, column, getattr(row, column))


def _values(
    document: Document, model: Any, columns: Sequence[str | None], cells: Sequence[str], number: int
) -> dict[str, Any]:
    fields = fields_of(model)
    values: dict[str, Any] = {}
    for name, cell in zip(columns, cells, strict=False):
        if name is None or name not in fields or not cell.strip() or not fields[name].editable:
            continue
        try:
            values[name] = parsed(document, fields[name], cell)
        except UserError as error:
            raise UserError(N_("Row {number}: {reason} Nothing was pasted."), number=number, reason=error) from error
    return values


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
