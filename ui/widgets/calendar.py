"""A day to type or to choose: a field that takes ``15 Sep 2026`` and ``+2w``, with a month that drops below it."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.dates import add_months, format_date, parse_date, system_clock
from app.i18n import N_, UserError, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.dropping import DropField

_CENTRE = Qt.AlignmentFlag.AlignCenter
_WEEKS = 6


def _today() -> date:
    return system_clock().astimezone().date()


class MonthView(QWidget):
    """One month in six weeks; a child of the field's window, so that the field keeps the keyboard."""

    picked = Signal(object)

    def __init__(self, field: QWidget, today: Callable[[], date] = _today) -> None:
        super().__init__(field.window())
        self._field, self._today = field, today
        self.day = today()
        self._hovered: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(translate(N_("Calendar")))
        field.destroyed.connect(self.deleteLater)
        self.hide()

    def show_day(self, day: date | None) -> None:
        """Show the month of a day below the field, with the day marked."""
        self.mark(day or self._today())
        window, size = self.window(), self.sizeHint()
        below = self._field.mapTo(window, QPoint(0, self._field.height() + px(Space.xxs)))
        above = self._field.mapTo(window, QPoint(0, -px(Space.xxs)))
        top = below.y() if below.y() + size.height() <= window.height() else max(0, above.y() - size.height())
        left = max(0, min(below.x(), window.width() - size.width() - px(Space.s)))
        self.setGeometry(left, top, size.width(), size.height())
        self.show()
        self.raise_()

    def mark(self, day: date) -> None:
        """Mark another day and show its month."""
        self.day = day
        self.setAccessibleDescription(format_date(day))
        self.update()

    def key(self, key: int, *, control: bool = False) -> bool:
        """Move the mark by a key of the field; return whether it was one."""
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        try:
            if key in months:
                self.mark(add_months(self.day, months[Qt.Key(key)] * (12 if control else 1)))
            elif key in days:
                self.mark(self.day + timedelta(days[Qt.Key(key)]))
            elif key == Qt.Key.Key_Home:
                self.mark(self._today())
            else:
                return False
        except (ValueError, OverflowError):
            return True  # the calendar ends here
        return True

    # Where things are

    def sizeHint(self) -> QSize:
        side = px(Size.field_small)
        return QSize(7 * side + 2 * px(Space.m), side * (_WEEKS + 2) + 2 * px(Space.s))

    def _cell(self, line: int, at: int) -> QRect:
        side = px(Size.field_small)
        return QRect(px(Space.m) + at * side, px(Space.s) + (line + 2) * side, side, side)

    def _days(self) -> list[date]:
        first = (QLocale().firstDayOfWeek().value - 1) % 7
        shown = _itermonth(Calendar(first), self.day)
        while len(shown) < _WEEKS * 7:
            shown.append(shown[-1] + timedelta(1))
        return shown

    def _arrows(self) -> tuple[QRect, QRect]:
        side = px(Size.field_small)
        right = self.width() - px(Space.m)
        return QRect(right - 2 * side, px(Space.s), side, side), QRect(right - side, px(Space.s), side, side)

    def day_at(self, point: QPoint) -> date | None:
        """Return the day under a point."""
        for at, day in enumerate(self._days()):
            if self._cell(at // 7, at % 7).contains(point):
                return day
        return None

    # Looks

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(tokens.line), 1))
        painter.setBrush(theme.colour(tokens.raised))
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(edge, px(Size.radius), px(Size.radius))
        self._paint_head(painter)
        for at, day in enumerate(self._days()):
            self._paint_day(painter, self._cell(at // 7, at % 7), day)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        tokens, side = theme.tokens(), px(Size.field_small)
        painter.setPen(theme.colour(tokens.text))
        painter.setFont(theme.font("name"))
        title = QLocale().toString(QDate(self.day.year, self.day.month, 1), "MMMM yyyy")
        area = QRect(px(Space.m) + px(Space.s), px(Space.s), 5 * side, side)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), title)
        for icon, place in zip(("chevron-left", "chevron-right"), self._arrows(), strict=True):
            paint_icon(painter, icon, place.center().x() - px(Size.icon) / 2, place.center().y(), tokens.text2)
        painter.setPen(theme.colour(tokens.text3))
        painter.setFont(theme.font("hint"))
        for at, day in enumerate(self._days()[:7]):
            short = QLocale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)[:2]
            painter.drawText(self._cell(-1, at), _CENTRE, short)

    def _paint_day(self, painter: QPainter, cell: QRect, day: date) -> None:
        tokens, inner = theme.tokens(), QRectF(cell).adjusted(1, 1, -1, -1)
        marked, today = day == self.day, day == self._today()
        painter.setPen(QPen(theme.colour(tokens.accent), 1) if today and not marked else Qt.PenStyle.NoPen)
        ground = tokens.accent if marked else tokens.sunken if day == self._hovered else None
        painter.setBrush(theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner, px(Size.radius_small), px(Size.radius_small))
        ink = tokens.on_accent if marked else tokens.text if day.month == self.day.month else tokens.text3
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font("name" if marked else "body"))
        painter.drawText(cell, _CENTRE, str(day.day))

    # Mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self.day_at(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        for place, key in zip(self._arrows(), (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown), strict=True):
            if place.contains(point):
                self.key(key)
                return
        day = self.day_at(point)
        if day is not None:
            self.picked.emit(day)


