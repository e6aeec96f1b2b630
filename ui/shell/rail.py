"""The left rail: whose session this is and whether it is saved, the places to go, and the menu."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.i18n import N_, translate
from ui.theme import Size, Space, px
from ui.widgets.buttons import icon_button
from ui.widgets.chips import ChipLabel, outlined
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
        self.sample = ChipLabel(outlined(translate(N_("Sample")), translate(N_("A private copy: change anything."))))
        self.sample.hide()
        self.menu_button = icon_button("menu", translate(N_("Menu")), self._open_menu)
        self._menu = menu
        self.list = RailView(entries, translate(N_("Places")))
        self.list.chosen.connect(self.chosen)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, px(Space.s))
        outer.setSpacing(0)
        outer.addWidget(self._head())
        outer.addWidget(self.list, 1)

    def _head(self) -> QWidget:
        words = box(column(self.title, row(self.saved, None, self.sample, gap=4), gap=0))
        head = box(row(Mark(Size.icon_large), words, self.menu_button, gap=10, margins=(14, 8, 4, 4)))
        head.setFixedHeight(px(Size.rail_head + Space.s))
        return head

    def _open_menu(self) -> None:
        below = self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft())
        self._menu.popup(below)

    def show_session(self, title: str, saved: str, *, sample: bool) -> None:
        """Tell what is open and since when it is saved."""
        self.title.setText(title)
        self.title.setToolTip(title)
        self.saved.setText(saved)
        self.sample.setVisible(sample)

    def show_saved(self, saved: str, tone: str = "text2") -> None:
        """Tell when the last edit was saved, loudly (``err``) when it was not."""
        self.saved.tone = tone
        self.saved.setText(saved)
        self.saved.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
