"""The chain of the work, the ways to begin, and the field to drop a file on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.chips import Chip, ChipLabel
from ui.widgets.labels import elided, label, paragraph, text_width
from ui.widgets.layouts import column, rule
from ui.widgets.mark import IconMark

_VERB, _DROP = 128, 72


class Chain(QWidget):
    """The stages of the work with their numbers, in one line."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(Space.m))
        for number, name in enumerate(names, 1):
            if number > 1:
                line.addWidget(rule(), 1)
            stage = QHBoxLayout()
            stage.setSpacing(px(Space.s))
            stage.addWidget(ChipLabel(Chip(str(number), "", "text2", "ctl", width=Size.chip, pill=True)))
            stage.addWidget(label(name, "body", "text2"))
            line.addLayout(stage)
        self.setAccessibleName(translate(N_("The chain of the work: {stages}"), stages=", ".join(names)))


class StartWay(QWidget):
    """One way to begin: what it is, what comes of it, and its button with its key."""

    def __init__(self, number: int, icon: str, title: str, text: str, words: str, act: Callable[[], object]) -> None:
        super().__init__()
        self.act = button(words, act, variant="primary" if number == 1 else "default", keys=(str(number),))
        self.act.setMinimumWidth(px(_VERB))
        self.text = paragraph(text)
        self.act.setAccessibleName(title)
        self.act.setAccessibleDescription(text)
        line = QHBoxLayout(self)
        line.setContentsMargins(*(px(side) for side in (Space.l, Space.m, Space.l, Space.m)))
        line.setSpacing(px(Space.l))
        line.addWidget(IconMark(icon, Size.icon_large, "accent_text"))
        line.addLayout(column(label(title, "heading"), self.text, gap=0), 1)
        line.addWidget(self.act)

    def show_words(self, verb: str, text: str) -> None:
        """Change what the button says and what comes of it."""
        self.act.setText(verb)
        self.act.updateGeometry()
        self.text.setText(text)
        self.act.setAccessibleDescription(text)


class DropField(QAbstractButton):
    """Takes a file by drag and drop, and opens the choice of one when it is pressed."""

    def __init__(self, choose: Callable[[], object]) -> None:
        super().__init__()
        self._bold = translate(N_("Drop a file here"))
        self._rest = translate(N_("to open a session, or a spreadsheet to import services"))
        self.setAccessibleName(f"{self._bold} {self._rest}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has Open for it
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _on=False: choose())

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), px(_DROP))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.rail), px(_DROP))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(tokens.ctl), 1, Qt.PenStyle.DashLine))
        painter.setBrush(theme.colour(tokens.sunken) if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(Size.radius), px(Size.radius))
        bold, gap = text_width(self._bold, "name"), px(Space.xs)
        icon = px(Size.icon_large + Space.m)
        room = self.width() - 2 * px(Space.m) - icon - bold - gap
        rest = elided(self._rest, "body", room)
        left = (self.width() - icon - bold - gap - text_width(rest, "body")) / 2
        paint_icon(painter, "file-input", left, self.height() / 2, tokens.text2, Size.icon_large)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        for words, role, tone, start in (
            (self._bold, "name", tokens.text, left + icon), (rest, "body", tokens.text2, left + icon + bold + gap),
        ):  # fmt: skip
            painter.setFont(theme.font(role))
            painter.setPen(theme.colour(tone))
            painter.drawText(QRectF(start, 0, self.width(), self.height()), flags, words)
        painter.end()