def _itermonth(weeks: Calendar, day: date) -> list[date]:
    try:
        return list(weeks.itermonthdates(day.year, day.month))
    except OverflowError:
        return [day]


class DateField(DropField):
    """A line for a day, as people write it, with a calendar: Down or a click on the icon opens it, Esc closes it.

    In the calendar arrows move by days and weeks, Page keys by months (with Ctrl by years), Home goes to today.
    """

    ICON = "calendar"

    chosen = Signal()  #: a day of the calendar was chosen, after ``settled``

    def __init__(self, name: str = "", placeholder: str = "", *, kind: object = True) -> None:
        self._month: MonthView | None = None
        super().__init__(name, placeholder, kind=kind)
        self.textEdited.connect(lambda _text: self.close_list())

    @property
    def month(self) -> MonthView:
        """The calendar below the field; it is made when it is first needed."""
        if self._month is None or self._month.parentWidget() is not self.window():
            if self._month is not None:
                self._month.deleteLater()
            self._month = MonthView(self)
            self._month.picked.connect(self.choose)
        return self._month

    def list_open(self) -> bool:
        """Whether the calendar is shown."""
        return self._month is not None and not self._month.isHidden()

    def close_list(self) -> None:
        """Hide the calendar."""
        if self._month is not None:
            self._month.hide()

    def open_list(self) -> None:
        """Show the calendar at the day that the text names."""
        if not self.isReadOnly() and self.isEnabled():
            self.month.show_day(self._named())

    def _named(self) -> date | None:
        try:
            return parse_date(self.text())
        except UserError:
            return None

    def choose(self, day: date) -> None:
        """Take a day from the calendar and settle."""
        self.close_list()
        self.setText(format_date(day))
        self.edited.emit()
        self.settled.emit()
        self.chosen.emit()

    def choose_current(self) -> bool:
        """Take the marked day, if the calendar is shown; return whether it was."""
        if not self.list_open():
            return False
        self.choose(self.month.day)
        return True

    def show_entry(self, value: object, text: str) -> None:
        self.close_list()
        super().show_entry(value, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not self.list_open():
            if event.key() == Qt.Key.Key_Down:
                self.open_list()
                return
        elif event.key() == Qt.Key.Key_Escape:
            self.close_list()
            return
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
            return
        elif self.month.key(event.key(), control=control):
            return
        super().keyPressEvent(event)
