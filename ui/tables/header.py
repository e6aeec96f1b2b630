"""The head of a table: names with the sort arrow, and the filter row that moves with the columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QHeaderView, QTableView, QToolTip

from app.fields import Kind
from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.tables.columns import Column
from ui.tables.filters import worded
from ui.tables.staying import Staying
from ui.theme import Size, Space, px
from ui.widgets.choosing import Option, PickField
from ui.widgets.inputs import TextField, set_state
from ui.widgets.labels import elided, text_width

#: What may be typed over figures, short enough for their columns.
_HINTS = {
    Kind.DURATION: N_("<4h"), Kind.DATE: N_("<+2w"), Kind.INSTANT: N_("<+2w"), Kind.INTEGER: N_("<3"),
    Kind.NUMBER: N_("<3"), Kind.PERCENT: N_(">50"), Kind.MONEY: N_(">1000"),
}  # fmt: skip
_FEW = (Kind.CHOICE, Kind.LEVEL, Kind.YES_NO, Kind.REFERENCE)


class FilterField(PickField):
    """One field of the filter row. Alt+Down offers what the column holds, Esc clears, Down goes back to the rows."""

    leave = Signal()
    entered = Signal()  #: the keyboard came here

    def __init__(self, column: Column, held: Callable[[], Sequence[str]]) -> None:
        name = translate(N_("Filter {column}"), column=column.heading)
        self._column, self._held = column, held
        self._few = bool(column.field.choices) or column.field.kind in _FEW or column.chip is not None
        super().__init__(self._lines, name, kind="filter", placeholder=self._hint())
        if column.figures:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setToolTip(self._help())
        self.edited.connect(self.mark)
        self.settled.connect(self._worded)

    def _hint(self) -> str:
        if self._few:
            return translate(N_("Any"))
        return translate(_HINTS.get(self._column.field.kind, N_("Filter")))

    def _help(self) -> str:
        examples = {
            Kind.DURATION: N_("For example 4h, ≤ 1 w or 1h..4h; - for empty"),
            Kind.DATE: N_("For example > 1 Sep 2026, ≤ +2w or 2026; - for empty"),
        }
        plain = (
            N_("For example ≤ 3 or 2..4; - for empty")
            if self._column.field.numeric
            else N_("Words to look for; !word leaves out, - for empty, commas for several")
        )
        return translate(examples.get(self._column.field.kind, plain))

    def _lines(self) -> list[Option]:
        held = list(self._held()) if self._few else []
        return [Option(None, translate(N_("Any"))), *(Option(text, text) for text in held)] if held else []

    def _offer(self, typed: str) -> None:
        if typed and not self.list_open():
            return  # typing filters the rows themselves; the list opens on request
        super()._offer("")

    def take(self, value: Any, text: str) -> None:
        """Filter by a line of the list."""
        super().take(value, f"={text}" if value is not None else "")
        self.edited.emit()

    def mark(self) -> None:
        """Show whether the filter works."""
        set_state(self, "active" if self.text().strip() else "")

    def _worded(self) -> None:
        """Show a limit as people read it, once it is typed: ``<=4h`` becomes ``≤ 4 h``."""
        words = worded(self._column, self.text())
        if words != self.text():
            self.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self.list_open() or (alt and key == Qt.Key.Key_Down):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.mark()
            self.edited.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape):
            self._worded()
            self.leave.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def _place(self) -> None:
        TextField._place(self)
        if self._few and self.width() >= px(Size.row * 2):
            self.setTextMargins(0, 0, px(Size.icon_small), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._few:
            super().mousePressEvent(event)
        else:
            TextField.mousePressEvent(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._few and self.width() >= px(Size.row * 2):
            super().paintEvent(event)
        else:
            TextField.paintEvent(self, event)


class FilterHeader(QHeaderView):
    """A head of 32 px with a filter row of 36 px below, which is shown on request. ``filtered``: name, typed text.

    ``held(name)`` tells what a column holds, for the lists of the filters.
    """

    filtered = Signal(str, str)
    sort_wanted = Signal(str, bool)  #: name, whether besides the order that is there

    def __init__(self, columns: list[Column], view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.columns, self.staying = columns, Staying(self)
        self._fields: list[FilterField] = []
        self.filter_shown = False
        self.order: list[tuple[str, bool]] = []
        self.checks = False
        self.held: Callable[[str], Sequence[str]] = lambda _name: ()
        self._pressed, self._leftmost = QPoint(), -1
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setAccessibleName(translate(N_("Heads of the columns")))
        self.setMinimumSectionSize(px(Size.target))
        self.setSortIndicatorShown(False)
        self.setFont(theme.font("label"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for signal in (self.sectionResized, self.sectionMoved, self.geometriesChanged):
            signal.connect(lambda *_: self.place_filters())

    def show_filters(self, shown: bool) -> None:
        """Show or hide the filter row; its fields are made when they are first needed."""
        if shown and not self._fields:
            for column in self.columns:
                self._make_field(column)
        self.filter_shown = shown
        self.updateGeometry()
        self.geometriesChanged.emit()
        self.place_filters()

    def _make_field(self, column: Column) -> None:
        made = FilterField(column, lambda: self.held(column.name))
        made.setParent(self)
        made.edited.connect(lambda: self.filtered.emit(column.name, made.text()))
        made.entered.connect(lambda: self._reveal(self.columns.index(column)))
        view = self.parentWidget()
        if view is not None:
            made.leave.connect(view.setFocus)
        self._fields.append(made)

    def filter_field(self, name: str) -> FilterField | None:
        """Return the field of a column, if the row was ever shown."""
        return next((f for f, c in zip(self._fields, self.columns, strict=False) if c.name == name), None)

    def show_texts(self, filters: dict[str, str]) -> None:
        """Show what the filters are without telling anybody."""
        for field, column in zip(self._fields, self.columns, strict=False):
            field.setText(filters.get(column.name, ""))
            field.mark()

    def sizeHint(self) -> QSize:
        height = px(Size.head) + (px(Size.filter_row) if self.filter_shown else 0)
        return QSize(super().sizeHint().width(), height)

    def place_filters(self) -> None:
        """Put every filter field under its column."""
        self._leftmost = -1
        stays = self.staying.places()
        for at, field in enumerate(self._fields):
            seen = self.filter_shown and not self.isSectionHidden(at)
            field.setVisible(seen)
            if seen:
                self._place_filter(field, at, stays)

    def _place_filter(self, field: FilterField, at: int, stays: dict[int, int]) -> None:
        """Put a field under its column; what has slid below the columns that stay is covered by them."""
        top = px(Size.head) + (px(Size.filter_row) - px(Size.field_small)) // 2
        width, strip = max(px(Size.target), self.sectionSize(at) - px(Space.s)), self._strip(stays)
        left = stays.get(at, self.sectionViewportPosition(at)) + px(Space.xs)
        field.clearMask()
        if at in stays:
            field.raise_()
        elif left + width <= strip:
            left = -width  # out of sight, yet the keyboard finds it
        elif left < strip:
            field.setMask(QRegion(strip - left, 0, width, px(Size.field_small)))
        field.setGeometry(left, top, width, px(Size.field_small))

    def _strip(self, stays: dict[int, int]) -> int:
        return sum(map(self.sectionSize, stays))

    def _reveal(self, at: int) -> None:
        """Scroll sideways until a column is seen whose filter has the keyboard."""
        view = self.parentWidget()
        if not isinstance(view, QTableView) or self.staying.left_of(at) is not None:
            return
        bar, left, strip = view.horizontalScrollBar(), self.sectionViewportPosition(at), self.staying.width()
        over = left + self.sectionSize(at) - self.viewport().width()
        if over > 0:
            bar.setValue(bar.value() + min(over, left - strip))
        elif left < strip:
            bar.setValue(bar.value() - (strip - left))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        if self.staying.column_at(self._pressed.x()) < 0:
            super().mousePressEvent(event)  # what stays is neither moved nor resized while the rest is scrolled

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() or self.staying.column_at(event.position().toPoint().x()) < 0:
            super().mouseMoveEvent(event)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click that neither moved nor resized a column orders by it; with Shift besides the order that is there."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        near = (point - self._pressed).manhattanLength() < px(Space.xs)
        stays = self.staying.column_at(point.x())
        at = stays if stays >= 0 else self.logicalIndexAt(point)
        edge = stays < 0 and any(abs(point.x() - side) < px(Space.xs) for side in self._edges())
        if event.button() == Qt.MouseButton.LeftButton and near and at >= 0 and not edge and point.y() < px(Size.head):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_wanted.emit(self.columns[at].name, shift)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and (at := self.staying.column_at(event.pos().x())) >= 0:
            tip = self.model().headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
            QToolTip.showText(event.globalPos(), tip or "", self)
            return True
        return bool(super().viewportEvent(event))

    def _edges(self) -> list[int]:
        shown = [at for at in range(self.count()) if not self.isSectionHidden(at)]
        return [self.sectionViewportPosition(at) + self.sectionSize(at) for at in shown]

    def follow(self) -> None:
        """Show what belongs above the columns after the table was scrolled sideways."""
        self.place_filters()
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tokens, column = theme.tokens(), self.columns[section]
        painter.save()
        painter.fillRect(rect, theme.colour(tokens.surface))
        line = rect.bottom()
        painter.fillRect(QRect(rect.left(), line, rect.width(), Size.line), theme.colour(tokens.line))
        lead = px(Space.m + Size.check_box + Space.s) if self.checks else px(Size.card_padding)
        left = lead if self.visualIndex(section) == self.first_visible() else px(Space.s)
        inner = QRect(rect.left() + left, rect.top(), rect.width() - left - px(Space.s), px(Size.head))
        self._paint_name(painter, inner, column)
        painter.restore()

    def first_visible(self) -> int:
        """Return the place of the leftmost column that is shown."""
        if self._leftmost < 0:
            shown = (at for at in range(self.count()) if not self.isSectionHidden(self.logicalIndex(at)))
            self._leftmost = next(shown, 0)
        return self._leftmost

    def _paint_name(self, painter: QPainter, inner: QRect, column: Column) -> None:
        tokens, place = (
            theme.tokens(),
            [name for name, _ in self.order].index(column.name) if self._sorted(column) else -1,
        )
        number = str(place + 1) if place >= 0 and len(self.order) > 1 else ""
        mark = px(Space.l) + text_width(number, "hint") if place >= 0 else 0
        if column.icon:
            paint_icon(painter, column.icon, inner.left(), inner.center().y(), tokens.text2, Size.icon_small)
            inner = inner.adjusted(px(Size.icon_small), 0, 0, 0)
        words = "" if column.icon else elided(column.heading, "label", inner.width() - mark)
        width = min(inner.width() - mark, text_width(words, "label"))
        start = inner.right() - width - mark + 1 if column.figures else inner.left()
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour(tokens.text2))
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(QRect(start, inner.top(), width + 2, inner.height()), flags, words)
        if place >= 0:
            icon = "arrow-down" if self.order[place][1] else "arrow-up"
            left = start + width + px(Space.xs)
            paint_icon(painter, icon, left, inner.center().y(), tokens.text2, Space.m)
            painter.setFont(theme.font("hint"))
            painter.drawText(QRect(left + px(Space.m), inner.top(), mark, inner.height()), flags, number)

    def _sorted(self, column: Column) -> bool:
        return any(name == column.name for name, _ in self.order)

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        painter, tokens = QPainter(self.viewport()), theme.tokens()
        end = self.length() - self.offset()
        stays = self.staying.places()
        for at, left in stays.items():
            self.paintSection(painter, QRect(left, 0, self.sectionSize(at), self.height()), at)
        if stays:
            painter.fillRect(QRect(self._strip(stays) - 1, 0, Size.line, self.height()), theme.colour(tokens.line))
        if end < self.width():
            rest = QRect(end, 0, self.width() - end, self.height())
            painter.fillRect(rest, theme.colour(tokens.surface))
            painter.fillRect(QRect(end, self.height() - 1, rest.width(), Size.line), theme.colour(tokens.line))
        if self.filter_shown:
            painter.fillRect(QRect(0, px(Size.head) - 1, self.width(), Size.line), theme.colour(tokens.line))
        painter.end()
