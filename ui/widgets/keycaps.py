"""Keys shown as caps: inside buttons, in the foot of a page, in the palette."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.labels import text_width

#: How keys are written on their caps, by the name that QKeySequence gives them.
CAPS = {"Return": "⏎", "Enter": "⏎", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Escape": "Esc"}


def cap_width(key: str) -> int:
    """Return the width of one cap."""
    return max(px(Size.key_cap), text_width(CAPS.get(key, key), "label") + 2 * px(Size.key_cap_padding))


def caps_width(keys: tuple[str, ...]) -> int:
    """Return the width of several caps side by side."""
    return sum(cap_width(key) for key in keys) + px(Space.xs) * max(0, len(keys) - 1)


def paint_cap(painter: QPainter, left: float, middle: float, key: str, ink: QColor, edge: QColor) -> float:
    """Paint one cap with its left edge and middle at the given point; return where it ends."""
    width, height = cap_width(key), px(Size.key_cap)
    rect = QRectF(left + 0.5, middle - height / 2 + 0.5, width - 1, height - 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, Size.line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, px(Size.radius_small), px(Size.radius_small))
    painter.setPen(ink)
    painter.setFont(theme.font("label"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, CAPS.get(key, key))
    return left + width


def paint_caps(painter: QPainter, left: float, middle: float, keys: tuple[str, ...], ink: QColor, edge: QColor) -> None:
    """Paint several caps from left to right."""
    for key in keys:
        left = paint_cap(painter, left, middle, key, ink, edge) + px(Space.xs)


class KeyHint(QWidget):
    """Keys and what they do, as in the foot of a page: ``[F2] edit``. Dimmed while single letters do not work."""

    def __init__(self, keys: tuple[str, ...], words: str = "") -> None:
        super().__init__()
        self.keys, self.words, self.dimmed = keys, words, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{'+'.join(keys)} {words}".strip())

    def set_dimmed(self, dimmed: bool) -> None:
        """Show that the keys do not work at the moment."""
        self.dimmed = dimmed
        self.update()

    def sizeHint(self) -> QSize:
        words = text_width(self.words, "hint") + px(Space.xs) if self.words else 0
        return QSize(caps_width(self.keys) + words, px(Size.badge_height + Space.xs))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = theme.tokens(), QPainter(self)
        ink = theme.colour(tokens.dis if self.dimmed else tokens.text2)
        middle = self.height() / 2
        paint_caps(painter, 0, middle, self.keys, ink, theme.colour(tokens.hair if self.dimmed else tokens.line))
        painter.setPen(ink)
        painter.setFont(theme.font("hint"))
        left = caps_width(self.keys) + px(Space.xs)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), flags, self.words)
        painter.end()
