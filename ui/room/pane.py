"""The room beside the work in run modes and on the meeting page: preview and live, Send to room, Blank, Freeze."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from app.room import Empty
from ui.room.keys import take_key
from ui.room.monitor import BlankButton, FreezeButton, state_chip
from ui.room.paint import page_count
from ui.room.screen import LIVE, PREVIEW, RoomScreen
from ui.room.stage import Stage
from ui.theme import px
from ui.widgets.buttons import button, icon_button
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import heading, hint
from ui.widgets.layouts import box, column, row
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from ui.console import Console


#: Below this width the button that sends says one word less, in logical pixels.
NARROW = 340


class Pager(QWidget):
    """Which page of several is shown, with buttons to turn it. Hidden while there is only one."""

    def __init__(self, stage: Stage, which: str) -> None:
        super().__init__()
        self._stage, self._which = stage, which
        self._words = hint("")
        self._back = icon_button("chevron-left", translate(N_("Previous page")), lambda: self._turn(-1), size="small")
        self._on = icon_button("chevron-right", translate(N_("Next page (PgDn)")), lambda: self._turn(1), size="small")
        self.setLayout(row(self._back, self._words, self._on, gap=4))
        stage.changed.connect(self._show)
        self._show()

    def show_of(self, which: str) -> None:
        """Count the pages of the preview or of what is live."""
        self._which = which
        self._show()

    def _turn(self, by: int) -> None:
        self._stage.turn(by) if self._which == LIVE else self._stage.turn_preview(by)

    def _show(self) -> None:
        stage = self._stage
        if self._which == LIVE:
            page, pages = stage.page, stage.pages
        else:
            page, pages = stage.next_seen.page, page_count(stage.preview, stage.width)
        self.setVisible(pages > 1)
        self._words.setText(translate(N_("{n} of {all}"), n=page + 1, all=pages))
        self._back.setEnabled(page > 0)
        self._on.setEnabled(page < pages - 1)


class RoomPane(QWidget):
    """Head with state, one screen that shows preview or live, and the verbs. B, F and page keys work inside it."""

    def __init__(self, console: Console, which: str = PREVIEW) -> None:
        super().__init__()
        self.stage = console.stage
        self.chip = ChipLabel(state_chip(self.stage, with_kind=True))
        self.switch = SegmentedControl(
            ((PREVIEW, translate(N_("Preview"))), (LIVE, translate(N_("Live")))),
            translate(N_("Room shows")),
            which,
            small=True,
        )
        self.switch.chosen.connect(self.show_which)
        self.preview, self.live = RoomScreen(self.stage, PREVIEW), RoomScreen(self.stage, LIVE)
        self.pager = Pager(self.stage, which)
        self.send = button(translate(N_("Send to room")), self.stage.send, variant="danger", keys=("F8",))
        self.blank, self.freeze = (
            BlankButton(self.stage, variant="default"),
            FreezeButton(self.stage, variant="default"),
        )
        self.send.setAccessibleName(translate(N_("Send to room")))
        head = row(heading(translate(N_("Room"))), self.switch, None, self.chip)
        verbs = row(self.send, self.blank, self.freeze)
        verbs.setStretch(0, 1)
        self.setAccessibleName(translate(N_("Room")))
        self.setLayout(column(head, self.preview, self.live, box(row(None, self.pager)), verbs))
        self.stage.changed.connect(self._show)
        self.show_which(which)
        self._show()

    def show_which(self, which: str) -> None:
        """Show ``"preview"`` or ``"live"``."""
        self.preview.setVisible(which == PREVIEW)
        self.live.setVisible(which == LIVE)
        self.pager.show_of(which)
        self.switch.set_current(which)

    def _show(self) -> None:
        self.chip.set_chip(state_chip(self.stage, with_kind=True))
        self.send.setEnabled(not isinstance(self.stage.preview, Empty))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        words = N_("Send") if self.width() < px(NARROW) else N_("Send to room")
        if self.send.text() != translate(words):
            self.send.setText(translate(words))
            self.send.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not take_key(self.stage, event):
            super().keyPressEvent(event)
