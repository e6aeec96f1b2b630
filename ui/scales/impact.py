"""Kinds of harm: from which level each is intolerable, what every level means, and the levels themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from app import entities, listings, matrices
from app import model as m
from app.fields import Field, Kind, fields_of
from app.i18n import N_, translate
from app.scales import Scales, read_scales
from ui.console import Console
from ui.scales.part import Part
from ui.scales.switching import AddLevelDialog, RemoveLevelDialog
from ui.subjects.columns import field_column, level_anchors
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Space
from ui.widgets import chips
from ui.widgets.buttons import button
from ui.widgets.cards import Card
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import paragraph
from ui.widgets.layouts import box, clear, row

_ANCHOR = 150


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A kind of harm with its anchors and the keys of their rows."""

    key: bytes
    name: str
    threshold: int
    anchors: dict[int, tuple[bytes, str]]


class LevelButtons:
    """The two buttons of a scale: a level more, a level fewer, each with a dialog that shows what changes."""

    def __init__(self, part: Part, scale: str) -> None:
        self._part, self._scale = part, scale
        self.add = button(translate(N_("Add a level…")), self._add, size="small")
        self.remove = button(translate(N_("Remove a level…")), self._remove, size="small")
        self.both = box(row(self.add, self.remove, gap=Space.s))

    def refresh(self, scales: Scales) -> None:
        """Offer only what the scale allows; the others say why."""
        count, writable = scales.count(self._scale), self._part.console.writable
        self.add.setEnabled(writable and count < matrices.MOST)
        self.remove.setEnabled(writable and count > matrices.FEWEST)
        self.add.setToolTip("" if count < matrices.MOST else translate(N_("A scale has five levels at most.")))
        few = translate(N_("A scale has three levels at least."))
        self.remove.setToolTip("" if count > matrices.FEWEST else few)

    def _add(self) -> None:
        dialog = AddLevelDialog(self._part.window(), self._part.document, self._scale)
        self._asked(dialog, N_("The scale of {scale} has {n} levels now."))

    def _remove(self) -> None:
        last = read_scales(self._part.document).count(self._scale)
        dialog = RemoveLevelDialog(self._part.window(), self._part.document, self._scale, last)
        self._asked(dialog, N_("The scale of {scale} has {n} levels now; what stood on the other moved."))

    def _asked(self, dialog: AddLevelDialog | RemoveLevelDialog, words: str) -> None:
        dialog.ask()
        if dialog.done_now:
            count = read_scales(self._part.document).count(self._scale)
            scale = translate(matrices.SCALES[self._scale])
            self._part.console.say(translate(words, scale=scale, n=count), undoable=True)
        dialog.deleteLater()


class ImpactPart(Part):
    """Kinds of harm with thresholds and anchors, and the words for the levels."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._shape: tuple[str, ...] = ()
        self._build(read_scales(self.document))

    def _build(self, scales: Scales) -> None:
        """Build the tables for as many levels as there are, with their words as heads."""
        clear(self.cards)
        self._shape = tuple(one.name for one in scales.levels)
        self.table = Table(
            self._columns(scales), translate(N_("Kinds of harm")), key=lambda made: made.key, commit=self._commit,
            read_only=not self.console.writable,
        )  # fmt: skip
        note = N_("everybody scores against these examples")
        self._table_card(N_("Kinds of harm and what the levels mean"), note, self.table)
        names = ("level", "name")
        columns = [field_column(self.console, m.ImpactLevel, name, stretch=name == "name") for name in names]
        self.words = self._model_table(m.ImpactLevel, N_("Words for the levels"), columns)
        self.levels = LevelButtons(self, "impact")
        card = self._table_card(N_("Words for the levels"), "", self.words, self.levels.both)
        self.anchors = Card(" ")
        self.table.currentKeyChanged.connect(lambda _key: self._show_anchors())
        self.cards.addLayout(row(card, self.anchors, gap=Space.l))

    def _columns(self, scales: Scales) -> list[Column]:
        fields, writable = fields_of(m.ImpactCategory), self.console.writable
        made = [
            Column("name", fields["name"], 132, bold=True, editable=writable),
            Column("threshold", fields["threshold"], 116, editable=writable,
                   anchors=lambda: level_anchors(self.document, "impact")),
        ]  # fmt: skip
        for level in scales.level_range("impact"):
            spec = Field(Kind.TEXT, f"{level} {scales.word(level)}")
            value = partial(_anchor, level)
            made.append(Column(str(level), spec, _ANCHOR, value=value, editable=writable, stretch=True))
        return made

    def _commit(self, key: bytes, name: str, entered: Any) -> None:
        if not name.isdigit():
            entities.set_field(self.document, m.ImpactCategory, key, name, entered)
            return
        category = next(made for made in self._rows() if made.key == key)
        known = category.anchors.get(int(name))
        if known is None:
            values = {"category_id": key, "level": int(name), "text": entered}
            entities.add(self.document, m.ImpactAnchor, None, **values)
        else:
            entities.set_field(self.document, m.ImpactAnchor, known[0], "text", entered)

    def _rows(self) -> list[CategoryRow]:
        anchors: dict[bytes, dict[int, tuple[bytes, str]]] = {}
        for made in self.document.all(m.ImpactAnchor):
            anchors.setdefault(made.category_id, {})[made.level] = (made.id, made.text)
        rows = self.document.all(m.ImpactCategory, order_by=m.ImpactCategory.position)
        return [CategoryRow(made.id, made.name, made.threshold, anchors.get(made.id, {})) for made in rows]

    def refresh(self) -> None:
        """Read categories, anchors and words."""
        scales = read_scales(self.document)
        if tuple(one.name for one in scales.levels) != self._shape:
            self._build(scales)
        self.levels.refresh(scales)
        self._show(self.table, self._rows())
        self._show(self.words, listings.read(self.document, m.ImpactLevel, order_by=(m.ImpactLevel.level,)))
        self._show_anchors()

    def _show_anchors(self) -> None:
        """Show the anchors of the chosen kind of harm in full, since the cells of the table cut long ones."""
        rows = self._rows()
        chosen = next((made for made in rows if made.key == self.table.current_key()), rows[0] if rows else None)
        clear(self.anchors.body)
        if chosen is None:
            return
        self.anchors.title.setText(translate(N_("{category} in full"), category=chosen.name))
        for level in range(1, len(self._shape) + 1):
            line = row(gap=Space.m)
            line.addWidget(ChipLabel(chips.level(level)), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(paragraph(_anchor(level, chosen) or translate(N_("not written down")), "text"), 1)
            self.anchors.body.addLayout(line)
        self.anchors.body.addStretch(1)


def _anchor(level: int, made: CategoryRow) -> str | None:
    known = made.anchors.get(level)
    return known[1] if known is not None else None
