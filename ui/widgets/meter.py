"""Progress to look at: a meter with one segment per counted thing, a thin line with a mark, busy work with Cancel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.layouts import column, row


class SegmentMeter(QWidget):
    """One segment per counted thing, filled as far as it is done; more than 40 things become one bar."""

    def __init__(self) -> None:
        super().__init__()
        self._tones: tuple[str, ...] = ()
        self._part = 0.0
        self.setFixedHeight(px(Size.meter))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, done: int, total: int) -> None:
        """Show ``done`` of ``total``."""
        self.set_tones(["accent"] * done + ["hair"] * max(0, total - done))
        self.setAccessibleName(translate(N_("{done} of {total}"), done=done, total=total))

    def set_tones(self, tones: Sequence[str]) -> None:
        """Give every segment the colour of a token: accent, err, fill3 (warns), hair."""
        self._tones = tuple(tones)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        count = len(self._tones)
        gap = px(Space.xxs) if count <= 40 else 0
        width = (self.width() - gap * max(0, count - 1)) / max(1, count)
        for at, tone in enumerate(self._tones or ("hair",)):
            painter.setBrush(theme.resolve(tone))
            painter.drawRoundedRect(QRectF(at * (width + gap), 0, width, self.height()), 1, 1)
        painter.end()


class ProgressLine(QWidget):
    """A thin bar, 0 to 1, with a mark where one should be by now."""

    def __init__(self, height: int = Size.progress) -> None:
        super().__init__()
        self._value, self._mark, self._thick = 0.0, -1.0, height
        self.setFixedHeight(px(height + 2 * Space.xs))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_value(self, value: float, mark: float = -1.0) -> None:
        """Show a share of 0 to 1; ``mark`` is where time stands, negative for none."""
        self._value, self._mark = max(0.0, min(1.0, value)), mark
        self.setAccessibleName(f"{round(self._value * 100)} %")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        thick = px(self._thick)
        rect = QRectF(0, (self.height() - thick) / 2, self.width(), thick)
        for fill, share in ((tokens.hair, 1.0), (tokens.accent, self._value)):
            painter.setBrush(theme.colour(fill))
            painter.drawRoundedRect(QRectF(rect.left(), rect.top(), rect.width() * share, thick), 1, 1)
        if self._mark >= 0:
            at = min(1.0, self._mark) * (self.width() - px(Size.ring))
            painter.fillRect(QRectF(at, 0, px(Size.ring), self.height()), theme.colour(tokens.text))
        painter.end()


class BusyPanel(QFrame):
    """Long work: what happens, how far it is, and Cancel. ``cancelled`` fires once.

    Without a known end (``set_progress(None)``) a short bar walks to and fro, unless motion is unwanted.
    """

    cancelled = Signal()

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self._words, self._detail = label(words, "name"), label("", "hint", "text3", elide=True)
        self._line, self._step = ProgressLine(Size.meter), 0
        self._cancel = button(translate(N_("Cancel")), self._stop, keys=("Esc",))
        top = row(column(self._words, self._detail, gap=0), None, self._cancel)
        self.setLayout(column(top, self._line, gap=Space.m, margins=(16, 16, 16, 12)))
        self.setMinimumWidth(px(Size.dialog))
        self.setAccessibleName(words)
        self._timer = QTimer(self)
        self._timer.setInterval(theme.MOTION_MS)
        self._timer.timeout.connect(self._walk)

    def set_progress(self, share: float | None, detail: str = "") -> None:
        """Show a share of 0 to 1, or ``None`` while it is unknown, and what is being done."""
        self._detail.setText(detail)
        if share is None:
            self._timer.start()
            return
        self._timer.stop()
        self._line.set_value(share)

    def _walk(self) -> None:
        self._step = (self._step + 1) % 20
        self._line.set_value(abs(10 - self._step) / 10)

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._words.setText(translate(N_("Stopping…")))
        self.cancelled.emit()

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), super().sizeHint().height())
