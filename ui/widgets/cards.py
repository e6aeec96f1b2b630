"""Things that hold other things: card, tile, empty state, scrim and popover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.theme import Size, Space, px
from ui.widgets.buttons import Pill
from ui.widgets.labels import Label, heading, hint, label, paragraph
from ui.widgets.layouts import Part, box, column, ground, row, rule
from ui.widgets.meter import SegmentMeter


class Card(QFrame):
    """A white field with a hairline. With a title it has a head of 44 px: title, hint, and an action at the right.

    Put content into ``body`` (a column without margins when ``flush``, for tables and row lists).
    """

    def __init__(self, title: str = "", note: str = "", action: QWidget | None = None, *, flush: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.title, self.note = heading(title), hint(note)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        if title:
            outer.addWidget(self._head(action))
        side = 0 if flush else px(Size.card_padding)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(side, 0 if title else side, side, side)
        self.body.setSpacing(0 if flush else px(Space.s))
        outer.addLayout(self.body)
        self.setAccessibleName(title)

    def _head(self, action: QWidget | None) -> QWidget:
        parts: list[Part] = [self.title, self.note, None]
        head = box(row(*parts, *([action] if action is not None else []), margins=(16, 0, 16, 0)))
        head.setFixedHeight(px(Size.card_head))
        return head


class Tile(Card):
    """One figure of the overview: label, figure with its count, a meter with one segment per counted thing, words."""

    clicked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._figure, self._count = label("", "metric"), label("", "body", "text2")
        self._words, self._more = label("", "hint", elide=True), hint("", elide=True)
        self.meter = SegmentMeter()
        self.body.setSpacing(px(Space.xxs))
        figure = row(self._figure, self._count, None, gap=Space.s)
        self._count.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        for part in (label(name, "label", "text2"), figure, self.meter, 4, self._words, self._more):
            self.body.addSpacing(px(part)) if isinstance(part, int) else (
                self.body.addLayout(part) if isinstance(part, QHBoxLayout) else self.body.addWidget(part)
            )

    def show_figure(self, figure: str, count: str, done: int, total: int, words: str, more: str = "") -> None:
        """Show for example ``63 %``, ``7 of 11``, 7, 11, and up to two short sentences."""
        for target, text in (
            (self._figure, figure), (self._count, count), (self._words, words), (self._more, more),
        ):  # fmt: skip
            target.setText(text)
        self.meter.set_counts(done, total)
        self.setAccessibleName(f"{self._name} {figure} {count}. {words} {more}".strip())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        super().mouseReleaseEvent(event)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to begin: what it is called, the control that does it, and a small explanation."""

    title: str
    control: QWidget
    note: str = ""


class EmptyState(QWidget):
    """What a page with nothing in it says: what belongs here, why, and up to three ways to begin."""

    def __init__(
        self,
        icon: str,
        title: str,
        why: str,
        ways: Sequence[Way] = (),
        suggestions: Sequence[str] = (),
        on_suggestion: Callable[[str], object] | None = None,
        suggestions_label: str = "",
    ) -> None:
        super().__init__()
        self._icon_name, self._icon = icon, QLabel()
        self._paint_icon()
        lead = paragraph(why, role="lead")
        parts: list[Part] = [self._icon, 4, heading(title, "title"), lead, 12]
        if ways:
            parts.append(self._ways(ways))
        if suggestions:
            parts += [4, self._suggestions(suggestions, on_suggestion, suggestions_label)]
        inner = box(column(*parts, gap=Space.s))
        inner.setMaximumWidth(px(Size.empty_state))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        inner.setSizePolicy(policy)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inner, 1000)
        across.addStretch(1)
        self.setLayout(column(None, across, None, margins=(24, 24, 24, 24)))
        self.setAccessibleName(title)
        self.setAccessibleDescription(why)

    def _ways(self, ways: Sequence[Way]) -> QWidget:
        card = Card(flush=True)
        across = QHBoxLayout()
        across.setSpacing(0)
        for at, way in enumerate(ways):
            if at:
                across.addWidget(rule(upright=True))
            note = [hint(way.note, wrap=True)] if way.note else []
            cell = column(label(way.title, "name"), way.control, *note, None, margins=(16, 16, 16, 16))
            across.addLayout(cell, 1)
        card.body.addLayout(across)
        return card

    def _suggestions(self, names: Sequence[str], on_suggestion: Callable[[str], object] | None, words: str) -> QWidget:
        pills: list[Part] = []
        for name in names:
            pill = Pill(name)
            if on_suggestion is not None:
                pill.clicked.connect(lambda _on=False, chosen=name: on_suggestion(chosen))
            pills.append(pill)
        return box(row(label(words, "body", "text3"), *pills, None))

    def _paint_icon(self) -> None:
        self._icon.setPixmap(icons.pixmap(self._icon_name, theme.tokens().text3, Size.icon_huge))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._paint_icon()
        super().changeEvent(event)


class Overlay(QWidget):
    """A widget that always covers its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False


class Scrim(Overlay):
    """Dims what lies under the palette or a dialog. ``clicked`` fires when a person clicks beside it."""

    clicked = Signal()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.tokens().scrim))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()


class Popover(QFrame):
    """A small raised panel beside what it explains; it closes on Esc or a click elsewhere."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*(px(Size.card_padding),) * 4)
        self.body.setSpacing(px(Space.xxs))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(tokens.line))
        painter.setBrush(theme.colour(tokens.raised))
        rect = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
        painter.end()

    def open_at(self, anchor: QWidget, rect: QRect | None = None) -> None:
        """Show below the anchor (or a part of it), kept on its screen."""
        area = rect if rect is not None else anchor.rect()
        self.adjustSize()
        corner = anchor.mapToGlobal(area.bottomLeft() + QPoint(0, px(Space.xs)))
        screen = anchor.screen().availableGeometry()
        if corner.y() + self.height() > screen.bottom():
            corner = anchor.mapToGlobal(area.topLeft() - QPoint(0, px(Space.xs) + self.height()))
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        self.move(corner)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)


class WhyPopover(Popover):
    """Why this number: a question, the steps that led to it, and the result in bold."""

    def __init__(self, parent: QWidget | None, title: str, steps: Sequence[str], result: str = "") -> None:
        super().__init__(parent)
        self.body.addWidget(label(title, "name"))
        for step in steps:
            self.body.addWidget(paragraph(step))
        if result:
            self.body.addWidget(label(result, "name", wrap=True))
        self.setMinimumWidth(px(Size.dialog) * 3 // 4)
        self.setMaximumWidth(px(Size.dialog))
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join((*steps, result)))


def scrolling(content: QWidget, name: str = "canvas") -> QScrollArea:
    """Return a scroll area around content, on the ground ``name``, without a frame."""
    area = QScrollArea()
    area.setProperty("bare", True)
    area.setWidgetResizable(True)
    area.setWidget(ground(content, name))
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def titled(title: str, note: str = "", action: QWidget | None = None) -> QWidget:
    """Return a panel's title line: heading, count or hint, and an action at the right."""
    parts: list[Part] = [heading(title), *([hint(note)] if note else []), None]
    return box(row(*parts, *([action] if action is not None else [])))


__all__ = [
    "Card", "EmptyState", "Label", "Overlay", "Popover", "Scrim", "Tile", "Way", "WhyPopover", "scrolling", "titled",
]  # fmt: skip
