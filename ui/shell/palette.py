"""The command palette: commands, places, help and everything in the session, found by a few letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from app import search
from app.i18n import N_, plural, translate
from ui import theme
from ui.shell.palette_lines import ENTRY, Entry, LineDelegate, Lines
from ui.theme import Size, Space, px
from ui.widgets.cards import Scrim
from ui.widgets.inputs import TextField
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import hint
from ui.widgets.layouts import box, ground, row, rule
from ui.widgets.lines import IconLabel

COMMANDS, GLOSSARY = N_("Commands"), N_("Glossary")
#: So many terms of the glossary are shown after what a session holds; “?” finds more.
FEW_TERMS = 5
#: A first letter that narrows the search to one section.
PREFIXES = {">": COMMANDS, "?": GLOSSARY}
#: How many lines stand there before anything was typed, and where the palette begins.
AT_FIRST, TOP = 24, 112
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Palette(QFrame):
    """Lies over the window until something is chosen or Esc is pressed. Then the focus is where it was."""

    closed = Signal()

    def __init__(self, window: QWidget, entries: Sequence[Entry], typed: str = "") -> None:
        self._before = window.focusWidget()
        self._scrim = Scrim(window)
        super().__init__(self._scrim)
        ground(self, "raised")
        self.setProperty("kind", "raised")
        self._entries = list(entries)
        self._sought = search.Texts(entry.sought for entry in self._entries)
        self._lines = Lines()
        self._list = self._build_list()
        self.field = TextField(translate(N_("Search")), translate(N_("Search or run a command")), kind="bare")
        self.field.setFont(theme.font("entry"))
        self.field.textEdited.connect(self._filter)
        self.field.installEventFilter(self)
        self._empty = hint(translate(N_("Nothing found. Try fewer letters.")))
        self._count = hint("")
        self._build()
        self._scrim.clicked.connect(self.finish)
        self._scrim.show()
        self.show()
        self.field.setText(typed)
        self._filter(typed)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build_list(self) -> QListView:
        found = QListView()
        found.setModel(self._lines)
        found.setItemDelegate(LineDelegate(found))
        found.setAccessibleName(translate(N_("Found")))
        found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        found.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        found.clicked.connect(self._run)
        return found

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addWidget(
            box(row(IconLabel("search"), self.field, KeyHint(("Escape",)), gap=12, margins=(16, 12, 16, 12)))
        )
        whole.addWidget(rule())
        self._none = box(row(self._empty, margins=(16, 12, 16, 12)))
        whole.addWidget(self._none)
        whole.addSpacing(px(Space.xs))
        whole.addWidget(self._list, 1)
        whole.addSpacing(px(Space.xs))
        foot = box(
            row(
                KeyHint(("Up", "Down"), translate(N_("move"))),
                KeyHint(("Return",), translate(N_("open"))),
                KeyHint((">",), translate(N_("commands"))),
                KeyHint(("?",), translate(N_("glossary"))),
                None,
                self._count,
                gap=16,
                margins=(16, 8, 16, 8),
            )
        )
        whole.addWidget(ground(foot, "sunken", "top"))

    def _place(self) -> None:
        """Stand in the upper middle, as high as the lines need and the window allows."""
        width = min(px(Size.palette), self._scrim.width() - px(Space.xxxl))
        top = min(px(TOP), self._scrim.height() // 8)
        lines = sum(self._list.sizeHintForRow(at) for at in range(self._lines.rowCount()))
        around = px(Size.palette_input + Size.button_large + Space.xxl)
        height = min(around + max(lines, px(Size.palette_row)), self._scrim.height() - top - px(Space.xxxl))
        self.setGeometry((self._scrim.width() - width) // 2, top, width, height)

    def _filter(self, text: str) -> None:
        found, sought = self._found(text)
        self._lines.show(found, sought)
        self._none.setVisible(not found)
        self._count.setText(plural(N_("{n} result"), N_("{n} results"), len(found)) if sought else "")
        if rows := self._lines.choosable():
            self._list.setCurrentIndex(self._lines.index(rows[0]))
            self._list.scrollToTop()
        self._place()

    def _found(self, text: str) -> tuple[list[Entry], str]:
        """Return what to show for ``text``, and the letters to mark in it."""
        prefix = PREFIXES.get(text.lstrip()[:1])
        if prefix is None:
            if not text.strip():
                return self._entries[:AT_FIRST], ""
            return _own_first([self._entries[at] for at in search.find(self._sought, text)], text), text
        inside = [entry for entry in self._entries if entry.section == translate(prefix)]
        rest = text.lstrip()[1:]
        if not rest.strip():
            return inside, ""
        return [inside[at] for at in search.find([entry.sought for entry in inside], rest)], rest

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY) if index.isValid() else None
        if isinstance(entry, Entry):
            self.finish()
            entry.run()

    def _move(self, by: int) -> None:
        rows = self._lines.choosable()
        if not rows:
            return
        current = self._list.currentIndex().row()
        at = rows.index(current) if current in rows else 0
        to = (at + by) % len(rows) if abs(by) == 1 else max(0, min(len(rows) - 1, at + by))
        if to == 0:
            self._list.scrollToTop()
        self._list.setCurrentIndex(self._lines.index(rows[to]))

    def eventFilter(self, watched: Any, event: Any) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in STEPS:
                self._move(STEPS[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self._list.currentIndex())
                return True
            if key == Qt.Key.Key_Escape:
                self.finish()
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                return True
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """Close without doing anything; the keyboard goes back to where it was."""
        self._scrim.hide()
        self._scrim.deleteLater()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()


def _own_first(found: Sequence[Entry], typed: str) -> list[Entry]:
    """Return what was found with a few terms of the glossary at the end, or first if nothing else is called so."""
    terms = [entry for entry in found if entry.told]
    own = [entry for entry in found if not entry.told]
    words = typed.strip().casefold()
    asked = any(words in entry.text.casefold().split(" · ") for entry in terms)
    if asked and not any(entry.text.casefold().startswith(words) for entry in own):
        return [*terms, *own]
    return [*own, *terms[:FEW_TERMS]]
