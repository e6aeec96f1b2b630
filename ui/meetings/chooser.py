"""The small list above the catch line that ``>`` opens: where the words go, filtered by what is typed after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.i18n import N_, translate
from ui.meetings.kinds import CATCHES
from ui.meetings.lines import LineList, ListLine
from ui.theme import Size, Space, px
from ui.widgets.labels import hint
from ui.widgets.layouts import box, column

if TYPE_CHECKING:
    from ui.meetings.targets import Target

#: At most this many lines are seen at once.
SEEN = 10


class Chooser(QFrame):
    """Lies over the window without taking the focus. ``taken(target)`` fires when one was clicked or entered."""

    taken = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("kind", "raised")
        self._targets: list[Target] = []
        self.list = LineList(translate(N_("File it to")), ground="raised")
        self.list.choice_leads = True
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.pressed_line.connect(lambda at: self.taken.emit(self._targets[at]))
        self._nothing = hint(translate(N_("Nothing is called that. Esc leaves.")))
        self._nothing.setContentsMargins(px(Space.m), px(Space.s), px(Space.m), px(Space.s))
        self.setLayout(column(box(column(self._nothing, self.list, gap=0)), gap=0, margins=(1, 4, 1, 4)))
        self.setAccessibleName(translate(N_("File it to")))
        self.hide()

    def offer(self, targets: Sequence[Target], typed: str) -> None:
        """Show the targets whose words hold every typed part."""
        parts = typed.casefold().split()
        found = [one for one in targets if all(part in one.words.casefold() for part in parts)]
        self._targets = sorted(found, key=lambda one: not one.words.casefold().startswith(typed.casefold().strip()))
        self.list.show_lines([self._line(at, one) for at, one in enumerate(self._targets)])
        self._nothing.setVisible(not self._targets)
        self.list.setVisible(bool(self._targets))
        if self._targets:
            self.list.choose(0)

    def _line(self, at: int, target: Target) -> ListLine:
        keys = () if target.field else CATCHES[target.kind].keys
        if target.kind == "note" and target.subject is not None:
            keys = () if target.field else ("F4",)
        return ListLine(at, target.words, icon=target.icon, keys=keys)

    def step(self, by: int) -> None:
        """Move the choice."""
        count = len(self._targets)
        if count:
            self.list.choose((int(self.list.current_key() or 0) + by) % count)

    def take(self) -> None:
        """Take what is chosen."""
        at = self.list.current_key()
        if at is not None:
            self.taken.emit(self._targets[at])

    def open_above(self, anchor: QWidget) -> None:
        """Show above ``anchor``, grown to its lines."""
        window = self._window
        width = min(px(Size.dialog), window.width() - px(Space.xxl))
        lines = min(self.list.wished_height(), SEEN * px(Size.row) + px(Space.xs))
        height = (lines if self._targets else px(Size.row)) + px(Space.m)
        corner = anchor.mapTo(window, QPoint(0, 0))
        left = max(px(Space.s), min(corner.x(), window.width() - width - px(Space.s)))
        self.setGeometry(left, corner.y() - height - px(Space.s), width, height)
        self.show()
        self.raise_()
