"""A field that drops something below itself to choose from: a list, or a calendar."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent, QHideEvent, QMouseEvent, QPainter, QPaintEvent

from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.inputs import TextField


class DropField(TextField):
    """Subclasses say what drops; a click on the icon at the right edge opens it, leaving the field closes it."""

    ICON = "chevron-down"

    def list_open(self) -> bool:
        """Whether what drops is shown."""
        raise NotImplementedError

    def open_list(self) -> None:
        """Show what drops."""
        raise NotImplementedError

    def close_list(self) -> None:
        """Hide what drops; what was typed stays."""
        raise NotImplementedError

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.close_list()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.close_list()
        super().hideEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        was_open = self.list_open()
        super().mousePressEvent(event)
        if was_open:
            self.close_list()
        elif event.position().x() > self.width() - px(Size.field):
            self.open_list()

    def _place(self) -> None:
        super()._place()
        if not self.isReadOnly():
            self.setTextMargins(0, 0, px(Size.icon + Space.xs), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isReadOnly():
            painter, tokens = QPainter(self), theme.tokens()
            ink = tokens.text2 if self.isEnabled() else tokens.dis
            paint_icon(painter, self.ICON, self.width() - px(Size.icon + Space.s), self.height() / 2, ink)
            painter.end()
