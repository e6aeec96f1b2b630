"""The agenda of a meeting before it begins: rows of a title and a time box, typed, moved and removed by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.durations import format_duration, parse_duration
from app.i18n import N_, UserError, translate
from ui.meetings.agenda_panel import read_point
from ui.theme import Size, Space, px
from ui.widgets.buttons import button, icon_button
from ui.widgets.cards import scrolling
from ui.widgets.inputs import TextField, set_state
from ui.widgets.layouts import box, column, row

#: A bare number in a time box counts minutes.
MINUTES = 1


class PointRow(QWidget):
    """One planned point. Enter goes to the next row, Alt with the arrows moves, Ctrl+Del removes."""

    edited = Signal()

    def __init__(self, number: int, title: str, minutes: int | None, remove: Callable[[], object]) -> None:
        super().__init__()
        self.title = TextField("", translate(N_("Point of the agenda")), kind="compact")
        self.time = TextField("", translate(N_("10 min")), kind="compact")
        self.time.setFixedWidth(px(Size.tier_width * 3))
        self.title.setText(title)
        self.title.setCursorPosition(0)
        self.time.setText(format_duration(minutes) if minutes else "")
        self.remove = icon_button("x", translate(N_("Remove this point (Ctrl+Del)")), remove, size="small")
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        across = row(gap=Space.xs)
        across.addWidget(self.title, 1)
        across.addWidget(self.time)
        across.addWidget(self.remove)
        self.setLayout(across)
        self.title.edited.connect(self.edited)
        self.time.edited.connect(self._typed)
        self.time.settled.connect(self._tidy)
        self.number(number)

    def number(self, number: int) -> None:
        """Tell which point it is."""
        self.title.setAccessibleName(translate(N_("Point {n} of the agenda"), n=number))
        self.time.setAccessibleName(translate(N_("Time box of point {n}"), n=number))

    def minutes(self) -> int | None:
        """Return the time box; raises ``UserError`` for what is none."""
        text = self.time.text().strip()
        return parse_duration(text, bare_unit=MINUTES) if text else None

    def point(self) -> tuple[str, int | None]:
        """Return title and minutes; a title that ends in a time gives both."""
        title, typed = read_point(self.title.text())
        minutes = self.minutes()
        return (title, typed) if minutes is None else (self.title.text().strip(), minutes)

    def _typed(self) -> None:
        try:
            self.minutes()
        except UserError:
            set_state(self.time, "error")
        else:
            set_state(self.time, "")
        self.edited.emit()

    def _tidy(self) -> None:
        try:
            minutes = self.minutes()
        except UserError:
            return
        self.time.setText(format_duration(minutes) if minutes else "")


class AgendaRows(QWidget):
    """The rows under each other. ``edited`` fires when a title, a time or the order changed."""

    edited = Signal()
    finished = Signal()  #: Enter in the last row while it is empty

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[PointRow] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, px(Space.s), 0)
        self._list.setSpacing(px(Space.xs))
        self.add_button = button(translate(N_("Add point")), self.begin, icon="plus", variant="quiet", size="small")
        inner = box(column(self._list, row(self.add_button, None), None, gap=Space.xs))
        self.setLayout(column(scrolling(inner, "raised"), gap=0))
        self.setAccessibleName(translate(N_("Agenda")))

    def show_points(self, points: Sequence[tuple[str, int | None]]) -> None:
        """Replace the rows."""
        for old in self.rows:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = []
        for title, minutes in points:
            self._add(title, minutes)
        self.edited.emit()

    def _add(self, title: str = "", minutes: int | None = None) -> PointRow:
        made = PointRow(len(self.rows) + 1, title, minutes, lambda: self._remove(made))
        made.edited.connect(self.edited)
        for field in (made.title, made.time):
            field.installEventFilter(self)
        self.rows.append(made)
        self._list.addWidget(made)
        return made

    def begin(self) -> None:
        """Add an empty row and go there."""
        self._add().title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, gone: PointRow) -> None:
        at = self.rows.index(gone)
        self.rows.remove(gone)
        self._list.removeWidget(gone)
        if self.rows:
            self.rows[min(at, len(self.rows) - 1)].title.setFocus(Qt.FocusReason.OtherFocusReason)
        gone.hide()
        gone.deleteLater()
        self._renumber()

    def _move(self, moved: PointRow, by: int) -> None:
        at = self.rows.index(moved) + by
        if 0 <= at < len(self.rows):
            self.rows.remove(moved)
            self.rows.insert(at, moved)
            self._list.removeWidget(moved)
            self._list.insertWidget(at, moved)
            self._renumber()

    def _renumber(self) -> None:
        for number, one in enumerate(self.rows, 1):
            one.number(number)
        self.edited.emit()

    def points(self) -> list[tuple[str, int | None]]:
        """Return title and minutes of every row with a title. Raises ``UserError`` for a time that is none."""
        return [point for point in (one.point() for one in self.rows) if point[0]]

    def planned(self) -> int:
        """Return the sum of the time boxes that can be read."""
        total = 0
        for one in self.rows:
            try:
                total += one.point()[1] or 0
            except UserError:
                continue
        return total

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        at = next((n for n, one in enumerate(self.rows) if watched in (one.title, one.time)), -1)
        return at >= 0 and self._key(event, at, in_title=watched is self.rows[at].title)

    def _key(self, event: QKeyEvent, at: int, *, in_title: bool) -> bool:
        one, steps = self.rows[at], {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        by = steps.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move(one, by)
            (one.title if in_title else one.time).setFocus(Qt.FocusReason.OtherFocusReason)
        elif by is not None:
            self._go(at + by, in_title=in_title)
        elif event.key() == Qt.Key.Key_Insert:
            self.begin()
        elif event.key() == Qt.Key.Key_Delete and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._remove(one)
        else:
            return False
        return True

    def _go(self, at: int, *, in_title: bool) -> None:
        if 0 <= at < len(self.rows):
            target = self.rows[at].title if in_title else self.rows[at].time
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            target.selectAll()
