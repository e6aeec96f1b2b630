"""The head of a table: names with the sort arrow, and the filter row that moves with the columns."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.tables.columns import Column
from ui.theme import Size, Space, px
from ui.widgets.inputs import TextField, set_state
from ui.widgets.labels import elided, text_width


class FilterField(TextField):
    """One field of the filter row. Esc clears it, Down goes back to the rows."""

    leave = Signal()

    def __init__(self, column: Column) -> None:
        name = translate(N_("Filter {column}"), column=column.heading)
        few = bool(column.field.choices)
        super().__init__(name, translate(N_("Any")) if few else "", kind="filter")
        if column.figures:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edited.connect(self.mark)

    def mark(self) -> None:
        """Show whether the filter works."""
        set_state(self, "active" if self.text().strip() else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.mark()
            self.edited.emit()
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape):
            self.leave.emit()
            return
        super().keyPressEvent(event)


class FilterHeader(QHeaderView):
    """A head of 32 px with a filter row of 36 px below, which is shown on request. ``filtered``: name, typed text."""

    filtered = Signal(str, str)

    def __init__(self, columns: list[Column], view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._columns = columns
        self._fields: list[FilterField] = []
        self.filter_shown = False
        self.sorted_by: tuple[str, bool] | None = None
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(px(Size.target))
        self.setSortIndicatorShown(False)
        self.setFont(theme.font("label"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for signal in (self.sectionResized, self.sectionMoved, self.geometriesChanged):
            signal.connect(lambda *_: self.place_filters())

    def show_filters(self, shown: bool) -> None:
        """Show or hide the filter row; its fields are made when they are first needed."""
        if shown and not self._fields:
            for column in self._columns:
                self._make_field(column)
        self.filter_shown = shown
        self.updateGeometry()
        self.geometriesChanged.emit()
        self.place_filters()

    def _make_field(self, column: Column) -> None:
        made = FilterField(column)
        made.setParent(self)
        made.edited.connect(lambda: self.filtered.emit(column.name, made.text()))
        view = self.parentWidget()
        if view is not None:
            made.leave.connect(view.setFocus)
        self._fields.append(made)

    def filter_field(self, name: str) -> FilterField | None:
        """Return the field of a column, if the row was ever shown."""
        return next((f for f, c in zip(self._fields, self._columns, strict=False) if c.name == name), None)

    def show_texts(self, filters: dict[str, str]) -> None:
        """Show what the filters are without telling anybody."""
        for field, column in zip(self._fields, self._columns, strict=False):
            field.setText(filters.get(column.name, ""))
            field.mark()

    def sizeHint(self) -> QSize:
        height = px(Size.head) + (px(Size.filter_row) if self.filter_shown else 0)
        return QSize(super().sizeHint().width(), height)

    def place_filters(self) -> None:
        """Put every filter field under its column."""
        top = px(Size.head) + (px(Size.filter_row) - px(Size.field_small)) // 2
        for at, field in enumerate(self._fields):
            seen = self.filter_shown and not self.isSectionHidden(at)
            field.setVisible(seen)
            if seen:
                left = self.sectionViewportPosition(at) + px(Space.xs)
                field.setGeometry(
                    left, top, max(px(Size.target), self.sectionSize(at) - px(Space.s)), px(Size.field_small)
                )

    def setOffset(self, offset: int) -> None:
        super().setOffset(offset)
        self.place_filters()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tokens, column = theme.tokens(), self._columns[section]
        painter.save()
        painter.fillRect(rect, theme.colour(tokens.surface))
        line = rect.bottom()
        painter.fillRect(QRect(rect.left(), line, rect.width(), Size.line), theme.colour(tokens.line))
        first = self.visualIndex(section) == 0
        left = px(Size.card_padding if first else Space.s)
        inner = QRect(rect.left() + left, rect.top(), rect.width() - left - px(Space.s), px(Size.head))
        arrow = self.sorted_by is not None and self.sorted_by[0] == column.name
        room = inner.width() - (px(Space.l) if arrow else 0)
        words = elided(column.heading, "label", room)
        width = min(room, text_width(words, "label"))
        start = inner.right() - width - (px(Space.l) if arrow else 0) + 1 if column.figures else inner.left()
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour(tokens.text2))
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(QRect(start, inner.top(), width + 2, inner.height()), flags, words)
        if arrow and self.sorted_by is not None:
            name = "arrow-down" if self.sorted_by[1] else "arrow-up"
            paint_icon(painter, name, start + width + px(Space.xs), inner.center().y(), tokens.text2, Space.m)
        painter.restore()

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        painter, tokens = QPainter(self.viewport()), theme.tokens()
        end = self.length() - self.offset()
        if end < self.width():
            rest = QRect(end, 0, self.width() - end, self.height())
            painter.fillRect(rest, theme.colour(tokens.surface))
            painter.fillRect(QRect(end, self.height() - 1, rest.width(), Size.line), theme.colour(tokens.line))
        if self.filter_shown:
            painter.fillRect(QRect(0, px(Size.head) - 1, self.width(), Size.line), theme.colour(tokens.line))
        painter.end()
