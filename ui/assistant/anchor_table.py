"""The impact scale at a glance: a line per kind of harm, a column per level, a bar where it becomes intolerable."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import packs
from app.i18n import N_, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.chips import chip_width, paint_chip
from ui.widgets.labels import elided, lay_lines

_NAME, _HEAD = 104, 32


class AnchorTable(QWidget):
    """Paints anchors in as many lines as they take; a screen reader is told the same in words."""

    def __init__(self, levels: Sequence[packs.Level], categories: Sequence[packs.Category]) -> None:
        super().__init__()
        self._levels = [translate(one.name) for one in levels]
        self._rows = [(translate(one.name), [translate(a) for a in one.anchors], one.threshold) for one in categories]
        self._heights: list[int] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(translate(N_("Impact scale")))
        self.setAccessibleDescription(" ".join(self._told(row) for row in self._rows))

    def _told(self, row: tuple[str, list[str], int]) -> str:
        name, anchors, threshold = row
        levels = "; ".join(f"{level} {words}" for level, words in enumerate(anchors, 1))
        told = N_("{category}: {levels}. Intolerable from {level}.")
        return translate(told, category=name, levels=levels, level=threshold)

    def _pitch(self, width: int) -> float:
        return (width - px(_NAME)) / len(self._levels)

    def _measured(self, width: int) -> list[int]:
        """Return the height of each line at a width."""
        room, font, line = self._pitch(width) - 2 * px(Space.s), theme.font("hint"), theme.line_height("hint")
        most = (max(len(lay_lines(words, font, room, line)) for words in anchors) for _, anchors, _ in self._rows)
        return [count * line + 2 * px(Space.s) for count in most]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return px(_HEAD) + sum(self._measured(width))

    def sizeHint(self) -> QSize:
        width = px(_NAME + len(self._levels) * Size.field * 3)
        return QSize(width, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._heights = self._measured(self.width())
        self.setFixedHeight(px(_HEAD) + sum(self._heights))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        pitch, top = self._pitch(self.width()), float(px(_HEAD))
        for level, name in enumerate(self._levels, 1):
            self._paint_head(painter, level, name, pitch)
        for (name, anchors, threshold), height in zip(self._rows, self._heights, strict=True):
            painter.fillRect(QRectF(0, top, self.width(), Size.line), theme.colour(tokens.grid))
            self._paint_name(painter, name, top)
            for level, words in enumerate(anchors, 1):
                rect = QRectF(px(_NAME) + (level - 1) * pitch, top, pitch, height)
                self._paint_anchor(painter, rect, words, level - threshold)
            top += height
        painter.end()

    def _paint_head(self, painter: QPainter, level: int, name: str, pitch: float) -> None:
        left, middle = px(_NAME) + (level - 1) * pitch + px(Space.s), px(_HEAD) / 2
        chip = chips.level(level)
        end = paint_chip(painter, left, middle, chip)
        painter.setPen(theme.colour(theme.tokens().text))
        painter.setFont(theme.font("label"))
        room = pitch - chip_width(chip) - 2 * px(Space.s)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        rect = QRectF(end + px(Space.xs + Space.xxs), 0, room, px(_HEAD))
        painter.drawText(rect, flags, elided(name, "label", room))

    def _paint_name(self, painter: QPainter, name: str, top: float) -> None:
        painter.setPen(theme.colour(theme.tokens().text))
        painter.setFont(theme.font("label"))
        room = px(_NAME - Space.s)
        rect = QRectF(0, top + px(Space.s), room, theme.line_height("label"))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), elided(name, "label", room))

    def _paint_anchor(self, painter: QPainter, rect: QRectF, words: str, above: int) -> None:
        tokens = theme.tokens()
        if not above:
            bar = QRectF(rect.left(), rect.top() + px(Space.xs), px(Size.bar), rect.height() - 2 * px(Space.xs))
            painter.fillRect(bar, theme.colour(tokens.text))
        painter.setPen(theme.colour(tokens.text if above >= 0 else tokens.text3))
        origin = QPointF(rect.left() + px(Space.s), rect.top() + px(Space.s))
        room = rect.width() - 2 * px(Space.s)
        for layout, line in lay_lines(words, theme.font("hint"), room, theme.line_height("hint")):
            line.draw(painter, origin)
            del layout  # a line lives only as long as its layout


class IntolerableMark(QWidget):
    """The bar that stands left of the first intolerable level, as it is explained below the scale."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(px(Size.bar), px(Size.icon))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.tokens().text))
        painter.end()
