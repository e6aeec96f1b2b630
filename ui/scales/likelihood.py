"""The levels of likelihood: word, frequency, chance and events a year, so that “likely” means the same to everybody."""

from __future__ import annotations

from typing import Any

from app import listings, matrices
from app import model as m
from app.fields import Field, Kind
from app.i18n import N_, translate
from app.packs import library, user_folder
from app.scales import read_scales
from ui.console import Console
from ui.scales.impact import LevelButtons
from ui.scales.part import Part
from ui.scales.switching import PresetDialog
from ui.subjects.columns import field_column
from ui.tables.columns import Column
from ui.theme import Space, px
from ui.widgets.inputs import ChoiceBox
from ui.widgets.labels import hint
from ui.widgets.layouts import box, row

_WIDTHS = {"level": 72, "name": 140, "frequency": 220, "chance": 140, "rate": 112}
_PRESET = 216


class LikelihoodPart(Part):
    """The levels with their figures, and other likelihoods to begin with."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        columns = [field_column(console, m.LikelihoodLevel, name, width=width) for name, width in _WIDTHS.items()]
        computed = Field(Kind.TEXT, N_("Chance by events"), N_("At least one event in a year: 1 − e^(−rate)."),
                         editable=False)  # fmt: skip
        columns.append(
            Column(
                "computed", computed, 140, text=lambda made: matrices.chance_words(made.values["rate"]), tone="text3"
            )
        )
        columns.append(field_column(console, m.LikelihoodLevel, "example", stretch=True))
        self.table = self._own_table(N_("Likelihood"), columns, self._commit)
        self.levels = LevelButtons(self, "likelihood")
        self._offered = matrices.likelihoods(library(user_folder()))
        words = translate(N_("Use another likelihood"))
        self.preset = ChoiceBox(
            [(at, one.title) for at, one in enumerate(self._offered)], words, empty=N_("Use another likelihood…")
        )  # fmt: skip
        self.preset.setMinimumWidth(px(_PRESET))
        self.preset.setEnabled(console.writable)
        self.preset.settled.connect(self._use)
        self._table_card(N_("Likelihood"), "", self.table, box(row(self.levels.both, self.preset, gap=Space.s)))
        note = N_(
            "Numbers stand beside every word, so that “likely” means the same to everybody. From the events a year "
            "follows the chance of at least one, 1 − e^(−rate)."
        )
        self.cards.addWidget(hint(translate(note), wrap=True))

    def _commit(self, key: bytes, name: str, entered: Any) -> None:
        self.refuse_read_only()
        matrices.change_likelihood(self.document, key, name, entered)

    def refresh(self) -> None:
        """Read the levels."""
        self.levels.refresh(read_scales(self.document))
        rows = listings.read(self.document, m.LikelihoodLevel, order_by=(m.LikelihoodLevel.level,))
        self._show(self.table, rows)

    def _use(self) -> None:
        at = self.preset.entry()
        self.preset.show_entry(None, "")
        if at is not None:
            offer_preset(self, self._offered[at])


def _chance(made: Any) -> str:
    return matrices.chance_words(made.values["rate"])


def offer_preset(part: Part, preset: matrices.Preset) -> None:
    """Show what a preset would change, and switch to it if that is wanted."""
    dialog = PresetDialog(part.window(), part.document, preset)
    dialog.ask()
    if dialog.done_now:
        part.console.say(translate(N_("“{title}” in use"), title=preset.title), undoable=True)
    dialog.deleteLater()
