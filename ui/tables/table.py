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
from ui.tables.fitting import Need, content_width, head_width, left_out, need_of, widths
from ui.tables.model import Commit, NewRow, RowTableModel
from ui.tables.view import FillDown, PasteRows, RowTableView
from ui.theme import Size, Space, px
from ui.widgets.buttons import link
from ui.widgets.editors import Together
from ui.widgets.labels import label
from ui.widgets.layouts import box, column, row

_VIEW, _EMPTY, _NO_MATCH = 0, 1, 2
#: In windows below this height rows are lower, in logical pixels.
DENSE_BELOW = 800


class Table(QWidget):
    """A table over plain rows.

    ``commit(key, column_name, text_or_value)`` writes an edit; a ``UserError`` is shown beside the cell. Hooks, all
    optional: ``view.paste_rows(rows, key, column_name)``, ``view.fill_down(column_name, from_key, to_keys)``,
    ``view.on_delete(keys)``, ``view.menu_for(keys, column_name)`` → QMenu. ``together(label, work)`` makes several
    writes one step of Undo, and with it several rows can be changed at once. ``checks`` begins each row with a box that
    is ticked while the row is selected. ``spare`` names the columns that a narrow table leaves out, the first one
    first; a person who chooses one of them keeps it. ``dense`` rows are always low, others only in low windows. Call
    ``set_rows`` after every change.
    """

    currentKeyChanged = Signal(object)  # noqa: N815 - named like Qt's own signals
    activatedKey = Signal(object)  # noqa: N815
    selectedKeysChanged = Signal(list)  # noqa: N815
    counted = Signal(int, int)  #: rows shown, rows in all
    everything_wanted = Signal()  #: a person pressed “Show everything” where nothing matches; filters are lifted
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
        spare: Sequence[str] = (),
        dense: bool = False,
    ) -> None:
        super().__init__()
        self._spare, self._dense = tuple(spare), dense
        self.model = RowTableModel(columns, key=key, commit=commit, read_only=read_only)
        self.model.together = together
        self.view = RowTableView(self.model, name)
        self.view.show_checks(checks)
        self.view.set_dense(dense)
        self.view.header.held = self.model.distinct
        self.view.paste_rows, self.view.fill_down, self.view.menu_for = paste, fill_down, menu
        self.help = TableHelp(self.view)
        self._stack = QStackedLayout(self)
        for page in (self.view, empty or QWidget(), self._no_match()):
            self._stack.addWidget(page)
        self._has_empty = empty is not None
        self._spreading = self._rearranged_by_hand = self._seen = False
        self._withheld: set[str] = set()
        self._measured: dict[str, int] = {}  #: what the columns hold, in pixels
        self._measured_rows = 0
        self.setFocusProxy(self.view)
        self._connect()
        self._widths()
        self.view.viewport().installEventFilter(self)

    def _resized(self, at: int, width: int) -> None:
        if not self._spreading and width:
            self._own[self.model.columns[at].name] = width  # widths are a person's once they drag one
            self.arranged.emit()

    def _moved(self) -> None:
        self._rearranged_by_hand = True
        self.arranged.emit()

    def _no_match(self) -> QWidget:
        words = label(translate(N_("Nothing matches the filter.")), "body", "text2")
        again = link(translate(N_("Show everything")), self._show_everything)
        return box(column(None, row(None, words, again, None), None))

    def _show_everything(self) -> None:
        self.clear_filters()
        self.everything_wanted.emit()

    def _connect(self) -> None:
        view, header = self.view, self.view.header
        view.current_key_changed.connect(self.currentKeyChanged)
        view.activated_key.connect(self.activatedKey)
        view.keys_selected.connect(self.selectedKeysChanged)
        header.filtered.connect(self._filter)
        header.sort_wanted.connect(self._sort_clicked)
        header.sectionMoved.connect(lambda *_: self._moved())
        header.sectionResized.connect(lambda at, _before, width: self._resized(at, width))
        self.model.counted.connect(self._counted)

    def _widths(self) -> None:
        """Begin with all columns that are shown at first, as wide as they say."""
        header = self.view.header
        self._own: dict[str, int] = {}
        self._wanted = {spec.name for spec in self.model.columns if spec.shown}
        self._insisted: set[str] = set()  #: spare columns that a person wants in any window
        self._spreading = True
        header.setStretchLastSection(not any(spec.stretch for spec in self.model.columns))
        for at, spec in enumerate(self.model.columns):
            header.resizeSection(at, px(spec.logical_width()) + self._lead(at) - px(Space.s))
            header.setSectionHidden(at, not spec.shown)
        self._spreading = False

    def _lead(self, at: int) -> int:
        """Return the room before the text of a column."""
        first = self.view.header.visualIndex(at) == self.view.header.first_visible()
        return self.view.lead() if first else px(Space.s)

    # How wide, and what gives way

    def spread(self) -> None:
        """Share the width out: spare columns give way first, words shrink next, and what is left goes to the names.

        Columns that a person dragged keep their width.
        """
        if self._spreading:
            return
        self._spreading = True
        header, places = self.view.header, {spec.name: at for at, spec in enumerate(self.model.columns)}
        needs = {at: self._need(at) for name, at in places.items() if name in self._wanted - self._withheld}
        spare = [places[name] for name in self._spare if name in places and name not in self._insisted]
        room = self.view.viewport().width() if self._seen else sum(need.comfort for need in needs.values())
        gone = left_out(needs, spare, room)
        for at in places.values():
            header.setSectionHidden(at, at not in needs or at in gone)
        for at, width in widths({at: need for at, need in needs.items() if at not in gone}, room).items():
            header.resizeSection(at, width)
        self._spreading = False
        header.place_filters()
        self.arranged.emit()

    def _need(self, at: int) -> Need:
        spec, lead = self.model.columns[at], self._lead(at)
        if spec.name in self._own:
            return Need(*(self._own[spec.name],) * 3, fixed=True)
        first = lead if lead != px(Space.s) else 0
        ordered = any(name == spec.name for name, _ in self.model.order)
        head = head_width(spec, first=first, ordered=ordered)
        return need_of(spec, head, self._measured.get(spec.name, 0), lead=lead)

    def _measure(self) -> bool:
        """Look at what the columns hold; return whether one needs more room than before."""
        rows, grown = self.model.rows, False
        self._measured_rows = len(rows)
        for spec in self.model.columns:
            if spec.name in self._wanted:
                width = content_width(spec, rows, self.model.text_of)
                grown = grown or width > self._measured.get(spec.name, 0)
                self._measured[spec.name] = max(width, self._measured.get(spec.name, 0))
        return grown

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._seen = True
            self.view.set_dense(self._dense or self.window().height() < px(DENSE_BELOW))
            self.spread()
        return super().eventFilter(watched, event)

    # Rows

    def set_rows(self, rows: Iterable[Any]) -> None:
        """Show these rows. Selection, scroll and an editor with unsaved text stay."""
        self.model.set_rows(rows)
        if len(self.model.rows) != self._measured_rows and self._measure():
            self.spread()

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
        self.spread()  # the arrow takes room
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

    def withhold(self, name: str, withheld: bool) -> None:
        """Take a column out of the table and of its chooser for a while, such as one that nobody may see now."""
        if withheld != (name in self._withheld):
            self._withheld ^= {name}
            self._measure()
            self.spread()

    def show_column(self, name: str, shown: bool) -> None:
        """Show or hide a column; the last one stays. What is shown so stays in a narrow window, too."""
        visible = self.shown_columns()
        if shown:
            self._wanted.add(name)
            self._insisted.add(name)
        elif len(visible) > 1 or name not in visible:
            self._wanted.discard(name)
            self._insisted.discard(name)
        self._rearranged_by_hand = True
        self._measure()
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
        """Return the names of all columns from left to right, hidden ones too, but none that are withheld."""
        return [name for name in self._order() if name not in self._withheld]

    def _order(self) -> list[str]:
        header = self.view.header
        return [self.model.columns[header.logicalIndex(at)].name for at in range(header.count())]

    def reset_columns(self) -> None:
        """Show the columns as they were at the beginning, in their order and width."""
        header = self.view.header
        for place, spec in enumerate(self.model.columns):
            header.moveSection(header.visualIndex(self.model.position(spec.name)), place)
        self._widths()
        self._measure()
        self._rearranged()
        self._rearranged_by_hand = False

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
        self._insisted = (self._insisted | (set(known) - self._wanted)) & set(known)
        self._wanted, self._rearranged_by_hand = set(known), True
        for place, name in enumerate(known):
            header.moveSection(header.visualIndex(self.model.position(name)), place)
        self._measure()
        self.spread()
        header.place_filters()

    def arrangement(self) -> dict[str, Any]:
        """Return what a person arranged, to be kept in the settings: columns, widths, order, group, filters."""
        by_hand = self._rearranged_by_hand
        return {
            "columns": [name for name in self._order() if name in self._wanted] if by_hand else [],
            "insisted": sorted(self._insisted),
            "widths": dict(self._own),
            "sort": [list(pair) for pair in self.model.order],
            "group": self.model.grouped_by,
            "filters": dict(self.model.filters),
        }  # fmt: skip

    def arrange(self, kept: dict[str, Any]) -> None:
        """Take an arrangement back; what no longer fits is passed over."""
        names = {spec.name for spec in self.model.columns}
        if kept.get("columns"):
            self.show_columns(kept["columns"])
        self._insisted |= {name for name in kept.get("insisted") or () if name in self._wanted}
        for name, width in (kept.get("widths") or {}).items():
            if name in names and isinstance(width, int) and width >= px(Size.target):
                self._own[name] = width
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
