"""Fields to type into and to choose from, with the states that tokens describe.

Every field has the same face, so that forms and tables can treat them alike:
``entry()`` is what would be committed (a text, or the chosen value), ``show_entry(value, text)`` shows a value without
telling anybody, ``edited`` fires while a person types, ``settled`` when a choice is complete or the field is left.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionFrame,
    QToolTip,
    QWidget,
)

from app.i18n import N_, translate
from ui import icons, theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.keycaps import caps_width, paint_caps
from ui.widgets.labels import Label, elided, hint, text_width
from ui.widgets.layouts import repolish

NOT_ASKED = N_("not asked yet")
#: What is left of a placeholder says something only if it has more letters than this.
_SAYS = 2
#: The room that Qt keeps at both ends of a line to type into, in pixels.
_INSET = 2


def set_state(widget: QWidget, state: str) -> None:
    """Give a field a state: empty, ``error``, ``stale``, ``locked`` or (filters) ``active``."""
    if widget.property("state") != state:
        widget.setProperty("state", state)
        repolish(widget)


def as_plain(text: str) -> str:
    """Return a text so that a tooltip shows it as it is, even if it looks like markup."""
    return f"<p>{html.escape(text)}</p>".replace("\n", "<br>") if "<" in text else text


class TextField(QLineEdit):
    """One line to type into, with a unit or a proposal at its right edge and a lock when it is read-only."""

    edited = Signal()
    settled = Signal()

    def __init__(self, name: str = "", placeholder: str = "", suffix: str = "", *, kind: object = True) -> None:
        super().__init__()
        self.setProperty("entry", kind)
        self.setProperty("state", "")
        self.setFont(theme.font("body"))
        self.setFixedHeight(px(Size.field if kind is True else Size.field_small))
        self.setMinimumWidth(px(Size.target))
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._suffix = hint(suffix)
        self._suffix.setParent(self)
        self._suffix.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._lock = QLabel(self)
        self._lock.hide()
        self._tools: list[QWidget] = []
        self.textEdited.connect(lambda _text: self.edited.emit())
        self.textChanged.connect(lambda _text: self._place())
        self.returnPressed.connect(self.settled)
        self.set_suffix(suffix)

    def entry(self) -> str:
        return self.text()

    def show_entry(self, value: Any, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def set_suffix(self, text: str, tone: str = "text3") -> None:
        """Show a unit or "proposed 8 h" at the right edge."""
        self._suffix.setText(text)
        self._suffix.set_tone(tone)
        self._place()

    def add_tool(self, tool: QWidget) -> None:
        """Put a small button at the right edge, behind the suffix."""
        tool.setParent(self)
        tool.setCursor(Qt.CursorShape.ArrowCursor)
        self._tools.append(tool)
        tool.show()
        self._place()

    def set_locked(self, locked: bool) -> None:
        """Make the field read-only, with a lock at its right edge."""
        self.setReadOnly(locked)
        self._lock.setVisible(locked)
        self._lock.setPixmap(icons.pixmap("lock", theme.tokens().text3, Size.icon_small))
        set_state(self, "locked" if locked else "")
        self._place()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        right = self.width() - px(Size.field_padding)
        tools = [(tool, not tool.isHidden()) for tool in self._tools]
        taken = -px(Space.xs) if any(shown for _, shown in tools) else 0  # a tool has room around its icon
        for child, shown in (*tools, (self._lock, not self._lock.isHidden())):
            if shown:
                taken += self._put(child, right - taken)
        room = right - taken - px(Size.field_padding + Space.s) - text_width(self.text(), "body")
        fits = bool(self._suffix.text()) and self._suffix.sizeHint().width() <= room
        self._suffix.setVisible(fits)  # what was entered comes first
        if fits:
            taken += self._put(self._suffix, right - taken)
        self.setTextMargins(0, 0, taken, 0)

    def _room(self) -> QRect:
        """Return where Qt writes the text."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inner = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        return inner.marginsRemoved(self.textMargins()).adjusted(_INSET, 0, -_INSET, 0)

    def too_narrow(self) -> bool:
        """Whether the field is too narrow for what it says while nobody types into it."""
        words = self.text() or self.placeholderText()
        return not self.hasFocus() and text_width(words, "body") > self._room().width() + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.too_narrow():
            super().paintEvent(event)
            return
        painter, tokens, option = QPainter(self), theme.tokens(), QStyleOptionFrame()
        self.initStyleOption(option)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        known = tokens.accent_text if self.property("state") == "active" else tokens.text
        ink = tokens.dis if not self.isEnabled() else known if self.text() else tokens.text3
        painter.setPen(theme.colour(ink))
        painter.setFont(self.font())
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        room = self._room()
        words = elided(self.text() or self.placeholderText(), "body", room.width())
        if self.text() or len(words) > _SAYS:
            painter.drawText(room, flags, words)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.text() and self.too_narrow():
            told = "\n".join(part for part in (self.text(), self.toolTip()) if part)
            QToolTip.showText(event.globalPos(), as_plain(told), self)
            return True
        return bool(super().event(event))

    def _put(self, child: QWidget, right: int) -> int:
        """Put a child with its right edge there; return the room it takes with its gap."""
        size = child.sizeHint()
        child.setGeometry(right - size.width(), (self.height() - size.height()) // 2, size.width(), size.height())
        return size.width() + px(Space.s)


class SearchField(TextField):
    """A field with a magnifying glass and, if told, the keys that lead to it."""

    def __init__(self, name: str, placeholder: str, keys: tuple[str, ...] = ()) -> None:
        super().__init__(name, placeholder)
        self._keys = keys
        self.setClearButtonEnabled(False)

    def _place(self) -> None:
        keys = getattr(self, "_keys", ())
        self.setTextMargins(px(Size.icon + Space.s), 0, caps_width(keys) + px(Space.s) if keys else 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, tokens = QPainter(self), theme.tokens()
        paint_icon(painter, "search", px(Size.field_padding), self.height() / 2, tokens.text2)
        if self._keys and not self.text():
            left = self.width() - caps_width(self._keys) - px(Space.s)
            ink, edge = theme.colour(tokens.text2), theme.colour(tokens.line)
            paint_caps(painter, left, self.height() / 2, self._keys, ink, edge)
        painter.end()


class NoteField(QPlainTextEdit):
    """Several lines to type into; it grows with its text. Ctrl+Enter settles, Tab leaves."""

    edited = Signal()
    settled = Signal()

    def __init__(self, name: str = "", placeholder: str = "", lines: int = Size.note_lines) -> None:
        super().__init__()
        self.setProperty("entry", True)
        self.setProperty("state", "")
        self.setFont(theme.font("body"))
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lines, self._shown_by_programme = lines, False
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def _changed(self) -> None:
        if not self._shown_by_programme:
            self.edited.emit()

    def _grow(self) -> None:
        lines = max(self._lines, min(12, self.document().size().height()))
        self.setFixedHeight(int(lines * self.fontMetrics().lineSpacing()) + px(Space.xl))

    def entry(self) -> str:
        return self.toPlainText()

    def text(self) -> str:
        return self.toPlainText()

    def setText(self, text: str) -> None:
        self._shown_by_programme = True
        self.setPlainText(text)
        self._shown_by_programme = False

    def show_entry(self, value: Any, text: str) -> None:
        if text != self.toPlainText():
            self.setText(text)

    def selectAll(self) -> None:
        super().selectAll()

    def set_locked(self, locked: bool) -> None:
        """Make the field read-only."""
        self.setReadOnly(locked)
        set_state(self, "locked" if locked else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.settled.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settled.emit()


class ChoiceBox(QComboBox):
    """A list to choose one value from. ``None`` stands for "not asked yet" and comes first where it is allowed."""

    edited = Signal()
    settled = Signal()

    def __init__(
        self,
        options: Sequence[tuple[Any, str]] = (),
        name: str = "",
        *,
        empty: str | None = NOT_ASKED,
        cell: bool = False,
        refill: Callable[[], Sequence[tuple[Any, str]]] | None = None,
    ) -> None:
        super().__init__()
        self._empty, self._refill, self.state, self._locked = empty, refill, "", False
        self.setProperty("ring", False)
        self.setFont(theme.font("body"))
        self.setFixedHeight(px(Size.field_small if cell else Size.field))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self.view().setProperty("popup", True)
        self.setAccessibleName(name)
        self.set_options(refill() if refill is not None else options)
        self.activated.connect(lambda _at: self.settled.emit())

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Replace the list, keeping the chosen value."""
        chosen = self.entry()
        self.clear()
        if self._empty is not None:
            self.addItem(translate(self._empty), None)
        for value, text in options:
            self.addItem(text, value)
        self.show_entry(chosen, "")

    def entry(self) -> Any:
        return self.currentData()

    def show_entry(self, value: Any, text: str) -> None:
        for at in range(self.count()):
            if self.itemData(at) == value:
                self.setCurrentIndex(at)
                return
        if value is not None and text:
            self.addItem(text, value)
            self.setCurrentIndex(self.count() - 1)
            return
        self.setCurrentIndex(0 if self._empty is not None and self.count() else -1)

    def showPopup(self) -> None:
        if self._locked:
            return
        if self._refill is not None:
            self.set_options(self._refill())
        super().showPopup()

    def set_state(self, state: str) -> None:
        """Take the state ``error``, ``stale``, ``locked`` or none."""
        self.state = state
        self.update()

    def set_locked(self, locked: bool) -> None:
        """Make the field read-only, with a lock in place of the arrow."""
        self._locked = locked
        self.set_state("locked" if locked else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._locked and event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Delete and self._empty is not None:
            self.setCurrentIndex(0)
            self.settled.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.HoverEnter):
            self.update()
        return bool(super().event(event))

    def sizeHint(self) -> QSize:
        return QSize(max(super().sizeHint().width(), px(Size.field) * 3), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, width = self._edge()
        painter.setPen(QPen(theme.colour(edge), width))
        painter.setBrush(self._fill())
        rect = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
        unknown = self.currentIndex() < 0 or (self._empty is not None and self.currentData() is None)
        ink = tokens.text3 if unknown else tokens.text
        painter.setPen(theme.colour(ink if self.isEnabled() else tokens.dis))
        painter.setFont(theme.font("body"))
        inner = self.rect().adjusted(px(Size.field_padding) + 1, 0, -px(Size.icon + Space.m), 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, flags, text)
        mark, tone = ("lock", tokens.text3) if self._locked else ("chevron-down", tokens.text2)
        right = self.width() - px(Size.icon + Space.s)
        paint_icon(painter, mark, right, self.height() / 2, tone if self.isEnabled() else tokens.dis)
        painter.end()

    def _fill(self) -> Any:
        tokens = theme.tokens()
        if self._locked:
            return Qt.BrushStyle.NoBrush
        return theme.colour(tokens.surface if self.isEnabled() else tokens.sunken)

    def _edge(self) -> tuple[str, int]:
        tokens = theme.tokens()
        if self.state == "error":
            return tokens.err, Size.ring
        if self.hasFocus() and not self._locked:
            return tokens.focus, Size.ring
        if self.state == "stale":
            return tokens.warn, Size.line
        return (tokens.ctl if self.isEnabled() and not self._locked else tokens.hair), Size.line


class FieldLabel(Label):
    """The bold small label above a field; a click on it goes to the field."""

    def __init__(self, text: str, buddy: QWidget) -> None:
        super().__init__(text, "label", "text2", wrap=False, elide=True)
        self.setBuddy(buddy)
