"""What the marks of the heat map mean, in one line above it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.labels import text_width

HIGH = 28


class Legend(QWidget):
    """Explains what is on the map just now, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._named = self._moving = self._controls = self._votes = True
        self.setFixedHeight(px(HIGH))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def explain(self, *, named: bool, moving: bool, controls: bool, votes: bool) -> None:
        """Explain pills or counts, the marks of the movement with or without the inherent ones, and halos."""
        self._named, self._moving, self._controls, self._votes = named, moving, controls, votes
        self.setAccessibleName(" · ".join(words for words, shown in self._told() if shown))
        self.update()

    def _told(self) -> tuple[tuple[str, bool], ...]:
        return (
            (translate(N_("Square: inherent, before controls")), self._moving and self._controls),
            (translate(N_("Pill: the risk today")), self._named),
            (translate(N_("Number: how many risks stand there today")), not self._named),
            (
                translate(N_("Arrow and ring: target, after treatment, with a number if several go together")),
                self._moving,
            ),
            (translate(N_("Line: appetite")), True),
            (translate(N_("Dashed outline or cross: from the lowest to the highest vote")), self._votes),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, middle = QPainter(self), self.height() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, at = theme.colour(theme.tokens().text), 0.0
        if self._moving and self._controls:
            at = self._words(painter, self._mark(painter, at, middle, ink, px(2)), middle, translate(N_("inherent")))
        if self._named:
            at = self._pill(painter, at, middle, ink)
            at = self._words(painter, at, middle, translate(N_("current")) if self._moving else translate(N_("risk")))
        if self._moving:
            at = self._arrow(painter, at, middle, ink)
        painter.setPen(QPen(ink, 3))
        painter.drawLine(int(at), int(middle), int(at + px(Space.xxl)), int(middle))
        at = self._words(painter, at + px(Space.xxl + Space.s), middle, translate(N_("appetite")))
        if self._votes:
            self._halo(painter, at, middle, ink)
        painter.end()

    def _arrow(self, painter: QPainter, at: float, middle: float, ink: QColor) -> float:
        painter.setPen(QPen(ink, 1.75))
        painter.drawLine(int(at), int(middle), int(at + px(Space.xxl)), int(middle))
        paint_icon(painter, "chevron-right", at + px(Space.l), middle, theme.tokens().text, Size.icon_small)
        at = self._mark(painter, at + px(Space.xxl + Space.s), middle, ink, px(Space.m))
        return self._words(painter, at, middle, translate(N_("target")))

    def _mark(self, painter: QPainter, at: float, middle: float, ink: QColor, radius: int) -> float:
        side = px(Space.m)
        painter.setPen(QPen(ink, 1.75))
        painter.setBrush(theme.colour(theme.tokens().surface))
        painter.drawRoundedRect(QRectF(at + 1, middle - side / 2, side, side), radius, radius)
        return at + side + px(Space.s)

    def _pill(self, painter: QPainter, at: float, middle: float, ink: QColor) -> float:
        painter.setPen(QPen(ink, 1))
        painter.setBrush(theme.colour(theme.tokens().surface))
        rect = QRectF(at + 1, middle - px(Size.chip) / 2, px(Size.chip * 2.5), px(Size.chip))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(theme.font("label"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "R-000")
        return at + rect.width() + px(Space.s)

    def _halo(self, painter: QPainter, at: float, middle: float, ink: QColor) -> None:
        pen = QPen(ink, 1.5)
        pen.setDashPattern([2.7, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rect = QRectF(at + 1, middle - px(Space.s), px(Space.xxl), px(Space.l))
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
        self._words(painter, at + rect.width() + px(Space.s), middle, translate(N_("votes")))

    def _words(self, painter: QPainter, at: float, middle: float, words: str) -> float:
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.colour(theme.tokens().text2))
        width = text_width(words, "hint")
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(QRectF(at, middle - px(Space.s), width + 2, px(Space.l)), flags, words)
        return at + width + px(Space.xl)
