"""A switch between a few views or values, one of which is always chosen (or none yet)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from ui import theme
from ui.theme import Size, px
from ui.widgets.labels import text_width
from ui.widgets.layouts import row


class _Segment(QAbstractButton):
    """One choice of the switch; its parent paints the frame."""

    def __init__(self, text: str, first: bool, last: bool, height: int) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self._first, self._last, self._height = first, last, height
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font("body"))

    def place(self, first: bool, last: bool) -> None:
        """Take the place of an end or of the middle."""
        self._first, self._last = first, last
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.text(), "name") + 2 * px(Size.button_padding), px(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the switch moves the choice, not only the focus
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def _shape(self, rect: QRectF) -> QPainterPath:
        radius, path, square = px(Size.radius), QPainterPath(), QPainterPath()
        path.addRoundedRect(rect, radius, radius)
        if not self._first:
            square.addRect(rect.adjusted(0, 0, -rect.width() / 2, 0))
        if not self._last:
            square.addRect(rect.adjusted(rect.width() / 2, 0, 0, 0))
        return path.united(square)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5 if self._first else 0, 0.5, -0.5 if self._last else 0, -0.5)
        fill = tokens.tint2 if self.isChecked() else tokens.sunken if self.underMouse() else tokens.surface
        painter.fillPath(self._shape(rect), theme.colour(fill if self.isEnabled() else tokens.sunken))
        self._paint_edges(painter, rect)
        ink = tokens.accent_text if self.isChecked() else tokens.text2
        painter.setPen(theme.colour(ink if self.isEnabled() else tokens.dis))
        painter.setFont(theme.font("name" if self.isChecked() else "body"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _paint_edges(self, painter: QPainter, rect: QRectF) -> None:
        tokens = theme.tokens()
        if not self._last:
            painter.setPen(QPen(theme.colour(tokens.hair), 1))
            painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setPen(QPen(theme.colour(tokens.ctl if self.isEnabled() else tokens.hair), 1))
        painter.setClipRect(self.rect())
        overhang = px(Size.radius) * 2
        frame = rect.adjusted(0 if self._first else -overhang, 0, 0 if self._last else overhang, 0)
        painter.drawRoundedRect(frame, px(Size.radius), px(Size.radius))


class SegmentedControl(QWidget):
    """A row of segments. ``chosen`` carries the key and fires only when a person chooses."""

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]], name: str, current: str = "", *, small: bool = False
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._keys = [key for key, _ in options]
        self._group = QButtonGroup(self)
        height = Size.button_small if small else Size.button
        segments = []
        for at, (_, text) in enumerate(options):
            segment = _Segment(text, at == 0, at == len(options) - 1, height)
            segment.setAccessibleName(f"{name}: {text}")
            self._group.addButton(segment, at)
            segments.append(segment)
        self.setLayout(row(*segments, gap=0))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_current(current)
        self._group.idClicked.connect(lambda at: self.chosen.emit(self._keys[at]))

    def current(self) -> str:
        """Return the key of the chosen segment, or an empty text."""
        at = self._group.checkedId()
        return self._keys[at] if at >= 0 else ""

    def set_current(self, key: str) -> None:
        """Show a choice without telling anybody; an unknown key shows none."""
        self._group.setExclusive(False)
        for at, candidate in enumerate(self._keys):
            self._group.button(at).setChecked(candidate == key)
        self._group.setExclusive(True)
        chosen = self._group.checkedButton()
        self.setFocusProxy(chosen if chosen is not None else self._group.button(0))

    def set_tip(self, key: str, words: str) -> None:
        """Say in full what a segment with a short name means."""
        segment = self._group.button(self._keys.index(key))
        segment.setToolTip(words)
        segment.setAccessibleDescription(words)

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or leave out one segment, such as a view that has nothing to show yet."""
        self._group.button(self._keys.index(key)).setVisible(shown)
        kept = [one for one in self._group.buttons() if isinstance(one, _Segment) and not one.isHidden()]
        for segment in kept:
            segment.place(segment is kept[0], segment is kept[-1])

    def set_text(self, key: str, text: str) -> None:
        """Change the words of one segment, such as a count."""
        segment = self._group.button(self._keys.index(key))
        segment.setText(text)
        segment.setAccessibleName(f"{self.accessibleName()}: {text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        kept = [at for at in range(len(self._keys)) if not self._group.button(at).isHidden()]
        at = kept.index(self._group.checkedId()) if self._group.checkedId() in kept else -step
        target = self._group.button(kept[max(0, min(len(kept) - 1, at + step))])
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.click()
