"""The figures of a revealed round side by side, each with its limit by the rule; they can be folded away."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, plural, translate
from app.scoring import FEWEST_VOTES, SHARE_NEEDED, WIDEST_IQR, WIDEST_RANGE, Tally
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import elided, hint, text_width
from ui.widgets.layouts import column

#: Heights of the strip with and without the line of limits.
HIGH, LOW = 76, 32


@dataclass(frozen=True, slots=True)
class Figure:
    """A name, a value, and what it is measured by."""

    name: str
    value: str
    note: str = ""
    short: str = ""  #: the name where there is little room


def figures_of(tally: Tally, word: str, abstained: int) -> tuple[Figure, ...]:
    """Return the figures of ``domain.md`` §9; there is no mean, because levels are ranks."""
    away = plural(N_("{n} abstained"), N_("{n} abstained"), abstained) if abstained else ""
    needed = translate(N_("needs {n} or more"), n=FEWEST_VOTES) if tally.n < FEWEST_VOTES else ""
    spread = "–"
    if tally.lowest is not None:
        alike = tally.lowest == tally.highest
        spread = str(tally.lowest) if alike else translate(N_("{low} to {high}"), low=tally.lowest, high=tally.highest)
    share = "–" if tally.within_one is None else f"{tally.within_one * 100:.0f} %"
    return (
        Figure(translate(N_("Votes")), str(tally.n), away or needed),
        Figure(translate(N_("Median")), _number(tally.median, "g"), word),
        Figure(translate(N_("Range")), spread, translate(N_("limit {n} apart"), n=WIDEST_RANGE)),
        Figure(translate(N_("IQR")), _number(tally.iqr, "g"), translate(N_("limit {n}"), n=f"{WIDEST_IQR:g}")),
        Figure(translate(N_("Within ±1")), share, translate(N_("needs {n} %"), n=f"{SHARE_NEEDED * 100:.0f}")),
        Figure(translate(N_("Agreement A")), _number(tally.agreement, ".2f"), translate(N_("−1 to 1")), "A"),
    )


def _number(value: float | None, pattern: str) -> str:
    return "–" if value is None else f"{value:{pattern}}".replace("-", "−")


class FigureStrip(QWidget):
    """Six cells in one frame."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: tuple[Figure, ...] = ()
        self.low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Show figures."""
        self.figures = figures
        told = "; ".join(" ".join(part for part in (one.name, one.value, one.note) if part) for one in figures)
        self.setAccessibleName(told)
        self.update()

    def set_low(self, low: bool) -> None:
        """Leave the limits out where the window is low; a tip tells them."""
        if low != self.low:
            self.low = low
            self.updateGeometry()
            self.update()
        notes = "\n".join(f"{one.name}: {one.note}" for one in self.figures if one.note)
        self.setToolTip(notes if low else "")

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), px(LOW if self.low else HIGH))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.colour(tokens.hair), Size.line))
        painter.setBrush(theme.colour(tokens.surface))
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
        width = self.width() / max(1, len(self.figures))
        for at, one in enumerate(self.figures):
            if at:
                painter.fillRect(QRectF(at * width, 1, Size.line, self.height() - 2), theme.colour(tokens.hair))
            if self.low:
                self._paint_line(painter, QRectF(at * width + px(Space.s), 0, width - px(Space.m), self.height()), one)
            else:
                self._paint_cell(painter, QRectF(at * width + px(Space.m), px(Space.s), width - px(Space.l), 0), one)
        painter.end()

    def _paint_line(self, painter: QPainter, rect: QRectF, one: Figure) -> None:
        """Paint name and value in one line."""
        tokens, wide = theme.tokens(), text_width(one.value, "name")
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.colour(tokens.text2))
        room = rect.width() - wide - px(Space.xs)
        name = elided(one.short or one.name, "hint", room)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), name)
        painter.setFont(theme.font("name"))
        painter.setPen(theme.colour(tokens.text))
        left = text_width(name, "hint") + px(Space.xs + Space.xxs)
        painter.drawText(rect.adjusted(left, 0, px(Space.s), 0), int(Qt.AlignmentFlag.AlignVCenter), one.value)

    def _paint_cell(self, painter: QPainter, rect: QRectF, one: Figure) -> None:
        tokens, top = theme.tokens(), rect.top()
        lines = ((one.name, "hint", "text2"), (one.value, "title", "text"), (one.note, "hint", "text3"))
        for words, role, tone in lines:
            high = theme.line_height(role) if role != "title" else px(Space.xxl)
            painter.setFont(theme.font(role))
            painter.setPen(theme.colour(getattr(tokens, tone)))
            painter.drawText(QRectF(rect.left(), top, rect.width(), high), 0, elided(words, role, rect.width()))
            top += high


class FigureFold(QWidget):
    """The strip, or one line in its place; open until somebody closes it. ``switch`` belongs beside the verdict."""

    folded = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.strip, self.words = FigureStrip(), hint("", elide=True, tone="text2")
        self._told = ""
        self.switch = button("", self.toggle, icon="chevron-down", variant="quiet", size="small", keys=("V",))
        self.setLayout(column(self.words, self.strip, gap=0))
        self._word()

    def show_tally(self, tally: Tally, word: str, abstained: int) -> None:
        """Show the figures of a round."""
        found = figures_of(tally, word, abstained)
        self.strip.show_figures(found)
        self._told = " · ".join(f"{one.name} {one.value}" for one in found)
        self._word()

    @property
    def open(self) -> bool:
        """Whether the strip is shown."""
        return not self.strip.isHidden()

    def toggle(self) -> None:
        """Open or close."""
        self.show_open(not self.open)
        self.folded.emit(not self.open)

    def show_open(self, wanted: bool) -> None:
        """Show or fold the strip."""
        self.strip.setVisible(wanted)
        self._word()

    def _word(self) -> None:
        self.switch.setText(translate(N_("Figures")))
        self.switch.set_icon("chevron-down" if self.open else "chevron-right")
        name = N_("Fold the figures") if self.open else N_("Unfold the figures")
        self.switch.setAccessibleName(translate(name))
        self.words.setText(self._told)
        self.words.setVisible(not self.open)
