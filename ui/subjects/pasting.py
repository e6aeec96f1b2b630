"""Pasting into a list: what is plain goes in at once; a long or doubtful paste is looked at first, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.fields import Field, Kind, fields_of
from app.i18n import N_, plural, translate
from app.tabular import Paste, PastedRow, Problem
from ui.tables.clipboard import Cell, mime_of
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, px
from ui.widgets import chips
from ui.widgets.buttons import link
from ui.widgets.dialogs import Dialog, Verb
from ui.widgets.labels import heading, hint, label
from ui.widgets.layouts import box, column, row, rule

#: A paste of more rows than this is shown before it is written, even if nothing is wrong with it.
MANY = 50
_TEXT = Field(Kind.TEXT, "", editable=False)


@dataclass(frozen=True, slots=True)
class _Line:
    """One pasted row as the preview shows it."""

    id: int
    state: str
    texts: Mapping[str, str]
    wrong: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Complaint:
    """One cell that cannot be taken."""

    id: int
    problem: Problem


def wants_look(paste: Paste) -> bool:
    """Whether a person should look at the paste before anything is written."""
    return bool(paste.problems) or len(paste.rows) > MANY


class PasteDialog(Dialog):
    """Shows every row of a paste and every cell that cannot be taken; a person takes the good ones, or none."""

    def __init__(self, parent: QWidget, model: Any, paste: Paste) -> None:
        words = translate(N_("Paste")) if not paste.problems else translate(N_("Take the good ones"))
        go = Verb("paste", words, variant="primary", default=True)
        none = Verb("cancel", N_("Paste nothing"), keys=("Esc",))
        super().__init__(parent, translate(N_("Paste rows")), _summary(paste), (none, go), width=1040)
        self.paste = paste
        self._labels = {name: translate(spec.label) for name, spec in fields_of(model).items()}
        self.buttons["paste"].setEnabled(bool(paste.rows))
        if not paste.rows:
            self.buttons["paste"].set_reason(translate(N_("No row can be taken.")))
        self.preview = self._preview()
        across = row(self.preview, gap=16)
        if paste.problems:
            across.addWidget(rule(upright=True))
            across.addWidget(self._complaints())
        self.body.addLayout(across)
        self.setMinimumHeight(px(480))

    def _preview(self) -> Table:
        named = [name for name in dict.fromkeys(self.paste.columns) if name]
        columns = [
            Column("id", _TEXT, 60, title=N_("Row"), tone="text3", value=lambda line: line.id),
            Column("state", _TEXT, 96, title=N_("State"), chip=_state),
            *(self._column(name) for name in named),
        ]
        table = Table(columns, translate(N_("Rows to paste")), read_only=True)
        table.set_rows(self._lines())
        return table

    def _column(self, name: str) -> Column:
        return Column(
            name, _TEXT, 120, title=self._labels.get(name, translate(N_("Ref"))), stretch=True,
            value=lambda line: line.texts.get(name, ""),
            tone=lambda line: "err" if self._labels.get(name) in line.wrong else "text",
            problem=lambda line: translate(N_("left out")) if self._labels.get(name) in line.wrong else "",
        )  # fmt: skip

    def _lines(self) -> list[_Line]:
        wrong: dict[int, set[str]] = {}
        for problem in self.paste.problems:
            wrong.setdefault(problem.row, set()).add(problem.column)
        shown: dict[int, PastedRow] = {one.number: one for one in self.paste.left_out}
        taken = {one.number: one for one in self.paste.rows}
        shown |= taken
        return [
            _Line(number, _state_of(taken.get(number)), one.texts, frozenset(wrong.get(number, ())))
            for number, one in sorted(shown.items())
        ]

    def _complaints(self) -> QWidget:
        columns = [
            Column("row", _TEXT, 60, title=N_("Row"), tone="text3", value=lambda line: line.problem.row),
            Column("column", _TEXT, 96, title=N_("Column"), value=lambda line: line.problem.column),
            Column("text", _TEXT, 200, title=N_("Cell"), stretch=True, tone="err",
                   value=lambda line: line.problem.text or translate(N_("empty")),
                   tip=lambda line: line.problem.sentence),
        ]  # fmt: skip  # the sentence of the chosen one stands below
        self.complaints = Table(columns, translate(N_("Cells that cannot be taken")), read_only=True)
        self.complaints.set_rows([_Complaint(at, problem) for at, problem in enumerate(self.paste.problems)])
        self._sentence = label(self.paste.problems[0].sentence, "body", "err", wrap=True)
        self.complaints.currentKeyChanged.connect(self._go_to)
        count = plural(N_("{n} cell cannot be taken"), N_("{n} cells cannot be taken"), len(self.paste.problems))
        copy = link(translate(N_("Copy what was left out")), self.copy_left_out)
        note = hint(translate(N_("The clipboard keeps everything until you copy something else.")), wrap=True)
        side = box(column(heading(count), self.complaints, self._sentence, row(copy, None), note))
        side.setFixedWidth(px(Size.dialog))
        return side

    def _go_to(self, at: Any) -> None:
        if at is not None:
            self._sentence.setText(self.paste.problems[at].sentence)
            self.preview.select_key(self.paste.problems[at].row)

    def copy_left_out(self) -> None:
        """Put the cells that cannot be taken on the clipboard, with their row, column and what is wrong."""
        names = (N_("Row"), N_("Column"), N_("Cell"), N_("What is wrong"))
        lines = [[Cell(translate(name)) for name in names]]
        for problem in self.paste.problems:
            cells = (str(problem.row), problem.column, problem.text, problem.sentence)
            lines.append([Cell(text) for text in cells])
        QGuiApplication.clipboard().setMimeData(mime_of(lines))


def _state_of(taken: PastedRow | None) -> str:
    return "none" if taken is None else "new" if taken.key is None else "changed"


def _state(line: _Line) -> chips.Chip:
    kinds = {"new": ("ok", N_("new")), "changed": ("due", N_("changed")), "none": ("warn", N_("left out"))}
    kind, words = kinds[line.state]
    return chips.status(kind, translate(words))


def _summary(paste: Paste) -> str:
    """Say what would happen, in a sentence or two."""
    added = plural(N_("{n} new row"), N_("{n} new rows"), paste.added)
    changed = plural(N_("{n} row changed"), N_("{n} rows changed"), paste.changed)
    parts = [words for words, count in ((added, paste.added), (changed, paste.changed)) if count]
    words = ", ".join(parts) + "." if parts else translate(N_("No row can be taken."))
    if paste.new_names:
        names = ", ".join(paste.new_names[:5]) + ("…" if len(paste.new_names) > 5 else "")
        words += " " + translate(N_("Created with them: {names}."), names=names)
    return words + " " + translate(N_("Undo takes all of it back in one step."))
