"""A list of one subject with its toolbar, its table and its detail: add, edit, filter, paste, delete, all undoable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app import entities, listings, tabular
from app.fields import MAX_TEXT
from app.i18n import N_, plural, translate
from ui.console import Console
from ui.subjects.catalogue import Subject
from ui.subjects.columns import committer, field_columns, together
from ui.subjects.detail import DetailPanel
from ui.subjects.found import FOUND, RowFindings
from ui.subjects.pasting import PasteDialog, wants_look
from ui.subjects.tools import ListTools
from ui.tables.changing import ChangeDialog, changeable
from ui.tables.clipboard import rows_of
from ui.tables.columns import Column
from ui.tables.model import Commit
from ui.tables.table import Table
from ui.theme import Size, px
from ui.widgets.buttons import button, link
from ui.widgets.cards import EmptyState, Way
from ui.widgets.header import FootBar, ToolBar
from ui.widgets.inputs import TextField
from ui.widgets.labels import hint
from ui.widgets.layouts import box, column, ground, row, rule

if TYPE_CHECKING:
    from app.checks import Finding

#: Below this width of the window the detail is narrower and the tools show only their icons.
NARROW_BELOW = 1300


class FirstField(TextField):
    """Takes the first name of an empty list; rows on the clipboard go to the list instead of into the line."""

    def __init__(self, name: str, placeholder: str, paste_rows: Callable[[], object]) -> None:
        super().__init__(name, placeholder)
        self._paste_rows = paste_rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = QGuiApplication.clipboard().text()
        if event.matches(QKeySequence.StandardKey.Paste) and ("\t" in held or "\n" in held.strip()):
            self._paste_rows()
        else:
            super().keyPressEvent(event)


class SubjectPanel(QWidget):
    """Everything a person does with a list of ``subject``. ``read`` and ``columns`` replace the plain rows.

    ``commit`` replaces the plain writing of a field; ``spare`` names columns that narrow windows leave out first;
    ``foot_words(rows)`` says something about all rows in the foot, such as the share of the top tiers; ``ways`` are
    further ways to begin, told while the list is empty.

    ``chosen(key)`` fires when another row becomes current; ``counted(shown, all)`` when the list changes.
    """

    chosen = Signal(object)
    counted = Signal(int, int)

    def __init__(
        self,
        console: Console,
        subject: Subject,
        *,
        columns: Sequence[Column] | None = None,
        read: Callable[[], Sequence[Any]] | None = None,
        detail: DetailPanel | None = None,
        switch: QWidget | None = None,
        groups: Sequence[str] = (),
        can_add: bool = True,
        extra: Sequence[QWidget] = (),
        commit: Commit | None = None,
        spare: Sequence[str] = (),
        foot_words: Callable[[Sequence[Any]], str] | None = None,
        ways: Sequence[Way] = (),
    ) -> None:
        super().__init__()
        self.console, self.document, self.subject = console, console.document, subject
        self._read = read or listings.Listing(self.document, subject.model).rows
        self._commit, self._spare = commit or committer(console, subject.model), spare or subject.spare
        self.tools_below = NARROW_BELOW  #: below this width of the window the tools at the right are icons
        self._version = -1  #: the number of the change set up to which the rows were read
        self._plain_commit, self._foot_words = commit is None, foot_words
        self._ways, self._groups, self._can_add = ways, groups, can_add and console.writable
        self.detail = detail or DetailPanel(console, subject)
        self.found = RowFindings(console)
        plain = columns or field_columns(console, subject.model, subject.columns)
        self.table = self._make_table([*plain, self.found.column()])
        self.table.withhold(FOUND, True)
        console.privacy.changed.connect(self._show_found)
        self.tools, self.foot = self._make_tools(switch, extra), FootBar()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list())
        self._empty_page = self._empty()
        self._stack.addWidget(self._empty_page)
        self.setLayout(column(self.tools, self._stack, gap=0))
        self._connect()

    # --- building ------------------------------------------------------------------------------------------

    def _make_table(self, columns: Sequence[Column]) -> Table:
        table = Table(
            columns,
            translate(self.subject.many),
            key=attrgetter("key"),
            commit=self._commit,
            read_only=not self.console.writable,
            paste=self._paste if self._can_add else None,
            fill_down=self._fill_down if self.console.writable else None,
            menu=self._menu,
            together=partial(together, self.document),
            checks=True,
            spare=self._spare,
        )
        if self.console.writable:
            table.view.on_delete = self.delete
        if self._can_add:
            table.set_new_row(translate(N_("Type a name…")), self._create)
        return table

    def _make_tools(self, switch: QWidget | None, extra: Sequence[QWidget]) -> ToolBar:
        tools = ToolBar()
        self.new_button = button(
            translate(self.subject.new), self.add, icon="plus", variant="primary", keys=("Ctrl", "N")
        )
        if not self.console.writable:
            self.new_button.set_reason(translate(N_("This window is read-only.")))
        if self._can_add or not self.console.writable:
            tools.add(self.new_button)
        if self.subject.imports and self.console.writable:
            tools.add(button(translate(N_("Import")), self._import, icon="file-input"))
        tools.add(*extra)
        if switch is not None:
            tools.add(switch, side="middle")
        self.list_tools = ListTools(self.table, self._groups, self.toggle_filter)
        tools.add(*self.list_tools.buttons(), side="right")
        return tools

    def _list(self) -> QWidget:
        left = box(column(self.table, self.foot, gap=0))
        across = row(gap=0)
        across.addWidget(left, 1)
        across.addWidget(rule(upright=True))
        across.addWidget(self.detail)
        return ground(box(across), "surface")

    def _empty(self) -> QWidget:
        ways = []
        if self._can_add:
            self.first_field = FirstField(translate(self.subject.new), translate(N_("Name")), self._paste_clipboard)
            self.first_field.returnPressed.connect(self._create_first)
            note = translate(N_("Enter adds the next."))
            ways.append(Way(translate(N_("Type the first one")), self.first_field, note))
            paste = button(
                translate(N_("Paste rows")), self._paste_clipboard, icon="clipboard-paste", keys=("Ctrl", "V")
            )
            ways.append(
                Way(translate(N_("Paste from Excel")), paste, translate(N_("First row as headings, any order.")))
            )
        if self.subject.imports and self.console.writable:
            choose = button(translate(N_("Choose file…")), self._import, icon="file-input")
            ways.append(
                Way(
                    translate(N_("Import an export")),
                    choose,
                    translate(N_("ServiceNow, NetBox, GLPI, iTop, Excel, CSV.")),
                )
            )
        ways += self._ways
        title = translate(N_("No {many} yet"), many=translate(self.subject.many))
        common = [translate(name) for name in self.subject.common] if self._can_add else []
        return EmptyState(
            self.subject.icon,
            title,
            translate(self.subject.why),
            ways,
            common,
            self._create,
            translate(N_("Or pick common ones:")),
        )

    def _connect(self) -> None:
        self.table.currentKeyChanged.connect(self._show)
        self.table.activatedKey.connect(lambda _key: self.detail.setFocus())
        self.table.counted.connect(self._counted)
        self.table.selectedKeysChanged.connect(self._selected)
        for keys, verb in (("Ctrl+N", self.add), ("Ctrl+F", self.toggle_filter)):
            QShortcut(QKeySequence(keys), self, verb)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self._empty_page, self._paste_clipboard)
        paste.setEnabled(self._can_add)
        self.foot.set_keys(self._keys())
        change = link(translate(N_("Change…")), self.change)
        change.setAccessibleName(translate(N_("Change all selected rows")))
        delete = link(translate(N_("Delete")), lambda: self.delete(self.table.selected_keys()))
        delete.setAccessibleName(translate(N_("Delete all selected rows")))
        self._several, self._note = (change, delete), hint("", tone="text2")
        self.foot.add(*self._several, self._note)
        self.detail.change_wanted.connect(self.change)

    def _keys(self) -> list[tuple[tuple[str, ...], str]]:
        if not self.console.writable:
            return [(("Ctrl", "C"), translate(N_("copy for Excel")))]
        return [
            (("F2",), translate(N_("edit"))),
            (("Ctrl", "D"), translate(N_("fill down"))),
            (("Ctrl", "V"), translate(N_("paste from Excel"))),
        ]

    # --- what is shown -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the rows again, if anything was changed since; selection and scroll stay."""
        if self._version != self.document.version:
            self._version = self.document.version
            self.table.set_rows(self._read())
            self._show_found()
        rows = self.table.model.rows
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows and not self.table.view.currentIndex().isValid():
            self.table.select_key(rows[0].key)
        self.detail.refresh()
        self._show_foot()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Take the newest findings of the checks; each row tells its own."""
        if self.found.take(findings):
            self._show_found()
            self.table.model.refresh()

    def _show_found(self) -> None:
        """Show the findings' column while there are any, and while the room may not see this window."""
        seen = self.found.any_of(self.table.model.rows) and not self.console.privacy.public_safe
        self.table.withhold(FOUND, not seen)

    def _show(self, key: bytes | None) -> None:
        if key is None and self._still_there(self.detail.key):
            return  # the cursor stands in the line for a new row; the last one stays beside it
        self.detail.show_key(key)
        self.chosen.emit(key)

    def _still_there(self, key: bytes | None) -> bool:
        return key is not None and self.document.get(self.subject.model, key) is not None

    def _counted(self, shown: int, total: int) -> None:
        self._count = (shown, total)
        self._show_foot()
        self.counted.emit(shown, total)

    def _selected(self, keys: list[Any]) -> None:
        self._show_foot()
        self.detail.show_several(len(keys))

    def _show_foot(self) -> None:
        shown, total = getattr(self, "_count", (0, 0))
        words = translate(self.subject.one if total == 1 else self.subject.many)
        text = f"{total} {words}" if shown == total else translate(
            N_("{shown} of {total} {words}"), shown=shown, total=total, words=words
        )  # fmt: skip
        chosen = len(self.table.selected_keys())
        if chosen:
            text += ", " + translate(N_("{n} selected"), n=chosen)
        self.foot.count.setText(text)
        told = self._foot_words is not None and chosen < 2  # the verbs for several rows need its place
        self._note.setText(self._foot_words(self.table.model.rows) if told and self._foot_words else "")
        for made in self._several:
            made.setVisible(chosen > 1 and self.console.writable)

    def select(self, key: bytes) -> None:
        """Bring a row into view, lifting a filter that hides it."""
        if not self.table.select_key(key):
            self.table.clear_filters()
            self.table.select_key(key)

    def toggle_filter(self) -> None:
        """Show or hide the filter row."""
        shown = not self.table.view.header.filter_shown
        self.table.show_filters(shown)
        self.list_tools.word()
        field = self.table.view.header.filter_field(self.subject.known_by)
        if shown and field is not None and field.isVisible():
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- what is done --------------------------------------------------------------------------------------

    def add(self) -> None:
        """Begin a new row: the name is typed into the last line of the table, or into the empty page's field."""
        if not self._can_add:
            return
        if self._stack.currentIndex() == 1:
            self.first_field.setFocus()
            return
        last = self.table.model.rowCount() - 1
        index = self.table.model.index(last, self.table.model.new_column())
        self.table.view.setFocus()
        self.table.view.setCurrentIndex(index)
        self.table.view.edit(index)

    def _create(self, name: str) -> bytes | None:
        values = {self.subject.known_by: name[: MAX_TEXT + 1]}
        key: bytes | None = self.console.attempt(lambda: self.make(values))
        if key is not None:
            self.detail.show_key(key)
        return key

    def make(self, values: dict[str, Any]) -> bytes:
        """Add a row with these values; pages that need more than one row override this."""
        return entities.add(self.document, self.subject.model, None, **values)

    def _create_first(self) -> None:
        name = self.first_field.text().strip()
        if name and self._create(name) is not None:
            self.first_field.clear()
            self.add()

    def delete(self, keys: Sequence[bytes]) -> None:
        """Delete rows; Undo brings them back."""
        if not keys or not self.console.writable:
            return
        count = self.console.attempt(lambda: entities.delete(self.document, list(keys), self.subject.model))
        if count:
            words = translate(self.subject.one if count == 1 else self.subject.many)
            self.console.say(translate(N_("Deleted {n} {words}."), n=count, words=words), undoable=True)

    def _paste(self, rows: list[list[str]], key: bytes | None, name: str) -> None:
        """Read pasted rows and write them, after a look if there is something to look at."""
        shown = self.table.shown_columns()
        fixed = name in shown and not self.table.model.column(name).may_edit(None)
        columns = shown[shown.index(name) :] if name in shown and key is not None and not fixed else self._typed(shown)
        titles = {column.name: column.heading for column in self.table.model.columns}
        keys = self._keys_from(key) if not fixed else []
        several = {column.name: column.field for column in self.table.model.columns if column.several}
        paste = tabular.read_paste(self.document, self.subject.model, rows, columns, keys, titles, several)
        if not paste.rows and not paste.problems:
            self.console.say(translate(N_("The clipboard holds no rows. Copy them in Excel first.")))
        elif not wants_look(paste) or self.look(paste):
            self.write(paste)

    def _typed(self, shown: Sequence[str]) -> list[str]:
        """Return the shown columns that rows are typed into, the name first."""
        editable = [name for name in shown if self.table.model.column(name).may_edit(None)]
        known = self.subject.known_by
        return [known, *(name for name in editable if name != known)] if known in editable else editable

    def look(self, paste: tabular.Paste) -> bool:
        """Show what a paste would do and return whether the good rows are wanted."""
        dialog = PasteDialog(self.window(), self.subject.model, paste)
        wanted = dialog.ask() == "paste"
        dialog.deleteLater()
        return wanted

    def write(self, paste: tabular.Paste) -> None:
        """Write a paste as one step of Undo and show the first new row."""
        added = self.console.attempt(
            lambda: tabular.write_paste(
                self.document, self.subject.model, paste, make=self.make, write=self._write_row
            )
        )  # fmt: skip
        if added is not None:
            if added:
                self.table.select_key(added[0])
            words = plural(N_("Pasted {n} row, {added} of them new."), N_("Pasted {n} rows, {added} of them new."),
                           len(paste.rows), added=len(added))  # fmt: skip
            self.console.say(words, undoable=True)

    def _write_row(self, key: bytes, values: Mapping[str, Any]) -> None:
        before = self.document.get(self.subject.model, key)
        values = {name: value for name, value in values.items() if getattr(before, name, None) != value}
        if self._plain_commit:
            entities.set_fields(self.document, self.subject.model, key, values)
            return
        for name, value in values.items():
            self._commit(key, name, value)

    def _keys_from(self, key: bytes | None) -> list[bytes]:
        if key is None:
            return []
        model = self.table.model
        start = model.place_of(key)
        found = (model.key_at(at) for at in range(start, model.rowCount()))
        return [shown for shown in found if shown is not None]

    def _paste_clipboard(self) -> None:
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self._paste(rows_of(text), None, "")
        else:
            self.console.say(translate(N_("The clipboard holds no rows. Copy them in Excel first.")))

    def _fill_down(self, name: str, source: bytes, targets: Sequence[bytes]) -> None:
        model = self.table.model
        column = model.column(name)
        if not column.may_edit(None):
            self.console.say(translate(N_("This column follows from others; it cannot be filled.")))
            return
        value = column.value_of(model.view[model.place_of(source)])
        sentence = model.take_all(targets, name, value)
        if sentence:
            self.console.refused.emit(sentence)

    def change(self, name: str = "") -> None:
        """Change one field of all selected rows."""
        keys = self.table.selected_keys()
        if len(keys) > 1 and self.console.writable and changeable(self.table.model):
            dialog = ChangeDialog(self.window(), self.table.model, keys, name)
            dialog.ask()
            dialog.deleteLater()
            self.table.view.setFocus()

    def _import(self) -> None:
        self.console.ask("import", self.subject.imports)

    def _menu(self, keys: list[Any], name: str) -> QMenu | None:
        if not keys:
            return None
        menu = QMenu(self)
        view, several = self.table.view, len(keys) > 1
        _entry(menu, N_("Copy"), view.copy, "Ctrl+C")
        _entry(menu, N_("Copy with headings"), partial(view.copy, headings=True), "Ctrl+Shift+C")
        if self.console.writable and self._can_add:
            _entry(menu, N_("Paste"), view.paste, "Ctrl+V")
        menu.addSeparator()
        self._sort_entries(menu, name)
        if self.console.writable:
            menu.addSeparator()
            if several:
                _entry(menu, N_("Fill down"), view.fill, "Ctrl+D")
                _entry(menu, N_("Change all selected…"), partial(self.change, name))
            _entry(menu, N_("Delete"), lambda: self.delete(keys), "Del")
        return menu

    def _sort_entries(self, menu: QMenu, name: str) -> None:
        heading, table = self.table.model.column(name).heading, self.table
        for words, down in ((N_("Sort by {column}, up"), False), (N_("Sort by {column}, down"), True)):
            _entry(menu, translate(words, column=heading), partial(table.sort_by, name, descending=down))
        if table.model.order:
            also = partial(table.sort_by, name, also=True)
            _entry(menu, translate(N_("Then by {column}"), column=heading), also)
            _entry(menu, N_("No order"), partial(table.sort_by, None))

    # --- place ---------------------------------------------------------------------------------------------

    def place(self) -> dict[str, Any]:
        """Return how the table was arranged, what was selected, and how far it was scrolled."""
        key = self.table.current_key()
        return {
            "table": self.table.arrangement(),
            "current": key.hex() if isinstance(key, bytes) else "",
            "scroll": self.table.view.verticalScrollBar().value(),
        }

    def restore(self, place: dict[str, Any]) -> None:
        """Arrange the table as it was left."""
        self.table.arrange(place.get("table") or {})
        self.refresh()
        if place.get("current"):
            self.table.select_key(bytes.fromhex(place["current"]))
        bar, scroll = self.table.view.verticalScrollBar(), place.get("scroll")
        if isinstance(scroll, int):  # the bar has its range only once the rows are laid out
            QTimer.singleShot(0, self, lambda: bar.setValue(scroll))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        window = self.window()
        narrow = window.width() < px(NARROW_BELOW)
        self.detail.setFixedWidth(px(Size.detail_small if narrow else Size.detail))
        self.list_tools.set_narrow(window.width() < px(self.tools_below))


def _entry(menu: QMenu, words: str, verb: Callable[[], object], keys: str = "") -> None:
    action = menu.addAction(translate(words).replace("&", "&&"), lambda: verb())
    if keys:
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
