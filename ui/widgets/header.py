"""The bars around a page: header with title and undo, toolbar, foot with keys, time box and findings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import N_, plural, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, button, icon_button
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import heading, hint, label, text_width
from ui.widgets.layouts import ground


class Bar(QWidget):
    """A bar of fixed height on the surface. ``left`` and ``right`` take widgets; a stretch lies between."""

    def __init__(self, height: int, edge: str = "bottom", padding: int = Size.page_padding) -> None:
        super().__init__()
        ground(self, "surface", edge)
        self.setFixedHeight(px(height))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(px(padding), 0, px(padding), 0)
        outer.setSpacing(px(Space.s))
        self.left, self.middle, self.right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part, stretch in ((self.left, False), (self.middle, True), (self.right, True)):
            if stretch:
                outer.addStretch(1)
            part.setSpacing(px(Space.s))
            outer.addLayout(part)

    def add(self, *widgets: QWidget, side: str = "left") -> None:
        """Put widgets at a side: left, middle or right."""
        layout: QHBoxLayout = getattr(self, side)
        for widget in widgets:
            layout.addWidget(widget)


class HeaderBar(Bar):
    """Title 20 and what belongs to it 13; at the right whatever the shell adds."""

    def __init__(self, title: str = "", note: str = "") -> None:
        super().__init__(Size.header)
        self.title, self.note = heading(title, "title"), label(note, "body", "text2")
        self.left.setSpacing(px(Space.m))
        self.add(self.title, self.note)

    def set_title(self, title: str, note: str = "") -> None:
        """Name the page and say how far it is."""
        self.title.setText(title)
        self.note.setText(note)


class ToolBar(Bar):
    """Actions at the left, the view switch in the middle, group, columns and filter at the right."""

    def __init__(self) -> None:
        super().__init__(Size.toolbar)


class FootBar(Bar):
    """Counts at the left, keys and what they do at the right."""

    def __init__(self, height: int = Size.foot) -> None:
        super().__init__(height, "top", Space.l)
        self.left.setSpacing(px(Space.l))
        self.right.setSpacing(px(Space.m))
        self.count = hint("", tone="text2")
        self.add(self.count)

    def set_keys(self, keys: Sequence[tuple[tuple[str, ...], str]]) -> None:
        """Show keys with their words, such as ``(("F2",), "edit")``."""
        while (old := self.right.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()
        for caps, words in keys:
            self.add(KeyHint(caps, words), side="right")

    def dim_single_letters(self, dimmed: bool) -> None:
        """Dim the keys that do not work while a person types."""
        for shown in self.findChildren(KeyHint):
            shown.set_dimmed(dimmed and len(shown.keys) == 1 and len(shown.keys[0]) == 1)


class TimeBox(QWidget):
    """What the meeting is at and how much time is left, with its progress at the foot."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words, self._left, self._share = "", "", 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_time(self, words: str, left: str, share: float) -> None:
        """Show for example ``Risk scoring``, ``12:40 left`` and the share of time that has passed."""
        self._words, self._left, self._share = words, left, max(0.0, min(1.0, share))
        self.setAccessibleName(f"{words} {left}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = text_width(self._words, "body") + px(Space.s) if self._words else 0
        return QSize(words + text_width(self._left, "name") + 2 * px(Size.field_padding), px(Size.button))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.colour(tokens.line), 1))
        painter.setBrush(theme.colour(tokens.surface))
        painter.drawRoundedRect(rect, px(Size.radius_small), px(Size.radius_small))
        bar = px(Size.progress)
        painter.fillRect(
            QRectF(1, self.height() - bar - 1, (self.width() - 2) * self._share, bar), theme.colour(tokens.accent)
        )
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        inner = self.rect().adjusted(px(Size.field_padding), 0, -px(Size.field_padding), 0)
        painter.setPen(theme.colour(tokens.text2))
        painter.setFont(theme.font("body"))
        painter.drawText(inner, flags, self._words)
        painter.setPen(theme.colour(tokens.text))
        painter.setFont(theme.font("name"))
        painter.drawText(inner, flags | int(Qt.AlignmentFlag.AlignRight), self._left)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()


class FindingsButton(Button):
    """How many findings there are; red only while some must be fixed."""

    def __init__(self) -> None:
        super().__init__("", "triangle-alert", "quiet")
        self.show_count(0, 0)

    def show_count(self, total: int, errors: int) -> None:
        """Show all findings; ``errors`` are those of severity E."""
        self.setText(plural(N_("{n} finding"), N_("{n} findings"), total))
        self.set_variant("findings" if errors else "quiet")


class UndoButtons(QWidget):
    """Undo with its name, Redo as an icon."""

    undo = Signal()
    redo = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._undo = button("", self.undo.emit, icon="undo-2", variant="quiet")
        self._redo = icon_button("redo-2", translate(N_("Redo")), self.redo.emit)
        self._words, self._room = "", px(Size.search)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(Space.xs))
        layout.addWidget(self._undo)
        layout.addWidget(self._redo)
        self.show_labels(None, None)

    def show_labels(self, undo: str | None, redo: str | None) -> None:
        """Show what would be undone and redone; ``None`` for nothing."""
        self._words = translate(N_("Undo {what}"), what=undo) if undo else translate(N_("Nothing to undo"))
        self._write()
        self._undo.setToolTip(self._words)
        self._undo.setAccessibleName(self._words)
        self._undo.setEnabled(undo is not None)
        again = translate(N_("Redo {what}"), what=redo) if redo else translate(N_("Nothing to redo"))
        self._redo.setToolTip(again)
        self._redo.setAccessibleName(again)
        self._redo.setEnabled(redo is not None)

    def width_for(self, name: int) -> int:
        """Return the width of both buttons with ``name`` logical pixels for the words."""
        return px(name) + px(Size.icon + Space.s) + 2 * px(Size.button_padding) + px(Size.button + Space.xs)

    def set_name_width(self, width: int) -> None:
        """Shorten the words to ``width`` device-independent pixels; the tooltip has them whole."""
        if width != self._room:
            self._room = width
            self._write()

    def _write(self) -> None:
        shown = self._undo.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self._room)
        self._undo.setText(shown.replace("&", "&&"))
