"""The head of a run mode: the way out, what it is about and with whom, progress and pace, undo, and what is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel

from app.i18n import N_, translate
from ui import icons, theme
from ui.room.notices import PrivacyButton
from ui.run.pace import Pace
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.header import Bar
from ui.widgets.labels import heading, hint, label
from ui.widgets.layouts import box, column, row
from ui.widgets.meter import ProgressLine

if TYPE_CHECKING:
    from ui.console import Console

#: How wide the progress is, and the title at least; the name of an edit gives way in a small window.
PROGRESS, TITLE_LEAST, NAME_MOST, NARROW = 300, 168, 180, 1300


class RunHead(Bar):
    """56 high. ``show_title``, ``show_pace``, ``show_undo`` and ``show_saved`` say what stands in it."""

    def __init__(self, console: Console) -> None:
        super().__init__(Size.header, "bottom", Space.m)
        self._console, self._undo_words = console, ""
        leave = translate(N_("Leave"))
        self.leave = button(leave, console.leave, icon="arrow-left", variant="quiet", keys=("Esc",))
        self.title, self.note = heading("", elide=True), hint("", elide=True)
        names = box(column(self.title, self.note, gap=0))
        names.setMinimumWidth(px(TITLE_LEAST))
        self.count, self.pace = label("", "label"), hint("", tone="text2", elide=True)
        self.pace.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line = ProgressLine(Size.progress)
        words = row(self.count, gap=Space.m)
        words.addWidget(self.pace, 1)
        self.progress = box(column(words, self.line, gap=0))
        self.progress.setFixedWidth(px(PROGRESS))
        self.undo = button("", self._take_back, icon="undo-2", variant="quiet")
        self.saved = hint("", tone="text2")
        self._tick = QLabel()
        self.privacy = PrivacyButton(console, self)
        outer = self.layout()
        if isinstance(outer, QHBoxLayout):
            outer.setStretch(0, 1)
            outer.setStretch(1, 0)
            outer.setStretch(3, 0)
        self.left.addWidget(self.leave)
        self.left.addWidget(names, 1)
        self.right.setSpacing(px(Space.m))
        self.add(self.privacy, self.progress, self.undo, box(row(self._tick, self.saved, gap=Space.xs)), side="right")
        theme.theme().changed.connect(self._dress)
        self._dress()
        self._fit()

    def _dress(self) -> None:
        self._tick.setPixmap(icons.pixmap("check", theme.tokens().ok, Size.icon_small))

    def _take_back(self) -> None:
        done = self._console.attempt(self._console.document.undo)
        if done is not None:
            self._console.say(translate(N_("Undone: {what}"), what=done.label))

    def show_title(self, title: str, note: str) -> None:
        """Say what the run mode is about, and with whom."""
        self.title.setText(title)
        self.note.setText(note)

    def show_pace(self, pace: Pace) -> None:
        """Show how far it is and how it stands in time."""
        self.count.setText(pace.count)
        self.pace.setText(pace.words)
        self.line.set_value(pace.share, pace.mark)
        self.line.setAccessibleName(f"{pace.count}, {pace.words}")

    def show_undo(self, name: str | None) -> None:
        """Show what Undo takes back."""
        self._undo_words = translate(N_("Undo {what}"), what=name) if name else translate(N_("Nothing to undo"))
        self.undo.setEnabled(name is not None)
        self.undo.setToolTip(f"{self._undo_words} (Ctrl+Z)")
        self.undo.setAccessibleName(self._undo_words)
        self._fit()

    def show_saved(self) -> None:
        """Say that everything is kept, and since when."""
        if not self._console.writable:
            self.saved.setText(translate(N_("Read-only")))
            self._tick.hide()
            return
        self.saved.setText(translate(N_("Saved {time}"), time=f"{self._console.document.now().astimezone():%H:%M}"))

    def _fit(self) -> None:
        small = self.width() < px(NARROW)
        room = px(NAME_MOST // 2 if small else NAME_MOST)
        shown = self.undo.fontMetrics().elidedText(self._undo_words, Qt.TextElideMode.ElideRight, room)
        self.undo.setText(shown.replace("&", "&&"))
        self.undo.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
