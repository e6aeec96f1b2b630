"""The matrix and its bands: cells are tried out first, with the risks that would change beside them, then used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QSizePolicy

from app import entities, listings, matrices
from app import model as m
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, plural, translate
from app.matrices import Proposal, Ranks
from app.packs import library, user_folder
from app.scales import Scales, read_scales
from ui.console import Console
from ui.scales.effects import EffectList
from ui.scales.likelihood import offer_preset
from ui.scales.part import Part
from ui.scales.switching import matrix_view
from ui.subjects.columns import field_column, level_anchors
from ui.tables.columns import Column
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import Card, scrolling
from ui.widgets.chips import Chip
from ui.widgets.inputs import ChoiceBox
from ui.widgets.labels import label
from ui.widgets.layouts import box, column, row
from ui.widgets.matrix import Cell, MatrixEditor

_PRESET = 184
#: The key of the line that stands for all kinds of harm.
GENERAL = b"general"
_AS_BANDS = "bands"
_KEYS = N_(
    "Arrows move, a digit sets the level, Space or a click takes the next one that fits. Nothing counts before you use "
    "it."
)


@dataclass(frozen=True, slots=True)
class AppetiteRow:
    """A kind of harm, or all of them: from where it is intolerable, how far the appetite goes, and who is above it."""

    key: bytes
    name: str
    threshold: int | None
    appetite: str
    above: int


class MatrixPart(Part):
    """The matrix to try out, what would change, the bands, and the appetite of each kind of harm."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.draft: Ranks | None = None
        self._base: Ranks = ()
        self._scales: Scales | None = None
        self._offered = matrices.matrices(library(user_folder()))
        self.matrix = MatrixEditor(self._change, self._allowed)
        self.matrix.setEnabled(console.writable)
        self.matrix.accepted.connect(self._enter)
        self.matrix.left.connect(self.discard)
        self.changes = EffectList(lambda key: console.go("risks", key))
        self.cards.addLayout(row(self._matrix_card(), self._changes_card(), gap=Space.l))
        self._add_bands()
        self._add_appetites()
        for keys, done in (("Ctrl+Return", self.use), ("Ctrl+Enter", self.use)):
            QShortcut(QKeySequence(keys), self, done, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- the cards ---

    def _matrix_card(self) -> Card:
        choices = [(at, one.title) for at, one in enumerate(self._offered)]
        self.preset = ChoiceBox(choices, translate(N_("Use another matrix")), empty=N_("Use another matrix…"))
        self.preset.setMinimumWidth(px(_PRESET))
        self.preset.setEnabled(self.console.writable)
        self.preset.settled.connect(self._choose_preset)
        self.save = button(translate(N_("Save as file…")), self._save, size="small")
        self.take = button(translate(N_("From file…")), self._take, size="small")
        self.take.setEnabled(self.console.writable)
        card = Card(translate(N_("Matrix")), "", box(row(self.preset, self.take, self.save, gap=Space.s)))
        self.told = label(translate(_KEYS), "hint", "text3", wrap=True)
        self.carry = button(translate(N_("Change the others too")), self.carry_on, keys=("Enter",), size="small")
        self.drop = button(translate(N_("Discard")), self.discard, keys=("Esc",), size="small")
        self.go = button(
            translate(N_("Use it")), self.use, variant="primary", keys=("Ctrl", "Enter"), size="small"
        )  # fmt: skip
        self.told.setMinimumHeight(px(Size.button))
        card.body.addWidget(self.matrix)
        card.body.addWidget(self.told)
        card.body.addLayout(row(None, self.carry, self.drop, self.go))
        for one in (self.carry, self.drop, self.go):
            policy = one.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # so that nothing jumps when the first cell is tried out
            one.setSizePolicy(policy)
        card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return card

    def _changes_card(self) -> Card:
        card = Card(translate(N_("What changes")))
        card.body.addWidget(scrolling(box(column(self.changes, None, margins=(0, 0, Space.s, 0))), "surface"))
        return card

    def _add_bands(self) -> None:
        columns = [
            field_column(self.console, m.Band, "rank", width=72, chip=self._band_chip),
            field_column(self.console, m.Band, "name", width=140, bold=True),
            Column("colour", _COLOUR, 148, value=lambda made: str(made.values["colour"] or 0),
                   editable=self.console.writable),
            field_column(self.console, m.Band, "within_appetite", width=124),
            field_column(self.console, m.Band, "response", stretch=True),
        ]  # fmt: skip
        self.bands = self._own_table(N_("Bands"), columns, self._commit_band)
        self.more = button(translate(N_("Add a level")), self._add_band, size="small")
        self.fewer = button(translate(N_("Remove this level")), self._remove_band, size="small")
        note = N_("what the organisation does about each, and how far its appetite goes")
        self._table_card(N_("Bands"), note, self.bands, box(row(self.more, self.fewer, gap=Space.s)))

    def _add_appetites(self) -> None:
        fields = fields_of(m.ImpactCategory)
        columns = [
            Column("name", replace(fields["name"], editable=False), 200, bold=True, editable=False),
            Column("threshold", fields["threshold"], 140, editable=self._may_set_threshold,
                   anchors=lambda: level_anchors(self.document, "impact")),
            Column("appetite", Field(Kind.REFERENCE, N_("Within appetite up to")), 220, options=self._limits,
                   editable=self.console.writable),
            Column("above", Field(Kind.INTEGER, N_("Risks above"), editable=False), 112, editable=False, stretch=True),
        ]  # fmt: skip
        self.appetites = self._own_table(N_("Appetite"), columns, self._commit_appetite)
        self.appetites.currentKeyChanged.connect(lambda _key: self._show_matrix())
        note = N_("the line in the matrix follows the chosen row")
        self._table_card(N_("Appetite by kind of harm"), note, self.appetites)

    def _may_set_threshold(self, made: AppetiteRow) -> bool:
        return self.console.writable and made.key != GENERAL

    # --- reading ---

    @property
    def scales(self) -> Scales:
        """The scales as they were read last."""
        if self._scales is None:
            self._scales = read_scales(self.document)
        return self._scales

    def refresh(self) -> None:
        """Read matrix, bands and appetites; a draft that no longer fits is dropped."""
        self._scales = read_scales(self.document)
        if self._base != self.scales.matrix.ranks:
            self.draft, self._base = None, self.scales.matrix.ranks
        self._counts = matrices.counts(self.document)
        self._show(self.bands, listings.read(self.document, m.Band, order_by=(m.Band.rank,)))
        number, writable = len(self.scales.bands), self.console.writable
        self.more.setEnabled(writable and number < matrices.MOST)
        self.fewer.setEnabled(writable and number > matrices.FEWEST)
        self._show(self.appetites, self._appetite_rows())
        self._show_draft()

    def _appetite_rows(self) -> list[AppetiteRow]:
        limit = max((band.rank for band in self.scales.bands if band.within_appetite), default=0)
        above = self._counts.above
        made = [AppetiteRow(GENERAL, translate(N_("All kinds of harm")), None, str(limit), sum(above.values()))]
        for one in self.scales.categories:
            key: bytes = one.key  # type: ignore[attr-defined]
            own = _AS_BANDS if one.appetite is None else str(one.appetite)
            made.append(AppetiteRow(key, one.name, one.threshold, own, above.get(key, 0)))
        return made

    def _show_draft(self) -> None:
        """Show the matrix as it is being tried out, what is wrong with it, and what it would change."""
        breach = next(iter(matrices.breaches(self.draft)), None) if self.draft else None
        changed = matrices.changed_cells(self._base, self.draft) if self.draft else ()
        if breach is not None and self.draft:
            words = matrices.breach_words(self.draft, [band.name for band in self.scales.bands], breach)
        elif changed:
            one = N_("{n} cell tried out; it counts once you use it.")
            words = plural(one, N_("{n} cells tried out; they count once you use them."), len(changed))
        else:
            words = translate(_KEYS)
        self.told.setText(words)
        self.told.set_tone("err" if breach is not None else "text2" if changed else "text3")
        self.carry.setVisible(breach is not None)
        self.drop.setVisible(bool(changed))
        self.go.setVisible(bool(changed))
        self.go.setEnabled(bool(changed) and breach is None)
        if not changed:
            self.changes.show_words(self._resting())
        elif breach is None:
            ranks = self.draft or self._base
            self.changes.show_effect(matrices.effect(self.document, Proposal(replace(self.scales.matrix, ranks=ranks))))
        else:
            self.changes.show_words(translate(N_("The level falls somewhere; mend that first, then see what changes.")))
        self._show_matrix()

    def _resting(self) -> str:
        above = sum(self._counts.above.values())
        told = N_("{above} of {all} risks are above appetite. Try out another cell and see here who would change.")
        return translate(told, above=above, all=self._counts.scored)

    def _show_matrix(self) -> None:
        scales, ranks = self.scales, self.draft or self._base
        if not ranks or not scales.bands:
            return
        shown = matrix_view(
            replace(scales.matrix, ranks=ranks), [one.name for one in scales.likelihoods],
            [scales.word(level) for level in scales.level_range("impact")],
        )  # fmt: skip
        names = {band.rank: band.name for band in scales.bands}
        changed = matrices.changed_cells(self._base, ranks)
        falls = {cell for one in matrices.breaches(ranks) for cell in (one.cell, one.neighbour)}
        cells = frozenset(cell for cell in self.matrix_cells(ranks) if self._within(ranks, cell))
        within = None if falls else cells  # round levels that fall the line would only confuse
        before = {cell: names[self._base[cell[0] - 1][cell[1] - 1]] for cell in changed}
        self.matrix.show_view(replace(shown, falls=falls, within=within, before=before, risks=self._counts.cells))

    @staticmethod
    def matrix_cells(ranks: Ranks) -> list[Cell]:
        """Return all cells of a matrix."""
        return [(row, column) for row in range(1, len(ranks) + 1) for column in range(1, len(ranks[0]) + 1)]

    def _within(self, ranks: Ranks, cell: Cell) -> bool:
        band = self.scales.bands[ranks[cell[0] - 1][cell[1] - 1] - 1]
        key = self.appetites.current_key()
        return self.scales.band_within(band, None if key == GENERAL else key)

    # --- trying out ---

    def _allowed(self, likelihood: int, impact: int, rank: int) -> bool:
        ranks = matrices.with_cell(self.draft or self._base, likelihood, impact, rank)
        return not matrices.breaches(ranks)

    def _change(self, likelihood: int, impact: int, rank: int) -> bool:
        """Try out a band at a cell; nothing is written."""
        if not self.console.writable:
            return False
        self.draft = matrices.with_cell(self.draft or self._base, likelihood, impact, rank)
        self._show_draft()
        return True

    def _enter(self) -> None:
        """Enter mends a matrix that falls, and puts one that rises to use."""
        if self.draft and matrices.breaches(self.draft):
            self.carry_on()
        else:
            self.use()

    def carry_on(self) -> None:
        """Let the cells around the cursor rise or fall with it, so that the matrix only rises."""
        if self.draft:
            likelihood, impact = self.matrix.current
            rank = self.draft[likelihood - 1][impact - 1]
            self.draft = matrices.carried(self.draft, likelihood, impact, rank)
            self._show_draft()

    def discard(self) -> None:
        """Forget what was tried out."""
        self.draft = None
        self._show_draft()

    def use(self) -> None:
        """Write what was tried out as one edit."""
        draft = self.draft
        if draft is None or not matrices.changed_cells(self._base, draft):
            return
        told = matrices.effect(self.document, Proposal(replace(self.scales.matrix, ranks=draft))).message
        self.attempt(lambda: matrices.change_cells(self.document, draft), told)

    # --- bands and appetite ---

    def _band_chip(self, made: Any) -> Chip:
        rank = made.values["rank"]
        worn = next((self.scales.colour_of(band) for band in self.scales.bands if band.rank == rank), 1)
        return Chip(str(rank), f"fill{worn}", f"ink{worn}", width=Size.chip)

    def _commit_band(self, key: bytes, name: str, entered: Any) -> None:
        self.refuse_read_only()
        value = int(_COLOUR.parse(str(entered)) or 0) or None if name == "colour" else entered
        before = matrices.counts(self.document)
        if matrices.change_band(self.document, key, name, value) and name == "within_appetite":
            self._say_above(before)

    def _say_above(self, before: matrices.Counts) -> None:
        old, new = sum(before.above.values()), sum(matrices.counts(self.document).above.values())
        words = N_("{old} risks above appetite become {new}.")
        if old == new:
            words = N_("{new} risks above appetite, as before.")
        self.console.say(translate(words, old=old, new=new), undoable=True)

    def _chosen_band(self) -> int:
        chosen = self.bands.current_key()
        return next((band.rank for band in self.scales.bands if band.key == chosen), len(self.scales.bands))  # type: ignore[attr-defined]

    def _add_band(self) -> None:
        rank = self._chosen_band() + 1
        said = translate(N_("A new level stands above the chosen one; give it a name, and cells in the matrix."))
        self.attempt(lambda: matrices.add_band(self.document, rank, translate(N_("New level"))), said)

    def _remove_band(self) -> None:
        rank = self._chosen_band()
        into = rank - 1 if rank > 1 else 2
        matrix = matrices.without_band(self.scales.matrix, rank, into)
        told = matrices.effect(self.document, Proposal(matrix)).message
        self.attempt(lambda: matrices.remove_band(self.document, rank, into), told)

    def _commit_appetite(self, key: bytes, name: str, entered: Any) -> None:
        self.refuse_read_only()
        if name == "threshold":
            entities.set_field(self.document, m.ImpactCategory, key, name, entered)
            return
        rank, before = self._limit(entered), matrices.counts(self.document)
        if key != GENERAL:
            changed = matrices.set_category_appetite(self.document, key, rank)
        elif rank is None:
            raise UserError(N_("In general the appetite ends at one of the levels; choose one."))
        else:
            changed = matrices.set_appetite(self.document, rank)
        if changed:
            self._say_above(before)

    def _limits(self) -> list[tuple[str, str]]:
        """Return how far an appetite can go: as in general, nothing, or up to one of the bands."""
        bands = [(str(band.rank), band.name) for band in self.scales.bands]
        return [(_AS_BANDS, translate(N_("as in general"))), ("0", translate(N_("nothing"))), *bands]

    def _limit(self, entered: Any) -> int | None:
        """Return the rank that was chosen or typed; ``None`` for the appetite in general."""
        offered = self._limits()
        wanted = str(entered or _AS_BANDS).strip().casefold()
        found = next((key for key, words in offered if wanted in (key.casefold(), words.casefold())), None)
        if found is None:
            known = ", ".join(words for _, words in offered)
            raise UserError(N_("The appetite ends at one of these: {known}."), known=known)
        return None if found == _AS_BANDS else int(found)

    # --- presets and files ---

    def _choose_preset(self) -> None:
        at = self.preset.entry()
        self.preset.show_entry(None, "")
        if at is not None:
            offer_preset(self, self._offered[at])

    def _save(self) -> None:
        from app import session

        info = session.info(self.document)
        title = translate(N_("Scales of {organisation}"), organisation=info.organisation if info else "")
        start = str(self.document.path.with_name(f"{title}.toml"))
        chosen, _ = QFileDialog.getSaveFileName(self, translate(N_("Save the scales")), start, _file_words())
        if not chosen:
            return
        target = Path(chosen) if Path(chosen).suffix else Path(chosen).with_suffix(".toml")

        def save() -> bool:
            matrices.save_pack(self.document, target, title)
            return True

        if self.console.attempt(save):
            self.console.say(translate(N_("The scales were saved as {name}."), name=target.name))

    def _take(self) -> None:
        start = str(self.document.path.parent)
        chosen, _ = QFileDialog.getOpenFileName(self, translate(N_("Take scales from a file")), start, _file_words())
        preset = self.console.attempt(lambda: matrices.open_pack(Path(chosen))) if chosen else None
        if preset is not None:
            offer_preset(self, preset)


def _file_words() -> str:
    return translate(N_("Scales")) + " (*.toml)"


_COLOUR = Field(
    Kind.CHOICE, N_("Colour"), N_("Colours get stronger with the level, so that their order is seen in grey."),
    choices={"0": N_("by its rank"), "1": N_("1, the lightest"), "2": N_("2"), "3": N_("3"), "4": N_("4"),
             "5": N_("5, the strongest")},
)  # fmt: skip
