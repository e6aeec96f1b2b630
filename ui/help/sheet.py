"""The help sheet at the right of a window: all terms to search in, and one term with its picture and what it touches.

It is not modal: the page stays in reach. Esc closes it and gives the keyboard back to where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from app import glossary, search
from app.glossary import TOPICS, Term
from app.i18n import N_, plural, translate
from ui import theme
from ui.help.timeline import Timeline
from ui.theme import Size, Space, px
from ui.widgets.buttons import icon_button, link
from ui.widgets.cards import scrolling
from ui.widgets.inputs import SearchField
from ui.widgets.labels import elided, heading, hint, label, paragraph, text_width
from ui.widgets.layouts import Part, box, clear, column, ground, row, rule

Index = QModelIndex | QPersistentModelIndex
_TERM = Qt.ItemDataRole.UserRole


class _Terms(QAbstractListModel):
    """Terms under the headings of their topics, or those that were found, without headings."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Term | str] = []

    def show(self, found: Sequence[Term], *, grouped: bool) -> None:
        self.beginResetModel()
        self.lines = []
        for one in found:
            if grouped and (not self.lines or _topic(self.lines[-1]) != one.topic):
                self.lines.append(translate(TOPICS[one.topic]))
            self.lines.append(one)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line if isinstance(line, str) else line.title
        return line if role == _TERM and isinstance(line, Term) else None


def _topic(line: Term | str) -> str:
    return line.topic if isinstance(line, Term) else ""


class _TermDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(Size.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, rect = theme.tokens(), QRectF(option.rect)
        one = index.data(_TERM)
        inner = rect.adjusted(px(Space.l), 0, -px(Space.l), 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.save()
        if one is None:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.colour(tokens.text3))
            painter.drawText(inner.adjusted(0, px(Space.s), 0, 0), flags, index.data())
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour(tokens.tint))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour(tokens.sunken))
        short = one.short if one.abbreviations else ""
        room = text_width(short, "hint") + px(Space.m) if short else 0
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour(tokens.text))
        painter.drawText(inner, flags, elided(one.name, "body", inner.width() - room))
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.colour(tokens.text3))
        painter.drawText(inner, flags | int(Qt.AlignmentFlag.AlignRight), short)
        painter.restore()


