"""The steps of closing, as a strip: what is done, where one is, what comes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px


class StepStrip(QWidget):
    """Segments of equal width. ``go(at)`` shows where one is; it is only looked at."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names, self._at = tuple(names), 0
        self.setFixedHeight(px(Size.field_small))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.go(0)

    def go(self, at: int) -> None:
        """Show that one is at the step with this place, counted from 0."""
        self._at = at
        words = N_("Step {n} of {all}: {name}")
        self.setAccessibleName(translate(words, n=at + 1, all=len(self._names), name=self._names[at]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), px(Size.field_small))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, gap = QPainter(self), px(Space.xs)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() - gap * (len(self._names) - 1)) / len(self._names)
        for at, name in enumerate(self._names):
            self._paint_step(painter, QRectF(at * (width + gap), 0, width, self.height()), at, name)
        painter.end()

    def _paint_step(self, painter: QPainter, rect: QRectF, at: int, name: str) -> None:
        tokens, here = theme.tokens(), at == self._at
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tokens.tint2 if here else tokens.sunken))
        painter.drawRoundedRect(rect, px(Size.radius_small), px(Size.radius_small))
        left = rect.left() + px(Space.s)
        if at < self._at:
            paint_icon(painter, "check", left, rect.center().y(), tokens.ok, Size.icon_small)
            left += px(Size.icon_small + Space.xs)
        painter.setPen(theme.colour(tokens.accent_text if here else tokens.text2 if at < self._at else tokens.text3))
        painter.setFont(theme.font("name" if here else "body"))
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        area = QRectF(left, rect.top(), rect.right() - left, rect.height())
        painter.drawText(area, flags, f"{at + 1}  {name}")
