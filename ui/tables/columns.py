"""What a column of a table is: a field, where its value comes from, how it is shown, and what may be typed into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from app.fields import Field, Kind
from app.i18n import translate
from ui.widgets import chips
from ui.widgets.chips import Chip
from ui.widgets.editors import Source, Together
from ui.widgets.pickers import Anchor

_WIDTHS = {
    Kind.TEXT: 180, Kind.NOTE: 240, Kind.INTEGER: 72, Kind.NUMBER: 80, Kind.PERCENT: 72, Kind.MONEY: 104,
    Kind.DURATION: 76, Kind.DATE: 104, Kind.INSTANT: 136, Kind.YES_NO: 72, Kind.CHOICE: 128, Kind.LEVEL: 72,
    Kind.REFERENCE: 140,
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column over plain rows.

    ``value(row)`` gives the stored value (the attribute ``name`` unless told), ``text(row)`` what is shown,
    ``chip(row)`` one or several chips instead of a text. ``editable`` may depend on the row.
    ``options``, ``create``, ``anchors``, ``notes`` and ``together`` feed the editor of references and levels (see
    ``ui.widgets.editors.Source``); ``several`` means that the value is a tuple of keys. ``tone(row)`` names a
    token for the text, ``bold(row)`` sets it in 600.
    ``problem(row)`` is a sentence that marks the cell as wrong, ``tip(row)`` tells more when one points at it.
    ``press(row)`` happens on a click on its chip or Enter. ``icon`` stands in the head in place of the words.
    Words are never shown in less than ``least`` logical pixels; ``stays`` keeps the column in sight while the table is
    scrolled sideways. Columns with ``shown=False`` wait in the chooser.
    """

    name: str
    field: Field
    width: int = 0
    editable: bool | Callable[[Any], bool] | None = None
    value: Callable[[Any], Any] | None = None
    text: Callable[[Any], str] | None = None
    chip: Callable[[Any], Chip | Sequence[Chip] | None] | None = None
    options: Callable[[], Sequence[tuple[Any, str]]] | None = None
    create: Callable[[str], Any] | None = None
    anchors: Callable[[], Sequence[Anchor]] | None = None
    notes: Callable[[], Mapping[Any, str]] | None = None
    together: Together | None = None
    several: bool = False
    tone: str | Callable[[Any], str] = "text"
    bold: bool | Callable[[Any], bool] = False
    problem: Callable[[Any], str] | None = None
    sort: Callable[[Any], Any] | None = None
    tip: Callable[[Any], str] | None = None
    press: Callable[[Any], object] | None = None
    title: str = ""
    icon: str = ""
    shown: bool = True
    stretch: bool = False
    least: int = 0
    stays: bool | None = None
    labels: Mapping[Any, str] = dataclass_field(default_factory=dict, repr=False)

    @property
    def heading(self) -> str:
        """The words in the head of the column."""
        return translate(self.title or self.field.label)

    @property
    def figures(self) -> bool:
        """Whether it stands at the right edge."""
        return self.field.numeric and self.chip is None and self.field.kind is not Kind.LEVEL

    @property
    def names_rows(self) -> bool:
        """Whether it tells which row it is, as references and names do, so that it stays in sight."""
        return self.stays if self.stays is not None else self.name == "ref" or self.bold is True or self.stretch

    @property
    def source(self) -> Source:
        """Where its editor finds what it offers."""
        return Source(self.options, self.anchors, self.create, self.notes, self.together, self.several)

    def logical_width(self) -> int:
        """Return the width to begin with, in logical pixels."""
        return self.width or _WIDTHS.get(self.field.kind, 120)

    def value_of(self, row: Any) -> Any:
        """Return the stored value in a row."""
        return self.value(row) if self.value is not None else getattr(row, self.name, None)

    def text_of(self, row: Any) -> str:
        """Return what a row shows in this column, as text."""
        if self.text is not None:
            return self.text(row)
        if self.chip is not None:
            return " ".join(chip.text for chip in self.chips_of(row))
        value = self.value_of(row)
        if value is None:
            return ""
        if self.several:
            return ", ".join(self.label_of(key) for key in value)
        if self.field.kind is Kind.REFERENCE:
            return self.label_of(value)
        return self.field.format(value)

    def label_of(self, key: Any) -> str:
        """Return the label of what a reference points at."""
        if self.options is None:
            return str(self.labels.get(key, key))
        return next((text for candidate, text in self.options() if candidate == key), "")

    def chips_of(self, row: Any) -> tuple[Chip, ...]:
        """Return the chips that stand in for the text."""
        if self.chip is None:
            return self._level_chip(row)
        made = self.chip(row)
        return () if made is None else (made,) if isinstance(made, Chip) else tuple(made)

    def _level_chip(self, row: Any) -> tuple[Chip, ...]:
        value = self.value_of(row) if self.field.kind is Kind.LEVEL else None
        if not isinstance(value, int):
            return ()
        names = {number: name for number, name, _ in self.anchors()} if self.anchors is not None else {}
        return (chips.level(value, names.get(value, "")),)

    def may_edit(self, row: Any) -> bool:
        """Whether a person may change the cell of this row."""
        if callable(self.editable):
            return self.editable(row)
        return self.field.editable if self.editable is None else self.editable

    def tone_of(self, row: Any) -> str:
        """Return the token of the text's colour."""
        return self.tone(row) if callable(self.tone) else self.tone

    def bold_of(self, row: Any) -> bool:
        """Whether the text is set in 600."""
        return self.bold(row) if callable(self.bold) else self.bold

    def sort_key(self, row: Any) -> tuple[int, Any]:
        """Return what rows are ordered by: unknown values come last, texts without regard to case."""
        value = self.sort(row) if self.sort is not None else self.value_of(row)
        if value is None or value in ("", ()):
            return (1, 0)
        if self.sort is None and (isinstance(value, str | bytes) or self.text is not None):
            return (0, self.text_of(row).casefold())
        return (0, value)
