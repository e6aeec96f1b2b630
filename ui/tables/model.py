"""The rows of a table: filtered, sorted and grouped in Python, changed in place so that selection and scroll stay."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.fields import Kind
from app.i18n import N_, UserError, plural, translate
from ui.help import tips
from ui.tables.columns import Column
from ui.tables.diff import apply_view
from ui.tables.filters import holding, plain_words, predicate
from ui.widgets.editors import Source, Together

Index = QModelIndex | QPersistentModelIndex
#: Takes the key of a row, the name of a column and a text or value; raises ``UserError`` if it cannot be.
Commit = Callable[[Any, str, Any], object]

#: What a view asks of every cell and never gets from us; answered before anything is looked up.
_UNUSED = frozenset(
    {
        Qt.ItemDataRole.FontRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.BackgroundRole,
        Qt.ItemDataRole.CheckStateRole, Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.SizeHintRole,
    }
)  # fmt: skip
ROW_ROLE, CHIPS_ROLE, ERROR_ROLE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
_NOBODY, _REF = QModelIndex(), Kind.REFERENCE


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
        self.order: list[tuple[str, bool]] = []  #: names of columns with whether they go down, the foremost first
        self.grouped_by: str | None = None
        self.group_title: Callable[[Any], str] | None = None
        self.folded_groups: set[str] = set()
        self.new_row: NewRow | None = None
        self.create: Callable[[str], object] | None = None
        self.created: Any = None  #: the key of the row that was typed last
        self.together: Together | None = None
        self.finder: Callable[[Any], bool] | None = None
        self._places: dict[Any, int] | None = None
        self.changing = False  #: while rows come, go and move
        self._folded: dict[str, dict[int, str]] = {}
        self._columns_folded: dict[str, list[str]] = {}
        self.identities: list[Hashable] | None = None  #: of what is shown now, kept by ``diff``
        self._labels: dict[str, Mapping[Any, str]] = {}

    # What is shown

    def set_rows(self, rows: Iterable[Any]) -> None:
        """Show these rows; the first call loads, later ones only change what differs."""
        self.rows = list(rows)
        self._folded.clear()
        self._columns_folded.clear()
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

    @property
    def sorted_by(self) -> tuple[str, bool] | None:
        """The foremost column of the order and whether it goes down."""
        return self.order[0] if self.order else None

    def sort_by(self, name: str | None, *, descending: bool = False, also: bool = False) -> None:
        """Order the rows by a column (``also``: those that are equal so far), or as they came. Equal rows stay."""
        kept = [pair for pair in self.order if pair[0] != name] if also else []
        self.order = kept if name is None else [*kept, (name, descending)]
        self._show()

    def set_order(self, order: Iterable[tuple[str, bool]]) -> None:
        """Order the rows by several columns, the foremost first."""
        self.order = list(order)
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
        self._columns_folded.clear()
        self._show()

    def _show(self, *, first: bool = False) -> None:
        shown = self._passing(self.rows)
        for name, descending in reversed(self.order):
            shown = _ordered(shown, self.column(name).sort_key, descending=descending)
        view = self._gathered(shown) if self.grouped_by is not None else list(shown)
        if self.new_row is not None and not self.read_only:
            view.append(self.new_row)
        self.changing, self._places = True, None
        try:
            apply_view(self, view, first=first)
        finally:
            self.changing = False
        self.counted.emit(len(shown), len(self.rows))

    def _passing(self, rows: list[Any]) -> list[Any]:
        for name, typed in self.filters.items():
            words = plain_words(self.column(name), typed)
            if words is not None and rows is self.rows:
                rows = holding(rows, self._texts(name), words)
                continue
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

    def _texts(self, name: str) -> list[str]:
        """Return the texts of a column for all rows in lower case, made once per load."""
        texts = self._columns_folded.get(name)
        if texts is None:
            folded = self._folder(name)
            texts = self._columns_folded[name] = [folded(row) for row in self.rows]
        return texts

    def _gathered(self, rows: list[Any]) -> list[Any]:
        column = self.column(self.grouped_by or "")
        title = self.group_title or (lambda row: self.text_of(row, column) or translate(N_("None yet")))
        if all(name != column.name for name, _ in self.order[:1]):
            rows = _ordered(rows, column.sort_key, descending=False)
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
        kind = type(shown)
        if kind is Group:
            return ("group", shown.name)
        return "new" if kind is NewRow else self.key(shown)

    def all_identities(self, view: list[Any]) -> list[Hashable]:
        """Return the identities of many shown things at once."""
        if self.grouped_by is None and (not view or not isinstance(view[-1], NewRow)):
            return list(map(self.key, view))
        return list(map(self.identity, view))

    def key_at(self, at: int) -> Any:
        """Return the key of the row shown at a place; ``None`` for a group or the new row."""
        shown = self.view[at] if 0 <= at < len(self.view) else None
        return None if shown is None or isinstance(shown, Group | NewRow) else self.key(shown)

    def place_of(self, key: Any) -> int:
        """Return where a row is shown, -1 if it is not."""
        if self.changing:
            return next((at for at in range(len(self.view)) if self.key_at(at) == key), -1)
        if self._places is None:
            self._places = {self.key_at(at): at for at in range(len(self.view))}
        return self._places.get(key, -1) if key is not None else -1

    def row_name(self, index: Index) -> str:
        """Return what the row of a cell is called, for the names of editors; empty for a new one."""
        shown = self.view[index.row()]
        if isinstance(shown, Group | NewRow):
            return ""
        named = [column for column in self.columns if column.bold is True]
        return self.text_of(shown, named[0]) if named else ""

    def distinct(self, name: str, most: int = 60) -> list[str]:
        """Return the different texts of a column in their order, for the list of its filter; none if they are many."""
        column, found = self.column(name), dict[str, Any]()
        for row in self.rows:
            text = self.text_of(row, column)
            if text and text not in found:
                found[text] = column.sort_key(row)
                if len(found) > most:
                    return []
        return sorted(found, key=lambda text: found[text])

    def text_of(self, row: Any, column: Column) -> str:
        """Return a cell's text; labels of references are looked up once per load."""
        if column.options is None or column.text or column.chip or not (column.field.kind is _REF or column.several):
            return column.text_of(row)
        labels = self._labels.get(column.name)
        if labels is None:
            labels = self._labels[column.name] = dict(column.options())
        value = column.value_of(row)
        if column.several:
            return ", ".join(labels.get(key, "") for key in value or ())
        return "" if value is None else labels.get(value, "")

    # What Qt asks

    def rowCount(self, parent: Index = _NOBODY) -> int:
        return 0 if parent.isValid() else len(self.view)

    def columnCount(self, parent: Index = _NOBODY) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in _UNUSED:
            return None
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
        return problem or (column.tip(row) if column.tip is not None else "") or tips or None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.heading
        if role == Qt.ItemDataRole.ToolTipRole:
            return tips.tip_for(column.field, title=column.heading) or None
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

    def take_all(self, keys: Sequence[Any], name: str, entry: Any) -> str:
        """Commit an entry for several rows as one step of Undo, or for none; return what is wrong, if anything."""
        column, commit = self.column(name), self.commit
        rows = [self.view[at] for at in map(self.place_of, keys) if at >= 0]
        wanted = [self.key(row) for row in rows if column.may_edit(row)]
        if commit is None or self.read_only or self.together is None or not wanted:
            return translate(N_("{field} cannot be changed here."), field=column.heading)

        def work() -> None:
            for key in wanted:
                commit(key, name, entry)

        label = plural(
            N_("Change {field} of {n} row"), N_("Change {field} of {n} rows"), len(wanted), field=column.heading
        )
        try:
            self.together(label, work)
        except UserError as error:
            return str(error)
        for key in wanted:
            self.forgive(key, name)
        return ""

    def _take_new(self, name: str) -> str:
        self.created = None
        try:
            if name and self.create is not None:
                self.created = self.create(name)
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
