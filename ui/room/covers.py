"""What hides private things while the room may see the facilitator's window, until somebody decides otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.buttons import button, link
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, column, ground, row

if TYPE_CHECKING:
    from ui.console import Console
    from ui.room.privacy import Privacy

HIDDEN = N_("Hidden while the room may see this screen")


class Cover(QWidget):
    """Shows ``widget``, or while the window is public-safe a quiet panel that says what is behind it.

    "Show here" opens this one deliberately; it closes again with "Hide again", when the state changes, or with
    ``Privacy.hide_again``. A covered widget is not painted, not focused and not read out. ``words`` say in a few words
    what it is ("Findings of all departments"): they must not be private themselves.
    """

    def __init__(self, console: Console, widget: QWidget, words: str = "") -> None:
        super().__init__()
        self._privacy: Privacy | None = getattr(console, "privacy", None)
        self.widget, self.opened = widget, False
        self.stack = QStackedWidget()
        self.panel = self._panel(words)
        self.note = self._note()
        self.stack.addWidget(widget)
        self.stack.addWidget(self.panel)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.note)
        outer.addWidget(self.stack, 1)
        if self._privacy is not None:
            self._privacy.changed.connect(self._hear)
        self._show()

    @property
    def covered(self) -> bool:
        """Whether the widget is hidden now."""
        return self._privacy is not None and self._privacy.public_safe and not self.opened

    def open(self) -> None:
        """Show the widget although the room may see it."""
        self.opened = True
        self._show()

    def close_again(self) -> None:
        """Cover the widget again."""
        self.opened = False
        self._show()

    def _panel(self, words: str) -> QWidget:
        self.button = button(translate(N_("Show here")), self.open, icon="eye", size="small")
        self.button.setAccessibleName(f"{translate(N_('Show here'))}: {words}" if words else translate(N_("Show here")))
        parts: list[QWidget] = [paragraph(translate(HIDDEN), "text2")]
        if words:
            parts.insert(0, heading(words))
        inner = column(None, *parts, row(self.button, None), None, gap=Space.s, margins=(16, 16, 16, 16))
        return ground(box(inner), "sunken")

    def _note(self) -> QWidget:
        words = hint(translate(N_("Shown although the room may see this screen")), tone="warn", elide=True)
        across = row(words, gap=Space.s, margins=(8, 4, 8, 4))
        across.addWidget(link(translate(N_("Hide again")), self.close_again, role="hint"))
        return box(across)

    def _hear(self) -> None:
        self.opened = False
        self._show()

    def _show(self) -> None:
        covered = self.covered
        had_focus = covered and self.widget.isAncestorOf(self.focusWidget() or self)
        self.stack.setCurrentWidget(self.panel if covered else self.widget)
        self.note.setVisible(not covered and self.opened and self._privacy is not None and self._privacy.public_safe)
        if had_focus:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)


class Curtain(QWidget):
    """Covers the whole window while it stands on the display that is, or was, the room's."""

    def __init__(self, privacy: Privacy, window: QWidget) -> None:
        super().__init__(window)
        self._privacy, self._window = privacy, window
        self._lifted = False
        ground(self, "canvas")
        self.setAccessibleName(translate(N_("Covered")))
        self.button = button(translate(N_("Show everything here")), self._lift, icon="eye")
        inner = box(
            column(
                None,
                heading(translate(N_("This window is on the room's display")), "title"),
                paragraph(translate(N_("Move it to your own display to go on. Nothing of it is shown here."))),
                8,
                row(self.button, None),
                None,
            )
        )
        inner.setMaximumWidth(px(Size.empty_state))
        self.setLayout(row(None, inner, None))
        window.installEventFilter(self)
        privacy.changed.connect(self._show)
        self._show()

    def _lift(self) -> None:
        self._lifted = True
        self._show()

    def _show(self) -> None:
        if not self._privacy.on_room_display:
            self._lifted = False
        wanted = self._privacy.on_room_display and not self._lifted
        if wanted:
            self.setGeometry(self._window.rect())
            self.raise_()
            self.show()
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded) and self.isVisible():
            self.setGeometry(self._window.rect())
            self.raise_()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the keyboard on the curtain: what is behind it cannot be seen."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.tokens().canvas))
        painter.end()
