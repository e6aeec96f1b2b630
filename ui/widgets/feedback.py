"""What the window says back: toasts with Undo at the bottom of a page, banners under the header."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.buttons import icon_button, link
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import label, text_width

Action = tuple[str, Callable[[], object]]

#: Icon, its colour, the ground, the edge, the ink of words and of the action.
_KINDS = {
    "done": ("check", "ok", "raised", "line", "text", "accent_text"),
    "info": ("info", "accent_text", "raised", "line", "text", "accent_text"),
    "error": ("circle-x", "err", "err_ground", "err", "text", "accent_text"),
    "warn": ("triangle-alert", "warn", "warn_ground", "", "warn", "warn"),
    "locked": ("lock", "warn", "warn_ground", "", "warn", "warn"),
    "stop": ("unplug", "err", "err_ground", "", "err", "err"),
}


class _Strip(QFrame):
    """A line with an icon, words and an action, on a ground of its kind."""

    def __init__(self, kind: str, text: str, height: int, actions: tuple[Action, ...], icon: str = "") -> None:
        super().__init__()
        self._look = _KINDS[kind]
        self._icon = icon or self._look[0]
        self.words = label(text, "body", self._look[4], elide=True)
        self._row = layout = QHBoxLayout(self)
        left = px(Space.m + Size.icon + Space.m)
        layout.setContentsMargins(left, 0, px(Space.m), 0)
        layout.setSpacing(px(Space.m))
        layout.addWidget(self.words, 1)
        for words, callback in actions:
            layout.addWidget(link(words, callback, tone=self._look[5], weight=600))
        self.setFixedHeight(px(height))
        self.setAccessibleName(text)

    def wished_width(self) -> int:
        """Return the width at which all of its words are seen."""
        taken = self._row.itemAt(0)
        others = self._row.sizeHint().width() - (taken.sizeHint().width() if taken is not None else 0)
        return others + text_width(self.words.text(), self.words.role) + px(Space.s)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _, tone, fill, edge, _, _ = self._look
        painter.setBrush(theme.colour(getattr(tokens, fill)))
        painter.setPen(QPen(theme.colour(getattr(tokens, edge)), 1) if edge else Qt.PenStyle.NoPen)
        radius = px(Size.radius) if edge else 0
        inset = 0.5 if edge else 0.0
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), radius, radius)
        paint_icon(painter, self._icon, px(Space.m), self.height() / 2, getattr(tokens, tone))
        painter.end()


class Toast(_Strip):
    """A short answer at the bottom of the page; errors stay until they are closed."""

    closed = Signal()

    def __init__(self, kind: str, text: str, actions: tuple[Action, ...] = (), keys: tuple[str, ...] = ()) -> None:
        closing = tuple((words, self._after(callback)) for words, callback in actions)
        super().__init__(kind, text, Size.toast, closing)
        if keys:
            self._row.addWidget(KeyHint(keys))
        if kind == "error":
            self._row.addWidget(icon_button("x", translate(N_("Close")), self.closed.emit, size="small"))
        else:
            QTimer.singleShot(theme.TOAST_MS, self, self.closed.emit)

    def _after(self, callback: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            self.closed.emit()
            callback()

        return run

    def sizeHint(self) -> QSize:
        return QSize(self.wished_width(), px(Size.toast))


class ToastHost(QObject):
    """Shows toasts at the bottom centre of a page, one at a time (an error is never pushed away by a success)."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._toasts: list[Toast] = []
        page.installEventFilter(self)

    def show_toast(
        self, text: str, kind: str = "done", action: Action | None = None, keys: tuple[str, ...] = ()
    ) -> Toast:
        """Show a toast of kind done, info or error, with at most one action such as ("Undo", undo)."""
        for old in [toast for toast in self._toasts if toast.property("stays") is None]:
            self._close(old)
        toast = Toast(kind, text, (action,) if action is not None else (), keys)
        if kind == "error":
            toast.setProperty("stays", True)
        toast.setParent(self._page)
        toast.closed.connect(lambda: self._close(toast))
        self._toasts.append(toast)
        toast.show()
        self._place()
        return toast

    def close_all(self) -> None:
        """Take every toast away."""
        for toast in list(self._toasts):
            self._close(toast)

    def _close(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        bottom = self._page.height() - px(Space.l)
        for toast in reversed(self._toasts):
            width = min(toast.sizeHint().width(), self._page.width() - 2 * px(Space.l))
            toast.setGeometry((self._page.width() - width) // 2, bottom - toast.height(), width, toast.height())
            toast.raise_()
            bottom -= toast.height() + px(Space.s)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False


class Banner(_Strip):
    """A line under the header that stays while its reason lasts. Kinds: warn, locked, stop, error, info."""

    def __init__(self, kind: str, text: str, actions: tuple[Action, ...] = (), *, icon: str = "") -> None:
        super().__init__(kind, text, Size.banner, actions, icon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self.words.setText(text)
        self.setAccessibleName(text)
