"""What the steps of the assistant are built of: labelled controls, a currency, options, and pills that flow."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCompleter,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.currencies import NAMES, name_of, parse_currency
from app.i18n import UserError, translate
from ui import theme
from ui.forms.row import Message
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.inputs import FieldLabel, TextField, set_state
from ui.widgets.labels import elided, hint


class Labelled(QWidget):
    """A control with its label above, a hint below, and the sentence that says what is wrong in place of the hint."""

    def __init__(self, words: str, control: QWidget, note: str = "") -> None:
        super().__init__()
        self.control, self.message = control, Message()
        self.note = hint(note, wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(Space.xs))
        for part in (FieldLabel(words, control), control, self.note, self.message):
            layout.addWidget(part)
        self.note.setVisible(bool(note))  # once it has a parent: before, it would come up as a window
        control.setAccessibleName(words)
        control.setAccessibleDescription(note)
        if isinstance(control, TextField):
            control.edited.connect(lambda: self.tell(""))

    def tell(self, sentence: str) -> None:
        """Say what is wrong, or that nothing is with an empty text."""
        if isinstance(self.control, TextField):
            set_state(self.control, "error" if sentence else "")
        self.message.say(sentence)
        self.note.setVisible(bool(self.note.text()) and not sentence)
        self.control.setAccessibleDescription(sentence or self.note.text())


class CurrencyField(TextField):
    """A currency by its code, with the common ones to choose from; its name stands at the right edge."""

    def __init__(self, code: str) -> None:
        super().__init__()
        offered = [f"{known} {translate(name)}" for known, name in NAMES.items()]
        completer = QCompleter(QStringListModel(offered, self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(10)
        if (popup := completer.popup()) is not None:
            popup.setProperty("popup", True)
        self.setCompleter(completer)
        later = Qt.ConnectionType.QueuedConnection  # after the line edit has put the whole line into itself
        completer.activated[str].connect(self._chosen, later)  # type: ignore[index]
        self.edited.connect(self._show_name)
        self.setText(code)
        self._show_name()

    def code(self) -> str:
        """Return the code; raises ``UserError`` if the text means none."""
        return parse_currency(self.text())

    def _chosen(self, line: str) -> None:
        self.setText(line[:3])
        self._show_name()
        self.edited.emit()

    def _show_name(self) -> None:
        typed = self.text().strip()
        self.set_suffix(name_of(typed) if len(typed) == 3 else "")

    def focusOutEvent(self, event: object) -> None:
        with contextlib.suppress(UserError):
            self.setText(self.code())
        self._show_name()
        super().focusOutEvent(event)  # type: ignore[arg-type]

    def open_list(self) -> None:
        """Show the common currencies."""
        completer = self.completer()
        if completer is not None:
            completer.setCompletionPrefix("")
            completer.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open_list()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.position().x() > self.width() - px(Size.field):
            self.open_list()

    def _place(self) -> None:
        super()._place()
        room = px(Size.icon + Space.xs)
        suffix = self._suffix
        suffix.move(suffix.x() - room, suffix.y())
        self.setTextMargins(0, 0, self.textMargins().right() + room, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        right = self.width() - px(Size.icon + Space.s)
        paint_icon(painter, "chevron-down", right, self.height() / 2, theme.tokens().text2)
        painter.end()


@dataclass(frozen=True, slots=True)
class Option:
    """One of several: its key, what it is called, and a line that tells when to take it."""

    key: str
    title: str
    note: str = ""


_DOT, _RADIO = 6, 16


class _OptionRow(QAbstractButton):
    """One option with its round mark; arrows move between the options of a group."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.option = option
        self.setCheckable(True)
        self.setText(option.title)
        self.setAccessibleName(option.title)
        self.setAccessibleDescription(option.note)
        self.setToolTip(option.note)
        self.setProperty("ring", False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        lines = 1 + bool(self.option.note)
        return QSize(px(Size.rail), px(Space.m) + theme.line_height("body") + (lines - 1) * theme.line_height("hint"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        side, left, top = px(_RADIO), px(Space.s), px(Space.s)
        painter.setPen(QPen(theme.colour(tokens.accent if self.isChecked() else tokens.ctl), 1.5))
        painter.setBrush(theme.colour(tokens.surface))
        circle = QRectF(left, top, side, side)
        painter.drawEllipse(circle)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tokens.accent))
            painter.drawEllipse(circle.center(), px(_DOT) * 0.7, px(_DOT) * 0.7)
        self._paint_words(painter, left + side + px(Space.s))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        tokens, rect = theme.tokens(), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = tokens.tint if self.isChecked() else tokens.sunken if self.underMouse() else ""
        painter.setBrush(theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour(tokens.focus), px(Size.ring)) if focused else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))

    def _paint_words(self, painter: QPainter, left: float) -> None:
        tokens, room = theme.tokens(), self.width() - left - px(Space.s)
        pitch = theme.line_height("body")
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.setPen(theme.colour(tokens.text))
        painter.setFont(theme.font("name" if self.isChecked() else "body"))
        role = "name" if self.isChecked() else "body"
        painter.drawText(QRectF(left, px(Space.xs + 2), room, pitch), flags, elided(self.option.title, role, room))
        painter.setPen(theme.colour(tokens.text3))
        painter.setFont(theme.font("hint"))
        below = QRectF(left, px(Space.xs + 2) + pitch, room, theme.line_height("hint"))
        painter.drawText(below, flags, elided(self.option.note, "hint", room))


class Options(QWidget):
    """A column of options of which one is chosen. Tab reaches the chosen one, arrows choose another."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[Option], name: str, current: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(Space.xxs))
        self.rows: dict[str, _OptionRow] = {}
        for option in options:
            made = self.rows[option.key] = _OptionRow(option)
            made.setAccessibleName(f"{name}: {option.title}")
            made.setChecked(option.key == current)
            self._group.addButton(made)
            layout.addWidget(made)
        self.setFocusProxy(self.rows.get(current) or next(iter(self.rows.values())))
        self._group.buttonToggled.connect(self._toggled)

    def _toggled(self, button: QAbstractButton, on: bool) -> None:
        if on and isinstance(button, _OptionRow):
            self.setFocusProxy(button)
            self.chosen.emit(button.option.key)

    def show_choice(self, key: str) -> None:
        """Show a choice without telling anybody."""
        self.blockSignals(True)
        self.rows[key].setChecked(True)
        self.blockSignals(False)

    def current(self) -> str:
        """Return the key of the chosen option."""
        return next((key for key, made in self.rows.items() if made.isChecked()), "")


class Flow(QLayout):
    """Widgets side by side that go on in the next line where there is no more room."""

    def __init__(self, gap: int = Space.s) -> None:
        super().__init__()
        self._gap = px(gap)
        self._held: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._held.append(item)

    def count(self) -> int:
        return len(self._held)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._held[index] if 0 <= index < len(self._held) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._held.pop(index) if 0 <= index < len(self._held) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widest = max((held.minimumSize().width() for held in self._held), default=0)
        return QSize(widest, self.heightForWidth(self.geometry().width() or px(Size.detail)))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def _lay(self, rect: QRect, *, move: bool) -> int:
        left, top, tall = rect.left(), rect.top(), 0
        for held in self._held:
            size = held.sizeHint()
            if left > rect.left() and left + size.width() > rect.right() + 1:
                left, top, tall = rect.left(), top + tall + self._gap, 0
            if move:
                held.setGeometry(QRect(left, top, size.width(), size.height()))
            left, tall = left + size.width() + self._gap, max(tall, size.height())
        return top + tall - rect.top()
