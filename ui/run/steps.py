"""The steps of a run mode above the work: which are done, which is on, which were not needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.chart import announce
from ui.widgets.labels import elided, text_width


class StepBar(QWidget):
    """A box of 28 for each of ``steps`` (its number from 1, and its words); a tick stands before what was done."""

    def __init__(self, steps: Mapping[int, str]) -> None:
        super().__init__()
        self._steps = steps
        self.current, self.done = 0, frozenset[int]()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, current: int, done: Collection[int]) -> None:
        """Show which step is on (0 for none) and which were taken."""
        if (current, frozenset(done)) == (self.current, self.done) and self.accessibleName():
            return
        self.current, self.done = current, frozenset(done)
        words = translate(N_("The round is through"))
        if current:
            told = translate(self._steps[current])
            words = translate(N_("Step {n} of {all}: {step}"), n=current, all=len(self._steps), step=told)
        self.setAccessibleName(words)
        announce(self, words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), px(Size.button_small))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.target) * len(self._steps), px(Size.button_small))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, gap = QPainter(self), px(Space.xs)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() - gap * (len(self._steps) - 1)) / len(self._steps)
        for at, (step, words) in enumerate(self._steps.items()):
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
