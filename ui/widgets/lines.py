"""Rows of a card that are buttons as a whole, and small bars that count dates per week."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from app.charts import Twin
from app.i18n import N_, translate
from ui import icons, theme
from ui.theme import Size, Space, px
from ui.widgets.labels import text_width
from ui.widgets.layouts import Part, row


class LineButton(QAbstractButton):
    """One row of a card, clicked or entered as a whole; its parts only show. ``name`` is what a screen reader says."""

    def __init__(self, parts: Sequence[Part], name: str, height: int, on_click: Callable[[], object]) -> None:
        super().__init__()
        self._height = height
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setLayout(row(*parts, gap=Space.m, margins=(Space.l, 0, Space.l, 0)))
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _on=False: on_click())

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.target), px(self._height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.underMouse() or self.isDown():
            painter = QPainter(self)
            painter.fillRect(self.rect(), theme.colour(theme.tokens().sunken))
            painter.end()


class IconLabel(QLabel):
    """An icon of 16 px in a token's colour that follows the scheme."""

    def __init__(self, icon: str, tone: str = "text2", size: int = Size.icon) -> None:
        super().__init__()
        self._icon, self._tone, self._size = icon, tone, size
        self._repaint()

    def _repaint(self) -> None:
        self.setPixmap(icons.pixmap(self._icon, getattr(theme.tokens(), self._tone), self._size))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._repaint()
        super().changeEvent(event)


class WeekBars(QWidget):
    """A bar per week with its count above it and the names of months below. The first week stands out."""

    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = translate(N_("Dates per week"))
        self.twin = Twin(self.kind, (), ())
        self._bars: tuple[tuple[str, int], ...] = ()
        self.setFixedHeight(px(Size.card_head + Space.xxl))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_bars(self, bars: Sequence[tuple[str, int]], twin: Twin) -> None:
        """Show for each week the word below it (empty for none) and its count; ``twin`` has the same in words."""
        self._bars, self.twin = tuple(bars), twin
        self.setAccessibleName(twin.title)
        self.update()
        self.shown.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("hint"))
        line = px(Space.l)
        base, most = self.height() - line - px(Space.xs), max([1, *(count for _, count in self._bars)])
        pitch = self.width() / max(1, len(self._bars))
        painter.fillRect(QRectF(0, base, self.width(), Size.line), theme.colour(tokens.line))
        for at, (word, count) in enumerate(self._bars):
            left, high = at * pitch, (base - line - px(Space.xs)) * count / most
            if count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour(tokens.accent if at == 0 else tokens.ctl))
                painter.drawRoundedRect(QRectF(left, base - high, pitch - px(Space.xs), high), 2, 2)
                painter.setPen(theme.colour(tokens.text2))
                above = QRectF(left - pitch, base - high - line, 3 * pitch - px(Space.xs), line)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, str(count))
            if word:
                painter.setPen(theme.colour(tokens.text3))
                below = QRectF(left, base + px(Space.xs), text_width(word, "hint") + 2, line)
                painter.drawText(below, int(Qt.TextFlag.TextSingleLine), word)
        painter.end()
