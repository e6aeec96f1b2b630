"""Texts on the screen: always plain, in a role's type size and line height, in a token's colour.

``label`` is the factory that everybody uses; ``heading`` and ``hint`` are its two commonest cases.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextLine
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme

_WIDE = 1_000_000


@lru_cache(maxsize=4096)
def text_width(text: str, role: str = "body", weight: int | None = None) -> int:
    """Return the width of one line of text in a role, in device-independent pixels."""
    return int(QFontMetricsF(theme.font(role, weight=weight)).horizontalAdvance(text) + 0.999)


def elided(text: str, role: str, width: float, weight: int | None = None) -> str:
    """Return the text, shortened with an ellipsis if it is wider than ``width``."""
    metrics = QFontMetricsF(theme.font(role, weight=weight))
    return str(metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, width))


def lay_lines(text: str, font: QFont, width: float, pitch: float) -> list[tuple[QTextLayout, QTextLine]]:
    """Break a text into lines of at most ``width`` that stand ``pitch`` apart; each paragraph begins a line."""
    lines: list[tuple[QTextLayout, QTextLine]] = []
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, font)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            line.setPosition(QPointF(0, len(lines) * pitch + (pitch - line.height()) / 2))
            lines.append((layout, line))
        layout.endLayout()
    return lines


class Label(QLabel):
    """One plain text. It elides, or wraps with the role's line height, and follows the theme."""

    def __init__(self, text: str, role: str, tone: str, *, wrap: bool, elide: bool) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.role, self.tone = role, tone
        self._wrap, self._elide, self._tip = wrap, elide, ""
        self.setFont(theme.font(role))
        horizontal = QSizePolicy.Policy.Ignored if elide else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(horizontal, QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Take another token's colour."""
        self.tone = tone
        self.update()

    def set_role(self, role: str) -> None:
        """Take another type size."""
        self.role = role
        self.setFont(theme.font(role))
        self.updateGeometry()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def setToolTip(self, text: str) -> None:
        self._tip = text
        super().setToolTip(text)

    def _pitch(self) -> int:
        return theme.line_height(self.role)

    def _margins(self) -> tuple[int, int]:
        margins = self.contentsMargins()
        return margins.left() + margins.right(), margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        wide, high = self._margins()
        width = max((text_width(line, self.role) for line in self.text().split("\n")), default=0)
        if self._wrap:
            width = min(width, theme.px(theme.Size.dialog))
            return QSize(width + wide, self.heightForWidth(width + wide))
        return QSize(width + wide, self._pitch() + high)

    def minimumSizeHint(self) -> QSize:
        wide, high = self._margins()
        if self._wrap or self._elide:
            return QSize(wide + theme.px(theme.Size.target), self._pitch() + high)
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        if not self._wrap:
            return -1
        wide, high = self._margins()
        lines = lay_lines(self.text(), self.font(), width - wide, self._pitch())
        return max(1, len(lines)) * self._pitch() + high

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tone = self.tone if self.isEnabled() else "dis"
        painter.setPen(theme.colour(getattr(theme.tokens(), tone)))
        painter.setFont(self.font())
        if self._wrap:
            self._paint_lines(painter, self.contentsRect())
        else:
            self._paint_line(painter, self.contentsRect())
        painter.end()

    def _paint_line(self, painter: QPainter, rect: QRect) -> None:
        text = self.text()
        if self._elide:
            text = elided(text, self.role, rect.width())
            whole = self.text() if text != self.text() and not self._tip.startswith(self.text()) else ""
            super().setToolTip("\n".join(part for part in (whole, self._tip) if part))
        painter.drawText(rect, int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), text)

    def _paint_lines(self, painter: QPainter, rect: QRect) -> None:
        centred = bool(self.alignment() & Qt.AlignmentFlag.AlignHCenter)
        for layout, line in lay_lines(self.text(), self.font(), rect.width(), self._pitch()):
            left = (rect.width() - line.naturalTextWidth()) / 2 if centred else 0
            line.draw(painter, QPointF(rect.topLeft()) + QPointF(left, 0))
            del layout  # a line lives only as long as its layout


def label(text: str = "", role: str = "body", tone: str = "text", *, wrap: bool = False, elide: bool = False) -> Label:
    """Return a plain text in a role of ``theme.TYPE`` and the colour of a token."""
    return Label(text, role, tone, wrap=wrap, elide=elide)


def heading(text: str = "", role: str = "heading", *, elide: bool = False) -> Label:
    """Return a card's or panel's title; ``role="title"`` for a page."""
    return label(text, role, elide=elide)


def hint(text: str = "", *, wrap: bool = False, elide: bool = False, tone: str = "text3") -> Label:
    """Return a small text that explains or counts."""
    return label(text, "hint", tone, wrap=wrap, elide=elide)


def paragraph(text: str = "", tone: str = "text2", role: str = "body") -> Label:
    """Return a text of several lines."""
    return label(text, role, tone, wrap=True)


def field_label(text: str, buddy: QWidget | None = None) -> Label:
    """Return the bold small label above a field."""
    made = label(text, "label", "text2")
    if buddy is not None:
        made.setBuddy(buddy)
    return made
