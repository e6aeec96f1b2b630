"""The recovery order as a list: place, node, how long it takes, when it is ready, and how that stands to its RTO."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.durations import format_duration
from app.i18n import N_, translate
from app.network import Return
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.labels import elided, label
from ui.widgets.layouts import box, row

Index = QModelIndex | QPersistentModelIndex
_RETURN = Qt.ItemDataRole.UserRole
_NOBODY = QModelIndex()
#: Widths of the columns, in logical pixels.
_PLACE, _TAKES, _READY = 24, 66, 66
_NOTHING = "–"


def takes_words(one: Return) -> str:
    """Return how long a node takes by itself."""
    return format_duration(one.takes) if one.takes is not None else _NOTHING


def ready_words(one: Return) -> str:
    """Return when a node is ready, with a mark where that is the least it takes."""
    if one.circular:
        return "?"
    if not one.ready and one.takes is None:
        return _NOTHING
    words = format_duration(one.ready)
    return words if one.exact else f"≥ {words}"


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.returns: Sequence[Return] = ()

    def show(self, returns: Sequence[Return]) -> None:
        self.beginResetModel()
        self.returns = returns
        self.endResetModel()

    def rowCount(self, parent: Index = _NOBODY) -> int:
        return 0 if parent.isValid() else len(self.returns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.returns[index.row()]
        if role == _RETURN:
            return one
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            takes = translate(N_("takes {time}"), time=takes_words(one)) if one.takes is not None else ""
            ready = translate(N_("ready at {time}"), time=ready_words(one))
            return ", ".join(
                part for part in (f"{index.row() + 1} {one.node.name}", takes, ready, one.standing) if part
            )
        if role == Qt.ItemDataRole.ToolTipRole:
            return one.own.words
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        one: Return = index.data(_RETURN)
        return QSize(0, px(Size.row_dense + (theme.TYPE["hint"].line if one.standing else 0)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one, tokens, rect = index.data(_RETURN), theme.tokens(), QRect(option.rect)
        painter.save()
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour(tokens.tint))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour(tokens.sunken))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), Size.line), theme.colour(tokens.hair))
        line = QRect(rect.left(), rect.top(), rect.width(), px(Size.row_dense))
        self._paint_line(painter, line, one, index.row() + 1)
        if one.standing:
            self._paint_standing(painter, QRect(rect.left(), line.bottom() - px(Space.xs), rect.width(), 0), one)
        if focused:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour(tokens.focus), px(Size.ring)))
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -3), px(Size.radius_small), px(Size.radius_small))
        painter.restore()

    def _paint_line(self, painter: QPainter, line: QRect, one: Return, place: int) -> None:
        right = line.right() - px(Space.xs)
        ready = QRect(right - px(_READY), line.top(), px(_READY), line.height())
        takes = QRect(ready.left() - px(_TAKES), line.top(), px(_TAKES), line.height())
        left = line.left() + px(_PLACE)
        muted = one.takes is None and not one.ready
        at = Qt.AlignmentFlag.AlignRight
        number = QRect(line.left(), line.top(), px(_PLACE - Space.s), line.height())
        self._words(painter, number, str(place), "label", "text2", at)
        name = QRect(left, line.top(), takes.left() - left - px(Space.xs), line.height())
        self._words(painter, name, one.node.name, "body", "text2" if muted else "text")
        self._words(painter, takes, takes_words(one), "body", "text3", at)
        self._words(painter, ready, ready_words(one), "body", "text3" if muted else "text", at)

    def _paint_standing(self, painter: QPainter, line: QRect, one: Return) -> None:
        tone, icon = ("err", "circle-x") if one.late else ("text2", "check")
        sure = one.own.source != "promise" or one.late
        left, high = line.left() + px(_PLACE), px(theme.TYPE["hint"].line)
        ink = theme.tokens().err if one.late else theme.tokens().ok if sure else theme.tokens().text3
        mark = icon if sure else "circle-question-mark"
        paint_icon(painter, mark, left, line.top() + high / 2, ink, Size.icon_small)
        words = QRect(left + px(Size.icon_small + Space.xs), line.top(), 0, high)
        words.setRight(line.right() - px(Space.xs))
        self._words(painter, words, one.standing, "hint", tone)

    def _words(
        self, painter: QPainter, rect: QRect, text: str, role: str, tone: str,
        at: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:  # fmt: skip
        painter.setFont(theme.font(role))
        painter.setPen(theme.resolve(tone))
        flags = int(Qt.AlignmentFlag.AlignVCenter | at) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(rect, flags, elided(text, role, rect.width()))


class ReturnList(QListView):
    """The list, as high as it is. ``picked`` fires with a node's key on Enter or a click."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._model = _Model()
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("bare", True)
        self.setProperty("ring", False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate(N_("Recovery order")))
        self.clicked.connect(lambda index: self.picked.emit(index.data(_RETURN).node.key))

    def show_returns(self, returns: Sequence[Return], chosen: bytes | None = None) -> None:
        """Show another order, the row of ``chosen`` marked."""
        self._model.show(returns)
        high = sum(self.sizeHintForRow(at) for at in range(len(returns)))
        self.setFixedHeight(high + 2)
        for at, one in enumerate(returns):
            if one.node.key == chosen:
                self.setCurrentIndex(self._model.index(at))

    def returns(self) -> Sequence[Return]:
        """Return what is shown."""
        return self._model.returns

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self.picked.emit(index.data(_RETURN).node.key)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the map."""


def heads() -> QWidget:
    """Return the heads over the list."""
    node, takes, ready = (
        label(translate(text), "label", "text2") for text in (N_("Node"), N_("Takes"), N_("Ready at"))
    )
    for part, width in ((takes, _TAKES), (ready, _READY)):
        part.setFixedWidth(px(width))
        part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    made = row(node, None, takes, ready, gap=0, margins=(_PLACE, Space.xs, Space.xs, Space.xs))
    return box(made)
