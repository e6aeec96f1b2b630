"""A list that drops below a field while the field keeps the keyboard: options with a chip, a name and a quiet note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import N_, UserError, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.theme_style import paint_check
from ui.widgets.chips import Chip, chip_width, paint_chip
from ui.widgets.dropping import DropField
from ui.widgets.labels import elided, text_width

Index = QModelIndex | QPersistentModelIndex
_OPTION = Qt.ItemDataRole.UserRole
_NOBODY = QModelIndex()
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
#: So many lines are shown before the list scrolls, and so many are offered at once.
LINES, OFFERED = 8, 200


@dataclass(frozen=True, slots=True)
class Option:
    """One line: the value it stands for, its name, a quiet note, a chip before it. ``creates`` makes what is typed."""

    value: Any
    text: str
    note: str = ""
    chip: Chip | None = None
    creates: bool = False
    ticked: bool | None = None  #: with a check box, where several may be chosen


class _Options(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.options: list[Option] = []

    def show(self, options: Sequence[Option]) -> None:
        self.beginResetModel()
        self.options = list(options)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOBODY) -> int:
        return 0 if parent.isValid() else len(self.options)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        option = self.options[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(
                part for part in (option.chip.text if option.chip else "", option.text, option.note) if part
            )
        return option if role == _OPTION else None


class _Lines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(Size.row_dense))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown: Option = index.data(_OPTION)
        tokens, rect = theme.tokens(), QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour(tokens.tint))
        left, right, middle = rect.left() + px(Space.s), rect.right() - px(Space.s), rect.center().y() + 0.5
        if shown.creates:
            paint_icon(painter, "plus", left, middle, tokens.accent_text)
            left += px(Size.icon + Space.xs)
        if shown.ticked is not None:
            side = px(Size.check_box)
            on = QStyle.StateFlag.State_On if shown.ticked else QStyle.StateFlag.State_Off
            paint_check(painter, QRect(left, rect.top(), side, rect.height()), on | QStyle.StateFlag.State_Enabled)
            left += side + px(Space.s)
        if shown.chip is not None:
            left = int(paint_chip(painter, left, middle, shown.chip)) + px(Space.s)
        tone = "accent_text" if shown.creates else "text3" if shown.value is None else "text"
        left += self._words(painter, QRect(left, rect.top(), right - left, rect.height()), shown.text, "body", tone)
        left += px(Space.s)
        self._words(painter, QRect(left, rect.top(), right - left, rect.height()), shown.note, "hint", "text3")
        painter.restore()

    def _words(self, painter: QPainter, rect: QRect, text: str, role: str, tone: str) -> int:
        painter.setFont(theme.font(role))
        painter.setPen(theme.resolve(tone))
        painter.drawText(rect, _FLAGS, elided(text, role, rect.width()))
        return text_width(text, role)


class ChoiceList(QListView):
    """The list itself: a child of the field's window, so that the field keeps the keyboard."""

    picked = Signal(object)

    def __init__(self, field: QWidget, name: str) -> None:
        super().__init__(field.window())
        self._field, self._model = field, _Options()
        self.setModel(self._model)
        self.setItemDelegate(_Lines(self))
        self.setProperty("popup", True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(name)
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(lambda index: self.picked.emit(index.data(_OPTION)))
        field.destroyed.connect(self.deleteLater)
        self.hide()

    def show_options(self, options: Sequence[Option], chosen: Any = None) -> None:
        """Show these lines below the field (above it where there is no room), the chosen or first one marked."""
        self._model.show(options)
        places = [at for at, option in enumerate(options) if option.value == chosen and not option.creates]
        self.setCurrentIndex(self._model.index(places[0] if places else 0))
        self._place(options)
        self.setVisible(bool(options))
        self.raise_()
        if options:
            self.scrollTo(self.currentIndex())

    def _place(self, options: Sequence[Option]) -> None:
        window, field = self.window(), self._field
        around = 2 * px(Space.xs) + 2
        widest = max((_width(option) for option in options), default=0) + px(Space.xxxl)
        width = min(max(field.width(), widest), px(Size.dialog), window.width() - px(Space.l))
        below = field.mapTo(window, QPoint(0, field.height() + px(Space.xxs)))
        above = field.mapTo(window, QPoint(0, -px(Space.xxs)))
        room = max(window.height() - below.y(), above.y()) - px(Space.xs)
        height = min(min(len(options), LINES) * px(Size.row_dense) + around, room)
        top = below.y() if below.y() + height <= window.height() else above.y() - height
        left = max(0, min(below.x(), window.width() - width - px(Space.s)))
        self.setGeometry(left, top, width, height)

    def step(self, by: int) -> None:
        """Mark another line; the ends meet."""
        count = self._model.rowCount()
        if count:
            at = self.currentIndex().row() + by
            at = at % count if abs(by) == 1 else max(0, min(count - 1, at))
            self.setCurrentIndex(self._model.index(at))

    def current(self) -> Option | None:
        """Return the marked line, ``None`` while the list is not shown."""
        index = self.currentIndex()
        return index.data(_OPTION) if index.isValid() and not self.isHidden() else None

    def texts(self) -> list[str]:
        """Return the names that are offered now."""
        return [option.text for option in self._model.options] if not self.isHidden() else []


def _width(option: Option) -> int:
    chip = chip_width(option.chip) + px(Space.s) if option.chip is not None else 0
    icon = px(Size.icon + Space.s) if option.creates or option.ticked is not None else 0
    note = text_width(option.note, "hint") + px(Space.s) if option.note else 0
    return chip + icon + text_width(option.text) + note


class PickField(DropField):
    """A field to choose from a list by typing a part of a name, by arrows or by the mouse.

    ``options()`` gives what there is today. ``create(name)`` makes what is missing and returns its value;
    ``together(label, work)`` runs creating and choosing as one step of Undo and says whether it was kept.
    """

    chosen = Signal()  #: a line of the list was chosen, after ``settled``

    def __init__(
        self,
        options: Callable[[], Sequence[Option]],
        name: str = "",
        create: Callable[[str], Any] | None = None,
        *,
        kind: object = True,
        placeholder: str = "",
        together: Callable[[str, Callable[[], object]], bool] | None = None,
    ) -> None:
        super().__init__(name, placeholder, kind=kind)
        self._read, self._create, self._together = options, create, together
        self._value: Any = None
        self._shown, self._typed = "", False
        self._refusal: UserError | None = None
        self._list: ChoiceList | None = None
        self.textEdited.connect(self._offer)

    # The list

    @property
    def choices(self) -> ChoiceList:
        """The list below the field; it is made when it is first needed."""
        if self._list is None or self._list.parentWidget() is not self.window():
            if self._list is not None:
                self._list.deleteLater()
            self._list = ChoiceList(self, translate(N_("Choices of {field}"), field=self.accessibleName()))
            self._list.picked.connect(self.choose)
        return self._list

    def list_open(self) -> bool:
        """Whether the list is shown."""
        return self._list is not None and not self._list.isHidden()

    def close_list(self) -> None:
        """Hide the list; what was typed stays."""
        if self._list is not None:
            self._list.hide()

    def open_list(self) -> None:
        """Show everything that can be chosen, or what fits what was typed."""
        if not self.isReadOnly() and self.isEnabled():
            self._offer(self.text() if self._typed else "")

    def offered(self, typed: str) -> list[Option]:
        """Return the lines for what was typed: names that begin with it first, then those that hold it, then notes."""
        wanted, options = " ".join(typed.split()).casefold(), list(self._read())
        if not wanted:
            return options[:OFFERED]
        near = [(option.text.casefold().find(wanted), at) for at, option in enumerate(options)]
        begun = [options[at] for place, at in near if place == 0]
        within = [options[at] for place, at in near if place > 0 and options[at].value is not None]
        noted = [options[at] for place, at in near if place < 0 and options[at].note.casefold().startswith(wanted)]
        found = (begun + within + noted)[:OFFERED]
        if self._create is not None and not any(option.text.casefold() == wanted for option in begun):
            words = translate(N_("Create “{name}”…"), name=" ".join(typed.split()))
            found.append(Option(" ".join(typed.split()), words, creates=True))
        return found

    def _offer(self, typed: str) -> None:
        self._typed, self._refusal = bool(typed), None
        self.choices.show_options(self.offered(typed), None if typed else self._value)

    def choose_current(self) -> bool:
        """Choose the marked line, if the list is shown; return whether it was."""
        option = self._list.current() if self._list is not None else None
        if option is None:
            return False
        self.choose(option)
        return True

    def choose(self, option: Option) -> None:
        """Take a line, making what is missing first, and settle."""
        self.close_list()
        if not option.creates:
            self.take(option.value, "" if option.value is None else option.text)
            self.settled.emit()
            self.chosen.emit()
        elif self._together is None:
            self._make(option.value)
        elif not self._together(self._label(option.value), lambda: self._make(option.value)):
            self._value, self._shown = None, ""  # what was made went with the edit that refused it

    def _label(self, name: str) -> str:
        return translate(N_("Set {field} to the new “{name}”"), field=self.accessibleName(), name=name)

    def _make(self, name: str) -> None:
        assert self._create is not None  # noqa: S101 - offered only with a way to create
        try:
            self.take(self._create(name), name)
        except UserError as error:
            self._refusal = error
        self.settled.emit()
        self.chosen.emit()

    def take(self, value: Any, text: str) -> None:
        """Hold a value under its name, as if it had been chosen."""
        self._value, self._shown, self._typed = value, text, False
        self.setText(text)

    # What it holds

    def entry(self) -> Any:
        """Return the value that the text names, ``None`` for an empty text; raises ``UserError`` otherwise."""
        if self._refusal is not None:
            raise self._refusal
        typed = self.text().strip()
        if typed == self._shown:
            return self._value
        return self._looked_up(typed) if typed else None

    def _looked_up(self, typed: str) -> Any:
        options = [option for option in self._read() if option.value is not None]
        exact = [option for option in options if typed.casefold() in (option.text.casefold(), _chip_text(option))]
        close = [option for option in options if typed.casefold() in option.text.casefold()]
        for found in (exact, close):
            if len(found) == 1:
                return found[0].value
        raise UserError(
            N_("“{text}” is not in the list. Choose a name from it or create it there.") if not close and self._create
            else N_("“{text}” is not in the list. Choose from it.") if not close
            else N_("“{text}” may mean several. Choose one from the list."), text=typed[:40],
        )  # fmt: skip

    def show_entry(self, value: Any, text: str) -> None:
        self._value, self._shown, self._typed, self._refusal = value, text, False, None
        self.close_list()
        super().show_entry(value, text)

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._list_key(event.key()):
            super().keyPressEvent(event)

    def _list_key(self, key: int) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: LINES, Qt.Key.Key_PageUp: -LINES}
        if not self.list_open():
            if key == Qt.Key.Key_Down:
                self.open_list()
                return True
            return False
        if key in steps:
            self.choices.step(steps[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        tab = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab
        if tab and self.list_open() and self._typed:
            self.choose_current()
        return bool(super().event(event))


def _chip_text(option: Option) -> str:
    return option.chip.text.casefold() if option.chip is not None else option.text.casefold()
