"""What stands beside a list: the chosen row as a form, what belongs to it, and who changed it when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app import listings
from app import model as m
from app.dates import format_instant
from app.fields import Kind, fields_of
from app.i18n import N_, UserError, translate
from ui.console import Console
from ui.forms.form import Form, Section
from ui.help.fields import FieldHelp
from ui.room.covers import Cover
from ui.subjects.catalogue import Subject
from ui.subjects.columns import committer, source_of
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import scrolling
from ui.widgets.chips import ChipLabel, outlined
from ui.widgets.labels import heading, hint, label
from ui.widgets.layouts import box, column, ground, row, rule

if TYPE_CHECKING:
    from app.history import ChangeSet

#: How many changes the history of one row shows.
CHANGES_SHOWN = 60


class DetailTab(QWidget):
    """A tab of the detail. Subclasses show what belongs to the row ``key``; ``None`` means no row.

    ``PRIVATE`` says what it holds that is not for everybody, in words that are not private themselves.
    """

    PRIVATE: str = ""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.key: bytes | None = None

    def show_key(self, key: bytes | None) -> None:
        """Show another row."""
        self.key = key
        self.refresh()

    def refresh(self) -> None:
        """Read the row again."""

    def leave(self) -> None:
        """Write what was typed and not yet written."""


class FormTab(DetailTab):
    """The row as a form over its fields."""

    def __init__(self, console: Console, subject: Subject) -> None:
        super().__init__(console)
        self.subject = subject
        fields = {n: f for n, f in fields_of(subject.model).items() if f.kind not in (Kind.KEY, Kind.BYTES)}
        sources = {name: source_of(self.document, spec) for name, spec in fields.items()}
        self.form = Form(
            fields,
            self._read,
            self._commit,
            sections=self.sections(),
            sources=sources,
            wide=self._wide(),
            help=FieldHelp(console, subject.model, lambda: self.key),
        )
        self.form.set_locked(not console.writable)
        self.setLayout(column(self.form, margins=(16, 12, 16, 16)))

    def _wide(self) -> tuple[str, ...]:
        fields = fields_of(self.subject.model)
        return tuple(n for n, f in fields.items() if n == self.subject.known_by or f.kind is Kind.YES_NO)

    def _read(self) -> Any:
        return self.document.get(self.subject.model, self.key) if self.key is not None else {}

    def sections(self) -> Sequence[Section]:
        """Return the parts of the form; subclasses may choose others than the catalogue."""
        return self.subject.sections

    def commit(self, key: bytes, name: str, entered: Any) -> None:
        """Write one field of the row; subclasses send some their own way. Raises ``UserError``."""
        committer(self.console, self.subject.model)(key, name, entered)

    def _commit(self, name: str, entered: Any) -> None:
        if self.key is None:
            raise UserError(N_("Choose a row first."))
        if not self.console.writable:
            raise UserError(N_("This window is read-only; nothing can be changed here."))
        self.commit(self.key, name, entered)

    def refresh(self) -> None:
        """Show the row; unsaved text stays."""
        self.form.refresh()

    def leave(self) -> None:
        """Write unsaved text."""
        self.form.save()


class HistoryTab(DetailTab):
    """Who changed the row, when, and how it was called."""

    def __init__(self, console: Console, *models: Any) -> None:
        super().__init__(console)
        self._tables = [model.__tablename__ for model in models]
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(px(Space.l), px(Space.m), px(Space.l), px(Space.l))
        self._lines.setSpacing(px(Space.s))
        self.setLayout(self._lines)

    def refresh(self) -> None:
        """List the changes of the row, newest first."""
        while (old := self._lines.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.deleteLater()
        if self.key is None or not self.isVisible():
            return
        found: dict[int, ChangeSet] = {}
        for table in self._tables:
            found |= {s.number: s for s in self.document.history(limit=CHANGES_SHOWN, table=table, row=self.key)}
        for change_set in sorted(found.values(), key=lambda s: -s.number)[:CHANGES_SHOWN]:
            when = format_instant(change_set.at)
            who = " · ".join(part for part in (when, change_set.who) if part)
            self._lines.addWidget(box(column(label(change_set.label, wrap=True), hint(who), gap=0)))
        self._lines.addStretch(1)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.refresh()


class DetailPanel(QWidget):
    """The panel at the right: reference and name, tabs, and a foot for the verbs of the page.

    While several rows are selected it says so instead; ``change_wanted`` asks to change a field of all of them.
    """

    change_wanted = Signal()

    def __init__(
        self,
        console: Console,
        subject: Subject,
        tabs: Sequence[tuple[str, str, DetailTab]] = (),
        *,
        form_title: str = N_("Details"),
        with_form: bool = True,
    ) -> None:
        super().__init__()
        self.console, self.document, self.subject = console, console.document, subject
        ground(self, "canvas")
        self.setFixedWidth(px(Size.detail))
        self.key: bytes | None = None
        self.title, self.note = heading("", elide=True), hint("", elide=True)
        self.chip = ChipLabel(outlined(""))
        self.chip.hide()
        own: list[tuple[str, str, DetailTab]] = []
        if with_form:
            own.append(("details", form_title, FormTab(console, subject)))
        history = ("history", N_("History"), HistoryTab(console, subject.model))
        self.tabs = [*own, *tabs, history]
        self._stack = QStackedWidget()
        for _, _, tab in self.tabs:
            inside = scrolling(tab, "canvas")
            self._stack.addWidget(Cover(console, inside, translate(tab.PRIVATE)) if tab.PRIVATE else inside)
        self._bar = QTabBar()
        self._bar.setDrawBase(False)
        self._bar.setExpanding(False)
        self._bar.setAccessibleName(translate(N_("Detail")))
        for _, words, _ in self.tabs:
            self._bar.addTab(translate(words))
        self._bar.currentChanged.connect(self._choose)
        self.foot = row(margins=(16, 10, 16, 10))
        self._foot = box(self.foot)
        self._foot.hide()
        self.head = head = row(self.chip, gap=10, margins=(16, 10, 16, 6))
        head.addLayout(column(self.title, self.note, gap=0), 1)
        tab_line = row(self._bar, margins=(16, 0, 2, 0))  # each tab keeps a gap at its right, the last one too
        one = box(column(tab_line, rule(), self._stack, self._foot, gap=0))
        self._pages = QStackedWidget()
        self._pages.addWidget(one)
        self._pages.addWidget(self._several())
        self._count = 1
        self.setLayout(column(head, self._pages, gap=0))
        QShortcut(QKeySequence("Alt+Return"), self, self._focus_first)

    def _several(self) -> QWidget:
        self._several_words = hint("", wrap=True, tone="text2")
        self._change = button(translate(N_("Change all…")), self.change_wanted.emit, icon="pencil")
        keys = hint(translate(N_("Or edit one cell and press Ctrl+Enter.")), wrap=True)
        for widget in (self._change, keys):
            if not self.console.writable:
                widget.hide()
        lines = column(rule(), 12, self._several_words, row(self._change, None), keys, None, margins=(16, 0, 16, 16))
        return box(lines)

    def show_several(self, count: int) -> None:
        """Say that several rows are selected, or show the one again."""
        before, self._count = self._count, count
        self._pages.setCurrentIndex(1 if count > 1 else 0)
        if count > 1 or before > 1:
            self._show_head()

    def add_to_foot(self, *widgets: QWidget) -> None:
        """Put verbs below the tabs."""
        for widget in widgets:
            self.foot.addWidget(widget)
        self._foot.show()

    def tab(self, key: str) -> DetailTab:
        """Return a tab by its key."""
        return next(tab for name, _, tab in self.tabs if name == key)

    def open_tab(self, key: str) -> None:
        """Show a tab."""
        self._bar.setCurrentIndex([name for name, _, _ in self.tabs].index(key))

    def _choose(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.tabs[at][2].refresh()

    def show_key(self, key: bytes | None) -> None:
        """Show another row, after writing what was typed for the one before."""
        if key == self.key:
            return
        for _, _, tab in self.tabs:
            tab.leave()
        self.key = key
        for _, _, tab in self.tabs:
            tab.show_key(key)
        self._show_head()

    def refresh(self) -> None:
        """Read the row again; unsaved text stays."""
        self._show_head()
        for _, _, tab in self.tabs:
            tab.refresh()

    def _show_head(self) -> None:
        if self._count > 1:
            self._show_count()
            return
        row = self.document.get(self.subject.model, self.key) if self.key is not None else None
        if row is None:
            self.title.setText(translate(N_("Nothing chosen")))
            self.chip.hide()
            self.note.setText("")
            return
        self.title.setText(self._name_of(row))
        self.title.setToolTip(self.title.text())
        self.note.setText(self.note_of(row))

    def _name_of(self, row: Any) -> str:
        """Return what a row is called; one without a name of its own by the things that it joins."""
        if self.subject.known_by:
            return getattr(row, self.subject.known_by) or ""
        found = listings.read(self.document, self.subject.model, self.subject.model.__table__.c.id == row.id)
        names = found[0].names if found else {}
        return " → ".join(names[column] for column in self.subject.columns if names.get(column))

    def _show_count(self) -> None:
        self.title.setText(translate(N_("{n} selected"), n=self._count))
        self.note.setText(translate(self.subject.many))
        self.chip.hide()
        words = N_("A change goes to all {n} of them at once, and Undo takes it back in one step.")
        self._several_words.setText(translate(words, n=self._count))

    def note_of(self, row: Any) -> str:
        """Return the words below the name: the reference, and what a page adds."""
        entity = self.document.get(m.Entity, row.id)
        return (entity.ref or "") if entity is not None else ""

    def _focus_first(self) -> None:
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.setFocus(Qt.FocusReason.ShortcutFocusReason)
