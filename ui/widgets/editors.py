"""The right control for a field by its kind, for forms and for the cells of tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.fields import Field, Kind
from app.i18n import N_, translate
from ui.widgets import chips
from ui.widgets.calendar import DateField
from ui.widgets.choosing import Option, PickField
from ui.widgets.inputs import NOT_ASKED, ChoiceBox, NoteField, TextField
from ui.widgets.pickers import Anchor, LevelPicker, ReferencePicker, SeveralPicker, YesNoField

#: Any of the controls; all have ``entry()``, ``show_entry(value, text)``, ``set_locked()``, ``edited``, ``settled``.
Entry = TextField | NoteField | ChoiceBox | LevelPicker | YesNoField

#: Runs work as one step of Undo under a label; says whether it was kept.
Together = Callable[[str, Callable[[], object]], bool]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a control finds what it offers: rows to refer to, anchors of a scale, and how to create a row.

    ``notes`` has a quiet word to some of the options, ``together(name, work)`` makes creating and choosing one step of
    Undo, ``several`` says that any number of the options may be chosen.
    """

    options: Callable[[], Sequence[tuple[Any, str]]] | None = None
    anchors: Callable[[], Sequence[Anchor]] | None = None
    create: Callable[[str], Any] | None = None
    notes: Callable[[], Mapping[Any, str]] | None = None
    together: Together | None = None
    several: bool = False


_EXAMPLES = {Kind.DURATION: N_("4h, 90 min, 2d"), Kind.DATE: N_("15 Sep 2026 or +2w")}
_FEW = (Kind.CHOICE, Kind.LEVEL, Kind.YES_NO)


def make_editor(field: Field, source: Source = Source(), *, cell: bool = False) -> Entry:
    """Return the control for a field; ``cell`` makes it fit into a table."""
    name, kind = translate(field.label), "cell" if cell else True
    if source.several and source.options is not None:
        return SeveralPicker(source.options, name, kind=kind, placeholder=translate(N_("none")), notes=source.notes)
    if field.kind is Kind.REFERENCE and source.options is not None:
        return ReferencePicker(
            source.options, name, source.create, kind=kind, placeholder=translate(NOT_ASKED), notes=source.notes,
            together=source.together,
        )  # fmt: skip
    if cell and field.kind in _FEW:
        return PickField(lambda: few(field, source), name, kind=kind, placeholder=translate(NOT_ASKED))
    if field.kind is Kind.CHOICE:
        return ChoiceBox(choices(field, source), name, empty=None if field.required else NOT_ASKED)
    if field.kind is Kind.LEVEL:
        return LevelPicker(source.anchors, name)
    if field.kind is Kind.YES_NO:
        return YesNoField(name)
    return _typed(field, name, kind, cell=cell)


def _typed(field: Field, name: str, kind: object, *, cell: bool) -> Entry:
    if field.kind is Kind.NOTE:
        return NoteField(name, translate(NOT_ASKED))
    placeholder = translate(_EXAMPLES.get(field.kind, NOT_ASKED)) if cell else translate(NOT_ASKED)
    if field.kind is Kind.DATE:
        return DateField(name, placeholder, kind=kind)
    return TextField(name, placeholder, "" if cell else translate(field.unit), kind=kind)


def choices(field: Field, source: Source) -> list[tuple[Any, str]]:
    """Return what a field of few values offers: its choices, the levels with their anchors, or yes and no."""
    if field.kind is Kind.YES_NO:
        return [(True, translate(N_("yes"))), (False, translate(N_("no")))]
    if field.kind is Kind.LEVEL:
        return [
            (n, " ".join(part for part in (str(n), name, anchor and f"· {anchor}") if part))
            for n, name, anchor in _levels(source)
        ]
    return [(value, translate(label)) for value, label in field.choices.items()]


def few(field: Field, source: Source) -> list[Option]:
    """Return the lines of a list for a field of few values; levels come with their chip, their word and anchor."""
    nothing = [] if field.required else [Option(None, translate(NOT_ASKED))]
    if field.kind is Kind.LEVEL:
        return nothing + [Option(n, name, anchor, chips.level(n, name)) for n, name, anchor in _levels(source)]
    return nothing + [Option(value, words) for value, words in choices(field, source)]


def _levels(source: Source) -> Sequence[Anchor]:
    return source.anchors() if source.anchors is not None else [(n, "", "") for n in range(1, 6)]


def choose_all(editor: QWidget) -> None:
    """Select what a text control holds, so that typing replaces it."""
    if isinstance(editor, TextField | NoteField):
        editor.selectAll()
