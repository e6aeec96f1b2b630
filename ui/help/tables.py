"""Help in every table: F1 tells what a column means, Shift+F1 why a cell holds what it holds; the menu has both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu

from app import glossary
from app.glossary import Term
from app.i18n import N_, translate
from ui.help import open_term
from ui.help.tips import term_of
from ui.help.why import WHY_KEY, WhyCard, ask_why, show_why

if TYPE_CHECKING:
    from app.derivations import Why
    from ui.console import Console
    from ui.tables.columns import Column
    from ui.tables.view import RowTableView

Menu = Callable[[list[Any], str], QMenu | None]
AskCell = Callable[[Any, str], "Why | None"]


class TableHelp(QObject):
    """Belongs to one table. ``ask(key, column)`` may tell the derivation of a cell; else the row's key is the subject.

    The console is that of the window in which the table stands; without one nothing is told.
    """

    def __init__(self, view: RowTableView) -> None:
        super().__init__(view)
        self._view = view
        self.ask: AskCell | None = None
        self.card: WhyCard | None = None
        self._inner = view.menu_for
        view.menu_for = self._menu
        view.installEventFilter(self)

    def _console(self) -> Console | None:
        return getattr(self._view.window(), "console", None)

    def _column(self) -> Column | None:
        index = self._view.currentIndex()
        return self._view.model().columns[index.column()] if index.isValid() else None  # type: ignore[attr-defined]

    def term(self) -> Term | None:
        """Return the term that the current column means."""
        column = self._column()
        if column is None:
            return None
        return (glossary.for_words(column.title) if column.title else None) or term_of(column.field)

    def why(self) -> Why | None:
        """Return why the current cell holds what it holds; ``None`` if it does not follow from anything."""
        console, column = self._console(), self._column()
        keys = self._view.selected_keys() or []
        key = self._view.current_key()
        key = key if key is not None else next(iter(keys), None)
        if console is None or column is None or key is None:
            return None
        if self.ask is not None:
            return self.ask(key, column.name)
        return ask_why(console, key, column.name) if isinstance(key, bytes) else None

    def show_why(self) -> bool:
        """Show it below the cell; returns whether there was anything to tell."""
        rect = self._view.visualRect(self._view.currentIndex())
        self.card = show_why(self._console(), self._view.viewport(), self.why(), rect)
        return self.card is not None

    def show_term(self) -> bool:
        """Show the term of the current column; returns whether it has one."""
        found = self.term()
        if found is not None:
            open_term(self._console(), found.key)
        return found is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_F1 or self._console() is None:
            return False
        means = event.modifiers() == Qt.KeyboardModifier.NoModifier and self.term() is not None
        asks = (event.key(), event.modifiers()) == WHY_KEY
        if event.type() == QEvent.Type.ShortcutOverride and (means or asks):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and (means or asks):
            if means:
                self.show_term()
            elif not self.show_why():
                self._say_plain()
            return True
        return False

    def _say_plain(self) -> None:
        console = self._console()
        if console is not None:
            console.say(translate(N_("This value was entered; it does not follow from others.")))

    def _menu(self, keys: list[Any], name: str) -> QMenu | None:
        menu = self._inner(keys, name) if self._inner is not None else None
        term, why = self.term(), self.why()
        if term is None and why is None:
            return menu
        made = menu if menu is not None else QMenu(self._view)
        if menu is not None:
            made.addSeparator()
        if why is not None:
            made.addAction(translate(N_("Why this value?\tShift+F1")), self.show_why)
        if term is not None:
            made.addAction(translate(N_("What {term} means\tF1"), term=term.short), self.show_term)
        return made
