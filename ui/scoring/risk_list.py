"""The risks of the room at the left of a round: what is agreed on so far, which is on, and how many are parked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import N_, plural, translate
from ui import theme
from ui.icons import paint_icon
from ui.run.choosing import RunList
from ui.scoring.queue import Line
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import elided, hint, label, text_width
from ui.widgets.layouts import column, ground, row

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_RIGHT = _FLAGS | int(Qt.AlignmentFlag.AlignRight)


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.ref} {line.event}"
        return line if role == ENTRY else None

    def show(self, found: Sequence[Line]) -> None:
        if [one.key for one in found] == [one.key for one in self.lines]:
            self.lines = list(found)
            if found:
                self.dataChanged.emit(self.index(0), self.index(len(found) - 1))
            return
        self.beginResetModel()
        self.lines = list(found)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    current: bytes | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(Size.row + Space.xs))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(ENTRY)
        tokens, rect = theme.tokens(), QRectF(option.rect).adjusted(px(Space.s), 1, -px(Space.s), -1)
        on, over = line.key == self.current, bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if on or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tokens.tint2 if on else tokens.pale))
            painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour(tokens.focus))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), px(Size.radius), px(Size.radius))
        _paint_line(painter, rect.adjusted(px(Space.s), 0, -px(Space.s), 0), line, on=on)
        painter.restore()


def _paint_line(painter: QPainter, rect: QRectF, line: Line, *, on: bool) -> None:
    tokens = theme.tokens()
    painter.setFont(theme.font("hint"))
    painter.setPen(theme.colour(tokens.accent_text if on else tokens.text3))
    painter.drawText(rect, _FLAGS, line.ref)
    left = text_width(line.ref, "hint") + px(Space.m)
    right = _paint_state(painter, rect, line, on=on)
    role = "name" if on else "body"
    painter.setFont(theme.font(role))
    painter.setPen(theme.colour(tokens.accent_text if on else tokens.text3 if line.parked else tokens.text2))
    inner = rect.adjusted(left, 0, -right - px(Space.s), 0)
    painter.drawText(inner, _FLAGS, elided(line.event, role, inner.width()))


def _paint_state(painter: QPainter, rect: QRectF, line: Line, *, on: bool) -> int:
    """Paint what is agreed on at the right end and return how wide it is."""
    tokens, words = theme.tokens(), line.words
    if line.parked:
        paint_icon(painter, "circle-parking", rect.right() - px(Size.icon_small), rect.center().y(), tokens.warn,
                   Size.icon_small)  # fmt: skip
        return px(Size.icon_small)
    if not words:
        return 0
    painter.setFont(theme.font("hint"))
    painter.setPen(theme.colour(tokens.accent_text if on else tokens.text2))
    painter.drawText(rect, _RIGHT, words)
    wide = text_width(words, "hint")
    if line.done:
        wide += px(Space.xs + Size.icon_small)
        paint_icon(painter, "check", rect.right() - wide, rect.center().y(), tokens.ok, Size.icon_small)
    return wide


class RiskList(RunList):
    """The lines. ``opened(key)`` fires for a click, Enter or Space."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines, self._delegate = _Lines(), _Delegate(self)
        self.setModel(self._lines)
        self.setItemDelegate(self._delegate)
        ground(self, "rail")
        self.setProperty("bare", True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(translate(N_("Risks of the room")))
        self.clicked.connect(self._choose)

    def show_lines(self, found: Sequence[Line], current: bytes | None) -> None:
        """Show the risks and which of them is on."""
        self._delegate.current = current
        self._lines.show(found)
        at = next((place for place, one in enumerate(found) if one.key == current), -1)
        if at >= 0:
            self.setCurrentIndex(self._lines.index(at))
            self.scrollTo(self._lines.index(at))
        self.viewport().update()

    def lines(self) -> list[Line]:
        """Return what is shown."""
        return list(self._lines.lines)

    def _choose(self, index: Index) -> None:
        line = index.data(ENTRY)
        if line is not None:
            self.opened.emit(line.key)


class RiskColumn(QWidget):
    """Head with the count, the lines, and what is parked. It writes nothing."""

    opened = Signal(object)
    parked_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        ground(self, "rail", "right")
        self.setAccessibleName(translate(N_("Risks of the room")))
        self.count = hint("", tone="text2")
        self.list = RiskList()
        self.list.opened.connect(self.opened)
        self.parked = button("", self.parked_wanted.emit, icon="circle-parking", variant="quiet", size="small")
        head = row(label(translate(N_("Risks")), "name"), None, self.count, margins=(16, 12, 16, 8))
        foot = row(self.parked, None, margins=(8, 6, 8, 8))
        self.setLayout(column(head, self.list, foot, gap=0))

    def show_lines(self, found: Sequence[Line], current: bytes | None) -> None:
        """Show the risks of the room."""
        self.list.show_lines(found, current)
        self.count.setText(translate(N_("{n} agreed"), n=sum(one.done and not one.parked for one in found)))
        parked = sum(one.parked for one in found)
        self.parked.setText(plural(N_("{n} parked"), N_("{n} parked"), parked))
        self.parked.setToolTip(translate(N_("Take the first parked risk up again (K)")))
        self.parked.updateGeometry()
        self.parked.setVisible(bool(parked))
