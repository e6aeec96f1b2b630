"""One entry of the log: its kind, its words in full, when and by whom, and who owes what by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.dates import format_date
from app.i18n import N_, translate
from ui import theme
from ui.meetings.kinds import ACTION, CATCHES, DECISION, HIDDEN
from ui.theme import Size, Space, px
from ui.widgets.buttons import icon_button, link
from ui.widgets.labels import hint, label
from ui.widgets.layouts import column, row
from ui.widgets.lines import IconLabel

if TYPE_CHECKING:
    from app.meetings import EntryLine

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class EntryRow(QWidget):
    """A line of the log. ``edit_wanted``, ``remove_wanted`` and ``step(±1)`` fire by key or click."""

    edit_wanted = Signal()
    remove_wanted = Signal()
    reveal_wanted = Signal()
    step = Signal(int)

    def __init__(self, entry: EntryLine, *, hidden: bool, writable: bool) -> None:
        super().__init__()
        self.entry, self.hidden, self._writable = entry, hidden, writable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        catch = CATCHES[entry.kind]
        self.icon = IconLabel(catch.icon, "warn" if entry.private else "text2")
        self.icon.setToolTip(translate(catch.word))
        self.time = hint(f"{entry.at.astimezone():%H:%M}", tone="text3")
        words = translate(HIDDEN) if hidden else entry.text or translate(N_("(words to come)"))
        self.words = label(words, "body", "text3" if hidden or not entry.text else "text", wrap=True)
        self.meta, self.owed = hint(self._meta(), elide=True), hint(self._owed(), tone=self._tone())
        self._build()
        self.meta.setVisible(bool(self.meta.text()))
        self.owed.setVisible(bool(self.owed.text()))
        self.setAccessibleName(self._spoken(words))

    def _build(self) -> None:
        edit = icon_button("pencil", translate(N_("Change (Enter)")), self.edit_wanted.emit, size="small")
        remove = icon_button("trash-2", translate(N_("Remove (Del)")), self.remove_wanted.emit, size="small")
        self.tools = (edit, remove)
        for tool in self.tools:
            tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            policy = tool.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            tool.setSizePolicy(policy)
            tool.hide()
        below = row(self.owed, self.meta, gap=Space.m)
        below.setStretch(1, 1)
        said = column(self.words, below, gap=0)
        if self.hidden:
            said.addLayout(row(link(translate(N_("Show here")), self.reveal_wanted.emit, role="hint"), None))
        lead = row(self.time, self.icon, gap=Space.s)
        lead.setAlignment(self.time, Qt.AlignmentFlag.AlignTop)
        lead.setAlignment(self.icon, Qt.AlignmentFlag.AlignTop)
        self.time.setContentsMargins(0, px(Space.xxs), 0, 0)
        self.icon.setContentsMargins(0, px(Space.xxs), 0, 0)
        across = row(gap=Space.s, margins=(Space.l, Space.s, Space.s, Space.s))
        across.addLayout(column(lead, None))
        across.addLayout(said, 1)
        if self._writable:
            across.addLayout(column(row(*self.tools, gap=0), None))
        self.setLayout(across)

    def _meta(self) -> str:
        entry = self.entry
        parts = [entry.speaker_name, entry.subject_name, entry.action_ref]
        if entry.after_end:
            parts.append(translate(N_("added after the end")))
        return " · ".join(part for part in parts if part)

    def _owed(self) -> str:
        entry, parts = self.entry, []
        if entry.owner_name:
            parts.append(entry.owner_name)
        elif entry.kind in (ACTION, DECISION) and entry.text:
            parts.append(translate(N_("no owner yet")))
        if entry.due_on is not None:
            parts.append(translate(N_("due {day}"), day=format_date(entry.due_on)))
        elif entry.kind == ACTION and entry.text:
            parts.append(translate(N_("no date yet")))
        return ", ".join(parts)

    def _tone(self) -> str:
        entry = self.entry
        lacks_owner = entry.kind in (ACTION, DECISION) and not entry.owner_name
        return "warn" if lacks_owner or (entry.kind == ACTION and entry.due_on is None) else "text2"

    def _spoken(self, words: str) -> str:
        kind = translate(CATCHES[self.entry.kind].word)
        return ". ".join(part for part in (self.time.text(), kind, words, self._owed(), self._meta()) if part)

    # --- by key and mouse ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self._writable and not self.hidden:
            self.edit_wanted.emit()
        elif event.key() in _ENTER and self.hidden:
            self.reveal_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete and self._writable:
            self.remove_wanted.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._writable and not self.hidden:
            self.edit_wanted.emit()

    def _show_tools(self) -> None:
        for tool in self.tools:
            tool.setVisible(self._writable and not self.hidden and (self.underMouse() or self.hasFocus()))
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_tools()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_tools()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_tools()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_tools()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        if self.hasFocus():
            painter.fillRect(self.rect(), theme.colour(tokens.tint))
            painter.fillRect(QRectF(0, 0, px(Size.bar), self.height()), theme.colour(tokens.accent))
        elif self.underMouse():
            painter.fillRect(self.rect(), theme.colour(tokens.sunken))
        painter.setPen(QPen(theme.colour(tokens.grid), Size.line))
        painter.drawLine(px(Space.l), self.height() - 1, self.width(), self.height() - 1)
        painter.end()
