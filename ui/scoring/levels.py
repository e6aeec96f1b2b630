"""The levels of a scale side by side: cards with their anchors to score by, and buttons for the agreed value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.i18n import N_, translate
from app.room import Level
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.chips import chip_width, level, paint_chip
from ui.widgets.labels import elided, lay_lines
from ui.widgets.layouts import clear, row

#: Lines of an anchor that a card shows before it cuts, ordinary and large.
LINES, LINES_LARGE = 3, 5
#: Side of the figure on a large card, and how high such a card is at least, in logical pixels.
FIGURE, TALL = 64, 232


class _LevelButton(QAbstractButton):
    """What cards and choices share: words, size rules, hover."""

    def __init__(self, one: Level) -> None:
        super().__init__()
        self.level = one
        self.setAccessibleName(f"{one.number} {one.word}")
        self.setAccessibleDescription(one.anchor)
        self.setToolTip(one.anchor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isCheckable() and not self.isChecked():
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class LevelCard(_LevelButton):
    """A level with its anchor. A click scores; nothing of it stays to be seen."""

    def __init__(self, one: Level, *, large: bool = False) -> None:
        super().__init__(one)
        self.large = large
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if large else Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def _roles(self) -> tuple[str, str]:
        return ("title", "lead") if self.large else ("name", "hint")

    def _lines(self, width: float) -> int:
        role = self._roles[1]
        room = width - 2 * px(Space.m)
        found = lay_lines(self.level.anchor, theme.font(role), room, theme.line_height(role))
        return min(LINES_LARGE if self.large else LINES, len(found)) if self.level.anchor else 0

    def _head(self) -> int:
        number = px(FIGURE + Space.xl) if self.large else 0
        return px(Space.s) * 2 + number + theme.line_height(self._roles[0]) + px(Space.xs)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        found = self._head() + self._lines(width) * theme.line_height(self._roles[1])
        return max(found, px(TALL)) if self.large else found

    def sizeHint(self) -> QSize:
        width = max(self.width(), px(Size.target) * 4)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.target) * 2, self._head())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = self.underMouse() and self.isEnabled()
        painter.setPen(QPen(theme.colour(tokens.ctl if over else tokens.hair), Size.line))
        painter.setBrush(theme.colour(tokens.sunken if over else tokens.surface))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
        top = self._paint_large(painter) if self.large else self._paint_small(painter)
        role = self._roles[1]
        painter.setPen(theme.colour(tokens.text2))
        pitch, room = theme.line_height(role), self.width() - 2 * px(Space.m)
        found = lay_lines(self.level.anchor, theme.font(role), room, pitch) if self.level.anchor else []
        for layout, line in found[: self._lines(self.width())]:
            line.draw(painter, QRectF(px(Space.m), top, 0, 0).topLeft())
            del layout  # a line lives only as long as its layout
        painter.end()

    def _paint_small(self, painter: QPainter) -> float:
        made, line = level(self.level.number), theme.line_height("name")
        middle = px(Space.s) + line / 2
        paint_chip(painter, px(Space.m), middle, made)
        left = px(Space.m) + chip_width(made) + px(Space.s)
        painter.setFont(theme.font("name"))
        painter.setPen(theme.colour(theme.tokens().text))
        room = self.width() - left - px(Space.xs)
        words = elided(self.level.word, "name", room)
        painter.drawText(QRectF(left, px(Space.s), room, line), int(Qt.AlignmentFlag.AlignVCenter), words)
        return px(Space.s) + line + px(Space.xs)

    def _paint_large(self, painter: QPainter) -> float:
        colours = theme.tokens().level(self.level.number)
        side, left, top = px(FIGURE), px(Space.m), px(Space.m)
        painter.setPen(QPen(theme.colour(theme.tokens().hair), Size.line))
        painter.setBrush(theme.colour(colours.fill))
        painter.drawRoundedRect(QRectF(left, top, side, side), px(Size.radius), px(Size.radius))
        painter.setPen(theme.colour(colours.ink))
        painter.setFont(theme.font("metric"))
        painter.drawText(QRectF(left, top, side, side), Qt.AlignmentFlag.AlignCenter, str(self.level.number))
        top += side + px(Space.s)
        painter.setPen(theme.colour(theme.tokens().text))
        painter.setFont(theme.font("title"))
        room, line = self.width() - 2 * left, theme.line_height("title")
        painter.drawText(QRectF(left, top, room, line), 0, elided(self.level.word, "title", room))
        return top + line + px(Space.xs)


class LevelChoice(_LevelButton):
    """A value to agree on, 48 high: its figure and its word."""

    def __init__(self, one: Level) -> None:
        super().__init__(one)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.target) * 4, px(Size.agreed_button))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.target) * 2, px(Size.agreed_button))

    def nextCheckState(self) -> None:
        """Leave the mark to the row."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, on = QPainter(self), theme.tokens(), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = tokens.tint if on else tokens.sunken if self.underMouse() or not self.isEnabled() else tokens.surface
        painter.setPen(QPen(theme.colour(tokens.accent if on else tokens.ctl), px(Size.ring) if on else Size.line))
        painter.setBrush(theme.colour(fill))
        inset = 1 if on else 0.5
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
        ink = tokens.accent_text if on else tokens.text if self.isEnabled() else tokens.dis
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font("heading"))
        half = self.height() / 2
        upper = QRectF(0, px(Space.xs), self.width(), half - px(Space.xxs))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, str(self.level.number))
        painter.setPen(theme.colour(ink if on or not self.isEnabled() else tokens.text2))
        painter.setFont(theme.font("hint"))
        words = elided(self.level.word, "hint", self.width() - px(Space.s))
        painter.drawText(QRectF(0, half, self.width(), half - px(Space.xs)), Qt.AlignmentFlag.AlignCenter, words)
        painter.end()


class LevelRow(QWidget):
    """Levels side by side. ``picked(level)`` fires when a person clicks one."""

    picked = Signal(int)

    def __init__(self, make: Callable[[Level], _LevelButton], name: str = "") -> None:
        super().__init__()
        self._make, self._shown = make, tuple[Level, ...]()
        self.buttons: dict[int, _LevelButton] = {}
        self._across: QHBoxLayout = row(gap=Space.s)
        self.setLayout(self._across)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(name or translate(N_("Levels")))

    def show_levels(self, levels: Sequence[Level]) -> None:
        """Show the levels of a scale; the same ones stay as they are."""
        if tuple(levels) == self._shown:
            return
        self._shown = tuple(levels)
        clear(self._across)
        self.buttons = {one.number: self._make(one) for one in levels}
        for number, made in self.buttons.items():
            made.clicked.connect(partial(self._pick, number))
            self._across.addWidget(made, 1)

    def _pick(self, number: int, _on: bool = False) -> None:
        self.picked.emit(number)

    def mark(self, chosen: int | None) -> None:
        """Mark one level as chosen."""
        for number, made in self.buttons.items():
            if made.isCheckable():
                made.setChecked(number == chosen)
                made.update()
