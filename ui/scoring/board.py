"""The seats of a silent round: one masked box each, in seat order, with number and name, and whether it has voted.

A box never shows what was voted: it looks the same for every level and for an abstention. The keys are the page's.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.scoring.round import Place
from ui.theme import Size, Space, px
from ui.theme_style import paint_ring
from ui.widgets.chart import announce
from ui.widgets.labels import elided

#: How wide a box is at least, how high in a small and in a large room, and from how many rows on it is low.
LEAST, HIGH, LOW, MANY = 168, 44, 36, 3
_GAP, _NUMBER = 8, 26
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


class SeatBoard(QWidget):
    """The boxes with a cursor. ``at`` is the place that the next digit is for, ``None`` when all have voted."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.places: tuple[Place, ...] = ()
        self.at: int | None = None
        self.chosen = False  #: whether a person went to the seat, so that it is entered anew
        self._last: list[bytes] = []  #: the seats in the order in which they were entered here
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", False)
        self.setAccessibleName(translate(N_("Seats")))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # --- where the cursor is ---

    def begin(self, places: Sequence[Place]) -> None:
        """Begin a round at the first seat that has not voted."""
        self._last, self.chosen = [], False
        self.places = tuple(places)
        self.at = self._next(-1)
        self._tell()
        self.updateGeometry()

    def show_places(self, places: Sequence[Place]) -> None:
        """Show who has voted; the cursor stays at its seat."""
        here = self.current
        count = len(self.places)
        self.places = tuple(places)
        keys = [one.key for one in self.places]
        if here is not None:
            self.at = keys.index(here.key) if here.key in keys else self._next(-1)
            if not self.chosen and self.at is not None and self.places[self.at].voted:
                self.at = self._next(self.at)
        elif not self.chosen:
            self.at = self._next(-1)
        if len(self.places) != count:
            self.updateGeometry()
        self._tell()
        self.update()

    @property
    def current(self) -> Place | None:
        """The seat that the next digit is for."""
        return self.places[self.at] if self.at is not None and self.at < len(self.places) else None

    def entered(self, seat: bytes) -> None:
        """A ballot of a seat was taken: go on to the next that has not voted, in seat order."""
        self._last = [*(one for one in self._last if one != seat), seat]
        keys = [one.key for one in self.places]
        self.chosen = False
        self.at = self._next(keys.index(seat), but=seat) if seat in keys else self._next(-1)
        self._tell()
        self.update()

    def back(self) -> Place | None:
        """Go to the seat whose ballot Backspace takes back: the one chosen, or the one that was entered before."""
        here = self.current
        if here is not None and here.voted and self.chosen:
            return here
        known = {one.key: place for place, one in enumerate(self.places) if one.voted}
        entered = [known[key] for key in self._last if key in known]
        before = [place for place in known.values() if self.at is None or place < self.at]
        if not known:
            return None
        self.go_to(entered[-1] if entered else max(before or known.values()))
        return self.current

    def withdrawn(self, seat: bytes) -> None:
        """A ballot was taken back: its seat is entered next."""
        self._last = [one for one in self._last if one != seat]
        self.chosen = False

    def go_to(self, place: int) -> None:
        """Choose a seat."""
        if self.places:
            self.at, self.chosen = max(0, min(len(self.places) - 1, place)), True
            self._tell()
            self.update()

    def _next(self, place: int, but: bytes = b"") -> int | None:
        order = (*range(place + 1, len(self.places)), *range(place + 1))
        return next((at for at in order if not self.places[at].voted and self.places[at].key != but), None)

    def step(self, key: int) -> bool:
        """Move by an arrow key, Home or End."""
        here, columns = self.at if self.at is not None else len(self.places), self._columns()
        moves = {
            int(Qt.Key.Key_Left): here - 1, int(Qt.Key.Key_Right): here + 1, int(Qt.Key.Key_Home): 0,
            int(Qt.Key.Key_Up): here - columns, int(Qt.Key.Key_Down): here + columns,
            int(Qt.Key.Key_End): len(self.places) - 1,
        }  # fmt: skip
        if key not in moves or not self.places:
            return False
        self.go_to(moves[key])
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self.step(event.key()):
            super().keyPressEvent(event)

    # --- words ---

    def _tell(self) -> None:
        here = self.current
        words = self.words_of(here) if here is not None else translate(N_("All have voted."))
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            if self.hasFocus():
                announce(self, words)
        self.moved.emit()

    def words_of(self, place: Place) -> str:
        """Return what a tip and a screen reader say of a box: never what was voted."""
        state = translate(N_("has voted") if place.voted else N_("has not voted yet"))
        return translate(N_("Seat {n}, {name}: {state}"), n=place.number, name=place.name, state=state)

    # --- looks ---

    def _columns(self) -> int:
        return max(1, (self.width() + px(_GAP)) // (px(LEAST) + px(_GAP)))

    def _rows(self, width: int) -> int:
        columns = max(1, (width + px(_GAP)) // (px(LEAST) + px(_GAP)))
        return -(-len(self.places) // columns) if self.places else 1

    def _high(self, width: int) -> int:
        return px(LOW if self._rows(width) > MANY else HIGH)

    def box_rect(self, at: int) -> QRectF:
        """Return where a box lies."""
        columns, high, gap, edge = self._columns(), self._high(self.width()), px(_GAP), px(Space.xs)
        width = (self.width() - 2 * edge - (columns - 1) * gap) / columns
        row, column = divmod(at, columns)
        return QRectF(edge + column * (width + gap), edge + row * (high + gap), width, high)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return rows * self._high(width) + (rows - 1) * px(_GAP) + 2 * px(Space.xs)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), self.heightForWidth(max(px(Size.dialog), self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST), px(LOW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def _place_at(self, point: QPointF) -> int | None:
        return next((at for at in range(len(self.places)) if self.box_rect(at).contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place is not None:
            self.go_to(place)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words_of(self.places[place]) if place is not None else "", self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, place in enumerate(self.places):
            self._paint_box(painter, self.box_rect(at), place, here=at == self.at)
        painter.end()

    def _paint_box(self, painter: QPainter, rect: QRectF, place: Place, *, here: bool) -> None:
        tokens, radius = theme.tokens(), px(Size.radius)
        painter.setPen(QPen(theme.colour(tokens.accent if here else tokens.hair), px(Size.ring) if here else Size.line))
        ground = tokens.tint if here else tokens.sunken if place.voted else tokens.surface
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(theme.font("name"))
        painter.setPen(theme.colour(tokens.accent_text if here else tokens.text))
        left = rect.left() + px(Space.m)
        painter.drawText(QRectF(left, rect.top(), px(_NUMBER), rect.height()), _FLAGS, str(place.number))
        left += px(_NUMBER)
        room = rect.right() - px(Space.m + Size.icon + Space.s) - left
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour(tokens.text if here or not place.voted else tokens.text2))
        painter.drawText(QRectF(left, rect.top(), room, rect.height()), _FLAGS, elided(place.name, "body", room))
        mark = rect.right() - px(Space.m + Size.icon)
        if place.voted:
            paint_icon(painter, "circle-check", mark, rect.center().y(), tokens.ok)
        else:
            paint_icon(painter, "circle", mark, rect.center().y(), tokens.text3)
        if here and self.hasFocus():
            inside = rect.adjusted(Space.xxs, Space.xxs, -Space.xxs, -Space.xxs)
            paint_ring(painter, inside.adjusted(2, 2, -2, -2), Size.radius_small)
