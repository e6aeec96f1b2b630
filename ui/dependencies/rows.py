"""A list of dependencies to walk over by keyboard: each with its words and note, alternatives under a head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.i18n import N_, translate
from app.network import Answer
from ui import theme
from ui.dependencies.looks import icon_of, kind_word
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.chips import Chip, chip_width, paint_chip
from ui.widgets.labels import elided, text_width

Index = QModelIndex | QPersistentModelIndex
_LINE = Qt.ItemDataRole.UserRole
_NOBODY = QModelIndex()
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
#: So many lines before the list scrolls.
SHOWN = 9


@dataclass(frozen=True, slots=True)
class Head:
    """The line over alternatives: how many of how many must be up."""

    group: bytes
    needed: int
    members: int

    @property
    def words(self) -> str:
        """What it says."""
        return (
            translate(N_("{k} of {n} is enough"), k=self.needed, n=self.members)
            if self.needed == 1
            else translate(N_("{k} of {n} must be up"), k=self.needed, n=self.members)
        )


Line = Head | Answer


def lines_of(answers: Sequence[Answer]) -> Iterator[Line]:
    """Yield the answers with a head over the first of each group of alternatives."""
    last: bytes | None = None
    for answer in answers:
        link = answer.link
        group = link.group if link is not None else None
        if group is not None and group != last and link is not None:
            yield Head(group, link.needed, link.members)
        last = group
        yield answer


def hard_chip(answer: Answer) -> Chip:
    """Return the chip that says hard or soft."""
    if answer.link is not None and not answer.link.hard:
        return Chip(translate(N_("soft")), "", "text2", "line", tip=translate(N_("Hindered without it.")))
    return Chip(translate(N_("hard")), "pale", "text2", "", tip=translate(N_("Below its MBCO without it.")))


def second_line(answer: Answer) -> str:
    """Return what stands under the name."""
    return " · ".join(part for part in (answer.words, answer.link.note if answer.link else "") if part)


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOBODY) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _told(line)
        return None


def _told(line: Line) -> str:
    if isinstance(line, Head):
        return line.words
    link = line.link
    manner = hard_chip(line).text if link is not None else translate(N_("through others"))
    group = translate(N_("one of {n}"), n=link.members) if link is not None and link.group is not None else ""
    parts = (line.node.name, line.node.ref, kind_word(line.node.kind), manner, group, second_line(line))
    return ", ".join(part for part in parts if part)


class _Delegate(QStyledItemDelegate):
    """Paints a line: icon, name and reference, words below, hard or soft at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(_LINE)
        if isinstance(line, Head):
            return QSize(0, px(Size.row_dense))
        return QSize(0, px(Size.card_head if second_line(line) else Size.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, tokens, rect = index.data(_LINE), theme.tokens(), QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour(tokens.tint))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour(tokens.sunken))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), Size.line), theme.colour(tokens.grid))
        if isinstance(line, Head):
            self._paint_head(painter, rect, line)
        else:
            self._paint_answer(painter, rect, line)
        if option.state & QStyle.StateFlag.State_HasFocus:
            self._paint_ring(painter, rect)
        painter.restore()

    def _paint_ring(self, painter: QPainter, rect: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(theme.tokens().focus), px(Size.ring)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -3), px(Size.radius_small), px(Size.radius_small))

    def _paint_head(self, painter: QPainter, rect: QRect, head: Head) -> None:
        left = rect.left() + px(Space.m)
        paint_icon(painter, "git-branch", left, rect.center().y(), theme.tokens().text2)
        words = QRect(left + px(Size.icon + Space.s), rect.top(), rect.width(), rect.height())
        self._words(painter, words, head.words, "label", "text2")

    def _paint_answer(self, painter: QPainter, rect: QRect, line: Answer) -> None:
        left, right = rect.left() + px(Space.m), rect.right() - px(Space.m)
        if line.link is not None and line.link.group is not None:
            middle = left + px(Size.icon) // 2
            painter.fillRect(QRect(middle, rect.top(), Size.line, rect.height()), theme.colour(theme.tokens().line))
            left += px(Space.xxl)
        if line.link is not None:
            chip = hard_chip(line)
            right -= chip_width(chip)
            paint_chip(painter, right, rect.center().y(), chip)
            right -= px(Space.s)
        below = second_line(line)
        top = QRect(left, rect.top() + (px(Space.xs) if below else 0), right - left, px(theme.TYPE["body"].line))
        if not below:
            top.setHeight(rect.height())
        paint_icon(painter, icon_of(line.node), left, top.center().y() + 0.5, theme.tokens().text2)
        self._paint_names(painter, top.adjusted(px(Size.icon + Space.s), 0, 0, 0), line)
        if below:
            under = QRect(top.left() + px(Size.icon + Space.s), top.bottom() + 1, 0, px(theme.TYPE["hint"].line))
            under.setRight(right)
            self._words(painter, under, below, "hint", line.tone or "text2")

    def _paint_names(self, painter: QPainter, rect: QRect, line: Answer) -> None:
        ref = line.node.ref
        room = rect.width() - (text_width(ref, "hint") + px(Space.s) if ref else 0)
        used = self._words(painter, QRect(rect.left(), rect.top(), room, rect.height()), line.node.name, "name", "text")
        start = rect.left() + used + px(Space.s)
        self._words(painter, QRect(start, rect.top(), rect.right() - start, rect.height()), ref, "hint", "text3")

    def _words(self, painter: QPainter, rect: QRect, text: str, role: str, tone: str) -> int:
        painter.setFont(theme.font(role))
        painter.setPen(theme.resolve(tone))
        shown = elided(text, role, rect.width())
        painter.drawText(rect, _FLAGS, shown)
        return text_width(shown, role)


