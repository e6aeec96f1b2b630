"""A surface inside the facilitator's window that shows the room small: what it sees, or what it will see next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from app.room import Empty
from ui import theme as looks
from ui.room import theme
from ui.room.paint import paint_room
from ui.room.speaking import spoken
from ui.room.stage import Seen, Stage
from ui.theme import Size, Space, px
from ui.theme_style import paint_ring
from ui.widgets.labels import elided

PREVIEW, LIVE = "preview", "live"
#: A pane asks for this width before its layout says otherwise.
WISHED = 320


class RoomScreen(QWidget):
    """The room at the shape of its display. ``which`` is ``"live"`` for what it sees or ``"preview"`` for what is next.

    A frame of two pixels tells them apart: accent for the preview, red while live. ``clicked`` is a person's choice.
    """

    clicked = Signal()

    def __init__(self, stage: Stage, which: str = LIVE, *, framed: bool = True, words: str = "") -> None:
        super().__init__()
        self.stage, self.which, self._framed = stage, which, framed
        self._words = words or translate(
            N_("The room sees nothing yet") if which == LIVE else N_("Nothing is prepared")
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        stage.changed.connect(self._show)
        looks.theme().changed.connect(self.update)
        self._show()

    def seen(self) -> Seen:
        """Return what is painted."""
        return self.stage.seen if self.which == LIVE else self.stage.next_seen

    def show_which(self, which: str) -> None:
        """Show the preview or what is live from now on."""
        self.which = which
        self._show()

    def _show(self) -> None:
        name = translate(N_("Room, live")) if self.which == LIVE else translate(N_("Room, preview"))
        self.setAccessibleName(name)
        self.setAccessibleDescription(spoken(self.seen()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(WISHED), self.heightForWidth(px(WISHED)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * theme.HEIGHT / self.stage.width)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, seen = QPainter(self), looks.tokens(), self.seen()
        place = QRectF(self.rect())
        if isinstance(seen.view, Empty) and not seen.blank:
            self._paint_nothing(painter, place)
        else:
            paint_room(
                painter,
                seen.view,
                place,
                page=seen.page,
                clock=seen.clock,
                width=self.stage.width,
                blank=seen.blank,
            )
        edge, stroke = self._edge()
        painter.setPen(QPen(looks.colour(getattr(tokens, edge)), stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = stroke / 2
        painter.drawRect(place.adjusted(half, half, -half, -half))
        if self.hasFocus() and self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            reach = float(px(Size.ring + Size.ring_gap + theme.FRAME))
            paint_ring(painter, place.adjusted(reach, reach, -reach, -reach))
        painter.end()

    def _edge(self) -> tuple[str, int]:
        if self.which == PREVIEW:
            return "accent", px(theme.FRAME)
        if not self._framed:
            return "ctl", Size.line
        return ("live" if self.stage.state == "live" else "ctl"), px(theme.FRAME)

    def _paint_nothing(self, painter: QPainter, place: QRectF) -> None:
        tokens = looks.tokens()
        painter.fillRect(place, looks.colour(tokens.surface))
        painter.setPen(looks.colour(tokens.text3))
        painter.setFont(looks.font("hint"))
        text = elided(self._words, "hint", place.width() - 2 * px(Space.s))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            by = 1 if event.key() == Qt.Key.Key_PageDown else -1
            self.stage.turn(by) if self.which == LIVE else self.stage.turn_preview(by)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
            return
        super().keyPressEvent(event)
