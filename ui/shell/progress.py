"""Where the figures of progress come from: “13 of 14 approved” beside a page's title and at its entry of the rail.

What explains them is imported when somebody asks, since the first window should not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui.console import Console
from ui.pages import Place
from ui.theme import Size, px
from ui.widgets.buttons import Button


class ProgressWhy(Button):
    """The question mark beside the progress in the header; ``place`` says which page is shown."""

    def __init__(self, console: Console, place: Callable[[], Place]) -> None:
        super().__init__("", "circle-question-mark", "quiet", size="small")
        words = translate(N_("Why this number?"))
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.clicked.connect(lambda _on=False: explain_progress(console, place(), self))

    def sizeHint(self) -> QSize:
        return QSize(px(Size.target), px(Size.target))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def explain_progress(console: Console, place: Place, anchor: QWidget, rect: QRect | None = None) -> None:
    """Show below ``anchor`` (or a part of it) how the progress of a place is counted."""
    from ui.help.why import ask_why, show_why

    show_why(console, anchor, ask_why(console, None, place.progress), rect)
