"""The room at the foot of the rail, on every page: a thumbnail of what it sees, its state, Blank, Freeze, displays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from app.room import Empty
from ui.room import theme
from ui.room.keys import take_key
from ui.room.screen import LIVE, PREVIEW, RoomScreen
from ui.room.stage import Stage
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.buttons import Button, button, icon_button
from ui.widgets.chips import Chip, ChipLabel
from ui.widgets.keycaps import caps_width
from ui.widgets.labels import elided, label
from ui.widgets.layouts import column, row, rule

if TYPE_CHECKING:
    from ui.console import Console


def state_chip(stage: Stage, *, with_kind: bool = False) -> Chip:
    """Return the chip that says what the room sees: LIVE (with what, if wished), blank, frozen, empty or off."""
    words = {
        "off": N_("off"),
        "empty": N_("on, empty"),
        "blank": N_("blank"),
        "frozen": N_("frozen"),
    }
    if stage.state == "live":
        shown = translate(N_("LIVE: {what}"), what=stage.live.kind) if with_kind and stage.live.kind else "LIVE"
        return chips.live(shown)
    return chips.outlined(translate(words[stage.state]))


class _Thumbnail(RoomScreen):
    """The room at 184 × 104."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage, LIVE, framed=False, words=translate(N_("Nothing was sent yet")))
        self.setFixedSize(*(px(side) for side in theme.MONITOR))

    def sizeHint(self) -> QSize:
        return QSize(*(px(side) for side in theme.MONITOR))

    def hasHeightForWidth(self) -> bool:
        return False


class BlankButton(Button):
    """Blanks the room and shows that it is blank."""

    def __init__(self, stage: Stage, *, variant: str = "quiet", keys: tuple[str, ...] = ("B",)) -> None:
        super().__init__(translate(N_("Blank")), "", variant, keys, "small" if variant == "quiet" else "medium")
        self.setToolTip(translate(N_("Show nothing in the room, or show it again (Shift+F8)")))
        self.setCheckable(True)
        self.clicked.connect(lambda _checked=False: stage.blank())
        stage.changed.connect(lambda: self.setChecked(stage.blanked))
        self.setChecked(stage.blanked)


class FreezeButton(Button):
    """Freezes what the room sees and shows that it is frozen."""

    def __init__(self, stage: Stage, *, variant: str = "quiet", keys: tuple[str, ...] = ("F",)) -> None:
        super().__init__(translate(N_("Freeze")), "", variant, keys, "small" if variant == "quiet" else "medium")
        self.setToolTip(translate(N_("Keep what the room sees while you go on (Ctrl+F8)")))
        self.setCheckable(True)
        self.clicked.connect(lambda _checked=False: stage.freeze())
        stage.changed.connect(lambda: self.setChecked(stage.frozen))
        self.setChecked(stage.frozen)


class RoomMonitor(QWidget):
    """The room's place in the rail. Its display button opens the displays; B and F work while the focus is inside."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.stage = console, console.stage
        self.chip = ChipLabel(state_chip(self.stage))
        self.thumbnail = _Thumbnail(self.stage)
        self.thumbnail.clicked.connect(self._open_displays)
        self.thumbnail.setCursor(Qt.CursorShape.PointingHandCursor)
        self.blank, self.freeze = BlankButton(self.stage), FreezeButton(self.stage)
        name = translate(N_("The room's display…"))
        self.displays = icon_button("sliders-horizontal", name, self._open_displays, size="small")
        self.setAccessibleName(translate(N_("Room")))
        self.send = button("", self.stage.send, variant="danger", keys=("F8",), size="small")
        head = row(label(translate(N_("Room")), "name"), None, self.chip)
        keys = row(self.blank, self.freeze, None, self.displays, gap=0)
        inner = column(head, self.thumbnail, self.send, keys, gap=6, margins=(12, 8, 12, 4))
        self.setLayout(column(rule(), inner, gap=0))
        self.send.installEventFilter(self)
        self.stage.changed.connect(self._show)
        self.stage.sent.connect(self._tell_unseen)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the thumbnail show the preview while the button that sends it is pointed at or has the focus."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self.thumbnail.show_which(PREVIEW)
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.thumbnail.show_which(LIVE)
        return super().eventFilter(watched, event)

    def _tell_unseen(self) -> None:
        if not self.stage.on:
            words = N_("Nothing shows the room yet: choose its display or rehearse in a window (the sliders below).")
            self.console.say(translate(words))

    def _open_displays(self) -> None:
        self.console.ask("room")

    def _show(self) -> None:
        stage = self.stage
        self.chip.set_chip(state_chip(stage))
        words = translate(N_("Send {what}"), what=stage.preview.kind)
        room = px(theme.MONITOR[0] - 2 * Size.button_padding - Space.s) - caps_width(("F8",))
        self.send.setText(elided(words, "name", room))
        self.send.setAccessibleName(words)
        self.send.setToolTip(translate(N_("Show in the room what is in the preview: {what}"), what=stage.preview.kind))
        self.send.setVisible(not isinstance(stage.preview, Empty) and stage.preview != stage.live)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not take_key(self.stage, event):
            super().keyPressEvent(event)
