"""The left rail: whose session this is and whether it is saved, the places to go, and the menu."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.i18n import N_, translate
from ui.theme import Size, Space, px
from ui.widgets.buttons import icon_button
from ui.widgets.labels import hint, label
from ui.widgets.layouts import box, column, ground, row
from ui.widgets.mark import Mark
from ui.widgets.rail import RailEntry, RailView


class Rail(QWidget):
    """The rail of one window. ``chosen(place)`` fires when a person chooses; the menu hangs on the head."""

    chosen = Signal(str)

    def __init__(self, entries: list[RailEntry], menu: QMenu) -> None:
        super().__init__()
        ground(self, "rail")
        self.setFixedWidth(px(Size.rail))
        self.title, self.saved = label("", "name", elide=True), hint("", elide=True, tone="text2")
        self.menu_button = icon_button("menu", translate(N_("Menu")), self._open_menu, size="small")
        self._menu = menu
        self._sample = False
        self.list = RailView(entries, translate(N_("Places")))
        self.list.chosen.connect(self.chosen)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, px(Space.s))
        outer.setSpacing(0)
        outer.addWidget(self._head())
        outer.addWidget(self.list, 1)
        self._foot = outer

    def _head(self) -> QWidget:
        across = row(Mark(Size.icon_large), gap=Space.xs, margins=(12, 8, 2, 4))
        across.addSpacing(px(Space.xxs))
        across.addLayout(column(self.title, self.saved, gap=0), 1)
        across.addWidget(self.menu_button)
        head = box(across)
        head.setFixedHeight(px(Size.rail_head + Space.s))
        return head

    def put_below(self, *widgets: QWidget) -> None:
        """Put widgets at the foot, below the places."""
        for widget in widgets:
            self._foot.addWidget(widget)

    def _open_menu(self) -> None:
        below = self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft())
        self._menu.popup(below)

    def show_session(self, title: str, saved: str, *, sample: bool) -> None:
        """Tell what is open and since when it is saved."""
        self._sample = sample
        self.title.setText(title)
        self.title.setToolTip(title)
        self.show_saved(saved)

    def show_saved(self, saved: str) -> None:
        """Tell when the last edit was saved; the sample says that it is one."""
        self.saved.setText(translate(N_("Sample · {saved}"), saved=saved) if self._sample else saved)
        if self._sample:
            self.saved.setToolTip(translate(N_("A private copy of the sample: change anything.")))