class TermList(QWidget):
    """All terms with a field to search in. ``on_chosen(key)`` is called for the one that a person opens."""

    def __init__(self, on_chosen: Any) -> None:
        super().__init__()
        self._on_chosen = on_chosen
        self._all = glossary.terms()
        self._sought = [" ".join((one.title, *one.abbreviations, one.meaning)) for one in self._all]
        self._lines = _Terms()
        self.field = SearchField(translate(N_("Search the glossary")), translate(N_("Search the glossary")))
        self.field.textEdited.connect(self._filter)
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self._lines)
        self.list.setItemDelegate(_TermDelegate(self.list))
        self.list.setAccessibleName(translate(N_("Terms")))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setProperty("ground", "raised")
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        self._count = hint("")
        self.setLayout(
            column(box(row(self.field, margins=(16, 12, 16, 8))), self.list,
                   box(row(self._count, None, margins=(16, 6, 16, 8))), gap=0)
        )  # fmt: skip
        self._filter("")

    def _filter(self, text: str) -> None:
        wanted = text.strip()
        found = [self._all[at] for at in search.find(self._sought, wanted)] if wanted else list(self._all)
        exact = glossary.for_words(wanted) if wanted else None
        if exact is not None:
            found = [exact, *(one for one in found if one.key != exact.key)]
        self._lines.show(found, grouped=not wanted)
        self._count.setText(
            plural(N_("{n} term"), N_("{n} terms"), len(found)) if found
            else translate(N_("Nothing found. Try fewer letters."))
        )  # fmt: skip
        self._step(1, start=-1)

    def _step(self, by: int, *, start: int | None = None) -> None:
        at = self.list.currentIndex().row() if start is None else start
        for _ in self._lines.lines:
            at += by
            if not 0 <= at < len(self._lines.lines):
                return
            if isinstance(self._lines.lines[at], Term):
                self.list.setCurrentIndex(self._lines.index(at))
                return

    def _open(self, index: QModelIndex) -> None:
        one = index.data(_TERM) if index.isValid() else None
        if one is not None:
            self._on_chosen(one.key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            if event.key() in steps:
                self._step(steps[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open(self.list.currentIndex())
                return True
        return False


class TermPage(QWidget):
    """One term: name, meaning, picture, unit, what must hold, where it is defined, and related terms as links."""

    def __init__(self, on_chosen: Any) -> None:
        super().__init__()
        self._on_chosen = on_chosen
        self._body = column(gap=Space.s, margins=(16, 8, 16, 24))
        self.setLayout(self._body)

    def show_term(self, one: Term) -> None:
        """Show a term."""
        clear(self._body)
        for part in self._parts(one):
            if isinstance(part, int):
                self._body.addSpacing(px(part))
            elif isinstance(part, QWidget):
                self._body.addWidget(part)
        self._body.addStretch(1)
        self.setAccessibleName(one.title)
        self.setAccessibleDescription(one.meaning)

    def _parts(self, one: Term) -> list[Part]:
        others = ", ".join(one.abbreviations[1:])
        parts: list[Part] = [label(one.short, "title", wrap=True)]
        if one.abbreviations:
            parts.append(label(one.name, "heading", "text2", wrap=True))
        if others:
            parts.append(hint(translate(N_("Also {names}"), names=others)))
        parts += [4, label(one.meaning, "lead", "text", wrap=True)]
        if one.picture:
            parts += [8, Timeline(one.key)]
        for title, words in (
            (N_("Counted in"), one.unit), (N_("Must hold"), one.holds), (N_("Defined in"), "\n".join(one.sources)),
        ):  # fmt: skip
            if words:
                parts += [4, box(column(label(translate(title), "label", "text2"), paragraph(words, "text"), gap=0))]
        return [*parts, *self._links(one)]

    def _links(self, one: Term) -> list[Part]:
        related = [found for key in one.see if (found := glossary.term(key)) is not None]
        if not related:
            return []
        made: list[Part] = [8, rule(), 4, label(translate(N_("See also")), "label", "text2")]
        for other in related:
            go = link(other.title, partial(self._on_chosen, other.key))
            go.setAccessibleName(translate(N_("See {term}"), term=other.title))
            made.append(box(row(go, None)))
        return made


class HelpSheet(QFrame):
    """Lies over the right edge of a window, below its header."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("help")
        self.setProperty("kind", "raised")
        ground(self, "raised")
        self._before: QWidget | None = QApplication.focusWidget()
        self._trail: list[str] = []
        self.back = icon_button("arrow-left", translate(N_("Back (Alt+Left)")), self.go_back)
        self.title = heading(translate(N_("Glossary")))
        close = icon_button("x", translate(N_("Close (Esc)")), self.finish)
        self.all_terms = link(translate(N_("All terms")), self.show_list)
        self.terms, self.page = TermList(self.show_term), TermPage(self.show_term)
        self._area = scrolling(self.page, "raised")
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(translate(N_("Term")))
        self._area.installEventFilter(self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.terms)
        self._stack.addWidget(self._area)
        head = box(row(self.back, self.title, None, self.all_terms, close, margins=(8, 8, 8, 8)))
        self.setLayout(column(head, rule(), self._stack, gap=0, margins=(1, 1, 1, 1)))
        self.setAccessibleName(translate(N_("Help")))
        window.installEventFilter(self)
        self._place()

    # --- what is shown -------------------------------------------------------------------------------------

    def show_list(self) -> None:
        """Show all terms; the field to search in gets the keyboard."""
        self._trail = []
        self._show(0)
        self.terms.field.selectAll()
        self.terms.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_term(self, key: str) -> None:
        """Show one term, from where Back leads to what was shown before."""
        one = glossary.term(key)
        if one is None:
            return
        if self._trail[-1:] != [key]:
            self._trail.append(key)
        self.page.show_term(one)
        self._show(1)
        self._area.verticalScrollBar().setValue(0)
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown_term(self) -> str:
        """Return the key of the term that is shown; empty while the list is."""
        return self._trail[-1] if self._trail and self._stack.currentIndex() == 1 else ""

    def go_back(self) -> None:
        """Show the term before, or the list."""
        self._trail = self._trail[:-1]
        if not self._trail:
            self.show_list()
            return
        self.show_term(self._trail[-1])

    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.back.setVisible(at == 1)
        self.all_terms.setVisible(at == 1)
        self.show()
        self.raise_()

    # --- the window ----------------------------------------------------------------------------------------

    def _place(self) -> None:
        window = self._window
        width = min(px(Size.dialog), window.width())
        top, bottom = px(Size.header), window.height()
        stack = getattr(window, "stack", None)
        if isinstance(stack, QWidget) and stack.isVisible():  # what stands below the page, the catch line, stays free
            top = stack.mapTo(window, QPoint(0, 0)).y()
            bottom = top + stack.height()
        self.setGeometry(window.width() - width, top, width, bottom - top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._place()
        if watched is self._area and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            verb = self._verb(event)  # the area would scroll by it
            if verb is not None:
                verb()
                return True
        return False

    def event(self, event: QEvent) -> bool:
        """Keep Esc and Alt+Left for the sheet while the keyboard is in it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._verb(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        verb = self._verb(event)
        if verb is not None:
            verb()
            return
        super().keyPressEvent(event)

    def _verb(self, event: QKeyEvent) -> Any:
        if event.key() == Qt.Key.Key_Escape:
            return self.finish
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Left and alt and self._stack.currentIndex() == 1:
            return self.go_back
        return None

    def remember_focus(self) -> None:
        """Remember where the keyboard is now, unless it is in the sheet already."""
        now = QApplication.focusWidget() or self.window().focusWidget()
        if now is not None and now is not self and not self.isAncestorOf(now):
            self._before = now

    def finish(self) -> None:
        """Close, and give the keyboard back."""
        inside = QApplication.focusWidget()
        held = inside is None or inside is self or self.isAncestorOf(inside)
        self.hide()
        before = self._before
        if held and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