#: Keys of the list and the letters by which its owner knows them.
_KEYS = MappingProxyType({
    Qt.Key.Key_H: "H", Qt.Key.Key_G: "G", Qt.Key.Key_U: "U", Qt.Key.Key_N: "N", Qt.Key.Key_F2: "N",
    Qt.Key.Key_P: "P", Qt.Key.Key_S: "S", Qt.Key.Key_O: "O", Qt.Key.Key_Plus: "+", Qt.Key.Key_Minus: "-",
    Qt.Key.Key_Delete: "Del", Qt.Key.Key_Backspace: "Del",
})  # fmt: skip


class Rows(QListView):
    """The list. ``pressed_key`` fires with a key that was pressed on it, ``chip_clicked`` when the chip was clicked."""

    pressed_key = Signal(str)
    chip_clicked = Signal()
    moved = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._model = _Model()
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setProperty("ring", False)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.selectionModel().selectionChanged.connect(lambda *_: self.moved.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; what was chosen stays chosen where it still is."""
        chosen = [_key_of(line) for line in self.chosen_lines()]
        here, at = _key_of(self.current_line()), self.currentIndex().row()
        self._model.show(lines)
        keys = [_key_of(line) for line in lines]
        if lines:
            wanted = keys.index(here) if here in keys else min(max(at, 0), len(lines) - 1)
            if here is not None or at >= 0:
                self.setCurrentIndex(self._model.index(wanted))
        for row, key in enumerate(keys):
            if key in chosen:
                self.selectionModel().select(self._model.index(row), self.selectionModel().SelectionFlag.Select)
        self.setFixedHeight(self._high())
        self.moved.emit()

    def _high(self) -> int:
        shown = range(min(len(self._model.lines), SHOWN))
        return sum(self.sizeHintForRow(row) for row in shown) + 2

    def lines(self) -> list[Line]:
        """Return what is shown."""
        return self._model.lines

    def current_line(self) -> Line | None:
        """Return the line under the cursor."""
        index = self.currentIndex()
        return index.data(_LINE) if index.isValid() else None

    def chosen_lines(self) -> list[Line]:
        """Return the chosen lines from top to bottom."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self._model.lines[row] for row in rows]

    def choose(self, key: bytes) -> None:
        """Put the cursor on the row of an edge or node."""
        for row, line in enumerate(self._model.lines):
            if isinstance(line, Answer) and key in (_key_of(line), line.node.key):
                self.setCurrentIndex(self._model.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        known = _KEYS.get(Qt.Key(event.key()))
        if known is not None and not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        ):
            self.pressed_key.emit(known)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        line = index.data(_LINE) if index.isValid() else None
        if isinstance(line, Answer) and line.link is not None and event.button() == Qt.MouseButton.LeftButton:
            from_right = self.viewport().width() - event.position().x()
            if from_right < px(Space.m + Space.xs) + chip_width(hard_chip(line)):
                self.chip_clicked.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            if event.type() == QEvent.Type.FocusIn and not self.currentIndex().isValid() and self._model.lines:
                self.setCurrentIndex(self._model.index(0))
            self.viewport().update()
        return bool(super().event(event))


def _key_of(line: Line | None) -> bytes | None:
    if line is None:
        return None
    if isinstance(line, Head):
        return line.group
    return line.link.key if line.link is not None else line.node.key
