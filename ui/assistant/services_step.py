"""The third step: the services to begin with, typed, pasted, picked or imported; and where the session is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import imports, intake
from app.fields import Field, Kind
from app.i18n import N_, UserError, plural, translate
from app.intake import Listed, Taken
from ui.assistant.draft import Draft
from ui.assistant.fields import Flow, Labelled
from ui.assistant.place import FilePlace
from ui.assistant.scratch import Scratch
from ui.assistant.step import Step
from ui.dialogs.import_rows import ImportDialog, choose_table
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets.buttons import Pill, button
from ui.widgets.inputs import TextField
from ui.widgets.labels import heading, hint, label
from ui.widgets.layouts import box, clear, column, row, rule

_LEFT = 368


class NameField(TextField):
    """Takes one name after the other; a pasted list goes to the list instead of into the line."""

    def __init__(self, step: ServicesStep) -> None:
        super().__init__(translate(N_("Name of a service")), translate(N_("such as Payroll")))
        self._step = step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pasted = event.matches(QKeySequence.StandardKey.Paste) and _is_list(QGuiApplication.clipboard().text())
        if pasted:
            self._step.paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self._step.type_name(self.text())
        else:
            super().keyPressEvent(event)


def _is_list(text: str) -> bool:
    return "\t" in text or "\n" in text.strip()


class ServicesStep(Step):
    """Ways to add at the left, the list at the right, the file below."""

    TITLE = N_("Services")

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.scratch = Scratch()
        self.field = NameField(self)
        self.place = FilePlace(draft)
        self.said = hint("", wrap=True, tone="text2")
        self.pills: dict[str, Pill] = {}
        self._doubts: dict[bytes, str] = {}
        self._title, self._count = heading(translate(N_("Services to begin with"))), hint("")
        self._holder = QVBoxLayout()
        self.table: Table | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self._ways())
        across.addWidget(rule(upright=True))
        across.addWidget(self._list(), 1)
        outer.addLayout(across, 1)
        outer.addWidget(self.place)
        self.place.changed.connect(self.changed)
        QShortcut(
            QKeySequence.StandardKey.Paste, self, self.paste, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )

    def _ways(self) -> QWidget:
        note = translate(
            N_("A service is what people would miss: “Payroll”, not “server PAY-02”. Enter adds the next.")
        )
        paste = button(translate(N_("Paste rows")), self.paste, icon="clipboard-paste", keys=("Ctrl", "V"))
        take = button(translate(N_("Import a file…")), self.choose_file, icon="file-input")
        flow = Flow()
        for name in intake.COMMON:
            words = translate(name)
            pill = self.pills[words] = Pill(words)
            pill.clicked.connect(partial(self._pick, words))
            flow.addWidget(pill)
        way = column(
            Labelled(translate(N_("Type a service")), self.field, note),
            self.said,
            column(
                label(translate(N_("Or bring a list")), "label", "text2"), row(paste, take, None),
                hint(translate(N_("One a line, or cells from Excel with headings in any order.")), wrap=True),
                gap=Space.s,
            ),
            column(label(translate(N_("Or pick common ones")), "label", "text2"), box(flow), gap=Space.s),
            None, gap=Space.l, margins=(Space.xxl, Space.xl, Space.xxl, Space.l),
        )  # fmt: skip
        made = box(way)
        made.setFixedWidth(px(_LEFT))
        self.said.hide()
        return made

    def _list(self) -> QWidget:
        head = box(row(self._title, self._count, None, margins=(Space.l, 0, Space.l, 0)))
        head.setFixedHeight(px(Size.card_head))
        self._nothing = box(
            column(
                None,
                row(None, label(translate(N_("Nothing listed yet")), "name"), None),
                row(None, hint(translate(N_("Ten are enough to begin. You can also go on without any."))), None),
                None, None,
            )
        )  # fmt: skip
        self._holder.setSpacing(0)
        return box(column(head, rule(), self._holder, gap=0))

    # --- adding ----------------------------------------------------------------------------------------------

    def _pick(self, name: str, _on: bool = False) -> None:
        """Add a common service; the keyboard goes on to the next one."""
        self._take(intake.listed(name, self.draft.services), "")
        following = list(self.pills)[list(self.pills).index(name) + 1 :]
        target = next((self.pills[one] for one in following if self.pills[one].isEnabled()), self.field)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def type_name(self, name: str) -> None:
        """Add one service by its name."""
        taken = intake.listed(name, self.draft.services)
        words = "" if taken.services else translate(N_("“{name}” is listed already."), name=" ".join(name.split()))
        self._take(taken, words)
        self.field.clear()

    def paste(self) -> None:
        """Add what the clipboard holds: lines of a list or cells of a spreadsheet."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self.say(translate(N_("The clipboard holds no rows. Copy them in Excel first.")))
            return
        try:
            taken = intake.read_pasted(text, self.draft.services)
        except UserError as refused:
            self.say(str(refused))
            return
        self._take(taken, taken.sentence)

    def choose_file(self) -> None:
        """Ask for a workbook or CSV file and import services from it."""
        path = choose_table(self)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Show what a file holds, as any import does, and add the rows that are left in."""
        dialog = ImportDialog(self.window(), path, "services", document=self.scratch.document(), take=self._imported)
        dialog.ask()
        dialog.deleteLater()

    def _imported(self, table: imports.SourceTable, mapping: dict[str, str | None], plan: imports.ImportPlan) -> str:
        lines = {planned.line for planned in plan.rows if planned.state is not imports.State.SKIPPED}
        taken = intake.read_table(table, mapping, lines, self.draft.services)
        self._take(taken, taken.sentence)
        return taken.sentence

    def _take(self, taken: Taken, words: str) -> None:
        self.draft.services += taken.services
        self.say(words)
        self.show_services()
        if taken.services and self.table is not None:
            self.table.view.clearSelection()
            self.table.select_key(taken.services[-1].key)
        self.changed.emit()

    def say(self, words: str) -> None:
        """Tell what came of the last list or name."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    # --- the list --------------------------------------------------------------------------------------------

    def show_services(self) -> None:
        """Show the list, with a column for every field that a pasted or imported row brought."""
        services = self.draft.services
        self._doubts = self._read_doubts()
        words = [plural(N_("{n} service"), N_("{n} services"), len(services))] if services else []
        if self._doubts:
            words.append(plural(N_("{n} not fully understood"), N_("{n} not fully understood"), len(self._doubts)))
        self._count.setText(" · ".join(words))
        names = [*intake.fields(services), *(["doubt"] if self._doubts else [])] if services else []
        shown = [column.name for column in self.table.model.columns] if self.table is not None else []
        if names != shown or not self._holder.count():
            self._rebuild(names)
        if self.table is not None:
            self.table.set_rows(services)
        listed = {one.name.casefold() for one in services}
        for name, pill in self.pills.items():
            taken = name.casefold() in listed
            pill.setEnabled(not taken)
            pill.set_icon("check" if taken else "plus")

    def _read_doubts(self) -> dict[bytes, str]:
        told = intake.fields(self.draft.services) if self.draft.services else []
        return intake.doubts(self.scratch.document(), self.draft.services) if len(told) > 1 else {}

    def _rebuild(self, names: Sequence[str]) -> None:
        if self.table is None:
            self._holder.removeWidget(self._nothing)
            self._nothing.hide()
        clear(self._holder)
        self.table = None
        if not names:
            self._holder.addWidget(self._nothing)
            self._nothing.show()
            return
        columns = [self._column(name) for name in names]
        self.table = Table(
            columns, translate(N_("Services to begin with")), key=lambda one: one.key, commit=self._change,
            paste=lambda rows, _key, _name: self.paste(),
        )  # fmt: skip
        self.table.view.on_delete = self.remove
        self._holder.addWidget(self.table)

    def _column(self, name: str) -> Column:
        if name == "doubt":
            spec = Field(Kind.TEXT, N_("Not understood"), editable=False)
            return Column(
                name, spec, 160, value=lambda one: self._doubts.get(one.key, ""), tone="warn", stretch=True,
                editable=False,
            )  # fmt: skip
        spec = Field(Kind.TEXT, intake.label(name), required=name == "name")
        value = _reading(name)
        return Column(name, spec, 152 if name == "name" else 108, value=value, bold=name == "name",
                      stretch=name == "name")  # fmt: skip

    def _change(self, key: bytes, name: str, entered: Any) -> None:
        text = " ".join(str(entered or "").split())
        others = {one.name.casefold() for one in self.draft.services if one.key != key}
        if name == "name" and not text:
            raise UserError(N_("A service needs a name; Del takes it off the list."))
        if name == "name" and text.casefold() in others:
            raise UserError(N_("“{name}” is listed already."), name=text)
        self.draft.services = [
            replace(one, values={**one.values, name: text}) if one.key == key else one for one in self.draft.services
        ]
        self.show_services()
        self.changed.emit()

    def remove(self, keys: Sequence[Any]) -> None:
        """Take services off the list."""
        self.draft.services = [one for one in self.draft.services if one.key not in keys]
        self.say(plural(N_("{n} service taken off."), N_("{n} services taken off."), len(keys)))
        self.show_services()
        if not self.draft.services:
            self.field.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    # --- going on --------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Show the list and the place; the keyboard goes to the line for a name."""
        self.say("")
        self.show_services()
        self.place.show_place()
        self.place.tell("")
        self.field.setFocus(Qt.FocusReason.TabFocusReason)

    def complete(self) -> bool:
        """A name that was typed but not entered is taken along; the place must be free."""
        if self.field.text().strip():
            self.type_name(self.field.text())
        return self.place.complete()

    def close_down(self) -> None:
        """Remove what was made on the way."""
        self.scratch.close()


def _reading(name: str) -> Any:
    def read(one: Listed) -> str:
        return one.values.get(name, "")

    return read
