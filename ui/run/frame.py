"""The frame of every run mode: head, list at the left, the work in the middle, what helps at the right, keys below.

It fills the window in place of rail and header; the catch line stays. Single letters act while nobody types, Ctrl keys
always; Esc first gives the single keys back and then leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.console import Console, Page
from ui.run.foot import RunFoot
from ui.run.head import RunHead
from ui.run.keys import is_typing, keeps_text
from ui.theme import px
from ui.widgets.layouts import column, ground, row

#: Widths of the list and of the side, and what they are in a window below ``NARROW``.
LIST, LIST_SMALL, SIDE, SIDE_SMALL, NARROW = 216, 204, 376, 320, 1300
_CTRL = Qt.KeyboardModifier.ControlModifier


class RunFrame(Page):
    """A page that fills the window. Subclasses give ``fill`` its three parts and act on keys.

    ``act_on(key)`` gets what was pressed while nobody types, ``act_on_ctrl(key)`` what was pressed with Ctrl anywhere
    in the frame; both say whether they took it.
    """

    RUN_MODE = True

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        ground(self, "surface")
        self.head = RunHead(console)
        self.foot: RunFoot | None = None
        self._list: QWidget | None = None
        self._side: QWidget | None = None
        self._middle: QWidget | None = None

    def fill(self, left: QWidget, middle: QWidget, side: QWidget, foot: RunFoot) -> None:
        """Lay out the parts."""
        self._list, self._middle, self._side, self.foot = left, middle, side, foot
        across = row(left, gap=0)
        across.addWidget(middle, 1)
        across.addWidget(side)
        outer = column(self.head, gap=0)
        outer.addLayout(across, 1)
        outer.addWidget(foot)
        self.setLayout(outer)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self._fit()

    def act_on(self, key: int) -> bool:
        """Do what a single key means; subclasses fill it."""
        return False

    def act_on_ctrl(self, key: int) -> bool:
        """Do what a key with Ctrl means; subclasses fill it."""
        return False

    def rest(self) -> None:
        """Take the keyboard out of a field, so that single keys work again."""
        if self._middle is not None:
            self._middle.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take keys before a field does: Ctrl keys, which would move by words, and Esc, which would drop its text."""
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if not (isinstance(event, QKeyEvent) and isinstance(watched, QWidget) and self._inside(watched)):
            return False
        pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape and not pressed and keeps_text(watched):
            return self._take(event, self.rest)
        if pressed == _CTRL and event.key() in self.ctrl_keys():
            return self._take(event, partial(self.act_on_ctrl, event.key()))
        return False

    def _take(self, event: QKeyEvent, act: Callable[[], object]) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            act()
        return True

    def ctrl_keys(self) -> frozenset[int]:
        """Return the keys that ``act_on_ctrl`` takes."""
        return frozenset()

    def _inside(self, widget: QWidget) -> bool:
        return self.isVisible() and (widget is self or self.isAncestorOf(widget))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typing = is_typing(QApplication.focusWidget())
        if event.key() == Qt.Key.Key_Escape:
            self.rest() if typing else self.console.leave()
            event.accept()
        elif not typing and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and self.act_on(event.key()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        """Listen to the keys of what has the focus, as long as it is in the frame."""
        if not shiboken6.isValid(self):
            return
        if old is not None and shiboken6.isValid(old):
            old.removeEventFilter(self)
        if now is not None and self._inside(now):
            now.installEventFilter(self)
            if self.foot is not None:
                self.foot.set_typing(is_typing(now))

    def _fit(self) -> None:
        small = self.width() < px(NARROW)
        if self._list is not None:
            self._list.setFixedWidth(px(LIST_SMALL if small else LIST))
        if self._side is not None:
            self._side.setFixedWidth(px(SIDE_SMALL if small else SIDE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def place(self) -> dict[str, Any]:
        """Return what to come back to."""
        return {}
