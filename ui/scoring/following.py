"""What follows from a value: where the impact comes from, and the level of risk with its place against the appetite."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import model as m
from app.i18n import N_, translate
from app.scales import Scales, read_scales
from ui.risks.reading import band_key
from ui.scoring.queue import suggestion
from ui.scoring.round import Round
from ui.theme import Space
from ui.widgets import chips
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, clear, column, row

#: Other levels of risk that are told besides that of the chosen value.
OTHERS = 2
_PAIRS = {
    "likelihood": ("current_likelihood", "current_impact"),
    "impact": ("current_likelihood", "current_impact"),
    "inherent likelihood": ("inherent_likelihood", "inherent_impact"),
    "inherent impact": ("inherent_likelihood", "inherent_impact"),
}


class SuggestedPart(QWidget):
    """The impact that the analyses suggest, with its reason; after the reveal only, so that it sways nobody."""

    def __init__(self, current: Round) -> None:
        super().__init__()
        self._round = current
        self.title = heading(translate(N_("Suggested")))
        self.note = hint(translate(N_("from the BIA grid")))
        self.chip = ChipLabel(chips.level(1))
        self.words = paragraph("", "text2")
        across = row(self.chip, gap=Space.m)
        across.addWidget(self.words, 1)
        self.setLayout(column(row(self.title, self.note, None), across, gap=Space.s))

    def show_round(self) -> bool:
        """Show what is suggested for the risk on screen; return whether anything is."""
        subject, current = self._round.subject, self._round
        risk = current.document.get(m.Risk, subject) if subject is not None else None
        found = suggestion(current.document, risk.id) if risk is not None and not current.silent else None
        if found is None:
            return False
        level, why = found
        self.title.setText(translate(N_("Suggested") if current.on_impact else N_("Suggested impact")))
        self.chip.set_chip(chips.level(level))
        self.words.setText(why)
        return True


class LevelPart(QWidget):
    """The level of risk that follows from the chosen value, and from the others that the votes reach."""

    def __init__(self, current: Round) -> None:
        super().__init__()
        self._round = current
        self.note = hint("", elide=True)
        head = row(heading(translate(N_("Level"))), gap=Space.s)
        head.addWidget(self.note, 1)
        self._lines = column(gap=Space.s)
        self.setLayout(column(head, box(self._lines), gap=Space.s))

    def show_value(self, chosen: int | None) -> bool:
        """Show what follows from a value; return whether anything does."""
        clear(self._lines)
        current = self._round
        pair = self._pair() if chosen is not None and not current.silent else None
        if pair is None or chosen is None:
            return False
        scales, other, category = pair
        first = self._band(scales, chosen, other, category)
        if first is None:
            return False
        self.note.setText(self._known(scales, other))
        self._lines.addWidget(_line(*first))
        told, tally = {first[1]}, current.tally
        reach = [] if tally is None or tally.lowest is None or tally.highest is None or current.settled else [
            level for level in range(tally.highest, tally.lowest - 1, -1) if level != chosen]  # fmt: skip
        for level in reach:
            found = self._band(scales, level, other, category)
            if found is not None and found[1] not in told and len(told) <= OTHERS:
                told.add(found[1])
                words = translate(N_("if the room settles on {level}"), level=level)
                self._lines.addWidget(_line(found[0], found[1], words))
        return True

    def _pair(self) -> tuple[Scales, int, Any] | None:
        """Return the scales, the other half of the level, and the category of the risk."""
        current = self._round
        risk = current.document.get(m.Risk, current.subject) if current.subject is not None else None
        columns = _PAIRS.get(current.poll.dimension) if current.poll is not None else None
        if risk is None or columns is None:
            return None
        other = getattr(risk, columns[0] if current.on_impact else columns[1])
        if other is None and not current.on_impact:
            found = suggestion(current.document, risk.id)
            other = found[0] if found is not None else None
        return None if other is None else (read_scales(current.document), int(other), risk.category_id)

    def _band(self, scales: Scales, value: int, other: int, category: Any) -> tuple[chips.Chip, str, str] | None:
        likelihood, impact = (other, value) if self._round.on_impact else (value, other)
        band = scales.band(likelihood, impact)
        if band is None:
            return None
        within = scales.within_appetite(likelihood, impact, category)
        words = translate(N_("within appetite") if within else N_("above appetite, needs a treatment"))
        return chips.band(band_key(scales, band.rank), band.name, f"{likelihood} × {impact}"), band.name, words

    def _known(self, scales: Scales, other: int) -> str:
        if self._round.on_impact:
            name = next((one.name for one in scales.likelihoods if one.level == other), "")
            return translate(N_("with likelihood {level} {word}"), level=other, word=name)
        return translate(N_("with impact {level} {word}"), level=other, word=scales.word(other))


def _line(chip: chips.Chip, _name: str, words: str) -> QWidget:
    across = row(ChipLabel(chip), gap=Space.m)
    across.addWidget(hint(words, wrap=True, tone="text2"), 1, Qt.AlignmentFlag.AlignVCenter)
    return box(across)
