"""The keyboard's way over the window: places, header, page, detail and catch line, one region after the other.

F6 and Shift+F6 go to the next region, each of which remembers where the keyboard was in it. Tab goes through one region
before it enters the next, whatever the order in which their parts were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Regions(QObject):
    """Belongs to one window; it asks for its regions anew with every key, since pages and panels come and go."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last: dict[int, QWidget] = {}
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(QKeySequence(keys), window, lambda step=step: self.move(step))

    def regions(self) -> list[QWidget]:
        """Return what can be walked over now, in the order of the eye."""
        window = self._window
        page = window.stack.currentWidget()
        found: list[QWidget | None] = [window.rail, window.header, page, shown_detail(page), window.catch_line]
        return [one for one in found if one is not None and self._first(one) is not None]

    def current(self) -> QWidget | None:
        """Return the region in which the keyboard is; the innermost, for a detail lies within its page."""
        focused = self._window.focusWidget()
        around = [one for one in self.regions() if focused is one or (focused and one.isAncestorOf(focused))]
        return around[-1] if around else None

    def move(self, step: int) -> None:
        """Bring the keyboard into the next region, or with -1 into the one before."""
        regions, now = self.regions(), self.current()
        focused = self._window.focusWidget()
        if now is not None and focused is not None:
            self._last[id(now)] = focused
        at = (regions.index(now) + step) % len(regions) if now is not None else 0
        target = self._remembered(regions[at]) or self._first(regions[at])
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step(self, *, forward: bool) -> bool:
        """Go to the next control as Tab does, or to the one before; return whether there was one."""
        focused: QWidget | None = self._window.focusWidget()
        order = self.order()
        while focused is not None and focused not in order:
            focused = focused.parentWidget()
        if focused is None or len(order) < 2:
            return False
        target = order[(order.index(focused) + (1 if forward else -1)) % len(order)]
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def order(self) -> list[QWidget]:
        """Return what Tab reaches, region by region, within each in the order in which it was laid out."""
        chain: list[QWidget] = []
        part: QWidget | None = self._window.nextInFocusChain()
        while part is not None and part is not self._window:
            if _takes_tab(part):
                chain.append(part)
            part = part.nextInFocusChain()
        found = {id(region): [part for part in chain if self._belongs(part, region)] for region in self.regions()}
        placed = {part for parts in found.values() for part in parts}
        loose = [part for part in chain if part not in placed]  # banners and messages come after the header
        header = found.get(id(self._window.header))
        if header is not None:
            header += loose
            loose = []
        return [*loose, *(part for parts in found.values() for part in parts)]  # a run mode has no header

    def _remembered(self, region: QWidget) -> QWidget | None:
        last = self._last.get(id(region))
        usable = last is not None and shiboken6.isValid(last) and last.isVisible() and last.isEnabled()
        return last if usable and self._belongs(last, region) else None

    def _belongs(self, part: QWidget | None, region: QWidget) -> bool:
        if part is None or not (part is region or region.isAncestorOf(part)):
            return False
        detail = shown_detail(region)
        return detail is None or not (part is detail or detail.isAncestorOf(part))

    def _first(self, region: QWidget) -> QWidget | None:
        return next((part for part in reachable(region) if self._belongs(part, region)), None)


def shown_detail(page: QWidget | None) -> QWidget | None:
    """Return the panel beside the list of a page, if it is seen."""
    from ui.subjects.detail import DetailPanel

    if page is None or isinstance(page, DetailPanel):
        return None
    return next((one for one in page.findChildren(DetailPanel) if one.isVisible()), None)


def reachable(region: QWidget) -> Sequence[QWidget]:
    """Return what Tab reaches in a region, from top left to bottom right."""
    parts = [part for part in (region, *region.findChildren(QWidget)) if _takes_tab(part)]
    return sorted(
        (part for part in parts if not part.visibleRegion().isEmpty()), key=lambda part: _corner(part, region)
    )


def _takes_tab(part: QWidget) -> bool:
    policy = part.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and part.isVisible() and part.isEnabled() and part.focusProxy() is None


def _corner(part: QWidget, region: QWidget) -> tuple[int, int]:
    at = part.mapTo(region.window(), part.rect().topLeft())
    return at.y(), at.x()
