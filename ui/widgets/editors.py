"""The right control for a field by its kind, for forms and for the cells of tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.fields import Field, Kind
from app.i18n import N_, translate
from ui.widgets.inputs import NOT_ASKED, ChoiceBox, NoteField, TextField
from ui.widgets.pickers import Anchor, LevelPicker, ReferencePicker, YesNoField

#: Any of the controls; all have ``entry()``, ``show_entry(value, text)``, ``set_locked()``, ``edited``, ``settled``.
Entry = TextField | NoteField | ChoiceBox | LevelPicker | YesNoField | ReferencePicker


@dataclass(frozen=True, slots=True)
class Source:
    """Where a control finds what it offers: rows to refer to, anchors of a scale, and how to create a row."""

    options: Callable[[], Sequence[tuple[Any, str]]] | None = None
    anchors: Callable[[], Sequence[Anchor]] | None = None
    create: Callable[[str], Any] | None = None


_EXAMPLES = {Kind.DURATION: N_("4h, 90 min, 2d"), Kind.DATE: N_("15 Sep 2026 or +2w")}


def make_editor(field: Field, source: Source = Source(), *, cell: bool = False) -> Entry:
    """Return the control for a field; ``cell`` makes it fit into a table."""
    name = translate(field.label)
    if field.kind is Kind.REFERENCE and source.options is not None:
        kind: object = "cell" if cell else True
        return ReferencePicker(source.options, name, source.create, kind=kind, placeholder=translate(NOT_ASKED))
    if field.kind is Kind.CHOICE or (cell and field.kind in (Kind.LEVEL, Kind.YES_NO)):
        return ChoiceBox(choices(field, source), name, empty=None if field.required else NOT_ASKED, cell=cell)
    if field.kind is Kind.LEVEL:
        return LevelPicker(source.anchors, name)
    if field.kind is Kind.YES_NO:
        return YesNoField(name)
    if field.kind is Kind.NOTE:
        return NoteField(name, translate(NOT_ASKED))
    placeholder = translate(_EXAMPLES.get(field.kind, NOT_ASKED)) if cell else translate(NOT_ASKED)
    return TextField(name, placeholder, "" if cell else translate(field.unit), kind="cell" if cell else True)


def choices(field: Field, source: Source) -> list[tuple[Any, str]]:
    """Return what a field of few values offers: its choices, the levels with their anchors, or yes and no."""
    if field.kind is Kind.YES_NO:
        return [(True, translate(N_("yes"))), (False, translate(N_("no")))]
    if field.kind is Kind.LEVEL:
        anchors = source.anchors() if source.anchors is not None else [(n, "", "") for n in range(1, 6)]
        return [
            (n, " ".join(part for part in (str(n), name, anchor and f"· {anchor}") if part))
            for n, name, anchor in anchors
        ]
    return [(value, translate(label)) for value, label in field.choices.items()]


def choose_all(editor: QWidget) -> None:
    """Select what a text control holds, so that typing replaces it."""
    if isinstance(editor, TextField | NoteField):
        editor.selectAll()
