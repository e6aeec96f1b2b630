"""Importing rows from a file: read it in its own process, show and correct the columns, preview row by row, apply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_documents_path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QWidget

from app import imports
from app.fields import Field, Kind
from app.i18n import N_, UserError, plural, translate
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.cards import scrolling
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.inputs import ChoiceBox
from ui.widgets.labels import field_label, heading, hint, label, paragraph
from ui.widgets.layouts import box, column, row
from ui.widgets.meter import BusyPanel
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from app.document import Document
    from ui.main_window import MainWindow

#: What the file dialog offers.
PATTERN = "*.csv *.tsv *.txt *.xlsx *.xlsm"
POLL_MS = 60
#: The answer of the dialog for a risk register of ours, which is compared instead.
REGISTER = "register"
_STATES = {
    imports.State.NEW: ("ok", N_("new")),
    imports.State.CHANGED: ("due", N_("changed")),
    imports.State.UNCHANGED: ("none", N_("unchanged")),
    imports.State.SKIPPED: ("warn", N_("skipped")),
}


def import_rows(window: MainWindow, argument: object = None) -> None:
    """Choose a file (unless ``argument`` is its path), look at what would happen, and import it as one edit.

    ``argument`` may also be a kind of rows, such as ``services``, to begin with.
    """
    if window.document.read_only:
        window.console.refused.emit(translate(N_("This window is read-only; nothing can be imported.")))
        return
    path, kind = (argument, None) if isinstance(argument, Path) else (choose_table(window), argument)
    if path is None:
        return
    dialog = ImportDialog(window, path, str(kind) if kind else None)
    answer = dialog.ask()
    if answer == "import" and dialog.result_words:
        window.console.say(dialog.result_words, undoable=True)
    dialog.deleteLater()
    if answer == REGISTER:
        window.open_dialog("take_register", path)


def choose_table(parent: QWidget) -> Path | None:
    """Ask for a workbook or CSV file; ``None`` if the person thinks better of it."""
    words = translate(N_("Tables")) + f" ({PATTERN})"
    caption = translate(N_("Import rows from"))
    chosen, _ = QFileDialog.getOpenFileName(parent, caption, str(user_documents_path()), words)
    return Path(chosen) if chosen else None


class ImportDialog(Dialog):
    """One file on its way in. Nothing changes until Import is pressed; then it is one edit that Undo takes back.

    ``document`` is the window's own unless another is told. With ``take`` nothing is written: it gets the table, the
    columns and the plan, and returns what to say about them.
    """

    def __init__(
        self,
        window: QWidget,
        path: Path,
        kind: str | None,
        *,
        document: Document | None = None,
        take: Callable[[imports.SourceTable, dict[str, str | None], imports.ImportPlan], str] | None = None,
    ) -> None:
        go = Verb("import", N_("Import"), variant="primary", default=True)
        title = translate(N_("Import {name}"), name=path.name)
        super().__init__(window, title, "", (CANCEL, go), width=1040)
        self.document: Document = document or window.document  # type: ignore[attr-defined]
        self.path, self._kind_wanted, self._take = path, kind, take
        self.result_words = ""
        self._table: imports.SourceTable | None = None
        self.plan: imports.ImportPlan | None = None
        self.buttons["import"].setEnabled(False)
        self._busy = BusyPanel(translate(N_("Reading {name}"), name=path.name))
        self._busy.cancelled.connect(lambda: self.finish("cancel"))
        self._busy.set_progress(None, translate(N_("Nothing has changed yet.")))
        self._reading_place = box(column(None, row(None, self._busy, None), None))
        self.body.addWidget(self._reading_place, 1)
        self._show_verbs(False)
        self.message = label("", "body", "err", wrap=True)
        self.message.hide()
        self.body.addWidget(self.message)
        self.setMinimumHeight(px(560))
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._reading: imports.Reading | None = None
        self._read(None)

    def _show_verbs(self, shown: bool) -> None:
        """Show the buttons at the foot; while the file is read, the panel has the only Cancel."""
        for made in self.buttons.values():
            made.setVisible(shown)

    # --- reading -------------------------------------------------------------------------------------------

    def _read(self, sheet: str | None) -> None:
        try:
            self._reading = imports.Reading(self.path, sheet)
        except UserError as refused:
            self._refuse(str(refused))
            return
        self._timer.start()

    def _poll(self) -> None:
        try:
            table = self._reading.poll() if self._reading is not None else None
        except UserError as refused:
            self._timer.stop()
            self._refuse(str(refused))
            return
        if table is not None:
            self._timer.stop()
            if table.identities and self._take is None:  # a register of ours comes back by comparing
                self.finish(REGISTER)
                return
            self._show(table)

    def _refuse(self, sentence: str) -> None:
        self._reading_place.hide()
        self._show_verbs(True)
        self.body.addStretch(1)
        self.message.setText(sentence)
        self.message.show()

    def finish(self, key: str) -> None:
        """Stop reading, or apply the plan and close; a refusal is told and the dialog stays."""
        if key == "import" and not self._apply():
            return
        self._timer.stop()
        if self._reading is not None:
            self._reading.cancel()
        super().finish(key)

    def reject(self) -> None:
        """Esc is Cancel."""
        self.finish("cancel")

    # --- columns and preview -------------------------------------------------------------------------------

    def _show(self, table: imports.SourceTable) -> None:
        self._reading_place.hide()
        self._show_verbs(True)
        self._table = table
        suggestion = imports.suggest(table, self.document, self._kind_wanted)
        self.kind = ChoiceBox(
            [(kind.id, translate(kind.label)) for kind in imports.KINDS.values()],
            translate(N_("What the rows are")),
            empty=None,
        )
        self.kind.show_entry(suggestion.kind, "")
        self.kind.setMinimumWidth(px(Size.rail))
        self.kind.activated.connect(lambda _at: self._kind_chosen())
        self.kind.setEnabled(self._take is None)
        self._source_system = suggestion.source_system
        self._from_tool = suggestion.style not in ("plain", "register")
        self._mapping = dict(suggestion.mapping)
        self._build(table, suggestion)
        self._plan()
        self.buttons["import"].setFocus()

    def _build(self, table: imports.SourceTable, suggestion: imports.Suggestion) -> None:
        about = translate(
            N_("{rows}, {columns}"),
            rows=plural(N_("{n} row"), N_("{n} rows"), len(table.rows)),
            columns=plural(N_("{n} column"), N_("{n} columns"), len(table.headings)),
        )
        if suggestion.remembered:
            about += " · " + translate(N_("columns as you set them last time"))
        elif suggestion.source_system:
            about += f" · {suggestion.source_system}"
        self.missing_nodes = SegmentedControl(
            [("yes", translate(N_("Create them"))), ("no", translate(N_("Skip the row")))],
            translate(N_("Nodes that the session lacks")),
            "yes" if self._from_tool else "no",
            small=True,
        )
        self.missing_nodes.chosen.connect(lambda _key: self._plan())
        self._create_label = field_label(translate(N_("Nodes that the session lacks")), self.missing_nodes)
        kind_label = field_label(translate(N_("What the rows are")), self.kind)
        head = row(kind_label, self.kind, 12, self._create_label, self.missing_nodes, None, hint(about))
        self._columns_box = box(column(gap=0))
        self._fill_columns()
        left = column(heading(translate(N_("Columns"))), scrolling(self._columns_box, "raised"), gap=8)
        self.filter = SegmentedControl(
            [("all", translate(N_("All")))]
            + [(state.value, translate(words).capitalize()) for state, (_, words) in _STATES.items()],
            translate(N_("Show rows")),
            "all",
            small=True,
        )
        self.filter.chosen.connect(lambda _key: self._fill_preview())
        self.summary = paragraph("")
        self.preview = Table(
            _preview_columns(), translate(N_("Preview")), key=lambda r: (r.line, r.label), read_only=True
        )
        right = column(row(heading(translate(N_("What will happen"))), None, self.filter), self.summary, self.preview)
        across = QHBoxLayout()
        across.setSpacing(px(Space.l))
        across.addLayout(left, 2)
        across.addLayout(right, 3)
        holder = QWidget()
        holder.setLayout(column(head, across, gap=12))
        self.body.insertWidget(0, holder, 1)

    def _fill_columns(self) -> None:
        assert self._table is not None  # noqa: S101 - built after reading
        grid = QGridLayout()
        grid.setVerticalSpacing(px(Space.xs))
        grid.setContentsMargins(0, 0, px(Space.s), 0)
        targets = imports.KINDS[self.kind.entry()].targets
        offered = [(name, translate(target.label)) for name, target in targets.items()]
        self.choices: dict[str, ChoiceBox] = {}
        for at, name in enumerate(self._table.headings):
            words = label(name, "body", elide=True)
            words.setToolTip(_example(self._table, name))
            choice = ChoiceBox(offered, name, empty=N_("left out"))
            choice.show_entry(self._mapping.get(name), "")
            choice.activated.connect(lambda _at, heading_name=name: self._mapped(heading_name))
            self.choices[name] = choice
            grid.addWidget(words, at, 0)
            grid.addWidget(choice, at, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(self.choices), 1)
        old = self._columns_box.layout()
        if old is not None:
            QWidget().setLayout(old)
        self._columns_box.setLayout(grid)

    def _kind_chosen(self) -> None:
        assert self._table is not None  # noqa: S101 - built after reading
        suggestion = imports.suggest(self._table, self.document, self.kind.entry())
        self._mapping = dict(suggestion.mapping)
        self._fill_columns()
        self._plan()

    def _mapped(self, name: str) -> None:
        target = self.choices[name].entry()
        for other, choice in self.choices.items():
            if target is not None and other != name and choice.entry() == target:
                choice.show_entry(None, "")
                self._mapping[other] = None
        self._mapping[name] = target
        self._plan()

    def _plan(self) -> None:
        assert self._table is not None  # noqa: S101 - built after reading
        options = imports.Options.for_kind(self.kind.entry(), self._source_system or None, from_tool=self._from_tool)
        if self.kind.entry() == "dependencies":
            nodes = frozenset({"component", "service"})
            missing = options.create_missing - nodes | (nodes if self.missing_nodes.current() == "yes" else frozenset())
            options = replace(options, create_missing=missing)
        self.message.hide()
        try:
            self.plan = imports.plan_import(self.document, self._table, self.kind.entry(), self._mapping, options)
        except UserError as refused:
            self.plan = None
            self.message.setText(str(refused))
            self.message.show()
        self._show_plan()

    def _show_plan(self) -> None:
        plan = self.plan
        for part in (self.missing_nodes, self._create_label):
            part.setVisible(self.kind.entry() == "dependencies")
        self.buttons["import"].setEnabled(plan is not None and plan.writes)
        notes = [*(self._table.notes if self._table else ()), *(plan.notes if plan else ())]
        words = plan.summary() if plan is not None else translate(N_("Choose which column is which."))
        if plan is not None and not plan.writes:
            words += ". " + translate(N_("There is nothing to import."))
        self.summary.setText("\n".join([words, *notes[:3]]))
        self._fill_preview()

    def _fill_preview(self) -> None:
        shown = self.filter.current()
        rows = self.plan.rows if self.plan is not None else ()
        self.preview.set_rows([r for r in rows if shown in ("all", "", r.state.value)])

    def _apply(self) -> bool:
        if self.plan is None:
            return False
        if self._take is not None and self._table is not None:
            self.result_words = self._take(self._table, self._mapping, self.plan)
            return True
        try:
            result = imports.apply(self.document, self.plan)
        except UserError as refused:
            self.message.setText(str(refused))
            self.message.show()
            return False
        self.result_words = plural(
            N_("Imported {n} row, {changed} changed."),
            N_("Imported {n} rows, {changed} changed."),
            result.new,
            changed=result.changed,
        )
        return True


def _example(table: imports.SourceTable, name: str) -> str:
    cells = [cell for cell in table.column(name)[:200] if cell.strip()][:3]
    return translate(N_("For example: {cells}"), cells=" · ".join(cells)) if cells else translate(N_("Empty"))


def _preview_columns() -> list[Column]:
    def state(planned: imports.PlannedRow) -> Any:
        kind, words = _STATES[planned.state]
        return chips.status(kind, translate(words))

    def what(planned: imports.PlannedRow) -> str:
        told = [planned.reason] if planned.reason else []
        changes = [f"{translate(c.label)}: {c.before or '–'} → {c.after or '–'}" for c in planned.changes]
        if planned.state is imports.State.NEW:
            changes = [f"{translate(c.label)}: {c.after}" for c in planned.changes if c.after]
        if planned.state in (imports.State.NEW, imports.State.CHANGED):
            told += changes
        told += planned.warnings
        if planned.seen_again:
            told.append(translate(N_("seen again")))
        return "; ".join(told)

    plain = Field(Kind.TEXT, "", editable=False)
    return [
        Column("line", Field(Kind.INTEGER, N_("Line"), editable=False), 56, tone="text3"),
        Column("state", plain, 124, chip=state, title=N_("State")),
        Column("label", plain, 160, title=N_("Row"), bold=True),
        Column("what", plain, 240, text=what, value=what, title=N_("What"), stretch=True),
    ]
