"""A risk's level before controls (inherent), today (current) and after treatment (target) as chips with arrows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from app.register import RegisteredRisk
from ui import theme
from ui.icons import paint_icon
from ui.risks.reading import Reading
from ui.theme import Size, Space, px
from ui.widgets.chips import Chip, chip_width, paint_chip
from ui.widgets.labels import elided, text_width

STAGES = (("inherent", N_("inherent")), ("current", N_("current")), ("target", N_("target")))


_LINE = 24


def stage_chips(risk: RegisteredRisk, reading: Reading) -> tuple[Chip | None, ...]:
    """Return the chips of the three stages, ``None`` for what is not scored."""
    return tuple(reading.chip(getattr(risk, stage)) for stage, _ in STAGES)


def paint_stages(painter: QPainter, left: float, middle: float, width: float, chips: tuple[Chip | None, ...]) -> None:
    """Paint the chips in three equal columns, each but the first after an arrow."""
    tokens, third = theme.tokens(), width / 3
    for at, chip in enumerate(chips):
        start = left + at * third
        if at:
            paint_icon(painter, "arrow-right", start - px(Size.icon_small + Space.xs), middle, tokens.text3,
                       Size.icon_small)  # fmt: skip
        room = third - px(Size.icon_small + Space.xxs)
        if chip is None:
            painter.setPen(theme.colour(tokens.text3))
            painter.setFont(theme.font("hint"))
            words = elided(translate(N_("not set")), "hint", room)
            painter.drawText(int(start), int(middle + px(Space.xs)), words)
        else:
            paint_chip(painter, start, middle, _fitting(chip, room))


def _fitting(chip: Chip, room: float) -> Chip:
    """Return the chip, narrower or in the end without its word if there is no room for it."""
    if chip_width(chip) <= room:
        return chip
    tight = replace(chip, text=chip.text.replace("  ", " "))
    return tight if chip_width(tight) <= room else replace(chip, text=chip.text.split(" ")[0])


def paint_heads(painter: QPainter, left: float, middle: float, width: float) -> None:
    """Paint what the three columns are called."""
    painter.setPen(theme.colour(theme.tokens().text2))
    painter.setFont(theme.font("label"))
    for at, (_, words) in enumerate(STAGES):
        text = elided(translate(words), "label", width / 3 - px(Space.xs))
        painter.drawText(int(left + at * width / 3), int(middle + px(Space.xs)), text)


class StageChips(QWidget):
    """The three stages of one risk below each other, each with its name."""

    def __init__(self) -> None:
        super().__init__()
        self._chips: tuple[Chip | None, ...] = (None, None, None)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_risk(self, risk: RegisteredRisk, reading: Reading) -> None:
        """Show the stages of a risk."""
        self._chips = stage_chips(risk, reading)
        told = zip(STAGES, self._chips, strict=True)
        words = (f"{translate(name)}: {chip.text if chip else translate(N_('not set'))}" for (_, name), chip in told)
        self.setAccessibleName(", ".join(words))
        self.setToolTip("\n".join(chip.tip for chip in self._chips if chip))
        self.update()

    def texts(self) -> tuple[str, ...]:
        """Return what the chips say, empty for what is not scored."""
        return tuple(chip.text if chip else "" for chip in self._chips)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog) // 2, px(_LINE * len(STAGES)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        indent = max(text_width(self._name(words), "hint") for _, words in STAGES) + px(Space.m)
        for at, ((_, words), chip) in enumerate(zip(STAGES, self._chips, strict=True)):
            middle = px(_LINE) * (at + 0.5)
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.colour(tokens.text2))
            painter.drawText(0, int(middle + px(Space.xs)), self._name(words))
            if chip is not None:
                paint_chip(painter, indent, middle, chip)
            else:
                painter.setPen(theme.colour(tokens.text3))
                painter.drawText(indent, int(middle + px(Space.xs)), translate(N_("not set")))
        painter.end()

    def _name(self, words: str) -> str:
        name = translate(words)
        return name[:1].upper() + name[1:]
