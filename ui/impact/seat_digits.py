"""A box per seat for one digit each, with the seat's number above it: how several voices are typed in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.theme_style import paint_ring
from ui.widgets.chart import announce

ABSTAINS = "-"
_BOX, _GAP, _NUMBERS = 28, 4, 16
#: Most voices without seats.
MOST = 30


@dataclass(frozen=True, slots=True)
class SeatBox:
    """The number above a box, and who sits there; both empty where no seats are numbered."""

    number: str = ""
    name: str = ""


class SeatDigits(QWidget):
    """Digits fill and step on, minus abstains, a space or comma passes on, Backspace takes back, Enter has done.

    Without seats there is always one more empty box, up to 30. ``changed`` fires after every entry, ``entered`` on
    Enter, ``refused`` with a key that is none of the ``allowed`` digits.
    """

    changed = Signal()
    entered = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._seats: list[SeatBox] = []
        self._free, self._allowed = True, "12345"
        self.values: list[str] = []
        self.masked = False
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def begin(self, seats: Sequence[SeatBox], allowed: str, name: str) -> None:
        """Start empty, for these seats in their order, or for any number of voices if there are none."""
        self._seats, self._free, self._allowed = list(seats), not seats, allowed
        self.values = [""] * (len(seats) or 1)
        self._at = 0
        self.setAccessibleName(name)
        self._tell()
        self.updateGeometry()

    # --- what was typed ---

    def given(self) -> list[str]:
        """Return what was typed, box by box; a voice that is still missing is empty."""
        return [one for one in self.values if one] if self._free else list(self.values)

    def missing(self) -> list[SeatBox]:
        """Return the seats that said nothing yet."""
        return [] if self._free else [seat for seat, one in zip(self._seats, self.values, strict=True) if not one]

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        moves = {Qt.Key.Key_Left: self._at - 1, Qt.Key.Key_Right: self._at + 1, Qt.Key.Key_Home: 0,
                 Qt.Key.Key_End: len(self.values) - 1}  # fmt: skip
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key in moves:
            self._move(moves[Qt.Key(key)])
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._take_back(step=key == Qt.Key.Key_Backspace)
        elif held or not text or not text.isprintable():
            super().keyPressEvent(event)
        else:
            self._type(text)

    def _type(self, text: str) -> None:
        if text in " ,;/":
            return
        if text not in (*self._allowed, ABSTAINS):
            self.refused.emit(text)
            return
        self.values[self._at] = text
        if self._free and self._at == len(self.values) - 1 and len(self.values) < MOST:
            self.values.append("")
        self._move(self._at + 1)
        self.updateGeometry()
        self.changed.emit()

    def _take_back(self, *, step: bool) -> None:
        if step and not self.values[self._at] and self._at:
            self._at -= 1
        self.values[self._at] = ""
        self._move(self._at)
        self.changed.emit()

    def _move(self, to: int) -> None:
        self._at = max(0, min(len(self.values) - 1, to))
        self._tell()
        self.update()

    def _tell(self) -> None:
        words = self.words_at(self._at)
        self.setAccessibleDescription(words)
        if self.hasFocus():
            announce(self, words)

    def words_at(self, at: int) -> str:
        """Return what a screen reader and a tip say of a box: ``Seat 2, Grace: 4``."""
        value = self.values[at]
        said = translate(N_("abstains")) if value == ABSTAINS else value or translate(N_("not said yet"))
        if self.masked and value:
            said = translate(N_("entered"))
        if self._free:
            return translate(N_("Voice {n}: {said}"), n=at + 1, said=said)
        seat = self._seats[at]
        return translate(N_("Seat {n}, {name}: {said}"), n=seat.number, name=seat.name, said=said)

    # --- looks ---

    def box_rect(self, at: int) -> QRectF:
        """Return where a box lies."""
        top = 0 if self._free else px(_NUMBERS)
        return QRectF(px(2) + at * px(_BOX + _GAP), top + px(2), px(_BOX), px(_BOX))

    def sizeHint(self) -> QSize:
        last = self.box_rect(max(0, len(self.values) - 1))
        return QSize(round(last.right()) + px(4), round(last.bottom()) + px(4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _place_at(self, point: QPointF) -> int | None:
        found = (at for at in range(len(self.values)) if self.box_rect(at).contains(point))
        return next(found, None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place is not None:
            self._move(place)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words_at(place) if place is not None else "", self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, value in enumerate(self.values):
            rect = self.box_rect(at)
            if not self._free:
                painter.setFont(theme.font("label"))
                painter.setPen(theme.colour(tokens.text3))
                above = QRectF(rect.left() - px(_GAP), 0, rect.width() + 2 * px(_GAP), px(_NUMBERS))
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self._seats[at].number)
            painter.setPen(QPen(theme.colour(tokens.ctl), Size.line))
            painter.setBrush(theme.colour(tokens.surface))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), px(Size.radius_small), px(Size.radius_small))
            painter.setFont(theme.font("heading"))
            painter.setPen(theme.colour(tokens.text2 if value == ABSTAINS else tokens.text))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._shown(value))
            if at == self._at and self.hasFocus():
                inside = rect.adjusted(Space.xxs, Space.xxs, -Space.xxs, -Space.xxs)
                paint_ring(painter, inside, Size.radius_small)
        painter.end()

    def _shown(self, value: str) -> str:
        if self.masked and value:
            return "•"
        return "–" if value == ABSTAINS else value
