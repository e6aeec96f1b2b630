"""What the editors of a plan's parts are made of: texts as forms, lists as tables, and what follows from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app import model as m
from app import planning
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, translate
from app.planning import PlanContent
from ui.console import Console
from ui.forms.form import Form, Section
from ui.help.fields import FieldHelp
from ui.plans.desk import Desk
from ui.subjects.children import ChildTable
from ui.subjects.columns import field_column, source_of
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets.buttons import icon_button
from ui.widgets.editors import Source
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import column

Make = Callable[[bytes, str], object]


class PlanForm(QWidget):
    """Fields of the plan itself."""

    def __init__(self, desk: Desk, names: Sequence[str], *, wide: Sequence[str] = ()) -> None:
        super().__init__()
        self._desk = desk
        fields = {name: fields_of(m.Plan)[name] for name in names}
        sources = {name: source_of(desk.document, spec) for name, spec in fields.items()}
        self.form = Form(
            fields, self._read, self._commit, sections=[Section("", names)], sources=sources, wide=wide,
            help=FieldHelp(desk.console, m.Plan, lambda: desk.key),
        )  # fmt: skip
        self.setLayout(column(self.form))

    def _read(self) -> Any:
        key = self._desk.key
        return (self._desk.document.get(m.Plan, key) if key is not None else None) or {}

    def _commit(self, name: str, entered: Any) -> None:
        if self._desk.key is not None:
            self._desk.commit(m.Plan, self._desk.key, name, entered)

    def show_plan(self) -> None:
        """Show the fields; unsaved text stays."""
        self.form.refresh()
        self.form.set_locked(self._desk.locked)

    def leave(self) -> None:
        """Write unsaved text."""
        if not self._desk.locked:
            self.form.save()


class Lines(ChildTable):
    """A list of the plan. Alt with the arrows moves a line; ``keep(row)`` chooses which lines are shown."""

    def __init__(
        self,
        desk: Desk,
        model: Any,
        title: str,
        columns: Sequence[Column],
        *,
        make: Make | None = None,
        new_words: str = N_("Type to add…"),
        keep: Callable[[Any], bool] | None = None,
        shown: int = 12,
        can_add: bool = True,
    ) -> None:
        super().__init__(
            desk.console, model, "plan_id", title, (), columns=columns, make=make, shown=shown,
            new_words=new_words, can_add=can_add,
        )  # fmt: skip
        self._desk, self._keep = desk, keep
        self._arrows = [
            icon_button("arrow-up", translate(N_("Move up (Alt+Up)")), lambda: self.move_by(-1), size="small"),
            icon_button("arrow-down", translate(N_("Move down (Alt+Down)")), lambda: self.move_by(1), size="small"),
        ]
        self._movable = "position" in model.__table__.c and keep is None
        if self._movable:
            for at, arrow in enumerate(self._arrows):
                self.head.insertWidget(self.head.count() - 1, arrow)
                keys = QShortcut(QKeySequence(("Alt+Up", "Alt+Down")[at]), self.table)
                keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                keys.activated.connect(arrow.click)

    def _rows(self, key: bytes) -> Sequence[Any]:
        found = super()._rows(key)
        return [one for one in found if self._keep(one)] if self._keep is not None else found

    def _create(self, text: str) -> object:
        self._desk.refuse_if_locked()
        return super()._create(text)

    def _delete(self, keys: Sequence[bytes]) -> None:
        if not self._desk.locked:
            super()._delete(keys)

    def move_by(self, step: int) -> None:
        """Move the current line up or down."""
        key = self.table.current_key()
        if key is None or self._desk.locked:
            return
        to = self.table.model.place_of(key) + step
        self.console.attempt(lambda: planning.move_line(self.document, self.model, key, to))
        self.table.select_key(key)

    def show_plan(self) -> None:
        """Show the lines of the open plan."""
        locked = self._desk.locked
        self.table.set_read_only(locked)
        self.remove.setVisible(not locked)
        for arrow in self._arrows:
            arrow.setVisible(self._movable and not locked)
        self.show_key(self._desk.key)
        if locked:
            _fit_lines(self.table)

    def leave(self) -> None:
        """Nothing waits here: cells are written when they are left."""


class LineForm(QWidget):
    """The rest of the line that is chosen in a table; ``title(row)`` words its head."""

    def __init__(
        self,
        desk: Desk,
        model: Any,
        names: Sequence[str],
        title: Callable[[Any], str] | None,
        nothing: str,
        sources: dict[str, Source] | None = None,
    ) -> None:
        super().__init__()
        self._desk, self._model, self._title, self._nothing = desk, model, title, nothing
        self.line: bytes | None = None
        fields = {name: fields_of(model)[name] for name in names}
        found = {name: source_of(desk.document, spec) for name, spec in fields.items()} | (sources or {})
        self.head, self.note = heading("", elide=True), hint(translate(nothing), wrap=True)
        self.form = Form(
            fields, self._read, self._commit, sections=[Section("", names)], sources=found,
            help=FieldHelp(desk.console, model, lambda: self.line),
        )  # fmt: skip
        self.setLayout(column(self.head, self.note, self.form, gap=Space.s))
        self.show_line(None)

    def _read(self) -> Any:
        return (self._desk.document.get(self._model, self.line) if self.line is not None else None) or {}

    def _commit(self, name: str, entered: Any) -> None:
        if self.line is None:
            raise UserError(N_("Choose a line first."))
        self._desk.commit(self._model, self.line, name, entered)

    def choose(self, line: bytes | None) -> None:
        """Show the line on which the cursor stands; on the empty last line the one before stays."""
        self.show_line(line if line is not None else self.line)

    def show_line(self, line: bytes | None) -> None:
        """Show another line, after writing what was typed for the one before."""
        if line != self.line:
            self.leave()
            self.line = line
        self.show_plan()

    def show_plan(self) -> None:
        """Show the line again."""
        found = self._desk.document.get(self._model, self.line) if self.line is not None else None
        if found is None:
            self.line = None
        self.head.setText(self._title(found) if found is not None and self._title is not None else "")
        self.head.setVisible(bool(self.head.text()))
        self.note.setVisible(found is None and bool(self._nothing))
        self.form.setVisible(found is not None)
        self.form.refresh()
        self.form.set_locked(self._desk.locked)

    def leave(self) -> None:
        """Write unsaved text."""
        if self.line is not None and not self._desk.locked:
            self.form.save()


class LinesWithForm(QWidget):
    """A list, and below it what does not fit into the columns of the chosen line."""

    def __init__(self, lines: Lines, form: LineForm) -> None:
        super().__init__()
        self.lines, self.form = lines, form
        lines.table.currentKeyChanged.connect(form.choose)
        self.setLayout(column(lines, form, gap=Space.l))

    def show_plan(self) -> None:
        """Show the list and the chosen line."""
        self.lines.show_plan()
        if self.lines.table.current_key() is None and self.lines.table.model.rows:
            self.lines.table.select_key(self.lines.table.model.key_at(0))
        self.form.choose(self.lines.table.current_key())

    def leave(self) -> None:
        """Write unsaved text."""
        self.form.leave()


class Derived(QWidget):
    """A table that nobody fills in: ``rows(content)`` says what follows from elsewhere, ``origin`` from where."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        origin: str,
        columns: Sequence[Column],
        rows: Callable[[PlanContent], Iterable[Any]],
        nothing: str = "",
        *,
        key: str = "key",
    ) -> None:
        super().__init__()
        self._desk, self._rows, self._nothing = desk, rows, nothing
        self.table = Table(columns, translate(title), key=attrgetter(key) if key else id, read_only=True)
        self.table.view.set_dense(True)
        self.note = paragraph(translate(nothing), "text3")
        self.setLayout(
            column(heading(translate(title)), hint(translate(origin), wrap=True), self.table, self.note, gap=6)
        )

    def show_plan(self) -> None:
        """Show what follows now."""
        content = self._desk.content
        rows = list(self._rows(content)) if content is not None else []
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows) or not self._nothing)
        self.note.setVisible(not rows and bool(self._nothing))
        _fit_lines(self.table)

    def leave(self) -> None:
        """Nothing is typed here."""


def _fit_lines(table: Table) -> None:
    """Make a table as high as its rows."""
    lines = max(1, table.model.rowCount())
    table.setFixedHeight(px(Size.head + Size.row_dense * lines) + px(Size.line) * 2)


def told(name: str, title: str, width: int = 120, *, kind: Kind = Kind.TEXT, **options: Any) -> Column:
    """Return a column of a derived table over an attribute or ``value(row)``."""
    return Column(name, Field(kind, title, editable=False), width, editable=False, **options)


def line_column(console: Console, model: Any, name: str, width: int = 0, **options: Any) -> Column:
    """Return the column of a field of a plan's list."""
    settings: dict[str, Any] = {"width": width} if width else {}
    return field_column(console, model, name, **(settings | options))
