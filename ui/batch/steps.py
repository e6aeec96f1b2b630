"""The steps of a batch round above the work: which are done and which is on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.chart import announce
from ui.widgets.labels import elided

SET_UP, SILENT, RESULT, DONE = range(1, 5)
WORDS = {
    SET_UP: N_("Set up"),
    SILENT: N_("Everybody scores"),
    RESULT: N_("Talk about the rest"),
    DONE: N_("Done"),
}


class BatchSteps(QWidget):
    """Boxes of 28; a tick stands before what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, current: int) -> None:
        """Show which step is on."""
        if current == self.current:
            return
        self.current = current
        step = translate(WORDS[current])
        words = translate(N_("Step {n} of {all}: {step}"), n=current, all=len(WORDS), step=step)
        self.setAccessibleName(words)
        announce(self, words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), px(Size.button_small))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.target) * len(WORDS), px(Size.button_small))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, gap = QPainter(self), px(Space.xs)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() - gap * (len(WORDS) - 1)) / len(WORDS)
        for at, (step, words) in enumerate(WORDS.items()):
            rect = QRectF(at * (width + gap), 0, width, self.height())
            self._paint_step(painter, rect, step, f"{step} {translate(words)}")
        painter.end()

    def _paint_step(self, painter: QPainter, rect: QRectF, step: int, words: str) -> None:
        tokens, on, done = theme.tokens(), step == self.current, step < self.current
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tokens.tint2 if on else tokens.sunken))
        painter.drawRoundedRect(rect, px(Size.radius_small), px(Size.radius_small))
        left = rect.left() + px(Space.m)
        if done:
            paint_icon(painter, "check", left, rect.center().y(), tokens.ok, Size.icon_small)
            left += px(Size.icon_small + Space.s)
        role = "name" if on else "body"
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour(tokens.accent_text if on else tokens.text2 if done else tokens.text3))
        room = rect.right() - px(Space.xs) - left
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(QRectF(left, rect.top(), room, rect.height()), flags, elided(words, role, room))
