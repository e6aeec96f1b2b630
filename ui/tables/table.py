"""The one table of the application: filter row, groups, column chooser, editing in place and clipboard."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from app.i18n import N_, translate
from ui.help.tables import TableHelp
from ui.tables.chooser import ColumnChooser
from ui.tables.columns import Column
from ui.tables.model import Commit, NewRow, RowTableModel
from ui.tables.view import FillDown, PasteRows, RowTableView
from ui.theme import Size, Space, px
from ui.widgets.buttons import link
from ui.widgets.editors import Together
from ui.widgets.labels import label
from ui.widgets.layouts import box, column, row

_VIEW, _EMPTY, _NO_MATCH = 0, 1, 2
#: Columns of words are not made narrower than this to fit a window, in logical pixels.
_READABLE = 88


class Table(QWidget):
    """A table over plain rows.

    ``commit(key, column_name, text_or_value)`` writes an edit; a ``UserError`` is shown beside the cell. Hooks, all
    optional: ``view.paste_rows(rows, key, column_name)``, ``view.fill_down(column_name, from_key, to_keys)``,
    ``view.on_delete(keys)``, ``view.menu_for(keys, column_name)`` → QMenu. ``together(label, work)`` makes several
    writes one step of Undo, and with it several rows can be changed at once. ``checks`` begins each row with a box that
    is ticked while the row is selected. Call ``set_rows`` after every change.
    """

    currentKeyChanged = Signal(object)  # noqa: N815 - named like Qt's own signals
    activatedKey = Signal(object)  # noqa: N815
    selectedKeysChanged = Signal(list)  # noqa: N815
    counted = Signal(int, int)  #: rows shown, rows in all
    arranged = Signal()  #: a person changed columns, order, group or filter; see ``arrangement``

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        *,
        key: Callable[[Any], Hashable] = attrgetter("id"),
        commit: Commit | None = None,
        read_only: bool = False,
        empty: QWidget | None = None,
        paste: PasteRows | None = None,
        fill_down: FillDown | None = None,
        menu: Callable[[list[Any], str], QMenu | None] | None = None,
        together: Together | None = None,
        checks: bool = False,
    ) -> None:
        super().__init__()
        self.model = RowTableModel(columns, key=key, commit=commit, read_only=read_only)
        self.model.together = together
        self.view = RowTableView(self.model, name)
        self.view.show_checks(checks)
        self.view.header.held = self.model.distinct
        self.view.paste_rows, self.view.fill_down, self.view.menu_for = paste, fill_down, menu
        self.help = TableHelp(self.view)
        self._stack = QStackedLayout(self)
        for page in (self.view, empty or QWidget(), self._no_match()):
            self._stack.addWidget(page)
        self._has_empty = empty is not None
        self._own_widths, self._spreading = False, True  # widths are a person's once they drag one
        self.setFocusProxy(self.view)
        self._connect()
        self._widths()
        self.view.viewport().installEventFilter(self)

    def _resized(self) -> None:
        if not self._spreading:
            self._own_widths = True
            self.arranged.emit()

    def _no_match(self) -> QWidget:
        words = label(translate(N_("Nothing matches the filter.")), "body", "text2")
        again = link(translate(N_("Show everything")), self.clear_filters)
        return box(column(None, row(None, words, again, None), None))

    def _connect(self) -> None:
        view, header = self.view, self.view.header
        view.current_key_changed.connect(self.currentKeyChanged)
        view.activated_key.connect(self.activatedKey)
        view.keys_selected.connect(self.selectedKeysChanged)
        header.filtered.connect(self._filter)
        header.sort_wanted.connect(self._sort_clicked)
        header.sectionMoved.connect(lambda *_: self.arranged.emit())
        header.sectionResized.connect(lambda *_: self._resized())
        self.model.counted.connect(self._counted)

    def _widths(self) -> None:
        header = self.view.header
        self._begun: dict[int, int] = {}
        self._own_widths, self._spreading = False, True
        header.setStretchLastSection(not any(spec.stretch for spec in self.model.columns))
        for at, spec in enumerate(self.model.columns):
            box = px(Size.check_box + Space.s) if at == 0 and self.view.header.checks else 0
            self._begun[at] = px(spec.logical_width()) + box
            header.resizeSection(at, self._begun[at])
            header.setSectionHidden(at, not spec.shown)
        self._spreading = False

    def spread(self) -> None:
        """Give the stretching columns the width that the others leave, but never less than their own.

        Where there is too little, columns of words give some of theirs, unless a person chose the widths.
        """
        header, columns = self.view.header, self.model.columns
        shown = [at for at in range(len(columns)) if not header.isSectionHidden(at)]
        wide = [at for at in shown if columns[at].stretch]
        self._spreading = True
        if not self._own_widths:
            self._shrink([at for at in shown if at not in wide], sum(self._least(at) for at in wide))
        taken = sum(header.sectionSize(at) for at in shown if at not in wide)
        room = self.view.viewport().width() - taken
        for at in wide:
            header.resizeSection(at, max(self._least(at), room // len(wide)))
        self._spreading = False

    def _least(self, at: int) -> int:
        return px(self.model.columns[at].logical_width())

    def _shrink(self, places: Sequence[int], kept: int) -> None:
        """Take from columns of words what is missing, each down to a readable rest."""
        header, columns = self.view.header, self.model.columns
        widths = {at: self._begun[at] for at in places}
        worded = [at for at in places if not columns[at].figures and columns[at].chip is None
                  and columns[at].name != "ref"]  # fmt: skip
        spare = {at: max(0, widths[at] - px(_READABLE)) for at in worded}
        missing = sum(widths.values()) + kept - self.view.viewport().width()
        share = min(1.0, max(0.0, missing / total)) if (total := sum(spare.values())) else 0.0
        for at in places:
            header.resizeSection(at, widths[at] - int(spare.get(at, 0) * share + 0.999))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.spread()
        return super().eventFilter(watched, event)

    # Rows

    def set_rows(self, rows: Iterable[Any]) -> None:
        """Show these rows. Selection, scroll and an editor with unsaved text stay."""
        self.model.set_rows(rows)

    def set_new_row(self, words: str, create: Callable[[str], object] | None) -> None:
        """Offer a last row to type a new name into; ``create(name)`` makes it and may raise ``UserError``."""
        self.model.new_row = NewRow(words) if create is not None else None
        self.model.create = create
        self.model.refresh()

    def set_read_only(self, read_only: bool) -> None:
        """Forbid or allow editing."""
        self.model.read_only = read_only
        self.model.refresh()

    def _counted(self, shown: int, total: int) -> None:
        page = _VIEW
        if not total and self._has_empty:
            page = _EMPTY
        elif total and not shown and not self.view.header.filter_shown:
            page = _NO_MATCH
        self._stack.setCurrentIndex(page)
        self.counted.emit(shown, total)

    # Selection

    def current_key(self) -> Any:
        """Return the key of the current row or ``None``."""
        return self.view.current_key()

    def selected_keys(self) -> list[Any]:
        """Return the keys of the selected rows."""
        return self.view.selected_keys()

    def select_key(self, key: Any, name: str = "") -> bool:
        """Make a row current, scroll to it, and say whether it is shown; ``name`` chooses the column."""
        return self.view.select_key(key, name=name)

    def edit_cell(self, key: Any, name: str) -> None:
        """Open the editor of a cell."""
        if self.select_key(key, name):
            self.view.edit(self.view.currentIndex())

    # Filter, order, groups

    def show_filters(self, shown: bool) -> None:
        """Show or hide the filter row; hiding lifts the filters."""
        self.view.header.show_filters(shown)
        if not shown:
            self.clear_filters()

    def set_filter(self, name: str, typed: str) -> None:
        """Filter a column from outside, for example from the heat map."""
        self.model.set_filter(name, typed)
        self.view.header.show_texts(self.model.filters)

    def clear_filters(self) -> None:
        """Show every row again."""
        self.model.clear_filters()
        self.view.header.show_texts({})
        self.arranged.emit()

    def _filter(self, name: str, typed: str) -> None:
        self.model.set_filter(name, typed)
        self.arranged.emit()

    def sort_by(self, name: str | None, *, descending: bool = False, also: bool = False) -> None:
        """Order by a column; ``also``: only where the order so far leaves rows equal."""
        self.model.sort_by(name, descending=descending, also=also)
        self._show_order()

    def _show_order(self) -> None:
        self.view.header.order = list(self.model.order)
        self.view.header.viewport().update()

    def _sort_clicked(self, name: str, also: bool) -> None:
        down = dict(self.model.order).get(name)
        alone = also or len(self.model.order) <= 1
        if down is True and alone:
            self.model.set_order([pair for pair in self.model.order if pair[0] != name] if also else [])
        elif also and down is False:
            self.model.set_order([(each, way or each == name) for each, way in self.model.order])
        else:
            self.model.sort_by(name, descending=down is False and alone, also=also)
        self._show_order()
        self.arranged.emit()

    def group_by(self, name: str | None, title: Callable[[Any], str] | None = None) -> None:
        """Gather rows under heads by a column, or no longer."""
        self.model.group_by(name, title)

    def group_menu(self, names: Sequence[str]) -> QMenu:
        """Return a menu that groups by one of these columns."""
        menu = QMenu(self)
        self._choice(menu, translate(N_("No groups")), self.model.grouped_by is None, lambda: self._group(None))
        for name in names:
            words = self.model.column(name).heading
            self._choice(menu, words, self.model.grouped_by == name, partial(self._group, name))
        return menu

    def _choice(self, menu: QMenu, words: str, on: bool, act: Callable[[], object]) -> None:
        action = QAction(words.replace("&", "&&"), menu)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda _on=False: act())
        menu.addAction(action)

    def _group(self, name: str | None) -> None:
        self.group_by(name)
        self.arranged.emit()

    # Columns

    def column_chooser(self) -> ColumnChooser:
        """Return the panel in which columns are shown, hidden, ordered and reset."""
        return ColumnChooser(self)

    def show_column(self, name: str, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        header, at = self.view.header, self.model.position(name)
        if not shown and header.count() - header.hiddenSectionCount() <= 1:
            return
        header.setSectionHidden(at, not shown)
        self._rearranged()

    def move_column(self, name: str, by: int) -> None:
        """Move a column by so many places."""
        header = self.view.header
        place = header.visualIndex(self.model.position(name))
        target = max(0, min(header.count() - 1, place + by))
        if target != place:
            header.moveSection(place, target)
            self._rearranged()

    def column_order(self) -> list[str]:
        """Return the names of all columns from left to right, hidden ones too."""
        header = self.view.header
        return [self.model.columns[header.logicalIndex(at)].name for at in range(header.count())]

    def reset_columns(self) -> None:
        """Show the columns as they were at the beginning, in their order and width."""
        header = self.view.header
        for place, spec in enumerate(self.model.columns):
            header.moveSection(header.visualIndex(self.model.position(spec.name)), place)
        self._widths()
        self._rearranged()

    def _rearranged(self) -> None:
        self.spread()
        self.view.header.place_filters()
        self.arranged.emit()

    def shown_columns(self) -> list[str]:
        """Return the names of the visible columns from left to right."""
        return [spec.name for spec in self.view.shown_columns()]

    def show_columns(self, names: Sequence[str]) -> None:
        """Show exactly these columns, in this order; unknown names are passed over."""
        header = self.view.header
        known = [name for name in names if any(spec.name == name for spec in self.model.columns)]
        for at, spec in enumerate(self.model.columns):
            header.setSectionHidden(at, spec.name not in known)
        for place, name in enumerate(known):
            header.moveSection(header.visualIndex(self.model.position(name)), place)
        header.place_filters()

    def arrangement(self) -> dict[str, Any]:
        """Return what a person arranged, to be kept in the settings: columns, widths, order, group, filters."""
        header = self.view.header
        return {
            "columns": self.shown_columns(),
            "widths": {spec.name: header.sectionSize(at) for at, spec in enumerate(self.model.columns)
                       if not header.isSectionHidden(at)} if self._own_widths else {},
            "sort": [list(pair) for pair in self.model.order],
            "group": self.model.grouped_by,
            "filters": dict(self.model.filters),
        }  # fmt: skip

    def arrange(self, kept: dict[str, Any]) -> None:
        """Take an arrangement back; what no longer fits is passed over."""
        names = {spec.name for spec in self.model.columns}
        if kept.get("columns"):
            self.show_columns(kept["columns"])
        for name, width in (kept.get("widths") or {}).items():
            if name in names and isinstance(width, int) and not self.model.column(name).stretch:
                self.view.header.resizeSection(self.model.position(name), width)
        kept_order = kept.get("sort") or []
        pairs = [kept_order] if kept_order and isinstance(kept_order[0], str) else kept_order
        self.model.set_order([(pair[0], bool(pair[1])) for pair in pairs if pair[0] in names])
        self._show_order()
        if kept.get("group") in names:
            self.group_by(kept["group"])
        filters = {name: text for name, text in (kept.get("filters") or {}).items() if name in names}
        if filters:
            self.view.header.show_filters(True)
        for name, text in filters.items():
            self.set_filter(name, text)
