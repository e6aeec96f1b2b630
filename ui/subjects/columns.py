"""Columns of a table made from the fields of a subject's model, over the plain rows of ``app.listings``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from app import entities, listings
from app.document import Document, EditLost
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, translate
from app.listings import ListRow
from app.scales import read_scales
from ui.console import Console
from ui.tables.columns import Column
from ui.widgets.editors import Source
from ui.widgets.pickers import Anchor

#: What may be created from a picker by typing a new name.
CREATABLE = frozenset({"person", "department", "site", "supplier", "component", "service"})

REFERENCE = Field(Kind.TEXT, N_("Ref"), editable=False)


def ref_column() -> Column:
    """Return the column of references, such as ``SVC-004``."""
    return Column("ref", REFERENCE, 84, editable=False, tone="text3")


def field_column(console: Console, model: Any, name: str, **options: Any) -> Column:
    """Return the column of a field; ``options`` go to ``Column``."""
    spec = fields_of(model)[name]
    source = source_of(console.document, spec)
    settings: dict[str, Any] = {
        "value": partial(_value, name),
        "options": source.options,
        "create": source.create if console.writable else None,
        "anchors": source.anchors,
        "notes": source.notes,
        "together": source.together,
        "editable": spec.editable and console.writable,
    }
    if spec.kind is Kind.REFERENCE:
        settings["text"] = partial(_name, name)
    return Column(name, spec, **(settings | options))


def field_columns(console: Console, model: Any, names: Sequence[str] = ()) -> list[Column]:
    """Return the reference column and the columns of ``names``; further fields wait in the chooser."""
    fields = fields_of(model)
    first = names or [name for name, spec in fields.items() if spec.core]
    rest = [name for name, spec in fields.items() if name not in first and _can_be_column(name, spec)]
    made = [ref_column()] if getattr(model, "PREFIX", "") else []
    main = listings.known_by(model)
    mains = [main] if main else [name for name in first if fields[name].kind is Kind.REFERENCE]
    for name in first:
        wide: dict[str, Any] = {"width": 200, "stretch": True} if name in mains else {}
        made.append(field_column(console, model, name, **wide))
    return made + [field_column(console, model, name, shown=False) for name in rest]


def _can_be_column(name: str, spec: Field) -> bool:
    return spec.kind not in (Kind.KEY, Kind.BYTES) and name not in ("entity_kind", "position")


def _value(name: str, row: Any) -> Any:
    return row.value(name) if isinstance(row, ListRow) else row.values.get(name)


def _name(name: str, row: Any) -> str:
    return row.name(name) if isinstance(row, ListRow) else str(row.names.get(name, ""))


def source_of(document: Document, spec: Field) -> Source:
    """Return where an editor of ``spec`` finds what it offers."""
    if spec.kind is Kind.REFERENCE:
        create = partial(create_named, document, spec.to) if spec.to in CREATABLE else None
        return Source(
            options=partial(listings.options, document, spec.to),
            create=create,
            notes=partial(listings.remarks, document, spec.to),
            together=partial(together, document),
        )
    if spec.kind is Kind.LEVEL:
        return Source(anchors=partial(level_anchors, document, spec.scale))
    return Source()


def together(document: Document, label: str, work: Callable[[], object]) -> bool:
    """Run work as one step of Undo; return whether it was kept. What the work itself reported needs no second word."""
    try:
        with document.edit(label):
            work()
    except EditLost:
        return False
    return True


def create_named(document: Document, table: str, name: str) -> bytes:
    """Create a row of ``table`` known by ``name`` and return its key. Raises ``UserError``."""
    model = listings.model_of(table)
    return entities.add(document, model, None, **{listings.known_by(model): name})


def level_anchors(document: Document, scale: str) -> list[Anchor]:
    """Return number, word and what it means for the levels of a scale of the session."""
    scales = read_scales(document)
    if scale == "likelihood":
        return [(level.level, level.name, level.frequency) for level in scales.likelihoods]
    return [(number, scales.word(number), "") for number in scales.level_range("impact")]


def committer(console: Console, model: Any) -> Callable[[bytes, str, Any], None]:
    """Return what a table or form calls with a key, a field and what was entered."""

    def commit(key: bytes, name: str, entered: Any) -> None:
        if not console.writable:
            raise UserError(N_("This window is read-only; nothing can be changed here."))
        entities.set_field(console.document, model, key, name, entered)

    return commit


def heading_words(model: Any) -> str:
    """Return what one row of a model is called, such as ``service``."""
    return translate(entities.noun_of(model))
