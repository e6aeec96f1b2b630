"""What one risk may cost in a year, below the fields of its detail: figures, where they come from, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.charts.loss_shares import how_often
from app.fields import Field
from app.i18n import N_, UserError, plural, translate
from app.loss import money
from app.register import RegisteredRisk
from app.risk import AnnualLoss
from ui.console import Console
from ui.help.why import why_button
from ui.room.covers import Cover
from ui.theme import Space
from ui.widgets.labels import hint, label
from ui.widgets.layouts import column, row

POINTS = ("loss_min", "loss_likely", "loss_max")
_WHOLE = N_(
    "Say what one such event costs: at least, likely and at most. A year is simulated from these three points and from "
    "how often it happens."
)


def in_currency(fields: Mapping[str, Field], currency: str) -> dict[str, Field]:
    """Return the three points of a loss with the session's currency as their unit."""
    return {name: replace(fields[name], unit=currency) for name in POINTS}


class LossCard(QWidget):
    """A sentence and three percentiles, covered while the room may see the window."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._key: bytes | None = None
        self.message, self.figures = label("", "name", wrap=True), hint("", wrap=True, tone="text2")
        self.origin = hint("", wrap=True)
        self._why = why_button(console, lambda: self._key, "p90", translate(N_("this loss")))
        said = row(gap=Space.xs)
        said.addWidget(self.message, 1)
        said.addWidget(self._why)
        inner = QWidget()
        inner.setLayout(column(said, self.figures, self.origin, None, gap=Space.xs))
        self.cover = Cover(console, inner, translate(N_("What this risk may cost")))
        self.setLayout(column(self.cover, gap=0))

    def show_risk(self, risk: RegisteredRisk, fields: Any, currency: str) -> None:
        """Show the loss of a risk; ``fields`` is its row."""
        self._key = risk.key
        given = sum(getattr(fields, name) is not None for name in POINTS)
        self.setVisible(bool(given) or risk.rate is not None)
        try:
            loss = risk.annual_loss()
        except UserError as error:
            self._tell(str(error), tone="err")
            return
        if loss is None:
            self._tell(self._missing(risk, given))
            return
        self._tell(*_words(loss, currency), _origin(risk))

    def _tell(self, message: str, figures: str = "", origin: str = "", *, tone: str = "text") -> None:
        self.message.setText(message)
        self.message.set_tone(tone)
        for part, words in ((self.figures, figures), (self.origin, origin)):
            part.setText(words)
            part.setVisible(bool(words))
        self._why.setVisible(bool(figures))

    def _missing(self, risk: RegisteredRisk, given: int) -> str:
        if given == len(POINTS):
            return translate(N_("Events a year are missing: enter them, or score the likelihood."))
        if not given:
            return translate(_WHOLE)
        left = len(POINTS) - given
        return plural(N_("{n} of the three points is missing."), N_("{n} of the three points are missing."), left)


def _words(loss: AnnualLoss, currency: str) -> tuple[str, str]:
    """Return what a year may cost as a sentence, and its percentiles."""
    if loss.p90:
        said = translate(N_("One year in ten costs more than {high}."), high=money(loss.p90, currency))
    else:
        words = N_("Nine years in ten cost nothing; one in a hundred costs more than {most}.")
        said = translate(words, most=money(loss.percentiles[99], currency))
    gaps = {name: money(getattr(loss, name)) for name in ("p10", "p50", "p90")}
    return said, translate(N_("P10 {p10} · P50 {p50} · P90 {p90}"), **gaps)


def _origin(risk: RegisteredRisk) -> str:
    often = how_often(risk.yearly_rate or 0.0)
    if risk.rate is not None:
        return translate(N_("It happens {often}."), often=often)
    words = N_("It happens {often}, as likelihood {level} says (λ = {rate}); enter events a year to say otherwise.")
    return translate(words, often=often, level=risk.current.likelihood, rate=f"{risk.yearly_rate:g}")
