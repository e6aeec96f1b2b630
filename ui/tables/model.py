"""The rows of a table: filtered, sorted and grouped in Python, changed in place so that selection and scroll stay."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.fields import Kind
from app.i18n import N_, UserError, translate
from ui.tables.columns import Column
from ui.tables.diff import apply_view
from ui.tables.filters import predicate
from ui.widgets.editors import Source

Index = QModelIndex | QPersistentModelIndex
#: Takes the key of a row, the name of a column and a text or value; raises ``UserError`` if it cannot be.
Commit = Callable[[Any, str, Any], object]

ROW_ROLE, CHIPS_ROLE, ERROR_ROLE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
_NOBODY = QModelIndex()


@dataclass(frozen=True, slots=True)
class Group:
    """The head of a group: its name, how many of its rows are shown, and whether it is folded."""

    name: str
    count: int
    total: int
    folded: bool = False

    @property
    def words(self) -> str:
        """``3 of 14``."""
        return translate(N_("{count} of {total}"), count=self.count, total=self.total)


@dataclass(frozen=True, slots=True)
class NewRow:
    """The last row, into which a new name is typed."""

    words: str


class RowTableModel(QAbstractTableModel):
    """Plain row objects under columns. Use ``set_rows`` again and again: it changes only what differs."""

    counted = Signal(int, int)  #: shown, all

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        key: Callable[[Any], Hashable] = attrgetter("id"),
        commit: Commit | None = None,
        read_only: bool = False,
    ) -> None:
        super().__init__()
        self.columns, self.key, self.commit, self.read_only = list(columns), key, commit, read_only
        self.view: list[Any] = []  #: rows, groups and the new row as they are shown
        self.rows: list[Any] = []
        self.errors: dict[tuple[Any, str], tuple[str, str]] = {}
        self.filters: dict[str, str] = {}
        self.sorted_by: tuple[str, bool] | None = None
        self.grouped_by: str | None = None
        self.group_title: Callable[[Any], str] | None = None
        self.folded_groups: set[str] = set()
        self.new_row: NewRow | None = None
        self.create: Callable[[str], object] | None = None
        self.finder: Callable[[Any], bool] | None = None
        self._folded: dict[str, dict[int, str]] = {}
        self._labels: dict[str, Mapping[Any, str]] = {}

    # What is shown

    def set_rows(self, rows: Iterable[Any]) -> None:
        """Show these rows; the first call loads, later ones only change what differs."""
        self.rows = list(rows)
        self._folded.clear()
        self._labels.clear()
        self._show(first=not self.view)

    def set_filter(self, name: str, typed: str) -> None:
        """Filter a column by what was typed (see ``filters``); an empty text lifts it."""
        if typed.strip():
            self.filters[name] = typed
        else:
            self.filters.pop(name, None)
        self._show()

    def clear_filters(self) -> None:
        """Show every row again."""
        self.filters.clear()
        self._show()

    def set_finder(self, finder: Callable[[Any], bool] | None) -> None:
        """Show only rows that pass a test of the page, such as "above appetite", besides the filters."""
        self.finder = finder
        self._show()

    def sort_by(self, name: str | None, *, descending: bool = False) -> None:
        """Order the rows by a column, or as they came."""
        self.sorted_by = None if name is None else (name, descending)
        self._show()

    def group_by(self, name: str | None, title: Callable[[Any], str] | None = None) -> None:
        """Gather rows under group heads by a column; ``title(row)`` words the head."""
        self.grouped_by, self.group_title = name, title
        self.folded_groups.clear()
        self._show()

    def toggle_group(self, name: str) -> None:
        """Fold or unfold a group."""
        self.folded_groups ^= {name}
        self._show()

    def refresh(self) -> None:
        """Filter, sort and group again."""
        self._folded.clear()
        self._show()

    def _show(self, *, first: bool = False) -> None:
        shown = self._passing(self.rows)
        if self.sorted_by is not None:
            column = self.column(self.sorted_by[0])
            shown = _ordered(shown, column.sort_key, descending=self.sorted_by[1])
        view = self._gathered(shown) if self.grouped_by is not None else list(shown)
        if self.new_row is not None and not self.read_only:
            view.append(self.new_row)
        apply_view(self, view, first=first)
        self.counted.emit(len(shown), len(self.rows))

    def _passing(self, rows: list[Any]) -> list[Any]:
        for name, typed in self.filters.items():
            test = predicate(self.column(name), typed, self._folder(name))
            if test is not None:
                rows = [row for row in rows if test(row)]
        return [row for row in rows if self.finder(row)] if self.finder is not None else rows

    def _folder(self, name: str) -> Callable[[Any], str]:
        column, known = self.column(name), self._folded.setdefault(name, {})

        def folded(row: Any) -> str:
            text = known.get(id(row))
            if text is None:
                text = known[id(row)] = self.text_of(row, column).casefold()
            return text

        return folded

    def _gathered(self, rows: list[Any]) -> list[Any]:
        column = self.column(self.grouped_by or "")
        title = self.group_title or (lambda row: self.text_of(row, column) or translate(N_("None yet")))
        if self.sorted_by is None or self.sorted_by[0] != column.name:
            rows = sorted(rows, key=column.sort_key)
        groups: dict[str, list[Any]] = {}
        for row in rows:
            groups.setdefault(title(row), []).append(row)
        view: list[Any] = []
        for name, members in groups.items():
            folded = name in self.folded_groups
            view.append(Group(name, len(members), len(self.rows), folded))
            view += [] if folded else members
        return view

    # Where things are

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return self.columns[self.position(name)]

    def position(self, name: str) -> int:
        """Return the place of a column by its name."""
        return next(at for at, column in enumerate(self.columns) if column.name == name)

    def identity(self, shown: Any) -> Hashable:
        """Return what makes a shown thing the same as before: a row's key, a group's name."""
        if isinstance(shown, Group):
            return ("group", shown.name)
        return "new" if isinstance(shown, NewRow) else self.key(shown)

    def key_at(self, at: int) -> Any:
        """Return the key of the row shown at a place; ``None`` for a group or the new row."""
        shown = self.view[at] if 0 <= at < len(self.view) else None
        return None if shown is None or isinstance(shown, Group | NewRow) else self.key(shown)

    def place_of(self, key: Any) -> int:
        """Return where a row is shown, -1 if it is not."""
        for at in range(len(self.view)):
            if self.key_at(at) == key:
                return at
        return -1

    def text_of(self, row: Any, column: Column) -> str:
        """Return a cell's text; labels of references are looked up once per load."""
        if column.field.kind is not Kind.REFERENCE or column.options is None or column.text or column.chip:
            return column.text_of(row)
        labels = self._labels.get(column.name)
        if labels is None:
            labels = self._labels[column.name] = dict(column.options())
        value = column.value_of(row)
        return "" if value is None else labels.get(value, "")

    # What Qt asks

    def rowCount(self, parent: Index = _NOBODY) -> int:
        return 0 if parent.isValid() else len(self.view)

    def columnCount(self, parent: Index = _NOBODY) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown, column = self.view[index.row()], self.columns[index.column()]
        if isinstance(shown, Group | NewRow):
            return self._head_data(shown, index.column(), role)
        return self._cell(shown, column, role)

    def _head_data(self, shown: Group | NewRow, at: int, role: int) -> Any:
        if role == ROW_ROLE:
            return shown
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(shown, Group):
                return f"{shown.name} {shown.words}" if at == 0 else ""
            return shown.words if at == self.new_column() else ""
        return "" if role == Qt.ItemDataRole.EditRole else None

    def new_column(self) -> int:
        """Return the place of the column into which a new row's name is typed."""
        names = (
            at for at, column in enumerate(self.columns) if column.field.kind is Kind.TEXT and column.may_edit(None)
        )
        return next(names, 0)

    def _cell(self, row: Any, column: Column, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_of(row, column)
        if role == Qt.ItemDataRole.EditRole:
            return column.value_of(row)
        if role == ROW_ROLE:
            return row
        if role == CHIPS_ROLE:
            return column.chips_of(row)
        if role == ERROR_ROLE:
            return self.errors.get((self.key(row), column.name))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.heading}: {self.text_of(row, column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figures else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _tip(self, row: Any, column: Column) -> str | None:
        error = self.errors.get((self.key(row), column.name))
        if error is not None:
            return error[1]
        problem = column.problem(row) if column.problem is not None else ""
        tips = " ".join(chip.tip for chip in column.chips_of(row) if chip.tip)
        return problem or tips or None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.heading
        if role == Qt.ItemDataRole.ToolTipRole:
            return translate(column.field.help) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        shown = self.view[index.row()]
        if isinstance(shown, Group):
            return Qt.ItemFlag.ItemIsEnabled
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if isinstance(shown, NewRow):
            typed = index.column() == self.new_column()
            return base | Qt.ItemFlag.ItemIsEditable if typed else Qt.ItemFlag.ItemIsEnabled
        return base | Qt.ItemFlag.ItemIsEditable if self.may_edit(index) else base

    # What a person changes

    def may_edit(self, index: Index) -> bool:
        """Whether the cell may be changed by hand."""
        if self.read_only or self.commit is None or not index.isValid():
            return False
        shown = self.view[index.row()]
        return not isinstance(shown, Group | NewRow) and self.columns[index.column()].may_edit(shown)

    def take(self, index: Index, entry: Any) -> str:
        """Commit what a person entered; return the sentence of what is wrong with it, or an empty text."""
        shown, column = self.view[index.row()], self.columns[index.column()]
        if isinstance(shown, NewRow):
            chosen = column.field.kind is Kind.REFERENCE and not isinstance(entry, str)
            return self._take_new(column.label_of(entry) if chosen else str(entry).strip())
        if self.commit is None:
            return ""
        key = self.key(shown)
        try:
            self.commit(key, column.name, entry)
        except UserError as error:
            return self.refuse(key, column.name, str(entry), str(error))
        self.forgive(key, column.name)
        return ""

    def _take_new(self, name: str) -> str:
        try:
            if name and self.create is not None:
                self.create(name)
        except UserError as error:
            return str(error)
        return ""

    def refuse(self, key: Any, name: str, tried: str, sentence: str) -> str:
        """Mark a cell as wrong with what was tried and why it cannot be."""
        self.errors[key, name] = (tried, sentence)
        self._touch(key, name)
        return sentence

    def forgive(self, key: Any, name: str) -> None:
        """Take the mark off a cell."""
        if self.errors.pop((key, name), None) is not None:
            self._touch(key, name)

    def _touch(self, key: Any, name: str) -> None:
        at = self.place_of(key)
        if at >= 0:
            index = self.index(at, self.position(name))
            self.dataChanged.emit(index, index)

    def source_of(self, index: Index) -> Source:
        """Return where the cell's editor finds what it offers."""
        return self.columns[index.column()].source


def _ordered(rows: list[Any], by: Callable[[Any], tuple[int, Any]], *, descending: bool) -> list[Any]:
    keyed = [(by(row), row) for row in rows]
    known = [pair for pair in keyed if pair[0][0] == 0]
    unknown = [row for key, row in keyed if key[0] == 1]
    known.sort(key=lambda pair: pair[0][1], reverse=descending)
    return [row for _, row in known] + unknown
