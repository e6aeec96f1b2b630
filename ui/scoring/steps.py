"""The five steps of a round above the work: which are done, which is on, which were not needed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.chart import announce
from ui.widgets.labels import elided, text_width

SILENT, REVEAL, EXTREMES, SECOND, AGREE = range(1, 6)
STEPS = {
    SILENT: N_("Silent"),
    REVEAL: N_("Reveal"),
    EXTREMES: N_("Extremes speak"),
    SECOND: N_("Second round"),
    AGREE: N_("Agree"),
}


class StepBar(QWidget):
    """Five boxes of 28; a tick stands before what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.current, self.done = SILENT, frozenset[int]()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, current: int, done: frozenset[int]) -> None:
        """Show which step is on (0 for none) and which were taken."""
        if (current, done) == (self.current, self.done) and self.accessibleName():
            return
        self.current, self.done = current, done
        words = translate(N_("The round is through"))
        if current:
            told = translate(STEPS[current])
            words = translate(N_("Step {n} of {all}: {step}"), n=current, all=len(STEPS), step=told)
        self.setAccessibleName(words)
        announce(self, words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), px(Size.button_small))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.target) * len(STEPS), px(Size.button_small))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, gap = QPainter(self), px(Space.xs)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() - gap * (len(STEPS) - 1)) / len(STEPS)
        for at, (step, words) in enumerate(STEPS.items()):
            rect = QRectF(at * (width + gap), 0, width, self.height())
            self._paint_step(painter, rect, step, f"{step} {translate(words)}")
        painter.end()

    def _paint_step(self, painter: QPainter, rect: QRectF, step: int, words: str) -> None:
        tokens, on = theme.tokens(), step == self.current
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tokens.tint2 if on else tokens.sunken))
        painter.drawRoundedRect(rect, px(Size.radius_small), px(Size.radius_small))
        left = rect.left() + px(Space.m)
        if step in self.done:
            paint_icon(painter, "check", left, rect.center().y(), tokens.ok, Size.icon_small)
            left += px(Size.icon_small + Space.s)
        role = "name" if on else "body"
        painter.setFont(theme.font(role))
        ink = tokens.accent_text if on else tokens.text2 if step in self.done else tokens.text3
        painter.setPen(theme.colour(ink))
        room = rect.right() - px(Space.xs) - left
        if text_width(words, role) > room:
            words = words.split(" ", 1)[1]
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(QRectF(left, rect.top(), room, rect.height()), flags, elided(words, role, room))
